//! Finds the key that the author of an unknown key probably meant: one that other tools name differently, a misspelling, or a key of
//! another table.

use serde_json::Value;

use crate::{diagnostics::spelling::nearest, formats::schema};

/// Names of other tools and of everyday language, with the key of swarmgen. The first one that the table has counts.
const ALIASES: &[(&str, &[&str])] = &[
    (
        "addr address4 addresses ansible_host host host_ip inet ip ip4 ip_addr ip_address ipaddr ipv4 ipv4_address ipv6",
        &["address"],
    ),
    ("dns dns_nameservers dns_server dns_servers name_servers nameserver ns resolver resolvers", &["nameservers"]),
    ("default_gateway gateway4 gateway_ip gw route router routes", &["gateway"]),
    ("dev device eth ethernet if iface ifname interfaces network_interface nic", &["interface"]),
    ("ether ethernet_address hardware_address hwaddr mac_address macaddr macaddress", &["mac"]),
    (
        "authorized_keys authorized_ssh_keys keys pubkey pubkeys public_key public_keys ssh ssh_authorized_key ssh_key ssh_keys \
         ssh_pub_key ssh_public_key ssh_public_keys sshkey sshkeys",
        &["ssh_authorized_keys"],
    ),
    ("account default_user login login_user ssh_user username users", &["user", "username"]),
    (
        "hashed_passwd hashed_password pass passwd password passwordhash pwd root_password token",
        &["password_hash", "password"],
    ),
    ("distribution distro image operating_system os_family os_name os_type platform_os system", &["os"]),
    ("kind node_role node_type roles swarm_role type", &["role", "type"]),
    ("label node_label node_labels tags", &["labels"]),
    ("group profile profiles", &["groups"]),
    ("apt dnf install_packages package pkgs software yum", &["packages"]),
    ("compose_file compose_yml docker_compose file path yaml", &["compose"]),
    ("copy file write_files", &["files"]),
    ("service services systemd systemd_units unit", &["units", "stacks"]),
    ("drain state status", &["availability"]),
    ("cloud limit provider user_data_limit", &["platform"]),
    ("advertise advertise_addr", &["advertise_address"]),
    ("data_path data_path_addr", &["data_path_address"]),
    ("time_zone tz zone", &["timezone"]),
    ("cidr ip_range lan mask net netmask network prefix prefix_length range subnet_mask", &["subnet"]),
    ("dns_domain domain_name search search_domain suffix tld", &["domain"]),
    ("cluster cluster_name id title", &["name"]),
    ("edition inventory_version serial version", &["revision"]),
    ("dev device export host nfs path remote server share src volume", &["source"]),
    ("dest destination dir directory folder mount mount_path mount_point mountpath target", &["mountpoint"]),
    ("flags mount_opts mount_options mountopts opts", &["options"]),
    ("backend driver filesystem fs fs_type fstype kind", &["type"]),
    ("host machine machines members node nodes server servers", &["hosts"]),
    ("all common default global globals vars", &["defaults"]),
    ("apps compose composes services stack", &["stacks"]),
    ("mount mounts nfs share shared_storage volume volumes", &["storage"]),
    ("cache mirrors pull_through_cache registries registry registry_mirror", &["mirror"]),
    ("container_engine dockerd engine moby", &["docker"]),
    ("ingress lb loadbalancer proxy reverse_proxy", &["traefik"]),
    ("firewalld iptables nftables ufw", &["firewall"]),
    ("gc prune", &["cleanup"]),
    ("boot ipxe matchbox netboot", &["pxe"]),
    ("bash", &["shell"]),
    ("attachments configs extra_files", &["files"]),
    ("config configuration daemon_json options settings", &["daemon"]),
    ("channel package repository source", &["install"]),
    ("domain host hostname url", &["fqdn", "base_url"]),
    ("remote remote_url", &["upstream"]),
    ("base http server", &["base_url"]),
    ("addr_pool address_pool default_address_pool default_address_pools pool pools", &["default_addr_pool"]),
    ("limit timeout", &["command_timeout"]),
    ("max_bytes maximum size", &["max_size"]),
    ("subnet_size", &["default_addr_pool_mask_length"]),
    ("data_port vxlan_port", &["data_path_port"]),
    ("lock locked unlock", &["autolock"]),
];

