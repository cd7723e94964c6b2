//! Scalar expressions and conditions.

use super::{BoundInterval, IntervalFields, IntervalLiteral, Path, Query, Type, Unread};
use crate::catalog::{Mention, Part};
use crate::name::Name;
use crate::span::At;
use ecow::EcoString;

/// An expression or condition.
#[derive(Clone, Debug, PartialEq)]
pub struct Expr {
    /// Who and where.
    pub at: At,
    /// What.
    pub kind: ExprKind,
}

/// What an expression is. Rare and large forms are boxed: an `Expr` has at most 40 bytes.
#[derive(Clone, Debug, PartialEq)]
pub enum ExprKind {
    /// `NULL`.
    Null,
    /// `''` where the source reads it as null.
    EmptyText,
    /// `DEFAULT` as a value.
    Default,
    /// A number as written, `1.5e3`; the suffix of binary literals apart.
    Number(EcoString, NumberForm),
    /// A text literal, decoded.
    Text(EcoString, TextForm),
    /// `TRUE`, `FALSE`.
    Bool(bool),
    /// `DATE '…'`, decoded.
    Date(EcoString),
    /// `TIMESTAMP '…'`, decoded.
    Timestamp(EcoString),
    /// `TIME '…'`, decoded: undocumented, and of a type that tables cannot have.
    Time(EcoString),
    /// `INTERVAL '…' …`.
    Interval(Box<IntervalLiteral>),
    /// `INTERVAL :text DAY`, `INTERVAL '4' DAY(:digits)`, `(a - b) DAY(:n) TO SECOND(:m)`: parts of it are known at run time only.
    BoundInterval(Box<BoundInterval>),
    /// `:name`, with its indicator.
    Bind(Box<(EcoString, Option<EcoString>)>),
    /// `$$name`: an inquiry directive.
    Inquiry(Name),
    /// A name of one or more parts: column, variable, pseudo-column, parameterless call, sequence value. `a.b.c`.
    Name(Box<Path>),
    /// `*`, `t.*`.
    Star(Box<[Name]>),
    /// `name(args)`: function, constructor, collection element.
    Call(Box<Call>),
    /// `-x`, `+x`, `NOT x`, `PRIOR x`, `CONNECT_BY_ROOT x`.
    Unary(Unary, Box<Expr>),
    /// Arithmetic.
    Binary(Binary, Box<[Expr; 2]>),
    /// `a || b || c`, flat.
    Concat(Nulls, Box<[Expr]>),
    /// `a AND b AND c`, flat.
    And(Box<[Expr]>),
    /// `a OR b OR c`, flat.
    Or(Box<[Expr]>),
    /// `a = b` and its kin.
    Compare(Compare, Box<[Expr; 2]>),
    /// `a = ANY (…)`, `a > ALL (…)`.
    Quantified(Box<Quantified>),
    /// `x IS [NOT] NULL`, and the other tests of one operand.
    Is(Box<Is>),
    /// `x [NOT] BETWEEN a AND b`.
    Between(bool, Box<[Expr; 3]>),
    /// `x [NOT] IN (…)`.
    In(Box<In>),
    /// `x [NOT] LIKE p ESCAPE e`.
    Like(Box<Like>),
    /// `EXISTS (…)`.
    Exists(Box<Query>),
    /// `(SELECT …)`.
    Subquery(Box<Query>),
    /// `(a, b)`.
    Tuple(Box<[Expr]>),
    /// `CASE`.
    Case(Box<Case>),
    /// `CAST(x AS type)` and what it carries.
    Cast(Box<Cast>),
    /// `EXTRACT(field FROM x)`.
    Extract(Box<(Name, Expr)>),
    /// `x AT TIME ZONE z`, `x AT LOCAL` (no second operand).
    AtZone(Box<(Expr, Option<Expr>)>),
    /// `x COLLATE c`.
    Collate(Box<(Expr, Name)>),
    /// `(a, b) OVERLAPS (c, d)`.
    Overlaps(Box<[Expr; 2]>),
    /// `(a - b) DAY TO SECOND`.
    IntervalOf(Box<(Expr, IntervalFields)>),
    /// `c(+)`: the optional side of a join written in `WHERE`.
    OuterJoinMark(Box<Expr>),
    /// `x.method(args)`, `x(i).field`: a step on a value.
    Step(Box<(Expr, Step)>),
    /// `CURSOR(SELECT …)`.
    Cursor(Box<Query>),
    /// `MULTISET(SELECT …)`.
    Multiset(Box<Query>),
    /// `key | key => value`, `FOR … => value`: an element of a collection in its constructor.
    Keyed(Box<Keyed>),
    /// `< 5`, `IS NULL`, `1, 2` behind `WHEN` of a `CASE` with a selector (23ai): the choices, of which a test has no first operand.
    Choices(Box<[super::plsql::Choice]>),
    /// Not understood.
    Unread(Box<Unread>),
}

