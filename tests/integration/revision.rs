//! The warnings of `render` and `diff` about a change that running hosts would not apply.

use std::fs;

use crate::support::{plans, program, scratch::Scratch};
use swarmgen::values::names::{Install, OsName};

/// A folder with an inventory that is edited and rendered again and again.
struct Bench {
    scratch: Scratch,
    inventory: String,
}

/// The output and the messages of a command.
struct Told {
    out: String,
    messages: String,
}

impl Bench {
    fn new() -> Self {
        let bench =
            Self { scratch: Scratch::new("revision"), inventory: plans::everything(OsName::Debian, Install::Distro) };
        bench.edit(SAME);
        bench
    }

    /// The inventory with this edit alone.
    fn edit(&self, (from, to): (&str, &str)) {
        assert!(self.inventory.contains(from), "{from}");
        let text = self.inventory.replace(from, to);
        fs::write(self.scratch.path().join("inventory.toml"), text).expect("a file can be written");
    }

    fn run<const N: usize>(&self, arguments: [&str; N]) -> Told {
        let output = program(arguments).current_dir(self.scratch.path()).output().expect("the program runs");
        let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
        let told = Told { out: text(output.stdout), messages: text(output.stderr) };
        assert_ne!(output.status.code(), Some(2), "{}", told.messages);
        told
    }

    fn render(&self) -> String {
        self.run(["render", "inventory.toml", "-o", "out"]).messages
    }

    fn diff(&self) -> Told {
        self.run(["diff", "inventory.toml", "out"])
    }
}

const SAME: (&str, &str) = ("[cluster]", "[cluster]\n");
const LABEL: (&str, &str) = ("role = \"manager\"", "role = \"manager\"\nlabels = { disk = \"fast\" }");
const CLEAN: &str = r#"
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
ssh_authorized_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPU0Y2P9aQrXJYR6kDXkWM3ik4vNUWoZEwdyA9dRYXdN me"]
"#;
const STILL: &str = "`cluster.revision` is still 1";

/// The messages of a second render, after the two edits of one inventory.
fn told(first: (&str, &str), second: (&str, &str)) -> String {
    let bench = Bench::new();
    bench.edit(first);
    bench.render();
    bench.edit(second);
    bench.render()
}

#[test]
fn what_hosts_follow_wants_a_higher_revision() {
    assert!(told(SAME, LABEL).contains(STILL));
    assert!(!told(SAME, SAME).contains(STILL));
    // This affects hosts only at their first boot.
    assert!(!told(SAME, ("Europe/Berlin", "Europe/Rome")).contains(STILL));
}

#[test]
fn a_higher_revision_has_a_folder_of_its_own() {
    assert!(!told(SAME, ("[cluster]", "[cluster]\nrevision = 2")).contains("cluster.revision"));
}

#[test]
fn a_lower_revision_is_told() {
    let higher = ("[cluster]", "[cluster]\nrevision = 3");
    let lower = ("[cluster]", "[cluster]\nrevision = 2");
    assert!(told(higher, lower).contains("`cluster.revision` is 2, but an earlier render had 3"));
}

#[test]
fn it_is_told_until_the_revision_is_raised_or_the_change_undone() {
    let bench = Bench::new();
    assert!(!bench.render().contains(STILL));
    bench.edit(LABEL);
    assert!(bench.diff().messages.contains(STILL), "diff tells it before the first render");
    for round in 0..3 {
        assert!(bench.render().contains(STILL), "round {round}");
        assert!(bench.diff().messages.contains(STILL), "round {round}");
    }
    bench.edit(SAME);
    assert!(!bench.render().contains(STILL), "the change is undone");
    bench.edit(LABEL);
    assert!(bench.render().contains(STILL));
    bench.edit(("[cluster]", "[cluster]\nrevision = 2"));
    assert!(!bench.render().contains("cluster.revision") && !bench.diff().messages.contains("cluster.revision"));
}

#[test]
fn strict_renders_no_changes_that_hosts_ignore() {
    let hosts = (11..14).map(|number| format!("[hosts.ds{number}]\naddress = \"192.168.31.{number}\"\n"));
    let inventory = CLEAN.to_owned() + &hosts.collect::<String>();
    let bench = Bench { scratch: Scratch::new("revision"), inventory };
    let strict = || bench.run(["render", "inventory.toml", "-o", "out", "--strict"]).messages;
    bench.edit(SAME);
    assert!(strict().starts_with("3 hosts:"));
    bench.edit(LABEL);
    let told = strict();
    assert!(told.starts_with("error[revision-not-raised]") && told.contains("\n1 error;"), "{told}");
    assert!(bench.diff().out.contains("disk"), "nothing was written");
}

#[test]
fn a_diff_tells_how_a_change_reaches_its_host() {
    let bench = Bench::new();
    assert!(bench.diff().out.contains("\nfirst boot: "));
    bench.render();
    let reach = |edit| {
        bench.edit(edit);
        let out = bench.diff().out;
        (out.contains("\nrebuild: "), out.contains("\nfirst boot: "), out.contains("\nrunning hosts follow: "))
    };
    assert_eq!(reach(SAME), (false, false, false));
    assert_eq!(reach(("[cluster]", "[cluster]\nrevision = 2")), (false, false, true));
    // Running hosts ignore it, as a warning says.
    assert_eq!(reach(LABEL), (false, false, false));
    assert_eq!(reach(("Europe/Berlin", "Europe/Rome")), (true, false, false));
    // The share then has the program too, for first boots only.
    assert_eq!(reach(("[cluster]", "[delivery]\nprogram = \"share\"\n[cluster]")), (true, false, false));
    let unit = "role = \"manager\"\nunits.\"x.service\".content = \"[Service]\\nExecStart=/bin/true\\n[Install]\\nWantedBy=multi-user.target\\n\"";
    assert_eq!(reach(("role = \"manager\"", unit)), (true, false, false));
    let file = "role = \"manager\"\nfiles.\"/etc/x\".content = \"x\"";
    assert_eq!(reach(("role = \"manager\"", file)), (true, false, false));
}
