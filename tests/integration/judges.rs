//! Outside judges check every host's files: the programs that read a file on the host decide whether it is valid.
//!
//! Where possible, a judge reads all hosts' files in one process. Equal files of several hosts are judged once.

use std::collections::{BTreeMap, BTreeSet};

use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::{Value, json};

use crate::support::{
    hosts::{ALL, Host},
    judge::{CLOUD_INIT, DASH, DOCKERD, Exhibits, IGNITION, IGNITION_VALIDATE, Judge, PYTHON, SYSTEMD, assert_content},
    laid::yaml,
};

/// The files with this name, each content once, as `LABEL/NAME` and content.
fn files(name: &str) -> Vec<(String, String)> {
    let of_host = |host: &Host| host.files.get(name).map(|text| (text.clone(), format!("{}/{name}", host.label)));
    let by_content: BTreeMap<String, String> = ALL.iter().filter_map(of_host).collect();
    assert!(!by_content.is_empty(), "no host has {name}");
    by_content.into_iter().map(|(text, path)| (path, text)).collect()
}

/// The files on hosts that `wanted` selects, each content once.
fn laid_files(wanted: impl Fn(&str, &str) -> bool) -> Vec<(String, String)> {
    let mut by_content = BTreeMap::new();
    for host in ALL.iter() {
        for (path, (_, bytes)) in &host.laid.files {
            let text = String::from_utf8(bytes.clone()).expect("all files are text");
            if wanted(path, &text) {
                by_content.insert(text, format!("{}{path}", host.label));
            }
        }
    }
    assert!(!by_content.is_empty(), "no host has such a file");
    by_content.into_iter().map(|(text, path)| (path, text)).collect()
}

