//! `JSON_VALUE`, `JSON_QUERY`, `JSON_EXISTS`, `JSON_OBJECT`, `JSON_ARRAY`, `IS JSON`, as far as PostgreSQL 15 has them.

use super::json_clause::{self, Events};
use super::{Scope, literal, lower as lower_expr, made};
use crate::analyze::{Null, Ty};
use crate::convert::{Cx, Low, Lower, Manual};
use crate::finding::{Effort, Rule, Severity, Source};
use crate::ir::{self, Call, Class};
use crate::name::Name;
use crate::pg::{self, Type};
use crate::span::Span;

static JSON: Rule = Rule {
    name: "json-function",
    codes: &[(Source::Oracle, "OR-FUN-022")],
    raw: Severity::BehaviourChange,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(20, 10),
    message: "`{function}`{why}",
    help: "{advice}",
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

/// What to do about a path, a clause or a function that has no form.
const PATHS: &str = "Keep the column jsonb, or checked by IS JSON. Other paths: jsonb_path_query_first and jsonb_path_exists. PRETTY: jsonb_pretty(x::jsonb).";

const OBJECTS: &str = "Declare it jsonb: '{…}'::jsonb for parse, -> and ->> for get, jsonb_set, || and - for put and remove, jsonb_typeof for type, ::text for to_string. A method changes its object; these give a new value, to be assigned.";

/// Rules of this file.
pub static RULES: &[&Rule] = &[&JSON, &IS_JSON];

/// A path as PostgreSQL reads it, where both mean the same: names, places, `*`; nothing for filters and methods.
pub(in crate::convert) fn path(written: &str) -> Option<String> {
    let mut rest = written.trim().strip_prefix('$')?;
    let mut made = String::from("$");
    while !rest.is_empty() {
        if let Some(tail) = rest.strip_prefix(".*") {
            made.push_str(".*");
            rest = tail;
        } else if let Some(tail) = rest.strip_prefix('.') {
            let (step, tail) = match tail.strip_prefix('"') {
                Some(quoted) => quoted.split_once('"')?,
                None => {
                    let end = tail.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(tail.len());
                    tail.split_at_checked(end)?
                }
            };
            if step.is_empty() || step.contains('\\') || tail.starts_with('(') {
                return None;
            }
            let plain = step.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
                && !step.as_bytes().first()?.is_ascii_digit();
            made.push('.');
            if plain {
                made.push_str(step);
            } else {
                made.push('"');
                made.push_str(step);
                made.push('"');
            }
            rest = tail;
        } else {
            let (place, tail) = rest.strip_prefix('[')?.split_once(']')?;
            let known = |c: char| c.is_ascii_digit() || matches!(c, ' ' | ',');
            let range = place.split("to").map(str::trim);
            let plain =
                place == "*" || place == "last" || range.into_iter().all(|p| !p.is_empty() && p.chars().all(known));
            if !plain {
                return None;
            }
            made.push('[');
            made.push_str(place);
            made.push(']');
            rest = tail;
        }
    }
    Some(made)
}

/// See [`path`]; with filters behind its steps, as far as both languages write their conditions alike.
fn filtered(written: &str) -> Option<String> {
    let Some((front, mut rest)) = written.split_once('?') else { return path(written) };
    let mut made = path(front)?;
    loop {
        let filter = rest.trim_start();
        let end = closing(filter)?;
        let (condition, tail) = filter.split_at_checked(end)?;
        let known = |c: char| c.is_alphanumeric() || " @.()<>=!&|\"_-".contains(c);
        let words = condition.split(|c: char| !c.is_alphanumeric() && c != '_');
        let foreign = |word: &str| matches!(word, "has" | "like" | "in" | "eq_regex" | "regex" | "substring");
        if !condition.chars().all(known) || words.into_iter().any(foreign) {
            return None;
        }
        made.push_str(" ?");
        made.push_str(condition);
        let Some((steps, next)) = tail.split_once('?') else {
            made.push_str(path(&format!("${tail}"))?.strip_prefix('$')?);
            return Some(made);
        };
        made.push_str(path(&format!("${steps}"))?.strip_prefix('$')?);
        rest = next;
    }
}

/// Where the parenthesis that a text begins with is closed.
fn closing(text: &str) -> Option<usize> {
    let (mut depth, mut quoted) = (0_usize, false);
    for (at, c) in text.char_indices() {
        match c {
            '"' => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted => depth = depth.checked_sub(1)?,
            _ => {}
        }
        if depth == 0 {
            return (at > 0).then_some(at + 1);
        }
    }
    None
}

fn refused(cx: &mut Cx<'_>, e: &ir::Expr, function: &str) -> Lower<Low> {
    let raised = JSON.at(e.at.span).with("function", function).with("advice", PATHS);
    Err(cx.manual(raised.with("why", " with this path or these options has no conversion")))
}

/// A function of JSON that has no counterpart of its own.
pub(super) fn unknown(cx: &mut Cx<'_>, e: &ir::Expr, function: &str) -> Manual {
    lacking(cx, function, e.at.span)
}

/// The same of a type of documents: `JSON_OBJECT_T`; nothing where the name is another.
pub(in crate::convert) fn of_type(cx: &mut Cx<'_>, name: &str, span: Span) -> Option<Manual> {
    let name = name.strip_prefix("SYS.").unwrap_or(name);
    let is_one =
        matches!(name, "JSON_ELEMENT_T" | "JSON_OBJECT_T" | "JSON_ARRAY_T" | "JSON_SCALAR_T" | "JSON_KEY_LIST");
    is_one.then(|| lacking(cx, name, span))
}

fn lacking(cx: &mut Cx<'_>, function: &str, span: Span) -> Manual {
    let raised = JSON.at(span).with("function", function);
    if function == "JSON_ID" {
        let raised = raised.with("why", " makes an identifier, and has no conversion");
        return cx.manual_named(raised.with("advice", "Write gen_random_uuid(): as a text without dashes, replace(gen_random_uuid()::text, '-', ''). On PostgreSQL 18 uuidv7() gives one that grows with time."));
    }
    let is_object = function.ends_with("_T") || function == "JSON_KEY_LIST" || function.contains('.');
    let raised = raised.with("advice", if is_object { OBJECTS } else { PATHS });
    let changes = matches!(function, "JSON_TRANSFORM" | "JSON_MERGEPATCH");
    let by = if changes {
        "; jsonb_set, || and - change a document of jsonb"
    } else if is_object {
        "; a variable of jsonb takes the place of a document"
    } else {
        ""
    };
    let raised = raised.with("why", format!(": no conversion{by}"));
    let same = (raised.rule, raised.value("why"));
    cx.manual_added(raised, "function", |said| said.rule == same.0 && said.value("why") == same.1)
}

/// The document and the path of a call whose path is a literal and which passes no variables.
fn found<'c>(cx: &mut Cx<'_>, scope: &Scope<'_>, call: &'c Call) -> Option<Lower<(Low, &'c str)>> {
    let [document, path] = call.args.as_slice() else { return None };
    let path = literal::text_of(&path.value)?;
    Some(lower_expr(cx, scope, &document.value).map(|low| (low, path)))
}

