//! `[networks]` and `[registries]`.

use std::collections::BTreeMap;

use ipnet::IpNet;

use super::{
    mirror::overlay,
    values::{Word, invalid, parse, secret_line, word},
};
use crate::{
    diagnostics::Report,
    model::{
        cluster::Network,
        inventory::{Inventory, OverlayTable, TextOrSecret},
        material::Material,
    },
    values::{key_path::KeyPath, secret::Secret},
};

pub(super) fn networks(inventory: &Inventory, report: &mut Report) -> BTreeMap<String, Network> {
    let mut taken: Vec<IpNet> = inventory.cluster.subnet.parse().into_iter().collect();
    let named = inventory.networks.iter().filter_map(|(name, table)| {
        let at = KeyPath::of(["networks", name]);
        let subnet = table.subnet.as_deref().and_then(|text| subnet(text, &mut taken, &at.key("subnet"), report));
        let driver = table.driver.as_deref().unwrap_or("overlay");
        let network = Network {
            driver: word(driver, Word::Image, &at.key("driver"), report)?,
            attachable: table.attachable.unwrap_or(false),
            internal: table.internal.unwrap_or(false),
            subnet,
            options: options(table, &at, report),
        };
        Some((overlay(name, &at, report)?, network))
    });
    named.collect()
}

/// Docker rejects a network whose subnet overlaps another one, and with the hosts' subnet they lose each other.
fn subnet(text: &str, taken: &mut Vec<IpNet>, at: &KeyPath, report: &mut Report) -> Option<IpNet> {
    let subnet: IpNet = parse(text, "a subnet such as `10.30.0.0/24`", at, report)?;
    let overlaps = |other: &&IpNet| other.contains(&subnet) || subnet.contains(*other);
    if let Some(other) = taken.iter().find(overlaps) {
        return invalid(text, &format!("a subnet that does not overlap `{other}`"), at, report);
    }
    taken.push(subnet);
    Some(subnet)
}

fn options(table: &OverlayTable, at: &KeyPath, report: &mut Report) -> BTreeMap<String, String> {
    let mut options = BTreeMap::new();
    for (name, value) in table.options.iter().flatten() {
        let at = at.key("options").key(name);
        let value = if value.is_empty() { Some(String::new()) } else { word(value, Word::Mount, &at, report) };
        options.extend(word(name, Word::LabelKey, &at, report).zip(value));
    }
    options.extend(table.mtu.map(|mtu| ("com.docker.network.driver.mtu".to_owned(), mtu.to_string())));
    options.extend(table.encrypted.unwrap_or(false).then(|| ("encrypted".to_owned(), String::new())));
    options
}

pub(super) fn registries(
    inventory: &Inventory,
    material: &Material,
    report: &mut Report,
) -> BTreeMap<String, (Secret, Secret)> {
    let accounts = inventory.registries.iter().filter_map(|(host, table)| {
        let at = KeyPath::of(["registries", host]);
        let username = match &table.username {
            TextOrSecret::Text(name) => Some(Secret::new(name.clone())),
            TextOrSecret::Secret(reference) => secret_line(reference, material, &at.key("username"), report),
        };
        let password = secret_line(&table.password, material, &at.key("password"), report);
        Some((registry(host, &at, report)?, (username?, password?)))
    });
    accounts.collect()
}

/// The key of the account in Docker's `config.json`. For Docker Hub it is a URL.
fn registry(host: &str, at: &KeyPath, report: &mut Report) -> Option<String> {
    if ["docker.io", "index.docker.io", "registry-1.docker.io"].contains(&host) {
        return Some("https://index.docker.io/v1/".to_owned());
    }
    let is_host = !host.is_empty() && host.chars().all(|c| c.is_ascii_alphanumeric() || ".-:[]".contains(c));
    if is_host {
        Some(host.to_owned())
    } else {
        invalid(host, "the host of a registry, such as `registry.example.com:5000`", at, report)
    }
}
