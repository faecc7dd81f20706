//! The user's own stacks: their files, by path in the folder of the stack.

use std::{
    collections::BTreeMap,
    path::{Component, Path, PathBuf},
};

use super::values::{invalid, parse_name};
use crate::{
    diagnostics::Report,
    formats::{compose::COMPOSE, env_file, variables::Variables},
    model::{
        cluster::Stack,
        inventory::{Inventory, StackTable},
        material::Material,
    },
    values::{key_path::KeyPath, net::DnsLabel},
};

/// Every file that the stacks name, with its place.
pub fn files(inventory: &Inventory) -> Vec<(KeyPath, &str)> {
    let mut files = Vec::new();
    for (name, table) in &inventory.stacks {
        let at = KeyPath::of(["stacks", name]);
        files.push((at.key("compose"), table.compose.as_str()));
        let beside = table.files.iter().flatten().enumerate();
        files.extend(beside.map(|(index, file)| (at.key("files").index(index), file.as_str())));
        files.extend(table.env_file.iter().flat_map(|paths| paths.paths(&at.key("env_file"))));
    }
    files
}

pub(super) fn resolve(inventory: &Inventory, material: &Material, report: &mut Report) -> BTreeMap<String, Stack> {
    let stacks = inventory.stacks.iter().filter_map(|(name, table)| {
        let at = KeyPath::of(["stacks", name]);
        // A stack's name becomes a part of the names of its services, and of a path.
        parse_name::<DnsLabel>(name, &at, report)?;
        Some((name.clone(), stack(table, material, &at, report)))
    });
    stacks.collect()
}

fn stack(table: &StackTable, material: &Material, at: &KeyPath, report: &mut Report) -> Stack {
    let compose = undotted(&table.compose);
    let folder = compose.parent().unwrap_or(Path::new(""));
    let beside = table.files.iter().flatten().enumerate();
    let named =
        beside.filter_map(|(index, path)| Some((below(path, folder, &at.key("files").index(index), report)?, path)));
    let named: Vec<_> = named.chain([(COMPOSE.to_owned(), &table.compose)]).collect();
    let read = named.into_iter().filter_map(|(name, path)| Some((name, material.files.get(path)?.clone())));
    Stack {
        files: read.collect(),
        variables: variables(table, material, at, report),
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
            let expected = "the name of a variable: letters, digits and `_`, not starting with a digit";
            invalid::<()>(name, expected, &at.key("variables").key(name), report);
        }
    }
    variables
}

/// The path in the stack's folder of a file that is beside the compose file.
fn below(path: &str, folder: &Path, at: &KeyPath, report: &mut Report) -> Option<String> {
    let plain = |name: &&str| {
        let parts = || name.split('/');
        let word =
            |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c));
        parts().all(|part| word(part) && part != "..") && *name != COMPOSE && parts().next() != Some("swarmgen")
    };
    let undotted = undotted(path);
    let name = undotted.strip_prefix(folder).ok().and_then(Path::to_str).filter(plain);
    let expected = "a file in the compose file's folder or below, named with letters, digits, `.`, `_` and `-`, and neither \
                    `compose.yml` nor in `swarmgen/`";
    name.map(str::to_owned).or_else(|| invalid(path, expected, at, report))
}

/// The path without its `.` parts: `./a.conf` is the same as `a.conf`.
fn undotted(path: &str) -> PathBuf {
    Path::new(path).components().filter(|part| *part != Component::CurDir).collect()
}
