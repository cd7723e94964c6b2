//! `CREATE`, `ALTER` and `DROP MATERIALIZED VIEW LOG`.

use super::super::clauses::{clause, dropped as without_effect, flag, idents, to_end};
use super::super::names::qname;
use super::object::created;
use super::physical::physical;
use super::{Create, Existing, Head};
use crate::catalog::Change;
use crate::ir::{Clause, ClauseKind, Does, Kind, Other};
use crate::syntax::{Expected, In, Kind as Sign, R, keywords, word, words};

keywords! {
    ADD, COMMIT, EXCLUDING, FAST, FOR, FORCE, ID, INCLUDING, KEY, LOG, MATERIALIZED, MODIFY, NEW, OBJECT, ON,
    PARTITION, PRIMARY, PURGE, RENAME, ROWID, SCN, SEQUENCE, SHARING, SHRINK, SNAPSHOT, SPLIT, SYNCHRONOUS, USING,
    VALUES, VIEW, WITH,
}

/// `CREATE MATERIALIZED VIEW LOG`.
pub(super) static CREATE: Create =
    Create { modifiers: &[], words: &[MATERIALIZED, VIEW, LOG], label: "CREATE MATERIALIZED VIEW LOG", read: create };
/// `CREATE SNAPSHOT LOG`, the old name.
pub(super) static CREATE_SNAPSHOT_LOG: Create =
    Create { modifiers: &[], words: &[SNAPSHOT, LOG], label: "CREATE MATERIALIZED VIEW LOG", read: create };
/// `ALTER MATERIALIZED VIEW LOG`.
pub(super) static ALTER: Existing =
    Existing { words: &[MATERIALIZED, VIEW, LOG], label: "ALTER MATERIALIZED VIEW LOG", read: alter };
/// `DROP MATERIALIZED VIEW LOG`.
pub(super) static DROP: Existing =
    Existing { words: &[MATERIALIZED, VIEW, LOG], label: "DROP MATERIALIZED VIEW LOG", read: dropped };
/// `DROP SNAPSHOT LOG`.
pub(super) static DROP_SNAPSHOT_LOG: Existing =
    Existing { words: &[SNAPSHOT, LOG], label: "DROP MATERIALIZED VIEW LOG", read: dropped };

/// The kind by its words.
const WORD: &str = "MATERIALIZED VIEW LOG";

/// `ON table clauses`; a log has the name of its table.
fn create<'a>(i: In<'a>, head: Head<'a>) -> R<'a, Does> {
    let (i, _) = word(ON)(i)?;
    let (i, table) = qname(i)?;
    let (i, clauses) = clauses(i)?;
    created(i, head, table.clone(), Kind::Other(Other::ViewLog(table, clauses)))
}

fn clauses(mut i: In<'_>) -> R<'_, Vec<Clause>> {
    let mut all = Vec::new();
    while !i.is_end() && i.kind() != Sign::Semi {
        let (n, clause) = one(i)?;
        all.push(clause);
        i = n;
    }
    Ok((i, all))
}

fn one(i: In<'_>) -> R<'_, Clause> {
    if let Some(read) = physical(i) {
        return read;
    }
    let n = i.advance();
    match (i.word(), n.word()) {
        (SHARING, _) => without_effect(n.skip(2), i, "SHARING"),
        // what the rows of the log hold; the commas between need not be written
        (WITH, _) => logged(n, i),
        (ADD, _) => logged(n, i),
        (INCLUDING, NEW) => flag(word(VALUES)(n.advance())?.0, i, "INCLUDING NEW VALUES"),
        (EXCLUDING, NEW) => flag(word(VALUES)(n.advance())?.0, i, "EXCLUDING NEW VALUES"),
        (PURGE, _) => {
            let mut end = n;
            while !end.is_end() && end.word() != FOR {
                end = end.advance();
            }
            without_effect(end, i, "PURGE")
        }
        (FOR, SYNCHRONOUS | FAST) => without_effect(past_refresh(n), i, "FOR REFRESH"),
        (PARTITION | MODIFY | RENAME | DROP_WORD | SPLIT | SHRINK | FORCE, _) => {
            without_effect(to_end(i), i, "PARTITION")
        }
        _ => i.fail(Expected::Thing("a clause of a materialized view log")),
    }
}

const DROP_WORD: crate::syntax::Word = crate::syntax::id("DROP");

/// Behind `SYNCHRONOUS REFRESH USING log`, `FAST REFRESH`.
fn past_refresh(i: In<'_>) -> In<'_> {
    let i = i.skip(2);
    if i.word() == USING { qname(i.advance()).map_or(i, |(n, _)| n) } else { i }
}

/// `{ PRIMARY KEY | ROWID | OBJECT ID | SEQUENCE | COMMIT SCN | ( column, … ) } [,] …`.
fn logged<'a>(mut i: In<'a>, start: In<'a>) -> R<'a, Clause> {
    let mut parts = Vec::new();
    loop {
        let (n, part) = match i.word() {
            PRIMARY => flag(words(&[PRIMARY, KEY])(i)?.0, i, "PRIMARY KEY")?,
            ROWID => flag(i.advance(), i, "ROWID")?,
            OBJECT => flag(words(&[OBJECT, ID])(i)?.0, i, "OBJECT ID")?,
            SEQUENCE => flag(i.advance(), i, "SEQUENCE")?,
            COMMIT => flag(words(&[COMMIT, SCN])(i)?.0, i, "COMMIT SCN")?,
            _ if i.kind() == Sign::Open => {
                let (n, columns) = idents(i)?;
                clause(n, i, ClauseKind::Names("COLUMNS", columns))
            }
            _ => return Ok(clause(i, start, ClauseKind::Group("WITH", parts))),
        };
        parts.push(part);
        i = if n.kind() == Sign::Comma { n.advance() } else { n };
    }
}

fn alter(i: In<'_>, _: bool) -> R<'_, Does> {
    let i = if i.word() == FORCE { i.advance() } else { i };
    let (i, _) = word(ON)(i)?;
    let (i, name) = qname(i)?;
    let (i, clauses) = clauses(i)?;
    Ok((i, Does::change(Change::AlterOther { word: WORD, name, clauses })))
}

fn dropped(i: In<'_>, if_present: bool) -> R<'_, Does> {
    let (i, _) = word(ON)(i)?;
    let (i, name) = qname(i)?;
    Ok((i, Does::change(Change::DropOther { word: WORD, name, if_present, cascade: false })))
}
