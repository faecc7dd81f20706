//! The pages of the operating systems match their data files, and list exactly the paths that a host gets.

use std::{collections::BTreeSet, fmt::Write, fs, path::Path};

use serde_json::Value;
use swarmgen::{
    emit::emit,
    os::{Network, Os, RebootManager, Target},
    planner,
    values::names::{Install, StorageType},
};

use crate::support::{laid::Laid, plans};

fn page(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn page_of(os: &Os) -> String {
    page(&format!("os/{}.md", os.name))
}

#[test]
fn every_system_has_a_page_and_every_page_a_system() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/os");
    let found = fs::read_dir(folder).expect("the pages").map(|entry| entry.expect("an entry").file_name());
    let found: BTreeSet<_> = found.map(|name| name.to_string_lossy().into_owned()).collect();
    let expected = Os::all().iter().map(|os| format!("{}.md", os.name)).collect();
    assert_eq!(found, expected);
    let index = page("os.md");
    for os in Os::all() {
        assert!(index.contains(&format!("(os/{}.md)", os.name)), "{} is not in the list", os.name);
    }
}

#[test]
fn every_page_says_what_the_data_file_says() {
    for os in Os::all() {
        let page = page_of(os);
        for row in facts(os) {
            assert!(page.lines().any(|line| line == row), "docs/os/{}.md lacks the line\n{row}", os.name);
        }
    }
}

/// `make docs` rewrites the table.
#[test]
fn the_table_of_paths_is_that_of_the_bundles() {
    let page = page("os.md");
    let (head, rest) = page.split_once(TABLE).expect("the page has a table of paths");
    let end = rest.find("\n\n").expect("a paragraph follows the table") + 1;
    let current = format!("{head}{TABLE}{}{}", planner::path_table(), &rest[end..]);
    if std::env::var_os("SWARMGEN_BLESS").is_some() {
        fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/os.md"), &current).expect("the page can be written");
    }
    assert!(page == current || std::env::var_os("SWARMGEN_BLESS").is_some(), "run `make docs`");
}

/// The head of the table of paths.
const TABLE: &str = "| path | content |\n|---|---|\n";

#[test]
fn every_page_names_the_paths_of_its_hosts() {
    let everywhere = paths_in(&page("os.md"));
    for os in Os::all() {
        let written = paths_of(os);
        let here = paths_in(&page_of(os));
        assert!(here.is_disjoint(&everywhere), "docs/os/{}.md repeats what docs/os.md lists", os.name);
        let listed: BTreeSet<_> = everywhere.union(&here).cloned().collect();
        assert_eq!(listed, written, "docs/os/{}.md with docs/os.md, and what is written", os.name);
    }
}

/// The user may decide when a host reboots for updates, and which name servers it asks. Flatcar's file also names the
/// channel of the updates, and Zincati merges the windows of other files with those of swarmgen's file.
const MAY_BE_REPLACED: [&str; 3] =
    ["/etc/flatcar/update.conf", "/etc/resolv.conf", "/etc/zincati/config.d/55-swarmgen.toml"];

#[test]
fn no_file_of_the_user_s_own_takes_the_place_of_another() {
    for os in Os::all() {
        let mut inventory = plans::everything(os.name, os.engine.default_install);
        let paths: Vec<_> = paths_of(os).into_iter().filter(|path| !MAY_BE_REPLACED.contains(&path.as_str())).collect();
        for path in &paths {
            let path = path.trim_end_matches('/');
            write!(inventory, "[hosts.ds1.files.\"{path}\"]\ncontent = \"\"\n").expect("a string takes all");
        }
        let taken = told(&inventory, "path-taken");
        for path in &paths {
            let told = format!("swarmgen already writes the file `{}` of host `ds1`", path.trim_end_matches('/'));
            assert!(taken.contains(&told), "{}: {path} is not refused", os.name);
        }
    }
}

#[test]
fn files_about_updates_may_be_replaced() {
    for os in Os::all().iter().filter(|os| os.reboot_manager.is_some()) {
        let mut inventory = plans::everything(os.name, os.engine.default_install);
        let paths = paths_of(os);
        let path = MAY_BE_REPLACED.into_iter().find(|path| paths.contains(*path)).expect("one is written");
        write!(inventory, "[hosts.ds1.files.{path:?}]\ncontent = \"own\"\n").expect("a string takes all");
        let told = told(&inventory, "path-taken");
        assert!(told.is_empty(), "{}: {told:?}", os.name);
        let plans = plans::of_inventory("inventory.toml", &inventory);
        assert_eq!(&*plans[0].files[path].content, "own", "{}", os.name);
    }
}

#[test]
fn no_file_of_the_user_s_own_takes_the_place_of_a_folder() {
    for os in Os::all() {
        let paths = paths_of(os);
        let folders: BTreeSet<_> = paths.iter().flat_map(|path| Path::new(path).ancestors().skip(1)).collect();
        for folder in folders.into_iter().filter(|folder| folder.parent().is_some()) {
            let mut inventory = plans::everything(os.name, os.engine.default_install);
            write!(inventory, "[hosts.ds1.files.{folder:?}]\ncontent = \"\"\n").expect("a string takes all");
            let told = ["path-is-folder", "path-not-kept", "path-taken"].map(|code| told(&inventory, code).len());
            assert_eq!(told.iter().sum::<usize>(), 1, "{}: {} is told {told:?} times", os.name, folder.display());
        }
    }
}

