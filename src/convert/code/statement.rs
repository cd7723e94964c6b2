//! Statements: one arm each; what has no form of its own file is here.

use super::body::{Code, End};
use super::{call, loops, sql, state};
use crate::convert::expr::{Place, Scope, fit, meet as expr_meet};
use crate::convert::{Low, Lower};
use crate::ir::Expr;
use crate::ir::plsql::{CaseStmt, Choice, If, Leave, Stmt, StmtKind};
use crate::pg;

impl Code<'_, '_> {
    /// Lowers a statement; its comments go with the first that comes of it. One without a form leaves a gap.
    pub fn statement(&mut self, stmt: &Stmt) -> Vec<pg::Stmt> {
        let mut comments = stmt.comments.0.clone().unwrap_or_default();
        let mut list = match self.kind(stmt) {
            Ok(list) => list,
            Err(why) => {
                // Those inside stand in the source's text.
                comments = comments.into_iter().filter(|c| c.span.hi <= stmt.at.span.lo).collect();
                vec![self.gap(stmt.at, &why)]
            }
        };
        if let Some(first) = list.first_mut() {
            let plain = std::mem::replace(first, pg::Stmt::Null);
            *first = pg::Stmt::Of(stmt.at, comments, Box::new(plain));
        }
        list
    }

    // exhaustive match: one arm a statement, so that the compiler names this place when a statement is added.
    fn kind(&mut self, stmt: &Stmt) -> Lower<Vec<pg::Stmt>> {
        let what = match &stmt.kind {
            StmtKind::Null => return Ok(vec![pg::Stmt::Null]),
            StmtKind::Assign(sides) => {
                let [target, value] = &**sides;
                return self.assign(target, value);
            }
            StmtKind::Call(call) => return call::lower(self, call),
            StmtKind::If(it) => return self.if_(it),
            StmtKind::Case(it) => return self.case(it),
            StmtKind::Loop(it) => return loops::lower(self, stmt, it),
            StmtKind::Leave(it) => return self.leave(it),
            StmtKind::Return(value) => return self.return_(stmt, value.as_deref()),
            StmtKind::Block(block) => {
                let mut lowered = self.block(block);
                let label = stmt.labels.first().map(|l| self.cx.program.plan.names.fold(l));
                lowered.label = lowered.label.or(label);
                return Ok(vec![pg::Stmt::Block(Box::new(lowered))]);
            }
            StmtKind::Select(query) => return sql::select(self, query),
            StmtKind::Dml(dml) => return sql::dml(self, dml, stmt.at.span),
            StmtKind::Raise(_) => "`RAISE`",
            StmtKind::Goto(_) => "`GOTO`",
            StmtKind::Open(_) => "`OPEN`",
            StmtKind::Fetch(_) => "`FETCH`",
            StmtKind::Close(_) => "`CLOSE`",
            StmtKind::Forall(_) => "`FORALL`",
            StmtKind::Execute(_) => "`EXECUTE IMMEDIATE`",
            StmtKind::PipeRow(_) => "`PIPE ROW`",
            StmtKind::Transaction(_) => "a statement about transactions",
            StmtKind::Pragma(_) => "a pragma",
            StmtKind::Unread(_) => "a statement that is not understood",
        };
        Err(self.refuse(what, stmt.at.span))
    }

    fn assign(&mut self, target: &Expr, value: &Expr) -> Lower<Vec<pg::Stmt>> {
        if let Some((writer, ty)) = state::written(self, target) {
            let low = self.expr(value, Place::Code)?;
            let value = fit(self.cx, low, &ty, value.at.span)?;
            return Ok(vec![pg::Stmt::Perform(pg::Expr::function(writer, [value]))]);
        }
        let target = self.target(target);
        let low = self.expr(value, Place::Code);
        let (target, ty) = target?;
        let value = fit(self.cx, low?, &ty, value.at.span)?;
        Ok(vec![pg::Stmt::Assign(target, value)])
    }

    fn if_(&mut self, it: &If) -> Lower<Vec<pg::Stmt>> {
        let arms: Vec<(Lower<pg::Expr>, Vec<pg::Stmt>)> =
            it.arms.iter().map(|(condition, list)| (self.condition(condition), self.statements(list))).collect();
        let otherwise = it.otherwise.as_ref().map(|list| self.statements(list));
        let arms = arms.into_iter().map(|(condition, list)| Ok((condition?, list))).collect::<Lower<Vec<_>>>()?;
        Ok(vec![pg::Stmt::If(arms, otherwise.unwrap_or_default())])
    }

    fn case(&mut self, it: &CaseStmt) -> Lower<Vec<pg::Stmt>> {
        let mut arms = Vec::new();
        for (choices, list) in &it.arms {
            let choices: Vec<Lower<pg::Expr>> =
                choices.iter().map(|choice| self.choice(it.selector.as_ref(), choice)).collect();
            arms.push((choices.into_iter().collect::<Lower<Vec<pg::Expr>>>(), self.statements(list)));
        }
        let otherwise = it.otherwise.as_ref().map(|list| self.statements(list));
        let selector = it.selector.as_ref().map(|e| self.condition(e)).transpose()?;
        let arms = arms.into_iter().map(|(choices, list)| Ok((choices?, list))).collect::<Lower<Vec<_>>>()?;
        Ok(vec![pg::Stmt::Case(Box::new(pg::CaseStmt { selector, arms, otherwise }))])
    }

    /// A choice, where it and the selector are compared as they are.
    fn choice(&mut self, selector: Option<&Expr>, choice: &Choice) -> Lower<pg::Expr> {
        let value = match choice {
            Choice::Is(value) => value,
            Choice::Test(test) => return Err(self.refuse("a test as a choice of `CASE`", test.at.span)),
        };
        let Some(selector) = selector else { return self.condition(value) };
        let place = Place::Code;
        let (a, b) = (self.expr(selector, place)?, self.expr(value, place)?);
        let [first, second] = self.meet(value, a.clone(), b.clone())?;
        if first.expr == a.expr && second.expr == b.expr {
            return Ok(b.expr);
        }
        Err(self.refuse("`CASE` over values of several types", value.at.span))
    }

    fn meet(&mut self, e: &Expr, a: Low, b: Low) -> Lower<[Low; 2]> {
        let scope = Scope {
            table: None,
            schema: self.schema.as_ref(),
            place: Place::Code,
            query: None,
            locals: Some(&self.locals),
        };
        expr_meet(self.cx, &scope, e, a, b)
    }

    fn leave(&mut self, it: &Leave) -> Lower<Vec<pg::Stmt>> {
        let when = it.when.as_ref().map(|e| self.condition(e)).transpose()?;
        let label = it.label.as_ref().map(|l| self.cx.program.plan.names.fold(l));
        Ok(vec![pg::Stmt::Leave(Box::new(pg::Leave { again: it.again, label, when }))])
    }

    fn return_(&mut self, stmt: &Stmt, value: Option<&Expr>) -> Lower<Vec<pg::Stmt>> {
        match (self.end.clone(), value) {
            (End::Nothing, None) => Ok(vec![pg::Stmt::Return(None)]),
            (End::Value(ty), Some(value)) => Ok(vec![pg::Stmt::Return(Some(self.value(value, &ty)?))]),
            (End::Row(list), None) => Ok(list),
            (End::Nothing | End::Row(_), Some(_)) | (End::Value(_), None) => {
                Err(self.refuse("this `RETURN`", stmt.at.span))
            }
        }
    }
}
