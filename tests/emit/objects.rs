//! Objects of every kind: their text, their files, and what a server makes of it.

use super::{object, printer, text};
use howdah::catalog::{
    self, Action, Bound, Column, ConstraintState, Event, Fill, ForeignKey, Grant, Granted, Identity, IndexKey,
    IndexMethod, Limit, Limited, Materialized, Nullability, OnNull, PartitionBy, Persistence, Privilege, Refresh,
    Sequence, Timing, TypeShape,
};
use howdah::emit::layout::{Output, Placed, tree};
use howdah::emit::path::Home;
use howdah::emit::{Piece, Printed, phase, support};
use howdah::finding::ObjectKind;
use howdah::name::{Name, QName};
use howdah::pg::{self, Body, Clause, ConstraintRule, Expr, Kind, Op, Stmt, Type};
use howdah::span::At;

fn column(name: &str, ty: Type, null: bool, fill: Fill<pg::Pg>) -> pg::Column {
    let not_null = Nullability::NotNull { name: None, at: At::default(), state: ConstraintState::default() };
    Column {
        name: name.into(),
        at: At::default(),
        ty: Some(ty),
        null: if null { Nullability::Unstated } else { not_null },
        fill,
        collation: None,
        invisible: false,
        comment: None,
        comments: Vec::new(),
        clauses: Vec::new(),
    }
}

fn constraint(name: &str, rule: ConstraintRule) -> pg::Constraint {
    pg::Constraint {
        name: Some(name.into()),
        at: At::default(),
        rule,
        state: ConstraintState::default(),
        comment: None,
        comments: Vec::new(),
        clauses: Vec::new(),
    }
}

fn hr(name: &str) -> QName {
    QName::new("hr", name)
}

fn names(all: &[&str]) -> Vec<Name> {
    all.iter().map(|n| Name::from(*n)).collect()
}

fn employees() -> pg::Table {
    let identity = Identity {
        always: true,
        on_null: OnNull::No,
        options: Sequence { start: Some(100), cache: Some(20), ..Sequence::default() },
    };
    let salary = Expr::name("salary");
    let mut said = column(
        "salary",
        Type::Numeric(Some((8, 2))),
        false,
        Fill::Default { expr: Expr::int(-1), on_null: OnNull::No },
    );
    said.comment = Some("it's in euros".into());
    let foreign = ForeignKey {
        columns: names(&["manager_id"]),
        table: hr("employees"),
        target: names(&["id"]),
        on_delete: Action::SetNull,
        on_update: Action::NoAction,
    };
    pg::Table {
        columns: vec![
            column("id", Type::BigInt, false, Fill::Identity(Box::new(identity))),
            column("name", Type::Varchar(Some(20)), false, Fill::Nothing),
            said,
            column(
                "yearly",
                Type::Numeric(None),
                true,
                Fill::Generated { expr: salary.clone().infix(Op::Multiply, Expr::int(12)), stored: true },
            ),
            column(
                "hired",
                Type::Timestamp(Some(0)),
                false,
                Fill::Default { expr: Expr::helper("sysdate", []), on_null: OnNull::No },
            ),
            column("manager_id", Type::BigInt, true, Fill::Nothing),
        ],
        constraints: vec![
            constraint("emp_pk", ConstraintRule::Primary(names(&["id"]))),
            constraint("emp_salary", ConstraintRule::Check(salary.infix(Op::Gt, Expr::int(-2)))),
            constraint("emp_rated", ConstraintRule::Check(Expr::function(hr("rated"), [Expr::name("name")]))),
            constraint("emp_manager", ConstraintRule::Foreign(foreign)),
        ],
        ..pg::Table::default()
    }
}

