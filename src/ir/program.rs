//! Everything that was read: the catalogue after the last statement, and the statements in order.

use super::{Catalog, Dml, Fate, Query};
use crate::catalog::ObjectId;
use crate::finding::{Raised, Source};
use crate::name::Name;
use crate::span::Span;

/// Everything that was read.
#[derive(Clone, Debug)]
pub struct Program {
    /// Where it came from.
    pub source: Source,
    /// The source's functions and operators.
    pub functions: &'static [super::Row],
    /// The state after the last statement.
    pub catalog: Catalog,
    /// Every statement, with what became of it. Those that changed the catalogue have given their content away.
    pub statements: Vec<Read>,
    /// Statements that write rows, in order.
    pub data: Vec<Data>,
    /// Queries of the script, in order.
    pub queries: Vec<Asked>,
    /// What reading has to say.
    pub findings: Vec<Raised>,
    /// Text that was not understood, with the object whose statement it stands in.
    pub unread: Vec<(Option<ObjectId>, Raised)>,
    /// Number of node ids given out.
    pub nodes: u32,
}

/// One statement as the report counts it.
#[derive(Clone, Debug, PartialEq)]
pub struct Read {
    /// Its extent.
    pub span: Span,
    /// Its kind by keywords.
    pub label: &'static str,
    /// What became of it.
    pub fate: Fate,
}

/// A statement that writes rows, and where unqualified names lived when it ran.
#[derive(Clone, Debug, PartialEq)]
pub struct Data {
    /// Its extent.
    pub span: Span,
    /// What it does.
    pub dml: Dml,
    /// Schema of unqualified names.
    pub schema: Option<Name>,
    /// Index into `Program::statements`.
    pub statement: u32,
}

/// A query that the script runs to show its rows, and where unqualified names lived when it ran.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// Its extent.
    pub span: Span,
    /// The query.
    pub query: Query,
    /// Schema of unqualified names.
    pub schema: Option<Name>,
    /// Index into `Program::statements`.
    pub statement: u32,
}
