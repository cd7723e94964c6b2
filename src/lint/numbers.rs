//! Numbers: binary ones that become whole, and functions computed with sixteen digits.

use super::sites::Site;
use super::{Found, Seen, general, supplied};
use crate::analyze::Ty;
use crate::finding::{Confidence, Effort, Raised, Rule, Severity, Source};
use crate::ir::plsql::walk::Node;
use crate::ir::plsql::{DeclarationKind, StmtKind};
use crate::ir::{Binary, Class, Expr, ExprKind, Type};
use crate::name::Name;
use crate::span::Span;
use std::sync::atomic::Ordering;

static HALVES: Rule = Rule {
    name: "binary-number-becomes-whole",
    codes: &[(Source::Oracle, "OR-NUM-005")],
    raw: Severity::BehaviourChange,
    severity: Severity::Info,
    effort: Effort::minutes(10, 5),
    message: "a binary floating-point value is assigned to `{target}`, which is whole: it is rounded as a decimal number",
    help: "write ROUND, TRUNC or FLOOR where one of them is meant",
    once: Some("target"),
    ..Rule::PLAIN
};

static ANGLES: Rule = Rule {
    name: "sixteen-digits",
    codes: &[(Source::Oracle, "OR-NUM-008")],
    raw: Severity::BehaviourChange,
    severity: Severity::Info,
    effort: Effort::minutes(10, 2),
    message: "`{call}` of a NUMBER is exact to some 36 digits in Oracle, and to 15 here",
    help: "round the result to the digits that matter before it is compared or stored",
    once: Some("call"),
    ..Rule::PLAIN
};

static REMAINDER: Rule = Rule {
    name: "remainder",
    codes: &[(Source::Oracle, "OR-NUM-009")],
    raw: Severity::BehaviourChange,
    severity: Severity::Info,
    effort: Effort::minutes(5, 2),
    message: "REMAINDER is taken from the nearest whole quotient, and may be negative",
    help: "nothing to do, unless MOD was meant",
    ..Rule::PLAIN
};

static MODEL: Rule = Rule {
    name: "number-read-by-rare-model",
    codes: &[(Source::Oracle, "OR-NUM-012")],
    raw: Severity::BehaviourChange,
    severity: Severity::Info,
    effort: Effort::minutes(15, 5),
    message: "TO_NUMBER reads by the model `{format}`, whose element {element} is rare",
    help: "test it with values of the source",
    ..Rule::PLAIN
};

static SEARCHED: Rule = Rule {
    name: "text-column-searched-as-number",
    codes: &[(Source::Oracle, "HD-367")],
    raw: Severity::BehaviourChange,
    severity: Severity::Performance,
    effort: Effort::minutes(10, 5),
    message: "text column `{column}` is compared as a number, in both databases: its index does not serve that, and a text that is no number fails",
    help: "compare with a text, TO_CHAR of the number or a literal in quotes, where the column holds numbers without leading zeros",
    ..Rule::PLAIN
};

static NAN: Rule = Rule {
    name: "not-a-number",
    codes: &[(Source::Oracle, "OR-NUM-021")],
    raw: Severity::BehaviourChange,
    severity: Severity::Info,
    confidence: Confidence::Likely,
    effort: Effort::minutes(15, 0),
    message: "{count} columns of NUMBER(p, s) take NaN in PostgreSQL, and columns or variables of the input hold binary floating-point numbers",
    help: "CHECK (c <> 'NaN') where binary values are bound to such columns",
    ..Rule::PLAIN
};

static WRAPS: Rule = Rule {
    name: "simple-integer",
    codes: &[(Source::Oracle, "OR-TYP-010")],
    raw: Severity::BehaviourChange,
    severity: Severity::BehaviourChange,
    effort: Effort::minutes(10, 5),
    message: "`{name}` is a SIMPLE_INTEGER, and wraps around in Oracle; PostgreSQL raises numeric_value_out_of_range",
    help: "Where code relies on it, as hashes do, compute in bigint and cut to 32 bits.",
    ..Rule::PLAIN
};

/// Rules of this file.
pub(super) static RULES: &[&Rule] = &[&HALVES, &ANGLES, &REMAINDER, &MODEL, &SEARCHED, &NAN, &WRAPS];

pub(super) fn detect(seen: &Seen<'_>, site: &Site<'_>, found: &mut Vec<Found>) {
    let mut binary = false;
    let mut put = |raised: Raised| found.push(Found { object: Some(site.key.clone()), raised });
    site.exprs(&mut |e| expression(seen, e, &mut put));
    assigned(seen, site, &mut put);
    wrapping(site, &mut put);
    site.each(&mut |node| binary |= matches!(node, Node::Type(Type::BinaryDouble | Type::BinaryFloat)));
    seen.noted.binary.fetch_or(binary, Ordering::Relaxed);
}

pub(super) fn whole(seen: &Seen<'_>, found: &mut Vec<Found>) {
    let types = |table: &'_ crate::ir::Table| table.columns.iter().filter_map(|c| c.ty.clone()).collect::<Vec<_>>();
    let is_binary = |ty: &Type| matches!(ty, Type::BinaryDouble | Type::BinaryFloat);
    let is_scaled = |ty: &Type| matches!(ty, Type::Number { precision: Some(_), scale: Some(1..) });
    let all: Vec<Vec<Type>> = seen.tables().map(|(_, _, table)| types(table)).collect();
    // a value goes from one to the other in code, or within a row
    let binary = seen.noted.binary.load(Ordering::Relaxed)
        || all.iter().any(|table| table.iter().any(is_binary) && table.iter().any(is_scaled));
    let count = all.iter().flatten().filter(|ty| is_scaled(ty)).count();
    if binary && count > 0 {
        found.push(general(NAN.at(Span::default()).with("count", count.to_string())));
    }
}

