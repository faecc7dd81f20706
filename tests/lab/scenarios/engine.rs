//! A daemon.json from an edited inventory, on real engines.

use std::process::Command;
use std::thread::sleep;
use std::time::Duration;

use crate::cluster::{Cluster, Inventory};
use crate::host::Host;

const LIMIT: Duration = Duration::from_mins(2);

/// The engine that CentOS Atomic starts by itself, up before cloud-init has run anything.
const REPLACED_ENGINE: &str = "[Unit]
DefaultDependencies=no
After=systemd-tmpfiles-setup.service
Before=cloud-init-local.service cloud-init-main.service
[Service]
Type=notify
ExecStart=/usr/sbin/dockerd --data-root /var/lib/docker/replaced
[Install]
WantedBy=multi-user.target
";
/// The engine beside it. The lab's program rejects the key that Red Hat's accepts.
const LATEST_ENGINE: &str = "[Service]
Type=notify
ExecStartPre=/bin/sh -c 'grep -v signature-verification /etc/docker-latest/daemon.json >/run/latest.json'
ExecStart=/usr/sbin/dockerd --config-file /run/latest.json
Restart=on-failure
[Install]
WantedBy=multi-user.target
";

#[test]
#[ignore = "takes a minute"]
fn a_second_engine_of_the_image_takes_no_part() {
    let scenario = "a_second_engine_of_the_image_takes_no_part";
    let Some(cluster) = Cluster::of(scenario, Inventory::managers(3).os("centos-atomic")) else { return };
    for host in cluster.all() {
        host.write("/etc/systemd/system/docker.service", REPLACED_ENGINE);
        host.write("/etc/systemd/system/docker-latest.service", LATEST_ENGINE);
        // The image has no such unit; an empty file masks it.
        host.write("/etc/systemd/system/docker.socket", "");
    }
    cluster.power_on();
    cluster.until_converged(LIMIT);
    for host in cluster.all() {
        host.sh("journalctl --no-pager --unit docker.service | grep 'Started docker.service'");
        assert_latest_alone(host);
    }
    let swarm = cluster.published_swarm();
    cluster.all().iter().for_each(Host::power_cut);
    cluster.power_on();
    cluster.until_converged(LIMIT);
    assert_eq!(cluster.published_swarm(), swarm);
    cluster.all().iter().for_each(assert_latest_alone);
}

/// An idle host asks its engine every three minutes only, but looks for another process more often.
#[test]
#[ignore = "takes two minutes"]
fn an_engine_that_was_restarted_without_its_swarm_joins_again() {
    let scenario = "an_engine_that_was_restarted_without_its_swarm_joins_again";
    let Some(cluster) = Cluster::boot(scenario, Inventory::managers(1).workers(1)) else { return };
    cluster.until_converged(LIMIT);
    // Long enough for the worker to become idle.
    sleep(Duration::from_secs(40));
    let host = cluster.host("wk1");
    host.sh(
        "systemctl stop docker.socket docker.service && rm -rf /var/lib/docker/swarm && systemctl start docker.service",
    );
    host.until("docker info --format '{{.Swarm.LocalNodeState}}' | grep -x active", Duration::from_secs(90));
}

fn assert_latest_alone(host: &Host) {
    assert_eq!(host.sh("docker info --format '{{.DockerRootDir}}'"), "/var/lib/docker", "{}", host.name());
    assert_eq!(host.sh("systemctl is-enabled docker.service || :"), "disabled", "{}", host.name());
    assert_eq!(host.sh("systemctl is-active docker.service || :"), "inactive", "{}", host.name());
}

/// Three managers, and the daemon.json keys of this revision.
fn inventory(revision: u32, daemon: &str) -> Inventory {
    Inventory::managers(3).revision(revision).daemon(daemon)
}

