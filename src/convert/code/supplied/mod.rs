//! Calls of supplied packages as statements, where they have a form.

mod lob;
pub(super) mod signature;

use super::body::Code;
use crate::analyze::{Null, Ty};
use crate::convert::expr::Place;
use crate::convert::{Low, Lower};
use crate::finding::{Effort, Rule, Severity, Source};
use crate::ir::{Argument, Class, Expr};
use crate::pg::{self, Stmt, Type};
use crate::span::Span;

/// Rules of this file.
pub(super) static RULES: &[&Rule] =
    &[&SLEEP, &INFO, &SESSION, &NOTHING, &SEED, &RESET, &READ, &lob::LOB, &lob::PARAMETER];

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

static SEED: Rule = Rule {
    name: "random-seed",
    codes: &[(Source::Oracle, "OR-BIP-009")],
    raw: Severity::BehaviourChange,
    severity: Severity::Info,
    effort: Effort::minutes(10, 5),
    message: "a seed makes PostgreSQL's random numbers repeat, but they are other ones than Oracle's",
    help: "Nothing to do, unless something relies on the numbers of one seed.",
    ..Rule::PLAIN
};

static READ: Rule = Rule {
    name: "output-read-back",
    codes: &[(Source::Oracle, "HD-355")],
    raw: Severity::BehaviourChange,
    message: "lines of output are kept in the session, and read back",
    help: "Nothing to do.",
    ..Rule::PLAIN
};

static RESET: Rule = Rule {
    name: "packages-reset",
    codes: &[(Source::Oracle, "HD-356")],
    raw: Severity::Info,
    message: "the state of packages starts anew",
    help: "Nothing to do.",
    ..Rule::PLAIN
};

/// Lowers a call of a supplied procedure; nothing where it has no form here.
pub(super) fn lower(code: &mut Code<'_, '_>, e: &Expr, name: &str, args: &[Argument]) -> Option<Lower<Vec<Stmt>>> {
    let span = e.at.span;
    if changes_nothing(name) {
        code.cx.exact(&NOTHING, span);
        return Some(Ok(vec![Stmt::Null]));
    }
    let args = signature::in_order(name, args)?;
    if let Some(made) = lob::lower(code, span, name, &args) {
        return Some(made);
    }
    let made = match (name, args.as_slice()) {
        ("DBMS_LOCK.SLEEP" | "DBMS_SESSION.SLEEP", [Some(seconds)]) => {
            code.cx.exact(&SLEEP, span);
            code.value(seconds, &Type::Double).map(|s| vec![Stmt::Perform(pg::Expr::call("pg_sleep", [s]))])
        }
        ("DBMS_RANDOM.SEED" | "DBMS_RANDOM.INITIALIZE", [Some(seed)]) => {
            code.cx.raise(SEED.at(span));
            code.value(seed, &Type::Text).map(|seed| vec![Stmt::Perform(pg::Expr::helper("random_seed", [seed]))])
        }
        ("DBMS_SESSION.RESET_PACKAGE", []) => {
            code.cx.exact(&RESET, span);
            Ok(vec![Stmt::Perform(pg::Expr::helper("reset_packages", []))])
        }
        ("DBMS_OUTPUT.GET_LINE", [Some(line), Some(status)]) => get_line(code, line, status, span),
        _ if name.starts_with("DBMS_APPLICATION_INFO.") => return info(code, span, name, &args),
        _ => return session(code, span, name, &args),
    };
    Some(made)
}

/// Calls that PostgreSQL has no need of.
fn changes_nothing(name: &str) -> bool {
    matches!(
        name,
        "DBMS_OUTPUT.ENABLE"
            | "DBMS_OUTPUT.DISABLE"
            | "DBMS_UTILITY.COMPILE_SCHEMA"
            | "DBMS_RANDOM.TERMINATE"
            | "DBMS_SESSION.FREE_UNUSED_USER_MEMORY"
            | "DBMS_SESSION.SET_SQL_TRACE"
            | "DBMS_APPLICATION_INFO.SET_SESSION_LONGOPS"
            | "DBMS_LOB.OPEN"
            | "DBMS_LOB.CLOSE"
    )
}

/// `DBMS_APPLICATION_INFO`.
fn info(code: &mut Code<'_, '_>, span: Span, name: &str, args: &[Option<&Expr>]) -> Option<Lower<Vec<Stmt>>> {
    let made = match (name, args) {
        ("DBMS_APPLICATION_INFO.SET_MODULE", [Some(module), action]) => {
            let module = text(code, module);
            let action = action.map_or_else(|| Ok(pg::Expr::text("")), |e| text(code, e));
            module.and_then(|module| {
                let action = action?;
                let cut = pg::Expr::call("left", [module, pg::Expr::int(63)]);
                Ok(vec![set("application_name", cut), set("ora_compat.action", action)])
            })
        }
        ("DBMS_APPLICATION_INFO.SET_ACTION", [Some(action)]) => {
            text(code, action).map(|action| vec![set("ora_compat.action", action)])
        }
        ("DBMS_APPLICATION_INFO.SET_CLIENT_INFO", [Some(info)]) => {
            text(code, info).map(|info| vec![set("ora_compat.client_info", info)])
        }
        ("DBMS_APPLICATION_INFO.READ_MODULE", [Some(module), Some(action)]) => {
            told(code, module, "MODULE", span).and_then(|module| Ok(vec![module, told(code, action, "ACTION", span)?]))
        }
        ("DBMS_APPLICATION_INFO.READ_CLIENT_INFO", [Some(info)]) => {
            told(code, info, "CLIENT_INFO", span).map(|told| vec![told])
        }
        _ => return None,
    };
    code.cx.exact(&INFO, span);
    Some(made)
}

