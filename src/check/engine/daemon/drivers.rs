//! The storage driver, and what the engine requires of the host: files, users, groups.

use super::{
    engines::Engines,
    finding::{Finding, NO_CONTAINER, Refused, Subject, UNLESS_PRESENT},
    kind::ticked,
};
use crate::{diagnostics::spelling::nearest, model::cluster::Host, os::Version, values::key_path::KeyPath};

/// The storage drivers, with the prefix or the names of their options.
const DRIVERS: &[(&str, &[&str])] = &[
    ("overlay2", &["overlay2.size"]),
    ("fuse-overlayfs", &[]),
    ("btrfs", &["btrfs.min_space"]),
    ("zfs", &["zfs.fsname"]),
    ("vfs", &["size"]),
];
/// The storage drivers of older engines.
const REMOVED: &[(&str, Version)] =
    &[("aufs", Version(24, 0)), ("overlay", Version(24, 0)), ("devicemapper", Version(25, 0))];
/// The snapshotters of containerd, which replace the storage drivers.
const SNAPSHOTTERS: &[&str] = &[
    "overlayfs",
    "native",
    "btrfs",
    "zfs",
    "devmapper",
    "blockfile",
    "erofs",
    "fuse-overlayfs",
    "stargz",
    "nydus",
    "soci",
    "overlaybd",
];
/// The first engine whose images are in containerd by default.
const CONTAINERD: Version = Version(29, 0);

pub(super) fn find(engines: &Engines, findings: &mut Vec<Finding>) {
    findings.extend(storage_driver(engines));
    storage_options(engines, findings);
    tls(engines, findings);
    files(engines, findings);
    findings.extend(quota(engines));
    findings.extend(user(engines));
    findings.extend(socket_group(engines));
}

fn storage_driver(engines: &Engines) -> Option<Finding> {
    let name = engines.text("storage-driver").filter(|name| !name.is_empty())?;
    let at = KeyPath::of(["storage-driver"]);
    let names: Vec<&str> = DRIVERS.iter().map(|(name, _)| *name).collect();
    let finding = |message: String| {
        let help =
            nearest(name, &names).map_or("Remove `storage-driver`.".to_owned(), |it| format!("Did you mean `{it}`?"));
        Finding::at(Subject::Value, at.clone(), message, help)
    };
    let is_snapshotter = SNAPSHOTTERS.contains(&name);
    if engines.has_feature("containerd-snapshotter") {
        let message = format!(
            "`{at}` in `daemon.json` is `{name}`, but containerd has only {}",
            ticked(SNAPSHOTTERS.iter().copied())
        );
        return (!is_snapshotter).then(|| finding(message).but(NO_CONTAINER));
    }
    if let Some((_, until)) = REMOVED.iter().find(|(removed, _)| *removed == name) {
        let message = format!("engine {until} no longer has the storage driver `{name}`");
        return Some(finding(message).refused(Refused::Since(*until)).label(format!("removed in engine {until}")));
    }
    match DRIVERS.iter().find(|(driver, _)| *driver == name) {
        Some((driver @ ("btrfs" | "zfs"), _)) => unformatted(engines, driver, at),
        Some(("fuse-overlayfs", _)) => without_program(engines, at),
        Some(_) => None,
        None if is_snapshotter => {
            let message = format!(
                "`{at}` in `daemon.json` is the snapshotter `{name}`, which requires `features = {{ containerd-snapshotter = true }}`"
            );
            Some(finding(message).refused(Refused::Before(CONTAINERD)))
        }
        None => {
            Some(finding(format!("`{at}` in `daemon.json` is `{name}`; allowed: {}", ticked(names.iter().copied()))))
        }
    }
}

fn mounts(host: &Host) -> bool {
    host.units.keys().any(|unit| unit.rsplit_once('.').is_some_and(|(_, kind)| kind == "mount"))
}

/// No cloud image has its root on such a file system.
fn unformatted(engines: &Engines, driver: &str, at: KeyPath) -> Option<Finding> {
    if engines.hosts.iter().all(|host| mounts(host)) {
        return None;
    }
    let message =
        format!("`{at}` in `daemon.json` requires the data folder of the engine on `{driver}`, and no unit mounts one");
    let help = "Mount a disk with a `.mount` unit in `units`, or remove `storage-driver`.";
    Some(Finding::at(Subject::Prerequisite, at, message, help).but(UNLESS_PRESENT))
}

/// Without a driver, engines before 29.0 choose `overlay2`; newer ones have their images in containerd and ignore the options.
fn storage_options(engines: &Engines, findings: &mut Vec<Finding>) {
    if engines.has_feature("containerd-snapshotter") {
        return;
    }
    let chosen = engines.text("storage-driver").filter(|name| !name.is_empty());
    let name = chosen.unwrap_or("overlay2");
    let Some((_, options)) = DRIVERS.iter().find(|(driver, _)| *driver == name) else { return };
    let refused = if chosen.is_some() { Refused::Always } else { Refused::Before(CONTAINERD) };
    for (at, text) in engines.list("storage-opts") {
        let Some(option) = text.split_once('=').map(|(option, _)| option.trim().to_ascii_lowercase()) else {
            let message = format!("`{at}` in `daemon.json` must be a string like `KEY=VALUE`");
            findings.push(Finding::at(Subject::Value, at, message, "Write `OPTION=VALUE`.").refused(refused));
            continue;
        };
        if !options.contains(&option.as_str()) {
            let message = format!("the storage driver `{name}` has no option `{option}`");
            let help = match options {
                [] => "Remove `storage-opts`.".to_owned(),
                options => format!("Remove the option. `{name}` has {}.", ticked(options.iter().copied())),
            };
            let refused =
                if option == "overlay2.override_kernel_check" { Refused::Since(Version(24, 0)) } else { refused };
            findings.push(Finding::at(Subject::Value, at, message, help).refused(refused));
        }
    }
}

