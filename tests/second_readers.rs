//! What other readers of Oracle's SQL say: the same expressions as sqlparser, the same kinds of statements as the trees of sqlfluff.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    reason = "a test fails by panicking"
)]

use howdah::dialect::oracle;
use howdah::ir::{self, Does, ExprKind, QueryBody};
use howdah::name::Texts;
use sqlparser::ast::{self, BinaryOperator, UnaryOperator};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// An expression of ours, with all its parentheses; none where a construct has no counterpart in the other reader.
fn ours(e: &ir::Expr) -> Option<String> {
    let list = |items: &[ir::Expr], by: &str| -> Option<String> {
        let mut items = items.iter().map(ours);
        let first = items.next()??;
        items.try_fold(first, |left, right| Some(format!("({left} {by} {})", right?)))
    };
    Some(match &e.kind {
        ExprKind::Null => "NULL".into(),
        ExprKind::EmptyText => "''".into(),
        ExprKind::Text(text, ir::TextForm::Plain) => format!("'{text}'"),
        ExprKind::Number(digits, ir::NumberForm::Decimal) => digits.to_string(),
        ExprKind::Name(path) if path.link.is_none() => path.parts.joined("."),
        ExprKind::Unary(ir::Unary::Minus, x) => format!("(-{})", ours(x)?),
        ExprKind::Unary(ir::Unary::Not, x) => format!("(NOT {})", ours(x)?),
        ExprKind::Binary(op, sides) => {
            let sign = match op {
                ir::Binary::Add => "+",
                ir::Binary::Subtract => "-",
                ir::Binary::Multiply => "*",
                ir::Binary::Divide(_) => "/",
                _ => return None,
            };
            format!("({} {sign} {})", ours(&sides[0])?, ours(&sides[1])?)
        }
        ExprKind::Concat(_, items) => list(items, "||")?,
        ExprKind::And(items) => list(items, "AND")?,
        ExprKind::Or(items) => list(items, "OR")?,
        ExprKind::Compare(op, sides) => {
            let sign = match op {
                ir::Compare::Eq => "=",
                ir::Compare::Ne => "<>",
                ir::Compare::Lt => "<",
                ir::Compare::Le => "<=",
                ir::Compare::Gt => ">",
                ir::Compare::Ge => ">=",
                ir::Compare::Same => return None,
            };
            format!("({} {sign} {})", ours(&sides[0])?, ours(&sides[1])?)
        }
        ExprKind::Is(is) if is.test == ir::Test::Null => {
            format!("({} IS {}NULL)", ours(&is.operand)?, if is.not { "NOT " } else { "" })
        }
        ExprKind::Between(not, parts) => {
            let [x, low, high] = &**parts;
            format!("({} {}BETWEEN {} AND {})", ours(x)?, not_word(*not), ours(low)?, ours(high)?)
        }
        ExprKind::In(it) => {
            let ir::InSet::List(items) = &it.set else { return None };
            let items: Option<Vec<String>> = items.iter().map(ours).collect();
            format!("({} {}IN {})", ours(&it.left)?, not_word(it.not), items?.join(" "))
        }
        ExprKind::Like(it) if it.word == "LIKE" && it.escape.is_none() => {
            format!("({} {}LIKE {})", ours(&it.text)?, not_word(it.not), ours(&it.pattern)?)
        }
        ExprKind::Call(call) if call.more.is_none() && !call.distinct && call.name.link.is_none() => {
            let plain = call.args.iter().all(|a| a.name.is_none() && a.mark.is_empty());
            let args: Option<Vec<String>> = call.args.iter().map(|a| ours(&a.value)).collect();
            if !plain {
                return None;
            }
            format!("{}({})", call.name.parts.joined("."), args?.join(" "))
        }
        ExprKind::Case(case) => our_case(case)?,
        ExprKind::Tuple(items) if items.len() > 1 => {
            let items: Option<Vec<String>> = items.iter().map(ours).collect();
            format!("<{}>", items?.join(" "))
        }
        _ => return None,
    })
}

