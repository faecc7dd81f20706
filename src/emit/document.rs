//! The document for a host: its user-data or its Ignition config.

mod cloud_init;
mod ignition;
mod packed;

use std::{borrow::Cow, cmp::Reverse, sync::Arc};

use self::packed::{Form, fitted, gzip};
use super::unit_files;
use crate::{model::plan::HostPlan, os::Target};

/// The document for a host.
#[derive(Clone, Debug)]
pub struct Document {
    /// The bytes, in the plainest form that the host's limit allows.
    pub bytes: Vec<u8>,
    /// Whether the bytes hold a secret.
    pub secret: bool,
    form: Form,
}

impl Document {
    /// The document in its plain form, for a delivery without a limit.
    pub(super) fn plain(&self, plan: &HostPlan) -> Cow<'_, [u8]> {
        if self.form == Form::Plain { Cow::Borrowed(&self.bytes) } else { Cow::Owned(in_form(plan, Form::Plain)) }
    }
}

/// Writes the document of one host.
pub fn document(plan: &HostPlan) -> Document {
    let (form, bytes) = fitted(plan.limit, |form| in_form(plan, form));
    let secret = plan.user.password_hash.is_some() || plan.files.values().any(|file| file.secret);
    Document { bytes, secret, form }
}

fn in_form(plan: &HostPlan, form: Form) -> Vec<u8> {
    match plan.target {
        Target::CloudInit => cloud_init::user_data(plan, form),
        Target::Ignition => ignition::config_in(plan, form),
    }
}

/// The size of a host's document in each form, and its largest files.
#[derive(Clone, Debug)]
pub struct Sizes {
    /// The sizes in the plan's target: plain, with compressed files, and compressed as a whole.
    pub forms: [usize; 3],
    /// The files and units: the plain and the compressed size of each, the largest compressed size first.
    pub files: Vec<(String, usize, usize)>,
}

/// Measures the forms that [`document`] chooses from.
pub fn sizes(plan: &HostPlan) -> Sizes {
    let forms = Form::ALL.map(|form| in_form(plan, form).len());
    let planned = plan.files.iter().map(|(path, file)| (path.clone(), &file.content));
    let size = |(path, content): (String, &Arc<str>)| (path, content.len(), gzip(content.as_bytes()).len());
    let mut files: Vec<_> = planned.chain(unit_files(plan)).map(size).collect();
    files.sort_by_key(|(_, _, packed)| Reverse(*packed));
    Sizes { forms, files }
}
