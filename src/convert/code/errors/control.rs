//! Conditions, bounds and queries that may fail after something was done: they are evaluated in a block of their own.

use super::facts::{Does, Kinds};
use super::forms::Forms;
use super::handover::{CALLS, CONTROL, ENDS, Opened, Opening};
use crate::pg::{self, Expr, IsTest, Over, Stmt, Type};

/// A list of arms: condition and statements.
type Arms = [(Expr, Vec<Stmt>)];

impl Forms<'_> {
    /// A value that is evaluated in front, where it may fail.
    fn value(&mut self, opening: &Opening, e: &Expr, base: &str, ty: Type) -> Result<(Vec<Stmt>, Expr), &'static str> {
        if !self.fails(opening, e) {
            return Ok((Vec::new(), e.clone()));
        }
        let own = self.variable(base, ty);
        let made = self.opened(opening, &[Stmt::Assign(Box::new([own.clone()]), e.clone())])?;
        Ok((made, Expr::name(own)))
    }

    pub(super) fn open_if(&mut self, opening: &Opening, arms: &Arms, otherwise: &[Stmt]) -> Opened {
        let Some(((condition, list), rest)) = arms.split_first() else { return self.opened(opening, otherwise) };
        let (mut made, condition) = self.value(opening, condition, "c", Type::Boolean)?;
        let list = self.opened(opening, list)?;
        let mut all = vec![(condition, list)];
        let mut last = Vec::new();
        for (n, (condition, list)) in rest.iter().enumerate() {
            if self.fails(opening, condition) {
                last = self.open_if(opening, rest.get(n..).unwrap_or_default(), otherwise)?;
                made.push(Stmt::If(all, last));
                return Ok(made);
            }
            all.push((condition.clone(), self.opened(opening, list)?));
        }
        last.extend(self.opened(opening, otherwise)?);
        made.push(Stmt::If(all, last));
        Ok(made)
    }

    pub(super) fn open_case(&mut self, opening: &Opening, case: &pg::CaseStmt) -> Opened {
        let none = Stmt::Raise {
            code: Expr::text("20000"),
            message: Expr::text("ORA-06592: CASE not found while executing CASE statement"),
        };
        let otherwise = case.otherwise.clone().unwrap_or_else(|| vec![none]);
        let otherwise = Some(self.opened(opening, &otherwise)?);
        let mut arms = Vec::with_capacity(case.arms.len());
        for (choices, list) in &case.arms {
            arms.push((choices.clone(), self.opened(opening, list)?));
        }
        let mut tests = case.selector.iter().chain(case.arms.iter().flat_map(|(choices, _)| choices));
        if !tests.any(|e| self.fails(opening, e)) {
            let selector = case.selector.clone();
            return Ok(vec![Stmt::Case(Box::new(pg::CaseStmt { selector, arms, otherwise }))]);
        }
        // Which arm it is, is found in front.
        let numbered = || (1_i64..).zip(&case.arms);
        let choices = numbered().flat_map(|(n, (choices, _))| choices.iter().map(move |e| (e.clone(), Expr::int(n))));
        let (selector, choices) = (case.selector.clone(), choices.collect());
        let which = pg::Case { selector, arms: choices, otherwise: Some(Expr::int(0)) };
        let (mut made, which) = self.value(opening, &Expr::Case(Box::new(which)), "arm", Type::Integer)?;
        let arms = (1_i64..).zip(arms).map(|(n, (_, list))| (vec![Expr::int(n)], list)).collect();
        made.push(Stmt::Case(Box::new(pg::CaseStmt { selector: Some(which), arms, otherwise })));
        Ok(made)
    }

    pub(super) fn open_loop(&mut self, opening: &Opening, it: &pg::Loop) -> Opened {
        let (mut made, mut first) = (Vec::new(), Vec::new());
        let mut last = Vec::new();
        let over = match &it.over {
            Over::Forever => Over::Forever,
            Over::While(e) => {
                if self.fails(opening, e) {
                    let (list, condition) = self.value(opening, e, "c", Type::Boolean)?;
                    first = list;
                    first.push(exit_unless(condition));
                    Over::Forever
                } else {
                    Over::While(e.clone())
                }
            }
            Over::Range(name, reverse, bounds) => {
                let [from, to] = &**bounds;
                let (list, [from, to]) = self.bounds(opening, [from, to])?;
                made.extend(list);
                Over::Range(name.clone(), *reverse, Box::new([from, to]))
            }
            Over::Steps(name, reverse, bounds) => {
                let [from, to, step] = &**bounds;
                if self.fails(opening, step) {
                    return Err(CONTROL);
                }
                let (list, [from, to]) = self.bounds(opening, [from, to])?;
                made.extend(list);
                Over::Steps(name.clone(), *reverse, Box::new([from, to, step.clone()]))
            }
            Over::Query(name, query) => {
                let does = self.known.query(query);
                if does.raises.meets(opening.taken) {
                    if self.known.list(&it.body).ends {
                        return Err(ENDS);
                    }
                    let rows = self.variable("rows", Type::RefCursor);
                    made.push(Stmt::Assign(Box::new([rows.clone()]), Expr::Null));
                    made.push(self.region(opening, vec![Stmt::Open(rows.clone(), query.clone())]));
                    let fetch = Stmt::Fetch(rows.clone(), vec![Box::new([name.clone()])]);
                    first = vec![self.region(opening, vec![fetch]), exit_unless(Expr::name("found"))];
                    last.push(Stmt::Close(rows));
                    Over::Forever
                } else {
                    Over::Query(name.clone(), query.clone())
                }
            }
        };
        first.extend(self.opened(opening, &it.body)?);
        made.push(Stmt::Loop(Box::new(pg::Loop { label: it.label.clone(), over, body: first })));
        made.extend(last);
        Ok(made)
    }

    /// Bounds of a loop, which fail where they are null too.
    fn bounds(&mut self, opening: &Opening, bounds: [&Expr; 2]) -> Result<(Vec<Stmt>, [Expr; 2]), &'static str> {
        if !Kinds::VALUE.meets(opening.taken) && !bounds.iter().any(|e| self.fails(opening, e))
            || bounds.iter().all(|e| is_number(e))
        {
            return Ok((Vec::new(), bounds.map(Expr::clone)));
        }
        let mut list = Vec::new();
        let mut tests = Vec::new();
        let mut value = |forms: &mut Self, e: &Expr, base: &str| {
            if is_number(e) {
                return e.clone();
            }
            let own = forms.variable(base, Type::Integer);
            list.push(Stmt::Assign(Box::new([own.clone()]), e.clone()));
            tests.push(Expr::Is(Box::new(Expr::name(own.clone())), IsTest::Null, false));
            Expr::name(own)
        };
        let [from, to] = bounds;
        let bounds = [value(self, from, "first"), value(self, to, "last")];
        let test = if tests.len() > 1 { Expr::Or(tests.into()) } else { tests.pop().unwrap_or(Expr::Bool(false)) };
        let raise =
            Stmt::Raise { code: Expr::text("22004"), message: Expr::text("ORA-06502: PL/SQL: numeric or value error") };
        list.push(Stmt::If(vec![(test, vec![raise])], Vec::new()));
        Ok((self.opened(opening, &list)?, bounds))
    }

    /// Whether a function that may fail after it has done something gives a record back.
    fn comes_back(&self, call: &pg::Call) -> bool {
        let work = (self.known.work)(&call.name);
        let header = (self.known.header)(&call.name, call.args.len()).filter(|_| work.partial || work.ends);
        header.is_some_and(|h| h.is_function && h.params.iter().any(|p| p.mode != crate::catalog::Mode::In))
    }

    /// A statement with calls in its values that may fail after they have done something: they are made in front of it.
    pub(super) fn open_values(&mut self, opening: &Opening, stmt: &Stmt, does: Does) -> Opened {
        let mut stmt = stmt.clone();
        let mut made = Vec::new();
        match &mut stmt {
            Stmt::Assign(target, Expr::Call(call)) if self.comes_back(call) => {
                return self.tried(opening, call, Some(target)).map(|(made, _)| made);
            }
            Stmt::Assign(_, e) | Stmt::Return(Some(e)) | Stmt::Notice(e) | Stmt::Perform(e) | Stmt::Execute(e, _) => {
                self.lift(opening, e, &mut made)?;
            }
            Stmt::Call(Expr::Call(call)) => {
                for (_, arg) in &mut call.args {
                    self.lift(opening, arg, &mut made)?;
                }
            }
            Stmt::Raise { code, message } => {
                self.lift(opening, code, &mut made)?;
                self.lift(opening, message, &mut made)?;
            }
            Stmt::Leave(leave) => {
                if let Some(e) = &mut leave.when {
                    self.lift(opening, e, &mut made)?;
                }
            }
            _ => {}
        }
        if made.is_empty() {
            return Err(if does.ends { ENDS } else { CALLS });
        }
        made.extend(self.opened(opening, &[stmt])?);
        Ok(made)
    }
}

/// Leaves the loop where a condition is not true.
fn exit_unless(condition: Expr) -> Stmt {
    let over = match condition {
        Expr::Name(name) if name.first().is_some_and(|n| n == "found") => Expr::Not(Box::new(Expr::Name(name))),
        condition => Expr::Is(Box::new(condition), IsTest::True, true),
    };
    Stmt::Leave(Box::new(pg::Leave { again: false, label: None, when: Some(over) }))
}

/// Whether a bound is never null.
fn is_number(e: &Expr) -> bool {
    match e {
        Expr::Number(_) => true,
        Expr::Infix(pg::Op::Add | pg::Op::Subtract, sides) => sides.iter().all(is_number),
        Expr::Prefix(_, e) => is_number(e),
        _ => false,
    }
}
