//! What queries read: tables with what qualifies them, joins, pivots, table functions.

use super::{AnalyticView, ExternalRows, GraphTable, Query, RowPattern, Target};
use crate::ir::{Expr, Type, Unread};
use crate::name::{Name, QName};
use crate::span::At;
use ecow::EcoString;

/// One item of `FROM`.
#[derive(Clone, Debug, PartialEq)]
pub struct From {
    /// Who and where.
    pub at: At,
    /// What.
    pub kind: FromKind,
    /// Its alias.
    pub alias: Option<Name>,
    /// Column aliases of `VALUES` and table functions.
    pub columns: Vec<Name>,
}

/// What is read.
#[derive(Clone, Debug, PartialEq)]
pub enum FromKind {
    /// A table, view or named query.
    Table(Box<TableRef>),
    /// A query.
    Query(Box<Derived>),
    /// `TABLE(expr)`, `THE (…)`, a call of a table function; true: `(+)` behind it.
    Function(Box<Expr>, bool),
    /// `VALUES (…), (…)`.
    Values(Vec<Vec<Expr>>),
    /// `XMLTABLE(…)`.
    Xml(Box<XmlTable>),
    /// `JSON_TABLE(…)`, and `NESTED x COLUMNS (…)`.
    Json(Box<JsonTable>),
    /// `a JOIN b`.
    Join(Box<Join>),
    /// `… PIVOT (…)`.
    Pivot(Box<Pivot>),
    /// `… UNPIVOT (…)`.
    Unpivot(Box<Unpivot>),
    /// `… MATCH_RECOGNIZE (…)`.
    Match(Box<(From, RowPattern)>),
    /// `(…)` around joins.
    Nested(Box<From>),
    /// `GRAPH_TABLE (…)`.
    Graph(Box<GraphTable>),
    /// An analytic view with its hierarchies.
    Analytic(Box<AnalyticView>),
    /// `EXTERNAL (…)`, `t EXTERNAL MODIFY (…)`.
    External(Box<ExternalRows>),
    /// What is recognised to its end.
    Unread(Box<Unread>),
}

/// A table, view or named query.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TableRef {
    /// Its name.
    pub name: QName,
    /// `@link`.
    pub link: Option<Name>,
    /// `ONLY (…)`, `CONTAINERS (…)`, `SHARDS (…)`, `RELATIONAL (…)`: the word; empty for none.
    pub wrapper: &'static str,
    /// `PARTITION (…)`.
    pub partition: Option<PartitionRef>,
    /// `SAMPLE (…)`.
    pub sample: Option<Sample>,
    /// `AS OF`, `VERSIONS BETWEEN`.
    pub flashback: Vec<Flashback>,
    /// What a duality view may do with its rows (`WITH UPDATE NODELETE`, `@insert`), and how `RELATIONAL` shows columns.
    pub tags: Vec<EcoString>,
}

/// `PARTITION (p)`, `SUBPARTITION FOR (values)`.
#[derive(Clone, Debug, PartialEq)]
pub struct PartitionRef {
    /// `SUBPARTITION`.
    pub sub: bool,
    /// By name.
    pub names: Vec<Name>,
    /// By the values of its key.
    pub values: Vec<Expr>,
}

/// `SAMPLE [BLOCK] (percent[, groups]) SEED (n)`.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    /// `BLOCK`.
    pub block: bool,
    /// Percent, and how many groups.
    pub amount: Vec<Expr>,
    /// `SEED`.
    pub seed: Option<Expr>,
}

/// `AS OF SCN n`, `VERSIONS BETWEEN TIMESTAMP a AND b`.
#[derive(Clone, Debug, PartialEq)]
pub struct Flashback {
    /// `VERSIONS`; else `AS OF`.
    pub versions: bool,
    /// `SCN`, `TIMESTAMP`, `PERIOD FOR`: the words.
    pub by: &'static str,
    /// The period of `PERIOD FOR`.
    pub period: Option<Name>,
    /// From, or at; none for `MINVALUE`.
    pub from: Option<Expr>,
    /// To; none for `MAXVALUE`.
    pub to: Option<Expr>,
}

/// A query in `FROM`.
#[derive(Clone, Debug, PartialEq)]
pub struct Derived {
    /// The query.
    pub query: Query,
    /// `LATERAL`.
    pub lateral: bool,
    /// `(+)` behind it.
    pub optional: bool,
    /// `WITH READ ONLY`, `WITH CHECK OPTION`: the words; empty for none.
    pub restriction: &'static str,
}

/// A join.
#[derive(Clone, Debug, PartialEq)]
pub struct Join {
    /// Left.
    pub left: From,
    /// Right.
    pub right: From,
    /// Which rows without a match stay.
    pub kind: JoinKind,
    /// `NATURAL`.
    pub natural: bool,
    /// `ON`.
    pub on: Option<Expr>,
    /// `USING`.
    pub using: Vec<Name>,
    /// `PARTITION BY` of a partitioned outer join: left, right.
    pub partitions: [Vec<Expr>; 2],
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
    CrossApply,
    OuterApply,
}

