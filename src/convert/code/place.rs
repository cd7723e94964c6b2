//! What values go into: variables, fields of records, columns of a trigger's row.

use super::body::{Code, Later};
use super::{assigned, declare, limits};
use crate::convert::expr::{Fields, Limits};
use crate::convert::{Lower, expr};
use crate::ir;
use crate::name::Name;
use crate::pg;

/// Where a value goes.
#[derive(Clone, Debug)]
pub(super) struct Target {
    /// The variable, and the fields from it on.
    pub path: Box<[Name]>,
    /// Its type.
    pub ty: pg::Type,
    /// Its fields, where it is a record.
    pub fields: Option<Fields>,
}

impl Target {
    /// The fields of a record as targets of their own.
    pub fn spread(&self) -> Option<Vec<Target>> {
        let fields = self.fields.as_ref()?;
        let below = |name: &Name| self.path.iter().chain([name]).cloned().collect();
        Some(
            fields
                .iter()
                .map(|f| Target { path: below(&f.target), ty: f.ty.clone(), fields: f.fields.clone() })
                .collect(),
        )
    }
}

impl Code<'_, '_> {
    /// The variable or field that is assigned to.
    pub fn target(&mut self, e: &ir::Expr) -> Lower<Target> {
        if let ir::ExprKind::Call(call) = &e.kind
            && let Some(why) = self.locals.broken(&call.name.parts)
        {
            return Err(why.clone());
        }
        let ir::ExprKind::Name(path) = &e.kind else {
            let bind = matches!(e.kind, ir::ExprKind::Bind(_));
            if let Some(said) = bind.then(|| expr::bind(self.cx)).flatten() {
                return Err(said);
            }
            if let Some(said) = assigned::without_root(self, e) {
                return Err(said);
            }
            let what = if bind { "a bind variable as a target" } else { "an assignment to an element of a collection" };
            return Err(self.refuse(what, e.at.span));
        };
        if let Some(limits) = self.limited(e)
            && let Some(target) = self.reached(e)
        {
            return Ok(self.checked_later(&path.parts, &limits, target));
        }
        if let Some(reach) = self.locals.reach(&path.parts) {
            if let Some(broken) = &reach.local.broken {
                return Err(broken.clone());
            }
            if !reach.local.constant {
                return Ok(Target { path: reach.path(), ty: reach.ty().clone(), fields: reach.fields().cloned() });
            }
        }
        if let [row, column] = path.parts.as_slice()
            && let Some(row) = self.locals.row(row).filter(|_| row.starts_with(':'))
            && let Some((name, ty)) = self.column(column)
        {
            return Ok(Target { path: Box::new([row.into(), name]), ty, fields: None });
        }
        if let Some(why) = self.locals.broken(&path.parts) {
            return Err(why.clone());
        }
        match assigned::target(self, path, e.at.span) {
            Some(target) => target,
            None => Err(assigned::formless(self, path, e.at.span)
                .unwrap_or_else(|| self.refuse("this target of an assignment", e.at.span))),
        }
    }

    /// The variable that a name means, as it is.
    pub fn reached(&self, e: &ir::Expr) -> Option<Target> {
        let ir::ExprKind::Name(path) = &e.kind else { return None };
        let reach = self.locals.reach(&path.parts).filter(|r| r.local.broken.is_none() && !r.local.constant)?;
        Some(Target { path: reach.path(), ty: reach.ty().clone(), fields: reach.fields().cloned() })
    }

    /// A variable of one's own, whose value is checked behind the statement, and goes on.
    fn checked_later(&mut self, parts: &[Name], limits: &Limits, target: Target) -> Target {
        if let Some(known) = self.after.iter().find(|later| *later.parts == *parts) {
            let path = Box::new([known.own.clone()]);
            return Target { path, ty: known.ty.clone(), fields: None };
        }
        let base = target.path.last().cloned().unwrap_or_default();
        let own = self.hoist(&base, target.ty.clone());
        self.before.push(pg::Stmt::Assign(Box::new([own.clone()]), pg::Expr::Name(target.path.clone())));
        let write = pg::Stmt::Assign(target.path, limits::assigned(limits, pg::Expr::name(own.clone())));
        let later = Later { parts: parts.into(), own: own.clone(), ty: target.ty.clone(), fields: None, write };
        self.after.push(later);
        Target { path: Box::new([own]), ty: target.ty, fields: None }
    }

    /// A column of the trigger's table, with its type.
    fn column(&self, column: &Name) -> Option<(Name, pg::Type)> {
        let id = self.table?;
        let ty = declare::column_type(self.cx.program, id, column)?;
        Some((self.cx.program.plan.names.column(id, column), ty))
    }
}
