//! What the indexes of each table are made of, and which tables have triggers.

use crate::analyze::depend;
use crate::catalog::{ConstraintRule, ObjectId};
use crate::ir::{self, ExprKind, walk};
use crate::name::Name;
use std::collections::{BTreeMap, BTreeSet};

/// Indexes by their tables.
#[derive(Debug, Default)]
pub struct Indexed {
    /// The leading plain columns of all indexes, those of primary and unique keys included.
    leading: BTreeMap<ObjectId, Vec<Vec<Name>>>,
    /// Columns that an index mentions anywhere.
    mentioned: BTreeSet<(ObjectId, Name)>,
    /// Tables with triggers.
    triggers: BTreeSet<ObjectId>,
}

impl Indexed {
    /// Looks at all indexes.
    #[must_use]
    pub fn new(catalog: &ir::Catalog) -> Self {
        let mut it = Indexed::default();
        for (id, object) in catalog.iter() {
            if let ir::Kind::Table(table) = &object.kind {
                let enabled = table.constraints.iter().filter(|c| c.state.enabled);
                let keys = enabled.filter_map(|c| match &c.rule {
                    ConstraintRule::Primary(columns) | ConstraintRule::Unique(columns) => Some(columns.clone()),
                    ConstraintRule::Foreign(_) | ConstraintRule::Check(_) | ConstraintRule::Ref(_) => None,
                });
                it.leading.entry(id).or_default().extend(keys);
            } else if let ir::Kind::Index(index) = &object.kind
                && let Some(home) = depend::find(catalog, &index.table, object.name.schema.as_ref())
            {
                if !index.hidden {
                    let columns = index.keys.iter().map_while(|key| column(&key.expr)).cloned().collect();
                    it.leading.entry(home).or_default().push(columns);
                }
                index.keys.iter().for_each(|key| it.mention(home, &key.expr));
            } else if let ir::Kind::Trigger(trigger) = &object.kind
                && let Some(table) = &trigger.table
                && let Some(home) = depend::find(catalog, table, object.name.schema.as_ref())
            {
                it.triggers.insert(home);
            }
        }
        it
    }

    fn mention(&mut self, table: ObjectId, expr: &ir::Expr) {
        if let Some(name) = column(expr) {
            self.mentioned.insert((table, name.clone()));
        }
        walk::children(expr, &mut |node| {
            if let walk::Node::Expr(inner) = node {
                self.mention(table, inner);
            }
        });
    }

    /// Whether an index of the table has the column in a key.
    #[must_use]
    pub fn mentions(&self, table: ObjectId, column: &Name) -> bool {
        self.mentioned.contains(&(table, column.clone()))
    }

    /// Whether an index or key of the table has the column.
    #[must_use]
    pub fn holds(&self, table: ObjectId, column: &Name) -> bool {
        let leads = self.leading.get(&table).is_some_and(|all| all.iter().any(|index| index.contains(column)));
        leads || self.mentions(table, column)
    }

    /// Whether the table has a trigger.
    #[must_use]
    pub fn has_trigger(&self, table: ObjectId) -> bool {
        self.triggers.contains(&table)
    }

    /// Whether an index of the table starts with these columns, in any order.
    #[must_use]
    pub fn serves(&self, table: ObjectId, columns: &[Name]) -> bool {
        let starts = |index: &Vec<Name>| {
            index.get(..columns.len()).is_some_and(|first| columns.iter().all(|column| first.contains(column)))
        };
        self.leading.get(&table).is_some_and(|indexes| indexes.iter().any(starts))
    }
}

fn column(expr: &ir::Expr) -> Option<&Name> {
    if let ExprKind::Name(path) = &expr.kind { path.parts.last() } else { None }
}