/// A text column with an index that a condition compares with a number.
fn searched(seen: &Seen<'_>, column: &Expr, value: &Expr, put: &mut dyn FnMut(Raised)) {
    if !is_number(seen, value) || seen.facts.of(column.at).ty.class != Class::Text {
        return;
    }
    let Some((table, column)) = seen.column(column) else { return };
    let mut indexes = seen.indexes.get(&table).into_iter().flatten();
    if indexes.any(|index| index.columns.first().is_some_and(|first| **first == column.name)) {
        put(SEARCHED.at(value.at.span).with("column", &column.name));
    }
}

fn is_number(seen: &Seen<'_>, e: &Expr) -> bool {
    matches!(seen.facts.of(e.at).ty.class, Class::Number | Class::Integer | Class::Positive)
}

fn expression(seen: &Seen<'_>, e: &Expr, put: &mut dyn FnMut(Raised)) {
    if let ExprKind::Compare(_, sides) = &e.kind {
        let [a, b] = &**sides;
        searched(seen, a, b, put);
        searched(seen, b, a, put);
    }
    let Some((name, args)) = supplied(seen, e) else { return };
    let is_number = |e: &Expr| is_number(seen, e);
    match (name, args) {
        ("SIN" | "COS" | "TAN" | "ASIN" | "ACOS" | "ATAN" | "SINH" | "COSH" | "TANH", [argument])
            if is_number(&argument.value) =>
        {
            put(ANGLES.at(e.at.span).with("call", name));
        }
        ("ATAN2", [argument, _]) if is_number(&argument.value) => put(ANGLES.at(e.at.span).with("call", name)),
        ("REMAINDER", [argument, _]) if is_number(&argument.value) => put(REMAINDER.at(e.at.span)),
        ("TO_NUMBER", [_, model, ..]) => {
            let ExprKind::Text(format, _) = &model.value.kind else { return };
            let upper = format.to_uppercase();
            let element = if upper.contains("RN") {
                "RN"
            } else if upper.contains('V') {
                "V"
            } else if upper.starts_with('B') {
                "B"
            } else {
                return;
            };
            put(MODEL.at(e.at.span).with("format", format.as_str()).with("element", element));
        }
        _ => {}
    }
}

/// A call that leaves no fraction.
fn is_rounded(value: &Expr) -> bool {
    let ExprKind::Call(call) = &value.kind else { return false };
    let [name] = call.name.parts.as_slice() else { return false };
    matches!((name.as_str(), call.args.len()), ("TRUNC" | "ROUND" | "FLOOR" | "CEIL", 1))
}

/// Variables that wrap around and that are computed; a count that goes up one by one does not get there.
fn wrapping(site: &Site<'_>, put: &mut dyn FnMut(Raised)) {
    let mut declared: Vec<(&Name, Span)> = Vec::new();
    site.each(&mut |node| {
        if let Node::Declaration(d) = node
            && let DeclarationKind::Variable(it) = &d.kind
            && matches!(it.ty, Type::PlsInteger("SIMPLE_INTEGER"))
        {
            declared.push((&it.name, d.at.span));
        }
    });
    if declared.is_empty() {
        return;
    }
    let mut computed = Vec::new();
    site.stmts(&mut |stmt, _| {
        if let StmtKind::Assign(sides) = &stmt.kind
            && let [Expr { kind: ExprKind::Name(target), .. }, value] = &**sides
            && let [name] = target.parts.as_slice()
            && grows(value)
        {
            computed.push(name);
        }
    });
    for (name, span) in declared.into_iter().filter(|(name, _)| computed.contains(name)) {
        put(WRAPS.at(span).with("name", name));
    }
}

/// A sum, difference or product, of which no side is a literal; or any product.
fn grows(e: &Expr) -> bool {
    let mut found = false;
    crate::ir::walk::each(e, &mut |inner| {
        let ExprKind::Binary(op, sides) = &inner.kind else { return };
        let literal = sides.iter().any(|side| matches!(side.kind, ExprKind::Number(..)));
        found |= *op == Binary::Multiply || matches!(op, Binary::Add | Binary::Subtract) && !literal;
    });
    found
}

/// Binary values in whole variables.
fn assigned(seen: &Seen<'_>, site: &Site<'_>, put: &mut dyn FnMut(Raised)) {
    site.stmts(&mut |stmt, _| {
        if let StmtKind::Assign(sides) = &stmt.kind
            && let [target, value] = &**sides
            && let ExprKind::Name(path) = &target.kind
            && let Some(name) = path.parts.last()
        {
            let ty = seen.facts.of(target.at).ty;
            let whole = ty.class == Class::Integer || ty.class == Class::Number && ty.flags & Ty::WHOLE != 0;
            if whole && seen.facts.of(value.at).ty.class == Class::Binary && !is_rounded(value) {
                put(HALVES.at(stmt.at.span).with("target", name));
            }
        }
    });
}
