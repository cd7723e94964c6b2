//! What is to be said of the type of a column, and the checks that keep what PostgreSQL's type does not.

use super::super::Cx;
use super::super::table::gains::Gains;
use super::Scope;
use super::named_types;
use crate::catalog::{ConstraintRule, Fill, ObjectId};
use crate::convert::supplied_packages;
use crate::finding::{Confidence, Effort, Rule, Severity, Source};
use crate::ir::{self, ExprKind, Unit, Zone};
use crate::name::Name;
use crate::pg::{self, Expr, Op};
use crate::profile::{BYTE_LIMITS, ByteLimits, CHAR_AS, CharAs, NUMBER_BOUNDS, NumberBounds};

/// A rule whose construct the type map converts without loss: it is noted as applied.
const fn exact(name: &'static str, codes: &'static [(Source, &'static str)], message: &'static str) -> Rule {
    Rule { name, codes, message, help: "nothing", doc: "convert/column/exact-types.md", ..Rule::PLAIN }
}

static DIGITS: Rule = Rule {
    name: "number-digits",
    codes: &[(Source::Oracle, "OR-TYP-001")],
    raw: Severity::BehaviourChange,
    effort: Effort::minutes(5, 1),
    message: "{columns} of `{table}`: integer types, which take more digits than the source's NUMBER(p)",
    help: "nothing, unless the number of digits is a business rule; then `number_bounds` = \"check\" keeps it",
    doc: "convert/column/number-digits.md",
    ..Rule::PLAIN
};
static KEY: Rule = Rule {
    name: "number-key",
    codes: &[(Source::Oracle, "OR-TYP-002")],
    raw: Severity::Performance,
    severity: Severity::Performance,
    effort: Effort::minutes(5, 2),
    message: "key `{column}` is NUMBER without digits, so it is numeric, which is slower than bigint in joins",
    help: "where SELECT MAX(ABS({column})), COUNT(CASE WHEN {column} <> TRUNC({column}) THEN 1 END) shows integers below 1e18, choose bigint for \
           the column, or `key_number` = \"bigint\" for all",
    doc: "convert/column/number-key.md",
    ..Rule::PLAIN
};
static ANSI: Rule = Rule {
    name: "ansi-integer",
    codes: &[(Source::Oracle, "OR-TYP-003")],
    raw: Severity::DataLossRisk,
    effort: Effort::minutes(5, 2),
    message: "INTEGER and SMALLINT are 38-digit numbers in the source: {columns} {what}",
    help: "check MIN and MAX in the source: where they fit, integer or bigint for the column, or `ansi_integer` = \"bigint\" for all, is smaller \
           and faster; `ansi_integer` = \"numeric\" takes all numbers",
    doc: "convert/column/ansi-integer.md",
    ..Rule::PLAIN
};
static SCALE: Rule = exact("number-scale", &[(Source::Oracle, "OR-TYP-004")], "numeric with the same digits");
static NEGATIVE: Rule = exact("negative-scale", &[(Source::Oracle, "OR-TYP-005")], "negative scale is kept");
static STAR: Rule = exact("number-star", &[(Source::Oracle, "OR-TYP-006")], "NUMBER(*, s) is numeric(38, s)");
static FLOAT: Rule = Rule {
    name: "float",
    codes: &[(Source::Oracle, "OR-TYP-007")],
    raw: Severity::DataLossRisk,
    effort: Effort::minutes(5, 2),
    message: "`{column}` is decimal in the source; {result}",
    help: "nothing with numeric; with `float_as` = \"double\", compare sums of the column on both sides",
    doc: "convert/column/float.md",
    ..Rule::PLAIN
};
static REAL: Rule = Rule { name: "ansi-real", codes: &[(Source::Oracle, "OR-TYP-008")], ..FLOAT };
pub(in crate::convert) static BINARY: Rule = Rule {
    name: "binary-float",
    codes: &[(Source::Oracle, "OR-TYP-009")],
    raw: Severity::BehaviourChange,
    effort: Effort::minutes(10, 2),
    message: "`{column}` is a binary number: a sum, product or power that is out of its range raises an error, where the source gives infinity",
    help: "check computations that rely on infinity",
    doc: "convert/column/binary-float.md",
    once: Some("column"),
    ..Rule::PLAIN
};
static BOOLEAN: Rule = exact("boolean-column", &[(Source::Oracle, "OR-TYP-011")], "boolean");
static VARCHAR: Rule = exact("varchar-column", &[(Source::Oracle, "OR-TYP-012")], "varchar with the same length");
static CHAR: Rule = Rule {
    name: "char-column",
    codes: &[(Source::Oracle, "OR-TYP-013")],
    raw: Severity::BehaviourChange,
    effort: Effort::minutes(10, 2),
    message: "CHAR column `{column}` is varchar: its values are not blank-padded",
    help: "trim trailing blanks while loading, and check code that relies on them",
    doc: "convert/column/char-column.md",
    ..Rule::PLAIN
};
static NATIONAL: Rule =
    exact("national-text", &[(Source::Oracle, "OR-TYP-014")], "text in the database's own encoding");
static LONG: Rule = exact("long-column", &[(Source::Oracle, "OR-TYP-015")], "LONG is text");
static RAW: Rule = exact("raw-column", &[(Source::Oracle, "OR-TYP-016")], "RAW is bytea, with a check on its length");
static GUID: Rule = Rule {
    name: "raw-guid",
    codes: &[(Source::Oracle, "OR-TYP-017")],
    effort: Effort::minutes(5, 1),
    message: "`{column}` holds GUIDs as {type}",
    help: "`raw16_as` = \"uuid\" makes it a uuid, which has generators of its own and prints with dashes",
    doc: "convert/column/raw-guid.md",
    ..Rule::PLAIN
};
static CLOB: Rule = Rule {
    name: "clob-column",
    codes: &[(Source::Oracle, "OR-TYP-018")],
    raw: Severity::DataLossRisk,
    severity: Severity::BehaviourChange,
    effort: Effort::minutes(5, 1),
    message: "`{column}` is text, which holds up to 1 GB; larger values do not load",
    help: "check MAX(DBMS_LOB.GETLENGTH(…)) of each in the source",
    doc: "convert/column/large-objects.md",
    once: Some("column"),
    ..Rule::PLAIN
};
static BLOB: Rule = Rule {
    name: "blob-column",
    codes: &[(Source::Oracle, "OR-TYP-019")],
    raw: Severity::DataLossRisk,
    severity: Severity::BehaviourChange,
    effort: Effort::minutes(5, 1),
    message: "`{column}` is {type}; {result}",
    help: "check MAX(DBMS_LOB.GETLENGTH(…)) of each in the source; above 256 MB consider `blob_as` = \"largeobject\" or object storage",
    doc: "convert/column/large-objects.md",
    once: Some("column"),
    ..Rule::PLAIN
};
static ROWID: Rule = Rule {
    name: "rowid-column",
    codes: &[(Source::Oracle, "OR-TYP-021")],
    raw: Severity::Blocker,
    severity: Severity::Blocker,
    effort: Effort::minutes(120, 60),
    message: "`{column}` stores row addresses, which mean nothing after the move; a text stands in",
    help: "store the primary key of the row instead",
    doc: "convert/column/rowid-column.md",
    ..Rule::PLAIN
};
static DATE: Rule = Rule {
    name: "date-with-time",
    codes: &[(Source::Oracle, "OR-TYP-022")],
    raw: Severity::DataLossRisk,
    effort: Effort::minutes(5, 1),
    message: "{columns} of `{table}`: DATE has a time of day in the source, so it is timestamp(0)",
    help: "where a column holds midnight only (SELECT COUNT(*) … WHERE c <> TRUNC(c) gives 0), `date_as` = \"date\" for that column",
    doc: "convert/column/date-with-time.md",
    ..Rule::PLAIN
};
static DATE_ONLY: Rule = Rule {
    name: "date-without-time",
    codes: &[(Source::Oracle, "OR-TMZ-009")],
    raw: Severity::DataLossRisk,
    severity: Severity::BehaviourChange,
    effort: Effort::minutes(10, 2),
    message: "`{column}` is date by choice: a time of day is cut off",
    help: "check SELECT COUNT(*) … WHERE {column} <> TRUNC({column}) in the source",
    doc: "convert/column/date-with-time.md",
    ..Rule::PLAIN
};
/// Of columns and variables.
pub(in crate::convert) static WHOLE_SECONDS: Rule = Rule {
    name: "timestamp-without-fraction",
    codes: &[(Source::Oracle, "HD-393")],
    raw: Severity::BehaviourChange,
    severity: Severity::BehaviourChange,
    confidence: Confidence::Likely,
    effort: Effort::minutes(10, 5),
    message: "`{column}` is a TIMESTAMP(0): a value with a fraction of a second is cut off, where the source rounds it",
    help: "where values with a fraction get there, round them first: a cast to timestamp(0) does",
    doc: "convert/column/timestamp-without-fraction.md",
    ..Rule::PLAIN
};
static NANOSECONDS: Rule = Rule {
    name: "timestamp-nanoseconds",
    codes: &[(Source::Oracle, "OR-TYP-023")],
    raw: Severity::DataLossRisk,
    severity: Severity::BehaviourChange,
    effort: Effort::minutes(15, 5),
    message: "`{column}` has {digits} digits of the second; PostgreSQL keeps 6 and rounds",
    help: "where nanoseconds matter, keep the last digits in a column of their own",
    doc: "convert/column/timestamp-nanoseconds.md",
    once: Some("column"),
    ..Rule::PLAIN
};
static ZONED: Rule = Rule {
    name: "stored-time-zone",
    codes: &[(Source::Oracle, "OR-TYP-024")],
    raw: Severity::DataLossRisk,
    severity: Severity::BehaviourChange,
    effort: Effort::minutes(20, 5),
    message: "`{column}` keeps the instant, but not the time zone that was stored with it",
    help: "where the zone is read (TZR, TZH, EXTRACT(TIMEZONE_…)), add a column for it and fill it while loading",
    doc: "convert/column/stored-time-zone.md",
    once: Some("column"),
    ..Rule::PLAIN
};
static LOCAL: Rule = exact("local-time-zone", &[(Source::Oracle, "OR-TYP-025")], "timestamptz");
static MONTHS: Rule = Rule {
    name: "interval-months",
    codes: &[(Source::Oracle, "OR-TYP-026")],
    raw: Severity::BehaviourChange,
    effort: Effort::minutes(5, 1),
    message: "interval `{column}` takes more years than in the source, and has another text form",
    help: "compare text output of the column",
    doc: "convert/column/intervals.md",
    once: Some("column"),
    ..Rule::PLAIN
};
static DAYS: Rule = Rule {
    name: "interval-days",
    codes: &[(Source::Oracle, "OR-TYP-027")],
    raw: Severity::BehaviourChange,
    effort: Effort::minutes(5, 1),
    message: "interval `{column}` takes more days than in the source{fraction}, and keeps days and hours apart",
    help: "apply justify_hours() before EXTRACT or text output of computed intervals",
    doc: "convert/column/intervals.md",
    once: Some("column"),
    ..Rule::PLAIN
};
static JOINED: Rule = Rule {
    name: "key-types-unified",
    codes: &[(Source::Oracle, "OR-TYP-037")],
    raw: Severity::Performance,
    effort: Effort::minutes(5, 1),
    message: "`{column}` has the type of `{key}`, with which foreign keys or joins connect it, so that comparisons can use indexes",
    help: "where `{key}` fits a narrower type, choose that for it, and those connected with it follow; what binds the column from outside may see a wider type",
    doc: "convert/column/key-types-unified.md",
    ..Rule::PLAIN
};
/// Rules of this file.
pub(super) static RULES: &[&Rule] = &[
    &DIGITS,
    &KEY,
    &ANSI,
    &SCALE,
    &NEGATIVE,
    &STAR,
    &FLOAT,
    &REAL,
    &BINARY,
    &BOOLEAN,
    &VARCHAR,
    &CHAR,
    &NATIONAL,
    &LONG,
    &RAW,
    &GUID,
    &CLOB,
    &BLOB,
    &ROWID,
    &DATE,
    &DATE_ONLY,
    &NANOSECONDS,
    &WHOLE_SECONDS,
    &ZONED,
    &LOCAL,
    &MONTHS,
    &DAYS,
    &JOINED,
];

/// A text type of the source.
#[derive(Clone, Copy)]
struct Text {
    padded: bool,
    length: Option<u32>,
    unit: Unit,
    national: bool,
}

/// Says what the type of a column means, and adds the checks that keep it.
pub(super) fn note(cx: &mut Cx<'_>, scope: Scope<'_>, column: &ir::Column, ty: &pg::Type, gains: &mut Gains) {
    let at = (scope.id, column.name.clone());
    let joined = cx.program.plan.joined.contains_key(&at);
    let declared = |(table, name): &(ObjectId, Name)| {
        let ir::Kind::Table(table) = &cx.program.read.catalog.get(*table).kind else { return None };
        table.column(name).and_then(|column| column.ty.clone())
    };
    if let Some((table, key)) = cx.program.plan.joined.get(&at).filter(|key| declared(key) != column.ty) {
        let key = format!("{}.{key}", cx.program.read.catalog.get(*table).name);
        cx.raise(JOINED.at(column.at.span).with("column", &column.name).with("key", key));
    }
    let Some(declared) = &column.ty else { return };
    match declared {
        ir::Type::Number { precision, scale } => number(cx, scope, column, (*precision, *scale), ty, gains),
        ir::Type::AnsiDecimal { precision: Some(p), scale, .. } => {
            number(cx, scope, column, (Some(*p), Some(scale.unwrap_or(0))), ty, gains);
        }
        ir::Type::AnsiInteger(_) | ir::Type::AnsiDecimal { .. } if joined => cx.exact(&ANSI, column.at.span),
        ir::Type::AnsiInteger(_) | ir::Type::AnsiDecimal { .. } => ansi(cx, column, declared, ty, gains),
        ir::Type::Float { word, binary } => float(cx, column, word, *binary, ty),
        ir::Type::BinaryFloat | ir::Type::BinaryDouble => say(cx, &BINARY, column),
        ir::Type::PlsInteger(_) | ir::Type::Boolean => cx.exact(&BOOLEAN, column.at.span),
        ir::Type::Char { length, unit, national } => {
            let it = Text { padded: true, length: *length, unit: *unit, national: *national };
            text(cx, scope, column, it, ty, gains);
        }
        ir::Type::Varchar { length, unit, national } => {
            let it = Text { padded: false, length: *length, unit: *unit, national: *national };
            text(cx, scope, column, it, ty, gains);
        }
        ir::Type::Long => cx.exact(&LONG, column.at.span),
        ir::Type::LongRaw | ir::Type::Raw(_) => raw(cx, scope, column, declared, ty, gains),
        ir::Type::Clob { .. } => say(cx, &CLOB, column),
        ir::Type::Blob => blob(cx, column, ty),
        ir::Type::Bfile => {
            let _ = cx.manual(supplied_packages::of_files(&column.name, column.at.span));
        }
        ir::Type::RowId | ir::Type::URowId(_) => manual(cx, &ROWID, column),
        ir::Type::Date if *ty == pg::Type::Date => say(cx, &DATE_ONLY, column),
        ir::Type::Date => gains.dates.push(column),
        ir::Type::Timestamp { precision, zone } => timestamp(cx, scope, column, precision.unwrap_or(6), *zone),
        ir::Type::IntervalYearMonth { .. } => say(cx, &MONTHS, column),
        ir::Type::IntervalDaySecond { seconds, .. } => {
            let fraction = if seconds.unwrap_or(6) > 6 { " and six digits of the second" } else { "" };
            cx.raise(DAYS.at(column.at.span).with("column", &column.name).with("fraction", fraction));
        }
        ir::Type::Xml
        | ir::Type::Json(_)
        | ir::Type::Vector(_)
        | ir::Type::Sized(_)
        | ir::Type::Named(_)
        | ir::Type::Ref(_)
        | ir::Type::Path(_)
        | ir::Type::TypeOf(_)
        | ir::Type::RowOf(_)
        | ir::Type::RefCursor
        | ir::Type::Unknown => named_types::note(cx, scope, column, declared, gains),
    }
}

/// What is said once per table.
pub(super) fn summary(cx: &mut Cx<'_>, object: &ir::Object, gains: &Gains) {
    if let Some(first) = gains.integers.first {
        let raised = ANSI.at(first).with("columns", gains.integers.words()).severity(Severity::Performance);
        cx.raise(
            raised.with("what", "became numeric(38), which keeps them all and is larger and slower than an integer"),
        );
    }
    for (rule, listed) in [(&DIGITS, &gains.wider), (&DATE, &gains.dates)] {
        if let Some(first) = listed.first {
            cx.raise(rule.at(first).with("table", &object.name).with("columns", listed.words()));
        }
    }
}

fn say(cx: &mut Cx<'_>, rule: &'static Rule, column: &ir::Column) {
    cx.raise(rule.at(column.at.span).with("column", &column.name));
}

fn manual(cx: &mut Cx<'_>, rule: &'static Rule, column: &ir::Column) {
    let _ = cx.manual(rule.at(column.at.span).with("column", &column.name));
}

fn number(
    cx: &mut Cx<'_>,
    scope: Scope<'_>,
    column: &ir::Column,
    (precision, scale): (Option<u8>, Option<i16>),
    ty: &pg::Type,
    gains: &mut Gains,
) {
    let span = column.at.span;
    match (precision, scale) {
        (None, None)
            if matches!(ty, pg::Type::Numeric(_))
                && (scope.in_key(&column.name) || in_foreign_key(scope, &column.name)) =>
        {
            say(cx, &KEY, column);
        }
        (None, None) => cx.exact(&KEY, span),
        (None, Some(_)) => cx.exact(&STAR, span),
        (Some(_), Some(s)) if s < 0 => cx.exact(&NEGATIVE, span),
        (Some(_), Some(s)) if s > 0 => cx.exact(&SCALE, span),
        (Some(p), _) if ty.is_integer() => digits(cx, scope, column, p, gains),
        (Some(_), _) => cx.exact(&DIGITS, span),
    }
}

/// An integer column takes more than the decimal digits that were declared, unless a check bounds it.
fn digits(cx: &mut Cx<'_>, scope: Scope<'_>, column: &ir::Column, precision: u8, gains: &mut Gains) {
    let span = column.at.span;
    if matches!(column.fill, Fill::Identity(_)) || bounded(scope, &column.name) {
        cx.exact(&DIGITS, span);
        return;
    }
    match cx.program.profile.get(&NUMBER_BOUNDS) {
        NumberBounds::Ignore => gains.wider.push(column),
        NumberBounds::Check => {
            let name = cx.program.plan.names.column(scope.id, &column.name);
            let most = "9".repeat(usize::from(precision));
            let least = Expr::Prefix(Op::Subtract, Box::new(Expr::Number(most.as_str().into())));
            let test = Expr::Between(false, Box::new([Expr::name(name.clone()), least, Expr::Number(most.into())]));
            gains.check(column.at, &name, "digits", test);
            cx.exact(&DIGITS, span);
        }
    }
}

fn in_foreign_key(scope: Scope<'_>, name: &Name) -> bool {
    scope.table.constraints.iter().any(|c| match &c.rule {
        ConstraintRule::Foreign(foreign) => foreign.columns.contains(name),
        ConstraintRule::Primary(_) | ConstraintRule::Unique(_) | ConstraintRule::Check(_) | ConstraintRule::Ref(_) => {
            false
        }
    })
}

/// Whether a check on the column alone bounds its values: `BETWEEN`, `IN`, or comparisons.
fn bounded(scope: Scope<'_>, name: &Name) -> bool {
    let is_column = |e: &ir::Expr| matches!(&e.kind, ExprKind::Name(path) if path.parts.as_slice() == [name.clone()]);
    scope.table.constraints.iter().any(|c| match &c.rule {
        ConstraintRule::Check(expr) => {
            if let ExprKind::Between(false, parts) = &expr.kind {
                let [value, _, _] = &**parts;
                return is_column(value);
            }
            matches!(&expr.kind, ExprKind::In(list) if !list.not && is_column(&list.left))
        }
        ConstraintRule::Primary(_)
        | ConstraintRule::Unique(_)
        | ConstraintRule::Foreign(_)
        | ConstraintRule::Ref(_) => false,
    })
}

fn ansi(cx: &mut Cx<'_>, column: &ir::Column, declared: &ir::Type, ty: &pg::Type, gains: &mut Gains) {
    let span = column.at.span;
    if matches!(column.fill, Fill::Identity(_)) || !matches!(declared, ir::Type::AnsiInteger(_)) {
        cx.exact(&ANSI, span);
    } else if ty.is_integer() {
        let raised = ANSI.at(span).with("columns", format!("`{}`", column.name));
        cx.raise(raised.with("what", "refuses more than 18 digits").severity(Severity::BehaviourChange));
    } else {
        gains.integers.push(column);
    }
}

/// `FLOAT` is exact as `numeric`; of few binary digits it rounds in the source, which `numeric` does not.
fn float(cx: &mut Cx<'_>, column: &ir::Column, word: &str, binary: Option<u8>, ty: &pg::Type) {
    const ALL_DIGITS: u8 = 126;
    let rule = if word == "FLOAT" { &FLOAT } else { &REAL };
    let raised = rule.at(column.at.span).with("column", &column.name);
    if *ty == pg::Type::Double {
        let raised = raised.with("result", "double precision keeps 15 digits, and not exactly");
        return cx.raise(raised.severity(Severity::BehaviourChange));
    }
    let few = binary.is_some_and(|b| b < ALL_DIGITS) || word == "REAL";
    if few {
        // up to 16 digits money and rates come out otherwise; beyond that only what was computed differs
        let seen = binary.is_some_and(|b| b <= 53);
        let severity = if seen { Severity::BehaviourChange } else { Severity::Info };
        let raised = raised.severity(severity);
        cx.raise(raised.with("result", "numeric keeps all digits, where the source rounds to its binary precision"));
    } else {
        cx.exact(rule, column.at.span);
    }
}

fn text(cx: &mut Cx<'_>, scope: Scope<'_>, column: &ir::Column, text: Text, ty: &pg::Type, gains: &mut Gains) {
    let Text { padded, length, unit, national } = text;
    let span = column.at.span;
    if national {
        cx.exact(&NATIONAL, span);
    }
    match (padded, cx.program.profile.get(&CHAR_AS)) {
        (true, CharAs::Varchar) if length.unwrap_or(1) > 1 => say(cx, &CHAR, column),
        (true, CharAs::Char | CharAs::Varchar) => cx.exact(&CHAR, span),
        (false, _) => cx.exact(&VARCHAR, span),
    }
    let bytes = !national && cx.program.types().counts_bytes(unit) && ty.is_text();
    if let Some(most) = length.filter(|_| bytes && cx.program.profile.get(&BYTE_LIMITS) == ByteLimits::Check) {
        let name = cx.program.plan.names.column(scope.id, &column.name);
        let size = Expr::call("octet_length", [Expr::name(name.clone())]);
        gains.check(column.at, &name, "bytes", size.infix(Op::Le, Expr::int(i64::from(most))));
    }
}

fn raw(cx: &mut Cx<'_>, scope: Scope<'_>, column: &ir::Column, declared: &ir::Type, ty: &pg::Type, gains: &mut Gains) {
    let span = column.at.span;
    let guid = matches!(&column.fill, Fill::Default { expr, .. } if is_guid(expr));
    if let ir::Type::Raw(Some(16)) = declared
        && (guid || *ty == pg::Type::Uuid)
    {
        let word = if *ty == pg::Type::Uuid { "uuid, which prints with dashes" } else { "bytea" };
        cx.raise(GUID.at(span).with("column", &column.name).with("type", word));
    }
    cx.exact(&RAW, span);
    if let ir::Type::Raw(Some(most)) = declared
        && *ty == pg::Type::Bytea
    {
        let name = cx.program.plan.names.column(scope.id, &column.name);
        let size = Expr::call("octet_length", [Expr::name(name.clone())]);
        gains.check(column.at, &name, "bytes", size.infix(Op::Le, Expr::int(i64::from(*most))));
    }
}

/// Whether a default is `SYS_GUID()`.
fn is_guid(expr: &ir::Expr) -> bool {
    if let ExprKind::Call(call) = &expr.kind {
        return matches!(call.name.parts.as_slice(), [name] if name == "SYS_GUID");
    }
    matches!(&expr.kind, ExprKind::Name(path) if matches!(path.parts.as_slice(), [name] if name == "SYS_GUID"))
}

fn blob(cx: &mut Cx<'_>, column: &ir::Column, ty: &pg::Type) {
    let raised = BLOB.at(column.at.span).with("column", &column.name);
    if *ty == pg::Type::Oid {
        let result = "values are deleted with lo_unlink, which the trigger `lo_manage` of extension lo calls";
        let _ = cx.manual(
            raised.with("type", "the oid of a large object").with("result", result).severity(Severity::ManualEffort),
        );
    } else {
        cx.raise(raised.with("type", "bytea").with("result", "it holds up to 1 GB; larger values do not load"));
    }
}

fn timestamp(cx: &mut Cx<'_>, scope: Scope<'_>, column: &ir::Column, digits: u8, zone: Zone) {
    let span = column.at.span;
    match zone {
        Zone::With => say(cx, &ZONED, column),
        Zone::Local => cx.exact(&LOCAL, span),
        Zone::Without if digits == 0 => say(cx, &WHOLE_SECONDS, column),
        Zone::Without if digits <= 6 => cx.exact(&NANOSECONDS, span),
        Zone::Without => {}
    }
    if digits > 6 {
        let raised = NANOSECONDS.at(span).with("column", &column.name).with("digits", i64::from(digits));
        let severity = if scope.in_key(&column.name) { Severity::DataLossRisk } else { Severity::BehaviourChange };
        cx.raise(raised.severity(severity));
    }
}
