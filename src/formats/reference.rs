//! The options of the inventory as a page, generated from the schema: `docs/inventory.md`.
//!
//! A table of the inventory gets a section. To give a nested table one, add it to `SHARED`.

use std::fmt::Write;

use serde_json::Value;

use crate::formats::schema;

/// Tables with a section of their own: the definition, the heading and its anchor on the page.
const SHARED: [(&str, &str, &str); 16] = [
    ("HostTable", "Settings of a host", "settings-of-a-host"),
    ("HostDockerTable", "`docker` of a host", "docker-of-a-host"),
    ("FileTable", "`files.\"/PATH\"`", "filespath"),
    ("UnitTable", "`units.\"NAME\"`", "unitsname"),
    ("NetbootTable", "`pxe.images.OS`", "pxeimagesos"),
    ("NetworkTable", "`network`", "network"),
    ("EthernetTable", "`network.ethernets.NAME`", "networkethernetsname"),
    ("BondTable", "`network.bonds.NAME`", "networkbondsname"),
    ("VlanTable", "`network.vlans.NAME`", "networkvlansname"),
    ("BridgeTable", "`network.bridges.NAME`", "networkbridgesname"),
    ("MatchTable", "`match`", "match"),
    ("RouteTable", "`routes`", "routes"),
    ("NameserversTable", "`nameservers`", "nameservers"),
    ("BondParametersTable", "`parameters` of a bond", "parameters-of-a-bond"),
    ("BridgeParametersTable", "`parameters` of a bridge", "parameters-of-a-bridge"),
    ("SecretRef", "`SECRET`", "secret"),
];

const START: &str = "# The inventory

All options of `inventory.toml`. `swarmgen schema --markdown` writes this page.
`swarmgen schema` writes the same as a JSON Schema, for editors.
";

/// The page: every table with its keys, their types, meanings and defaults.
pub fn markdown(root: &Value) -> String {
    let mut page = START.to_owned();
    for (name, option) in properties(root) {
        let resolved = schema::resolve(option);
        let inner = resolved.get("additionalProperties").filter(|inner| inner.is_object());
        let heading = if inner.is_some() { format!("`[{name}.NAME]`") } else { format!("`[{name}]`") };
        let target = inner.unwrap_or(option);
        title(&mut page, &heading, text(option, "description"));
        match shared(target) {
            Some((heading, anchor)) => {
                let _ = writeln!(page, "\nThe keys are those in [{heading}](#{anchor}).");
            }
            None => keys(&mut page, schema::resolve(target)),
        }
    }
    for (name, heading, _) in SHARED {
        let table = &root["$defs"][name];
        title(&mut page, heading, text(table, "description"));
        keys(&mut page, table);
        for (key, about) in properties(table).filter_map(|(key, option)| Some((key, section(option)?))) {
            title(&mut page, &format!("`{key}`"), about);
        }
    }
    page
}

/// The section that a table shares with others: heading and anchor.
fn shared(table: &Value) -> Option<(&'static str, &'static str)> {
    let name = text(table, "$ref").rsplit('/').next()?;
    SHARED.into_iter().find(|(definition, ..)| *definition == name).map(|(_, heading, anchor)| (heading, anchor))
}

/// The further paragraphs of an option's doc comment.
fn section(option: &Value) -> Option<&str> {
    text(option, "description").split_once("\n\n").map(|(_, more)| more)
}

fn title(page: &mut String, heading: &str, about: &str) {
    let _ = write!(page, "\n## {heading}\n\n{about}\n");
}

fn keys(page: &mut String, table: &Value) {
    page.push_str("\n| key | type | meaning | default |\n|---|---|---|---|\n");
    let required = table.get("required").and_then(Value::as_array);
    for (key, option) in properties(table) {
        let is_required = required.is_some_and(|required| required.iter().any(|name| name == key));
        let about = text(option, "description").split("\n\n").next().unwrap_or_default();
        let (meaning, default) = about.split_once(" Default: ").unwrap_or((about, ""));
        let default = if is_required { "**required**" } else { default.trim_end_matches('.') };
        let kind = match section(option) {
            Some(_) => format!("[map](#{key})"),
            None => kind(option),
        };
        let _ = writeln!(page, "| `{key}` | {kind} | {meaning} | {default} |");
    }
}

fn kind(option: &Value) -> String {
    if let Some((_, anchor)) = shared(option) {
        return format!("[table](#{anchor})");
    }
    let option = schema::resolve(option);
    if let Some(choices) = option.get("anyOf").and_then(Value::as_array) {
        return choices.iter().map(kind).collect::<Vec<_>>().join(" or ");
    }
    let names = schema::names(option);
    if !names.is_empty() {
        return names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    }
    match text(option, "type") {
        "array" => format!("list of {}s", kind(&option["items"])),
        "object" => match shared(&option["additionalProperties"]) {
            Some((_, anchor)) => format!("[tables](#{anchor})"),
            None => "table".to_owned(),
        },
        "integer" => bounds(option),
        other => other.to_owned(),
    }
}

fn bounds(option: &Value) -> String {
    match (option.get("minimum"), option.get("maximum")) {
        (Some(low), Some(high)) => format!("integer, {low} to {high}"),
        (Some(low), None) => format!("integer from {low}"),
        _ => "integer".to_owned(),
    }
}

fn properties(table: &Value) -> impl Iterator<Item = (&String, &Value)> {
    table.get("properties").and_then(Value::as_object).into_iter().flatten()
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{SHARED, markdown};
    use crate::formats::schema;

    #[test]
    fn every_link_has_its_section() {
        let page = markdown(schema::inventory());
        let anchor = |heading: &str| {
            let kept = heading.chars().filter(|c| c.is_alphanumeric() || " -".contains(*c));
            kept.collect::<String>().to_lowercase().replace(' ', "-")
        };
        let anchors: Vec<_> = page.lines().filter_map(|line| line.strip_prefix("## ")).map(anchor).collect();
        let links: Vec<_> = page.split("](#").skip(1).filter_map(|rest| rest.split(')').next()).collect();
        assert!(links.len() > SHARED.len());
        assert!(links.iter().all(|link| anchors.iter().any(|anchor| anchor == link)), "{links:?} {anchors:?}");
    }

    #[test]
    fn a_host_s_settings_stand_once_and_rows_on_a_line() {
        let page = markdown(schema::inventory());
        assert_eq!(page.matches("\n| `advertise_address` |").count(), 1);
        assert!(page.lines().filter(|line| line.starts_with('|')).all(|line| line.ends_with('|')));
    }
}
