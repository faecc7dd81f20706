//! The swarm: managers, address pools, labels and options of `docker swarm init`.

mod autolock;
mod default_pool_overlap;
mod even_managers;
mod few_managers;
mod label_is_setting;
mod many_managers;
mod no_active_manager;
mod no_manager;
mod pool_mask_length;
mod pool_overlap;
pub(super) mod pools;
mod swarm_option_too_old;
mod unknown_time_zone;

use super::Rule;

pub(super) const RULES: &[Rule] = &[
    autolock::RULE,
    default_pool_overlap::RULE,
    even_managers::RULE,
    few_managers::RULE,
    label_is_setting::RULE,
    many_managers::RULE,
    no_active_manager::RULE,
    no_manager::RULE,
    pool_mask_length::RULE,
    pool_overlap::RULE,
    swarm_option_too_old::RULE,
    unknown_time_zone::RULE,
];
