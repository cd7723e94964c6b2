//! Code is read to its last statement: what a body holds, what an error costs, and what of real code is not understood.

#![allow(clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

use howdah::dialect::oracle::statements;
use howdah::ir::Statement;
use howdah::ir::plsql::walk::{self, Node};
use howdah::name::Texts;
use std::path::{Path, PathBuf};

/// Calls `f` for every part of the code of a statement.
fn each_part<'a>(statement: &'a Statement, f: &mut dyn FnMut(Node<'a>)) {
    walk::statement(&statement.does, &mut |node| walk::each(node, f));
}

/// What is not understood in a text: the place it stopped at, and why.
fn unread(text: &str) -> Vec<(usize, usize, usize, String)> {
    let mut all = Vec::new();
    for statement in statements(text) {
        each_part(&statement, &mut |node| {
            if let Node::Unread(it) = node {
                let span = it.at.span;
                all.push((span.lo as usize, span.hi as usize, it.stopped.span.lo as usize, it.reason.to_string()));
            }
        });
        if let Some(it) = &statement.rest {
            let span = it.at.span;
            all.push((span.lo as usize, span.hi as usize, it.stopped.span.lo as usize, it.reason.to_string()));
        }
    }
    all
}

/// Objects that between them hold every declaration and statement of code.
const CODE: &str = include_str!("data/code.sql");

/// Forms of all parts of code, of 11g to 23ai.
const FORMS: &str = include_str!("data/forms_code.sql");

/// The text of everything that is not understood.
fn lost(text: &str) -> Vec<String> {
    unread(text).into_iter().map(|(lo, hi, _, why)| format!("{} ({why})", text.get(lo..hi).unwrap_or("?"))).collect()
}

#[test]
fn every_declaration_and_statement_is_read() {
    assert_eq!(lost(CODE), Vec::<String>::new());
    assert_eq!(lost(FORMS), Vec::<String>::new());
}

#[test]
fn javascript_within_a_package_ends_with_its_braces() {
    let text = "CREATE PACKAGE q AS
  FUNCTION f (a NUMBER) RETURN NUMBER AS MLE LANGUAGE JAVASCRIPT {{ let b = a; return b; }};
  g NUMBER;
END;
/
SELECT 1 FROM dual;
";
    assert_eq!(statements(text).len(), 2);
    assert_eq!(lost(text), Vec::<String>::new());
}

#[test]
fn a_size_may_be_an_expression() {
    let text = "DECLARE a VARCHAR2(pkg.len * 2 CHAR); b NUMBER(c_n, 2); c RAW(2 + 3); BEGIN NULL; END;\n/\n";
    assert_eq!(lost(text), Vec::<String>::new());
    let text = "DECLARE a VARCHAR2(2 +); b NUMBER; BEGIN NULL; END;\n/\n";
    assert_eq!(lost(text).len(), 1);
}

/// How many statements of code a text has.
fn count(text: &str) -> usize {
    let mut all = 0;
    for statement in statements(text) {
        each_part(&statement, &mut |node| all += usize::from(matches!(node, Node::Stmt(_))));
    }
    all
}

#[test]
fn an_error_costs_the_smallest_statement_around_it() {
    let text = "CREATE PROCEDURE p IS
  v_a NUMBER;
  v_b nonsense nonsense nonsense;
  v_c NUMBER;
BEGIN
  v_a := 1;
  IF v_a = 1 THEN
    v_a := 2 + ;
    LOOP EXIT; END LOOP;
  ELSE
    wrong wrong;
  END IF;
  FOR i WITHIN 1 .. 3 LOOP NULL; IF TRUE THEN NULL; END IF; END LOOP;
  v_a := CASE WHEN v_a = 1 THEN 2 END;
EXCEPTION
  WHEN OTHERS THEN oops oops; NULL;
END p;
/
SELECT 1 FROM dual;
";
    let lost = lost(text);
    let starts: Vec<&str> = lost.iter().filter_map(|l| l.split(['(', ';']).next()).map(str::trim_end).collect();
    assert_eq!(
        starts,
        ["v_b nonsense nonsense nonsense", "v_a := 2 +", "wrong wrong", "FOR i WITHIN 1 .. 3 LOOP NULL", "oops oops"],
        "{lost:#?}"
    );
    assert_eq!(count(text), 10);
    assert_eq!(statements(text).len(), 2);
}

