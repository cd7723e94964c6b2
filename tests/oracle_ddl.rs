//! What a user's Oracle statements come to in the model, and that no token of them gets lost on the way.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    reason = "a test fails by panicking"
)]

use howdah::catalog::change::{CommentOn, TypeChange};
use howdah::catalog::{Change, IndexMethod, Limited, MethodRole, Mode, Refresh, Timing, TypeShape};
use howdah::dialect::oracle::{lexicon, statements};
use howdah::ir::{Body, ClauseKind, Does, Kind, Other, Statement, Type};
use howdah::syntax::Kind as Sign;

/// The one statement of a text; it is understood to its end.
fn one(text: &str) -> Statement {
    let mut all = statements(text);
    assert_eq!(all.len(), 1, "{text}");
    let it = all.pop().unwrap();
    assert!(it.rest.is_none(), "{text}: {:?}", it.rest);
    assert!(!matches!(it.does, Does::Unread(_)), "{text}: {:?}", it.does);
    it
}

fn change(text: &str) -> Change<howdah::ir::Ir> {
    match one(text).does {
        Does::Change(change) => *change,
        other => panic!("{text}: {other:?}"),
    }
}

fn created(text: &str) -> howdah::ir::Object {
    match change(text) {
        Change::Create { object, .. } => *object,
        other => panic!("{text}: {other:?}"),
    }
}

/// Statements, one of each family and many of the larger ones.
const SAMPLES: &str = include_str!("data/oracle_ddl.sql");

/// Forms of all statements, of 11g to 23ai.
const FORMS: &str = include_str!("data/forms.sql");

/// Words that say nothing: the statement means the same without them.
const NOISE: &[&str] = &[
    "AS",
    "IS",
    "BY",
    "WITH",
    "TO",
    "INDEX",
    "ASC",
    "IN",
    "FOR",
    "CONSTRAINTS",
    "IMMEDIATE",
    "FORCE",
    "DEMAND",
    "FULL",
    "ENABLE",
    "VISIBLE",
    "WORK",
    "COLUMN",
    "STORAGE",
    "DEFAULT",
];

#[test]
fn every_sample_is_understood() {
    for (samples, it) in [SAMPLES, FORMS].into_iter().flat_map(|s| statements(s).into_iter().map(move |it| (s, it))) {
        let text = &samples[it.at.span.lo as usize..it.at.span.hi as usize];
        assert!(it.rest.is_none(), "{text}\n{:?}", it.rest);
        assert!(!matches!(it.does, Does::Unread(_)), "{text}\n{:?}", it.does);
    }
}

/// Another token of the same length in the place of one, so that nothing else moves.
fn other(token: &str) -> String {
    token
        .chars()
        .map(|c| match c {
            'z' | 'Z' => 'y',
            'a'..='y' | 'A'..='Y' => 'z',
            '9' => '8',
            '0'..='8' => '9',
            c => c,
        })
        .collect()
}

#[test]
fn every_token_matters_or_is_set_aside() {
    let mut lost = Vec::new();
    for (samples, it) in [SAMPLES, FORMS].into_iter().flat_map(|s| statements(s).into_iter().map(move |it| (s, it))) {
        let text = &samples[it.at.span.lo as usize..it.at.span.hi as usize];
        // a unit of PL/SQL ends with its semicolon
        let text = format!("{text}\n/\n");
        let before = statements(&text);
        for token in lexicon::lex(&text, 0).tokens {
            let changes = matches!(token.kind, Sign::Name | Sign::Quoted | Sign::Number | Sign::Text);
            let aside = before.iter().any(|s| s.set_aside.iter().any(|a| a.contains(token.span())));
            let (lo, hi) = (token.lo as usize, token.hi as usize);
            let written = &text[lo..hi];
            // without a letter or digit there is nothing to change
            if !changes || aside || other(written) == written {
                continue;
            }
            if NOISE.iter().any(|word| word.eq_ignore_ascii_case(written)) {
                continue;
            }
            let changed = format!("{}{}{}", &text[..lo], other(written), &text[hi..]);
            if statements(&changed) == before {
                lost.push(format!("`{written}` at {lo} of: {}", text.trim()));
            }
        }
    }
    assert!(lost.is_empty(), "{}", lost.join("\n"));
}

#[test]
fn sequences_keep_their_limits() {
    let object =
        created("CREATE SEQUENCE s START WITH 10 INCREMENT BY -5 MINVALUE -1e3 NOMAXVALUE NOCACHE CYCLE ORDER");
    let Kind::Sequence(s) = object.kind else { panic!() };
    assert_eq!((s.start, s.increment, s.cache), (Some(10), Some(-5), Some(0)));
    assert_eq!(
        (s.min, s.max, s.cycle, s.ordered),
        (Some(Limited::At(-1000)), Some(Limited::No), Some(true), Some(true))
    );
}

