//! Dates: parts that a format leaves out, two digits of a year, the first day of a week, conditions on a day, ends of time.

use super::sites::Site;
use super::{Found, Seen, supplied};
use crate::analyze::Means;
use crate::finding::{Confidence, Effort, Raised, Rule, Severity, Source};
use crate::ir::plsql::walk::Node;
use crate::ir::plsql::{DeclarationKind, StmtKind};
use crate::ir::{Argument, Binary, Class, Compare, Expr, ExprKind, QueryBody, Type};
use crate::span::Span;
use std::collections::BTreeSet;

static FRACTION: Rule = Rule {
    name: "more-than-microseconds",
    codes: &[(Source::Oracle, "OR-TMZ-003")],
    raw: Severity::DataLossRisk,
    severity: Severity::BehaviourChange,
    effort: Effort::minutes(15, 5),
    message: "the format `{format}` has more than six digits of the second: PostgreSQL keeps six, {what}",
    help: "nothing where the digits behind the sixth are zeros; else keep them in a column of their own",
    ..Rule::PLAIN
};

static TRUNC: Rule = Rule {
    name: "condition-on-truncated-date",
    codes: &[(Source::Oracle, "OR-TMZ-011")],
    raw: Severity::Performance,
    severity: Severity::Info,
    effort: Effort::minutes(10, 5),
    message: "this condition compares TRUNC({column}): an index on the column does not serve it",
    help: "compare the column with the first and behind the last instant: {column} >= day AND {column} < day + 1",
    ..Rule::PLAIN
};

static YEARS: Rule = Rule {
    name: "two-digit-year-read",
    codes: &[(Source::Oracle, "OR-TMZ-018")],
    raw: Severity::DataLossRisk,
    severity: Severity::Info,
    effort: Effort::minutes(10, 5),
    message: "YY of the format `{format}` puts every year into the current century",
    help: "write RR where years before 2000 may come, or four digits",
    once: Some("format"),
    ..Rule::PLAIN
};

static MISSING: Rule = Rule {
    name: "format-without-year-or-month",
    codes: &[(Source::Oracle, "OR-TMZ-019")],
    raw: Severity::DataLossRisk,
    severity: Severity::Info,
    effort: Effort::minutes(10, 5),
    message: "the format `{format}` has no {what}: that of today is taken, in both databases",
    help: "check that today's is meant",
    ..Rule::PLAIN
};

static WEEK: Rule = Rule {
    name: "first-day-of-week",
    codes: &[(Source::Oracle, "OR-TMZ-026")],
    raw: Severity::BehaviourChange,
    severity: Severity::Info,
    effort: Effort::minutes(10, 5),
    message: "`{model}` depends on the day a week begins with, NLS_TERRITORY in Oracle: Sunday is taken, as in AMERICA",
    help: "use IW or ID where weeks begin on Monday",
    ..Rule::PLAIN
};

static LANGUAGE: Rule = Rule {
    name: "names-of-months-in-a-language",
    codes: &[(Source::Oracle, "OR-TMZ-025")],
    raw: Severity::BehaviourChange,
    severity: Severity::Info,
    effort: Effort::minutes(20, 10),
    message: "`{call}` names a language for months and days",
    help: "use TM models and lc_time where the server has the language, or numbers in place of names",
    ..Rule::PLAIN
};

static NLS: Rule = Rule {
    name: "nls-argument",
    codes: &[(Source::Oracle, "OR-FUN-018")],
    raw: Severity::ManualEffort,
    severity: Severity::Info,
    effort: Effort::minutes(15, 5),
    message: "`{call}` has an NLS argument{argument}",
    help: "check separators, currency and language of the result",
    once: Some(""),
    ..Rule::PLAIN
};

