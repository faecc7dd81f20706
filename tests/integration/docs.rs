//! The documentation matches the program: its examples run, and the generated parts are current.

use std::{
    fs,
    path::Path,
    time::{SystemTime, UNIX_EPOCH},
};

use swarmgen::{os::platform::Limit, values::names::Platform};

use crate::support::{self, program, scratch::Scratch};

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect("the page is there")
}

/// The fenced blocks of a page in this language.
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

/// The README's inventory with the wrong address that the text above the block describes.
#[test]
fn the_readme_s_diagnostic_is_what_the_program_prints() {
    let scratch = Scratch::new("diagnostic");
    let readme = read("README.md");
    let (inventory, printed) = (blocks(&readme, "toml")[0], blocks(&readme, "text")[0]);
    let wrong = inventory.replace("192.168.31.13", "192.168.32.13");
    fs::write(scratch.path().join("inventory.toml"), wrong).expect("a scratch folder can be written");
    let check = program(["check", "inventory.toml"]).current_dir(scratch.path()).output().expect("the program runs");
    let said = String::from_utf8_lossy(&check.stderr).into_owned();
    assert!(said == printed, "the README's first text block must be:\n{said}");
}

/// The test turns the README's table into files as hosts write them, and the program prints the table from these files.
#[test]
fn the_readme_s_status_is_what_the_program_prints() {
    let readme = read("README.md");
    let printed = blocks(&readme, "text")[1];
    let scratch = Scratch::new("status");
    let hosts = scratch.path().join(".swarmgen/home/g1/hosts");
    fs::create_dir_all(&hosts).expect("a scratch folder can be written");
    // A second may pass between writing the files and running the program.
    let is_same = (0..3).any(|_| {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock").as_secs();
        for row in printed.lines().skip(1) {
            let cells: Vec<_> = row.split("  ").map(str::trim).filter(|cell| !cell.is_empty()).collect();
            let [host, state, step, since, waiting_for, error] = cells[..] else { panic!("not six cells: {row}") };
            let since = now - since.trim_end_matches('s').parse::<u64>().expect("seconds");
            let [waiting_for, error] = [waiting_for, error].map(|cell| cell.trim_start_matches('-'));
            let text = format!(
                "format=1\nstate={state}\nstep={step}\nsince={since}\ntime={now}\nwaiting_for={waiting_for}\n\
                 error={error}\nend=swarmgen\n"
            );
            fs::write(hosts.join(host), text).expect("a scratch folder can be written");
        }
        let status = program(["status"]).arg(scratch.path()).output().expect("the program runs");
        String::from_utf8_lossy(&status.stdout) == printed
    });
    assert!(is_same, "the README's second text block is not a status screen:\n{printed}");
}

#[test]
fn the_networks_inventory_renders() {
    let scratch = Scratch::new("networks");
    let page = read("docs/networks.md");
    fs::write(scratch.path().join("inventory.toml"), blocks(&page, "toml")[0])
        .expect("a scratch folder can be written");
    let render = program(["render", "inventory.toml", "-o", "out/", "--strict"]).current_dir(scratch.path()).output();
    let render = render.expect("the program runs");
    assert!(render.status.success(), "{}", String::from_utf8_lossy(&render.stderr));
    let daemon = fs::read_to_string(
        scratch.path().join("out/share/.swarmgen/home/g1/inventory/1/stacks/daemon.json/debian.json"),
    );
    let daemon = daemon.expect("the share has it");
    assert!(daemon.contains("\"mtu\": 1450"), "{daemon}");
}

/// The further blocks of the page, each in the inventory of the README.
#[test]
fn the_networks_page_s_further_examples_are_accepted() {
    let (readme, page) = (read("README.md"), read("docs/networks.md"));
    let (head, _) = blocks(&readme, "toml")[0].split_once("[hosts.ds1]").expect("it has hosts");
    let further = blocks(&page, "toml").split_off(1);
    assert_eq!(further.len(), 4);
    for block in further {
        let scratch = Scratch::new("networks-further");
        let host = if block.contains("[hosts.ds1") { "" } else { "[hosts.ds1]\naddress = \"192.168.31.11\"\n" };
        let inventory = format!("{head}{block}{host}");
        fs::write(scratch.path().join("inventory.toml"), inventory).expect("a scratch folder can be written");
        let check =
            program(["check", "inventory.toml"]).current_dir(scratch.path()).output().expect("the program runs");
        assert!(check.status.success(), "{block}\n{}", String::from_utf8_lossy(&check.stderr));
    }
}

