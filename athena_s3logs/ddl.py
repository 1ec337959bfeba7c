"""Source -> DDL text, and DDL text -> Table; no I/O but the reading of the package's templates."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final, cast

from athena_s3logs import resources
from athena_s3logs.tables import PREFIX, Column, Table, to_properties

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from jinja2 import Environment
    from sqlglot import exp

    from athena_s3logs.sources import Source

TEMPLATE_VERSION: Final = "1"
"""Goes up whenever the DDL of a table changes: `status` tells by it which tables are of an older version."""

_LAST_QUOTED: Final = '"[^"]*"(?= [^"]*$)|'


def database_ddl(database: str) -> str:
    """The statement that makes the database where there is none."""
    return _render("database.sql.j2", database=database)


def table_ddl(source: Source, *, database: str, table: str, view: str) -> str:
    """The statement that makes the raw table of a source where there is none; it remembers the name of its view."""
    from hashlib import sha256

    names = {"database": database, "table": table, "view": view}
    blank = _table_text(source, names, "")
    return _table_text(source, names, sha256(blank.encode()).hexdigest()[:16])


def view_ddl(database: str, view: str, select: str) -> str:
    """The statement that makes, or makes anew, the view of a relation."""
    return _render("view.sql.j2", database=database, view=view, select=select)


def _table_text(source: Source, names: Mapping[str, str], fingerprint: str) -> str:
    properties = {
        f"{PREFIX}package": "athena_s3logs",
        f"{PREFIX}template_version": TEMPLATE_VERSION,
        f"{PREFIX}fingerprint": fingerprint,
        f"{PREFIX}view": names["view"],
        **to_properties(source.settings),
    }
    return _render(f"{source.shape}.sql.j2", source=source, properties=properties, **names)


def _render(template: str, **values: object) -> str:
    text = _environment().get_template(template).render(values)
    return "\n".join(line for line in text.splitlines() if line.strip())


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(resources.folder("ddl")),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # noqa: S701  the output is SQL; every value goes through hive or name
    )
    environment.filters |= {"hive": hive_string, "name": hive_name}
    return environment


def hive_string(text: str) -> str:
    r"""The text as a literal of Hive, which escapes a quote by a backslash only.

    >>> print(hive_string("owner's"))
    'owner\'s'
    """
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def hive_name(name: str) -> str:
    """The name as an identifier of Hive."""
    return "`" + name.replace("`", "``") + "`"


def re2(regex: str) -> str:
    """The regex without what RE2 does not know and, being linear, does not need; it changes no result.

    At a run of quotes the loop of the URI can go on or end, never both; that of the referer can do either before a blank
    and `-`, but then the alternative behind it finds the same end. So the possessive marks keep Java from recursing, and no
    more. Where a user agent is the last that has quotes, its next quote is the line's last, to which Java need not go back.
    """
    return regex.replace(_LAST_QUOTED, "").replace(")*+", ")*").replace(")++", ")+")


def parse_table(ddl: str) -> Table:
    """The table that a CREATE EXTERNAL TABLE statement describes."""
    import sqlglot
    from sqlglot import exp

    create = sqlglot.parse_one(ddl, read="athena")
    serde = create.find(exp.RowFormatSerdeProperty)
    formats = create.find(exp.InputOutputFormat)
    partitions = create.find(exp.PartitionedByProperty)
    location = create.find(exp.LocationProperty)
    if not (isinstance(create.this, exp.Schema) and serde and formats and location):
        raise ValueError(ddl)
    pairs = serde.args.get("serde_properties")
    return Table(
        columns=_columns(create.this.expressions),
        partitions=_columns(partitions.this.expressions) if partitions else (),
        location=location.name,
        serde=serde.name,
        serde_properties=_pairs(pairs.expressions if pairs else ()),
        input_format=formats.text("input_format"),
        output_format=formats.text("output_format"),
        properties=_pairs(item for item in create.args["properties"].expressions if type(item) is exp.Property),
    )


def _columns(definitions: Iterable[exp.Expression]) -> tuple[Column, ...]:
    return tuple(_column(cast("exp.ColumnDef", definition)) for definition in definitions)


def _column(definition: exp.ColumnDef) -> Column:
    comment = next((constraint.args["kind"].name for constraint in definition.constraints), "")
    kind = definition.args["kind"].sql("hive").lower()
    return Column(definition.name, kind.replace(": ", ":").replace(", ", ","), comment)


def _pairs(properties: Iterable[exp.Expression]) -> dict[str, str]:
    return {item.name: item.text("value") for item in properties}
