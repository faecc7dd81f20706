//! A folder for one test, and two renders of one cluster for it.

use std::{
    collections::BTreeMap,
    fs,
    os::unix::fs::{MetadataExt, PermissionsExt, symlink},
    path::{Path, PathBuf},
    process,
    sync::atomic::{AtomicUsize, Ordering},
};

use swarmgen::{
    diagnostics::error::Error,
    model::artifact::{Artifact, RelPath, Tree},
    values::net::HostName,
    write::{Output, Summary},
};

/// A folder that the end of the test removes.
pub(crate) struct Scratch(PathBuf);

impl Scratch {
    pub(crate) fn new() -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let name = format!("swarmgen-writing-{}-{}", process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        fs::create_dir(&path).expect("the folder for temporary files can be written to");
        Self(path)
    }

    pub(crate) fn path(&self, inner: &str) -> PathBuf {
        self.0.join(inner)
    }

    pub(crate) fn out(&self) -> PathBuf {
        self.path("out")
    }

    pub(crate) fn put(&self, inner: &str, text: &str) {
        let path = self.path(inner);
        fs::create_dir_all(path.parent().expect("it has one")).expect("a folder can be made");
        fs::write(path, text).expect("a file can be written");
    }

    pub(crate) fn link(&self, inner: &str, target: &str) {
        symlink(target, self.path(inner)).expect("a symlink can be made");
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).expect("what the test made can be removed");
    }
}

/// Every file below a folder: its permission bits and its content, or the target of a symlink.
pub(crate) type Snapshot = BTreeMap<String, (u32, String)>;

pub(crate) fn snapshot(folder: &Path) -> Snapshot {
    let mut found = Snapshot::new();
    collect(folder, "", &mut found);
    found
}

fn collect(folder: &Path, above: &str, found: &mut Snapshot) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries {
        let entry = entry.expect("the folder can be read");
        let path = format!("{above}{}", entry.file_name().to_str().expect("names are UTF-8"));
        let meta = entry.path().symlink_metadata().expect("it is there");
        let content = if meta.is_dir() {
            collect(&entry.path(), &format!("{path}/"), found);
            continue;
        } else if meta.is_symlink() {
            fs::read_link(entry.path()).expect("a symlink can be read").display().to_string()
        } else if meta.is_file() {
            fs::read_to_string(entry.path()).expect("a file can be read")
        } else {
            String::new()
        };
        found.insert(path, (meta.permissions().mode() & 0o7777, content));
    }
}

/// Values that differ after any change to a file.
pub(crate) fn identity(path: &Path) -> (u64, i64, i64) {
    let meta = fs::symlink_metadata(path).expect("it is there");
    (meta.ino(), meta.mtime_nsec(), meta.ctime_nsec())
}

/// A cluster of this size. Its second render keeps a file of each host, changes one, adds one and removes one. It also
/// removes the first host and adds another.
#[derive(Clone, Copy)]
pub(crate) struct Cluster {
    pub(crate) hosts: usize,
    /// The length of each user-data.
    pub(crate) length: usize,
}

pub(crate) const SMALL: Cluster = Cluster { hosts: 2, length: 20 };

impl Cluster {
    /// The trees of the first or second render, in the order of the hosts. The last tree is the cluster's own.
    pub(crate) fn trees(self, render: usize) -> Vec<(Option<HostName>, Tree)> {
        let host = |number: usize| {
            let name: HostName = format!("ds{number}").parse().expect("a label");
            (Some(name.clone()), tree(&format!("hosts/{name}/"), &self.files(render)))
        };
        let shared = tree("", &[("share/cluster.tsv", false, format!("render {render}\n"))]);
        (render..render + self.hosts).map(host).chain([(None, shared)]).collect()
    }

    fn files(self, render: usize) -> [(&'static str, bool, String); 3] {
        let comes_or_goes = if render == 1 { "network-config" } else { "vendor-data" };
        [
            ("meta-data", false, "kept\n".to_owned()),
            ("user-data", true, format!("{render}").repeat(self.length)),
            (comes_or_goes, false, "some text\n".to_owned()),
        ]
    }

    /// Renders it, one host after the other.
    pub(crate) fn render(self, render: usize, out: &Path) -> Result<Summary, Error> {
        let output = Output::open(out)?;
        self.trees(render).into_iter().try_for_each(|(host, tree)| output.stage(host.as_ref(), tree))?;
        output.commit(|_| false)
    }

    /// The content of the folder after a single render.
    pub(crate) fn rendered(self, render: usize) -> Snapshot {
        let scratch = Scratch::new();
        self.render(render, &scratch.out()).expect("nothing is in the way");
        snapshot(&scratch.out())
    }
}

pub(crate) fn tree(above: &str, files: &[(&str, bool, String)]) -> Tree {
    let mut tree = Tree::default();
    for (name, secret, text) in files {
        let path = RelPath::new(format!("{above}{name}")).expect("a plain path");
        tree.insert(path, Artifact { bytes: text.clone().into(), secret: *secret });
    }
    tree
}

/// An error with its help text.
pub(crate) fn told<T>(result: Result<T, Error>, scratch: &Scratch) -> String {
    let error = result.err().expect("it is refused");
    let text = format!("{error}\nhelp: {}", error.help().unwrap_or_default());
    text.replace(scratch.0.to_str().expect("it is UTF-8"), "")
}
