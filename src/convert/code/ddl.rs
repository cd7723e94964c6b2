//! Statements that make, change, empty or drop objects, which code runs from a text that is the same in every run: what a script
//! would get for them, with the commits that Oracle makes before and behind them.

use super::body::{Code, End};
use super::transaction;
use crate::analyze;
use crate::catalog::{
    Applying, ConstraintRule, Dropping, Fill, Kind as KindOf, Limited, Mention, Mentioned, ObjectId, Part, Persistence,
    Sequence, Space, TableChange,
};
use crate::convert::{Cx, Lower, Manual, Previous, Program, named, one, target, temporary};
use crate::finding::{Effort, ObjectKind, Raised, Rule, Severity, Source, State, fill};
use crate::ir::plsql::Execute;
use crate::ir::plsql::dynamic::{self, administers};
use crate::ir::{self, Change, Expr, Kind, Statement, Type};
use crate::name::{Name, QName};
use crate::pg::{self, Ddl, Drop, Restart, Stmt};
use crate::span::{At, Span};

/// Rules of this file.
pub(super) static RULES: &[&Rule] = &[&SETTING, &UNCOMMITTED, &LEFT, &MADE];

static SETTING: Rule = Rule {
    name: "session-costs-in-code",
    codes: &[(Source::Oracle, "HD-394")],
    raw: Severity::Info,
    message: "settings of the session that decide what its statements cost are left out",
    help: "Nothing to do.",
    doc: "convert/code/ddl.md",
    ..Rule::PLAIN
};

static UNCOMMITTED: Rule = Rule {
    name: "ddl-without-commit",
    codes: &[(Source::Oracle, "HD-395")],
    raw: Severity::BehaviourChange,
    severity: Severity::BehaviourChange,
    effort: Effort::minutes(30, 10),
    message: "the source commits before and behind `{command}`; a function cannot, so the work before it and the statement itself can still be rolled back, and its lock is held until the transaction ends",
    help: "Let the caller COMMIT before and behind the call, or make the function a procedure.",
    doc: "convert/code/ddl.md",
    once: Some("command"),
    ..Rule::PLAIN
};

