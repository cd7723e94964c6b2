//! Reads queries: every clause is understood, and no token of them is without effect.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    reason = "a test fails by panicking"
)]

use howdah::dialect::oracle;
use howdah::ir::{Dml, Does, From, FromKind, JoinKind, Query, QueryBody, Select, SetOp};

/// The query of a text that holds one statement, understood to its end.
fn query(text: &str) -> Query {
    let mut all = oracle::statements(text);
    assert_eq!(all.len(), 1, "{text}");
    let statement = all.remove(0);
    assert!(statement.rest.is_none(), "{text}\n{:?} {:?}", statement.rest, statement.does);
    let Does::Query(query) = statement.does else { panic!("{text}\n{:?}", statement.does) };
    if let QueryBody::Unread(unread) = &query.body {
        panic!("{text}\n{}", unread.reason);
    }
    query
}

fn select(text: &str) -> Select {
    match query(text).body {
        QueryBody::Select(select) => *select,
        other => panic!("{other:?}"),
    }
}

/// Every query that Oracle takes is understood to its end.
#[test]
fn queries_are_understood() {
    let texts = include_str!("data/queries.sql");
    for text in texts.split(";\n").map(str::trim).filter(|t| !t.is_empty()) {
        query(&format!("{text};"));
    }
}

/// Every statement that writes rows is understood to its end.
#[test]
fn dml_is_understood() {
    let texts = include_str!("data/dml.sql");
    for text in texts.split(";\n").map(str::trim).filter(|t| !t.is_empty()) {
        let all = oracle::statements(&format!("{text};"));
        let [statement] = all.as_slice() else { panic!("{text}\n{all:?}") };
        let read = matches!(&statement.does, Does::Data(dml) if !matches!(**dml, Dml::Unread(..)));
        assert!(read && statement.rest.is_none(), "{text}\n{:?}\n{:?}", statement.does, statement.rest);
    }
}

/// Documents of a duality view hold queries at the starts of lines, which begin no statement.
#[test]
fn queries_within_json_begin_no_statement() {
    let text = "CREATE JSON RELATIONAL DUALITY VIEW v AS
SELECT JSON {
  'id' : t.id,
  'rows' : [
    SELECT JSON {'n' : p.n}
    FROM p WITH INSERT NOUPDATE
    WHERE p.t = t.id
  ]} FROM t WITH UPDATE;
SELECT 1 FROM dual;
";
    assert_eq!(oracle::statements(text).len(), 2);
}

