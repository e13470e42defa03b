//! A small host: sends one request to where the active workspace says, and records what it cost.
//!
//! `codegate-example DB PATH < body.json` takes a request body on stdin, as a client would send it to `PATH` (such as
//! `/v1/chat/completions`), writes the answer to stdout, and the decision and the receipt to stderr, as JSON.

mod http;

use codegate_core::model::{Failure, FailureClass, Finish, Request};
use codegate_core::{Exchange, Gate};
use http::Response;
use std::error::Error;
use std::io::{Read, Write};

/// Another provider may do better where one failed in these ways.
const ELSEWHERE: [FailureClass; 4] =
    [FailureClass::RateLimit, FailureClass::Overloaded, FailureClass::Server, FailureClass::Network];

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(database), Some(path)) = (arguments.next(), arguments.next()) else {
        return Err("usage: codegate-example DB PATH < body.json".into());
    };
    let mut body = Vec::new();
    std::io::stdin().read_to_end(&mut body)?;

    let gate = Gate::open(database)?;
    let headers = vec![("content-type".into(), "application/json".into())];
    let exchange = gate.begin(Request { body: Some(body.into()), path: Some(path), headers, ..Request::default() })?;

    let status = match reach(&exchange)? {
        Some(response) => answer(&exchange, response)?,
        None => return Err(format!("no provider answered: {:?}", exchange.decision().warnings).into()),
    };
    let receipt = exchange.finish(Finish { status: Some(status), ..Finish::default() })?;
    eprintln!("{}", serde_json::json!({ "decision": exchange.decision(), "receipt": receipt }));
    gate.close()?;
    Ok(())
}

/// Sends the request, to the fallbacks too while providers fail; `None` if there is no route.
fn reach(exchange: &Exchange) -> Result<Option<Response>, Box<dyn Error>> {
    while let Some(url) = exchange.url() {
        let body = exchange.body().unwrap_or_default();
        let response = http::post(&url, &exchange.headers(), &body)?;
        exchange.begin_response(response.status, &response.headers)?;
        let elsewhere = exchange.failure_class().is_some_and(|class| ELSEWHERE.contains(&class));
        // After the last route the client gets the answer that there is.
        if !elsewhere || exchange.fail(&Failure::default())?.is_none() {
            return Ok(Some(response));
        }
    }
    Ok(None)
}

/// Passes the answer on as it comes, while the library reads it.
fn answer(exchange: &Exchange, mut response: Response) -> Result<u16, Box<dyn Error>> {
    let mut out = std::io::stdout().lock();
    while let Some(chunk) = response.chunk()? {
        out.write_all(&exchange.feed(&chunk)?)?;
    }
    out.write_all(&exchange.end()?)?;
    out.flush()?;
    Ok(response.status)
}