static LEFT: Rule = Rule {
    name: "ddl-in-code-not-converted",
    codes: &[(Source::Oracle, "HD-396")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(20, 10),
    message: "`{command}` that code runs from a text is not converted: {why}",
    help: "Write what has its effect by hand; what stands around it is converted. Oracle commits before and behind it.",
    general: 1,
    doc: "convert/code/ddl.md",
    ..Rule::PLAIN
};

static MADE: Rule = Rule {
    name: "ddl-in-code",
    codes: &[(Source::Oracle, "HD-397")],
    raw: Severity::ManualEffort,
    message: "a statement that makes, empties or drops an object is one of the code, between the commits that Oracle makes",
    help: "Nothing to do.",
    doc: "convert/code/ddl.md",
    ..Rule::PLAIN
};

/// What is said of statements that nothing but a script makes.
const IN_SCRIPTS: &str = "such statements have a form in scripts only";

/// What such a statement has no form for, as people read it.
type Why = String;

/// Lowers `EXECUTE IMMEDIATE` of a text that is no statement of data; nothing where nobody knows what it says.
pub(super) fn execute(code: &mut Code<'_, '_>, it: &Execute, span: Span) -> Option<Lower<Vec<Stmt>>> {
    let plain = it.into.is_empty() && it.using.is_empty() && it.returning.is_empty();
    plain.then(|| text(code, &it.text, span)).flatten()
}

/// Lowers the running of a text.
pub(super) fn text(code: &mut Code<'_, '_>, text: &Expr, span: Span) -> Option<Lower<Vec<Stmt>>> {
    let read = code.cx.program.read;
    let statement = dynamic::said(read, text)?;
    if dynamic::sets_costs(read, text) {
        code.cx.dropped(&SETTING, "ALTER SESSION", span);
        return Some(Ok(vec![Stmt::Null]));
    }
    let changes = statement.does.changes();
    if let [Change::DateFormat(_)] = changes
        && statement.set_aside.is_empty()
    {
        // what is converted behind it follows the format
        return Some(Ok(vec![Stmt::Null]));
    }
    if changes.is_empty()
        || administers(text).is_some()
        || matches!(changes, [Change::Schema(_) | Change::DateFormat(_) | Change::CompileFlags(_), ..])
    {
        return None;
    }
    Some(match dynamic::ddl(read, text) {
        Some(statement) => lower(code, statement, [span, text.at.span]),
        None => Err(left(code, statement.label, IN_SCRIPTS, text.at.span)),
    })
}

fn left(code: &mut Code<'_, '_>, command: &str, why: &str, span: Span) -> Manual {
    code.cx.manual_named(LEFT.at(span).with("command", command).with("why", why))
}

/// Lowers the statement that a text says; the places are those of what runs it, and of the text.
fn lower(code: &mut Code<'_, '_>, statement: &Statement, [span, text]: [Span; 2]) -> Lower<Vec<Stmt>> {
    let command = statement.label;
    if matches!(code.end, End::Row(_)) {
        return Err(left(code, command, "Oracle refuses it in a trigger (ORA-04092)", text));
    }
    let mut made = Vec::new();
    for change in statement.does.changes() {
        match one_change(code, change, text) {
            Ok(stmt) => made.push(stmt),
            Err(why) => return Err(left(code, command, &why, text)),
        }
    }
    if code.may_end() {
        made.splice(0..0, transaction::commit(code, span)?);
        made.extend(transaction::commit(code, span)?);
    } else {
        code.cx.raise(UNCOMMITTED.at(span).with("command", command));
    }
    code.cx.exact(&MADE, span);
    Ok(made)
}

#[expect(clippy::wildcard_enum_match_arm, reason = "no other change is taken for DDL of code")]
fn one_change(code: &mut Code<'_, '_>, change: &Change, text: Span) -> Result<Stmt, Why> {
    let program = code.cx.program;
    let schema = code.schema.clone();
    let ddl = match change {
        Change::Truncate { name, cascade } => return truncate(code.cx, name, *cascade, schema.as_ref()),
        Change::Drop(dropping) => Ddl::Drop(dropped(program, dropping, schema.as_ref())?),
        Change::AlterSequence { name, restart, options } => {
            let (restart, options) = altered(*restart, options)?;
            Ddl::AlterSequence(sequence(program, name, schema.as_ref())?, options, restart)
        }
        Change::EnableTrigger { name, enabled } => {
            let id = program.read.catalog.find(Space::Trigger, &name.within(schema.as_ref()));
            let id = id.ok_or_else(|| format!("`{name}` is not in the input"))?;
            Ddl::Triggers(triggers(program, |trigger, _| trigger == id)?, *enabled)
        }
        Change::AlterTable { name, changes } => {
            let [TableChange::Triggers(on)] = changes.as_slice() else { return Err(IN_SCRIPTS.into()) };
            let id = program.resolve(name, schema.as_ref()).ok_or_else(|| format!("`{name}` is not in the input"))?;
            Ddl::Triggers(triggers(program, |_, table| table == Some(id))?, *on)
        }
        Change::Create { object, if_absent: false, .. } => {
            let (objects, said) = made(program, object, change, schema.as_ref())?;
            said.into_iter().for_each(|raised| code.cx.raise(Raised { span: text, ..raised }));
            Ddl::Create(objects)
        }
        Change::Create { .. } => return Err("it does nothing where the object is there".into()),
        _ => return Err(IN_SCRIPTS.into()),
    };
    Ok(Stmt::Ddl(Box::new(ddl)))
}

/// The triggers of the target that stand for those that are asked for by their number and that of their table.
fn triggers(
    program: &Program<'_>,
    asked: impl Fn(ObjectId, Option<ObjectId>) -> bool,
) -> Result<Vec<(QName, Name)>, Why> {
    let mut all = Vec::new();
    for (id, object) in program.read.catalog.iter() {
        let Kind::Trigger(trigger) = &object.kind else { continue };
        let table = trigger.table.as_ref().and_then(|table| program.resolve(table, object.name.schema.as_ref()));
        if !asked(id, table) {
            continue;
        }
        let (objects, outcomes) = one(program, id, object, &|object| object);
        if outcomes.first().is_none_or(|outcome| outcome.state == State::Manual) {
            return Err(format!("trigger `{}` is not converted", object.name));
        }
        all.extend(objects.into_iter().filter_map(|object| {
            let pg::Kind::Trigger(trigger) = object.kind else { return None };
            Some((trigger.table?, object.name.name))
        }));
    }
    if all.is_empty() { Err("there is no such trigger in the input".into()) } else { Ok(all) }
}

/// `TRUNCATE`: of a temporary table, the session's own rows go.
fn truncate(cx: &Cx<'_>, name: &QName, cascade: bool, schema: Option<&Name>) -> Result<Stmt, Why> {
    if cascade {
        return Err(
            "CASCADE empties only tables whose keys delete on cascade, PostgreSQL's all that refer to it".into()
        );
    }
    let program = cx.program;
    let Some(id) = program.resolve(name, schema) else {
        if !made_by_code(program, name, schema) {
            return Err(format!("`{name}` is not in the input"));
        }
        return Ok(Stmt::Ddl(Box::new(Ddl::Truncate(unknown(program, name, schema), false))));
    };
    let Kind::Table(table) = &program.read.catalog.get(id).kind else {
        return Err(format!("`{name}` is no table"));
    };
    let to = program.target(id);
    match table.persistence {
        Persistence::Permanent if target::stands(program, id) => Ok(Stmt::Ddl(Box::new(Ddl::Truncate(to, true)))),
        Persistence::GlobalTemporary(_) if temporary::is_keyed(cx, table) => {
            let delete = pg::Delete { table: to, alias: None, using: Vec::new(), condition: None };
            Ok(Stmt::Dml(pg::Dml::Delete(Box::new(delete))))
        }
        Persistence::Permanent | Persistence::GlobalTemporary(_) | Persistence::PrivateTemporary(_) => {
            Err(format!("what became of `{name}` holds rows of others too, or is not converted"))
        }
    }
}

/// Whether a text of code makes a table of that name.
fn made_by_code(program: &Program<'_>, name: &QName, schema: Option<&Name>) -> bool {
    let full = name.within(schema);
    created(program).any(|object| matches!(object.kind, Kind::Table(_)) && object.name.within(schema) == full)
}

/// What texts of code make.
fn created<'p>(program: &Program<'p>) -> impl Iterator<Item = &'p ir::Object> {
    let changes = program.read.dynamic.iter().flat_map(|run| match &run.text {
        ir::DynamicText::Read(statement) => statement.does.changes(),
        ir::DynamicText::Refused(_) | ir::DynamicText::Unknown { .. } => &[],
    });
    changes.filter_map(|change| if let Change::Create { object, .. } = change { Some(&**object) } else { None })
}

