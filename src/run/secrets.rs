//! Reads the secrets of an inventory.

mod command;

use std::{collections::BTreeMap, env, fs::File, io::Read, path::Path};

use self::command::Failure;
use crate::{
    diagnostics::{Diagnostic, Report, codes, error::reason},
    model::{inventory::Inventory, material::SecretLimits},
    resolve::secret_limits,
    values::secret::{Secret, SecretRef},
};

/// Reads every secret once, files relative to `folder`. Reports a secret that cannot be read at each place that refers to it.
pub(super) fn read(inventory: &Inventory, folder: &Path, report: &mut Report) -> BTreeMap<SecretRef, Secret> {
    let mut found = BTreeMap::new();
    let limits = secret_limits(&inventory.secrets, report);
    for (path, reference) in inventory.secret_refs() {
        let value = found.entry(reference.clone()).or_insert_with(|| value(reference, folder, limits));
        if let Err((message, help)) = value {
            report.push(Diagnostic::at(codes::SECRET_UNAVAILABLE, path, message.clone()).help(help.clone()));
        }
    }
    // An invalid reference has no value; `resolve` reports it.
    found.into_iter().filter_map(|(reference, value)| Some((reference, Secret::new(value.ok()??)))).collect()
}

/// The fault and its fix.
type Unavailable = (String, String);

fn value(reference: &SecretRef, folder: &Path, limits: SecretLimits) -> Result<Option<String>, Unavailable> {
    match reference {
        SecretRef { env: Some(name), file: None, command: None } => from_env(name).map(Some),
        SecretRef { env: None, file: Some(file), command: None } => from_file(&folder.join(file), limits).map(Some),
        SecretRef { env: None, file: None, command: Some(words) } => match &words[..] {
            [program, arguments @ ..] => from_command(program, arguments, folder, limits).map(Some),
            [] => Ok(None),
        },
        _ => Ok(None),
    }
}

fn from_env(name: &str) -> Result<String, Unavailable> {
    let wrong = |why: &str| {
        (format!("the environment variable `{name}` {why}"), format!("Set the variable: `export {name}=…`"))
    };
    match env::var(name) {
        Ok(value) => filled(value, || wrong("is empty")),
        Err(env::VarError::NotPresent) => Err(wrong("is not set")),
        Err(env::VarError::NotUnicode(_)) => Err(wrong("is not UTF-8")),
    }
}

fn from_file(path: &Path, limits: SecretLimits) -> Result<String, Unavailable> {
    let shown = path.display();
    let mut text = String::new();
    let read = File::open(path).and_then(|file| file.take(limits.size + 1).read_to_string(&mut text));
    read.map_err(|error| {
        let help = "Write the secret to this file, readable only for you; the path is relative to the inventory.";
        (format!("the file `{shown}` cannot be read: {}", reason(&error)), help.to_owned())
    })?;
    if text.len() as u64 > limits.size {
        return Err((format!("the file `{shown}` has more than {} bytes", limits.size), LARGER.to_owned()));
    }
    let empty = || (format!("the file `{shown}` is empty"), "Write the secret to this file.".to_owned());
    filled(without_newline(text), empty)
}

const LARGER: &str = "Check the secret, or raise `secrets.max_size`.";

fn from_command(
    program: &str,
    arguments: &[String],
    folder: &Path,
    limits: SecretLimits,
) -> Result<String, Unavailable> {
    let failed = |why: String, help: &str| {
        let command = [&[program.to_owned()], arguments].concat().join(" ");
        (format!("the command `{command}` {why}"), help.to_owned())
    };
    let by_hand = "Run the command by hand to see its error.";
    let output = command::run(program, arguments, folder, limits).map_err(|failure| match failure {
        Failure::NotRun(error) => failed(format!("cannot be run: {}", reason(&error)), by_hand),
        Failure::TooLong => failed(
            format!("has not ended after {:?}", limits.timeout),
            "Run the command by hand. It must not ask for input. If it needs more time, raise `secrets.command_timeout`.",
        ),
        Failure::TooLarge => failed(format!("printed more than {} bytes", limits.size), LARGER),
        Failure::Status(status) => failed(format!("failed: {status}"), by_hand),
    })?;
    let text = String::from_utf8(output).map_err(|_| failed("printed text that is not UTF-8".to_owned(), by_hand))?;
    filled(without_newline(text), || failed("printed nothing".to_owned(), by_hand))
}

/// The value if it is not empty: the swarm rejects a secret of 0 bytes.
fn filled(value: String, empty: impl FnOnce() -> Unavailable) -> Result<String, Unavailable> {
    if value.is_empty() { Err(empty()) } else { Ok(value) }
}

/// Editors and programs end a file with a line break that does not belong to the secret.
fn without_newline(mut text: String) -> String {
    if text.ends_with('\n') {
        text.pop();
    }
    text
}
