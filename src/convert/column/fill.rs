//! Where the values of a column come from: defaults, also for nulls, computed columns, identities.

#![expect(clippy::wildcard_enum_match_arm, reason = "only calls and casts name what PostgreSQL may not have itself")]

use super::super::table::{gains::Gains, secret};
use super::super::{Cx, sequence, value};
use super::Scope;
use crate::catalog::{ConstraintRule, Fill, Identity, OnNull};
use crate::finding::{Effort, Rule, Severity, Source};
use crate::ir::{self, ExprKind};
use crate::name::{Name, QName};
use crate::pg::{self, Expr, walk};

static DEFAULT: Rule = Rule {
    name: "column-default",
    codes: &[(Source::Oracle, "OR-DDL-008")],
    raw: Severity::BehaviourChange,
    message: "the default of `{column}` is written for PostgreSQL",
    help: "nothing",
    doc: "convert/column/column-default.md",
    ..Rule::PLAIN
};

static EMPTY_DEFAULT: Rule = Rule {
    name: "empty-default",
    codes: &[(Source::Oracle, "OR-NUL-019")],
    raw: Severity::BehaviourChange,
    message: "DEFAULT '' means DEFAULT NULL, and is left out",
    help: "nothing",
    doc: "convert/column/empty-default.md",
    ..Rule::PLAIN
};

static ON_NULL: Rule = Rule {
    name: "default-on-null",
    codes: &[(Source::Oracle, "OR-DDL-009")],
    raw: Severity::DataLossRisk,
    message: "DEFAULT ON NULL of `{column}` is kept by a trigger",
    help: "nothing",
    doc: "convert/column/default-on-null.md",
    ..Rule::PLAIN
};

static VIRTUAL: Rule = Rule {
    name: "virtual-column",
    codes: &[(Source::Oracle, "OR-DDL-010")],
    raw: Severity::BehaviourChange,
    message: "virtual column `{column}` is stored: it takes space, and is computed when the row is written",
    help: "nothing, unless the table is large; then compute it in a view instead",
    doc: "convert/column/virtual-column.md",
    ..Rule::PLAIN
};

static IDENTITY: Rule = Rule {
    name: "identity-column",
    codes: &[(Source::Oracle, "OR-SEQ-006")],
    raw: Severity::BehaviourChange,
    effort: Effort::minutes(5, 1),
    message: "identity column `{column}` is {type}, the widest type that PostgreSQL numbers",
    help: "nothing",
    doc: "convert/column/identity-column.md",
    ..Rule::PLAIN
};

static ONE_NUMBER: Rule = Rule {
    name: "one-number-per-row",
    codes: &[(Source::Oracle, "OR-SEQ-002")],
    raw: Severity::DataLossRisk,
    severity: Severity::BehaviourChange,
    effort: Effort::minutes(10, 5),
    message: "`{column}` shares the number of a row with other columns by a trigger, which also fills a null that is given",
    help: "nothing, unless rows are written with an explicit null in this column",
    doc: "convert/column/one-number-per-row.md",
    ..Rule::PLAIN
};

/// Rules of this file.
pub(super) static RULES: &[&Rule] = &[&DEFAULT, &EMPTY_DEFAULT, &ON_NULL, &VIRTUAL, &IDENTITY, &ONE_NUMBER];

/// Lowers where values come from; the type is known afterwards where the expression gives it.
pub(super) fn lower(
    cx: &mut Cx<'_>,
    scope: Scope<'_>,
    column: &ir::Column,
    ty: Option<pg::Type>,
    gains: &mut Gains,
) -> (Option<pg::Type>, Fill<pg::Pg>) {
    match &column.fill {
        Fill::Nothing => match cx.program.plan.numbered.column(scope.id, &column.name) {
            Some(sequence) => {
                let next = Expr::call("nextval", [Expr::Regclass(Box::new(cx.program.target(sequence)))]);
                (ty, Fill::Default { expr: next, on_null: OnNull::No })
            }
            None => (ty, Fill::Nothing),
        },
        Fill::Default { expr, on_null } => {
            let fill = default(cx, scope, column, expr, *on_null, ty.as_ref(), gains);
            (ty, fill)
        }
        Fill::Generated { expr, stored: _ } => match value::generated(cx, scope, expr, ty.as_ref()) {
            Ok((expr, own)) => {
                let stored = !may_be_virtual(cx, scope, column, &own, &expr);
                if stored {
                    cx.raise(VIRTUAL.at(column.at.span).with("column", &column.name));
                } else {
                    cx.exact(&VIRTUAL, column.at.span);
                }
                (Some(own), Fill::Generated { expr, stored })
            }
            Err(_) => (ty, Fill::Nothing),
        },
        Fill::Identity(identity) => {
            let fill = Fill::Identity(Box::new(numbered(cx, scope, column, identity, gains)));
            cx.exact(&IDENTITY, column.at.span);
            (ty, fill)
        }
    }
}

/// From 18 on a column may be computed when it is read: one that no index, key, partition or trigger needs, of PostgreSQL's own
/// types and functions.
fn may_be_virtual(cx: &Cx<'_>, scope: Scope<'_>, column: &ir::Column, ty: &pg::Type, expr: &Expr) -> bool {
    let program = cx.program;
    let foreign =
        |c: &ir::Constraint| matches!(&c.rule, ConstraintRule::Foreign(key) if key.columns.contains(&column.name));
    program.profile.target >= 18
        && !scope.in_key(&column.name)
        && !scope.table.constraints.iter().any(foreign)
        && !program.plan.indexed.mentions(scope.id, &column.name)
        && !program.plan.indexed.has_trigger(scope.id)
        && is_own_type(ty)
        && is_own(expr)
}

