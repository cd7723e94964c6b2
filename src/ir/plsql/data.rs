//! Statements that read and write data: cursors, dynamic statements, `FORALL`, transactions.

use super::Stmt;
use crate::catalog::Mode;
use crate::ir::{Expr, From, Query, Wait};
use crate::name::Name;

/// `OPEN`.
#[derive(Clone, Debug, PartialEq)]
pub struct Open {
    /// The cursor, with its arguments, or the cursor variable.
    pub cursor: Expr,
    /// `FOR`.
    pub source: OpenFor,
}

/// What a cursor is opened for.
#[derive(Clone, Debug, PartialEq)]
pub enum OpenFor {
    /// The query of its declaration.
    Declared,
    /// A query.
    Query(Box<Query>),
    /// The text of a query.
    Text(Box<Expr>, Vec<Using>),
}

/// An argument of a dynamic statement.
#[derive(Clone, Debug, PartialEq)]
pub struct Using {
    /// Direction.
    pub mode: Mode,
    /// The value or variable.
    pub value: Expr,
}

/// `FETCH`.
#[derive(Clone, Debug, PartialEq)]
pub struct Fetch {
    /// The cursor.
    pub cursor: Expr,
    /// `BULK COLLECT`.
    pub bulk: bool,
    /// `INTO`.
    pub into: Vec<Expr>,
    /// `LIMIT`.
    pub limit: Option<Expr>,
}

/// `FORALL`.
#[derive(Clone, Debug, PartialEq)]
pub struct Forall {
    /// The index.
    pub index: Name,
    /// Its values.
    pub over: ForallOver,
    /// `SAVE EXCEPTIONS`.
    pub save: bool,
    /// The statement.
    pub statement: Stmt,
}

/// Values of the index of `FORALL`.
#[derive(Clone, Debug, PartialEq)]
pub enum ForallOver {
    /// `low .. high`.
    Range(Box<[Expr; 2]>),
    /// `INDICES OF collection [BETWEEN low AND high]`.
    Indices(Box<Expr>, Option<Box<[Expr; 2]>>),
    /// `VALUES OF collection`.
    Values(Box<Expr>),
}

/// `EXECUTE IMMEDIATE`.
#[derive(Clone, Debug, PartialEq)]
pub struct Execute {
    /// The text of the statement.
    pub text: Expr,
    /// `BULK COLLECT` before `INTO`.
    pub bulk: bool,
    /// `INTO`.
    pub into: Vec<Expr>,
    /// `USING`.
    pub using: Vec<Using>,
    /// `BULK COLLECT` behind `RETURNING`.
    pub returning_bulk: bool,
    /// `RETURNING INTO`.
    pub returning: Vec<Expr>,
}

/// Statements about transactions.
#[derive(Clone, Debug, PartialEq)]
pub enum Transaction {
    /// `COMMIT`: its `COMMENT`, the words of `WRITE`, and the texts of `FORCE`.
    Commit {
        /// `COMMENT`.
        comment: Option<Expr>,
        /// `WRITE IMMEDIATE WAIT …`, its words.
        write: Vec<&'static str>,
        /// `FORCE`.
        force: Vec<Expr>,
    },
    /// `ROLLBACK`: `TO` a savepoint, `FORCE`.
    Rollback {
        /// `TO`.
        to: Option<Name>,
        /// `FORCE`.
        force: Option<Expr>,
    },
    /// `SAVEPOINT`.
    Savepoint(Name),
    /// `SET TRANSACTION`.
    Set {
        /// `READ ONLY`, `READ WRITE`, `ISOLATION LEVEL …`; empty for none.
        mode: &'static str,
        /// `USE ROLLBACK SEGMENT`.
        segment: Option<Name>,
        /// `NAME`.
        name: Option<Expr>,
    },
    /// `SET CONSTRAINTS`: the constraints (none: all), and whether they wait for the end.
    Constraints(Vec<crate::name::QName>, bool),
    /// `SET ROLE`, its words.
    Role(Vec<Name>),
    /// `LOCK TABLE`.
    Lock {
        /// Tables.
        tables: Vec<From>,
        /// `EXCLUSIVE`, `ROW SHARE` …
        mode: &'static str,
        /// What happens when somebody else holds a lock.
        wait: Wait,
    },
}
