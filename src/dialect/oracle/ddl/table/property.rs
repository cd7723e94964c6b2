//! Properties of a table that CREATE and ALTER share: row movement, archives, retention, logging of changes, collation.

use super::super::super::clauses::{clause, dropped, flag, integer, named, object, past};
use super::super::super::names::{ident, qname};
use super::super::physical::physical;
use super::storage::{levels, storage};
use crate::ir::{Clause, ClauseKind};
use crate::name::Name;
use crate::syntax::{Expected, In, Kind, R, accept, balanced, keywords, list1, next, parens, word, words};

keywords! {
    AFTER, ALL, ALLOW, ALWAYS, ANNOTATIONS, ARCHIVAL, ARCHIVE, BY, CHANGE, CLUSTER, CLUSTERING, COLLATION, COLUMNS, DATA, DAYS,
    DEFAULT, DELETE, DISABLE, DROP, ENABLE, FLASHBACK, FOR, FOREIGN, GENERATED, GROUP, HASHING, IDENTIFIER, IDLE, INDEX,
    INSERT, INTERLEAVED, IS, JSON, KEY, KEYS, LINEAR, LOAD, LOCK, LOCKED, LOG, LOGICAL, MATERIALIZED, MOVEMENT, NO, NOT,
    NOVALIDATE, OBJECT, OIDINDEX, ON, ONLY, ORDER, PARENT, PARTIAL, PRIMARY, READ, REPLICATION, ROW, STAGING, SUPPLEMENTAL,
    QUEUE, SYSTEM, TABLE, TRACKING, UNIQUE, UNTIL, USAGE, USING, VERSION, WITH, WITHOUT, YES, CONTAINER_MAP,
    CONTAINERS_DEFAULT, REFRESH, INTERVAL,
}

