//! Bytes to text: byte order marks, UTF-8, a given encoding, or a guess. Never fails; says what it had to guess or replace.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// A text, and what decoding it came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Decoded {
    /// Without byte order mark.
    pub text: String,
    /// Name of its encoding.
    pub encoding: &'static str,
    /// Nobody gave the encoding, and it is not UTF-8.
    pub guessed: bool,
    /// Offset in the text of the first character that stands for bytes that are none.
    pub undecodable: Option<usize>,
}

/// Names that the database gives to character sets, with those of the encodings that read them.
const CHARACTER_SETS: &[(&str, &str)] = &[
    ("AL16UTF16", "utf-16be"),
    ("AL32UTF8", "utf-8"),
    ("AR8ISO8859P6", "iso-8859-6"),
    ("AR8MSWIN1256", "windows-1256"),
    ("BLT8ISO8859P13", "iso-8859-13"),
    ("BLT8MSWIN1257", "windows-1257"),
    ("CL8ISO8859P5", "iso-8859-5"),
    ("CL8KOI8R", "koi8-r"),
    ("CL8MSWIN1251", "windows-1251"),
    ("EE8ISO8859P2", "iso-8859-2"),
    ("EE8MSWIN1250", "windows-1250"),
    ("EL8ISO8859P7", "iso-8859-7"),
    ("EL8MSWIN1253", "windows-1253"),
    ("IW8ISO8859P8", "iso-8859-8"),
    ("IW8MSWIN1255", "windows-1255"),
    ("JA16EUC", "euc-jp"),
    ("JA16EUCTILDE", "euc-jp"),
    ("JA16SJIS", "shift_jis"),
    ("JA16SJISTILDE", "shift_jis"),
    ("KO16KSC5601", "euc-kr"),
    ("KO16MSWIN949", "euc-kr"),
    ("NEE8ISO8859P4", "iso-8859-4"),
    ("RU8PC866", "ibm866"),
    ("TH8TISASCII", "windows-874"),
    ("TR8MSWIN1254", "windows-1254"),
    ("US7ASCII", "utf-8"),
    ("UTF8", "utf-8"),
    ("VN8MSWIN1258", "windows-1258"),
    ("WE8ISO8859P1", "windows-1252"),
    ("WE8ISO8859P15", "iso-8859-15"),
    ("WE8ISO8859P9", "windows-1254"),
    ("WE8MSWIN1252", "windows-1252"),
    ("ZHS16CGB231280", "gbk"),
    ("ZHS16GBK", "gbk"),
    ("ZHS32GB18030", "gb18030"),
    ("ZHT16BIG5", "big5"),
    ("ZHT16MSWIN950", "big5"),
];

/// The encoding of a name: of the web (`windows-1252`, `latin1`), or of the database (`WE8MSWIN1252`).
///
/// # Errors
/// A sentence for the user.
pub(super) fn encoding(name: &str) -> Result<&'static Encoding, String> {
    let upper = name.trim().to_ascii_uppercase();
    let name_of_set = CHARACTER_SETS.iter().find(|(set, _)| *set == upper).map_or(name.trim(), |(_, label)| label);
    let dashed: String = name_of_set.chars().map(|c| if c == '_' { '-' } else { c }).collect();
    Encoding::for_label_no_replacement(name_of_set.as_bytes())
        .or_else(|| Encoding::for_label_no_replacement(dashed.as_bytes()))
        .or_else(|| {
            Encoding::for_label_no_replacement(format!("windows-{}", dashed.trim_start_matches("cp")).as_bytes())
        })
        .ok_or_else(|| {
            format!(
                "there is no encoding `{name}`; write one like `utf-8`, `windows-1252`, `iso-8859-15` or `WE8MSWIN1252`"
            )
        })
}

/// Decodes. A byte order mark wins, then the given encoding, then UTF-8, then a guess.
pub(super) fn decode(bytes: Vec<u8>, given: Option<&'static Encoding>) -> Decoded {
    if let Some((encoding, length)) = Encoding::for_bom(&bytes) {
        return with(encoding, bytes.get(length..).unwrap_or(&[]));
    }
    match given {
        Some(encoding) if encoding != UTF_8 => return with(encoding, &bytes),
        Some(_) | None => {}
    }
    match String::from_utf8(bytes) {
        Ok(text) if given.is_none() && looks_wide(text.as_bytes()).is_some() => {
            let encoding = looks_wide(text.as_bytes()).unwrap_or(UTF_8);
            Decoded { guessed: true, ..with(encoding, text.as_bytes()) }
        }
        Ok(text) => Decoded { text: tidy(text), encoding: "utf-8", ..Decoded::default() },
        Err(error) => {
            let bytes = error.as_bytes();
            if given.is_some() || mostly_utf8(bytes) {
                return with(UTF_8, bytes);
            }
            Decoded { guessed: true, ..with(looks_wide(bytes).unwrap_or_else(|| guess(bytes)), bytes) }
        }
    }
}

/// The encoding that a detector takes it for; never UTF-8, which was tried before.
fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guess = detector.guess(None, Utf8Detection::Deny);
    // Its neighbours agree with windows-1252 on most characters; where they do on all of the file, that is its name.
    let same =
        |a: &'static Encoding| guess.decode_without_bom_handling(bytes).0 == a.decode_without_bom_handling(bytes).0;
    if guess.is_single_byte() && same(WINDOWS_1252) { WINDOWS_1252 } else { guess }
}

