//! Texts that code runs as statements: which are known, what they say, where they stand, and what is said of the rest.

#![allow(
    clippy::panic,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    reason = "a test fails by panicking"
)]

use howdah::analyze::depend;
use howdah::input::Input;
use howdah::ir::plsql::walk::{self, Node};
use howdah::ir::{Does, DynamicText, ExprKind, Program};
use howdah::name::Texts;
use howdah::profile::Profile;

fn read(text: &str) -> (Input, Program) {
    let input = Input::from_texts(&[("a.sql", text)]);
    let program = howdah::dialect::oracle::read(&input, &Profile::default());
    (input, program)
}

/// Each text of a routine: its kind by keywords, or what decides it and what it begins with.
fn known(body: &str) -> Vec<String> {
    let (_, program) = read(&format!("CREATE PROCEDURE p (p_table VARCHAR2) IS\n{body}\n/\n"));
    program.dynamic.iter().map(said).collect()
}

fn said(dynamic: &howdah::ir::Dynamic) -> String {
    match &dynamic.text {
        DynamicText::Read(statement) => match &statement.does {
            Does::Unread(unread) => format!("unread: {}", unread.reason),
            _ => format!("{} {}", dynamic.by, statement.label),
        },
        DynamicText::Refused(why) => format!("refused: {why}"),
        DynamicText::Unknown { why, begins } => format!("[{begins}] {why}"),
    }
}

#[test]
fn texts_that_are_the_same_in_every_run_are_read() {
    let all = known(
        "  c_table CONSTANT VARCHAR2(30) := 'orders';
  v_sql VARCHAR2(400);
  v_n PLS_INTEGER;
  c SYS_REFCURSOR;
BEGIN
  EXECUTE IMMEDIATE 'TRUNCATE TABLE log';
  EXECUTE IMMEDIATE q'[DELETE FROM t WHERE a = 'it''s']';
  v_sql := 'SELECT COUNT(*) FROM ' || c_table;
  v_sql := v_sql || CHR(10) || ' WHERE id > ' || 5;
  DBMS_OUTPUT.PUT_LINE(v_sql);
  EXECUTE IMMEDIATE v_sql INTO v_n;
  OPEN c FOR 'SELECT id FROM ' || c_table || ' WHERE done = :d' USING SYSDATE;
  DBMS_SQL.PARSE(c => 1, statement => 'BEGIN ' || 'work(:x); END;', language_flag => DBMS_SQL.NATIVE);
  FOR r IN (EXECUTE IMMEDIATE 'SELECT 1 FROM dual') LOOP NULL; END LOOP;
END;",
    );
    let wanted = [
        "EXECUTE IMMEDIATE TRUNCATE TABLE",
        "EXECUTE IMMEDIATE DELETE",
        "EXECUTE IMMEDIATE SELECT",
        "OPEN FOR SELECT",
        "DBMS_SQL.PARSE block",
        "FOR SELECT",
    ];
    assert_eq!(all, wanted);
}

#[test]
fn what_differs_between_runs_is_named_with_what_is_known() {
    let all = known(
        "  v_sql VARCHAR2(400) := 'SELECT 1 FROM dual';
  v_other VARCHAR2(400);
  PROCEDURE change IS BEGIN v_other := 'x'; END;
BEGIN
  EXECUTE IMMEDIATE 'DROP TABLE ' || p_table || ' PURGE';
  IF p_table = 'a' THEN v_sql := 'SELECT 2 FROM dual'; END IF;
  EXECUTE IMMEDIATE v_sql;
  EXECUTE IMMEDIATE v_other;
  v_sql := build(p_table);
  EXECUTE IMMEDIATE v_sql;
  v_sql := 'BEGIN NULL; END;';
  FOR i IN 1 .. 2 LOOP
    EXECUTE IMMEDIATE v_sql;
    v_sql := v_sql || i;
  END LOOP;
  v_sql := 'COMMIT';
  fill(v_sql);
  EXECUTE IMMEDIATE v_sql;
END;",
    );
    let wanted = [
        "[DROP TABLE] the parameter `P_TABLE`",
        "[] `V_SQL`, which is set in a branch",
        "[] `V_OTHER`, which is set in several places",
        "[] what `BUILD` gives",
        "[] `V_SQL`, which a query, a loop or a call sets",
        "[] `V_SQL`, which a query, a loop or a call sets",
    ];
    assert_eq!(all, wanted);
}

