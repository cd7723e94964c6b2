//! Compound triggers: a function and a trigger for each point in time; what they share is kept in a setting of the transaction.

#![expect(clippy::wildcard_enum_match_arm, reason = "only names are looked for")]

use super::body::{Code, End, own};
use super::trigger::{come_out, condition, events, fits, guarded, needs_body, sees, way_out};
use super::{declare, effects, fire, kept};
use crate::catalog::{Attribute, ObjectId, ObjectType, Timing, TypeShape, UserType};
use crate::convert::{Cx, Lower, target};
use crate::finding::{Rule, Severity, Source};
use crate::ir::plsql::{self, Block, Declaration, DeclarationKind, Section, StmtKind, walk};
use crate::ir::{self, ExprKind};
use crate::name::{Name, QName};
use crate::pg::{self, Expr, Stmt};
use crate::profile::{DEFINER, Definer};
use crate::span::At;
use std::collections::BTreeSet;

/// Rules of this file.
pub(super) static RULES: &[&Rule] = &[&COMPOUND];

static COMPOUND: Rule = Rule {
    name: "compound-trigger",
    codes: &[(Source::Oracle, "OR-TRG-007")],
    raw: Severity::ManualEffort,
    message: "each section of a compound trigger becomes a trigger; AFTER EACH ROW runs behind all rows",
    help: "Nothing to do.",
    ..Rule::PLAIN
};

/// The longest name of a compound trigger whose functions can be named after it.
const LONGEST: usize = 44;

/// The variable that holds what sections share.
const SHARED: &str = "shared__state";

/// Points in time: the word of the source, the name, when, for each row.
const POINTS: [(&str, &str, Timing, bool); 5] = [
    ("BEFORE STATEMENT", "before_statement", Timing::Before, false),
    ("BEFORE EACH ROW", "before_row", Timing::Before, true),
    ("AFTER EACH ROW", "after_row", Timing::After, true),
    ("AFTER STATEMENT", "after_statement", Timing::After, false),
    ("INSTEAD OF EACH ROW", "instead_of_row", Timing::InsteadOf, true),
];

/// What sections share.
struct Shared {
    /// The type that holds the values.
    ty: QName,
    /// The setting, without the depth.
    setting: String,
    /// Variables by their names in the source and the target, with their types.
    variables: Vec<(Name, Name, pg::Type)>,
}

/// A compound trigger.
pub(super) fn lower(
    cx: &mut Cx<'_>,
    id: ObjectId,
    object: &ir::Object,
    trigger: &ir::Trigger,
    block: &Block,
) -> Vec<pg::Object> {
    match made(cx, id, object, trigger, block) {
        Ok(mut all) => {
            cx.exact(&COMPOUND, object.at.span);
            all.iter_mut().for_each(|made| super::leave_to_statements(made, block));
            all
        }
        Err(why) => kept(cx, id, object, &why),
    }
}

fn made(
    cx: &mut Cx<'_>,
    id: ObjectId,
    object: &ir::Object,
    trigger: &ir::Trigger,
    block: &Block,
) -> Lower<Vec<pg::Object>> {
    let program = cx.program;
    let base = program.target(id);
    let mut code = Code::new(cx, object.name.schema.clone(), End::Nothing);
    let table = fits(&mut code, id, object, trigger)?;
    if base.name.len() > LONGEST {
        return Err(code.refuse("a compound trigger with a name of more than 44 bytes", object.at.span));
    }
    code.own = Some(base.clone());
    let shared = shared(&mut code, &base, block)?;
    let prefix = program.plan.firing.get(&id).map_or("", String::as_str);
    let (mut functions, mut triggers) = (Vec::new(), Vec::new());
    for (n, (word, name, timing, each_row)) in POINTS.into_iter().enumerate() {
        let nothing = Section { at: block.at, point: word, block: Block { at: block.at, ..Block::default() } };
        let resets = n == 0 && shared.is_some();
        let section = block.sections.iter().find(|s| s.point == word).or(resets.then_some(&nothing));
        let Some(section) = section else { continue };
        let own = ir::Trigger { timing, each_row, ..trigger.clone() };
        let site = Site { id, object, trigger: &own, table, block, first: n == 0 };
        let (condition, body) = function(code.cx, &site, section, shared.as_ref())?;
        let mut clauses = Vec::new();
        if effects::of(program, &body).touches && program.profile.get(&DEFINER) == Definer::Definer {
            clauses.push(pg::Clause::SecurityDefiner);
        }
        let function = QName { schema: base.schema.clone(), name: format!("{}__{name}", base.name).into() };
        let routine = fire::function_of(Some(pg::Body::Block(body)), clauses);
        functions.push(target::added(object, function.clone(), pg::Kind::Routine(routine)));
        let made = pg::Trigger {
            table: Some(program.target(table)),
            timing,
            events: events(program, &own, table),
            each_row,
            condition,
            referencing: Vec::new(),
            enabled: trigger.enabled,
            body: None,
            clauses: vec![pg::Clause::Execute(function, Vec::new())],
        };
        let name = QName { schema: base.schema.clone(), name: format!("{prefix}{}__{}", base.name, n + 1).into() };
        triggers.push(target::added(object, name, pg::Kind::Trigger(made)));
    }
    code.cx.outcome().targets.extend(triggers.iter().map(|t| t.name.clone()));
    let mut all: Vec<pg::Object> = shared.iter().map(|s| target::added(object, s.ty.clone(), s.kind())).collect();
    all.extend(functions);
    all.extend(triggers);
    if let Some(first) = all.first_mut() {
        first.comments.clone_from(&object.comments);
    }
    Ok(all)
}

