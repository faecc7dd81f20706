//! `swarmgen serve` over the loopback interface, with requests over plain sockets: the files that each client gets, and
//! those that it does not get.

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::{Ipv4Addr, SocketAddr, SocketAddrV4, TcpStream},
    os::unix::fs::symlink,
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant},
};

use rustix::net::{AddressFamily, SocketType, bind, connect, socket};

use crate::support::{self, program, scratch::Scratch};

/// Hosts at addresses that a client on this machine can use.
const INVENTORY: &str = r#"
[cluster]
name = "home"
domain = "example.com"
subnet = "127.0.1.0/24"
[storage]
type = "existing"
[pxe]
base_url = "http://192.168.31.1:8080"
[pxe.images.debian]
kernel = "assets/vmlinuz"
initrd = "assets/initrd.img"
[defaults]
os = "debian"
role = "manager"
advertise_address = "eth0"
[hosts.ds1]
address = "127.0.1.11"
mac = "52:54:00:12:34:11"
[hosts.ds2]
address = "127.0.1.12"
mac = "52:54:00:12:34:12"
password_hash = { env = "HASH" }
[hosts.ds3]
address = "127.0.1.13"
mac = "52:54:00:12:34:13"
"#;

const DS1: Ipv4Addr = Ipv4Addr::new(127, 0, 1, 11);
const DS2: Ipv4Addr = Ipv4Addr::new(127, 0, 1, 12);
const STRANGER: Ipv4Addr = Ipv4Addr::LOCALHOST;

/// Longer than the server waits for a request.
const TOO_LONG: Duration = Duration::from_secs(20);

/// A rendered folder `out`, with a folder `assets` beside it.
fn rendered() -> Scratch {
    let scratch = Scratch::new("serve");
    fs::write(scratch.path().join("inventory.toml"), INVENTORY).expect("a scratch folder can be written");
    render(scratch.path());
    fs::create_dir(scratch.path().join("assets")).expect("a folder can be made");
    fs::write(scratch.path().join("assets/vmlinuz"), vec![7; 32 << 20]).expect("a file can be written");
    scratch
}

