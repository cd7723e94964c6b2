//! PostgreSQL's SQL and PL/pgSQL parsers, in process: syntax, no catalogue.

/// Version of the grammar that is built in; `None` without feature `pg-syntax`.
pub const VERSION: Option<&str> = if cfg!(feature = "pg-syntax") { Some("18") } else { None };

/// Whether PostgreSQL's grammar accepts the statements.
///
/// # Errors
/// What the parser says. Without feature `pg-syntax` everything is accepted: ask [`VERSION`] first.
#[cfg(feature = "pg-syntax")]
pub fn sql(text: &str) -> Result<(), String> {
    pg_query::split_with_parser(text).map(|_| ()).map_err(|e| said(&e))
}

/// As [`sql`].
///
/// # Errors
/// Never.
#[cfg(not(feature = "pg-syntax"))]
pub fn sql(_text: &str) -> Result<(), String> {
    Ok(())
}

/// Whether PL/pgSQL's compiler accepts a `CREATE FUNCTION` or `CREATE PROCEDURE`. It knows no schema: types must be unqualified.
///
/// # Errors
/// What the compiler says. Without feature `pg-syntax` everything is accepted: ask [`VERSION`] first.
#[cfg(feature = "pg-syntax")]
pub fn plpgsql(text: &str) -> Result<(), String> {
    match pg_query::parse_plpgsql(text) {
        // The compiler accepted the routine; what it made of some triggers is no valid JSON, which nobody reads here.
        Ok(_) | Err(pg_query::Error::InvalidJson(_)) => Ok(()),
        Err(error) => Err(said(&error)),
    }
}

/// As [`plpgsql`].
///
/// # Errors
/// Never.
#[cfg(not(feature = "pg-syntax"))]
pub fn plpgsql(_text: &str) -> Result<(), String> {
    Ok(())
}

#[cfg(feature = "pg-syntax")]
fn said(error: &pg_query::Error) -> String {
    let text = error.to_string();
    let plain = text.strip_prefix("Invalid statement: ").or_else(|| text.strip_prefix("Error splitting: "));
    plain.unwrap_or(&text).to_string()
}

#[cfg(all(test, feature = "pg-syntax"))]
mod tests {
    #[test]
    fn the_parser_accepts_postgresql_and_nothing_else() {
        assert_eq!(super::sql("CREATE TABLE a.t (x numeric(5, -2)); SELECT 1"), Ok(()));
        assert_eq!(super::sql("CREATE TABLE t (x NUMBER(*, 2))").unwrap_err(), "syntax error at or near \"*\"");
        let f = |body: &str| {
            super::plpgsql(&format!("CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN {body} END $$"))
        };
        assert_eq!(f("RETURN 1;"), Ok(()));
        assert!(f("RETURN;").is_err());
    }
}
