//! Variables whose values nothing reads: they go, with what only gave them values; what that may raise stays.

#![expect(clippy::wildcard_enum_match_arm, reason = "what is not named holds no statements")]

use super::body::Code;
use super::errors::{self, Facts as Known};
use super::touched::{Touched, is_empty_row};
use super::volatility;
use crate::catalog::Mode;
use crate::finding::{Rule, Severity, Source};
use crate::name::Name;
use crate::pg::{self, Expr, Stmt, Type};
use crate::span::At;

/// Rules of this file.
pub(super) static RULES: &[&Rule] = &[&UNUSED];

static UNUSED: Rule = Rule {
    name: "variable-never-read",
    codes: &[(Source::Oracle, "HD-390")],
    raw: Severity::Info,
    severity: Severity::Info,
    message: "a variable whose value nothing reads is left out",
    help: "Nothing to do: what gives it a value is still done where it may raise or write. Take it out of the source too.",
    doc: "convert/code/variable-never-read.md",
    ..Rule::PLAIN
};

/// How the arguments of a procedure are passed.
pub(super) fn modes(
    header: &dyn Fn(&crate::name::QName, usize) -> Option<errors::Header>,
    call: &pg::Call,
) -> Vec<Mode> {
    let Some(header) = header(&call.name, call.args.len()) else { return Vec::new() };
    let of = |(n, name): (usize, Option<&Name>)| {
        let found = match name {
            Some(name) => header.params.iter().find(|p| p.name == *name),
            None => header.params.get(n),
        };
        found.map_or(Mode::In, |p| p.mode)
    };
    call.args.iter().map(|(name, _)| name.as_ref()).enumerate().map(of).collect()
}

/// Takes variables out of a routine whose values nothing reads. Code with gaps stays: what it lacks may read them.
pub(super) fn trim(code: &mut Code<'_, '_>, block: &mut pg::Block) {
    if code.lacks.is_some() {
        return;
    }
    let gone = errors::with_known(code, |known| {
        let mut gone = Vec::new();
        trim_block(known, block, &code.outlive, &mut gone);
        gone
    });
    for at in gone {
        code.cx.dropped(&UNUSED, "a variable that nothing reads", at.span);
    }
}

fn trim_block(known: &Known<'_>, block: &mut pg::Block, keep: &[Name], gone: &mut Vec<At>) {
    while !block.declarations.is_empty() {
        let modes = |call: &pg::Call| modes(known.header, call);
        let touched = Touched::of(block, &modes);
        let used = |name: &Name| touched.read.contains(name) || touched.filled.contains(name) || keep.contains(name);
        let unread = |d: &pg::Declaration| !used(&d.name);
        let place = block.declarations.iter().position(|d| unread(d) && harmless(known, d) && goes(known, block, d));
        let Some(place) = place else { break };
        let declaration = block.declarations.remove(place);
        drop_writes(known, &mut block.statements, &declaration);
        block.handlers.iter_mut().for_each(|h| drop_writes(known, &mut h.statements, &declaration));
        if !declaration.at.span.is_empty() {
            gone.push(declaration.at);
        }
    }
    each_block(&mut block.statements, &mut |inner| trim_block(known, inner, keep, gone));
    block
        .handlers
        .iter_mut()
        .for_each(|h| each_block(&mut h.statements, &mut |inner| trim_block(known, inner, keep, gone)));
}

/// Whether the value that a variable starts with can be left out.
fn harmless(known: &Known<'_>, declaration: &pg::Declaration) -> bool {
    match &declaration.value {
        None => !declaration.not_null,
        Some(value) => {
            !(declaration.not_null && *value == Expr::Null) && fate(known, &declaration.ty, value) == Some(Fate::Goes)
        }
    }
}

/// What becomes of an assignment whose target goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    /// It goes.
    Goes,
    /// Its value is computed.
    Computed,
}

/// What becomes of a value that a variable of a type got; nothing where the variable must stay.
fn fate(known: &Known<'_>, ty: &Type, value: &Expr) -> Option<Fate> {
    match (value, ty) {
        (Expr::Null, _) | (Expr::Bool(_), Type::Boolean) => return Some(Fate::Goes),
        (Expr::Text(text), Type::Varchar(Some(length)) | Type::Char(length)) => {
            return (text.chars().count() <= *length as usize).then_some(Fate::Goes);
        }
        // One that the type does not hold raises.
        (Expr::Number(n), Type::Integer) if n.parse::<i32>().is_ok() => return Some(Fate::Goes),
        (Expr::Number(n), Type::BigInt) if n.parse::<i64>().is_ok() => return Some(Fate::Goes),
        (Expr::Number(_), Type::Numeric(None)) => return Some(Fate::Goes),
        (Expr::Name(path), ty) if (known.types)(path).as_ref() == Some(ty) => return Some(Fate::Goes),
        _ => {}
    }
    let wide = matches!(
        ty,
        Type::Text | Type::Varchar(None) | Type::Numeric(None) | Type::Boolean | Type::Timestamp(_) | Type::Bytea
    );
    let given = if let Expr::Call(call) = value { (known.header)(&call.name, call.args.len()) } else { None };
    let same = given.and_then(|header| header.returns).is_some_and(|returns| returns == *ty);
    if !wide && !same {
        return None;
    }
    let does = known.expr(value);
    let quiet = !does.effect && does.raises == errors::Kinds::NONE && !volatility::does_more(value);
    Some(if quiet { Fate::Goes } else { Fate::Computed })
}

