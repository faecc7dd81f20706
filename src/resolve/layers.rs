//! Inheritance: collects the tables of a host's settings and merges them into one table.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use serde_json::{Map, Value};

use super::hints;
use crate::{
    diagnostics::{Diagnostic, Place, Report, codes},
    formats::schema,
    model::{
        cluster::Origin,
        inventory::{HostTable, Inventory},
    },
    values::key_path::KeyPath,
};

/// A table of host settings and its place.
pub(super) struct Layer {
    at: KeyPath,
    table: Map<String, Value>,
}

impl Layer {
    fn new(at: KeyPath, table: &HostTable) -> Self {
        match serde_json::to_value(table) {
            Ok(Value::Object(table)) => Self { at, table },
            _ => unreachable!("a table serialises as one"),
        }
    }
}

/// The defaults and groups of an inventory, prepared once for all hosts.
pub(super) struct Layers<'i> {
    defaults: Layer,
    default_groups: &'i [String],
    groups: IndexMap<&'i str, Layer>,
    /// The groups that each group includes, itself the last.
    expanded: BTreeMap<&'i str, Vec<&'i str>>,
}

impl<'i> Layers<'i> {
    pub(super) fn new(inventory: &'i Inventory, report: &mut Report) -> Self {
        let layer = |(name, table): (&'i String, &HostTable)| (name.as_str(), Layer::new(group_path(name), table));
        let mut circles = Report::default();
        let expanded = expand_all(inventory, &mut circles);
        if !circles.has_errors() {
            unused(inventory, &expanded, report);
        }
        report.append(circles);
        Self {
            defaults: Layer::new(KeyPath::of(["defaults"]), &inventory.defaults),
            default_groups: inventory.defaults.groups.as_deref().unwrap_or_default(),
            groups: inventory.groups.iter().map(layer).collect(),
            expanded,
        }
    }

    /// The settings of a host with all inherited settings, and the place of each.
    pub(super) fn merge(&self, name: &str, table: &HostTable, report: &mut Report) -> (HostTable, Origin) {
        let at = KeyPath::of(["hosts", name]);
        let (groups, groups_at) = match &table.groups {
            Some(groups) => (groups.as_slice(), &at),
            None => (self.default_groups, &self.defaults.at),
        };
        let own = Layer::new(at.clone(), table);
        let mut merged = Merged::default();
        merged.lay(&self.defaults);
        for (index, group) in groups.iter().enumerate() {
            match self.expanded.get(group.as_str()) {
                Some(names) => names.iter().for_each(|name| merged.lay(&self.groups[name])),
                None => report.push(undefined(group, groups_at.key("groups").index(index), self.groups.keys())),
            }
        }
        merged.lay(&own);
        merged.finish(at)
    }
}

#[derive(Default)]
struct Merged {
    table: Map<String, Value>,
    settings: BTreeMap<KeyPath, KeyPath>,
}

impl Merged {
    fn lay(&mut self, layer: &Layer) {
        lay(&mut self.table, &layer.table, &KeyPath::root(), &layer.at, &mut self.settings);
    }

    fn finish(self, host: KeyPath) -> (HostTable, Origin) {
        let table = serde_json::from_value(Value::Object(self.table)).expect("what was read before is read again");
        (table, Origin { host, settings: self.settings })
    }
}

/// Lays a table over another: tables merge key by key, other values replace. A secret is one value, although its syntax is a table.
fn lay(
    below: &mut Map<String, Value>,
    above: &Map<String, Value>,
    path: &KeyPath,
    at: &KeyPath,
    settings: &mut BTreeMap<KeyPath, KeyPath>,
) {
    for (key, value) in above {
        let (path, at) = (path.key(key), at.key(key));
        if let (Value::Object(table), false) = (value, schema::secret_keys().contains(&key.as_str())) {
            let slot = below.entry(key).or_insert_with(|| Value::Object(Map::new()));
            // Only a key of `daemon.json` may have another type in another layer.
            if !slot.is_object() {
                *slot = Value::Object(Map::new());
                settings.remove(&path);
            }
            record_empty(&path, &at, table.is_empty(), settings);
            let below = slot.as_object_mut().expect("it is a table now");
            lay(below, table, &path, &at, settings);
        } else {
            settings.retain(|leaf, _| !leaf.segments().starts_with(path.segments()));
            below.insert(key.clone(), value.clone());
            settings.insert(path, at);
        }
    }
}

/// An empty table, such as `eno1 = {}`, is a setting until another layer fills it.
fn record_empty(path: &KeyPath, at: &KeyPath, is_empty: bool, settings: &mut BTreeMap<KeyPath, KeyPath>) {
    let next = settings.range(path.clone()..).next();
    let filled = next.is_some_and(|(leaf, _)| leaf != path && leaf.segments().starts_with(path.segments()));
    if !is_empty {
        settings.remove(path);
    } else if !filled {
        settings.insert(path.clone(), at.clone());
    }
}

fn expand_all<'i>(inventory: &'i Inventory, report: &mut Report) -> BTreeMap<&'i str, Vec<&'i str>> {
    let mut expansion = Expansion { inventory, done: BTreeMap::new(), report };
    for name in inventory.groups.keys() {
        expansion.expand(name, &mut Vec::new());
    }
    expansion.done
}

/// A walk through the groups that list groups.
struct Expansion<'i, 'r> {
    inventory: &'i Inventory,
    done: BTreeMap<&'i str, Vec<&'i str>>,
    report: &'r mut Report,
}

