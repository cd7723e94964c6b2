//! Rules, findings and states: what is said about the input, as data.

mod fill;

pub use fill::{counted, fill};

use crate::name::{Name, QName};
use crate::span::Span;
use ecow::EcoString;
use std::fmt;

/// A source dialect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Source {
    /// Oracle Database, SQL and PL/SQL, 11g to 23ai.
    Oracle,
    /// MySQL and MariaDB.
    MySql,
    /// Microsoft SQL Server.
    SqlServer,
    /// PostgreSQL, read for drift and lint.
    Postgres,
}

impl Source {
    /// The name used on the command line and in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Source::Oracle => "oracle",
            Source::MySql => "mysql",
            Source::SqlServer => "sqlserver",
            Source::Postgres => "postgres",
        }
    }
}

/// How bad it is, most serious first. Defined in the rule catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Cannot be created or run, or has no equivalent; a person must decide before go-live.
    Blocker,
    /// Values, rows, precision, uniqueness or evidence may be lost without an error.
    DataLossRisk,
    /// Another result, order, error or timing for some inputs; data intact.
    BehaviourChange,
    /// Same result, materially different cost or locking.
    Performance,
    /// A skeleton needs completion by a person.
    ManualEffort,
    /// Converted exactly, or cosmetic.
    Info,
}

impl Severity {
    /// All severities, most serious first.
    pub const ALL: [Severity; 6] = [
        Severity::Blocker,
        Severity::DataLossRisk,
        Severity::BehaviourChange,
        Severity::Performance,
        Severity::ManualEffort,
        Severity::Info,
    ];

    /// The name used in reports and on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Severity::Blocker => "blocker",
            Severity::DataLossRisk => "data-loss-risk",
            Severity::BehaviourChange => "behaviour-change",
            Severity::Performance => "performance",
            Severity::ManualEffort => "manual-effort",
            Severity::Info => "info",
        }
    }

    /// The state that an object has at best with a finding of this severity.
    #[must_use]
    pub const fn state(self) -> State {
        match self {
            Severity::Blocker | Severity::ManualEffort => State::Manual,
            Severity::DataLossRisk | Severity::BehaviourChange => State::Review,
            Severity::Performance | Severity::Info => State::Converted,
        }
    }

    /// The weight in the priority score.
    #[must_use]
    pub const fn weight(self) -> u32 {
        match self {
            Severity::Blocker => 100,
            Severity::DataLossRisk => 60,
            Severity::BehaviourChange => 25,
            Severity::Performance => 12,
            Severity::ManualEffort => 8,
            Severity::Info => 1,
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// How sure a rule is that what it reports is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Confidence {
    /// Follows from the model.
    Certain,
    /// True unless something unusual holds.
    Likely,
    /// A guess worth a look.
    Heuristic,
}

impl Confidence {
    /// The name used in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Confidence::Certain => "certain",
            Confidence::Likely => "likely",
            Confidence::Heuristic => "heuristic",
        }
    }
}

/// Work for a person, in minutes: the first occurrence in an object, and each repeat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effort {
    /// Minutes for the first occurrence.
    pub first: u32,
    /// Minutes for each further occurrence.
    pub repeat: u32,
}

impl Effort {
    /// Nothing to do.
    pub const NONE: Effort = Effort::minutes(0, 0);

    /// `first` minutes, then `repeat` each.
    #[must_use]
    pub const fn minutes(first: u32, repeat: u32) -> Self {
        Self { first, repeat }
    }
}

/// What becomes of an object or a statement.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum State {
    /// Same behaviour, nothing to do.
    #[default]
    Converted,
    /// Converted; may differ in a way that a finding names.
    Review,
    /// A draft or stub stands in; a person has to finish it.
    Manual,
    /// Has no counterpart by design; the reason is given.
    Ignored,
    /// Not understood; kept with its text.
    Unread,
}

impl State {
    /// All states, in the order of reports.
    pub const ALL: [State; 5] = [State::Converted, State::Review, State::Manual, State::Ignored, State::Unread];

