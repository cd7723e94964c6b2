//! Scripts yield the state that the source's server would be in after the last statement.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    reason = "a test fails by panicking"
)]

use howdah::catalog::{Bound, ConstraintRule, Fill, Kind, Nullability};
use howdah::dialect::oracle;
use howdah::input::Input;
use howdah::ir::{Fate, Object, Program, Table};
use howdah::name::{QName, Texts};
use howdah::profile::Profile;

fn read_all(files: &[(&str, &str)]) -> Program {
    oracle::read(&Input::from_texts(files), &Profile::default())
}

fn read(text: &str) -> Program {
    oracle::read(&Input::from_texts(&[("script.sql", text)]), &Profile::default())
}

fn table<'a>(program: &'a Program, name: &str) -> &'a Table {
    let name = match name.split_once('.') {
        Some((schema, name)) => QName::new(schema, name),
        None => QName::bare(name),
    };
    program.catalog.table(&name).map(|(_, table)| table).unwrap_or_else(|| panic!("no table {name}"))
}

fn columns(table: &Table) -> Vec<&str> {
    table.columns.iter().map(|c| c.name.as_str()).collect()
}

fn constraints(table: &Table) -> Vec<&str> {
    table.constraints.iter().map(|c| c.name.as_deref().unwrap_or("-")).collect()
}

fn names(program: &Program) -> Vec<String> {
    program.catalog.iter().map(|(_, o): (_, &Object)| o.name.to_string()).collect()
}

fn rules(program: &Program) -> Vec<&str> {
    program.findings.iter().map(|f| f.rule.name).collect()
}

#[test]
fn columns_come_and_go() {
    let program = read(
        "CREATE TABLE t (a NUMBER, b VARCHAR2(5), c DATE);
         ALTER TABLE t ADD (d NUMBER DEFAULT 1 NOT NULL, e CLOB);
         ALTER TABLE t MODIFY (b VARCHAR2(9) NOT NULL, d DEFAULT NULL);
         ALTER TABLE t DROP COLUMN c;
         ALTER TABLE t SET UNUSED (e);
         ALTER TABLE t RENAME COLUMN a TO id;",
    );
    let t = table(&program, "T");
    assert_eq!(columns(t), ["ID", "B", "D"]);
    assert!(matches!(t.columns[1].null, Nullability::NotNull { .. }));
    assert_eq!(t.columns[2].fill, Fill::Nothing);
    assert!(program.statements.iter().all(|s| matches!(s.fate, Fate::Object(_))), "{:?}", program.statements);
}

#[test]
fn a_renamed_column_is_followed() {
    let program = read(
        "CREATE TABLE p (a NUMBER CONSTRAINT p_pk PRIMARY KEY, b NUMBER, CONSTRAINT p_ck CHECK (a > 0 AND b < 9));
         CREATE TABLE c (x NUMBER CONSTRAINT c_fk REFERENCES p (a));
         CREATE INDEX p_i ON p (UPPER(b));
         ALTER TABLE p RENAME COLUMN a TO id;
         ALTER TABLE p RENAME COLUMN b TO amount;",
    );
    let want = read(
        "CREATE TABLE p (id NUMBER CONSTRAINT p_pk PRIMARY KEY, amount NUMBER, CONSTRAINT p_ck CHECK (id > 0 AND amount < 9));
         CREATE TABLE c (x NUMBER CONSTRAINT c_fk REFERENCES p (id));
         CREATE INDEX p_i ON p (UPPER(amount));",
    );
    for ((_, got), (_, want)) in program.catalog.iter().zip(want.catalog.iter()) {
        assert_eq!(got.kind, want.kind);
    }
}

#[test]
fn a_dropped_table_takes_what_is_its_own() {
    let program = read(
        "CREATE TABLE p (a NUMBER PRIMARY KEY);
         CREATE TABLE c (a NUMBER, CONSTRAINT c_fk FOREIGN KEY (a) REFERENCES p);
         CREATE INDEX p_i ON p (a DESC);
         GRANT SELECT ON p TO app;
         DROP TABLE p;
         DROP TABLE p CASCADE CONSTRAINTS;",
    );
    assert_eq!(names(&program), ["C"]);
    assert!(constraints(table(&program, "C")).is_empty());
    let said = rules(&program);
    assert_eq!(said, ["refused-by-source", "dropped-tables"], "the first DROP is refused, as by the server");
    assert!(matches!(program.statements[2].fate, Fate::Undone), "{:?}", program.statements[2]);
}

