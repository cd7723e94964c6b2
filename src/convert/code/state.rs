//! Variables and constants of packages: a constant is a function, a variable a slot of the session with a function that reads and
//! one that writes it; and what happens when a package is used for the first time.

#![expect(clippy::wildcard_enum_match_arm, reason = "only variables are looked for")]

use super::body::{Code, End};
use super::constant::is_fixed;
use super::{declare, effects, limits, record};
use crate::analyze::effects::{Does, Effect, Runs};
use crate::catalog::{Mode, ObjectId, Param, Part};
use crate::convert::expr::{self, Limits, Place};
use crate::convert::named::{self, Meaning, Site};
use crate::convert::plan::members::{Package, Routine};
use crate::convert::plan::names::cut;
use crate::convert::{Cx, Program};
use crate::finding::{Effort, Rule, Severity, Source};
use crate::ir::plsql::{Block, DeclarationKind, StmtKind, Variable, walk};
use crate::ir::{self, Body};
use crate::name::{Name, QName};
use crate::pg::{self, Expr, Stmt, Type};
use crate::profile::{DEFINER, Definer};
use crate::span::At;
use std::collections::BTreeSet;

/// Rules of this file.
pub(super) static RULES: &[&Rule] = &[&VARIABLE, &SECTION];

static VARIABLE: Rule = Rule {
    name: "package-variable",
    codes: &[(Source::Oracle, "OR-PKG-002")],
    raw: Severity::DataLossRisk,
    message: "a package variable is kept in a prepared statement of the session: no rollback takes it back",
    help: "Nothing to do.",
    ..Rule::PLAIN
};

static SECTION: Rule = Rule {
    name: "package-initialisation",
    codes: &[(Source::Oracle, "OR-PKG-004")],
    raw: Severity::BehaviourChange,
    severity: Severity::Info,
    effort: Effort::NONE,
    message: "when package `{name}` is first used, `{function}` {what}",
    help: "Nothing to do: it runs once per session, and again after it failed.",
    ..Rule::PLAIN
};

/// The package that owns a declaration, as a place to look up names.
pub(super) fn site(package: &Package) -> Site<'_> {
    Site { schema: package.name.schema.as_ref(), package: Some(package) }
}

/// The functions that give the values of variables, constants and new records, and whether the value is always the same; and those that write
/// variables: what they do no handler takes back.
pub(super) fn accessors(program: &Program<'_>, package: &Package) -> Vec<(QName, bool)> {
    let mut all = Vec::new();
    for (_, declaration) in package.declarations(&program.read.catalog) {
        let it = match &declaration.kind {
            DeclarationKind::Variable(it) => it,
            DeclarationKind::Type(it) => {
                all.extend(record::starter(program, package, it));
                continue;
            }
            _ => continue,
        };
        let fixed = is_fixed(program, package, it);
        all.push((reader(program, package, &it.name), fixed));
        if !it.constant {
            all.push((writer(program, package, &it.name), false));
        }
    }
    all
}

/// The function that gives the value of a variable.
pub(in crate::convert) fn reader(program: &Program<'_>, package: &Package, name: &Name) -> QName {
    package.member(&program.plan.names.fold(name))
}

/// The function that writes a variable.
pub(super) fn writer(program: &Program<'_>, package: &Package, name: &Name) -> QName {
    package.member(&format!("{}__set", program.plan.names.fold(name)))
}

fn init(package: &Package) -> QName {
    package.member("init__")
}

/// What slots and settings of a package are named by.
fn base(package: &Package) -> String {
    if package.prefix.is_empty() {
        return package.schema.to_string();
    }
    format!("{}.{}", package.schema, package.prefix.trim_end_matches('_'))
}

fn slot(program: &Program<'_>, package: &Package, name: &Name) -> Name {
    cut(&format!("{}.{}", base(package), program.plan.names.fold(name)))
}

/// The setting that says whether a package is ready: settings have plain names.
fn ready(package: &Package) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '$') { c } else { '_' };
    format!("{}.ready", base(package).chars().map(plain).collect::<String>())
}