/// `BY NAME` takes the columns by the names of the values, not by their places.
#[test]
fn values_by_name_go_to_the_columns_of_their_names() {
    let columns = |text: &str| match oracle::statements(text).remove(0).does {
        Does::Data(dml) => match *dml {
            Dml::InsertInto(it) => it.columns.iter().map(ToString::to_string).collect::<Vec<_>>(),
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    };
    assert_eq!(columns("INSERT INTO t BY NAME SELECT 2 AS b, u.a FROM u;"), ["B", "A"]);
    assert!(columns("INSERT INTO t BY POSITION SELECT 2 AS b, u.a FROM u;").is_empty());
    let unknown = oracle::statements("INSERT INTO t BY NAME SELECT 2 FROM u;").remove(0);
    assert!(
        matches!(&unknown.does, Does::Data(dml) if matches!(**dml, Dml::Unread(..)))
            || matches!(unknown.does, Does::Unread(_))
    );
}

/// Where sqlparser reads a query too, both see the same number of columns and the same number of items in `FROM`. What it is
/// known to misread is left out by name.
#[test]
fn a_second_reader_sees_the_same_query() {
    use sqlparser::ast::{SetExpr, Statement};
    // takes `UNIQUE`, `PRIOR` and words of its own as names
    let misread = ["SELECT UNIQUE", "PRIOR"];
    let mut compared = 0;
    for text in include_str!("data/queries.sql").split(";\n").map(str::trim).filter(|t| !t.is_empty()) {
        if misread.iter().any(|m| text.contains(m)) {
            continue;
        }
        let parsed = sqlparser::parser::Parser::parse_sql(&sqlparser::dialect::OracleDialect {}, text);
        let Ok([Statement::Query(theirs)]) = parsed.as_deref() else { continue };
        let (SetExpr::Select(theirs), QueryBody::Select(ours)) = (&*theirs.body, query(&format!("{text};")).body)
        else {
            continue;
        };
        let joins: usize = theirs.from.iter().map(|f| 1 + f.joins.len()).sum();
        assert_eq!(ours.targets.len(), theirs.projection.len(), "{text}");
        assert_eq!(ours.from.iter().map(items).sum::<usize>(), joins, "{text}");
        assert_eq!(ours.condition.is_some(), theirs.selection.is_some(), "{text}");
        compared += 1;
    }
    assert!(compared >= 10, "{compared} compared");
}

/// Items of `FROM`, joined ones counted one by one.
fn items(from: &From) -> usize {
    match &from.kind {
        FromKind::Join(join) => items(&join.left) + items(&join.right),
        _ => 1,
    }
}

#[test]
fn set_operators_hold_equally_tight_from_left_to_right() {
    let QueryBody::Set(set) = query("SELECT a FROM t UNION ALL SELECT b FROM u MINUS SELECT c FROM v;").body else {
        panic!("no set query")
    };
    let ops: Vec<(SetOp, bool)> = set.rest.iter().map(|(op, all, _)| (*op, *all)).collect();
    assert_eq!(ops, [(SetOp::Union, true), (SetOp::Except, false)]);
}

#[test]
fn words_that_follow_a_table_are_no_aliases() {
    let select = select("SELECT * FROM t LEFT JOIN u ON t.a = u.a NATURAL JOIN v partition;");
    let [from] = select.from.as_slice() else { panic!("{:?}", select.from) };
    let FromKind::Join(outer) = &from.kind else { panic!("{from:?}") };
    assert!(outer.natural && outer.right.alias.as_deref() == Some("PARTITION"));
    let FromKind::Join(inner) = &outer.left.kind else { panic!("{outer:?}") };
    assert_eq!(inner.kind, JoinKind::Left);
    assert!(inner.left.alias.is_none());
}

#[test]
fn a_join_whose_condition_comes_late_nests_to_the_right() {
    let select = select("SELECT * FROM a LEFT JOIN b JOIN c ON b.x = c.x ON a.x = b.x;");
    let FromKind::Join(outer) = &select.from[0].kind else { panic!() };
    assert_eq!(outer.kind, JoinKind::Left);
    assert!(matches!(&outer.right.kind, FromKind::Join(inner) if inner.kind == JoinKind::Inner));
}

#[test]
fn deep_nesting_is_refused_without_a_crash() {
    let work = || {
        for depth in [900, 10_000] {
            let text = format!("SELECT {}1{} FROM dual;", "(".repeat(depth), ")".repeat(depth));
            assert_eq!(oracle::statements(&text).len(), 1);
            let text = format!("SELECT * FROM {}dual{};", "(SELECT * FROM ".repeat(depth), ")".repeat(depth));
            assert_eq!(oracle::statements(&text).len(), 1);
            for (open, close) in [
                ("SELECT JSON {'a' : ", "FROM dual"),
                ("SELECT JSON [", "FROM dual"),
                ("SELECT JSON_TRANSFORM(x, NESTED PATH '$' (", "1)) FROM dual"),
                ("SELECT * FROM GRAPH_TABLE (g MATCH ", "COLUMNS (1 AS a))"),
                ("CREATE JSON DUALITY VIEW v AS t {a : ", "b}"),
                ("CREATE JSON DUALITY VIEW v AS t {a : t ", "}"),
            ] {
                let inner = match open.chars().last() {
                    _ if open.contains("TRANSFORM") => "NESTED PATH '$' (",
                    _ if open.contains("GRAPH") => "(",
                    Some('[') => "[",
                    _ if open.ends_with("t ") => "{a : t ",
                    _ => "{a : ",
                };
                let text = format!("{open}{}{close};", inner.repeat(depth));
                assert_eq!(oracle::statements(&text).len(), 1, "{open}");
            }
        }
    };
    howdah::pipeline::pooled(1, work).unwrap();
}