fn routine(returns: Type, params: &[(&str, Type)], body: Body) -> pg::Routine {
    let param = |(name, ty): &(&str, Type)| catalog::Param {
        name: (*name).into(),
        at: At::default(),
        mode: catalog::Mode::In,
        nocopy: false,
        ty: ty.clone(),
        default: None,
    };
    pg::Routine {
        is_function: true,
        params: params.iter().map(param).collect(),
        returns: Some(returns),
        body: Some(body),
        clauses: vec![Clause::Volatility("IMMUTABLE")],
    }
}

fn sales() -> pg::Table {
    let day = |text: &str| vec![Limit::Value(Expr::text(text))];
    let part = |name: &str, bound| pg::Partition {
        name: Some(name.into()),
        bound,
        parts: Vec::new(),
        at: At::default(),
        clauses: Vec::new(),
    };
    let partitioning = |by, column: &str, parts, sub| pg::Partitioning {
        by,
        columns: vec![Expr::name(column)],
        interval: None,
        automatic: false,
        reference: None,
        count: None,
        parts,
        sub,
        at: At::default(),
        clauses: Vec::new(),
    };
    let sub = partitioning(
        PartitionBy::List,
        "region",
        vec![
            part("eu", Bound::Values(vec![vec![Expr::text("DE")], vec![Expr::text("FR")]])),
            part("rest", Bound::Default),
        ],
        None,
    );
    let parts = vec![
        part("sales_old", Bound::LessThan(day("2020-01-01"))),
        part("sales_new", Bound::LessThan(vec![Limit::Max])),
    ];
    pg::Table {
        columns: vec![
            column("day", Type::Date, false, Fill::Nothing),
            column("region", Type::Char(2), false, Fill::Nothing),
        ],
        partitioning: Some(Box::new(partitioning(PartitionBy::Range, "day", parts, Some(Box::new(sub))))),
        ..pg::Table::default()
    }
}

fn query(of: &str, column: &str) -> pg::Query {
    pg::Query::Select(Box::new(pg::Select {
        targets: vec![(Expr::name(column), None)],
        from: vec![pg::From::Relation(hr(of), None)],
        ..pg::Select::default()
    }))
}

fn view(query: pg::Query, materialized: bool) -> Kind {
    let filled = || Materialized {
        immediate: true,
        refresh: Refresh::Force,
        on_commit: false,
        schedule: Vec::new(),
        prebuilt: false,
        rewrite: false,
        partitioning: None,
    };
    Kind::View(pg::View {
        columns: Vec::new(),
        query,
        materialized: materialized.then(filled).map(Box::new),
        read_only: false,
        check_option: false,
        remarks: Vec::new(),
        force: false,
        of_type: None,
        constraints: Vec::new(),
        clauses: Vec::new(),
    })
}

fn index(on: &str, key: Expr, unique: bool) -> Kind {
    Kind::Index(pg::Index {
        table: hr(on),
        keys: vec![IndexKey { expr: key, descending: true, nulls_first: Some(false), class: None, collation: None }],
        unique,
        method: IndexMethod::BTree,
        predicate: None,
        include: Vec::new(),
        hidden: false,
        partitioning: None,
        local: false,
        clauses: Vec::new(),
    })
}

fn grant(to: &[&str]) -> Kind {
    Kind::Grant(Grant {
        privileges: vec![
            Privilege { name: "SELECT".into(), columns: Vec::new() },
            Privilege { name: "UPDATE".into(), columns: names(&["name"]) },
        ],
        on: Some(Granted { kind: "", name: hr("employees"), more: Vec::new() }),
        to: names(to),
        with_grant: false,
        options: Vec::new(),
    })
}

fn trigger() -> Kind {
    Kind::Trigger(pg::Trigger {
        table: Some(hr("employees")),
        timing: Timing::Before,
        events: vec![Event::Insert, Event::Update(names(&["name"]))],
        each_row: true,
        condition: Some(Expr::Name(Box::new(["new".into(), "name".into()])).is_not_null()),
        referencing: Vec::new(),
        enabled: false,
        body: Some(Body::Block(vec![Stmt::Return(Some(Expr::name("new")))].into())),
        clauses: Vec::new(),
    })
}

