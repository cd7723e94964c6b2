//! Words that PostgreSQL reserves.

use rustc_hash::FxHashSet;
use std::sync::LazyLock;

/// Each word with its class, in capitals: `R` reserved, `T` reserved but usable as a function or type.
const WORDS: &str = include_str!("../../grammars/words/postgres.txt");

static RESERVED: LazyLock<FxHashSet<String>> = LazyLock::new(|| {
    let classes = WORDS.lines().filter_map(|line| line.split_once(' '));
    classes.filter(|(_, class)| matches!(*class, "R" | "T")).map(|(word, _)| word.to_ascii_lowercase()).collect()
});

/// Whether PostgreSQL reserves a word, given in small letters: a variable of that name has to be quoted wherever it stands.
#[must_use]
pub fn is_reserved(word: &str) -> bool {
    RESERVED.contains(word)
}
