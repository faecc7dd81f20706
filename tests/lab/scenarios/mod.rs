//! What happens to the hosts, one group a file.

mod bare;
mod cold_start;
