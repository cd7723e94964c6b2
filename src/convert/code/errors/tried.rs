//! Calls of routines that may fail after they have done something: their twins return the error as a value.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "other expressions are left as they are, with no such call in them"
)]

use super::facts::Header;
use super::forms::Forms;
use super::handover::{CALLS, ENDS, Opening};
use crate::catalog::{Mode, Param};
use crate::convert::target;
use crate::name::{Name, QName};
use crate::pg::{self, Call, Expr, Stmt, Type};

/// The twin that returns its error.
pub(in crate::convert::code) fn try_name(of: &QName) -> QName {
    QName { schema: of.schema.clone(), name: target::derived(&of.name, "__try") }
}

/// The parameter of the twin that brings the result of a function.
fn result_name(header: &Header) -> Name {
    let taken = header.params.iter().any(|p| p.name == "ret");
    if taken { "ret_".into() } else { "ret".into() }
}

/// The name and direction of a parameter, and what is passed for it.
struct Passed {
    formal: Param<pg::Pg>,
    name: Option<Name>,
    value: Expr,
}

impl Forms<'_> {
    /// A call of the twin, and the value of the call, where one is wanted.
    pub(super) fn tried(
        &mut self,
        opening: &Opening,
        call: &Call,
        into: Option<&[Name]>,
    ) -> Result<(Vec<Stmt>, Option<Expr>), &'static str> {
        let work = (self.known.work)(&call.name);
        let why = if work.ends { ENDS } else { CALLS };
        let header = (self.known.header)(&call.name, call.args.len()).filter(|_| work.tries).ok_or(why)?;
        let mut made = Vec::new();
        let mut passed = self.passed(opening, call, &header, &mut made).ok_or(why)??;
        let formals = header.params.iter().filter(|p| !header.is_function || p.mode != Mode::Out).count();
        let by_name = passed.iter().any(|p| p.name.is_some()) || passed.len() < formals;
        let mut back = Vec::new();
        let mut results: Vec<(Name, Name)> = Vec::new();
        for one in &mut passed {
            if one.formal.mode == Mode::In {
                continue;
            }
            if let (true, Expr::Name(path)) = (one.formal.nocopy, &one.value) {
                // A variable of the routine around it: what is written there counts though the routine fails.
                if let ([own], true) = (&**path, header.is_function) {
                    results.push((one.formal.name.clone(), own.clone()));
                }
                continue;
            }
            // What comes back is copied only where there was no error.
            let own = self.variable(&one.formal.name, one.formal.ty.clone());
            if one.formal.mode == Mode::InOut {
                made.push(Stmt::Assign(Box::new([own.clone()]), one.value.clone()));
            }
            if header.is_function {
                results.push((one.formal.name.clone(), own.clone()));
            } else if let Expr::Name(path) = &one.value {
                back.push(Stmt::Assign(path.clone(), Expr::name(own.clone())));
            }
            one.value = Expr::name(own);
        }
        let mut twin = Call { name: try_name(&call.name), args: Vec::new(), ..call.clone() };
        twin.args.extend(passed.into_iter().map(|p| (p.name, p.value)));
        if header.is_function {
            for formal in header.params.iter().filter(|p| p.mode == Mode::Out) {
                let own = self.variable(&formal.name, formal.ty.clone());
                twin.args.push((Some(formal.name.clone()), Expr::name(own.clone())));
                results.push((formal.name.clone(), own));
            }
        }
        let by_name = by_name || !results.is_empty();
        let mut value = None;
        if let Some(ty) = &header.returns {
            let own = self.variable("ret", ty.clone());
            twin.args.push((by_name.then(|| result_name(&header)), Expr::name(own.clone())));
            value = Some(Expr::name(own));
        }
        for (name, part) in opening.err.arguments() {
            twin.args.push((by_name.then(|| name.into()), part));
        }
        made.push(Stmt::Call(Expr::Call(Box::new(twin))));
        made.push(opening.away(Some(opening.err.is_error())));
        made.extend(back);
        if !results.is_empty() {
            // What comes back stands in a record.
            let record = into.ok_or(why)?;
            let targets = results.into_iter().map(|(name, own)| (Expr::name(own), Some(name))).collect();
            let query = pg::Query::Select(Box::new(pg::Select { targets, ..pg::Select::default() }));
            made.push(Stmt::Select(Box::new(pg::SelectInto { query, strict: false, into: vec![record.into()] })));
        }
        Ok((made, value))
    }

    /// The arguments of a call with their parameters; what may fail is evaluated in front.
    fn passed(
        &mut self,
        opening: &Opening,
        call: &Call,
        header: &Header,
        made: &mut Vec<Stmt>,
    ) -> Option<Result<Vec<Passed>, &'static str>> {
        let formals: Vec<&Param<pg::Pg>> =
            header.params.iter().filter(|p| !header.is_function || p.mode != Mode::Out).collect();
        let mut all = Vec::with_capacity(call.args.len());
        let mut list = Vec::new();
        for (n, (name, value)) in call.args.iter().enumerate() {
            let formal = match name {
                Some(name) => formals.iter().find(|p| p.name == *name),
                None => formals.get(n),
            };
            let formal = (*formal?).clone();
            let mut value = value.clone();
            if formal.mode == Mode::In && self.fails(opening, &value) {
                let own = self.variable(&formal.name, formal.ty.clone());
                list.push(Stmt::Assign(Box::new([own.clone()]), value));
                value = Expr::name(own);
            }
            all.push(Passed { formal, name: name.clone(), value });
        }
        Some(self.opened(opening, &list).map(|list| {
            made.extend(list);
            all
        }))
    }

    /// Takes calls that may fail after they have done something out of an expression, in the order in which they are made.
    pub(super) fn lift(&mut self, opening: &Opening, e: &mut Expr, made: &mut Vec<Stmt>) -> Result<(), &'static str> {
        if !self.is_tried(e) {
            return Ok(());
        }
        match e {
            Expr::Call(call) => {
                let lazy = call.name.schema.is_none() && call.name.name == "coalesce";
                let own = !matches!(call.name.schema.as_deref(), None | Some("pg_catalog" | "ora_compat"));
                let work = if own { Some((self.known.work)(&call.name)) } else { None };
                if call.over.is_some() || call.filter.is_some() || !call.order.is_empty() || !call.within.is_empty() {
                    return Err(CALLS);
                }
                for (n, (_, arg)) in call.args.iter_mut().enumerate() {
                    self.lift_at(opening, arg, lazy && n > 0, made)?;
                }
                if work.is_some_and(|work| work.partial || work.ends) {
                    let (list, value) = self.tried(opening, call, None)?;
                    made.extend(list);
                    *e = value.ok_or(CALLS)?;
                }
                Ok(())
            }
            Expr::Prefix(_, inner) | Expr::Not(inner) | Expr::Is(inner, _, _) | Expr::Extract(_, inner) => {
                self.lift(opening, inner, made)
            }
            Expr::Cast(parts) => self.lift(opening, &mut parts.0, made),
            Expr::Field(parts) => self.lift(opening, &mut parts.0, made),
            Expr::Infix(_, sides) | Expr::Distinct(_, sides) => self.lift_all(opening, &mut **sides, made),
            Expr::Concat(items) | Expr::Row(items) => self.lift_all(opening, items, made),
            Expr::And(items) | Expr::Or(items) => {
                for (n, item) in items.iter_mut().enumerate() {
                    self.lift_at(opening, item, n > 0, made)?;
                }
                Ok(())
            }
            _ => Err(CALLS),
        }
    }

    fn lift_all(&mut self, opening: &Opening, items: &mut [Expr], made: &mut Vec<Stmt>) -> Result<(), &'static str> {
        let mut did = false;
        for item in items {
            // What stands to the left of a call is evaluated before it.
            if self.is_tried(item) && did {
                return Err(CALLS);
            }
            did |= !self.is_tried(item) && self.asks(item);
            self.lift(opening, item, made)?;
        }
        Ok(())
    }

    fn lift_at(
        &mut self,
        opening: &Opening,
        e: &mut Expr,
        lazy: bool,
        made: &mut Vec<Stmt>,
    ) -> Result<(), &'static str> {
        if lazy && self.is_tried(e) { Err(CALLS) } else { self.lift(opening, e, made) }
    }

    /// Whether an expression calls what may fail after it has done something.
    fn is_tried(&self, e: &Expr) -> bool {
        let does = self.known.expr(e);
        does.partial || does.ends
    }

    /// Whether an expression calls a routine of the program, whose result may depend on when it is called.
    fn asks(&self, e: &Expr) -> bool {
        let mut found = matches!(e, Expr::Call(call)
            if !matches!(call.name.schema.as_deref(), None | Some("pg_catalog" | "ora_compat")));
        pg::walk::children(e, &mut |child| match child {
            pg::walk::Node::Expr(child) => found |= self.asks(child),
            pg::walk::Node::Query(_) => found = true,
        });
        found
    }
}

