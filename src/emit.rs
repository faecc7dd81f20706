//! HostPlan -> Tree: the files that bring a plan to its host, one module for each target.
//!
//! To add a target: name it in [`Target`], write a module beside these that takes a [`HostPlan`] and returns the [`Tree`],
//! and add its lines to [`emit`] and [`in_form`]. `tests/targets.rs` then holds it to what the others lay down.

use std::{cmp::Reverse, sync::Arc};

use crate::{
    model::{
        artifact::{Artifact, RelPath, Tree},
        plan::{ClusterPlan, HostPlan},
    },
    os::Target,
};

mod cloud_init;
mod ignition;
mod matchbox;
mod packed;
mod pxe;
mod seed_image;

use self::packed::{Form, fitted, gzip};

/// Where systemd looks first for units and drop-ins.
const UNITS: &str = "/etc/systemd/system";

/// What the login user may do through sudo: a host whose user has no password is else closed to its owner.
const SUDO_RULE: &str = "ALL=(ALL) NOPASSWD:ALL";

/// Writes the first-boot configuration of one host, in the form that its target reads.
pub fn emit(plan: &HostPlan) -> Tree {
    let mut tree = match plan.target {
        Target::CloudInit => cloud_init::emit(plan),
        Target::Ignition => ignition::emit(plan),
    };
    if let Some(netboot) = &plan.netboot {
        let config = ignition_config(&tree);
        pxe::emit(plan, netboot, &mut tree);
        matchbox::emit(plan, netboot, config, &mut tree);
    }
    tree
}

/// The Ignition config of the host, if it has one.
fn ignition_config(tree: &Tree) -> Option<Artifact> {
    tree.iter().find_map(|(path, artifact)| (path.split().1 == "config.ign").then(|| artifact.clone()))
}

/// Writes what belongs to no host: the files for the shared storage, and the first script of a network boot.
pub fn emit_cluster(plan: ClusterPlan) -> Tree {
    let mut tree = Tree::default();
    for (path, text) in plan.share {
        insert_at(&mut tree, &format!("share/{path}"), text, false);
    }
    if plan.netboot {
        pxe::emit_first(&mut tree);
    }
    tree
}

/// How large a host's configuration is, and why.
#[derive(Clone, Debug)]
pub struct Sizes {
    /// As it stands, with its files compressed, and compressed as a whole, in the plan's own target.
    pub forms: [usize; 3],
    /// Its files and units: how large each is as it stands, and compressed; the largest compressed first.
    pub files: Vec<(String, usize, usize)>,
}

/// What is handed to the host: its user-data or its Ignition config, in the plainest form that its limit allows.
pub fn handed_over(plan: &HostPlan) -> Vec<u8> {
    fitted(plan.limit, |form| in_form(plan, form))
}

fn in_form(plan: &HostPlan, form: Form) -> Vec<u8> {
    match plan.target {
        Target::CloudInit => cloud_init::user_data(plan, form),
        Target::Ignition => ignition::config_in(plan, form),
    }
}

/// Measures what [`handed_over`] has to choose from.
pub fn sizes(plan: &HostPlan) -> Sizes {
    let forms = Form::ALL.map(|form| in_form(plan, form).len());
    let planned = plan.files.iter().map(|(path, file)| (path.clone(), &file.content));
    let size = |(path, content): (String, &Arc<str>)| (path, content.len(), gzip(content.as_bytes()).len());
    let mut files: Vec<_> = planned.chain(unit_files(plan)).map(size).collect();
    files.sort_by_key(|(_, _, packed)| Reverse(*packed));
    Sizes { forms, files }
}

/// Adds one file of the host's folder to the tree.
fn insert(tree: &mut Tree, plan: &HostPlan, name: &str, bytes: impl Into<Vec<u8>>, secret: bool) {
    insert_at(tree, &format!("hosts/{}/{name}", plan.name), bytes, secret);
}

/// Adds one file to the tree.
fn insert_at(tree: &mut Tree, path: &str, bytes: impl Into<Vec<u8>>, secret: bool) {
    tree.insert(named(path), Artifact { bytes: bytes.into(), secret });
}

/// A path of the output; nothing but plain names goes into one.
fn named(path: &str) -> RelPath {
    RelPath::new(path).expect("plans have plain names")
}

/// Whether a file that holds the whole plan holds a secret.
fn holds_secret(plan: &HostPlan) -> bool {
    plan.user.password_hash.is_some() || plan.files.values().any(|file| file.secret)
}

/// The unit files and drop-ins of the plan, by absolute path.
fn unit_files(plan: &HostPlan) -> impl Iterator<Item = (String, &Arc<str>)> {
    plan.units.iter().flat_map(|(name, unit)| {
        let own = unit.content.iter().map(move |content| (format!("{UNITS}/{name}"), content));
        let dropins = unit.dropins.iter().map(move |(dropin, content)| (format!("{UNITS}/{name}.d/{dropin}"), content));
        own.chain(dropins)
    })
}
