//! The user-data: a cloud-config.
//!
//! Keys that 0.7.5 does not know it passes over, so one document serves all versions.

use std::{borrow::Cow, collections::BTreeMap};

use base64::{Engine, prelude::BASE64_STANDARD};
use serde::Serialize;

use crate::{
    emit::{
        SUDO_RULE,
        document::packed::{Form, gzip},
        unit_files,
    },
    model::plan::{HostPlan, LoginUser, Repository},
    values::secret::Secret,
};

/// Says that this instance has been set up. It lies beside cloud-init's own semaphores, so that a new instance has none.
const DONE: &str = "/var/lib/cloud/instance/sem/swarmgen";

/// cloud-init notes that a module has run before it runs it, so a power cut in the first boot would leave the host half
/// set up for ever. Runs on each boot, ahead of every module that counts: until [`DONE`] is there, all of them run again.
/// cloud-init's own `boot-finished` cannot tell, since it is removed at the start of each boot.
const START_OVER: &str = "[ -e /var/lib/cloud/instance/sem/swarmgen ] || rm -f /var/lib/cloud/instance/sem/config_*";

/// Starts the plan's own units on the first boot as soon as `$1`, the file that is written last, is there: [`ENABLE`] runs only after all
/// that the system starts by itself. For hosts that have their packages; elsewhere there is nothing to start yet.
const START_EARLY: &str = r#"last=$1; shift; [ -e "$last" ] || {
    for _ in $(seq 600); do [ ! -s "$last" ] || break; sleep 0.1; done
    systemctl start --no-block "$@"
} </dev/null >/dev/null 2>&1 &
"#;

/// Enables units that are not the plan's own, one at a time: one that is missing keeps systemctl from enabling any in the same call. A
/// reload costs half a second of a small host, and `enable` brings one along, for a service with an init script of the same name three:
/// the first boot has one in all, and a unit that its package has enabled is left as it is.
const ENABLE: &str =
    r#"for unit do systemctl is-enabled --quiet "$unit" || systemctl --no-reload enable "$unit"; done"#;

/// Disables and stops units, of which one may be missing too.
const DISABLE: &str = r#"for unit do systemctl --no-reload disable "$unit"; systemctl stop --no-block "$unit"; done"#;

/// Has systemd read what changed of units that it knew already, later if it can be told so: it takes half a second of a small host, and the
/// swarm is forming.
const RELOAD: &str = "systemd-run --quiet --on-active=30 systemctl daemon-reload || systemctl daemon-reload";

/// Notes that the host is set up once its packages have brought the engine.
const INSTALLED: &str = r#"command -v docker >/dev/null && touch "$1""#;

/// The name of the repository's file on the host.
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
    // Runs last, and repeats words of `bootcmd`: compressed as a whole, the document is smaller where they stand together.
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
            // Images switch it on, and it would rewrite the plan's own /etc/hosts on each boot.
            manage_etc_hosts: false,
            timezone: plan.timezone.as_deref(),
            users: [User::of(&plan.user)],
            apt: Apt::of(plan.repository.as_ref()),
            yum_repos: YumRepository::of(plan.repository.as_ref()),
            package_update: !plan.packages.is_empty(),
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
    // Not a list: 0.7.5 passes over a list without a word.
    groups: &'a str,
    shell: &'static str,
    sudo: &'static str,
    lock_passwd: bool,
    // 0.7.5 knows this one only, and newer versions heed it only for a user that they create.
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
        // cloud-init itself puts the release's code name in the place of $RELEASE.
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
    // A string: YAML takes bare 0644 for a number, and in 1.2 for another one than in 1.1.
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

/// What it costs to say that a file is compressed.
const PACKING: usize = "    encoding: gz+b64\n".len();

/// Whether the text is best written as it stands. 0.7.5 (Python 2, PyYAML 3.10) fails on what is not ASCII; and for control
/// characters all of the text would have to stand in one quoted line.
fn is_plain(content: &str) -> bool {
    content.bytes().all(|byte| matches!(byte, b'\n' | b'\t' | b' '..=b'~'))
}

/// By path, since what is alike stands together then, and compresses best. The scripts come last: [`START_EARLY`] waits for the end of it
/// all, where a file of the user's own might be empty, or be there before its last line is.
fn write_files(plan: &HostPlan, form: Form) -> Vec<WriteFile<'_>> {
    let files = plan.files.iter().map(|(path, file)| WriteFile::new(path.into(), file.mode, &file.content, form));
    let units = unit_files(plan).map(|(path, content)| WriteFile::new(path.into(), 0o644, content, form));
    let mut all: Vec<_> = files.chain(units).collect();
    all.sort_by_cached_key(|file| (file.path.starts_with("/opt/swarmgen/"), file.path.clone()));
    all
}

/// `last` is the file that is written last.
fn bootcmd(plan: &HostPlan, last: Option<&WriteFile<'_>>) -> Vec<Vec<String>> {
    let mut commands = vec![["sh", "-c", START_OVER].map(str::to_owned).to_vec()];
    let units = plan.units.iter().filter(|(_, unit)| unit.is_enabled() && unit.content.is_some());
    let units: Vec<String> = units.map(|(name, _)| name.clone()).collect();
    if let (Some(last), true) = (last, plan.packages.is_empty()) {
        let words = ["sh", "-c", START_EARLY, "start", &last.path].map(str::to_owned);
        commands.push(words.into_iter().chain(units).collect());
    }
    commands
}

/// Nothing here may wait for a unit: cloud-final.service runs this, and on some systems is itself what the rest of the boot
/// waits for, or waits for the rest of the boot.
fn runcmd(plan: &HostPlan) -> Vec<Vec<&str>> {
    let units_with = |enabled| {
        let units = plan.units.iter().filter(move |(_, unit)| unit.enabled == Some(enabled));
        units.map(|(name, _)| name.as_str()).collect::<Vec<_>>()
    };
    let [enabled, disabled] = [true, false].map(units_with);
    let (own, others): (Vec<&str>, Vec<&str>) = enabled.iter().partition(|name| plan.units[**name].content.is_some());
    let mut commands = Vec::new();
    // Written a moment ago, so one call finds them all.
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
    // The mark must not reach the disk ahead of what it vouches for.
    commands.push(vec!["sync"]);
    // cloud-init goes on where a mirror of packages failed: the next boot tries again.
    let done = if plan.packages.is_empty() { vec!["touch", DONE] } else { vec!["sh", "-c", INSTALLED, "done", DONE] };
    commands.push(done);
    commands
}
