//! What routines do besides giving a result, with all that they call and fire.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    reason = "a test fails by panicking"
)]

use howdah::analyze;
use howdah::analyze::effects::{Does, Runs};
use howdah::finding::Source;
use howdah::input::Input;
use howdah::profile::Profile;

const SCRIPT: &str = "
CREATE TABLE emp (id NUMBER, name VARCHAR2(30), hired DATE);
CREATE TABLE log (id NUMBER, what VARCHAR2(30));
CREATE SEQUENCE s;
CREATE VIEW v AS SELECT id, stamp(name) AS name FROM emp;
CREATE FUNCTION stamp(p VARCHAR2) RETURN VARCHAR2 IS BEGIN RETURN p || TO_CHAR(SYSDATE); END;
/
CREATE TRIGGER emp_bi BEFORE INSERT ON emp FOR EACH ROW BEGIN :NEW.id := s.NEXTVAL; END;
/
CREATE FUNCTION pure(p NUMBER) RETURN NUMBER IS BEGIN RETURN p + 1; END;
/
CREATE FUNCTION reader(p NUMBER) RETURN NUMBER IS n NUMBER; BEGIN SELECT COUNT(*) INTO n FROM v; RETURN n; END;
/
CREATE PACKAGE p IS
  limit CONSTANT NUMBER := 3;
  total NUMBER;
  FUNCTION even(n NUMBER) RETURN BOOLEAN;
  PROCEDURE count_up;
  PROCEDURE note(t VARCHAR2);
  PROCEDURE both(n OUT NUMBER);
END;
/
CREATE PACKAGE BODY p IS
  FUNCTION odd(n NUMBER) RETURN BOOLEAN;
  FUNCTION even(n NUMBER) RETURN BOOLEAN IS BEGIN IF n = limit THEN count_up; END IF; RETURN odd(n - 1); END;
  FUNCTION odd(n NUMBER) RETURN BOOLEAN IS BEGIN RETURN even(n - 1); END;
  PROCEDURE count_up IS BEGIN total := total + 1; END;
  PROCEDURE note(t VARCHAR2) IS
    PRAGMA AUTONOMOUS_TRANSACTION;
  BEGIN
    INSERT INTO log VALUES (1, t);
    COMMIT;
  END;
  PROCEDURE both(n OUT NUMBER) IS
  BEGIN
    DELETE FROM log;
    both(total);
    raise_it;
  EXCEPTION
    WHEN OTHERS THEN note('failed');
  END;
END;
/
CREATE PROCEDURE raise_it IS BEGIN RAISE_APPLICATION_ERROR(-20001, 'no'); END;
/
CREATE PROCEDURE two IS BEGIN UPDATE emp SET name = 'x'; DELETE FROM emp; END;
/
CREATE PROCEDURE caught IS BEGIN DELETE FROM emp; raise_it; EXCEPTION WHEN OTHERS THEN NULL; END;
/
CREATE PROCEDURE fill IS BEGIN INSERT INTO emp (name) VALUES ('x'); END;
/
CREATE PROCEDURE dyn(t VARCHAR2) IS BEGIN EXECUTE IMMEDIATE t; DBMS_OUTPUT.PUT_LINE(t); END;
/
CREATE PROCEDURE gone IS BEGIN nowhere.go; END;
/
";

const NAMES: &[(&str, Does)] = &[
    ("writes", Does::WRITES),
    ("reads", Does::READS),
    ("commits", Does::COMMITS),
    ("rolls back", Does::ROLLS_BACK),
    ("raises", Does::RAISES),
    ("partial", Does::PARTIAL),
    ("dynamic", Does::DYNAMIC),
    ("autonomous", Does::AUTONOMOUS),
    ("calls autonomous", Does::CALLS_AUTONOMOUS),
    ("clock", Does::CLOCK),
    ("output", Does::OUTPUT),
    ("locks", Does::LOCKS),
    ("sequence", Does::SEQUENCE),
    ("reads state", Does::READS_STATE),
    ("writes state", Does::WRITES_STATE),
    ("unknown", Does::UNKNOWN),
];

#[test]
fn effects_are_closed_over_calls_triggers_and_views() {
    let input = Input::from_texts(&[("a.sql", SCRIPT)]);
    let read = howdah::dialect::read(Source::Oracle, &input, &Profile::default());
    let facts = analyze::run(&read);
    let of = |name: &str| {
        let id = facts.symbols.routines().find(|(_, r)| r.name == name).unwrap().0;
        let effect = facts.effects.of(Runs::Routine(id));
        let mut words: Vec<String> =
            NAMES.iter().filter(|(_, does)| effect.does.has(*does)).map(|(name, _)| (*name).to_owned()).collect();
        words.extend(effect.writes.iter().map(|id| format!("> {}", read.catalog.get(*id).name)));
        words.join(", ")
    };
    assert_eq!(of("PURE"), "");
    assert_eq!(of("STAMP"), "clock");
    assert_eq!(of("READER"), "reads, clock");
    assert_eq!(of("COUNT_UP"), "reads state, writes state");
    assert_eq!(of("EVEN"), "reads state, writes state");
    assert_eq!(of("ODD"), "reads state, writes state");
    assert_eq!(of("NOTE"), "writes, commits, autonomous, > LOG");
    assert_eq!(of("BOTH"), "writes, partial, calls autonomous, reads state, writes state, > LOG");
    assert_eq!(of("RAISE_IT"), "raises");
    assert_eq!(of("TWO"), "writes, partial, > EMP");
    assert_eq!(of("CAUGHT"), "writes, > EMP");
    assert_eq!(of("FILL"), "writes, sequence, > EMP");
    assert_eq!(of("DYN"), "dynamic, output");
    assert_eq!(of("GONE"), "unknown");
}
