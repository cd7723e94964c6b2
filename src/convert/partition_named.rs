//! `PARTITION (p)`, `SUBPARTITION FOR (v)` behind a table: the tables of the output that hold these rows.

use super::{Cx, partition, partition_bound};
use crate::catalog::{Bound, Limit, ObjectId, PartitionBy};
use crate::finding::{Effort, Key, Rule, Severity, Source};
use crate::ir;
use crate::name::{Name, QName};
use crate::pg;
use crate::span::{At, Span};
use std::cmp::Ordering;

static NAMED: Rule = Rule {
    name: "partition-by-name",
    codes: &[(Source::Oracle, "HD-374")],
    raw: Severity::Blocker,
    message: "the table of partition `{partition}` stands for PARTITION (…)",
    help: "Nothing to do.",
    ..Rule::PLAIN
};

static HASHED: Rule = Rule {
    name: "hash-partition-by-name",
    codes: &[(Source::Oracle, "HD-375")],
    raw: Severity::Blocker,
    severity: Severity::BehaviourChange,
    effort: Effort::minutes(20, 10),
    message: "hash partition `{partition}` is named: PostgreSQL's hash function puts other rows into it than Oracle's",
    help: "Nothing to do where all partitions are read one by one; else choose the rows by a condition.",
    ..Rule::PLAIN
};

/// Rules of this file.
pub static RULES: &[&Rule] = &[&NAMED, &HASHED];

/// The tables that hold the rows of a named partition; else why that cannot be told.
pub(super) fn tables(cx: &mut Cx<'_>, id: ObjectId, it: &ir::PartitionRef, span: Span) -> Result<Vec<QName>, String> {
    let object = cx.program.read.catalog.get(id);
    let ir::Kind::Table(table) = &object.kind else { return Err("`PARTITION (…)` behind what is no table".into()) };
    let Some(by) = table.partitioning.as_deref() else {
        return Err("`PARTITION (…)` behind a table without partitions".into());
    };
    // What dividing the table says is said there.
    let mut inner = Cx::new(cx.program, Key::default(), object.at.span);
    let Some(made) = partition::lower(&mut inner, id, object, table) else {
        return Err(format!("`PARTITION (…)` of `{}`, which is not divided in the output,", object.name));
    };
    let found = match (it.names.as_slice(), it.values.as_slice()) {
        ([name], []) => named(by, &made, name, it.sub),
        ([], values) if !values.is_empty() && !it.sub => valued(&mut inner, table, by, &made, values),
        _ => None,
    };
    let Some((found, nulls)) = found else {
        let what = it.names.first().map_or_else(|| "FOR (…)".to_owned(), |name| format!("({name})"));
        return Err(format!("`PARTITION {what}`, which is no partition of the output,"));
    };
    let shown = it.names.first().or(found.name.as_ref()).cloned().unwrap_or_default();
    let hash = |by: &ir::Partitioning| matches!(by.by, PartitionBy::Hash | PartitionBy::ConsistentHash);
    let hashed = if it.sub { by.sub.as_deref().is_some_and(hash) } else { hash(by) };
    if hashed {
        cx.raise(HASHED.at(span).with("partition", &shown));
    } else {
        cx.exact(&NAMED, span);
    }
    let schema = cx.program.target(id).schema;
    let table = |part: &pg::Partition| Some(QName { schema: schema.clone(), name: part.name.clone()? });
    Ok(std::iter::once(found).chain(nulls).filter_map(table).collect())
}

/// A partition of the output, and that of the null keys where the source keeps their rows in the same.
type Found<'p> = (&'p pg::Partition, Option<&'p pg::Partition>);

/// The partition that was made of the one that stands at a place.
fn made_of(parts: &[pg::Partition], at: At) -> Option<&pg::Partition> {
    let mut all = parts.iter().filter(|p| p.at.span == at.span);
    all.next().filter(|_| all.next().is_none())
}

