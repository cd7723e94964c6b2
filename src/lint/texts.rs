//! Texts: prefixes that no index serves, collations that differ, NUL characters, letters beyond ASCII.

use super::sites::Site;
use super::{Found, Seen, general, supplied};
use crate::catalog::{ConstraintRule, Fill, ObjectId};
use crate::finding::{Effort, Raised, Rule, Severity, Source};
use crate::ir::{Class, Compare, Expr, ExprKind, walk};
use crate::name::Name;
use crate::profile::TARGET_COLLATION;
use crate::span::Span;
use std::sync::atomic::Ordering;

static PREFIX: Rule = Rule {
    name: "prefix-search-by-index",
    codes: &[(Source::Oracle, "OR-CHR-008")],
    raw: Severity::Performance,
    severity: Severity::Performance,
    effort: Effort::minutes(10, 5),
    message: "LIKE asks for a prefix of `{column}`, whose index serves it only in a database of collation C",
    help: "create an index with text_pattern_ops beside it: CREATE INDEX ON t ({column} text_pattern_ops)",
    ..Rule::PLAIN
};

static MIXED: Rule = Rule {
    name: "columns-of-two-collations",
    codes: &[(Source::Oracle, "OR-CHR-011")],
    raw: Severity::BehaviourChange,
    severity: Severity::BehaviourChange,
    effort: Effort::minutes(15, 5),
    message: "`{a}` and `{b}` are compared, and have different collations: PostgreSQL refuses that (42P22)",
    help: "write COLLATE behind one of them, or give both columns one collation",
    ..Rule::PLAIN
};

static CASES: Rule = Rule {
    name: "upper-and-lower-of-ascii",
    codes: &[(Source::Oracle, "OR-CHR-016")],
    raw: Severity::BehaviourChange,
    severity: Severity::BehaviourChange,
    effort: Effort::minutes(30, 0),
    message: "UPPER, LOWER or INITCAP is used in {count} places: in a database whose LC_CTYPE is C they change ASCII letters alone",
    help: "create the database with LC_CTYPE C.UTF-8 (or the provider icu); its sort order may stay C",
    ..Rule::PLAIN
};

/// Rules of this file.
pub(super) static RULES: &[&Rule] = &[&PREFIX, &MIXED, &CASES];

pub(super) fn detect(seen: &Seen<'_>, site: &Site<'_>, found: &mut Vec<Found>) {
    let mut put = |raised: Raised| found.push(Found { object: Some(site.key.clone()), raised });
    let mut cases = 0_i64;
    let mut narrowed = Vec::new();
    let mut chosen = Vec::new();
    site.exprs(&mut |e| {
        narrow(seen, e, &mut narrowed);
        if let ExprKind::Case(_) = &e.kind {
            chosen.push(e.at.span);
        }
    });
    site.exprs(&mut |e| {
        // what a CASE asks of rows that are there finds none by an index
        let asked = matches!(&e.kind, ExprKind::Like(_)) && chosen.iter().any(|case| case.contains(e.at.span));
        if !asked {
            expression(seen, e, &narrowed, &mut put);
        }
        cases += i64::from(changes_case(seen, e));
    });
    seen.noted.cases.fetch_add(cases, Ordering::Relaxed);
}

pub(super) fn whole(seen: &Seen<'_>, found: &mut Vec<Found>) {
    let mut cases = seen.noted.cases.load(Ordering::Relaxed);
    // Those of tables and indexes.
    for (_, object) in seen.program.catalog.iter() {
        if let crate::ir::Kind::Table(table) = &object.kind {
            let checks = table.constraints.iter().filter_map(|c| match &c.rule {
                ConstraintRule::Check(e) => Some(e),
                ConstraintRule::Primary(_)
                | ConstraintRule::Unique(_)
                | ConstraintRule::Foreign(_)
                | ConstraintRule::Ref(_) => None,
            });
            let filled = table.columns.iter().filter_map(|c| match &c.fill {
                Fill::Default { expr, .. } | Fill::Generated { expr, .. } => Some(expr),
                Fill::Nothing | Fill::Identity(_) => None,
            });
            checks.chain(filled).for_each(|e| cases += count(seen, e));
        } else if let crate::ir::Kind::Index(index) = &object.kind {
            index.keys.iter().for_each(|key| cases += count(seen, &key.expr));
        }
    }
    if cases > 0 && seen.profile.text(&TARGET_COLLATION).is_some_and(|c| matches!(c, "C" | "POSIX")) {
        found.push(general(CASES.at(Span::default()).with("count", cases)));
    }
}

