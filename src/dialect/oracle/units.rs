//! Cuts the tokens of a script into units: statements with their terminators, which together tile the tokens.

use super::routine::calls_foreign;
use crate::syntax::{Kind, Token, Word, keywords};
use std::ops::Range;

keywords! {
    ALL, ALTER, AND, ANALYZE, AS, AUDIT, BEGIN, BITMAP, BODY, CASE, CLUSTER, COMMENT, COMMIT, COMPILE, COMPOUND,
    CONTEXT, CREATE, DATABASE, DECLARE, DELETE, DIMENSION, DIRECTORY, DROP, EDITIONABLE, EDITIONING, END, FIRST,
    FORCE, FROM, FUNCTION, GLOBAL, GRANT, IF, INDEX, INSERT, INTO, IS, LIBRARY, LOOP, MATERIALIZED, MERGE, NO,
    NOAUDIT, NOFORCE, NONEDITIONABLE, ON, OR, PACKAGE, PRIVATE, PROCEDURE, PROFILE, PUBLIC, PURGE, REPLACE, RESOLVE,
    RESULT, REVOKE, ROLE, ROLLBACK, ROW, SAVEPOINT, SEQUENCE, SESSION, SET, STATEMENT, SYNONYM, SYSTEM, TABLE,
    TABLESPACE, TRIGGER, TRUNCATE, TYPE, UNIQUE, UPDATE, USER, VIEW, WITH, SCHEMA, SELF, TEMPORARY, JAVA, FOR, THEN,
    CALL, SELECT, OPERATOR, BLOCKCHAIN, IMMUTABLE, SHARDED, DUPLICATED, BIGFILE, SMALLFILE, UNDO, MULTIVALUE, DOMAIN,
    EDITION, INDEXTYPE, FLASHBACK, RENAME, UNION, INTERSECT, MINUS, EXCEPT, DISTINCT, MLE, MODULE, BACKUP,
}

/// A statement: its tokens, and those that end it. Both are ranges of indices; units stand one behind the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// The statement; empty where a terminator ends nothing.
    pub body: Range<usize>,
    /// `;`, `/` and what repeats them; empty where the terminator is missing.
    pub end: Range<usize>,
    /// It holds PL/SQL, which only a `/` ends for SQL*Plus.
    pub code: bool,
}

/// Cuts tokens, of which the last is `End`, into units. `text` is what the tokens were cut from, and `base` its position.
#[must_use]
pub fn cut(tokens: &[Token], text: &str, base: u32) -> Vec<Unit> {
    let cutter = Cutter { tokens, text: text.as_bytes(), base };
    let count = tokens.iter().position(|t| t.kind == Kind::End).unwrap_or(tokens.len());
    let mut units = Vec::new();
    let mut at = 0;
    while at < count {
        let form = cutter.procedural(at);
        let body_end = cutter.body(at, count, form);
        let mut end = body_end;
        while end < count && (matches!(cutter.kind(end), Kind::Semi | Kind::Slash) || cutter.slash_behind(end)) {
            end += 1;
        }
        // a unit without tokens would not progress
        let body_end = if end == at { at + 1 } else { body_end };
        let end = end.max(body_end);
        units.push(Unit { body: at..body_end, end: body_end..end, code: form.is_some() });
        at = end;
    }
    units
}

struct Cutter<'a> {
    tokens: &'a [Token],
    text: &'a [u8],
    base: u32,
}