fn with(encoding: &'static Encoding, bytes: &[u8]) -> Decoded {
    let (text, replaced) = encoding.decode_without_bom_handling(bytes);
    let name = if encoding == UTF_8 { "utf-8" } else { name(encoding) };
    let undecodable = if replaced { text.find('\u{FFFD}') } else { None };
    Decoded { text: tidy(text.into_owned()), encoding: name, guessed: false, undecodable }
}

/// Names in lower case, as they are written on the command line.
fn name(encoding: &'static Encoding) -> &'static str {
    match encoding.name() {
        "UTF-16LE" => "utf-16le",
        "UTF-16BE" => "utf-16be",
        "ISO-8859-2" => "iso-8859-2",
        "ISO-8859-15" => "iso-8859-15",
        "Shift_JIS" => "shift_jis",
        "EUC-JP" => "euc-jp",
        "EUC-KR" => "euc-kr",
        "GBK" => "gbk",
        "Big5" => "big5",
        "KOI8-R" => "koi8-r",
        other => other,
    }
}

/// UTF-16 without a byte order mark: every other byte of the beginning is zero.
fn looks_wide(bytes: &[u8]) -> Option<&'static Encoding> {
    let start = bytes.get(..bytes.len().min(512) & !1)?;
    let zeros = |first: usize| start.iter().skip(first).step_by(2).filter(|b| **b == 0).count();
    let pairs = start.len() / 2;
    match (zeros(0), zeros(1)) {
        (0, low) if pairs > 1 && low * 10 > pairs * 7 => Some(UTF_16LE),
        (high, 0) if pairs > 1 && high * 10 > pairs * 7 => Some(UTF_16BE),
        _ => None,
    }
}

/// Whether it is UTF-8 with a few broken places, not some other encoding: several times more good sequences than bad.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good >= bad * 8
}

/// Gives a text whose lines end with CR alone LF instead, and blanks out the end mark of DOS; no position moves.
fn tidy(mut text: String) -> String {
    if memchr::memchr(b'\n', text.as_bytes()).is_none() && memchr::memchr(b'\r', text.as_bytes()).is_some() {
        text = text.chars().map(|c| if c == '\r' { '\n' } else { c }).collect();
    }
    let length = text.trim_end_matches('\u{1A}').len();
    if length < text.len() {
        let marks = text.len() - length;
        text.truncate(length);
        text.extend(std::iter::repeat_n(' ', marks));
    }
    text
}

/// Whether a text is none: more than a few of its characters are controls that no script holds.
pub(super) fn is_binary(text: &str) -> bool {
    let start: &[u8] = text.as_bytes().get(..text.len().min(65_536)).unwrap_or(&[]);
    let controls = start.iter().filter(|b| matches!(b, 0..=0x08 | 0x0E..=0x1F)).count();
    controls > 4 && controls * 50 > start.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn auto(bytes: &[u8]) -> Decoded {
        decode(bytes.to_vec(), None)
    }

    #[test]
    fn marks_win_and_are_removed() {
        assert_eq!((auto(b"\xEF\xBB\xBFSELECT").text.as_str(), auto(b"\xEF\xBB\xBFx").encoding), ("SELECT", "utf-8"));
        let wide: Vec<u8> = "\u{FEFF}é;\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!((auto(&wide).text.as_str(), auto(&wide).encoding), ("é;\n", "utf-16le"));
        let given = decode(b"\xEF\xBB\xBF\xC3\xA9".to_vec(), Some(encoding("latin1").unwrap()));
        assert_eq!(given.text, "é");
    }

    #[test]
    fn eight_bit_text_is_guessed_and_says_so() {
        let decoded = auto(b"-- Pr\xEAts \x96 5 \x80, d\xE9j\xE0 vu, \xE9l\xE8ve, for\xEAt, caf\xE9\n");
        assert_eq!(decoded.text, "-- Prêts – 5 €, déjà vu, élève, forêt, café\n");
        assert!(decoded.guessed);
        assert_eq!(decoded.encoding, "windows-1252");
        assert_eq!(auto(b"VALUES ('G\xF6tz')").encoding, "windows-1252");
    }

    #[test]
    fn a_given_encoding_is_obeyed() {
        let euro = decode(b"\xA4".to_vec(), Some(encoding("WE8ISO8859P15").unwrap()));
        assert_eq!((euro.text.as_str(), euro.guessed), ("€", false));
        assert!(encoding("cp1252").is_ok() && encoding("UTF_8").is_ok());
        assert!(encoding("klingon").unwrap_err().contains("`klingon`"));
    }

    #[test]
    fn a_broken_place_in_utf8_is_found() {
        let mut bytes = "déjà élève forêt Prêts".repeat(3).into_bytes();
        bytes.insert(1, 0xE9);
        assert_eq!((auto(&bytes).encoding, auto(&bytes).undecodable), ("utf-8", Some(1)));
    }

    #[test]
    fn wide_text_without_a_mark_and_old_line_ends() {
        let wide: Vec<u8> = "SELECT 1 FROM dual;".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(auto(&wide).text, "SELECT 1 FROM dual;");
        assert_eq!(auto(b"a\rb\x1A").text, "a\nb ");
        assert!(is_binary("\0\u{1}\u{2}\0\0\u{3}abc") && !is_binary("SELECT\t1\r\n"));
    }

    proptest! {
        #[test]
        fn decoding_never_fails(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let decoded = auto(&bytes);
            let binary = is_binary(&decoded.text);
            prop_assert!(binary || !decoded.encoding.is_empty());
        }

        #[test]
        fn utf8_is_kept(text in "[^\u{FEFF}\u{1A}\r\0]{0,80}") {
            prop_assert_eq!(auto(text.as_bytes()).text, text);
        }
    }
}
