//! Queries: one clause a line where they do not fit on one.

use super::Printer;
use super::doc::Doc;
use super::precedence as level;
use crate::pg::{
    Cte, Expr, From, FunctionRows, GroupItem, Join, JoinKind, Limit, Lock, OrderKey, Query, Sample, Select, SetOp,
    SetQuery, With, XmlColumn, XmlForm, XmlMade, XmlRows,
};

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
        d.group(|d| self.open_query(d, query));
    }

    /// The same, with `into` behind what is selected.
    pub(super) fn select_into(self, d: &mut Doc, query: &Query, into: impl Fn(&mut Doc)) {
        d.group(|d| match query {
            Query::Select(select) => self.select(d, select, Some(&into)),
            Query::Values(_) | Query::Set(_) | Query::With(_) => {
                self.open_query(d, query);
                d.line();
                into(d);
            }
        });
    }

    /// The same, in the group around it.
    fn open_query(self, d: &mut Doc, query: &Query) {
        match query {
            Query::Select(select) => self.select(d, select, None),
            Query::Values(rows) => self.values(d, rows),
            Query::Set(set) => self.set(d, set),
            Query::With(with) => self.with(d, with),
        }
    }

    fn values(self, d: &mut Doc, rows: &[Vec<Expr>]) {
        d.text("VALUES ");
        d.group(|d| d.indent(|d| d.list(rows, |d, row| self.row(d, row))));
    }

    fn row(self, d: &mut Doc, row: &[Expr]) {
        d.parens(row, |d, value| self.any(d, value));
    }

    fn with(self, d: &mut Doc, with: &With) {
        let With { recursive, queries, body } = with;
        d.text(if *recursive { "WITH RECURSIVE " } else { "WITH " });
        for (n, cte) in queries.iter().enumerate() {
            if n > 0 {
                d.text(",");
                d.line();
            }
            self.cte(d, cte);
        }
        d.line();
        self.open_query(d, body);
    }

    pub(super) fn cte(self, d: &mut Doc, cte: &Cte) {
        let Cte { name, columns, query, materialized } = cte;
        d.name(name);
        if !columns.is_empty() {
            d.text(" ");
            d.parens(columns, |d, column| d.name(column));
        }
        d.text(" AS ");
        match materialized {
            Some(true) => d.text("MATERIALIZED "),
            Some(false) => d.text("NOT MATERIALIZED "),
            None => {}
        }
        self.subquery(d, query);
    }

    fn set(self, d: &mut Doc, set: &SetQuery) {
        let SetQuery { op, all, left, right, order, limit } = set;
        self.operand(d, left, *op, false);
        d.line();
        d.text(match op {
            SetOp::Union => "UNION",
            SetOp::Intersect => "INTERSECT",
            SetOp::Except => "EXCEPT",
        });
        if *all {
            d.text(" ALL");
        }
        d.line();
        self.operand(d, right, *op, true);
        self.ordered(d, order, limit);
    }

    /// An operand of a set operator, in parentheses where it would be read in another way without.
    fn operand(self, d: &mut Doc, query: &Query, op: SetOp, right: bool) {
        let stands = match query {
            Query::Select(select) => select.order.is_empty() && select.limit.is_none() && select.lock.is_none(),
            Query::Values(_) => true,
            Query::Set(set) => {
                let tight = |op: SetOp| op == SetOp::Intersect;
                !right && set.order.is_empty() && set.limit.is_none() && tight(set.op) == tight(op)
            }
            Query::With(_) => false,
        };
        if stands {
            self.open_query(d, query);
        } else {
            self.subquery(d, query);
        }
    }

    fn select(self, d: &mut Doc, select: &Select, into: Option<&dyn Fn(&mut Doc)>) {
        let Select { distinct, targets, from, condition, group, having, order, limit, lock } = select;
        d.text(if *distinct { "SELECT DISTINCT " } else { "SELECT " });
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
        if let Some(into) = into {
            d.line();
            into(d);
        }
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
        if !group.is_empty() {
            d.line();
            d.text("GROUP BY ");
            d.group(|d| d.indent(|d| d.list(group, |d, item| self.group_item(d, item))));
        }
        if let Some(having) = having {
            d.line();
            d.text("HAVING ");
            d.indent(|d| self.any(d, having));
        }
        self.ordered(d, order, limit);
        if let Some(lock) = lock {
            d.line();
            self.lock(d, lock);
        }
    }

    fn group_item(self, d: &mut Doc, item: &GroupItem) {
        let sets = |d: &mut Doc, word: &str, sets: &[Vec<Expr>]| {
            d.text(word);
            d.parens(sets, |d, set| match set.as_slice() {
                [one] => self.any(d, one),
                several => self.row(d, several),
            });
        };
        match item {
            GroupItem::Expr(e) => self.any(d, e),
            GroupItem::Set(list) => self.row(d, list),
            GroupItem::Rollup(list) => sets(d, "ROLLUP ", list),
            GroupItem::Cube(list) => sets(d, "CUBE ", list),
            GroupItem::Sets(items) => {
                d.text("GROUPING SETS ");
                d.parens(items, |d, item| self.group_item(d, item));
            }
        }
    }

    fn ordered(self, d: &mut Doc, order: &[OrderKey], limit: &Limit) {
        if !order.is_empty() {
            d.line();
            self.order(d, order);
        }
        if let Some(offset) = &limit.offset {
            d.line();
            d.text("OFFSET ");
            self.count(d, offset, limit.ties);
            if limit.ties {
                d.text(" ROWS");
            }
        }
        if let Some(count) = &limit.count {
            d.line();
            d.text(if limit.ties { "FETCH FIRST " } else { "LIMIT " });
            self.count(d, count, limit.ties);
            if limit.ties {
                d.text(" ROWS WITH TIES");
            }
        }
    }

    /// A number of rows; before `ROWS` only plain numbers stand without parentheses.
    fn count(self, d: &mut Doc, count: &Expr, plain: bool) {
        if !plain || matches!(count, Expr::Number(_)) {
            self.any(d, count);
        } else {
            d.text("(");
            self.any(d, count);
            d.text(")");
        }
    }

    fn lock(self, d: &mut Doc, lock: &Lock) {
        d.text(if lock.keys { "FOR UPDATE" } else { "FOR NO KEY UPDATE" });
        if !lock.of.is_empty() {
            d.text(" OF ");
            d.list(&lock.of, |d, name| d.name(name));
        }
        if !lock.wait.is_empty() {
            d.text(" ");
            d.text(lock.wait);
        }
    }

    /// An item of `FROM`.
    pub(super) fn from(self, d: &mut Doc, item: &From) {
        let alias = match item {
            From::Relation(name, alias) => {
                d.qname(name);
                alias.as_ref()
            }
            From::Named(name, alias) => {
                d.name(name);
                alias.as_ref()
            }
            From::Query(query, alias) => {
                self.subquery(d, query);
                Some(alias)
            }
            From::Lateral(query, alias) => {
                d.text("LATERAL ");
                self.subquery(d, query);
                Some(alias)
            }
            From::Function(function) => return self.function_rows(d, function),
            From::Values(values) => {
                if values.lateral {
                    d.text("LATERAL ");
                }
                d.text("(");
                self.values(d, &values.rows);
                d.text(") AS ");
                d.name(&values.alias);
                d.text(" ");
                return d.parens(&values.columns, |d, column| d.name(column));
            }
            From::Xml(xml) => return self.xml_rows(d, xml),
            From::Sample(sample) => return self.sample(d, sample),
            From::Join(join) => return self.join(d, join),
        };
        if let Some(alias) = alias {
            d.text(" AS ");
            d.name(alias);
        }
    }

    fn function_rows(self, d: &mut Doc, function: &FunctionRows) {
        let FunctionRows { call, ordinality, alias, columns } = function;
        self.any(d, call);
        if *ordinality {
            d.text(" WITH ORDINALITY");
        }
        d.text(" AS ");
        d.name(alias);
        if !columns.is_empty() {
            d.text(" ");
            d.parens(columns, |d, (name, ty)| {
                d.name(name);
                if let Some(ty) = ty {
                    d.text(" ");
                    self.ty(d, ty);
                }
            });
        }
    }

    fn xml_rows(self, d: &mut Doc, xml: &XmlRows) {
        let XmlRows { namespaces, path, value, columns, alias } = xml;
        d.text("XMLTABLE(");
        d.group(|d| {
            d.indent(|d| {
                d.soft();
                if !namespaces.is_empty() {
                    d.text("XMLNAMESPACES ");
                    d.parens(namespaces, |d, (uri, prefix)| {
                        self.any(d, uri);
                        d.text(" AS ");
                        d.name(prefix);
                    });
                    d.text(",");
                    d.line();
                }
                d.literal(path);
                d.text(" PASSING ");
                self.expr(d, value, level::PRIMARY);
                d.line();
                d.text("COLUMNS ");
                d.indent(|d| d.list(columns, |d, column| self.xml_column(d, column)));
            });
            d.soft();
        });
        d.text(") AS ");
        d.name(alias);
    }

    /// `xmlelement(…)`, `xmlforest(…)` and their kin.
    pub(super) fn xml(self, d: &mut Doc, made: &XmlMade) -> u8 {
        let XmlMade { form, name, named, content } = made;
        let pairs = |d: &mut Doc| {
            d.parens(named, |d, (value, name)| {
                self.any(d, value);
                d.text(" AS ");
                d.name(name);
            });
        };
        let (opening, named_itself) = match form {
            XmlForm::Forest => {
                d.text("xmlforest");
                pairs(d);
                return level::PRIMARY;
            }
            XmlForm::Element => ("xmlelement(name ", true),
            XmlForm::Instruction => ("xmlpi(name ", true),
            XmlForm::Document => ("xmlparse(document ", false),
            XmlForm::Content => ("xmlparse(content ", false),
        };
        d.text(opening);
        if !named_itself {
            content.iter().for_each(|value| self.any(d, value));
            d.text(")");
            return level::PRIMARY;
        }
        d.name(name);
        d.group(|d| {
            d.indent(|d| {
                if !named.is_empty() {
                    d.text(",");
                    d.line();
                    d.text("xmlattributes");
                    pairs(d);
                }
                for value in content {
                    d.text(",");
                    d.line();
                    self.any(d, value);
                }
            });
        });
        d.text(")");
        level::PRIMARY
    }

    fn xml_column(self, d: &mut Doc, column: &XmlColumn) {
        let XmlColumn { name, ty, path, default } = column;
        d.name(name);
        let Some(ty) = ty else { return d.text(" FOR ORDINALITY") };
        d.text(" ");
        self.ty(d, ty);
        d.text(" PATH ");
        d.literal(path);
        if let Some(default) = default {
            d.text(" DEFAULT ");
            self.expr(d, default, level::OTHER);
        }
    }

    fn sample(self, d: &mut Doc, sample: &Sample) {
        let Sample { of, alias, pages, percent, seed } = sample;
        d.qname(of);
        if let Some(alias) = alias {
            d.text(" AS ");
            d.name(alias);
        }
        d.text(if *pages { " TABLESAMPLE SYSTEM (" } else { " TABLESAMPLE BERNOULLI (" });
        self.any(d, percent);
        d.text(")");
        if let Some(seed) = seed {
            d.text(" REPEATABLE (");
            self.any(d, seed);
            d.text(")");
        }
    }

    /// Joins stand one a line; only what is joined on the right needs parentheses.
    fn join(self, d: &mut Doc, join: &Join) {
        let Join { kind, natural, left, right, on, using } = join;
        self.from(d, left);
        d.line();
        if *natural {
            d.text("NATURAL ");
        }
        d.text(match kind {
            JoinKind::Inner => "JOIN ",
            JoinKind::Left => "LEFT JOIN ",
            JoinKind::Right => "RIGHT JOIN ",
            JoinKind::Full => "FULL JOIN ",
            JoinKind::Cross => "CROSS JOIN ",
        });
        if matches!(right, From::Join(_)) {
            d.text("(");
            d.indent(|d| self.from(d, right));
            d.text(")");
        } else {
            self.from(d, right);
        }
        if let Some(on) = on {
            d.text(" ON ");
            d.indent(|d| self.expr(d, on, level::ANY));
        }
        if !using.is_empty() {
            d.text(" USING ");
            d.parens(using, |d, name| d.name(name));
        }
    }
}
