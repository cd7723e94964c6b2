//! Queries into variables, and statements that write rows.

#![expect(clippy::wildcard_enum_match_arm, reason = "other queries become derived tables")]

use super::body::{ADD, Code, LOOK};
use super::declare::column_type;
use super::place::Target;
use super::{record, returning};
use crate::analyze::scope::Source;
use crate::catalog::{Fill, ObjectId};
use crate::convert::expr::{self, Place, Scope, drawn};
use crate::convert::query::{self, Col, Env, Frame, Out};
use crate::convert::{Low, Lower, data};
use crate::finding::counted;
use crate::ir::{self, Expr, ExprKind, From, FromKind, Query, QueryBody, TableRef};
use crate::name::{Name, QName};
use crate::pg;
use crate::span::Span;

/// The table that a statement writes to.
pub(super) struct Home {
    id: ObjectId,
    /// The table of the output: that of a partition, where one is named.
    pub(super) table: QName,
    /// Its alias.
    pub(super) alias: Option<Name>,
    source: Source<Col>,
}

/// A query with its columns, in sight of variables.
pub(super) fn lower_query(code: &mut Code<'_, '_>, query: &Query) -> Lower<(pg::Query, Vec<Out>)> {
    let base = Frame { locals: Some(&code.locals), ..Frame::default() };
    let lowered = query::lower(code.cx, Env { schema: code.schema.as_ref(), outer: Some(&base) }, query)?;
    Ok((lowered.query, lowered.columns))
}

/// `SELECT … INTO …`; `FOR UPDATE WAIT n` waits as long as a setting says, which is put back afterwards.
pub(super) fn select(code: &mut Code<'_, '_>, query: &Query) -> Lower<Vec<pg::Stmt>> {
    if let Some(ir::Lock { wait: ir::Wait::Seconds(seconds), .. }) = query.lock.as_deref() {
        let ExprKind::Number(digits, _) = &seconds.kind else {
            return Err(code.refuse("`FOR UPDATE WAIT` of what is no number", query.at.span));
        };
        let mut plain = query.clone();
        if let Some(lock) = plain.lock.as_mut() {
            lock.wait = ir::Wait::Forever;
        }
        let made = select_plain(code, &plain)?;
        let before = code.hoist("lock_timeout", pg::Type::Text);
        let set = |value| {
            let name = pg::Expr::text("lock_timeout");
            pg::Stmt::Perform(pg::Expr::call("set_config", [name, value, pg::Expr::Bool(true)]))
        };
        let own = pg::Expr::call("current_setting", [pg::Expr::text("lock_timeout")]);
        let first = [pg::Stmt::Assign(Box::new([before.clone()]), own), set(pg::Expr::text(format!("{digits}s")))];
        return Ok(first.into_iter().chain(made).chain([set(pg::Expr::name(before))]).collect());
    }
    select_plain(code, query)
}

fn select_plain(code: &mut Code<'_, '_>, query: &Query) -> Lower<Vec<pg::Stmt>> {
    let QueryBody::Select(select) = &query.body else { return Err(code.refuse("this query", query.at.span)) };
    let span = query.at.span;
    if select.bulk {
        return Err(code.refuse("`BULK COLLECT`", span));
    }
    let into: Vec<Lower<Target>> = select.into.iter().map(|e| code.target(e)).collect();
    match into.as_slice() {
        [Ok(one)] if one.fields.is_some() => {
            let fields = one.spread().unwrap_or_default();
            query::keep_clocks(code.cx, query, fields.iter().map(|t| Some(&t.ty)));
        }
        list => query::keep_clocks(code.cx, query, list.iter().map(|t| t.as_ref().ok().map(|t| &t.ty))),
    }
    let lowered = lower_query(code, query);
    let (into, (made, columns)) = (into.into_iter().collect::<Lower<Vec<_>>>()?, lowered?);
    if let [one] = into.as_slice()
        && let Some(done) = whole(code, select, one, &made, &columns)
    {
        return Ok(done);
    }
    let list = record::spread(code, into.clone(), columns.len(), span)?;
    let (mut made, columns) = listed(code, made, columns, span)?;
    for (((value, alias), out), target) in made.targets.iter_mut().zip(columns).zip(&list) {
        let low = Low { expr: std::mem::replace(value, pg::Expr::Null), ty: out.ty, null: out.null, from: out.from };
        *value = given(code, low, &target.ty, span)?;
        code.note_digits(&target.path, value);
        *alias = None;
    }
    let bare = made.from.is_empty() && made.condition.is_none();
    if let (true, [(value, _)], [target]) = (bare, made.targets.as_slice(), list.as_slice())
        && !reads_numbers(value)
    {
        return Ok(vec![pg::Stmt::Assign(target.path.clone(), value.clone())]);
    }
    if let ([one], Some(fields)) = (into.as_slice(), into.first().and_then(|t| t.fields.as_ref()))
        && one.ty == pg::Type::Record
    {
        // The record takes its fields' names from the columns.
        for ((_, alias), field) in made.targets.iter_mut().zip(fields.iter()) {
            *alias = Some(field.target.clone());
        }
        let into = vec![one.path.clone()];
        return Ok(vec![pg::Stmt::Select(Box::new(pg::SelectInto {
            query: pg::Query::Select(made),
            strict: true,
            into,
        }))]);
    }
    let into = list.into_iter().map(|target| target.path).collect();
    Ok(vec![pg::Stmt::Select(Box::new(pg::SelectInto { query: pg::Query::Select(made), strict: true, into }))])
}

