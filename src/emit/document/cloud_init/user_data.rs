//! The user-data: a cloud-config.
//!
//! cloud-init 0.7.5 ignores keys that it does not know, so one document serves all versions.

use std::{borrow::Cow, collections::BTreeMap};

use base64::{Engine, prelude::BASE64_STANDARD};
use serde::Serialize;

use crate::{
    emit::{
        SUDO_RULE, UNITS,
        document::packed::{Form, gzip},
        unit_files,
    },
    model::plan::{HostPlan, LoginUser, NetworkPlan, Repository, Unit},
    values::secret::Secret,
};

/// Marks this instance as set up. It lies beside cloud-init's own semaphores, so a new instance starts without it.
const DONE: &str = "/var/lib/cloud/instance/sem/swarmgen";

/// cloud-init marks a module as done before it runs it, so a power failure in the first boot would leave the host half
/// configured. This command runs on each boot, before every relevant module. Until [`DONE`] exists, all modules run
/// again. cloud-init's own `boot-finished` is no substitute: cloud-init removes it at the start of each boot.
const START_OVER: &str = "[ -e /var/lib/cloud/instance/sem/swarmgen ] || rm -f /var/lib/cloud/instance/sem/config_*";

/// Starts the plan's units on the first boot as soon as `$1`, the last file that cloud-init writes, exists. [`ENABLE`]
/// would run only after all units that the system starts by itself. This is for hosts whose packages are in the image;
/// other hosts have nothing to start yet.
const START_EARLY: &str = r#"last=$1; shift; [ -e "$last" ] || {
    for _ in $(seq 600); do [ ! -s "$last" ] || break; sleep 0.1; done
    systemctl start --no-block "$@"
} </dev/null >/dev/null 2>&1 &
"#;

/// Enables units of the image or of a package, one at a time: if one is missing, systemctl enables none in the same
/// call. A reload takes half a second on a small host, and `enable` reloads each time, three times for a service with
/// an init script. So the first boot reloads once, and skips units that their package has enabled.
const ENABLE: &str =
    r#"for unit do systemctl is-enabled --quiet "$unit" || systemctl --no-reload enable "$unit"; done"#;

/// Disables and stops units, without waiting. A unit may be missing.
const DISABLE: &str = r#"for unit do systemctl --no-reload disable "$unit"; systemctl stop --no-block "$unit"; done"#;

/// Makes systemd reload changed units, in the background where possible: a reload takes half a second on a small host,
/// while the swarm is forming.
const RELOAD: &str = "systemd-run --quiet --on-active=30 systemctl daemon-reload || systemctl daemon-reload";

/// Keeps NetworkManager from replacing `/etc/resolv.conf`, which cloud-init writes afterwards: the interface's file of
/// cloud-init 0.7.5 has no name servers, and NetworkManager rewrites the file without any when the host name changes.
const KEEP_NAME_SERVERS: &str = r#"[ -e "$1" ] || {
    mkdir -p "${1%/*}" && printf '[main]\ndns=none\n' >"$1" && timeout 60 systemctl try-restart NetworkManager.service
}
"#;

/// Installs packages one by one: in one call, a name that dnf does not know keeps all others from being installed. With a
/// limit, since the engine starts afterwards.
const INSTALL_EACH: &str = r#"for name do timeout 600 dnf -y install "$name"; done"#;

/// Marks the host as set up once its packages have installed the engine.
const INSTALLED: &str = r#"command -v docker >/dev/null && touch "$1""#;

/// The file name of the repository on the host.
const REPOSITORY: &str = "docker";

#[derive(Serialize)]
pub(super) struct UserData<'a> {
    hostname: &'a str,
    fqdn: &'a str,
    prefer_fqdn_over_hostname: bool,
    manage_etc_hosts: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    timezone: Option<&'a str>,
    users: [User<'a>; 1],
    #[serde(skip_serializing_if = "Option::is_none")]
    apt: Option<Apt>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    yum_repos: BTreeMap<&'static str, YumRepository<'a>>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    package_update: bool,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    packages: &'a [String],
    bootcmd: Vec<Vec<String>>,
    // Runs last. It stands next to `bootcmd` because it repeats its words, and the compressed document is smaller then.
    runcmd: Vec<Vec<&'a str>>,
    write_files: Vec<WriteFile<'a>>,
}

