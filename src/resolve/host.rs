//! Resolves a host's merged settings to [`Host`].

use std::{collections::BTreeMap, net::IpAddr};

use rayon::prelude::*;

use super::{
    layers::Layers,
    netboot::Images,
    network,
    values::{Word, absolute_path, invalid, missing, parse, parse_name, password_hash, secret, word, words},
};
use crate::{
    diagnostics::{Diagnostic, Report, codes},
    model::{
        cluster::{Host, Netboot, Origin, Pxe, User, UserContent, UserFile, UserUnit},
        inventory::{FileTable, HostTable, Inventory, UnitTable},
        material::Material,
        network::Interfaces,
    },
    os::Os,
    values::{
        key_path::KeyPath,
        names::{Availability, Role},
        net::MacAddr,
        node_address::NodeAddress,
    },
};

const ADDRESS: &str = "an IP address such as `192.168.31.11`";

/// Resolves every host, in the order of the inventory, without the hosts that have an error.
pub(super) fn resolve_all(
    inventory: &Inventory,
    pxe: Option<&Pxe>,
    material: &Material,
    report: &mut Report,
) -> Vec<Host> {
    let images = pxe.map(|pxe| Images::new(inventory, pxe, report));
    let layers = Layers::new(inventory, report);
    let resolve = |(name, table): (&String, &HostTable)| {
        let mut report = Report::default();
        let (table, origin) = layers.merge(name, table, &mut report);
        let host = HostResolver { table, origin, material, images: images.as_ref(), report: &mut report };
        let host = host.resolve(name, inventory);
        (host, report)
    };
    let resolved: Vec<_> = inventory.hosts.par_iter().map(resolve).collect();
    let collect = |(host, found)| {
        report.append(found);
        host
    };
    resolved.into_iter().filter_map(collect).collect()
}

struct HostResolver<'a> {
    table: HostTable,
    origin: Origin,
    material: &'a Material,
    /// The boot settings of the operating systems, if `[pxe]` enables network boot.
    images: Option<&'a Images<'a>>,
    report: &'a mut Report,
}

