//! The style sheet with what varies in it, and the content policy that lets only this page's own style and script run.

use crate::report::model::Report;
use sha2::{Digest, Sha256};

/// The style sheet: digests for the margins of a print, and one filter an owner. Nothing in it comes from a source file.
pub fn style(report: &Report, owners: usize) -> String {
    let mut css = String::new();
    for line in include_str!("style.css").lines() {
        let mut rest = line;
        while let Some((before, after)) = rest.split_once('%') {
            css.push_str(before);
            match after.split_once('%').and_then(|(name, tail)| Some((hole(name, report)?, tail))) {
                Some((value, tail)) => {
                    css.push_str(&value);
                    rest = tail;
                }
                None => {
                    css.push('%');
                    rest = after;
                }
            }
        }
        css.push_str(rest);
        css.push('\n');
    }
    for n in 0..owners {
        css.push_str(&format!("#fctl:has(#ow-{n}:checked)~#flist .f:not([data-w=\"{n}\"]){{display:none}}\n"));
    }
    css
}

fn hole(name: &str, report: &Report) -> Option<String> {
    match name {
        "INPUT" => Some(short(&inputs(report))),
        "RULES" => Some(short(&report.tool.rules_digest)),
        "VERSION" => Some(plain(&report.tool.version)),
        _ => None,
    }
}

/// The first twelve digits of a digest.
pub fn short(digest: &str) -> String {
    plain(digest.get(..12).unwrap_or(digest))
}

/// What may stand in a style sheet's string.
fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '.').take(64).collect()
}

/// SHA-256 of the sorted list of inputs with their digests.
pub fn inputs(report: &Report) -> String {
    let mut lines: Vec<String> = report.source.files.iter().map(|f| format!("{}  {}\n", f.sha256, f.path)).collect();
    lines.sort();
    Sha256::digest(lines.concat().as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The policy: nothing but this style, this script and images in the page itself.
pub fn content_policy(css: &str, js: &str) -> String {
    format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; img-src data:; base-uri 'none'; form-action 'none'",
        base64(&Sha256::digest(css.as_bytes())),
        base64(&Sha256::digest(js.as_bytes()))
    )
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len() * 4 / 3 + 4);
    for group in bytes.chunks(3) {
        let word = group.iter().fold(0_u32, |word, byte| word << 8 | u32::from(*byte)) << (8 * (3 - group.len()));
        for place in 0..4 {
            let letter = LETTERS.get((word >> (18 - 6 * place)) as usize & 63).copied().unwrap_or(b'=');
            out.push(if place <= group.len() { char::from(letter) } else { '=' });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::base64;

    #[test]
    fn base64_is_the_usual_one() {
        assert_eq!(base64(b""), "");
        assert_eq!(base64(b"f"), "Zg==");
        assert_eq!(base64(b"fo"), "Zm8=");
        assert_eq!(base64(b"foobar"), "Zm9vYmFy");
        assert_eq!(base64(&[0xfb, 0xff]), "+/8=");
    }
}
