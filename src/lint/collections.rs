//! Collections: rows gathered without a bound, copies in loops, loops over an empty one, what a client sees of them.

use super::sites::{Site, is_public};
use super::{Found, Seen};
use crate::analyze::Means;
use crate::analyze::query::is_dual;
use crate::analyze::symbols::Shape;
use crate::catalog::{Mode, Persistence};
use crate::finding::{Confidence, Effort, Raised, Rule, Severity, Source};
use crate::ir::plsql::walk::{self, Node};
use crate::ir::plsql::{self, ControlKind, DeclarationKind, Loop, Over, Stmt, StmtKind};
use crate::ir::{ClauseKind, Compare, Expr, ExprKind, FromKind, Query, QueryBody, Routine, Step, Type};
use crate::name::{Name, Texts};
use crate::span::Span;

static COUNTED: Rule = Rule {
    name: "count-with-holes-in-loop",
    codes: &[(Source::Oracle, "OR-COL-005")],
    raw: Severity::BehaviourChange,
    severity: Severity::Performance,
    confidence: Confidence::Likely,
    effort: Effort::minutes(15, 5),
    message: "the condition of this loop asks for the COUNT of `{name}`, whose elements are deleted one by one: they are counted each time",
    help: "keep the count in a variable, or loop by FIRST and NEXT",
    ..Rule::PLAIN
};

static BULK: Rule = Rule {
    name: "whole-table-into-memory",
    codes: &[(Source::Oracle, "OR-COL-008")],
    raw: Severity::ManualEffort,
    severity: Severity::Info,
    effort: Effort::minutes(15, 5),
    message: "BULK COLLECT loads all rows of `{table}` into memory",
    help: "write a statement over sets, or take parts: FETCH … BULK COLLECT … LIMIT",
    ..Rule::PLAIN
};

static PARTS: Rule = Rule {
    name: "bulk-loop",
    codes: &[(Source::Oracle, "OR-COL-009")],
    raw: Severity::Performance,
    severity: Severity::Performance,
    effort: Effort::minutes(30, 15),
    message: "this loop fetches rows in parts and writes them by FORALL",
    help: "one INSERT … SELECT, UPDATE or MERGE is faster where nothing else happens in the loop",
    ..Rule::PLAIN
};

static SORTED: Rule = Rule {
    name: "key-order-of-the-session",
    codes: &[(Source::Oracle, "OR-COL-003")],
    raw: Severity::ManualEffort,
    severity: Severity::Info,
    confidence: Confidence::Likely,
    effort: Effort::minutes(15, 5),
    message: "keys of `{name}` are texts, whose order follows the program's NLS_SORT in Oracle and is fixed here",
    help: "where FIRST and NEXT must follow a language, sort by that collation in a query",
    ..Rule::PLAIN
};

static COPIED: Rule = Rule {
    name: "collection-copied-in-loop",
    codes: &[(Source::Oracle, "OR-COL-015")],
    raw: Severity::Performance,
    severity: Severity::Performance,
    effort: Effort::minutes(30, 10),
    message: "`{name}` takes and gives back a collection, which is copied in {when}",
    help: "move the loop into the routine, or its code into the loop",
    ..Rule::PLAIN
};

static EMPTY: Rule = Rule {
    name: "first-to-last-of-empty",
    codes: &[(Source::Oracle, "OR-COL-017")],
    raw: Severity::BehaviourChange,
    severity: Severity::Info,
    confidence: Confidence::Likely,
    effort: Effort::minutes(5, 2),
    message: "the loop from {name}.FIRST to {name}.LAST raises ORA-06502 where the collection is empty",
    help: "test COUNT before the loop",
    ..Rule::PLAIN
};

static EXPOSED: Rule = Rule {
    name: "composite-parameter-of-clients",
    codes: &[(Source::Oracle, "OR-COL-018")],
    raw: Severity::ManualEffort,
    severity: Severity::Info,
    effort: Effort::minutes(30, 15),
    message: "public routine `{name}` takes or gives {what}",
    help: "clients bind it as an array or a composite value of PostgreSQL",
    converted: true,
    ..Rule::PLAIN
};

