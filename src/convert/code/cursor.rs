//! Cursors: declared ones with their parameters, cursor variables, and what is fetched from them.

#![expect(clippy::wildcard_enum_match_arm, reason = "what is no name is no cursor")]

use super::body::Code;
use super::place::Target;
use super::uses::cursor_name;
use super::{declare, package_cursor, record, sql};
use crate::convert::expr::{self, Attributes, Fields};
use crate::convert::named;
use crate::convert::plan::members::Package;
use crate::convert::query::{self, Out};
use crate::convert::{Low, Lower, Manual};
use crate::finding::{Effort, Rule, Severity, Source};
use crate::ir::plsql::{self, Fetch, Open, OpenFor};
use crate::ir::{Argument, Expr, ExprKind, Wait};
use crate::name::{Name, QName};
use crate::pg::{self, Op, Stmt, Type};
use crate::span::Span;
use std::collections::BTreeSet;

static LOCKS: Rule = Rule {
    name: "locks-of-opened-cursor",
    codes: &[(Source::Oracle, "HD-398")],
    raw: Severity::BehaviourChange,
    severity: Severity::BehaviourChange,
    effort: Effort::minutes(10, 5),
    message: "`{cursor}` is opened and never fetched from: Oracle locks its rows when it is opened, PostgreSQL each when it is fetched, and so none",
    help: "Write MOVE FORWARD ALL FROM {variable} behind OPEN, which locks all of them{wait}.",
    ..Rule::PLAIN
};

/// Rules of this file.
pub(super) static RULES: &[&Rule] = &[&LOCKS];

/// A cursor in sight: one that is declared with its query.
#[derive(Clone, Debug)]
pub(super) struct Cursor {
    /// Its name in the source.
    pub name: Name,
    /// The variable of its portal, where it is opened and fetched from.
    pub portal: Option<Name>,
    /// Its parameters: name, variable, type, default.
    params: Vec<(Name, Name, Type, Option<pg::Expr>)>,
    /// Its query and columns, or why it has none.
    query: Option<Lower<(pg::Query, Vec<Out>)>>,
    /// The fields of its rows.
    pub fields: Option<Fields>,
    /// Its portal has a name that others know.
    pub fixed: bool,
    /// A package declares it.
    pub of_package: bool,
    /// A package keeps the name of its portal: the functions that give and take it.
    pub kept: Option<(QName, QName)>,
    pub state: State,
}

impl Cursor {
    /// What the variable that a package keeps holds comes into the one of the routine.
    fn brought(&self) -> Option<Stmt> {
        let (reader, _) = self.kept.as_ref()?;
        Some(Stmt::Assign(Box::new([self.portal.clone()?]), pg::Expr::function(reader.clone(), [])))
    }

    /// What the variable of the routine holds goes to the package.
    fn given_back(&self) -> Option<Stmt> {
        let (_, writer) = self.kept.as_ref()?;
        let own = pg::Expr::name(self.portal.clone()?);
        Some(Stmt::Perform(pg::Expr::function(writer.clone(), [own])))
    }

    /// A variable of a package.
    pub fn kept(name: Name, portal: Name, of: (QName, QName), state: State) -> Cursor {
        Cursor {
            name,
            portal: Some(portal),
            params: Vec::new(),
            query: None,
            fields: None,
            fixed: false,
            of_package: true,
            kept: Some(of),
            state,
        }
    }

    /// Why it has no query.
    pub fn lacks(&self) -> Option<Manual> {
        self.query.as_ref()?.as_ref().err().cloned()
    }
}

/// What holds attributes.
#[derive(Clone, Debug, Default)]
pub(super) struct State {
    pub found: Option<Carrier>,
    pub rows: Option<Carrier>,
    /// What the last fetch of the routine found, where slots hold attributes: to write them is a statement of its own.
    pub seen: Option<Name>,
}

/// What holds an attribute.
#[derive(Clone, Debug)]
pub(super) enum Carrier {
    /// A variable.
    Variable(Name),
    /// A slot of the session.
    Slot(Name),
}

impl Carrier {
    fn set(&self, value: pg::Expr) -> Stmt {
        match self {
            Carrier::Variable(name) => Stmt::Assign(Box::new([name.clone()]), value),
            Carrier::Slot(slot) => Stmt::Perform(pg::Expr::helper("slot_set", [pg::Expr::text(slot.as_str()), value])),
        }
    }