/// A value that a statement gives to a variable: it has the variable's type, which PL/pgSQL would look up and convert to. Where
/// it does not fit, that is an error of PL/SQL.
pub(super) fn given(code: &mut Code<'_, '_>, low: Low, target: &pg::Type, span: Span) -> Lower<pg::Expr> {
    // What NULLIF gives is a text.
    let own = matches!(low.ty, pg::Type::Varchar(_));
    let value = code.fit(low, target, span)?;
    let plain = value == pg::Expr::Null
        || own && !matches!(&value, pg::Expr::Call(call) if call.name.name == "nullif")
        || matches!(&value, pg::Expr::Cast(parts) if matches!(parts.1, pg::Type::Varchar(_)));
    Ok(if !plain && matches!(target, pg::Type::Varchar(_)) { value.cast(pg::Type::Varchar(None)) } else { value })
}

/// Whether a text becomes a number, or a root is drawn: a bad one is another error in SQL than in an expression of PL/SQL.
fn reads_numbers(e: &pg::Expr) -> bool {
    let is = |name: &str| name.starts_with("to_number") || matches!(name, "sqrt" | "ln" | "log" | "power");
    let mut found = matches!(e, pg::Expr::Call(call) if call.name.schema.is_some() && is(&call.name.name));
    pg::walk::children(e, &mut |child| {
        if let pg::walk::Node::Expr(child) = child {
            found = found || reads_numbers(child);
        }
    });
    found
}

/// `SELECT * INTO r FROM t` where the record is the row of that table: it stays as it is.
fn whole(
    code: &mut Code<'_, '_>,
    select: &ir::Select,
    into: &Target,
    made: &pg::Query,
    columns: &[Out],
) -> Option<Vec<pg::Stmt>> {
    let fields = into.fields.as_ref()?;
    let [item] = select.from.as_slice() else { return None };
    let id = code.cx.program.resolve(&table(item)?.name, code.schema.as_ref())?;
    let pg::Query::Select(made) = made else { return None };
    let star = matches!(made.targets.as_slice(), [(pg::Expr::Star | pg::Expr::StarOf(_), None)]);
    let same = columns.len() == fields.len() && columns.iter().zip(fields.iter()).all(|(c, f)| c.name == f.target);
    if !star || !same || into.ty != pg::Type::Named(code.cx.program.target(id)) {
        return None;
    }
    let (query, into) = (pg::Query::Select(made.clone()), vec![into.path.clone()]);
    Some(vec![pg::Stmt::Select(Box::new(pg::SelectInto { query, strict: true, into }))])
}

