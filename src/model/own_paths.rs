//! The paths that swarmgen reserves on every host.

/// The paths, all absolute; a folder includes its content.
#[derive(Clone, Debug)]
pub struct OwnPaths {
    /// Paths that files of the operator must not use.
    pub taken: Vec<&'static str>,
    /// Files of swarmgen that a file of the operator may replace.
    pub replaceable: Vec<&'static str>,
}

impl OwnPaths {
    /// All reserved paths.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        self.taken.iter().chain(&self.replaceable).map(|path| -> &str { path })
    }
}
