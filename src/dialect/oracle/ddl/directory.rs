//! Directories, application contexts and editions.

use super::super::clauses::{clause, object, plain, texted};
use super::super::names::{any_ident, ident};
use super::object::{dropped_other, misc};
use super::{Create, Existing, Head};
use crate::catalog::Change;
use crate::ir::{Clause, ClauseKind, Does};
use crate::name::QName;
use crate::syntax::{Expected, In, R, keywords, word, words};

keywords! {
    ACCESSED, AS, CHILD, CONTEXT, DIRECTORY, EDITION, EXTERNALLY, GLOBALLY, INITIALIZED, OF, SHARING, UNUSABLE,
    USABLE, USING,
}

/// `CREATE DIRECTORY`.
pub(super) static CREATE_DIRECTORY: Create =
    Create { modifiers: &[], words: &[DIRECTORY], label: "CREATE DIRECTORY", read: directory };
/// `DROP DIRECTORY`.
pub(super) static DROP_DIRECTORY: Existing =
    Existing { words: &[DIRECTORY], label: "DROP DIRECTORY", read: |i, p| dropped_other(i, p, "DIRECTORY") };
/// `CREATE CONTEXT`.
pub(super) static CREATE_CONTEXT: Create =
    Create { modifiers: &[], words: &[CONTEXT], label: "CREATE CONTEXT", read: context };
/// `DROP CONTEXT`.
pub(super) static DROP_CONTEXT: Existing =
    Existing { words: &[CONTEXT], label: "DROP CONTEXT", read: |i, p| dropped_other(i, p, "CONTEXT") };
/// `CREATE EDITION`.
pub(super) static CREATE_EDITION: Create =
    Create { modifiers: &[], words: &[EDITION], label: "CREATE EDITION", read: edition };
/// `ALTER EDITION`.
pub(super) static ALTER_EDITION: Existing = Existing { words: &[EDITION], label: "ALTER EDITION", read: alter_edition };
/// `DROP EDITION`.
pub(super) static DROP_EDITION: Existing =
    Existing { words: &[EDITION], label: "DROP EDITION", read: |i, p| dropped_other(i, p, "EDITION") };

/// `name [SHARING = …] AS 'path'`.
fn directory<'a>(i: In<'a>, head: Head<'a>) -> R<'a, Does> {
    let (i, name) = any_ident(i)?;
    let (i, sharing) = sharing(i);
    let (n, _) = word(AS)(i)?;
    let (i, path) = texted(n, i, "AS")?;
    misc(i, head, QName::bare(name), "DIRECTORY", sharing.into_iter().chain([path]).collect())
}

fn sharing(i: In<'_>) -> (In<'_>, Option<Clause>) {
    if i.word() != SHARING {
        return (i, None);
    }
    let (i, clause) = plain(i.skip(3), i, "SHARING");
    (i, Some(clause))
}

/// `namespace USING package [{ INITIALIZED { EXTERNALLY | GLOBALLY } | ACCESSED GLOBALLY }]`.
fn context<'a>(i: In<'a>, head: Head<'a>) -> R<'a, Does> {
    let (i, name) = any_ident(i)?;
    let (n, _) = word(USING)(i)?;
    let (mut i, package) = object(n, i, "USING")?;
    let mut clauses = vec![package];
    loop {
        let (n, clause) = match (i.word(), i.word_at(1)) {
            (INITIALIZED, EXTERNALLY) => clause(i.skip(2), i, ClauseKind::Flag("INITIALIZED EXTERNALLY")),
            (INITIALIZED, GLOBALLY) => clause(i.skip(2), i, ClauseKind::Flag("INITIALIZED GLOBALLY")),
            (ACCESSED, GLOBALLY) => clause(i.skip(2), i, ClauseKind::Flag("ACCESSED GLOBALLY")),
            (SHARING, _) => plain(i.skip(3), i, "SHARING"),
            _ => return misc(i, head, QName::bare(name), "CONTEXT", clauses),
        };
        clauses.push(clause);
        i = n;
    }
}

/// `name [AS CHILD OF parent]`.
fn edition<'a>(i: In<'a>, head: Head<'a>) -> R<'a, Does> {
    let (i, name) = ident(i)?;
    if i.word() != AS {
        return misc(i, head, QName::bare(name), "EDITION", Vec::new());
    }
    let (n, ()) = words(&[AS, CHILD, OF])(i)?;
    let (n, parent) = ident(n)?;
    let (i, clause) = clause(n, i, ClauseKind::Named("AS CHILD OF", parent));
    misc(i, head, QName::bare(name), "EDITION", vec![clause])
}

/// `name { USABLE | UNUSABLE }`.
fn alter_edition(i: In<'_>, _: bool) -> R<'_, Does> {
    let (i, name) = ident(i)?;
    let state = match i.word() {
        USABLE => "USABLE",
        UNUSABLE => "UNUSABLE",
        _ => return i.fail(Expected::Word(USABLE)),
    };
    let (i, clause) = clause(i.advance(), i, ClauseKind::Flag(state));
    Ok((i, Does::change(Change::AlterOther { word: "EDITION", name: QName::bare(name), clauses: vec![clause] })))
}
