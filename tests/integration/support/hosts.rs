//! The first-boot files of hosts for the judges: from the accepted inventories, and from the current code for every
//! operating system.

use std::{collections::BTreeMap, path::Path, sync::LazyLock};

use swarmgen::{emit::emit, model::plan::HostPlan, os::Target};

use super::{
    laid::Laid,
    plans::{cases, for_target, forms, full, long, of_every_os},
    rendered,
};

/// The seed's four files as a volume; `seed_image.rs` has its own judges for it.
const SEED_IMAGE: &str = "seed.img";

/// One host's folder of first-boot files.
pub(crate) struct Host {
    /// The origin, for messages; also a folder name.
    pub(crate) label: String,
    /// Text by file name.
    pub(crate) files: BTreeMap<String, String>,
    /// The state of the host after its first boot.
    pub(crate) laid: Laid,
}

impl Host {
    fn new(label: String, files: BTreeMap<String, String>) -> Self {
        let mut targets = files.iter().filter(|(name, _)| ["user-data", "config.ign"].contains(&name.as_str()));
        let (name, text) = targets.next().unwrap_or_else(|| panic!("{label}: no target's file"));
        assert!(targets.next().is_none(), "{label}: two targets' files");
        let laid = Laid::read(name, text.as_bytes());
        Self { label, files, laid }
    }

    fn of_plan(label: &str, plan: &HostPlan) -> Self {
        let files = emit(plan).into_iter().map(|(path, artifact)| (path.split().1.to_owned(), artifact.bytes));
        Self::of_files(format!("{label}-{}", plan.name), files.collect())
    }

    fn of_files(label: String, files: Vec<(String, Vec<u8>)>) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("all of these files are text");
        let files = files.into_iter().filter(|(name, _)| name != SEED_IMAGE);
        Self::new(label, files.map(|(name, bytes)| (name, text(bytes))).collect())
    }
}

/// All hosts that are judged.
pub(crate) static ALL: LazyLock<Vec<Host>> = LazyLock::new(|| {
    let every_os = of_every_os();
    let written = every_os.iter().map(|plan| Host::of_plan("every-os", plan));
    let by_hand = [
        Host::of_plan("full-cloud-init", &for_target(&full(), Target::CloudInit)),
        Host::of_plan("full-ignition", &for_target(&full(), Target::Ignition)),
    ];
    goldens().into_iter().chain(written).chain(by_hand).chain(packed()).collect()
});

/// A full plan in each smaller form that is still text in the target's own format.
fn packed() -> Vec<Host> {
    let of_target = |target| forms(&for_target(&long(), target), false).into_iter().skip(1);
    let cloud_init = of_target(Target::CloudInit).take(1);
    let hosts = cloud_init.chain(of_target(Target::Ignition)).enumerate();
    hosts.map(|(number, (plan, _))| Host::of_plan(&format!("packed-{number}"), &plan)).collect()
}

/// The hosts of every accepted inventory.
fn goldens() -> Vec<Host> {
    let hosts = cases().into_iter().flat_map(|case| {
        let mut folders: BTreeMap<String, Vec<(String, Vec<u8>)>> = BTreeMap::new();
        for (path, bytes) in rendered(&case) {
            if let Some((host, file)) = path.strip_prefix("hosts/").and_then(|path| path.split_once('/')) {
                folders.entry(host.to_owned()).or_default().push((file.to_owned(), bytes));
            }
        }
        assert!(!folders.is_empty(), "{} renders no host", case.display());
        folders.into_iter().map(move |(host, files)| Host::of_files(format!("{}-{host}", name(&case)), files))
    });
    hosts.collect()
}

fn name(path: &Path) -> String {
    path.file_name().and_then(|name| name.to_str()).expect("fixtures have plain names").to_owned()
}
