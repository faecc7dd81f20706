//! A feature of hosts, declared once: its files and units, their values, and its other requirements.

use std::{collections::BTreeMap, sync::Arc};

use super::Planner;
use crate::{
    formats::{
        minify,
        template::{Templates, Values},
    },
    model::{
        cluster::Host,
        plan::{File, HostPlan},
    },
    values::{digest::Sha256Digest, program::Program},
};

/// The folder of units.
pub(super) const UNITS: &str = "/etc/systemd/system/";

/// A feature of hosts.
pub(super) struct Bundle {
    /// Its files and units.
    pub(super) parts: &'static [Part],
    /// Paths that the feature fills by other means, each with a line for `docs/os.md`. An empty line hides the path
    /// there.
    pub(super) also: &'static [(&'static str, &'static str)],
    /// The paths that a file of the operator may replace.
    pub(super) replaceable: &'static [&'static str],
    /// Whether the host has the feature.
    pub(super) wanted: fn(&Planner, &Host) -> bool,
    /// The values of the templates.
    pub(super) values: fn(&Planner, &Host) -> Values,
    /// Adds the parts without a template: packages, and files in a structured format.
    pub(super) extend: fn(&Planner, &Host, &mut HostPlan),
}

impl Bundle {
    /// Nothing, on every host.
    pub(super) const EMPTY: Self = Self {
        parts: &[],
        also: &[],
        replaceable: &[],
        wanted: |_, _| true,
        values: |_, _| Values::none(),
        extend: |_, _, _| (),
    };

    /// The paths of the feature on a host, each with its line for `docs/os.md`.
    pub(super) fn paths(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        self.parts.iter().map(|part| (part.path, part.about)).chain(self.also.iter().copied())
    }

    /// Adds the bundle to the plan of a host that has the feature.
    pub(super) fn plan(&self, planner: &Planner, host: &Host, plan: &mut HostPlan) {
        if !(self.wanted)(planner, host) {
            return;
        }
        let values = (self.values)(planner, host);
        for part in self.parts {
            part.plan(planner, host, &values, plan);
        }
        (self.extend)(planner, host, plan);
    }
}

/// A file of a bundle. A path in `/etc/systemd/system` is a unit or a drop-in.
pub(super) struct Part {
    /// The absolute path on the host, and of the template below `templates/host`.
    pub(super) path: &'static str,
    source: &'static str,
    /// The line for `docs/os.md`. An empty line hides the path there.
    about: &'static str,
    mode: u32,
    is_enabled: bool,
    is_carried: bool,
    at: fn(&Planner, &Host) -> At,
}

/// The place of a part on a host.
pub(super) enum At {
    /// At the part's own path.
    Path,
    /// At another path.
    Other(String),
    /// The host does not have it.
    Nowhere,
}

impl From<bool> for At {
    fn from(wanted: bool) -> Self {
        if wanted { Self::Path } else { Self::Nowhere }
    }
}

impl Part {
    /// See [`part`].
    pub(super) const fn new(path: &'static str, source: &'static str, about: &'static str) -> Self {
        Self { path, source, about, mode: 0o644, is_enabled: false, is_carried: false, at: |_, _| At::Path }
    }

    /// The same, readable by root only.
    pub(super) const fn private(self) -> Self {
        Self { mode: 0o600, ..self }
    }

    /// The same, with the unit enabled.
    pub(super) const fn enabled(self) -> Self {
        Self { is_enabled: true, ..self }
    }

    /// The same, in the configuration of the host even if the host program is elsewhere.
    pub(super) const fn carried(self) -> Self {
        Self { is_carried: true, ..self }
    }

    /// The same, at the place that `at` returns.
    pub(super) const fn at(self, at: fn(&Planner, &Host) -> At) -> Self {
        Self { at, ..self }
    }

