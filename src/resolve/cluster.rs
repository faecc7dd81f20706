//! Resolves the tables for the whole swarm to [`Cluster`].

use super::{
    daemon, mirror, networks, shell, stacks, storage, swarm,
    values::{Word, invalid, parse, parse_name, word},
};
use crate::{
    diagnostics::Report,
    model::{
        cluster::{Cluster, Host, Pxe},
        inventory::Inventory,
        material::Material,
    },
    values::{key_path::KeyPath, net::DnsLabel, program::Program},
};

/// Resolves the settings that all hosts share. Checks every setting, to report all mistakes at once. A wrong value is in the report
/// and not in the result.
pub(super) fn resolve(
    inventory: &Inventory,
    pxe: Option<Pxe>,
    hosts: Vec<Host>,
    material: &Material,
    report: &mut Report,
) -> Option<Cluster> {
    let table = &inventory.cluster;
    let at = |key| KeyPath::of(["cluster", key]);
    let name = parse_name::<DnsLabel>(&table.name, &at("name"), report);
    let domain = parse_name(&table.domain, &at("domain"), report);
    let subnet = parse(&table.subnet, "a subnet such as `192.168.31.0/24`", &at("subnet"), report);
    let timezone = table.timezone.as_ref().and_then(|zone| timezone(zone, &at("timezone"), report));
    let storage = storage::resolve(&inventory.storage, report);
    let (mirror, traefik) = mirror::resolve(inventory, material, report);
    let cleanup = shell::cleanup(&inventory.cleanup, mirror.as_ref(), report);
    let shell = shell::shell(&inventory.shell, report);
    let program = inventory.delivery.program.as_ref();
    let program =
        program.map_or(Some(Program::Inline), |text| parse_name(text, &KeyPath::of(["delivery", "program"]), report));
    let version = inventory.docker.version.as_ref();
    let engine_version = version.and_then(|v| word(v, Word::Version, &KeyPath::of(["docker", "version"]), report));
    let hosts = daemon::complete(hosts, &inventory.docker, mirror.as_ref(), report);
    Some(Cluster {
        name: name?.to_string(),
        domain: domain?,
        subnet: subnet?,
        timezone,
        generation: table.generation.unwrap_or(1),
        revision: table.revision.unwrap_or(1),
        program: program?,
        swarm: swarm::resolve(&inventory.swarm, report),
        storage: storage?,
        install: inventory.docker.install,
        engine_version,
        mirror,
        traefik,
        networks: networks::networks(inventory, report),
        registries: networks::registries(inventory, material, report),
        stacks: stacks::resolve(inventory, material, report),
        cleanup: cleanup?,
        shell: shell?,
        pxe,
        hosts,
    })
}

fn timezone(zone: &str, path: &KeyPath, report: &mut Report) -> Option<String> {
    let part = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_alphabetic())
            && part.chars().all(|c| c.is_ascii_alphanumeric() || "_+-".contains(c))
    };
    if zone.split('/').all(part) {
        Some(zone.to_owned())
    } else {
        invalid(zone, "a time zone such as `Europe/Berlin`", path, report)
    }
}
