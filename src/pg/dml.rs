//! PostgreSQL's data statements.

use super::{Expr, From, Query};
use crate::catalog::{Mention, Mentioned, Part};
use crate::name::{Name, QName};

/// A statement that writes rows.
#[derive(Clone, Debug, PartialEq)]
pub enum Dml {
    /// `INSERT`.
    Insert(Insert),
    /// `UPDATE`.
    Update(Box<Update>),
    /// `DELETE`.
    Delete(Box<Delete>),
    /// `MERGE`.
    Merge(Box<Merge>),
    /// Several inserts in one statement.
    Many(Box<InsertMany>),
}

/// `WITH s AS MATERIALIZED (…), a AS (INSERT …) INSERT …`.
#[derive(Clone, Debug, PartialEq)]
pub struct InsertMany {
    /// The rows that all of them read.
    pub source: Option<super::Cte>,
    /// At least one.
    pub inserts: Vec<Insert>,
    /// The variable that takes how many rows all of them inserted, where somebody asks.
    pub counted: Option<Name>,
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

/// `UPDATE`.
#[derive(Clone, Debug, PartialEq)]
pub struct Update {
    /// The table.
    pub table: QName,
    /// Its alias.
    pub alias: Option<Name>,
    /// `SET`.
    pub set: Vec<Assignment>,
    /// `FROM`.
    pub from: Vec<From>,
    /// `WHERE`.
    pub condition: Option<Expr>,
}

/// `a = 1`, `(a, b) = (SELECT …)`.
#[derive(Clone, Debug, PartialEq)]
pub struct Assignment {
    /// Columns.
    pub columns: Vec<Name>,
    /// The value; for several columns a row or a query.
    pub value: Expr,
}

/// `DELETE`.
#[derive(Clone, Debug, PartialEq)]
pub struct Delete {
    /// The table.
    pub table: QName,
    /// Its alias.
    pub alias: Option<Name>,
    /// `USING`.
    pub using: Vec<From>,
    /// `WHERE`.
    pub condition: Option<Expr>,
}

/// `MERGE`.
#[derive(Clone, Debug, PartialEq)]
pub struct Merge {
    /// The table.
    pub table: QName,
    /// Its alias.
    pub alias: Option<Name>,
    /// `USING`.
    pub source: From,
    /// `ON`.
    pub on: Expr,
    /// Branches; the first that fits a row is taken.
    pub branches: Vec<MergeBranch>,
}

/// `WHEN [NOT] MATCHED AND condition THEN …`.
#[derive(Clone, Debug, PartialEq)]
pub struct MergeBranch {
    /// `MATCHED`.
    pub matched: bool,
    /// `AND`.
    pub condition: Option<Expr>,
    /// What is done.
    pub does: MergeDoes,
}

/// What a branch of `MERGE` does.
#[derive(Clone, Debug, PartialEq)]
pub enum MergeDoes {
    /// `UPDATE SET …`.
    Update(Vec<Assignment>),
    /// `DELETE`.
    Delete,
    /// `INSERT (…) OVERRIDING SYSTEM VALUE VALUES (…)`.
    Insert(Vec<Name>, bool, Vec<Expr>),
}

impl Part for Dml {
    fn mentions<'a>(&'a self, found: &mut dyn FnMut(Mention<'a>)) {
        let relation = |name: &'a QName, found: &mut dyn FnMut(Mention<'a>)| {
            found(Mention { name, what: Mentioned::Relation });
        };
        match self {
            Dml::Insert(insert) => {
                relation(&insert.table, found);
                insert.source.mentions(found);
            }
            Dml::Many(many) => {
                many.source.iter().for_each(|cte| cte.query.mentions(found));
                for insert in &many.inserts {
                    relation(&insert.table, found);
                    insert.source.mentions(found);
                }
            }
            Dml::Update(update) => {
                relation(&update.table, found);
                update.set.iter().for_each(|s| s.value.mentions(found));
                update.from.iter().for_each(|f| f.mentions(found));
                update.condition.iter().for_each(|e| e.mentions(found));
            }
            Dml::Delete(delete) => {
                relation(&delete.table, found);
                delete.using.iter().for_each(|f| f.mentions(found));
                delete.condition.iter().for_each(|e| e.mentions(found));
            }
            Dml::Merge(merge) => {
                relation(&merge.table, found);
                merge.source.mentions(found);
                merge.on.mentions(found);
                for branch in &merge.branches {
                    branch.condition.iter().for_each(|e| e.mentions(found));
                    match &branch.does {
                        MergeDoes::Update(set) => set.iter().for_each(|s| s.value.mentions(found)),
                        MergeDoes::Delete => {}
                        MergeDoes::Insert(_, _, values) => values.iter().for_each(|e| e.mentions(found)),
                    }
                }
            }
        }
    }
}
