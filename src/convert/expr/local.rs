//! Variables of code with their fields, attributes of cursors, and what only triggers and handlers can ask.

use super::{Scope, made};
use crate::analyze::{Null, Ty};
use crate::convert::{Cx, Low, Lower, Manual};
use crate::finding::{Effort, Rule, Severity, Source};
use crate::ir::{self, Class};
use crate::name::{Name, QName};
use crate::pg::{self, Op, Type};
use std::sync::Arc;

static EVENT: Rule = Rule {
    name: "trigger-event",
    codes: &[(Source::Oracle, "OR-TRG-002")],
    raw: Severity::Info,
    message: "the event of a trigger is asked for by TG_OP",
    help: "Nothing to do.",
    ..super::RULE
};

static ERROR: Rule = Rule {
    name: "error-at-hand",
    codes: &[(Source::Oracle, "OR-EXC-006")],
    raw: Severity::BehaviourChange,
    message: "SQLCODE and SQLERRM are made of PostgreSQL's error",
    help: "Nothing to do: numbers are Oracle's. Texts of errors that are not the program's own are PostgreSQL's behind Oracle's number.",
    ..super::RULE
};

static MESSAGE: Rule = Rule {
    name: "text-of-an-error-number",
    codes: &[(Source::Oracle, "HD-391")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(10, 5),
    message: "`SQLERRM` of another number than the error at hand asks for a text of Oracle's",
    help: "Write the text, or keep those that the program asks for in a table.",
    ..super::RULE
};

/// Rules of this file.
pub static RULES: &[&Rule] = &[&EVENT, &ERROR, &MESSAGE];

/// What code sees besides columns.
#[derive(Clone, Debug, Default)]
pub struct Locals {
    /// Variables, inner ones last.
    pub variables: Vec<Local>,
    /// Names of the rows of a trigger, as the source writes them behind the colon, with PostgreSQL's.
    pub rows: Vec<(Name, &'static str)>,
    /// The package whose members are in sight, by its name in the source.
    pub package: Option<QName>,
    /// Cursors whose attributes can be asked for, inner ones last.
    pub cursors: Vec<Attributes>,
    /// The variable that holds the columns which an `UPDATE` names, where a trigger asks for them.
    pub updating: Option<Name>,
    /// Where the error at hand is known.
    pub errors: Errors,
}

/// Where code finds the error at hand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Errors {
    /// Nowhere: this is no code.
    #[default]
    Nowhere,
    /// Where a handler around announced it.
    Announced,
    /// In the handler that this is; handlers in handlers count on.
    Here(u8),
}

/// A variable or parameter.
#[derive(Clone, Debug)]
pub struct Local {
    /// Labels of its block, or the name of its routine.
    pub labels: Vec<Name>,
    /// Its name in the source.
    pub name: Name,
    /// Its name in PostgreSQL.
    pub target: Name,
    /// Its type in PostgreSQL.
    pub ty: Type,
    /// It cannot be assigned to.
    pub constant: bool,
    /// It has a value from the start: a parameter that brings one, or a variable that is declared with one.
    pub given: bool,
    /// The place of a parameter, from 1.
    pub place: Option<u8>,
    /// It is a parameter as the caller gave it: '' is null to the code.
    pub raw: bool,
    /// Its fields, where it is a record.
    pub fields: Option<Fields>,
    /// What its values must be.
    pub limits: Limits,
    /// Why it could not be declared, where it could not.
    pub broken: Option<Manual>,
    /// It was given a number that may have all digits.
    pub long: bool,
}

/// What the values of a variable must be, by its subtype.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Limits {
    /// The lowest and the highest.
    pub range: Option<[pg::Expr; 2]>,
    /// They are never null.
    pub not_null: bool,
    /// How long texts are at most, where the type of the variable does not say it.
    pub longest: Option<u32>,
}

impl Limits {
    /// Whether there are any.
    #[must_use]
    pub fn any(&self) -> bool {
        self.not_null || self.range.is_some()
    }
}

/// The fields of a record.
pub type Fields = Arc<[Field]>;

/// A field of a record.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// Its name in the source.
    pub name: Name,
    /// Its name in PostgreSQL.
    pub target: Name,
    /// Its type in PostgreSQL.
    pub ty: Type,
    /// Its type in the source.
    pub from: Ty,
    /// Its fields, where it is a record itself.
    pub fields: Option<Fields>,
    /// What its values must be, by its subtype or what its declaration says.
    pub limits: Option<Arc<Limits>>,
}

