//! Calls: by a row of the function table, of a routine of the input, or of the constructor of a type.

use super::{
    Scope, absent, coerce, collection, construct, date_model, json, literal, local, lower as lower_expr, made, met,
    name, parameters, regexp, special, text, zone,
};
use crate::analyze::{Means, Null, Ty};
use crate::catalog::Mode;
use crate::convert::callee::{self, Callee, Found};
use crate::convert::code::parameter_name;
use crate::convert::named::{self, Site};
use crate::convert::{Cx, Low, Lower, Manual, Program, supplied_packages};
use crate::finding::{Effort, Rule, Severity, Source};
use crate::ir::{self, Argument, Call, Class, NullIf, Row, Yields};
use crate::name::Name;
use crate::pg::{self, Template, Type, template};
use crate::span::Span;

static NO_COUNTERPART: Rule = Rule {
    name: "function-without-counterpart",
    codes: &[(Source::Oracle, "HD-369")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(30, 10),
    message: "function `{function}` has no counterpart in PostgreSQL",
    help: "{advice}",
    ..super::RULE
};

static ARGUMENTS: Rule = Rule {
    name: "call-not-converted",
    codes: &[(Source::Oracle, "HD-315")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(15, 5),
    message: "`{function}` {what}",
    help: "Write the call by hand.",
    ..super::RULE
};

static UNKNOWN: Rule = Rule {
    name: "routine-not-found",
    codes: &[(Source::Oracle, "HD-316")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(10, 5),
    message: "`{function}` is neither a routine of Oracle that is known here nor one of the input{elsewhere}",
    help: "{advice}",
    general: 1,
    ..super::RULE
};

static ENDS: Rule = Rule {
    name: "ends-transaction-in-expression",
    codes: &[(Source::Oracle, "HD-410")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(30, 15),
    message: "function `{name}` ends the transaction, so it is a procedure here, which no query, default or condition in SQL can call",
    help: "Oracle fails there too when it gets to the COMMIT (ORA-14552). Call it by CALL before the statement, or let it leave the transaction alone.",
    doc: "convert/code/function-ends-transaction.md",
    ..super::RULE
};

/// Rules of this file.
pub static RULES: &[&Rule] = &[&NO_COUNTERPART, &ARGUMENTS, &UNKNOWN, &ENDS];

/// Lowers a call.
pub(super) fn lower(cx: &mut Cx<'_>, scope: &Scope<'_>, e: &ir::Expr, call: &Call) -> Lower<Low> {
    let own = crate::analyze::supplied_name(&call.name.parts);
    if call.name.link.is_some() {
        let raised = UNKNOWN.at(e.at.span).with("function", &*own).with("elsewhere", "");
        return Err(cx.manual(raised.with("advice", "Call it there: by a foreign table, or from the application.")));
    }
    if let Some(locals) = scope.locals.filter(|l| l.is_trigger() && own == "UPDATING")
        && let Some(low) = local::updating(cx, scope, locals, e, call)
    {
        return low;
    }
    if let Some(low) = of_error(cx, scope, e, call, &own) {
        return low;
    }
    // What a user calls by the name of a built-in function is the user's.
    if let Some(found) = routine(cx, scope, e, &call.name.parts, &call.args) {
        return user(cx, scope, e, &found, &call.args);
    }
    if let Some(low) = crate::convert::query::aggregate(cx, scope, e, call) {
        return low;
    }
    if let Some(special) = special::by_syntax(&own) {
        return special(cx, scope, e, call);
    }
    if let Some(why) = scope.locals.and_then(|locals| locals.broken(&call.name.parts)) {
        return Err(why.clone());
    }
    // What they take is the name of a table.
    if matches!(&*own, "REF" | "DEREF" | "MAKE_REF") && cx.fact(e).means == Means::Supplied {
        return Err(lacking(cx, e, &own, &NO_COUNTERPART));
    }
    // of a supplied function, its constants and arguments, the function is named
    if supplied_alone(cx, e, &own) {
        return Err(lacking(cx, e, &own, &UNKNOWN));
    }
    let fields = reads_fields(&own, &call.args);
    let lowered = arguments_of(cx, scope, call, fields);
    if let Means::Builtin(_) = cx.fact(e).means {
        let args: Vec<&ir::Expr> = call.args.iter().map(|a| &a.value).collect();
        if let Some(more) = &call.more
            && !matches!(&*own, "TRIM" | "CHR" | "TRANSLATE")
        {
            return match more.on.as_slice() {
                [on] if on.when == "CONVERSION ERROR" => on_error(cx, scope, e, &own, on.value.as_ref(), lowered?),
                _ => refused(cx, e, &own),
            };
        }
        let Some(order) = parameters::in_order(&own, &call.args).filter(|_| !call.distinct) else {
            return regexp::by_names(cx, scope, e, call, lowered?);
        };
        let mut lowered: Vec<Option<Low>> = lowered?.into_iter().map(Some).collect();
        let place = |n: &usize| Some((*args.get(*n)?, lowered.get_mut(*n)?.take()?));
        let (args, lowered): (Vec<&ir::Expr>, Vec<Low>) = order.iter().filter_map(place).unzip();
        return by_row(cx, scope, e, &args, lowered);
    }
    if ir::builtin::has(cx.program.read.functions, &own) {
        return refused(cx, e, &own);
    }
    if let Ok(args) = &lowered
        && let Some(list) = collection::list(cx, scope, e, call, args)
    {
        return list;
    }
    if let Some(id) = name::qname(&call.name.parts).and_then(|n| cx.program.resolve(&n, scope.schema))
        && let ir::Kind::Type(user) = &cx.program.read.catalog.get(id).kind
    {
        return construct::construct(cx, e, id, &user.shape, lowered?);
    }
    if let Some(low) = name::xml_method(cx, scope, e, &call.name).filter(|_| call.args.is_empty()) {
        return low;
    }
    if let Means::Variable | Means::Member(_) = cx.fact(e).means {
        return Err(name::without_value(cx, scope, e, (&own, "gives"), &call.name.parts));
    }
    Err(lacking(cx, e, &own, &UNKNOWN))
}

/// Says of what sort a function is that PostgreSQL lacks; `otherwise` is for one of no sort.
fn lacking(cx: &mut Cx<'_>, e: &ir::Expr, function: &str, otherwise: &'static Rule) -> Manual {
    if let Some(said) = absent::said(function, e) {
        return cx.manual(said);
    }
    let supplied = matches!(cx.fact(e).means, Means::Supplied | Means::Builtin(_));
    match function.split_once('.') {
        Some(("JSON_ELEMENT_T" | "JSON_OBJECT_T" | "JSON_ARRAY_T" | "JSON_SCALAR_T" | "JSON_KEY_LIST", _)) => {
            json::unknown(cx, e, function)
        }
        Some((package, member)) if supplied => supplied_packages::of(cx, package, member, e.at.span),
        None if function.starts_with("JSON_") => json::unknown(cx, e, function),
        None if function == "BFILENAME" => supplied_packages::file(cx, function, e.at.span),
        _ => not_found(cx, e, function, otherwise),
    }
}

/// What is asked of the error at hand, or of another by its number; bytes that are written as a text.
fn of_error(cx: &mut Cx<'_>, scope: &Scope<'_>, e: &ir::Expr, call: &Call, own: &str) -> Option<Lower<Low>> {
    match (scope.locals, call.args.as_slice()) {
        (Some(locals), []) => super::local::error(cx, e, locals.errors, own).map(Ok),
        (_, [said]) if own == "SQLERRM" => super::local::message(cx, scope, e, &said.value),
        _ if own == "UTL_RAW.CAST_TO_RAW" => text::bytes_of_text(cx, e, call),
        _ => None,
    }
}

/// Whether a member of a supplied package is called that has no conversion whatever its arguments are.
fn supplied_alone(cx: &Cx<'_>, e: &ir::Expr, function: &str) -> bool {
    cx.fact(e).means == Means::Supplied
        && function.contains('.')
        && !ir::builtin::has(cx.program.read.functions, function)
}

fn not_found(cx: &mut Cx<'_>, e: &ir::Expr, function: &str, rule: &'static Rule) -> Manual {
    // a package or a type, before which a schema may stand
    let parts: Vec<Name> = function.split('.').map(Name::from).take(2).collect();
    // of a type, its declaration says it
    let of_type = format!("`{function}`, {}", named::ABSENT);
    let declared = cx.outcome().findings.iter().any(|said| said.value("what").starts_with(&of_type));
    if declared {
        return cx.said("HD-112", format!("{of_type}, is constructed"));
    }
    if std::ptr::eq(rule, &raw const UNKNOWN)
        && let Some(said) = supplied_packages::by_name(cx, function, e.at.span)
    {
        return said;
    }
    let seen = cx.outcome().key.name.schema.clone();
    let raised = rule.at(e.at.span).with("function", function);
    let own = std::ptr::eq(rule, &raw const NO_COUNTERPART);
    let raised = if own { raised.with("advice", absent::otherwise(function)) } else { raised };
    name::elsewhere(cx, raised, &parts, seen.as_ref())
}

/// Says that nothing of the name can be called; nothing where the name means something.
pub(in crate::convert) fn unknown(cx: &mut Cx<'_>, e: &ir::Expr, name: &str) -> Option<Manual> {
    (cx.fact(e).means == Means::Unknown).then(|| not_found(cx, e, name, &UNKNOWN))
}

/// Whether a function reads the fields of a time, not its instant and zone.
fn reads_fields(function: &str, args: &[ir::Argument]) -> bool {
    match function {
        "TRUNC" | "ROUND" | "LAST_DAY" | "ADD_MONTHS" | "NEXT_DAY" | "MONTHS_BETWEEN" => true,
        "TO_CHAR" => {
            args.get(1).and_then(|a| literal::text_of(&a.value)).is_some_and(|model| !date_model::has_zone(model))
        }
        _ => false,
    }
}

/// The arguments of a call. Each is lowered, so that each says what it lacks.
fn arguments_of(cx: &mut Cx<'_>, scope: &Scope<'_>, call: &ir::Call, fields: bool) -> Lower<Vec<Low>> {
    let mut lowered = Ok(Vec::with_capacity(call.args.len()));
    for argument in &call.args {
        match (argument_of(cx, scope, &argument.value, fields), &mut lowered) {
            (Ok(low), Ok(all)) => all.push(low),
            (Ok(_) | Err(_), Err(_)) => {}
            (Err(manual), Ok(_)) => lowered = Err(manual),
        }
    }
    lowered
}

fn argument_of(cx: &mut Cx<'_>, scope: &Scope<'_>, e: &ir::Expr, fields: bool) -> Lower<Low> {
    if fields { zone::fields(cx, scope, e) } else { lower_expr(cx, scope, e) }
}

/// `TO_NUMBER(x DEFAULT y ON CONVERSION ERROR, format)` and its kin.
fn on_error(
    cx: &mut Cx<'_>,
    scope: &Scope<'_>,
    e: &ir::Expr,
    function: &str,
    otherwise: Option<&ir::Expr>,
    args: Vec<Low>,
) -> Lower<Low> {
    let Some(otherwise) = otherwise else { return refused(cx, e, function) };
    let otherwise = lower_expr(cx, scope, otherwise)?;
    let mut args = args.into_iter();
    let (Some(value), format) = (args.next(), args.next()) else { return refused(cx, e, function) };
    let value = coerce::text(cx, scope, e.at.span, value)?;
    match (function, format) {
        ("TO_NUMBER", format) => {
            let otherwise = coerce::number(cx, e.at.span, otherwise)?;
            let list = [value.expr, otherwise.expr].into_iter().chain(format.map(|f| f.expr));
            let expr = pg::Expr::helper("to_number_or", list);
            Ok(made(expr, Type::Numeric(None), Null::Maybe, Class::Number))
        }
        ("TO_DATE" | "TO_TIMESTAMP", Some(format)) => {
            let class = if function == "TO_DATE" { Class::Date } else { Class::Timestamp };
            if otherwise.null != Null::Always && matches!(otherwise.from.class, Class::Text) {
                return refused(cx, e, function);
            }
            let otherwise = coerce::to(cx, scope, e.at.span, otherwise, class)?;
            let expr = pg::Expr::helper("to_timestamp_or", [value.expr, otherwise.expr, format.expr]);
            Ok(made(expr, natural(class), Null::Maybe, class))
        }
        _ => refused(cx, e, function),
    }
}

/// A function that PostgreSQL lacks, by the rule of its sort.
pub(super) fn without_counterpart(cx: &mut Cx<'_>, e: &ir::Expr, function: &str) -> Lower<Low> {
    Err(lacking(cx, e, function, &NO_COUNTERPART))
}

/// A call that the table knows, but not like this.
pub(super) fn refused(cx: &mut Cx<'_>, e: &ir::Expr, function: &str) -> Lower<Low> {
    Err(refuse(cx, e, function))
}

pub(super) fn refuse(cx: &mut Cx<'_>, e: &ir::Expr, function: &str) -> Manual {
    refuse_because(cx, e, function, "with these arguments has no conversion here")
}

/// The same of a routine of the input, which says why.
fn refuse_because(cx: &mut Cx<'_>, e: &ir::Expr, function: &str, what: &str) -> Manual {
    cx.manual(ARGUMENTS.at(e.at.span).with("function", function).with("what", what))
}

/// The row that analysis chose.
pub(super) fn row_of<'p>(cx: &Cx<'p>, e: &ir::Expr) -> Option<&'p Row> {
    let Means::Builtin(place) = cx.fact(e).means else { return None };
    let functions = cx.program.read.functions;
    functions.get(usize::from(place))
}

/// Says that a parameter of a routine has a type that is not converted, so that its calls are not either.
pub(in crate::convert) fn takes_unknown(cx: &mut Cx<'_>, span: Span, function: &str, param: &ir::Param) -> Manual {
    let what =
        format!("takes `{}`, whose type is not known or not converted, so this call of it is not either", param.name);
    unknown_type(cx, &param.ty, ARGUMENTS.at(span).with("function", function).with("what", what))
}

/// Says that something hangs on a type that is not converted: once of an object.
fn unknown_type(cx: &mut Cx<'_>, ty: &ir::Type, raised: crate::finding::Raised) -> Manual {
    match crate::convert::code::cause_of(ty) {
        Some(cause) => cx.manual(raised.because(cause)),
        None => cx.manual_named(raised),
    }
}

/// By the row that analysis chose.
pub(super) fn by_row(
    cx: &mut Cx<'_>,
    scope: &Scope<'_>,
    e: &ir::Expr,
    written: &[&ir::Expr],
    args: Vec<Low>,
) -> Lower<Low> {
    let Some(row) = row_of(cx, e) else { return refused(cx, e, "an operator") };
    if row.template.is_empty() {
        return without_counterpart(cx, e, row.name);
    }
    let mut fitted = Vec::with_capacity(args.len());
    for (n, arg) in args.into_iter().enumerate() {
        let class = row.takes.get(n).copied().or(row.more).unwrap_or(Class::Any);
        let arg = if row.special { arg } else { coerce::no_empty(cx, arg) };
        fitted.push(coerce::to(cx, scope, e.at.span, arg, class));
    }
    let args = fitted.into_iter().collect::<Lower<Vec<Low>>>()?;
    // A format that is null is an error in some of Oracle's functions and no format in others.
    if row.name == "TO_NUMBER" && args.iter().skip(1).any(|a| a.null == Null::Always) {
        return refused(cx, e, row.name);
    }
    let written_text =
        |arg: &Low| if let pg::Expr::Text(text) = &arg.expr { super::text::half_a_pair(text) } else { false };
    if row.name == "UNISTR" && args.iter().any(written_text) {
        return super::unknown(cx, e, "half of a surrogate pair, which is no character,");
    }
    if row.special {
        let Some((_, special)) = special::SPECIALS.iter().find(|(name, _)| *name == row.template) else {
            return refused(cx, e, row.name);
        };
        return special(cx, &special::Site { scope, e, row, written }, args);
    }
    fill(cx, scope, e, row, args)
}

/// The functions that PostgreSQL calls stable, in templates.
const STABLE: &[&str] = &["current_setting", "concat", "random", "ora_compat.sys_context", "ora_compat.sys_guid"];

/// A template with arguments.
fn fill(cx: &mut Cx<'_>, scope: &Scope<'_>, e: &ir::Expr, row: &Row, args: Vec<Low>) -> Lower<Low> {
    let Some(template) = Template::of_table(row.template) else { return refused(cx, e, row.name) };
    if scope.place.is_immutable() && STABLE.iter().any(|f| row.template.starts_with(f)) {
        return super::stable(cx, e, row.name);
    }
    let null = nullability(row, &args);
    let class = match row.yields {
        Yields::Is(class) => class,
        Yields::Arg(n) => args.get(usize::from(n)).map_or(Class::Any, |a| a.from.class),
    };
    let binary = args.iter().any(|a| a.ty == Type::Double) && class == Class::Number && row.gives.is_none();
    let ty =
        row.gives.and_then(template::type_named).unwrap_or_else(|| if binary { Type::Double } else { natural(class) });
    let flags = if class == Class::Text && row.nulls == NullIf::Maybe { Ty::EMPTIABLE } else { 0 };
    let server = class == Class::Zoned && args.iter().any(|a| a.from.flags & Ty::SERVER != 0);
    let flags = if server { flags | Ty::SERVER } else { flags };
    // What is made of few digits has few: lengths, places, parts of dates.
    let size = if matches!(ty, Type::Integer | Type::SmallInt) { 7 } else { 0 };
    let (exprs, types): (Vec<pg::Expr>, Vec<Type>) = args.into_iter().map(|low| (low.expr, low.ty)).unzip();
    let expr = tidy(template.fill_typed(&exprs, &types, row.takes.len()));
    let expr = late(if cx.in_code { of_code(expr) } else { expr });
    let flags = if ty.is_integer() { flags | Ty::WHOLE } else { flags };
    Ok(Low { expr, ty, null, from: Ty { flags, size, ..Ty::of_class(class) } })
}

/// Helpers whose errors in PL/SQL are other ones than in SQL.
fn of_code(e: pg::Expr) -> pg::Expr {
    let pg::Expr::Call(mut call) = e else { return e };
    if call.name.schema.as_deref() == Some("ora_compat") {
        match call.name.name.as_str() {
            "to_number" => call.name.name = "to_number_pl".into(),
            "rawtohex" => call.name.name = "rawtohex_pl".into(),
            _ => {}
        }
    }
    pg::Expr::Call(call)
}

/// A text that is no number, which is found out when it is read as one.
fn late(e: pg::Expr) -> pg::Expr {
    let pg::Expr::Call(mut call) = e else { return e };
    if matches!(call.name.name.as_str(), "to_number" | "to_number_pl")
        && let [(None, text)] = call.args.as_mut_slice()
        && matches!(text, pg::Expr::Text(said) if coerce::is_no_number(said))
    {
        *text = coerce::late(std::mem::replace(text, pg::Expr::Null));
    }
    pg::Expr::Call(call)
}

/// Casts of literals that are what they are cast to.
fn tidy(e: pg::Expr) -> pg::Expr {
    match e {
        pg::Expr::Cast(parts) => {
            let (inner, ty) = *parts;
            let small = matches!(&inner, pg::Expr::Number(d) if d.len() < 10 && d.bytes().all(|b| b.is_ascii_digit()));
            if small && ty == Type::Integer { inner } else { inner.cast(ty) }
        }
        other => other,
    }
}

/// Whether the result can be null, from the arguments as lowered.
pub(super) fn nullability(row: &Row, args: &[Low]) -> Null {
    let any = |null: Null| args.iter().any(|a| a.null == null);
    match row.nulls {
        NullIf::Never => Null::Never,
        NullIf::Any if any(Null::Always) => Null::Always,
        NullIf::Any if args.iter().all(|a| a.null == Null::Never) => Null::Never,
        NullIf::All if any(Null::Never) => Null::Never,
        NullIf::Any | NullIf::All | NullIf::Maybe => Null::Maybe,
    }
}

/// The type that PostgreSQL gives to values of a class.
pub(in crate::convert) fn natural(class: Class) -> Type {
    match class {
        Class::Any => Type::Unknown,
        Class::Text | Class::Literal | Class::Lob => Type::Text,
        Class::Number | Class::Positive => Type::Numeric(None),
        Class::Integer => Type::Integer,
        Class::Binary => Type::Double,
        Class::Date => Type::Timestamp(Some(0)),
        Class::Timestamp => Type::Timestamp(None),
        Class::Zoned => Type::Timestamptz(None),
        Class::Months | Class::Days => Type::Interval(pg::IntervalFields::All, None),
        Class::Raw | Class::Blob => Type::Bytea,
        Class::Boolean => Type::Boolean,
        Class::Xml => Type::Xml,
        Class::Json => Type::Jsonb,
    }
}

/// From where the names of an expression are looked up.
pub(in crate::convert) fn site<'s>(program: &'s Program<'s>, scope: &Scope<'s>) -> Site<'s> {
    let package = scope.locals.and_then(|locals| locals.package.as_ref());
    Site { schema: scope.schema, package: package.and_then(|name| program.plan.packages.named(name)) }
}

