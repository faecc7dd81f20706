//! `[mirror]`, and `[traefik]`, which routes to it.

use super::values::{Word, invalid, missing, parse_name, secret_line, word};
use crate::{
    diagnostics::{Diagnostic, Place, Report, codes},
    model::{
        cluster::{Mirror, Traefik},
        inventory::{Inventory, MirrorTable, TraefikTable},
        material::Material,
    },
    values::{duration, key_path::KeyPath, names::MirrorVia, secret::Secret},
};

/// Each of the two uses the other's network if it sets none, and the mirror uses Traefik's resolver.
pub(super) fn resolve(
    inventory: &Inventory,
    material: &Material,
    report: &mut Report,
) -> (Option<Mirror>, Option<Traefik>) {
    let mirror = mirror(inventory, material, report);
    let traefik = inventory.traefik.as_ref().and_then(|table| traefik(table, mirror.as_ref(), report));
    (mirror.map(|mirror| certified(mirror, traefik.as_ref())), traefik)
}

fn mirror(inventory: &Inventory, material: &Material, report: &mut Report) -> Option<Mirror> {
    let table = inventory.mirror.as_ref()?;
    let at = KeyPath::of(["mirror"]);
    let via = table.via.unwrap_or(MirrorVia::Traefik);
    let fqdn = match &table.fqdn {
        Some(fqdn) => parse_name(fqdn, &at.key("fqdn"), report),
        None if via == MirrorVia::Loopback => None,
        None => missing("fqdn", r#"Set `fqdn`, or set `via = "loopback"`."#, &at, report),
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

/// swarmgen writes the URL to the share, where all users of the hosts can read it.
fn upstream_url(text: &str, at: &KeyPath, report: &mut Report) -> Option<String> {
    let url = word(text, Word::Url, at, report)?;
    if !url.contains('@') {
        return Some(url);
    }
    // The message shows no line, because the line contains the password.
    let message = format!("`{at}` contains a user name or password, which every reader of the share would see");
    report.push(
        Diagnostic::new(codes::PLAIN_SECRET, Place::File, message)
            .help("Set `username` and `password` in `[mirror]` instead."),
    );
    None
}

/// A table without a network uses the network of the other table.
fn network(table: &MirrorTable, traefik: Option<&TraefikTable>, report: &mut Report) -> Option<String> {
    let of_traefik = traefik.and_then(|traefik| traefik.network.as_deref());
    let (network, owner) = match (table.network.as_deref(), of_traefik) {
        (None, Some(network)) => (network, "traefik"),
        (network, _) => (network.unwrap_or("traefik"), "mirror"),
    };
    overlay(network, &KeyPath::of([owner, "network"]), report)
}

/// Checks the name of an overlay network that services can join.
pub(super) fn overlay(name: &str, at: &KeyPath, report: &mut Report) -> Option<String> {
    if ["bridge", "docker_gwbridge", "host", "ingress", "none"].contains(&name) {
        return invalid(name, "a name other than Docker's own networks", at, report);
    }
    word(name, Word::Name, at, report)
}

/// The registry reads the duration as Go does, which accepts a zero without a unit.
fn ttl(text: &str, at: &KeyPath, report: &mut Report) -> Option<String> {
    if text == "0" || duration::parse(text).is_some() {
        Some(text.to_owned())
    } else {
        invalid(text, "a duration in hours, minutes or seconds such as `168h`, or `0` for no limit", at, report)
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

/// Without a resolver Traefik would use a self-signed certificate, which no engine trusts.
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
        (Some(_), None) => missing("password", "Set both `username` and `password`, or neither.", at, report),
        (None, Some(_)) => missing("username", "Set both `username` and `password`, or neither.", at, report),
        (None, None) => None,
    }
}
