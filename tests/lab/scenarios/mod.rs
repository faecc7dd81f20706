//! What happens to the hosts, one group a file.

mod bare;
mod cleanup;
mod cold_start;
mod engine;
mod faults;
mod firewall;
mod glusterfs;
mod mirror;
mod outages;
mod power_cuts;
mod rebuilds;
mod shell;
mod stacks;
mod storage;
mod tokens;
