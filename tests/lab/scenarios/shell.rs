//! The prompt: real interactive bashes on separate terminals, with simulated key strokes.

use std::time::Duration;

use serde_json::json;

use crate::cluster::{Cluster, Inventory};
use crate::host::Host;

const LIMIT: Duration = Duration::from_mins(2);

/// Types each of the given keys and waits for the expected text: `at_prompt COMMAND [[KEYS, SEEN], ...]`, both in JSON.
const AT_PROMPT: &str = r#"
import json, os, pty, select, sys, time
command, talk = (json.loads(argument) for argument in sys.argv[1:])
child, terminal = pty.fork()
if child == 0:
    os.execvp(command[0], command)
seen = ""
def until(text):
    global seen
    end = time.time() + 60
    while text not in seen:
        ready, _, _ = select.select([terminal], [], [], max(0, end - time.time()))
        if not ready:
            sys.exit("%r was not seen, but: %s" % (text, seen))
        seen += os.read(terminal, 4096).decode()
    if "not found" in seen or "syntax error" in seen:
        sys.exit(seen)
    seen = seen[seen.index(text) + len(text):]
for keys, text in [["echo up-$((40 + 2))\r", "up-42"]] + talk:
    time.sleep(0.2)
    os.write(terminal, keys.encode())
    until(text)
"#;

/// A login bash of this user.
fn login(user: &str) -> Vec<String> {
    ["su", "--login", "--shell", "/bin/bash", user].map(str::to_owned).to_vec()
}

/// A bash without a login.
fn bash(user: &str, home: &str) -> Vec<String> {
    ["runuser", "-u", user, "--", "env", &format!("HOME={home}"), "TERM=xterm", "bash", "-i"]
        .map(str::to_owned)
        .to_vec()
}

fn at_prompt(host: &Host, command: &[String], talk: &[(&str, &str)]) {
    host.write("/root/at_prompt.py", AT_PROMPT);
    let quoted = |text: String| format!("'{}'", text.replace('\'', r"'\''"));
    let (command, talk) = (quoted(json!(command).to_string()), quoted(json!(talk).to_string()));
    host.sh(&format!("cd /root && TERM=xterm python3 at_prompt.py {command} {talk}"));
}

const COMPLETES: [(&str, &str); 2] = [("docker stack dep\t", "docker stack deploy "), ("\u{15}\r", "\r\n")];
const ALIASES: [(&str, &str); 12] = [
    ("dps\r", "CONTAINER ID"),
    ("dpa\r", "CONTAINER ID"),
    ("echo last-$(dlast)-\r", "last-"),
    ("dsl\r", "NAME"),
    ("dsv\r", "REPLICAS"),
    ("dnodes\r", "MANAGER STATUS"),
    ("drmc\r", "[y/N]"),
    ("n\r", "\r\n"),
    ("drmi\r", "[y/N]"),
    ("n\r", "\r\n"),
    ("dsd\r", "usage: dsd STACK [FILE]"),
    ("dsr\r", "usage: dsr STACK"),
];
const WORK: [(&str, &str); 6] = [
    ("denter tools\r", "#"),
    ("echo in-$((1 + 1))\r", "in-2"),
    ("exit\r", "exit"),
    ("cd /root && dsd trial\r", "Creating service trial_web"),
    // The engine first asks for the image at a registry that the lab does not have.
    ("dsr trial\r", "Removing service trial_web"),
    ("dsd other missing.yml\r", "no such file"),
];
const COMPOSE: &str = "version: '3'\nservices:\n  web:\n    image: tools:1\n    deploy:\n      replicas: 0\n";

#[test]
#[ignore = "takes two minutes"]
fn bash_knows_docker_and_the_aliases_cloud_init() {
    prompts_work("bash_knows_docker_and_the_aliases_cloud_init", "debian", "debian");
}

#[test]
#[ignore = "takes two minutes"]
fn bash_knows_docker_and_the_aliases_ignition() {
    prompts_work("bash_knows_docker_and_the_aliases_ignition", "flatcar", "core");
}

fn prompts_work(scenario: &str, os: &'static str, user: &str) {
    let Some(cluster) = Cluster::boot(scenario, Inventory::managers(1).os(os)) else { return };
    cluster.until_converged(LIMIT);
    let host = cluster.host("ds1");
    until_ready(host);
    make_container(host);
    let home = format!("/home/{user}");
    for shell in [login("root"), bash("root", "/root")] {
        at_prompt(host, &shell, &ALIASES);
    }
    at_prompt(host, &login("root"), &WORK);
    for shell in [login(user), bash(user, &home)] {
        at_prompt(host, &shell, &[("dsr\r", "usage: dsr STACK")]);
    }
    at_prompt(host, &login("root"), &COMPLETES);
    at_prompt(host, &login(user), &COMPLETES);
    assert_eq!(host.sh("dash -ec '. /etc/profile.d/swarmgen-aliases.sh; echo well' 2>&1"), "well");
    again_changes_nothing(host, &home);
    a_linked_bashrc_is_read_on(host, user, &home);
    completes_without_the_package(host, user);
}

/// Whether the unit has finished.
const DONE: &str = "test $(systemctl show --property SubState --value swarmgen-shell.service) = exited";

fn until_ready(host: &Host) {
    host.until(&format!("test -s /etc/bash_completion.d/docker && {DONE}"), LIMIT);
    assert_eq!(host.sh("systemctl show --property Result --value swarmgen-shell.service"), "success");
}

fn make_container(host: &Host) {
    host.sh("mkdir -p /tmp/image/bin && cp /usr/bin/busybox /tmp/image/bin/ && ln -s busybox /tmp/image/bin/sh
        tar -C /tmp/image -c . | docker import --change 'ENV PATH=/bin' - tools:1
        docker run --network none --detach --name tools tools:1 busybox sleep 1000");
    host.write("/root/trial.yml", COMPOSE);
}

fn again_changes_nothing(host: &Host, home: &str) {
    let sums = format!("sha256sum /root/.bashrc {home}/.bashrc /etc/bash_completion.d/docker");
    let before = host.sh(&sums);
    host.sh("systemctl restart swarmgen-shell.service");
    host.until(DONE, LIMIT);
    assert_eq!(host.sh(&sums), before);
}

/// As on Flatcar, where the link leads into the image.
fn a_linked_bashrc_is_read_on(host: &Host, user: &str, home: &str) {
    host.sh(&format!("echo 'echo from-the-image' >/etc/linked && ln -sf /etc/linked {home}/.bashrc && systemctl restart swarmgen-shell.service"));
    host.until(&format!("grep -q swarmgen {home}/.bashrc"), LIMIT);
    assert_eq!(host.sh("cat /etc/linked"), "echo from-the-image");
    at_prompt(host, &bash(user, home), &[("dsr\r", "usage: dsr STACK"), (". ~/.bashrc\r", "from-the-image")]);
}

fn completes_without_the_package(host: &Host, user: &str) {
    host.sh("rm /etc/profile.d/bash_completion.sh /usr/share/bash-completion/bash_completion && systemctl restart swarmgen-shell.service");
    host.until(&format!("test -e /etc/profile.d/swarmgen-completion.sh && {DONE}"), LIMIT);
    at_prompt(host, &login("root"), &COMPLETES);
    at_prompt(host, &login(user), &COMPLETES);
    assert_eq!(host.sh("dash -lc 'echo well' 2>&1"), "well");
}