    /// What it holds.
    pub fn value(&self, ty: &Type) -> pg::Expr {
        match self {
            Carrier::Variable(name) => pg::Expr::name(name.clone()),
            Carrier::Slot(slot) => {
                let first = if *ty == Type::BigInt { pg::Expr::int(0) } else { pg::Expr::Null };
                pg::Expr::helper("slot_get", [pg::Expr::text(slot.as_str()), first.cast(ty.clone())])
            }
        }
    }
}

/// Declares a cursor.
pub(super) fn declare(code: &mut Code<'_, '_>, it: &plsql::Cursor, span: Span) -> Lower<()> {
    let Some(query) = &it.query else { return Err(code.refuse("a cursor without query", span)) };
    let base = code.cx.program.plan.names.fold(&it.name);
    let outer = code.locals.variables.len();
    let mut params = Vec::new();
    for param in &it.params {
        let ty = declare::plain_type_of(code, &param.ty, param.at.span)?;
        let ty = code.cx.program.declared(param.at, ty);
        let default = param.default.as_ref().map(|e| code.value(e, &ty)).transpose()?;
        let folded = code.cx.program.plan.names.fold(&param.name);
        let target = code.hoist(&format!("{base}__{folded}"), ty.clone());
        code.declare(std::slice::from_ref(&it.name), &param.name, ty.clone(), true);
        if let Some(local) = code.locals.variables.last_mut() {
            local.target = target.clone();
        }
        params.push((param.name.clone(), target, ty, default));
    }
    let lowered = sql::lower_query(code, query);
    if lowered.is_ok()
        && code.uses.only_opened(&it.name)
        && let Some(lock) = &query.lock
    {
        query::not_waited(code.cx, query.at.span);
        let wait = match &lock.wait {
            Wait::Seconds(Expr { kind: ExprKind::Number(seconds, _), .. }) => {
                format!("; for WAIT {seconds}, SET LOCAL lock_timeout = '{seconds}s' before: it then fails with 55P03")
            }
            Wait::Seconds(_) | Wait::Forever | Wait::No | Wait::Skip => String::new(),
        };
        let raised = LOCKS.at(span).with("cursor", &it.name).with("variable", &base).with("wait", wait);
        code.cx.raise(raised);
    }
    code.locals.variables.truncate(outer);
    let fields = lowered.as_ref().ok().map(|(_, columns)| record::of_columns(columns));
    let explicit = code.uses.explicit(&it.name);
    let portal = explicit.then(|| code.hoist(&base, Type::RefCursor));
    let state = attributes(code, &it.name, &base, portal.as_ref());
    code.cursors.push(Cursor {
        name: it.name.clone(),
        portal,
        params,
        query: Some(lowered),
        fields,
        fixed: false,
        of_package: false,
        kept: None,
        state,
    });
    Ok(())
}

/// Variables for the attributes that are asked for.
fn attributes(code: &mut Code<'_, '_>, name: &Name, base: &str, portal: Option<&Name>) -> State {
    let found = code.uses.found(name).then(|| code.hoist(&format!("{base}__found"), Type::Boolean));
    let rows = code.uses.rows(name).then(|| code.hoist(&format!("{base}__rowcount"), Type::BigInt));
    let (found, rows) = (found.map(Carrier::Variable), rows.map(Carrier::Variable));
    let value = |held: &Option<Carrier>, ty| held.as_ref().map_or(pg::Expr::Null, |c| c.value(&ty));
    let open = match portal {
        Some(portal) => pg::Expr::Is(Box::new(pg::Expr::name(portal.clone())), pg::IsTest::Null, true),
        None => pg::Expr::Bool(false),
    };
    code.locals.cursors.push(Attributes {
        name: name.clone(),
        found: value(&found, Type::Boolean),
        rows: value(&rows, Type::BigInt),
        open,
        sure: false,
    });
    State { found, rows, seen: None }
}

