//! Values that may be others when they are computed again, which a conversion must not repeat.

use crate::analyze::Means;
use crate::analyze::effects::Does;
use crate::convert::{Cx, Lower};
use crate::finding::{Effort, Rule, Severity, Source};
use crate::ir::{self, ExprKind, walk};
use crate::pg::{self, Op};

static REPEATED: Rule = Rule {
    name: "value-computed-once",
    codes: &[(Source::Oracle, "HD-377")],
    raw: Severity::DataLossRisk,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(15, 5),
    message: "`{function}` would compute a value several times that may be another each time, or do something each time",
    help: "Take the value into a variable, or in a subquery of its own, and use that.",
    ..super::RULE
};

/// Rules of this file.
pub static RULES: &[&Rule] = &[&REPEATED];

/// What makes a routine give another value, or do something, when it is called again.
const AGAIN: Does = Does::VOLATILE.without(Does::CLOCK).without(Does::READS_STATE);

/// Whether a value may be another when it is computed again, or does something then.
pub(super) fn varies(cx: &Cx<'_>, e: &ir::Expr) -> bool {
    any(cx, e, &|means, path| match means {
        Means::Routine(id) => cx.program.facts.effects.does(id).any(AGAIN),
        Means::Builtin(place) => {
            let row = cx.program.read.functions.get(usize::from(place));
            row.is_some_and(|row| row.name.starts_with("DBMS_RANDOM.") || row.name == "SYS_GUID")
        }
        _ => path.is_some_and(|path| path.parts.len() > 1 && path.parts.last().is_some_and(|last| last == "NEXTVAL")),
    })
}

/// Whether a value does something when it is computed, or may raise an error of the program.
pub(super) fn acts(cx: &Cx<'_>, e: &ir::Expr) -> bool {
    const ACTS: Does = Does::VOLATILE.without(Does::CLOCK).without(Does::READS_STATE).without(Does::RANDOM);
    any(cx, e, &|means, _| match means {
        Means::Routine(id) => {
            let does = cx.program.facts.effects.does(id);
            does.any(ACTS.without(Does::UNKNOWN)) || does.any(Does::RAISES)
        }
        _ => false,
    })
}

/// Whether a value takes more than a look at a row: it calls routines or asks a query.
fn costs(cx: &Cx<'_>, e: &ir::Expr) -> bool {
    let mut asks = false;
    walk::each(e, &mut |e| asks |= matches!(e.kind, ExprKind::Subquery(_)));
    asks || any(cx, e, &|means, _| matches!(means, Means::Routine(_)))
}

fn any(cx: &Cx<'_>, e: &ir::Expr, test: &dyn Fn(Means, Option<&ir::Path>) -> bool) -> bool {
    let mut found = false;
    walk::each(e, &mut |e| {
        let path = match &e.kind {
            ExprKind::Name(path) => Some(&**path),
            _ => None,
        };
        found |= test(cx.fact(e).means, path);
    });
    found
}

/// Notes that a value cannot be computed once.
pub(super) fn refuse(cx: &mut Cx<'_>, e: &ir::Expr, function: &str) -> crate::convert::Manual {
    cx.manual(REPEATED.at(e.at.span).with("function", function))
}

/// A choice by the value of one expression, which is computed once where that matters.
pub(super) fn choice(
    cx: &mut Cx<'_>,
    e: &ir::Expr,
    function: &str,
    by: &ir::Expr,
    arms: Vec<(pg::Expr, pg::Expr)>,
    otherwise: Option<pg::Expr>,
) -> Lower<pg::Expr> {
    let varies = varies(cx, by);
    if arms.len() < 2 || !varies && !costs(cx, by) {
        return Ok(pg::Expr::case(arms, otherwise));
    }
    let side = |when: &pg::Expr| match when {
        pg::Expr::Infix(Op::Eq, sides) => sides.first().cloned(),
        _ => None,
    };
    let selector = arms.first().and_then(|(when, _)| side(when));
    if selector.is_none() || arms.iter().any(|(when, _)| side(when) != selector) {
        return if varies { Err(refuse(cx, e, function)) } else { Ok(pg::Expr::case(arms, otherwise)) };
    }
    let tests = arms.into_iter().filter_map(|(when, then)| match when {
        pg::Expr::Infix(_, sides) => {
            let [_, value] = *sides;
            Some((value, then))
        }
        _ => None,
    });
    Ok(pg::Expr::Case(Box::new(pg::Case { selector, arms: tests.collect(), otherwise })))
}