impl<'a> UserData<'a> {
    pub(super) fn of(plan: &'a HostPlan, form: Form) -> Self {
        let write_files = write_files(plan, form);
        Self {
            hostname: plan.name.as_str(),
            fqdn: &plan.fqdn,
            prefer_fqdn_over_hostname: true,
            // Images enable it, and it would overwrite the plan's /etc/hosts on each boot.
            manage_etc_hosts: false,
            timezone: plan.timezone.as_deref(),
            users: [User::of(&plan.user)],
            apt: Apt::of(plan.repository.as_ref()),
            yum_repos: YumRepository::of(plan.repository.as_ref()),
            package_update: plan.installs(),
            packages: &plan.packages,
            bootcmd: bootcmd(plan, write_files.last()),
            runcmd: runcmd(plan),
            write_files,
        }
    }
}

#[derive(Serialize)]
struct User<'a> {
    name: &'a str,
    // Not a list: 0.7.5 silently ignores a list.
    groups: &'a str,
    shell: &'static str,
    sudo: &'static str,
    lock_passwd: bool,
    // 0.7.5 knows this key only; newer versions apply it only to a user that they create.
    #[serde(skip_serializing_if = "Option::is_none")]
    passwd: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hashed_passwd: Option<&'a str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    ssh_authorized_keys: &'a [String],
}

impl<'a> User<'a> {
    fn of(user: &'a LoginUser) -> Self {
        let hash = user.password_hash.as_ref().map(Secret::expose);
        Self {
            name: &user.name,
            groups: &user.admin_group,
            shell: "/bin/bash",
            sudo: SUDO_RULE,
            lock_passwd: hash.is_none(),
            passwd: hash,
            hashed_passwd: hash,
            ssh_authorized_keys: &user.ssh_authorized_keys,
        }
    }
}

#[derive(Serialize)]
struct Apt {
    sources: BTreeMap<&'static str, AptSource>,
}

#[derive(Serialize)]
struct AptSource {
    source: String,
}

impl Apt {
    fn of(repository: Option<&Repository>) -> Option<Self> {
        let Some(Repository::Apt { url, key }) = repository else { return None };
        // cloud-init replaces $RELEASE with the code name of the release.
        let source = format!("deb [signed-by={key}] {url} $RELEASE stable");
        Some(Self { sources: BTreeMap::from([(REPOSITORY, AptSource { source })]) })
    }
}

#[derive(Serialize)]
struct YumRepository<'a> {
    name: &'static str,
    baseurl: &'a str,
    enabled: bool,
    gpgcheck: bool,
    gpgkey: &'a str,
}

impl<'a> YumRepository<'a> {
    fn of(repository: Option<&'a Repository>) -> BTreeMap<&'static str, Self> {
        let Some(Repository::Dnf { url, key }) = repository else { return BTreeMap::new() };
        let repository = Self { name: REPOSITORY, baseurl: url, enabled: true, gpgcheck: true, gpgkey: key };
        BTreeMap::from([(REPOSITORY, repository)])
    }
}

#[derive(Serialize)]
struct WriteFile<'a> {
    path: Cow<'a, str>,
    // A string: YAML reads a bare 0644 as a number, and YAML 1.1 and 1.2 read different ones.
    permissions: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    encoding: Option<&'static str>,
    content: Cow<'a, str>,
}

impl<'a> WriteFile<'a> {
    fn new(path: Cow<'a, str>, mode: u32, content: &'a str, form: Form) -> Self {
        let plain = Self::plain(path, mode, content);
        if form != Form::Files {
            return plain;
        }
        let packed = BASE64_STANDARD.encode(gzip(content.as_bytes()));
        let gain = plain.content.len().saturating_sub(packed.len());
        if gain > PACKING { Self { encoding: Some("gz+b64"), content: packed.into(), ..plain } } else { plain }
    }

    fn plain(path: Cow<'a, str>, mode: u32, content: &'a str) -> Self {
        let permissions = format!("{mode:04o}");
        if is_plain(content) {
            Self { path, permissions, encoding: None, content: content.into() }
        } else {
            Self { path, permissions, encoding: Some("b64"), content: BASE64_STANDARD.encode(content).into() }
        }
    }
}

/// The bytes that mark a file as compressed.
const PACKING: usize = "    encoding: gz+b64\n".len();

/// Whether the text should be written in plain form. 0.7.5 (Python 2, PyYAML 3.10) fails on non-ASCII text. Control
/// characters would force the whole text into one quoted line.
fn is_plain(content: &str) -> bool {
    content.bytes().all(|byte| matches!(byte, b'\n' | b'\t' | b' '..=b'~'))
}

