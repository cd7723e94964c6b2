//! Triggers: when and for what they fire; of their code, the extent.

use super::clauses::{clause, flag, maybe, named, plain, qnames};
use super::names::{ident, qname};
use super::routine::{code, wrapped};
use super::{extent, plsql};
use crate::catalog::{Event, Timing};
use crate::ir::{Body, Clause, ClauseKind, Expr, Trigger};
use crate::name::Name;
use crate::syntax::{Expected, Fail, In, Kind, R, accept, keywords, list1, next, parens, word, words};

keywords! {
    AFTER, ALTER, ANALYZE, AS, ASSOCIATE, AUDIT, BEFORE, BEGIN, CALL, CLONE, COLLATION, COMMENT, COMPOUND, CONTAINER,
    CREATE, CROSSEDITION, DATABASE, DB_ROLE_CHANGE, DDL, DECLARE, DEFAULT, DELETE, DISABLE, DISASSOCIATE, DROP, EACH,
    ENABLE, END, FOLLOWS, FOR, FORWARD, FUNCTION, GRANT, INSERT, INSTEAD, IS, LOGOFF, LOGON, NESTED, NEW, NOAUDIT, OF,
    OLD, ON, OR, PARENT, PLUGGABLE, PRECEDES, PROCEDURE, REFERENCING, RENAME, REVERSE, REVOKE, ROW, SCHEMA,
    SERVERERROR, SET, SHARING, SHUTDOWN, STARTUP, STATEMENT, STATISTICS, SUSPEND, TABLE, TRIGGER, TRUNCATE, UNPLUG,
    UPDATE, WHEN,
}

/// A trigger from behind its name.
pub(super) fn trigger(start: In<'_>) -> R<'_, Trigger> {
    let mut it = Trigger {
        table: None,
        timing: Timing::Before,
        events: Vec::new(),
        each_row: false,
        condition: None,
        referencing: Vec::new(),
        enabled: true,
        body: None,
        clauses: Vec::new(),
    };
    if let Some((i, body)) = wrapped(start) {
        it.body = Some(body);
        return Ok((i, it));
    }
    let i = before_timing(start, &mut it.clauses)?.0;
    let (i, timing) = timing(i)?;
    it.timing = timing;
    let (i, events) = events(i)?;
    it.events = events;
    let i = target(i, &mut it)?.0;
    let i = options(i, &mut it)?.0;
    let (i, body) = body(i)?;
    it.body = Some(body);
    Ok((i, it))
}

/// `[SHARING = …] [DEFAULT COLLATION c]`.
fn before_timing<'a>(mut i: In<'a>, clauses: &mut Vec<Clause>) -> R<'a, ()> {
    loop {
        let (next, clause) = match (i.word(), i.word_at(1)) {
            (SHARING, _) => plain(i.skip(3), i, "SHARING"),
            (DEFAULT, COLLATION) => named(i.skip(2), i, "DEFAULT COLLATION")?,
            _ => return Ok((i, ())),
        };
        clauses.push(clause);
        i = next;
    }
}

