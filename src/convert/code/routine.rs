//! Functions and procedures that stand alone.

#![expect(clippy::wildcard_enum_match_arm, reason = "what is not named misses no row")]

use super::body::{Code, End};
use super::errors::{self, Header, Seen, Unsettled};
use super::volatility::{Effects, Volatility};
use super::{
    autonomous, closing, cursor, declare, effects, entry, invoke, is_harmless, kept, limits, package_cursor, twin,
    unused,
};
use crate::catalog::{Mode, ObjectId, Param};
use crate::convert::callee;
use crate::convert::expr::Attributes;
use crate::convert::plan::members::Package;
use crate::convert::{Cx, Lower, Manual, Program, storage, target};
use crate::finding::{Effort, Key, ObjectKind, Raised, Rule, Severity, Source};
use crate::ir::{self, plsql};
use crate::name::{Name, QName};
use crate::pg;
use crate::profile::{DEFINER, Definer};
use crate::span::At;

/// Rules of this file.
pub(super) static RULES: &[&Rule] = &[&NO_ROW, &ENDS, &DEFAULTS, &PIPELINED];

static PIPELINED: Rule = Rule {
    name: "pipelined-function",
    codes: &[(Source::Oracle, "OR-COL-016")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(30, 15),
    message: "pipelined function `{name}` is not converted: in PostgreSQL its rows come when all are made",
    help: "Write RETURNS SETOF the type of a row, and RETURN NEXT for PIPE ROW (RETURN QUERY for a loop that only reads), or one query in LANGUAGE sql. Callers that stop early gain nothing, and NO_DATA_NEEDED is never raised.",
    ..Rule::PLAIN
};

static NO_ROW: Rule = Rule {
    name: "no-row-in-sql",
    codes: &[(Source::Oracle, "OR-EXC-010")],
    raw: Severity::DataLossRisk,
    severity: Severity::BehaviourChange,
    effort: Effort::minutes(5, 2),
    message: "function `{name}` fails where it finds no row; SQL, for which Oracle makes null of it, calls its twin `…__sql`",
    help: "Queries of clients call the twin too; nothing where no client calls the function in SQL.",
    ..Rule::PLAIN
};

static ENDS: Rule = Rule {
    name: "routine-ends-transaction",
    codes: &[(Source::Oracle, "OR-TXN-002")],
    raw: Severity::Blocker,
    severity: Severity::BehaviourChange,
    effort: Effort::minutes(10, 5),
    message: "`{name}` ends the transaction: {called} by CALL outside of any transaction{rights}",
    help: "Clients call {whom} with autocommit on{need}.",
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
    /// Callers outside of the code call it.
    pub public: bool,
}

/// A routine as it is made, and what its first gap lacks.
pub(super) struct Made {
    pub routine: pg::Routine,
    pub lacks: Option<Manual>,
    /// Its code before blocks with handlers have their forms, where it has a twin that returns its error.
    pub raw: Option<(pg::Block, Seen)>,
    /// What stands beside it.
    pub beside: Option<pg::Object>,
}

/// Header and code as they are lowered, and what the first gap lacks.
#[derive(Debug)]
pub(super) struct Lowered {
    pub params: Vec<Param<pg::Pg>>,
    pub returns: Option<pg::Type>,
    pub block: pg::Block,
    pub lacks: Option<Manual>,
    pub unsettled: Unsettled,
}

impl Unit<'_> {
    /// Whether it is a function in the target: one that ends the transaction is a procedure.
    pub fn is_function(&self, program: &Program<'_>) -> bool {
        self.routine.is_function && !callee::ends(program, self.routine, self.at)
    }
}

