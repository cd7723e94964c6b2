//! The client's commands: their words, how far each may be abbreviated, and how sure a line must be to be one.

/// What the reader does about a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Does {
    /// Nothing that matters to what is read.
    Nothing,
    /// Text to the end of the line: no continuation, no substitution that anybody would miss.
    Text,
    /// Changes a setting.
    Set,
    /// Gives a variable its value.
    Define,
    /// Forgets a variable.
    Undefine,
    /// Asks for a value, and may have a default.
    Accept,
    /// May say that a query sets a variable.
    Column,
    /// Reads another file: as seen from where the script was started.
    Start,
    /// Reads another file: as seen from this one.
    StartBeside,
    /// Changes the user.
    Connect,
    /// Runs a statement of PL/SQL.
    Execute,
    /// Text up to a line that begins with `#`.
    Document,
}

/// A command.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Command {
    /// Its whole word.
    pub word: &'static str,
    /// How many letters of it are enough.
    pub least: usize,
    /// What it does to reading.
    pub does: Does,
}

const fn row(word: &'static str, least: usize, does: Does) -> Command {
    Command { word, least, does }
}

/// All commands that begin with a letter, by word.
static COMMANDS: &[Command] = &[
    row("ACCEPT", 3, Does::Accept),
    row("ALIAS", 5, Does::Nothing),
    row("APPEND", 1, Does::Text),
    row("ARCHIVE", 7, Does::Nothing),
    row("ATTRIBUTE", 4, Does::Nothing),
    row("BREAK", 3, Does::Nothing),
    row("BTITLE", 3, Does::Nothing),
    row("CD", 2, Does::Nothing),
    row("CHANGE", 1, Does::Text),
    row("CLEAR", 2, Does::Nothing),
    row("COLUMN", 3, Does::Column),
    row("COMPUTE", 4, Does::Nothing),
    row("CONNECT", 4, Does::Connect),
    row("COPY", 4, Does::Nothing),
    row("DDL", 3, Does::Nothing),
    row("DEFINE", 3, Does::Define),
    row("DEL", 3, Does::Nothing),
    row("DESCRIBE", 4, Does::Nothing),
    row("DISCONNECT", 4, Does::Nothing),
    row("DOCUMENT", 3, Does::Document),
    row("EDIT", 2, Does::Nothing),
    row("EXECUTE", 4, Does::Execute),
    row("EXIT", 4, Does::Nothing),
    row("GET", 3, Does::Nothing),
    row("HELP", 4, Does::Nothing),
    row("HISTORY", 4, Does::Nothing),
    row("HOST", 2, Does::Text),
    row("INFORMATION", 4, Does::Nothing),
    row("INPUT", 1, Does::Text),
    row("LIQUIBASE", 9, Does::Nothing),
    row("LIST", 1, Does::Nothing),
    // SQLcl: rows of a file of comma-separated values
    row("LOAD", 4, Does::Text),
    row("OERR", 4, Does::Nothing),
    row("ORADEBUG", 8, Does::Nothing),
    row("PASSWORD", 5, Does::Nothing),
    row("PAUSE", 3, Does::Text),
    row("PRINT", 3, Does::Nothing),
    row("PROMPT", 3, Does::Text),
    row("QUIT", 4, Does::Nothing),
    row("RECOVER", 7, Does::Nothing),
    row("REMARK", 3, Does::Text),
    row("REPFOOTER", 4, Does::Nothing),
    row("REPHEADER", 4, Does::Nothing),
    row("RUN", 1, Does::Nothing),
    row("SAVE", 3, Does::Nothing),
    row("SET", 3, Does::Set),
    row("SHOW", 3, Does::Nothing),
    row("SHUTDOWN", 8, Does::Nothing),
    row("SPOOL", 3, Does::Nothing),
    row("START", 3, Does::Start),
    row("STARTUP", 7, Does::Nothing),
    row("STORE", 5, Does::Nothing),
    row("TIMING", 4, Does::Nothing),
    row("TNSPING", 7, Does::Nothing),
    row("TTITLE", 3, Does::Nothing),
    row("UNDEFINE", 5, Does::Undefine),
    row("VARIABLE", 3, Does::Nothing),
    row("WHENEVER", 8, Does::Nothing),
    row("XQUERY", 6, Does::Nothing),
];