fn our_case(case: &ir::Case) -> Option<String> {
    let mut out = String::from("CASE");
    if let Some(selector) = &case.selector {
        out.push_str(&format!(" {}", ours(selector)?));
    }
    for (when, then) in &case.arms {
        out.push_str(&format!(" WHEN {} THEN {}", ours(when)?, ours(then)?));
    }
    if let Some(e) = &case.otherwise {
        out.push_str(&format!(" ELSE {}", ours(e)?));
    }
    Some(out + " END")
}

fn not_word(not: bool) -> &'static str {
    if not { "NOT " } else { "" }
}

fn name(ident: &ast::Ident) -> String {
    if ident.quote_style.is_some() { ident.value.clone() } else { ident.value.to_uppercase() }
}

fn value(value: &ast::Value) -> Option<String> {
    Some(match value {
        ast::Value::Null => "NULL".into(),
        ast::Value::Number(digits, _) => digits.to_string(),
        ast::Value::SingleQuotedString(text) => format!("'{text}'"),
        _ => return None,
    })
}

/// The same of sqlparser's.
fn theirs(e: &ast::Expr) -> Option<String> {
    Some(match e {
        ast::Expr::Nested(inner) => theirs(inner)?,
        ast::Expr::Identifier(ident) => name(ident),
        ast::Expr::CompoundIdentifier(parts) => parts.iter().map(name).collect::<Vec<_>>().join("."),
        ast::Expr::Value(v) => value(&v.value)?,
        ast::Expr::UnaryOp { op: UnaryOperator::Minus, expr } => format!("(-{})", theirs(expr)?),
        ast::Expr::UnaryOp { op: UnaryOperator::Not, expr } => format!("(NOT {})", theirs(expr)?),
        ast::Expr::BinaryOp { left, op, right } => {
            let sign = match op {
                BinaryOperator::Plus => "+",
                BinaryOperator::Minus => "-",
                BinaryOperator::Multiply => "*",
                BinaryOperator::Divide => "/",
                BinaryOperator::StringConcat => "||",
                BinaryOperator::And => "AND",
                BinaryOperator::Or => "OR",
                BinaryOperator::Eq => "=",
                BinaryOperator::NotEq => "<>",
                BinaryOperator::Lt => "<",
                BinaryOperator::LtEq => "<=",
                BinaryOperator::Gt => ">",
                BinaryOperator::GtEq => ">=",
                _ => return None,
            };
            format!("({} {sign} {})", theirs(left)?, theirs(right)?)
        }
        ast::Expr::IsNull(x) => format!("({} IS NULL)", theirs(x)?),
        ast::Expr::IsNotNull(x) => format!("({} IS NOT NULL)", theirs(x)?),
        ast::Expr::Between { expr, negated, low, high } => {
            format!("({} {}BETWEEN {} AND {})", theirs(expr)?, not_word(*negated), theirs(low)?, theirs(high)?)
        }
        ast::Expr::InList { expr, list, negated } => {
            let items: Option<Vec<String>> = list.iter().map(theirs).collect();
            format!("({} {}IN {})", theirs(expr)?, not_word(*negated), items?.join(" "))
        }
        ast::Expr::Like { negated, any: false, expr, pattern, escape_char: None } => {
            format!("({} {}LIKE {})", theirs(expr)?, not_word(*negated), theirs(pattern)?)
        }
        ast::Expr::Tuple(items) => {
            let items: Option<Vec<String>> = items.iter().map(theirs).collect();
            format!("<{}>", items?.join(" "))
        }
        ast::Expr::Function(call) => {
            let plain = call.over.is_none() && call.filter.is_none() && call.null_treatment.is_none();
            let ast::FunctionArguments::List(list) = &call.args else { return None };
            if !plain || !call.within_group.is_empty() || list.duplicate_treatment.is_some() || !list.clauses.is_empty()
            {
                return None;
            }
            let args: Option<Vec<String>> = list
                .args
                .iter()
                .map(|arg| match arg {
                    ast::FunctionArg::Unnamed(ast::FunctionArgExpr::Expr(e)) => theirs(e),
                    _ => None,
                })
                .collect();
            format!("{}({})", call.name.to_string().to_uppercase(), args?.join(" "))
        }
        ast::Expr::Case { operand, conditions, else_result, .. } => {
            let mut out = String::from("CASE");
            if let Some(operand) = operand {
                out.push_str(&format!(" {}", theirs(operand)?));
            }
            for arm in conditions {
                out.push_str(&format!(" WHEN {} THEN {}", theirs(&arm.condition)?, theirs(&arm.result)?));
            }
            if let Some(e) = else_result {
                out.push_str(&format!(" ELSE {}", theirs(e)?));
            }
            out + " END"
        }
        _ => return None,
    })
}

