//! The mount unit of the share is the operator's with `type = "existing"`, and swarmgen's otherwise.

use swarmgen::model::plan::Unit;

use crate::support::plans;

fn inventory(storage: &str) -> String {
    format!(
        r#"
[cluster]
name = "lab"
domain = "example.net"
subnet = "192.168.31.0/24"
[storage]
{storage}
[defaults]
os = "debian"
role = "manager"
packages = ["cifs-utils"]
[defaults.units."var-data.mount"]
content = """
[Mount]
What=//nas.example.net/share
Where=/var/data
Type=cifs
"""
[hosts.n1]
address = "192.168.31.11"
"#
    )
}

fn codes(inventory: &str) -> Vec<&'static str> {
    plans::checked(inventory).diagnostics().map(|finding| finding.code).collect()
}

#[test]
fn the_operator_mounts_an_existing_share() {
    let existing = inventory("type = \"existing\"");
    assert!(!codes(&existing).contains(&"unit-taken"));
    let plans = plans::of_inventory("inventory.toml", &existing);
    let Unit { content, enabled, .. } = &plans[0].units["var-data.mount"];
    assert!(content.as_ref().is_some_and(|it| it.contains("Type=cifs")) && *enabled == Some(true));
    assert!(plans[0].files["/etc/swarmgen/host.env"].content.contains("SWARMGEN_SHARE_UNIT='var-data.mount'"));
}

#[test]
fn any_other_share_is_mounted_by_swarmgen() {
    assert!(codes(&inventory("type = \"nfs\"\nsource = \"nas:/export\"")).contains(&"unit-taken"));
}
