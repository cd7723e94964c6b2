//! `WITH`: named queries, recursive ones too.

use super::{Env, Lowered, Out, lower, refuse, search};
use crate::convert::{Cx, Lower};
use crate::finding::{Effort, Rule, Severity, Source};
use crate::ir::{self, QueryBody};
use crate::name::{Name, QName};
use crate::pg;
use crate::span::Span;

static INLINE: Rule = Rule {
    name: "function-in-with",
    codes: &[(Source::Oracle, "OR-FUN-026")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(30, 15),
    message: "a query declares {names}, which has no conversion here",
    help: "create each as a function of its own: a name that another routine or a function of Oracle has cannot be taken here",
    doc: "lint/queries.md",
    ..Rule::PLAIN
};

static RECURSIVE: Rule = Rule {
    name: "recursive-with",
    codes: &[(Source::Oracle, "OR-QRY-022")],
    raw: Severity::Blocker,
    message: "a named query that reads itself needs RECURSIVE",
    help: "Nothing to do.",
    ..Rule::PLAIN
};

/// Rules of this file.
pub static RULES: &[&Rule] = &[&INLINE, &RECURSIVE];

/// A named query in sight.
#[derive(Clone, Debug)]
pub struct Named {
    /// Its name in the source.
    pub source: Name,
    /// Its name in the target.
    pub name: Name,
    /// Its columns.
    pub columns: Vec<Out>,
}

/// Lowers the named queries and leaves them in sight.
pub(super) fn lower_with(cx: &mut Cx<'_>, env: Env<'_>, with: &ir::With, span: Span) -> Lower<(bool, Vec<pg::Cte>)> {
    if !with.routines.is_empty() {
        let names: Vec<String> = with.routines.iter().map(|it| format!("`{}`", it.name)).collect();
        return Err(cx.manual(INLINE.at(span).with("names", names.join(", "))));
    }
    if with.lifted {
        cx.exact(&INLINE, span);
    }
    let mut recursive = false;
    let mut all = Vec::with_capacity(with.queries.len());
    for cte in &with.queries {
        let own = reads_itself(cte);
        recursive |= own;
        one(cx, env, cte, own, &mut all)?;
    }
    Ok((recursive, all))
}

fn one(cx: &mut Cx<'_>, env: Env<'_>, cte: &ir::Cte, own: bool, all: &mut Vec<pg::Cte>) -> Lower<()> {
    let span = cte.at.span;
    if !own && (cte.search.is_some() || cte.cycle.is_some()) {
        return Err(refuse(cx, span, "`SEARCH` or `CYCLE` of a query that is not recursive"));
    }
    let name = cx.program.plan.names.fold(&cte.name);
    let Lowered { mut query, columns } =
        if own { recursive(cx, env, cte, &name)? } else { lower(cx, env, &cte.query)? };
    let mut columns = renamed(cx, cte, columns);
    let mut listed: Vec<Name> =
        if cte.columns.is_empty() { Vec::new() } else { columns.iter().map(|c| c.name.clone()).collect() };
    let mut made = name.clone();
    let mut outer = None;
    if cte.search.is_some() || cte.cycle.is_some() {
        let Some(extra) = search::extend(cx, env, cte, &name, &columns, &mut query)? else {
            return Err(refuse(cx, span, "`SEARCH` or `CYCLE` of this recursive query"));
        };
        listed.extend(extra.names);
        columns.extend(extra.order.iter().map(|(out, _)| out.clone()));
        columns.extend(extra.columns);
        // What is carried along is no column of the source, and rows are numbered once all are there.
        made = cx.fresh("found");
        search::reads_instead(&mut query, &name, &made);
        outer = Some(search::shown(&made, &name, &columns, extra.order));
    }
    cx.named.push(Named { source: cte.name.clone(), name, columns });
    all.push(pg::Cte { name: made, columns: listed, query, materialized: None });
    all.extend(outer);
    Ok(())
}

fn renamed(cx: &Cx<'_>, cte: &ir::Cte, columns: Vec<Out>) -> Vec<Out> {
    let names = &cx.program.plan.names;
    let mut columns: Vec<Out> = columns.into_iter().map(Out::settled).collect();
    for (own, out) in cte.columns.iter().zip(&mut columns) {
        (out.source, out.name) = (own.clone(), names.fold(own));
    }
    columns
}

/// How often the types of a recursion may change; each round makes them wider.
const ROUNDS: usize = 4;

/// A query that reads itself: its columns have the types that both branches can have, and both are cast to them where they differ.
fn recursive(cx: &mut Cx<'_>, env: Env<'_>, cte: &ir::Cte, name: &Name) -> Lower<Lowered> {
    cx.exact(&RECURSIVE, cte.at.span);
    let QueryBody::Set(set) = &cte.query.body else {
        return Err(refuse(cx, cte.at.span, "a recursive query that is no UNION ALL"));
    };
    let mut quiet = Cx::new(cx.program, crate::finding::Key::default(), cte.at.span);
    quiet.named.clone_from(&cx.named);
    let Ok(anchor) = lower(&mut quiet, env, &set.first) else { return lower(cx, env, &set.first) };
    let anchor = renamed(cx, cte, anchor.columns);
    let seen = |mut columns: Vec<Out>| {
        // Values may get longer with each step.
        columns.iter_mut().for_each(|out| out.from.size = 0);
        Named { source: cte.name.clone(), name: name.clone(), columns }
    };
    // What the anchor yields is what the query reads of itself at first.
    let mut types = anchor.clone();
    // A column that is another one's value in the round before takes its type a round later.
    for _ in 0..=anchor.len().min(ROUNDS) {
        quiet.named.push(seen(types.clone()));
        let next = lower(&mut quiet, env, &cte.query);
        quiet.named.pop();
        let Ok(next) = next else { break };
        let next = renamed(cx, cte, next.columns);
        let settled = types.iter().zip(&next).all(|(a, b)| a.ty == b.ty);
        types = next;
        if settled {
            break;
        }
    }
    cx.named.push(seen(types.clone()));
    let lowered = lower(cx, env, &cte.query);
    cx.named.pop();
    let mut lowered = lowered?;
    let found = renamed(cx, cte, lowered.columns.clone());
    if types.iter().zip(&found).any(|(a, b)| a.ty != b.ty) {
        return Err(refuse(cx, cte.at.span, "a recursive query whose branches have columns of different types"));
    }
    for (place, (first, out)) in anchor.iter().zip(&types).enumerate() {
        let bare = bare(&out.ty);
        let same = first.ty == out.ty && bare == out.ty;
        if !same && !super::set::cast_branches(&mut lowered.query, place, &bare) {
            return Err(refuse(cx, cte.at.span, "a recursive query whose branches have columns of different types"));
        }
        if let Some(out) = lowered.columns.get_mut(place) {
            out.ty = bare;
        }
    }
    Ok(lowered)
}

/// A type without length and digits, which the rows of a recursion may outgrow.
fn bare(ty: &pg::Type) -> pg::Type {
    match ty {
        pg::Type::Varchar(_) => pg::Type::Text,
        pg::Type::Numeric(_) => pg::Type::Numeric(None),
        other => other.clone(),
    }
}

/// Whether a named query names itself in a `FROM`.
fn reads_itself(cte: &ir::Cte) -> bool {
    let own = QName::bare(cte.name.clone());
    let mut found = false;
    ir::query::walk::each(&cte.query, &mut |query| {
        ir::query::walk::children(query, &mut |child| {
            if let ir::query::walk::Child::Table(table) = child {
                found |= table.name == own && table.link.is_none();
            }
        });
    });
    found
}
