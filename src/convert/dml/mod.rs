//! Data statements that read: `INSERT` from a query, `UPDATE`, `DELETE`, `MERGE`, `INSERT ALL`; those of scripts, and those of code,
//! which has variables in sight.

#![expect(clippy::wildcard_enum_match_arm, reason = "every other form of a value is computed")]

mod inline;
mod join_view;
mod many;
mod merge;
mod merged_once;

pub(super) use inline::{is_served, refused as refused_view, rewritten};

use super::expr::{self, assign};
use super::query::{self, Env, Frame};
use super::{Cx, Low, Lower, Manual};
use crate::analyze::scope::Source;
use crate::catalog::{Fill, Nullability, ObjectId};
use crate::finding::{Effort, Rule, Severity, Source as From};
use crate::ir::{self, ExprKind, FromKind};
use crate::name::{Name, QName};
use crate::pg;
use crate::span::Span;

static REFUSED: Rule = Rule {
    name: "data-clause-not-converted",
    codes: &[(From::Oracle, "HD-335")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(15, 10),
    message: "{what} of a data statement has no conversion here",
    help: "{advice}",
    ..Rule::PLAIN
};

const WRITE: &str = "Write the statement by hand: in the routine where it stands in one, else in data.sql.";
const ADD: &str = "Add the script that creates the table to the input (or with --with, to be read only), or write the statement by hand.";

static COUNTED: Rule = Rule {
    name: "rownum-in-update",
    codes: &[(From::Oracle, "HD-347")],
    raw: Severity::BehaviourChange,
    message: "a condition on ROWNUM of UPDATE or DELETE picks rows by their place in the table",
    help: "Nothing to do.",
    ..Rule::PLAIN
};

static ERRORS: Rule = Rule {
    name: "log-errors",
    codes: &[(From::Oracle, "OR-DML-006")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(60, 30),
    message: "LOG ERRORS has no counterpart in PostgreSQL",
    help: "Check the rows before they are written, or write them one by one in a block that catches errors.",
    ..Rule::PLAIN
};

/// Rules of this folder.
pub static RULES: &[&[&Rule]] =
    &[&[&REFUSED, &ERRORS, &COUNTED], inline::RULES, join_view::RULES, many::RULES, merge::RULES];

/// Lowers a data statement that is more than rows for a table.
///
/// # Errors
/// [`Manual`], where a part of it cannot be lowered; the finding is recorded.
pub(super) fn lower(cx: &mut Cx<'_>, env: Env<'_>, dml: &ir::Dml, span: Span) -> Lower<pg::Dml> {
    if let Some(other) = rewritten(cx.program, env.schema, dml) {
        return lower(cx, env, &other, span);
    }
    match dml {
        ir::Dml::InsertInto(it) => insert(cx, env, it),
        ir::Dml::InsertMany(it) => many::lower(cx, env, it, span),
        ir::Dml::Update(it) => update(cx, env, it),
        ir::Dml::Delete(it) => delete(cx, env, it),
        ir::Dml::Merge(it) => merge::lower(cx, env, it),
        ir::Dml::Insert(_) => Err(refuse(cx, span, "a row of values")),
        ir::Dml::Unread(word, _) => Err(refuse(cx, span, word)),
    }
}

fn refuse(cx: &mut Cx<'_>, span: Span, what: &str) -> Manual {
    cx.manual(REFUSED.at(span).with("what", what).with("advice", WRITE))
}

/// The table that a statement writes, with what it brings in sight.
struct Written {
    id: ObjectId,
    /// The table of the output: that of a partition, where one is named.
    table: QName,
    alias: Option<Name>,
    source: Source<query::Col>,
    /// What qualifies its rows' own columns, where one table holds all of them.
    stored: Option<Name>,
}

fn target(cx: &mut Cx<'_>, env: Env<'_>, item: &ir::From) -> Lower<Written> {
    let schema = env.schema;
    let span = item.at.span;
    let FromKind::Table(table) = &item.kind else { return Err(refuse(cx, span, "a query as target")) };
    if table.link.is_some() || !table.wrapper.is_empty() || table.sample.is_some() {
        return Err(refuse(cx, span, "a target that is not a whole table"));
    }
    let Some(id) = cx.program.resolve(&table.name, schema) else {
        let found = cx.program.elsewhere(&table.name);
        let home = found.aside();
        let what = format!("`{}`, which is not in the input{home}, as target", table.name);
        let raised = REFUSED.at(span).with("what", what).with("advice", found.advice(ADD));
        return Err(cx.manual(raised.because(found.cause(&table.name.name))));
    };
    let whole = match &cx.program.read.catalog.get(id).kind {
        ir::Kind::Table(shape) => shape.partitioning.is_none(),
        ir::Kind::View(_) if inline::is_served(cx.program, id) => false,
        ir::Kind::View(_) => return Err(inline::refused(cx, id, span)),
        _ => return Err(refuse(cx, span, &format!("`{}`, which is no table of the input, as target", table.name))),
    };
    let Some(columns) = query::relation_columns(cx, id) else {
        return Err(refuse(cx, span, "a table whose columns are not known as target"));
    };
    let name = item.alias.clone().unwrap_or_else(|| table.name.name.clone());
    let alias = item.alias.as_ref().map(|a| cx.program.plan.names.fold(a));
    let of = alias.clone().unwrap_or_else(|| cx.program.target(id).name);
    let all = columns.iter().map(|out| {
        let col = query::Col::of(&of, out);
        (out.source.clone(), col)
    });
    let schema = table.name.schema.clone().or_else(|| schema.cloned()).filter(|_| item.alias.is_none());
    let source = Source { name, schema, columns: Some(all.collect()) };
    let parts = table.partition.as_ref();
    let stored = (parts.is_some() || whole).then(|| of.clone());
    let (table, alias) = match parts {
        None => (cx.program.target(id), alias),
        Some(it) => (part(cx, id, it, span)?, Some(of)),
    };
    Ok(Written { id, table, alias, source, stored })
}

/// The table of a partition that is written by name.
pub(super) fn part(cx: &mut Cx<'_>, id: ObjectId, it: &ir::PartitionRef, span: Span) -> Lower<QName> {
    let found = super::partition_named::tables(cx, id, it, span);
    match found.map(<[QName; 1]>::try_from) {
        Ok(Ok([table])) => Ok(table),
        Ok(Err(_)) => Err(refuse(cx, span, "a partition that is two tables of the output")),
        Err(why) => Err(refuse(cx, span, &why)),
    }
}

/// A column that is written: its name and type; nothing where the database computes it.
fn column(cx: &mut Cx<'_>, written: &Written, name: &Name, span: Span) -> Lower<(Name, pg::Type)> {
    if let ir::Kind::Table(table) = &cx.program.read.catalog.get(written.id).kind
        && matches!(table.column(name).map(|c| &c.fill), Some(Fill::Generated { .. } | Fill::Identity(_)))
    {
        return Err(refuse(cx, span, "a column that the database fills"));
    }
    let found = written.source.columns.iter().flatten().find(|(n, _)| n == name);
    match found {
        Some((_, col)) => Ok((col.name.clone(), col.ty.clone())),
        None => Err(refuse(cx, span, &format!("column `{name}`, which its table does not have,"))),
    }
}

/// `INSERT INTO t (…) SELECT …`.
fn insert(cx: &mut Cx<'_>, env: Env<'_>, insert: &ir::InsertInto) -> Lower<pg::Dml> {
    let span = insert.into.at.span;
    if insert.errors.is_some() {
        return Err(cx.manual(ERRORS.at(span)));
    }
    if insert.returning.is_some() {
        return Err(refuse(cx, span, "RETURNING"));
    }
    let written = target(cx, env, &insert.into)?;
    let ir::Kind::Table(table) = &cx.program.read.catalog.get(written.id).kind else {
        return insert_view(cx, env, insert, written);
    };
    let ir::RowSource::Query(rows) = &insert.source else { return Err(refuse(cx, span, "this source of rows")) };
    let listed: Vec<Name> = if table.query.is_some() && insert.columns.is_empty() {
        written.source.columns.iter().flatten().map(|(name, _)| name.clone()).collect()
    } else if table.query.is_some() {
        insert.columns.clone()
    } else if insert.columns.is_empty() {
        let computed = |c: &&ir::Column| matches!(c.fill, Fill::Generated { .. });
        table.columns.iter().filter(|c| !c.invisible && !computed(c)).map(|c| c.name.clone()).collect()
    } else {
        insert.columns.clone()
    };
    let key = table.primary_key().unwrap_or_default();
    let must = |c: &&ir::Column| {
        let stated = matches!(&c.null, Nullability::NotNull { state, .. } if state.enabled);
        matches!(c.fill, Fill::Nothing) && (stated || key.contains(&c.name))
    };
    if let Some(unfilled) = table.columns.iter().filter(must).find(|c| !listed.contains(&c.name)) {
        return Err(refuse(cx, span, &format!("column `{}`, which only a trigger gives a value,", unfilled.name)));
    }
    let lowered = query::lower(cx, env, rows)?;
    if listed.len() != lowered.columns.len() {
        return Err(refuse(cx, span, "a query with another number of columns"));
    }
    let mut columns = Vec::with_capacity(listed.len());
    let mut types = Vec::with_capacity(listed.len());
    for name in &listed {
        let (target, ty) = column(cx, &written, name, span)?;
        columns.push(target);
        types.push(ty);
    }
    let table = written.table;
    let source = fitted(cx, lowered, &types, span)?;
    Ok(pg::Dml::Insert(pg::Insert { table, columns, overriding: false, source }))
}

/// Rows for a view in whose place triggers write.
fn insert_view(cx: &mut Cx<'_>, env: Env<'_>, insert: &ir::InsertInto, written: Written) -> Lower<pg::Dml> {
    let span = insert.into.at.span;
    let listed: Vec<Name> = match insert.columns.as_slice() {
        [] => written.source.columns.iter().flatten().map(|(name, _)| name.clone()).collect(),
        columns => columns.to_vec(),
    };
    let (mut columns, mut types) = (Vec::with_capacity(listed.len()), Vec::with_capacity(listed.len()));
    for name in &listed {
        let (target, ty) = column(cx, &written, name, span)?;
        columns.push(target);
        types.push(ty);
    }
    let source = match &insert.source {
        ir::RowSource::Query(rows) => {
            query::keep_clocks(cx, rows, types.iter().map(Some));
            let lowered = query::lower(cx, env, rows)?;
            if lowered.columns.len() != types.len() {
                return Err(refuse(cx, span, "a query with another number of columns"));
            }
            fitted(cx, lowered, &types, span)?
        }
        ir::RowSource::Values(rows) => {
            let frame = Frame { outer: env.outer, ..Frame::default() };
            let place = query::scope(env.schema, Some(&frame));
            let mut all = Vec::with_capacity(rows.len());
            for row in rows {
                if row.len() != types.len() {
                    return Err(refuse(cx, span, "another number of values"));
                }
                let mut values = Vec::with_capacity(row.len());
                for (e, ty) in row.iter().zip(&types) {
                    let low = expr::lower_for(cx, &place, e, ty)?;
                    let null = low.null == crate::analyze::Null::Always;
                    values.push(if null { pg::Expr::Null } else { assign(cx, low, ty, span)? });
                }
                all.push(values);
            }
            pg::Query::Values(all)
        }
        ir::RowSource::Record(_) | ir::RowSource::Set(_) => return Err(refuse(cx, span, "this source of rows")),
    };
    Ok(pg::Dml::Insert(pg::Insert { table: written.table, columns, overriding: false, source }))
}

/// A query whose columns have the types of those that they are stored in.
fn fitted(cx: &mut Cx<'_>, lowered: query::Lowered, types: &[pg::Type], span: Span) -> Lower<pg::Query> {
    let query::Lowered { mut query, mut columns } = lowered;
    if columns.iter().zip(types).all(|(out, ty)| stored_as_is(&out.ty, ty)) {
        return Ok(query);
    }
    let low = |expr: pg::Expr, out: &query::Out| Low { expr, ty: out.ty.clone(), null: out.null, from: out.from };
    if let pg::Query::Select(select) = &mut query
        && select.targets.len() == columns.len()
        && !select.distinct
        && !select.targets.iter().any(|(e, _)| matches!(e, pg::Expr::Star | pg::Expr::StarOf(_)))
    {
        for (((value, alias), out), ty) in select.targets.iter_mut().zip(&columns).zip(types) {
            let taken = std::mem::replace(value, pg::Expr::Null);
            *value = assign(cx, low(taken, out), ty, span)?;
            *alias = None;
        }
        return Ok(query);
    }
    if !name_columns(&mut query, &mut columns) {
        return Err(refuse(cx, span, "a conversion of columns without names"));
    }
    let of = cx.fresh("sq");
    let mut targets = Vec::with_capacity(columns.len());
    for (out, ty) in columns.iter().zip(types) {
        let value = pg::Expr::Name(Box::new([of.clone(), out.name.clone()]));
        targets.push((assign(cx, low(value, out), ty, span)?, None));
    }
    let from = vec![pg::From::Query(Box::new(query), of)];
    Ok(pg::Query::select(pg::Select { targets, from, ..pg::Select::default() }))
}

/// Whether PostgreSQL stores a value of one type in a column of another as Oracle does.
fn stored_as_is(value: &pg::Type, column: &pg::Type) -> bool {
    value == column
        || *value == pg::Type::Unknown
        || value.is_number() && column.is_number()
        || value.is_text() && column.is_text() && !matches!(value, pg::Type::Char(_))
        || matches!((value, column), (pg::Type::Timestamp(_), pg::Type::Timestamp(p)) if *p != Some(0))
        || matches!((value, column), (pg::Type::Timestamptz(_), pg::Type::Timestamptz(_)))
}

/// Gives each column of a query a name of its own; false where that cannot be.
pub(in crate::convert) fn name_columns(query: &mut pg::Query, columns: &mut [query::Out]) -> bool {
    let mut taken: Vec<Name> = Vec::new();
    for (place, out) in columns.iter_mut().enumerate() {
        if !out.name.is_empty() && !taken.contains(&out.name) {
            taken.push(out.name.clone());
            continue;
        }
        out.name = format!("column{}", place + 1).into();
        if !name_column(query, place, &out.name) {
            return false;
        }
    }
    true
}

/// Gives a column of a query a name: the first branch of a set operator says what its columns are called.
fn name_column(query: &mut pg::Query, place: usize, name: &Name) -> bool {
    match query {
        pg::Query::Select(select) => {
            if select.targets.iter().any(|(e, _)| matches!(e, pg::Expr::Star | pg::Expr::StarOf(_))) {
                return false;
            }
            match select.targets.get_mut(place) {
                Some((_, alias)) => {
                    *alias = Some(name.clone());
                    true
                }
                None => false,
            }
        }
        pg::Query::Set(set) => name_column(&mut set.left, place, name),
        pg::Query::With(with) => name_column(&mut with.body, place, name),
        pg::Query::Values(_) => false,
    }
}

/// `SET a = 1, (b, c) = (SELECT …)`.
fn assignments(
    cx: &mut Cx<'_>,
    env: Env<'_>,
    frame: &Frame<'_>,
    written: &Written,
    set: &[ir::Assignment],
) -> Lower<Vec<pg::Assignment>> {
    let mut all = Vec::with_capacity(set.len());
    expr::drawn::check(cx, env.schema, set.iter().map(|one| &one.value))?;
    for one in set {
        let span = one.at.span;
        let mut columns = Vec::with_capacity(one.columns.len());
        for path in &one.columns {
            let Some(name) = path.last() else { continue };
            columns.push(column(cx, written, name, span)?);
        }
        let place = query::scope(env.schema, Some(frame));
        let value = match (columns.as_slice(), &one.value.kind) {
            (_, ExprKind::Default) => pg::Expr::Default,
            ([(_, ty)], _) => {
                let low = expr::lower_for(cx, &place, &one.value, ty)?;
                let null = low.null == crate::analyze::Null::Always;
                if null { pg::Expr::Null } else { assign(cx, low, ty, span)? }
            }
            (several, ExprKind::Subquery(inner)) => {
                let lowered = query::lower(cx, Env { schema: env.schema, outer: Some(frame) }, inner)?;
                if lowered.columns.len() != several.len() {
                    return Err(refuse(cx, span, "a query with another number of columns"));
                }
                let types: Vec<pg::Type> = several.iter().map(|(_, ty)| ty.clone()).collect();
                pg::Expr::Subquery(Box::new(fitted(cx, lowered, &types, span)?))
            }
            (several, ExprKind::Tuple(items)) if items.len() == several.len() => {
                let mut values = Vec::with_capacity(items.len());
                for (item, (_, ty)) in items.iter().zip(several) {
                    let low = expr::lower_for(cx, &place, item, ty)?;
                    values.push(assign(cx, low, ty, span)?);
                }
                pg::Expr::Row(values.into_boxed_slice())
            }
            _ => return Err(refuse(cx, span, "an assignment to several columns")),
        };
        all.push(pg::Assignment { columns: columns.into_iter().map(|(name, _)| name).collect(), value });
    }
    Ok(all)
}

fn condition(cx: &mut Cx<'_>, env: Env<'_>, frame: &Frame<'_>, e: Option<&ir::Expr>) -> Lower<Option<pg::Expr>> {
    let place = query::scope(env.schema, Some(frame));
    e.map(|e| expr::condition(cx, &place, e)).transpose()
}

/// `UPDATE t SET … WHERE …`.
fn update(cx: &mut Cx<'_>, env: Env<'_>, update: &ir::Update) -> Lower<pg::Dml> {
    let span = update.target.at.span;
    if update.errors.is_some() {
        return Err(cx.manual(ERRORS.at(span)));
    }
    if update.row.is_some() || update.current_of.is_some() || update.returning.is_some() {
        return Err(refuse(cx, span, "ROW, CURRENT OF or RETURNING"));
    }
    if let FromKind::Query(derived) = &update.target.kind {
        return join_view::update(cx, env, update, derived);
    }
    let written = target(cx, env, &update.target)?;
    let (from, sources) = others(cx, env, &update.from)?;
    let frame = frame(env, &written, sources);
    if update.set.iter().any(|one| query::counts(&one.value)) {
        return numbered(cx, env, update, written, from.is_empty());
    }
    let set = assignments(cx, env, &frame, &written, &update.set);
    let condition = limited(cx, env, &frame, &written, update.condition.as_ref(), from.is_empty());
    let (set, condition) = (set?, condition?);
    let table = written.table;
    Ok(pg::Dml::Update(Box::new(pg::Update { table, alias: written.alias, set, from, condition })))
}

/// `UPDATE t SET a = ROWNUM`: the rows that the condition leaves are numbered as they are found.
fn numbered(cx: &mut Cx<'_>, env: Env<'_>, update: &ir::Update, written: Written, alone: bool) -> Lower<pg::Dml> {
    let span = update.target.at.span;
    let (true, Some(own)) = (alone, &written.stored) else {
        return Err(refuse(cx, span, "`ROWNUM` as a value of this update"));
    };
    let of = cx.fresh("numbered");
    let name = |of: &Name, column: &str| pg::Expr::Name(Box::new([of.clone(), column.into()]));
    let mut plain = frame(env, &written, Vec::new());
    let condition = limited(cx, env, &plain, &written, update.condition.as_ref(), true)?;
    let (pseudo, low) = query::number();
    plain.qualified = true;
    plain.given.push((pseudo, Low { expr: name(&of, "row_number"), ..low.clone() }));
    let set = assignments(cx, env, &plain, &written, &update.set)?;
    let rows = pg::Select {
        targets: vec![(name(own, "ctid"), Some("row_id".into())), (low.expr, Some("row_number".into()))],
        from: vec![pg::From::Relation(written.table.clone(), Some(own.clone()))],
        condition,
        ..pg::Select::default()
    };
    cx.exact(&COUNTED, span);
    let same = name(own, "ctid").infix(pg::Op::Eq, name(&of, "row_id"));
    let from = vec![pg::From::Query(Box::new(pg::Query::select(rows)), of)];
    let (table, alias) = (written.table, written.alias);
    Ok(pg::Dml::Update(Box::new(pg::Update { table, alias, set, from, condition: Some(same) })))
}

/// `DELETE FROM t WHERE …`.
fn delete(cx: &mut Cx<'_>, env: Env<'_>, delete: &ir::Delete) -> Lower<pg::Dml> {
    let span = delete.target.at.span;
    if delete.errors.is_some() {
        return Err(cx.manual(ERRORS.at(span)));
    }
    if delete.current_of.is_some() || delete.returning.is_some() {
        return Err(refuse(cx, span, "CURRENT OF or RETURNING"));
    }
    if let FromKind::Query(derived) = &delete.target.kind {
        return join_view::delete(cx, env, delete, derived);
    }
    let written = target(cx, env, &delete.target)?;
    let (using, sources) = others(cx, env, &delete.from)?;
    let frame = frame(env, &written, sources);
    let condition = limited(cx, env, &frame, &written, delete.condition.as_ref(), using.is_empty())?;
    let table = written.table;
    Ok(pg::Dml::Delete(Box::new(pg::Delete { table, alias: written.alias, using, condition })))
}

/// The tables that a statement of 23ai reads besides.
fn others(cx: &mut Cx<'_>, env: Env<'_>, items: &[ir::From]) -> Lower<(Vec<pg::From>, Vec<Source<query::Col>>)> {
    let (mut from, mut sources) = (Vec::new(), Vec::new());
    for item in items {
        let (made, seen) = query::from_item(cx, env, item)?;
        from.push(made);
        sources.extend(seen);
    }
    Ok((from, sources))
}

/// What is in sight of a statement that writes a table.
fn frame<'f>(env: Env<'f>, written: &Written, others: Vec<Source<query::Col>>) -> Frame<'f> {
    let sources: Vec<Source<query::Col>> = std::iter::once(written.source.clone()).chain(others).collect();
    let qualified = sources.len() > 1;
    Frame { sources, stored: written.stored.iter().cloned().collect(), qualified, outer: env.outer, ..Frame::default() }
}

