//! Sessions, transactions and blocks: what a script does besides changing schema and rows.

#![expect(clippy::wildcard_enum_match_arm, reason = "only a few statements matter to no schema")]

use super::clauses::{maybe, past, text, to_end};
use super::names::any_ident;
use super::routine::code;
use super::statements::Production;
use super::{extent, plsql};
use crate::catalog::Change;
use crate::ir::plsql::{Block, Comments, Stmt, StmtKind, Transaction};
use crate::ir::{Body, Does, ExprKind};
use crate::name::{Name, Texts};
use crate::span::At;
use crate::syntax::{In, Kind, R, keywords, sign};
use ecow::EcoString;

keywords! {
    BEGIN, CALL, COMMIT, CONSTRAINT, CONSTRAINTS, CURRENT_SCHEMA, DECLARE, EXPLAIN, INTO, LOCK, NLS_DATE_FORMAT, PLAN, PLSQL_CCFLAGS, ROLE, ROLL,
    ROLLBACK, SAVEPOINT, SET, TABLE, TO, TRANSACTION,
}

/// `CALL`.
pub(super) static CALLS: Production = Production { words: &[CALL], label: "CALL", read: call };
/// `COMMIT`.
pub(super) static COMMITS: Production =
    Production { words: &[COMMIT], label: "COMMIT", read: |i| transaction(i, "COMMIT") };
/// What goes back to a savepoint.
pub(super) const PARTLY: &str = "ROLLBACK TO SAVEPOINT";

/// `ROLLBACK`.
pub(super) static ROLLBACKS: Production =
    Production { words: &[ROLLBACK], label: "ROLLBACK", read: |i| transaction(i, "ROLLBACK") };
/// `ROLL`, as SQL*Plus lets one write it.
pub(super) static ROLLS: Production =
    Production { words: &[ROLL], label: "ROLLBACK", read: |i| transaction(i, "ROLLBACK") };
/// `SAVEPOINT`.
pub(super) static SAVEPOINTS: Production =
    Production { words: &[SAVEPOINT], label: "SAVEPOINT", read: |i| transaction(i, "SAVEPOINT") };
/// `LOCK TABLE`.
pub(super) static LOCKS: Production =
    Production { words: &[LOCK, TABLE], label: "LOCK TABLE", read: |i| transaction(i, "LOCK TABLE") };
/// `SET TRANSACTION`.
pub(super) static SET_TRANSACTION: Production =
    Production { words: &[SET, TRANSACTION], label: "SET TRANSACTION", read: |i| transaction(i, "SET TRANSACTION") };
/// `SET CONSTRAINTS`.
pub(super) static SET_CONSTRAINTS: Production =
    Production { words: &[SET, CONSTRAINTS], label: "SET CONSTRAINTS", read: |i| transaction(i, "SET CONSTRAINTS") };
/// `SET CONSTRAINT`.
pub(super) static SET_CONSTRAINT: Production =
    Production { words: &[SET, CONSTRAINT], label: "SET CONSTRAINTS", read: |i| transaction(i, "SET CONSTRAINTS") };
/// `SET ROLE`.
pub(super) static SET_ROLE: Production = Production {
    words: &[SET, ROLE],
    label: "SET ROLE",
    read: |i| ignored(i, "the roles of a session are no part of a schema"),
};
/// `EXPLAIN PLAN`.
pub(super) static EXPLAINS: Production = Production {
    words: &[EXPLAIN, PLAN],
    label: "EXPLAIN PLAN",
    read: |i| ignored(i, "execution plans are no part of a schema"),
};

/// What is recognised to its end and has no counterpart; `why` says so to people.
pub(super) fn ignored<'a>(i: In<'a>, why: &'static str) -> R<'a, Does> {
    let mut end = i;
    while !end.is_end() {
        end = end.advance();
    }
    end.set_aside(i);
    Ok((end, Does::Ignored(why)))
}

fn transaction<'a>(i: In<'a>, word: &'static str) -> R<'a, Does> {
    let end = to_end(i);
    let mut behind = i;
    while !behind.is_end() && !matches!(behind.word(), TO) {
        behind = behind.advance();
    }
    // a savepoint is no end of the transaction
    let word = if word == "ROLLBACK" && behind.word() == TO { PARTLY } else { word };
    Ok((end, Does::Transaction(word)))
}

