//! Cursors that are still fetched from after the transaction has ended, here or in a routine that is called: PostgreSQL has closed
//! them by then.

#![expect(clippy::wildcard_enum_match_arm, reason = "what is not named holds no statements")]

use super::dirty::is_end;
use super::facts::Known;
use crate::name::Name;
use crate::pg::{self, Stmt};
use crate::span::At;
use std::collections::BTreeMap;

/// Cursors that are open, with where they were opened, and whether the transaction ended since.
type Open = BTreeMap<Name, (At, bool)>;

/// Where a cursor is opened that is used after the transaction has ended.
pub(super) fn closed_too_early(known: &Known<'_>, block: &pg::Block) -> Option<At> {
    of_block(known, block, &mut Open::new())
}

fn of_block(known: &Known<'_>, block: &pg::Block, open: &mut Open) -> Option<At> {
    let handled = block.handlers.iter().map(|h| &h.statements);
    std::iter::once(&block.statements).chain(handled).find_map(|list| of_list(known, list, At::default(), open))
}

fn of_list(known: &Known<'_>, list: &[Stmt], at: At, open: &mut Open) -> Option<At> {
    list.iter().find_map(|stmt| of_stmt(known, stmt, at, open))
}

fn of_stmt(known: &Known<'_>, stmt: &Stmt, at: At, open: &mut Open) -> Option<At> {
    match stmt {
        Stmt::Of(at, _, inner) => of_stmt(known, inner, *at, open),
        Stmt::Open(cursor, _) => {
            open.insert(cursor.clone(), (at, false));
            None
        }
        Stmt::Fetch(cursor, _) => open.get(cursor).filter(|(_, ended)| *ended).map(|(at, _)| *at),
        Stmt::Close(cursor) => open.remove(cursor).filter(|(_, ended)| *ended).map(|(at, _)| at),
        Stmt::If(arms, otherwise) => {
            arms.iter().map(|(_, list)| list).chain([otherwise]).find_map(|list| of_list(known, list, at, open))
        }
        Stmt::Case(case) => {
            let lists = case.arms.iter().map(|(_, list)| list).chain(&case.otherwise);
            lists.into_iter().find_map(|list| of_list(known, list, at, open))
        }
        // What one turn ended, the next finds; where a turn changes nothing, neither does the next.
        Stmt::Loop(it) => {
            let before = open.clone();
            let found = of_list(known, &it.body, at, open);
            if found.is_some() || *open == before { found } else { of_list(known, &it.body, at, open) }
        }
        Stmt::Block(block) => of_block(known, block, open),
        other => {
            if !open.is_empty() && (is_end(other) || known.stmt(other).ends) {
                open.values_mut().for_each(|(_, ended)| *ended = true);
            }
            None
        }
    }
}
