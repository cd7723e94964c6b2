//! Variables that only the body of a package knows and nothing assigns: constants in effect.

#![expect(clippy::wildcard_enum_match_arm, reason = "only variables are looked for, and what may assign one")]

use crate::analyze::Means;
use crate::analyze::effects::Runs;
use crate::analyze::symbols::MemberId;
use crate::catalog::Mode;
use crate::convert::Program;
use crate::convert::plan::members::Package;
use crate::ir::plsql::walk::{self, Node};
use crate::ir::plsql::{DeclarationKind, Variable};
use crate::ir::{self, Body, Call, Expr, ExprKind, Other};
use crate::name::{Name, QName};
use rustc_hash::{FxHashMap, FxHashSet};

/// Those of all packages.
#[derive(Debug, Default)]
pub(super) struct Unassigned(FxHashMap<QName, FxHashSet<Name>>);

/// Whether a variable keeps its first value.
pub(super) fn keeps(program: &Program<'_>, package: &Package, it: &Variable) -> bool {
    let Unassigned(all) = program.effects.unassigned.get_or_init(|| find(program));
    all.get(&package.name).is_some_and(|names| names.contains(&it.name))
}

fn find(program: &Program<'_>) -> Unassigned {
    let (catalog, facts) = (&program.read.catalog, &program.facts);
    let mut written = Written::default();
    for (id, _) in facts.symbols.routines() {
        written.members.extend(facts.effects.own(Runs::Routine(id)).writes_state);
    }
    let mut all = FxHashMap::default();
    for package in program.plan.packages.iter().filter(|package| package.spec.is_some()) {
        let Some(id) = package.body else { continue };
        let Some(body) = package.body_of(catalog) else { continue };
        let names = body.declarations.iter().filter_map(|d| match &d.kind {
            DeclarationKind::Variable(it) if !it.constant && it.default.is_some() => Some(&it.name),
            _ => None,
        });
        let mut names: FxHashSet<Name> = names.cloned().collect();
        if names.is_empty() {
            continue;
        }
        if let Some(Body::Code(block)) = &body.body {
            let schema = package.name.schema.as_ref();
            let effect = facts.effects.of_part(program.read, facts, schema, Node::Block(block));
            written.members.extend(effect.writes_state);
        }
        if let ir::Kind::Other(Other::PackageBody(_)) = &catalog.get(id).kind {
            written.names.clear();
            walk::object(&catalog.get(id).kind, &mut |node| {
                walk::each(node, &mut |node| written.node(program, node));
            });
        }
        names.retain(|name| !written.unread && !written.names.contains(name));
        written.unread = false;
        all.insert(id, names);
    }
    for member in written.members {
        let member = facts.symbols.member(member);
        if let Some(names) = all.get_mut(&member.object) {
            names.remove(&member.name);
        }
    }
    Unassigned(all.into_iter().map(|(id, names)| (catalog.get(id).name.clone(), names)).collect())
}

/// What may be given another value.
#[derive(Debug, Default)]
struct Written {
    members: FxHashSet<MemberId>,
    /// Of the body at hand: what goes into calls that may give something back, and names that are not resolved.
    names: FxHashSet<Name>,
    /// It is not known what the body does.
    unread: bool,
}

impl Written {
    fn node(&mut self, program: &Program<'_>, node: Node<'_>) {
        match node {
            Node::Unread(_) => self.unread = true,
            Node::Expr(e) => match &e.kind {
                ExprKind::Name(path) if program.facts.of(e.at).means == Means::Unknown => {
                    self.names.extend(path.parts.iter().cloned());
                }
                ExprKind::Call(call) if gives_back(program, e, call) => {
                    let names = call.args.iter().filter_map(|arg| match &arg.value.kind {
                        ExprKind::Name(path) => path.parts.last(),
                        _ => None,
                    });
                    self.names.extend(names.cloned());
                }
                _ => {}
            },
            _ => {}
        }
    }
}

/// Whether a call may give values back by its arguments.
fn gives_back(program: &Program<'_>, e: &Expr, call: &Call) -> bool {
    match program.facts.of(e.at).means {
        Means::Routine(id) => program.facts.symbols.routine(id).header.params.iter().any(|p| p.mode != Mode::In),
        Means::Builtin(_) | Means::Object(_) => false,
        Means::Supplied | Means::Unknown => {
            let takes = |name: &Name| matches!(name.as_str(), "PUT" | "PUT_LINE" | "RAISE_APPLICATION_ERROR");
            !call.name.parts.last().is_some_and(takes)
        }
        // An element of a collection.
        Means::Member(_) | Means::Variable | Means::Column(..) | Means::Local | Means::Through(..) => false,
    }
}
