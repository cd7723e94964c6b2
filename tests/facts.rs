//! Answers that Oracle servers gave, against what PostgreSQL answers to the converted expression: none may differ.
//!
//! `tests/facts/*.tsv`: an expression, the answer as printed, the session's settings that matter, and the public source of the
//! answer. An expression that is not converted says so; one that is converted must agree.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    reason = "a test fails by panicking"
)]
#![cfg(feature = "server")]

#[path = "support/postgres.rs"]
mod postgres_server;

use howdah::analyze::{self, Null, Ty};
use howdah::convert::expr::{Place, Scope, assign, lower};
use howdah::convert::{Cx, Previous, Program};
use howdah::emit::support::{items, shaken};
use howdah::emit::{Mode, Printer};
use howdah::finding::{Key, Source};
use howdah::input::Input;
use howdah::ir::Dml;
use howdah::name::QName;
use howdah::pg;
use howdah::profile::Profile;
use howdah::span::Span;

struct Fact {
    id: String,
    oracle: String,
    want: String,
}

fn facts() -> Vec<Fact> {
    let mut paths: Vec<_> = std::fs::read_dir("tests/facts").unwrap().map(|e| e.unwrap().path()).collect();
    paths.sort();
    let mut all = Vec::new();
    for path in paths.iter().filter(|p| p.extension().is_some_and(|e| e == "tsv")) {
        for line in std::fs::read_to_string(path).unwrap().lines().skip(1) {
            let cells: Vec<&str> = line.split('\t').collect();
            // What depends on a session's settings is a test of the options, not of the expression.
            if cells[3].is_empty() {
                all.push(Fact { id: cells[0].into(), oracle: plain(cells[1]), want: plain(cells[2]) });
            }
        }
    }
    all
}

/// A cell without its escapes.
fn plain(cell: &str) -> String {
    let mut out = String::new();
    let mut chars = cell.chars();
    while let Some(c) = chars.next() {
        match if c == '\\' { chars.next() } else { None } {
            Some('n') => out.push('\n'),
            Some('t') => out.push('\t'),
            Some('s') => out.push(' '),
            Some(other) => out.push(other),
            None => out.push(c),
        }
    }
    out
}

/// The expression for PostgreSQL, or why there is none.
fn convert(oracle: &str) -> Result<String, String> {
    let text = format!("CREATE TABLE t (a VARCHAR2(4000));\nINSERT INTO t VALUES ({oracle});\n");
    let input = Input::from_texts(&[("fact.sql", &text)]);
    let profile = Profile::default();
    let read = howdah::dialect::read(Source::Oracle, &input, &profile);
    let facts = analyze::run(&read);
    let program = Program::new(&read, &facts, &profile, &Previous::default());
    let Some(Dml::Insert(insert)) = read.data.first().map(|d| &d.dml) else { return Err("not read".into()) };
    let Some(e) = insert.rows.first().and_then(|row| row.first()) else { return Err("not read".into()) };
    let mut cx = Cx::new(&program, Key::default(), Span::default());
    match lower(&mut cx, &Scope { table: None, schema: None, place: Place::Query, query: None, locals: None }, e) {
        Ok(low) => {
            // An empty text is null where a value is kept.
            let low = match low.ty {
                pg::Type::Text => {
                    let expr = assign(&mut cx, low, &pg::Type::Text, Span::default()).unwrap();
                    howdah::convert::Low { expr, ty: pg::Type::Text, null: Null::Maybe, from: Ty::default() }
                }
                _ => low,
            };
            let text = |_: Span| "";
            let place = |_: Span| String::new();
            let printer = Printer { text: &text, place: &place, mode: Mode::Real, target: 15 };
            Ok(printer.expression(&low.expr))
        }
        Err(manual) => Err(manual.message().to_owned()),
    }
}

/// A number without the zeros that say nothing.
fn number(text: &str) -> Option<String> {
    let text = text.trim();
    let (sign, body) = text.strip_prefix('-').map_or(("", text), |b| ("-", b));
    let (front, back) = body.split_once('.').unwrap_or((body, ""));
    if front.len() + back.len() == 0 || !front.bytes().chain(back.bytes()).all(|b| b.is_ascii_digit()) {
        return None;
    }
    Some(format!("{sign}{}.{}", front.trim_start_matches('0'), back.trim_end_matches('0')))
}

/// Whether two answers are the same: numbers by value, dates by their ISO form.
fn same(want: &str, got: &str) -> bool {
    let iso = |t: &str| t.strip_suffix(" 00:00:00").unwrap_or(t).to_owned();
    let hex = got.strip_prefix("\\x").map(str::to_ascii_uppercase);
    let close = |a: &str, b: &str| match (a.parse::<f64>(), b.parse::<f64>()) {
        (Ok(a), Ok(b)) => (a - b).abs() <= 1e-3 * b.abs(),
        _ => false,
    };
    // SQL*Plus cuts numbers to ten characters, and prints binary ones in scientific notation.
    let cut = want.len() <= 10 && want.contains('.') && number(want).is_some() && got.starts_with(want);
    if hex.as_deref() == Some(want) || want.eq_ignore_ascii_case(got) || cut || want.contains("E-") && close(want, got)
    {
        return true;
    }
    want == got || number(want).is_some() && number(want) == number(got) || iso(want) == iso(got)
}

/// Errors that PostgreSQL raises itself, with a state of its own: a number too large, text that is no JSON.
const STATES: [(&str, &str); 2] = [("01438", "22003"), ("40441", "22P02")];

#[test]
fn converted_expressions_answer_as_oracle_did() {
    let Some(server) = postgres_server::server() else { return };
    let all = facts();
    let (mut agree, mut manual, mut differ) = (0, Vec::new(), Vec::new());
    postgres_server::with_database(&server, |client| {
        let names: Vec<QName> = items().iter().map(|item| QName::new("ora_compat", item.name)).collect();
        if let Some(library) = shaken(&names) {
            client.batch_execute(&library.create).unwrap();
        }
        client.batch_execute("SET TimeZone = 'UTC'; SET client_min_messages = error;").unwrap();
        for fact in &all {
            let sql = match convert(&fact.oracle) {
                Ok(sql) => sql,
                Err(why) => {
                    manual.push(format!("{}: {}\n    {why}", fact.id, fact.oracle));
                    continue;
                }
            };
            let answer = match client.query_one(&format!("SELECT ({sql})::text"), &[]) {
                Ok(row) => row.get::<_, Option<String>>(0).unwrap_or_else(|| "<null>".into()),
                Err(error) => match error.as_db_error() {
                    Some(it) => format!("{} {}", it.code().code(), it.message()),
                    None => error.to_string(),
                },
            };
            let raised = fact.want.strip_prefix("ORA-").and_then(|t| t.get(..5)).is_some_and(|n| {
                answer.contains(n) || STATES.iter().any(|(ora, state)| n == *ora && answer.starts_with(state))
            });
            if same(&fact.want, &answer) || raised {
                agree += 1;
            } else {
                differ.push(format!(
                    "{}: {}\n    {sql}\n    Oracle {:?}, PostgreSQL {answer:?}",
                    fact.id, fact.oracle, fact.want
                ));
            }
        }
    });
    println!("{agree} agree, {} manual, {} differ", manual.len(), differ.len());
    println!("{}", manual.join("\n"));
    assert!(differ.is_empty(), "{}", differ.join("\n"));
}
