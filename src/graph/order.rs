//! Creation order: what is needed comes first; among equals, the order of a sort key, so that the result never depends on
//! the order of the input.

use crate::name::QName;
use petgraph::algo::tarjan_scc;
use petgraph::graph::{DiGraph, NodeIndex};
use rustc_hash::FxHashMap;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

/// A thing to be ordered.
#[derive(Clone, Debug)]
pub struct Item<'a, K> {
    /// Decides among things that could come next; unique.
    pub key: K,
    /// Names it makes.
    pub makes: &'a [QName],
    /// Names it needs; those that nothing makes are left to others.
    pub needs: &'a [QName],
}

/// The result of [`order`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ordered {
    /// Positions in the input, in creation order.
    pub order: Vec<usize>,
    /// Groups that need each other, each in creation order.
    pub cycles: Vec<Vec<usize>>,
}

/// Orders things so that what is needed comes first.
///
/// A group that needs itself in a circle cannot be ordered: its members stand together, in the order of their keys, and are
/// named in `cycles`.
#[must_use]
pub fn order<K: Ord + Clone>(items: &[Item<'_, K>]) -> Ordered {
    let mut sorted: Vec<(&K, usize)> = items.iter().enumerate().map(|(i, item)| (&item.key, i)).collect();
    sorted.sort();
    let (graph, nodes) = with_nodes(sorted.iter().map(|(_, i)| *i));
    let edges = edges_of(items, &sorted, &nodes);
    let graph = with_edges(graph, &edges);
    // Members of a circle are ordered as one.
    let mut group = vec![0_usize; items.len()];
    let mut members: Vec<Vec<NodeIndex>> = Vec::new();
    for mut part in tarjan_scc(&graph) {
        part.sort();
        for node in &part {
            if let Some(slot) = group.get_mut(node.index()) {
                *slot = members.len();
            }
        }
        members.push(part);
    }
    let of = |node: NodeIndex| group.get(node.index()).copied().unwrap_or(0);
    let mut waiting: Vec<usize> = vec![0; members.len()];
    let mut after: Vec<Vec<usize>> = vec![Vec::new(); members.len()];
    for (maker, user) in &edges {
        let (from, to) = (of(*maker), of(*user));
        if from != to
            && let (Some(list), Some(count)) = (after.get_mut(from), waiting.get_mut(to))
        {
            list.push(to);
            *count += 1;
        }
    }
    // Node indices follow the sort key, so the smallest ready node is the one whose key comes first.
    let first = |g: usize| members.get(g).and_then(|m| m.first()).copied();
    let ready = waiting.iter().enumerate().filter(|(_, count)| **count == 0);
    let mut ready: BinaryHeap<Reverse<(NodeIndex, usize)>> =
        ready.filter_map(|(g, _)| first(g).map(|node| Reverse((node, g)))).collect();
    let mut result = Ordered::default();
    while let Some(Reverse((_, g))) = ready.pop() {
        let nodes = members.get(g).into_iter().flatten();
        let part: Vec<usize> = nodes.filter_map(|node| graph.node_weight(*node).copied()).collect();
        result.order.extend(&part);
        if part.len() > 1 {
            result.cycles.push(part);
        }
        for next in after.get(g).into_iter().flatten() {
            if let Some(count) = waiting.get_mut(*next) {
                *count -= 1;
                if *count == 0 {
                    ready.extend(first(*next).map(|node| Reverse((node, *next))));
                }
            }
        }
    }
    result
}

/// A graph whose nodes have the given weights, in order.
fn with_nodes(weights: impl Iterator<Item = usize>) -> (DiGraph<usize, ()>, Vec<NodeIndex>) {
    let mut graph = DiGraph::new();
    let nodes = weights.map(|w| graph.add_node(w)).collect();
    (graph, nodes)
}

fn with_edges(mut graph: DiGraph<usize, ()>, edges: &[(NodeIndex, NodeIndex)]) -> DiGraph<usize, ()> {
    for (from, to) in edges {
        graph.add_edge(*from, *to, ());
    }
    graph
}

/// Edges from makers to users, sorted, without repeats.
fn edges_of<K>(items: &[Item<'_, K>], sorted: &[(&K, usize)], nodes: &[NodeIndex]) -> Vec<(NodeIndex, NodeIndex)> {
    let mut makers: FxHashMap<&QName, Vec<NodeIndex>> = FxHashMap::default();
    let placed = || nodes.iter().zip(sorted).filter_map(|(node, (_, i))| items.get(*i).map(|item| (*node, item)));
    for (node, item) in placed() {
        for made in item.makes {
            makers.entry(made).or_default().push(node);
        }
    }
    let mut edges = Vec::new();
    for (node, item) in placed() {
        for maker in item.needs.iter().filter_map(|need| makers.get(need)).flatten() {
            if *maker != node {
                edges.push((*maker, node));
            }
        }
    }
    edges.sort_unstable();
    edges.dedup();
    edges
}

/// Nodes that need each other in a circle, as one, those that are needed before their users; any other node alone. `edges` are
/// (user, needed), nodes are numbers below `nodes`.
#[must_use]
pub fn components(nodes: usize, edges: &[(usize, usize)]) -> Vec<Vec<usize>> {
    let (graph, ids) = with_nodes(0..nodes);
    let ends = |(user, needed): &(usize, usize)| Some((*ids.get(*user)?, *ids.get(*needed)?));
    let graph = with_edges(graph, &edges.iter().filter_map(ends).collect::<Vec<_>>());
    let sorted = |mut part: Vec<NodeIndex>| {
        part.sort();
        part.into_iter().map(NodeIndex::index).collect()
    };
    tarjan_scc(&graph).into_iter().map(sorted).collect()
}

/// The wave of each node, from 1, and the groups that need each other in a circle. `edges` are (user, needed).
///
/// What a node needs is in an earlier wave, unless a circle joins the two.
#[must_use]
pub(super) fn waves(nodes: &[&str], edges: &[(&str, &str)]) -> (Vec<u32>, Vec<Vec<String>>) {
    let index: BTreeMap<&str, usize> = nodes.iter().enumerate().map(|(i, id)| (*id, i)).collect();
    let (graph, ids) = with_nodes(0..nodes.len());
    let ends = |(user, needed): &(&str, &str)| {
        let (user, needed) = (index.get(user)?, index.get(needed)?);
        Some((*ids.get(*user)?, *ids.get(*needed)?))
    };
    let graph = with_edges(graph, &edges.iter().filter_map(ends).collect::<Vec<_>>());
    let mut wave = vec![0_u32; nodes.len()];
    let mut cycles = Vec::new();
    // Tarjan yields what is needed before its users.
    for part in tarjan_scc(&graph) {
        // Members of this circle have no wave yet: 0.
        let below = part.iter().flat_map(|n| graph.neighbors(*n));
        let level = below.filter_map(|n| wave.get(n.index())).max().copied().unwrap_or(0) + 1;
        for node in &part {
            if let Some(slot) = wave.get_mut(node.index()) {
                *slot = level;
            }
        }
        if part.len() > 1 {
            let ids = part.iter().filter_map(|n| nodes.get(n.index()));
            let mut members: Vec<String> = ids.map(|id| (*id).to_string()).collect();
            members.sort();
            cycles.push(members);
        }
    }
    cycles.sort();
    (wave, cycles)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(list: &[&str]) -> Vec<QName> {
        list.iter().map(|n| QName::bare(*n)).collect()
    }

    fn ordered(things: &[(&str, &[&str])]) -> (Vec<String>, Vec<Vec<String>>) {
        let made: Vec<Vec<QName>> = things.iter().map(|(n, _)| names(&[n])).collect();
        let needed: Vec<Vec<QName>> = things.iter().map(|(_, n)| names(n)).collect();
        let pairs = things.iter().zip(made.iter().zip(&needed));
        let items: Vec<Item<'_, &str>> =
            pairs.map(|((key, _), (makes, needs))| Item { key: *key, makes, needs }).collect();
        let result = order(&items);
        let name = |i: &usize| things[*i].0.to_string();
        (result.order.iter().map(name).collect(), result.cycles.iter().map(|c| c.iter().map(name).collect()).collect())
    }

    #[test]
    fn what_is_needed_comes_first_and_equals_are_sorted() {
        let (order, cycles) = ordered(&[("c", &["z"]), ("z", &[]), ("b", &[]), ("a", &["c"])]);
        assert_eq!(order, ["b", "z", "c", "a"]);
        assert!(cycles.is_empty());
    }

    #[test]
    fn a_circle_stands_together_and_is_named() {
        let (order, cycles) = ordered(&[("v1", &["v2"]), ("v2", &["v1", "t"]), ("t", &[]), ("u", &["v1"])]);
        assert_eq!(order, ["t", "v1", "v2", "u"]);
        assert_eq!(cycles, [["v1", "v2"]]);
    }

    #[test]
    fn the_order_of_the_input_does_not_matter() {
        let things: [(&str, &[&str]); 5] =
            [("e", &["a"]), ("d", &["e"]), ("c", &[]), ("b", &["missing"]), ("a", &["b"])];
        let forward = ordered(&things);
        let mut back = things;
        back.reverse();
        assert_eq!(forward, ordered(&back));
    }
}
