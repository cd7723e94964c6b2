//! Any bytes are a file: decoded, and run as a script of SQL*Plus. Pieces lie within their file, and have places.

#![no_main]

use howdah::input::Input;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let input = Input::from_bytes("a.sql", bytes.to_vec());
    for piece in &input.pieces {
        let span = piece.span();
        let file = input.sources.file(span).expect("a piece stands in a file");
        assert!(file.span().contains(span));
        let place = input.sources.place(span);
        assert!((place.line, place.column) <= (place.end_line, place.end_column));
    }
});