/// The query as a `SELECT` that lists its columns: one of another shape becomes a derived table.
fn listed(
    code: &mut Code<'_, '_>,
    mut query: pg::Query,
    mut columns: Vec<Out>,
    span: Span,
) -> Lower<(Box<pg::Select>, Vec<Out>)> {
    if let pg::Query::With(with) = &mut query
        && let pg::Query::Select(body) = &mut with.body
    {
        name_all(body, &mut columns);
    }
    let mut query = match query {
        pg::Query::Select(made) if made.targets.len() == columns.len() => return Ok((made, columns)),
        other => other,
    };
    if !crate::convert::dml::name_columns(&mut query, &mut columns) {
        return Err(code.refuse("`SELECT INTO` of columns without names", span));
    }
    if let pg::Query::Select(mut made) = query {
        // `*` of one item of `FROM`.
        let one = matches!(made.from.as_slice(), [pg::From::Relation(..) | pg::From::Named(..) | pg::From::Query(..)]);
        if !one || !matches!(made.targets.as_slice(), [(pg::Expr::Star | pg::Expr::StarOf(_), _)]) {
            return Err(code.refuse("`SELECT INTO` of `*`", span));
        }
        made.targets = columns.iter().map(|c| (pg::Expr::name(c.name.clone()), None)).collect();
        return Ok((made, columns));
    }
    let alias = Name::from("q");
    let value = |c: &Out| (pg::Expr::Name(Box::new([alias.clone(), c.name.clone()])), None);
    let targets = columns.iter().map(value).collect();
    let from = vec![pg::From::Query(Box::new(query), alias.clone())];
    Ok((Box::new(pg::Select { targets, from, ..pg::Select::default() }), columns))
}

/// Gives names to values that have none.
fn name_all(select: &mut pg::Select, columns: &mut [Out]) {
    if select.targets.len() != columns.len() {
        return;
    }
    let taken: Vec<Name> = columns.iter().map(|c| c.name.clone()).collect();
    for (n, ((_, alias), column)) in select.targets.iter_mut().zip(columns).enumerate() {
        if alias.is_none() && column.name.is_empty() {
            let mut name = Name::from(format!("c{}", n + 1));
            while taken.contains(&name) {
                name = format!("{name}_").into();
            }
            (*alias, column.name) = (Some(name.clone()), name);
        }
    }
}

fn table(item: &From) -> Option<&TableRef> {
    let FromKind::Table(table) = &item.kind else { return None };
    let plain = table.link.is_none()
        && table.wrapper.is_empty()
        && table.sample.is_none()
        && table.flashback.is_empty()
        && item.columns.is_empty();
    plain.then_some(table)
}

/// The table that an item names.
pub(super) fn home(code: &mut Code<'_, '_>, item: &From) -> Lower<Home> {
    let Some(table) = table(item) else { return Err(code.refuse("what this statement writes to", item.at.span)) };
    let program = code.cx.program;
    let found = program.resolve(&table.name, code.schema.as_ref());
    if let Some(id) = found.filter(|id| matches!(program.read.catalog.get(*id).kind, ir::Kind::View(_))) {
        return Err(crate::convert::dml::refused_view(code.cx, id, item.at.span));
    }
    let found = found.filter(|id| matches!(program.read.catalog.get(*id).kind, ir::Kind::Table(_)));
    let columns = found.and_then(|id| Some((id, query::relation_columns(code.cx, id)?)));
    let Some((id, columns)) = columns else {
        let what = format!("`{}`, which is no table of the output,", table.name);
        let advice = if found.is_some() { LOOK } else { ADD };
        return Err(code.refuse_for(&table.name.name, &what, advice, item.at.span));
    };
    let alias = item.alias.as_ref().map(|a| program.plan.names.fold(a));
    let of = alias.clone().unwrap_or_else(|| program.target(id).name);
    let all = columns.iter().map(|out| (out.source.clone(), Col::of(&of, out)));
    let name = item.alias.clone().unwrap_or_else(|| table.name.name.clone());
    let source = Source { name, schema: table.name.schema.clone(), columns: Some(all.collect()) };
    let (table, alias) = match &table.partition {
        None => (program.target(id), alias),
        Some(it) => (crate::convert::dml::part(code.cx, id, it, item.at.span)?, Some(of)),
    };
    Ok(Home { id, table, alias, source })
}

