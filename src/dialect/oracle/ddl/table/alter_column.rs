//! Changes of columns: `MODIFY`, `DROP COLUMN`, `SET UNUSED`.

use super::alter::TableChange;
use super::column::{Spec, column_name, spec};
use super::constraint;
use crate::catalog::ColumnChange;
use crate::name::Name;
use crate::syntax::{Expected, In, Kind, R, keywords};

keywords! { CASCADE, CHECKPOINT, CONSTRAINT, CONSTRAINTS, INVALIDATE, ONLINE }

/// `column …` of `MODIFY`; in a list, a constraint may stand among the columns.
pub(super) fn modify_column(start: In<'_>) -> R<'_, TableChange> {
    if constraint::starts(start) {
        let (i, constraint) = constraint::out_of_line(start)?;
        return Ok((i, TableChange::AddConstraint(Box::new(constraint))));
    }
    let (i, name) = column_name(start)?;
    let (i, spec) = spec(i, &name)?;
    let (i, at) = i.at(start);
    let changes = changes(spec);
    if changes.is_empty() {
        return i.fail(Expected::Thing("a change of the column"));
    }
    Ok((i, TableChange::ModifyColumn { name, at, changes }))
}

fn changes(spec: Spec) -> Vec<ColumnChange<crate::ir::Ir>> {
    let Spec { ty, null, fill, collation, invisible, clauses, constraints } = spec;
    let mut changes = Vec::new();
    changes.extend(ty.map(ColumnChange::Type));
    changes.extend(collation.map(ColumnChange::Collation));
    changes.extend(fill.map(ColumnChange::Fill));
    changes.extend(null.map(ColumnChange::Null));
    changes.extend(invisible.map(ColumnChange::Invisible));
    changes.extend(constraints.into_iter().map(|c| ColumnChange::Constraint(Box::new(c))));
    changes.extend(clauses.into_iter().map(ColumnChange::Clause));
    changes
}

/// `[CASCADE CONSTRAINTS] [INVALIDATE] [CHECKPOINT n] [ONLINE]` behind the columns that go.
pub(super) fn drop_column<'a>(mut i: In<'a>, columns: Vec<Name>, out: &mut Vec<TableChange>) -> R<'a, ()> {
    let mut cascade = false;
    loop {
        let n = i.advance();
        i = match i.word() {
            CASCADE if matches!(n.word(), CONSTRAINTS | CONSTRAINT) => {
                cascade = true;
                n.advance()
            }
            INVALIDATE | ONLINE => {
                n.set_aside(i);
                n
            }
            CHECKPOINT => {
                let n = if n.kind() == Kind::Number { n.advance() } else { n };
                n.set_aside(i);
                n
            }
            _ => break,
        };
    }
    out.extend(columns.into_iter().map(|name| TableChange::DropColumn { name, cascade }));
    Ok((i, ()))
}
