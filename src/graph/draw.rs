//! The graph as text: Graphviz dot, Mermaid, JSON; SVG stands beside.

use super::model::{EdgeKind, Graph, Node};
use std::collections::BTreeSet;
use std::fmt::Write;

/// A format of `howdah graph`.
#[derive(Debug)]
pub struct Format {
    /// As given on the command line.
    pub name: &'static str,
    /// Draws.
    pub draw: fn(&Graph) -> String,
}

/// All formats; the first is the default.
pub static FORMATS: &[Format] = &[
    Format { name: "dot", draw: dot },
    Format { name: "mermaid", draw: mermaid },
    Format { name: "json", draw: json },
    Format { name: "svg", draw: super::svg::svg },
];

/// What part of a graph is wanted.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Ids or names to start from; empty: everything.
    pub start: Vec<String>,
    /// How many steps from there; none: all.
    pub depth: Option<u32>,
    /// What the start needs.
    pub needs: bool,
    /// What needs the start. Neither this nor `needs`: both.
    pub users: bool,
    /// Kinds of edges; empty: all.
    pub edges: Vec<EdgeKind>,
    /// Kinds of objects; empty: all.
    pub kinds: Vec<String>,
}

impl Filter {
    /// The part of the graph that is wanted.
    #[must_use]
    pub fn apply(&self, graph: &Graph) -> Graph {
        let wanted_kind = |n: &&Node| self.kinds.is_empty() || self.kinds.iter().any(|k| k == n.kind);
        let all: BTreeSet<&str> = graph.nodes.iter().filter(wanted_kind).map(|n| n.id.as_str()).collect();
        if self.start.is_empty() {
            return graph.only(&all, &self.edges);
        }
        let is_start =
            |n: &&Node| self.start.iter().any(|s| s.eq_ignore_ascii_case(&n.id) || s.eq_ignore_ascii_case(&n.name));
        let start: Vec<&str> = graph.nodes.iter().filter(is_start).map(|n| n.id.as_str()).collect();
        let (needs, users) = if self.needs || self.users { (self.needs, self.users) } else { (true, true) };
        let reached = graph.reach(&start, self.depth.unwrap_or(u32::MAX), needs, users);
        graph.only(&all.intersection(&reached).copied().collect(), &self.edges)
    }
}

/// A quoted string of dot.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            // dot reads entities
            '&' => out.push_str("&amp;"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

fn shape(kind: &str) -> &'static str {
    match kind {
        "table" => "box",
        "view" | "materialized_view" => "note",
        "sequence" => "cds",
        "type" => "component",
        "trigger" => "hexagon",
        _ => "ellipse",
    }
}

fn dot(graph: &Graph) -> String {
    let mut out = String::from("digraph schema {\n  rankdir=LR;\n  node [fontname=\"sans-serif\"];\n");
    for node in &graph.nodes {
        let label = quoted(&format!("{} {}", node.kind, node.name));
        let _ = writeln!(out, "  {} [label={label}, shape={}];", quoted(&node.id), shape(node.kind));
    }
    for edge in &graph.edges {
        let _ = writeln!(out, "  {} -> {} [label=\"{}\"];", quoted(&edge.from), quoted(&edge.to), edge.kind.name());
    }
    out.push_str("}\n");
    out
}

/// Text that is safe inside a Mermaid label.
fn label(text: &str) -> String {
    let safe = |c: char| match c {
        c if c.is_alphanumeric() || " _.$:-".contains(c) => c.to_string(),
        c if c.is_control() => " ".to_string(),
        c => format!("#{};", u32::from(c)),
    };
    text.chars().map(safe).collect()
}

fn mermaid(graph: &Graph) -> String {
    let mut out = String::from("flowchart LR\n");
    for (i, node) in graph.nodes.iter().enumerate() {
        let _ = writeln!(out, "  n{i}[\"{}\"]", label(&format!("{} {}", node.kind, node.name)));
    }
    // Nodes are sorted by id.
    let index = |id: &str| graph.nodes.binary_search_by(|n| n.id.as_str().cmp(id));
    for edge in &graph.edges {
        if let (Ok(from), Ok(to)) = (index(&edge.from), index(&edge.to)) {
            let _ = writeln!(out, "  n{from} -->|{}| n{to}", edge.kind.name());
        }
    }
    out
}

fn json(graph: &Graph) -> String {
    let mut text = serde_json::to_string_pretty(graph).unwrap_or_default();
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::super::model::Edge;
    use super::*;

    fn sample() -> Graph {
        let node = |id: &str, kind| (id.into(), kind, id.split(':').nth(1).unwrap().into());
        let edge = |from: &str, to: &str, kind| Edge { from: from.into(), to: to.into(), kind };
        Graph::new(
            vec![node("view:V", "view"), node("table:A\"B", "table"), node("table:C", "table")],
            vec![
                edge("view:V", "table:A\"B", EdgeKind::Reads),
                edge("table:A\"B", "table:C", EdgeKind::References),
                edge("table:C", "table:A\"B", EdgeKind::References),
                edge("table:C", "table:GONE", EdgeKind::References),
            ],
        )
    }

    #[test]
    fn circles_share_a_wave_and_what_uses_them_comes_later() {
        let graph = sample();
        assert_eq!(graph.nodes.iter().map(|n| n.wave).collect::<Vec<_>>(), [1, 1, 2]);
        assert_eq!(graph.cycles, [["table:A\"B", "table:C"]]);
        assert_eq!(graph.edges.len(), 3);
    }

    #[test]
    fn names_cannot_leave_their_quotes() {
        assert!(dot(&sample()).contains(r#""table:A\"B" -> "table:C" [label="references"];"#));
        assert!(mermaid(&sample()).contains("n0[\"table A#34;B\"]"));
        assert!(serde_json::from_str::<serde_json::Value>(&json(&sample())).is_ok());
    }

    #[test]
    fn a_filter_follows_one_direction() {
        let filter = Filter { start: vec!["v".into()], depth: Some(1), needs: true, ..Filter::default() };
        let part = filter.apply(&sample());
        assert_eq!(part.nodes.iter().map(|n| n.id.as_str()).collect::<Vec<_>>(), ["table:A\"B", "view:V"]);
    }
}
