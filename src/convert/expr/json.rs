//! `JSON_VALUE`, `JSON_QUERY`, `JSON_EXISTS`, `JSON_OBJECT`, `JSON_ARRAY`, `IS JSON`, as far as PostgreSQL 15 has them.

use super::{Scope, literal, lower as lower_expr, made};
use crate::analyze::Null;
use crate::convert::{Cx, Low, Lower};
use crate::finding::{Effort, Rule, Severity, Source};
use crate::ir::{self, Call, Class};
use crate::pg::{self, Type};

static JSON: Rule = Rule {
    name: "json-function",
    codes: &[(Source::Oracle, "OR-FUN-022")],
    raw: Severity::BehaviourChange,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(20, 10),
    message: "`{function}` {why}",
    help: "Keep the column jsonb, or checked by IS JSON. Other paths: jsonb_path_query_first and jsonb_path_exists.",
    ..super::RULE
};

static IS_JSON: Rule = Rule {
    name: "is-json",
    codes: &[(Source::Oracle, "HD-318")],
    raw: Severity::BehaviourChange,
    severity: Severity::BehaviourChange,
    effort: Effort::minutes(5, 1),
    message: "IS JSON was left to PostgreSQL's cast to jsonb, which raises where the check would refuse",
    help: "Nothing to do for new rows: what is no JSON is refused with another error. On PostgreSQL 16 write IS JSON.",
    ..super::RULE
};

/// Rules of this file.
pub static RULES: &[&Rule] = &[&JSON, &IS_JSON];

/// The names and places of a plain path `$.a.b[0]`.
fn steps(path: &str) -> Option<Vec<String>> {
    let mut rest = path.trim().strip_prefix('$')?;
    let mut steps = Vec::new();
    while !rest.is_empty() {
        if let Some(tail) = rest.strip_prefix('.') {
            let (step, tail) = match tail.strip_prefix('"') {
                Some(quoted) => quoted.split_once('"')?,
                None => {
                    let end = tail.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(tail.len());
                    tail.split_at_checked(end)?
                }
            };
            if step.is_empty() || tail.starts_with('(') {
                return None;
            }
            steps.push(step.to_owned());
            rest = tail;
        } else if let Some(tail) = rest.strip_prefix('[') {
            let (place, tail) = tail.split_once(']')?;
            if place.is_empty() || !place.bytes().all(|b| b.is_ascii_digit()) {
                return None;
            }
            steps.push(place.to_owned());
            rest = tail;
        } else {
            return None;
        }
    }
    Some(steps)
}

fn refused(cx: &mut Cx<'_>, e: &ir::Expr, function: &str) -> Lower<Low> {
    let raised = JSON.at(e.at.span).with("function", function);
    Err(cx.manual(raised.with("why", "with this path or these options has no conversion")))
}

/// What became an operator of `jsonb`.
fn noted(cx: &mut Cx<'_>, e: &ir::Expr, function: &str) {
    let raised = JSON.at(e.at.span).severity(Severity::BehaviourChange).with("function", function);
    cx.raise(raised.with("why", "became an operator of jsonb, which fails where the text is no JSON"));
}

/// The document and the steps of a call whose path is a plain literal and which has no options that matter.
fn plain(cx: &mut Cx<'_>, scope: &Scope<'_>, call: &Call) -> Option<Lower<(Low, Vec<String>)>> {
    let [document, path] = call.args.as_slice() else { return None };
    let steps = steps(literal::text_of(&path.value)?)?;
    let options = call.more.as_ref();
    let simple = options.is_none_or(|m| {
        m.keywords.is_empty() && m.on.iter().all(|on| on.then == "NULL" && matches!(on.when, "EMPTY" | "ERROR"))
    });
    simple.then(|| lower_expr(cx, scope, &document.value).map(|low| (low, steps)))
}

fn document(low: Low) -> pg::Expr {
    if matches!(low.ty, Type::Json | Type::Jsonb) {
        return low.expr;
    }
    let text = if low.ty == Type::Bytea {
        // Documents in BLOB columns are texts in UTF-8.
        pg::Expr::call("convert_from", [low.expr, pg::Expr::text("UTF8")])
    } else {
        low.expr
    };
    // Oracle reads keys without quotes, and other liberties.
    pg::Expr::helper("json_lax", [text]).cast(Type::Jsonb)
}

