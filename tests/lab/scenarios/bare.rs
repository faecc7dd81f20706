//! Tests of the lab itself: hosts without a configuration, and a swarm that is formed by hand.

use std::fs;
use std::rc::Rc;
use std::time::Duration;

use serde_json::json;

use crate::host::Host;
use crate::lab::Lab;
use crate::seed::Seed;
use crate::swarm;
use crate::wait;

const BOOT: Duration = Duration::from_mins(1);
const SWARM: Duration = Duration::from_mins(1);

/// Hosts ds1, ds2, … with nothing but a name in their seed.
pub(crate) fn bare_hosts(lab: &Rc<Lab>, count: usize) -> Vec<Host> {
    (1..=count).map(|number| bare_host(lab, number, &format!("ds{number}"))).collect()
}

/// A host with nothing but a name in its seed.
pub(crate) fn bare_host(lab: &Rc<Lab>, number: usize, name: &str) -> Host {
    let address = format!("192.168.31.{}", 10 + number);
    let seed = lab.desk().join(name);
    fs::create_dir_all(&seed).expect("the desk can be written");
    let write = |file: &str, text: String| fs::write(seed.join(file), text).expect("the desk can be written");
    write("meta-data", format!("instance-id: {name}\nlocal-hostname: {name}\n"));
    write("network-config", format!("version: 2\nethernets:\n  eth0:\n    addresses: [{address}/24]\n"));
    write("user-data", "#cloud-config\nmanage_etc_hosts: true\n".to_owned());
    Host::new(lab, number, name, &address, Seed::NoCloud(seed))
}

/// Waits until the first of `hosts` lists `count` reachable managers.
pub(crate) fn until_reachable(hosts: &[Host], count: usize) {
    wait::until(&format!("{count} managers to be reachable"), SWARM, || {
        let nodes = swarm::nodes(&hosts[0])?;
        if nodes.iter().filter(|node| node.reachable).count() == count { Ok(()) } else { Err(format!("{nodes:?}")) }
    });
}

/// Waits until dockerd answers on every host.
pub(crate) fn until_dockerd_is_up(hosts: &[Host]) {
    for host in hosts {
        host.until("docker version", BOOT);
    }
}

#[test]
fn hosts_survive_what_the_lab_does_to_them() {
    let Some(lab) = Lab::start("hosts_survive_what_the_lab_does_to_them") else { return };
    let hosts = bare_hosts(&lab, 2);
    hosts.iter().for_each(Host::power_on);
    until_dockerd_is_up(&hosts);
    hosts[0].until("cloud-init status --wait && test \"$(hostname)\" = ds1", BOOT);
    assert_eq!(hosts[0].sh("systemctl --failed --no-legend"), "", "a stock host has no failed units");

    hosts[0].sh("echo kept >/root/mark && echo shared >/var/data/mark && sync");
    assert_eq!(hosts[1].sh("cat /var/data/mark"), "shared");
    hosts[0].power_cut();
    hosts[0].power_on();
    assert_eq!(hosts[0].until("cat /root/mark", BOOT), "kept");

    hosts[0].rebuild();
    hosts[0].until("docker version && cloud-init status --wait", BOOT);
    assert_eq!(hosts[0].sh("systemctl --failed --no-legend"), "", "nor has one with a fresh disk");
    hosts[0].try_sh("cat /root/mark").expect_err("a fresh disk is empty");

    assert!(hosts[0].reaches(&hosts[1]));
    hosts[1].connect(false);
    assert!(!hosts[0].reaches(&hosts[1]));
    hosts[1].connect(true);
    assert!(hosts[0].reaches(&hosts[1]));

    hosts[1].mount_share(false);
    hosts[1].try_sh("mountpoint /var/data").expect_err("the share is gone");
    hosts[1].mount_share(true);
    assert_eq!(hosts[1].sh("cat /var/data/mark"), "shared");
}

#[test]
#[ignore = "takes seven hosts"]
fn seven_managers_joined_by_hand_lose_their_leader() {
    let Some(lab) = Lab::start("seven_managers_joined_by_hand_lose_their_leader") else { return };
    let hosts = bare_hosts(&lab, 7);
    hosts.iter().for_each(Host::power_on);
    until_dockerd_is_up(&hosts);
    swarm::form_by_hand(&hosts);
    until_reachable(&hosts, 7);

    hosts[0].power_cut();
    until_reachable(&hosts[1..], 6);
    hosts[0].power_on();
    until_reachable(&hosts[1..], 7);
    let membership = swarm::membership(&hosts[0]).expect("dockerd is up again");
    assert_eq!(membership.state, "active");
}

#[test]
fn ignition_configures_the_first_boot() {
    let Some(lab) = Lab::start("ignition_configures_the_first_boot") else { return };
    let config = lab.desk().join("config.ign");
    fs::write(&config, ignition_config()).expect("the desk can be written");
    let host = Host::new(&lab, 1, "ds1", "192.168.31.11", Seed::Ignition(config));
    host.power_on();
    host.until("test \"$(hostname)\" = ds1 && docker version", BOOT);
    assert_eq!(host.until("cat /run/greeting", BOOT), "hello");
    host.try_sh("systemctl is-active cloud-init-main.service").expect_err("such an image has no cloud-init");
}

/// A host name, an enabled docker, and a separate unit.
fn ignition_config() -> String {
    let unit = "[Service]\nType=oneshot\nExecStart=/bin/sh -c 'echo hello >/run/greeting'\n[Install]\nWantedBy=multi-user.target\n";
    json!({
        "ignition": { "version": "3.3.0" },
        "storage": { "files": [
            { "path": "/etc/hostname", "mode": 0o644, "overwrite": true, "contents": { "source": "data:,ds1%0A" } },
        ] },
        "systemd": { "units": [
            { "name": "docker.service", "enabled": true },
            { "name": "greet.service", "enabled": true, "contents": unit },
        ] },
    })
    .to_string()
}
