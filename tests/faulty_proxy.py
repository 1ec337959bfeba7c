"""An HTTP proxy before a real server that stalls, resets, cuts and refuses on command, by the bytes on the line."""

from __future__ import annotations

import socket
import struct
import threading
from collections import Counter
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_OWN: Final = {"connection", "transfer-encoding", "keep-alive", "content-length"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What becomes of one request: an answer in its place, or what its answer breaks off with after some of its body.

    It breaks off by a reset, or where it `stalls` by saying no more until the client has gone.
    """

    status: int = 0
    body: bytes = b""
    after: int | None = None
    stalls: bool = False


RESET: Final = Fault()
STALL: Final = Fault(stalls=True)
SLOW_DOWN: Final = Fault(status=503, body=b"<Error><Code>SlowDown</Code><Message>Reduce your request rate.</Message></Error>")
THROTTLED: Final = Fault(status=400, body=b'{"__type": "ThrottlingException", "message": "Rate exceeded"}')


@dataclass(slots=True)
class Proxy:
    """The proxy's address; `fault` says of method and path what is to go wrong with a request."""

    url: str
    target: str
    asked: Counter[str] = field(default_factory=Counter)
    fault: Callable[[str, str], Fault | None] | None = None
    closing: threading.Event = field(default_factory=threading.Event)

    def clear(self) -> None:
        """Let everything work again, and count anew."""
        self.fault = None
        self.asked.clear()


def first(count: int, fault: Fault) -> Callable[[str, str], Fault | None]:
    """The fault for so many requests."""
    left, lock = [fault] * count, threading.Lock()

    def next_one(_method: str, _path: str) -> Fault | None:
        with lock:
            return left.pop() if left else None

    return next_one


@contextmanager
def faulty_proxy(target: str) -> Iterator[Proxy]:
    """A proxy before a server for as long as the block runs."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.proxy = Proxy(f"http://127.0.0.1:{server.server_port}", target)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server.proxy
    finally:
        server.proxy.closing.set()
        server.shutdown()
        thread.join()
        server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    proxy: Proxy

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401  as the base class has it
        """A client that hangs up is no error of ours."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def do_GET(self) -> None:
        """Pass a request on, or do to it what is to go wrong."""
        sent = self._body()
        proxy = self.server.proxy
        proxy.asked[self.command] += 1
        fault = proxy.fault(self.command, self.path) if proxy.fault else None
        if fault and fault.status:
            self._answer(fault.status, {}, fault.body)
        elif fault and fault.after is None:
            self._break(fault)
        else:
            status, headers, body = self._passed_on(sent)
            self._answer(status, headers, body, cut=fault.after if fault else None)
            if fault:
                self._break(fault)

    do_PUT = do_POST = do_DELETE = do_HEAD = do_GET  # noqa: N815  as the base class has them

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = b""
        while size := int(self.rfile.readline().split(b";")[0], 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        while self.rfile.readline().strip():
            pass
        return body

    def _passed_on(self, body: bytes) -> tuple[int, dict[str, str], bytes]:
        to = HTTPConnection(urlsplit(self.server.proxy.target).netloc, timeout=60)
        try:
            headers = {name: value for name, value in self.headers.items() if name.lower() not in _OWN}
            to.request(self.command, self.path, body, headers | ({"Content-Length": str(len(body))} if body else {}))
            answer = to.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read()
        finally:
            to.close()

    def _answer(self, status: int, headers: dict[str, str], body: bytes, *, cut: int | None = None) -> None:
        length = headers.get("Content-Length", "0") if self.command == "HEAD" else str(len(body))
        self.send_response_only(status)
        for name, value in headers.items():
            if name.lower() not in _OWN:
                self.send_header(name, value)
        self.send_header("Content-Length", length)
        self.end_headers()
        self.wfile.write(body[:cut])
        self.wfile.flush()

    def _break(self, fault: Fault) -> None:
        """End the connection by a reset; before that, say nothing for as long as the client waits."""
        self.close_connection = True
        if fault.stalls:
            self.connection.settimeout(0.1)
            while not self.server.proxy.closing.is_set():
                with suppress(TimeoutError):
                    if not self.connection.recv(1):
                        return
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  as the base class has it
        """Say nothing."""
