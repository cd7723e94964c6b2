//! `CREATE`, `ALTER` and `DROP CLUSTER`.

use super::super::clauses::{clause, dropped as without_effect, flag, maybe, numbered, past, plain, value};
use super::super::names::{any_ident, qname};
use super::super::types::data_type;
use super::object::created;
use super::physical::physical;
use super::{Create, Existing, Head};
use crate::catalog::Change;
use crate::ir::{Clause, ClauseKind, Does, Kind, Other, Type};
use crate::name::Name;
use crate::syntax::{Expected, In, Kind as Sign, R, keywords, list1, parens, word};

keywords! {
    ALLOCATE, CASCADE, CLUSTER, CONSTRAINTS, DEALLOCATE, EXTENT, HASH, HASHKEYS, INCLUDING, INDEX, IS, PARTITION,
    SHARING, SINGLE, SIZE, SORT, TABLE, TABLES,
}

/// `CREATE CLUSTER`.
pub(super) static CREATE: Create = Create { modifiers: &[], words: &[CLUSTER], label: "CREATE CLUSTER", read: create };
/// `ALTER CLUSTER`.
pub(super) static ALTER: Existing = Existing { words: &[CLUSTER], label: "ALTER CLUSTER", read: alter };
/// `DROP CLUSTER`.
pub(super) static DROP: Existing = Existing { words: &[CLUSTER], label: "DROP CLUSTER", read: dropped };

/// `name ( column type [SORT], … ) clauses`.
fn create<'a>(i: In<'a>, head: Head<'a>) -> R<'a, Does> {
    let (i, name) = qname(i)?;
    let (i, key) = parens(list1(column))(i)?;
    let (i, clauses) = clauses(i)?;
    created(i, head, name, Kind::Other(Other::Cluster(key, clauses)))
}

fn column(i: In<'_>) -> R<'_, (Name, Type)> {
    let (i, name) = any_ident(i)?;
    let (i, ty) = data_type(i)?;
    let i = if i.word() == SORT { plain(i.advance(), i, "SORT").0 } else { i };
    Ok((i, (name, ty)))
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
    match i.word() {
        SIZE => super::super::clauses::size(n).and_then(|(n, ())| without_effect(n, i, "SIZE")),
        INDEX => flag(n, i, "INDEX"),
        SINGLE => word(TABLE)(n).and_then(|(n, _)| flag(n, i, "SINGLE TABLE")),
        HASHKEYS => numbered(n, i, "HASHKEYS"),
        HASH => {
            let (n, _) = word(IS)(n)?;
            let (n, expr) = value(n)?;
            Ok(clause(n, i, ClauseKind::Expr("HASH IS", expr)))
        }
        SHARING => without_effect(n.skip(2), i, "SHARING"),
        ALLOCATE | DEALLOCATE => without_effect(past(maybe(n, EXTENT)), i, i.word().text()),
        PARTITION => without_effect(super::super::clauses::to_end(i), i, "PARTITION"),
        _ => i.fail(Expected::Thing("a clause of a cluster")),
    }
}

fn alter(i: In<'_>, _: bool) -> R<'_, Does> {
    let (i, name) = qname(i)?;
    let (i, clauses) = clauses(i)?;
    Ok((i, Does::change(Change::AlterOther { word: "CLUSTER", name, clauses })))
}

/// `name [INCLUDING TABLES [CASCADE CONSTRAINTS]]`.
fn dropped(i: In<'_>, if_present: bool) -> R<'_, Does> {
    let (i, name) = qname(i)?;
    let (mut i, cascade) = if i.word() == INCLUDING {
        let (n, _) = word(TABLES)(i.advance())?;
        (n, true)
    } else {
        (i, false)
    };
    if i.word() == CASCADE {
        i = plain(word(CONSTRAINTS)(i.advance())?.0, i, "CASCADE CONSTRAINTS").0;
    }
    Ok((i, Does::change(Change::DropOther { word: "CLUSTER", name, if_present, cascade })))
}