/// Expressions of what both read, side by side.
fn pairs(text: &str) -> Vec<(String, String)> {
    let parsed = sqlparser::parser::Parser::parse_sql(&sqlparser::dialect::OracleDialect {}, text);
    let Ok([ast::Statement::Query(query)]) = parsed.as_deref() else { return Vec::new() };
    let ast::SetExpr::Select(select) = &*query.body else { return Vec::new() };
    let all = oracle::statements(&format!("{text};"));
    let [ir::Statement { does: Does::Query(query), .. }] = all.as_slice() else { return Vec::new() };
    let QueryBody::Select(own) = &query.body else { return Vec::new() };
    let mut found = Vec::new();
    let mut put = |ours_: Option<&ir::Expr>, theirs_: Option<&ast::Expr>| {
        if let (Some(a), Some(b)) = (ours_.and_then(ours), theirs_.and_then(theirs)) {
            found.push((a, b));
        }
    };
    put(own.condition.as_ref(), select.selection.as_ref());
    put(own.having.as_ref(), select.having.as_ref());
    for (a, b) in own.targets.iter().zip(&select.projection) {
        let (ast::SelectItem::UnnamedExpr(e) | ast::SelectItem::ExprWithAlias { expr: e, .. }) = b else { continue };
        put(Some(&a.expr), Some(e));
    }
    found
}

/// Expressions in which operators of every tightness meet, made from a seed.
fn made(seed: &mut u64, depth: u32, out: &mut String) {
    let mut roll = |below: u64| {
        *seed ^= *seed << 13;
        *seed ^= *seed >> 7;
        *seed ^= *seed << 17;
        *seed % below
    };
    let kind = if depth == 0 { roll(3) } else { roll(9) };
    match kind {
        0 => out.push_str(["a", "t.b", "hr.t.c"][roll(3) as usize]),
        1 => out.push_str(["1", "2.5", "'x'", "'it''s'"][roll(4) as usize]),
        2 => out.push_str("f(a, 1)"),
        3 => {
            out.push('(');
            made(seed, depth - 1, out);
            out.push(')');
        }
        4 => {
            out.push_str("CASE WHEN a = 1 THEN ");
            made(seed, depth - 1, out);
            out.push_str(" ELSE b END");
        }
        _ => {
            let op = ["+", "-", "*", "/", "+"][roll(5) as usize];
            made(seed, depth - 1, out);
            out.push_str(&format!(" {op} "));
            made(seed, depth - 1, out);
        }
    }
}

#[test]
fn expressions_are_those_of_sqlparser() {
    let mut texts: Vec<String> = include_str!("data/queries.sql").split(";\n").map(|t| t.trim().to_string()).collect();
    let mut seed = 0x9e37_79b9_7f4a_7c15;
    for _ in 0..400 {
        let (mut left, mut right, mut third) = (String::new(), String::new(), String::new());
        made(&mut seed, 3, &mut left);
        made(&mut seed, 2, &mut right);
        made(&mut seed, 1, &mut third);
        texts.push(format!(
            "SELECT {left} FROM t WHERE {left} >= {right} AND {right} BETWEEN {third} AND {left} OR NOT {third} <> 1 AND a IN (1, {third}) OR b IS NOT NULL"
        ));
    }
    let mut compared = 0;
    // sqlparser takes these for names
    let misread = |text: &str| ["UNIQUE", "PRIOR", "CONNECT_BY_ROOT"].iter().any(|word| text.contains(word));
    for text in texts.iter().filter(|t| !t.is_empty() && !misread(t)) {
        for (ours, theirs) in pairs(text) {
            assert_eq!(ours, theirs, "{text}");
            compared += 1;
        }
    }
    assert!(compared > 800, "{compared} expressions compared");
}

