//! What callers of the target give to public routines: '' is a value there, and null to the code, which was written for Oracle.

#![expect(clippy::wildcard_enum_match_arm, reason = "only what tells '' from null is looked for")]

use super::body::Code;
use super::declare;
use super::routine::Unit;
use crate::finding::{Rule, Severity, Source};
use crate::ir::plsql::{Block, DeclarationKind, Over, StmtKind, walk};
use crate::ir::{self, Compare, Dml, Expr, ExprKind, InSet, QueryBody};
use crate::name::Name;
use crate::pg;
use crate::profile::{EMPTY_PARAMETERS, EMPTY_STRING, EmptyParameters, EmptyString};
use rustc_hash::FxHashSet;

/// Rules of this file.
pub(super) static RULES: &[&Rule] = &[&EMPTY];

static EMPTY: Rule = Rule {
    name: "empty-parameter",
    codes: &[(Source::Oracle, "HD-354")],
    raw: Severity::DataLossRisk,
    message: "'' that a caller gives to a public routine becomes null at its entry",
    help: "Nothing to do; `empty_parameters = \"trust\"` leaves it out, where no caller gives ''.",
    ..Rule::PLAIN
};

/// Makes null of '' in a parameter of this name, where that can be told.
pub(super) fn fill(
    code: &mut Code<'_, '_>,
    unit: Unit<'_>,
    param: &ir::Param,
    name: &Name,
    first: &mut Vec<pg::Stmt>,
    reads: &mut dyn FnMut() -> [usize; 2],
) {
    let told = told(code, unit, param, reads);
    if told.first {
        code.raw.push(name.clone());
    }
    if told.later {
        let value = pg::Expr::call("nullif", [pg::Expr::name(name.clone()), pg::Expr::text("")]);
        first.push(pg::Stmt::Assign(Box::new([name.clone()]), value));
    }
}

/// Where a parameter can be told from null.
#[derive(Clone, Copy, Debug, Default)]
struct Told {
    /// In what variables start with, before the first statement.
    first: bool,
    /// In statements and cursors.
    later: bool,
}

/// Whether '' may come in by a parameter, and where the code could tell it from null.
fn told(code: &mut Code<'_, '_>, unit: Unit<'_>, param: &ir::Param, reads: &mut dyn FnMut() -> [usize; 2]) -> Told {
    let profile = code.cx.program.profile;
    let trusts =
        profile.get(&EMPTY_PARAMETERS) == EmptyParameters::Trust || profile.get(&EMPTY_STRING) == EmptyString::Report;
    let is_text = match declare::with_limits(code, &param.ty, param.at.span) {
        Ok((pg::Type::Varchar(_), _)) => true,
        Ok((pg::Type::Text, _)) => matches!(param.ty, ir::Type::Varchar { .. }),
        _ => false,
    };
    if trusts || !unit.public || !is_text {
        return Told::default();
    }
    let [early, all] = reads();
    let told = Told { first: early > 0, later: all > early };
    if told.first || told.later {
        code.cx.exact(&EMPTY, param.at.span);
    }
    told
}

/// Where parameters stand, in the values that variables start with and in the whole block; looked for once a routine.
#[derive(Default)]
pub(super) struct Read<'a>(Option<[Reads<'a>; 2]>);

impl<'a> Read<'a> {
    /// How many places tell '' in a parameter from null.
    pub fn of(&mut self, unit: Unit<'a>, block: &'a Block, param: &Name) -> [usize; 2] {
        let [early, all] = self.0.get_or_insert_with(|| {
            let new = || Reads { unit, found: Vec::new(), alike: FxHashSet::default() };
            let [mut early, mut all] = [new(), new()];
            walk::each(walk::Node::Block(block), &mut |node| all.node(node));
            let first = block.declarations.iter().filter_map(|d| match &d.kind {
                DeclarationKind::Variable(it) => it.default.as_ref(),
                _ => None,
            });
            first.for_each(|e| walk::each(walk::Node::Expr(e), &mut |node| early.node(node)));
            [early, all]
        });
        [early.tell(param), all.tell(param)]
    }
}

/// Where parameters stand, and the places where '' does what null does.
struct Reads<'a> {
    unit: Unit<'a>,
    found: Vec<(&'a Name, *const Expr)>,
    alike: FxHashSet<*const Expr>,
}

impl<'a> Reads<'a> {
    /// The parameter that an expression may be.
    fn named(&self, e: &'a Expr) -> Option<&'a Name> {
        let ExprKind::Name(path) = &e.kind else { return None };
        let name = match path.parts.as_slice() {
            [name] => name,
            [label, name] if label == self.unit.label => name,
            _ => return None,
        };
        self.unit.routine.params.iter().any(|p| p.name == *name).then_some(name)
    }

    fn tell(&self, param: &Name) -> usize {
        self.found.iter().filter(|(name, place)| *name == param && !self.alike.contains(place)).count()
    }

    fn node(&mut self, node: walk::Node<'a>) {
        match node {
            walk::Node::Expr(e) => {
                self.found.extend(self.named(e).map(|name| (name, &raw const *e)));
                // Nothing is added by either.
                if let ExprKind::Concat(_, items) = &e.kind {
                    self.alike.extend(items.iter().map(|item| &raw const *item));
                }
            }
            walk::Node::Stmt(stmt) => match &stmt.kind {
                StmtKind::Assign(sides) => self.alike.extend(sides.first().map(|side| &raw const *side)),
                StmtKind::If(it) => it.arms.iter().for_each(|(condition, _)| self.condition(condition)),
                StmtKind::Leave(it) => it.when.iter().for_each(|condition| self.condition(condition)),
                StmtKind::Loop(it) => {
                    if let Over::While(condition) = &it.over {
                        self.condition(condition);
                    }
                }
                StmtKind::Dml(it) => match &**it {
                    Dml::Update(it) => it.condition.iter().for_each(|condition| self.condition(condition)),
                    Dml::Delete(it) => it.condition.iter().for_each(|condition| self.condition(condition)),
                    _ => {}
                },
                _ => {}
            },
            walk::Node::Query(query) => {
                if let QueryBody::Select(select) = &query.body {
                    select.condition.iter().for_each(|condition| self.condition(condition));
                }
            }
            _ => {}
        }
    }

    /// A condition that must hold: what is not equal and what is not known do the same.
    fn condition(&mut self, e: &Expr) {
        match &e.kind {
            ExprKind::And(items) | ExprKind::Or(items) => items.iter().for_each(|item| self.condition(item)),
            ExprKind::Compare(Compare::Eq, sides) => {
                let variables = sides.iter().filter(|side| matches!(side.kind, ExprKind::Name(_))).count();
                let parameters = sides.iter().filter(|side| self.is_parameter(side)).count();
                if variables < 2 || parameters < 2 {
                    self.alike.extend(sides.iter().map(|side| &raw const *side));
                }
            }
            ExprKind::In(it) if !it.not => {
                if let InSet::List(_) = &it.set {
                    self.alike.insert(&raw const it.left);
                }
            }
            _ => {}
        }
    }

    fn is_parameter(&self, e: &Expr) -> bool {
        let ExprKind::Name(path) = &e.kind else { return false };
        let Some(name) = path.parts.last() else { return false };
        self.unit.routine.params.iter().any(|p| p.name == *name)
    }
}
