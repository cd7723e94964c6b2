//! Where and how rows are kept: storage, compression, memory, logging, degree of parallelism. Shared by tables, indexes,
//! materialized views, clusters and their partitions.

use super::super::clauses::{clause, dropped, flag, integer, named, numbered, past, text};
use super::super::names::{any_ident, ident};
use crate::ir::{Clause, ClauseKind};
use crate::syntax::{In, Kind, R, Word, accept, balanced, keywords, next, word};

keywords! {
    ACCESS, ADD, ADVANCED, AFTER, ALL, ARCHIVE, AUTO, BASIC, BY, CACHE, CAPACITY, COLUMN, COMPRESS, COMPUTE, CREATION,
    CRITICAL, DAY, DAYS, DEFAULT, DEFERRED, DEGREE, DELETE, DIRECT_LOAD, DISABLE, DISTRIBUTE, DML, DUPLICATE, ENABLE,
    FILESYSTEM_LIKE_LOGGING, FOR, FREELIST, FREELISTS, FULL, GROUP, GROUPS, HIGH, ILM, IMMEDIATE, INDEXING, INITRANS,
    INMEMORY, INSTANCES, LEVEL, LOCKING, LOGGING, LOW, MAXTRANS, MEDIUM, MEMCOMPRESS, MEMOPTIMIZE, MODIFICATION,
    MODIFY, MONITORING, MONTH, MONTHS, NO, NOCACHE, NOCOMPRESS, NOLOGGING, NOMONITORING, NONE, NOPARALLEL,
    NOROWDEPENDENCIES, OF, OFF, OLTP, ON, ONLY, OPERATIONS, PARALLEL, PARTIAL, PARTITION, PCTFREE, PCTUSED, POLICY,
    PRIORITY, QUERY, RANGE, READ, READS, RECOVERABLE, RESULT_CACHE, ROW, ROWDEPENDENCIES, ROWID, SEGMENT, SERVICE,
    SET, SPATIAL, STATISTICS, STORAGE, STORE, SUBPARTITION, TABLESPACE, TEXT, TIER, UNRECOVERABLE, WRITE, YEAR, YEARS,
}

/// The clauses of this kind that follow, in any order.
pub(in super::super) fn physicals(mut i: In<'_>) -> R<'_, Vec<Clause>> {
    let mut clauses = Vec::new();
    while let Some(read) = physical(i) {
        let (next, clause) = read?;
        clauses.push(clause);
        i = next;
    }
    Ok((i, clauses))
}

/// One clause of this kind; `None` where something else follows.
pub(in super::super) fn physical(start: In<'_>) -> Option<R<'_, Clause>> {
    let n = start.advance();
    let second = start.word_at(1);
    Some(match start.word() {
        PCTFREE => numbered(n, start, "PCTFREE"),
        PCTUSED => counted(n, start, "PCTUSED"),
        INITRANS => counted(n, start, "INITRANS"),
        MAXTRANS => counted(n, start, "MAXTRANS"),
        FREELISTS => counted(n, start, "FREELISTS"),
        FREELIST if second == GROUPS => counted(n.advance(), start, "FREELIST GROUPS"),
        STORAGE if n.kind() == Kind::Open => dropped(balanced(n), start, "STORAGE"),
        TABLESPACE if second == SET => named(n.advance(), start, "TABLESPACE SET"),
        TABLESPACE => tablespace(n, start),
        LOGGING => dropped(n, start, "LOGGING"),
        NOLOGGING => dropped(n, start, "NOLOGGING"),
        FILESYSTEM_LIKE_LOGGING => dropped(n, start, "FILESYSTEM_LIKE_LOGGING"),
        RECOVERABLE => dropped(n, start, "RECOVERABLE"),
        UNRECOVERABLE => dropped(n, start, "UNRECOVERABLE"),
        MONITORING => dropped(n, start, "MONITORING"),
        NOMONITORING => dropped(n, start, "NOMONITORING"),
        ROWDEPENDENCIES => dropped(n, start, "ROWDEPENDENCIES"),
        NOROWDEPENDENCIES => dropped(n, start, "NOROWDEPENDENCIES"),
        SEGMENT if second == CREATION => segment_creation(n.advance(), start),
        COMPRESS => compress(n, start),
        NOCOMPRESS => dropped(n, start, "NOCOMPRESS"),
        ROW | COLUMN if second == STORE => store(n.advance(), start),
        PARALLEL => parallel(n, start),
        NOPARALLEL => dropped(n, start, "NOPARALLEL"),
        CACHE => dropped(if second == READS { n.advance() } else { n }, start, "CACHE"),
        NOCACHE => dropped(n, start, "NOCACHE"),
        RESULT_CACHE if n.kind() == Kind::Open => dropped(balanced(n), start, "RESULT_CACHE"),
        INMEMORY => inmemory(n, start),
        NO if second == INMEMORY => no_inmemory(n.advance(), start),
        MEMOPTIMIZE if second == FOR => memoptimize(n.advance(), start),
        NO if second == MEMOPTIMIZE => memoptimize(n.skip(2), start),
        ILM => ilm(n, start),
        COMPUTE if second == STATISTICS => dropped(n.advance(), start, "COMPUTE STATISTICS"),
        INDEXING if matches!(second, ON | OFF | PARTIAL | FULL) => dropped(n.advance(), start, "INDEXING"),
        READ if second == WRITE => flag(n.advance(), start, "READ WRITE"),
        _ => return None,
    })
}

/// A clause without effect that holds one number.
fn counted<'a>(i: In<'a>, start: In<'a>, keyword: &'static str) -> R<'a, Clause> {
    dropped(integer(i)?.0, start, keyword)
}