impl Lowered {
    /// Statements that come before its own.
    pub fn put_first(&mut self, first: Vec<pg::Stmt>) {
        if let Some(block) = &mut self.unsettled.block {
            block.statements.splice(0..0, first.iter().cloned());
        }
        self.block.statements.splice(0..0, first);
    }
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
    let mut made = match make(cx, unit(object, routine), block, &cx.program.target(id), Vec::new()) {
        Ok(made) => made,
        Err(why) => return kept(cx, id, object, &why),
    };
    if let Some(why) = &made.lacks {
        cx.outcome().reason = Some(super::reason(object, why));
    }
    let beside = made.beside.take();
    let twins = twin::all(cx.program, &cx.program.target(id), &mut made.routine, made.raw.as_ref(), object.at);
    let mut made = target::object(cx, id, object, pg::Kind::Routine(made.routine));
    super::leave_to_statements(&mut made, block);
    beside.into_iter().chain(std::iter::once(made)).chain(twins).collect()
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
        public: true,
    }
}

/// `AUTHID CURRENT_USER`.
pub(super) fn is_invoker(clauses: &[ir::Clause]) -> bool {
    clauses.iter().any(|c| matches!(c.kind, ir::ClauseKind::Flag("AUTHID CURRENT_USER")))
}

/// Makes a routine; `first` are statements that come before its own.
pub(super) fn make(
    cx: &mut Cx<'_>,
    unit: Unit<'_>,
    block: &plsql::Block,
    target: &QName,
    first: Vec<pg::Stmt>,
) -> Lower<Made> {
    let plain = block;
    let (made, does) = match effects::ready(cx.program, unit, target) {
        Some(ready) => {
            cx.replay(ready.record);
            (ready.lowered?, Some(ready.does))
        }
        None => {
            let mut made = code(cx, unit, block)?;
            made.put_first(first);
            (made, None)
        }
    };
    let Lowered { params, returns, block, lacks, unsettled } = made;
    if unit.public && unit.is_function(cx.program) && !invoke::gives_back(unit.routine) && block_misses(&block) {
        let raised = NO_ROW.at(unit.at.span).with("name", unit.name);
        // SQL of the source has no values of truth that a function could give
        let asked = returns.as_ref() != Some(&pg::Type::Boolean);
        cx.raise(if asked { raised } else { raised.severity(Severity::Info) });
    }
    if autonomous::is_linked(cx.program, plain) {
        return Ok(linked(cx, unit, (plain, target), (params, returns, block), lacks));
    }
    let does = does.unwrap_or_else(|| {
        let (effects, ends) = effects::of_routine(cx.program, &params, returns.as_ref(), &block, unsettled.raw(&block));
        (effects, ends && !autonomous::is_autonomous(plain))
    });
    let raw = effects::work(cx.program, target).tries.then(|| unsettled.into_raw(&block));
    // of a routine within another, that one says it
    if does.1 {
        cx.raise(ends(unit));
    }
    let routine = finish(cx, unit, (params, returns, block), does)?;
    Ok(Made { routine, lacks, raw, beside: None })
}

/// Says of a routine that it ends the transaction.
fn ends(unit: Unit<'_>) -> Raised {
    let (called, whom) = if unit.public { ("it is called", "it") } else { ("what calls it is called", "that") };
    let (rights, need) = if unit.invoker {
        ("", "")
    } else {
        (", and it runs with the rights of its caller", "; whoever calls it needs rights on its tables")
    };
    let raised = ENDS.at(unit.at.span).with("name", unit.name).with("called", called).with("whom", whom);
    raised.with("rights", rights).with("need", need)
}

