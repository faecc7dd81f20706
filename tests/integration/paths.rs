//! The allowed and the forbidden mount points of the share.

use crate::support::plans;
use swarmgen::os::Os;

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
            let open = !os.closed_root || !["/data", "/media/x"].contains(&place);
            assert_eq!(codes(os, place).contains(&"mount-point-unusable"), !open, "{place} on {}", os.name);
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

/// The codes of the findings for a host with the share at this path.
fn codes(os: &Os, mountpoint: &str) -> Vec<&'static str> {
    // `[defaults]` is the last table of this inventory.
    let inventory = plans::everything(os.name, os.engine.default_install) + "user = \"admin\"\n";
    let storage = format!("[storage]\nmountpoint = \"{mountpoint}\"\n");
    let report = plans::checked(&inventory.replacen("[storage]\n", &storage, 1));
    report.diagnostics().map(|finding| finding.code).collect()
}
