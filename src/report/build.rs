//! From outcomes to a report: one function that shows the order, and what goes into it.

use super::model::{
    Cycle, EffortModel, Location, NotChecked, OptionValue, Proof, Rename, Report, SourceFile, SourceInfo, Target, Tool,
};
use super::policy::Policy;
use super::{Says, findings, objects, sums};
use crate::finding::{Key, Outcome, Raised, Source, State};
use crate::profile::Profile;
use crate::span::Span;
use ecow::EcoString;
use rustc_hash::FxHashMap;

/// Version of the format of `report.json`.
pub const SCHEMA_VERSION: &str = "1.0";

/// Where a span stands, for people; `None` where it is in no file.
pub type PlaceOf<'a> = &'a (dyn Fn(Span) -> Option<Location> + Sync + 'a);

/// What a run knows when it is done; everything that a report is made of.
pub struct Run<'a> {
    /// Where the input came from.
    pub source: Source,
    /// Every file that was read.
    pub files: Vec<SourceFile>,
    /// Where a span stands.
    pub place: PlaceOf<'a>,
    /// Every object, in any order.
    pub outcomes: &'a [Outcome],
    /// Every statement, in order.
    pub statements: &'a [Statement],
    /// Findings that belong to no object: about files, the schema as a whole, a setting.
    pub general: &'a [Raised],
    /// What was written for each object.
    pub emitted: &'a [Emitted],
    /// Proof level reached, where it is not what the state implies (unread 0, manual 1, else 2).
    pub levels: &'a FxHashMap<Key, u8>,
    /// How far proof was attempted.
    pub proof: Proof,
    /// Wave of the migration, from 1.
    pub waves: &'a FxHashMap<Key, u32>,
    /// Objects that need each other.
    pub cycles: Vec<Cycle>,
    /// Names that are more than a change of case.
    pub renames: Vec<Rename>,
    /// What was not looked at.
    pub not_checked: Vec<NotChecked>,
    /// Options in force.
    pub profile: &'a Profile,
    /// Owners, waivers, gate.
    pub policy: &'a Policy,
    /// SHA-256 of the rules.
    pub rules_digest: String,
    /// What has to be in it.
    pub says: Says,
}

/// What became of a statement.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// Its extent.
    pub span: Span,
    /// Its kind by keywords.
    pub label: &'static str,
    /// The object whose state it shares.
    pub object: Option<Key>,
    /// Its state where it has no object.
    pub state: State,
    /// Why it is not converted.
    pub reason: Option<EcoString>,
}

/// A stretch of an output file that stands for an object.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Emitted {
    /// The source object.
    pub key: Key,
    /// Output file, relative to `OUT`.
    pub file: EcoString,
    /// First line, from 1.
    pub line: u32,
    /// Last line.
    pub end_line: u32,
    /// Output line in the file, from 1, and the source it came from; sorted by line.
    pub map: Vec<(u32, Span)>,
}

/// Makes the report. The same run gives the same report, whatever the order of its outcomes.
#[must_use]
pub fn build(run: Run<'_>) -> Report {
    let mut report = Report {
        schema_version: SCHEMA_VERSION.into(),
        tool: Tool {
            name: "howdah".into(),
            version: env!("CARGO_PKG_VERSION").into(),
            rules_digest: run.rules_digest.clone(),
        },
        source: SourceInfo { dialect: run.source.name().into(), files: run.files.clone() },
        target: Target { version: run.profile.target.to_string() },
        proof: run.proof.clone(),
        cycles: run.cycles.clone(),
        renames: run.renames.clone(),
        effort_model: EffortModel {
            low: findings::LOW,
            high: findings::HIGH,
            definition: findings::EFFORT_DEFINITION.into(),
        },
        ..Report::default()
    };
    for (option, value, origin) in run.profile.in_force() {
        let value = OptionValue { value: value.map(Into::into), origin: origin.name().into() };
        report.profile.insert(option.name().into(), value);
    }
    let mut outcomes: Vec<&Outcome> = run.outcomes.iter().collect();
    outcomes.sort_by(|a, b| (&a.key, a.span).cmp(&(&b.key, b.span)));
    objects::add(&run, &outcomes, &mut report);
    findings::add(&run, &outcomes, &mut report);
    report.not_checked.clone_from(&run.not_checked);
    report.not_checked.sort_by(|a, b| (&a.kind, &a.object, &a.reason).cmp(&(&b.kind, &b.object, &b.reason)));
    sums::add(&run, &outcomes, &mut report);
    report
}