/// The function of the input that a name means with these arguments.
pub(super) fn routine<'s>(
    cx: &Cx<'s>,
    scope: &Scope<'s>,
    e: &ir::Expr,
    parts: &[Name],
    args: &[Argument],
) -> Option<Found<'s>> {
    let program: &'s Program<'s> = cx.program;
    callee::find(program, site(program, scope), parts, args, true, (cx.fact(e).means, &|e| cx.fact(e).ty.class))
}

/// A call of a function of the input: arguments get the types of its parameters.
pub(super) fn user(
    cx: &mut Cx<'_>,
    scope: &Scope<'_>,
    e: &ir::Expr,
    found: &Found<'_>,
    args: &[Argument],
) -> Lower<Low> {
    let Found::One(callee) = found else {
        return Err(refuse_because(cx, e, "a call", "fits several routines of its name equally well"));
    };
    if callee::ends(cx.program, callee.routine, callee.at) {
        return Err(cx.manual(ENDS.at(e.at.span).with("name", &callee.name)));
    }
    if scope.place.is_immutable() && crate::convert::code::may_vary(cx.program, &callee.target) {
        return Err(super::varies(cx, e, &callee.name));
    }
    let list = arguments(cx, scope, e, callee, args)?;
    let returns = callee.routine.returns.as_ref();
    let ty = match returns.map(|ty| named::target(cx.program, callee.site, ty)) {
        Some(Ok(Type::Array(of))) if is_pipelined(callee.routine) => Type::SetOf(of),
        Some(Ok(Type::Char(_))) => Type::Char(coerce::UNSIZED_CHAR),
        Some(Ok(ty)) => cx.program.returned(callee.at, bare(&ty)),
        Some(Err(_)) | None => {
            let what = "gives a value whose type is not known or not converted, so this call of it is not either";
            let raised = ARGUMENTS.at(e.at.span).with("function", &callee.name).with("what", what);
            return Err(match returns {
                Some(ty) => unknown_type(cx, ty, raised),
                None => cx.manual_named(raised),
            });
        }
    };
    let from = returns.map_or_else(Ty::default, |ty| Ty::of(&named::source(cx.program, callee.site, ty)));
    // SQL takes a missing row for null.
    let in_sql = !matches!(scope.place, super::Place::Code | super::Place::Default);
    let twin = in_sql && crate::convert::code::may_miss(cx.program, &callee.target);
    let name = if twin { crate::convert::code::twin_of(&callee.target) } else { callee.target.clone() };
    let mut expr = pg::Expr::function(name, []);
    if let pg::Expr::Call(call) = &mut expr {
        call.args = list;
    }
    Ok(Low { expr, ty, null: Null::Maybe, from })
}

