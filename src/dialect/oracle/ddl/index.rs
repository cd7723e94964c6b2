//! `CREATE`, `ALTER` and `DROP INDEX`: of every kind (ordered, bitmap, join, domain, vector, search, cluster).

use super::super::clauses::{
    clause, dropped as without_effect, flag, integer, maybe, named, plain, text, to_end, value,
};
use super::super::names::{ident, qname};
use super::object::{created, dropped, renamed};
use super::physical::{physical, physicals};
use super::{Create, Existing, Head};
use crate::catalog::{Bound, Change, IndexKey, IndexMethod, Limit, Partition, PartitionBy, Partitioning};
use crate::finding::ObjectKind;
use crate::ir::{Clause, ClauseKind, Does, Expr, Index, Ir, Kind};
use crate::name::QName;
use crate::syntax::{Expected, In, Kind as Sign, R, accept, balanced, keywords, list1, parens, word, words};

keywords! {
    ACCURACY, ANNOTATIONS, ASC, BITMAP, BLOCK, BY, CLEANUP, CLUSTER, COALESCE, COMPILE, DEFERRED, DESC, DISABLE,
    DISTANCE, ENABLE, FOR, FORCE, FROM, FULL, GLOBAL, GRAPH, HASH, HYBRID, ILM, IMMEDIATE, INCLUDE, INDEX, INDEXING,
    INDEXTYPE, INMEMORY, INVALIDATION, INVISIBLE, IS, JSON, LESS, LIST, LOCAL, MAXVALUE, MONITORING, MULTIVALUE,
    NEIGHBOR, NOMONITORING, ON, ONLINE, ONLY, ORGANIZATION, OVERFLOW, PARAMETERS, PARTIAL, PARTITION, PARTITIONS,
    RANGE, REBUILD, RENAME, REVERSE, SEARCH, STORE, SUBPARTITION, TARGET, TEXT, THAN, TO, UNIQUE, UNUSABLE, UPDATE,
    USABLE, USAGE, VALUES, VECTOR, VISIBLE, WHERE, WITH, XML,
}

/// `CREATE [UNIQUE | BITMAP | MULTIVALUE] INDEX`.
pub(super) static CREATE: Create =
    Create { modifiers: &[UNIQUE, BITMAP, MULTIVALUE], words: &[INDEX], label: "CREATE INDEX", read: create };
/// `CREATE SEARCH INDEX`.
pub(super) static CREATE_SEARCH: Create = Create {
    modifiers: &[],
    words: &[SEARCH, INDEX],
    label: "CREATE SEARCH INDEX",
    read: |i, head| special(i, head, QName::new("CTXSYS", "CONTEXT_V2")),
};
/// `CREATE VECTOR INDEX`.
pub(super) static CREATE_VECTOR: Create = Create {
    modifiers: &[],
    words: &[VECTOR, INDEX],
    label: "CREATE VECTOR INDEX",
    read: |i, head| special(i, head, QName::bare("VECTOR")),
};
/// `CREATE HYBRID VECTOR INDEX`.
pub(super) static CREATE_HYBRID: Create = Create {
    modifiers: &[],
    words: &[HYBRID, VECTOR, INDEX],
    label: "CREATE HYBRID VECTOR INDEX",
    read: |i, head| special(i, head, QName::bare("HYBRID VECTOR")),
};
/// `ALTER INDEX`.
pub(super) static ALTER: Existing = Existing { words: &[INDEX], label: "ALTER INDEX", read: alter };
/// `DROP INDEX`.
pub(super) static DROP: Existing =
    Existing { words: &[INDEX], label: "DROP INDEX", read: |i, p| dropped(i, p, ObjectKind::Index) };

fn create<'a>(i: In<'a>, head: Head<'a>) -> R<'a, Does> {
    let (i, name) = qname(i)?;
    let (i, mut index) = definition(i, head.has(BITMAP))?;
    index.unique = head.has(UNIQUE);
    if head.has(MULTIVALUE) {
        index.clauses.push(flag(i, i, "MULTIVALUE")?.1);
    }
    created(i, head, name, Kind::Index(index))
}