impl<'i> Expansion<'i, '_> {
    /// The groups that `name` includes; `within` are the groups on the path to it.
    fn expand(&mut self, name: &'i str, within: &mut Vec<&'i str>) -> Vec<&'i str> {
        if let Some(done) = self.done.get(name) {
            return done.clone();
        }
        let Some(table) = self.inventory.groups.get(name) else { return Vec::new() };
        within.push(name);
        let mut names = Vec::new();
        for (index, inner) in table.groups.iter().flatten().enumerate() {
            let path = group_path(name).key("groups").index(index);
            if !self.inventory.groups.contains_key(inner) {
                self.report.push(undefined(inner, path, self.inventory.groups.keys()));
            } else if let Some(start) = within.iter().position(|outer| outer == inner) {
                self.report.push(cycle(&within[start..], path));
            } else {
                names.extend(self.expand(inner, within));
            }
        }
        within.pop();
        names.push(name);
        self.done.insert(name, names.clone());
        names
    }
}

fn group_path(name: &str) -> KeyPath {
    KeyPath::of(["groups", name])
}

/// Warns about each group without a host.
fn unused(inventory: &Inventory, expanded: &BTreeMap<&str, Vec<&str>>, report: &mut Report) {
    let lists = inventory.hosts.values().map(|host| host.groups.as_ref().or(inventory.defaults.groups.as_ref()));
    let listed: BTreeSet<&str> = lists.flatten().flatten().map(String::as_str).collect();
    let used: BTreeSet<&str> = listed.iter().filter_map(|name| expanded.get(name)).flatten().copied().collect();
    for name in inventory.groups.keys().filter(|name| !used.contains(name.as_str())) {
        let message = format!("no host is in the group `{name}`; its settings have no effect");
        let finding = Diagnostic::new(codes::UNUSED_GROUP, Place::Key(group_path(name)), message);
        report.push(finding.help(format!("List `{name}` in the `groups` of a host, or remove the table.")));
    }
}

fn undefined(group: &str, path: KeyPath, known: impl Iterator<Item = impl AsRef<str>>) -> Diagnostic {
    let known: Vec<_> = known.map(|name| format!("`{}`", name.as_ref())).collect();
    let known = if known.is_empty() {
        "no group is defined".to_owned()
    } else {
        format!("defined groups: {}", known.join(", "))
    };
    Diagnostic::at(codes::UNDEFINED_GROUP, path, format!("unknown group `{group}`; {known}"))
        .help(hints::several(group).unwrap_or_else(|| format!("Add a table `[groups.{group}]`, or correct the name.")))
}

fn cycle(groups: &[&str], path: KeyPath) -> Diagnostic {
    let circle = groups.iter().chain(groups.first()).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" -> ");
    let first = Diagnostic::at(codes::GROUP_CYCLE, path, format!("the groups form a cycle: {circle}"))
        .label("closes the cycle")
        .help("Remove one of the groups from the `groups` of another.");
    groups.iter().skip(1).fold(first, |diagnostic, name| diagnostic.also(group_path(name), "part of the cycle"))
}

#[cfg(test)]
mod tests {
    use indoc::indoc;

    use super::Layers;
    use crate::{diagnostics::Report, model::inventory::Inventory, values::key_path::KeyPath};

    const BASE: &str = indoc! {r#"
        [cluster]
        name = "home"
        domain = "example.com"
        subnet = "192.168.31.0/24"
        [storage]
        type = "existing"
        [defaults]
        packages = ["a"]
        labels = { zone = "d", kind = "d" }
        [groups.rack]
        labels = { zone = "rack" }
        [groups.row]
        groups = ["rack"]
        packages = ["b", "c"]
        [hosts.ds1]
        groups = ["row"]
        labels = { kind = "own" }
    "#};

    fn report(text: &str) -> Report {
        let inventory: Inventory = toml::from_str(text).expect("an inventory");
        let mut report = Report::default();
        let layers = Layers::new(&inventory, &mut report);
        for (name, table) in &inventory.hosts {
            layers.merge(name, table, &mut report);
        }
        report
    }

    #[test]
    fn tables_merge_and_lists_replace_and_each_setting_knows_where_it_stands() {
        let inventory: Inventory = toml::from_str(BASE).expect("an inventory");
        let layers = Layers::new(&inventory, &mut Report::default());
        let (table, origin) = layers.merge("ds1", &inventory.hosts["ds1"], &mut Report::default());
        let labels = table.labels.expect("labels");
        assert_eq!((labels["zone"].as_str(), labels["kind"].as_str()), ("rack", "own"));
        assert_eq!(table.packages.expect("packages"), ["b", "c"]);
        assert_eq!(
            origin.settings[&KeyPath::of(["labels", "zone"])],
            KeyPath::of(["groups", "rack", "labels", "zone"])
        );
        assert_eq!(origin.of("packages"), KeyPath::of(["groups", "row", "packages"]));
        assert_eq!(origin.of("gateway"), KeyPath::of(["hosts", "ds1"]));
    }

    #[test]
    fn a_circle_of_groups_is_reported_once() {
        let report = report(&BASE.replace("[groups.rack]", "[groups.rack]\ngroups = [\"row\"]"));
        let codes: Vec<_> = report.diagnostics().map(|d| d.code).collect();
        assert_eq!(codes, ["group-cycle"]);
    }

    #[test]
    fn an_undefined_group_is_reported_where_it_is_listed() {
        let report = report(&BASE.replace("groups = [\"row\"]", "groups = [\"row\", \"rwo\"]"));
        let messages: Vec<_> = report.diagnostics().map(|d| d.message.as_str()).collect();
        assert_eq!(messages, ["unknown group `rwo`; defined groups: `rack`, `row`"]);
    }
}
