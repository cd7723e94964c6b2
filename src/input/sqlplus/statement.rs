//! Where statements end, as the client sees it: quotes, comments, `;`, `/`, and the nesting of PL/SQL. No more than that.

/// What the scanner is in the middle of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Lex {
    /// Code.
    #[default]
    Code,
    /// `'text'`.
    Text,
    /// `q'[text]'`, with the character that closes it.
    Quote(char),
    /// `"name"`.
    Name,
    /// `/* comment */`.
    Comment,
}

/// What kind of statement it is, as far as that decides where it ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Kind {
    /// Nothing but comments yet.
    #[default]
    Empty,
    /// `CREATE` and what may stand before the kind of object.
    Create,
    /// `WITH`, which may define functions.
    With,
    /// Ends at `;`.
    Sql,
    /// A privilege may be named `CREATE …`.
    Grant,
    /// Ends at `/`, or where its structure is complete.
    Unit,
    /// `PACKAGE`, `TYPE BODY`: members up to `END`.
    Members,
    /// `TYPE`, whose body is still possible.
    Type,
    /// Text of another language: ends at `/` only.
    Foreign,
}

/// What an `END` closes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Frame {
    /// A package or type body; its `BEGIN` starts the initialisation.
    Members,
    /// A compound trigger, in which each `BEGIN` has an `END` of its own.
    Compound,
    /// Declarations of a routine or block, before `BEGIN`.
    Declare,
    /// `BEGIN`, `IF`, `LOOP`.
    Block,
    /// `CASE`, of an expression too, behind whose `END` a `LOOP` or `THEN` may follow.
    Case,
}

/// What a byte of code begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    Blank,
    Word,
    Digit,
    Quote,
    Name,
    /// What may begin a comment.
    Comment,
    Sign,
}

const fn class(byte: u8) -> Class {
    match byte {
        b' ' | b'\t' | b'\r' | b'\n' => Class::Blank,
        b'_' | b'$' | b'#' | b'a'..=b'z' | b'A'..=b'Z' | 0x80.. => Class::Word,
        b'0'..=b'9' => Class::Digit,
        b'\'' => Class::Quote,
        b'"' => Class::Name,
        b'-' | b'/' => Class::Comment,
        _ => Class::Sign,
    }
}

static CLASSES: [Class; 256] = {
    let mut table = [Class::Sign; 256];
    let mut byte = 0;
    while byte < 256 {
        #[expect(clippy::indexing_slicing, reason = "runs while compiling")]
        {
            table[byte] = class(byte as u8);
        }
        byte += 1;
    }
    table
};

fn class_of(byte: u8) -> Class {
    CLASSES.get(usize::from(byte)).copied().unwrap_or(Class::Sign)
}

/// What follows `LANGUAGE`, `MLE` or `EXTERNAL` in a call specification.
const CALLED: [&str; 12] = [
    "AGENT",
    "C",
    "CALLING",
    "JAVA",
    "JAVASCRIPT",
    "LANGUAGE",
    "LIBRARY",
    "MODULE",
    "NAME",
    "PARAMETERS",
    "PURE",
    "WITH",
];

/// Reads statements line by line.
#[derive(Debug, Default)]
pub(super) struct Scanner {
    lex: Lex,
    kind: Kind,
    frames: Vec<Frame>,
    parens: u32,
    /// A header of a routine was begun at this depth of parentheses.
    header: Option<u32>,
    /// The last word was `END`, whose own words follow: what it closed.
    ending: Option<Frame>,
    /// The last word was `COMPOUND`.
    compound: bool,
    /// The last word was the `IS` or `AS` of a routine.
    begun: bool,
    /// The last word, behind such a one, was that of a call specification, or the name of a variable.
    foreign: bool,
    /// The last sign was `;`.
    semicolon: bool,
    /// The last line was blank.
    blank: bool,
    /// Conditional compilation.
    branch: Branch,
}

/// Text between `$IF FALSE $THEN` and its `$END` is never compiled: templates stand there, whose `BEGIN` and `END` need not
/// be pairs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Branch {
    /// Code.
    #[default]
    Compiled,
    /// Behind `$IF`.
    If,
    /// Behind `$IF FALSE`.
    False,
    /// Inside so many `$IF` of which the outermost never holds.
    Never(u32),
}

