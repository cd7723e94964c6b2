//! Partitions: a table each, divided again where the source does so.

use super::Printer;
use super::doc::Doc;
use super::piece::Needs;
use super::quote;
use crate::catalog::{Bound, Limit, PartitionBy};
use crate::name::QName;
use crate::pg::{Expr, Partition, Partitioning, Pg, Table};

/// A partition with the name of its table.
struct Named<'a> {
    name: QName,
    bound: Bounds<'a>,
    parts: Vec<Named<'a>>,
}

/// The rows of a partition, as PostgreSQL writes them.
enum Bounds<'a> {
    /// `FROM (…) TO (…)`; no lower limits: from the smallest value.
    Range(Option<&'a [Limit<Pg>]>, &'a [Limit<Pg>]),
    List(&'a [Vec<Expr>]),
    Hash(u32, u32),
    Default,
}

impl Printer<'_> {
    /// `PARTITION BY RANGE (…)`.
    pub(super) fn partition_by(self, d: &mut Doc, partitioning: &Partitioning) {
        d.text(match partitioning.by {
            PartitionBy::Range => "PARTITION BY RANGE ",
            PartitionBy::List => "PARTITION BY LIST ",
            PartitionBy::Hash | PartitionBy::ConsistentHash => "PARTITION BY HASH ",
            // Divisions that only sources have; lowering turns them into one of the others.
            PartitionBy::Reference | PartitionBy::System => return,
        });
        d.parens(&partitioning.columns, |d, key| self.index_expression(d, key));
    }

    /// A statement for each partition.
    pub(super) fn partitions(self, d: &mut Doc, table: &QName, model: &Table) {
        if let Some(partitioning) = &model.partitioning {
            for part in named(table, partitioning) {
                self.partition(d, table, &part, partitioning.sub.as_deref());
            }
        }
    }

    fn partition(self, d: &mut Doc, of: &QName, part: &Named<'_>, sub: Option<&Partitioning>) {
        d.group(|d| {
            d.text("CREATE TABLE ");
            d.qname(&part.name);
            d.text(" PARTITION OF ");
            d.qname(of);
            d.indent(|d| {
                d.line();
                self.bounds(d, &part.bound);
                if let (Some(sub), false) = (sub, part.parts.is_empty()) {
                    d.line();
                    self.partition_by(d, sub);
                }
            });
        });
        d.text(";");
        d.hard();
        for below in &part.parts {
            self.partition(d, &part.name, below, sub.and_then(|s| s.sub.as_deref()));
        }
    }

    fn bounds(self, d: &mut Doc, bound: &Bounds<'_>) {
        match bound {
            Bounds::Range(from, to) => {
                d.text("FOR VALUES FROM ");
                match from {
                    Some(from) => self.limits(d, from),
                    None => d.parens(to.iter(), |d, _| d.text("MINVALUE")),
                }
                d.text(" TO ");
                self.limits(d, to);
            }
            Bounds::List(rows) => {
                d.text("FOR VALUES IN ");
                d.parens(rows.iter(), |d, row| match row.as_slice() {
                    [value] => self.any(d, value),
                    values => d.parens(values, |d, value| self.any(d, value)),
                });
            }
            Bounds::Hash(modulus, remainder) => {
                d.put(format_args!("FOR VALUES WITH (MODULUS {modulus}, REMAINDER {remainder})"));
            }
            Bounds::Default => d.text("DEFAULT"),
        }
    }

    fn limits(self, d: &mut Doc, limits: &[Limit<Pg>]) {
        d.parens(limits, |d, limit| match limit {
            Limit::Value(value) => self.any(d, value),
            Limit::Min => d.text("MINVALUE"),
            Limit::Max => d.text("MAXVALUE"),
        });
    }
}

