//! NoCloud: the four files of a seed, as a folder and as a volume.

use serde::Serialize;

use crate::{
    emit::{CLOUD_CONFIG, Document, HEADER, insert},
    formats::yaml,
    model::{
        artifact::Tree,
        plan::{HostPlan, NetworkPlan},
    },
};

mod interfaces;
mod network;
mod seed_image;

use self::{interfaces::InterfacesConfig, network::NetworkConfig};

/// Writes the seed of one host.
pub(super) fn deliver(plan: &HostPlan, document: &Document, tree: &mut Tree) {
    let seed = Seed::of(plan);
    insert(tree, plan, "user-data", &*document.bytes, document.secret);
    for (name, text) in seed.files() {
        insert(tree, plan, name, text, false);
    }
    insert(tree, plan, "seed.img", seed.volume(&document.plain(plan)), document.secret);
}

/// The files of a seed beside its user-data.
struct Seed {
    meta_data: String,
    network_config: String,
    vendor_data: String,
}

impl Seed {
    fn of(plan: &HostPlan) -> Self {
        Self {
            meta_data: format!("{HEADER}{}", yaml::to_string(&MetaData::of(plan))),
            network_config: network_config(plan),
            vendor_data: format!("{CLOUD_CONFIG}{HEADER}{{}}\n"),
        }
    }

    fn files(&self) -> [(&'static str, &str); 3] {
        [("meta-data", &self.meta_data), ("network-config", &self.network_config), ("vendor-data", &self.vendor_data)]
    }

    /// The seed as a volume, which has no limit.
    fn volume(&self, user_data: &[u8]) -> Vec<u8> {
        let [meta_data, network_config, vendor_data] = self.files().map(|(name, text)| (name, text.as_bytes()));
        seed_image::write(&[meta_data, network_config, ("user-data", user_data), vendor_data])
    }
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct MetaData<'a> {
    instance_id: &'a str,
    // cloud-init sets this name before it reads the user-data. Use the short name: cloud-init would consider the fully
    // qualified name set already, while some systems still have the short one.
    local_hostname: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    network_interfaces: Option<String>,
}

impl<'a> MetaData<'a> {
    fn of(plan: &'a HostPlan) -> Self {
        let network_interfaces = match &plan.network {
            NetworkPlan::MetaData(address) => Some(network::interfaces(address)),
            NetworkPlan::Dhcp | NetworkPlan::NetworkConfig(_) | NetworkPlan::Interfaces(_) | NetworkPlan::Files => None,
        };
        Self { instance_id: &plan.instance_id, local_hostname: plan.name.as_str(), network_interfaces }
    }
}

/// The network-config. An empty one means "as without this file". It must exist: over HTTP, cloud-init requests it
/// first, and keeps retrying while it is missing.
fn network_config(plan: &HostPlan) -> String {
    match &plan.network {
        NetworkPlan::NetworkConfig(address) => format!("{HEADER}{}", yaml::to_string(&NetworkConfig::of(address))),
        NetworkPlan::Interfaces(network) => format!("{HEADER}{}", yaml::to_string(&InterfacesConfig::of(network))),
        NetworkPlan::Dhcp | NetworkPlan::MetaData(_) | NetworkPlan::Files => String::new(),
    }
}