/// Whether a function gives its rows one by one.
fn is_pipelined(routine: &ir::Routine) -> bool {
    routine.clauses.iter().any(|c| matches!(c.kind, ir::ClauseKind::Flag("PIPELINED")))
}

/// The arguments of a call, with the types of the parameters.
pub(super) fn arguments(
    cx: &mut Cx<'_>,
    scope: &Scope<'_>,
    e: &ir::Expr,
    callee: &Callee<'_>,
    args: &[Argument],
) -> Lower<Vec<(Option<Name>, pg::Expr)>> {
    let program = cx.program;
    let of = |p: &ir::Param| Some(program.declared(p.at, named::target(program, callee.site, &p.ty).ok()?));
    let mut lowered = Vec::with_capacity(args.len());
    for (n, arg) in args.iter().enumerate() {
        let param = callee::param(callee.routine, n, arg).filter(|p| p.mode == Mode::In);
        let ty = param.and_then(of);
        let low = super::lower_for(cx, scope, &arg.value, ty.as_ref().unwrap_or(&Type::Unknown));
        lowered.push((arg, param, ty, low));
    }
    let mut list = Vec::with_capacity(args.len());
    for (arg, param, ty, low) in lowered {
        let Some(ty) = ty else {
            let Some(p) = param else {
                let what = "gives values back by this parameter, which a call in an expression cannot take";
                return Err(refuse_because(cx, e, &callee.name.to_string(), what));
            };
            let what = format!("has parameter `{}`, whose type is not known or not converted", p.name);
            let raised = ARGUMENTS.at(e.at.span).with("function", &callee.name).with("what", what);
            return Err(unknown_type(cx, &p.ty, raised));
        };
        let takes = param.and_then(|p| super::member::fields_of(cx, callee.site, &p.ty));
        let Some(low) = local::fitted_row(scope, &arg.value, (&ty, takes), low?) else {
            return Err(refuse_because(cx, e, &callee.name.to_string(), "takes a record of another type"));
        };
        let value = argument(cx, low, &ty, callee.overloaded, arg.value.at.span)?;
        list.push((arg.name.as_ref().map(|n| parameter_name(cx.program, n)), value));
    }
    Ok(list)
}

