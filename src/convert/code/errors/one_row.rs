//! Queries that give one row, whatever the tables hold.

use crate::pg::{self, Expr, Query, walk};

/// Aggregates without groups give one row.
pub(in crate::convert::code) fn is_one_row(query: &Query) -> bool {
    let select = match query {
        Query::Select(select) => select,
        Query::With(with) => return is_one_row(&with.body),
        Query::Values(_) | Query::Set(_) => return false,
    };
    if !select.group.is_empty() || select.having.is_some() || !select.limit.is_none() {
        return false;
    }
    if let ([pg::From::Query(inner, _)], None) = (select.from.as_slice(), &select.condition)
        && is_one_row(inner)
    {
        return true;
    }
    if select.from.is_empty() && select.condition.is_none() {
        return true;
    }
    select.targets.iter().any(|(e, _)| aggregates(e))
}

/// Functions that make one value of all rows, and of none.
const AGGREGATES: &[&str] = &[
    "count",
    "sum",
    "min",
    "max",
    "avg",
    "string_agg",
    "array_agg",
    "jsonb_agg",
    "json_agg",
    "xmlagg",
    "stddev",
    "stddev_pop",
    "stddev_samp",
    "variance",
    "var_pop",
    "var_samp",
    "percentile_cont",
    "percentile_disc",
    "mode",
];

fn aggregates(e: &Expr) -> bool {
    if let Expr::Call(call) = e
        && call.over.is_none()
        && AGGREGATES.contains(&call.name.name.as_str())
    {
        return true;
    }
    let mut found = false;
    walk::children(e, &mut |child| {
        if let walk::Node::Expr(child) = child {
            found |= aggregates(child);
        }
    });
    found
}
