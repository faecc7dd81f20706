//! The output before it is on disk: files by relative path.

use std::{
    collections::{BTreeMap, btree_map::Entry},
    fmt,
};

/// A relative path of the output, such as `hosts/ds1/user-data`: no empty, `.` or `..` part, so it never leaves the output folder.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RelPath(String);

impl RelPath {
    /// Accepts a path of plain names, otherwise returns `None`.
    pub fn new(path: impl Into<String>) -> Option<Self> {
        let path = path.into();
        let plain = |part: &str| !part.is_empty() && part != "." && part != ".." && !part.contains('\0');
        path.split('/').all(plain).then_some(Self(path))
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The folders above the file, and its name.
    pub fn split(&self) -> (impl Iterator<Item = &str>, &str) {
        let (folders, name) = self.0.rsplit_once('/').unwrap_or(("", &self.0));
        (folders.split('/').filter(|part| !part.is_empty()), name)
    }
}

impl fmt::Display for RelPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A file of the output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Artifact {
    /// Its content.
    pub bytes: Vec<u8>,
    /// Whether it holds a secret: then its mode is 0600 and a diff never shows it.
    pub secret: bool,
}

impl Artifact {
    /// Its permission bits.
    pub fn mode(&self) -> u32 {
        if self.secret { 0o600 } else { 0o644 }
    }
}

/// A file of the output on disk. The operator may have edited it since the last render.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Present {
    /// Its content.
    pub bytes: Vec<u8>,
    /// Its permission bits.
    pub mode: u32,
    /// Whether it holds a secret.
    pub secret: bool,
}

/// Files, sorted by path. Each path occurs once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree(BTreeMap<RelPath, Artifact>);

impl Tree {
    /// Adds a file.
    ///
    /// # Panics
    /// If the path exists already: two emitters that write the same file are a bug.
    pub fn insert(&mut self, path: RelPath, artifact: Artifact) {
        match self.0.entry(path) {
            Entry::Vacant(vacant) => vacant.insert(artifact),
            Entry::Occupied(taken) => panic!("two artifacts want the path {}", taken.key()),
        };
    }

    /// The files, by path.
    pub fn iter(&self) -> impl Iterator<Item = (&RelPath, &Artifact)> {
        self.0.iter()
    }
}

impl IntoIterator for Tree {
    type Item = (RelPath, Artifact);
    type IntoIter = std::collections::btree_map::IntoIter<RelPath, Artifact>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::RelPath;

    #[test]
    fn a_path_never_leaves_its_folder() {
        for bad in ["", "/etc/passwd", "../x", "a/../b", "a//b", "a/./b", "a/"] {
            assert_eq!(RelPath::new(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_path_splits_into_folders_and_name() {
        let path = RelPath::new("hosts/ds1/user-data").expect("a plain path");
        let (folders, name) = path.split();
        assert_eq!((folders.collect::<Vec<_>>(), name), (vec!["hosts", "ds1"], "user-data"));
    }
}
