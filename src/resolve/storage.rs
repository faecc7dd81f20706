//! `[storage]`, with a source in the form that its kind requires.

use std::net::Ipv6Addr;

use super::values::{Word, absolute_path, invalid, missing, word, words};
use crate::{
    diagnostics::{Diagnostic, Place, Report, codes},
    model::{cluster::Storage, inventory::StorageTable},
    values::{key_path::KeyPath, names::StorageType},
};

pub(super) fn resolve(table: &StorageTable, report: &mut Report) -> Option<Storage> {
    let at = KeyPath::of(["storage"]);
    let source = match &table.source {
        Some(source) => self::source(source, table.r#type, &at.key("source"), report),
        None if table.r#type == StorageType::Existing => Some(String::new()),
        None => missing("source", "Set the source of the share, such as `nas.example.com:/export/swarm`.", &at, report),
    };
    let mountpoint = table.mountpoint.as_deref().unwrap_or("/var/data");
    let mountpoint = self::mountpoint(mountpoint, &at.key("mountpoint"), report);
    Some(Storage {
        kind: table.r#type,
        source: source?,
        mountpoint: mountpoint?,
        options: options(table.options.as_deref().unwrap_or_default(), &at.key("options"), report),
    })
}

/// One string may contain several options, as in fstab(5).
fn options(texts: &[String], at: &KeyPath, report: &mut Report) -> Vec<String> {
    let read_only = |text: &String| text.split(',').any(|option| option == "ro");
    if let Some(index) = texts.iter().position(read_only) {
        let message = "the option `ro` makes the share read-only; the hosts must write to it";
        report.push(Diagnostic::at(codes::INVALID_VALUE, at.index(index), message).help("Remove the option `ro`."));
    }
    if texts.iter().flat_map(|text| text.split(',')).any(|option| option.starts_with("secret=")) {
        // The message shows no line, because the line contains the key.
        let message = format!("`{at}` contains a key, which every user of a host could read");
        report.push(Diagnostic::new(codes::PLAIN_SECRET, Place::File, message).help(
            "Write the key to a file of the hosts with a `secret` in `files`, \
 and name that file: `secretfile=/etc/ceph/swarm.secret`.",
        ));
    }
    words(Some(texts), Word::Mount, at, report)
}

/// Checks that a path needs no quotes in a unit, a mount table or a container's volume.
fn mountpoint(path: &str, at: &KeyPath, report: &mut Report) -> Option<String> {
    if path == "/" {
        let message = "the share at `/` would hide the whole system of every host";
        let help = "Choose a folder with no other use, such as `/var/data` or `/var/mnt/swarm`.";
        report.push(Diagnostic::at(codes::INVALID_VALUE, at.clone(), message).help(help));
        return None;
    }
    let path = absolute_path(path, at, report)?;
    if path.chars().all(|c| c.is_ascii_alphanumeric() || "._/-".contains(c)) {
        Some(path)
    } else {
        invalid(&path, "a path of letters, digits, `.`, `_` and `-`", at, report)
    }
}

fn source(text: &str, kind: StorageType, at: &KeyPath, report: &mut Report) -> Option<String> {
    let source = word(text, Word::Mount, at, report)?;
    let (fits, expected) = match kind {
        StorageType::Nfs => (is_export(text), "`HOST:/PATH`, where an IPv6 address is `[fd00::2]`"),
        StorageType::Glusterfs => (is_volume(text), "`HOST:/VOLUME`"),
        StorageType::Cephfs => (is_ceph(text), "monitors and a path, `HOST:/PATH` or `USER@FSID.NAME=/PATH`"),
        // The virtual machine defines the tag, in any form.
        StorageType::Virtiofs | StorageType::NineP | StorageType::Existing => (true, ""),
    };
    if fits { Some(source) } else { invalid(text, expected, at, report) }
}

/// As mount.nfs(8) reads it, but without URLs: the mount table would show another source.
fn is_export(source: &str) -> bool {
    let Some((host, _)) = source.split_once(":/") else { return false };
    match host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
        Some(address) => address.split('%').next().is_some_and(|address| address.parse::<Ipv6Addr>().is_ok()),
        None => !host.is_empty() && !host.contains([':', '/', '[']) && !source.starts_with("nfs://"),
    }
}

/// As mount.glusterfs(8) reads it, which also accepts the path of a file that describes the volume.
fn is_volume(source: &str) -> bool {
    let named = |(host, volume): (&str, &str)| !host.is_empty() && !volume.trim_matches('/').is_empty();
    source.starts_with('/') || source.rsplit_once(':').is_some_and(named)
}

/// As mount.ceph(8) reads it; without monitors it finds them itself.
fn is_ceph(source: &str) -> bool {
    source.contains(":/") || source.contains("=/")
}

#[cfg(test)]
mod tests {
    use super::{is_ceph, is_export, is_volume};

    fn judge(fits: fn(&str) -> bool, right: &[&str], wrong: &[&str]) {
        for source in right {
            assert!(fits(source), "{source}");
        }
        for source in wrong {
            assert!(!fits(source), "{source}");
        }
    }

    #[test]
    fn nfs_takes_a_host_and_a_path() {
        judge(
            is_export,
            &["nas:/", "nas.example.com:/export", "10.0.0.2:/x", "[fd00::2]:/x", "[fe80::2%eth0]:/x"],
            &["nas", "nas:", "nas:export", "/export", ":/x", "fd00::2:/x", "[nas:/x", "[]:/x", "nfs://nas/export"],
        );
    }

    #[test]
    fn glusterfs_takes_hosts_and_a_volume() {
        judge(
            is_volume,
            &["ds1:/swarm", "ds1:swarm", "ds1,ds2:/swarm/below", "fd00::2:/swarm", "/etc/glusterfs/swarm.vol"],
            &["nas", ":/swarm", "ds1:", "ds1:/"],
        );
    }

    #[test]
    fn cephfs_takes_monitors_and_a_path() {
        judge(
            is_ceph,
            &["ds1:6789,ds2:6789:/", ":/", "[fd00::2]:6789:/x", "swarm@b3acfc0d.home=/data", "swarm@.home=/"],
            &["nas", "nas:6789", "/data"],
        );
    }
}
