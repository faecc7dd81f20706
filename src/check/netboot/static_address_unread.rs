//! A static address that does not reach the host: at a boot from the network, or in a cloud that passes user-data alone.

use crate::{
    check::{
        Rule,
        grouping::{about, group, named, systems},
    },
    diagnostics::{Report, code},
    model::cluster::{Cluster, Host},
    os::{Network, Version},
    values::names::{Platform, UserDataLimit},
};

pub(super) const RULE: Rule = Rule::new(code!("static-address-unread", Warning), run);

/// The first cloud-init that reads network-config over HTTP.
const SINCE: Version = Version(24, 3);

fn run(cluster: &Cluster, report: &mut Report) {
    at_netboot(cluster, report);
    in_cloud(cluster, report);
}

fn in_cloud(cluster: &Cluster, report: &mut Report) {
    let lost = |host: &&Host| host.gateway.is_some() && cloud(host).is_some() && file(host).is_some();
    let hosts: Vec<&Host> = cluster.hosts.iter().filter(lost).collect();
    for (keys, hosts) in group(hosts, |host| cloud(host).zip(file(host))) {
        let (platform, file) = keys;
        let message = format!(
            "the static address of {} has no effect: `{platform}` hands over the user-data alone, and the address is in `{file}`",
            named(&hosts)
        );
        let help = "Remove `gateway`, and assign `address` to the host at the platform.";
        report.push(about(RULE.code, &hosts, &["gateway"], message).help(help));
    }
}

/// The platform, if it hands over no other file of a seed. KubeVirt and vSphere take the network's configuration too.
fn cloud(host: &Host) -> Option<Platform> {
    match host.platform? {
        UserDataLimit::Platform(Platform::Kubevirt | Platform::Vsphere) | UserDataLimit::Bytes(_) => None,
        UserDataLimit::Platform(platform) => Some(platform),
    }
}

/// The file of a seed that holds the static address.
fn file(host: &Host) -> Option<&'static str> {
    match host.os.network {
        Network::NetworkConfig => Some("network-config"),
        Network::MetaData => Some("meta-data"),
        Network::NetworkManager | Network::Networkd => None,
    }
}

fn at_netboot(cluster: &Cluster, report: &mut Report) {
    let is_old =
        |host: &Host| host.os.network == Network::NetworkConfig && host.os.cloud_init.is_some_and(|it| it < SINCE);
    let booting = || cluster.hosts.iter().filter(|host| cluster.pxe.is_some() && host.mac.is_some() && is_old(host));
    find(&booting().filter(|host| host.gateway.is_some()).collect::<Vec<_>>(), "gateway", report);
    find(&booting().filter(|host| host.network.is_some()).collect::<Vec<_>>(), "network", report);
}

fn find(hosts: &[&Host], key: &str, report: &mut Report) {
    if hosts.is_empty() {
        return;
    }
    let message = format!(
        "the static address of {} may have no effect at a network boot: cloud-init on {} may be older than {SINCE}",
        named(hosts),
        systems(hosts)
    );
    let help = format!("Remove `{key}` and reserve the address in DHCP, or attach `seed.img` as a drive.");
    report.push(about(RULE.code, hosts, &[key], message).help(help));
}
