//! Statements that write rows.

use super::{Expr, From, Query, Unread};
use crate::name::{Name, QName};
use crate::span::At;

/// A statement that writes rows.
#[derive(Clone, Debug, PartialEq)]
pub enum Dml {
    /// `INSERT INTO t (…) VALUES (…)`: rows of values into a plain table, and nothing else.
    Insert(Insert),
    /// Any other `INSERT` into one table.
    InsertInto(Box<InsertInto>),
    /// `INSERT ALL`, `INSERT FIRST`.
    InsertMany(Box<InsertMany>),
    /// `UPDATE`.
    Update(Box<Update>),
    /// `DELETE`.
    Delete(Box<Delete>),
    /// `MERGE`.
    Merge(Box<Merge>),
    /// Recognised to its end, not read; the word says which.
    Unread(&'static str, Unread),
}

/// `INSERT … VALUES`.
#[derive(Clone, Debug, PartialEq)]
pub struct Insert {
    /// The table or view.
    pub table: QName,
    /// Listed columns; empty: all, in order.
    pub columns: Vec<Name>,
    /// Rows.
    pub rows: Vec<Vec<Expr>>,
}

/// `INSERT INTO … ` with a query, a record, `RETURNING`, an error log, a partition, a derived table.
#[derive(Clone, Debug, PartialEq)]
pub struct InsertInto {
    /// Where rows go.
    pub into: From,
    /// Listed columns; empty: all, in order.
    pub columns: Vec<Name>,
    /// Where rows come from.
    pub source: RowSource,
    /// `RETURNING`.
    pub returning: Option<Box<Returning>>,
    /// `LOG ERRORS`.
    pub errors: Option<Box<ErrorLog>>,
}

/// Where rows come from.
#[derive(Clone, Debug, PartialEq)]
pub enum RowSource {
    /// `VALUES (…), (…)`.
    Values(Vec<Vec<Expr>>),
    /// `VALUES record`.
    Record(Expr),
    /// A query.
    Query(Query),
    /// `SET a = 1, b = 2` (23ai).
    Set(Vec<Assignment>),
}

/// `INSERT ALL`, `INSERT FIRST`.
#[derive(Clone, Debug, PartialEq)]
pub struct InsertMany {
    /// `FIRST`: only the first branch whose condition holds.
    pub first: bool,
    /// Branches; one without condition is unconditional.
    pub branches: Vec<Branch>,
    /// `ELSE`.
    pub otherwise: Vec<Into>,
    /// The rows.
    pub source: Query,
}

/// `WHEN condition THEN INTO …`.
#[derive(Clone, Debug, PartialEq)]
pub struct Branch {
    /// `WHEN`.
    pub condition: Option<Expr>,
    /// Where rows go.
    pub into: Vec<Into>,
}

/// `INTO t (columns) VALUES (…)`.
#[derive(Clone, Debug, PartialEq)]
pub struct Into {
    /// The table.
    pub table: From,
    /// Listed columns.
    pub columns: Vec<Name>,
    /// Values; empty: the row of the query.
    pub values: Vec<Expr>,
    /// `LOG ERRORS`.
    pub errors: Option<Box<ErrorLog>>,
}

/// `UPDATE`.
#[derive(Clone, Debug, PartialEq)]
pub struct Update {
    /// What is changed.
    pub target: From,
    /// `SET`.
    pub set: Vec<Assignment>,
    /// `SET VALUE (t) = …` of an object table, `SET ROW = record`.
    pub row: Option<Expr>,
    /// `FROM` of 23ai.
    pub from: Vec<From>,
    /// `WHERE`.
    pub condition: Option<Expr>,
    /// `WHERE CURRENT OF`.
    pub current_of: Option<Name>,
    /// `RETURNING`.
    pub returning: Option<Box<Returning>>,
    /// `LOG ERRORS`.
    pub errors: Option<Box<ErrorLog>>,
}

/// `a = 1`, `(a, b) = (SELECT …)`.
#[derive(Clone, Debug, PartialEq)]
pub struct Assignment {
    /// Where it stands.
    pub at: At,
    /// Columns, as names of one to three parts.
    pub columns: Vec<Vec<Name>>,
    /// The value, or a tuple or query for several.
    pub value: Expr,
}

/// `DELETE`.
#[derive(Clone, Debug, PartialEq)]
pub struct Delete {
    /// Where rows go from.
    pub target: From,
    /// `FROM` of 23ai.
    pub from: Vec<From>,
    /// `WHERE`.
    pub condition: Option<Expr>,
    /// `WHERE CURRENT OF`.
    pub current_of: Option<Name>,
    /// `RETURNING`.
    pub returning: Option<Box<Returning>>,
    /// `LOG ERRORS`.
    pub errors: Option<Box<ErrorLog>>,
}

/// `MERGE`.
#[derive(Clone, Debug, PartialEq)]
pub struct Merge {
    /// What is changed.
    pub target: From,
    /// `USING`.
    pub source: From,
    /// `ON`.
    pub on: Expr,
    /// `WHEN MATCHED THEN UPDATE`.
    pub matched: Option<MergeUpdate>,
    /// `WHEN NOT MATCHED THEN INSERT`.
    pub absent: Option<MergeInsert>,
    /// `RETURNING` of 23ai.
    pub returning: Option<Box<Returning>>,
    /// `LOG ERRORS`.
    pub errors: Option<Box<ErrorLog>>,
}

/// `UPDATE SET … WHERE … DELETE WHERE …`.
#[derive(Clone, Debug, PartialEq)]
pub struct MergeUpdate {
    /// `SET`.
    pub set: Vec<Assignment>,
    /// `WHERE`.
    pub condition: Option<Expr>,
    /// `DELETE WHERE`: of the rows that were updated.
    pub delete: Option<Expr>,
}

/// `INSERT (…) VALUES (…) WHERE …`.
#[derive(Clone, Debug, PartialEq)]
pub struct MergeInsert {
    /// Listed columns.
    pub columns: Vec<Name>,
    /// Values.
    pub values: Vec<Expr>,
    /// `WHERE`.
    pub condition: Option<Expr>,
}

/// `RETURNING … INTO …`.
#[derive(Clone, Debug, PartialEq)]
pub struct Returning {
    /// Values; `OLD` and `NEW` of 23ai stand before theirs.
    pub values: Vec<(&'static str, Expr)>,
    /// `BULK COLLECT`.
    pub bulk: bool,
    /// `INTO`.
    pub into: Vec<Expr>,
}

/// `LOG ERRORS INTO t (tag) REJECT LIMIT n`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ErrorLog {
    /// `INTO`.
    pub into: Option<QName>,
    /// The tag.
    pub tag: Option<Expr>,
    /// `REJECT LIMIT`; none for `UNLIMITED` and where it is not written.
    pub limit: Option<Expr>,
    /// `REJECT LIMIT UNLIMITED`.
    pub unlimited: bool,
}
