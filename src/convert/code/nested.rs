//! Routines within routines: each stands beside the outer one, and takes the variables that it uses as parameters.

#![expect(clippy::wildcard_enum_match_arm, reason = "only names are looked for")]

use super::body::{Code, End};
use super::errors::Raw;
use super::invoke::{self, Callee, Capture, Formal};
use super::place::Target;
use super::routine::{self, Unit};
use super::uses::Uses;
use super::{declare, effects};
use crate::analyze::{Means, Null};
use crate::catalog::{Mode, Param};
use crate::convert::callee;
use crate::convert::expr::{Errors, Limits, Local, Locals};
use crate::convert::{Low, Lower, Manual, target};
use crate::finding::{Rule, Severity, Source};
use crate::ir::plsql::{Block, DeclarationKind, Iterand, Over, Stmt, StmtKind, walk};
use crate::ir::{self, Argument, Body, Expr, ExprKind, Member, Path, QueryBody};
use crate::name::{Name, QName};
use crate::pg::{self, Type};
use crate::span::Span;
use std::collections::{BTreeMap, BTreeSet};

/// Rules of this file.
pub(super) static RULES: &[&Rule] = &[&LIFTED];

static LIFTED: Rule = Rule {
    name: "nested-routine",
    codes: &[(Source::Oracle, "OR-PLS-009")],
    raw: Severity::ManualEffort,
    message: "a routine within a routine stands beside it, and takes what it uses of it as parameters",
    help: "Nothing to do.",
    ..Rule::PLAIN
};

/// A routine within the one at hand.
#[derive(Clone, Debug)]
pub(super) struct Nested {
    /// Its name in the source.
    pub name: Name,
    is_function: bool,
    /// How many arguments it takes.
    takes: std::ops::RangeInclusive<usize>,
    /// How it is called; why not, where it has no form.
    callee: Result<Callee, Manual>,
}

/// What a routine uses of what stands around it.
#[derive(Clone, Debug, Default)]
struct Used {
    read: BTreeSet<Name>,
    written: BTreeSet<Name>,
    /// What gets values other than by an assignment.
    filled: BTreeSet<Name>,
    declared: BTreeSet<Name>,
}

/// The routine within the one at hand that a name means.
pub(super) fn find(
    code: &mut Code<'_, '_>,
    path: &Path,
    args: &[Argument],
    function: bool,
    span: Span,
) -> Lower<Option<Callee>> {
    let [name] = path.parts.as_slice() else { return Ok(None) };
    if code.locals.find(&path.parts).is_some() {
        return Ok(None);
    }
    let fits = |n: &&Nested| n.name == *name && n.is_function == function && n.takes.contains(&args.len());
    let mut all = code.nested.iter().rev().filter(fits);
    let Some(first) = all.next() else { return Ok(None) };
    let others: Vec<&Nested> = all.collect();
    if others.is_empty() {
        return first.callee.clone().map(Some);
    }
    let by_class = |n: &&&Nested| takes_exactly(code, &n.callee, args);
    let mut exact = std::iter::once(&first).chain(&others).filter(by_class);
    match (exact.next(), exact.next()) {
        (Some(one), None) => one.callee.clone().map(Some),
        _ => Err(code.refuse("a call that fits several routines", span)),
    }
}

/// Whether arguments have the classes, and the names, that a routine takes.
fn takes_exactly(code: &Code<'_, '_>, callee: &Result<Callee, Manual>, args: &[Argument]) -> bool {
    let Ok(callee) = callee else { return false };
    args.iter().enumerate().all(|(n, arg)| {
        let formal = match &arg.name {
            Some(name) => callee.params.iter().find(|p| p.name == *name),
            None => callee.params.get(n),
        };
        let given = code.cx.fact(&arg.value).ty.class;
        formal.is_some_and(|formal| invoke::class_of(&formal.ty).class == given)
    })
}

/// Whether an expression calls a function within the routine at hand.
pub(super) fn is_call(code: &Code<'_, '_>, e: &Expr) -> bool {
    let Some((path, _)) = call_of(e) else { return false };
    let [name] = path.parts.as_slice() else { return false };
    path.link.is_none()
        && code.locals.find(&path.parts).is_none()
        && code.nested.iter().any(|n| n.is_function && n.name == *name)
}

