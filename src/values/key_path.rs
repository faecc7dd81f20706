//! The location of a value in the inventory: `hosts.ds1.address`, `groups."rack 2".labels.zone`,
//! `defaults.nameservers[0]`.

use std::fmt;

/// One step from a table or array to an element.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Segment {
    /// A key of a table.
    Key(String),
    /// An index of an array, from 0.
    Index(usize),
}

/// The keys and indices that lead from the root of the inventory to a value.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyPath(Vec<Segment>);

impl KeyPath {
    /// The inventory as a whole.
    pub fn root() -> Self {
        Self::default()
    }

    /// The path of these keys: `["hosts", "ds1"]`.
    pub fn of<const N: usize>(keys: [&str; N]) -> Self {
        Self(keys.map(|key| Segment::Key(key.to_owned())).to_vec())
    }

    /// This path with one more key.
    #[must_use]
    pub fn key(&self, key: &str) -> Self {
        self.with(Segment::Key(key.to_owned()))
    }

    /// This path with one more array index.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        self.with(Segment::Index(index))
    }

    /// The steps, from the root on.
    pub fn segments(&self) -> &[Segment] {
        &self.0
    }

    /// The path of the table or array that holds this value; the root has none.
    pub fn parent(&self) -> Option<Self> {
        let (_, head) = self.0.split_last()?;
        Some(Self(head.to_vec()))
    }

    fn with(&self, segment: Segment) -> Self {
        let mut path = self.clone();
        path.0.push(segment);
        path
    }
}

impl fmt::Display for KeyPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (depth, segment) in self.0.iter().enumerate() {
            match segment {
                Segment::Index(index) => write!(f, "[{index}]")?,
                Segment::Key(key) => {
                    let dot = if depth == 0 { "" } else { "." };
                    if is_bare(key) { write!(f, "{dot}{key}")? } else { write!(f, "{dot}{key:?}")? }
                }
            }
        }
        Ok(())
    }
}

/// Whether TOML accepts the key without quotes.
fn is_bare(key: &str) -> bool {
    !key.is_empty() && key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
}

#[cfg(test)]
mod tests {
    use super::KeyPath;

    #[test]
    fn reads_as_it_is_written_in_toml() {
        let path = KeyPath::of(["groups", "rack 2", "nameservers"]).index(1);
        assert_eq!(path.to_string(), r#"groups."rack 2".nameservers[1]"#);
    }

    #[test]
    fn a_parent_is_one_step_up() {
        assert_eq!(KeyPath::of(["hosts", "ds1"]).parent(), Some(KeyPath::of(["hosts"])));
        assert_eq!(KeyPath::root().parent(), None);
    }
}