/// Whether state lasts for one call of the client only.
fn is_reusable(program: &Program<'_>, package: &Package) -> bool {
    package.declarations(&program.read.catalog).any(|(_, d)| match &d.kind {
        DeclarationKind::Pragma(pragma) => pragma.name == "SERIALLY_REUSABLE",
        _ => false,
    })
}

/// What `ready` holds once a package is ready.
fn readiness(program: &Program<'_>, package: &Package) -> Expr {
    if is_reusable(program, package) {
        let now = Expr::Extract("epoch".into(), Box::new(Expr::call("statement_timestamp", [])));
        return now.cast(Type::Text);
    }
    Expr::text("on")
}

/// Whether a package has anything to do before it is used.
fn has_state(program: &Program<'_>, package: &Package) -> bool {
    let catalog = &program.read.catalog;
    let slots = package.declarations(catalog).any(|(_, d)| match &d.kind {
        DeclarationKind::Variable(it) => !is_fixed(program, package, it),
        _ => false,
    });
    slots || section(program, package).is_some()
}

/// The code that runs when a package is first used.
fn section<'a>(program: &'a Program<'_>, package: &Package) -> Option<&'a Block> {
    match package.body_of(&program.read.catalog)?.body.as_ref()? {
        Body::Code(block) => Some(block),
        Body::Foreign(..) | Body::Unread(_) => None,
    }
}

/// What a package does when it is first used, besides giving its own variables their values; what the routines that it calls do may
/// hang on conditions.
fn beyond(program: &Program<'_>, package: &Package) -> Option<String> {
    let (id, _) = program.facts.symbols.packages().find(|(_, it)| it.body == package.body)?;
    let own = program.facts.effects.own(Runs::Package(id));
    let all = program.facts.effects.of(Runs::Package(id));
    let without = |all: &BTreeSet<ObjectId>, own: &BTreeSet<ObjectId>| all.difference(own).copied().collect();
    let called = Effect {
        does: all.does.without(own.does),
        writes: without(&all.writes, &own.writes),
        reads: without(&all.reads, &own.reads),
        ..Effect::default()
    };
    let own = deeds(program, &own, |(does, _)| does);
    let called = deeds(program, &called, |(_, may)| may);
    match (own.is_empty(), called.is_empty()) {
        (true, true) => None,
        (false, true) => Some(own),
        (true, false) => Some(format!("calls what may {called}")),
        (false, false) => Some(format!("{own}, and calls what may {called}")),
    }
}

/// What code does to others than its variables: in words, of which each has two forms.
fn deeds(program: &Program<'_>, effect: &Effect, form: fn((&'static str, &'static str)) -> &'static str) -> String {
    let named = |ids: &BTreeSet<ObjectId>| {
        let names = ids.iter().take(4).map(|id| format!("`{}`", program.read.catalog.get(*id).name));
        let more = if ids.len() > 4 { ", …" } else { "" };
        format!("{}{more}", names.collect::<Vec<_>>().join(", "))
    };
    let mut all = Vec::new();
    if !effect.writes.is_empty() {
        all.push(format!("{} {}", form(("writes", "write")), named(&effect.writes)));
    }
    let reads: BTreeSet<ObjectId> = effect.reads.difference(&effect.writes).copied().collect();
    if !reads.is_empty() {
        all.push(format!("{} {}", form(("reads", "read")), named(&reads)));
    }
    let others = [
        (Does::ENDS, ("ends the transaction", "end the transaction")),
        (Does::LOCKS, ("locks", "lock")),
        (Does::SEQUENCE, ("takes a value of a sequence", "take a value of a sequence")),
        (Does::SETTINGS, ("changes settings of the session", "change settings of the session")),
        (Does::OUTPUT, ("prints", "print")),
        (Does::EXTERNAL, ("reaches out of the database", "reach out of the database")),
        (Does::DYNAMIC, ("runs dynamic SQL", "run dynamic SQL")),
        (Does::UNKNOWN, ("calls code that is not in the input", "call code that is not in the input")),
    ];
    all.extend(others.into_iter().filter(|(does, _)| effect.does.any(*does)).map(|(_, forms)| form(forms).to_owned()));
    all.join(", ")
}

