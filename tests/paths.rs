//! Where the share may lie on a host, and where it may not.

use swarmgen::{check::check, material::Material, os::Os, parse::parse, resolve::resolve};

#[test]
fn the_share_may_lie_where_nothing_else_does() {
    let places = [
        "/data",
        "/home/swarm/data",
        "/media/x",
        "/mnt",
        "/mnt/x",
        "/opt/data",
        "/srv/x",
        "/var/data",
        "/var/lib/dockers",
        "/var/lib/swarm-data",
        "/var/mnt/swarm",
    ];
    for os in Os::all() {
        for place in places {
            assert!(!codes(os, place).contains(&"mount-point-unusable"), "{place} on {}", os.name);
        }
    }
}

#[test]
fn the_share_may_not_take_the_place_of_what_a_host_needs() {
    let places = [
        "/boot/efi",
        "/etc",
        "/etc/swarmgen/stacks",
        "/home",
        "/home/admin",
        "/opt",
        "/opt/swarmgen",
        "/root",
        "/run/swarm",
        "/sys",
        "/tmp/x",
        "/usr",
        "/usr/lib",
        "/var",
        "/var/lib",
        "/var/lib/docker",
        "/var/lib/docker/volumes",
        "/var/run/swarm",
    ];
    for os in Os::all() {
        for place in places {
            assert!(codes(os, place).contains(&"mount-point-unusable"), "{place} on {}", os.name);
        }
    }
}

#[test]
fn a_link_of_the_image_hides_nothing_from_the_check() {
    for os in Os::all().iter().filter(|os| os.symlinks.contains_key("/home")) {
        for place in ["/var/home", "/var/home/admin", "/var/opt", "/var/roothome"] {
            assert!(codes(os, place).contains(&"mount-point-unusable"), "{place} on {}", os.name);
        }
    }
}

#[test]
fn no_cure_is_told_that_does_not_help() {
    for os in Os::all() {
        assert!(!codes(os, "/home").contains(&"mount-point-not-canonical"), "{}", os.name);
    }
}

/// What is said of a host that has the share there.
fn codes(os: &Os, mountpoint: &str) -> Vec<&'static str> {
    let inventory = format!(
        r#"
        [cluster]
        name   = "home"
        domain = "example.com"
        subnet = "192.168.31.0/24"
        [storage]
        type       = "nfs"
        source     = "nas.example.com:/export/swarm"
        mountpoint = "{mountpoint}"
        [defaults]
        os   = "{}"
        user = "admin"
        role = "manager"
        [hosts.ds1]
        address = "192.168.31.11"
        "#,
        os.name
    );
    let (_, inventory, report) = parse("inventory.toml", &inventory);
    let (cluster, found) = resolve(&inventory.unwrap_or_else(|| panic!("{report:?}")), &Material::default());
    let report = check(&cluster.unwrap_or_else(|| panic!("{found:?}")));
    report.diagnostics().map(|finding| finding.code).collect()
}
