//! The conversion profile: options with their values, where each came from, and overrides per object.

use crate::finding::Severity;
use ecow::EcoString;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Where the value of an option came from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// Nobody said anything.
    #[default]
    Default,
    /// `howdah.toml`.
    File,
    /// The command line.
    Flag,
}

impl Origin {
    /// The name used in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Origin::Default => "default",
            Origin::File => "file",
            Origin::Flag => "flag",
        }
    }
}

/// One value of a [`Choice`].
#[derive(Debug)]
pub struct Value<T: 'static> {
    /// As written in `howdah.toml`.
    pub name: &'static str,
    /// As matched on.
    pub value: T,
    /// What it does.
    pub doc: &'static str,
}

/// An option with a fixed list of values; the first is the default.
#[derive(Debug)]
pub struct Choice<T: 'static> {
    /// As written in `howdah.toml`.
    pub name: &'static str,
    /// Its values, the default first.
    pub values: &'static [Value<T>],
    /// Codes of the rules it decides.
    pub rules: &'static [&'static str],
    /// What it decides.
    pub doc: &'static str,
}

/// An option whose value is free text; unset unless given.
#[derive(Debug)]
pub struct Free {
    /// As written in `howdah.toml`.
    pub name: &'static str,
    /// The value when nothing is given; `None`: the question stays open, and is reported where it matters.
    pub default: Option<&'static str>,
    /// Accepts or explains.
    pub check: fn(&str) -> Result<(), String>,
    /// Codes of the rules it decides.
    pub rules: &'static [&'static str],
    /// What it decides, with an example.
    pub doc: &'static str,
}

/// Any option, as lists and manuals see it.
pub trait Opt: Sync {
    /// As written in `howdah.toml`.
    fn name(&self) -> &'static str;
    /// The value when nothing is given.
    fn default(&self) -> Option<&'static str>;
    /// Its values with what they do; empty for free text.
    fn values(&self) -> Vec<(&'static str, &'static str)>;
    /// Codes of the rules it decides.
    fn rules(&self) -> &'static [&'static str];
    /// What it decides.
    fn doc(&self) -> &'static str;
    /// Accepts or explains.
    ///
    /// # Errors
    /// A sentence for the user, which names the values that exist.
    fn check(&self, value: &str) -> Result<(), String>;
}

impl<T: Sync> Opt for Choice<T> {
    fn name(&self) -> &'static str {
        self.name
    }
    fn default(&self) -> Option<&'static str> {
        self.values.first().map(|v| v.name)
    }
    fn values(&self) -> Vec<(&'static str, &'static str)> {
        self.values.iter().map(|v| (v.name, v.doc)).collect()
    }
    fn rules(&self) -> &'static [&'static str] {
        self.rules
    }
    fn doc(&self) -> &'static str {
        self.doc
    }
    fn check(&self, value: &str) -> Result<(), String> {
        if self.values.iter().any(|v| v.name == value) {
            return Ok(());
        }
        let names: Vec<&str> = self.values.iter().map(|v| v.name).collect();
        Err(format!("`{}` takes {}, not `{value}`", self.name, names.join(", ")))
    }
}

impl Opt for Free {
    fn name(&self) -> &'static str {
        self.name
    }
    fn default(&self) -> Option<&'static str> {
        self.default
    }
    fn values(&self) -> Vec<(&'static str, &'static str)> {
        Vec::new()
    }
    fn rules(&self) -> &'static [&'static str] {
        self.rules
    }
    fn doc(&self) -> &'static str {
        self.doc
    }
    fn check(&self, value: &str) -> Result<(), String> {
        (self.check)(value).map_err(|why| format!("`{}`: {why}", self.name))
    }
}

