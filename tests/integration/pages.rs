//! All pages of the diagnostics have the same form, and their examples are right. Each first example, merged into a
//! small inventory, provokes the code; the second one does not.

use swarmgen::{catalog, check::check, parse::parse, planner::own_paths, resolve};
use toml::{Table, Value};

/// Codes that a short example cannot provoke. The fixtures provoke them.
const BEYOND_EXAMPLES: [&str; 13] = [
    "compose-invalid",
    "external-missing",
    "many-managers",
    "missing-key",
    "no-hosts",
    "not-utf8",
    "revision-not-raised",
    "secret-unavailable",
    "stack-file-unavailable",
    "too-large",
    "unmatched-constraint",
    "unset-variable",
    "user-data-too-large",
];

const BASE: &str = r#"
    [cluster]
    name   = "home"
    domain = "example.com"
    subnet = "192.168.31.0/24"
    [storage]
    type   = "nfs"
    source = "nas.example.com:/export/swarm"
    [defaults]
    os   = "debian"
"#;

#[test]
fn every_page_has_the_same_parts() {
    for code in catalog::codes().map(|code| code.name) {
        let page = catalog::find(code).expect("listed codes are found").page;
        let outside = page.split("```").step_by(2).collect::<String>();
        let parts: Vec<_> = outside.lines().filter(|line| line.starts_with('#')).collect();
        let title = format!("# {code}");
        let expected = [&title, "## What it means", "## Why it matters", "## Example", "## How to fix it"];
        assert_eq!(parts, expected, "{code}");
    }
}

#[test]
fn a_page_names_its_severity() {
    for (code, severity) in [("no-manager", "Severity: error."), ("few-managers", "Severity: warning.")] {
        let explained = crate::support::program(["explain", code]).output().expect("the program runs");
        let page = String::from_utf8(explained.stdout).expect("a page is text");
        assert!(page.starts_with(&format!("# {code}\n\n{severity}")), "{page}");
    }
}

#[test]
fn every_example_provokes_its_code_and_the_fixed_one_does_not() {
    for code in catalog::codes().map(|code| code.name).filter(|code| !BEYOND_EXAMPLES.contains(code)) {
        let [wrong, fixed] = examples(code);
        let told = told(&inventory(&wrong));
        assert!(told.contains(&code), "the example of {code} provokes {told:?} only");
        let told = self::told(&inventory(&fixed));
        assert!(!told.contains(&code), "the fixed example of {code} provokes it as well");
    }
}

#[test]
fn every_fixed_example_is_toml() {
    for code in catalog::codes().map(|code| code.name) {
        let [_, fixed] = examples(code);
        assert!(fixed.parse::<Table>().is_ok(), "{code}:\n{fixed}");
    }
}

/// The wrong example and the fixed one.
fn examples(code: &str) -> [String; 2] {
    let page = catalog::find(code).expect("listed codes are found").page;
    let blocks = page.split("```toml\n").skip(1).filter_map(|block| block.split("```").next());
    let blocks: Vec<String> = blocks.map(str::to_owned).collect();
    blocks.try_into().unwrap_or_else(|blocks| panic!("{code} has other than two examples: {blocks:?}"))
}

/// The example merged into the base. An example that is not TOML stands alone.
fn inventory(example: &str) -> String {
    let Ok(example) = example.parse() else { return example.to_owned() };
    let mut whole: Table = BASE.parse().expect("the base is TOML");
    lay(&mut whole, example);
    let hosts = whole.entry("hosts").or_insert_with(|| Value::Table(Table::new()));
    let hosts = hosts.as_table_mut().expect("hosts are a table");
    if hosts.is_empty() {
        hosts.extend(["ds1", "ds2", "ds3"].map(|name| (name.to_owned(), Value::Table(Table::new()))));
    }
    for (number, (_, host)) in hosts.iter_mut().enumerate() {
        let address = Value::String(format!("192.168.31.{}", number + 200));
        host.as_table_mut().expect("a host is a table").entry("address").or_insert(address);
    }
    toml::to_string(&whole).expect("what was read is written again")
}

/// Tables merge key by key; any other value replaces the old one.
fn lay(below: &mut Table, above: Table) {
    for (key, value) in above {
        match (below.get_mut(&key), value) {
            (Some(Value::Table(below)), Value::Table(above)) => lay(below, above),
            (_, value) => drop(below.insert(key, value)),
        }
    }
}

fn told(text: &str) -> Vec<&'static str> {
    let (_, inventory, mut report) = parse("inventory.toml", text);
    if let Some(inventory) = inventory {
        let (cluster, found) = resolve::resolve(&inventory, &swarmgen::model::material::Material::default());
        report.append(found);
        report.append(cluster.as_ref().map(|cluster| check(cluster, &own_paths())).unwrap_or_default());
    }
    report.diagnostics().map(|diagnostic| diagnostic.code).collect()
}