/// A transaction of its own: what it does stands beside it, and runs over a second connection.
fn linked(
    cx: &mut Cx<'_>,
    unit: Unit<'_>,
    (plain, target): (&plsql::Block, &QName),
    (params, _, block): Parts,
    lacks: Option<Manual>,
) -> Made {
    let name = autonomous::body_name(target, unit);
    let mut header = Header { params, returns: None, is_function: unit.routine.is_function };
    let beside = pg::Kind::Routine(autonomous::body(&header, block));
    let ret = invoke::result_name(unit.routine);
    let returned = header.params.iter().find(|p| p.name == ret && p.mode == Mode::Out).map(|p| p.ty.clone());
    let alone = unit.routine.is_function && !invoke::gives_back(unit.routine);
    let ret = returned.filter(|_| alone).map(|ty| (ret, ty));
    let block = autonomous::caller(&header, &name, ret.as_ref());
    if let Some((ret, ty)) = ret {
        header.params.retain(|p| p.name != ret);
        header.returns = Some(ty);
    }
    if lacks.is_none() {
        cx.raise(autonomous::linked(cx.program, unit, plain));
    }
    let Header { params, returns, is_function } = header;
    let body = Some(pg::Body::Block(block));
    let routine = pg::Routine { is_function, params, returns, body, clauses: Vec::new() };
    let (at, comments) = (unit.at, Vec::new());
    let beside = Some(pg::Object { name, at, changes: Vec::new(), comments, comment: None, kind: beside });
    Made { routine, lacks, raw: None, beside }
}

/// The routine of a header and code, with what its effects demand; the last says whether it ends the transaction.
pub(super) fn finish(
    cx: &mut Cx<'_>,
    unit: Unit<'_>,
    (params, returns, block): Parts,
    (effects, ends): (Effects, bool),
) -> Lower<pg::Routine> {
    let is_function = unit.is_function(cx.program);
    // PostgreSQL may leave out calls of a function that says it has no effects, and plpgsql_check wants it to say so: a call of
    // what has one says otherwise.
    let (mut effects, mut block) = (effects, block);
    if is_function {
        complete(&mut block.statements);
        let mut gaps = false;
        pg::code::each_of_block(&block, &mut |node| gaps |= matches!(node, pg::code::Node::Gap));
        if returns.is_some() && !gaps && closing::of(&block).open {
            // Nothing in it returns.
            let message = pg::Expr::text("ORA-06503: PL/SQL: Function returned without value");
            block.statements.push(pg::Stmt::Raise { code: pg::Expr::text("2F005"), message });
        }
    }
    if is_function && effects.notices && effects.volatility < Volatility::Volatile {
        put_lines(&mut block.statements);
        block.handlers.iter_mut().for_each(|h| put_lines(&mut h.statements));
        effects.volatility = Volatility::Volatile;
    }
    let clauses = clauses(cx.program, unit, effects, ends);
    Ok(pg::Routine { is_function, params, returns, body: Some(pg::Body::Block(block)), clauses })
}

/// Header and code.
pub(super) fn code(cx: &mut Cx<'_>, unit: Unit<'_>, block: &plsql::Block) -> Lower<Lowered> {
    let mut code = Code::new(cx, unit.schema.cloned(), End::Nothing);
    code.locals.package = unit.package.map(|p| p.name.clone());
    code.name = unit.name.clone();
    code.own = own_name(code.cx.program, unit);
    code.autonomous = autonomous::is_linked(code.cx.program, block);
    let around = std::mem::replace(&mut code.cx.of_caller, unit.invoker);
    let made = code_in(&mut code, unit, block, Vec::new());
    code.cx.of_caller = around;
    let (params, returns, block) = made?;
    Ok(Lowered { params, returns, block, lacks: code.lacks, unsettled: code.unsettled })
}

/// Says that a property of a routine has no form.
fn property(code: &mut Code<'_, '_>, unit: Unit<'_>, clause: &ir::Clause) -> Manual {
    match storage::word(clause) {
        "PIPELINED" => code.cx.manual(PIPELINED.at(unit.at.span).with("name", unit.name)),
        word => code.refuse(&format!("`{word}` of a routine"), clause.at.span),
    }
}

type Parts = (Vec<Param<pg::Pg>>, Option<pg::Type>, pg::Block);

