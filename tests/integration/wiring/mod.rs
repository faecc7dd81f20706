//! The pages on wiring: the output contains the paths that they name, and the available programs accept their commands.

mod terraform;
mod virt_install;

use std::{
    fs,
    path::{Path, PathBuf},
};

use clap::Parser;
use swarmgen::cli::Cli;

use crate::support::{self, scratch::Scratch};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

/// The case that the pages describe.
const EXAMPLE: &str = "fixtures/accept/netboot";

/// The output of a case, with the seed volumes that the goldens leave out.
struct Rendered(Scratch);

impl Rendered {
    fn of(case: &Path) -> Self {
        let rendered = Self(Scratch::new("wiring"));
        let render =
            support::program(["render", "inventory.toml", "-o"]).arg(rendered.out()).current_dir(case).output();
        let render = render.expect("the program runs");
        assert!(render.status.success(), "{}", String::from_utf8_lossy(&render.stderr));
        rendered
    }

    fn out(&self) -> PathBuf {
        self.0.path().join("out")
    }
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Each page with its text. The list is the first page.
fn pages() -> Vec<(String, String)> {
    let mut paths = vec![root().join("docs/wiring.md")];
    support::walk(&root().join("docs/wiring"), &mut |path| {
        if path.extension().is_some_and(|it| it == "md") {
            paths.push(path.to_owned());
        }
    });
    paths.iter().map(|path| (path.file_name().expect("a file").to_string_lossy().into_owned(), read(path))).collect()
}

/// The fenced blocks of a page in this language.
fn blocks<'p>(page: &'p str, language: &str) -> Vec<&'p str> {
    let opening = format!("```{language}\n");
    page.split(&opening).skip(1).filter_map(|rest| rest.split("```").next()).collect()
}

#[test]
fn the_list_has_every_page() {
    let pages = pages();
    let (_, list) = &pages[0];
    for (name, _) in &pages[1..] {
        assert!(list.contains(&format!("(wiring/{name})")), "{name}");
    }
    assert!(pages.len() > 5, "{} pages only", pages.len());
}

#[test]
fn every_file_that_is_named_is_in_the_output() {
    let rendered = Rendered::of(&root().join(EXAMPLE));
    for (name, page) in pages() {
        for path in named(&page) {
            assert!(rendered.out().join(&path).exists(), "{name} names `out/{path}`");
        }
    }
}

/// The paths below `out/` in commands and sentences, without patterns of a shell.
fn named(page: &str) -> Vec<String> {
    let end = |c: char| c.is_whitespace() || ",'\"`)".contains(c);
    let whole = |(at, _): &(usize, &str)| !page[..*at].ends_with(['.', '/']);
    let below_out = page.match_indices("out/").filter(whole).map(|(at, it)| &page[at + it.len()..]);
    let paths = below_out.filter_map(|rest| rest.split(end).next());
    paths.filter(|path| !path.contains('*')).map(str::to_owned).collect()
}

#[test]
fn every_command_of_swarmgen_is_one() {
    let mut count = 0;
    for (name, page) in pages() {
        let blocks = blocks(&page, "sh");
        for line in blocks.iter().flat_map(|block| block.lines()).filter(|line| line.starts_with("swarmgen ")) {
            count += 1;
            let taken = Cli::try_parse_from(line.split_whitespace());
            assert!(taken.is_ok(), "{name}: {line}: {}", taken.expect_err("just seen"));
        }
    }
    assert!(count > 0, "no page has one");
}
