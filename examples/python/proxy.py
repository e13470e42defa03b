"""A small proxy over codegate: clients talk to it as they talk to a provider, the active workspace decides the rest.

    python examples/python/proxy.py codegate.db

It listens on loopback, prints its address as one line of JSON, then one line of JSON for every exchange: the decision
and the receipt. It ends when its stdin closes. Standard library only.
"""

from __future__ import annotations

import http.client
import json
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import codegate

TRY_ELSEWHERE = {429, 500, 502, 503, 504, 529}
NOT_PASSED_ON = {"connection", "content-length", "keep-alive", "transfer-encoding"}


class Proxy(ThreadingHTTPServer):
    """The server and the gate that it decides with."""

    daemon_threads = True

    def __init__(self, gate: codegate.Gate) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.gate = gate
        self._printing = threading.Lock()

    def say(self, **line: object) -> None:
        with self._printing:
            print(json.dumps(line, default=str), flush=True)


class Handler(BaseHTTPRequestHandler):
    """One connection of a client."""

    protocol_version = "HTTP/1.1"
    server: Proxy

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing; the proxy prints its own lines."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        try:
            exchange = self.server.gate.begin(
                body=body,
                path=self.path,
                headers=list(self.headers.items()),
                session=self.headers.get("x-codegate-session"),
            )
        except codegate.Error as error:
            self.refuse(400, f"{error.code}: {error}")
            return
        # However this block is left, the exchange is recorded.
        with exchange:
            self.serve(exchange)

    def serve(self, exchange: codegate.Exchange) -> None:
        if exchange.url is None:
            self.refuse(404, "; ".join(warning.message for warning in exchange.decision.warnings))
            return
        response = send(exchange)
        while response.status in TRY_ELSEWHERE:
            wait = response.getheader("retry-after", "")
            retry_after = float(wait) if wait.isdigit() else None
            if exchange.fail(status=response.status, retry_after=retry_after) is None:
                self.pass_on(response, chunks(response))
                break
            response = send(exchange)
        else:
            exchange.response(response.status, response.getheaders())
            self.pass_on(response, exchange.wrap(chunks(response)))
        receipt = exchange.finish(status=response.status)
        self.server.say(decision=exchange.decision.to_dict(), receipt=receipt.to_dict())

    def pass_on(self, response: http.client.HTTPResponse, body: Iterator[bytes]) -> None:
        """Gives the response to the client, as it comes."""
        self.send_response(response.status)
        for name, value in response.getheaders():
            if name.lower() not in NOT_PASSED_ON:
                self.send_header(name, value)
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()
        for chunk in body:
            if chunk:
                self.wfile.write(b"%x\r\n%s\r\n" % (len(chunk), chunk))
        self.wfile.write(b"0\r\n\r\n")

    def refuse(self, status: int, message: str) -> None:
        data = json.dumps({"error": {"type": "codegate", "message": message}}).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


def send(exchange: codegate.Exchange) -> http.client.HTTPResponse:
    """Sends the current attempt of an exchange to where it was decided to go."""
    url = urlsplit(exchange.url or "")
    secure = url.scheme == "https"
    connect = http.client.HTTPSConnection if secure else http.client.HTTPConnection
    connection = connect(url.netloc, timeout=600)
    target = url.path + (f"?{url.query}" if url.query else "")
    connection.request("POST", target, exchange.body_bytes, dict(exchange.headers))
    return connection.getresponse()


def chunks(response: http.client.HTTPResponse) -> Iterator[bytes]:
    while chunk := response.read1(65536):
        yield chunk


def main() -> None:
    with codegate.open(sys.argv[1], inject_usage=True) as gate:
        proxy = Proxy(gate)
        threading.Thread(target=proxy.serve_forever, daemon=True).start()
        proxy.say(url=f"http://127.0.0.1:{proxy.server_address[1]}")
        sys.stdin.read()
        proxy.shutdown()
        proxy.server_close()


if __name__ == "__main__":
    main()
