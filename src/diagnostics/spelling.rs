//! What a misspelt name was probably meant to be.

/// The cure for a key that is none of the known ones.
pub fn suggestion(key: &str, known: &[&str]) -> String {
    match nearest(key, known) {
        Some(name) => format!("Did you mean `{name}`?"),
        None => format!("The keys of this table are {}.", known.join(", ")),
    }
}

/// The known name that the author most likely meant: close in spelling, measured against its length.
pub fn nearest<'n>(text: &str, known: &[&'n str]) -> Option<&'n str> {
    let score = |name: &&str| strsim::jaro_winkler(text, name);
    let best = known.iter().copied().max_by(|a, b| score(a).total_cmp(&score(b)))?;
    (score(&best) > 0.8).then_some(best)
}