    /// The name used in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            State::Converted => "converted",
            State::Review => "review",
            State::Manual => "manual",
            State::Ignored => "ignored",
            State::Unread => "unread",
        }
    }
}

/// A rule: one difference between a source and PostgreSQL. A `static` that stands beside the code that raises it.
#[derive(Debug)]
pub struct Rule {
    /// Short kebab-case name, shared by all sources.
    pub name: &'static str,
    /// The stable code per source, `OR-NUL-003`.
    pub codes: &'static [(Source, &'static str)],
    /// What the construct would do if it were passed through.
    pub raw: Severity,
    /// What is left after the usual conversion.
    pub severity: Severity,
    /// How sure a finding is.
    pub confidence: Confidence,
    /// Work for a person.
    pub effort: Effort,
    /// One sentence with `{key}` for the values of a finding; names in backticks.
    pub message: &'static str,
    /// What to do, with SQL where that helps.
    pub help: &'static str,
    /// Path below `tests/cases/` of the case whose first part `howdah explain` prints; empty: `doc` is all.
    pub doc: &'static str,
    /// Said once of an object. The key is that of a value which further places add to the finding; empty: they add nothing.
    pub once: Option<&'static str>,
    /// Said only of what is converted: it tells how that is used.
    pub converted: bool,
    /// How little it says: beside a finding of a lower number at the same place, it is left out.
    pub general: u8,
    /// The first major version of PostgreSQL that differs so; none: the oldest that is a target.
    pub since: Option<u8>,
    /// The last one; none: the newest that is a target.
    pub until: Option<u8>,
}

impl Rule {
    /// What a rule has that does not say otherwise: exact, sure, without work; to be named by `..Rule::PLAIN`.
    pub const PLAIN: Rule = Rule {
        name: "",
        codes: &[],
        raw: Severity::Info,
        severity: Severity::Info,
        confidence: Confidence::Certain,
        effort: Effort::NONE,
        message: "",
        help: "",
        doc: "",
        once: None,
        converted: false,
        general: 0,
        since: None,
        until: None,
    };

    /// Whether a major version of PostgreSQL differs so.
    #[must_use]
    pub fn holds_for(&self, target: u8) -> bool {
        self.since.is_none_or(|since| since <= target) && self.until.is_none_or(|until| target <= until)
    }

    /// The versions of PostgreSQL that differ so, in words; nothing where all targets do.
    #[must_use]
    pub fn versions(&self) -> Option<String> {
        match (self.since, self.until) {
            (None, None) => None,
            (Some(since), None) => Some(format!("{since} and later")),
            (None, Some(until)) => Some(format!("up to {until}")),
            (Some(since), Some(until)) if since == until => Some(format!("{since} only")),
            (Some(since), Some(until)) => Some(format!("{since} to {until}")),
        }
    }

    /// The code for a source; the tool's own rules (`HD-…`) and shared ones fall back to their first code.
    #[must_use]
    pub fn code(&self, source: Source) -> &'static str {
        let own = self.codes.iter().find(|(s, _)| *s == source).or(self.codes.first());
        own.map_or(self.name, |(_, code)| code)
    }

    /// A finding of this rule at a place.
    #[must_use]
    pub fn at(&'static self, span: Span) -> Raised {
        Raised { rule: self, span, severity: self.severity, args: Vec::new() }
    }
}

/// A value in a message.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Arg {
    /// A name or a piece of source text.
    Text(EcoString),
    /// A count.
    Number(i64),
}

impl fmt::Display for Arg {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Arg::Text(text) => f.write_str(text),
            Arg::Number(n) => write!(f, "{n}"),
        }
    }
}

impl From<&str> for Arg {
    fn from(text: &str) -> Self {
        Arg::Text(text.into())
    }
}

impl From<String> for Arg {
    fn from(text: String) -> Self {
        Arg::Text(text.into())
    }
}

impl From<&Name> for Arg {
    fn from(text: &Name) -> Self {
        Arg::Text(text.into())
    }
}

impl From<&QName> for Arg {
    fn from(name: &QName) -> Self {
        Arg::Text(name.to_string().into())
    }
}

