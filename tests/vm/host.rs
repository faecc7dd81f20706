//! One host of a cluster.

use std::cell::RefCell;
use std::fs;
use std::rc::Rc;
use std::time::Duration;

use crate::lab::Lab;
use crate::machine::{Hardware, Machine};
use crate::wait;

/// The initial content of a host's first disk.
#[derive(Clone, Copy)]
pub(crate) enum Disk {
    /// One of the image's disks, by name.
    Of(&'static str),
    /// No disk.
    Missing,
}

/// A host.
pub(crate) struct Host {
    lab: Rc<Lab>,
    address: String,
    disk: Disk,
    hardware: Hardware,
    machine: RefCell<Option<Machine>>,
}

impl Host {
    /// A host with a fresh disk in front of its other drives, switched off.
    pub(crate) fn new(lab: &Rc<Lab>, address: &str, disk: Disk, mut hardware: Hardware) -> Self {
        fs::create_dir_all(lab.folder_of(&hardware.name)).expect("the run's folder can be written");
        if let Disk::Of(_) = disk {
            hardware.drives.insert(0, format!("file=/mnt/machines/{}/disk,format=qcow2", hardware.name));
        }
        let host =
            Self { lab: Rc::clone(lab), address: address.to_owned(), disk, hardware, machine: RefCell::default() };
        host.replace_disk();
        host
    }

    /// Its name in the inventory.
    pub(crate) fn name(&self) -> &str {
        &self.hardware.name
    }

    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// Whether it has power.
    pub(crate) fn is_on(&self) -> bool {
        self.machine.borrow().is_some()
    }

    /// Switches it on and returns at once.
    pub(crate) fn power_on(&self) {
        assert!(!self.is_on(), "{} is on already", self.name());
        self.machine.replace(Some(Machine::power_on(&self.lab, self.hardware.clone())));
    }

    /// Cuts its power.
    pub(crate) fn power_cut(&self) {
        drop(self.machine.take());
    }

    /// Replaces its disk with a fresh one. The host must be off.
    pub(crate) fn replace_disk(&self) {
        assert!(!self.is_on(), "{} is on: cut its power first", self.name());
        let Disk::Of(image) = self.disk else { return };
        let disk = format!("/mnt/machines/{}/disk", self.name());
        self.lab.run_tool(
            "qemu-img",
            &["create", "-q", "-f", "qcow2", "-b", &format!("/srv/{image}.raw"), "-F", "raw", &disk],
        );
    }

    /// Runs a shell script inside the host. Returns its stdout, or its stderr if it fails.
    pub(crate) fn try_sh(&self, script: &str) -> Result<String, String> {
        let machine = self.machine.borrow();
        let machine = machine.as_ref().ok_or_else(|| format!("{} is off", self.name()))?;
        machine.shell().run(script).map_err(|error| format!("{}: {error}", self.name()))
    }

    /// Runs a shell script inside the host. Returns its stdout.
    ///
    /// # Panics
    /// If it fails.
    pub(crate) fn sh(&self, script: &str) -> String {
        self.try_sh(script).unwrap_or_else(|error| panic!("`{script}`: {error}"))
    }

    /// Waits until a shell script inside the host succeeds. Returns its stdout.
    pub(crate) fn until(&self, script: &str, limit: Duration) -> String {
        wait::until(&format!("`{script}` on {}", self.name()), limit, || self.try_sh(script))
    }
}