/// Rows without a key are in the last range in the source, and apart in the output.
fn with_nulls<'p>(by: &ir::Partitioning, parts: &'p [pg::Partition], found: &'p pg::Partition) -> Found<'p> {
    let open = matches!(&found.bound, Bound::FromTo(_, upper) if matches!(upper.first(), Some(Limit::Max)));
    let is_last = by.by == PartitionBy::Range && open && by.interval.is_none();
    let nulls = parts.iter().find(|p| matches!(p.bound, Bound::Default)).filter(|_| is_last);
    (found, nulls)
}

fn named<'p>(by: &ir::Partitioning, made: &'p pg::Partitioning, name: &Name, sub: bool) -> Option<Found<'p>> {
    if !sub {
        let part = by.parts.iter().find(|p| p.name.as_ref() == Some(name))?;
        return Some(with_nulls(by, &made.parts, made_of(&made.parts, part.at)?));
    }
    let division = by.sub.as_deref()?;
    for part in &by.parts {
        let Some(own) = made_of(&made.parts, part.at) else { continue };
        let template = part.parts.is_empty();
        let list = if template { &division.parts } else { &part.parts };
        for below in list {
            let written = below.name.as_ref()?;
            let full = part.name.as_ref().map(|front| Name::from(format!("{front}_{written}")));
            if if template { full.as_ref() == Some(name) } else { written == name } {
                return Some(with_nulls(division, &own.parts, made_of(&own.parts, below.at)?));
            }
        }
    }
    None
}

/// The partition of a value of the key.
fn valued<'p>(
    cx: &mut Cx<'_>,
    table: &ir::Table,
    by: &ir::Partitioning,
    made: &'p pg::Partitioning,
    values: &[ir::Expr],
) -> Option<Found<'p>> {
    let ([key], [value]) = (by.columns.as_slice(), values) else { return None };
    let ir::ExprKind::Name(path) = &key.kind else { return None };
    let ty = table.column(path.parts.last()?)?.ty.clone();
    let value = partition_bound::value(cx, ty.as_ref(), value)?;
    let mut default = None;
    for part in &made.parts {
        let holds = match &part.bound {
            Bound::FromTo(from, to) => {
                above(&value, from.first()?)? != Ordering::Less && above(&value, to.first()?)? == Ordering::Less
            }
            Bound::Values(rows) => {
                let mut found = false;
                for row in rows.iter().flatten() {
                    found |= order(&value, row)? == Ordering::Equal;
                }
                found
            }
            Bound::Default => {
                default = Some(part);
                false
            }
            Bound::Unstated | Bound::LessThan(_) | Bound::Hash(..) => return None,
        };
        if holds {
            return Some(with_nulls(by, &made.parts, part));
        }
    }
    // The rows of an interval that is not there yet are with those of all others.
    default.filter(|_| by.by == PartitionBy::List && !by.automatic).map(|part| (part, None))
}

fn above(value: &pg::Expr, limit: &Limit<pg::Pg>) -> Option<Ordering> {
    match limit {
        Limit::Value(limit) => order(value, limit),
        Limit::Min => Some(Ordering::Greater),
        Limit::Max => Some(Ordering::Less),
    }
}

/// Digits that a binary number always keeps.
const EXACT: usize = 15;

/// How two literals of one type compare: numbers, and texts by their bytes, as dates in one form do.
fn order(a: &pg::Expr, b: &pg::Expr) -> Option<Ordering> {
    match (a, b) {
        (pg::Expr::Number(a), pg::Expr::Number(b)) => match (a.parse::<i128>(), b.parse::<i128>()) {
            (Ok(a), Ok(b)) => Some(a.cmp(&b)),
            _ if a.len().max(b.len()) <= EXACT => a.parse::<f64>().ok()?.partial_cmp(&b.parse().ok()?),
            _ => None,
        },
        (pg::Expr::Text(a), pg::Expr::Text(b)) => {
            let day = |text: &str| text.strip_suffix(" 00:00:00").unwrap_or(text).to_owned();
            Some(day(a).cmp(&day(b)))
        }
        _ => None,
    }
}
