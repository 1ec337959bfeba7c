"""Tables and views x engine: create, drop, and what differs from the templates."""

from __future__ import annotations

import shlex
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from athena_s3logs.ddl import TEMPLATE_VERSION, database_ddl, hive_name, parse_table, table_ddl, view_ddl
from athena_s3logs.errors import CatalogError, DriftError, EngineError, SettingError, SourceMismatchError
from athena_s3logs.sources import make_source
from athena_s3logs.tables import PREFIX, Difference, Table, View, check_identifier, differences, from_properties

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from sqlglot import exp

    from athena_s3logs.engines.base import Executor, Metastore
    from athena_s3logs.engines.raw_tables import RawTable
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
            raise SettingError(f"table and view are both called {self.table!r}: give one of them another name")

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
        from athena_s3logs.relation import view_select

        return view_select(self.source, self.database, self.table)


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """How a table or view stands beside what this version would make."""

    database: str
    name: str
    what: Literal["table", "view"]
    state: State
    differences: tuple[Difference, ...] = ()
    remedy: tuple[str, ...] = ()
    sweeps: tuple[str, ...] = ()
    not_listed: str = ""


class Change(NamedTuple):
    """What became of a table or view."""

    what: str
    name: str
    outcome: str


_MADE: Final[Mapping[State, str]] = {"ok": "as it was", "missing": "created", "differs": "replaced"}
_GLUE: Final = "awsdatacatalog"
"""What Athena calls Glue's catalog of the account itself."""


def raw_tables(deployments: Iterable[Deployment]) -> dict[str, RawTable]:
    """The raw table of each kind of logs."""
    from athena_s3logs.engines.raw_tables import RawTable

    tables: dict[str, RawTable] = {}
    for item in deployments:
        if item.source.kind in tables:
            raise SettingError(f"{item.source.kind}: there are several tables of it, and a query reads one; configure one")
        tables[item.source.kind] = RawTable(source=item.source, database=item.database, table=item.table)
    return tables


def recover(metastore: Metastore, database: str, table: str, *, today: date) -> Deployment:
    """The deployment of a table that the package made, from nothing but its name."""
    found = metastore.find(database, table)
    if found is None:
        raise CatalogError(f"{database}.{table}: there is no such table; `create` makes it")
    if isinstance(found, View) or not found.owned:
        raise CatalogError(f"{database}.{table}: not made by athena_s3logs, so its properties do not say of which logs it is")
    with _telling(f"{database}.{table}"):
        source = make_source(from_properties(found.properties), today=today)
        return Deployment(source=source, database=database, table=table, view=found.properties[f"{PREFIX}view"])


@contextmanager
def _telling(name: str) -> Iterator[None]:
    """Tell of properties that somebody changed so that no source can be made of them."""
    try:
        yield
    except (SettingError, KeyError, ValueError) as error:
        raise CatalogError(
            f"{name}: its properties do not tell its source any more ({error}); drop it by hand, which leaves the"
            " logs alone, and create it anew",
        ) from error


def owned_tables(metastore: Metastore, database: str) -> Iterator[str]:
    """The tables of a database that the package made."""
    for name, found in metastore.tables(database).items():
        if isinstance(found, Table) and found.owned:
            yield name


def status(deployment: Deployment, metastore: Metastore) -> tuple[Status, Status]:
    """How table and view of a deployment stand."""
    return _status(deployment, "table", metastore), _status(deployment, "view", metastore)


def create(
    deployment: Deployment, executor: Executor, metastore: Metastore, *, database: bool, replace: bool,
) -> tuple[Change, ...]:
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
        executor.execute(statements["database"])
    if table.state == "differs":
        executor.execute(_drop_table(deployment))
    for item in (table, view):
        if item.state != "ok":
            _make(deployment, item.what, executor, metastore)
    return tuple(Change(item.what, f"{item.database}.{item.name}", _MADE[item.state]) for item in (table, view))


def _make(deployment: Deployment, what: Literal["table", "view"], executor: Executor, metastore: Metastore) -> None:
    """Make it; that somebody else did so at the same moment is no failure, unless it is for other logs."""
    try:
        executor.execute(deployment.statements()[what])
    except EngineError:
        if _status(deployment, what, metastore).state != "ok":
            raise
    if what == "table":
        _check_source(deployment, metastore, replace=False)


