//! Cursors that packages declare: in a routine that opens and closes one it is a cursor of its own, else a portal of that name.

#![expect(clippy::wildcard_enum_match_arm, reason = "only what names cursors is looked for")]

use super::body::Code;
use super::cursor::{self, Carrier, Cursor, State};
use super::record;
use super::state::{self, in_package};
use super::uses::Uses;
use crate::convert::expr::{Attributes, Fields};
use crate::convert::named::{self, Meaning};
use crate::convert::plan::members::{Package, declared};
use crate::convert::{Cx, Lower, Program};
use crate::finding::{Effort, Rule, Severity, Source};
use crate::ir::plsql::walk::{Node, each, outline};
use crate::ir::plsql::{self, Block, DeclarationKind, StmtKind};
use crate::ir::{self, Body, Expr, ExprKind, Step, Type};
use crate::name::{Name, QName};
use crate::pg;
use crate::span::Span;
use rayon::prelude::*;
use std::collections::BTreeSet;

/// Rules of this file.
pub(super) static RULES: &[&Rule] = &[&CURSOR, &OPEN];

static CURSOR: Rule = Rule {
    name: "package-cursor",
    codes: &[(Source::Oracle, "HD-352")],
    raw: Severity::ManualEffort,
    message: "a cursor of a package is declared where it is used",
    help: "Nothing to do.",
    ..Rule::PLAIN
};

static OPEN: Rule = Rule {
    name: "package-cursor-stays-open",
    codes: &[(Source::Oracle, "OR-CUR-011")],
    raw: Severity::ManualEffort,
    severity: Severity::BehaviourChange,
    effort: Effort::minutes(10, 5),
    message: "cursor `{name}` of a package stays open for other calls, but not behind the end of the transaction",
    help: "Call what opens, fetches and closes it in one transaction.",
    ..Rule::PLAIN
};

/// What code asks of cursors of packages, by their names.
#[derive(Debug, Default)]
pub(super) struct Shared {
    /// Those that are opened in one routine and fetched from or closed in another.
    open: BTreeSet<Name>,
    found: BTreeSet<Name>,
    rows: BTreeSet<Name>,
    /// Names whose rows are types of variables.
    rows_of: BTreeSet<Name>,
    /// Routines that fetch from a cursor that they are given, or hand it on.
    fetching: BTreeSet<Name>,
    /// Routines that are given a cursor from which their callers fetch too.
    fetched_before: BTreeSet<Name>,
}

impl Shared {
    /// Looks at all code, in parallel.
    pub fn new(catalog: &ir::Catalog) -> Self {
        let objects: Vec<&ir::Object> = catalog.iter().map(|(_, object)| object).collect();
        let seen = objects.par_iter().fold(Shared::default, |mut all, object| {
            all.object(object);
            all
        });
        seen.reduce(Shared::default, Shared::and)
    }

    /// What two threads found.
    fn and(mut self, other: Shared) -> Self {
        let Shared { open, found, rows, rows_of, fetching, fetched_before } = other;
        self.open.extend(open);
        self.found.extend(found);
        self.rows.extend(rows);
        self.rows_of.extend(rows_of);
        self.fetching.extend(fetching);
        self.fetched_before.extend(fetched_before);
        self
    }

    fn object(&mut self, object: &ir::Object) {
        plsql::walk::object(&object.kind, &mut |node| outline(node, &mut |node| self.node(node)));
        let routines: Vec<(&Name, &ir::Routine)> = match &object.kind {
            ir::Kind::Routine(it) => vec![(&object.name.name, it)],
            ir::Kind::Other(ir::Other::Package(it) | ir::Other::PackageBody(it)) => {
                if let Some(Body::Code(block)) = &it.body {
                    self.unit(block, &Uses::of_cursors(block));
                }
                it.routines.iter().map(|m| (&m.name, &m.routine)).collect()
            }
            ir::Kind::Other(ir::Other::Block(Body::Code(block))) => {
                self.unit(block, &Uses::of_cursors(block));
                Vec::new()
            }
            ir::Kind::Trigger(it) => {
                if let Some(Body::Code(block)) = &it.body {
                    self.unit(block, &Uses::of_cursors(block));
                }
                Vec::new()
            }
            _ => Vec::new(),
        };
        for (name, routine) in routines {
            let types = routine.params.iter().map(|p| &p.ty).chain(&routine.returns);
            types.for_each(|ty| self.node(Node::Type(ty)));
            if let Some(Body::Code(block)) = &routine.body {
                let uses = Uses::of_cursors(block);
                self.handed(name, routine, &uses);
                self.unit(block, &uses);
            }
        }
    }

