//! Any text in a plan reaches the host unchanged, even if it is special in YAML, JSON or a shell.

use std::path::Path;

use proptest::{
    collection::{btree_map, vec},
    option, prop_assert_eq, prop_oneof, proptest,
    sample::select,
    strategy::{Strategy, ValueTree},
    test_runner::{Config, TestRunner},
};
use serde_json::{Value, json};
use swarmgen::{
    emit::emit,
    model::plan::{File, HostPlan, NetworkPlan, Repository, StaticAddress, Unit},
    os::Target,
    values::secret::Secret,
};

use crate::support::{
    judge::{PYTHON, assert_content},
    laid::{Laid, yaml},
    plans::{self, for_target, text},
};

/// Texts that some reader on the way could misread.
const WICKED: [&str; 44] = [
    "",
    " ",
    "\n",
    "\n\n",
    "\t",
    "\r\n",
    "yes",
    "no",
    "on",
    "null",
    "~",
    "=",
    "<<",
    "1:30",
    "22:22",
    "1_000",
    "0x10",
    "0o17",
    "0644",
    "1e3",
    ".inf",
    "2001-01-01",
    "52:54:00:12:34:56",
    "$(reboot)",
    "`reboot`",
    "${HOME}",
    "'\"\\",
    "%n %% %",
    "{{ x }}",
    "{% raw %}",
    "# no comment",
    "a #b",
    "a: b",
    "- a",
    "? a",
    "&a *a !a |a >a @a",
    "---\n...\n",
    "  two spaces first",
    "blank last \n",
    "\tb\n a\n\tc",
    "🐝 é \u{feff}",
    "\u{85}\u{2028}\u{2029}",
    "\u{0}\u{7}\u{1b}\u{7f}\u{9f}",
    "\u{fffe}\u{10ffff}",
];

fn wicked() -> impl Strategy<Value = String> {
    prop_oneof![
        select(&WICKED[..]).prop_map(str::to_owned),
        vec(select(&WICKED[..]), 0..5).prop_map(|parts| parts.concat()),
        vec(select(&WICKED[..]), 0..5).prop_map(|lines| lines.join("\n")),
        ".*",
    ]
}

fn plan() -> impl Strategy<Value = HostPlan> {
    let scalars = [(); 12].map(|()| wicked());
    let files = btree_map(wicked(), (wicked(), 0..0o1000_u32), 0..3);
    let units = btree_map(
        wicked(),
        (option::of(wicked()), btree_map(wicked(), wicked(), 0..2), option::of(proptest::bool::ANY)),
        0..3,
    );
    (scalars, option::of(wicked()), vec(wicked(), 0..3), files, units).prop_map(|(texts, zone, keys, files, units)| {
        let [fqdn, instance_id, name, admin_group, hash, package, url, key, interface, search, path, content] = texts;
        let mut plan = plans::full();
        (plan.fqdn, plan.instance_id, plan.timezone) = (fqdn, instance_id, zone);
        (plan.packages, plan.extra_packages) = (vec![package.clone()], vec![package]);
        (plan.user.name, plan.user.admin_group, plan.user.ssh_authorized_keys) = (name, admin_group, keys);
        plan.user.password_hash = Some(Secret::new(hash));
        plan.repository = Some(Repository::Dnf { url, key });
        plan.network =
            NetworkPlan::NetworkConfig(StaticAddress { interface: Some(interface), search, ..plans::address() });
        let file = |content: String, mode| File { content: content.into(), mode, secret: false };
        plan.files = files.into_iter().map(|(path, (content, mode))| (path, file(content, mode))).collect();
        plan.files.insert(path, file(content, 0o600));
        plan.units = units.into_iter().map(|(name, parts)| (name, unit(parts))).collect();
        plan
    })
}

fn unit(
    (content, dropins, enabled): (Option<String>, std::collections::BTreeMap<String, String>, Option<bool>),
) -> Unit {
    let dropins = dropins.into_iter().map(|(name, content)| (name, content.into())).collect();
    Unit { content: content.map(Into::into), dropins, enabled, stops_first: false }
}

