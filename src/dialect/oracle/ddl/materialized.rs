//! `CREATE`, `ALTER` and `DROP MATERIALIZED VIEW`.

use super::super::clauses::{clause, dropped as without_effect, flag, idents, maybe, named, plain, to_end};
use super::super::names::{any_ident, qname};
use super::super::query::query;
use super::code::compilation;
use super::object::{created, dropped, touched};
use super::physical::{physical, physicals};
use super::view::empty;
use super::{Create, Existing, Head, partition};
use crate::catalog::{Change, Materialized, Refresh, TableChange, ViewColumn};
use crate::finding::ObjectKind;
use crate::ir::{Clause, ClauseKind, Does, Ir, Kind, Partitioning, View};
use crate::name::QName;
use crate::syntax::{Expected, In, Kind as Sign, R, accept, balanced, keywords, sign, word, words};

keywords! {
    ADD, ANNOTATIONS, AS, BEFORE, BEGINNING, BUILD, CLUSTER, COLLATION, COMMIT, COMPILE, COMPLETE, COMPUTATION,
    CONCURRENT, CONSIDER, CONSTRAINTS, CURRENT, DEFAULT, DEFERRED, DEMAND, DISABLE, DROP, EDITION, ENABLE, ENCRYPT,
    ENFORCED, EVALUATE, FAST, FOR, FORCE, FRESH, HEAP, IMMEDIATE, INDEX, KEY, LOB, LOCAL, LOGICAL, MASTER, MATERIALIZED,
    MODIFY, NEVER, NEXT, NO, NULL, OF, ON, ORGANIZATION, PARTITION, PREBUILT, PRECISION, PRIMARY, QUERY, REDUCED,
    REFRESH, REWRITE, ROLLBACK, ROWID, SCOPE, SEGMENT, SNAPSHOT, START, STATEMENT, STORE, TABLE, TRUSTED, UNUSABLE,
    UPDATE, USING, VIEW, WITH, WITHOUT, PCTTHRESHOLD, INCLUDING, OVERFLOW,
}

/// `CREATE MATERIALIZED VIEW`.
pub(super) static CREATE: Create =
    Create { modifiers: &[], words: &[MATERIALIZED, VIEW], label: "CREATE MATERIALIZED VIEW", read: create };
/// `CREATE SNAPSHOT`, the old name.
pub(super) static CREATE_SNAPSHOT: Create =
    Create { modifiers: &[], words: &[SNAPSHOT], label: "CREATE MATERIALIZED VIEW", read: create };
/// `ALTER MATERIALIZED VIEW`.
pub(super) static ALTER: Existing =
    Existing { words: &[MATERIALIZED, VIEW], label: "ALTER MATERIALIZED VIEW", read: alter };
/// `ALTER SNAPSHOT`.
pub(super) static ALTER_SNAPSHOT: Existing =
    Existing { words: &[SNAPSHOT], label: "ALTER MATERIALIZED VIEW", read: alter };
/// `DROP MATERIALIZED VIEW`.
pub(super) static DROPS: Existing = Existing {
    words: &[MATERIALIZED, VIEW],
    label: "DROP MATERIALIZED VIEW",
    read: |i, p| dropped(i, p, ObjectKind::MaterializedView),
};
/// `DROP SNAPSHOT`.
pub(super) static DROP_SNAPSHOT: Existing = Existing {
    words: &[SNAPSHOT],
    label: "DROP MATERIALIZED VIEW",
    read: |i, p| dropped(i, p, ObjectKind::MaterializedView),
};

/// What stands before the query.
struct Before {
    columns: Vec<ViewColumn>,
    of_type: Option<QName>,
    it: Materialized<Ir>,
    clauses: Vec<Clause>,
}

impl Before {
    fn new() -> Self {
        let it = Materialized {
            immediate: true,
            refresh: Refresh::Force,
            on_commit: false,
            schedule: Vec::new(),
            prebuilt: false,
            rewrite: false,
            partitioning: None,
        };
        Before { columns: Vec::new(), of_type: None, it, clauses: Vec::new() }
    }
}