/// A section where it stands.
struct Site<'s> {
    id: ObjectId,
    object: &'s ir::Object,
    /// The trigger at the section's point in time.
    trigger: &'s ir::Trigger,
    table: ObjectId,
    block: &'s Block,
    /// It comes first: variables start with the values of their declarations.
    first: bool,
}

/// The code of a section, and the condition of its trigger.
fn function(
    cx: &mut Cx<'_>,
    site: &Site<'_>,
    section: &Section,
    shared: Option<&Shared>,
) -> Lower<(Option<Expr>, pg::Block)> {
    let program = cx.program;
    let mut out: Vec<Stmt> = shared.map(Shared::keep).into_iter().collect();
    out.extend(way_out(site.trigger));
    let mut code = Code::new(cx, site.object.name.schema.clone(), End::Row(out.clone()));
    code.name = site.object.name.clone();
    code.own = Some(program.target(site.id));
    sees(&mut code, site.trigger, site.table);
    code.outlive = shared.iter().flat_map(|s| &s.variables).map(|(_, target, _)| target.clone()).collect();
    let whole = together(site.block, section);
    let whole = code.begin(&whole).into_owned();
    let mut block = super::routine::whole(&mut code, &whole, Vec::new());
    let given = site.trigger.condition.as_ref().filter(|_| site.trigger.each_row);
    let condition = given.map(|e| condition(&mut code, site.table, e)).transpose()?;
    if let Some(why) = code.lacks.take() {
        code.cx.outcome().reason = Some(super::reason(site.object, &why));
    }
    if let Some(shared) = shared
        && !site.first
    {
        shared.bring(&mut block);
    }
    come_out(&mut block, out);
    match (condition, given) {
        (Some(condition), Some(e)) if needs_body(site.trigger, e) => {
            let mut block = guarded(condition, block);
            block.statements.extend(way_out(site.trigger));
            Ok((None, block))
        }
        (condition, _) => Ok((condition, block)),
    }
}

/// The declarations of the trigger with the code of a section.
fn together(block: &Block, section: &Section) -> Block {
    let inner = &section.block;
    let plain = inner.declarations.is_empty() && inner.handlers.is_empty() && inner.labels.is_empty();
    let statements = if plain {
        inner.statements.clone()
    } else {
        let kind = StmtKind::Block(Box::new(inner.clone()));
        vec![plsql::Stmt { at: inner.at, labels: Box::default(), comments: plsql::Comments::default(), kind }]
    };
    Block { at: inner.at, declarations: block.declarations.clone(), statements, ..Block::default() }
}

/// What sections share: the variables of the trigger.
fn shared(code: &mut Code<'_, '_>, base: &QName, block: &Block) -> Lower<Option<Shared>> {
    let program = code.cx.program;
    let mut variables = Vec::new();
    let outer = code.types.len();
    for declaration in &block.declarations {
        let Declaration { at, kind } = declaration;
        match kind {
            DeclarationKind::Variable(it) if !it.constant => {
                if it.range.is_some() {
                    return Err(code.refuse("a range of a variable that sections of a compound trigger share", at.span));
                }
                let (ty, _) = declare::typed(code, &it.ty, at.span)?;
                if matches!(ty, pg::Type::RefCursor | pg::Type::Record) {
                    return Err(code.refuse("a cursor that sections of a compound trigger share", at.span));
                }
                together_in_rows(code, block, &it.name, *at)?;
                let target = declare::parameter_name(program, &it.name);
                variables.push((it.name.clone(), target, ty));
            }
            DeclarationKind::Subtype(_) | DeclarationKind::Type(_) => declare::type_of(code, block, declaration)?,
            DeclarationKind::Routine(_)
            | DeclarationKind::Variable(_)
            | DeclarationKind::Exception(_)
            | DeclarationKind::Cursor(_)
            | DeclarationKind::Pragma(_)
            | DeclarationKind::Unread(_) => {}
        }
    }
    code.types.truncate(outer);
    if variables.is_empty() {
        return Ok(None);
    }
    let ty = QName { schema: base.schema.clone(), name: format!("{}__state", base.name).into() };
    let plain = |c: char| if c.is_ascii_alphanumeric() || c == '_' { c } else { '_' };
    let schema: String = base.schema.as_deref().unwrap_or("public").chars().map(plain).collect();
    let name: String = base.name.chars().map(plain).collect();
    Ok(Some(Shared { ty, setting: format!("{schema}.{name}.s"), variables }))
}

