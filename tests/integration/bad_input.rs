//! A bad inventory causes an error that fits on one screen, an exit status for its kind, and no change to the output
//! folder.

use std::{
    fs,
    io::Write,
    os::unix::fs::{PermissionsExt, symlink},
    path::Path,
    process::{Command, Output},
    time::{Duration, Instant},
};

use serde_json::Value;

use crate::support::{program, scratch::Scratch, walk};

const GOOD: &str = r#"
[cluster]
name   = "home"
domain = "example.com"
subnet = "192.168.31.0/24"

[storage]
type   = "nfs"
source = "nas.example.com:/export/swarm"

[defaults]
os   = "debian"
role = "manager"
ssh_authorized_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPU0Y2P9aQrXJYR6kDXkWM3ik4vNUWoZEwdyA9dRYXdN you@example.com"]

[hosts.ds1]
address = "192.168.31.11"
[hosts.ds2]
address = "192.168.31.12"
[hosts.ds3]
address = "192.168.31.13"
"#;

/// Lines of a terminal that shows the error and the prompt before it.
const SCREEN: usize = 50;

/// A folder with a good inventory and its output.
struct Bench(Scratch);

impl Bench {
    fn new() -> Self {
        let bench = Self(Scratch::new("bad-input"));
        bench.write("inventory.toml", GOOD);
        let rendered = bench.render();
        assert!(rendered.status.success(), "{}", String::from_utf8_lossy(&rendered.stderr));
        bench
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        fs::write(self.path().join(name), content).expect("a file can be written");
    }

    /// Appends lines to the good inventory.
    fn add(&self, lines: &str) {
        self.write("inventory.toml", format!("{GOOD}{lines}"));
    }

    fn command(&self) -> Command {
        let mut render = program(["render", "inventory.toml", "-o", "out"]);
        render.current_dir(self.path());
        render
    }

    fn render(&self) -> Output {
        self.command().output().expect("the program runs")
    }

    /// Renders, expects this exit status, and returns the message.
    fn refused(&self, status: i32) -> String {
        self.refused_by(&mut self.command(), status)
    }

    fn refused_by(&self, command: &mut Command, status: i32) -> String {
        let before = snapshot(&self.path().join("out"));
        assert!(!before.is_empty());
        let output = command.output().expect("the program runs");
        let stderr = String::from_utf8(output.stderr).expect("messages are UTF-8");
        assert_eq!(output.status.code(), Some(status), "{stderr}");
        assert!(output.stdout.is_empty(), "errors go to stderr");
        assert!(stderr.starts_with("error"), "{stderr}");
        assert!((1..=SCREEN).contains(&stderr.lines().count()), "{stderr}");
        assert!(stderr.lines().all(|line| line.len() < 1000), "one line is a screen of its own");
        assert_eq!(snapshot(&self.path().join("out")), before, "the output folder is as it was");
        stderr
    }
}

/// Every file with its content, mode and modification time.
fn snapshot(folder: &Path) -> Vec<(String, Vec<u8>, u32, std::time::SystemTime)> {
    let mut found = Vec::new();
    walk(folder, &mut |path| {
        let metadata = fs::metadata(path).expect("it is there");
        let changed = metadata.modified().expect("files have times");
        let content = fs::read(path).expect("a file can be read");
        found.push((path.display().to_string(), content, metadata.permissions().mode(), changed));
    });
    found
}

#[test]
fn a_missing_file() {
    let bench = Bench::new();
    fs::remove_file(bench.path().join("inventory.toml")).expect("it is there");
    assert!(bench.refused(2).contains("`inventory.toml`"));
}

#[test]
fn a_folder_in_the_place_of_a_file() {
    let bench = Bench::new();
    fs::remove_file(bench.path().join("inventory.toml")).expect("it is there");
    fs::create_dir(bench.path().join("inventory.toml")).expect("a folder can be made");
    let told = bench.refused(2);
    assert!(told.contains("is a directory\nhelp: Name the inventory's file"), "{told}");
}