/// `PIVOT [XML] (aggregates FOR columns IN (…))`.
#[derive(Clone, Debug, PartialEq)]
pub struct Pivot {
    /// What is turned.
    pub input: From,
    /// `XML`.
    pub xml: bool,
    /// Aggregates with their names.
    pub aggregates: Vec<Target>,
    /// `FOR`.
    pub columns: Vec<Name>,
    /// `IN`.
    pub values: PivotIn,
}

/// The values that become columns.
#[derive(Clone, Debug, PartialEq)]
pub enum PivotIn {
    /// Values or tuples with the names of their columns.
    List(Vec<Target>),
    /// `ANY`, as many as there are columns (`XML` only).
    Any(usize),
    /// A query (`XML` only).
    Query(Query),
}

/// `UNPIVOT (values FOR columns IN (…))`.
#[derive(Clone, Debug, PartialEq)]
pub struct Unpivot {
    /// What is turned.
    pub input: From,
    /// `INCLUDE NULLS`.
    pub nulls: bool,
    /// Columns of the values.
    pub values: Vec<Name>,
    /// Columns of the names.
    pub names: Vec<Name>,
    /// Columns that become rows, each group with the literals that stand for it.
    pub columns: Vec<(Vec<Name>, Vec<Expr>)>,
}

/// `XMLTABLE(…)`.
#[derive(Clone, Debug, PartialEq)]
pub struct XmlTable {
    /// `XMLNAMESPACES (…)`: value and prefix; an empty prefix is the default.
    pub namespaces: Vec<(Expr, Name)>,
    /// The XQuery.
    pub path: Expr,
    /// `PASSING`.
    pub passing: Vec<Target>,
    /// `RETURNING SEQUENCE BY REF`.
    pub by_ref: bool,
    /// `COLUMNS`.
    pub columns: Vec<TableColumn>,
    /// `(+)` behind it.
    pub optional: bool,
}

/// `JSON_TABLE(…)`.
#[derive(Clone, Debug, PartialEq)]
pub struct JsonTable {
    /// What is read.
    pub value: Expr,
    /// `FORMAT JSON`.
    pub format_json: bool,
    /// The path.
    pub path: Option<Expr>,
    /// `PASSING`.
    pub passing: Vec<Target>,
    /// `ON ERROR`, `ON EMPTY`, `TYPE (STRICT)` and their kin, by keywords in order.
    pub options: Vec<&'static str>,
    /// `COLUMNS`.
    pub columns: Vec<TableColumn>,
    /// `(+)` behind it.
    pub optional: bool,
}

/// One column of `XMLTABLE` or `JSON_TABLE`.
#[derive(Clone, Debug, PartialEq)]
pub struct TableColumn {
    /// Its name; empty for `NESTED PATH`.
    pub name: Name,
    /// Where it stands.
    pub at: At,
    /// Its type.
    pub ty: Option<Type>,
    /// `FOR ORDINALITY`.
    pub ordinality: bool,
    /// `PATH`, as text or a simple path.
    pub path: Option<EcoString>,
    /// `DEFAULT`.
    pub default: Option<Expr>,
    /// A second `DEFAULT`: one for `ON EMPTY`, one for `ON ERROR`, in the order of the options.
    pub second_default: Option<Expr>,
    /// `EXISTS`, `FORMAT JSON`, `WITH WRAPPER`, `NULL ON ERROR` and their kin, by keywords in order.
    pub options: Vec<&'static str>,
    /// `NESTED PATH … COLUMNS (…)`.
    pub nested: Vec<TableColumn>,
}

impl Pivot {
    /// The columns that `FOR` and the aggregates name; all others are what rows are grouped by.
    #[must_use]
    pub fn used(&self) -> Vec<Name> {
        let mut all = self.columns.clone();
        for target in &self.aggregates {
            crate::ir::walk::each(&target.expr, &mut |e| {
                if let crate::ir::ExprKind::Name(path) = &e.kind {
                    all.extend(path.parts.last().cloned());
                }
            });
        }
        all
    }

    /// The names of the columns that values become: for each value those of all aggregates. Nothing where one has no name.
    #[must_use]
    pub fn made(&self) -> Option<Vec<Name>> {
        let PivotIn::List(list) = &self.values else { return None };
        let mut all = Vec::new();
        for value in list {
            let base = match &value.alias {
                Some(alias) => alias.clone(),
                None => written(&value.expr)?.into(),
            };
            for aggregate in &self.aggregates {
                all.push(match &aggregate.alias {
                    Some(alias) => format!("{base}_{alias}").into(),
                    None => base.clone(),
                });
            }
        }
        Some(all)
    }
}

/// The name of a column that a value becomes: its text, with the quotes of a literal.
#[expect(clippy::wildcard_enum_match_arm, reason = "every other value needs an alias")]
fn written(e: &Expr) -> Option<String> {
    Some(match &e.kind {
        crate::ir::ExprKind::Number(digits, _) => digits.to_string(),
        crate::ir::ExprKind::Text(text, _) => format!("'{text}'"),
        crate::ir::ExprKind::Null => "NULL".to_owned(),
        crate::ir::ExprKind::Tuple(items) => {
            let parts: Option<Vec<String>> = items.iter().map(written).collect();
            parts?.join("_")
        }
        _ => return None,
    })
}
