//! Ignition: one config.

use std::{fmt::Write, sync::Arc};

use base64::{Engine, prelude::BASE64_STANDARD};
// The lowest spec that holds what is used here; sha256 asks for it.
use ignition_config::v3_1::{
    Config, Dropin, File, Ignition, Link, Passwd, Resource, Storage, Systemd, Unit, User, Verification,
};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::{
    artifact::Tree,
    emit::{SUDO_RULE, holds_secret, insert},
    plan::{self, HostPlan, LoginUser},
};

const SPEC: &str = "3.1.0";

/// Writes the Ignition config of one host.
pub(super) fn emit(plan: &HostPlan) -> Tree {
    let mut tree = Tree::default();
    let text = json(&config(plan));
    insert(&mut tree, plan, "config.ign", text, holds_secret(plan));
    tree
}

fn config(plan: &HostPlan) -> Config {
    Config {
        ignition: Ignition { version: Some(SPEC.to_owned()), ..Ignition::default() },
        passwd: Some(Passwd { users: Some(vec![user(&plan.user)]), ..Passwd::default() }),
        storage: Some(Storage { files: Some(files(plan)), links: links(plan), ..Storage::default() }),
        systemd: Some(Systemd { units: Some(plan.units.iter().map(|(name, it)| unit(name, it)).collect()) }),
    }
}

fn user(user: &LoginUser) -> User {
    let keys = &user.ssh_authorized_keys;
    User {
        groups: Some(vec![user.admin_group.clone()]),
        ssh_authorized_keys: (!keys.is_empty()).then(|| keys.clone()),
        password_hash: user.password_hash.as_ref().map(|hash| hash.expose().to_owned()),
        ..User::new(user.name.clone())
    }
}

/// The plan's files, and those that stand for what cloud-init does by a key of its own.
fn files(plan: &HostPlan) -> Vec<File> {
    let hostname = file("/etc/hostname", 0o644, &format!("{}\n", plan.fqdn));
    // sudo wants it so, and passes over a file with a dot in its name.
    let sudoers = file("/etc/sudoers.d/swarmgen", 0o440, &format!("{} {SUDO_RULE}\n", plan.user.name));
    let planned = plan.files.iter().map(|(path, it)| file(path, it.mode, &it.content));
    [hostname, sudoers].into_iter().chain(planned).collect()
}

fn file(path: &str, mode: u32, content: &str) -> File {
    File {
        contents: Some(contents(content)),
        mode: Some(mode.into()),
        // The image may bring the file; and a host that boots live runs Ignition on every boot.
        overwrite: Some(true),
        ..File::new(path.to_owned())
    }
}

/// Content as a data URL: base64, because percent signs make a script or a unit half as long again.
fn contents(content: &str) -> Resource {
    Resource {
        source: Some(format!("data:;base64,{}", BASE64_STANDARD.encode(content))),
        verification: Some(Verification { hash: Some(sha256(content)) }),
        ..Resource::default()
    }
}

/// The digest as `verification.hash` spells it.
fn sha256(content: &str) -> String {
    let mut hash = "sha256-".to_owned();
    for byte in Sha256::digest(content) {
        write!(hash, "{byte:02x}").expect("a string takes all");
    }
    hash
}

fn links(plan: &HostPlan) -> Option<Vec<Link>> {
    let target = format!("../usr/share/zoneinfo/{}", plan.timezone.as_ref()?);
    Some(vec![Link { overwrite: Some(true), ..Link::new("/etc/localtime".to_owned(), target) }])
}

fn unit(name: &str, unit: &plan::Unit) -> Unit {
    let dropin = |(name, content): (&String, &Arc<str>)| Dropin {
        contents: Some(content.to_string()),
        ..Dropin::new(name.clone())
    };
    let dropins: Vec<Dropin> = unit.dropins.iter().map(dropin).collect();
    Unit {
        contents: unit.content.as_deref().map(str::to_owned),
        dropins: (!dropins.is_empty()).then_some(dropins),
        // Where it is not asked for, the image's own presets decide, as they do with cloud-init.
        enabled: unit.enabled.then_some(true),
        ..Unit::new(name.to_owned())
    }
}

/// Writes JSON without the keys that hold nothing: the types write every one that they know.
fn json(config: &Config) -> String {
    let mut document = serde_json::to_value(config).expect("the types hold what JSON can");
    drop_nulls(&mut document);
    format!("{document:#}\n")
}

fn drop_nulls(value: &mut Value) {
    match value {
        Value::Object(map) => {
            map.retain(|_, value| !value.is_null());
            map.values_mut().for_each(drop_nulls);
        }
        Value::Array(list) => list.iter_mut().for_each(drop_nulls),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
