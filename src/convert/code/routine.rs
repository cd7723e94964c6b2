//! Functions and procedures that stand alone.

#![expect(clippy::wildcard_enum_match_arm, reason = "only routines are looked for")]

use super::body::{Code, End};
use super::declare;
use super::volatility::{self, Effects, Volatility};
use super::{is_harmless, kept};
use crate::catalog::{Mode, ObjectId, Param};
use crate::convert::{Cx, Lower, Manual, Program, target};
use crate::finding::{Effort, Rule, Severity, Source};
use crate::ir::{self, plsql};
use crate::name::QName;
use crate::pg;
use crate::profile::{DEFINER, Definer};

/// Rules of this file.
pub(super) static RULES: &[&Rule] = &[&NO_ROW, &DEFAULTS];

static NO_ROW: Rule = Rule {
    name: "no-row-in-sql",
    codes: &[(Source::Oracle, "OR-EXC-010")],
    raw: Severity::DataLossRisk,
    severity: Severity::BehaviourChange,
    effort: Effort::minutes(10, 5),
    message: "function `{name}` fails where it finds no row; called in SQL, Oracle gives null instead",
    help: "Where queries of your own call it and rows may be missing, wrap it in a function that catches no_data_found and returns null.",
    ..Rule::PLAIN
};

static DEFAULTS: Rule = Rule {
    name: "defaults-of-later-parameters",
    codes: &[(Source::Oracle, "OR-PLS-006")],
    raw: Severity::Blocker,
    message: "parameters behind one with a default have defaults too",
    help: "Nothing to do: no valid call leaves them out.",
    ..Rule::PLAIN
};

/// How deep calls are followed to find out what a routine does.
const DEEPEST: u8 = 4;

/// A routine.
pub(in crate::convert) fn lower(
    cx: &mut Cx<'_>,
    id: ObjectId,
    object: &ir::Object,
    routine: &ir::Routine,
) -> Vec<pg::Object> {
    let Some(ir::Body::Code(block)) = &routine.body else {
        return super::lower(cx, id, object, routine.body.as_ref());
    };
    let lowered = match code(cx, object, routine, block) {
        Ok(lowered) => lowered,
        Err(why) => return kept(cx, id, object, &why),
    };
    let source = block;
    let (params, returns, block, lacks) = lowered;
    if let Some(why) = &lacks {
        cx.outcome().reason = Some(super::reason(object, why));
    }
    let effects = effects(cx.program, &block, 0);
    // PostgreSQL may leave out calls of a function that says it has no effects, and plpgsql_check wants it to say so.
    if routine.is_function && effects.notices && effects.volatility < Volatility::Volatile {
        let why =
            Code::new(cx, None, End::Nothing).refuse("DBMS_OUTPUT in a function without other effects", object.at.span);
        return kept(cx, id, object, &why);
    }
    let clauses = clauses(cx.program, routine, effects);
    let selects = has_select_into(&block);
    if routine.is_function && selects {
        cx.raise(NO_ROW.at(object.at.span).with("name", &object.name));
    }
    let made =
        pg::Routine { is_function: routine.is_function, params, returns, body: Some(pg::Body::Block(block)), clauses };
    let mut made = target::object(cx, id, object, pg::Kind::Routine(made));
    super::leave_to_statements(&mut made, source);
    vec![made]
}

type Lowered = (Vec<Param<pg::Pg>>, Option<pg::Type>, pg::Block, Option<Manual>);

fn code(cx: &mut Cx<'_>, object: &ir::Object, routine: &ir::Routine, block: &plsql::Block) -> Lower<Lowered> {
    let span = object.at.span;
    let mut code = Code::new(cx, object.name.schema.clone(), End::Nothing);
    if let Some(clause) = routine.clauses.iter().find(|c| !is_harmless(c)) {
        return Err(code.refuse("a property of a routine", clause.at.span));
    }
    let returns = routine.returns.as_ref().map(|ty| declare::plain_type_of(&mut code, ty, span));
    if let Some(Ok(ty)) = &returns {
        code.end = End::Value(ty.clone());
    }
    let params = parameters(&mut code, object, routine);
    let (params, returns) = (params?, returns.transpose()?);
    let block = code.block(block);
    Ok((params, returns, block, code.lacks))
}