fn special<'a>(i: In<'a>, head: Head<'a>, method: QName) -> R<'a, Does> {
    let (i, name) = qname(i)?;
    let (i, mut index) = definition(i, false)?;
    index.method = IndexMethod::Domain(method);
    created(i, head, name, Kind::Index(index))
}

/// An index from behind its name: also the one of `USING INDEX (CREATE INDEX …)`.
pub(in super::super) fn definition(i: In<'_>, bitmap: bool) -> R<'_, Index> {
    let mut it = Index {
        table: QName::default(),
        keys: Vec::new(),
        unique: false,
        method: if bitmap { IndexMethod::Bitmap } else { IndexMethod::BTree },
        predicate: None,
        include: Vec::new(),
        hidden: false,
        partitioning: None,
        local: false,
        clauses: Vec::new(),
    };
    let i = if i.word() == ILM { to_end_of_ilm(i, &mut it.clauses) } else { i };
    let (i, _) = word(ON)(i)?;
    if i.word() == CLUSTER {
        let (i, cluster) = qname(i.advance())?;
        it.table = cluster;
        it.method = IndexMethod::Cluster;
        return attributes(i, it);
    }
    let (i, table) = qname(i)?;
    it.table = table;
    // an alias, used by expressions over object and JSON columns
    let i = if i.kind() == Sign::Open {
        i
    } else {
        let (n, clause) = named(i, i, "ALIAS")?;
        it.clauses.push(clause);
        n
    };
    let (i, keys) = parens(list1(key))(i)?;
    it.keys = keys;
    let i = if i.word() == FROM { join(i, &mut it)?.0 } else { i };
    attributes(i, it)
}

fn to_end_of_ilm<'a>(i: In<'a>, clauses: &mut Vec<Clause>) -> In<'a> {
    let mut n = i;
    while !n.is_end() && n.word() != ON {
        n = n.advance();
    }
    let (n, clause) = plain(n, i, "ILM");
    clauses.push(clause);
    n
}

/// `expr [ASC | DESC]`.
fn key(i: In<'_>) -> R<'_, IndexKey<Ir>> {
    let (i, expr) = key_value(i)?;
    let i = maybe(i, ASC);
    let (i, descending) = (maybe(i, DESC), i.word() == DESC);
    Ok((i, IndexKey { expr, descending, nulls_first: None, class: None, collation: None }))
}

/// An expression; what the grammar does not know is a visible node.
fn key_value(i: In<'_>) -> R<'_, Expr> {
    if let Ok((n, expr)) = super::super::expr::expr(i)
        && (matches!(n.kind(), Sign::Comma | Sign::Close) || matches!(n.word(), ASC | DESC))
    {
        return Ok((n, expr));
    }
    value(i)
}

/// `FROM table [alias], … WHERE condition` of a bitmap join index.
fn join<'a>(start: In<'a>, it: &mut Index) -> R<'a, ()> {
    let (i, tables) = list1(|from| {
        let (i, name) = qname(from)?;
        if matches!(i.kind(), Sign::Name | Sign::Quoted) && i.word() != WHERE {
            let (i, alias) = ident(i)?;
            let (i, alias) = clause(i, from, ClauseKind::Named("ALIAS", alias));
            let (i, table) = clause(i, from, ClauseKind::Object("TABLE", name));
            return Ok(clause(i, from, ClauseKind::Group("FROM", vec![table, alias])));
        }
        Ok(clause(i, from, ClauseKind::Object("TABLE", name)))
    })(start.advance())?;
    it.method = IndexMethod::BitmapJoin;
    let (i, from) = clause(i, start, ClauseKind::Group("FROM", tables));
    it.clauses.push(from);
    let (i, _) = word(WHERE)(i)?;
    let (n, condition) = super::super::expr::condition(i)?;
    let (n, condition) = clause(n, i, ClauseKind::Expr("WHERE", condition));
    it.clauses.push(condition);
    Ok((n, ()))
}

