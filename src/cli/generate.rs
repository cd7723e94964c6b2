//! `howdah completions` and `howdah man`, made from the same description as the arguments.

use super::args::{Cli, CompletionsArgs};
use super::print::Terminal;
use super::{Ended, Trouble};
use clap::CommandFactory;

/// Prints completions.
///
/// # Errors
/// Standard output cannot be written to.
pub fn completions(args: &CompletionsArgs, terminal: &Terminal) -> Ended {
    let mut bytes = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "howdah", &mut bytes);
    terminal.done(&String::from_utf8_lossy(&bytes))
}

/// Prints the manual: one page, the commands one after the other.
///
/// # Errors
/// Standard output cannot be written to.
pub fn man(terminal: &Terminal) -> Ended {
    let mut bytes = Vec::new();
    let mut command = Cli::command();
    command.build();
    let trouble = |e: std::io::Error| Trouble::new(e.to_string());
    clap_mangen::Man::new(command.clone()).render(&mut bytes).map_err(trouble)?;
    for sub in command.get_subcommands().filter(|s| s.get_name() != "help") {
        let page = clap_mangen::Man::new(sub.clone());
        page.render_title(&mut bytes).map_err(trouble)?;
        page.render_name_section(&mut bytes).map_err(trouble)?;
        page.render_synopsis_section(&mut bytes).map_err(trouble)?;
        page.render_description_section(&mut bytes).map_err(trouble)?;
        page.render_options_section(&mut bytes).map_err(trouble)?;
    }
    terminal.done(&String::from_utf8_lossy(&bytes))
}
