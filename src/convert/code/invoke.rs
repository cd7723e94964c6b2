//! Calls of routines of the input with parameters that come back: arguments, copies, and calls taken out of expressions.

#![expect(clippy::wildcard_enum_match_arm, reason = "whatever form is not named is as its parts")]

use super::body::{Code, End};
use super::cursor::same;
use super::place::Target;
use super::{declare, effects, nested};
use crate::analyze::{Null, Ty};
use crate::catalog::Mode;
use crate::convert::callee::{self, Found};
use crate::convert::expr::{self, Fields};
use crate::convert::named::Site;
use crate::convert::{Low, Lower};
use crate::ir::{self, Argument, Expr, ExprKind, Path};
use crate::name::{Name, QName};
use crate::pg::{self, Stmt, Type};
use crate::span::{At, Span};

const OUTSIDE: &str = "a call of a procedure that ends the transaction, outside of procedures";

/// A routine that is called.
#[derive(Clone, Debug)]
pub(super) struct Callee {
    /// Its name in the target.
    pub target: QName,
    /// Its parameters.
    pub params: Vec<Formal>,
    /// Its result, where it has one.
    pub returns: Option<Type>,
    /// The parameter that brings the result.
    pub result: Name,
    /// The types of arguments decide which of several routines it is.
    pub exactly: bool,
    /// Variables of the routine around it that it takes before its own parameters.
    pub captures: Vec<Capture>,
    /// It is a function that ends the transaction, and so a procedure.
    pub ends: bool,
}

/// A variable that a routine within another takes from it.
#[derive(Clone, Debug)]
pub(super) struct Capture {
    /// Its name in the source.
    pub name: Name,
    /// Its name where it is declared.
    pub target: Name,
    /// As a parameter.
    pub formal: Formal,
}

/// A parameter of a routine that is called.
#[derive(Clone, Debug)]
pub(super) struct Formal {
    /// Its name in the source.
    pub name: Name,
    /// Its name in the target.
    pub target: Name,
    /// Direction.
    pub mode: Mode,
    /// Its type.
    pub ty: Type,
    /// Its fields, where it is a record.
    pub fields: Option<Fields>,
    /// It may be left out.
    pub optional: bool,
}

/// The parameter that brings the result of a function with others that come back.
pub(super) fn result_name(routine: &ir::Routine) -> Name {
    let taken = routine.params.iter().any(|p| p.name == "RET");
    if taken { "ret_".into() } else { "ret".into() }
}

/// Whether a routine gives something back by its parameters.
pub(super) fn gives_back(routine: &ir::Routine) -> bool {
    routine.params.iter().any(|p| p.mode != Mode::In)
}

/// The type of a parameter: what comes back has the type of variables, as it must be the same as theirs.
pub(super) fn formal_type(code: &mut Code<'_, '_>, param: &ir::Param) -> Lower<(Type, Option<Fields>)> {
    let (ty, fields) = declare::plain(code, &param.ty, param.at.span)?;
    let ty = code.cx.program.declared(param.at, ty);
    let ty = if ty == Type::Text && param.mode != Mode::In && !is_lob(&param.ty) { Type::Varchar(None) } else { ty };
    Ok((ty, fields))
}

/// How a type is written in a header: a `CHAR` of any length has no length there.
pub(super) fn written(ty: Type) -> Type {
    match ty {
        Type::Char(_) => Type::Builtin("bpchar"),
        Type::Numeric(_) => Type::Numeric(None),
        other => other,
    }
}

fn is_lob(ty: &ir::Type) -> bool {
    matches!(ty, ir::Type::Clob { .. } | ir::Type::Long)
}

/// The routine of the input that a name means with these arguments.
pub(super) fn find(
    code: &mut Code<'_, '_>,
    path: &Path,
    args: &[Argument],
    function: bool,
    at: At,
) -> Lower<Option<Callee>> {
    let span = at.span;
    if path.link.is_some() {
        return Ok(None);
    }
    if let Some(within) = nested::find(code, path, args, function, span)? {
        return Ok(Some(within));
    }
    let program = code.cx.program;
    let schema = code.schema.clone();
    let package = code.locals.package.as_ref().and_then(|name| program.plan.packages.named(name));
    let site = Site { schema: schema.as_ref(), package };
    let cx = &*code.cx;
    let means = program.facts.of(at).means;
    match callee::find(program, site, &path.parts, args, function, (means, &|e| cx.fact(e).ty.class)) {
        Some(Found::One(found)) => Callee::of(code, &found, span).map(Some),
        Some(Found::Several) => Err(code.refuse("a call that fits several routines", span)),
        None => Ok(None),
    }
}