impl From<i64> for Arg {
    fn from(n: i64) -> Self {
        Arg::Number(n)
    }
}

/// The key of what is missing; it stands in no message.
pub const CAUSE: &str = "cause";

/// A finding that does not know its object yet.
#[derive(Clone, Debug, PartialEq)]
pub struct Raised {
    /// The rule.
    pub rule: &'static Rule,
    /// The place.
    pub span: Span,
    /// What is left after the conversion that was applied here.
    pub severity: Severity,
    /// Values for the message.
    pub args: Vec<(&'static str, Arg)>,
}

impl Raised {
    /// Gives `{key}` of the message its value.
    #[must_use]
    pub fn with(mut self, key: &'static str, value: impl Into<Arg>) -> Self {
        // most have one value, and there are many of them
        self.args.reserve_exact(1);
        self.args.push((key, value.into()));
        self
    }

    /// Says what is missing here: of all that misses it in an object, the first stands.
    #[must_use]
    pub fn because(self, cause: impl Into<Arg>) -> Self {
        self.with(CAUSE, cause)
    }

    /// A value of it.
    #[must_use]
    pub fn arg(&self, key: &str) -> Option<&Arg> {
        self.args.iter().find(|(k, _)| *k == key).map(|(_, value)| value)
    }

    /// A value of it as a text, which is empty where it has none of the key.
    #[must_use]
    pub fn value(&self, key: &str) -> String {
        self.arg(key).map(ToString::to_string).unwrap_or_default()
    }

    /// Gives a value of it another text.
    pub fn put(&mut self, key: &'static str, text: String) {
        match self.args.iter_mut().find(|(k, _)| *k == key) {
            Some((_, value)) => *value = Arg::from(text),
            None => self.args.push((key, Arg::from(text))),
        }
    }

    fn causes(&self) -> impl Iterator<Item = &Arg> {
        self.args.iter().filter(|(key, _)| *key == CAUSE).map(|(_, cause)| cause)
    }

    /// Says that more or less is left here than usual.
    #[must_use]
    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// Adds the value of another place to this finding: names that stand between backticks become a list of such.
    pub fn add(&mut self, key: &str, other: &Raised) {
        const MOST: usize = 12;
        // what agrees with the names
        const PLURAL: [(&str, &str); 3] = [("s", ""), ("is", "are"), ("has", "have")];
        for cause in other.causes() {
            if !self.causes().any(|known| known == cause) {
                self.args.push((CAUSE, cause.clone()));
            }
        }
        let Some(more) = other.arg(key).map(ToString::to_string) else { return };
        let Some((_, Arg::Text(text))) = self.args.iter_mut().find(|(k, _)| *k == key) else { return };
        let known = text.split("`, `").any(|part| part == more);
        if !known && text.split("`, `").count() < MOST {
            text.extend(["`, `", more.as_str()]);
            for (word, many) in PLURAL {
                if self.arg(word).is_some() {
                    self.put(word, many.to_owned());
                }
            }
        } else if !known && !text.ends_with('…') {
            text.push_str("`, `…");
        }
    }
}

/// A rule whose construct was converted exactly: code, first place, how often.
#[derive(Clone, Debug, PartialEq)]
pub struct Applied {
    /// The rule.
    pub rule: &'static Rule,
    /// The first place.
    pub span: Span,
    /// How often in the object.
    pub count: u32,
}

impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

impl Eq for Rule {}

/// A clause of the source that has no counterpart and was left out.
#[derive(Clone, Debug, PartialEq)]
pub struct Dropped {
    /// The rule that dropped it.
    pub rule: &'static Rule,
    /// The clause by its keywords, `PCTFREE`.
    pub clause: &'static str,
    /// Its text.
    pub span: Span,
}

/// What one object of the input came to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outcome {
    /// `kind:SCHEMA.NAME`, unique in the run.
    pub key: Key,
    /// Where it was created.
    pub span: Span,
    /// What became of it, findings included.
    pub state: State,
    /// Why it is `ignored`, `manual` or `unread`, in a sentence.
    pub reason: Option<String>,
    /// The objects of the target that stand for it, as emitted.
    pub targets: Vec<QName>,
    /// What is left to know or do.
    pub findings: Vec<Raised>,
    /// What was converted exactly.
    pub applied: Vec<Applied>,
    /// What was left out.
    pub dropped: Vec<Dropped>,
    /// Objects it needs, by key.
    pub depends_on: Vec<Key>,
}

