//! Compose files as docker reads them: the verdict here is that of `docker stack config`, for every client at hand.

mod cases;
mod mutations;

use std::{
    collections::BTreeSet,
    fmt::Write,
    fs,
    path::Path,
    process::{Command, Output},
};

use proptest::{
    collection::vec,
    prelude::any,
    strategy::{Strategy, ValueTree},
    test_runner::{Config, TestRunner},
};
use swarmgen::{
    formats::compose::{Client, read},
    os::Version,
};

use self::cases::{By, Case, cases, first};
use crate::support::{
    judge::{self, Exhibits},
    program,
    scratch::Scratch,
};

/// Prints the names of the files that docker reads, and keeps the reasons of the others.
const SCRIPT: &str = "for file do docker stack config -c $file >/dev/null 2>$file.why && echo $file; done; true";

/// The faults of a file, with the line and column of each fault; empty if it accepts the file.
fn faults(text: &str, engine: Version) -> String {
    let lookup = |name: &str| ["HOME", "PATH", "PWD"].contains(&name).then(|| "/root".to_owned());
    let reading = read(text, Client { engine }, &lookup);
    reading.faults.iter().map(|fault| format!("{}:{}: {}\n", fault.at.line, fault.at.column, fault.text)).collect()
}

#[test]
fn the_verdicts_of_the_corpus_are_known() {
    let cases = cases();
    assert!(cases.len() >= 200, "{} cases", cases.len());
    for Case { text, by, .. } in &cases {
        for (engine, accepted) in
            [(Version(26, 1), *by != By::None && *by != By::New), (Version(28, 2), *by != By::None && *by != By::Old)]
        {
            let faults = faults(text, engine);
            assert_eq!(faults.is_empty(), accepted, "engine {engine}:\n{text}\n{faults}");
        }
    }
}

/// A line of a service that docker reads, and that the client or the managers refuse at the deployment.
const REFUSED: &str = "
restart: sometimes
image: Nginx:1
image: ''
deploy: { mode: some }
deploy: { mode: global, replicas: 2 }
deploy: { endpoint_mode: none }
deploy: { update_config: { failure_action: stop } }
deploy: { restart_policy: { condition: always } }
deploy: { resources: { limits: { memory: 5k } } }
deploy: { resources: { reservations: { cpus: half } } }
deploy: { resources: { limits: { cpus: '0.0001' } } }
deploy: { endpoint_mode: dnsrr }; ports: ['80:80']
healthcheck: { disable: true, test: [CMD, a] }
healthcheck: { test: [CMD, a], interval: -5s }
healthcheck: { test: [CMD, a], timeout: 5us }
volumes: ['/a:b']
volumes: ['/a:/c', '/b:/c']
volumes: [{ type: image, source: a, target: /a }]
volumes: [{ type: tmpfs, source: a, target: /a }]
volumes: [{ type: bind, source: /a, target: /a, volume: { nocopy: true } }]
volumes: [{ type: bind, source: /a, target: /a, bind: { propagation: some } }]
configs: [site, site]
configs: [site, { source: other, target: site }]
networks: [local]
networks: [bare]
";

/// The nearest lines that a swarm deploys.
const DEPLOYED: &str = "
restart: on-failure:3
restart: sometimes; deploy: { restart_policy: { condition: any } }
image: registry.example.com:5000/team/a__b:1.0_x@sha256:0000000000000000000000000000000000000000000000000000000000000000
image: Registry/web
deploy: { mode: global }
deploy: { mode: replicated-job, replicas: 2 }
deploy: { endpoint_mode: DNSRR }; ports: [{ target: 80, published: 80, mode: host }]
deploy: { resources: { limits: { memory: 4M, cpus: '1/2' } } }
deploy: { rollback_config: { failure_action: pause } }
healthcheck: { disable: true }
healthcheck: { test: [CMD, a], interval: 0s, timeout: 1ms }
volumes: ['/a:/b', '/a:/c', /data, 'C:/x:/y']
volumes: [{ type: tmpfs, target: /a, tmpfs: { size: 1 } }]
volumes: [{ type: bind, source: /a, target: /a, bind: { propagation: rslave } }]
configs: [{ source: site, target: /a }, { source: site, target: /b }]
networks: [front]
";

/// The faults that only the deployment of a service has, which is `web` if no line of its own says otherwise.
fn refusals(lines: &str) -> String {
    let image = if lines.starts_with("image:") { "" } else { "    image: nginx:1.27\n" };
    let lines = lines.replace("; ", "\n    ");
    let text = format!(
        "services:\n  web:\n{image}    {lines}\nconfigs: {{ site: {{ file: ./a }}, other: {{ file: ./b }} }}\n\
         networks: {{ front: , local: {{ driver: bridge }}, bare: {{ ipam: {{ config: [{{ subnet: 10.9.0.0 }}] }} }} }}\n"
    );
    let reading = read(&text, Client { engine: Version(26, 1) }, &|_| None);
    assert!(reading.faults.is_empty(), "{text}\n{:?}", reading.faults);
    reading.refused.iter().map(|fault| format!("{}: {}\n", fault.at.line, fault.text)).collect()
}

/// Nothing but a swarm judges these: the verdicts are those of the sources of docker and its managers.
#[test]
fn what_only_the_deployment_refuses_is_told() {
    for lines in REFUSED.lines().filter(|line| !line.is_empty()) {
        assert!(!refusals(lines).is_empty(), "{lines}");
    }
    for lines in DEPLOYED.lines().filter(|line| !line.is_empty()) {
        assert_eq!(refusals(lines), "", "{lines}");
    }
}

