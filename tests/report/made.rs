//! A small schema with one of everything that a report can hold, and one with names and texts that attack every format.

use howdah::finding::{Applied, Confidence, Dropped, Effort, Key, ObjectKind, Outcome, Rule, Severity, Source, State};
use howdah::name::QName;
use howdah::profile::{Origin, Profile};
use howdah::report::model::{Cycle, Location, NotChecked, Proof, Report, SourceFile, Waiver};
use howdah::report::policy::{Owner, Policy, Waived};
use howdah::report::{Emitted, Run, Says, Statement, Texts, build};
use howdah::span::Span;
use rustc_hash::FxHashMap;

pub static DATE: Rule = Rule {
    name: "date-has-time",
    codes: &[(Source::Oracle, "OR-TYP-022")],
    raw: Severity::DataLossRisk,
    severity: Severity::DataLossRisk,
    confidence: Confidence::Certain,
    effort: Effort::minutes(60, 20),
    message: "column `{column}` is DATE, which holds a time of day; the option cuts it off",
    help: "set `date_as = \"timestamp\"` for `{column}`",
    doc: "",
    ..Rule::PLAIN
};

pub static ENCRYPTED: Rule = Rule {
    name: "encrypted-column",
    codes: &[(Source::Oracle, "OR-CMP-004")],
    raw: Severity::Blocker,
    severity: Severity::Blocker,
    confidence: Confidence::Certain,
    effort: Effort::minutes(480, 120),
    message: "column `{column}` is encrypted by the server; PostgreSQL stores it in the clear",
    help: "choose volume encryption, or `encrypted_columns = \"pgcrypto\"`",
    doc: "",
    ..Rule::PLAIN
};

pub static ZONE: Rule = Rule {
    name: "server-zone",
    codes: &[(Source::Oracle, "OR-TMZ-002")],
    raw: Severity::BehaviourChange,
    severity: Severity::BehaviourChange,
    confidence: Confidence::Likely,
    effort: Effort::minutes(30, 0),
    message: "option `source_server_timezone` is not set; SYSDATE is in the zone of the server",
    help: "set it in howdah.toml",
    doc: "",
    ..Rule::PLAIN
};

pub static NUMBER: Rule = Rule {
    name: "number-plain",
    codes: &[(Source::Oracle, "OR-TYP-002")],
    raw: Severity::Info,
    severity: Severity::Info,
    confidence: Confidence::Certain,
    effort: Effort::NONE,
    message: "NUMBER becomes numeric",
    help: "",
    doc: "",
    ..Rule::PLAIN
};

pub static STORAGE: Rule = Rule {
    name: "storage-clause",
    codes: &[(Source::Oracle, "OR-DDL-040")],
    raw: Severity::Info,
    severity: Severity::Info,
    confidence: Confidence::Certain,
    effort: Effort::NONE,
    message: "{clause} has no counterpart",
    help: "",
    doc: "",
    ..Rule::PLAIN
};

