//! share.sh, and what the scripts make of a share on which others have left more than files.

use std::{
    fs,
    os::unix::fs::symlink,
    path::Path,
    process::{Command, Output},
    time::{Duration, Instant},
};

use crate::{
    converge::{OPT, Root, shells, source},
    support::program,
};

const DIR: &str = "var/data/.swarmgen/home/g1";

/// The obstacles, each with its name.
const OBSTACLES: &[&str] =
    &["fifo", "zero", "device", "dangling", "folder", "large", "lines", "long", "binary", "empty"];

/// Puts an obstacle in the place of a file.
fn obstruct(path: &Path, obstacle: &str) {
    fs::create_dir_all(path.parent().expect("a file has a folder")).expect("the folder");
    let _ = fs::remove_file(path);
    match obstacle {
        "fifo" => run(Command::new("mkfifo").arg(path)),
        "device" => {
            run(Command::new("sh").args(["-c", "mknod \"$1\" c 1 5 2>/dev/null || mkfifo \"$1\"", "sh"]).arg(path));
        }
        "zero" => symlink("/dev/zero", path).expect("a link"),
        "dangling" => symlink("/nonexistent", path).expect("a link"),
        "folder" => fs::create_dir_all(path.join("x")).expect("a folder"),
        "large" => fs::File::create(path).and_then(|file| file.set_len(60_000_000)).expect("a file"),
        "lines" => fs::write(path, "node=n1 h1 manager ready\n".repeat(200_000)).expect("a file"),
        "long" => fs::write(path, format!("format=1\nmanager={}", "9".repeat(200_000))).expect("a file"),
        "binary" => fs::write(path, [0, 255, 10, 13, 27].repeat(1000)).expect("a file"),
        _ => fs::write(path, "").expect("a file"),
    }
}

fn run(command: &mut Command) {
    assert!(command.status().expect("a program of every system").success(), "{command:?}");
}

/// Calls share.sh as the scripts do.
fn call(shell: &[&str], root: &Root, arguments: &[&str]) -> Output {
    root.command(shell).arg(format!("{OPT}/share.sh")).args(arguments).output().expect("a shell on PATH starts")
}

#[test]
fn only_a_regular_file_is_read_and_at_most_a_mebibyte_of_it() {
    for shell in shells() {
        let root = Root::new("h1");
        for obstacle in OBSTACLES {
            obstruct(&root.path().join(DIR).join("hosts").join(obstacle), obstacle);
            let began = Instant::now();
            let output = call(&shell, &root, &["read", &format!("hosts/{obstacle}")]);
            assert!(began.elapsed() < Duration::from_secs(5), "{shell:?} {obstacle}");
            let is_regular = ["large", "lines", "long", "binary", "empty"].contains(obstacle);
            assert_eq!(output.status.code(), Some(if is_regular { 0 } else { 2 }), "{shell:?} {obstacle}");
            assert!(output.stdout.len() <= 1 << 20, "{shell:?} {obstacle}");
            let told = String::from_utf8_lossy(&output.stderr);
            let expected = format!("hosts/{obstacle} on the share is not a regular file\n");
            assert_eq!(told, if is_regular { "" } else { &expected }, "{shell:?}");
        }
        assert_eq!(call(&shell, &root, &["read", "hosts/none"]).status.code(), Some(1), "{shell:?}");
    }
}

#[test]
fn no_link_leads_a_read_or_a_write_away_from_the_share() {
    for shell in shells() {
        let root = Root::new("h1");
        root.write("outside/h1", "precious\n");
        root.write(&format!("{DIR}/exchange"), "x\n");
        symlink(root.path().join("outside"), root.path().join(DIR).join("hosts")).expect("a link");
        for arguments in [&["read", "hosts/h1"][..], &["write", "hosts/h1"], &["remove", "hosts/h1"]] {
            assert_eq!(call(&shell, &root, arguments).status.code(), Some(2), "{shell:?} {arguments:?}");
        }
        assert_eq!(root.read("outside/h1").as_deref(), Some("precious\n"), "{shell:?}");
        assert_eq!(fs::read_dir(root.path().join("outside")).expect("a folder").count(), 1, "{shell:?}");
    }
}

/// A new file replaces every obstacle except a folder.
#[test]
fn a_write_replaces_an_obstacle_and_opens_none() {
    for shell in shells() {
        for obstacle in OBSTACLES {
            let root = Root::new("h1");
            obstruct(&root.path().join(DIR).join("bell"), obstacle);
            let output = call(&shell, &root, &["write", "bell"]);
            assert_eq!(output.status.success(), *obstacle != "folder", "{shell:?} {obstacle}");
            let is_quiet = call(&shell, &root, &["quiet"]).status.success();
            assert!(!is_quiet && call(&shell, &root, &["remove", "bell"]).status.success(), "{shell:?} {obstacle}");
        }
    }
}

#[test]
fn old_revisions_go_after_a_day_and_three_stay() {
    for shell in shells() {
        let root = Root::new("h1");
        let folder = root.path().join(DIR).join("inventory");
        for name in ["1", "2", "3", "4", "10", "11", "20261129", "backup", "04"] {
            root.write(&format!("{DIR}/inventory/{name}/end"), "");
            if name != "2" {
                run(Command::new("touch").args(["-d", "2 days ago"]).arg(folder.join(name)));
            }
        }
        assert!(call(&shell, &root, &["prune", "11"]).status.success(), "{shell:?}");
        let mut left: Vec<_> = fs::read_dir(&folder).expect("it is there").flatten().map(|it| it.file_name()).collect();
        left.sort();
        assert_eq!(left, ["04", "10", "11", "2", "20261129", "3", "4", "backup"], "{shell:?}");
    }
}

