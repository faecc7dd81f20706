//! Files and units of the operator.

use crate::model::{
    cluster::{Host, UserContent, UserFile, UserUnit},
    plan::{File, HostPlan, Unit},
};

pub(super) fn plan(host: &Host, plan: &mut HostPlan) {
    plan.files.extend(host.files.iter().map(|(path, own)| (path.clone(), file(own))));
    for (name, own) in &host.units {
        add(plan.units.entry(name.clone()).or_default(), own);
    }
}

fn file(own: &UserFile) -> File {
    let (content, secret) = match &own.content {
        UserContent::Plain(text) => (text.as_str(), false),
        UserContent::Secret(secret) => (secret.expose(), true),
    };
    File { content: content.into(), mode: own.mode, secret }
}

/// Lays the operator's unit over swarmgen's unit of the same name: this is how docker.service gets additional drop-ins.
fn add(unit: &mut Unit, own: &UserUnit) {
    unit.content = own.content.as_deref().map(Into::into).or(unit.content.take());
    unit.dropins.extend(own.dropins.iter().map(|(name, content)| (name.clone(), content.as_str().into())));
    // swarmgen's units start only where the plan enables them.
    unit.enabled = if own.enabled { Some(true) } else { unit.content.is_none().then_some(false) };
}
