"""The Glue catalog as a Metastore."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING

from athena_s3logs.aws.client import patiently, told
from athena_s3logs.aws.objects import strangers
from athena_s3logs.tables import Column, Table, View

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mypy_boto3_glue import GlueClient
    from mypy_boto3_glue.type_defs import ColumnOutputTypeDef, TableTypeDef
    from mypy_boto3_s3 import S3Client

    from athena_s3logs.sources import Source


class GlueMetastore:
    """Reads databases and tables through a boto3 client for Glue, and what lies under a flat one through one for S3."""

    def __init__(self, glue: GlueClient, s3: S3Client) -> None:
        self._client, self._s3 = glue, s3

    def find(self, database: str, name: str) -> Table | View | None:
        """The table or view of this name, None where there is none."""
        with told(f"read {database}.{name} from Glue"):
            try:
                return _described(patiently(lambda: self._client.get_table(DatabaseName=database, Name=name))["Table"])
            except self._client.exceptions.EntityNotFoundException:
                return None

    def tables(self, database: str) -> dict[str, Table | View]:
        """The tables and views of a database, in order; none where there is no such database."""
        pages = self._client.get_paginator("get_tables").paginate(DatabaseName=database)
        with told(f"list the tables of {database} in Glue"):
            try:
                found = patiently(lambda: {one["Name"]: _described(one) for page in pages for one in page["TableList"]})
            except self._client.exceptions.EntityNotFoundException:
                return {}
        return dict(sorted(found.items()))

    def strangers(self, source: Source) -> Sequence[str]:
        """Objects and folders under the table's location that are no logs of a flat source."""
        return strangers(self._s3, source.location)


def _described(table: TableTypeDef) -> Table | View:
    if table.get("TableType") == "VIRTUAL_VIEW":
        return View(_view_text(table.get("ViewOriginalText", "")))
    storage = table.get("StorageDescriptor", {})
    serde = storage.get("SerdeInfo", {})
    return Table(
        columns=_columns(storage.get("Columns", [])),
        partitions=_columns(table.get("PartitionKeys", [])),
        location=storage.get("Location", ""),
        serde=serde.get("SerializationLibrary", ""),
        serde_properties=serde.get("Parameters", {}),
        input_format=storage.get("InputFormat", ""),
        output_format=storage.get("OutputFormat", ""),
        properties=table.get("Parameters", {}),
    )


def _columns(columns: Sequence[ColumnOutputTypeDef]) -> tuple[Column, ...]:
    return tuple(Column(column["Name"], column.get("Type", "").lower(), column.get("Comment", "")) for column in columns)


def _view_text(original: str) -> str:
    """The SELECT in what Athena and Trino keep of a view: a comment with JSON in base64."""
    text = original.removeprefix("/* Presto View: ").removesuffix(" */")
    try:
        return str(json.loads(base64.b64decode(text, validate=True))["originalSql"])
    except (ValueError, KeyError, TypeError):
        return original
