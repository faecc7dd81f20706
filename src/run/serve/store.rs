//! What is given to whom: the files of the manifest, if they are what it says, and the assets.

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

/// The folder of the assets, as a URL has it.
const ASSETS: &str = "assets/";

/// How often a file is looked at again that is not what the manifest says: a render that puts files and manifest in their
/// places needs a moment.
const LOOKS: u32 = 6;
const BETWEEN_LOOKS: Duration = Duration::from_millis(50);

/// The folders that are served.
pub(super) struct Store {
    output: PathBuf,
    assets: Option<PathBuf>,
    by_address: bool,
    /// The manifest as last read. A render may replace it at any time.
    manifest: Mutex<(Stamp, Arc<Manifest>)>,
}

/// What is handed over.
pub(super) enum Found {
    /// A file of the manifest.
    Listed(Vec<u8>),
    /// A file of the assets, with its size.
    Asset(File, u64),
}

/// Why nothing is handed over. The reason is for the log alone.
pub(super) enum Refusal {
    /// What was asked for is no path of plain names.
    NotAPath,
    /// The manifest does not list it, or there is no such asset.
    Unknown(&'static str),
    /// It is for another address.
    Foreign(String),
    /// It is not what the manifest says.
    Changed,
    /// It cannot be read.
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

    /// What the one who starts the server should know.
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
            format!("{secret} files hold secrets, and whoever asks gets them; `--by-address` gives each host its own")
        };
        (secret > 0 && !self.by_address).then(told)
    }

    /// The host that has this address.
    pub(super) fn host(&self, address: IpAddr) -> Option<String> {
        let manifest = self.manifest.lock().unwrap_or_else(PoisonError::into_inner).1.clone();
        manifest.hosts.iter().find(|host| host.address == address).map(|host| host.name.clone())
    }

    /// Finds what `path` stands for and `address` may have. It waits for the disk.
    pub(super) fn find(&self, path: &str, address: IpAddr) -> Result<Found, Refusal> {
        let path = path.strip_prefix('/').and_then(RelPath::new).ok_or(Refusal::NotAPath)?;
        match path.as_str().strip_prefix(ASSETS) {
            Some(asset) => self.asset(&RelPath::new(asset).ok_or(Refusal::NotAPath)?),
            None => self.listed(&path, address),
        }
    }

    fn asset(&self, path: &RelPath) -> Result<Found, Refusal> {
        let folder = self.assets.as_ref().ok_or(Refusal::Unknown("there is no folder of assets"))?;
        let file = View::open(folder).and_then(|view| view.file(path)).map_err(Refusal::Unreadable)?;
        let (file, size) = file.ok_or(Refusal::Unknown("there is no such asset"))?;
        Ok(Found::Asset(file, size))
    }

    fn listed(&self, path: &RelPath, address: IpAddr) -> Result<Found, Refusal> {
        for look in 1.. {
            let view = View::open(&self.output).map_err(Refusal::Unreadable)?;
            let manifest = self.current(&view).map_err(Refusal::Unreadable)?;
            let entry = manifest.get(path).ok_or(Refusal::Unknown("the manifest does not list it"))?;
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

    /// Refuses a file to an address that it is not for. A file of the whole cluster is for everybody, unless it holds a secret.
    fn admit(&self, manifest: &Manifest, entry: &Entry, address: IpAddr) -> Result<(), Refusal> {
        let Some(name) = entry.host.as_deref().filter(|_| self.by_address) else {
            let closed = self.by_address && entry.secret();
            return if closed {
                Err(Refusal::Foreign("it holds a secret and is no host's".to_owned()))
            } else {
                Ok(())
            };
        };
        match manifest.hosts.iter().find(|host| host.name == name) {
            Some(host) if host.address == address => Ok(()),
            Some(host) => Err(Refusal::Foreign(format!("it is for `{name}` at {} only", host.address))),
            None => Err(Refusal::Foreign(format!("the manifest has no address of `{name}`"))),
        }
    }

    /// The manifest as it is now.
    fn current(&self, view: &View) -> Result<Arc<Manifest>, Error> {
        let mut known = self.manifest.lock().unwrap_or_else(PoisonError::into_inner);
        if view.stamp()? != Some(known.0) {
            *known = read(view, &self.output)?;
        }
        Ok(known.1.clone())
    }
}

/// Reads the manifest together with its stamp. The stamp is taken first: of two renders in between the later one is seen next time.
fn read(view: &View, output: &Path) -> Result<(Stamp, Arc<Manifest>), Error> {
    let none = || Error::refused(format!("`{}` holds no manifest", output.display()), "Name the folder of a render.");
    let stamp = view.stamp()?.ok_or_else(none)?;
    Ok((stamp, Arc::new(view.manifest()?.ok_or_else(none)?)))
}

/// The content of a file; `None` when it is missing or not what the manifest says.
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
            Self::NotAPath => f.write_str("it is no path of plain names"),
            Self::Unknown(why) => f.write_str(why),
            Self::Foreign(why) => f.write_str(why),
            Self::Changed => f.write_str("it is not what the manifest says"),
            Self::Unreadable(error) => error.fmt(f),
        }
    }
}
