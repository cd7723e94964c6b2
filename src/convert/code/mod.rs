//! Code: triggers and routines whose every statement has a form; of packages with their members, type bodies and jobs the place.

mod assigned;
mod autonomous;
mod block;
mod body;
mod call;
mod callers;
mod closing;
mod compound;
mod constant;
mod cursor;
mod ddl;
mod declare;
mod effects;
mod entry;
mod errors;
mod fire;
mod held;
mod invalid;
mod invoke;
mod jumps;
mod limits;
mod loops;
mod nested;
mod opened;
mod package;
mod package_cursor;
mod place;
mod record;
mod returning;
mod rounds;
mod routine;
mod savepoint;
mod sql;
mod state;
mod statement;
mod supplied;
mod touched;
mod transaction;
mod trigger;
mod twin;
mod unassigned;
mod unused;
mod unwarned;
mod uses;
mod volatility;
mod zoned;

pub use autonomous::TRANSACTION as AUTONOMOUS;
pub use block::APART as BLOCK_APART;
pub(super) use block::lower as block;
pub use call::OUTPUT;
pub(super) use constant::is_fixed;
pub(super) use declare::{cause_of, parameter_name};
pub(super) use effects::{Memo, may_miss, may_vary};
pub use package::MISSING as MISSING_BODY;
pub(super) use package::{body as package_body_of, executable, spec as package_of};
pub(super) use package_cursor::fields as cursor_fields;
pub(super) use routine::lower as routine;
pub(super) use state::reader;
pub(super) use trigger::lower as trigger;
pub(super) use twin::name as twin_of;
pub use unwarned::note as unwarned;

use super::{Cx, Manual, environment, supplied_packages, target};
use crate::catalog::{ObjectId, Space};
use crate::finding::{Effort, Key, ObjectKind, Rule, Severity, Source};
use crate::ir::{self, plsql::walk};
use crate::name::{Name, QName};
use crate::pg;
use std::collections::BTreeMap;

/// Rules of this folder.
pub static RULES: &[&[&Rule]] = &[
    &[&BODY, &WRAPPED, &POLYMORPHIC],
    autonomous::RULES,
    block::RULES,
    body::RULES,
    call::RULES,
    compound::RULES,
    constant::RULES,
    fire::RULES,
    entry::RULES,
    nested::RULES,
    errors::RULES,
    ddl::RULES,
    cursor::RULES,
    declare::RULES,
    invalid::RULES,
    jumps::RULES,
    limits::RULES,
    package::RULES,
    package_cursor::RULES,
    record::RULES,
    routine::RULES,
    savepoint::RULES,
    state::RULES,
    supplied::RULES,
    trigger::RULES,
    unused::RULES,
];

