//! The user's own stacks: their files, by path in the folder of the stack.

use std::collections::BTreeMap;

use super::values::{Word, invalid, secret, secret_line, word};
use crate::{
    diagnostics::Report,
    formats::{
        compose::{COMPOSE, beside},
        env_file, environment,
        variables::Variables,
        yaml,
    },
    model::{
        cluster::{Private, Stack},
        inventory::{Inventory, StackTable},
        material::Material,
    },
    values::{
        key_path::KeyPath,
        secret::{Secret, has_credentials, is_secret_name},
    },
};

/// Every file that the stacks name, with its place.
pub fn files(inventory: &Inventory) -> Vec<(KeyPath, &str)> {
    let mut files = Vec::new();
    for (name, table) in &inventory.stacks {
        let at = KeyPath::of(["stacks", name]);
        files.push((at.key("compose"), table.compose.as_str()));
        let folder = folder_of(&table.compose);
        let beside = table.files.iter().flatten().enumerate();
        let beside = beside.map(|(index, file)| (at.key("files").index(index), file.as_str()));
        // `resolve` reports a path that no stack can have.
        files.extend(beside.filter(|(at, file)| from_folder(file, folder, at, &mut Report::default()).is_some()));
        files.extend(table.env_file.iter().flat_map(|paths| paths.paths(&at.key("env_file"))));
    }
    files
}

const VARIABLE: &str = "the name of a variable: letters, digits and `_`, not starting with a digit";

pub(super) fn resolve(inventory: &Inventory, material: &Material, report: &mut Report) -> BTreeMap<String, Stack> {
    let stacks = inventory.stacks.iter().filter_map(|(name, table)| {
        let at = KeyPath::of(["stacks", name]);
        // A stack's name becomes a part of the names of its services, and of a path.
        stack_name(name, &at, report)?;
        Some((name.clone(), stack(name, table, material, &at, report)))
    });
    stacks.collect()
}

fn stack_name<'n>(name: &'n str, at: &KeyPath, report: &mut Report) -> Option<&'n str> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || "_-".contains(c);
    let is_end = |c: char| c.is_ascii_alphanumeric();
    let is_name = name.len() <= 63 && name.starts_with(is_end) && name.ends_with(is_end) && name.chars().all(is_part);
    let expected =
        "a name of letters, digits, `_` and `-` that starts and ends with a letter or digit, at most 63 characters";
    if is_name { Some(name) } else { invalid(name, expected, at, report) }
}

fn stack(name: &str, table: &StackTable, material: &Material, at: &KeyPath, report: &mut Report) -> Stack {
    let folder = folder_of(&table.compose);
    let beside = table.files.iter().flatten().enumerate();
    let named = beside
        .filter_map(|(index, path)| Some((from_folder(path, folder, &at.key("files").index(index), report)?, path)));
    let named: Vec<_> = named.chain([(COMPOSE.to_owned(), &table.compose)]).collect();
    // A file that cannot be read counts as empty, but not the compose file.
    let read = named.into_iter().filter_map(|(name, path)| match material.files.get(path) {
        None if name == COMPOSE => None,
        text => Some((name, text.cloned().unwrap_or_default())),
    });
    let mut variables = variables(table, material, at, report);
    let mut files = read.collect();
    Stack {
        env_secrets: env_secrets(name, &mut files),
        compose: table.compose.clone(),
        files,
        private: private(name, table, &mut variables, material, at, report),
        variables,
        secrets: secrets(table, material, at, report),
        remove: table.remove.unwrap_or(false),
    }
}

fn variables(table: &StackTable, material: &Material, at: &KeyPath, report: &mut Report) -> Variables {
    let mut variables = Variables::new();
    for (place, path) in table.env_file.iter().flat_map(|paths| paths.paths(&at.key("env_file"))) {
        let Some(Err(line)) = material.files.get(path).map(|text| env_file::read(text, &mut variables)) else {
            continue;
        };
        let expected = "a file with `NAME=VALUE` in each line, a quoted value in one line";
        invalid::<()>(&format!("{path}:{line}"), expected, &place, report);
    }
    for (name, value) in table.variables.iter().flatten() {
        if env_file::is_name(name) {
            variables.insert(name.clone(), value.clone());
        } else {
            invalid::<()>(name, VARIABLE, &at.key("variables").key(name), report);
        }
    }
    variables
}

fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The path of a file from the folder of the compose file.
fn from_folder(path: &str, folder: &str, at: &KeyPath, report: &mut Report) -> Option<String> {
    let word = |part: &str| part.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c));
    let is_taken = |name: &String| name == COMPOSE || name.split('/').next() == Some("swarmgen");
    let name = relative(path, folder).filter(|name| name.split('/').all(word) && !is_taken(name));
    let expected = "a relative path of letters, digits, `.`, `_` and `-`, and neither `compose.yml` nor in `swarmgen/`";
    name.or_else(|| invalid(path, expected, at, report))
}

/// The path as seen from a folder, with `..` for each step up.
fn relative(path: &str, folder: &str) -> Option<String> {
    let (clean, folder) = (beside(path), beside(folder));
    let parts = |path: &str| path.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect::<Vec<_>>();
    let (file, folder) = (parts(&clean), parts(&folder));
    let common = file.iter().zip(&folder).take_while(|(a, b)| a == b).count();
    let up = &folder[common..];
    let is_known = !path.starts_with('/') && !file.is_empty() && up.iter().all(|part| part != "..");
    is_known.then(|| "../".repeat(up.len()) + &file[common..].join("/"))
}

/// The variables of `secret_variables`, and those among the others that are probably secrets.
fn private(
    stack: &str,
    table: &StackTable,
    variables: &mut Variables,
    material: &Material,
    at: &KeyPath,
    report: &mut Report,
) -> BTreeMap<String, Private> {
    let probable = variables.extract_if(.., |name, value| is_private(name, value));
    let mut values: BTreeMap<_, _> = probable.map(|(name, value)| (name, Secret::new(value))).collect();
    for (name, reference) in table.secret_variables.iter().flatten() {
        let at = at.key("secret_variables").key(name);
        if !env_file::is_name(name) {
            invalid::<()>(name, VARIABLE, &at, report);
        } else if let Some(value) = secret_line(reference, material, &at, report) {
            variables.remove(name);
            values.insert(name.clone(), value);
        }
    }
    values.into_iter().map(|(name, value)| (name.clone(), Private::new(stack, &name, value))).collect()
}

/// Takes the secrets out of the files from which services read their environment.
fn env_secrets(stack: &str, files: &mut BTreeMap<String, String>) -> BTreeMap<String, BTreeMap<String, Private>> {
    let document = files.get(COMPOSE).and_then(|text| yaml::parse(text).ok()).unwrap_or_default();
    let paths = environment::files(&document);
    let found = files.iter_mut().filter(|(path, _)| paths.contains(*path)).map(|(path, text)| {
        let (secrets, others): (Vec<_>, Vec<_>) = text.lines().partition(|line| env_secret(line).is_some());
        let secrets = secrets.into_iter().filter_map(env_secret);
        let private = |(name, value): (&str, &str)| {
            (name.to_owned(), Private::new(&format!("{stack}/{path}"), name, Secret::new(value.to_owned())))
        };
        let secrets: BTreeMap<_, _> = secrets.map(private).collect();
        if !secrets.is_empty() {
            *text = others.iter().map(|line| format!("{line}\n")).collect();
        }
        (path.clone(), secrets)
    });
    found.filter(|(_, secrets)| !secrets.is_empty()).collect()
}

/// Docker takes the value of a line as it is, with quotes and all.
fn env_secret(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.trim_start().split_once('=').filter(|(name, _)| !name.starts_with('#'))?;
    is_private(name, value).then_some((name, value))
}

fn is_private(name: &str, value: &str) -> bool {
    !value.is_empty() && (is_secret_name(name) || has_credentials(value))
}

fn secrets(table: &StackTable, material: &Material, at: &KeyPath, report: &mut Report) -> BTreeMap<String, Secret> {
    let given = table.secrets.iter().flatten().filter_map(|(key, reference)| {
        let at = at.key("secrets").key(key);
        Some((word(key, Word::Name, &at, report)?, secret(reference, material, &at, report)?))
    });
    given.collect()
}
