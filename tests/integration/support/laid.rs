//! The state of a host after its first boot, from the files for a target, in the same form for every target.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::Read,
    sync::Arc,
};

use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::Value;
use swarmgen::model::plan::HostPlan;

/// A host after its first boot.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Laid {
    pub(crate) hostname: String,
    pub(crate) timezone: Option<String>,
    /// Mode and content by absolute path, units and drop-ins among them.
    pub(crate) files: BTreeMap<String, (u32, Vec<u8>)>,
    pub(crate) enabled: BTreeSet<String>,
    pub(crate) disabled: BTreeSet<String>,
    pub(crate) users: Vec<User>,
}

/// A user, and the user's rights in sudo.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct User {
    pub(crate) name: String,
    pub(crate) groups: Vec<String>,
    pub(crate) ssh_authorized_keys: Vec<String>,
    pub(crate) password_hash: Option<String>,
    pub(crate) sudo: String,
}

impl Laid {
    /// The state that the plan describes.
    pub(crate) fn of(plan: &HostPlan) -> Self {
        let mut files: BTreeMap<_, _> = plan
            .files
            .iter()
            .map(|(path, file)| (path.clone(), (file.mode, file.content.as_bytes().to_vec())))
            .collect();
        for (name, unit) in &plan.units {
            let path = format!("/etc/systemd/system/{name}");
            files.extend(unit.content.iter().map(|it| (path.clone(), (0o644, it.as_bytes().to_vec()))));
            let dropin =
                |(dropin, it): (&String, &Arc<str>)| (format!("{path}.d/{dropin}"), (0o644, it.as_bytes().to_vec()));
            files.extend(unit.dropins.iter().map(dropin));
        }
        let units_with = |enabled| {
            let units = plan.units.iter().filter(move |(_, unit)| unit.enabled == Some(enabled));
            units.map(|(name, _)| name.clone()).collect()
        };
        Self {
            hostname: plan.fqdn.clone(),
            timezone: plan.timezone.clone(),
            files,
            enabled: units_with(true),
            disabled: units_with(false),
            users: vec![User {
                name: plan.user.name.clone(),
                groups: vec![plan.user.admin_group.clone()],
                ssh_authorized_keys: plan.user.ssh_authorized_keys.clone(),
                password_hash: plan.user.password_hash.as_ref().map(|hash| hash.expose().to_owned()),
                sudo: format!("{} ALL=(ALL) NOPASSWD:ALL", plan.user.name),
            }],
        }
    }

    /// Reads the file of either target, in any of its forms.
    pub(crate) fn read(name: &str, bytes: &[u8]) -> Self {
        match name {
            "user-data" => Self::from_user_data(&yaml(&unpacked(bytes))),
            "config.ign" => Self::from_ignition(&unpacked_config(bytes)),
            other => panic!("no target reads {other}"),
        }
    }

    pub(crate) fn from_user_data(data: &Value) -> Self {
        assert_eq!(data["prefer_fqdn_over_hostname"], true);
        Self {
            hostname: string(&data["fqdn"]),
            timezone: data["timezone"].as_str().map(str::to_owned),
            files: list(&data["write_files"]).map(written_file).collect(),
            enabled: list(&data["runcmd"]).flat_map(|it| units_told("enable", it)).collect(),
            disabled: list(&data["runcmd"]).flat_map(|it| units_told("disable", it)).collect(),
            users: list(&data["users"]).map(cloud_init_user).collect(),
        }
    }

    fn from_ignition(config: &Value) -> Self {
        let storage = &config["storage"];
        let mut files: BTreeMap<_, _> = list(&storage["files"]).map(ignition_file).collect();
        assert_eq!(files.len(), list(&storage["files"]).count(), "a path is taken twice");
        let hostname = take(&mut files, "/etc/hostname", 0o644);
        let sudoers = take(&mut files, "/etc/sudoers.d/swarmgen", 0o440);
        let units = &config["systemd"]["units"];
        for unit in list(units) {
            files.extend(ignition_unit(unit));
        }
        let units_with =
            |enabled| list(units).filter(|unit| unit["enabled"] == enabled).map(|unit| string(&unit["name"])).collect();
        Self {
            hostname,
            timezone: list(&storage["links"]).find(|link| link["path"] == "/etc/localtime").map(zone),
            files,
            enabled: units_with(true),
            disabled: units_with(false),
            users: list(&config["passwd"]["users"]).map(|user| ignition_user(user, &sudoers)).collect(),
        }
    }
}

/// User-data as plain text: it may be compressed, or a MIME archive with one compressed part.
fn unpacked(bytes: &[u8]) -> String {
    if bytes.starts_with(&[0x1f, 0x8b]) {
        return String::from_utf8(gunzip(bytes)).expect("text");
    }
    let text = String::from_utf8(bytes.to_vec()).expect("text");
    let Some(archive) = text.strip_prefix("Content-Type: multipart/mixed; boundary=\"swarmgen\"\nMIME-Version: 1.0\n")
    else {
        return text;
    };
    let [_, part, "--\n"] = archive.split("--swarmgen").collect::<Vec<_>>()[..] else { panic!("one part: {archive}") };
    let (header, body) = part.split_once("\n\n").expect("a header and a body");
    assert!(
        header.contains("Content-Transfer-Encoding: base64") && body.lines().all(|line| line.len() <= 76),
        "{part}"
    );
    unpacked(&base64(&body.replace('\n', "")))
}