/// Everything behind the keys, in any order.
fn attributes(mut i: In<'_>, mut it: Index) -> R<'_, Index> {
    loop {
        if let Some(read) = physical(i) {
            let (n, clause) = read?;
            it.clauses.push(clause);
            i = n;
            continue;
        }
        match attribute(i, &mut it)? {
            (n, true) => i = n,
            (n, false) => return Ok((n, it)),
        }
    }
}

fn attribute<'a>(i: In<'a>, it: &mut Index) -> R<'a, bool> {
    let n = i.advance();
    let (next, clause) = match (i.word(), n.word()) {
        (REVERSE, _) => {
            it.method = IndexMethod::Reverse;
            return Ok((n, true));
        }
        (UNUSABLE, _) => {
            it.hidden = true;
            flag(n, i, "UNUSABLE")?
        }
        (INVISIBLE, _) => {
            it.hidden = true;
            flag(n, i, "INVISIBLE")?
        }
        (VISIBLE | USABLE, _) => plain(n, i, i.word().text()),
        (INDEXING, PARTIAL) => flag(n.advance(), i, "INDEXING PARTIAL")?,
        (INDEXING, FULL) => plain(n.advance(), i, "INDEXING FULL"),
        (DEFERRED | IMMEDIATE, INVALIDATION) => plain(n.advance(), i, "INVALIDATION"),
        (ANNOTATIONS, _) => plain(balanced(n), i, "ANNOTATIONS"),
        (INDEXTYPE, IS) => {
            let (n, name) = qname(n.advance())?;
            it.method = IndexMethod::Domain(name);
            return Ok((n, true));
        }
        (PARAMETERS, _) => parameters(i)?,
        (LOCAL, _) => return local(i, it).map(|(n, ())| (n, true)),
        (GLOBAL, _) => return global(i, it).map(|(n, ())| (n, true)),
        (FOR, JSON | TEXT | XML) => {
            let word = match n.word() {
                JSON => "FOR JSON",
                XML => "FOR XML",
                _ => "FOR TEXT",
            };
            flag(n.advance(), i, word)?
        }
        (INCLUDE, _) => {
            let (n, columns) = parens(list1(ident))(n)?;
            it.include = columns;
            return Ok((n, true));
        }
        (ORGANIZATION, _) => organization(i)?,
        (DISTANCE, _) => named(n, i, "DISTANCE")?,
        (WITH, TARGET) => accuracy(i)?,
        _ => return Ok((i, false)),
    };
    it.clauses.push(clause);
    Ok((next, true))
}