impl Cutter<'_> {
    fn kind(&self, at: usize) -> Kind {
        self.tokens.get(at).map_or(Kind::End, |t| t.kind)
    }

    fn word(&self, at: usize) -> Word {
        self.tokens.get(at).map_or(Word::NONE, |t| t.word)
    }

    fn before(&self, at: usize) -> Word {
        at.checked_sub(1).map_or(Word::NONE, |at| self.word(at))
    }

    /// Whether nothing but blanks stands before the token on its line.
    fn begins_line(&self, at: usize) -> bool {
        let Some(token) = self.tokens.get(at) else { return false };
        let lo = token.lo.saturating_sub(self.base) as usize;
        let before = self.text.get(..lo).unwrap_or(&[]);
        before.iter().rev().find(|b| !matches!(b, b' ' | b'\t' | b'\r')).is_none_or(|b| *b == b'\n')
    }

    /// Whether a `/` stands behind a `;` on its line, and nothing behind it: `END;/`, as tools other than SQL*Plus take it.
    fn slash_behind(&self, at: usize) -> bool {
        self.kind(at) == Kind::Over
            && at.checked_sub(1).is_some_and(|before| self.kind(before) == Kind::Semi)
            && (self.kind(at + 1) == Kind::End || self.begins_line(at + 1))
    }

    /// Where the body of the unit that starts at `start` ends: at its terminator, or where the next statement starts.
    fn body(&self, start: usize, count: usize, form: Option<Form>) -> usize {
        match form {
            Some(form) => self.procedural_end(start, count, form),
            None => self.plain_end(start, count),
        }
    }

    fn plain_end(&self, start: usize, count: usize) -> usize {
        let mut depth = 0_u32;
        // each further `SELECT` needs a set operator before it
        let mut selected = self.word(start) == SELECT;
        let mut at = start;
        while at < count {
            let kind = self.kind(at);
            if kind == Kind::Slash || kind == Kind::Semi {
                return at;
            } else if matches!(kind, Kind::Open | Kind::OpenBracket | Kind::OpenBrace) {
                depth += 1;
            } else if matches!(kind, Kind::Close | Kind::CloseBracket | Kind::CloseBrace) {
                depth = depth.saturating_sub(1);
            } else if kind == Kind::Name && at > start {
                if self.starts_statement(start, at, depth == 0) {
                    return at;
                }
                if depth == 0 && self.word(at) == SELECT && !SET_OPERATORS.contains(&self.before(at)) {
                    let listed =
                        self.kind(at - 1) == Kind::Comma || self.word(start) == GRANT || self.word(start) == REVOKE;
                    if selected && !listed && self.begins_line(at) {
                        return at;
                    }
                    selected = true;
                }
            }
            at += 1;
        }
        count
    }

    /// Whether a statement starts at a token in the middle of another that was not ended: at the start of a line, with words
    /// that the grammar of the other cannot go on with.
    fn starts_statement(&self, start: usize, at: usize, outside: bool) -> bool {
        let (word, second) = (self.word(at), self.word(at + 1));
        let before = self.before(at);
        let strong = match word {
            CREATE => {
                let privileges = [GRANT, REVOKE, AUDIT, NOAUDIT];
                let listed = self.kind(at - 1) == Kind::Comma || self.kind(at - 1) == Kind::Open;
                let in_schema = self.word(start) == CREATE && self.word(start + 1) == SCHEMA;
                !listed && !in_schema && !privileges.contains(&before) && CREATED.contains(&second)
            }
            COMMENT => second == ON,
            INSERT => (second == INTO && before != THEN) || second == ALL || second == FIRST,
            _ => false,
        };
        if strong {
            return self.begins_line(at);
        }
        if !outside || self.kind(at - 1) == Kind::Comma {
            return false;
        }
        let weak = match word {
            ALTER => before != GRANT && before != REVOKE && ALTERED.contains(&second),
            DROP => before != GRANT && before != REVOKE && DROPPED.contains(&second),
            GRANT => {
                before != WITH
                    && self.word(start) != ALTER
                    && !(self.word(start) == CREATE && self.word(start + 1) == SCHEMA)
            }
            REVOKE => self.word(start) != ALTER,
            DELETE => second == FROM && before != THEN && before != ON && before != OR,
            UPDATE => before != FOR && before != THEN && before != OR && before != ON && self.updates(at),
            MERGE => second == INTO,
            TRUNCATE => second == TABLE,
            COMMIT | ROLLBACK => before != ON && matches!(self.kind(at + 1), Kind::Semi | Kind::Slash | Kind::End),
            // `ALTER TABLESPACE t BEGIN BACKUP`
            BEGIN => second != BACKUP,
            DECLARE => true,
            _ => false,
        };
        weak && self.begins_line(at)
    }

    /// `UPDATE name … SET`.
    fn updates(&self, at: usize) -> bool {
        (at + 2..at + 8).any(|n| self.word(n) == SET)
    }

    /// Whether a unit of PL/SQL starts here, whose `;` do not end it.
    fn procedural(&self, start: usize) -> Option<Form> {
        match self.word(start) {
            BEGIN | DECLARE => return Some(Form::Block),
            // Without CREATE it is no statement, and is said once.
            PROCEDURE | FUNCTION => return Some(Form::Routine),
            WITH if self.declares(start) => return Some(Form::Query),
            INSERT if self.declares(self.behind_columns(start + 1)) => return Some(Form::Query),
            CREATE => {}
            _ if self.kind(start) == Kind::LabelOpen => return Some(Form::Block),
            _ => return None,
        }
        let mut at = start + 1;
        while HEADS.contains(&self.word(at)) {
            at += 1;
        }
        match self.word(at) {
            PROCEDURE | FUNCTION => Some(Form::Routine),
            PACKAGE => Some(Form::Package),
            TRIGGER => Some(Form::Trigger),
            TYPE if self.word(at + 1) == BODY => Some(Form::Package),
            VIEW | MATERIALIZED if self.inline_routine(at) => Some(Form::Query),
            JAVA => Some(Form::Foreign),
            MLE if self.word(at + 1) == MODULE && (at..at + 12).any(|n| self.word(n) == AS) => Some(Form::Foreign),
            _ => None,
        }
    }

    /// Whether `WITH FUNCTION` stands here.
    fn declares(&self, at: usize) -> bool {
        self.word(at) == WITH && [FUNCTION, PROCEDURE].contains(&self.word(at + 1))
    }

    /// What follows `INTO s.t (a, b)`.
    fn behind_columns(&self, mut at: usize) -> usize {
        while self.kind(at) == Kind::Hint || self.word(at) == INTO {
            at += 1;
        }
        while self.kind(at + 1) == Kind::Dot {
            at += 2;
        }
        at += 1;
        if self.kind(at) != Kind::Open || self.word(at + 1) == SELECT {
            return at;
        }
        while !matches!(self.kind(at), Kind::Close | Kind::Semi | Kind::Slash | Kind::End) {
            at += 1;
        }
        at + 1
    }

    /// `AS WITH FUNCTION` before the statement can end.
    fn inline_routine(&self, from: usize) -> bool {
        (from..from + 400)
            .take_while(|at| !matches!(self.kind(*at), Kind::Semi | Kind::Slash | Kind::End))
            .any(|at| self.word(at) == AS && self.declares(at + 1))
    }

    fn procedural_end(&self, start: usize, count: usize, form: Form) -> usize {
        if form == Form::Foreign {
            return (start..count).find(|at| self.kind(*at) == Kind::Slash).unwrap_or(count);
        }
        let mut nest = Nest::new(form);
        let mut at = start;
        while at < count {
            let kind = self.kind(at);
            if kind == Kind::Slash {
                return at;
            }
            if kind == Kind::Name {
                let recovered = at > start && self.word(at) == CREATE && CREATED.contains(&self.word(at + 1));
                if recovered && self.begins_line(at) {
                    return at;
                }
                if let Some(end) = self.never_compiled(at) {
                    at = end;
                    continue;
                }
                at += nest.word(self, at);
            } else if kind == Kind::Open {
                nest.parens += 1;
            } else if kind == Kind::Close {
                nest.parens = nest.parens.saturating_sub(1);
            } else if kind == Kind::Semi && nest.semi(self, at) && self.may_end(at + 1) {
                return at;
            }
            at += 1;
        }
        count
    }

    /// Behind the `$END` of a `$IF FALSE $THEN`: text such as a template, whose `BEGIN` and `END` need not be pairs.
    fn never_compiled(&self, at: usize) -> Option<usize> {
        let is =
            |at: usize, word: &str| self.kind(at) == Kind::Name && self.slice(at).eq_ignore_ascii_case(word.as_bytes());
        if !(is(at, "$IF") && is(at + 1, "FALSE") && is(at + 2, "$THEN")) {
            return None;
        }
        let mut depth = 0_usize;
        (at..self.tokens.len()).find_map(|n| {
            depth += usize::from(is(n, "$IF"));
            depth -= usize::from(is(n, "$END"));
            (depth == 0).then_some(n + 1)
        })
    }

    fn slice(&self, at: usize) -> &[u8] {
        let range = self
            .tokens
            .get(at)
            .map(|t| t.lo.saturating_sub(self.base) as usize..t.hi.saturating_sub(self.base) as usize);
        range.and_then(|range| self.text.get(range)).unwrap_or(&[])
    }

    /// Whether a unit of PL/SQL whose blocks are closed may end before `at`: the client's `/`, the end, or a statement.
    fn may_end(&self, at: usize) -> bool {
        matches!(self.kind(at), Kind::Slash | Kind::End)
            || self.slash_behind(at)
            || (STARTERS.contains(&self.word(at)) && self.begins_line(at))
    }
}