/// A variable that holds a cursor, with its attributes.
pub(super) fn variable(code: &mut Code<'_, '_>, name: &Name, target: &Name, given: bool, span: Span) {
    let counts = code.uses.found(name) || code.uses.rows(name);
    let state = if counts && package_cursor::fetched_elsewhere(code, name, given) {
        // What asks finds no attributes, and so has no form.
        let _ = code.refuse("an attribute of a cursor from which another routine fetches", span);
        State::default()
    } else if counts || code.uses.open(name) {
        attributes(code, name, target, Some(target))
    } else {
        State::default()
    };
    // Whoever else knows it may have closed it.
    let known = given || code.uses.passed_to(name).next().is_some();
    if let Some(last) = code.locals.cursors.last_mut().filter(|a| known && a.name == *name) {
        last.open = pg::Expr::helper("cursor_is_open", [pg::Expr::name(target.clone()).cast(Type::Text)]);
    }
    // Another routine may open it.
    if let Some(Carrier::Variable(rows)) = &state.rows
        && let Some(declared) = code.hoisted.iter_mut().find(|d| d.name == *rows)
    {
        declared.value = Some(pg::Expr::int(0).cast(Type::BigInt));
    }
    code.cursors.push(Cursor {
        name: name.clone(),
        portal: Some(target.clone()),
        params: Vec::new(),
        query: None,
        fields: None,
        fixed: false,
        of_package: false,
        kept: None,
        state,
    });
}

/// The cursor that an expression names.
fn declared(code: &mut Code<'_, '_>, e: &Expr) -> Lower<Cursor> {
    let found = match &e.kind {
        ExprKind::Name(path) => Some((&path.parts, cursor_name(e))),
        ExprKind::Call(call) => Some((&call.name.parts, cursor_name(e))),
        _ => None,
    };
    let named = |c: &&Cursor, parts: &[Name], name: &Name| c.name == *name && (parts.len() == 1 || c.of_package);
    let found = found.and_then(|(parts, name)| Some((parts, name?)));
    match found.and_then(|(parts, name)| code.cursors.iter().rev().find(|c| named(c, parts, name))) {
        Some(cursor) => Ok(cursor.clone()),
        None => Err(code.refuse("a cursor that is not declared here", e.at.span)),
    }
}

/// The variable that an expression names.
pub(super) fn named(e: &Expr) -> Option<&Name> {
    if let ExprKind::Name(path) = &e.kind { path.parts.last() } else { None }
}

/// The query of a declared cursor.
fn known(code: &mut Code<'_, '_>, cursor: &Cursor, span: Span) -> Lower<(pg::Query, Vec<Out>)> {
    match &cursor.query {
        Some(query) => query.clone(),
        None => Err(code.refuse("a cursor variable without a query of its own", span)),
    }
}

/// The parameters of a cursor take the arguments.
fn arguments(code: &mut Code<'_, '_>, cursor: &Cursor, e: &Expr) -> Lower<Vec<Stmt>> {
    let args: &[Argument] = if let ExprKind::Call(call) = &e.kind { &call.args } else { &[] };
    let mut made = Vec::new();
    for (n, (name, target, ty, default)) in cursor.params.iter().enumerate() {
        let arg = args.iter().enumerate().find(|(place, a)| match &a.name {
            Some(given) => given == name,
            None => *place == n,
        });
        let value = match (arg, default) {
            (Some((_, arg)), _) => code.value(&arg.value, ty)?,
            (None, Some(default)) => default.clone(),
            (None, None) => return Err(code.refuse("a cursor without an argument", e.at.span)),
        };
        made.push(Stmt::Assign(Box::new([target.clone()]), value));
    }
    Ok(made)
}

impl State {
    /// What is known when a cursor is opened.
    fn opened(&self) -> Vec<Stmt> {
        let null =
            |c: &Carrier| if let Carrier::Slot(_) = c { pg::Expr::Null.cast(Type::Boolean) } else { pg::Expr::Null };
        let zero =
            |c: &Carrier| if let Carrier::Slot(_) = c { pg::Expr::int(0).cast(Type::BigInt) } else { pg::Expr::int(0) };
        let found = self.found.iter().map(|c| c.set(null(c)));
        let rows = self.rows.iter().map(|c| c.set(zero(c)));
        found.chain(rows).collect()
    }

    /// What is known when a row was asked for.
    fn fetched(&self) -> Vec<Stmt> {
        let mut made = Vec::new();
        if let Some(seen) = &self.seen {
            let own = || pg::Expr::name(seen.clone());
            made.push(Stmt::Assign(Box::new([seen.clone()]), pg::Expr::name("found")));
            made.extend(self.found.iter().map(|found| found.set(own())));
            if let Some(rows) = &self.rows {
                let one = rows.set(rows.value(&Type::BigInt).infix(Op::Add, pg::Expr::int(1)));
                made.push(Stmt::If(vec![(own(), vec![one])], Vec::new()));
            }
            return made;
        }
        made.extend(self.found.iter().map(|found| found.set(pg::Expr::name("found"))));
        if let Some(rows) = &self.rows {
            let one = rows.set(rows.value(&Type::BigInt).infix(Op::Add, pg::Expr::int(1)));
            made.push(Stmt::If(vec![(pg::Expr::name("found"), vec![one])], Vec::new()));
        }
        made
    }

