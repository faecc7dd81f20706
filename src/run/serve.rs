//! The `serve` subcommand: the output folder over HTTP, read only.
//!
//! [`store`] decides which client gets which file, and [`reply`] speaks HTTP. This module handles the connections. Each
//! has a time limit for every wait, and their number is bounded, so a machine that hangs does not block the others.

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

/// The maximum number of connections. A further client waits until one of them ends.
const CONNECTIONS: usize = 256;

/// The time limit for a client's request, for the first one and each later one.
const ASKING: Duration = Duration::from_secs(10);

/// The time limit for a client that stops reading its reply, in milliseconds.
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
    // A thread may still be reading a file for a client.
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
        let place = room.clone().acquire_owned().await.expect("the semaphore stays open");
        match listener.accept().await {
            Ok((stream, peer)) => drop(tokio::spawn(connection(stream, peer, store.clone(), place))),
            Err(error) => {
                log(format_args!("warning: cannot accept a connection: {}", reason(&error)));
                // Most likely the process has no free file handles: accept() would fail immediately until a connection
                // ends.
                sleep(Duration::from_secs(1)).await;
            }
        }
    }
}

async fn connection(stream: TcpStream, peer: SocketAddr, store: Arc<Store>, place: OwnedSemaphorePermit) {
    // hyper waits without a limit for the client to read; the kernel can close such a connection. Without that support,
    // a bounded number of connections hangs.
    let _ = sockopt::set_tcp_user_timeout(&stream, TAKING);
    let service = service_fn(|request| reply::reply(store.clone(), peer.ip().to_canonical(), request));
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(ASKING);
    // The client may close early for any reason, and the request is in the log already.
    let _ = http.serve_connection(TokioIo::new(stream), service).await;
    drop(place);
}
