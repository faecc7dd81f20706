//! Files, units, users and keys on a host.

pub(super) mod paths;

rules! {
    duplicate_ssh_key,
    invalid_dropin_name,
    invalid_ssh_key,
    invalid_unit,
    invalid_unit_name,
    no_login,
    not_ascii,
    path_is_folder,
    path_not_kept,
    path_taken,
    unit_taken,
    unit_without_install,
    user_name_taken,
}
