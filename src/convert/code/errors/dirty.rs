//! Whether code may fail after it has done what a handler would undo, and how its handlers end.

#![expect(clippy::wildcard_enum_match_arm, reason = "what is not named holds no statements")]

use super::facts::{Does, Kinds, Known, surely};
use crate::pg::{self, Stmt};

/// Whether something that is caught may be raised after something that the handler would undo. `dirty`: something was done.
pub(super) fn is_bad(known: &Known<'_>, list: &[Stmt], taken: Kinds, dirty: &mut bool) -> bool {
    list.iter().any(|stmt| is_bad_at(known, stmt, taken, dirty))
}

// exhaustive match: one arm a statement that holds others.
fn is_bad_at(known: &Known<'_>, stmt: &Stmt, taken: Kinds, dirty: &mut bool) -> bool {
    let bad = |does: Does, dirty: bool| does.raises.meets(taken) && (dirty || does.partial);
    match stmt {
        Stmt::Of(_, _, inner) => is_bad_at(known, inner, taken, dirty),
        Stmt::If(arms, otherwise) => {
            let mut after = *dirty;
            for (condition, list) in arms {
                if bad(known.expr(condition), *dirty) {
                    return true;
                }
                let mut inside = *dirty;
                if is_bad(known, list, taken, &mut inside) {
                    return true;
                }
                after |= inside;
            }
            let mut inside = *dirty;
            let found = is_bad(known, otherwise, taken, &mut inside);
            *dirty = after || inside;
            found
        }
        Stmt::Case(case) => {
            let choices = case.selector.iter().chain(case.arms.iter().flat_map(|(choices, _)| choices));
            let none =
                Does { raises: if case.otherwise.is_none() { Kinds::FLOW } else { Kinds::NONE }, ..Does::default() };
            if bad(choices.fold(none, |does, e| does.and(known.expr(e))), *dirty) {
                return true;
            }
            let before = *dirty;
            for list in case.arms.iter().map(|(_, list)| list).chain(&case.otherwise) {
                let mut inside = before;
                if is_bad(known, list, taken, &mut inside) {
                    return true;
                }
                *dirty |= inside;
            }
            false
        }
        Stmt::Loop(it) => {
            // Whatever one turn did, the next may fail after.
            let control = match &it.over {
                pg::Over::Forever => Does::default(),
                pg::Over::While(e) => known.expr(e),
                pg::Over::Range(_, _, bounds) => {
                    let does = bounds.iter().fold(Does::default(), |does, e| {
                        let one = known.expr(e);
                        Does { raises: does.raises.and(one.raises), partial: does.partial || one.partial, ..does }
                    });
                    // Bounds are evaluated once.
                    if bad(does, *dirty) {
                        return true;
                    }
                    Does::default()
                }
                pg::Over::Steps(_, _, bounds) => {
                    let does = bounds.iter().fold(Does::default(), |does, e| {
                        let one = known.expr(e);
                        Does { raises: does.raises.and(one.raises).and(Kinds::VALUE), ..does }
                    });
                    if bad(does, *dirty) {
                        return true;
                    }
                    Does::default()
                }
                pg::Over::Query(_, query) => known.query(query),
            };
            for _ in 0..2 {
                if bad(control, *dirty) || is_bad(known, &it.body, taken, dirty) {
                    return true;
                }
            }
            bad(control, *dirty)
        }
        Stmt::Block(block) => is_bad_within(known, block, taken, dirty),
        _ => {
            let does = known.stmt(stmt);
            let found = bad(does, *dirty);
            *dirty |= does.effect;
            found
        }
    }
}

/// The same of a block.
pub(super) fn is_bad_within(known: &Known<'_>, block: &pg::Block, taken: Kinds, dirty: &mut bool) -> bool {
    let bad = |does: Does, dirty: bool| does.raises.meets(taken) && (dirty || does.partial);
    let values = block.declarations.iter().filter_map(|d| d.value.as_ref());
    if values.map(|e| known.expr(e)).any(|does| bad(does, *dirty)) {
        return true;
    }
    if block.handlers.is_empty() {
        return is_bad(known, &block.statements, taken, dirty);
    }
    let conditions = || block.handlers.iter().flat_map(|h| &h.conditions);
    let own = conditions().fold(Kinds::NONE, |all, c| all.and(surely(c)));
    let handled = conditions().fold(Kinds::NONE, |all, c| all.and(known.caught(c)));
    // What was done before an error is still there in its handler, unless it goes back to a savepoint.
    let mut clean = false;
    let kept = block.note.is_none() && is_bad(known, &block.statements, handled, &mut clean);
    let before = *dirty || kept;
    if is_bad(known, &block.statements, taken.without(own), dirty) {
        return true;
    }
    for handler in &block.handlers {
        let mut inside = before;
        if is_bad(known, &handler.statements, taken, &mut inside) {
            return true;
        }
        *dirty |= inside;
    }
    false
}