    /// Variables that hold attributes.
    pub fn variables(&self) -> impl Iterator<Item = &Name> {
        self.found.iter().chain(&self.rows).filter_map(|c| match c {
            Carrier::Variable(name) => Some(name),
            Carrier::Slot(_) => None,
        })
    }
}

/// `OPEN`.
pub(super) fn open(code: &mut Code<'_, '_>, it: &Open) -> Lower<Vec<Stmt>> {
    let span = it.cursor.at.span;
    let cursor = declared(code, &it.cursor)?;
    let Some(portal) = cursor.portal.clone() else { return Err(code.refuse("`OPEN` of this cursor", span)) };
    let (mut made, query) = match &it.source {
        OpenFor::Declared => {
            if cursor.fixed {
                package_cursor::stays_open(code.cx, &cursor.name, span);
            }
            let (query, _) = known(code, &cursor, span)?;
            (arguments(code, &cursor, &it.cursor)?, query)
        }
        OpenFor::Query(query) => {
            let (query, _) = sql::lower_query(code, query)?;
            let once = code.uses.opens_once(&cursor.name) && code.starts_null(&cursor.name);
            let fresh = once && cursor.kept.is_none();
            if cursor.kept.is_some() {
                package_cursor::stays_open(code.cx, &cursor.name, span);
            }
            let closed = if fresh {
                Vec::new()
            } else {
                let value = match &cursor.kept {
                    Some((reader, _)) => pg::Expr::function(reader.clone(), []),
                    None => pg::Expr::name(portal.clone()),
                };
                vec![
                    Stmt::Perform(pg::Expr::helper("close_cursor", [value])),
                    Stmt::Assign(Box::new([portal.clone()]), pg::Expr::Null),
                ]
            };
            (closed, query)
        }
        OpenFor::Text(..) => return Err(code.refuse("`OPEN` for a text", span)),
    };
    made.push(Stmt::Open(portal, Box::new(query)));
    made.extend(cursor.given_back());
    made.extend(cursor.state.opened());
    code.opened(&cursor.name, true);
    Ok(made)
}

/// `CLOSE`: the variable is null afterwards, so that it can be opened again, and asked whether it is open.
pub(super) fn close(code: &mut Code<'_, '_>, e: &Expr) -> Lower<Vec<Stmt>> {
    let cursor = declared(code, e)?;
    let Some(portal) = cursor.portal.clone() else { return Err(code.refuse("`CLOSE` of this cursor", e.at.span)) };
    code.opened(&cursor.name, false);
    let asked = code.uses.open(&cursor.name) || code.uses.asked_behind(&cursor.name, e.at.span);
    let mut made: Vec<Stmt> = cursor.brought().into_iter().collect();
    made.push(Stmt::Close(portal.clone()));
    if cursor.kept.is_some() {
        made.push(Stmt::Assign(Box::new([portal]), pg::Expr::Null));
        made.extend(cursor.given_back());
    } else if !cursor.fixed && (asked || !code.uses.opens_once(&cursor.name)) {
        made.push(Stmt::Assign(Box::new([portal]), pg::Expr::Null));
    }
    Ok(made)
}

