//! Queries: lowered with the columns that come out of them; one construct a file.

#![expect(clippy::wildcard_enum_match_arm, reason = "whatever form is not named takes the general way, or is refused")]

mod aggregate;
mod analytic;
mod apart;
mod branch;
mod compare;
mod counted;
mod densified;
pub(in crate::convert) mod dictionary;
mod flat;
mod foreign;
mod from;
mod grouping;
mod hierarchy;
pub mod hints;
mod json_table;
mod let_through;
mod lifted;
mod limit;
mod listagg;
mod merged;
mod names;
mod numbered;
mod order;
mod outer;
mod percentile;
mod pivot;
mod qualify;
mod relation;
mod rows;
mod search;
mod select;
mod set;
mod shown;
mod stands_for;
mod watched;
mod window;
pub(super) mod with;

pub use names::{Col, Frame, not_written};
pub(super) use names::{carried, column, hides, in_sight, is_lost, prior};
pub use relation::{Memo, Out};
pub use select::not_waited;
pub(super) use shown::by_name as shown_by_name;

pub(super) use aggregate::{aggregates, lower as aggregate};
pub(super) use compare::{exists, quantified, row as row_comparison, scalar, within};
pub(super) use order::inner as sorted;
pub(super) use relation::{columns as relation_columns, named as listed};

use super::{Cx, Lower, Manual};
use crate::finding::{Effort, Rule, Severity, Source};
use crate::ir::{self, QueryBody};
use crate::name::Name;
use crate::pg;
use crate::span::{NodeId, Span};