fn is_own_type(ty: &pg::Type) -> bool {
    match ty {
        pg::Type::Array(of) => is_own_type(of),
        ty => !matches!(ty, pg::Type::Named(_)),
    }
}

/// Whether an expression calls and casts to what PostgreSQL has itself.
fn is_own(expr: &Expr) -> bool {
    let here = match expr {
        Expr::Call(call) => call.name.schema.is_none(),
        Expr::Cast(parts) => is_own_type(&parts.1),
        _ => true,
    };
    let mut all = here;
    walk::children(expr, &mut |node| {
        all &= match node {
            walk::Node::Expr(inner) => is_own(inner),
            walk::Node::Query(_) => false,
        };
    });
    all
}

fn default(
    cx: &mut Cx<'_>,
    scope: Scope<'_>,
    column: &ir::Column,
    expr: &ir::Expr,
    on_null: OnNull,
    ty: Option<&pg::Type>,
    gains: &mut Gains,
) -> Fill<pg::Pg> {
    if matches!(expr.kind, ExprKind::EmptyText) {
        cx.exact(&EMPTY_DEFAULT, expr.at.span);
        return Fill::Nothing;
    }
    if matches!(expr.kind, ExprKind::Null) {
        return Fill::Nothing;
    }
    if on_null == OnNull::No
        && let Some(ty) = ty
        && let Some(sequence) = shared_sequence(cx, scope, column, expr)
    {
        shared(cx, scope, column, ty, sequence, gains);
        return Fill::Nothing;
    }
    let plain = secret::is_encrypted(cx.program.profile, column)
        .then(|| secret::plain_type(cx.program, scope.object.name.schema.as_ref(), column));
    let wanted = plain.as_ref().or(ty).unwrap_or(&pg::Type::Unknown);
    let Ok(mut lowered) = value::lower(cx, scope, expr, wanted) else { return Fill::Nothing };
    if plain.is_some() {
        lowered = secret::encrypted(lowered);
    }
    cx.exact(&DEFAULT, expr.at.span);
    if on_null != OnNull::No {
        let name = cx.program.plan.names.column(scope.id, &column.name);
        gains.filled.push((name, lowered.clone(), on_null == OnNull::InsertAndUpdate));
        cx.exact(&ON_NULL, column.at.span);
    }
    Fill::Default { expr: lowered, on_null: OnNull::No }
}

/// The sequence whose next value is the default, where another column of the table has the same default: all references of a
/// row get one number in the source.
fn shared_sequence(cx: &Cx<'_>, scope: Scope<'_>, column: &ir::Column, expr: &ir::Expr) -> Option<QName> {
    let sequence = next_value_of(expr)?;
    let same = |other: &ir::Column| {
        other.name != column.name
            && matches!(&other.fill, Fill::Default { expr, .. } if next_value_of(expr) == Some(sequence))
    };
    if !scope.table.columns.iter().any(same) {
        return None;
    }
    let name = match sequence {
        [name] => QName::bare(name.clone()),
        [schema, name] => QName::new(schema.clone(), name.clone()),
        _ => return None,
    };
    let id = cx.program.resolve(&name, scope.object.name.schema.as_ref())?;
    let is_sequence = matches!(cx.program.read.catalog.get(id).kind, ir::Kind::Sequence(_));
    is_sequence.then(|| cx.program.target(id))
}

/// The name in `name.NEXTVAL`.
pub(in crate::convert) fn next_value_of(expr: &ir::Expr) -> Option<&[Name]> {
    let ExprKind::Name(path) = &expr.kind else { return None };
    let (last, front) = path.parts.split_last()?;
    (last == "NEXTVAL" && path.link.is_none()).then_some(front)
}

fn shared(cx: &mut Cx<'_>, scope: Scope<'_>, column: &ir::Column, ty: &pg::Type, sequence: QName, gains: &mut Gains) {
    let name = cx.program.plan.names.column(scope.id, &column.name);
    let place = (name, ty.clone());
    match gains.shared.iter_mut().find(|(of, _)| *of == sequence) {
        Some((_, columns)) => columns.push(place),
        None => gains.shared.push((sequence, vec![place])),
    }
    if scope.never_null(&column.name) {
        cx.exact(&ONE_NUMBER, column.at.span);
    } else {
        cx.raise(ONE_NUMBER.at(column.at.span).with("column", &column.name));
    }
}

/// An identity; for nulls that are given, the guard takes the next number.
fn numbered(
    cx: &mut Cx<'_>,
    scope: Scope<'_>,
    column: &ir::Column,
    identity: &Identity,
    gains: &mut Gains,
) -> Identity {
    if identity.on_null != OnNull::No {
        let table = cx.program.target(scope.id);
        let schema = Expr::text(pg::schema_of(&table));
        let name = cx.program.plan.names.column(scope.id, &column.name);
        let quoted = Expr::call("format", [Expr::text("%I.%I"), schema, Expr::text(table.name.clone())]);
        let sequence = Expr::call("pg_get_serial_sequence", [quoted, Expr::text(name.clone())]);
        let next = Expr::call("nextval", [sequence]);
        gains.filled.push((name, next, identity.on_null == OnNull::InsertAndUpdate));
    }
    let options = sequence::options(cx, &column.name, &identity.options, column.at.span);
    Identity { always: identity.always, on_null: OnNull::No, options }
}
