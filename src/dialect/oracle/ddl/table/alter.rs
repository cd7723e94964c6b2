//! `ALTER TABLE`: a list of changes, each read by what it begins with.

use super::super::super::clauses::{clause, dropped, past, size};
use super::super::super::names::{ident, names, qname};
use super::super::Existing;
use super::alter_column::{drop_column, modify_column};
use super::{alter_partition, column, constraint, enable, organization, property};
use crate::catalog::{Change, TableChange as Generic, WhichConstraint};
use crate::ir::{ClauseKind, Does, Ir};
use crate::syntax::{Expected, In, Kind, R, accept, balanced, keywords, list1, next, parens, sign, word, words};

keywords! {
    ACCESS, ADD, ALL, ALLOCATE, ATTRIBUTES, BY, CASCADE, CHECK, CHECKPOINT, CLUSTERING, COALESCE, COLUMN, COLUMNS, COMPACT,
    CONSTRAINT, CONTINUE, DATA, DEALLOCATE, DEFAULT, DEFERRED, DIRECTORY, DISABLE, DROP, ENABLE, EXCHANGE, EXTENT, EXTERNAL,
    FOR, IMMEDIATE, INVALIDATION, JOIN, LOCATION, PROJECT, REJECT, INCLUDING, INDEX, INTERVAL, KEEP, KEY, LOB, MAPPING, MERGE,
    MINIMIZE, MODIFY, MOVE, NOMINIMIZE, NOT, ONLINE, OVERFLOW, PARTITION, PARTITIONS, PERIOD, PRIMARY, RECORDS_PER_BLOCK,
    RENAME, SET, SHRINK, SPACE, SPLIT, SUBPARTITION, SUBPARTITIONS, SUPPLEMENTAL, TABLE, TO, TRIGGERS, TRUNCATE, UNIQUE,
    UNUSED, UPGRADE,
}

/// A change of a table of the source.
pub(super) type TableChange = Generic<Ir>;

/// `ALTER TABLE`.
pub(in super::super) static ALTER_TABLE: Existing = Existing { words: &[TABLE], label: "ALTER TABLE", read: alter };

fn alter(i: In<'_>, _: bool) -> R<'_, Does> {
    let (i, name) = qname(i)?;
    let (i, changes) = changes(i)?;
    if changes.is_empty() {
        return i.fail(Expected::Thing("a change of the table"));
    }
    Ok((i, Does::change(Change::AlterTable { name, changes })))
}

/// Changes one behind the other; some scripts put commas between them.
pub(in super::super) fn changes(mut i: In<'_>) -> R<'_, Vec<TableChange>> {
    let mut changes = Vec::new();
    while !i.is_end() {
        let from = i;
        if i.kind() == Kind::Comma && matches!(i.word_at(1), ADD | MODIFY | DROP | RENAME | SET) {
            i = i.advance();
        }
        match change(i, &mut changes) {
            Some(read) => i = read?.0,
            None => return Ok((from, changes)),
        }
    }
    Ok((i, changes))
}

fn change<'a>(start: In<'a>, out: &mut Vec<TableChange>) -> Option<R<'a, ()>> {
    let n = start.advance();
    let read = match start.word() {
        ADD => add(n, out),
        MODIFY => modify(n, start, out),
        DROP => drop(n, start, out),
        RENAME => rename(n, start, out),
        SET => set(n, start, out),
        ENABLE | DISABLE if next(n, &[ALL, TRIGGERS]) => {
            out.push(Generic::Triggers(start.word() == ENABLE));
            Ok((n.skip(2), ()))
        }
        ENABLE | DISABLE => return switch(start, out),
        MOVE | SPLIT | MERGE | EXCHANGE | TRUNCATE | COALESCE => return alter_partition::maintain(start, out),
        DEFERRED | IMMEDIATE if n.word() == INVALIDATION => store(n.advance(), start, "INVALIDATION", out),
        SHRINK | ALLOCATE | DEALLOCATE | MINIMIZE | NOMINIMIZE | UPGRADE => space(start, out),
        LOCATION | ACCESS | REJECT | PROJECT => external(start, out),
        DEFAULT if n.word() == DIRECTORY => external(start, out),
        _ => return plain(start, out),
    };
    Some(read)
}

/// Where an external table takes its rows from.
fn external<'a>(start: In<'a>, out: &mut Vec<TableChange>) -> R<'a, ()> {
    let (i, parts) = organization::external_source(start)?;
    if parts.is_empty() {
        return i.fail(Expected::Thing("a change of the table"));
    }
    let (i, clause) = clause(i, start, ClauseKind::Group("EXTERNAL", parts));
    out.push(Generic::Clause(clause));
    Ok((i, ()))
}