fn create<'a>(i: In<'a>, head: Head<'a>) -> R<'a, Does> {
    let (i, name) = qname(i)?;
    let mut before = Before::new();
    let i = properties(i, &mut before)?.0;
    let (i, _) = word(AS)(i)?;
    let (i, query) = query(i)?;
    let view = View {
        columns: before.columns,
        of_type: before.of_type,
        materialized: Some(Box::new(before.it)),
        clauses: before.clauses,
        ..empty(query)
    };
    created(i, head, name, Kind::View(view))
}

fn properties<'a>(mut i: In<'a>, b: &mut Before) -> R<'a, ()> {
    loop {
        if let Some(read) = physical(i) {
            let (n, clause) = read?;
            b.clauses.push(clause);
            i = n;
            continue;
        }
        let n = i.advance();
        i = match (i.word(), n.word()) {
            (OF, _) => {
                let (n, of) = qname(n)?;
                b.of_type = Some(of);
                n
            }
            (ON, PREBUILT) => prebuilt(i, b)?.0,
            (BUILD, IMMEDIATE) => n.advance(),
            (BUILD, DEFERRED) => {
                b.it.immediate = false;
                n.advance()
            }
            (PARTITION, _) => {
                let (n, by): (In<'_>, Partitioning) = partition::partitioning(i)?;
                b.it.partitioning = Some(by);
                n
            }
            (REFRESH, _) => refresh(n, b)?.0,
            (NEVER, REFRESH) => {
                b.it.refresh = Refresh::Never;
                n.advance()
            }
            (ORGANIZATION, HEAP) => pushed(plain(n.advance(), i, "ORGANIZATION HEAP"), b),
            (ORGANIZATION, INDEX) => pushed(plain(n.advance(), i, "ORGANIZATION INDEX"), b),
            (PCTTHRESHOLD | INCLUDING | OVERFLOW, _) => {
                let (n, clause) = plain(if i.word() == OVERFLOW { n } else { n.advance() }, i, "ORGANIZATION INDEX");
                b.clauses.push(clause);
                n
            }
            (SCOPE, FOR) => {
                let (n, clause) = plain(balanced(n.advance()).skip(2), i, "SCOPE");
                b.clauses.push(clause);
                n
            }
            _ if i.kind() == Sign::Open => columns(i, b)?.0,
            _ => match property(i)? {
                (n, Some(clause)) => {
                    b.it.rewrite |= clause.kind == ClauseKind::Flag("ENABLE QUERY REWRITE");
                    b.clauses.push(clause);
                    n
                }
                (n, None) => return Ok((n, ())),
            },
        };
    }
}

/// `ON PREBUILT TABLE [{ WITH | WITHOUT } REDUCED PRECISION]`.
fn prebuilt<'a>(start: In<'a>, b: &mut Before) -> R<'a, ()> {
    let (i, ()) = words(&[ON, PREBUILT, TABLE])(start)?;
    b.it.prebuilt = true;
    let Some(n) = accept(i, &[WITH, REDUCED, PRECISION]).or_else(|| accept(i, &[WITHOUT, REDUCED, PRECISION])) else {
        return Ok((i, ()));
    };
    let (n, clause) = plain(n, i, "REDUCED PRECISION");
    b.clauses.push(clause);
    Ok((n, ()))
}

/// `( column [ENCRYPT …], … )`, also with `SCOPE FOR (…) IS table`.
fn columns<'a>(i: In<'a>, b: &mut Before) -> R<'a, ()> {
    let (mut i, _) = sign(Sign::Open)(i)?;
    loop {
        if i.word() == SCOPE && i.peek(2).kind == Sign::Open {
            let (n, clause) = plain(past_item(i), i, "SCOPE");
            b.clauses.push(clause);
            i = n;
        } else {
            let (n, name) = any_ident(i)?;
            let (n, at) = n.at(i);
            b.columns.push(ViewColumn { name, at, invisible: false, comment: None });
            i = n;
            if i.word() == ENCRYPT {
                let (n, clause) = plain(past_item(i), i, "ENCRYPT");
                b.clauses.push(clause);
                i = n;
            }
            if i.word() == ANNOTATIONS {
                let (n, clause) = plain(balanced(i.advance()), i, "ANNOTATIONS");
                b.clauses.push(clause);
                i = n;
            }
        }
        if i.kind() != Sign::Comma {
            break;
        }
        i = i.advance();
    }
    let (i, _) = sign(Sign::Close)(i)?;
    Ok((i, ()))
}

