//! How many names are resolved and how many expressions have a type, per folder of real scripts.
//!
//! Not a promise but a measure: `HOWDAH_CORPORA=folder cargo test --test shares -- --ignored --nocapture`; each folder in it is
//! one. `HOWDAH_ONLY=part` picks folders by name; `HOWDAH_UNTYPED=1` shows what has no type.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    reason = "a test fails by panicking"
)]

use howdah::analyze::references::references;
use howdah::analyze::symbols::Shape;
use howdah::analyze::{self, Facts};
use howdah::finding::Source;
use howdah::input::{Input, Request, read};
use howdah::ir::plsql::walk;
use howdah::ir::{Class, ExprKind, Program};
use howdah::name::Texts;
use howdah::profile::Profile;
use std::collections::BTreeMap;

fn untyped(input: &Input, program: &Program, facts: &Facts<'_>) -> BTreeMap<String, u32> {
    let mut all = BTreeMap::new();
    for (_, object) in program.catalog.iter() {
        let mut nodes = Vec::new();
        walk::object(&object.kind, &mut |node| nodes.push(node));
        for node in nodes {
            walk::each(node, &mut |node| {
                let walk::Node::Expr(e) = node else { return };
                let known = facts.of(e.at).ty.class != Class::Any || *facts.shape(e.at) != Shape::Plain;
                let text = input.sources.text(e.at.span);
                let shown: String = match &e.kind {
                    ExprKind::Name(path) => format!("{} {:?}", path.parts.joined("."), facts.of(e.at).means),
                    ExprKind::Call(call) => format!("{}() {:?}", call.name.parts.joined("."), facts.of(e.at).means),
                    ExprKind::Null | ExprKind::Star(_) | ExprKind::Tuple(_) | ExprKind::Keyed(_) => return,
                    other => format!(
                        "{}: {}",
                        format!("{other:?}").split(['(', ' ']).next().unwrap_or_default(),
                        text.chars().take(40).collect::<String>()
                    ),
                };
                if !known && facts.unresolved(e.at).is_none() {
                    *all.entry(shown).or_default() += 1;
                }
            });
        }
    }
    all
}

#[test]
#[ignore = "needs sources in HOWDAH_CORPORA"]
fn shares_of_names_resolved_and_expressions_typed() {
    // Deep expressions need the stacks that the tool works with.
    howdah::pipeline::pooled(2, shares).unwrap();
}

fn shares() {
    let Some(root) = std::env::var_os("HOWDAH_CORPORA") else { return println!("skipped: no HOWDAH_CORPORA") };
    let only = std::env::var("HOWDAH_ONLY").unwrap_or_default();
    let mut folders: Vec<_> = std::fs::read_dir(root).unwrap().map(|e| e.unwrap().path()).collect();
    folders.sort();
    for folder in folders.iter().filter(|f| f.is_dir() && f.to_string_lossy().contains(&only)) {
        let Ok(input) = read(&Request { paths: vec![folder.clone()], ..Request::default() }) else { continue };
        let program = howdah::dialect::read(Source::Oracle, &input, &Profile::default());
        let facts = analyze::run(&program);
        let all = references(&program, &facts);
        let share = |part: u32, of: u32| f64::from(part) * 100.0 / f64::from(of.max(1));
        println!(
            "{:40} {:7} names, {:6.2} % of those in the input resolved; {:7} expressions, {:6.2} % typed",
            folder.file_name().unwrap().to_string_lossy(),
            all.names,
            share(all.resolved, all.names - all.outside),
            all.expressions,
            share(all.typed, all.expressions - all.beyond),
        );
        if std::env::var_os("HOWDAH_UNTYPED").is_some() {
            let mut list: Vec<(String, u32)> = untyped(&input, &program, &facts).into_iter().collect();
            list.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
            list.iter().take(60).for_each(|(text, count)| println!("    {count:5} {text}"));
        }
    }
}
