"""An HTTP server that speaks Athena's JSON 1.1 protocol over the stand, and what a client needs to reach it."""

from __future__ import annotations

import json
import socket
import threading
import time
import traceback
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Final

import boto3
import botocore.session

from tests.stand.athena import metadata, named_queries, queries, trino_pages, workgroups
from tests.stand.athena.errors import ApiError
from tests.stand.athena.executions import FINAL
from tests.stand.athena.service import Service
from tests.stand.athena.validation import check

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.stand.athena.executions import Execution
    from tests.stand.athena.faults import Faults
    from tests.stand.stand import Stand

_OPERATIONS: Final[dict[str, Callable[[Service, dict[str, Any]], dict[str, Any]]]] = {
    "StartQueryExecution": queries.start,
    "GetQueryExecution": queries.get,
    "BatchGetQueryExecution": queries.batch_get,
    "ListQueryExecutions": queries.list_all,
    "StopQueryExecution": queries.stop,
    "GetQueryResults": queries.results,
    "CreateWorkGroup": workgroups.create,
    "GetWorkGroup": workgroups.get,
    "ListWorkGroups": workgroups.list_all,
    "UpdateWorkGroup": workgroups.update,
    "DeleteWorkGroup": workgroups.delete,
    "CreateNamedQuery": named_queries.create,
    "GetNamedQuery": named_queries.get,
    "BatchGetNamedQuery": named_queries.batch_get,
    "ListNamedQueries": named_queries.list_all,
    "UpdateNamedQuery": named_queries.update,
    "DeleteNamedQuery": named_queries.delete,
    "ListDataCatalogs": metadata.list_catalogs,
    "ListDatabases": metadata.list_databases,
    "GetDatabase": metadata.get_database,
    "GetTableMetadata": metadata.get_table,
    "ListTableMetadata": metadata.list_tables,
}
_REGION: Final = "us-east-1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Athena:
    """Athena, running."""

    service: Service
    port: int

    @property
    def endpoint(self) -> str:
        """The address of the API."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def stand(self) -> Stand:
        """The parts beneath."""
        return self.service.stand

    @property
    def faults(self) -> Faults:
        """What is to go wrong."""
        return self.service.faults

    def environment(self) -> dict[str, str]:
        """The variables by which boto3 and PyAthena find all of AWS here."""
        return environment(self.stand, self.endpoint)

    def session(self) -> boto3.Session:
        """A session that needs no variables."""
        core = botocore.session.Session()
        path = self.service.folder / "aws.ini"
        names = {"athena": self.endpoint, **dict.fromkeys(("s3", "glue", "sts", "iam"), self.stand.endpoint)}
        lines = [f"{name} =\n  endpoint_url = {address}" for name, address in names.items()]
        path.write_text("\n".join(["[default]", "services = stand", "[services stand]", *lines, ""]))
        core.set_config_variable("config_file", str(path))
        return boto3.Session("test", "test", region_name=_REGION, botocore_session=core)

    def execution(self, identity: str) -> Execution:
        """What the server knows of a query."""
        return self.service.executions[identity]


def environment(stand: Stand, athena: str) -> dict[str, str]:
    """The variables by which boto3 and PyAthena find all of AWS on the stand, with Athena at an address."""
    moto = dict.fromkeys(("S3", "GLUE", "STS", "IAM"), stand.endpoint)
    return {
        **{f"AWS_ENDPOINT_URL_{name}": address for name, address in {"ATHENA": athena, **moto}.items()},
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": _REGION,
        "AWS_REGION": _REGION,
        "AWS_EC2_METADATA_DISABLED": "true",
    }


@contextmanager
def running_athena(stand: Stand, folder: Path, *, port: int = 0) -> Iterator[Athena]:
    """Athena for as long as the block runs."""
    folder.mkdir(parents=True, exist_ok=True)
    service = Service(stand=stand, folder=folder)
    server = _Server(service, port)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True, name="athena")
    thread.start()
    try:
        yield Athena(service=service, port=server.server_port)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        _end_queries(service)


def _end_queries(service: Service) -> None:
    """Leave nothing running on Trino, and no thread that asks it."""
    service.faults.clear()
    running = [execution for execution in service.executions.values() if execution.state not in FINAL]
    for execution in running:
        with suppress(OSError):
            trino_pages.stop(execution)
    end = time.monotonic() + 10
    while any(execution.state not in FINAL for execution in running) and time.monotonic() < end:
        time.sleep(0.02)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, service: Service, port: int) -> None:
        self.service = service
        self.closing = threading.Event()
        self.open: set[socket.socket] = set()
        super().__init__(("127.0.0.1", port), _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:  # noqa: ANN401  as the base class has it
        self.open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:  # noqa: ANN401
        self.open.discard(request)
        super().shutdown_request(request)

    def server_close(self) -> None:
        """Close the connections that clients keep for later too."""
        self.closing.set()
        for connection in list(self.open):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        super().server_close()

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401
        """A client that hangs up is no error of ours."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # headers and body leave together: two small packets would wait for each other
    disable_nagle_algorithm = True
    server: _Server

    def do_POST(self) -> None:
        """Answer a call."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        operation = (self.headers.get("X-Amz-Target") or "").removeprefix("AmazonAthena.")
        while operation in self.server.service.faults.silent:
            if self.server.closing.wait(0.05):
                self.close_connection = True
                return
        try:
            self._send(200, _answer(self.server.service, operation, json.loads(body or b"{}")))
        except ApiError as error:
            self._send(error.status, {"__type": error.name, "Message": str(error), **error.details})
        except Exception:  # noqa: BLE001  whoever tests sees what broke, instead of a connection that does
            self._send(500, {"__type": "InternalServerException", "Message": traceback.format_exc()})

    def _send(self, status: int, answer: dict[str, Any]) -> None:
        body = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/x-amz-json-1.1")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  as the base class has it
        """Say nothing."""


def _answer(service: Service, operation: str, request: dict[str, Any]) -> dict[str, Any]:
    if refusal := service.faults.next_refusal(operation):
        raise refusal
    if operation not in _OPERATIONS:
        raise ApiError("UnknownOperationException", f"the stand's Athena does not have {operation}")
    check(operation, request)
    return _OPERATIONS[operation](service, request)
