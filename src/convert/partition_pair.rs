//! Lists of pairs of values: PostgreSQL divides by one column, so each value of the first gets a partition that is divided by the
//! second.

use super::partition::{Division, bare};
use super::{index, partition_bound, storage, target};
use crate::catalog::{Bound, PartitionBy};
use crate::ir;
use crate::name::Name;
use crate::pg;

/// Whether a table is divided by a list of two columns, and by nothing else.
pub(super) fn is_pair(table: &ir::Table, by: &ir::Partitioning) -> bool {
    let top = table.partitioning.as_deref().is_some_and(|top| std::ptr::eq(top, by));
    let columns = by.columns.iter().filter_map(index::column_of).count();
    top && by.by == PartitionBy::List && by.columns.len() == 2 && columns == 2 && by.sub.is_none()
}

/// The rows with one value of the first column: the value, and per partition of the source the values of the second.
struct Group {
    first: pg::Expr,
    parts: Vec<(usize, Vec<pg::Expr>)>,
}

impl Division<'_, '_, '_> {
    /// The partitions of a table that is divided by pairs; its head gets the second level.
    pub(super) fn pairs(
        &mut self,
        by: &ir::Partitioning,
        head: &mut pg::Partitioning,
        parent: &str,
    ) -> Vec<pg::Partition> {
        let second = head.columns.pop();
        head.sub = Some(Box::new(pg::Partitioning {
            columns: second.into_iter().collect(),
            sub: None,
            parts: Vec::new(),
            ..head.clone()
        }));
        let groups = self.groups(by);
        let rest = by.parts.iter().position(|part| matches!(part.bound, Bound::Default));
        by.parts.iter().for_each(|part| storage::drop_all(self.cx, &storage::PHYSICAL, &part.clauses));
        let uses = |place: usize| groups.iter().filter(|g| g.parts.iter().any(|(at, _)| *at == place)).count();
        let several: Vec<bool> = (0..by.parts.len()).map(|place| uses(place) > 1).collect();
        let mut out = Vec::new();
        for (n, group) in groups.into_iter().enumerate() {
            let word = word_of(&group.first, n);
            let mut leaves = Vec::new();
            for (place, values) in group.parts {
                let own = self.part_name(by, place);
                let shared = several.get(place).copied().unwrap_or_default();
                let name = if shared { format!("_{own}_{word}") } else { format!("_{own}") };
                let rows = values.into_iter().map(|value| vec![value]).collect();
                leaves.push(self.leaf(by, &name, Bound::Values(rows)));
            }
            if let Some(place) = rest {
                let own = self.part_name(by, place);
                leaves.push(self.leaf(by, &format!("_{own}_{word}"), Bound::Default));
            } else if by.automatic {
                leaves.push(self.leaf(by, &format!("_pdefault_{word}"), Bound::Default));
            }
            let name = self.free(&target::derived(parent, &format!("_{word}")));
            let mut made = bare(name, Bound::Values(vec![vec![group.first]]), by);
            made.parts = leaves;
            out.push(made);
        }
        match rest {
            Some(place) => {
                let own = self.part_name(by, place);
                out.push(self.leaf(by, &format!("_{own}"), Bound::Default));
            }
            None => out.extend(self.catch_all(by, &out, parent)),
        }
        out
    }

    fn leaf(&mut self, by: &ir::Partitioning, name: &str, bound: Bound<pg::Pg>) -> pg::Partition {
        self.leaves += 1;
        let name = self.free(&target::derived(self.base.as_str(), name));
        bare(name, bound, by)
    }

    fn part_name(&self, by: &ir::Partitioning, place: usize) -> Name {
        let written = by.parts.get(place).and_then(|part| part.name.as_ref());
        let written = written.filter(|name| !super::plan::names::is_generated(name));
        written.map_or_else(|| format!("p{}", place + 1).into(), |name| self.cx.program.plan.names.fold(name))
    }

    /// All pairs, by their first value in order of appearance.
    fn groups(&mut self, by: &ir::Partitioning) -> Vec<Group> {
        let mut groups: Vec<Group> = Vec::new();
        let keys = [self.key_type(by, 0), self.key_type(by, 1)];
        for (place, part) in by.parts.iter().enumerate() {
            let Bound::Values(rows) = &part.bound else { continue };
            for row in rows {
                let values = row.iter().zip(&keys).map(|(e, key)| partition_bound::value(self.cx, key.as_ref(), e));
                let values: Vec<pg::Expr> = values.flatten().collect();
                let Ok([first, second]) = <[pg::Expr; 2]>::try_from(values) else {
                    self.failed = true;
                    continue;
                };
                let known = groups.iter().position(|group| group.first == first);
                let at = known.unwrap_or(groups.len());
                if known.is_none() {
                    groups.push(Group { first, parts: Vec::new() });
                }
                let Some(group) = groups.get_mut(at) else { continue };
                match group.parts.iter_mut().find(|(own, _)| *own == place) {
                    Some((_, values)) => values.push(second),
                    None => group.parts.push((place, vec![second])),
                }
            }
        }
        groups
    }
}

/// A value as part of a name: itself where it is a short word, else its place.
fn word_of(value: &pg::Expr, place: usize) -> String {
    let text = if let pg::Expr::Text(text) = value { text.as_str() } else { "" };
    let plain = !text.is_empty() && text.len() <= 20 && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    if plain { text.to_ascii_lowercase() } else { format!("v{}", place + 1) }
}
