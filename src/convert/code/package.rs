//! Packages: a schema (or a prefix) holds the members, each routine an object of its own.

#![expect(clippy::wildcard_enum_match_arm, reason = "only variables and readable bodies are looked for")]

use super::routine::{self, Unit};
use super::{constant, declare, is_harmless, package_cursor, record, state};
use crate::catalog::ObjectId;
use crate::convert::environment::FOREIGN_CODE;
use crate::convert::plan::members::{Package, Routine};
use crate::convert::{Cx, Program, target};
use crate::finding::{Effort, Raised, Rule, Severity, Source};
use crate::ir::plsql::{self, Declaration, DeclarationKind, Shape};
use crate::ir::{self, Body};
use crate::name::QName;
use crate::pg;
use crate::span::{At, Span};

/// Rules of this file.
pub(super) static RULES: &[&Rule] = &[&PACKAGE, &PRIVATE, &RENAMED, &MISSING, &DECLARATION];

static PACKAGE: Rule = Rule {
    name: "package-as-schema",
    codes: &[(Source::Oracle, "OR-PKG-001")],
    raw: Severity::ManualEffort,
    message: "a package becomes a schema that holds its members",
    help: "Clients that call owner.package.member leave out the owner.",
    ..Rule::PLAIN
};

static PRIVATE: Rule = Rule {
    name: "private-member",
    codes: &[(Source::Oracle, "OR-PKG-006")],
    raw: Severity::Info,
    message: "what only the body of a package declares may be executed by its owner alone",
    help: "Nothing to do.",
    ..Rule::PLAIN
};

static RENAMED: Rule = Rule {
    name: "overload-renamed",
    codes: &[(Source::Oracle, "OR-PKG-007")],
    raw: Severity::Blocker,
    severity: Severity::BehaviourChange,
    effort: Effort::minutes(10, 5),
    message: "`{name}` is `{target}`: PostgreSQL cannot tell it from another of its name",
    help: "Change the calls of clients; those of the input are changed.",
    ..Rule::PLAIN
};

