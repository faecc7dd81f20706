//! The NoCloud seed as a volume: ISO 9660 with Rock Ridge names. A virtual machine attaches it as a CD-ROM or as a
//! disk.
//!
//! ISO 9660 alone has no lower-case names, and some kernels lack its Joliet extension. Linux reads Rock Ridge wherever
//! it reads ISO 9660. One folder holds all files, so the volume needs few structures (ECMA-119, the Rock Ridge
//! Interchange Protocol, and the System Use Sharing Protocol below it).

/// The volume label that cloud-init looks for. Before 19.1, cloud-init accepts lower case only.
const LABEL: &str = "cidata";

const SECTOR: usize = 2048;
// The layout in sectors. The format leaves the first sixteen to the system.
const VOLUME_DESCRIPTOR: usize = 16;
const TERMINATOR: usize = 17;
const PATH_TABLE: usize = 18;
const BIG_ENDIAN_PATH_TABLE: usize = 19;
const FOLDER: usize = 20;
const FIRST_FILE: usize = 21;

const PATH_TABLE_LENGTH: u32 = 10;

/// The names of a folder's own record and of its parent's record. The root is its own parent.
const SELF: &[u8] = &[0];
const ABOVE: &[u8] = &[1];

/// Mode for root alone, wherever the volume is mounted: the files may hold a secret.
const FILE_MODE: u32 = 0o100_400;
const FOLDER_MODE: u32 = 0o040_500;

/// The time of every file: midnight of 2000-01-01. The output must not depend on the clock.
const TIME: [u8; 7] = [100, 1, 1, 0, 0, 0, 0];
/// A time in the volume descriptor, in the form "not specified".
const NO_TIME: &[u8; 17] = b"0000000000000000\0";

/// Writes a volume with these files, which are sorted by name.
pub(super) fn write(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut volume = vec![0; FIRST_FILE * SECTOR];
    let mut folder = folder_records();
    for (name, content) in files {
        let file = Extent::new(volume.len() / SECTOR, content.len());
        folder.extend(record(
            &identifier(name),
            file,
            &[attributes(FILE_MODE, 1), entry(*b"NM", &named(name))].concat(),
        ));
        volume.extend_from_slice(content);
        volume.resize(volume.len().next_multiple_of(SECTOR), 0);
    }
    assert!(folder.len() <= SECTOR, "a seed has few files");
    put(&mut volume, FOLDER, &folder);
    let sectors = u32::try_from(volume.len() / SECTOR).expect("the format ends at 8 TiB");
    put(&mut volume, VOLUME_DESCRIPTOR, &volume_descriptor(sectors));
    put(&mut volume, TERMINATOR, b"\xffCD001\x01");
    let (parent, location) = (1_u16, sector(FOLDER));
    put(&mut volume, PATH_TABLE, &path_table(location.to_le_bytes(), parent.to_le_bytes()));
    put(&mut volume, BIG_ENDIAN_PATH_TABLE, &path_table(location.to_be_bytes(), parent.to_be_bytes()));
    volume
}

/// The sector of a file or folder, and its length.
#[derive(Clone, Copy)]
struct Extent {
    sector: u32,
    length: u32,
}

impl Extent {
    /// The folder itself.
    #[allow(clippy::cast_possible_truncation)] // both are small constants
    const FOLDER: Self = Self { sector: FOLDER as u32, length: SECTOR as u32 };

    fn new(at: usize, length: usize) -> Self {
        Self { sector: sector(at), length: u32::try_from(length).expect("a seed's file is far from 4 GiB") }
    }
}

fn sector(at: usize) -> u32 {
    u32::try_from(at).expect("a seed is far from 8 TiB")
}

fn put(volume: &mut [u8], sector: usize, bytes: &[u8]) {
    volume[sector * SECTOR..][..bytes.len()].copy_from_slice(bytes);
}

