//! What several rules share: which hosts agree in something, where they say so, and how they are named.

use std::hash::Hash;

use indexmap::IndexMap;

use crate::{
    diagnostics::{Code, Diagnostic, Place},
    model::cluster::Host,
    values::key_path::KeyPath,
};

/// How many hosts a sentence names, and how many further places a finding shows: it has to fit on a screen.
const SHOWN: usize = 3;

/// The hosts by what `of` says of them, which may be nothing or several things, in the order of the inventory.
pub(super) fn group<'a, K: Hash + Eq, Found: IntoIterator<Item = K>>(
    hosts: impl IntoIterator<Item = &'a Host>,
    of: impl Fn(&'a Host) -> Found,
) -> IndexMap<K, Vec<&'a Host>> {
    let mut groups: IndexMap<K, Vec<&Host>> = IndexMap::new();
    for host in hosts {
        for key in of(host) {
            groups.entry(key).or_default().push(host);
        }
    }
    groups
}

/// The groups of hosts that share what only one host may have.
pub(super) fn shared<'a, K: Hash + Eq>(
    hosts: impl IntoIterator<Item = &'a Host>,
    of: impl Fn(&'a Host) -> Option<K>,
) -> impl Iterator<Item = (K, Vec<&'a Host>)> {
    group(hosts, of).into_iter().filter(|(_, hosts)| hosts.len() > 1)
}

/// `` host `ds1` `` or `` hosts `ds1`, `ds2`, `ds3` and 4 more ``.
pub(super) fn named(hosts: &[&Host]) -> String {
    let ticked: Vec<String> = hosts.iter().take(SHOWN).map(|host| format!("`{}`", host.name)).collect();
    match (hosts.len(), ticked.split_last()) {
        (1, _) | (_, None) => format!("host {}", ticked.join("")),
        (count, _) if count > SHOWN => format!("hosts {} and {} more", ticked.join(", "), count - SHOWN),
        (_, Some((last, head))) => format!("hosts {} and {last}", head.join(", ")),
    }
}

/// The names of the hosts' operating systems, each once.
pub(super) fn systems(hosts: &[&Host]) -> String {
    let names = group(hosts.iter().copied(), |host| Some(host.os.name));
    names.keys().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// One finding about a setting that hosts share. A setting inherited from one place is shown there once, whoever inherits it.
///
/// # Panics
/// When there are no hosts.
pub(super) fn about(code: Code, hosts: &[&Host], setting: &[&str], message: impl Into<String>) -> Diagnostic {
    let mut places = group(hosts.iter().copied(), |host| Some(host.origin.setting(setting))).into_iter();
    let (place, here) = places.next().expect("a finding is about one host at least");
    let finding = Diagnostic::new(code, Place::Value(place), message).label(named(&here));
    places.take(SHOWN).fold(finding, |finding, (place, there)| finding.also(place, named(&there)))
}

/// The finding with the settings' names shown instead of their values, which may be files of many lines.
pub(super) fn by_name(mut finding: Diagnostic) -> Diagnostic {
    let also = finding.also.iter_mut().map(|(place, _)| place);
    for place in also.chain([&mut finding.place]) {
        if let Place::Value(path) = place {
            *place = Place::Key(std::mem::take(path));
        }
    }
    finding
}

/// The key path that says what the host boots: in its own `pxe`, or in `pxe.images.OS`.
pub(super) fn booted(host: &Host, key: &str) -> KeyPath {
    let own = host.origin.setting(&["pxe", key]);
    if own == host.origin.host { KeyPath::of(["pxe", "images", host.os.name.as_str(), key]) } else { own }
}

/// Puts the second of two places first: of two hosts that clash the later one is more likely to be wrong.
pub(super) fn later_first(hosts: &mut [&Host], setting: &[&str]) {
    if let [first, second, ..] = hosts
        && first.origin.setting(setting) != second.origin.setting(setting)
    {
        std::mem::swap(first, second);
    }
}

/// The SSH keys at each place where hosts have them. Lists replace each other, so hosts that have theirs from one place have the same.
pub(super) fn ssh_keys<'a>(
    hosts: impl IntoIterator<Item = &'a Host>,
) -> impl Iterator<Item = (KeyPath, Vec<&'a Host>, &'a [String])> {
    at_each_place(hosts, &["ssh_authorized_keys"]).map(|(place, hosts)| {
        let keys = hosts[0].user.ssh_authorized_keys.as_slice();
        (place, hosts, keys)
    })
}

/// One finding for each place where hosts have the setting.
pub(super) fn at_each_place<'a>(
    hosts: impl IntoIterator<Item = &'a Host>,
    setting: &[&str],
) -> impl Iterator<Item = (KeyPath, Vec<&'a Host>)> {
    group(hosts, |host| Some(host.origin.setting(setting))).into_iter()
}