/// An element of a collection in its constructor (18c and later).
#[derive(Clone, Debug, PartialEq)]
pub struct Keyed {
    /// Where it goes.
    pub key: Key,
    /// The value.
    pub value: Expr,
}

/// Where an element of a constructor goes.
#[derive(Clone, Debug, PartialEq)]
pub enum Key {
    /// `a | b`.
    At(Vec<Expr>),
    /// `FOR i IN …`, in order.
    Each(super::plsql::Iterator),
    /// `FOR i IN … SEQUENCE`: at the end.
    Sequence(super::plsql::Iterator),
    /// `FOR i IN … INDEX key`.
    Index(super::plsql::Iterator, Expr),
}

/// How a number was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NumberForm {
    /// Decimal.
    #[default]
    Decimal,
    /// `1.5f`: `BINARY_FLOAT`.
    Float,
    /// `1.5d`: `BINARY_DOUBLE`.
    Double,
}

/// How a text literal was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TextForm {
    /// `'…'`, `q'[…]'`.
    #[default]
    Plain,
    /// `N'…'`.
    National,
}

/// A call.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// What is called; `NEW t(…)` is a constructor call of `t`.
    pub name: Path,
    /// Positional arguments, then named ones.
    pub args: Vec<Argument>,
    /// `DISTINCT`, `UNIQUE` in front of the arguments.
    pub distinct: bool,
    /// What stands in or behind the parentheses (`WITHIN GROUP`, `KEEP`, `OVER`, `IGNORE NULLS`, `USING …`).
    pub more: Option<Box<CallMore>>,
}

/// One argument.
#[derive(Clone, Debug, PartialEq)]
pub struct Argument {
    /// `name =>`; the alias of an argument of `XMLFOREST`, `XMLATTRIBUTES`, `PASSING` (`x AS "name"`).
    pub name: Option<Name>,
    /// Keywords that say what the argument is, or how it is taken: `PASSING`, `KEY`, `FORMAT JSON`; empty for none.
    pub mark: &'static str,
    /// The value.
    pub value: Expr,
}

/// What may stand in or behind the parentheses of a call.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CallMore {
    /// Keywords inside the parentheses that are no expressions (`LEADING`, `ON OVERFLOW TRUNCATE`, `DOCUMENT`), in order.
    pub keywords: Vec<&'static str>,
    /// `IGNORE NULLS` (true), `RESPECT NULLS` (false).
    pub ignore_nulls: Option<bool>,
    /// `FROM LAST` (true), `FROM FIRST` (false).
    pub from_last: Option<bool>,
    /// `ORDER BY` inside the parentheses (`XMLAGG`, `JSON_ARRAYAGG`, `COLLECT`).
    pub order: Vec<SortKey>,
    /// `WITHIN GROUP (ORDER BY …)`.
    pub within: Vec<SortKey>,
    /// `KEEP (DENSE_RANK FIRST ORDER BY …)`.
    pub keep: Option<Keep>,
    /// `FILTER (WHERE …)`.
    pub filter: Option<Expr>,
    /// `OVER (…)`.
    pub over: Option<Over>,
    /// `RETURNING type`, `AS type` of functions that are no casts.
    pub returning: Option<Type>,
    /// `NULL ON ERROR`, `DEFAULT x ON EMPTY` and their kin, in order.
    pub on: Vec<OnEvent>,
}

