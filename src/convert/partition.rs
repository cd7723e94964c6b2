//! Partitioned tables: which stay divided, by what, and the partition tables with their bounds.

use super::{Cx, Program, index, partition_bound, partition_pair, storage, target};
use crate::analyze::infer;
use crate::catalog::{Bound, ConstraintRule, Limit, ObjectId, PartitionBy};
use crate::finding::{Confidence, Effort, Rule, Severity, Source};
use crate::ir;
use crate::name::{Name, Texts};
use crate::pg;
use crate::span::Span;
use std::collections::BTreeSet;

/// Rules of this file.
pub static RULES: &[&Rule] =
    &[&RANGE, &NULL_KEY, &INTERVAL, &LIST, &HASH, &COMPOSITE, &METHOD, &UNIQUE_KEY, &MOVEMENT, &NAMES, &DEFAULT, &MANY];

macro_rules! rule {
    ($name:literal, $code:literal, $raw:ident, $left:ident, $effort:expr, $message:literal, $help:literal, $doc:literal) => {
        Rule {
            name: $name,
            codes: &[(Source::Oracle, $code)],
            raw: Severity::$raw,
            severity: Severity::$left,
            confidence: Confidence::Certain,
            effort: $effort,
            message: $message,
            help: $help,
            doc: $doc,
            ..Rule::PLAIN
        }
    };
}

static RANGE: Rule = rule!(
    "range-partitions",
    "OR-DDL-024",
    Info,
    Info,
    Effort::NONE,
    "range partitions of `{table}`",
    "Nothing to do: each upper bound is the next partition's lower bound.",
    "convert/partition/range.md"
);
static NULL_KEY: Rule = rule!(
    "null-partition-key",
    "OR-DDL-025",
    DataLossRisk,
    Info,
    Effort::NONE,
    "key `{column}` of partitioned table `{table}` takes nulls, which go to DEFAULT partition `{partition}`",
    "Make the column NOT NULL if it can be, and drop the partition.",
    "convert/partition/range.md"
);
static INTERVAL: Rule = rule!(
    "interval-partitions",
    "OR-DDL-026",
    ManualEffort,
    Performance,
    Effort::minutes(60, 20),
    "`{table}` gets partitions as rows come ({how}); PostgreSQL makes none: rows beyond the last one go to DEFAULT partition `{partition}`",
    "Create partitions ahead on a schedule (pg_partman, or a procedure run by pg_cron), and watch that the DEFAULT partition stays empty.",
    "convert/partition/interval.md"
);
static LIST: Rule = rule!(
    "list-partitions",
    "OR-DDL-027",
    ManualEffort,
    ManualEffort,
    Effort::minutes(60, 30),
    "`{table}` is divided by a list of several columns, which PostgreSQL lacks: {what}",
    "Divide by the first column and each partition by the next, or leave the table whole if it is small.",
    "convert/partition/list.md"
);
static HASH: Rule = rule!(
    "hash-partitions",
    "OR-DDL-028",
    Info,
    Info,
    Effort::NONE,
    "hash partitions of `{table}` hold other rows than in the source",
    "Load through the table itself, and name no partition in queries.",
    "convert/partition/hash.md"
);
static COMPOSITE: Rule = rule!(
    "composite-partitions",
    "OR-DDL-029",
    ManualEffort,
    Info,
    Effort::NONE,
    "subpartitions of `{table}`",
    "Nothing to do: each partition is divided again; a template stands written out.",
    "convert/partition/interval.md"
);
static METHOD: Rule = rule!(
    "partitioning-method",
    "OR-DDL-030",
    ManualEffort,
    ManualEffort,
    Effort::minutes(120, 60),
    "`{table}` is divided by {method}, which PostgreSQL lacks: it stands undivided",
    "By reference: give the child the parent's key column and divide by it, with a foreign key over both. By a virtual column: divide by a plain column that a trigger fills.",
    "convert/partition/method.md"
);
/// Unique keys of partitioned tables must contain the partition key.
pub(super) static UNIQUE_KEY: Rule = rule!(
    "unique-key-of-partitioned-table",
    "OR-DDL-031",
    Blocker,
    DataLossRisk,
    Effort::minutes(60, 30),
    "unique key `{key}` of partitioned table `{table}` does not contain the partition key: {what}",
    "Decide: keep the widened key (numbers from one sequence stay unique anyway; where the added column may be null, as UNIQUE NULLS NOT DISTINCT), leave the table undivided, or keep the key in a table of its own by trigger.",
    "convert/partition/unique_key.md"
);
static MOVEMENT: Rule = rule!(
    "row-movement",
    "OR-DDL-032",
    BehaviourChange,
    Info,
    Effort::NONE,
    "an update of the partition key of `{table}` moves the row; the source refuses it (ORA-14402)",
    "Nothing to do unless the program relies on the error.",
    "convert/partition/range.md"
);
static NAMES: Rule = rule!(
    "partition-names",
    "OR-DDL-034",
    Info,
    Info,
    Effort::NONE,
    "partitions of `{table}` are tables of their own, named after it{example}",
    "Use these names in scripts; pg_partition_tree(table) lists them.",
    "convert/partition/range.md"
);
static DEFAULT: Rule = rule!(
    "default-partition",
    "OR-DDL-035",
    Performance,
    Info,
    Effort::NONE,
    "`{table}` has DEFAULT partition `{partition}`: adding a partition scans it",
    "Keep it empty; move its rows before a partition is added that would hold them.",
    "convert/partition/interval.md"
);
static MANY: Rule = rule!(
    "many-partitions",
    "OR-OPS-004",
    Performance,
    Performance,
    Effort::minutes(30, 0),
    "`{table}` has {leaves} leaf partitions",
    "Divide more coarsely, raise max_locks_per_transaction, and analyze the parent on a schedule.",
    ""
);

