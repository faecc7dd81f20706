//! Plans and writes every host once, for `render`, `diff` and `check`.

use rayon::prelude::*;

use super::sizes;
use crate::{
    diagnostics::{Report, error::Error},
    emit::{Document, document},
    model::{
        cluster::{Cluster, Host},
        plan::HostPlan,
    },
    planner::Planner,
};

/// Writes the document of each host that `wanted` selects, and passes it to `each`. Other hosts are measured if their
/// platform has a limit. The report names the documents that are too large.
pub(super) fn each<T: Send>(
    planner: &Planner,
    cluster: &Cluster,
    wanted: impl Fn(&Host) -> bool + Sync,
    each: impl Fn(&Host, &HostPlan, &Document) -> Result<T, Error> + Sync,
) -> Result<(Vec<T>, Report), Error> {
    let needed = cluster.hosts.par_iter().filter(|host| wanted(host) || host.platform.is_some());
    let done = needed.map(|host| {
        let plan = planner.plan(host);
        let document = document(&plan);
        let finding = sizes::too_large(host, &plan, &document);
        let made = wanted(host).then(|| each(host, &plan, &document)).transpose()?;
        Ok((made, finding))
    });
    let done: Vec<_> = done.collect::<Result<_, Error>>()?;
    let (made, found): (Vec<_>, Vec<_>) = done.into_iter().unzip();
    let mut report = Report::default();
    found.into_iter().flatten().for_each(|finding| report.push(finding));
    Ok((made.into_iter().flatten().collect(), report))
}

/// The report of all documents that are too large.
pub(super) fn check(cluster: &Cluster) -> Result<Report, Error> {
    // A planner does the work that all hosts share. Skip it if no host names its platform.
    if cluster.hosts.iter().all(|host| host.platform.is_none()) {
        return Ok(Report::default());
    }
    let (_, report) = each(&Planner::new(cluster), cluster, |_| false, |_, _, _| Ok(()))?;
    Ok(report)
}
