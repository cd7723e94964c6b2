//! What a table gains beyond its source: checks and guards, each with a name that is free in it.

use super::super::Cx;
use super::super::plan::names::cut;
use crate::catalog::{ConstraintRule, ConstraintState, ObjectId};
use crate::ir;
use crate::name::{Name, QName};
use crate::pg;
use crate::span::{At, Span};
use std::collections::BTreeSet;

/// What columns ask their table to add, and what is said of them once per table.
#[derive(Debug, Default)]
pub struct Gains {
    /// Name of the table in the target.
    table: Name,
    /// Names of constraints that are taken.
    taken: BTreeSet<Name>,
    /// Checks that keep what the source's types kept.
    pub checks: Vec<pg::Constraint>,
    /// Columns in which the guard turns `''` into null.
    pub emptied: Vec<Name>,
    /// Columns with a value for null, and whether updates get it too.
    pub filled: Vec<(Name, pg::Expr, bool)>,
    /// Columns that take their default from one sequence, with their types: a row gets one number for all of them.
    pub shared: Vec<(QName, Vec<(Name, pg::Type)>)>,
    /// Columns that are integers and take more digits than before, with the first place.
    pub wider: Listed,
    /// Columns that were declared as integers and hold 38 digits.
    pub integers: Listed,
    /// Columns that keep date and time.
    pub dates: Listed,
    /// Columns that a check keeps `''` out of.
    pub unempty: Listed,
    /// The same, of columns that may be null.
    pub nullable: Listed,
}

/// Columns that one finding names together.
#[derive(Debug, Default)]
pub struct Listed {
    /// Their source names.
    pub names: Vec<Name>,
    /// The first one's place.
    pub first: Option<Span>,
}

impl Listed {
    /// Adds a column.
    pub fn push(&mut self, column: &ir::Column) {
        self.names.push(column.name.clone());
        self.first.get_or_insert(column.at.span);
    }

    /// The names in a sentence: the first four, and how many more.
    #[must_use]
    pub fn words(&self) -> String {
        const SHOWN: usize = 4;
        let shown: Vec<String> = self.names.iter().take(SHOWN).map(|n| format!("`{n}`")).collect();
        match self.names.len().checked_sub(SHOWN) {
            Some(more) if more > 0 => format!("{} and {more} more", shown.join(", ")),
            Some(_) | None => shown.join(", "),
        }
    }
}

impl Gains {
    /// Nothing so far; the names of the table's constraints are taken.
    #[must_use]
    pub fn new(cx: &Cx<'_>, id: ObjectId, table: &ir::Table) -> Self {
        let names = &cx.program.plan.names;
        let taken = (0..table.constraints.len()).map(|place| names.constraint(id, place)).collect();
        Gains { table: cx.program.target(id).name, taken, ..Gains::default() }
    }

    /// Adds a check on a column, named after it and its purpose.
    pub fn check(&mut self, at: At, column: &Name, purpose: &str, expr: pg::Expr) -> Name {
        let name = self.name(&format!("{}_{column}_{purpose}", self.table));
        self.checks.push(pg::Constraint {
            name: Some(name.clone()),
            at,
            rule: ConstraintRule::Check(expr),
            state: ConstraintState::default(),
            comment: None,
            comments: Vec::new(),
            clauses: Vec::new(),
        });
        name
    }

    /// A name that no constraint of the table has.
    pub fn name(&mut self, wanted: &str) -> Name {
        let mut name = cut(wanted);
        let mut n = 2;
        while !self.taken.insert(name.clone()) {
            name = cut(&format!("{wanted}_{n}"));
            n += 1;
        }
        name
    }
}