static BODY: Rule = Rule {
    name: "code-not-converted",
    codes: &[(Source::Oracle, "HD-110")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(60, 60),
    message: "the code of {kind} `{name}` is not converted",
    help: "Write it in PL/pgSQL; its header, name and place in the order are known.",
    ..Rule::PLAIN
};

static WRAPPED: Rule = Rule {
    name: "code-not-readable",
    codes: &[(Source::Oracle, "OR-PLS-032")],
    raw: Severity::Blocker,
    severity: Severity::Blocker,
    effort: Effort::minutes(240, 240),
    message: "the code of {kind} `{name}` is wrapped, so there is nothing to convert",
    help: "Get the source text from its authors: wrapped code is not unwrapped.",
    doc: "convert/code/wrapped.md",
    ..Rule::PLAIN
};

static POLYMORPHIC: Rule = Rule {
    name: "polymorphic-table-function",
    codes: &[(Source::Oracle, "HD-366")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(120, 60),
    message: "{kind} `{name}` is polymorphic: a package says for each query which columns its rows have, which PostgreSQL cannot",
    help: "Write a function with RETURNS TABLE(…) for each shape that is asked for, or the query itself where it is called.",
    ..Rule::PLAIN
};

/// Whether the rows of a function have the columns that a package says for each query.
fn is_polymorphic(routine: &ir::Routine) -> bool {
    let said =
        |c: &ir::Clause| matches!(super::storage::word(c), "PIPELINED ROW POLYMORPHIC" | "PIPELINED TABLE POLYMORPHIC");
    routine.clauses.iter().any(said)
}

/// Code that could not be converted: the reason is that of the first construct without a form.
fn kept(cx: &mut Cx<'_>, id: ObjectId, object: &ir::Object, why: &Manual) -> Vec<pg::Object> {
    let reason = reason(object, why);
    cx.outcome().reason = Some(reason.clone());
    cx.outcome().targets.clear();
    vec![target::placeholder(cx, id, object, &reason)]
}

fn reason(object: &ir::Object, why: &Manual) -> String {
    format!("{} {}: {}", ir::object::key(object).kind.name(), object.name, why.message())
}

/// Takes from an object the comments that its statements have.
fn leave_to_statements(object: &mut pg::Object, block: &ir::plsql::Block) {
    let mut own = std::collections::BTreeSet::new();
    walk::outline(walk::Node::Block(block), &mut |node| {
        if let walk::Node::Stmt(stmt) = node {
            own.extend(stmt.comments.0.iter().flatten().map(|at| at.span));
        }
    });
    object.comments.retain(|at| !own.contains(&at.span));
}

/// Whether a property of a routine or trigger changes nothing here.
fn is_harmless(clause: &ir::Clause) -> bool {
    matches!(
        clause.kind,
        ir::ClauseKind::Plain(_)
            | ir::ClauseKind::Flag(
                "EDITIONABLE"
                    | "NONEDITIONABLE"
                    | "DETERMINISTIC"
                    | "RESULT_CACHE"
                    | "PARALLEL_ENABLE"
                    | "AUTHID DEFINER"
                    | "AUTHID CURRENT_USER"
            )
    )
}

/// A routine, trigger or type body whose code is not understood.
pub(super) fn lower(cx: &mut Cx<'_>, id: ObjectId, object: &ir::Object, body: Option<&ir::Body>) -> Vec<pg::Object> {
    let key = ir::object::key(object);
    unconverted(cx, object, key.kind, &object.name, body);
    let reason = format!("{} {}: its code is not converted", key.kind.name(), object.name);
    vec![target::placeholder(cx, id, object, &reason)]
}

fn unconverted(cx: &mut Cx<'_>, object: &ir::Object, kind: ObjectKind, name: &QName, body: Option<&ir::Body>) {
    let span = cx.outcome().span;
    let span = if span.is_empty() { object.at.span } else { span };
    let words = kind.name().replace('_', " "); // no SQL: the name of a kind
    let raised = match body {
        Some(ir::Body::Foreign(what, _)) if *what == "WRAPPED" => WRAPPED.at(span),
        Some(ir::Body::Foreign(..)) => environment::FOREIGN_CODE.at(span),
        None if matches!(&object.kind, ir::Kind::Routine(it) if is_polymorphic(it)) => POLYMORPHIC.at(span),
        Some(ir::Body::Code(_) | ir::Body::Unread(_)) | None => BODY.at(span),
    };
    let why = cx.manual(raised.with("kind", words).with("name", name));
    cx.outcome().reason = Some(why.message().to_owned());
}

/// A package: each routine it declares is an object of its own.
fn package(cx: &mut Cx<'_>, id: ObjectId, object: &ir::Object, package: &ir::Package) -> Vec<pg::Object> {
    members(cx, object, package, &BTreeMap::new());
    unconverted(cx, object, ObjectKind::Package, &object.name, package.body.as_ref());
    let reason = format!("package {}: its declarations and routines are not converted", object.name);
    vec![target::placeholder(cx, id, object, &reason)]
}

/// The body of a package: routines that the package does not declare are objects too.
fn package_body(cx: &mut Cx<'_>, id: ObjectId, object: &ir::Object, package: &ir::Package) -> Vec<pg::Object> {
    let program = cx.program;
    let mut declared: BTreeMap<Name, usize> = BTreeMap::new();
    if let Some(spec) = program.read.catalog.find(Space::Schema, &object.name)
        && let ir::Kind::Other(ir::Other::Package(spec)) = &program.read.catalog.get(spec).kind
    {
        for member in &spec.routines {
            *declared.entry(member.name.clone()).or_default() += 1;
        }
    }
    members(cx, object, package, &declared);
    unconverted(cx, object, ObjectKind::PackageBody, &object.name, package.body.as_ref());
    let reason = format!("package body {}: its code is not converted", object.name);
    vec![target::placeholder(cx, id, object, &reason)]
}

/// One part for each routine: `PKG.MEMBER`, `PKG.MEMBER#2` for the second of that name. As many of a name as are declared
/// elsewhere are passed over.
fn members(cx: &mut Cx<'_>, object: &ir::Object, package: &ir::Package, declared: &BTreeMap<Name, usize>) {
    let mut seen: BTreeMap<&Name, usize> = BTreeMap::new();
    for member in &package.routines {
        let count = seen.entry(&member.name).or_default();
        *count += 1;
        if *count <= declared.get(&member.name).copied().unwrap_or(0) {
            continue;
        }
        let overload = if *count > 1 { format!("#{count}") } else { String::new() };
        let name = QName {
            schema: object.name.schema.clone(),
            name: format!("{}.{}{overload}", object.name.name, member.name).into(),
        };
        let kind = if member.routine.is_function { ObjectKind::Function } else { ObjectKind::Procedure };
        let key = Key { kind, name: name.clone() };
        cx.part(key, member.at.span, |cx| unconverted(cx, object, kind, &name, member.routine.body.as_ref()));
    }
}

/// A job of the scheduler.
pub(super) fn job(cx: &mut Cx<'_>, id: ObjectId, object: &ir::Object) -> Vec<pg::Object> {
    let why = supplied_packages::job(cx, &object.name, object.at.span);
    vec![target::placeholder(cx, id, object, why.message())]
}
