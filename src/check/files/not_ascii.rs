//! Text that an old cloud-init cannot write.

use crate::{
    check::{
        Rule,
        grouping::{about, by_name, group, named, ssh_keys, systems},
    },
    diagnostics::{Diagnostic, Report, code},
    model::cluster::{Cluster, Host},
    os::Version,
};

pub(super) const RULE: Rule = Rule::new(code!("not-ascii", Error), run);

/// cloud-init 0.7 runs on Python 2, which converts text to ASCII when it writes it. swarmgen encodes the contents of files in base64.
const UNICODE: Version = Version(17, 1);

fn run(cluster: &Cluster, report: &mut Report) {
    let old = |host: &&Host| host.os.cloud_init.is_some_and(|version| version < UNICODE);
    let hosts: Vec<_> = cluster.hosts.iter().filter(old).collect();
    keys(&hosts, report);
    paths(&hosts, report);
}

fn keys(hosts: &[&Host], report: &mut Report) {
    for (place, hosts, keys) in ssh_keys(hosts.iter().copied()) {
        for (index, _) in keys.iter().enumerate().filter(|(_, key)| !key.is_ascii()) {
            let message = message(&format!("an SSH key of {}", named(&hosts)), &hosts);
            let finding = Diagnostic::at(RULE.code, place.index(index), message);
            report.push(finding.help("Write the comment after the key in ASCII, or remove it."));
        }
    }
}

fn paths(hosts: &[&Host], report: &mut Report) {
    for (path, hosts) in group(hosts.iter().copied(), |host| host.files.keys().filter(|path| !path.is_ascii())) {
        let message = message(&format!("the path `{path}` of {}", named(&hosts)), &hosts);
        let finding = about(RULE.code, &hosts, &["files", path], message);
        report.push(by_name(finding).help("Choose a path with only ASCII characters."));
    }
}

fn message(what: &str, hosts: &[&Host]) -> String {
    format!("{what} contains a non-ASCII character, which cloud-init on {} cannot write", systems(hosts))
}
