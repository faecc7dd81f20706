//! Outside judges on every host's seed image: its label, and its files, which must equal the seed's byte for byte.
//! `make vm` mounts it with a kernel.

use std::{collections::BTreeMap, sync::LazyLock};

use base64::{Engine, prelude::BASE64_STANDARD};
use swarmgen::{
    emit::emit,
    model::{artifact::Artifact, plan::HostPlan},
    os::Target,
};

use crate::support::{
    judge::{BLKID, BSDTAR, Exhibits, Judge, assert_content},
    plans,
};

const IMAGE: &str = "seed.img";

/// A seed's files, and the image that holds them.
struct Seed {
    files: BTreeMap<String, Vec<u8>>,
    image: Artifact,
}

impl Seed {
    fn of(plan: &HostPlan) -> Self {
        // A host that boots from the network also has scripts, in separate folders.
        let files = emit(plan).into_iter().filter(|(path, _)| path.as_str().starts_with("hosts/"));
        let files = files.map(|(path, artifact)| (path.split().1.to_owned(), artifact));
        let mut files: BTreeMap<String, Artifact> = files.collect();
        let image = files.remove(IMAGE).expect("every seed has an image");
        Self { files: files.into_iter().map(|(name, artifact)| (name, artifact.bytes)).collect(), image }
    }
}

static ALL: LazyLock<Vec<Seed>> = LazyLock::new(|| {
    let plans = [plans::full(), plans::long()].into_iter().chain(plans::of_every_os()).chain(plans::of_fixtures());
    plans.filter(|plan| plan.target == Target::CloudInit).map(|plan| Seed::of(&plan)).collect()
});

/// Runs a script on each image, which is named `seed.img`, and returns the output. `None` without the judge.
fn judged(judge: &Judge, script: &str) -> Option<Vec<String>> {
    let said = |seed: &Seed| {
        let exhibits = Exhibits::new();
        exhibits.put(IMAGE, &seed.image.bytes);
        let output = judge.sh(exhibits.path(), script, &[])?;
        assert_content(&output);
        Some(String::from_utf8(output.stdout).expect("text"))
    };
    ALL.iter().map(said).collect()
}

#[test]
fn blkid_finds_the_label() {
    let Some(said) = judged(&BLKID, "blkid -p -o value -s LABEL -s TYPE seed.img") else { return };
    assert!(!said.is_empty());
    assert!(said.iter().all(|said| said == "cidata\niso9660\n"), "{said:?}");
}

/// The reader's output, JSON of base64 by name, must equal each seed's files.
fn assert_files(said: &[String]) {
    for (seed, said) in ALL.iter().zip(said) {
        let found: BTreeMap<String, String> = serde_json::from_str(said).expect("it writes JSON");
        let found = found.into_iter().map(|(name, text)| (name, BASE64_STANDARD.decode(text).expect("base64")));
        assert!(found.collect::<BTreeMap<_, _>>() == seed.files);
    }
}

#[test]
fn a_reader_finds_the_files() {
    let script = "
        separator='{'
        for file in $(bsdtar --list --file seed.img | grep -v '^[.]$'); do
            content=$(bsdtar --extract --to-stdout --file seed.img \"$file\" | base64 -w 0)
            printf '%s\"%s\": \"%s\"' \"$separator\" \"$file\" \"$content\"
            separator=', '
        done
        echo '}'";
    if let Some(said) = judged(&BSDTAR, script) {
        assert_files(&said);
    }
}

#[test]
fn an_image_with_a_secret_is_for_its_owner_alone() {
    let mut plan = plans::full();
    assert_eq!(Seed::of(&plan).image.mode(), 0o600);
    plan.user.password_hash = None;
    plan.files.retain(|_, file| !file.secret);
    assert_eq!(Seed::of(&plan).image.mode(), 0o644);
}

/// An image needs 21 sectors in addition to those of its files, so a thousand hosts need little space.
#[test]
fn an_image_is_little_more_than_its_files() {
    for seed in ALL.iter() {
        let sectors: usize = seed.files.values().map(|bytes| bytes.len().div_ceil(2048)).sum();
        assert_eq!(seed.image.bytes.len(), (21 + sectors) * 2048);
    }
}
