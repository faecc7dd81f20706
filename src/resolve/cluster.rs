//! The tables that hold for the whole swarm to [`Cluster`].

use super::{
    comfort, stacks, storage, swarm,
    values::{Word, invalid, missing, parse, parse_name, secret_line, word},
};
use crate::{
    cluster::{Cluster, Host, Mirror, Pxe, Traefik},
    diagnostic::{Diagnostic, Place, Report, Severity},
    duration,
    inventory::{Inventory, MirrorTable, MirrorVia, TraefikTable},
    key_path::KeyPath,
    material::Material,
    net::HostName,
    secret::Secret,
};

/// Resolves what all hosts share. All of it is looked at, so that all mistakes come out at once; what is wrong is in the
/// report and left out here.
pub(super) fn resolve(
    inventory: &Inventory,
    pxe: Option<Pxe>,
    hosts: Vec<Host>,
    material: &Material,
    report: &mut Report,
) -> Option<Cluster> {
    let table = &inventory.cluster;
    let at = |key| KeyPath::of(["cluster", key]);
    let name = parse_name::<HostName>(&table.name, &at("name"), report);
    let domain = parse_name(&table.domain, &at("domain"), report);
    let subnet = parse(&table.subnet, "a subnet such as 192.168.31.0/24", &at("subnet"), report);
    let timezone = table.timezone.as_ref().and_then(|zone| timezone(zone, &at("timezone"), report));
    let storage = storage::resolve(&inventory.storage, report);
    let mirror = mirror(inventory, material, report);
    let traefik = inventory.traefik.as_ref().and_then(|table| traefik(table, mirror.as_ref(), report));
    let mirror = mirror.map(|mirror| certified(mirror, traefik.as_ref()));
    let cleanup = comfort::cleanup(&inventory.cleanup, mirror.as_ref(), report);
    let shell = comfort::shell(&inventory.shell, report);
    let version = inventory.docker.version.as_ref();
    let engine_version = version.and_then(|v| word(v, Word::Version, &KeyPath::of(["docker", "version"]), report));
    Some(Cluster {
        name: name?.to_string(),
        domain: domain?,
        subnet: subnet?,
        timezone,
        generation: table.generation.unwrap_or(1),
        revision: table.revision.unwrap_or(1),
        swarm: swarm::resolve(&inventory.swarm, report),
        storage: storage?,
        install: inventory.docker.install,
        engine_version,
        daemon: inventory.docker.daemon.clone().unwrap_or_default(),
        mirror,
        traefik,
        stacks: stacks::resolve(inventory, material, report),
        cleanup: cleanup?,
        shell: shell?,
        pxe,
        hosts,
    })
}