/// Whether a call is of a function whose parameters come back.
fn comes_back(code: &Code<'_, '_>, at: At, path: &Path, args: &[Argument]) -> bool {
    let means = code.cx.program.facts.of(at).means;
    let program = code.cx.program;
    let package = code.locals.package.as_ref().and_then(|name| program.plan.packages.named(name));
    let site = Site { schema: code.schema.as_ref(), package };
    let cx = &*code.cx;
    let found = callee::find(program, site, &path.parts, args, true, (means, &|e| cx.fact(e).ty.class));
    let Some(Found::One(callee)) = found else { return false };
    path.link.is_none() && (gives_back(callee.routine) || callee::ends(program, callee.routine, callee.at))
}

impl Callee {
    /// What is known of a routine of the input that is called.
    pub fn of(code: &mut Code<'_, '_>, found: &callee::Callee<'_>, span: Span) -> Lower<Callee> {
        let mut inner = Code::new(&mut *code.cx, found.site.schema.cloned(), End::Nothing);
        inner.locals.package = found.site.package.map(|p| p.name.clone());
        let routine = found.routine;
        let mut params = Vec::with_capacity(routine.params.len());
        for param in &routine.params {
            let before = inner.cx.outcome().findings.len();
            let Ok((ty, fields)) = formal_type(&mut inner, param) else {
                // That is said where the routine is declared; here it is the call that has no form.
                inner.cx.outcome().findings.truncate(before);
                let name = found.name.to_string();
                return Err(crate::convert::expr::takes_unknown(inner.cx, span, &name, param));
            };
            let target = declare::parameter_name(inner.cx.program, &param.name);
            let (name, mode, optional) = (param.name.clone(), param.mode, param.default.is_some());
            params.push(Formal { name, target, mode, ty, fields, optional });
        }
        let returns = match &routine.returns {
            Some(ty) => {
                let ty = declare::plain_type_of(&mut inner, ty, span)?;
                Some(inner.cx.program.returned(found.at, ty))
            }
            None => None,
        };
        let exactly = found.overloaded;
        Ok(Callee {
            target: found.target.clone(),
            params,
            returns,
            result: result_name(routine),
            exactly,
            captures: Vec::new(),
            ends: callee::ends(code.cx.program, routine, found.at),
        })
    }
}

/// What a call passes, and what is copied after it.
struct Passed {
    args: Vec<(Option<Name>, pg::Expr)>,
    /// Parameters that come back, with where they go.
    back: Vec<(Formal, Target)>,
}

/// The arguments of a call whose routine gives nothing back by them.
pub(super) fn inputs(
    code: &mut Code<'_, '_>,
    callee: &Callee,
    args: &[Argument],
    span: Span,
) -> Lower<Vec<(Option<Name>, pg::Expr)>> {
    pass(code, callee, args, true, span).map(|passed| passed.args)
}

/// The arguments of a call. `direct`: what comes back is written by the call itself.
fn pass(code: &mut Code<'_, '_>, callee: &Callee, args: &[Argument], direct: bool, span: Span) -> Lower<Passed> {
    let mut passed = Passed { args: Vec::new(), back: Vec::new() };
    for capture in &callee.captures {
        let target = nested::captured(code, capture, span)?;
        passed.args.push((None, pg::Expr::Name(target.path.clone())));
        if capture.formal.mode != Mode::In && !direct {
            passed.back.push((capture.formal.clone(), target));
        }
    }
    let mut given = Vec::new();
    for (n, arg) in args.iter().enumerate() {
        let place = match &arg.name {
            Some(name) => callee.params.iter().position(|p| p.name == *name),
            None => Some(n),
        };
        let Some((place, formal)) = place.and_then(|place| Some((place, callee.params.get(place)?))) else {
            return Err(code.refuse("a call with an argument that its routine does not have", arg.value.at.span));
        };
        given.push(place);
        let name = arg.name.as_ref().map(|_| formal.target.clone());
        match formal.mode {
            Mode::In => {
                let value = input(code, formal, &arg.value, callee.exactly)?;
                passed.args.push((name, value));
            }
            Mode::Out | Mode::InOut => {
                let target = code.target(&arg.value)?;
                let value = output(code, formal, &target, &arg.value, direct)?;
                if direct {
                    passed.args.push((name, value.0));
                    passed.back.extend(value.1.map(|temporary| (formal.clone(), temporary)));
                } else {
                    if formal.mode == Mode::InOut {
                        passed.args.push((name, value.0));
                    }
                    passed.back.push((formal.clone(), target));
                }
            }
        }
    }
    let missing = callee.params.iter().enumerate().any(|(n, p)| !p.optional && !given.contains(&n));
    if missing { Err(code.refuse("a call without one of its arguments", span)) } else { Ok(passed) }
}

