//! The configuration on a host's fresh disk before its first boot.

use std::fs;
use std::path::{Path, PathBuf};

use crate::lab::Lab;

/// First-boot configuration, as rendered.
#[derive(Clone)]
pub(crate) enum Seed {
    /// A folder with `user-data`, `meta-data` and the other files of a NoCloud seed.
    NoCloud(PathBuf),
    /// An Ignition config.
    Ignition(PathBuf),
}

impl Seed {
    /// The output of `render` for one host, in `folder`.
    pub(crate) fn rendered(folder: &Path) -> Self {
        let config = folder.join("config.ign");
        if config.exists() { Self::Ignition(config) } else { Self::NoCloud(folder.to_owned()) }
    }

    /// Writes it onto the disk of `host`, which is mounted and has never booted.
    pub(crate) fn lay(&self, lab: &Lab, host: &str) {
        match self {
            Self::NoCloud(folder) => lay_nocloud(lab, &lab.disk_of(host), folder),
            Self::Ignition(config) => lay_ignition(lab, &lab.disk_of(host), config),
        }
    }
}

fn lay_nocloud(lab: &Lab, disk: &Path, folder: &Path) {
    let seeds = disk.join("root/var/lib/cloud/seed");
    lab.keeper().run("mkdir", &["-p", &seeds.to_string_lossy()]);
    lab.keeper().run(
        "cp",
        &["-r", "--no-target-directory", &folder.to_string_lossy(), &seeds.join("nocloud").to_string_lossy()],
    );
}

/// Runs the stages of Ignition that an initramfs would run. Before that, it makes the image like one for Ignition:
/// without cloud-init, with one user, and with a docker that starts only if the config says so.
fn lay_ignition(lab: &Lab, disk: &Path, config: &Path) {
    fs::copy(config, disk.join("config.ign")).expect("the disk's folder can be written");
    let root = disk.join("root").to_string_lossy().into_owned();
    let preset = "disable docker.service docker.socket\\n";
    let script = format!(
        "touch /etc/cloud/cloud-init.disabled
        groupadd --force --system wheel
        useradd --create-home --groups wheel core
        systemctl --quiet disable docker.service
        printf '{preset}' >/etc/systemd/system-preset/30-lab-ignition.preset"
    );
    lab.keeper().run("chroot", &[&root, "sh", "-ec", &script]);
    for stage in ["fetch", "files"] {
        run_ignition(lab, disk, stage);
    }
}

fn run_ignition(lab: &Lab, disk: &Path, stage: &str) {
    let judge = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/lab/judge");
    // Inside the judge, the caller's folder is /mnt.
    let ignition = "env IGNITION_CONFIG_FILE=/mnt/config.ign ignition -platform file -root /mnt/root -config-cache /mnt/ignition.json \
                    -state-file /mnt/ignition.state -neednet -log-to-stdout -stage";
    let script = format!("cd '{}' && exec '{judge}' '{}' {ignition} {stage}", disk.display(), lab.rootfs().display());
    lab.keeper().run("sh", &["-ec", &script]);
}
