//! Autonomous transactions: the code runs as a procedure of its own over a second connection of the session, and the routine
//! calls it there.

use super::body::{Code, own};
use super::errors::Header;
use super::routine::Unit;
use crate::analyze::effects::{Does, Runs};
use crate::catalog::Mode;
use crate::convert::{Manual, Program, target};
use crate::finding::{Effort, Raised, Rule, Severity, Source};
use crate::ir::plsql::{Block, DeclarationKind};
use crate::name::{Name, QName};
use crate::pg::{self, Expr, Stmt, Type};
use crate::profile::{AUTONOMOUS, Autonomous};
use crate::span::Span;

/// Rules of this file.
pub(super) static RULES: &[&Rule] = &[&TRANSACTION];

/// What autonomous transactions need.
pub static TRANSACTION: Rule = Rule {
    name: "autonomous-transaction",
    codes: &[(Source::Oracle, "OR-TXN-005")],
    raw: Severity::Blocker,
    severity: Severity::Blocker,
    effort: Effort::minutes(60, 20),
    message: "an autonomous transaction {what}",
    help: "`autonomous = dblink` runs it over a second connection: CREATE EXTENSION dblink; CREATE SERVER ora_autonomous FOREIGN DATA WRAPPER dblink_fdw OPTIONS (dbname '…'); CREATE USER MAPPING FOR … SERVER ora_autonomous OPTIONS (user '…', password '…').",
    ..Rule::PLAIN
};

/// Whether a block is a transaction of its own.
pub(super) fn is_autonomous(block: &Block) -> bool {
    let pragma =
        |kind: &DeclarationKind| matches!(kind, DeclarationKind::Pragma(it) if it.name == "AUTONOMOUS_TRANSACTION");
    block.declarations.iter().any(|d| pragma(&d.kind))
}

/// Whether a routine with this code runs over a second connection.
pub(super) fn is_linked(program: &Program<'_>, block: &Block) -> bool {
    is_autonomous(block) && program.profile.get(&AUTONOMOUS) == Autonomous::Dblink
}

/// What is said where no way is chosen, or none fits.
pub(super) fn refused(code: &mut Code<'_, '_>, span: Span) -> Manual {
    // A trigger has a rule of its own for it.
    if code.locals.is_trigger() {
        return code.cx.said("OR-TRG-012", "a trigger is a transaction of its own".into());
    }
    let what = match code.cx.program.profile.get(&AUTONOMOUS) {
        Autonomous::Stub => "needs a second connection to the database",
        Autonomous::Dblink => "of a block or a routine within another has no form",
    };
    code.cx.manual(TRANSACTION.at(span).with("what", what))
}

/// What is said of one that runs over a second connection.
pub(super) fn linked(program: &Program<'_>, unit: Unit<'_>, block: &Block) -> Raised {
    let pragma = block.declarations.iter().find(|d| matches!(d.kind, DeclarationKind::Pragma(_)));
    let at = TRANSACTION.at(pragma.map_or(unit.at.span, |d| d.at.span));
    let effect = program.facts.symbols.at(unit.at).map(|id| program.facts.effects.of(Runs::Routine(id)));
    let shares = effect.is_some_and(|e| e.does.any(Does::READS_STATE | Does::WRITES_STATE));
    if shares {
        let what = "runs over a second connection of the session, which has package variables of its own";
        return at.severity(Severity::BehaviourChange).with("what", what);
    }
    at.severity(Severity::Info).with("what", "runs over a second connection of the session")
}

/// The name of the procedure that runs there.
pub(super) fn body_name(of: &QName, unit: Unit<'_>) -> QName {
    let suffix = match unit.name.name.rsplit_once('#') {
        Some((_, overload)) => format!("__body__{overload}"),
        None => "__body".to_owned(),
    };
    QName { schema: of.schema.clone(), name: target::derived(&of.name, &suffix) }
}

/// The procedure that runs there, by the header of the routine.
pub(super) fn body(header: &Header, block: pg::Block) -> pg::Routine {
    let mut params = header.params.clone();
    params.iter_mut().for_each(|p| p.default = None);
    let body = Some(pg::Body::Block(block));
    pg::Routine { is_function: false, params, returns: None, body, clauses: Vec::new() }
}

/// The code of the routine: it has its body run over the second connection, and takes what comes back. `ret`: the parameter of
/// the body that brings the result of a function.
pub(super) fn caller(header: &Header, body: &QName, ret: Option<&(Name, Type)>) -> pg::Block {
    let all = || header.params.iter();
    let mut text = String::from("CALL %I.%I(");
    let mut args = vec![Expr::text(body.schema.as_deref().unwrap_or("public")), Expr::text(body.name.as_str())];
    for (n, param) in all().enumerate() {
        text.push_str(if n > 0 { ", " } else { "" });
        if param.mode == Mode::Out {
            text.push_str("NULL");
        } else {
            text.push_str("%L");
            args.push(Expr::name(param.name.clone()));
        }
    }
    text.push(')');
    let call = Expr::call("format", std::iter::once(Expr::text(text)).chain(args));
    let back: Vec<_> = all().filter(|p| p.mode != Mode::In).collect();
    if back.is_empty() {
        let statements = vec![Stmt::Perform(Expr::helper("autonomous_call", [call]))];
        return pg::Block { statements, ..pg::Block::default() };
    }
    let mut row = Name::from("row_");
    while all().any(|p| p.name == row) {
        row = format!("{row}_").into();
    }
    let count = Expr::int(i64::try_from(back.len()).unwrap_or_default());
    let mut statements = vec![Stmt::Assign(Box::new([row.clone()]), Expr::helper("autonomous_row", [call, count]))];
    let mut returned = None;
    for (n, param) in (1_i64..).zip(back) {
        let item = Expr::Element(Box::new([Expr::name(row.clone()), Expr::int(n)]));
        let value = if param.ty == Type::Text { item } else { Expr::Cast(Box::new((item, param.ty.clone()))) };
        if ret.is_some_and(|(name, _)| *name == param.name) {
            returned = Some(Stmt::Return(Some(value)));
        } else {
            statements.push(Stmt::Assign(Box::new([param.name.clone()]), value));
        }
    }
    statements.extend(returned);
    let declarations = vec![own(row, Type::Array(Box::new(Type::Text)))];
    pg::Block { declarations, statements, ..pg::Block::default() }
}