impl HostResolver<'_> {
    /// Checks every setting, to report all mistakes of a host at once.
    fn resolve(mut self, name: &str, inventory: &Inventory) -> Option<Host> {
        let name = parse_name(name, &self.origin.host, self.report);
        let os = self.os();
        let (network, address, interface) = self.place_in_network(inventory);
        let gateway = self.optional_address("gateway", self.table.gateway.clone());
        let nameservers = self.nameservers();
        let mac = self.mac();
        let labels = self.labels();
        let at = self.origin.of("packages");
        let packages = words(self.table.packages.as_deref(), Word::Package, &at, self.report);
        let user = os.and_then(|os| self.user(os));
        let files = self.files();
        let units = self.units();
        let netboot = self.netboot(os);
        let (os, address) = (os?, address?);
        Some(Host {
            name: name?,
            os,
            role: self.table.role.unwrap_or(Role::Worker),
            address,
            interface,
            gateway,
            nameservers,
            mac,
            network,
            advertise_address: self.table.advertise_address.map_or(NodeAddress::Ip(address), NodeAddress::from),
            listen_address: self.table.listen_address.map(NodeAddress::from),
            data_path_address: self.table.data_path_address.map(NodeAddress::from),
            labels,
            availability: self.table.availability.unwrap_or(Availability::Active),
            install: inventory
                .docker
                .install
                .filter(|install| os.engine.packages.contains_key(install))
                .unwrap_or(os.engine.default_install),
            daemon: self.table.docker.and_then(|docker| docker.daemon).unwrap_or_default(),
            user: user?,
            packages,
            files,
            units,
            firewall: inventory.firewall.manage.unwrap_or(os.firewall.is_some()),
            platform: self.table.platform,
            netboot,
            origin: self.origin,
        })
    }

    fn os(&mut self) -> Option<&'static Os> {
        let help = "Set `os` in the host, in one of its groups or in `[defaults]`.";
        let name = self.table.os.or_else(|| missing("os", help, &self.origin.host, self.report));
        name.map(Os::named)
    }

    /// The interfaces, if the inventory describes each; the address, and its interface.
    fn place_in_network(&mut self, inventory: &Inventory) -> (Option<Interfaces>, Option<IpAddr>, Option<String>) {
        let known = self.report.diagnostics().len();
        let network = self.network(inventory);
        // Do not search a network with errors for an address.
        let is_sound = self.report.diagnostics().len() == known || self.table.address.is_some();
        let address = is_sound.then(|| self.address(network.as_ref(), inventory)).flatten();
        let own = network.as_ref().zip(address).and_then(|(network, address)| network.owner(address));
        let interface = own.map_or_else(|| self.interface(), |own| Some(own.name().to_owned()));
        (network, address, interface)
    }

    fn network(&mut self, inventory: &Inventory) -> Option<Interfaces> {
        let table = self.table.network.take()?;
        Some(network::resolve(&table, &inventory.cluster.domain, &self.origin, self.report))
    }

    /// The address of the inventory, or else the only one of the network that is in the subnet.
    fn address(&mut self, network: Option<&Interfaces>, inventory: &Inventory) -> Option<IpAddr> {
        if let Some(text) = &self.table.address {
            return parse(text, ADDRESS, &self.origin.of("address"), self.report);
        }
        let Some(network) = network else {
            let help = "Give every host an address in the subnet.";
            return missing("address", help, &self.origin.host, self.report);
        };
        let (address, at) = network::only_address(network, inventory, &self.origin, self.report)?;
        self.origin.settings.insert(KeyPath::of(["address"]), at);
        Some(address)
    }

    fn optional_address(&mut self, key: &str, text: Option<String>) -> Option<IpAddr> {
        parse(&text?, ADDRESS, &self.origin.of(key), self.report)
    }

    fn nameservers(&mut self) -> Vec<IpAddr> {
        let at = self.origin.of("nameservers");
        let texts = self.table.nameservers.iter().flatten().enumerate();
        texts.filter_map(|(index, text)| parse(text, ADDRESS, &at.index(index), self.report)).collect()
    }

    fn mac(&mut self) -> Option<MacAddr> {
        let text = self.table.mac.as_ref()?;
        parse_name(text, &self.origin.of("mac"), self.report)
    }

    fn interface(&mut self) -> Option<String> {
        word(self.table.interface.as_ref()?, Word::Interface, &self.origin.of("interface"), self.report)
    }

    fn labels(&mut self) -> BTreeMap<String, String> {
        let labels = self.table.labels.take().unwrap_or_default();
        let label = |(key, value): (String, String)| {
            let at = self.origin.setting(&["labels", &key]);
            Some((word(&key, Word::LabelKey, &at, self.report)?, value))
        };
        labels.into_iter().filter_map(label).collect()
    }

    fn user(&mut self, os: &Os) -> Option<User> {
        let name = self.table.user.clone().unwrap_or_else(|| os.default_user.clone());
        let at = self.origin.of("password_hash");
        let reference = self.table.password_hash.as_ref();
        Some(User {
            name: login_name(name, &self.origin.of("user"), self.report)?,
            ssh_authorized_keys: self.table.ssh_authorized_keys.clone().unwrap_or_default(),
            password_hash: reference.and_then(|reference| password_hash(reference, self.material, &at, self.report)),
        })
    }

    fn netboot(&mut self, os: Option<&Os>) -> Netboot {
        let table = self.table.pxe.take().unwrap_or_default();
        match (self.images, os) {
            (Some(images), Some(os)) => images.of_host(&table, os.name, &self.origin, self.report),
            _ => Netboot::default(),
        }
    }

    fn files(&mut self) -> BTreeMap<String, UserFile> {
        let tables = self.table.files.take().unwrap_or_default();
        tables.into_iter().filter_map(|(path, table)| Some((path.clone(), self.file(&path, table)?))).collect()
    }

    fn file(&mut self, path: &str, table: FileTable) -> Option<UserFile> {
        let at = self.origin.setting(&["files", path]);
        absolute_path(path, &at, self.report)?;
        let (content, default_mode) = match (table.content, table.secret) {
            (Some(content), None) => (UserContent::Plain(content), 0o644),
            (None, Some(reference)) => {
                let at = self.origin.setting(&["files", path, "secret"]);
                (UserContent::Secret(secret(&reference, self.material, &at, self.report)?), 0o600)
            }
            (None, None) => {
                return missing("content", "Set either `content` or `secret`.", &at, self.report);
            }
            (Some(_), Some(_)) => return self.both(path, &at),
        };
        let mode = table.mode.map_or(Some(default_mode), |mode| self.mode(&mode, path))?;
        Some(UserFile { content, mode })
    }

    /// swarmgen merges the tables of several layers, so the two may come from different places.
    fn both<T>(&mut self, path: &str, at: &KeyPath) -> Option<T> {
        let [content, secret] = ["content", "secret"].map(|key| self.origin.setting(&["files", path, key]));
        let message = format!("`{at}` has both `content` and `secret`; only one of them is allowed");
        let finding = Diagnostic::at(codes::INVALID_VALUE, content, message).also(secret, "the other key");
        self.report.push(finding.help("Set either `content` or `secret`."));
        None
    }

    fn mode(&mut self, text: &str, path: &str) -> Option<u32> {
        let octal = |mode: &u32| *mode <= 0o777 && !text.starts_with('+');
        u32::from_str_radix(text, 8).ok().filter(octal).or_else(|| {
            let at = self.origin.setting(&["files", path, "mode"]);
            invalid(text, "octal permission bits such as `0644`", &at, self.report)
        })
    }

    fn units(&mut self) -> BTreeMap<String, UserUnit> {
        let unit = |table: UnitTable| UserUnit {
            content: table.content,
            enabled: table.enabled.unwrap_or(true),
            dropins: table.dropins.into_iter().flatten().map(|(name, content)| (name, content.0)).collect(),
        };
        self.table.units.take().into_iter().flatten().map(|(name, table)| (name, unit(table))).collect()
    }
}

/// A login name that every system accepts: useradd(8)'s portable form.
fn login_name(name: String, path: &KeyPath, report: &mut Report) -> Option<String> {
    let first = |c: char| c.is_ascii_lowercase() || c == '_';
    let rest = |c: char| first(c) || c.is_ascii_digit() || c == '-';
    if name.starts_with(first) && name.chars().all(rest) && name.len() <= 32 {
        Some(name)
    } else {
        invalid(&name, "a login name of at most 32 lower-case letters, digits, `_` and `-`", path, report)
    }
}