/// The attributes of a cursor, by the variables that hold them.
#[derive(Clone, Debug)]
pub struct Attributes {
    /// Its name in the source; `SQL` for that of statements.
    pub name: Name,
    /// Whether the last fetch, or statement, found a row.
    pub found: pg::Expr,
    /// How many rows there were.
    pub rows: pg::Expr,
    /// Whether it is open.
    pub open: pg::Expr,
    /// It is known to be open where the code at hand stands; others raise where it is not.
    pub sure: bool,
}

/// A variable, or a field of one, that a name means.
#[derive(Clone, Debug)]
pub struct Reach<'l> {
    /// The variable.
    pub local: &'l Local,
    /// The steps from it, outer ones first.
    pub steps: Vec<&'l Field>,
    /// Its label stands in front of it.
    pub qualified: bool,
}

impl Reach<'_> {
    /// Its type in PostgreSQL.
    #[must_use]
    pub fn ty(&self) -> &Type {
        self.steps.last().map_or(&self.local.ty, |f| &f.ty)
    }

    /// Its fields, where it is a record.
    #[must_use]
    pub fn fields(&self) -> Option<&Fields> {
        self.steps.last().map_or(self.local.fields.as_ref(), |f| f.fields.as_ref())
    }

    /// Its name as a target of assignments.
    #[must_use]
    pub fn path(&self) -> Box<[Name]> {
        std::iter::once(&self.local.target).chain(self.steps.iter().map(|f| &f.target)).cloned().collect()
    }

    /// It as a value where a column has its name: a parameter by its place.
    #[must_use]
    pub fn apart(&self) -> Option<pg::Expr> {
        let first = pg::Expr::Hole(pg::Hole::Arg(self.local.place?));
        Some(self.steps.iter().fold(first, |e, field| pg::Expr::Field(Box::new((e, field.target.clone())))))
    }

    /// It as a value.
    #[must_use]
    pub fn expr(&self) -> pg::Expr {
        let mut steps = self.steps.iter();
        let first = match steps.next() {
            Some(field) => pg::Expr::Name(Box::new([self.local.target.clone(), field.target.clone()])),
            None if self.local.raw => {
                pg::Expr::call("nullif", [pg::Expr::name(self.local.target.clone()), pg::Expr::text("")])
            }
            None => pg::Expr::name(self.local.target.clone()),
        };
        steps.fold(first, |e, field| pg::Expr::Field(Box::new((e, field.target.clone()))))
    }
}

impl Locals {
    /// Says of parameters whether they are as callers gave them.
    pub fn take_raw(&mut self, names: &[Name], raw: bool) {
        self.variables.iter_mut().filter(|l| names.contains(&l.target)).for_each(|l| l.raw = raw);
    }

    /// The variable that a name means.
    #[must_use]
    pub fn find(&self, parts: &[Name]) -> Option<&Local> {
        let (label, name) = match parts {
            [name] => (None, name),
            [label, name] => (Some(label), name),
            _ => return None,
        };
        self.variables.iter().rev().find(|l| l.name == *name && label.is_none_or(|label| l.labels.contains(label)))
    }

    /// The variable or field that a name means: `v`, `v.f.g`, `label.v.f`.
    #[must_use]
    pub fn reach(&self, parts: &[Name]) -> Option<Reach<'_>> {
        let (first, rest) = parts.split_first()?;
        if let Some(local) = self.find(std::slice::from_ref(first))
            && let Some(steps) = steps(local, rest)
        {
            return Some(Reach { local, steps, qualified: false });
        }
        let (pair, rest) = parts.split_at_checked(2)?;
        let local = self.find(pair)?;
        Some(Reach { local, steps: steps(local, rest)?, qualified: true })
    }

    /// Why the variable that a name begins with is not converted, if it is one of those: `v.f.method`, `v(1)`.
    #[must_use]
    pub fn broken(&self, parts: &[Name]) -> Option<&Manual> {
        let find = |n: usize| parts.get(..n).and_then(|front| self.find(front)).and_then(|local| local.broken.as_ref());
        find(1).or_else(|| find(2))
    }

    /// The row of a trigger that `:name` means.
    #[must_use]
    pub fn row(&self, name: &str) -> Option<&'static str> {
        let name = name.strip_prefix(':').unwrap_or(name);
        self.rows.iter().find(|(n, _)| *n == name).map(|(_, row)| *row)
    }

    /// Whether this is the code of a trigger.
    #[must_use]
    pub fn is_trigger(&self) -> bool {
        !self.rows.is_empty()
    }

    /// The attribute of a cursor.
    pub(super) fn attribute(&self, cursor: &[Name], attribute: &str) -> Option<Low> {
        let name = cursor.last()?;
        let it = self.cursors.iter().rev().find(|c| c.name == *name)?;
        let truth = |expr: pg::Expr| made(expr, Type::Boolean, Null::Maybe, Class::Boolean);
        let asked = |value: &pg::Expr| {
            let value = value.clone();
            if it.sure { value } else { pg::Expr::helper("of_open", [it.open.clone(), value]) }
        };
        match attribute {
            "FOUND" => Some(truth(asked(&it.found))),
            "NOTFOUND" => Some(truth(pg::Expr::Not(Box::new(asked(&it.found))))),
            // A loop over its rows has no portal to ask.
            "ISOPEN" if it.sure && it.open == pg::Expr::Bool(false) && name != "SQL" => {
                Some(truth(pg::Expr::Bool(true)))
            }
            "ISOPEN" => Some(truth(it.open.clone())),
            "ROWCOUNT" => {
                let from = Ty { class: Class::Number, flags: Ty::WHOLE, ..Ty::default() };
                Some(Low { expr: asked(&it.rows), ty: Type::BigInt, null: Null::Maybe, from })
            }
            _ => None,
        }
    }
}