/// A constraint switched on or off, or a property that begins with the same word.
fn switch<'a>(start: In<'a>, out: &mut Vec<TableChange>) -> Option<R<'a, ()>> {
    let Some(read) = enable::switch(start) else { return plain(start, out) };
    Some(read.map(|(i, switch)| {
        out.push(Generic::ConstraintState(switch.which, switch.state));
        out.extend(switch.clauses.into_iter().map(Generic::Clause));
        (i, ())
    }))
}

/// A property that CREATE TABLE has too.
fn plain<'a>(start: In<'a>, out: &mut Vec<TableChange>) -> Option<R<'a, ()>> {
    let read = organization::index_organized(start).or_else(|| property::property(start))?;
    Some(read.map(|(i, clause)| {
        out.push(Generic::Clause(clause));
        (i, ())
    }))
}

/// What may stand in `ADD ( … )`.
fn element<'a>(i: In<'a>, out: &mut Vec<TableChange>) -> R<'a, ()> {
    let i = enable::if_absent(i);
    if constraint::starts(i) {
        let (i, constraint) = constraint::out_of_line(i)?;
        out.push(Generic::AddConstraint(Box::new(constraint)));
        Ok((i, ()))
    } else if column::starts_period(i) {
        let (i, period) = column::period(i)?;
        out.push(Generic::Clause(period));
        Ok((i, ()))
    } else if property::starts_supplemental(i) {
        let (i, log) = property::supplemental(i)?;
        out.push(Generic::Clause(log));
        Ok((i, ()))
    } else {
        let (i, (column, constraints)) = column::column(i)?;
        out.push(Generic::AddColumn(Box::new(column), constraints));
        Ok((i, ()))
    }
}

fn add<'a>(i: In<'a>, out: &mut Vec<TableChange>) -> R<'a, ()> {
    match i.word() {
        _ if i.kind() == Kind::Open => {
            let mut i = i;
            loop {
                i = element(i.advance(), out)?.0;
                if i.kind() != Kind::Comma {
                    break;
                }
            }
            sign(Kind::Close)(i).map(|(i, _)| (i, ()))
        }
        PARTITION | SUBPARTITION if partition_follows(i) => alter_partition::add(i, out),
        CLUSTERING if i.word_at(1) == BY || i.word_at(2) == JOIN => match plain(i, out) {
            Some(read) => read,
            None => i.fail(Expected::Word(BY)),
        },
        EXTERNAL if i.word_at(1) == PARTITION && i.word_at(2) == ATTRIBUTES => match organization::organization(i) {
            Some(read) => read.map(|(i, clause)| {
                out.push(Generic::Clause(clause));
                (i, ())
            }),
            None => i.fail(Expected::Word(ATTRIBUTES)),
        },
        OVERFLOW | MAPPING => match organization::index_organized(i) {
            Some(read) => read.map(|(i, clause)| {
                out.push(Generic::Clause(clause));
                // of partitions each
                let behind = if i.kind() == Kind::Open { balanced(i) } else { i };
                behind.set_aside(i);
                (behind, ())
            }),
            None => i.fail(Expected::Word(OVERFLOW)),
        },
        _ => {
            // constraints may follow each other without a further ADD; COLUMN is another database's habit
            let i = accept(i, &[COLUMN]).unwrap_or(i);
            let mut i = element(i, out)?.0;
            while constraint::starts(i) {
                i = element(i, out)?.0;
            }
            Ok((i, ()))
        }
    }
}

/// Whether a partition is meant, and not a column called `partition`: behind that, a type would stand.
fn partition_follows(i: In<'_>) -> bool {
    keywords! { NUMBER, VARCHAR2, DATE, CHAR, CLOB, INTEGER, TIMESTAMP, RAW, NVARCHAR2 }
    !matches!(i.word_at(1), NUMBER | VARCHAR2 | DATE | CHAR | CLOB | INTEGER | TIMESTAMP | RAW | NVARCHAR2)
}

