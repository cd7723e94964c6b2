//! What a user sees of reading: pieces that tile the text, commands cut out, variables replaced, includes read in place.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    reason = "a test fails by panicking"
)]

use howdah::finding::{Severity, fill};
use howdah::input::{self, Input, Piece, Request};
use proptest::prelude::*;
use std::fs;
use std::path::{Path, PathBuf};

/// Pieces as text: SQL as it is, commands as `[WORD]`, statements of `EXEC` in `{}`.
fn shown(input: &Input) -> Vec<String> {
    let show = |piece: &Piece| match piece {
        Piece::Sql(span) => input.sources.text(*span).to_owned(),
        Piece::Exec { body, .. } => format!("{{{}}}", input.sources.text(*body)),
        Piece::Client { word, user: Some(user), .. } => format!("[{word} {user}]"),
        Piece::Client { word, .. } => format!("[{word}]"),
    };
    input.pieces.iter().map(show).collect()
}

fn read(text: &str) -> Vec<String> {
    let input = Input::from_texts(&[("a.sql", text)]);
    assert_tiles(&input);
    shown(&input)
}

fn messages(input: &Input) -> Vec<String> {
    let message = |f: &howdah::finding::Raised| {
        let place = input.sources.place(f.span);
        format!("{}:{}:{}: {}", place.file, place.line, place.column, fill(f.rule.message, &f.args))
    };
    input.findings.iter().map(message).collect()
}

/// Every byte is in exactly one piece, or blank.
fn assert_tiles(input: &Input) {
    let mut spans: Vec<_> = input.pieces.iter().map(Piece::span).collect();
    spans.sort();
    let mut spans = spans.into_iter().peekable();
    for file in input.sources.files() {
        let whole = file.span();
        let mut at = whole.lo;
        while let Some(span) = spans.next_if(|s| s.lo < whole.hi || (s.is_empty() && s.lo == whole.hi)) {
            assert!(at <= span.lo && span.hi <= whole.hi && span.lo <= span.hi, "{span:?} after {at} in {}", file.path);
            let between = input.sources.text(howdah::span::Span::new(at, span.lo));
            assert!(between.trim().is_empty(), "{}: {between:?} is in no piece", file.path);
            at = span.hi;
        }
        let rest = input.sources.text(howdah::span::Span::new(at, whole.hi));
        assert!(rest.trim().is_empty(), "{}: {rest:?} is in no piece", file.path);
    }
    assert!(spans.next().is_none());
}

