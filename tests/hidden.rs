//! What no declaration says: where values of columns come from, keys that only code knows, routines that nothing calls.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    reason = "a test fails by panicking"
)]

#[path = "support/convert.rs"]
#[expect(dead_code, reason = "nothing is loaded here")]
mod convert;

use howdah::pipeline::Done;
use howdah::profile::Profile;

const SCRIPT: &str = "
CREATE TABLE app.emp (id NUMBER(9) PRIMARY KEY, name VARCHAR2(30), pay NUMBER(9,2), dept_id NUMBER(9), boss NUMBER(9));
CREATE TABLE app.dept (id NUMBER(9) PRIMARY KEY, title VARCHAR2(30));
CREATE TABLE app.place (id NUMBER(9) PRIMARY KEY, dept NUMBER(9) REFERENCES app.dept);
CREATE TABLE app.totals (dept VARCHAR2(30), pay NUMBER(9,2), head VARCHAR2(30));
CREATE VIEW app.paid AS SELECT e.name, e.pay * 12 AS yearly, d.title FROM app.emp e, app.dept d WHERE e.dept_id = d.id;
CREATE VIEW app.rich (who, what) AS WITH r AS (SELECT * FROM app.paid) SELECT name, yearly FROM r WHERE yearly > 9;
CREATE VIEW app.places AS SELECT p.id FROM app.place p JOIN app.dept d ON p.dept = d.id;
CREATE PACKAGE app.p IS
  PROCEDURE fill;
END;
/
CREATE PACKAGE BODY app.p IS
  PROCEDURE used IS BEGIN NULL; END;
  PROCEDURE lost IS BEGIN used; END;
  FUNCTION also_lost RETURN NUMBER IS BEGIN lost; RETURN 1; END;
  PROCEDURE fill IS
    PROCEDURE inner_used IS BEGIN used; END;
    PROCEDURE inner_lost IS BEGIN NULL; END;
  BEGIN
    inner_used;
    INSERT INTO app.totals (dept, pay) SELECT title, SUM(yearly) FROM app.paid GROUP BY title;
    MERGE INTO app.totals t USING app.emp e ON (t.dept = e.name)
      WHEN MATCHED THEN UPDATE SET t.head = e.name;
    UPDATE app.totals t SET (pay, head) = (SELECT e.pay, UPPER(e.name) FROM app.emp e WHERE e.id = 1);
  END;
END;
/
";

fn done() -> Done {
    convert::convert("a.sql", SCRIPT, &Profile::default(), false)
}

#[test]
fn values_are_followed_through_views_and_statements() {
    let report = done().report;
    let flows: Vec<String> =
        report.lineage.iter().map(|f| format!("{} <- {} {}", f.target, f.source, f.transformation)).collect();
    assert_eq!(
        flows,
        [
            "APP.PAID.NAME <- APP.EMP.NAME copied",
            "APP.PAID.TITLE <- APP.DEPT.TITLE copied",
            "APP.PAID.YEARLY <- APP.EMP.PAY computed",
            "APP.PLACES.ID <- APP.PLACE.ID copied",
            "APP.RICH.WHAT <- APP.PAID.YEARLY copied",
            "APP.RICH.WHO <- APP.PAID.NAME copied",
            "APP.TOTALS.DEPT <- APP.PAID.TITLE copied",
            "APP.TOTALS.HEAD <- APP.EMP.NAME copied",
            "APP.TOTALS.HEAD <- APP.EMP.NAME computed",
            "APP.TOTALS.PAY <- APP.EMP.PAY copied",
            "APP.TOTALS.PAY <- APP.PAID.YEARLY computed",
        ]
    );
}

#[test]
fn keys_that_only_joins_know_are_listed_with_their_confidence() {
    let keys: Vec<String> = done()
        .report
        .undeclared_keys
        .iter()
        .map(|k| format!("{} -> {} {} {}", k.column, k.key, k.joins, k.confidence))
        .collect();
    assert_eq!(keys, ["APP.EMP.DEPT_ID -> APP.DEPT.ID 1 likely"]);
}

#[test]
fn routines_that_nothing_reaches_are_listed() {
    let names: Vec<String> = done().report.dead_routines.into_iter().map(|r| r.name).collect();
    assert_eq!(names, ["ALSO_LOST", "INNER_LOST", "LOST"]);
}

#[test]
fn a_drawing_is_well_formed_and_holds_every_object() {
    let graph = done().graph;
    let svg = howdah::graph::FORMATS.iter().find(|f| f.name == "svg").unwrap();
    let text = (svg.draw)(&graph);
    assert!(text.starts_with("<svg xmlns=") && text.ends_with("</svg>\n"));
    assert_eq!(text.matches("<rect ").count(), graph.nodes.len());
    assert_eq!(text.matches("<path d=\"M").count() - 1, graph.edges.len());
    assert!(!text.contains("style=") && !text.contains("<script"));
}
