//! Several sources as one: a query that carries all their columns, under names that do not clash.

use super::from::Item;
use super::names::Col;
use crate::analyze::scope::Source;
use crate::name::Name;
use crate::pg;

/// The columns of sources as those of one query.
pub(super) struct Flat {
    /// What the query selects.
    pub targets: Vec<(pg::Expr, Option<Name>)>,
    /// The sources, as they look from around the query.
    pub sources: Vec<Source<Col>>,
}

/// Carries all columns of sources over into a query that is called `of`; nothing where columns of one are not known.
pub(super) fn columns(of: &Name, all: &[Source<Col>]) -> Option<Flat> {
    let mut taken: Vec<Name> = Vec::new();
    let (mut targets, mut sources) = (Vec::new(), Vec::new());
    for source in all {
        let columns = source.columns.as_ref()?;
        let mut carried = Vec::with_capacity(columns.len());
        for (name, col) in columns {
            let mut own = col.name.clone();
            let mut n = 1_u32;
            while taken.contains(&own) {
                n += 1;
                own = format!("{}_{n}", col.name).into();
            }
            taken.push(own.clone());
            let alias = (own != col.name).then(|| own.clone());
            targets.push((col.low(true).expr, alias));
            carried.push((name.clone(), Col { of: of.clone(), renamed: own != col.name, name: own, ..col.clone() }));
        }
        sources.push(Source { columns: Some(carried), ..source.clone() });
    }
    Some(Flat { targets, sources })
}

impl Flat {
    /// The query as an item of `FROM`.
    pub(super) fn item(self, of: Name, from: Vec<pg::From>, condition: Option<pg::Expr>) -> Item {
        let query = pg::Query::select(pg::Select { targets: self.targets, from, condition, ..pg::Select::default() });
        Item { from: pg::From::Query(Box::new(query), of), sources: self.sources }
    }
}