/// Lowers an expression of an SQL statement.
pub(super) fn sql_expr(code: &mut Code<'_, '_>, home: Option<&Home>, e: &Expr, ty: &pg::Type) -> Lower<Low> {
    let base = Frame { locals: Some(&code.locals), ..Frame::default() };
    let sources = home.iter().map(|h| h.source.clone()).collect();
    let stored = home.and_then(|h| query::place_of(code.cx, h.id, &h.source)).into_iter().collect();
    let frame = Frame { sources, stored, outer: Some(&base), ..Frame::default() };
    let scope = Scope {
        table: None,
        schema: code.schema.as_ref(),
        place: Place::Query,
        query: Some(&frame),
        locals: Some(&code.locals),
    };
    expr::lower_for(code.cx, &scope, e, ty)
}

/// The condition of `UPDATE` and `DELETE`.
fn condition(code: &mut Code<'_, '_>, home: &Home, e: &Expr) -> Lower<pg::Expr> {
    Ok(sql_expr(code, Some(home), e, &pg::Type::Unknown)?.expr)
}

/// `INSERT`, `UPDATE`, `DELETE`, `MERGE`.
pub(super) fn dml(code: &mut Code<'_, '_>, dml: &ir::Dml, span: Span) -> Lower<Vec<pg::Stmt>> {
    if let Some(other) = crate::convert::dml::rewritten(code.cx.program, code.schema.as_ref(), dml) {
        return self::dml(code, &other, span);
    }
    if let Some(lowered) = through_view(code, dml, span) {
        return Ok(vec![pg::Stmt::Dml(lowered?)]);
    }
    let (lowered, back) = match dml {
        ir::Dml::Insert(it) => (insert(code, it, span)?, None),
        ir::Dml::Update(it) if is_wide(it) => (general(code, dml, span)?, None),
        ir::Dml::Delete(it) if is_picked(&it.target, &it.from, it.condition.as_ref()) && it.returning.is_none() => {
            (general(code, dml, span)?, None)
        }
        ir::Dml::Update(it) => (update(code, it, span)?, it.returning.as_deref().map(|r| (&it.target, r))),
        ir::Dml::Delete(it) => (delete(code, it, span)?, it.returning.as_deref().map(|r| (&it.target, r))),
        ir::Dml::InsertInto(it) => (insert_into(code, it, span)?, it.returning.as_deref().map(|r| (&it.into, r))),
        ir::Dml::InsertMany(_) | ir::Dml::Merge(_) => (general(code, dml, span)?, None),
        ir::Dml::Unread(word, _) => return Err(code.refuse(&format!("this `{word}`"), span)),
    };
    match back {
        Some((table, back)) => returning::lower(code, lowered, table, back, span),
        None => Ok(vec![pg::Stmt::Dml(lowered)]),
    }
}

/// A statement that writes a view in whose place triggers write.
fn through_view(code: &mut Code<'_, '_>, dml: &ir::Dml, span: Span) -> Option<Lower<pg::Dml>> {
    let name = match dml {
        ir::Dml::Insert(it) => &it.table,
        ir::Dml::InsertInto(it) => &table(&it.into)?.name,
        ir::Dml::Update(it) => &table(&it.target)?.name,
        ir::Dml::Delete(it) => &table(&it.target)?.name,
        ir::Dml::InsertMany(_) | ir::Dml::Merge(_) | ir::Dml::Unread(..) => return None,
    };
    let program = code.cx.program;
    let id = program.resolve(name, code.schema.as_ref())?;
    let view = matches!(program.read.catalog.get(id).kind, ir::Kind::View(_));
    if !view || !crate::convert::dml::is_served(program, id) {
        return None;
    }
    let ir::Dml::Insert(it) = dml else { return Some(general(code, dml, span)) };
    let at = crate::span::At { span, ..crate::span::At::default() };
    let table = TableRef { name: it.table.clone(), ..TableRef::default() };
    let into = From { at, kind: FromKind::Table(Box::new(table)), alias: None, columns: Vec::new() };
    let source = ir::RowSource::Values(it.rows.clone());
    let made = ir::InsertInto { into, columns: it.columns.clone(), source, returning: None, errors: None };
    Some(general(code, &ir::Dml::InsertInto(Box::new(made)), span))
}