def drop(deployment: Deployment, executor: Executor, metastore: Metastore) -> tuple[Change, ...]:
    """Drop view and table where they are ours; the logs in S3 are not touched."""
    view = metastore.find(deployment.database, deployment.view)
    table = metastore.find(deployment.database, deployment.table)
    names = {"view": f"{deployment.database}.{deployment.view}", "table": f"{deployment.database}.{deployment.table}"}
    if isinstance(table, View) or (table is not None and not table.owned):
        raise CatalogError(f"{names['table']}: not made by athena_s3logs; drop it by hand if you mean it")
    if view is not None and not _reads(view, deployment):
        raise CatalogError(f"{names['view']}: not a view over {deployment.table}; drop it by hand if you mean it")
    check_same_source(deployment, table)
    if view is not None:
        executor.execute(f'DROP VIEW "{deployment.database}"."{deployment.view}"')
    if table is not None:
        executor.execute(_drop_table(deployment))
    found = {"view": view, "table": table}
    return tuple(Change(what, name, "dropped" if found[what] else "not there") for what, name in names.items())


def _status(deployment: Deployment, what: Literal["table", "view"], metastore: Metastore) -> Status:
    name = deployment.table if what == "table" else deployment.view
    found = metastore.find(deployment.database, name)
    wrong = tuple(_differences(deployment, what, found))
    state: State = "missing" if found is None else "differs" if wrong else "ok"
    remedy = () if state == "ok" else tuple(_remedy(deployment, what, replace=state == "differs"))
    return Status(database=deployment.database, name=name, what=what, state=state, differences=wrong, remedy=remedy)


def _remedy(deployment: Deployment, what: Literal["table", "view"], *, replace: bool) -> Iterator[str]:
    """What to run in Athena, by hand; `S3Logs.create` does the same."""
    if replace and what == "table":
        yield f"{_drop_table(deployment)}, which leaves the logs alone, then"
    names = {name: getattr(deployment, name) for name in ("database", "table", "view")}
    flags = [word for name, value in names.items() for word in (f"--{name}", value)]
    command = ["athena-s3logs", "ddl", *deployment.source.settings.arguments(), *flags, "--only", what]
    yield f"what this prints: {shlex.join(command)}"


def _drop_table(deployment: Deployment) -> str:
    return f"DROP TABLE {hive_name(deployment.database)}.{hive_name(deployment.table)}"


def _differences(deployment: Deployment, what: str, found: Table | View | None) -> Iterator[Difference]:
    if found is None:
        return
    if isinstance(found, View) != (what == "view"):
        yield Difference("kind", what, "view" if isinstance(found, View) else "table")
    elif isinstance(found, View):
        expected_select, found_select = _meaning(deployment.select), _meaning(found.text)
        if expected_select != found_select:
            yield Difference("select", *(tree.sql("athena", pretty=True) for tree in (expected_select, found_select)))
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
    if not replace:
        check_same_source(deployment, found)


def check_same_source(deployment: Deployment | RawTable, found: Table | View | None) -> None:
    """Raise where a table of ours says that it was made for other logs than the settings name."""
    if not isinstance(found, Table) or not found.owned:
        return
    with _telling(f"{deployment.database}.{deployment.table}"):
        wanted, there = deployment.source.settings.projected, from_properties(found.properties).projected
    wrong = [
        f"{name} is {_shown(getattr(there, name))} there and {_shown(getattr(wanted, name))} in the settings"
        for name in type(wanted).__dataclass_fields__
        if getattr(wanted, name) != getattr(there, name)
    ]
    if wrong:
        raise SourceMismatchError(
            f"{deployment.database}.{deployment.table} was made for other settings: {', '.join(wrong)};"
            " change the settings, or `create(replace=True)`, which leaves the logs alone",
        )


def _shown(value: object) -> str:
    return (", ".join(value) if isinstance(value, tuple) else str(value)) if value else "not set"


def _drift(status: Status) -> str:
    wrong = ", ".join(difference.what for difference in status.differences)
    return (
        f"{status.what} {status.database}.{status.name} differs from template {TEMPLATE_VERSION} ({wrong});"
        " `diff` shows how, `create(replace=True)` makes it anew and leaves the logs alone"
    )


def _reads(found: Table | View, deployment: Deployment) -> bool:
    """Whether this is a view over the table of the deployment, and over nothing else."""
    from sqlglot import exp

    if not isinstance(found, View):
        return False
    tables = {(table.catalog, table.db, table.name) for table in _meaning(found.text).find_all(exp.Table)}
    places = (("", ""), ("", deployment.database), (_GLUE, deployment.database))
    return tables in [{(*place, deployment.table)} for place in places]


def _meaning(select: str) -> exp.Expr:
    """What a view says, whatever parentheses, capitals, quotes and line breaks the engine gave it."""
    from sqlglot import exp, parse_one
    from sqlglot.errors import SqlglotError

    try:
        tree = parse_one(select, read="trino")
    except SqlglotError:
        return exp.Literal.string(select)
    for group in list(tree.find_all(exp.Paren)):
        group.replace(group.this)
    for name in tree.find_all(exp.Identifier):
        name.replace(exp.to_identifier(name.this.lower(), quoted=True))
    return tree
