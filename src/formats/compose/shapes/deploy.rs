//! The keys of `deploy` in a service.

use super::{DURATION, PAIRS, TEXT, TEXTS};
use crate::formats::compose::shape::{
    Kind::{Count, Integer, Number},
    Shape, Table, key,
};

const COUNT: Shape = Shape::Plain(&[Count]);
const NUMBER: Shape = Shape::Plain(&[Number]);

pub(super) const DEPLOY: Table = Table::of(&[
    key("endpoint_mode", &TEXT).since(2),
    key("labels", &PAIRS),
    key("mode", &TEXT),
    key("placement", &Shape::Table(&PLACEMENT)),
    key("replicas", &COUNT),
    key("resources", &Shape::Table(&RESOURCES)),
    key("restart_policy", &Shape::Table(&RESTART)),
    key("rollback_config", &Shape::Table(&UPDATE)).since(7),
    key("update_config", &Shape::Table(&UPDATE)),
]);

const PLACEMENT: Table = Table::of(&[
    key("constraints", &TEXTS),
    key("max_replicas_per_node", &COUNT).since(8),
    key("preferences", &Shape::List(&Shape::Table(&Table::of(&[key("spread", &TEXT)])))).since(3),
]);

const RESOURCES: Table =
    Table::of(&[key("limits", &Shape::Table(&LIMITS)), key("reservations", &Shape::Table(&RESERVATIONS))]);

const LIMITS: Table =
    Table::of(&[key("cpus", &TEXT), key("memory", &Shape::Size), key("pids", &Shape::Plain(&[Integer])).since(9)]);

const RESERVATIONS: Table = Table::of(&[
    key("cpus", &TEXT),
    key("generic_resources", &Shape::List(&Shape::Table(&Table::of(&[GENERIC])))).since(5),
    key("memory", &Shape::Size),
]);

const GENERIC: crate::formats::compose::shape::Key =
    key("discrete_resource_spec", &Shape::Table(&Table::of(&[key("kind", &TEXT), key("value", &NUMBER)])));

const RESTART: Table = Table::of(&[
    key("condition", &TEXT),
    key("delay", &DURATION),
    key("max_attempts", &COUNT),
    key("window", &DURATION),
]);

/// Of updates and rollbacks.
const UPDATE: Table = Table::of(&[
    key("delay", &DURATION),
    key("failure_action", &TEXT),
    key("max_failure_ratio", &NUMBER),
    key("monitor", &DURATION),
    key("order", &Shape::Word(&["start-first", "stop-first"])).since(4),
    key("parallelism", &COUNT),
]);