/// An argument for a parameter of this type; `exactly`: its type decides which routine is called.
pub(in crate::convert) fn argument(cx: &mut Cx<'_>, low: Low, ty: &Type, exactly: bool, span: Span) -> Lower<pg::Expr> {
    let bare = bare(ty);
    if !exactly && low.null != Null::Always && is_wider(&low.ty, &bare) {
        return Ok(low.expr);
    }
    let typed = low.ty == bare && !matches!(low.expr, pg::Expr::Text(_) | pg::Expr::Number(_));
    let cast = low.null == Null::Always || exactly && !typed;
    let value = coerce::fit(cx, low, ty, span)?;
    let done = matches!(&value, pg::Expr::Cast(parts) if parts.1 == bare);
    Ok(if cast && !done { value.cast(bare) } else { value })
}

/// Whether PostgreSQL passes a number of one type for a parameter of the other by itself.
fn is_wider(own: &Type, wanted: &Type) -> bool {
    let (own, wanted) = (met::width(own), met::width(wanted));
    0 < own && own < wanted && wanted <= met::width(&Type::Numeric(None))
}

/// A type without its length, which a cast of an argument must not apply.
pub(in crate::convert) fn bare(ty: &Type) -> Type {
    match ty {
        Type::Varchar(_) | Type::Char(_) => Type::Text,
        Type::Numeric(_) => Type::Numeric(None),
        Type::Timestamp(_) => Type::Timestamp(None),
        Type::Timestamptz(_) => Type::Timestamptz(None),
        other => other.clone(),
    }
}
