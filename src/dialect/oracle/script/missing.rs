//! Statements about objects that the input does not have.

use super::super::{ddl, lexicon};
use super::Session;
use crate::catalog::Space;
use crate::finding::{Confidence, Effort, Rule, Severity, Source};
use crate::input::Sources;
use crate::name::QName;
use crate::span::Span;
use crate::syntax::{Cx, In};

/// A statement whose object is not in the input.
pub(super) static MISSING: Rule = Rule {
    name: "missing-object",
    codes: &[(Source::Oracle, "HD-101")],
    raw: Severity::Blocker,
    severity: Severity::ManualEffort,
    confidence: Confidence::Certain,
    effort: Effort::minutes(15, 5),
    message: "`{name}` {why}, so this {label} had no effect{elsewhere}",
    help: "{instead}",
    doc: "",
    ..Rule::PLAIN
};

impl Session {
    /// Says that the object of a statement is missing.
    pub(super) fn missing(&mut self, span: Span, name: &QName, label: &'static str) {
        // a variable without a value was said where the script was read
        if !name.name.contains('&') {
            let elsewhere = self.elsewhere(name);
            let (why, instead) = match self.unmade.get(name) {
                Some((label, place)) => {
                    (format!("is not made, because its {label} in `{place}` was not read"), "mend that statement first")
                }
                None => ("is not in the input".to_owned(), "add the script that creates it, or give it with `--with`"),
            };
            let raised = MISSING.at(span).with("name", name).with("label", label).with("elsewhere", elsewhere);
            self.raise(raised.with("why", why).with("instead", instead));
        }
    }

    /// Keeps the name of what a statement would have made, had it been read.
    pub(super) fn unmade(&mut self, span: Span, label: &'static str, sources: &Sources) {
        let text = sources.text(span);
        let lexed = lexicon::lex(text, span.lo);
        let cx = Cx::new(text, span.lo);
        if let Some(name) = ddl::named(In::new(&lexed.tokens, 0, &cx)) {
            // without its line, which is that of another finding, and changes whenever the script does
            let place = sources.place(span).file.to_owned();
            self.unmade.entry(self.applying.full_name(&name)).or_insert((label, place));
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
