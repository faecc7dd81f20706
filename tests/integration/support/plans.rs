//! Plans: one by hand, to test a target apart from the planner, and the planner's.

use std::{
    collections::BTreeMap,
    fmt::Write,
    fs,
    net::IpAddr,
    path::{Path, PathBuf},
};

use swarmgen::{
    check::check,
    diagnostics::Report,
    emit::emit,
    model::{
        artifact::Tree,
        cluster::Cluster,
        material::Material,
        plan::{File, HostPlan, LoginUser, NetworkPlan, Repository, StaticAddress, Unit},
    },
    os::{Os, Target, platform::Limit},
    parse::parse,
    planner::{Planner, own_paths},
    resolve::resolve,
    values::{
        names::{Install, OsName},
        secret::Secret,
    },
};

/// A plan that uses every feature of plans.
pub(crate) fn full() -> HostPlan {
    HostPlan {
        name: "ds1".parse().expect("a host name"),
        fqdn: "ds1.example.com".to_owned(),
        target: Target::CloudInit,
        limit: None,
        instance_id: "home-ds1-g1".to_owned(),
        timezone: Some("Europe/Berlin".to_owned()),
        user: user(),
        network: NetworkPlan::NetworkConfig(address()),
        packages: vec!["nfs-common".to_owned()],
        extra_packages: vec!["htop".to_owned()],
        repository: Some(Repository::Apt {
            url: "https://download.docker.com/linux/debian".to_owned(),
            key: "/etc/apt/keyrings/docker.asc".to_owned(),
        }),
        files: files(),
        program: BTreeMap::new(),
        program_url: None,
        units: units(),
        netboot: None,
    }
}

/// The same with a file that compression makes smaller.
pub(crate) fn long() -> HostPlan {
    let mut plan = full();
    let file = plan.files.get_mut("/opt/swarmgen/hello.sh").expect("the plan has a script");
    file.content = file.content.repeat(100).into();
    plan
}

/// The plans of an inventory with two hosts of each operating system, one of them with a static address.
pub(crate) fn of_every_os() -> Vec<HostPlan> {
    let mut inventory = format!("{HOME}{EVERY_OS}");
    for (index, os) in Os::all().iter().enumerate() {
        let name = serde_json::to_value(os.name).expect("a name is text");
        let (dhcp, fixed) = (10 + 2 * index, 11 + 2 * index);
        let address = "gateway = \"192.168.31.1\"\nnameservers = [\"192.168.31.1\"]\ninterface = \"eth0\"";
        write!(inventory, "[hosts.h{dhcp}]\nos = {name}\naddress = \"192.168.31.{dhcp}\"\n")
            .expect("a string takes all");
        write!(inventory, "[hosts.h{fixed}]\nos = {name}\naddress = \"192.168.31.{fixed}\"\n{address}\n")
            .expect("a string takes all");
    }
    of_inventory("inventory.toml", &inventory)
}

/// The beginning of all inventories here.
const HOME: &str = r#"
[cluster]
name = "home"
domain = "example.com"
subnet = "192.168.31.0/24"
timezone = "Europe/Berlin"
[storage]
type = "nfs"
source = "nas.example.com:/export/swarm"
[mirror]
fqdn = "mirror.example.com"
"#;

const EVERY_OS: &str = r#"
[defaults]
role = "manager"
ssh_authorized_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ4u3vmQ0cXkGm5m1b3yWmPq2V0uBq3nqzq6m2w2Yx1p ops@example.com"]
[defaults.files."/etc/motd"]
content = "Welcome\n"
"#;

/// The plan of a manager that uses everything that swarmgen writes; see [`everything`].
pub(crate) fn with_everything(os: OsName, install: Install) -> HostPlan {
    of_inventory("inventory.toml", &everything(os, install)).pop().expect("it has a host")
}

/// The same for a manager that gets the host program from the share. It has other files.
pub(crate) fn with_the_program_elsewhere(os: OsName, install: Install) -> HostPlan {
    let inventory = everything(os, install) + "[delivery]\nprogram = \"share\"\n";
    of_inventory("inventory.toml", &inventory).pop().expect("it has a host")
}

/// An inventory with one manager of this operating system, `ds1`, that uses everything that swarmgen writes.
pub(crate) fn everything(os: OsName, install: Install) -> String {
    format!("{HOME}{EVERYTHING}[docker]\ninstall = \"{install}\"\n[defaults]\nos = \"{os}\"\nrole = \"manager\"\n")
}

const EVERYTHING: &str = r#"
[firewall]
manage = true
[hosts.ds1]
address = "192.168.31.11"
gateway = "192.168.31.1"
nameservers = ["192.168.31.1"]
interface = "eth0"
"#;

/// The plans of every inventory under `fixtures/accept`.
pub(crate) fn of_fixtures() -> Vec<HostPlan> {
    cases().iter().flat_map(|case| of_file(&case.join("inventory.toml"))).collect()
}

/// The folders under `fixtures/accept`.
pub(crate) fn cases() -> Vec<PathBuf> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/accept");
    let cases: Vec<_> =
        fs::read_dir(folder).into_iter().flatten().map(|it| it.expect("it can be listed").path()).collect();
    assert!(!cases.is_empty(), "no fixtures in {folder}");
    cases
}

fn of_file(path: &Path) -> Vec<HostPlan> {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    of_inventory(&path.display().to_string(), &text)
}

/// The plans of an inventory, with empty secrets and stack files.
pub(crate) fn of_inventory(name: &str, text: &str) -> Vec<HostPlan> {
    let cluster = resolved(name, text);
    let planner = Planner::new(&cluster);
    cluster.hosts.iter().map(|host| planner.plan(host)).collect()
}

