//! Anonymous blocks of scripts: `DO`, in a script of their own.

use super::body::{Code, End};
use super::volatility::Volatility;
use super::{effects, routine};
use crate::catalog::ObjectId;
use crate::convert::{Cx, target};
use crate::finding::{Effort, Rule, Severity, Source};
use crate::ir::{self, plsql};
use crate::pg;

/// Rules of this file.
pub(super) static RULES: &[&Rule] = &[&APART];

/// A block of a script.
pub static APART: Rule = Rule {
    name: "anonymous-block",
    codes: &[(Source::Oracle, "HD-106")],
    raw: Severity::BehaviourChange,
    severity: Severity::BehaviourChange,
    effort: Effort::minutes(5, 2),
    message: "{what} in blocks.sql; building the schema does not run {them}",
    help: "Run blocks.sql behind apply.sql where the block writes rows that are wanted; see that nothing runs twice.",
    ..Rule::PLAIN
};

/// Whether a block does nothing but call routines of the server: `DBMS_SCHEDULER.CREATE_JOB(…)`.
fn only_supplied(block: &plsql::Block) -> bool {
    block.statements.iter().all(|stmt| {
        let plsql::StmtKind::Call(call) = &stmt.kind else {
            return matches!(stmt.kind, plsql::StmtKind::Null | plsql::StmtKind::Transaction(_));
        };
        let path = if let ir::ExprKind::Call(it) = &call.kind {
            Some(&it.name)
        } else if let ir::ExprKind::Name(path) = &call.kind {
            Some(&**path)
        } else {
            None
        };
        let Some(path) = path else { return false };
        let package = path.parts.iter().find(|part| *part != "SYS");
        let supplied = ["DBMS_", "UTL_", "APEX_", "WWV_FLOW", "CTX_"];
        let of_sys = path.parts.first().is_some_and(|part| part == "SYS");
        of_sys || package.is_some_and(|package| supplied.iter().any(|prefix| package.starts_with(prefix)))
    })
}

/// A block.
pub(in crate::convert) fn lower(
    cx: &mut Cx<'_>,
    id: ObjectId,
    object: &ir::Object,
    body: &ir::Body,
) -> Vec<pg::Object> {
    let ir::Body::Code(block) = body else {
        return super::lower(cx, id, object, Some(body));
    };
    let own = cx.program.target(id);
    let mut code = Code::new(cx, object.name.schema.clone(), End::Nothing);
    code.name = object.name.clone();
    code.own = Some(own);
    let block = &*code.begin(block);
    let made = routine::whole(&mut code, block, Vec::new());
    let lacks = code.lacks.take();
    let changes = effects::of(cx.program, &made).volatility == Volatility::Volatile;
    let severity = if changes { Severity::BehaviourChange } else { Severity::Info };
    // Of a block that only sets up what PostgreSQL does not have nothing is left to run.
    if lacks.is_none() || !only_supplied(block) {
        let raised = APART.at(object.at.span).with("what", "a block of the script stands").with("them", "it");
        cx.raise(raised.severity(severity));
    }
    if let Some(why) = &lacks {
        cx.outcome().reason = Some(super::reason(object, why));
    }
    let mut made = target::object(cx, id, object, pg::Kind::Other(pg::Other::Do(Box::new(made))));
    super::leave_to_statements(&mut made, block);
    vec![made]
}
