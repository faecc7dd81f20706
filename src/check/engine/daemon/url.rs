//! A URL in `daemon.json`, as far as the engine looks at it.

/// The parts of a URL.
pub(super) struct Url<'t> {
    pub(super) scheme: &'t str,
    pub(super) account: Option<&'t str>,
    pub(super) port: Option<&'t str>,
    pub(super) path: &'t str,
    /// Whether it has a query or a fragment.
    pub(super) has_query: bool,
}

impl<'t> Url<'t> {
    /// Reads `scheme://account@host:port/path`; `None` without a scheme or with an address of IPv6 outside brackets.
    pub(super) fn parse(text: &'t str) -> Option<Self> {
        let (scheme, rest) = text.split_once("://")?;
        let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, rest) = rest.split_at(end);
        let path = rest.split(['?', '#']).next().unwrap_or_default();
        let (account, place) = match authority.rsplit_once('@') {
            Some((account, place)) => (Some(account), place),
            None => (None, authority),
        };
        let port = match place.rsplit_once(':') {
            Some((host, port)) if !host.contains(':') || host.ends_with(']') => Some(port),
            Some(_) if !place.ends_with(']') => return None,
            _ => None,
        };
        is_scheme.then_some(Self { scheme, account, port, path, has_query: rest.contains(['?', '#']) })
    }

    /// Whether its port, if it has one, is a number.
    pub(super) fn has_numeric_port(&self) -> bool {
        self.port.is_none_or(|port| port.is_empty() || port.bytes().all(|byte| byte.is_ascii_digit()))
    }

    /// Whether its port, if it has one, is a number up to 65535.
    pub(super) fn has_port_or_default(&self) -> bool {
        self.port.is_none_or(|port| port.is_empty() || port.parse::<u16>().is_ok())
    }
}
