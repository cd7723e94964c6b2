//! Any text is a row of statements, read or unread.

#![no_main]

use howdah::dialect::oracle::script;
use howdah::pipeline;

libfuzzer_sys::fuzz_target!(|text: &str| {
    // The parser's depth limit counts on the stacks of the pool.
    let _ = pipeline::pooled(1, || script::statements(text).len());
});
