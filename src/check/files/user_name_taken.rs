//! A login user with the name of a user or group of the image: the first boot would not create it.

use crate::{
    check::{
        Rule,
        grouping::{about, group, named},
    },
    diagnostics::{Report, code},
    model::cluster::{Cluster, Host},
};

pub(super) const RULE: Rule = Rule::new(code!("user-name-taken", Error), run);

/// The system users and groups of Debian's base-passwd, and those of Fedora's setup, without `root`.
const TAKEN: [&str; 52] = [
    "adm", "audio", "backup", "bin", "cdrom", "daemon", "dialout", "dip", "disk", "docker", "fax", "floppy", "ftp",
    "games", "halt", "input", "irc", "kmem", "kvm", "list", "lock", "lp", "mail", "man", "mem", "news", "nobody",
    "nogroup", "operator", "plugdev", "proxy", "render", "sasl", "sgx", "shadow", "shutdown", "src", "sshd", "staff",
    "sudo", "sync", "sys", "tape", "tty", "users", "utempter", "utmp", "uucp", "video", "voice", "wheel", "www-data",
];

fn run(cluster: &Cluster, report: &mut Report) {
    let taken = |host: &Host| TAKEN.contains(&host.user.name.as_str()).then(|| host.user.name.clone());
    for (name, hosts) in group(&cluster.hosts, taken) {
        let message = format!("`{name}` is a system user or group on {}", named(&hosts));
        report.push(
            about(RULE.code, &hosts, &["user"], message)
                .help("Choose another name, such as `admin`, or remove `user` to use the image's login user."),
        );
    }
}
