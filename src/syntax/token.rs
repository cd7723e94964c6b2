//! Tokens: what lexers make and grammars read.

use super::words::Word;
use crate::span::Span;

/// A token: 12 bytes. Its text is a slice of the source; a name or keyword also carries its word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// First byte, in the position space of the run.
    pub lo: u32,
    /// One past the last byte.
    pub hi: u32,
    /// Its word; [`Word::NONE`] for what is no keyword of the dialect.
    pub word: Word,
    /// What it is.
    pub kind: Kind,
}

impl Token {
    /// Where it stands.
    #[must_use]
    pub const fn span(self) -> Span {
        Span::new(self.lo, self.hi)
    }
}

/// Kinds of tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Kind {
    /// An unquoted name or keyword.
    Name,
    /// `"quoted"`.
    Quoted,
    /// `12`, `1.5e3`, `1.5f`.
    Number,
    /// `'text'`, `q'[text]'`.
    Text,
    /// `N'text'`, `Nq'[text]'`.
    National,
    /// `:name`, `:1`.
    Bind,
    /// `$$name`: an inquiry directive.
    Inquiry,
    /// `/*+ … */`, `--+ …`: a hint.
    Hint,
    /// A line that holds only `/`, or `.`: the client's end of a statement.
    Slash,
    /// `;`
    Semi,
    /// `(`
    Open,
    /// `)`
    Close,
    /// `[`
    OpenBracket,
    /// `]`
    CloseBracket,
    /// `,`
    Comma,
    /// `.`
    Dot,
    /// `..`
    DotDot,
    /// `@`
    At,
    /// `%`
    Percent,
    /// `+`
    Plus,
    /// `-`
    Minus,
    /// `*`
    Star,
    /// `/`
    Over,
    /// `**`
    Power,
    /// `||`
    Concat,
    /// `|`
    Bar,
    /// `=`
    Eq,
    /// `<>`, `!=`, `^=`, `~=`
    Ne,
    /// `<`
    Lt,
    /// `<=`
    Le,
    /// `>`
    Gt,
    /// `>=`
    Ge,
    /// `:=`
    Assign,
    /// `=>`
    Arrow,
    /// `<<`
    LabelOpen,
    /// `>>`
    LabelClose,
    /// `:`
    Colon,
    /// `!`
    Bang,
    /// `?`
    Question,
    /// `{`
    OpenBrace,
    /// `}`
    CloseBrace,
    /// `&name` that nobody substituted.
    Substitution,
    /// A byte or literal that is none of these: a stray character, an unterminated literal.
    Bad,
    /// Behind the last token.
    End,
}

/// A comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trivia {
    /// Its text, with its marks.
    pub span: Span,
    /// Index of the token it stands before.
    pub before: u32,
}

/// A stretch of source in tokens.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lexed {
    /// Tokens in order, `End` last.
    pub tokens: Vec<Token>,
    /// Comments in order.
    pub trivia: Vec<Trivia>,
    /// What is wrong with a `Bad` token, in order.
    pub errors: Vec<(Span, &'static str)>,
}
