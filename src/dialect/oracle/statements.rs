//! What a statement begins with decides who reads it: one list of productions, and the families CREATE, ALTER and DROP.

use super::{ddl, dml, session};
use crate::ir::{Does, Unread};
use crate::span::{At, NodeId, Span};
use crate::syntax::keywords;
use crate::syntax::{Expected, In, Kind, R, Word, next};

keywords!(CREATE, ALTER, DROP, FUNCTION, PROCEDURE);

/// A kind of statement. One stands in each file of the grammar; the list below names it.
#[derive(Debug)]
pub struct Production {
    /// The words it begins with.
    pub words: &'static [Word],
    /// How reports call it.
    pub label: &'static str,
    /// Reads what stands behind `words`.
    pub read: for<'a> fn(In<'a>) -> R<'a, Does>,
}

/// Statements that are not of the families CREATE, ALTER and DROP. Of two with the same first word, the longer stands first.
static STATEMENTS: &[&Production] = &[
    &ddl::instance::ADMINISTERS,
    &ddl::rename::ANALYZES,
    &ddl::rename::ASSOCIATES,
    &ddl::instance::AUDITS,
    &session::CALLS,
    &ddl::comment::COMMENTS,
    &session::COMMITS,
    &dml::DELETES,
    &ddl::rename::DISASSOCIATES,
    &session::EXPLAINS,
    &ddl::rename::FLASHBACK_TABLE,
    &ddl::rename::FLASHBACKS,
    &ddl::grant::GRANTS,
    &dml::INSERTS,
    &session::LOCKS,
    &dml::MERGES,
    &ddl::instance::NOAUDITS,
    &ddl::rename::PURGES,
    &ddl::rename::RENAMES,
    &ddl::grant::REVOKES,
    &session::ROLLBACKS,
    &session::ROLLS,
    &session::SAVEPOINTS,
    &session::SET_CONSTRAINT,
    &session::SET_CONSTRAINTS,
    &session::SET_ROLE,
    &session::SET_TRANSACTION,
    &ddl::rename::TRUNCATE_CLUSTER,
    &ddl::rename::TRUNCATES,
    &dml::UPDATES,
];

/// Reads one statement: how reports call it, and what it does.
pub fn read(i: In<'_>) -> (&'static str, R<'_, Does>) {
    match i.word() {
        CREATE => ddl::create(i),
        ALTER => ddl::alter(i),
        DROP => ddl::drop(i),
        _ if session::starts_block(i) => ("block", session::block(i)),
        _ if dml::starts_query(i) => ("SELECT", dml::select(i)),
        _ => match STATEMENTS.iter().find(|p| next(i, p.words)) {
            Some(p) => (p.label, (p.read)(i.skip(p.words.len()))),
            None if matches!(i.word(), FUNCTION | PROCEDURE) => {
                (label(i), i.fail(Expected::Thing("CREATE in front of it")))
            }
            None => (label(i), i.fail(Expected::Thing("a statement"))),
        },
    }
}

/// What to call a statement that no production reads: its first word, if it is one.
pub fn label(i: In<'_>) -> &'static str {
    match i.word() {
        Word::NONE => "statement",
        word => word.text(),
    }
}

/// Takes the rest of the statement as text that was not understood, and says what was expected where.
pub fn unread(start: In<'_>) -> (In<'_>, Unread) {
    let (furthest, mut reason) = start.cx.failure();
    let mut i = start;
    let mut stopped = None;
    while !i.is_end() {
        if stopped.is_none() && i.token().lo >= furthest {
            stopped = Some(i.token().span());
            let found: String = i.text().chars().take(40).collect();
            if i.kind() == Kind::Substitution {
                reason = format!("variable `{found}` has no value");
            } else {
                reason.push_str(&format!(", found `{found}`"));
            }
        }
        i = i.advance();
    }
    let (i, at) = i.at(start);
    i.set_aside(start);
    let stopped = At { id: NodeId(u32::MAX), span: stopped.unwrap_or(Span::new(at.span.hi, at.span.hi)) };
    (i, Unread { at, reason: reason.into(), stopped })
}
