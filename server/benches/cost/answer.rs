//! The smallest client there is, so that asking costs little beside answering.

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};

/// One request, always the same.
#[derive(Clone, Debug, Default)]
pub(crate) struct Request {
    pub(crate) path: String,
    pub(crate) cookie: String,
    /// The `Accept-Encoding`; empty for none.
    pub(crate) encoding: String,
    /// The access token; empty for none.
    pub(crate) token: String,
    /// The JSON that is posted; empty for a GET.
    pub(crate) json: String,
}

impl Request {
    pub(crate) fn get(path: &str) -> Self {
        Self { path: path.to_owned(), ..Self::default() }
    }

    fn text(&self) -> String {
        let header = |name: &str, value: &str| {
            if value.is_empty() { String::new() } else { format!("{name}{value}\r\n") }
        };
        let (method, length) = match self.json.len() {
            0 => ("GET", String::new()),
            length => ("POST", length.to_string()),
        };
        let headers = [
            header("Cookie: ", &self.cookie),
            header("Accept-Encoding: ", &self.encoding),
            header("Authorization: Bearer ", &self.token),
            header("Content-Type: application/json\r\nContent-Length: ", &length),
        ]
        .concat();
        let Self { path, json, .. } = self;
        format!(
            "{method} {path} HTTP/1.1\r\nHost: localhost:3000\r\nAccept: text/html\r\n{headers}\r\n{json}"
        )
    }
}

/// A connection that is kept, and the answer that came last.
#[derive(Debug)]
pub(crate) struct Connection {
    stream: BufReader<TcpStream>,
    pub(crate) body: Vec<u8>,
}

impl Connection {
    pub(crate) fn open(address: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        Ok(Self { stream: BufReader::with_capacity(128 * 1024, stream), body: Vec::new() })
    }

    /// Asks and reads the whole answer; any status but a success is an error.
    pub(crate) fn ask(&mut self, request: &Request) -> io::Result<()> {
        self.stream.get_mut().write_all(request.text().as_bytes())?;
        let status = self.line()?;
        if !status.starts_with("HTTP/1.1 2") {
            return Err(io::Error::other(format!("{} was answered {status}", request.path)));
        }
        let mut length = None;
        loop {
            let line = self.line()?.to_ascii_lowercase();
            match line.strip_prefix("content-length: ") {
                _ if line.is_empty() => break,
                Some(bytes) => length = bytes.parse().ok(),
                None => {}
            }
        }
        self.body.clear();
        match length {
            Some(length) => self.take(length),
            None => self.chunks(),
        }
    }

    fn chunks(&mut self) -> io::Result<()> {
        loop {
            let length = u64::from_str_radix(&self.line()?, 16).map_err(io::Error::other)?;
            self.take(length)?;
            self.line()?;
            if length == 0 {
                return Ok(());
            }
        }
    }

    fn take(&mut self, length: u64) -> io::Result<()> {
        (&mut self.stream).take(length).read_to_end(&mut self.body).map(drop)
    }

    fn line(&mut self) -> io::Result<String> {
        let mut line = String::new();
        self.stream.read_line(&mut line)?;
        Ok(line.trim_end().to_owned())
    }
}

/// The size of one answer in bytes, as it travels.
pub(crate) fn size(address: SocketAddr, request: &Request) -> io::Result<usize> {
    let mut connection = Connection::open(address)?;
    connection.ask(request)?;
    Ok(connection.body.len())
}
