//! The scenarios, grouped by the cause of the trouble.

mod bare;
mod changes;
mod cleanup;
mod cold_start;
mod engine;
mod faults;
mod firewall;
mod glusterfs;
mod mirror;
mod networks;
mod obstacles;
mod outages;
mod power_cuts;
mod program;
mod rebuilds;
mod shell;
mod stacks;
mod storage;
mod tokens;

/// CI would silently ignore an unknown name.
#[test]
fn every_selected_scenario_is_one() {
    let names: Vec<_> = include_str!("../selection").lines().filter(|line| !line.starts_with('#')).collect();
    assert!(!names.is_empty(), "CI runs none of the long scenarios");
    for name in names {
        let path = name.split("::").collect::<Vec<_>>();
        let ["scenarios", module, function] = path[..] else {
            panic!("{name}: expected `scenarios::MODULE::FUNCTION`")
        };
        let file = format!("{}/tests/lab/scenarios/{module}.rs", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{file}: {error}"));
        let scenario = format!("\"]\nfn {function}() {{");
        assert!(text.contains(&scenario), "{file} has no ignored scenario `{function}`");
    }
}
