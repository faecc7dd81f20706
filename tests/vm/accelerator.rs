//! The processor of the virtual machines: the real one if possible, otherwise QEMU's emulation.

use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::sync::OnceLock;
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::lab::Lab;

/// The time limit for the first messages of a kernel on the real processor.
const PATIENCE: Duration = Duration::from_secs(10);

/// The accelerator that QEMU uses.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Accelerator {
    Hardware,
    Emulated,
}

impl Accelerator {
    /// The best accelerator that works here. Some machines have a `/dev/kvm` on which no kernel boots, so this boots
    /// one.
    pub(crate) fn of(lab: &Lab) -> Self {
        static FOUND: OnceLock<Accelerator> = OnceLock::new();
        *FOUND.get_or_init(|| {
            let found = if Path::new("/dev/kvm").exists() && boots(lab) { Self::Hardware } else { Self::Emulated };
            println!("the machines' processor: {found:?}");
            found
        })
    }

    /// Its options on QEMU's command line.
    pub(crate) fn arguments(self) -> [&'static str; 4] {
        match self {
            Self::Hardware => ["-accel", "kvm", "-cpu", "host"],
            // An older processor is emulated faster: the additions of `max` cost more than they save.
            Self::Emulated => ["-accel", "tcg,thread=multi", "-cpu", "Nehalem,+aes,+pclmulqdq"],
        }
    }
}

fn boots(lab: &Lab) -> bool {
    let console = lab.desk().join("kvm.log");
    let mut command = lab.tool("timeout");
    command.args([
        &PATIENCE.as_secs().to_string(),
        "qemu-system-x86_64",
        "-nodefaults",
        "-display",
        "none",
        "-no-reboot",
        "-m",
        "256",
    ]);
    command.args(Accelerator::Hardware.arguments());
    command.args(["-kernel", "/srv/assets/vmlinuz", "-append", "earlyprintk=serial console=ttyS0 panic=-1"]);
    command.args(["-serial", "file:/mnt/desk/kvm.log"]).stdout(Stdio::null()).stderr(Stdio::null());
    let Ok(mut attempt) = command.spawn() else { return false };
    let start = Instant::now();
    let mut spoke = false;
    while !spoke && start.elapsed() < PATIENCE && matches!(attempt.try_wait(), Ok(None)) {
        sleep(Duration::from_millis(100));
        spoke = fs::read_to_string(&console).is_ok_and(|text| text.contains("Linux version"));
    }
    // timeout(1) ends QEMU. Waiting for it prevents the attempt from running beside the first machine.
    let _ = attempt.wait();
    spoke
}
