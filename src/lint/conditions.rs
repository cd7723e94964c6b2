//! Conditions: those that compare a column with itself, that guard a conversion, that see a package change; columns that are null.

use super::sites::Site;
use super::{Found, Seen, supplied};
use crate::analyze::Means;
use crate::analyze::effects::Runs;
use crate::analyze::symbols::MemberId;
use crate::finding::{Confidence, Effort, Raised, Rule, Severity, Source};
use crate::ir::plsql::walk::Node;
use crate::ir::plsql::{self, StmtKind};
use crate::ir::{Class, Compare, Expr, ExprKind, Kind, Query, QueryBody, Select, walk};
use std::collections::BTreeSet;

static GUARDED: Rule = Rule {
    name: "conversion-behind-a-condition",
    codes: &[(Source::Oracle, "OR-QRY-031")],
    raw: Severity::BehaviourChange,
    severity: Severity::BehaviourChange,
    confidence: Confidence::Likely,
    effort: Effort::minutes(15, 5),
    message: "{call} of `{column}` is safe only in rows that `{guard}` chooses: PostgreSQL may convert the others first, and fail",
    help: "write CASE WHEN {guard} = … THEN {call}(…) END, whose order is kept",
    ..Rule::PLAIN
};

static CHANGING: Rule = Rule {
    name: "variable-changes-while-read",
    codes: &[(Source::Oracle, "OR-PKG-012")],
    severity: Severity::BehaviourChange,
    effort: Effort::minutes(30, 10),
    message: "this statement reads `{variable}`, and calls `{name}`, which changes it",
    help: "keep the value in a variable before the statement",
    ..Rule::PLAIN
};

static NULL_COLUMN: Rule = Rule {
    name: "null-column-of-a-view",
    codes: &[(Source::Oracle, "OR-DDL-043")],
    raw: Severity::BehaviourChange,
    severity: Severity::Info,
    effort: Effort::minutes(5, 2),
    message: "column `{column}` of the view is always null, of no type: text is taken",
    help: "write CAST(NULL AS type) where another type is meant",
    once: Some("column"),
    ..Rule::PLAIN
};

static NULL_OBJECT: Rule = Rule {
    name: "object-of-nulls",
    codes: &[(Source::Oracle, "OR-NUL-012")],
    raw: Severity::BehaviourChange,
    severity: Severity::Info,
    effort: Effort::minutes(10, 5),
    message: "an object of `{type}` that is made of nulls alone is written or handed out: it IS NULL in PostgreSQL, and is not in Oracle",
    help: "nothing in converted code; clients that test the object itself write `x IS DISTINCT FROM NULL`",
    ..Rule::PLAIN
};

/// Rules of this file.
pub(super) static RULES: &[&Rule] = &[&GUARDED, &CHANGING, &NULL_COLUMN, &NULL_OBJECT];

pub(super) fn detect(seen: &Seen<'_>, site: &Site<'_>, found: &mut Vec<Found>) {
    let mut put = |raised: Raised| found.push(Found { object: Some(site.key.clone()), raised });
    site.exprs(&mut |e| {
        if let ExprKind::And(items) = &e.kind {
            guarded(seen, items, &mut put);
        }
    });
    objects(seen, site, &mut put);
    site.queries(&mut |query| changing(seen, query, &mut put));
}

pub(super) fn whole(seen: &Seen<'_>, found: &mut Vec<Found>) {
    for (_, object) in seen.program.catalog.iter() {
        if let Kind::View(view) = &object.kind
            && let QueryBody::Select(select) = &view.query.body
        {
            for (n, target) in select.targets.iter().enumerate() {
                let listed = view.columns.get(n).map(|c| &c.name);
                if target.expr.kind == ExprKind::Null
                    && let Some(column) = listed.or(target.alias.as_ref())
                {
                    found.push(super::about(object, NULL_COLUMN.at(target.expr.at.span).with("column", column)));
                }
            }
        }
    }
}

/// Objects of nulls that a table, a view or a caller gets.
fn objects(seen: &Seen<'_>, site: &Site<'_>, put: &mut dyn FnMut(Raised)) {
    let mut look = |node: Node<'_>| {
        plsql::walk::each(node, &mut |node| {
            if let Node::Expr(e) = node
                && let ExprKind::Call(call) = &e.kind
                && let Means::Object(id) = seen.facts.of(e.at).means
                && let Kind::Type(_) = &seen.program.catalog.get(id).kind
                && !call.args.is_empty()
                && call.args.iter().all(|a| matches!(a.value.kind, ExprKind::Null | ExprKind::EmptyText))
                && is_object(seen, id)
            {
                put(NULL_OBJECT.at(e.at.span).with("type", &seen.program.catalog.get(id).name));
            }
        });
    };
    site.each(&mut |node| {
        if let Node::Stmt(stmt) = node
            && matches!(stmt.kind, StmtKind::Dml(_) | StmtKind::Return(_) | StmtKind::PipeRow(_))
        {
            look(node);
        }
        if let (Node::Query(_), Some(Runs::View(_))) = (node, site.runs) {
            look(node);
        }
    });
}

