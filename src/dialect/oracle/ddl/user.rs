//! `CREATE`, `ALTER` and `DROP` of users, roles and profiles. Passwords are passed over and never kept.

use super::super::clauses::{
    clause, dropped as without_effect, flag, maybe, maybe_eq, named, past, plain, text, to_end, unread,
};
use super::super::names::{any_ident, ident};
use super::link::password;
use super::object::{created, misc};
use super::{Create, Existing, Head};
use crate::catalog::{Change, Dropping};
use crate::finding::ObjectKind;
use crate::ir::{Clause, ClauseKind, Does, Kind};
use crate::name::QName;
use crate::syntax::{Expected, In, Kind as Sign, R, keywords, list1, word, words};

keywords! {
    ACCOUNT, ALL, AS, AUTHENTICATION, BY, CASCADE, COLLATION, CONNECT, CONTAINER, DEFAULT, DIGEST, DISABLE, EDITIONS,
    ENABLE, EXCEPT, EXPIRE, EXTERNALLY, FOR, FORCE, GLOBALLY, GRANT, HTTP, IDENTIFIED, LIMIT, LOCAL, LOCK, MANDATORY,
    NO, NONE, NOT, ON, ONLY, PASSWORD, PROFILE, QUOTA, READ, REPLACE, REVOKE, ROLE, SET, TABLESPACE, TEMPORARY,
    UNLIMITED, UNLOCK, USER, USING, WRITE,
}

/// `CREATE USER`.
pub(super) static CREATE_USER: Create =
    Create { modifiers: &[], words: &[USER], label: "CREATE USER", read: create_user };
/// `ALTER USER`.
pub(super) static ALTER_USER: Existing = Existing { words: &[USER], label: "ALTER USER", read: alter_user };
/// `DROP USER`.
pub(super) static DROP_USER: Existing = Existing { words: &[USER], label: "DROP USER", read: drop_user };
/// `CREATE ROLE`.
pub(super) static CREATE_ROLE: Create =
    Create { modifiers: &[], words: &[ROLE], label: "CREATE ROLE", read: create_role };
/// `ALTER ROLE`.
pub(super) static ALTER_ROLE: Existing = Existing { words: &[ROLE], label: "ALTER ROLE", read: alter_role };
/// `DROP ROLE`.
pub(super) static DROP_ROLE: Existing =
    Existing { words: &[ROLE], label: "DROP ROLE", read: |i, p| super::object::dropped_other(i, p, "ROLE") };
/// `CREATE PROFILE`.
pub(super) static CREATE_PROFILE: Create =
    Create { modifiers: &[], words: &[PROFILE], label: "CREATE PROFILE", read: create_profile };
/// `CREATE MANDATORY PROFILE`.
pub(super) static CREATE_MANDATORY_PROFILE: Create =
    Create { modifiers: &[], words: &[MANDATORY, PROFILE], label: "CREATE PROFILE", read: create_profile };
/// `ALTER PROFILE`.
pub(super) static ALTER_PROFILE: Existing = Existing { words: &[PROFILE], label: "ALTER PROFILE", read: alter_profile };
/// `DROP PROFILE`.
pub(super) static DROP_PROFILE: Existing =
    Existing { words: &[PROFILE], label: "DROP PROFILE", read: |i, p| super::object::dropped_other(i, p, "PROFILE") };

fn create_user<'a>(i: In<'a>, head: Head<'a>) -> R<'a, Does> {
    let (i, name) = ident(i)?;
    let (i, clauses) = all(i, user_clause)?;
    created(i, head, QName::bare(name), Kind::Schema(clauses))
}

