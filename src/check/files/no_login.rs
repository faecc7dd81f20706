//! A host where no one can log in: neither an SSH key nor a password.

use crate::{
    check::{
        Rule,
        grouping::{about, named},
    },
    diagnostics::{Report, code},
    model::cluster::{Cluster, Host},
};

pub(super) const RULE: Rule = Rule::new(code!("no-login", Warning), run);

fn run(cluster: &Cluster, report: &mut Report) {
    let hosts: Vec<&Host> = cluster.hosts.iter().filter(|host| !has_login(host)).collect();
    if hosts.is_empty() {
        return;
    }
    let has = if hosts.len() == 1 { "has" } else { "have" };
    let message = format!("{} {has} neither an SSH key nor a password: no login is possible", named(&hosts));
    let help = "Set `ssh_authorized_keys` in `[defaults]`, or `password_hash` for a login on the console.";
    report.push(about(RULE.code, &hosts, &["ssh_authorized_keys"], message).help(help));
}

fn has_login(host: &Host) -> bool {
    let user = &host.user;
    !user.ssh_authorized_keys.is_empty()
        || user.password_hash.is_some()
        || host.files.keys().any(|path| is_access(path))
}

/// Whether a file of the operator may let a user in: keys, the configuration of sshd, or one of cloud-init.
fn is_access(path: &str) -> bool {
    path.contains("authorized_keys") || path.starts_with("/etc/ssh/") || path.starts_with("/etc/cloud/")
}

#[cfg(test)]
mod tests {
    use super::is_access;

    #[test]
    fn keys_of_any_user_are_a_login() {
        for path in
            ["/root/.ssh/authorized_keys", "/home/me/.ssh/authorized_keys.d/me", "/etc/ssh/sshd_config.d/ca.conf"]
        {
            assert!(is_access(path), "{path}");
        }
        assert!(!is_access("/etc/motd"));
    }
}