/// One key of an order.
#[derive(Clone, Debug, PartialEq)]
pub struct SortKey {
    /// By what.
    pub expr: Expr,
    /// `DESC`.
    pub descending: bool,
    /// `NULLS FIRST` (true), `NULLS LAST` (false), where written.
    pub nulls_first: Option<bool>,
}

/// `KEEP (DENSE_RANK FIRST|LAST ORDER BY …)`; undocumented: `PARTITION BY` within.
#[derive(Clone, Debug, PartialEq)]
pub struct Keep {
    /// `LAST`.
    pub last: bool,
    /// The order.
    pub order: Vec<SortKey>,
    /// `PARTITION BY`.
    pub partition: Vec<Expr>,
}

/// `OVER …`.
#[derive(Clone, Debug, PartialEq)]
pub enum Over {
    /// A window of the query's `WINDOW` clause.
    Named(Name),
    /// `(…)`.
    Window(Window),
}

/// A window.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Window {
    /// The window it builds on.
    pub base: Option<Name>,
    /// `PARTITION BY`.
    pub partition: Vec<Expr>,
    /// `ORDER BY`.
    pub order: Vec<SortKey>,
    /// Frame.
    pub frame: Option<Frame>,
}

/// The frame of a window.
#[derive(Clone, Debug, PartialEq)]
pub struct Frame {
    /// `ROWS`, `RANGE`, `GROUPS`.
    pub unit: FrameUnit,
    /// First row.
    pub start: Edge,
    /// Last row, where `BETWEEN` is written.
    pub end: Option<Edge>,
    /// `EXCLUDE …`, its keywords.
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
pub enum Edge {
    UnboundedPreceding,
    Preceding(Expr),
    CurrentRow,
    Following(Expr),
    UnboundedFollowing,
}

/// `NULL ON ERROR` and its kin.
#[derive(Clone, Debug, PartialEq)]
pub struct OnEvent {
    /// What happens: `NULL`, `ERROR`, `TRUE`, `FALSE`, `EMPTY ARRAY`, `DEFAULT` …
    pub then: &'static str,
    /// The value of `DEFAULT`.
    pub value: Option<Expr>,
    /// When: `ERROR`, `EMPTY`, `MISMATCH`, `NULL`.
    pub when: &'static str,
}

/// Operators of one operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unary {
    /// `-`.
    Minus,
    /// `+`.
    Plus,
    /// `NOT`.
    Not,
    /// `PRIOR`.
    Prior,
    /// `CONNECT_BY_ROOT`.
    Root,
}

/// Arithmetic operators. What they mean is in them, not in the dialect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Binary {
    /// `+`.
    Add,
    /// `-`.
    Subtract,
    /// `*`.
    Multiply,
    /// `/`.
    Divide(Division),
    /// `MOD` as an operator, `%`.
    Modulo,
    /// `**`.
    Power,
    /// `MULTISET UNION`, `… INTERSECT`, `… EXCEPT`; true: `DISTINCT`.
    Multiset(SetOp, bool),
}

/// Set operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the keywords")]
pub enum SetOp {
    Union,
    Intersect,
    Except,
}

/// How a quotient is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Division {
    /// As a decimal number, also of integers.
    Exact,
    /// Towards zero where both are integers.
    Truncating,
}

/// How a concatenation treats null.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nulls {
    /// As the empty string.
    Ignored,
    /// The result is null.
    Spread,
}

/// Comparison operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Compare {
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
    /// Equal, or both null.
    Same,
}