/// The messages with this code.
fn told(inventory: &str, code: &str) -> Vec<String> {
    let report = plans::checked(inventory);
    report.diagnostics().filter(|finding| finding.code == code).map(|finding| finding.message.clone()).collect()
}

/// Every path on a host, for each source of its engine. Stacks count as their folder.
fn paths_of(os: &Os) -> BTreeSet<String> {
    let of_install = |install: &Install| {
        let plan = plans::with_everything(os.name, *install);
        let mut paths: Vec<String> = Laid::of(&plan).files.into_keys().collect();
        paths.extend(Laid::of(&plans::with_the_program_elsewhere(os.name, *install)).files.into_keys());
        if os.target == Target::Ignition {
            paths.extend(paths_of_ignition(&plans::text(&emit(&plan), "config.ign")));
        }
        paths
    };
    let folder = |path: String| if path.starts_with(STACKS) { STACKS.to_owned() } else { path };
    os.engine.packages.keys().flat_map(of_install).map(folder).collect()
}

const STACKS: &str = "/etc/swarmgen/stacks/";

/// The paths of files and links, including files that stand for an effect of a cloud-init key.
fn paths_of_ignition(config: &str) -> Vec<String> {
    let config: Value = serde_json::from_str(config).expect("an Ignition config is JSON");
    let of = |kind: &str| config["storage"][kind].as_array().cloned().unwrap_or_default();
    let path = |entry: Value| entry["path"].as_str().expect("a path is text").to_owned();
    of("files").into_iter().chain(of("links")).map(path).collect()
}

/// The paths in the first column of a page's tables.
fn paths_in(page: &str) -> BTreeSet<String> {
    let first =
        |line: &str| line.strip_prefix("| `/").and_then(|rest| rest.split('`').next()).map(|path| format!("/{path}"));
    page.lines().filter_map(first).collect()
}

/// The lines of a page's table of facts.
fn facts(os: &Os) -> Vec<String> {
    let engine = &os.engine;
    let row = |(name, value): (&str, String)| format!("| {name} | {value} |");
    let rows = [
        ("in the inventory", format!("`os = \"{}\"`", os.name)),
        ("configured by", configured_by(os)),
        ("login user", format!("`{}`, with sudo through the group `{}`", os.default_user, os.admin_group)),
        ("static address", static_address(os.network).to_owned()),
        ("engine", format!("{} or later, as `{}`", engine.version, engine.unit)),
        ("installed from", installs(os)),
        ("its configuration", format!("`{}`", engine.daemon_json)),
        ("storage", storage(os)),
        ("firewall", os.firewall.clone().unwrap_or_else(|| "none active".to_owned())),
        ("reboots for updates", reboots(os.reboot_manager)),
        ("SELinux", if os.selinux { "enforcing" } else { "no" }.to_owned()),
    ];
    rows.into_iter().map(row).collect()
}

fn configured_by(os: &Os) -> String {
    match (os.target, os.cloud_init) {
        (Target::CloudInit, Some(version)) => format!("cloud-init {version} or later"),
        (Target::CloudInit, None) => panic!("{} has no version of cloud-init", os.name),
        (Target::Ignition, _) => {
            let plan = plans::with_everything(os.name, os.engine.default_install);
            let config: Value = serde_json::from_str(&plans::text(&emit(&plan), "config.ign")).expect("it is JSON");
            format!("Ignition, spec {}", config["ignition"]["version"].as_str().expect("a config has a version"))
        }
    }
}

fn static_address(network: Network) -> &'static str {
    match network {
        Network::NetworkConfig => "in `network-config`",
        Network::MetaData => "in `meta-data`, as `network-interfaces`",
        Network::NetworkManager => "in a NetworkManager connection",
        Network::Networkd => "in a systemd-networkd file",
    }
}

fn reboots(manager: Option<RebootManager>) -> String {
    let name = match manager {
        Some(RebootManager::Zincati) => "Zincati",
        Some(RebootManager::Locksmith) => "locksmith",
        None => return "by the operator".to_owned(),
    };
    format!("by {name}, in the host's own half hour")
}

/// The ways to install the engine, the default first.
fn installs(os: &Os) -> String {
    let default = os.engine.default_install;
    let mut ways: Vec<_> = os.engine.packages.iter().collect();
    ways.sort_by_key(|(install, _)| **install != default);
    let way = |(install, packages): (&Install, &Vec<String>)| match packages[..] {
        [] => format!("`{install}`"),
        _ => format!("`{install}` (`{}`)", packages.join("`, `")),
    };
    ways.into_iter().map(way).collect::<Vec<_>>().join(", ")
}

/// The kinds of storage, each with the package that mounts it.
fn storage(os: &Os) -> String {
    let kind = |(kind, package): (&StorageType, &String)| match package.as_str() {
        "" => format!("`{kind}`"),
        package => format!("`{kind}` (`{package}`)"),
    };
    os.storage_packages.iter().map(kind).collect::<Vec<_>>().join(", ")
}
