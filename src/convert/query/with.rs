//! `WITH`: named queries, recursive ones too.

use super::{Env, Lowered, Out, lower, refuse};
use crate::convert::{Cx, Lower};
use crate::finding::{Rule, Severity, Source};
use crate::ir::{self, QueryBody};
use crate::name::{Name, QName};
use crate::pg;

static RECURSIVE: Rule = Rule {
    name: "recursive-with",
    codes: &[(Source::Oracle, "OR-QRY-022")],
    raw: Severity::Blocker,
    message: "a named query that reads itself needs RECURSIVE",
    help: "Nothing to do.",
    ..Rule::PLAIN
};

/// Rules of this file.
pub static RULES: &[&Rule] = &[&RECURSIVE];

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
pub(super) fn lower_with(cx: &mut Cx<'_>, env: Env<'_>, with: &ir::With) -> Lower<(bool, Vec<pg::Cte>)> {
    if !with.routines.is_empty() {
        let span = with.queries.first().map_or_else(Default::default, |c| c.at.span);
        return Err(refuse(cx, span, "a routine in `WITH`"));
    }
    let mut recursive = false;
    let mut all = Vec::with_capacity(with.queries.len());
    for cte in &with.queries {
        let own = reads_itself(cte);
        recursive |= own;
        all.push(one(cx, env, cte, own)?);
    }
    Ok((recursive, all))
}

fn one(cx: &mut Cx<'_>, env: Env<'_>, cte: &ir::Cte, own: bool) -> Lower<pg::Cte> {
    if cte.search.is_some() || cte.cycle.is_some() {
        return Err(refuse(cx, cte.at.span, "`SEARCH` or `CYCLE` of a recursive query"));
    }
    let name = cx.program.plan.names.fold(&cte.name);
    let renamed = |cx: &Cx<'_>, columns: Vec<Out>| -> Vec<Out> {
        let names = &cx.program.plan.names;
        let mut columns: Vec<Out> = columns.into_iter().map(Out::settled).collect();
        for (own, out) in cte.columns.iter().zip(&mut columns) {
            (out.source, out.name) = (own.clone(), names.fold(own));
        }
        columns
    };
    if own {
        cx.exact(&RECURSIVE, cte.at.span);
        let QueryBody::Set(set) = &cte.query.body else {
            return Err(refuse(cx, cte.at.span, "a recursive query that is no UNION ALL"));
        };
        // What the anchor yields is what the query reads of itself; types that grow on the way are refused below.
        let mut quiet = Cx::new(cx.program, crate::finding::Key::default(), cte.at.span);
        quiet.named.clone_from(&cx.named);
        let Ok(anchor) = lower(&mut quiet, env, &set.first) else {
            return lower(cx, env, &set.first).map(|l| pg::Cte {
                name,
                columns: Vec::new(),
                query: l.query,
                materialized: None,
            });
        };
        let columns = renamed(cx, anchor.columns);
        cx.named.push(Named { source: cte.name.clone(), name: name.clone(), columns });
    }
    let lowered = lower(cx, env, &cte.query);
    let anchor = if own { cx.named.pop().map(|n| n.columns) } else { None };
    let Lowered { query, columns } = lowered?;
    let columns = renamed(cx, columns);
    if let Some(anchor) = anchor
        && anchor.iter().zip(&columns).any(|(a, b)| a.ty != b.ty)
    {
        return Err(refuse(cx, cte.at.span, "a recursive query whose branches have columns of different types"));
    }
    let listed = if cte.columns.is_empty() { Vec::new() } else { columns.iter().map(|c| c.name.clone()).collect() };
    cx.named.push(Named { source: cte.name.clone(), name: name.clone(), columns });
    Ok(pg::Cte { name, columns: listed, query, materialized: None })
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