/// The name of what is not in the input.
fn unknown(program: &Program<'_>, name: &QName, schema: Option<&Name>) -> QName {
    let names = &program.plan.names;
    QName { schema: Some(names.schema(name.schema.as_ref().or(schema))), name: names.fold(&name.name) }
}

fn sequence(program: &Program<'_>, name: &QName, schema: Option<&Name>) -> Result<QName, Why> {
    let Some(id) = program.resolve(name, schema) else { return Ok(unknown(program, name, schema)) };
    match &program.read.catalog.get(id).kind {
        Kind::Sequence(_) => Ok(program.target(id)),
        KindOf::Schema(_)
        | KindOf::Table(_)
        | KindOf::Index(_)
        | KindOf::View(_)
        | KindOf::Type(_)
        | KindOf::Routine(_)
        | KindOf::Trigger(_)
        | KindOf::Grant(_)
        | KindOf::Other(_) => Err(format!("`{name}` is no sequence")),
    }
}

/// What PostgreSQL changes of a sequence: what it has no word for decides no number.
fn altered(restart: bool, options: &Sequence) -> Result<(Option<Restart>, Sequence), Why> {
    if options.start_limit || options.flags.iter().any(|flag| matches!(*flag, "SCALE" | "SHARD")) {
        return Err("one of its options has no counterpart".into());
    }
    let within = |n: i128| n.clamp(i128::from(i64::MIN), i128::from(i64::MAX));
    let limit = |limit: Option<Limited>| {
        limit.map(|limit| match limit {
            Limited::At(n) => Limited::At(within(n)),
            Limited::No => Limited::No,
        })
    };
    let increment = options.increment.map(within);
    if increment != options.increment {
        return Err("its increment does not fit bigint".into());
    }
    let out = Sequence {
        increment,
        min: limit(options.min),
        max: limit(options.max),
        cycle: options.cycle,
        ..Sequence::default()
    };
    // `START WITH` without `RESTART` is refused by Oracle
    Ok((restart.then_some(Restart(options.start)), out))
}

