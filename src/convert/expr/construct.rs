//! Values that the constructor of a type makes.

use super::call::refused;
use super::{coerce, made};
use crate::analyze::Null;
use crate::catalog::{ObjectId, TypeShape};
use crate::convert::hierarchy::Hierarchy;
use crate::convert::{Cx, Low, Lower};
use crate::ir::{self, Class};
use crate::pg::{self, Type};

/// `t(a, b)`: an object is a row with the type's name, a collection an array.
pub(super) fn construct(cx: &mut Cx<'_>, e: &ir::Expr, id: ObjectId, shape: &ir::Shape, args: Vec<Low>) -> Lower<Low> {
    let object = cx.program.read.catalog.get(id);
    let schema = object.name.schema.as_ref();
    if let Some(all) = cx.program.plan.names.hierarchies.of(id) {
        return construct_one_of(cx, e, id, all, args);
    }
    match shape {
        TypeShape::Object(ty) if ty.under.is_none() && ty.attributes.len() == args.len() => {
            let mut fields = Vec::with_capacity(args.len());
            for (attribute, arg) in ty.attributes.iter().zip(args) {
                let target = cx.program.type_of(&attribute.ty, schema);
                fields.push(coerce::assign(cx, arg, &target, e.at.span));
            }
            let fields = fields.into_iter().collect::<Lower<Vec<pg::Expr>>>()?;
            let ty = Type::Named(cx.program.target(id));
            let row = pg::Expr::Row(fields.into_boxed_slice()).cast(ty.clone());
            Ok(made(row, ty, Null::Never, Class::Any))
        }
        TypeShape::Varray { of, .. } | TypeShape::NestedTable { of, .. } => {
            let element = cx.program.type_of(of, schema);
            let mut items = Vec::with_capacity(args.len());
            for arg in args {
                items.push(coerce::assign(cx, arg, &element, e.at.span));
            }
            let items = items.into_iter().collect::<Lower<Vec<pg::Expr>>>()?;
            let ty = Type::Array(Box::new(element));
            Ok(made(pg::Expr::Array(items.into_boxed_slice()).cast(ty.clone()), ty, Null::Never, Class::Any))
        }
        TypeShape::Object(_) | TypeShape::Incomplete | TypeShape::Domain { .. } | TypeShape::Enumeration(_) => {
            refused(cx, e, &object.name.to_string())
        }
    }
}

/// A value of a type in a hierarchy: the name of its type, its attributes, and nulls for those of the others.
fn construct_one_of(cx: &mut Cx<'_>, e: &ir::Expr, id: ObjectId, all: &Hierarchy, args: Vec<Low>) -> Lower<Low> {
    let catalog = &cx.program.read.catalog;
    let fields = all.fields(catalog);
    let own = fields.iter().filter(|field| Hierarchy::has(catalog, id, field.owner)).count();
    let name = &catalog.get(id).name;
    if own != args.len() {
        return refused(cx, e, &name.to_string());
    }
    let mut args = args.into_iter();
    let mut row: Vec<Lower<pg::Expr>> = vec![Ok(pg::Expr::text(name.name.clone()))];
    for field in &fields {
        let arg = if Hierarchy::has(catalog, id, field.owner) { args.next() } else { None };
        let schema = catalog.get(field.owner).name.schema.as_ref();
        let target = cx.program.type_of(&field.attribute.ty, schema);
        row.push(arg.map_or(Ok(pg::Expr::Null), |arg| coerce::assign(cx, arg, &target, e.at.span)));
    }
    let row = row.into_iter().collect::<Lower<Vec<pg::Expr>>>()?;
    let ty = Type::Named(cx.program.target(all.root));
    Ok(made(pg::Expr::Row(row.into_boxed_slice()).cast(ty.clone()), ty, Null::Never, Class::Any))
}
