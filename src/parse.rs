//! Text to [`Inventory`], with every mistake of a kind found at once.
//!
//! First TOML's own grammar, then the shape (keys, types, names) against the schema, and only what has passed both is
//! deserialised. So serde, which stops at its first error, never has one to find.

mod grammar;
mod shape;

use serde::Deserialize;
use toml::de::{DeTable, Deserializer};

use crate::{
    diagnostic::{Diagnostic, Place, Report, Severity},
    inventory::Inventory,
    source::Document,
};

/// Parses the text of the inventory called `name`. There is an inventory exactly if the report has no errors.
pub fn parse<'t>(name: &str, text: &'t str) -> (Document<'t>, Option<Inventory>, Report) {
    let (root, errors) = DeTable::parse_recoverable(text);
    let document = Document { name: name.to_owned(), text, root };
    let mut report = Report::default();
    for error in &errors {
        report.push(grammar::diagnose(text, error));
    }
    if !report.has_errors() {
        report.append(shape::check(text, document.root.get_ref()));
    }
    let inventory = if report.has_errors() { None } else { deserialize(&document, &mut report) };
    (document, inventory, report)
}

fn deserialize(document: &Document, report: &mut Report) -> Option<Inventory> {
    let inventory = Inventory::deserialize(Deserializer::from(document.root.clone()));
    inventory
        .map_err(|error| {
            let place = error.span().map_or(Place::File, Place::Span);
            report.push(Diagnostic::new(Severity::Error, "invalid-value", place, error.message().to_owned()));
        })
        .ok()
}
