//! virt-install itself reads the commands of its page, with libvirt's test driver as the hypervisor.

use std::{fmt::Write, fs};

use super::{EXAMPLE, Rendered, blocks, read, root};
use crate::support::judge::{Exhibits, PYTHON_OF_THE_LAB, assert_content};

/// virt-install creates nothing, and prints the machines instead. The base images of the page's disks may be empty.
const SCRIPT: &str = "
    mkdir -p /var/lib/libvirt/images
    virt-install() { command virt-install --connect \"test:///$PWD/node.xml\" --dry-run --print-xml \"$@\"; }
    set -e
    . ./page.sh
";

#[test]
fn virt_install_takes_the_commands() {
    let exhibits = Exhibits::new();
    exhibits.put("page.sh", blocks(&read(&root().join("docs/wiring/virt-install.md")), "sh").concat());
    let seeded = seeded();
    for name in &seeded {
        exhibits.put(&format!("out/hosts/{name}/seed.img"), "");
    }
    exhibits.put("node.xml", node(&seeded));
    // bash: operators type such commands in it, and it accepts a hyphen in the name of a function.
    let Some(said) = PYTHON_OF_THE_LAB.run(exhibits.path(), &["bash", "-c", SCRIPT], b"") else { return };
    assert_content(&said);
    let xml = String::from_utf8_lossy(&said.stdout);
    for name in &seeded {
        let drive = format!("<source file=\"/mnt/out/hosts/{name}/seed.img\"/>");
        assert!(xml.contains(&drive), "{drive} is not in\n{xml}");
    }
    assert!(xml.contains("name=opt/com.coreos/config,file=/mnt/out/hosts/ds3/config.ign"), "{xml}");
    assert!(xml.contains("<mac address=\"52:54:00:12:34:11\"/>"), "{xml}");
}

/// The hosts that have a seed volume.
fn seeded() -> Vec<String> {
    let rendered = Rendered::of(&root().join(EXAMPLE));
    let hosts = fs::read_dir(rendered.out().join("hosts")).expect("the output has hosts").map(|it| it.expect("listed"));
    let seeded = hosts.filter(|host| host.path().join("seed.img").exists());
    let names: Vec<_> = seeded.map(|host| host.file_name().to_string_lossy().into_owned()).collect();
    assert!(names.len() > 1, "{names:?}");
    names
}

/// The state of the test driver, which knows only the files that it lists.
fn node(seeded: &[String]) -> String {
    let mut node = "<node>".to_owned();
    for name in seeded {
        let folder = format!("/mnt/out/hosts/{name}");
        write!(
            node,
            "<pool type='dir'><name>{name}</name><target><path>{folder}</path></target><volume type='file'>\
             <name>seed.img</name><capacity>102400</capacity>\
             <target><path>{folder}/seed.img</path><format type='raw'/></target></volume></pool>"
        )
        .expect("a string takes all");
    }
    node + "</node>"
}
