//! `html`: one page for reviewers. Works without a network and without script; a strict content policy with hashes is its second
//! wall, escaping in the template engine the first.

mod anchors;
mod beside;
mod depends;
mod findings;
mod highlight;
mod inventory;
mod objects;
mod personal;
mod policy;
mod provenance;

mod verdict;

use super::view::View;
use super::{Format, visible};
use minijinja::value::{Serde, Value};
use minijinja::{Environment, Output, State, UndefinedBehavior, escape_formatter, syntax::SyntaxConfig};
use serde::Serialize;

/// The format.
pub static FORMAT: Format =
    Format { name: "html", extension: "html", about: "one page for reviewers, source and draft side by side", write };

const TEMPLATES: [(&str, &str); 10] = [
    ("page.html", include_str!("templates/page.html")),
    ("parts.html", include_str!("templates/parts.html")),
    ("icons.html", include_str!("templates/icons.html")),
    ("verdict.html", include_str!("templates/verdict.html")),
    ("inventory.html", include_str!("templates/inventory.html")),
    ("findings.html", include_str!("templates/findings.html")),
    ("objects.html", include_str!("templates/objects.html")),
    ("dependencies.html", include_str!("templates/dependencies.html")),
    ("personal.html", include_str!("templates/personal.html")),
    ("provenance.html", include_str!("templates/provenance.html")),
];

/// An entry of the navigation.
#[derive(Serialize)]
struct Nav {
    id: &'static str,
    name: &'static str,
    count: String,
}

/// Everything that the templates show.
#[derive(Serialize)]
struct Page<'a> {
    subtitle: String,
    states: [&'static str; 5],
    nav: Vec<Nav>,
    verdict: verdict::Verdict<'a>,
    inventory: inventory::Inventory<'a>,
    findings: findings::Findings<'a>,
    objects: objects::Objects<'a>,
    depends: depends::Depends<'a>,
    personal: personal::Personal,
    provenance: provenance::Provenance<'a>,
}

fn write(view: &View<'_>) -> String {
    match page(view) {
        Ok(text) => text,
        // The templates are ours and tested; should one fail, the page says so instead of being half.
        Err(error) => {
            format!("<!doctype html>\n<title>howdah</title>\n<p>This page could not be made: {:?}\n", error.kind())
        }
    }
}

fn page(view: &View<'_>) -> Result<String, minijinja::Error> {
    let listed = objects::listed(view.report);
    let anchors = anchors::Anchors::new(&listed.objects);
    let texts = beside::Texts::new(view);
    let page = Page {
        subtitle: provenance::subtitle(view.report),
        states: crate::finding::State::ALL.map(crate::finding::State::name),
        nav: nav(view),
        verdict: verdict::verdict(view, &anchors),
        inventory: inventory::inventory(view, &anchors),
        findings: findings::findings(view, &texts, &anchors),
        objects: objects::objects(view, &listed, &texts, &anchors),
        depends: depends::depends(view, &anchors),
        personal: personal::personal(view, &anchors),
        provenance: provenance::provenance(view.report),
    };
    let css = policy::style(view.report, page.findings.owners.len());
    let js = include_str!("report.js");
    let mut env = Environment::new();
    env.set_undefined_behavior(UndefinedBehavior::Strict);
    env.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
    env.set_formatter(shown);
    for (name, text) in TEMPLATES {
        env.add_template(name, text)?;
    }
    env.add_global("csp", policy::content_policy(&css, js));
    env.add_global("css", Value::from_safe_string(css));
    env.add_global("js", Value::from_safe_string(js.into()));
    env.get_template("page.html")?.render(Serde(&page))
}

/// Whatever a template prints: characters that act are made visible, then the text is escaped.
fn shown(out: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), minijinja::Error> {
    match value.as_str() {
        Some(text) if !value.is_safe() && text.chars().any(visible::hidden) => {
            escape_formatter(out, state, &Value::from(visible::code(text).into_owned()))
        }
        Some(_) | None => escape_formatter(out, state, value),
    }
}

fn nav(view: &View<'_>) -> Vec<Nav> {
    let report = view.report;
    let count = |n: usize| if n == 0 { String::new() } else { super::view::grouped(n as u64) };
    let entry = |id, name, n| Nav { id, name, count: count(n) };
    vec![
        entry("verdict", "Verdict", 0),
        entry("inventory", "Inventory", report.objects.len()),
        entry("not-looked-at", "Not looked at", report.not_checked.len()),
        entry("findings", "Findings", report.findings.len()),
        entry("objects", "Objects", report.objects.len()),
        entry("dependencies", "Dependencies", 0),
        entry("personal-data", "Personal data", personal::count(view)),
        entry("renames", "Renames, options", report.renames.len()),
        entry("provenance", "Provenance", 0),
        entry("sign-off", "Sign-off", 0),
    ]
}
