//! What plpgsql_check would warn of in code that is as the source has it: the routine says so in a comment, which the checker reads.

use super::touched::Touched;
use super::volatility::Volatility;
use super::{closing, effects, unused};
use crate::catalog::{Mode, Param};
use crate::convert::Program;
use crate::name::Name;
use crate::pg::{self, Body, Clause, Kind, Type};
use ecow::{EcoString, eco_format};

/// Says in a routine of the target what stays though the checker's extra warnings speak of it.
pub fn note(program: &Program<'_>, object: &mut pg::Object) {
    let (mut reasons, block) = match &object.kind {
        Kind::Routine(routine) => match &routine.body {
            Some(Body::Block(block)) => {
                let header = Header {
                    params: &routine.params,
                    returns: routine.returns.as_ref(),
                    is_function: routine.is_function,
                };
                (reasons(program, &header, block), block)
            }
            Some(Body::Return(_)) | None => return,
        },
        Kind::Trigger(trigger) => match &trigger.body {
            Some(Body::Block(block)) => {
                let header = Header { params: &[], returns: Some(&Type::Trigger), is_function: true };
                (reasons(program, &header, block), block)
            }
            Some(Body::Return(_)) | None => return,
        },
        Kind::Schema(_)
        | Kind::Table(_)
        | Kind::Index(_)
        | Kind::Sequence(_)
        | Kind::View(_)
        | Kind::Type(_)
        | Kind::Grant(_)
        | Kind::Other(_) => return,
    };
    let mut gaps = false;
    pg::code::each_of_block(block, &mut |node| gaps |= matches!(node, pg::code::Node::Gap));
    if gaps {
        return;
    }
    let rows = gives_rows(program, block);
    let words = reserved_parameters(object);
    let mut off: Vec<&'static str> = Vec::new();
    if !reasons.is_empty() {
        off.push("extra");
    }
    if rows || words.is_some() {
        off.push("other");
    }
    reasons.extend(words);
    if rows {
        reasons.push("plpgsql_check takes the one record that a CALL gives back for its fields.".into());
    }
    if folds(program, object, block) {
        reasons.push("It opens a cursor, so that no call of it may be folded.".into());
        off.push("performance");
    }
    if reasons.is_empty() {
        return;
    }
    let clause = Clause::Unwarned(reasons, off);
    if let Kind::Routine(routine) = &mut object.kind {
        routine.clauses.push(clause);
    } else if let Kind::Trigger(trigger) = &mut object.kind {
        trigger.clauses.push(clause);
    }
}

struct Header<'h> {
    params: &'h [Param<pg::Pg>],
    returns: Option<&'h Type>,
    is_function: bool,
}

fn reasons(program: &Program<'_>, header: &Header<'_>, block: &pg::Block) -> Vec<EcoString> {
    let known = |name: &crate::name::QName, given: usize| effects::header(program, name, given);
    let modes = |call: &pg::Call| unused::modes(&known, call);
    let touched = Touched::of(block, &modes);
    let mut found = Vec::new();
    let mut unread: Vec<&Name> = Vec::new();
    for param in header.params.iter().filter(|p| p.mode != Mode::Out && !touched.read.contains(&p.name)) {
        let written = touched.writes(&param.name);
        if !(written && param.mode == Mode::InOut && !header.is_function) {
            unread.push(&param.name);
        }
    }
    let mut variables = Vec::new();
    declared(block, &mut |d| {
        if !touched.read.contains(&d.name) {
            variables.push(&d.name);
        }
    });
    unread.extend(variables);
    if !unread.is_empty() {
        found.push(eco_format!("Never read, as in the source: {}.", named(&unread)));
    }
    found.extend(results(header, &touched));
    let ways = closing::of(block);
    if ways.dead {
        found.push("Some code stands behind what always leaves, as in the source.".into());
    }
    if ways.ends && header.returns.is_some() {
        found.push("It may end without RETURN, as in the source, which is an error then.".into());
    }
    found
}

/// What is said of parameters that give something back.
fn results(header: &Header<'_>, touched: &Touched<'_>) -> Vec<EcoString> {
    let outs: Vec<&Param<pg::Pg>> = header.params.iter().filter(|p| p.mode != Mode::In).collect();
    let mut found = Vec::new();
    let unset: Vec<&Name> = outs.iter().map(|p| &p.name).filter(|name| !touched.writes(name)).collect();
    if !unset.is_empty() {
        found.push(eco_format!("Given back as it comes, as in the source: {}.", named(&unset)));
    }
    let several = outs.len() > 1 || !header.is_function;
    let rows: Vec<&Name> = outs.iter().filter(|p| is_row(&p.ty)).map(|p| &p.name).collect();
    if several && !rows.is_empty() {
        found.push(eco_format!("A record is given back in a parameter: {}.", named(&rows)));
    }
    found
}

/// Whether a function that opens a cursor depends on nothing else than its arguments.
fn folds(program: &Program<'_>, object: &pg::Object, block: &pg::Block) -> bool {
    let Kind::Routine(routine) = &object.kind else { return false };
    routine.clauses.contains(&Clause::Volatility("STABLE"))
        && unused::opens(&block.statements)
        && effects::of(program, block).volatility == Volatility::Immutable
}

/// What is said of parameters whose names are PostgreSQL's own words: callers may write them.
fn reserved_parameters(object: &pg::Object) -> Option<EcoString> {
    let Kind::Routine(routine) = &object.kind else { return None };
    let names: Vec<&Name> =
        routine.params.iter().map(|p| &p.name).filter(|name| pg::words::is_reserved(name)).collect();
    (!names.is_empty())
        .then(|| eco_format!("Named by a word of PostgreSQL's own, as callers know it: {}.", named(&names)))
}

/// Whether a procedure is called that gives back one record and nothing else.
fn gives_rows(program: &Program<'_>, block: &pg::Block) -> bool {
    let mut found = false;
    pg::code::each_of_block(block, &mut |node| {
        if let pg::code::Node::Expr(pg::Expr::Call(call)) = node
            && let Some(header) = effects::header(program, &call.name, call.args.len()).filter(|h| !h.is_function)
        {
            let mut outs = header.params.iter().filter(|p| p.mode != Mode::In);
            found |= outs.next().is_some_and(|p| is_row(&p.ty)) && outs.next().is_none();
        }
    });
    found
}

const fn is_row(ty: &Type) -> bool {
    matches!(ty, Type::Named(_) | Type::Record)
}

/// Calls `f` for every variable that a block and those in it declare.
fn declared<'b>(block: &'b pg::Block, f: &mut dyn FnMut(&'b pg::Declaration)) {
    pg::code::each_of_block(block, &mut |node| {
        if let pg::code::Node::Declaration(declaration) = node {
            f(declaration);
        }
    });
}

/// Names in a comment: those that could end it are not written out.
fn named(names: &[&Name]) -> EcoString {
    let plain = |name: &&&Name| name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '$' | '#'));
    let shown: Vec<&str> = names.iter().filter(plain).map(|n| n.as_str()).collect();
    if shown.is_empty() { "a name that cannot stand here".into() } else { shown.join(", ").into() }
}
