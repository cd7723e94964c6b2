//! Controls of the source: what protects the data today, where it is written, and what stands in its place.

use super::anchors::Anchors;
use crate::report::view::{View, place};
use crate::report::visible;
use serde::Serialize;

/// What a rule knows of a control: code, control, what stands in its place, and how far that goes.
const CONTROLS: [(&str, &str, &str, &str); 16] = [
    ("OR-DBL-009", "Row policies (VPD)", "nothing", "gap"),
    ("OR-CMP-011", "Row policies, passed by with the rights of owners", "nothing", "gap"),
    ("OR-CMP-006", "Redaction of columns", "nothing", "gap"),
    ("OR-CMP-004", "Encryption of columns and files", "plain columns", "gap"),
    ("OR-DBL-011", "Application contexts", "settings, which any session can change", "partly"),
    ("OR-CMP-001", "Audit policies and statements", "nothing; the extension pgaudit", "gap"),
    ("OR-CMP-003", "Audit that outlives a rollback", "a stub that raises", "gap"),
    ("OR-CMP-002", "Triggers that record who wrote", "the same triggers, by session_user", "partly"),
    ("OR-CMP-007", "Immutable tables", "triggers that refuse changes", "partly"),
    ("OR-CMP-008", "Retention: routines that delete old rows", "the same routines", "kept"),
    ("OR-DBL-006", "Privileges of the system", "nothing", "gap"),
    ("OR-DBL-013", "Directories, credentials, profiles of access", "nothing", "gap"),
    ("OR-DBL-004", "Password profiles and quotas", "nothing", "gap"),
    ("OR-CMP-009", "Passwords in scripts", "not copied", "kept"),
    ("OR-CMP-010", "Code that only its owner sees", "readable by every role", "gap"),
    ("OR-DYN-009", "Texts of callers in statements", "the same statements", "open"),
];

#[derive(Serialize)]
pub struct Controls {
    rows: Vec<Control>,
}

#[derive(Serialize)]
struct Control {
    name: &'static str,
    source: String,
    place: String,
    counterpart: &'static str,
    result: &'static str,
    code: &'static str,
    /// The first finding, or nothing.
    finding: String,
    /// The first object, where no finding is.
    object: String,
}

/// How many kinds of controls there are.
pub fn count(view: &View<'_>) -> usize {
    CONTROLS.iter().filter_map(|row| control(view, None, *row)).count()
}

pub fn controls(view: &View<'_>, anchors: &Anchors) -> Controls {
    Controls { rows: CONTROLS.iter().filter_map(|row| control(view, Some(anchors), *row)).collect() }
}

/// A row, where the schema has such a control.
fn control(
    view: &View<'_>,
    anchors: Option<&Anchors>,
    (code, name, counterpart, result): (&'static str, &'static str, &'static str, &'static str),
) -> Option<Control> {
    let mut objects: Vec<&str> = Vec::new();
    let findings: Vec<_> = view.report.findings.iter().filter(|f| f.code == code).collect();
    objects.extend(findings.iter().map(|f| f.object.as_str()).filter(|o| !o.is_empty()));
    let left_out = view.report.objects.iter().filter(|o| o.dropped.iter().any(|d| d.code == code));
    let left_out: Vec<_> = left_out.collect();
    objects.extend(left_out.iter().map(|o| o.id.as_str()));
    if findings.is_empty() && left_out.is_empty() {
        return None;
    }
    objects.sort_unstable();
    objects.dedup();
    let source = match objects.as_slice() {
        [] => "the whole schema".to_owned(),
        [one] => visible::line(one.split_once(':').map_or(*one, |(_, name)| name)).into_owned(),
        more => format!("{} objects", more.len()),
    };
    let first = findings.first();
    let object = left_out.first().filter(|_| first.is_none());
    let written = match (first, object) {
        (Some(finding), _) => place(finding),
        (None, Some(object)) => object.source.as_ref().map_or(String::new(), |s| format!("{}:{}", s.file, s.line)),
        (None, None) => String::new(),
    };
    Some(Control {
        name,
        source,
        place: visible::line(&written).into_owned(),
        counterpart,
        result,
        code,
        finding: first.map_or(String::new(), |f| f.fingerprint.to_string()),
        object: object.zip(anchors).map_or(String::new(), |(o, anchors)| anchors.of(&o.id)),
    })
}