static CHILD: Rule = Rule {
    name: "json-child-changed",
    codes: &[(Source::Oracle, "OR-BIP-025")],
    raw: Severity::ManualEffort,
    severity: Severity::BehaviourChange,
    confidence: Confidence::Likely,
    effort: Effort::minutes(30, 15),
    message: "`{name}` is a part of a JSON document and is changed: in Oracle the document changes with it",
    help: "put the changed part back: jsonb_set(document, path, part)",
    ..Rule::PLAIN
};

/// Rules of this file.
pub(super) static RULES: &[&Rule] = &[&COUNTED, &BULK, &PARTS, &SORTED, &COPIED, &EMPTY, &EXPOSED, &CHILD];

pub(super) fn detect(seen: &Seen<'_>, site: &Site<'_>, found: &mut Vec<Found>) {
    let mut put = |raised: Raised| found.push(Found { object: Some(site.key.clone()), raised });
    site.stmts(&mut |stmt, depth| statement(seen, site, stmt, depth, &mut put));
    declared(seen, site, &mut put);
    header(seen, site, &mut put);
    children(site, &mut put);
}

/// Whether it sets the order of texts for its session.
pub(super) fn sets_order(site: &Site<'_>) -> bool {
    let mut found = false;
    site.stmts(&mut |stmt, _| {
        if let StmtKind::Execute(it) = &stmt.kind {
            let words = crate::ir::plsql::dynamic::leading(&it.text).unwrap_or_default();
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            found |= matches!(words.as_slice(), ["ALTER", "SESSION", "SET", "NLS_SORT" | "NLS_COMP", ..]);
        }
    });
    found
}

fn statement(seen: &Seen<'_>, site: &Site<'_>, stmt: &Stmt, depth: u32, put: &mut dyn FnMut(Raised)) {
    if let StmtKind::Select(query) = &stmt.kind
        && let Some(table) = whole_table(seen, site, query)
    {
        put(BULK.at(stmt.at.span).with("table", table));
    }
    if let StmtKind::Call(call) = &stmt.kind
        && depth > 0
        && let Means::Routine(id) = seen.facts.of(call.at).means
    {
        let modes = seen.facts.symbols.routine(id).header.params.iter().map(|p| p.mode);
        let copied = modes
            .zip(seen.facts.parameters(id))
            .any(|(mode, value)| mode == Mode::InOut && matches!(value.shape, Shape::Collection(_)));
        // each call of a routine by itself is given another collection
        let recursive = site.signature == Some(id);
        if copied && !recursive && !in_handler(site, stmt.at.span) && !fills_once(site, stmt.at.span, call) {
            let when = if under_condition(site, stmt.at.span) {
                "each round of the loop that calls it"
            } else {
                "each round of the loop"
            };
            let raised = COPIED.at(stmt.at.span).with("name", &seen.facts.symbols.routine(id).name);
            put(raised.with("when", when));
        }
    }
    if let StmtKind::Loop(it) = &stmt.kind {
        looped(seen, site, it, put);
    }
}

/// Whether a condition stands between a statement and the loop around it.
#[expect(clippy::wildcard_enum_match_arm, reason = "all others are always gone through")]
fn under_condition(site: &Site<'_>, at: Span) -> bool {
    let (mut around, mut branches) = (None, Vec::new());
    site.stmts(&mut |stmt, _| {
        let span = stmt.at.span;
        if span == at || !span.contains(at) {
            return;
        }
        match &stmt.kind {
            // outer ones come first
            StmtKind::Loop(_) => around = Some(span),
            StmtKind::If(_) | StmtKind::Case(_) => branches.push(span),
            _ => {}
        }
    });
    around.is_some_and(|around: Span| branches.iter().any(|branch| around.contains(*branch)))
}