/// Oracle runs `AFTER EACH ROW` of a row before `BEFORE EACH ROW` of the next, PostgreSQL behind those of all rows: what goes from
/// one to the other has no form.
fn together_in_rows(code: &mut Code<'_, '_>, block: &Block, name: &Name, at: At) -> Lower<()> {
    let all = naming(block, name);
    let points: BTreeSet<&str> =
        block.sections.iter().filter(|s| names(walk::Node::Block(&s.block), &all)).map(|s| s.point).collect();
    if points.contains("BEFORE EACH ROW") && points.contains("AFTER EACH ROW") {
        let what = "a variable that goes from BEFORE EACH ROW to AFTER EACH ROW of a compound trigger";
        return Err(code.refuse(what, at.span));
    }
    Ok(())
}

/// A variable, and the routines of the trigger that name it, or one that does.
fn naming<'b>(block: &'b Block, name: &'b Name) -> BTreeSet<&'b Name> {
    let mut all = BTreeSet::from([name]);
    loop {
        let more: Vec<&Name> = block
            .declarations
            .iter()
            .filter_map(|d| match &d.kind {
                DeclarationKind::Routine(member) if !all.contains(&member.name) => Some(member),
                _ => None,
            })
            .filter(|member| names(walk::Node::Routine(&member.routine), &all))
            .map(|member| &member.name)
            .collect();
        if more.is_empty() {
            return all;
        }
        all.extend(more);
    }
}

fn names(node: walk::Node<'_>, all: &BTreeSet<&Name>) -> bool {
    let mut found = false;
    walk::each(node, &mut |node| {
        if let walk::Node::Expr(e) = node {
            found |= match &e.kind {
                ExprKind::Name(path) => path.parts.first().is_some_and(|name| all.contains(name)),
                ExprKind::Call(call) => call.name.parts.first().is_some_and(|name| all.contains(name)),
                _ => false,
            };
        }
    });
    found
}

impl Shared {
    /// The type that holds the values.
    fn kind(&self) -> pg::Kind {
        let attribute = |(_, target, ty): &(Name, Name, pg::Type)| Attribute {
            name: target.clone(),
            at: At::default(),
            ty: ty.clone(),
            comments: Vec::new(),
        };
        let attributes = self.variables.iter().map(attribute).collect();
        let shape = ObjectType { under: None, attributes, methods: Vec::new(), is_final: None, instantiable: None };
        pg::Kind::Type(UserType { shape: TypeShape::Object(shape), clauses: Vec::new() })
    }

    /// The setting of the statement at hand: statements within it have their own.
    fn name(&self) -> Expr {
        let depth = Expr::call("pg_trigger_depth", []);
        Expr::Concat(Box::new([Expr::text(self.setting.clone()), depth]))
    }

    /// Keeps the values for the sections that follow.
    fn keep(&self) -> Stmt {
        let values = self.variables.iter().map(|(_, target, _)| Expr::name(target.clone())).collect();
        let row = Expr::Row(values).cast(pg::Type::Named(self.ty.clone())).cast(pg::Type::Text);
        Stmt::Perform(Expr::call("set_config", [self.name(), row, Expr::Bool(true)]))
    }

    /// Variables start with the values that were kept.
    fn bring(&self, block: &mut pg::Block) {
        let ty = pg::Type::Named(self.ty.clone());
        for declaration in &mut block.declarations {
            if self.variables.iter().any(|(_, target, _)| *target == declaration.name) {
                let value = Expr::Name(Box::new([SHARED.into(), declaration.name.clone()]));
                declaration.value = Some(value);
            }
        }
        let mut state = own(SHARED.into(), ty.clone());
        state.value = Some(Expr::call("current_setting", [self.name()]).cast(ty));
        block.declarations.insert(0, state);
    }
}