fn modify<'a>(i: In<'a>, start: In<'a>, out: &mut Vec<TableChange>) -> R<'a, ()> {
    keywords! { NONPARTITIONED, FORCE, AS, NESTED, OPAQUE, TYPE, VARRAY, YES, NO, ON }
    let n = i.advance();
    match i.word() {
        _ if i.kind() == Kind::Open => {
            let (i, all) = parens(list1(modify_column))(i)?;
            out.extend(all);
            Ok((i, ()))
        }
        CONSTRAINT => constraint_state(i, out),
        PRIMARY if n.word() == KEY => constraint_state(i, out),
        UNIQUE => constraint_state(i, out),
        PARTITION | SUBPARTITION if partition_follows(i) => alter_partition::modify(i, start, out),
        DEFAULT if n.word() == ATTRIBUTES => {
            alter_partition::rest(n.advance(), start, "MODIFY DEFAULT ATTRIBUTES", out)
        }
        LOB if n.kind() == Kind::Open => store(past(past(n)), start, "MODIFY LOB", out),
        VARRAY if n.peek(1).kind == Kind::Open => store(balanced(n.advance()), start, "MODIFY VARRAY", out),
        NESTED if n.word() == TABLE => {
            let (n, _) = ident(n.advance())?;
            let n = n.skip(if n.word_at(1) == AS { 3 } else { 2 });
            store(n, start, "MODIFY NESTED TABLE", out)
        }
        NONPARTITIONED => alter_partition::whole(n, start, out),
        OPAQUE if n.word() == TYPE => alter_partition::rest(n.advance(), start, "MODIFY OPAQUE TYPE", out),
        CLUSTERING => {
            let mut i = n;
            while matches!(i.word(), YES | NO) && i.word_at(1) == ON {
                i = i.skip(3);
            }
            store(i, start, "MODIFY CLUSTERING", out)
        }
        COLUMN => {
            let (i, _) = ident(n)?;
            match super::storage::levels(i) {
                Some(read) => {
                    let (i, _) = read?;
                    store(accept(i, &[FORCE]).unwrap_or(i), start, "SUBSTITUTABLE", out)
                }
                None => i.fail(Expected::Thing("`SUBSTITUTABLE AT ALL LEVELS`")),
            }
        }
        _ => {
            let (i, change) = modify_column(i)?;
            out.push(change);
            Ok((i, ()))
        }
    }
}

/// A change of storage without effect.
fn store<'a>(i: In<'a>, start: In<'a>, keyword: &'static str, out: &mut Vec<TableChange>) -> R<'a, ()> {
    let (i, clause) = dropped(i, start, keyword)?;
    out.push(Generic::Clause(clause));
    Ok((i, ()))
}

fn constraint_state<'a>(i: In<'a>, out: &mut Vec<TableChange>) -> R<'a, ()> {
    let (i, which) = enable::which(i)?;
    let (i, (state, clauses)) = constraint::state(i)?;
    let i = accept(i, &[CASCADE]).inspect(|behind| behind.set_aside(i)).unwrap_or(i);
    out.push(Generic::ConstraintState(which, state));
    out.extend(clauses.into_iter().map(Generic::Clause));
    Ok((i, ()))
}

fn drop<'a>(i: In<'a>, start: In<'a>, out: &mut Vec<TableChange>) -> R<'a, ()> {
    let n = i.advance();
    match i.word() {
        _ if i.kind() == Kind::Open && next(n, &[PERIOD, FOR]) => {
            let (n, period) = ident(n.skip(2))?;
            let (n, _) = sign(Kind::Close)(n)?;
            let (n, clause) = clause(n, start, ClauseKind::Named("DROP PERIOD", period));
            out.push(Generic::Clause(clause));
            Ok((n, ()))
        }
        _ if i.kind() == Kind::Open => {
            let (i, columns) = names(i)?;
            drop_column(i, columns, out)
        }
        COLUMN => {
            let n = enable::if_exists(n);
            let (n, column) = ident(n)?;
            drop_column(n, vec![column], out)
        }
        UNUSED | COLUMNS => {
            let mut i = i;
            while matches!(i.word(), UNUSED | COLUMNS | CONTINUE | CHECKPOINT | COLUMN) || i.kind() == Kind::Number {
                i = i.advance();
            }
            store(i, start, "DROP UNUSED COLUMNS", out)
        }
        CLUSTERING => store(n, start, "DROP CLUSTERING", out),
        CONSTRAINT | PRIMARY | UNIQUE => drop_constraint(i, out),
        PARTITION | PARTITIONS | SUBPARTITION | SUBPARTITIONS => alter_partition::drop(i, start, out),
        SUPPLEMENTAL => {
            let (i, log) = property::supplemental(i)?;
            let at = log.at;
            let gone = crate::ir::Clause { at, kind: ClauseKind::Group("DROP SUPPLEMENTAL LOG", vec![log]) };
            out.push(Generic::Clause(gone));
            Ok((i, ()))
        }
        _ => i.fail(Expected::Thing("`COLUMN`, `CONSTRAINT` or `PARTITION`")),
    }
}

