//! A share that fails with a host.

use std::net::IpAddr;

use crate::{
    check::Rule,
    diagnostics::{Diagnostic, Report, code},
    model::cluster::{Cluster, Host},
    values::{key_path::KeyPath, names::StorageType},
};

pub(super) const RULE: Rule = Rule::new(code!("storage-on-host", Warning), run);

fn run(cluster: &Cluster, report: &mut Report) {
    let storage = &cluster.storage;
    if !matches!(storage.kind, StorageType::Nfs | StorageType::Glusterfs | StorageType::Cephfs) {
        return;
    }
    let servers: Vec<&str> = servers(&storage.source).collect();
    let named = |host: &&Host| servers.iter().any(|server| is_host(cluster, host, server));
    let Some(host) = cluster.hosts.iter().find(named) else { return };
    let message = format!(
        "host `{}` of the swarm serves the share `{}`: it is a single point of failure",
        host.name, storage.source
    );
    report.push(
        Diagnostic::at(RULE.code, KeyPath::of(["storage", "source"]), message)
            .label("the server is a host of the swarm")
            .also(host.origin.of("address"), format!("host `{}`", host.name))
            .help("Serve the share from a machine outside the swarm."),
    );
}

/// The servers that a source names: `nas:/x`, `[fd00::1]:/x`, `mon1:6789,mon2:6789:/`.
fn servers(source: &str) -> impl Iterator<Item = &str> {
    let list = source.split_once(":/").or_else(|| source.split_once(':')).map_or("", |(servers, _)| servers);
    list.split(',').map(|server| match server.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((address, _)) => address,
        None => server.split_once(':').map_or(server, |(server, _)| server),
    })
}

fn is_host(cluster: &Cluster, host: &Host, server: &str) -> bool {
    match server.parse::<IpAddr>() {
        Ok(address) => host.address == address,
        Err(_) => match server.split_once('.') {
            Some((name, domain)) => name == host.name.as_str() && domain == cluster.domain.as_str(),
            None => server == host.name.as_str(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::servers;

    #[test]
    fn a_source_names_its_servers() {
        let cases: [(&str, &[&str]); 5] = [
            ("nas:/export", &["nas"]),
            ("[fd00::1]:/export", &["fd00::1"]),
            ("ds1:6789,ds2:6789:/", &["ds1", "ds2"]),
            ("ds1:volume", &["ds1"]),
            ("swarm@b3acfc0d.home=/data", &[""]),
        ];
        for (source, expected) in cases {
            assert_eq!(servers(source).collect::<Vec<_>>(), expected, "{source}");
        }
    }
}
