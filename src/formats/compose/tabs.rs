//! Tabs where Docker's YAML reader wants spaces. The parser here follows YAML 1.2, which allows some of them.

use super::{
    client::Client,
    tree::{At, Fault},
};

/// The lines of a scalar or of a collection in brackets, both from 1.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lines {
    pub(super) first: usize,
    pub(super) last: usize,
    pub(super) kind: Kind,
}

/// The kinds of such lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A scalar without quotes.
    Plain,
    /// A scalar behind `|` or `>`.
    Block,
    /// A scalar in quotes, or a collection in brackets.
    Enclosed,
}

/// The first tab in the indentation of a line up to the last one.
pub(super) fn first(text: &str, spans: &[Lines], last: usize, client: Client) -> Option<Fault> {
    if !text.contains('\t') {
        return None;
    }
    let lines: Vec<&str> = text.lines().take(last).collect();
    let covered = covered(spans, lines.len());
    let block = spans.iter().filter(|span| span.kind == Kind::Block).find_map(|span| in_block(&lines, *span));
    let between = (0..lines.len()).filter(|index| !covered[*index]).find_map(|index| {
        let column = blanks(lines[index]).find('\t').filter(|column| is_refused(&lines, index, *column, spans, client));
        column.or_else(|| behind_dash(lines[index])).map(|column| (index, column))
    });
    let (line, column) = block.into_iter().chain(between).min()?;
    let at = At { line: line + 1, column: column + 1 };
    let fault = Fault::new(at, "a tab is in the indentation; YAML allows spaces only");
    Some(fault.help("Replace the tab with spaces."))
}

/// Whether each line continues a scalar or a collection in brackets.
fn covered(spans: &[Lines], lines: usize) -> Vec<bool> {
    let mut covered = vec![false; lines];
    for span in spans.iter().filter(|span| span.first < span.last) {
        covered[span.first.min(lines)..span.last.min(lines)].fill(true);
    }
    covered
}

fn is_refused(lines: &[&str], index: usize, column: usize, spans: &[Lines], client: Client) -> bool {
    // The reader looks for the rest of a plain scalar behind its line.
    let before = (0..index).rev().find(|above| !lines[*above].trim().is_empty()).map_or(0, |above| above + 1);
    let is_comment = |line: &&str| line.trim_start().starts_with('#');
    // And a new one looks for the rest of a comment.
    let is_commented = || {
        before > 0 && is_comment(&lines[before - 1]) && {
            lines[index..].iter().find(|line| !line.trim().is_empty()).is_some_and(is_comment)
        }
    };
    match spans.iter().find(|span| span.kind == Kind::Plain && span.last == before) {
        Some(span) => column <= indent(lines[span.first - 1]),
        None => client.has_old_yaml() || !is_commented(),
    }
}

/// A tab before the content of a block scalar, whose first line sets the indentation.
fn in_block(lines: &[&str], span: Lines) -> Option<(usize, usize)> {
    let content = (span.first..span.last.min(lines.len())).map(|index| (index, lines[index]));
    let spaces = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let mut wanted = usize::MAX;
    for (index, line) in content {
        let column = spaces(line);
        if column < wanted && line[column..].starts_with('\t') {
            return Some((index, column));
        }
        if wanted == usize::MAX && !line.trim().is_empty() {
            wanted = column;
        }
    }
    None
}

/// A tab between the dash of a list and the element.
fn behind_dash(line: &str) -> Option<usize> {
    let bare = line.trim_start_matches(' ').strip_prefix('-')?;
    let rest = bare.trim_start_matches([' ', '-']);
    (bare.starts_with([' ', '\t']) && rest.starts_with('\t')).then(|| line.len() - rest.len())
}

fn blanks(line: &str) -> &str {
    &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
}

/// The column of the line's content, from 0, behind the dashes of lists.
fn indent(line: &str) -> usize {
    let bare = line.trim_start_matches(' ');
    match bare.strip_prefix("- ") {
        Some(element) if element.contains(": ") => line.len() - bare.len() + 2,
        _ => line.len() - bare.len(),
    }
}
