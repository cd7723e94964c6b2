//! Suggests renames: a removed and an added table, or a removed and an added column, of the same structure.

use super::{Objects, Part};
use crate::catalog::{Kind, Language, Object, Table};
use crate::finding::ObjectKind;
use crate::name::{Name, QName};

/// A rename that would explain a removal and an addition.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rename {
    /// What kind of object.
    pub kind: ObjectKind,
    /// The object, as on the left.
    pub object: QName,
    /// The part that was renamed.
    pub part: Part,
    /// Its name on the right.
    pub to: String,
}

/// Suggests renames where exactly one removed thing fits one added thing.
pub(super) fn suggest<L: Language>(
    left: &Objects<'_, L>,
    right: &Objects<'_, L>,
    kind_of: fn(&Object<L>) -> ObjectKind,
) -> Vec<Rename> {
    let mut all = Vec::new();
    let gone: Vec<&Object<L>> = left.iter().filter(|(k, _)| !right.contains_key(*k)).map(|(_, o)| *o).collect();
    let come: Vec<&Object<L>> = right.iter().filter(|(k, _)| !left.contains_key(*k)).map(|(_, o)| *o).collect();
    for old in &gone {
        let alike: Vec<&&Object<L>> = come.iter().filter(|new| same_structure(old, new)).collect();
        let back = |new: &Object<L>| gone.iter().filter(|o| same_structure(o, new)).count();
        if let [new] = alike.as_slice()
            && back(new) == 1
        {
            let (kind, object) = (kind_of(old), old.name.clone());
            all.push(Rename { kind, object, part: Part::Whole, to: new.name.to_string() });
        }
    }
    for (key, old) in left {
        let Some(new) = right.get(key) else { continue };
        if let (Kind::Table(a), Kind::Table(b)) = (&old.kind, &new.kind) {
            for (from, to) in columns(a, b) {
                let (kind, object) = (ObjectKind::Table, old.name.clone());
                all.push(Rename { kind, object, part: Part::Column(from), to: to.to_string() });
            }
        }
    }
    all.sort();
    all
}

fn same_structure<L: Language>(a: &Object<L>, b: &Object<L>) -> bool {
    match (&a.kind, &b.kind) {
        (Kind::Table(x), Kind::Table(y)) => {
            x.columns.len() == y.columns.len()
                && !x.columns.is_empty()
                && x.columns.iter().zip(&y.columns).all(|(c, d)| c.name == d.name && c.ty == d.ty)
        }
        _ => {
            a.kind.space() == b.kind.space() && !matches!(a.kind, Kind::Table(_) | Kind::Schema(_)) && a.kind == b.kind
        }
    }
}

/// Columns of one table that fit at the same place between the same neighbours.
fn columns<L: Language>(a: &Table<L>, b: &Table<L>) -> Vec<(Name, Name)> {
    let pairs = a.columns.iter().zip(&b.columns);
    pairs
        .filter(|(c, d)| c.name != d.name && c.ty == d.ty && c.fill == d.fill)
        .filter(|(c, d)| b.column(&c.name).is_none() && a.column(&d.name).is_none())
        .map(|(c, d)| (c.name.clone(), d.name.clone()))
        .collect()
}