pub static BODY: Rule = Rule {
    name: "body-not-converted",
    codes: &[(Source::Oracle, "OR-PLS-001")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    confidence: Confidence::Likely,
    effort: Effort::minutes(90, 30),
    message: "body of `{name}` is not converted",
    help: "write it by hand",
    doc: "",
    ..Rule::PLAIN
};

/// Source files, one after the other in one position space.
pub struct Made {
    pub files: Vec<(&'static str, String)>,
    pub outcomes: Vec<Outcome>,
    pub statements: Vec<Statement>,
    pub emitted: Vec<Emitted>,
    pub policy: Policy,
    pub profile: Profile,
}

impl Made {
    /// The stretch of `what` in a file.
    pub fn span(&self, path: &str, what: &str) -> Span {
        let mut base = 0;
        for (name, text) in &self.files {
            if *name == path {
                let at = text.find(what).unwrap_or_else(|| panic!("{what:?} is not in {path}"));
                let lo = base + u32::try_from(at).unwrap();
                return Span::new(lo, lo + u32::try_from(what.len()).unwrap());
            }
            base += u32::try_from(text.len()).unwrap() + 1;
        }
        panic!("no file {path}")
    }

    fn place(&self, starts: &[Vec<usize>], span: Span) -> Option<Location> {
        let mut base = 0;
        for ((name, text), starts) in self.files.iter().zip(starts) {
            let length = u32::try_from(text.len()).unwrap();
            if !span.is_empty() && base <= span.lo && span.hi <= base + length {
                let at = |position: u32| {
                    let position = (position - base) as usize;
                    let line = starts.partition_point(|s| *s <= position);
                    let column = text[starts[line - 1]..position].chars().count() + 1;
                    (u32::try_from(line).unwrap(), u32::try_from(column).unwrap())
                };
                let ((line, column), (end_line, end_column)) = (at(span.lo), at(span.hi));
                return Some(Location { file: (*name).into(), line, column, end_line, end_column });
            }
            base += length + 1;
        }
        None
    }

    pub fn report(&self) -> Report {
        let waves = self.outcomes.iter().zip(1..).map(|(o, i)| (o.key.clone(), 1 + i / 3)).collect();
        let levels: FxHashMap<Key, u8> = self
            .outcomes
            .iter()
            .filter(|o| matches!(o.state, State::Converted | State::Review))
            .map(|o| (o.key.clone(), 3))
            .collect();
        let files = self.files.iter().map(|(path, text)| SourceFile {
            path: (*path).into(),
            sha256: "5".repeat(64),
            bytes: text.len() as u64,
            encoding: "utf-8".into(),
            lines: u32::try_from(text.lines().count()).unwrap(),
        });
        let starts = |text: &str| std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        let starts: Vec<Vec<usize>> = self.files.iter().map(|(_, text)| starts(text)).collect();
        let place = |span: Span| self.place(&starts, span);
        build(Run {
            source: Source::Oracle,
            files: files.collect(),
            place: &place,
            outcomes: &self.outcomes,
            statements: &self.statements,
            general: &[ZONE.at(Span::default())],
            emitted: &self.emitted,
            levels: &levels,
            proof: Proof { engine: "parser".into(), version: Some("PostgreSQL 18".into()), level: "P3".into() },
            waves: &waves,
            cycles: vec![Cycle {
                members: vec!["table:HR.EMPLOYEES".into(), "table:HR.DEPARTMENTS".into()],
                broken_by: "the foreign key is added after the load".into(),
            }],
            renames: Vec::new(),
            not_checked: vec![NotChecked {
                kind: "file".into(),
                object: None,
                location: None,
                reason: "`notes.doc` is no script".into(),
            }],
            profile: &self.profile,
            policy: &self.policy,
            rules_digest: "3".repeat(64),
            says: Says::Drafts,
        })
    }

    pub fn texts(&self) -> Texts<'_> {
        let mut texts = Texts::default();
        for (path, text) in &self.files {
            texts.sources.insert((*path).into(), text.as_str().into());
        }
        texts.outputs.insert(TABLE_FILE.into(), TABLE_SQL.into());
        texts
    }
}

pub const TABLE_FILE: &str = "objects/hr/table/employees.sql";
const TABLE_SQL: &str = "-- hr/tables.sql:1\nCREATE TABLE hr.employees (\n    employee_id numeric(6) NOT NULL,\n    hired date, -- first day\n    card bytea\n);\n";
const TABLES: &str = "CREATE TABLE employees (\n  employee_id NUMBER(6) NOT NULL,\n  hired DATE, -- first day\n  card RAW(16) ENCRYPT\n) PCTFREE 10;\n\nCREATE TABLE departments (\n  department_id NUMBER,\n  note VARCHAR2(30) DEFAULT 'it''s'\n);\n";
const CODE: &str = "CREATE PROCEDURE raise_pay(p NUMBER) IS\nBEGIN\n  UPDATE employees SET pay = pay * p;\nEND;\n/\nCOMMENT ON TABLE employees IS 'people';\nSET ECHO OFF\nCREATE RUBBISH x;\n";

pub fn key(kind: ObjectKind, name: &str) -> Key {
    Key { kind, name: QName::new("HR", name) }
}

fn outcome(kind: ObjectKind, name: &str, span: Span) -> Outcome {
    Outcome { key: key(kind, name), span, targets: vec![QName::new("hr", name.to_lowercase())], ..Outcome::default() }
}

pub fn ordinary() -> Made {
    let mut made = Made {
        files: vec![("hr/tables.sql", TABLES.into()), ("hr/code.sql", CODE.into())],
        outcomes: Vec::new(),
        statements: Vec::new(),
        emitted: Vec::new(),
        policy: policy(),
        profile: Profile::default(),
    };
    made.profile.set("date_as", "date", Origin::File).unwrap();
    let whole = made.span("hr/tables.sql", TABLES.split_once(";\n").unwrap().0);
    let mut employees = outcome(ObjectKind::Table, "EMPLOYEES", whole);
    employees.raise(DATE.at(made.span("hr/tables.sql", "hired DATE")).with("column", "HIRED"));
    employees.raise(ENCRYPTED.at(made.span("hr/tables.sql", "card RAW(16) ENCRYPT")).with("column", "CARD"));
    employees.applied.push(Applied { rule: &NUMBER, span: made.span("hr/tables.sql", "NUMBER(6)"), count: 1 });
    let clause = made.span("hr/tables.sql", "PCTFREE 10");
    employees.dropped.push(Dropped { rule: &STORAGE, clause: "PCTFREE", span: clause });
    let mut departments =
        outcome(ObjectKind::Table, "DEPARTMENTS", made.span("hr/tables.sql", "CREATE TABLE departments"));
    departments.raise(DATE.at(made.span("hr/tables.sql", "note")).with("column", "NOTE"));
    let mut view = outcome(ObjectKind::View, "PEOPLE", made.span("hr/code.sql", "UPDATE employees"));
    view.depends_on = vec![employees.key.clone()];
    let mut routine =
        outcome(ObjectKind::Procedure, "RAISE_PAY", made.span("hr/code.sql", "CREATE PROCEDURE raise_pay"));
    routine.depends_on = vec![employees.key.clone()];
    routine.raise(BODY.at(made.span("hr/code.sql", "BEGIN")).with("name", "RAISE_PAY"));
    routine.reason = Some("its body is not read yet".into());
    let mut grant = outcome(ObjectKind::Grant, "SELECT ON EMPLOYEES", made.span("hr/code.sql", "SET ECHO"));
    grant.state = State::Ignored;
    grant.reason = Some("granted to a role of the server".into());
    grant.targets.clear();
    let mut sequence = outcome(ObjectKind::Sequence, "Order Numbers", made.span("hr/code.sql", "COMMENT ON"));
    sequence.targets = vec![QName::new("hr", "order_numbers")];
    let start = whole.lo;
    let line = |n: usize| {
        let at = TABLES.match_indices('\n').nth(n - 1).unwrap().0 + 1;
        let at = start + u32::try_from(at).unwrap();
        Span::new(at, at + 2)
    };
    made.emitted.push(Emitted {
        key: employees.key.clone(),
        file: TABLE_FILE.into(),
        line: 1,
        end_line: 6,
        map: vec![(2, whole), (3, line(1)), (4, line(2)), (5, line(3)), (6, line(4))],
    });
    let statement = |what: &'static str, object: Option<&Outcome>, state, reason: Option<&str>| Statement {
        span: made.span("hr/code.sql", "COMMENT ON"),
        label: what,
        object: object.map(|o| o.key.clone()),
        state,
        reason: reason.map(Into::into),
    };
    made.statements = vec![
        statement("CREATE TABLE", Some(&employees), State::Converted, None),
        statement("CREATE TABLE", Some(&departments), State::Converted, None),
        statement("CREATE VIEW", Some(&view), State::Converted, None),
        statement("CREATE PROCEDURE", Some(&routine), State::Converted, None),
        statement("COMMENT", Some(&employees), State::Converted, None),
        statement("SET", None, State::Ignored, Some("a command of the client")),
        statement("CREATE RUBBISH", None, State::Unread, Some("no such statement")),
    ];
    made.outcomes = vec![routine, employees, departments, view, grant, sequence];
    made
}