#[test]
fn something_else_in_the_place_of_the_output_folder() {
    let bench = Bench::new();
    symlink("nowhere", bench.path().join("dangling")).expect("a symlink can be made");
    for (output, help) in [
        ("inventory.toml", "help: Choose another folder"),
        ("dangling", "help: Choose another folder"),
        ("/dev/null", "help: Choose another folder"),
        ("inventory.toml/sub", "help: Check the path"),
    ] {
        let mut render = program(["render", "inventory.toml", "-o", output]);
        let told = bench.refused_by(render.current_dir(bench.path()), 2);
        assert!(told.contains(&format!("`{output}`")) && told.contains(help), "{told}");
    }
}

#[test]
fn an_unreadable_file() {
    let bench = Bench::new();
    let path = bench.path().join("inventory.toml");
    fs::remove_file(&path).expect("it is ours");
    // Root can read a file without permissions. No process can read this one from its beginning.
    symlink("/proc/self/mem", &path).expect("it is gone");
    assert!(bench.refused(2).contains("input/output error"));
}

#[test]
fn an_empty_file() {
    let bench = Bench::new();
    bench.write("inventory.toml", "");
    let told = bench.refused(1);
    for table in ["cluster", "storage", "hosts"] {
        assert!(told.contains(&format!("has no `{table}`")), "{told}");
    }
}

#[test]
fn bytes_that_are_not_text() {
    let bench = Bench::new();
    bench.write("inventory.toml", [GOOD.as_bytes(), b"[groups.\xff\xfe]\n"].concat());
    assert!(bench.refused(1).contains("[not-utf8]"));
    let image: Vec<u8> = (0..=255).cycle().take(100_000).collect();
    bench.write("inventory.toml", image);
    assert!(bench.refused(1).contains("[not-utf8]"));
}

#[test]
fn fifty_megabytes_of_toml() {
    let bench = Bench::new();
    let file = fs::File::create(bench.path().join("inventory.toml")).expect("a file can be made");
    let mut file = std::io::BufWriter::new(file);
    file.write_all(GOOD.as_bytes()).expect("the disk takes it");
    for number in 0..1_000_000 {
        writeln!(file, "[hosts.x{number}]\naddress = \"10.{}.{}.{}\"", number >> 16, number >> 8 & 255, number & 255)
            .expect("the disk takes it");
    }
    let length = file.into_inner().expect("the disk takes it").metadata().expect("it is there").len();
    assert!(length > 40_000_000, "{length}");
    assert!(bench.refused(1).contains("[too-large]"));
}

#[test]
fn a_thousand_mistakes_fit_on_a_screen() {
    let bench = Bench::new();
    let hosts = (0..1000).map(|number| format!("[hosts.x{number}]\nadress = \"192.168.31.1\"\n"));
    bench.add(&hosts.collect::<String>());
    let output = bench.render();
    assert_eq!(output.status.code(), Some(1));
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(stderr.contains("more") && stderr.contains("1000 errors"), "{stderr}");
    assert!(stderr.lines().count() < 10 * SCREEN);
}

#[test]
fn a_key_given_twice() {
    let bench = Bench::new();
    bench.add("[hosts.ds1]\n");
    assert!(bench.refused(1).contains("[duplicate-key]"));
}

#[test]
fn groups_in_a_circle_and_groups_that_are_not_there() {
    let bench = Bench::new();
    bench.add("[hosts.ds4]\naddress = \"192.168.31.14\"\ngroups = [\"a\", \"c\"]\n[groups.a]\ngroups = [\"b\"]\n[groups.b]\ngroups = [\"a\"]\n");
    let told = bench.refused(1);
    assert!(told.contains("[group-cycle]") && told.contains("[undefined-group]"), "{told}");
}

#[test]
fn a_finding_of_the_checks() {
    let bench = Bench::new();
    bench.add("[hosts.ds4]\naddress = \"192.168.31.11\"\n");
    assert!(bench.refused(1).contains("[duplicate-address]"));
}

