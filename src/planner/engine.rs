//! The engine: its packages, `daemon.json`, drop-ins and enablement, and the service that applies a later
//! `daemon.json`.

use std::{cmp::Reverse, collections::BTreeMap};

use super::{
    Planner,
    bundle::{At, Bundle, Part, part},
};
use crate::{
    formats::template::Values,
    model::{
        cluster::{Cluster, Host},
        plan::{File, HostPlan, Repository},
    },
    os::{Engine, Os, PackageManager, Version},
    values::names::Install,
};
use indexmap::IndexMap;
use serde::Serialize;

pub(super) const BUNDLE: Bundle = Bundle {
    parts: &[
        part!("opt/swarmgen/engine.sh", "installs a changed `daemon.json` and restarts the engine"),
        part!("etc/swarmgen/engine.env", "the values of `engine.sh`"),
        part!("etc/systemd/system/swarmgen-engine.service", "runs `engine.sh`"),
        part!("etc/systemd/system/swarmgen-engine.timer", "starts `engine.sh` every minute").enabled(),
        part!("etc/systemd/system/docker.service.d/10-swarmgen.conf", "the engine waits for the share")
            .enabled()
            .at(|_, host| dropin(&host.os.engine.unit)),
        part!("etc/systemd/system/replaced-engine.service.d/10-swarmgen.conf", "")
            .at(|_, host| host.os.engine.replaces.as_deref().map_or(At::Nowhere, dropin)),
        APT_KEY,
    ],
    values,
    extend,
    ..Bundle::EMPTY
};

/// Docker's signing key for its apt repositories; fingerprint 9DC8 5822 9FC7 DD38 854A E2D8 8D81 803C 0EBF CD88.
const APT_KEY: Part = part!("etc/apt/keyrings/docker.asc", "").at(|_, host| has_apt_repository(host).into());

fn dropin(unit: &str) -> At {
    At::Other(format!("/etc/systemd/system/{unit}.d/10-swarmgen.conf"))
}

#[derive(Serialize)]
struct EngineValues<'c> {
    daemon_json: &'c str,
    engine_config: String,
    mountpoint: &'c str,
    pins_images: bool,
}

/// Since this version the client asks the registry for digests, and `deploy.sh` can tell it not to.
const CLIENT_PINS_IMAGES: Version = Version(17, 6);

fn values(planner: &Planner, host: &Host) -> Values {
    Values::of(&EngineValues {
        daemon_json: &host.os.engine.daemon_json,
        engine_config: config_name(host.os),
        mountpoint: &planner.cluster.storage.mountpoint,
        pins_images: host.os.engine.version < CLIENT_PINS_IMAGES,
    })
}

fn extend(planner: &Planner, host: &Host, plan: &mut HostPlan) {
    let engine = &host.os.engine;
    packages(planner.cluster, host, plan);
    plan.files.insert(engine.daemon_json.clone(), File::public(daemon_json(host)));
    if let Some(options) = &engine.options_file {
        plan.files.insert(options.path.clone(), File::public(options.content.as_str()));
    }
    if let Some(replaced) = &engine.replaces {
        plan.units.entry(replaced.clone()).or_default().stop_first();
    }
}

/// Whether the engine comes from Docker's apt repository.
fn has_apt_repository(host: &Host) -> bool {
    let is_apt = host.os.package_manager == PackageManager::Apt;
    is_apt && host.install == Install::DockerCe && host.os.engine.docker_ce_repository.is_some()
}

/// The `daemon.json` of the hosts, by file name: by the name of the operating system the one that most of its hosts have, and
/// `host-NAME.json` for each host that has another one.
pub(super) fn configs(cluster: &Cluster) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    for (os, hosts) in by_system(cluster) {
        for (number, (text, hosts)) in by_content(&hosts).into_iter().enumerate() {
            if number == 0 {
                files.insert(config_name(os), text);
            } else {
                files.extend(hosts.iter().map(|host| (format!("host-{}.json", host.name), text.clone())));
            }
        }
    }
    files
}