/// Words that are no key, but have a place of their own.
const ELSEWHERE: &[(&str, &str)] = &[
    (
        "hostname fqdn name host_name node_name",
        "The name of a host is in its header, `[hosts.NAME]`; `cluster.domain` supplies the domain.",
    ),
    (
        "netmask prefix prefix_length cidr mask subnet_mask network",
        "The prefix length is in `cluster.subnet`, such as `192.168.31.0/24`.",
    ),
    (
        "dhcp dhcp4 static",
        "Without `gateway`, DHCP assigns the address; with `gateway`, the host configures it statically.",
    ),
    ("search dns_search search_domain", "`cluster.domain` is the search domain."),
    ("hash", "Did you mean `password_hash`?"),
];

/// The fix of an unknown key, and the key of this table that it stands for.
pub(super) struct Meant<'s> {
    pub(super) help: String,
    pub(super) key: Option<&'s str>,
}

/// Looks up `key` for a table with these known keys.
pub(super) fn meant<'s>(key: &str, known: &[&'s str]) -> Meant<'s> {
    let word = key.to_ascii_lowercase().replace('-', "_");
    if let Some(role) = role(&word) {
        let help = format!("Set `role = \"{role}\"` in the table of each {role}, such as `[hosts.ds1]`.");
        return Meant { help, key: None };
    }
    let is_host = known.contains(&"ssh_authorized_keys");
    if let Some((_, help)) = ELSEWHERE.iter().find(|(words, _)| is_host && has(words, &word)) {
        return Meant { help: (*help).to_owned(), key: None };
    }
    if let Some(found) = alias(&word, known).or_else(|| nearest(key, known)) {
        return Meant { help: format!("Did you mean `{found}`?"), key: Some(found) };
    }
    let help = elsewhere(&word).unwrap_or_else(|| format!("The keys of this table are {}.", known.join(", ")));
    Meant { help, key: None }
}

fn role(word: &str) -> Option<&'static str> {
    match word {
        "manager" | "managers" | "master" | "masters" => Some("manager"),
        "worker" | "workers" | "agents" => Some("worker"),
        _ => None,
    }
}

fn has(words: &str, word: &str) -> bool {
    words.split(' ').any(|it| it == word)
}

fn alias<'s>(word: &str, known: &[&'s str]) -> Option<&'s str> {
    let keys = ALIASES.iter().filter(|(words, _)| has(words, word)).flat_map(|(_, keys)| keys.iter());
    keys.flat_map(|key| known.iter().filter(move |it| *it == key)).copied().next()
}

/// The tables that have this key, or the key that it is an alias of.
fn elsewhere(word: &str) -> Option<String> {
    let tables = schema::inventory().get("properties")?.as_object()?;
    let in_tables = |key: &str| {
        let has_key = |schema: &Value| schema::resolve(schema).pointer(&format!("/properties/{key}")).is_some();
        tables
            .iter()
            .filter(|(name, schema)| *name != "defaults" && has_key(schema))
            .map(|(name, _)| name.as_str())
            .collect::<Vec<_>>()
    };
    let of_hosts = schema::resolve(tables.get("defaults")?).pointer(&format!("/properties/{word}")).is_some();
    if tables.contains_key(word) && !of_hosts {
        return Some(format!("`{word}` is a table of its own: write `[{word}]`, not inside another table."));
    }
    if of_hosts {
        return Some(format!("`{word}` is a key of hosts: write it in `[hosts.NAME]`, in a group or in `[defaults]`."));
    }
    let names: Vec<_> = in_tables(word).into_iter().map(|name| format!("`[{name}]`")).collect();
    if !names.is_empty() {
        return Some(format!("`{word}` is a key of {}.", names.join(" and of ")));
    }
    let (_, [key, ..]) = ALIASES.iter().find(|(words, _)| has(words, word))? else { return None };
    let [table, ..] = in_tables(key)[..] else { return None };
    Some(format!("Did you mean `{table}.{key}`?"))
}

