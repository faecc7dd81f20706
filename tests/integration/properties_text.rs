//! No text makes the compiler panic: it results in a cluster, or in findings that can be printed.

use std::{fs, path::Path};

use proptest::{collection::vec, prelude::*, sample::Index};
use swarmgen::{check::check, diagnostics::report, parse::parse, planner::own_paths, resolve};

/// The stages of the `check` command, without files: text, findings, and the findings as text and as JSON.
fn compile(text: &str) -> Result<(), TestCaseError> {
    let (document, inventory, mut found) = parse("inventory.toml", text);
    let read = inventory.is_some();
    let cluster = inventory.and_then(|inventory| {
        let (cluster, resolved) = resolve::resolve(&inventory, &swarmgen::model::material::Material::default());
        found.append(resolved);
        cluster
    });
    prop_assert!(cluster.is_some() || found.has_errors(), "no cluster and no reason: {text:?}");
    prop_assert!(read || found.has_errors());
    if let Some(cluster) = &cluster {
        found.append(check(cluster, &own_paths()));
    }
    for colour in [false, true] {
        report::human(&found, &document, colour);
    }
    for line in report::json(&found, &document).lines() {
        prop_assert!(serde_json::from_str::<serde_json::Value>(line).is_ok(), "{line}");
    }
    Ok(())
}

/// The inventories of the fixtures, which together use most options.
fn fixtures() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/reject");
    let mut paths: Vec<_> =
        fs::read_dir(folder).expect("fixtures").map(|entry| entry.expect("an entry").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    paths.sort();
    paths.iter().map(|path| String::from_utf8_lossy(&fs::read(path).expect("a fixture")).into_owned()).collect()
}

/// A change of a text: another text replaces the part between two positions.
#[derive(Clone, Debug)]
struct Edit {
    from: Index,
    length: usize,
    to: String,
}

/// Text that often causes errors: quotes and brackets, wide and combining letters, control characters, numbers out of
/// range.
fn splinter() -> impl Strategy<Value = String> {
    let words = [
        "",
        "\"",
        "'",
        "\"\"\"",
        "[",
        "]",
        "{",
        "}",
        "=",
        ".",
        ",",
        "#",
        "\n",
        "\r\n",
        "\r",
        "\t",
        "\0",
        "\u{1b}[31m",
        "é",
        "e\u{301}",
        "深",
        "👩‍👩‍👧",
        "\u{202e}",
        "\u{feff}",
        "\u{2028}",
        "-1",
        "99999999999999999999",
        "1e400",
        "nan",
        "true",
        "1979-05-27",
        "/",
        "/33",
        "::",
        "..",
        "[hosts.ds1]",
        "[[hosts]]",
        "groups = [\"a\"]",
        "\\u0000",
        "\\UFFFFFFFF",
    ];
    prop_oneof![3 => proptest::sample::select(words.to_vec()).prop_map(str::to_owned), 1 => ".{0,8}"]
}

fn edit() -> impl Strategy<Value = Edit> {
    (any::<Index>(), 0..12_usize, splinter()).prop_map(|(from, length, to)| Edit { from, length, to })
}

fn apply(text: &mut String, edit: &Edit) {
    let start = text.floor_char_boundary(edit.from.index(text.len() + 1));
    let end = text.ceil_char_boundary((start + edit.length).min(text.len()));
    text.replace_range(start..end, &edit.to);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn any_text_is_compiled_or_refused(text in any::<String>()) {
        compile(&text)?;
    }

    #[test]
    fn any_text_of_splinters_is_compiled_or_refused(splinters in vec(splinter(), 0..40)) {
        compile(&splinters.concat())?;
    }

    #[test]
    fn any_edited_inventory_is_compiled_or_refused(
        mut text in proptest::sample::select(fixtures()),
        edits in vec(edit(), 1..8),
    ) {
        for edit in &edits {
            apply(&mut text, edit);
        }
        compile(&text)?;
    }

    #[test]
    fn any_value_in_an_inventory_is_compiled_or_refused(
        text in proptest::sample::select(fixtures()),
        which in any::<Index>(),
        value in prop_oneof![any::<String>().prop_map(|text| format!("{text:?}")), any::<i64>().prop_map(|n| n.to_string()), splinter()],
    ) {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let index = which.index(lines.len());
        if let Some((key, _)) = lines[index].clone().split_once('=') {
            lines[index] = format!("{key}= {value}");
        }
        compile(&lines.join("\n"))?;
    }
}
