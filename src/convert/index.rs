//! Indexes: plain, function-based, unique over nulls, bitmap and reverse, hidden, on temporary and partitioned tables.

use super::{Cx, Low, cluster, domain_index, expr, partition, query, storage, target, temporary};
use crate::analyze::{Null, infer};
use crate::catalog::{ConstraintRule, IndexKey, IndexMethod, ObjectId};
use crate::finding::{Confidence, Effort, Raised, Rule, Severity, Source};
use crate::ir::{self, ClauseKind, ExprKind};
use crate::name::{Name, QName};
use crate::pg;

/// Rules of this file.
pub static RULES: &[&Rule] = &[
    &MERGED,
    &FUNCTION_BASED,
    &BITMAP,
    &ATTRIBUTE,
    &DESCENDING,
    &CONDITIONAL,
    &LONG_KEY,
    &PARTIAL_NULLS,
    &NULL_KEYS,
    &NO_TABLE,
];

pub(super) static MERGED: Rule = Rule {
    name: "index-merged-into-constraint",
    codes: &[(Source::Oracle, "OR-DDL-006")],
    raw: Severity::Info,
    severity: Severity::Info,
    confidence: Confidence::Certain,
    effort: Effort::NONE,
    message: "index `{index}` is the index of constraint `{constraint}`, which makes its own",
    help: "Nothing to do, unless something names the index: it is called like the constraint now.",
    doc: "convert/index/merged.md",
    ..Rule::PLAIN
};

