//! Queries: `SELECT` with everything that may stand around it.

pub mod from;
pub mod graph;
pub mod model;
pub mod pattern;
pub mod walk;

pub use from::*;
pub use graph::*;
pub use model::*;
pub use pattern::{Pattern, RowPattern, RowsPerMatch, Skip};

use super::{Expr, Member, SetOp, SortKey, Unread, Window};
use crate::catalog::{Mention, Part};
use crate::name::Name;
use crate::span::At;

/// A query.
#[derive(Clone, Debug, PartialEq)]
pub struct Query {
    /// Who and where.
    pub at: At,
    /// `WITH`.
    pub with: Option<Box<With>>,
    /// What.
    pub body: QueryBody,
    /// `ORDER BY`.
    pub order: Vec<SortKey>,
    /// `ORDER SIBLINGS BY`.
    pub siblings: bool,
    /// `OFFSET`, `FETCH`.
    pub limit: Option<Box<RowLimit>>,
    /// `FOR UPDATE`.
    pub lock: Option<Box<Lock>>,
}

/// What a query is.
#[derive(Clone, Debug, PartialEq)]
pub enum QueryBody {
    /// `SELECT`.
    Select(Box<Select>),
    /// `a UNION b MINUS c`: operators hold equally tight, from left to right; a source in which they do not is read into
    /// nested queries.
    Set(Box<SetQuery>),
    /// A query in parentheses.
    Nested(Box<Query>),
    /// `VALUES (…), (…)`.
    Values(Vec<Vec<Expr>>),
    /// Its extent is known, its parts are not.
    Unread(Unread),
}

/// Queries joined by set operators.
#[derive(Clone, Debug, PartialEq)]
pub struct SetQuery {
    /// The first.
    pub first: Query,
    /// The others, each with its operator; true: `ALL`.
    pub rest: Vec<(SetOp, bool, Query)>,
}

/// `WITH`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct With {
    /// `FUNCTION …`, `PROCEDURE …`.
    pub routines: Vec<Member>,
    /// Its routines became objects of their own.
    pub lifted: bool,
    /// Named queries.
    pub queries: Vec<Cte>,
}

/// A named query.
#[derive(Clone, Debug, PartialEq)]
pub struct Cte {
    /// Its name.
    pub name: Name,
    /// Where it stands.
    pub at: At,
    /// Column names, where they are listed.
    pub columns: Vec<Name>,
    /// The query.
    pub query: Query,
    /// `SEARCH … FIRST BY … SET`.
    pub search: Option<Search>,
    /// `CYCLE … SET … TO … DEFAULT`.
    pub cycle: Option<Cycle>,
}

/// The order of a recursive query.
#[derive(Clone, Debug, PartialEq)]
pub struct Search {
    /// `BREADTH`; else `DEPTH`.
    pub breadth: bool,
    /// `BY`.
    pub by: Vec<SortKey>,
    /// The column that numbers the rows.
    pub set: Name,
}

/// How a recursive query finds cycles.
#[derive(Clone, Debug, PartialEq)]
pub struct Cycle {
    /// What tells rows apart.
    pub columns: Vec<Name>,
    /// The column that marks a row.
    pub set: Name,
    /// Its value in a cycle.
    pub value: Expr,
    /// Its value elsewhere.
    pub default: Expr,
}

/// `SELECT`.
#[derive(Clone, Debug, PartialEq)]
pub struct Select {
    /// Who and where.
    pub at: At,
    /// Hints; their text is set aside.
    pub hints: Vec<At>,
    /// `DISTINCT`, `UNIQUE`.
    pub distinct: bool,
    /// What is selected.
    pub targets: Vec<Target>,
    /// `INTO …` of a routine.
    pub into: Vec<Expr>,
    /// `BULK COLLECT INTO`.
    pub bulk: bool,
    /// `FROM`.
    pub from: Vec<From>,
    /// `WHERE`.
    pub condition: Option<Expr>,
    /// `CONNECT BY`.
    pub hierarchy: Option<Box<Hierarchy>>,
    /// `GROUP BY`.
    pub group: Option<Group>,
    /// `HAVING`.
    pub having: Option<Expr>,
    /// `QUALIFY`.
    pub qualify: Option<Expr>,
    /// `WINDOW name AS (…)`.
    pub windows: Vec<(Name, Window)>,
    /// `MODEL …`.
    pub model: Option<Box<Model>>,
}

