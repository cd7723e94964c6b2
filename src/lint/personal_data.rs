//! Columns whose names say that they hold personal data or secrets.

use super::{Found, Seen, about};
use crate::finding::{Confidence, Effort, Rule, Severity, Source};
use crate::ir;

static PERSONAL: Rule = Rule {
    name: "personal-data",
    codes: &[(Source::Oracle, "OR-CMP-005")],
    raw: Severity::Info,
    severity: Severity::Info,
    confidence: Confidence::Heuristic,
    effort: Effort::minutes(5, 1),
    message: "column `{table}.{column}` looks like {category}",
    help: "confirm the classification, who may read it, and how it is protected and deleted in PostgreSQL",
    doc: "lint/personal-data.md",
    ..Rule::PLAIN
};

/// Rules of this file.
pub(super) static RULES: &[&Rule] = &[&PERSONAL];

/// What kind of value a category is looked for in.
#[derive(Clone, Copy, PartialEq)]
enum Holds {
    Text,
    Date,
    Number,
    Anything,
}

/// The address of a person, or of what is no person.
const ADDRESS: &str = "an address";

/// Tables of these have addresses of their own.
const PLACES: [&str; 8] = ["WAREHOUSE", "STORE", "PLANT", "DEPOT", "AIRPORT", "STATION", "FACILITY", "FACTORY"];

/// Whether a table holds places, not people.
fn is_place(table: &str) -> bool {
    let words = words(table);
    words.last().is_some_and(|last| PLACES.iter().any(|place| last == place || last.strip_suffix('S') == Some(place)))
}

/// Parts of names, what they stand for, and the types that can hold it. A part of two words must stand in this order.
static CATEGORIES: &[(&[&str], &str, Holds)] = &[
    (&["SSN"], "a social security number", Holds::Anything),
    (&["SOCIAL", "SECURITY"], "a social security number", Holds::Anything),
    (&["TAX", "ID"], "a tax number", Holds::Anything),
    (&["VAT", "ID"], "a tax number", Holds::Anything),
    (&["PASSPORT"], "a passport number", Holds::Anything),
    (&["DOB"], "a date of birth", Holds::Anything),
    (&["BIRTH"], "a date of birth", Holds::Date),
    (&["BIRTHDATE"], "a date of birth", Holds::Anything),
    (&["BIRTHDAY"], "a date of birth", Holds::Anything),
    (&["EMAIL"], "an e-mail address", Holds::Text),
    (&["MAIL"], "an e-mail address", Holds::Text),
    (&["PHONE"], "a telephone number", Holds::Anything),
    (&["MOBILE"], "a telephone number", Holds::Text),
    (&["FAX"], "a telephone number", Holds::Text),
    (&["IBAN"], "a bank account", Holds::Text),
    (&["ACCOUNT", "NUMBER"], "a bank account", Holds::Anything),
    (&["CREDIT", "CARD"], "a card number", Holds::Anything),
    (&["CARD", "NUMBER"], "a card number", Holds::Anything),
    (&["PAN"], "a card number", Holds::Anything),
    (&["CVV"], "a card security code", Holds::Anything),
    (&["PASSWORD"], "a password", Holds::Text),
    (&["PASSWD"], "a password", Holds::Text),
    (&["PWD"], "a password", Holds::Text),
    (&["SECRET"], "a secret", Holds::Text),
    (&["SALARY"], "pay", Holds::Number),
    (&["WAGE"], "pay", Holds::Number),
    (&["FIRST", "NAME"], "a person's name", Holds::Text),
    (&["LAST", "NAME"], "a person's name", Holds::Text),
    (&["SURNAME"], "a person's name", Holds::Text),
    (&["STREET"], ADDRESS, Holds::Text),
    (&["IP", "ADDRESS"], "a network address of a person", Holds::Text),
    (&["GENDER"], "a person's sex", Holds::Anything),
    (&["RELIGION"], "a belief", Holds::Anything),
    (&["ETHNICITY"], "an origin", Holds::Anything),
    (&["DIAGNOSIS"], "health data", Holds::Anything),
    (&["LATITUDE"], "a position", Holds::Number),
    (&["LONGITUDE"], "a position", Holds::Number),
];

