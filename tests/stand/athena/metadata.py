"""The calls about the catalog, answered from Glue."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from tests.stand.athena.errors import ApiError
from tests.stand.athena.paging import page
from tests.stand.mirror import tables_and_views

if TYPE_CHECKING:
    from tests.stand.athena.service import Service

_CATALOG: Final = {"CatalogName": "AwsDataCatalog", "Type": "GLUE"}


def list_catalogs(_service: Service, _request: dict[str, Any]) -> dict[str, Any]:
    """ListDataCatalogs: there is Glue's alone."""
    return {"DataCatalogsSummary": [_CATALOG]}


def list_databases(service: Service, request: dict[str, Any]) -> dict[str, Any]:
    """ListDatabases."""
    _check_catalog(request)
    pages = service.stand.glue.get_paginator("get_databases").paginate()
    found = [_database(database) for answer in pages for database in answer["DatabaseList"]]
    return page("DatabaseList", sorted(found, key=lambda database: database["Name"]), request, most=50)


def get_database(service: Service, request: dict[str, Any]) -> dict[str, Any]:
    """GetDatabase."""
    _check_catalog(request)
    glue = service.stand.glue
    try:
        return {"Database": _database(glue.get_database(Name=request["DatabaseName"])["Database"])}
    except glue.exceptions.EntityNotFoundException:
        raise _missing(f"Database {request['DatabaseName']} not found") from None


def get_table(service: Service, request: dict[str, Any]) -> dict[str, Any]:
    """GetTableMetadata."""
    table = _tables(service, request).get(request["TableName"].lower())
    if table is None:
        raise _missing(f"EntityNotFoundException: Entity Not Found: Table {request['TableName']} not found")
    return {"TableMetadata": _table(table)}


def list_tables(service: Service, request: dict[str, Any]) -> dict[str, Any]:
    """ListTableMetadata."""
    pattern = (request.get("Expression") or "*").replace("*", ".*")
    tables = _tables(service, request)
    found = [_table(tables[name]) for name in sorted(tables) if re.fullmatch(pattern, name)]
    return page("TableMetadataList", found, request, most=50)


def _tables(service: Service, request: dict[str, Any]) -> dict[str, dict[str, Any]]:
    _check_catalog(request)
    try:
        return tables_and_views(service.stand.glue, request["DatabaseName"].lower())
    except service.stand.glue.exceptions.EntityNotFoundException:
        raise _missing(f"Database {request['DatabaseName']} not found") from None


def _check_catalog(request: dict[str, Any]) -> None:
    if request["CatalogName"].lower() != "awsdatacatalog":
        raise _missing(f"Catalog {request['CatalogName']} not found")


def _missing(message: str) -> ApiError:
    return ApiError("MetadataException", message)


def _database(database: Any) -> dict[str, Any]:  # noqa: ANN401  Glue's dictionary
    return {key: database[key] for key in ("Name", "Description", "Parameters") if database.get(key)}


def _table(table: dict[str, Any]) -> dict[str, Any]:
    return {
        "Name": table["Name"],
        "CreateTime": table["CreateTime"].timestamp(),
        "TableType": table.get("TableType", ""),
        "Columns": table["StorageDescriptor"]["Columns"],
        "PartitionKeys": table.get("PartitionKeys", []),
        "Parameters": table.get("Parameters", {}),
    }
