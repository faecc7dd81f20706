//! An option that a host's engine is too old for.

use crate::{
    check::{
        Rule,
        grouping::{at_each_place, named, systems},
    },
    diagnostics::{Diagnostic, Report, code},
    model::cluster::{Cluster, Host},
    os::Version,
    values::key_path::KeyPath,
};

pub(super) const RULE: Rule = Rule::new(code!("swarm-option-too-old", Error), run);

fn run(cluster: &Cluster, report: &mut Report) {
    let swarm = &cluster.swarm;
    // Any manager may create the swarm; workers never use these options.
    let given = [
        ("data_path_port", swarm.data_path_port.is_some(), Version(19, 3), "19.03"),
        ("default_addr_pool", !swarm.default_addr_pool.is_empty(), Version(18, 9), "18.09"),
        ("default_addr_pool_mask_length", swarm.default_addr_pool_mask_length.is_some(), Version(18, 9), "18.09"),
    ];
    for (key, _, since, shown) in given.into_iter().filter(|(_, given, ..)| *given) {
        let old: Vec<&Host> = cluster.managers().filter(|host| host.os.engine.version < since).collect();
        if !old.is_empty() {
            report.push(too_old(KeyPath::of(["swarm", key]), key, shown, &old));
        }
    }
    data_path_address(cluster, report);
}

fn data_path_address(cluster: &Cluster, report: &mut Report) {
    let old = |host: &&Host| host.data_path_address.is_some() && host.os.engine.version < Version(17, 6);
    let key = "data_path_address";
    for (place, hosts) in at_each_place(cluster.hosts.iter().filter(old), &[key]) {
        report.push(too_old(place, key, "17.06", &hosts));
    }
}

fn too_old(place: KeyPath, key: &str, since: &str, hosts: &[&Host]) -> Diagnostic {
    let (host, os) = (hosts[0], hosts[0].os);
    let message =
        format!("`{key}` requires engine {since} or newer; {} has engine {}", systems(hosts), os.engine.version);
    Diagnostic::at(RULE.code, place, message)
        .label(format!("not supported on {}", named(hosts)))
        .also(host.origin.of("os"), format!("host `{}`", host.name))
        .help(format!("Remove `{key}`, or choose another `os` for {}.", named(hosts)))
}
