//! Changes of partitions: what adds, drops, splits and renames them changes the model; what only moves rows does not.

use super::super::super::clauses::{clause, dropped, flag, named, past, value};
use super::super::super::names::{ident, is_name};
use super::super::partition::{described, limit, listed, partition, partitioning, row, template};
use super::super::physical::physicals;
use super::alter::TableChange;
use crate::catalog::SplitAt;
use crate::ir::{Clause, ClauseKind};
use crate::syntax::{Expected, In, Kind, R, accept, balanced, keywords, list1, next, parens, sign, word};

keywords! {
    ADD, ALLOW, AT, BEFORE, BY, CLUSTERING, COALESCE, DISALLOW, DROP, EXCHANGE, FOR, GLOBAL, INDEXES, INTO, INVALIDATE, MERGE, MOVE,
    NOPARALLEL, ONLINE, PARALLEL, PARTITION, PARTITIONS, SPLIT, SUBPARTITION, SUBPARTITIONS, TEMPLATE, TO, TRUNCATE, UPDATE,
    VALUES,
}

/// `ADD PARTITION …`, one or several.
pub(super) fn add<'a>(mut i: In<'a>, out: &mut Vec<TableChange>) -> R<'a, ()> {
    loop {
        let (behind, part) = described(i.advance(), i)?;
        out.push(TableChange::AddPartition(Box::new(part)));
        i = behind;
        if i.kind() == Kind::Comma && i.word_at(1) == PARTITION {
            i = i.advance();
        } else if i.word() == BEFORE {
            // of a table that its programs divide: which rows go there does not depend on it
            let behind = if i.word_at(1) == PARTITION { i.skip(3) } else { i.skip(2) };
            behind.set_aside(i);
            i = behind;
            if i.kind() != Kind::Comma {
                return tail(i, out);
            }
            i = i.advance();
        } else {
            return tail(i, out);
        }
    }
}

/// What is said of indexes and of how the work is done, behind a change of partitions.
fn tail<'a>(mut i: In<'a>, out: &mut Vec<TableChange>) -> R<'a, ()> {
    loop {
        let n = i.advance();
        let (next, clause) = match (i.word(), i.word_at(1)) {
            (UPDATE, INDEXES) | (UPDATE | INVALIDATE, GLOBAL) => {
                let n = if n.word() == GLOBAL { n.advance() } else { n };
                let (n, _) = word(INDEXES)(n)?;
                dropped(if n.kind() == Kind::Open { balanced(n) } else { n }, i, "UPDATE INDEXES")?
            }
            (ONLINE, _) => dropped(n, i, "ONLINE")?,
            (ALLOW | DISALLOW, CLUSTERING) => dropped(n.advance(), i, "CLUSTERING")?,
            (PARALLEL | NOPARALLEL, _) => match super::property::property(i) {
                Some(read) => read?,
                None => return Ok((i, ())),
            },
            _ => return Ok((i, ())),
        };
        out.push(TableChange::Clause(clause));
        i = next;
    }
}

fn push<'a>(read: R<'a, Clause>, out: &mut Vec<TableChange>) -> R<'a, ()> {
    let (i, clause) = read?;
    out.push(TableChange::Clause(clause));
    tail(i, out)
}

/// A change whose details do not count, up to the end of the statement.
pub(super) fn rest<'a>(i: In<'a>, start: In<'a>, keyword: &'static str, out: &mut Vec<TableChange>) -> R<'a, ()> {
    let mut i = i;
    while !i.is_end() && i.kind() != Kind::Semi {
        i = past(i);
    }
    push(dropped(i, start, keyword), out)
}

/// `DROP PARTITION[S] a, b`, `DROP PARTITION FOR (…)`.
pub(super) fn drop<'a>(i: In<'a>, start: In<'a>, out: &mut Vec<TableChange>) -> R<'a, ()> {
    let n = i.advance();
    if n.word() == FOR && n.peek(1).kind == Kind::Open {
        let (n, key) = parens(row_of_values)(n.advance())?;
        return push(Ok(clause(n, start, ClauseKind::Group("DROP PARTITION FOR", key))), out);
    }
    if n.word() == FOR {
        return unnamed(n, start, "DROP PARTITION FOR", out);
    }
    let (n, gone) = listed(n)?;
    out.extend(gone.into_iter().map(TableChange::DropPartition));
    tail(n, out)
}