/// `TABLESPACE name`; scripts also name it by a text.
fn tablespace<'a>(i: In<'a>, start: In<'a>) -> R<'a, Clause> {
    if i.kind() == Kind::Text {
        let (i, name) = text(i)?;
        return Ok(clause(i, start, ClauseKind::Named("TABLESPACE", name.into())));
    }
    let (i, name) = if i.word() == DEFAULT { any_ident(i)? } else { ident(i)? };
    Ok(clause(i, start, ClauseKind::Named("TABLESPACE", name)))
}

fn segment_creation<'a>(i: In<'a>, start: In<'a>) -> R<'a, Clause> {
    let i = if i.word() == IMMEDIATE { i.advance() } else { word(DEFERRED)(i)?.0 };
    dropped(i, start, "SEGMENT CREATION")
}

/// Behind the words, as far as they follow; each may be left out.
fn any_of<'a>(mut i: In<'a>, words: &[Word]) -> In<'a> {
    while words.contains(&i.word()) {
        i = i.advance();
    }
    i
}

/// `COMPRESS [n | BASIC | ADVANCED [LOW|HIGH] | FOR …] [[NO] ROW LEVEL LOCKING]`.
fn compress<'a>(i: In<'a>, start: In<'a>) -> R<'a, Clause> {
    let i = match i.word() {
        BASIC | LOW | HIGH => i.advance(),
        ADVANCED => any_of(i.advance(), &[LOW, HIGH]),
        FOR => compress_for(i.advance()),
        _ if i.kind() == Kind::Number => i.advance(),
        _ => i,
    };
    dropped(row_level_locking(i), start, "COMPRESS")
}

