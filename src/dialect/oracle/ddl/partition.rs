//! Partitioning of tables, indexes and materialized views, of every kind and level.

use super::super::clauses::{clause, dropped, integer, object, value};
use super::super::names::{ident, names};
use super::physical::physical;
use super::table::storage::storage;
use crate::catalog::{Bound, Limit, Partition as Part, PartitionBy, Partitioning as Parts};
use crate::ir::{Clause, ClauseKind, Expr, Partition, Partitioning};
use crate::name::Name;
use crate::syntax::{Expected, In, Kind, R, accept, keywords, list1, next, parens, sign, word, words};

keywords! {
    ACCESS, AUTO, AUTOMATIC, BY, COMPRESS, CONSISTENT, DEFAULT, EXTERNAL, HASH, IN, INTERNAL, INTERVAL, LESS, LIST, LOCATION,
    MAPPING, MAXVALUE, MINVALUE, NOMAPPING, ONLY, OVERFLOW, PARAMETERS, PARENT, PARTITION, PARTITIONS, PARTITIONSET, RANGE, READ,
    REFERENCE, STORE, SUBPARTITION, SUBPARTITIONS, SYSTEM, TABLESPACE, TEMPLATE, THAN, UNUSABLE, USABLE, VALUES,
}

/// `PARTITION BY …`, from `PARTITION` or `PARTITIONSET`.
pub(in super::super) fn partitioning(start: In<'_>) -> R<'_, Partitioning> {
    if start.word() == PARTITIONSET {
        return partition_set(start);
    }
    let (i, ()) = words(&[PARTITION, BY])(start)?;
    by(i, start)
}

fn empty(by: PartitionBy) -> Partitioning {
    Parts {
        by,
        columns: Vec::new(),
        interval: None,
        automatic: false,
        reference: None,
        count: None,
        parts: Vec::new(),
        sub: None,
        at: crate::span::At::default(),
        clauses: Vec::new(),
    }
}

fn by<'a>(i: In<'a>, start: In<'a>) -> R<'a, Partitioning> {
    let n = i.advance();
    let (i, mut p) = match i.word() {
        RANGE => keyed(n, PartitionBy::Range)?,
        LIST => keyed(n, PartitionBy::List)?,
        HASH => keyed(n, PartitionBy::Hash)?,
        CONSISTENT => keyed(word(HASH)(n)?.0, PartitionBy::ConsistentHash)?,
        SYSTEM => (n, empty(PartitionBy::System)),
        REFERENCE => {
            let (i, constraint) = parens(ident)(n)?;
            (i, Parts { reference: Some(constraint), ..empty(PartitionBy::Reference) })
        }
        _ => return i.fail(Expected::Thing("`RANGE`, `LIST`, `HASH`, `REFERENCE` or `SYSTEM`")),
    };
    let mut i = rules(i, &mut p)?.0;
    if next(i, &[SUBPARTITION, BY]) {
        let (behind, sub) = subpartitioning(i)?;
        p.sub = Some(Box::new(sub));
        i = rules(behind, &mut p)?.0;
    }
    if i.kind() == Kind::Open {
        let (behind, parts) = parens(list1(partition))(i)?;
        p.parts = parts;
        i = behind;
    }
    let (i, at) = i.at(start);
    p.at = at;
    Ok((i, p))
}

fn keyed(i: In<'_>, by: PartitionBy) -> R<'_, Partitioning> {
    let (i, columns) = if i.kind() == Kind::Open { parens(list1(value))(i)? } else { (i, Vec::new()) };
    Ok((i, Parts { columns, ..empty(by) }))
}

/// What stands between the key and the partitions.
fn rules<'a>(mut i: In<'a>, p: &mut Partitioning) -> R<'a, ()> {
    loop {
        let n = i.advance();
        i = match i.word() {
            INTERVAL => {
                let (n, interval) = parens(value)(n)?;
                p.interval = Some(interval);
                n
            }
            AUTOMATIC => {
                p.automatic = true;
                n
            }
            STORE => {
                let (n, clause) = store_in(i)?;
                p.clauses.push(clause);
                n
            }
            PARTITIONS | SUBPARTITIONS if n.word() == AUTO => n.advance(),
            PARTITIONS | SUBPARTITIONS => {
                let (n, count) = integer(n)?;
                p.count = u32::try_from(count).ok();
                n
            }
            OVERFLOW if n.word() == STORE => {
                let (n, _) = store_in(n)?;
                let (n, clause) = dropped(n, i, "OVERFLOW")?;
                p.clauses.push(clause);
                n
            }
            TABLESPACE | COMPRESS => match physical(i) {
                Some(read) => {
                    let (n, clause) = read?;
                    p.clauses.push(clause);
                    n
                }
                None => return Ok((i, ())),
            },
            _ => return Ok((i, ())),
        };
    }
}