fn extracted(function: &'static str, low: Low, steps: Vec<String>) -> pg::Expr {
    pg::Expr::call(function, std::iter::once(document(low)).chain(steps.into_iter().map(pg::Expr::text)))
}

/// `JSON_VALUE(x, '$.a')`.
pub(super) fn value(cx: &mut Cx<'_>, scope: &Scope<'_>, e: &ir::Expr, call: &Call) -> Lower<Low> {
    let Some(parts) = plain(cx, scope, call) else { return refused(cx, e, "JSON_VALUE") };
    let (low, steps) = parts?;
    let typed = matches!(low.ty, Type::Jsonb | Type::Json);
    let function = if low.ty == Type::Json { "json_extract_path_text" } else { "jsonb_extract_path_text" };
    let text = extracted(function, low, steps);
    if !typed {
        noted(cx, e, "JSON_VALUE");
    }
    match call.more.as_ref().and_then(|m| m.returning.as_ref()) {
        None | Some(ir::Type::Varchar { length: None, .. }) => Ok(made(text, Type::Text, Null::Maybe, Class::Text)),
        Some(ir::Type::Varchar { .. } | ir::Type::Clob { .. }) => Ok(made(text, Type::Text, Null::Maybe, Class::Text)),
        Some(ir::Type::Number { precision: None, scale: None }) => {
            Ok(made(text.cast(Type::Numeric(None)), Type::Numeric(None), Null::Maybe, Class::Number))
        }
        Some(_) => refused(cx, e, "JSON_VALUE"),
    }
}

/// `JSON_QUERY(x, '$.a')`.
pub(super) fn query(cx: &mut Cx<'_>, scope: &Scope<'_>, e: &ir::Expr, call: &Call) -> Lower<Low> {
    let Some(parts) = plain(cx, scope, call) else { return refused(cx, e, "JSON_QUERY") };
    let (low, steps) = parts?;
    if call.more.as_ref().is_some_and(|m| m.returning.is_some()) {
        return refused(cx, e, "JSON_QUERY");
    }
    let typed = matches!(low.ty, Type::Json | Type::Jsonb);
    let text = if typed { low.expr } else { pg::Expr::helper("json_lax", [low.expr]) };
    let json = text.cast(Type::Json);
    let found = if steps.is_empty() {
        json
    } else {
        pg::Expr::call("json_extract_path", std::iter::once(json).chain(steps.into_iter().map(pg::Expr::text)))
    };
    // A scalar is no answer of JSON_QUERY.
    let text = pg::Expr::helper("json_text", [found.clone().cast(Type::Text)]);
    let kind = pg::Expr::call("json_typeof", [found]);
    let whole = pg::Expr::In(Box::new(pg::In {
        not: false,
        left: kind,
        set: pg::InSet::List(vec![pg::Expr::text("object"), pg::Expr::text("array")]),
    }));
    noted(cx, e, "JSON_QUERY");
    Ok(made(pg::Expr::case(vec![(whole, text)], None), Type::Text, Null::Maybe, Class::Text))
}

/// `JSON_EXISTS(x, '$.a')`.
pub(super) fn exists(cx: &mut Cx<'_>, scope: &Scope<'_>, e: &ir::Expr, call: &Call) -> Lower<Low> {
    let path = call.args.get(1).and_then(|a| literal::text_of(&a.value)).map(str::to_owned);
    let Some(parts) = plain(cx, scope, call) else { return refused(cx, e, "JSON_EXISTS") };
    let (low, _) = parts?;
    let Some(path) = path else { return refused(cx, e, "JSON_EXISTS") };
    noted(cx, e, "JSON_EXISTS");
    let test = pg::Expr::call("jsonb_path_exists", [document(low), pg::Expr::text(path)]);
    Ok(made(test, Type::Boolean, Null::Maybe, Class::Boolean))
}