/// Words that say that a column is about the thing and does not hold it: `EMAIL_TEMPLATE_ID`, `PASSWORD_EXPIRES`.
const ABOUT: [&str; 27] = [
    "ID", "TEMPLATE", "TYPE", "COUNT", "FLAG", "STATUS", "FORMAT", "VERIFIED", "ENABLED", "EXPIRES", "EXPIRY", "DATE",
    "LENGTH", "GRADE", "SINCE", "ATTEMPTS", "CHANGED", "SUBJECT", "BODY", "EXTRA", "TYP", "XSL", "XML", "IND", "CD",
    "CNT", "FLG",
];

/// Words in front that make a column a yes or no about the thing: `HAS_PHONE`, `IS_EMAIL_VALID`.
const ASKS: [&str; 8] = ["HAS", "IS", "USE", "USES", "ALLOW", "ALLOWS", "REQUIRE", "REQUIRES"];

pub(super) fn detect(seen: &Seen<'_>, found: &mut Vec<Found>) {
    for (_, object, table) in seen.tables() {
        for column in &table.columns {
            let category = category(column).filter(|category| *category != ADDRESS || !is_place(&object.name.name));
            if let Some(category) = category {
                let raised = PERSONAL.at(column.at.span).with("table", &object.name).with("column", &column.name);
                found.push(about(object, raised.with("category", category)));
            }
        }
    }
}

/// What a column looks like, by the words of its name and its type.
fn category(column: &ir::Column) -> Option<&'static str> {
    let words = words(&column.name);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let holds = holds(column.ty.as_ref()?);
    let fits = |wanted: Holds| wanted == Holds::Anything || wanted == holds;
    CATEGORIES.iter().find_map(|(parts, category, wanted)| {
        let at = words.windows(parts.len()).position(|w| w == *parts)?;
        // What follows the words says whether they are the thing or only about it.
        let rest = words.get(at + parts.len()..).unwrap_or_default();
        let only_about = rest.iter().any(|word| ABOUT.contains(word) && !(*word == "DATE" && *wanted == Holds::Date));
        let asks = words.first().is_some_and(|word| ASKS.contains(word));
        // a number that holds no digits of a telephone counts them
        let counts = parts == &["PHONE"] && column.ty.as_ref().is_some_and(is_small);
        (fits(*wanted) && !only_about && !asks && !counts).then_some(*category)
    })
}

/// Whether a type is of numbers that have fewer digits than a telephone number, or are called whole.
fn is_small(ty: &ir::Type) -> bool {
    matches!(ty, ir::Type::AnsiInteger(_))
        || matches!(ty, ir::Type::Number { precision: Some(digits), .. } if *digits < 6)
}

fn holds(ty: &ir::Type) -> Holds {
    if matches!(ty, ir::Type::Varchar { .. } | ir::Type::Char { .. } | ir::Type::Clob { .. } | ir::Type::Raw(_)) {
        Holds::Text
    } else if matches!(ty, ir::Type::Date | ir::Type::Timestamp { .. }) {
        Holds::Date
    } else if matches!(
        ty,
        ir::Type::Number { .. } | ir::Type::Float { .. } | ir::Type::AnsiInteger(_) | ir::Type::AnsiDecimal { .. }
    ) {
        Holds::Number
    } else {
        Holds::Anything
    }
}

/// The words of a name: `DATE_OF_BIRTH`, `dateOfBirth`.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut lower = false;
    for letter in name.chars() {
        let starts = lower && letter.is_uppercase();
        if (starts || !letter.is_alphanumeric()) && words.last().is_some_and(|w| !w.is_empty()) {
            words.push(String::new());
        }
        if letter.is_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.extend(letter.to_uppercase());
        }
        lower = letter.is_lowercase();
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_cut_into_words() {
        assert_eq!(words("DATE_OF_BIRTH"), ["DATE", "OF", "BIRTH"]);
        assert_eq!(words("eMailAddress"), ["E", "MAIL", "ADDRESS"]);
        assert_eq!(words("DOBERMAN"), ["DOBERMAN"]);
    }
}
