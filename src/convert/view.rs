//! Views: a view whose query is not converted is a comment, and whatever needs it says so; columns are never invented.

use super::environment::NO_TARGET;
use super::query::{self, Env, Lowered};
use super::{Cx, Lower, target};
use crate::catalog::{Materialized, ObjectId, ViewColumn};
use crate::finding::{Effort, Key, Rule, Severity, Source};
use crate::ir;
use crate::name::Name;
use crate::pg;
use std::collections::BTreeSet;

/// Rules of this file.
pub static RULES: &[&Rule] = &[&QUERY, &TWICE, &READ_ONLY, &OBJECT_VIEW, &CHECK_OPTION, &CONSTRAINT];

/// A query whose columns have no names that a view could have.
pub(super) static QUERY: Rule = Rule {
    name: "view-columns-without-names",
    codes: &[(Source::Oracle, "HD-111")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(20, 20),
    message: "the columns of {kind} `{view}` have no names",
    help: "Give each expression of its query an alias.",
    ..Rule::PLAIN
};

static TWICE: Rule = Rule {
    name: "view-column-twice",
    codes: &[(Source::Oracle, "HD-450")],
    raw: Severity::Blocker,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(10, 5),
    message: "{kind} `{view}` has two columns `{column}` (ORA-00957)",
    help: "It is invalid in the source too: give one of them an alias, or leave the view out.",
    ..Rule::PLAIN
};

static READ_ONLY: Rule = Rule {
    name: "read-only-view",
    codes: &[(Source::Oracle, "OR-DDL-040")],
    raw: Severity::BehaviourChange,
    message: "view `{view}` is read-only in the source; a simple view takes writes in PostgreSQL",
    help: "REVOKE INSERT, UPDATE, DELETE on it, or end its query with OFFSET 0.",
    doc: "convert/view/read_only.md",
    ..Rule::PLAIN
};

static OBJECT_VIEW: Rule = Rule {
    name: "object-view",
    codes: &[(Source::Oracle, "OR-OBJ-009")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(60, 30),
    message: "object view `{view}` of `{type}`",
    help: "{advice}",
    doc: "convert/view/object_view.md",
    ..Rule::PLAIN
};

const OF_OBJECTS: &str = "Write a plain view with the names of the attributes; REF navigation becomes joins, MULTISET becomes ARRAY(SELECT \
                          ROW(…)::type …).";
const OF_XML: &str = "Write a plain view with one column of xml and the columns that told its objects apart; its readers ask xpath() or \
                      XMLTABLE of that column.";

static CHECK_OPTION: Rule = Rule {
    name: "check-option-left-out",
    codes: &[(Source::Oracle, "HD-333")],
    raw: Severity::BehaviourChange,
    severity: Severity::BehaviourChange,
    effort: Effort::minutes(20, 10),
    message: "WITH CHECK OPTION of `{view}` is left out: PostgreSQL has it for views of one table alone",
    help: "Where rows are written through the view, check them in an INSTEAD OF trigger.",
    ..Rule::PLAIN
};

static CONSTRAINT: Rule = Rule {
    name: "view-constraint",
    codes: &[(Source::Oracle, "HD-334")],
    raw: Severity::Info,
    message: "a constraint of a view is left out, which Oracle does not check either",
    help: "Nothing to do.",
    ..Rule::PLAIN
};

/// Lowers a view; where its query cannot be, a placeholder says why.
pub(super) fn lower(cx: &mut Cx<'_>, id: ObjectId, object: &ir::Object, view: &ir::View) -> Vec<pg::Object> {
    let span = object.at.span;
    let name = &object.name;
    if view.clauses.iter().any(|c| super::storage::word(c) == "JSON RELATIONAL DUALITY") {
        let it = NO_TARGET.at(span).with("kind", "JSON relational duality view");
        let why = cx.manual(it.with("name", name));
        return vec![target::placeholder(cx, id, object, why.message())];
    }
    if let Some(of) = &view.of_type {
        let advice = if of.name == "XMLTYPE" { OF_XML } else { OF_OBJECTS };
        let raised = OBJECT_VIEW.at(span).with("view", name).with("type", of);
        let why = cx.manual(raised.with("advice", advice));
        return vec![target::placeholder(cx, id, object, why.message())];
    }
    let lowered = match body(cx, id, object, view, "view") {
        Ok(lowered) => lowered,
        Err(why) => return vec![target::placeholder(cx, id, object, why.message())],
    };
    let simple = simple(&lowered.query) && takes_writes(cx, object.name.schema.as_ref(), view, 16);
    if view.read_only && simple {
        cx.raise(READ_ONLY.at(span).with("view", name));
    }
    if view.check_option && !simple {
        cx.raise(CHECK_OPTION.at(span).with("view", name));
    }
    for constraint in &view.constraints {
        cx.dropped(&CONSTRAINT, "constraint", constraint.at.span);
    }
    let made = made(cx, view, lowered, view.check_option && simple, None);
    vec![target::object(cx, id, object, pg::Kind::View(made))]
}

/// The query of a view, with names for all its columns.
pub(super) fn body(
    cx: &mut Cx<'_>,
    id: ObjectId,
    object: &ir::Object,
    view: &ir::View,
    kind: &'static str,
) -> Lower<Lowered> {
    let env = Env { schema: object.name.schema.as_ref(), outer: None };
    cx.visiting.push(id);
    let lowered = query::lower(cx, env, &view.query);
    cx.visiting.pop();
    let lowered = lowered?;
    match query::listed(cx, &view.columns, lowered.columns.clone()) {
        Some(columns) => {
            let mut seen = BTreeSet::new();
            if let Some(twice) = columns.iter().find(|c| !seen.insert(&c.name)) {
                let it = TWICE.at(view.query.at.span).with("kind", kind).with("view", &object.name);
                return Err(cx.manual(it.with("column", &twice.source)));
            }
            Ok(Lowered { columns, ..lowered })
        }
        None => Err(cx.manual(QUERY.at(view.query.at.span).with("kind", kind).with("view", &object.name))),
    }
}

/// The view of the target.
pub(super) fn made(
    cx: &Cx<'_>,
    view: &ir::View,
    lowered: Lowered,
    check_option: bool,
    materialized: Option<Materialized<pg::Pg>>,
) -> pg::View {
    let names = &cx.program.plan.names;
    let columns = view.columns.iter().map(|c| ViewColumn { name: names.fold(&c.name), invisible: false, ..c.clone() });
    let remarks = view.remarks.iter().filter_map(|(name, text)| {
        let column = lowered.columns.iter().find(|c| c.source == *name)?;
        Some((column.name.clone(), text.clone()))
    });
    pg::View {
        columns: columns.collect(),
        remarks: remarks.collect(),
        query: lowered.query,
        materialized: materialized.map(Box::new),
        read_only: false,
        check_option,
        force: false,
        of_type: None,
        constraints: Vec::new(),
        clauses: Vec::new(),
    }
}

/// Whether what a simple view reads takes writes: a table does, and a view that is simple and reads such a thing.
fn takes_writes(cx: &Cx<'_>, schema: Option<&Name>, view: &ir::View, depth: u8) -> bool {
    let ir::QueryBody::Select(select) = &view.query.body else { return false };
    let [from] = select.from.as_slice() else { return false };
    let ir::FromKind::Table(table) = &from.kind else { return false };
    let Some(id) = cx.program.resolve(&table.name, schema) else { return true };
    let below = cx.program.read.catalog.get(id);
    let ir::Kind::View(inner) = &below.kind else { return true };
    if depth == 0 || inner.materialized.is_some() {
        return false;
    }
    // Only the form of its query is asked for: what there is to say of it is said where it stands.
    let mut apart = Cx::new(cx.program, Key::default(), below.at.span);
    let lowered = body(&mut apart, id, below, inner, "view");
    lowered.is_ok_and(|lowered| simple(&lowered.query))
        && takes_writes(cx, below.name.schema.as_ref(), inner, depth - 1)
}

/// Whether PostgreSQL writes through a view of the query: one table, its rows as they are.
fn simple(query: &pg::Query) -> bool {
    let pg::Query::Select(select) = query else { return false };
    let plain = |e: &pg::Expr| {
        let mut found = true;
        if let pg::Expr::Call(call) = e {
            found = call.over.is_none() && !matches!(call.name.name.as_str(), "count" | "sum" | "min" | "max" | "avg");
        }
        found
    };
    matches!(select.from.as_slice(), [pg::From::Relation(..)])
        && !select.distinct
        && select.group.is_empty()
        && select.having.is_none()
        && select.limit.is_none()
        && select.targets.iter().all(|(e, _)| plain(e))
}
