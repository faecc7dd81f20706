//! The inventory's text, with the location of every key and value.
//!
//! Checks work on plain types and refer to key paths. This module looks up the span of a path when a finding is
//! reported.

use std::ops::Range;

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use crate::{
    diagnostics::Place,
    values::key_path::{KeyPath, Segment},
};

/// A text with its parsed tables.
#[derive(Debug)]
pub struct Document<'t> {
    /// The name in messages, usually its path.
    pub name: String,
    /// The text itself.
    pub text: &'t str,
    /// Its tables, each key and value with its byte range.
    pub root: Spanned<DeTable<'t>>,
    /// The byte ranges that hold secrets, or may hold them. Reports never show them.
    pub redacted: Vec<Range<usize>>,
}

impl Document<'_> {
    /// The byte range of a finding about `place`; `None` for the file as a whole.
    ///
    /// The range lies within the text, on character boundaries. If the inventory does not have the value, the range is
    /// that of the table above it.
    pub fn span(&self, place: &Place) -> Option<Range<usize>> {
        let span = match place {
            Place::Value(path) => self.nearest(path)?.shown(),
            Place::Key(path) => self.nearest(path)?.key,
            Place::Span(span) => span.clone(),
            Place::File => return None,
        };
        Some(self.on_characters(span))
    }

    /// The entry at the path, or at the longest part of it that the inventory has; `None` for the root.
    fn nearest(&self, path: &KeyPath) -> Option<Entry<'_>> {
        let mut found = None;
        let mut next = table_entry(self.root.get_ref(), path.segments().first()?);
        for segment in &path.segments()[1..] {
            let Some(entry) = next else { break };
            next = entry.value.and_then(|value| child(value, segment));
            found = Some(entry);
        }
        next.or(found)
    }

    /// Widens a range to whole characters and clamps it to the text: the snippet library panics otherwise.
    fn on_characters(&self, span: Range<usize>) -> Range<usize> {
        let start = self.text.floor_char_boundary(span.start);
        let end = self.text.ceil_char_boundary(span.end.max(start));
        start..end.min(self.text.len())
    }
}

/// A key and its value, or an element of an array (whose `key` is the element itself).
struct Entry<'d> {
    key: Range<usize>,
    value: Option<&'d Spanned<DeValue<'d>>>,
}

impl Entry<'_> {
    /// The range to underline: a table's name instead of all its lines.
    fn shown(&self) -> Range<usize> {
        match self.value {
            Some(value) if !matches!(value.get_ref(), DeValue::Table(_)) => value.span(),
            _ => self.key.clone(),
        }
    }
}

fn child<'d>(value: &'d Spanned<DeValue<'d>>, segment: &Segment) -> Option<Entry<'d>> {
    match (value.get_ref(), segment) {
        (DeValue::Table(table), segment) => table_entry(table, segment),
        (DeValue::Array(array), Segment::Index(index)) => {
            array.get(*index).map(|element| Entry { key: element.span(), value: Some(element) })
        }
        _ => None,
    }
}

fn table_entry<'d>(table: &'d DeTable<'d>, segment: &Segment) -> Option<Entry<'d>> {
    let Segment::Key(key) = segment else { return None };
    let (key, value) = table.get_key_value(key.as_str())?;
    Some(Entry { key: key.span(), value: Some(value) })
}