/// The body of a twin that returns its error; nothing where it cannot be told apart what stays.
pub(super) fn body(forms: &mut Forms<'_>, block: &pg::Block, header: &Header) -> Option<pg::Block> {
    use super::facts::Kinds;
    use super::handover::{Kept, Way};
    let mut block = block.clone();
    if header.returns.is_some() {
        let name = result_name(header);
        block.statements = returning(block.statements, &name);
        for handler in &mut block.handlers {
            handler.statements = returning(std::mem::take(&mut handler.statements), &name);
        }
    }
    let opening = Opening { taken: Kinds::ALL, err: Kept::parameters(), way: Way::Return, vain: false };
    let (declarations, mut statements) = forms.declared(&opening, &block.declarations).ok()?;
    let inner = pg::Block { declarations: Vec::new(), ..block };
    let label = inner.label.clone();
    if inner.handlers.is_empty() {
        statements.extend(forms.opened(&opening, &inner.statements).ok()?);
    } else {
        let made = forms.open_handled(&opening, &inner).ok()?;
        let plain = made.label.is_none() && made.handlers.is_empty();
        if plain { statements.extend(made.statements) } else { statements.push(Stmt::Block(Box::new(made))) }
    }
    if header.params.iter().any(|p| p.default.is_some()) {
        // A parameter that only comes back has a value behind one with a default.
        let behind = header.params.iter().skip_while(|p| p.default.is_none());
        let back = behind.filter(|p| p.mode == Mode::Out).map(|p| p.name.clone());
        let back = back.chain(header.returns.is_some().then(|| result_name(header)));
        let nulls = back.map(|name| Stmt::Assign(Box::new([name]), Expr::Null)).chain(Kept::parameters().clear());
        statements.splice(0..0, nulls);
    }
    let gained = std::mem::take(&mut forms.gained);
    let declarations = declarations.into_iter().chain(gained).collect();
    let made = pg::Block { label, declarations, statements, handlers: Vec::new(), note: Some("try") };
    forms.is_whole().then_some(made)
}