/// Whether the call stands under an IF that finds an argument empty: it is filled in one round of all.
fn fills_once(site: &Site<'_>, at: Span, call: &Expr) -> bool {
    let ExprKind::Call(call) = &call.kind else { return false };
    let (mut around, mut loops) = (None, Vec::new());
    site.stmts(&mut |stmt, _| {
        if !stmt.at.span.contains(at) {
            return;
        }
        if let StmtKind::If(it) = &stmt.kind {
            let fills = |(condition, arm): &(Expr, Vec<Stmt>)| {
                let given = |name: &[Name]| {
                    call.args
                        .iter()
                        .any(|a| matches!(&a.value.kind, ExprKind::Name(path) if path.parts.as_slice() == name))
                };
                arm.iter().any(|it| it.at.span.contains(at)) && found_empty(condition).is_some_and(given)
            };
            if it.arms.iter().any(fills) {
                around = Some(stmt.at.span);
            }
        } else if let StmtKind::Loop(_) = &stmt.kind {
            loops.push(stmt.at.span);
        }
    });
    around.is_some_and(|around| !loops.iter().any(|inner| around.contains(*inner)))
}

/// The collection of which a condition asks whether it has no elements: `c.COUNT = 0`.
fn found_empty(condition: &Expr) -> Option<&[Name]> {
    let ExprKind::Compare(Compare::Eq, sides) = &condition.kind else { return None };
    let [left, right] = &**sides;
    let zero = |e: &Expr| matches!(&e.kind, ExprKind::Number(text, _) if *text == "0");
    asked(left, &["COUNT"]).filter(|_| zero(right)).or_else(|| asked(right, &["COUNT"]).filter(|_| zero(left)))
}

fn looped(seen: &Seen<'_>, site: &Site<'_>, it: &Loop, put: &mut dyn FnMut(Raised)) {
    match &it.over {
        Over::Forever => {}
        Over::While(condition) => {
            let mut name = None;
            crate::ir::walk::each(condition, &mut |e| name = name.take().or_else(|| asked(e, &["COUNT"])));
            if let Some(name) = name
                && deletes_one(site, name)
            {
                put(COUNTED.at(condition.at.span).with("name", shown(name)));
            }
        }
        Over::For(iterator) => {
            for control in &iterator.controls {
                if let ControlKind::Range(bounds, _) = &control.kind
                    && let [low, high] = &**bounds
                    && let (Some(first), Some(last)) = (asked(low, &["FIRST"]), asked(high, &["LAST"]))
                    && first == last
                    && !tested(seen, site, first, low.at.span)
                {
                    put(EMPTY.at(control.at.span).with("name", shown(first)));
                }
            }
        }
    }
    let (mut fetched, mut all) = (None, false);
    for inner in &it.body {
        walk::each(Node::Stmt(inner), &mut |node| {
            let Node::Stmt(stmt) = node else { return };
            if let StmtKind::Fetch(fetch) = &stmt.kind
                && fetch.bulk
                && fetch.limit.is_some()
            {
                fetched = fetched.or(Some(stmt.at.span));
            }
            all |= matches!(stmt.kind, StmtKind::Forall(_));
        });
    }
    if let (Some(span), true) = (fetched, all) {
        put(PARTS.at(span));
    }
}

/// Whether a statement runs only where an error is caught.
fn in_handler(site: &Site<'_>, at: Span) -> bool {
    let mut found = false;
    site.each(&mut |node| {
        if let Node::Block(block) = node {
            found |= block.handlers.iter().any(|handler| handler.at.span.contains(at));
        }
    });
    found
}

/// What is asked for one of these: `c.COUNT`.
fn asked<'a>(e: &'a Expr, what: &[&str]) -> Option<&'a [Name]> {
    let ExprKind::Name(path) = &e.kind else { return None };
    let (last, rest) = path.parts.split_last()?;
    (!rest.is_empty() && what.contains(&last.as_str())).then_some(rest)
}

fn shown(parts: &[Name]) -> String {
    parts.joined(".")
}

/// Whether single elements are deleted: `c.DELETE(i)`.
fn deletes_one(site: &Site<'_>, name: &[Name]) -> bool {
    let mut found = false;
    site.exprs(&mut |e| {
        if let ExprKind::Call(call) = &e.kind
            && let Some((last, rest)) = call.name.parts.split_last()
        {
            found |= last == "DELETE" && rest == name && !call.args.is_empty();
        }
    });
    found
}