/// See [`found`]; without options that matter.
fn plain<'c>(cx: &mut Cx<'_>, scope: &Scope<'_>, call: &'c Call) -> Option<Lower<(Low, &'c str)>> {
    let options = call.more.as_ref();
    let simple =
        options.is_none_or(|m| m.keywords.is_empty() && m.on.iter().all(|on| on.then == "FALSE" && on.when == "ERROR"));
    if simple { found(cx, scope, call) } else { None }
}

/// A document as `jsonb`; null where a text is no JSON.
pub(in crate::convert) fn document(low: Low) -> pg::Expr {
    match low.ty {
        Type::Jsonb => low.expr,
        Type::Json => low.expr.cast(Type::Jsonb),
        // Documents in BLOB columns are texts in UTF-8.
        Type::Bytea => {
            pg::Expr::helper("as_json", [pg::Expr::call("convert_from", [low.expr, pg::Expr::text("UTF8")])])
        }
        _ => pg::Expr::helper("as_json", [low.expr]),
    }
}

/// A document as `json`, which keeps the order of names; null where a text is no JSON.
pub(in crate::convert) fn kept(low: Low) -> pg::Expr {
    match low.ty {
        Type::Json => low.expr,
        Type::Jsonb => low.expr.cast(Type::Json),
        _ => pg::Expr::helper("read_json", [text_of(low.expr, &low.ty)]),
    }
}

