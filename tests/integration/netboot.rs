//! A boot loader reads exactly the plan's kernel, initrd and arguments from the scripts, for any text in them.

use proptest::{collection::vec, prelude::*, sample::select};
use swarmgen::{
    emit::emit,
    model::plan::{HostPlan, NetbootPlan},
    values::netboot::{KernelArgument, Url},
};

use crate::support::plans::{self, text};

/// The commands of an iPXE script as iPXE reads them: a backslash joins lines, blanks separate words, `#` at the start
/// of a word begins a comment, `&&`, `||` and `;` end a command, and `${...}` is a setting, which is empty on these
/// machines.
fn ipxe(script: &str) -> Vec<Vec<String>> {
    let mut commands = Vec::new();
    for line in script.replace("\\\n", "").lines() {
        let words = line.split_ascii_whitespace().take_while(|word| !word.starts_with('#'));
        let words: Vec<String> = words.map(expanded).collect();
        let ended = |word: &String| ["&&", "||", ";"].contains(&word.as_str());
        commands.extend(words.split(ended).map(<[String]>::to_vec));
    }
    commands
}

/// The word without its settings, the innermost first.
fn expanded(word: &str) -> String {
    let mut word = word.to_owned();
    while let Some((start, end)) = innermost(&word) {
        word.replace_range(start..=end, "");
    }
    word
}

fn innermost(word: &str) -> Option<(usize, usize)> {
    let first = word.find("${")?;
    let end = first + word[first..].find('}')?;
    Some((word[..end].rfind("${")?, end))
}

/// The value of a keyword in a pxelinux script: the rest of its line.
fn pxelinux<'s>(script: &'s str, keyword: &str) -> &'s str {
    let mut values = script.lines().filter_map(|line| line.trim().strip_prefix(keyword)?.strip_prefix(' '));
    let value = values.next().unwrap_or_else(|| panic!("no {keyword} in {script}"));
    assert_eq!(values.next(), None, "{script}");
    value.trim()
}

fn url(path: &str) -> Url {
    let base = "http://192.168.31.2:8080".parse().expect("a URL");
    Url::join(&base, path).unwrap_or_else(|_| panic!("{path}"))
}

fn plan(kernel: Url, initrd: Url, arguments: Vec<KernelArgument>) -> HostPlan {
    let mac = "52:54:00:12:34:ab".parse().expect("a MAC address");
    let netboot =
        NetbootPlan { mac, kernel, initrd, matchbox_arguments: arguments.clone(), arguments, installs: false };
    HostPlan { netboot: Some(netboot), ..plans::full() }
}

/// Text that is often an argument or a path, with every character that is special to a boot loader.
fn splinters() -> impl Strategy<Value = String> {
    let wicked = [
        "${", "}", "$", "#", "&&", "||", ";", "\\", "\\\n", " ", "\t", "\n", ",", "'", "\"", "=", "/", "-", "é",
        "initrd",
    ];
    vec(prop_oneof![2 => "[!-~]{1,4}", 3 => select(wicked.to_vec()).prop_map(str::to_owned)], 1..4)
        .prop_map(|splinters| splinters.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn a_boot_loader_reads_the_words_of_the_plan(
        kernel in splinters(),
        initrd in splinters(),
        arguments in vec(splinters(), 1..6),
    ) {
        let base = "http://192.168.31.2:8080".parse().expect("a URL");
        let urls = [&kernel, &initrd].map(|text| Url::join(&base, text).unwrap_or_else(|_| url("plain")));
        let [kernel, initrd] = urls;
        let first = "quiet".parse().expect("a kernel argument");
        let further = arguments.iter().filter_map(|text| text.parse().ok());
        let arguments: Vec<KernelArgument> = [first].into_iter().chain(further).collect();
        let words: Vec<String> = arguments.iter().map(ToString::to_string).collect();
        let (loads_kernel, loads_initrd) = (kernel.to_string(), initrd.to_string());
        let tree = emit(&plan(kernel, initrd, arguments));

        let commands = ipxe(&text(&tree, "mac-52-54-00-12-34-ab.ipxe"));
        let head = ["kernel", "--name", "kernel", &loads_kernel, "initrd=initrd"].map(str::to_owned);
        prop_assert!(commands.contains(&[&head[..], &words].concat()), "{commands:?}");
        prop_assert!(commands.contains(&["initrd", "--name", "initrd", &loads_initrd].map(str::to_owned).to_vec()));
        prop_assert!(commands.contains(&vec!["boot".to_owned()]));

        let script = text(&tree, "01-52-54-00-12-34-ab");
        prop_assert_eq!(pxelinux(&script, "LINUX"), loads_kernel);
        prop_assert_eq!(pxelinux(&script, "INITRD"), &loads_initrd);
        prop_assert!(!loads_initrd.contains(','), "pxelinux would load two files");
        prop_assert_eq!(pxelinux(&script, "APPEND"), words.join(" "));
    }
}

/// Shows that this test's reader treats such words as iPXE would: if swarmgen accepted the words, the property would
/// fail.
#[test]
fn the_reader_knows_what_ends_a_word() {
    let read = |line: &str| ipxe(line).concat().join(" ");
    assert_eq!(read("a ${b${c}}x #d"), "a x");
    assert_eq!(read("a#b\\\nc"), "a#bc");
    assert_eq!(ipxe("a && b;c ; d || e").len(), 4);
}

#[test]
fn cloud_init_is_led_to_its_seed_in_the_words_of_its_version() {
    for (os, argument) in [
        ("centos-atomic", "ds=nocloud-net;s=http://10.0.0.2/hosts/ds1/"),
        ("rocky", "ds=nocloud-net;s=http://10.0.0.2/hosts/ds1/"),
        ("debian", "ds=nocloud;s=http://10.0.0.2/hosts/ds1/"),
        ("ubuntu", "ds=nocloud;s=http://10.0.0.2/hosts/ds1/"),
    ] {
        let netboot = plans::of_inventory(os, &inventory(os)).remove(0).netboot.expect("it has a MAC address");
        assert_eq!(netboot.arguments[0].to_string(), argument, "{os}");
    }
}

fn inventory(os: &str) -> String {
    format!(
        r#"
        [cluster]
        name = "home"
        domain = "example.com"
        subnet = "10.0.0.0/24"
        [storage]
        type = "existing"
        [pxe]
        base_url = "http://10.0.0.2/"
        [pxe.images.{os}]
        kernel = "vmlinuz"
        initrd = "initrd.img"
        [hosts.ds1]
        os = "{os}"
        role = "manager"
        address = "10.0.0.11"
        mac = "52:54:00:12:34:56"
        "#
    )
}
