//! Runs cloud-init's own stages on a separate root. The result is what the plan contains, even after a power cut.

use std::collections::BTreeMap;

use base64::{Engine, prelude::BASE64_STANDARD};
use serde::Deserialize;
use serde_json::json;
use swarmgen::{
    emit::emit,
    model::plan::{File, HostPlan},
    os::Os,
    values::names::{Install, OsName},
};

use crate::support::{
    judge::{CLOUD_INIT, Exhibits, assert_content},
    laid::{self, Laid},
    plans::{self, forms},
};

/// Three boots. In the first, the power fails after the files were written but before any of them is on the disk. The
/// second completes. Before the third, a file was changed by hand.
const SCRIPT: &str = r#"
    seed=/var/lib/cloud/seed/nocloud
    mkdir -p "$seed"
    cp user-data meta-data network-config vendor-data "$seed"
    # Without systemd, systemctl must enable units by itself, and start nothing.
    export SYSTEMD_OFFLINE=1
    # Switch off the modules that look for disks or write to this machine's console.
    printf '%s\n' 'growpart: {mode: "off"}' 'resize_rootfs: false' 'no_ssh_fingerprints: true' \
        'ssh: {emit_keys_to_console: false}' >/etc/cloud/cloud.cfg.d/99-test.cfg
    begin() { cloud-init init --local; cloud-init init; }
    finish() { cloud-init modules --mode=config; cloud-init modules --mode=final; }
    ls /etc/systemd/system/multi-user.target.wants >/tmp/units
    {
        begin
        while read -r path; do : >"$path"; done <paths
        begin; finish
        cp -a /etc /opt /tmp
        echo changed >/etc/swarmgen/host.env
        begin
    } >&2
    cd /tmp
    python3 -c 'if True:
        import base64, json, os, sys
        read = lambda path: [os.stat(path).st_mode & 0o7777, base64.b64encode(open(path, "rb").read()).decode()]
        text = lambda path: open(path).read()
        key = "/etc/ssh/ssh_host_ed25519_key.pub"
        json.dump({
            "files": {path.strip(): read("/tmp" + path.strip()) for path in open("/mnt/paths")},
            "hostname": text("/etc/hostname"),
            "name": os.uname().nodename,
            "localtime": os.path.realpath("/etc/localtime"),
            "enabled": os.listdir("/etc/systemd/system/multi-user.target.wants"),
            "enabled_before": text("/tmp/units").split(),
            "group": text("/etc/group"),
            "shadow": text("/etc/shadow"),
            "sudoers": text("/etc/sudoers.d/90-cloud-init-users"),
            "authorized_keys": text("/home/admin/.ssh/authorized_keys"),
            "changed": text("/etc/swarmgen/host.env"),
            "same_key": text(key) == text("/tmp" + key),
        }, sys.stdout)
        '
"#;

#[derive(Deserialize)]
struct Found {
    files: BTreeMap<String, (u32, String)>,
    hostname: String,
    name: String,
    localtime: String,
    enabled: Vec<String>,
    enabled_before: Vec<String>,
    group: String,
    shadow: String,
    sudoers: String,
    authorized_keys: String,
    changed: String,
    same_key: bool,
}

/// Without packages, since the judge has no network.
fn offline(plan: HostPlan) -> HostPlan {
    HostPlan { packages: Vec::new(), extra_packages: Vec::new(), repository: None, ..plan }
}

/// The three boots; `None` without cloud-init.
fn boot(plan: &HostPlan) -> Option<(Laid, Found)> {
    let laid = Laid::of(plan);
    let exhibits = Exhibits::new();
    for (path, artifact) in emit(plan) {
        exhibits.put(path.split().1, artifact.bytes);
    }
    exhibits.put("paths", laid.files.keys().map(|path| format!("{path}\n")).collect::<Vec<_>>().concat());
    // In a UTS namespace: otherwise cloud-init would rename this machine.
    let output = CLOUD_INIT.run(exhibits.path(), &["unshare", "--uts", "sh", "-c", SCRIPT], b"")?;
    assert_content(&output);
    Some((laid, serde_json::from_slice(&output.stdout).expect("it writes JSON")))
}

#[test]
fn cloud_init_sets_up_the_host_even_after_a_power_cut() {
    assert_set_up(&offline(plans::full()));
}

/// The script starts the units early, once the last file exists.
#[test]
fn a_script_is_written_after_all_files_of_the_user_s_own() {
    let mut plan = offline(plans::full());
    plan.files.insert("/var/lib/own".to_owned(), File::public(""));
    let text = String::from_utf8(plans::handed_over(&plan)).expect("text");
    let written: Vec<_> = text.lines().filter_map(|line| line.strip_prefix("- path: ")).collect();
    assert!(written.contains(&"/var/lib/own"));
    assert_eq!(written.last(), Some(&"/opt/swarmgen/hello.sh"));
    assert!(text.contains("  - start\n  - /opt/swarmgen/hello.sh\n"));
}

