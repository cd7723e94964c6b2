//! A private PostgreSQL server in a temporary directory: started, used, stopped and removed, also on Ctrl-C.

use postgres::{Client, NoTls};
use std::io;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, Once, OnceLock};
use std::time::{Duration, Instant};

/// Programs of one PostgreSQL installation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Installation {
    /// Folder of `postgres`, `initdb` and `pg_ctl`.
    pub bin: PathBuf,
    /// Major version.
    pub major: u32,
}

/// Installations on this machine, the best for `target` first: the same version, then newer ones, then older ones.
///
/// Looks into `HOWDAH_PG_BIN` (that alone, where it is set), the search path, and where Debian, Red Hat and Homebrew put servers.
#[must_use]
pub fn installations(target: u32) -> Vec<Installation> {
    let mut folders: Vec<PathBuf> = Vec::new();
    if let Some(given) = std::env::var_os("HOWDAH_PG_BIN") {
        folders.push(given.into());
    } else {
        folders.extend(std::env::var_os("PATH").iter().flat_map(std::env::split_paths));
        for (root, tail) in [("/usr/lib/postgresql", "bin"), ("/usr/local/opt", "bin"), ("/opt/homebrew/opt", "bin")] {
            let entries = std::fs::read_dir(root).into_iter().flatten().flatten();
            folders.extend(entries.map(|e| e.path().join(tail)));
        }
        folders.extend((15..=18).map(|v| PathBuf::from(format!("/usr/pgsql-{v}/bin"))));
    }
    let mut found: Vec<Installation> = folders.into_iter().filter_map(|bin| installation(&bin)).collect();
    found.sort_by_key(|i| (i.major != target, i.major < target, i.major.abs_diff(target), i.bin.clone()));
    found.dedup();
    found
}

fn installation(bin: &Path) -> Option<Installation> {
    if !["postgres", "initdb", "pg_ctl"].iter().all(|p| bin.join(p).is_file()) {
        return None;
    }
    let said = Command::new(bin.join("postgres")).arg("--version").stdin(Stdio::null()).output().ok()?;
    let text = String::from_utf8_lossy(&said.stdout).into_owned();
    let version = text.split_whitespace().find(|w| w.starts_with(|c: char| c.is_ascii_digit()))?;
    let major = version.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()?;
    Some(Installation { bin: bin.to_path_buf(), major })
}

/// A running scratch server.
#[derive(Debug)]
pub struct Scratch {
    state: Shared,
    socket: PathBuf,
}

#[derive(Debug)]
struct Running {
    dir: PathBuf,
    bin: PathBuf,
    /// The server, once the cluster is made.
    child: Option<Child>,
    user: Option<(u32, u32)>,
}

/// A server that may have been stopped already.
type Shared = Arc<Mutex<Option<Running>>>;

/// Servers to stop when the process is interrupted.
static OPEN: OnceLock<Mutex<Vec<Shared>>> = OnceLock::new();
static HANDLER: Once = Once::new();
/// The process is about to end: what a server that is being stopped says counts for nothing.
static INTERRUPTED: AtomicBool = AtomicBool::new(false);

impl Scratch {
    /// Starts a server of that installation. It listens on a socket in its own directory and on nothing else.
    ///
    /// # Errors
    /// A sentence: what could not be done, and what PostgreSQL said.
    pub fn start(installation: &Installation) -> Result<Scratch, String> {
        HANDLER.call_once(|| {
            let _ = ctrlc::set_handler(|| {
                INTERRUPTED.store(true, Ordering::SeqCst);
                stop_all();
                std::process::exit(130);
            });
        });
        let user = unprivileged()?;
        let dir = temporary().map_err(|e| format!("no temporary directory for a scratch server: {e}"))?;
        // Known before it is filled: an interrupt may come while the cluster is made.
        let running = Running { dir: dir.clone(), bin: installation.bin.clone(), child: None, user };
        let state = Arc::new(Mutex::new(Some(running)));
        if let Ok(mut open) = OPEN.get_or_init(Mutex::default).lock() {
            open.push(Arc::clone(&state));
        }
        let owned = match user {
            Some((uid, gid)) => chown(&dir, Some(uid), Some(gid)).map_err(|e| format!("{}: {e}", dir.display())),
            None => Ok(()),
        };
        let started = owned.and_then(|()| launch(installation, &dir, &dir.join("data"), user));
        match (started, state.lock().ok().as_deref_mut()) {
            (Ok(child), Some(Some(running))) => running.child = Some(child),
            (Ok(mut child), _) => {
                let _ = child.kill();
                return Err("the scratch server was interrupted".into());
            }
            (Err(why), running) => {
                if let Some(running) = running {
                    *running = None;
                }
                let _ = std::fs::remove_dir_all(&dir);
                return Err(why);
            }
        }
        let scratch = Scratch { state, socket: dir };
        scratch.wait()?;
        Ok(scratch)
    }

    /// A connection to a database as superuser.
    ///
    /// # Errors
    /// What the driver says.
    pub fn connect(&self, database: &str) -> Result<Client, String> {
        self.config(database).connect(NoTls).map_err(|e| super::verify::said(&e))
    }

    /// How to connect to a database as superuser, for those who want more than a plain connection.
    #[must_use]
    pub fn config(&self, database: &str) -> postgres::Config {
        let mut config = postgres::Config::new();
        config.host_path(&self.socket).user("postgres").dbname(database).connect_timeout(Duration::from_secs(10));
        config
    }