/// A schema with one object of each kind, in no order.
fn everything() -> Vec<pg::Object> {
    let rated = Expr::call("length", [Expr::name("n")]).infix(Op::Gt, Expr::int(0));
    let domain = TypeShape::Domain {
        of: Type::Text,
        not_null: false,
        default: None,
        checks: vec![constraint(
            "short",
            ConstraintRule::Check(Expr::call("length", [Expr::name("value")]).infix(Op::Lt, Expr::int(9))),
        )],
    };
    let seq = Sequence {
        increment: Some(5),
        min: Some(Limited::No),
        max: Some(Limited::At(1000)),
        cache: Some(0),
        cycle: Some(true),
        owned_by: Some((hr("employees"), "id".into())),
        ..Sequence::default()
    };
    vec![
        object(hr("emp_v"), view(query("emp_m", "name"), false)),
        object(hr("emp_m_ix"), index("emp_m", Expr::call("upper", [Expr::name("name")]), true)),
        object(hr("emp_m"), view(query("employees", "name"), true)),
        object(hr("emp_biu"), trigger()),
        object(hr("grants"), grant(&["nobody_here", "public"])),
        object(hr("employees"), Kind::Table(employees())),
        object(hr("sales"), Kind::Table(sales())),
        object(hr("name_ix"), index("employees", Expr::name("name").infix(Op::Eq, Expr::text("x")), false)),
        object(
            hr("rated"),
            Kind::Routine(routine(Type::Boolean, &[("n", Type::Named(hr("label")))], Body::Return(rated))),
        ),
        object(hr("label"), Kind::Type(pg::UserType { shape: domain, clauses: Vec::new() })),
        object(hr("emp_seq"), Kind::Sequence(seq)),
        object(QName::bare("hr"), Kind::Schema(Vec::new())),
    ]
}

/// The pieces of the objects in creation order: by phase, and within one after what they need.
fn ordered(printed: &[Printed]) -> Vec<(&Piece, howdah::emit::Phase, usize)> {
    let all: Vec<(&Piece, usize)> =
        printed.iter().enumerate().flat_map(|(i, p)| p.pieces.iter().map(move |x| (x, i))).collect();
    let phases = phase::settle(&all.iter().map(|(p, _)| *p).collect::<Vec<_>>());
    let mut out = Vec::new();
    for wanted in howdah::emit::Phase::ALL {
        let of: Vec<(&Piece, usize)> =
            all.iter().zip(&phases).filter(|(_, p)| **p == wanted).map(|(x, _)| *x).collect();
        let items: Vec<_> = of
            .iter()
            .enumerate()
            .map(|(i, (p, _))| howdah::graph::Item { key: i, makes: &p.makes, needs: &p.needs })
            .collect();
        out.extend(howdah::graph::order(&items).order.into_iter().map(|i| (of[i].0, wanted, of[i].1)));
    }
    out
}

fn files(target: u8) -> Vec<howdah::emit::OutFile> {
    let objects = everything();
    let printed: Vec<Printed> = objects.iter().map(|o| printer(target).print(o)).collect();
    let home = |p: &Printed| Home {
        schema: p.name.schema.clone().unwrap_or_else(|| p.name.name.clone()),
        kind: p.kind,
        name: p.name.name.clone(),
    };
    let homes: Vec<Home> = printed.iter().map(home).collect();
    let sequence = ordered(&printed);
    let pieces: Vec<Placed<'_>> =
        sequence.iter().map(|(piece, phase, i)| Placed { piece, phase: *phase, home: &homes[*i] }).collect();
    let insert = pg::Dml::Insert(pg::Insert {
        table: hr("employees"),
        columns: names(&["id", "name"]),
        overriding: true,
        source: pg::Query::Values(vec![vec![Expr::int(1), Expr::text("O'Hara")]]),
    });
    let data = [printer(target).statement(&insert, howdah::span::Span::default())];
    let support = support::shaken(pieces.iter().flat_map(|p| &p.piece.helpers));
    let roles = [Name::from("nobody_here")];
    tree(&Output {
        pieces: &pieces,
        data: &data,
        queries: &[],
        blocks: &[],
        support,
        dictionary: None,
        roles: &roles,
        late_bodies: false,
    })
    .files
}

