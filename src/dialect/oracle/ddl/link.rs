//! `CREATE`, `ALTER` and `DROP DATABASE LINK`. Passwords are passed over and never kept.

use super::super::clauses::{past, text};
use super::super::names::any_ident;
use super::object::{created, public};
use super::synonym::link_name;
use super::{Create, Existing, Head};
use crate::catalog::Change;
use crate::ir::{Clause, ClauseKind, DbLink, Does, Kind, Other};
use crate::name::{Name, QName};
use crate::syntax::{In, Kind as Sign, R, keywords, word};
use ecow::EcoString;

keywords! {
    AUTHENTICATED, BY, CONNECT, DATABASE, IDENTIFIED, LINK, PUBLIC, SHARED, TO, USING, VALUES, WITH,
}

/// `CREATE [SHARED] [PUBLIC] DATABASE LINK`.
pub(super) static CREATE: Create =
    Create { modifiers: &[SHARED, PUBLIC], words: &[DATABASE, LINK], label: "CREATE DATABASE LINK", read: create };
/// `ALTER DATABASE LINK`.
pub(super) static ALTER: Existing = Existing { words: &[DATABASE, LINK], label: "ALTER DATABASE LINK", read: alter };
/// `ALTER PUBLIC DATABASE LINK`.
pub(super) static ALTER_PUBLIC: Existing =
    Existing { words: &[PUBLIC, DATABASE, LINK], label: "ALTER PUBLIC DATABASE LINK", read: alter_public };
/// `ALTER SHARED DATABASE LINK`.
pub(super) static ALTER_SHARED: Existing =
    Existing { words: &[SHARED, DATABASE, LINK], label: "ALTER DATABASE LINK", read: alter };
/// `ALTER SHARED PUBLIC DATABASE LINK`.
pub(super) static ALTER_SHARED_PUBLIC: Existing =
    Existing { words: &[SHARED, PUBLIC, DATABASE, LINK], label: "ALTER PUBLIC DATABASE LINK", read: alter_public };
/// `DROP DATABASE LINK`.
pub(super) static DROP: Existing =
    Existing { words: &[DATABASE, LINK], label: "DROP DATABASE LINK", read: |i, p| dropped(i, p, QName::bare) };
/// `DROP PUBLIC DATABASE LINK`.
pub(super) static DROP_PUBLIC: Existing = Existing {
    words: &[PUBLIC, DATABASE, LINK],
    label: "DROP PUBLIC DATABASE LINK",
    read: |i, p| dropped(i, p, public),
};

/// What a link says.
#[derive(Default)]
struct Parts {
    user: Option<Name>,
    connect: Option<EcoString>,
}

fn create<'a>(i: In<'a>, head: Head<'a>) -> R<'a, Does> {
    let (i, name) = link_name(i)?;
    let is_public = head.has(PUBLIC);
    let (i, parts) = parts(i)?;
    let name = if is_public { public(name) } else { QName::bare(name) };
    let link = DbLink { public: is_public, user: parts.user, connect: parts.connect };
    created(i, head, name, Kind::Other(Other::DbLink(link)))
}

fn parts(mut i: In<'_>) -> R<'_, Parts> {
    let mut parts = Parts::default();
    loop {
        let n = i.advance();
        i = match i.word() {
            CONNECT if n.word() == WITH => {
                let (n, credential) = super::super::names::qname(n.advance())?;
                parts.user = Some(credential.name);
                n
            }
            CONNECT => {
                let (n, _) = word(TO)(n)?;
                let (n, user) = any_ident(n)?;
                parts.user = Some(user);
                n
            }
            IDENTIFIED => {
                let (n, _) = word(BY)(n)?;
                password(n, i)
            }
            AUTHENTICATED => {
                let (n, _) = word(BY)(n)?;
                let (n, _) = any_ident(n)?;
                n.set_aside(i);
                n
            }
            USING => {
                let (n, connect) = text(n)?;
                parts.connect = Some(connect);
                n
            }
            _ => return Ok((i, parts)),
        };
    }
}

/// Behind a password: a name, a text, `VALUES 'hash'`. All of it is set aside, from `start` on.
pub(super) fn password<'a>(i: In<'a>, start: In<'a>) -> In<'a> {
    let mut i = if i.word() == VALUES { past(i.advance()) } else { past(i) };
    // `#` and `$` end a name where the password is not quoted as it should be: what touches it belongs to it
    while !i.is_end()
        && !matches!(i.kind(), Sign::Semi | Sign::Comma | Sign::Close)
        && i.token().lo == i.span_from(start).hi
    {
        i = i.advance();
    }
    i.set_aside(start);
    i
}

fn alter(i: In<'_>, _: bool) -> R<'_, Does> {
    altered(i, QName::bare)
}

fn alter_public(i: In<'_>, _: bool) -> R<'_, Does> {
    altered(i, public)
}

fn altered(start: In<'_>, place: fn(Name) -> QName) -> R<'_, Does> {
    let (i, name) = link_name(start)?;
    let from = i;
    let (i, parts) = parts(i)?;
    let (i, at) = i.at(from);
    let mut clauses = Vec::new();
    clauses.extend(parts.user.map(|user| Clause { at, kind: ClauseKind::Named("CONNECT TO", user) }));
    clauses.extend(parts.connect.map(|connect| Clause { at, kind: ClauseKind::Text("USING", connect) }));
    Ok((i, Does::change(Change::AlterOther { word: "DATABASE LINK", name: place(name), clauses })))
}

fn dropped(i: In<'_>, if_present: bool, place: fn(Name) -> QName) -> R<'_, Does> {
    let (i, name) = link_name(i)?;
    Ok((i, Does::change(Change::DropOther { word: "DATABASE LINK", name: place(name), if_present, cascade: false })))
}
