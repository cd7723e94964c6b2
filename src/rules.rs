//! Every rule there is: the slices of `convert` and `lint`, in one registry.

use crate::finding::{Rule, Source};
use crate::{convert, dialect, input, lint, pipeline, report};

/// The tool's own, of what is neither lowered nor looked for: `HD-…`.
static OWN: &[&[&Rule]] = &[
    dialect::oracle::script::RULES,
    pipeline::checked::RULES,
    pipeline::prove::RULES,
    pipeline::rolled_back::RULES,
    pipeline::unmet::RULES,
    report::policy::RULES,
];

/// All rules, in the order of their files.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    convert::rules().chain(lint::RULES.iter().chain(input::RULES).chain(OWN).flat_map(|rules| rules.iter().copied()))
}

/// The rule with this code, or this name.
#[must_use]
pub fn find(code: &str) -> Option<&'static Rule> {
    let wanted = |rule: &&Rule| {
        rule.name.eq_ignore_ascii_case(code) || rule.codes.iter().any(|(_, c)| c.eq_ignore_ascii_case(code))
    };
    all().find(wanted)
}

/// Whether a code has the form of the catalogue: `OR-NUL-003`, `HD-900`.
#[must_use]
pub fn well_formed(source: Source, code: &str) -> bool {
    let prefix = match source {
        Source::Oracle => "OR",
        Source::MySql => "MY",
        Source::SqlServer => "MS",
        Source::Postgres => "PG",
    };
    let digits = |text: &str| text.len() == 3 && text.bytes().all(|b| b.is_ascii_digit());
    match code.split('-').collect::<Vec<_>>().as_slice() {
        ["HD", number] => digits(number),
        [own, family, number] => {
            *own == prefix && family.len() == 3 && family.bytes().all(|b| b.is_ascii_uppercase()) && digits(number)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn codes_and_names_are_unique_and_well_formed() {
        let mut codes: BTreeMap<&str, &str> = BTreeMap::new();
        let mut names: BTreeMap<&str, &str> = BTreeMap::new();
        for rule in all() {
            assert!(!rule.codes.is_empty(), "{} has no code", rule.name);
            for (source, code) in rule.codes {
                assert!(well_formed(*source, code), "{code} is no code of {}", source.name());
                // The tool's own rules have one code for all sources.
                let other = codes.insert(code, rule.name).filter(|name| *name != rule.name);
                assert_eq!(other, None, "{code} is the code of two rules");
            }
            let code = rule.codes.first().map_or("", |(_, code)| code);
            assert_eq!(names.insert(rule.name, code), None, "{} is the name of two rules", rule.name);
        }
    }

    #[test]
    fn rules_say_what_and_what_to_do() {
        for rule in all() {
            // A keyword or PostgreSQL's name may open a message.
            let mut start = rule.message.chars();
            let upper = |c: Option<char>| c.is_some_and(char::is_uppercase);
            let capital = upper(start.next()) && !upper(start.next()) && !rule.message.starts_with("PostgreSQL");
            assert!(!capital, "{}: messages start in lower case", rule.name);
            assert!(!rule.message.ends_with('.'), "{}: messages have no period", rule.name);
            assert!(!rule.help.is_empty(), "{} does not say what to do", rule.name);
        }
    }

    #[test]
    fn documentation_exists() {
        for rule in all().filter(|r| !r.doc.is_empty()) {
            let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(rule.doc);
            assert!(path.is_file(), "{}: tests/cases/{} does not exist", rule.name, rule.doc);
        }
    }
}
