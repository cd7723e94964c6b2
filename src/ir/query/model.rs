//! `MODEL`: rows as the cells of arrays, and rules that compute cells.

use super::{Query, Target};
use crate::ir::{Expr, Selector, SortKey};
use crate::name::Name;

/// `MODEL …`.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// How cells are taken, for all models of the clause.
    pub cells: CellOptions,
    /// `RETURN UPDATED ROWS`; else all.
    pub updated_only: bool,
    /// `REFERENCE name ON (query) …`: arrays that rules only read.
    pub references: Vec<Reference>,
    /// `MAIN name`.
    pub name: Option<Name>,
    /// The columns.
    pub columns: ModelColumns,
    /// How cells are taken in the main model.
    pub own_cells: CellOptions,
    /// The rules.
    pub rules: Rules,
}

/// `IGNORE NAV`, `UNIQUE SINGLE REFERENCE`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CellOptions {
    /// `IGNORE NAV` (true), `KEEP NAV` (false), where written.
    pub ignore_nav: Option<bool>,
    /// `UNIQUE SINGLE REFERENCE` (true), `UNIQUE DIMENSION` (false), where written.
    pub single_reference: Option<bool>,
}

/// An array that rules only read.
#[derive(Clone, Debug, PartialEq)]
pub struct Reference {
    /// Its name.
    pub name: Name,
    /// Its rows.
    pub query: Query,
    /// Its columns.
    pub columns: ModelColumns,
    /// How its cells are taken.
    pub cells: CellOptions,
}

/// Which columns are what.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ModelColumns {
    /// `PARTITION BY`.
    pub partition: Vec<Target>,
    /// `DIMENSION BY`.
    pub dimension: Vec<Target>,
    /// `MEASURES`.
    pub measures: Vec<Target>,
}

/// The rules of a model.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rules {
    /// What a rule does with a cell that is not there.
    pub mode: Option<RuleMode>,
    /// `AUTOMATIC ORDER` (true), `SEQUENTIAL ORDER` (false), where written.
    pub automatic: Option<bool>,
    /// `ITERATE (n) UNTIL (condition)`.
    pub iterate: Option<(Expr, Option<Expr>)>,
    /// The rules in order.
    pub rules: Vec<Rule>,
}

/// What a rule does with a cell that is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the keywords")]
pub enum RuleMode {
    Update,
    Upsert,
    UpsertAll,
}

/// `measure[dimensions] = value`.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// What it does with a cell that is not there, where written.
    pub mode: Option<RuleMode>,
    /// The measure.
    pub measure: Name,
    /// Which of its cells.
    pub cells: Vec<Selector>,
    /// In which order.
    pub order: Vec<SortKey>,
    /// The value.
    pub value: Expr,
}