static FUNCTION_BASED: Rule = Rule {
    name: "function-based-index",
    codes: &[(Source::Oracle, "OR-DDL-013")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    confidence: Confidence::Certain,
    effort: Effort::minutes(20, 10),
    message: "a key of index `{index}` could not be converted: {why}",
    help: "Create the index by hand over an IMMUTABLE expression, written exactly as the queries write it.",
    doc: "convert/index/function_based.md",
    ..Rule::PLAIN
};

static BITMAP: Rule = Rule {
    name: "bitmap-index",
    codes: &[(Source::Oracle, "OR-DDL-014")],
    raw: Severity::Performance,
    severity: Severity::Info,
    confidence: Confidence::Certain,
    effort: Effort::minutes(5, 2),
    message: "bitmap index `{index}` {what}",
    help: "{advice}",
    doc: "convert/index/bitmap.md",
    ..Rule::PLAIN
};

static ATTRIBUTE: Rule = Rule {
    name: "index-attribute",
    codes: &[(Source::Oracle, "OR-DDL-015")],
    raw: Severity::Info,
    severity: Severity::Info,
    confidence: Confidence::Certain,
    effort: Effort::NONE,
    message: "index `{index}` is {what} in the source",
    help: "PostgreSQL has no such state. An index that the source does not use is left out; its definition stands in the output as a comment.",
    doc: "convert/index/attributes.md",
    ..Rule::PLAIN
};

static DESCENDING: Rule = Rule {
    name: "descending-index",
    codes: &[(Source::Oracle, "OR-DDL-016")],
    raw: Severity::Info,
    severity: Severity::Info,
    confidence: Confidence::Certain,
    effort: Effort::NONE,
    message: "descending key of index `{index}`",
    help: "Nothing to do: a B-tree is read in both directions, so the order of a single key does not matter.",
    doc: "convert/index/descending.md",
    ..Rule::PLAIN
};

static CONDITIONAL: Rule = Rule {
    name: "conditional-unique-index",
    codes: &[(Source::Oracle, "OR-DDL-017")],
    raw: Severity::DataLossRisk,
    severity: Severity::Info,
    confidence: Confidence::Certain,
    effort: Effort::NONE,
    message: "unique index `{index}` over `CASE` became a unique index over the rows that meet the condition",
    help: "Nothing to do. Queries find it by the condition and the plain columns.",
    doc: "convert/index/conditional_unique.md",
    ..Rule::PLAIN
};

static LONG_KEY: Rule = Rule {
    name: "index-entry-too-long",
    codes: &[(Source::Oracle, "OR-DDL-018")],
    raw: Severity::Blocker,
    severity: Severity::BehaviourChange,
    confidence: Confidence::Likely,
    effort: Effort::minutes(15, 10),
    message: "a key of index `{index}` can take {bytes} bytes; PostgreSQL refuses entries above 2704 when the row is written",
    help: "Check the longest value. Alternatives: a hash index for equality, an index on `md5(column)` or `left(column, n)`, GIN with pg_trgm for searches within.",
    doc: "convert/index/long_key.md",
    ..Rule::PLAIN
};

/// Unique keys in which some columns may be null: Oracle compares the others.
pub(super) static PARTIAL_NULLS: Rule = Rule {
    name: "unique-key-with-partial-nulls",
    codes: &[(Source::Oracle, "OR-NUL-006")],
    raw: Severity::DataLossRisk,
    severity: Severity::Info,
    confidence: Confidence::Certain,
    effort: Effort::NONE,
    message: "unique key `{index}` takes nulls: rows that are null in some columns are compared by the others",
    help: "Nothing to do: NULLS NOT DISTINCT refuses what the source refuses, and rows that are null in all columns are left out.",
    doc: "convert/index/partial_nulls.md",
    ..Rule::PLAIN
};

static NULL_KEYS: Rule = Rule {
    name: "null-keys-are-indexed",
    codes: &[(Source::Oracle, "OR-NUL-014")],
    raw: Severity::Performance,
    severity: Severity::Info,
    confidence: Confidence::Certain,
    effort: Effort::minutes(5, 2),
    message: "index `{index}`: {what}",
    help: "Nothing to do. Where it serves searches for null alone, an index with `WHERE column IS NULL` is much smaller.",
    doc: "convert/index/null_keys.md",
    ..Rule::PLAIN
};

static NO_TABLE: Rule = Rule {
    name: "table-not-in-input",
    codes: &[(Source::Oracle, "HD-120")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    confidence: Confidence::Certain,
    effort: Effort::minutes(10, 5),
    message: "`{table}`, which `{index}` belongs to, is not in the input or is not converted{elsewhere}",
    help: "{advice}",
    doc: "convert/index/no_table.md",
    ..Rule::PLAIN
};

const GIVE: &str = "Give the script that creates the table too (or name it by --with), or create this object by hand.";

/// Entries of a B-tree above this many bytes are refused (a third of a page).
const LONGEST_ENTRY: u64 = 2704;

/// The table of an index.
#[derive(Clone, Copy)]
struct Home<'a> {
    id: ObjectId,
    table: &'a ir::Table,
}

/// One key, lowered.
struct Lowered {
    key: IndexKey<pg::Pg>,
    null: Null,
    /// A literal: there so that rows with nulls are indexed.
    constant: bool,
}

/// Lowers an index. No object: another one, named in the outcome, stands for it.
pub(super) fn lower(cx: &mut Cx<'_>, id: ObjectId, object: &ir::Object, index: &ir::Index) -> Vec<pg::Object> {
    if let IndexMethod::Domain(kind) = &index.method {
        return domain_index::lower(cx, id, object, index, kind);
    }
    if index.method == IndexMethod::Cluster {
        return cluster::index(cx, id, object, index);
    }
    let program = cx.program;
    let home = program.resolve(&index.table, object.name.schema.as_ref());
    match home.map(|home| (home, &program.read.catalog.get(home).kind)) {
        Some((home, ir::Kind::Table(table))) => on_table(cx, id, object, index, Home { id: home, table }),
        Some((home, ir::Kind::View(view))) if view.materialized.is_some() => on_view(cx, id, object, index, home),
        Some(_) | None => {
            let found = cx.program.elsewhere(&index.table);
            let it = NO_TABLE.at(object.at.span).with("table", &index.table).with("elsewhere", found.said.as_str());
            let it = it.with("advice", found.advice(GIVE));
            let why = cx.manual(it.with("index", &object.name.name));
            vec![target::placeholder(cx, id, object, why.message())]
        }
    }
}

/// An index of a materialized view, by columns of it.
fn on_view(cx: &mut Cx<'_>, id: ObjectId, object: &ir::Object, index: &ir::Index, home: ObjectId) -> Vec<pg::Object> {
    clauses(cx, object, index);
    let stands = target::stands(cx.program, home);
    let columns = query::relation_columns(cx, home).filter(|_| stands);
    let key_of = |key: &IndexKey<ir::Ir>| {
        let name = column_of(&key.expr)?;
        let out = columns.as_ref()?.iter().find(|c| c.source == *name)?;
        let (expr, descending, nulls_first) = (pg::Expr::name(out.name.clone()), key.descending, key.nulls_first);
        let key = IndexKey { expr, descending, nulls_first, class: None, collation: None };
        Some(Lowered { key, null: out.null, constant: false })
    };
    let Some(mut keys) = index.keys.iter().map(key_of).collect::<Option<Vec<Lowered>>>() else {
        let it = NO_TABLE.at(object.at.span).with("table", &index.table).with("elsewhere", "").with("advice", GIVE);
        let why = cx.manual(it.with("index", &object.name.name));
        return vec![target::placeholder(cx, id, object, why.message())];
    };
    order(cx, object, &mut keys);
    method(cx, object, index);
    let made = pg::Index {
        table: cx.program.target(home),
        keys: keys.into_iter().map(|k| k.key).collect(),
        unique: index.unique,
        method: IndexMethod::BTree,
        predicate: None,
        include: Vec::new(),
        hidden: false,
        partitioning: None,
        local: false,
        clauses: Vec::new(),
    };
    vec![target::object(cx, id, object, pg::Kind::Index(made))]
}

/// What to do about a bitmap index that became a B-tree.
const OF_A_TABLE: &str = "Drop it if nothing uses it. A large table in the order of the column is served by BRIN; several columns with few values by one GIN index with btree_gin.";
/// And about one over a join.
const OVER_A_JOIN: &str = "Index the columns of the join. If that is not fast enough, keep the joined rows in a materialized view with an index of its own.";

fn bitmap(object: &ir::Object, what: &'static str, advice: &'static str) -> Raised {
    BITMAP.at(object.at.span).with("index", &object.name.name).with("what", what).with("advice", advice)
}

fn on_table(cx: &mut Cx<'_>, id: ObjectId, object: &ir::Object, index: &ir::Index, home: Home<'_>) -> Vec<pg::Object> {
    clauses(cx, object, index);
    if let Some((place, constraint)) = constraint_over(home.table, object, index) {
        merged(cx, id, object, home, place, constraint);
        return Vec::new();
    }
    if index.method == IndexMethod::BitmapJoin {
        let why = cx.manual(
            bitmap(object, "spans a join, which no index of PostgreSQL does", OVER_A_JOIN)
                .severity(Severity::ManualEffort),
        );
        return vec![target::placeholder(cx, id, object, why.message())];
    }
    let keys: Vec<Option<Lowered>> = index.keys.iter().map(|key| lower_key(cx, object, home, key)).collect();
    let Some(mut keys) = keys.into_iter().collect::<Option<Vec<Lowered>>>() else {
        return vec![target::placeholder(cx, id, object, "a key of the index could not be converted")];
    };
    order(cx, object, &mut keys);
    let constant = drop_constants(cx, object, &mut keys);
    long_key(cx, object, home, index);
    let mut lowered = pg::Index {
        table: cx.program.target(home.id),
        keys: Vec::new(),
        unique: index.unique,
        method: IndexMethod::BTree,
        predicate: None,
        include: index.include.iter().map(|c| cx.program.plan.names.column(home.id, c)).collect(),
        hidden: false,
        partitioning: None,
        local: false,
        clauses: Vec::new(),
    };
    if index.unique {
        unique_over_nulls(cx, object, home, index, &keys, constant, &mut lowered);
    }
    if lowered.keys.is_empty() {
        lowered.keys = keys.into_iter().map(|k| k.key).collect();
    }
    partition::unique_index(cx, object, home.id, home.table, index, &mut lowered);
    temporary::index(cx, home.table, &mut lowered);
    method(cx, object, index);
    if hidden(cx, object, index) {
        lowered.hidden = true;
    }
    vec![target::object(cx, id, object, pg::Kind::Index(lowered))]
}

/// Clauses without a counterpart.
fn clauses(cx: &mut Cx<'_>, object: &ir::Object, index: &ir::Index) {
    storage::drop_all(cx, &ATTRIBUTE, &index.clauses);
    if let Some(partitioning) = &index.partitioning {
        cx.dropped(&ATTRIBUTE, if index.local { "LOCAL" } else { "GLOBAL" }, partitioning.at.span);
    } else if index.local {
        cx.dropped(&ATTRIBUTE, "LOCAL", object.at.span);
    }
}

/// The key that the index enforces: Oracle shares an index with a key over the same columns, PostgreSQL makes one for each key.
fn constraint_over<'a>(
    table: &'a ir::Table,
    object: &ir::Object,
    index: &ir::Index,
) -> Option<(usize, &'a ir::Constraint)> {
    if !matches!(index.method, IndexMethod::BTree | IndexMethod::Reverse) {
        return None;
    }
    let plain: Option<Vec<&Name>> =
        index.keys.iter().map(|key| if key.descending { None } else { column_of(&key.expr) }).collect();
    let plain = plain?;
    let same = |columns: &[Name]| columns.len() == plain.len() && columns.iter().zip(&plain).all(|(a, b)| a == *b);
    let enforced = |c: &ir::Constraint| match &c.rule {
        ConstraintRule::Primary(columns) | ConstraintRule::Unique(columns) => c.state.enabled && same(columns),
        ConstraintRule::Foreign(_) | ConstraintRule::Check(_) | ConstraintRule::Ref(_) => false,
    };
    let named = |c: &ir::Constraint| {
        c.name.as_ref() == Some(&object.name.name)
            || c.clauses
                .iter()
                .any(|clause| matches!(&clause.kind, ClauseKind::Object(_, name) if name.name == object.name.name))
    };
    let all: Vec<(usize, &ir::Constraint)> =
        table.constraints.iter().enumerate().filter(|(_, c)| enforced(c)).collect();
    all.iter().copied().find(|(_, c)| named(c)).or(all.first().copied())
}

