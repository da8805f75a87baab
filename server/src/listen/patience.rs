//! A stream that ends when nothing has moved on it for too long.

use std::io::{self, ErrorKind, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, Sleep, sleep};

/// A stream with a limit on silence: on how long it may move no byte in either direction.
///
/// This bounds a client that does not read its answer: what is taken from our side of the line comes in buffers, not
/// in bytes. While a handler works, its client has nothing to do: how long a body may take is [`crate::body`]'s and
/// the upload's to limit.
pub(super) struct Patient {
    stream: TcpStream,
    limit: Duration,
    silence: Pin<Box<Sleep>>,
    work: Work,
}

/// Whether a handler works on a request of a connection.
#[derive(Clone, Debug, Default)]
pub(super) struct Work(Arc<AtomicBool>);

impl Work {
    /// Lets a handler work.
    pub(super) async fn of<T>(&self, handler: impl Future<Output = T>) -> T {
        self.0.store(true, Ordering::Relaxed);
        let answer = handler.await;
        self.0.store(false, Ordering::Relaxed);
        answer
    }
}

impl Patient {
    pub(super) fn new(stream: TcpStream, limit: Duration, work: Work) -> Self {
        Self { stream, limit, silence: Box::pin(sleep(limit)), work }
    }

    /// The result of an operation on the stream, unless it is still waiting and the time is up.
    fn judge<T>(&mut self, cx: &mut Context<'_>, result: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        let is_working = self.work.0.load(Ordering::Relaxed);
        if is_working || result.is_ready() {
            self.silence.as_mut().reset(Instant::now() + self.limit);
        }
        if result.is_ready() {
            return result;
        }
        ready!(self.silence.as_mut().poll(cx));
        Poll::Ready(Err(ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for Patient {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let result = Pin::new(&mut self.stream).poll_read(cx, into);
        self.judge(cx, result)
    }
}

impl AsyncWrite for Patient {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, from: &[u8]) -> Poll<io::Result<usize>> {
        let result = Pin::new(&mut self.stream).poll_write(cx, from);
        self.judge(cx, result)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        from: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let result = Pin::new(&mut self.stream).poll_write_vectored(cx, from);
        self.judge(cx, result)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