/// Kinds of units whose `;` do not end them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Block,
    Routine,
    Package,
    Trigger,
    Query,
    Foreign,
}

/// What an `END` closes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Open {
    /// Declarations, whose `BEGIN` is still to come.
    Declarations,
    /// A package, type body or compound trigger.
    Package,
    /// `BEGIN`, `IF`, `LOOP`.
    Block,
    /// `CASE`, the statement or the expression.
    Case,
}

/// The blocks that are open.
struct Nest {
    form: Form,
    open: Vec<Open>,
    parens: u32,
    /// In the head of a routine, before its `IS`.
    head: bool,
    /// Something was closed since the last `;`.
    closed: bool,
    /// The head of a package or trigger is behind us.
    entered: bool,
}

impl Nest {
    fn new(form: Form) -> Self {
        Self { form, open: Vec::new(), parens: 0, head: false, closed: false, entered: false }
    }

    /// Takes a word; answers how many further tokens belong to it.
    fn word(&mut self, cutter: &Cutter<'_>, at: usize) -> usize {
        let previous = at.checked_sub(1).map_or(Kind::End, |p| cutter.kind(p));
        if matches!(previous, Kind::Dot | Kind::Percent) {
            return 0;
        }
        match cutter.word(at) {
            PROCEDURE | FUNCTION if self.parens == 0 => self.head = true,
            IS | AS if self.parens == 0 => return self.is(cutter, at),
            DECLARE => self.open.push(Open::Declarations),
            BEGIN => match self.open.last_mut() {
                Some(top @ Open::Declarations) => *top = Open::Block,
                // the initialisation of a package shares its END; in a compound trigger sections have their own
                Some(Open::Package) => {}
                Some(Open::Block | Open::Case) | None => self.open.push(Open::Block),
            },
            COMPOUND if cutter.word(at + 1) == TRIGGER && self.open.is_empty() => {
                self.open.push(Open::Package);
                self.entered = true;
                return 1;
            }
            CASE if !self.head => self.open.push(Open::Case),
            IF | LOOP if !self.head => self.open.push(Open::Block),
            END => {
                // `FOR i IN 1 .. CASE … END LOOP`: the word behind the end of an expression is another's
                let closes: &[Word] = if self.open.pop() == Some(Open::Case) { &[CASE] } else { &[IF, CASE, LOOP] };
                self.closed = true;
                return usize::from(closes.contains(&cutter.word(at + 1)));
            }
            _ => {}
        }
        0
    }