/// The fields that names mean, from a variable on.
fn steps<'l>(local: &'l Local, names: &[Name]) -> Option<Vec<&'l Field>> {
    let mut steps: Vec<&'l Field> = Vec::with_capacity(names.len());
    let mut fields = local.fields.as_ref();
    for name in names {
        let field = fields?.iter().find(|f| f.name == *name)?;
        fields = field.fields.as_ref();
        steps.push(field);
    }
    Some(steps)
}

/// A variable or field.
pub(super) fn variable(reach: &Reach<'_>, null: Null, from: Ty) -> Low {
    let from = reach.steps.last().map_or(from, |f| f.from);
    let long = reach.local.long && reach.steps.is_empty();
    let from = if long { Ty { flags: from.flags | Ty::LONG, ..from } } else { from };
    let null = if reach.steps.is_empty() { null } else { Null::Maybe };
    Low { expr: reach.expr(), ty: reach.ty().clone(), null, from }
}

/// A record as a row of another type, whose fields take these types, field by field; nothing where it has another number of them.
pub(super) fn fitted_row(
    scope: &Scope<'_>,
    e: &ir::Expr,
    (ty, takes): (&Type, Option<Vec<Type>>),
    low: Low,
) -> Option<Low> {
    let reach = match &e.kind {
        ir::ExprKind::Name(path) => scope.locals.and_then(|locals| locals.reach(&path.parts)),
        _ => None,
    };
    let Some(fields) = reach.as_ref().and_then(Reach::fields).filter(|_| low.ty != *ty) else { return Some(low) };
    let takes = takes.filter(|takes| takes.len() == fields.len() && matches!(ty, Type::Named(_)))?;
    let part = |(field, ty): (&Field, &Type)| {
        let value = match &low.expr {
            pg::Expr::Name(path) => pg::Expr::Name(path.iter().chain([&field.target]).cloned().collect()),
            record => pg::Expr::Field(Box::new((record.clone(), field.target.clone()))),
        };
        uncut(value, &field.ty, ty)
    };
    let row = pg::Expr::Row(fields.iter().zip(&takes).map(part).collect());
    Some(Low { expr: row.cast(ty.clone()), ty: ty.clone(), ..low })
}

/// A text for a field of a row that is cast as a whole: the cast would cut what is longer than the field.
pub fn uncut(value: pg::Expr, from: &Type, to: &Type) -> pg::Expr {
    let length = |ty: &Type| match ty {
        Type::Varchar(length) => *length,
        Type::Char(length) => Some(*length),
        _ => None,
    };
    let Some(longest) = length(to) else { return value };
    let fits = match (&value, length(from)) {
        (pg::Expr::Null, _) => true,
        (pg::Expr::Text(text), _) => u32::try_from(text.chars().count()).is_ok_and(|length| length <= longest),
        (_, from) => from.is_some_and(|from| from <= longest),
    };
    if fits {
        return value;
    }
    pg::Expr::helper("within_length", [value.cast(Type::Text), pg::Expr::int(i64::from(longest))])
}

