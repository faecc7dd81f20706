//! The facts about compose files, from version 3.0 to 3.13 of the format: one table for each mapping with known keys.
//!
//! To add a key, write it with its shape and the version that has it first. `tests/integration/compose` compares the
//! verdicts with those of `docker stack config`.

mod deploy;
mod service;

use super::shape::{
    Kind::{Bool, Date, Null, Number, Text},
    Shape, Table, key,
};

pub(super) const ANY: Shape = Shape::Any;
pub(super) const TEXT: Shape = Shape::Plain(&[Text]);
pub(super) const FLAG: Shape = Shape::Plain(&[Bool]);
pub(super) const NOTHING: Shape = Shape::Plain(&[Null]);
pub(super) const DURATION: Shape = Shape::Duration(0);
pub(super) const TEXTS: Shape = Shape::List(&TEXT);
pub(super) const UNIQUE_TEXTS: Shape = Shape::Set(&TEXT);
pub(super) const TEXT_OR_TEXTS: Shape = Shape::Either(&[&TEXT, &UNIQUE_TEXTS]);
/// Labels, environments and the like: `KEY: VALUE` or `KEY=VALUE`.
pub(super) const PAIRS: Shape =
    Shape::Either(&[&Shape::Map(&Shape::Plain(&[Text, Number, Null, Date])), &UNIQUE_TEXTS]);
pub(super) const OPTIONS: Shape = Shape::Map(&Shape::Plain(&[Text, Number, Date]));

/// The whole file.
pub(super) const FILE: Table = Table::extensible(
    &[
        key("configs", &Shape::Names(&Shape::Table(&CONFIG))).since(3),
        key("networks", &Shape::Map(&Shape::Either(&[&Shape::Table(&NETWORK), &NOTHING]))),
        key("secrets", &Shape::Names(&Shape::Table(&SECRET))).since(1),
        key("services", &Shape::Names(&Shape::Table(&service::SERVICE))),
        key("version", &TEXT),
        key("volumes", &Shape::Names(&Shape::Either(&[&Shape::Table(&VOLUME), &NOTHING]))),
    ],
    4,
);

const NETWORK: Table = Table::extensible(
    &[
        key("attachable", &FLAG).since(2),
        key("driver", &TEXT),
        key("driver_opts", &OPTIONS),
        key("external", &Shape::Either(&[&FLAG, &Shape::Table(&Table::of(EXTERNAL_NAME))])),
        key("internal", &FLAG),
        key("ipam", &Shape::Table(&IPAM)),
        key("labels", &PAIRS),
        key("name", &TEXT).since(5),
    ],
    7,
);

const EXTERNAL_NAME: &[super::shape::Key] = &[key("name", &TEXT)];
/// Of configs and secrets.
const OPEN_EXTERNAL: Shape = Shape::Either(&[&FLAG, &Shape::Table(&Table::open(EXTERNAL_NAME, 0))]);

const IPAM: Table =
    Table::of(&[key("config", &Shape::List(&Shape::Table(&Table::of(&[key("subnet", &TEXT)])))), key("driver", &TEXT)]);

const VOLUME: Table = Table::extensible(
    &[
        key("driver", &TEXT),
        key("driver_opts", &OPTIONS),
        key("external", &Shape::Either(&[&FLAG, &Shape::Table(&Table::of(EXTERNAL_NAME))])),
        key("labels", &PAIRS),
        key("name", &TEXT).since(4),
        key("x-cluster-spec", &Shape::Table(&CLUSTER)).since(10),
    ],
    7,
);

/// A volume of a CSI plugin.
const CLUSTER: Table = Table::open(
    &[
        key("access_mode", &Shape::Table(&ACCESS)),
        key("accessibility_requirements", &Shape::Table(&TOPOLOGY)),
        key("availability", &TEXT),
        key("capacity_range", &Shape::Table(&CAPACITY)),
        key("group", &TEXT),
    ],
    0,
);

const ACCESS: Table = Table::open(
    &[
        key("block_volume", &Shape::Table(&Table::open(&[], 0))),
        key("mount_volume", &Shape::Table(&Table::open(&[key("fs_type", &TEXT), key("mount_flags", &TEXTS)], 0))),
        key("scope", &TEXT),
        key("sharing", &TEXT),
    ],
    0,
);

const SEGMENTS: Shape = Shape::List(&Shape::Table(&Table::open(&[key("segments", &PAIRS)], 0)));
const TOPOLOGY: Table = Table::open(&[key("preferred", &SEGMENTS), key("requisite", &SEGMENTS)], 0);
const CAPACITY: Table = Table::open(&[key("limit_bytes", &Shape::Size), key("required_bytes", &Shape::Size)], 0);

const SECRET: Table = Table::extensible(
    &[
        key("driver", &TEXT).since(8),
        key("driver_opts", &OPTIONS).since(8),
        key("external", &OPEN_EXTERNAL),
        key("file", &TEXT),
        key("labels", &PAIRS),
        key("name", &TEXT).since(5),
        key("template_driver", &TEXT).since(8),
    ],
    7,
);

const CONFIG: Table = Table::extensible(
    &[
        key("external", &OPEN_EXTERNAL),
        key("file", &TEXT),
        key("labels", &PAIRS),
        key("name", &TEXT).since(5),
        key("template_driver", &TEXT).since(8),
    ],
    7,
);
