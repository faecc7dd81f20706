//! The values of a compose file that are not text. Docker converts the text of a variable at these places.

use serde_json::{Value, json};

#[derive(Clone, Copy)]
enum Type {
    Boolean,
    Float,
    Integer,
}

/// The places: `*` is any key, `[]` an element of a list.
const PLACES: [(&str, Type); 28] = [
    ("configs.*.external", Type::Boolean),
    ("networks.*.attachable", Type::Boolean),
    ("networks.*.external", Type::Boolean),
    ("networks.*.internal", Type::Boolean),
    ("secrets.*.external", Type::Boolean),
    ("services.*.configs.[].mode", Type::Integer),
    ("services.*.deploy.placement.max_replicas_per_node", Type::Integer),
    ("services.*.deploy.replicas", Type::Integer),
    ("services.*.deploy.restart_policy.max_attempts", Type::Integer),
    ("services.*.deploy.rollback_config.max_failure_ratio", Type::Float),
    ("services.*.deploy.rollback_config.parallelism", Type::Integer),
    ("services.*.deploy.update_config.max_failure_ratio", Type::Float),
    ("services.*.deploy.update_config.parallelism", Type::Integer),
    ("services.*.healthcheck.disable", Type::Boolean),
    ("services.*.healthcheck.retries", Type::Integer),
    ("services.*.oom_score_adj", Type::Integer),
    ("services.*.ports.[].published", Type::Integer),
    ("services.*.ports.[].target", Type::Integer),
    ("services.*.privileged", Type::Boolean),
    ("services.*.read_only", Type::Boolean),
    ("services.*.secrets.[].mode", Type::Integer),
    ("services.*.stdin_open", Type::Boolean),
    ("services.*.tty", Type::Boolean),
    ("services.*.ulimits.*", Type::Integer),
    ("services.*.ulimits.*.*", Type::Integer),
    ("services.*.volumes.[].read_only", Type::Boolean),
    ("services.*.volumes.[].volume.nocopy", Type::Boolean),
    ("volumes.*.external", Type::Boolean),
];

/// The value at this place. Docker converts a text that a variable changed. It also reads `yes` as `true`, up to
/// engine 26 even without a variable.
pub(super) fn cast(path: &[String], text: String, is_changed: bool) -> Value {
    let kind = PLACES.iter().find(|(place, _)| is_at(place, path)).map(|(_, kind)| kind);
    let value = match kind {
        Some(Type::Boolean) if is_changed || !["true", "false"].contains(&text.as_str()) => boolean(&text),
        Some(Type::Float) if is_changed => text.parse::<f64>().ok().map(|number| json!(number)),
        Some(Type::Integer) if is_changed => text.parse::<i64>().ok().map(|number| json!(number)),
        _ => None,
    };
    value.unwrap_or(Value::String(text))
}

fn boolean(text: &str) -> Option<Value> {
    match text.to_ascii_lowercase().as_str() {
        "y" | "yes" | "true" | "on" => Some(json!(true)),
        "n" | "no" | "false" | "off" => Some(json!(false)),
        _ => None,
    }
}

fn is_at(place: &str, path: &[String]) -> bool {
    let parts = place.split('.');
    parts.clone().count() == path.len() && parts.zip(path).all(|(part, key)| part == "*" || part == key)
}
