//! A compose file as the docker client of one engine reads it.

use super::{
    cast::{Expansion, Unset, Without},
    client::{Client, first_engine, name},
    expand::Lookup,
    judge::{Judge, Look},
    reader::read as parse,
    relations::{bare_strings, conflicts},
    shape::Shape,
    shapes::FILE,
    swarm,
    tree::{At, Fault, Node, Value},
};

/// The result of reading a file.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// The reasons why the client refuses the file, in the order of its stages; empty if it deploys the file.
    pub faults: Vec<Fault>,
    /// The reasons why a swarm refuses a file that the client reads.
    pub refused: Vec<Fault>,
    /// The variables without a value.
    pub unset: Vec<Unset>,
}

/// Reads a file.
pub fn read(text: &str, client: Client, lookup: &Lookup<'_>) -> Reading {
    match parse(text, client) {
        Ok(file) => judged(file, client, lookup),
        Err(fault) => fault.into(),
    }
}

impl From<Fault> for Reading {
    fn from(fault: Fault) -> Self {
        Self { faults: vec![fault], ..Self::default() }
    }
}

fn judged(file: Node, client: Client, lookup: &Lookup<'_>) -> Reading {
    let version = version(&file, client);
    let version = match version {
        Ok(version) => version,
        Err(fault) => return fault.into(),
    };
    let mut faults = Vec::new();
    if client.is_first() {
        faults.extend(look(&file, client, version, Look::Types));
    }
    let mut expansion = Expansion { client, lookup, unset: Vec::new(), faults: Vec::new() };
    let file = expansion.node(file, "");
    faults.append(&mut expansion.faults);
    faults.extend(look(&file, client, version, if client.is_first() { Look::Content } else { Look::Whole }));
    if faults.is_empty() {
        faults.extend(if client.is_first() { bare_strings(&file, client) } else { conflicts(&file) });
    }
    let mut refused = if faults.is_empty() { swarm::refused(&file) } else { Vec::new() };
    for fault in faults.iter_mut().chain(&mut refused) {
        blame(fault, &expansion.unset);
    }
    expansion.bare_names(&file);
    Reading { faults, refused, unset: expansion.unset }
}

/// Names the variable without a value that made the value wrong.
fn blame(fault: &mut Fault, unset: &[Unset]) {
    let is_cause = |unset: &&Unset| unset.at == fault.at && unset.without == Without::Empty;
    if let Some(Unset { name, .. }) = unset.iter().find(is_cause) {
        fault.help = format!("Write the value of the variable `{name}`, or a default: `${{{name}:-VALUE}}`.");
    }
}

fn look(file: &Node, client: Client, version: u8, look: Look) -> Vec<Fault> {
    let mut judge = Judge { client, version, look, faults: Vec::new() };
    judge.judge(&Shape::Table(&FILE), file, "");
    judge.faults
}

/// The version of the format: the `x` of `3.x`.
fn version(file: &Node, client: Client) -> Result<u8, Fault> {
    let Some(node) = file.get("version") else {
        return client.default().ok_or_else(|| unversioned(file.at, client));
    };
    let Value::Text(text) = &node.value else { return Err(bare(node, client)) };
    let known = |text: &str| text.strip_prefix("3.")?.parse::<u8>().ok().filter(|minor| format!("3.{minor}") == text);
    match (text.as_str(), client.default()) {
        ("3", _) => Ok(client.three()),
        ("", Some(default)) => Ok(default),
        (text, _) => match known(text) {
            Some(minor) if minor <= client.newest() => Ok(minor),
            minor => Err(unsupported(node.at, text, minor, client)),
        },
    }
}

fn unversioned(at: At, client: Client) -> Fault {
    let text = format!("the file has no `version`, which {} requires", client.name());
    Fault::new(at, text).help(format!("Write `version: '3.{}'`, or an older one, at the top.", client.newest()))
}

fn bare(node: &Node, client: Client) -> Fault {
    let text = format!("`version` must be a string, not {}", node.shown());
    Fault::new(node.at, text).help(match node.value {
        Value::Integer(_) | Value::Float(_) => format!("Write it in quotes: `'{}'`.", node.json()),
        _ => format!("Write `version: '3.{}'`, or an older one.", client.newest()),
    })
}

fn unsupported(at: At, text: &str, minor: Option<u8>, client: Client) -> Fault {
    let newest = client.newest();
    let since = minor
        .filter(|minor| *minor <= 13)
        .map(|minor| format!(" ({} is the first with it)", name(first_engine(minor))));
    let (engine, since) = (client.name(), since.unwrap_or_default());
    let text = format!("{engine} does not read version `{text}` of the format{since}; allowed: `3.0` to `3.{newest}`");
    let help = match client.default() {
        Some(_) => format!("Write `version: '3.{newest}'`, or remove the line."),
        None => format!("Write `version: '3.{newest}'`, or an older one."),
    };
    Fault::new(at, text).help(help)
}
