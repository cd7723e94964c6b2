//! A scratch server for tests, and a new database for each use.

use howdah::proof::server::{Scratch, installations};
use std::sync::atomic::{AtomicU32, Ordering};

/// A server, or the line that says why nothing was tested; `HOWDAH_REQUIRE_POSTGRES` makes that a failure.
pub fn server() -> Option<Scratch> {
    match installations(15).first() {
        Some(installation) => Some(Scratch::start(installation).unwrap()),
        None => {
            assert!(
                std::env::var_os("HOWDAH_REQUIRE_POSTGRES").is_none(),
                "PostgreSQL is required, and none was found"
            );
            println!("skipped: no PostgreSQL");
            None
        }
    }
}

static NEXT: AtomicU32 = AtomicU32::new(0);

/// Calls `work` with a connection to a new, empty database.
pub fn with_database<T>(server: &Scratch, work: impl FnOnce(&mut postgres::Client) -> T) -> T {
    let name = format!("t{}", NEXT.fetch_add(1, Ordering::Relaxed));
    let mut admin = server.connect("postgres").unwrap();
    admin.batch_execute(&format!("CREATE DATABASE {name} TEMPLATE template0 STRATEGY file_copy")).unwrap();
    let result = work(&mut server.connect(&name).unwrap());
    admin.batch_execute(&format!("DROP DATABASE {name} WITH (FORCE)")).unwrap();
    result
}