/// One property; `None` where something else follows.
pub(super) fn property(start: In<'_>) -> Option<R<'_, Clause>> {
    let n = start.advance();
    let second = start.word_at(1);
    Some(match start.word() {
        ENABLE if next(n, &[ROW, MOVEMENT]) => flag(n.skip(2), start, "ENABLE ROW MOVEMENT"),
        DISABLE if next(n, &[ROW, MOVEMENT]) => flag(n.skip(2), start, "DISABLE ROW MOVEMENT"),
        ENABLE | DISABLE if next(n, &[ROW, CHANGE, TRACKING]) => dropped(n.skip(3), start, "ROW CHANGE TRACKING"),
        ENABLE | DISABLE if next(n, &[TABLE, LOCK]) => dropped(n.skip(2), start, "TABLE LOCK"),
        ENABLE | DISABLE if next(n, &[LOGICAL, REPLICATION]) => replication(n.skip(2), start),
        NO if next(n, &[LOGICAL, REPLICATION]) => replication(n.skip(2), start),
        ROW if second == ARCHIVAL => flag(n.advance(), start, "ROW ARCHIVAL"),
        NO if next(n, &[ROW, ARCHIVAL]) => flag(n.skip(2), start, "NO ROW ARCHIVAL"),
        FLASHBACK if second == ARCHIVE => archive(n.advance(), start),
        NO if next(n, &[FLASHBACK, ARCHIVE]) => flag(n.skip(2), start, "NO FLASHBACK ARCHIVE"),
        READ if second == ONLY => flag(n.advance(), start, "READ ONLY"),
        DEFAULT if second == COLLATION => named(n.advance(), start, "DEFAULT COLLATION"),
        CLUSTERING => clustering(n, start),
        NO if second == DROP => retention(n.advance(), start, "NO DROP"),
        NO if second == DELETE => retention(n.advance(), start, "NO DELETE"),
        HASHING if second == USING => hashing(n.advance(), start),
        VERSION if n.kind() == Kind::Text || n.kind() == Kind::Quoted => dropped(n.advance(), start, "VERSION"),
        WITH if second == ROW && start.word_at(2) == VERSION => row_version(n.skip(2), start),
        ANNOTATIONS if n.kind() == Kind::Open => dropped(balanced(n), start, "ANNOTATIONS"),
        PARENT => object(n, start, "PARENT"),
        ENABLE | DISABLE if matches!(second, CONTAINER_MAP | CONTAINERS_DEFAULT) => {
            dropped(n.advance(), start, "CONTAINER_MAP")
        }
        REFRESH if second == INTERVAL => refresh(n.advance(), start),
        USAGE if second == QUEUE => dropped(n.advance(), start, "USAGE QUEUE"),
        FOR if second == STAGING => flag(n.advance(), start, "FOR STAGING"),
        NOT if next(n, &[FOR, STAGING]) => flag(n.skip(2), start, "NOT FOR STAGING"),
        OBJECT if matches!(second, IDENTIFIER) => identifier(n.advance(), start),
        OIDINDEX => oid_index(n, start),
        CLUSTER => cluster(n, start),
        _ => return physical(start).or_else(|| storage(start)).or_else(|| levels(start)),
    })
}

/// `[[NO] PARTIAL JSON | ALL KEYS | ALLOW NOVALIDATE KEYS]` behind `LOGICAL REPLICATION`.
fn replication<'a>(i: In<'a>, start: In<'a>) -> R<'a, Clause> {
    let mut i = i;
    while matches!(i.word(), ALL | KEYS | ALLOW | PARTIAL | NOVALIDATE | NO | JSON) {
        i = i.advance();
    }
    dropped(i, start, "LOGICAL REPLICATION")
}

/// `REFRESH INTERVAL n { SECOND | MINUTE | HOUR | DAY }` of a duplicated table.
fn refresh<'a>(i: In<'a>, start: In<'a>) -> R<'a, Clause> {
    let (i, _) = integer(i)?;
    dropped(i.advance(), start, "REFRESH INTERVAL")
}

/// `FLASHBACK ARCHIVE [name]`.
fn archive<'a>(i: In<'a>, start: In<'a>) -> R<'a, Clause> {
    let named = super::super::super::names::is_name(i.token()) && property(i).is_none();
    if named { self::named(i, start, "FLASHBACK ARCHIVE") } else { flag(i, start, "FLASHBACK ARCHIVE") }
}

/// `CLUSTERING [join] BY { LINEAR | INTERLEAVED } ORDER (…) [YES | NO ON …] [WITH | WITHOUT MATERIALIZED ZONEMAP …]`.
fn clustering<'a>(i: In<'a>, start: In<'a>) -> R<'a, Clause> {
    let mut i = i;
    while !i.is_end() && i.word() != BY {
        i = past(i);
    }
    let (j, _) = word(BY)(i)?;
    let j = accept(j, &[LINEAR]).or_else(|| accept(j, &[INTERLEAVED])).unwrap_or(j);
    let (j, _) = word(ORDER)(j)?;
    let mut i = past(j);
    loop {
        i = match (i.word(), i.word_at(1)) {
            (YES | NO, ON) if i.word_at(2) == DATA => i.skip(4),
            (YES | NO, ON) => i.skip(3),
            (WITH | WITHOUT, MATERIALIZED) => {
                let j = i.skip(3);
                if j.kind() == Kind::Open { balanced(j) } else { j }
            }
            (LOAD, _) | (DATA, MOVEMENT) => i.advance(),
            _ => return dropped(i, start, "CLUSTERING"),
        };
    }
}

/// `NO DROP [UNTIL n DAYS IDLE]`, `NO DELETE [UNTIL n DAYS AFTER INSERT] [LOCKED]`: how long rows and table must stay.
fn retention<'a>(i: In<'a>, start: In<'a>, keyword: &'static str) -> R<'a, Clause> {
    let (i, days) = match accept(i, &[UNTIL]) {
        Some(i) => {
            let (i, days) = integer(i)?;
            let (i, _) = word(DAYS)(i)?;
            let i = accept(i, &[IDLE]).or_else(|| accept(i, &[AFTER, INSERT])).unwrap_or(i);
            (i, Some(days))
        }
        None => (i, None),
    };
    let (i, locked) = match accept(i, &[LOCKED]) {
        Some(behind) => flag(behind, i, "LOCKED").map(|(i, c)| (i, Some(c)))?,
        None => (i, None),
    };
    let (i, main) = match days {
        Some(days) => clause(i, start, ClauseKind::Number(keyword, days)),
        None => clause(i, start, ClauseKind::Flag(keyword)),
    };
    match locked {
        Some(locked) => Ok(clause(i, start, ClauseKind::Group(keyword, vec![main, locked]))),
        None => Ok((i, main)),
    }
}

