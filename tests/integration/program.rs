//! The host program outside of the configuration: what is rendered, and how a host installs it.

use std::{collections::BTreeMap, fs, process::Command, time::Duration};

use swarmgen::values::digest::Sha256Digest;

use crate::{
    converge::{Root, shells},
    support::{program, scratch::Scratch},
};

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/templates/host/opt/swarmgen/program.sh");

/// Renders three Debian hosts with this place of the program. Returns the output folder.
fn rendered(os: &str, place: &str) -> Scratch {
    let scratch = Scratch::new("program");
    let hosts: String = (1..=3).map(|n| format!("[hosts.ds{n}]\naddress = \"10.0.0.{n}\"\n")).collect();
    let inventory = format!(
        "[cluster]\nname = \"home\"\ndomain = \"example.com\"\nsubnet = \"10.0.0.0/24\"\n
         [storage]\ntype = \"nfs\"\nsource = \"nas:/swarm\"\n[delivery]\nprogram = \"{place}\"\n
         [defaults]\nos = \"{os}\"\nrole = \"manager\"\nssh_authorized_keys = [\"ssh-ed25519 \
         AAAAC3NzaC1lZDI1NTE5AAAAIB82nCzxoYMmU8PNuHB7Sk3hUMJVuHLTWcvyY7nZwZ1p o\"]\n{hosts}"
    );
    fs::write(scratch.path().join("inventory.toml"), inventory).expect("a scratch folder can be written");
    let output = program(["render", "inventory.toml", "-o", "out"]).current_dir(scratch.path()).output();
    let output = output.expect("the program runs");
    assert!(output.status.success(), "{place}: {}", String::from_utf8_lossy(&output.stderr));
    scratch
}

fn read(scratch: &Scratch, path: &str) -> String {
    fs::read_to_string(scratch.path().join("out").join(path)).expect("it was rendered")
}

/// The lines `SHA256  PATH` in a text.
fn references(text: &str) -> BTreeMap<String, String> {
    let words = text.lines().filter_map(|line| line.trim().split_once("  "));
    let is_sum = |sum: &str| sum.len() == 64 && sum.chars().all(|c| c.is_ascii_hexdigit());
    words.filter(|(sum, _)| is_sum(sum)).map(|(sum, path)| (path.to_owned(), sum.to_owned())).collect()
}

#[test]
fn a_configuration_names_the_files_that_the_share_holds() {
    let out = rendered("debian", "share");
    let user_data = read(&out, "hosts/ds1/user-data");
    let named = references(&user_data);
    assert!(named.contains_key("/opt/swarmgen/converge.sh") && !user_data.contains("step_retire"), "{named:?}");
    for (path, sum) in &named {
        let text = read(&out, &format!("share/.swarmgen/program/{sum}"));
        assert_eq!(&Sha256Digest::of(&text).to_string(), sum, "{path}");
    }
}

#[test]
fn ignition_gets_files_from_a_url_by_itself() {
    let out = rendered("fedora-coreos", "http://10.0.0.9:8080/program/");
    let config: serde_json::Value = serde_json::from_str(&read(&out, "hosts/ds1/config.ign")).expect("JSON");
    let files = config["storage"]["files"].as_array().expect("files");
    let converge = files.iter().find(|file| file["path"] == "/opt/swarmgen/converge.sh").expect("it is named");
    let hash = converge["contents"]["verification"]["hash"].as_str().expect("it is verified");
    let sum = hash.strip_prefix("sha256-").expect("its kind");
    assert_eq!(converge["contents"]["source"], format!("http://10.0.0.9:8080/program/{sum}"));
    assert!(out.path().join("out/share/.swarmgen/program").join(sum).exists());
    assert!(files.iter().all(|file| file["path"] != "/opt/swarmgen/program.sh"), "Ignition needs no script for it");
}

/// A host whose program is two files on the share.
fn host() -> (Root, [String; 2]) {
    let root = Root::new("h1");
    root.program("systemctl", "#!/bin/sh\necho \"$*\" >>\"$SWARMGEN_ROOT/calls\"\n[ \"$1\" != list-unit-files ] || echo 'swarmgen-converge.service enabled'\n");
    root.program("sleep", "#!/bin/sh\ntouch \"$SWARMGEN_ROOT/slept\"\nexec /bin/sleep 0.2\n");
    let sums = ["one\n", "two\n"].map(|text| {
        let sum = Sha256Digest::of(text).to_string();
        root.write(&format!("var/data/.swarmgen/program/{sum}"), text);
        sum
    });
    root.write("etc/swarmgen/program", &format!("{}  /opt/one\n{}  /opt/two/three\n", sums[0], sums[1]));
    root.write("etc/swarmgen/program.env", "SWARMGEN_PROGRAM=''\n");
    (root, sums)
}

#[test]
fn the_program_is_installed_and_its_units_start() {
    for shell in shells() {
        let (root, _) = host();
        let output = root.command(&shell).arg(SCRIPT).output().expect("a shell on PATH starts");
        assert!(output.status.success() && output.stdout.is_empty(), "{output:?}");
        assert_eq!(root.read("opt/one").as_deref(), Some("one\n"));
        assert_eq!(root.read("opt/two/three").as_deref(), Some("two\n"));
        let calls = root.read("calls").expect("units start");
        assert!(calls.ends_with("start --no-block swarmgen-converge.service\n"), "{calls}");
    }
}

/// Each fault is told on the console and on the share, and the host continues by itself once the file is right.
#[test]
fn a_file_that_is_missing_or_wrong_is_waited_for() {
    for shell in shells() {
        for (fault, told) in
            [("rm $FILE", "missing"), ("echo other >$FILE", "other content"), ("rm $FILE; mkfifo $FILE", "missing")]
        {
            let (root, sums) = host();
            let file = root.path().join("var/data/.swarmgen/program").join(&sums[1]);
            let sh = |text: &str| {
                let status = Command::new("sh").args(["-c", text]).env("FILE", &file).status();
                assert!(status.expect("sh runs").success(), "{text}");
            };
            sh(fault);
            let child = root.command(&shell).arg(SCRIPT).stdout(std::process::Stdio::piped()).spawn();
            let child = child.expect("a shell on PATH starts");
            let status = "var/data/.swarmgen/home/g1/hosts/h1";
            for _ in 0..200 {
                if root.read(status).is_some() && root.read("slept").is_some() {
                    break;
                }
                std::thread::sleep(Duration::from_millis(50));
            }
            let written = root.read(status).unwrap_or_default();
            let words = format!(
                "the host program: {}/opt/two/three from .swarmgen/program/{} ({told})",
                root.path().display(),
                sums[1]
            );
            assert!(written.contains(&format!("waiting_for={words}\n")), "{shell:?} {fault}: {written}");
            assert_eq!(root.read("opt/two/three"), None, "{shell:?} {fault}");
            sh("rm -f $FILE; echo two >$FILE");
            let output = child.wait_with_output().expect("it ends");
            assert_eq!(
                String::from_utf8_lossy(&output.stdout),
                format!("h1: waiting: waits for {words}\n"),
                "{shell:?}"
            );
            assert_eq!(root.read("opt/two/three").as_deref(), Some("two\n"), "{shell:?} {fault}");
        }
    }
}
