//! Stacks: compose files, images, and the stacks that swarmgen deploys itself.

pub mod compose_keys;
pub(super) mod compose_references;

rules! {
    cleanup_in_container,
    compose_invalid,
    external_missing,
    image_without_tag,
    mirror_not_of_hub,
    mirror_not_routed,
    port_taken,
    stack_name_taken,
    traefik_in_container,
    traefik_too_old,
    unmatched_constraint,
    unset_variable,
}