#[test]
fn indexes_say_how_they_are_built() {
    let method = |text: &str| match created(text).kind {
        Kind::Index(index) => index.method,
        other => panic!("{other:?}"),
    };
    assert_eq!(method("CREATE UNIQUE INDEX i ON t (a, b DESC) TABLESPACE x"), IndexMethod::BTree);
    assert_eq!(method("CREATE INDEX i ON t (a) REVERSE"), IndexMethod::Reverse);
    assert_eq!(method("CREATE BITMAP INDEX i ON t (a)"), IndexMethod::Bitmap);
    assert_eq!(method("CREATE BITMAP INDEX i ON s (c.n) FROM s, c WHERE s.c = c.id LOCAL"), IndexMethod::BitmapJoin);
    assert_eq!(method("CREATE INDEX i ON CLUSTER c"), IndexMethod::Cluster);
    let domain = method("CREATE INDEX i ON t (a) INDEXTYPE IS ctxsys.context PARAMETERS ('sync (on commit)')");
    assert!(matches!(domain, IndexMethod::Domain(name) if name.to_string() == "CTXSYS.CONTEXT"));
}

#[test]
fn views_give_their_columns_and_promises() {
    let object =
        created("CREATE OR REPLACE FORCE VIEW v (a, b) AS SELECT 1, 2 FROM dual WITH CHECK OPTION CONSTRAINT c");
    let Kind::View(view) = object.kind else { panic!() };
    assert_eq!(view.columns.iter().map(|c| c.name.as_str()).collect::<Vec<_>>(), ["A", "B"]);
    assert!(view.check_option && view.force && !view.read_only);
    let object = created("CREATE MATERIALIZED VIEW m BUILD DEFERRED REFRESH FAST ON COMMIT AS SELECT 1 x FROM dual");
    let Kind::View(view) = object.kind else { panic!() };
    let m = view.materialized.unwrap();
    assert_eq!((m.immediate, m.refresh, m.on_commit), (false, Refresh::Fast, true));
}

#[test]
fn packages_list_all_their_routines() {
    let body = created(
        "CREATE PACKAGE BODY p IS
           g NUMBER := 1;
           FUNCTION f(a NUMBER DEFAULT 1, b IN OUT NOCOPY VARCHAR2) RETURN t.c%TYPE DETERMINISTIC;
           PROCEDURE inner IS
             PROCEDURE deep IS BEGIN IF g = 1 THEN NULL; END IF; END deep;
           BEGIN
             FOR i IN 1 .. CASE g WHEN 1 THEN 2 END LOOP deep; END LOOP;
           END inner;
           FUNCTION f(a NUMBER DEFAULT 1, b IN OUT NOCOPY VARCHAR2) RETURN t.c%TYPE DETERMINISTIC AS
           BEGIN CASE a WHEN 1 THEN NULL; ELSE BEGIN NULL; END; END CASE; RETURN 1; END;
         BEGIN
           g := 2;
         END p;",
    );
    let Kind::Other(Other::PackageBody(package)) = body.kind else { panic!() };
    let names: Vec<_> = package.routines.iter().map(|m| (m.name.as_str(), m.routine.body.is_some())).collect();
    assert_eq!(names, [("F", false), ("INNER", true), ("F", true)]);
    let params = &package.routines[2].routine.params;
    assert_eq!((params[0].mode, params[1].mode, params[1].nocopy), (Mode::In, Mode::InOut, true));
    assert!(params[0].default.is_some());
}

#[test]
fn wrapped_and_foreign_code_is_known_as_such() {
    let object = created("CREATE PROCEDURE p WRAPPED \na000000\nabcd\n/\n");
    let Kind::Routine(routine) = object.kind else { panic!() };
    assert!(matches!(routine.body, Some(Body::Foreign(words, _)) if words == "WRAPPED"));
    let object = created("CREATE FUNCTION f (x VARCHAR2) RETURN NUMBER AS LANGUAGE JAVA NAME 'A.b(java.lang.String)';");
    let Kind::Routine(routine) = object.kind else { panic!() };
    assert!(matches!(routine.body, Some(Body::Foreign(words, _)) if words.starts_with("LANGUAGE JAVA")));
}

#[test]
fn triggers_say_when_they_fire() {
    let object = created(
        "CREATE TRIGGER g BEFORE INSERT OR UPDATE OF a, b ON s.t REFERENCING NEW AS n FOR EACH ROW DISABLE WHEN (n.a > 0)
         BEGIN :n.a := 1; END;",
    );
    let Kind::Trigger(trigger) = object.kind else { panic!() };
    assert_eq!((trigger.timing, trigger.each_row, trigger.enabled), (Timing::Before, true, false));
    assert_eq!((trigger.events.len(), trigger.referencing.len()), (2, 1));
    assert!(trigger.condition.is_some() && trigger.body.is_some());
}