/// A value that goes in.
fn input(code: &mut Code<'_, '_>, formal: &Formal, e: &Expr, exactly: bool) -> Lower<pg::Expr> {
    let low = code.expr_for(e, expr::Place::Code, &formal.ty)?;
    if let Some(fields) = formal.fields.as_ref().filter(|_| low.ty != formal.ty) {
        return super::record::cast(code, e, &formal.ty, fields);
    }
    expr::argument(code.cx, low, &formal.ty, exactly, e.at.span)
}

/// What is passed for a parameter that comes back; a variable of one's own, where the types differ.
fn output(
    code: &mut Code<'_, '_>,
    formal: &Formal,
    target: &Target,
    e: &Expr,
    direct: bool,
) -> Lower<(pg::Expr, Option<Target>)> {
    let fits = exactly(&formal.ty, &target.ty) && target.path.len() <= 2 && !is_row(&target.path);
    if direct && fits {
        return Ok((pg::Expr::Name(target.path.clone()), None));
    }
    let value = if formal.mode == Mode::InOut { Some(input(code, formal, e, true)?) } else { None };
    if !direct {
        return Ok((value.unwrap_or(pg::Expr::Null), None));
    }
    let own = code.hoist(&formal.target, written(formal.ty.clone()));
    if let Some(value) = value {
        code.before.push(Stmt::Assign(Box::new([own.clone()]), value));
    }
    let own = Target { path: Box::new([own]), ty: formal.ty.clone(), fields: formal.fields.clone() };
    Ok((pg::Expr::Name(own.path.clone()), Some(own)))
}

/// Whether a variable is a field of a trigger's row, which is copied.
fn is_row(path: &[Name]) -> bool {
    path.len() == 2 && path.first().is_some_and(|row| row == "new" || row == "old")
}

/// Whether a variable has the type of a parameter, but for length and digits.
fn exactly(formal: &Type, actual: &Type) -> bool {
    match (formal, actual) {
        (Type::Varchar(_), Type::Text) | (Type::Text, Type::Varchar(_)) => false,
        (a, b) => same(a, b),
    }
}

/// A call as a statement.
pub(super) fn statement(code: &mut Code<'_, '_>, callee: &Callee, e: &Expr, args: &[Argument]) -> Lower<Vec<Stmt>> {
    let span = e.at.span;
    if !code.may_end() && effects::work(code.cx.program, &callee.target).ends {
        return Err(code.refuse(OUTSIDE, span));
    }
    let passed = pass(code, callee, args, true, span)?;
    let copies = copies(code, callee, args, &passed, span)?;
    let mut call = pg::Expr::function(callee.target.clone(), []);
    if let pg::Expr::Call(call) = &mut call {
        call.args = passed.args;
    }
    let mut made = vec![Stmt::Call(call)];
    made.extend(copies);
    Ok(made)
}

/// Where a variable of one's own was passed, its value goes on to the target.
fn copies(
    code: &mut Code<'_, '_>,
    callee: &Callee,
    args: &[Argument],
    passed: &Passed,
    span: Span,
) -> Lower<Vec<Stmt>> {
    let mut copies = Vec::new();
    for (formal, own) in &passed.back {
        let actual = args.iter().enumerate().find(|(n, a)| match &a.name {
            Some(name) => *name == formal.name,
            None => callee.params.get(*n).is_some_and(|p| p.name == formal.name),
        });
        let Some((_, actual)) = actual else { continue };
        let target = code.target(&actual.value)?;
        copies.push(copy(code, pg::Expr::Name(own.path.clone()), formal, &target, span)?);
    }
    Ok(copies)
}