/// Behind an item of a list.
fn past_item(mut i: In<'_>) -> In<'_> {
    while !i.is_end() && !matches!(i.kind(), Sign::Comma | Sign::Close) {
        i = super::super::clauses::past(i);
    }
    i
}

/// Properties that are clauses of the view.
fn property(i: In<'_>) -> R<'_, Option<Clause>> {
    let n = i.advance();
    let (n, clause) = match (i.word(), n.word(), n.word_at(1)) {
        (DEFAULT, COLLATION, _) => named(n.advance(), i, "DEFAULT COLLATION")?,
        (USING, NO, INDEX) => plain(n.skip(2), i, "USING NO INDEX"),
        (USING, INDEX, _) => {
            let (n, _) = physicals(n.advance())?;
            plain(n, i, "USING INDEX")
        }
        (FOR, UPDATE, _) => flag(n.advance(), i, "FOR UPDATE")?,
        (ENABLE, QUERY, REWRITE) => rewrite_options(n.skip(2), i, "ENABLE QUERY REWRITE")?,
        (DISABLE, QUERY, REWRITE) => rewrite_options(n.skip(2), i, "DISABLE QUERY REWRITE")?,
        (ENABLE | DISABLE, ON, QUERY) => {
            let (n, _) = word(COMPUTATION)(n.skip(2))?;
            let enabled = i.word() == ENABLE;
            flag(n, i, if enabled { "ENABLE ON QUERY COMPUTATION" } else { "DISABLE ON QUERY COMPUTATION" })?
        }
        (ENABLE | DISABLE, CONCURRENT, REFRESH) => plain(n.skip(2), i, "CONCURRENT REFRESH"),
        (EVALUATE, USING, _) => plain(edition(n.advance()), i, "EVALUATE USING"),
        (UNUSABLE, BEFORE, _) => plain(edition(n.advance()), i, "UNUSABLE BEFORE"),
        (UNUSABLE, BEGINNING, _) => plain(edition(n.skip(2)), i, "UNUSABLE BEGINNING WITH"),
        (CLUSTER, _, _) => {
            let (n, cluster) = qname(n)?;
            let (n, columns) = idents(n)?;
            let (n, key) = clause(n, i, ClauseKind::Names("COLUMNS", columns));
            let (n, cluster) = clause(n, i, ClauseKind::Object("CLUSTER", cluster));
            clause(n, i, ClauseKind::Group("CLUSTER", vec![cluster, key]))
        }
        (ORGANIZATION, INDEX, _) => flag(n.advance(), i, "ORGANIZATION INDEX")?,
        (LOB, _, _) if n.kind() == Sign::Open => {
            let n = balanced(n);
            let (n, ()) = words(&[STORE, AS])(n)?;
            let mut n = if n.kind() == Sign::Open { n } else { n.advance() };
            while n.kind() == Sign::Open || (n.kind() == Sign::Name && n.peek(1).kind == Sign::Open) {
                n = super::super::clauses::past(n);
            }
            plain(n, i, "LOB STORAGE")
        }
        (ANNOTATIONS, _, _) => plain(balanced(n), i, "ANNOTATIONS"),
        (LOGICAL, _, _) => plain(n.advance(), i, "LOGICAL"),
        _ => return Ok((i, None)),
    };
    Ok((n, Some(clause)))
}

/// Behind `CURRENT EDITION`, `EDITION name`, `NULL EDITION`.
fn edition(i: In<'_>) -> In<'_> {
    if matches!(i.word(), CURRENT | NULL | EDITION) { i.skip(2) } else { i.advance() }
}

/// `UNUSABLE BEFORE …` behind query rewrite.
fn rewrite_options<'a>(mut n: In<'a>, i: In<'a>, word: &'static str) -> R<'a, Clause> {
    while n.word() == UNUSABLE {
        let from = n;
        n = if n.word_at(1) == BEFORE { edition(n.skip(2)) } else { edition(n.skip(3)) };
        n.set_aside(from);
    }
    flag(n, i, word)
}

/// What follows `REFRESH`.
fn refresh<'a>(mut i: In<'a>, b: &mut Before) -> R<'a, ()> {
    loop {
        let n = i.advance();
        i = match (i.word(), n.word()) {
            (FAST, _) => {
                b.it.refresh = Refresh::Fast;
                n
            }
            (COMPLETE, _) => {
                b.it.refresh = Refresh::Complete;
                n
            }
            (FORCE, _) => {
                b.it.refresh = Refresh::Force;
                n
            }
            (ON, DEMAND) => n.advance(),
            (ON, COMMIT | STATEMENT) => {
                b.it.on_commit = true;
                n.advance()
            }
            (START, WITH) => scheduled(n.advance(), b)?.0,
            (NEXT, _) => scheduled(n, b)?.0,
            (WITH, PRIMARY) => {
                let n = word(KEY)(n.advance())?.0;
                pushed(plain(n, i, "WITH PRIMARY KEY"), b)
            }
            (WITH, ROWID) => pushed(flag(n.advance(), i, "WITH ROWID")?, b),
            (USING, ENFORCED | TRUSTED) => pushed(plain(word(CONSTRAINTS)(n.advance())?.0, i, "USING CONSTRAINTS"), b),
            (USING, DEFAULT | MASTER | LOCAL | ROLLBACK) => {
                pushed(plain(rollback_segment(n)?.0, i, "USING ROLLBACK SEGMENT"), b)
            }
            _ => return Ok((i, ())),
        };
    }
}