fn call_of(e: &Expr) -> Option<(&Path, &[Argument])> {
    match &e.kind {
        ExprKind::Call(call) => Some((&call.name, &call.args)),
        ExprKind::Name(path) => Some((path, &[])),
        _ => None,
    }
}

/// The call of a function within the routine at hand that gives nothing back but its value.
pub(super) fn inline(code: &mut Code<'_, '_>, e: &Expr) -> Lower<Option<Low>> {
    if !is_call(code, e) {
        return Ok(None);
    }
    let Some((path, args)) = call_of(e) else { return Ok(None) };
    let Some(callee) = find(code, path, args, true, e.at.span)? else { return Ok(None) };
    let comes_back = callee.params.iter().chain(callee.captures.iter().map(|c| &c.formal)).any(|p| p.mode != Mode::In);
    let Some(ty) = callee.returns.clone().filter(|_| !comes_back && !callee.ends) else { return Ok(None) };
    let args = invoke::inputs(code, &callee, args, e.at.span)?;
    let mut call = pg::Expr::function(callee.target.clone(), []);
    if let pg::Expr::Call(call) = &mut call {
        call.args = args;
    }
    let from = invoke::class_of(&ty);
    Ok(Some(Low { expr: call, ty, null: Null::Maybe, from }))
}

/// The variable that a routine within takes, where it is called.
pub(super) fn captured(code: &mut Code<'_, '_>, capture: &Capture, span: Span) -> Lower<Target> {
    let same = |l: &&Local| l.name == capture.name;
    let own = code.locals.variables.iter().rev().find(|l| same(l) && l.target == capture.target);
    let found = own.or_else(|| code.locals.variables.iter().find(same));
    match found.map(|l| (l.target.clone(), l.ty.clone(), l.fields.clone())) {
        Some((name, ty, fields)) => Ok(Target { path: Box::new([name]), ty, fields }),
        None => Err(code.refuse("a variable of an outer routine", span)),
    }
}

/// Makes routines of those that a block declares. Gives what stands in place of those without a form.
pub(super) fn lift(code: &mut Code<'_, '_>, block: &Block) -> Vec<pg::Stmt> {
    let mut members: Vec<&Member> = Vec::new();
    for declaration in &block.declarations {
        if let DeclarationKind::Routine(member) = &declaration.kind
            && member.routine.body.is_some()
        {
            members.push(member);
        }
    }
    if members.is_empty() {
        return Vec::new();
    }
    let used = closed(code, &members);
    let start = code.nested.len();
    let mut gaps = Vec::new();
    let mut keeps = Vec::new();
    let mut count: BTreeMap<&Name, usize> = BTreeMap::new();
    for (member, used) in members.iter().zip(&used) {
        let number = count.entry(&member.name).or_default();
        *number += 1;
        let found = header(code, block, member, used, *number);
        keeps.push(found.as_ref().is_ok_and(|(_, kept)| *kept));
        let callee = found.map(|(callee, _)| callee);
        let needed = member.routine.params.iter().filter(|p| p.default.is_none()).count();
        code.nested.push(Nested {
            name: member.name.clone(),
            is_function: member.routine.is_function,
            takes: needed..=member.routine.params.len(),
            callee,
        });
    }
    for (n, member) in members.iter().enumerate() {
        let callee = code.nested.get(start + n).map(|nested| nested.callee.clone());
        let made = match callee {
            Some(Ok(callee)) => make(code, member, &callee, keeps.get(n).copied().unwrap_or_default()),
            Some(Err(why)) => Err(why),
            None => continue,
        };
        if let Err(why) = made {
            gaps.push(code.gap(member.at, &why));
            if let Some(nested) = code.nested.get_mut(start + n) {
                nested.callee = Err(why);
            }
        }
    }
    gaps
}