#[test]
fn the_reason_names_the_place_and_what_was_expected() {
    let text = "BEGIN\n  IF x = 1 DO NULL; END IF;\nEND;\n/\n";
    let all = unread(text);
    let [(_, _, stopped, why)] = all.as_slice() else { panic!("{all:?}") };
    assert_eq!(&text[*stopped..*stopped + 2], "DO");
    assert!(why.contains("`THEN`"), "{why}");
}

#[test]
fn branches_that_are_not_compiled_are_set_aside() {
    let text = "BEGIN $IF $$debug $THEN log(1); $ELSE log(2); $END log(3); END;\n/\n";
    let all = statements(text);
    assert_eq!(count(text), 2);
    let skipped: Vec<&str> = all[0].skipped.iter().map(|b| &text[b.span.lo as usize..b.span.hi as usize]).collect();
    assert_eq!(skipped, ["log(1);"]);
    assert_eq!(lost(text), Vec::<String>::new());
}

#[test]
fn comments_stay_with_their_statements() {
    let text = "BEGIN
  -- before a
  a;  -- behind a
  /* before if */ IF x THEN
    -- before b
    b(/* in b */ 1);
    -- at the end
  END IF;
END;
/
";
    let mut all = Vec::new();
    for statement in statements(text) {
        each_part(&statement, &mut |node| {
            if let Node::Stmt(stmt) = node {
                let own = stmt.comments.0.iter().flatten();
                all.push(own.map(|c| &text[c.span.lo as usize..c.span.hi as usize]).collect::<Vec<_>>());
            }
        });
    }
    assert_eq!(
        all,
        [
            vec!["-- before a", "-- behind a"],
            vec!["/* before if */", "-- at the end"],
            vec!["-- before b", "/* in b */"]
        ]
    );
}

#[test]
fn deep_code_is_a_finding_and_no_crash() {
    let read = std::thread::Builder::new().stack_size(64 << 20).spawn(|| {
        let nested = format!("BEGIN {} NULL; {} END;\n/\n", "IF a THEN ".repeat(10_000), "END IF; ".repeat(10_000));
        let blocks = format!("{} NULL; {}\n/\n", "BEGIN ".repeat(10_000), "END; ".repeat(10_000));
        let routines = format!(
            "CREATE PROCEDURE p IS {} BEGIN NULL; {} END;\n/\n",
            "PROCEDURE q IS ".repeat(10_000),
            "END; BEGIN NULL; ".repeat(10_000)
        );
        [nested, blocks, routines].map(|text| unread(&text).len())
    });
    let counts = read.ok().and_then(|thread| thread.join().ok());
    assert!(counts.is_some_and(|all| all.iter().all(|n| *n > 0)), "{counts:?}");
}

fn files(path: &Path, found: &mut Vec<PathBuf>) {
    const ENDINGS: [&str; 14] =
        ["sql", "pks", "pkb", "pls", "plb", "prc", "fnc", "trg", "tps", "tpb", "pck", "vw", "pkg", "typ"];
    if let Ok(entries) = std::fs::read_dir(path) {
        entries.flatten().for_each(|entry| files(&entry.path(), found));
    } else if path.extension().is_some_and(|e| ENDINGS.iter().any(|ending| e.eq_ignore_ascii_case(ending))) {
        found.push(path.to_path_buf());
    }
}