/// The findings for an inventory that resolves, with empty secrets and stack files.
pub(crate) fn checked(text: &str) -> Report {
    check(&resolved("inventory.toml", text), &own_paths())
}

fn resolved(name: &str, text: &str) -> Cluster {
    let (_, inventory, report) = parse(name, text);
    let inventory = inventory.unwrap_or_else(|| panic!("{name}: {report:?}"));
    let (cluster, report) = resolve(&inventory, &Material::default());
    cluster.unwrap_or_else(|| panic!("{name}: {report:?}"))
}

/// The same plan for another target.
pub(crate) fn for_target(plan: &HostPlan, target: Target) -> HostPlan {
    HostPlan { target, ..plan.clone() }
}

/// The same plan with a limit for its configuration, as binary or as text only.
pub(crate) fn limited(plan: &HostPlan, bytes: usize, binary: bool) -> HostPlan {
    HostPlan { limit: Some(Limit { bytes, base64: false, binary }), ..plan.clone() }
}

/// The file that a plan's target reads, in each of its forms, the plainest first. A limit one byte below the size of a
/// form selects the next form.
pub(crate) fn forms(plan: &HostPlan, binary: bool) -> Vec<(HostPlan, Vec<u8>)> {
    let mut forms = vec![(plan.clone(), handed_over(plan))];
    loop {
        let (_, last) = &forms[forms.len() - 1];
        let next = limited(plan, last.len() - 1, binary);
        let bytes = handed_over(&next);
        if bytes.len() >= last.len() {
            return forms;
        }
        forms.push((next, bytes));
    }
}

/// The name of the file that a target reads first.
pub(crate) fn file_of(target: Target) -> &'static str {
    match target {
        Target::CloudInit => "user-data",
        Target::Ignition => "config.ign",
    }
}

/// The file that the plan's target reads.
pub(crate) fn handed_over(plan: &HostPlan) -> Vec<u8> {
    bytes(&emit(plan), file_of(plan.target))
}

/// One file of a host's tree.
pub(crate) fn bytes(tree: &Tree, name: &str) -> Vec<u8> {
    let (_, artifact) = tree.iter().find(|(path, _)| path.split().1 == name).expect("the target writes that file");
    artifact.bytes.clone()
}

/// One file of a host's tree, as text.
pub(crate) fn text(tree: &Tree, name: &str) -> String {
    String::from_utf8(bytes(tree, name)).expect("what has no limit is text")
}

fn user() -> LoginUser {
    LoginUser {
        name: "admin".to_owned(),
        admin_group: "sudo".to_owned(),
        ssh_authorized_keys: vec!["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ4u3vmQ0cXkGm5m1b3yWmPq2V0uBq3nqzq6m2w2Yx1p a: comment # with 'quotes'".to_owned()],
        password_hash: Some(Secret::new("$6$salt$hash".to_owned())),
    }
}

pub(crate) fn address() -> StaticAddress {
    let ip = |text: &str| text.parse::<IpAddr>().expect("an address");
    StaticAddress {
        interface: None,
        mac: Some("52:54:00:12:34:56".parse().expect("a MAC address")),
        address: ip("192.168.31.11"),
        prefix_len: 24,
        netmask: ip("255.255.255.0"),
        gateway: ip("192.168.31.1"),
        nameservers: vec![ip("192.168.31.1"), ip("2001:db8::53")],
        search: "example.com".to_owned(),
    }
}

fn files() -> BTreeMap<String, File> {
    let file = |path: &str, mode, content: &str| {
        (path.to_owned(), File { content: content.into(), mode, secret: mode == 0o600 })
    };
    BTreeMap::from([
        file("/etc/docker/daemon.json", 0o644, "{\n  \"log-driver\": \"journald\"\n}\n"),
        file("/etc/hosts", 0o644, "127.0.0.1 localhost\n192.168.31.11 ds1.example.com ds1\n"),
        file("/etc/swarmgen/host.env", 0o600, "PASSWORD='it'\\''s $(secret)'\n"),
        file("/opt/swarmgen/hello.sh", 0o755, "#!/bin/sh\nset -eu\nprintf '%s\\n' \"hello\"\n"),
        file(
            "/etc/swarmgen/odd",
            0o640,
            " leading\n\n\ttab é 🐝\r\n  yes: {{ no }}  \n\n\u{85}\u{2028}\u{7f}\u{1b}[0m end",
        ),
        file("/etc/swarmgen/empty", 0o644, ""),
    ])
}

fn units() -> BTreeMap<String, Unit> {
    let own = "[Unit]\nDescription=swarmgen (hello) 100%%\n\n[Service]\nType=oneshot\nExecStart=/bin/sh /opt/swarmgen/hello.sh\n\n\
               [Install]\nWantedBy=multi-user.target\n";
    let dropin = "[Unit]\nRequiresMountsFor=/var/data\n";
    BTreeMap::from([
        (
            "swarmgen-hello.service".to_owned(),
            Unit { content: Some(own.into()), enabled: Some(true), ..Unit::default() },
        ),
        (
            "docker.service".to_owned(),
            Unit {
                dropins: BTreeMap::from([("10-swarmgen.conf".to_owned(), dropin.into())]),
                enabled: Some(true),
                ..Unit::default()
            },
        ),
        ("e2scrub_reap.service".to_owned(), Unit { enabled: Some(false), stops_first: true, ..Unit::default() }),
        ("swarmgen-asked.service".to_owned(), Unit { content: Some(own.into()), ..Unit::default() }),
    ])
}
