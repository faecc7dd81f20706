//! The keys of a service.

use super::{ANY, DURATION, FLAG, NOTHING, OPTIONS, PAIRS, TEXT, TEXT_OR_TEXTS, TEXTS, UNIQUE_TEXTS, deploy::DEPLOY};
use crate::formats::compose::shape::{
    Kind::{Amount, Count, Date, Integer, Limit, Null, Number, Text},
    Shape, Table, key,
};

/// Versions before 3.4 leave the check to the deployment.
const CHECKED: Shape = Shape::Duration(4);
const COUNT: Shape = Shape::Plain(&[Count]);
const AMOUNT: Shape = Shape::Plain(&[Amount]);
/// A command line, or its words.
const COMMAND: Shape = Shape::Either(&[&Shape::Command, &TEXTS]);

pub(super) const SERVICE: Table = Table::extensible(
    &[
        key("build", &Shape::Either(&[&TEXT, &Shape::Table(&BUILD)])),
        key("cap_add", &UNIQUE_TEXTS),
        key("cap_drop", &UNIQUE_TEXTS),
        key("cgroup_parent", &TEXT),
        key("cgroupns_mode", &TEXT).since(9),
        key("command", &COMMAND),
        key("configs", &FILES).since(3),
        key("container_name", &TEXT),
        key("credential_spec", &Shape::Table(&CREDENTIALS)).since(3),
        key("depends_on", &UNIQUE_TEXTS),
        key("deploy", &Shape::Either(&[&Shape::Table(&DEPLOY), &NOTHING])),
        key("devices", &UNIQUE_TEXTS),
        key("dns", &TEXT_OR_TEXTS),
        key("dns_search", &TEXT_OR_TEXTS),
        key("domainname", &TEXT),
        key("entrypoint", &COMMAND),
        key("env_file", &TEXT_OR_TEXTS),
        key("environment", &PAIRS),
        key("expose", &Shape::Set(&Shape::Plain(&[Text, Number, Date]))),
        key("external_links", &UNIQUE_TEXTS),
        key("extra_hosts", &PAIRS),
        key("healthcheck", &Shape::Table(&HEALTHCHECK)),
        key("hostname", &TEXT),
        key("image", &TEXT),
        key("init", &FLAG).since(7),
        key("ipc", &TEXT),
        key("isolation", &TEXT).since(5),
        key("labels", &PAIRS),
        key("links", &UNIQUE_TEXTS),
        key("logging", &Shape::Table(&LOGGING)),
        key("mac_address", &TEXT),
        key("network_mode", &TEXT),
        key("networks", &Shape::Either(&[&UNIQUE_TEXTS, &Shape::Names(&ATTACHED)])),
        key("oom_score_adj", &Shape::Plain(&[Integer])).since(13),
        key("pid", &Shape::Plain(&[Text, Null])),
        key("ports", &Shape::Set(&Shape::Port)).until(1),
        key("ports", &Shape::Set(&Shape::Either(&[&Shape::Port, &Shape::Table(&PORT)]))).since(2),
        key("privileged", &FLAG),
        key("read_only", &FLAG),
        key("restart", &TEXT),
        key("secrets", &FILES).since(1),
        key("security_opt", &UNIQUE_TEXTS),
        key("shm_size", &TEXT),
        key("stdin_open", &FLAG),
        key("stop_grace_period", &DURATION),
        key("stop_signal", &TEXT),
        key("sysctls", &PAIRS),
        key("tmpfs", &TEXT_OR_TEXTS),
        key("tty", &FLAG),
        key("ulimits", &Shape::Map(&Shape::Either(&[&Shape::Plain(&[Limit]), &Shape::Table(&ULIMIT)]))),
        key("user", &TEXT),
        key("userns_mode", &TEXT),
        key("volumes", &Shape::Set(&Shape::Volume)).until(1),
        key("volumes", &Shape::List(&Shape::Either(&[&Shape::Volume, &Shape::Table(&MOUNT)]))).since(2),
        key("working_dir", &TEXT),
    ],
    7,
);

const BUILD: Table = Table::open(
    &[
        key("args", &PAIRS),
        key("cache_from", &UNIQUE_TEXTS).since(2),
        key("context", &TEXT),
        key("dockerfile", &TEXT),
        key("extra_hosts", &PAIRS).since(9),
        key("labels", &PAIRS).since(3),
        key("network", &TEXT).since(4),
        key("shm_size", &Shape::Plain(&[Integer, Text])).since(5),
        key("target", &TEXT).since(4),
    ],
    11,
);

/// A config or secret that the service uses.
const FILES: Shape = Shape::List(&Shape::Either(&[
    &TEXT,
    &Shape::Table(&Table::open(
        &[key("gid", &TEXT), key("mode", &AMOUNT), key("source", &TEXT), key("target", &TEXT), key("uid", &TEXT)],
        0,
    )),
]));

const CREDENTIALS: Table = Table::of(&[key("config", &TEXT).since(8), key("file", &TEXT), key("registry", &TEXT)]);

const HEALTHCHECK: Table = Table::of(&[
    key("disable", &FLAG),
    key("interval", &CHECKED),
    key("retries", &AMOUNT),
    key("start_interval", &CHECKED).since(12),
    key("start_period", &CHECKED).since(4),
    key("test", &Shape::Either(&[&TEXT, &TEXTS])),
    key("timeout", &CHECKED),
]);

const LOGGING: Table =
    Table::of(&[key("driver", &TEXT), key("options", &Shape::Map(&Shape::Plain(&[Text, Number, Null, Date])))]);

/// A network that the service is in.
const ATTACHED: Shape = Shape::Either(&[
    &Shape::Table(&Table::of(&[
        key("aliases", &UNIQUE_TEXTS),
        key("driver_opts", &OPTIONS).since(13),
        key("ipv4_address", &TEXT),
        key("ipv6_address", &TEXT),
    ])),
    &NOTHING,
]);

const PORT: Table =
    Table::of(&[key("mode", &TEXT), key("protocol", &TEXT), key("published", &COUNT), key("target", &COUNT)]);

const ULIMIT: Table = Table::of(&[key("hard", &Shape::Plain(&[Limit])), key("soft", &Shape::Plain(&[Limit]))])
    .requires(&["hard", "soft"]);

const MOUNT: Table = Table::of(&[
    key("bind", &Shape::Table(&Table::open(&[key("propagation", &TEXT)], 0))),
    key("consistency", &TEXT),
    key("read_only", &FLAG),
    key("source", &TEXT),
    key("target", &TEXT),
    key("tmpfs", &Shape::Table(&Table::open(&[key("size", &COUNT)], 0))).since(6),
    key("type", &TEXT),
    key("volume", &Shape::Table(&Table::open(&[key("nocopy", &FLAG), key("subpath", &ANY)], 0))),
])
.requires(&["type"]);
