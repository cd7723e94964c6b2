//! `MERGE`: the branches of PostgreSQL see the old row, and the first that fits is taken.

use super::{ERRORS, Written, assignments, column, condition, inline, join_view, merged_once, refuse, target};
use crate::analyze::scope::Source;
use crate::convert::expr::{self, assign};
use crate::convert::query::{self, Env, Frame};
use crate::convert::{Cx, Low, Lower};
use crate::finding::{Effort, Rule, Severity, Source as From};
use crate::ir::{self, ExprKind};
use crate::name::Name;
use crate::pg;

static MERGE_DELETE: Rule = Rule {
    name: "merge-with-delete",
    codes: &[(From::Oracle, "OR-DML-001")],
    raw: Severity::DataLossRisk,
    message: "DELETE WHERE of MERGE tests rows after their update: its condition was written with the new values",
    help: "Nothing to do; no UPDATE trigger fires for a row that is deleted.",
    ..Rule::PLAIN
};

static MERGE_SOURCE: Rule = Rule {
    name: "merge-of-several-rows",
    codes: &[(From::Oracle, "OR-DML-002")],
    raw: Severity::BehaviourChange,
    severity: Severity::BehaviourChange,
    effort: Effort::minutes(10, 5),
    message: "MERGE: PostgreSQL refuses several source rows for one target row always (21000), Oracle only sometimes (ORA-30926)",
    help: "Where the source is not unique, take SELECT DISTINCT ON (key) … of it.",
    ..Rule::PLAIN
};

/// Rules of this file.
pub static RULES: &[&Rule] = &[&MERGE_DELETE, &MERGE_SOURCE];

/// `MERGE INTO t USING s ON … WHEN …`.
pub(super) fn lower(cx: &mut Cx<'_>, env: Env<'_>, merge: &ir::Merge) -> Lower<pg::Dml> {
    let span = merge.target.at.span;
    if merge.errors.is_some() {
        return Err(cx.manual(ERRORS.at(span)));
    }
    if merge.returning.is_some() {
        return Err(refuse(cx, span, "RETURNING"));
    }
    let whole = merge.absent.as_ref().is_some_and(|it| it.columns.is_empty());
    let view = inline::one_table(cx.program, env.schema, &merge.target, whole);
    let written = target(cx, env, view.as_ref().map_or(&merge.target, |view| &view.table))?;
    let inside = match &view {
        Some(view) => {
            cx.exact(&join_view::JOIN_VIEW, span);
            let own = Source { name: view.called.clone(), ..written.source.clone() };
            let frame = Frame { sources: vec![own], qualified: true, outer: env.outer, ..Frame::default() };
            condition(cx, env, &frame, view.condition.as_ref())?
        }
        None => None,
    };
    let (source, sources) = query::from_item(cx, env, &merge.source)?;
    let read = Frame { sources: sources.clone(), qualified: true, outer: env.outer, ..Frame::default() };
    let both = Frame {
        sources: [vec![written.source.clone()], sources].concat(),
        stored: written.stored.iter().cloned().collect(),
        qualified: true,
        outer: env.outer,
        ..Frame::default()
    };
    let on = condition(cx, env, &both, Some(&merge.on));
    let matched = merge.matched.as_ref().map(|it| matched(cx, env, &written, &both, it)).transpose();
    let absent = merge.absent.as_ref().map(|it| absent(cx, env, &written, &read, it)).transpose();
    let on = match (on?, inside) {
        // A row of the table that is none of the view meets nothing.
        (Some(on), Some(inside)) => pg::Expr::all(vec![on, inside]),
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => pg::Expr::Bool(true),
    };
    let mut branches = matched?.unwrap_or_default();
    branches.extend(absent?);
    // rows that are inserted alone meet no row twice
    if merge.matched.is_some() && !merged_once::one_row(cx, env, merge) {
        cx.raise(MERGE_SOURCE.at(span));
    }
    let table = written.table;
    Ok(pg::Dml::Merge(Box::new(pg::Merge { table, alias: written.alias, source, on, branches })))
}

