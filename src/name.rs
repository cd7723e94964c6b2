//! Names of objects, folded as the source folds them.

use ecow::EcoString;
use rustc_hash::{FxHashSet, FxHasher};
use std::borrow::Borrow;
use std::cell::Cell;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;
use std::sync::{LazyLock, Mutex, PoisonError};

/// An identifier, folded: what was unquoted in Oracle is upper case, what was quoted is as written.
///
/// Every text is kept once, for as long as the process lives: programs repeat few names often, and names are compared, looked up
/// and copied more often than anything else. Names are ordered as their texts are.
#[derive(Clone)]
pub struct Name(&'static Kept);

/// A text that is kept.
struct Kept {
    /// Of the text alone, so that it is the same in every run.
    hash: u64,
    text: EcoString,
}

/// A kept text among its kind, found by the text.
#[derive(PartialEq, Eq)]
struct Text(Name);

impl Hash for Text {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.as_str().hash(state);
    }
}

impl Borrow<str> for Text {
    #[inline]
    fn borrow(&self) -> &str {
        self.0.as_str()
    }
}

/// How many parts the kept texts are in, so that threads seldom wait for each other.
const PARTS: usize = 32;

static KEPT: LazyLock<[Mutex<FxHashSet<Text>>; PARTS]> = LazyLock::new(Default::default);

/// How many names each thread finds without asking the others: programs use few names often.
const RECENT: usize = 1024;

thread_local! {
    static LAST: [Cell<Option<&'static Kept>>; RECENT] = const { [const { Cell::new(None) }; RECENT] };
}

/// The one name of a text, given by its bytes: for a name that is known they need not be looked at twice.
fn kept(text: &[u8]) -> Name {
    let mut hasher = FxHasher::default();
    hasher.write(text);
    hasher.write_u8(0xff); // as `str` is hashed
    let hash = hasher.finish();
    let [_, high, low, ..] = hash.to_be_bytes();
    LAST.with(|last| {
        let slot = last.get(usize::from(u16::from_be_bytes([high, low])) % RECENT);
        match slot.and_then(Cell::get) {
            Some(known) if known.hash == hash && known.text.as_bytes() == text => Name(known),
            _ => {
                let name = std::str::from_utf8(text).map_or_else(|_| Name::default(), |text| shared(text, hash));
                if let Some(slot) = slot {
                    slot.set(Some(name.0));
                }
                name
            }
        }
    })
}

/// The name of a text whose letters of ASCII are changed.
fn cased(text: &str, letter: impl Fn(u8) -> u8) -> Name {
    /// The longest name that is changed without a list of its own; Oracle's are no longer.
    const LONGEST: usize = 128;
    let mut room = [0; LONGEST];
    let Some(changed) = room.get_mut(..text.len()) else {
        return kept(&text.bytes().map(letter).collect::<Vec<u8>>());
    };
    changed.iter_mut().zip(text.bytes()).for_each(|(to, from)| *to = letter(from));
    kept(changed)
}

/// The one name of a text, as all threads know it.
fn shared(text: &str, hash: u64) -> Name {
    let [part, ..] = hash.to_be_bytes();
    let Some(part) = KEPT.get(usize::from(part) % PARTS) else { return Name::default() };
    // a thread that panicked has added a name or has not: both are sound
    let mut part = part.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = part.get(text) {
        return known.0.clone();
    }
    let name = Name(Box::leak(Box::new(Kept { hash, text: text.into() })));
    part.insert(Text(name.clone()));
    name
}

impl Default for Name {
    fn default() -> Self {
        static EMPTY: LazyLock<Name> = LazyLock::new(|| kept(&[]));
        EMPTY.clone()
    }
}

impl PartialEq for Name {
    #[inline]
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.0, other.0)
    }
}

impl Eq for Name {}

impl Hash for Name {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.0.hash);
    }
}

impl Name {
    /// Its text.
    #[inline]
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        self.0.text.as_str()
    }

    /// The name of a text whose letters of ASCII are in upper case.
    #[must_use]
    pub fn upper(text: &str) -> Self {
        cased(text, |byte| byte.to_ascii_uppercase())
    }

    /// The name of a text whose letters of ASCII are in lower case.
    #[must_use]
    pub fn lower(text: &str) -> Self {
        cased(text, |byte| byte.to_ascii_lowercase())
    }

    /// The name that is this one, `sign` and `part`.
    #[must_use]
    pub fn with(&self, sign: char, part: &str) -> Self {
        let mut whole = EcoString::from(self.as_str());
        whole.push(sign);
        whole.push_str(part);
        whole.into()
    }
}

impl Deref for Name {
    type Target = str;

