//! Links: which object has which place on the page, and pieces that every section shows alike.

use crate::finding::Severity;
use crate::report::model::{Finding, Object, States};
use crate::report::view::object_name;
use crate::report::visible;
use ecow::EcoString;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Longest part of a name that becomes an id of the page.
const ID: usize = 80;

/// A name, with the id of its place where it has one.
#[derive(Clone, Debug, Serialize)]
pub struct Link {
    pub id: String,
    pub text: String,
}

/// Several names, the first ones shown.
#[derive(Clone, Debug, Serialize)]
pub struct Links {
    pub shown: Vec<Link>,
    pub more: usize,
}

/// A severity as chips show it.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Chip {
    pub k: &'static str,
    pub name: &'static str,
}

/// A piece of a message: plain, or a name.
#[derive(Clone, Debug, Serialize)]
pub struct Piece {
    pub code: bool,
    pub text: String,
}

/// A stretch of a bar of states.
#[derive(Clone, Debug, Serialize)]
pub struct Part {
    pub state: &'static str,
    pub x: String,
    pub width: String,
}

/// Ids of objects on the page, by their ids in the report.
#[derive(Debug)]
pub struct Anchors {
    ids: BTreeMap<String, String>,
}

impl Anchors {
    /// Gives every object of the page its id: `o-schema.name`, with a suffix where two would be the same.
    pub fn new(listed: &[&Object]) -> Self {
        let mut ids = BTreeMap::new();
        let mut taken = BTreeSet::new();
        for object in listed {
            let plain: String = object
                .name
                .chars()
                .take(ID)
                .map(|c| if c.is_ascii_alphanumeric() || ".-_".contains(c) { c.to_ascii_lowercase() } else { '_' })
                .collect();
            let suffix = match object.kind.as_str() {
                "package_body" | "type_body" => "-body".to_string(),
                _ => String::new(),
            };
            let base = format!("o-{plain}{suffix}");
            let mut id = base.clone();
            let mut n = 2;
            while !taken.insert(id.clone()) {
                id = if n == 2 { format!("{base}-{}", object.kind) } else { format!("{base}-{n}") };
                n += 1;
            }
            ids.insert(object.id.to_string(), id);
        }
        Self { ids }
    }

    /// Where an object stands; empty where it is not on the page.
    pub fn of(&self, object: &str) -> String {
        self.ids.get(object).cloned().unwrap_or_default()
    }

    /// A link to an object.
    pub fn link(&self, object: &str) -> Link {
        Link { id: self.of(object), text: visible::line(object_name(object)).into_owned() }
    }

    /// Links to the first of several objects.
    pub fn links(&self, objects: &[EcoString], shown: usize) -> Links {
        Links {
            shown: objects.iter().take(shown).map(|o| self.link(o)).collect(),
            more: objects.len().saturating_sub(shown),
        }
    }
}

/// The chip of a severity by name.
pub fn chip(severity: &str) -> Chip {
    match Severity::ALL.into_iter().find(|s| s.name() == severity) {
        Some(Severity::Blocker) => Chip { k: "b", name: "blocker" },
        Some(Severity::DataLossRisk) => Chip { k: "d", name: "data-loss-risk" },
        Some(Severity::BehaviourChange) => Chip { k: "c", name: "behaviour-change" },
        Some(Severity::Performance) => Chip { k: "p", name: "performance" },
        Some(Severity::ManualEffort) => Chip { k: "m", name: "manual-effort" },
        Some(Severity::Info) | None => Chip { k: "i", name: "info" },
    }
}

/// A message in pieces.
pub fn pieces(message: &str) -> Vec<Piece> {
    visible::pieces(message).map(|(code, text)| Piece { code, text: visible::line(text).into_owned() }).collect()
}

/// `file:line`, safe to show.
pub fn place(file: &str, line: u32) -> String {
    format!("{}:{line}", visible::line(file))
}

/// A bar of states; `most` is what a full bar stands for.
pub fn bar(states: &States, most: u32) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut x = 0.0;
    let counts = [
        ("converted", states.converted),
        ("review", states.review),
        ("manual", states.manual),
        ("ignored", states.ignored),
        ("unread", states.unread),
    ];
    for (state, n) in counts.into_iter().filter(|(_, n)| *n > 0) {
        let width = f64::from(n) / f64::from(most.max(1)) * 100.0;
        parts.push(Part { state, x: format!("{x:.1}"), width: format!("{:.1}", (width - 0.6).max(0.6)) });
        x += width;
    }
    parts
}

/// The same in words.
pub fn bar_words(s: &States) -> String {
    format!(
        "converted {}, review {}, manual {}, ignored {}, unread {}",
        s.converted, s.review, s.manual, s.ignored, s.unread
    )
}

/// `open`, `known`, `waived`.
pub fn status(finding: &Finding) -> &'static str {
    match (&finding.waived, finding.known) {
        (Some(_), _) => "waived",
        (None, true) => "known",
        (None, false) => "open",
    }
}
