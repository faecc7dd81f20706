//! Comfort at the prompt: completion of docker commands, and aliases.

use std::sync::Arc;

use serde::Serialize;

use super::Planner;
use crate::{
    formats::{minify, template},
    model::{
        cluster::Host,
        plan::{File, HostPlan, Unit},
    },
};

const ALIASES: &str = include_str!("../../templates/host/etc/profile.d/swarmgen-aliases.sh");
const SCRIPT: &str = include_str!("../../templates/host/opt/swarmgen/shell.sh");
const SERVICE: &str = include_str!("../../templates/host/etc/systemd/system/swarmgen-shell.service");

/// The values of `shell.sh`.
#[derive(Serialize)]
struct ShellEnv<'c> {
    completion: &'c str,
    completion_sha256: &'c str,
    completion_url: &'c str,
    user: &'c str,
}

/// What is the same on every host.
pub(super) struct Shared {
    aliases: Arc<str>,
    script: Arc<str>,
    service: Arc<str>,
}

impl Shared {
    pub(super) fn new() -> Self {
        Self {
            aliases: minify::script(ALIASES).into(),
            script: minify::script(SCRIPT).into(),
            service: minify::unit(SERVICE).into(),
        }
    }
}

pub(super) fn plan(planner: &Planner, host: &Host, plan: &mut HostPlan) {
    let shell = &planner.cluster.shell;
    if !(shell.completion || shell.aliases) {
        return;
    }
    let Shared { aliases, script, service } = &planner.shell;
    if shell.aliases {
        plan.files.insert("/etc/profile.d/swarmgen-aliases.sh".to_owned(), File::public(aliases.clone()));
    }
    let context = ShellEnv {
        completion: if shell.completion { "true" } else { "" },
        completion_sha256: &shell.completion_sha256,
        completion_url: &shell.completion_url,
        user: &host.user.name,
    };
    let env = template::render("host/etc/swarmgen/shell.env", &context);
    plan.files.insert("/etc/swarmgen/shell.env".to_owned(), File::public(env));
    plan.files.insert("/opt/swarmgen/shell.sh".to_owned(), File::public(script.clone()));
    plan.units.insert("swarmgen-shell.service".to_owned(), Unit::enabled(service.clone()));
}
