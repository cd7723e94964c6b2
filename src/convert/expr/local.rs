//! Variables of code, and what only triggers can ask: the rows, and which event fired.

use super::made;
use crate::analyze::{Null, Ty};
use crate::convert::{Cx, Low};
use crate::finding::{Rule, Severity, Source};
use crate::ir::{self, Class};
use crate::name::{Name, QName};
use crate::pg::{self, Op, Type};

static EVENT: Rule = Rule {
    name: "trigger-event",
    codes: &[(Source::Oracle, "OR-TRG-002")],
    raw: Severity::Info,
    message: "the event of a trigger is asked for by TG_OP",
    help: "Nothing to do.",
    ..super::RULE
};

/// Rules of this file.
pub static RULES: &[&Rule] = &[&EVENT];

/// What code sees besides columns.
#[derive(Clone, Debug, Default)]
pub struct Locals {
    /// Variables, inner ones last.
    pub variables: Vec<Local>,
    /// Names of the rows of a trigger, as the source writes them behind the colon, with PostgreSQL's.
    pub rows: Vec<(Name, &'static str)>,
    /// The package whose members are in sight, by its name in the source.
    pub package: Option<QName>,
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
    /// Why it could not be declared, where it could not.
    pub broken: Option<crate::convert::Manual>,
}

impl Locals {
    /// The variable that a name means. One that is hidden by another of the same name is none: PostgreSQL could not name it.
    #[must_use]
    pub fn find(&self, parts: &[Name]) -> Option<&Local> {
        let (label, name) = match parts {
            [name] => (None, name),
            [label, name] => (Some(label), name),
            _ => return None,
        };
        let local = self.variables.iter().rev().find(|l| l.name == *name)?;
        label.is_none_or(|label| local.labels.contains(label)).then_some(local)
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
}

/// A variable.
pub(super) fn variable(local: &Local, null: Null, from: Ty) -> Low {
    Low { expr: pg::Expr::name(local.target.clone()), ty: local.ty.clone(), null, from }
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