static OLD: Rule = Rule {
    name: "julian-date",
    codes: &[(Source::Oracle, "OR-TMZ-037")],
    raw: Severity::DataLossRisk,
    severity: Severity::BehaviourChange,
    effort: Effort::minutes(20, 10),
    message: "{date} is before 1582: Oracle counts it by the Julian calendar, PostgreSQL by the Gregorian",
    help: "where the exact day matters, move such dates when the data is copied",
    ..Rule::PLAIN
};

static END: Rule = Rule {
    name: "end-of-time-moved",
    codes: &[(Source::Oracle, "OR-TMZ-038")],
    severity: Severity::Info,
    confidence: Confidence::Likely,
    effort: Effort::minutes(10, 5),
    message: "something is added to the last day of Oracle's calendar: ORA-01841 there, a date in year 10000 here",
    help: "guard it where later code compares the result",
    ..Rule::PLAIN
};

static MIXED: Rule = Rule {
    name: "local-and-zoned-compared",
    codes: &[(Source::Oracle, "OR-TMZ-042")],
    raw: Severity::Performance,
    severity: Severity::Info,
    effort: Effort::minutes(10, 5),
    message: "`{column}`, which has no time zone, is compared with a time that has one: the session's zone decides, in both databases",
    help: "write AT TIME ZONE of the zone that the column means",
    ..Rule::PLAIN
};

/// Rules of this file.
pub(super) static RULES: &[&Rule] = &[&FRACTION, &TRUNC, &YEARS, &MISSING, &WEEK, &LANGUAGE, &NLS, &OLD, &END, &MIXED];

pub(super) fn detect(seen: &Seen<'_>, site: &Site<'_>, found: &mut Vec<Found>) {
    let mut put = |raised: Raised| found.push(Found { object: Some(site.key.clone()), raised });
    let mut truncated = Vec::new();
    let mut short = Vec::new();
    site.exprs(&mut |e| {
        short.extend(six_digits(seen, e));
        expression(seen, e, &mut put, &mut truncated);
    });
    if !truncated.is_empty() {
        let shown = shown(site);
        truncated.into_iter().filter(|(span, _)| !shown.contains(span)).for_each(|(_, raised)| put(raised));
    }
    kept(seen, site, &mut short);
    if !short.is_empty() {
        found.retain(|it| it.raised.rule != &FRACTION || !short.contains(&it.raised.span));
    }
}

/// What writes the digits of a number that is kept with six of them behind the point: those behind are lost there too.
#[expect(clippy::wildcard_enum_match_arm, reason = "all other parts keep no number")]
fn kept(seen: &Seen<'_>, site: &Site<'_>, short: &mut Vec<Span>) {
    let six = |ty: &Type| matches!(ty, Type::Number { precision: Some(_), scale } if scale.unwrap_or(0) <= 6);
    let six_of = |target: &Expr| {
        let ty = &seen.facts.of(target.at).ty;
        ty.class == Class::Number && ty.size > 0 && ty.scale <= 6
    };
    let mut within = |value: &Expr| {
        crate::ir::walk::each(value, &mut |e| {
            if let Some(("TO_NUMBER", [text, ..])) = supplied(seen, e)
                && let Some(("TO_CHAR", _)) = supplied(seen, &text.value)
            {
                short.push(text.value.at.span);
            }
        });
    };
    site.each(&mut |node| match node {
        Node::Declaration(it) => {
            if let DeclarationKind::Variable(it) = &it.kind
                && let Some(value) = &it.default
                && six(&it.ty)
            {
                within(value);
            }
        }
        Node::Stmt(stmt) => {
            if let StmtKind::Assign(sides) = &stmt.kind
                && let [target, value] = &**sides
                && six_of(target)
            {
                within(value);
            }
        }
        _ => {}
    });
}

/// Where values stand that queries show: no index would serve them.
fn shown(site: &Site<'_>) -> BTreeSet<Span> {
    let mut all = BTreeSet::new();
    site.queries(&mut |query| {
        if let QueryBody::Select(select) = &query.body {
            for target in &select.targets {
                crate::ir::walk::each(&target.expr, &mut |e| {
                    all.insert(e.at.span);
                });
            }
        }
    });
    all
}

