//! Reports: sums add up, fingerprints stay, every format shows what it should and lets nothing from a source file act.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    reason = "a test fails by panicking"
)]

#[path = "report/made.rs"]
mod made;

use howdah::finding::{ObjectKind, Severity, State};
use howdah::report::model::{Finding, Object, Report, States};
use howdah::report::{FORMATS, View, json};
use made::{ATTACKS, hostile, key, ordinary};
use serde_json::Value;

fn written(report: &Report, texts: &howdah::report::Texts<'_>, format: &str) -> String {
    let format = FORMATS.iter().find(|f| f.name == format).unwrap();
    format.text(&View { report, texts, colours: true })
}

fn object<'a>(report: &'a Report, name: &str) -> &'a Object {
    report.objects.iter().find(|o| o.name == name).unwrap()
}

fn finding<'a>(report: &'a Report, code: &str, object: &str) -> &'a Finding {
    report.findings.iter().find(|f| f.code == code && f.object == object).unwrap()
}

fn adds_up(states: &States) -> bool {
    states.total == states.converted + states.review + states.manual + states.ignored + states.unread
}

#[test]
fn states_add_up_to_the_input() {
    let report = ordinary().report();
    let summary = &report.summary;
    assert!(adds_up(&summary.statements) && adds_up(&summary.objects.all));
    assert_eq!(summary.statements.total, 7);
    assert_eq!(summary.objects.all.total as usize, report.objects.len());
    let mut sum = States::default();
    for states in summary.objects.by_kind.values() {
        assert!(adds_up(states));
        sum.total += states.total;
        sum.converted += states.converted;
        sum.review += states.review;
        sum.manual += states.manual;
        sum.ignored += states.ignored;
        sum.unread += states.unread;
    }
    assert_eq!(sum, summary.objects.all);
    let proven: u32 = summary.proof.values().sum();
    assert_eq!(proven, summary.objects.all.total - summary.objects.all.ignored);
    let open: u32 = summary.findings.values().sum();
    assert_eq!(open + summary.waived, report.findings.len() as u32);
    let grouped: u32 = report.statements.iter().map(|g| g.count).sum();
    assert_eq!(grouped, summary.statements.total);
    assert_eq!(report.objects.iter().map(|o| o.findings.len()).sum::<usize>(), 4);
}

#[test]
fn a_statement_shares_the_state_of_its_object() {
    let report = ordinary().report();
    assert_eq!(object(&report, "HR.EMPLOYEES").state, "manual");
    let tables: Vec<_> = report.statements.iter().filter(|g| g.label == "CREATE TABLE").collect();
    assert_eq!(tables.iter().map(|g| (g.state.as_str(), g.count)).collect::<Vec<_>>(), [("manual", 1), ("review", 1)]);
}

#[test]
fn rates_are_shares_of_all_objects_but_the_ignored_ones_at_the_level_attempted() {
    let made = ordinary();
    // Six objects: two converted, one in review, two manual, one ignored.
    let rates = made.report().summary.rates;
    assert_eq!((rates.exact, rates.converted), (Some(0.4), Some(0.6)));
    let mut refused = ordinary();
    for outcome in &mut refused.outcomes {
        if outcome.key == key(ObjectKind::View, "PEOPLE") {
            outcome.state = State::Unread;
        }
    }
    let rates = refused.report().summary.rates;
    assert_eq!((rates.exact, rates.converted), (Some(0.2), Some(0.4)));
    let mut nothing = ordinary();
    nothing.outcomes.clear();
    nothing.statements.clear();
    let report = nothing.report();
    assert_eq!((report.summary.rates.exact, report.verdict.result.as_str()), (None, "not-assessed"));
    assert_eq!(report.verdict.exit_code, 1);
}

#[test]
fn fingerprints_do_not_depend_on_lines_paths_and_white_space() {
    let before = ordinary().report();
    let mut made = ordinary();
    let shifted = |text: &str| format!("-- a new line\n\n{text}");
    let text = shifted(&made.files[0].1);
    made.files[0] = ("elsewhere/tables.sql", text);
    let moved = u32::try_from("-- a new line\n\n".len()).unwrap();
    for outcome in &mut made.outcomes {
        outcome.span = howdah::span::Span::new(outcome.span.lo + moved, outcome.span.hi + moved);
        for raised in &mut outcome.findings {
            raised.span = howdah::span::Span::new(raised.span.lo + moved, raised.span.hi + moved);
        }
    }
    let after = made.report();
    let all = |r: &Report| {
        let mut all: Vec<_> = r.findings.iter().map(|f| f.fingerprint.clone()).collect();
        all.sort();
        all
    };
    assert_eq!(all(&before), all(&after));
    let date = |r: &Report| finding(r, "OR-TYP-022", "table:HR.EMPLOYEES").location.clone().unwrap();
    assert_eq!((date(&before).line, date(&after).line), (3, 5));
}