/// `JSON_VALUE(x, '$.a' RETURNING … DEFAULT … ON ERROR)`.
pub(super) fn value(cx: &mut Cx<'_>, scope: &Scope<'_>, e: &ir::Expr, call: &Call) -> Lower<Low> {
    let Some(parts) = found(cx, scope, call) else { return refused(cx, e, "JSON_VALUE") };
    let (low, written) = parts?;
    let more = call.more.as_deref();
    let words: &[&str] = more.map_or(&[], |m| &m.keywords);
    let events =
        Events::of(more.map_or(&[], |m| &m.on)).filter(|_| matches!(words, [] | ["PRESERVE TIME" | "TRUNCATE TIME"]));
    let (Some(path), Some(events)) = (filtered(written), events) else { return refused(cx, e, "JSON_VALUE") };
    let returning = more.and_then(|m| m.returning.as_ref());
    let short = matches!(
        returning,
        None | Some(
            ir::Type::Clob { .. } | ir::Type::Varchar { .. } | ir::Type::Number { precision: None, scale: None }
        )
    );
    let made = if short && events.quiet() {
        plain_scalar(document(low), &path, returning)
    } else {
        let whole = typed_or_text(low);
        let Some((expr, ty, from)) = json_clause::value(cx, scope.schema, whole, &path, (returning, words), &events)
        else {
            return refused(cx, e, "JSON_VALUE");
        };
        Low { expr, ty, null: Null::Maybe, from }
    };
    cx.exact(&JSON, e.at.span);
    Ok(made)
}

/// A scalar that is null where there is none.
fn plain_scalar(document: pg::Expr, path: &str, returning: Option<&ir::Type>) -> Low {
    let most = match returning {
        Some(ir::Type::Varchar { length, .. }) => length.map(|n| pg::Expr::int(i64::from(n))),
        _ => None,
    };
    let text = pg::Expr::helper("value_at", [document, pg::Expr::text(path)].into_iter().chain(most));
    if matches!(returning, Some(ir::Type::Number { .. })) {
        let number = pg::Expr::helper("to_number_or", [text, pg::Expr::Null]);
        return made(number, Type::Numeric(None), Null::Maybe, Class::Number);
    }
    made(text, Type::Text, Null::Maybe, Class::Text)
}

/// A document as the helpers with clauses take it: `jsonb`, or the text that they read.
fn typed_or_text(low: Low) -> pg::Expr {
    match low.ty {
        Type::Jsonb => low.expr,
        _ => text_of(low.expr, &low.ty).cast(Type::Text),
    }
}

/// `JSON_QUERY(x, '$.a' WITH WRAPPER)`.
pub(super) fn query(cx: &mut Cx<'_>, scope: &Scope<'_>, e: &ir::Expr, call: &Call) -> Lower<Low> {
    let Some(parts) = found(cx, scope, call) else { return refused(cx, e, "JSON_QUERY") };
    let (low, written) = parts?;
    let more = call.more.as_deref();
    let events = Events::of(more.map_or(&[], |m| &m.on));
    let wrapper = json_clause::wrapper(more.map_or(&[], |m| &m.keywords));
    let (Some(path), Some(events), Some(wrapper)) = (path(written), events, wrapper) else {
        return refused(cx, e, "JSON_QUERY");
    };
    let document = text_of(low.expr, &low.ty);
    let document = if matches!(low.ty, Type::Json | Type::Jsonb) { document.cast(Type::Text) } else { document };
    let returning = more.and_then(|m| m.returning.as_ref());
    let Some(text) = json_clause::query(document, &path, returning, wrapper, &events) else {
        return refused(cx, e, "JSON_QUERY");
    };
    cx.exact(&JSON, e.at.span);
    Ok(json_made(text, Null::Maybe))
}

/// `t.doc.a.b`: the text of a scalar, else JSON; several that are found stand in an array.
pub(super) fn dotted(low: Low, fields: impl Iterator<Item = Name>) -> Low {
    let path = fields.fold(String::from("$"), |path, field| format!("{path}.\"{field}\""));
    let document = text_of(low.expr, &low.ty);
    made(pg::Expr::helper("dotted", [document, pg::Expr::text(path)]), Type::Text, Null::Maybe, Class::Text)
}

