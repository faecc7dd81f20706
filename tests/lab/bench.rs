//! The time to form a cluster and the cost of a converged host, relative to the same hosts without swarmgen:
//! `cargo bench --bench lab`.
//!
//! One run on one machine measures everything, so only the ratios are meaningful.
#![allow(dead_code, reason = "the scenarios use the rest of the lab")]

mod cgroup;
mod cluster;
mod host;
mod invariants;
mod keeper;
mod lab;
mod network;
mod rootfs;
mod run_dir;
mod seed;
mod skip;
mod swarm;
mod wait;

use std::io;
use std::path::Path;
use std::process::{Child, Command};
use std::thread::sleep;
use std::time::{Duration, Instant};

use cluster::{Cluster, Inventory};
use host::Host;

/// The pause between two probes, which use the same cores as the hosts.
const PAUSE: Duration = Duration::from_millis(200);
const LIMIT: Duration = Duration::from_mins(5);
/// How long the costs of a converged host are measured: until it asks its engine again.
const WATCH: Duration = Duration::from_mins(3);

/// On two shared cores, no two boots take the same time.
const ROUNDS: usize = 5;

fn main() {
    let mut rounds = Vec::new();
    for _ in 0..ROUNDS {
        let Some(round) = Round::run() else { return };
        rounds.push(round);
    }
    let Some(cold) = print_medians(&rounds) else { return };
    let Some(fifteen) = fifteen_hosts() else { return };
    println!("(c) seven managers and eight workers, all there:       {fifteen:.1} s   ratio {:.2}", fifteen / cold);
    cost();
}

/// The times of three hosts in seconds, with the kill switch on and then without it.
struct Round {
    docker: f32,
    by_hand: f32,
    cold: f32,
    forming: f32,
}

impl Round {
    fn run() -> Option<Self> {
        let (docker, by_hand) = without_swarmgen()?;
        let (cold, forming) = three_managers()?;
        println!("a round: (a) {cold:.1} s against {docker:.1} s, (b) {forming:.1} s against {by_hand:.1} s");
        Some(Self { docker, by_hand, cold, forming })
    }
}

/// Prints the median of each figure and ratio, and returns the one that others are compared with.
fn print_medians(rounds: &[Round]) -> Option<f32> {
    let median = |figure: fn(&Round) -> f32| {
        let mut all: Vec<_> = rounds.iter().map(figure).collect();
        all.sort_by(f32::total_cmp);
        all.get(all.len() / 2).copied()
    };
    let (docker, by_hand, cold) = (median(|r| r.docker)?, median(|r| r.by_hand)?, median(|r| r.cold)?);
    let (whole, part) = (median(|r| r.cold / r.docker)?, median(|r| r.forming / r.by_hand)?);
    println!("medians of {} rounds", rounds.len());
    println!("(a) three hosts, power-on to three managers reachable: {cold:.1} s");
    println!("    the same hosts, power-on to the last dockerd up:   {docker:.1} s   ratio {whole:.2}");
    println!("(b) last dockerd up to all reachable:                  {:.1} s", median(|r| r.forming)?);
    println!("    swarm init and two joins as managers by hand:      {by_hand:.1} s   ratio {part:.2}");
    Some(cold)
}

/// The same hosts with the kill switch on: seconds until dockerd is up on all of them, and until a manual swarm has
/// formed after that.
fn without_swarmgen() -> Option<(f32, f32)> {
    let cluster = Cluster::of("bench-by-hand", Inventory::managers(3))?;
    cluster.all().iter().for_each(|host| host.write("/etc/swarmgen/disabled", ""));
    let start = Instant::now();
    cluster.power_on();
    until_docker(&cluster);
    let docker = start.elapsed().as_secs_f32();
    sleep(Duration::from_secs(10));
    let start = Instant::now();
    swarm::form_by_hand(cluster.all());
    until_reachable(&cluster, 3);
    Some((docker, start.elapsed().as_secs_f32()))
}

/// Seconds from power-on, and from the last dockerd up, until three managers are reachable.
fn three_managers() -> Option<(f32, f32)> {
    let cluster = Cluster::of("bench-three", Inventory::managers(3))?;
    let start = Instant::now();
    cluster.power_on();
    until_docker(&cluster);
    until_reachable(&cluster, 3);
    let cold = start.elapsed().as_secs_f32();
    let up = cluster.all().iter().map(engine_age).fold(f32::INFINITY, f32::min);
    let forming = up - (start.elapsed().as_secs_f32() - cold);
    Some((cold, forming))
}