/// `PARAMETERS ( 'text' )`, also with an object of the index type (`PARAMETERS ('PARAM name')`) or a list of settings.
fn parameters(i: In<'_>) -> R<'_, Clause> {
    let n = i.advance();
    if n.kind() == Sign::Open && n.peek(1).kind == Sign::Text && n.peek(2).kind == Sign::Close {
        let (n, value) = parens(text)(n)?;
        return Ok(clause(n, i, ClauseKind::Text("PARAMETERS", value)));
    }
    let end = balanced(n);
    let written = end.cx.slice(end.span_from(n)).into();
    Ok(clause(end, i, ClauseKind::Text("PARAMETERS", written)))
}

/// `ORGANIZATION [INMEMORY] NEIGHBOR { GRAPH | PARTITIONS }` of a vector index.
fn organization(i: In<'_>) -> R<'_, Clause> {
    let n = maybe(i.advance(), INMEMORY);
    let (n, _) = word(NEIGHBOR)(n)?;
    match n.word() {
        GRAPH => flag(n.advance(), i, "ORGANIZATION NEIGHBOR GRAPH"),
        PARTITIONS => flag(n.advance(), i, "ORGANIZATION NEIGHBOR PARTITIONS"),
        _ => n.fail(Expected::Word(GRAPH)),
    }
}

/// `WITH TARGET ACCURACY n [PARAMETERS (…)]`.
fn accuracy(i: In<'_>) -> R<'_, Clause> {
    let (n, ()) = words(&[WITH, TARGET, ACCURACY])(i)?;
    let (n, accuracy) = integer(n)?;
    Ok(clause(n, i, ClauseKind::Number("TARGET ACCURACY", accuracy)))
}

/// `LOCAL [ STORE IN (…) | ( PARTITION … ) ]`.
fn local<'a>(start: In<'a>, it: &mut Index) -> R<'a, ()> {
    it.local = true;
    let mut i = start.advance();
    if i.word() == STORE {
        let n = balanced(i.skip(2));
        let (n, clause) = plain(n, i, "STORE IN");
        it.clauses.push(clause);
        i = n;
    }
    if i.kind() == Sign::Open && i.word_at(1) == PARTITION {
        let (i, parts) = parens(list1(local_partition))(i)?;
        let (i, group) = clause(i, start, ClauseKind::Group("LOCAL", parts));
        it.clauses.push(group);
        return Ok((i, ()));
    }
    Ok((i, ()))
}

/// `PARTITION [name] [attributes] [( SUBPARTITION … )]`: the name, and whether it is usable.
fn local_partition(start: In<'_>) -> R<'_, Clause> {
    let (mut i, _) = if start.word() == SUBPARTITION { word(SUBPARTITION)(start)? } else { word(PARTITION)(start)? };
    let mut parts = Vec::new();
    if matches!(i.kind(), Sign::Name | Sign::Quoted) && physical(i).is_none() && !is_partition_attribute(i) {
        let (n, name) = named(i, i, "PARTITION")?;
        parts.push(name);
        i = n;
    }
    loop {
        let n = i.advance();
        let (next, clause) = match i.word() {
            UNUSABLE => flag(n, i, "UNUSABLE")?,
            USABLE => plain(n, i, "USABLE"),
            PARAMETERS => parameters(i)?,
            STORE => plain(balanced(n.advance()), i, "STORE IN"),
            _ if i.kind() == Sign::Open => {
                let (n, subs) = parens(list1(local_partition))(i)?;
                clause(n, i, ClauseKind::Group("SUBPARTITIONS", subs))
            }
            _ => match physical(i) {
                Some(read) => read?,
                None => return Ok(clause(i, start, ClauseKind::Group("PARTITION", parts))),
            },
        };
        parts.push(clause);
        i = next;
    }
}

fn is_partition_attribute(i: In<'_>) -> bool {
    matches!(i.word(), UNUSABLE | USABLE) || (i.word() == PARAMETERS && i.peek(1).kind == Sign::Open)
}

/// `GLOBAL [ PARTITION BY { RANGE (…) ( PARTITION … ) | HASH (…) … } ]`.
fn global<'a>(start: In<'a>, it: &mut Index) -> R<'a, ()> {
    let i = start.advance();
    let Some(i) = accept(i, &[PARTITION, BY]) else {
        let (i, clause) = plain(i, start, "GLOBAL");
        it.clauses.push(clause);
        return Ok((i, ()));
    };
    let by = match i.word() {
        RANGE => PartitionBy::Range,
        HASH => PartitionBy::Hash,
        LIST => PartitionBy::List,
        _ => return i.fail(Expected::Word(RANGE)),
    };
    let (mut i, columns) = parens(list1(value))(i.advance())?;
    let mut clauses = Vec::new();
    let mut count = None;
    if i.word() == PARTITIONS {
        let (n, number) = integer(i.advance())?;
        count = u32::try_from(number).ok();
        i = n;
    }
    while matches!(i.word(), STORE | OVERFLOW) {
        let from = i;
        let n = if i.word() == OVERFLOW { i.advance() } else { i };
        let (n, clause) = plain(balanced(n.skip(2)), from, "STORE IN");
        clauses.push(clause);
        i = n;
    }
    let (i, parts) = if i.kind() == Sign::Open { parens(list1(global_partition))(i)? } else { (i, Vec::new()) };
    let (i, at) = i.at(start);
    it.partitioning = Some(Partitioning {
        by,
        columns,
        interval: None,
        automatic: false,
        reference: None,
        count,
        parts,
        sub: None,
        at,
        clauses,
    });
    Ok((i, ()))
}

