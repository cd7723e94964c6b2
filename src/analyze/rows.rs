//! Columns of what is no table: pivots, and the rows of collections.

#![expect(clippy::wildcard_enum_match_arm, reason = "what is not named is no collection whose elements are known")]

use super::depend;
use super::infer::{Infer, known};
use super::query::Columns;
use super::scope::Source;
use super::{Fact, Means, Null, Ty};
use crate::catalog::TypeShape;
use crate::ir::{Class, Expr, ExprKind, Kind, Pivot, Type, Unit, Unpivot};
use crate::name::QName;

impl Infer<'_, '_> {
    /// The columns of `UNPIVOT`: those that stay, the names, the values.
    pub(super) fn unpivoted(&self, unpivot: &Unpivot, input: Vec<Source<Fact>>) -> Columns {
        let mut all = Vec::new();
        let mut values: Vec<Option<Fact>> = vec![None; unpivot.values.len()];
        for (name, fact) in input.into_iter().map(|s| s.columns).collect::<Option<Vec<_>>>()?.into_iter().flatten() {
            let place = unpivot.columns.iter().find_map(|(group, _)| group.iter().position(|n| *n == name));
            match place.and_then(|place| values.get_mut(place)) {
                Some(value) => *value = value.or(Some(fact)),
                None => all.push((name, fact)),
            }
        }
        for (n, name) in unpivot.names.iter().enumerate() {
            let literal = unpivot.columns.first().and_then(|(_, literals)| literals.get(n));
            let fact = literal.map_or_else(|| known(Class::Text, Null::Never), |e| self.fact(e));
            all.push((name.clone(), Fact { ty: Ty::of_class(fact.ty.class), means: Means::Local, ..fact }));
        }
        for (name, fact) in unpivot.values.iter().zip(values) {
            let fact = fact.unwrap_or_default();
            let ty = Ty::of_class(fact.ty.class);
            all.push((name.clone(), Fact { ty, null: Null::Maybe, means: Means::Local }));
        }
        Some(all)
    }

    /// The columns of the rows of a collection: `COLUMN_VALUE`, or the attributes of its objects.
    pub(super) fn rows_of(&self, e: &Expr) -> Columns {
        let one = |ty: &Type| {
            Some(vec![("COLUMN_VALUE".into(), Fact { ty: Ty::of(ty), null: Null::Maybe, means: Means::Local })])
        };
        let of = self.collection(e)?;
        if let Type::Named(name) = &of
            && let Some(id) = depend::find(&self.program.catalog, name, self.schema)
            && let Kind::Type(ty) = &self.program.catalog.get(id).kind
            && let TypeShape::Object(shape) = &ty.shape
        {
            let fact = |ty| Fact { ty: Ty::of(ty), null: Null::Maybe, means: Means::Local };
            return Some(shape.attributes.iter().map(|a| (a.name.clone(), fact(&a.ty))).collect());
        }
        one(&of)
    }

    /// The type of the elements of a collection that is built, cast to, or returned by a function of the input.
    fn collection(&self, e: &Expr) -> Option<Type> {
        let catalog = &self.program.catalog;
        let named = |name: &QName| {
            let id = depend::find(catalog, name, self.schema)?;
            let Kind::Type(ty) = &catalog.get(id).kind else { return None };
            match &ty.shape {
                TypeShape::Varray { of, .. } | TypeShape::NestedTable { of, .. } => Some(of.clone()),
                TypeShape::Object(_) | TypeShape::Incomplete | TypeShape::Domain { .. } | TypeShape::Enumeration(_) => {
                    None
                }
            }
        };
        let of_type = |ty: &Type| if let Type::Named(name) = ty { named(name) } else { None };
        let parts = match &e.kind {
            ExprKind::Cast(cast) => return of_type(&cast.ty),
            ExprKind::Call(call) => &call.name.parts,
            ExprKind::Name(path) => &path.parts,
            _ => return None,
        };
        let name = match parts.as_slice() {
            [name] => QName::bare(name.clone()),
            [schema, name] => QName::new(schema.clone(), name.clone()),
            _ => return None,
        };
        if let Some(of) = supplied(&name.name) {
            return Some(of);
        }
        let id = depend::find(catalog, &name, self.schema)?;
        if let Kind::Routine(routine) = &catalog.get(id).kind {
            of_type(routine.returns.as_ref()?)
        } else {
            named(&name)
        }
    }
}

/// The columns of `PIVOT`: those that rows are grouped by, and one for each value and aggregate.
pub(super) fn pivoted(pivot: &Pivot, input: Vec<Source<Fact>>, facts: &[Fact]) -> Columns {
    let used = pivot.used();
    let mut all = Vec::new();
    for source in input {
        all.extend(source.columns?.into_iter().filter(|(name, _)| !used.contains(name)));
    }
    let made = pivot.made()?;
    let facts = facts.iter().cycle().map(|fact| Fact { means: Means::Local, ..*fact });
    all.extend(made.into_iter().zip(facts));
    Some(all)
}

/// The elements of the collection types that Oracle supplies.
#[must_use]
pub fn supplied(name: &str) -> Option<Type> {
    let text = |length| Type::Varchar { length: Some(length), unit: Unit::Unstated, national: false };
    Some(match name {
        "ODCIVARCHAR2LIST" | "DBMS_DEBUG_VC2COLL" => text(4000),
        "ODCINUMBERLIST" => Type::Number { precision: None, scale: None },
        "ODCIDATELIST" => Type::Date,
        _ => return None,
    })
}
