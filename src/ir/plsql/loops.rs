//! Loops and what they run over.

use super::{Stmt, Using};
use crate::ir::{Expr, Query, Type};
use crate::name::Name;
use crate::span::At;

/// A loop.
#[derive(Clone, Debug, PartialEq)]
pub struct Loop {
    /// How long.
    pub over: Over,
    /// What.
    pub body: Vec<Stmt>,
    /// The label behind `END LOOP`.
    pub end: Option<Name>,
}

/// How long a loop runs.
#[derive(Clone, Debug, PartialEq)]
pub enum Over {
    /// Until something leaves it.
    Forever,
    /// `WHILE`.
    While(Box<Expr>),
    /// `FOR`.
    For(Box<Iterator>),
}

/// `a, b IN control, control`.
#[derive(Clone, Debug, PartialEq)]
pub struct Iterator {
    /// What takes the values.
    pub iterands: Vec<Iterand>,
    /// Where they come from, one after the other.
    pub controls: Vec<Control>,
}

/// A variable of `FOR`.
#[derive(Clone, Debug, PartialEq)]
pub struct Iterand {
    /// Its name.
    pub name: Name,
    /// Where it stands.
    pub at: At,
    /// `MUTABLE` (true), `IMMUTABLE` (false), where written.
    pub mutable: Option<bool>,
    /// Its type, where written.
    pub ty: Option<Type>,
}

/// Where values of a loop come from.
#[derive(Clone, Debug, PartialEq)]
pub struct Control {
    /// Who and where.
    pub at: At,
    /// `REVERSE`.
    pub reverse: bool,
    /// What.
    pub kind: ControlKind,
    /// `WHILE`: ends this control.
    pub stop: Option<Expr>,
    /// `WHEN`: skips a value.
    pub when: Option<Expr>,
}

/// Where values of a loop come from.
#[derive(Clone, Debug, PartialEq)]
pub enum ControlKind {
    /// `low .. high [BY step]`.
    Range(Box<[Expr; 2]>, Option<Box<Expr>>),
    /// A cursor with its arguments, a cursor variable, or one value: the syntax does not tell.
    Value(Box<Expr>),
    /// `REPEAT value`: for ever.
    Repeat(Box<Expr>),
    /// `(SELECT …)`.
    Query(Box<Query>),
    /// `EXECUTE IMMEDIATE text USING …`.
    Dynamic(Box<Expr>, Vec<Using>),
    /// `VALUES OF`, `INDICES OF`, `PAIRS OF`.
    Of(Part, Box<ControlKind>),
}

/// What of a collection a loop runs over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the keywords")]
pub enum Part {
    Values,
    Indices,
    Pairs,
}