/// `IF current_setting('p.ready', true) IS DISTINCT FROM 'on' THEN PERFORM p.init__(); END IF;`
fn guard(program: &Program<'_>, package: &Package) -> Vec<Stmt> {
    if !has_state(program, package) {
        return Vec::new();
    }
    let now = Expr::call("current_setting", [Expr::text(ready(package)), Expr::Bool(true)]);
    let unready = Expr::Distinct(false, Box::new([now, readiness(program, package)]));
    let run = Stmt::Perform(Expr::function(init(package), []));
    vec![Stmt::If(vec![(unready, vec![run])], Vec::new())]
}

/// What a public routine does first, where the first use of its package is more than values of variables.
pub(super) fn guard_of(program: &Program<'_>, package: &Package, member: &Routine) -> Vec<Stmt> {
    let public = member.spec.is_some() || package.spec.is_none();
    let acts = section(program, package).is_some_and(|block| {
        let mut acts = !block.handlers.is_empty();
        walk::outline(walk::Node::Block(block), &mut |node| {
            if let walk::Node::Stmt(stmt) = node {
                acts |= !matches!(
                    stmt.kind,
                    StmtKind::Null
                        | StmtKind::Assign(_)
                        | StmtKind::If(_)
                        | StmtKind::Case(_)
                        | StmtKind::Loop(_)
                        | StmtKind::Leave(_)
                        | StmtKind::Select(_)
                        | StmtKind::Block(_)
                );
            }
        });
        acts
    });
    if public && acts { guard(program, package) } else { Vec::new() }
}

/// The type of a slot, as the text of a statement spells it: with its schema, without its length.
fn spelled(ty: &Type) -> Option<String> {
    let plain = match ty {
        Type::SmallInt => "int2",
        Type::Integer => "int4",
        Type::BigInt => "int8",
        Type::Numeric(_) => "numeric",
        Type::Real => "float4",
        Type::Double => "float8",
        Type::Boolean => "bool",
        Type::Varchar(_) => "varchar",
        Type::Char(_) => "bpchar",
        Type::Text => "text",
        Type::Bytea => "bytea",
        Type::Date => "date",
        Type::Timestamp(_) => "timestamp",
        Type::Timestamptz(_) => "timestamptz",
        Type::Interval(..) => "interval",
        Type::Xml => "xml",
        Type::Json => "json",
        Type::Jsonb => "jsonb",
        Type::Uuid => "uuid",
        Type::RefCursor => "refcursor",
        Type::Named(QName { schema: Some(schema), name }) => {
            return Some(format!("{}.{}", quoted(schema), quoted(name)));
        }
        _ => return None,
    };
    Some(format!("pg_catalog.{plain}"))
}

fn quoted(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 2);
    out.push('"');
    for c in name.chars() {
        out.push(c);
        if c == '"' {
            out.push(c);
        }
    }
    out.push('"');
    out
}

/// A variable as it is kept.
struct Slot {
    name: Name,
    ty: Type,
    spelled: String,
    /// Rows are kept field by field.
    row: bool,
    /// What its values must be.
    limits: Limits,
}

impl Slot {
    /// `quote_nullable(value) || '::type'`.
    fn text(&self, value: Expr) -> Expr {
        let (front, behind) = if self.row { ("(", ").*") } else { ("", "") };
        let value = if self.row { value.cast(Type::Text) } else { value };
        let mut parts = Vec::new();
        if self.row {
            parts.push(Expr::text(front));
        }
        parts.push(Expr::call("quote_nullable", [value]));
        parts.push(Expr::text(format!("::{}{behind}", self.spelled)));
        Expr::Concat(parts.into_boxed_slice())
    }

    /// `'0::type'`.
    fn literal(&self, value: &str) -> Expr {
        if self.row {
            return Expr::text(format!("({value}::{}).*", self.spelled));
        }
        Expr::text(format!("{value}::{}", self.spelled))
    }

    fn put(&self, text: Expr) -> Stmt {
        Stmt::Perform(Expr::helper("slot_put", [Expr::text(self.name.clone()), text]))
    }
}

/// Whether values of the type are checked or rounded when they are assigned.
fn has_limits(ty: &Type) -> bool {
    matches!(
        ty,
        Type::Varchar(Some(_))
            | Type::Char(_)
            | Type::Numeric(Some(_))
            | Type::Timestamp(Some(_))
            | Type::Timestamptz(Some(_))
    )
}