/// Whether a type is one of objects, and not of collections.
fn is_object(seen: &Seen<'_>, id: crate::catalog::ObjectId) -> bool {
    matches!(&seen.program.catalog.get(id).kind, Kind::Type(ty) if matches!(ty.shape, crate::ir::Shape::Object(_)))
}

/// `kind = 'N' AND TO_NUMBER(val) > 5`.
fn guarded(seen: &Seen<'_>, items: &[Expr], put: &mut dyn FnMut(Raised)) {
    let guard = items.iter().find_map(|item| {
        let ExprKind::Compare(Compare::Eq, sides) = &item.kind else { return None };
        let [a, b] = &**sides;
        let name = |column: &Expr, value: &Expr| {
            let ExprKind::Name(path) = &column.kind else { return None };
            let chosen =
                matches!(value.kind, ExprKind::Text(..)) && matches!(seen.facts.of(column.at).means, Means::Column(..));
            if chosen { path.parts.last().cloned() } else { None }
        };
        name(a, b).or_else(|| name(b, a))
    });
    let Some(guard) = guard else { return };
    for item in items {
        walk::each(item, &mut |e| {
            if let Some((call @ ("TO_NUMBER" | "TO_DATE" | "TO_TIMESTAMP"), [argument, ..])) = supplied(seen, e)
                && let ExprKind::Name(path) = &argument.value.kind
                && let Some(column) = path.parts.last()
                && *column != guard
                && matches!(seen.facts.of(argument.value.at).means, Means::Column(..))
                && matches!(seen.facts.of(argument.value.at).ty.class, Class::Text | Class::Lob)
            {
                put(GUARDED.at(e.at.span).with("call", call).with("column", column).with("guard", &guard));
            }
        });
    }
}

/// Variables of packages that a query reads, and that a function it calls writes.
#[expect(clippy::wildcard_enum_match_arm, reason = "all others are of no concern here")]
fn changing(seen: &Seen<'_>, query: &Query, put: &mut dyn FnMut(Raised)) {
    let mut read: BTreeSet<MemberId> = BTreeSet::new();
    let mut called = BTreeSet::new();
    crate::ir::plsql::walk::each(Node::Query(query), &mut |node| {
        if let Node::Expr(e) = node {
            match seen.facts.of(e.at).means {
                Means::Member(id) => drop(read.insert(id)),
                Means::Routine(id) => drop(called.insert(id)),
                _ => {}
            }
        }
    });
    for id in called {
        let writes = seen.facts.effects.of(Runs::Routine(id)).writes_state;
        if let Some(member) = writes.intersection(&read).next() {
            let raised = CHANGING.at(query.at.span).with("variable", &seen.facts.symbols.member(*member).name);
            put(raised.with("name", &seen.facts.symbols.routine(id).name));
        }
    }
}

/// Columns that the condition of a query holds to a value from outside: each row that comes has it.
pub(super) fn pinned<'a>(seen: &Seen<'_>, select: &'a Select) -> impl Iterator<Item = &'a Expr> {
    let of_row = |e: &Expr| {
        is_rowid(e) || matches!(seen.facts.of(e.at).means, Means::Column(..) | Means::Through(..) | Means::Local)
    };
    let free = move |e: &Expr| {
        let mut free = !matches!(e.kind, ExprKind::Subquery(_));
        walk::each(e, &mut |e| free &= !of_row(e));
        free
    };
    let parts = select.condition.iter().flat_map(Expr::conjuncts);
    parts.filter_map(move |part| {
        let ExprKind::Compare(Compare::Eq, sides) = &part.kind else { return None };
        let [a, b] = &**sides;
        // a column of a view of the dictionary is not resolved
        let is_column = |e: &Expr| of_row(e) || seen.facts.of(e.at).means == Means::Unknown;
        let (column, value) = if is_column(a) { (a, b) } else { (b, a) };
        (matches!(column.kind, ExprKind::Name(_)) && is_column(column) && free(value)).then_some(column)
    })
}

fn is_rowid(e: &Expr) -> bool {
    matches!(&e.kind, ExprKind::Name(path) if path.parts.last().is_some_and(|name| name == "ROWID"))
}

/// Whether a query asks one table for the row of a ROWID, or of a key of one column.
pub(super) fn gives_one_row(seen: &Seen<'_>, query: &Query) -> bool {
    let QueryBody::Select(select) = &query.body else { return false };
    select.from.len() == 1
        && pinned(seen, select).any(|e| {
            let Means::Column(table, place) = seen.facts.of(e.at).means else { return is_rowid(e) };
            let Kind::Table(table) = &seen.program.catalog.get(table).kind else { return false };
            table.columns.get(usize::from(place)).is_some_and(|column| table.is_key(&column.name))
        })
}
