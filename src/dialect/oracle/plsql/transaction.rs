//! Transactions, as statements of code.

use crate::dialect::oracle::expr::expr;
use crate::dialect::oracle::names::{any_ident, qname};
use crate::dialect::oracle::query;
use crate::ir::Wait;
use crate::ir::plsql::{StmtKind, Transaction};
use crate::syntax::{Expected, In, Kind, R, accept, keywords, list1, word, words};

keywords! {
    ALL, BATCH, COMMENT, COMMITTED, DEFERRED, EXCLUSIVE, FORCE, IMMEDIATE, IN, ISOLATION,
    LEVEL, MODE, NAME, NOWAIT, ONLY, READ, ROLE, ROLLBACK, ROW, SAVEPOINT, SEGMENT, SERIALIZABLE, SHARE, TO, TRANSACTION,
    UPDATE, USE, WAIT, WORK, WRITE,
}

fn done(i: In<'_>, it: Transaction) -> R<'_, StmtKind> {
    Ok((i, StmtKind::Transaction(Box::new(it))))
}

/// Behind a word that says nothing.
fn noise(i: In<'_>, word: crate::syntax::Word) -> In<'_> {
    match accept(i, &[word]) {
        Some(n) => {
            n.set_aside(i);
            n
        }
        None => i,
    }
}

/// `COMMIT [WORK] [COMMENT text] [WRITE …] [FORCE text [, n]]`, `ROLLBACK [WORK] [TO [SAVEPOINT] name | FORCE text]`.
pub(super) fn end(start: In<'_>) -> R<'_, StmtKind> {
    let i = noise(start.advance(), WORK);
    if start.word() == ROLLBACK {
        return rollback(i);
    }
    let (mut i, mut comment, mut write, mut force) = (i, None, Vec::new(), Vec::new());
    loop {
        i = match i.word() {
            COMMENT => {
                let (n, text) = expr(i.advance())?;
                comment = Some(text);
                n
            }
            WRITE => {
                let mut n = i.advance();
                write.push("WRITE");
                while matches!(n.word(), WAIT | NOWAIT | IMMEDIATE | BATCH) {
                    write.push(n.word().text());
                    n = n.advance();
                }
                n
            }
            FORCE => {
                let (n, texts) = list1(expr)(i.advance())?;
                force = texts;
                n
            }
            _ => return done(i, Transaction::Commit { comment, write, force }),
        };
    }
}

fn rollback(i: In<'_>) -> R<'_, StmtKind> {
    match i.word() {
        TO => {
            let i = noise(i.advance(), SAVEPOINT);
            let (i, name) = any_ident(i)?;
            done(i, Transaction::Rollback { to: Some(name), force: None })
        }
        FORCE => {
            let (i, text) = expr(i.advance())?;
            done(i, Transaction::Rollback { to: None, force: Some(text) })
        }
        _ => done(i, Transaction::Rollback { to: None, force: None }),
    }
}

/// The name of a savepoint.
pub(super) fn savepoint(i: In<'_>) -> R<'_, StmtKind> {
    let (i, name) = any_ident(i)?;
    done(i, Transaction::Savepoint(name))
}

/// `TRANSACTION …`, `CONSTRAINTS …`, `ROLE …`, from behind `SET`.
pub(super) fn set(i: In<'_>) -> R<'_, StmtKind> {
    match i.word() {
        TRANSACTION => set_transaction(i.advance()),
        ROLE => {
            let (i, names) = list1(any_ident)(i.advance())?;
            done(i, Transaction::Role(names))
        }
        _ => {
            let i = i.advance();
            let (i, names) = if i.word() == ALL { (i.advance(), Vec::new()) } else { list1(qname)(i)? };
            match i.word() {
                DEFERRED => done(i.advance(), Transaction::Constraints(names, true)),
                IMMEDIATE => done(i.advance(), Transaction::Constraints(names, false)),
                _ => i.fail(Expected::Word(IMMEDIATE)),
            }
        }
    }
}

fn set_transaction(i: In<'_>) -> R<'_, StmtKind> {
    let modes: [(&[crate::syntax::Word], &'static str); 4] = [
        (&[READ, ONLY], "READ ONLY"),
        (&[READ, WRITE], "READ WRITE"),
        (&[ISOLATION, LEVEL, SERIALIZABLE], "ISOLATION LEVEL SERIALIZABLE"),
        (&[ISOLATION, LEVEL, READ, COMMITTED], "ISOLATION LEVEL READ COMMITTED"),
    ];
    let found = modes.iter().find_map(|(want, text)| accept(i, want).map(|i| (i, *text)));
    let (i, mode) = found.unwrap_or((i, ""));
    let (i, segment) = match accept(i, &[USE, ROLLBACK, SEGMENT]) {
        Some(i) => any_ident(i).map(|(i, n)| (i, Some(n)))?,
        None => (i, None),
    };
    let (i, name) = match accept(i, &[NAME]) {
        Some(i) => expr(i).map(|(i, e)| (i, Some(e)))?,
        None => (i, None),
    };
    if i.kind() != Kind::Semi && !i.is_end() {
        return i.fail(Expected::Word(READ));
    }
    done(i, Transaction::Set { mode, segment, name })
}

/// `table, … IN mode MODE [NOWAIT | WAIT n]`, from behind `LOCK TABLE`.
pub(super) fn lock(i: In<'_>) -> R<'_, StmtKind> {
    let (i, tables) = list1(query::target)(i)?;
    let (i, _) = word(IN)(i)?;
    let modes: [(&[crate::syntax::Word], &'static str); 6] = [
        (&[ROW, SHARE], "ROW SHARE"),
        (&[ROW, EXCLUSIVE], "ROW EXCLUSIVE"),
        (&[SHARE, UPDATE], "SHARE UPDATE"),
        (&[SHARE, ROW, EXCLUSIVE], "SHARE ROW EXCLUSIVE"),
        (&[SHARE], "SHARE"),
        (&[EXCLUSIVE], "EXCLUSIVE"),
    ];
    let Some((i, mode)) = modes.iter().find_map(|(want, text)| accept(i, want).map(|i| (i, *text))) else {
        return i.fail(Expected::Word(EXCLUSIVE));
    };
    let (i, ()) = words(&[MODE])(i)?;
    let (i, wait) = match i.word() {
        NOWAIT => (i.advance(), Wait::No),
        WAIT => expr(i.advance()).map(|(i, n)| (i, Wait::Seconds(n)))?,
        _ => (i, Wait::Forever),
    };
    done(i, Transaction::Lock { tables, mode, wait })
}