#[test]
fn a_table_reads_as_a_person_would_write_it() {
    let printed = printer(15).print(&object(hr("employees"), Kind::Table(employees())));
    let want = "\
CREATE TABLE hr.employees (
  id bigint GENERATED ALWAYS AS IDENTITY (START WITH 100 CACHE 20) NOT NULL,
  name varchar(20) NOT NULL,
  salary numeric(8,2) DEFAULT -1 NOT NULL,
  yearly numeric GENERATED ALWAYS AS (salary * 12) STORED,
  hired timestamp(0) DEFAULT ora_compat.sysdate() NOT NULL,
  manager_id bigint,
  CONSTRAINT emp_salary CHECK (salary > -2)
);
ALTER TABLE hr.employees ADD CONSTRAINT emp_pk PRIMARY KEY (id);
ALTER TABLE hr.employees ADD CONSTRAINT emp_rated CHECK (hr.rated(name));
ALTER TABLE hr.employees
  ADD CONSTRAINT emp_manager FOREIGN KEY (manager_id)
  REFERENCES hr.employees (id) ON DELETE SET NULL;
COMMENT ON COLUMN hr.employees.salary IS 'it''s in euros';
";
    assert_eq!(text(&printed), want);
    let parts: Vec<String> = printed.pieces.iter().filter_map(|p| Some(p.part.as_ref()?.to_string())).collect();
    assert_eq!(parts, ["hr.emp_pk", "hr.emp_rated", "hr.emp_manager"]);
    assert_eq!(printed.pieces[0].helpers, [QName::new("ora_compat", "sysdate")]);
}

#[test]
fn partitions_continue_where_the_one_before_ends() {
    let printed = printer(15).print(&object(hr("sales"), Kind::Table(sales())));
    let want = "\
CREATE TABLE hr.sales (
  day date NOT NULL,
  region char(2) NOT NULL
) PARTITION BY RANGE (day);
CREATE TABLE hr.sales_old PARTITION OF hr.sales
  FOR VALUES FROM (MINVALUE) TO ('2020-01-01')
  PARTITION BY LIST (region);
CREATE TABLE hr.sales_old_eu PARTITION OF hr.sales_old FOR VALUES IN ('DE', 'FR');
CREATE TABLE hr.sales_old_rest PARTITION OF hr.sales_old DEFAULT;
CREATE TABLE hr.sales_new PARTITION OF hr.sales
  FOR VALUES FROM ('2020-01-01') TO (MAXVALUE)
  PARTITION BY LIST (region);
CREATE TABLE hr.sales_new_eu PARTITION OF hr.sales_new FOR VALUES IN ('DE', 'FR');
CREATE TABLE hr.sales_new_rest PARTITION OF hr.sales_new DEFAULT;
";
    assert_eq!(text(&printed), want);
}

#[test]
fn what_the_target_does_not_have_is_named_and_what_is_switched_off_is_a_comment() {
    let mut table = employees();
    table.columns[3].fill = Fill::Generated { expr: Expr::name("salary"), stored: false };
    table.persistence = Persistence::Permanent;
    table.constraints[0].clauses.push(Clause::NotEnforced);
    let object = object(hr("employees"), Kind::Table(table));
    let printed = printer(17).print(&object);
    assert_eq!(printed.pieces[0].newer[0].since, 18);
    let key = "-- disabled in the source; PostgreSQL enforces every such constraint\n\
               -- ALTER TABLE hr.employees ADD CONSTRAINT emp_pk PRIMARY KEY (id);\n";
    assert_eq!(printed.pieces[1].create.text, key);
    assert!(printer(18).print(&object).pieces[0].newer.is_empty());
}

