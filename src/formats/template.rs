//! The templates of line-oriented files, and the quoting of the languages that they are written in.
//!
//! Structured formats never come from here; they are serialised. A template only places values: it is strict about what
//! it is given, prints strings and numbers alone, and passes each through the filter of the file's language.

use std::sync::LazyLock;

use minijinja::{
    Environment, Error, ErrorKind, UndefinedBehavior,
    value::{Serde, Value, ValueKind},
};
use serde::Serialize;

use crate::formats::minify;

/// Every template by its path under `templates/`.
const SOURCES: &[(&str, &str)] = &[
    ("host/etc/swarmgen/cleanup.env", include_str!("../../templates/host/etc/swarmgen/cleanup.env")),
    (
        "host/etc/systemd/system/engine.service.d/10-swarmgen.conf",
        include_str!("../../templates/host/etc/systemd/system/engine.service.d/10-swarmgen.conf"),
    ),
    (
        "host/etc/systemd/system/replaced-engine.service.d/10-swarmgen.conf",
        include_str!("../../templates/host/etc/systemd/system/replaced-engine.service.d/10-swarmgen.conf"),
    ),
    ("host/etc/swarmgen/engine.env", include_str!("../../templates/host/etc/swarmgen/engine.env")),
    ("host/etc/swarmgen/firewall.env", include_str!("../../templates/host/etc/swarmgen/firewall.env")),
    ("host/etc/swarmgen/host.env", include_str!("../../templates/host/etc/swarmgen/host.env")),
    ("host/etc/hosts", include_str!("../../templates/host/etc/hosts")),
    ("host/etc/systemd/system/share.mount", include_str!("../../templates/host/etc/systemd/system/share.mount")),
    ("host/etc/swarmgen/shell.env", include_str!("../../templates/host/etc/swarmgen/shell.env")),
    (
        "host/etc/systemd/system/swarmgen-cleanup.timer",
        include_str!("../../templates/host/etc/systemd/system/swarmgen-cleanup.timer"),
    ),
    (
        "host/etc/systemd/system/swarmgen-selinux.service",
        include_str!("../../templates/host/etc/systemd/system/swarmgen-selinux.service"),
    ),
    ("host/etc/flatcar/update.conf", include_str!("../../templates/host/etc/flatcar/update.conf")),
    (
        "host/etc/systemd/network/10-swarmgen.network",
        include_str!("../../templates/host/etc/systemd/network/10-swarmgen.network"),
    ),
    (
        "host/etc/NetworkManager/system-connections/swarmgen.nmconnection",
        include_str!("../../templates/host/etc/NetworkManager/system-connections/swarmgen.nmconnection"),
    ),
    ("pxe/host.ipxe", include_str!("../../templates/pxe/host.ipxe")),
    ("pxe/host.pxelinux", include_str!("../../templates/pxe/host.pxelinux")),
];

static ENVIRONMENT: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut environment = Environment::new();
    let syntax =
        environment.syntax().to_builder().trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true).build();
    environment.set_syntax(syntax.expect("the syntax is minijinja's own"));
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_formatter(|out, state, value| match value.kind() {
        ValueKind::String | ValueKind::Number => minijinja::escape_formatter(out, state, value),
        kind => {
            Err(Error::new(ErrorKind::InvalidOperation, format!("cannot write a {kind} into a file; convert it first")))
        }
    });
    environment.add_filter("sh", |text: String| sh(&text));
    environment.add_filter("unit", |text: String| unit(&text));
    for (name, source) in SOURCES {
        // No limit applies to what machines boot from.
        let text = if name.starts_with("pxe/") { (*source).to_owned() } else { minify::unit(source) };
        environment.add_template_owned(*name, text).expect("the built-in templates are tested");
    }
    environment
});

/// Renders the template of that path with the values of `context`.
pub fn render(name: &str, context: &impl Serialize) -> String {
    let template = ENVIRONMENT.get_template(name).expect("every template is built in");
    template.render(Value::from(Serde(context))).expect("each template fits its one context type")
}

/// A word of POSIX sh that stands for exactly this text: within single quotes nothing is special but the quote itself.
pub fn sh(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// A setting of a systemd unit that is taken as it stands: only the specifiers' `%` is special.
///
/// systemd joins a line that ends in a backslash with the next one and drops blanks at both ends; the inventory refuses
/// values of that kind, see `resolve`.
pub fn unit(text: &str) -> String {
    text.replace('%', "%%")
}