fn render(folder: &Path) {
    let mut render = program(["render", "inventory.toml", "-o", "out"]);
    let output = render.current_dir(folder).env("HASH", "$6$salt$hash").output().expect("the program runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// A running server. The end of the test stops it.
struct Server {
    child: Child,
    address: SocketAddrV4,
    log: Arc<Mutex<String>>,
}

impl Server {
    fn start(scratch: &Scratch, options: &[&str]) -> Self {
        let mut serve = program(["serve", "out", "--assets", "assets", "--listen", "127.0.0.1:0"]);
        let serve = serve.args(options).current_dir(scratch.path()).stderr(Stdio::piped());
        let mut child = serve.spawn().expect("the program runs");
        let mut lines = BufReader::new(child.stderr.take().expect("it is piped")).lines();
        let first = lines.next().expect("it says where it listens").expect("text");
        let address = first.split(['/', ' ']).find_map(|word| word.parse().ok());
        let address = address.unwrap_or_else(|| panic!("no address in {first}"));
        let log = Arc::new(Mutex::new(String::new()));
        let lines = lines.map_while(Result::ok);
        let into = log.clone();
        thread::spawn(move || lines.for_each(|line| *into.lock().expect("no test panics with it") += &(line + "\n")));
        Self { child, address, log }
    }

    /// A connection from this address of the machine.
    fn connect(&self, from: Ipv4Addr) -> TcpStream {
        let client = socket(AddressFamily::INET, SocketType::STREAM, None).expect("a socket");
        bind(&client, &SocketAddrV4::new(from, 0)).expect("all of 127.0.0.0/8 is this machine's");
        connect(&client, &SocketAddr::from(self.address)).expect("the server listens");
        let stream = TcpStream::from(client);
        stream.set_read_timeout(Some(TOO_LONG)).expect("a time limit");
        stream
    }

    /// Requests a path. Returns the status and the body.
    fn ask(&self, from: Ipv4Addr, method: &str, path: &str) -> (u16, Vec<u8>) {
        let (status, _, body) = self.exchange(from, method, path);
        (status, body)
    }

    fn exchange(&self, from: Ipv4Addr, method: &str, path: &str) -> (u16, String, Vec<u8>) {
        let mut stream = self.connect(from);
        write!(stream, "{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").expect("it is read");
        let mut reply = Vec::new();
        stream.read_to_end(&mut reply).expect("a whole reply");
        let end = reply.windows(4).position(|four| four == b"\r\n\r\n").expect("a head ends");
        let head = String::from_utf8(reply[..end].to_vec()).expect("text");
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
        (status, head, reply[end + 4..].to_vec())
    }

    /// Waits for a line in the log.
    fn assert_logged(&self, line: &str) {
        let start = Instant::now();
        while !self.log.lock().expect("no test panics with it").lines().any(|logged| logged == line) {
            assert!(start.elapsed() < TOO_LONG, "no `{line}` in:\n{}", self.log.lock().expect("as above"));
            thread::sleep(Duration::from_millis(10));
        }
    }

    fn interrupt(&mut self) -> ExitStatus {
        let kill = Command::new("sh").args(["-c", &format!("kill -INT {}", self.child.id())]).status();
        assert!(kill.expect("a shell runs").success());
        self.child.wait().expect("it ends")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have exited already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn every_file_of_the_manifest_is_given_and_nothing_else() {
    let scratch = rendered();
    let out = scratch.path().join("out");
    fs::write(out.join("hosts/ds1/notes"), "mine").expect("a file can be written");
    let server = Server::start(&scratch, &[]);
    let mut listed = 0;
    support::walk(&out, &mut |path| {
        let name = path.strip_prefix(&out).expect("it lies below").to_str().expect("text");
        let (status, body) = server.ask(STRANGER, "GET", &format!("/{name}"));
        if ["manifest.json", "hosts/ds1/notes"].contains(&name) {
            assert_eq!((status, body.len()), (404, 0), "{name}");
        } else {
            assert!(status == 200 && body == fs::read(path).expect("a file can be read"), "{name}: {status}");
            listed += 1;
        }
    });
    assert!(listed > 30, "{listed}");
    server.assert_logged("127.0.0.1 GET /hosts/ds1/notes: 404 the manifest does not list the file");
    server.assert_logged(
        "warning: 2 files hold secrets, and every client can read them; `--by-address` restricts each file to its host",
    );
}

#[test]
fn no_path_leads_out_of_the_folders() {
    let scratch = rendered();
    let out = scratch.path().join("out");
    fs::write(scratch.path().join("precious"), "precious").expect("a file can be written");
    fs::remove_file(out.join("hosts/ds1/vendor-data")).expect("it is there");
    symlink("../../../precious", out.join("hosts/ds1/vendor-data")).expect("a symlink");
    symlink("../precious", scratch.path().join("assets/link")).expect("a symlink");
    symlink("..", scratch.path().join("assets/up")).expect("a symlink");
    let server = Server::start(&scratch, &[]);
    for path in [
        "/../precious",
        "/hosts/../../precious",
        "/hosts/%2e%2e/%2E%2E/precious",
        "/hosts/ds1/..%2f..%2f..%2fprecious",
        "//etc/passwd",
        "/assets//etc/passwd",
        "/assets/../precious",
        "/assets/link",
        "/assets/up/precious",
        "/assets/",
        "/assets",
        "/",
        "/hosts/ds1",
        "/hosts/ds1/vendor-data",
        "/hosts/ds1/user-data%00",
        "/hosts/%ff",
    ] {
        let (status, body) = server.ask(STRANGER, "GET", path);
        assert!([400, 404, 500].contains(&status) && body.is_empty(), "{path}: {status}");
    }
}

#[test]
fn a_file_that_is_not_what_the_manifest_says_is_refused() {
    let scratch = rendered();
    let path = scratch.path().join("out/hosts/ds1/meta-data");
    let mut changed = fs::read(&path).expect("it is there");
    changed[0] ^= 1;
    fs::write(&path, changed).expect("it can be written");
    let server = Server::start(&scratch, &[]);
    assert_eq!(server.ask(STRANGER, "GET", "/hosts/ds1/meta-data").0, 503);
    server.assert_logged("127.0.0.1 GET /hosts/ds1/meta-data: 503 the file does not match the manifest");
}

#[test]
fn only_get_and_head_are_answered() {
    let scratch = rendered();
    let server = Server::start(&scratch, &[]);
    let path = "/hosts/ds1/meta-data";
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "PROPFIND"] {
        assert_eq!(server.ask(STRANGER, method, path), (405, Vec::new()), "{method}");
    }
    let size = fs::metadata(scratch.path().join("out/hosts/ds1/meta-data")).expect("it is there").len();
    let (status, head, body) = server.exchange(STRANGER, "HEAD", path);
    assert_eq!((status, body.len()), (200, 0));
    assert!(head.contains(&format!("content-length: {size}")), "{head}");
}

#[test]
fn by_address_each_host_gets_its_own_files_only() {
    let scratch = rendered();
    let server = Server::start(&scratch, &["--by-address"]);
    let script = "/pxe/mac-52-54-00-12-34-12.ipxe";
    for path in ["/hosts/ds2/user-data", "/hosts/ds2/meta-data", "/hosts/ds2/seed.img", script] {
        assert_eq!(server.ask(DS2, "GET", path).0, 200, "{path}");
        assert_eq!(server.ask(DS1, "GET", path), (403, Vec::new()), "{path}");
        assert_eq!(server.ask(STRANGER, "GET", path), (403, Vec::new()), "{path}");
    }
    for from in [DS1, STRANGER] {
        assert_eq!(server.ask(from, "GET", "/pxe/boot.ipxe").0, 200);
    }
    server.assert_logged("127.0.1.11 (ds1) GET /hosts/ds2/user-data: 403 the file is only for `ds2` at 127.0.1.12");
}

#[test]
fn a_new_render_is_seen_at_once() {
    let scratch = rendered();
    let server = Server::start(&scratch, &["--by-address"]);
    let path = "/hosts/ds1/user-data";
    let (_, before) = server.ask(DS1, "GET", path);
    let edited = INVENTORY.replace("127.0.1.12", "127.0.1.22").replace("ds3]", "ds4]");
    fs::write(scratch.path().join("inventory.toml"), edited).expect("a scratch folder can be written");
    render(scratch.path());
    let (status, after) = server.ask(DS1, "GET", path);
    assert!(status == 200 && before != after);
    assert_eq!(after, fs::read(scratch.path().join("out/hosts/ds1/user-data")).expect("it is there"));
    assert_eq!(server.ask(DS2, "GET", "/hosts/ds2/user-data").0, 403, "the host has moved");
    assert_eq!(server.ask(Ipv4Addr::new(127, 0, 1, 13), "GET", "/hosts/ds3/user-data").0, 404, "the host is gone");
}

/// Clients that send nothing or half a request, or that never read the response.
#[test]
fn clients_that_hang_keep_nobody_waiting() {
    let scratch = rendered();
    let server = Server::start(&scratch, &[]);
    let hanging: Vec<TcpStream> = (0..120)
        .map(|number| {
            let mut stream = server.connect(STRANGER);
            let asked =
                ["", "GET /hosts/ds1/user-data HT", "GET /assets/vmlinuz HTTP/1.1\r\nHost: x\r\n\r\n"][number % 3];
            stream.write_all(asked.as_bytes()).expect("it is taken");
            stream
        })
        .collect();
    let start = Instant::now();
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                let (status, body) = server.ask(STRANGER, "GET", "/assets/vmlinuz");
                assert!(status == 200 && body.len() == 32 << 20);
                assert_eq!(server.ask(STRANGER, "GET", "/hosts/ds1/user-data").0, 200);
            });
        }
    });
    // The server drops clients that never read after thirty seconds. A client that had to wait for them would take that
    // long.
    assert!(start.elapsed() < Duration::from_secs(25), "{:?}", start.elapsed());
    for mut stream in hanging.into_iter().enumerate().filter(|(number, _)| number % 3 < 2).map(|(_, stream)| stream) {
        // The end of the stream, or a reset: the server drops the client before the time limit of this read.
        let told = stream.read(&mut [0]);
        assert!(!told.as_ref().is_err_and(|error| error.kind() == std::io::ErrorKind::WouldBlock), "{told:?}");
    }
}

#[test]
fn ctrl_c_ends_it_well() {
    let scratch = rendered();
    let mut server = Server::start(&scratch, &[]);
    assert_eq!(server.ask(STRANGER, "GET", "/pxe/boot.ipxe").0, 200);
    let _open = server.connect(STRANGER);
    assert_eq!(server.interrupt().code(), Some(0));
}

#[test]
fn what_cannot_be_served_is_said() {
    let scratch = Scratch::new("serve-nothing");
    fs::create_dir(scratch.path().join("empty")).expect("a folder can be made");
    for (arguments, told) in [
        (&["serve", "nowhere"][..], "error: opening `nowhere`: no such file or directory"),
        (&["serve", "empty"], "error: `empty` has no manifest"),
        (&["serve", "empty", "--assets", "nowhere"], "error: opening `nowhere`: no such file or directory"),
    ] {
        let output = program([]).args(arguments).current_dir(scratch.path()).output().expect("the program runs");
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.code() == Some(2) && stderr.starts_with(told), "{stderr}");
    }
}
