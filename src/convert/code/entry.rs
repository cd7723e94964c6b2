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
    block: &Block,
    name: &Name,
    first: &mut Vec<pg::Stmt>,
) {
    let told = told(code, unit, param, block);
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
fn told(code: &mut Code<'_, '_>, unit: Unit<'_>, param: &ir::Param, block: &Block) -> Told {
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
    let first: Vec<&Expr> = block
        .declarations
        .iter()
        .filter_map(|d| match &d.kind {
            DeclarationKind::Variable(it) => it.default.as_ref(),
            _ => None,
        })
        .collect();
    let mut all = Reads { unit, name: &param.name, found: Vec::new(), alike: Vec::new() };
    walk::each(walk::Node::Block(block), &mut |node| all.node(node));
    let mut early = Reads { unit, name: &param.name, found: Vec::new(), alike: Vec::new() };
    first.iter().for_each(|e| walk::each(walk::Node::Expr(e), &mut |node| early.node(node)));
    let told = Told { first: early.tell() > 0, later: all.tell() > early.tell() };
    if told.first || told.later {
        code.cx.exact(&EMPTY, param.at.span);
    }
    told
}

/// Where a parameter stands, and the places where '' does what null does.
struct Reads<'a> {
    unit: Unit<'a>,
    name: &'a Name,
    found: Vec<*const Expr>,
    alike: Vec<*const Expr>,
}

impl Reads<'_> {
    fn is(&self, e: &Expr) -> bool {
        let ExprKind::Name(path) = &e.kind else { return false };
        match path.parts.as_slice() {
            [name] => name == self.name,
            [label, name] => name == self.name && label == self.unit.label,
            _ => false,
        }
    }

    fn tell(&self) -> usize {
        self.found.iter().filter(|place| !self.alike.contains(place)).count()
    }

    fn node(&mut self, node: walk::Node<'_>) {
        match node {
            walk::Node::Expr(e) => {
                if self.is(e) {
                    self.found.push(e);
                }
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
                    self.alike.push(&raw const it.left);
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