/// Leaf partitions above this number are reported.
const MANY_LEAVES: usize = 1000;

/// Why a table that the source divides stands undivided.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Whole {
    Method(&'static str),
    Columns,
    /// A key that must stay as it is, because a foreign key refers to it.
    Key(Name),
}

/// The partitioning of a table that is divided in the target too.
fn divided<'a>(
    program: &Program<'_>,
    id: ObjectId,
    table: &'a ir::Table,
) -> Option<Result<&'a ir::Partitioning, Whole>> {
    let by = table.partitioning.as_deref()?;
    Some(match unsupported(table, by) {
        Some(whole) => Err(whole),
        None => match referenced_key(program, id, table, by) {
            Some(key) => Err(Whole::Key(key)),
            None => Ok(by),
        },
    })
}

fn unsupported(table: &ir::Table, by: &ir::Partitioning) -> Option<Whole> {
    match by.by {
        PartitionBy::Reference => return Some(Whole::Method("reference")),
        PartitionBy::System => return Some(Whole::Method("system (the program names the partition)")),
        PartitionBy::List if by.columns.len() > 1 && !partition_pair::is_pair(table, by) => {
            return Some(Whole::Columns);
        }
        PartitionBy::Range | PartitionBy::List | PartitionBy::Hash | PartitionBy::ConsistentHash => {}
    }
    for key in &by.columns {
        let Some(column) = index::column_of(key).and_then(|name| table.column(name)) else {
            return Some(Whole::Method("an expression"));
        };
        if matches!(column.fill, crate::catalog::Fill::Generated { .. }) {
            return Some(Whole::Method("a virtual column"));
        }
    }
    by.sub.as_ref().and_then(|sub| unsupported(table, sub))
}

/// Columns that rows are divided by, at all levels.
fn columns<'a>(by: &'a ir::Partitioning, found: &mut Vec<&'a Name>) {
    for name in by.columns.iter().filter_map(index::column_of) {
        if !found.contains(&name) {
            found.push(name);
        }
    }
    if let Some(sub) = &by.sub {
        columns(sub, found);
    }
}

