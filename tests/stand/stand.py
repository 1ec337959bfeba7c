"""The stand: three processes that answer as S3, Glue, Hive and Trino do on AWS."""

from __future__ import annotations

import re
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import boto3

from tests.stand.calls import call
from tests.stand.errors import StandError
from tests.stand.mirror import database_names, is_view, mirror, tables_and_views
from tests.stand.parts import find_parts
from tests.stand.processes import Part, free_ports, listens, reap, spawn, stop, wait
from tests.stand.settings import Ports, hive_command, trino_command
from tests.stand.trino import Answer, ask, is_started

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from mypy_boto3_glue import GlueClient
    from mypy_boto3_s3 import S3Client

_COMMENTS: Final = r"(?:\s|--[^\n]*\n|/\*.*?\*/)*"
_VIEW: Final = re.compile(_COMMENTS + r"(?:create(?:\s+or\s+replace)?|drop)\s+view\b", re.IGNORECASE | re.DOTALL)
_DROP_DATABASE: Final = re.compile(
    _COMMENTS + r"drop\s+(?:database|schema)\s+(?:if\s+exists\s+)?`?(\w+)`?\s*(?:restrict\s*)?$", re.IGNORECASE | re.DOTALL
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """Athena's parts, running."""

    ports: Ports
    s3: S3Client
    glue: GlueClient

    @property
    def endpoint(self) -> str:
        """The address of S3 and Glue."""
        return _address(self.ports.moto)

    @property
    def hive_address(self) -> str:
        """Where statements are posted to Hive."""
        return _address(self.ports.hive)

    @property
    def trino_address(self) -> str:
        """The address of Trino."""
        return _address(self.ports.trino)

    def hive(self, sql: str) -> list[str]:
        """Run one statement in Hive and mirror its catalog into Glue; rows are the text that Hive's driver gives."""
        return [row["text"] for row in self._run_hive(sql)]

    def hive_rows(self, sql: str) -> list[list[str | None]]:
        """Run one statement in Hive and mirror its catalog into Glue; a row is the texts of its columns, NULL is None."""
        return [row["columns"] for row in self._run_hive(sql)]

    def trino(self, sql: str, *, catalog: str = "awsdatacatalog", schema: str = "default", session: str = "") -> Answer:
        """Run one statement in Trino."""
        return ask(self.trino_address, sql, catalog=catalog, schema=schema, session=session)

    def execute(self, statement: str) -> None:
        """Run one statement where Athena runs it: views in Trino, all other DDL in Hive."""
        sql = statement.strip().removesuffix(";")
        if _VIEW.match(sql):
            self.trino(sql)
        else:
            self.hive(sql)

    def put(self, bucket: str, key: str, body: bytes) -> None:
        """Store an object, in a bucket that is made where there is none."""
        try:
            self.s3.put_object(Bucket=bucket, Key=key, Body=body)
        except self.s3.exceptions.NoSuchBucket:
            self.s3.create_bucket(Bucket=bucket)
            self.s3.put_object(Bucket=bucket, Key=key, Body=body)

    def clear(self, bucket: str) -> None:
        """Delete all objects of a bucket."""
        for page in self.s3.get_paginator("list_objects_v2").paginate(Bucket=bucket):
            for item in page.get("Contents", []):
                self.s3.delete_object(Bucket=bucket, Key=item["Key"])

    def close(self) -> None:
        """Close the connections to S3 and Glue."""
        self.s3.close()
        self.glue.close()

    def _run_hive(self, sql: str) -> list[dict[str, Any]]:
        self._refuse_to_drop_views(sql)
        answer = self._post(sql)
        self._undo_clashes(answer["databases"])
        mirror(self.glue, answer["databases"])
        rows: list[dict[str, Any]] = answer["rows"]
        return rows

    def _post(self, sql: str) -> dict[str, Any]:
        answer = call(self.hive_address, sql.encode())
        if answer["error"] is not None:
            raise StandError(answer["error"])
        return answer

    def _refuse_to_drop_views(self, sql: str) -> None:
        """A database with views is not empty to Athena; Hive does not see them."""
        dropped = _DROP_DATABASE.match(sql)
        if dropped and (name := dropped[1].lower()) in database_names(self.glue) and tables_and_views(self.glue, name):
            raise StandError(f"InvalidOperationException(message:Database {name} is not empty. One or more tables exist.)")

    def _undo_clashes(self, databases: Sequence[dict[str, Any]]) -> None:
        """A table cannot have the name of a view; Hive does not see that one either."""
        for database in databases:
            there = tables_and_views(self.glue, database["Name"]) if database["Name"] in database_names(self.glue) else {}
            for table in database["Tables"]:
                if is_view(there.get(table["Name"], {})):
                    self._post(f"drop table `{database['Name']}`.`{table['Name']}`")
                    raise StandError(f"AlreadyExistsException(message:Table {table['Name']} already exists)")


@contextmanager
def running_stand(folder: Path) -> Iterator[Stand]:
    """A stand for as long as the block runs, and never longer than this process."""
    started: list[Part] = []
    try:
        stand = start(folder, started, stays=False)
        try:
            yield stand
        finally:
            stand.close()
    finally:
        stop(folder)
        for part in started:
            reap(part)


def start(folder: Path, started: list[Part], *, stays: bool) -> Stand:
    """Start the three processes in a folder, noting each in a list; those that stay outlive this process."""
    parts, ports = find_parts(), Ports(**dict(zip(("moto", "hive", "trino"), free_ports(3), strict=True)))
    folder.mkdir(parents=True, exist_ok=True)

    def run(name: str, command: Sequence[str]) -> Part:
        started.append(spawn(folder, name, command, stays=stays))
        return started[-1]

    moto = run("moto", [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(ports.moto)])
    hive = run("hive", hive_command(folder, parts, ports))
    trino = run("trino", trino_command(folder, parts, ports))
    wait(moto, lambda: listens(ports.moto))
    wait(hive, lambda: listens(ports.hive))
    stand = connect(ports)
    stand.hive("show databases")  # loads most of Hive while Trino starts, and puts the database default into Glue
    wait(trino, lambda: is_started(stand.trino_address))
    return stand


def connect(ports: Ports) -> Stand:
    """The stand behind these ports."""
    session = boto3.Session("test", "test", region_name="us-east-1")
    aws = _address(ports.moto)
    return Stand(ports=ports, s3=session.client("s3", endpoint_url=aws), glue=session.client("glue", endpoint_url=aws))


def _address(port: int) -> str:
    return f"http://127.0.0.1:{port}"