/// The same for code that sees something already; `captured` are parameters that come first.
pub(super) fn code_in(
    code: &mut Code<'_, '_>,
    unit: Unit<'_>,
    block: &plsql::Block,
    captured: Vec<Param<pg::Pg>>,
) -> Lower<Parts> {
    let span = unit.at.span;
    if let Some(why) = super::invalid::header(code, unit) {
        return Err(why);
    }
    if let Some(clause) = unit.routine.clauses.iter().find(|c| !is_harmless(c)) {
        return Err(property(code, unit, clause));
    }
    let block = &*code.begin(block);
    code.labels = vec![unit.label.clone()];
    let returns = unit.routine.returns.as_ref().map(|ty| {
        let (ty, fields) = declare::plain(code, ty, span)?;
        Ok((code.cx.program.returned(unit.at, ty), fields))
    });
    code.ends = callee::ends(code.cx.program, unit.routine, unit.at);
    let back =
        code.autonomous || code.ends || invoke::gives_back(unit.routine) || captured.iter().any(|p| p.mode != Mode::In);
    let result = invoke::result_name(unit.routine);
    if let Some(Ok((ty, _))) = &returns {
        code.end = if back { End::Out(result.clone(), ty.clone()) } else { End::Value(ty.clone()) };
    }
    if let Some(ty) = &unit.routine.returns {
        code.gives = limits::of(code, ty, span)?;
        if code.gives.not_null {
            return Err(code.refuse("a result that is never null", span));
        }
    }
    let mut first = Vec::new();
    let params = parameters(code, unit, block, captured.len(), &mut first);
    let (params, returns) = (params?, returns.transpose()?.map(|(ty, _)| invoke::written(ty)));
    let mut params: Vec<Param<pg::Pg>> = captured.into_iter().chain(params).collect();
    let returns = match (back, returns) {
        (true, Some(ty)) => {
            code.taken.push(result.clone());
            params.push(result_parameter(code, unit, result, ty, &params, &mut first));
            None
        }
        (_, returns) => returns,
    };
    let block = whole(code, block, first);
    Ok((params, returns, block))
}

/// The parameter that brings the result. That of a procedure, behind one with a default, brings a value in, which is dropped.
fn result_parameter(
    code: &Code<'_, '_>,
    unit: Unit<'_>,
    name: Name,
    ty: pg::Type,
    others: &[Param<pg::Pg>],
    first: &mut Vec<pg::Stmt>,
) -> Param<pg::Pg> {
    if !code.ends || others.iter().all(|p| p.default.is_none()) {
        return Param { name, at: unit.at, mode: Mode::Out, nocopy: false, ty, default: None };
    }
    first.push(pg::Stmt::Assign(Box::new([name.clone()]), pg::Expr::Null));
    Param { name, at: unit.at, mode: Mode::InOut, nocopy: false, ty, default: Some(pg::Expr::Null) }
}

/// The name in the target that types of a routine are named after.
fn own_name(program: &Program<'_>, unit: Unit<'_>) -> Option<QName> {
    let folded = program.plan.names.fold(unit.label);
    match unit.package {
        Some(package) if package.routines(unit.label, true).nth(1).is_none() => Some(package.member(&folded)),
        Some(package) => {
            let number = unit.name.name.split_once('#').map_or("1", |(_, number)| number);
            Some(package.member(&format!("{folded}__{number}")))
        }
        None => {
            let kind = if unit.routine.is_function { ObjectKind::Function } else { ObjectKind::Procedure };
            Some(program.plan.names.object(&Key { kind, name: unit.name.clone() }))
        }
    }
}