#[expect(clippy::wildcard_enum_match_arm, reason = "all others are of no concern here")]
fn expression(seen: &Seen<'_>, e: &Expr, put: &mut dyn FnMut(Raised), cut: &mut Vec<(Span, Raised)>) {
    match &e.kind {
        ExprKind::Call(_) => call(seen, e, put),
        ExprKind::Name(path) => {
            if let [name] = path.parts.as_slice() {
                super::server_zone::note(seen, name, seen.facts.of(e.at).means);
            }
        }
        ExprKind::Compare(op, sides) => {
            let [a, b] = &**sides;
            truncated(seen, a, cut);
            truncated(seen, b, cut);
            if *op != Compare::Same {
                mixed(seen, a, b, put);
                mixed(seen, b, a, put);
            }
        }
        ExprKind::Between(_, parts) => {
            let [value, low, _] = &**parts;
            truncated(seen, value, cut);
            mixed(seen, value, low, put);
        }
        ExprKind::Date(text) | ExprKind::Timestamp(text) => {
            let year: Option<i32> = text.trim().get(..4).and_then(|y| y.parse().ok());
            if year.is_some_and(|y| y < 1582) && !is_sentinel(text.trim()) {
                put(OLD.at(e.at.span).with("date", text.as_str()));
            }
        }
        ExprKind::Binary(Binary::Add, sides) => {
            let [a, b] = &**sides;
            if last_day(a) || last_day(b) {
                put(END.at(e.at.span));
            }
        }
        _ => {}
    }
}

/// A date that stands for none: the first or last of a year, or one whose digits repeat, as in `1111-11-11`.
fn is_sentinel(text: &str) -> bool {
    let day: String = text.chars().take(10).collect();
    let parts: Vec<&str> = day.split('-').collect();
    match parts.as_slice() {
        [year, month, day] => {
            (*month, *day) == ("01", "01") || (*month, *day) == ("12", "31") || *year == format!("{month}{day}")
        }
        _ => false,
    }
}

/// `DATE '9999-12-31'`, alone or in place of null.
#[expect(clippy::wildcard_enum_match_arm, reason = "all others are of no concern here")]
fn last_day(e: &Expr) -> bool {
    match &e.kind {
        ExprKind::Date(text) | ExprKind::Timestamp(text) => text.trim_start().starts_with("9999-12-31"),
        ExprKind::Call(call) => {
            let name = call.name.parts.last().map_or("", |n| n.as_str());
            match name {
                "NVL" | "COALESCE" | "TRUNC" => call.args.iter().any(|a| last_day(&a.value)),
                "TO_DATE" | "TO_TIMESTAMP" => {
                    let Some(ExprKind::Text(text, _)) = call.args.first().map(|a| &a.value.kind) else { return false };
                    text.contains("9999") && text.contains("31") && (text.contains("12") || text.contains("DEC"))
                }
                _ => false,
            }
        }
        _ => false,
    }
}

fn is_date(seen: &Seen<'_>, e: &Expr) -> bool {
    matches!(seen.facts.of(e.at).ty.class, Class::Date | Class::Timestamp | Class::Zoned)
}

/// `TRUNC(column)`.
fn truncated(seen: &Seen<'_>, e: &Expr, cut: &mut Vec<(Span, Raised)>) {
    if let Some(("TRUNC", [argument])) = supplied(seen, e)
        && let ExprKind::Name(path) = &argument.value.kind
        && matches!(seen.facts.of(argument.value.at).means, Means::Column(..))
        && is_date(seen, &argument.value)
        && let Some(column) = path.parts.last()
    {
        cut.push((e.at.span, TRUNC.at(e.at.span).with("column", column)));
    }
}

