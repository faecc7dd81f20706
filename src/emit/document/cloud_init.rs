//! cloud-init: the user-data, a cloud-config for version 0.7.5 and later.

use base64::{Engine, prelude::BASE64_STANDARD};

use super::packed::{Form, gzip};
use crate::{
    emit::{CLOUD_CONFIG, HEADER},
    formats::yaml,
    model::plan::HostPlan,
};

mod user_data;

use self::user_data::UserData;

/// base64 has no dashes, so no line of the part equals the boundary.
const BOUNDARY: &str = "swarmgen";

/// The user-data in one of its forms.
pub(super) fn user_data(plan: &HostPlan, form: Form) -> Vec<u8> {
    let data = UserData::of(plan, form);
    let packed = || gzip(format!("{CLOUD_CONFIG}{HEADER}{}", yaml::to_compact_string(&data)).as_bytes());
    match form {
        Form::Plain | Form::Files => format!("{CLOUD_CONFIG}{HEADER}{}", yaml::to_string(&data)).into_bytes(),
        Form::Whole if plan.limit.is_some_and(|limit| limit.binary) => packed(),
        Form::Whole => archive(&packed()).into_bytes(),
    }
}

/// A MIME archive with one compressed part, for platforms that accept text only. cloud-init decompresses parts since
/// 0.7.3.
fn archive(part: &[u8]) -> String {
    let base64 = BASE64_STANDARD.encode(part);
    let lines: String =
        base64.as_bytes().chunks(76).map(|line| format!("{}\n", String::from_utf8_lossy(line))).collect();
    format!(
        "Content-Type: multipart/mixed; boundary=\"{BOUNDARY}\"\nMIME-Version: 1.0\n\n--{BOUNDARY}\nContent-Type: application/gzip\n\
         MIME-Version: 1.0\nContent-Transfer-Encoding: base64\n\n{lines}--{BOUNDARY}--\n"
    )
}