#[test]
fn equal_findings_of_an_object_are_one_with_its_places_and_the_same_one_twice_counts_once() {
    let mut made = ordinary();
    let employees = made.outcomes.iter_mut().find(|o| o.key == key(ObjectKind::Table, "EMPLOYEES")).unwrap();
    let mut again = employees.findings[0].clone();
    employees.findings.push(again.clone());
    again.span.hi += 1;
    employees.findings.push(again);
    let report = made.report();
    let dates: Vec<_> =
        report.findings.iter().filter(|f| f.code == "OR-TYP-022" && f.object == "table:HR.EMPLOYEES").collect();
    assert_eq!(dates.len(), 1);
    assert_eq!((dates[0].occurrences, dates[0].also.len()), (2, 1));
    assert_eq!(dates[0].effort_hours.likely, 1.33);
}

#[test]
fn the_most_dangerous_comes_first_and_what_was_accepted_last() {
    let report = ordinary().report();
    let order: Vec<_> = report.findings.iter().map(|f| (f.severity.as_str(), f.waived.is_some())).collect();
    assert_eq!(order[0], ("blocker", false));
    assert_eq!(order[1], ("data-loss-risk", false));
    assert_eq!(order.last(), Some(&("data-loss-risk", true)));
    // A view and a routine need the table: 100 * sqrt(1) * 2.
    assert_eq!(finding(&report, "OR-CMP-004", "table:HR.EMPLOYEES").priority, 200.0);
    assert_eq!(finding(&report, "OR-TYP-022", "table:HR.DEPARTMENTS").priority, 60.0);
}

#[test]
fn waivers_are_kept_beside_the_finding_and_expire() {
    let made = ordinary();
    let report = made.report();
    let waived = finding(&report, "OR-TYP-022", "table:HR.DEPARTMENTS");
    assert_eq!(waived.waived.as_ref().unwrap().ticket.as_deref(), Some("HR-12"));
    assert_eq!(waived.effort_hours.likely, 0.0);
    assert!(finding(&report, "OR-CMP-004", "table:HR.EMPLOYEES").waived.is_none());
    let status: Vec<_> = report.waivers.iter().map(|w| w.status.as_str()).collect();
    assert_eq!(status, ["valid", "expired", "unused"]);
    let expired = finding(&report, "HD-020", "");
    assert_eq!(expired.location.as_ref().map(|l| (l.file.as_str(), l.line)), Some(("howdah.toml", 9)));
    assert!(expired.message.contains("2020-01-01"), "{}", expired.message);
    assert!(report.findings.iter().any(|f| f.code == "HD-021"));
}

#[test]
fn the_gate_counts_what_is_open_and_new() {
    let mut made = ordinary();
    let report = made.report();
    assert_eq!((report.verdict.exit_code, report.verdict.result.as_str()), (1, "not-ready"));
    made.policy.baseline = report.findings.iter().map(|f| f.fingerprint.to_string()).collect();
    let same = made.report();
    assert_eq!((same.verdict.exit_code, same.verdict.result.as_str()), (0, "not-ready"));
    assert_eq!(same.summary.known + same.summary.waived, same.findings.len() as u32);
    made.policy.baseline.clear();
    made.policy.fail_on = None;
    assert_eq!(made.report().verdict.exit_code, 0);
}

#[test]
fn a_severity_that_a_user_raised_lowers_the_state() {
    let mut made = ordinary();
    made.profile.severities.insert("OR-TYP-022".into(), Severity::Blocker);
    let report = made.report();
    assert_eq!(object(&report, "HR.DEPARTMENTS").state, "manual");
    assert_eq!(finding(&report, "OR-TYP-022", "table:HR.DEPARTMENTS").severity, "blocker");
}

