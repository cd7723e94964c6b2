//! The command line.

#[cfg(feature = "mimalloc")]
mod memory;

fn main() -> std::process::ExitCode {
    #[cfg(feature = "mimalloc")]
    memory::give_back_soon();
    howdah::cli::main()
}