/// Other words for the names that a key allows.
const NAMES: &[(&str, &str)] = &[
    ("control control-plane controller leader main master primary server", "manager"),
    ("agent client follower minion node replica secondary slave", "worker"),
    ("coreos fcos fedora", "fedora-coreos"),
    ("bookworm trixie", "debian"),
    ("jammy noble", "ubuntu"),
    ("bind dir directory folder host local none", "existing"),
    ("ce docker docker.com official upstream", "docker-ce"),
    ("apt debian dnf docker.io package system", "distro"),
    ("image none preinstalled", "present"),
    ("ceph", "cephfs"),
    ("drained off", "drain"),
    ("available on ready", "active"),
    ("paused", "pause"),
    ("amazon ec2", "aws"),
    ("google", "gcp"),
    ("do", "digitalocean"),
];

/// The name that the author of an unknown name probably meant.
pub(super) fn name<'n>(text: &str, known: &[&'n str]) -> Option<&'n str> {
    let word = text.trim().to_ascii_lowercase().replace([' ', '_'], "-");
    let exact = known.iter().find(|name| **name == word).copied();
    let other = || {
        let found = NAMES.iter().find(|(words, name)| has(words, &word) && known.contains(name)).map(|(_, name)| *name);
        known.iter().find(|name| Some(**name) == found).copied()
    };
    exact.or_else(other).or_else(|| nearest(&word, known))
}

#[cfg(test)]
mod tests {
    use super::{ALIASES, NAMES, has, meant, name};

    const HOST: [&str; 6] = ["os", "address", "nameservers", "ssh_authorized_keys", "labels", "interface"];

    #[test]
    fn the_words_of_other_tools_are_known() {
        for (key, expected) in [
            ("ip", "Did you mean `address`?"),
            ("host", "Did you mean `address`?"),
            ("dns", "Did you mean `nameservers`?"),
            ("ssh-keys", "Did you mean `ssh_authorized_keys`?"),
            ("tags", "Did you mean `labels`?"),
            ("labls", "Did you mean `labels`?"),
            ("hostname", "The name of a host is in its header"),
            ("netmask", "The prefix length is in `cluster.subnet`"),
            ("managers", "Set `role = \"manager\"`"),
            ("revision", "`revision` is a key of `[cluster]`."),
            ("tz", "Did you mean `cluster.timezone`?"),
            ("stacks", "`stacks` is a table of its own"),
            ("memory", "The keys of this table are os, address"),
        ] {
            let help = meant(key, &HOST).help;
            assert!(help.starts_with(expected), "{key}: {help}");
        }
        assert!(meant("address", &["name", "subnet"]).help.starts_with("`address` is a key of hosts"));
    }

    #[test]
    fn a_word_stands_once_in_its_line() {
        for (words, _) in ALIASES {
            for word in words.split_whitespace() {
                assert_eq!(words.split_whitespace().filter(|it| *it == word).count(), 1, "{word}");
                assert!(has(words, word), "{word}: one blank between two words");
            }
        }
        assert!(NAMES.iter().all(|(words, _)| !words.contains("  ")));
    }

    #[test]
    fn other_words_for_a_name_are_known() {
        assert_eq!(name("master", &["manager", "worker"]), Some("manager"));
        assert_eq!(name("slave", &["manager", "worker"]), Some("worker"));
        assert_eq!(name("Fedora CoreOS", &["fedora-coreos", "flatcar"]), Some("fedora-coreos"));
        assert_eq!(name("windows", &["manager", "worker"]), None);
    }
}