/// Whether a variable is a record: the row of a table, or of a type that a package declares.
pub(super) fn is_row(program: &Program<'_>, package: &Package, it: &Variable) -> bool {
    let found = named::meaning(program, site(package), &it.ty);
    matches!(found.map(|n| n.meaning), Some(Meaning::Record(..) | Meaning::Row(_) | Meaning::CursorRow(..)))
}

/// Whether there are functions for a variable or constant.
pub(super) fn is_kept(program: &Program<'_>, package: &Package, it: &Variable) -> bool {
    let found = named::meaning(program, site(package), &it.ty);
    let row = is_row(program, package, it);
    let ty = named::target(program, site(package), &it.ty).ok();
    let known = ty.filter(|ty| row || !matches!(ty, Type::Named(_))).and_then(|ty| spelled(&ty));
    known.is_some() && found.is_some()
}

/// The type of a variable, and its slot.
fn slot_of(code: &mut Code<'_, '_>, package: &Package, it: &Variable, at: At) -> Option<Slot> {
    let program = code.cx.program;
    let row = is_row(program, package, it);
    let mut limits = limits::of_variable(code, it, at.span).ok()?;
    limits.not_null |= it.not_null;
    let ty = match named::target(program, site(package), &it.ty) {
        Ok(ty) => ty,
        Err(what) => {
            let absent = what == named::ABSENT;
            let _ = if absent {
                super::declare::refused(code, &it.ty, what, at.span)
            } else {
                code.refuse(&format!("a package variable of {what}"), at.span)
            };
            return None;
        }
    };
    if limits.range.is_none() {
        limits.range = digits(&ty, &named::source(program, site(package), &it.ty));
    }
    let spelled = match spelled(&ty) {
        Some(text) if row || !matches!(ty, Type::Named(_)) => text,
        Some(_) | None => {
            let _ = code.refuse("a package variable of this type", at.span);
            return None;
        }
    };
    Some(Slot { name: slot(program, package, &it.name), ty, spelled, row, limits })
}

/// The range of `NUMBER(3)`, of which an integer type would take more.
fn digits(ty: &Type, source: &ir::Type) -> Option<[Expr; 2]> {
    let ir::Type::Number { precision: Some(digits), scale: None | Some(0) } = source else { return None };
    if !matches!(ty, Type::SmallInt | Type::Integer | Type::BigInt) {
        return None;
    }
    let most = 10_i64.checked_pow(u32::from(*digits))?.checked_sub(1)?;
    Some([Expr::int(-most), Expr::int(most)])
}

/// Code that sees what a package declares.
pub(super) fn in_package<'c, 'a>(cx: &'c mut Cx<'a>, package: &Package) -> Code<'c, 'a> {
    let mut code = Code::new(cx, package.name.schema.clone(), End::Nothing);
    code.locals.package = Some(package.name.clone());
    code.held = true;
    code
}

