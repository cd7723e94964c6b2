//! Signatures of built-in functions and operators: one row serves analysis (classes, result) and conversion (template).

/// A class of types, as function tables distinguish them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Class {
    /// Not known; fits everything.
    #[default]
    Any,
    /// `CHAR`, `VARCHAR2` and their national forms.
    Text,
    /// `CLOB`.
    Lob,
    /// Decimal numbers.
    Number,
    /// A literal of at least 1.
    Positive,
    /// `BINARY_FLOAT`, `BINARY_DOUBLE`.
    Binary,
    /// `PLS_INTEGER`.
    Integer,
    /// `DATE`.
    Date,
    /// `TIMESTAMP`.
    Timestamp,
    /// `TIMESTAMP WITH TIME ZONE` and `WITH LOCAL TIME ZONE`.
    Zoned,
    /// `INTERVAL YEAR TO MONTH`.
    Months,
    /// `INTERVAL DAY TO SECOND`.
    Days,
    /// `RAW`.
    Raw,
    /// `BLOB`.
    Blob,
    /// Conditions and `BOOLEAN`.
    Boolean,
    /// `XMLTYPE`.
    Xml,
    /// `JSON`.
    Json,
    /// A literal text, known while compiling.
    Literal,
}

/// The class of a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Yields {
    /// This class.
    Is(Class),
    /// That of the n-th argument, from 0.
    Arg(u8),
}

/// When a result is null.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NullIf {
    /// One argument is null.
    Any,
    /// All arguments are null.
    All,
    /// Never.
    Never,
    /// For other reasons too.
    Maybe,
}

/// One row of a function table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Name, or the sign of an operator.
    pub name: &'static str,
    /// Classes of the arguments.
    pub takes: &'static [Class],
    /// Class of any further arguments.
    pub more: Option<Class>,
    /// Class of the result.
    pub yields: Yields,
    /// When the result is null.
    pub nulls: NullIf,
    /// PostgreSQL with `$1`, `$*` for arguments; or the name of a special.
    pub template: &'static str,
    /// `template` names a function of `convert`.
    pub special: bool,
    /// The rule that is noted as applied, or raised, by name.
    pub rule: &'static str,
    /// The template's result type in PostgreSQL, where the class does not say it.
    pub gives: Option<&'static str>,
}

impl Row {
    /// A row whose template is PostgreSQL; its result is null when an argument is.
    #[must_use]
    pub const fn new(name: &'static str, takes: &'static [Class], yields: Class, template: &'static str) -> Row {
        Row {
            name,
            takes,
            more: None,
            yields: Yields::Is(yields),
            nulls: NullIf::Any,
            template,
            special: false,
            rule: "",
            gives: None,
        }
    }

    /// A row whose conversion has code of its own.
    #[must_use]
    pub const fn special(name: &'static str, takes: &'static [Class], yields: Yields, special: &'static str) -> Row {
        Row { special: true, yields, nulls: NullIf::Maybe, ..Row::new(name, takes, Class::Any, special) }
    }

    /// A row of a function that PostgreSQL lacks; `rule` says so.
    #[must_use]
    pub const fn missing(name: &'static str, yields: Class, rule: &'static str) -> Row {
        Row { rule, more: Some(Class::Any), nulls: NullIf::Maybe, ..Row::new(name, &[], yields, "") }
    }

    /// With further arguments.
    #[must_use]
    pub const fn more(self, class: Class) -> Row {
        Row { more: Some(class), ..self }
    }

    /// With another condition for null.
    #[must_use]
    pub const fn nulls(self, nulls: NullIf) -> Row {
        Row { nulls, ..self }
    }

    /// With the PostgreSQL type of the template's result.
    #[must_use]
    pub const fn gives(self, ty: &'static str) -> Row {
        Row { gives: Some(ty), ..self }
    }

    /// With the rule that is noted as applied.
    #[must_use]
    pub const fn rule(self, rule: &'static str) -> Row {
        Row { rule, ..self }
    }
}

/// What is known of an argument when a row is chosen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Given {
    /// Its class; `Any` where it is not known, or null.
    pub class: Class,
    /// It is a text literal.
    pub literal: bool,
    /// It is a numeric literal of at least 1.
    pub positive: bool,
}

impl Class {
    /// Whether a value of the class fits without a conversion.
    #[must_use]
    pub fn takes(self, given: Given) -> bool {
        use Class::{Any, Binary, Blob, Integer, Literal, Lob, Number, Positive, Raw, Text};
        match self {
            Any => true,
            Positive => given.positive,
            Literal => given.literal,
            Number | Integer => matches!(given.class, Any | Number | Integer | Positive),
            Binary => given.class == Binary,
            Text => matches!(given.class, Any | Text | Lob | Literal),
            Raw => matches!(given.class, Any | Raw | Blob),
            Lob
            | Class::Date
            | Class::Timestamp
            | Class::Zoned
            | Class::Months
            | Class::Days
            | Blob
            | Class::Boolean
            | Class::Xml
            | Class::Json => given.class == self,
        }
    }

    /// Whether a value of the class fits after a conversion that the source makes by itself.
    #[must_use]
    pub fn converts(self, given: Given) -> bool {
        use Class::{Any, Binary, Date, Integer, Literal, Lob, Number, Positive, Text, Timestamp, Zoned};
        if self.takes(given) || given.class == Any {
            return !matches!(self, Positive | Literal) || self.takes(given);
        }
        match self {
            Number | Integer | Binary => {
                matches!(given.class, Text | Literal | Lob | Binary | Number | Integer | Positive)
            }
            Text => !matches!(given.class, Class::Boolean | Class::Blob | Class::Json),
            Lob => matches!(given.class, Text | Literal | Number | Date),
            Date | Timestamp | Zoned => matches!(given.class, Date | Timestamp | Zoned | Text | Literal),
            Class::Xml | Class::Raw => matches!(given.class, Text | Literal | Lob),
            Any | Positive | Literal | Class::Months | Class::Days | Class::Blob | Class::Boolean | Class::Json => {
                false
            }
        }
    }
}

/// Whether a table has rows of that name.
#[must_use]
pub fn has(table: &[Row], name: &str) -> bool {
    table.binary_search_by(|row| row.name.cmp(name)).is_ok()
}

/// The first row of that name which fits the arguments: as they are, else after conversions.
#[must_use]
pub fn find(table: &'static [Row], name: &str, given: &[Given]) -> Option<usize> {
    let start = table.partition_point(|row| row.name < name);
    let rows = || table.iter().enumerate().skip(start).take_while(|(_, row)| row.name == name);
    let fits = |row: &Row, test: fn(Class, Given) -> bool| {
        given.len() >= row.takes.len()
            && (given.len() == row.takes.len() || row.more.is_some())
            && given
                .iter()
                .enumerate()
                .all(|(n, g)| row.takes.get(n).copied().or(row.more).is_some_and(|c| test(c, *g)))
    };
    let exact = rows().find(|(_, row)| fits(row, Class::takes));
    // a text becomes a decimal number, not a binary one
    let binary = given.iter().any(|g| g.class == Class::Binary);
    let decimal = |row: &Row| fits(row, Class::converts) && (binary || !row.takes.contains(&Class::Binary));
    let near = exact.or_else(|| rows().find(|(_, row)| decimal(row)));
    near.or_else(|| rows().find(|(_, row)| fits(row, Class::converts))).map(|(n, _)| n)
}