fn alter_user(i: In<'_>, _: bool) -> R<'_, Does> {
    let (i, mut names) = list1(ident)(i)?;
    let (i, clauses) = all(i, user_clause)?;
    if let ([_], Some(name)) = (names.as_slice(), names.first().cloned()) {
        return Ok((i, Does::change(Change::Touch { kind: ObjectKind::Schema, name: QName::bare(name), clauses })));
    }
    let changes = names.drain(..).map(|name| Change::Touch {
        kind: ObjectKind::Schema,
        name: QName::bare(name),
        clauses: clauses.clone(),
    });
    Ok((i, Does::Changes(changes.collect())))
}

fn drop_user(i: In<'_>, if_present: bool) -> R<'_, Does> {
    let (i, name) = ident(i)?;
    let (i, cascade) = (maybe(i, CASCADE), i.word() == CASCADE);
    let name = QName::bare(name);
    Ok((i, Does::change(Change::Drop(Dropping { kind: ObjectKind::Schema, name, if_present, cascade }))))
}

/// Clauses up to the end.
fn all(mut i: In<'_>, one: fn(In<'_>) -> R<'_, Clause>) -> R<'_, Vec<Clause>> {
    let mut clauses = Vec::new();
    while !i.is_end() && i.kind() != Sign::Semi {
        let (next, clause) = one(i)?;
        clauses.push(clause);
        i = next;
    }
    Ok((i, clauses))
}

fn user_clause(i: In<'_>) -> R<'_, Clause> {
    let n = i.advance();
    match (i.word(), n.word()) {
        (IDENTIFIED | NO | NOT, _) => identified(i),
        (REPLACE, _) => Ok(plain(password(n, i), i, "REPLACE")),
        (DEFAULT, TABLESPACE) => named(n.advance(), i, "DEFAULT TABLESPACE"),
        (DEFAULT, COLLATION) => named(n.advance(), i, "DEFAULT COLLATION"),
        (DEFAULT, ROLE) => default_role(i),
        (TEMPORARY, TABLESPACE) => named(n.advance(), i, "TEMPORARY TABLESPACE"),
        (LOCAL, TEMPORARY) => {
            let (n, _) = word(TABLESPACE)(n.advance())?;
            named(n, i, "LOCAL TEMPORARY TABLESPACE")
        }
        (QUOTA, UNLIMITED) => {
            let (n, _) = word(ON)(n.advance())?;
            named(n, i, "QUOTA UNLIMITED ON")
        }
        (QUOTA, _) => {
            let (n, ()) = super::super::clauses::size(n)?;
            n.set_aside(i.advance());
            let (n, _) = word(ON)(n)?;
            named(n, i, "QUOTA ON")
        }
        (PROFILE, _) => {
            let (n, name) = any_ident(n)?;
            Ok(clause(n, i, ClauseKind::Named("PROFILE", name)))
        }
        (PASSWORD, EXPIRE) => flag(n.advance(), i, "PASSWORD EXPIRE"),
        (ACCOUNT, LOCK) => flag(n.advance(), i, "ACCOUNT LOCK"),
        (ACCOUNT, UNLOCK) => flag(n.advance(), i, "ACCOUNT UNLOCK"),
        (ENABLE, EDITIONS) => {
            let mut end = n.advance();
            if end.word() == FOR {
                while !end.is_end() && end.word() != FORCE && end.kind() != Sign::Semi {
                    end = end.advance();
                }
            }
            without_effect(maybe(end, FORCE), i, "ENABLE EDITIONS")
        }
        (CONTAINER, _) => without_effect(past(maybe_eq(n)), i, "CONTAINER"),
        (HTTP | DIGEST, _) => without_effect(digest(n), i, "HTTP DIGEST"),
        (READ, ONLY) => flag(n.advance(), i, "READ ONLY"),
        (READ, WRITE) => flag(n.advance(), i, "READ WRITE"),
        (GRANT | REVOKE, CONNECT) => {
            let (n, unread) = unread(to_end(i), i, "proxy authentication has no counterpart");
            Ok(clause(n, i, ClauseKind::Unread(unread)))
        }
        (SET, CONTAINER) => without_effect(to_end(i), i, "SET CONTAINER_DATA"),
        _ => i.fail(Expected::Thing("a clause of a user")),
    }
}

fn digest(mut i: In<'_>) -> In<'_> {
    while matches!(i.word(), DIGEST | ENABLE | DISABLE) {
        i = i.advance();
    }
    i
}

/// `IDENTIFIED { BY password [REPLACE old] | EXTERNALLY [AS 'x'] | GLOBALLY [AS 'x'] | USING package }`, `NO AUTHENTICATION`,
/// `NOT IDENTIFIED`. How a user proves who it is stays behind with the passwords.
fn identified(i: In<'_>) -> R<'_, Clause> {
    let n = i.advance();
    match (i.word(), n.word()) {
        (NO, AUTHENTICATION) => flag(n.advance(), i, "NO AUTHENTICATION"),
        (NOT, IDENTIFIED) => flag(n.advance(), i, "NOT IDENTIFIED"),
        (IDENTIFIED, BY) => Ok(plain(password(n.advance(), i), i, "IDENTIFIED BY")),
        (IDENTIFIED, EXTERNALLY | GLOBALLY) => {
            let word = if n.word() == EXTERNALLY { "IDENTIFIED EXTERNALLY" } else { "IDENTIFIED GLOBALLY" };
            let n = n.advance();
            if n.word() == AS {
                let n = n.advance();
                let (n, name) =
                    if n.kind() == Sign::Quoted { any_ident(n).map(|(n, name)| (n, name.into()))? } else { text(n)? };
                return Ok(clause(n, i, ClauseKind::Text(word, name)));
            }
            flag(n, i, word)
        }
        (IDENTIFIED, USING) => super::super::clauses::object(n.advance(), i, "IDENTIFIED USING"),
        _ => n.fail(Expected::Word(BY)),
    }
}

/// `DEFAULT ROLE { role, … | ALL [EXCEPT role, …] | NONE }`.
fn default_role(start: In<'_>) -> R<'_, Clause> {
    let (i, ()) = words(&[DEFAULT, ROLE])(start)?;
    match i.word() {
        NONE => flag(i.advance(), start, "DEFAULT ROLE NONE"),
        ALL if i.word_at(1) == EXCEPT => {
            let (i, roles) = list1(any_ident)(i.skip(2))?;
            Ok(clause(i, start, ClauseKind::Names("DEFAULT ROLE ALL EXCEPT", roles)))
        }
        ALL => flag(i.advance(), start, "DEFAULT ROLE ALL"),
        _ => {
            let (i, roles) = list1(any_ident)(i)?;
            Ok(clause(i, start, ClauseKind::Names("DEFAULT ROLE", roles)))
        }
    }
}

fn create_role<'a>(i: In<'a>, head: Head<'a>) -> R<'a, Does> {
    let (i, name) = any_ident(i)?;
    let (i, clauses) = all(i, role_clause)?;
    misc(i, head, QName::bare(name), "ROLE", clauses)
}

fn alter_role(i: In<'_>, _: bool) -> R<'_, Does> {
    let (i, name) = any_ident(i)?;
    let (i, clauses) = all(i, role_clause)?;
    Ok((i, Does::change(Change::AlterOther { word: "ROLE", name: QName::bare(name), clauses })))
}

fn role_clause(i: In<'_>) -> R<'_, Clause> {
    match i.word() {
        CONTAINER => without_effect(past(maybe_eq(i.advance())), i, "CONTAINER"),
        _ => identified(i),
    }
}

fn create_profile<'a>(i: In<'a>, head: Head<'a>) -> R<'a, Does> {
    let (i, name) = any_ident(i)?;
    let (i, clauses) = all(i, profile_clause)?;
    misc(i, head, QName::bare(name), "PROFILE", clauses)
}

fn alter_profile(i: In<'_>, _: bool) -> R<'_, Does> {
    let (i, name) = any_ident(i)?;
    let (i, clauses) = all(i, profile_clause)?;
    Ok((i, Does::change(Change::AlterOther { word: "PROFILE", name: QName::bare(name), clauses })))
}

/// `LIMIT`, which may stand once or before each limit; `name { n [K|M|…] | UNLIMITED | DEFAULT | function | expression }`.
fn profile_clause(start: In<'_>) -> R<'_, Clause> {
    if start.word() == CONTAINER {
        return without_effect(past(maybe_eq(start.advance())), start, "CONTAINER");
    }
    let i = maybe(start, LIMIT);
    let name = i.word().text();
    if name.is_empty() {
        return i.fail(Expected::Thing("a limit of a profile"));
    }
    let i = i.advance();
    let (next, value) = match i.word() {
        UNLIMITED => (i.advance(), "UNLIMITED".into()),
        DEFAULT => (i.advance(), "DEFAULT".into()),
        _ => {
            let mut end = past(i);
            while !end.is_end() && !ends_limit(end) {
                end = past(end);
            }
            (end, end.cx.slice(end.span_from(i)).into())
        }
    };
    Ok(clause(next, start, ClauseKind::Text(name, value)))
}

/// Whether the value of a limit ends here: at the next limit, or the end.
fn ends_limit(i: In<'_>) -> bool {
    const LIMITS: [crate::syntax::Word; 19] = {
        use crate::syntax::id;
        [
            id("COMPOSITE_LIMIT"),
            id("CONNECT_TIME"),
            id("CPU_PER_CALL"),
            id("CPU_PER_SESSION"),
            id("FAILED_LOGIN_ATTEMPTS"),
            id("IDLE_TIME"),
            id("INACTIVE_ACCOUNT_TIME"),
            id("LIMIT"),
            id("LOGICAL_READS_PER_CALL"),
            id("LOGICAL_READS_PER_SESSION"),
            id("PASSWORD_GRACE_TIME"),
            id("PASSWORD_LIFE_TIME"),
            id("PASSWORD_LOCK_TIME"),
            id("PASSWORD_REUSE_MAX"),
            id("PASSWORD_REUSE_TIME"),
            id("PASSWORD_ROLLOVER_TIME"),
            id("PASSWORD_VERIFY_FUNCTION"),
            id("PRIVATE_SGA"),
            id("SESSIONS_PER_USER"),
        ]
    };
    i.kind() == Sign::Semi || i.word() == CONTAINER || LIMITS.contains(&i.word())
}