#[test]
#[ignore = "takes a minute and a half"]
fn a_changed_daemon_json_costs_one_restart_and_a_bad_one_none() {
    let scenario = "a_changed_daemon_json_costs_one_restart_and_a_bad_one_none";
    let Some(cluster) = Cluster::boot(scenario, inventory(1, "")) else { return };
    cluster.until_converged(LIMIT);
    let [ds1, ds2, ds3] = ["ds1", "ds2", "ds3"].map(|name| cluster.host(name));
    let first = engine_of(ds1);
    look(ds1);
    assert_eq!(engine_of(ds1), first, "nothing has changed");

    cluster.bring(&inventory(2, "max-concurrent-downloads = 5"));
    // All at once, as three timers may start them.
    for host in cluster.all() {
        host.sh("systemctl start --no-block swarmgen-engine.service");
    }
    for host in cluster.all() {
        host.until("systemctl start swarmgen-engine.service; grep -q concurrent /etc/docker/daemon.json", LIMIT);
        host.until("! systemctl is-active --quiet swarmgen-engine.service && docker info", LIMIT);
    }
    assert_eq!(ds1.sh("ls -A /var/data/.swarmgen/lab/g1/engine"), "", "no host holds the lease or reports an error");
    assert_one_at_a_time(&cluster);
    cluster.until_converged(LIMIT);
    let second = engine_of(ds1);
    look(ds1);
    assert_eq!(engine_of(ds1), second, "it has what it should have");

    bring_by_hand(&cluster, 3, "\"nonsense\": 1");
    assert_kept(&cluster, ds1, "configuration option: nonsense");
    ds2.write("/etc/systemd/system/docker.service.d/flag.conf", WITH_A_FLAG);
    ds2.sh("systemctl daemon-reload && systemctl restart docker.service");
    cluster.bring(&inventory(4, "debug = true"));
    assert_kept(&cluster, ds2, "both as a flag and in the configuration file: debug");
    bring_by_hand(&cluster, 5, "\"live-restore\": true");
    assert_kept(&cluster, ds1, "live-restore is incompatible with swarm mode");
    // Beside a manager that has just restarted, another would wait for the lease.
    cluster.until_converged(LIMIT);
    assert_rolled_back(&cluster, ds3);
    cluster.until_converged(LIMIT);
}

const WITH_A_FLAG: &str = "[Service]\nExecStart=\nExecStart=/usr/sbin/dockerd -H fd:// --debug\n";

/// Runs the check as the timer does. A host that complains fails its unit.
fn look(host: &Host) {
    host.sh("systemctl start swarmgen-engine.service");
}

/// The process number of the engine.
fn engine_of(host: &Host) -> String {
    host.sh("systemctl show --property=MainPID docker.service")
}

/// Each engine was up before the next one stopped, and each stopped once.
fn assert_one_at_a_time(cluster: &Cluster) {
    let mut events = Vec::new();
    for host in cluster.all() {
        let journal = host.sh(
            "journalctl --unit docker.service --output short-unix --no-pager | grep -E '(Stopping|Started) docker.service'",
        );
        let times: Vec<String> =
            journal.lines().map(|line| line.split(' ').next().unwrap_or_default().to_owned()).collect();
        // The first line is from the boot.
        let [_, stopped, started] = &times[..] else {
            panic!("{} was restarted otherwise than once: {journal}", host.name())
        };
        events.push((stopped.clone(), started.clone()));
    }
    events.sort();
    assert!(events.windows(2).all(|pair| pair[0].1 <= pair[1].0), "two were down at once: {events:?}");
}

/// The engine of `host` keeps its file, and the status says why.
fn assert_kept(cluster: &Cluster, host: &Host, reason: &str) {
    let (before, config) = (engine_of(host), host.sh("cat /etc/docker/daemon.json"));
    host.try_sh("systemctl start swarmgen-engine.service").expect_err("the host complains");
    assert_eq!(engine_of(host), before, "the engine of {} runs on", host.name());
    assert_eq!(host.sh("cat /etc/docker/daemon.json"), config);
    assert_told(cluster, reason);
}

fn assert_told(cluster: &Cluster, reason: &str) {
    let status = Command::new(env!("CARGO_BIN_EXE_swarmgen")).arg("status").arg(cluster.share()).output();
    let status = String::from_utf8_lossy(&status.expect("swarmgen can be run").stdout).into_owned();
    assert!(status.contains(reason), "{status}");
}

/// A revision with a key that `check` refuses: the test writes it on the share by hand.
fn bring_by_hand(cluster: &Cluster, revision: u32, key: &str) {
    cluster.bring(&inventory(revision, &format!("shutdown-timeout = {}", 20 + revision)));
    cluster.host("ds1").sh(&format!(
        "cd /var/data/.swarmgen/lab/g1/inventory/{revision} && sed -i '1s/{{/{{ {key},/' stacks/daemon.json/debian.json
        cut -c 67- end | tr '\\n' '\\0' | xargs -0 sha256sum >end.new && mv end.new end"
    ));
}

/// Only a start reveals that there is no such runtime.
fn assert_rolled_back(cluster: &Cluster, host: &Host) {
    let config = host.sh("cat /etc/docker/daemon.json");
    bring_by_hand(cluster, 6, "\"default-runtime\": \"missing\"");
    host.try_sh("systemctl start swarmgen-engine.service").expect_err("the host complains");
    assert_eq!(host.sh("cat /etc/docker/daemon.json"), config, "the engine has its old file again");
    host.until("docker info", LIMIT);
    assert_told(cluster, "failed to start with the new file");
    let before = engine_of(host);
    host.try_sh("systemctl start swarmgen-engine.service").expect_err("the host still complains");
    assert_eq!(engine_of(host), before, "it is not tried again");
}
