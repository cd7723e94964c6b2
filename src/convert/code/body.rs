//! The code of a routine or trigger while it is lowered: what is in sight, and what could not be converted.

use super::declare;
use crate::convert::expr::{self, Local, Locals, Place, Scope};
use crate::convert::{Cx, Low, Lower, Manual};
use crate::finding::{Effort, Rule, Severity, Source};
use crate::ir;
use crate::name::Name;
use crate::pg;
use crate::span::Span;

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
}

impl<'c, 'a> Code<'c, 'a> {
    /// Code that sees nothing yet.
    pub fn new(cx: &'c mut Cx<'a>, schema: Option<Name>, end: End) -> Self {
        Self { cx, schema, table: None, locals: Locals::default(), end, refused: Vec::new() }
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

    /// Lowers statements, each reported, before the first failure ends it.
    pub fn statements(&mut self, list: &[ir::plsql::Stmt]) -> Lower<Vec<pg::Stmt>> {
        let lowered: Vec<Lower<Vec<pg::Stmt>>> = list.iter().map(|s| self.statement(s)).collect();
        let lowered = lowered.into_iter().collect::<Lower<Vec<Vec<pg::Stmt>>>>()?;
        Ok(lowered.into_iter().flatten().collect())
    }

    /// Lowers a block with its declarations.
    pub fn block(&mut self, block: &ir::plsql::Block) -> Lower<pg::Block> {
        let outer = self.locals.variables.len();
        let declarations = declare::all(self, block);
        let statements = self.statements(&block.statements);
        self.locals.variables.truncate(outer);
        let handled = block.handlers.first().map(|h| self.refuse("an exception handler", h.at.span));
        let sections = block.sections.first().map(|s| self.refuse("a section of a compound trigger", s.at.span));
        if let Some(manual) = handled.or(sections) {
            return Err(manual);
        }
        let label = block.labels.first().map(|l| self.cx.program.plan.names.fold(l));
        Ok(pg::Block { label, declarations: declarations?, statements: statements? })
    }

    /// The variable or field that is assigned to, with its type.
    pub fn target(&mut self, e: &ir::Expr) -> Lower<(Box<[Name]>, pg::Type)> {
        let ir::ExprKind::Name(path) = &e.kind else {
            return Err(self.refuse("this target of an assignment", e.at.span));
        };
        if let Some(local) = self.locals.find(&path.parts).filter(|l| !l.constant) {
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
        let local = Local { labels: labels.to_vec(), name: name.clone(), target: target.clone(), ty, constant };
        self.locals.variables.push(local);
        target
    }
}
