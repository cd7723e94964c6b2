//! PostgreSQL's queries.

use super::{Expr, OrderKey, Type};
use crate::catalog::{Mention, Mentioned, Part};
use crate::name::{Name, QName};
use ecow::EcoString;

/// A query.
#[derive(Clone, Debug, PartialEq)]
pub enum Query {
    /// `SELECT`.
    Select(Box<Select>),
    /// `VALUES (…), (…)`.
    Values(Vec<Vec<Expr>>),
    /// `a UNION b`.
    Set(Box<SetQuery>),
    /// `WITH … query`.
    With(Box<With>),
}

/// `SELECT`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Select {
    /// `DISTINCT`.
    pub distinct: bool,
    /// What is selected, with its alias.
    pub targets: Vec<(Expr, Option<Name>)>,
    /// `FROM`.
    pub from: Vec<From>,
    /// `WHERE`.
    pub condition: Option<Expr>,
    /// `GROUP BY`.
    pub group: Vec<GroupItem>,
    /// `HAVING`.
    pub having: Option<Expr>,
    /// `ORDER BY`.
    pub order: Vec<OrderKey>,
    /// `LIMIT`, `OFFSET`.
    pub limit: Limit,
    /// `FOR NO KEY UPDATE`.
    pub lock: Option<Lock>,
}

/// Two queries joined by a set operator. Operands that need parentheses get them when they are printed.
#[derive(Clone, Debug, PartialEq)]
pub struct SetQuery {
    /// The operator.
    pub op: SetOp,
    /// `ALL`.
    pub all: bool,
    /// Left.
    pub left: Query,
    /// Right.
    pub right: Query,
    /// `ORDER BY`: names or positions of the result.
    pub order: Vec<OrderKey>,
    /// `LIMIT`, `OFFSET`.
    pub limit: Limit,
}

/// Set operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the keywords")]
pub enum SetOp {
    Union,
    Intersect,
    Except,
}

/// `WITH`.
#[derive(Clone, Debug, PartialEq)]
pub struct With {
    /// `RECURSIVE`.
    pub recursive: bool,
    /// Named queries.
    pub queries: Vec<Cte>,
    /// What uses them.
    pub body: Query,
}

/// A named query.
#[derive(Clone, Debug, PartialEq)]
pub struct Cte {
    /// Its name.
    pub name: Name,
    /// Column names, where they are listed.
    pub columns: Vec<Name>,
    /// The query.
    pub query: Query,
    /// `MATERIALIZED` (true), `NOT MATERIALIZED` (false), where written.
    pub materialized: Option<bool>,
}

/// One item of `GROUP BY`.
#[derive(Clone, Debug, PartialEq)]
pub enum GroupItem {
    /// An expression.
    Expr(Expr),
    /// `(a, b)`; `()` is the empty one.
    Set(Vec<Expr>),
    /// `ROLLUP (…)`; a set of several is one level.
    Rollup(Vec<Vec<Expr>>),
    /// `CUBE (…)`.
    Cube(Vec<Vec<Expr>>),
    /// `GROUPING SETS (…)`.
    Sets(Vec<GroupItem>),
}

/// `OFFSET n LIMIT m`, `FETCH FIRST m ROWS WITH TIES`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Limit {
    /// How many rows.
    pub count: Option<Box<Expr>>,
    /// `WITH TIES`.
    pub ties: bool,
    /// Rows that are left out before.
    pub offset: Option<Box<Expr>>,
}

impl Limit {
    /// The first `count` rows.
    #[must_use]
    pub fn first(count: Expr) -> Self {
        Self { count: Some(Box::new(count)), ..Self::default() }
    }

    /// Whether nothing is said.
    #[must_use]
    pub fn is_none(&self) -> bool {
        self.count.is_none() && self.offset.is_none()
    }
}

/// `FOR NO KEY UPDATE OF t NOWAIT`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lock {
    /// `FOR UPDATE`: keys are changed or rows deleted; else `FOR NO KEY UPDATE`.
    pub keys: bool,
    /// Names of items of `FROM`.
    pub of: Vec<Name>,
    /// `NOWAIT`, `SKIP LOCKED`; empty: it is waited for.
    pub wait: &'static str,
}

/// One item of `FROM`.
#[derive(Clone, Debug, PartialEq)]
pub enum From {
    /// A table or view.
    Relation(QName, Option<Name>),
    /// A named query of `WITH`.
    Named(Name, Option<Name>),
    /// A query.
    Query(Box<Query>, Name),
    /// `LATERAL (query)`.
    Lateral(Box<Query>, Name),
    /// A function that gives rows.
    Function(Box<FunctionRows>),
    /// `(VALUES (…), (…)) AS v (a, b)`.
    Values(Box<ValueRows>),
    /// `XMLTABLE(…)`.
    Xml(Box<XmlRows>),
    /// `t TABLESAMPLE …`.
    Sample(Box<Sample>),
    /// `a JOIN b`.
    Join(Box<Join>),
}

/// `f(…) AS t (a, b)`.
#[derive(Clone, Debug, PartialEq)]
pub struct FunctionRows {
    /// The call.
    pub call: Expr,
    /// `LATERAL`, which functions need not say.
    pub ordinality: bool,
    /// Its name.
    pub alias: Name,
    /// Names of its columns, with types where the function returns `record`.
    pub columns: Vec<(Name, Option<Type>)>,
}

