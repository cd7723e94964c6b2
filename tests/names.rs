//! What names in code mean, and what they hold: records, collections, overloads, members of packages.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    reason = "a test fails by panicking"
)]

use howdah::analyze::symbols::Shape;
use howdah::analyze::{self, Means};
use howdah::finding::Source;
use howdah::input::Input;
use howdah::ir::plsql::walk;
use howdah::profile::Profile;

const SCRIPT: &str = "
CREATE TABLE emp (id NUMBER(9) NOT NULL, name VARCHAR2(30), hired DATE);
CREATE VIEW old_emp AS SELECT id, hired - 1 AS since, UPPER(name) AS big FROM emp;
CREATE TYPE point AS OBJECT (x NUMBER, y NUMBER, MEMBER FUNCTION far RETURN NUMBER);
/
CREATE TYPE points AS TABLE OF point;
/
CREATE FUNCTION since(p DATE) RETURN DATE IS BEGIN RETURN p; END;
/
CREATE SYNONYM tools FOR util;
CREATE PACKAGE util IS
  SUBTYPE code_t IS VARCHAR2(10);
  TYPE emp_tab IS TABLE OF emp%ROWTYPE INDEX BY PLS_INTEGER;
  limit_date CONSTANT DATE := DATE '2020-01-01';
  CURSOR all_emp(p NUMBER) IS SELECT e.id, e.name || '!' AS loud FROM emp e WHERE e.id > p;
  FUNCTION fmt(p NUMBER) RETURN VARCHAR2;
  FUNCTION fmt(p DATE, q NUMBER DEFAULT 1) RETURN NUMBER;
  FUNCTION one(p NUMBER) RETURN emp%ROWTYPE;
  PROCEDURE go;
END;
/
CREATE PACKAGE BODY util IS
  hidden old_emp%ROWTYPE;
  FUNCTION fmt(p NUMBER) RETURN VARCHAR2 IS BEGIN RETURN 'n'; END;
  FUNCTION fmt(p DATE, q NUMBER DEFAULT 1) RETURN NUMBER IS BEGIN RETURN q; END;
  FUNCTION one(p NUMBER) RETURN emp%ROWTYPE IS r emp%ROWTYPE; BEGIN RETURN r; END;
  FUNCTION secret RETURN NUMBER IS BEGIN RETURN 1; END;
  PROCEDURE go IS
    v code_t;
    tab emp_tab;
    k emp.id%TYPE;
    s util.limit_date%TYPE;
    pt point;
    list points := points();
    TYPE r_t IS RECORD (a NUMBER, b emp%ROWTYPE);
    r r_t;
    CURSOR c IS SELECT MAX(hired) AS latest FROM emp;
    cr c%ROWTYPE;
    FUNCTION twice(p NUMBER) RETURN PLS_INTEGER IS BEGIN RETURN p * 2; END;
    PROCEDURE note(p VARCHAR2) IS BEGIN NULL; END;
  BEGIN
    k := twice(k);
    note(fmt(k));
    note(fmt(s));
    note(fmt(q => 2, p => s));
    s := tab(1).hired;
    k := tab.COUNT;
    v := r.b.name;
    s := cr.latest;
    k := pt.x + list(1).y + pt.far();
    s := hidden.since;
    s := since(since(s));
    k := secret;
    v := one(1).name;
    k := tools.fmt(s);
    FOR e IN all_emp(1) LOOP v := e.loud; END LOOP;
    FOR o IN (SELECT since, big FROM old_emp) LOOP s := o.since; v := o.big; END LOOP;
    SELECT name INTO r.b.name FROM emp WHERE hired > limit_date AND id = k;
    go;
  END;
END;
/
";

/// What is known of each expression that is written as a text, in order.
fn known(script: &str, written: &str) -> Vec<String> {
    let input = Input::from_texts(&[("a.sql", script)]);
    let read = howdah::dialect::read(Source::Oracle, &input, &Profile::default());
    assert_eq!(read.unread, Vec::new());
    let facts = analyze::run(&read);
    let mut all = Vec::new();
    for (_, object) in read.catalog.iter() {
        let mut nodes = Vec::new();
        walk::object(&object.kind, &mut |node| nodes.push(node));
        for node in nodes {
            walk::each(node, &mut |node| {
                let walk::Node::Expr(e) = node else { return };
                if input.sources.text(e.at.span) != written {
                    return;
                }
                let fact = facts.of(e.at);
                let means = match fact.means {
                    Means::Unknown => "?".to_owned(),
                    Means::Column(..) => "column".to_owned(),
                    Means::Local | Means::Through(..) => "local".to_owned(),
                    Means::Variable => "variable".to_owned(),
                    Means::Member(id) => format!("member {}", facts.symbols.member(id).name),
                    Means::Routine(id) => {
                        let routine = facts.symbols.routine(id);
                        format!("routine {}#{}", routine.name, routine.overload)
                    }
                    Means::Object(id) => format!("object {}", read.catalog.get(id).name),
                    Means::Builtin(_) | Means::Supplied => "builtin".to_owned(),
                };
                let shape = match facts.shape(e.at) {
                    Shape::Plain => format!("{:?}", fact.ty.class),
                    Shape::Record(record) => format!("record of {}", record.fields.len()),
                    Shape::Collection(_) => "collection".to_owned(),
                    Shape::Object(id) => format!("object {}", read.catalog.get(*id).name),
                    Shape::Cursor(_) => "cursor".to_owned(),
                };
                all.push(format!("{means}: {shape}"));
            });
        }
    }
    all
}

