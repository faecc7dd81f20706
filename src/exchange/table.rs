//! `cluster.tsv`: the members of the cluster, in the format of the host scripts.
//!
//! One line for each host: name, role, address, advertised address, availability, labels. Tabs separate the columns.
//! `-` is an empty column, `*` an address that only the host knows.

use crate::{model::cluster::Host, values::node_address::NodeAddress};

/// The file's name on the shared storage.
pub const FILE_NAME: &str = "cluster.tsv";
/// The file on a host.
pub const ON_HOST: &str = "/etc/swarmgen/cluster.tsv";

/// Writes the table of these hosts.
pub fn write<'h>(hosts: impl Iterator<Item = &'h Host>) -> String {
    let mut table = String::new();
    for host in hosts {
        let advertised = advertised(host);
        let address = host.address.to_string();
        let mut columns =
            vec![host.name.as_str(), host.role.as_str(), &address, &advertised, host.availability.as_str()];
        let labels: Vec<_> = host.labels.iter().map(|(key, value)| format!("{key}={value}")).collect();
        columns.extend(labels.iter().map(String::as_str));
        if labels.is_empty() {
            columns.push("-");
        }
        table.push_str(&columns.join("\t"));
        table.push('\n');
    }
    table
}

/// The names of all hosts in a table.
pub fn hosts(table: &str) -> impl Iterator<Item = &str> {
    table.lines().filter_map(|line| line.split('\t').next()).filter(|name| !name.is_empty())
}

/// The address that the leader compares with the one in Docker, besides the host's own address.
fn advertised(host: &Host) -> String {
    match &host.advertise_address {
        NodeAddress::Ip(address) if *address != host.address => address.to_string(),
        NodeAddress::Interface(name) if host.interface.as_ref() != Some(name) => "*".to_owned(),
        _ => "-".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::hosts;

    #[test]
    fn names_come_from_the_first_column() {
        assert_eq!(hosts("a\tmanager\t10.0.0.1\nb\tworker\t-\n").collect::<Vec<_>>(), ["a", "b"]);
    }
}
