//! The files that each client may get: those of the manifest, if they match it, and the assets.

use std::{
    fmt,
    fs::File,
    io::Read,
    net::IpAddr,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    thread,
    time::Duration,
};

use crate::{
    diagnostics::error::Error,
    model::{
        artifact::{Artifact, RelPath},
        manifest::{Entry, Manifest},
    },
    write::{Stamp, View},
};

/// The folder of the assets, in URLs.
const ASSETS: &str = "assets/";

/// The number of retries when a file does not match the manifest: a render needs a moment to rename its files and the
/// manifest.
const LOOKS: u32 = 6;
const BETWEEN_LOOKS: Duration = Duration::from_millis(50);

/// The folders that are served.
pub(super) struct Store {
    output: PathBuf,
    assets: Option<PathBuf>,
    by_address: bool,
    /// The last manifest. A render may replace it at any time.
    manifest: Mutex<(Stamp, Arc<Manifest>)>,
}

/// The content of a reply.
pub(super) enum Found {
    /// A file of the manifest.
    Listed(Vec<u8>),
    /// A file of the assets, with its size.
    Asset(File, u64),
}

/// The reason for a refusal. Only the log shows it.
pub(super) enum Refusal {
    /// The request is not a path of plain names.
    NotAPath,
    /// The manifest does not list it, or there is no such asset.
    Unknown(&'static str),
    /// The file is for another address.
    Foreign(String),
    /// The file does not match the manifest.
    Changed,
    /// The file cannot be read.
    Unreadable(Error),
}

impl Store {
    pub(super) fn open(output: &Path, assets: Option<&Path>, by_address: bool) -> Result<Self, Error> {
        if let Some(assets) = assets {
            View::open(assets)?;
        }
        let manifest = Mutex::new(read(&View::open(output)?, output)?);
        Ok(Self { output: output.to_owned(), assets: assets.map(Path::to_owned), by_address, manifest })
    }

    /// A warning for the operator who starts the server.
    pub(super) fn warning(&self) -> Option<String> {
        let secret = self
            .manifest
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .1
            .files()
            .iter()
            .filter(|it| it.secret())
            .count();
        let told = || {
            format!(
                "{secret} files hold secrets, and every client can read them; `--by-address` restricts each file to its host"
            )
        };
        (secret > 0 && !self.by_address).then(told)
    }

    /// The host with this address.
    pub(super) fn host(&self, address: IpAddr) -> Option<String> {
        let manifest = self.manifest.lock().unwrap_or_else(PoisonError::into_inner).1.clone();
        manifest.hosts.iter().find(|host| host.address == address).map(|host| host.name.clone())
    }

    /// Finds the file for `path`, if `address` may have it. Blocks on the disk.
    pub(super) fn find(&self, path: &str, address: IpAddr) -> Result<Found, Refusal> {
        let path = path.strip_prefix('/').and_then(RelPath::new).ok_or(Refusal::NotAPath)?;
        match path.as_str().strip_prefix(ASSETS) {
            Some(asset) => self.asset(&RelPath::new(asset).ok_or(Refusal::NotAPath)?),
            None => self.listed(&path, address),
        }
    }

    fn asset(&self, path: &RelPath) -> Result<Found, Refusal> {
        let folder = self.assets.as_ref().ok_or(Refusal::Unknown("no folder of assets is set"))?;
        let file = View::open(folder).and_then(|view| view.file(path)).map_err(Refusal::Unreadable)?;
        let (file, size) = file.ok_or(Refusal::Unknown("the asset does not exist"))?;
        Ok(Found::Asset(file, size))
    }

    fn listed(&self, path: &RelPath, address: IpAddr) -> Result<Found, Refusal> {
        for look in 1.. {
            let view = View::open(&self.output).map_err(Refusal::Unreadable)?;
            let manifest = self.current(&view).map_err(Refusal::Unreadable)?;
            let entry = manifest.get(path).ok_or(Refusal::Unknown("the manifest does not list the file"))?;
            self.admit(&manifest, entry, address)?;
            match content(&view, entry) {
                Ok(Some(bytes)) => return Ok(Found::Listed(bytes)),
                Ok(None) if look < LOOKS => thread::sleep(BETWEEN_LOOKS),
                Ok(None) => break,
                Err(error) => return Err(Refusal::Unreadable(error)),
            }
        }
        Err(Refusal::Changed)
    }

    /// Refuses a file that is for another address. Every client may have a file of the whole cluster, unless it holds a
    /// secret.
    fn admit(&self, manifest: &Manifest, entry: &Entry, address: IpAddr) -> Result<(), Refusal> {
        let Some(name) = entry.host.as_deref().filter(|_| self.by_address) else {
            let closed = self.by_address && entry.secret();
            return if closed {
                Err(Refusal::Foreign("the file holds a secret and belongs to no host".to_owned()))
            } else {
                Ok(())
            };
        };
        match manifest.hosts.iter().find(|host| host.name == name) {
            Some(host) if host.address == address => Ok(()),
            Some(host) => Err(Refusal::Foreign(format!("the file is only for `{name}` at {}", host.address))),
            None => Err(Refusal::Foreign(format!("the manifest has no address for `{name}`"))),
        }
    }

    /// The current manifest.
    fn current(&self, view: &View) -> Result<Arc<Manifest>, Error> {
        let mut known = self.manifest.lock().unwrap_or_else(PoisonError::into_inner);
        if view.stamp()? != Some(known.0) {
            *known = read(view, &self.output)?;
        }
        Ok(known.1.clone())
    }
}

/// Reads the manifest with its stamp. It reads the stamp first: if a render replaces the manifest in between, the next
/// call reads it again.
fn read(view: &View, output: &Path) -> Result<(Stamp, Arc<Manifest>), Error> {
    let none = || Error::refused(format!("`{}` has no manifest", output.display()), "Name the folder of a render.");
    let stamp = view.stamp()?.ok_or_else(none)?;
    Ok((stamp, Arc::new(view.manifest()?.ok_or_else(none)?)))
}

/// The content of a file; `None` if it is missing or does not match the manifest.
fn content(view: &View, entry: &Entry) -> Result<Option<Vec<u8>>, Error> {
    let Some((file, size)) = view.file(&entry.path)? else { return Ok(None) };
    if size != entry.size {
        return Ok(None);
    }
    let mut bytes = Vec::new();
    file.take(size).read_to_end(&mut bytes).map_err(Error::system("reading", format!("`{}`", entry.path)))?;
    let artifact = Artifact { bytes, secret: entry.secret() };
    let same = Entry::new(entry.path.clone(), &artifact, None).sha256 == entry.sha256;
    Ok(same.then_some(artifact.bytes))
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAPath => f.write_str("the path is invalid"),
            Self::Unknown(why) => f.write_str(why),
            Self::Foreign(why) => f.write_str(why),
            Self::Changed => f.write_str("the file does not match the manifest"),
            Self::Unreadable(error) => error.fmt(f),
        }
    }
}
