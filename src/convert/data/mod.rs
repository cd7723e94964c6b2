//! Rows in scripts: `INSERT … VALUES` with its columns listed and its values fitted to them, neighbours in one statement.

mod keys;

use super::expr::{self, Place, drawn};
use super::table::secret;
use super::{Cx, Lower, Program, column, dml};
use crate::catalog::{Fill, Nullability, ObjectId, OnNull};
use crate::finding::{Confidence, Effort, Key, ObjectKind, Raised, Rule, Severity, Source, State};
use crate::ir::{self, Data, Dml, ExprKind};
use crate::name::{Name, QName};
use crate::pg;
use crate::span::Span;
use ecow::EcoString;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

static NOT_CONVERTED: Rule = Rule {
    name: "data-statement-not-converted",
    codes: &[(Source::Oracle, "HD-321")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    confidence: Confidence::Certain,
    effort: Effort::minutes(15, 5),
    message: "this data statement was not converted: {why}",
    help: "{advice}",
    doc: "",
    ..Rule::PLAIN
};

const WRITE: &str = "Write it by hand into data.sql, or load the rows in another way.";
const ABSENT: &str = "Add the script that creates the table to the input (or with --with, to be read only), or load the rows in another way.";

/// Rules of this file.
pub static RULES: &[&Rule] = &[&NOT_CONVERTED];

/// The most rows of one statement.
const ROWS: usize = 100;

/// How many statements are finished at a time: a script of rows alone need not stand in memory twice.
const BATCH: usize = 4096;

/// What the data statements came to.
#[derive(Debug)]
pub struct Written<T> {
    /// Statements in the order of the source, neighbours merged.
    pub statements: Vec<Statement<T>>,
    /// What is left to know or do, once per rule and table.
    pub findings: Vec<Raised>,
    /// Statements that need a person, by their place in [`ir::Program::statements`], with the reason.
    pub failed: BTreeMap<u32, (State, EcoString)>,
}

/// A statement of the output.
#[derive(Debug)]
pub struct Statement<T> {
    /// What it does, or what is left of that.
    pub dml: T,
    /// Its first row in the source.
    pub span: Span,
    /// The source statements that it stands for, by their place in [`ir::Program::statements`].
    pub sources: Vec<u32>,
}

/// What is converted of all that was read.
#[derive(Clone, Copy)]
pub struct Choice<'a> {
    /// Whether a place is in a file that is read for its names only.
    pub beside: &'a (dyn Fn(Span) -> bool + Sync),
    /// Whether an object is wanted.
    pub wanted: &'a (dyn Fn(&QName) -> bool + Sync),
}

impl Choice<'_> {
    /// Whether a table is there without the output.
    fn is_given(&self, program: &Program<'_>, table: ObjectId) -> bool {
        let object = program.read.catalog.get(table);
        (self.beside)(object.at.span) || !(self.wanted)(&object.name)
    }
}