/// What is selected.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// The value; `*` and `t.*` are [`super::ExprKind::Star`].
    pub expr: Expr,
    /// Its name.
    pub alias: Option<Name>,
}

/// `START WITH … CONNECT BY …`.
#[derive(Clone, Debug, PartialEq)]
pub struct Hierarchy {
    /// `START WITH`.
    pub start: Option<Expr>,
    /// `CONNECT BY`.
    pub connect: Expr,
    /// `NOCYCLE`.
    pub nocycle: bool,
}

/// `GROUP BY`.
#[derive(Clone, Debug, PartialEq)]
pub enum Group {
    /// `GROUP BY ALL`.
    All,
    /// `GROUP BY a, ROLLUP (b, c)`.
    By(Vec<GroupItem>),
}

/// One item of `GROUP BY`.
#[derive(Clone, Debug, PartialEq)]
pub enum GroupItem {
    /// An expression; `(a, b)` is a tuple, `()` an empty one.
    Expr(Expr),
    /// `ROLLUP (…)`.
    Rollup(Vec<Expr>),
    /// `CUBE (…)`.
    Cube(Vec<Expr>),
    /// `GROUPING SETS (…)`.
    Sets(Vec<GroupItem>),
}

/// `OFFSET n ROWS FETCH FIRST m ROWS`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RowLimit {
    /// `OFFSET`.
    pub offset: Option<Expr>,
    /// `FETCH`.
    pub fetch: Option<Fetch>,
}

/// `FETCH FIRST n [PERCENT] ROWS {ONLY | WITH TIES}`.
#[derive(Clone, Debug, PartialEq)]
pub struct Fetch {
    /// How many; one where nothing is written.
    pub count: Option<Expr>,
    /// `PERCENT`.
    pub percent: bool,
    /// `WITH TIES`.
    pub ties: bool,
    /// `APPROX`, `EXACT`: how exact; empty for neither.
    pub accuracy: &'static str,
    /// `3 PARTITIONS BY a, 2 PARTITIONS BY b`: how many of each.
    pub partitions: Vec<(Expr, Expr)>,
    /// `WITH TARGET ACCURACY n`, and its parameters by keyword.
    pub target: Vec<(&'static str, Expr)>,
}

/// `FOR UPDATE`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lock {
    /// `OF`: columns, by name of one to three parts.
    pub of: Vec<Vec<Name>>,
    /// What happens when somebody else holds a lock.
    pub wait: Wait,
}

/// What happens when somebody else holds a lock.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Wait {
    /// It is waited for.
    #[default]
    Forever,
    /// `NOWAIT`.
    No,
    /// `WAIT n`, in seconds.
    Seconds(Expr),
    /// `SKIP LOCKED`.
    Skip,
}

impl Select {
    /// A `SELECT` of nothing.
    #[must_use]
    pub fn empty(at: At) -> Self {
        Self {
            at,
            hints: Vec::new(),
            distinct: false,
            targets: Vec::new(),
            into: Vec::new(),
            bulk: false,
            from: Vec::new(),
            condition: None,
            hierarchy: None,
            group: None,
            having: None,
            qualify: None,
            windows: Vec::new(),
            model: None,
        }
    }
}

impl Query {
    /// A query of which nothing but the extent is known.
    #[must_use]
    pub fn unread(at: At, unread: Unread) -> Self {
        Self::of(at, QueryBody::Unread(unread))
    }

    /// A query with nothing around its body.
    #[must_use]
    pub fn of(at: At, body: QueryBody) -> Self {
        Self { at, with: None, body, order: Vec::new(), siblings: false, limit: None, lock: None }
    }
}

impl Part for Query {
    fn mentions<'a>(&'a self, found: &mut dyn FnMut(Mention<'a>)) {
        walk::mentions(self, &mut Vec::new(), found);
    }
}