/// The condition of a statement; `ROWNUM <= n` in it picks some of the rows.
fn limited(
    cx: &mut Cx<'_>,
    env: Env<'_>,
    frame: &Frame<'_>,
    written: &Written,
    e: Option<&ir::Expr>,
    alone: bool,
) -> Lower<Option<pg::Expr>> {
    let Some(e) = e.filter(|e| query::counts(e)) else { return condition(cx, env, frame, e) };
    let (rows, rest) = query::counted(cx, env, frame, e)?;
    let place = query::scope(env.schema, Some(frame));
    let tests: Vec<Lower<pg::Expr>> = rest.into_iter().map(|e| expr::condition(cx, &place, e)).collect();
    let tests = tests.into_iter().collect::<Lower<Vec<pg::Expr>>>()?;
    let Some(rows) = rows else { return Ok(if tests.is_empty() { None } else { Some(pg::Expr::all(tests)) }) };
    let (true, Some(of)) = (alone, &written.stored) else {
        return Err(refuse(cx, e.at.span, "`ROWNUM` in the condition"));
    };
    cx.exact(&COUNTED, e.at.span);
    let select = pg::Select {
        targets: vec![(pg::Expr::name("ctid"), None)],
        from: vec![pg::From::Relation(written.table.clone(), Some(of.clone()))],
        condition: if tests.is_empty() { None } else { Some(pg::Expr::all(tests)) },
        limit: pg::Limit::first(rows),
        ..pg::Select::default()
    };
    let rows = pg::Expr::ArrayQuery(Box::new(pg::Query::select(select)));
    let any = pg::Quantified {
        op: pg::Op::Eq,
        all: false,
        left: pg::Expr::Name(Box::new([of.clone(), "ctid".into()])),
        right: pg::InSet::List(vec![rows]),
    };
    Ok(Some(pg::Expr::Quantified(Box::new(any))))
}
