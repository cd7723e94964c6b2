//! Queries and data statements.

use super::Printer;
use super::doc::Doc;
use crate::pg::{Dml, Expr, From, Insert, Query, Select};

impl Printer<'_> {
    /// `(query)`.
    pub(super) fn subquery(self, d: &mut Doc, query: &Query) {
        d.text("(");
        d.group(|d| {
            d.indent(|d| {
                d.soft();
                self.query(d, query);
            });
            d.soft();
        });
        d.text(")");
    }

    /// A query, its clauses on one line or a line each.
    pub(super) fn query(self, d: &mut Doc, query: &Query) {
        d.group(|d| match query {
            Query::Select(select) => self.select(d, select),
            Query::Values(rows) => {
                d.text("VALUES ");
                d.group(|d| d.indent(|d| d.list(rows, |d, row| self.row(d, row))));
            }
        });
    }

    fn row(self, d: &mut Doc, row: &[Expr]) {
        d.parens(row, |d, value| self.any(d, value));
    }

    fn select(self, d: &mut Doc, select: &Select) {
        let Select { targets, from, condition, order } = select;
        d.text("SELECT ");
        d.group(|d| {
            d.indent(|d| {
                d.list(targets, |d, (value, alias)| {
                    self.any(d, value);
                    if let Some(alias) = alias {
                        d.text(" AS ");
                        d.name(alias);
                    }
                });
            });
        });
        if !from.is_empty() {
            d.line();
            d.text("FROM ");
            d.group(|d| d.indent(|d| d.list(from, |d, item| self.from(d, item))));
        }
        if let Some(condition) = condition {
            d.line();
            d.text("WHERE ");
            d.indent(|d| self.any(d, condition));
        }
        if !order.is_empty() {
            d.line();
            self.order(d, order);
        }
    }

    fn from(self, d: &mut Doc, item: &From) {
        let alias = match item {
            From::Relation(name, alias) => {
                d.qname(name);
                alias.as_ref()
            }
            From::Query(query, alias) => {
                self.subquery(d, query);
                Some(alias)
            }
        };
        if let Some(alias) = alias {
            d.text(" AS ");
            d.name(alias);
        }
    }

    /// A data statement, without its terminator.
    pub(super) fn dml(self, d: &mut Doc, dml: &Dml) {
        match dml {
            Dml::Insert(insert) => self.insert(d, insert),
        }
    }

    fn insert(self, d: &mut Doc, insert: &Insert) {
        let Insert { table, columns, overriding, source } = insert;
        d.group(|d| {
            d.text("INSERT INTO ");
            d.qname(table);
            if !columns.is_empty() {
                d.text(" ");
                d.parens(columns, |d, column| d.name(column));
            }
            d.indent(|d| {
                if *overriding {
                    d.line();
                    d.text("OVERRIDING SYSTEM VALUE");
                }
                d.line();
                self.query(d, source);
            });
        });
    }
}