/// What each routine uses, with what those that it calls use.
fn closed(code: &Code<'_, '_>, members: &[&Member]) -> Vec<Used> {
    let mut used: Vec<Used> = members.iter().map(|m| of_routine(code, m)).collect();
    // What is in sight from further out has its captures already.
    for one in &mut used {
        for outer in &code.nested {
            if let (true, Ok(callee)) = (one.read.contains(&outer.name), &outer.callee) {
                for capture in &callee.captures {
                    one.read.insert(capture.name.clone());
                    if capture.formal.mode != Mode::In {
                        one.written.insert(capture.name.clone());
                    }
                }
            }
        }
    }
    loop {
        let mut changed = false;
        for i in 0..used.len() {
            for (j, other) in members.iter().enumerate() {
                let calls = used.get(i).is_some_and(|u| u.read.contains(&other.name));
                if !calls || i == j {
                    continue;
                }
                let Some(theirs) = used.get(j).cloned() else { continue };
                let Some(own) = used.get_mut(i) else { continue };
                let before = (own.read.len(), own.written.len(), own.filled.len());
                own.read.extend(theirs.read.difference(&theirs.declared).cloned());
                own.written.extend(theirs.written.difference(&theirs.declared).cloned());
                own.filled.extend(theirs.filled.difference(&theirs.declared).cloned());
                changed |= before != (own.read.len(), own.written.len(), own.filled.len());
            }
        }
        if !changed {
            return used;
        }
    }
}

/// The header of a routine within, with the variables that it takes; and whether what it wrote to them counts though it fails.
fn header(
    code: &mut Code<'_, '_>,
    block: &Block,
    member: &Member,
    used: &Used,
    number: usize,
) -> Lower<(Callee, bool)> {
    let span = member.at.span;
    let mut captures: Vec<Capture> = Vec::new();
    let mut kept = false;
    let mut seen: BTreeSet<Name> = BTreeSet::new();
    let visible: Vec<Local> = code.locals.variables.iter().rev().cloned().collect();
    for local in visible {
        let name = &local.name;
        let uses = used.read.contains(name) || used.written.contains(name);
        if !uses || used.declared.contains(name) || !seen.insert(name.clone()) {
            continue;
        }
        if let Some(why) = &local.broken {
            return Err(why.clone());
        }
        let writes = used.written.contains(name) && !local.constant;
        let ty = match &local.ty {
            Type::Varchar(_) => Type::Varchar(None),
            // An assignment rounds; what else gives it a value would not.
            Type::Numeric(Some(digits)) if writes && !used.filled.contains(name) => Type::Numeric(Some(*digits)),
            Type::Numeric(Some(_)) if writes => {
                return Err(code.refuse("a rounded variable that a routine within writes", span));
            }
            Type::Numeric(_) => Type::Numeric(None),
            Type::Record | Type::RefCursor | Type::Char(_) => {
                return Err(code.refuse("a variable of this type that a routine within uses", span));
            }
            other => other.clone(),
        };
        kept |= writes && swallows(code, block, member, name);
        let mode = if writes { Mode::InOut } else { Mode::In };
        let target = declare::parameter_name(code.cx.program, name);
        let formal = Formal { name: name.clone(), target, mode, ty, fields: local.fields.clone(), optional: false };
        captures.push(Capture { name: name.clone(), target: local.target.clone(), formal });
    }
    captures.reverse();
    if code.cursors.iter().any(|c| used.read.contains(&c.name) && !used.declared.contains(&c.name)) {
        return Err(code.refuse("a cursor of an outer routine", span));
    }
    let mut params = Vec::with_capacity(member.routine.params.len());
    for param in &member.routine.params {
        let (ty, fields) = invoke::formal_type(code, param)?;
        if param.default.as_ref().is_some_and(|e| reads_variable(code, e)) {
            return Err(code.refuse("a default that reads a variable of the routine around it", param.at.span));
        }
        let target = declare::parameter_name(code.cx.program, &param.name);
        let (name, mode, optional) = (param.name.clone(), param.mode, param.default.is_some());
        params.push(Formal { name, target, mode, ty, fields, optional });
    }
    let returns = member.routine.returns.as_ref().map(|ty| declare::plain_type_of(code, ty, span)).transpose()?;
    let returns = returns.map(|ty| code.cx.program.returned(member.at, ty));
    let target = name_of(code, member, number);
    let result = invoke::result_name(&member.routine);
    let ends = callee::ends(code.cx.program, &member.routine, member.at);
    Ok((Callee { target, params, returns, result, exactly: false, captures, ends }, kept))
}

