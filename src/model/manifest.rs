//! The list of all files of a render: `manifest.json` of the output.

use std::{io, net::IpAddr, sync::Arc};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use serde_json::ser::{Formatter, Serializer as JsonSerializer};

use crate::{
    model::artifact::{Artifact, RelPath},
    values::digest::Sha256Digest,
};

/// The name of the manifest in the output. It does not list itself.
pub const FILE_NAME: &str = "manifest.json";

/// The permission bits of the manifest.
pub const MODE: u32 = 0o644;

/// Whether a path is reserved: the manifest, or a path in swarmgen's working folders.
pub fn is_reserved(path: &str) -> bool {
    path == FILE_NAME || path.starts_with(".swarmgen-")
}

/// Every file of the output, sorted by path. The manifest has no date: the same inventory gives the same manifest.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The version of swarmgen that wrote the output.
    pub swarmgen: String,
    /// The revision of the inventory.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision: Option<Revision>,
    /// The hosts, in the order of the inventory.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hosts: Vec<Host>,
    /// The files.
    files: Vec<Entry>,
}

/// A revision as its first render wrote it: hosts may have followed that one, and follow it only once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Revision {
    /// The file that lists the others of the revision.
    #[serde(serialize_with = "as_text", deserialize_with = "listed_path")]
    pub end: RelPath,
    /// The digest of that file.
    pub sha256: Sha256Digest,
}

/// One host, by its name and address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Host {
    /// The short name, as in [`Entry::host`].
    pub name: String,
    /// Its address.
    pub address: IpAddr,
    /// The digest of everything that only a first boot brings to the host; `None` before its first render.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own: Option<Sha256Digest>,
}

/// One file of the output.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The path.
    #[serde(serialize_with = "as_text", deserialize_with = "listed_path")]
    pub path: RelPath,
    /// The digest of its content.
    pub sha256: Sha256Digest,
    /// Its length in bytes.
    pub size: u64,
    /// Its permission bits, in octal as in `0644`.
    #[serde(serialize_with = "as_octal", deserialize_with = "from_octal")]
    pub mode: u32,
    /// The compression of the content. Upload a compressed file to a platform unchanged, not as text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoding: Option<Encoding>,
    /// The host to which the file belongs; `None` for a file of the whole cluster.
    // The entries of a host share the name: with tens of thousands of hosts, the names would need more memory than the
    // digests.
    #[serde(serialize_with = "as_optional_text", deserialize_with = "optional_text")]
    pub host: Option<Arc<str>>,
}

/// The compression of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Encoding {
    /// The format of gzip(1).
    Gzip,
}

impl Encoding {
    /// Looks at the first bytes, as the receiver does.
    fn of(bytes: &[u8]) -> Option<Self> {
        bytes.starts_with(&[0x1f, 0x8b]).then_some(Self::Gzip)
    }
}

impl Entry {
    /// Describes an artifact.
    pub fn new(path: RelPath, artifact: &Artifact, host: Option<Arc<str>>) -> Self {
        let sha256 = Sha256Digest::of(&artifact.bytes);
        let (size, encoding) = (artifact.bytes.len() as u64, Encoding::of(&artifact.bytes));
        Self { path, sha256, size, mode: artifact.mode(), encoding, host }
    }

    /// Whether the file holds a secret.
    pub fn secret(&self) -> bool {
        self.mode & 0o044 == 0
    }
}

impl Manifest {
    /// Lists the files of a render by this version.
    ///
    /// # Panics
    /// If a path occurs twice: two emitters that write the same file are a bug.
    pub fn new(mut files: Vec<Entry>) -> Self {
        if let Some(path) = sort(&mut files) {
            panic!("two artifacts want the path {path}");
        }
        Self { swarmgen: env!("CARGO_PKG_VERSION").to_owned(), revision: None, hosts: Vec::new(), files }
    }

    /// Reads a manifest; the error says what is wrong.
    pub fn parse(json: &[u8]) -> Result<Self, String> {
        let mut manifest: Self = serde_json::from_slice(json).map_err(|error| error.to_string())?;
        match sort(&mut manifest.files) {
            Some(path) => Err(format!("`{path}` is listed twice")),
            None => Ok(manifest),
        }
    }

    /// Writes it as JSON, one line for each host or file, so that diff(1) can compare two manifests.
    pub fn write(&self, to: impl io::Write) -> io::Result<()> {
        let mut json = JsonSerializer::with_formatter(to, ElementALine);
        self.serialize(&mut json)?;
        json.into_inner().write_all(b"\n")
    }

    /// The files, sorted by path.
    pub fn files(&self) -> &[Entry] {
        &self.files
    }

    /// The same, with more files.
    #[must_use]
    pub fn with(self, more: Vec<Entry>) -> Self {
        Self { revision: self.revision, hosts: self.hosts, ..Self::new(self.files.into_iter().chain(more).collect()) }
    }

    /// The entry of a path.
    pub fn get(&self, path: &RelPath) -> Option<&Entry> {
        self.files.binary_search_by(|entry| entry.path.cmp(path)).ok().map(|at| &self.files[at])
    }

    /// The files in this manifest that the other one does not list.
    pub fn without<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = &'a Entry> {
        self.files.iter().filter(|entry| other.get(&entry.path).is_none())
    }
}

/// Puts the elements of arrays on lines of their own.
struct ElementALine;