/// A column without a zone beside a value with one.
fn mixed(seen: &Seen<'_>, column: &Expr, other: &Expr, put: &mut dyn FnMut(Raised)) {
    let fact = seen.facts.of(column.at);
    let local = matches!(fact.ty.class, Class::Date | Class::Timestamp) && matches!(fact.means, Means::Column(..));
    if local && seen.facts.of(other.at).ty.class == Class::Zoned {
        let name = if let ExprKind::Name(path) = &column.kind { path.parts.last() } else { None };
        put(MIXED.at(column.at.span).with("column", name.map_or("?", |n| n.as_str())));
    }
}

fn call(seen: &Seen<'_>, e: &Expr, put: &mut dyn FnMut(Raised)) {
    let Some((name, args)) = supplied(seen, e) else { return };
    match (name, args) {
        ("TO_DATE" | "TO_TIMESTAMP" | "TO_TIMESTAMP_TZ", [_, model, rest @ ..]) => {
            if let ExprKind::Text(format, _) = &model.value.kind {
                read(format, e, name == "TO_DATE", put);
            }
            language(name, spoken(&model.value, rest), true, e, put);
        }
        ("TO_CHAR", [value, model, rest @ ..]) => {
            let dated = is_date(seen, &value.value);
            if let (true, ExprKind::Text(format, _)) = (dated, &model.value.kind) {
                let all = elements(format);
                if all.iter().any(|e| matches!(*e, "FF7" | "FF8" | "FF9")) {
                    put(FRACTION
                        .at(e.at.span)
                        .with("format", format.as_str())
                        .with("what", "and zeros are written behind them"));
                }
                if all.contains(&"D") {
                    put(WEEK.at(e.at.span).with("model", format.as_str()));
                }
            }
            language(name, if dated { spoken(&model.value, rest) } else { rest }, dated, e, put);
        }
        ("TO_NUMBER", [_, _, rest @ ..]) => language(name, rest, false, e, put),
        ("TRUNC" | "ROUND", [value, model]) if is_date(seen, &value.value) => {
            if let ExprKind::Text(format, _) = &model.value.kind
                && matches!(format.to_uppercase().as_str(), "D" | "DY" | "DAY")
            {
                put(WEEK.at(e.at.span).with("model", format.as_str()));
            }
        }
        _ => {}
    }
}

/// The arguments behind a format, where it has words of a language.
fn spoken<'a>(model: &Expr, rest: &'a [Argument]) -> &'a [Argument] {
    const WORDS: [&str; 17] = [
        "MONTH", "MON", "DAY", "DY", "YEAR", "SYEAR", "A.M.", "P.M.", "AM", "PM", "A.D.", "B.C.", "AD", "BC", "DL",
        "DS", "TS",
    ];
    let ExprKind::Text(format, _) = &model.kind else { return rest };
    if elements(format).iter().any(|e| WORDS.contains(e)) { rest } else { &[] }
}

/// The third argument.
#[expect(clippy::wildcard_enum_match_arm, reason = "all others are of no concern here")]
fn language(name: &str, rest: &[Argument], dated: bool, e: &Expr, put: &mut dyn FnMut(Raised)) {
    let Some(last) = rest.first() else { return };
    // PostgreSQL's own names of months and days are English.
    let english = |text: &str| {
        let text = text.to_uppercase();
        text.contains("NLS_DATE_LANGUAGE") && (text.contains("AMERICAN") || text.contains("ENGLISH"))
    };
    if dated && matches!(&last.value.kind, ExprKind::Text(text, _) if english(text)) {
        return;
    }
    let rule = match &last.value.kind {
        ExprKind::Text(text, _) if dated && text.to_uppercase().contains("NLS_DATE_LANGUAGE") => &LANGUAGE,
        _ => &NLS,
    };
    let argument = if let ExprKind::Text(text, _) = &last.value.kind { format!(" {text}") } else { String::new() };
    put(rule.at(e.at.span).with("call", name).with("argument", argument));
}