/// No judge at hand has this engine: the verdicts are those of its source.
#[test]
fn the_first_client_reads_less() {
    for (text, accepted) in first() {
        let faults = faults(&text, Version(1, 13));
        assert_eq!(faults.is_empty(), accepted, "{text}\n{faults}");
    }
}

#[test]
fn docker_has_the_same_verdicts() {
    let texts: BTreeSet<String> = cases().into_iter().map(|case| case.text).chain(cases::grid()).collect();
    compare(&texts.into_iter().collect::<Vec<_>>());
}

#[test]
fn docker_has_the_same_verdicts_on_changed_files() {
    let mut runner = TestRunner::new(Config::default());
    let edits = vec((any::<u16>(), any::<u8>(), any::<u16>()), 1..3);
    let mutated = (0..mutations::bases().len(), edits).prop_map(|(base, edits)| mutations::changed(base, &edits));
    let texts: Vec<String> =
        (0..200).map(|_| mutated.new_tree(&mut runner).expect("a strategy has values").current()).collect();
    compare(&texts);
}

/// Compares the verdicts here with those of each client at hand.
fn compare(texts: &[String]) {
    let exhibits = Exhibits::new();
    let names: Vec<String> = (0..texts.len()).map(|index| format!("{index}.yml")).collect();
    texts.iter().zip(&names).for_each(|(text, name)| exhibits.put(name, text));
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let of_the_lab = |script: &str, names: &[&str]| judge::DOCKERD.sh(exhibits.path(), script, names);
    agree(texts, &names, exhibits.path(), &of_the_lab);
    let on_path = |script: &str, names: &[&str]| on_path(exhibits.path(), script, names);
    agree(texts, &names, exhibits.path(), &on_path);
}

/// The docker on this machine's PATH, which may be newer than the lab's.
fn on_path(folder: &Path, script: &str, names: &[&str]) -> Option<Output> {
    Command::new("docker").arg("--version").output().ok()?;
    let mut sh = Command::new("sh");
    sh.args(["-c", script, "sh"]).args(names).current_dir(folder).env_clear();
    sh.env("PATH", std::env::var_os("PATH")?).env("HOME", "/root").output().ok()
}

fn agree(texts: &[String], names: &[&str], folder: &Path, run: &dyn Fn(&str, &[&str]) -> Option<Output>) {
    let Some(engine) = run("docker --version", &[]).and_then(|output| version(&output)) else { return };
    let output = run(SCRIPT, names).expect("it is there");
    let accepted = String::from_utf8_lossy(&output.stdout).into_owned();
    let accepted: BTreeSet<&str> = accepted.lines().collect();
    let mut differences = String::new();
    for (text, name) in texts.iter().zip(names) {
        let faults = faults(text, engine);
        let why = fs::read_to_string(folder.join(format!("{name}.why"))).unwrap_or_default();
        // The judge has none of the files that a compose file names.
        if accepted.contains(name) != faults.is_empty()
            && !["no such file", "is a directory"].iter().any(|it| why.contains(it))
        {
            let _ = writeln!(differences, "--- engine {engine}\n{text}\nhere: {faults}\ndocker: {why}");
        }
    }
    assert!(differences.is_empty(), "{differences}");
}

/// `Docker version 26.1.5+dfsg1, build a72d7cd`.
fn version(output: &Output) -> Option<Version> {
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut numbers = text.split_whitespace().nth(2)?.split('.').map(|number| number.parse().ok());
    Some(Version(numbers.next()??, numbers.next()??))
}

fn checked(compose: &str) -> Output {
    let scratch = Scratch::new("compose");
    let inventory =
        include_str!("../../fixtures/reject/unset-variable.toml").replace("stacks/variables.yml", "web.yml");
    fs::write(scratch.path().join("web.yml"), compose).expect("a scratch folder can be written");
    fs::write(scratch.path().join("inventory.toml"), inventory).expect("a scratch folder can be written");
    program(["check", "inventory.toml"]).current_dir(scratch.path()).output().expect("it runs")
}

#[test]
fn a_finding_names_the_file_the_place_and_what_is_allowed() {
    let output = checked("services:\n  web:\n    image: nginx:1.27\n    tty: maybe\n");
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(told.contains("web.yml:4:10: `services.web.tty` must be `true` or `false`"), "{told}");
}

#[test]
fn a_file_without_a_limit_is_not_read() {
    let output = checked(&format!("services: {{}}\n# {}\n", "x".repeat(5 << 20)));
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(told.contains("has more than 1048576 bytes"), "{told}");
}

/// Every range collides with the others: the comparison must not look at each of 30 million ports.
#[test]
fn many_ranges_of_ports_take_no_time() {
    let service = |index| format!("  s{index}:\n    image: nginx:1.27\n    ports: ['20000-29999:20000-29999']\n");
    let compose = format!("services:\n{}", (0..3000).map(service).collect::<String>());
    let start = std::time::Instant::now();
    let output = checked(&compose);
    assert!(String::from_utf8_lossy(&output.stderr).contains("publishes the port 20000"));
    assert!(start.elapsed().as_secs() < 20, "{:?} in a slow build on a busy machine", start.elapsed());
}
