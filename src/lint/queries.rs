//! Queries: conditions that no index serves, rows without an order, what has another form in PostgreSQL.

use super::sites::Site;
use super::{Found, Seen, conditions};
use crate::analyze::effects::Does;
use crate::analyze::query::is_dual;
use crate::analyze::{Means, Null};
use crate::finding::{Confidence, Effort, Raised, Rule, Severity, Source};
use crate::ir::plsql::walk::Node;
use crate::ir::{Class, Compare, Expr, ExprKind, FromKind, InSet, Query, QueryBody, Select, walk};

static NOT_IN: Rule = Rule {
    name: "not-in-with-nulls",
    codes: &[(Source::Oracle, "OR-QRY-033")],
    raw: Severity::Performance,
    severity: Severity::Performance,
    confidence: Confidence::Certain,
    effort: Effort::minutes(15, 5),
    message: "`{side}` of this NOT IN may be null, so it cannot become NOT EXISTS, and PostgreSQL uses no anti join for it",
    help: "declare the columns NOT NULL, add IS NOT NULL, or write NOT EXISTS where nulls are not meant",
    doc: "lint/queries.md",
    ..Rule::PLAIN
};

static VOLATILE: Rule = Rule {
    name: "volatile-function-in-condition",
    codes: &[(Source::Oracle, "OR-QRY-032")],
    raw: Severity::Performance,
    severity: Severity::Performance,
    confidence: Confidence::Certain,
    effort: Effort::minutes(20, 10),
    message: "`{name}` is volatile: it runs for every row, and no index serves the condition",
    help: "call it once before, in a variable or a WITH query that is materialized",
    doc: "lint/queries.md",
    ..Rule::PLAIN
};

static UNORDERED: Rule = Rule {
    name: "first-row-without-order",
    codes: &[(Source::Oracle, "OR-QRY-008")],
    raw: Severity::BehaviourChange,
    severity: Severity::BehaviourChange,
    confidence: Confidence::Certain,
    effort: Effort::minutes(10, 5),
    message: "some rows are taken without an order: which ones, is chance in both databases",
    help: "add ORDER BY where it matters which",
    doc: "lint/queries.md",
    once: Some(""),
    ..Rule::PLAIN
};

static DATES: Rule = Rule {
    name: "like-on-date",
    codes: &[(Source::Oracle, "OR-CHR-010")],
    raw: Severity::BehaviourChange,
    severity: Severity::Info,
    confidence: Confidence::Certain,
    effort: Effort::minutes(10, 5),
    message: "LIKE on a date compares its text, which depends on the settings of the session",
    help: "compare a range of dates",
    doc: "lint/queries.md",
    ..Rule::PLAIN
};

static END_OF_DAY: Rule = Rule {
    name: "end-of-day-constant",
    codes: &[(Source::Oracle, "OR-TMZ-043")],
    raw: Severity::Info,
    severity: Severity::Info,
    confidence: Confidence::Certain,
    effort: Effort::minutes(10, 5),
    message: "the end of a day to the second leaves out the last second of `{column}`, which is more exact",
    help: "compare with the start of the next day by `<`",
    doc: "lint/queries.md",
    ..Rule::PLAIN
};

static SPLIT: Rule = Rule {
    name: "text-split-by-hierarchy",
    codes: &[(Source::Oracle, "OR-HIE-009")],
    raw: Severity::Performance,
    severity: Severity::Info,
    confidence: Confidence::Certain,
    effort: Effort::minutes(15, 5),
    message: "a text is taken apart by CONNECT BY and REGEXP_SUBSTR",
    help: "{advice}",
    doc: "lint/queries.md",
    ..Rule::PLAIN
};

/// Rules of this file.
pub(super) static RULES: &[&Rule] = &[&NOT_IN, &VOLATILE, &UNORDERED, &DATES, &END_OF_DAY, &SPLIT];

pub(super) fn detect(seen: &Seen<'_>, site: &Site<'_>, found: &mut Vec<Found>) {
    let mut put = |raised: Raised| found.push(Found { object: Some(site.key.clone()), raised });
    site.queries(&mut |query| of_query(seen, query, &mut put));
    site.exprs(&mut |e| expression(seen, e, &mut put));
    conditions(seen, site, &mut put);
}

fn of_query(seen: &Seen<'_>, query: &Query, put: &mut dyn FnMut(Raised)) {
    let QueryBody::Select(select) = &query.body else { return };
    let fetched = query.limit.as_ref().is_some_and(|l| l.fetch.is_some());
    if query.order.is_empty() && (fetched || is_first(select)) && chooses(seen, select) {
        put(UNORDERED.at(query.at.span));
    }
    if let Some(pattern) = split_by(select) {
        let advice = if let ExprKind::Name(_) = &pattern.kind {
            "faster are regexp_split_to_table, where the pattern takes what stands between separators, else regexp_matches(text, pattern, 'g')"
        } else if is_reluctant(pattern) {
            "rewrite the pattern without .*? first, which PostgreSQL may take greedily beside alternatives: then regexp_matches(text, pattern, 'g') gives all pieces at once; check empty items and null"
        } else if is_list(pattern) {
            "regexp_split_to_table is faster; check empty items and null"
        } else {
            "regexp_matches(text, pattern, 'g') gives all pieces at once and is faster; check null"
        };
        put(SPLIT.at(query.at.span).with("advice", advice));
    }
}

