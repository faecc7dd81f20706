//! Helpers of several rules: they group hosts by a setting, find its place in the inventory, and name the hosts in a message.

use std::hash::Hash;

use indexmap::IndexMap;

use crate::{
    diagnostics::{Code, Diagnostic, Place},
    model::cluster::Host,
    values::key_path::KeyPath,
};

/// A sentence names at most this many hosts, and a finding shows at most this many further places: it must fit on a screen.
const SHOWN: usize = 3;

/// Groups the hosts by the keys that `of` returns for each (none, one or several), in the order of the inventory.
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

/// The groups of hosts that share a value that must be unique.
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

/// One finding about a setting that hosts share. It shows a setting that several hosts inherit from one place only once.
///
/// # Panics
/// When there are no hosts.
pub(super) fn about(code: Code, hosts: &[&Host], setting: &[&str], message: impl Into<String>) -> Diagnostic {
    let mut places = group(hosts.iter().copied(), |host| Some(host.origin.setting(setting))).into_iter();
    let (place, here) = places.next().expect("a finding is about one host at least");
    let finding = Diagnostic::new(code, Place::Value(place), message).label(named(&here));
    places.take(SHOWN).fold(finding, |finding, (place, there)| finding.also(place, named(&there)))
}

/// Makes the finding point at the settings' names instead of their values, which may be files of many lines.
pub(super) fn by_name(mut finding: Diagnostic) -> Diagnostic {
    let also = finding.also.iter_mut().map(|(place, _)| place);
    for place in also.chain([&mut finding.place]) {
        if let Place::Value(path) = place {
            *place = Place::Key(std::mem::take(path));
        }
    }
    finding
}

/// The key path of a host's boot setting: in its own `pxe`, or in `pxe.images.OS`.
pub(super) fn booted(host: &Host, key: &str) -> KeyPath {
    let own = host.origin.setting(&["pxe", key]);
    if own == host.origin.host { KeyPath::of(["pxe", "images", host.os.name.as_str(), key]) } else { own }
}

/// Puts the later of two places first: the mistake is more likely there.
pub(super) fn later_first(hosts: &mut [&Host], setting: &[&str]) {
    if let [first, second, ..] = hosts
        && first.origin.setting(setting) != second.origin.setting(setting)
    {
        std::mem::swap(first, second);
    }
}

/// The SSH keys at each place of the inventory. Lists replace each other, so all hosts of a place have the same keys.
pub(super) fn ssh_keys<'a>(
    hosts: impl IntoIterator<Item = &'a Host>,
) -> impl Iterator<Item = (KeyPath, Vec<&'a Host>, &'a [String])> {
    at_each_place(hosts, &["ssh_authorized_keys"]).map(|(place, hosts)| {
        let keys = hosts[0].user.ssh_authorized_keys.as_slice();
        (place, hosts, keys)
    })
}

/// The hosts of each place of the inventory that has the setting.
pub(super) fn at_each_place<'a>(
    hosts: impl IntoIterator<Item = &'a Host>,
    setting: &[&str],
) -> impl Iterator<Item = (KeyPath, Vec<&'a Host>)> {
    group(hosts, |host| Some(host.origin.setting(setting))).into_iter()
}
