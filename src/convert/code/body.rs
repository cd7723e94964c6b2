//! The code of a routine or trigger while it is lowered: what is in sight, and what could not be converted.

use super::cursor::Cursor;
use super::errors::{Exception, Seen, Unsettled};
use super::nested::Nested;
use super::record::LocalType;
use super::savepoint::{self, Point};
use super::uses::Uses;
use super::{ddl, declare, errors, invoke, jumps};
use crate::catalog::ObjectId;
use crate::convert::expr::{self, Errors, Fields, Limits, Local, Locals, Place, Scope};
use crate::convert::named::Site;
use crate::convert::query::{self, Frame};
use crate::convert::{Cx, Low, Lower, Manual};
use crate::finding::{Effort, Rule, Severity, Source};
use crate::ir;
use crate::name::{Name, QName};
use crate::pg;
use crate::profile::{UNRESOLVED, Unresolved};
use crate::span::{At, Span};
use std::borrow::Cow;

/// Rules of this file.
pub(super) static RULES: &[&Rule] = &[&CONSTRUCT, &COLLECTIONS];

static CONSTRUCT: Rule = Rule {
    name: "code-construct-not-converted",
    codes: &[(Source::Oracle, "HD-112")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(20, 10),
    message: "{what} in code is not converted",
    help: "{advice}",
    general: 2,
    ..Rule::PLAIN
};

/// What to do with a construct.
const WRITE: &str = "Write it in PL/pgSQL; what stands around it is converted.";
/// What to do where the definition of a type or relation of the input says why it is not converted.
pub(super) const LOOK: &str = "Look for the finding at its definition: once that is written by hand, this can be too; what stands around it is converted.";
/// What to do where something is not in the input.
pub(super) const ADD: &str = "Add the script that creates it to the input (or with --with, to be read only); what stands around it is converted.";

static COLLECTIONS: Rule = Rule {
    name: "collection-type-not-converted",
    codes: &[(Source::Oracle, "HD-439")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(30, 10),
    message: "collections of `{types}` in code are not converted",
    help: "Write an array for one that is counted from 1, jsonb or a temporary table for one that is looked up by keys; what stands around it is converted.",
    general: 2,
    once: Some("types"),
    ..Rule::PLAIN
};

/// What `RETURN` gives.
#[derive(Clone, Debug)]
pub(super) enum End {
    /// Nothing: a procedure.
    Nothing,
    /// A value of this type.
    Value(pg::Type),
    /// A value that goes to the caller in this parameter, as there are others.
    Out(Name, pg::Type),
    /// The row that a trigger lets go on.
    Row(Vec<pg::Stmt>),
}

/// A variable of a package that gets its value by way of a variable of one's own.
#[derive(Clone, Debug)]
pub(super) struct Later {
    /// Its name in the source.
    pub parts: Box<[Name]>,
    /// The variable of one's own.
    pub own: Name,
    /// Its type.
    pub ty: pg::Type,
    /// Its fields, where it is a record.
    pub fields: Option<Fields>,
    /// What gives the value to the variable of the package.
    pub write: pg::Stmt,
}

/// The code at hand.
pub(super) struct Code<'c, 'a> {
    /// Where findings go.
    pub cx: &'c mut Cx<'a>,
    /// Its name in the source.
    pub name: QName,
    /// Its name in the target, where others may be named after it.
    pub own: Option<QName>,
    /// The schema of unqualified names.
    pub schema: Option<Name>,
    /// The table whose rows a trigger sees.
    pub table: Option<ObjectId>,
    /// What is in sight.
    pub locals: Locals,
    /// What `RETURN` gives.
    pub end: End,
    /// What that must be.
    pub gives: Limits,
    /// Cursors in sight, inner ones last.
    pub cursors: Vec<Cursor>,
    /// Exceptions in sight, inner ones last.
    pub exceptions: Vec<Exception>,
    /// Types in sight, inner ones last.
    pub types: Vec<LocalType>,
    /// Routines within the one at hand that are in sight, inner ones last.
    pub nested: Vec<Nested>,
    /// What is asked of cursors and statements.
    pub uses: Uses,
    /// Declarations that the block at hand gains.
    pub hoisted: Vec<pg::Declaration>,
    /// Declarations that the outermost block gains.
    pub outermost: Vec<pg::Declaration>,
    /// What comes in by parameters is checked before anything else.
    pub checks: Vec<pg::Stmt>,
    /// Statements that come before the one at hand.
    pub before: Vec<pg::Stmt>,
    /// Variables of the block at hand get their values once it runs.
    pub late: bool,
    /// Variables of packages that the statement at hand gives values to: they get them behind it.
    pub after: Vec<Later>,
    /// Records that are filled only where there is a row, and so start empty.
    pub empties: Vec<(Name, Fields)>,
    /// The savepoint right in front of the block that comes next, to which all its handlers go back.
    pub undone: Option<Name>,
    /// How many blocks with handlers are around the statement at hand.
    pub guarded: usize,
    /// Labels of the block that comes next, besides those that it has itself: the name of the routine.
    pub labels: Vec<Name>,
    /// Parameters that variables of the outermost block are declared with as callers gave them.
    pub raw: Vec<Name>,
    /// Savepoints that the statement at hand may go back to, inner ones last.
    pub points: Vec<Point>,
    /// It is a transaction of its own, over a second connection.
    pub autonomous: bool,
    /// It is a function that ends the transaction, and so a procedure.
    pub ends: bool,
    /// It stands in a function that the source does not have.
    pub held: bool,
    /// Variables that were ever in sight, by their names in the target.
    pub seen: Seen,
    /// The whole code before blocks with handlers have their forms.
    pub unsettled: Unsettled,
    /// Variables that are read behind the code at hand, by what is put there.
    pub outlive: Vec<Name>,
    /// Parameters that stand for rounded variables further out.
    pub rounded: Vec<Name>,
    /// Names in PostgreSQL that are taken where the statement at hand stands.
    pub taken: Vec<Name>,
    /// What the first place without a form lacks.
    pub lacks: Option<Manual>,
    refused: Vec<(String, Manual)>,
}

impl<'c, 'a> Code<'c, 'a> {
    /// Code that sees nothing yet.
    pub fn new(cx: &'c mut Cx<'a>, schema: Option<Name>, end: End) -> Self {
        Self {
            cx,
            name: QName::default(),
            own: None,
            schema,
            table: None,
            locals: Locals { errors: Errors::Announced, ..Locals::default() },
            end,
            gives: Limits::default(),
            cursors: Vec::new(),
            exceptions: Vec::new(),
            types: Vec::new(),
            nested: Vec::new(),
            uses: Uses::default(),
            hoisted: Vec::new(),
            outermost: Vec::new(),
            checks: Vec::new(),
            before: Vec::new(),
            late: false,
            after: Vec::new(),
            empties: Vec::new(),
            undone: None,
            guarded: 0,
            labels: Vec::new(),
            raw: Vec::new(),
            points: Vec::new(),
            autonomous: false,
            ends: false,
            held: false,
            seen: Seen::default(),
            unsettled: Unsettled::default(),
            outlive: Vec::new(),
            rounded: Vec::new(),
            taken: Vec::new(),
            lacks: None,
            refused: Vec::new(),
        }
    }

    /// Looks at a block before it is lowered: jumps become loops and blocks, and what it asks for is noted.
    pub fn begin<'b>(&mut self, block: &'b ir::plsql::Block) -> Cow<'b, ir::plsql::Block> {
        self.uses = Uses::of(block);
        if !self.uses.jumps {
            return Cow::Borrowed(block);
        }
        let block = jumps::structured(self.cx, block);
        self.uses = Uses::of(&block);
        block
    }

    /// Whether PostgreSQL lets it end the transaction, as nothing but `CALL` leads to it.
    pub fn may_end(&self) -> bool {
        let procedure = matches!(self.end, End::Nothing) && !self.held;
        procedure || matches!(self.end, End::Out(..)) && (self.ends || self.autonomous)
    }

    /// From where names of types and routines are looked up.
    pub fn site(&self) -> Site<'_> {
        let program = self.cx.program;
        let package = self.locals.package.as_ref().and_then(|name| program.plan.packages.named(name));
        Site { schema: self.schema.as_ref(), package }
    }

    /// Notes what cannot be converted: each kind of thing once, at its first place.
    pub fn refuse(&mut self, what: &str, span: Span) -> Manual {
        if let Some((_, manual)) = self.refused.iter().find(|(w, _)| w == what) {
            return manual.clone();
        }
        let manual = self.cx.manual(CONSTRUCT.at(span).with("what", what).with("advice", WRITE));
        self.refused.push((what.to_owned(), manual.clone()));
        manual
    }

    /// The same for what hangs on something that is missing: one finding of the object says it.
    pub fn refuse_for(&mut self, cause: &str, what: &str, advice: &'static str, span: Span) -> Manual {
        self.cx.manual(CONSTRUCT.at(span).with("what", what).with("advice", advice).because(cause))
    }

    /// Says that a collection is not converted, by its type: those of one object are said together.
    pub fn refuse_collection(&mut self, name: &str, cause: &str, span: Span) -> Manual {
        self.cx.manual(COLLECTIONS.at(span).with("types", name).because(cause))
    }

    /// Lowers an expression.
    pub fn expr(&mut self, e: &ir::Expr, place: Place) -> Lower<Low> {
        self.expr_for(e, place, &pg::Type::Unknown)
    }

    /// Lowers an expression whose value goes to a variable, parameter or result of type `ty`.
    pub fn expr_for(&mut self, e: &ir::Expr, place: Place, ty: &pg::Type) -> Lower<Low> {
        let outer = std::mem::replace(&mut self.cx.in_code, place == Place::Code);
        let made = self.plain(e, place, ty);
        self.cx.in_code = outer;
        made
    }

    fn plain(&mut self, e: &ir::Expr, place: Place, ty: &pg::Type) -> Lower<Low> {
        if place == Place::Code
            && let Some(made) = invoke::one_by_one(self, e)
        {
            return made;
        }
        let carried = if place == Place::Code { invoke::hoist(self, e)? } else { Vec::new() };
        let frame = Frame { carried, locals: Some(&self.locals), ..Frame::default() };
        let query = if frame.carried.is_empty() { None } else { Some(&frame) };
        let scope = Scope { table: None, schema: self.schema.as_ref(), place, query, locals: Some(&self.locals) };
        expr::lower_for(self.cx, &scope, e, ty)
    }

    /// Lowers a value for a variable, field or result.
    pub fn value(&mut self, e: &ir::Expr, ty: &pg::Type) -> Lower<pg::Expr> {
        let low = self.expr_for(e, Place::Code, ty)?;
        self.fit(low, ty, e.at.span)
    }

    /// A value of PL/SQL as a variable takes it.
    pub fn fit(&mut self, low: Low, ty: &pg::Type, span: Span) -> Lower<pg::Expr> {
        let outer = std::mem::replace(&mut self.cx.in_code, true);
        let made = expr::fit(self.cx, low, ty, span);
        self.cx.in_code = outer;
        made
    }

    /// Lowers the default of a parameter.
    pub fn default(&mut self, e: &ir::Expr, ty: &pg::Type) -> Lower<pg::Expr> {
        let low = self.expr_for(e, Place::Default, ty)?;
        expr::assign(self.cx, low, ty, e.at.span)
    }

    /// Lowers a condition.
    pub fn condition(&mut self, e: &ir::Expr) -> Lower<pg::Expr> {
        Ok(self.expr(e, Place::Code)?.expr)
    }

    /// Lowers a condition in which expressions stand for values that are known.
    pub fn condition_with(&mut self, e: &ir::Expr, carried: Vec<(ir::Expr, Low)>) -> Lower<pg::Expr> {
        let frame = Frame { carried, locals: Some(&self.locals), ..Frame::default() };
        let scope = Scope {
            table: None,
            schema: self.schema.as_ref(),
            place: Place::Code,
            query: Some(&frame),
            locals: Some(&self.locals),
        };
        Ok(expr::lower(self.cx, &scope, e)?.expr)
    }

    /// Lowers statements; one without a form leaves a gap. What a branch says of the session counts up to its end.
    pub fn statements(&mut self, list: &[ir::plsql::Stmt]) -> Vec<pg::Stmt> {
        let dates = self.cx.date_format;
        let made = self.in_order(list);
        self.cx.date_format = dates;
        made
    }

    fn in_order(&mut self, list: &[ir::plsql::Stmt]) -> Vec<pg::Stmt> {
        let mut made = Vec::with_capacity(list.len());
        for (n, stmt) in list.iter().enumerate() {
            self.uses.at(list, n);
            if let Some(name) = savepoint::set(stmt) {
                if let Some(ir::plsql::StmtKind::Block(block)) = list.get(n + 1).map(|s| &s.kind)
                    && errors::goes_back(block, name)
                {
                    self.undone = Some(name.clone());
                    continue;
                }
                if !self.uses.goes_back(name) {
                    continue;
                }
                let rest = list.get(n + 1..).unwrap_or_default();
                let reach = savepoint::reach(rest, name);
                if reach > 0 {
                    let (within, behind) = rest.split_at(reach);
                    match savepoint::scope(self, stmt, name, within) {
                        Ok(block) => made.push(block),
                        Err(why) => {
                            made.push(self.gap(stmt.at, &why));
                            made.extend(self.statements(within));
                        }
                    }
                    made.extend(self.statements(behind));
                    return made;
                }
            }
            if let Some(signal) = savepoint::signal(self, stmt, list.get(n + 1..).unwrap_or_default()) {
                made.extend(signal);
                return made;
            }
            let next = self.statement(stmt);
            // one commit is enough between two statements that are each between commits
            if made.last() == Some(&pg::Stmt::Commit) && next.first().is_some_and(ddl::commits) {
                made.pop();
            }
            made.extend(next);
            self.session(stmt);
        }
        made
    }

    /// Notes how a statement that runs a text makes the session write dates.
    fn session(&mut self, stmt: &ir::plsql::Stmt) {
        if let ir::plsql::StmtKind::Execute(it) = &stmt.kind
            && let Some(run) = self.cx.program.read.dynamic_at(it.text.at.span)
            && let ir::DynamicText::Read(statement) = &run.text
        {
            for change in statement.does.changes() {
                if let ir::Change::DateFormat(format) = change {
                    self.cx.date_format = Some(format);
                }
            }
        }
    }

    /// A place without a form: what stands there, by the profile.
    pub fn gap(&mut self, at: At, why: &Manual) -> pg::Stmt {
        let how = match self.cx.program.profile.get(&UNRESOLVED) {
            Unresolved::Stub => pg::GapForm::Raises,
            Unresolved::Block => pg::GapForm::Refused,
            Unresolved::Comment => pg::GapForm::Open,
        };
        self.lacks.get_or_insert_with(|| why.clone());
        query::not_written(self.cx, at.span);
        let text = format!("howdah: {} {}", why.code(), why.message()).into();
        pg::Stmt::Gap(Box::new(pg::Gap { at, text, how }))
    }

    /// Lowers a block with its declarations and handlers.
    pub fn frame(&mut self, block: &ir::plsql::Block) -> pg::Block {
        let label = block.labels.first().map(|l| self.cx.program.plan.names.fold(l));
        self.labelled(block, label)
    }

    /// The same under a label.
    pub fn labelled(&mut self, block: &ir::plsql::Block, label: Option<Name>) -> pg::Block {
        let split = savepoint::inner(self, block);
        let block = split.as_ref().unwrap_or(block);
        let counts = (self.locals.variables.len(), self.locals.cursors.len(), self.cursors.len());
        let (types, exceptions, taken) = (self.types.len(), self.exceptions.len(), self.taken.len());
        let nested = self.nested.len();
        let hoisted = std::mem::take(&mut self.hoisted);
        let (declarations, mut statements) = declare::all(self, block);
        if let Some(section) = block.sections.first() {
            let why = self.refuse("a section of a compound trigger", section.at.span);
            statements.push(self.gap(section.at, &why));
        }
        let around = self.undone.take();
        let first = block.statements.first().and_then(savepoint::set).filter(|name| errors::goes_back(block, name));
        let list = if first.is_some() { block.statements.get(1..).unwrap_or_default() } else { &block.statements };
        self.guarded += usize::from(!block.handlers.is_empty());
        let flow = self.flow();
        let inner = self.statements(list);
        self.guarded -= usize::from(!block.handlers.is_empty());
        self.undone = around.or(first.cloned());
        statements.extend(inner);
        for declaration in &declarations {
            if let Some(place) = self.empties.iter().position(|(name, _)| *name == declaration.name) {
                let (name, fields) = self.empties.remove(place);
                let row = declare::empty_row(&name, &fields);
                if !statements.contains(&row) {
                    statements.insert(0, row);
                }
            }
        }
        let mut made = pg::Block { label, declarations, statements, ..pg::Block::default() };
        if !block.handlers.is_empty() {
            // An error may come from anywhere in the block.
            let end = self.flow();
            self.flow_is(&flow);
            self.flow_within(block.at.span);
            let error = self.flow();
            errors::protect(self, block, &mut made);
            self.flow_is(&end);
            self.flow_meets(&error);
        }
        let gained = std::mem::replace(&mut self.hoisted, hoisted);
        made.declarations.extend(gained);
        self.look(counts.0);
        self.locals.variables.truncate(counts.0);
        self.locals.cursors.truncate(counts.1);
        self.cursors.truncate(counts.2);
        self.nested.truncate(nested);
        self.types.truncate(types);
        self.exceptions.truncate(exceptions);
        self.taken.truncate(taken);
        made
    }

    /// Remembers the variables that came into sight since there were as many.
    pub fn look(&mut self, since: usize) {
        for local in self.locals.variables.iter().skip(since) {
            self.seen.note(&local.target, &local.ty, local.fields.as_ref());
        }
    }

    /// A name for a variable that nothing in sight has.
    pub fn unused(&mut self, base: &str) -> Name {
        let hoisted: Vec<Name> = self.hoisted.iter().map(|d| d.name.clone()).collect();
        self.unused_beside(base, &hoisted)
    }

    fn unused_beside(&mut self, base: &str, hoisted: &[Name]) -> Name {
        let base = declare::variable_name(base);
        let mut name = base.clone();
        let mut n = 1;
        while self.taken.contains(&name) || hoisted.contains(&name) {
            n += 1;
            name = format!("{base}_{n}").into();
        }
        self.taken.push(name.clone());
        name
    }

    /// Declares a variable of one's own in the block at hand.
    pub fn hoist(&mut self, base: &str, ty: pg::Type) -> Name {
        let name = self.unused(base);
        self.seen.note(&name, &ty, None);
        self.hoisted.push(own(name.clone(), ty));
        name
    }

    /// Declares a variable of one's own in the outermost block, once.
    pub fn outermost(&mut self, name: &'static str, ty: pg::Type) -> Name {
        let name = Name::from(name);
        if !self.outermost.iter().any(|d| d.name == name) {
            self.seen.note(&name, &ty, None);
            self.outermost.push(own(name.clone(), ty));
        }
        name
    }

    /// Brings a variable into sight that code around calls by no name: where queries write a label in front of it, as a column is
    /// named alike, it gets a name of its own.
    pub fn declare_inside(&mut self, labels: &[Name], name: &Name, ty: pg::Type, constant: bool) -> Name {
        let folded = self.cx.program.plan.names.fold(name);
        let qualified = self.uses.is_qualified(labels, name);
        let base = if qualified { format!("{folded}_").into() } else { declare::local_name(&folded) };
        let target = self.unused(&base);
        self.declare_as(labels, name, target, ty, constant)
    }

    /// Brings a variable into sight.
    pub fn declare(&mut self, labels: &[Name], name: &Name, ty: pg::Type, constant: bool) -> Name {
        let folded = self.cx.program.plan.names.fold(name);
        let target = self.unused(&folded);
        self.declare_as(labels, name, target, ty, constant)
    }

    fn declare_as(&mut self, labels: &[Name], name: &Name, target: Name, ty: pg::Type, constant: bool) -> Name {
        let labels = labels.to_vec();
        let local = Local {
            labels,
            name: name.clone(),
            target: target.clone(),
            ty,
            constant,
            given: true,
            place: None,
            raw: false,
            fields: None,
            limits: Limits::default(),
            broken: None,
            long: false,
        };
        self.locals.variables.push(local);
        target
    }

    /// Notes what a variable is given: a number may have all digits.
    pub fn note_digits(&mut self, path: &[Name], value: &pg::Expr) {
        if let [name] = path
            && expr::is_long(value)
            && let Some(local) = self.locals.variables.iter_mut().rev().find(|l| l.target == *name)
            && local.ty == pg::Type::Numeric(None)
        {
            local.long = true;
        }
    }

    /// Gives the variable that was declared last its fields.
    pub fn with_fields(&mut self, fields: Option<Fields>) {
        if let Some(local) = self.locals.variables.last_mut() {
            local.fields = fields;
        }
    }

    /// Brings the record of a loop over rows into sight; loops that do not stand in each other share one of a name.
    pub fn loop_record(&mut self, labels: &[Name], name: &Name, fields: Fields) -> Name {
        let folded = self.cx.program.plan.names.fold(name);
        let others =
            self.hoisted.iter().filter(|d| d.ty != pg::Type::Record).map(|d| d.name.clone()).collect::<Vec<_>>();
        let target = self.unused_beside(&declare::local_name(&folded), &others);
        let target = self.declare_as(labels, name, target, pg::Type::Record, true);
        self.with_fields(Some(fields));
        if !self.hoisted.iter().any(|d| d.name == target) {
            self.hoisted.push(own(target.clone(), pg::Type::Record));
        }
        target
    }

    /// Gives the parameter that was declared last its place.
    pub fn at_place(&mut self, place: usize) {
        if let Some(local) = self.locals.variables.last_mut() {
            local.place = u8::try_from(place).ok();
        }
    }

    /// Says what values of the variable that was declared last must be.
    pub fn with_limits(&mut self, limits: Limits) {
        if let Some(local) = self.locals.variables.last_mut() {
            local.limits = limits;
        }
    }

    /// Says that the variable that was declared last starts as null.
    pub fn starts_as_null(&mut self) {
        if let Some(local) = self.locals.variables.last_mut() {
            local.given = false;
        }
    }

    /// Notes a variable that could not be declared: what names it has no form.
    pub fn declare_broken(&mut self, labels: &[Name], name: &Name, why: Manual) {
        self.declare(labels, name, pg::Type::Unknown, false);
        if let Some(local) = self.locals.variables.last_mut() {
            local.broken = Some(why);
        }
    }
}

/// A declaration of one's own.
pub(super) fn own(name: Name, ty: pg::Type) -> pg::Declaration {
    pg::Declaration { at: At::default(), name, constant: false, ty, not_null: false, value: None }
}