/// `WHEN MATCHED THEN UPDATE SET … WHERE c DELETE WHERE d`.
fn matched(
    cx: &mut Cx<'_>,
    env: Env<'_>,
    written: &Written,
    both: &Frame<'_>,
    it: &ir::MergeUpdate,
) -> Lower<Vec<pg::MergeBranch>> {
    let set = assignments(cx, env, both, written, &it.set);
    let updated = condition(cx, env, both, it.condition.as_ref());
    let (set, updated) = (set?, updated?);
    let mut branches = Vec::new();
    if let Some(gone) = &it.delete {
        let mut after = both.clone();
        for one in &set {
            let [name] = one.columns.as_slice() else {
                return Err(refuse(cx, gone.at.span, "DELETE WHERE behind an assignment to several columns"));
            };
            let found = written.source.columns.iter().flatten().find(|(_, col)| col.name == *name);
            let Some((source, col)) = found else { continue };
            if matches!(one.value, pg::Expr::Default) || is_volatile(&one.value) {
                return Err(refuse(cx, gone.at.span, "DELETE WHERE of a value that is another each time"));
            }
            // The column holds the value as its type has it.
            let low = Low { expr: one.value.clone().cast(col.ty.clone()), ..col.low(true) };
            after.replaced.push((written.source.name.clone(), source.clone(), low));
        }
        let gone = expr::condition(cx, &query::scope(env.schema, Some(&after)), gone)?;
        cx.exact(&MERGE_DELETE, it.delete.as_ref().map_or_else(Default::default, |e| e.at.span));
        let tests: Vec<pg::Expr> = updated.clone().into_iter().chain([gone]).collect();
        branches.push(pg::MergeBranch {
            matched: true,
            condition: Some(pg::Expr::all(tests)),
            does: pg::MergeDoes::Delete,
        });
    }
    branches.push(pg::MergeBranch { matched: true, condition: updated, does: pg::MergeDoes::Update(set) });
    Ok(branches)
}

/// Whether a value may be another when it is computed again.
fn is_volatile(e: &pg::Expr) -> bool {
    use crate::catalog::{Mentioned, Part};
    let mut found = false;
    e.mentions(&mut |mention| {
        found |= mention.what == Mentioned::Routine
            && (mention.name.schema.as_deref() != Some("ora_compat") || mention.name.name == "sysdate");
        found |= mention.what == Mentioned::Any;
    });
    found
}

/// `WHEN NOT MATCHED THEN INSERT (…) VALUES (…) WHERE c`.
fn absent(
    cx: &mut Cx<'_>,
    env: Env<'_>,
    written: &Written,
    read: &Frame<'_>,
    it: &ir::MergeInsert,
) -> Lower<pg::MergeBranch> {
    let span = it.values.first().map_or_else(Default::default, |e| e.at.span);
    let listed: Vec<Name> = if it.columns.is_empty() {
        written.source.columns.iter().flatten().map(|(name, _)| name.clone()).collect()
    } else {
        it.columns.clone()
    };
    if listed.len() != it.values.len() {
        return Err(refuse(cx, span, "another number of values"));
    }
    let place = query::scope(env.schema, Some(read));
    expr::drawn::check(cx, env.schema, &it.values)?;
    let (mut columns, mut values) = (Vec::new(), Vec::new());
    for (name, value) in listed.iter().zip(&it.values) {
        let (name, ty) = column(cx, written, name, span)?;
        columns.push(name);
        values.push(match value.kind {
            ExprKind::Default => pg::Expr::Default,
            _ => {
                let low = expr::lower_for(cx, &place, value, &ty)?;
                let null = low.null == crate::analyze::Null::Always;
                if null { pg::Expr::Null } else { assign(cx, low, &ty, value.at.span)? }
            }
        });
    }
    let condition = condition(cx, env, read, it.condition.as_ref())?;
    Ok(pg::MergeBranch { matched: false, condition, does: pg::MergeDoes::Insert(columns, false, values) })
}
