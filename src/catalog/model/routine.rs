//! Routines and triggers by their headers.

use crate::catalog::Language;
use crate::name::{Name, QName};
use crate::span::At;
use ecow::EcoString;

/// A procedure or function.
#[derive(Clone, Debug, PartialEq)]
pub struct Routine<L: Language> {
    /// Has a result.
    pub is_function: bool,
    /// Parameters in order.
    pub params: Vec<Param<L>>,
    /// Type of the result.
    pub returns: Option<L::Type>,
    /// Its code; `None` for a header.
    pub body: Option<L::Body>,
    /// Everything else (`DETERMINISTIC`, `AUTHID`, `PIPELINED`).
    pub clauses: Vec<L::Clause>,
}

/// A parameter.
#[derive(Clone, Debug, PartialEq)]
pub struct Param<L: Language> {
    /// Its name; types without names exist in PostgreSQL.
    pub name: Name,
    /// Where it stands.
    pub at: At,
    /// Direction.
    pub mode: Mode,
    /// `NOCOPY`.
    pub nocopy: bool,
    /// Its type.
    pub ty: L::Type,
    /// `DEFAULT`.
    pub default: Option<L::Expr>,
}

/// Direction of a parameter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the keywords")]
pub enum Mode {
    #[default]
    In,
    Out,
    InOut,
}

/// A trigger.
#[derive(Clone, Debug, PartialEq)]
pub struct Trigger<L: Language> {
    /// The table or view; `None` for a trigger on a schema or the database.
    pub table: Option<QName>,
    /// When it fires.
    pub timing: Timing,
    /// What it fires for.
    pub events: Vec<Event>,
    /// `FOR EACH ROW`.
    pub each_row: bool,
    /// `WHEN (…)`.
    pub condition: Option<L::Expr>,
    /// Names of the old and new row, where they are changed.
    pub referencing: Vec<(Name, Name)>,
    /// Fires.
    pub enabled: bool,
    /// Its code.
    pub body: Option<L::Body>,
    /// Everything else (`FOLLOWS`, `NESTED TABLE … OF`).
    pub clauses: Vec<L::Clause>,
}

/// When a trigger fires.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the keywords")]
pub enum Timing {
    Before,
    After,
    InsteadOf,
    Compound,
}

/// What a trigger fires for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A row comes.
    Insert,
    /// A row changes; the columns, where they are listed.
    Update(Vec<Name>),
    /// A row goes.
    Delete,
    /// All rows go.
    Truncate,
    /// DDL or a database event, by its keywords.
    System(EcoString),
}
