//! Functions and procedures that stand alone.

use super::body::{Code, End};
use super::declare;
use super::volatility::{Effects, Volatility};
use super::{effects, is_harmless, kept};
use crate::catalog::{Mode, ObjectId, Param};
use crate::convert::plan::members::Package;
use crate::convert::{Cx, Lower, Manual, Program, target};
use crate::finding::{Effort, Rule, Severity, Source};
use crate::ir::{self, plsql};
use crate::name::{Name, QName};
use crate::pg;
use crate::profile::{DEFINER, Definer};
use crate::span::At;

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

/// A routine where it stands: in a schema or a package.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unit<'u> {
    /// Where it stands.
    pub at: At,
    /// Its own name: what its parameters may be named by.
    pub label: &'u Name,
    /// Its name for people.
    pub name: &'u QName,
    /// The schema of unqualified names.
    pub schema: Option<&'u Name>,
    /// The package that it is a member of.
    pub package: Option<&'u Package>,
    /// Header and code.
    pub routine: &'u ir::Routine,
    /// The header that callers see: its defaults hold.
    pub header: &'u ir::Routine,
    /// It runs with the rights of whoever calls it.
    pub invoker: bool,
}

/// A routine as it is made, and what its first gap lacks.
pub(super) struct Made {
    pub routine: pg::Routine,
    pub lacks: Option<Manual>,
}

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
    let made = match make(cx, unit(object, routine), block, Vec::new()) {
        Ok(made) => made,
        Err(why) => return kept(cx, id, object, &why),
    };
    if let Some(why) = &made.lacks {
        cx.outcome().reason = Some(super::reason(object, why));
    }
    let mut made = target::object(cx, id, object, pg::Kind::Routine(made.routine));
    super::leave_to_statements(&mut made, block);
    vec![made]
}

/// A routine that stands alone.
pub(super) fn unit<'u>(object: &'u ir::Object, routine: &'u ir::Routine) -> Unit<'u> {
    Unit {
        at: object.at,
        label: &object.name.name,
        name: &object.name,
        schema: object.name.schema.as_ref(),
        package: None,
        routine,
        header: routine,
        invoker: is_invoker(&routine.clauses),
    }
}

/// `AUTHID CURRENT_USER`.
pub(super) fn is_invoker(clauses: &[ir::Clause]) -> bool {
    clauses.iter().any(|c| matches!(c.kind, ir::ClauseKind::Flag("AUTHID CURRENT_USER")))
}

/// Makes a routine; `first` are statements that come before its own.
pub(super) fn make(cx: &mut Cx<'_>, unit: Unit<'_>, block: &plsql::Block, first: Vec<pg::Stmt>) -> Lower<Made> {
    let (params, returns, mut block, lacks) = code(cx, unit, block)?;
    block.statements.splice(0..0, first);
    let is_function = unit.routine.is_function;
    let effects = effects::of(cx.program, &block);
    // PostgreSQL may leave out calls of a function that says it has no effects, and plpgsql_check wants it to say so.
    if is_function && effects.notices && effects.volatility < Volatility::Volatile {
        let what = "DBMS_OUTPUT in a function without other effects";
        return Err(Code::new(cx, None, End::Nothing).refuse(what, unit.at.span));
    }
    let clauses = clauses(cx.program, unit, effects);
    if is_function && has_select_into(&block) {
        cx.raise(NO_ROW.at(unit.at.span).with("name", unit.name));
    }
    let routine = pg::Routine { is_function, params, returns, body: Some(pg::Body::Block(block)), clauses };
    Ok(Made { routine, lacks })
}

type Lowered = (Vec<Param<pg::Pg>>, Option<pg::Type>, pg::Block, Option<Manual>);

/// Header and code.
pub(super) fn code(cx: &mut Cx<'_>, unit: Unit<'_>, block: &plsql::Block) -> Lower<Lowered> {
    let span = unit.at.span;
    let mut code = Code::new(cx, unit.schema.cloned(), End::Nothing);
    code.locals.package = unit.package.map(|p| p.name.clone());
    if let Some(clause) = unit.routine.clauses.iter().find(|c| !is_harmless(c)) {
        return Err(code.refuse("a property of a routine", clause.at.span));
    }
    let returns = unit.routine.returns.as_ref().map(|ty| declare::plain_type_of(&mut code, ty, span));
    if let Some(Ok(ty)) = &returns {
        code.end = End::Value(ty.clone());
    }
    let params = parameters(&mut code, unit);
    let (params, returns) = (params?, returns.transpose()?);
    let block = code.block(block);
    Ok((params, returns, block, code.lacks))
}

fn parameters(code: &mut Code<'_, '_>, unit: Unit<'_>) -> Lower<Vec<Param<pg::Pg>>> {
    let mut all = Vec::new();
    let mut defaulted = false;
    for param in &unit.routine.params {
        if param.mode != Mode::In {
            let refused = code.refuse("a parameter of mode `OUT` or `IN OUT`", param.at.span);
            all.push(Err(refused));
            continue;
        }
        let ty = declare::plain_type_of(code, &param.ty, param.at.span);
        let seen = unit.header.params.iter().find(|p| p.name == param.name).and_then(|p| p.default.as_ref());
        let default = seen.or(param.default.as_ref()).map(|e| match &ty {
            Ok(ty) => code.default(e, ty),
            Err(manual) => Err(manual.clone()),
        });
        let shown = ty.clone().unwrap_or(pg::Type::Unknown);
        let name = code.declare(std::slice::from_ref(unit.label), &param.name, shown, true);
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
fn clauses(program: &Program<'_>, unit: Unit<'_>, effects: Effects) -> Vec<pg::Clause> {
    let mut clauses = Vec::new();
    if unit.routine.is_function {
        match effects.volatility {
            Volatility::Immutable => clauses.extend([pg::Clause::Volatility("IMMUTABLE"), pg::Clause::ParallelSafe]),
            Volatility::Stable => clauses.push(pg::Clause::Volatility("STABLE")),
            Volatility::Volatile => {}
        }
    }
    if effects.touches && !unit.invoker && program.profile.get(&DEFINER) == Definer::Definer {
        clauses.push(pg::Clause::SecurityDefiner);
    }
    clauses
}
