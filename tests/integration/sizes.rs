//! Each platform gets the plainest form that it accepts, and the manifest marks the files that need a binary upload.

use std::fs;

use serde_json::Value;
use swarmgen::{model::plan::HostPlan, os::platform::Limit};

use crate::support::{plans, program, scratch::Scratch};

const INVENTORY: &str = include_str!("../../fixtures/accept/chapter/inventory.toml");

/// A key of usual length.
const KEY: &str =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIB82nCzxoYMmU8PNuHB7Sk3hUMJVuHLTWcvyY7nZwZ1p operator@example.com";

/// Renders the chapter's inventory with all hosts on this platform.
fn rendered(platform: &str) -> Scratch {
    rendered_with(platform, "")
}

/// The same with these tables.
fn rendered_with(platform: &str, tables: &str) -> Scratch {
    let scratch = Scratch::new("sizes");
    let settings = format!("[defaults]\nplatform = {platform}\nssh_authorized_keys = [\"{KEY}\"]\n");
    let inventory = INVENTORY.replace("[defaults]\n", &settings) + "\n" + tables;
    fs::write(scratch.path().join("inventory.toml"), inventory).expect("a scratch folder can be written");
    let render = program(["render", "inventory.toml", "-o", "out/"]).current_dir(scratch.path()).output();
    let render = render.expect("the program runs");
    assert!(render.status.success(), "{platform}: {}", String::from_utf8_lossy(&render.stderr));
    scratch
}

fn read(scratch: &Scratch, path: &str) -> Vec<u8> {
    fs::read(scratch.path().join("out").join(path)).expect("it was rendered")
}

/// The manifest's entry for a file.
fn entry(scratch: &Scratch, path: &str) -> Value {
    let manifest: Value = serde_json::from_slice(&read(scratch, "manifest.json")).expect("the manifest is JSON");
    let entries = manifest["files"].as_array().expect("a list of files");
    entries.iter().find(|entry| entry["path"] == path).expect("the file is listed").clone()
}

const USER_DATA: &str = "hosts/ds1/user-data";

/// The form of the user-data, from its first bytes and the encoding of its files.
fn form(bytes: &[u8]) -> &'static str {
    match bytes {
        [0x1f, 0x8b, ..] => "gzip",
        [b'C', b'o', b'n', ..] => "archive",
        _ if String::from_utf8_lossy(bytes).contains("encoding: gz+b64") => "files",
        _ => "plain",
    }
}

#[test]
fn a_platform_gets_the_plainest_form_that_it_takes() {
    for (platform, expected) in [
        ("\"azure\"", "files"),
        ("\"gcp\"", "plain"),
        ("\"digitalocean\"", "files"),
        ("\"ibm\"", "files"),
        ("\"openstack\"", "files"),
        ("\"vsphere\"", "files"),
        ("\"cloudstack\"", "gzip"),
        ("100000", "plain"),
        ("40000", "files"),
        ("30000", "archive"),
    ] {
        let out = rendered(platform);
        assert_eq!(form(&read(&out, USER_DATA)), expected, "{platform}");
        let encoding = if expected == "gzip" { Value::from("gzip") } else { Value::Null };
        assert_eq!(entry(&out, USER_DATA)["encoding"], encoding, "{platform}");
        // A seed volume has no limit, so its files stay plain.
        assert!(
            String::from_utf8_lossy(&read(&out, "hosts/ds1/seed.img")).contains("#cloud-config\n# Gen"),
            "{platform}"
        );
    }
}

#[test]
fn what_fits_to_the_byte_stays() {
    let plan = plans::long();
    let unpacked = plans::handed_over(&plan);
    assert_eq!(plans::handed_over(&plans::limited(&plan, unpacked.len(), false)), unpacked);
    let next = plans::handed_over(&plans::limited(&plan, unpacked.len() - 1, false));
    assert!(form(&next) == "files" && next.len() < unpacked.len());
}

/// The length in base64 counts on a platform that counts it.
#[test]
fn it_is_counted_as_the_platform_counts() {
    let plan = plans::long();
    let unpacked = plans::handed_over(&plan);
    let limited = |bytes| HostPlan { limit: Some(Limit { bytes, base64: true, binary: true }), ..plan.clone() };
    let encoded = unpacked.len().div_ceil(3) * 4;
    assert_eq!(plans::handed_over(&limited(encoded)), unpacked);
    assert_ne!(plans::handed_over(&limited(encoded - 1)), unpacked);
}

/// The header of gzip has fields for a time and a system. Neither may reveal where the file was rendered.
#[test]
fn compressed_is_the_same_everywhere() {
    let packed = plans::handed_over(&plans::limited(&plans::long(), 1, true));
    assert_eq!(packed[..10], [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255]);
}

/// The chapter's cluster on the common platforms with the smallest limits.
#[test]
fn the_chapter_fits_the_smallest_platforms() {
    let size = read(&rendered("\"hetzner\""), USER_DATA).len();
    assert!(size <= 32_768, "{size} bytes");
    let size = read(&rendered_with("\"aws\"", "[delivery]\nprogram = \"share\"\n"), USER_DATA).len();
    assert!(size <= 16_384, "{size} bytes");
}
