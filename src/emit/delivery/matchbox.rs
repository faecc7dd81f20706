//! matchbox: the folder of its file store. A group matches a machine by its address, and a profile names its boot
//! files. An Ignition config lies beside them.
//!
//! A system that installs itself has two groups. The group of the installer matches the address alone. The group of the
//! installed system has the additional selector `os=installed`, which the installer's arguments request.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::{
    emit::{Document, insert_at},
    model::{
        artifact::Tree,
        plan::{HostPlan, NetbootPlan},
    },
    os::Target,
    values::netboot::KernelArgument,
};

/// Writes one host's groups and profiles, and its document for matchbox if the host uses Ignition.
pub(super) fn deliver(plan: &HostPlan, netboot: &NetbootPlan, document: &Document, tree: &mut Tree) {
    let name = plan.name.as_str();
    let ignition_id = (plan.target == Target::Ignition).then(|| {
        // matchbox serves a file with this ending unchanged, and renders any other file as a template.
        let id = format!("{name}.ign");
        insert_at(tree, &format!("matchbox/ignition/{id}"), &*document.bytes, document.secret);
        id
    });
    let boot = Some(Boot::of(netboot));
    if netboot.installs {
        // The dot separates it from the name of every host.
        let installed = format!("{name}.installed");
        insert_pair(tree, Pair { id: name, boot, ignition_id: None }, netboot, &[]);
        insert_pair(tree, Pair { id: &installed, boot: None, ignition_id }, netboot, &[("os", "installed")]);
    } else {
        insert_pair(tree, Pair { id: name, boot, ignition_id }, netboot, &[]);
    }
}

/// A profile, and the one group that uses it.
struct Pair<'a> {
    id: &'a str,
    boot: Option<Boot>,
    ignition_id: Option<String>,
}

fn insert_pair(tree: &mut Tree, pair: Pair, netboot: &NetbootPlan, further: &[(&'static str, &str)]) {
    let Pair { id, boot, ignition_id } = pair;
    let selector = [("mac", netboot.mac.to_string())].into_iter();
    let selector = selector.chain(further.iter().map(|(key, value)| (*key, (*value).to_owned()))).collect();
    let group = Group { id, name: id, profile: id, selector };
    insert_at(tree, &format!("matchbox/groups/{id}.json"), json(&group), false);
    let profile = Profile { id, name: id, ignition_id, boot };
    insert_at(tree, &format!("matchbox/profiles/{id}.json"), json(&profile), false);
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string_pretty(value).expect("these types hold what JSON can") + "\n"
}

#[derive(Serialize)]
struct Group<'a> {
    id: &'a str,
    name: &'a str,
    profile: &'a str,
    selector: BTreeMap<&'static str, String>,
}

#[derive(Serialize)]
struct Profile<'a> {
    id: &'a str,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    ignition_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    boot: Option<Boot>,
}

#[derive(Serialize)]
struct Boot {
    kernel: String,
    initrd: [String; 1],
    args: Vec<String>,
}

impl Boot {
    /// A kernel that UEFI starts finds its initrd by name only. matchbox copies these words into an iPXE script
    /// unchanged.
    fn of(netboot: &NetbootPlan) -> Self {
        let arguments = netboot.matchbox_arguments.iter().map(KernelArgument::to_string);
        Self {
            kernel: netboot.kernel.to_string(),
            initrd: [format!("--name initrd {}", netboot.initrd)],
            args: ["initrd=initrd".to_owned()].into_iter().chain(arguments).collect(),
        }
    }
}