impl Formatter for ElementALine {
    fn begin_array_value<W: ?Sized + io::Write>(&mut self, to: &mut W, first: bool) -> io::Result<()> {
        to.write_all(if first { b"\n" } else { b",\n" })
    }

    fn end_array<W: ?Sized + io::Write>(&mut self, to: &mut W) -> io::Result<()> {
        to.write_all(b"\n]")
    }
}

/// Sorts by path; returns a path that occurs twice.
fn sort(files: &mut [Entry]) -> Option<&RelPath> {
    files.sort_unstable_by(|a, b| a.path.cmp(&b.path));
    files.windows(2).find(|pair| pair[0].path == pair[1].path).map(|pair| &pair[0].path)
}

fn as_text<S: Serializer>(path: &RelPath, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(path.as_str())
}

/// Rejects a path that leads out of the output, or to swarmgen's own files there. A manifest may come from anywhere,
/// and a render removes files that it lists.
fn listed_path<'de, D: Deserializer<'de>>(from: D) -> Result<RelPath, D::Error> {
    let text = String::deserialize(from)?;
    let path = RelPath::new(text.as_str()).filter(|path| !is_reserved(path.as_str()));
    path.ok_or_else(|| D::Error::custom(format!("`{text}` is not the path of a file in the output")))
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde hands every field over by reference.
fn as_octal<S: Serializer>(mode: &u32, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(&format_args!("{mode:04o}"))
}

fn from_octal<'de, D: Deserializer<'de>>(from: D) -> Result<u32, D::Error> {
    let text = String::deserialize(from)?;
    let mode = u32::from_str_radix(&text, 8).ok().filter(|mode| *mode <= 0o777);
    mode.ok_or_else(|| D::Error::custom(format!("`{text}` is not a file mode")))
}

#[allow(clippy::ref_option)] // serde hands every field over by reference.
fn as_optional_text<S: Serializer>(host: &Option<Arc<str>>, to: S) -> Result<S::Ok, S::Error> {
    host.as_deref().serialize(to)
}

fn optional_text<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Arc<str>>, D::Error> {
    Ok(Option::<String>::deserialize(from)?.map(Arc::from))
}

#[cfg(test)]
mod tests {
    use super::{Entry, Host, Manifest};
    use crate::model::artifact::{Artifact, RelPath};

    fn entry(path: &str, secret: bool) -> Entry {
        let artifact = Artifact { bytes: b"abc".to_vec(), secret };
        Entry::new(RelPath::new(path).expect("a plain path"), &artifact, Some("ds1".into()))
    }

    fn json(manifest: &Manifest) -> String {
        let mut json = Vec::new();
        manifest.write(&mut json).expect("memory takes everything");
        String::from_utf8(json).expect("JSON is UTF-8")
    }

    #[test]
    fn it_is_written_sorted_and_a_file_a_line() {
        let manifest = Manifest::new(vec![entry("hosts/ds1/user-data", true), entry("hosts/ds1/meta-data", false)]);
        let sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        let line = |name, mode| {
            format!(r#"{{"path":"hosts/ds1/{name}","sha256":"{sha256}","size":3,"mode":"{mode}","host":"ds1"}}"#)
        };
        let lines = [line("meta-data", "0644"), line("user-data", "0600")].join(",\n");
        let head = format!(r#"{{"swarmgen":"{}","files":["#, env!("CARGO_PKG_VERSION"));
        assert_eq!(json(&manifest), format!("{head}\n{lines}\n]}}\n"));
        assert_eq!(Manifest::parse(json(&manifest).as_bytes()), Ok(manifest));
    }

    #[test]
    fn hosts_are_listed_a_line_each_and_may_be_missing() {
        let host = Host { name: "ds1".to_owned(), address: [192, 168, 31, 11].into(), own: None };
        let manifest = Manifest { hosts: vec![host], ..Manifest::new(vec![entry("hosts/ds1/user-data", false)]) };
        let text = json(&manifest);
        assert!(text.contains("\n{\"name\":\"ds1\",\"address\":\"192.168.31.11\"}\n]"), "{text}");
        assert_eq!(Manifest::parse(text.as_bytes()), Ok(manifest));
    }

    #[test]
    fn it_says_what_is_compressed() {
        let path = RelPath::new("hosts/ds1/user-data").expect("a plain path");
        let artifact = Artifact { bytes: b"\x1f\x8b\x08".to_vec(), secret: false };
        let manifest = Manifest::new(vec![Entry::new(path, &artifact, None)]);
        assert!(json(&manifest).contains(r#""mode":"0644","encoding":"gzip","host":null"#));
        assert_eq!(Manifest::parse(json(&manifest).as_bytes()), Ok(manifest));
    }

    #[test]
    fn hostile_entries_are_refused() {
        let good = json(&Manifest::new(vec![entry("hosts/ds1/user-data", false)]));
        for bad in ["../x", "/etc/passwd", "manifest.json", ".swarmgen-commit/x", "a//b", ""] {
            let error = Manifest::parse(good.replace("hosts/ds1/user-data", bad).as_bytes()).expect_err(bad);
            assert!(error.contains("is not the path of a file in the output"), "{error}");
        }
        for (from, to) in [("0644", "9"), ("ba78", "éa"), ("\"size\":3", "\"size\":-1"), ("ds1\"}", "ds1\",\"x\":1}")]
        {
            Manifest::parse(good.replace(from, to).as_bytes()).expect_err(to);
        }
    }
}
