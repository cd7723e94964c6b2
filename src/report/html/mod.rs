//! `html`: one page for reviewers. Works without a network and without script; a strict content policy with hashes is its second
//! wall, escaping in the template engine the first.

mod anchors;
mod beside;
mod controls;
mod depends;
mod findings;
mod highlight;
mod inventory;
mod objects;
mod personal;
mod policy;
mod provenance;

mod unsaid;
mod verdict;

use super::view::View;
use super::{Format, Says, visible};
use minijinja::value::{Serde, Value};
use minijinja::{Environment, ErrorKind, Output, State, UndefinedBehavior, escape_formatter, syntax::SyntaxConfig};
use serde::Serialize;
use std::io::{self, BufWriter, Write};

/// The format.
pub static FORMAT: Format = Format {
    name: "html",
    extension: "html",
    about: "one page for reviewers, source and draft side by side",
    says: Says::Drafts,
    write,
};

const TEMPLATES: [(&str, &str); 13] = [
    ("page.html", include_str!("templates/page.html")),
    ("parts.html", include_str!("templates/parts.html")),
    ("icons.html", include_str!("templates/icons.html")),
    ("verdict.html", include_str!("templates/verdict.html")),
    ("inventory.html", include_str!("templates/inventory.html")),
    ("findings.html", include_str!("templates/findings.html")),
    ("finding.html", include_str!("templates/finding.html")),
    ("object.html", include_str!("templates/object.html")),
    ("objects.html", include_str!("templates/objects.html")),
    ("dependencies.html", include_str!("templates/dependencies.html")),
    ("personal.html", include_str!("templates/personal.html")),
    ("controls.html", include_str!("templates/controls.html")),
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
    controls: controls::Controls,
    provenance: provenance::Provenance<'a>,
}

fn write(view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut out = BufWriter::with_capacity(1 << 16, out);
    if let Err(error) = page(view, &mut out) {
        // The templates are ours and tested; should one fail, the page says so instead of being half.
        write!(out, "<!doctype html>\n<title>howdah</title>\n<p>This page could not be made: {:?}\n", error.kind())?;
    }
    out.flush()
}

/// Where findings and objects stand. They are written in portions: all of them at once would take many times the memory of the
/// page.
const HOLE: &str = "\0";

fn page(view: &View<'_>, out: &mut dyn Write) -> Result<(), minijinja::Error> {
    let listed = objects::listed(view.report);
    let anchors = anchors::Anchors::new(&listed.objects);
    let texts = beside::Texts::new(view);
    let findings = findings::Tables::new(view, &texts, &anchors);
    let objects = objects::Tables::new(view, &listed, &texts, &anchors);
    let page = Page {
        subtitle: provenance::subtitle(view.report),
        states: crate::finding::State::ALL.map(crate::finding::State::name),
        nav: nav(view),
        verdict: verdict::verdict(view, &anchors),
        inventory: inventory::inventory(view, &anchors),
        findings: findings::findings(&findings),
        objects: objects::objects(&objects),
        depends: depends::depends(view, &anchors),
        personal: personal::personal(view, &anchors),
        controls: controls::controls(view, &anchors),
        provenance: provenance::provenance(view.report),
    };
    let mut env = environment()?;
    let css = policy::style(view.report, page.findings.owners.len());
    let js = include_str!("report.js");
    env.add_global("csp", policy::content_policy(&css, js));
    env.add_global("css", Value::from_safe_string(css));
    env.add_global("js", Value::from_safe_string(js.into()));
    env.add_global("hole", Value::from_safe_string(HOLE.into()));
    let frame = env.get_template("page.html")?.render(Serde(&page))?;
    drop(page);
    let mut frame = frame.split(HOLE);
    stretch(frame.next(), out)?;
    let (finding, object) = (env.get_template("finding.html")?, env.get_template("object.html")?);
    for group in findings.portions() {
        for portion in group {
            finding.render_captured_to(Serde(&portion), &mut *out)?;
        }
        stretch(frame.next(), out)?;
    }
    for group in objects.portions() {
        for portion in group {
            object.render_captured_to(Serde(&portion), &mut *out)?;
        }
        stretch(frame.next(), out)?;
    }
    Ok(())
}

/// Writes what stands between two holes.
fn stretch(text: Option<&str>, out: &mut dyn Write) -> Result<(), minijinja::Error> {
    let written = out.write_all(text.unwrap_or_default().as_bytes());
    written.map_err(|e| minijinja::Error::new(ErrorKind::WriteFailure, "the page cannot be written").with_source(e))
}

fn environment() -> Result<Environment<'static>, minijinja::Error> {
    let mut env = Environment::new();
    env.set_undefined_behavior(UndefinedBehavior::Strict);
    env.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
    env.set_formatter(shown);
    for (name, text) in TEMPLATES {
        env.add_template(name, text)?;
    }
    Ok(env)
}

/// Whatever a template prints: characters that act are made visible, then the text is escaped.
fn shown(out: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), minijinja::Error> {
    match value.as_str() {
        Some(text) if !value.is_safe() && visible::acts(text) => {
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
        entry("controls", "Controls", controls::count(view)),
        entry("renames", "Renames, options", report.renames.len()),
        entry("provenance", "Provenance", 0),
        entry("sign-off", "Sign-off", 0),
    ]
}