/// The code of a routine that its package declares is not there.
pub static MISSING: Rule = Rule {
    name: "package-member-without-code",
    codes: &[(Source::Oracle, "OR-PKG-011")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(30, 30),
    message: "the code of `{name}`{more} is not in the input{elsewhere}",
    help: "Add the body of the package to the input{named}; until then the routine raises an error when it is called.",
    ..Rule::PLAIN
};

static DECLARATION: Rule = Rule {
    name: "package-declaration-not-converted",
    codes: &[(Source::Oracle, "OR-PKG-005")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(20, 10),
    message: "{what} `{name}` of a package is not converted",
    help: "Write it, and the code that uses it, by hand.",
    ..Rule::PLAIN
};

/// The body of a package is not there; where one of its name stands in another schema, that is said.
fn missing(program: &Program<'_>, package: &ir::Object, span: Span) -> Raised {
    let elsewhere = program.plan.packages.body_elsewhere(&package.name);
    let raised = MISSING.at(span).with("more", "").with("why", &package.name);
    let (Some(body), Some(schema)) = (elsewhere, &package.name.schema) else {
        return raised.with("elsewhere", "").with("named", "");
    };
    let of = body.name.schema.as_ref().map_or_else(|| "no schema".to_owned(), |s| format!("schema `{s}`"));
    let raised = raised.with("elsewhere", format!(": a body of this name is of {of}"));
    raised.with("named", format!(", or say `--schema {schema}` where scripts that name no schema run in that one"))
}

/// A package: what it declares, and its routines whose code is not in the input.
pub(in crate::convert) fn spec(
    cx: &mut Cx<'_>,
    id: ObjectId,
    object: &ir::Object,
    package: &ir::Package,
) -> Vec<pg::Object> {
    let program = cx.program;
    let Some(plan) = program.plan.packages.named(&object.name).filter(|p| p.spec == Some(id)) else {
        return super::package(cx, id, object, package);
    };
    if let Some(Body::Foreign(..) | Body::Unread(_)) = &package.body {
        return super::package(cx, id, object, package);
    }
    let mut out = Vec::new();
    schema(cx, plan, object, &mut out);
    clauses(cx, object, package);
    let part = Origin { object, items: items(package) };
    declarations(cx, plan, &part, &package.declarations, &mut out);
    if plan.body.is_none() {
        init(cx, plan, object.at, &mut out);
        variables(cx, plan, &part, &package.declarations, &mut out);
    }
    for member in plan.routines.iter().filter(|m| m.body.is_none()) {
        let Some(header) = member.header(plan, &program.read.catalog) else { continue };
        let key = plan.key(member, header.routine.is_function);
        let made = cx.part(key.clone(), header.at.span, |cx| {
            let raised = match &header.routine.body {
                Some(Body::Foreign(..)) => FOREIGN_CODE.at(header.at.span).with("kind", key.kind.name()),
                None if super::is_polymorphic(&header.routine) => {
                    super::POLYMORPHIC.at(header.at.span).with("kind", key.kind.name())
                }
                Some(Body::Code(_) | Body::Unread(_)) | None => missing(program, object, header.at.span),
            };
            let why = cx.manual(raised.with("name", &key.name));
            cx.outcome().reason = Some(why.message().to_owned());
            cx.outcome().targets.push(member.target.clone());
            let unit = unit(program, plan, member, &key.name)?;
            let nothing = plsql::Block { at: header.at, ..plsql::Block::default() };
            let mut made = routine::make(cx, unit, &nothing, &member.target, Vec::new()).ok()?.routine;
            made.body = None;
            made.clauses.retain(|c| !matches!(c, pg::Clause::Volatility(_) | pg::Clause::ParallelSafe));
            Some(made)
        });
        let target = member.target.clone();
        out.extend(made.map(|made| part.object(target, header.at, pg::Kind::Routine(made))));
    }
    out
}

/// The body of a package: its routines, and what only it declares.
pub(in crate::convert) fn body(
    cx: &mut Cx<'_>,
    id: ObjectId,
    object: &ir::Object,
    package: &ir::Package,
) -> Vec<pg::Object> {
    let program = cx.program;
    let Some(plan) = program.plan.packages.named(&object.name).filter(|p| p.body == Some(id)) else {
        return super::package_body(cx, id, object, package);
    };
    if let Some(Body::Foreign(..) | Body::Unread(_)) = &package.body {
        return super::package_body(cx, id, object, package);
    }
    let mut out = Vec::new();
    if plan.spec.is_none() {
        schema(cx, plan, object, &mut out);
    }
    clauses(cx, object, package);
    let part = Origin { object, items: items(package) };
    declarations(cx, plan, &part, &package.declarations, &mut out);
    init(cx, plan, object.at, &mut out);
    // Variables stand together, so that they and what uses them are in one file.
    if let Some(spec) = plan.spec.filter(|_| plan.spec_of(&program.read.catalog).is_some()) {
        let object = program.read.catalog.get(spec);
        let declared = plan.spec_of(&program.read.catalog).map_or(&[][..], |p| &p.declarations);
        let items = plan.spec_of(&program.read.catalog).map(items).unwrap_or_default();
        variables(cx, plan, &Origin { object, items }, declared, &mut out);
    }
    variables(cx, plan, &part, &package.declarations, &mut out);
    let mut routines: Vec<&Routine> = plan.routines.iter().filter(|m| m.body.is_some()).collect();
    routines.sort_by_key(|m| m.body);
    for routine in routines {
        out.extend(member(cx, plan, routine, &part));
    }
    out
}

/// Variables that are no constants, each with what reads and what writes it.
fn variables(cx: &mut Cx<'_>, plan: &Package, part: &Origin<'_>, list: &[Declaration], out: &mut Vec<pg::Object>) {
    for declaration in list {
        let DeclarationKind::Variable(it) = &declaration.kind else { continue };
        if constant::is_fixed(cx.program, plan, it) {
            continue;
        }
        let at = declaration.at;
        let mut first = true;
        for (name, routine) in state::variable(cx, plan, it, at) {
            cx.outcome().targets.push(name.clone());
            let kind = pg::Kind::Routine(routine);
            let made = if first { part.object(name, at, kind) } else { added(name, at, kind) };
            first = false;
            out.push(made);
        }
    }
}

/// The schema of a package.
fn schema(cx: &mut Cx<'_>, plan: &Package, object: &ir::Object, out: &mut Vec<pg::Object>) {
    cx.exact(&PACKAGE, object.at.span);
    if !plan.prefix.is_empty() {
        return;
    }
    let name = QName::bare(plan.schema.clone());
    let mut made = target::named(cx, object, name, pg::Kind::Schema(Vec::new()));
    made.comments.retain(|c| c.span.lo < object.at.span.lo);
    out.push(made);
}

fn clauses(cx: &mut Cx<'_>, object: &ir::Object, package: &ir::Package) {
    for clause in package.clauses.iter().filter(|c| !is_harmless(c)) {
        let word = crate::convert::storage::word(clause);
        let it = DECLARATION.at(clause.at.span).with("what", format!("property {word} of")).with("name", &object.name);
        let _ = cx.manual(it);
    }
}

fn init(cx: &mut Cx<'_>, plan: &Package, at: At, out: &mut Vec<pg::Object>) {
    let Some((name, routine)) = state::init_of(cx, plan) else { return };
    cx.outcome().targets.push(name.clone());
    out.push(added(name, at, pg::Kind::Routine(routine)));
}

fn added(name: QName, at: At, kind: pg::Kind) -> pg::Object {
    pg::Object { name, at, changes: Vec::new(), comments: Vec::new(), comment: None, kind }
}

/// The source of members: their comments are taken from it.
struct Origin<'s> {
    object: &'s ir::Object,
    /// Where what the package holds stands, in order.
    items: Vec<Span>,
}

fn items(package: &ir::Package) -> Vec<Span> {
    let declared = package.declarations.iter().map(|d| d.at.span);
    let mut all: Vec<Span> = declared.chain(package.routines.iter().map(|m| m.at.span)).collect();
    all.sort_by_key(|span| span.lo);
    all
}

impl Origin<'_> {
    /// What stands for a member: with the comments in front of it, and those within that no statement has.
    fn object(&self, name: QName, at: At, kind: pg::Kind) -> pg::Object {
        // items and comments are in order, and none is within another
        let before = self.items.partition_point(|span| span.hi <= at.span.lo).checked_sub(1);
        let from = before.and_then(|n| self.items.get(n)).map_or(self.object.at.span.lo, |span| span.hi);
        let first = self.object.comments.partition_point(|c| c.span.lo < from);
        let behind = self.object.comments.iter().skip(first);
        let comments = behind.take_while(|c| c.span.hi <= at.span.hi).copied().collect();
        pg::Object { name, at, changes: Vec::new(), comments, comment: None, kind }
    }
}