impl Branch {
    /// Behind one more word.
    fn then(self, word: &str) -> Self {
        let is = |wanted: &str| word.eq_ignore_ascii_case(wanted);
        match self {
            Branch::Never(depth) if is("$IF") => Branch::Never(depth + 1),
            Branch::Never(1) if is("$END") => Branch::Compiled,
            Branch::Never(depth) if is("$END") => Branch::Never(depth - 1),
            Branch::Never(depth) => Branch::Never(depth),
            Branch::If if is("FALSE") => Branch::False,
            Branch::False if is("$THEN") => Branch::Never(1),
            Branch::Compiled | Branch::If | Branch::False if is("$IF") => Branch::If,
            Branch::Compiled | Branch::If | Branch::False => Branch::Compiled,
        }
    }
}

impl Scanner {
    /// What a line that follows begins in.
    pub(super) fn lex(&self) -> Lex {
        self.lex
    }

    /// Whether the client's buffer is empty, so that a command may follow.
    pub(super) fn is_empty(&self) -> bool {
        self.lex == Lex::Code && self.kind == Kind::Empty
    }

    /// Whether a statement that has no end may end here: no quote, comment or parenthesis is open.
    pub(super) fn may_break(&self) -> bool {
        self.lex == Lex::Code && self.parens == 0 && matches!(self.kind, Kind::Sql | Kind::Grant | Kind::Type)
    }

    /// Whether the line before was blank, which ends what is typed into the client's buffer.
    pub(super) fn after_blank(&self) -> bool {
        self.blank
    }

    /// Whether a unit is at hand, in which no `;` ends the statement.
    pub(super) fn is_unit(&self) -> bool {
        matches!(self.kind, Kind::Unit | Kind::Members | Kind::Type | Kind::Foreign)
    }

    /// Whether a unit has come to the end of its structure, so that what follows is another statement.
    pub(super) fn is_complete(&self) -> bool {
        let unit = matches!(self.kind, Kind::Unit | Kind::Members | Kind::Type);
        unit && self.lex == Lex::Code && self.semicolon && self.parens == 0 && self.frames.is_empty()
    }

    /// Forgets the statement at hand.
    pub(super) fn reset(&mut self) {
        *self = Scanner::default();
    }

    /// Reads a line, with its end; `bare` is the same without blanks around it.
    pub(super) fn line(&mut self, line: &str, bare: &str) {
        self.blank = bare.is_empty();
        if self.lex == Lex::Code {
            if bare == "/" || bare == "." {
                return self.reset();
            }
            if self.kind == Kind::Foreign {
                return;
            }
            if self.starts_anew(line, bare) {
                self.reset();
            }
        }
        let mut rest = line;
        while !rest.is_empty() {
            rest = match self.lex {
                Lex::Code => self.code(rest),
                Lex::Text => self.close(rest, "'", ""),
                Lex::Name => self.close(rest, "\"", ""),
                Lex::Comment => self.close(rest, "*/", ""),
                Lex::Quote(end) => {
                    let mut buffer = [0; 4];
                    self.close(rest, end.encode_utf8(&mut buffer), "'")
                }
            };
        }
    }

    /// Whether a line can only begin another statement: the one before is complete, or this is the start of a unit. `bare` is the line
    /// without the blanks around it.
    fn starts_anew(&self, line: &str, bare: &str) -> bool {
        const UNITS: [&str; 8] =
            ["OR", "EDITIONABLE", "NONEDITIONABLE", "FUNCTION", "PROCEDURE", "PACKAGE", "TRIGGER", "TYPE"];
        match self.kind {
            Kind::Unit | Kind::Members | Kind::Type => {
                self.is_complete() && !bare.is_empty() && !bare.starts_with("--")
            }
            // most lines begin with another letter
            Kind::Sql if bare.starts_with(['D', 'd', 'B', 'b', 'C', 'c']) => {
                let mut words = bare.split_whitespace().map(|w| w.trim_end_matches(';'));
                let is = |word: Option<&str>, wanted: &[&str]| {
                    word.is_some_and(|word| wanted.iter().any(|w| word.eq_ignore_ascii_case(w)))
                };
                let first = words.next();
                (self.parens == 0 || line.starts_with(['C', 'c']))
                    && (is(first, &["DECLARE", "BEGIN"]) || is(first, &["CREATE"]) && is(words.next(), &UNITS))
            }
            Kind::Sql | Kind::Empty | Kind::Create | Kind::With | Kind::Grant | Kind::Foreign => false,
        }
    }

