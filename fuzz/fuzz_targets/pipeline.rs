//! Any text is converted: states add up, and nothing panics on the way.

#![no_main]

use howdah::convert::Previous;
use howdah::finding::Source;
use howdah::input::Input;
use howdah::pipeline::{self, Request};
use howdah::profile::Profile;
use howdah::report::Says;
use howdah::report::policy::Policy;

libfuzzer_sys::fuzz_target!(|text: &str| {
    let input = Input::from_texts(&[("a.sql", text)]);
    let (profile, policy, previous) = (Profile::default(), Policy::default(), Previous::default());
    let request = Request {
        input: &input,
        source: Source::Oracle,
        profile: &profile,
        policy: &policy,
        previous: &previous,
        only: &[],
        last: false,
        jobs: 1,
        says: Says::Drafts,
    };
    let done = pipeline::run(&request).expect("threads can be had");
    let s = done.report.summary.statements;
    assert_eq!(s.total, s.converted + s.review + s.manual + s.ignored + s.unread);
});