#[test]
fn a_host_asked_for_twice_is_rendered_once() {
    let bench = Bench::new();
    let told = bench.refused_by(bench.command().args(["--host", "ds1", "--host", "ds9"]), 2);
    assert!(told.contains("`ds9`"), "{told}");
    fs::remove_dir_all(bench.path().join("out")).expect("it is there");
    let output = bench.command().args(["--host", "ds1", "--host", "ds1"]).output().expect("the program runs");
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && told.starts_with("1 hosts:"), "{told}");
}

#[test]
fn a_number_is_what_its_radix_makes_of_it() {
    let bench = Bench::new();
    for port in ["0x1F90", "0o17620", "0b1_1111_1001_0000"] {
        bench.add(&format!("[swarm]\ndata_path_port = {port}\n"));
        let output = bench.render();
        assert!(output.status.success(), "{port}: {}", String::from_utf8_lossy(&output.stderr));
    }
    for port in ["0x3FF", "0o1777", "0xC000"] {
        bench.add(&format!("[swarm]\ndata_path_port = {port}\n"));
        let told = bench.refused(1);
        assert!(told.contains("[out-of-range]") && told.contains(&format!("`{port}`")), "{told}");
    }
}

#[test]
fn a_stderr_that_takes_nothing_changes_no_outcome() {
    let bench = Bench::new();
    let status = |arguments: &[&str]| {
        let full = fs::File::create("/dev/full").expect("Linux has it");
        let mut command = program([]);
        command.args(arguments).current_dir(bench.path()).stderr(full);
        command.status().expect("the program runs").code()
    };
    bench.write("bad.toml", "x = 1\n");
    assert_eq!(status(&["render", "inventory.toml", "-o", "out"]), Some(0));
    assert_eq!(status(&["check", "bad.toml"]), Some(1));
    assert_eq!(status(&["explain", "ds1", "-i", "bad.toml"]), Some(1));
    assert_eq!(status(&["check", "none.toml"]), Some(2));
    assert_eq!(status(&["serve", "none"]), Some(2));
}

#[test]
fn a_diff_has_stdout_for_itself() {
    let bench = Bench::new();
    bench.add("[hosts.ds4]\naddress = \"192.168.31.14\"\n");
    let diff = |format: &str| {
        let mut diff = program(["diff", "inventory.toml", "out", "--format", format]);
        diff.current_dir(bench.path()).output().expect("the program runs")
    };
    let (human, json) = (diff("human"), diff("json"));
    assert_eq!((human.status.code(), json.status.code()), (Some(1), Some(1)));
    assert!(!json.stdout.is_empty() && json.stdout == human.stdout);
    let told = String::from_utf8(json.stderr).expect("JSON is UTF-8");
    let codes: Vec<_> =
        told.lines().map(|line| serde_json::from_str::<Value>(line).expect(line)["code"].clone()).collect();
    assert_eq!(codes, ["revision-not-raised", "even-managers"]);
}

#[test]
fn line_ends_of_windows() {
    let bench = Bench::new();
    let file = "[hosts.ds3.files.\"/etc/motd\"]\ncontent = ";
    bench.write("inventory.toml", GOOD.replace('\n', "\r\n"));
    assert!(bench.render().status.success(), "between settings they do no harm");
    bench.write("inventory.toml", format!("{GOOD}{file}\"\"\"\nfirst\nsecond\n\"\"\"\n").replace('\n', "\r\n"));
    let told = bench.refused(1);
    assert!(told.contains("U+000D") && told.contains("help: Save the file with LF line endings."), "{told}");
    bench.add(&format!("{file}\"first\\r\\n\"\n"));
    let told = bench.refused(1);
    assert!(told.contains("U+000D") && told.contains("help: Remove the character."), "{told}");
}

/// A reference to a secret, in the mirror's credentials: the shortest inventory with a secret.
fn with_secret(reference: &str) -> String {
    format!("[mirror]\nfqdn = \"mirror.example.com\"\nusername = {{ env = \"HUB_USER\" }}\npassword = {reference}\n")
}