/// A statement that is written as in a script, with variables in sight.
fn general(code: &mut Code<'_, '_>, dml: &ir::Dml, span: Span) -> Lower<pg::Dml> {
    let base = Frame { locals: Some(&code.locals), ..Frame::default() };
    let env = Env { schema: code.schema.as_ref(), outer: Some(&base) };
    crate::convert::dml::lower(code.cx, env, dml, span)
}

/// `UPDATE` of several columns at once, of a query, or of some of the rows.
fn is_wide(it: &ir::Update) -> bool {
    let several = it.set.iter().any(|one| one.columns.len() > 1 || query::counts(&one.value));
    let plain = it.row.is_none() && it.current_of.is_none() && it.returning.is_none();
    plain && (several || is_picked(&it.target, &it.from, it.condition.as_ref()))
}

/// Whether rows are of a query, joined, or counted.
fn is_picked(target: &From, from: &[From], condition: Option<&Expr>) -> bool {
    matches!(target.kind, FromKind::Query(_)) || !from.is_empty() || condition.is_some_and(query::counts)
}

/// `INSERT … VALUES record`, `INSERT … SELECT`.
fn insert_into(code: &mut Code<'_, '_>, it: &ir::InsertInto, span: Span) -> Lower<pg::Dml> {
    let Some(into) = table(&it.into).filter(|_| it.errors.is_none()) else {
        return Err(code.refuse("this form of `INSERT`", span));
    };
    let mut made = insert_rows(code, it, into, span)?;
    if let (Some(part), pg::Dml::Insert(insert)) = (&into.partition, &mut made)
        && let Some(id) = code.cx.program.resolve(&into.name, code.schema.as_ref())
    {
        insert.table = crate::convert::dml::part(code.cx, id, part, it.into.at.span)?;
    }
    Ok(made)
}

fn insert_rows(code: &mut Code<'_, '_>, it: &ir::InsertInto, into: &TableRef, span: Span) -> Lower<pg::Dml> {
    match &it.source {
        ir::RowSource::Values(rows) => {
            let plain = ir::Insert { table: into.name.clone(), columns: it.columns.clone(), rows: rows.clone() };
            insert(code, &plain, span)
        }
        ir::RowSource::Record(e) => {
            let Some(values) = record::field_exprs(code, e) else {
                let broken = match &e.kind {
                    ir::ExprKind::Name(path) => code.locals.broken(&path.parts).cloned(),
                    _ => None,
                };
                return Err(broken.unwrap_or_else(|| code.refuse("`INSERT` of this record", span)));
            };
            let plain = ir::Insert { table: into.name.clone(), columns: it.columns.clone(), rows: vec![values] };
            insert(code, &plain, span)
        }
        ir::RowSource::Query(query) => insert_query(code, into, &it.columns, query, span),
        ir::RowSource::Set(_) => Err(code.refuse("`INSERT … SET`", span)),
    }
}

/// Why rows cannot be written to a table.
fn no_target(code: &mut Code<'_, '_>, is_table: bool, name: &QName, span: Span) -> crate::convert::Manual {
    if is_table {
        return code.refuse(&format!("`INSERT` into `{name}`, with columns that it does not have here,"), span);
    }
    let found = code.cx.program.elsewhere(name);
    let elsewhere = found.aside();
    let what = format!("`INSERT` into `{name}`, which is no table of the input{elsewhere},");
    match found.advice {
        "" => code.refuse(&what, span),
        advice => code.refuse_for(found.cause(&name.name), &what, advice, span),
    }
}

/// `INSERT … SELECT`.
fn insert_query(
    code: &mut Code<'_, '_>,
    into: &TableRef,
    columns: &[Name],
    query: &Query,
    span: Span,
) -> Lower<pg::Dml> {
    let program = code.cx.program;
    let found = program.resolve(&into.name, code.schema.as_ref());
    let found = found.filter(|id| matches!(program.read.catalog.get(*id).kind, ir::Kind::Table(_)));
    let Some((id, targets)) = found.and_then(|id| Some((id, data::targets(program, id, columns)?))) else {
        return Err(no_target(code, found.is_some(), &into.name, span));
    };
    query::keep_clocks(code.cx, query, targets.iter().map(data::Target::ty));
    let (made, outs) = lower_query(code, query)?;
    if outs.len() != targets.len() || targets.iter().any(|t| t.is_filled()) {
        return Err(code.refuse("`INSERT` of a query into these columns", span));
    }
    let (mut made, outs) = listed(code, made, outs, span)?;
    for (((value, alias), out), target) in made.targets.iter_mut().zip(outs).zip(&targets) {
        let Some(ty) = target.ty() else { continue };
        let low = Low { expr: std::mem::replace(value, pg::Expr::Null), ty: out.ty, null: out.null, from: out.from };
        *value = expr::assign(code.cx, low, ty, span)?;
        *alias = None;
    }
    Ok(pg::Dml::Insert(pg::Insert {
        table: program.target(id),
        columns: targets.into_iter().map(|t| t.name).collect(),
        overriding: false,
        source: pg::Query::Select(made),
    }))
}

