//! Statements: one arm each; what has no form of its own file is here.

use super::body::{Code, End};
use super::opened::Ways;
use super::place::Target;
use super::{assigned, call, cursor, ddl, errors, held, invoke, limits, loops, record, sql, transaction};
use crate::convert::expr::{Attributes, Place, Scope, meet as expr_meet};
use crate::convert::{Low, Lower};
use crate::ir::Expr;
use crate::ir::plsql::dynamic::administers;
use crate::ir::plsql::{CaseStmt, Choice, If, Leave, Stmt, StmtKind};
use crate::name::Name;
use crate::pg;
use crate::span::Span;

impl Code<'_, '_> {
    /// Lowers a statement; its comments go with the first that comes of it. One without a form leaves a gap.
    pub fn statement(&mut self, stmt: &Stmt) -> Vec<pg::Stmt> {
        let mut comments = stmt.comments.0.clone().unwrap_or_default();
        let outer = std::mem::take(&mut self.before);
        let later = std::mem::take(&mut self.after);
        let held = held::rowids(self, stmt);
        let held = std::mem::replace(&mut self.cx.held, held);
        let made = self.kind(stmt);
        self.cx.held = held;
        let mut before = std::mem::replace(&mut self.before, outer);
        let after = std::mem::replace(&mut self.after, later);
        let mut list = match made {
            Ok(mut list) => {
                list.extend(after.into_iter().map(|later| later.write));
                list
            }
            Err(why) => {
                before.clear();
                // Those inside stand in the source's text.
                comments = comments.into_iter().filter(|c| c.span.hi <= stmt.at.span.lo).collect();
                vec![self.gap(stmt.at, &why)]
            }
        };
        list.splice(0..0, before);
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
                let label = stmt.labels.first().map(|l| self.cx.program.plan.names.fold(l));
                let label = block.labels.first().map(|l| self.cx.program.plan.names.fold(l)).or(label);
                self.labels = stmt.labels.to_vec();
                let made = self.labelled(block, label);
                return Ok(vec![pg::Stmt::Block(Box::new(made))]);
            }
            StmtKind::Select(query) => {
                let made = sql::select(self, query)?;
                return Ok(self.counting(made, stmt.at.span));
            }
            StmtKind::Dml(dml) => {
                let made = sql::dml(self, dml, stmt.at.span)?;
                return Ok(self.counting(made, stmt.at.span));
            }
            StmtKind::Raise(name) => return errors::raise(self, stmt, name.as_deref()),
            StmtKind::Open(it) => return cursor::open(self, it),
            StmtKind::Fetch(it) => return cursor::fetch(self, it, stmt.at.span),
            StmtKind::Close(e) => return cursor::close(self, e),
            StmtKind::Transaction(it) => return transaction::lower(self, it, stmt.at.span),
            StmtKind::Goto(_) => "`GOTO`",
            StmtKind::Forall(_) => "`FORALL`",
            StmtKind::Execute(it) => {
                if let Some(made) = ddl::execute(self, it, stmt.at.span) {
                    return made;
                }
                match administers(&it.text) {
                    // which is what is to be done about it
                    Some(command) => return Err(self.cx.said("OR-DYN-010", format!("`{command}` runs from a text"))),
                    None => "`EXECUTE IMMEDIATE`",
                }
            }
            StmtKind::PipeRow(_) => "`PIPE ROW`",
            StmtKind::Pragma(it) if it.name == "INLINE" => return Ok(Vec::new()),
            StmtKind::Pragma(_) => "a pragma",
            StmtKind::Unread(it) => {
                return Err(self.cx.said("HD-105", format!("a statement that is not understood ({})", it.reason)));
            }
        };
        Err(self.refuse(what, stmt.at.span))
    }

    /// Counts the rows of a statement, where somebody asks later.
    fn counting(&mut self, mut made: Vec<pg::Stmt>, span: Span) -> Vec<pg::Stmt> {
        if self.uses.counted {
            let count = self.outermost("sql__rowcount", pg::Type::BigInt);
            // One that fails counted none, which a handler or what follows it sees.
            if self.guarded > 0 && !self.uses.asks_within(span) {
                made.insert(0, pg::Stmt::Assign(Box::new([count.clone()]), pg::Expr::int(0)));
            }
            // The last of several inserts alone would count.
            if let Some(pg::Stmt::Dml(pg::Dml::Many(many))) = made.last_mut()
                && many.inserts.len() > 1
            {
                many.counted = Some(count);
                return made;
            }
            let assigned = matches!(made.last(), Some(pg::Stmt::Assign(..)));
            let get = if assigned {
                pg::Stmt::Assign(Box::new([count]), pg::Expr::int(1))
            } else {
                pg::Stmt::Diagnostics(false, vec![(Box::new([count]), "ROW_COUNT")])
            };
            let counted = |s: &pg::Stmt| matches!(s, pg::Stmt::Select(_) | pg::Stmt::Dml(_) | pg::Stmt::Returning(_));
            let place = made.iter().rposition(counted).map_or(made.len(), |n| n + 1);
            made.insert(place, get);
        }
        made
    }

    fn assign(&mut self, target: &Expr, value: &Expr) -> Lower<Vec<pg::Stmt>> {
        if let Some((writer, ty)) = assigned::written(self, target) {
            let low = self.expr_for(value, Place::Code, &ty)?;
            let value = self.fit(low, &ty, value.at.span)?;
            return Ok(vec![pg::Stmt::Perform(pg::Expr::function(writer, [value]))]);
        }
        if let Some(limits) = self.limited(target)
            && let Some(reach) = self.reached(target)
        {
            let value = self.value(value, &reach.ty)?;
            return Ok(vec![pg::Stmt::Assign(reach.path, limits::assigned(&limits, value))]);
        }
        let known = cursor::named(target).cloned();
        let target = self.target(target);
        if let (Ok(Target { ty: pg::Type::RefCursor, .. }), Some(name)) = (&target, known) {
            self.opened(&name, false);
        }
        if let Ok(target) = &target
            && target.fields.is_some()
        {
            return record::assign(self, target, value);
        }
        let low = match &target {
            Ok(target) => self.expr_for(value, Place::Code, &target.ty),
            Err(_) => self.expr(value, Place::Code),
        };
        let target = target?;
        let value = self.fit(low?, &target.ty, value.at.span)?;
        if let Some(done) = invoke::straight(self, &target, &value) {
            return Ok(done);
        }
        self.note_digits(&target.path, &value);
        let rounds = matches!(&*target.path, [name] if self.rounded.contains(name));
        let value = plain(value);
        let value = if rounds { value.cast(target.ty) } else { value };
        Ok(vec![pg::Stmt::Assign(target.path, value)])
    }

    /// A condition that is evaluated right behind a fetch or statement, which say themselves whether they found a row.
    fn condition_behind(&mut self, e: &Expr) -> Lower<pg::Expr> {
        let count = self.locals.cursors.len();
        let seen = |cursors: &[cursor::Cursor], name: &Name| {
            cursors.iter().rev().find(|c| c.name == *name).and_then(|c| c.state.seen.clone()).unwrap_or("found".into())
        };
        let found = |name: Name, like: Option<Attributes>, seen: Name| Attributes {
            found: pg::Expr::name(seen),
            rows: like.as_ref().map_or(pg::Expr::Null, |l| l.rows.clone()),
            open: like.map_or(pg::Expr::Bool(false), |l| l.open),
            sure: true,
            name,
        };
        let names = self.uses.behind_fetch.clone().into_iter().chain(self.uses.behind_rows.then(|| "SQL".into()));
        for name in names {
            let like = self.locals.cursors.iter().rev().find(|c| c.name == name).cloned();
            let seen = seen(&self.cursors, &name);
            self.locals.cursors.push(found(name, like, seen));
        }
        let made = self.condition(e);
        self.locals.cursors.truncate(count);
        made
    }

    /// `IF`: a condition with a call that is taken out of it stands in a statement of its own.
    fn if_(&mut self, it: &If) -> Lower<Vec<pg::Stmt>> {
        let mut arms = Vec::new();
        let mut ways = Ways::of(self);
        for (n, (condition, list)) in it.arms.iter().enumerate() {
            let outer = std::mem::take(&mut self.before);
            let condition = if n == 0 { self.condition_behind(condition) } else { self.condition(condition) };
            let before = std::mem::replace(&mut self.before, outer);
            ways.from(self);
            arms.push((before, condition, self.statements(list)));
            ways.done(self, list);
        }
        ways.from(self);
        let mut rest = it.otherwise.as_ref().map(|list| self.statements(list)).unwrap_or_default();
        ways.done(self, it.otherwise.as_deref().unwrap_or_default());
        ways.join(self);
        let mut made: Vec<(pg::Expr, Vec<pg::Stmt>)> = Vec::new();
        for (n, (before, condition, list)) in arms.into_iter().enumerate().rev() {
            made.insert(0, (condition?, list));
            if n == 0 {
                self.before.extend(before);
            } else if !before.is_empty() {
                let inner = pg::Stmt::If(std::mem::take(&mut made), std::mem::take(&mut rest));
                rest = before.into_iter().chain([inner]).collect();
            }
        }
        Ok(vec![pg::Stmt::If(made, rest)])
    }

    fn case(&mut self, it: &CaseStmt) -> Lower<Vec<pg::Stmt>> {
        let selector = it.selector.as_ref().map(|e| self.expr(e, Place::Code)).transpose();
        let plain = match (&selector, &it.selector) {
            (Ok(Some(low)), Some(_)) => self.fits_choices(low, it),
            _ => true,
        };
        // Where choices are of other types, or tests, each is a condition, and the selector is kept.
        let kept = match selector.clone() {
            Ok(Some(low)) if !plain => Some(self.kept(low)?),
            _ => None,
        };
        let mut arms = Vec::new();
        let mut ways = Ways::of(self);
        for (choices, list) in &it.arms {
            ways.from(self);
            let choices: Vec<Lower<pg::Expr>> =
                choices.iter().map(|choice| self.choice(kept.as_ref(), choice)).collect();
            arms.push((choices.into_iter().collect::<Lower<Vec<pg::Expr>>>(), self.statements(list)));
            ways.done(self, list);
        }
        ways.from(self);
        let otherwise = it.otherwise.as_ref().map(|list| self.statements(list));
        if let Some(list) = &it.otherwise {
            ways.done(self, list);
        }
        ways.join(self);
        let selector = selector?.filter(|_| kept.is_none()).map(|low| low.expr);
        let mut made = Vec::with_capacity(arms.len());
        for (choices, list) in arms {
            let choices = choices?;
            let several = kept.is_some() && choices.len() > 1;
            made.push((if several { vec![pg::Expr::Or(choices.into())] } else { choices }, list));
        }
        Ok(vec![pg::Stmt::Case(Box::new(pg::CaseStmt { selector, arms: made, otherwise }))])
    }

    /// Whether the selector and all choices are compared as they are.
    fn fits_choices(&mut self, selector: &Low, it: &CaseStmt) -> bool {
        it.arms.iter().flat_map(|(choices, _)| choices).all(|choice| {
            let Choice::Is(value) = choice else { return false };
            let Ok(low) = self.expr(value, Place::Code) else { return true };
            match self.meet(value, selector.clone(), low.clone()) {
                Ok([first, second]) => first.expr == selector.expr && second.expr == low.expr,
                Err(_) => true,
            }
        })
    }

    /// A value in a variable of one's own, unless it is one already.
    fn kept(&mut self, low: Low) -> Lower<Low> {
        if matches!(low.expr, pg::Expr::Name(_) | pg::Expr::Text(_) | pg::Expr::Number(_)) {
            return Ok(low);
        }
        let own = self.hoist("selector", low.ty.clone());
        self.before.push(pg::Stmt::Assign(Box::new([own.clone()]), low.expr));
        Ok(Low { expr: pg::Expr::name(own), ..low })
    }

    /// A choice: a value that the selector is compared with, or a condition.
    fn choice(&mut self, selector: Option<&Low>, choice: &Choice) -> Lower<pg::Expr> {
        let outer = self.before.len();
        let made = match (choice, selector) {
            (Choice::Is(value), None) => self.condition(value),
            (Choice::Is(value), Some(selector)) => {
                let low = self.expr(value, Place::Code)?;
                let [a, b] = self.meet(value, selector.clone(), low)?;
                Ok(a.expr.infix(pg::Op::Eq, b.expr))
            }
            (Choice::Test(test), Some(selector)) => {
                // The selector stands in a test as an empty tuple.
                let hole = Expr { kind: crate::ir::ExprKind::Tuple(Box::default()), at: test.at };
                self.condition_with(test, vec![(hole, selector.clone())])
            }
            (Choice::Test(test), None) => Err(self.refuse("a test as a choice of `CASE`", test.at.span)),
        };
        if self.before.len() > outer {
            self.before.truncate(outer);
            let span = match choice {
                Choice::Is(e) | Choice::Test(e) => e.at.span,
            };
            return Err(self.refuse("a call with `OUT` parameters as a choice of `CASE`", span));
        }
        made
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
        let when = it.when.as_ref().map(|e| self.condition_behind(e)).transpose()?;
        let label = it.label.as_ref().map(|l| self.cx.program.plan.names.fold(l));
        Ok(vec![pg::Stmt::Leave(Box::new(pg::Leave { again: it.again, label, when }))])
    }

    fn return_(&mut self, stmt: &Stmt, value: Option<&Expr>) -> Lower<Vec<pg::Stmt>> {
        match (self.end.clone(), value) {
            (End::Nothing, None) => Ok(vec![pg::Stmt::Return(None)]),
            (End::Value(ty), Some(value)) => {
                let low = self.expr_for(value, Place::Code, &ty)?;
                let value = self.result(low, &ty, stmt.at.span)?;
                let value = if matches!(ty, pg::Type::Char(_)) { super::declare::exactly(value, &ty) } else { value };
                Ok(vec![pg::Stmt::Return(Some(value))])
            }
            (End::Out(name, ty), Some(value)) => {
                let low = self.expr_for(value, Place::Code, &ty)?;
                let value = self.result(low, &ty, stmt.at.span)?;
                Ok(vec![pg::Stmt::Assign(Box::new([name]), value), pg::Stmt::Return(None)])
            }
            (End::Row(list), None) => Ok(list),
            (End::Nothing | End::Row(_), Some(_)) | (End::Value(_) | End::Out(..), None) => {
                Err(self.refuse("this `RETURN`", stmt.at.span))
            }
        }
    }
}

/// A literal that is assigned needs no cast: PL/pgSQL converts it once, and the checker knows.
fn plain(value: pg::Expr) -> pg::Expr {
    if let pg::Expr::Cast(parts) = &value
        && let (pg::Expr::Number(_), pg::Type::Numeric(None) | pg::Type::BigInt) = &**parts
    {
        return parts.0.clone();
    }
    value
}