/// The costs of three converged hosts.
fn cost() {
    let Some(cluster) = Cluster::boot("bench-cost", Inventory::managers(3)) else { return };
    cluster.until_converged(LIMIT);
    sleep(Duration::from_secs(75));
    print_cost(&cluster);
    print_share_calls(&cluster);
}

/// Seconds from power-on until all fifteen hosts match the inventory.
fn fifteen_hosts() -> Option<f32> {
    let cluster = Cluster::of("bench-fifteen", Inventory::managers(7).workers(8))?;
    let start = Instant::now();
    cluster.power_on();
    cluster.until_formed(LIMIT);
    Some(start.elapsed().as_secs_f32())
}

/// Asks one host after the other, in the same way in each state of the hosts.
fn until_docker(cluster: &Cluster) {
    cluster.all().iter().for_each(|host| drop(host.until("docker version", LIMIT)));
}

/// One command on one host: closer observation would take the processor from the hosts.
fn until_reachable(cluster: &Cluster, count: usize) {
    let script = "docker node ls --format '{{.ManagerStatus}}' | grep -c -e Leader -e Reachable";
    let [first, ..] = cluster.all() else { panic!("a swarm needs a host") };
    wait::until("the managers to be reachable", LIMIT, || {
        let seen = first.try_sh(script)?;
        if seen == count.to_string() { Ok(()) } else { Err(seen) }
    });
}

/// The seconds since dockerd started.
fn engine_age(host: &Host) -> f32 {
    let script = "up=$(systemctl show --value --property=ActiveEnterTimestampMonotonic docker.service)
        read -r now _ </proc/uptime; echo \"$now $up\" | awk '{ print $1 - $2 / 1000000 }'";
    host.sh(script).parse().expect("awk prints a number")
}

fn print_cost(cluster: &Cluster) {
    let before: Vec<_> = cluster.all().iter().map(cpu_seconds).collect();
    sleep(WATCH);
    for (host, before) in cluster.all().iter().zip(before) {
        let used = cpu_seconds(host) - before;
        let percent = 100.0 * used / WATCH.as_secs_f32();
        println!(
            "(d) {}: {:.1} CPU seconds an hour, {percent:.3} % of one core",
            host.name(),
            used * 3600.0 / WATCH.as_secs_f32()
        );
    }
}

/// The system calls of converged hosts on the share, counted by strace.
fn print_share_calls(cluster: &Cluster) {
    let desk = cluster.lab().desk();
    let traces = cluster.all().iter().map(|host| desk.join(host.name()).with_extension("strace"));
    let traces: Vec<_> =
        traces.zip(cluster.all()).map(|(file, host)| (trace(host, &file), file, host.name())).collect();
    for (tracer, file, name) in traces {
        let status = tracer.and_then(|mut tracer| tracer.wait());
        let Ok(calls) = status.and_then(|_| std::fs::read_to_string(&file)) else {
            println!("(d) {name}: without strace, calls on the share are not counted");
            continue;
        };
        let calls = calls.lines().filter(|call| call.contains("/.swarmgen/"));
        // Without the second half of a call, and without the start of a program with the share in its arguments.
        let calls = calls.filter(|call| !call.contains("resumed>") && !call.contains("execve(")).count();
        println!("(d) {name}: {calls} calls on the share in {} minutes", WATCH.as_secs() / 60);
    }
}

/// Records the file operations of the host's converge service during the measurement.
fn trace(host: &Host, file: &Path) -> io::Result<Child> {
    let mut strace = Command::new("timeout");
    strace.arg(WATCH.as_secs().to_string()).args(["strace", "-f", "-qq", "-y", "-o"]).arg(file);
    strace.args(["-e", "trace=%file,read,write,fsync,getdents64,close"]);
    for process in host.processes_of("swarmgen-converge.service") {
        strace.args(["-p", &process]);
    }
    strace.spawn()
}

/// The processor time of the converge service so far, including its docker commands.
fn cpu_seconds(host: &Host) -> f32 {
    let used = host.sh("awk '$1 == \"usage_usec\" { print $2 / 1000000 }' /sys/fs/cgroup/system.slice/swarmgen-converge.service/cpu.stat");
    used.parse().expect("the kernel counts in microseconds")
}
