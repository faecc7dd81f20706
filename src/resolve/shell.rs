//! `[cleanup]` and `[shell]`, with their defaults.

use super::values::{Word, invalid, minutes, word, words};
use crate::{
    diagnostics::Report,
    model::{
        cluster::{Cleanup, Mirror, Shell},
        inventory::{CleanupTable, ShellTable},
    },
    values::{key_path::KeyPath, names::CleanupMethod},
};

/// Images that run on every node in any swarm, or that a node needs before it can pull an image. The mirror's image is kept too.
const TRUSTED: [&str; 5] = ["traefik", "*/traefik", "*keepalived*", "*gluster*", "*ceph*"];

/// Docker's own image of its command, from the oldest series that is still maintained.
const CLEANUP_IMAGE: &str = "docker:28-cli";

/// Docker's completion script, for engines of any version, 114,588 bytes.
const COMPLETION_URL: &str = "https://raw.githubusercontent.com/docker/cli/v26.1.5/contrib/completion/bash/docker";

/// The checksum of that file in the source of that release.
const COMPLETION_SHA256: &str = "fc8a8cf2226849cc7733199b1497d9a54c25be76b4882af74848e37e3907e7f5";

pub(super) fn cleanup(table: &CleanupTable, mirror: Option<&Mirror>, report: &mut Report) -> Option<Cleanup> {
    let at = |key| KeyPath::of(["cleanup", key]);
    let interval = minutes(table.interval.as_deref().unwrap_or("1h"), &at("interval"), report);
    let delay = minutes(table.delay.as_deref().unwrap_or("24h"), &at("delay"), report);
    let image = word(table.image.as_deref().unwrap_or(CLEANUP_IMAGE), Word::Image, &at("image"), report);
    let keep_images = match &table.keep_images {
        Some(globs) => words(Some(globs), Word::Glob, &at("keep_images"), report),
        None => TRUSTED.into_iter().chain(mirror.map(|mirror| mirror.image.as_str())).map(str::to_owned).collect(),
    };
    Some(Cleanup {
        method: table.method.unwrap_or(CleanupMethod::Timer),
        interval: interval?,
        delay: delay?,
        image: image?,
        keep_images,
        keep_containers: words(table.keep_containers.as_deref(), Word::Glob, &at("keep_containers"), report),
    })
}

pub(super) fn shell(table: &ShellTable, report: &mut Report) -> Option<Shell> {
    let url = table.completion_url.as_deref().unwrap_or(COMPLETION_URL);
    let url = word(url, Word::Url, &KeyPath::of(["shell", "completion_url"]), report);
    let sum = table.completion_sha256.as_deref().unwrap_or(COMPLETION_SHA256);
    let sum = sha256(sum, report);
    Some(Shell {
        completion: table.completion.unwrap_or(true),
        completion_url: url?,
        completion_sha256: sum?,
        aliases: table.aliases.unwrap_or(true),
    })
}

fn sha256(text: &str, report: &mut Report) -> Option<String> {
    if text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        Some(text.to_ascii_lowercase())
    } else {
        invalid(text, "64 hexadecimal digits from `sha256sum`", &KeyPath::of(["shell", "completion_sha256"]), report)
    }
}