/// `a op ANY (…)`.
#[derive(Clone, Debug, PartialEq)]
pub struct Quantified {
    /// The operator.
    pub op: Compare,
    /// `ALL`; else `ANY`, `SOME`.
    pub all: bool,
    /// Left.
    pub left: Expr,
    /// Right: a query or a list.
    pub right: InSet,
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

/// A test of one operand.
#[derive(Clone, Debug, PartialEq)]
pub struct Is {
    /// `NOT`.
    pub not: bool,
    /// The operand.
    pub operand: Expr,
    /// The test.
    pub test: Test,
}

/// Tests of one operand.
#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    /// `IS NULL`.
    Null,
    /// `IS UNKNOWN` of 23ai.
    Unknown,
    /// `IS TRUE`.
    True,
    /// `IS FALSE`.
    False,
    /// `IS NAN`.
    Nan,
    /// `IS INFINITE`.
    Infinite,
    /// `IS A SET`.
    Set,
    /// `IS EMPTY`.
    Empty,
    /// `IS DANGLING`.
    Dangling,
    /// `IS PRESENT`.
    Present,
    /// `IS ANY` of a model clause.
    Any,
    /// `IS OF (type, ONLY type)`; true: `ONLY`.
    Of(Vec<(bool, Type)>),
    /// `IS JSON`, with the keywords behind it, and the schema of `VALIDATE`.
    Json(Vec<&'static str>, Option<Box<Expr>>),
    /// `MEMBER OF c`.
    Member(Expr),
    /// `SUBMULTISET OF c`.
    Submultiset(Expr),
}

/// `x [NOT] LIKE p ESCAPE e`.
#[derive(Clone, Debug, PartialEq)]
pub struct Like {
    /// `NOT`.
    pub not: bool,
    /// `LIKE`, `LIKEC`, `LIKE2`, `LIKE4`.
    pub word: &'static str,
    /// The text.
    pub text: Expr,
    /// The pattern.
    pub pattern: Expr,
    /// `ESCAPE`; without it nothing escapes.
    pub escape: Option<Expr>,
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

/// `CAST` and its kin.
#[derive(Clone, Debug, PartialEq)]
pub struct Cast {
    /// The value.
    pub value: Expr,
    /// The type.
    pub ty: Type,
    /// `DEFAULT x ON CONVERSION ERROR`.
    pub on_error: Option<Expr>,
    /// `ONLY`, `REF` before the type of `TREAT`; empty for none.
    pub mark: &'static str,
    /// Format and language.
    pub format: Vec<Expr>,
    /// `CAST`, `TREAT`, `VALIDATE_CONVERSION`.
    pub how: CastHow,
}

/// Which of the forms with `AS type`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the keywords")]
pub enum CastHow {
    Cast,
    Treat,
    Validate,
    /// `(self AS supertype)`: the supertype's own method is meant (PL/SQL).
    Super,
}

/// A step on a value.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// `.name`.
    Field(Name),
    /// `.name(args)`.
    Method(Name, Vec<Argument>),
    /// `(args)` on a value that is no name.
    Index(Vec<Argument>),
    /// `%FOUND` and its kin.
    Attribute(Name),
    /// `[…]`: cells of a model, elements of a JSON array.
    Cells(Vec<Selector>),
}

/// Which cells of a model, or which elements of a JSON array.
#[derive(Clone, Debug, PartialEq)]
pub enum Selector {
    /// `ANY`.
    Any,
    /// A value, or a condition on a dimension; `*` for all elements.
    At(Expr),
    /// `low TO high`.
    Range(Box<[Expr; 2]>),
    /// `FOR …`.
    For(Box<ForCell>),
}

/// `FOR d IN (…)`, `FOR d FROM a TO b INCREMENT c`, `FOR (d, e) IN (…)`.
#[derive(Clone, Debug, PartialEq)]
pub struct ForCell {
    /// The dimensions.
    pub names: Vec<Name>,
    /// Their values.
    pub values: ForValues,
}

/// Values of a dimension.
#[derive(Clone, Debug, PartialEq)]
pub enum ForValues {
    /// A list; of tuples for several dimensions.
    List(Vec<Expr>),
    /// A query.
    Query(Box<Query>),
    /// `[LIKE pattern] FROM a TO b { INCREMENT | DECREMENT } c`.
    Steps {
        /// `LIKE`.
        like: Option<Expr>,
        /// From, to, by.
        bounds: Box<[Expr; 3]>,
        /// `DECREMENT`.
        down: bool,
    },
}

impl Expr {
    /// The conditions of a conjunction; of another condition itself.
    #[must_use]
    pub fn conjuncts(&self) -> Vec<&Expr> {
        if let ExprKind::And(items) = &self.kind {
            items.iter().flat_map(Expr::conjuncts).collect()
        } else {
            vec![self]
        }
    }
}

impl Part for Expr {
    fn mentions<'a>(&'a self, found: &mut dyn FnMut(Mention<'a>)) {
        super::walk::mentions(self, found);
    }
}
