//! The variables with a value when the leader deploys a stack.

use crate::model::cluster::Stack;

/// The environment of the leader's process.
const SET: [(&str, &str); 3] = [("HOME", "/root"), ("PATH", "/usr/bin"), ("PWD", "/")];
/// In place of a secret value, which no message may show.
const SECRET: &str = "1";

/// The value of a variable of a stack.
pub(super) fn value(stack: &Stack, name: &str) -> Option<String> {
    let private = stack.private.contains_key(name).then(|| SECRET.to_owned());
    let own = private.or_else(|| stack.variables.get(name).cloned());
    own.or_else(|| SET.iter().find(|(set, _)| *set == name).map(|(_, value)| (*value).to_owned()))
}
