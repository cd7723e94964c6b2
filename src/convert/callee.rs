//! Routines that code calls: those of the schema, and members of packages, found by name and arguments.

#![expect(clippy::wildcard_enum_match_arm, reason = "classes that are not named are their own family")]

use super::Program;
use super::named::{self, Site};
use super::plan::members::Package;
use crate::analyze::effects::Does;
use crate::analyze::{Means, Ty};
use crate::catalog::{Mode, ObjectId};
use crate::ir::{self, Argument, Class};
use crate::name::{Name, QName};
use crate::span::At;

/// A routine that is called.
#[derive(Clone, Debug)]
pub struct Callee<'a> {
    /// Its name in the source, for people.
    pub name: QName,
    /// Its header as callers see it.
    pub routine: &'a ir::Routine,
    /// Where the header stands.
    pub at: At,
    /// Where the names of its header are looked up.
    pub site: Site<'a>,
    /// Its name in the target.
    pub target: QName,
    /// Others have its name: arguments must have exactly the types of its parameters.
    pub overloaded: bool,
}

/// Whether a function ends the transaction, and so is a procedure: nothing but `CALL` leads to a place where PostgreSQL lets code do
/// that.
#[must_use]
pub fn ends(program: &Program<'_>, routine: &ir::Routine, at: At) -> bool {
    routine.is_function
        && program.facts.symbols.at(at).is_some_and(|id| {
            let does = program.facts.effects.does(id);
            does.has(Does::ENDS) && !does.has(Does::AUTONOMOUS)
        })
}

/// What a name means as a routine.
#[derive(Clone, Debug)]
pub enum Found<'a> {
    /// This one.
    One(Callee<'a>),
    /// One of several; the arguments do not tell which.
    Several,
}

/// The routine that a call means; `function`: one that gives a value. `means` is what analysis says of the call; where it says
/// nothing, `class` tells the class of an argument.
#[must_use]
pub fn find<'a>(
    program: &'a Program<'a>,
    site: Site<'a>,
    parts: &[Name],
    args: &[Argument],
    function: bool,
    (means, class): (Means, &dyn Fn(&ir::Expr) -> Class),
) -> Option<Found<'a>> {
    let member = match (site.package, parts) {
        (Some(own), [name]) => Some((own, name)),
        _ => named::package(program, site, parts),
    };
    if let Some((package, name)) = member {
        let private = site.package.is_some_and(|own| std::ptr::eq(own, package));
        let all = members(program, package, name, private, function);
        if let Means::Routine(id) = means {
            let it = program.facts.symbols.routine(id);
            let is = |r: &ir::Routine| {
                std::ptr::eq(r, it.header) || it.code.is_some_and(|(_, code, _)| std::ptr::eq(r, code))
            };
            if let Some(chosen) = all.iter().find(|c| is(c.routine)) {
                return Some(Found::One(chosen.clone()));
            }
        }
        if !all.is_empty() {
            return choose(program, all, args, class);
        }
    }
    let name = match parts {
        [name] => QName::bare(name.clone()),
        [schema, name] => QName::new(schema.clone(), name.clone()),
        _ => return None,
    };
    standalone(program, program.resolve(&name, site.schema)?)
        .filter(|c| c.routine.is_function == function)
        .map(Found::One)
}

/// A routine of the schema.
#[must_use]
pub fn standalone<'a>(program: &'a Program<'a>, id: ObjectId) -> Option<Callee<'a>> {
    let object = program.read.catalog.get(id);
    let ir::Kind::Routine(routine) = &object.kind else { return None };
    let site = Site { schema: object.name.schema.as_ref(), package: None };
    let (name, target) = (object.name.clone(), program.target(id));
    Some(Callee { name, routine, at: object.at, site, target, overloaded: false })
}

