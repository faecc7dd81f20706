//! Commands inside a virtual machine, over a serial port of their own (see `tests/vm/disk/lab-shell`).

use std::cell::{Cell, RefCell};
use std::io::{BufRead, BufReader, ErrorKind, Write as _};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::STANDARD};

/// How long any one command may take, a little longer than the machine itself allows it.
const COMMAND: Duration = Duration::from_secs(310);
/// How long an earlier command's answer is waited for before the caller gets to look elsewhere.
const EARLIER: Duration = Duration::from_secs(1);

/// The root shell of one machine.
pub(crate) struct Shell {
    port: RefCell<BufReader<UnixStream>>,
    /// The beginning of an answer whose end has not come yet.
    partial: RefCell<String>,
    /// Whether a command has been sent that is not answered. At first that is one that the machine answers when it is up.
    unanswered: Cell<bool>,
}

impl Shell {
    /// The shell behind that socket, once there is one.
    pub(crate) fn connect(socket: &Path) -> Result<Self, String> {
        let port = UnixStream::connect(socket).map_err(|error| error.to_string())?;
        let shell = Self {
            port: RefCell::new(BufReader::new(port)),
            partial: RefCell::default(),
            unanswered: Cell::new(false),
        };
        shell.send("true").map(|()| shell)
    }

    /// Runs a script; its stdout, or its stderr.
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