/// What is to be done where a row has not as many values as it should.
const AS_MANY: &str = "Name the columns that the values are for; where another script creates the table anew, convert it by a run of its own.";

fn insert(code: &mut Code<'_, '_>, it: &ir::Insert, span: Span) -> Lower<pg::Dml> {
    let program = code.cx.program;
    let found = program.resolve(&it.table, code.schema.as_ref());
    let found = found.filter(|id| matches!(program.read.catalog.get(*id).kind, ir::Kind::Table(_)));
    let Some((id, targets)) = found.and_then(|id| Some((id, data::targets(program, id, &it.columns)?))) else {
        return Err(no_target(code, found.is_some(), &it.table, span));
    };
    let base = Frame { locals: Some(&code.locals), ..Frame::default() };
    let scope = Scope {
        table: None,
        schema: code.schema.as_ref(),
        place: Place::Value,
        query: Some(&base),
        locals: Some(&code.locals),
    };
    let mut overriding = false;
    let mut rows = Vec::new();
    for row in &it.rows {
        if row.len() != targets.len() {
            let (values, columns) = (counted(row.len(), "value"), counted(targets.len(), "column"));
            let into = if it.columns.is_empty() { format!("`{}`, which has", it.table) } else { "a list of".into() };
            let what = format!("`INSERT` of {values} into {into} {columns} here,");
            return Err(code.refuse_for(&what, &what, AS_MANY, span));
        }
        let drawn = drawn::enter(code.cx, scope.schema, data::in_order(program, id, &targets, row))?;
        let values: Vec<Lower<pg::Expr>> = row
            .iter()
            .zip(&targets)
            .map(|(e, target)| data::value(code.cx, &scope, e, target, &mut overriding))
            .collect();
        code.cx.drawn = drawn;
        rows.push(values.into_iter().collect::<Lower<Vec<pg::Expr>>>()?);
    }
    Ok(pg::Dml::Insert(pg::Insert {
        table: program.target(id),
        columns: targets.into_iter().map(|t| t.name).collect(),
        overriding,
        source: pg::Query::Values(rows),
    }))
}

fn update(code: &mut Code<'_, '_>, it: &ir::Update, span: Span) -> Lower<pg::Dml> {
    if !it.from.is_empty() || it.errors.is_some() {
        return Err(code.refuse("this form of `UPDATE`", span));
    }
    let home = home(code, &it.target)?;
    let row = it.row.as_ref().map(|e| whole_row(code, &home, e)).transpose()?.unwrap_or_default();
    drawn::check(code.cx, code.schema.as_ref(), it.set.iter().map(|one| &one.value))?;
    let set: Vec<Lower<pg::Assignment>> = it.set.iter().chain(&row).map(|one| assignment(code, &home, one)).collect();
    let condition = restricted(code, &home, it.condition.as_ref(), it.current_of.as_ref(), span);
    let (set, condition) = (set.into_iter().collect::<Lower<Vec<_>>>()?, condition?);
    let table = home.table;
    Ok(pg::Dml::Update(Box::new(pg::Update { table, alias: home.alias, set, from: Vec::new(), condition })))
}

/// The condition of `UPDATE` and `DELETE`: the row of a cursor, or what is tested.
fn restricted(
    code: &mut Code<'_, '_>,
    home: &Home,
    tested: Option<&Expr>,
    current: Option<&Name>,
    span: Span,
) -> Lower<Option<pg::Expr>> {
    match (tested, current) {
        (_, Some(cursor)) => code.current_of(cursor, span).map(Some),
        (Some(e), None) => condition(code, home, e).map(Some),
        (None, None) => Ok(None),
    }
}