/// The call of a function that ends the transaction: its result comes back as that of the procedure which it is.
fn ending(code: &mut Code<'_, '_>, callee: &Callee, args: &[Argument], ty: Type, span: Span) -> Lower<Low> {
    if !code.may_end() {
        return Err(code.refuse(OUTSIDE, span));
    }
    let mut passed = pass(code, callee, args, true, span)?;
    let copies = copies(code, callee, args, &passed, span)?;
    let own = code.hoist("result", written(ty.clone()));
    let by_name = args.len() < callee.params.len() || args.iter().any(|a| a.name.is_some());
    passed.args.push((by_name.then(|| callee.result.clone()), pg::Expr::name(own.clone())));
    let mut call = pg::Expr::function(callee.target.clone(), []);
    if let pg::Expr::Call(call) = &mut call {
        call.args = passed.args;
    }
    code.before.push(Stmt::Call(call));
    code.before.extend(copies);
    let after = std::mem::take(&mut code.after);
    code.before.extend(after.into_iter().map(|later| later.write));
    Ok(Low { expr: pg::Expr::name(own), from: class_of(&ty), ty, null: Null::Maybe })
}

/// What came back goes to its target.
fn copy(code: &mut Code<'_, '_>, value: pg::Expr, formal: &Formal, target: &Target, span: Span) -> Lower<Stmt> {
    if formal.fields.is_some() && formal.ty != target.ty {
        return Err(code.refuse("a record of another type as an argument", span));
    }
    let low = Low { expr: value, ty: formal.ty.clone(), null: Null::Maybe, from: class_of(&formal.ty) };
    let value = code.fit(low, &target.ty, span)?;
    Ok(Stmt::Assign(target.path.clone(), value))
}

/// What is known of a value by its type in the target.
pub(super) fn class_of(ty: &Type) -> Ty {
    use crate::ir::Class;
    let class = match ty {
        Type::SmallInt | Type::Integer | Type::BigInt | Type::Numeric(_) => Class::Number,
        Type::Real | Type::Double => Class::Binary,
        Type::Boolean => Class::Boolean,
        Type::Char(_) | Type::Varchar(_) | Type::Text => Class::Text,
        Type::Bytea => Class::Raw,
        Type::Date | Type::Timestamp(Some(0)) => Class::Date,
        Type::Timestamp(_) => Class::Timestamp,
        Type::Timestamptz(_) => Class::Zoned,
        Type::Interval(pg::IntervalFields::YearToMonth, _) => Class::Months,
        Type::Interval(..) => Class::Days,
        Type::Xml => Class::Xml,
        Type::Json | Type::Jsonb => Class::Json,
        _ => Class::Any,
    };
    let flags = if ty.is_integer() { Ty::WHOLE } else { 0 };
    Ty { flags, ..Ty::of_class(class) }
}

/// Calls of functions whose parameters come back, taken out of an expression in the order in which they are made: each with the
/// value that stands for it.
pub(super) fn hoist(code: &mut Code<'_, '_>, e: &Expr) -> Lower<Vec<(Expr, Low)>> {
    let mut found: Vec<(&Expr, bool)> = Vec::new();
    calls(code, e, true, &mut found);
    let mut values: Vec<(Expr, Low)> = Vec::new();
    for (call, always) in found {
        if let Some(inline) = nested::inline(code, call)? {
            values.push((call.clone(), inline));
            continue;
        }
        if !always || values.iter().any(|(known, _)| known == call) {
            return Err(code.refuse(
                "a call with `OUT` parameters, or that ends the transaction, which is not always made",
                call.at.span,
            ));
        }
        let (path, args): (&Path, &[Argument]) = match &call.kind {
            ExprKind::Call(it) => (&it.name, &it.args),
            ExprKind::Name(path) => (path, &[]),
            _ => continue,
        };
        let Some(callee) = find(code, path, args, true, call.at)? else { continue };
        values.push((call.clone(), taken_out(code, &callee, call, args)?));
    }
    Ok(values)
}

/// `a AND f(x)`, `a OR f(x)` where the parameters of `f` come back: conditions are evaluated one after the other, the next only
/// where it still matters.
pub(super) fn one_by_one(code: &mut Code<'_, '_>, e: &Expr) -> Option<Lower<Low>> {
    let (items, all): (&[Expr], bool) = match &e.kind {
        ExprKind::And(items) => (items, true),
        ExprKind::Or(items) => (items, false),
        _ => return None,
    };
    let mut later = Vec::new();
    items.iter().skip(1).for_each(|item| calls(code, item, true, &mut later));
    if later.is_empty() {
        return None;
    }
    Some(in_turn(code, items, all))
}

