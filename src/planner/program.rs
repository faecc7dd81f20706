//! The installation of a host program that the host's configuration names but does not contain.

use std::fmt::Write;

use serde::Serialize;

use super::{
    Planner,
    bundle::{Bundle, part},
};
use crate::{
    formats::template::Values,
    model::{
        cluster::{Cluster, Host},
        plan::{File, HostPlan},
    },
    os::Target,
    values::{netboot::Url, program::Program},
};

/// The files of the program with their digests.
const LIST: &str = "/etc/swarmgen/program";

/// The last of the features, since it lists the files of the others.
pub(super) const BUNDLE: Bundle = Bundle {
    parts: &[
        part!("opt/swarmgen/program.sh", "installs the other scripts; not with `program = \"inline\"`").carried(),
        part!("etc/swarmgen/program.env", "the values of `program.sh`"),
        part!("etc/systemd/system/swarmgen-program.service", "runs `program.sh`").enabled(),
    ],
    also: &[(LIST, "the scripts that `program.sh` installs, each with its SHA-256")],
    wanted,
    values,
    extend,
    ..Bundle::EMPTY
};

/// The URL from which the target of the host gets the files by itself, as Ignition does.
pub(super) fn own_url(cluster: &Cluster, host: &Host) -> Option<Url> {
    match &cluster.program {
        Program::Url(url) if host.os.target == Target::Ignition => Some(url.clone()),
        _ => None,
    }
}

fn wanted(planner: &Planner, host: &Host) -> bool {
    planner.cluster.program != Program::Inline && own_url(planner.cluster, host).is_none()
}

#[derive(Serialize)]
struct ProgramEnv {
    url: String,
}

fn values(planner: &Planner, _: &Host) -> Values {
    let url = match &planner.cluster.program {
        Program::Url(url) => url.to_string(),
        Program::Inline | Program::Share => String::new(),
    };
    Values::of(&ProgramEnv { url })
}

fn extend(_: &Planner, _: &Host, plan: &mut HostPlan) {
    let mut list = String::new();
    for (path, digest) in &plan.program {
        writeln!(list, "{digest}  {path}").expect("a String takes text");
    }
    plan.files.insert(LIST.to_owned(), File::public(list));
}