#[test]
fn a_column_takes_its_indexes_and_its_own_constraints() {
    let program = read(
        "CREATE TABLE t (a NUMBER CONSTRAINT a_ck CHECK (a > 0), b NUMBER, c NUMBER, CONSTRAINT bc_uk UNIQUE (b, c));
         CREATE INDEX a_i ON t (a, c);
         ALTER TABLE t DROP COLUMN a;
         ALTER TABLE t DROP COLUMN b;
         ALTER TABLE t DROP COLUMN b CASCADE CONSTRAINTS;",
    );
    assert_eq!(names(&program), ["T"]);
    assert_eq!(columns(table(&program, "T")), ["C"]);
    assert!(constraints(table(&program, "T")).is_empty());
    assert_eq!(rules(&program), ["refused-by-source"]);
}

#[test]
fn constraints_are_switched_renamed_and_dropped() {
    let program = read(
        "CREATE TABLE t (a NUMBER CONSTRAINT a_nn NOT NULL, CONSTRAINT pk PRIMARY KEY (a), CONSTRAINT ck CHECK (a > 0));
         ALTER TABLE t DISABLE CONSTRAINT ck;
         ALTER TABLE t ENABLE NOVALIDATE CONSTRAINT ck;
         ALTER TABLE t MODIFY CONSTRAINT a_nn DISABLE;
         ALTER TABLE t RENAME CONSTRAINT ck TO a_ck;
         ALTER TABLE t DROP PRIMARY KEY;
         ALTER TABLE t DROP CONSTRAINT other;",
    );
    let t = table(&program, "T");
    assert_eq!(constraints(t), ["A_CK"]);
    assert!(t.constraints[0].state.enabled && !t.constraints[0].state.validated);
    let Nullability::NotNull { state, .. } = &t.columns[0].null else { panic!("no longer NOT NULL") };
    assert!(!state.enabled);
    assert_eq!(rules(&program), ["missing-object"]);
}

#[test]
fn a_renamed_table_is_followed() {
    let program = read(
        "CREATE TABLE p (a NUMBER PRIMARY KEY);
         CREATE TABLE c (a NUMBER REFERENCES p);
         CREATE INDEX p_i ON p (a DESC);
         ALTER TABLE p RENAME TO parent;",
    );
    let ConstraintRule::Foreign(key) = &table(&program, "C").constraints[0].rule else { panic!("no foreign key") };
    assert_eq!(key.table, QName::bare("PARENT"));
    let index = program.catalog.iter().find_map(|(_, o)| if let Kind::Index(i) = &o.kind { Some(i) } else { None });
    assert_eq!(index.map(|i| i.table.to_string()), Some("PARENT".into()));
}

#[test]
fn the_session_decides_where_names_live() {
    let program = read(
        "ALTER SESSION SET CURRENT_SCHEMA = hr;
         CREATE TABLE emp (a NUMBER PRIMARY KEY);
         CREATE TABLE pay.slip (a NUMBER REFERENCES emp);
         COMMENT ON TABLE hr.emp IS 'people';
         COMMENT ON COLUMN emp.a IS 'key';",
    );
    assert_eq!(names(&program), ["HR.EMP", "PAY.SLIP"]);
    let ConstraintRule::Foreign(key) = &table(&program, "PAY.SLIP").constraints[0].rule else { panic!("no key") };
    assert_eq!(key.table, QName::new("HR", "EMP"));
    assert_eq!(table(&program, "HR.EMP").columns[0].comment.as_deref(), Some("key"));
}

#[test]
fn a_bare_name_finds_the_only_table_it_can_mean() {
    let program = read("CREATE TABLE hr.emp (a NUMBER); ALTER TABLE emp ADD b NUMBER; COMMENT ON TABLE emp IS 'x';");
    assert_eq!(columns(table(&program, "HR.EMP")), ["A", "B"]);
}

#[test]
fn what_is_not_there_is_named() {
    let program = read("ALTER TABLE gone ADD x NUMBER; DROP TABLE gone; COMMENT ON COLUMN gone.x IS 'y';");
    assert_eq!(rules(&program), ["missing-object"]);
    assert!(matches!(program.statements[0].fate, Fate::Missing(_)));
    assert!(matches!(program.statements[1].fate, Fate::Ignored(_)), "a guard before CREATE is normal");
}

#[test]
fn a_name_in_use_is_refused() {
    let program = read("CREATE TABLE t (a NUMBER); CREATE TABLE t (a NUMBER); CREATE TABLE t (b NUMBER);");
    assert_eq!(columns(table(&program, "T")), ["A"]);
    assert_eq!(rules(&program), ["name-in-use"], "the same statement again says nothing new");
}