    fn is(&mut self, cutter: &Cutter<'_>, at: usize) -> usize {
        let next = cutter.word(at + 1);
        if self.form == Form::Package && !self.entered {
            self.entered = true;
            self.open.push(Open::Package);
        } else if self.head && !(next == RESULT && cutter.before(at) == SELF) {
            self.head = false;
            if !calls_foreign(next, cutter.word(at + 2)) {
                self.open.push(Open::Declarations);
            }
        } else if self.form == Form::Trigger && [STATEMENT, ROW].contains(&cutter.before(at)) {
            self.open.push(Open::Declarations);
        }
        0
    }

    /// Takes a `;`; answers whether the unit is complete with it.
    fn semi(&mut self, cutter: &Cutter<'_>, at: usize) -> bool {
        self.head = false;
        let closed = std::mem::take(&mut self.closed);
        if !self.open.is_empty() {
            return false;
        }
        match self.form {
            Form::Query => !closed || ![FUNCTION, PROCEDURE, SELECT, WITH].contains(&cutter.word(at + 1)),
            Form::Block | Form::Routine | Form::Package | Form::Trigger | Form::Foreign => true,
        }
    }
}

/// What a further `SELECT` of a query may stand behind.
static SET_OPERATORS: &[Word] = &[UNION, INTERSECT, MINUS, EXCEPT, ALL, DISTINCT];

