//! The rules, as patterns over the words of a block of prose.

use super::prose::{Block, Break, Word};

/// A rule with its patterns. A pattern is a list of elements, one for each word:
///
/// - `a|b`: one of these words; `*ed`: a word with this end; `_`: any word
/// - `a?`: the word may be missing
/// - `^a`: at the start of a sentence that ends with a full stop; questions, headings and cells of tables have none
/// - `;a`: after a semicolon
/// - `a$`: at the end of a clause
pub(crate) struct Rule {
    pub(crate) name: &'static str,
    patterns: &'static [&'static str],
}

pub(crate) const RULES: [Rule; 9] = [
    Rule {
        name: "inverted-passive",
        patterns: &[
            r"^*ed|told|kept|taken|given|meant|left|shown|written|read|made|found of|at|for|in|by|to|after? besides|also? is|are|was|were",
            r";*ed|told|kept|taken|given|meant|left|shown|written|read|made|found of|at|for|in|by|to|after? besides|also? is|are|was|were",
        ],
    },
    Rule { name: "is-none", patterns: &[r"is|are|was|were|be|being none"] },
    Rule {
        name: "headless-subject",
        patterns: &[
            r"^what|who",
            r";what|who",
            r";and|but|so what|who",
            r"^one that|who|whose|which",
            r";one that|who|whose|which",
        ],
    },
    Rule { name: "so-predicate", patterns: &[r"is|are|was|were|be|been|it|them|stay|stays|only|just so$"] },
    Rule { name: "unless-set", patterns: &[r"unless set|told|said|asked|switched|named|given"] },
    Rule {
        name: "indefinite-person",
        patterns: &[
            r"whoever|whomever|whatever",
            r"nobody|nobody's|somebody|somebody's|everybody|everybody's|anybody|anybody's",
        ],
    },
    Rule { name: "must-be", patterns: &[r"has|have|had|having to be"] },
    Rule { name: "fix", patterns: &[r"mend|mends|mended|mending|cure|cures|cured"] },
    Rule {
        name: "taken-for",
        patterns: &[
            r"take|takes|took|taken|taking for",
            r"take|takes|took|taken|taking it|them|this|that|one for",
            r"take|takes|took|taken|taking the|a|an _ for lost|done|one",
        ],
    },
];

impl Rule {
    /// The lines on which the rule's patterns begin in the block.
    pub(crate) fn lines<'b>(&'b self, block: &'b Block) -> impl Iterator<Item = usize> + 'b {
        let begins = |at: usize| self.patterns.iter().any(|pattern| matches(pattern, &block.words, at));
        (0..block.words.len()).filter(move |at| begins(*at)).map(|at| block.words[at].line)
    }
}

fn matches(pattern: &str, words: &[Word], start: usize) -> bool {
    let mut at = start;
    for element in pattern.split(' ') {
        let may_be_missing = element.ends_with('?');
        if at < words.len() && is(element.trim_end_matches('?'), words, at) {
            at += 1;
        } else if !may_be_missing {
            return false;
        }
    }
    // A pattern is one phrase: only its last word may end a clause.
    words[start..at - 1].iter().all(|word| matches!(word.then, Break::None | Break::Comma))
}

fn is(element: &str, words: &[Word], at: usize) -> bool {
    let before = at.checked_sub(1).map_or(Break::Stop, |before| words[before].then);
    let (element, is_placed) = match element.split_at(1) {
        ("^", rest) => (rest, matches!(before, Break::Stop | Break::Question) && is_statement(&words[at..])),
        (";", rest) => (rest, before == Break::Semicolon),
        _ => (element, true),
    };
    let (element, is_ended) = match element.strip_suffix('$') {
        Some(rest) => (rest, words[at].then != Break::None || at + 1 == words.len()),
        None => (element, true),
    };
    let is_one = element.split('|').any(|word| match word.strip_prefix('*') {
        Some(end) => words[at].text.ends_with(end),
        None => word == "_" || word == words[at].text,
    });
    is_placed && is_ended && is_one
}

/// Whether the sentence that begins here ends with a full stop.
fn is_statement(words: &[Word]) -> bool {
    words.iter().map(|word| word.then).find(|then| matches!(then, Break::Stop | Break::Question)) == Some(Break::Stop)
}
