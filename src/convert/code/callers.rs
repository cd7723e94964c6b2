//! Who calls whom, by names: what runs under a handler somewhere, and what asks for the error that a handler around it handles.
//!
//! Names alone decide, so that more may be found than is: what follows from it is safe for more.

#![expect(clippy::wildcard_enum_match_arm, reason = "what holds no statements is walked as a whole")]

use crate::ir::plsql::walk::{self, Node, each};
use crate::ir::plsql::{Block, DeclarationKind};
use crate::ir::{self, ExprKind};
use crate::name::Name;
use std::collections::{BTreeMap, BTreeSet};

/// What is known of routines by their names.
#[derive(Debug, Default)]
pub(in crate::convert) struct Callers {
    caught: BTreeSet<Name>,
    readers: BTreeSet<Name>,
    reads_output: bool,
}

impl Callers {
    /// Looks at all code.
    pub fn new(catalog: &ir::Catalog) -> Self {
        let mut walk = Walk::default();
        for (_, object) in catalog.iter() {
            let own = match object.kind {
                ir::Kind::Routine(_) => object.name.name.clone(),
                _ => Name::default(),
            };
            match &object.kind {
                ir::Kind::Other(ir::Other::Package(it) | ir::Other::PackageBody(it)) => {
                    for member in &it.routines {
                        walk.routine(&member.name, &member.routine);
                    }
                    if let Some(ir::Body::Code(block)) = &it.body {
                        walk.block(block, &Name::default(), Around::default());
                    }
                }
                kind => walk::object(kind, &mut |node| walk.node(node, &own, Around::default())),
            }
        }
        walk.closed()
    }

    /// Whether a routine of this name may run under a handler of one of its callers.
    pub fn is_caught(&self, name: &Name) -> bool {
        self.caught.contains(name)
    }

    /// Whether anything reads lines of output back.
    pub fn reads_output(&self) -> bool {
        self.reads_output
    }

    /// Whether a routine of this name asks, or calls what asks, for the error that is handled around it.
    pub fn asks(&self, name: &str) -> bool {
        self.readers.iter().any(|n| n.eq_ignore_ascii_case(name))
    }
}

/// Where code stands in its routine.
#[derive(Clone, Copy, Debug, Default)]
struct Around {
    protected: bool,
    handler: bool,
}

#[derive(Default)]
struct Walk {
    calls: BTreeMap<Name, BTreeSet<Name>>,
    protected: BTreeSet<Name>,
    readers: BTreeSet<Name>,
    reads_output: bool,
}

impl Walk {
    fn routine(&mut self, name: &Name, routine: &ir::Routine) {
        for param in &routine.params {
            param.default.iter().for_each(|e| self.node(Node::Expr(e), name, Around::default()));
        }
        if let Some(ir::Body::Code(block)) = &routine.body {
            self.block(block, name, Around::default());
        }
    }

    fn block(&mut self, block: &Block, own: &Name, around: Around) {
        for declaration in &block.declarations {
            match &declaration.kind {
                DeclarationKind::Routine(member) => {
                    self.routine(&member.name, &member.routine);
                }
                _ => walk::declaration(declaration, &mut |node| self.node(node, own, around)),
            }
        }
        for section in &block.sections {
            self.block(&section.block, own, around);
        }
        let inside = Around { protected: around.protected || !block.handlers.is_empty(), ..around };
        block.statements.iter().for_each(|s| self.node(Node::Stmt(s), own, inside));
        let handling = Around { handler: true, ..around };
        block.handlers.iter().flat_map(|h| &h.statements).for_each(|s| self.node(Node::Stmt(s), own, handling));
    }

    fn node(&mut self, node: Node<'_>, own: &Name, around: Around) {
        match node {
            Node::Block(block) => self.block(block, own, around),
            Node::Stmt(stmt) => walk::stmt(stmt, &mut |child| self.node(child, own, around)),
            Node::Routine(routine) => self.routine(own, routine),
            other => each(other, &mut |node| {
                if let Node::Expr(e) = node {
                    self.expr(e, own, around);
                }
            }),
        }
    }

    fn expr(&mut self, e: &ir::Expr, own: &Name, around: Around) {
        let path = match &e.kind {
            ExprKind::Call(call) => &call.name,
            ExprKind::Name(path) => path,
            _ => return,
        };
        let Some(last) = path.parts.last() else { return };
        self.reads_output |= last == "GET_LINE" && path.parts.iter().any(|part| part == "DBMS_OUTPUT");
        if !around.handler
            && matches!(
                last.as_str(),
                "SQLCODE" | "SQLERRM" | "FORMAT_ERROR_STACK" | "FORMAT_ERROR_BACKTRACE" | "BACKTRACE_DEPTH"
            )
        {
            self.readers.insert(own.clone());
        }
        self.calls.entry(own.clone()).or_default().insert(last.clone());
        if around.protected {
            self.protected.insert(last.clone());
        }
    }

    fn closed(self) -> Callers {
        let Walk { calls, mut protected, mut readers, reads_output } = self;
        let mut next: Vec<Name> = protected.iter().cloned().collect();
        while let Some(name) = next.pop() {
            for callee in calls.get(&name).into_iter().flatten() {
                if calls.contains_key(callee) && protected.insert(callee.clone()) {
                    next.push(callee.clone());
                }
            }
        }
        loop {
            let more: Vec<Name> = calls
                .iter()
                .filter(|(name, callees)| !readers.contains(*name) && callees.iter().any(|c| readers.contains(c)))
                .map(|(name, _)| name.clone())
                .collect();
            if more.is_empty() {
                break;
            }
            readers.extend(more);
        }
        readers.remove("");
        Callers { caught: protected, readers, reads_output }
    }
}
