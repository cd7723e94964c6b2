//! `report.json`, version 1.0: plain data, the same for every format.

use ecow::EcoString;
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
    /// Every finding, most dangerous first.
    pub findings: Vec<Finding>,
    /// What was not looked at.
    pub not_checked: Vec<NotChecked>,
    /// May this be loaded?
    #[serde(default)]
    pub verdict: Verdict,
    /// Rules that have a finding, were applied or dropped something, by code.
    #[serde(default)]
    pub rules: IndexMap<String, RuleText>,
    /// Statements by kind and fate.
    #[serde(default)]
    pub statements: Vec<StatementGroup>,
    /// Names that are more than a change of case.
    #[serde(default)]
    pub renames: Vec<Rename>,
    /// Objects that need each other, and what breaks the circle.
    #[serde(default)]
    pub cycles: Vec<Cycle>,
    /// Waivers of `howdah.toml`, with what they met.
    #[serde(default)]
    pub waivers: Vec<WaiverUse>,
    /// How effort is estimated.
    #[serde(default)]
    pub effort_model: EffortModel,
    /// Names that were resolved, and those that were not.
    #[serde(default)]
    pub names: Names,
    /// Columns that get values from others, through views, `INSERT … SELECT`, `UPDATE` and `MERGE`.
    #[serde(default)]
    pub lineage: Vec<Flow>,
    /// Columns that code joins with a key, without a foreign key that says so.
    #[serde(default)]
    pub undeclared_keys: Vec<UndeclaredKey>,
    /// Routines that nothing can reach.
    #[serde(default)]
    pub dead_routines: Vec<DeadRoutine>,
}

/// A column gets values from another.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Flow {
    /// `SCHEMA.TABLE.COLUMN`.
    pub source: String,
    /// `SCHEMA.TABLE.COLUMN`.
    pub target: String,
    /// `copied`, `computed`.
    pub transformation: String,
    /// Id of the object whose code does it.
    pub object: String,
}

/// A column that is joined with a key.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct UndeclaredKey {
    /// The column, `SCHEMA.TABLE.COLUMN`.
    pub column: String,
    /// The key it is joined with.
    pub key: String,
    /// How often.
    pub joins: u32,
    /// `likely`, `heuristic`.
    pub confidence: String,
}

/// A routine that nothing can reach.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DeadRoutine {
    /// The object in which it stands.
    pub object: String,
    /// Its name.
    pub name: String,
    /// Where it stands.
    pub location: Option<Location>,
}

/// Names and types, as far as they are known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Names {
    /// Names of tables, columns, variables, routines and so on.
    pub references: u32,
    /// Those that are resolved.
    pub resolved: u32,
    /// Those that are not because the input does not hold what they name.
    pub not_in_input: u32,
    /// Expressions that hold a value.
    pub expressions: u32,
    /// Those whose type is known.
    pub typed: u32,
    /// Those whose type cannot be known because a name in them is not in the input.
    pub beyond_input: u32,
    /// Names that are not resolved, by object.
    pub unresolved: Vec<UnresolvedName>,
}

/// A name that is not resolved.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct UnresolvedName {
    /// Id of the object in which it stands.
    pub object: String,
    /// As the source spells it.
    pub name: String,
    /// Why.
    pub reason: String,
    /// The first place.
    pub location: Option<Location>,
    /// How often.
    pub count: u32,
}

/// May this be loaded?
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Verdict {
    /// `ready`, `review`, `not-ready`, `not-assessed`.
    pub result: String,
    /// Why, one sentence each, the most important first.
    pub reasons: Vec<String>,
    /// The severity from which findings fail the run (`--fail-on`), or `never`.
    pub gate: String,
    /// Exit code of the run.
    pub exit_code: u8,
}

/// What a rule says of itself.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RuleText {
    /// Its name.
    #[schemars(with = "String")]
    pub name: EcoString,
    /// What it finds, with `…` for the values of a finding.
    #[schemars(with = "String")]
    pub summary: EcoString,
    /// What to do.
    #[schemars(with = "String")]
    pub help: EcoString,
    /// Severity as written in the source, before conversion.
    #[schemars(with = "String")]
    pub raw_severity: EcoString,
    /// Severity that is usually left.
    #[schemars(with = "String")]
    pub severity: EcoString,
}

/// Statements of one kind and fate.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StatementGroup {
    /// By its keywords, `CREATE TABLE`.
    pub label: String,
    /// Their state.
    pub state: String,
    /// Why they are not converted.
    pub reason: Option<String>,
    /// How many.
    pub count: u32,
    /// The first.
    pub location: Option<Location>,
}

/// A name that is more than a change of case.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Rename {
    /// `table`, `column`, …
    pub kind: String,
    /// As the source spells it.
    pub from: String,
    /// As the output spells it.
    pub to: String,
    /// Why.
    pub reason: String,
}

/// Objects that need each other.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Cycle {
    /// Ids, in the direction of need.
    pub members: Vec<String>,
    /// What is done about it.
    pub broken_by: String,
}

/// A waiver of the configuration.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WaiverUse {
    /// `valid`, `expired`, `unused`.
    pub status: String,
    /// The rule, or a prefix of rules.
    pub code: String,
    /// Which objects, by glob.
    pub object: String,
    /// What was accepted, why and by whom.
    #[serde(flatten)]
    pub waiver: Waiver,
    /// Fingerprints of the findings it met.
    pub findings: Vec<String>,
}