/// The partitions of a table by the names of their tables. A range that only has an upper limit starts where the one before
/// ends.
fn named<'a>(table: &QName, partitioning: &'a Partitioning) -> Vec<Named<'a>> {
    let mut before = None;
    let nameless = partitioning.count.unwrap_or(0);
    if partitioning.parts.is_empty() {
        return (0..nameless)
            .map(|n| {
                let name = numbered(table, n);
                Named { parts: below(&name, &[], partitioning), name, bound: Bounds::Hash(nameless, n) }
            })
            .collect();
    }
    let count = u32::try_from(partitioning.parts.len()).unwrap_or(u32::MAX);
    let mut all = Vec::with_capacity(partitioning.parts.len());
    for (n, part) in (0_u32..).zip(&partitioning.parts) {
        let name = match &part.name {
            Some(name) => QName { schema: table.schema.clone(), name: name.clone() },
            None => numbered(table, n),
        };
        all.push(Named {
            parts: below(&name, &part.parts, partitioning),
            name,
            bound: bounds(part, &mut before, count, n),
        });
    }
    all
}

fn bounds<'a>(part: &'a Partition, before: &mut Option<&'a [Limit<Pg>]>, count: u32, n: u32) -> Bounds<'a> {
    match &part.bound {
        Bound::LessThan(to) => Bounds::Range(before.replace(to.as_slice()), to),
        Bound::FromTo(from, to) => Bounds::Range(Some(from), to),
        Bound::Values(rows) => Bounds::List(rows),
        Bound::Hash(modulus, remainder) => Bounds::Hash(*modulus, *remainder),
        Bound::Default => Bounds::Default,
        Bound::Unstated => Bounds::Hash(count, n),
    }
}

/// The subpartitions of one partition: its own, or those of the template.
fn below<'a>(name: &QName, own: &'a [Partition], partitioning: &'a Partitioning) -> Vec<Named<'a>> {
    let Some(sub) = partitioning.sub.as_deref() else { return Vec::new() };
    if own.is_empty() {
        let mut parts = named(name, sub);
        // A template is written once for all: the names are told apart by the partition above.
        for (part, model) in parts.iter_mut().zip(&sub.parts) {
            if let Some(of) = &model.name {
                part.name.name = name.name.with('_', of);
            }
        }
        return parts;
    }
    let count = u32::try_from(own.len()).unwrap_or(u32::MAX);
    let mut before = None;
    (0_u32..)
        .zip(own)
        .map(|(n, part)| Named {
            name: part.name.as_ref().map_or_else(
                || numbered(name, n),
                |name_of| QName { schema: name.schema.clone(), name: name_of.clone() },
            ),
            bound: bounds(part, &mut before, count, n),
            parts: Vec::new(),
        })
        .collect()
}

fn numbered(table: &QName, n: u32) -> QName {
    QName { schema: table.schema.clone(), name: format!("{}_p{}", table.name, n + 1).into() }
}

/// Names of all tables that hold partitions.
pub(super) fn names(table: &QName, model: &Table) -> Vec<QName> {
    fn all(parts: Vec<Named<'_>>, out: &mut Vec<QName>) {
        for part in parts {
            out.push(part.name);
            all(part.parts, out);
        }
    }
    let mut out = Vec::new();
    if let Some(partitioning) = &model.partitioning {
        all(named(table, partitioning), &mut out);
    }
    out
}

/// What keys and bounds mention.
pub(super) fn needs(partitioning: &Partitioning, needs: &mut Needs) {
    partitioning.columns.iter().for_each(|key| needs.part(key));
    if let Some(sub) = &partitioning.sub {
        self::needs(sub, needs);
    }
}

impl Printer<'_> {
    /// A key of an index or partition: a column or call stands bare, what else must stand in parentheses.
    pub(super) fn index_expression(self, d: &mut Doc, key: &Expr) {
        let bare = matches!(key, Expr::Name(parts) if parts.len() == 1)
            || matches!(key, Expr::Call(call) if !(call.args.is_empty() && quote::is_bare_call(&call.name.name)));
        if bare {
            self.any(d, key);
        } else {
            d.text("(");
            self.any(d, key);
            d.text(")");
        }
    }
}
