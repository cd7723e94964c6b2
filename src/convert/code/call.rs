//! Calls as statements: of procedures of the input, and of the supplied ones that have a form.

#![expect(clippy::wildcard_enum_match_arm, reason = "whatever form is not named is refused")]

use super::body::Code;
use super::supplied::signature;
use super::{assigned, ddl, effects, invoke, supplied};
use crate::convert::expr::{self, Place};
use crate::convert::{Lower, supplied_packages};
use crate::finding::{Effort, Rule, Severity, Source};
use crate::ir::{Argument, Expr, ExprKind, NumberForm, Path, Step, Unary};
use crate::name::Texts;
use crate::pg;

/// Rules of this file.
pub(super) static RULES: &[&Rule] = &[&RAISE, &OUTPUT];

static RAISE: Rule = Rule {
    name: "raise-application-error",
    codes: &[(Source::Oracle, "OR-EXC-005")],
    raw: Severity::BehaviourChange,
    message: "an application error has a SQLSTATE in place of its number",
    help: "Clients that look at -20001 look at SQLSTATE OR001.",
    ..Rule::PLAIN
};

/// What DBMS_OUTPUT prints.
pub static OUTPUT: Rule = Rule {
    name: "output-as-notice",
    codes: &[(Source::Oracle, "OR-BIP-001")],
    raw: Severity::BehaviourChange,
    severity: Severity::Info,
    effort: Effort::minutes(5, 0),
    message: "DBMS_OUTPUT prints by RAISE NOTICE here: the client gets each line at once",
    help: "{advice}",
    once: Some(""),
    ..Rule::PLAIN
};

const FOR_PEOPLE: &str =
    "Nothing to do where the output is for people. A client that reads the buffer back gets nothing.";

/// Lowers a call.
pub(super) fn lower(code: &mut Code<'_, '_>, e: &Expr) -> Lower<Vec<pg::Stmt>> {
    let (path, args): (&Path, &[Argument]) = match &e.kind {
        ExprKind::Name(path) => (path, &[]),
        ExprKind::Call(call) if call.more.is_none() && !call.distinct => (&call.name, &call.args),
        ExprKind::Step(parts) => {
            if let Some(said) = assigned::without_root(code, e) {
                return Err(said);
            }
            let what = match &parts.1 {
                Step::Method(name, _) => format!("the call of method `{name}` of a value"),
                Step::Field(_) | Step::Attribute(_) | Step::Cells(_) | Step::Index(_) => "this call".to_owned(),
            };
            return Err(code.refuse(&what, e.at.span));
        }
        _ => return Err(code.refuse("this call", e.at.span)),
    };
    let name = crate::analyze::supplied_name(&path.parts);
    if path.link.is_some() {
        return Err(code.refuse("a call over a database link", e.at.span));
    }
    match (&*name, args) {
        ("RAISE_APPLICATION_ERROR", _) => match number_and_message(args) {
            Some((number, message)) => raise(code, e, number, message),
            None => procedure(code, e, path, args),
        },
        ("DBMS_OUTPUT.PUT_LINE", [text]) => {
            let low = code.expr(&text.value, Place::Code)?;
            let null = low.null;
            let text = code.fit(low, &pg::Type::Text, text.value.at.span)?;
            code.cx.raise(OUTPUT.at(e.at.span).with("advice", FOR_PEOPLE));
            let text = never_null(text, null);
            let kept = effects::callers(code.cx.program).reads_output();
            Ok(vec![match (kept, code.uses.puts) {
                (true, _) => put("put_line_kept", text),
                (false, true) => put("put_line", text),
                (false, false) => pg::Stmt::Notice(text),
            }])
        }
        ("DBMS_OUTPUT.PUT", [text]) => {
            let low = code.expr(&text.value, Place::Code)?;
            let null = low.null;
            let text = code.fit(low, &pg::Type::Text, text.value.at.span)?;
            code.cx.raise(OUTPUT.at(e.at.span).with("advice", FOR_PEOPLE));
            Ok(vec![put("put", never_null(text, null))])
        }
        ("DBMS_OUTPUT.NEW_LINE", []) => {
            code.cx.raise(OUTPUT.at(e.at.span).with("advice", FOR_PEOPLE));
            let kept = effects::callers(code.cx.program).reads_output();
            Ok(vec![put(if kept { "put_line_kept" } else { "put_line" }, pg::Expr::text(""))])
        }
        ("DBMS_UTILITY.EXEC_DDL_STATEMENT", [text])
            if crate::ir::plsql::dynamic::said(code.cx.program.read, &text.value).is_some() =>
        {
            ddl::text(code, &text.value, e.at.span).unwrap_or_else(|| procedure(code, e, path, args))
        }
        (name, _) => match supplied::lower(code, e, name, args) {
            Some(made) => made,
            None => procedure(code, e, path, args),
        },
    }
}

