//! The NoCloud seed as a volume: ISO 9660 with Rock Ridge names, which a virtual machine takes as a CD-ROM or as a disk.
//!
//! ISO 9660 alone has no lower-case names, and its Joliet extension is not in every kernel; Linux reads Rock Ridge wherever it
//! reads ISO 9660. One folder holds all files, so this writes the few structures that such a volume has (ECMA-119; the
//! Rock Ridge Interchange Protocol and the sharing protocol below it).

/// What cloud-init looks for; before 19.1 in lower case only.
const LABEL: &str = "cidata";

const SECTOR: usize = 2048;
// The layout in sectors. The first sixteen are not the format's.
const VOLUME_DESCRIPTOR: usize = 16;
const TERMINATOR: usize = 17;
const PATH_TABLE: usize = 18;
const BIG_ENDIAN_PATH_TABLE: usize = 19;
const FOLDER: usize = 20;
const FIRST_FILE: usize = 21;

const PATH_TABLE_LENGTH: u32 = 10;

/// How a folder's own record and that of the folder above it are named. The root is above itself.
const SELF: &[u8] = &[0];
const ABOVE: &[u8] = &[1];

/// For root alone, wherever the volume is mounted: the files may hold a secret.
const FILE_MODE: u32 = 0o100_400;
const FOLDER_MODE: u32 = 0o040_500;

/// Every time on the volume: midnight of 2000-01-01, since the clock must not show in the output.
const TIME: [u8; 7] = [100, 1, 1, 0, 0, 0, 0];
/// The same kind of thing in the volume's own description, where no time at all can be said.
const NO_TIME: &[u8; 17] = b"0000000000000000\0";

/// Writes a volume that holds these files, given by name in the order of their names.
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

/// Where a file or folder lies, and its length.
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
    // One volume, which is the first of one.
    text.extend([both_short(1), both_short(1), both_short(2048)].concat());
    text.extend(both(PATH_TABLE_LENGTH));
    text.extend(
        [sector(PATH_TABLE).to_le_bytes(), [0; 4], sector(BIG_ENDIAN_PATH_TABLE).to_be_bytes(), [0; 4]].concat(),
    );
    text.extend(record(SELF, Extent::FOLDER, &[]));
    // The names of the set, publisher, preparer and program, and of three files: there are none.
    text.extend(padded("", 4 * 128 + 3 * 37));
    text.extend(NO_TIME.repeat(4));
    text.push(1);
    text
}

fn path_table(location: [u8; 4], parent: [u8; 2]) -> Vec<u8> {
    [&[1, 0][..], &location, &parent, &[0, 0]].concat()
}

/// The folder's records of itself and of what is above it. The first says that Rock Ridge's entries follow everywhere.
fn folder_records() -> Vec<u8> {
    let sharing = entry(*b"SP", &[0xbe, 0xef, 0]);
    let extension = b"RRIP_1991A";
    let rock_ridge = entry(*b"ER", &[&[10, 0, 0, 1][..], extension].concat());
    let mode = attributes(FOLDER_MODE, 2);
    let own = record(SELF, Extent::FOLDER, &[sharing, mode.clone(), rock_ridge].concat());
    [own, record(ABOVE, Extent::FOLDER, &mode)].concat()
}

/// A record of a folder. Its length is even, and so is the place where the entries for the system begin.
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

/// An entry for the system: signature, length, version, and what it says.
fn entry(signature: [u8; 2], said: &[u8]) -> Vec<u8> {
    [&signature[..], &[length(said) + 4, 1], said].concat()
}

/// Rock Ridge's permission bits, links, user and group.
fn attributes(mode: u32, links: u32) -> Vec<u8> {
    entry(*b"PX", &[both(mode), both(links), both(0), both(0)].concat())
}

/// What a Rock Ridge name's entry says: no flags, and the name.
fn named(name: &str) -> Vec<u8> {
    [&[0], name.as_bytes()].concat()
}

/// The name for readers that know ISO 9660 alone.
fn identifier(name: &str) -> Vec<u8> {
    format!("{}.;1", name.to_ascii_uppercase().replace('-', "_")).into_bytes()
}

fn padded(text: &str, width: usize) -> Vec<u8> {
    format!("{text:width$}").into_bytes()
}

/// A number as the format has it, in both byte orders.
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
