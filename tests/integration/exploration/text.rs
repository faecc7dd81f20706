//! Interned texts: equal texts share one entry, and their ids are parsed once.

use std::borrow::Borrow;
use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap};
use std::hash::{Hash, Hasher};
use std::ops::Deref;
use std::sync::{LazyLock, Mutex};

/// A path or a content.
#[derive(Clone, Copy)]
pub(crate) struct Text(&'static Kept);

struct Kept {
    text: String,
    /// The numbers of its ids.
    ids: Vec<u32>,
}

/// The number of digits of an id after its letter: `s` for a swarm, `n` for a node.
const DIGITS: usize = 24;

impl Text {
    pub(crate) fn new(text: &str) -> Self {
        static ALL: LazyLock<Mutex<HashMap<&'static str, &'static Kept>>> = LazyLock::new(Mutex::default);
        let mut all = ALL.lock().expect("no holder panics");
        if let Some(kept) = all.get(text) {
            return Self(kept);
        }
        let ids = id_positions(text).into_iter().map(|at| number(text, at)).collect();
        let kept: &'static Kept = Box::leak(Box::new(Kept { text: text.to_owned(), ids }));
        all.insert(&kept.text, kept);
        Self(kept)
    }

    pub(crate) fn ids(self) -> &'static [u32] {
        &self.0.ids
    }

    /// The text with other numbers in its ids.
    pub(crate) fn renumber(self, table: &BTreeMap<u32, u32>) -> Self {
        if self.ids().iter().all(|id| table[id] == *id) {
            return self;
        }
        let mut text = self.0.text.clone();
        for at in id_positions(&self.0.text) {
            text.replace_range(at + 1..=at + DIGITS, &format!("{:0DIGITS$}", table[&number(&self.0.text, at)]));
        }
        Self::new(&text)
    }
}

impl Deref for Text {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0.text
    }
}

impl Borrow<str> for Text {
    fn borrow(&self) -> &str {
        self
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.0, other.0)
    }
}

impl Eq for Text {}

impl Hash for Text {
    fn hash<H: Hasher>(&self, state: &mut H) {
        std::ptr::hash(self.0, state);
    }
}

impl Ord for Text {
    fn cmp(&self, other: &Self) -> Ordering {
        if self == other { Ordering::Equal } else { self.0.text.cmp(&other.0.text) }
    }
}

impl PartialOrd for Text {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

fn number(text: &str, at: usize) -> u32 {
    text[at + 1..=at + DIGITS].parse().unwrap_or_default()
}

/// The positions of ids: a letter and its digits. A token contains a swarm's id with more zeros after it.
fn id_positions(text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    let mut positions = Vec::new();
    let mut at = 0;
    while at + DIGITS < bytes.len() {
        let id = matches!(bytes[at], b's' | b'n') && bytes[at + 1..=at + DIGITS].iter().all(u8::is_ascii_digit);
        if id {
            positions.push(at);
            at += DIGITS;
        }
        at += 1;
    }
    positions
}