fn secret_refused(reference: &str) -> String {
    let bench = Bench::new();
    bench.add(&with_secret(reference));
    let told = bench.refused_by(bench.command().env("HUB_USER", "me"), 1);
    assert!(told.contains("[secret-unavailable]"), "{told}");
    told
}

#[test]
fn a_secret_whose_variable_is_not_set() {
    assert!(secret_refused("{ env = \"HUB_TOKEN\" }").contains("`HUB_TOKEN`"));
}

#[test]
fn a_secret_whose_variable_is_empty() {
    let bench = Bench::new();
    bench.add(&with_secret("{ env = \"HUB_TOKEN\" }"));
    let told = bench.refused_by(bench.command().env("HUB_USER", "me").env("HUB_TOKEN", ""), 1);
    assert!(told.contains("[secret-unavailable]: the environment variable `HUB_TOKEN` is empty"), "{told}");
}

#[test]
fn a_secret_whose_file_is_not_there() {
    assert!(secret_refused("{ file = \"no/such/file\" }").contains("`no/such/file`"));
}

#[test]
fn a_secret_whose_command_is_not_there() {
    assert!(secret_refused("{ command = [\"no-such-program\"] }").contains("`no-such-program`"));
}

#[test]
fn a_secret_whose_command_fails_after_printing_it() {
    let bench = Bench::new();
    bench.write("secret", "correct horse\n");
    bench.add(&with_secret("{ command = [\"sh\", \"-c\", \"cat secret; exit 3\"] }"));
    let told = bench.refused_by(bench.command().env("HUB_USER", "me"), 1);
    assert!(told.contains("exit status: 3"), "{told}");
    assert!(!told.contains("correct horse"), "{told}");
}

#[test]
fn a_secret_whose_command_does_not_end_is_stopped_with_all_its_processes() {
    let bench = Bench::new();
    let script = "sleep 300 & echo $! > child; sleep 300";
    let command = format!("{{ command = [\"sh\", \"-c\", \"{script}\"] }}");
    bench.add(&format!("{}[secrets]\ncommand_timeout = \"1s\"\n", with_secret(&command)));
    let begun = Instant::now();
    let told = bench.refused_by(bench.command().env("HUB_USER", "me"), 1);
    assert!(told.contains("has not ended after 1s"), "{told}");
    assert!(begun.elapsed() < Duration::from_mins(1));
    let child = fs::read_to_string(bench.path().join("child")).expect("the command wrote its child");
    // An orphan stays as a zombie where process 1 does not reap.
    let lives = || {
        let stat = fs::read_to_string(format!("/proc/{}/stat", child.trim())).unwrap_or_default();
        stat.rsplit(") ").next().is_some_and(|state| !state.is_empty() && !state.starts_with('Z'))
    };
    let gone = (0..100).any(|_| {
        let gone = !lives();
        std::thread::sleep(Duration::from_millis(if gone { 0 } else { 50 }));
        gone
    });
    assert!(gone, "{child} still runs");
}

#[test]
fn a_secret_whose_command_prints_without_end() {
    let told = secret_refused("{ command = [\"yes\"] }");
    assert!(told.contains("printed more than 1048576 bytes"), "{told}");
}

#[test]
fn a_secret_that_is_larger_than_the_limit() {
    let bench = Bench::new();
    bench.write("secret", "correct horse\n");
    bench.add(&format!("{}[secrets]\nmax_size = 10\n", with_secret("{ file = \"secret\" }")));
    let told = bench.refused_by(bench.command().env("HUB_USER", "me"), 1);
    assert!(told.contains("has more than 10 bytes") && !told.contains("horse"), "{told}");
}

#[test]
fn a_time_limit_that_is_none() {
    let bench = Bench::new();
    for limit in ["never", "0s", "2h"] {
        bench.add(&format!("[secrets]\ncommand_timeout = \"{limit}\"\n"));
        assert!(bench.refused(1).contains("expected a duration between `1s` and `1h`"), "{limit}");
    }
}