    fn node(&mut self, node: Node<'_>) {
        if let Node::Type(Type::RowOf(parts)) = node {
            self.rows_of.extend(parts.last().cloned());
        }
    }

    /// Notes to whom a routine hands cursors.
    fn handed(&mut self, name: &Name, routine: &ir::Routine, uses: &Uses) {
        let takes = |p: &ir::Param| uses.fetches(&p.name) || uses.passed_to(&p.name).next().is_some();
        if routine.params.iter().any(takes) {
            self.fetching.insert(name.clone());
        }
        for variable in uses.cursors().filter(|variable| uses.fetches(variable)) {
            self.fetched_before.extend(uses.passed_to(variable).cloned());
        }
    }

    fn unit(&mut self, block: &Block, uses: &Uses) {
        for name in uses.shared_cursors() {
            self.open.insert(name.clone());
        }
        for name in uses.cursors() {
            if uses.found(name) {
                self.found.insert(name.clone());
            }
            if uses.rows(name) {
                self.rows.insert(name.clone());
            }
        }
        for member in routines_within(block) {
            if let Some(Body::Code(inner)) = &member.routine.body {
                let within = Uses::of_cursors(inner);
                self.handed(&member.name, &member.routine, &within);
                // What is opened around a routine and fetched within has no variable in sight of both.
                self.open.extend(within.cursors().filter(|name| within.explicit(name)).cloned());
            }
        }
    }
}

/// The routines that stand within a block.
fn routines_within(block: &Block) -> Vec<&ir::Member> {
    let mut found = Vec::new();
    outline(Node::Block(block), &mut |node| {
        if let Node::Declaration(declaration) = node
            && let DeclarationKind::Routine(member) = &declaration.kind
        {
            found.push(&**member);
        }
    });
    found
}

/// Whether other routines fetch from a cursor variable, so that its attributes are not known here alone.
pub(super) fn fetched_elsewhere(code: &Code<'_, '_>, variable: &Name, given: bool) -> bool {
    let program = code.cx.program;
    let shared = &program.effects.cursors;
    let own = code.name.name.rsplit(['.', '#']).find(|part| part.parse::<u32>().is_err()).unwrap_or_default();
    code.uses.passed_to(variable).any(|callee| shared.fetching.contains(callee))
        || given && shared.fetched_before.contains(&Name::from(own))
}

/// Brings cursors of packages that a block opens, fetches from or asks into sight.
pub(super) fn bring(code: &mut Code<'_, '_>, block: &Block) {
    if !code.uses.asks_cursors() {
        return;
    }
    let program = code.cx.program;
    for path in paths(block) {
        let Some(name) = path.last() else { continue };
        if code.cursors.iter().any(|c| c.name == *name) || code.locals.find(&path).is_some() {
            continue;
        }
        let schema = code.schema.clone();
        let own = code.locals.package.as_ref().and_then(|name| program.plan.packages.named(name));
        let site = named::Site { schema: schema.as_ref(), package: own };
        if let Some((package, it)) = variable(program, site, &path) {
            bring_variable(code, package, it);
            code.cx.exact(&CURSOR, block.at.span);
            continue;
        }
        let Some((package, it)) = with_query(program, site, &path) else { continue };
        let shared = &program.effects.cursors;
        let portal = shared.open.contains(name).then(|| portal_of(program, package, name));
        if cursor::of(code, package, it, block.at.span).is_err() {
            continue;
        }
        if let Some(portal) = portal {
            let state = State {
                found: shared.found.contains(name).then(|| Carrier::Slot(format!("{portal}%found").into())),
                rows: shared.rows.contains(name).then(|| Carrier::Slot(format!("{portal}%rowcount").into())),
                seen: None,
            };
            share(code, &portal, state);
        }
        code.cx.exact(&CURSOR, block.at.span);
    }
}

/// The cursor variable of a package that a name means.
fn variable<'p>(
    program: &'p Program<'p>,
    site: named::Site<'p>,
    parts: &[Name],
) -> Option<(&'p Package, &'p plsql::Variable)> {
    let (package, declaration) = named::declaration(program, site, parts)?;
    let DeclarationKind::Variable(it) = &declaration.kind else { return None };
    let site = state::site(package);
    let is_cursor = match named::meaning(program, site, &it.ty)?.meaning {
        Meaning::RefCursor => true,
        Meaning::Plain(ty) => *ty == Type::RefCursor,
        _ => false,
    };
    is_cursor.then_some((package, it))
}

