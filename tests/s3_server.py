"""An S3 over HTTP in this process (moto's), which counts its requests and fails on command."""

from __future__ import annotations

import threading
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import boto3
from moto.backends import get_backend
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from mypy_boto3_s3 import S3Client

_ACCOUNT: Final = "123456789012"


@dataclass(slots=True)
class S3Server:
    """The server's address and a client for it; `fault` may answer a request in its place, or change the body of one."""

    url: str
    client: S3Client
    asked: Counter[str] = field(default_factory=Counter)
    fault: Callable[[str, str], tuple[int, bytes] | None] | None = None
    change: Callable[[str, bytes], bytes] | None = None

    def put(self, bucket: str, *keys: str, body: bytes = b"line\n") -> None:
        """Objects, past HTTP, which takes most of the time."""
        for key in keys:
            get_backend("s3")[_ACCOUNT]["aws"].put_object(bucket, key, body)


@contextmanager
def s3_server() -> Iterator[S3Server]:
    app = DomainDispatcherApplication(create_backend_app)
    running: list[S3Server] = []

    def answer(environ: dict[str, Any], start: Any) -> Iterable[bytes]:  # noqa: ANN401  as WSGI has it
        known, path = running[0], environ["PATH_INFO"]
        known.asked[environ["REQUEST_METHOD"]] += 1
        if known.fault and (said := known.fault(environ["REQUEST_METHOD"], path)):
            start(f"{said[0]} Fault", [("Content-Length", str(len(said[1])))])
            return [said[1]]
        if not known.change:
            return app(environ, start)  # type: ignore[no-any-return]
        body = b"".join(app(environ, start))
        return [known.change(path, body)]

    get_backend("s3").reset()
    server = make_server("127.0.0.1", 0, answer, threaded=True)
    url = f"http://127.0.0.1:{server.server_port}"
    session = boto3.Session("test", "test", region_name="us-east-1")
    running.append(S3Server(url, session.client("s3", endpoint_url=url)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield running[0]
    finally:
        running[0].client.close()
        server.shutdown()
        thread.join()
        server.server_close()