#[test]
fn branches_that_agree_or_leave_do_not_matter() {
    let all = known(
        "  v VARCHAR2(40) := 'COMMIT';
BEGIN
  IF p_table IS NULL THEN v := 'ROLLBACK'; RETURN; END IF;
  EXECUTE IMMEDIATE v;
  BEGIN
    v := 'SELECT 1 FROM dual';
  EXCEPTION WHEN OTHERS THEN RAISE;
  END;
  EXECUTE IMMEDIATE v;
END;",
    );
    assert_eq!(all, ["EXECUTE IMMEDIATE COMMIT", "EXECUTE IMMEDIATE SELECT"]);
}

#[test]
fn constants_of_packages_are_known() {
    let (_, program) = read(
        "CREATE PACKAGE names AS c_log CONSTANT VARCHAR2(30) := 'log_' || 'table'; END;
/
CREATE PACKAGE p AS c_go CONSTANT VARCHAR2(30) := 'TRUNCATE TABLE '; PROCEDURE go; END;
/
CREATE PACKAGE BODY p AS
  g_sql VARCHAR2(30) := 'COMMIT';
  PROCEDURE go IS
  BEGIN
    EXECUTE IMMEDIATE c_go || names.c_log;
    EXECUTE IMMEDIATE p.c_go || 'x';
    EXECUTE IMMEDIATE g_sql;
  END;
END;
/
",
    );
    let all: Vec<String> = program.dynamic.iter().map(said).collect();
    let package = "[] `G_SQL`, a variable of a package";
    assert_eq!(all, ["EXECUTE IMMEDIATE TRUNCATE TABLE", "EXECUTE IMMEDIATE TRUNCATE TABLE", package]);
}

#[test]
fn places_are_those_of_the_literals() {
    let text = "BEGIN
  EXECUTE IMMEDIATE q'[SELECT 'it''s' AS a, first_column
    FROM ]' || 'second' || '_table WHERE x = ''y''''z''';
END;
/
";
    let (input, program) = read(text);
    let [dynamic] = program.dynamic.as_slice() else { panic!("{:?}", program.dynamic) };
    let DynamicText::Read(statement) = &dynamic.text else { panic!("{dynamic:?}") };
    let mut found = Vec::new();
    walk::statement(&statement.does, &mut |node| {
        walk::each(node, &mut |node| {
            if let Node::Expr(e) = node {
                let place = input.sources.place(e.at.span);
                let what = match &e.kind {
                    ExprKind::Text(value, _) => format!("text {value}"),
                    ExprKind::Name(path) => format!("name {}", path.parts.joined(".")),
                    _ => return,
                };
                let written = &text[e.at.span.lo as usize..e.at.span.hi as usize];
                found.push(format!("{what} at {}:{} `{written}`", place.line, place.column));
            }
        });
    });
    assert_eq!(
        found,
        [
            "text it's at 2:31 `'it''s'`",
            "name FIRST_COLUMN at 2:45 `first_column`",
            "name X at 3:42 `x`",
            "text y'z at 3:46 `''y''''z''`",
        ]
    );
    let Does::Query(query) = &statement.does else { panic!("{statement:?}") };
    let mut tables = Vec::new();
    howdah::catalog::Part::mentions(query, &mut |m| tables.push(m.name.to_string()));
    assert_eq!(tables, ["SECOND_TABLE"]);
}

#[test]
fn tables_of_dynamic_statements_are_in_the_graph() {
    let (_, program) = read(
        "CREATE TABLE orders (id NUMBER);
CREATE TABLE log (id NUMBER);
CREATE TABLE old (id NUMBER);
CREATE PROCEDURE p IS
BEGIN
  EXECUTE IMMEDIATE 'INSERT INTO log SELECT id FROM orders';
  EXECUTE IMMEDIATE 'DROP TABLE old';
END;
/
",
    );
    let all = depend::dependencies(&program);
    let edges: Vec<String> = all.edges.iter().map(|e| format!("{} {:?} {}", e.from.name, e.kind, e.to.name)).collect();
    assert!(edges.contains(&"P Writes LOG".to_string()), "{edges:?}");
    assert!(edges.contains(&"P Reads ORDERS".to_string()), "{edges:?}");
}

#[test]
fn a_text_that_oracle_would_refuse_is_no_statement() {
    let all =
        known("BEGIN EXECUTE IMMEDIATE 'SELEKT 1'; EXECUTE IMMEDIATE 'COMMIT; COMMIT'; EXECUTE IMMEDIATE ''; END;");
    assert!(all[0].starts_with("unread: expected a statement"), "{all:?}");
    assert_eq!(all[1], "refused: it is not one statement");
    assert_eq!(all[2], "refused: it is not one statement");
}
