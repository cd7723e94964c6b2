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

    /// Whether who reads data sees colours.
    pub fn colours(&self) -> bool {
        AutoStream::new(io::stdout(), self.choice).current_choice() != ColorChoice::Never
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
        let out = AutoStream::new(io::stdout(), self.choice);
        let written = if !self.colours() {
            // standard output of its own writes line by line
            let out = io::BufWriter::with_capacity(PIECE, io::stdout().lock());
            let mut out = Plain { out, within: Within::Text };
            write(&mut out).and_then(|()| out.flush())
        } else {
            let mut out = io::BufWriter::with_capacity(PIECE, out.lock());
            write(&mut out).and_then(|()| out.flush())
        };
        match written {
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

/// Leaves out colours, and whatever else begins with an escape.
struct Plain<W> {
    out: W,
    within: Within,
}

/// Where in what is written the next byte stands.
#[derive(Clone, Copy, PartialEq)]
enum Within {
    Text,
    /// Right behind an escape.
    Escape,
    /// Behind `ESC [`.
    Sequence,
}

impl<W: Write> Write for Plain<W> {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        let mut rest = buf;
        while let Some(first) = rest.first() {
            match self.within {
                Within::Text => {
                    let (text, behind) = rest.split_at(memchr::memchr(ESCAPE, rest).unwrap_or(rest.len()));
                    self.out.write_all(text)?;
                    self.within = if behind.is_empty() { Within::Text } else { Within::Escape };
                    rest = behind.get(1..).unwrap_or_default();
                    continue;
                }
                Within::Escape => self.within = if *first == b'[' { Within::Sequence } else { Within::Text },
                Within::Sequence if matches!(first, b'@'..=b'~') => self.within = Within::Text,
                Within::Sequence => {}
            }
            rest = rest.get(1..).unwrap_or_default();
        }
        Ok(buf.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// What escape sequences begin with.
const ESCAPE: u8 = 0x1b;

/// A sign that work goes on.
pub struct Busy(Option<ProgressBar>);

impl Drop for Busy {
    fn drop(&mut self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }
}
