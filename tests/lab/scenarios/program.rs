//! Hosts whose configuration names the host program but does not contain it.

use std::{fs, time::Duration};

use crate::cluster::{Cluster, Inventory};
use crate::lab::Lab;
use crate::scenarios::bare::bare_host;

const LIMIT: Duration = Duration::from_mins(3);

fn inventory(os: &'static str, place: &str) -> Inventory {
    Inventory::managers(3).os(os).toml(&format!("[delivery]\nprogram = \"{place}\"\n"))
}

#[test]
#[ignore = "takes two minutes"]
fn debian_gets_its_program_from_the_share() {
    comes_late("debian_gets_its_program_from_the_share", "debian");
}

#[test]
#[ignore = "takes two minutes"]
fn fedora_coreos_gets_its_program_from_the_share() {
    comes_late("fedora_coreos_gets_its_program_from_the_share", "fedora-coreos");
}

/// The hosts boot before the share has the program, and then with a damaged file. A rebuilt host finds it at once.
fn comes_late(scenario: &str, os: &'static str) {
    let inventory = inventory(os, "share");
    let Some(cluster) = Cluster::boot(scenario, inventory.clone()) else { return };
    until_all_wait_for(&cluster, "(missing)");
    cluster.bring(&inventory);
    let program = cluster.lab().share().join(".swarmgen/program");
    let files: Vec<_> =
        fs::read_dir(&program).expect("the program").map(|entry| entry.expect("a file").path()).collect();
    let texts: Vec<_> = files.iter().map(|file| fs::read(file).expect("a file")).collect();
    files.iter().for_each(|file| fs::write(file, "exit 0\n").expect("the share can be written"));
    until_all_wait_for(&cluster, "(other content)");
    for (file, text) in files.iter().zip(&texts) {
        fs::write(file, text).expect("the share can be written");
    }
    cluster.until_converged(LIMIT);
    cluster.rebuild("ds1");
    cluster.until_converged(LIMIT);
}

/// Every host says so on its console and on the share.
fn until_all_wait_for(cluster: &Cluster, words: &str) {
    for host in cluster.live() {
        let said = format!("journalctl --no-pager --unit swarmgen-program | grep -F '{words}'");
        host.until(&said, LIMIT);
        host.until(&format!("grep -F '{words}' /var/data/.swarmgen/*/g1/hosts/{}", host.name()), LIMIT);
    }
}

#[test]
#[ignore = "takes a minute"]
fn the_program_comes_from_a_web_server() {
    let Some(lab) = Lab::start("the_program_comes_from_a_web_server") else { return };
    let server = bare_host(&lab, 91, "web91");
    server.power_on();
    server.until("cloud-init status --wait", LIMIT);
    let inventory = inventory("debian", &format!("http://{}:8080", server.address()));
    let cluster = Cluster::in_lab(&lab, inventory.clone());
    cluster.power_on();
    until_all_wait_for(&cluster, "(missing)");
    // The server has the same share.
    cluster.bring(&inventory);
    server.sh("cd /var/data/.swarmgen/program && setsid python3 -m http.server 8080 >/dev/null 2>&1 &");
    cluster.until_converged(LIMIT);
}