fn policy() -> Policy {
    let waiver = |until: &str| Waiver {
        reason: "the column holds days only".into(),
        owner: "ann".into(),
        until: Some(until.into()),
        ticket: Some("HR-12".into()),
    };
    let waived = |code: &str, object: &str, until: &str, line| Waived {
        code: code.into(),
        object: object.into(),
        waiver: waiver(until),
        line,
    };
    Policy {
        select: Vec::new(),
        ignore: Vec::new(),
        silent: Vec::new(),
        owners: vec![
            Owner { name: "payroll".into(), objects: vec!["HR.EMP*".into(), "HR.RAISE_PAY".into()] },
            Owner { name: "people".into(), objects: vec!["HR.*".into()] },
        ],
        waivers: vec![
            waived("OR-TYP-022", "HR.DEPARTMENTS", "2030-01-01", 3),
            waived("OR-CMP", "HR.EMPLOYEES", "2020-01-01", 9),
            waived("OR-XYZ-001", "*", "2030-01-01", 15),
        ],
        today: Some("2026-02-03".into()),
        fail_on: Some(Severity::DataLossRisk),
        baseline: Default::default(),
        config: "howdah.toml".into(),
    }
}

/// Texts that no output may let act.
pub const ATTACKS: [&str; 9] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(2)>",
    "';alert(3)//",
    "\u{202e}backwards\u{2066}",
    "\u{1b}[31mred\u{1b}]0;title\u{7}",
    "two\r\nlines\n::error::three",
    "=cmd|' /C calc'!A0",
    "]]> {{ 7 * 7 }} {% raw %} `code` | cell | **bold** [x](javascript:alert(4))",
    "\0nul\u{9b}31m",
];