    fn wait(&self) -> Result<(), String> {
        let until = Instant::now() + Duration::from_secs(60);
        loop {
            match self.connect("postgres") {
                Ok(_) => return Ok(()),
                Err(why) if Instant::now() > until || self.ended() => {
                    let log = std::fs::read_to_string(self.socket.join("log")).unwrap_or_default();
                    let last = log.lines().rev().find(|l| l.contains("FATAL")).unwrap_or(&why).to_string();
                    return Err(format!("the scratch server did not start: {last}"));
                }
                Err(_) => std::thread::sleep(Duration::from_millis(20)),
            }
        }
    }

    fn ended(&self) -> bool {
        let mut state = self.state.lock();
        match state.as_deref_mut() {
            Ok(Some(Running { child: Some(child), .. })) => child.try_wait().is_ok_and(|status| status.is_some()),
            Ok(Some(_)) => false,
            Ok(None) | Err(_) => true,
        }
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        stop(&self.state);
        // the handler ends the process: until then nothing is printed or saved
        while INTERRUPTED.load(Ordering::SeqCst) {
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

/// Stops every scratch server of this process.
fn stop_all() {
    if let Some(Ok(open)) = OPEN.get().map(Mutex::lock) {
        open.iter().for_each(stop);
    }
}

fn stop(state: &Shared) {
    // held to the end: who comes second waits until the directory is gone
    let Ok(mut state) = state.lock() else { return };
    let Some(mut running) = state.take() else { return };
    if let Some(child) = &mut running.child {
        let mut command = Command::new(running.bin.join("pg_ctl"));
        command.args(["stop", "-m", "immediate", "-s", "-D"]).arg(running.dir.join("data"));
        let stopped = run_as(&mut command, running.user).output();
        if !stopped.is_ok_and(|o| o.status.success()) {
            let _ = child.kill();
        }
        let _ = child.wait();
    }
    let _ = std::fs::remove_dir_all(&running.dir);
}

/// Makes the cluster and starts the server.
fn launch(installation: &Installation, dir: &Path, data: &Path, user: Option<(u32, u32)>) -> Result<Child, String> {
    let mut initdb = Command::new(installation.bin.join("initdb"));
    initdb.args(["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "-N", "-D"]).arg(data);
    let made = run_as(&mut initdb, user).output().map_err(|e| format!("initdb: {e}"))?;
    if !made.status.success() {
        let why = String::from_utf8_lossy(&made.stderr);
        return Err(format!("initdb failed: {}", why.lines().last().unwrap_or("no message")));
    }
    let log = std::fs::File::create(dir.join("log")).map_err(|e| format!("log of the scratch server: {e}"))?;
    let mut server = Command::new(installation.bin.join("postgres"));
    server.arg("-D").arg(data).arg("-k").arg(dir);
    for setting in
        ["listen_addresses=", "fsync=off", "full_page_writes=off", "synchronous_commit=off", "max_connections=40"]
    {
        server.args(["-c", setting]);
    }
    run_as(&mut server, user).stderr(log).stdout(Stdio::null());
    // A group of its own: Ctrl-C reaches this process first, which then stops the server.
    server.process_group(0);
    server.spawn().map_err(|e| format!("postgres: {e}"))
}

fn run_as(command: &mut Command, user: Option<(u32, u32)>) -> &mut Command {
    if let Some((uid, gid)) = user {
        command.uid(uid).gid(gid);
    }
    command.current_dir("/").stdin(Stdio::null()).env_remove("PGDATA").env("LC_ALL", "C")
}

/// The user to run the server as: PostgreSQL refuses root, so root becomes `postgres` or `nobody`.
fn unprivileged() -> Result<Option<(u32, u32)>, String> {
    let own = std::fs::metadata("/proc/self").map(|m| std::os::unix::fs::MetadataExt::uid(&m));
    if own.is_ok_and(|uid| uid != 0) || own_is_unknown() {
        return Ok(None);
    }
    let users = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
    let find = |name: &str| {
        users.lines().find_map(|line| {
            let mut fields = line.split(':');
            if fields.next() != Some(name) {
                return None;
            }
            let uid = fields.nth(1)?.parse().ok()?;
            let gid = fields.next()?.parse().ok()?;
            Some((uid, gid))
        })
    };
    match find("postgres").or_else(|| find("nobody")) {
        Some(user) => Ok(Some(user)),
        None => Err("PostgreSQL does not run as root, and there is no user `postgres` or `nobody`".into()),
    }
}

/// Whether the system has no `/proc`; then the server is started as the user at hand.
fn own_is_unknown() -> bool {
    !Path::new("/proc/self").exists()
}

/// A new directory with a short name: the path of a socket is limited to about 100 bytes.
fn temporary() -> io::Result<PathBuf> {
    let base = std::env::temp_dir();
    let base = if base.as_os_str().len() > 60 { PathBuf::from("/tmp") } else { base };
    for n in 0..1000_u32 {
        let dir = base.join(format!("howdah-{}-{n}", std::process::id()));
        match std::fs::create_dir(&dir) {
            Ok(()) => return Ok(dir),
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {}
            Err(e) => return Err(e),
        }
    }
    Err(io::Error::other("no free name"))
}
