//! The paths that swarmgen keeps for itself on every host.

/// The paths, each absolute; a folder stands for all that is in it.
#[derive(Clone, Debug)]
pub struct OwnPaths {
    /// What the user's files must not touch.
    pub taken: Vec<&'static str>,
    /// Files of swarmgen's that one of the user's may take the place of.
    pub replaceable: Vec<&'static str>,
}

impl OwnPaths {
    /// All of them.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        self.taken.iter().chain(&self.replaceable).map(|path| -> &str { path })
    }
}
