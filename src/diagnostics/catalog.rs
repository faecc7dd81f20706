//! The page of each diagnostic code, as `swarmgen explain CODE` prints it.
//!
//! To add a code: write `docs/diagnostics/CODE.md` beside its siblings and add it to the list below, in the order of the alphabet.

/// Lists the codes, each with its page.
macro_rules! pages {
    ($($code:literal,)+) => {
        &[$(($code, include_str!(concat!("../../docs/diagnostics/", $code, ".md"))),)+]
    };
}

const PAGES: &[(&str, &str)] = pages![
    "address-outside-subnet",
    "autolock",
    "boot-over-https",
    "cleanup-in-container",
    "compose-invalid",
    "control-character",
    "daemon-key-refused",
    "daemon-key-too-new",
    "daemon-key-unknown",
    "daemon-value-refused",
    "default-pool-overlap",
    "duplicate-address",
    "duplicate-advertise-address",
    "duplicate-key",
    "duplicate-mac",
    "duplicate-ssh-key",
    "engine-version-unavailable",
    "engine-version-unused",
    "even-managers",
    "few-managers",
    "firewall-source-unknown",
    "gateway-is-host",
    "gateway-outside-subnet",
    "group-cycle",
    "host-name-too-long",
    "image-without-tag",
    "install-device-unused",
    "install-unavailable",
    "invalid-dropin-name",
    "invalid-duration",
    "invalid-node-address",
    "invalid-pool",
    "invalid-ssh-key",
    "invalid-unit",
    "invalid-unit-name",
    "invalid-value",
    "label-is-setting",
    "many-managers",
    "mirror-not-of-hub",
    "mirror-not-routed",
    "mirror-overridden",
    "missing-boot-image",
    "missing-interface",
    "missing-key",
    "missing-mac",
    "missing-nameservers",
    "missing-root-argument",
    "mount-point-not-canonical",
    "mount-point-unusable",
    "nameservers-unused",
    "no-active-manager",
    "no-hosts",
    "no-manager",
    "not-ascii",
    "not-utf8",
    "out-of-range",
    "packages-not-installable",
    "path-is-folder",
    "path-not-kept",
    "path-taken",
    "plain-secret",
    "pool-mask-length",
    "pool-overlap",
    "port-taken",
    "reserved-address",
    "secret-reference",
    "secret-unavailable",
    "stack-file-unavailable",
    "stack-name-taken",
    "static-address-unread",
    "static-ipv6-unsupported",
    "storage-not-mountable",
    "storage-on-host",
    "swarm-option-too-old",
    "toml-syntax",
    "too-large",
    "traefik-in-container",
    "traefik-too-old",
    "undefined-group",
    "unit-taken",
    "unit-without-install",
    "unknown-key",
    "unknown-time-zone",
    "unmatched-constraint",
    "unset-variable",
    "unused-group",
    "user-data-too-large",
    "user-name-taken",
    "wrong-type",
];

/// The page of a code, in Markdown.
pub fn page(code: &str) -> Option<&'static str> {
    let index = PAGES.binary_search_by_key(&code, |(code, _)| code).ok()?;
    Some(PAGES[index].1)
}

/// All codes, in the order of the alphabet.
pub fn codes() -> impl Iterator<Item = &'static str> {
    PAGES.iter().map(|(code, _)| *code)
}

#[cfg(test)]
mod tests {
    use super::{codes, page};

    #[test]
    fn every_code_is_found_and_heads_its_page() {
        for code in codes() {
            let page = page(code).expect("listed codes are found");
            assert_eq!(page.lines().next(), Some(format!("# {code}").as_str()));
        }
    }

    #[test]
    fn no_page_is_found_for_another_code() {
        assert_eq!(page("no-such-code"), None);
    }
}
