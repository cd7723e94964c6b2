//! The command line.

#[cfg(feature = "mimalloc")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    #[cfg(feature = "mimalloc")]
    give_back_soon();
    howdah::cli::main()
}

/// Gives pages that are free back to the system after 10 ms instead of a second: each stage frees much of what the one before it
/// took, and the whole run may be over within a second. What the user set in `MIMALLOC_PURGE_DELAY` holds.
#[cfg(feature = "mimalloc")]
#[expect(unsafe_code, reason = "the option has no safe interface; no other thread runs yet")]
fn give_back_soon() {
    use libmimalloc_sys::{mi_option_get, mi_option_set};
    /// `mi_option_purge_delay` of `mimalloc.h`, and what it is by default, in milliseconds.
    const PURGE_DELAY: (std::ffi::c_int, std::ffi::c_long) = (15, 1000);
    // SAFETY: both take any number that the header lists.
    unsafe {
        if mi_option_get(PURGE_DELAY.0) == PURGE_DELAY.1 {
            mi_option_set(PURGE_DELAY.0, 10);
        }
    }
}