#[test]
fn owners_dependants_and_stretches_are_worked_out() {
    let report = ordinary().report();
    let employees = object(&report, "HR.EMPLOYEES");
    assert_eq!(employees.owner.as_deref(), Some("payroll"));
    assert_eq!(object(&report, "HR.DEPARTMENTS").owner.as_deref(), Some("people"));
    assert_eq!(employees.needed_by, ["view:HR.PEOPLE", "procedure:HR.RAISE_PAY"]);
    assert_eq!(employees.reach, 2);
    let stretches: Vec<_> =
        employees.segments.iter().map(|s| (s.source.unwrap(), s.output.unwrap(), &*s.kind)).collect();
    assert_eq!(
        stretches,
        [
            ([1, 1], [1, 2], "converted"),
            ([2, 2], [3, 3], "converted"),
            ([3, 3], [4, 4], "converted"),
            ([4, 4], [5, 5], "unresolved"),
            ([5, 5], [6, 6], "converted"),
        ]
    );
    let output = finding(&report, "OR-CMP-004", "table:HR.EMPLOYEES").output.clone().unwrap();
    assert_eq!((output.file.as_str(), output.line), (made::TABLE_FILE, 5));
}

#[test]
fn any_order_of_outcomes_gives_the_same_bytes() {
    let made = ordinary();
    let mut turned = ordinary();
    turned.outcomes.reverse();
    for outcome in &mut turned.outcomes {
        outcome.findings.reverse();
    }
    let waves = |r: &mut Report| r.objects.iter_mut().for_each(|o| o.wave = None);
    let (mut a, mut b) = (made.report(), turned.report());
    waves(&mut a);
    waves(&mut b);
    assert_eq!(a, b);
}

#[test]
fn json_keeps_everything_and_fits_its_schema() {
    for made in [ordinary(), hostile()] {
        let report = made.report();
        let text = written(&report, &made.texts(), "json");
        assert_eq!(json::read(&text).unwrap(), report);
        let schema: Value = serde_json::from_str(&json::schema()).unwrap();
        let validator = jsonschema::validator_for(&schema).unwrap();
        let value: Value = serde_json::from_str(&text).unwrap();
        let wrong: Vec<_> = validator.iter_errors(&value).map(|e| e.to_string()).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
        assert!(!validator.is_valid(&serde_json::json!({ "schema_version": 1 })));
    }
}

#[test]
fn a_report_of_another_version_is_refused() {
    let mut report = ordinary().report();
    report.schema_version = "2.0".into();
    let text = serde_json::to_string(&report).unwrap();
    assert!(json::read(&text).unwrap_err().contains("2.0"));
    assert!(json::read("{").is_err());
}

#[test]
fn nothing_from_a_source_file_acts_in_text() {
    let made = hostile();
    let (report, texts) = (made.report(), made.texts());
    for name in ["concise", "github", "csv", "markdown", "junit"] {
        let out = written(&report, &texts, name);
        let acting: Vec<char> = out.chars().filter(|c| howdah::report::visible::hidden(*c) && *c != '\n').collect();
        assert!(acting.is_empty(), "{name}: {acting:?}");
        assert!(out.len() < 400_000, "{name} has {} bytes", out.len());
    }
    let text = written(&report, &texts, "text");
    let plain = anstream::adapter::strip_str(&text).to_string();
    assert!(plain.chars().all(|c| c == '\n' || !howdah::report::visible::hidden(c)));
    assert!(!text.contains("\u{1b}[31mred") && !text.contains("\u{1b}]0;"));
    assert!(text.len() < 200_000, "{} bytes", text.len());
    let lines = |out: &str| out.lines().count();
    let concise = written(&report, &texts, "concise");
    assert_eq!(lines(&concise), report.findings.iter().filter(|f| f.waived.is_none()).count());
    assert!(!written(&report, &texts, "github").lines().any(|l| l.starts_with("::error::three")));
    assert!(!written(&report, &texts, "csv").contains("\n=") && !written(&report, &texts, "csv").contains(",="));
    let markdown = written(&report, &texts, "markdown");
    assert!(!markdown.contains("<script") && !markdown.contains("<img"), "{markdown}");
    assert!(!markdown.replace("\\]", "").contains("](javascript"));
    let junit = written(&report, &texts, "junit");
    assert!(!junit.contains("<script") && !junit.contains("<b>"));
    assert!(ATTACKS.iter().all(|a| report.findings.iter().any(|f| f.message.contains(a))));
}

#[test]
fn text_shows_the_line_with_its_mark() {
    let made = ordinary();
    let text = anstream::adapter::strip_str(&written(&made.report(), &made.texts(), "text")).to_string();
    let expected = "\
blocker[OR-CMP-004]: column `CARD` is encrypted by the server; PostgreSQL stores it in the clear
  --> hr/tables.sql:4:3
  |
4 |   card RAW(16) ENCRYPT
  |   ^^^^^^^^^^^^^^^^^^^^
  = object: table:HR.EMPLOYEES
";
    assert!(text.starts_with(expected), "{text}");
    assert!(text.contains("statements  7: 1 converted, 1 review, 3 manual, 1 ignored, 1 unread"), "{text}");
}

