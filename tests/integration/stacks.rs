//! Docker's own reading of the stacks.

use std::{collections::BTreeMap, fs, path::PathBuf};

use crate::support::{
    self,
    judge::{self, Exhibits},
    plans, program,
    scratch::Scratch,
};
use swarmgen::values::names::{Install, OsName};

/// The compose files of all goldens, from their `share/`.
fn compose_files() -> Vec<PathBuf> {
    let mut found = Vec::new();
    for case in support::accepted() {
        support::walk(&case.join("expected/share"), &mut |path| {
            if path.ends_with("compose.yml") {
                found.push(path.to_owned());
            }
        });
    }
    found
}

#[test]
fn docker_takes_every_compose_file() {
    assert!(!compose_files().is_empty(), "no golden has a stack");
    for path in compose_files() {
        let folder = path.parent().expect("a file lies in a folder");
        let Some(output) = judge::DOCKERD.run(folder, &["docker", "stack", "config", "-c", "compose.yml"], b"") else {
            return;
        };
        assert!(output.status.success(), "{}: {}", path.display(), String::from_utf8_lossy(&output.stderr));
    }
}

/// The errors of `compose-invalid` that docker detects too.
#[test]
fn docker_refuses_what_is_refused_here() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/reject/stacks");
    for (file, taken) in [("good.yml", true), ("not-yaml.yml", false), ("unknown-table.yml", false)] {
        let Some(output) = judge::DOCKERD.run(&folder, &["docker", "stack", "config", "-c", file], b"") else { return };
        assert_eq!(output.status.success(), taken, "{file}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

/// A text, docker's result without the variable X (`None` if docker deploys nothing), and swarmgen's code.
const DOLLARS: [(&str, Option<&str>, &str); 19] = [
    ("plain", Some("plain"), ""),
    ("$$X", Some("$X"), ""),
    ("$$(date)", Some("$(date)"), ""),
    ("${X:-d}", Some("d"), ""),
    ("${X-d}", Some("d"), ""),
    ("$X-a", Some("a"), ""),
    ("$X", Some(""), "unset-variable"),
    ("a${X}b", Some("ab"), "unset-variable"),
    ("$X:80", Some(":80"), "unset-variable"),
    ("$$$X", Some("$"), "unset-variable"),
    ("${Y:-}$X", Some(""), "unset-variable"),
    ("${X:?no}", None, "compose-invalid"),
    ("${X?no}", None, "compose-invalid"),
    ("${X:+y}", None, "compose-invalid"),
    ("${X", None, "compose-invalid"),
    ("${1}", None, "compose-invalid"),
    ("$1", None, "compose-invalid"),
    ("$(date)", None, "compose-invalid"),
    ("$", None, "compose-invalid"),
];

/// docker prints the file with the text as a label, and doubles each dollar sign.
#[test]
fn docker_reads_a_dollar_as_it_is_read_here() {
    for (text, expected, code) in DOLLARS {
        let scratch = Scratch::new("dollars");
        let compose = format!("services:\n  web:\n    image: nginx:1\n    labels:\n      said: 'it says {text}'\n");
        let inventory =
            include_str!("../../fixtures/reject/unset-variable.toml").replace("stacks/variables.yml", "web.yml");
        fs::write(scratch.path().join("web.yml"), compose).expect("a scratch folder can be written");
        fs::write(scratch.path().join("inventory.toml"), inventory).expect("a scratch folder can be written");
        let checked = program(["check", "inventory.toml"]).current_dir(scratch.path()).output().expect("it runs");
        let told = String::from_utf8_lossy(&checked.stderr).into_owned();
        assert_eq!(told.is_empty(), code.is_empty(), "{text}: {told}");
        assert!(told.contains(code), "{text}: {told}");
        let command = ["docker", "stack", "config", "-c", "web.yml"];
        let Some(output) = judge::DOCKERD.run(scratch.path(), &command, b"") else { return };
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let said = said.split_once("it says").map(|(_, said)| said.lines().next().unwrap_or_default());
        let said = said.map(|said| said.trim_end_matches('\'').trim().replace("$$", "$"));
        assert_eq!((output.status.success(), said.as_deref()), (expected.is_some(), expected), "{text}");
    }
}

#[test]
fn the_share_holds_no_secret_of_a_stack() {
    let secret =
        fs::read_to_string(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/accept/debian/mirror.password"));
    let secret = secret.expect("the fixture has a password");
    for case in support::accepted() {
        support::walk(&case.join("expected/share"), &mut |path| {
            let text = fs::read_to_string(path).expect("the share holds text");
            assert!(!text.contains(secret.trim_end()), "{}", path.display());
        });
    }
}

/// An inventory with this text after the hosts, rendered beside these files: the files of `share/` by path below the stacks.
fn shared(files: &[(&str, &str)], tables: &str) -> BTreeMap<String, String> {
    let scratch = rendered_beside(files, tables);
    let mut found = BTreeMap::new();
    support::walk(&scratch.path().join("out/share"), &mut |path| {
        let text = fs::read_to_string(path).expect("the share holds text");
        found.extend(path.display().to_string().split_once("/stacks/").map(|(_, path)| (path.to_owned(), text)));
    });
    found
}

fn rendered_beside(files: &[(&str, &str)], tables: &str) -> Scratch {
    let scratch = Scratch::new("stacks");
    for (name, text) in files {
        let path = scratch.path().join(name);
        fs::create_dir_all(path.parent().expect("it lies in a folder")).expect("a folder can be made");
        fs::write(path, text).expect("a file can be written");
    }
    let inventory = format!("{}{tables}", plans::everything(OsName::Debian, Install::Distro));
    fs::write(scratch.path().join("inventory.toml"), inventory).expect("a file can be written");
    let render = program(["render", "inventory.toml", "-o", "out"]).current_dir(scratch.path()).output();
    let render = render.expect("the program runs");
    assert!(render.status.success(), "{tables}: {}", String::from_utf8_lossy(&render.stderr));
    scratch
}

/// The compose file as docker reads it beside the other files; `None` without docker.
fn configured(files: &BTreeMap<String, String>, compose: &str) -> Option<String> {
    let exhibits = Exhibits::new();
    for (path, text) in files {
        exhibits.put(path, text);
    }
    let (folder, file) = compose.split_once('/').expect("a stack has a folder");
    let folder = exhibits.path().join(folder);
    let output = judge::DOCKERD.run(&folder, &["docker", "stack", "config", "-c", file], b"")?;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("docker prints text");
    Some(text.replace(&exhibits.path().display().to_string(), ""))
}

/// A stack of two files, whose inventory names them in this way, as `share/` holds it.
fn rendered(compose: &str, file: &str) -> BTreeMap<String, String> {
    let files = [("app.yml", "services:\n  web:\n    image: nginx:1\n    env_file: ./a.env\n"), ("a.env", "A=1\n")];
    shared(&files, &format!("[stacks.web]\ncompose = \"{compose}\"\nfiles = [\"{file}\"]\n"))
}

#[test]
fn a_dot_in_a_path_is_the_same_folder() {
    let plain = rendered("app.yml", "a.env");
    assert!(plain.contains_key("web/a.env"), "{:?}", plain.keys());
    for (compose, file) in [("app.yml", "./a.env"), ("./app.yml", "a.env"), ("./app.yml", "././a.env")] {
        assert_eq!(rendered(compose, file), plain, "{compose}, {file}");
    }
}

/// Every kind of value, as YAML 1.1 and 1.2 read it differently.
const VALUES: &str = r#"version: "3.8"
x-log: &log { logging: { driver: local } }
services:
  web:
    <<: *log
    image: nginx:1
    privileged: true
    configs: [{ source: site, target: /x, mode: 0440 }]
    command: ["sh", "-c", "echo $$HOME # it's"]
    environment: { A: 010, B: 1_000, C: 1.10, D: 0x10, E: 0o17, F: 08, H: 22:22, J: ~, K: 1e3, L: "on",
      M: 12345678901234567890, U: .5, V: "010", P: "null", Q: "", R: "a: b", S: "1e3", T: 0.10 }
    labels: ["traefik.http.routers.a.rule=Host(`a.example`)", "n=1"]
    healthcheck:
      test: |
        two
        lines
configs:
  site: { file: ./site.conf }
"#;

#[test]
fn a_config_is_named_after_its_content_and_nothing_else_changes() {
    let inventory = "[stacks.web]\ncompose = \"web.yml\"\nfiles = [\"site.conf\"]\n";
    let of = |content| shared(&[("web.yml", VALUES), ("site.conf", content)], inventory);
    let (one, two) = (of("one\n"), of("two\n"));
    let name = "web_site_2c8b08da5ce6";
    assert!(one["web/compose.yml"].contains(name) && !two["web/compose.yml"].contains(name), "{one:?}");
    let written = BTreeMap::from([("web/web.yml".to_owned(), VALUES.to_owned())]);
    let Some(deployed) = configured(&one, "web/compose.yml") else { return };
    let written = configured(&written, "web/web.yml").expect("docker was there before");
    assert_eq!(deployed.replace(&format!("    name: {name}\n"), ""), written);
}

/// Variables at every place whose value is no text, and in every form.
const VARIABLES: &str = r#"services:
  web:
    image: nginx:${TAG}
    privileged: ${YES}
    read_only: "${NO}"
    command: ["echo", "$$TAG ${TAG:?needed} ${EMPTY:-d}${EMPTY-d}${NONE:-d}${NONE-d}", "${A-${TAG}}", "$TAG-d}", "${DOLLAR}"]
    environment: [PASSED, "GIVEN=${TAG}", "HOST=$DOLLAR"]
    ports: [{ target: "${PORT}", published: "${PORT}" }, "1${PORT}:80"]
    volumes: [{ type: bind, source: "/srv/$TAG", target: /x, read_only: "${YES}" }]
    ulimits: { nofile: { soft: "${PORT}", hard: "${PORT}" }, nproc: "$PORT" }
    healthcheck: { test: "true", retries: "${PORT}" }
    deploy:
      replicas: ${PORT}
      update_config: { max_failure_ratio: "${RATIO}" }
  db:
    image: postgres:17
    environment: { PASSED: , TAG: "${TAG}" }
networks:
  front: { attachable: "${YES}", name: "${TAG}_front" }
"#;

#[test]
fn variables_are_what_docker_makes_of_the_same_environment() {
    let set = [
        ("TAG", "1.29"),
        ("YES", "yes"),
        ("NO", "off"),
        ("EMPTY", ""),
        ("PORT", "8080"),
        ("RATIO", "0.25"),
        ("PASSED", "p q"),
        ("DOLLAR", "a$TAG$$b"),
    ];
    let table: String = set[1..].iter().map(|(name, value)| format!("{name} = '{value}'\n")).collect();
    let files = [("web.yml", VARIABLES), (".env", "PORT=1\nTAG=\"1.29\" # newest\n")];
    let inventory =
        format!("[stacks.web]\ncompose = \"web.yml\"\nenv_file = \".env\"\n[stacks.web.variables]\n{table}");
    let rendered = shared(&files, &inventory);
    assert_eq!(
        rendered.keys().map(String::as_str).filter(|path| path.starts_with("web/")).collect::<Vec<_>>(),
        ["web/compose.yml"]
    );
    let exhibits = Exhibits::new();
    exhibits.put("web.yml", VARIABLES);
    let set: String = set.iter().map(|(name, value)| format!("export {name}='{value}'; ")).collect();
    let script = format!("{set} docker stack config -c web.yml");
    let Some(output) = judge::DOCKERD.sh(exhibits.path(), &script, &[]) else { return };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let deployed = configured(&rendered, "web/compose.yml").expect("docker was there before");
    assert_eq!(deployed, String::from_utf8_lossy(&output.stdout));
}

#[test]
fn an_env_file_of_a_service_passes_variables_on() {
    let files =
        [("app.yml", "services:\n  web:\n    image: nginx:1\n    env_file: ./a.env\n"), ("a.env", "# all\nA\nB=$A\n")];
    let table = "[stacks.web]\ncompose = \"app.yml\"\nfiles = [\"a.env\"]\nvariables = { A = \"1\" }\n";
    let shared = shared(&files, table);
    assert_eq!(shared["web/a.env"], files[1].1);
    assert!(shared["web/compose.yml"].contains("environment:\n      A: \"1\"\n"), "{shared:?}");
}

/// Secrets by every way into a stack.
const SECRETS: &str = r#"version: "3.1"
services:
  db:
    image: postgres:17
    env_file: db.env
    environment: { URL: "postgres://db:${DB_PASSWORD}@db/x", TOKEN: "${API_TOKEN:?}", MAIL: "$MAIL" }
    secrets: [given, { source: own, target: /own }]
secrets:
  own: { file: own.txt }
"#;

#[test]
fn no_secret_of_a_stack_is_on_the_share_and_managers_have_all() {
    let files = [
        ("db.yml", SECRETS),
        ("own.txt", "hunter1\n"),
        ("given.txt", "hunter2\n"),
        ("db.env", "TZ=UTC\nPOSTGRES_PASSWORD=hunter3\n"),
        (".env", "DB_PASSWORD='hunter4\"$x'\n"),
        ("mail.txt", "hunter5\n"),
    ];
    let tables = "[stacks.db]\ncompose = \"db.yml\"\nfiles = [\"own.txt\", \"db.env\"]\nenv_file = \".env\"\n\
        variables = { API_TOKEN = \"hunter7\" }\nsecrets.given = { file = \"given.txt\" }\nsecret_variables.MAIL = { file = \"mail.txt\" }\n";
    let out = rendered_beside(&files, tables);
    support::walk(&out.path().join("out/share"), &mut |path| {
        let text = fs::read_to_string(path).expect("the share holds text");
        assert!(!text.contains("hunter"), "{}: {text}", path.display());
    });
    let share = shared(&files, tables);
    assert_eq!(share["db/db.env"], "TZ=UTC\n");
    assert!(!share.contains_key("db/own.txt"), "{:?}", share.keys());
    let manager = fs::read_to_string(out.path().join("out/hosts/ds1/user-data")).expect("it was rendered");
    for number in [1, 2, 3, 4, 5, 7] {
        assert!(manager.contains(&format!("hunter{number}")), "hunter{number}: {manager}");
    }
    assert!(manager.contains("hunter4\\\"\\$x"), "{manager}");
    // The leader's environment, as systemd sets it.
    let lines = manager.lines().map(str::trim).filter(|line| line.contains('_') && line.contains("=\"hunter"));
    let set: String = lines.map(|line| line.trim_end_matches('"').to_owned() + "\"; ").collect();
    let names = ["API_TOKEN_", "DB_PASSWORD_", "MAIL_", "POSTGRES_PASSWORD_"];
    assert!(names.iter().all(|name| set.contains(name)), "{set}");
    let exhibits = Exhibits::new();
    for (path, text) in &share {
        exhibits.put(path, text);
    }
    let script =
        "cd db; docker stack config -c compose.yml 2>&1; set -a; eval \"$1\"; docker stack config -c compose.yml";
    let Some(output) = judge::DOCKERD.sh(exhibits.path(), script, &[&set]) else { return };
    // An old client prints one dollar, a new one two.
    let said = String::from_utf8_lossy(&output.stdout).replace("$$", "$");
    assert!(output.status.success(), "{said} {}", String::from_utf8_lossy(&output.stderr));
    assert!(said.contains("this manager did not boot with this secret"), "{said}");
    for text in [
        "hunter3",
        "postgres://db:hunter4\"$x@db/x",
        "TOKEN: hunter7",
        "MAIL: hunter5",
        "TZ: UTC",
        "name: db_own_",
        "name: db_given_",
        "/etc/swarmgen/secrets/db_given_",
    ] {
        assert!(said.contains(text), "{text}: {said}");
    }
}

const FRONT: &str = "services:\n  web:\n    image: registry.example.com/web:1\n    networks: [front]\nnetworks:\n  front: { external: true }\n";

#[test]
fn a_stack_lists_the_networks_that_it_uses_and_one_lists_the_others() {
    let tables = "[stacks.web]\ncompose = \"web.yml\"\n[stacks.my_App-2]\ncompose = \"app.yml\"\n[networks.back]\n\
        [networks.front]\nattachable = true\nencrypted = true\nsubnet = \"10.30.0.0/24\"\nmtu = 1400\ninternal = true\n";
    let app = "services:\n  app:\n    image: nginx:1\n";
    let share = shared(&[("web.yml", FRONT), ("app.yml", app)], tables);
    let front = "front overlay --attachable --internal --subnet 10.30.0.0/24 --opt com.docker.network.driver.mtu=1400 --opt encrypted\n";
    assert_eq!(share["web/swarmgen/networks"], front);
    assert_eq!(
        share["web/swarmgen/shapes"],
        "front overlay true true com.docker.network.driver.mtu=1400|encrypted=|end 10.30.0.0/24\n"
    );
    let first: Vec<_> = share.keys().filter(|path| path.ends_with("/networks")).collect();
    assert_eq!(first, ["my_App-2/swarmgen/networks", "registry/swarmgen/networks", "web/swarmgen/networks"]);
    assert_eq!(share["my_App-2/swarmgen/networks"], "back overlay\n");
}

#[test]
fn an_account_at_a_registry_is_on_managers_only() {
    let tables = "[stacks.web]\ncompose = \"web.yml\"\n[networks.front]\n[registries.\"registry.example.com\"]\n\
        username = \"ci\"\npassword = { file = \"pw\" }\n[registries.\"docker.io\"]\nusername = { file = \"pw\" }\npassword = { file = \"pw\" }\n";
    let files = [("web.yml", FRONT), ("pw", "hunter2\n")];
    let out = rendered_beside(&files, tables);
    let manager = fs::read_to_string(out.path().join("out/hosts/ds1/user-data")).expect("it was rendered");
    let auths = r#"{"auths":{"https://index.docker.io/v1/":{"auth":"aHVudGVyMjpodW50ZXIy"},"registry.example.com":{"auth":"Y2k6aHVudGVyMg=="}}}"#;
    for text in [
        auths,
        "/etc/swarmgen/secrets/config.json",
        "DOCKER_CONFIG=\"/etc/swarmgen/secrets\"",
        "EnvironmentFile=-/etc/swarmgen/secrets/env",
    ] {
        assert!(manager.contains(text), "{text}: {manager}");
    }
    let share = shared(&files, tables);
    assert_eq!(share["web/swarmgen/options"], "--with-registry-auth\n");
    assert!(share.values().all(|text| !text.contains("hunter2") && !text.contains("Y2k6")), "{share:?}");
}

#[test]
fn a_file_from_above_the_compose_file_is_in_the_folder_of_the_stack() {
    let web = "services:\n  web:\n    image: nginx:1\n    env_file: [../common/a.env]\n    configs: [site]\n    \
        volumes: ['../common/b.conf:/b:ro']\nconfigs:\n  site: { file: ../common/b.conf }\n";
    let files = [("stacks/web/web.yml", web), ("stacks/common/a.env", "A=1\n"), ("stacks/common/b.conf", "one\n")];
    let tables = "[stacks.web]\ncompose = \"stacks/web/web.yml\"\nfiles = [\"stacks/common/a.env\", \"./stacks/web/../common/b.conf\"]\n";
    let share = shared(&files, tables);
    assert_eq!(share["web/swarmgen/above/common/b.conf"], "one\n");
    let Some(deployed) = configured(&share, "web/compose.yml") else { return };
    for text in ["A: \"1\"", "name: web_site_2c8b08da5ce6", "/swarmgen/above/common/b.conf\n"] {
        assert!(deployed.contains(text), "{text}: {deployed}");
    }
}
