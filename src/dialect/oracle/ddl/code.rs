//! `CREATE`, `ALTER` and `DROP` of procedures, functions, packages and triggers.

use super::super::clauses::plain;
use super::super::names::{any_ident, qname};
use super::super::{package, routine, trigger};
use super::object::{created, dropped, head_clauses, renamed, touched};
use super::{Create, Existing, Head};
use crate::catalog::Change;
use crate::finding::ObjectKind;
use crate::ir::{Clause, Does, Kind, Other};
use crate::syntax::{Expected, In, Kind as Sign, R, keywords, word};

keywords! {
    BODY, COMPILE, DEBUG, DISABLE, EDITIONABLE, ENABLE, FUNCTION, NONEDITIONABLE, PACKAGE, PROCEDURE, RENAME, REUSE,
    SETTINGS, SPECIFICATION, TIMESTAMP, TO, TRIGGER,
}

/// `CREATE PROCEDURE`.
pub(super) static CREATE_PROCEDURE: Create =
    Create { modifiers: &[], words: &[PROCEDURE], label: "CREATE PROCEDURE", read: procedure };
/// `CREATE FUNCTION`.
pub(super) static CREATE_FUNCTION: Create =
    Create { modifiers: &[], words: &[FUNCTION], label: "CREATE FUNCTION", read: function };
/// `CREATE PACKAGE`.
pub(super) static CREATE_PACKAGE: Create =
    Create { modifiers: &[], words: &[PACKAGE], label: "CREATE PACKAGE", read: package };
/// `CREATE PACKAGE BODY`.
pub(super) static CREATE_PACKAGE_BODY: Create =
    Create { modifiers: &[], words: &[PACKAGE, BODY], label: "CREATE PACKAGE BODY", read: package_body };
/// `CREATE TRIGGER`.
pub(super) static CREATE_TRIGGER: Create =
    Create { modifiers: &[], words: &[TRIGGER], label: "CREATE TRIGGER", read: create_trigger };
/// `ALTER PROCEDURE`.
pub(super) static ALTER_PROCEDURE: Existing = Existing {
    words: &[PROCEDURE],
    label: "ALTER PROCEDURE",
    read: |i, _| compile(i, ObjectKind::Procedure, ObjectKind::Procedure),
};
/// `ALTER FUNCTION`.
pub(super) static ALTER_FUNCTION: Existing = Existing {
    words: &[FUNCTION],
    label: "ALTER FUNCTION",
    read: |i, _| compile(i, ObjectKind::Function, ObjectKind::Function),
};
/// `ALTER PACKAGE`.
pub(super) static ALTER_PACKAGE: Existing = Existing {
    words: &[PACKAGE],
    label: "ALTER PACKAGE",
    read: |i, _| compile(i, ObjectKind::Package, ObjectKind::PackageBody),
};
/// `ALTER TRIGGER`.
pub(super) static ALTER_TRIGGER: Existing = Existing { words: &[TRIGGER], label: "ALTER TRIGGER", read: alter_trigger };
/// `DROP PROCEDURE`.
pub(super) static DROP_PROCEDURE: Existing =
    Existing { words: &[PROCEDURE], label: "DROP PROCEDURE", read: |i, p| dropped(i, p, ObjectKind::Procedure) };
/// `DROP FUNCTION`.
pub(super) static DROP_FUNCTION: Existing =
    Existing { words: &[FUNCTION], label: "DROP FUNCTION", read: |i, p| dropped(i, p, ObjectKind::Function) };
/// `DROP PACKAGE`.
pub(super) static DROP_PACKAGE: Existing =
    Existing { words: &[PACKAGE], label: "DROP PACKAGE", read: |i, p| dropped(i, p, ObjectKind::Package) };
/// `DROP PACKAGE BODY`.
pub(super) static DROP_PACKAGE_BODY: Existing = Existing {
    words: &[PACKAGE, BODY],
    label: "DROP PACKAGE BODY",
    read: |i, p| dropped(i, p, ObjectKind::PackageBody),
};
/// `DROP TRIGGER`.
pub(super) static DROP_TRIGGER: Existing =
    Existing { words: &[TRIGGER], label: "DROP TRIGGER", read: |i, p| dropped(i, p, ObjectKind::Trigger) };

fn procedure<'a>(i: In<'a>, head: Head<'a>) -> R<'a, Does> {
    standalone(i, head, routine::procedure)
}