/// What may stand between `CREATE` and the kind of a unit of code.
static HEADS: &[Word] =
    &[OR, REPLACE, EDITIONABLE, NONEDITIONABLE, EDITIONING, FORCE, NOFORCE, NO, AND, COMPILE, RESOLVE];

/// What may follow `CREATE`.
static CREATED: &[Word] = &[
    OR,
    TABLE,
    GLOBAL,
    PRIVATE,
    UNIQUE,
    BITMAP,
    MULTIVALUE,
    INDEX,
    SEQUENCE,
    VIEW,
    FORCE,
    NO,
    NOFORCE,
    EDITIONABLE,
    NONEDITIONABLE,
    EDITIONING,
    MATERIALIZED,
    PROCEDURE,
    FUNCTION,
    PACKAGE,
    TRIGGER,
    TYPE,
    SYNONYM,
    PUBLIC,
    DATABASE,
    USER,
    ROLE,
    PROFILE,
    TABLESPACE,
    CLUSTER,
    CONTEXT,
    DIRECTORY,
    DIMENSION,
    LIBRARY,
    JAVA,
    SCHEMA,
    OPERATOR,
    INDEXTYPE,
    DOMAIN,
    EDITION,
    BLOCKCHAIN,
    IMMUTABLE,
    SHARDED,
    DUPLICATED,
    TEMPORARY,
    UNDO,
    BIGFILE,
    SMALLFILE,
];

/// What may follow `ALTER` at the start of a statement.
static ALTERED: &[Word] = &[
    TABLE,
    INDEX,
    SEQUENCE,
    VIEW,
    MATERIALIZED,
    PROCEDURE,
    FUNCTION,
    PACKAGE,
    TRIGGER,
    TYPE,
    SESSION,
    SYSTEM,
    USER,
    DATABASE,
    TABLESPACE,
    PROFILE,
    ROLE,
    CLUSTER,
    SYNONYM,
    DOMAIN,
];

/// What may follow `DROP` at the start of a statement; `ALTER TABLE` goes on with none of these.
static DROPPED: &[Word] = &[
    TABLE,
    INDEX,
    SEQUENCE,
    VIEW,
    MATERIALIZED,
    PROCEDURE,
    FUNCTION,
    PACKAGE,
    TRIGGER,
    TYPE,
    USER,
    PUBLIC,
    SYNONYM,
    DATABASE,
    TABLESPACE,
    PROFILE,
    ROLE,
    CLUSTER,
    DIRECTORY,
    CONTEXT,
    DOMAIN,
    LIBRARY,
];

/// What a statement behind a complete unit of PL/SQL may start with.
static STARTERS: &[Word] = &[
    CREATE, ALTER, DROP, COMMENT, GRANT, REVOKE, INSERT, UPDATE, DELETE, MERGE, SELECT, WITH, TRUNCATE, COMMIT,
    ROLLBACK, BEGIN, DECLARE, RENAME, ANALYZE, AUDIT, NOAUDIT, PURGE, SET, CALL, SAVEPOINT, FLASHBACK,
];