/// Lowers the chosen data statements. `keep` says what is left of one, given with the place of its first row.
#[must_use]
pub fn run<T: Send>(
    program: &Program<'_>,
    choice: Choice<'_>,
    keep: impl Fn(&pg::Dml, Span) -> T + Sync,
) -> Written<T> {
    let mut written = Written { statements: Vec::new(), findings: Vec::new(), failed: BTreeMap::new() };
    let mut said: BTreeSet<(&'static str, QName)> = BTreeSet::new();
    let mut open: Vec<Statement<pg::Dml>> = Vec::new();
    let keep =
        |Statement { dml, span, sources }: Statement<pg::Dml>| Statement { dml: keep(&dml, span), span, sources };
    let mut lowered = all(program, choice);
    standing(program, choice, &mut lowered);
    let mut lowered = lowered.into_iter();
    for batch in program.read.data.chunks(BATCH) {
        for (mut one, data) in lowered.by_ref().take(batch.len()).zip(batch) {
            if one.is_left(program, choice, data) {
                continue;
            }
            // What a statement reads must be what the statements before it left.
            if one.dml.is_some() && !matches!(data.dml, Dml::Insert(_)) && !written.failed.is_empty() {
                let raised = NOT_CONVERTED
                    .at(data.span)
                    .with("why", "statements before it are not converted")
                    .with("advice", WRITE);
                one.is_refused(raised);
            }
            for raised in one.findings {
                if said.insert((raised.rule.name, one.table.clone())) {
                    written.findings.push(raised);
                }
            }
            match one.dml {
                Some(dml) => match *dml {
                    pg::Dml::Insert(insert) => push(&mut open, insert, data),
                    dml @ (pg::Dml::Update(_) | pg::Dml::Delete(_) | pg::Dml::Merge(_) | pg::Dml::Many(_)) => {
                        open.push(Statement { dml, span: data.span, sources: vec![data.statement] })
                    }
                },
                None => {
                    written.failed.insert(data.statement, (State::Manual, one.reason));
                }
            }
        }
        // the last one may take more rows
        let last = open.pop();
        written.statements.par_extend(open.par_drain(..).map(keep));
        open.extend(last);
    }
    written.statements.extend(open.into_iter().map(keep));
    written
}

/// Lowers all statements. What they say again is forgotten at once: a script of many thousand rows says the same of each.
fn all(program: &Program<'_>, choice: Choice<'_>) -> Vec<One> {
    let mut lowered = Vec::with_capacity(program.read.data.len());
    let mut said: BTreeSet<(&'static str, QName)> = BTreeSet::new();
    let mut reasons: BTreeSet<EcoString> = BTreeSet::new();
    for batch in program.read.data.chunks(BATCH) {
        let ones: Vec<One> = batch.par_iter().map(|data| one(program, data)).collect();
        for (mut one, data) in ones.into_iter().zip(batch) {
            if one.is_left(program, choice, data) {
                one.findings = Vec::new();
            }
            let table = &one.table;
            one.findings.retain(|raised| said.insert((raised.rule.name, table.clone())));
            one.findings.shrink_to_fit();
            match reasons.get(&one.reason) {
                Some(reason) => one.reason = reason.clone(),
                None => drop(reasons.insert(one.reason.clone())),
            }
            lowered.push(one);
        }
    }
    lowered
}

/// Takes out what cannot stand with the rows around it.
fn standing(program: &Program<'_>, choice: Choice<'_>, lowered: &mut [One]) {
    let all: Vec<Option<keys::Rows<'_>>> = lowered.iter().map(One::rows).collect();
    let between = program.read.data.iter().any(|data| !matches!(data.dml, Dml::Insert(_)));
    let complete = between && lowered.iter().all(|one| one.dml.is_some());
    for (place, why) in keys::broken(program, choice, &all) {
        let (Some(one), Some(data)) = (lowered.get_mut(place), program.read.data.get(place)) else { continue };
        // Where everything is converted, the statements in between do what they did in the source.
        if complete {
            continue;
        }
        let raised = NOT_CONVERTED.at(data.span).with("why", why).with("advice", WRITE);
        one.is_refused(raised);
    }
}

/// What one statement came to.
struct One {
    table: QName,
    id: Option<ObjectId>,
    dml: Option<Box<pg::Dml>>,
    findings: Vec<Raised>,
    reason: EcoString,
}

impl One {
    /// Whether nobody wants it: its file is read for its names only, or its table is there without the output.
    fn is_left(&self, program: &Program<'_>, choice: Choice<'_>, data: &Data) -> bool {
        let into_given = || self.id.is_some_and(|id| !(choice.wanted)(&program.read.catalog.get(id).name));
        (choice.beside)(data.span) || into_given()
    }

    /// Leaves it out after all, with what was said of its conversion.
    fn is_refused(&mut self, raised: Raised) {
        self.reason = crate::finding::fill(NOT_CONVERTED.message, &raised.args).into();
        self.findings.retain(|said| said.severity.state() == State::Manual);
        self.findings.push(raised);
        self.dml = None;
    }

    fn rows(&self) -> Option<keys::Rows<'_>> {
        let Some(pg::Dml::Insert(insert)) = self.dml.as_deref() else { return None };
        Some(keys::Rows { table: self.id?, insert })
    }
}

/// Appends a statement, or its rows to the one before where that is of the same shape.
fn push(all: &mut Vec<Statement<pg::Dml>>, mut insert: pg::Insert, data: &Data) {
    if let Some(Statement { dml: pg::Dml::Insert(last), sources, .. }) = all.last_mut()
        && last.table == insert.table
        && last.columns == insert.columns
        && last.overriding == insert.overriding
        && let (pg::Query::Values(rows), pg::Query::Values(more)) = (&mut last.source, &mut insert.source)
        && rows.len() + more.len() <= ROWS
    {
        rows.append(more);
        sources.push(data.statement);
        return;
    }
    all.push(Statement { dml: pg::Dml::Insert(insert), span: data.span, sources: vec![data.statement] });
}

fn one(program: &Program<'_>, data: &Data) -> One {
    let name = match &data.dml {
        Dml::Insert(insert) => insert.table.within(data.schema.as_ref()),
        Dml::InsertInto(_) | Dml::InsertMany(_) | Dml::Update(_) | Dml::Delete(_) | Dml::Merge(_) | Dml::Unread(..) => {
            QName::default()
        }
    };
    let key = Key { kind: ObjectKind::Table, name: name.clone() };
    let mut cx = Cx::new(program, key, data.span);
    let schema = data.schema.as_ref();
    let dml = match &data.dml {
        Dml::Insert(insert) => rows(&mut cx, data, insert).ok().map(pg::Dml::Insert),
        Dml::InsertInto(_) | Dml::InsertMany(_) | Dml::Update(_) | Dml::Delete(_) | Dml::Merge(_) => {
            let env = super::query::Env { schema, outer: None };
            dml::lower(&mut cx, env, &data.dml, data.span).ok()
        }
        Dml::Unread(word, _) => refuse(&mut cx, data, word),
    };
    let findings: Vec<Raised> = cx.finish().0.into_iter().flat_map(|outcome| outcome.findings).collect();
    let reason = reason(&findings);
    let plain = if let Dml::Insert(insert) = &data.dml { Some(&insert.table) } else { None };
    let id = plain.and_then(|table| program.resolve(table, data.schema.as_ref()));
    One { table: name, id, dml: dml.map(Box::new), findings, reason }
}

/// The first finding that leaves work to a person, in words.
pub(super) fn reason(findings: &[Raised]) -> EcoString {
    let worst = findings.iter().find(|f| f.severity.state() == State::Manual);
    worst.map(|f| crate::finding::fill(f.rule.message, &f.args).into()).unwrap_or_default()
}

fn refuse(cx: &mut Cx<'_>, data: &Data, why: &str) -> Option<pg::Dml> {
    let _reported = cx.manual(NOT_CONVERTED.at(data.span).with("why", why).with("advice", WRITE));
    None
}

/// A column that a value goes into.
pub(super) struct Target<'a> {
    column: Option<&'a ir::Column>,
    /// Its name in the target.
    pub(super) name: Name,
    ty: Option<pg::Type>,
}