fn pushed<'a>((i, clause): (In<'a>, Clause), b: &mut Before) -> In<'a> {
    b.clauses.push(clause);
    i
}

/// `[DEFAULT] [MASTER | LOCAL] ROLLBACK SEGMENT [name]`.
fn rollback_segment(i: In<'_>) -> R<'_, ()> {
    let named = i.word() != DEFAULT;
    let i = maybe(maybe(maybe(i, DEFAULT), MASTER), LOCAL);
    let (i, ()) = words(&[ROLLBACK, SEGMENT])(i)?;
    if named { any_ident(i).map(|(i, _)| (i, ())) } else { Ok((i, ())) }
}

fn scheduled<'a>(i: In<'a>, b: &mut Before) -> R<'a, ()> {
    let (i, when) = super::super::expr::expr(i)?;
    b.it.schedule.push(when);
    Ok((i, ()))
}

fn alter(i: In<'_>, _: bool) -> R<'_, Does> {
    let (i, name) = qname(i)?;
    let mut changes = Vec::new();
    let mut i = i;
    if i.word() == COMPILE {
        let (i, clauses) = compilation(i)?;
        return touched(i, ObjectKind::MaterializedView, name, clauses);
    }
    while !i.is_end() && i.kind() != Sign::Semi {
        let (n, clause) = alteration(i)?;
        changes.push(TableChange::Clause(clause));
        i = n;
    }
    Ok((i, Does::change(Change::AlterTable { name, changes })))
}

/// One change of a materialized view.
fn alteration(i: In<'_>) -> R<'_, Clause> {
    if let Some(read) = physical(i) {
        return read;
    }
    let n = i.advance();
    match (i.word(), n.word()) {
        (REFRESH, _) => {
            let mut b = Before::new();
            let (n, ()) = refresh(n, &mut b)?;
            Ok(refresh_clause(n, i, b))
        }
        (COMPILE, _) => without_effect(n, i, "COMPILE"),
        (CONSIDER, FRESH) => without_effect(n.advance(), i, "CONSIDER FRESH"),
        (ADD | DROP | MODIFY, _) => without_effect(to_end(i), i, "MODIFY"),
        _ => match property(i)? {
            (n, Some(clause)) => Ok((n, clause)),
            (n, None) => n.fail(Expected::Thing("a clause of ALTER MATERIALIZED VIEW")),
        },
    }
}

/// How a materialized view is refreshed from here on.
fn refresh_clause<'a>(n: In<'a>, start: In<'a>, b: Before) -> (In<'a>, Clause) {
    let mut parts = b.clauses;
    let how = match b.it.refresh {
        Refresh::Fast => "FAST",
        Refresh::Complete => "COMPLETE",
        Refresh::Force => "FORCE",
        Refresh::Never => "NEVER",
    };
    parts.push(clause(n, start, ClauseKind::Flag(how)).1);
    if b.it.on_commit {
        parts.push(clause(n, start, ClauseKind::Flag("ON COMMIT")).1);
    }
    parts.extend(b.it.schedule.into_iter().map(|expr| clause(n, start, ClauseKind::Expr("SCHEDULE", expr)).1));
    clause(n, start, ClauseKind::Group("REFRESH", parts))
}
