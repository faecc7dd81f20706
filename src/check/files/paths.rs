//! What several rules share: the paths that a host needs for itself.

use crate::model::cluster::Host;

/// Where units lie; a unit belongs into `units`, where its enablement goes with it.
pub(in crate::check) const UNITS: &str = "/etc/systemd/system/";

/// Folders that the system alone fills.
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

/// File systems that the kernel or the boot fills anew, and links to them.
pub(in crate::check) const VOLATILE: [&str; 7] = ["/dev", "/proc", "/run", "/sys", "/tmp", "/var/lock", "/var/run"];

/// Folders of which every host needs its own, and in which there may be others.
pub(in crate::check) const SHARED: [&str; 5] = ["/home", "/root", "/var/cache", "/var/log", "/var/tmp"];

/// The home of the login user.
pub(in crate::check) fn home(host: &Host) -> String {
    format!("/home/{}", host.user.name)
}

/// Where the keys of the login user lie.
pub(in crate::check) fn ssh_folder(host: &Host) -> String {
    home(host) + "/.ssh"
}

/// Whether nothing can be made at that path, all symlinks of the image followed.
pub(in crate::check) fn is_closed(host: &Host, path: &str) -> bool {
    host.os.closed_root && !["/etc", "/var"].iter().any(|folder| is_under(path, folder))
}

/// Whether the path is the folder or lies in it.
pub(in crate::check) fn is_under(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
