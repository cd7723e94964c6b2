//! The tool on one text, as a test calls it.

use howdah::convert::Previous;
use howdah::finding::Source;
use howdah::input::Input;
use howdah::pipeline::{self, Done, Request};
use howdah::profile::Profile;
use howdah::proof::script;
use howdah::report::Says;
use howdah::report::policy::Policy;
use std::collections::BTreeMap;

/// Converts a text of Oracle that stands in a file of that name; writes scripts if asked to.
pub fn convert(file: &str, text: &str, profile: &Profile, write: bool) -> Done {
    let input = Input::from_texts(&[(file, text)]);
    let request = Request {
        only: &[],
        last: false,
        input: &input,
        source: Source::Oracle,
        profile,
        policy: &Policy::default(),
        previous: &Previous::default(),
        jobs: 1,
        says: if write { Says::Drafts } else { Says::Objects },
    };
    pipeline::run(&request).unwrap()
}

/// The statements that build the schema, in order.
pub fn statements(done: &Done) -> Vec<script::Statement> {
    let read = |path: &str| {
        let file = done.files.iter().find(|f| f.path == path);
        file.map(|f| f.text.to_string()).ok_or_else(|| format!("{path} is missing"))
    };
    script::statements("apply.sql", &BTreeMap::new(), &read).unwrap()
}
