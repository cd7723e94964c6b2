//! PostgreSQL's expressions.

use super::{Query, Type};
use crate::catalog::{Mention, Part};
use crate::name::{Name, QName};
use ecow::EcoString;

/// An expression of PostgreSQL; at most 40 bytes. Built by `pg::build`, printed by `emit::expr`.
#[derive(Clone, Debug, PartialEq)]
pub enum Expr {
    /// `NULL`.
    Null,
    /// `DEFAULT` as a value.
    Default,
    /// `TRUE`, `FALSE`.
    Bool(bool),
    /// A number as written.
    Number(EcoString),
    /// A text literal, decoded.
    Text(EcoString),
    /// `date '…'`, `interval '…'`: a literal with its type in front.
    Typed(Box<(Type, EcoString)>),
    /// A name of one to three parts: column, variable. Not an object.
    Name(Box<[Name]>),
    /// `'schema.name'::regclass`: a sequence or table as a value, such as the argument of `nextval`.
    Regclass(Box<QName>),
    /// `CURRENT OF cursor`: the whole condition of `UPDATE` and `DELETE` in code.
    CurrentOf(Name),
    /// `*`.
    Star,
    /// `t.*`.
    StarOf(Name),
    /// `$n` of a template.
    Hole(Hole),
    /// `name(args)`.
    Call(Box<Call>),
    /// A prefix operator.
    Prefix(Op, Box<Expr>),
    /// An infix operator.
    Infix(Op, Box<[Expr; 2]>),
    /// `a AND b AND c`.
    And(Box<[Expr]>),
    /// `a OR b OR c`.
    Or(Box<[Expr]>),
    /// `a || b || c`.
    Concat(Box<[Expr]>),
    /// `NOT x`.
    Not(Box<Expr>),
    /// `x IS …`, `x IS NOT …`.
    Is(Box<Expr>, IsTest, bool),
    /// `x IS [NOT] DISTINCT FROM y`; true: `NOT`.
    Distinct(bool, Box<[Expr; 2]>),
    /// `x [NOT] BETWEEN a AND b`; true: `NOT`.
    Between(bool, Box<[Expr; 3]>),
    /// `x [NOT] IN (…)`.
    In(Box<In>),
    /// `x [NOT] LIKE p ESCAPE e`.
    Like(Box<Like>),
    /// `x op ANY (…)`, `x op ALL (…)`.
    Quantified(Box<Quantified>),
    /// `CASE`.
    Case(Box<Case>),
    /// `x::type`.
    Cast(Box<(Expr, Type)>),
    /// `x COLLATE c`.
    Collate(Box<(Expr, QName)>),
    /// `x AT TIME ZONE z`.
    AtZone(Box<[Expr; 2]>),
    /// `EXTRACT(field FROM x)`.
    Extract(Name, Box<Expr>),
    /// `(a, b)`, `ROW(a, b)`.
    Row(Box<[Expr]>),
    /// `ARRAY[a, b]`.
    Array(Box<[Expr]>),
    /// `(x).field`.
    Field(Box<(Expr, Name)>),
    /// `x[i]`.
    Element(Box<[Expr; 2]>),
    /// `(SELECT …)`.
    Subquery(Box<Query>),
    /// `EXISTS (SELECT …)`.
    Exists(Box<Query>),
    /// `ARRAY(SELECT …)`.
    ArrayQuery(Box<Query>),
    /// `xmlelement(…)`, `xmlforest(…)`.
    Xml(Box<XmlMade>),
}

/// What makes a value of type `xml` by a syntax of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum XmlForm {
    /// `xmlelement(name "a", xmlattributes(x AS "b"), …)`.
    Element,
    /// `xmlforest(x AS "b", …)`.
    Forest,
    /// `xmlpi(name "a", x)`.
    Instruction,
    /// `xmlparse(document x)`.
    Document,
    /// `xmlparse(content x)`.
    Content,
}

/// A value of type `xml` and what it is made of.
#[derive(Clone, Debug, PartialEq)]
pub struct XmlMade {
    /// Which.
    pub form: XmlForm,
    /// The name of an element or instruction.
    pub name: Name,
    /// Values with their names: attributes, or the elements of a forest.
    pub named: Vec<(Expr, Name)>,
    /// What it holds.
    pub content: Vec<Expr>,
}

/// A hole of a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hole {
    /// `$n`, from 1.
    Arg(u8),
    /// `$*`: the arguments behind the fixed ones.
    Rest,
}