#[test]
fn there_is_one_file_per_object_and_phase() {
    let paths: Vec<String> = files(15).into_iter().map(|f| f.path).collect();
    let want = [
        "apply.sql",
        "pre_data.sql",
        "data.sql",
        "post_data.sql",
        "database.sql",
        "rollback.sql",
        "objects/ora_compat.sql",
        "objects/hr/function/rated.sql",
        "objects/hr/grant/grants.sql",
        "objects/hr/index/emp_m_ix.sql",
        "objects/hr/index/name_ix.sql",
        "objects/hr/materialized_view/emp_m.sql",
        "objects/hr/schema/hr.sql",
        "objects/hr/sequence/emp_seq.keys.sql",
        "objects/hr/sequence/emp_seq.sql",
        "objects/hr/table/employees.foreign_keys.sql",
        "objects/hr/table/employees.keys.sql",
        "objects/hr/table/employees.post.2.sql",
        "objects/hr/table/employees.post.sql",
        "objects/hr/table/employees.sql",
        "objects/hr/table/sales.sql",
        "objects/hr/trigger/emp_biu.sql",
        "objects/hr/type/label.sql",
        "objects/hr/view/emp_v.sql",
    ];
    assert_eq!(paths, want);
    assert_eq!(ObjectKind::MaterializedView.name(), "materialized_view");
}

#[cfg(feature = "server")]
#[test]
fn a_server_takes_everything_and_gives_it_back() {
    use howdah::proof::script;
    use std::collections::BTreeMap;
    let Some(server) = super::postgres_server::server() else { return };
    super::postgres_server::with_database(&server, |client| {
        let files = files(15);
        let read = |path: &str| {
            files.iter().find(|f| f.path == path).map(|f| f.text.to_string()).ok_or_else(|| path.to_owned())
        };
        let run = |client: &mut postgres::Client, script: &str, set: &[(&str, &str)]| {
            let set: BTreeMap<String, String> = set.iter().map(|(k, v)| ((*k).into(), (*v).into())).collect();
            let statements = script::statements(script, &set, &read).unwrap();
            statements.iter().try_for_each(|s| {
                client.batch_execute(&s.text).map_err(|e| {
                    format!("{}:{}: {}\n{}", s.file, s.line, e.as_db_error().map_or("?", |d| d.message()), s.text)
                })
            })
        };
        let count = |client: &mut postgres::Client| -> i64 {
            let sql = "SELECT count(*) FROM pg_class WHERE relnamespace = to_regnamespace('hr')";
            client.query_one(sql, &[]).unwrap().get(0)
        };
        run(client, "apply.sql", &[]).unwrap();
        assert_eq!(count(client), 15);
        let row = client.query_one("SELECT name, yearly::text FROM hr.employees", &[]).unwrap();
        assert_eq!((row.get(0), row.get(1)), ("O'Hara", "-12.00"));
        let refused = run(client, "rollback.sql", &[]).unwrap_err();
        assert!(refused.contains("table hr.employees holds rows; run with -v drop_data=yes"), "{refused}");
        run(client, "rollback.sql", &[("drop_data", "yes")]).unwrap();
        assert_eq!(count(client), 0);
        let left =
            client.query_one("SELECT count(*) FROM pg_namespace WHERE nspname IN ('hr', 'ora_compat')", &[]).unwrap();
        assert_eq!(left.get::<_, i64>(0), 0);
        run(client, "apply.sql", &[("single_transaction", "1"), ("create_roles", "1")]).unwrap();
        let granted =
            client.query_one("SELECT has_table_privilege('nobody_here', 'hr.employees', 'SELECT')", &[]).unwrap();
        assert!(granted.get::<_, bool>(0));
        run(client, "rollback.sql", &[("drop_data", "yes")]).unwrap();
        client.batch_execute("DROP ROLE nobody_here").unwrap();
    });
}
