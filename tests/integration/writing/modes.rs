//! Permissions: of a secret, of other files, and for a process that must obey them.

use std::{fs, os::unix::fs::PermissionsExt, path::Path};

use super::{
    child,
    scratch::{SMALL, Scratch, snapshot},
};

fn mode(path: &Path) -> u32 {
    fs::metadata(path).expect("it is there").permissions().mode() & 0o7777
}

#[test]
fn the_umask_does_not_matter() {
    for umask in ["000", "022", "027", "077", "777"] {
        let scratch = Scratch::new();
        fs::create_dir(scratch.out()).expect("it can be made");
        let script = format!("umask {umask} && exec \"$0\" \"$@\"");
        let status = child::command(&["sh", "-c", &script], SMALL, 1, &scratch.out()).status();
        assert!(status.expect("it can be started").success(), "umask {umask}");
        assert_eq!(snapshot(&scratch.out()), SMALL.rendered(1), "umask {umask}");
        for folder in ["hosts", "hosts/ds1", "share"] {
            assert_eq!(mode(&scratch.out().join(folder)), 0o755, "{folder} under umask {umask}");
        }
    }
}

#[test]
fn a_wrong_mode_is_mended() {
    let scratch = Scratch::new();
    SMALL.render(1, &scratch.out()).expect("nothing is in the way");
    for path in ["hosts/ds1/user-data", "hosts/ds1/meta-data", "manifest.json"] {
        let wrong = fs::Permissions::from_mode(0o666);
        fs::set_permissions(scratch.out().join(path), wrong).expect("it is there");
    }
    SMALL.render(1, &scratch.out()).expect("nothing is in the way");
    assert_eq!(snapshot(&scratch.out()), SMALL.rendered(1));
}

/// Makes a process obey permissions, even as root.
const WITHOUT_PRIVILEGES: [&str; 2] = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"];

#[test]
fn a_read_only_folder_is_refused() {
    // A process of another user obeys permissions anyway.
    let wrapper: &[&str] = if child::is_root() { &WITHOUT_PRIVILEGES } else { &["env"] };
    if !child::works(wrapper) {
        return;
    }
    for (folder, what) in [
        ("out", "making the folder `/out/.swarmgen-staging`"),
        ("out/hosts", "writing `/out/hosts/ds3/meta-data`"),
        ("out/hosts/ds2", "writing `/out/hosts/ds2/user-data`"),
        ("out/hosts/ds1", "removing `/out/hosts/ds1/meta-data`"),
    ] {
        let scratch = Scratch::new();
        SMALL.render(1, &scratch.out()).expect("nothing is in the way");
        let before = snapshot(&scratch.out());
        let permit = |mode| fs::set_permissions(scratch.path(folder), fs::Permissions::from_mode(mode));
        permit(0o555).expect("it is there");
        let told = child::fails(wrapper, SMALL, 2, &scratch.out());
        permit(0o755).expect("it is there");
        let told = told.replace(scratch.path("").to_str().expect("it is UTF-8").trim_end_matches('/'), "");
        assert_eq!(told, format!("{what}: permission denied\n"));
        assert_eq!(snapshot(&scratch.out()), before, "{folder}");
    }
}
