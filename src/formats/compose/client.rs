//! The docker client of an engine, as far as it shapes the reading of a compose file. The client of a host has its engine's version.

use crate::os::Version;

/// The first engine that reads each version of the format: `(engine, 3.x)`.
const NEWEST: [(Version, u8); 14] = [
    (Version(1, 13), 1),
    (Version(17, 4), 2),
    (Version(17, 6), 3),
    (Version(17, 9), 4),
    (Version(17, 12), 5),
    (Version(18, 2), 6),
    (Version(18, 6), 7),
    (Version(19, 3), 8),
    (Version(20, 10), 9),
    (Version(23, 0), 10),
    (Version(24, 0), 11),
    (Version(25, 0), 12),
    (Version(27, 0), 13),
    (Version(u32::MAX, 0), 13),
];

/// A docker client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Client {
    /// The version of the engine that it comes with.
    pub engine: Version,
}

impl Client {
    /// Its name in a message.
    pub(super) fn name(self) -> String {
        name(self.engine)
    }

    /// The newest version of the format that it reads: the `x` of `3.x`.
    pub(super) fn newest(self) -> u8 {
        let known = NEWEST.iter().take_while(|(engine, _)| *engine <= self.engine);
        known.last().map_or(0, |(_, version)| *version)
    }

    /// The version of a file without `version`.
    pub(super) fn default(self) -> Option<u8> {
        (self.engine >= Version(23, 0)).then(|| self.newest())
    }

    /// The version of a file that says `3`.
    pub(super) fn three(self) -> u8 {
        self.default().unwrap_or(0)
    }

    /// Whether it reads `yes`, `on` and the other words of YAML 1.1 as booleans, and lets the last of two equal keys win.
    pub(super) fn has_old_yaml(self) -> bool {
        self.engine < Version(28, 0)
    }

    /// Whether it reads `2026-01-01` as a date.
    pub(super) fn has_dates(self) -> bool {
        !self.has_old_yaml()
    }

    /// Whether it is the first client with stacks: it checks the types before it expands variables.
    pub(super) fn is_first(self) -> bool {
        self.engine < Version(17, 0)
    }
}

/// The engine that first reads a version of the format.
pub(super) fn first_engine(version: u8) -> Version {
    NEWEST.iter().find(|(_, newest)| *newest >= version).map_or(Version(27, 0), |(engine, _)| *engine)
}

/// `engine 19.03`: Docker wrote months with two digits.
pub(super) fn name(Version(major, minor): Version) -> String {
    if (17..=20).contains(&major) { format!("engine {major}.{minor:02}") } else { format!("engine {major}.{minor}") }
}

#[cfg(test)]
mod tests {
    use super::{Client, Version, first_engine, name};

    fn of(major: u32, minor: u32) -> (Option<u8>, u8, u8) {
        let client = Client { engine: Version(major, minor) };
        (client.default(), client.three(), client.newest())
    }

    #[test]
    fn an_engine_reads_the_versions_of_its_time() {
        assert_eq!(of(1, 13), (None, 0, 1));
        assert_eq!(of(20, 10), (None, 0, 9));
        assert_eq!(of(24, 0), (Some(11), 11, 11));
        assert_eq!(of(26, 1), (Some(12), 12, 12));
        assert_eq!(of(29, 7), (Some(13), 13, 13));
        assert_eq!(first_engine(13), Version(27, 0));
        assert_eq!((name(Version(19, 3)), name(Version(26, 1))), ("engine 19.03".to_owned(), "engine 26.1".to_owned()));
    }
}
