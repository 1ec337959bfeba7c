"""Runs the statements that Athena gives to Hive, and those about tables and views that Glue answers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from tests.stand.athena.columns import info
from tests.stand.athena.errors import Failure, QueryError
from tests.stand.athena.statements import Engine
from tests.stand.errors import StandError
from tests.stand.mirror import is_view, tables_and_views

if TYPE_CHECKING:
    from tests.stand.athena.executions import Execution
    from tests.stand.athena.service import Service

_COLUMNS: Final = {
    "SHOW_DATABASES": ["database_name"],
    "SHOW_TABLES": ["tab_name"],
    "SHOW_VIEWS": ["views"],
    "SHOW_COLUMNS": ["field"],
    "SHOW_PARTITIONS": ["partition"],
    "SHOW_CREATE_TABLE": ["createtab_stmt"],
    "SHOW_TBLPROPERTIES": ["prpt_name", "prpt_value"],
    "DESCRIBE_TABLE": ["col_name", "data_type", "comment"],
}
_SHOW: Final = re.compile(
    r"show (?:tables|views)(?: (?:in|from) [`\"]?(?P<database>\w+)[`\"]?)?(?: (?:like )?'(?P<pattern>[^']*)')?", re.IGNORECASE
)


def columns(name: str) -> list[dict[str, Any]]:
    """The columns that a statement of this name shows."""
    return [info(column, "string") for column in _COLUMNS.get(name, [])]


def run(service: Service, execution: Execution) -> list[str]:
    """Run a statement; rows are texts, with tabs between the columns."""
    try:
        _refuse_comment(execution.statement.text.strip())
        if execution.statement.engine is Engine.GLUE:
            return _listed(service, execution)
        with service.hive:
            return _in_database(service, execution)
    except StandError as error:
        raise QueryError(_failure(str(error))) from error


def _refuse_comment(text: str) -> None:
    """Athena refuses a comment before DDL, as far as is known of /* */ alone; Hive's driver on the stand reads over both."""
    if text.startswith(("/*", "--")):
        near = " ".join(f"'{sign}'" for sign in text[:2])
        raise StandError(f"FAILED: ParseException line 1:0 cannot recognize input near {near}")


def _in_database(service: Service, execution: Execution) -> list[str]:
    text, database = execution.statement.text.strip(), execution.database
    if database == "default":
        return service.stand.hive(text)
    service.stand.hive(f"use `{database}`")
    try:
        return service.stand.hive(text)
    finally:
        service.stand.hive("use default")


def _listed(service: Service, execution: Execution) -> list[str]:
    asked = _SHOW.fullmatch(execution.statement.bare)
    if asked is None:
        raise StandError(f"FAILED: ParseException line 1:0 cannot recognize input near '{execution.statement.bare}'")
    database = (asked["database"] or execution.database).lower()
    try:
        there = tables_and_views(service.stand.glue, database)
    except service.stand.glue.exceptions.EntityNotFoundException:
        raise StandError(f"FAILED: SemanticException [Error 10072]: Database does not exist: {database}") from None
    pattern = (asked["pattern"] or "*").replace("*", ".*")
    only_views = execution.statement.name == "SHOW_VIEWS"
    names = (name for name, table in there.items() if is_view(table) or not only_views)
    return sorted(name for name in names if re.fullmatch(pattern, name))


def _failure(message: str) -> Failure:
    task = "FAILED: Execution Error, return code 1 from org.apache.hadoop.hive.ql.exec.DDLTask. "
    reason = message if message.startswith("FAILED:") else task + message
    return Failure(reason=reason, kind=1006 if "ParseException" in reason else 1003)