    fn plan(&self, planner: &Planner, host: &Host, values: &Values, plan: &mut HostPlan) {
        let path = match (self.at)(planner, host) {
            At::Path => self.path.to_owned(),
            At::Other(path) => path,
            At::Nowhere => return,
        };
        let content = planner.host_files.content(self, values);
        match path.strip_prefix(UNITS) {
            _ if self.is_program() && planner.cluster.program != Program::Inline => {
                plan.program.insert(path, planner.host_files.digests[self.path]);
            }
            Some(name) => self.plan_unit(name, content, plan),
            None => drop(plan.files.insert(path, File { content, mode: self.mode, secret: false })),
        }
    }

    /// Adds a unit file by its name, or a drop-in: `docker.service.d/10-swarmgen.conf`.
    fn plan_unit(&self, name: &str, content: Arc<str>, plan: &mut HostPlan) {
        let (name, dropin) = name.split_once(".d/").map_or((name, None), |(name, dropin)| (name, Some(dropin)));
        let unit = plan.units.entry(name.to_owned()).or_default();
        match dropin {
            Some(dropin) => drop(unit.dropins.insert(dropin.to_owned(), content)),
            None => unit.content = Some(content),
        }
        if self.is_enabled {
            unit.enabled = Some(true);
        }
    }

    /// Scripts are static: Docker's format strings look like the marks of a template.
    fn is_static(&self) -> bool {
        self.is_script() || !self.source.contains("{{")
    }

    /// Whether it belongs to the host program.
    pub(super) fn is_program(&self) -> bool {
        self.is_script() && !self.is_carried
    }

    fn is_script(&self) -> bool {
        [".sh", ".awk"].iter().any(|end| self.path.ends_with(end))
    }

    /// The source in its form on the host: without comments and indentation.
    fn minified(&self) -> String {
        match self.path.rsplit_once('.') {
            Some((_, "sh")) => minify::script(self.source),
            Some((_, "awk")) => minify::awk(self.source),
            _ if self.path.starts_with(UNITS) => minify::unit(self.source),
            _ => minify::plain(self.source),
        }
    }
}

/// Declares a [`Part`]: its path below `templates/host`, and its line for `docs/os.md`.
macro_rules! part {
    ($path:literal, $about:literal) => {
        $crate::planner::bundle::Part::new(
            concat!("/", $path),
            include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/templates/host/", $path)),
            $about,
        )
    };
}
pub(super) use part;

/// The sources of all parts, prepared once.
pub(super) struct HostFiles {
    templates: Templates,
    texts: BTreeMap<&'static str, Arc<str>>,
    digests: BTreeMap<&'static str, Sha256Digest>,
}

impl HostFiles {
    pub(super) fn new(bundles: &[&Bundle]) -> Self {
        let (fixed, templates): (Vec<_>, Vec<_>) =
            bundles.iter().flat_map(|bundle| bundle.parts).partition(|part| part.is_static());
        let texts: BTreeMap<_, Arc<str>> = fixed.into_iter().map(|part| (part.path, part.minified().into())).collect();
        Self {
            templates: Templates::new(templates.into_iter().map(|part| (part.path, part.minified()))),
            digests: texts.iter().map(|(path, text)| (*path, Sha256Digest::of(&**text))).collect(),
            texts,
        }
    }

    fn content(&self, part: &Part, values: &Values) -> Arc<str> {
        match self.texts.get(part.path) {
            Some(text) => text.clone(),
            None => self.templates.render(part.path, values).into(),
        }
    }

    /// The files of the host program, as hosts get them.
    pub(super) fn program(&self, bundles: &[&Bundle]) -> impl Iterator<Item = (Sha256Digest, &str)> {
        let parts = bundles.iter().flat_map(|bundle| bundle.parts).filter(|part| part.is_program());
        parts.map(|part| (self.digests[part.path], &*self.texts[part.path]))
    }

    /// The static files by path, as hosts get them.
    pub(super) fn into_texts(self) -> BTreeMap<&'static str, Arc<str>> {
        self.texts
    }
}
