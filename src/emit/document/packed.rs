//! The forms of a configuration for platforms with a size limit. Each form is smaller and less readable than the
//! previous one.

use libdeflater::{CompressionLvl, Compressor};

use crate::os::platform::Limit;

/// A form of a host's configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::emit) enum Form {
    /// Plain text.
    Plain,
    /// Each file is compressed by itself.
    Files,
    /// The whole configuration is compressed.
    Whole,
}

impl Form {
    /// All forms, the plainest first.
    pub(super) const ALL: [Self; 3] = [Self::Plain, Self::Files, Self::Whole];
}

/// Writes the plainest form that fits into the limit, or the last form if none fits.
pub(super) fn fitted(limit: Option<Limit>, write: impl Fn(Form) -> Vec<u8>) -> (Form, Vec<u8>) {
    let Some(limit) = limit else { return (Form::Plain, write(Form::Plain)) };
    let [plainer @ .., last] = Form::ALL;
    let mut written = plainer.iter().map(|form| (*form, write(*form)));
    written.find(|(_, bytes)| limit.takes(bytes.len())).unwrap_or_else(|| (last, write(last)))
}

/// Compresses at the highest level. The header holds neither a time nor a system, so the bytes are reproducible.
pub(super) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut compressor = Compressor::new(CompressionLvl::best());
    let mut gzip = vec![0; compressor.gzip_compress_bound(bytes.len())];
    let length = compressor.gzip_compress(bytes, &mut gzip).expect("the bound is enough");
    gzip.truncate(length);
    gzip
}