/// Not a promise but a measure: `HOWDAH_CORPORA=folder cargo test --test plsql -- --nocapture figures`.
#[test]
fn figures() {
    for folder in std::env::split_paths(&std::env::var("HOWDAH_CORPORA").unwrap_or_default()) {
        let mut found = Vec::new();
        files(&folder, &mut found);
        found.sort();
        let (mut bytes, mut whole, mut parts, mut lost, mut lost_bytes) = (0, 0, 0, 0, 0);
        for path in found {
            let Ok(text) = std::fs::read(&path) else { continue };
            let text = String::from_utf8_lossy(&text).into_owned();
            let name = path.display().to_string();
            let input = howdah::input::Input::from_texts(&[(&name, &text)]);
            for piece in &input.pieces {
                let howdah::input::Piece::Sql(span) = piece else { continue };
                let text = input.sources.text(*span);
                bytes += text.len();
                for statement in statements(text) {
                    whole += 1;
                    each_part(&statement, &mut |node| parts += usize::from(matches!(node, Node::Stmt(_))));
                }
                for (lo, hi, stopped, why) in unread(text) {
                    lost += 1;
                    lost_bytes += hi - lo;
                    let from = |at: usize| text.get(at..).unwrap_or("").chars().take(70).collect::<String>();
                    let (head, at) = (from(lo).replace('\n', " "), from(stopped).replace('\n', " "));
                    println!("{name}: {} bytes `{head}` stopped at `{at}`: {why}", hi - lo);
                }
            }
        }
        println!(
            "== {}: {bytes} bytes, {whole} statements and {parts} of code, {lost} unread ({lost_bytes} bytes)",
            folder.display()
        );
    }
}

#[test]
fn code_depends_on_what_it_reads_writes_calls_and_uses() {
    let text = "CREATE TABLE orders (id NUMBER, done DATE);
CREATE TABLE audits (id NUMBER, txt VARCHAR2(9));
CREATE SEQUENCE audit_seq;
CREATE PROCEDURE note (p_text VARCHAR2) IS
  v_id NUMBER := audit_seq.NEXTVAL;
BEGIN
  INSERT INTO audits VALUES (v_id, p_text);
END;
/
CREATE PROCEDURE work IS
  v_row orders%ROWTYPE;
  audits NUMBER;
BEGIN
  FOR r IN (SELECT o.id FROM orders o) LOOP
    note('x');
    UPDATE orders SET done = SYSDATE WHERE id IN (SELECT id FROM audits);
  END LOOP;
END;
/
";
    let input = howdah::input::Input::from_texts(&[("a.sql", text)]);
    let program = howdah::dialect::oracle::read(&input, &howdah::profile::Profile::default());
    let all = howdah::analyze::depend::dependencies(&program);
    let edges: Vec<String> = all.edges.iter().map(|e| format!("{} {:?} {}", e.from.name, e.kind, e.to.name)).collect();
    let mut wanted = vec![
        "NOTE Writes AUDITS",
        "NOTE Uses AUDIT_SEQ",
        "WORK Reads ORDERS",
        "WORK Writes ORDERS",
        "WORK Reads AUDITS",
        "WORK Calls NOTE",
        "WORK Uses ORDERS",
    ];
    let mut edges: Vec<&str> = edges.iter().map(String::as_str).collect();
    wanted.sort_unstable();
    edges.sort_unstable();
    assert_eq!(edges, wanted);
}

#[test]
fn flags_and_version_of_the_source_choose_branches() {
    let text = "CREATE PROCEDURE p IS BEGIN
$IF $$level > 2 AND DBMS_DB_VERSION.VER_LE_12_2 $THEN deep; $ELSIF $$level IS NULL $THEN none; $ELSE flat; $END
END;
/
";
    let called = |options: &[(&str, &str)]| {
        let mut profile = howdah::profile::Profile::default();
        for (name, value) in options {
            profile.set(name, value, howdah::profile::Origin::Default).unwrap_or_else(|e| panic!("{e}"));
        }
        let input = howdah::input::Input::from_texts(&[("a.sql", text)]);
        let program = howdah::dialect::oracle::read(&input, &profile);
        let mut names = Vec::new();
        for (_, object) in program.catalog.iter() {
            walk::object(&object.kind, &mut |node| {
                walk::each(node, &mut |node| {
                    if let Node::Expr(howdah::ir::Expr { kind: howdah::ir::ExprKind::Name(path), .. }) = node {
                        names.push(path.parts.joined("."));
                    }
                });
            });
        }
        names.join(" ")
    };
    assert_eq!(called(&[]), "NONE");
    assert_eq!(called(&[("plsql_flags", "level:3")]), "FLAT");
    assert_eq!(called(&[("plsql_flags", "level:3"), ("source_version", "12.2")]), "DEEP");
}
