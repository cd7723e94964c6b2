//! Random expressions, in views and functions, converted, run on a real PostgreSQL over rows with nulls, and compared with what
//! Oracle makes of them.
//!
//! `EXPRESSIONS=2000 SEED=7` tries more, and others; `EXPRESSIONS_TO=FOLDER` keeps the sources, `SHOWN=100` prints more of what differs.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    reason = "a test fails by panicking"
)]

#[path = "support/convert.rs"]
mod convert;
#[path = "values/expr.rs"]
mod expr;
#[path = "values/oracle.rs"]
mod oracle;
#[path = "support/postgres.rs"]
mod postgres;
#[path = "support/random.rs"]
mod random;

use expr::{Expr, Kind};
use howdah::profile::{Origin, Profile};
use oracle::{Row, Value};
use random::Random;
use std::fmt::Write as _;

/// A day and a hundredth of it.
const fn at(day: i64, hundredth: i64) -> Option<i64> {
    Some(day * 86_400 + hundredth * 864)
}

#[rustfmt::skip]
const ROWS: [Row; 7] = [
    Row { numbers: [Some(100), Some(250)], texts: [Some("a"), Some("ab")], padded: Some("a   "), date: at(18_321, 0) },
    Row { numbers: [None, Some(0)], texts: [None, Some("b")], padded: Some("ab  "), date: None },
    Row { numbers: [Some(0), None], texts: [Some(" a"), None], padded: None, date: at(19_416, 51) },
    Row { numbers: [Some(-300), Some(-75)], texts: [Some("abab"), Some("a")], padded: Some("abab"), date: at(0, 25) },
    Row { numbers: [Some(700), Some(100)], texts: [Some("Xa b"), Some("Xa b")], padded: Some("Xa b"), date: at(19_722, 99) },
    Row { numbers: [None, None], texts: [None, None], padded: None, date: None },
    Row { numbers: [Some(200), Some(1_049)], texts: [Some("12"), Some("b ")], padded: Some("b   "), date: at(11_016, 50) },
];

/// Expressions that have a value on each row.
fn expressions(r: &mut Random, count: usize) -> Vec<Expr> {
    let mut all = Vec::new();
    while all.len() < count {
        let kind = [Kind::Number, Kind::Text, Kind::Text, Kind::Date, Kind::Truth][r.below(5) as usize];
        let depth = 1 + r.below(4);
        let e = expr::random(r, kind, depth);
        if ROWS.iter().all(|row| [true, false].iter().all(|sql| oracle::eval(&e, row, *sql).is_some())) {
            all.push(e);
        }
    }
    all
}

/// A table, and for each expression a view, a function over its columns, one over a row, and one that asks a query.
fn source(all: &[Expr]) -> String {
    let mut out = String::from(
        "CREATE TABLE t (id NUMBER(4) PRIMARY KEY, n1 NUMBER(9), n2 NUMBER(9, 2), s1 VARCHAR2(20), s2 VARCHAR2(20), s3 CHAR(4), d1 DATE);\n",
    );
    let selected = |e: &Expr, front: &str| match e.kind() {
        Kind::Truth => format!("CASE WHEN {} THEN 1 ELSE 0 END", e.text(front)),
        _ => e.text(front),
    };
    for (n, e) in all.iter().enumerate() {
        let _ = writeln!(out, "CREATE VIEW v{n} AS SELECT id, {} AS c FROM t;", selected(e, ""));
    }
    for (n, e) in all.iter().enumerate() {
        let returned = match e.kind() {
            Kind::Number | Kind::Truth => "NUMBER",
            Kind::Text => "VARCHAR2",
            Kind::Date => "DATE",
        };
        let body = |front: &str| match e.kind() {
            Kind::Truth => format!("IF {} THEN RETURN 1; END IF; RETURN 0;", e.text(front)),
            _ => format!("RETURN {};", e.text(front)),
        };
        // DECODE and NVL2 are of SQL alone
        if !body("").contains("DECODE") && !body("").contains("NVL2") {
            let _ = writeln!(
                out,
                "CREATE FUNCTION f{n} (n1 NUMBER, n2 NUMBER, s1 VARCHAR2, s2 VARCHAR2, s3 CHAR, d1 DATE) RETURN {returned} IS\nBEGIN\n  {}\nEND;\n/",
                body("")
            );
            let _ = writeln!(
                out,
                "CREATE FUNCTION g{n} (p NUMBER) RETURN {returned} IS\n  r t%ROWTYPE;\nBEGIN\n  SELECT * INTO r FROM t WHERE id = p;\n  {}\nEND;\n/",
                body("r.")
            );
        }
        let (ty, value, condition) = match e.kind() {
            Kind::Number => ("NUMBER(20, 6)", e.text("x."), String::new()),
            Kind::Text => ("VARCHAR2(200)", e.text("x."), String::new()),
            Kind::Date => ("DATE", e.text("x."), String::new()),
            Kind::Truth => ("PLS_INTEGER", "COUNT(*)".into(), format!(" AND {}", e.text("x."))),
        };
        let _ = writeln!(
            out,
            "CREATE FUNCTION h{n} (p NUMBER) RETURN {returned} IS\n  v {ty};\nBEGIN\n  SELECT {value} INTO v FROM t x WHERE x.id = p{condition};\n  RETURN v;\nEND;\n/"
        );
    }
    out
}

fn wanted(e: &Expr, row: &Row, sql: bool) -> Option<String> {
    match oracle::eval(e, row, sql).unwrap() {
        Value::Null if e.kind() == Kind::Truth => Some("0".into()),
        Value::Truth(b) => Some(u8::from(b).to_string()),
        Value::Null => None,
        Value::Number(n) => Some(oracle::digits(n)),
        other => oracle::shown(&other),
    }
}

