//! Two schemas compared: what differs is found, and what only looks different is not.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    reason = "a test fails by panicking"
)]

use howdah::dialect::oracle;
use howdah::drift::{Part, What, compare};
use howdah::input::Input;
use howdah::ir::object::key;
use howdah::profile::Profile;

/// Differences, one line each.
fn drift(old: &str, new: &str) -> Vec<String> {
    let read = |text: &str| oracle::read(&Input::from_texts(&[("s.sql", text)]), &Profile::default()).catalog;
    let found = compare(&read(old), &read(new), |object| key(object).kind);
    let mut all: Vec<String> = found
        .changes
        .iter()
        .map(|c| {
            let part = match &c.part {
                Part::Whole => String::new(),
                Part::Column(name) => format!(" {name}"),
                Part::Constraint(name) => format!(" [{name}]"),
                Part::Grantee(name) => format!(" to {name}"),
            };
            format!("{} {}{part} {}", c.kind.name(), c.object, c.what.name())
        })
        .collect();
    all.extend(found.renames.iter().map(|r| format!("{}? {}", r.object, r.to)));
    all
}

#[test]
fn spelling_and_order_are_no_drift() {
    let old =
        "CREATE TABLE t (a INTEGER PRIMARY KEY, b DECIMAL(5), c CHAR, d TIMESTAMP, e REAL, f NUMBER(4,0) NOT NULL);
        CREATE TABLE u (a NUMBER(38), CONSTRAINT u_fk FOREIGN KEY (a) REFERENCES t);
        CREATE SEQUENCE s START WITH 1 INCREMENT BY 1 NOCYCLE CACHE 20;
        GRANT SELECT, INSERT ON t TO x, y;";
    let new = "CREATE SEQUENCE S;
        CREATE TABLE \"U\" (a NUMBER(38));
        CREATE TABLE t (a NUMBER(38), b NUMBER(5), c CHAR(1), d TIMESTAMP(6), e FLOAT(63), f NUMBER(4) NOT NULL, PRIMARY KEY (a));
        ALTER TABLE u ADD CONSTRAINT u_fk FOREIGN KEY (a) REFERENCES t (a);
        GRANT INSERT ON t TO x; GRANT SELECT ON t TO x; GRANT SELECT ON t TO y; GRANT INSERT ON t TO y;";
    assert_eq!(drift(old, new), Vec::<String>::new());
}

#[test]
fn every_kind_of_difference_is_found() {
    let old = "CREATE TABLE t (a NUMBER(5), b VARCHAR2(20) DEFAULT 'x', c DATE, CONSTRAINT ck CHECK (a > 0));
        CREATE INDEX i ON t (b); CREATE SEQUENCE s; CREATE VIEW v AS SELECT a FROM t; CREATE SYNONYM y FOR t;
        COMMENT ON COLUMN t.a IS 'one'; GRANT SELECT ON t TO r;";
    let new = "CREATE TABLE t (a NUMBER(5) NOT NULL, b VARCHAR2(30) DEFAULT 'y', d DATE, CONSTRAINT ck CHECK (a >= 0) DISABLE);
        CREATE UNIQUE INDEX i ON t (b DESC); CREATE SEQUENCE s CYCLE MAXVALUE 9; CREATE VIEW v AS SELECT b FROM t;
        CREATE SYNONYM y FOR v; COMMENT ON COLUMN t.a IS 'two'; GRANT UPDATE ON t TO r;";
    assert_eq!(
        drift(old, new),
        [
            "table T A nullability",
            "table T A comment",
            "table T B type",
            "table T B default",
            "table T C removed",
            "table T D added",
            "table T [CK] rule",
            "table T [CK] state",
            "index I keys",
            "index I uniqueness",
            "sequence S numbers",
            "view V query",
            "synonym Y definition",
            "grant T to R privileges",
            "T? D",
        ]
    );
    assert_eq!(What::Numbers.name(), "numbers");
}

#[test]
fn renames_are_only_suggested() {
    let old = "CREATE TABLE old_name (a NUMBER, b DATE);";
    let new = "CREATE TABLE new_name (a NUMBER, b DATE);";
    assert_eq!(drift(old, new), ["table NEW_NAME added", "table OLD_NAME removed", "OLD_NAME? NEW_NAME"]);
}
