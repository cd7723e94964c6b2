//! Rows without a list of columns: they are meant for the columns that the table had where they stand in the script.

use crate::catalog::{Applying, ObjectId, Space};
use crate::ir::{Catalog, Data, Dml, Ir, Kind};
use crate::name::Name;
use std::collections::BTreeMap;

/// Which columns such rows were written for.
#[derive(Debug, Default)]
pub(super) struct Rows {
    /// Index of the data statement, its table, and how many statements had changed that by then.
    listless: Vec<(usize, ObjectId, usize)>,
    /// The columns of a table behind so many changes.
    columns: BTreeMap<(ObjectId, usize), Vec<Name>>,
}

impl Rows {
    /// Notes what the table looks like now.
    pub(super) fn note(&mut self, applying: &Applying<Ir>, dml: &Dml, place: usize) {
        let Dml::Insert(insert) = dml else { return };
        if !insert.columns.is_empty() {
            return;
        }
        let Some(id) = applying.named(Space::Schema, &insert.table) else { return };
        let object = applying.catalog.get(id);
        let Kind::Table(table) = &object.kind else { return };
        let changes = object.changes.len();
        self.listless.push((place, id, changes));
        let visible = || table.columns.iter().filter(|c| !c.invisible).map(|c| c.name.clone()).collect();
        self.columns.entry((id, changes)).or_insert_with(visible);
    }

    /// Statements are gone: of each so far, whether it is kept.
    pub(super) fn keep(&mut self, kept: &[bool]) {
        let before: Vec<usize> = kept
            .iter()
            .scan(0, |count, keeps| {
                let place = *count;
                *count += usize::from(*keeps);
                Some(place)
            })
            .collect();
        self.listless.retain_mut(|(place, ..)| {
            let stays = kept.get(*place).copied().unwrap_or(false);
            *place = before.get(*place).copied().unwrap_or(*place);
            stays
        });
    }

    /// Gives rows a list of columns where the table has others in the end.
    pub(super) fn settle(&self, catalog: &Catalog, data: &mut [Data]) {
        for (place, id, changes) in &self.listless {
            if !catalog.exists(*id) || catalog.get(*id).changes.len() == *changes {
                continue;
            }
            let (Kind::Table(table), Some(then)) = (&catalog.get(*id).kind, self.columns.get(&(*id, *changes))) else {
                continue;
            };
            let now = table.columns.iter().filter(|c| !c.invisible).map(|c| &c.name);
            if !now.eq(then.iter())
                && let Some(Data { dml: Dml::Insert(insert), .. }) = data.get_mut(*place)
            {
                insert.columns.clone_from(then);
            }
        }
    }
}