    #[inline]
    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl Ord for Name {
    #[inline]
    fn cmp(&self, other: &Self) -> Ordering {
        if self == other { Ordering::Equal } else { self.as_str().cmp(other.as_str()) }
    }
}

impl PartialOrd for Name {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl PartialEq<str> for Name {
    #[inline]
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<&str> for Name {
    #[inline]
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl PartialEq<Name> for &str {
    #[inline]
    fn eq(&self, other: &Name) -> bool {
        *self == other.as_str()
    }
}

impl From<&str> for Name {
    fn from(text: &str) -> Self {
        kept(text.as_bytes())
    }
}

impl From<String> for Name {
    fn from(text: String) -> Self {
        kept(text.as_bytes())
    }
}

impl From<EcoString> for Name {
    fn from(text: EcoString) -> Self {
        kept(text.as_bytes())
    }
}

impl From<Name> for EcoString {
    fn from(name: Name) -> Self {
        name.as_str().into()
    }
}

impl From<&Name> for EcoString {
    fn from(name: &Name) -> Self {
        name.as_str().into()
    }
}

/// Names in a row.
pub trait Texts {
    /// Their texts, with `between` between them.
    fn joined(&self, between: &str) -> String;
}

impl Texts for [Name] {
    fn joined(&self, between: &str) -> String {
        let texts: Vec<&str> = self.iter().map(Name::as_str).collect();
        texts.join(between)
    }
}

/// FNV-1a: stable over versions and machines, which what is in names must be.
pub fn fnv(bytes: impl IntoIterator<Item = u8>) -> u32 {
    bytes.into_iter().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// Whether a name fits a pattern in which `*` stands for any text and `?` for any one character; case does not matter.
#[must_use]
pub fn fits(pattern: &str, name: &str) -> bool {
    let (pattern, name): (Vec<char>, Vec<char>) = (folded(pattern), folded(name));
    let (mut p, mut n) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while n < name.len() {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p + 1, n));
                p += 1;
            }
            Some(c) if *c == '?' || Some(c) == name.get(n) => {
                p += 1;
                n += 1;
            }
            Some(_) | None => match star {
                Some((after, from)) => {
                    star = Some((after, from + 1));
                    p = after;
                    n = from + 1;
                }
                None => return false,
            },
        }
    }
    pattern.get(p..).is_some_and(|rest| rest.iter().all(|c| *c == '*'))
}

fn folded(text: &str) -> Vec<char> {
    text.chars().flat_map(char::to_uppercase).collect()
}

/// A possibly qualified name of a schema object.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct QName {
    /// The schema, where one is written or known.
    pub schema: Option<Name>,
    /// The object.
    pub name: Name,
}

impl QName {
    /// A name with a schema.
    pub fn new(schema: impl Into<Name>, name: impl Into<Name>) -> Self {
        Self { schema: Some(schema.into()), name: name.into() }
    }

    /// A name without a schema.
    pub fn bare(name: impl Into<Name>) -> Self {
        Self { schema: None, name: name.into() }
    }

    /// The same name, in `schema` where none is written.
    #[must_use]
    pub fn within(&self, schema: Option<&Name>) -> QName {
        match (&self.schema, schema) {
            (None, Some(schema)) => QName { schema: Some(schema.clone()), name: self.name.clone() },
            (Some(_), _) | (None, None) => self.clone(),
        }
    }
}

impl fmt::Display for QName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.schema {
            Some(schema) => {
                f.write_str(schema)?;
                f.write_str(".")?;
                f.write_str(&self.name)
            }
            None => f.write_str(&self.name),
        }
    }
}

/// A letter in upper case; one that has none of its own (`ß`) stays, as in Oracle.
#[must_use]
pub fn upper(letter: char) -> char {
    let mut upper = letter.to_uppercase();
    match (upper.next(), upper.next()) {
        (Some(one), None) => one,
        _ => letter,
    }
}

/// Whether a name is as the source folds one that stands without quotes.
#[must_use]
pub fn is_folded(name: &str) -> bool {
    name.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_lowercase())
        || name.chars().all(|letter| upper(letter) == letter)
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn patterns_fit_names() {
        assert!(fits("HR.*", "HR.EMP"));
        assert!(fits("hr.emp*", "HR.EMPLOYEES"));
        assert!(fits("*_PK", "HR.EMP_PK"));
        assert!(fits("H?.*.*", "HR.A.B"));
        assert!(fits("*", ""));
        assert!(!fits("HR.*", "HRX.EMP"));
        assert!(!fits("", "HR"));
        assert!(!fits("HR.EMP", "HR.EMPLOYEES"));
        assert!(fits("*a*a*a*b", &"a".repeat(3000).replace("aaa", "aab")));
    }
}
