//! The graph as a drawing: waves from left to right, what is needed to the left of what needs it.

use super::model::{Graph, Node};
use std::collections::BTreeMap;
use std::fmt::Write;

/// Sizes, in pixels.
const WIDTH: usize = 220;
const HEIGHT: usize = 24;
const GAP_X: usize = 90;
const GAP_Y: usize = 12;
const MARGIN: usize = 20;
/// Characters of a name that fit into a box.
const LETTERS: usize = 30;

/// Draws a graph.
#[must_use]
pub(super) fn svg(graph: &Graph) -> String {
    let columns = columns(graph);
    let mut places: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (n, column) in columns.iter().enumerate() {
        for (row, node) in column.iter().enumerate() {
            let place = (MARGIN + n * (WIDTH + GAP_X), MARGIN + row * (HEIGHT + GAP_Y));
            places.insert(&node.id, place);
        }
    }
    let rows = columns.iter().map(Vec::len).max().unwrap_or(0);
    let width = 2 * MARGIN + (columns.len() * (WIDTH + GAP_X)).saturating_sub(GAP_X);
    let height = 2 * MARGIN + (rows * (HEIGHT + GAP_Y)).saturating_sub(GAP_Y);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
         font-family=\"sans-serif\" font-size=\"11\">\n"
    );
    out.push_str(
        "<defs><marker id=\"end\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" \
         orient=\"auto\"><path d=\"M0 0L8 4L0 8z\" fill=\"#666\"/></marker></defs>\n",
    );
    for edge in &graph.edges {
        let (Some(from), Some(to)) = (places.get(edge.from.as_str()), places.get(edge.to.as_str())) else { continue };
        let _ = writeln!(
            out,
            "<path d=\"{}\" fill=\"none\" stroke=\"#999\" marker-end=\"url(#end)\"><title>{} {} {}</title></path>",
            line(*from, *to),
            escaped(&edge.from),
            edge.kind.name(),
            escaped(&edge.to)
        );
    }
    for node in &graph.nodes {
        let Some((x, y)) = places.get(node.id.as_str()) else { continue };
        let _ = writeln!(
            out,
            "<g><title>{}</title><rect x=\"{x}\" y=\"{y}\" width=\"{WIDTH}\" height=\"{HEIGHT}\" rx=\"3\" fill=\"{}\" \
             stroke=\"#444\"/><text x=\"{}\" y=\"{}\">{}</text></g>",
            escaped(&format!("{} (wave {})", node.id, node.wave)),
            fill(node.kind),
            x + 6,
            y + 16,
            escaped(&shortened(&node.name))
        );
    }
    out.push_str("</svg>\n");
    out
}

/// Nodes by wave, each near what it needs.
fn columns(graph: &Graph) -> Vec<Vec<&Node>> {
    let mut waves: BTreeMap<u32, Vec<&Node>> = BTreeMap::new();
    for node in &graph.nodes {
        waves.entry(node.wave).or_default().push(node);
    }
    let mut needs: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for edge in &graph.edges {
        needs.entry(&edge.from).or_default().push(&edge.to);
    }
    let mut rows: BTreeMap<&str, usize> = BTreeMap::new();
    let mut columns = Vec::new();
    for (_, mut nodes) in waves {
        // The mean row of what a node needs, in thousandths; ids decide among equals.
        let middle = |node: &Node| {
            let near = needs.get(node.id.as_str()).into_iter().flatten().filter_map(|to| rows.get(to));
            let (sum, count) = near.fold((0, 0), |(sum, count), row| (sum + row * 1000, count + 1));
            sum.checked_div(count).unwrap_or(usize::MAX)
        };
        nodes.sort_by_cached_key(|node| (middle(node), node.id.clone()));
        for (row, node) in nodes.iter().enumerate() {
            rows.insert(&node.id, row);
        }
        columns.push(nodes);
    }
    columns
}

/// From the left side of what needs to the right side of what is needed; within one wave around the right side.
fn line(from: (usize, usize), to: (usize, usize)) -> String {
    let (y1, y2) = (from.1 + HEIGHT / 2, to.1 + HEIGHT / 2);
    if from.0 <= to.0 {
        let (x1, x2) = (from.0 + WIDTH, to.0 + WIDTH);
        let bend = x1.max(x2) + GAP_X / 2;
        return format!("M{x1} {y1}C{bend} {y1} {bend} {y2} {x2} {y2}");
    }
    let (x1, x2) = (from.0, to.0 + WIDTH);
    let middle = usize::midpoint(x1, x2);
    format!("M{x1} {y1}C{middle} {y1} {middle} {y2} {x2} {y2}")
}

fn fill(kind: &str) -> &'static str {
    match kind {
        "table" => "#dbe9f6",
        "view" | "materialized_view" => "#e3f2e1",
        "trigger" => "#fde7cf",
        "procedure" | "function" | "package" | "package_body" => "#efe3f6",
        _ => "#f2f2f2",
    }
}

fn shortened(name: &str) -> String {
    if name.chars().count() <= LETTERS {
        return name.to_owned();
    }
    let mut short: String = name.chars().take(LETTERS - 1).collect();
    short.push('…');
    short
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