static HOST: Command = row("HOST", 1, Does::Text);
static START: Command = row("@", 1, Does::Start);
static START_BESIDE: Command = row("@@", 2, Does::StartBeside);
static HELP: Command = row("HELP", 1, Does::Nothing);

/// The command that a line begins with where the buffer is empty, and the rest of the line.
pub(super) fn at(line: &str) -> Option<(&'static Command, &str)> {
    let line = line.trim_start();
    if let Some(rest) = line.strip_prefix("@@") {
        return Some((&START_BESIDE, rest));
    }
    if let Some(rest) = line.strip_prefix('@') {
        return Some((&START, rest));
    }
    if let Some(rest) = line.strip_prefix(['!', '$']) {
        return Some((&HOST, rest));
    }
    if let Some(rest) = line.strip_prefix('?') {
        return Some((&HELP, rest));
    }
    let end = line.find(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '$' | '#')).unwrap_or(line.len());
    let (word, rest) = line.split_at_checked(end)?;
    let first = word.bytes().next()?.to_ascii_uppercase();
    let alike = COMMANDS.iter().filter(|c| c.word.as_bytes().first() == Some(&first));
    let command = alike.into_iter().find(|c| abbreviates(word, c.word, c.least))?;
    let may_follow = rest.is_empty() || rest.starts_with(|c: char| c.is_whitespace() || c == ';' || c == '-');
    let sign_follows = match command.does {
        Does::Text => command.word == "CHANGE" && rest.starts_with('/') || command.word == "PROMPT",
        Does::Execute | Does::Start | Does::Accept | Does::Column | Does::Connect | Does::Define | Does::Document => {
            false
        }
        Does::Nothing | Does::Set | Does::StartBeside | Does::Undefine => {
            command.word == "DESCRIBE" && rest.starts_with('"')
        }
    };
    let foreign = match command.word {
        // Statements of SQL.
        "SET" => next_is(rest, &["ROLE", "TRANSACTION", "CONSTRAINT", "CONSTRAINTS"]),
        "COLUMN" => next_is(rest, &["STORE"]) && contains(rest, "COMPRESS"),
        "START" => next_is(rest, &["TRANSACTION"]),
        "ARCHIVE" => !next_is(rest, &["LOG"]),
        _ => false,
    };
    ((may_follow || sign_follows) && !foreign).then_some((command, rest))
}

/// The command of a line behind a blank one inside a statement.
pub(super) fn behind_blank(line: &str) -> Option<(&'static Command, &str)> {
    let own = |word: &str| matches!(word, "PAUSE" | "CLEAR" | "TTITLE" | "BTITLE" | "BREAK");
    let plain =
        at(line).filter(|(command, rest)| own(command.word) && !rest.trim_start().starts_with(['=', ',', '.', '(']));
    plain.filter(|_| !line.starts_with(char::is_whitespace)).or_else(|| surely_at(line))
}

/// The command of a line inside a statement that has no end, or before the end of which it stands: only what no statement could be.
pub(super) fn surely_at(line: &str) -> Option<(&'static Command, &str)> {
    if line.starts_with(char::is_whitespace) {
        return None;
    }
    let (command, rest) = at(line)?;
    let sure = match command.word {
        "@" | "@@" => rest.chars().next().is_some_and(|c| c.is_alphanumeric() || "./\\\"&?".contains(c)),
        "PROMPT" => !rest.trim_start().starts_with(['=', ',', '.', '(']),
        "REMARK" => true,
        // a sentence
        "PAUSE" => rest.split_whitespace().count() > 2 && !rest.contains([',', '=']) || rest.contains("..."),
        "SET" => sets(rest),
        "SHOW" => next_is(rest, &["ERROR", "ERRORS", "ERR", "ERRO", "USER", "CON_NAME", "CON_ID"]),
        "SPOOL" => rest.split_whitespace().count() == 1 && !rest.contains([',', '=']),
        "WHENEVER" => next_is(rest, &["SQLERROR", "OSERROR"]),
        "DEFINE" => rest.contains('='),
        "UNDEFINE" | "DISCONNECT" => true,
        "COLUMN" => ["FORMAT", "NEW_VALUE", "HEADING", "NOPRINT", "FOR"].iter().any(|w| contains(rest, w)),
        "EXIT" | "QUIT" => rest.trim_end_matches([';', '\n', '\r', ' ', '\t']).is_empty(),
        "CONNECT" => rest.contains(['/', '&']) && !next_is(rest, &["BY"]),
        "EXECUTE" => !next_is(rest, &["IMMEDIATE", "ON", "ANY"]) && rest.trim_end().ends_with([';', ')']),
        "ACCEPT" => contains(rest, "PROMPT"),
        _ => false,
    };
    sure.then_some((command, rest))
}

