//! `codegate proxy`: any agent behind the library. It passes everything on, decides where model calls go, and records them.

mod answer;
mod attempts;
mod guard;
mod open;
mod passing;
mod recorder;
mod serve;
mod upstream;

use crate::app::App;
use crate::commands::prices::Loaded;
use crate::commands::provider::{pair, words};
use crate::errors::Failure;
use clap::Args;
use codegate_core::model::{HistoryMode, Request};
use codegate_core::{Code, Error, Gate};
use guard::Guard;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use recorder::Recorder;
use serde::Serialize;
use serve::State;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::runtime::Handle;
use tokio::task::JoinSet;
use upstream::Upstreams;

/// How long the end waits for what is still to be recorded.
const LAST_WRITES: Duration = Duration::from_secs(30);

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  codegate proxy\n  \
    codegate proxy --listen 127.0.0.1:0 --session editor-1 --json\n  \
    codegate proxy --upstream openai=https://gateway.example --retries 2\n\n\
    It prints the lines that put agents behind it; paste them into the shell in which an agent is started. A request's \
    headers `x-codegate-session` and `x-codegate-workspace` stand before `--session` and `--workspace`. It ends on \
    SIGINT and SIGTERM, with what is open recorded.")]
pub(crate) struct Proxy {
    /// The address; port 0 is any free one.
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:4141", value_parser = address)]
    listen: SocketAddr,
    /// Listen on an address that other machines reach. They can then spend the credentials of this one.
    #[arg(long)]
    allow_remote: bool,
    /// A name in the `Host` header, other than of this machine, that requests may come by; again for more.
    #[arg(long = "allow-host", value_name = "NAME")]
    hosts: Vec<String>,
    /// An `Origin` whose web pages may use the proxy; again for more. None may by default.
    #[arg(long = "allow-origin", value_name = "ORIGIN")]
    origins: Vec<String>,
    /// The session of requests that name none.
    #[arg(long, value_name = "ID")]
    session: Option<String>,
    /// The workspace of requests that name none; that of the session by default.
    #[arg(long, value_name = "NAME")]
    workspace: Option<String>,
    /// Where requests were going that no rule sends elsewhere: `openai`, `anthropic`, `gemini` or `ollama`, and its URL.
    #[arg(long = "upstream", value_name = "NAME=URL", value_parser = pair)]
    upstreams: Vec<(String, String)>,
    /// How often the last route is tried again where it is too busy or failed.
    #[arg(long, value_name = "NUMBER", default_value = "1")]
    retries: u32,
    /// The longest pause before that, in seconds: who asks for a longer one is not tried again.
    #[arg(long, value_name = "SECONDS", default_value = "10")]
    max_pause: u32,
    /// What the history keeps.
    #[arg(long, value_name = "MODE", value_parser = words::<HistoryMode>(), default_value = "text")]
    history: HistoryMode,
    #[command(flatten)]
    table: Loaded,
    /// Do not tell of each request on stderr.
    #[arg(long, short)]
    quiet: bool,
}

fn address(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| "it must be an address and a port, such as `127.0.0.1:4141` or `[::1]:4141`".to_owned())
}

/// What is told when it listens.
#[derive(Serialize)]
struct Listening {
    url: String,
    variables: BTreeMap<&'static str, String>,
}

impl Listening {
    fn new(address: SocketAddr) -> Listening {
        // What listens on every address is reached by this one from here.
        let host = match address.ip() {
            ip if ip.is_unspecified() && ip.is_ipv4() => "127.0.0.1".to_owned(),
            ip if ip.is_unspecified() => "[::1]".to_owned(),
            std::net::IpAddr::V6(ip) => format!("[{ip}]"),
            ip => ip.to_string(),
        };
        let url = format!("http://{host}:{}", address.port());
        let variables = BTreeMap::from([
            ("OPENAI_BASE_URL", format!("{url}/openai/v1")),
            ("OPENAI_API_BASE", format!("{url}/openai/v1")),
            ("ANTHROPIC_BASE_URL", format!("{url}/anthropic")),
            ("GOOGLE_GEMINI_BASE_URL", format!("{url}/gemini")),
            ("OLLAMA_HOST", url.clone()),
        ]);
        Listening { url, variables }
    }

    fn told(&self) -> String {
        let lines = self.variables.iter().map(|(name, value)| format!("export {name}={value}\n"));
        format!("# listening on {}; in the shell of an agent:\n{}", self.url, lines.collect::<String>())
    }
}