/// Whether an expression names a variable in sight.
fn reads_variable(code: &Code<'_, '_>, e: &Expr) -> bool {
    let mut found = false;
    walk::each(walk::Node::Expr(e), &mut |node| {
        if let walk::Node::Expr(Expr { kind: ExprKind::Name(path), .. }) = node {
            found |= path.parts.first().is_some_and(|name| code.locals.variables.iter().any(|l| l.name == *name));
        }
    });
    found
}

/// `outer__inner`, the second of a name `outer__inner__2`.
fn name_of(code: &Code<'_, '_>, member: &Member, number: usize) -> QName {
    let program = code.cx.program;
    let inner = program.plan.names.fold(&member.name);
    let suffix = if number > 1 { format!("__{inner}__{number}") } else { format!("__{inner}") };
    if let Some(own) = &code.own {
        return QName { schema: own.schema.clone(), name: target::derived(&own.name, &suffix) };
    }
    // An overloaded routine of a package: `PACKAGE.NAME#2`.
    let last = code.name.name.rsplit('.').next().unwrap_or_default();
    let (plain, overload) = last.split_once('#').unwrap_or((last, "1"));
    let plain = format!("{}__{overload}", program.plan.names.fold(plain));
    let package = code.locals.package.as_ref().and_then(|name| program.plan.packages.named(name));
    match package {
        Some(package) => {
            let own = package.member(&plain);
            QName { schema: own.schema, name: target::derived(&own.name, &suffix) }
        }
        None => QName {
            schema: Some(program.plan.names.schema(code.schema.as_ref())),
            name: target::derived(&plain, &suffix),
        },
    }
}

/// Whether a handler could see what a routine wrote to a variable before it failed: values come back on success only.
fn swallows(code: &Code<'_, '_>, block: &Block, member: &Member, name: &Name) -> bool {
    let outer = code.locals.variables.iter().find(|l| l.name == *name);
    let own = code.name.name.rsplit('.').next().unwrap_or_default();
    let own = own.split('#').next().unwrap_or_default();
    let given = outer.is_some_and(|l| l.labels.iter().any(|label| label == own) && !l.constant);
    let ways = leading_to(block, &member.name);
    let mut found = false;
    walk::each(walk::Node::Block(block), &mut |node| {
        let walk::Node::Block(inner) = node else { return };
        let calls = |s: &Stmt| ways.iter().any(|way| mentions(walk::Node::Stmt(s), way));
        if inner.handlers.is_empty() || !inner.statements.iter().any(calls) {
            return;
        }
        let outermost = std::ptr::eq(inner, block);
        let handled = inner.handlers.iter().flat_map(|h| &h.statements);
        found |= !outermost || given || handled.into_iter().any(|s| mentions(walk::Node::Stmt(s), name));
    });
    found
}

/// A routine that a block declares, and those beside it that call it, or what does.
fn leading_to(block: &Block, name: &Name) -> BTreeSet<Name> {
    let mut all = BTreeSet::from([name.clone()]);
    loop {
        let more = block.declarations.iter().find_map(|declaration| {
            let DeclarationKind::Routine(member) = &declaration.kind else { return None };
            let calls = |way: &Name| mentions(walk::Node::Routine(&member.routine), way);
            (!all.contains(&member.name) && all.iter().any(calls)).then_some(&member.name)
        });
        match more {
            Some(name) => all.insert(name.clone()),
            None => return all,
        };
    }
}

fn mentions(node: walk::Node<'_>, name: &Name) -> bool {
    let mut found = false;
    walk::each(node, &mut |node| {
        if let walk::Node::Expr(e) = node
            && let Some((path, _)) = call_of(e)
        {
            found |= path.parts.first() == Some(name);
        }
    });
    found
}

/// What values of a variable must be, where a routine within assigns to it.
fn limits_of(local: &Local) -> Limits {
    let longest = match local.ty {
        Type::Varchar(longest) if !local.constant => longest.or(local.limits.longest),
        _ => None,
    };
    Limits { longest, ..local.limits.clone() }
}