fn timing(i: In<'_>) -> R<'_, Timing> {
    match i.word() {
        BEFORE => Ok((i.advance(), Timing::Before)),
        AFTER => Ok((i.advance(), Timing::After)),
        INSTEAD => {
            let (i, _) = word(OF)(i.advance())?;
            Ok((i, Timing::InsteadOf))
        }
        FOR => Ok((i.advance(), Timing::Compound)),
        _ => i.fail(Expected::Thing("BEFORE, AFTER, INSTEAD OF or FOR")),
    }
}

/// `event OR event …`. A trigger has one list of columns, which may also stand behind the last of its events:
/// `UPDATE OR DELETE OF columns`.
fn events(mut i: In<'_>) -> R<'_, Vec<Event>> {
    let mut events = Vec::new();
    loop {
        let (mut next, event) = event(i)?;
        events.push(event);
        let open = events.iter_mut().find_map(|event| match event {
            Event::Update(columns) if columns.is_empty() => Some(columns),
            Event::Update(_) | Event::Insert | Event::Delete | Event::Truncate | Event::System(_) => None,
        });
        if let (Some(columns), OF) = (open, next.word()) {
            (next, *columns) = list1(ident)(next.advance())?;
        }
        match accept(next, &[OR]) {
            Some(next) => i = next,
            None => return Ok((next, events)),
        }
    }
}

fn event(i: In<'_>) -> R<'_, Event> {
    let n = i.advance();
    Ok(match i.word() {
        INSERT => (n, Event::Insert),
        DELETE => (n, Event::Delete),
        UPDATE if n.word() == OF => {
            let (n, columns) = list1(ident)(n.advance())?;
            (n, Event::Update(columns))
        }
        UPDATE => (n, Event::Update(Vec::new())),
        TRUNCATE => (n, Event::Truncate),
        ASSOCIATE | DISASSOCIATE => {
            let (n, _) = word(STATISTICS)(n)?;
            (n, Event::System(format!("{} STATISTICS", i.word().text()).into()))
        }
        SET => {
            let (n, _) = word(CONTAINER)(n)?;
            (n, Event::System("SET CONTAINER".into()))
        }
        ALTER | ANALYZE | AUDIT | CLONE | COMMENT | CREATE | DB_ROLE_CHANGE | DDL | DROP | GRANT | LOGOFF | LOGON
        | NOAUDIT | RENAME | REVOKE | SERVERERROR | SHUTDOWN | STARTUP | SUSPEND | UNPLUG => {
            (n, Event::System(i.word().text().into()))
        }
        _ => return i.fail(Expected::Thing("an event")),
    })
}

/// `ON [NESTED TABLE column OF] table`, `ON [schema.]SCHEMA`, `ON [PLUGGABLE] DATABASE`.
fn target<'a>(i: In<'a>, it: &mut Trigger) -> R<'a, ()> {
    let (i, _) = word(ON)(i)?;
    let (next, clause) = match i.word() {
        DATABASE => flag(i.advance(), i, "ON DATABASE")?,
        PLUGGABLE => {
            let (n, _) = word(DATABASE)(i.advance())?;
            flag(n, i, "ON DATABASE")?
        }
        SCHEMA => flag(i.advance(), i, "ON SCHEMA")?,
        _ if i.peek(1).kind == Kind::Dot && i.word_at(2) == SCHEMA => {
            let (n, schema) = ident(i)?;
            clause(n.skip(2), i, ClauseKind::Named("ON SCHEMA", schema))
        }
        NESTED => {
            let (n, ()) = words(&[NESTED, TABLE])(i)?;
            let (n, column) = ident(n)?;
            let (n, _) = word(OF)(n)?;
            let (n, clause) = clause(n, i, ClauseKind::Named("NESTED TABLE", column));
            let (n, table) = qname(n)?;
            it.table = Some(table);
            (n, clause)
        }
        _ => {
            let (i, table) = qname(i)?;
            it.table = Some(table);
            return Ok((i, ()));
        }
    };
    it.clauses.push(clause);
    Ok((next, ()))
}

/// `REFERENCING`, `FOR EACH ROW`, crossedition, order, state and condition, in any order.
fn options<'a>(mut i: In<'a>, it: &mut Trigger) -> R<'a, ()> {
    loop {
        let n = i.advance();
        i = match i.word() {
            REFERENCING => {
                let (n, names) = referencing(n)?;
                it.referencing = names;
                n
            }
            FOR => {
                let (n, _) = word(EACH)(n)?;
                it.each_row = n.word() == ROW;
                if n.word() != ROW && n.word() != STATEMENT {
                    return n.fail(Expected::Word(ROW));
                }
                n.advance()
            }
            FORWARD | REVERSE => {
                let (n, _) = word(CROSSEDITION)(n)?;
                let (n, clause) =
                    flag(n, i, if i.word() == FORWARD { "FORWARD CROSSEDITION" } else { "REVERSE CROSSEDITION" })?;
                it.clauses.push(clause);
                n
            }
            FOLLOWS | PRECEDES => {
                let word = if i.word() == FOLLOWS { "FOLLOWS" } else { "PRECEDES" };
                let (n, names) = qnames(n)?;
                let (n, at) = n.at(i);
                it.clauses.extend(names.into_iter().map(|name| Clause { at, kind: ClauseKind::Object(word, name) }));
                n
            }
            ENABLE => n,
            DISABLE => {
                it.enabled = false;
                n
            }
            WHEN => {
                let (n, condition) = condition(n)?;
                it.condition = Some(condition);
                n
            }
            _ => return Ok((i, ())),
        };
    }
}

/// `{ OLD | NEW | PARENT } [AS] name …`.
fn referencing(mut i: In<'_>) -> R<'_, Vec<(Name, Name)>> {
    let mut names = Vec::new();
    while matches!(i.word(), OLD | NEW | PARENT) {
        let what = i.word().text();
        let (next, name) = ident(maybe(i.advance(), AS))?;
        names.push((what.into(), name));
        i = next;
    }
    if names.is_empty() { i.fail(Expected::Word(NEW)) } else { Ok((i, names)) }
}

fn condition(i: In<'_>) -> R<'_, Expr> {
    parens(super::clauses::value)(i)
}

/// A block, `CALL routine`, or `COMPOUND TRIGGER … END`.
fn body(start: In<'_>) -> R<'_, Body> {
    match start.word() {
        _ if next(start, &[COMPOUND, TRIGGER]) => {
            code(start, |i| plsql::compound(i.skip(2)), |i| extent_of_compound(i.skip(2)))
        }
        CALL => super::session::call_body(start).map(|(i, body)| (super::clauses::maybe_semi(i), body)),
        DECLARE | BEGIN => super::session::block_body(start),
        _ if start.kind() == Kind::LabelOpen => super::session::block_body(start),
        _ => start.fail(Expected::Word(BEGIN)),
    }
}

/// Declarations and sections `{ BEFORE | AFTER | INSTEAD OF } … IS BEGIN … END … ;` up to the last `END [name] ;`.
fn extent_of_compound(mut i: In<'_>) -> Result<In<'_>, nom::Err<Fail>> {
    loop {
        i = match i.word() {
            END => return Ok(extent::end(i.advance())),
            BEFORE | AFTER | INSTEAD if matches!(i.word_at(1), STATEMENT | EACH | OF) => {
                let mut n = i.advance();
                while !n.is_end() && !matches!(n.word(), IS | AS) {
                    n = n.advance();
                }
                let (n, ()) = extent::declarations(n.advance())?;
                let (n, ()) = extent::block(n)?;
                section_end(n)
            }
            _ if i.is_end() => return i.fail::<()>(Expected::Word(END)).map(|(i, ())| i),
            PROCEDURE | FUNCTION => extent::routine(i)?.0,
            _ => extent::past_semi(i)?.0,
        };
    }
}

/// Behind `BEFORE STATEMENT ;`, `AFTER EACH ROW ;`.
fn section_end(mut i: In<'_>) -> In<'_> {
    while i.kind() == Kind::Name {
        i = i.advance();
    }
    super::clauses::maybe_semi(i)
}
