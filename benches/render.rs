//! The time that `swarmgen render` needs for large clusters, beside a plain copy of its output.
//!
//! `make bench` measures 1,000 and 10,000 hosts; `cargo bench --bench render -- 50000` measures any other number. Each
//! figure is the best of three runs, each into an empty folder.

use std::{
    env,
    fmt::Write,
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

const ROUNDS: usize = 3;

fn main() {
    let asked: Vec<usize> = env::args().filter_map(|argument| argument.parse().ok()).collect();
    println!("   hosts    render   again   cp -r   render/cp   peak memory");
    for hosts in if asked.is_empty() { vec![1_000, 10_000] } else { asked } {
        measure(hosts);
    }
}

fn measure(hosts: usize) {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("bench");
    let (out, copy) = (folder.join("out"), folder.join("copy"));
    remove(&folder);
    fs::create_dir_all(&folder).expect("cargo's folder can be written to");
    fs::write(folder.join("inventory.toml"), inventory(hosts)).expect("the disk has room");

    let (mut first, mut again, mut copied, mut memory) = (Duration::MAX, Duration::MAX, Duration::MAX, 0);
    // Removing the trees of many hosts takes longer than writing them.
    let rounds = if hosts < 10_000 { ROUNDS } else { 1 };
    for _ in 0..rounds {
        remove(&out);
        remove(&copy);
        let (time, peak) = render(&folder);
        first = first.min(time);
        memory = memory.max(peak);
        again = again.min(render(&folder).0);
        copied = copied.min(run(Command::new("cp").arg("-r").args([&out, &copy])).0);
    }
    remove(&folder);
    let ratio = first.as_secs_f64() / copied.as_secs_f64();
    println!("{hosts:8} {first:9.2?} {again:7.2?} {copied:7.2?} {ratio:11.2} {memory:10} kB");
}

fn render(folder: &Path) -> (Duration, u64) {
    run(Command::new(env!("CARGO_BIN_EXE_swarmgen"))
        .args(["render", "inventory.toml", "-o", "out"])
        .current_dir(folder))
}

/// Runs a command. Returns its duration and its peak memory in kilobytes.
fn run(command: &mut Command) -> (Duration, u64) {
    let begun = Instant::now();
    let mut child = command.stderr(Stdio::null()).spawn().expect("it can be started");
    let memory = watch(&child);
    let status = child.wait().expect("it ends");
    let time = begun.elapsed();
    assert!(status.success(), "{command:?}: {status}");
    (time, memory)
}

/// The peak memory of a child, after it has ended. The kernel reports the figure only while the process has memory.
fn watch(child: &Child) -> u64 {
    let status = PathBuf::from(format!("/proc/{}/status", child.id()));
    let mut peak = 0;
    while let Some(now) = fs::read_to_string(&status).ok().and_then(|text| high_water_mark(&text)) {
        peak = now;
        thread::sleep(Duration::from_millis(1));
    }
    peak
}

fn high_water_mark(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.parse().ok()
}

/// Three managers; the other hosts are workers.
fn inventory(hosts: usize) -> String {
    let mut text = String::from(
        "[cluster]\nname = \"bench\"\ndomain = \"example.com\"\nsubnet = \"172.16.0.0/12\"\n\
         [storage]\ntype = \"nfs\"\nsource = \"nas.example.com:/export/swarm\"\n\
         [mirror]\nfqdn = \"mirror.example.com\"\n\
         [defaults]\nos = \"debian\"\nrole = \"worker\"\n\
         ssh_authorized_keys = [\"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBenchBenchBenchBenchBenchBenchBenchBenchBen bench\"]\n",
    );
    for number in 1..=hosts {
        let role = if number <= 3 { "role = \"manager\"\n" } else { "" };
        let address =
            [172, 16 + (number >> 16), number >> 8 & 255, number & 255].map(|byte| byte.to_string()).join(".");
        write!(text, "[hosts.host{number}]\naddress = \"{address}\"\n{role}").expect("memory takes everything");
    }
    text
}

fn remove(folder: &Path) {
    if folder.exists() {
        fs::remove_dir_all(folder).expect("what the bench made can be removed");
    }
}
