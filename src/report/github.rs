//! `github`: workflow commands that GitHub shows as annotations beside the changed lines.

use super::view::View;
use super::{Format, Says, visible};

/// The format.
pub static FORMAT: Format = Format {
    name: "github",
    extension: "txt",
    about: "annotations of a GitHub workflow",
    says: Says::Findings,
    write: |view, out| out.write_all(write(view).as_bytes()),
};

fn write(view: &View<'_>) -> String {
    let mut out = String::new();
    for f in view.open() {
        let command = match f.severity.as_str() {
            "blocker" | "data-loss-risk" => "error",
            "info" => "notice",
            _ => "warning",
        };
        let place = f.location.as_ref().map_or_else(String::new, |l| {
            let (file, line, column) = (property(&l.file), l.line, l.column);
            format!("file={file},line={line},endLine={},col={column},", l.end_line)
        });
        let title = property(&format!("{} {}", f.severity, f.code));
        let text = if f.help.is_empty() { f.message.to_string() } else { format!("{}. {}", f.message, f.help) };
        out.push_str(&format!("::{command} {place}title={title}::{}\n", data(&text)));
    }
    out
}

fn data(text: &str) -> String {
    visible::line(text).chars().fold(String::new(), |mut out, c| {
        if c == '%' {
            out.push_str("%25")
        } else {
            out.push(c)
        }
        out
    })
}

fn property(text: &str) -> String {
    data(text).chars().fold(String::new(), |mut out, c| {
        match c {
            ':' => out.push_str("%3A"),
            ',' => out.push_str("%2C"),
            c => out.push(c),
        }
        out
    })
}
