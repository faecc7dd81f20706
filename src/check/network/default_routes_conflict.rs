//! Two default routes that the kernel cannot tell apart.

use super::interfaces::{networks, place};
use crate::{
    check::Rule,
    diagnostics::{Diagnostic, Report, code},
    model::{
        cluster::{Cluster, Host},
        network::{Interface, Route},
    },
    values::key_path::KeyPath,
};

pub(super) const RULE: Rule = Rule::new(code!("default-routes-conflict", Warning), run);

fn run(cluster: &Cluster, report: &mut Report) {
    for (host, network) in networks(cluster) {
        let defaults: Vec<_> = network.0.iter().flat_map(|interface| defaults(host, interface)).collect();
        for (index, (at, later)) in defaults.iter().enumerate() {
            let same = |(_, route): &&(KeyPath, &Route)| (route.to, route.metric) == (later.to, later.metric);
            if let Some((first, _)) = defaults[..index].iter().find(same) {
                report.push(finding(later, at.clone(), first.clone()));
            }
        }
    }
}

/// The default routes of an interface, each with its place.
fn defaults<'n>(host: &Host, interface: &'n Interface) -> impl Iterator<Item = (KeyPath, &'n Route)> {
    let at = place(host, interface, &["routes"]);
    let routes = interface.routes.iter().enumerate().filter(|(_, route)| route.is_default());
    routes.map(move |(index, route)| (at.index(index), route))
}

fn finding(route: &Route, at: KeyPath, first: KeyPath) -> Diagnostic {
    let family = if route.via.is_ipv4() { "IPv4" } else { "IPv6" };
    let message = format!("two default routes for {family} have the same `metric`: the host may use either");
    Diagnostic::at(RULE.code, at, message)
        .also(first, "the first default route")
        .help("Remove one of the routes, or give the second choice a higher `metric`, such as `metric = 2000`.")
}