/// The units first, then by path: similar files are neighbours then, and compress best. The scripts of the converge
/// service come last: [`START_EARLY`] waits for the last file, and a file of the operator might be empty, or exist before
/// its last line is written.
fn write_files(plan: &HostPlan, form: Form) -> Vec<WriteFile<'_>> {
    let files = plan.files.iter().map(|(path, file)| WriteFile::new(path.into(), file.mode, &file.content, form));
    let units = unit_files(plan).map(|(path, content)| WriteFile::new(path.into(), 0o644, content, form));
    let mut all: Vec<_> = units.chain(files).collect();
    all.sort_by_cached_key(|file| {
        let is_in = |folder| file.path.starts_with(folder);
        // The script of the shell has little in common with the others.
        let is_script = is_in("/opt/swarmgen/") && !is_in("/opt/swarmgen/shell.sh");
        (is_script, file.path.ends_with(".awk"), !is_in(UNITS), file.path.clone())
    });
    all
}

/// `last` is the last file that cloud-init writes.
fn bootcmd(plan: &HostPlan, last: Option<&WriteFile<'_>>) -> Vec<Vec<String>> {
    let command = |script: &str, name: &str, words: Vec<String>| {
        ["sh", "-c", script, name].into_iter().map(str::to_owned).chain(words).collect()
    };
    let units = |wanted: fn(&Unit) -> bool| {
        let units = plan.units.iter().filter(move |(_, unit)| wanted(unit));
        units.map(|(name, _)| name.clone())
    };
    let mut commands = Vec::new();
    // The image may have started them long before, and the drop-in that keeps one down counts only after a reload.
    let rivals: Vec<String> = units(|unit| unit.stops_first && unit.enabled == Some(false)).collect();
    if !rivals.is_empty() {
        commands.push(command(DISABLE, "disable", rivals.clone()));
        commands.push(["timeout", "60", "systemctl", "stop"].into_iter().map(str::to_owned).chain(rivals).collect());
    }
    if matches!(&plan.network, NetworkPlan::MetaData(address) if !address.nameservers.is_empty()) {
        let file = "/etc/NetworkManager/conf.d/90-swarmgen.conf".to_owned();
        commands.push(command(KEEP_NAME_SERVERS, "keep", vec![file]));
    }
    commands.push(["sh", "-c", START_OVER].map(str::to_owned).to_vec());
    if let (Some(last), true) = (last, !plan.installs()) {
        let own = units(|unit| unit.is_enabled() && unit.content.is_some());
        commands.push(command(START_EARLY, "start", [last.path.to_string()].into_iter().chain(own).collect()));
    }
    commands
}

/// No command here may wait for a unit. cloud-final.service runs these commands, and on some systems the rest of the
/// boot waits for it, or it waits for the rest of the boot.
fn runcmd(plan: &HostPlan) -> Vec<Vec<&str>> {
    let units_with = |enabled| {
        let units = plan.units.iter().filter(move |(_, unit)| unit.enabled == Some(enabled));
        units.map(|(name, _)| name.as_str()).collect::<Vec<_>>()
    };
    let [enabled, disabled] = [true, false].map(units_with);
    let (own, others): (Vec<&str>, Vec<&str>) = enabled.iter().partition(|name| plan.units[**name].content.is_some());
    let mut commands = Vec::new();
    // Before any unit starts: it may need one of them.
    if !plan.extra_packages.is_empty() {
        let names = plan.extra_packages.iter().map(String::as_str);
        commands.push(["sh", "-c", INSTALL_EACH, "install"].into_iter().chain(names).collect());
    }
    // cloud-init has just written these files, so one call finds them all.
    if !own.is_empty() {
        commands.push([&["systemctl", "--no-reload", "enable"], &own[..]].concat());
    }
    if !others.is_empty() {
        commands.push([&["sh", "-c", ENABLE, "enable"], &others[..]].concat());
    }
    if !disabled.is_empty() {
        commands.push([&["sh", "-c", DISABLE, "disable"], &disabled[..]].concat());
    }
    commands.push(vec!["sh", "-c", RELOAD]);
    if !enabled.is_empty() {
        commands.push([&["systemctl", "start", "--no-block"], &enabled[..]].concat());
    }
    // The mark must reach the disk after the files that it stands for.
    commands.push(vec!["sync"]);
    // cloud-init continues when a package mirror fails. The next boot retries.
    let done = if plan.packages.is_empty() { vec!["touch", DONE] } else { vec!["sh", "-c", INSTALLED, "done", DONE] };
    commands.push(done);
    commands
}