/// Whether all that gives the variable values can be left out.
fn goes(known: &Known<'_>, block: &pg::Block, declaration: &pg::Declaration) -> bool {
    let mut lists = vec![&block.statements];
    lists.extend(block.handlers.iter().map(|h| &h.statements));
    lists.iter().all(|list| list.iter().all(|stmt| stmt_goes(known, stmt, declaration)))
}

fn stmt_goes(known: &Known<'_>, stmt: &Stmt, of: &pg::Declaration) -> bool {
    match stmt {
        Stmt::Assign(target, value) if target.first() == Some(&of.name) => {
            let ty = if target.len() == 1 { Some(of.ty.clone()) } else { (known.types)(target) };
            // One that must not be null refuses nulls.
            let refuses = of.not_null && !matches!(value, Expr::Text(_) | Expr::Number(_) | Expr::Bool(_));
            !refuses && ty.is_some_and(|ty| fate(known, &ty, value).is_some())
        }
        _ => {
            let mut all = true;
            each_list(stmt, &mut |list| all &= list.iter().all(|s| stmt_goes(known, s, of)));
            all
        }
    }
}

/// Leaves out what gave the variable values.
fn drop_writes(known: &Known<'_>, list: &mut Vec<Stmt>, of: &pg::Declaration) {
    list.retain_mut(|stmt| {
        let stays = drop_write(known, stmt, of);
        if !stays
            && let Stmt::Of(_, comments, inner) = stmt
            && !comments.is_empty()
        {
            **inner = Stmt::Null;
            return true;
        }
        stays
    });
}

/// Whether the statement stays.
fn drop_write(known: &Known<'_>, stmt: &mut Stmt, of: &pg::Declaration) -> bool {
    match stmt {
        Stmt::Of(_, _, inner) => drop_write(known, inner, of),
        Stmt::Assign(target, value) if target.first() == Some(&of.name) => {
            let ty = if target.len() == 1 { Some(of.ty.clone()) } else { (known.types)(target) };
            if ty.and_then(|ty| fate(known, &ty, value)) == Some(Fate::Computed) {
                *stmt = Stmt::Perform(std::mem::replace(value, Expr::Null));
                return true;
            }
            false
        }
        Stmt::Diagnostics(_, items) => {
            items.retain(|(target, _)| target.first() != Some(&of.name));
            !items.is_empty()
        }
        Stmt::Select(select) if is_empty_row(select) => !select.into.iter().all(|path| path.first() == Some(&of.name)),
        _ => {
            each_list_mut(stmt, &mut |list| drop_writes(known, list, of));
            true
        }
    }
}

/// Whether statements open a cursor.
pub(super) fn opens(list: &[Stmt]) -> bool {
    list.iter().any(|stmt| {
        let mut found = matches!(stmt, Stmt::Open(..));
        each_list(stmt, &mut |list| found |= opens(list));
        found
    })
}

/// Calls `f` for each list of statements directly within a statement.
fn each_list<'a>(stmt: &'a Stmt, f: &mut dyn FnMut(&'a [Stmt])) {
    match stmt {
        Stmt::Of(_, _, inner) => f(std::slice::from_ref(inner)),
        Stmt::If(arms, otherwise) => {
            arms.iter().for_each(|(_, list)| f(list));
            f(otherwise);
        }
        Stmt::Case(case) => case.arms.iter().map(|(_, list)| list).chain(&case.otherwise).for_each(|list| f(list)),
        Stmt::Loop(it) => f(&it.body),
        Stmt::Block(block) => {
            f(&block.statements);
            block.handlers.iter().for_each(|h| f(&h.statements));
        }
        _ => {}
    }
}

fn each_list_mut(stmt: &mut Stmt, f: &mut dyn FnMut(&mut Vec<Stmt>)) {
    match stmt {
        Stmt::Of(_, _, inner) => each_list_mut(inner, f),
        Stmt::If(arms, otherwise) => {
            arms.iter_mut().for_each(|(_, list)| f(list));
            f(otherwise);
        }
        Stmt::Case(case) => {
            case.arms.iter_mut().map(|(_, list)| list).chain(&mut case.otherwise).for_each(f);
        }
        Stmt::Loop(it) => f(&mut it.body),
        Stmt::Block(block) => {
            f(&mut block.statements);
            block.handlers.iter_mut().for_each(|h| f(&mut h.statements));
        }
        _ => {}
    }
}

/// Calls `f` for each block in statements that is in no other of them.
fn each_block(list: &mut [Stmt], f: &mut dyn FnMut(&mut pg::Block)) {
    for stmt in list {
        let mut at_hand = stmt;
        while let Stmt::Of(_, _, inner) = at_hand {
            at_hand = inner;
        }
        match at_hand {
            Stmt::Block(block) => f(block),
            other => each_list_mut(other, &mut |list| each_block(list, f)),
        }
    }
}
