//! Commands inside a virtual machine, over a separate serial port (see `tests/vm/disk/lab-shell`).

use std::cell::{Cell, RefCell};
use std::io::{BufRead, BufReader, ErrorKind, Write as _};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::STANDARD};

/// The time limit of a command, a little longer than the machine's own limit.
const COMMAND: Duration = Duration::from_secs(310);
/// How long a caller waits for the answer to an earlier command, before it may check other hosts.
const EARLIER: Duration = Duration::from_secs(1);

/// The root shell of one machine.
pub(crate) struct Shell {
    port: RefCell<BufReader<UnixStream>>,
    /// The beginning of an incomplete answer.
    partial: RefCell<String>,
    /// Whether a sent command has no answer yet. Initially true: the machine answers a first command when it is up.
    unanswered: Cell<bool>,
}

impl Shell {
    /// The shell behind this socket, if it exists already.
    pub(crate) fn connect(socket: &Path) -> Result<Self, String> {
        let port = UnixStream::connect(socket).map_err(|error| error.to_string())?;
        let shell = Self {
            port: RefCell::new(BufReader::new(port)),
            partial: RefCell::default(),
            unanswered: Cell::new(false),
        };
        shell.send("true").map(|()| shell)
    }

    /// Runs a script. Returns its stdout, or its stderr if it fails.
    pub(crate) fn run(&self, script: &str) -> Result<String, String> {
        if self.unanswered.get() {
            self.receive(EARLIER)?;
        }
        self.send(script)?;
        let answer = self.receive(COMMAND)?;
        let [status, stdout, stderr] = answer.trim_end().split(' ').collect::<Vec<_>>()[..] else {
            return Err(format!("not an answer: {answer}"));
        };
        if status == "0" { text(stdout) } else { Err(format!("exit status {status}: {}", text(stderr)?)) }
    }

    fn send(&self, script: &str) -> Result<(), String> {
        let line = format!("{}\n", STANDARD.encode(script));
        self.port.borrow_mut().get_mut().write_all(line.as_bytes()).map_err(|error| error.to_string())?;
        self.unanswered.set(true);
        Ok(())
    }

    fn receive(&self, limit: Duration) -> Result<String, String> {
        let (mut port, mut partial) = (self.port.borrow_mut(), self.partial.borrow_mut());
        port.get_ref().set_read_timeout(Some(limit)).expect("the limit is not zero");
        match port.read_line(&mut partial) {
            Ok(0) => Err("the machine is off".to_owned()),
            Ok(_) => {
                self.unanswered.set(false);
                Ok(std::mem::take(&mut *partial))
            }
            Err(error) if error.kind() == ErrorKind::WouldBlock => Err("the machine does not answer".to_owned()),
            Err(error) => Err(error.to_string()),
        }
    }
}

fn text(word: &str) -> Result<String, String> {
    let bytes = STANDARD.decode(word.trim_end_matches('.')).map_err(|error| error.to_string())?;
    Ok(String::from_utf8_lossy(&bytes).trim_end().to_owned())
}
