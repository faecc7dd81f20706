//! Whether a raft log is blank, which decides whether the script may delete it.
//!
//! The WAL code of engines writes these bytes when `fixtures/raft/wal.go` calls it. Built from the `vendor` folders of
//! 17.12.1, 18.09.0, 19.03.0, 20.10.0, 23.0.0, 26.1.0, 28.5.2, 29.0.0 and of August 2026 (etcd 3.2.1, 3.3.12, 3.5.6,
//! 3.5.16 and 3.6.14), it wrote the same three files nine times.

use crate::converge::{Root, shells, source, stdout};

/// A new log: the seed of its checksum, the member's name, and its first snapshot. 64,000,000 bytes with its zeros.
const NEW: &str = "04 00 00 00 00 00 00 84 08 04 10 00 00 00 00 00 \
    3e 00 00 00 00 00 00 82 08 01 10 8e be aa 85 08 1a 34 08 b5 e6 9d 9c c1 f2 81 fa 2a 12 19 68 67 64 71 63 6c 76 30 \
    61 38 37 62 7a 35 66 76 77 6d 38 35 71 34 74 76 79 1a 0d 31 30 2e 30 2e 30 2e 32 3a 32 33 37 37 00 00 \
    0e 00 00 00 00 00 00 82 08 05 10 84 d3 b0 c1 0b 1a 04 08 00 10 00 00 00";
/// The state after the manager has heard of term 2, and of nothing else.
const STATE: &str = "10 00 00 00 00 00 00 00 08 03 10 84 c1 af e2 03 1a 06 08 02 10 00 18 00";
/// The smallest entry, and the state after it.
const ENTRY: &str = "10 00 00 00 00 00 00 00 08 02 10 d2 dd b7 8b 0f 1a 06 08 00 10 02 18 01 \
    10 00 00 00 00 00 00 00 08 03 10 ee e8 a5 b1 04 1a 06 08 02 10 00 18 00";

const OTHERS: &str = r#"[{"node_id":"n1","addr":"10.0.0.1:2377"},{"node_id":"n2","addr":"10.0.0.2:2377"}]"#;
const ALONE: &str = r#"[{"node_id":"n1","addr":"10.0.0.1:2377"}]"#;

fn bytes(hex: &str) -> Vec<u8> {
    hex.split_whitespace().map(|byte| u8::from_str_radix(byte, 16).expect("two digits")).collect()
}

/// A file of the log: these records, and zeros up to a smaller size than the real one.
fn log(records: &[&[u8]]) -> Vec<u8> {
    let mut log = records.concat();
    log.resize(log.len() + 100_000, 0);
    log
}

/// An entry with this number of bytes, as etcd frames it: padded to eight bytes.
fn entry(data: usize) -> Vec<u8> {
    let record =
        [bytes("08 02 10 d2 dd b7 8b 0f 1a"), vec![u8::try_from(data).expect("short")], vec![0xff; data]].concat();
    let padding = (8 - record.len() % 8) % 8;
    let last = if padding == 0 { 0 } else { 0x80 + u8::try_from(padding).expect("less than 8") };
    let length = [u8::try_from(record.len()).expect("short"), 0, 0, 0, 0, 0, 0, last];
    [&length[..], &record, &vec![0; padding]].concat()
}

/// Checks a manager's verdict on its log, for a snapshot and the members that it knows.
fn assert_raft(expected: &str, control: &str, log: &[u8], snapshot: Option<&[u8]>, members: &str) {
    for shell in shells() {
        let root = Root::new("h1");
        let write = |path: &str, bytes: &[u8]| {
            root.write(path, "");
            std::fs::write(root.path().join(path), bytes).expect("a file of ours");
        };
        write("d/swarm/raft/wal-v3-encrypted/0000000000000000-0000000000000000.wal", log);
        write("d/swarm/raft/wal-v3-encrypted/0.tmp", &[0; 4096]);
        if let Some(snapshot) = snapshot {
            write("d/swarm/raft/snap-v3-encrypted/0000000000000002-0000000000000400.snap", snapshot);
        }
        root.write("d/swarm/state.json", members);
        let text = format!("data=/d node=n1 control={control}; observe_raft; echo $raft");
        assert_eq!(stdout(&source(&shell, &root, &text, "")).trim_end(), expected, "{}: {log:.160?}", shell[0]);
    }
}

#[test]
fn a_log_without_an_entry_is_blank() {
    let (new, state) = (bytes(NEW), bytes(STATE));
    assert_raft("blank", "true", &log(&[&new]), None, OTHERS);
    assert_raft("blank", "true", &log(&[&new, &state]), None, OTHERS);
    // A manager that knows no other manager, and a worker.
    assert_raft("known", "true", &log(&[&new]), None, ALONE);
    assert_raft("known", "false", &log(&[&new]), None, OTHERS);
}

#[test]
fn a_log_with_an_entry_is_never_blank() {
    let (new, state) = (bytes(NEW), bytes(STATE));
    assert_raft("known", "true", &log(&[&new, &bytes(ENTRY)]), None, OTHERS);
    for data in 0..8 {
        assert_raft("known", "true", &log(&[&new, &entry(data)]), None, OTHERS);
        assert_raft("known", "true", &log(&[&new, &state, &entry(data), &state]), None, OTHERS);
    }
    // The first entry is beyond the part that the script reads.
    assert_raft("known", "true", &log(&[&new, &state.repeat(200), &entry(0)]), None, OTHERS);
}

#[test]
fn what_is_no_new_log_is_never_blank() {
    let new = bytes(NEW);
    // A snapshot contains all earlier entries.
    assert_raft("known", "true", &log(&[&new]), Some(&bytes("08 d2 dd b7 8b 0f 12 04 00 00 00 00")), OTHERS);
    // Lost with the disk, or in another format.
    assert_raft("known", "true", &log(&[]), None, OTHERS);
    assert_raft("known", "true", &[], None, OTHERS);
    assert_raft("known", "true", &log(&[&new[1..]]), None, OTHERS);
}
