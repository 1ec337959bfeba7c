"""Hive's catalog -> Glue's, without touching the views that Trino keeps there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mypy_boto3_glue import GlueClient

_CLOSED: Final = "com.amazon.emr.cloudtrail.CloudTrailInputFormat"
_TEXT: Final = "org.apache.hadoop.mapred.TextInputFormat"


def mirror(glue: GlueClient, databases: Sequence[Mapping[str, Any]]) -> None:
    """Make Glue's databases and tables those of Hive; what stands in Glue alone goes, but for views."""
    known = database_names(glue)
    for name in known - {database["Name"] for database in databases}:
        glue.delete_database(Name=name)
    for database in databases:
        if database["Name"] not in known:
            glue.create_database(DatabaseInput=_without_tables(database))  # type: ignore[arg-type]
        _mirror_tables(glue, database["Name"], [glue_table(table) for table in database["Tables"]])


def database_names(glue: GlueClient) -> set[str]:
    """The databases in Glue."""
    pages = glue.get_paginator("get_databases").paginate()
    return {database["Name"] for page in pages for database in page["DatabaseList"]}


def tables_and_views(glue: GlueClient, database: str) -> dict[str, dict[str, Any]]:
    """What Glue has in a database, by name."""
    pages = glue.get_paginator("get_tables").paginate(DatabaseName=database)
    return {table["Name"]: dict(table) for page in pages for table in page["TableList"]}


def is_view(table: Mapping[str, Any]) -> bool:
    """Whether what Glue has is a view."""
    return bool(table.get("TableType") == "VIRTUAL_VIEW")


def glue_table(table: Mapping[str, Any]) -> dict[str, Any]:
    """A table of Hive as Athena has it in Glue.

    >>> glue_table({"StorageDescriptor": {"Location": "s3://b/t", "InputFormat": "x.AnyInputFormat"}})
    {'StorageDescriptor': {'Location': 's3://b/t/', 'InputFormat': 'x.AnyInputFormat'}}
    """
    storage = table["StorageDescriptor"]
    # Hive drops the slash that Glue keeps, and Trino does not have the closed class: its files are lines on the stand.
    form = _TEXT if storage["InputFormat"] == _CLOSED else storage["InputFormat"]
    location = storage["Location"].rstrip("/") + "/"
    return {**table, "StorageDescriptor": {**storage, "Location": location, "InputFormat": form}}


def _without_tables(database: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in database.items() if key != "Tables"}


def _mirror_tables(glue: GlueClient, database: str, tables: Sequence[dict[str, Any]]) -> None:
    there = {name: table for name, table in tables_and_views(glue, database).items() if not is_view(table)}
    for name in there.keys() - {table["Name"] for table in tables}:
        glue.delete_table(DatabaseName=database, Name=name)
    for table in tables:
        name = table["Name"]
        if name not in there:
            glue.create_table(DatabaseName=database, TableInput=table)  # type: ignore[arg-type]
        elif any(there[name].get(key) != value for key, value in table.items()):
            glue.update_table(DatabaseName=database, TableInput=table)  # type: ignore[arg-type]