#[test]
fn types_have_attributes_and_methods() {
    let object = created(
        "CREATE TYPE t UNDER s (a NUMBER(3), OVERRIDING MEMBER FUNCTION f RETURN VARCHAR2,
         CONSTRUCTOR FUNCTION t(a NUMBER) RETURN SELF AS RESULT, MAP MEMBER FUNCTION m RETURN NUMBER) NOT FINAL",
    );
    let Kind::Type(ty) = object.kind else { panic!() };
    let TypeShape::Object(it) = ty.shape else { panic!() };
    assert_eq!((it.attributes.len(), it.is_final), (1, Some(false)));
    let roles: Vec<_> = it.methods.iter().map(|m| m.role).collect();
    assert_eq!(roles, [MethodRole::Member, MethodRole::Constructor, MethodRole::Map]);
    let Change::AlterType { changes, .. } = change("ALTER TYPE t ADD ATTRIBUTE (x DATE, y CLOB) CASCADE") else {
        panic!()
    };
    let added = changes.iter().filter(|c| matches!(c, TypeChange::Add(_))).count();
    assert_eq!(added, 2);
    let Kind::Type(ty) = created("CREATE TYPE v AS VARRAY(5) OF VARCHAR2(10) NOT NULL").kind else { panic!() };
    assert!(matches!(ty.shape, TypeShape::Varray { limit: 5, of: Type::Varchar { .. }, not_null: true }));
}

#[test]
fn passwords_are_never_kept() {
    for text in [
        "CREATE USER u IDENTIFIED BY secret1 DEFAULT TABLESPACE x",
        "ALTER USER u IDENTIFIED BY secret1 REPLACE secret1",
        "CREATE ROLE r IDENTIFIED BY secret1",
        "GRANT CONNECT TO u IDENTIFIED BY secret1",
        "CREATE DATABASE LINK l CONNECT TO u IDENTIFIED BY \"secret1\" USING 'tns'",
        "CREATE SHARED DATABASE LINK l CONNECT TO u IDENTIFIED BY VALUES 'secret1' AUTHENTICATED BY v IDENTIFIED BY secret1",
    ] {
        let it = one(text);
        assert!(!format!("{:?}", it.does).to_lowercase().contains("secret1"), "{text}: {:?}", it.does);
    }
}

#[test]
fn grants_and_comments_name_their_objects() {
    let Change::Grant(grant) = change("GRANT SELECT, UPDATE (a, b) ON s.t TO u, PUBLIC WITH GRANT OPTION") else {
        panic!()
    };
    assert_eq!(grant.on.unwrap().name.to_string(), "S.T");
    assert_eq!((grant.privileges[1].columns.len(), grant.to.len(), grant.with_grant), (2, 2, true));
    let Change::Grant(grant) = change("GRANT CREATE ANY TABLE, ON COMMIT REFRESH TO r WITH ADMIN OPTION") else {
        panic!()
    };
    assert_eq!(grant.privileges[0].name, "CREATE ANY TABLE");
    let Change::Comment { on, text } = change("COMMENT ON COLUMN s.t.c IS 'it''s'") else { panic!() };
    assert!(matches!(on, CommentOn::Column(table, column) if table.to_string() == "S.T" && column == "C"));
    assert_eq!(text, "it's");
}

#[test]
fn synonyms_and_links_say_where_they_lead() {
    let object = created("CREATE OR REPLACE PUBLIC SYNONYM e FOR hr.emp@hq.acme.com");
    assert_eq!(object.name.to_string(), "PUBLIC.E");
    let Kind::Other(Other::Synonym(synonym)) = object.kind else { panic!() };
    assert_eq!((synonym.target.to_string(), synonym.link.unwrap()), ("HR.EMP".to_owned(), "HQ.ACME.COM".into()));
}

#[test]
fn a_session_moves_to_another_schema() {
    assert_eq!(change("ALTER SESSION SET CURRENT_SCHEMA = hr"), Change::Schema("HR".into()));
    assert_eq!(change("ALTER SESSION SET NLS_DATE_FORMAT = 'YYYY'"), Change::DateFormat("YYYY".into()));
    assert!(matches!(one("ALTER SESSION SET NLS_LANGUAGE = 'FRENCH'").does, Does::Ignored(_)));
}

#[test]
fn what_has_no_counterpart_is_kept_by_name() {
    let object = created("CREATE DIRECTORY d AS '/tmp'");
    let Kind::Other(Other::Misc("DIRECTORY", clauses)) = object.kind else { panic!() };
    assert!(matches!(&clauses[0].kind, ClauseKind::Text("AS", path) if path == "/tmp"));
}

#[test]
fn a_hyphen_at_the_end_of_a_line_goes_on() {
    let value = |text: &str| match one(text).does {
        Does::Data(dml) => dml,
        other => panic!("{other:?}"),
    };
    assert_eq!(value("INSERT INTO t VALUES (1-\n, 'a'- \r\n||'b')"), value("INSERT INTO t VALUES (1, 'a'||'b')"));
    assert_ne!(value("INSERT INTO t VALUES (5 -\n3)"), value("INSERT INTO t VALUES (53)"));
}
