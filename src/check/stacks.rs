//! Stacks: compose files, images, and the stacks that swarmgen deploys itself.

mod cleanup_in_container;
mod compose_invalid;
pub mod compose_keys;
pub(super) mod compose_references;
mod image_without_tag;
mod mirror_not_of_hub;
mod mirror_not_routed;
mod port_taken;
mod stack_name_taken;
mod traefik_in_container;
mod traefik_too_old;
mod unmatched_constraint;
mod unset_variable;
pub(super) mod variables;

use super::Rule;

pub(super) const RULES: &[Rule] = &[
    cleanup_in_container::RULE,
    compose_invalid::RULE,
    image_without_tag::RULE,
    mirror_not_of_hub::RULE,
    mirror_not_routed::RULE,
    port_taken::RULE,
    stack_name_taken::RULE,
    traefik_in_container::RULE,
    traefik_too_old::RULE,
    unmatched_constraint::RULE,
    unset_variable::RULE,
];