fn merged(
    cx: &mut Cx<'_>,
    id: ObjectId,
    object: &ir::Object,
    home: Home<'_>,
    place: usize,
    constraint: &ir::Constraint,
) {
    let schema = cx.program.target(home.id).schema;
    let name = cx.program.plan.names.constraint(home.id, place);
    if constraint.name.as_ref() == Some(&object.name.name) || cx.program.target(id).name == name {
        cx.exact(&MERGED, object.at.span);
    } else {
        let it = MERGED.at(object.at.span).with("index", &object.name.name);
        cx.raise(it.with("constraint", constraint.name.as_ref().unwrap_or(&name)));
    }
    cx.outcome().targets.push(QName { schema, name });
}

/// The column that an expression is, if it is nothing else.
pub(super) fn column_of(expr: &ir::Expr) -> Option<&Name> {
    let ExprKind::Name(path) = &expr.kind else { return None };
    match path.parts.as_slice() {
        [column] if path.link.is_none() => Some(column),
        _ => None,
    }
}

fn scope<'a>(object: &'a ir::Object, home: Home<'_>) -> expr::Scope<'a> {
    expr::Scope {
        table: Some(home.id),
        schema: object.name.schema.as_ref(),
        place: expr::Place::Index,
        query: None,
        locals: None,
    }
}

