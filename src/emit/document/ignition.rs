//! Ignition: the config.

use std::sync::Arc;

use base64::{Engine, prelude::BASE64_STANDARD};
// The lowest spec with all features in use; sha256 requires it.
use ignition_config::v3_1::{
    Config, Dropin, File, Ignition, IgnitionConfig, Link, Passwd, Resource, Storage, Systemd, Unit, User, Verification,
};
use percent_encoding::percent_encode_byte;
use serde::Serialize;
use serde_json::Value;

use super::packed::{Form, gzip};
use crate::{
    emit::SUDO_RULE,
    model::plan::{self, HostPlan, LoginUser},
    values::digest::Sha256Digest,
};

const SPEC: &str = "3.1.0";

/// The config in one of its forms.
pub(super) fn config_in(plan: &HostPlan, form: Form) -> Vec<u8> {
    match form {
        Form::Plain => format!("{:#}\n", json(&config(plan, Contents::Readable))),
        Form::Files => format!("{}\n", json(&config(plan, Contents::Packed))),
        Form::Whole => format!("{}\n", json(&replaced(&json(&config(plan, Contents::Escaped)).to_string()))),
    }
    .into_bytes()
}

/// A config that replaces itself with another one. Ignition decompresses user-data on one platform only.
fn replaced(config: &str) -> Config {
    let replace = Resource {
        source: Some(base64_url(&gzip(config.as_bytes()))),
        compression: Some(GZIP.to_owned()),
        ..Resource::default()
    };
    let config = IgnitionConfig { replace: Some(replace), ..IgnitionConfig::default() };
    Config {
        ignition: Ignition { version: Some(SPEC.to_owned()), config: Some(config), ..Ignition::default() },
        ..Config::default()
    }
}

fn config(plan: &HostPlan, contents: Contents) -> Config {
    Config {
        ignition: Ignition { version: Some(SPEC.to_owned()), ..Ignition::default() },
        passwd: Some(Passwd { users: Some(vec![user(&plan.user)]), ..Passwd::default() }),
        storage: Some(Storage { files: Some(files(plan, contents)), links: links(plan), ..Storage::default() }),
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

/// The plan's files, and the files for settings that are keys of cloud-init.
fn files(plan: &HostPlan, contents: Contents) -> Vec<File> {
    let hostname = file("/etc/hostname", 0o644, contents.of(&format!("{}\n", plan.fqdn)));
    // sudo requires this mode, and ignores a file with a dot in its name.
    let sudoers = file("/etc/sudoers.d/swarmgen", 0o440, contents.of(&format!("{} {SUDO_RULE}\n", plan.user.name)));
    let planned = plan.files.iter().map(|(path, it)| file(path, it.mode, contents.of(&it.content)));
    [hostname, sudoers].into_iter().chain(planned).chain(program(plan)).collect()
}

/// The files of the host program, if Ignition gets them from a URL.
fn program(plan: &HostPlan) -> impl Iterator<Item = File> {
    plan.program_url.iter().flat_map(|url| {
        plan.program.iter().map(move |(path, digest)| {
            let verification = Some(Verification { hash: Some(format!("sha256-{digest}")) });
            file(
                path,
                0o644,
                Resource {
                    source: Some(url.below(&digest.to_string()).to_string()),
                    verification,
                    ..Resource::default()
                },
            )
        })
    })
}

fn file(path: &str, mode: u32, contents: Resource) -> File {
    File {
        contents: Some(contents),
        mode: Some(mode.into()),
        // The image may contain the file, and a live host runs Ignition on every boot.
        overwrite: Some(true),
        ..File::new(path.to_owned())
    }
}

/// The encoding of files in the config, each as a data URL.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Contents {
    /// base64, with a digest: percent-encoding makes a script or a unit half as long again.
    Readable,
    /// Compressed where that is shorter.
    Packed,
    /// Percent-encoded, because base64 hides repetitions from the outer compression. Without a digest, which does not
    /// compress: gzip has its own checksum.
    Escaped,
}

impl Contents {
    fn of(self, content: &str) -> Resource {
        match self {
            Self::Packed => packed(content).unwrap_or_else(|| readable(content)),
            Self::Readable => readable(content),
            Self::Escaped => Resource { source: Some(format!("data:,{}", escaped(content))), ..Resource::default() },
        }
    }
}

fn readable(content: &str) -> Resource {
    let verification = Verification { hash: Some(format!("sha256-{}", Sha256Digest::of(content))) };
    let source = Some(base64_url(content.as_bytes()));
    Resource { source, verification: Some(verification), ..Resource::default() }
}

/// `None` if the result would not be shorter.
fn packed(content: &str) -> Option<Resource> {
    let packed = gzip(content.as_bytes());
    let compression = Some(GZIP.to_owned());
    let source = Some(base64_url(&packed));
    (packed.len() < content.len()).then(|| Resource { source, compression, ..Resource::default() })
}

const GZIP: &str = "gzip";

fn base64_url(bytes: &[u8]) -> String {
    format!("data:;base64,{}", BASE64_STANDARD.encode(bytes))
}

/// Percent-encodes every character with a meaning in any part of a URL.
fn escaped(content: &str) -> String {
    let mut text = String::new();
    for byte in content.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~!$&'()*,;=:@/".contains(&byte) {
            text.push(char::from(byte));
        } else {
            text.push_str(percent_encode_byte(byte));
        }
    }
    text
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
        // Without a setting, the presets of the image decide, as with cloud-init.
        enabled: unit.enabled,
        ..Unit::new(name.to_owned())
    }
}

/// Makes JSON without empty keys: the types write every key that they know.
fn json(value: &impl Serialize) -> Value {
    let mut document = serde_json::to_value(value).expect("the types hold what JSON can");
    drop_nulls(&mut document);
    document
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