/// A call.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// A function of `pg_catalog` by its bare name, or a qualified one.
    pub name: QName,
    /// Arguments; `name => value` where named.
    pub args: Vec<(Option<Name>, Expr)>,
    /// `DISTINCT`.
    pub distinct: bool,
    /// `VARIADIC` before the last argument.
    pub variadic: bool,
    /// `ORDER BY` within the parentheses.
    pub order: Vec<OrderKey>,
    /// `WITHIN GROUP (ORDER BY …)`.
    pub within: Vec<OrderKey>,
    /// `FILTER (WHERE …)`.
    pub filter: Option<Expr>,
    /// `OVER (…)`.
    pub over: Option<Window>,
}

/// One key of an order.
#[derive(Clone, Debug, PartialEq)]
pub struct OrderKey {
    /// By what.
    pub expr: Expr,
    /// `DESC`.
    pub descending: bool,
    /// `NULLS FIRST` or `NULLS LAST`, where it must be written.
    pub nulls_first: Option<bool>,
}

/// A window.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Window {
    /// `PARTITION BY`.
    pub partition: Vec<Expr>,
    /// `ORDER BY`.
    pub order: Vec<OrderKey>,
    /// Frame.
    pub frame: Option<Frame>,
}

/// The frame of a window.
#[derive(Clone, Debug, PartialEq)]
pub struct Frame {
    /// Rows, range or groups.
    pub unit: FrameUnit,
    /// First row.
    pub start: FrameEdge,
    /// Last row.
    pub end: Option<FrameEdge>,
    /// `EXCLUDE …`: which rows of the frame are left out, by keywords; empty for none.
    pub exclude: &'static str,
}

/// What a frame counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the keywords")]
pub enum FrameUnit {
    Rows,
    Range,
    Groups,
}

/// An edge of a frame.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the names are the keywords")]
pub enum FrameEdge {
    UnboundedPreceding,
    Preceding(Expr),
    CurrentRow,
    Following(Expr),
    UnboundedFollowing,
}

/// Tests of one operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the keywords")]
pub enum IsTest {
    Null,
    True,
    False,
    Unknown,
}

/// `x [NOT] IN (…)`.
#[derive(Clone, Debug, PartialEq)]
pub struct In {
    /// `NOT`.
    pub not: bool,
    /// Left.
    pub left: Expr,
    /// Right.
    pub set: InSet,
}

/// What is searched.
#[derive(Clone, Debug, PartialEq)]
pub enum InSet {
    /// A list.
    List(Vec<Expr>),
    /// A query.
    Query(Query),
}

/// `x [NOT] LIKE p ESCAPE e`.
#[derive(Clone, Debug, PartialEq)]
pub struct Like {
    /// `NOT`.
    pub not: bool,
    /// `ILIKE`.
    pub fold_case: bool,
    /// Text.
    pub text: Expr,
    /// Pattern.
    pub pattern: Expr,
    /// `ESCAPE`; without it the backslash escapes.
    pub escape: Option<Expr>,
}

/// `x op ANY (…)`.
#[derive(Clone, Debug, PartialEq)]
pub struct Quantified {
    /// The operator.
    pub op: Op,
    /// `ALL`; else `ANY`.
    pub all: bool,
    /// Left.
    pub left: Expr,
    /// An array, or a query.
    pub right: InSet,
}

/// `CASE`.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// The selector of a simple case.
    pub selector: Option<Expr>,
    /// `WHEN … THEN …`.
    pub arms: Vec<(Expr, Expr)>,
    /// `ELSE`.
    pub otherwise: Option<Expr>,
}

/// Operators. How tightly they hold is decided in `emit::precedence`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Op {
    Add,
    Subtract,
    Multiply,
    Divide,
    Modulo,
    Power,
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
    /// `~`.
    Match,
    /// `!~`.
    NoMatch,
    /// `@>`.
    Contains,
    /// `->`.
    Get,
    /// `->>`.
    GetText,
    /// `&&`.
    Overlaps,
    BitAnd,
    BitOr,
    BitNot,
    BitXor,
    ShiftLeft,
    ShiftRight,
}

impl Op {
    /// The sign.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Op::Add => "+",
            Op::Subtract => "-",
            Op::Multiply => "*",
            Op::Divide => "/",
            Op::Modulo => "%",
            Op::Power => "^",
            Op::Eq => "=",
            Op::Ne => "<>",
            Op::Lt => "<",
            Op::Le => "<=",
            Op::Gt => ">",
            Op::Ge => ">=",
            Op::Match => "~",
            Op::NoMatch => "!~",
            Op::Contains => "@>",
            Op::Get => "->",
            Op::GetText => "->>",
            Op::Overlaps => "&&",
            Op::BitAnd => "&",
            Op::BitOr => "|",
            Op::BitNot => "~",
            Op::BitXor => "#",
            Op::ShiftLeft => "<<",
            Op::ShiftRight => ">>",
        }
    }
}

impl Part for Expr {
    fn mentions<'a>(&'a self, found: &mut dyn FnMut(Mention<'a>)) {
        super::walk::mentions(self, found);
    }
}
