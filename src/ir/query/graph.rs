//! What `FROM` reads that is no relation: paths of a property graph, cells of an analytic view, files.

use super::Target;
use crate::ir::{Clause, Expr, Type};
use crate::name::{Name, QName};

/// `GRAPH_TABLE (graph MATCH … WHERE … COLUMNS (…))`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GraphTable {
    /// The property graph.
    pub graph: QName,
    /// `MATCH`: patterns that share their variables.
    pub patterns: Vec<PathPattern>,
    /// `WHERE`.
    pub condition: Option<Expr>,
    /// `ONE ROW PER MATCH` and its kin, by keyword; empty where it is not written.
    pub rows: &'static str,
    /// The variables of `ONE ROW PER STEP (a, e, b)`, the variable and paths of `ONE ROW PER VERTEX (v) IN (p)`.
    pub row_names: Vec<Name>,
    /// `COLUMNS`.
    pub columns: Vec<Target>,
}

/// A pattern of a path.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PathPattern {
    /// The name of the path.
    pub name: Option<Name>,
    /// Vertices, edges and parts in parentheses, in order.
    pub elements: Vec<PathElement>,
    /// `WHERE` within the parentheses.
    pub condition: Option<Expr>,
}

/// A part of a path.
#[derive(Clone, Debug, PartialEq)]
pub struct PathElement {
    /// What it is.
    pub kind: PathElementKind,
    /// How often it may stand: least, most.
    pub times: Option<(u32, Option<u32>)>,
}

/// What a part of a path is.
#[derive(Clone, Debug, PartialEq)]
pub enum PathElementKind {
    /// `(a IS label WHERE …)`.
    Vertex(GraphElement),
    /// `-[e IS label WHERE …]->`; true: it may lead to the left, to the right.
    Edge(GraphElement, [bool; 2]),
    /// `(…)`: a path within the path.
    Path(PathPattern),
}

/// A vertex or an edge.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GraphElement {
    /// Its variable.
    pub name: Option<Name>,
    /// `IS a | b`: one of these labels.
    pub labels: Vec<Name>,
    /// `WHERE`.
    pub condition: Option<Expr>,
}

/// An analytic view: `av HIERARCHIES (…)`, `ANALYTIC VIEW (USING av …)`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AnalyticView {
    /// The view.
    pub view: QName,
    /// It is defined in place, as `ANALYTIC VIEW (USING …)`.
    pub in_place: bool,
    /// `HIERARCHIES`: names of one to three parts, with aliases.
    pub hierarchies: Vec<(Vec<Name>, Option<Name>)>,
    /// `FILTER FACT (hierarchy TO condition, …)`.
    pub filters: Vec<(Vec<Name>, Expr)>,
    /// `ADD MEASURES (name AS (…), …)`.
    pub measures: Vec<Target>,
}

/// `EXTERNAL ((columns) TYPE …)`, `t EXTERNAL MODIFY (…)`: rows of files.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ExternalRows {
    /// The table that is changed for this query.
    pub table: Option<QName>,
    /// The columns of one that is made for it.
    pub columns: Vec<(Name, Type)>,
    /// Where and how the files are read.
    pub clauses: Vec<Clause>,
}

impl GraphTable {
    /// Calls `f` for every expression in it, in source order.
    pub fn each_expr<'a>(&'a self, f: &mut dyn FnMut(&'a Expr)) {
        self.patterns.iter().for_each(|p| p.each_expr(f));
        self.condition.iter().for_each(&mut *f);
        self.columns.iter().for_each(|t| f(&t.expr));
    }
}

impl PathPattern {
    fn each_expr<'a>(&'a self, f: &mut dyn FnMut(&'a Expr)) {
        for element in &self.elements {
            match &element.kind {
                PathElementKind::Vertex(it) | PathElementKind::Edge(it, _) => it.condition.iter().for_each(&mut *f),
                PathElementKind::Path(path) => path.each_expr(f),
            }
        }
        self.condition.iter().for_each(f);
    }
}

impl AnalyticView {
    /// Calls `f` for every expression in it, in source order.
    pub fn each_expr<'a>(&'a self, f: &mut dyn FnMut(&'a Expr)) {
        self.filters.iter().for_each(|(_, e)| f(e));
        self.measures.iter().for_each(|t| f(&t.expr));
    }
}
