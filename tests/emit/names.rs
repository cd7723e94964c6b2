//! Every keyword as the name of everything, on a real PostgreSQL.

use super::{object, postgres_server, printer, text};
use howdah::catalog::{
    Attribute, Column, ConstraintState, Fill, Mode, Nullability, ObjectType, Param, TypeShape, ViewColumn,
};
use howdah::name::QName;
use howdah::pg::{self, Body, ConstraintRule, Expr, Kind, Op, Stmt, Type};
use howdah::span::At;

fn column(name: &str, ty: Type) -> pg::Column {
    Column {
        name: name.into(),
        at: At::default(),
        ty: Some(ty),
        null: Nullability::Unstated,
        fill: Fill::Nothing,
        collation: None,
        invisible: false,
        comment: Some("said".into()),
        comments: Vec::new(),
        clauses: Vec::new(),
    }
}

/// A table, type, view, function and trigger that are named by the word, as are their parts; and calls of them.
fn objects(word: &str) -> Vec<pg::Object> {
    let positive = || Expr::name(word).infix(Op::Gt, Expr::int(0));
    let ty = QName::new("ty", word);
    let attribute = Attribute { name: word.into(), at: At::default(), ty: Type::Integer, comments: Vec::new() };
    let shape = ObjectType {
        under: None,
        attributes: vec![attribute],
        methods: Vec::new(),
        is_final: None,
        instantiable: None,
    };
    let check = pg::Constraint {
        name: Some(word.into()),
        at: At::default(),
        rule: ConstraintRule::Check(positive()),
        state: ConstraintState::default(),
        comment: Some("said".into()),
        comments: Vec::new(),
        clauses: Vec::new(),
    };
    let key = pg::Constraint {
        name: Some(format!("{word} key").into()),
        rule: ConstraintRule::Primary(vec![word.into()]),
        ..check.clone()
    };
    let table = pg::Table {
        columns: vec![column(word, Type::Integer), column("other", Type::Named(ty.clone()))],
        constraints: vec![check, key],
        ..pg::Table::default()
    };
    let view = pg::View {
        columns: vec![ViewColumn { name: word.into(), at: At::default(), invisible: false, comment: None }],
        query: pg::Query::Select(Box::new(pg::Select {
            targets: vec![(
                Expr::Name(Box::new([word.into(), word.into()])).infix(Op::Add, Expr::int(1)),
                Some(word.into()),
            )],
            from: vec![pg::From::Relation(QName::new("t", word), Some(word.into()))],
            condition: Some(Expr::all(vec![positive(), Expr::name(word).is_not_null()])),
            order: Vec::new(),
            ..pg::Select::default()
        })),
        materialized: None,
        read_only: false,
        check_option: false,
        remarks: Vec::new(),
        force: false,
        of_type: None,
        constraints: Vec::new(),
        clauses: Vec::new(),
    };
    let param =
        Param { name: word.into(), at: At::default(), mode: Mode::In, nocopy: false, ty: Type::Integer, default: None };
    let assigned = Stmt::Assign(Box::new([word.into()]), Expr::name(word).infix(Op::Add, Expr::int(1)));
    let routine = pg::Routine {
        is_function: true,
        params: vec![param],
        returns: Some(Type::Integer),
        body: Some(Body::Block(
            vec![
                Stmt::If(vec![(positive(), vec![assigned])], vec![Stmt::Return(Some(Expr::name(word)))]),
                Stmt::Return(Some(Expr::name(word))),
            ]
            .into(),
        )),
        clauses: Vec::new(),
    };
    let call = pg::Routine {
        params: Vec::new(),
        body: Some(Body::Return(Expr::function(QName::new("f", word), [Expr::int(1)]))),
        ..routine.clone()
    };
    vec![
        object(ty, Kind::Type(pg::UserType { shape: TypeShape::Object(shape), clauses: Vec::new() })),
        object(QName::new("t", word), Kind::Table(table)),
        object(QName::new("v", word), Kind::View(view)),
        object(QName::new("f", word), Kind::Routine(routine)),
        object(QName::new("c", word), Kind::Routine(call)),
    ]
}

#[test]
fn every_keyword_may_name_everything() {
    let Some(server) = postgres_server::server() else { return };
    let words =
        include_str!("../../grammars/words/postgres.txt").lines().map(|l| l.split(' ').next().unwrap().to_lowercase());
    let more = ["loop", "strict", "foreach", "elsif", "exit", "Mixed", "a b", "a\"b", "1", "#", "é", "value", "old"];
    let mut wrong = Vec::new();
    postgres_server::with_database(&server, |client| {
        client.batch_execute("SET client_min_messages = error; CREATE SCHEMA t; CREATE SCHEMA ty; CREATE SCHEMA v; CREATE SCHEMA f; CREATE SCHEMA c").unwrap();
        for word in words.chain(more.iter().map(|w| (*w).to_owned())) {
            let mut undo = String::new();
            for object in objects(&word) {
                let printed = printer(15).print(&object);
                if let Err(error) = client.batch_execute(&text(&printed)) {
                    wrong.push(format!("{word}: {}\n{}", error.as_db_error().unwrap().message(), text(&printed)));
                }
                for piece in &printed.pieces {
                    undo.insert_str(0, &piece.undo);
                }
            }
            let answer = client.query_one(&format!("SELECT c.\"{}\"()", word.replace('"', "\"\"")), &[]);
            match answer {
                Ok(row) => assert_eq!(row.get::<_, i32>(0), 2, "{word}"),
                Err(error) => wrong.push(format!("{word}: {error}")),
            }
            if let Err(error) = client.batch_execute(&undo) {
                wrong.push(format!("{word}: {}\n{undo}", error.as_db_error().unwrap().message()));
            }
        }
    });
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
}