macro_rules! choices {
    ($($(#[$doc:meta])* $static:ident: $type:ident = $name:literal, $rules:expr, $about:literal { $($(#[$vdoc:meta])* $variant:ident = $value:literal: $what:literal,)+ })+) => {
        $(
            #[doc = $about]
            #[derive(Clone, Copy, Debug, PartialEq, Eq)]
            pub enum $type { $(#[doc = $what] $variant,)+ }
            #[doc = $about]
            pub static $static: Choice<$type> = Choice {
                name: $name,
                values: &[$(Value { name: $value, value: $type::$variant, doc: $what },)+],
                rules: $rules,
                doc: $about,
            };
        )+
    };
}

choices! {
    NUMBER_BOUNDS: NumberBounds = "number_bounds", &["OR-TYP-001"], "whether integers keep the decimal bounds of NUMBER(p)" {
        Ignore = "ignore": "integer and bigint take what they can hold",
        Check = "check": "a check constraint keeps the decimal bounds",
    }
    SMALLEST_INTEGER: SmallestInteger = "smallest_integer", &["OR-TYP-001"], "type of NUMBER(1) to NUMBER(4)" {
        Integer = "integer": "integer, so that intermediate results do not overflow",
        SmallInt = "smallint": "smallint, two bytes a value",
    }
    KEY_NUMBER: KeyNumber = "key_number", &["OR-TYP-002"], "type of NUMBER columns that are keys" {
        Numeric = "numeric": "numeric, which holds every value",
        BigInt = "bigint": "bigint, with fractions and more than 18 digits refused",
    }
    ANSI_INTEGER: AnsiInteger = "ansi_integer", &["OR-TYP-003"], "type of INTEGER, INT and SMALLINT, which are NUMBER(38) in Oracle" {
        Numeric = "numeric": "numeric(38), which holds every value",
        BigInt = "bigint": "bigint, eighteen digits",
    }
    FLOAT_AS: FloatAs = "float_as", &["OR-TYP-007", "OR-TYP-008"], "type of FLOAT, REAL and DOUBLE PRECISION, which are decimal in Oracle" {
        Numeric = "numeric": "numeric, exact decimal digits",
        Double = "double": "double precision, fifteen digits",
    }
    CHAR_AS: CharAs = "char_as", &["OR-TYP-013"], "type of CHAR(n)" {
        Char = "char": "char(n), blank-padded",
        Varchar = "varchar": "varchar(n); blanks must be trimmed while loading",
    }
    BYTE_LIMITS: ByteLimits = "byte_limits", &["OR-CHR-001"], "what becomes of lengths in bytes" {
        Ignore = "ignore": "the same number of characters",
        Check = "check": "the same number of characters, and a check on the octets",
    }
    RAW16_AS: Raw16As = "raw16_as", &["OR-TYP-017"], "type of RAW(16) columns" {
        Bytea = "bytea": "bytea",
        Uuid = "uuid": "uuid",
    }
    BLOB_AS: BlobAs = "blob_as", &["OR-TYP-019"], "type of BLOB" {
        Bytea = "bytea": "bytea, up to 1 GB",
        LargeObject = "largeobject": "oid of a large object",
    }
    JSON_AS: JsonAs = "json_as", &["OR-TYP-029"], "type of JSON" {
        Jsonb = "jsonb": "jsonb, which orders keys and drops duplicates",
        Json = "json": "json, the text as given",
        Text = "text": "text with a check",
    }
    DATE_AS: DateAs = "date_as", &["OR-TYP-022", "OR-TMZ-009"], "type of DATE, which has a time of day in Oracle" {
        Timestamp = "timestamp": "timestamp(0)",
        Date = "date": "date; the time of day is cut off",
    }
    EMPTY_STRING: EmptyString = "empty_string", &["OR-NUL-001", "OR-NUL-002"], "what becomes of '' which Oracle stores as null" {
        Normalise = "normalise": "'' becomes null where values enter",
        Strict = "strict": "as normalise, and every expression that can yield '' is guarded",
        Report = "report": "nothing is added; the places are reported",
    }
    EMPTY_GUARD: EmptyGuard = "empty_guard", &["OR-NUL-004", "OR-NUL-017"], "what keeps '' out of text columns" {
        Check = "check": "a check constraint on NOT NULL and key columns",
        Trigger = "trigger": "a trigger that turns '' into null",
        None = "none": "nothing",
    }
    EMPTY_PARAMETERS: EmptyParameters = "empty_parameters", &["OR-NUL-001"], "what public routines make of '' that callers give, which is null to their code" {
        Normalise = "normalise": "null, where the code can tell it from ''",
        Trust = "trust": "nothing: callers give null",
    }
    MIXED_CASE: MixedCase = "mixed_case", &["OR-IDN-001"], "what becomes of names with lower-case letters" {
        Quote = "quote": "quoted as they are",
        Lower = "lower": "lower case",
        Snake = "snake": "OrderItem becomes order_item",
    }
    PACKAGE_AS: PackageAs = "package_as", &["OR-PKG-001"], "what becomes of packages" {
        Schema = "schema": "a schema that holds the members",
        Prefix = "prefix": "a prefix before the names of the members",
    }
    QUALIFY: Qualify = "qualify", &["OR-FUN-010"], "whether emitted code names schemas" {
        Always = "always": "every object with its schema",
        Never = "never": "bare names",
    }
    UNRESOLVED: Unresolved = "unresolved", &[], "what stands where a construct could not be converted" {
        Stub = "stub": "code that raises when it is reached",
        Block = "block": "the script refuses to load",
        Comment = "comment": "a marked hole",
    }
    DEFINER: Definer = "definer", &["OR-DBL-010"], "whose rights routines run with" {
        Definer = "definer": "as in the source",
        Invoker = "invoker": "those of the caller",
    }
    AUTONOMOUS: Autonomous = "autonomous", &["OR-TXN-005"], "what becomes of autonomous transactions" {
        Stub = "stub": "code that raises when it is reached, until a way is chosen",
        Dblink = "dblink": "a second connection of the session, by extension dblink",
    }
    GTT_AS: GttAs = "gtt_as", &["OR-DDL-020"], "what becomes of global temporary tables" {
        Keyed = "keyed": "an unlogged table keyed by session behind a view",
        SessionTemp = "session_temp": "a temporary table created per session",
        Pgtt = "pgtt": "extension pgtt",
        Unlogged = "unlogged": "an unlogged table shared by sessions",
    }
    FK_INDEXES: FkIndexes = "fk_indexes", &["OR-DDL-005"], "indexes for foreign keys that have none" {
        Suggest = "suggest": "reported",
        Create = "create": "created",
    }
    SEQUENCE_CACHE: SequenceCache = "sequence_cache", &["OR-SEQ-004"], "CACHE of sequences" {
        Drop = "drop": "left out: each session would cache its own numbers",
        Keep = "keep": "kept",
    }
    SEQUENCE_TRIGGERS: SequenceTriggers = "sequence_triggers", &["OR-SEQ-007", "HD-411"], "what becomes of triggers that only fill a null column from a sequence" {
        Trigger = "trigger": "a trigger, which fills a null that is given too",
        Default = "default": "a default of the column: a null that is given is refused, or stays",
    }
    ENCRYPTED_COLUMNS: EncryptedColumns = "encrypted_columns", &["OR-CMP-004"], "columns that were encrypted by the server" {
        Report = "report": "reported",
        Pgcrypto = "pgcrypto": "encrypted by extension pgcrypto",
    }
    LENGTH_SEMANTICS: LengthSemantics = "nls_length_semantics", &["OR-CHR-001"], "what lengths without BYTE or CHAR count" {
        Unset = "unset": "not known; the number is taken as characters, which loses nothing",
        Byte = "byte": "bytes",
        Char = "char": "characters",
    }
}

fn any_text(_: &str) -> Result<(), String> {
    Ok(())
}

fn zone(value: &str) -> Result<(), String> {
    let plausible = !value.is_empty() && value.bytes().all(|b| b.is_ascii_alphanumeric() || b"/_+-:".contains(&b));
    if plausible { Ok(()) } else { Err(format!("`{value}` is no time zone; write one like `Europe/Vienna`")) }
}

/// Time zone of the source's server, which `SYSDATE` is in.
pub static SERVER_TIMEZONE: Free = Free {
    name: "source_server_timezone",
    default: None,
    check: zone,
    rules: &["OR-TMZ-002"],
    doc: "time zone of the source's server, which SYSDATE is in: \"Europe/Vienna\"",
};

/// Character set of the source's database.
pub static SOURCE_CHARSET: Free = Free {
    name: "source_charset",
    default: None,
    check: any_text,
    rules: &["OR-CHR-012", "OR-CHR-014"],
    doc: "character set of the source's database: \"AL32UTF8\", \"WE8MSWIN1252\"",
};

/// Collation of the target's database.
pub static TARGET_COLLATION: Free = Free {
    name: "target_collation",
    default: None,
    check: any_text,
    rules: &["OR-CHR-005"],
    doc: "collation of the target's database: \"C\", \"C.UTF-8\", \"de_AT.UTF-8\"; Oracle's default sort is binary",
};

/// Date format of implicit conversions.
pub static NLS_DATE_FORMAT: Free = Free {
    name: "nls_date_format",
    default: None,
    check: any_text,
    rules: &["OR-TMZ-015", "OR-TMZ-016"],
    doc: "NLS_DATE_FORMAT of the source's sessions, which implicit conversions use: \"DD-MON-RR\"",
};

/// Version of the source.
pub static SOURCE_VERSION: Free = Free {
    name: "source_version",
    default: Some("19"),
    check: version,
    rules: &["OR-PLS-025"],
    doc: "version of the source's server, by which branches of conditional compilation are chosen: \"19\", \"12.2\"",
};

/// Flags of conditional compilation.
pub static PLSQL_FLAGS: Free = Free {
    name: "plsql_flags",
    default: None,
    check: flags,
    rules: &["OR-PLS-025"],
    doc: "PLSQL_CCFLAGS of the source, by which branches of conditional compilation are chosen: \"debug:TRUE, level:2\"",
};

fn version(text: &str) -> Result<(), String> {
    let mut numbers = text.split('.').map(str::parse::<u16>);
    if numbers.by_ref().take(2).all(|n| n.is_ok()) && numbers.next().is_none() {
        return Ok(());
    }
    Err(format!("`{text}` is no version: write \"19\" or \"12.2\""))
}

fn flags(text: &str) -> Result<(), String> {
    for flag in text.split(',').filter(|f| !f.trim().is_empty()) {
        let value = flag.split_once(':').map(|(_, value)| value.trim().to_ascii_uppercase());
        let known = |v: &str| matches!(v, "TRUE" | "FALSE" | "NULL") || v.parse::<i64>().is_ok();
        if !value.is_some_and(|v| known(&v)) {
            return Err(format!("`{}` is no flag: write \"name:TRUE, other:2\"", flag.trim()));
        }
    }
    Ok(())
}

/// All options, in the order of `howdah init` and of reports.
pub static OPTIONS: &[&dyn Opt] = &[
    &SERVER_TIMEZONE,
    &SOURCE_CHARSET,
    &TARGET_COLLATION,
    &NLS_DATE_FORMAT,
    &SOURCE_VERSION,
    &PLSQL_FLAGS,
    &LENGTH_SEMANTICS,
    &NUMBER_BOUNDS,
    &SMALLEST_INTEGER,
    &KEY_NUMBER,
    &ANSI_INTEGER,
    &FLOAT_AS,
    &CHAR_AS,
    &BYTE_LIMITS,
    &RAW16_AS,
    &BLOB_AS,
    &JSON_AS,
    &DATE_AS,
    &EMPTY_STRING,
    &EMPTY_GUARD,
    &EMPTY_PARAMETERS,
    &MIXED_CASE,
    &PACKAGE_AS,
    &QUALIFY,
    &UNRESOLVED,
    &DEFINER,
    &AUTONOMOUS,
    &GTT_AS,
    &FK_INDEXES,
    &SEQUENCE_CACHE,
    &SEQUENCE_TRIGGERS,
    &ENCRYPTED_COLUMNS,
];

/// Names of the options that decide about a rule, in the order of [`OPTIONS`].
#[must_use]
pub fn deciding(code: &str) -> &'static [&'static str] {
    static BY_CODE: LazyLock<FxHashMap<&'static str, Vec<&'static str>>> = LazyLock::new(|| {
        let mut all: FxHashMap<&'static str, Vec<&'static str>> = FxHashMap::default();
        for option in OPTIONS {
            option.rules().iter().for_each(|code| all.entry(code).or_default().push(option.name()));
        }
        all
    });
    BY_CODE.get(code).map(Vec::as_slice).unwrap_or_default()
}

/// What a person decided about one object or column, by its source name: `HR.EMP.SALARY`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Override {
    /// PostgreSQL type, as text that `pg::Type` reads.
    pub ty: Option<EcoString>,
    /// Target name.
    pub rename: Option<EcoString>,
    /// Options for this object only.
    pub options: BTreeMap<EcoString, EcoString>,
}

/// All options in force.
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    values: BTreeMap<&'static str, (EcoString, Origin)>,
    /// Major version of the target: 15 to 18.
    pub target: u8,
    /// Schema for names without one, and without a known owner; folded as the source folds.
    pub schema: Option<crate::name::Name>,
    /// Decisions per object, by source name or glob, in file order.
    pub overrides: Vec<(EcoString, Override)>,
    /// Severity per rule code or start of codes, where the user changed it.
    pub severities: BTreeMap<EcoString, Severity>,
    /// Severities for some objects: a code or the start of codes, an object name or glob, the severity; the last that fits holds.
    pub rules: Vec<(EcoString, EcoString, Severity)>,
}

impl Default for Profile {
    fn default() -> Self {
        Self {
            values: BTreeMap::new(),
            target: 15,
            schema: None,
            overrides: Vec::new(),
            severities: BTreeMap::new(),
            rules: Vec::new(),
        }
    }
}

impl Profile {
    /// The severity that the user gave a rule for an object (empty: none), where one was given: by object, by code, by the
    /// longest start of a code.
    #[must_use]
    pub fn severity(&self, code: &str, object: &str) -> Option<Severity> {
        let fits = |(start, glob, _): &&(EcoString, EcoString, Severity)| {
            code.starts_with(start.as_str()) && crate::name::fits(glob, object)
        };
        let for_object = self.rules.iter().rev().find(fits).map(|(_, _, severity)| *severity);
        // The map is sorted: of several starts of one text, the longest is the last.
        let by_code = || self.severities.iter().rev().find(|(start, _)| code.starts_with(start.as_str()));
        for_object.or_else(|| by_code().map(|(_, severity)| *severity))
    }

    /// The value of a choice.
    #[must_use]
    pub fn get<T: Copy>(&self, option: &'static Choice<T>) -> T {
        let chosen =
            self.values.get(option.name).and_then(|(text, _)| option.values.iter().find(|v| v.name == text.as_str()));
        match (chosen, option.values) {
            (Some(value), _) => value.value,
            (None, [first, ..]) => first.value,
            (None, []) => unreachable_choice(),
        }
    }

    /// The value of a free option, if there is one.
    #[must_use]
    pub fn text(&self, option: &'static Free) -> Option<&str> {
        self.values.get(option.name).map(|(text, _)| text.as_str()).or(option.default)
    }

    /// Sets an option by name.
    ///
    /// # Errors
    /// A sentence for the user: no such option (with the nearest name), or no such value.
    pub fn set(&mut self, name: &str, value: &str, origin: Origin) -> Result<(), String> {
        let Some(option) = OPTIONS.iter().find(|o| o.name() == name) else {
            let nearest = OPTIONS.iter().map(|o| o.name()).max_by_key(|o| similarity(o, name));
            return Err(match nearest {
                Some(nearest) => format!("there is no option `{name}`; did you mean `{nearest}`?"),
                None => format!("there is no option `{name}`"),
            });
        };
        option.check(value)?;
        self.values.insert(option.name(), (value.into(), origin));
        Ok(())
    }

    /// Every option with its value and where it came from.
    pub fn in_force(&self) -> impl Iterator<Item = (&'static dyn Opt, Option<&str>, Origin)> {
        OPTIONS.iter().map(|o| match self.values.get(o.name()) {
            Some((text, origin)) => (*o, Some(text.as_str()), *origin),
            None => (*o, o.default(), Origin::Default),
        })
    }
}

#[expect(clippy::panic, reason = "a choice without values is a mistake in this file, found by its test")]
fn unreachable_choice() -> ! {
    panic!("an option needs values")
}

/// How many leading and shared letters two names have: enough for a suggestion.
fn similarity(a: &str, b: &str) -> usize {
    let same_start = a.bytes().zip(b.bytes()).take_while(|(x, y)| x == y).count();
    let shared = a.bytes().filter(|x| b.as_bytes().contains(x)).count();
    same_start * 2 + shared
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_have_values_and_unlike_names() {
        for option in OPTIONS {
            assert!(option.default().is_none_or(|d| option.check(d).is_ok()), "{}", option.name());
            assert_eq!(OPTIONS.iter().filter(|o| o.name() == option.name()).count(), 1, "{}", option.name());
        }
    }

    #[test]
    fn a_misspelt_option_is_answered_with_the_nearest() {
        let mut profile = Profile::default();
        let answer = profile.set("chr_as", "char", Origin::Flag);
        assert_eq!(answer, Err("there is no option `chr_as`; did you mean `char_as`?".into()));
        assert!(profile.set("char_as", "text", Origin::Flag).is_err());
        assert_eq!(profile.set("char_as", "varchar", Origin::Flag), Ok(()));
        assert_eq!(profile.get(&CHAR_AS), CharAs::Varchar);
    }
}