/// `ROWNUM = 1`, `ROWNUM < n`, of rows that come from no ordered query.
fn is_first(select: &Select) -> bool {
    let ordered = select.from.iter().any(|f| matches!(&f.kind, FromKind::Query(q) if !q.query.order.is_empty()));
    let Some(condition) = &select.condition else { return false };
    let mut found = false;
    walk::each(condition, &mut |e| {
        let ExprKind::Compare(op, sides) = &e.kind else { return };
        let counter =
            |e: &Expr| matches!(&e.kind, ExprKind::Name(p) if matches!(p.parts.as_slice(), [n] if n == "ROWNUM"));
        let [a, b] = &**sides;
        found |= counter(a) && matches!(op, Compare::Eq | Compare::Lt | Compare::Le)
            || counter(b) && matches!(op, Compare::Eq | Compare::Gt | Compare::Ge);
    });
    found && !ordered
}

/// Whether it matters which rows come: values of columns are given, and they are not aggregated.
fn chooses(seen: &Seen<'_>, select: &Select) -> bool {
    let tables = select.from.iter().any(|f| match &f.kind {
        FromKind::Table(table) => !is_dual(&table.name),
        FromKind::Query(_)
        | FromKind::Function(..)
        | FromKind::Values(_)
        | FromKind::Xml(_)
        | FromKind::Json(_)
        | FromKind::Join(_)
        | FromKind::Pivot(_)
        | FromKind::Unpivot(_)
        | FromKind::Match(_)
        | FromKind::Nested(_)
        | FromKind::Graph(_)
        | FromKind::Analytic(_)
        | FromKind::External(_)
        | FromKind::Unread(_) => true,
    });
    let pinned: Vec<&ExprKind> = conditions::pinned(seen, select).map(|e| &e.kind).collect();
    let (mut column, mut aggregate) = (false, false);
    for target in &select.targets {
        column |= matches!(target.expr.kind, ExprKind::Star(_));
        walk::each(&target.expr, &mut |e| {
            if let ExprKind::Name(_) = &e.kind
                && !pinned.contains(&&e.kind)
            {
                column |= matches!(seen.facts.of(e.at).means, Means::Column(..) | Means::Through(..) | Means::Local);
            }
            if let ExprKind::Call(call) = &e.kind {
                let over = call.more.as_ref().is_some_and(|m| m.over.is_some());
                aggregate |= !over && seen.facts.of(e.at).means == Means::Supplied;
            }
        });
    }
    tables && column && !aggregate && select.group.is_none()
}

/// The pattern of `SELECT REGEXP_SUBSTR(text, pattern, 1, LEVEL) … CONNECT BY`.
fn split_by(select: &Select) -> Option<&Expr> {
    let level = |e: &Expr| matches!(&e.kind, ExprKind::Name(p) if matches!(p.parts.as_slice(), [n] if n == "LEVEL"));
    select.hierarchy.as_ref()?;
    let mut pattern = None;
    for target in &select.targets {
        walk::each(&target.expr, &mut |e| {
            if let ExprKind::Call(call) = &e.kind
                && matches!(call.name.parts.as_slice(), [n] if n == "REGEXP_SUBSTR")
                && call.args.iter().any(|a| level(&a.value))
            {
                pattern = pattern.or(call.args.get(1).map(|a| &a.value));
            }
        });
    }
    pattern
}

/// Whether a pattern takes what stands between separators, `[^,]+`, `(.*?)(,|$)`; one that is no literal is taken for such.
fn is_list(pattern: &Expr) -> bool {
    let ExprKind::Text(pattern, _) = &pattern.kind else { return true };
    let inner = pattern.trim_start_matches('(').trim_end_matches(')');
    let class = |end| inner.strip_prefix("[^").and_then(|rest| rest.strip_suffix(end));
    let one = |chars: &str| !chars.contains(']') && chars.chars().count() == 1;
    // a quoted item may hold what separates others
    class("]+").or(class("]*")).is_some_and(one) || pattern.contains("|$)") && !pattern.contains('"')
}

/// Whether one of several alternatives takes as little as it can: in PostgreSQL the whole pattern takes as much as its first part.
fn is_reluctant(pattern: &Expr) -> bool {
    matches!(&pattern.kind, ExprKind::Text(text, _) if text.contains('|') && (text.contains("*?") || text.contains("+?")))
}