fn volume_descriptor(sectors: u32) -> Vec<u8> {
    let mut text = b"\x01CD001\x01\0".to_vec();
    text.extend(padded("", 32));
    text.extend(padded(LABEL, 32));
    text.extend([0; 8]);
    text.extend(both(sectors));
    text.extend([0; 32]);
    // One volume, the first of a set of one.
    text.extend([both_short(1), both_short(1), both_short(2048)].concat());
    text.extend(both(PATH_TABLE_LENGTH));
    text.extend(
        [sector(PATH_TABLE).to_le_bytes(), [0; 4], sector(BIG_ENDIAN_PATH_TABLE).to_be_bytes(), [0; 4]].concat(),
    );
    text.extend(record(SELF, Extent::FOLDER, &[]));
    // The names of the set, publisher, preparer and program, and of three files: all empty.
    text.extend(padded("", 4 * 128 + 3 * 37));
    text.extend(NO_TIME.repeat(4));
    text.push(1);
    text
}

fn path_table(location: [u8; 4], parent: [u8; 2]) -> Vec<u8> {
    [&[1, 0][..], &location, &parent, &[0, 0]].concat()
}

/// The records of a folder and of its parent. The first one announces that every record has Rock Ridge entries.
fn folder_records() -> Vec<u8> {
    let sharing = entry(*b"SP", &[0xbe, 0xef, 0]);
    let extension = b"RRIP_1991A";
    let rock_ridge = entry(*b"ER", &[&[10, 0, 0, 1][..], extension].concat());
    let mode = attributes(FOLDER_MODE, 2);
    let own = record(SELF, Extent::FOLDER, &[sharing, mode.clone(), rock_ridge].concat());
    [own, record(ABOVE, Extent::FOLDER, &mode)].concat()
}

/// A record of a folder. Its length must be even, and its system entries must start at an even offset.
fn record(name: &[u8], extent: Extent, entries: &[u8]) -> Vec<u8> {
    let is_folder = name == SELF || name == ABOVE;
    let mut record = vec![0, 0];
    record.extend([both(extent.sector), both(extent.length)].concat());
    record.extend(TIME);
    record.extend([if is_folder { 2 } else { 0 }, 0, 0]);
    record.extend(both_short(1));
    record.push(length(name));
    record.extend(name);
    record.resize(record.len().next_multiple_of(2), 0);
    record.extend(entries);
    record.resize(record.len().next_multiple_of(2), 0);
    record[0] = length(&record);
    record
}

/// A system entry: signature, length, version, and payload.
fn entry(signature: [u8; 2], said: &[u8]) -> Vec<u8> {
    [&signature[..], &[length(said) + 4, 1], said].concat()
}

/// The permission bits, links, user and group for Rock Ridge.
fn attributes(mode: u32, links: u32) -> Vec<u8> {
    entry(*b"PX", &[both(mode), both(links), both(0), both(0)].concat())
}

/// The payload of a Rock Ridge name entry: no flags, and the name.
fn named(name: &str) -> Vec<u8> {
    [&[0], name.as_bytes()].concat()
}

/// The name for readers that support ISO 9660 alone.
fn identifier(name: &str) -> Vec<u8> {
    format!("{}.;1", name.to_ascii_uppercase().replace('-', "_")).into_bytes()
}

fn padded(text: &str, width: usize) -> Vec<u8> {
    format!("{text:width$}").into_bytes()
}

/// A number in both byte orders, as the format requires.
fn both(number: u32) -> [u8; 8] {
    let mut bytes = [0; 8];
    bytes[..4].copy_from_slice(&number.to_le_bytes());
    bytes[4..].copy_from_slice(&number.to_be_bytes());
    bytes
}

fn both_short(number: u16) -> [u8; 4] {
    let ([a, b], [c, d]) = (number.to_le_bytes(), number.to_be_bytes());
    [a, b, c, d]
}

fn length(bytes: &[u8]) -> u8 {
    u8::try_from(bytes.len()).expect("a seed's names are short")
}
