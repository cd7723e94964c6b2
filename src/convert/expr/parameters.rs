//! Functions of the source's own packages that are called by the names of their parameters.

use crate::ir::Argument;

/// The parameters of a function in their order; `|` between the names that overloads give to one.
const PARAMETERS: &[(&str, &[&str])] = &[
    ("ABS", &["N"]),
    ("ADD_MONTHS", &["LEFT", "RIGHT"]),
    ("ASCII", &["CH"]),
    ("CEIL", &["N"]),
    ("CHR", &["N"]),
    ("CONCAT", &["LEFT", "RIGHT"]),
    ("DBMS_LOB.GETLENGTH", &["LOB_LOC"]),
    ("DBMS_LOB.INSTR", &["LOB_LOC", "PATTERN", "OFFSET", "NTH"]),
    ("DBMS_LOB.SUBSTR", &["LOB_LOC", "AMOUNT", "OFFSET"]),
    ("DBMS_RANDOM.STRING", &["OPT", "LEN"]),
    ("DBMS_RANDOM.VALUE", &["LOW", "HIGH"]),
    ("FLOOR", &["N"]),
    ("HEXTORAW", &["C"]),
    ("INITCAP", &["CH"]),
    ("INSTR", &["STR1", "STR2", "POS", "NTH"]),
    ("LAST_DAY", &["RIGHT"]),
    ("LENGTH", &["CH"]),
    ("LOWER", &["CH"]),
    ("LPAD", &["STR1", "LEN", "PAD"]),
    ("LTRIM", &["STR1|V", "TSET"]),
    ("MOD", &["N1", "N2"]),
    ("MONTHS_BETWEEN", &["LEFT", "RIGHT"]),
    ("NEXT_DAY", &["LEFT", "RIGHT"]),
    ("NUMTODSINTERVAL", &["NUMERATOR", "UNITS"]),
    ("NUMTOYMINTERVAL", &["NUMERATOR", "UNITS"]),
    ("NVL", &["B1|S1|D1|N1", "B2|S2|D2|N2"]),
    ("POWER", &["N", "E"]),
    ("RAWTOHEX", &["R"]),
    ("REGEXP_COUNT", &["SRCSTR", "PATTERN", "POSITION", "MODIFIER"]),
    ("REGEXP_INSTR", &["SRCSTR", "PATTERN", "POSITION", "OCCURRENCE", "RETURNPARAM", "MODIFIER", "SUBEXPRESSION"]),
    ("REGEXP_LIKE", &["SRCSTR", "PATTERN", "MODIFIER"]),
    ("REGEXP_REPLACE", &["SRCSTR", "PATTERN", "REPLACESTR", "POSITION", "OCCURRENCE", "MODIFIER"]),
    ("REGEXP_SUBSTR", &["SRCSTR", "PATTERN", "POSITION", "OCCURRENCE", "MODIFIER", "SUBEXPRESSION"]),
    ("REPLACE", &["SRCSTR", "OLDSUB", "NEWSUB"]),
    ("ROUND", &["LEFT|N", "RIGHT|PLACES"]),
    ("RPAD", &["STR1", "LEN", "PAD"]),
    ("RTRIM", &["STR1|V", "TSET"]),
    ("SIGN", &["N"]),
    ("SQRT", &["N"]),
    ("SUBSTR", &["STR1", "POS", "LEN"]),
    ("TO_CHAR", &["LEFT|RIGHT", "RIGHT|FORMAT", "PARMS"]),
    ("TO_DATE", &["LEFT|RIGHT", "RIGHT|FORMAT", "PARMS"]),
    ("TO_NUMBER", &["LEFT|RIGHT", "RIGHT|FORMAT", "PARMS"]),
    ("TO_TIMESTAMP", &["LEFT|RIGHT", "RIGHT|FORMAT", "PARMS"]),
    ("TRANSLATE", &["STR1", "SRC", "DEST"]),
    ("TRIM", &["V"]),
    ("TRUNC", &["LEFT|N", "RIGHT|PLACES"]),
    ("UPPER", &["CH"]),
    ("UTL_RAW.CAST_TO_RAW", &["C"]),
    ("UTL_RAW.CAST_TO_VARCHAR2", &["R"]),
];

/// The parameters of a function up to the last that is given, each with the place of its argument; nothing where a name is not known.
pub(super) fn places(function: &str, args: &[Argument]) -> Option<Vec<(&'static str, Option<usize>)>> {
    let (_, parameters) = PARAMETERS.iter().find(|(name, _)| *name == function)?;
    let mut all: Vec<(&str, Option<usize>)> = parameters.iter().map(|p| (*p, None)).collect();
    for (n, arg) in args.iter().enumerate() {
        let at = match &arg.name {
            Some(own) => parameters.iter().position(|p| own.as_str() == *p)?,
            None => n,
        };
        all.get_mut(at).filter(|(_, place)| place.is_none())?.1 = Some(n);
    }
    let count = all.iter().rposition(|(_, place)| place.is_some())? + 1;
    all.truncate(count);
    Some(all)
}

/// The places of the arguments as parameters stand; nothing where names are not known, or one in between is left out.
pub(super) fn in_order(function: &str, args: &[Argument]) -> Option<Vec<usize>> {
    if args.iter().all(|a| a.name.is_none()) {
        return Some((0..args.len()).collect());
    }
    let (_, parameters) = PARAMETERS.iter().find(|(name, _)| *name == function)?;
    let named = |n: usize, a: &Argument| {
        let names = parameters.get(n).into_iter().flat_map(|names| names.split('|'));
        a.name.as_ref().is_some_and(|own| names.into_iter().any(|name| own == name))
    };
    // As they stand, where that fits: overloads call the first of one what is the second of another.
    if args.iter().enumerate().all(|(n, a)| a.name.is_none() || named(n, a)) {
        return Some((0..args.len()).collect());
    }
    // The row of a function of STANDARD was chosen by the arguments as they stand.
    if !function.contains('.') {
        return None;
    }
    let place = |n: usize| {
        let named = args.iter().position(|a| named(n, a));
        named.or_else(|| args.get(n).filter(|a| a.name.is_none()).map(|_| n))
    };
    (0..args.len()).map(place).collect()
}