fn row_of_values(i: In<'_>) -> R<'_, Vec<Clause>> {
    list1(|i: In<'_>| {
        let (behind, v) = value(i)?;
        Ok(clause(behind, i, ClauseKind::Expr("KEY", v)))
    })(i)
}

/// `MOVE`, `SPLIT`, `MERGE`, `EXCHANGE`, `TRUNCATE`, `COALESCE`; `None` where no such change follows.
pub(super) fn maintain<'a>(start: In<'a>, out: &mut Vec<TableChange>) -> Option<R<'a, ()>> {
    let n = start.advance();
    let partition = matches!(n.word(), PARTITION | SUBPARTITION | PARTITIONS | SUBPARTITIONS);
    Some(match start.word() {
        SPLIT if partition => split(n, start, out),
        MERGE if partition => merge(n.advance(), start, out),
        EXCHANGE if partition => exchange(n, start, out),
        TRUNCATE if partition => rest(n, start, "TRUNCATE PARTITION", out),
        COALESCE => {
            let i = if partition { n.advance() } else { n };
            // a subpartition has a name
            if n.word() == SUBPARTITION && is_name(i.token()) && i.word() != UPDATE {
                return Some(push(named(i, start, "COALESCE SUBPARTITION"), out));
            }
            push(flag(i, start, "COALESCE PARTITION"), out)
        }
        MOVE => rest(n, start, "MOVE", out),
        _ => return None,
    })
}

/// `SPLIT PARTITION p { AT (…) | VALUES (…) } [INTO (…)]`, `SPLIT PARTITION p INTO (…)`.
fn split<'a>(i: In<'a>, start: In<'a>, out: &mut Vec<TableChange>) -> R<'a, ()> {
    let n = i.advance();
    if n.word() == FOR && n.peek(1).kind == Kind::Open {
        return unnamed(n, start, "SPLIT PARTITION FOR", out);
    }
    let (i, name) = ident(n)?;
    let (i, at) = match i.word() {
        AT => {
            let (i, limits) = parens(list1(limit))(i.advance())?;
            (i, SplitAt::Below(limits))
        }
        VALUES => {
            let (i, rows) = parens(list1(row))(i.advance())?;
            (i, SplitAt::Values(rows))
        }
        _ => (i, SplitAt::Bounds),
    };
    let (i, into) = match accept(i, &[INTO]) {
        Some(i) => parens(list1(partition))(i)?,
        None => (i, Vec::new()),
    };
    out.push(TableChange::SplitPartition { name, at, into });
    tail(i, out)
}

/// `MODIFY NONPARTITIONED`: one part again.
pub(super) fn whole<'a>(i: In<'a>, start: In<'a>, out: &mut Vec<TableChange>) -> R<'a, ()> {
    push(flag(i, start, "NONPARTITIONED"), out)
}

/// A change of a partition that is named by a value of its key: which one it is, only the database knows.
pub(super) fn unnamed<'a>(i: In<'a>, start: In<'a>, keyword: &'static str, out: &mut Vec<TableChange>) -> R<'a, ()> {
    let mut i = i;
    while !i.is_end() {
        i = past(i);
    }
    i.set_aside(start);
    push(flag(i, start, keyword), out)
}

/// `MERGE PARTITIONS a, b INTO PARTITION c`, `MERGE PARTITIONS a TO d INTO …`.
fn merge<'a>(i: In<'a>, start: In<'a>, out: &mut Vec<TableChange>) -> R<'a, ()> {
    if i.word() == FOR && i.peek(1).kind == Kind::Open {
        return unnamed(i, start, "MERGE PARTITIONS FOR", out);
    }
    let (i, mut names) = listed(i)?;
    let (i, through) = match accept(i, &[TO]) {
        Some(i) => {
            let (i, last) = ident(i)?;
            names.push(last);
            (i, true)
        }
        None => (i, false),
    };
    let (i, into) = match accept(i, &[INTO]) {
        Some(i) => partition(i).map(|(i, p)| (i, Some(Box::new(p))))?,
        None => (i, None),
    };
    out.push(TableChange::MergePartitions { names, through, into });
    tail(i, out)
}

