//! The Terraform examples, read by a parser of their language. The module that reads the manifest is evaluated on real
//! output.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    net::IpAddr,
    path::Path,
};

use hcl::{
    Body, Map, Value,
    eval::{Context, Evaluate, FuncArgs, FuncDef, ParamType},
};
use ipnet::IpNet;

use super::{EXAMPLE, Rendered, read, root};
use crate::support;

const EXAMPLES: [&str; 3] = ["aws", "hetzner", "libvirt"];

fn example(name: &str) -> (String, Body) {
    let text = read(&root().join("docs/wiring/terraform").join(name).join("main.tf"));
    let body = hcl::parse(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
    (text, body)
}

#[test]
fn the_module_finds_every_host_and_its_files() {
    for case in support::accepted() {
        let rendered = Rendered::of(&case);
        let outputs = evaluated(&rendered.out());
        assert_eq!(outputs["files"], files_in(&rendered.out()), "{}", case.display());
        assert_eq!(outputs["addresses"], addresses_in(&case), "{}", case.display());
    }
}

#[test]
fn the_examples_name_what_the_module_has() {
    let of_any_host = names(&evaluated(&Rendered::of(&root().join(EXAMPLE)).out()));
    let outputs: BTreeSet<_> = labels(&example("hosts").1, "output");
    for name in EXAMPLES {
        let (text, body) = example(name);
        assert_eq!(labels(&body, "module"), BTreeSet::from(["hosts".to_owned()]), "{name}");
        let files: Vec<_> = ["each.value[\"", "files[\""].iter().flat_map(|it| between(&text, it, "\"]")).collect();
        assert!(!files.is_empty() && files.iter().all(|file| of_any_host.contains(file)), "{name}: {files:?}");
        let used: Vec<_> = text.split("module.hosts.").skip(1).map(word).collect();
        assert!(!used.is_empty() && used.iter().all(|output| outputs.contains(output)), "{name}: {used:?}");
    }
}

/// The module's outputs for an output folder.
fn evaluated(out: &Path) -> BTreeMap<String, Value> {
    let (_, body) = example("hosts");
    let mut context = functions();
    let out = Value::from(out.to_str().expect("fixtures have plain paths"));
    context.declare_var("var", Value::Object(Map::from_iter([("out".to_owned(), out)])));
    let mut locals = Map::new();
    for attribute in body.blocks().filter(|block| block.identifier() == "locals").flat_map(|it| it.body().attributes())
    {
        let value = attribute.expr().evaluate(&context).unwrap_or_else(|error| panic!("{}: {error}", attribute.key()));
        locals.insert(attribute.key().to_owned(), value);
        context.declare_var("local", Value::Object(locals.clone()));
    }
    let outputs = body.blocks().filter(|block| block.identifier() == "output");
    let output = |block: &hcl::Block| {
        let value = block.body().attributes().find(|it| it.key() == "value").expect("an output has a value");
        (block.labels()[0].as_str().to_owned(), value.expr().evaluate(&context).expect("it is a local value"))
    };
    outputs.map(output).collect()
}

/// The functions of Terraform that the module calls.
fn functions() -> Context<'static> {
    fn text(arguments: &FuncArgs, index: usize) -> String {
        arguments[index].as_str().expect("the parameter is a string").to_owned()
    }
    let mut context = Context::new();
    let mut declare = |name: &str, parameters: &[ParamType], function| {
        context.declare_func(name, FuncDef::builder().params(parameters.to_vec()).build(function));
    };
    let string = [ParamType::String];
    declare("file", &string, |it| fs::read_to_string(text(&it, 0)).map(Value::from).map_err(|error| error.to_string()));
    declare("jsondecode", &string, |it| serde_json::from_str(&text(&it, 0)).map_err(|error| error.to_string()));
    declare("trimspace", &string, |it| Ok(Value::from(text(&it, 0).trim())));
    declare("basename", &string, |it| Ok(Value::from(text(&it, 0).rsplit('/').next().unwrap_or_default())));
    declare("split", &[ParamType::String, ParamType::String], |it| {
        let (separator, whole) = (text(&it, 0), text(&it, 1));
        Ok(whole.split(&separator).map(Value::from).collect::<Vec<_>>().into())
    });
    declare("distinct", &[ParamType::Any], |it| {
        let list = it[0].as_array().ok_or("not a list")?;
        let new = |(index, value): &(usize, &Value)| !list[..*index].contains(value);
        Ok(list.iter().enumerate().filter(new).map(|(_, value)| value.clone()).collect::<Vec<_>>().into())
    });
    context
}

/// The same outputs, from the folder itself.
fn files_in(out: &Path) -> Value {
    let mut hosts: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    support::walk(&out.join("hosts"), &mut |path| {
        let part = |path: &Path| path.file_name().expect("it has a name").to_string_lossy().into_owned();
        let host = part(path.parent().expect("it lies in a host's folder"));
        hosts.entry(host).or_default().insert(part(path), path.to_string_lossy().into_owned());
    });
    hcl::to_value(&hosts).expect("strings are values")
}

fn addresses_in(case: &Path) -> Value {
    let inventory = read(&case.join("inventory.toml"));
    let inventory: toml::Table = inventory.parse().expect("an inventory is TOML");
    let hosts = inventory["hosts"].as_table().expect("it has hosts");
    let subnet: IpNet = inventory["cluster"]["subnet"].as_str().and_then(|it| it.parse().ok()).expect("a subnet");
    let address = |host: &toml::Value| match host.get("address") {
        Some(address) => address.as_str().and_then(|text| text.parse().ok()),
        None => in_network(&host["network"], subnet),
    };
    let addresses: BTreeMap<_, Option<IpAddr>> = hosts.iter().map(|(name, host)| (name, address(host))).collect();
    hcl::to_value(&addresses).expect("addresses are values")
}

/// The address in the subnet, anywhere in a table `network`.
fn in_network(value: &toml::Value, subnet: IpNet) -> Option<IpAddr> {
    match value {
        toml::Value::String(text) => text.parse().ok().map(|it: IpNet| it.addr()).filter(|it| subnet.contains(it)),
        toml::Value::Array(list) => list.iter().find_map(|value| in_network(value, subnet)),
        toml::Value::Table(table) => table.values().find_map(|value| in_network(value, subnet)),
        _ => None,
    }
}

/// The file names that hosts have.
fn names(outputs: &BTreeMap<String, Value>) -> BTreeSet<String> {
    let hosts = outputs["files"].as_object().expect("a map by host");
    hosts.values().filter_map(Value::as_object).flat_map(|files| files.keys().cloned()).collect()
}

/// The names of the blocks of a kind.
fn labels(body: &Body, kind: &str) -> BTreeSet<String> {
    let blocks = body.blocks().filter(|block| block.identifier() == kind);
    blocks.filter_map(|block| block.labels().first()).map(|label| label.as_str().to_owned()).collect()
}

fn between(text: &str, before: &str, after: &str) -> Vec<String> {
    text.split(before).skip(1).filter_map(|rest| rest.split(after).next()).map(str::to_owned).collect()
}

fn word(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}