    /// Looks for the end of a quote or comment; a quote of the form `q'[…]'` ends with two signs.
    fn close<'a>(&mut self, rest: &'a str, end: &str, then: &str) -> &'a str {
        // lines are short: to look for two signs at once takes longer to begin than to end
        let found = match end.as_bytes() {
            [sign] => memchr::memchr(*sign, rest.as_bytes()),
            signs => rest.as_bytes().windows(signs.len()).position(|here| here == signs),
        };
        let Some(behind) = found.and_then(|at| rest.get(at + end.len()..)) else { return "" };
        match if then.is_empty() { Some(behind) } else { behind.strip_prefix(then) } {
            Some(behind) => {
                self.lex = Lex::Code;
                behind
            }
            None => behind,
        }
    }

    /// Reads code up to the next quote, comment, or the end of the line.
    fn code<'a>(&mut self, rest: &'a str) -> &'a str {
        let bytes = rest.as_bytes();
        let mut i = 0;
        while let Some(&b) = bytes.get(i) {
            let next = || bytes.get(i + 1).copied().unwrap_or(0);
            match class_of(b) {
                Class::Blank => {}
                Class::Word => {
                    let length = word_length(bytes, i);
                    let after_dot = i > 0 && bytes.get(i - 1) == Some(&b'.');
                    match rest.get(i..i + length) {
                        Some(word) if !after_dot => self.word(word),
                        Some(_) | None => self.other(),
                    }
                    i += length;
                    continue;
                }
                Class::Digit => {
                    self.other();
                    i += word_length(bytes, i);
                    continue;
                }
                Class::Quote => return self.quote(rest, i),
                Class::Name => {
                    self.other();
                    self.lex = Lex::Name;
                    return rest.get(i + 1..).unwrap_or("");
                }
                Class::Comment if b == b'-' && next() == b'-' => return "",
                Class::Comment if b == b'/' && next() == b'*' => {
                    self.lex = Lex::Comment;
                    return rest.get(i + 2..).unwrap_or("");
                }
                Class::Comment | Class::Sign => self.sign(b, next()),
            }
            i += 1;
        }
        ""
    }

    /// Opens a quote at `'`, which may have `q` or `nq` before it.
    fn quote<'a>(&mut self, rest: &'a str, at: usize) -> &'a str {
        self.other();
        let before = rest.as_bytes().get(..at).unwrap_or(&[]);
        let alternative = match before {
            [.., a, b'n' | b'N', b'q' | b'Q'] => !is_word(*a),
            [b'n' | b'N', b'q' | b'Q'] | [b'q' | b'Q'] => true,
            [.., a, b'q' | b'Q'] => !is_word(*a),
            _ => false,
        };
        let behind = rest.get(at + 1..).unwrap_or("");
        let mut chars = behind.chars();
        match chars.next() {
            Some(open) if alternative && !open.is_whitespace() => {
                self.lex = Lex::Quote(closing(open));
                chars.as_str()
            }
            Some(_) | None => {
                self.lex = Lex::Text;
                behind
            }
        }
    }

    /// Something that is neither a word nor a sign that matters.
    fn other(&mut self) {
        if matches!(self.kind, Kind::Empty | Kind::With) {
            self.kind = Kind::Sql;
        }
        self.semicolon = false;
        (self.begun, self.foreign) = (false, false);
        self.ending = None;
    }

    fn sign(&mut self, sign: u8, next: u8) {
        match sign {
            b';' if matches!(self.kind, Kind::Sql | Kind::Grant | Kind::Create | Kind::With | Kind::Empty) => {
                self.reset()
            }
            b';' => {
                self.semicolon = true;
                self.ending = None;
                self.header = None;
                // A package whose end is in sight never has an open parenthesis here: a stray one must not hide the end.
                if self.kind != Kind::Type {
                    self.parens = 0;
                }
            }
            b'<' if next == b'<' && self.kind == Kind::Empty => self.kind = Kind::Unit,
            b'(' => {
                self.other();
                self.parens += 1;
            }
            b')' => {
                self.other();
                self.parens = self.parens.saturating_sub(1);
            }
            _ => self.other(),
        }
    }

    fn word(&mut self, word: &str) {
        let is = |wanted: &str| word.eq_ignore_ascii_case(wanted);
        match self.kind {
            Kind::Empty if is("DECLARE") || is("BEGIN") => {
                self.kind = Kind::Unit;
                self.inside(word);
            }
            // A routine of a package that stands alone is no statement, and ends like a unit.
            Kind::Empty if is("FUNCTION") || is("PROCEDURE") => {
                self.kind = Kind::Unit;
                self.header = Some(0);
            }
            Kind::Empty if is("CREATE") => self.kind = Kind::Create,
            Kind::Empty if is("WITH") => self.kind = Kind::With,
            Kind::Empty if is("GRANT") || is("REVOKE") || is("AUDIT") || is("NOAUDIT") => self.kind = Kind::Grant,
            Kind::Empty => self.kind = Kind::Sql,
            Kind::Create => self.create(word),
            Kind::With if is("FUNCTION") || is("PROCEDURE") => {
                self.kind = Kind::Unit;
                self.header = Some(0);
            }
            Kind::With => self.kind = Kind::Sql,
            // `INSERT INTO t WITH FUNCTION …`, `CREATE VIEW v AS WITH FUNCTION …`
            Kind::Sql if word.len() == 4 && is("WITH") => self.kind = Kind::With,
            Kind::Type if is("BODY") && self.parens == 0 => self.kind = Kind::Members,
            Kind::Unit | Kind::Members => self.inside(word),
            Kind::Sql | Kind::Grant | Kind::Type | Kind::Foreign => {}
        }
        self.semicolon = false;
    }

    /// A word between `CREATE` and the name of the object.
    fn create(&mut self, word: &str) {
        const BEFORE: &[&str] =
            &["OR", "REPLACE", "EDITIONABLE", "NONEDITIONABLE", "AND", "RESOLVE", "COMPILE", "NOFORCE", "FORCE"];
        let is = |wanted: &str| word.eq_ignore_ascii_case(wanted);
        if BEFORE.iter().any(|w| is(w)) {
            return;
        }
        self.kind = if is("FUNCTION") || is("PROCEDURE") {
            self.header = Some(0);
            Kind::Unit
        } else if is("TRIGGER") || is("LIBRARY") {
            Kind::Unit
        } else if is("PACKAGE") {
            Kind::Members
        } else if is("TYPE") {
            Kind::Type
        } else if is("JAVA") || is("MLE") {
            Kind::Foreign
        } else {
            Kind::Sql
        };
    }

    /// A word of PL/SQL: keeps the frames that `END` closes.
    fn inside(&mut self, word: &str) {
        let closed = std::mem::take(&mut self.ending);
        let ending = closed.is_some_and(|frame| frame != Frame::Case);
        let compound = std::mem::take(&mut self.compound);
        let (begun, foreign) = (std::mem::take(&mut self.begun), std::mem::take(&mut self.foreign));
        let is = |wanted: &str| word.eq_ignore_ascii_case(wanted);
        if self.branch != Branch::Compiled || word.as_bytes().first() == Some(&b'$') {
            self.branch = self.branch.then(word);
        }
        if matches!(self.branch, Branch::Never(_)) {
            return;
        }
        match word.len() {
            2 if is("IS") || is("AS") => self.header_ends(),
            2 if is("IF") && !ending && self.in_body() => self.frames.push(Frame::Block),
            3 if is("END") => {
                self.ending = Some(self.frames.pop().unwrap_or(Frame::Block));
            }
            4 if is("LOOP") && !ending => self.frames.push(Frame::Block),
            4 if is("CASE") && closed.is_none() => self.frames.push(Frame::Case),
            5 if is("BEGIN") => match self.frames.last_mut() {
                Some(frame @ (Frame::Declare | Frame::Members)) => *frame = Frame::Block,
                Some(Frame::Block | Frame::Case | Frame::Compound) | None => self.frames.push(Frame::Block),
            },
            7 if is("DECLARE") => self.frames.push(Frame::Declare),
            7 if is("TRIGGER") && compound => self.frames.push(Frame::Compound),
            8 if is("COMPOUND") => self.compound = true,
            8 if is("FUNCTION") && !ending => self.header = Some(self.parens),
            9 if is("PROCEDURE") && !ending => self.header = Some(self.parens),
            3 | 8 if begun && (is("MLE") || is("LANGUAGE") || is("EXTERNAL")) => self.foreign = true,
            // A call specification has no body.
            _ if foreign && CALLED.iter().any(|w| is(w)) => {
                self.frames.pop();
            }
            _ => {}
        }
    }

    /// `IS` or `AS`: declarations begin, or members.
    fn header_ends(&mut self) {
        if self.header == Some(self.parens) {
            self.header = None;
            self.begun = true;
            self.frames.push(Frame::Declare);
        } else if self.kind == Kind::Members && self.frames.is_empty() && self.parens == 0 {
            self.frames.push(Frame::Members);
        }
    }

    /// Whether statements may stand here; `CREATE PROCEDURE IF NOT EXISTS` is none.
    fn in_body(&self) -> bool {
        !self.frames.is_empty()
    }
}

