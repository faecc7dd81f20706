//! What happens to the hosts, one group a file.

mod bare;
mod cold_start;
mod glusterfs;
mod outages;
mod power_cuts;
mod rebuilds;
mod stacks;
mod storage;
mod tokens;
