//! `CREATE`, `ALTER` and `DROP INDEX`: of every kind (ordered, bitmap, join, domain, vector, search, cluster).

use super::super::clauses::{
    clause, dropped as without_effect, flag, integer, maybe, named, plain, text, to_end, value,
};
use super::super::names::{ident, qname};
use super::object::{created, dropped, renamed};
use super::physical::physical;
use super::{Create, Existing, Head, partition};
use crate::catalog::{Change, IndexKey, IndexMethod};
use crate::finding::ObjectKind;
use crate::ir::{Clause, ClauseKind, Does, Expr, Index, Ir, Kind};
use crate::name::QName;
use crate::syntax::{Expected, In, Kind as Sign, R, balanced, keywords, list1, parens, word, words};

keywords! {
    ACCURACY, ADD, ANNOTATIONS, ASC, BITMAP, BLOCK, CLEANUP, CLUSTER, COALESCE, COMPILE, DEFAULT, DEFERRED, DESC,
    DISABLE, DISTANCE, ENABLE, FILTER, FOR, FORCE, FROM, FULL, GLOBAL, GRAPH, HYBRID, ILM, IMMEDIATE, INCLUDE, INDEX,
    INDEXING, INDEXTYPE, INMEMORY, INVALIDATION, INVISIBLE, IS, JSON, LOCAL, MODIFY, MONITORING, MULTIVALUE, NEIGHBOR,
    NOMONITORING, NOREVERSE, NOSORT, ON, ONLINE, ONLY, ORDER, ORGANIZATION, PARAMETERS, PARTIAL, PARTITION, PARTITIONS,
    BY, REBUILD, RENAME, REVERSE, SEARCH, SORT, SPLIT, SUBPARTITION, TARGET, TEXT, TO, UNIQUE, UNUSABLE, UPDATE, USABLE,
    USAGE, VECTOR, VISIBLE, WHERE, WITH, XML, SHRINK, SPACE, COMPACT, CASCADE, JSON_TABLE,
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
    if i.word() == JSON_TABLE {
        return super::super::query::rows_of(i);
    }
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
        (VISIBLE | USABLE | SORT | NOSORT | NOREVERSE | ONLINE, _) => plain(n, i, i.word().text()),
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
        (FILTER | ORDER, BY) => {
            let word = if i.word() == FILTER { "FILTER BY" } else { "ORDER BY" };
            let (n, _) = list1(key)(n.advance())?;
            plain(n, i, word)
        }
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

/// `LOCAL [ STORE IN (…) | ( PARTITION … ) ]`: divided as its table; names and places of the parts are set aside.
fn local<'a>(start: In<'a>, it: &mut Index) -> R<'a, ()> {
    it.local = true;
    let from = start.advance();
    let (i, (parts, clauses)) = partition::local(from)?;
    it.clauses.extend(clauses);
    if !parts.is_empty() {
        it.clauses.push(plain(i, from, "LOCAL PARTITIONS").1);
    }
    Ok((i, ()))
}

/// `GLOBAL [ PARTITION BY { RANGE (…) ( PARTITION … ) | HASH (…) … } ]`.
fn global<'a>(start: In<'a>, it: &mut Index) -> R<'a, ()> {
    let i = start.advance();
    if i.word() != PARTITION {
        let (i, clause) = plain(i, start, "GLOBAL");
        it.clauses.push(clause);
        return Ok((i, ()));
    }
    let (i, by) = partition::partitioning(i)?;
    it.partitioning = Some(Box::new(by));
    Ok((i, ()))
}

fn alter(i: In<'_>, _: bool) -> R<'_, Does> {
    let (i, name) = qname(i)?;
    if let (RENAME, TO) = (i.word(), i.word_at(1)) {
        // scripts also write the schema, which stays what it is
        let to = i.skip(2);
        let to = if to.peek(1).kind == Sign::Dot { plain(to.skip(2), to, "SCHEMA").0 } else { to };
        return renamed(to, ObjectKind::Index, name);
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
    Ok((i, Does::change(Change::AlterIndex { name, hidden, clauses })))
}

/// `DROP`, where `ALTER INDEX` says it of a partition.
const DROP_WORD: crate::syntax::Word = crate::syntax::id("DROP");

/// Clauses of `ALTER INDEX` about storage and upkeep.
fn maintenance(i: In<'_>) -> R<'_, Clause> {
    let n = i.advance();
    if !matches!(i.word(), MONITORING | NOMONITORING)
        && let Some(read) = physical(i)
    {
        return read;
    }
    match (i.word(), n.word()) {
        (MODIFY | RENAME | ADD | DROP_WORD | SPLIT | COALESCE, PARTITION | SUBPARTITION | DEFAULT) => {
            without_effect(to_end(i), i, "PARTITION")
        }
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
        (SHRINK, SPACE) => {
            let n = n.advance();
            without_effect(if matches!(n.word(), COMPACT | CASCADE) { n.advance() } else { n }, i, "SHRINK SPACE")
        }
        (SORT | NOSORT | NOREVERSE | COALESCE | COMPILE | USABLE | FORCE | ONLINE, _) => {
            without_effect(n, i, i.word().text())
        }
        (ANNOTATIONS, _) => without_effect(balanced(n), i, "ANNOTATIONS"),
        // MODIFY, RENAME, DROP, SPLIT, ADD, COALESCE of a partition: the partitions of indexes follow their tables
        _ => i.fail(Expected::Thing("a clause of ALTER INDEX")),
    }
}
