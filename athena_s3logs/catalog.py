"""Tables and views x engine: create, drop, and what differs from the templates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from athena_s3logs.ddl import TEMPLATE_VERSION, database_ddl, hive_name, parse_table, table_ddl, view_ddl
from athena_s3logs.errors import CatalogError, DriftError, SourceMismatchError
from athena_s3logs.relation import view_select
from athena_s3logs.sources import make_source
from athena_s3logs.tables import PREFIX, Difference, Table, View, check_identifier, differences, from_properties

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from athena_s3logs.engines.base import Engine, Metastore
    from athena_s3logs.sources import Source

State = Literal["ok", "missing", "differs"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment:
    """A source and the names of its table and view."""

    source: Source
    database: str
    table: str
    view: str

    def __post_init__(self) -> None:
        """Refuse names that Athena would not take as they are."""
        for what in ("database", "table", "view"):
            check_identifier(what, getattr(self, what))
        if self.table == self.view:
            raise CatalogError(f"table and view are both called {self.table!r}: give one of them another name")

    def statements(self) -> dict[str, str]:
        """The DDL by what it makes, in the order to run it."""
        return {
            "database": database_ddl(self.database),
            "table": self.table_statement,
            "view": view_ddl(self.database, self.view, self.select),
        }

    @property
    def table_statement(self) -> str:
        """The DDL of the raw table."""
        return table_ddl(self.source, database=self.database, table=self.table, view=self.view)

    @property
    def select(self) -> str:
        """The SELECT of the view."""
        return view_select(self.source, self.database, self.table)


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """How a table or view stands beside what this version would make."""

    database: str
    name: str
    what: Literal["table", "view"]
    state: State
    differences: tuple[Difference, ...] = ()
    sweeps: tuple[str, ...] = ()
    not_listed: str = ""

    @property
    def remedy(self) -> str:
        """What to run, empty where nothing is to be done."""
        return {"ok": "", "missing": "create", "differs": "create --replace"}[self.state]


def recover(metastore: Metastore, database: str, table: str, *, today: date) -> Deployment:
    """The deployment of a table that the package made, from nothing but its name."""
    found = metastore.find(database, table)
    if found is None:
        raise CatalogError(f"{database}.{table}: there is no such table; `create` makes it")
    if isinstance(found, View) or not found.owned:
        raise CatalogError(f"{database}.{table}: not made by athena_s3logs, so its properties do not say of which logs it is")
    source = make_source(from_properties(found.properties), today=today)
    return Deployment(source=source, database=database, table=table, view=found.properties[f"{PREFIX}view"])


def owned_tables(metastore: Metastore, database: str) -> Iterator[str]:
    """The tables of a database that the package made."""
    for name in metastore.names(database):
        found = metastore.find(database, name)
        if isinstance(found, Table) and found.owned:
            yield name


def status(deployment: Deployment, metastore: Metastore) -> tuple[Status, Status]:
    """How table and view of a deployment stand."""
    return _status(deployment, "table", metastore), _status(deployment, "view", metastore)


def create(deployment: Deployment, engine: Engine, metastore: Metastore, *, database: bool, replace: bool) -> None:
    """Make what is missing; what differs is an error unless it may be replaced.

    Replacing drops and makes an external table: the logs in S3 are not touched.
    """
    _check_source(deployment, metastore, replace=replace)
    statements = deployment.statements()
    table, view = status(deployment, metastore)
    differing = [item for item in (table, view) if item.state == "differs"]
    if differing and not replace:
        raise DriftError("\n".join(_drift(item) for item in differing))
    if database:
        engine.execute(statements["database"])
    if table.state == "differs":
        engine.execute(f"DROP TABLE {hive_name(deployment.database)}.{hive_name(deployment.table)}")
    if table.state != "ok":
        engine.execute(statements["table"])
    if view.state != "ok":
        engine.execute(statements["view"])


def drop(deployment: Deployment, engine: Engine, metastore: Metastore) -> None:
    """Drop view and table where they are ours; the logs in S3 are not touched."""
    view = metastore.find(deployment.database, deployment.view)
    table = metastore.find(deployment.database, deployment.table)
    if isinstance(table, View) or (table is not None and not table.owned):
        raise CatalogError(
            f"{deployment.database}.{deployment.table}: not made by athena_s3logs; drop it by hand if you mean it",
        )
    if view is not None and not _reads(view, deployment):
        raise CatalogError(
            f"{deployment.database}.{deployment.view}: not a view over {deployment.table}; drop it by hand if you mean it",
        )
    if view is not None:
        engine.execute(f'DROP VIEW "{deployment.database}"."{deployment.view}"')
    if table is not None:
        engine.execute(f"DROP TABLE {hive_name(deployment.database)}.{hive_name(deployment.table)}")


def _status(deployment: Deployment, what: Literal["table", "view"], metastore: Metastore) -> Status:
    name = deployment.table if what == "table" else deployment.view
    found = metastore.find(deployment.database, name)
    wrong = tuple(_differences(deployment, what, found))
    state: State = "missing" if found is None else "differs" if wrong else "ok"
    return Status(database=deployment.database, name=name, what=what, state=state, differences=wrong)


def _differences(deployment: Deployment, what: str, found: Table | View | None) -> Iterator[Difference]:
    if found is None:
        return
    if isinstance(found, View) != (what == "view"):
        yield Difference("kind", what, "view" if isinstance(found, View) else "table")
    elif isinstance(found, View):
        if _tokens(found.text) != _tokens(deployment.select):
            yield Difference("select", deployment.select, found.text)
    else:
        expected = parse_table(deployment.table_statement)
        yield from differences(expected, found)


def _check_source(deployment: Deployment, metastore: Metastore, *, replace: bool) -> None:
    """Refuse a table that is not ours, and one of other logs."""
    found = metastore.find(deployment.database, deployment.table)
    name = f"{deployment.database}.{deployment.table}"
    if isinstance(found, View) or (found is not None and not found.owned):
        raise CatalogError(f"{name}: there is something of this name that athena_s3logs did not make; choose another name")
    view = metastore.find(deployment.database, deployment.view)
    if view is not None and not _reads(view, deployment):
        raise CatalogError(
            f"{deployment.database}.{deployment.view}: there is something of this name that is no view over"
            f" {deployment.table}; choose another name",
        )
    if found is not None and not replace:
        check_same_source(deployment, found)


def check_same_source(deployment: Deployment, found: Table) -> None:
    """Raise where the table says that it was made for other logs than the settings name."""
    wanted, there = deployment.source.settings, from_properties(found.properties)
    wrong = [
        f"{name} is {_shown(getattr(there, name))} there and {_shown(getattr(wanted, name))} in the settings"
        for name in type(wanted).__dataclass_fields__
        if getattr(wanted, name) != getattr(there, name)
    ]
    if wrong:
        raise SourceMismatchError(
            f"{deployment.database}.{deployment.table} was made for other settings: {', '.join(wrong)};"
            " change the settings, or `create --replace`, which leaves the logs alone",
        )


def _shown(value: object) -> str:
    return (", ".join(value) if isinstance(value, tuple) else str(value)) if value else "not set"


def _drift(status: Status) -> str:
    wrong = ", ".join(difference.what for difference in status.differences)
    return (
        f"{status.what} {status.database}.{status.name} differs from template {TEMPLATE_VERSION} ({wrong});"
        " `diff` shows how, `create --replace` makes it anew and leaves the logs alone"
    )


def _reads(found: Table | View, deployment: Deployment) -> bool:
    """Whether this is a view over the table of the deployment."""
    return isinstance(found, View) and deployment.table in _tokens(found.text)


def _tokens(select: str) -> Sequence[str]:
    """What a view says, whatever parentheses, capitals and line breaks the engine gave it."""
    from sqlglot import tokenize

    return [
        token.text if token.token_type.name == "STRING" else token.text.lower()
        for token in tokenize(select, read="trino")
        if token.text not in {"(", ")"}
    ]