fn members<'a>(
    program: &'a Program<'a>,
    package: &'a Package,
    name: &Name,
    private: bool,
    function: bool,
) -> Vec<Callee<'a>> {
    let catalog = &program.read.catalog;
    let overloaded = package.routines(name, true).nth(1).is_some();
    let site = Site { schema: package.name.schema.as_ref(), package: Some(package) };
    let of = |member: &'a super::plan::members::Routine| {
        let header = member.header(package, catalog)?;
        let (routine, at) = (&header.routine, header.at);
        let name = member.qualified.clone();
        Some(Callee { name, routine, at, site, target: member.target.clone(), overloaded })
    };
    package.routines(name, private).filter_map(of).filter(|c| c.routine.is_function == function).collect()
}

/// The one that takes the arguments; of several the one whose parameters are of their classes.
fn choose<'a>(
    program: &Program<'_>,
    all: Vec<Callee<'a>>,
    args: &[Argument],
    class: &dyn Fn(&ir::Expr) -> Class,
) -> Option<Found<'a>> {
    if let [one] = all.as_slice() {
        return Some(Found::One(one.clone()));
    }
    let mut ranked: Vec<(u32, Callee<'a>)> = all
        .into_iter()
        .filter(|c| takes(c.routine, args))
        .filter_map(|c| Some((distance(program, &c, args, class)?, c)))
        .collect();
    ranked.sort_by_key(|(distance, _)| *distance);
    let mut ranked = ranked.into_iter();
    let (best, first) = ranked.next()?;
    match ranked.next() {
        Some((next, _)) if next == best => Some(Found::Several),
        _ => Some(Found::One(first)),
    }
}

/// The parameter of an argument.
#[must_use]
pub fn param<'a>(routine: &'a ir::Routine, place: usize, arg: &Argument) -> Option<&'a ir::Param> {
    match &arg.name {
        Some(name) => routine.params.iter().find(|p| p.name == *name),
        None => routine.params.get(place),
    }
}

/// Whether every argument has a parameter, and every parameter an argument or a default.
fn takes(routine: &ir::Routine, args: &[Argument]) -> bool {
    let given: Option<Vec<&ir::Param>> = args.iter().enumerate().map(|(i, a)| param(routine, i, a)).collect();
    let Some(given) = given else { return false };
    routine.params.iter().all(|p| p.default.is_some() || given.iter().any(|g| std::ptr::eq(*g, p)))
}

/// How far the arguments are from the parameters; `None`: they cannot be what the parameters take.
fn distance(
    program: &Program<'_>,
    callee: &Callee<'_>,
    args: &[Argument],
    class: &dyn Fn(&ir::Expr) -> Class,
) -> Option<u32> {
    let mut sum = 0;
    for (i, arg) in args.iter().enumerate() {
        let param = param(callee.routine, i, arg)?;
        let own = Ty::of(&named::source(program, callee.site, &param.ty)).class;
        let given = class(&arg.value);
        sum += apart(family(given), family(own), param.mode)?;
    }
    Some(sum)
}

/// Classes that one overload of Oracle does not tell apart.
fn family(class: Class) -> Class {
    match class {
        Class::Literal => Class::Text,
        Class::Positive => Class::Number,
        other => other,
    }
}

/// 0 for the same, more for what is converted on the way. Numbers and texts become each other.
fn apart(given: Class, own: Class, mode: Mode) -> Option<u32> {
    use Class::{Any, Binary, Boolean, Date, Integer, Lob, Number, Text, Timestamp, Zoned};
    if given == own {
        return Some(0);
    }
    if given == Any || own == Any {
        return if given == own || given == Any { Some(1) } else { None };
    }
    match (given, own) {
        (Integer, Number) | (Number, Integer) => Some(1),
        (Integer | Number, Binary) | (Binary, Integer | Number) => Some(2),
        (Text, Lob)
        | (Lob, Text)
        | (Date, Timestamp | Zoned)
        | (Timestamp, Date | Zoned)
        | (Zoned, Date | Timestamp) => Some(3),
        (Boolean, _) | (_, Boolean) => None,
        _ if mode != Mode::In => None,
        (Integer | Number | Binary | Date | Timestamp | Zoned, Text) => Some(10),
        (Text, Integer | Number | Binary | Date | Timestamp | Zoned) => Some(20),
        _ => None,
    }
}