#[expect(clippy::wildcard_enum_match_arm, reason = "all others are no conditions")]
fn expression(seen: &Seen<'_>, e: &Expr, put: &mut dyn FnMut(Raised)) {
    match &e.kind {
        ExprKind::In(it) if it.not => {
            let InSet::Query(query) = &it.set else { return };
            let QueryBody::Select(select) = &query.body else { return };
            let [target] = select.targets.as_slice() else { return };
            let inner = seen.facts.of(target.expr.at);
            let outer = seen.facts.of(it.left.at);
            let plain = |means| matches!(means, Means::Column(..) | Means::Through(..) | Means::Local);
            if inner.null == Null::Maybe && plain(inner.means) && !filtered(select, &target.expr) {
                put(NOT_IN.at(e.at.span).with("side", last_part(&target.expr)));
            } else if outer.null == Null::Maybe && plain(outer.means) {
                put(NOT_IN.at(e.at.span).with("side", last_part(&it.left)));
            }
        }
        ExprKind::Like(it) => {
            if matches!(seen.facts.of(it.text.at).ty.class, Class::Date | Class::Timestamp | Class::Zoned) {
                put(DATES.at(e.at.span));
            }
        }
        ExprKind::Compare(Compare::Le | Compare::Lt, sides) => {
            let [a, b] = &**sides;
            end_of_day(seen, a, b, put);
        }
        ExprKind::Between(_, parts) => {
            let [a, _, b] = &**parts;
            end_of_day(seen, a, b, put);
        }
        _ => {}
    }
}

/// The name of a column, without what stands before it.
fn last_part(e: &Expr) -> &str {
    let ExprKind::Name(path) = &e.kind else { return "" };
    path.parts.last().map_or("", |name| name.as_str())
}

/// Whether nulls are left out by the condition: `c IS NOT NULL`.
fn filtered(select: &Select, column: &Expr) -> bool {
    let ExprKind::Name(wanted) = &column.kind else { return false };
    let mut found = false;
    if let Some(condition) = &select.condition {
        walk::each(condition, &mut |e| {
            if let ExprKind::Is(is) = &e.kind
                && is.not
                && matches!(is.test, crate::ir::Test::Null)
                && let ExprKind::Name(path) = &is.operand.kind
            {
                found |= path.parts.last() == wanted.parts.last();
            }
        });
    }
    found
}

/// `ts <= day + 86399/86400`.
fn end_of_day(seen: &Seen<'_>, column: &Expr, bound: &Expr, put: &mut dyn FnMut(Raised)) {
    let fact = seen.facts.of(column.at);
    let ExprKind::Name(path) = &column.kind else { return };
    if !matches!(fact.ty.class, Class::Timestamp | Class::Zoned) || !matches!(fact.means, Means::Column(..)) {
        return;
    }
    let mut found = false;
    walk::each(bound, &mut |e| {
        if let ExprKind::Number(digits, _) = &e.kind {
            found |= digits == "86399" || digits.strip_prefix("0.").or(digits.strip_prefix('.')).is_some_and(nines);
        }
    });
    if found && let Some(name) = path.parts.last() {
        put(END_OF_DAY.at(column.at.span).with("column", name));
    }
}

fn nines(digits: &str) -> bool {
    digits.len() >= 4 && digits.starts_with("9999")
}

/// Conditions of queries and of `UPDATE` and `DELETE`.
fn conditions(seen: &Seen<'_>, site: &Site<'_>, put: &mut dyn FnMut(Raised)) {
    let mut look = |condition: &Expr| {
        walk::each(condition, &mut |e| {
            if let Means::Routine(id) = seen.facts.of(e.at).means
                && !of_the_row(seen, e)
            {
                let does = seen.facts.effects.does(id);
                let known = seen.facts.symbols.has_code(id) && !does.has(Does::UNKNOWN);
                if known && does.any(Does::VOLATILE) && uses_column(seen, condition) {
                    put(VOLATILE.at(e.at.span).with("name", &seen.facts.symbols.routine(id).name));
                }
            }
        });
    };
    site.queries(&mut |query| {
        if let QueryBody::Select(select) = &query.body
            && !select.from.is_empty()
        {
            select.condition.iter().for_each(&mut look);
        }
    });
    site.each(&mut |node| {
        if let Node::Stmt(stmt) = node
            && let crate::ir::plsql::StmtKind::Dml(dml) = &stmt.kind
        {
            match &**dml {
                crate::ir::Dml::Update(it) => it.condition.iter().for_each(&mut look),
                crate::ir::Dml::Delete(it) => it.condition.iter().for_each(&mut look),
                crate::ir::Dml::Insert(_)
                | crate::ir::Dml::InsertInto(_)
                | crate::ir::Dml::InsertMany(_)
                | crate::ir::Dml::Merge(_)
                | crate::ir::Dml::Unread(..) => {}
            }
        }
    });
}

/// Whether a call depends on the row: such a one runs for every row in both databases.
fn of_the_row(seen: &Seen<'_>, call: &Expr) -> bool {
    let ExprKind::Call(call) = &call.kind else { return false };
    call.args.iter().any(|a| uses_column(seen, &a.value))
}

fn uses_column(seen: &Seen<'_>, condition: &Expr) -> bool {
    let mut found = false;
    walk::each(condition, &mut |e| {
        found |= matches!(seen.facts.of(e.at).means, Means::Column(..) | Means::Through(..) | Means::Local)
    });
    found
}