/// How effort is estimated: minutes of the rules, times factors.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EffortModel {
    /// Share of the likely time that is the least.
    pub low: f64,
    /// Share of the likely time that is the most.
    pub high: f64,
    /// In words.
    pub definition: String,
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
    /// Findings that somebody accepted; not among the open ones.
    #[serde(default)]
    pub waived: u32,
    /// Findings that stood in the baseline; they are among the open ones and do not fail the run.
    #[serde(default)]
    pub known: u32,
    /// Objects by proof level; ignored ones have none.
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
    #[schemars(with = "String")]
    pub id: EcoString,
    /// Its kind.
    #[schemars(with = "String")]
    pub kind: EcoString,
    /// As the source spells it.
    #[schemars(with = "String")]
    pub name: EcoString,
    /// The schema of that name.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub schema: Option<EcoString>,
    /// Names of what stands for it.
    #[schemars(with = "Vec<String>")]
    pub target: Vec<EcoString>,
    /// Its state.
    #[schemars(with = "String")]
    pub state: EcoString,
    /// Its proof level, `P3`; null for ignored ones.
    #[schemars(with = "Option<String>")]
    pub proof: Option<EcoString>,
    /// Why it is not converted.
    #[schemars(with = "Option<String>")]
    pub reason: Option<EcoString>,
    /// Where it was created.
    pub source: Option<Lines>,
    /// Where its output stands.
    pub outputs: Vec<OutputPlace>,
    /// Ids of what it needs.
    #[schemars(with = "Vec<String>")]
    pub depends_on: Vec<EcoString>,
    /// Fingerprints of its findings.
    #[schemars(with = "Vec<String>")]
    pub findings: Vec<EcoString>,
    /// Rules whose construct was converted exactly.
    pub applied: Vec<AppliedRule>,
    /// Clauses that were left out.
    pub dropped: Vec<DroppedClause>,
    /// Work for a person.
    pub effort_hours: Hours,
    /// Who owns it.
    #[schemars(with = "Option<String>")]
    pub owner: Option<EcoString>,
    /// Its wave of the migration, from 1.
    pub wave: Option<u32>,
    /// Ids of what needs it.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub needed_by: Vec<EcoString>,
    /// Number of objects that need it, directly or through others.
    #[serde(default)]
    pub reach: u32,
    /// Which stretch of the output came from which stretch of the source.
    #[serde(default)]
    pub segments: Vec<Segment>,
}

/// A stretch of the source and the stretch of the output that stands for it; lines, first and last.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Segment {
    /// Of the file in `Object::source`.
    pub source: Option<[u32; 2]>,
    /// Output file.
    #[schemars(with = "String")]
    pub file: EcoString,
    /// Lines of the output file.
    pub output: Option<[u32; 2]>,
    /// `converted`, `unresolved`, `dropped`, `added`.
    #[schemars(with = "String")]
    pub kind: EcoString,
    /// Codes of rules that decided it.
    #[schemars(with = "Vec<String>")]
    pub rules: Vec<EcoString>,
}

/// A place in a source file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Lines {
    #[schemars(with = "String")]
    pub file: EcoString,
    pub line: u32,
    pub end_line: u32,
}

/// A place in the output.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[expect(missing_docs, reason = "the names say it")]
pub struct OutputPlace {
    #[schemars(with = "String")]
    pub file: EcoString,
    pub line: u32,
}

/// A rule that was applied.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AppliedRule {
    /// Its code.
    #[schemars(with = "String")]
    pub code: EcoString,
    /// First line.
    pub line: u32,
    /// How often.
    pub count: u32,
}

/// A clause that was left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DroppedClause {
    /// By its keywords.
    #[schemars(with = "String")]
    pub clause: EcoString,
    /// The rule that dropped it.
    #[schemars(with = "String")]
    pub code: EcoString,
    /// Its line.
    pub line: u32,
}

/// A finding.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Finding {
    /// The rule's code.
    #[schemars(with = "String")]
    pub code: EcoString,
    /// The rule's name.
    #[schemars(with = "String")]
    pub name: EcoString,
    /// What is left after conversion.
    #[schemars(with = "String")]
    pub severity: EcoString,
    /// What the construct would do if passed through.
    #[schemars(with = "String")]
    pub raw_severity: EcoString,
    /// How sure it is.
    #[schemars(with = "String")]
    pub confidence: EcoString,
    /// What happens, in a sentence.
    #[schemars(with = "String")]
    pub message: EcoString,
    /// What to do.
    #[schemars(with = "String")]
    pub help: EcoString,
    /// Id of its object; empty for a finding about the whole schema.
    #[schemars(with = "String")]
    pub object: EcoString,
    /// Where.
    pub location: Option<Location>,
    /// Further places of its object that it is about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<Location>,
    /// Where its output stands.
    pub output: Option<OutputPlace>,
    /// Free of lines, paths and wording.
    #[schemars(with = "String")]
    pub fingerprint: EcoString,
    /// Who owns it.
    #[schemars(with = "Option<String>")]
    pub owner: Option<EcoString>,
    /// Set where somebody accepted it.
    pub waived: Option<Box<Waiver>>,
    /// Stood in the baseline already.
    #[serde(default)]
    pub known: bool,
    /// The higher, the sooner.
    #[serde(default)]
    pub priority: f64,
    /// How often this rule met this object.
    #[serde(default)]
    pub occurrences: u32,
    /// Work for a person; nothing where it is waived.
    #[serde(default)]
    pub effort_hours: Hours,
    /// Options of the profile that decide about it.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub options: Vec<EcoString>,
}

/// A place in a source file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Location {
    #[schemars(with = "String")]
    pub file: EcoString,
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
