//! The text of a script as it is read: the file, with stretches that stand for others, copied only where there are any.

use super::super::sources::{Edit, size};

/// Grows along the file; offsets of the file go in, offsets of the text come out.
#[derive(Debug)]
pub(super) struct Text<'a> {
    file: &'a str,
    /// The text so far, up to `copied`, once it differs.
    text: String,
    copied: usize,
    edits: Vec<Edit>,
}

impl<'a> Text<'a> {
    pub fn new(file: &'a str) -> Self {
        Self { file, text: String::new(), copied: 0, edits: Vec::new() }
    }

    /// The offset in the text for one in the file, behind all changes so far.
    pub fn at(&self, from: usize) -> u32 {
        let offset = self.text.len() + from.saturating_sub(self.copied);
        u32::try_from(offset).unwrap_or(u32::MAX)
    }

    /// How long the text is so far, at least.
    pub fn grown(&self) -> usize {
        self.text.len()
    }

    /// Puts `with` where the file has `len` bytes from `from`.
    pub fn replace(&mut self, from: usize, len: usize, with: &str) {
        let Some(between) = self.file.get(self.copied..from) else { return };
        self.text.push_str(between);
        let narrow = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        self.edits.push(Edit { at: size(&self.text), len: size(with), from: narrow(from), from_len: narrow(len) });
        self.text.push_str(with);
        self.copied = from + len;
    }

    /// The text, if it differs from the file, and where.
    pub fn finish(mut self) -> (Option<String>, Vec<Edit>) {
        if self.edits.is_empty() {
            return (None, Vec::new());
        }
        self.text.push_str(self.file.get(self.copied..).unwrap_or(""));
        (Some(self.text), self.edits)
    }
}
