//! Keys that Docker does not have at a place: misspelt ones, those of a newer version of the format, and those of Compose alone.

use super::{
    client::{Client, first_engine, name},
    shape::Table,
    tree::{Fault, Key},
};
use crate::diagnostics::spelling::nearest;

/// Up to so many keys are listed in a message.
const LISTED: usize = 12;

/// The help for keys that only Compose or older files have.
const INSTEAD: [(&str, &str); 20] = [
    ("content", "Write the text to a file beside the compose file, add it to `files`, and name it with `file:`."),
    ("cpu_quota", "Use `deploy.resources.limits.cpus`."),
    ("cpu_shares", "Use `deploy.resources.limits.cpus`."),
    ("cpus", "Use `deploy.resources.limits.cpus`."),
    ("cpuset", "Use `deploy.resources.limits.cpus`."),
    ("environment", "Write the value to a file beside the compose file, add it to `files`, and name it with `file:`."),
    ("extends", "Write out what the service extends, or merge it with `<<: *ANCHOR`."),
    ("gpus", "Use `deploy.resources.reservations.generic_resources`."),
    ("include", "Write the services of both files into one file."),
    ("mem_limit", "Use `deploy.resources.limits.memory`."),
    ("mem_reservation", "Use `deploy.resources.reservations.memory`."),
    ("memswap_limit", "Use `deploy.resources.limits.memory`."),
    ("name", "Remove the key; the name of the stack is its name in the inventory."),
    ("pids_limit", "Use `deploy.resources.limits.pids`."),
    ("platform", "Use the constraint `node.platform.arch==ARCH` in `deploy.placement.constraints`."),
    ("profiles", "Remove the key; a swarm starts all services of a stack."),
    ("pull_policy", "Remove the key; the engine pulls the image of the tag when it starts a task."),
    ("scale", "Use `deploy.replicas`."),
    ("volume_driver", "Set `driver` of the volume in the top-level `volumes`."),
    ("volumes_from", "Define a volume in the top-level `volumes`, and mount it in both services."),
];

/// The fault of a key that the table does not have in this version.
pub(super) fn unknown(table: &Table, key: &Key, path: &str, client: Client, version: u8) -> Fault {
    let name = &key.name;
    let place = if path.is_empty() { "the file".to_owned() } else { format!("`{path}`") };
    if let Some(known) = table.keys.iter().find(|it| it.name == *name) {
        return newer(&format!("`{name}` of {place}"), known.since, key, client, version);
    }
    if name.starts_with("x-") {
        return match table.extensions {
            Some(since) => newer(&format!("`{name}` of {place}"), since, key, client, version),
            None => Fault::new(key.at, format!("{place} has `{name}`; Docker allows no `x-` key there"))
                .help("Move the key to the top level of the file."),
        };
    }
    let names: Vec<&str> = table.keys.iter().filter(|it| it.is_in(version)).map(|it| it.name).collect();
    let fault =
        |rest: String| Fault::new(key.at, format!("{place} has `{name}`, which a swarm does not support{rest}"));
    if let Some((_, instead)) = INSTEAD.iter().find(|(it, _)| it == name) {
        return fault(String::new()).help(*instead);
    }
    match nearest(name, &names) {
        Some(meant) => fault(format!("; did you mean `{meant}`?")),
        None if names.len() <= LISTED => fault(format!("; allowed: `{}`", names.join("`, `"))),
        None => fault(String::new()).help("Remove the key."),
    }
}

/// A key of a newer version of the format.
fn newer(what: &str, since: u8, key: &Key, client: Client, version: u8) -> Fault {
    if since > client.newest() {
        let text = format!(
            "{what} requires version `3.{since}` of the format, which {} reads first; {} reads versions up to `3.{}`",
            name(first_engine(since)),
            client.name(),
            client.newest()
        );
        return Fault::new(key.at, text).help("Remove the key, or install a newer engine.");
    }
    let text = format!("{what} requires version `3.{since}` of the format; the file has version `3.{version}`");
    Fault::new(key.at, text).help(format!("Write `version: '3.{}'`.", client.newest()))
}
