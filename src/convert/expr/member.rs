//! Variables and constants of packages: functions give their values.

use super::{Place, Scope, call};
use crate::analyze::{Null, Ty};
use crate::convert::code::{cursor_fields, is_fixed, reader};
use crate::convert::homes::ADD;
use crate::convert::named::{self, Meaning, Site};
use crate::convert::supplied_packages;
use crate::convert::{Cx, Low, Lower, Manual, Program};
use crate::finding::{Effort, Rule, Severity, Source};
use crate::ir::{
    self,
    plsql::{DeclarationKind, Shape},
};
use crate::name::{Name, Texts};
use crate::pg;
use crate::span::Span;

static MEMBER: Rule = Rule {
    name: "package-member-not-converted",
    codes: &[(Source::Oracle, "HD-324")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(15, 5),
    message: "`{name}` {has} no form here: the type is {what}",
    help: "{advice}",
    ..super::RULE
};

/// Rules of this file.
pub static RULES: &[&Rule] = &[&MEMBER];

/// Says that a variable of a package has no form, for what its type is.
pub(in crate::convert) fn formless(cx: &mut Cx<'_>, ty: &ir::Type, what: &str, parts: &[Name], span: Span) -> Manual {
    if let Some(said) = supplied_packages::of_type(cx, ty, span) {
        return said;
    }
    let mut advice = "Write the declaration and the code that uses it by hand.";
    let what = match ty {
        ir::Type::TypeOf(of) => format!("`{}%TYPE`, of no column or variable of the input", of.joined(".")),
        ir::Type::RowOf(of) => format!("`{}%ROWTYPE`, of no table or view of the output", of.joined(".")),
        ir::Type::Named(_) | ir::Type::Path(_) if what == named::ABSENT => {
            match supplied_packages::supplied_type(cx, ty) {
                Some(name) => format!("`{name}`, which comes with Oracle"),
                None => {
                    let found = cx.program.elsewhere_of_type(ty);
                    advice = found.advice(ADD);
                    format!("`{}`, which is not in the input{}", spelled(ty), found.said)
                }
            }
        }
        _ => what.to_owned(),
    };
    let raised = MEMBER.at(span).with("name", parts.joined(".")).with("has", "has");
    let raised = raised.with("what", what.as_str()).with("advice", advice);
    cx.manual_added(raised, "name", |said| said.rule == &MEMBER && said.value("what") == what)
}

/// A type by its name.
fn spelled(ty: &ir::Type) -> String {
    match ty {
        ir::Type::Named(name) => name.to_string(),
        ir::Type::Path(parts) => parts.joined("."),
        _ => String::new(),
    }
}

/// The value of a variable or constant of a package.
pub(super) fn variable(cx: &mut Cx<'_>, scope: &Scope<'_>, e: &ir::Expr, parts: &[Name]) -> Option<Lower<Low>> {
    let program = cx.program;
    let at = call::site(program, scope);
    let Some((package, declaration)) = named::declaration(program, at, parts) else {
        return field(cx, scope, e, parts);
    };
    let DeclarationKind::Variable(it) = &declaration.kind else { return None };
    let site = Site { schema: package.name.schema.as_ref(), package: Some(package) };
    let ty = match named::target(program, site, &it.ty) {
        Ok(ty) => ty,
        Err(what) => return Some(Err(formless(cx, &it.ty, what, parts, e.at.span))),
    };
    let from = Ty::of(&named::source(program, site, &it.ty));
    let null = if it.not_null { Null::Never } else { Null::Maybe };
    let value = pg::Expr::function(reader(program, package, &it.name), []);
    // A query asks once, not for each row.
    let per_row = matches!(scope.place, Place::Query | Place::Value) && !is_fixed(program, package, it);
    let expr = if per_row {
        let select = pg::Select { targets: vec![(value, None)], ..pg::Select::default() };
        pg::Expr::Subquery(Box::new(pg::Query::Select(Box::new(select))))
    } else {
        value
    };
    // Its length says with how many blanks a value of CHAR goes on.
    let ty = if matches!(ty, pg::Type::Char(_)) { ty } else { call::bare(&ty) };
    Some(Ok(Low { expr, ty, null, from }))
}

/// The text that an expression of literals and constants of packages is in every run; `steps`: how many names it follows at most.
pub(super) fn text(program: &Program<'_>, site: Site<'_>, e: &ir::Expr, steps: u8) -> Option<String> {
    match &e.kind {
        ir::ExprKind::Text(text, _) => Some(text.to_string()),
        ir::ExprKind::Concat(_, parts) => parts.iter().map(|part| text(program, site, part, steps)).collect(),
        ir::ExprKind::Name(path) => {
            let (package, declaration) = named::declaration(program, site, &path.parts)?;
            let DeclarationKind::Variable(it) = &declaration.kind else { return None };
            let value = it.default.as_ref().filter(|_| it.constant)?;
            let site = Site { schema: package.name.schema.as_ref(), package: Some(package) };
            text(program, site, value, steps.checked_sub(1)?)
        }
        _ => None,
    }
}

/// A field of a variable that is a record.
fn field(cx: &mut Cx<'_>, scope: &Scope<'_>, e: &ir::Expr, parts: &[Name]) -> Option<Lower<Low>> {
    let program = cx.program;
    let (name, front) = parts.split_last()?;
    let (package, declaration) = named::declaration(program, call::site(program, scope), front)?;
    let DeclarationKind::Variable(it) = &declaration.kind else { return None };
    let site = Site { schema: package.name.schema.as_ref(), package: Some(package) };
    let (ty, from) = field_of(cx, site, &it.ty, name, e.at.span)?;
    Some(variable(cx, scope, e, front)?.map(|whole| {
        let target = program.plan.names.fold(name);
        let expr = pg::Expr::Field(Box::new((whole.expr, target)));
        Low { expr, ty, null: Null::Maybe, from }
    }))
}

/// The type of a field of a type that is a record, here and in the source.
pub(super) fn field_of(
    cx: &mut Cx<'_>,
    site: Site<'_>,
    ty: &ir::Type,
    name: &Name,
    span: Span,
) -> Option<(pg::Type, Ty)> {
    let program = cx.program;
    Some(match named::meaning(program, site, ty)?.meaning {
        Meaning::Record(owner, declared) => {
            let Shape::Record(fields) = &declared.shape else { return None };
            let field = fields.iter().find(|f| f.name == *name)?;
            let site = Site { schema: owner.name.schema.as_ref(), package: Some(owner) };
            // A field refuses what has more digits, which an integer would take.
            let meaning = named::meaning(program, site, &field.ty)?.meaning;
            let digits = if let Meaning::Plain(ty) = &meaning
                && let ir::Type::Number { precision: Some(digits), scale } = **ty
            {
                Some((digits, scale))
            } else {
                None
            };
            let ty = match digits {
                Some((digits, scale)) => pg::Type::Numeric(Some((u16::from(digits), scale.unwrap_or(0)))),
                None => named::target(program, site, &field.ty).ok()?,
            };
            (ty, Ty::of(&named::source(program, site, &field.ty)))
        }
        Meaning::Row(id) => {
            let column =
                crate::convert::query::relation_columns(cx, id)?.iter().find(|c| c.source == *name).cloned()?;
            (column.ty, column.from)
        }
        Meaning::CursorRow(owner, it) => {
            let fields = cursor_fields(cx, owner, it, span).ok()?;
            let field = fields.iter().find(|f| f.name == *name)?;
            (field.ty.clone(), field.from)
        }
        Meaning::Plain(_) | Meaning::Column(..) | Meaning::Collection(..) | Meaning::RefCursor => return None,
    })
}

/// The types of the fields of a type that is a record.
pub(super) fn fields_of(cx: &mut Cx<'_>, site: Site<'_>, ty: &ir::Type) -> Option<Vec<pg::Type>> {
    let program = cx.program;
    match named::meaning(program, site, ty)?.meaning {
        Meaning::Row(id) => {
            Some(crate::convert::query::relation_columns(cx, id)?.iter().map(|column| column.ty.clone()).collect())
        }
        Meaning::Record(owner, declared) => {
            let Shape::Record(fields) = &declared.shape else { return None };
            let site = Site { schema: owner.name.schema.as_ref(), package: Some(owner) };
            let of = |ty: &ir::Type| named::target(program, site, ty).unwrap_or(pg::Type::Unknown);
            Some(fields.iter().map(|field| of(&field.ty)).collect())
        }
        Meaning::CursorRow(..)
        | Meaning::Plain(_)
        | Meaning::Column(..)
        | Meaning::Collection(..)
        | Meaning::RefCursor => None,
    }
}
