//! Requests and replies in HTTP, with a line of the log for each.

use std::{
    borrow::Cow,
    convert::Infallible,
    fs::File,
    io::Read,
    net::IpAddr,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use hyper::{
    Method, Request, Response, StatusCode,
    body::{Body, Bytes, Frame, Incoming},
    header::{ALLOW, CONTENT_LENGTH, CONTENT_TYPE, HeaderValue},
};
use percent_encoding::percent_decode_str;
use tokio::{
    sync::mpsc::{Receiver, Sender, channel},
    task::spawn_blocking,
};

use super::{
    log,
    store::{Found, Refusal, Store},
};

/// The bytes of an asset that one read returns, and the number of such pieces that wait for their client.
const PIECE: u64 = 256 << 10;
const PIECES: usize = 2;

/// The part of a path that the log shows.
const SHOWN: usize = 200;

/// Answers one request.
pub(super) async fn reply(
    store: Arc<Store>,
    address: IpAddr,
    request: Request<Incoming>,
) -> Result<Response<Content>, Infallible> {
    let asked = Asked::new(&store, address, &request);
    if request.method() != Method::GET && request.method() != Method::HEAD {
        asked.log(StatusCode::METHOD_NOT_ALLOWED, "the server supports GET and HEAD only");
        let mut response = empty(StatusCode::METHOD_NOT_ALLOWED);
        response.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
        return Ok(response);
    }
    let path = percent_decode_str(request.uri().path()).decode_utf8().map(Cow::into_owned).unwrap_or_default();
    let found = spawn_blocking(move || store.find(&path, address)).await;
    let head = request.method() == Method::HEAD;
    Ok(match found {
        Ok(Ok(found)) => asked.hand_over(found, head),
        Ok(Err(refusal)) => asked.refuse(&refusal),
        // The thread panicked, and the panic is reported already; or the server stops.
        Err(_) => empty(StatusCode::INTERNAL_SERVER_ERROR),
    })
}

/// The client and its request, for the log.
struct Asked {
    who: String,
    what: String,
}

impl Asked {
    fn new(store: &Store, address: IpAddr, request: &Request<Incoming>) -> Self {
        let host = store.host(address).map(|host| format!(" ({host})")).unwrap_or_default();
        let path: String = request.uri().path().chars().take(SHOWN).collect();
        Self { who: format!("{address}{host}"), what: format!("{} {path}", request.method()) }
    }

    fn log(&self, status: StatusCode, more: &str) {
        log(format_args!("{} {}: {} {more}", self.who, self.what, status.as_u16()));
    }

    fn hand_over(self, found: Found, head: bool) -> Response<Content> {
        let size = match &found {
            Found::Listed(bytes) => bytes.len() as u64,
            Found::Asset(_, size) => *size,
        };
        self.log(StatusCode::OK, &format!("{size} bytes"));
        let mut response = Response::new(if head { Content::Whole(None) } else { self.content(found) });
        let headers = response.headers_mut();
        headers.insert(CONTENT_LENGTH, HeaderValue::from(size));
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
        response
    }

    fn content(self, found: Found) -> Content {
        match found {
            Found::Listed(bytes) => Content::Whole(Some(bytes.into())),
            Found::Asset(file, size) => {
                let (to, from) = channel(PIECES);
                spawn_blocking(move || {
                    if let Err(sent) = send(file, size, &to) {
                        log(format_args!("{} {}: aborted after {sent} of {size} bytes", self.who, self.what));
                    }
                });
                Content::Pieces(from)
            }
        }
    }

    fn refuse(self, refusal: &Refusal) -> Response<Content> {
        let status = match refusal {
            Refusal::NotAPath => StatusCode::BAD_REQUEST,
            Refusal::Unknown(_) => StatusCode::NOT_FOUND,
            Refusal::Foreign(_) => StatusCode::FORBIDDEN,
            Refusal::Changed => StatusCode::SERVICE_UNAVAILABLE,
            Refusal::Unreadable(_) => StatusCode::INTERNAL_SERVER_ERROR,
        };
        self.log(status, &refusal.to_string());
        empty(status)
    }
}

fn empty(status: StatusCode) -> Response<Content> {
    let mut response = Response::new(Content::Whole(None));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from(0));
    response
}

/// Reads a file in pieces, each as soon as the channel has room. On failure, returns the number of bytes sent.
fn send(mut file: File, size: u64, to: &Sender<Bytes>) -> Result<(), u64> {
    let mut sent = 0;
    while sent < size {
        let mut piece = Vec::new();
        let read = (&mut file).take(PIECE.min(size - sent)).read_to_end(&mut piece);
        let Some(length) = read.ok().filter(|length| *length > 0) else { return Err(sent) };
        to.blocking_send(piece.into()).map_err(|_| sent)?;
        sent += length as u64;
    }
    Ok(())
}

/// The content of a reply.
pub(super) enum Content {
    /// The whole content, or nothing.
    Whole(Option<Bytes>),
    /// Pieces that a thread reads and sends.
    Pieces(Receiver<Bytes>),
}

impl Body for Content {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let piece = match &mut *self {
            Self::Whole(bytes) => Poll::Ready(bytes.take()),
            Self::Pieces(from) => from.poll_recv(context),
        };
        piece.map(|piece| piece.map(|bytes| Ok(Frame::data(bytes))))
    }
}