fn count(seen: &Seen<'_>, e: &Expr) -> i64 {
    let mut all = 0;
    walk::each(e, &mut |inner| all += i64::from(changes_case(seen, inner)));
    all
}

/// A condition that fixes a column of a table.
struct Narrowed<'a> {
    table: ObjectId,
    column: &'a Name,
    lo: u32,
    hi: u32,
}

impl Narrowed<'_> {
    /// Whether an index that the fixed column leads holds another column too.
    fn holds(&self, seen: &Seen<'_>, other: &Name) -> bool {
        let mut all = seen.indexes.get(&self.table).into_iter().flatten();
        all.any(|index| index.columns.first() == Some(&self.column) && index.columns.contains(&other))
    }
}

/// `c = x AND …`: an index of both columns finds the few rows of which the other condition is asked.
fn narrow<'a>(seen: &Seen<'a>, e: &Expr, out: &mut Vec<Narrowed<'a>>) {
    let ExprKind::And(items) = &e.kind else { return };
    for item in items {
        if let ExprKind::Compare(Compare::Eq, sides) = &item.kind {
            let fixed = sides.iter().filter_map(|side| seen.column(side));
            let (lo, hi) = (e.at.span.lo, e.at.span.hi);
            out.extend(fixed.map(|(table, column)| Narrowed { table, column: &column.name, lo, hi }));
        }
    }
}

/// `UPPER(x)` of what is no literal.
fn changes_case(seen: &Seen<'_>, e: &Expr) -> bool {
    matches!(supplied(seen, e), Some(("UPPER" | "LOWER" | "INITCAP", [argument])) if !matches!(argument.value.kind, ExprKind::Text(..)))
}

#[expect(clippy::wildcard_enum_match_arm, reason = "all others are of no concern here")]
fn expression(seen: &Seen<'_>, e: &Expr, narrowed: &[Narrowed<'_>], put: &mut dyn FnMut(Raised)) {
    match &e.kind {
        ExprKind::Like(like) if !like.not => {
            let Some((id, column)) = seen.column(&like.text) else { return };
            let ExprKind::Text(pattern, _) = &like.pattern.kind else { return };
            let first = pattern.find(['%', '_']);
            let prefix = first.is_some_and(|n| n > 0);
            let leads =
                seen.indexes.get(&id).is_some_and(|all| all.iter().any(|i| i.columns.first() == Some(&&column.name)));
            let is_c = seen.profile.text(&TARGET_COLLATION).is_some_and(|c| matches!(c, "C" | "POSIX"));
            let (lo, hi) = (e.at.span.lo, e.at.span.hi);
            let few = narrowed.iter().any(|n| n.table == id && n.holds(seen, &column.name) && n.lo <= lo && hi <= n.hi);
            if prefix && leads && !few && !is_c && seen.facts.of(like.text.at).ty.class == Class::Text {
                put(PREFIX.at(e.at.span).with("column", &column.name));
            }
        }
        ExprKind::Compare(_, sides) => {
            let [a, b] = &**sides;
            if let (Some((_, a)), Some((_, b))) = (seen.column(a), seen.column(b))
                && let (Some(first), Some(second)) = (&a.collation, &b.collation)
                && first != second
            {
                put(MIXED.at(e.at.span).with("a", &a.name).with("b", &b.name));
            }
        }
        _ => {}
    }
}