/// Whether something in front asks how many elements there are, or gives it some.
#[expect(clippy::wildcard_enum_match_arm, reason = "all others are of no concern here")]
fn tested(seen: &Seen<'_>, site: &Site<'_>, name: &[Name], at: Span) -> bool {
    let mut found = false;
    // `c := list('a', 'b')`
    let filled = |made: &Expr| {
        let means = seen.facts.of(made.at).means;
        matches!(&made.kind, ExprKind::Call(call) if !call.args.is_empty() && made.at.span.hi <= at.lo)
            && matches!(means, Means::Variable | Means::Member(_) | Means::Object(_))
    };
    site.each(&mut |node| {
        if let Node::Stmt(Stmt { kind: StmtKind::Assign(sides), .. }) = node
            && let [target, made] = &**sides
        {
            found |= match &target.kind {
                ExprKind::Name(target) => target.parts.as_slice() == name && filled(made),
                // `c(1) := x`, `c(1).field := x`
                _ => target.at.span.hi <= at.lo && has_element(target, name),
            };
        } else if let Node::Declaration(declaration) = node
            && let DeclarationKind::Variable(it) = &declaration.kind
        {
            found |= matches!(name, [only] if *only == it.name) && it.default.as_ref().is_some_and(filled);
        }
    });
    site.exprs(&mut |e| {
        let path = match &e.kind {
            ExprKind::Name(path) => path,
            ExprKind::Call(call) => &call.name,
            _ => return,
        };
        let asks = path.parts.split_last().is_some_and(|(last, rest)| {
            rest == name && matches!(last.as_str(), "COUNT" | "FIRST" | "LAST" | "EXISTS" | "EXTEND")
        });
        found |= asks && e.at.span.hi <= at.lo;
    });
    found
}

/// Whether an element of a collection is a part of an expression.
fn has_element(e: &Expr, name: &[Name]) -> bool {
    let mut found = false;
    crate::ir::walk::each(e, &mut |e| {
        found |= matches!(&e.kind, ExprKind::Call(element) if element.name.parts.as_slice() == name);
    });
    found
}

/// The table of which all rows are gathered.
fn whole_table<'a>(seen: &Seen<'_>, site: &Site<'_>, query: &'a Query) -> Option<&'a crate::name::QName> {
    let QueryBody::Select(select) = &query.body else { return None };
    let bounded = select.condition.is_some() || select.hierarchy.is_some() || select.group.is_some();
    let calls = select.targets.iter().any(|t| matches!(t.expr.kind, ExprKind::Call(_)));
    if !select.bulk || bounded || calls || select.distinct || query.limit.is_some() {
        return None;
    }
    let [from] = select.from.as_slice() else { return None };
    let FromKind::Table(table) = &from.kind else { return None };
    let id = crate::analyze::depend::find(&seen.program.catalog, &table.name, site.schema)?;
    let known = seen.table(id)?;
    let plain = table.partition.is_none() && table.sample.is_none() && !is_dual(&table.name);
    (plain && known.persistence == Persistence::Permanent).then_some(&table.name)
}

/// Types that are declared.
fn declared(seen: &Seen<'_>, site: &Site<'_>, put: &mut dyn FnMut(Raised)) {
    site.each(&mut |node| {
        let Node::Declaration(declaration) = node else { return };
        let DeclarationKind::Type(it) = &declaration.kind else { return };
        match &it.shape {
            plsql::Shape::Table { index: Some(Type::Varchar { .. } | Type::Long), .. }
                if seen.orders() && seen.sites.iter().any(|other| follows(other, &it.name)) =>
            {
                put(SORTED.at(declaration.at.span).with("name", &it.name));
            }
            plsql::Shape::Record(_)
            | plsql::Shape::Table { .. }
            | plsql::Shape::Varray { .. }
            | plsql::Shape::RefCursor(_) => {}
        }
    });
}

