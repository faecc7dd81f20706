//! The files that a manager puts on the share: the exchange, and the inventory that counts.

use super::{DIR, each};
use crate::converge::Root;

/// The engine's answers for a manager that leads alone.
const LEADER: &str = "engine() {
    case \"$1 $2\" in
    'node ls') echo n1 ;;
    'node inspect') echo 'n1|h1.example.com|ready|10.0.0.1|manager|active|true|reachable|10.0.0.1:2377|1|' ;;
    'swarm join-token') echo SWMTKN-1-12345678901234567890123456789012345678901234567890-abcdefghijklmnopqrstuvwxy ;;
    esac
}
own=abc
read_nodes
";

#[test]
fn the_first_publisher_wins() {
    let text = format!(
        "{LEADER} mkdir -p $DIR; step_publish && observe_exchange && echo $exchange $xid
         own=xyz; step_publish || echo lost; observe_exchange; echo $exchange $xid; ls -A $DIR"
    );
    each(|_| (), &text, "present abc\nlost\npresent abc\nexchange\n");
}

#[test]
fn a_folder_in_the_way_is_not_published_into() {
    let text = format!("{LEADER} mkdir -p $DIR/exchange; step_publish || echo lost; ls -A $DIR/exchange");
    each(|_| (), &text, "lost\n");
}

#[test]
fn nothing_is_published_below_an_unmounted_share() {
    let text = format!("{LEADER} mkdir -p $DIR; step_publish || echo $error; ls -A $DIR");
    each(|root| root.write("proc/self/mountinfo", ""), &text, "the share is unmounted\n");
}

#[test]
fn a_refresh_replaces_only_its_own_swarm() {
    let text = format!(
        "{LEADER} leads=true; mkdir -p $DIR; step_publish; observe_exchange; _before=$exchange_text
         step_refresh; [ \"$exchange_text\" = \"$_before\" ] && echo unchanged
         SWARMGEN_REVISION=2; step_refresh; field serial \"$exchange_text\"; echo $_RET
         read_token() {{ token=SWMTKN-new; }}; rung=yes; step_refresh; field serial \"$exchange_text\"; echo $_RET
         echo '105.0 1' >$ROOT/proc/uptime; step_refresh; field token \"$exchange_text\"; echo $_RET
         own=xyz; step_refresh || echo refused; observe_exchange; echo $xid"
    );
    each(|_| (), &text, "unchanged\n2\n2\nSWMTKN-new\nrefused\nabc\n");
}

#[test]
fn the_highest_complete_revision_counts() {
    let put = "control=true; mkdir -p $DIR; SWARMGEN_ROLE=worker; step_put_inventory; ls $DIR; SWARMGEN_ROLE=manager; step_put_inventory;";
    let read = "read_inventory; echo $counting_revision $counting $(wc -l <$RUN/counting.tsv)";
    let setup = |root: &Root| {
        root.write("etc/swarmgen/cluster.tsv", "h1\tmanager\t10.0.0.1\t-\t-\t-\n");
        root.write("etc/swarmgen/stacks/web/compose.yml", "x\n");
    };
    each(
        setup,
        &format!("{put} {read}; ls -A $DIR/inventory; cat $DIR/inventory/1/stacks/web/compose.yml"),
        "1 yes 1\n1\nx\n",
    );
    for (spoil, expected) in [
        ("rm $DIR/inventory/1/end", "1 no 0\n"),
        ("echo y >>$DIR/inventory/1/stacks/web/compose.yml", "1 no 0\n"),
        ("rm $DIR/inventory/1/stacks/web/compose.yml", "1 no 0\n"),
        ("mkdir $DIR/inventory/2", "2 no 0\n"),
        ("mkdir $DIR/inventory/.2.h9", "1 yes 1\n"),
        ("mkdir $DIR/inventory/9; SWARMGEN_REVISION=10; step_put_inventory; SWARMGEN_REVISION=1", "10 yes 1\n"),
        // A backup, the name of which is a date.
        ("cp -R $DIR/inventory/1 $DIR/inventory/20261129", "1 yes 1\n"),
        ("mkfifo $DIR/inventory/1/x; sed -i '1s|^.*|0  x\\n&|' $DIR/inventory/1/end", "1 no 0\n"),
        ("sed -i '1s|^.*|0  ../../../x\\n&|' $DIR/inventory/1/end", "1 no 0\n"),
        ("rm $DIR/inventory/1/cluster.tsv; ln -s /etc/passwd $DIR/inventory/1/cluster.tsv", "1 no 0\n"),
        ("rm $DIR/inventory/1/end; mkfifo $DIR/inventory/1/end", "1 no 0\n"),
        ("sed -i '$d' $DIR/inventory/1/end", "1 no 0\n"),
    ] {
        each(setup, &format!("{put} {spoil}; {read}"), expected);
    }
}

#[test]
fn a_revision_is_a_number_as_swarmgen_writes_it() {
    for (known, folders, expected) in [
        ("", "", "3\n"),
        ("1\n", "1 2", "3\n"),
        ("4\n", "", "4\n"),
        ("x 9\n", "010 9x .8 99999999999999999999", "3\n"),
        ("4\n", "12 7", "12\n"),
    ] {
        let setup = |root: &Root| {
            root.write("var/lib/swarmgen/revision", known);
            folders.split(' ').for_each(|folder| root.write(&format!("{DIR}/inventory/{folder}/end"), ""));
        };
        each(setup, "SWARMGEN_REVISION=3; newest_revision; echo $_RET", expected);
    }
}

#[test]
fn an_old_revision_never_counts_again() {
    let text = "control=true; mkdir -p $DIR; step_put_inventory; SWARMGEN_REVISION=2; step_put_inventory; SWARMGEN_REVISION=1; read_inventory
        rm -r $DIR/inventory; step_put_inventory; read_inventory; echo $counting_revision $counting; ls $DIR";
    let setup = |root: &Root| {
        root.write("etc/swarmgen/cluster.tsv", "h1\tmanager\t10.0.0.1\t-\t-\t-\n");
        root.write("var/lib/swarmgen/journal", "member abc\n");
    };
    each(setup, text, "2 no\n");
}