/// `DROP`, of what nothing else that is converted hangs on: there PostgreSQL refuses, or takes it along.
fn dropped(program: &Program<'_>, it: &Dropping, schema: Option<&Name>) -> Result<Drop, Why> {
    let words = [
        (ObjectKind::Index, "INDEX"),
        (ObjectKind::Sequence, "SEQUENCE"),
        (ObjectKind::View, "VIEW"),
        (ObjectKind::MaterializedView, "MATERIALIZED VIEW"),
    ];
    let word = words.into_iter().find(|(kind, _)| *kind == it.kind).map_or("TABLE", |(_, word)| word);
    let catalog = &program.read.catalog;
    let found = if it.kind == ObjectKind::Index {
        catalog.find(Space::Index, &it.name.within(schema))
    } else {
        catalog.find(Space::Schema, &it.name.within(schema)).or_else(|| catalog.find(Space::Schema, &it.name))
    };
    let name = match found {
        None => unknown(program, &it.name, schema),
        Some(id) => {
            hangs(program, id, it)?;
            program.target(id)
        }
    };
    let cascade = it.cascade && it.kind == ObjectKind::Table;
    Ok(Drop { word, name, if_present: it.if_present, cascade })
}

/// Whether what is to be dropped is what it is named, is made by the scripts as it is named, and is asked for by nothing that
/// PostgreSQL keeps it for.
fn hangs(program: &Program<'_>, id: ObjectId, it: &Dropping) -> Result<(), Why> {
    let catalog = &program.read.catalog;
    let object = catalog.get(id);
    let other = || format!("`{}` is something else", it.name);
    let fits = match (&object.kind, it.kind) {
        (Kind::Table(table), ObjectKind::Table) => {
            if table.persistence != Persistence::Permanent {
                return Err("a temporary table became a table of all sessions' rows and a view".into());
            }
            true
        }
        (Kind::View(view), ObjectKind::View) => view.materialized.is_none(),
        (Kind::View(view), ObjectKind::MaterializedView) => view.materialized.is_some(),
        (Kind::Sequence(_), ObjectKind::Sequence) => true,
        (Kind::Index(_), ObjectKind::Index) => {
            let (objects, _) = one(program, id, object, &|object| object);
            let to = program.target(id);
            return match objects.iter().any(|o| o.name == to && matches!(o.kind, pg::Kind::Index(_))) {
                true => Ok(()),
                false => Err("the index is that of a key, or is not made".into()),
            };
        }
        _ => false,
    };
    if !fits {
        return Err(other());
    }
    if !matches!(object.kind, Kind::Sequence(_)) && !target::stands(program, id) {
        return Err(format!("`{}` is not converted", it.name));
    }
    for (user, kind) in catalog.iter().map(|(_, user)| (user, &user.kind)) {
        let home = user.name.schema.as_ref();
        let mut asks = false;
        let mut look = |mention: Mention<'_>| asks |= program.resolve(mention.name, home) == Some(id);
        match kind {
            Kind::View(view) => view.query.mentions(&mut look),
            Kind::Table(table) => table.columns.iter().for_each(|column| {
                if let Fill::Default { expr, .. } | Fill::Generated { expr, .. } = &column.fill {
                    expr.mentions(&mut |mention| {
                        // `s.NEXTVAL`
                        let name = mention.name.schema.clone().map(QName::bare);
                        asks |= program.resolve(mention.name, home) == Some(id)
                            || name.is_some_and(|name| program.resolve(&name, home) == Some(id));
                    });
                }
            }),
            Kind::Routine(routine) => {
                let types = routine.params.iter().map(|p| &p.ty).chain(&routine.returns);
                types.for_each(|ty| asks |= is_row(program, ty, id, home));
            }
            Kind::Other(ir::Other::Package(package) | ir::Other::PackageBody(package)) => {
                let routines = package.routines.iter().map(|member| &member.routine);
                let types = routines.flat_map(|r| r.params.iter().map(|p| &p.ty).chain(&r.returns));
                types.for_each(|ty| asks |= is_row(program, ty, id, home));
            }
            Kind::Schema(_) | Kind::Index(_) | Kind::Sequence(_) | Kind::Type(_) | Kind::Trigger(_) => {}
            Kind::Grant(_) | Kind::Other(_) => {}
        }
        if asks {
            return Err(format!("`{}` needs it, and PostgreSQL keeps it for that", user.name));
        }
    }
    Ok(())
}