fn mirror(inventory: &Inventory, material: &Material, report: &mut Report) -> Option<Mirror> {
    let table = inventory.mirror.as_ref()?;
    let at = KeyPath::of(["mirror"]);
    let via = table.via.unwrap_or(MirrorVia::Traefik);
    let fqdn = match &table.fqdn {
        Some(fqdn) => parse_name(fqdn, &at.key("fqdn"), report),
        None if via == MirrorVia::Loopback => None,
        None => missing("fqdn", r#"Name the mirror, or set `via = "loopback"`."#, &at, report),
    };
    let credentials = credentials(table, material, &at, report);
    let image = word(table.image.as_deref().unwrap_or("registry:3.1.1"), Word::Image, &at.key("image"), report);
    let network = network(table, inventory.traefik.as_ref(), report);
    let upstream = table.upstream.as_deref().unwrap_or("https://registry-1.docker.io");
    let upstream = upstream_url(upstream, &at.key("upstream"), report);
    let ttl = ttl(table.ttl.as_deref().unwrap_or("0"), &at.key("ttl"), report);
    let resolver = table.certresolver.as_ref();
    let certresolver = resolver.and_then(|name| word(name, Word::Name, &at.key("certresolver"), report));
    Some(Mirror {
        via,
        fqdn,
        traefik_version: table.traefik_version.unwrap_or(3),
        network: network?,
        certresolver,
        image: image?,
        port: table.port.unwrap_or(5000),
        upstream: upstream?,
        ttl: ttl?,
        credentials,
    })
}

/// It goes onto the share, where everybody can read it.
fn upstream_url(text: &str, at: &KeyPath, report: &mut Report) -> Option<String> {
    let url = word(text, Word::Url, at, report)?;
    if !url.contains('@') {
        return Some(url);
    }
    // No line is shown, since it has the password.
    let message = format!("`{at}` holds an account, which would lie on the share for everybody to read");
    report.push(
        Diagnostic::new(Severity::Error, "plain-secret", Place::File, message)
            .help("Give it as `username` and `password` in `[mirror]`."),
    );
    None
}

/// The network of either table is that of the other, where it has none of its own.
fn network(table: &MirrorTable, traefik: Option<&TraefikTable>, report: &mut Report) -> Option<String> {
    let of_traefik = traefik.and_then(|traefik| traefik.network.as_deref());
    let (network, owner) = match (table.network.as_deref(), of_traefik) {
        (None, Some(network)) => (network, "traefik"),
        (network, _) => (network.unwrap_or("traefik"), "mirror"),
    };
    overlay(network, &KeyPath::of([owner, "network"]), report)
}

/// The name of an overlay network that services can join.
fn overlay(name: &str, at: &KeyPath, report: &mut Report) -> Option<String> {
    if ["bridge", "docker_gwbridge", "host", "ingress", "none"].contains(&name) {
        return invalid(name, "a name that is none of Docker's own networks", at, report);
    }
    word(name, Word::Name, at, report)
}

/// The registry reads it as Go does, which takes a zero without a unit.
fn ttl(text: &str, at: &KeyPath, report: &mut Report) -> Option<String> {
    if text == "0" || duration::parse(text).is_some() {
        Some(text.to_owned())
    } else {
        invalid(text, "a duration such as `168h`, in hours, minutes or seconds, or `0` for ever", at, report)
    }
}

fn traefik(table: &TraefikTable, mirror: Option<&Mirror>, report: &mut Report) -> Option<Traefik> {
    let at = KeyPath::of(["traefik"]);
    let image = table.image.as_deref().unwrap_or("traefik:v3.6.1");
    let shared = mirror.map_or("traefik", |mirror| &mirror.network);
    let resolver = table.certresolver.as_deref().unwrap_or("letsencrypt");
    let email = table.email.as_ref();
    Some(Traefik {
        image: word(image, Word::Image, &at.key("image"), report)?,
        network: overlay(table.network.as_deref().unwrap_or(shared), &at.key("network"), report)?,
        email: email.and_then(|email| word(email, Word::Email, &at.key("email"), report)),
        certresolver: word(resolver, Word::OptionPart, &at.key("certresolver"), report)?,
        staging: table.staging.unwrap_or(false),
    })
}

/// Without a resolver Traefik would answer with a certificate of its own making, which no engine trusts.
fn certified(mirror: Mirror, traefik: Option<&Traefik>) -> Mirror {
    let certresolver = mirror.certresolver.or_else(|| Some(traefik?.certresolver.clone()));
    Mirror { certresolver, ..mirror }
}

fn credentials(
    table: &MirrorTable,
    material: &Material,
    at: &KeyPath,
    report: &mut Report,
) -> Option<(Secret, Secret)> {
    match (&table.username, &table.password) {
        (Some(username), Some(password)) => {
            let username = secret_line(username, material, &at.key("username"), report);
            let password = secret_line(password, material, &at.key("password"), report);
            Some((username?, password?))
        }
        (Some(_), None) => missing("password", "Give both `username` and `password`, or neither.", at, report),
        (None, Some(_)) => missing("username", "Give both `username` and `password`, or neither.", at, report),
        (None, None) => None,
    }
}

fn timezone(zone: &str, path: &KeyPath, report: &mut Report) -> Option<String> {
    let part = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_alphabetic())
            && part.chars().all(|c| c.is_ascii_alphanumeric() || "_+-".contains(c))
    };
    if zone.split('/').all(part) {
        Some(zone.to_owned())
    } else {
        invalid(zone, "a time zone such as Europe/Berlin", path, report)
    }
}