/// The outermost block, with what the routine gains.
pub(super) fn whole(code: &mut Code<'_, '_>, block: &plsql::Block, first: Vec<pg::Stmt>) -> pg::Block {
    let count = pg::Expr::name("sql__rowcount");
    let found = count.clone().infix(pg::Op::Gt, pg::Expr::int(0));
    let open = pg::Expr::Bool(false);
    code.locals.cursors.push(Attributes { name: "SQL".into(), found, rows: count, open, sure: true });
    if code.uses.asks_statements() {
        code.outermost("sql__rowcount", pg::Type::BigInt);
    }
    package_cursor::bring(code, block);
    let mut made = code.frame(block);
    made.statements.splice(0..0, first);
    made.declarations.append(&mut code.outermost);
    // Attributes of cursors that are parameters.
    made.declarations.append(&mut code.hoisted);
    let checks = std::mem::take(&mut code.checks);
    if made.handlers.is_empty() || checks.is_empty() {
        made.statements.splice(0..0, checks);
    } else {
        // What comes in is checked outside of the routine's own handlers.
        let mut list = checks;
        list.push(pg::Stmt::Block(Box::new(made)));
        made = pg::Block::from(list);
    }
    unused::trim(code, &mut made);
    let block = errors::settle(code, &mut made);
    code.unsettled = Unsettled { block, seen: std::mem::take(&mut code.seen) };
    made
}

fn parameters(
    code: &mut Code<'_, '_>,
    unit: Unit<'_>,
    block: &plsql::Block,
    before: usize,
    first: &mut Vec<pg::Stmt>,
) -> Lower<Vec<Param<pg::Pg>>> {
    let (mut all, mut read) = (Vec::new(), entry::Read::default());
    let mut defaulted = false;
    for (n, param) in unit.routine.params.iter().enumerate() {
        let typed = invoke::formal_type(code, param);
        let seen = unit.header.params.iter().find(|p| p.name == param.name).and_then(|p| p.default.as_ref());
        let default = seen.or(param.default.as_ref()).map(|e| match &typed {
            Ok((ty, _)) => code.default(e, ty),
            Err(manual) => Err(manual.clone()),
        });
        let (shown, fields) = typed.clone().unwrap_or((pg::Type::Unknown, None));
        let constant = param.mode == Mode::In;
        let name = code.declare(std::slice::from_ref(unit.label), &param.name, shown.clone(), constant);
        code.with_fields(fields);
        code.at_place(before + n + 1);
        declare::note_place(code, &shown, param.at.span);
        let limits = limits::of(code, &param.ty, param.at.span);
        if let Ok(limits) = &limits {
            code.checks.extend(limits::at_entry(limits, &name, param.mode != Mode::Out));
            code.with_limits(limits.clone());
        }
        let typed = limits.and(typed);
        if param.mode == Mode::Out {
            let start = declare::start_of(code, &param.ty);
            first.extend(start.map(|start| pg::Stmt::Assign(Box::new([name.clone()]), start)));
            code.starts_as_null();
        } else {
            entry::fill(code, unit, param, &name, first, &mut || read.of(unit, block, &param.name));
        }
        if shown == pg::Type::RefCursor {
            cursor::variable(code, &param.name, &name, true, param.at.span);
        }
        let behind = defaulted && default.is_none();
        // A procedure takes no OUT parameter behind one with a default: it brings a value in, which is dropped.
        let brought = behind && param.mode != Mode::In && !unit.is_function(code.cx.program);
        if brought && param.mode == Mode::Out {
            first.push(pg::Stmt::Assign(Box::new([name.clone()]), pg::Expr::Null));
        }
        let mode = if brought { Mode::InOut } else { param.mode };
        let gains = behind && mode != Mode::Out;
        if gains {
            code.cx.exact(&DEFAULTS, param.at.span);
        }
        let default = if gains { Some(Ok(pg::Expr::Null)) } else { default };
        defaulted |= default.is_some();
        all.push(typed.and_then(|(ty, _)| {
            let default = default.transpose()?;
            Ok(Param { name, at: param.at, mode, nocopy: false, ty: invoke::written(ty), default })
        }));
    }
    all.into_iter().collect()
}