impl Target<'_> {
    /// Its type in the target.
    pub(super) fn ty(&self) -> Option<&pg::Type> {
        self.ty.as_ref()
    }

    /// Whether the database computes its values.
    pub(super) fn is_filled(&self) -> bool {
        matches!(self.column.map(|c| &c.fill), Some(Fill::Generated { .. } | Fill::Identity(_)))
    }
}

fn rows(cx: &mut Cx<'_>, data: &Data, insert: &ir::Insert) -> Lower<pg::Insert> {
    let program = cx.program;
    let missing =
        |cx: &mut Cx<'_>, why: String| cx.manual(NOT_CONVERTED.at(data.span).with("why", why).with("advice", WRITE));
    let Some(id) = program.resolve(&insert.table, data.schema.as_ref()) else {
        let found = program.elsewhere(&insert.table);
        let why = format!("`{}` is not in the input{}", insert.table, found.said);
        let raised = NOT_CONVERTED.at(data.span).with("why", why).with("advice", found.advice(ABSENT));
        return Err(cx.manual(raised));
    };
    let Some(targets) = targets(program, id, &insert.columns) else {
        return Err(missing(cx, format!("the columns of `{}` are not known", insert.table)));
    };
    if let Some(column) = unfilled(program, id, insert, &targets) {
        return Err(missing(cx, format!("`{column}` must have a value, which only a trigger gives")));
    }
    let schema = program.read.catalog.get(id).name.schema.as_ref();
    let scope = expr::Scope {
        table: None,
        schema: data.schema.as_ref().or(schema),
        place: Place::Value,
        query: None,
        locals: None,
    };
    let mut overriding = false;
    let mut rows = Vec::with_capacity(insert.rows.len());
    for row in &insert.rows {
        if row.len() != targets.len() {
            let (values, columns) = (row.len(), targets.len());
            return Err(missing(cx, format!("{values} values stand for {columns} columns")));
        }
        let drawn = drawn::enter(cx, scope.schema, in_order(program, id, &targets, row))?;
        let values: Vec<Lower<pg::Expr>> =
            row.iter().zip(&targets).map(|(e, target)| value(cx, &scope, e, target, &mut overriding)).collect();
        cx.drawn = drawn;
        rows.push(values.into_iter().collect::<Lower<Vec<pg::Expr>>>()?);
    }
    Ok(pg::Insert {
        table: program.target(id),
        columns: targets.into_iter().map(|t| t.name).collect(),
        overriding,
        source: pg::Query::Values(rows),
    })
}

