"""A Service whose PyAthena is the real one, and whose Athena answers what a test wrote down."""

# ruff: noqa: ANN401  requests are what boto3 takes

from __future__ import annotations

import io
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, BinaryIO

import boto3
import pyarrow.parquet as pq
import pyathena
from pyathena.util import RetryConfig

from athena_s3logs.aws.client import patience
from athena_s3logs.engines.athena_service import Workgroup

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa
    from pyathena.connection import Connection
    from pyathena.cursor import Cursor

CALLS = ("start_query_execution", "get_query_execution", "stop_query_execution", "get_query_results")


@dataclass(slots=True, kw_only=True)
class Double:
    """Queries go through these states, the last of which stays, and give these rows; a raised call raises."""

    states: Sequence[str] = ("SUCCEEDED",)
    columns: Sequence[tuple[str, str]] = (("n", "bigint"),)
    rows: Sequence[Sequence[str | None]] = (("1",),)
    status: dict[str, Any] = field(default_factory=dict)
    statistics: dict[str, Any] = field(default_factory=lambda: {"DataScannedInBytes": 20 << 20})
    output: str | None = "s3://results/query-1.csv"
    encryption: str = "SSE_S3"
    group: Workgroup | None = None
    location: str | None = "s3://results"
    objects: dict[str, bytes] = field(default_factory=dict)
    raised: dict[str, BaseException] = field(default_factory=dict)
    started: list[dict[str, Any]] = field(default_factory=list)
    stopped: list[str] = field(default_factory=list)
    tables: Sequence[pa.Table] = ()
    looks: int = 0
    region: str = "eu-west-1"
    name: str = "audit"

    def workgroup(self) -> Workgroup | None:
        return self.group

    def connect(self, location: str | None) -> Connection[Cursor]:
        connection = pyathena.connect(
            session=_session(),
            config=patience(),
            work_group="audit",
            s3_staging_dir=location or "",
            schema_name=None,
            retry_config=RetryConfig(attempt=1),
        )
        for name in CALLS:
            setattr(connection.client, name, getattr(self, name))
        return connection

    def start_query_execution(self, **request: Any) -> dict[str, Any]:
        self._raise("start_query_execution")
        self.started.append(request)
        self._unload(request["QueryString"])
        return {"QueryExecutionId": f"query-{len(self.started)}"}

    def get_query_execution(self, **request: Any) -> dict[str, Any]:
        self._raise("get_query_execution")
        states = ("CANCELLED",) if self.stopped else self.states
        state = states[min(self.looks, len(states) - 1)]
        self.looks += 1
        encryption = {"EncryptionConfiguration": {"EncryptionOption": self.encryption}}
        execution = {
            "QueryExecutionId": request["QueryExecutionId"],
            "Query": self.started[-1]["QueryString"],
            "Status": {"State": state, **self.status},
            "Statistics": self.statistics,
            "ResultConfiguration": {"OutputLocation": self.output, **encryption} if self.output else {},
        }
        return {"QueryExecution": execution}

    def stop_query_execution(self, **request: Any) -> dict[str, Any]:
        self._raise("stop_query_execution")
        self.stopped.append(request["QueryExecutionId"])
        return {}

    def get_query_results(self, **request: Any) -> dict[str, Any]:
        self._raise("get_query_results")
        start = int(request.get("NextToken", 0))
        texts = [tuple(name for name, _ in self.columns), *self.rows]
        page = texts[start : start + request["MaxResults"]]
        info = [
            {"Name": name, "Type": kind, "Precision": 9, "Scale": 2, "Nullable": "UNKNOWN"} for name, kind in self.columns
        ]
        answer: dict[str, Any] = {
            "ResultSet": {
                "Rows": [{"Data": [{} if text is None else {"VarCharValue": text} for text in row]} for row in page],
                "ResultSetMetadata": {"ColumnInfo": info},
            },
        }
        return answer | ({"NextToken": str(start + len(page))} if start + len(page) < len(texts) else {})

    def open(self, url: str) -> BinaryIO:
        self._raise("open")
        return io.BytesIO(self.objects[url])

    def files(self, folder: str) -> list[str]:
        self._raise("files")
        return sorted(url for url in self.objects if url.startswith(folder))

    def delete(self, urls: Sequence[str]) -> None:
        self._raise("delete")
        for url in urls:
            del self.objects[url]

    def _unload(self, statement: str) -> None:
        """Write the tables where an UNLOAD says."""
        folder = statement.partition("\nTO '")[2].partition("'")[0]
        for number, table in enumerate(self.tables if folder else ()):
            buffer = io.BytesIO()
            pq.write_table(table, buffer)
            self.objects[f"{folder}{number}.gz"] = buffer.getvalue()

    def _raise(self, name: str) -> None:
        if name in self.raised:
            raise self.raised[name]


@cache
def _session() -> boto3.Session:
    """One, as reading botocore's models takes long."""
    return boto3.Session("x", "x", region_name="eu-west-1")