/// `FETCH`. PostgreSQL sets the targets to null where there is no row; Oracle leaves them.
pub(super) fn fetch(code: &mut Code<'_, '_>, it: &Fetch, span: Span) -> Lower<Vec<Stmt>> {
    if it.bulk || it.limit.is_some() {
        return Err(code.refuse("`BULK COLLECT`", span));
    }
    let cursor = declared(code, &it.cursor)?;
    let Some(portal) = cursor.portal.clone() else { return Err(code.refuse("`FETCH` from this cursor", span)) };
    if code.uses.ends_open(&cursor.name, span) {
        return Err(code.refuse("a cursor that stays open across the end of a transaction", span));
    }
    let into: Vec<Lower<Target>> = it.into.iter().map(|e| code.target(e)).collect();
    let into = into.into_iter().collect::<Lower<Vec<Target>>>()?;
    let columns = match &cursor.query {
        Some(Ok((_, columns))) => Some(columns.clone()),
        Some(Err(why)) => return Err(why.clone()),
        None => None,
    };
    let dies = code.uses.leaves_behind
        && it.into.iter().all(|e| match &e.kind {
            ExprKind::Name(path) => {
                let never_null = code.locals.reach(&path.parts).is_some_and(|r| r.local.limits.not_null);
                !never_null && path.parts.first().is_some_and(|v| code.uses.dies_with(v, span))
            }
            _ => false,
        });
    let list = match &columns {
        Some(columns) => record::spread(code, into.clone(), columns.len(), span)?,
        None => {
            record::whole(code, &into, span)?;
            into.clone()
        }
    };
    let fits = columns.as_ref().is_none_or(|columns| columns.iter().zip(&list).all(|(c, t)| same(&c.ty, &t.ty)));
    let mut made: Vec<Stmt> = cursor.brought().into_iter().collect();
    if dies && fits {
        made.push(Stmt::Fetch(portal, into.into_iter().map(|t| t.path).collect()));
    } else {
        copied(code, &cursor, portal, &into, &list, columns.as_deref(), span, &mut made)?;
    }
    made.extend(cursor.state.fetched());
    code.opened(&cursor.name, true);
    Ok(made)
}

/// Fetches into variables of one's own, which are copied where there was a row.
#[expect(clippy::too_many_arguments, reason = "they are what a fetch consists of")]
fn copied(
    code: &mut Code<'_, '_>,
    cursor: &Cursor,
    portal: Name,
    into: &[Target],
    list: &[Target],
    columns: Option<&[Out]>,
    span: Span,
    made: &mut Vec<Stmt>,
) -> Lower<()> {
    let base = code.cx.program.plan.names.fold(&cursor.name);
    let mut copies = Vec::new();
    let record = matches!(into, [one] if one.ty == Type::Record);
    if let Some(columns) = columns.filter(|columns| (cursor.fixed || !told_apart(columns)) && !record) {
        // What another call opened has rows of a shape that this code does not tell a reader, or plpgsql_check; and of columns
        // without a name, or with that of another, a row gives no field.
        let mut targets = Vec::new();
        for (column, target) in columns.iter().zip(list) {
            let name = if column.name.is_empty() { "value" } else { column.name.as_str() };
            // a literal of a list of columns is a text
            let ty = if column.ty == Type::Unknown { Type::Text } else { column.ty.clone() };
            let fresh = code.hoist(&format!("{base}__{name}"), ty.clone());
            let low = Low { expr: pg::Expr::name(fresh.clone()), ty, null: column.null, from: column.from };
            copies.push(Stmt::Assign(target.path.clone(), expr::fit(code.cx, low, &target.ty, span)?));
            targets.push(Box::from([fresh]));
        }
        made.push(Stmt::Fetch(portal, targets));
    } else if let Some(columns) = columns {
        let row = code.hoist(&format!("{base}__row"), Type::Record);
        made.push(Stmt::Fetch(portal, vec![Box::new([row.clone()])]));
        if let (true, [one]) = (record, into) {
            if let ([name], Some(fields)) = (&*one.path, &one.fields) {
                code.empties.retain(|(known, _)| known != name);
                code.empties.push((name.clone(), fields.clone()));
            }
            copies.push(Stmt::Assign(one.path.clone(), pg::Expr::name(row)));
        } else {
            for (column, target) in columns.iter().zip(list) {
                let expr = pg::Expr::Name(Box::new([row.clone(), column.name.clone()]));
                let low = Low { expr, ty: column.ty.clone(), null: column.null, from: column.from };
                copies.push(Stmt::Assign(target.path.clone(), expr::fit(code.cx, low, &target.ty, span)?));
            }
        }
    } else {
        let mut targets = Vec::new();
        for target in into {
            let last = target.path.last().cloned().unwrap_or_default();
            let fresh = code.hoist(&format!("{base}__{last}"), target.ty.clone());
            copies.push(Stmt::Assign(target.path.clone(), pg::Expr::name(fresh.clone())));
            targets.push(Box::from([fresh]));
        }
        made.push(Stmt::Fetch(portal, targets));
    }
    made.push(Stmt::If(vec![(pg::Expr::name("found"), copies)], Vec::new()));
    Ok(())
}

/// Whether each column has a name of its own.
fn told_apart(columns: &[Out]) -> bool {
    let names: BTreeSet<&Name> = columns.iter().map(|c| &c.name).filter(|name| !name.is_empty()).collect();
    names.len() == columns.len()
}