/// Whether code goes through a collection of this type in the order of its keys.
fn follows(site: &Site<'_>, ty: &Name) -> bool {
    let of_type = |it: &Type| matches!(it, Type::Named(name) if name.name == *ty);
    let mut own: Vec<&Name> = Vec::new();
    let mut walked: Vec<&Name> = Vec::new();
    let params = site.routine.iter().flat_map(|r| &r.params);
    own.extend(params.filter(|p| of_type(&p.ty)).map(|p| &p.name));
    site.each(&mut |node| match node {
        Node::Declaration(declaration) => {
            if let DeclarationKind::Variable(it) = &declaration.kind
                && of_type(&it.ty)
            {
                own.push(&it.name);
            }
        }
        Node::Expr(e) => walked.extend(in_order(e)),
        Node::Block(_)
        | Node::Routine(_)
        | Node::Stmt(_)
        | Node::Query(_)
        | Node::Rows(..)
        | Node::Target(_)
        | Node::Type(_)
        | Node::Unread(_) => {}
    });
    own.iter().any(|name| walked.contains(name))
}

/// The collection whose next or first key is asked for.
#[expect(clippy::wildcard_enum_match_arm, reason = "all others are of no concern here")]
fn in_order(e: &Expr) -> Option<&Name> {
    let path = match &e.kind {
        ExprKind::Name(path) => path,
        ExprKind::Call(call) => &call.name,
        _ => return None,
    };
    let (last, rest) = path.parts.split_last()?;
    rest.last().filter(|_| matches!(last.as_str(), "FIRST" | "LAST" | "NEXT" | "PRIOR"))
}

/// What a routine says of itself.
fn header(seen: &Seen<'_>, site: &Site<'_>, put: &mut dyn FnMut(Raised)) {
    let (Some(routine), Some(id)) = (site.routine, site.signature) else { return };
    let signature = seen.facts.symbols.routine(id);
    let pipelined = |r: &Routine| r.clauses.iter().any(|c| matches!(c.kind, ClauseKind::Flag("PIPELINED")));
    let at = signature.code.map_or(signature.at.span, |(_, _, at)| at.span);
    if !(pipelined(routine) || pipelined(signature.header)) && is_public(signature) {
        let values = seen.facts.parameters(id).iter().chain(seen.facts.result(id));
        let what = values.filter_map(|value| match value.shape {
            Shape::Collection(_) => Some("a collection"),
            Shape::Record(_) => Some("a record"),
            Shape::Object(_) => Some("an object"),
            Shape::Plain | Shape::Cursor(_) => None,
        });
        if let Some(what) = what.min() {
            put(EXPOSED.at(at).with("name", &site.key.name).with("what", what));
        }
    }
}

/// Parts of JSON documents that are taken out and changed.
fn children(site: &Site<'_>, put: &mut dyn FnMut(Raised)) {
    let mut parts: Vec<&Name> = Vec::new();
    site.stmts(&mut |stmt, _| {
        if let StmtKind::Assign(sides) = &stmt.kind
            && let [target, value] = &**sides
            && let ExprKind::Name(path) = &target.kind
            && let [name] = path.parts.as_slice()
            && matches!(method(value), Some((_, "GET_OBJECT" | "GET_ARRAY")))
        {
            parts.push(name);
        }
    });
    site.stmts(&mut |stmt, _| {
        if let StmtKind::Call(call) = &stmt.kind
            && let Some((of, "PUT" | "APPEND" | "REMOVE" | "PUT_NULL" | "RENAME_KEY")) = method(call)
            && parts.contains(&of)
        {
            put(CHILD.at(stmt.at.span).with("name", of));
        }
    });
}

/// `x.method(…)`.
#[expect(clippy::wildcard_enum_match_arm, reason = "all others are of no concern here")]
fn method(e: &Expr) -> Option<(&Name, &str)> {
    match &e.kind {
        ExprKind::Call(call) => match call.name.parts.as_slice() {
            [of, name] => Some((of, name)),
            _ => None,
        },
        ExprKind::Step(step) => {
            let (of, step) = &**step;
            let (ExprKind::Name(path), Step::Method(name, _)) = (&of.kind, step) else { return None };
            let [of] = path.parts.as_slice() else { return None };
            Some((of, name))
        }
        _ => None,
    }
}