/// A value of the server, written as Oracle's.
fn got(kind: Kind, text: Option<&str>) -> Option<String> {
    let text = text?;
    Some(match kind {
        Kind::Number | Kind::Truth => {
            let trimmed = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { text };
            match trimmed.split_once('.') {
                Some((whole @ ("0" | "-0"), part)) => format!("{}.{part}", whole.trim_end_matches('0')),
                _ if trimmed == "-0" => "0".into(),
                _ => trimmed.into(),
            }
        }
        Kind::Date => text.strip_suffix(" 00:00:00").unwrap_or(text).into(),
        Kind::Text => text.into(),
    })
}

fn literal(row: &Row) -> String {
    let number = |n: Option<i64>| n.map_or("NULL".into(), |n| format!("{}.{:02}", n / 100, n.abs() % 100));
    let number = |n: Option<i64>| match n {
        Some(n) if n < 0 && n > -100 => format!("-{}", number(Some(-n))),
        n => number(n),
    };
    let text = |t: Option<&str>| t.map_or("NULL".into(), |t| format!("'{t}'"));
    let date = row.date.map_or("NULL".into(), |d| format!("'{}'", oracle::iso(d)));
    let [n1, n2] = row.numbers.map(number);
    let [s1, s2] = row.texts.map(text);
    let s3 = text(row.padded);
    format!("{n1}, {n2}, {s1}, {s2}, {s3}, {date}")
}

/// The first column of the first row, or the error.
fn ask(client: &mut ::postgres::Client, sql: &str) -> Result<Option<String>, String> {
    match client.simple_query(sql) {
        Ok(messages) => Ok(messages
            .iter()
            .find_map(|m| match m {
                ::postgres::SimpleQueryMessage::Row(row) => Some(row.get(0).map(str::to_string)),
                _ => None,
            })
            .flatten()),
        Err(error) => Err(error.as_db_error().map_or_else(|| error.to_string(), |e| e.message().to_string())),
    }
}

#[test]
fn expressions_mean_what_they_meant() {
    let Some(server) = postgres::server() else { return };
    let number =
        |name: &str, otherwise: u64| std::env::var(name).ok().and_then(|n| n.parse().ok()).unwrap_or(otherwise);
    let mut r = Random::new(number("SEED", 1));
    let batches = number("EXPRESSIONS", 160).div_ceil(40);
    let (mut wrong, mut tried, mut left) = (Vec::new(), 0, 0);
    for batch in 0..batches {
        let all = expressions(&mut r, 40);
        let text = source(&all);
        if let Some(dir) = std::env::var_os("EXPRESSIONS_TO") {
            std::fs::write(std::path::Path::new(&dir).join(format!("{batch}.sql")), &text).unwrap();
        }
        let mut profile = Profile::default();
        for (name, value) in
            [("source_server_timezone", "UTC"), ("source_charset", "AL32UTF8"), ("target_collation", "C")]
        {
            profile.set(name, value, Origin::File).unwrap();
        }
        let done = convert::convert("values.sql", &text, &profile, true);
        let manual: Vec<String> =
            done.report.objects.iter().filter(|o| o.state == "manual").map(|o| o.id.to_string()).collect();
        for finding in done.report.findings.iter().filter(|f| manual.iter().any(|m| f.object == m.as_str())) {
            println!("manual: {} {}", finding.code, finding.message);
            if std::env::var_os("SHOW").is_some() {
                println!("{text}");
            }
        }
        postgres::with_database(&server, |client| {
            for statement in convert::statements(&done) {
                if let Err(error) = client.batch_execute(&statement.text) {
                    let error = error.as_db_error().map_or_else(|| error.to_string(), |e| e.message().to_string());
                    wrong.push(format!("does not load: {error}\n{}", statement.text));
                }
            }
            for (id, row) in ROWS.iter().enumerate() {
                client.batch_execute(&format!("INSERT INTO t VALUES ({id}, {})", literal(row))).unwrap();
            }
            for (n, e) in all.iter().enumerate() {
                let mut check = |what: &str, in_sql: bool, sql: &dyn Fn(usize, &Row) -> String| {
                    tried += 1;
                    for (id, row) in ROWS.iter().enumerate() {
                        let (is, must) = (ask(client, &sql(id, row)), wanted(e, row, in_sql));
                        let is = is.map(|is| got(e.kind(), is.as_deref()));
                        if is.as_ref() != Ok(&must) {
                            let (text, row) = (e.text(""), literal(row));
                            wrong.push(format!("{what} of {text}\n  at   {row}\n  is   {is:?}\n  must {must:?}"));
                            break;
                        }
                    }
                };
                if manual.contains(&format!("view:V{n}")) {
                    left += 1;
                } else {
                    check("view", true, &|id, _| format!("SELECT c FROM v{n} WHERE id = {id}"));
                }
                for (kind, what, in_sql) in [("f", "function", false), ("g", "row", false), ("h", "query", true)] {
                    if manual.contains(&format!("function:{}{n}", kind.to_uppercase())) {
                        left += 1;
                    } else if text.contains(&format!("FUNCTION {kind}{n} ")) {
                        check(what, in_sql, &|id, row| match kind {
                            "f" => format!("SELECT f{n}({})", literal(row)),
                            _ => format!("SELECT {kind}{n}({id})"),
                        });
                    }
                }
            }
        });
    }
    println!("{tried} tried, {left} not converted, {} differ", wrong.len());
    assert!(
        wrong.is_empty(),
        "{} differ:\n{}",
        wrong.len(),
        wrong[..wrong.len().min(number("SHOWN", 12) as usize)].join("\n")
    );
}