fn lower_key(cx: &mut Cx<'_>, object: &ir::Object, home: Home<'_>, key: &IndexKey<ir::Ir>) -> Option<Lowered> {
    let (written, descending) = match descend(&key.expr) {
        Some(inner) => (inner, true),
        None => (&key.expr, key.descending),
    };
    let frame = |expr| IndexKey { expr, descending, nulls_first: key.nulls_first, class: None, collation: None };
    let column = column_of(written).and_then(|name| home.table.column(name));
    if let Some(column) = column {
        let name = cx.program.plan.names.column(home.id, &column.name);
        let null = if infer::never_null(home.table, column) { Null::Never } else { Null::Maybe };
        return Some(Lowered { key: frame(pg::Expr::name(name)), null, constant: false });
    }
    if let Some(literal) = literal(written) {
        return Some(Lowered { key: frame(literal), null: Null::Never, constant: true });
    }
    // What could not be lowered has been reported where it stands.
    let low = expr::lower(cx, &scope(object, home), written).ok()?;
    let Low { expr, null, .. } = low;
    if let Some(function) = unstable(&expr) {
        let _reported = expr::not_immutable(cx, written, &function);
        return None;
    }
    cx.exact(&FUNCTION_BASED, written.at.span);
    Some(Lowered { key: frame(expr), null, constant: false })
}

