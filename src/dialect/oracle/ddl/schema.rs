//! `CREATE SCHEMA AUTHORIZATION`: several statements in one.

use super::super::names::any_ident;
use super::grant::GRANTS;
use super::{Create, Head};
use crate::ir::Does;
use crate::name::Name;
use crate::syntax::{Expected, In, R, keywords};

keywords! {
    AUTHORIZATION, FOR, GRANT, SCHEMA, SYNONYM,
}

/// `CREATE SCHEMA`.
pub(super) static CREATE: Create =
    Create { modifiers: &[], words: &[SCHEMA, AUTHORIZATION], label: "CREATE SCHEMA", read: create };
/// `CREATE SCHEMA SYNONYM` of 23ai: another name of a schema.
pub(super) static CREATE_SYNONYM: Create =
    Create { modifiers: &[], words: &[SCHEMA, SYNONYM], label: "CREATE SCHEMA SYNONYM", read: synonym };

/// `schema { CREATE TABLE … | CREATE VIEW … | GRANT … } …`. The schema is that of the session.
fn create<'a>(i: In<'a>, _: Head<'a>) -> R<'a, Does> {
    let (mut i, schema) = any_ident(i)?;
    let mut changes = vec![crate::catalog::Change::Schema(schema)];
    while !i.is_end() {
        let (next, does) = match i.word() {
            CREATE_WORD => super::create(i).1?,
            GRANT => (GRANTS.read)(i.advance())?,
            _ => return i.fail(Expected::Word(GRANT)),
        };
        match does {
            Does::Change(change) => changes.push(*change),
            Does::Changes(all) => changes.extend(all),
            Does::Data(_)
            | Does::Query(_)
            | Does::Block(_)
            | Does::Transaction(_)
            | Does::Client(_)
            | Does::Ignored(_)
            | Does::Unread(_) => return i.fail(Expected::Thing("CREATE TABLE, CREATE VIEW or GRANT")),
        }
        i = next;
    }
    Ok((i, Does::Changes(changes)))
}

const CREATE_WORD: crate::syntax::Word = crate::syntax::id("CREATE");

/// `name FOR schema`.
fn synonym<'a>(i: In<'a>, head: Head<'a>) -> R<'a, Does> {
    let (i, name) = any_ident(i)?;
    let (n, _) = crate::syntax::word(FOR)(i)?;
    let (n, target): (In<'_>, Name) = any_ident(n)?;
    let (i, clause) = super::super::clauses::clause(n, i, crate::ir::ClauseKind::Named("FOR", target));
    super::object::misc(i, head, crate::name::QName::bare(name), "SCHEMA SYNONYM", vec![clause])
}
