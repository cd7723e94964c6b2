//! `report.json`, version 1.0: plain data, the same for every format.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A whole report.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Report {
    /// Version of this format.
    pub schema_version: String,
    /// What wrote it.
    pub tool: Tool,
    /// What was read.
    pub source: SourceInfo,
    /// What it was written for.
    pub target: Target,
    /// Every option in force.
    pub profile: IndexMap<String, OptionValue>,
    /// How far results are proven.
    pub proof: Proof,
    /// Sums.
    pub summary: Summary,
    /// Every object.
    pub objects: Vec<Object>,
    /// Every finding.
    pub findings: Vec<Finding>,
    /// What was not looked at.
    pub not_checked: Vec<NotChecked>,
}

/// What wrote a report.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Tool {
    /// `howdah`.
    pub name: String,
    /// Its version.
    pub version: String,
    /// SHA-256 of its rules.
    pub rules_digest: String,
}

/// What was read.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SourceInfo {
    /// `oracle`, `mysql`, `sqlserver`, `postgres`.
    pub dialect: String,
    /// Every file.
    pub files: Vec<SourceFile>,
}

/// A file that was read.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SourceFile {
    /// Relative to the common root of the inputs.
    pub path: String,
    /// Of its bytes.
    pub sha256: String,
    /// Its size.
    pub bytes: u64,
    /// Its encoding.
    pub encoding: String,
    /// How many lines it has.
    pub lines: u32,
}

/// What a report was written for.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Target {
    /// Major version of PostgreSQL.
    pub version: String,
}

/// An option in force.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OptionValue {
    /// Its value; null where the question is open.
    pub value: Option<String>,
    /// `default`, `file`, `flag`.
    pub origin: String,
}

/// How far results are proven.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Proof {
    /// `none`, `parser`, `server`.
    pub engine: String,
    /// Its version.
    pub version: Option<String>,
    /// The level that was attempted, `P3`.
    pub level: String,
}

/// Sums.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Summary {
    /// Statements by state.
    pub statements: States,
    /// Objects by state.
    pub objects: ObjectStates,
    /// Open findings by severity.
    pub findings: IndexMap<String, u32>,
    /// Objects by proof level.
    pub proof: IndexMap<String, u32>,
    /// Shares of all objects but the ignored ones, 0 to 1; absent where nothing can be said.
    pub rates: Rates,
    /// Work for people.
    pub effort_hours: Hours,
}

/// Counts by state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[expect(missing_docs, reason = "states are defined in `finding::State`")]
pub struct States {
    pub total: u32,
    pub converted: u32,
    pub review: u32,
    pub manual: u32,
    pub ignored: u32,
    pub unread: u32,
}

/// Counts of objects by state, and by kind.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ObjectStates {
    /// All kinds.
    #[serde(flatten)]
    pub all: States,
    /// Per kind.
    pub by_kind: IndexMap<String, States>,
}

/// Shares of objects.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Rates {
    /// `converted`, at the level that was attempted.
    pub exact: Option<f64>,
    /// `converted` or `review`, at the level that was attempted.
    pub converted: Option<f64>,
}

/// Hours of work.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Hours {
    pub low: f64,
    pub likely: f64,
    pub high: f64,
}

/// An object.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Object {
    /// `kind:SCHEMA.NAME`.
    pub id: String,
    /// Its kind.
    pub kind: String,
    /// As the source spells it.
    pub name: String,
    /// Names of what stands for it.
    pub target: Vec<String>,
    /// Its state.
    pub state: String,
    /// Its proof level, `P3`; null for ignored ones.
    pub proof: Option<String>,
    /// Why it is not converted.
    pub reason: Option<String>,
    /// Where it was created.
    pub source: Option<Lines>,
    /// Where its output stands.
    pub outputs: Vec<OutputPlace>,
    /// Ids of what it needs.
    pub depends_on: Vec<String>,
    /// Fingerprints of its findings.
    pub findings: Vec<String>,
    /// Rules whose construct was converted exactly.
    pub applied: Vec<AppliedRule>,
    /// Clauses that were left out.
    pub dropped: Vec<DroppedClause>,
    /// Work for a person.
    pub effort_hours: Hours,
    /// Who owns it.
    pub owner: Option<String>,
    /// Its wave of the migration, from 1.
    pub wave: Option<u32>,
}

/// A place in a source file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Lines {
    pub file: String,
    pub line: u32,
    pub end_line: u32,
}

/// A place in the output.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[expect(missing_docs, reason = "the names say it")]
pub struct OutputPlace {
    pub file: String,
    pub line: u32,
}

/// A rule that was applied.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AppliedRule {
    /// Its code.
    pub code: String,
    /// First line.
    pub line: u32,
    /// How often.
    pub count: u32,
}

/// A clause that was left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DroppedClause {
    /// By its keywords.
    pub clause: String,
    /// The rule that dropped it.
    pub code: String,
    /// Its line.
    pub line: u32,
}

/// A finding.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Finding {
    /// The rule's code.
    pub code: String,
    /// The rule's name.
    pub name: String,
    /// What is left after conversion.
    pub severity: String,
    /// What the construct would do if passed through.
    pub raw_severity: String,
    /// How sure it is.
    pub confidence: String,
    /// What happens, in a sentence.
    pub message: String,
    /// What to do.
    pub help: String,
    /// Id of its object; empty for a finding about the whole schema.
    pub object: String,
    /// Where.
    pub location: Option<Location>,
    /// Where its output stands.
    pub output: Option<OutputPlace>,
    /// Free of lines, paths and wording.
    pub fingerprint: String,
    /// Who owns it.
    pub owner: Option<String>,
    /// Set where somebody accepted it.
    pub waived: Option<Waiver>,
}

/// A place in a source file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Location {
    pub file: String,
    pub line: u32,
    pub column: u32,
    pub end_line: u32,
    pub end_column: u32,
}

/// A finding that somebody accepted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Waiver {
    pub reason: String,
    pub owner: String,
    pub until: Option<String>,
    pub ticket: Option<String>,
}

/// What was not looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NotChecked {
    /// `file`, `statement`, `body`, `wrapped`, `dynamic_sql`.
    pub kind: String,
    /// Id of the object.
    pub object: Option<String>,
    /// Where.
    pub location: Option<Location>,
    /// Why.
    pub reason: String,
}
