//! Network boot with any HTTP server: scripts under the names at which boot loaders look for the script of a machine.

use std::sync::LazyLock;

use serde::Serialize;

use crate::{
    emit::insert_at,
    formats::template::{Templates, Values},
    model::{
        artifact::Tree,
        plan::{HostPlan, NetbootPlan},
    },
    values::netboot::KernelArgument,
};

/// The script with which every machine starts. It chains to the script of the host.
const FIRST: &str = include_str!("../../../templates/pxe/boot.ipxe");
const IPXE: &str = "host.ipxe";
const PXELINUX: &str = "host.pxelinux";
static TEMPLATES: LazyLock<Templates> = LazyLock::new(|| {
    Templates::new([
        (IPXE, include_str!("../../../templates/pxe/host.ipxe").to_owned()),
        (PXELINUX, include_str!("../../../templates/pxe/host.pxelinux").to_owned()),
    ])
});

/// Writes the script with which all machines start.
pub(in crate::emit) fn deliver_first(tree: &mut Tree) {
    insert_at(tree, "pxe/boot.ipxe", FIRST.to_owned(), false);
}

/// Writes the scripts of one host.
pub(super) fn deliver(plan: &HostPlan, netboot: &NetbootPlan, tree: &mut Tree) {
    let script = Values::of(&Script {
        fqdn: &plan.fqdn,
        kernel: netboot.kernel.to_string(),
        initrd: netboot.initrd.to_string(),
        arguments: netboot.arguments.iter().map(KernelArgument::to_string).collect::<Vec<_>>().join(" "),
    });
    let (hyphens, digits) = (netboot.mac.joined("-"), netboot.mac.joined(""));
    // The first path is swarmgen's own; netboot.xyz looks at the others.
    let names = [
        format!("mac-{hyphens}"),
        format!("MAC-{hyphens}"),
        format!("MAC-{digits}"),
        format!("HOSTNAME-{}", plan.name),
    ];
    for name in names {
        insert_at(tree, &format!("pxe/{name}.ipxe"), TEMPLATES.render(IPXE, &script), false);
    }
    // pxelinux prefixes the address with the type of the hardware: 01 is Ethernet.
    let path = format!("pxe/pxelinux.cfg/01-{hyphens}");
    insert_at(tree, &path, TEMPLATES.render(PXELINUX, &script), false);
}

/// The values of both kinds of script. Neither language has quotes, and these values need none.
#[derive(Serialize)]
struct Script<'a> {
    fqdn: &'a str,
    kernel: String,
    initrd: String,
    arguments: String,
}
