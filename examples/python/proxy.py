"""A small proxy over codegate: clients talk to it as they talk to a provider, the active workspace decides the rest.

    python examples/python/proxy.py codegate.db --port 8989 --setup setup.json

It listens on loopback, prints its address as one line of JSON, then one line of JSON for every exchange: the decision
and the receipt. It ends when its stdin closes, or on SIGTERM. Standard library only.

A set-up file holds `providers` and `workspaces`, each with the arguments of `gate.providers.add` and
`gate.workspaces.create`, and the name of the `active` workspace; what is there already is left as it is.
"""

from __future__ import annotations

import argparse
import http.client
import json
import signal
import sys
import threading
from collections.abc import Iterable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import codegate

# Another provider may do better where one failed in these ways.
ELSEWHERE = {"rate_limit", "overloaded", "server", "network"}
# What is asked for no answer: which models there are, how long a request is. It costs nothing.
ASIDES = {"models", "count_tokens", "other"}
NOT_PASSED_ON = {"connection", "content-length", "keep-alive", "transfer-encoding"}


class Proxy(ThreadingHTTPServer):
    """The server and the gate that it decides with."""

    daemon_threads = True
    # Clients come in crowds; what waits beyond this is refused.
    request_queue_size = 256

    def __init__(self, gate: codegate.Gate, port: int) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.gate = gate
        self._printing = threading.Lock()

    def say(self, **line: object) -> None:
        with self._printing:
            print(json.dumps(line), flush=True)


class Handler(BaseHTTPRequestHandler):
    """One connection of a client."""

    protocol_version = "HTTP/1.1"
    server: Proxy

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing; the proxy prints its own lines."""

    def do_GET(self) -> None:
        """Clients ask which models there are, or fetch what was made for them in the background."""
        self.exchange(None)

    def do_POST(self) -> None:
        self.exchange(self.rfile.read(int(self.headers.get("content-length", 0))))

    def exchange(self, body: bytes | None) -> None:
        """One request and its response; a GET has no body."""
        try:
            exchange = self.server.gate.begin(
                body=body,
                method=self.command,
                path=self.path,
                headers=self.headers.items(),
                session=self.headers.get("x-codegate-session"),
            )
        except codegate.Error as error:
            self.refuse(400, f"{error.code}: {error}")
            return
        # However this block is left, the exchange is recorded.
        with exchange:
            receipt: codegate.Receipt | None = None
            try:
                status = self.serve(exchange)
                if exchange.decision.facts.request_type in ASIDES:
                    exchange.discard()
                else:
                    receipt = exchange.finish(status=status)
            except (OSError, http.client.HTTPException):
                # The client went away, or the provider did in the middle of its answer.
                self.close_connection = True
                receipt = exchange.close()
        self.server.say(decision=exchange.decision.to_dict(), receipt=receipt.to_dict() if receipt else None)

    def serve(self, exchange: codegate.Exchange) -> int | None:
        """Sends to route after route until one answers, and passes its answer on. Gives the provider's status."""
        if exchange.route is None:
            self.refuse(404, "; ".join(warning.message for warning in exchange.decision.warnings))
            return None
        while True:
            # This proxy translates nothing: what the client speaks must be what the provider speaks.
            while exchange.route.needs_translation:
                if exchange.fail(reason="the provider does not speak the client's format") is None:
                    self.refuse(404, "no provider of this rule speaks the client's format")
                    return None
            try:
                response = send(exchange, self.command)
            except (OSError, http.client.HTTPException) as error:
                if exchange.fail(reason=str(error)) is None:
                    self.refuse(502, f"no provider can be reached: {error}")
                    return None
                continue
            with response:
                exchange.begin_response(response.status, response.getheaders())
                if exchange.failure_class in ELSEWHERE and exchange.fail() is not None:
                    continue
                # Where nothing is left to try, the client gets the last answer as it is.
                self.pass_on(response, exchange.wrap(chunks(response)))
                return response.status

    def pass_on(self, response: http.client.HTTPResponse, body: Iterable[bytes]) -> None:
        """Gives the response to the client, as it comes."""
        self.send_response(response.status)
        for name, value in response.getheaders():
            if name.lower() not in NOT_PASSED_ON:
                self.send_header(name, value)
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()
        for chunk in body:
            self.wfile.write(b"%x\r\n%s\r\n" % (len(chunk), chunk))
        self.wfile.write(b"0\r\n\r\n")

    def refuse(self, status: int, message: str) -> None:
        data = json.dumps({"error": {"type": "codegate", "message": message}}).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


def send(exchange: codegate.Exchange, method: str) -> http.client.HTTPResponse:
    """Sends the current attempt of an exchange to where it was decided to go."""
    url = urlsplit(exchange.url or "")
    connect = http.client.HTTPSConnection if url.scheme == "https" else http.client.HTTPConnection
    connection = connect(url.netloc, timeout=600)
    connection.putrequest(method, url.path + (f"?{url.query}" if url.query else ""), skip_accept_encoding=True)
    body = exchange.body_bytes or b""
    length = [("content-length", str(len(body)))] if method == "POST" else []
    for name, value in [*exchange.headers, *length, ("connection", "close")]:
        connection.putheader(name, value)
    connection.endheaders(body)
    return connection.getresponse()


def chunks(response: http.client.HTTPResponse) -> Iterator[bytes]:
    while chunk := response.read1(65536):
        yield chunk


def set_up(gate: codegate.Gate, file: Path) -> None:
    """Adds what the file names and the store has not."""
    setup = json.loads(file.read_text())
    providers = {provider.name for provider in gate.providers.list()}
    for provider in setup.get("providers", []):
        if provider["name"] not in providers:
            gate.providers.add(**provider)
    workspaces = {workspace.name for workspace in gate.workspaces.list()}
    for workspace in setup.get("workspaces", []):
        if workspace["name"] not in workspaces:
            gate.workspaces.create(**workspace)
    if "active" in setup:
        gate.sessions.activate(setup["active"])


def main() -> None:
    parser = argparse.ArgumentParser(description="A small proxy over codegate.")
    parser.add_argument("db", help="the database; made if there is none")
    parser.add_argument("--port", type=int, default=0, help="the port on loopback; any free one by default")
    parser.add_argument("--setup", type=Path, help="a file with providers and workspaces to add")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with codegate.open(options.db) as gate:
        if options.setup:
            set_up(gate, options.setup)
        with Proxy(gate, options.port) as proxy:
            threading.Thread(target=proxy.serve_forever, daemon=True).start()
            proxy.say(url=f"http://127.0.0.1:{proxy.server_port}")
            try:
                sys.stdin.read()
            finally:
                proxy.shutdown()


if __name__ == "__main__":
    main()