/// Brings a cursor variable of a package into sight: its name is kept there, with what is asked of it.
fn bring_variable(code: &mut Code<'_, '_>, package: &Package, it: &plsql::Variable) {
    let program = code.cx.program;
    let shared = &program.effects.cursors;
    let name = &it.name;
    let folded = program.plan.names.fold(name);
    let slot = portal_of(program, package, name);
    let carrier = |what: &str| Carrier::Slot(format!("{slot}%{what}").into());
    let portal = code.hoist(&folded, pg::Type::RefCursor);
    let mut state = State {
        found: shared.found.contains(name).then(|| carrier("found")),
        rows: shared.rows.contains(name).then(|| carrier("rowcount")),
        seen: None,
    };
    if (state.found.is_some() || state.rows.is_some()) && code.uses.fetches(name) {
        state.seen = Some(code.hoist(&format!("{folded}__seen"), pg::Type::Boolean));
    }
    let (reader, writer) = (state::reader(program, package, name), state::writer(program, package, name));
    let now = pg::Expr::function(reader.clone(), []).cast(pg::Type::Text);
    code.locals.cursors.push(Attributes {
        name: name.clone(),
        found: state.found.as_ref().map_or(pg::Expr::Null, |c| c.value(&pg::Type::Boolean)),
        rows: state.rows.as_ref().map_or(pg::Expr::Null, |c| c.value(&pg::Type::BigInt)),
        open: pg::Expr::helper("cursor_is_open", [now]),
        sure: false,
    });
    code.cursors.push(Cursor::kept(name.clone(), portal, (reader, writer), state));
}

/// The cursor that came last has a portal that others know.
fn share(code: &mut Code<'_, '_>, portal: &Name, mut state: State) {
    let base = code.cursors.last().map(|c| c.name.clone()).unwrap_or_default();
    if (state.found.is_some() || state.rows.is_some()) && code.uses.fetches(&base) {
        let folded = code.cx.program.plan.names.fold(&base);
        state.seen = Some(code.hoist(&format!("{folded}__seen"), pg::Type::Boolean));
    }
    let Some(cursor) = code.cursors.last_mut() else { return };
    cursor.fixed = true;
    let own = cursor.portal.clone();
    let name = cursor.name.clone();
    if let Some(declaration) = own.and_then(|own| code.hoisted.iter_mut().find(|d| d.name == own)) {
        declaration.value = Some(pg::Expr::text(portal.as_str()).cast(pg::Type::RefCursor));
    }
    let unused: Vec<Name> = cursor.state.variables().cloned().collect();
    code.hoisted.retain(|d| !unused.contains(&d.name));
    let open = is_open(portal);
    let attributes = Attributes {
        name,
        found: state.found.as_ref().map_or(pg::Expr::Null, |c| c.value(&pg::Type::Boolean)),
        rows: state.rows.as_ref().map_or(pg::Expr::Null, |c| c.value(&pg::Type::BigInt)),
        open,
        sure: false,
    };
    cursor.state = state;
    if let Some(last) = code.locals.cursors.last_mut() {
        *last = attributes;
    }
}

/// `EXISTS (SELECT FROM pg_cursors WHERE name = '…')`.
fn is_open(portal: &Name) -> pg::Expr {
    pg::Expr::helper("cursor_is_open", [pg::Expr::text(portal.as_str())])
}

/// Says that a cursor stays open.
pub(super) fn stays_open(cx: &mut Cx<'_>, name: &Name, span: Span) {
    cx.raise(OPEN.at(span).with("name", name));
}

fn portal_of(program: &Program<'_>, package: &Package, name: &Name) -> Name {
    let target = package.member(&program.plan.names.fold(name));
    target.to_string().into()
}

