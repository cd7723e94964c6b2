//! Who may see and do what: policies of rows, masks of columns, calls over links, text of users in statements.

use super::sites::Site;
use super::{Found, Seen, general, guards};
use crate::analyze::effects::Runs;
use crate::analyze::symbols::Signature;
use crate::analyze::{Means, depend};
use crate::catalog::Mode;
use crate::finding::{Confidence, Effort, Raised, Rule, Severity, Source};
use crate::ir::plsql::walk::{self, Node};
use crate::ir::plsql::{OpenFor, StmtKind};
use crate::ir::{Argument, Body, Class, ClauseKind, Expr, ExprKind, Kind, Other, Routine, object};
use crate::name::{Name, QName, Texts};
use crate::span::Span;
use std::collections::BTreeSet;

static POLICY: Rule = Rule {
    name: "row-policy",
    codes: &[(Source::Oracle, "OR-DBL-009")],
    raw: Severity::Blocker,
    severity: Severity::Blocker,
    effort: Effort::minutes(240, 120),
    message: "{call} decides which rows of `{table}` a user sees: nothing does that here",
    help: "write CREATE POLICY … USING (…) and ENABLE ROW LEVEL SECURITY, FORCE it for the owner, and let security review it",
    ..Rule::PLAIN
};

static MASK: Rule = Rule {
    name: "redaction",
    codes: &[(Source::Oracle, "OR-CMP-006")],
    raw: Severity::Blocker,
    severity: Severity::Blocker,
    effort: Effort::minutes(240, 60),
    message: "{call} masks columns of `{table}` for users: PostgreSQL shows their values",
    help: "give users a view with the masked columns and revoke SELECT on the table, or use an extension for anonymisation",
    ..Rule::PLAIN
};

static TENANTS: Rule = Rule {
    name: "row-policy-passed-by",
    codes: &[(Source::Oracle, "OR-CMP-011")],
    raw: Severity::DataLossRisk,
    severity: Severity::DataLossRisk,
    confidence: Confidence::Likely,
    effort: Effort::minutes(60, 20),
    message: "`{name}` runs with the rights of its owner and reads or writes `{table}`, whose rows a policy divides: the owner passes by policies of PostgreSQL",
    help: "FORCE ROW LEVEL SECURITY on the table, or let the routine run with the rights of its caller",
    ..Rule::PLAIN
};

