//! `CREATE`, `ALTER` and `DROP JAVA`.

use super::super::clauses::{clause, flag, written};
use super::super::names::any_ident;
use super::object::misc;
use super::{Create, Existing, Head};
use crate::catalog::Change;
use crate::ir::{ClauseKind, Does};
use crate::name::QName;
use crate::syntax::{Expected, In, Kind, R, keywords};

keywords! {
    AND, CLASS, COMPILE, JAVA, NAMED, NOFORCE, RESOLVE, RESOURCE, SOURCE,
}

/// What these statements are called.
pub(in crate::dialect::oracle) const LABEL: &str = "CREATE JAVA";

/// `CREATE JAVA`.
pub(super) static CREATE: Create = Create { modifiers: &[], words: &[JAVA], label: LABEL, read: create };
/// `CREATE AND COMPILE JAVA`.
pub(super) static CREATE_COMPILED: Create =
    Create { modifiers: &[], words: &[AND, COMPILE, JAVA], label: LABEL, read: create };
/// `CREATE AND RESOLVE JAVA`.
pub(super) static CREATE_RESOLVED: Create =
    Create { modifiers: &[], words: &[AND, RESOLVE, JAVA], label: LABEL, read: create };
/// `CREATE AND RESOLVE NOFORCE JAVA`.
pub(super) static CREATE_RESOLVED_NOFORCE: Create =
    Create { modifiers: &[], words: &[AND, RESOLVE, NOFORCE, JAVA], label: LABEL, read: create };
/// `ALTER JAVA`.
pub(super) static ALTER: Existing = Existing { words: &[JAVA], label: "ALTER JAVA", read: alter };
/// `DROP JAVA`.
pub(super) static DROP: Existing = Existing { words: &[JAVA], label: "DROP JAVA", read: dropped };

/// `SOURCE`, `CLASS` or `RESOURCE`.
fn kind(i: In<'_>) -> R<'_, &'static str> {
    let word = match i.word() {
        SOURCE => "JAVA SOURCE",
        CLASS => "JAVA CLASS",
        RESOURCE => "JAVA RESOURCE",
        _ => return i.fail(Expected::Word(SOURCE)),
    };
    Ok((i.advance(), word))
}

/// `{ SOURCE | RESOURCE } NAMED name …`, `CLASS [SCHEMA s] …`; a class is named by its file.
fn create<'a>(i: In<'a>, head: Head<'a>) -> R<'a, Does> {
    let (i, word) = kind(i)?;
    let (i, name) = if i.word() == NAMED { name(i.advance())? } else { (i, QName::bare("")) };
    let (end, definition) = written(i);
    let (end, clause) = clause(end, i, ClauseKind::Text("AS WRITTEN", definition));
    misc(end, head, name, word, vec![clause])
}

/// `name`, `schema.name`; a name is case-sensitive and quoted where it holds dots or slashes.
fn name(i: In<'_>) -> R<'_, QName> {
    let (i, first) = any_ident(i)?;
    if i.kind() != Kind::Dot {
        return Ok((i, QName::bare(first)));
    }
    let (i, name) = any_ident(i.advance())?;
    Ok((i, QName::new(first, name)))
}

fn alter(i: In<'_>, _: bool) -> R<'_, Does> {
    let (i, word) = kind(i)?;
    let (i, name) = name(i)?;
    let (end, change) = written(i);
    let (end, clause) = if change.is_empty() {
        flag(end, i, "COMPILE")?
    } else {
        clause(end, i, ClauseKind::Text("AS WRITTEN", change))
    };
    Ok((end, Does::change(Change::AlterOther { word, name, clauses: vec![clause] })))
}

fn dropped(i: In<'_>, if_present: bool) -> R<'_, Does> {
    let (i, word) = kind(i)?;
    let (i, name) = name(i)?;
    Ok((i, Does::change(Change::DropOther { word, name, if_present, cascade: false })))
}
