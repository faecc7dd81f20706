//! The schema for editors accepts the same inventories as swarmgen, according to another implementation of JSON Schema.

use std::{fs, path::Path};

use crate::support::{self, judge, program, scratch::Scratch};

/// Validates every inventory beside the schema, and prints the verdicts.
const VALIDATE: &str = r#"
import json, jsonschema, pathlib, tomllib
schema = json.load(open("schema.json"))
jsonschema.Draft202012Validator.check_schema(schema)
for path in sorted(pathlib.Path(".").glob("*.toml")):
    errors = list(jsonschema.Draft202012Validator(schema).iter_errors(tomllib.loads(path.read_text())))
    print(path.name, "refused" if errors else "accepted")
"#;

#[test]
fn the_schema_agrees_with_the_program() {
    let scratch = Scratch::new("schema");
    let schema = program(["schema"]).output().expect("the program runs").stdout;
    fs::write(scratch.path().join("schema.json"), schema).expect("a scratch folder can be written");
    for case in support::accepted() {
        let name = case.file_name().expect("a case has a name").to_string_lossy().into_owned();
        copy(&case.join("inventory.toml"), &scratch.path().join(format!("accept-{name}.toml")));
    }
    for code in ["unknown-key", "wrong-type", "missing-key", "out-of-range"] {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("fixtures/reject/{code}.toml"));
        copy(&source, &scratch.path().join(format!("reject-{code}.toml")));
    }
    let Some(output) = judge::PYTHON_OF_THE_LAB.run(scratch.path(), &["python3", "-c", VALIDATE], b"") else { return };
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    for line in told.lines() {
        let right = if line.starts_with("accept-") { line.ends_with(" accepted") } else { line.ends_with(" refused") };
        assert!(right, "{line}");
    }
    assert_eq!(told.lines().count(), support::accepted().count() + 4);
}

fn copy(from: &Path, to: &Path) {
    fs::copy(from, to).unwrap_or_else(|error| panic!("{}: {error}", from.display()));
}
