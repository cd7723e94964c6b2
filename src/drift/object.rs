//! Objects of each kind compared, tables apart.

use super::{Change, Pair, Part, What};
use crate::catalog::{Catalog, Kind, Language, Limited, Sequence};
use crate::finding::ObjectKind;
use crate::name::{Name, QName, Texts};
use crate::span::Span;
use std::collections::{BTreeMap, BTreeSet};

impl<L: Language> Pair<'_, L> {
    /// Compares the two.
    pub(super) fn compare(&mut self) {
        self.differ(self.old.comment == self.new.comment, What::Comment);
        match (&self.old.kind, &self.new.kind) {
            (Kind::Table(a), Kind::Table(b)) => self.tables(a, b),
            (Kind::Index(a), Kind::Index(b)) => {
                self.differ(a.table == b.table && a.keys == b.keys, What::Keys);
                self.differ(a.unique == b.unique, What::Uniqueness);
                self.differ(a.method == b.method, What::Method);
                self.differ(a.hidden == b.hidden, What::State);
                self.differ(a.partitioning == b.partitioning && a.local == b.local, What::Partitioning);
                self.differ(a.predicate == b.predicate && a.include == b.include, What::Definition);
            }
            (Kind::Sequence(a), Kind::Sequence(b)) => self.differ(same_numbers(a, b), What::Numbers),
            (Kind::View(a), Kind::View(b)) => {
                let names = |v: &crate::catalog::View<L>| v.columns.iter().map(|c| c.name.clone()).collect::<Vec<_>>();
                self.differ(names(a) == names(b), What::ColumnOrder);
                self.differ(a.query == b.query, What::Query);
                self.differ(a.materialized == b.materialized, What::Definition);
                let rules = |v: &crate::catalog::View<L>| (v.read_only, v.check_option, v.of_type.clone());
                self.differ(rules(a) == rules(b), What::Rule);
            }
            (Kind::Type(a), Kind::Type(b)) => self.differ(a.shape == b.shape, What::Definition),
            (Kind::Routine(a), Kind::Routine(b)) => {
                self.differ(a.params == b.params && a.returns == b.returns, What::Definition);
                self.differ(a.body == b.body, What::Code);
            }
            (Kind::Trigger(a), Kind::Trigger(b)) => {
                let fires = |t: &crate::catalog::Trigger<L>| (t.table.clone(), t.timing, t.each_row, t.events.clone());
                self.differ(fires(a) == fires(b) && a.condition == b.condition, What::Definition);
                self.differ(a.enabled == b.enabled, What::State);
                self.differ(a.body == b.body, What::Code);
            }
            (Kind::Other(a), Kind::Other(b)) => self.differ(a == b, What::Definition),
            (Kind::Schema(_), Kind::Schema(_)) | (Kind::Grant(_), Kind::Grant(_)) => {}
            (
                Kind::Table(_)
                | Kind::Index(_)
                | Kind::Sequence(_)
                | Kind::View(_)
                | Kind::Type(_)
                | Kind::Routine(_)
                | Kind::Trigger(_)
                | Kind::Other(_)
                | Kind::Schema(_)
                | Kind::Grant(_),
                _,
            ) => self.differ(false, What::Kind),
        }
    }
}

/// Whether two sequences give the same numbers; what is not written has its default.
pub(super) fn same_numbers(a: &Sequence, b: &Sequence) -> bool {
    let normal = |s: &Sequence| {
        let increment = s.increment.unwrap_or(1);
        let own = |limit: Option<Limited>, default: i128| match limit {
            Some(Limited::At(n)) if n != default => Some(n),
            Some(Limited::At(_) | Limited::No) | None => None,
        };
        let (low, high) = if increment < 0 { (-(10_i128.pow(27) - 1), -1) } else { (1, 10_i128.pow(28) - 1) };
        let start = s.start.filter(|n| Some(*n) != own(s.min, low).or(Some(low)) || increment < 0);
        (
            start,
            increment,
            own(s.min, low),
            own(s.max, high),
            s.cycle.unwrap_or(false),
            s.cache.unwrap_or(20),
            s.ordered,
        )
    };
    normal(a) == normal(b)
}

type Given = BTreeMap<(QName, Name), (BTreeSet<Name>, Span)>;

/// Compares what was granted, summed up per object and receiver.
pub(super) fn grants<L: Language>(old: &Catalog<L>, new: &Catalog<L>, changes: &mut Vec<Change>) {
    let sum = |catalog: &Catalog<L>| {
        let mut all: Given = BTreeMap::new();
        for (_, object) in catalog.iter() {
            let Kind::Grant(grant) = &object.kind else { continue };
            let on = grant.on.as_ref().map_or_else(QName::default, |g| g.name.clone());
            for to in &grant.to {
                let (privileges, span) = all.entry((on.clone(), to.clone())).or_default();
                *span = object.at.span;
                for privilege in &grant.privileges {
                    let option = if grant.with_grant { " with grant option" } else { "" };
                    let columns = privilege.columns.joined(", ");
                    privileges.insert(format!("{} {columns}{option}", privilege.name).into());
                }
            }
        }
        all
    };
    let (left, right) = (sum(old), sum(new));
    let keys: BTreeSet<_> = left.keys().chain(right.keys()).collect();
    for key in keys {
        let (a, b) = (left.get(key), right.get(key));
        if a.map(|(p, _)| p) == b.map(|(p, _)| p) {
            continue;
        }
        let what = match (a, b) {
            (None, _) => What::Added,
            (_, None) => What::Removed,
            (Some(_), Some(_)) => What::Privileges,
        };
        let (object, to) = key;
        changes.push(Change {
            kind: ObjectKind::Grant,
            object: object.clone(),
            part: Part::Grantee(to.clone()),
            what,
            old: a.map_or(Span::default(), |(_, s)| *s),
            new: b.map_or(Span::default(), |(_, s)| *s),
        });
    }
}
