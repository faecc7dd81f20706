//! The way on which a host gets the host program: the scripts that are the same on every host.

use std::str::FromStr;

use super::netboot::Url;

/// The place of the host program.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Program {
    /// In each host's configuration.
    #[default]
    Inline,
    /// On the share. The configuration has the digests.
    Share,
    /// On a web server. The configuration has the digests.
    Url(Url),
}

impl FromStr for Program {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "inline" => Ok(Self::Inline),
            "share" => Ok(Self::Share),
            _ => text
                .parse()
                .map(Self::Url)
                .map_err(|_| "`inline`, `share`, or a URL such as `https://example.com/program`"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Program;

    #[test]
    fn a_program_is_a_word_or_a_url() {
        assert_eq!("inline".parse(), Ok(Program::Inline));
        assert_eq!("share".parse(), Ok(Program::Share));
        assert!(
            matches!("http://nas/program/".parse(), Ok(Program::Url(url)) if url.to_string() == "http://nas/program")
        );
        for bad in ["", "Share", "nas/program", "ftp://nas"] {
            assert!(bad.parse::<Program>().is_err(), "{bad}");
        }
    }
}