/// `PARTITION [name] [VALUES LESS THAN (…)] [attributes]`.
fn global_partition(start: In<'_>) -> R<'_, Partition<Ir>> {
    let (i, _) = word(PARTITION)(start)?;
    let unnamed = i.word() == VALUES || physical(i).is_some() || !matches!(i.kind(), Sign::Name | Sign::Quoted);
    let (i, name) = if unnamed { (i, None) } else { ident(i).map(|(i, name)| (i, Some(name)))? };
    let (i, bound) = match accept(i, &[VALUES, LESS, THAN]) {
        Some(i) => {
            let (i, limits) = parens(list1(limit))(i)?;
            (i, Bound::LessThan(limits))
        }
        None => (i, Bound::Unstated),
    };
    let (mut i, mut clauses) = physicals(i)?;
    if i.word() == UNUSABLE {
        let (n, clause) = flag(i.advance(), i, "UNUSABLE")?;
        clauses.push(clause);
        i = n;
    }
    let (i, at) = i.at(start);
    Ok((i, Partition { name, bound, parts: Vec::new(), at, clauses }))
}

fn limit(i: In<'_>) -> R<'_, Limit<Ir>> {
    if i.word() == MAXVALUE {
        return Ok((i.advance(), Limit::Max));
    }
    let (i, value) = value(i)?;
    Ok((i, Limit::Value(value)))
}

fn alter(i: In<'_>, _: bool) -> R<'_, Does> {
    let (i, name) = qname(i)?;
    if let (RENAME, TO) = (i.word(), i.word_at(1)) {
        return renamed(i.skip(2), ObjectKind::Index, name);
    }
    let mut hidden = None;
    let mut clauses = Vec::new();
    let mut i = i;
    while !i.is_end() && i.kind() != Sign::Semi {
        let n = i.advance();
        let (next, clause) = match (i.word(), n.word()) {
            (UNUSABLE, _) => {
                hidden = Some(true);
                flag(n, i, "UNUSABLE")?
            }
            (INVISIBLE, _) => {
                hidden = Some(true);
                flag(n, i, "INVISIBLE")?
            }
            (VISIBLE, _) => {
                hidden = Some(false);
                flag(n, i, "VISIBLE")?
            }
            _ => maintenance(i)?,
        };
        clauses.push(clause);
        i = next;
    }
    Ok((i, Does::Change(Change::AlterIndex { name, hidden, clauses })))
}

/// Clauses of `ALTER INDEX` about storage and upkeep.
fn maintenance(i: In<'_>) -> R<'_, Clause> {
    if let Some(read) = physical(i) {
        return read;
    }
    let n = i.advance();
    match (i.word(), n.word()) {
        (REBUILD, PARTITION | SUBPARTITION) => {
            let (n, _) = ident(n.advance())?;
            without_effect(n, i, "REBUILD PARTITION")
        }
        (REBUILD, _) => flag(n, i, "REBUILD"),
        (REVERSE, _) => flag(n, i, "REVERSE"),
        (COALESCE, CLEANUP) => without_effect(maybe(n.advance(), ONLY), i, "COALESCE"),
        (MONITORING | NOMONITORING, USAGE) => without_effect(n.advance(), i, "MONITORING USAGE"),
        (ENABLE, _) => flag(n, i, "ENABLE"),
        (DISABLE, _) => flag(n, i, "DISABLE"),
        (UPDATE, BLOCK) => without_effect(n.skip(2), i, "UPDATE BLOCK REFERENCES"),
        (DEFERRED | IMMEDIATE, INVALIDATION) => without_effect(n.advance(), i, "INVALIDATION"),
        (PARAMETERS, _) => parameters(i),
        (INDEXING, PARTIAL) => flag(n.advance(), i, "INDEXING PARTIAL"),
        (INDEXING, FULL) => flag(n.advance(), i, "INDEXING FULL"),
        (COALESCE | COMPILE | USABLE | FORCE | ONLINE, _) => without_effect(n, i, i.word().text()),
        (ANNOTATIONS, _) => without_effect(balanced(n), i, "ANNOTATIONS"),
        // MODIFY, RENAME, DROP, SPLIT, ADD, COALESCE of a partition: the partitions of indexes follow their tables
        _ if i.kind() == Sign::Name => without_effect(to_end(i), i, "PARTITION"),
        _ => i.fail(Expected::Thing("a clause of ALTER INDEX")),
    }
}