/// A unique key without the partition key that a foreign key refers to.
fn referenced_key(program: &Program<'_>, id: ObjectId, table: &ir::Table, by: &ir::Partitioning) -> Option<Name> {
    let mut divided_by = Vec::new();
    columns(by, &mut divided_by);
    let short = table.constraints.iter().filter_map(|c| match &c.rule {
        ConstraintRule::Primary(key) | ConstraintRule::Unique(key) => {
            let covers = divided_by.iter().all(|column| key.contains(column));
            (c.state.enabled && !covers).then_some((c, key))
        }
        ConstraintRule::Foreign(_) | ConstraintRule::Check(_) | ConstraintRule::Ref(_) => None,
    });
    let short: Vec<(&ir::Constraint, &Vec<Name>)> = short.collect();
    if short.is_empty() {
        return None;
    }
    program.referring(id).find_map(|(_, foreign)| {
        let target = if foreign.target.is_empty() { table.primary_key() } else { Some(foreign.target.as_slice()) };
        let (key, _) = short.iter().find(|(_, key)| target == Some(key.as_slice()))?;
        Some(key.name.clone().unwrap_or_else(|| "primary key".into()))
    })
}

/// Columns to be added to a unique key, because the table is divided by them.
pub(super) fn missing_columns(program: &Program<'_>, id: ObjectId, table: &ir::Table, key: &[Name]) -> Vec<Name> {
    let Some(Ok(by)) = divided(program, id, table) else { return Vec::new() };
    let mut all = Vec::new();
    columns(by, &mut all);
    all.into_iter().filter(|column| !key.contains(column)).cloned().collect()
}

/// The same for a constraint that is being lowered: raises what widening it means.
pub(super) fn widen(
    cx: &mut Cx<'_>,
    id: ObjectId,
    table: &ir::Table,
    key: &[Name],
    (name, is_primary): (&Name, bool),
    span: Span,
) -> Vec<Name> {
    let missing = missing_columns(cx.program, id, table, key);
    if !missing.is_empty() {
        let mut what = format!("{} joined the key, which no longer keeps the rest unique alone", missing.joined(", "));
        let nullable = |name: &&Name| table.column(name).is_some_and(|c| !infer::never_null(table, c));
        let nulls: Vec<&str> = missing.iter().filter(nullable).map(|n| n.as_str()).collect();
        if is_primary && !nulls.is_empty() {
            let names = nulls.join(", ");
            what += &format!("; a primary key takes no nulls, so rows that the source has without {names} do not load");
        }
        let owner = cx.program.read.catalog.get(id).name.clone();
        cx.raise(UNIQUE_KEY.at(span).with("key", name).with("table", &owner).with("what", what));
    }
    missing
}

/// A unique index over a divided table, without the partition key: it cannot be unique there.
pub(super) fn unique_index(
    cx: &mut Cx<'_>,
    object: &ir::Object,
    table: ObjectId,
    definition: &ir::Table,
    index: &ir::Index,
    lowered: &mut pg::Index,
) {
    if !index.unique {
        return;
    }
    let plain: Vec<Name> = index.keys.iter().filter_map(|key| index::column_of(&key.expr)).cloned().collect();
    if missing_columns(cx.program, table, definition, &plain).is_empty() {
        return;
    }
    lowered.unique = false;
    lowered.clauses.retain(|clause| *clause != pg::Clause::NullsNotDistinct);
    lowered.predicate = None;
    let it = UNIQUE_KEY.at(object.at.span).with("key", &object.name.name).with("table", &index.table);
    cx.raise(it.with("what", "the index is not unique any more"));
}

