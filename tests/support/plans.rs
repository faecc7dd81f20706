//! Plans written by hand, so that what a target does is tested apart from what the planner asks for.

use std::{collections::BTreeMap, net::IpAddr};

use swarmgen::{
    artifact::Tree,
    os::Target,
    plan::{File, HostPlan, LoginUser, NetworkPlan, Repository, StaticAddress, Unit},
    secret::Secret,
};

/// A plan that uses all that a plan can hold.
pub(crate) fn full() -> HostPlan {
    HostPlan {
        name: "ds1".parse().expect("a host name"),
        fqdn: "ds1.example.com".to_owned(),
        target: Target::CloudInit,
        instance_id: "home-ds1-g1".to_owned(),
        timezone: Some("Europe/Berlin".to_owned()),
        user: user(),
        network: NetworkPlan::NetworkConfig(address()),
        packages: vec!["nfs-common".to_owned()],
        repository: Some(Repository::Apt {
            url: "https://download.docker.com/linux/debian".to_owned(),
            key: "/etc/apt/keyrings/docker.asc".to_owned(),
        }),
        files: files(),
        units: units(),
    }
}

/// The same plan for another target.
pub(crate) fn for_target(plan: &HostPlan, target: Target) -> HostPlan {
    HostPlan { target, ..plan.clone() }
}

/// One file of a host's tree, as text.
pub(crate) fn text(tree: &Tree, name: &str) -> String {
    let (_, artifact) = tree.iter().find(|(path, _)| path.split().1 == name).expect("the target writes that file");
    String::from_utf8(artifact.bytes.clone()).expect("all of the output is text")
}

fn user() -> LoginUser {
    LoginUser {
        name: "admin".to_owned(),
        admin_group: "sudo".to_owned(),
        ssh_authorized_keys: vec!["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ0 a: comment # with 'quotes'".to_owned()],
        password_hash: Some(Secret::new("$6$salt$hash".to_owned())),
    }
}

pub(crate) fn address() -> StaticAddress {
    let ip = |text: &str| text.parse::<IpAddr>().expect("an address");
    StaticAddress {
        interface: None,
        mac: Some("52:54:00:12:34:56".parse().expect("a MAC address")),
        address: ip("192.168.31.11"),
        prefix_len: 24,
        netmask: ip("255.255.255.0"),
        gateway: ip("192.168.31.1"),
        nameservers: vec![ip("192.168.31.1"), ip("2001:db8::53")],
        search: "example.com".to_owned(),
    }
}

fn files() -> BTreeMap<String, File> {
    let file = |path: &str, mode, content: &str| {
        (path.to_owned(), File { content: content.into(), mode, secret: mode == 0o600 })
    };
    BTreeMap::from([
        file("/etc/docker/daemon.json", 0o644, "{\n  \"log-driver\": \"journald\"\n}\n"),
        file("/etc/hosts", 0o644, "127.0.0.1 localhost\n192.168.31.11 ds1.example.com ds1\n"),
        file("/etc/swarmgen/host.env", 0o600, "PASSWORD='it'\\''s $(secret)'\n"),
        file("/opt/swarmgen/hello.sh", 0o755, "#!/bin/sh\nset -eu\nprintf '%s\\n' \"hello\"\n"),
        file(
            "/etc/swarmgen/odd",
            0o640,
            " leading\n\n\ttab é 🐝\r\n  yes: {{ no }}  \n\n\u{85}\u{2028}\u{7f}\u{1b}[0m end",
        ),
        file("/etc/swarmgen/empty", 0o644, ""),
    ])
}

fn units() -> BTreeMap<String, Unit> {
    let own = "[Unit]\nDescription=swarmgen (hello) 100%%\n\n[Service]\nType=oneshot\nExecStart=/bin/sh /opt/swarmgen/hello.sh\n\n\
               [Install]\nWantedBy=multi-user.target\n";
    let dropin = "[Unit]\nRequiresMountsFor=/var/data\n";
    BTreeMap::from([
        ("swarmgen-hello.service".to_owned(), Unit { content: Some(own.into()), enabled: true, ..Unit::default() }),
        (
            "docker.service".to_owned(),
            Unit {
                dropins: BTreeMap::from([("10-swarmgen.conf".to_owned(), dropin.into())]),
                enabled: true,
                ..Unit::default()
            },
        ),
        ("swarmgen-asked.service".to_owned(), Unit { content: Some(own.into()), ..Unit::default() }),
    ])
}
