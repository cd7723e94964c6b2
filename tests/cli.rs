//! Sessions at the command line: what is printed where, exit codes, protection of the output folder, configuration.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    reason = "a test fails by panicking"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A working directory of its own, removed at the end.
struct Place {
    folder: PathBuf,
}

impl Place {
    fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("cli-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        Self { folder }
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.folder.join(path)).unwrap()
    }

    fn exists(&self, path: &str) -> bool {
        self.folder.join(path).exists()
    }

    fn run(&self, args: &[&str]) -> Ran {
        self.run_with(args, "")
    }

    fn run_with(&self, args: &[&str], stdin: &str) -> Ran {
        let mut child = Command::new(env!("CARGO_BIN_EXE_howdah"))
            .args(args)
            .current_dir(&self.folder)
            .env_remove("CLICOLOR_FORCE")
            .env("SOURCE_DATE_EPOCH", "1770000000")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        std::io::Write::write_all(&mut child.stdin.take().unwrap(), stdin.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        Ran {
            code: output.status.code().unwrap(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Every file below a folder, sorted.
    fn files(&self, folder: &str) -> Vec<String> {
        fn walk(root: &Path, folder: &Path, found: &mut Vec<String>) {
            for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
                if entry.path().is_dir() {
                    walk(root, &entry.path(), found);
                } else {
                    found.push(entry.path().strip_prefix(root).unwrap().to_str().unwrap().to_owned());
                }
            }
        }
        let (root, mut found) = (self.folder.join(folder), Vec::new());
        walk(&root, &root, &mut found);
        found.sort();
        found
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

struct Ran {
    code: i32,
    out: String,
    err: String,
}

const TABLE: &str =
    "CREATE TABLE hr.emp (\n  id NUMBER(9) NOT NULL,\n  hired DATE,\n  CONSTRAINT emp_pk PRIMARY KEY (id)\n);\n";
const DEPT: &str = "CREATE TABLE hr.dept (id NUMBER(4), name VARCHAR2(30));\n";
/// Which rule this raises does not matter here: the code of a routine is what no version of this program drops in silence.
const LOSSY: &str = "CREATE TABLE hr.wide (\n  at TIMESTAMP(9) WITH TIME ZONE\n);\n";

fn snapshot(name: &str, text: &str) {
    insta::with_settings!({
        snapshot_path => concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots/cli"),
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, { insta::assert_snapshot!(name, text) });
}

const COMMANDS: [&str; 14] = [
    "convert",
    "lint",
    "drift",
    "graph",
    "verify",
    "report",
    "explain",
    "rules",
    "functions",
    "types",
    "ir",
    "init",
    "completions",
    "man",
];

#[test]
fn every_command_has_help() {
    let place = Place::new("help");
    let mut all = place.run(&["--help"]).out;
    for command in COMMANDS {
        let ran = place.run(&[command, "--help"]);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{command}");
        all.push_str(&format!("\n---- howdah {command} --help\n{}", ran.out));
    }
    snapshot("help", &all);
}

#[test]
fn mistakes_say_what_and_what_to_do_and_end_with_2() {
    let place = Place::new("mistakes");
    place.write("emp.sql", TABLE);
    place.write("notes.txt", "nothing");
    let sessions: [&[&str]; 14] = [
        &["lint", "nowhere"],
        &["lint", "notes.txt", "--target", "14"],
        &["lint", "emp.sql", "--from", "db2"],
        &["lint", "emp.sql", "--from", "mysql"],
        &["lint", "emp.sql", "--format", "jsn"],
        &["lint", "emp.sql", "--set", "date_at=date"],
        &["lint", "emp.sql", "--set", "date_as=datum"],
        &["lint", "emp.sql", "--fail-on", "blocked"],
        &["lint", "emp.sql", "--severity", "OR-TYP-999=info"],
        &["lint", "emp.sql", "--baseline", "missing.json"],
        &["lint", "emp.sql", "--config", "missing.toml"],
        &["explain", "OR-TYP-02"],
        &["verify", "."],
        &["report", "emp.sql"],
    ];
    let mut all = String::new();
    for session in sessions {
        let ran = place.run(session);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{session:?}: {}", ran.err);
        all.push_str(&format!("$ howdah {}\n{}\n", session.join(" "), ran.err));
    }
    snapshot("mistakes", &all);
    assert_eq!(place.run(&["convert"]).code, 2);
    assert_eq!(place.run(&["frobnicate"]).code, 2);
}

#[test]
fn mistakes_in_the_configuration_have_a_place() {
    let place = Place::new("config");
    place.write("emp.sql", TABLE);
    let files = [
        "[options]\ndate_as = \"datum\"\n",
        "[options]\n  date_at = \"date\"\n",
        "trget = 15\n",
        "target = 14\n",
        "fail_on = \"blokcer\"\n",
        "[[waive]]\ncode = \"OR-TYP\"\nreason = \"r\"\nowner = \"ann\"\nuntil = \"soon\"\n",
        "[[waive]]\ncode = \"OR-TYP\"\nreasn = \"r\"\n",
        "[severity]\n\"OR-TYP-022\" = \"harmless\"\n",
        "[options\n",
        "[object.\"HR.EMP\"]\noptions = { no_such = 1 }\n",
    ];
    let mut all = String::new();
    for text in files {
        place.write("howdah.toml", text);
        let ran = place.run(&["lint", "emp.sql"]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{text}");
        all.push_str(&format!("{text}\n{}\n", ran.err));
    }
    snapshot("configuration", &all);
}

#[test]
fn init_writes_a_configuration_that_is_read_and_changes_nothing() {
    let place = Place::new("init");
    place.write("emp.sql", TABLE);
    let before = place.run(&["lint", "emp.sql", "--format", "json"]).out;
    assert_eq!(place.run(&["init"]).code, 0);
    assert_eq!(place.run(&["lint", "emp.sql", "--format", "json"]).out, before);
    let again = place.run(&["init"]);
    assert_eq!(again.code, 2);
    assert!(again.err.contains("--force"), "{}", again.err);
    assert_eq!(place.run(&["init", "--force"]).code, 0);
    // Every line that is commented out is one that may be written.
    let whole: String = place
        .read("howdah.toml")
        .lines()
        .filter(|l| !l.ends_with(" = \"\""))
        .map(|l| l.strip_prefix("# ").filter(|l| l.starts_with('[') || l.contains(" = ")).unwrap_or(l))
        .map(|l| format!("{l}\n"))
        .collect();
    place.write("howdah.toml", &whole);
    let ran = place.run(&["lint", "emp.sql", "--format", "json", "--encoding", "utf-8"]);
    assert!(ran.code < 2, "{}", ran.err);
}

#[test]
fn data_goes_to_standard_output_and_the_rest_to_standard_error() {
    let place = Place::new("streams");
    place.write("emp.sql", TABLE);
    let ran = place.run(&["lint", "emp.sql", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(report["source"]["files"][0]["path"], "emp.sql");
    assert_eq!(report["summary"]["statements"]["total"], 1);
    assert_eq!(place.run(&["lint", "emp.sql", "--format", "json", "-q"]).err, "");
    let ran = place.run(&["convert", "emp.sql", "-o", "out"]);
    assert_eq!(ran.out, "");
    assert!(ran.err.contains("out/report.html"), "{}", ran.err);
    assert_eq!(place.run(&["convert", "emp.sql", "-o", "out", "-q"]).err, "");
    let ran = place.run_with(&["lint", "-", "--stdin-filename", "given.sql", "--format", "json"], DEPT);
    assert!(ran.out.contains("given.sql"), "{}", ran.out);
    assert!(place.run(&["lint", "emp.sql", "-v"]).err.contains(" ms"));
}

#[test]
fn colours_are_for_those_who_want_them() {
    let place = Place::new("colour");
    place.write("a.sql", LOSSY);
    let plain = place.run(&["lint", "a.sql"]);
    assert!(!plain.out.contains('\u{1b}') && !plain.err.contains('\u{1b}'));
    assert!(place.run(&["lint", "a.sql", "--color", "always"]).out.contains('\u{1b}'));
    assert!(!place.run(&["lint", "a.sql", "--color", "never"]).out.contains('\u{1b}'));
}

#[test]
fn a_closed_pipe_is_silent() {
    let place = Place::new("pipe");
    let mut child = Command::new(env!("CARGO_BIN_EXE_howdah"))
        .args(["functions", "--format", "json"])
        .current_dir(&place.folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn the_gate_decides_between_0_and_1() {
    let place = Place::new("gate");
    place.write("a.sql", LOSSY);
    let report: serde_json::Value =
        serde_json::from_str(&place.run(&["lint", "a.sql", "--format", "json"]).out).unwrap();
    let finding = &report["findings"][0];
    let code = finding["code"].as_str().unwrap();
    let lint = |extra: &[&str]| place.run(&[&["lint", "a.sql", "-q"], extra].concat()).code;
    assert_eq!(lint(&["--fail-on", "info"]), 1);
    assert_eq!(lint(&["--fail-on", "never"]), 0);
    assert_eq!(lint(&["--fail-on", "info", "--ignore", "OR-,HD-"]), 0);
    assert_eq!(lint(&["--fail-on", "info", "--ignore", "HR.*", "--select", code]), 0);
    assert_eq!(lint(&["--fail-on", "info", "--select", &code[..6]]), 1);
    assert_eq!(lint(&["--fail-on", "info", "--select", &format!("{}*", &code[..6])]), 1);
    assert_eq!(lint(&["--select", "OR-XYZ-999"]), 2);
    assert_eq!(lint(&["--fail-on", "blocker", "--severity", &format!("{code}=blocker")]), 1);
    place.write("howdah.toml", "fail_on = \"info\"\n[[waive]]\ncode = \"\"\nreason = \"seen\"\nowner = \"ann\"\n");
    assert_eq!(lint(&[]), 0);
    place.write(
        "howdah.toml",
        "fail_on = \"info\"\n[[waive]]\ncode = \"\"\nreason = \"seen\"\nowner = \"ann\"\nuntil = \"2026-01-01\"\n",
    );
    let ran = place.run(&["lint", "a.sql", "--format", "concise"]);
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("howdah.toml:2:1: behaviour-change HD-020"), "{}", ran.out);
}

#[test]
fn a_file_that_is_not_understood_is_never_a_clean_report() {
    let place = Place::new("rubbish");
    place.write("a.sql", "FROBNICATE the database;\n");
    let ran = place.run(&["lint", "a.sql", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!((ran.code, &report["verdict"]["result"]), (1, &"not-assessed".into()));
    assert_eq!(report["summary"]["statements"]["unread"], 1);
}

#[test]
fn a_baseline_lets_old_findings_pass_and_refuses_new_ones() {
    let place = Place::new("baseline");
    place.write("a.sql", LOSSY);
    let lint = |extra: &[&str]| {
        place.run(&[&["lint", "a.sql", "--fail-on", "info", "--baseline", "base.json"], extra].concat())
    };
    assert_eq!(lint(&[]).code, 2);
    assert_eq!(lint(&["--write-baseline"]).code, 1);
    assert_eq!(lint(&[]).code, 0);
    // Moved down, and written otherwise: the same findings.
    place.write("a.sql", &format!("-- moved\n\n{}", LOSSY.replace("  at ", "      at   ")));
    assert_eq!(lint(&[]).code, 0);
    place.write("a.sql", &format!("{LOSSY}{}", LOSSY.replace("hr.wide", "hr.wider")));
    assert_eq!(lint(&[]).code, 1);
    let before = place.read("base.json");
    let refused = lint(&["--write-baseline"]);
    assert_eq!(refused.code, 1);
    assert!(refused.err.contains("--accept-new"), "{}", refused.err);
    assert_eq!(place.read("base.json"), before);
    lint(&["--write-baseline", "--accept-new"]);
    assert_eq!(lint(&[]).code, 0);
}

#[test]
fn rules_can_be_silenced_or_weighed_for_some_objects() {
    let place = Place::new("rules");
    place.write(
        "t.sql",
        "CREATE TABLE hr.a (d DATE);\nCREATE TABLE hr.b (d DATE);\nCREATE TABLE fin.c (d DATE);\nCREATE TABLE fin.e (d DATE);\n",
    );
    let found = |config: &str| {
        place.write("howdah.toml", config);
        let ran = place.run(&["lint", "t.sql", "--format", "json"]);
        let report: serde_json::Value = serde_json::from_str(&ran.out).unwrap_or_else(|e| panic!("{e}: {}", ran.err));
        let all = report["findings"].as_array().unwrap().clone();
        let dates = all.iter().filter(|f| f["code"] == "OR-TYP-022");
        dates
            .map(|f| format!("{} {}", f["object"].as_str().unwrap(), f["severity"].as_str().unwrap()))
            .collect::<Vec<String>>()
    };
    let plain = found("");
    assert_eq!(plain.len(), 4, "{plain:?}");
    let weighed = found(
        "[severity]\n\"OR-TYP\" = \"performance\"\n[[rule]]\ncode = \"OR-TYP-02\"\nobject = \"FIN.*\"\nseverity = \"blocker\"\n",
    );
    let mut weighed = weighed;
    weighed.sort();
    assert_eq!(
        weighed,
        ["table:FIN.C blocker", "table:FIN.E blocker", "table:HR.A performance", "table:HR.B performance"]
    );
    let mut silent = found("[[rule]]\ncode = \"OR-TYP\"\nobject = \"HR.*\"\nignore = true\n");
    silent.sort();
    assert_eq!(silent.iter().map(|s| s.split(' ').next().unwrap()).collect::<Vec<_>>(), ["table:FIN.C", "table:FIN.E"]);
    assert_eq!(found("ignore = [\"OR-TYP-022\"]\n"), Vec::<String>::new());
    assert_eq!(found("select = [\"HR.A\"]\n").len(), 1);
}

#[test]
fn convert_writes_a_tree_and_again_the_same() {
    let place = Place::new("tree");
    place.write("db/emp.sql", TABLE);
    place.write("db/dept.sql", DEPT);
    assert_eq!(place.run(&["convert", "db", "-o", "out"]).code, 0);
    let files = place.files("out");
    for wanted in ["apply.sql", "manifest.json", "report.html", "report.json", "report.md", "objects/hr/table/emp.sql"]
    {
        assert!(files.iter().any(|f| f == wanted), "{wanted} is not among {files:?}");
    }
    let all: Vec<String> = files.iter().map(|f| place.read(&format!("out/{f}"))).collect();
    assert_eq!(place.run(&["convert", "db", "-o", "out", "--jobs", "1"]).code, 0);
    assert_eq!(place.run(&["convert", "db/emp.sql", "db/dept.sql", "-o", "other", "--jobs", "7"]).code, 0);
    for (file, text) in files.iter().zip(&all) {
        assert_eq!(&place.read(&format!("out/{file}")), text, "{file}");
        assert_eq!(&place.read(&format!("other/{file}")), text, "{file}");
        assert!(!text.contains(place.folder.to_str().unwrap()), "{file} holds an absolute path");
    }
    let leftovers: Vec<_> = fs::read_dir(&place.folder).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(leftovers.len(), 3, "{leftovers:?}");
}

#[test]
fn what_is_no_longer_written_goes_unless_it_was_edited() {
    let place = Place::new("stale");
    place.write("db/emp.sql", TABLE);
    place.write("db/dept.sql", DEPT);
    assert_eq!(place.run(&["convert", "db", "-o", "out"]).code, 0);
    place.write("out/mine.txt", "a note");
    fs::remove_file(place.folder.join("db/dept.sql")).unwrap();
    assert_eq!(place.run(&["convert", "db", "-o", "out"]).code, 0);
    assert!(!place.exists("out/objects/hr/table/dept.sql"));
    assert!(place.exists("out/objects/hr/table/emp.sql") && place.exists("out/mine.txt"));
    let draft = "out/objects/hr/table/emp.sql";
    place.write(draft, "-- edited by hand\n");
    let ran = place.run(&["convert", "db", "-o", "out"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("objects/hr/table/emp.sql") && ran.err.contains("--force"), "{}", ran.err);
    assert_eq!(place.read(draft), "-- edited by hand\n");
    assert_eq!(place.run(&["convert", "db", "-o", "out", "--force"]).code, 0);
    assert!(place.read(draft).contains("CREATE TABLE"));
}

#[test]
fn a_folder_that_holds_other_things_is_not_written_to() {
    let place = Place::new("foreign");
    place.write("emp.sql", TABLE);
    place.write("out/mine.txt", "a note");
    let ran = place.run(&["convert", "emp.sql", "-o", "out"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("--force"), "{}", ran.err);
    assert_eq!(place.files("out"), ["mine.txt"]);
    assert_eq!(place.run(&["convert", "emp.sql", "-o", "out", "--force"]).code, 0);
    assert!(place.exists("out/mine.txt") && place.exists("out/apply.sql"));
    place.write("file", "no folder");
    assert_eq!(place.run(&["convert", "emp.sql", "-o", "file"]).code, 2);
    place.write("bad/manifest.json", "{");
    assert_eq!(place.run(&["convert", "emp.sql", "-o", "bad", "--force"]).code, 2);
}

#[test]
fn a_manifest_cannot_lead_out_of_its_folder() {
    let place = Place::new("escape");
    place.write("emp.sql", TABLE);
    place.write("precious.txt", "keep me");
    let digest = "c0ffee".repeat(10);
    let manifest = format!(
        "{{\"manifest_version\":1,\"tool\":\"howdah\",\"target\":15,\"inputs\":[],\"renames\":[],\"options\":{{}},\
         \"outputs\":[{{\"path\":\"../precious.txt\",\"sha256\":\"{digest}\"}}]}}"
    );
    place.write("out/manifest.json", &manifest);
    let ran = place.run(&["convert", "emp.sql", "-o", "out", "--force"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(place.read("precious.txt"), "keep me");
}

#[test]
fn some_objects_are_converted_in_the_light_of_all() {
    let place = Place::new("only");
    place.write("db.sql", &format!("{TABLE}{DEPT}"));
    assert_eq!(place.run(&["convert", "db.sql", "-o", "out", "--only", "HR.EMP"]).code, 0);
    assert!(place.exists("out/objects/hr/table/emp.sql") && !place.exists("out/objects/hr/table/dept.sql"));
}

#[test]
fn a_saved_report_is_rendered_again_and_compared() {
    let place = Place::new("report");
    place.write("db/a.sql", LOSSY);
    place.run(&["convert", "db", "-o", "one", "-q"]);
    place.write("db/a.sql", &format!("{LOSSY}{DEPT}{}", LOSSY.replace("hr.wide", "hr.wider")));
    place.run(&["convert", "db", "-o", "two", "-q"]);
    for format in ["text", "concise", "json", "sarif", "html", "markdown", "csv", "junit", "github"] {
        let ran = place.run(&["report", "two/report.json", "--format", format, "--source", "db"]);
        assert_eq!(ran.code, 0, "{format}");
        assert!(!ran.out.is_empty(), "{format}");
    }
    assert_eq!(place.run(&["report", "two/report.json", "--format", "json"]).out, place.read("two/report.json"));
    let html = place.run(&["report", "two/report.json", "--format", "html", "--source", "db"]).out;
    assert_eq!(html, place.read("two/report.html"));
    let ran = place.run(&["report", "two/report.json", "--against", "one/report.json"]);
    assert!(ran.out.contains("~ table:HR.DEPT: nothing → converted"), "{}", ran.out);
    assert!(ran.out.contains("HR.WIDER"), "{}", ran.out);
    assert!(place.run(&["report", "--schema"]).out.contains("urn:howdah:report:1.0"));
}

#[test]
fn drift_ends_with_0_for_the_same_and_1_for_another_schema() {
    let place = Place::new("drift");
    place.write("a/emp.sql", TABLE);
    place.write("b/emp.sql", &TABLE.replace("NUMBER(9)", "NUMBER(12)"));
    place.write("c/other-name.sql", &format!("-- the same\n{}", TABLE.to_lowercase()));
    let same = place.run(&["drift", "a", "c", "-q"]);
    assert_eq!((same.code, same.out.as_str()), (0, "no drift\n"), "{}", same.err);
    let other = place.run(&["drift", "a", "b", "-q"]);
    assert_eq!(other.code, 1);
    let both = "    - id NUMBER(9) NOT NULL\n    + id NUMBER(12) NOT NULL\n";
    let head = "~ table HR.EMP column ID: type  (emp.sql:2 / emp.sql:2)\n";
    assert_eq!(other.out, format!("{head}{both}1 difference\n"));
    let json: serde_json::Value =
        serde_json::from_str(&place.run(&["drift", "a", "b", "-q", "--format", "json"]).out).unwrap();
    assert_eq!(json["changes"][0]["part"]["name"], "ID");
    assert_eq!(place.run(&["drift", "a", "nowhere"]).code, 2);
}

#[test]
fn graphs_are_drawn_whole_and_around_an_object() {
    let place = Place::new("graph");
    place.write(
        "db.sql",
        &format!("{TABLE}{DEPT}ALTER TABLE hr.dept ADD CONSTRAINT d_fk FOREIGN KEY (id) REFERENCES hr.emp;\n"),
    );
    assert!(place.run(&["graph", "db.sql"]).out.starts_with("digraph"));
    assert!(place.run(&["graph", "db.sql", "--format", "mermaid"]).out.contains("-->"));
    let json: serde_json::Value = serde_json::from_str(
        &place.run(&["graph", "db.sql", "--format", "json", "--object", "HR.DEPT", "--needs"]).out,
    )
    .unwrap();
    assert!(json["nodes"].as_array().unwrap().iter().any(|n| n["id"] == "table:HR.EMP"), "{json}");
    assert_eq!(place.run(&["graph", "db.sql", "--object", "NOBODY"]).code, 2);
    assert_eq!(place.run(&["graph", "db.sql", "--format", "png"]).code, 2);
}

#[test]
fn what_is_known_can_be_listed() {
    let place = Place::new("known");
    for list in ["rules", "functions", "types"] {
        let text = place.run(&[list]);
        let json: serde_json::Value = serde_json::from_str(&place.run(&[list, "--format", "json"]).out).unwrap();
        assert_eq!(json.as_array().unwrap().len(), text.out.lines().count(), "{list}");
        assert_eq!(place.run(&[list, "--from", "db2"]).code, 2);
    }
    snapshot("types", &place.run(&["types"]).out);
    let ran = place.run(&["explain", "or-typ-022"]);
    assert!(ran.code == 0 && ran.out.contains("severity") && ran.out.contains("date_as"), "{}", ran.out);
    assert!(place.run(&["man"]).out.contains(".TH"));
    assert!(place.run(&["completions", "bash"]).out.contains("howdah"));
    place.write("emp.sql", TABLE);
    let ran = place.run(&["ir", "emp.sql"]);
    assert!(ran.out.contains("table:HR.EMP") && !ran.out.contains("NodeId"), "{}", ran.out);
}

#[test]
fn what_is_given_is_read_and_not_converted() {
    let place = Place::new("given");
    place.write(
        "given/hr.sql",
        "CREATE TABLE hr.emp (id NUMBER(9) PRIMARY KEY);\nCREATE SEQUENCE hr.s;\nINSERT INTO hr.emp VALUES (1);\n\
         INSERT INTO hr.gone VALUES (1);\n",
    );
    place.write(
        "own/app.sql",
        "CREATE TABLE app.t (e NUMBER(9) REFERENCES hr.emp, n NUMBER DEFAULT hr.s.NEXTVAL);\n\
         INSERT INTO app.t (e, n) VALUES (7, 1);\nCREATE TABLE app.u (a NUMBER(9));\n",
    );
    let ran = place.run(&["convert", "own", "--with", "given", "-o", "out"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let files = place.files("out/objects");
    assert!(files.iter().all(|f| f.starts_with("app/") || f.starts_with("ora_compat")), "{files:?}");
    let keys = place.read("out/objects/app/table/t.foreign_keys.sql");
    assert!(keys.contains("REFERENCES hr.emp (id);\n") && !keys.contains("-- ALTER"), "{keys}");
    let data = place.read("out/data.sql");
    assert!(data.contains("INSERT INTO app.t") && !data.contains("hr."), "{data}");
    let report = place.read("out/report.json");
    assert!(!report.contains("\"table:HR.EMP\",\n      \"kind\"") && !report.contains("HR.GONE"), "{report}");
    // what is not wanted is given too
    let ran = place.run(&["convert", "own", "--with", "given", "--only", "APP.T", "-o", "only"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(place.read("only/objects/app/table/t.foreign_keys.sql").contains("REFERENCES hr.emp"));
    assert!(!place.exists("only/objects/app/table/u.sql"));
}