/// What reads and what writes a variable of a package.
pub(super) fn variable(cx: &mut Cx<'_>, package: &Package, it: &Variable, at: At) -> Vec<(QName, pg::Routine)> {
    let program = cx.program;
    let Some(slot) = slot_of(&mut in_package(cx, package), package, it, at) else { return Vec::new() };
    cx.exact(&VARIABLE, at.span);
    // A value of CHAR keeps its blanks, and its way of being compared.
    let padded = matches!(slot.ty, Type::Char(_));
    let bare = if padded { Type::Builtin("bpchar") } else { expr::bare(&slot.ty) };
    let value = pg::Declaration {
        at: At::default(),
        name: "v".into(),
        constant: false,
        ty: slot.ty.clone(),
        not_null: false,
        value: None,
    };
    let mut read = guard(program, package);
    if slot.row {
        let kept = Expr::helper("slot_get", [Expr::text(slot.name.clone()), Expr::name("v")]);
        read.push(Stmt::Assign(Box::new(["v".into()]), kept));
    } else {
        let fetch = Expr::call("concat", [Expr::text(format!("EXECUTE {}", quoted(&slot.name)))]);
        read.push(Stmt::Execute(fetch, vec![Box::new(["v".into()])]));
    }
    let varying = matches!(slot.ty, Type::Varchar(_));
    let own = Expr::name("v");
    read.push(Stmt::Return(Some(if varying { own.cast(bare.clone()) } else { own })));
    let block = pg::Block { label: None, declarations: vec![value.clone()], statements: read, ..pg::Block::default() };
    let mut made = vec![(reader(program, package, &it.name), function(Vec::new(), bare.clone(), block))];
    if it.constant {
        return made;
    }
    let mut write = guard(program, package);
    write.splice(0..0, limits::at_entry(&slot.limits, &"p".into(), true));
    let limited = has_limits(&slot.ty);
    let name = quoted(&slot.name);
    let new = slot.text(Expr::name(if limited { "v" } else { "p" }));
    let front = Expr::text(format!("DEALLOCATE {name}; PREPARE {name} AS SELECT "));
    let text = match new {
        Expr::Concat(parts) => Expr::Concat([front].into_iter().chain(parts).collect()),
        other => Expr::Concat(Box::new([front, other])),
    };
    write.push(Stmt::Execute(text, Vec::new()));
    let given = if varying { Expr::name("p").cast(Type::Varchar(None)) } else { Expr::name("p") };
    let declarations = if limited { vec![pg::Declaration { value: Some(given), ..value }] } else { Vec::new() };
    let block = pg::Block { label: None, declarations, statements: write, ..pg::Block::default() };
    let param = Param { name: "p".into(), at: At::default(), mode: Mode::In, nocopy: false, ty: bare, default: None };
    made.push((writer(program, package, &it.name), function(vec![param], Type::Void, block)));
    made
}

fn function(params: Vec<Param<pg::Pg>>, returns: Type, block: pg::Block) -> pg::Routine {
    let body = Some(pg::Body::Block(block));
    pg::Routine { is_function: true, params, returns: Some(returns), body, clauses: Vec::new() }
}

/// What happens when a package is first used; nothing, where there is nothing to do.
pub(super) fn init_of(cx: &mut Cx<'_>, package: &Package) -> Option<(QName, pg::Routine)> {
    let program = cx.program;
    if !has_state(program, package) {
        return None;
    }
    let mut code = in_package(cx, package);
    let mut declarations = Vec::new();
    let own = Expr::text(cut(&base(package)));
    let (mut statements, last) = frame(program, package, &mut declarations, &own);
    let variables: Vec<(&Variable, At)> = package
        .declarations(&program.read.catalog)
        .filter_map(|(_, d)| match &d.kind {
            DeclarationKind::Variable(it) if !is_fixed(program, package, it) => Some((&**it, d.at)),
            _ => None,
        })
        .collect();
    let slots = variables.into_iter().filter_map(|(it, at)| {
        let slot = slot_of(&mut in_package(code.cx, package), package, it, at)?;
        Some((it, slot, at))
    });
    let slots: Vec<(&Variable, Slot, At)> = slots.collect();
    let mut values = Vec::new();
    let mut called = false;
    for (n, (it, slot, at)) in slots.iter().enumerate() {
        let first = first_value(&mut code, it, slot, *at, &mut declarations);
        // A routine of the package that gives a first value sees those that come later as null.
        if !called && first.iter().any(|stmt| calls(package, stmt)) {
            called = true;
            let later = slots.iter().skip(n);
            values.extend(later.map(|(_, slot, _)| slot.put(slot.literal("NULL"))));
        }
        values.extend(first);
    }
    if let Some(block) = section(program, package) {
        let block = &*code.begin(block);
        let lowered = super::routine::whole(&mut code, block, Vec::new());
        let plain = lowered.declarations.is_empty() && lowered.label.is_none() && block.handlers.is_empty();
        if plain {
            values.extend(lowered.statements)
        } else {
            values.push(Stmt::Block(Box::new(lowered)))
        }
        let function = init(package);
        match beyond(program, package) {
            Some(what) => {
                let raised = SECTION.at(block.at.span).with("name", &package.name);
                code.cx.raise(raised.with("function", function.to_string()).with("what", what));
            }
            None => code.cx.exact(&SECTION, block.at.span),
        }
    }
    values.push(last);
    if is_reusable(program, package) {
        let unlike = Expr::Distinct(false, Box::new([Expr::name("v_last"), Expr::name("v_call")]));
        statements.push(Stmt::If(vec![(unlike, values)], Vec::new()));
    } else {
        statements.extend(values);
    }
    if let Some(why) = &code.lacks {
        code.cx.outcome().reason.get_or_insert_with(|| why.message().to_owned());
    }
    let block = pg::Block { declarations, statements, ..pg::Block::default() };
    let touches = effects::of(program, &block).touches && section(program, package).is_some();
    let mut routine = function(Vec::new(), Type::Void, block);
    if touches && program.profile.get(&DEFINER) == Definer::Definer {
        routine.clauses.push(pg::Clause::SecurityDefiner);
    }
    Some((init(package), routine))
}

