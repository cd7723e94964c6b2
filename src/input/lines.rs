//! The line index of a text: positions to lines and columns in characters, in constant time for lines of any length.

use memchr::memchr_iter;

/// How many bytes lie between two counts of characters.
const STEP: usize = 1024;

/// Where lines start, and how many characters stand before every [`STEP`]th byte.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Lines {
    /// Offset of the first byte of each line; the first is 0.
    starts: Vec<u32>,
    /// Characters before byte `i * STEP`; empty where every character is one byte.
    counts: Vec<u32>,
}

impl Lines {
    /// The index of a text. A line ends with LF, CR LF, or, in a text that has no LF, with CR.
    pub(super) fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let end = if memchr::memchr(b'\n', bytes).is_some() { b'\n' } else { b'\r' };
        let mut starts = Vec::with_capacity(bytes.len() / 64);
        starts.push(0);
        // texts are shorter than 4 GiB
        memchr_iter(end, bytes).for_each(|at| starts.push(u32::try_from(at + 1).unwrap_or(u32::MAX)));
        let mut counts = Vec::new();
        if !text.is_ascii() {
            let mut count = 0;
            for step in bytes.chunks(STEP) {
                counts.push(count);
                count += characters(step);
            }
            counts.push(count);
        }
        Self { starts, counts }
    }

    /// Number of lines; what follows the last line end counts only where there is something.
    pub(super) fn count(&self) -> u32 {
        u32::try_from(self.starts.len()).unwrap_or(u32::MAX)
    }

    /// Line and column of an offset, both from 1.
    pub(super) fn place(&self, text: &str, offset: u32) -> (u32, u32) {
        let line = self.starts.partition_point(|start| *start <= offset);
        let start = line.checked_sub(1).and_then(|i| self.starts.get(i)).copied().unwrap_or(0);
        let column = self.between(text, start, offset);
        (u32::try_from(line).unwrap_or(u32::MAX), column + 1)
    }

    /// A line of the text it was made from, from 1, without its end.
    pub(super) fn line<'a>(&self, text: &'a str, number: u32) -> &'a str {
        let index = number as usize;
        let Some(lo) = index.checked_sub(1).and_then(|i| self.starts.get(i)) else { return "" };
        let hi = self.starts.get(index).map_or(text.len(), |next| *next as usize);
        text.get(*lo as usize..hi).unwrap_or("").trim_end_matches(['\n', '\r'])
    }

    /// Characters between two offsets of a line.
    fn between(&self, text: &str, start: u32, offset: u32) -> u32 {
        let (lo, hi) = (start as usize, (offset as usize).min(text.len()));
        if self.counts.is_empty() {
            return u32::try_from(hi.saturating_sub(lo)).unwrap_or(u32::MAX);
        }
        match text.as_bytes().get(lo..hi) {
            Some(short) if short.len() <= STEP => characters(short),
            Some(_) | None => self.before(text, hi).saturating_sub(self.before(text, lo)),
        }
    }

    /// Characters before an offset.
    fn before(&self, text: &str, at: usize) -> u32 {
        let step = at / STEP;
        let counted = self.counts.get(step).copied().unwrap_or(0);
        counted + characters(text.as_bytes().get(step * STEP..at).unwrap_or(&[]))
    }
}

/// How many characters begin in a stretch of UTF-8.
fn characters(bytes: &[u8]) -> u32 {
    // stretches of few bytes, whose sums have room in one: many are added at once
    let begin = |few: &[u8]| u32::from(few.iter().map(|b| u8::from((*b & 0xC0) != 0x80)).sum::<u8>());
    bytes.chunks(128).map(begin).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_lines_end_in_three_ways() {
        let text = "a\r\nçé x\nz";
        let lines = Lines::new(text);
        assert_eq!(lines.place(text, 0), (1, 1));
        assert_eq!(lines.place(text, 3), (2, 1));
        assert_eq!(lines.place(text, 8), (2, 4), "behind two characters of two bytes and a blank");
        assert_eq!(lines.place(text, 10), (3, 1));
        assert_eq!(lines.line(text, 2), "çé x");
        let old = "a\rb\rc";
        assert_eq!(Lines::new(old).place(old, 4), (3, 1));
    }

    #[test]
    fn long_lines_are_counted_in_steps() {
        let text = "é".repeat(3000);
        let lines = Lines::new(&text);
        assert_eq!(lines.place(&text, 4000), (1, 2001));
        assert_eq!(lines.place(&text, 6000), (1, 3001));
    }
}