/// `SET ROW = record`: all columns in order.
fn whole_row(code: &mut Code<'_, '_>, home: &Home, e: &Expr) -> Lower<Vec<ir::Assignment>> {
    let program = code.cx.program;
    let values = record::field_exprs(code, e);
    let ir::Kind::Table(table) = &program.read.catalog.get(home.id).kind else {
        return Err(code.refuse("this form of `UPDATE`", e.at.span));
    };
    let columns: Vec<&ir::Column> = table.columns.iter().filter(|c| !c.invisible).collect();
    let Some(values) = values.filter(|v| v.len() == columns.len()) else {
        return Err(code.refuse("`SET ROW` with this record", e.at.span));
    };
    Ok(columns
        .iter()
        .zip(values)
        .map(|(c, value)| ir::Assignment { at: e.at, columns: vec![vec![c.name.clone()]], value })
        .collect())
}

fn assignment(code: &mut Code<'_, '_>, home: &Home, one: &ir::Assignment) -> Lower<pg::Assignment> {
    let program = code.cx.program;
    let [column] = one.columns.as_slice() else { return several(code, home, one) };
    let ir::Kind::Table(table) = &program.read.catalog.get(home.id).kind else {
        return Err(code.refuse("this form of `UPDATE`", one.at.span));
    };
    let column = column.last().and_then(|name| table.columns.iter().find(|c| c.name == *name));
    let Some((column, ty)) = column.and_then(|c| Some((c, column_type(program, home.id, &c.name)?))) else {
        return Err(code.refuse("`UPDATE` of a column that is not known", one.at.span));
    };
    let value = if matches!(one.value.kind, ExprKind::Default) {
        pg::Expr::Default
    } else {
        if matches!(column.fill, Fill::Generated { .. }) {
            return Err(code.refuse("`UPDATE` of a computed column", one.at.span));
        }
        let low = sql_expr(code, Some(home), &one.value, &ty)?;
        expr::assign(code.cx, low, &ty, one.value.at.span)?
    };
    Ok(pg::Assignment { columns: vec![program.plan.names.column(home.id, &column.name)], value })
}

/// `SET (a, b) = (SELECT …)`.
fn several(code: &mut Code<'_, '_>, home: &Home, one: &ir::Assignment) -> Lower<pg::Assignment> {
    let span = one.at.span;
    let ExprKind::Subquery(query) = &one.value.kind else {
        return Err(code.refuse("`UPDATE` of several columns at once", span));
    };
    let program = code.cx.program;
    let mut columns = Vec::new();
    let mut types = Vec::new();
    for path in &one.columns {
        let known = path.last().and_then(|name| Some((name, column_type(program, home.id, name)?)));
        let Some((name, ty)) = known else {
            return Err(code.refuse("`UPDATE` of a column that is not known", span));
        };
        columns.push(program.plan.names.column(home.id, name));
        types.push(ty);
    }
    let base = Frame { locals: Some(&code.locals), ..Frame::default() };
    let frame = Frame { sources: vec![home.source.clone()], outer: Some(&base), ..Frame::default() };
    let lowered = query::lower(code.cx, Env { schema: code.schema.as_ref(), outer: Some(&frame) }, query)?;
    let fits = lowered.columns.len() == types.len()
        && lowered.columns.iter().zip(&types).all(|(out, ty)| super::cursor::same(&out.ty, ty));
    if !fits {
        return Err(code.refuse("`UPDATE` of several columns at once", span));
    }
    Ok(pg::Assignment { columns, value: pg::Expr::Subquery(Box::new(lowered.query)) })
}

fn delete(code: &mut Code<'_, '_>, it: &ir::Delete, span: Span) -> Lower<pg::Dml> {
    if !it.from.is_empty() || it.errors.is_some() {
        return Err(code.refuse("this form of `DELETE`", span));
    }
    let home = home(code, &it.target)?;
    let condition = restricted(code, &home, it.condition.as_ref(), it.current_of.as_ref(), span)?;
    let table = home.table;
    Ok(pg::Dml::Delete(Box::new(pg::Delete { table, alias: home.alias, using: Vec::new(), condition })))
}
