//! Views and materialized views.

use super::{Constraint, Partitioning};
use crate::catalog::Language;
use crate::name::{Name, QName};
use crate::span::At;
use ecow::EcoString;

/// A view or materialized view.
#[derive(Clone, Debug, PartialEq)]
pub struct View<L: Language> {
    /// Column names, where they are listed.
    pub columns: Vec<ViewColumn>,
    /// Its query.
    pub query: L::Query,
    /// Set for a materialized view.
    pub materialized: Option<Box<Materialized<L>>>,
    /// `WITH READ ONLY`.
    pub read_only: bool,
    /// `WITH CHECK OPTION`.
    pub check_option: bool,
    /// `FORCE`: created though it may not be valid.
    pub force: bool,
    /// `OF type`: an object view.
    pub of_type: Option<QName>,
    /// Texts of `COMMENT ON COLUMN` for columns that [`View::columns`] does not list; of two for one column, the last counts.
    pub remarks: Vec<(Name, EcoString)>,
    /// Constraints that are declared, not checked.
    pub constraints: Vec<Constraint<L>>,
    /// Everything else.
    pub clauses: Vec<L::Clause>,
}

impl<L: Language> View<L> {
    /// A view of these columns and this query, and nothing else.
    #[must_use]
    pub fn new(columns: Vec<ViewColumn>, query: L::Query) -> Self {
        View {
            columns,
            query,
            materialized: None,
            read_only: false,
            check_option: false,
            force: false,
            of_type: None,
            remarks: Vec::new(),
            constraints: Vec::new(),
            clauses: Vec::new(),
        }
    }
}

/// A column of a view.
#[derive(Clone, Debug, PartialEq)]
pub struct ViewColumn {
    /// Its name.
    pub name: Name,
    /// Where it stands.
    pub at: At,
    /// Left out of `SELECT *`.
    pub invisible: bool,
    /// Text of `COMMENT ON COLUMN`.
    pub comment: Option<EcoString>,
}

/// What makes a view materialized.
#[derive(Clone, Debug, PartialEq)]
pub struct Materialized<L: Language> {
    /// Filled when created.
    pub immediate: bool,
    /// `FAST`, `COMPLETE`, `FORCE`, or never.
    pub refresh: Refresh,
    /// `ON COMMIT`, `ON STATEMENT`.
    pub on_commit: bool,
    /// `START WITH`, `NEXT`: when it is refreshed.
    pub schedule: Vec<L::Expr>,
    /// `ON PREBUILT TABLE`.
    pub prebuilt: bool,
    /// `ENABLE QUERY REWRITE`.
    pub rewrite: bool,
    /// How rows are divided.
    pub partitioning: Option<Partitioning<L>>,
}

/// How a materialized view is refreshed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the keywords")]
pub enum Refresh {
    #[default]
    Force,
    Fast,
    Complete,
    Never,
}