fn files(path: &Path, found: &mut Vec<PathBuf>) {
    if let Ok(entries) = std::fs::read_dir(path) {
        entries.flatten().for_each(|entry| files(&entry.path(), found));
    } else if path.extension().is_some_and(|e| e == "yml") && path.with_extension("sql").exists() {
        found.push(path.to_path_buf());
    }
}

/// Kinds of statements in a tree of sqlfluff, counted.
fn kinds(tree: &str) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    let mut lines = tree.lines().peekable();
    while let Some(line) = lines.next() {
        let indent = line.len() - line.trim_start().len();
        if indent <= 4 && line.trim_start().trim_start_matches("- ") == "statement:" {
            let kind = lines.peek().map_or("", |l| l.trim().trim_start_matches("- ").trim_end_matches(':'));
            *counts.entry(known(kind)).or_default() += 1;
        }
    }
    counts
}

/// One word for what both call by several.
fn known(kind: &str) -> String {
    let kind = kind.strip_suffix("_statement").or_else(|| kind.strip_suffix("_segment")).unwrap_or(kind);
    match kind {
        "set_expression" | "with_compound" | "select" => "SELECT".into(),
        "begin_end_block" => "block".into(),
        other => coarse(&other.replace('_', " ").to_uppercase()),
    }
}

/// What sqlfluff calls by one word.
fn coarse(label: &str) -> String {
    match label.replace("PUBLIC ", "").as_str() {
        "COMMENT ON" => "COMMENT",
        "GRANT" | "REVOKE" => "ACCESS",
        "CREATE MATERIALIZED VIEW" => "CREATE VIEW",
        "ALTER PROCEDURE" => "ALTER FUNCTION",
        "DROP TYPE BODY" => "DROP TYPE",
        "DROP PACKAGE BODY" => "DROP PACKAGE",
        other => return other.into(),
    }
    .into()
}

/// `HOWDAH_CORPORA=…/sqlfluff/test/fixtures/dialects/oracle cargo test --test second_readers -- --ignored --nocapture`.
#[test]
#[ignore = "needs the trees of sqlfluff"]
fn kinds_of_statements_are_those_of_sqlfluff() {
    let mut found = Vec::new();
    for folder in std::env::split_paths(&std::env::var("HOWDAH_CORPORA").unwrap_or_default()) {
        files(&folder, &mut found);
    }
    found.sort();
    let (mut same, mut differ) = (0, Vec::new());
    for tree in found {
        let path = tree.with_extension("sql");
        let text = std::fs::read_to_string(&path).unwrap();
        let theirs = kinds(&std::fs::read_to_string(&tree).unwrap());
        let mut ours = BTreeMap::new();
        let input = howdah::input::Input::from_texts(&[("a.sql", &text)]);
        for piece in &input.pieces {
            let howdah::input::Piece::Sql(span) = piece else { continue };
            for statement in oracle::statements(input.sources.text(*span)) {
                *ours.entry(coarse(statement.label)).or_insert(0) += 1;
            }
        }
        if ours == theirs {
            same += 1;
        } else {
            let only = |a: &BTreeMap<String, usize>, b: &BTreeMap<String, usize>| {
                let more = a.iter().filter(|(k, n)| b.get(*k) != Some(n)).map(|(k, n)| format!("{n} {k}"));
                more.collect::<Vec<_>>().join(", ")
            };
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            differ.push(format!("{name}: ours {} | theirs {}", only(&ours, &theirs), only(&theirs, &ours)));
        }
    }
    println!("{same} files with the same kinds, {} that differ:\n{}", differ.len(), differ.join("\n"));
    // what is no SQL: functions without `CREATE`, and declarations without types
    let known = ["create_function", "sqlplus_commands"];
    let names: Vec<&str> = differ.iter().filter_map(|d| d.split(':').next()).collect();
    assert_eq!(names, if same == 0 { &[][..] } else { &known[..] });
}
