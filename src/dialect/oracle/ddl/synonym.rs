//! `CREATE`, `ALTER` and `DROP SYNONYM`.

use super::super::clauses::{dotted, plain};
use super::super::names::{any_ident, ident, qname};
use super::super::types;
use super::object::{created, drop_options, head_clauses, public, touched};
use super::{Create, Existing, Head};
use crate::catalog::{Change, Dropping};
use crate::finding::ObjectKind;
use crate::ir::{Does, Kind, Other, Synonym};
use crate::name::QName;
use crate::syntax::{Expected, In, Kind as Sign, R, keywords, word};

keywords! {
    COMPILE, EDITIONABLE, FOR, NONEDITIONABLE, PUBLIC, SHARING, SYNONYM,
}

/// `CREATE [PUBLIC] SYNONYM`.
pub(super) static CREATE: Create =
    Create { modifiers: &[PUBLIC], words: &[SYNONYM], label: "CREATE SYNONYM", read: create };
/// `ALTER SYNONYM`.
pub(super) static ALTER: Existing = Existing { words: &[SYNONYM], label: "ALTER SYNONYM", read: alter };
/// `ALTER PUBLIC SYNONYM`.
pub(super) static ALTER_PUBLIC: Existing =
    Existing { words: &[PUBLIC, SYNONYM], label: "ALTER PUBLIC SYNONYM", read: alter_public };
/// `DROP SYNONYM`.
pub(super) static DROP: Existing = Existing { words: &[SYNONYM], label: "DROP SYNONYM", read: drop_private };
/// `DROP PUBLIC SYNONYM`.
pub(super) static DROP_PUBLIC: Existing =
    Existing { words: &[PUBLIC, SYNONYM], label: "DROP PUBLIC SYNONYM", read: drop_public };

fn create<'a>(i: In<'a>, head: Head<'a>) -> R<'a, Does> {
    types::declares(i);
    let (i, name) = synonym_name(i)?;
    let is_public = head.has(PUBLIC);
    let name = if is_public { public(name.name) } else { name };
    let i = if i.word() == SHARING { plain(i.skip(3), i, "SHARING").0 } else { i };
    let (i, _) = word(FOR)(i)?;
    let (i, target) = synonym_name(i)?;
    let (i, link) = if i.kind() == Sign::At {
        let (i, link) = link_name(i.advance())?;
        (i, Some(link))
    } else {
        (i, None)
    };
    let (i, _) = head_clauses(i, head);
    created(i, head, name, Kind::Other(Other::Synonym(Synonym { public: is_public, target, link })))
}

/// A synonym may have the name of a word that only PL/SQL reserves, and its target any.
fn synonym_name(i: In<'_>) -> R<'_, QName> {
    if i.peek(1).kind == Sign::Dot {
        return qname(i);
    }
    let (i, name) = any_ident(i)?;
    Ok((i, QName::bare(name)))
}

/// `name.domain@qualifier`.
pub(super) fn link_name(i: In<'_>) -> R<'_, crate::name::Name> {
    let (i, name) = dotted(i)?;
    if i.kind() != Sign::At {
        return Ok((i, name));
    }
    let (i, qualifier) = ident(i.advance())?;
    Ok((i, name.with('@', &qualifier)))
}

fn alter(i: In<'_>, _: bool) -> R<'_, Does> {
    let (i, name) = qname(i)?;
    altered(i, name)
}

fn alter_public(i: In<'_>, _: bool) -> R<'_, Does> {
    let (i, name) = any_ident(i)?;
    altered(i, public(name))
}

fn altered(i: In<'_>, name: QName) -> R<'_, Does> {
    let word = match i.word() {
        COMPILE => "COMPILE",
        EDITIONABLE => "EDITIONABLE",
        NONEDITIONABLE => "NONEDITIONABLE",
        _ => return i.fail(Expected::Word(COMPILE)),
    };
    let (i, clause) = plain(i.advance(), i, word);
    touched(i, ObjectKind::Synonym, name, vec![clause])
}

fn drop_private(i: In<'_>, if_present: bool) -> R<'_, Does> {
    let (i, name) = synonym_name(i)?;
    dropped(i, if_present, name)
}

fn drop_public(i: In<'_>, if_present: bool) -> R<'_, Does> {
    let (i, name) = any_ident(i)?;
    dropped(i, if_present, public(name))
}

fn dropped(i: In<'_>, if_present: bool, name: QName) -> R<'_, Does> {
    let (i, cascade) = drop_options(i);
    Ok((i, Does::change(Change::Drop(Dropping { kind: ObjectKind::Synonym, name, if_present, cascade }))))
}