/// `EXCHANGE PARTITION p WITH TABLE t …`: rows and table change places.
fn exchange<'a>(i: In<'a>, start: In<'a>, out: &mut Vec<TableChange>) -> R<'a, ()> {
    let mut i = i;
    while !i.is_end() && !next(i, &[UPDATE]) {
        i = past(i);
    }
    push(dropped(i, start, "EXCHANGE PARTITION"), out)
}

/// `MODIFY PARTITION …` and `MODIFY PARTITION BY …`.
pub(super) fn modify<'a>(i: In<'a>, start: In<'a>, out: &mut Vec<TableChange>) -> R<'a, ()> {
    let n = i.advance();
    if n.word() == BY {
        let (i, divided) = partitioning(i)?;
        out.push(TableChange::Partition(Box::new(divided)));
        return tail(i, out);
    }
    if n.word() == FOR && n.peek(1).kind == Kind::Open {
        return unnamed(n, start, "MODIFY PARTITION FOR", out);
    }
    let (j, name) = ident(n)?;
    match (j.word(), j.word_at(1)) {
        (ADD | DROP, VALUES) => {
            let (i, rows) = parens(list1(row))(j.skip(2))?;
            out.push(TableChange::PartitionValues { name, add: j.word() == ADD, rows });
            tail(i, out)
        }
        (ADD, SUBPARTITION) => {
            let (i, part) = described(j.skip(2), j.advance())?;
            out.push(TableChange::AddSubpartition { of: name, part: Box::new(part) });
            tail(i, out)
        }
        _ => {
            let (i, _) = physicals(j)?;
            if i.tokens().len() < j.tokens().len() {
                return push(dropped(i, start, "MODIFY PARTITION"), out);
            }
            rest(i, start, "MODIFY PARTITION", out)
        }
    }
}

/// `SET INTERVAL (…)`, `SET INTERVAL ()`.
pub(super) fn set_interval<'a>(i: In<'a>, _: In<'a>, out: &mut Vec<TableChange>) -> R<'a, ()> {
    let (i, _) = sign(Kind::Open)(i)?;
    if i.kind() == Kind::Close {
        out.push(TableChange::Interval(None));
        return tail(i.advance(), out);
    }
    let (i, interval) = value(i)?;
    let (i, _) = sign(Kind::Close)(i)?;
    out.push(TableChange::Interval(Some(interval)));
    tail(i, out)
}

/// `SET STORE IN (…)`, `SET SUBPARTITION TEMPLATE …`, `SET PARTITIONING { AUTOMATIC | MANUAL }`.
pub(super) fn set_other<'a>(i: In<'a>, start: In<'a>, out: &mut Vec<TableChange>) -> R<'a, ()> {
    keywords! { AUTOMATIC, IN, MANUAL, PARTITIONING, STORE }
    match (i.word(), i.word_at(1)) {
        (STORE, IN) => push(dropped(balanced(i.skip(2)), start, "STORE IN"), out),
        (SUBPARTITION, TEMPLATE) => {
            let i = i.skip(2);
            if i.kind() == Kind::Open && i.peek(1).kind == Kind::Close {
                out.push(TableChange::Template(Vec::new()));
                return tail(i.skip(2), out);
            }
            let (i, parts) = template(i)?;
            out.push(TableChange::Template(parts));
            tail(i, out)
        }
        (PARTITIONING, AUTOMATIC | MANUAL) => {
            out.push(TableChange::Automatic(i.word_at(1) == AUTOMATIC));
            tail(i.skip(2), out)
        }
        _ => i.fail(Expected::Thing("`UNUSED`, `INTERVAL` or `SUBPARTITION TEMPLATE`")),
    }
}
