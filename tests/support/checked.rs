//! No false claim: routines that the report calls converted or to be reviewed are clean under plpgsql_check.

use howdah::report::model::Report;
use postgres::Client;
use std::collections::BTreeSet;

/// Every PL/pgSQL routine with what plpgsql_check says of it, performance included; trigger functions once for each trigger.
const CHECK: &str = "
SELECT n.nspname || '.' || p.proname, c.lineno::text, c.level, c.message
FROM pg_catalog.pg_proc AS p
JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
JOIN pg_catalog.pg_language AS l ON l.oid = p.prolang AND l.lanname = 'plpgsql'
LEFT JOIN pg_catalog.pg_trigger AS t ON t.tgfoid = p.oid AND NOT t.tgisinternal
CROSS JOIN LATERAL plpgsql_check.plpgsql_check_function_tb(
  p.oid, coalesce(t.tgrelid, 0), fatal_errors => false, performance_warnings => true,
  oldtable => t.tgoldtable, newtable => t.tgnewtable) AS c
WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'ora_compat', 'ora_dict', 'plpgsql_check')
  AND (p.prorettype <> 'trigger'::regtype OR t.oid IS NOT NULL)
ORDER BY 1, 2, 4";

/// Errors of constants that a program has on purpose, which the checker computes.
const PROVOKED: [&str; 5] = [
    "value too long for type",
    "numeric field overflow",
    "integer out of range",
    "division by zero",
    "ORA-06502: PL/SQL: numeric or value error",
];

/// What is said against routines that are claimed; nothing where plpgsql_check is not installed. A routine that only shares its name
/// with one that is left to a person is not claimed.
pub fn unclean(client: &mut Client, report: &Report) -> Vec<String> {
    let install = "CREATE SCHEMA plpgsql_check; CREATE EXTENSION plpgsql_check SCHEMA plpgsql_check";
    let known = "SELECT 1 FROM pg_catalog.pg_available_extensions WHERE name = 'plpgsql_check'";
    if client.query(known, &[]).expect("the server lists its extensions").is_empty() {
        return Vec::new();
    }
    client.batch_execute(install).expect("plpgsql_check is installed");
    let left = report.objects.iter().filter(|o| ["manual", "unread"].contains(&o.state.as_str()));
    let left: BTreeSet<&str> = left.flat_map(|o| o.target.iter().map(|name| name.as_str())).collect();
    let rows = client.query(CHECK, &[]).expect("plpgsql_check runs");
    let said = rows.iter().map(|row| {
        let get = |i: usize| row.get::<_, Option<String>>(i).unwrap_or_default();
        (get(0), get(3), format!("{} {}:{}: {}", get(2), get(0), get(1), get(3)))
    });
    let claimed = |name: &str| !left.contains(name.strip_suffix("_tf").unwrap_or(name));
    let meant = |message: &str| PROVOKED.iter().any(|error| message.starts_with(error));
    said.filter(|(name, message, _)| claimed(name) && !meant(message)).map(|(_, _, said)| said).collect()
}
