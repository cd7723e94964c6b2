//! Expressions: lowered bottom-up with the PostgreSQL type and nullability of each part; one construct a file.

#![expect(clippy::wildcard_enum_match_arm, reason = "whatever form is not named takes the general way, or is refused")]

mod absent;
mod arithmetic;
mod attribute;
mod call;
mod case;
mod cast;
mod coerce;
mod collection;
mod compare;
mod concat;
mod construct;
mod context;
mod cursor;
mod date;
mod date_model;
mod date_words;
pub(in crate::convert) mod drawn;
pub(in crate::convert) mod error_text;
mod inquiry;
mod interval;
pub(in crate::convert) mod json;
pub(in crate::convert) mod json_clause;
mod key;
mod linguistic;
mod literal;
mod local;
mod member;
mod met;
mod name;
mod null;
mod number;
mod parameters;
mod regexp;
mod special;
mod text;
mod varying;
mod xml;
mod zone;

pub use coerce::{UNSIZED_CHAR, assign, fit};
pub use local::{Attributes, Errors, Field, Fields, Limits, Local, Locals, Reach, uncut};
pub(in crate::convert) use text::greatest;

pub(super) use arithmetic::is_long;
pub(super) use call::{argument, bare, natural, takes_unknown, unknown as unknown_routine};
pub(super) use coerce::{digits, no_empty as coerced, to as to_class};
pub(super) use compare::{sign as comparison_sign, turned};
pub(super) use json::{aggregate as json_aggregate, document as json_document, kept as json_kept, path as json_path};
pub(super) use key::seeks;
pub(super) use literal::text_of as literal_text;
pub(super) use local::error_context;
pub(super) use member::formless;
pub(super) use met::one_type;

use super::{Cx, Low, Lower, Manual};
use crate::analyze::{Null, Ty};
use crate::catalog::ObjectId;
use crate::finding::{Confidence, Effort, ObjectKind, Rule, Severity, Source};
use crate::ir::{self, Class, ExprKind};
use crate::name::{Name, QName};
use crate::pg;

/// Where an expression stands.
#[derive(Clone, Copy, Debug)]
pub struct Scope<'a> {
    /// The table whose columns are in sight.
    pub table: Option<ObjectId>,
    /// Schema of unqualified names.
    pub schema: Option<&'a Name>,
    /// What it is part of.
    pub place: Place,
    /// What is in sight of the query that it stands in.
    pub query: Option<&'a super::query::Frame<'a>>,
    /// Variables, in code.
    pub locals: Option<&'a Locals>,
}

/// What an expression is part of, which decides what may be written there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// `DEFAULT` of a column or parameter: no query, anything volatile.
    Default,
    /// `CHECK`, `WHEN` of a trigger: no query.
    Check,
    /// A computed column: immutable.
    Generated,
    /// A key or predicate of an index: immutable.
    Index,
    /// A key or bound of a partition: immutable.
    Partition,
    /// A value of `INSERT … VALUES`.
    Value,
    /// Anywhere else in a query or data statement.
    Query,
    /// An expression of PL/SQL.
    Code,
}

impl Place {
    /// Whether everything must be immutable.
    #[must_use]
    pub fn is_immutable(self) -> bool {
        matches!(self, Place::Generated | Place::Index | Place::Partition)
    }

    /// Whether a sub-select may stand here.
    #[must_use]
    pub fn takes_queries(self) -> bool {
        matches!(self, Place::Value | Place::Query)
    }
}

/// What rules of expressions have in common.
const RULE: Rule = Rule {
    name: "",
    codes: &[],
    raw: Severity::BehaviourChange,
    severity: Severity::Info,
    confidence: Confidence::Certain,
    effort: Effort::NONE,
    message: "",
    help: "",
    doc: "",
    ..Rule::PLAIN
};

