//! `DBMS_LOB`: PostgreSQL has values where Oracle has places, so what changes a place gives its variable a new value.

use crate::analyze::{Null, Ty};
use crate::convert::code::body::Code;
use crate::convert::code::place::Target;
use crate::convert::{Low, Lower};
use crate::finding::{Effort, Rule, Severity, Source};
use crate::ir::{Class, Expr, ExprKind};
use crate::pg::{self, Stmt, Type};
use crate::span::Span;

/// A value that is changed.
pub(super) static LOB: Rule = Rule {
    name: "lob-changed",
    codes: &[(Source::Oracle, "OR-BIP-002")],
    raw: Severity::ManualEffort,
    message: "what DBMS_LOB does to a variable is an assignment to it",
    help: "Nothing to do.",
    ..Rule::PLAIN
};

/// A value of a caller that is changed.
pub(super) static PARAMETER: Rule = Rule {
    name: "lob-of-caller-changed",
    codes: &[(Source::Oracle, "HD-357")],
    raw: Severity::DataLossRisk,
    severity: Severity::BehaviourChange,
    effort: Effort::minutes(15, 5),
    message: "`{what}` changes a parameter: the caller gets the new value back, a table that the value was read from does not",
    help: "Where a caller passes what it read with FOR UPDATE or RETURNING, let it write the value back with UPDATE.",
    ..Rule::PLAIN
};

/// Lowers a call; nothing where it has no form here.
pub(super) fn lower(
    code: &mut Code<'_, '_>,
    span: Span,
    name: &str,
    args: &[Option<&Expr>],
) -> Option<Lower<Vec<Stmt>>> {
    let name = name.strip_prefix("DBMS_LOB.")?;
    let (first, rest) = args.split_first()?;
    let own = (*first)?;
    Some(match (name, rest) {
        ("CREATETEMPORARY", _) => place(code, own, name, span).map(|own| {
            let empty = pg::Expr::text("");
            let empty = if own.ty == Type::Bytea { empty.cast(Type::Bytea) } else { empty };
            vec![Stmt::Assign(own.path, empty)]
        }),
        ("FREETEMPORARY", []) => place(code, own, name, span).map(|own| vec![Stmt::Assign(own.path, pg::Expr::Null)]),
        ("APPEND", [Some(source)]) => changed(code, own, "lob_append", &[(source, None)], name, span),
        ("WRITEAPPEND", [Some(amount), Some(buffer)]) => {
            let args = [(*amount, Some(Type::Integer)), (*buffer, None)];
            changed(code, own, "lob_writeappend", &args, name, span)
        }
        ("WRITE", [Some(amount), Some(offset), Some(buffer)]) => {
            let args = [(*amount, Some(Type::Integer)), (*offset, Some(Type::Integer)), (*buffer, None)];
            changed(code, own, "lob_write", &args, name, span)
        }
        ("TRIM", [Some(length)]) => changed(code, own, "lob_trim", &[(*length, Some(Type::Integer))], name, span),
        ("COPY", [Some(source), Some(amount), to, from]) => {
            if from.is_some() && to.is_none() {
                return None;
            }
            let mut args = vec![(*source, None), (*amount, Some(Type::Integer))];
            args.extend([to, from].into_iter().flatten().map(|e| (*e, Some(Type::Integer))));
            changed(code, own, "lob_copy", &args, name, span)
        }
        ("READ", [Some(amount), Some(offset), Some(buffer)]) => read(code, own, amount, offset, buffer, span),
        _ => return None,
    })
}

/// The variable whose value is changed. What a statement took from a table to change it is the table's.
fn place(code: &mut Code<'_, '_>, e: &Expr, name: &str, span: Span) -> Lower<Target> {
    let target = code.target(e)?;
    if !matches!(target.ty, Type::Text | Type::Bytea | Type::Varchar(None)) {
        return Err(code.refuse("`DBMS_LOB` on what is no large object", span));
    }
    let ExprKind::Name(path) = &e.kind else { return Err(code.refuse("this target of an assignment", span)) };
    if name == "CREATETEMPORARY" || name == "FREETEMPORARY" {
        return Ok(target);
    }
    let variable = path.parts.first();
    if variable.is_some_and(|v| code.uses.taken_to_change(v)) {
        return Err(code.refuse("a large object that is changed where it is stored", span));
    }
    let reach = code.locals.reach(&path.parts);
    let own = code.name.name.rsplit('.').next().unwrap_or_default();
    let own = own.split('#').next().unwrap_or_default();
    let parameter = reach.is_some_and(|r| r.local.given && r.local.labels.iter().any(|l| l == own));
    if parameter {
        code.cx.raise(PARAMETER.at(span).with("what", format!("DBMS_LOB.{name}")));
    }
    Ok(target)
}

fn changed(
    code: &mut Code<'_, '_>,
    own: &Expr,
    helper: &'static str,
    args: &[(&Expr, Option<Type>)],
    name: &str,
    span: Span,
) -> Lower<Vec<Stmt>> {
    let target = place(code, own, name, span)?;
    let plain = if target.ty == Type::Bytea { Type::Bytea } else { Type::Text };
    let mut list = vec![pg::Expr::Name(target.path.clone())];
    for (e, ty) in args {
        list.push(code.value(e, ty.as_ref().unwrap_or(&plain))?);
    }
    code.cx.exact(&LOB, span);
    Ok(vec![Stmt::Assign(target.path, pg::Expr::helper(helper, list))])
}

/// `READ(lob, amount, offset, buffer)`: `amount` says how much was wanted, and how much there was.
fn read(
    code: &mut Code<'_, '_>,
    own: &Expr,
    amount: &Expr,
    offset: &Expr,
    buffer: &Expr,
    span: Span,
) -> Lower<Vec<Stmt>> {
    let low = code.expr(own, crate::convert::expr::Place::Code)?;
    let (source, plain) = if low.ty == Type::Bytea { (low.expr, Type::Bytea) } else { (low.expr, Type::Text) };
    let wanted = code.value(amount, &Type::Integer)?;
    let offset = code.value(offset, &Type::Integer)?;
    let (count, into) = (code.target(amount)?, code.target(buffer)?);
    let class = if plain == Type::Bytea { Class::Raw } else { Class::Text };
    let part = pg::Expr::helper("lob_read", [source, wanted, offset]);
    let low = Low { expr: part, ty: plain, null: Null::Never, from: Ty::of_class(class) };
    let part = code.fit(low, &into.ty, span)?;
    let length = if into.ty == Type::Bytea { "octet_length" } else { "length" };
    let length = pg::Expr::call(length, [pg::Expr::Name(into.path.clone())]);
    let flags = Ty { flags: Ty::WHOLE, ..Ty::of_class(Class::Number) };
    let low = Low { expr: length, ty: Type::Integer, null: Null::Never, from: flags };
    let length = code.fit(low, &count.ty, span)?;
    code.cx.exact(&LOB, span);
    Ok(vec![Stmt::Assign(into.path, part), Stmt::Assign(count.path, length)])
}