/// Makes the routine.
fn make(code: &mut Code<'_, '_>, member: &Member, callee: &Callee, kept: bool) -> Lower<()> {
    let program = code.cx.program;
    let Some(Body::Code(block)) = &member.routine.body else {
        return Err(code.refuse("a routine within a routine in another language", member.at.span));
    };
    let package = code.locals.package.as_ref().and_then(|name| program.plan.packages.named(name));
    let name = QName { schema: code.name.schema.clone(), name: format!("{}.{}", code.name.name, member.name).into() };
    let schema = code.schema.clone();
    let unit = Unit {
        at: member.at,
        label: &member.name,
        name: &name,
        schema: schema.as_ref(),
        package,
        routine: &member.routine,
        header: &member.routine,
        invoker: true,
        public: false,
    };
    let rows = code.locals.rows.clone();
    let (types, exceptions, nested, table) =
        (code.types.clone(), code.exceptions.clone(), code.nested.clone(), code.table);
    let limits: BTreeMap<Name, Limits> = code.locals.variables.iter().map(|l| (l.name.clone(), limits_of(l))).collect();
    let labels: BTreeMap<Name, Vec<Name>> =
        code.locals.variables.iter().map(|l| (l.name.clone(), l.labels.clone())).collect();
    if !rows.is_empty() && mentions_rows(block) {
        return Err(code.refuse("the row of a trigger in a routine within", member.at.span));
    }
    let mut inner = Code::new(&mut *code.cx, schema.clone(), End::Nothing);
    inner.locals = Locals { package: code.locals.package.clone(), errors: Errors::Announced, ..Locals::default() };
    inner.name = name.clone();
    inner.own = Some(callee.target.clone());
    (inner.types, inner.exceptions, inner.nested, inner.table) = (types, exceptions, nested, table);
    inner.uses = Uses::of(block);
    let mut captured = Vec::new();
    for Capture { formal, .. } in &callee.captures {
        let labels = labels.get(&formal.name).map_or(&[][..], Vec::as_slice);
        let name = inner.declare_inside(labels, &formal.name, formal.ty.clone(), formal.mode == Mode::In);
        inner.with_fields(formal.fields.clone());
        inner.with_limits(limits.get(&formal.name).cloned().unwrap_or_default());
        if matches!(formal.ty, Type::Numeric(Some(_))) {
            inner.rounded.push(name.clone());
        }
        let (at, mode, ty) = (member.at, formal.mode, invoke::written(formal.ty.clone()));
        // What it writes counts though it fails.
        captured.push(Param { name, at, mode, nocopy: mode == Mode::InOut, ty, default: None });
    }
    let (params, returns, block) = routine::code_in(&mut inner, unit, block, captured)?;
    let (plain, seen) = std::mem::take(&mut inner.unsettled).into_raw(&block);
    if let Some(why) = inner.lacks.take() {
        code.lacks.get_or_insert(why);
    }
    code.cx.exact(&LIFTED, member.at.span);
    let raw = Raw { block: &plain, seen: &seen };
    let does = effects::of_routine(program, &params, returns.as_ref(), &block, raw);
    let mut made = routine::finish(code.cx, unit, (params, returns, block), does)?;
    let caught = effects::is_tried(program, &member.name);
    effects::note(program, &callee.target, &made, raw, effects::Caller { caught, kept });
    made.clauses.push(pg::Clause::Private);
    if !code.cx.outcome().targets.contains(&callee.target) {
        code.cx.outcome().targets.push(callee.target.clone());
    }
    if effects::work(program, &callee.target).tries
        && let Some(twin) = super::twin::tried(program, &callee.target, &mut made, raw, member.at)
    {
        code.cx.outcome().targets.push(twin.name.clone());
        code.cx.also(twin);
    }
    code.cx.also(pg::Object {
        name: callee.target.clone(),
        at: member.at,
        changes: Vec::new(),
        comments: Vec::new(),
        comment: None,
        kind: pg::Kind::Routine(made),
    });
    Ok(())
}

fn mentions_rows(block: &Block) -> bool {
    let mut found = false;
    walk::each(walk::Node::Block(block), &mut |node| {
        if let walk::Node::Expr(e) = node
            && let ExprKind::Name(path) = &e.kind
        {
            found |= path.parts.first().is_some_and(|p| p.starts_with(':'));
        }
    });
    found
}

