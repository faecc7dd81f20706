//! Text to a value of its own type, with a finding where it is none.

use std::{fmt::Display, str::FromStr};

use super::Secrets;
use crate::{
    diagnostic::{Diagnostic, Report},
    key_path::KeyPath,
    secret::{Secret, SecretRef},
};

/// Parses the value at `path`, of which `what` tells what it ought to be.
pub(super) fn parse<T: FromStr>(text: &str, what: &str, path: &KeyPath, report: &mut Report) -> Option<T> {
    match text.parse() {
        Ok(value) => Some(value),
        Err(_) => invalid(text, what, path, report),
    }
}

/// As [`parse`], for types whose error tells what is allowed.
pub(super) fn parse_name<T: FromStr<Err: Display>>(text: &str, path: &KeyPath, report: &mut Report) -> Option<T> {
    match text.parse::<T>() {
        Ok(value) => Some(value),
        Err(allowed) => invalid(text, &allowed.to_string(), path, report),
    }
}

/// Reports a value that is not `what`.
pub(super) fn invalid<T>(text: &str, what: &str, path: &KeyPath, report: &mut Report) -> Option<T> {
    let message = format!("`{text}` is not allowed here; expected {what}");
    report.push(Diagnostic::error("invalid-value", path.clone(), message));
    None
}

/// Reports a key that has to be there.
pub(super) fn missing<T>(key: &str, help: &str, table: &KeyPath, report: &mut Report) -> Option<T> {
    let message = format!("`{table}` has no `{key}`");
    report.push(Diagnostic::error("missing-key", table.clone(), message).help(help));
    None
}

/// The value of a secret; exactly one of the three ways to it must be given.
pub(super) fn secret(reference: &SecretRef, secrets: &Secrets, path: &KeyPath, report: &mut Report) -> Option<Secret> {
    let ways = [reference.env.is_some(), reference.file.is_some(), reference.command.is_some()];
    if ways.iter().filter(|given| **given).count() != 1 || reference.command.as_deref() == Some(&[]) {
        let message = "a secret comes from exactly one of `env`, `file` and `command`";
        let help =
            r#"Write one of `{ env = "NAME" }`, `{ file = "path" }` and `{ command = ["program", "argument"] }`."#;
        report.push(Diagnostic::error("secret-reference", path.clone(), message).help(help));
        return None;
    }
    Some(secrets.get(reference).cloned().unwrap_or_else(|| Secret::new(String::new())))
}

/// An absolute path whose every part is a plain name.
pub(super) fn absolute_path(path: &str, at: &KeyPath, report: &mut Report) -> Option<String> {
    let plain = |part: &str| !part.is_empty() && part != "." && part != "..";
    if path.strip_prefix('/').is_some_and(|rest| rest.split('/').all(plain)) {
        Some(path.to_owned())
    } else {
        invalid(path, "an absolute path without `.`, `..` and doubled slashes", at, report)
    }
}