/// What the session said of itself goes into a variable.
fn told(code: &mut Code<'_, '_>, target: &Expr, what: &'static str, span: Span) -> Lower<Stmt> {
    let target = code.target(target)?;
    let value = pg::Expr::helper("sys_context", [pg::Expr::text("USERENV"), pg::Expr::text(what)]);
    let low = Low { expr: value, ty: Type::Text, null: Null::Maybe, from: Ty::of_class(Class::Text) };
    let value = code.fit(low, &target.ty, span)?;
    Ok(Stmt::Assign(target.path, value))
}

/// `GET_LINE(line, status)`: the oldest line that is kept; the status is 1 where there is none.
fn get_line(code: &mut Code<'_, '_>, line: &Expr, status: &Expr, span: Span) -> Lower<Vec<Stmt>> {
    let (line, status) = (code.target(line)?, code.target(status)?);
    let record = code.hoist("r", Type::Record);
    let field = |name: &'static str| pg::Expr::Name(Box::new([record.clone(), name.into()]));
    let class = Ty { flags: Ty::WHOLE, ..Ty::of_class(Class::Number) };
    let text = Low { expr: field("line"), ty: Type::Text, null: Null::Maybe, from: Ty::of_class(Class::Text) };
    let none = Low { expr: field("status"), ty: Type::Integer, null: Null::Never, from: class };
    let (text, none) = (code.fit(text, &line.ty, span)?, code.fit(none, &status.ty, span)?);
    code.cx.exact(&READ, span);
    Ok(vec![
        Stmt::Assign(Box::new([record]), pg::Expr::helper("get_line", [])),
        Stmt::Assign(line.path, text),
        Stmt::Assign(status.path, none),
    ])
}

/// `DBMS_SESSION`.
fn session(code: &mut Code<'_, '_>, span: Span, name: &str, args: &[Option<&Expr>]) -> Option<Lower<Vec<Stmt>>> {
    let made = match (name, args) {
        ("DBMS_SESSION.SET_IDENTIFIER", [Some(id)]) => {
            text(code, id).map(|id| vec![set("ora_compat.client_identifier", id)])
        }
        ("DBMS_SESSION.CLEAR_IDENTIFIER", []) => Ok(vec![set("ora_compat.client_identifier", pg::Expr::text(""))]),
        ("DBMS_SESSION.SET_CONTEXT", [Some(namespace), Some(attribute), Some(value), ..]) => {
            context(code, namespace, attribute, Some(value))
        }
        ("DBMS_SESSION.CLEAR_CONTEXT", [Some(namespace), _, Some(attribute)]) => {
            context(code, namespace, attribute, None)
        }
        ("DBMS_SESSION.CLEAR_ALL_CONTEXT" | "DBMS_SESSION.CLEAR_CONTEXT", [Some(namespace), None, None])
        | ("DBMS_SESSION.CLEAR_ALL_CONTEXT", [Some(namespace)]) => code
            .value(namespace, &Type::Text)
            .map(|namespace| vec![Stmt::Perform(pg::Expr::helper("clear_context", [namespace]))]),
        _ => return None,
    };
    // the identifier any session may set there too
    if matches!(name, "DBMS_SESSION.SET_IDENTIFIER" | "DBMS_SESSION.CLEAR_IDENTIFIER") {
        code.cx.exact(&SESSION, span);
    } else {
        code.cx.raise(SESSION.at(span).with("what", name));
    }
    Some(made)
}

fn text(code: &mut Code<'_, '_>, e: &Expr) -> Lower<pg::Expr> {
    let low = code.expr(e, Place::Code)?;
    let null = low.null;
    let value = code.fit(low, &Type::Text, e.at.span)?;
    Ok(super::call::never_null(value, null))
}

/// A setting of the session.
fn set(name: &str, value: pg::Expr) -> Stmt {
    Stmt::Perform(pg::Expr::call("set_config", [pg::Expr::text(name), value, pg::Expr::Bool(false)]))
}

/// `namespace.attribute`, as `sys_context` reads it.
fn context(code: &mut Code<'_, '_>, namespace: &Expr, attribute: &Expr, value: Option<&Expr>) -> Lower<Vec<Stmt>> {
    let (namespace, attribute) = (code.value(namespace, &Type::Text), code.value(attribute, &Type::Text));
    let (namespace, attribute) = (namespace?, attribute?);
    let value = value.map_or_else(|| Ok(pg::Expr::text("")), |e| text(code, e))?;
    let lower = |e| pg::Expr::call("lower", [e]);
    let name = pg::Expr::Concat(Box::new([lower(namespace), pg::Expr::text("."), lower(attribute)]));
    Ok(vec![Stmt::Perform(pg::Expr::call("set_config", [name, value, pg::Expr::Bool(false)]))])
}
