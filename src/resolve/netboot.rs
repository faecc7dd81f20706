//! `[pxe]`, and the boot settings of each host: its own `pxe` overrides the settings of its operating system.

use std::collections::BTreeMap;

use super::values::{invalid, parse_name};
use crate::{
    diagnostics::Report,
    model::{
        cluster::{Netboot, Origin, Pxe},
        inventory::{Inventory, NetbootTable, PxeTable},
    },
    values::{
        key_path::KeyPath,
        names::OsName,
        netboot::{KernelArgument, Url},
    },
};

pub(super) fn pxe(table: &PxeTable, report: &mut Report) -> Option<Pxe> {
    let at = KeyPath::of(["pxe"]);
    let base_url = server(&table.base_url, &at.key("base_url"), report);
    let matchbox_url = match &table.matchbox_url {
        Some(url) => server(url, &at.key("matchbox_url"), report),
        None => base_url.clone(),
    };
    Some(Pxe { base_url: base_url?, matchbox_url: matchbox_url? })
}

/// The URL of a server for the hosts. A loopback address would be the host itself.
fn server(text: &str, at: &KeyPath, report: &mut Report) -> Option<Url> {
    let url = parse_name(text, at, report)?;
    let host = text.split("://").nth(1).unwrap_or_default();
    if ["localhost", "127.", "[::1]"].iter().any(|own| host.starts_with(own)) {
        return invalid(text, "an address at which the hosts reach the server, not a loopback address", at, report);
    }
    Some(url)
}

/// The boot settings of each operating system.
pub(super) struct Images<'p> {
    pxe: &'p Pxe,
    by_os: BTreeMap<OsName, Netboot>,
}

impl<'p> Images<'p> {
    pub(super) fn new(inventory: &Inventory, pxe: &'p Pxe, report: &mut Report) -> Self {
        let tables = inventory.pxe.iter().flat_map(|table| &table.images);
        let image = |(os, table): (&OsName, &NetbootTable)| {
            let at = |key: &str| KeyPath::of(["pxe", "images", os.as_str(), key]);
            (*os, Reader { base: &pxe.base_url, at: &at, report }.netboot(table))
        };
        Self { pxe, by_os: tables.map(image).collect() }
    }

    /// The boot settings of a host with this `pxe` table.
    pub(super) fn of_host(&self, table: &NetbootTable, os: OsName, origin: &Origin, report: &mut Report) -> Netboot {
        let at = |key: &str| origin.setting(&["pxe", key]);
        let own = Reader { base: &self.pxe.base_url, at: &at, report }.netboot(table);
        let image = self.by_os.get(&os).cloned().unwrap_or_default();
        Netboot {
            kernel: own.kernel.or(image.kernel),
            initrd: own.initrd.or(image.initrd),
            rootfs: own.rootfs.or(image.rootfs),
            arguments: if table.arguments.is_some() { own.arguments } else { image.arguments },
            install_device: own.install_device.or(image.install_device),
        }
    }
}

/// Reads one table; `at` returns the place of each key.
struct Reader<'a> {
    base: &'a Url,
    at: &'a dyn Fn(&str) -> KeyPath,
    report: &'a mut Report,
}

impl Reader<'_> {
    fn netboot(mut self, table: &NetbootTable) -> Netboot {
        let arguments = table.arguments.iter().flatten().enumerate();
        let at = (self.at)("arguments");
        let arguments = arguments.filter_map(|(index, text)| parse_name(text, &at.index(index), self.report)).collect();
        let device = table.install_device.as_ref();
        Netboot {
            kernel: self.url("kernel", table.kernel.as_deref()),
            initrd: self.url("initrd", table.initrd.as_deref()),
            rootfs: self.url("rootfs", table.rootfs.as_deref()),
            arguments,
            install_device: device.and_then(|text| self.device(text)),
        }
    }

    fn device(&mut self, text: &str) -> Option<KernelArgument> {
        let device = if text.starts_with("/dev/") { text.parse().ok() } else { None };
        device.or_else(|| invalid(text, "a disk such as `/dev/sda`", &(self.at)("install_device"), self.report))
    }

    fn url(&mut self, key: &str, text: Option<&str>) -> Option<Url> {
        let text = text?;
        match Url::join(self.base, text) {
            Ok(url) => Some(url),
            Err(expected) => invalid(text, expected, &(self.at)(key), self.report),
        }
    }
}