proptest! {
    #![proptest_config(Config::with_cases(96))]

    #[test]
    fn ignition_lays_what_the_plan_holds(plan in plan()) {
        let config = text(&emit(&for_target(&plan, Target::Ignition)), "config.ign");
        prop_assert_eq!(Laid::read("config.ign", config.as_bytes()), Laid::of(&plan));
    }

    #[test]
    fn cloud_init_lays_what_the_plan_holds(plan in plan()) {
        prop_assert_eq!(Laid::read("user-data", text(&emit(&plan), "user-data").as_bytes()), Laid::of(&plan));
    }

    #[test]
    fn a_plan_has_one_output(plan in plan(), target in select(&[Target::CloudInit, Target::Ignition][..])) {
        let plan = for_target(&plan, target);
        prop_assert_eq!(emit(&plan), emit(&plan));
    }
}

/// cloud-init reads with PyYAML, which follows YAML 1.1. One process reads the documents of many plans.
#[test]
fn pyyaml_reads_what_the_plan_holds() {
    let plans = sample(256);
    let trees: Vec<_> = plans.iter().map(emit).collect();
    let documents = trees.iter().map(|tree| ["user-data", "meta-data", "network-config"].map(|name| text(tree, name)));
    let Some(read) = pyyaml(&documents.flatten().collect::<Vec<_>>()) else { return };
    assert_eq!(read.len(), 3 * plans.len());
    for (plan, documents) in plans.iter().zip(read.chunks(3)) {
        let [user_data, meta_data, network_config] = documents else { unreachable!("three each") };
        assert_eq!(Laid::from_user_data(user_data), Laid::of(plan));
        assert_eq!(meta_data["instance-id"], plan.instance_id);
        assert_other_texts(plan, user_data, network_config);
    }
}

/// The texts of a plan that only cloud-init reads.
fn assert_other_texts(plan: &HostPlan, user_data: &Value, network_config: &Value) {
    assert_eq!(user_data["packages"], json!(plan.packages));
    assert_eq!(user_data["runcmd"][0][4], json!(plan.extra_packages[0]));
    let Some(Repository::Dnf { url, key }) = &plan.repository else { unreachable!("all have one") };
    let repository = &user_data["yum_repos"]["docker"];
    assert_eq!((&repository["baseurl"], &repository["gpgkey"]), (&json!(url), &json!(key)));
    let NetworkPlan::NetworkConfig(address) = &plan.network else { unreachable!("all have one") };
    let ethernet = &network_config["ethernets"][address.interface.as_deref().expect("all have one")];
    assert_eq!(ethernet["nameservers"]["search"], json!([address.search]));
    assert_eq!(ethernet["match"]["macaddress"], "52:54:00:12:34:56");
    assert_eq!(ethernet["addresses"], json!(["192.168.31.11/24"]));
}

/// The same plans in every run.
fn sample(count: usize) -> Vec<HostPlan> {
    let mut runner = TestRunner::deterministic();
    (0..count).map(|_| plan().new_tree(&mut runner).expect("nothing is filtered").current()).collect()
}

/// Reads each document with PyYAML; `None` without PyYAML.
fn pyyaml(documents: &[String]) -> Option<Vec<Value>> {
    let script = "import json, sys, yaml\n\
                  load = lambda text: yaml.safe_load(text.encode())\n\
                  json.dump([load(text) for text in json.load(sys.stdin)], sys.stdout, default=repr)";
    let input = serde_json::to_vec(documents).expect("strings are JSON");
    let output = PYTHON.run(Path::new("."), &["python3", "-c", script], &input)?;
    assert_content(&output);
    Some(serde_json::from_slice(&output.stdout).expect("it writes JSON"))
}

/// Both readers agree, so neither the plan nor the comparison hides a difference between YAML 1.1 and 1.2.
#[test]
fn both_versions_of_yaml_read_the_same() {
    let documents: Vec<String> = sample(64).iter().map(|plan| text(&emit(plan), "user-data")).collect();
    let Some(read) = pyyaml(&documents) else { return };
    assert_eq!(read, documents.iter().map(|document| yaml(document)).collect::<Vec<_>>());
}