#[test]
fn partitions_are_split_merged_and_dropped() {
    let program = read(
        "CREATE TABLE s (d NUMBER) PARTITION BY RANGE (d)
           (PARTITION a VALUES LESS THAN (10), PARTITION b VALUES LESS THAN (20), PARTITION z VALUES LESS THAN (MAXVALUE));
         ALTER TABLE s SPLIT PARTITION z AT (30) INTO (PARTITION c, PARTITION y);
         ALTER TABLE s MERGE PARTITIONS a, b INTO PARTITION ab;
         ALTER TABLE s RENAME PARTITION y TO rest;
         ALTER TABLE s DROP PARTITION c;",
    );
    let parts = &table(&program, "S").partitioning.as_ref().expect("partitioned").parts;
    let names: Vec<&str> = parts.iter().map(|p| p.name.as_deref().unwrap_or("-")).collect();
    assert_eq!(names, ["AB", "REST"]);
    let want = read(
        "CREATE TABLE s (d NUMBER) PARTITION BY RANGE (d)
           (PARTITION ab VALUES LESS THAN (20), PARTITION rest VALUES LESS THAN (MAXVALUE));",
    );
    let want = &table(&want, "S").partitioning.as_ref().expect("partitioned").parts;
    let bounds = |parts: &[howdah::ir::Partition]| parts.iter().map(|p| p.bound.clone()).collect::<Vec<Bound<_>>>();
    assert_eq!(bounds(parts), bounds(want));
}

#[test]
fn rows_go_with_their_table() {
    let program = read(
        "CREATE TABLE t (a NUMBER); INSERT INTO t VALUES (1); TRUNCATE TABLE t; INSERT INTO t VALUES (2);
         CREATE TABLE u (a NUMBER); INSERT INTO u VALUES (3); DROP TABLE u;",
    );
    assert_eq!(program.data.len(), 1, "{:?}", program.data);
}

#[test]
fn privileges_are_given_and_taken() {
    let program = read(
        "CREATE TABLE t (a NUMBER); GRANT SELECT, INSERT ON t TO x, y; REVOKE INSERT ON t FROM x; REVOKE ALL ON t FROM y;",
    );
    let grants: Vec<String> = program
        .catalog
        .iter()
        .filter_map(|(_, o)| if let Kind::Grant(g) = &o.kind { Some(g) } else { None })
        .map(|g| {
            let privileges: Vec<&str> = g.privileges.iter().map(|p| p.name.as_str()).collect();
            format!("{} TO {}", privileges.join(", "), g.to.joined(", "))
        })
        .collect();
    assert_eq!(grants, ["SELECT TO X"]);
}

#[test]
fn statements_without_terminators_are_cut_where_the_next_begins() {
    let program =
        read("CREATE TABLE a (x NUMBER)\nCREATE TABLE b (y NUMBER)\nCOMMENT ON TABLE a IS 'first'\nDROP TABLE b\n");
    assert_eq!(names(&program), ["A"]);
    assert_eq!(program.statements.len(), 4);
}

/// Files are read in the order of their names: a change may come before its table.
#[test]
fn what_comes_before_its_table_waits_for_it() {
    let program = read_all(&[
        ("a_keys.sql", "ALTER TABLE hr.t ADD CONSTRAINT t_pk PRIMARY KEY (a);\nCOMMENT ON COLUMN hr.t.a IS 'the key';"),
        ("b_tables.sql", "CREATE TABLE hr.t (a NUMBER(5));\nALTER TABLE hr.gone ADD b NUMBER;"),
    ]);
    let (_, table) = program.catalog.table(&QName::new("HR", "T")).unwrap();
    assert_eq!(table.constraints.len(), 1);
    assert_eq!(table.columns[0].comment.as_deref(), Some("the key"));
    let missing: Vec<_> = program.statements.iter().filter(|s| matches!(s.fate, Fate::Missing(_))).collect();
    assert_eq!(missing.len(), 1);
    assert_eq!(program.findings.len(), 1);
}

/// Scripts drop what an earlier installation left before they create it: nothing of what comes later is lost.
#[test]
fn what_is_taken_back_before_it_is_there_stays() {
    let text = "ALTER TABLE t DROP PRIMARY KEY CASCADE;\nALTER TABLE t DROP COLUMN b;\nDROP TABLE t CASCADE CONSTRAINTS;\n\
                CREATE TABLE t (a NUMBER(5), b DATE);\nALTER TABLE t ADD (CONSTRAINT t_pk PRIMARY KEY (a));";
    let program = read(text);
    let (_, table) = program.catalog.table(&QName::bare("T")).unwrap();
    assert_eq!((columns(table), constraints(table)), (vec!["A", "B"], vec!["T_PK"]));
    assert!(program.statements.iter().all(|s| !matches!(s.fate, Fate::Missing(_) | Fate::Manual(_))));
}

