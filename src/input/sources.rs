//! All texts of a run in one position space, and the way back from a position to file, line and column of the original.

use super::lines::Lines;
use crate::span::Span;
use std::sync::{Arc, OnceLock};

/// One position space over all decoded files of a run, in the order in which they are read.
#[derive(Debug, Default)]
pub struct Sources {
    files: Vec<File>,
    /// One of them was given for its names only.
    has_context: bool,
}

/// A decoded file. A file that is included again with other values is a further one, with the same path.
#[derive(Debug, Default)]
pub struct File {
    /// Relative to the common root of the inputs, with `/`.
    pub path: String,
    /// As decoded, after substitution; positions start at `base`.
    pub text: String,
    /// Position of its first byte.
    pub base: u32,
    /// SHA-256 of the bytes, in hexadecimal; empty where nobody asks for it.
    pub sha256: String,
    /// Size in bytes.
    pub bytes: u64,
    /// Name of its encoding.
    pub encoding: &'static str,
    /// Read for names and types only: nothing of it is converted or reported.
    pub context: bool,
    /// Number of the script that it belongs to: each begins a session of its own, so no `CONNECT` reaches the next.
    pub script: u32,
    /// A further reading of a file that stands before, with other values of its variables.
    pub again: bool,
    /// Where `text` differs from the file, in order.
    pub(super) edits: Vec<Edit>,
    /// The file as decoded, where `text` differs from it.
    pub(super) original: Option<Arc<String>>,
    pub(super) lines: OnceLock<Lines>,
}

/// A stretch of the file that stands for another in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Edit {
    /// Offset in the text.
    pub at: u32,
    /// Length in the text.
    pub len: u32,
    /// Offset in the file.
    pub from: u32,
    /// Length in the file.
    pub from_len: u32,
}

/// A place for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place<'a> {
    /// Path of the file.
    pub file: &'a str,
    /// First line, from 1.
    pub line: u32,
    /// First column in characters, from 1.
    pub column: u32,
    /// Last line.
    pub end_line: u32,
    /// Column behind the last character.
    pub end_column: u32,
}

impl File {
    /// Its whole text as a span.
    #[must_use]
    pub fn span(&self) -> Span {
        Span::new(self.base, self.base.saturating_add(size(&self.text)))
    }

    /// The file as decoded, before any substitution: what a person sees in an editor.
    #[must_use]
    pub fn original(&self) -> &str {
        self.original.as_ref().map_or(self.text.as_str(), |original| original.as_str())
    }

    /// Number of its lines.
    #[must_use]
    pub fn line_count(&self) -> u32 {
        self.lines().count()
    }

    /// A line of the original, from 1, without its end; empty where there is none.
    #[must_use]
    pub fn line(&self, number: u32) -> &str {
        self.lines().line(self.original(), number)
    }

    /// Where a span of it stands in what a person sees.
    #[must_use]
    pub fn place(&self, span: Span) -> Place<'_> {
        let length = size(&self.text);
        let lo = span.lo.saturating_sub(self.base).min(length);
        let hi = span.hi.saturating_sub(self.base).clamp(lo, length);
        let lo = self.to_original(lo, false);
        let hi = if span.is_empty() { lo } else { self.to_original(hi, true).max(lo) };
        let (line, column) = self.lines().place(self.original(), lo);
        let (end_line, end_column) = self.lines().place(self.original(), hi);
        Place { file: &self.path, line, column, end_line, end_column }
    }

    fn lines(&self) -> &Lines {
        self.lines.get_or_init(|| Lines::new(self.original()))
    }

    /// The offset in the original for one in the text; what was substituted maps to the start or the end of its variable.
    fn to_original(&self, offset: u32, end: bool) -> u32 {
        let behind = |e: &Edit| if end { e.at < offset } else { e.at <= offset };
        let before = self.edits.partition_point(behind);
        match before.checked_sub(1).and_then(|i| self.edits.get(i)) {
            None => offset,
            Some(edit) if offset >= edit.at + edit.len => edit.from + edit.from_len + (offset - edit.at - edit.len),
            Some(edit) if edit.len == edit.from_len => edit.from + (offset - edit.at),
            Some(edit) if end => edit.from + edit.from_len,
            Some(edit) => edit.from,
        }
    }

    /// The offset in the text for one in the original.
    pub(super) fn in_text(&self, offset: u32) -> u32 {
        let before = self.edits.partition_point(|e| e.from <= offset);
        match before.checked_sub(1).and_then(|i| self.edits.get(i)) {
            None => offset,
            Some(edit) => edit.at + edit.len + offset.saturating_sub(edit.from + edit.from_len),
        }
    }
}

impl Sources {
    /// All files, by position.
    #[must_use]
    pub fn files(&self) -> &[File] {
        &self.files
    }

    /// The place among all files of the one that holds the first byte of a span.
    #[must_use]
    pub fn number(&self, span: Span) -> Option<usize> {
        self.files.partition_point(|f| f.base <= span.lo).checked_sub(1)
    }

    /// The file that holds the first byte of a span.
    #[must_use]
    pub fn file(&self, span: Span) -> Option<&File> {
        self.files.get(self.number(span)?)
    }

    /// The text of a span, which lies in one file.
    #[must_use]
    pub fn text(&self, span: Span) -> &str {
        let Some(file) = self.file(span) else { return "" };
        let lo = (span.lo - file.base) as usize;
        let hi = span.hi.saturating_sub(file.base) as usize;
        file.text.get(lo..hi.min(file.text.len())).unwrap_or("")
    }

    /// Whether a span lies in a file that was given for its names only.
    #[must_use]
    pub fn is_context(&self, span: Span) -> bool {
        self.has_context && self.file(span).is_some_and(|f| f.context)
    }

    /// Where a span stands in the file that a person sees.
    #[must_use]
    pub fn place(&self, span: Span) -> Place<'_> {
        let nowhere = Place { file: "", line: 1, column: 1, end_line: 1, end_column: 1 };
        self.file(span).map_or(nowhere, |file| file.place(span))
    }

    /// Room that is left for further text, in bytes.
    pub(super) fn room(&self) -> u64 {
        u64::from(u32::MAX - 1).saturating_sub(u64::from(self.end()))
    }

    /// Adds a file behind all others. The caller has looked at [`Self::room`].
    pub(super) fn push(&mut self, mut file: File) -> u32 {
        let base = self.end();
        file.base = base;
        self.has_context |= file.context;
        self.files.push(file);
        base
    }

    /// The position for the next file: one byte is left free, so that the end of a file belongs to it.
    fn end(&self) -> u32 {
        self.files.last().map_or(0, |f| f.span().hi.saturating_add(1))
    }
}

/// Length of a text; texts are refused before they outgrow the position space.
pub(super) fn size(text: &str) -> u32 {
    u32::try_from(text.len()).unwrap_or(u32::MAX)
}
