//! Attributes of columns that hold objects: `t.column.attribute` (Object-Relational Developer's Guide, "Table Aliases and Names
//! of Attributes").

use super::Scope;
use super::name::{self, STEP};
use crate::analyze::Null;
use crate::catalog::{ObjectId, TypeShape};
use crate::convert::hierarchy::Hierarchy;
use crate::convert::{Cx, Low, Lower, query, user_type};
use crate::ir::{self, Path};
use crate::name::Name;
use crate::pg;

/// The value of an attribute, where names stand behind that of the column `place` of `table`; else nothing.
pub(super) fn lower(
    cx: &mut Cx<'_>,
    scope: &Scope<'_>,
    e: &ir::Expr,
    (table, place): (ObjectId, u16),
    path: &Path,
) -> Option<Lower<Low>> {
    let object = cx.program.read.catalog.get(table);
    let ir::Kind::Table(shape) = &object.kind else { return None };
    let column = shape.columns.get(usize::from(place))?;
    // The last part is an attribute.
    let (_, before) = path.parts.split_last()?;
    let named = (1..=before.len()).filter(|n| before.get(n - 1) == Some(&column.name));
    let (base, tail) = named.into_iter().find_map(|n| {
        let (front, tail) = path.parts.split_at(n);
        let own = Path::of(front);
        // Else it is the row of a trigger, or of a table whose check or index it is.
        let base =
            query::column(cx, scope, e, front).or_else(|| name::column(cx, scope, e, table, place, &own).map(Ok))?;
        Some((base, tail))
    })?;
    let base = match base {
        Ok(low) => low,
        Err(why) => return Some(Err(why)),
    };
    let mut of = column.ty.as_ref().map(|ty| (ty, object.name.schema.as_ref()));
    let mut expr = base.expr;
    for part in tail {
        let Some((field, ty, schema)) = of.and_then(|(ty, schema)| attribute(cx, ty, schema, part)) else {
            return Some(Err(cx.manual(STEP.at(e.at.span).with("step", part))));
        };
        expr = pg::Expr::Field(Box::new((expr, field)));
        of = Some((ty, schema));
    }
    let (ty, schema) = of?;
    let fact = cx.fact(e);
    Some(Ok(Low { expr, ty: cx.program.type_of(ty, schema), null: Null::Maybe, from: fact.ty }))
}

/// An attribute of a type: its name in the target, its type, and the schema in which names of that are looked up.
fn attribute<'p>(
    cx: &Cx<'p>,
    ty: &ir::Type,
    schema: Option<&Name>,
    wanted: &Name,
) -> Option<(Name, &'p ir::Type, Option<&'p Name>)> {
    let ir::Type::Named(of) = ty else { return None };
    let program = cx.program;
    let catalog = &program.read.catalog;
    let id = program.resolve(of, schema)?;
    let found = match program.plan.names.hierarchies.of(id) {
        Some(all) => {
            let mut fields = all.fields(catalog).into_iter();
            let field = fields.find(|f| f.attribute.name == *wanted && Hierarchy::has(catalog, id, f.owner))?;
            (program.plan.names.fold(&field.name), &field.attribute.ty, catalog.get(field.owner).name.schema.as_ref())
        }
        None => {
            let object = catalog.get(id);
            let ir::Kind::Type(ir::UserType { shape: TypeShape::Object(shape), .. }) = &object.kind else {
                return None;
            };
            let attribute = shape.attributes.iter().find(|a| a.name == *wanted)?;
            (program.plan.names.fold(wanted), &attribute.ty, object.name.schema.as_ref())
        }
    };
    // One that holds its own type became another.
    (!user_type::holds_itself(cx, found.1, found.2, id)).then_some(found)
}
