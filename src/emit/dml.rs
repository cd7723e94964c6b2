//! Data statements.

use super::Printer;
use super::doc::Doc;
use crate::name::{Name, QName};
use crate::pg::{Assignment, Delete, Dml, Expr, From, Insert, InsertMany, Merge, MergeBranch, MergeDoes, Update};

impl Printer<'_> {
    /// A data statement, without its terminator.
    pub(super) fn dml(self, d: &mut Doc, dml: &Dml) {
        d.group(|d| match dml {
            Dml::Insert(insert) => self.insert(d, insert),
            Dml::Update(update) => self.update(d, update),
            Dml::Delete(delete) => self.delete(d, delete),
            Dml::Merge(merge) => self.merge(d, merge),
            Dml::Many(many) => self.many(d, many),
        });
    }

    fn insert(self, d: &mut Doc, insert: &Insert) {
        let Insert { table, columns, overriding, source } = insert;
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
    }

    fn many(self, d: &mut Doc, many: &InsertMany) {
        let InsertMany { source, inserts, counted } = many;
        let Some((last, front)) = inserts.split_last() else { return };
        let front = if counted.is_some() { inserts.as_slice() } else { front };
        let mut first = true;
        let mut next = |d: &mut Doc| {
            if std::mem::take(&mut first) {
                d.text("WITH ");
            } else {
                d.text(",");
                d.hard();
            }
        };
        if let Some(source) = source {
            next(d);
            self.cte(d, source);
        }
        for (n, insert) in front.iter().enumerate() {
            next(d);
            d.put(format_args!("into{} AS (", n + 1));
            d.group(|d| {
                d.indent(|d| {
                    d.soft();
                    self.insert(d, insert);
                    if counted.is_some() {
                        d.line();
                        d.text("RETURNING 1");
                    }
                });
                d.soft();
            });
            d.text(")");
        }
        d.hard();
        let Some(counted) = counted else { return self.insert(d, last) };
        d.text("SELECT ");
        for n in 1..=inserts.len() {
            d.put(format_args!("{}(SELECT count(*) FROM into{n})", if n > 1 { " + " } else { "" }));
        }
        d.text(" INTO ");
        d.name(counted);
    }

    fn update(self, d: &mut Doc, update: &Update) {
        let Update { table, alias, set, from, condition } = update;
        d.text("UPDATE ");
        target(d, table, alias.as_ref());
        d.line();
        d.text("SET ");
        self.assignments(d, set);
        self.sources(d, "FROM ", from);
        self.filter(d, condition.as_ref());
    }

    fn assignments(self, d: &mut Doc, set: &[Assignment]) {
        d.group(|d| {
            d.indent(|d| {
                d.list(set, |d, Assignment { columns, value }| {
                    match columns.as_slice() {
                        [one] => d.name(one),
                        several => d.parens(several, |d, column| d.name(column)),
                    }
                    d.text(" = ");
                    self.any(d, value);
                });
            });
        });
    }

    fn delete(self, d: &mut Doc, delete: &Delete) {
        let Delete { table, alias, using, condition } = delete;
        d.text("DELETE FROM ");
        target(d, table, alias.as_ref());
        self.sources(d, "USING ", using);
        self.filter(d, condition.as_ref());
    }

    fn sources(self, d: &mut Doc, word: &str, from: &[From]) {
        if !from.is_empty() {
            d.line();
            d.text(word);
            d.group(|d| d.indent(|d| d.list(from, |d, item| self.from(d, item))));
        }
    }

    fn filter(self, d: &mut Doc, condition: Option<&Expr>) {
        if let Some(condition) = condition {
            d.line();
            d.text("WHERE ");
            d.indent(|d| self.any(d, condition));
        }
    }

    fn merge(self, d: &mut Doc, merge: &Merge) {
        let Merge { table, alias, source, on, branches } = merge;
        d.text("MERGE INTO ");
        target(d, table, alias.as_ref());
        d.line();
        d.text("USING ");
        self.from(d, source);
        d.line();
        d.text("ON ");
        d.indent(|d| self.any(d, on));
        for MergeBranch { matched, condition, does } in branches {
            d.line();
            d.text(if *matched { "WHEN MATCHED" } else { "WHEN NOT MATCHED" });
            if let Some(condition) = condition {
                d.text(" AND ");
                d.indent(|d| self.expr(d, condition, super::precedence::NOT));
            }
            d.text(" THEN ");
            match does {
                MergeDoes::Update(set) => {
                    d.text("UPDATE SET ");
                    self.assignments(d, set);
                }
                MergeDoes::Delete => d.text("DELETE"),
                MergeDoes::Insert(columns, overriding, values) => {
                    d.text("INSERT ");
                    d.parens(columns, |d, column| d.name(column));
                    d.text(if *overriding { " OVERRIDING SYSTEM VALUE VALUES " } else { " VALUES " });
                    d.parens(values, |d, value| self.any(d, value));
                }
            }
        }
    }
}

fn target(d: &mut Doc, table: &QName, alias: Option<&Name>) {
    d.qname(table);
    if let Some(alias) = alias {
        d.text(" AS ");
        d.name(alias);
    }
}