/// An Ignition config, or the config that replaces it.
fn unpacked_config(bytes: &[u8]) -> Value {
    let config: Value = serde_json::from_slice(bytes).expect("an Ignition config is JSON");
    let replace = &config["ignition"]["config"]["replace"];
    if replace.is_null() { config } else { unpacked_config(&resource(replace)) }
}

fn gunzip(bytes: &[u8]) -> Vec<u8> {
    let mut content = Vec::new();
    flate2::read::GzDecoder::new(bytes).read_to_end(&mut content).expect("gzip");
    content
}

/// Reads YAML as YAML 1.2.
pub(crate) fn yaml(text: &str) -> Value {
    serde_saphyr::from_str(text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn string(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value} is not a string")).to_owned()
}

fn strings(value: &Value) -> Vec<String> {
    list(value).map(string).collect()
}

fn base64(text: &str) -> Vec<u8> {
    BASE64_STANDARD.decode(text).expect("base64")
}

fn written_file(file: &Value) -> (String, (u32, Vec<u8>)) {
    let content = string(&file["content"]);
    let bytes = match file["encoding"].as_str() {
        None => content.into_bytes(),
        Some("b64") => base64(&content),
        Some("gz+b64") => gunzip(&base64(&content)),
        Some(other) => panic!("encoding {other}"),
    };
    let mode = u32::from_str_radix(&string(&file["permissions"]), 8).expect("octal");
    (string(&file["path"]), (mode, bytes))
}

/// The units that a command enables, or that it passes to another verb.
fn units_told(verb: &str, command: &Value) -> Vec<String> {
    let words = strings(command);
    let verb = words.iter().position(|word| word == verb).filter(|at| [2, 3].contains(at));
    verb.map_or_else(Vec::new, |at| words[at + 1..].to_vec())
}

fn cloud_init_user(user: &Value) -> User {
    assert_eq!(user["passwd"], user["hashed_passwd"]);
    assert_eq!(user["lock_passwd"], user["passwd"].is_null());
    let name = string(&user["name"]);
    User {
        sudo: format!("{name} {}", string(&user["sudo"])),
        name,
        groups: vec![string(&user["groups"])],
        ssh_authorized_keys: strings(&user["ssh_authorized_keys"]),
        password_hash: user["passwd"].as_str().map(str::to_owned),
    }
}

fn ignition_file(file: &Value) -> (String, (u32, Vec<u8>)) {
    assert_eq!(file["overwrite"], true, "a file of the image would stop the boot");
    let mode = file["mode"].as_u64().and_then(|mode| u32::try_from(mode).ok()).expect("a mode");
    (string(&file["path"]), (mode, resource(&file["contents"])))
}

/// The content of a data URL.
fn resource(resource: &Value) -> Vec<u8> {
    let source = string(&resource["source"]);
    let bytes = match source.strip_prefix("data:;base64,") {
        Some(text) => base64(text),
        None => percent_decoded(source.strip_prefix("data:,").expect("a data URL")),
    };
    match resource["compression"].as_str() {
        None => bytes,
        Some("gzip") => gunzip(&bytes),
        Some(other) => panic!("compression {other}"),
    }
}

fn percent_decoded(text: &str) -> Vec<u8> {
    let mut parts = text.split('%');
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        bytes.push(u8::from_str_radix(&part[..2], 16).expect("two digits"));
        bytes.extend_from_slice(&part.as_bytes()[2..]);
    }
    bytes
}

fn ignition_unit(unit: &Value) -> Vec<(String, (u32, Vec<u8>))> {
    let path = format!("/etc/systemd/system/{}", string(&unit["name"]));
    let text = |value: &Value| (0o644, string(value).into_bytes());
    let dropins = list(&unit["dropins"]).map(|it| (format!("{path}.d/{}", string(&it["name"])), text(&it["contents"])));
    let mut files: Vec<_> = dropins.collect();
    if !unit["contents"].is_null() {
        files.push((path, text(&unit["contents"])));
    }
    files
}

fn ignition_user(user: &Value, sudo: &str) -> User {
    User {
        name: string(&user["name"]),
        groups: strings(&user["groups"]),
        ssh_authorized_keys: strings(&user["sshAuthorizedKeys"]),
        password_hash: user["passwordHash"].as_str().map(str::to_owned),
        sudo: sudo.to_owned(),
    }
}

/// Removes a file that stands for an effect of a cloud-init key, and returns its only line.
fn take(files: &mut BTreeMap<String, (u32, Vec<u8>)>, path: &str, mode: u32) -> String {
    let (found, bytes) = files.remove(path).unwrap_or_else(|| panic!("no {path}"));
    assert_eq!(found, mode, "{path}");
    let line = String::from_utf8(bytes).expect("text");
    line.strip_suffix('\n').expect("a whole line").to_owned()
}

fn zone(link: &Value) -> String {
    let target = string(&link["target"]);
    target.strip_prefix("../usr/share/zoneinfo/").expect("a time zone").to_owned()
}