/// Whether a type is the row of a relation.
fn is_row(program: &Program<'_>, ty: &Type, id: ObjectId, home: Option<&Name>) -> bool {
    let Type::RowOf(parts) = ty else { return false };
    let name = match &**parts {
        [name] => QName::bare(name.clone()),
        [schema, name] => QName::new(schema.clone(), name.clone()),
        _ => return false,
    };
    program.resolve(&name, home) == Some(id)
}

/// What a script would make of it, lowered alone beside the tables that it names; and what is said of that.
fn made(
    program: &Program<'_>,
    object: &ir::Object,
    change: &Change,
    schema: Option<&Name>,
) -> Result<(Vec<pg::Object>, Vec<Raised>), Why> {
    let mut applying: Applying<ir::Ir> = Applying::new(schema.cloned());
    let copies = beside(program, object, schema, &mut applying)?;
    let made = applying.apply(object.at, &[], change.clone());
    let Ok(Some(id)) = made else { return Err("one of its parts is there twice".into()) };
    let catalog = applying.catalog;
    let same = existing(program, catalog.get(id))?;
    let read = ir::Program {
        beyond_ascii: program.read.beyond_ascii,
        nodes: program.read.nodes,
        ..ir::Program::of(program.read.source, program.read.functions, catalog)
    };
    let facts = analyze::run(&read);
    let alone = Program::new(&read, &facts, program.profile, &Previous::default());
    for (own, name) in copies {
        let Some(copy) = alone.read.catalog.find(Space::Schema, &name) else { continue };
        let Kind::Table(table) = &alone.read.catalog.get(copy).kind else { continue };
        let agrees = |(place, column): (usize, &ir::Column)| {
            named::column(program, own, place) == named::column(&alone, copy, place)
                && program.plan.names.column(own, &column.name) == alone.plan.names.column(copy, &column.name)
        };
        // what the whole program decides of them is not decided here
        let needs = !matches!(object.kind, Kind::Index(_)) || !keys_are_columns(object);
        if program.target(own) != alone.target(copy) || needs && !table.columns.iter().enumerate().all(agrees) {
            return Err(format!("what it makes of the columns of `{name}` hangs on the rest of the program"));
        }
    }
    let (mut objects, outcomes) = one(&alone, id, read.catalog.get(id), &|object| object);
    let stays = |state: State| matches!(state, State::Converted | State::Review);
    if let Some(worse) = outcomes.iter().find(|outcome| !stays(outcome.state)) {
        let said = worse.findings.iter().find(|raised| !stays(raised.severity.state()));
        let said = said.map(|raised| fill(raised.rule.message, &raised.args)).or_else(|| worse.reason.clone());
        return Err(said.unwrap_or_else(|| "it has no counterpart".into()));
    }
    if objects.is_empty() || objects.iter().any(|object| !is_plain(object)) {
        return Err("what it makes is more than one statement can".into());
    }
    if let Some(id) = same {
        let (real, _) = one(program, id, program.read.catalog.get(id), &|object| object);
        let columns = |objects: &[pg::Object]| {
            let table = objects.iter().find_map(|o| if let pg::Kind::Table(it) = &o.kind { Some(it) } else { None });
            table.map(|table| table.columns.iter().map(|c| (c.name.clone(), c.ty.clone())).collect::<Vec<_>>())
        };
        if columns(&real) != columns(&objects) {
            return Err("the scripts make another table of that name".into());
        }
    }
    for object in &mut objects {
        object.at = At::default();
        object.comments.clear();
    }
    let said = outcomes.into_iter().flat_map(|outcome| outcome.findings);
    Ok((objects, said.filter(|raised| raised.severity.state() != State::Converted).collect()))
}

/// The table of the input that has the name of one that code makes.
fn existing(program: &Program<'_>, object: &ir::Object) -> Result<Option<ObjectId>, Why> {
    let found = program.read.catalog.find(object.kind.space(), &object.name);
    match (&object.kind, found.map(|id| (id, &program.read.catalog.get(id).kind))) {
        (Kind::Table(_), Some((id, Kind::Table(_)))) => Ok(Some(id)),
        (_, None) | (Kind::Index(_), Some((_, Kind::Index(_)))) => Ok(None),
        (Kind::Sequence(_), Some((_, Kind::Sequence(_)))) => Ok(None),
        (_, Some(_)) => Err("the scripts make something else of that name".into()),
    }
}

