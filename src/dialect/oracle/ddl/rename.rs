//! `RENAME`, `TRUNCATE`, `PURGE`, `FLASHBACK`, `ANALYZE`: what is done to objects as a whole.

use super::super::clauses::{clause, plain, to_end, unread};
use super::super::names::{ident, qname};
use super::super::session::ignored;
use super::super::statements::Production;
use crate::catalog::Change;
use crate::finding::ObjectKind;
use crate::ir::{ClauseKind, Does};
use crate::syntax::{In, R, keywords, next, word};

keywords! {
    DEFERRED, IMMEDIATE, INVALIDATION, ALL, ANALYZE, ASSOCIATE, CASCADE, CLUSTER, DISASSOCIATE, DROP, FLASHBACK, MATERIALIZED, PRESERVE, PURGE, RENAME,
    REUSE, SNAPSHOT, STATISTICS, STORAGE, TABLE, TO, TRUNCATE,
}

/// `RENAME`.
pub(in super::super) static RENAMES: Production = Production { words: &[RENAME], label: "RENAME", read: rename };
/// `TRUNCATE TABLE`.
pub(in super::super) static TRUNCATES: Production =
    Production { words: &[TRUNCATE, TABLE], label: "TRUNCATE TABLE", read: truncate };
/// `TRUNCATE CLUSTER`.
pub(in super::super) static TRUNCATE_CLUSTER: Production = Production {
    words: &[TRUNCATE, CLUSTER],
    label: "TRUNCATE CLUSTER",
    read: |i| ignored(i, "clusters have no counterpart"),
};
/// `PURGE`.
pub(in super::super) static PURGES: Production =
    Production { words: &[PURGE], label: "PURGE", read: |i| ignored(i, "there is no recycle bin") };
/// `FLASHBACK TABLE`.
pub(in super::super) static FLASHBACK_TABLE: Production =
    Production { words: &[FLASHBACK, TABLE], label: "FLASHBACK TABLE", read: flashback };
/// `FLASHBACK [PLUGGABLE] DATABASE`.
pub(in super::super) static FLASHBACKS: Production = Production {
    words: &[FLASHBACK],
    label: "FLASHBACK DATABASE",
    read: |i| ignored(i, "going back in time is an operation, not part of a schema"),
};
/// `ANALYZE`.
pub(in super::super) static ANALYZES: Production =
    Production { words: &[ANALYZE], label: "ANALYZE", read: |i| ignored(i, "statistics are gathered by the target") };
/// `ASSOCIATE STATISTICS`.
pub(in super::super) static ASSOCIATES: Production = Production {
    words: &[ASSOCIATE, STATISTICS],
    label: "ASSOCIATE STATISTICS",
    read: |i| ignored(i, "user-defined statistics have no counterpart"),
};
/// `DISASSOCIATE STATISTICS`.
pub(in super::super) static DISASSOCIATES: Production = Production {
    words: &[DISASSOCIATE, STATISTICS],
    label: "DISASSOCIATE STATISTICS",
    read: |i| ignored(i, "user-defined statistics have no counterpart"),
};

/// `from TO to`.
fn rename(i: In<'_>) -> R<'_, Does> {
    let (i, from) = qname(i)?;
    let (i, _) = word(TO)(i)?;
    let (i, to) = ident(i)?;
    Ok((i, Does::change(Change::Rename { kind: ObjectKind::Other, from, to })))
}

/// `table [{ PRESERVE | PURGE } MATERIALIZED VIEW LOG] [{ DROP [ALL] | REUSE } STORAGE] [CASCADE]`.
fn truncate(i: In<'_>) -> R<'_, Does> {
    let (mut i, name) = qname(i)?;
    let mut cascade = false;
    loop {
        i = match (i.word(), i.word_at(1)) {
            (PRESERVE | PURGE, MATERIALIZED | SNAPSHOT) => {
                let skip = if i.word_at(1) == MATERIALIZED { 4 } else { 3 };
                plain(i.skip(skip), i, "MATERIALIZED VIEW LOG").0
            }
            (DROP | REUSE, STORAGE) => plain(i.skip(2), i, "STORAGE").0,
            (DROP, ALL) if next(i.skip(2), &[STORAGE]) => plain(i.skip(3), i, "STORAGE").0,
            (CASCADE, _) => {
                cascade = true;
                plain(i.advance(), i, "CASCADE").0
            }
            (DEFERRED | IMMEDIATE, INVALIDATION) => plain(i.skip(2), i, "INVALIDATION").0,
            _ => return Ok((i, Does::change(Change::Truncate { name, cascade }))),
        };
    }
}

/// `table TO …`: the table is as it was before, which a person must bring about.
fn flashback(i: In<'_>) -> R<'_, Does> {
    let (i, name) = qname(i)?;
    let (end, unread) = unread(to_end(i), i, "going back in time has no counterpart");
    let (end, clause) = clause(end, i, ClauseKind::Unread(unread));
    Ok((end, Does::change(Change::Touch { kind: ObjectKind::Table, name, clauses: vec![clause] })))
}
