//! What a configuration looks like where its size is limited: each form is smaller than the one before it, and less plain.

use libdeflater::{CompressionLvl, Compressor};

use crate::os::platform::Limit;

/// A form of a host's configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::emit) enum Form {
    /// All of it to be read.
    Plain,
    /// The files in it compressed, each by itself.
    Files,
    /// Compressed as a whole.
    Whole,
}

impl Form {
    /// All forms, the plainest first.
    pub(super) const ALL: [Self; 3] = [Self::Plain, Self::Files, Self::Whole];
}

/// Writes the plainest form that the limit allows, or the last one if it allows none.
pub(super) fn fitted(limit: Option<Limit>, write: impl Fn(Form) -> Vec<u8>) -> (Form, Vec<u8>) {
    let Some(limit) = limit else { return (Form::Plain, write(Form::Plain)) };
    let [plainer @ .., last] = Form::ALL;
    let mut written = plainer.iter().map(|form| (*form, write(*form)));
    written.find(|(_, bytes)| limit.takes(bytes.len())).unwrap_or_else(|| (last, write(last)))
}

/// Compresses as far as the format goes. Neither a time nor a system stands in the header, so the same bytes come out everywhere.
pub(super) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut compressor = Compressor::new(CompressionLvl::best());
    let mut gzip = vec![0; compressor.gzip_compress_bound(bytes.len())];
    let length = compressor.gzip_compress(bytes, &mut gzip).expect("the bound is enough");
    gzip.truncate(length);
    gzip
}
