//! Stacks: compose files, images, and the stacks that swarmgen deploys itself.

pub(super) mod clients;
pub(super) mod compose_references;
pub(super) mod variables;

rules! {
    cleanup_in_container,
    compose_invalid,
    external_missing,
    image_without_tag,
    mirror_not_of_hub,
    mirror_not_routed,
    port_taken,
    stack_name_taken,
    traefik_engine_too_old,
    traefik_in_container,
    traefik_too_old,
    unmatched_constraint,
    unset_variable,
}
