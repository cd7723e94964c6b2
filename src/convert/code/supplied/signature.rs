//! Parameters of supplied procedures: arguments by name come into order.

use crate::ir::{Argument, Expr};

/// Procedures with the names of their parameters.
const PARAMETERS: &[(&str, &[&str])] = &[
    ("DBMS_APPLICATION_INFO.READ_CLIENT_INFO", &["CLIENT_INFO"]),
    ("DBMS_APPLICATION_INFO.READ_MODULE", &["MODULE_NAME", "ACTION_NAME"]),
    ("DBMS_APPLICATION_INFO.SET_ACTION", &["ACTION_NAME"]),
    ("DBMS_APPLICATION_INFO.SET_CLIENT_INFO", &["CLIENT_INFO"]),
    ("DBMS_APPLICATION_INFO.SET_MODULE", &["MODULE_NAME", "ACTION_NAME"]),
    ("DBMS_LOB.APPEND", &["DEST_LOB", "SRC_LOB"]),
    ("DBMS_LOB.COPY", &["DEST_LOB", "SRC_LOB", "AMOUNT", "DEST_OFFSET", "SRC_OFFSET"]),
    ("DBMS_LOB.CREATETEMPORARY", &["LOB_LOC", "CACHE", "DUR"]),
    ("DBMS_LOB.FREETEMPORARY", &["LOB_LOC"]),
    ("DBMS_LOB.READ", &["LOB_LOC", "AMOUNT", "OFFSET", "BUFFER"]),
    ("DBMS_LOB.TRIM", &["LOB_LOC", "NEWLEN"]),
    ("DBMS_LOB.WRITE", &["LOB_LOC", "AMOUNT", "OFFSET", "BUFFER"]),
    ("DBMS_LOB.WRITEAPPEND", &["LOB_LOC", "AMOUNT", "BUFFER"]),
    ("DBMS_LOCK.SLEEP", &["SECONDS"]),
    ("DBMS_OUTPUT.GET_LINE", &["LINE", "STATUS"]),
    ("DBMS_OUTPUT.PUT", &["A"]),
    ("DBMS_OUTPUT.PUT_LINE", &["A"]),
    ("DBMS_RANDOM.INITIALIZE", &["VAL"]),
    ("DBMS_RANDOM.SEED", &["VAL"]),
    ("DBMS_SESSION.CLEAR_ALL_CONTEXT", &["NAMESPACE"]),
    ("DBMS_SESSION.CLEAR_CONTEXT", &["NAMESPACE", "CLIENT_ID", "ATTRIBUTE"]),
    ("DBMS_SESSION.CLEAR_IDENTIFIER", &[]),
    ("DBMS_SESSION.RESET_PACKAGE", &[]),
    ("DBMS_SESSION.SET_CONTEXT", &["NAMESPACE", "ATTRIBUTE", "VALUE", "USERNAME", "CLIENT_ID"]),
    ("DBMS_SESSION.SET_IDENTIFIER", &["CLIENT_ID"]),
    ("DBMS_SESSION.SLEEP", &["SECONDS"]),
    ("RAISE_APPLICATION_ERROR", &["NUM", "MSG", "KEEPERRORSTACK"]),
];

/// The arguments as parameters stand, `None` for what is left out; nothing where the call has no form here.
pub(in crate::convert::code) fn in_order<'e>(name: &str, args: &'e [Argument]) -> Option<Vec<Option<&'e Expr>>> {
    let (_, parameters) = PARAMETERS.iter().find(|(known, _)| *known == name)?;
    let mut made = vec![None; parameters.len()];
    for (n, arg) in args.iter().enumerate() {
        let place = match &arg.name {
            Some(given) => parameters.iter().position(|p| *p == given.as_str())?,
            None => n,
        };
        *made.get_mut(place)? = Some(&arg.value);
    }
    Some(made)
}
