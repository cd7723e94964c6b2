//! Files as rows of a query: `EXTERNAL ((columns) TYPE …)`, `t EXTERNAL MODIFY (…)`.

use super::super::{ddl, names, types};
use crate::ir::{Clause, ExternalRows, FromKind, Type};
use crate::name::{Name, QName};
use crate::syntax::{In, R, list1, parens};

/// `((column type, …) TYPE … LOCATION (…))`, from the parenthesis.
pub(super) fn in_place(i: In<'_>) -> R<'_, FromKind> {
    let (i, (columns, clauses)) = parens(|i| {
        let (i, columns) = parens(list1(column))(i)?;
        let (i, clauses) = ddl::external_source(i)?;
        Ok((i, (columns, clauses)))
    })(i)?;
    Ok(made(i, ExternalRows { table: None, columns, clauses }))
}

/// `MODIFY (…)` behind a table.
pub(super) fn modified(i: In<'_>, table: QName) -> R<'_, FromKind> {
    let (i, clauses): (_, Vec<Clause>) = parens(ddl::external_source)(i)?;
    Ok(made(i, ExternalRows { table: Some(table), columns: Vec::new(), clauses }))
}

fn made(i: In<'_>, it: ExternalRows) -> (In<'_>, FromKind) {
    (i, FromKind::External(Box::new(it)))
}

fn column(i: In<'_>) -> R<'_, (Name, Type)> {
    let (i, name) = names::ident(i)?;
    let (i, ty) = types::data_type(i)?;
    Ok((i, (name, ty)))
}