#[test]
fn sarif_fits_its_schema() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/target/tools/node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"
    );
    let Ok(schema) = std::fs::read_to_string(path) else {
        println!("skipped: the schema is not there; run tests/tools.sh");
        return;
    };
    let mut schema: Value = serde_json::from_str(&schema).unwrap();
    // Its pattern for languages is not a regular expression; we write no language.
    for holder in ["run", "toolComponent"] {
        schema["definitions"][holder]["properties"]["language"].as_object_mut().unwrap().remove("pattern");
    }
    let validator = jsonschema::validator_for(&schema).unwrap();
    for made in [ordinary(), hostile()] {
        let report = made.report();
        let sarif: Value = serde_json::from_str(&written(&report, &made.texts(), "sarif")).unwrap();
        let wrong: Vec<_> = validator.iter_errors(&sarif).map(|e| format!("{} {e}", e.instance_path())).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
        let run = &sarif["runs"][0];
        let results = run["results"].as_array().unwrap();
        assert_eq!(results.len(), report.findings.len());
        for result in results {
            let index = result["ruleIndex"].as_u64().unwrap() as usize;
            assert_eq!(run["tool"]["driver"]["rules"][index]["id"], result["ruleId"]);
        }
    }
}

fn page(made: &made::Made) -> String {
    written(&made.report(), &made.texts(), "html")
}

#[test]
fn the_page_holds_what_reviewers_look_for() {
    let html = page(&ordinary());
    for id in ["verdict", "inventory", "not-looked-at", "findings", "waivers", "objects", "dependencies"] {
        assert!(html.contains(&format!(" id=\"{id}\"")), "{id}");
    }
    for text in ["Not ready for a production load", "renames", "provenance", "sign-off", "CREATE", "o-hr.employees"] {
        assert!(html.contains(text), "{text}");
    }
    assert!(!html.contains("could not be made"), "{html}");
}

#[test]
fn nothing_from_a_source_file_acts_on_the_page() {
    let html = page(&hostile());
    assert!(!html.contains("could not be made"), "{}", &html[..200.min(html.len())]);
    assert_eq!(html.matches("<script").count(), 1);
    assert!(!html.contains("<img") && !html.contains("<b>&amp;"));
    assert!(html.chars().all(|c| c == '\n' || !howdah::report::visible::hidden(c)));
    assert!(!html.contains(" style=") && !html.contains(" onclick") && !html.contains("javascript:alert(4)\""));
    assert!(html.len() < 3_000_000, "{} bytes", html.len());
}

#[test]
fn ids_on_the_page_are_unique_and_links_lead_somewhere() {
    for made in [ordinary(), hostile()] {
        let html = page(&made);
        let values = |attribute: &str| -> Vec<String> {
            html.split(attribute).skip(1).map(|rest| rest.split('"').next().unwrap().to_string()).collect()
        };
        let mut ids = values(" id=\"");
        let links = values(" href=\"#");
        ids.sort();
        let all = ids.len();
        ids.dedup();
        assert_eq!(ids.len(), all);
        let lost: Vec<_> = links.iter().filter(|l| ids.binary_search(l).is_err()).collect();
        assert!(lost.is_empty(), "{lost:?}");
    }
}

/// Console, content policy, filters and links in a real browser, with script and without, light and dark, wide and narrow.
#[test]
fn the_page_works_in_a_browser() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = root.join("target/pages");
    std::fs::create_dir_all(&folder).unwrap();
    let mut empty = ordinary();
    empty.outcomes.clear();
    empty.statements.clear();
    for (name, made) in [("ordinary", ordinary()), ("hostile", hostile()), ("empty", empty), ("large", made::large())] {
        std::fs::write(folder.join(format!("{name}.html")), page(&made)).unwrap();
    }
    let browser = std::env::var("CHROME_PATH").unwrap_or_else(|_| "/usr/bin/chromium".into());
    if !root.join("target/tools/node_modules/playwright-core").exists() || !std::path::Path::new(&browser).exists() {
        println!("skipped: no browser; run tests/tools.sh");
        return;
    }
    let script = root.join("tests/report/browser.mjs");
    let mut node = std::process::Command::new("node");
    let ran = node.arg(script).arg(&folder).current_dir(root).env("CHROME_PATH", browser).output().unwrap();
    let said = String::from_utf8_lossy(&ran.stdout).into_owned() + &String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.success(), "{said}");
}
