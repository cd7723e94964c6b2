//! Calls of supplied packages as statements, where they have a form.

use super::body::Code;
use crate::convert::Lower;
use crate::convert::expr::Place;
use crate::finding::{Effort, Rule, Severity, Source};
use crate::ir::{Argument, Expr};
use crate::pg::{self, Stmt, Type};

/// Rules of this file.
pub(super) static RULES: &[&Rule] = &[&SLEEP, &INFO, &SESSION, &NOTHING];

static SLEEP: Rule = Rule {
    name: "sleep",
    codes: &[(Source::Oracle, "OR-BIP-010")],
    raw: Severity::BehaviourChange,
    message: "a pause is pg_sleep",
    help: "Nothing to do.",
    ..Rule::PLAIN
};

static INFO: Rule = Rule {
    name: "application-info",
    codes: &[(Source::Oracle, "OR-BIP-012")],
    raw: Severity::Info,
    message: "what a session says of itself is its application_name, and settings",
    help: "Nothing to do, unless a pool sets application_name itself.",
    ..Rule::PLAIN
};

static SESSION: Rule = Rule {
    name: "session-call",
    codes: &[(Source::Oracle, "OR-BIP-013")],
    raw: Severity::Info,
    severity: Severity::Info,
    effort: Effort::NONE,
    message: "`{what}` sets a setting of the session",
    help: "Whoever may run SQL may set it: PostgreSQL has no packages that a context trusts.",
    ..Rule::PLAIN
};

static NOTHING: Rule = Rule {
    name: "call-without-need",
    codes: &[(Source::Oracle, "OR-BIP-014")],
    raw: Severity::Info,
    message: "a call that changes nothing in PostgreSQL is left out",
    help: "Nothing to do.",
    ..Rule::PLAIN
};

/// Lowers a call of a supplied procedure; nothing where it has no form here.
pub(super) fn lower(code: &mut Code<'_, '_>, e: &Expr, name: &str, args: &[Argument]) -> Option<Lower<Vec<Stmt>>> {
    let span = e.at.span;
    if args.iter().any(|a| a.name.is_some()) && args.len() > 1 {
        return None;
    }
    let made = match (name, args) {
        ("DBMS_LOCK.SLEEP" | "DBMS_SESSION.SLEEP", [seconds]) => {
            code.cx.exact(&SLEEP, span);
            code.value(&seconds.value, &Type::Double).map(|s| vec![Stmt::Perform(pg::Expr::call("pg_sleep", [s]))])
        }
        ("DBMS_APPLICATION_INFO.SET_MODULE", [module, action]) => {
            code.cx.exact(&INFO, span);
            two(code, &module.value, &action.value).map(|[module, action]| {
                let both = pg::Expr::call("concat_ws", [pg::Expr::text(":"), module, action]);
                vec![set("application_name", pg::Expr::call("left", [both, pg::Expr::int(63)]))]
            })
        }
        ("DBMS_APPLICATION_INFO.SET_ACTION", [action]) => {
            code.cx.exact(&INFO, span);
            text(code, &action.value).map(|action| vec![set("ora_compat.action", action)])
        }
        ("DBMS_APPLICATION_INFO.SET_CLIENT_INFO", [info]) => {
            code.cx.exact(&INFO, span);
            text(code, &info.value).map(|info| vec![set("ora_compat.client_info", info)])
        }
        ("DBMS_SESSION.SET_IDENTIFIER", [id]) => {
            code.cx.raise(SESSION.at(span).with("what", name));
            text(code, &id.value).map(|id| vec![set("ora_compat.client_identifier", id)])
        }
        ("DBMS_SESSION.CLEAR_IDENTIFIER", []) => {
            code.cx.raise(SESSION.at(span).with("what", name));
            Ok(vec![set("ora_compat.client_identifier", pg::Expr::text(""))])
        }
        ("DBMS_SESSION.SET_CONTEXT", [namespace, attribute, value, ..]) => {
            code.cx.raise(SESSION.at(span).with("what", name));
            context(code, &namespace.value, &attribute.value, Some(&value.value))
        }
        ("DBMS_SESSION.CLEAR_CONTEXT", [namespace, _, attribute]) => {
            code.cx.raise(SESSION.at(span).with("what", name));
            context(code, &namespace.value, &attribute.value, None)
        }
        ("DBMS_OUTPUT.ENABLE" | "DBMS_OUTPUT.DISABLE" | "DBMS_UTILITY.COMPILE_SCHEMA", _)
        | ("DBMS_RANDOM.INITIALIZE" | "DBMS_RANDOM.TERMINATE", _)
        | ("DBMS_SESSION.FREE_UNUSED_USER_MEMORY" | "DBMS_SESSION.SET_SQL_TRACE", _)
        | ("DBMS_APPLICATION_INFO.SET_SESSION_LONGOPS", _) => {
            code.cx.exact(&NOTHING, span);
            Ok(vec![Stmt::Null])
        }
        _ => return None,
    };
    Some(made)
}

fn text(code: &mut Code<'_, '_>, e: &Expr) -> Lower<pg::Expr> {
    let low = code.expr(e, Place::Code)?;
    let null = low.null;
    let value = code.fit(low, &Type::Text, e.at.span)?;
    Ok(super::call::never_null(value, null))
}

fn two(code: &mut Code<'_, '_>, a: &Expr, b: &Expr) -> Lower<[pg::Expr; 2]> {
    let (a, b) = (code.value(a, &Type::Text), code.value(b, &Type::Text));
    Ok([a?, b?])
}

/// A setting of the session.
fn set(name: &str, value: pg::Expr) -> Stmt {
    Stmt::Perform(pg::Expr::call("set_config", [pg::Expr::text(name), value, pg::Expr::Bool(false)]))
}

/// `namespace.attribute`, as `sys_context` reads it.
fn context(code: &mut Code<'_, '_>, namespace: &Expr, attribute: &Expr, value: Option<&Expr>) -> Lower<Vec<Stmt>> {
    let [namespace, attribute] = two(code, namespace, attribute)?;
    let value = value.map_or_else(|| Ok(pg::Expr::text("")), |e| text(code, e))?;
    let lower = |e| pg::Expr::call("lower", [e]);
    let name = pg::Expr::Concat(Box::new([lower(namespace), pg::Expr::text("."), lower(attribute)]));
    Ok(vec![Stmt::Perform(pg::Expr::call("set_config", [name, value, pg::Expr::Bool(false)]))])
}