/// `(VALUES (…), (…)) AS v (a, b)`.
#[derive(Clone, Debug, PartialEq)]
pub struct ValueRows {
    /// Rows refer to items before.
    pub lateral: bool,
    /// Rows.
    pub rows: Vec<Vec<Expr>>,
    /// Its name.
    pub alias: Name,
    /// Names of its columns.
    pub columns: Vec<Name>,
}

/// `XMLTABLE(XMLNAMESPACES (…), path PASSING x COLUMNS …) AS t`.
#[derive(Clone, Debug, PartialEq)]
pub struct XmlRows {
    /// Namespaces with their prefixes.
    pub namespaces: Vec<(Expr, Name)>,
    /// The path of the rows, XPath 1.0.
    pub path: EcoString,
    /// The document.
    pub value: Expr,
    /// Columns; at least one.
    pub columns: Vec<XmlColumn>,
    /// Its name.
    pub alias: Name,
}

/// `name type PATH '…' DEFAULT x`.
#[derive(Clone, Debug, PartialEq)]
pub struct XmlColumn {
    /// Its name.
    pub name: Name,
    /// Its type; without it `FOR ORDINALITY`.
    pub ty: Option<Type>,
    /// Its path.
    pub path: EcoString,
    /// What stands in for a missing node.
    pub default: Option<Expr>,
}

/// `t TABLESAMPLE BERNOULLI (10) REPEATABLE (1)`.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    /// The table.
    pub of: QName,
    /// Its alias.
    pub alias: Option<Name>,
    /// `SYSTEM`: whole pages; else `BERNOULLI`.
    pub pages: bool,
    /// Percent.
    pub percent: Expr,
    /// `REPEATABLE`.
    pub seed: Option<Expr>,
}

/// A join.
#[derive(Clone, Debug, PartialEq)]
pub struct Join {
    /// Which rows without a match stay.
    pub kind: JoinKind,
    /// `NATURAL`.
    pub natural: bool,
    /// Left.
    pub left: From,
    /// Right.
    pub right: From,
    /// `ON`.
    pub on: Option<Expr>,
    /// `USING`.
    pub using: Vec<Name>,
}

/// Which rows without a match stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the keywords")]
pub enum JoinKind {
    Inner,
    Left,
    Right,
    Full,
    Cross,
}

impl Query {
    /// A select that is not wrapped in anything.
    #[must_use]
    pub fn select(select: Select) -> Query {
        Query::Select(Box::new(select))
    }
}

impl Part for Query {
    fn mentions<'a>(&'a self, found: &mut dyn FnMut(Mention<'a>)) {
        match self {
            Query::Values(rows) => rows.iter().flatten().for_each(|e| e.mentions(found)),
            Query::Select(select) => {
                select.targets.iter().for_each(|(e, _)| e.mentions(found));
                select.from.iter().for_each(|from| from.mentions(found));
                select.condition.iter().for_each(|e| e.mentions(found));
                select.group.iter().for_each(|g| g.mentions(found));
                select.having.iter().for_each(|e| e.mentions(found));
                select.order.iter().for_each(|k| k.expr.mentions(found));
                select.limit.mentions(found);
            }
            Query::Set(set) => {
                set.left.mentions(found);
                set.right.mentions(found);
                set.order.iter().for_each(|k| k.expr.mentions(found));
                set.limit.mentions(found);
            }
            Query::With(with) => {
                with.queries.iter().for_each(|cte| cte.query.mentions(found));
                with.body.mentions(found);
            }
        }
    }
}

impl Limit {
    fn mentions<'a>(&'a self, found: &mut dyn FnMut(Mention<'a>)) {
        self.count.iter().chain(&self.offset).for_each(|e| e.mentions(found));
    }
}

impl GroupItem {
    fn mentions<'a>(&'a self, found: &mut dyn FnMut(Mention<'a>)) {
        match self {
            GroupItem::Expr(e) => e.mentions(found),
            GroupItem::Set(list) => list.iter().for_each(|e| e.mentions(found)),
            GroupItem::Rollup(sets) | GroupItem::Cube(sets) => sets.iter().flatten().for_each(|e| e.mentions(found)),
            GroupItem::Sets(items) => items.iter().for_each(|i| i.mentions(found)),
        }
    }
}

impl Part for From {
    fn mentions<'a>(&'a self, found: &mut dyn FnMut(Mention<'a>)) {
        match self {
            From::Relation(name, _) => found(Mention { name, what: Mentioned::Relation }),
            From::Named(..) => {}
            From::Query(query, _) | From::Lateral(query, _) => query.mentions(found),
            From::Function(function) => {
                function.call.mentions(found);
                function.columns.iter().filter_map(|(_, ty)| ty.as_ref()).for_each(|ty| ty.mentions(found));
            }
            From::Values(values) => values.rows.iter().flatten().for_each(|e| e.mentions(found)),
            From::Xml(xml) => {
                xml.namespaces.iter().for_each(|(e, _)| e.mentions(found));
                xml.value.mentions(found);
                for column in &xml.columns {
                    column.ty.iter().for_each(|ty| ty.mentions(found));
                    column.default.iter().for_each(|e| e.mentions(found));
                }
            }
            From::Sample(sample) => {
                found(Mention { name: &sample.of, what: Mentioned::Relation });
                sample.percent.mentions(found);
                sample.seed.iter().for_each(|e| e.mentions(found));
            }
            From::Join(join) => {
                join.left.mentions(found);
                join.right.mentions(found);
                join.on.iter().for_each(|e| e.mentions(found));
            }
        }
    }
}