/// Whether two types differ in length and digits at most.
pub(super) fn same(a: &Type, b: &Type) -> bool {
    match (a, b) {
        (Type::Varchar(_) | Type::Text, Type::Varchar(_) | Type::Text) => true,
        (Type::Numeric(_), Type::Numeric(_)) | (Type::Char(_), Type::Char(_)) => true,
        (Type::Timestamp(_), Type::Timestamp(_)) | (Type::Timestamptz(_), Type::Timestamptz(_)) => true,
        (a, b) => a == b,
    }
}

/// `FOR r IN …` over a declared cursor or a query: what comes before, the loop, and what its body starts with.
pub(super) struct RowLoop {
    /// Statements before.
    pub before: Vec<Stmt>,
    /// The query.
    pub query: pg::Query,
    /// Columns of a row.
    pub columns: Vec<Out>,
    /// What each turn starts with.
    pub each: Vec<Stmt>,
    /// The cursor, where statements name it by `CURRENT OF`.
    pub portal: Option<Name>,
    /// Its portal has a name that others know.
    pub fixed: bool,
}

/// The loop over a cursor that a package declares: its query sees what the package sees.
pub(super) fn of_package(code: &mut Code<'_, '_>, e: &Expr) -> Option<Lower<RowLoop>> {
    let path = match &e.kind {
        ExprKind::Name(path) => path,
        ExprKind::Call(call) => &call.name,
        _ => return None,
    };
    let program = code.cx.program;
    let schema = code.schema.clone();
    let own = code.locals.package.as_ref().and_then(|name| program.plan.packages.named(name));
    let site = named::Site { schema: schema.as_ref(), package: own };
    let (package, it) = package_cursor::with_query(program, site, &path.parts)?;
    if let Err(why) = of(code, package, it, e.at.span) {
        return Some(Err(why));
    }
    code.locals.cursors.pop();
    let cursor = code.cursors.pop();
    cursor.map(|cursor| over(code, &cursor, e))
}

/// Declares a cursor of a package: its query sees what the package sees.
pub(super) fn of(code: &mut Code<'_, '_>, package: &Package, it: &plsql::Cursor, span: Span) -> Lower<()> {
    let variables = std::mem::take(&mut code.locals.variables);
    let outer = std::mem::replace(&mut code.schema, package.name.schema.clone());
    let around = code.locals.package.replace(package.name.clone());
    let declared = declare(code, it, span);
    code.locals.variables = variables;
    code.schema = outer;
    code.locals.package = around;
    if let (Ok(()), Some(cursor)) = (&declared, code.cursors.last_mut()) {
        cursor.of_package = true;
    }
    declared
}

/// The loop over a declared cursor.
pub(super) fn row_loop(code: &mut Code<'_, '_>, e: &Expr) -> Lower<RowLoop> {
    let cursor = declared(code, e)?;
    over(code, &cursor, e)
}

fn over(code: &mut Code<'_, '_>, cursor: &Cursor, e: &Expr) -> Lower<RowLoop> {
    let (query, columns) = known(code, cursor, e.at.span)?;
    let mut before = arguments(code, cursor, e)?;
    before.extend(cursor.state.opened());
    let mut each = Vec::new();
    if let Some(found) = &cursor.state.found {
        each.push(found.set(pg::Expr::Bool(true)));
    }
    if let Some(rows) = &cursor.state.rows {
        each.push(rows.set(rows.value(&Type::BigInt).infix(Op::Add, pg::Expr::int(1))));
    }
    let portal = cursor.portal.clone().filter(|_| code.uses.current(&cursor.name));
    Ok(RowLoop { before, query, columns, each, portal, fixed: cursor.fixed })
}

impl Code<'_, '_> {
    /// Whether a cursor variable holds nothing when the routine starts.
    fn starts_null(&self, name: &Name) -> bool {
        self.locals.variables.iter().rev().find(|l| l.name == *name).is_some_and(|l| !l.given)
    }

    /// The portal of a cursor that a statement names by `CURRENT OF`.
    pub fn current_of(&mut self, name: &Name, span: Span) -> Lower<pg::Expr> {
        let found = self.cursors.iter().rev().find(|c| c.name == *name && c.kept.is_none());
        let found = found.and_then(|c| c.portal.clone());
        match found {
            Some(portal) => Ok(pg::Expr::CurrentOf(portal)),
            None => Err(self.refuse("`CURRENT OF` a cursor that is not declared here", span)),
        }
    }
}