fn parameters(code: &mut Code<'_, '_>, object: &ir::Object, routine: &ir::Routine) -> Lower<Vec<Param<pg::Pg>>> {
    let mut all = Vec::new();
    let mut defaulted = false;
    for param in &routine.params {
        if param.mode != Mode::In {
            let refused = code.refuse("a parameter of mode `OUT` or `IN OUT`", param.at.span);
            all.push(Err(refused));
            continue;
        }
        let ty = declare::plain_type_of(code, &param.ty, param.at.span);
        let default = param.default.as_ref().map(|e| match &ty {
            Ok(ty) => code.default(e, ty),
            Err(manual) => Err(manual.clone()),
        });
        let shown = ty.clone().unwrap_or(pg::Type::Unknown);
        let name = code.declare(std::slice::from_ref(&object.name.name), &param.name, shown, true);
        if default.is_none() && defaulted {
            code.cx.exact(&DEFAULTS, param.at.span);
        }
        let default = if default.is_none() && defaulted { Some(Ok(pg::Expr::Null)) } else { default };
        defaulted |= default.is_some();
        all.push(ty.and_then(|ty| {
            let default = default.transpose()?;
            Ok(Param { name, at: param.at, mode: Mode::In, nocopy: false, ty, default })
        }));
    }
    all.into_iter().collect()
}

fn has_select_into(block: &pg::Block) -> bool {
    let mut found = false;
    pg::code::each_of_block(block, &mut |node| found |= matches!(node, pg::code::Node::Query(_)));
    found
}

/// Language, volatility, parallel, security.
fn clauses(program: &Program<'_>, routine: &ir::Routine, effects: Effects) -> Vec<pg::Clause> {
    let mut clauses = Vec::new();
    if routine.is_function {
        match effects.volatility {
            Volatility::Immutable => clauses.extend([pg::Clause::Volatility("IMMUTABLE"), pg::Clause::ParallelSafe]),
            Volatility::Stable => clauses.push(pg::Clause::Volatility("STABLE")),
            Volatility::Volatile => {}
        }
    }
    let invoker = routine.clauses.iter().any(|c| matches!(c.kind, ir::ClauseKind::Flag("AUTHID CURRENT_USER")));
    if effects.touches && !invoker && program.profile.get(&DEFINER) == Definer::Definer {
        clauses.push(pg::Clause::SecurityDefiner);
    }
    clauses
}

/// What code does, calls included; more than that where calls go too deep.
pub(super) fn effects(program: &Program<'_>, block: &pg::Block, depth: u8) -> Effects {
    volatility::of(block, &|name| callee(program, name, depth))
}

fn callee(program: &Program<'_>, name: &QName, depth: u8) -> Volatility {
    if depth >= DEEPEST {
        return Volatility::Volatile;
    }
    let mut routines = program.read.catalog.iter().filter_map(|(id, object)| match &object.kind {
        ir::Kind::Routine(routine) if program.target(id) == *name => Some((object, routine)),
        _ => None,
    });
    let Some((object, routine)) = routines.next() else { return Volatility::Volatile };
    if !routine.is_function {
        return Volatility::Volatile;
    }
    let Some(ir::Body::Code(block)) = &routine.body else { return Volatility::Volatile };
    let mut cx = Cx::new(program, ir::object::key(object), object.at.span);
    match code(&mut cx, object, routine, block) {
        Ok((_, _, block, _)) => effects(program, &block, depth + 1).volatility,
        Err(_) => Volatility::Volatile,
    }
}
