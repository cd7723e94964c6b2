//! Statements about transactions.

use super::body::{Code, End};
use super::savepoint;
use crate::convert::Lower;
use crate::ir::plsql::Transaction;
use crate::ir::{FromKind, Wait};
use crate::pg::{self, Stmt};
use crate::span::Span;

/// Lowers one.
pub(super) fn lower(code: &mut Code<'_, '_>, it: &Transaction, span: Span) -> Lower<Vec<Stmt>> {
    match it {
        Transaction::Commit { comment: _, write: _, force } if force.is_empty() => ended(code, Stmt::Commit, span),
        Transaction::Rollback { to: None, force: None } => ended(code, Stmt::Rollback, span),
        Transaction::Commit { .. } | Transaction::Rollback { force: Some(_), .. } => {
            Err(code.refuse("`FORCE` of a distributed transaction", span))
        }
        Transaction::Rollback { to: Some(name), force: None } => {
            Err(savepoint::refused(code, name, "it is set elsewhere than where code goes back to it", span))
        }
        Transaction::Savepoint(name) => {
            Err(savepoint::refused(code, name, "code goes back to it from elsewhere", span))
        }
        Transaction::Set { mode, .. } => {
            let words = match *mode {
                "READ ONLY" => "ISOLATION LEVEL REPEATABLE READ READ ONLY",
                "ISOLATION LEVEL SERIALIZABLE" => "ISOLATION LEVEL REPEATABLE READ",
                "ISOLATION LEVEL READ COMMITTED" => "ISOLATION LEVEL READ COMMITTED",
                "READ WRITE" | "" => return Ok(Vec::new()),
                _ => return Err(code.refuse("`SET TRANSACTION`", span)),
            };
            let mut made = ended(code, Stmt::Commit, span)?;
            made.push(Stmt::SetTransaction(words));
            Ok(made)
        }
        Transaction::Constraints(..) => Err(code.refuse("`SET CONSTRAINTS`", span)),
        Transaction::Role(_) => Err(code.refuse("`SET ROLE`", span)),
        Transaction::Lock { tables, mode, wait } => {
            let wait = match wait {
                Wait::Forever => true,
                Wait::No => false,
                Wait::Skip | Wait::Seconds(_) => return Err(code.refuse("`LOCK TABLE … WAIT`", span)),
            };
            let mut names = Vec::with_capacity(tables.len());
            for from in tables {
                let FromKind::Table(table) = &from.kind else { return Err(code.refuse("`LOCK TABLE`", span)) };
                let found = code.cx.program.resolve(&table.name, code.schema.as_ref()).filter(|_| table.link.is_none());
                let Some(id) = found else { return Err(code.refuse("`LOCK TABLE` of what is no table here", span)) };
                names.push(code.cx.program.target(id));
            }
            // Modes that let others change rows but not the table lock nothing that PostgreSQL's statements do not lock.
            let mode = match *mode {
                "EXCLUSIVE" | "SHARE ROW EXCLUSIVE" | "SHARE" | "ROW EXCLUSIVE" | "ROW SHARE" => *mode,
                "SHARE UPDATE" => "ROW SHARE",
                _ => return Err(code.refuse("`LOCK TABLE` in this mode", span)),
            };
            Ok(vec![Stmt::Lock(names, mode, wait)])
        }
    }
}

/// A commit that the source makes by itself.
pub(super) fn commit(code: &mut Code<'_, '_>, span: Span) -> Lower<Vec<Stmt>> {
    ended(code, Stmt::Commit, span)
}

/// The end of a transaction: only procedures can have one, as only `CALL` leads to it.
fn ended(code: &mut Code<'_, '_>, stmt: Stmt, span: Span) -> Lower<Vec<Stmt>> {
    if !code.may_end() {
        let trigger = matches!(code.end, End::Row(_));
        let what = if trigger { "a trigger that ends the transaction" } else { "a function that ends the transaction" };
        return Err(code.refuse(what, span));
    }
    let mut made = vec![stmt];
    if code.uses.asks_statements() {
        let count = code.outermost("sql__rowcount", pg::Type::BigInt);
        made.push(Stmt::Assign(Box::new([count]), pg::Expr::int(0)));
    }
    Ok(made)
}