fn compress_for(i: In<'_>) -> In<'_> {
    match i.word() {
        ALL | DIRECT_LOAD => any_of(i.advance(), &[OPERATIONS]),
        OLTP => i.advance(),
        QUERY | ARCHIVE => any_of(i.advance(), &[LOW, HIGH]),
        _ => i,
    }
}

fn row_level_locking(i: In<'_>) -> In<'_> {
    let inner = if i.word() == NO { i.advance() } else { i };
    accept(inner, &[ROW, LEVEL, LOCKING]).unwrap_or(i)
}

/// `ROW STORE COMPRESS …`, `COLUMN STORE COMPRESS …`.
fn store<'a>(i: In<'a>, start: In<'a>) -> R<'a, Clause> {
    let (i, _) = word(COMPRESS)(i)?;
    let keyword = if start.word() == ROW { "ROW STORE COMPRESS" } else { "COLUMN STORE COMPRESS" };
    let i = match i.word() {
        BASIC | ADVANCED => i.advance(),
        FOR => compress_for(i.advance()),
        _ => i,
    };
    dropped(row_level_locking(i), start, keyword)
}

/// `PARALLEL`, `PARALLEL n`, `PARALLEL (DEGREE n INSTANCES n)`.
fn parallel<'a>(i: In<'a>, start: In<'a>) -> R<'a, Clause> {
    let mut i = i;
    if matches!(i.kind(), Kind::Number | Kind::Open) {
        i = past(i);
    }
    while matches!(i.word(), DEGREE | INSTANCES | DEFAULT) {
        i = i.advance();
        if i.kind() == Kind::Number {
            i = i.advance();
        }
    }
    dropped(i, start, "PARALLEL")
}

fn no_inmemory<'a>(i: In<'a>, start: In<'a>) -> R<'a, Clause> {
    dropped(if i.kind() == Kind::Open { balanced(i) } else { i }, start, "NO INMEMORY")
}

/// `INMEMORY [MEMCOMPRESS …] [PRIORITY …] [DISTRIBUTE …] [DUPLICATE …] [SPATIAL c] [TEXT (…)] [(columns)]`.
fn inmemory<'a>(i: In<'a>, start: In<'a>) -> R<'a, Clause> {
    let mut i = i;
    loop {
        i = match i.word() {
            _ if i.kind() == Kind::Open => balanced(i),
            NO if next(i, &[NO, MEMCOMPRESS]) || next(i, &[NO, DUPLICATE]) => i.skip(2),
            MEMCOMPRESS => any_of(i.advance(), &[FOR, QUERY, CAPACITY, ARCHIVE, DML, LOW, HIGH, AUTO]),
            PRIORITY => any_of(i.advance(), &[NONE, LOW, MEDIUM, HIGH, CRITICAL]),
            DISTRIBUTE => distribute(i.advance()),
            DUPLICATE => any_of(i.advance(), &[ALL]),
            SPATIAL | TEXT => past(i.advance()),
            ALL => i.advance(),
            _ => return dropped(i, start, "INMEMORY"),
        };
    }
}

fn distribute(i: In<'_>) -> In<'_> {
    let i = any_of(i, &[AUTO]);
    let i = if i.word() == BY { any_of(i.advance(), &[ROWID, RANGE, PARTITION, SUBPARTITION]) } else { i };
    match accept(i, &[FOR, SERVICE]) {
        Some(i) => i.advance(),
        None => i,
    }
}

fn memoptimize<'a>(i: In<'a>, start: In<'a>) -> R<'a, Clause> {
    dropped(any_of(i, &[READ, WRITE]), start, "MEMOPTIMIZE")
}

/// `ILM ADD POLICY …`, `ILM DELETE POLICY p`, `ILM DELETE_ALL` and so on: up to the next clause that could follow it.
fn ilm<'a>(i: In<'a>, start: In<'a>) -> R<'a, Clause> {
    let i = match i.word() {
        ADD => policy(i.advance()),
        DELETE | ENABLE | DISABLE => past(any_of(i.advance(), &[POLICY])),
        _ => i.advance(),
    };
    dropped(i, start, "ILM")
}

/// `POLICY { compression | TIER TO t | … } { SEGMENT | GROUP | ROW } { AFTER n { DAYS | MONTHS | YEARS } OF … | ON f }`.
fn policy(i: In<'_>) -> In<'_> {
    let mut i = any_of(i, &[POLICY]);
    loop {
        i = match i.word() {
            TIER => i.skip(3),
            AFTER => {
                any_of(i.skip(2), &[DAY, DAYS, MONTH, MONTHS, YEAR, YEARS, OF, NO, LOW, ACCESS, MODIFICATION, CREATION])
            }
            ON => i.skip(2),
            SEGMENT | GROUP | ROW | COLUMN | STORE | COMPRESS | ADVANCED | BASIC | FOR | QUERY | ARCHIVE | LOW
            | HIGH | READ | ONLY | LEVEL | LOCKING | SET | INMEMORY | NO | MEMCOMPRESS | MODIFY | PRIORITY => {
                i.advance()
            }
            _ => return i,
        };
    }
}
