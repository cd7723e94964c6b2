//! Keywords: one id space over all word lists, looked up while compiling.
//!
//! A list of `grammars/words/` holds one word a line, sorted, each with what its dialect says of it (`reserved`, …).

#![expect(clippy::indexing_slicing, clippy::panic, reason = "runs while compiling: a bad index or word does not build")]

/// A keyword; 0 is none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Word(pub u16);

impl Word {
    /// No keyword.
    pub const NONE: Word = Word(0);

    /// Its text, in upper case; empty for none.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self.0.checked_sub(1) {
            Some(index) => ALL.get(usize::from(index)).copied().unwrap_or(""),
            None => "",
        }
    }
}

const ORACLE: &str = include_str!("../../grammars/words/oracle.txt");
const POSTGRES: &str = include_str!("../../grammars/words/postgres.txt");

const CAPACITY: usize = 4096;

/// All words of all lists, sorted, without repeats; the rest of the array is empty.
static ALL: [&str; CAPACITY] = MERGED.0;
const MERGED: ([&str; CAPACITY], usize) = merge(ORACLE, POSTGRES);

/// The first word of the line that starts at `from`, and where the next line starts.
const fn line(list: &'static str, from: usize) -> (&'static str, usize) {
    let bytes = list.as_bytes();
    let mut end = from;
    while end < bytes.len() && bytes[end] != b' ' && bytes[end] != b'\n' {
        end += 1;
    }
    let mut next = end;
    while next < bytes.len() && bytes[next] != b'\n' {
        next += 1;
    }
    (list.split_at(from).1.split_at(end - from).0, next + 1)
}

const fn compare(a: &str, b: &str) -> i8 {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let mut i = 0;
    while i < a.len() && i < b.len() {
        if a[i] != b[i] {
            return if a[i] < b[i] { -1 } else { 1 };
        }
        i += 1;
    }
    if a.len() == b.len() {
        0
    } else if a.len() < b.len() {
        -1
    } else {
        1
    }
}

const fn merge(a: &'static str, b: &'static str) -> ([&'static str; CAPACITY], usize) {
    let mut all = [""; CAPACITY];
    let (mut i, mut j, mut n) = (0, 0, 0);
    while i < a.len() || j < b.len() {
        let (x, x_next) = if i < a.len() { line(a, i) } else { ("", i) };
        let (y, y_next) = if j < b.len() { line(b, j) } else { ("", j) };
        let order = if i >= a.len() {
            1
        } else if j >= b.len() {
            -1
        } else {
            compare(x, y)
        };
        all[n] = if order <= 0 { x } else { y };
        assert!(n == 0 || compare(all[n - 1], all[n]) < 0, "a word list is not sorted, or repeats a word");
        n += 1;
        if order <= 0 {
            i = x_next;
        }
        if order >= 0 {
            j = y_next;
        }
    }
    (all, n)
}

/// The word of that text, in upper case.
///
/// # Panics
/// While compiling, where no list holds the word.
#[must_use]
pub const fn id(text: &str) -> Word {
    match position(text) {
        Some(index) => Word(index + 1),
        None => panic!("no list of grammars/words holds this word"),
    }
}

/// Declares constants of the same names for keywords: `keywords![CREATE, TABLE];`. A constant is a pattern, so `match` on the next
/// word is a jump.
macro_rules! keywords {
    ($($name:ident),* $(,)?) => { $(const $name: $crate::syntax::Word = $crate::syntax::id(stringify!($name));)* };
}
pub(crate) use keywords;

const fn position(text: &str) -> Option<u16> {
    let (mut low, mut high) = (0, MERGED.1);
    while low < high {
        let middle = usize::midpoint(low, high);
        match compare(MERGED.0[middle], text) {
            0 => return Some(middle as u16),
            -1 => low = middle + 1,
            _ => high = middle,
        }
    }
    None
}

const SLOTS: usize = 16384;

/// The words that one lexer knows, hashed.
#[derive(Debug)]
pub struct Lookup {
    slots: [u16; SLOTS],
    reserved: [u64; CAPACITY / 64],
}

/// Words of Oracle SQL and PL/SQL.
pub static ORACLE_WORDS: Lookup = Lookup::new(ORACLE);
/// Words of PostgreSQL.
pub static POSTGRES_WORDS: Lookup = Lookup::new(POSTGRES);

/// The hash of a word, made byte by byte, whatever the case of its letters: who looks for its end makes it on the way.
#[derive(Clone, Copy, Debug, Default)]
pub struct Hash(u32);

impl Hash {
    /// With one more byte.
    #[inline]
    #[must_use]
    pub const fn then(self, byte: u8) -> Self {
        Hash(self.0.rotate_left(5) ^ (byte & !0x20) as u32)
    }

    const fn of(bytes: &[u8]) -> Self {
        let (mut hash, mut i) = (Hash(0), 0);
        while i < bytes.len() {
            hash = hash.then(bytes[i]);
            i += 1;
        }
        hash
    }

    const fn slot(self) -> usize {
        (self.0.wrapping_mul(0x9e37_79b1) >> 16) as usize & (SLOTS - 1)
    }
}

impl Lookup {
    const fn new(list: &'static str) -> Self {
        let mut slots = [0; SLOTS];
        let mut reserved = [0; CAPACITY / 64];
        let mut i = 0;
        while i < list.len() {
            let (word, next) = line(list, i);
            let mut slot = Hash::of(word.as_bytes()).slot();
            while slots[slot] != 0 {
                slot = (slot + 1) & (SLOTS - 1);
            }
            slots[slot] = match position(word) {
                Some(index) => index + 1,
                None => 0,
            };
            if compare(list.split_at(i + word.len()).1.split_at(next - 1 - i - word.len()).0, " reserved") == 0 {
                let id = slots[slot] as usize;
                reserved[id / 64] |= 1 << (id % 64);
            }
            i = next;
        }
        Lookup { slots, reserved }
    }

    /// Whether the list says `reserved`: such a word is no name unless it is quoted.
    #[must_use]
    pub fn is_reserved(&self, word: Word) -> bool {
        let id = usize::from(word.0);
        self.reserved.get(id / 64).is_some_and(|bits| bits & (1 << (id % 64)) != 0)
    }

    /// The word of that text, in any case of its letters.
    #[must_use]
    pub fn find(&self, text: &[u8]) -> Word {
        self.find_hashed(text, Hash::of(text))
    }

    /// The same for a text whose hash is known.
    #[must_use]
    pub fn find_hashed(&self, text: &[u8], hash: Hash) -> Word {
        let mut slot = hash.slot();
        loop {
            let Some(&id @ 1..) = self.slots.get(slot) else { return Word::NONE };
            if Word(id).text().as_bytes().eq_ignore_ascii_case(text) {
                return Word(id);
            }
            slot = (slot + 1) & (SLOTS - 1);
        }
    }
}

/// The words that PostgreSQL reserves or treats apart, with their class: `R` reserved, `T` reserved but usable as a function or
/// type, `C` usable as a column name but not as a function or type. Other words need no quotes.
pub fn postgres_classes() -> impl Iterator<Item = (&'static str, &'static str)> {
    POSTGRES.lines().filter_map(|l| l.split_once(' '))
}