/// Lowers the partitioning of a table. `None`: the table is not divided, or not any more.
pub(super) fn lower(cx: &mut Cx<'_>, id: ObjectId, object: &ir::Object, table: &ir::Table) -> Option<pg::Partitioning> {
    let span = table.partitioning.as_ref()?.at.span;
    let by = match divided(cx.program, id, table)? {
        Ok(by) => by,
        Err(whole) => {
            undivided(cx, object, whole, span);
            return None;
        }
    };
    let name = cx.program.target(id);
    let mut division =
        Division { cx, id, object, table, base: name.name.clone(), names: BTreeSet::new(), leaves: 0, failed: false };
    let lowered = division.level(by, name.name.as_str());
    let (leaves, failed) = (division.leaves, division.failed);
    if failed {
        // A partition left out would let its neighbour take its rows.
        cx.raise(METHOD.at(span).with("method", "a bound that could not be converted").with("table", &object.name));
        return None;
    }
    if by.sub.is_some() {
        cx.exact(&COMPOSITE, span);
    }
    if leaves > MANY_LEAVES {
        let it = MANY.at(span).with("table", &object.name);
        cx.raise(it.with("leaves", i64::try_from(leaves).unwrap_or(i64::MAX)));
    }
    let named = by.parts.iter().zip(&lowered.parts).find_map(|(from, to)| from.name.as_ref().zip(to.name.as_ref()));
    let example = named.map(|(from, to)| format!(": `{from}` is `{to}`")).unwrap_or_default();
    cx.raise(NAMES.at(span).with("table", &object.name).with("example", example));
    if !storage::has(&table.clauses, "ENABLE ROW MOVEMENT") && by.by != PartitionBy::Hash {
        cx.raise(MOVEMENT.at(span).with("table", &object.name));
    }
    Some(lowered)
}

fn undivided(cx: &mut Cx<'_>, object: &ir::Object, whole: Whole, span: Span) {
    let raised = match whole {
        Whole::Method(method) => METHOD.at(span).with("method", method),
        Whole::Columns => LIST.at(span).with("what", "it stands undivided"),
        Whole::Key(key) => {
            let what = "a foreign key refers to it, so the table stands undivided";
            UNIQUE_KEY.at(span).severity(Severity::Performance).with("key", &key).with("what", what)
        }
    };
    cx.raise(raised.with("table", &object.name));
}

/// A table being divided.
pub(super) struct Division<'c, 'p, 'a> {
    pub(super) cx: &'c mut Cx<'p>,
    id: ObjectId,
    object: &'a ir::Object,
    table: &'a ir::Table,
    pub(super) base: Name,
    names: BTreeSet<Name>,
    pub(super) leaves: usize,
    pub(super) failed: bool,
}