/// `STORE IN (tablespaces)`.
fn store_in(start: In<'_>) -> R<'_, Clause> {
    let (i, ()) = words(&[STORE, IN])(start)?;
    let (i, tablespaces) = names(i)?;
    Ok(clause(i, start, ClauseKind::Names("STORE IN", tablespaces)))
}

/// `SUBPARTITION BY …` with its template.
fn subpartitioning(start: In<'_>) -> R<'_, Partitioning> {
    let (i, ()) = words(&[SUBPARTITION, BY])(start)?;
    let (by, i) = match i.word() {
        RANGE => (PartitionBy::Range, i.advance()),
        LIST => (PartitionBy::List, i.advance()),
        HASH => (PartitionBy::Hash, i.advance()),
        _ => return i.fail(Expected::Thing("`RANGE`, `LIST` or `HASH`")),
    };
    let (i, mut p) = keyed(i, by)?;
    let i = if let Some(i) = accept(i, &[SUBPARTITION, TEMPLATE]) {
        let (i, parts) = template(i)?;
        p.parts = parts;
        i
    } else {
        rules(i, &mut p)?.0
    };
    let (i, at) = i.at(start);
    p.at = at;
    Ok((i, p))
}

/// The subpartitions of a template: a list, or how many.
pub(super) fn template(i: In<'_>) -> R<'_, Vec<Partition>> {
    if i.kind() == Kind::Open {
        return parens(list1(partition))(i);
    }
    let (behind, count) = integer(i)?;
    let (behind, at) = behind.at(i);
    let one = || Part { name: None, bound: Bound::Unstated, parts: Vec::new(), at, clauses: Vec::new() };
    Ok((behind, (0..count.clamp(0, 1024)).map(|_| one()).collect()))
}

/// `PARTITION [name] [VALUES …] description [(subpartitions)]`; the same with `SUBPARTITION` and `PARTITIONSET`.
pub(super) fn partition(start: In<'_>) -> R<'_, Partition> {
    if !matches!(start.word(), PARTITION | SUBPARTITION | PARTITIONSET) {
        return start.fail(Expected::Word(PARTITION));
    }
    described(start.advance(), start)
}

/// What stands behind `PARTITION`.
pub(super) fn described<'a>(i: In<'a>, start: In<'a>) -> R<'a, Partition> {
    let (i, name) = if has_name(i) { ident(i).map(|(i, name)| (i, Some(name)))? } else { (i, None) };
    let (i, bound) = bound(i)?;
    let (mut i, mut clauses) = description(i)?;
    let mut parts = Vec::new();
    if i.kind() == Kind::Open {
        let (behind, list) = parens(list1(partition))(i)?;
        parts = list;
        i = behind;
    } else if i.word() == SUBPARTITIONS {
        let (behind, count) = integer(i.advance())?;
        let (behind, clause) = clause(behind, i, ClauseKind::Number("SUBPARTITIONS", count));
        clauses.push(clause);
        i = behind;
    }
    let (mut i, more) = description(i)?;
    clauses.extend(more);
    if i.kind() == Kind::Open && parts.is_empty() {
        let (behind, list) = parens(list1(partition))(i)?;
        parts = list;
        i = behind;
    }
    let (i, at) = i.at(start);
    Ok((i, Part { name, bound, parts, at, clauses }))
}

/// Whether the partition has a name: it may be left out before a clause, a comma or the end.
fn has_name(i: In<'_>) -> bool {
    let clause = i.word() == VALUES
        || (i.word() == TABLESPACE && i.peek(1).kind != Kind::Comma)
        || matches!(i.kind(), Kind::Comma | Kind::Close | Kind::Open | Kind::End);
    let unnamed = matches!(i.word(), SUBPARTITIONS | STORE | OVERFLOW)
        || (physical(i).is_some() && !next(i.advance(), &[VALUES]));
    !clause && !unnamed
}

/// `VALUES LESS THAN (…)`, `VALUES (…)`.
pub(super) fn bound(i: In<'_>) -> R<'_, Bound<crate::ir::Ir>> {
    if i.word() != VALUES {
        return Ok((i, Bound::Unstated));
    }
    if let Some(i) = accept(i.advance(), &[LESS, THAN]) {
        let (i, limits) = parens(list1(limit))(i)?;
        return Ok((i, Bound::LessThan(limits)));
    }
    let (i, _) = sign(Kind::Open)(i.advance())?;
    if i.word() == DEFAULT && i.peek(1).kind == Kind::Close {
        return Ok((i.skip(2), Bound::Default));
    }
    let (i, rows) = list1(row)(i)?;
    let (i, _) = sign(Kind::Close)(i)?;
    Ok((i, Bound::Values(rows)))
}

pub(super) fn limit(i: In<'_>) -> R<'_, Limit<crate::ir::Ir>> {
    match i.word() {
        MAXVALUE => Ok((i.advance(), Limit::Max)),
        MINVALUE => Ok((i.advance(), Limit::Min)),
        _ => value(i).map(|(i, v)| (i, Limit::Value(v))),
    }
}

/// One value of a list, or a row of values for a key of several columns.
pub(super) fn row(i: In<'_>) -> R<'_, Vec<Expr>> {
    if i.kind() == Kind::Open {
        return parens(list1(value))(i);
    }
    value(i).map(|(i, v)| (i, vec![v]))
}

/// What may stand behind the bound of a partition.
pub(super) fn description(mut i: In<'_>) -> R<'_, Vec<Clause>> {
    let mut clauses = Vec::new();
    while let Some(read) = described_by(i) {
        let (next, clause) = read?;
        clauses.push(clause);
        i = next;
    }
    Ok((i, clauses))
}

fn described_by(start: In<'_>) -> Option<R<'_, Clause>> {
    let n = start.advance();
    let second = start.word_at(1);
    Some(match start.word() {
        INTERNAL | EXTERNAL => external(n, start),
        READ if second == ONLY => dropped(n.advance(), start, "READ ONLY"),
        // of an index of a further type
        PARAMETERS if n.kind() == Kind::Open => dropped(crate::syntax::balanced(n), start, "PARAMETERS"),
        UNUSABLE => dropped(n, start, "UNUSABLE"),
        USABLE => dropped(n, start, "USABLE"),
        MAPPING => dropped(n.advance(), start, "MAPPING TABLE"),
        NOMAPPING => dropped(n, start, "NOMAPPING"),
        STORE => store_in(start),
        PARENT => object(n.advance(), start, "PARENT"),
        OVERFLOW => overflow(n, start),
        _ => return physical(start).or_else(|| storage(start)),
    })
}

fn overflow<'a>(i: In<'a>, start: In<'a>) -> R<'a, Clause> {
    let (i, _) = super::physical::physicals(i)?;
    dropped(i, start, "OVERFLOW")
}

/// `EXTERNAL [DEFAULT DIRECTORY d] [ACCESS PARAMETERS (…)] [LOCATION (…)]`.
fn external<'a>(mut i: In<'a>, start: In<'a>) -> R<'a, Clause> {
    loop {
        i = match i.word() {
            LOCATION => crate::syntax::balanced(i.advance()),
            DEFAULT => i.skip(3),
            ACCESS => crate::syntax::balanced(i.skip(2)),
            _ => return dropped(i, start, "EXTERNAL"),
        };
    }
}

/// `PARTITIONSET BY { RANGE | LIST } (columns) PARTITION BY CONSISTENT HASH … (PARTITIONSET …)`: the sets tell where shards
/// live; what divides the rows is the partitioning within.
fn partition_set(start: In<'_>) -> R<'_, Partitioning> {
    let (i, ()) = words(&[PARTITIONSET, BY])(start)?;
    let (i, ()) = if i.word() == RANGE { words(&[RANGE])(i)? } else { words(&[LIST])(i)? };
    let (i, columns) = names(i)?;
    let (i, set) = clause(i, start, ClauseKind::Names("PARTITIONSET BY", columns));
    let (i, ()) = words(&[PARTITION, BY])(i)?;
    let (i, mut p) = by(i, start)?;
    p.clauses.push(set);
    Ok((i, p))
}

/// `LOCAL` of an index: its partitions, where they are listed.
pub(in super::super) fn local(i: In<'_>) -> R<'_, (Vec<Partition>, Vec<Clause>)> {
    let (i, clauses) = if i.word() == STORE { store_in(i).map(|(i, c)| (i, vec![c]))? } else { (i, Vec::new()) };
    if i.kind() != Kind::Open {
        return Ok((i, (Vec::new(), clauses)));
    }
    let (i, parts) = parens(list1(partition))(i)?;
    Ok((i, (parts, clauses)))
}

/// Names of several partitions: `PARTITION a, b` or `PARTITIONS a, b`.
pub(super) fn listed(i: In<'_>) -> R<'_, Vec<Name>> {
    list1(ident)(i)
}