/// `SQLCODE`, `SQLERRM`.
pub(super) fn error(cx: &mut Cx<'_>, e: &ir::Expr, errors: Errors, name: &str) -> Option<Low> {
    let (here, announced, ty, class) = match name {
        "SQLCODE" => ("sqlcode", "current_sqlcode", Type::Integer, Class::Number),
        "SQLERRM" | "DBMS_UTILITY.FORMAT_ERROR_STACK" => ("sqlerrm", "current_sqlerrm", Type::Text, Class::Text),
        "DBMS_UTILITY.FORMAT_ERROR_BACKTRACE" => ("backtrace", "current_backtrace", Type::Text, Class::Text),
        _ => return None,
    };
    let expr = match errors {
        Errors::Nowhere => return None,
        Errors::Announced => pg::Expr::helper(announced, []),
        Errors::Here(depth) if here == "backtrace" => pg::Expr::helper(here, [pg::Expr::name(error_context(depth))]),
        Errors::Here(depth) => {
            let context = pg::Expr::name(error_context(depth));
            pg::Expr::helper(here, [pg::Expr::name("sqlstate"), pg::Expr::name("sqlerrm"), context])
        }
    };
    // The stack ends with a line feed.
    let expr = if name.ends_with("STACK") {
        pg::Expr::Concat(Box::new([expr, pg::Expr::call("chr", [pg::Expr::int(10)])]))
    } else {
        expr
    };
    let null = if here == "backtrace" { Null::Maybe } else { Null::Never };
    cx.exact(&ERROR, e.at.span);
    let flags = if ty == Type::Integer { Ty::WHOLE } else { 0 };
    Some(Low { expr, ty, null, from: Ty { flags, ..Ty::of_class(class) } })
}

/// `SQLERRM(n)`: of the error at hand, and of numbers whose texts are known.
pub(super) fn message(cx: &mut Cx<'_>, scope: &Scope<'_>, e: &ir::Expr, number: &ir::Expr) -> Option<Lower<Low>> {
    if let ir::ExprKind::Name(path) = &number.kind
        && let [name] = path.parts.as_slice()
        && name == "SQLCODE"
    {
        return error(cx, e, scope.locals?.errors, "SQLERRM").map(Ok);
    }
    let text = match whole(number).map(numbered) {
        Some(Some(text)) => text,
        Some(None) | None => return Some(Err(cx.manual(MESSAGE.at(e.at.span)))),
    };
    Some(Ok(made(pg::Expr::Text(text.into()), Type::Text, Null::Never, Class::Text)))
}

/// A whole number, with its sign.
fn whole(e: &ir::Expr) -> Option<i32> {
    match &e.kind {
        ir::ExprKind::Number(digits, ir::NumberForm::Decimal) => digits.parse().ok(),
        ir::ExprKind::Unary(ir::Unary::Minus, operand) => whole(operand).map(|n: i32| -n),
        _ => None,
    }
}

/// The text of an error's number.
fn numbered(number: i32) -> Option<String> {
    let text = match number {
        0 => return Some("ORA-0000: normal, successful completion".to_owned()),
        1 => return Some("User-Defined Exception".to_owned()),
        _ => super::error_text::of(number)?,
    };
    Some(format!("ORA-{:05}: {text}", super::error_text::shown(number)))
}

/// The variable that holds where the error at hand came from.
pub(in crate::convert) fn error_context(depth: u8) -> &'static str {
    match depth {
        0 => "error_context",
        1 => "error_context_2",
        2 => "error_context_3",
        3 => "error_context_4",
        4 => "error_context_5",
        5 => "error_context_6",
        _ => "error_context_7",
    }
}

/// `INSERTING`, `UPDATING`, `DELETING`.
pub(super) fn event(cx: &mut Cx<'_>, e: &ir::Expr, name: &str) -> Option<Low> {
    let word = match name {
        "INSERTING" => "INSERT",
        "UPDATING" => "UPDATE",
        "DELETING" => "DELETE",
        _ => return None,
    };
    cx.exact(&EVENT, e.at.span);
    let test = pg::Expr::name("tg_op").infix(Op::Eq, pg::Expr::text(word));
    Some(made(test, Type::Boolean, Null::Never, Class::Boolean))
}

/// `UPDATING('COLUMN')`: whether the statement names the column.
pub(super) fn updating(
    cx: &mut Cx<'_>,
    scope: &Scope<'_>,
    locals: &Locals,
    e: &ir::Expr,
    call: &ir::Call,
) -> Option<Lower<Low>> {
    let columns = locals.updating.as_ref()?;
    let [arg] = call.args.as_slice() else { return None };
    let wanted = match &arg.value.kind {
        ir::ExprKind::Text(column, _) => pg::Expr::text(format!(";{};", column.to_uppercase())), // no SQL: a list of names
        _ => {
            let name = match super::lower(cx, scope, &arg.value) {
                Ok(name) => name.expr,
                Err(manual) => return Some(Err(manual)),
            };
            let name = pg::Expr::call("upper", [name]);
            pg::Expr::call("concat", [pg::Expr::text(";"), name, pg::Expr::text(";")])
        }
    };
    cx.exact(&EVENT, e.at.span);
    let place = pg::Expr::call("strpos", [pg::Expr::name(columns.clone()), wanted]);
    Some(Ok(made(place.infix(Op::Gt, pg::Expr::int(0)), Type::Boolean, Null::Never, Class::Boolean)))
}
