"""moto -> the same objects at the speed of S3: ranges are read from files, each request at most at a given rate.

moto copies the whole object for each range that is asked for, which S3 does not: whoever reads several parts at once would pay
for that alone. Whatever is no reading of an object moto answers.
"""

from __future__ import annotations

import re
import shutil
import threading
import time
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_RANGE: Final = re.compile(r"bytes=(\d+)-(\d*)")
_OBJECT: Final = re.compile(r"/[^/?]+/[^?]+")
_BLOCK: Final = 256 << 10
_OK: Final = 200
_HOP: Final = frozenset({"connection", "transfer-encoding", "content-length", "date", "server"})


class Front(ThreadingHTTPServer):
    """S3 as clients see it; `rate` is in bytes a second and request, 0 for as fast as it goes."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, behind: int, folder: Path) -> None:
        self.behind, self.folder, self.rate = behind, folder, 0
        self.lock = threading.Lock()
        self.kept: dict[str, tuple[Path, dict[str, str]]] = {}
        super().__init__(("127.0.0.1", 0), _Handler)

    def ask(self, method: str, path: str, headers: dict[str, str], body: bytes = b"") -> tuple[int, dict[str, str], bytes]:
        """What moto answers."""
        connection = HTTPConnection("127.0.0.1", self.behind)
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        return answer.status, {name: value for name, value in answer.getheaders() if name.lower() not in _HOP}, answer.read()

    def file(self, path: str, headers: dict[str, str]) -> tuple[Path, dict[str, str]] | None:
        """An object as a file that was fetched once, and its headers; None where there is none."""
        with self.lock:
            if path not in self.kept:
                status, told, body = self.ask("GET", path, headers)
                if status != _OK:
                    return None
                kept = self.folder / quote(path, safe="")
                kept.write_bytes(body)
                self.kept[path] = kept, told
            return self.kept[path]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Front

    def do_GET(self) -> None:
        """A range of an object, or what moto has to say."""
        headers = {name: value for name, value in self.headers.items() if name.lower() not in _HOP}
        plain = {name: value for name, value in headers.items() if name.lower() not in {"range", "if-match"}}
        found = self.server.file(self.path, plain) if self.command in {"GET", "HEAD"} and _OBJECT.fullmatch(self.path) else None
        if found is None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, told, answer = self.server.ask(self.command, self.path, headers, body)
            self._begin(status, told, int(told.get("Content-Length", len(answer))))
            self.wfile.write(answer)
            return
        self._give(*found)

    do_HEAD = do_PUT = do_POST = do_DELETE = do_GET  # noqa: N815  as the base class has it

    def _give(self, path: Path, told: dict[str, str]) -> None:
        size = path.stat().st_size
        asked = _RANGE.fullmatch(self.headers.get("Range") or "")
        start = int(asked[1]) if asked else 0
        end = min(int(asked[2]) + 1, size) if asked and asked[2] else size
        if asked:  # whose checksum the whole object's is not
            told = {name: value for name, value in told.items() if "checksum" not in name.lower()}
            told["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
        self._begin(206 if asked else 200, told, end - start)
        if self.command == "GET":
            self._send(path, start, end)

    def _begin(self, status: int, told: dict[str, str], size: int) -> None:
        self.send_response(status)
        for name, value in told.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(size))
        self.end_headers()

    def _send(self, path: Path, start: int, end: int) -> None:
        begun, rate = time.perf_counter(), self.server.rate
        with path.open("rb") as file:
            for place in range(start, end, _BLOCK):
                count = min(_BLOCK, end - place)
                self.connection.sendfile(file, place, count)
                if rate and (early := (place + count - start) / rate - (time.perf_counter() - begun)) > 0:
                    time.sleep(early)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  as the base class has it
        """Say nothing."""


@contextmanager
def running_front(behind: int, folder: Path) -> Iterator[Front]:
    """It, for as long as the block runs; `behind` is moto's port."""
    folder.mkdir(parents=True, exist_ok=True)
    front = Front(behind, folder)
    thread = threading.Thread(target=front.serve_forever, daemon=True)
    thread.start()
    try:
        yield front
    finally:
        front.shutdown()
        front.server_close()
        shutil.rmtree(folder, ignore_errors=True)
