//! Text to [`Inventory`], with all mistakes of a kind reported at once.
//! The stages are TOML's grammar, then the shape (keys, types, names) against the schema, then deserialisation. serde stops at its
//! first error, so the stages before it must find them all.

mod redact;
mod shape;
mod syntax;

use serde::Deserialize;
use toml::{
    Spanned,
    de::{DeTable, Deserializer},
};

use crate::{
    diagnostics::{Diagnostic, Place, Report, codes, source::Document},
    model::inventory::Inventory,
};

/// Parses the text of the inventory called `name`. There is an inventory exactly if the report has no errors.
pub fn parse<'t>(name: &str, text: &'t str) -> (Document<'t>, Option<Inventory>, Report) {
    let (root, errors) = DeTable::parse_recoverable(text);
    let (mut report, redacted) = if errors.is_empty() {
        let (found, mut redacted) = shape::check(text, root.get_ref());
        redacted.extend(redact::marked(text));
        (found, redacted)
    } else {
        (syntax::diagnose(text, errors), redact::in_text(text))
    };
    let document = Document { name: name.to_owned(), text, root, redacted };
    let inventory = if report.has_errors() { None } else { deserialize(&document, &mut report) };
    (document, inventory, report)
}

/// A document for a text that is shown but not parsed.
pub fn unparsed<'t>(name: &str, text: &'t str) -> Document<'t> {
    let root = Spanned::new(0..0, DeTable::new());
    Document { name: name.to_owned(), text, root, redacted: redact::in_text(text) }
}

fn deserialize(document: &Document, report: &mut Report) -> Option<Inventory> {
    let inventory = Inventory::deserialize(Deserializer::from(document.root.clone()));
    inventory
        .map_err(|error| {
            let place = error.span().map_or(Place::File, Place::Span);
            report.push(Diagnostic::new(codes::INVALID_VALUE, place, error.message().to_owned()));
        })
        .ok()
}