/// The page shows hosts and their network boot. The README has the rest of the inventory.
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
    // The second line of a description has a deeper indentation than the commands.
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

/// A script contains each message that the page on recovery explains. `…` stands for any text, and a value such as
/// `damaged` for itself.
#[test]
fn hosts_report_what_the_page_on_recovery_explains() {
    let mut scripts = String::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/host/opt/swarmgen");
    support::walk(&folder, &mut |path| scripts.push_str(&fs::read_to_string(path).expect("a script is text")));
    let page = read("docs/recover.md");
    let messages: Vec<_> =
        page.lines().filter_map(|line| line.strip_prefix("| `")).filter_map(|line| line.split('`').next()).collect();
    assert!(messages.len() > 10, "the page explains {} messages only", messages.len());
    for message in messages.into_iter().filter(|message| !message.starts_with("certificate")) {
        for part in message.split('…').flat_map(|part| part.split(", exchange ")).map(str::trim) {
            assert!(scripts.contains(part), "no host reports `{part}` of `{message}`");
        }
    }
}

/// The anchors of a page, as GitHub makes them from its headings.
fn anchors(page: &str) -> Vec<String> {
    let prose: String = page.split("```").step_by(2).collect();
    let headings = prose.lines().filter(|line| line.starts_with('#')).map(|line| line.trim_start_matches('#').trim());
    let kept = |c: &char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_');
    headings.map(|heading| heading.to_lowercase().chars().filter(kept).collect::<String>().replace(' ', "-")).collect()
}

#[test]
fn every_link_leads_to_a_page_and_a_heading() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut pages: Vec<_> =
        ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md"].map(|name| root.join(name)).into();
    support::walk(&root.join("docs"), &mut |path| pages.push(path.to_owned()));
    for page in pages.iter().filter(|page| page.extension().is_some_and(|it| it == "md")) {
        let text = fs::read_to_string(page).expect("the page is there");
        let prose: String = text.split("```").step_by(2).collect();
        let links = prose.split("](").skip(1).filter_map(|rest| rest.split(')').next());
        for link in links.filter(|link| !link.starts_with("http")) {
            let (path, anchor) = link.split_once('#').unwrap_or((link, ""));
            let target = if path.is_empty() { page.clone() } else { page.with_file_name(path) };
            assert!(target.exists(), "{}: {link} leads to no file", page.display());
            if !anchor.is_empty() {
                let there = anchors(&fs::read_to_string(&target).expect("a page"));
                assert!(there.iter().any(|it| it == anchor), "{}: {link} leads to no heading", page.display());
            }
        }
    }
}

/// Documentation and comments name files that exist. A name in capitals stands for any: `docs/diagnostics/CODE.md`.
#[test]
fn every_path_that_a_text_names_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut texts = vec![root.join("README.md"), root.join("CONTRIBUTING.md"), root.join("CHANGELOG.md")];
    for folder in ["docs", "src", "templates", "tests", "benches"] {
        support::walk(&root.join(folder), &mut |path| texts.push(path.to_owned()));
    }
    for text in texts {
        let Ok(content) = fs::read_to_string(&text) else { continue };
        let is_of_path = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '_' | '-');
        for word in content.split(|c| !is_of_path(c)).map(|word| word.trim_end_matches(['.', '/'])) {
            let is_ours = ["docs/", "src/", "templates/", "tests/", "fixtures/"].iter().any(|it| word.starts_with(it));
            let stands_for_any =
                word.split(['/', '.']).any(|part| part.len() > 1 && part.chars().all(|c| c.is_ascii_uppercase()));
            if is_ours && !stands_for_any {
                let exists = root.join(word).exists() || root.join(format!("{word}.rs")).exists();
                assert!(exists, "{} names {word}", text.display());
            }
        }
    }
}
