//! Reads the secrets of an inventory.

use std::{
    collections::BTreeMap,
    env, fs,
    path::Path,
    process::{Command, Stdio},
};

use crate::{
    diagnostics::{Diagnostic, Report, codes, error::reason},
    model::inventory::Inventory,
    values::secret::{Secret, SecretRef},
};

/// Reads every secret once, files relative to `folder`. Reports a secret that cannot be read at each place that refers to it.
pub(super) fn read(inventory: &Inventory, folder: &Path, report: &mut Report) -> BTreeMap<SecretRef, Secret> {
    let mut found = BTreeMap::new();
    for (path, reference) in inventory.secret_refs() {
        let value = found.entry(reference.clone()).or_insert_with(|| value(reference, folder));
        if let Err((message, help)) = value {
            report.push(Diagnostic::at(codes::SECRET_UNAVAILABLE, path, message.clone()).help(help.clone()));
        }
    }
    // An invalid reference has no value; `resolve` reports it.
    found.into_iter().filter_map(|(reference, value)| Some((reference, Secret::new(value.ok()??)))).collect()
}

/// The fault and its fix.
type Unavailable = (String, String);

fn value(reference: &SecretRef, folder: &Path) -> Result<Option<String>, Unavailable> {
    match reference {
        SecretRef { env: Some(name), file: None, command: None } => from_env(name).map(Some),
        SecretRef { env: None, file: Some(file), command: None } => from_file(&folder.join(file)).map(Some),
        SecretRef { env: None, file: None, command: Some(words) } => match &words[..] {
            [program, arguments @ ..] => from_command(program, arguments, folder).map(Some),
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

fn from_file(path: &Path) -> Result<String, Unavailable> {
    let text = fs::read_to_string(path).map_err(|error| {
        let help = "Write the secret to this file, readable only for you; the path is relative to the inventory.";
        (format!("the file `{}` cannot be read: {}", path.display(), reason(&error)), help.to_owned())
    })?;
    let empty = || (format!("the file `{}` is empty", path.display()), "Write the secret to this file.".to_owned());
    filled(without_newline(text), empty)
}

fn from_command(program: &str, arguments: &[String], folder: &Path) -> Result<String, Unavailable> {
    let failed = |why: String| {
        let command = [&[program.to_owned()], arguments].concat().join(" ");
        (format!("the command `{command}` {why}"), "Run the command by hand to see its error.".to_owned())
    };
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null()).stderr(Stdio::inherit());
    if folder != Path::new("") {
        command.current_dir(folder);
    }
    let output = command.output().map_err(|error| failed(format!("cannot be run: {}", reason(&error))))?;
    if !output.status.success() {
        return Err(failed(format!("failed: {}", output.status)));
    }
    let text = String::from_utf8(output.stdout).map_err(|_| failed("printed text that is not UTF-8".to_owned()))?;
    filled(without_newline(text), || failed("printed nothing".to_owned()))
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