/// What a package declares besides routines.
fn declarations(cx: &mut Cx<'_>, plan: &Package, part: &Origin<'_>, list: &[Declaration], out: &mut Vec<pg::Object>) {
    for declaration in list {
        let at = declaration.at;
        let what = match &declaration.kind {
            DeclarationKind::Variable(it) => {
                declare::whole_seconds(cx, &it.ty, &it.name, at.span);
                if let Some((name, routine)) = constant::constant(cx, plan, it, at) {
                    cx.outcome().targets.push(name.clone());
                    out.push(part.object(name, at, pg::Kind::Routine(routine)));
                }
                continue;
            }
            DeclarationKind::Exception(_) | DeclarationKind::Pragma(_) | DeclarationKind::Routine(_) => continue,
            DeclarationKind::Subtype(_) => continue,
            DeclarationKind::Type(it) => match it.shape {
                Shape::RefCursor(_) => continue,
                Shape::Record(ref fields) => {
                    fields.iter().for_each(|it| declare::whole_seconds(cx, &it.ty, &it.name, at.span));
                    let made = record::of_package(&mut state::in_package(cx, plan), plan, it, at.span);
                    if let Ok((pg::Type::Named(name), fields)) = made {
                        cx.outcome().targets.push(name.clone());
                        out.push(part.object(name, at, pg::Kind::Type(record::composite(&fields))));
                        let start = record::start(&mut state::in_package(cx, plan), plan, it, &fields);
                        if let Some((name, routine)) = start {
                            cx.exact(&record::DEFAULTS, at.span);
                            cx.outcome().targets.push(name.clone());
                            out.push(added(name, at, pg::Kind::Routine(routine)));
                        }
                    }
                    continue;
                }
                Shape::Table { .. } | Shape::Varray { .. } => ("collection type", &it.name),
            },
            DeclarationKind::Cursor(it) => {
                if let Some((name, kind)) = package_cursor::row_type(cx, plan, it, at.span)
                    && !out.iter().any(|made| made.name == name)
                    && (it.query.is_some() || plan.body.is_none())
                {
                    cx.outcome().targets.push(name.clone());
                    out.push(part.object(name, at, kind));
                }
                continue;
            }
            DeclarationKind::Unread(unread) => {
                let it =
                    DECLARATION.at(at.span).with("what", "the declaration").with("name", unread.reason.to_string());
                let _ = cx.manual(it);
                continue;
            }
        };
        let (what, name) = what;
        let _ = cx.manual(DECLARATION.at(at.span).with("what", what).with("name", name));
    }
}

