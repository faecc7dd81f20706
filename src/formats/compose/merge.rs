//! The keys of a mapping: equal ones, and those that `<<` merges.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    client::Client,
    tree::{At, Fault, Key, Node, Value},
};

/// A table while it is read.
#[derive(Default)]
pub(super) struct Table {
    /// Whether of two equal keys the last one wins, merged or not.
    old: bool,
    entries: Vec<(Key, Node)>,
    places: BTreeMap<String, usize>,
    merged: Vec<(Key, Node)>,
    has_merge: bool,
}

impl Table {
    pub(super) fn new(client: Client) -> Self {
        Self { old: client.has_old_yaml(), ..Self::default() }
    }

    pub(super) fn insert(&mut self, key: Key, value: Node) -> Result<(), Fault> {
        if let Some(place) = self.places.get(&key.name).filter(|_| !self.old) {
            let first = self.entries[*place].0.at.line;
            return Err(Fault::new(key.at, format!("the key `{}` is already in line {first}", key.name)));
        }
        self.set(key, value);
        Ok(())
    }

    fn set(&mut self, key: Key, value: Node) {
        if let Some(place) = self.places.get(&key.name) {
            self.entries[*place] = (key, value);
        } else {
            self.places.insert(key.name.clone(), self.entries.len());
            self.entries.push((key, value));
        }
    }

    /// An old client sets the merged keys at once, a new one only those that the table does not have.
    pub(super) fn merge(&mut self, value: Node, at: At) -> Result<(), Fault> {
        if self.has_merge && !self.old {
            return Err(Fault::new(at, "the key `<<` is twice in the mapping").help("Merge a list: `<<: [*a, *b]`."));
        }
        self.has_merge = true;
        let mut sources = match value.value {
            Value::List(sources) => sources,
            _ => vec![value],
        };
        if let Some(wrong) = sources.iter().find(|source| !matches!(source.value, Value::Table(_))) {
            return Err(Fault::new(wrong.at, format!("`<<` merges mappings, not {}", wrong.shown())));
        }
        // Of the sources of one list, the first one wins.
        sources.reverse();
        let entries = sources.into_iter().flat_map(|source| match source.value {
            Value::Table(entries) => entries,
            _ => Vec::new(),
        });
        if self.old {
            entries.for_each(|(key, value)| self.set(key, value));
        } else {
            self.merged.extend(entries);
        }
        Ok(())
    }

    pub(super) fn finished(mut self) -> Vec<(Key, Node)> {
        let own: BTreeSet<_> = self.places.keys().cloned().collect();
        let merged = std::mem::take(&mut self.merged);
        merged.into_iter().filter(|(key, _)| !own.contains(&key.name)).for_each(|(key, value)| self.set(key, value));
        self.entries
    }
}
