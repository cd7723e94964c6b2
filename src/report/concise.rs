//! `concise`: one line a finding, `file:line:column: severity CODE message`, for editors and `grep`.

use super::view::View;
use super::{Format, Says, visible};

/// The format.
pub static FORMAT: Format = Format {
    name: "concise",
    extension: "txt",
    about: "one line a finding, for editors and grep",
    says: Says::Findings,
    write: |view, out| out.write_all(write(view).as_bytes()),
};

fn write(view: &View<'_>) -> String {
    let mut out = String::new();
    for finding in view.open() {
        let (file, line, column) = match &finding.location {
            Some(l) => (visible::line(&l.file).into_owned(), l.line, l.column),
            None => ("-".into(), 0, 0),
        };
        let message = visible::line(&finding.message);
        out.push_str(&format!("{file}:{line}:{column}: {} {} {message}\n", finding.severity, finding.code));
    }
    out
}
