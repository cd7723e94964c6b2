//! Which object of the input a name means, seen from a schema: its own objects, then synonyms, then public synonyms.

use crate::catalog::{ObjectId, Space};
use crate::ir;
use crate::name::{Name, QName};

/// How many synonyms may stand behind each other.
const CHAIN: usize = 16;

/// The object that `name` means within `schema`; synonyms are followed. `None`: not in the input.
#[must_use]
pub fn object(catalog: &ir::Catalog, name: &QName, schema: Option<&Name>) -> Option<ObjectId> {
    let mut name = name.within(schema);
    for _ in 0..CHAIN {
        let id = find(catalog, &name)?;
        let ir::Kind::Other(ir::Other::Synonym(synonym)) = &catalog.get(id).kind else { return Some(id) };
        if synonym.link.is_some() {
            return Some(id);
        }
        let home = catalog.get(id).name.schema.clone();
        name = synonym.target.within(home.as_ref());
    }
    None
}

/// The table that `name` means within `schema`.
#[must_use]
pub fn table<'a>(catalog: &'a ir::Catalog, name: &QName, schema: Option<&Name>) -> Option<(ObjectId, &'a ir::Table)> {
    let id = object(catalog, name, schema)?;
    if let ir::Kind::Table(table) = &catalog.get(id).kind { Some((id, table)) } else { None }
}

fn find(catalog: &ir::Catalog, name: &QName) -> Option<ObjectId> {
    let public = || catalog.find(Space::Schema, &QName::new("PUBLIC", name.name.clone()));
    catalog.find(Space::Schema, name).or_else(public)
}