/// Whether a statement calls a routine of the package.
fn calls(package: &Package, stmt: &Stmt) -> bool {
    let mut found = false;
    pg::code::each(stmt, &mut |node| {
        if let pg::code::Node::Expr(e) = node {
            e.mentions(&mut |mention| found |= package.has_routine(mention.name));
        }
    });
    found
}

/// What comes before the first values, and what comes last.
fn frame(
    program: &Program<'_>,
    package: &Package,
    declarations: &mut Vec<pg::Declaration>,
    own: &Expr,
) -> (Vec<Stmt>, Stmt) {
    let on =
        |value: Expr| Stmt::Perform(Expr::call("set_config", [Expr::text(ready(package)), value, Expr::Bool(false)]));
    let known = Expr::helper("slot_exists", [own.clone()]);
    let put = |text: Expr| Stmt::Perform(Expr::helper("slot_put", [own.clone(), text]));
    if !is_reusable(program, package) {
        let done = Stmt::If(vec![(known, vec![Stmt::Return(None)])], Vec::new());
        return (vec![on(Expr::text("on")), done], put(Expr::text("true")));
    }
    let text = |name: &str, value: Option<Expr>| pg::Declaration {
        at: At::default(),
        name: name.into(),
        constant: false,
        ty: Type::Text,
        not_null: false,
        value,
    };
    declarations.push(text("v_call", Some(readiness(program, package))));
    declarations.push(text("v_last", None));
    let fetch = Expr::call("concat", [Expr::text(format!("EXECUTE {}", quoted(&cut(&base(package)))))]);
    let last = Stmt::If(vec![(known, vec![Stmt::Execute(fetch, vec![Box::new(["v_last".into()])])])], Vec::new());
    let now =
        Expr::Concat(Box::new([Expr::call("quote_literal", [Expr::name("v_call")]), Expr::text("::pg_catalog.text")]));
    (vec![on(Expr::name("v_call")), last], put(now))
}

/// The first value of a variable goes into its slot.
fn first_value(
    code: &mut Code<'_, '_>,
    it: &Variable,
    slot: &Slot,
    at: At,
    declarations: &mut Vec<pg::Declaration>,
) -> Vec<Stmt> {
    let Some(value) = &it.default else {
        return vec![match declare::start_of(code, &it.ty) {
            Some(start) => slot.put(slot.text(start)),
            None => slot.put(slot.literal("NULL")),
        }];
    };
    let low = match code.expr_for(value, Place::Code, &slot.ty) {
        Ok(low) => low,
        Err(why) => return vec![code.gap(at, &why)],
    };
    let value = match code.fit(low, &slot.ty, at.span) {
        Ok(value) => limits::checked(&slot.limits, value),
        Err(why) => return vec![code.gap(at, &why)],
    };
    match &value {
        Expr::Null => return vec![slot.put(slot.literal("NULL"))],
        Expr::Number(digits) if !has_limits(&slot.ty) => return vec![slot.put(slot.literal(digits))],
        Expr::Bool(value) => return vec![slot.put(slot.literal(if *value { "true" } else { "false" }))],
        _ => {}
    }
    if !has_limits(&slot.ty) {
        return vec![slot.put(slot.text(value))];
    }
    let name = declare::variable_name(&code.cx.program.plan.names.fold(&it.name));
    let ty = slot.ty.clone();
    declarations.push(pg::Declaration { at, name: name.clone(), constant: false, ty, not_null: false, value: None });
    let assign = Stmt::Assign(Box::new([name.clone()]), value);
    vec![assign, slot.put(slot.text(Expr::name(name)))]
}