/// The character that closes what this one opens in `q'…'`.
fn closing(open: char) -> char {
    match open {
        '[' => ']',
        '{' => '}',
        '(' => ')',
        '<' => '>',
        other => other,
    }
}

fn is_word(b: u8) -> bool {
    matches!(class_of(b), Class::Word | Class::Digit)
}

/// How many bytes from `start` on belong to one word.
fn word_length(bytes: &[u8], start: usize) -> usize {
    let rest = bytes.get(start..).unwrap_or_default();
    rest.iter().position(|b| !is_word(*b)).unwrap_or(rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lines, from 1, after which the buffer is empty, or the structure complete.
    fn ends(text: &str) -> Vec<usize> {
        let mut scanner = Scanner::default();
        let mut found = Vec::new();
        for (i, line) in text.split_inclusive('\n').enumerate() {
            scanner.line(line, line.trim());
            if scanner.is_empty() || scanner.starts_anew("x", "x") {
                found.push(i + 1);
            }
        }
        found
    }

    #[test]
    fn sql_ends_at_a_semicolon_outside_quotes_and_comments() {
        assert_eq!(ends("INSERT INTO t VALUES ('a;\n', q'[;']', \";\") -- ;\n/* ; */ ;\n"), [3]);
        assert_eq!(ends("SELECT 1\nFROM dual\n/\n"), [3]);
    }

    #[test]
    fn units_end_where_their_structure_is_complete() {
        assert_eq!(ends("DECLARE\n x NUMBER;\nBEGIN\n IF a THEN b; END IF;\nEND;\n"), [5]);
        assert_eq!(ends("CREATE PROCEDURE p IS\n PROCEDURE q IS\n BEGIN NULL; END;\nBEGIN\n q;\nEND p;\n"), [6]);
        assert_eq!(ends("CREATE OR REPLACE PACKAGE p AS\n x NUMBER;\n PROCEDURE q;\nEND;\n"), [4]);
        let body = "CREATE PACKAGE BODY p AS\n PROCEDURE q AS\n BEGIN\n  x := CASE WHEN a THEN 1 END;\n END;\nBEGIN\n NULL;\nEND p;\n";
        assert_eq!(ends(body), [8]);
        assert_eq!(ends("CREATE FUNCTION f RETURN NUMBER AS LANGUAGE JAVA\nNAME 'x';\n"), [2]);
        assert_eq!(ends("CREATE TYPE t AS OBJECT (\n a NUMBER,\n MEMBER FUNCTION f RETURN NUMBER\n);\n"), [4]);
    }

    #[test]
    fn the_end_of_a_case_is_none_of_a_loop() {
        let code = "BEGIN\n FOR i IN 1 .. CASE WHEN a THEN 8 ELSE 7 END\n LOOP\n  x;\n END LOOP;\n CASE WHEN a THEN b; END CASE;\nEND;\n";
        assert_eq!(ends(code), [7]);
    }

    #[test]
    fn what_is_never_compiled_is_no_block() {
        let body = "CREATE PACKAGE BODY p AS\n$IF FALSE $THEN\nEND;\n${\"/\"}\n$IF $$x $THEN\n$END\nEND;\n$END\nEND;\n";
        assert_eq!(ends(body), [9]);
    }

    #[test]
    fn compound_triggers_and_foreign_code() {
        let trigger = "CREATE TRIGGER t FOR INSERT ON x COMPOUND TRIGGER\n n NUMBER;\nBEFORE STATEMENT IS BEGIN\n NULL;\n\
                       END BEFORE STATEMENT;\nEND t;\n";
        assert_eq!(ends(trigger), [6]);
        let body = "CREATE FUNCTION f RETURN NUMBER IS\nCURSOR c IS SELECT 1 FROM language;\nBEGIN RETURN 1;\nEND;\n";
        assert_eq!(ends(body), [4]);
        assert_eq!(ends("CREATE JAVA SOURCE NAMED j AS\n// it's;\nclass J {}\n/\n"), [4]);
    }
}