/// `JSON_OBJECT(…)`, `JSON_ARRAY(…)` with literals and values: left for queries.
pub(super) fn object(cx: &mut Cx<'_>, scope: &Scope<'_>, e: &ir::Expr, call: &Call) -> Lower<Low> {
    let options = call.more.as_ref();
    let absent = options.is_some_and(|m| m.on.iter().any(|on| on.then == "ABSENT"));
    let other = options.is_some_and(|m| !m.keywords.is_empty() || m.returning.is_some());
    let marked = call.args.iter().any(|a| a.mark == "FORMAT JSON");
    let lowered: Vec<Lower<Low>> = call.args.iter().map(|a| lower_expr(cx, scope, &a.value)).collect();
    let args = lowered.into_iter().collect::<Lower<Vec<Low>>>()?;
    let pairs = call.args.iter().step_by(2).all(|a| a.mark == "KEY") && args.len().is_multiple_of(2);
    if absent || other || marked || !pairs || !args.iter().all(plain_value) {
        return refused(cx, e, "JSON_OBJECT");
    }
    Ok(built("json_build_object", args))
}

/// See [`object`]; an array leaves nulls out unless `NULL ON NULL` is written.
pub(super) fn array(cx: &mut Cx<'_>, scope: &Scope<'_>, e: &ir::Expr, call: &Call) -> Lower<Low> {
    let options = call.more.as_ref();
    let keeps = options.is_some_and(|m| m.on.iter().any(|on| on.then == "NULL"));
    let other = options.is_some_and(|m| !m.keywords.is_empty() || m.returning.is_some());
    let marked = call.args.iter().any(|a| a.mark == "FORMAT JSON");
    let lowered: Vec<Lower<Low>> = call.args.iter().map(|a| lower_expr(cx, scope, &a.value)).collect();
    let args = lowered.into_iter().collect::<Lower<Vec<Low>>>()?;
    let args: Vec<Low> = args.into_iter().filter(|a| keeps || a.null != Null::Always).collect();
    if other || marked || !args.iter().all(plain_value) || !keeps && args.iter().any(|a| a.null != Null::Never) {
        return refused(cx, e, "JSON_ARRAY");
    }
    Ok(built("json_build_array", args))
}

/// Values that both systems write alike: texts and numbers.
fn plain_value(low: &Low) -> bool {
    low.null == Null::Always || matches!(low.from.class, Class::Text | Class::Number | Class::Positive | Class::Integer)
}

fn built(function: &'static str, args: Vec<Low>) -> Low {
    let args = args.into_iter().map(|low| {
        let literal = low.ty == Type::Unknown && low.null != Null::Always;
        if literal { low.expr.cast(Type::Text) } else { low.expr }
    });
    let text = pg::Expr::helper("json_text", [pg::Expr::call(function, args).cast(Type::Text)]);
    made(text, Type::Text, Null::Never, Class::Text)
}

/// `x IS [NOT] JSON`: true for what PostgreSQL takes as `jsonb`, an error for the rest, where a check refuses too.
pub(super) fn is_json(
    cx: &mut Cx<'_>,
    scope: &Scope<'_>,
    e: &ir::Expr,
    not: bool,
    low: Low,
    words: &[&'static str],
) -> Lower<Low> {
    let typed = matches!(low.ty, Type::Json | Type::Jsonb);
    let plain = words
        .iter()
        .all(|w| matches!(*w, "STRICT" | "LAX" | "FORMAT" | "JSON" | "WITH" | "WITHOUT" | "UNIQUE" | "KEYS"));
    if not || !plain || scope.place != super::Place::Check {
        return refused(cx, e, "IS JSON");
    }
    if typed {
        return Ok(made(pg::Expr::Bool(true), Type::Boolean, Null::Never, Class::Boolean));
    }
    cx.raise(IS_JSON.at(e.at.span));
    // A null is neither JSON nor not JSON, and a check lets it pass; elsewhere that would be another answer.
    let read = document(low.clone()).is_not_null();
    let test = if low.null == Null::Never { read } else { pg::Expr::Or(Box::new([low.expr.is_null(), read])) };
    Ok(made(test, Type::Boolean, Null::Maybe, Class::Boolean))
}
