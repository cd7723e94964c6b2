//! What values go into: variables, fields of records, columns of a trigger's row.

use super::body::Code;
use super::{assigned, declare};
use crate::convert::Lower;
use crate::convert::expr::Fields;
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
            return Err(self.refuse("this target of an assignment", e.at.span));
        };
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
        match assigned::target(self, path, e.at.span) {
            Some(target) => target,
            None => Err(self.refuse("this target of an assignment", e.at.span)),
        }
    }

    /// A column of the trigger's table, with its type.
    fn column(&self, column: &Name) -> Option<(Name, pg::Type)> {
        let id = self.table?;
        let ty = declare::column_type(self.cx.program, id, column)?;
        Some((self.cx.program.plan.names.column(id, column), ty))
    }
}
