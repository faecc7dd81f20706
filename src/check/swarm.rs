//! The swarm: managers, address pools, labels and options of `docker swarm init`.

pub(super) mod pools;

rules! {
    autolock,
    default_pool_overlap,
    even_managers,
    few_managers,
    label_is_constraint,
    label_is_setting,
    many_managers,
    no_active_manager,
    no_manager,
    pool_mask_length,
    pool_overlap,
    swarm_option_too_old,
    unknown_time_zone,
}
