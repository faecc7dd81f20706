//! Finds the key that the author of an unknown key probably meant: one that other tools name differently, a misspelling, or a key of
//! another table.

use serde_json::Value;

use super::aliases::{ALIASES, ELSEWHERE, NAMES};
use crate::{diagnostics::spelling::nearest, formats::schema};

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
    // The keys of `network` are those of netplan: an unknown one was not meant for another table.
    let is_network = known.contains(&"ethernets") || known.contains(&"macaddress") || known.contains(&"mtu");
    let help = elsewhere(&word)
        .filter(|_| !is_network)
        .unwrap_or_else(|| format!("The keys of this table are {}.", known.join(", ")));
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
            ("bonds", "It is a key of `network`"),
            ("stacks", "`stacks` is a table of its own"),
            ("memory", "The keys of this table are os, address"),
        ] {
            let help = meant(key, &HOST).help;
            assert!(help.starts_with(expected), "{key}: {help}");
        }
        assert!(meant("name", &["macaddress"]).help.starts_with("The keys of this table are macaddress"));
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
