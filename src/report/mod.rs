//! Plain report data and one file per format. Knows neither `ir` nor `pg`.

pub mod build;
pub mod compare;
pub mod concise;
pub mod findings;
pub mod github;
pub mod html;
pub mod json;
pub mod junit;
pub mod markdown;
pub mod model;
pub mod objects;
pub mod policy;
pub mod sarif;
pub mod sums;
pub mod table;
pub mod text;
pub mod view;
pub mod visible;

pub use build::{Emitted, Run, Statement, build};
pub use policy::Policy;
pub use view::{Texts, View};

use std::io::{self, Write};

/// How much a report says, and so how much a run for it has to find out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Says {
    /// Findings and sums.
    Findings,
    /// The inputs with their digests, too.
    Inputs,
    /// What is known of each object and name, too.
    Objects,
    /// What was written for each object, too: the run has to write.
    Drafts,
}

/// A form in which a report is written.
#[derive(Debug)]
pub struct Format {
    /// As given to `--format`.
    pub name: &'static str,
    /// Of its files.
    pub extension: &'static str,
    /// What it is for.
    pub about: &'static str,
    /// How much it says.
    pub says: Says,
    /// Writes it, piece by piece where it may be larger than the input. The text of `text` holds colours as escape sequences.
    pub write: fn(&View<'_>, &mut dyn Write) -> io::Result<()>,
}

impl Format {
    /// The whole text.
    #[must_use]
    pub fn text(&self, view: &View<'_>) -> String {
        let mut text = Vec::new();
        // Writing to memory cannot fail, and every format is UTF-8.
        let _ = (self.write)(view, &mut text);
        String::from_utf8(text).unwrap_or_default()
    }
}

/// All formats, in the order of the help.
pub static FORMATS: &[&Format] = &[
    &text::FORMAT,
    &concise::FORMAT,
    &json::FORMAT,
    &sarif::FORMAT,
    &html::FORMAT,
    &markdown::FORMAT,
    &table::FORMAT,
    &junit::FORMAT,
    &github::FORMAT,
];
