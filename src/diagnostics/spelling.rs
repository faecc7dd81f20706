//! Suggestions for misspelt names.

/// The known name that the author most likely meant: the closest in spelling, relative to its length.
pub fn nearest<'n>(text: &str, known: &[&'n str]) -> Option<&'n str> {
    let score = |name: &&str| strsim::jaro_winkler(text, name);
    let best = known.iter().copied().max_by(|a, b| score(a).total_cmp(&score(b)))?;
    (score(&best) > 0.8).then_some(best)
}