/// Adds the tables that an object names to what it is lowered beside; answers those of the input with their full names.
fn beside(
    program: &Program<'_>,
    object: &ir::Object,
    schema: Option<&Name>,
    applying: &mut Applying<ir::Ir>,
) -> Result<Vec<(ObjectId, QName)>, Why> {
    let mut copies = Vec::new();
    let mut names: Vec<(QName, Mentioned)> = Vec::new();
    match &object.kind {
        Kind::Table(table) => {
            if table.persistence != Persistence::Permanent {
                return Err("a temporary table is one of the schema here".into());
            }
            if table.constraints.iter().any(|c| matches!(c.rule, ConstraintRule::Foreign(_) | ConstraintRule::Ref(_))) {
                return Err("it refers to another table".into());
            }
            if table.query.is_some() {
                return Err("it is filled by a query".into());
            }
            let mut look = |m: Mention<'_>| names.push((m.name.clone(), m.what));
            table.columns.iter().filter_map(|c| c.ty.as_ref()).for_each(|ty| ty.mentions(&mut look));
        }
        Kind::Index(index) => names.push((index.table.clone(), Mentioned::Relation)),
        Kind::Schema(_)
        | KindOf::Sequence(_)
        | KindOf::View(_)
        | KindOf::Type(_)
        | KindOf::Routine(_)
        | KindOf::Trigger(_)
        | KindOf::Grant(_)
        | KindOf::Other(_) => {}
    }
    for (name, what) in names {
        if analyze::query::is_dual(&name) {
            continue;
        }
        let full = name.within(schema);
        let own = program.resolve(&name, schema);
        let table = match own {
            Some(id) => program.read.catalog.get(id),
            None => match created(program).find(|o| o.name.within(schema) == full) {
                Some(object) => object,
                None if what == Mentioned::Relation => return Err(format!("`{name}` is not in the input")),
                None => continue,
            },
        };
        let Kind::Table(it) = &table.kind else { return Err(format!("it names `{name}`, which is no table")) };
        if it.persistence != Persistence::Permanent || it.query.is_some() || it.of_type.is_some() {
            return Err(format!("it names `{name}`, which is no plain table"));
        }
        let mut copy = table.clone();
        copy.name = copy.name.within(schema);
        if let KindOf::Table(it) = &mut copy.kind {
            it.constraints.retain(|c| !matches!(c.rule, ConstraintRule::Foreign(_) | ConstraintRule::Ref(_)));
        }
        if applying.catalog.find(Space::Schema, &copy.name).is_none() {
            copies.extend(own.map(|own| (own, copy.name.clone())));
            applying.catalog.add(copy);
        }
    }
    Ok(copies)
}

/// Whether an index is one of plain columns.
fn keys_are_columns(object: &ir::Object) -> bool {
    let Kind::Index(index) = &object.kind else { return false };
    index.keys.iter().all(|key| matches!(key.expr.kind, ir::ExprKind::Name(_)))
}

/// Whether an object is made by statements that need nothing else of the output.
fn is_plain(object: &pg::Object) -> bool {
    let mut plain = true;
    let mut look = |mention: Mention<'_>| plain &= mention.name.schema.as_deref() != Some("ora_compat");
    match &object.kind {
        pg::Kind::Table(table) => {
            for column in &table.columns {
                column.ty.iter().for_each(|ty| ty.mentions(&mut look));
                if let Fill::Default { expr, .. } | Fill::Generated { expr, .. } = &column.fill {
                    expr.mentions(&mut look);
                }
            }
            for constraint in &table.constraints {
                if let ConstraintRule::Check(expr) = &constraint.rule {
                    expr.mentions(&mut look);
                }
            }
        }
        pg::Kind::Index(index) => {
            index.keys.iter().for_each(|key| key.expr.mentions(&mut look));
            index.predicate.iter().for_each(|e| e.mentions(&mut look));
            plain &= !index.hidden;
        }
        pg::Kind::Sequence(_) => {}
        KindOf::Schema(_)
        | KindOf::View(_)
        | KindOf::Type(_)
        | KindOf::Routine(_)
        | KindOf::Trigger(_)
        | KindOf::Grant(_)
        | KindOf::Other(_) => return false,
    }
    plain
}

/// Whether a statement is a commit.
pub(super) fn commits(stmt: &Stmt) -> bool {
    if let Stmt::Of(_, _, inner) = stmt { commits(inner) } else { *stmt == Stmt::Commit }
}