/// A case at the end of a function that returns in each of its arms says that nothing else may come.
fn complete(list: &mut [pg::Stmt]) {
    match list.last_mut() {
        Some(pg::Stmt::Of(_, _, inner)) => complete(std::slice::from_mut(inner)),
        Some(pg::Stmt::Case(case)) if case.otherwise.is_none() => {
            let returns = |list: &Vec<pg::Stmt>| list.last().is_some_and(super::trigger::ends);
            if case.arms.iter().all(|(_, list)| returns(list)) {
                let message = pg::Expr::text("ORA-06592: CASE not found while executing CASE statement");
                case.otherwise = Some(vec![pg::Stmt::Raise { code: pg::Expr::text("20000"), message }]);
            }
        }
        _ => {}
    }
}

/// Notices become calls.
fn put_lines(list: &mut [pg::Stmt]) {
    for stmt in list {
        match stmt {
            pg::Stmt::Of(_, _, inner) => put_lines(std::slice::from_mut(inner)),
            pg::Stmt::Notice(text) => {
                let text = std::mem::replace(text, pg::Expr::Null);
                *stmt = super::call::put("put_line", text);
            }
            pg::Stmt::If(arms, otherwise) => {
                arms.iter_mut().for_each(|(_, list)| put_lines(list));
                put_lines(otherwise);
            }
            pg::Stmt::Case(case) => {
                case.arms.iter_mut().for_each(|(_, list)| put_lines(list));
                case.otherwise.iter_mut().for_each(|list| put_lines(list));
            }
            pg::Stmt::Loop(it) => put_lines(&mut it.body),
            pg::Stmt::Block(block) => {
                put_lines(&mut block.statements);
                block.handlers.iter_mut().for_each(|h| put_lines(&mut h.statements));
            }
            _ => {}
        }
    }
}

/// Whether code may end because a row is missing.
fn misses_rows(list: &[pg::Stmt]) -> bool {
    list.iter().any(|stmt| match stmt {
        pg::Stmt::Of(_, _, inner) => misses_rows(std::slice::from_ref(inner)),
        pg::Stmt::Select(select) => select.strict && !super::errors::is_one_row(&select.query),
        pg::Stmt::Raise { code: pg::Expr::Text(state), .. } => state == "P0002",
        pg::Stmt::If(arms, otherwise) => arms.iter().any(|(_, list)| misses_rows(list)) || misses_rows(otherwise),
        pg::Stmt::Case(case) => {
            case.arms.iter().any(|(_, list)| misses_rows(list)) || case.otherwise.iter().any(|list| misses_rows(list))
        }
        pg::Stmt::Loop(it) => misses_rows(&it.body),
        pg::Stmt::Block(block) => block_misses(block),
        _ => false,
    })
}

pub(super) fn block_misses(block: &pg::Block) -> bool {
    let mut conditions = block.handlers.iter().flat_map(|h| &h.conditions);
    let caught = conditions.any(|c| matches!(c, pg::Condition::Others | pg::Condition::Named("no_data_found")));
    !caught && misses_rows(&block.statements) || block.handlers.iter().any(|h| misses_rows(&h.statements))
}

/// Language, volatility, parallel, security.
fn clauses(program: &Program<'_>, unit: Unit<'_>, effects: Effects, ends: bool) -> Vec<pg::Clause> {
    let mut clauses = Vec::new();
    if unit.is_function(program) {
        match effects.volatility {
            Volatility::Immutable => {
                clauses.push(pg::Clause::Volatility("IMMUTABLE"));
                if !effects.handles {
                    clauses.push(pg::Clause::ParallelSafe);
                }
            }
            Volatility::Stable => clauses.push(pg::Clause::Volatility("STABLE")),
            Volatility::Volatile => {}
        }
    }
    if effects.touches && !ends && !unit.invoker && program.profile.get(&DEFINER) == Definer::Definer {
        clauses.push(pg::Clause::SecurityDefiner);
    }
    clauses
}
