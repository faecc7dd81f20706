//! The addresses to which log drivers send.

use super::{format::Format, url::Url};

pub(super) const SYSLOG: Format = Format {
    name: "`udp://HOST:PORT`, `tcp://HOST:PORT`, `tcp+tls://HOST:PORT`, `unix:///PATH` or `unixgram:///PATH`",
    fits: |text| {
        text.is_empty()
            || Url::parse(text).is_some_and(|url| match url.scheme {
                "udp" | "tcp" | "tcp+tls" => url.has_numeric_port(),
                scheme => ["unix", "unixgram"].contains(&scheme) && url.path.starts_with('/'),
            })
    },
};

pub(super) const GELF: Format = Format {
    name: "`udp://HOST:PORT` or `tcp://HOST:PORT`",
    fits: |text| {
        Url::parse(text)
            .is_some_and(|url| ["udp", "tcp"].contains(&url.scheme) && url.port.is_some() && url.has_numeric_port())
    },
};

pub(super) const FLUENTD: Format = Format {
    name: "`HOST:PORT`, `tcp://HOST:PORT`, `tls://HOST:PORT` or `unix:///PATH`",
    fits: |text| {
        let address = if text.contains("://") { text.to_owned() } else { format!("tcp://{text}") };
        Url::parse(&address).is_some_and(|url| match url.scheme {
            "unix" => !url.path.trim_start_matches('/').is_empty(),
            "tcp" | "tls" => url.path.is_empty() && url.has_port_or_default(),
            _ => false,
        })
    },
};

pub(super) const SPLUNK: Format = Format {
    name: "`https://HOST:PORT` or `http://HOST:PORT`",
    fits: |text| {
        Url::parse(text).is_some_and(|url| {
            ["https", "http"].contains(&url.scheme) && ["", "/"].contains(&url.path) && !url.has_query
        })
    },
};

#[cfg(test)]
mod tests {
    use super::{FLUENTD, GELF, SYSLOG};

    /// The verdicts of engine 26.1.
    #[test]
    fn addresses_are_read_as_the_engine_reads_them() {
        for (format, right, wrong) in [
            (
                &SYSLOG,
                &["udp://1.2.3.4:514", "tcp+tls://h", "", "udp://[::1]:514", "unixgram:///dev/log"][..],
                &["1.2.3.4:514", "http://h", "udp://h:port", "udp://::1:514", "localhost:514", "localhost"][..],
            ),
            (&GELF, &["udp://h:12201", "tcp://h:1"], &["http://h:12201", "udp://h", "h:12201"]),
            (
                &FLUENTD,
                &["h:24224", "h", "tcp://h:1", "unix:///run/f.sock"],
                &["http://h:1", "tcp://h:1/path", "h:99999", "h:x", "unix://"],
            ),
        ] {
            for text in right {
                assert!((format.fits)(text), "{text}");
            }
            for text in wrong {
                assert!(!(format.fits)(text), "{text}");
            }
        }
    }
}