/// `JSON_EXISTS(x, '$.a')`.
pub(super) fn exists(cx: &mut Cx<'_>, scope: &Scope<'_>, e: &ir::Expr, call: &Call) -> Lower<Low> {
    let Some(parts) = plain(cx, scope, call) else { return refused(cx, e, "JSON_EXISTS") };
    let (low, written) = parts?;
    let Some(path) = filtered(written) else { return refused(cx, e, "JSON_EXISTS") };
    cx.exact(&JSON, e.at.span);
    let none = pg::Expr::text("{}");
    let parts = [document(low), pg::Expr::text(path), none, pg::Expr::Bool(true)];
    Ok(made(pg::Expr::call("jsonb_path_exists", parts), Type::Boolean, Null::Maybe, Class::Boolean))
}

/// A text that is JSON: other functions of JSON take it as it is.
fn json_made(text: pg::Expr, null: Null) -> Low {
    let from = Ty { flags: Ty::JSON, ..Ty::of_class(Class::Text) };
    Low { expr: text, ty: Type::Text, null, from }
}

/// The arguments of a function that makes JSON; nothing where one is written in another way than Oracle writes it.
fn parts(cx: &mut Cx<'_>, scope: &Scope<'_>, call: &Call) -> Lower<Option<Vec<Low>>> {
    // rows of a query, tags of duality views
    if call.args.iter().any(|a| !matches!(a.mark, "" | "KEY" | "FORMAT JSON")) {
        return Ok(None);
    }
    let lowered: Vec<Lower<Low>> = call.args.iter().map(|a| lower_expr(cx, scope, &a.value)).collect();
    let args = lowered.into_iter().collect::<Lower<Vec<Low>>>()?;
    let mut all = Vec::with_capacity(args.len());
    for (low, written) in args.into_iter().zip(&call.args) {
        let low = super::coerce::no_empty(cx, low);
        let low = if written.mark.contains("FORMAT JSON") {
            Low { from: Ty { flags: low.from.flags | Ty::JSON, ..low.from }, ..low }
        } else {
            low
        };
        if !plain_value(&low) {
            return Ok(None);
        }
        all.push(item(low));
    }
    Ok(Some(all))
}

fn other_options(call: &Call) -> bool {
    let text = |ty: &ir::Type| matches!(ty, ir::Type::Varchar { .. } | ir::Type::Clob { .. } | ir::Type::Json(_));
    call.more.as_ref().is_some_and(|m| {
        m.keywords.iter().any(|k| *k != "STRICT")
            || m.returning.as_ref().is_some_and(|ty| !text(ty))
            || m.over.is_some()
            || m.filter.is_some()
    })
}

/// Whether nulls are left out; by default as the function has it.
fn absent(call: &Call, default: bool) -> bool {
    let on = |then: &str| call.more.as_ref().is_some_and(|m| m.on.iter().any(|on| on.then == then));
    if default { !on("NULL") } else { on("ABSENT") }
}

/// `JSON_OBJECT(k VALUE v, …)`.
pub(super) fn object(cx: &mut Cx<'_>, scope: &Scope<'_>, e: &ir::Expr, call: &Call) -> Lower<Low> {
    if let [only] = call.args.as_slice()
        && let ir::ExprKind::Star(of) = &only.value.kind
        && of.is_empty()
        && call.more.is_none()
    {
        return whole_row(cx, scope, e);
    }
    let pairs = call.args.iter().step_by(2).all(|a| a.mark == "KEY") && call.args.len().is_multiple_of(2);
    let made = parts(cx, scope, call)?;
    let Some(args) = made.filter(|_| pairs && !other_options(call)) else { return refused(cx, e, "JSON_OBJECT") };
    let nested = args.iter().any(|a| a.from.flags & Ty::JSON != 0);
    let absent = absent(call, false);
    if absent && nested {
        return refused(cx, e, "JSON_OBJECT");
    }
    cx.exact(&JSON, e.at.span);
    let built = pg::Expr::call("json_build_object", args.into_iter().map(|low| low.expr));
    let built = if absent { pg::Expr::call("json_strip_nulls", [built]) } else { built };
    Ok(returned(call, built, Null::Never))
}