/// `RETURN value` becomes an assignment to the parameter that brings it back.
fn returning(list: Vec<Stmt>, name: &Name) -> Vec<Stmt> {
    let mut made = Vec::with_capacity(list.len());
    for stmt in list {
        match stmt {
            Stmt::Of(at, comments, inner) => {
                let mut inner = returning(vec![*inner], name).into_iter();
                let first = inner.next().unwrap_or(Stmt::Null);
                made.push(Stmt::Of(at, comments, Box::new(first)));
                made.extend(inner);
            }
            Stmt::Return(Some(value)) => {
                made.push(Stmt::Assign(Box::new([name.clone()]), value));
                made.push(Stmt::Return(None));
            }
            Stmt::If(arms, otherwise) => {
                let arms = arms.into_iter().map(|(e, list)| (e, returning(list, name))).collect();
                made.push(Stmt::If(arms, returning(otherwise, name)));
            }
            Stmt::Case(mut case) => {
                case.arms = case.arms.into_iter().map(|(choices, list)| (choices, returning(list, name))).collect();
                case.otherwise = case.otherwise.map(|list| returning(list, name));
                made.push(Stmt::Case(case));
            }
            Stmt::Loop(mut it) => {
                it.body = returning(it.body, name);
                made.push(Stmt::Loop(it));
            }
            Stmt::Block(mut block) => {
                block.statements = returning(block.statements, name);
                for handler in &mut block.handlers {
                    handler.statements = returning(std::mem::take(&mut handler.statements), name);
                }
                made.push(Stmt::Block(block));
            }
            other => made.push(other),
        }
    }
    made
}

/// The twin of a routine: what it takes and gives, and the error.
pub(in crate::convert::code) fn parameters(header: &Header, at: crate::span::At) -> Vec<Param<pg::Pg>> {
    let defaulted = header.params.iter().any(|p| p.default.is_some());
    let mode = if defaulted { Mode::InOut } else { Mode::Out };
    let one =
        |name: Name, ty: Type| Param { name, at, mode, nocopy: false, ty, default: defaulted.then_some(Expr::Null) };
    let mut all = header.params.clone();
    if defaulted {
        // In front of the first default they stay as they are: what follows a default must have one.
        for param in all.iter_mut().skip_while(|p| p.default.is_none()).filter(|p| p.mode == Mode::Out) {
            param.mode = Mode::InOut;
            param.default.get_or_insert(Expr::Null);
        }
    }
    all.extend(header.returns.clone().map(|ty| one(result_name(header), ty)));
    all.extend(super::handover::PARAMETERS.map(|name| one(name.into(), Type::Text)));
    all
}