fn drop_constraint<'a>(i: In<'a>, out: &mut Vec<TableChange>) -> R<'a, ()> {
    let i = if i.word() == CONSTRAINT { enable::if_exists(i.advance()) } else { i };
    let (mut i, which) = match i.word() {
        PRIMARY | UNIQUE => enable::which(i)?,
        _ => ident(i).map(|(i, name)| (i, WhichConstraint::Named(name)))?,
    };
    let mut cascade = false;
    loop {
        i = match (i.word(), i.word_at(1)) {
            (CASCADE, _) => {
                cascade = true;
                i.advance()
            }
            (KEEP | DROP, INDEX) => {
                i.skip(2).set_aside(i);
                i.skip(2)
            }
            (ONLINE, _) => {
                i.advance().set_aside(i);
                i.advance()
            }
            _ => break,
        };
    }
    out.push(Generic::DropConstraint { which, cascade });
    Ok((i, ()))
}

fn rename<'a>(i: In<'a>, start: In<'a>, out: &mut Vec<TableChange>) -> R<'a, ()> {
    let n = i.advance();
    if i.word() == TO {
        let (i, to) = qname(n)?;
        out.push(Generic::RenameTo(to.name));
        return Ok((i, ()));
    }
    if i.word() == LOB {
        let behind = past(n);
        let behind = if behind.word() == TO { behind } else { behind.advance() };
        return store(word(TO)(behind)?.0.advance(), start, "RENAME LOB", out);
    }
    let make: fn(crate::name::Name, crate::name::Name) -> TableChange = match i.word() {
        COLUMN => Generic::RenameColumn,
        CONSTRAINT => Generic::RenameConstraint,
        PARTITION | SUBPARTITION => Generic::RenamePartition,
        _ => return i.fail(Expected::Thing("`TO`, `COLUMN`, `CONSTRAINT` or `PARTITION`")),
    };
    if n.word() == FOR && n.peek(1).kind == Kind::Open {
        return alter_partition::unnamed(n, start, "RENAME PARTITION FOR", out);
    }
    let (n, from) = ident(n)?;
    let (n, _) = word(TO)(n)?;
    let (n, to) = ident(n)?;
    out.push(make(from, to));
    Ok((n, ()))
}

fn set<'a>(i: In<'a>, start: In<'a>, out: &mut Vec<TableChange>) -> R<'a, ()> {
    match i.word() {
        UNUSED => {
            let i = i.advance();
            let (i, columns) = if i.kind() == Kind::Open {
                names(i)?
            } else {
                let i = accept(i, &[COLUMN]).unwrap_or(i);
                ident(i).map(|(i, name)| (i, vec![name]))?
            };
            drop_column(i, columns, out)
        }
        INTERVAL => alter_partition::set_interval(i.advance(), start, out),
        _ => alter_partition::set_other(i, start, out),
    }
}

/// What only moves or frees space.
fn space<'a>(start: In<'a>, out: &mut Vec<TableChange>) -> R<'a, ()> {
    let n = start.advance();
    match start.word() {
        SHRINK => {
            let (mut i, ()) = words(&[SPACE])(n)?;
            while matches!(i.word(), COMPACT | CASCADE | CHECK) {
                i = i.advance();
            }
            store(i, start, "SHRINK SPACE", out)
        }
        ALLOCATE => {
            let (i, ()) = words(&[EXTENT])(n)?;
            store(if i.kind() == Kind::Open { balanced(i) } else { i }, start, "ALLOCATE EXTENT", out)
        }
        DEALLOCATE => {
            let (i, ()) = words(&[UNUSED])(n)?;
            let i = if i.word() == KEEP { size(i.advance())?.0 } else { i };
            store(i, start, "DEALLOCATE UNUSED", out)
        }
        UPGRADE => {
            let i = accept(n, &[NOT]).unwrap_or(n);
            let mut i = accept(i, &[INCLUDING, DATA]).unwrap_or(i);
            // how its columns are kept
            if let Some(n) = accept(i, &[COLUMN]) {
                i = ident(n)?.0;
                if let Some(read) = super::storage::levels(i) {
                    i = read?.0;
                }
            }
            store(i, start, "UPGRADE", out)
        }
        _ => {
            let (i, ()) = words(&[RECORDS_PER_BLOCK])(n)?;
            store(i, start, "RECORDS_PER_BLOCK", out)
        }
    }
}