/// What a routine names and what it declares itself.
fn of_routine(code: &Code<'_, '_>, member: &Member) -> Used {
    let mut used = Used::default();
    used.declared.extend(member.routine.params.iter().map(|p| p.name.clone()));
    walk::each(walk::Node::Routine(&member.routine), &mut |node| match node {
        walk::Node::Expr(e) => used.expr(code, e),
        walk::Node::Stmt(stmt) => used.stmt(stmt),
        walk::Node::Declaration(declaration) => match &declaration.kind {
            // Parameters of routines further within hide only there; what is named alike further out stays in reach.
            DeclarationKind::Routine(_) => {}
            _ => {
                let name = crate::convert::plan::members::declared(declaration);
                used.declared.extend(name.cloned());
            }
        },
        walk::Node::Block(_)
        | walk::Node::Routine(_)
        | walk::Node::Query(_)
        | walk::Node::Rows(..)
        | walk::Node::Target(_)
        | walk::Node::Type(_)
        | walk::Node::Unread(_) => {}
    });
    used
}

impl Used {
    fn expr(&mut self, code: &Code<'_, '_>, e: &Expr) {
        match &e.kind {
            ExprKind::Name(path) => self.read.extend(path.parts.iter().take(2).cloned()),
            ExprKind::Call(call) => {
                self.read.extend(call.name.parts.iter().take(2).cloned());
                let params: Option<&[ir::Param]> = match code.cx.fact(e).means {
                    Means::Routine(id) => Some(&code.cx.program.facts.symbols.routine(id).header.params),
                    Means::Builtin(_) => Some(&[]),
                    _ => None,
                };
                for (n, arg) in call.args.iter().enumerate() {
                    let param = match (&arg.name, params) {
                        (Some(name), Some(params)) => params.iter().find(|p| p.name == *name),
                        (None, Some(params)) => params.get(n),
                        (_, None) => None,
                    };
                    let comes_back = params.is_none() || param.is_some_and(|p| p.mode != Mode::In);
                    if comes_back {
                        self.fill(&arg.value);
                    }
                }
            }
            _ => {}
        }
    }

    fn write(&mut self, e: &Expr) {
        if let Some((path, _)) = call_of(e) {
            self.written.extend(path.parts.iter().take(2).cloned());
        }
    }

    fn fill(&mut self, e: &Expr) {
        self.write(e);
        if let Some((path, _)) = call_of(e) {
            self.filled.extend(path.parts.iter().take(2).cloned());
        }
    }

    fn stmt(&mut self, stmt: &Stmt) {
        match &stmt.kind {
            StmtKind::Assign(sides) => {
                let [target, _] = &**sides;
                self.write(target);
            }
            StmtKind::Select(query) => {
                if let QueryBody::Select(select) = &query.body {
                    select.into.iter().for_each(|e| self.fill(e));
                }
            }
            StmtKind::Fetch(it) => it.into.iter().chain([&it.cursor]).for_each(|e| self.fill(e)),
            StmtKind::Open(it) => self.write(&it.cursor),
            StmtKind::Close(e) => self.write(e),
            StmtKind::Execute(it) => it.into.iter().chain(&it.returning).for_each(|e| self.fill(e)),
            StmtKind::Loop(it) => {
                if let Over::For(iterator) = &it.over {
                    self.declared.extend(iterator.iterands.iter().map(|Iterand { name, .. }| name.clone()));
                }
            }
            // Whatever a statement names may be what its RETURNING gives values to.
            StmtKind::Dml(dml) => {
                let returning = match &**dml {
                    ir::Dml::Insert(_) | ir::Dml::InsertMany(_) | ir::Dml::Merge(_) | ir::Dml::Unread(..) => false,
                    ir::Dml::InsertInto(it) => it.returning.is_some(),
                    ir::Dml::Update(it) => it.returning.is_some(),
                    ir::Dml::Delete(it) => it.returning.is_some(),
                };
                if returning {
                    walk::each(walk::Node::Stmt(stmt), &mut |node| {
                        if let walk::Node::Expr(e) = node {
                            self.fill(e);
                        }
                    });
                }
            }
            _ => {}
        }
    }
}