fn in_turn(code: &mut Code<'_, '_>, items: &[Expr], all: bool) -> Lower<Low> {
    let own = code.hoist("c", Type::Boolean);
    let set = |value| Stmt::Assign(Box::new([own.clone()]), value);
    for (n, item) in items.iter().enumerate() {
        let outer = std::mem::take(&mut code.before);
        let low = code.expr(item, expr::Place::Code);
        let inner = std::mem::replace(&mut code.before, outer);
        let value = low?.expr;
        if n == 0 {
            code.before.extend(inner);
            code.before.push(set(value));
            continue;
        }
        let both: Box<[pg::Expr]> = Box::new([pg::Expr::name(own.clone()), value]);
        let value = if all { pg::Expr::And(both) } else { pg::Expr::Or(both) };
        let open = pg::Expr::Distinct(false, Box::new([pg::Expr::name(own.clone()), pg::Expr::Bool(!all)]));
        let list = inner.into_iter().chain([set(value)]).collect();
        code.before.push(Stmt::If(vec![(open, list)], Vec::new()));
    }
    let from = Ty::of_class(ir::Class::Boolean);
    Ok(Low { expr: pg::Expr::name(own), ty: Type::Boolean, null: Null::Maybe, from })
}

/// A function call that becomes an assignment to a record of one's own.
fn taken_out(code: &mut Code<'_, '_>, callee: &Callee, e: &Expr, args: &[Argument]) -> Lower<Low> {
    let span = e.at.span;
    let Some(ty) = callee.returns.clone() else { return Err(code.refuse("this call", span)) };
    if callee.ends {
        return ending(code, callee, args, ty, span);
    }
    let from = class_of(&ty);
    let passed = pass(code, callee, args, false, span)?;
    let record = code.hoist("r", Type::Record);
    let mut call = pg::Expr::function(callee.target.clone(), []);
    if let pg::Expr::Call(call) = &mut call {
        call.args = passed.args;
    }
    code.before.push(Stmt::Assign(Box::new([record.clone()]), call));
    for (formal, target) in &passed.back {
        let value = pg::Expr::Name(Box::new([record.clone(), formal.target.clone()]));
        let stmt = copy(code, value, formal, target, span)?;
        code.before.push(stmt);
    }
    let after = std::mem::take(&mut code.after);
    code.before.extend(after.into_iter().map(|later| later.write));
    let value = pg::Expr::Name(Box::new([record, callee.result.clone()]));
    Ok(Low { expr: value, ty, null: Null::Maybe, from })
}

/// `v := f(x)` where `f` ends the transaction: the call itself fills the variable, if it has the type of the result.
pub(super) fn straight(code: &mut Code<'_, '_>, target: &Target, value: &pg::Expr) -> Option<Vec<Stmt>> {
    let (pg::Expr::Name(own), [_]) = (value, &*target.path) else { return None };
    let [own] = &**own else { return None };
    let Some(Stmt::Call(pg::Expr::Call(call))) = code.before.last_mut() else { return None };
    let (_, result) = call.args.last_mut()?;
    let place = code.hoisted.iter().position(|d| d.name == *own)?;
    if *result != *value || code.hoisted.get(place)?.ty != written(target.ty.clone()) {
        return None;
    }
    *result = pg::Expr::Name(target.path.clone());
    code.hoisted.remove(place);
    code.taken.retain(|name| name != own);
    code.before.pop().map(|call| vec![call])
}

/// Finds calls of functions whose parameters come back, and whether each is always made.
fn calls<'e>(code: &Code<'_, '_>, e: &'e Expr, always: bool, found: &mut Vec<(&'e Expr, bool)>) {
    let back = if let ExprKind::Call(call) = &e.kind { comes_back(code, e.at, &call.name, &call.args) } else { false };
    if back || nested::is_call(code, e) {
        found.push((e, always));
        return;
    }
    let mut first = true;
    let lazy = match &e.kind {
        ExprKind::And(_) | ExprKind::Or(_) | ExprKind::Case(_) => true,
        ExprKind::Call(call) => call.name.parts.as_slice() == ["COALESCE"],
        _ => false,
    };
    ir::walk::children(e, &mut |child| {
        if let ir::walk::Node::Expr(child) = child {
            calls(code, child, always && (first || !lazy), found);
            first = false;
        }
    });
}