/// The columns that are written: those listed, else all that can be, in order.
pub(super) fn targets<'a>(program: &Program<'a>, id: ObjectId, listed: &[Name]) -> Option<Vec<Target<'a>>> {
    let names = &program.plan.names;
    let ir::Kind::Table(table) = &program.read.catalog.get(id).kind else {
        // The columns of a view are those of its query; only their names matter here.
        let plain = |name: &Name| Target { column: None, name: names.fold(name), ty: None };
        let view = matches!(program.read.catalog.get(id).kind, ir::Kind::View(_));
        return (view && !listed.is_empty()).then(|| listed.iter().map(plain).collect());
    };
    let of = |column: &'a ir::Column| Target {
        column: Some(column),
        name: names.column(id, &column.name),
        ty: program.plan.columns.get(&(id, column.name.clone())).cloned(),
    };
    if listed.is_empty() {
        let computed = |c: &&ir::Column| matches!(c.fill, Fill::Generated { .. });
        return Some(table.columns.iter().filter(|c| !c.invisible && !computed(c)).map(of).collect());
    }
    listed.iter().map(|name| table.column(name).map(of)).collect()
}

/// The values of a row as PostgreSQL computes them: in the order of the table's columns, whatever order they are listed in; none where
/// no sequence is named.
pub(super) fn in_order<'e>(
    program: &Program<'_>,
    id: ObjectId,
    targets: &[Target<'_>],
    row: &'e [ir::Expr],
) -> Vec<&'e ir::Expr> {
    if !row.iter().any(drawn::is_named) {
        return Vec::new();
    }
    let ir::Kind::Table(table) = &program.read.catalog.get(id).kind else { return row.iter().collect() };
    let place =
        |target: &Target<'_>| target.column.and_then(|c| table.columns.iter().position(|own| own.name == c.name));
    let mut placed: Vec<(Option<usize>, &ir::Expr)> = targets.iter().map(place).zip(row).collect();
    placed.sort_by_key(|(place, _)| *place);
    placed.into_iter().map(|(_, e)| e).collect()
}

/// A column that must not be null and gets no value: from the row, a default or an identity. On the source a trigger fills it.
fn unfilled(program: &Program<'_>, id: ObjectId, insert: &ir::Insert, targets: &[Target<'_>]) -> Option<Name> {
    let ir::Kind::Table(table) = &program.read.catalog.get(id).kind else { return None };
    let key = table.primary_key().unwrap_or_default();
    let must = |c: &&ir::Column| {
        let stated = matches!(&c.null, Nullability::NotNull { state, .. } if state.enabled);
        matches!(c.fill, Fill::Nothing) && (stated || key.contains(&c.name)) || column::shares_a_number(table, c)
    };
    let null = |e: &ir::Expr| matches!(e.kind, ExprKind::Null | ExprKind::EmptyText);
    let given = |name: &Name| {
        let place = targets.iter().position(|t| t.column.is_some_and(|c| c.name == *name));
        place.is_some_and(|n| !insert.rows.iter().any(|row| row.get(n).is_none_or(null)))
    };
    table.columns.iter().filter(must).find(|c| !given(&c.name)).map(|c| c.name.clone())
}

/// A value of a row as its column takes it; notes whether a value for an identity is given.
pub(super) fn value(
    cx: &mut Cx<'_>,
    scope: &expr::Scope<'_>,
    e: &ir::Expr,
    target: &Target<'_>,
    overriding: &mut bool,
) -> Lower<pg::Expr> {
    let null = matches!(e.kind, ExprKind::Null | ExprKind::EmptyText);
    match target.column.map(|c| &c.fill) {
        Some(Fill::Generated { .. }) => return Ok(pg::Expr::Default),
        Some(Fill::Identity(identity)) => {
            if null && identity.on_null != OnNull::No {
                return Ok(pg::Expr::Default);
            }
            *overriding |= identity.always && !matches!(e.kind, ExprKind::Default);
        }
        Some(Fill::Default { on_null, .. }) if null && *on_null != OnNull::No => return Ok(pg::Expr::Default),
        Some(Fill::Default { .. } | Fill::Nothing) | None => {}
    }
    if null {
        return Ok(pg::Expr::Null);
    }
    let low = match &target.ty {
        Some(ty) => expr::lower_for(cx, scope, e, ty)?,
        None => expr::lower(cx, scope, e)?,
    };
    if let Some(column) = target.column.filter(|c| secret::is_encrypted(cx.program.profile, c)) {
        let plain = secret::plain_type(cx.program, scope.schema, column);
        return expr::assign(cx, low, &plain, e.at.span).map(secret::encrypted);
    }
    match &target.ty {
        Some(ty) => expr::assign(cx, low, ty, e.at.span),
        None => Ok(low.expr),
    }
}