static NO_CONVERSION: Rule = Rule {
    name: "query-clause-not-converted",
    codes: &[(Source::Oracle, "HD-330")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(30, 15),
    message: "{what} has no conversion here",
    help: "Write the query by hand; its text stands in the finding's excerpt.",
    ..Rule::PLAIN
};

static MODEL: Rule = Rule {
    name: "model-clause",
    codes: &[(Source::Oracle, "OR-QRY-017")],
    raw: Severity::Blocker,
    severity: Severity::Blocker,
    effort: Effort::minutes(240, 120),
    message: "MODEL has no counterpart in PostgreSQL",
    help: "Rewrite it with a recursive query, window functions or PL/pgSQL.",
    ..Rule::PLAIN
};

static MATCH: Rule = Rule {
    name: "row-pattern-matching",
    codes: &[(Source::Oracle, "OR-QRY-018")],
    raw: Severity::Blocker,
    severity: Severity::Blocker,
    effort: Effort::minutes(180, 120),
    message: "MATCH_RECOGNIZE has no counterpart in PostgreSQL",
    help: "Rewrite it with window functions: mark where a group starts, number the groups, aggregate them.",
    ..Rule::PLAIN
};

static FLASHBACK: Rule = Rule {
    name: "flashback-query",
    codes: &[(Source::Oracle, "OR-QRY-019")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(120, 60),
    message: "{what}",
    help: "{advice}",
    ..Rule::PLAIN
};

/// Rules of this folder.
pub static RULES: &[&[&Rule]] = &[
    &[&NO_CONVERSION, &MODEL, &MATCH, &FLASHBACK],
    hints::RULES,
    aggregate::RULES,
    analytic::RULES,
    densified::RULES,
    dictionary::RULES,
    foreign::RULES,
    from::RULES,
    hierarchy::RULES,
    json_table::RULES,
    limit::RULES,
    listagg::RULES,
    merged::RULES,
    names::RULES,
    order::RULES,
    outer::RULES,
    percentile::RULES,
    pivot::RULES,
    rows::RULES,
    search::RULES,
    select::RULES,
    set::RULES,
    shown::RULES,
    with::RULES,
];

/// Around a query: where unqualified names live, and the query that it stands in.
#[derive(Clone, Copy, Debug)]
pub struct Env<'a> {
    /// Schema of unqualified names.
    pub schema: Option<&'a Name>,
    /// What is in sight of the query around.
    pub outer: Option<&'a Frame<'a>>,
}

/// A lowered query with its columns.
#[derive(Clone, Debug)]
pub struct Lowered {
    /// The query.
    pub query: pg::Query,
    /// Its columns.
    pub columns: Vec<Out>,
}

/// Lowers a query.
///
/// # Errors
/// [`Manual`], where a part of it cannot be lowered; the finding is recorded.
pub fn lower(cx: &mut Cx<'_>, env: Env<'_>, query: &ir::Query) -> Lower<Lowered> {
    let before = cx.named.len();
    let with = query.with.as_deref().map(|with| with::lower_with(cx, env, with, query.at.span));
    let (recursive, queries) = match with.transpose() {
        Ok(with) => with.unwrap_or_default(),
        Err(manual) => {
            cx.named.truncate(before);
            not_written(cx, query.at.span);
            return Err(manual);
        }
    };
    let lowered = body(cx, env, query);
    cx.named.truncate(before);
    let lowered = lowered.inspect_err(|_| not_written(cx, query.at.span))?;
    names::given_out(cx, env, query, &lowered.columns);
    if queries.is_empty() {
        return Ok(lowered);
    }
    let with = match lowered.query {
        // What the rewritten body names comes behind what the source names: there is one WITH only.
        pg::Query::With(inner) => {
            let pg::With { recursive: own, queries: more, body } = *inner;
            pg::With { recursive: recursive || own, queries: queries.into_iter().chain(more).collect(), body }
        }
        body => pg::With { recursive, queries, body },
    };
    Ok(Lowered { query: pg::Query::With(Box::new(with)), columns: lowered.columns })
}

fn body(cx: &mut Cx<'_>, env: Env<'_>, query: &ir::Query) -> Lower<Lowered> {
    match &query.body {
        QueryBody::Select(select) => {
            let other = limit::hoisted(select);
            select::lower_select(cx, env, other.as_ref().unwrap_or(select), query)
        }
        QueryBody::Set(set) => set::lower_set(cx, env, set, query),
        QueryBody::Nested(inner) => {
            let bare = |query: &ir::Query| query.order.is_empty() && query.limit.is_none() && query.lock.is_none();
            if bare(query) {
                lower(cx, env, inner)
            } else if bare(inner) && inner.with.is_none() {
                // Parentheses around a query that nothing follows within say nothing.
                let ir::Query { at, order, siblings, limit, lock, .. } = query;
                let (order, limit, lock) = (order.clone(), limit.clone(), lock.clone());
                let body = inner.body.clone();
                lower(cx, env, &ir::Query { at: *at, with: None, body, order, siblings: *siblings, limit, lock })
            } else {
                let lowered = lower(cx, env, inner)?;
                set::sorted(cx, env, query, lowered.query, lowered.columns)
            }
        }
        QueryBody::Values(rows) => {
            let scope = scope(env.schema, env.outer);
            let mut lowered = Vec::with_capacity(rows.len());
            let mut columns = Vec::new();
            for row in rows {
                let values: Vec<Lower<super::Low>> = row.iter().map(|e| super::expr::lower(cx, &scope, e)).collect();
                let values = values.into_iter().collect::<Lower<Vec<_>>>()?;
                if columns.is_empty() {
                    columns = values.iter().map(|low| Out::of(Name::default(), Name::default(), low)).collect();
                }
                lowered.push(values.into_iter().map(|low| low.expr).collect());
            }
            Ok(Lowered { query: pg::Query::Values(lowered), columns })
        }
        QueryBody::Unread(unread) => {
            // that is a finding of its own
            Err(cx.said("HD-105", format!("what is not understood here ({})", unread.reason)))
        }
    }
}

/// One item of `FROM`, with what it brings in sight.
///
/// # Errors
/// As [`lower`].
pub(super) fn from_item(
    cx: &mut Cx<'_>,
    env: Env<'_>,
    item: &ir::From,
) -> Lower<(pg::From, Vec<crate::analyze::scope::Source<Col>>)> {
    let items = from::list(cx, env, std::slice::from_ref(item))?;
    match items.into_iter().next() {
        Some(item) => Ok((item.from, item.sources)),
        None => Err(refuse(cx, item.at.span, "this source")),
    }
}

/// What qualifies the rows of a table that has a place for each of them.
pub(super) fn place_of(
    cx: &Cx<'_>,
    id: crate::catalog::ObjectId,
    source: &crate::analyze::scope::Source<Col>,
) -> Option<Name> {
    let ir::Kind::Table(table) = &cx.program.read.catalog.get(id).kind else { return None };
    let (_, col) = source.columns.as_ref()?.first()?;
    table.partitioning.is_none().then(|| col.of.clone())
}

/// Notes which values of a query go as they are to what has no zone, whose types these are: where rows are told apart, grouped or
/// sorted by their instants, none.
pub(super) fn keep_clocks<'t>(cx: &mut Cx<'_>, query: &ir::Query, types: impl Iterator<Item = Option<&'t pg::Type>>) {
    let QueryBody::Select(select) = &query.body else { return };
    let told_apart = select.distinct || select.group.is_some() || select.hierarchy.is_some() || !query.order.is_empty();
    if told_apart || select.targets.iter().any(|t| matches!(t.expr.kind, ir::ExprKind::Star(_))) {
        return;
    }
    for (target, ty) in select.targets.iter().zip(types) {
        let id = target.expr.at.id;
        let bare = matches!(ty, Some(pg::Type::Timestamp(_) | pg::Type::Date));
        if bare && matches!(target.expr.kind, ir::ExprKind::AtZone(_)) && id != NodeId::default() {
            cx.clocks.push(id);
        }
    }
}

/// Whether a condition reads `ROWNUM`.
pub(super) fn counts(e: &ir::Expr) -> bool {
    limit::mentions(e)
}

pub(super) use limit::number;

/// The conditions on `ROWNUM` of a conjunction as a number of rows, and the others.
///
/// # Errors
/// As [`lower`].
pub(super) fn counted<'e>(
    cx: &mut Cx<'_>,
    env: Env<'_>,
    frame: &Frame<'_>,
    e: &'e ir::Expr,
) -> Lower<(Option<pg::Expr>, Vec<&'e ir::Expr>)> {
    limit::rownum(cx, env, &frame.sources, Some(e))
}

/// The scope of expressions in a query.
pub(super) fn scope<'a>(schema: Option<&'a Name>, frame: Option<&'a Frame<'a>>) -> super::expr::Scope<'a> {
    let locals = frame.and_then(Frame::variables);
    super::expr::Scope { table: None, schema, place: super::expr::Place::Query, query: frame, locals }
}

/// Notes what cannot be converted.
fn refuse(cx: &mut Cx<'_>, span: Span, what: &str) -> Manual {
    cx.manual(NO_CONVERSION.at(span).with("what", what))
}
