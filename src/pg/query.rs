//! PostgreSQL's queries and data statements.

use super::{Expr, OrderKey};
use crate::catalog::{Mention, Mentioned, Part};
use crate::name::{Name, QName};

/// A query.
#[derive(Clone, Debug, PartialEq)]
pub enum Query {
    /// `SELECT`.
    Select(Box<Select>),
    /// `VALUES (…), (…)`.
    Values(Vec<Vec<Expr>>),
}

/// `SELECT`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Select {
    /// What is selected, with its alias.
    pub targets: Vec<(Expr, Option<Name>)>,
    /// `FROM`.
    pub from: Vec<From>,
    /// `WHERE`.
    pub condition: Option<Expr>,
    /// `ORDER BY`.
    pub order: Vec<OrderKey>,
}

/// One item of `FROM`.
#[derive(Clone, Debug, PartialEq)]
pub enum From {
    /// A table or view.
    Relation(QName, Option<Name>),
    /// A query.
    Query(Box<Query>, Name),
}

/// A statement that writes rows.
#[derive(Clone, Debug, PartialEq)]
pub enum Dml {
    /// `INSERT INTO t (…) VALUES (…)`.
    Insert(Insert),
}

/// `INSERT`.
#[derive(Clone, Debug, PartialEq)]
pub struct Insert {
    /// The table.
    pub table: QName,
    /// Columns, always listed.
    pub columns: Vec<Name>,
    /// `OVERRIDING SYSTEM VALUE`.
    pub overriding: bool,
    /// Rows.
    pub source: Query,
}

impl Part for Query {
    fn mentions<'a>(&'a self, found: &mut dyn FnMut(Mention<'a>)) {
        match self {
            Query::Values(rows) => rows.iter().flatten().for_each(|e| e.mentions(found)),
            Query::Select(select) => {
                select.targets.iter().for_each(|(e, _)| e.mentions(found));
                for from in &select.from {
                    match from {
                        From::Relation(name, _) => found(Mention { name, what: Mentioned::Relation }),
                        From::Query(query, _) => query.mentions(found),
                    }
                }
                select.condition.iter().for_each(|e| e.mentions(found));
                select.order.iter().for_each(|k| k.expr.mentions(found));
            }
        }
    }
}