impl Division<'_, '_, '_> {
    /// One level: its key, and its partitions below the table called `parent`.
    fn level(&mut self, by: &ir::Partitioning, parent: &str) -> pg::Partitioning {
        let mut out = self.head(by);
        if partition_pair::is_pair(self.table, by) {
            let raised = LIST.at(by.at.span).severity(Severity::Info).with("table", &self.object.name);
            self.cx.raise(raised.with("what", "it is divided by the first, and each partition by the second"));
            out.parts = self.pairs(by, &mut out, parent);
        } else {
            out.parts = self.parts(by, &by.parts, parent, false);
        }
        storage::drop_all(self.cx, &storage::PHYSICAL, &by.clauses);
        out
    }

    fn head(&mut self, by: &ir::Partitioning) -> pg::Partitioning {
        let key = |expr: &ir::Expr| {
            let name = index::column_of(expr).cloned().unwrap_or_default();
            pg::Expr::name(self.cx.program.plan.names.column(self.id, &name))
        };
        let columns = by.columns.iter().map(key).collect();
        let sub = by.sub.as_ref().map(|sub| Box::new(self.head(sub)));
        let method = match by.by {
            PartitionBy::ConsistentHash | PartitionBy::Hash => PartitionBy::Hash,
            PartitionBy::Range | PartitionBy::List | PartitionBy::Reference | PartitionBy::System => by.by,
        };
        pg::Partitioning {
            by: method,
            columns,
            interval: None,
            automatic: false,
            reference: None,
            count: None,
            parts: Vec::new(),
            sub,
            at: by.at,
            clauses: Vec::new(),
        }
    }

    fn parts(
        &mut self,
        by: &ir::Partitioning,
        listed: &[ir::Partition],
        parent: &str,
        template: bool,
    ) -> Vec<pg::Partition> {
        let span = by.at.span;
        match by.by {
            PartitionBy::Range => self.cx.exact(&RANGE, span),
            PartitionBy::Hash | PartitionBy::ConsistentHash => {
                self.cx.raise(HASH.at(span).with("table", &self.object.name));
                return self.hashed(by, listed, parent, template);
            }
            PartitionBy::List | PartitionBy::Reference | PartitionBy::System => {}
        }
        let mut out = Vec::new();
        let mut lower: Vec<Limit<pg::Pg>> = by.columns.iter().map(|_| Limit::Min).collect();
        let mut has_default = false;
        for (place, part) in listed.iter().enumerate() {
            let bound = match &part.bound {
                Bound::LessThan(limits) => {
                    let Some(upper) = self.limits(by, limits) else {
                        self.failed = true;
                        continue;
                    };
                    let bound = Bound::FromTo(lower.clone(), upper.clone());
                    lower = upper;
                    bound
                }
                Bound::Values(rows) => {
                    let key = self.key_type(by, 0);
                    let rows = rows.iter().map(|row| {
                        row.iter().map(|e| partition_bound::value(self.cx, key.as_ref(), e)).collect::<Option<Vec<_>>>()
                    });
                    let Some(rows) = rows.collect::<Option<Vec<_>>>() else {
                        self.failed = true;
                        continue;
                    };
                    Bound::Values(rows)
                }
                Bound::Default => {
                    has_default = true;
                    Bound::Default
                }
                Bound::Unstated | Bound::FromTo(..) | Bound::Hash(..) => continue,
            };
            let made = self.part(by, part, bound, parent, place, template);
            out.push(made);
        }
        if !has_default {
            out.extend(self.catch_all(by, &out, parent));
        }
        out
    }

    /// `PARTITIONS n` or a list of names.
    fn hashed(
        &mut self,
        by: &ir::Partitioning,
        listed: &[ir::Partition],
        parent: &str,
        template: bool,
    ) -> Vec<pg::Partition> {
        if !listed.is_empty() {
            let count = u32::try_from(listed.len()).unwrap_or(u32::MAX);
            let made = listed.iter().zip(0_u32..).enumerate();
            return made
                .map(|(place, (part, n))| self.part(by, part, Bound::Hash(count, n), parent, place, template))
                .collect();
        }
        let count = by.count.unwrap_or(1).max(1);
        (0..count)
            .map(|n| {
                self.leaves += 1;
                let name = self.free(&target::derived(parent, &format!("_p{n}")));
                bare(name, Bound::Hash(count, n), by)
            })
            .collect()
    }

    /// One partition, with its subpartitions.
    fn part(
        &mut self,
        by: &ir::Partitioning,
        part: &ir::Partition,
        bound: Bound<pg::Pg>,
        parent: &str,
        place: usize,
        template: bool,
    ) -> pg::Partition {
        let written = part.name.as_ref().filter(|name| !super::plan::names::is_generated(name));
        let own = match written {
            Some(name) => self.cx.program.plan.names.fold(name),
            None => generated(&bound, place),
        };
        let front = if template { parent } else { self.base.as_str() };
        let name = self.free(&target::derived(front, &format!("_{own}")));
        storage::drop_all(self.cx, &storage::PHYSICAL, &part.clauses);
        let parts = match &by.sub {
            Some(sub) if !part.parts.is_empty() => self.parts(sub, &part.parts, &name, false),
            Some(sub) => self.parts(sub, &sub.parts, &name, true),
            None => {
                self.leaves += 1;
                Vec::new()
            }
        };
        pg::Partition { name: Some(name), bound, parts, at: part.at, clauses: Vec::new() }
    }

    pub(super) fn key_type(&self, by: &ir::Partitioning, place: usize) -> Option<ir::Type> {
        let name = by.columns.get(place).and_then(index::column_of)?;
        self.table.column(name)?.ty.clone()
    }

    fn limits(&mut self, by: &ir::Partitioning, limits: &[Limit<ir::Ir>]) -> Option<Vec<Limit<pg::Pg>>> {
        let mut out = Vec::with_capacity(limits.len());
        for (place, limit) in limits.iter().enumerate() {
            out.push(match limit {
                Limit::Value(expr) => {
                    let key = self.key_type(by, place);
                    Limit::Value(partition_bound::value(self.cx, key.as_ref(), expr)?)
                }
                Limit::Min => Limit::Min,
                Limit::Max => Limit::Max,
            });
        }
        Some(out)
    }

    /// The DEFAULT partition for rows that Oracle takes and the bounds do not: null keys, and what comes after the last interval.
    pub(super) fn catch_all(
        &mut self,
        by: &ir::Partitioning,
        made: &[pg::Partition],
        parent: &str,
    ) -> Option<pg::Partition> {
        let span = by.at.span;
        let nullable = by
            .columns
            .iter()
            .filter_map(index::column_of)
            .filter_map(|name| self.table.column(name))
            // a column joins the primary key, which takes no nulls
            .filter(|_| self.table.primary_key().is_none())
            .find(|column| !infer::never_null(self.table, column))
            .map(|column| column.name.clone());
        let open = made.last().is_some_and(|part| match &part.bound {
            Bound::FromTo(_, upper) => matches!(upper.first(), Some(Limit::Max)),
            Bound::Values(_) | Bound::Unstated | Bound::LessThan(_) | Bound::Hash(..) | Bound::Default => false,
        });
        let grows = by.interval.is_some() || by.automatic;
        let nulls = nullable.filter(|_| by.by == PartitionBy::Range && open);
        if !grows && nulls.is_none() {
            return None;
        }
        let name = self.free(&target::derived(parent, if grows { "_pdefault" } else { "_pnull" }));
        if grows {
            let how = if by.automatic { "AUTOMATIC" } else { "INTERVAL" };
            let it = INTERVAL.at(span).with("table", &self.object.name).with("how", how);
            self.cx.raise(it.with("partition", &name));
        } else if let Some(column) = nulls {
            let it = NULL_KEY.at(span).with("table", &self.object.name).with("column", &column);
            self.cx.raise(it.with("partition", &name));
        }
        self.cx.raise(DEFAULT.at(span).with("table", &self.object.name).with("partition", &name));
        self.leaves += 1;
        Some(bare(name, Bound::Default, by))
    }

    /// The name, or the name with a number where it is taken.
    pub(super) fn free(&mut self, want: &Name) -> Name {
        let schema = self.cx.program.target(self.id).schema.unwrap_or_default();
        let mut name = want.clone();
        let mut n = 2;
        while self.names.contains(&name) || self.cx.program.plan.names.is_taken(&schema, &name) {
            name = target::derived(want, &format!("_{n}"));
            n += 1;
        }
        self.names.insert(name.clone());
        name
    }
}

pub(super) fn bare(name: Name, bound: Bound<pg::Pg>, by: &ir::Partitioning) -> pg::Partition {
    pg::Partition { name: Some(name), bound, parts: Vec::new(), at: by.at, clauses: Vec::new() }
}

/// A name for a partition that the source named itself: by the date it begins with, else by its place.
fn generated(bound: &Bound<pg::Pg>, place: usize) -> Name {
    let date = |limits: &[Limit<pg::Pg>]| match limits.first() {
        Some(Limit::Value(pg::Expr::Text(text))) => {
            let digits: String = text.chars().filter(char::is_ascii_digit).collect();
            (digits.len() >= 8).then_some(digits)
        }
        Some(Limit::Value(_) | Limit::Min | Limit::Max) | None => None,
    };
    let found = match bound {
        Bound::FromTo(from, _) => date(from),
        Bound::Values(_) | Bound::Unstated | Bound::LessThan(_) | Bound::Hash(..) | Bound::Default => None,
    };
    match found {
        Some(digits) => format!("p{digits}").into(),
        None => format!("p{}", place + 1).into(),
    }
}