fn without_program(engines: &Engines, at: KeyPath) -> Option<Finding> {
    const PACKAGE: &str = "fuse-overlayfs";
    let has_it = engines.hosts.iter().all(|host| host.packages.iter().any(|package| package == PACKAGE));
    let message = format!("`{at}` in `daemon.json` requires the program `{PACKAGE}`, which is not in `packages`");
    let help = format!("Add `{PACKAGE}` to `packages`, or remove `storage-driver`; the default is `overlay2`.");
    (!has_it).then(|| Finding::at(Subject::Prerequisite, at, message, help).but(UNLESS_PRESENT))
}

/// The size of a layer is a quota of XFS.
fn quota(engines: &Engines) -> Option<Finding> {
    let (at, _) = engines.list("storage-opts").find(|(_, text)| text.starts_with("overlay2.size="))?;
    let message =
        format!("`{at}` in `daemon.json` requires the data folder of the engine on XFS with the option `pquota`");
    let help = "Mount such a disk with a `.mount` unit in `units`, or remove the option.";
    let is_mounted = engines.hosts.iter().all(|host| mounts(host));
    (!is_mounted).then(|| Finding::at(Subject::Prerequisite, at, message, help).but(UNLESS_PRESENT))
}

/// The engine reads a certificate as soon as `tls` is on, and with any `tlsverify`.
fn tls(engines: &Engines, findings: &mut Vec<Finding>) {
    let cause = if engines.daemon().contains_key("tlsverify") { "tlsverify" } else { "tls" };
    if !is_tls(engines) {
        return;
    }
    for key in ["tlscert", "tlskey"].into_iter().filter(|key| engines.text(key).is_none_or(str::is_empty)) {
        let message = format!("`{cause}` in `daemon.json` requires `{key}`");
        let help = format!("Set `{key}` to the path of a file, or remove `{cause}`.");
        findings.push(Finding::at(Subject::Conflict, KeyPath::of([cause]), message, help));
    }
}

fn is_tls(engines: &Engines) -> bool {
    engines.is("tls", true) || engines.daemon().contains_key("tlsverify")
}

/// Files that the engine reads as it starts.
fn files(engines: &Engines, findings: &mut Vec<Finding>) {
    let keys = ["seccomp-profile", "tlscert", "tlskey", "tlscacert"];
    let wanted = keys.into_iter().filter(|key| *key == "seccomp-profile" || is_tls(engines));
    let wanted = wanted.chain(["userland-proxy-path"]).filter_map(|key| Some((key, engines.text(key)?)));
    for (key, path) in wanted.filter(|(_, path)| path.starts_with('/')) {
        let is_there = engines.hosts.iter().all(|host| host.files.contains_key(path));
        if !is_there {
            let message = format!("`{key}` in `daemon.json` requires the file `{path}`, which is not in `files`");
            let help = format!("Add `{path}` to `files`, unless the image or a package has it.");
            findings.push(Finding::at(Subject::Prerequisite, KeyPath::of([key]), message, help).but(UNLESS_PRESENT));
        }
    }
}

/// The user of whose subordinate ids the containers' ids are.
fn user(engines: &Engines) -> Option<Finding> {
    let value = engines.text("userns-remap")?;
    let name = value.split(':').next().unwrap_or_default();
    let is_known = ["", "default", "root"].contains(&name) || engines.hosts.iter().all(|host| host.user.name == name);
    (!is_known).then(|| {
        let message =
            format!("`userns-remap` in `daemon.json` requires the user `{name}`, which swarmgen does not create");
        let help = "Write `default`: the engine creates that user itself.";
        Finding::at(Subject::Prerequisite, KeyPath::of(["userns-remap"]), message, help).but(UNLESS_PRESENT)
    })
}

fn socket_group(engines: &Engines) -> Option<Finding> {
    let name = engines.text("group")?;
    let is_known = |name: &str| {
        let of_host =
            engines.hosts.iter().all(|host| [&host.user.name, &host.os.admin_group].contains(&&name.to_owned()));
        of_host || ["", "docker", "root"].contains(&name) || name.parse::<u32>().is_ok()
    };
    (!is_known(name)).then(|| {
        let message = format!("`group` in `daemon.json` requires the group `{name}`, which swarmgen does not create");
        let help = "Remove `group`; the default is `docker`.";
        Finding::at(Subject::Prerequisite, KeyPath::of(["group"]), message, help).but(UNLESS_PRESENT)
    })
}
