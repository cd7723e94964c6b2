//! Tables compared: columns by name, constraints by name or by what they demand.

use super::{Pair, Part, What};
use crate::catalog::{Catalog, Column, Constraint, ConstraintRule, Fill, Language, Nullability, OnNull, Table};
use crate::name::{Name, Texts};
use crate::span::Span;

impl<L: Language> Pair<'_, L> {
    pub(super) fn tables(&mut self, a: &Table<L>, b: &Table<L>) {
        self.differ(a.persistence == b.persistence, What::Persistence);
        self.differ(a.partitioning == b.partitioning, What::Partitioning);
        self.differ(a.of_type == b.of_type, What::Type);
        self.differ(a.query == b.query, What::Query);
        self.columns(a, b);
        self.constraints(a, b);
    }

    fn columns(&mut self, a: &Table<L>, b: &Table<L>) {
        let keys = [a.primary_key().unwrap_or_default(), b.primary_key().unwrap_or_default()];
        for old in &a.columns {
            let part = Part::Column(old.name.clone());
            match b.column(&old.name) {
                Some(new) => self.column(part, old, new, keys.map(|k| k.contains(&old.name))),
                None => self.push(part, What::Removed, old.at.span, Span::default()),
            }
        }
        for new in b.columns.iter().filter(|c| a.column(&c.name).is_none()) {
            self.push(Part::Column(new.name.clone()), What::Added, Span::default(), new.at.span);
        }
        let shared = |from: &Table<L>, with: &Table<L>| -> Vec<Name> {
            from.columns.iter().filter(|c| with.column(&c.name).is_some()).map(|c| c.name.clone()).collect()
        };
        self.differ(shared(a, b) == shared(b, a), What::ColumnOrder);
    }

    fn column(&mut self, part: Part, old: &Column<L>, new: &Column<L>, in_key: [bool; 2]) {
        let (was, is) = (old.at.span, new.at.span);
        let mut differ = |same: bool, what| {
            if !same {
                self.push(part.clone(), what, was, is);
            }
        };
        differ(
            match (&old.ty, &new.ty) {
                (Some(a), Some(b)) => L::same_type(a, b),
                (None, None) => true,
                (Some(_), None) | (None, Some(_)) => false,
            },
            What::Type,
        );
        differ(nullable(old, in_key[0]) == nullable(new, in_key[1]), What::Nullability);
        let what = if matches!((&old.fill, &new.fill), (Fill::Identity(_), _) | (_, Fill::Identity(_))) {
            What::Identity
        } else {
            What::Default
        };
        differ(same_fill(&old.fill, &new.fill), what);
        differ(old.collation == new.collation, What::Collation);
        differ(old.invisible == new.invisible, What::Visibility);
        differ(old.comment == new.comment, What::Comment);
    }

    fn constraints(&mut self, a: &Table<L>, b: &Table<L>) {
        let mut taken = vec![false; b.constraints.len()];
        for old in &a.constraints {
            let by_name = |new: &Constraint<L>| old.name.is_some() && old.name == new.name;
            let by_rule = |new: &Constraint<L>| {
                (old.name.is_none() || new.name.is_none()) && self.same_rule(&old.rule, &new.rule)
            };
            let found = position(&b.constraints, &taken, by_name).or_else(|| position(&b.constraints, &taken, by_rule));
            let part = Part::Constraint(label(old));
            let Some((at, new)) = found.and_then(|i| b.constraints.get(i).map(|new| (i, new))) else {
                self.push(part, What::Removed, old.at.span, Span::default());
                continue;
            };
            if let Some(slot) = taken.get_mut(at) {
                *slot = true;
            }
            if !self.same_rule(&old.rule, &new.rule) {
                self.push(part.clone(), What::Rule, old.at.span, new.at.span);
            }
            if old.state != new.state {
                self.push(part, What::State, old.at.span, new.at.span);
            }
        }
        for (new, _) in b.constraints.iter().zip(&taken).filter(|(_, taken)| !**taken) {
            self.push(Part::Constraint(label(new)), What::Added, Span::default(), new.at.span);
        }
    }

    /// Whether two constraints demand the same: a foreign key without columns means the primary key.
    fn same_rule(&self, a: &ConstraintRule<L>, b: &ConstraintRule<L>) -> bool {
        let (ConstraintRule::Foreign(x), ConstraintRule::Foreign(y)) = (a, b) else { return a == b };
        let [old, new] = self.catalogs;
        let home = self.old.name.schema.as_ref();
        let target = |key: &crate::catalog::ForeignKey, catalog: &Catalog<L>| -> Vec<Name> {
            if !key.target.is_empty() {
                return key.target.clone();
            }
            let table = catalog.table(&key.table.within(home));
            table.and_then(|(_, t)| t.primary_key()).map(<[Name]>::to_vec).unwrap_or_default()
        };
        x.columns == y.columns
            && x.table.within(home) == y.table.within(home)
            && target(x, old) == target(y, new)
            && x.on_delete == y.on_delete
            && x.on_update == y.on_update
    }
}

fn position<T>(items: &[T], taken: &[bool], fits: impl Fn(&T) -> bool) -> Option<usize> {
    items.iter().zip(taken).position(|(item, taken)| !taken && fits(item))
}

/// Whether a column takes nulls: an enabled `NOT NULL` or a primary key forbids them.
fn nullable<L: Language>(column: &Column<L>, in_key: bool) -> bool {
    let stated = matches!(&column.null, Nullability::NotNull { state, .. } if state.enabled);
    let guarded = match &column.fill {
        Fill::Default { on_null, .. } => *on_null != OnNull::No,
        Fill::Identity(_) => true,
        Fill::Nothing | Fill::Generated { .. } => false,
    };
    !(stated || in_key || guarded)
}

fn same_fill<L: Language>(a: &Fill<L>, b: &Fill<L>) -> bool {
    match (a, b) {
        (Fill::Identity(x), Fill::Identity(y)) => {
            x.always == y.always && x.on_null == y.on_null && super::object::same_numbers(&x.options, &y.options)
        }
        _ => a == b,
    }
}

/// How a constraint is named to people.
fn label<L: Language>(constraint: &Constraint<L>) -> String {
    if let Some(name) = &constraint.name {
        return name.to_string();
    }
    match &constraint.rule {
        ConstraintRule::Primary(columns) => format!("primary key ({})", columns.joined(", ")),
        ConstraintRule::Unique(columns) => format!("unique ({})", columns.joined(", ")),
        ConstraintRule::Foreign(key) => format!("foreign key ({})", key.columns.joined(", ")),
        ConstraintRule::Check(_) => "check".into(),
        ConstraintRule::Ref(_) => "reference".into(),
    }
}