impl Outcome {
    /// Notes the finding, and lowers the state to what its severity allows.
    pub fn raise(&mut self, raised: Raised) {
        if let Some(key) = raised.rule.once
            && let Some(said) =
                self.findings.iter_mut().find(|s| s.rule == raised.rule && s.severity == raised.severity)
        {
            said.add(key, &raised);
            return;
        }
        if self.state != State::Ignored && self.state != State::Unread {
            self.state = self.state.max(raised.severity.state());
        }
        // what follows from a cause that was said before says nothing new
        let known = raised.causes().any(|cause| self.findings.iter().any(|said| said.causes().any(|it| it == cause)));
        if !known {
            self.findings.push(raised);
        }
    }

    /// Gives back what was reserved for more: outcomes live until the report is made.
    pub fn settle(&mut self) {
        self.targets.shrink_to_fit();
        self.findings.shrink_to_fit();
        self.findings.iter_mut().for_each(|raised| raised.args.shrink_to_fit());
        self.applied.shrink_to_fit();
        self.dropped.shrink_to_fit();
        self.depends_on.shrink_to_fit();
    }
}

/// Kinds of objects as reports count them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names say it")]
pub enum ObjectKind {
    Schema,
    Table,
    Index,
    Constraint,
    Sequence,
    View,
    MaterializedView,
    Type,
    TypeBody,
    Package,
    PackageBody,
    Procedure,
    Function,
    Trigger,
    Synonym,
    DbLink,
    Grant,
    Job,
    Block,
    #[default]
    Other,
}

impl ObjectKind {
    /// All kinds, in the order of reports.
    pub const ALL: [ObjectKind; 20] = [
        ObjectKind::Schema,
        ObjectKind::Table,
        ObjectKind::Index,
        ObjectKind::Constraint,
        ObjectKind::Sequence,
        ObjectKind::View,
        ObjectKind::MaterializedView,
        ObjectKind::Type,
        ObjectKind::TypeBody,
        ObjectKind::Package,
        ObjectKind::PackageBody,
        ObjectKind::Procedure,
        ObjectKind::Function,
        ObjectKind::Trigger,
        ObjectKind::Synonym,
        ObjectKind::DbLink,
        ObjectKind::Grant,
        ObjectKind::Job,
        ObjectKind::Block,
        ObjectKind::Other,
    ];

    /// The name used in reports, ids and folders of the output.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            ObjectKind::Schema => "schema",
            ObjectKind::Table => "table",
            ObjectKind::Index => "index",
            ObjectKind::Constraint => "constraint",
            ObjectKind::Sequence => "sequence",
            ObjectKind::View => "view",
            ObjectKind::MaterializedView => "materialized_view",
            ObjectKind::Type => "type",
            ObjectKind::TypeBody => "type_body",
            ObjectKind::Package => "package",
            ObjectKind::PackageBody => "package_body",
            ObjectKind::Procedure => "procedure",
            ObjectKind::Function => "function",
            ObjectKind::Trigger => "trigger",
            ObjectKind::Synonym => "synonym",
            ObjectKind::DbLink => "db_link",
            ObjectKind::Grant => "grant",
            ObjectKind::Job => "job",
            ObjectKind::Block => "block",
            ObjectKind::Other => "other",
        }
    }
}

/// Identity of an object in reports: `kind:SCHEMA.NAME`, as the source spells it (folded).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key {
    /// What it is.
    pub kind: ObjectKind,
    /// Its name; a member of a package is `PKG.MEMBER`.
    pub name: QName,
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind.name())?;
        f.write_str(":")?;
        self.name.fmt(f)
    }
}
