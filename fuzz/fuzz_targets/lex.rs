//! Any text is a row of tokens and comments: in order, without overlap, and only blanks between them.

#![no_main]

use howdah::dialect::oracle::lexicon;

libfuzzer_sys::fuzz_target!(|text: &str| {
    let lexed = lexicon::lex(text, 0);
    let mut spans: Vec<_> = lexed.tokens.iter().map(|t| t.span()).chain(lexed.trivia.iter().map(|t| t.span)).collect();
    spans.sort();
    let mut at = 0;
    for span in spans {
        assert!(at <= span.lo && span.lo <= span.hi);
        at = span.hi;
    }
    assert!(at as usize <= text.len());
});