/// A number or text, which is the same in both.
fn literal(expr: &ir::Expr) -> Option<pg::Expr> {
    if let ExprKind::Number(digits, ir::NumberForm::Decimal) = &expr.kind {
        Some(pg::Expr::Number(digits.clone()))
    } else if let ExprKind::Text(text, _) = &expr.kind {
        Some(pg::Expr::Text(text.clone()))
    } else {
        None
    }
}

/// `SYS_OP_DESCEND(x)`: how the dictionary shows a descending key.
fn descend(expr: &ir::Expr) -> Option<&ir::Expr> {
    let ExprKind::Call(call) = &expr.kind else { return None };
    match (call.name.parts.last().map(Name::as_str), call.args.as_slice()) {
        (Some("SYS_OP_DESCEND"), [argument]) => Some(&argument.value),
        _ => None,
    }
}

/// A function in the expression that PostgreSQL does not allow in an index, because its result depends on settings.
fn unstable(expr: &pg::Expr) -> Option<Name> {
    const STABLE: &[&str] = &[
        "concat",
        "concat_ws",
        "format",
        "to_char",
        "to_date",
        "to_timestamp",
        "to_number",
        "now",
        "clock_timestamp",
        "statement_timestamp",
        "transaction_timestamp",
        "current_setting",
        "nextval",
        "currval",
        "random",
    ];
    fn search(expr: &pg::Expr) -> Option<Name> {
        if let pg::Expr::Call(call) = expr
            && call.name.schema.is_none()
            && STABLE.contains(&call.name.name.as_str())
        {
            return Some(call.name.name.clone());
        }
        let mut found = None;
        pg::walk::children(expr, &mut |node| {
            if let pg::walk::Node::Expr(child) = node {
                found = found.take().or_else(|| search(child));
            }
        });
        found
    }
    search(expr)
}

/// One descending key needs no word; several keep theirs.
fn order(cx: &mut Cx<'_>, object: &ir::Object, keys: &mut [Lowered]) {
    if keys.iter().any(|k| k.key.descending) {
        cx.exact(&DESCENDING, object.at.span);
    }
    if let [only] = keys
        && only.key.nulls_first.is_none()
    {
        only.key.descending = false;
    }
}

/// `(column, 0)`: the literal is there so that Oracle indexes rows whose column is null; PostgreSQL does so anyway.
fn drop_constants(cx: &mut Cx<'_>, object: &ir::Object, keys: &mut Vec<Lowered>) -> bool {
    let any = keys.iter().any(|k| k.constant);
    if !any || keys.iter().all(|k| k.constant) {
        return false;
    }
    keys.retain(|k| !k.constant);
    let it = NULL_KEYS.at(object.at.span).with("index", &object.name.name);
    cx.raise(it.with("what", "the literal key is left out, as PostgreSQL indexes nulls"));
    true
}

