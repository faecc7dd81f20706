//! Secrets: how the inventory refers to them, and their values once read.

use std::fmt;

use pbkdf2::pbkdf2_hmac;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::Sha256;

/// The rounds of a digest: tens of milliseconds on one core.
const ROUNDS: u32 = 100_000;

/// The source of a secret: exactly one of these keys. swarmgen rejects a secret in clear text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SecretRef {
    /// The environment variable that holds the secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub env: Option<String>,
    /// The file that holds the secret, relative to the inventory. swarmgen strips one trailing newline.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// A program and its arguments that print the secret. swarmgen strips one trailing newline. The program must not
    /// ask for input. `[secrets]` limits its time and its output.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub command: Option<Vec<String>>,
}

/// The value of a secret. It cannot be printed or serialised by accident: [`Secret::expose`] is the only access.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps the value.
    pub fn new(value: String) -> Self {
        Self(value)
    }

    /// The value itself, for a file with mode 0600.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// A digest for names that others may read, in lower-case hexadecimal digits. It is slow: a fast one would give a
    /// short secret away. `salt` makes it a different one for each use.
    pub fn digest(&self, salt: &str) -> String {
        let mut digest = [0; 16];
        pbkdf2_hmac::<Sha256>(self.0.as_bytes(), salt.as_bytes(), ROUNDS, &mut digest);
        digest.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// Whether the value of a variable of this name is probably a secret.
pub fn is_secret_name(name: &str) -> bool {
    const WORDS: [&str; 7] = ["PASSWORD", "PASSWD", "PASSPHRASE", "SECRET", "TOKEN", "CREDENTIAL", "APIKEY"];
    const ENDS: [&str; 15] = [
        "API_KEY",
        "ACCESS_KEY",
        "AUTH_KEY",
        "ENCRYPTION_KEY",
        "LICENSE_KEY",
        "MASTER_KEY",
        "PRIVATE_KEY",
        "SIGNING_KEY",
        "_PASS",
        "PGPASS",
        "_AUTH",
        "_PAT",
        "AWS_KEY",
        "_PW",
        "_PWD",
    ];
    let name = name.to_ascii_uppercase();
    let is_about =
        ["_FILE", "_PATH", "_URL", "_NAME", "_LENGTH", "_EXPIRY", "_TTL"].iter().any(|end| name.ends_with(end));
    !is_about && (WORDS.iter().any(|word| name.contains(word)) || ENDS.iter().any(|end| name.ends_with(end)))
}

/// Whether the text contains a URL with a password.
pub fn has_credentials(text: &str) -> bool {
    text.split("://").skip(1).any(|rest| {
        let authority = rest.split(['/', '?', '#', ' ', '"']).next().unwrap_or_default();
        let account = authority.rsplit_once('@').and_then(|(account, _)| account.split_once(':'));
        account.is_some_and(|(_, password)| !password.is_empty() && !password.starts_with('$'))
    })
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::{has_credentials, is_secret_name};

    #[test]
    fn secrets_are_known_by_their_names_and_their_form() {
        for name in [
            "DB_PASSWORD",
            "mysql_root_password",
            "API_TOKEN",
            "S3_SECRET_KEY",
            "TS_AUTH_KEY",
            "SMTP_PASS",
            "GITHUB_PAT",
        ] {
            assert!(is_secret_name(name), "{name}");
        }
        for name in ["DB_PASSWORD_FILE", "TOKEN_URL", "TAG", "SSH_PUBLIC_KEY", "KEYBOARD", "COMPASS"] {
            assert!(!is_secret_name(name), "{name}");
        }
        assert!(has_credentials("postgres://me:hunter2@db/x") && has_credentials("http://a:b@proxy:3128"));
        assert!(!has_credentials("postgres://me:${PW}@db/x") && !has_credentials("http://proxy:3128/a@b:c"));
    }
}