fn by_system(cluster: &Cluster) -> impl Iterator<Item = (&'static Os, Vec<&Host>)> {
    let mut systems: IndexMap<_, (&Os, Vec<&Host>)> = IndexMap::new();
    for host in &cluster.hosts {
        systems.entry(host.os.name).or_insert((host.os, Vec::new())).1.push(host);
    }
    systems.into_values()
}

/// The hosts by their `daemon.json`, the most frequent one first.
fn by_content<'h>(hosts: &[&'h Host]) -> Vec<(String, Vec<&'h Host>)> {
    let mut contents: IndexMap<String, Vec<&Host>> = IndexMap::new();
    for host in hosts {
        contents.entry(daemon_json(host)).or_default().push(host);
    }
    let mut contents: Vec<_> = contents.into_iter().collect();
    contents.sort_by_key(|(_, hosts)| Reverse(hosts.len()));
    contents
}

fn daemon_json(host: &Host) -> String {
    serde_json::to_string_pretty(&host.daemon).expect("a map of strings serialises") + "\n"
}

fn config_name(os: &Os) -> String {
    format!("{}.json", os.name)
}

fn packages(cluster: &Cluster, host: &Host, plan: &mut HostPlan) {
    let engine = &host.os.engine;
    let names = engine.packages_of(host.install);
    let version = cluster.engine_version.as_deref();
    plan.packages.extend(names.map(|name| package(name, version, host.os.package_manager)));
    if host.install == Install::DockerCe {
        repository(host, plan);
    }
}

/// The package, with the requested version if Docker publishes it.
fn package(name: &str, version: Option<&str>, manager: PackageManager) -> String {
    match (version.filter(|_| Engine::has_version(name)), manager) {
        (Some(version), PackageManager::Apt) => format!("{name}={}", in_apt(name, version)),
        (Some(version), PackageManager::Dnf) => format!("{name}-{}", whole(version, "")),
        _ => name.to_owned(),
    }
}

/// Docker's version in the form of its apt repository and of Debian's: the former has an epoch, and both have a suffix.
/// A version with either is the package's own version already.
fn in_apt(name: &str, version: &str) -> String {
    match (version.contains([':', '-', '~', '*']), name.starts_with("docker-ce")) {
        (true, _) => version.to_owned(),
        (false, true) => format!("5:{}", whole(version, "-*")),
        (false, false) => format!("{version}*"),
    }
}

/// `27.3` matches any `27.3.1`; `rest` is the suffix of the package after the three numbers.
fn whole(version: &str, rest: &str) -> String {
    let is_part = version.split('.').count() < 3 && !version.contains([':', '-', '~', '*']);
    format!("{version}{}", if is_part { ".*" } else { rest })
}

fn repository(host: &Host, plan: &mut HostPlan) {
    let Some(base) = &host.os.engine.docker_ce_repository else { return };
    plan.repository = match host.os.package_manager {
        PackageManager::Apt => Some(Repository::Apt { url: base.clone(), key: APT_KEY.path.to_owned() }),
        PackageManager::Dnf => {
            Some(Repository::Dnf { url: format!("{base}/$releasever/$basearch/stable"), key: format!("{base}/gpg") })
        }
        PackageManager::None => None,
    };
}

#[cfg(test)]
mod tests {
    use super::{PackageManager, package};

    #[test]
    fn a_version_is_written_as_the_package_manager_has_it() {
        let apt = |name, version| package(name, Some(version), PackageManager::Apt);
        assert_eq!(apt("docker-ce", "28.5.1"), "docker-ce=5:28.5.1-*");
        assert_eq!(apt("docker-ce-cli", "28.5"), "docker-ce-cli=5:28.5.*");
        assert_eq!(apt("docker-ce", "5:28.5.1-1~debian.13~trixie"), "docker-ce=5:28.5.1-1~debian.13~trixie");
        assert_eq!(apt("docker.io", "26.1.5"), "docker.io=26.1.5*");
        assert_eq!(apt("containerd.io", "28.5.1"), "containerd.io");
        let dnf = |version| package("docker-ce", Some(version), PackageManager::Dnf);
        assert_eq!(dnf("28.5.1"), "docker-ce-28.5.1");
        assert_eq!(dnf("28.5"), "docker-ce-28.5.*");
    }
}
