//! Files of sections, keys and values, as systemd and NetworkManager read them.

use std::fmt::{self, Display};

/// A file. A section may occur several times, and a key as well.
#[derive(Debug, Default)]
pub struct Ini {
    sections: Vec<Section>,
}

#[derive(Debug)]
struct Section {
    name: &'static str,
    entries: Vec<(String, String)>,
}

impl Ini {
    /// Starts a section. It is left out of the file if it stays empty.
    #[must_use]
    pub fn section(mut self, name: &'static str) -> Self {
        self.sections.push(Section { name, entries: Vec::new() });
        self
    }

    /// Adds a key to the last section.
    ///
    /// # Panics
    /// If there is no section yet.
    #[must_use]
    pub fn set(mut self, key: impl Into<String>, value: impl Display) -> Self {
        let section = self.sections.last_mut().expect("a section comes first");
        section.entries.push((key.into(), value.to_string()));
        self
    }

    /// As [`Ini::set`], once for each value.
    #[must_use]
    pub fn set_each(self, key: &str, values: impl IntoIterator<Item = impl Display>) -> Self {
        values.into_iter().fold(self, |ini, value| ini.set(key, value))
    }
}

impl Display for Ini {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, section) in self.sections.iter().filter(|section| !section.entries.is_empty()).enumerate() {
            let gap = if index == 0 { "" } else { "\n" };
            writeln!(f, "{gap}[{}]", section.name)?;
            for (key, value) in &section.entries {
                writeln!(f, "{key}={value}")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Ini;

    #[test]
    fn an_empty_section_is_left_out() {
        let ini = Ini::default().section("Match").set("Name", "eth0").section("Link").section("Network");
        let ini = ini.set_each("DNS", ["192.0.2.1", "192.0.2.2"]);
        assert_eq!(ini.to_string(), "[Match]\nName=eth0\n\n[Network]\nDNS=192.0.2.1\nDNS=192.0.2.2\n");
    }
}
