//! What the host boots from the network, and what its kernel is told.

use super::Planner;
use crate::{
    model::{
        cluster::{Host, Netboot, Pxe},
        plan::{HostPlan, NetbootPlan},
    },
    os::{self, Version},
    values::netboot::{KernelArgument, Url},
};

/// The first cloud-init that takes a seed over HTTP without the `-net` that later ones warn of.
const PLAIN_NOCLOUD: Version = Version(23, 2);

pub(super) fn plan(planner: &Planner, host: &Host, plan: &mut HostPlan) {
    plan.netboot = planner.cluster.pxe.as_ref().and_then(|pxe| netboot(pxe, host));
}

/// `None` for a host whose boot loader nobody would know.
fn netboot(pxe: &Pxe, host: &Host) -> Option<NetbootPlan> {
    let folder = pxe.base_url.below(&format!("hosts/{}", host.name));
    let mac = host.mac?;
    let installs = host.netboot.install_device.is_some();
    // What matchbox tells the installed system from the installer by.
    let installed = if installs { "&os=installed" } else { "" };
    let ignition = format!("ignition?mac={}{installed}", mac.joined("-"));
    let (arguments, matchbox_arguments) = match &host.os.netboot {
        None => (seed(host, &folder), seed(host, &folder)),
        Some(os) => (
            ignited(os, &host.netboot, &folder.below("config.ign")),
            ignited(os, &host.netboot, &pxe.matchbox_url.below(&ignition)),
        ),
    };
    let Netboot { kernel, initrd, arguments: further, .. } = &host.netboot;
    Some(NetbootPlan {
        mac,
        kernel: kernel.clone()?,
        initrd: initrd.clone()?,
        arguments: arguments.into_iter().chain(further.iter().cloned()).collect(),
        matchbox_arguments: matchbox_arguments.into_iter().chain(further.iter().cloned()).collect(),
        installs,
    })
}

/// The argument that leads cloud-init to its seed. The URL needs its slash: the files' names are put right behind it.
fn seed(host: &Host, folder: &Url) -> Vec<KernelArgument> {
    let plain = host.os.cloud_init.is_some_and(|version| version >= PLAIN_NOCLOUD);
    let key = if plain { "ds=nocloud;s" } else { "ds=nocloud-net;s" };
    vec![KernelArgument::url(key, &folder.below(""))]
}

/// The arguments of a live system that takes an Ignition config, for itself or for what it installs.
fn ignited(os: &os::Netboot, host: &Netboot, config: &Url) -> Vec<KernelArgument> {
    let fixed = |text: &String| text.parse().expect("the built-in data files are tested");
    let mut arguments: Vec<KernelArgument> = match (&os.install, &host.install_device) {
        (Some(installer), Some(device)) => {
            vec![KernelArgument::word(&installer.device, device), KernelArgument::url(&installer.config, config)]
        }
        _ => os.live.iter().map(fixed).chain([KernelArgument::url(&os.config, config)]).collect(),
    };
    let rootfs = os.rootfs.as_ref().zip(host.rootfs.as_ref());
    arguments.extend(rootfs.map(|(key, url)| KernelArgument::url(key, url)));
    arguments
}
