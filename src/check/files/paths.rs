//! The paths that a host needs for itself, for several rules.

use crate::model::cluster::Host;

/// The folder of units. The table `units` writes to it, because it enables units too.
pub(in crate::check) const UNITS: &str = "/etc/systemd/system/";

/// Folders that only the system fills.
pub(in crate::check) const SYSTEM: [&str; 12] = [
    "/bin",
    "/boot",
    "/etc",
    "/lib",
    "/lib64",
    "/sbin",
    "/sysroot",
    "/usr",
    "/var/lib/cloud",
    "/var/lib/containerd",
    "/var/lib/docker",
    "/var/lib/docker-latest",
];

/// File systems that the kernel or each boot fills anew, and links to them.
pub(in crate::check) const VOLATILE: [&str; 7] = ["/dev", "/proc", "/run", "/sys", "/tmp", "/var/lock", "/var/run"];

/// Folders that every host needs for itself. Other folders in them may be shared.
pub(in crate::check) const SHARED: [&str; 5] = ["/home", "/root", "/var/cache", "/var/log", "/var/tmp"];

/// The home of the login user.
pub(in crate::check) fn home(host: &Host) -> String {
    format!("/home/{}", host.user.name)
}

/// The folder with the SSH keys of the login user.
pub(in crate::check) fn ssh_folder(host: &Host) -> String {
    home(host) + "/.ssh"
}

/// Whether the system can create nothing at that path, with all symlinks of the image resolved.
pub(in crate::check) fn is_closed(host: &Host, path: &str) -> bool {
    host.os.closed_root && !["/etc", "/var"].iter().any(|folder| is_under(path, folder))
}

/// Whether the path is the folder or is in it.
pub(in crate::check) fn is_under(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