/// What is not understood is always said, and the object it belongs to is not called converted.
#[test]
fn text_that_is_not_understood_is_a_finding() {
    let program = read("CREATE TABLE a (x NUMBER);\nCREATE TABLE b (x NUMBER) FOO BAR;\nnot sql at all;");
    let objects: Vec<_> =
        program.unread.iter().map(|(id, _)| id.map(|id| program.catalog.get(id).name.to_string())).collect();
    assert_eq!(objects, [Some("B".to_owned()), None]);
    assert!(program.unread.iter().all(|(_, raised)| raised.rule.name == "not-understood"));
}

#[test]
fn a_script_that_removes_the_schema_lies_beside_those_that_create_it() {
    let create =
        "CREATE TABLE a (x NUMBER);\nCREATE TABLE b (x NUMBER);\nCREATE TABLE c (x NUMBER);\nCREATE SEQUENCE s;\n";
    let drop = "ALTER TABLE a DROP CONSTRAINT a_fk;\nDROP TABLE a PURGE;\nDROP TABLE b CASCADE CONSTRAINTS;\nDROP SEQUENCE s;\nCOMMIT;\n";
    let program = read_all(&[("create.sql", create), ("drop.sql", drop)]);
    assert_eq!(names(&program), ["A", "B", "C", "S"]);
    assert_eq!(rules(&program), ["script-removes-the-schema"]);
    // a step that drops what is no longer needed is a part of the way
    let program = read_all(&[("v1.sql", create), ("v2.sql", "DROP TABLE a;\n")]);
    assert_eq!(names(&program), ["B", "C", "S"]);
    // and so are drops in the script that creates
    let program = read_all(&[("v1.sql", create), ("v2.sql", &format!("{drop}CREATE TABLE a (y NUMBER);\n"))]);
    assert_eq!(names(&program), ["C", "A"]);
}

/// On the source a synonym does not replace what is no synonym, so where it does here, it is another user's.
#[test]
fn a_synonym_replaces_no_other_object() {
    let make = "CREATE TABLE a (x NUMBER);";
    let program = read_all(&[("a.sql", make), ("b.sql", "CREATE OR REPLACE SYNONYM a FOR other.a;")]);
    assert!(program.catalog.iter().any(|(_, object)| matches!(object.kind, howdah::catalog::Kind::Table(_))));
}

#[test]
fn what_is_dropped_has_the_kind_that_is_named() {
    let make = "CREATE PACKAGE a AS x NUMBER; END;\n/\nDROP PUBLIC SYNONYM a;\nDROP SYNONYM a;\nDROP DATABASE LINK a;";
    let left = |text: &str| {
        let program = read_all(&[("a.sql", text)]);
        program.catalog.iter().filter(|(_, object)| matches!(object.kind, Kind::Other(_))).count()
    };
    assert_eq!(left(make), 1);
    assert_eq!(left(&format!("{make}\nDROP PACKAGE a;")), 0);
    assert_eq!(left("CREATE SYNONYM a FOR b;\nDROP SYNONYM a;"), 0);
}

/// A script that removes what its folder made is no part of the schema, wherever the folder lies; a migration that drops is.
#[test]
fn scripts_that_remove_their_folder_are_left_out() {
    let orders = "CREATE TABLE a (id NUMBER(9)); CREATE TABLE b (id NUMBER(9));";
    let people = "CREATE TABLE c (id NUMBER(9)); CREATE TABLE d (id NUMBER(9)); CREATE TABLE e (id NUMBER(9));";
    let drop = "DROP TABLE a CASCADE CONSTRAINTS;\nDROP TABLE b;";
    let left = |files: &[(&str, &str)]| {
        read_all(files).catalog.iter().filter(|(_, o)| matches!(o.kind, Kind::Table(_))).count()
    };
    assert_eq!(left(&[("hr/create.sql", people), ("oe/oe_create.sql", orders), ("oe/oe_drop.sql", drop)]), 5);
    assert_eq!(left(&[("create/hr.sql", people), ("create/oe.sql", orders), ("drop/oe.sql", drop)]), 5);
    assert_eq!(
        left(&[("db/create/oe.sql", orders), ("db/create/p.sql", people), ("db/drop/p.sql", "DROP TABLE c;")]),
        5 - 1
    );
    let user =
        "CREATE USER own IDENTIFIED BY x;\nCONNECT own/x\nCREATE TABLE a (x NUMBER);\nCREATE TABLE b (x NUMBER);";
    let leave = "DROP USER own CASCADE;\nBEGIN NULL; END;\n/\n";
    assert_eq!(left(&[("core/install.sql", user), ("core/uninstall.sql", leave)]), 2, "with the user goes what it has");
    assert_eq!(left(&[("m/V1__a.sql", orders), ("m/V2__b.sql", people), ("m/V3__drop_a.sql", drop)]), 3);
    assert_eq!(left(&[("1/01.sql", people), ("2/01_stage.sql", orders), ("2/02_drop_stage.sql", drop)]), 3);
}
