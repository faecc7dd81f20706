//! References to container images: `[HOST[:PORT]/]NAME[:TAG][@DIGEST]`.

/// The tag, if there is one. The colon of a registry's port comes before the last slash.
fn tag(image: &str) -> Option<&str> {
    let name = image.split_once('@').map_or(image, |(name, _)| name);
    name.rsplit_once('/').map_or(name, |(_, name)| name).split_once(':').map(|(_, tag)| tag)
}

/// The major version in the tag, if it has one: 3 for `traefik:v3.6` and for `registry:3-alpine`.
pub fn major(image: &str) -> Option<u32> {
    let tag = tag(image)?;
    tag.strip_prefix('v').unwrap_or(tag).split(['.', '-']).next()?.parse().ok()
}

/// Whether the reference is pinned: it has a tag or a digest.
pub fn is_pinned(image: &str) -> bool {
    image.contains('@') || tag(image).is_some()
}

#[cfg(test)]
mod tests {
    use super::{is_pinned, major};

    #[test]
    fn the_tag_may_say_the_version() {
        for (image, version) in [
            ("traefik:v2.11", 2),
            ("registry:2", 2),
            ("registry:20", 20),
            ("host:5000/traefik:1.7-alpine", 1),
            ("registry:2-alpine", 2),
            ("traefik:v3@sha256:2222", 3),
        ] {
            assert_eq!(major(image), Some(version), "{image}");
        }
        for image in ["traefik", "host:2/traefik", "traefik:latest", "traefik@sha256:2222", "traefik:chevrotin"] {
            assert_eq!(major(image), None, "{image}");
        }
    }

    #[test]
    fn a_port_is_no_tag() {
        for image in ["registry", "library/registry", "host:5000/name", "host:5000/a/name"] {
            assert!(!is_pinned(image), "{image}");
        }
        for image in ["registry:3", "host:5000/name:3", "traefik@sha256:0123", "host:5000/name:3@sha256:0123"] {
            assert!(is_pinned(image), "{image}");
        }
    }
}
