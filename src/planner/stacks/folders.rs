//! The folders on the share that a stack's services mount. A swarm does not create them, and starts no task without
//! them. It does not create files either: those are the operator's, and a folder in the place of a file must go before the
//! file can come. A path in doubt therefore counts as a file. The operator can end it with a slash.

use std::collections::BTreeSet;

use crate::{
    formats::compose::{Bind, binds, services},
    model::cluster::Stack,
};

/// Names of files without an ending.
const FILES: [&str; 14] = [
    "Caddyfile",
    "Corefile",
    "Dockerfile",
    "GNUmakefile",
    "Jenkinsfile",
    "Makefile",
    "Procfile",
    "authorized_keys",
    "crontab",
    "group",
    "hosts",
    "known_hosts",
    "passwd",
    "shadow",
];

/// The endings of folders: `conf.d`, and the names of sites, which end in a domain.
const FOLDERS: [&str; 30] = [
    "app", "at", "be", "cache", "ch", "cloud", "co", "com", "d", "data", "de", "dev", "dir", "eu", "files", "fr",
    "git", "home", "info", "io", "lan", "local", "logs", "net", "nl", "org", "public", "storage", "uk", "www",
];

/// The longest ending of a file's name; longer ones belong to names such as `backup.weekly-copies`.
const LONGEST: usize = 10;

/// One line for each folder, as in `swarmgen/folders`: with the mode that docker would set on a single host.
pub(super) fn mounted(stack: &Stack, mountpoint: &str) -> String {
    let services = services(stack);
    let folders: BTreeSet<_> = services.values().flat_map(binds).filter_map(|bind| folder(bind, mountpoint)).collect();
    folders.into_iter().map(|path| format!("0755 {path}\n")).collect()
}

/// The path below the mount point, if it is that of a folder.
fn folder<'a>(bind: Bind<'a>, mountpoint: &str) -> Option<&'a str> {
    let below = bind.source.strip_prefix(mountpoint)?.strip_prefix('/')?;
    let path = below.trim_end_matches('/');
    let is_plain = path.split('/').all(|part| !["", ".", ".."].contains(&part)) && !path.contains(['$', '\n', '\\']);
    // The name in the container tells too: `/var/data/web/caddy:/etc/caddy/Caddyfile`.
    let is_folder = below.ends_with('/') || ![path, bind.target].into_iter().any(is_file);
    (is_plain && is_folder).then_some(path)
}

/// Whether a path looks like that of a file.
fn is_file(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    let is_ending = |ending: &str| {
        ending.len() <= LONGEST
            && ending.starts_with(|c: char| c.is_ascii_alphabetic())
            && ending.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
            && !FOLDERS.contains(&ending)
    };
    // The dot of a hidden name, `.ssh`, begins no ending.
    let ending = name.rsplit_once('.').filter(|(stem, _)| !stem.is_empty()).map(|(_, ending)| ending);
    FILES.contains(&name) || [".env", ".htpasswd"].contains(&name) || ending.is_some_and(is_ending)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Stack, mounted};

    #[test]
    fn folders_on_the_share_are_made_and_files_are_not() {
        let compose = "services:
  web:
    image: nginx:1
    volumes:
      - /var/data/web/:/usr/share/nginx/html:ro
      - /var/data/web/site.conf:/etc/nginx/conf.d/site.conf
      - /var/data/web/Caddyfile:/etc/caddy/Caddyfile:ro
      - /var/data/web/caddy:/etc/caddy/Caddyfile:ro
      - /var/data/web/settings.xml:/x
      - /var/data/conf.d:/etc/nginx/conf.d
      - /var/data/v1.2:/v
      - /var/data/.cache:/cache
      - /var/data/logs.archive/:/logs
      - { type: bind, source: /var/data/init.sql, target: /docker-entrypoint-initdb.d/init.sql }
      - { type: bind, source: /var/data/example.com, target: /x }
      - /var/database:/x
      - /var/data:/x
      - /var/data/../x:/x
      - /var/data/$X:/x
      - named:/x
  db:
    image: postgres:17
    volumes: ['/var/data/web:/x']
";
        let files = BTreeMap::from([("compose.yml".to_owned(), compose.to_owned())]);
        let expected =
            [".cache", "conf.d", "example.com", "logs.archive", "v1.2", "web"].map(|path| format!("0755 {path}\n"));
        assert_eq!(mounted(&Stack { files, ..Stack::default() }, "/var/data"), expected.concat());
    }
}