/// A routine of a package as a unit.
pub(super) fn unit<'u>(
    program: &'u Program<'_>,
    package: &'u Package,
    member: &Routine,
    name: &'u QName,
) -> Option<Unit<'u>> {
    let catalog = &program.read.catalog;
    let header = member.header(package, catalog)?;
    let own = member.code(package, catalog).unwrap_or(header);
    let spec = package.spec_of(catalog).or_else(|| package.body_of(catalog));
    let invoker = spec.is_some_and(|p| routine::is_invoker(&p.clauses));
    Some(Unit {
        at: own.at,
        label: &own.name,
        name,
        schema: package.name.schema.as_ref(),
        package: Some(package),
        routine: &own.routine,
        header: &header.routine,
        invoker,
        public: member.spec.is_some() || package.spec.is_none(),
    })
}

/// A routine with its own state in the report.
fn member(cx: &mut Cx<'_>, plan: &Package, member: &Routine, part: &Origin<'_>) -> Option<pg::Object> {
    let program = cx.program;
    let own = member.code(plan, &program.read.catalog)?;
    let key = plan.key(member, own.routine.is_function);
    cx.part(key.clone(), own.at.span, |cx| {
        let target = member.target.clone();
        let unit = unit(program, plan, member, &key.name)?;
        let Some(Body::Code(block)) = &own.routine.body else {
            super::unconverted(cx, part.object, key.kind, &key.name, own.routine.body.as_ref());
            return None;
        };
        let made = match routine::make(cx, unit, block, &target, state::guard_of(program, plan, member)) {
            Ok(made) => made,
            Err(why) => {
                let reason = format!("{} {}: {}", key.kind.name(), key.name, why.message());
                cx.outcome().reason = Some(reason.clone());
                let text = pg::Other::Placeholder(reason.into());
                return Some(part.object(target, own.at, pg::Kind::Other(text)));
            }
        };
        if let Some(why) = &made.lacks {
            cx.outcome().reason = Some(format!("{} {}: {}", key.kind.name(), key.name, why.message()));
        }
        cx.outcome().targets.push(target.clone());
        let private = member.spec.is_none() && plan.spec.is_some();
        if target != plan.member(&program.plan.names.fold(&member.name)) {
            // nobody but the package calls it, and that is changed
            if private {
                cx.exact(&RENAMED, own.at.span);
            } else {
                cx.raise(RENAMED.at(own.at.span).with("name", &key.name).with("target", target.to_string()));
            }
        }
        let mut routine = made.routine;
        if private && !unit.invoker {
            cx.exact(&PRIVATE, own.at.span);
            routine.clauses.push(pg::Clause::Private);
        }
        let twins = super::twin::all(program, &target, &mut routine, made.raw.as_ref(), own.at);
        for beside in made.beside.into_iter().chain(twins) {
            cx.outcome().targets.push(beside.name.clone());
            cx.also(beside);
        }
        let mut made = part.object(target, own.at, pg::Kind::Routine(routine));
        super::leave_to_statements(&mut made, block);
        Some(made)
    })
}

/// The members of a package that others may execute, by names that no two of them share.
pub(in crate::convert) fn executable(program: &Program<'_>, package: &Package) -> Vec<QName> {
    let alone = |m: &&Routine| m.spec.is_some() && package.routines(&m.name, true).nth(1).is_none();
    let routines = package.routines.iter().filter(alone).map(|m| m.target.clone());
    let spec = package.spec_of(&program.read.catalog).map_or(&[][..], |p| &p.declarations);
    let read = spec.iter().filter_map(|d| match &d.kind {
        DeclarationKind::Variable(it) if state::is_kept(program, package, it) => {
            Some(state::reader(program, package, &it.name))
        }
        _ => None,
    });
    let written = spec.iter().filter_map(|d| match &d.kind {
        DeclarationKind::Variable(it) if !it.constant && state::is_kept(program, package, it) => {
            Some(state::writer(program, package, &it.name))
        }
        _ => None,
    });
    read.chain(written).chain(routines).collect()
}
