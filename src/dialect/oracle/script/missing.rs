//! Statements about objects that the input does not have.

use super::Session;
use crate::catalog::Space;
use crate::finding::{Confidence, Effort, Rule, Severity, Source};
use crate::name::QName;
use crate::span::Span;

/// A statement whose object is not in the input.
pub(super) static MISSING: Rule = Rule {
    name: "missing-object",
    codes: &[(Source::Oracle, "HD-101")],
    raw: Severity::Blocker,
    severity: Severity::ManualEffort,
    confidence: Confidence::Certain,
    effort: Effort::minutes(15, 5),
    message: "`{name}` is not in the input, so this {label} had no effect{elsewhere}",
    help: "add the script that creates it, or give it with `--with`",
    doc: "",
    ..Rule::PLAIN
};

impl Session {
    /// Says that the object of a statement is missing.
    pub(super) fn missing(&mut self, span: Span, name: &QName, label: &'static str) {
        // a variable without a value was said where the script was read
        if !name.name.contains('&') {
            let elsewhere = self.elsewhere(name);
            self.raise(MISSING.at(span).with("name", name).with("label", label).with("elsewhere", elsewhere));
        }
    }

    /// What to say where a schema is named, and the input has the object in scripts that name none.
    fn elsewhere(&self, name: &QName) -> String {
        let Some(schema) = &name.schema else { return String::new() };
        let bare = QName::bare(name.name.clone());
        match self.applying.catalog.find(Space::Schema, &bare) {
            Some(_) if !self.fixed => {
                format!(": `{bare}` is, from scripts that name no schema, which `--schema {schema}` gives")
            }
            Some(_) | None => String::new(),
        }
    }
}