#[test]
fn names_in_code_are_what_they_were_declared_to_be() {
    let cases: &[(&str, &str)] = &[
        ("twice(k)", "routine TWICE#1: Integer"),
        ("fmt(k)", "routine FMT#1: Text"),
        ("fmt(s)", "routine FMT#2: Number"),
        ("fmt(q => 2, p => s)", "routine FMT#2: Number"),
        ("tab(1).hired", "variable: Date"),
        ("tab(1)", "variable: record of 3"),
        ("tab.COUNT", "variable: Number"),
        ("r.b.name", "variable: Text"),
        ("cr.latest", "variable: Date"),
        ("pt.x", "variable: Number"),
        ("list(1).y", "variable: Number"),
        ("pt.far()", "routine FAR#1: Number"),
        ("points()", "object POINTS: collection"),
        ("hidden.since", "member HIDDEN: Date"),
        ("since(s)", "routine SINCE#1: Date"),
        ("secret", "routine SECRET#1: Number"),
        ("one(1).name", "routine ONE#1: Text"),
        ("tools.fmt(s)", "routine FMT#2: Number"),
        ("all_emp(1)", "member ALL_EMP: cursor"),
        ("e.loud", "variable: Text"),
        ("o.since", "variable: Date"),
        ("o.big", "variable: Text"),
        ("limit_date", "member LIMIT_DATE: Date"),
        ("hired", "column: Date"),
        ("go", "routine GO#1: Any"),
    ];
    for (written, wanted) in cases {
        let found = known(SCRIPT, written);
        assert!(!found.is_empty(), "`{written}` is not there");
        for one in found {
            assert_eq!(one, *wanted, "`{written}`");
        }
    }
}

#[test]
fn the_inner_name_hides_the_outer_one() {
    let script = "
CREATE TABLE t (a NUMBER, b VARCHAR2(5));
CREATE PACKAGE BODY p IS
  v DATE;
  PROCEDURE q(a DATE) IS
    v NUMBER;
  BEGIN
    SELECT b INTO v FROM t WHERE a = q.a AND v = p.v;
  END;
END;
/
";
    assert_eq!(known(script, "v"), ["variable: Number"; 2]);
    assert_eq!(known(script, "a"), ["column: Number"]);
    assert_eq!(known(script, "q.a"), ["variable: Date"]);
    assert_eq!(known(script, "p.v"), ["member V: Date"]);
}

#[test]
fn a_constructor_in_a_method_is_that_of_the_type() {
    let script = "
CREATE TYPE item AS OBJECT (x NUMBER,
  CONSTRUCTOR FUNCTION item RETURN SELF AS RESULT,
  CONSTRUCTOR FUNCTION item(other item) RETURN SELF AS RESULT,
  MEMBER FUNCTION copy RETURN item,
  MEMBER PROCEDURE put(SELF IN OUT item, n NUMBER),
  MEMBER PROCEDURE put(SELF IN OUT item, t VARCHAR2, n NUMBER DEFAULT 1));
/
CREATE TYPE BODY item AS
  CONSTRUCTOR FUNCTION item RETURN SELF AS RESULT IS BEGIN RETURN; END;
  CONSTRUCTOR FUNCTION item(other item) RETURN SELF AS RESULT IS BEGIN RETURN; END;
  MEMBER FUNCTION copy RETURN item IS BEGIN RETURN item(SELF); END;
  MEMBER PROCEDURE put(SELF IN OUT item, n NUMBER) IS BEGIN x := n; END;
  MEMBER PROCEDURE put(SELF IN OUT item, t VARCHAR2, n NUMBER DEFAULT 1) IS BEGIN put(n); SELF.put('a'); END;
END;
/
";
    assert_eq!(known(script, "item(SELF)"), ["object ITEM: object ITEM"]);
    assert_eq!(known(script, "put(n)"), ["routine PUT#1: Any"]);
    assert_eq!(known(script, "SELF.put('a')"), ["routine PUT#2: Any"]);
}
