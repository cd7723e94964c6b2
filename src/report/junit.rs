//! `junit`: one test case an object, which fails where a finding is at or above the gate.

use super::model::{Finding, Object};
use super::view::{View, place};
use super::{Format, Says, visible};
use crate::finding::Severity;
use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};
use std::collections::BTreeMap;

/// The format.
pub static FORMAT: Format = Format {
    name: "junit",
    extension: "xml",
    about: "one test case an object, for CI servers",
    says: Says::Objects,
    write: |view, out| out.write_all(write(view).as_bytes()),
};

fn write(view: &View<'_>) -> String {
    let mut of_object: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in view.open() {
        of_object.entry(&finding.object).or_default().push(finding);
    }
    let mut report = Report::new("howdah");
    let gate = Severity::ALL.into_iter().find(|s| s.name() == view.report.verdict.gate);
    if let Some(findings) = of_object.get("") {
        let mut suite = TestSuite::new("schema");
        suite.add_test_case(case("schema as a whole", findings, gate));
        report.add_test_suite(suite);
    }
    let mut by_file: BTreeMap<&str, Vec<&Object>> = BTreeMap::new();
    for object in &view.report.objects {
        by_file.entry(object.source.as_ref().map_or("", |s| s.file.as_str())).or_default().push(object);
    }
    for (file, objects) in by_file {
        let mut suite =
            TestSuite::new(if file.is_empty() { "no file".into() } else { visible::line(file).into_owned() });
        for object in objects {
            let findings = of_object.get(object.id.as_str()).map(Vec::as_slice).unwrap_or_default();
            suite.add_test_case(if object.state == "ignored" {
                let mut status = TestCaseStatus::skipped();
                status.set_message(visible::line(object.reason.as_deref().unwrap_or("ignored")));
                TestCase::new(visible::line(&object.id).into_owned(), status)
            } else {
                case(&object.id, findings, gate)
            });
        }
        report.add_test_suite(suite);
    }
    let mut text = report.to_string().unwrap_or_default();
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text
}

fn case(name: &str, findings: &[&Finding], gate: Option<Severity>) -> TestCase {
    let rank = |f: &Finding| Severity::ALL.into_iter().find(|s| s.name() == f.severity);
    let fails = |f: &&&Finding| !f.known && matches!((rank(f), gate), (Some(s), Some(g)) if s <= g);
    let lines: Vec<String> = findings
        .iter()
        .map(|f| format!("{}: {} {} {}", visible::line(&place(f)), f.severity, f.code, visible::line(&f.message)))
        .collect();
    let status = match findings.iter().find(fails) {
        Some(worst) => {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            status
                .set_message(visible::line(&worst.message))
                .set_type(worst.code.clone())
                .set_description(lines.join("\n"));
            status
        }
        None => TestCaseStatus::success(),
    };
    let passes = matches!(status, TestCaseStatus::Success { .. });
    let mut case = TestCase::new(visible::line(name).into_owned(), status);
    if passes && !lines.is_empty() {
        case.set_system_out(lines.join("\n"));
    }
    case
}
