//! What all statements about objects share: what `CREATE`, `ALTER`, `RENAME` and `DROP` come to.

use super::super::clauses::{clause, plain};
use super::super::names::{ident, qname};
use super::Head;
use crate::catalog::{Change, Dropping};
use crate::finding::ObjectKind;
use crate::ir::{Clause, ClauseKind, Does, Kind, Object, Other};
use crate::name::{Name, QName};
use crate::syntax::{In, Kind as Sign, R, keywords};

keywords! {
    AS, CASCADE, CONSTRAINT, CONSTRAINTS, DEFERRED, EDITIONABLE, FORCE, IMMEDIATE, INVALIDATION, KEEP, NONEDITIONABLE, ONLINE,
    PRESERVE, PURGE, TABLE, VALIDATE,
}

/// An object that the statement makes.
pub(super) fn created<'a>(i: In<'a>, head: Head<'a>, name: QName, kind: Kind) -> R<'a, Does> {
    let (i, object) = object(i, head.start, name, kind);
    Ok((i, Does::change(Change::Create { object: Box::new(object), replace: head.replace, if_absent: head.if_absent })))
}

/// An object over the text from `start` to here.
pub(super) fn object<'a>(i: In<'a>, start: In<'a>, name: QName, kind: Kind) -> (In<'a>, Object) {
    let (i, at) = i.at(start);
    (i, Object { name, at, changes: Vec::new(), comments: Vec::new(), comment: None, kind })
}

/// An object of a kind that only sources have, known by its word and clauses.
pub(super) fn misc<'a>(i: In<'a>, head: Head<'a>, name: QName, word: &'static str, all: Vec<Clause>) -> R<'a, Does> {
    created(i, head, name, Kind::Other(Other::Misc(word, all)))
}

/// What stands between `CREATE` and the kind and has no counterpart: `EDITIONABLE`.
pub(super) fn head_clauses<'a>(i: In<'a>, head: Head<'a>) -> (In<'a>, Vec<Clause>) {
    let mut from = head.start;
    for _ in 0..6 {
        if matches!(from.word(), EDITIONABLE | NONEDITIONABLE) && head.editionable.is_some() {
            let word = if from.word() == EDITIONABLE { "EDITIONABLE" } else { "NONEDITIONABLE" };
            from.advance().set_aside(from);
            let span = from.token().span();
            let (i, mut clause) = clause(i, i, ClauseKind::Plain(word));
            clause.at.span = span;
            return (i, vec![clause]);
        }
        from = from.advance();
    }
    (i, Vec::new())
}

/// `name [CASCADE [CONSTRAINTS]] [FORCE | VALIDATE] [PURGE] [PRESERVE TABLE]` of an object of the model.
pub(super) fn dropped(i: In<'_>, if_present: bool, kind: ObjectKind) -> R<'_, Does> {
    let (i, name) = qname(i)?;
    let (i, cascade) = drop_options(i);
    Ok((i, Does::change(Change::Drop(Dropping { kind, name, if_present, cascade }))))
}

/// The same of a kind that only sources have.
pub(super) fn dropped_other<'a>(i: In<'a>, if_present: bool, word: &'static str) -> R<'a, Does> {
    let (i, name) = qname(i)?;
    let (i, cascade) = drop_options(i);
    Ok((i, Does::change(Change::DropOther { word, name, if_present, cascade })))
}

/// Whether what depends on the object goes too; the rest is about storage and set aside.
pub(super) fn drop_options(mut i: In<'_>) -> (In<'_>, bool) {
    let mut cascade = false;
    loop {
        let n = i.advance();
        i = match i.word() {
            CASCADE => {
                cascade = true;
                // Oracle takes the singular too, as its redo logs show
                super::super::clauses::maybe(super::super::clauses::maybe(n, CONSTRAINTS), CONSTRAINT)
            }
            FORCE => {
                cascade = true;
                n
            }
            PURGE | VALIDATE | ONLINE => plain(n, i, "PURGE").0,
            PRESERVE if n.word() == TABLE => plain(n.advance(), i, "PRESERVE TABLE").0,
            PRESERVE => plain(n, i, "PRESERVE").0,
            DEFERRED | IMMEDIATE if n.word() == INVALIDATION => plain(n.advance(), i, "INVALIDATION").0,
            KEEP => plain(n.advance(), i, "KEEP").0,
            // the name in the recycle bin, as redo logs and audit trails tell it
            AS if matches!(n.kind(), Sign::Quoted | Sign::Text) => plain(n.advance(), i, "AS").0,
            _ => return (i, cascade),
        };
    }
}

/// `ALTER … RENAME TO`, from behind `TO`.
pub(super) fn renamed(i: In<'_>, kind: ObjectKind, from: QName) -> R<'_, Does> {
    let (i, to) = ident(i)?;
    Ok((i, Does::change(Change::Rename { kind, from, to })))
}

/// An `ALTER` that leaves the model as it is.
pub(super) fn touched(i: In<'_>, kind: ObjectKind, name: QName, clauses: Vec<Clause>) -> R<'_, Does> {
    Ok((i, Does::change(Change::Touch { kind, name, clauses })))
}

/// The owner of public synonyms and links, as Oracle's own dictionary has it.
pub(super) fn public(name: Name) -> QName {
    QName::new("PUBLIC", name)
}