static REMOTE: Rule = Rule {
    name: "remote-call",
    codes: &[(Source::Oracle, "OR-DBL-014")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(120, 30),
    message: "`{name}` is called over database link `{link}`",
    help: "call it by dblink, whose transaction is another one, or copy what it does",
    ..Rule::PLAIN
};

static INJECTED: Rule = Rule {
    name: "text-of-a-caller-in-a-statement",
    codes: &[(Source::Oracle, "OR-DYN-009")],
    severity: Severity::Info,
    confidence: Confidence::Likely,
    effort: Effort::minutes(20, 10),
    message: "what callers give as `{name}` becomes part of the text of a statement, and nothing before checks what it holds: they may write SQL",
    help: "write format('%I') for a name, bind a value by USING or write format('%L'); choose words and conditions from a list",
    ..Rule::PLAIN
};

static VISIBLE: Rule = Rule {
    name: "code-readable-by-all",
    codes: &[(Source::Oracle, "OR-CMP-010")],
    raw: Severity::BehaviourChange,
    severity: Severity::BehaviourChange,
    effort: Effort::minutes(30, 0),
    message: "code of {schemas} schemas can be read by every role in PostgreSQL: pg_proc and pg_views have no privileges of their own",
    help: "move secrets and formulas that others must not see out of code",
    ..Rule::PLAIN
};

/// Rules of this file.
pub(super) static RULES: &[&Rule] = &[&POLICY, &MASK, &TENANTS, &REMOTE, &INJECTED, &VISIBLE];

pub(super) fn detect(seen: &Seen<'_>, site: &Site<'_>, found: &mut Vec<Found>) {
    let mut put = |raised: Raised| found.push(Found { object: Some(site.key.clone()), raised });
    let mut guarded = BTreeSet::new();
    site.exprs(&mut |e| {
        administers(seen, e, &mut guarded, &mut put);
        remote(e, &mut put);
    });
    injected(seen, site, &mut put);
    super::note(&seen.noted.guarded, guarded);
}

pub(super) fn whole(seen: &Seen<'_>, found: &mut Vec<Found>) {
    let mut guarded = super::noted(&seen.noted.guarded);
    for (_, object) in seen.program.catalog.iter() {
        if let Kind::Other(Other::Block(body)) = &object.kind {
            let mut put = |raised| found.push(Found { object: Some(object::key(object)), raised });
            calls(seen, body, &mut guarded, &mut put);
        }
    }
    passed_by(seen, &guarded, found);
    let schemas: BTreeSet<_> = seen.sites.iter().filter(|s| s.routine.is_some()).map(|s| s.schema).collect();
    if schemas.len() > 1 {
        found.push(general(VISIBLE.at(Span::default()).with("schemas", schemas.len().to_string())));
    }
}

/// Calls of a block of the script.
fn calls(seen: &Seen<'_>, body: &Body, guarded: &mut BTreeSet<QName>, put: &mut dyn FnMut(Raised)) {
    let mut nodes = Vec::new();
    walk::body(body, &mut |node| nodes.push(node));
    for node in nodes {
        walk::each(node, &mut |node| {
            if let Node::Expr(e) = node {
                administers(seen, e, guarded, put);
            }
        });
    }
}

/// `DBMS_RLS.ADD_POLICY(…)`, `DBMS_REDACT.ADD_POLICY(…)`.
fn administers(seen: &Seen<'_>, e: &Expr, guarded: &mut BTreeSet<QName>, put: &mut dyn FnMut(Raised)) {
    let ExprKind::Call(call) = &e.kind else { return };
    let [.., package, member] = call.name.parts.as_slice() else { return };
    if !matches!(seen.facts.of(e.at).means, Means::Supplied | Means::Unknown | Means::Builtin(_)) {
        return;
    }
    let rule = match (package.as_str(), member.as_str()) {
        ("DBMS_RLS", "ADD_POLICY" | "ADD_GROUPED_POLICY") => &POLICY,
        ("DBMS_REDACT", "ADD_POLICY") => &MASK,
        _ => return,
    };
    let schema = text(&call.args, "OBJECT_SCHEMA", 0);
    let table = text(&call.args, "OBJECT_NAME", 1);
    let shown = table.clone().unwrap_or_else(|| "?".into());
    if let (Some(name), true) = (table, std::ptr::eq(rule, &raw const POLICY)) {
        guarded.insert(QName { schema, name });
    }
    put(rule.at(e.at.span).with("call", format!("{package}.{member}")).with("table", &shown));
}

/// An argument that is a literal, folded.
fn text(args: &[Argument], name: &str, at: usize) -> Option<Name> {
    let named = args.iter().find(|a| a.name.as_ref().is_some_and(|n| n == name));
    let argument = named.or_else(|| args.get(at).filter(|a| a.name.is_none()))?;
    let ExprKind::Text(text, _) = &argument.value.kind else { return None };
    Some(text.to_uppercase().into())
}

/// Routines with the rights of their owner that use a table with a policy.
fn passed_by(seen: &Seen<'_>, guarded: &BTreeSet<QName>, found: &mut Vec<Found>) {
    let tables: Vec<_> =
        guarded.iter().filter_map(|n| depend::find(&seen.program.catalog, n, n.schema.as_ref())).collect();
    if tables.is_empty() {
        return;
    }
    for site in &seen.sites {
        let (Some(runs @ Runs::Routine(id)), Some(routine)) = (site.runs, site.routine) else { continue };
        let signature = seen.facts.symbols.routine(id);
        let caller = |clauses: &[crate::ir::Clause]| {
            clauses.iter().any(|c| matches!(c.kind, ClauseKind::Flag("AUTHID CURRENT_USER")))
        };
        if caller(&routine.clauses) || caller(&signature.header.clauses) || caller(package(seen, signature)) {
            continue;
        }
        let effect = seen.facts.effects.own(runs);
        if let Some(table) = tables.iter().find(|t| effect.reads.contains(*t) || effect.writes.contains(*t)) {
            let at = signature.code.map_or(signature.at.span, |(_, _, at)| at.span);
            let name = &seen.program.catalog.get(*table).name;
            let raised = TENANTS.at(at).with("name", &site.key.name).with("table", name);
            found.push(Found { object: Some(site.key.clone()), raised });
        }
    }
}

/// The clauses of the package of a routine.
#[expect(clippy::wildcard_enum_match_arm, reason = "all others are of no concern here")]
fn package<'a>(seen: &Seen<'a>, signature: &Signature<'_>) -> &'a [crate::ir::Clause] {
    match &seen.program.catalog.get(signature.object).kind {
        Kind::Other(Other::Package(package)) => &package.clauses,
        _ => &[],
    }
}

fn remote(e: &Expr, put: &mut dyn FnMut(Raised)) {
    let ExprKind::Call(call) = &e.kind else { return };
    if let Some(link) = &call.name.link {
        put(REMOTE.at(e.at.span).with("name", call.name.parts.joined(".")).with("link", link));
    }
}

/// Texts of parameters in the text of a statement, where nothing keeps all but some texts from getting there.
fn injected(seen: &Seen<'_>, site: &Site<'_>, put: &mut dyn FnMut(Raised)) {
    let (Some(routine), Some(id)) = (site.routine, site.signature) else { return };
    if !super::sites::is_public(seen.facts.symbols.routine(id)) {
        return;
    }
    let mut first: Option<Raised> = None;
    // What is known of a parameter is asked only where a text holds one.
    let mut any = false;
    texts(routine, &mut |text| any = any || given(seen, routine, text).next().is_some());
    if !any {
        return;
    }
    guards::texts(seen, routine, &mut |text, known| {
        for (name, e) in given(seen, routine, text).filter(|(name, _)| !known.holds(name)) {
            let raised = INJECTED.at(e.at.span).with("name", name);
            match &mut first {
                Some(first) => first.add("name", &raised),
                None => first = Some(raised),
            }
        }
    });
    first.into_iter().for_each(put);
}

/// Calls `f` for the texts that a routine runs.
fn texts<'a>(routine: &'a Routine, f: &mut dyn FnMut(&'a Expr)) {
    let Some(Body::Code(block)) = &routine.body else { return };
    walk::outline(Node::Block(block), &mut |node| {
        let Node::Stmt(stmt) = node else { return };
        if let StmtKind::Execute(it) = &stmt.kind {
            f(&it.text);
        }
        if let StmtKind::Open(it) = &stmt.kind
            && let OpenFor::Text(text, _) = &it.source
        {
            f(text);
        }
    });
}

/// Parameters that are parts of a text.
fn given<'a>(seen: &Seen<'_>, routine: &'a Routine, text: &'a Expr) -> impl Iterator<Item = (&'a Name, &'a Expr)> {
    let items = if let ExprKind::Concat(_, items) = &text.kind { &items[..] } else { &[] };
    items.iter().filter_map(move |item| {
        let ExprKind::Name(path) = &item.kind else { return None };
        let [name] = path.parts.as_slice() else { return None };
        let given = routine.params.iter().any(|p| p.name == *name && p.mode != Mode::Out);
        let is_text = matches!(seen.facts.of(item.at).ty.class, Class::Text | Class::Lob);
        (given && is_text).then_some((name, item))
    })
}