fn function<'a>(i: In<'a>, head: Head<'a>) -> R<'a, Does> {
    standalone(i, head, routine::function)
}

fn standalone<'a>(i: In<'a>, head: Head<'a>, read: fn(In<'a>) -> R<'a, crate::ir::Routine>) -> R<'a, Does> {
    let (i, name) = qname(i)?;
    let (i, mut routine) = read(i)?;
    let (i, clauses) = head_clauses(i, head);
    routine.clauses.extend(clauses);
    created(i, head, name, Kind::Routine(routine))
}

fn package<'a>(i: In<'a>, head: Head<'a>) -> R<'a, Does> {
    let (i, name) = qname(i)?;
    let (i, mut package) = package::package(i)?;
    let (i, clauses) = head_clauses(i, head);
    package.clauses.extend(clauses);
    created(i, head, name, Kind::Other(Other::Package(package)))
}

fn package_body<'a>(i: In<'a>, head: Head<'a>) -> R<'a, Does> {
    let (i, name) = qname(i)?;
    let (i, mut package) = package::package(i)?;
    let (i, clauses) = head_clauses(i, head);
    package.clauses.extend(clauses);
    created(i, head, name, Kind::Other(Other::PackageBody(package)))
}

fn create_trigger<'a>(i: In<'a>, head: Head<'a>) -> R<'a, Does> {
    let (i, name) = qname(i)?;
    let (i, mut trigger) = trigger::trigger(i)?;
    let (i, clauses) = head_clauses(i, head);
    trigger.clauses.extend(clauses);
    created(i, head, name, Kind::Trigger(trigger))
}

/// `name { COMPILE [DEBUG] [SPECIFICATION | BODY | PACKAGE] [parameter = value …] [REUSE SETTINGS [TIMESTAMP 'when']] | [NON]EDITIONABLE }`.
fn compile(i: In<'_>, kind: ObjectKind, body: ObjectKind) -> R<'_, Does> {
    let (i, name) = qname(i)?;
    let kind = if i.word() == COMPILE && (i.word_at(1) == BODY || i.word_at(2) == BODY) { body } else { kind };
    let (i, clauses) = compilation(i)?;
    touched(i, kind, name, clauses)
}

/// How a unit is compiled, and whether it belongs to an edition.
pub(super) fn compilation(i: In<'_>) -> R<'_, Vec<Clause>> {
    match i.word() {
        COMPILE => compiled(i),
        EDITIONABLE => {
            let (i, clause) = plain(i.advance(), i, "EDITIONABLE");
            Ok((i, vec![clause]))
        }
        NONEDITIONABLE => {
            let (i, clause) = plain(i.advance(), i, "NONEDITIONABLE");
            Ok((i, vec![clause]))
        }
        _ => i.fail(Expected::Word(COMPILE)),
    }
}

fn compiled(start: In<'_>) -> R<'_, Vec<Clause>> {
    let mut i = start.advance();
    loop {
        i = match i.word() {
            DEBUG | SPECIFICATION | BODY | PACKAGE => i.advance(),
            REUSE => {
                let (n, _) = word(SETTINGS)(i.advance())?;
                // Data Pump says when it was compiled
                if n.word() == TIMESTAMP && n.peek(1).kind == Sign::Text { n.skip(2) } else { n }
            }
            _ if i.peek(1).kind == Sign::Eq => {
                let (n, _) = any_ident(i)?;
                n.skip(2)
            }
            _ => break,
        };
    }
    let (i, clause) = plain(i, start, "COMPILE");
    Ok((i, vec![clause]))
}

/// `name { ENABLE | DISABLE | RENAME TO name | COMPILE … | [NON]EDITIONABLE }`.
fn alter_trigger(i: In<'_>, _: bool) -> R<'_, Does> {
    let (i, name) = qname(i)?;
    match i.word() {
        ENABLE | DISABLE => {
            let enabled = i.word() == ENABLE;
            Ok((i.advance(), Does::change(Change::EnableTrigger { name, enabled })))
        }
        RENAME => {
            let (i, _) = word(TO)(i.advance())?;
            renamed(i, ObjectKind::Trigger, name)
        }
        _ => {
            let (i, clauses) = compilation(i)?;
            touched(i, ObjectKind::Trigger, name, clauses)
        }
    }
}