/// The files that the hosts read, with the words that a host shows while one is an obstacle.
const PROTOCOL: &[&str] =
    &["exchange", "bell", "hosts/h2", "inventory/2/end", "inventory/2/cluster.tsv", "inventory/2/revision"];

/// The engine of a manager that leads.
const LEADER: &str = "engine() {
        case \"$1 $2\" in
        'info '*) echo 'active|n1|true|abc|/d|h1|' ;;
        'node ls') echo n1 ;;
        'node inspect') echo 'n1|h1|ready|10.0.0.1|manager|active|true|reachable|10.0.0.1:2377|1|' ;;
        'swarm join-token') echo SWMTKN-1-a-b ;;
        esac
    }
    answering() { :; }; systemctl() { :; }; journal_write member abc\n";

const EXCHANGE: &str = "format=1\nserial=4\ncluster=home\ngeneration=1\nrevision=1\nswarm=abc\ntoken=SWMTKN-1-a-b\n\
                        manager=10.0.0.1\nnode=n1 h1 manager ready\nend=swarmgen\n";

/// Each file as each obstacle: a pass ends, and once the obstacle has gone the next one is as good as ever.
#[test]
fn no_obstacle_stops_a_pass_or_stays_in_effect() {
    for (at, shell) in shells().iter().enumerate() {
        // The other shells see those that differ in what the shell itself has to do.
        let obstacles = if at == 0 { OBSTACLES } else { &["fifo", "lines"] };
        for (file, obstacle) in PROTOCOL.iter().flat_map(|file| obstacles.iter().map(move |obstacle| (file, obstacle)))
        {
            let root = Root::new("h1");
            root.write("etc/swarmgen/cluster.tsv", "h1\tmanager\t10.0.0.1\t-\t-\t-\n");
            root.write(&format!("{DIR}/exchange"), EXCHANGE);
            obstruct(&root.path().join(DIR).join(file), obstacle);
            let text = format!(
                "{LEADER} pass >/dev/null; echo \"$action\" >&2; rm -rf $DIR/{file} $DIR/inventory/2
                 printf '%s' \"$EXCHANGE\" >$DIR/exchange; pass >/dev/null; pass >/dev/null; echo \"$action $state $waiting_for\""
            );
            let began = Instant::now();
            let output = source(shell, &root, &format!("EXCHANGE='{EXCHANGE}'\n{text}"), "");
            let took = began.elapsed();
            let said = String::from_utf8_lossy(&output.stdout);
            assert_eq!(said, "reconcile converged \n", "{shell:?} {file} {obstacle}: {output:?}");
            assert!(took < Duration::from_secs(20), "{shell:?} {file} {obstacle}: {took:?}");
        }
    }
}

/// `timeout` ends a call that does not return, as on a server that has gone.
#[test]
fn a_share_that_does_not_answer_is_told_and_asked_again() {
    let text = "timeout() { return 124; }; engine() { echo 'inactive||false||/d|h1|'; }
        pass; echo '130.0 1' >$ROOT/proc/uptime; observe; decide; echo $action $share $error; unset -f timeout; answering() { :; }; ip() { echo ' 10.0.0.1/'; }
        try() { :; }; pass >/dev/null; echo $share";
    for shell in shells() {
        let root = Root::new("h1");
        root.write("etc/swarmgen/cluster.tsv", "h1\tmanager\t10.0.0.1\t-\t-\t-\n");
        let output = source(&shell, &root, text, "");
        let first =
            "h1: waiting: wait_share, waits for the share at /var/data (silent) (the share has not answered for 8 s)";
        let said = String::from_utf8_lossy(&output.stdout);
        assert_eq!(said, format!("{first}\nwait_share silent the share has not answered for 38 s\nok\n"), "{output:?}");
    }
}

#[test]
fn a_serial_that_the_shell_cannot_count_is_damage() {
    for serial in ["08", "9999999999", "9223372036854775807", "1234567890123456789012345", "0", "-1", "1 "] {
        for shell in shells() {
            let root = Root::new("h1");
            let text = EXCHANGE.replace("serial=4", &format!("serial={serial}"));
            root.write(&format!("{DIR}/exchange"), &text);
            root.write("etc/swarmgen/cluster.tsv", "h1\tmanager\t10.0.0.1\t-\t-\t-\n");
            let output = source(&shell, &root, &format!("{LEADER} pass >/dev/null; echo $exchange $action"), "");
            let said = String::from_utf8_lossy(&output.stdout);
            let expected = if serial == "1 " { "present reconcile\n" } else { "damaged refuse\n" };
            assert_eq!(said, expected, "{serial:?} {shell:?}: {output:?}");
            assert!(serial == "1 " || root.read(&format!("{DIR}/exchange")) == Some(text), "{serial:?}");
        }
    }
}

/// `swarmgen status` reads the same files, each within a second.
#[test]
fn no_obstacle_stops_the_status_command() {
    for (file, obstacle) in PROTOCOL.iter().flat_map(|file| OBSTACLES.iter().map(move |obstacle| (file, obstacle))) {
        let root = Root::new("h1");
        root.write(&format!("{DIR}/exchange"), EXCHANGE);
        root.write(&format!("{DIR}/hosts/h1"), "format=1\nstate=waiting\nstep=join\nsince=1\ntime=2\nend=swarmgen\n");
        obstruct(&root.path().join(DIR).join(file), obstacle);
        let began = Instant::now();
        let output = program(["status"]).arg(root.path().join("var/data")).output().expect("the program runs");
        let table = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.code() == Some(1) && table.contains("\nh1 "), "{file} {obstacle}: {output:?}");
        assert!(began.elapsed() < Duration::from_secs(4), "{file} {obstacle}: {:?}", began.elapsed());
    }
}
