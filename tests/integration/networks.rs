//! The hosts of `fixtures/accept/networks`, as the programs read them that make their interfaces.

use std::{collections::BTreeMap, path::Path};

use crate::support::{
    self,
    judge::{CLOUD_INIT, DOCKERD, Exhibits, Judge, NETPLAN, NMCLI, assert_content},
    laid::Laid,
};

/// The rendered files of the hosts, by path.
fn rendered() -> BTreeMap<String, Vec<u8>> {
    support::rendered(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/accept/networks")))
}

/// The network-config of a host.
fn network_config(host: &str) -> Vec<u8> {
    rendered().remove(&format!("hosts/{host}/network-config")).expect("the host has one")
}

/// The files of a host whose path starts so, by name.
fn laid(host: &str, folder: &str) -> BTreeMap<String, String> {
    let (path, file) = [("config.ign", "config.ign"), ("user-data", "user-data")]
        .into_iter()
        .find_map(|(file, _)| Some((file, rendered().remove(&format!("hosts/{host}/{file}"))?)))
        .expect("a host has one of them");
    let files = Laid::read(path, &file).files.into_iter();
    let text = |bytes| String::from_utf8(bytes).expect("text");
    files.filter_map(|(path, (_, bytes))| Some((path.strip_prefix(folder)?.to_owned(), text(bytes)))).collect()
}

/// The output of the script in a folder with these files; `None` without the judge.
fn judged(judge: &Judge, script: &str, files: &[(&str, Vec<u8>)]) -> Option<String> {
    let exhibits = Exhibits::new();
    for (path, content) in files {
        exhibits.put(path, content);
    }
    let output = judge.sh(exhibits.path(), script, &[])?;
    assert_content(&output);
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Every wanted line is in the text.
fn assert_lines(text: &str, wanted: &[&str]) {
    for line in wanted {
        assert!(text.lines().any(|it| it.trim() == *line), "no `{line}` in\n{text}");
    }
}

/// cloud-init passes the file on unchanged. netplan turns it into the files that swarmgen writes for Flatcar, apart from the addresses.
#[test]
fn netplan_makes_the_interfaces_that_flatcar_gets() {
    const SCRIPT: &str = "mkdir -p /tmp/r/etc/netplan && { echo network:; sed '/^#/d; s/^/  /' network-config; } >/tmp/r/etc/netplan/50.yaml &&
        chmod 600 /tmp/r/etc/netplan/50.yaml && netplan generate --root-dir /tmp/r 2>/dev/null
        cd /tmp/r/run/systemd/network && grep -H . *";
    for (ours, theirs) in [("f1", "m1"), ("f2", "m2"), ("f3", "m3")] {
        let Some(said) = judged(&NETPLAN, SCRIPT, &[("network-config", network_config(theirs))]) else { return };
        let made: Vec<String> = said.lines().map(|line| line.replace("10-netplan-", "10-swarmgen-")).collect();
        for (file, text) in laid(ours, "/etc/systemd/network/") {
            let keys = [
                "Kind",
                "Mode",
                "LACPTransmitRate",
                "TransmitHashPolicy",
                "Id",
                "Bond",
                "Bridge",
                "VLAN",
                "DHCP",
                "MTUBytes",
                "Gateway",
                "Metric",
                "STP",
            ];
            for line in text
                .lines()
                .filter(|line| line.split_once('=').is_some_and(|(key, value)| keys.contains(&key) && value != "no"))
            {
                let line = line.replace("=yes", "=true");
                let is_made = |it: &String| it.replace("=yes", "=true").eq_ignore_ascii_case(&format!("{file}:{line}"));
                assert!(made.iter().any(is_made), "{theirs}: netplan does not write {file}:{line}\n{said}");
            }
        }
    }
}

/// On the systems with dnf, cloud-init writes ifcfg files.
#[test]
fn cloud_init_writes_the_interfaces_as_ifcfg_files() {
    const SCRIPT: &str = "{ echo network:; sed '/^#/d; s/^/  /' network-config; } >/tmp/nc &&
        cloud-init devel net-convert --network-data /tmp/nc --kind yaml --output-kind sysconfig -d /tmp/o -D rhel >&2 &&
        cd /tmp/o/etc/sysconfig/network-scripts && for file in *; do sed \"s/^/$file /\" \"$file\"; done";
    let read = |host: &str| judged(&CLOUD_INIT, SCRIPT, &[("network-config", network_config(host))]);
    let (Some(bonded), Some(cards), Some(bridged)) = (read("r1"), read("r2"), read("r3")) else { return };
    assert_lines(
        &bonded,
        &[
            r#"ifcfg-bond0 BONDING_OPTS="mode=802.3ad xmit_hash_policy=layer3+4 miimon=100 lacp_rate=fast""#,
            "ifcfg-bond0 GATEWAY=192.168.31.1",
            "ifcfg-bond0 MTU=1450",
            "ifcfg-bond0 IPV6ADDR=2001:db8::14/64",
            "ifcfg-eno2 MASTER=bond0",
            "ifcfg-bond0.20 PHYSDEV=bond0",
            "ifcfg-bond0.20 VLAN=yes",
            "ifcfg-bond0.20 MTU=1450",
        ],
    );
    assert_lines(
        &cards,
        &[
            "ifcfg-lan0 HWADDR=52:54:00:00:02:01",
            "ifcfg-lan0 GATEWAY=203.0.113.1",
            "ifcfg-data0 MTU=9000",
            "route-lan0 ADDRESS0=10.0.0.0",
            "route-lan0 METRIC0=50",
        ],
    );
    assert_lines(
        &bridged,
        &[
            r#"ifcfg-bond0 BONDING_OPTS="mode=active-backup miimon=100 primary=eth1""#,
            "ifcfg-bond0 BRIDGE=br0",
            "ifcfg-br0 STP=yes",
            "ifcfg-br0 IPV6_DEFAULTGW=fd31::1",
            "ifcfg-vlan30 BOOTPROTO=dhcp",
            "ifcfg-vlan30 PHYSDEV=bond0",
        ],
    );
}

/// nmcli reads each keyfile and writes it again, with what it has understood.
#[test]
fn network_manager_understands_the_keyfiles() {
    const SCRIPT: &str = "for file in *.nmconnection; do
        nmcli --offline connection modify connection.autoconnect yes <\"$file\" >\"/tmp/$file\" || { echo \"$file\" >&2; exit 1; }
        cat \"/tmp/$file\"
        done";
    for host in ["c1", "c2", "c3"] {
        let files = laid(host, "/etc/NetworkManager/system-connections/");
        let named: Vec<_> = files.iter().map(|(name, text)| (name.as_str(), text.as_bytes().to_vec())).collect();
        let Some(said) = judged(&NMCLI, SCRIPT, &named) else { return };
        for text in files.values() {
            let lines: Vec<_> = text.lines().filter(|line| line.contains('=')).collect();
            // It may write a connection by its first spelling, and leaves out what is the default.
            let respelled = |line: &str| line.replace("controller=", "master=").replace("port-type=", "slave-type=");
            let kept = |line: &&str| said.contains(*line) || said.contains(&respelled(line)) || IMPLIED.contains(line);
            let lost: Vec<_> = lines.into_iter().filter(|line| !kept(line)).collect();
            assert!(lost.is_empty(), "{host}: {lost:?} is not in\n{said}");
        }
    }
}

/// The defaults of NetworkManager.
const IMPLIED: [&str; 1] = ["stp=true"];

/// A swarm creates `ingress` without options: the engine's own configuration decides. Docker subtracts 50 bytes for its tunnel.
#[test]
fn ingress_follows_the_mtu() {
    const SCRIPT: &str = "
        set -e
        mkdir -p /sys && mount -t sysfs sys /sys && mount -t cgroup2 cgroup /sys/fs/cgroup && mount -t tmpfs run /run
        mkdir -p /var/lib/docker && mount -t tmpfs docker /var/lib/docker
        ip link set lo up && ip link add one type veth peer name two && ip address add 10.9.0.1/24 dev one
        ip link set one up && ip link set two up && ip route add default via 10.9.0.2 && echo 1 >/proc/sys/net/ipv4/ip_forward
        dockerd --config-file daemon.json >/tmp/dockerd 2>&1 &
        engine=$!
        trap 'kill $engine; wait $engine || true' EXIT
        for _ in $(seq 120); do docker version >/dev/null 2>&1 && break || sleep 0.5; done
        docker swarm init --advertise-addr 10.9.0.1 >/dev/null || { tail /tmp/dockerd >&2; exit 1; }
        # The bridge has the default for a moment.
        for round in $(seq 120); do
            id=$(docker network inspect --format '{{.ID}}' ingress | cut -c 1-10)
            mtu=$(nsenter --net=/run/docker/netns/1-$id ip -o link show br0 2>/dev/null | sed 's/.* mtu //; s/ .*//')
            case $mtu:$round in :* | 1500:? | 1500:?? ) sleep 0.5 ;; *) echo $mtu; exit ;; esac
        done
        tail /tmp/dockerd >&2; exit 1";
    let daemon = laid("f1", "/etc/docker/").remove("daemon.json").expect("every host has one");
    // The journal is not there, and the mirror is out of reach.
    let daemon = daemon.replace("\"log-driver\": \"journald\",", "");
    let Some(said) = judged(&DOCKERD, SCRIPT, &[("daemon.json", daemon.into_bytes())]) else { return };
    assert_eq!(said.trim(), "1400");
}
