//! The files and kernel arguments of a host's network boot.

use super::Planner;
use crate::{
    model::{
        cluster::{Host, Netboot, Pxe},
        plan::{HostPlan, NetbootPlan},
    },
    os::{self, Version},
    values::netboot::{KernelArgument, Url},
};

/// The first cloud-init that reads a seed over HTTP without the suffix `-net`, which later versions warn about.
const PLAIN_NOCLOUD: Version = Version(23, 2);

pub(super) fn plan(planner: &Planner, host: &Host, plan: &mut HostPlan) {
    plan.netboot = planner.cluster.pxe.as_ref().and_then(|pxe| netboot(pxe, host));
}

/// `None` for a host without a MAC address: a boot loader could not identify it.
fn netboot(pxe: &Pxe, host: &Host) -> Option<NetbootPlan> {
    let folder = pxe.base_url.below(&format!("hosts/{}", host.name));
    let mac = host.mac?;
    let installs = host.netboot.install_device.is_some();
    // matchbox distinguishes the installed system from the installer by this selector.
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

/// The argument that points cloud-init to its seed. The URL must end in a slash: cloud-init appends the names of the
/// files.
fn seed(host: &Host, folder: &Url) -> Vec<KernelArgument> {
    let plain = host.os.cloud_init.is_some_and(|version| version >= PLAIN_NOCLOUD);
    let key = if plain { "ds=nocloud;s" } else { "ds=nocloud-net;s" };
    vec![KernelArgument::url(key, &folder.below(""))]
}

/// The arguments of a live system that reads an Ignition config, for itself or for the system that it installs.
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