/// `JSON_OBJECT(*)`: the columns of the query, by their names in the source.
fn whole_row(cx: &mut Cx<'_>, scope: &Scope<'_>, e: &ir::Expr) -> Lower<Low> {
    let known: Option<Vec<(String, Low)>> = scope.query.and_then(|frame| {
        let columns = frame.sources.iter().map(|s| s.columns.as_ref());
        let all: Vec<_> = columns.collect::<Option<Vec<_>>>()?.into_iter().flatten().collect();
        Some(
            all.into_iter()
                .map(|(name, col)| (name.as_str().to_owned(), col.low(frame.qualified || frame.sources.len() > 1)))
                .collect(),
        )
    });
    let Some(columns) = known.filter(|all| !all.is_empty()) else { return refused(cx, e, "JSON_OBJECT") };
    let mut parts = Vec::with_capacity(columns.len() * 2);
    for (name, low) in columns {
        let low = super::coerce::no_empty(cx, low);
        if !plain_value(&low) {
            return refused(cx, e, "JSON_OBJECT");
        }
        parts.extend([pg::Expr::text(name), item(low).expr]);
    }
    cx.exact(&JSON, e.at.span);
    let built = pg::Expr::call("json_build_object", parts);
    Ok(json_made(pg::Expr::helper("json_text", [built.cast(Type::Text)]), Null::Never))
}

/// See [`object`]; an array leaves nulls out unless `NULL ON NULL` is written.
pub(super) fn array(cx: &mut Cx<'_>, scope: &Scope<'_>, e: &ir::Expr, call: &Call) -> Lower<Low> {
    let made = parts(cx, scope, call)?;
    let keeps = !absent(call, true);
    let Some(args) = made.filter(|_| !other_options(call)) else { return refused(cx, e, "JSON_ARRAY") };
    let args: Vec<Low> = args.into_iter().filter(|a| keeps || a.null != Null::Always).collect();
    if !keeps && args.iter().any(|a| a.null != Null::Never) {
        return refused(cx, e, "JSON_ARRAY");
    }
    cx.exact(&JSON, e.at.span);
    let built = pg::Expr::call("json_build_array", args.into_iter().map(|low| low.expr));
    Ok(returned(call, built, Null::Never))
}

/// `JSON_ARRAYAGG(x ORDER BY k)`, `JSON_OBJECTAGG(k VALUE v)`.
pub(in crate::convert) fn aggregate(cx: &mut Cx<'_>, scope: &Scope<'_>, e: &ir::Expr, call: &Call) -> Lower<Low> {
    let list = call.name.parts.iter().any(|p| p == "JSON_ARRAYAGG");
    let name = if list { "JSON_ARRAYAGG" } else { "JSON_OBJECTAGG" };
    let made = parts(cx, scope, call)?;
    let wanted = if list { 1 } else { 2 };
    let Some(args) = made.filter(|all| !other_options(call) && all.len() == wanted && !call.distinct) else {
        return refused(cx, e, name);
    };
    let nullable = args.last().filter(|low| low.null != Null::Never).map(|low| low.expr.clone());
    let order = match call.more.as_ref() {
        Some(more) => crate::convert::query::sorted(cx, scope, &more.order)?,
        None => Vec::new(),
    };
    cx.exact(&JSON, e.at.span);
    let exprs: Vec<pg::Expr> = args.into_iter().map(|low| low.expr).collect();
    let mut built = pg::Expr::call(if list { "json_agg" } else { "json_object_agg" }, exprs);
    let filter = nullable.filter(|_| absent(call, list)).map(pg::Expr::is_not_null);
    let filtered = filter.is_some();
    if let pg::Expr::Call(call) = &mut built {
        (call.order, call.filter) = (order, filter);
    }
    let made = returned(call, built, Null::Maybe);
    if !filtered {
        return Ok(made);
    }
    // Rows with nothing but nulls are an empty list or object, no rows are null.
    let empty = pg::Expr::text(if list { "[]" } else { "{}" });
    let some = pg::Expr::call("count", [pg::Expr::Star]).infix(pg::Op::Gt, pg::Expr::int(0));
    let known = pg::Expr::call("coalesce", [made.expr, empty]);
    Ok(Low { expr: pg::Expr::case(vec![(some, known)], None), ..made })
}

/// What was built, as the type asks for it: text as Oracle writes it, or a document.
fn returned(call: &Call, built: pg::Expr, null: Null) -> Low {
    if matches!(call.more.as_ref().and_then(|m| m.returning.as_ref()), Some(ir::Type::Json(_))) {
        return made(built.cast(Type::Jsonb), Type::Jsonb, null, Class::Json);
    }
    json_made(pg::Expr::helper("json_text", [built.cast(Type::Text)]), null)
}

