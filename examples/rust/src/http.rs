//! The least of HTTP/1.1 that a host on loopback needs: one POST over plain TCP.

use std::io::{BufRead, BufReader, Error, Read, Result, Write};
use std::net::TcpStream;

/// A response whose body comes chunk by chunk.
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    stream: BufReader<TcpStream>,
    left: Left,
}

/// What is left of the body.
enum Left {
    Bytes(u64),
    Chunks,
    Nothing,
}

/// Sends a request; the response's body is not read yet.
pub(crate) fn post(url: &str, headers: &[(String, String)], body: &[u8]) -> Result<Response> {
    let rest = url.strip_prefix("http://").ok_or_else(|| Error::other("this example speaks plain http only"))?;
    let (host, path) = rest.find('/').map_or((rest, "/"), |slash| rest.split_at(slash));
    let mut stream = TcpStream::connect(host)?;
    let mut head = format!("POST {path} HTTP/1.1\r\nhost: {host}\r\ncontent-length: {}\r\n", body.len());
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    stream.write_all(format!("{head}connection: close\r\n\r\n").as_bytes())?;
    stream.write_all(body)?;
    Response::read(BufReader::new(stream))
}

impl Response {
    fn read(mut stream: BufReader<TcpStream>) -> Result<Self> {
        let status = line(&mut stream)?.split(' ').nth(1).and_then(|word| word.parse().ok());
        let status = status.ok_or_else(|| Error::other("not an HTTP response"))?;
        let mut headers = Vec::new();
        loop {
            let line = line(&mut stream)?;
            let Some((name, value)) = line.split_once(':') else { break };
            headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
        let mut response = Response { status, headers, stream, left: Left::Nothing };
        response.left = match response.header("content-length").and_then(|length| length.parse().ok()) {
            Some(length) => Left::Bytes(length),
            None => Left::Chunks,
        };
        Ok(response)
    }

    /// The value of a header; its name in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(have, _)| have == name).map(|(_, value)| value.as_str())
    }

    /// The next piece of the body; `None` at its end.
    pub(crate) fn chunk(&mut self) -> Result<Option<Vec<u8>>> {
        let size = match self.left {
            Left::Nothing => return Ok(None),
            Left::Bytes(size) => {
                self.left = Left::Nothing;
                size
            }
            Left::Chunks => u64::from_str_radix(&line(&mut self.stream)?, 16).map_err(Error::other)?,
        };
        if size == 0 {
            self.left = Left::Nothing;
            return Ok(None);
        }
        let mut chunk = Vec::new();
        (&mut self.stream).take(size).read_to_end(&mut chunk)?;
        if matches!(self.left, Left::Chunks) {
            line(&mut self.stream)?;
        }
        Ok(Some(chunk))
    }
}

fn line(stream: &mut BufReader<TcpStream>) -> Result<String> {
    let mut line = String::new();
    stream.read_line(&mut line)?;
    Ok(line.trim_end().to_owned())
}
