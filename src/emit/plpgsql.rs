//! PL/pgSQL statements.

use super::Printer;
use super::doc::Doc;
use super::precedence as level;
use crate::pg::{Expr, Stmt};

impl Printer<'_> {
    /// `BEGIN … END`, as the whole body of a routine.
    pub(super) fn block(self, d: &mut Doc, list: &[Stmt]) {
        d.text("#variable_conflict use_column");
        d.hard();
        d.text("BEGIN");
        d.indent(|d| {
            d.hard();
            self.statements(d, list);
        });
        d.text("END");
        d.hard();
    }

    /// Statements, a line each; none is `NULL;`.
    fn statements(self, d: &mut Doc, list: &[Stmt]) {
        if list.is_empty() {
            d.text("NULL;");
            d.hard();
        }
        for stmt in list {
            self.stmt(d, stmt);
            d.hard();
        }
    }

    fn stmt(self, d: &mut Doc, stmt: &Stmt) {
        match stmt {
            Stmt::Assign(target, value) => {
                for (n, part) in target.iter().enumerate() {
                    if n > 0 {
                        d.text(".");
                    }
                    d.name(part);
                }
                d.text(" := ");
                self.value(d, value);
            }
            Stmt::If(arms, otherwise) => self.if_statement(d, arms, otherwise),
            Stmt::Return(None) => d.text("RETURN;"),
            Stmt::Return(Some(value)) => {
                d.text("RETURN ");
                self.value(d, value);
            }
            Stmt::Raise { code, message } => {
                d.text("RAISE EXCEPTION USING ERRCODE = ");
                d.literal(code);
                d.text(", MESSAGE = ");
                self.value(d, message);
            }
            Stmt::Null => d.text("NULL;"),
            Stmt::Dml(dml) => {
                self.dml(d, dml);
                d.text(";");
            }
        }
    }

    fn value(self, d: &mut Doc, value: &Expr) {
        d.indent(|d| self.any(d, value));
        d.text(";");
    }

    fn if_statement(self, d: &mut Doc, arms: &[(Expr, Vec<Stmt>)], otherwise: &[Stmt]) {
        for (n, (condition, body)) in arms.iter().enumerate() {
            d.text(if n == 0 { "IF " } else { "ELSIF " });
            d.indent(|d| self.expr(d, condition, level::ANY));
            d.text(" THEN");
            d.indent(|d| {
                d.hard();
                self.statements(d, body);
            });
        }
        if !otherwise.is_empty() {
            d.text("ELSE");
            d.indent(|d| {
                d.hard();
                self.statements(d, otherwise);
            });
        }
        d.text("END IF;");
    }
}

/// A body that does nothing: a header whose code is not there.
pub(super) fn empty(d: &mut Doc) {
    d.text("BEGIN");
    d.hard();
    d.text("  RAISE EXCEPTION USING ERRCODE = 'P0004', MESSAGE = 'the code of this routine is missing';");
    d.hard();
    d.text("END");
    d.hard();
}
