//! The `serve` subcommand: the output folder over HTTP, read only.
//!
//! [`store`] decides what is given to whom, [`reply`] says it in HTTP. Here are the connections: each has a time limit of its own
//! for everything that it may wait for, and their number is bounded, so that a machine that hangs keeps none of the others waiting.

mod reply;
mod store;

use std::{fmt::Arguments, io, net::SocketAddr, sync::Arc, time::Duration};

use hyper::{server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use rustix::net::sockopt;
use tokio::{
    net::{TcpListener, TcpStream},
    runtime::{Builder, Runtime},
    signal,
    sync::{OwnedSemaphorePermit, Semaphore},
    time::sleep,
};

use self::store::Store;
use super::{Outcome, terminal};
use crate::{
    cli,
    diagnostics::error::{Error, reason},
};

/// How many connections there are at once; a further one waits until one of them ends.
const CONNECTIONS: usize = 256;

/// How long a client may take to ask, first or again.
const ASKING: Duration = Duration::from_secs(10);

/// How long a client may take nothing of what it has asked for, in milliseconds.
const TAKING: u32 = 30_000;

pub(super) fn serve(arguments: &cli::Serve) -> Result<Outcome, Error> {
    let store = Arc::new(Store::open(&arguments.output, arguments.assets.as_deref(), arguments.by_address)?);
    let runtime = Builder::new_current_thread().enable_all().build();
    let runtime: Runtime = runtime.map_err(Error::system("starting", "the server"))?;
    let listen = format!("`{}`", arguments.listen);
    let (listener, address) =
        runtime.block_on(bind(arguments.listen)).map_err(Error::system("listening on", listen))?;
    log(format_args!("serving `{}` at http://{address}/ until Ctrl-C", arguments.output.display()));
    if let Some(warning) = store.warning() {
        log(format_args!("warning: {warning}"));
    }
    runtime.spawn(accept(listener, store));
    runtime.block_on(signal::ctrl_c()).map_err(Error::system("waiting for", "Ctrl-C"))?;
    // A thread may still be reading a file for somebody.
    runtime.shutdown_background();
    Ok(Outcome::Done)
}

/// Writes a line of the log.
fn log(line: Arguments) {
    terminal::tell(format_args!("{line}\n"));
}

async fn bind(address: SocketAddr) -> io::Result<(TcpListener, SocketAddr)> {
    let listener = TcpListener::bind(address).await?;
    let address = listener.local_addr()?;
    Ok((listener, address))
}

async fn accept(listener: TcpListener, store: Arc<Store>) {
    let room = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let place = room.clone().acquire_owned().await.expect("nobody closes it");
        match listener.accept().await {
            Ok((stream, peer)) => drop(tokio::spawn(connection(stream, peer, store.clone(), place))),
            Err(error) => {
                log(format_args!("warning: a connection could not be taken: {}", reason(&error)));
                // Out of file handles, most likely: it fails again at once until a connection ends.
                sleep(Duration::from_secs(1)).await;
            }
        }
    }
}

async fn connection(stream: TcpStream, peer: SocketAddr, store: Arc<Store>, place: OwnedSemaphorePermit) {
    // hyper waits for ever until the other end takes more; the system can give up on it. Where it cannot, a bounded number hangs.
    let _ = sockopt::set_tcp_user_timeout(&stream, TAKING);
    let service = service_fn(|request| reply::reply(store.clone(), peer.ip().to_canonical(), request));
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(ASKING);
    // Whatever ends it early is the other end's affair, and what was asked has been logged.
    let _ = http.serve_connection(TokioIo::new(stream), service).await;
    drop(place);
}