pub(crate) fn run(app: &mut App, options: Proxy) -> Result<(), Failure> {
    if !options.listen.ip().is_loopback() && !options.allow_remote {
        let text = format!("`{}` can be reached from other machines", options.listen);
        return Err(Failure::own("usage", text, "listen on 127.0.0.1, or say `--allow-remote`"));
    }
    let gate = app.write_with(|gate| gate.history(options.history))?;
    options.table.load(&gate)?;
    let upstreams = Upstreams::new(&options.upstreams)?;
    can_serve(&gate, &options, &upstreams)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        // Those that wait for the store take no place of those that decide.
        .max_blocking_threads(recorder::WAITING as usize + 512)
        .enable_all()
        .build()
        .map_err(|error| Failure::own("listen", format!("the proxy cannot start: {error}"), ""))?;
    let done = runtime.block_on(listen(app, options, gate.clone(), upstreams));
    // Nothing is left that would have to be waited for.
    runtime.shutdown_background();
    done?;
    Ok(gate.close()?)
}

/// Refuses at once what every request would be refused for, and a store that nothing could be recorded in.
fn can_serve(gate: &Gate, options: &Proxy, upstreams: &Upstreams) -> Result<(), Failure> {
    if !gate.health()?.writable {
        let text = "a newer version of codegate wrote the store: this one could decide, but record nothing; upgrade";
        return Err(Error::new(Code::SchemaTooNew, text).into());
    }
    for upstream in upstreams.urls() {
        let request = Request {
            upstream: Some(upstream.clone()),
            session: options.session.clone(),
            workspace: options.workspace.clone(),
            ..Request::default()
        };
        gate.decide(&request)?;
    }
    Ok(())
}

async fn listen(app: &mut App, options: Proxy, gate: Gate, upstreams: Upstreams) -> Result<(), Failure> {
    let failed = |error: std::io::Error| {
        let text = format!("`{}` cannot be listened on: {error}", options.listen);
        Failure::own("listen", text, "another address, or any free port: `--listen 127.0.0.1:0`")
    };
    let listener = TcpListener::bind(options.listen).await.map_err(failed)?;
    let listening = Listening::new(listener.local_addr().map_err(failed)?);
    let state = Arc::new(State {
        gate,
        clients: attempts::Clients::new()?,
        guard: Guard { remote: options.allow_remote, hosts: options.hosts, origins: options.origins },
        upstreams,
        session: options.session,
        workspace: options.workspace,
        patience: attempts::Patience {
            retries: options.retries,
            longest: Duration::from_secs(u64::from(options.max_pause)),
        },
        recorder: Recorder::new(Handle::current(), options.quiet),
    });
    // Whoever reads the lines may end it at once.
    let mut signals = Signals::new().map_err(failed)?;
    app.out.record(&listening, || listening.told())?;
    app.out.flush()?;
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            () = signals.next() => break,
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => { connections.spawn(connection(state.clone(), stream)); }
                // Out of descriptors, say: others end meanwhile.
                Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            },
        }
        while connections.try_join_next().is_some() {}
    }
    // Each exchange that is open is recorded when the connection that it belongs to is dropped. A second signal ends even that.
    connections.shutdown().await;
    tokio::select! {
        () = state.recorder.done() => Ok(()),
        () = signals.next() => Err(Failure::own("interrupted", "ended before everything was recorded", "")),
        () = tokio::time::sleep(LAST_WRITES) => {
            Err(Failure::own("unrecorded", "some exchanges could not be recorded in time", ""))
        }
    }
}

/// Serves one connection of a client.
async fn connection(state: Arc<State>, stream: tokio::net::TcpStream) {
    // A token must not wait for the next one.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request| serve::serve(state.clone(), request));
    let served = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .serve_connection(TokioIo::new(stream), service)
        .await;
    // A client that has gone is no news: its exchange is recorded as aborted.
    drop(served);
}

/// What ends the proxy.
struct Signals {
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
}

impl Signals {
    #[cfg(unix)]
    fn new() -> std::io::Result<Signals> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Signals { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? })
    }

    #[cfg(unix)]
    async fn next(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }

    #[cfg(not(unix))]
    fn new() -> std::io::Result<Signals> {
        Ok(Signals {})
    }

    #[cfg(not(unix))]
    async fn next(&mut self) {
        let _ = tokio::signal::ctrl_c().await;
    }
}
