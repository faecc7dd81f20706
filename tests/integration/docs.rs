//! The documentation says what the program does: its examples run, and what is made from definitions is current.

use std::{fs, path::Path};

use swarmgen::{os::platform::Limit, values::names::Platform};

use crate::support::{program, scratch::Scratch};

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect("the page is there")
}

/// The fenced blocks of a page that are in this language.
fn blocks<'p>(page: &'p str, language: &str) -> Vec<&'p str> {
    let opening = format!("```{language}\n");
    page.split(&opening).skip(1).filter_map(|rest| rest.split("```").next()).collect()
}

#[test]
fn the_readme_s_inventory_renders() {
    let scratch = Scratch::new("readme");
    let readme = read("README.md");
    let [inventory] = blocks(&readme, "toml")[..] else { panic!("the README shows one inventory") };
    fs::write(scratch.path().join("inventory.toml"), inventory).expect("a scratch folder can be written");
    let render = program(["render", "inventory.toml", "-o", "out/", "--strict"]).current_dir(scratch.path()).output();
    let render = render.expect("the program runs");
    assert!(render.status.success(), "{}", String::from_utf8_lossy(&render.stderr));
    for file in ["user-data", "meta-data", "network-config", "vendor-data"] {
        assert!(scratch.path().join("out/hosts/ds1").join(file).is_file(), "{file}");
    }
}

/// The page shows hosts and their network boot; the rest of the inventory is the README's.
#[test]
fn the_netboot_inventory_renders() {
    let scratch = Scratch::new("netboot");
    let (readme, page) = (read("README.md"), read("docs/netboot.md"));
    let (Some(whole), Some(netboot)) =
        (blocks(&readme, "toml").first().copied(), blocks(&page, "toml").first().copied())
    else {
        panic!("both pages show one");
    };
    let (shared, _) = whole.split_once("[hosts.").expect("the README's inventory ends with its hosts");
    fs::write(scratch.path().join("inventory.toml"), format!("{shared}\n{netboot}"))
        .expect("a scratch folder can be written");
    let render = program(["render", "inventory.toml", "-o", "out/", "--strict"]).current_dir(scratch.path()).output();
    let render = render.expect("the program runs");
    assert!(render.status.success(), "{}", String::from_utf8_lossy(&render.stderr));
    assert!(scratch.path().join("out/pxe/mac-52-54-00-12-34-11.ipxe").is_file());
}

#[test]
fn the_reference_of_the_inventory_is_current() {
    let printed = program(["schema", "--markdown"]).output().expect("the program runs").stdout;
    assert!(printed == read("docs/inventory.md").as_bytes(), "run `make docs`");
}

#[test]
fn every_command_is_in_the_readme() {
    let help = String::from_utf8(program(["--help"]).output().expect("the program runs").stdout).expect("help is text");
    let commands =
        help.split("Commands:").nth(1).and_then(|rest| rest.split("\n\n").next()).expect("a list of commands");
    let readme = read("README.md");
    // A description's second line is indented further than the commands are.
    let names =
        commands.lines().filter(|line| !line.starts_with("   ")).filter_map(|line| line.split_whitespace().next());
    for command in names {
        assert!(readme.contains(&format!("swarmgen {command}")), "{command}");
    }
}

#[test]
fn no_line_of_help_is_too_long() {
    for command in ["", "render", "check", "diff", "explain", "status", "serve", "schema", "completions", "man"] {
        let words: Vec<_> = [command, "--help"].into_iter().filter(|word| !word.is_empty()).collect();
        let help = program([]).args(words).output().expect("the program runs").stdout;
        for line in String::from_utf8_lossy(&help).lines() {
            assert!(line.chars().count() <= 80, "{command}: {line}");
        }
    }
}

#[test]
fn what_is_not_a_word_of_the_command_line_is_wrong_usage() {
    for words in [&["rendre"][..], &["render"], &["render", "a.toml", "-o", "out", "--host"]] {
        assert_eq!(program([]).args(words).output().expect("the program runs").status.code(), Some(2), "{words:?}");
    }
}

#[test]
fn the_limits_are_those_of_the_program() {
    let page = read("docs/sizes.md");
    let rows = Platform::ALL.iter().map(|platform| {
        let Limit { bytes, base64, binary } = Limit::of_platform(*platform);
        let thousands = format!("{},{:03}", bytes / 1000, bytes % 1000);
        let counted = if base64 { "as base64" } else { "as it is" };
        format!("| `{platform}` | {thousands} | {counted} | {} |\n", if binary { "binary" } else { "text" })
    });
    let table = rows.collect::<String>();
    assert!(page.contains(&format!("|---|---|---|---|\n{table}\n")), "docs/sizes.md must have this table:\n{table}");
}
