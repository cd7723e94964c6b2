//! Standard output and standard error: data on the one, everything else on the other; a closed pipe is silent.

use super::args::Color;
use super::{CLEAN, Ended, Trouble};
use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};
use indicatif::{ProgressBar, ProgressStyle};
use std::io::{self, IsTerminal, Write};
use std::time::Duration;

const ERROR: Style = AnsiColor::Red.on_default().bold();
const WARNING: Style = AnsiColor::Yellow.on_default().bold();

/// Bytes that are printed at once.
const PIECE: usize = 64 << 10;

/// Where a command prints.
pub struct Terminal {
    choice: ColorChoice,
    quiet: bool,
}

impl Terminal {
    /// Prints with or without colours, and notes or not.
    pub fn new(color: Color, quiet: bool) -> Self {
        let choice = match color {
            Color::Auto => ColorChoice::Auto,
            Color::Always => ColorChoice::Always,
            Color::Never => ColorChoice::Never,
        };
        Self { choice, quiet }
    }

    /// Prints data. A reader that went away has seen enough.
    ///
    /// # Errors
    /// Standard output cannot be written to, for another reason than that its reader went away.
    pub fn data(&self, text: &str) -> Result<(), Trouble> {
        self.stream(|out| out.write_all(text.as_bytes()))
    }

    /// Prints data piece by piece.
    ///
    /// # Errors
    /// As [`Terminal::data`].
    pub fn stream(&self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Trouble> {
        let mut out = io::BufWriter::with_capacity(PIECE, AutoStream::new(io::stdout(), self.choice).lock());
        match write(&mut out).and_then(|()| out.flush()) {
            Ok(()) => Ok(()),
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            Err(error) => Err(Trouble::new(format!("standard output cannot be written to: {error}"))),
        }
    }

    /// Prints data and is done.
    ///
    /// # Errors
    /// As [`Terminal::data`].
    pub fn done(&self, text: &str) -> Ended {
        self.data(text).map(|()| CLEAN)
    }

    /// Tells a person something; not with `-q`.
    pub fn note(&self, text: &str) {
        if !self.quiet {
            self.stderr(text);
        }
    }

    /// Warns; not with `-q`.
    pub fn warning(&self, text: &str) {
        self.note(&format!("{WARNING}warning{WARNING:#}: {text}\n"));
    }

    /// Says why the job could not be done.
    pub fn error(&self, trouble: &Trouble) {
        self.stderr(&format!("{ERROR}error{ERROR:#}: {trouble}\n"));
    }

    fn stderr(&self, text: &str) {
        let mut out = AutoStream::new(io::stderr(), self.choice).lock();
        // Nothing can be told where nothing can be written.
        let _ = out.write_all(text.as_bytes());
    }

    /// Shows that work goes on, on a terminal only; gone when dropped.
    pub fn busy(&self, what: &str) -> Busy {
        if self.quiet || !io::stderr().is_terminal() {
            return Busy(None);
        }
        let bar = ProgressBar::new_spinner().with_message(what.to_owned());
        bar.set_style(ProgressStyle::default_spinner());
        bar.enable_steady_tick(Duration::from_millis(120));
        Busy(Some(bar))
    }
}

/// A sign that work goes on.
pub struct Busy(Option<ProgressBar>);

impl Drop for Busy {
    fn drop(&mut self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }
}
