//! The prompt: completion of docker commands, and aliases.

use serde::Serialize;

use super::{
    Planner,
    bundle::{Bundle, part},
};
use crate::{formats::template::Values, model::cluster::Host};

pub(super) const BUNDLE: Bundle = Bundle {
    parts: &[
        part!("etc/profile.d/swarmgen-aliases.sh", "the aliases").at(|planner, _| planner.cluster.shell.aliases.into()),
        part!("opt/swarmgen/shell.sh", "completion and aliases, see [The prompt](shell.md)"),
        part!("etc/swarmgen/shell.env", "the values of `shell.sh`"),
        part!("etc/systemd/system/swarmgen-shell.service", "runs `shell.sh`").enabled(),
    ],
    // The script links or fetches them.
    also: &[("/etc/bash_completion.d/docker", ""), ("/etc/profile.d/swarmgen-completion.sh", "")],
    wanted: |planner, _| planner.cluster.shell.completion || planner.cluster.shell.aliases,
    values,
    ..Bundle::EMPTY
};

#[derive(Serialize)]
struct Shell<'c> {
    completion: &'c str,
    completion_sha256: &'c str,
    completion_url: &'c str,
    user: &'c str,
}

fn values(planner: &Planner, host: &Host) -> Values {
    let shell = &planner.cluster.shell;
    Values::of(&Shell {
        completion: if shell.completion { "true" } else { "" },
        completion_sha256: &shell.completion_sha256,
        completion_url: &shell.completion_url,
        user: &host.user.name,
    })
}