/// The names of cursors in a block that nothing in it declares.
fn paths(block: &Block) -> Vec<Vec<Name>> {
    let mut all: Vec<(Vec<Name>, Span)> = Vec::new();
    let mut own: BTreeSet<Name> = BTreeSet::new();
    let mut within: Vec<Span> = Vec::new();
    let of = |e: &Expr| match &e.kind {
        ExprKind::Name(path) => Some((path.parts.to_vec(), e.at.span)),
        ExprKind::Call(call) => Some((call.name.parts.to_vec(), e.at.span)),
        _ => None,
    };
    each(Node::Block(block), &mut |node| match node {
        Node::Declaration(declaration) => {
            own.extend(declared(declaration).cloned());
            if let DeclarationKind::Routine(_) = &declaration.kind {
                within.push(declaration.at.span);
            }
        }
        Node::Stmt(stmt) => match &stmt.kind {
            StmtKind::Open(it) => all.extend(of(&it.cursor)),
            StmtKind::Fetch(it) => all.extend(of(&it.cursor)),
            StmtKind::Close(e) => all.extend(of(e)),
            StmtKind::Dml(dml) => {
                let current = match &**dml {
                    ir::Dml::Update(it) => it.current_of.as_ref(),
                    ir::Dml::Delete(it) => it.current_of.as_ref(),
                    _ => None,
                };
                all.extend(current.map(|name| (vec![name.clone()], stmt.at.span)));
            }
            _ => {}
        },
        Node::Expr(Expr { kind: ExprKind::Step(parts), .. }) => {
            if matches!(&parts.1, Step::Attribute(_)) {
                all.extend(of(&parts.0));
            }
        }
        _ => {}
    });
    all.retain(|(path, at)| {
        let hidden = path.len() == 1 && path.iter().any(|name| own.contains(name));
        !hidden && !within.iter().any(|span| span.contains(*at))
    });
    let mut names: Vec<Vec<Name>> = Vec::new();
    for (path, _) in all {
        if !names.iter().any(|known| known.last() == path.last()) {
            names.push(path);
        }
    }
    names
}

/// The cursor of a package that a name means, from where its query stands.
pub(super) fn with_query<'p>(
    program: &'p Program<'p>,
    site: named::Site<'p>,
    parts: &[Name],
) -> Option<(&'p Package, &'p plsql::Cursor)> {
    let (package, declaration) = named::declaration(program, site, parts)?;
    let DeclarationKind::Cursor(found) = &declaration.kind else { return None };
    Some((package, of_body(program, package, found)))
}

fn of_body<'p>(program: &'p Program<'p>, package: &Package, found: &'p plsql::Cursor) -> &'p plsql::Cursor {
    let with_query = package.declarations(&program.read.catalog).find_map(|(_, d)| match &d.kind {
        DeclarationKind::Cursor(it) if it.name == found.name && it.query.is_some() => Some(&**it),
        _ => None,
    });
    with_query.unwrap_or(found)
}

/// The type of the rows of a cursor of a package.
pub(super) fn row_name(program: &Program<'_>, package: &Package, name: &Name) -> QName {
    package.member(&format!("{}__row", program.plan.names.fold(name)))
}

/// The fields of the rows of a cursor of a package.
pub(in crate::convert) fn fields(cx: &mut Cx<'_>, package: &Package, it: &plsql::Cursor, span: Span) -> Lower<Fields> {
    let program = cx.program;
    let it = of_body(program, package, it);
    let mut code = in_package(cx, package);
    cursor::declare(&mut code, it, span)?;
    let cursor = code.cursors.pop();
    let fields = match cursor {
        Some(cursor) => match cursor.fields {
            Some(fields) => fields,
            None => return Err(cursor.lacks().unwrap_or_else(|| code.refuse("the row of this cursor", span))),
        },
        None => return Err(code.refuse("the row of this cursor", span)),
    };
    let mut names: BTreeSet<&Name> = BTreeSet::new();
    let plain = |ty: &pg::Type| !matches!(ty, pg::Type::Record | pg::Type::Unknown);
    if fields.iter().all(|f| plain(&f.ty) && !f.target.is_empty() && names.insert(&f.target)) {
        return Ok(fields);
    }
    Err(code.refuse("the row of a cursor with columns without name or type", span))
}

/// The composite type of the rows of a cursor, where variables have it.
pub(super) fn row_type(
    cx: &mut Cx<'_>,
    package: &Package,
    it: &plsql::Cursor,
    span: Span,
) -> Option<(QName, pg::Kind)> {
    let program = cx.program;
    if !&program.effects.cursors.rows_of.contains(&it.name) {
        return None;
    }
    let fields = fields(cx, package, it, span).ok()?;
    Some((row_name(program, package, &it.name), pg::Kind::Type(record::composite(&fields))))
}