/// Makes a unique index refuse what Oracle refuses: rows equal in all columns, nulls being equal to each other, but never
/// rows that are null in every column.
fn unique_over_nulls(
    cx: &mut Cx<'_>,
    object: &ir::Object,
    home: Home<'_>,
    index: &ir::Index,
    keys: &[Lowered],
    constant: bool,
    lowered: &mut pg::Index,
) {
    let condition = shared_condition(index).filter(|_| index.keys.len() > 1);
    let mut predicate = Vec::new();
    let mut exprs: Vec<(pg::Expr, Null)> = keys.iter().map(|k| (k.key.expr.clone(), k.null)).collect();
    if let Some((condition, values)) = condition
        && let Ok(low) = expr::lower(cx, &scope(object, home), condition)
    {
        let inner: Vec<Option<Lowered>> = values
            .iter()
            .map(|value| {
                let key = IndexKey {
                    expr: (*value).clone(),
                    descending: false,
                    nulls_first: None,
                    class: None,
                    collation: None,
                };
                lower_key(cx, object, home, &key)
            })
            .collect();
        if let Some(inner) = inner.into_iter().collect::<Option<Vec<Lowered>>>() {
            cx.exact(&CONDITIONAL, object.at.span);
            predicate.push(low.expr);
            exprs = inner.iter().map(|k| (k.key.expr.clone(), k.null)).collect();
            lowered.keys = inner.into_iter().map(|k| k.key).collect();
        }
    }
    let nullable = exprs.iter().any(|(_, null)| *null != Null::Never);
    if nullable && (exprs.len() > 1 || constant) {
        lowered.clauses.push(pg::Clause::NullsNotDistinct);
        let all_nullable = exprs.iter().all(|(_, null)| *null != Null::Never);
        if all_nullable && !constant {
            let nulls: Vec<pg::Expr> = exprs.iter().map(|(e, _)| e.clone().is_null()).collect();
            predicate.push(pg::Expr::all(nulls).negate());
        }
        let it = PARTIAL_NULLS.at(object.at.span);
        cx.raise(it.with("index", &object.name.name));
    }
    if !predicate.is_empty() {
        lowered.predicate = Some(pg::Expr::all(predicate));
    }
}

/// `CASE WHEN c THEN x END` in every key with the same `c`: the condition, and each `x`.
fn shared_condition(index: &ir::Index) -> Option<(&ir::Expr, Vec<&ir::Expr>)> {
    let mut condition: Option<&ir::Expr> = None;
    let mut values = Vec::new();
    for key in &index.keys {
        let ExprKind::Case(case) = &key.expr.kind else { return None };
        let (None, [(when, then)], None) = (&case.selector, case.arms.as_slice(), &case.otherwise) else { return None };
        match condition {
            Some(first) if first != when => return None,
            Some(_) => {}
            None => condition = Some(when),
        }
        values.push(then);
    }
    Some((condition?, values))
}

/// Declared widths of text keys against the longest entry. Lengths in bytes count once, others up to four times.
fn long_key(cx: &mut Cx<'_>, object: &ir::Object, home: Home<'_>, index: &ir::Index) {
    let width = |ty: &ir::Type| {
        if let ir::Type::Varchar { length, unit, .. } | ir::Type::Char { length, unit, .. } = ty {
            let each = if *unit == ir::Unit::Char { 4 } else { 1 };
            u64::from(length.unwrap_or(1)) * each
        } else if let ir::Type::Raw(length) = ty {
            u64::from(length.unwrap_or(1))
        } else {
            8
        }
    };
    let columns = index.keys.iter().filter_map(|key| column_of(&key.expr)).filter_map(|c| home.table.column(c));
    let bytes: u64 = columns.filter_map(|c| c.ty.as_ref()).map(width).sum();
    if bytes > LONGEST_ENTRY {
        let it = LONG_KEY.at(object.at.span).with("index", &object.name.name);
        cx.raise(it.with("bytes", i64::try_from(bytes).unwrap_or(i64::MAX)));
    }
}

fn method(cx: &mut Cx<'_>, object: &ir::Object, index: &ir::Index) {
    match index.method {
        IndexMethod::Bitmap => cx.raise(bitmap(object, "became a B-tree", OF_A_TABLE)),
        IndexMethod::Reverse => cx.dropped(&ATTRIBUTE, "REVERSE", object.at.span),
        IndexMethod::BTree
        | IndexMethod::BitmapJoin
        | IndexMethod::Domain(_)
        | IndexMethod::Cluster
        | IndexMethod::Access(_) => {}
    }
}

/// Whether the index is left out because the source does not use it. A unique one still refuses rows, so it stays.
fn hidden(cx: &mut Cx<'_>, object: &ir::Object, index: &ir::Index) -> bool {
    if !index.hidden {
        return false;
    }
    let it = ATTRIBUTE.at(object.at.span).with("index", &object.name.name);
    if index.unique {
        cx.raise(it.with("what", "invisible, but keeps rows unique: it is created"));
        return false;
    }
    cx.raise(it.with("what", "invisible or unusable: it is left out"));
    cx.ignore("the source's optimizer does not use the index; its definition stands in the output as a comment");
    true
}
