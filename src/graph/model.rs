//! A dependency graph for people: nodes with kinds, typed edges, waves, reach.

use ecow::EcoString;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Why one object depends on another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum EdgeKind {
    Reads,
    Writes,
    Calls,
    Fires,
    References,
    Inherits,
    Defaults,
    Uses,
}

impl EdgeKind {
    /// All kinds.
    pub const ALL: [EdgeKind; 8] = [
        EdgeKind::Reads,
        EdgeKind::Writes,
        EdgeKind::Calls,
        EdgeKind::Fires,
        EdgeKind::References,
        EdgeKind::Inherits,
        EdgeKind::Defaults,
        EdgeKind::Uses,
    ];

    /// The name used on the command line and in drawings.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            EdgeKind::Reads => "reads",
            EdgeKind::Writes => "writes",
            EdgeKind::Calls => "calls",
            EdgeKind::Fires => "fires",
            EdgeKind::References => "references",
            EdgeKind::Inherits => "inherits",
            EdgeKind::Defaults => "defaults",
            EdgeKind::Uses => "uses",
        }
    }
}

/// An object.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Node {
    /// `kind:SCHEMA.NAME`.
    pub id: EcoString,
    /// Its kind.
    pub kind: &'static str,
    /// Its name, as people write it.
    pub name: EcoString,
    /// Its wave, from 1: what it depends on is in earlier waves, or in the same one where a circle joins them.
    pub wave: u32,
}

/// `from` depends on `to`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Edge {
    /// Id of the object that needs.
    pub from: EcoString,
    /// Id of the object that is needed.
    pub to: EcoString,
    /// Why.
    pub kind: EdgeKind,
}

/// Objects and their dependencies.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Graph {
    /// Sorted by id.
    pub nodes: Vec<Node>,
    /// Sorted, without repeats; both ends are nodes.
    pub edges: Vec<Edge>,
    /// Groups that depend on each other in a circle, each sorted.
    pub cycles: Vec<Vec<String>>,
}

impl Graph {
    /// Builds a graph from (id, kind, name) and edges: sorts, drops edges whose ends are missing, finds waves and cycles.
    #[must_use]
    pub fn new(nodes: Vec<(EcoString, &'static str, EcoString)>, edges: Vec<Edge>) -> Self {
        let mut nodes: Vec<Node> = nodes.into_iter().map(|(id, kind, name)| Node { id, kind, name, wave: 0 }).collect();
        nodes.sort();
        nodes.dedup_by(|a, b| a.id == b.id);
        let known: BTreeSet<&str> = nodes.iter().map(|n| n.id.as_str()).collect();
        let inside = |e: &Edge| e.from != e.to && known.contains(e.from.as_str()) && known.contains(e.to.as_str());
        let mut edges: Vec<Edge> = edges.into_iter().filter(inside).collect();
        edges.sort();
        edges.dedup();
        let (waves, cycles) = super::order::waves(
            &nodes.iter().map(|n| n.id.as_str()).collect::<Vec<_>>(),
            &edges.iter().map(|e| (e.from.as_str(), e.to.as_str())).collect::<Vec<_>>(),
        );
        for (node, wave) in nodes.iter_mut().zip(waves) {
            node.wave = wave;
        }
        Self { nodes, edges, cycles }
    }

    /// The graph of what `keep` holds.
    #[must_use]
    pub fn only(&self, keep: &BTreeSet<&str>, kinds: &[EdgeKind]) -> Graph {
        let has = |id: &str| keep.contains(id);
        let wanted = |e: &&Edge| has(&e.from) && has(&e.to) && (kinds.is_empty() || kinds.contains(&e.kind));
        Graph {
            nodes: self.nodes.iter().filter(|n| has(&n.id)).cloned().collect(),
            edges: self.edges.iter().filter(wanted).cloned().collect(),
            cycles: self.cycles.iter().filter(|c| c.iter().all(|id| has(id))).cloned().collect(),
        }
    }

    /// What can be reached from `start` within `depth` steps, along (`needs`) or against (`users`) the dependencies.
    #[must_use]
    pub fn reach<'a>(&'a self, start: &[&'a str], depth: u32, needs: bool, users: bool) -> BTreeSet<&'a str> {
        let mut next: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for edge in &self.edges {
            if needs {
                next.entry(&edge.from).or_default().push(&edge.to);
            }
            if users {
                next.entry(&edge.to).or_default().push(&edge.from);
            }
        }
        let mut seen: BTreeSet<&str> = start.iter().copied().collect();
        let mut queue: VecDeque<(&str, u32)> = start.iter().map(|s| (*s, 0)).collect();
        while let Some((id, steps)) = queue.pop_front() {
            if steps == depth {
                continue;
            }
            for to in next.get(id).into_iter().flatten() {
                if seen.insert(to) {
                    queue.push_back((to, steps + 1));
                }
            }
        }
        seen
    }
}