pub fn hostile() -> Made {
    let mut made = ordinary();
    made.files.push(("evil/<b>&\u{202e}\u{1b}[1m.sql", format!("{}\n{}\n", ATTACKS.join("\n"), "x".repeat(300_000))));
    let at = made.span("evil/<b>&\u{202e}\u{1b}[1m.sql", "alert(1)");
    for (i, attack) in ATTACKS.iter().enumerate() {
        let mut object = outcome(ObjectKind::Table, &format!("T{i} {attack}"), at);
        object.raise(DATE.at(at).with("column", *attack));
        object.reason = Some((*attack).into());
        object.depends_on = vec![key(ObjectKind::Table, attack)];
        made.outcomes.push(object);
    }
    let mut long = outcome(ObjectKind::View, &"N".repeat(100_000), at);
    let end = made.span("evil/<b>&\u{202e}\u{1b}[1m.sql", &"x".repeat(300_000));
    long.raise(ENCRYPTED.at(end).with("column", "c".repeat(100_000)));
    made.outcomes.push(long);
    made.policy.owners.insert(0, Owner { name: ATTACKS[0].into(), objects: vec!["HR.T0*".into()] });
    made.policy.waivers.push(Waived {
        code: "OR-TYP".into(),
        object: "HR.T1*".into(),
        waiver: Waiver {
            reason: ATTACKS[1].into(),
            owner: ATTACKS[0].into(),
            until: None,
            ticket: Some(ATTACKS[4].into()),
        },
        line: 30,
    });
    made
}

/// Thousands of objects and findings.
pub fn large() -> Made {
    let mut made = ordinary();
    let code: String =
        (0..4_000).map(|i| format!("CREATE TABLE t{i} (\n  id NUMBER,\n  d DATE -- number {i}\n);\n")).collect();
    let base = u32::try_from(made.files.iter().map(|(_, t)| t.len() + 1).sum::<usize>()).unwrap();
    let mut at = 0;
    for (i, piece) in code.split_inclusive(";\n").enumerate() {
        let span = |what: &str| {
            let from = base + at + u32::try_from(piece.find(what).unwrap()).unwrap();
            Span::new(from, from + u32::try_from(what.len()).unwrap())
        };
        let mut object = outcome(ObjectKind::Table, &format!("T{i}"), span(piece.trim_end()));
        object.raise(DATE.at(span("d DATE")).with("column", "D"));
        if i % 3 == 0 {
            object.raise(ENCRYPTED.at(span("id NUMBER")).with("column", "ID"));
        }
        if i > 0 {
            object.depends_on = vec![key(ObjectKind::Table, &format!("T{}", i / 2))];
        }
        made.outcomes.push(object);
        at += u32::try_from(piece.len()).unwrap();
    }
    made.files.push(("big/all.sql", code));
    made
}
