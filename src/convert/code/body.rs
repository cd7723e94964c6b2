//! The code of a routine or trigger while it is lowered: what is in sight, and what could not be converted.

use super::declare;
use crate::convert::expr::{self, Local, Locals, Place, Scope};
use crate::convert::named::Site;
use crate::convert::{Cx, Low, Lower, Manual};
use crate::finding::{Effort, Rule, Severity, Source};
use crate::ir;
use crate::name::Name;
use crate::pg;
use crate::profile::{UNRESOLVED, Unresolved};
use crate::span::{At, Span};

/// Rules of this file.
pub(super) static RULES: &[&Rule] = &[&CONSTRUCT];

static CONSTRUCT: Rule = Rule {
    name: "code-construct-not-converted",
    codes: &[(Source::Oracle, "HD-112")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(20, 10),
    message: "{what} in code is not converted",
    help: "Write the routine in PL/pgSQL; everything else in it that has no finding is understood.",
    ..Rule::PLAIN
};

/// What `RETURN` gives.
#[derive(Clone, Debug)]
pub(super) enum End {
    /// Nothing: a procedure.
    Nothing,
    /// A value of this type.
    Value(pg::Type),
    /// The row that a trigger lets go on.
    Row(Vec<pg::Stmt>),
}

/// The code at hand.
pub(super) struct Code<'c, 'a> {
    /// Where findings go.
    pub cx: &'c mut Cx<'a>,
    /// The schema of unqualified names.
    pub schema: Option<Name>,
    /// The table whose rows a trigger sees.
    pub table: Option<crate::catalog::ObjectId>,
    /// What is in sight.
    pub locals: Locals,
    /// What `RETURN` gives.
    pub end: End,
    refused: Vec<(String, Manual)>,
    /// What the first place without a form lacks.
    pub lacks: Option<Manual>,
}

impl<'c, 'a> Code<'c, 'a> {
    /// Code that sees nothing yet.
    pub fn new(cx: &'c mut Cx<'a>, schema: Option<Name>, end: End) -> Self {
        Self { cx, schema, table: None, locals: Locals::default(), end, refused: Vec::new(), lacks: None }
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
        let manual = self.cx.manual(CONSTRUCT.at(span).with("what", what));
        self.refused.push((what.to_owned(), manual.clone()));
        manual
    }

    /// Lowers an expression.
    pub fn expr(&mut self, e: &ir::Expr, place: Place) -> Lower<Low> {
        let scope = Scope { table: None, schema: self.schema.as_ref(), place, query: None, locals: Some(&self.locals) };
        expr::lower(self.cx, &scope, e)
    }

    /// Lowers a value for a variable, field or result.
    pub fn value(&mut self, e: &ir::Expr, ty: &pg::Type) -> Lower<pg::Expr> {
        let low = self.expr(e, Place::Code)?;
        expr::fit(self.cx, low, ty, e.at.span)
    }

    /// Lowers the default of a parameter.
    pub fn default(&mut self, e: &ir::Expr, ty: &pg::Type) -> Lower<pg::Expr> {
        let low = self.expr(e, Place::Default)?;
        expr::assign(self.cx, low, ty, e.at.span)
    }

    /// Lowers a condition.
    pub fn condition(&mut self, e: &ir::Expr) -> Lower<pg::Expr> {
        Ok(self.expr(e, Place::Code)?.expr)
    }

    /// Lowers statements; one without a form leaves a gap.
    pub fn statements(&mut self, list: &[ir::plsql::Stmt]) -> Vec<pg::Stmt> {
        list.iter().flat_map(|s| self.statement(s)).collect()
    }

    /// A place without a form: what stands there, by the profile.
    pub fn gap(&mut self, at: At, why: &Manual) -> pg::Stmt {
        let how = match self.cx.program.profile.get(&UNRESOLVED) {
            Unresolved::Stub => pg::GapForm::Raises,
            Unresolved::Block => pg::GapForm::Refused,
            Unresolved::Comment => pg::GapForm::Open,
        };
        self.lacks.get_or_insert_with(|| why.clone());
        let text = format!("howdah: {} {}", why.code(), why.message()).into();
        pg::Stmt::Gap(Box::new(pg::Gap { at, text, how }))
    }

    /// Lowers a block with its declarations.
    pub fn block(&mut self, block: &ir::plsql::Block) -> pg::Block {
        let outer = self.locals.variables.len();
        let (declarations, mut statements) = declare::all(self, block);
        let body = self.statements(&block.statements);
        self.locals.variables.truncate(outer);
        if let Some(handler) = block.handlers.first() {
            let why = self.refuse("an exception handler", handler.at.span);
            statements.push(self.gap(handler.at, &why));
        }
        if let Some(section) = block.sections.first() {
            let why = self.refuse("a section of a compound trigger", section.at.span);
            statements.push(self.gap(section.at, &why));
        }
        statements.extend(body);
        let label = block.labels.first().map(|l| self.cx.program.plan.names.fold(l));
        pg::Block { label, declarations, statements }
    }

    /// The variable or field that is assigned to, with its type.
    pub fn target(&mut self, e: &ir::Expr) -> Lower<(Box<[Name]>, pg::Type)> {
        let ir::ExprKind::Name(path) = &e.kind else {
            return Err(self.refuse("this target of an assignment", e.at.span));
        };
        if let Some(local) = self.locals.find(&path.parts).filter(|l| !l.constant) {
            if let Some(broken) = &local.broken {
                return Err(broken.clone());
            }
            return Ok((Box::new([local.target.clone()]), local.ty.clone()));
        }
        if let [row, column] = path.parts.as_slice()
            && let Some(row) = self.locals.row(row).filter(|_| row.starts_with(':'))
            && let Some((name, ty)) = self.column(column)
        {
            return Ok((Box::new([row.into(), name]), ty));
        }
        Err(self.refuse("this target of an assignment", e.at.span))
    }

    /// A column of the trigger's table, with its type.
    fn column(&self, column: &Name) -> Option<(Name, pg::Type)> {
        let id = self.table?;
        let ty = declare::column_type(self.cx.program, id, column)?;
        Some((self.cx.program.plan.names.column(id, column), ty))
    }

    /// Brings a variable into sight.
    pub fn declare(&mut self, labels: &[Name], name: &Name, ty: pg::Type, constant: bool) -> Name {
        let target = declare::variable_name(&self.cx.program.plan.names.fold(name));
        let local =
            Local { labels: labels.to_vec(), name: name.clone(), target: target.clone(), ty, constant, broken: None };
        self.locals.variables.push(local);
        target
    }

    /// Notes a variable that could not be declared: what names it has no form.
    pub fn declare_broken(&mut self, labels: &[Name], name: &Name, why: Manual) {
        self.declare(labels, name, pg::Type::Unknown, false);
        if let Some(local) = self.locals.variables.last_mut() {
            local.broken = Some(why);
        }
    }
}