/// Whether `SET` is followed by settings of the client: names that it knows, with a value and without `=`.
fn sets(rest: &str) -> bool {
    const SETTINGS: &[&str] = &[
        "AUTOTRACE",
        "COLSEP",
        "CONCAT",
        "DEFINE",
        "DOCUMENT",
        "ECHO",
        "ESCAPE",
        "FEED",
        "FEEDBACK",
        "HEAD",
        "HEADING",
        "LINES",
        "LINESIZE",
        "LONG",
        "MARKUP",
        "NEWPAGE",
        "NUMWIDTH",
        "PAGES",
        "PAGESIZE",
        "SCAN",
        "SERVEROUTPUT",
        "SQLBLANKLINES",
        "SQLPROMPT",
        "SQLTERMINATOR",
        "TAB",
        "TERM",
        "TERMOUT",
        "TIME",
        "TIMING",
        "TRIMOUT",
        "TRIMS",
        "TRIMSPOOL",
        "VERIFY",
        "WRAP",
    ];
    next_is(rest, SETTINGS) && !rest.contains('=')
}

fn next_is(rest: &str, words: &[&str]) -> bool {
    let next = rest.split_whitespace().next().unwrap_or("").trim_end_matches(';');
    words.iter().any(|w| next.eq_ignore_ascii_case(w))
}

fn contains(rest: &str, word: &str) -> bool {
    rest.split_whitespace().any(|w| w.eq_ignore_ascii_case(word))
}

/// Whether `word` is `whole`, or the beginning of it with at least so many letters.
pub(super) fn abbreviates(word: &str, whole: &str, least: usize) -> bool {
    word.len() >= least && whole.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(line: &str) -> Option<&'static str> {
        at(line).map(|(command, _)| command.word)
    }

    #[test]
    fn commands_may_be_abbreviated_and_sql_is_left_alone() {
        assert_eq!(word("  prompt"), Some("PROMPT"));
        assert_eq!(word("rem ====="), Some("REMARK"));
        assert_eq!(word("set define off;"), Some("SET"));
        assert_eq!(word("conn hr/hr"), Some("CONNECT"));
        assert_eq!(word("@@x.sql"), Some("@@"));
        assert_eq!(word("@ x.sql"), Some("@"));
        assert_eq!(word("!ls"), Some("HOST"));
        assert_eq!(word("r"), Some("RUN"));
        assert_eq!(word("exec p"), Some("EXECUTE"));
        for sql in [
            "set role none",
            "SET TRANSACTION READ ONLY",
            "comment on table t is 'x'",
            "commit",
            "delete t",
            "revoke x",
            "column_name",
        ] {
            assert_eq!(word(sql), None, "{sql}");
        }
    }

    #[test]
    fn words_are_sorted() {
        assert!(COMMANDS.windows(2).all(|pair| pair[0].word < pair[1].word));
    }

    #[test]
    fn inside_a_statement_only_what_no_statement_could_be() {
        assert!(
            surely_at("set define off").is_some() && surely_at("PROMPT done").is_some() && surely_at("@@x").is_some()
        );
        for line in ["set pagesize = 5", "set a = 1", "connect by prior a = b", "start with x", "  prompt x"] {
            assert!(surely_at(line).is_none(), "{line}");
        }
    }
}
