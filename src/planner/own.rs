//! The part of a host's plan that reaches it at its first boot only: a change of it requires a rebuilt host. The leader, or
//! the host itself, applies the rest of the plan from a higher revision.

use std::fmt::Write;

use super::{stacks, updates};
use crate::{
    exchange::table,
    model::{
        cluster::Host,
        plan::{File, HostPlan},
    },
    values::{digest::Sha256Digest, secret::Secret},
};

/// Files that follow from the other hosts. They help a first boot, and running hosts do without a newer one.
const OF_OTHERS: [&str; 2] = ["/etc/hosts", table::ON_HOST];
const HOST_ENV: &str = "/etc/swarmgen/host.env";
/// Values of a host that the revision on the share overrides.
const FOLLOWED: [&str; 2] = ["SWARMGEN_REVISION=", "SWARMGEN_ROLE="];
/// The programs are the same for every inventory. The version of swarmgen stands for them.
const PROGRAMS: &str = "/opt/swarmgen/";

/// The digest of everything that only a first boot brings to the host.
pub fn own(host: &Host, plan: &HostPlan) -> Sha256Digest {
    let HostPlan { instance_id, fqdn, timezone, user, network, packages, repository, units, .. } = plan;
    let password = user.password_hash.as_ref().map(Secret::expose);
    let settings = (instance_id, fqdn, timezone, user, password, network, packages, repository, units);
    let mut text = format!("{}{settings:?}", env!("CARGO_PKG_VERSION"));
    for (path, file) in plan.files.iter().filter(|(path, _)| is_own(host, path)) {
        let _ = write!(text, "\0{path}\0{:o}\0{}", file.mode, content(path, file));
    }
    Sha256Digest::of(text)
}

fn is_own(host: &Host, path: &str) -> bool {
    let followed = path == host.os.engine.daemon_json
        || path.starts_with(stacks::FOLDER)
        || OF_OTHERS.contains(&path)
        || updates::WINDOWS.contains(&path)
        || path.starts_with(PROGRAMS);
    !followed || host.files.contains_key(path)
}

fn content(path: &str, file: &File) -> String {
    if path != HOST_ENV {
        return file.content.to_string();
    }
    file.content.lines().filter(|line| !FOLLOWED.iter().any(|name| line.starts_with(name))).collect()
}