static UNKNOWN_NODE: Rule = Rule {
    name: "expression-not-converted",
    codes: &[(Source::Oracle, "HD-310")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(15, 5),
    message: "{what} has no conversion here",
    help: "Write the expression by hand; the source text stands in the finding's excerpt.",
    ..RULE
};

static DATE_NOT_IMMUTABLE: Rule = Rule {
    name: "date-expression-not-immutable",
    codes: &[(Source::Oracle, "OR-TMZ-021")],
    raw: Severity::Blocker,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(20, 10),
    message: "`{what}` depends on the time, the zone or the language of the session, so PostgreSQL refuses it in an index, computed column or partition key",
    help: "Write an equivalent over EXTRACT, which is immutable: TO_CHAR(d, 'YYYY') becomes extract(year from d); change the queries alike. The time itself has none: a plain column with a DEFAULT keeps it.",
    ..RULE
};

static NOT_IMMUTABLE: Rule = Rule {
    name: "expression-not-immutable",
    codes: &[(Source::Oracle, "HD-317")],
    raw: Severity::Blocker,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(20, 10),
    message: "`{what}` {why}, so PostgreSQL refuses it in an index, computed column or partition key",
    help: "Write an expression over columns alone, or fill a plain column by a trigger and index that.",
    ..RULE
};

/// Rules of this folder.
pub static RULES: &[&[&Rule]] = &[
    &[&UNKNOWN_NODE, &DATE_NOT_IMMUTABLE, &NOT_IMMUTABLE],
    absent::RULES,
    arithmetic::RULES,
    call::RULES,
    cast::RULES,
    coerce::RULES,
    collection::RULES,
    compare::RULES,
    concat::RULES,
    context::RULES,
    cursor::RULES,
    date::RULES,
    date_words::RULES,
    drawn::RULES,
    zone::RULES,
    json::RULES,
    key::RULES,
    local::RULES,
    member::RULES,
    name::RULES,
    null::RULES,
    number::RULES,
    regexp::RULES,
    text::RULES,
    varying::RULES,
    xml::RULES,
];

/// Lowers an expression or condition.
///
/// # Errors
/// [`super::Manual`], where it cannot be lowered; the finding is recorded.
pub fn lower(cx: &mut Cx<'_>, scope: &Scope<'_>, e: &ir::Expr) -> Lower<Low> {
    if let Some(low) = super::query::carried(scope, e) {
        return Ok(low);
    }
    let low = match &e.kind {
        ExprKind::Null | ExprKind::EmptyText => literal::null(cx, e),
        ExprKind::Default => {
            Low { expr: pg::Expr::Default, ty: pg::Type::Unknown, null: Null::Maybe, from: Ty::default() }
        }
        ExprKind::Number(digits, form) => literal::number(cx, e, digits, *form),
        ExprKind::Text(text, _) => literal::text(cx, e, text),
        ExprKind::Bool(value) => made(pg::Expr::Bool(*value), pg::Type::Boolean, Null::Never, Class::Boolean),
        ExprKind::Date(text) => return date::literal(cx, e, text),
        ExprKind::Timestamp(text) => return date::timestamp_literal(cx, e, text),
        ExprKind::Time(_) => return unknown(cx, e, "a `TIME` literal"),
        ExprKind::BoundInterval(_) => return unknown(cx, e, "an interval whose digits are bind variables"),
        ExprKind::Interval(literal) => return date::interval_literal(cx, e, literal),
        ExprKind::Name(path) => return name::lower(cx, scope, e, path),
        ExprKind::Call(call) => {
            return match cursor::handed(cx, call) {
                Some(refused) => Err(refused),
                None => call::lower(cx, scope, e, call),
            };
        }
        ExprKind::Unary(op, operand) => return arithmetic::unary(cx, scope, e, *op, operand),
        ExprKind::Binary(op, sides) => return arithmetic::binary(cx, scope, e, *op, sides),
        ExprKind::Concat(_, items) => return concat::lower(cx, scope, e, items),
        ExprKind::And(items) => boolean(pg::Expr::And(all(cx, scope, items)?), cx, e),
        ExprKind::Or(items) => boolean(pg::Expr::Or(all(cx, scope, items)?), cx, e),
        ExprKind::Compare(op, sides) => return compare::compare(cx, scope, e, *op, sides),
        ExprKind::Quantified(q) => return compare::quantified(cx, scope, e, q),
        ExprKind::Is(is) => return compare::is(cx, scope, e, is),
        ExprKind::Between(not, parts) => return compare::between(cx, scope, e, *not, parts),
        ExprKind::In(i) => return compare::within(cx, scope, e, i),
        ExprKind::Like(like) => return compare::like(cx, scope, e, like),
        ExprKind::Case(case) => return case::lower(cx, scope, e, case),
        ExprKind::Cast(cast) => return cast::lower(cx, scope, e, cast),
        ExprKind::Extract(parts) => return date::extract(cx, scope, e, &parts.0, &parts.1),
        ExprKind::AtZone(parts) => return zone::at_zone(cx, scope, e, parts),
        ExprKind::IntervalOf(parts) => return interval::interval_of(cx, scope, e, &parts.0),
        ExprKind::Overlaps(sides) => return compare::overlaps(cx, scope, e, sides),
        ExprKind::Step(parts) => return name::step(cx, scope, e, &parts.0, &parts.1),
        ExprKind::Tuple(items) => {
            let items = values(cx, scope, items)?;
            let row = pg::Expr::Row(items.into_iter().map(|low| low.expr).collect());
            made(row, pg::Type::Record, Null::Never, Class::Any)
        }
        ExprKind::Bind(..) => return Err(bind(cx).unwrap_or_else(|| refused(cx, e, "a bind variable"))),
        ExprKind::Inquiry(name) => return inquiry::lower(cx, e, name),
        ExprKind::Star(_) => return unknown(cx, e, "`*`"),
        ExprKind::Exists(query) => return super::query::exists(cx, scope, e, query),
        ExprKind::Subquery(query) => return super::query::scalar(cx, scope, e, query),
        ExprKind::Collate(_) => return compare::collate(cx, e),
        // Which join the mark makes was decided over the whole condition.
        ExprKind::OuterJoinMark(inner) if scope.query.is_some() => return lower(cx, scope, inner),
        ExprKind::OuterJoinMark(_) => return unknown(cx, e, "`(+)`"),
        ExprKind::Cursor(_) => return Err(cursor::of_a_row(cx, e)),
        ExprKind::Keyed(_) => return unknown(cx, e, "an element with a key"),
        ExprKind::Choices(_) => return unknown(cx, e, "a test behind `WHEN` of a case with a selector"),
        ExprKind::Multiset(_) => return unknown(cx, e, "`MULTISET`"),
        ExprKind::Unread(unread) => {
            // that is a finding of its own
            return Err(cx.said("HD-105", format!("what is not understood here ({})", unread.reason)));
        }
    };
    Ok(low)
}

/// Lowers a condition.
///
/// # Errors
/// As [`lower`].
pub fn condition(cx: &mut Cx<'_>, scope: &Scope<'_>, e: &ir::Expr) -> Lower<pg::Expr> {
    Ok(lower(cx, scope, e)?.expr)
}

/// Two values that are compared, as Oracle compares them.
///
/// # Errors
/// As [`lower`].
pub fn meet(cx: &mut Cx<'_>, scope: &Scope<'_>, e: &ir::Expr, a: Low, b: Low) -> Lower<[Low; 2]> {
    compare::meet(cx, scope, e, a, b)
}

/// Lowers an expression whose value goes to a column, variable, parameter or result of type `ty`: one without a zone takes the
/// fields of a time, not its instant.
///
/// # Errors
/// As [`lower`].
pub fn lower_for(cx: &mut Cx<'_>, scope: &Scope<'_>, e: &ir::Expr, ty: &pg::Type) -> Lower<Low> {
    match ty {
        pg::Type::Timestamp(_) | pg::Type::Date => zone::fields(cx, scope, e),
        _ => lower(cx, scope, e),
    }
}

/// The arguments of a call of a routine of the input, with the types of its parameters.
///
/// # Errors
/// As [`lower`].
pub fn arguments(
    cx: &mut Cx<'_>,
    scope: &Scope<'_>,
    e: &ir::Expr,
    callee: &super::callee::Callee<'_>,
    args: &[ir::Argument],
) -> Lower<Vec<(Option<Name>, pg::Expr)>> {
    call::arguments(cx, scope, e, callee, args)
}

fn unknown(cx: &mut Cx<'_>, e: &ir::Expr, what: &str) -> Lower<Low> {
    Err(refused(cx, e, what))
}

/// Says that a block of a script works with a value of its client, which a finding of the block tells.
pub(in crate::convert) fn bind(cx: &mut Cx<'_>) -> Option<super::Manual> {
    let of_block = cx.outcome().key.kind == ObjectKind::Block;
    of_block.then(|| cx.said("OR-PLS-024", "a value of its client, which DO cannot take".into()))
}

fn refused(cx: &mut Cx<'_>, e: &ir::Expr, what: &str) -> super::Manual {
    cx.manual(UNKNOWN_NODE.at(e.at.span).with("what", what))
}

fn stable(cx: &mut Cx<'_>, e: &ir::Expr, what: &str) -> Lower<Low> {
    Err(not_immutable(cx, e, what))
}

/// Says that a function has no place where results must never change.
pub fn not_immutable(cx: &mut Cx<'_>, e: &ir::Expr, what: &str) -> Manual {
    const DATES: [&str; 5] = ["TO_", "SYSDATE", "SYSTIMESTAMP", "CURRENT_", "LOCALTIMESTAMP"];
    let rule = if DATES.iter().any(|prefix| what.to_uppercase().starts_with(prefix)) {
        &DATE_NOT_IMMUTABLE
    } else {
        &NOT_IMMUTABLE
    };
    cx.manual(rule.at(e.at.span).with("what", what).with("why", "depends on settings of the session"))
}

/// Says so of a function of the input.
fn varies(cx: &mut Cx<'_>, e: &ir::Expr, name: &QName) -> Manual {
    let why = "reads tables or settings, or does more than give a result";
    cx.manual(NOT_IMMUTABLE.at(e.at.span).with("what", name).with("why", why))
}

pub(super) fn made(expr: pg::Expr, ty: pg::Type, null: Null, class: Class) -> Low {
    Low { expr, ty, null, from: Ty::of_class(class) }
}

fn boolean(expr: pg::Expr, cx: &Cx<'_>, e: &ir::Expr) -> Low {
    made(expr, pg::Type::Boolean, cx.fact(e).null, Class::Boolean)
}

/// All items, each reported, before the first failure ends it.
fn values<'e>(cx: &mut Cx<'_>, scope: &Scope<'_>, items: impl IntoIterator<Item = &'e ir::Expr>) -> Lower<Vec<Low>> {
    let lowered: Vec<Lower<Low>> = items.into_iter().map(|item| lower(cx, scope, item)).collect();
    lowered.into_iter().collect()
}

fn all(cx: &mut Cx<'_>, scope: &Scope<'_>, items: &[ir::Expr]) -> Lower<Box<[pg::Expr]>> {
    Ok(values(cx, scope, items)?.into_iter().map(|low| low.expr).collect())
}

/// Two operands, both reported before the first failure ends it.
fn two(cx: &mut Cx<'_>, scope: &Scope<'_>, sides: &[ir::Expr; 2]) -> Lower<[Low; 2]> {
    let [a, b] = sides;
    let (a, b) = (lower(cx, scope, a), lower(cx, scope, b));
    Ok([a?, b?])
}