/// `JSON_SERIALIZE(x RETURNING CLOB)`.
pub(super) fn serialize(cx: &mut Cx<'_>, scope: &Scope<'_>, e: &ir::Expr, call: &Call) -> Lower<Low> {
    let text = |ty: &ir::Type| matches!(ty, ir::Type::Varchar { length: None, .. } | ir::Type::Clob { .. });
    let plain = call.more.as_ref().is_none_or(|m| {
        m.keywords.is_empty()
            && m.returning.as_ref().is_none_or(text)
            && Events::of(&m.on).is_some_and(|events| events.quiet())
    });
    let [only] = call.args.as_slice() else { return refused(cx, e, "JSON_SERIALIZE") };
    let low = lower_expr(cx, scope, &only.value)?;
    if !plain {
        return refused(cx, e, "JSON_SERIALIZE");
    }
    cx.exact(&JSON, e.at.span);
    let null = if matches!(low.ty, Type::Json | Type::Jsonb) { low.null } else { Null::Maybe };
    let whole = if matches!(low.ty, Type::Json | Type::Jsonb) { low.expr } else { kept(low) };
    Ok(json_made(pg::Expr::helper("json_text", [whole.cast(Type::Text)]), null))
}

/// Values that both systems write alike.
fn plain_value(low: &Low) -> bool {
    low.null == Null::Always
        || matches!(low.from.class, Class::Text | Class::Number | Class::Positive | Class::Integer)
            && !matches!(low.ty, Type::Char(_))
        || low.from.class == Class::Date && matches!(low.ty, Type::Timestamp(_))
        || low.from.class == Class::Json
}

/// A value as the functions that build JSON take it.
fn item(low: Low) -> Low {
    let literal = low.ty == Type::Unknown && low.null != Null::Always;
    let number = matches!(low.ty, Type::Numeric(_)) && !matches!(low.expr, pg::Expr::Number(_));
    let expr = if low.from.flags & Ty::JSON != 0 {
        low.expr.cast(Type::Json)
    } else if literal {
        low.expr.cast(Type::Text)
    } else if number {
        pg::Expr::call("trim_scale", [low.expr])
    } else {
        low.expr
    };
    Low { expr, ..low }
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
    if plain && scope.place != super::Place::Check && !scope.place.is_immutable() {
        return asked(cx, e, not, low, words);
    }
    if not || !plain || scope.place != super::Place::Check {
        return refused(cx, e, "IS JSON");
    }
    if typed {
        return Ok(made(pg::Expr::Bool(true), Type::Boolean, Null::Never, Class::Boolean));
    }
    cx.raise(IS_JSON.at(e.at.span));
    // A null is neither JSON nor not JSON, and a check lets it pass; elsewhere that would be another answer.
    let lax = pg::Expr::helper("json_lax", [text_of(low.expr.clone(), &low.ty)]).cast(Type::Jsonb);
    let read = lax.is_not_null();
    let test = if low.null == Null::Never { read } else { pg::Expr::Or(Box::new([low.expr.is_null(), read])) };
    Ok(made(test, Type::Boolean, Null::Maybe, Class::Boolean))
}

/// `x IS [NOT] JSON` as a question: unknown for null.
fn asked(cx: &mut Cx<'_>, e: &ir::Expr, not: bool, low: Low, words: &[&'static str]) -> Lower<Low> {
    let unique = words.contains(&"UNIQUE") && !words.contains(&"WITHOUT");
    if words.contains(&"STRICT") || unique || !matches!(low.ty, Type::Text | Type::Varchar(_) | Type::Unknown) {
        return refused(cx, e, "IS JSON");
    }
    let raised = JSON.at(e.at.span).severity(Severity::BehaviourChange).with("function", "IS JSON");
    cx.raise(
        raised
            .with("advice", PATHS)
            .with("why", " takes a number, a text, true and null alone for JSON, as Oracle does from 21c on"),
    );
    let value = if low.ty == Type::Unknown { low.expr.cast(Type::Text) } else { low.expr };
    let read = pg::Expr::helper("as_json", [value.clone()]);
    let test = if not { read.is_null() } else { read.is_not_null() };
    let test = if low.null == Null::Never { test } else { pg::Expr::case(vec![(value.is_not_null(), test)], None) };
    Ok(made(test, Type::Boolean, low.null, Class::Boolean))
}

/// JSON in bytes is text in UTF-8.
fn text_of(expr: pg::Expr, ty: &Type) -> pg::Expr {
    if *ty == Type::Bytea { pg::Expr::call("convert_from", [expr, pg::Expr::text("UTF8")]) } else { expr }
}