/// Before the command that starts swarmgen's units, and before cloud-init has written anything.
#[test]
fn another_engine_of_the_image_stops_first() {
    let plan = plans::with_everything(OsName::CentosAtomic, Install::Present);
    let data = laid::yaml(&String::from_utf8(plans::handed_over(&plan)).expect("text"));
    let [disable, stop] = [0, 1].map(|index| data["bootcmd"][index].clone());
    assert!(data["runcmd"].as_array().expect("commands").contains(&disable), "again, once its drop-in counts");
    assert_eq!(stop, json!(["timeout", "60", "systemctl", "stop", "docker.service"]));
}

/// cloud-init installs `packages` in one call, and dnf then installs none of them if it does not know one.
#[test]
fn the_operator_s_packages_are_no_condition_of_the_engine_s() {
    for (os, packages, extra) in [
        (OsName::Rocky, &["docker-ce", "docker-ce-cli", "containerd.io", "nfs-utils"][..], &["htop"][..]),
        (OsName::Debian, &["htop", "docker.io", "docker-cli", "apparmor", "nfs-common"], &[]),
    ] {
        let install = Os::named(os).engine.default_install;
        let inventory = plans::everything(os, install) + "packages = [\"htop\"]\n";
        let plan = plans::of_inventory("inventory.toml", &inventory).pop().expect("one host");
        let [mut found, mut expected] = [plan.packages.clone(), packages.iter().map(|it| (*it).to_owned()).collect()];
        found.sort_unstable();
        expected.sort_unstable();
        assert_eq!((found, plan.extra_packages), (expected, extra.iter().map(|it| (*it).to_owned()).collect()));
    }
}

/// In this order: NetworkManager keeps what cloud-init writes after the commands of each boot.
#[test]
fn cloud_init_0_7_5_leaves_the_name_servers_to_swarmgen() {
    let plan = plans::with_everything(OsName::CentosAtomic, Install::Present);
    assert!(plan.files["/etc/resolv.conf"].content.ends_with("search example.com\nnameserver 192.168.31.1\n"));
    let data = laid::yaml(&String::from_utf8(plans::handed_over(&plan)).expect("text"));
    let text = data["bootcmd"][2].to_string();
    assert!(text.contains("dns=none") && text.contains("try-restart NetworkManager"), "{text}");
    let dhcp = plans::of_fixtures().into_iter().find(|plan| plan.fqdn == "ds1.example.com").expect("the chapter's");
    assert!(!dhcp.files.contains_key("/etc/resolv.conf"));
}

#[test]
fn cloud_init_takes_every_smaller_form() {
    for binary in [false, true] {
        for (plan, _) in forms(&offline(plans::long()), binary).iter().skip(1) {
            assert_set_up(plan);
        }
    }
}

fn assert_set_up(plan: &HostPlan) {
    let Some((laid, found)) = boot(plan) else { return };
    for (path, (mode, bytes)) in &laid.files {
        assert_eq!(found.files[path], (*mode, BASE64_STANDARD.encode(bytes)), "{path}");
    }
    assert_eq!(found.hostname.trim_end(), laid.hostname);
    assert_eq!(found.name, laid.hostname);
    assert_eq!(found.localtime, "/usr/share/zoneinfo/Europe/Berlin");
    for unit in &laid.enabled {
        assert!(found.enabled.contains(unit), "{unit} is not among {:?}", found.enabled);
    }
    for unit in &laid.disabled {
        assert!(
            found.enabled_before.contains(unit) && !found.enabled.contains(unit),
            "{unit} is among {:?}",
            found.enabled
        );
    }
    assert_user(&laid, &found);
    assert_eq!(found.changed, "changed\n", "a boot after the first one set up the host again");
    assert!(found.same_key, "a boot after the first one made new host keys");
}

fn assert_user(laid: &Laid, found: &Found) {
    let [user] = &laid.users[..] else { panic!("one user") };
    let hash = user.password_hash.as_ref().expect("the plan has one");
    assert!(found.shadow.contains(&format!("{}:{hash}:", user.name)), "{}", found.shadow);
    assert!(found.sudoers.contains(&user.sudo), "{}", found.sudoers);
    for key in &user.ssh_authorized_keys {
        assert!(found.authorized_keys.contains(key), "{}", found.authorized_keys);
    }
    for group in &user.groups {
        let members = found.group.lines().find_map(|line| line.strip_prefix(&format!("{group}:"))).expect("the group");
        assert!(members.split([':', ',']).any(|member| member == user.name), "{members}");
    }
}