/// `HASHING USING "SHA2_512" [VERSION "v1"]`.
fn hashing<'a>(i: In<'a>, start: In<'a>) -> R<'a, Clause> {
    let i = i.advance();
    let i = if i.word() == VERSION { i.skip(2) } else { i };
    dropped(i, start, "HASHING")
}

/// `WITH ROW VERSION [AND USER CHAIN] name [(columns)]` of a blockchain table.
fn row_version<'a>(i: In<'a>, start: In<'a>) -> R<'a, Clause> {
    let mut i = i;
    while i.kind() == Kind::Name && !matches!(i.word(), VERSION | NO | HASHING) && i.peek(1).kind != Kind::End {
        i = i.advance();
    }
    dropped(if i.kind() == Kind::Open { balanced(i) } else { i }, start, "WITH ROW VERSION")
}

/// `OBJECT IDENTIFIER IS { SYSTEM GENERATED | PRIMARY KEY }`.
fn identifier<'a>(i: In<'a>, start: In<'a>) -> R<'a, Clause> {
    let (i, _) = word(IS)(i)?;
    if let Some(i) = accept(i, &[PRIMARY, KEY]) {
        return flag(i, start, "OBJECT IDENTIFIER IS PRIMARY KEY");
    }
    let (i, ()) = words(&[SYSTEM, GENERATED])(i)?;
    flag(i, start, "OBJECT IDENTIFIER IS SYSTEM GENERATED")
}

/// `OIDINDEX [name] (…)`.
fn oid_index<'a>(i: In<'a>, start: In<'a>) -> R<'a, Clause> {
    let i = if i.kind() == Kind::Open { i } else { ident(i)?.0 };
    dropped(balanced(i), start, "OIDINDEX")
}

/// `CLUSTER name (columns)`.
fn cluster<'a>(i: In<'a>, start: In<'a>) -> R<'a, Clause> {
    let (i, name) = qname(i)?;
    let (i, of) = clause(i, start, ClauseKind::Object("CLUSTER", name));
    let (i, columns) = super::super::super::names::names(i)?;
    let (i, names) = clause(i, start, ClauseKind::Names("COLUMNS", columns));
    Ok(clause(i, start, ClauseKind::Group("CLUSTER", vec![of, names])))
}

/// Whether `SUPPLEMENTAL LOG` stands here.
pub(super) fn starts_supplemental(i: In<'_>) -> bool {
    next(i, &[SUPPLEMENTAL, LOG])
}

/// `SUPPLEMENTAL LOG { GROUP g (columns) [ALWAYS] | DATA (ALL, PRIMARY KEY, …) COLUMNS }`.
pub(super) fn supplemental(start: In<'_>) -> R<'_, Clause> {
    let (i, ()) = words(&[SUPPLEMENTAL, LOG])(start)?;
    if i.word() == GROUP {
        let (i, group) = ident(i.advance())?;
        if i.kind() != Kind::Open {
            return Ok(clause(i, start, ClauseKind::Named("SUPPLEMENTAL LOG GROUP", group)));
        }
        let (i, columns) = parens(list1(logged))(i)?;
        let i = accept(i, &[ALWAYS]).unwrap_or(i);
        let mut names = vec![group];
        names.extend(columns);
        start.cx.set_aside(i.span_from(start));
        return Ok(clause(i, start, ClauseKind::Names("SUPPLEMENTAL LOG GROUP", names)));
    }
    let (i, _) = word(DATA)(i)?;
    let (i, kinds) = parens(list1(log_kind))(i)?;
    let (i, _) = word(COLUMNS)(i)?;
    Ok(clause(i, start, ClauseKind::Group("SUPPLEMENTAL LOG DATA", kinds)))
}

fn logged(i: In<'_>) -> R<'_, Name> {
    let (i, name) = ident(i)?;
    Ok((accept(i, &[NO, LOG]).unwrap_or(i), name))
}

fn log_kind(start: In<'_>) -> R<'_, Clause> {
    let n = start.advance();
    match start.word() {
        ALL => flag(n, start, "ALL"),
        PRIMARY => flag(word(KEY)(n)?.0, start, "PRIMARY KEY"),
        UNIQUE => flag(accept(n, &[INDEX]).unwrap_or(n), start, "UNIQUE"),
        FOREIGN => flag(word(KEY)(n)?.0, start, "FOREIGN KEY"),
        _ => start.fail(Expected::Thing("`ALL`, `PRIMARY KEY`, `UNIQUE` or `FOREIGN KEY`")),
    }
}