/// Whether statements read tables, where what is undone would be missed.
pub(super) fn reads(list: &[Stmt]) -> bool {
    let mut found = false;
    for stmt in list {
        pg::code::each(stmt, &mut |node| match node {
            pg::code::Node::Query(pg::Query::Select(select)) => found |= !select.from.is_empty(),
            pg::code::Node::Query(_) | pg::code::Node::Execute | pg::code::Node::Transaction => found = true,
            _ => {}
        });
    }
    found
}

/// `COMMIT`, `ROLLBACK`.
pub(super) fn is_end(stmt: &Stmt) -> bool {
    match stmt {
        Stmt::Of(_, _, inner) => is_end(inner),
        Stmt::Commit | Stmt::Rollback | Stmt::SetTransaction(_) => true,
        _ => false,
    }
}

/// Whether a handler first rolls back.
pub(super) fn undoes(list: &[Stmt]) -> bool {
    list.iter().find(|s| !is_quiet(s)).is_some_and(is_rollback)
}

fn is_rollback(stmt: &Stmt) -> bool {
    match stmt {
        Stmt::Of(_, _, inner) => is_rollback(inner),
        other => *other == Stmt::Rollback,
    }
}

fn is_quiet(stmt: &Stmt) -> bool {
    match stmt {
        Stmt::Of(_, _, inner) => is_quiet(inner),
        Stmt::Diagnostics(..) | Stmt::Null | Stmt::Assign(..) | Stmt::Notice(_) => true,
        _ => false,
    }
}

/// Whether statements always end in an error.
pub(super) fn fails(list: &[Stmt]) -> bool {
    list.last().is_some_and(|stmt| match stmt {
        Stmt::Of(_, _, inner) => fails(std::slice::from_ref(inner)),
        Stmt::Raise { .. } | Stmt::Reraise => true,
        Stmt::If(arms, otherwise) => fails(otherwise) && arms.iter().all(|(_, list)| fails(list)),
        _ => false,
    }) && !list.iter().any(leaves)
}

fn leaves(stmt: &Stmt) -> bool {
    match stmt {
        Stmt::Of(_, _, inner) => leaves(inner),
        Stmt::Return(_) | Stmt::Leave(_) => true,
        Stmt::If(arms, otherwise) => arms.iter().flat_map(|(_, list)| list).chain(otherwise).any(leaves),
        Stmt::Block(block) => block.statements.iter().any(leaves),
        Stmt::Loop(it) => it.body.iter().any(leaves),
        _ => false,
    }
}

/// Whether nothing behind statements is ever reached.
pub(super) fn goes_away(list: &[Stmt]) -> bool {
    list.last().is_some_and(|stmt| match stmt {
        Stmt::Of(_, _, inner) => goes_away(std::slice::from_ref(inner)),
        Stmt::Raise { .. } | Stmt::Reraise | Stmt::Return(_) => true,
        Stmt::If(arms, otherwise) => goes_away(otherwise) && arms.iter().all(|(_, list)| goes_away(list)),
        _ => false,
    })
}

/// Whether a statement, or one within, raises the error at hand again.
pub(super) fn raises_again(stmt: &Stmt) -> bool {
    match stmt {
        Stmt::Of(_, _, inner) => raises_again(inner),
        Stmt::Reraise => true,
        Stmt::If(arms, otherwise) => arms.iter().flat_map(|(_, list)| list).chain(otherwise).any(raises_again),
        Stmt::Case(case) => {
            case.arms.iter().flat_map(|(_, list)| list).chain(case.otherwise.iter().flatten()).any(raises_again)
        }
        Stmt::Loop(it) => it.body.iter().any(raises_again),
        Stmt::Block(block) => block.statements.iter().any(raises_again),
        _ => false,
    }
}
