//! `MATCH_RECOGNIZE`: rows that match a pattern.

use super::Target;
use crate::ir::{Expr, SortKey};
use crate::name::Name;

/// `MATCH_RECOGNIZE (…)`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RowPattern {
    /// `PARTITION BY`.
    pub partition: Vec<Expr>,
    /// `ORDER BY`.
    pub order: Vec<SortKey>,
    /// `MEASURES`.
    pub measures: Vec<Target>,
    /// `ONE ROW PER MATCH` and its kin.
    pub rows: RowsPerMatch,
    /// `AFTER MATCH SKIP`.
    pub skip: Skip,
    /// `PATTERN`.
    pub pattern: Option<Pattern>,
    /// `SUBSET`.
    pub subsets: Vec<(Name, Vec<Name>)>,
    /// `DEFINE`.
    pub define: Vec<(Name, Expr)>,
}

/// What comes out of a match.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the keywords")]
pub enum RowsPerMatch {
    #[default]
    One,
    All,
    AllShowEmpty,
    AllOmitEmpty,
    AllWithUnmatched,
}

/// Where the search goes on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Skip {
    /// `PAST LAST ROW`.
    #[default]
    PastLast,
    /// `TO NEXT ROW`.
    ToNext,
    /// `TO FIRST x`.
    ToFirst(Name),
    /// `TO LAST x`, `TO x`.
    ToLast(Name),
}

/// A pattern of rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pattern {
    /// A variable.
    Variable(Name),
    /// `^`.
    Start,
    /// `$`.
    End,
    /// `()`.
    Empty,
    /// `a b c`.
    Sequence(Vec<Pattern>),
    /// `a | b`.
    Either(Vec<Pattern>),
    /// `PERMUTE (a, b)`.
    Permute(Vec<Pattern>),
    /// `{- a -}`.
    Exclude(Box<Pattern>),
    /// `a{2,5}`, `a*?`: least, most, reluctant.
    Repeat(Box<Pattern>, u32, Option<u32>, bool),
}
