//! The folders on the share that a stack's services mount. A swarm does not create them, and starts no task without
//! them.

use std::{collections::BTreeSet, path::Path};

use crate::{
    formats::compose::{binds, services},
    model::cluster::Stack,
};

/// A name with one of these endings counts as a file, which the operator creates.
const FILES: [&str; 19] = [
    "cfg",
    "cnf",
    "conf",
    "crt",
    "db",
    "env",
    "htpasswd",
    "ini",
    "json",
    "key",
    "log",
    "pem",
    "properties",
    "sh",
    "sock",
    "toml",
    "txt",
    "yaml",
    "yml",
];

/// One line for each folder, as in `swarmgen/folders`: with the mode that docker would set on a single host.
pub(super) fn mounted(stack: &Stack, mountpoint: &str) -> String {
    let services = services(stack);
    let sources = services.values().flat_map(binds);
    let below = sources.filter_map(|source| source.strip_prefix(mountpoint)?.strip_prefix('/'));
    let folders: BTreeSet<_> = below.map(|path| path.trim_end_matches('/')).filter(|path| is_folder(path)).collect();
    folders.into_iter().map(|path| format!("0755 {path}\n")).collect()
}

fn is_folder(path: &str) -> bool {
    let is_file = Path::new(path).extension().is_some_and(|extension| FILES.iter().any(|it| extension == *it));
    let is_plain = path.split('/').all(|part| !["", ".", ".."].contains(&part)) && !path.contains(['$', '\n', '\\']);
    is_plain && !is_file
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
        assert_eq!(mounted(&Stack { files, ..Stack::default() }, "/var/data"), "0755 example.com\n0755 web\n");
    }
}