/// A stack with two files beside it.
const STACK: &str = "[stacks.web]\ncompose = \"web.yml\"\nfiles = [\"a.conf\", \"b.conf\"]\n";

#[test]
fn every_missing_file_of_a_stack_is_told_at_once() {
    let bench = Bench::new();
    bench.add(STACK);
    let told = bench.refused(1);
    assert!(["web.yml", "a.conf", "b.conf"].iter().all(|file| told.contains(&format!("`{file}`"))), "{told}");
    let configs = "configs:\n  a: { file: ./a.conf }\n  c: { file: ./c.conf }\n  d: { file: ./d.conf }\n";
    bench.write("web.yml", format!("services:\n  web:\n    image: nginx:1.27\n{configs}"));
    let told = bench.refused(1);
    assert!(told.contains("it reads `./c.conf` and `./d.conf`, which are not in the stack's `files`"), "{told}");
    assert!(told.contains("3 errors"), "{told}");
}

#[test]
fn a_file_of_a_stack_that_is_too_large_or_no_file() {
    let bench = Bench::new();
    bench.add(STACK);
    bench.write("web.yml", "services:\n  web:\n    image: nginx:1.27\n");
    bench.write("a.conf", vec![b'a'; (1 << 20) + 1]);
    symlink("/dev/zero", bench.path().join("b.conf")).expect("a symlink can be made");
    let told = bench.refused(1);
    assert!(told.contains("[too-large]: the file `a.conf` has more than 1048576 bytes"), "{told}");
    assert!(told.contains("`b.conf` cannot be read: not a regular file"), "{told}");
}

/// Inventories with the secret `hunter2` in plain text; many of them are malformed.
const PLAIN_SECRETS: [&str; 23] = [
    "[mirror]\npassword = \"hunter2\"",
    "[mirror]\npassword = [\"hunter2\"]",
    "[mirror]\npassword = { value = \"hunter2\" }",
    "[mirror]\npassword = { env = \"X\", value = [{ text = \"hunter2\" }] }",
    "[mirror]\npassword.command = \"hunter2\"",
    "[mirror]\npassword = { env = [\"hunter2\"] }",
    "[mirror.password]\nvalue = \"hunter2\"",
    "[mirror]\ntoken = \"hunter2\"",
    "[mirror]\nPassword = \"hunter2\"",
    "[storage.x]\npasswd = \"hunter2\"",
    "[hosts.ds1]\nhash = \"hunter2\"",
    "mirror = [{ password = \"hunter2\" }]",
    "mirrror = { password = { value = \"hunter2\" } }",
    "[mirror]\npassword = \"hunter2\"\npassword = \"hunter2\"",
    "[mirror]\npassword = \"hunter2\"\nfqdn = x",
    "[mirror]\npassword = \"hunter2",
    "[mirror]\npassword = hunter2",
    "[mirror]\npassword \"hunter2\"",
    "[mirror]\npassword =\n\"hunter2\"",
    "[mirror]\npassword = \"\"\"\nhunter2\n\"\"",
    "[mirror.password]\nvalue = \"hunter2\"\nvalue = \"hunter2\"",
    "mirror = { password = \"hunter2\", fqdn = x }",
    "mirror = { password = { value = 'hunter2' } fqdn = 1 }",
];

#[test]
fn a_secret_in_plain_text_is_not_repeated() {
    let bench = Bench::new();
    let plain = PLAIN_SECRETS.map(|text| format!("{text}\n").into_bytes());
    for text in plain.into_iter().chain([b"[mirror]\npassword = \"hunter2\xff\"\n".to_vec()]) {
        let shown = String::from_utf8_lossy(&text).into_owned();
        bench.write("inventory.toml", text);
        for format in ["human", "json"] {
            let output = bench.command().args(["--format", format]).output().expect("the program runs");
            assert_eq!(output.status.code(), Some(1), "{shown}");
            let told = String::from_utf8([output.stdout, output.stderr].concat()).expect("messages are UTF-8");
            assert!(!told.contains("hunter2"), "{shown}\n{told}");
        }
    }
}