/// Whether a block stands here.
pub(super) fn starts_block(i: In<'_>) -> bool {
    i.kind() == Kind::LabelOpen || matches!(i.word(), BEGIN | DECLARE)
}

/// `[<<label>>] { DECLARE declarations BEGIN | BEGIN } … END [name] [;]`.
pub(super) fn block(start: In<'_>) -> R<'_, Does> {
    block_body(start).map(|(i, body)| (i, Does::Block(body)))
}

/// A block that is no statement of another.
pub(super) fn block_body(start: In<'_>) -> R<'_, Body> {
    code(start, plsql::block, |start| {
        let mut i = start;
        while i.kind() == Kind::LabelOpen {
            i = i.skip(3);
        }
        let (i, ()) = extent::declarations(maybe(i, DECLARE))?;
        let (i, ()) = extent::block(i)?;
        Ok(extent::end(i))
    })
}

/// `CALL routine(…) [INTO :x]`: a block of one statement.
fn call(start: In<'_>) -> R<'_, Does> {
    call_from(start, start).map(|(i, body)| (i, Does::Block(body)))
}

/// What `EXEC` of the client runs: one statement, mostly a call or `:x := value`.
pub(super) fn exec(start: In<'_>) -> R<'_, Body> {
    let (i, kind) = super::plsql::kind(start)?;
    let (i, at) = i.at(start);
    Ok((super::clauses::maybe_semi(i), one_statement(at, kind)))
}

/// Why a block of a script matters to no schema: it gathers statistics, prints, sets variables of the client, or keeps the books of
/// replication, as Data Pump writes it before every schema.
pub(super) fn housekeeping(body: &Body) -> Option<&'static str> {
    const PACKAGES: [&str; 4] = ["DBMS_STATS", "DBMS_OUTPUT", "DBMS_APPLICATION_INFO", "DBMS_LOGREP_IMP"];
    let Body::Code(block) = body else { return None };
    let of_package = |parts: &[Name]| {
        let parts =
            if parts.first().is_some_and(|first| first == "SYS") { parts.get(1..).unwrap_or(&[]) } else { parts };
        parts.len() == 2 && parts.first().is_some_and(|first| PACKAGES.contains(&first.as_str()))
    };
    let harmless = |stmt: &Stmt| match &stmt.kind {
        StmtKind::Null => true,
        StmtKind::Transaction(it) => matches!(**it, Transaction::Commit { comment: None, .. }),
        StmtKind::Call(call) => match &call.kind {
            ExprKind::Call(call) => of_package(&call.name.parts) && call.args.iter().all(|a| calls_nothing(&a.value)),
            ExprKind::Name(path) => of_package(&path.parts),
            _ => false,
        },
        StmtKind::Assign(sides) => {
            let [target, value] = &**sides;
            matches!(
                (&target.kind, &value.kind),
                (ExprKind::Bind(..), ExprKind::Text(..) | ExprKind::Number(..) | ExprKind::Null)
            )
        }
        _ => false,
    };
    let alone = block.declarations.is_empty() && block.handlers.is_empty() && !block.statements.is_empty();
    (alone && block.statements.iter().all(harmless))
        .then_some("it gathers statistics, prints or sets a variable of the client, which is no part of a schema")
}

/// Whether an expression consists of values and of functions of Oracle: a routine of the input may do something.
fn calls_nothing(e: &crate::ir::Expr) -> bool {
    let known = |parts: &[Name]| {
        let name = parts.joined(".");
        super::functions::FUNCTIONS.iter().any(|row| row.name == name) || matches!(name.as_str(), "SQLCODE" | "SQLERRM")
    };
    let mut nothing = true;
    crate::ir::walk::each(e, &mut |e| {
        nothing &= match &e.kind {
            ExprKind::Call(call) => known(&call.name.parts),
            ExprKind::Name(path) => known(&path.parts),
            _ => true,
        };
    });
    nothing
}

fn one_statement(at: At, kind: StmtKind) -> Body {
    let statements = vec![Stmt { at, labels: Box::default(), comments: Comments::default(), kind }];
    Body::Code(Box::new(Block { at, statements, ..Block::default() }))
}

/// `CALL routine(…)`, from `CALL`: a block of one statement.
pub(super) fn call_body(start: In<'_>) -> R<'_, Body> {
    call_from(start.advance(), start)
}

fn call_from<'a>(i: In<'a>, start: In<'a>) -> R<'a, Body> {
    let (i, routine) = super::expr::operand(i)?;
    let (i, kind) = if i.word() == INTO {
        let (i, target) = super::expr::operand(i.advance())?;
        (i, StmtKind::Assign(Box::new([target, routine])))
    } else {
        (i, StmtKind::Call(Box::new(routine)))
    };
    let (i, at) = i.at(start);
    Ok((i, one_statement(at, kind)))
}

/// `ALTER SESSION`, from behind its words: where unqualified names live, how dates are written and which flags code is compiled with
/// from here on; everything else is of the session alone.
pub(super) fn alter_session(start: In<'_>) -> R<'_, Does> {
    if start.word() != SET {
        return ignored(start, "settings of a session are no part of a schema");
    }
    let mut changes = Vec::new();
    let mut costs = true;
    let mut i = start.advance();
    while i.kind() == Kind::Name {
        if i.word() == CURRENT_SCHEMA {
            let (n, _) = sign(Kind::Eq)(i.advance())?;
            let (n, name) = if n.kind() == Kind::Text {
                let (n, name) = text(n)?;
                (n, super::names::fold(&name))
            } else {
                any_ident(n)?
            };
            changes.push(Change::Schema(name));
            i = n;
        } else if let (NLS_DATE_FORMAT, Some((n, format))) = (i.word(), session_value(i.advance())) {
            changes.push(Change::DateFormat(format));
            i = n;
        } else if let (PLSQL_CCFLAGS, Some((n, flags))) = (i.word(), session_value(i.advance())) {
            changes.push(Change::CompileFlags(flags));
            i = n;
        } else {
            let from = i;
            costs &= any_ident(i).is_ok_and(|(_, name)| COSTS.iter().any(|start| name.starts_with(start)));
            i = setting(i);
            i.set_aside(from);
        }
    }
    match changes.len() {
        0 if costs => ignored(start, crate::ir::statement::COSTS),
        0 => ignored(start, "settings of a session are no part of a schema"),
        1 => Ok((i, changes.pop().map_or(Does::Changes(Vec::new()), Does::change))),
        _ => Ok((i, Does::Changes(changes))),
    }
}

/// What settings begin with that decide how fast statements run, how they are compiled, and what is traced.
const COSTS: &[&str] = &[
    "CURSOR_SHARING",
    "DB_FILE_MULTIBLOCK_READ_COUNT",
    "EVENTS",
    "HASH_AREA_SIZE",
    "INMEMORY_",
    "MAX_DUMP_FILE_SIZE",
    "OPTIMIZER_",
    "PARALLEL_",
    "PLSCOPE_SETTINGS",
    "PLSQL_CODE_TYPE",
    "PLSQL_DEBUG",
    "PLSQL_OPTIMIZE_LEVEL",
    "PLSQL_WARNINGS",
    "QUERY_REWRITE_",
    "RESULT_CACHE_",
    "SESSION_CACHED_CURSORS",
    "SORT_AREA_",
    "SQL_TRACE",
    "STAR_TRANSFORMATION_ENABLED",
    "STATISTICS_LEVEL",
    "TIMED_",
    "TRACEFILE_IDENTIFIER",
    "WORKAREA_SIZE_POLICY",
];

/// `= 'value'`, `= "value"`, `= value`.
fn session_value(i: In<'_>) -> Option<(In<'_>, EcoString)> {
    let (n, _) = sign(Kind::Eq)(i).ok()?;
    if n.kind() == Kind::Text {
        return text(n).ok();
    }
    let (n, name) = any_ident(n).ok()?;
    Some((n, name.as_str().into()))
}

/// Behind `name = value`, `name 'value'`: up to the next `name =`. Names and values may be several words.
fn setting(mut i: In<'_>) -> In<'_> {
    while i.kind() == Kind::Name {
        i = i.advance();
    }
    if i.kind() == Kind::Eq {
        i = past(i.advance());
    }
    while !i.is_end() && i.kind() != Kind::Semi && !(i.kind() == Kind::Name && i.peek(1).kind == Kind::Eq) {
        i = past(i);
    }
    i
}