#[test]
fn commands_are_cut_out_between_statements_only() {
    let text = "\
SET DEFINE OFF;
REM INSERTING into T
INSERT INTO t VALUES ('it''s
PROMPT no command');
prompt ======
UPDATE t
SET pagesize = 5;
spool off
SELECT 1 FROM dual
/
SHOW ERRORS
EXIT
";
    let expected = [
        "[SET]",
        "[REMARK]",
        "INSERT INTO t VALUES ('it''s\nPROMPT no command');",
        "[PROMPT]",
        "UPDATE t\nSET pagesize = 5;",
        "[SPOOL]",
        "SELECT 1 FROM dual\n/",
        "[SHOW]",
        "[EXIT]",
    ];
    assert_eq!(read(text), expected);
}

#[test]
fn units_without_a_slash_do_not_swallow_commands() {
    let unit = "CREATE OR REPLACE PACKAGE BODY p AS\n  PROCEDURE q IS\n  BEGIN\n    LOOP\nEXIT;\n    END LOOP;\n  END;\nEND p;";
    let text = format!("{unit}\nSHOW ERRORS\n{unit}\nCREATE TABLE t (a NUMBER);\n@x.sql\n");
    assert_eq!(read(&text), [unit, "[SHOW]", &format!("{unit}\nCREATE TABLE t (a NUMBER);"), "[@]"]);
    let export = "\n  CREATE TABLE \"A\" (\"X\" NUMBER)\n\n  CREATE OR REPLACE TRIGGER t BEFORE INSERT ON a\nBEGIN\nexit;\nEND;\n/\n";
    assert_eq!(read(export), [export.trim()]);
    assert_eq!(read("CREATE TABLE t (a NUMBER)\nPROMPT done\n"), ["CREATE TABLE t (a NUMBER)", "[PROMPT]"]);
}

#[test]
fn execute_is_a_statement_and_connect_names_the_user() {
    let text = "CONNECT hr/secret@db\nEXEC dbms_stats.gather( -\n  'HR');\nconn / as sysdba\nEXEC\n";
    assert_eq!(read(text), ["[CONNECT hr]", "{dbms_stats.gather(  \n  'HR')}", "[CONNECT]", "[EXECUTE]"]);
}

#[test]
fn variables_are_replaced_and_places_are_those_of_the_file() {
    let text = "\
DEFINE suffix = EU
ACCEPT ts CHAR FORMAT 'A20' DEFAULT 'USERS' PROMPT 'Tablespace? '
CREATE TABLE audit_&&suffix._log (r VARCHAR2(5) DEFAULT '&suffix') TABLESPACE &ts -- &suffix
  PCTFREE &free;
SET DEFINE OFF
COMMENT ON TABLE t IS 'R&D';
";
    let input = Input::from_texts(&[("a.sql", text)]);
    assert_tiles(&input);
    let sql = shown(&input)[2].clone();
    assert_eq!(
        sql,
        "CREATE TABLE audit_EU_log (r VARCHAR2(5) DEFAULT 'EU') TABLESPACE USERS -- &suffix\n  PCTFREE &free;"
    );
    assert_eq!(messages(&input), ["a.sql:4:11: substitution variable `FREE` has no value"]);
    let at = |word: &str| {
        let file = &input.sources.files()[0];
        let lo = file.base + u32::try_from(file.text.find(word).unwrap()).unwrap();
        let place = input.sources.place(howdah::span::Span::new(lo, lo + u32::try_from(word.len()).unwrap()));
        (place.line, place.column, place.end_column)
    };
    assert_eq!(at("audit_EU_log"), (3, 14, 33), "a name that holds a variable ends where it ends in the file");
    assert_eq!(at("TABLESPACE"), (3, 68, 78));
    assert_eq!(at("PCTFREE"), (4, 3, 10));
}

#[test]
fn the_command_line_outranks_the_script() {
    let define = [("owner".to_owned(), "APP".to_owned())];
    let input = Input::from_texts_with(&[("a.sql", "define owner = X\nCREATE TABLE &owner..t (a NUMBER);\n")], &define);
    assert_eq!(shown(&input)[1], "CREATE TABLE APP.t (a NUMBER);");
}

#[test]
fn text_that_only_looks_like_a_variable_costs_less_than_code() {
    let input =
        Input::from_texts(&[("a.sql", "INSERT INTO t VALUES ('&nbsp;&nbsp;');\nCREATE TABLE &t (a NUMBER);\n")]);
    let severities: Vec<_> = input.findings.iter().map(|f| f.severity).collect();
    assert_eq!(severities, [Severity::BehaviourChange, Severity::Blocker]);
    assert_eq!(shown(&input)[0], "INSERT INTO t VALUES ('&nbsp;&nbsp;');\nCREATE TABLE &t (a NUMBER);");
}

#[test]
fn includes_are_read_where_they_stand_and_once() {
    let texts = [
        (
            "install.sql",
            "@@tab/child.sql one\n@tab\\PARENT\nCREATE INDEX i ON t (a);\n@@tab/parent\n@missing.sql\n@&dir/home/tab/late.sql\n",
        ),
        ("tab/late.sql", "CREATE TABLE late (a NUMBER);\n"),
        ("tab/child.sql", "CREATE TABLE child_&1 (a NUMBER);\n"),
        ("tab/parent.sql", "CREATE TABLE parent (a NUMBER);\n@@child two\n@@parent.sql\n"),
        ("z.sql", "DROP TABLE z;\n"),
    ];
    let input = Input::from_texts(&texts);
    assert_tiles(&input);
    let expected = [
        "[@@]",
        "CREATE TABLE child_one (a NUMBER);",
        "[@]",
        "CREATE TABLE parent (a NUMBER);",
        "[@@]",
        "CREATE TABLE child_two (a NUMBER);",
        "[@@]",
        "CREATE INDEX i ON t (a);",
        "[@@]",
        "[@]",
        "[@]",
        "CREATE TABLE late (a NUMBER);",
        "DROP TABLE z;",
    ];
    assert_eq!(shown(&input), expected);
    let expected = [
        "install.sql:5:1: `missing.sql` is included here and was not read: there is no such file",
        "tab/parent.sql:3:1: `tab/parent.sql` includes itself; it is read once",
    ];
    assert_eq!(messages(&input), expected);
    let files: Vec<_> = input.sources.files().iter().map(|f| (f.path.as_str(), f.script, f.again)).collect();
    let expected = [
        ("install.sql", 0, false),
        ("tab/child.sql", 0, false),
        ("tab/parent.sql", 0, false),
        ("tab/child.sql", 0, true),
        ("tab/late.sql", 0, false),
        ("z.sql", 1, false),
    ];
    assert_eq!(files, expected);
}

#[test]
fn arguments_go_into_scripts_and_do_not_leak_from_the_command_line() {
    let texts = [
        (
            "main.sql",
            "DEFINE version = &2\nDEFINE script = sub/make_&version\n@&script &version 'a b'\nCREATE TABLE &1 (a NUMBER);\n",
        ),
        ("sub/make_v3.sql", "DEFINE own = &1\nCREATE TABLE t_&own (a VARCHAR2(9) DEFAULT '&2');\n"),
    ];
    let define = [("1".to_owned(), "app".to_owned()), ("2".to_owned(), "v3".to_owned())];
    let input = Input::from_texts_with(&texts, &define);
    assert_eq!(shown(&input)[4], "CREATE TABLE t_v3 (a VARCHAR2(9) DEFAULT 'a b');");
    assert!(messages(&input).is_empty());
}

#[test]
fn an_include_whose_name_is_known_in_part_is_the_only_file_that_fits() {
    let main = "@db/make_&version\n@db/fill_&1..sql\n@db/&all\n";
    let texts = [
        ("main.sql", main),
        ("db/make_v3.sql", "CREATE TABLE t (a NUMBER);\n"),
        ("db/fill_v2.sql", "CREATE TABLE u (a NUMBER);\n"),
        ("db/fill_v3.sql", "CREATE TABLE v (a NUMBER);\n"),
    ];
    let expected = [
        "main.sql:1:1: the name `db/make_&version` holds a variable without a value; `db/make_v3.sql` is the only script that fits, so it is read here",
        "main.sql:2:1: `db/fill_&1.sql` is included here and was not read: its name holds a variable without a value",
        "main.sql:2:10: substitution variable `1` has no value",
        "main.sql:3:1: `db/&all` is included here and was not read: its name holds a variable without a value",
        "main.sql:3:5: substitution variable `ALL` has no value",
    ];
    let input = Input::from_texts(&texts);
    assert_eq!(messages(&input), expected);
    let expected =
        ["CREATE TABLE u (a NUMBER);", "CREATE TABLE v (a NUMBER);", "[@]", "CREATE TABLE t (a NUMBER);", "[@]", "[@]"];
    assert_eq!(shown(&input), expected);
}

#[test]
fn settings_hold_across_includes_and_back() {
    let texts = [("a.sql", "@@off\nINSERT INTO t VALUES ('R&D');\n"), ("off.sql", "set define off sqlterminator ^\n")];
    let input = Input::from_texts(&texts);
    assert!(input.findings.is_empty());
    let own = Input::from_texts(&[("a.sql", "set sqlt ^\nSELECT 1 FROM dual^\nPROMPT x\n")]);
    assert_eq!(shown(&own), ["[SET]", "SELECT 1 FROM dual;", "[PROMPT]"]);
}

#[test]
fn exports_are_read_as_they_are() {
    let data_pump = "-- CONNECT SYSTEM\n-- new object type path: SCHEMA_EXPORT/TABLE\n-- CONNECT SCOTT\nCREATE TABLE \"SCOTT\".\"T\" (\"A\" NUMBER);\n";
    let expected = [
        "[CONNECT SYSTEM]",
        "-- new object type path: SCHEMA_EXPORT/TABLE",
        "[CONNECT SCOTT]",
        "CREATE TABLE \"SCOTT\".\"T\" (\"A\" NUMBER);",
    ];
    assert_eq!(read(data_pump), expected);
    let developer = "-----\n-- Export --\n-----\n\nset define off\nspool x.log\n\nprompt\nprompt Creating T\nprompt ==========\n--Create\ncreate sequence s;\n\nprompt Done\nspool off\n";
    let expected = [
        "-----\n-- Export --\n-----",
        "[SET]",
        "[SPOOL]",
        "[PROMPT]",
        "[PROMPT]",
        "[PROMPT]",
        "--Create\ncreate sequence s;",
        "[PROMPT]",
        "[SPOOL]",
    ];
    assert_eq!(read(developer), expected);
}

/// A folder of its own, removed at the end.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str, files: &[(&str, &[u8])]) -> Self {
        let folder = std::env::temp_dir().join(format!("howdah-input-{name}-{}", std::process::id()));
        for (path, bytes) in files {
            let path = folder.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        Scratch(folder)
    }

    fn request(&self, paths: &[&str]) -> Request {
        Request { paths: paths.iter().map(|p| self.0.join(p)).collect(), ..Request::default() }
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn folders_are_walked_in_order_and_what_is_not_read_is_named() {
    let files: &[(&str, &[u8])] = &[
        ("db/b.SQL", b"CREATE TABLE b (a NUMBER);\n"),
        ("db/a.pkb", b"@@sub/inner\n"),
        ("db/sub/inner.sql", b"CREATE TABLE pr\xEAt_d\xE9j\xE0 (a NUMBER);\n"),
        ("db/notes.txt", b"x"),
        ("db/binary.sql", b"\0\x01\x02\0\0\0\x01\x02"),
        ("lib/c.sql", b"CREATE TABLE c (a NUMBER);\n"),
        ("db/.git/d.sql", b"CREATE TABLE d (a NUMBER);\n"),
    ];
    let scratch = Scratch::new("walk", files);
    let request = Request { context: vec![scratch.0.join("lib")], ..scratch.request(&["db"]) };
    let input = input::read(&request).unwrap();
    assert_tiles(&input);
    let files: Vec<_> = input.sources.files().iter().map(|f| (f.path.as_str(), f.encoding, f.context)).collect();
    let expected = [
        ("a.pkb", "utf-8", false),
        ("sub/inner.sql", "windows-1252", false),
        ("b.SQL", "utf-8", false),
        ("../lib/c.sql", "utf-8", true),
    ];
    assert_eq!(files, expected);
    let not_read: Vec<_> = input.not_read.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(not_read, ["binary.sql", "notes.txt"]);
    assert_eq!(
        messages(&input),
        ["sub/inner.sql:1:16: `sub/inner.sql` is not UTF-8; it is read as windows-1252, which is a guess"]
    );
    let request = Request { include: vec!["*.txt".into()], ..scratch.request(&["db"]) };
    assert!(input::read(&request).unwrap().sources.files().iter().any(|f| f.path == "notes.txt"));
}

/// A link of an input that nobody knows leads to nothing of the machine, and one that leads nowhere stops no run.
#[cfg(unix)]
#[test]
fn links_are_followed_within_the_input_only() {
    let files: &[(&str, &[u8])] = &[
        ("in/a.sql", b"CREATE TABLE a (a NUMBER);\n"),
        ("in/sub/b.sql", b"CREATE TABLE b (a NUMBER);\n"),
        ("out/secret.sql", b"CREATE TABLE secret (a NUMBER);\n"),
    ];
    let scratch = Scratch::new("links", files);
    let link = |to: &str, at: &str| std::os::unix::fs::symlink(to, scratch.0.join(at)).unwrap();
    link("../out/secret.sql", "in/file.sql");
    link("../out", "in/folder");
    link("nowhere.sql", "in/gone.sql");
    link("..", "in/sub/up");
    link("sub", "in/there");
    let input = input::read(&scratch.request(&["in"])).unwrap();
    let files: Vec<_> = input.sources.files().iter().map(|f| f.path.as_str()).collect();
    assert_eq!(files, ["a.sql", "sub/b.sql"]);
    let not_read: Vec<_> = input.not_read.iter().map(|(path, why)| (path.as_str(), why.as_str())).collect();
    let (away, around) = ("it is a link that leads out of the input", "it is a link to a folder around it");
    let gone = "it is a link to a file that is not there";
    for expected in [("file.sql", away), ("folder", away), ("gone.sql", gone), ("sub/up", around)] {
        assert!(not_read.contains(&expected), "{expected:?} is not in {not_read:?}");
    }
}

#[test]
fn what_cannot_be_read_is_said_in_a_sentence() {
    let scratch = Scratch::new("trouble", &[("a/a.txt", b"x"), ("b/c.sql", b"@/etc/passwd\n")]);
    let trouble = |request: &Request| input::read(request).unwrap_err().to_string();
    assert!(trouble(&scratch.request(&["none.sql"])).starts_with("there is no file or folder `"));
    assert!(
        trouble(&scratch.request(&["a"])).starts_with("there is no script among the 1 files of the input: `a.txt`")
    );
    assert_eq!(trouble(&Request::default()), "there is no file to read");
    let encoding = Request { encoding: Some("klingon".into()), ..scratch.request(&["."]) };
    assert!(trouble(&encoding).contains("there is no encoding `klingon`"));
    let outside = input::read(&scratch.request(&["b"])).unwrap();
    assert!(messages(&outside)[0].ends_with("it lies outside of the input"), "{:?}", messages(&outside));
    let stdin = Request { stdin: Some(("x.sql".into(), b"SELECT 1 FROM dual;".to_vec())), ..Request::default() };
    assert_eq!(input::read(&stdin).unwrap().sources.files()[0].path, "x.sql");
}

/// `HOWDAH_CORPUS=folder cargo test --test input corpus -- --ignored --nocapture`
#[test]
#[ignore = "needs a folder of scripts in HOWDAH_CORPUS"]
fn corpus() {
    let folder = std::env::var("HOWDAH_CORPUS").unwrap();
    let mut entries: Vec<_> = fs::read_dir(Path::new(&folder)).unwrap().map(|e| e.unwrap().path()).collect();
    entries.sort();
    for path in entries.into_iter().filter(|p| p.is_dir()) {
        let start = std::time::Instant::now();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        match input::read(&Request { paths: vec![path], ..Request::default() }) {
            Ok(input) => {
                assert_tiles(&input);
                let bytes: usize = input.sources.files().iter().map(|f| f.text.len()).sum();
                let files = input.sources.files().len();
                let (pieces, findings) = (input.pieces.len(), input.findings.len());
                println!(
                    "{name}: {files} files, {bytes} bytes, {pieces} pieces, {findings} findings, {:?}",
                    start.elapsed()
                );
                if std::env::var("HOWDAH_SAY").is_ok() {
                    messages(&input).iter().for_each(|m| println!("  {m}"));
                    let commands = input.pieces.iter().filter(|p| !matches!(p, Piece::Sql(_))).map(Piece::span);
                    let first = |span| input.sources.text(span).lines().next().unwrap_or("").to_owned();
                    commands.for_each(|span| println!("  > {}: {}", input.sources.place(span).file, first(span)));
                }
            }
            Err(trouble) => println!("{name}: {trouble}"),
        }
    }
}

/// Scraps of scripts, which make states that random text does not reach.
fn scraps() -> impl Strategy<Value = String> {
    let scrap = prop::sample::select(vec![
        "CREATE ",
        "OR REPLACE ",
        "PACKAGE ",
        "BODY ",
        "PROCEDURE ",
        "FUNCTION ",
        "TYPE ",
        "x ",
        "IS\n",
        "AS\n",
        "BEGIN\n",
        "END;\n",
        "END ",
        "CASE ",
        "IF ",
        "LOOP ",
        ";\n",
        "/\n",
        ".\n",
        "\n",
        "'",
        "q'[",
        "]'",
        "\"",
        "/*",
        "*/",
        "-- c\n",
        "&x",
        "&&y.",
        "&1",
        "DEFINE x = 'a;b'\n",
        "DEFINE y=--\n",
        "SET DEFINE #\n",
        "SET DEFINE ON\n",
        "SET ESCAPE ON\n",
        "\\&",
        "EXEC p -\n",
        "PROMPT z -\n",
        "@a.sql\n",
        "@@b 1 2\n",
        "DOC\n",
        "#\n",
        "CONNECT a/b\n",
        "é",
        "\r\n",
        "(",
        ")",
        "<<l>>",
        "SET SQLT ^\n",
        "^\n",
        "REM '\n",
    ]);
    prop::collection::vec(scrap, 0..60).prop_map(|scraps| scraps.concat())
}

proptest! {
    #[test]
    fn scripts_of_scraps_tile(a in scraps(), b in scraps()) {
        let input = Input::from_texts(&[("a.sql", &a), ("b.sql", &b)]);
        assert_tiles(&input);
        for piece in &input.pieces {
            let place = input.sources.place(piece.span());
            let file = input.sources.file(piece.span()).unwrap();
            prop_assert!(place.line <= file.line_count() && (place.line, place.column) <= (place.end_line, place.end_column));
        }
    }

    #[test]
    fn any_text_tiles(text in "\\PC{0,200}") {
        assert_tiles(&Input::from_texts(&[("a.sql", &text)]));
    }

    #[test]
    fn without_variables_every_place_is_the_place_in_the_file(text in "[a-zé;'\r\n ]{0,120}", at in 0usize..120) {
        let input = Input::from_texts(&[("a.sql", &text)]);
        let offset = text.char_indices().map(|(i, _)| i).nth(at).unwrap_or(text.len());
        let before = &text[..offset];
        let lf = if text.contains('\n') { '\n' } else { '\r' };
        let line = before.matches(lf).count() + 1;
        let column = before.rsplit(lf).next().unwrap().chars().count() + 1;
        let lo = u32::try_from(offset).unwrap();
        let place = input.sources.place(howdah::span::Span::new(lo, lo));
        prop_assert_eq!((place.line as usize, place.column as usize), (line, column));
    }
}

proptest! {
    #[test]
    fn any_bytes_tile(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        assert_tiles(&Input::from_bytes("a.sql", bytes));
    }
}
