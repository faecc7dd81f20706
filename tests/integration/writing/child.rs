//! A render in its own process, for tests that kill or limit it: this test program, with one test selected.

use std::{
    env, fs,
    os::unix::fs::MetadataExt,
    path::Path,
    process::{self, Command, Stdio},
    thread,
};

use super::scratch::Cluster;
use crate::skip;
use swarmgen::{diagnostics::error::Error, write::Output};

const VARIABLE: &str = "SWARMGEN_TEST_RENDER";

/// The command that renders a cluster. The words of `wrapper` go before it.
pub(crate) fn command(wrapper: &[&str], cluster: Cluster, render: usize, out: &Path) -> Command {
    let this = env::current_exe().expect("a running program has a path");
    let this = this.to_str().expect("the path is UTF-8");
    let arguments = ["--exact", "writing::child::renders", "--ignored", "--nocapture", "--test-threads=1"];
    let words = [wrapper, &[this], &arguments].concat();
    let mut command = Command::new(words[0]);
    let out = out.to_str().expect("the path is UTF-8");
    command.args(&words[1..]).stdout(Stdio::null()).stderr(Stdio::piped());
    command.env(VARIABLE, format!("{} {} {render} {out}", cluster.hosts, cluster.length));
    // strace counts each thread's calls. The loader searches all of cargo's folders, in a variant for each extension of
    // the processor. On some machines it makes more calls than the render, so the tests would never reach the render's
    // calls.
    command.env_remove("LD_LIBRARY_PATH");
    command
}

#[test]
#[ignore = "other tests start it as a process of its own"]
fn renders() {
    let Ok(order) = env::var(VARIABLE) else { return };
    let words: Vec<_> = order.splitn(4, ' ').collect();
    let number = |at: usize| words[at].parse().expect("a number");
    let cluster = Cluster { hosts: number(0), length: number(1) };
    if let Err(error) = render(cluster, number(2), Path::new(words[3])) {
        eprintln!("{error}");
        process::exit(2);
    }
}

/// Renders as swarmgen does, hosts in parallel. A small cluster is rendered on this thread alone, to make its steps
/// countable.
fn render(cluster: Cluster, render: usize, out: &Path) -> Result<(), Error> {
    if cluster.hosts < 10 {
        return cluster.render(render, out).map(drop);
    }
    let output = Output::open(out)?;
    let mut trees = cluster.trees(render);
    let half = trees.split_off(trees.len() / 2);
    thread::scope(|scope| {
        let stage = |trees: Vec<_>| {
            let output = &output;
            scope
                .spawn(move || trees.into_iter().try_for_each(|(host, tree)| output.stage(Option::as_ref(&host), tree)))
        };
        let threads = [stage(trees), stage(half)];
        threads.into_iter().try_for_each(|thread| thread.join().expect("it does not panic"))
    })?;
    output.commit(|_| false).map(drop)
}

/// Whether this process runs as root, which ignores permissions.
pub(crate) fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|meta| meta.uid() == 0)
}

/// Whether a wrapper works on this machine; prints a message if not.
pub(crate) fn works(wrapper: &[&str]) -> bool {
    let status =
        Command::new(wrapper[0]).args(&wrapper[1..]).arg("true").stdout(Stdio::null()).stderr(Stdio::null()).status();
    let works = status.is_ok_and(|status| status.success()).then_some(()).ok_or("it does not work here".to_owned());
    skip::unless_missing(wrapper[0], works).is_some()
}

/// Runs a render that must fail, and returns its message.
pub(crate) fn fails(wrapper: &[&str], cluster: Cluster, render: usize, out: &Path) -> String {
    let output = command(wrapper, cluster, render, out).output().expect("it can be started");
    assert_eq!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stderr).expect("it is UTF-8")
}