/// Of `SUBSTR(TO_CHAR(t, 'FF9'), 1, 6)` what writes the digits, of which no more than six are used.
fn six_digits(seen: &Seen<'_>, e: &Expr) -> Option<Span> {
    let ("SUBSTR", [text, from, count]) = supplied(seen, e)? else { return None };
    let ("TO_CHAR", [_, model, ..]) = supplied(seen, &text.value)? else { return None };
    let ExprKind::Text(format, _) = &model.value.kind else { return None };
    let number = |e: &Expr| if let ExprKind::Number(digits, _) = &e.kind { digits.parse::<u32>().ok() } else { None };
    let alone = matches!(format.to_uppercase().as_str(), "FF7" | "FF8" | "FF9");
    let last = number(&from.value)?.max(1).checked_add(number(&count.value)?)?;
    (alone && last <= 7).then_some(text.value.at.span)
}

/// A call that reads a written text whose second has six digits at most.
fn is_short(e: &Expr) -> bool {
    let ExprKind::Call(call) = &e.kind else { return false };
    let Some(ExprKind::Text(text, _)) = call.args.first().map(|a| &a.value.kind) else { return false };
    let run = |part: &str| part.bytes().take_while(u8::is_ascii_digit).count();
    text.rsplit_once(['.', ',']).is_none_or(|(_, fraction)| run(fraction) <= 6)
}

/// A format by which a text is read.
fn read(format: &str, e: &Expr, date: bool, put: &mut dyn FnMut(Raised)) {
    let all = elements(format);
    let has = |wanted: &[&str]| all.iter().any(|e| wanted.contains(e));
    if has(&["FF7", "FF8", "FF9"]) && !is_short(e) {
        put(FRACTION.at(e.at.span).with("format", format).with("what", "and cuts the others off the text"));
    }
    if has(&["YY"]) {
        put(YEARS.at(e.at.span).with("format", format));
    }
    let whole = has(&["J", "DL", "DS"]);
    let year = whole || has(&["SYYYY", "YYYY", "RRRR", "Y,YYY", "YYY", "YY", "RR", "Y", "YEAR", "SYEAR"]);
    let month = whole || has(&["MM", "MON", "MONTH", "RM", "DDD"]);
    if date && !(all.is_empty() || year && month) {
        let what = if year {
            "month"
        } else if month {
            "year"
        } else {
            "year and no month"
        };
        put(MISSING.at(e.at.span).with("format", format).with("what", what));
    }
}

/// Elements of date formats, longer ones before those that they begin with.
const ELEMENTS: [&str; 58] = [
    "SSSSS", "SYYYY", "Y,YYY", "SYEAR", "MONTH", "YYYY", "RRRR", "IYYY", "YEAR", "HH24", "HH12", "A.M.", "P.M.",
    "A.D.", "B.C.", "YYY", "IYY", "TZH", "TZM", "TZR", "TZD", "DAY", "DDD", "MON", "SCC", "FF1", "FF2", "FF3", "FF4",
    "FF5", "FF6", "FF7", "FF8", "FF9", "RR", "YY", "IY", "MM", "RM", "DD", "DY", "DL", "DS", "TS", "HH", "MI", "SS",
    "FF", "WW", "IW", "CC", "AM", "PM", "AD", "BC", "FM", "FX", "D",
];

/// The elements of a date format, in order; of single letters those that say when.
fn elements(format: &str) -> Vec<&'static str> {
    const LETTERS: [&str; 7] = ["J", "Y", "Q", "W", "I", "E", "X"];
    let upper = format.to_uppercase();
    let mut found = Vec::new();
    // Parts between double quotes stand for themselves.
    for part in upper.split('"').step_by(2) {
        let mut rest = part;
        while let Some(first) = rest.chars().next() {
            let element = ELEMENTS.iter().chain(&LETTERS).find(|e| rest.starts_with(**e));
            found.extend(element);
            rest = rest.get(element.map_or(first.len_utf8(), |e| e.len())..).unwrap_or("");
        }
    }
    found
}
