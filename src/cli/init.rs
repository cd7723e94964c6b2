//! `howdah init`: a configuration that shows every option with its default.

use super::args::InitArgs;
use super::print::Terminal;
use super::{CLEAN, Ended, Trouble, config, tree};
use std::path::Path;

/// Runs it.
///
/// # Errors
/// The file is there already, or cannot be written.
pub fn run(args: &InitArgs, terminal: &Terminal) -> Ended {
    let text = config::template();
    if args.out == Path::new("-") {
        return terminal.done(&text);
    }
    if args.out.exists() && !args.force {
        let cause = format!("`{}` is there already", args.out.display());
        return Err(Trouble::with(cause, "overwrite it with --force, or name another file with --out"));
    }
    tree::replace(&args.out, text.as_bytes())?;
    terminal.note(&format!("wrote {}\n", args.out.display()));
    Ok(CLEAN)
}