/// Runs the judge on all files in one process. The script gets their paths as arguments.
fn judge_all(judge: &Judge, script: &str, files: &[(String, String)]) -> Option<String> {
    let exhibits = Exhibits::new();
    for (path, text) in files {
        exhibits.put(path, text);
    }
    let paths: Vec<&str> = files.iter().map(|(path, _)| path.as_str()).collect();
    let output = judge.sh(exhibits.path(), script, &paths)?;
    assert_content(&output);
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Runs cloud-init's `schema` command on each file, in one process. It must print `Valid schema PATH` and no
/// deprecation.
fn assert_schema(kind: &str, files: &[(String, String)]) {
    const SCRIPT: &str = "exec python3 -c 'if True:
        import sys
        from cloudinit.cmd.main import main
        for path in sys.argv[2:]:
            main([\"cloud-init\", \"schema\", \"--schema-type\", sys.argv[1], \"--config-file\", path])
        ' ";
    let Some(said) = judge_all(&CLOUD_INIT, &format!("{SCRIPT}{kind} \"$@\""), files) else { return };
    let expected: Vec<String> = files.iter().map(|(path, _)| format!("Valid schema {path}")).collect();
    assert_eq!(said.lines().collect::<Vec<_>>(), expected);
}

#[test]
fn cloud_init_takes_the_user_data() {
    assert_schema("cloud-config", &files("user-data"));
}

#[test]
fn cloud_init_takes_the_vendor_data() {
    assert_schema("cloud-config", &files("vendor-data"));
}

#[test]
fn cloud_init_takes_the_network_config() {
    // An empty file is no document. cloud-init's documentation says that it keeps the image's own network.
    let files: Vec<_> = files("network-config").into_iter().filter(|(_, text)| !text.is_empty()).collect();
    assert_schema("network-config", &files);
}

/// The meta-data of hosts whose cloud-init reads its network from there. Today's reader of that old form checks it.
#[test]
fn cloud_init_reads_the_interfaces() {
    const SCRIPT: &str = "exec python3 -c 'if True:
        import json, sys, yaml
        from cloudinit.net.eni import convert_eni_data
        read = lambda path: convert_eni_data(yaml.safe_load(open(path))[\"network-interfaces\"])
        json.dump([read(path) for path in sys.argv[1:]], sys.stdout)
        ' \"$@\"";
    let files: Vec<_> =
        files("meta-data").into_iter().filter(|(_, text)| text.contains("network-interfaces")).collect();
    assert!(!files.is_empty(), "no host has interfaces in its meta-data");
    let Some(said) = judge_all(&CLOUD_INIT, SCRIPT, &files) else { return };
    let read: Vec<Value> = serde_json::from_str(&said).expect("it writes JSON");
    for ((path, text), value) in files.iter().zip(read) {
        let interface = &value["config"][0];
        let subnet = &interface["subnets"][0];
        assert_eq!((&subnet["type"], &subnet["control"]), (&json!("static"), &json!("auto")), "{path}");
        let text_of = |value: &Value| value.as_str().expect("text").to_owned();
        let words = |value: &Value| value.as_array().into_iter().flatten().map(text_of).collect::<Vec<_>>().join(" ");
        let lines = [
            format!("iface {} inet static", text_of(&interface["name"])),
            format!("address {}", text_of(&subnet["address"])),
            format!("netmask {}", text_of(&subnet["netmask"])),
            format!("gateway {}", text_of(&subnet["gateway"])),
            format!("dns-nameservers {}", words(&subnet["dns_nameservers"])),
            format!("dns-search {}", words(&subnet["dns_search"])),
        ];
        assert!(lines.iter().all(|line| text.contains(&format!("{line}\n"))), "{path}: {lines:?}");
    }
}

#[test]
fn ignition_takes_the_configs() {
    let script = "for config do ignition-validate \"$config\" || { echo \"$config\"; exit 1; }; done";
    judge_all(&IGNITION_VALIDATE, script, &files("config.ign"));
}

/// PyYAML follows YAML 1.1, as cloud-init does. It must read every scalar as a reader of YAML 1.2 does.
#[test]
fn pyyaml_reads_the_scalars_as_written() {
    const SCRIPT: &str = "exec python3 -c 'if True:
        import json, sys, yaml
        json.dump([yaml.safe_load(open(path, \"rb\")) for path in sys.argv[1:]], sys.stdout, default=repr)
        ' \"$@\"";
    for name in ["user-data", "meta-data", "network-config"] {
        let files: Vec<_> = files(name).into_iter().filter(|(_, text)| !text.is_empty()).collect();
        let Some(said) = judge_all(&PYTHON, SCRIPT, &files) else { return };
        let read: Vec<Value> = serde_json::from_str(&said).expect("it writes JSON");
        assert_eq!(read.len(), files.len());
        for ((path, text), value) in files.iter().zip(read) {
            assert_eq!(value, yaml(text), "{path}");
        }
    }
}

#[test]
fn shells_take_the_scripts() {
    let scripts = laid_files(|path, text| {
        path.rsplit_once('.').is_some_and(|(_, end)| end == "sh") || text.starts_with("#!/bin/sh")
    });
    let script = "for file do dash -n \"$file\" || { echo \"$file\"; exit 1; }; done";
    judge_all(&DASH, script, &scripts);
}

#[test]
fn dockerd_takes_the_configuration() {
    // Only a current engine is available. docker-latest on CentOS Atomic has its own path and keys.
    let configurations = laid_files(|path, _| path == "/etc/docker/daemon.json");
    let script = "for file do dockerd --validate --config-file \"$file\" || { echo \"$file\"; exit 1; }; done";
    judge_all(&DOCKERD, script, &configurations);
}

/// systemd reads each host's units in their place on the host. A stand-in replaces a unit that only the host's image or
/// packages contain.
#[test]
fn systemd_takes_the_units() {
    const SCRIPT: &str = "
        for folder do
            for dropins in \"$folder\"/*.d; do
                unit=${dropins%.d}
                test -e \"$unit\" || test -e \"/usr/lib/systemd/system/${unit##*/}\" ||
                    printf '[Service]\\nExecStart=/bin/true\\n' >\"$unit\"
            done
            SYSTEMD_UNIT_PATH=$PWD/$folder: systemd-analyze verify --man=no --recursive-errors=no $(cat \"$folder.names\") 2>&1 ||
                echo \"$folder: status $?\"
        done";
    let exhibits = Exhibits::new();
    let folders = put_units(&exhibits);
    let arguments: Vec<&str> = folders.iter().map(String::as_str).collect();
    let Some(output) = SYSTEMD.sh(exhibits.path(), SCRIPT, &arguments) else { return };
    assert_content(&output);
    assert_eq!(String::from_utf8_lossy(&output.stdout), "", "systemd is not silent");
}

/// Puts every distinct set of units into its own folder, and the names of its units beside it.
fn put_units(exhibits: &Exhibits) -> Vec<String> {
    let mut sets = BTreeMap::new();
    for host in ALL.iter() {
        let unit = |(path, (_, bytes)): (&'static String, &'static (u32, Vec<u8>))| {
            Some((path.strip_prefix("/etc/systemd/system/")?, bytes))
        };
        sets.insert(host.laid.files.iter().filter_map(unit).collect::<BTreeMap<_, _>>(), &host.label);
    }
    for (units, folder) in &sets {
        let name = |path: &&str| path.split('/').next().map(|it| it.trim_end_matches(".d").to_owned());
        let names: BTreeSet<String> = units.keys().filter_map(name).collect();
        exhibits.put(&format!("{folder}.names"), names.into_iter().collect::<Vec<_>>().join("\n"));
        for (path, bytes) in units {
            exhibits.put(&format!("{folder}/{path}"), bytes);
        }
    }
    sets.into_values().cloned().collect()
}

/// Ignition applies each config to a separate root. The resulting files must match the config.
#[test]
fn ignition_lays_what_the_config_says() {
    const SCRIPT: &str = "
        export IGNITION_CONFIG_FILE=$PWD/config.ign
        groupadd --force wheel
        for stage in fetch files; do
            ignition -platform file -stage \"$stage\" -root / -config-cache /run/ignition.json -state-file /run/ignition.state \\
                -neednet -log-to-stdout >&2 || exit
        done
        exec python3 -c 'if True:
            import base64, json, os, sys
            read = lambda path: [os.stat(path).st_mode & 0o7777, base64.b64encode(open(path, \"rb\").read()).decode()]
            json.dump({path: read(path) for path in json.load(open(\"paths\"))}, sys.stdout)
            '";
    for (path, _) in files("config.ign") {
        let host = ALL.iter().find(|host| path.starts_with(&format!("{}/", host.label))).expect("it was listed");
        if !assert_ignition_lays(host, SCRIPT) {
            return;
        }
    }
}

/// The file in which Ignition lists the units that systemd enables at the first boot.
const PRESETS: &str = "/etc/systemd/system-preset/20-ignition.preset";

/// Returns whether Ignition is available.
fn assert_ignition_lays(host: &Host, script: &str) -> bool {
    let laid = &host.laid;
    let mut expected = laid.files.clone();
    expected.insert("/etc/hostname".to_owned(), (0o644, format!("{}\n", laid.hostname).into_bytes()));

    let exhibits = Exhibits::new();
    exhibits.put("config.ign", &host.files["config.ign"]);
    let paths: Vec<&str> = expected.keys().map(String::as_str).chain([PRESETS]).collect();
    exhibits.put("paths", serde_json::to_vec(&paths).expect("strings are JSON"));
    let Some(output) = IGNITION.sh(exhibits.path(), script, &[]) else { return false };
    assert_content(&output);
    let found: BTreeMap<String, (u32, String)> = serde_json::from_slice(&output.stdout).expect("it writes JSON");
    for (path, (mode, bytes)) in &expected {
        assert_eq!(found[path], (*mode, BASE64_STANDARD.encode(bytes)), "{}: {path}", host.label);
    }
    let presets = String::from_utf8(BASE64_STANDARD.decode(&found[PRESETS].1).expect("base64")).expect("text");
    let told = |verb| presets.lines().filter_map(move |line| line.strip_prefix(verb)).map(str::to_owned);
    assert_eq!(told("enable ").collect::<BTreeSet<_>>(), laid.enabled, "{}", host.label);
    assert_eq!(told("disable ").collect::<BTreeSet<_>>(), laid.disabled, "{}", host.label);
    true
}