/// A part of a line, or its end.
pub(super) fn put(helper: &'static str, text: pg::Expr) -> pg::Stmt {
    pg::Stmt::Perform(pg::Expr::helper(helper, [text]))
}

/// PostgreSQL shows `<NULL>` for null, and takes no null for a message.
pub(super) fn never_null(text: pg::Expr, null: crate::analyze::Null) -> pg::Expr {
    if matches!(text, pg::Expr::Text(_)) || null == crate::analyze::Null::Never {
        return text;
    }
    pg::Expr::call("coalesce", [text, pg::Expr::text("")])
}

/// What `RAISE_APPLICATION_ERROR` is called with, by place or by name; whether it keeps the errors before it makes no difference.
fn number_and_message(args: &[Argument]) -> Option<(&Expr, &Expr)> {
    let given = signature::in_order("RAISE_APPLICATION_ERROR", args)?;
    if let [Some(number), Some(message), _] = given.as_slice() { Some((number, message)) } else { None }
}

fn raise(code: &mut Code<'_, '_>, e: &Expr, number: &Expr, message: &Expr) -> Lower<Vec<pg::Stmt>> {
    let low = code.expr(message, Place::Code)?;
    let null = low.null;
    let text = code.fit(low, &pg::Type::Text, message.at.span)?;
    let state = match literal(number) {
        Some(number) => match state(number) {
            Some(state) => pg::Expr::text(state),
            None => return Err(code.refuse("an error number outside of -20999 to -20000", number_span(e))),
        },
        None => {
            let number = code.value(number, &pg::Type::Integer)?;
            pg::Expr::helper("app_errcode", [number])
        }
    };
    code.cx.exact(&RAISE, e.at.span);
    Ok(vec![pg::Stmt::Raise { code: state, message: never_null(text, null) }])
}

fn number_span(e: &Expr) -> crate::span::Span {
    e.at.span
}

/// A negative whole number.
fn literal(e: &Expr) -> Option<i32> {
    let ExprKind::Unary(Unary::Minus, operand) = &e.kind else { return None };
    let ExprKind::Number(digits, NumberForm::Decimal) = &operand.kind else { return None };
    digits.parse::<i32>().ok().map(|n| -n)
}

/// `OR` and the last three digits; a state that ends in `000` would be a whole class.
fn state(number: i32) -> Option<String> {
    match number {
        -20000 => Some("ORA00".to_owned()),
        -20999..=-20001 => Some(format!("OR{:03}", -20000 - number)),
        _ => None,
    }
}

/// A call of a procedure of the input.
fn procedure(code: &mut Code<'_, '_>, e: &Expr, path: &Path, args: &[Argument]) -> Lower<Vec<pg::Stmt>> {
    let Some(callee) = invoke::find(code, path, args, false, e.at)? else {
        if let Some(why) = code.locals.broken(&path.parts) {
            return Err(why.clone());
        }
        if let Some(said) = assigned::formless(code, path, e.at.span) {
            return Err(said);
        }
        let means = code.cx.fact(e).means;
        if let Some(absent) = supplied_packages::absent(code.cx, path, means, e.at.span) {
            return Err(absent);
        }
        let name = path.parts.joined(".");
        if let Some(unknown) = expr::unknown_routine(code.cx, e, &name) {
            return Err(unknown);
        }
        return Err(code.refuse(&format!("the call of `{name}`"), e.at.span));
    };
    invoke::statement(code, &callee, e, args)
}
