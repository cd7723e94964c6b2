//! Columns that the source's server encrypts: with `encrypted_columns = "pgcrypto"` bytes, and a view that shows them.

use super::super::plan::names::cut;
use super::super::storage::word;
use super::super::{Cx, Program, column::Scope, target};
use crate::catalog::{View, ViewColumn};
use crate::ir;
use crate::name::{Name, QName};
use crate::pg::{self, Expr};
use crate::profile::{ENCRYPTED_COLUMNS, EncryptedColumns, Profile};

/// Whether a column holds encrypted bytes in the target.
pub(in crate::convert) fn is_encrypted(profile: &Profile, column: &ir::Column) -> bool {
    profile.get(&ENCRYPTED_COLUMNS) == EncryptedColumns::Pgcrypto && column.clauses.iter().any(|c| word(c) == "ENCRYPT")
}

/// The type that the values of such a column have.
pub(in crate::convert) fn plain_type(
    program: &Program<'_>,
    scope_schema: Option<&crate::name::Name>,
    column: &ir::Column,
) -> pg::Type {
    column.ty.as_ref().map_or(pg::Type::Text, |ty| program.type_of(ty, scope_schema))
}

/// A value as such a column takes it.
pub(in crate::convert) fn encrypted(value: Expr) -> Expr {
    Expr::helper("encrypted", [value.cast(pg::Type::Text)])
}

/// A view of the table with the values in plain, for those who have the key.
pub(super) fn view(cx: &mut Cx<'_>, scope: Scope<'_>, columns: &[ir::Column]) {
    let program = cx.program;
    if !columns.iter().any(|column| is_encrypted(program.profile, column)) {
        return;
    }
    let table = program.target(scope.id);
    let schema = scope.object.name.schema.as_ref();
    let own = |column: &ir::Column| program.plan.names.column(scope.id, &column.name);
    let shown = |column: &ir::Column| {
        let name = own(column);
        if !is_encrypted(program.profile, column) {
            return (Expr::name(name), None);
        }
        let plain = Expr::helper("decrypted", [Expr::name(name.clone())]);
        (plain.cast(plain_type(program, schema, column)), Some(name))
    };
    let listed = |column: &ir::Column| ViewColumn { name: own(column), at: column.at, invisible: false, comment: None };
    let query = pg::Query::Select(Box::new(pg::Select {
        targets: columns.iter().map(shown).collect(),
        from: vec![pg::From::Relation(table.clone(), None)],
        ..pg::Select::default()
    }));
    let invoker = pg::Clause::Storage("security_invoker", "true".into());
    let view = View { clauses: vec![invoker], ..View::new(columns.iter().map(listed).collect(), query) };
    let home = Name::from(pg::schema_of(&table));
    let names = ["_plain", "_decrypted"].map(|end| cut(&format!("{}{end}", table.name)));
    let Some(name) = names.into_iter().find(|name| !program.plan.names.is_taken(&home, name)) else { return };
    let name = QName { schema: table.schema, name };
    cx.outcome().targets.push(name.clone());
    cx.also(target::added(scope.object, name, pg::Kind::View(view)));
}
