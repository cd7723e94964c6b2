//! Statements of scripts, in order: what each one is, and what it does to the model.

use super::{Body, Change, Dml, Query, Unread};
use crate::catalog::ObjectId;
use crate::name::QName;
use crate::span::{At, Span};
use ecow::EcoString;

/// Why settings of a session that decide how fast its statements run, or what is traced of them, have no counterpart.
pub const COSTS: &str = "settings of a session that decide what its statements cost are no part of a schema";

/// One statement of a script.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// Its extent, without the terminator.
    pub at: At,
    /// Comments that stand before it (since the statement before) or inside.
    pub comments: Vec<At>,
    /// Its kind by keywords, `CREATE TABLE`.
    pub label: &'static str,
    /// What it does.
    pub does: Does,
    /// Text that no token of matters: dropped clauses, and what was not understood.
    pub set_aside: Vec<Span>,
    /// Branches of conditional compilation that are not compiled; they are set aside.
    pub skipped: Vec<NotCompiled>,
    /// What stands between the end of the grammar and the terminator.
    pub rest: Option<Unread>,
}

/// A branch of conditional compilation that is not compiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotCompiled {
    /// Where it stands.
    pub span: Span,
    /// The condition by which it is left out.
    pub condition: Span,
    /// What became of the condition.
    pub truth: Truth,
    /// The `$IF` that it belongs to.
    pub opened: Span,
    /// What of that is compiled.
    pub chosen: Compiled,
}

/// A branch of an `$IF` that is compiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compiled {
    /// None of them.
    None,
    /// The one with this condition.
    When(Span),
    /// `$ELSE`.
    Else,
}

/// What is known of a condition of conditional compilation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Truth {
    /// It holds.
    Holds,
    /// It does not.
    Fails,
    /// It asks what only the source knows, and is taken not to hold.
    Unknown,
}

/// What a statement does.
#[derive(Clone, Debug, PartialEq)]
pub enum Does {
    /// Changes the catalogue.
    Change(Box<Change>),
    /// Several changes (`CREATE SCHEMA AUTHORIZATION`, `ADD` of many).
    Changes(Vec<Change>),
    /// Writes rows.
    Data(Box<Dml>),
    /// Reads rows.
    Query(Query),
    /// An anonymous block.
    Block(Body),
    /// `COMMIT`, `ROLLBACK`, `SAVEPOINT`, `SET TRANSACTION`, `LOCK TABLE`.
    Transaction(&'static str),
    /// A command of the client: its word, and the argument that matters.
    Client(&'static str),
    /// Recognised to its end and without a counterpart: session, system and instance settings, audit, statistics.
    Ignored(&'static str),
    /// Not understood.
    Unread(Unread),
}

impl Does {
    /// It changes the catalogue. Most statements of scripts write rows, and are not to take the room of a change.
    #[must_use]
    pub fn change(change: Change) -> Self {
        Does::Change(Box::new(change))
    }

    /// The changes of the catalogue that it makes, in order.
    #[must_use]
    pub fn changes(&self) -> &[Change] {
        match self {
            Does::Change(change) => std::slice::from_ref(change),
            Does::Changes(all) => all,
            Does::Data(_) | Does::Query(_) | Does::Block(_) | Does::Transaction(_) | Does::Client(_) => &[],
            Does::Ignored(_) | Does::Unread(_) => &[],
        }
    }
}

/// What became of a statement when it was applied to the catalogue.
#[derive(Clone, Debug, PartialEq)]
pub enum Fate {
    /// It made or changed this object, whose state it shares.
    Object(ObjectId),
    /// It writes or reads rows: it is in `Program::data` or `Program::queries`.
    Data,
    /// It had no effect: what it names is not in the input.
    Missing(QName),
    /// It was undone later: its object was dropped or replaced.
    Undone,
    /// It has no counterpart; the reason.
    Ignored(EcoString),
    /// It is recognised, and a person must write it; the reason.
    Manual(EcoString),
    /// It was not understood.
    Unread(Unread),
}
