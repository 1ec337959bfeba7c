"""A saved page of AWS's documentation, or a file of regexes -> the statements to run, whose text is not ours to keep."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from itertools import cycle
from typing import TYPE_CHECKING, Final

from athena_s3logs.engines.access_reader import columns
from athena_s3logs.printable import printable
from benchmarks.truth import NUMBERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

_BLOCK: Final = re.compile(r"^[ \t]*```\w*\n(.*?)^[ \t]*```|<pre[^>]*>(.*?)</pre>", re.DOTALL | re.MULTILINE)
_EXAMPLE: Final = re.compile(r"Example\s*(?:</[a-z]+>\s*)?[\u2014\u2013-]+\s*(.*?)(?:\*\*|</|\n)", re.DOTALL)
_TABLE: Final = re.compile(r"\A\s*create\s+external\s+table\s+(?:if\s+not\s+exists\s+)?[^(]+\(", re.IGNORECASE)
_PLACE: Final = re.compile(r"(\blocation\s+)'[^']*'", re.IGNORECASE)
_FROM: Final = re.compile(r"(\bfrom\s+)[\w.`\"-]+", re.IGNORECASE)
_TIME: Final = re.compile(r"(\bparse_datetime\(\s*')[^']*('\s*,\s*'([^']*)')", re.IGNORECASE)
_LETTERS: Final = {"yyyy": "%Y", "MM": "%m", "dd": "%d", "HH": "%H", "mm": "%M", "ss": "%S"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """A statement under the title that it has in its source."""

    title: str
    sql: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipes:
    """The tables and the questions of a source."""

    tables: Sequence[Recipe] = ()
    questions: Sequence[Recipe] = ()


def of_page(path: Path) -> Recipes:
    """The statements of a page saved as Markdown or as HTML."""
    found = list(_blocks(path.read_text(encoding="utf-8")))
    tables = [one.sql for one in found if _TABLE.match(one.sql) and "regexserde" in one.sql.lower()]
    titled = [Recipe(title=f"documented table {number}", sql=sql) for number, sql in enumerate(tables, 1)]
    return Recipes(tables=titled, questions=[one for one in found if one.sql.lower().startswith("select")])


def of_regexes(regexes: Mapping[str, str]) -> Recipes:
    """A table for each regex, with the documented names in their order and as many as the regex has groups."""
    return Recipes(tables=[Recipe(title=title, sql=_ddl(regex)) for title, regex in regexes.items()])


def table_at(sql: str, table: str, place: str) -> str:
    """The statement with a name and a location of ours.

    >>> table_at("CREATE EXTERNAL TABLE `a.b`(x STRING) LOCATION 's3://theirs/'", "d.t", "s3://ours/")
    "create external table d.t (x STRING) LOCATION 's3://ours/'"
    """
    named = _TABLE.sub(lambda _: f"create external table {table} (", sql, count=1)
    return _PLACE.sub(lambda found: f"{found[1]}'{place}'", named)


def question_of(sql: str, table: str, values: Mapping[str, str], times: tuple[datetime, datetime]) -> str:
    """The question put to a table of ours, its placeholders filled: values by column, the two ends of a period in turn.

    >>> question_of("SELECT * FROM a.b WHERE Key='x' AND operation='y'", "d.t", {"key": "k"}, ())
    "SELECT * FROM d.t WHERE Key='k' AND operation='y'"
    """
    asked = _FROM.sub(lambda found: f"{found[1]}{table}", sql)
    for column, value in values.items():
        asked = re.sub(rf"(?i)(\b{column}\s*=\s*)'[^']*'", rf"\g<1>'{value}'", asked)
    ends = cycle(times)
    return _TIME.sub(lambda found: f"{found[1]}{next(ends).strftime(_strftime(found[3]))}{found[2]}", asked)


def _strftime(pattern: str) -> str:
    for letters, code in _LETTERS.items():
        pattern = pattern.replace(letters, code)
    return pattern


def _blocks(text: str) -> Iterator[Recipe]:
    before = 0
    for found in _BLOCK.finditer(text):
        titles = _EXAMPLE.findall(text, before, found.start())
        before = found.end()
        sql = _plain(found[1] or found[2] or "").strip().removesuffix(";")
        yield Recipe(title=_title(titles[-1]) if titles else sql.partition("\n")[0], sql=sql)


def _title(text: str) -> str:
    return printable(" ".join(_plain(text).replace("\\", "").split()))


def _plain(text: str) -> str:
    """Without marks of HTML, and without the braces round what a reader fills in."""
    return html.unescape(re.sub(r"</?[a-z][^>]*>", "", text)).replace("{{", "").replace("}}", "")


def declared(names: Iterable[str]) -> str:
    """Columns of the documented names, as they are declared."""
    return ", ".join(f"`{name}` {'BIGINT' if name in NUMBERS else 'STRING'}" for name in names)


def _ddl(regex: str) -> str:
    names = list(columns())[: re.compile(regex).groups]
    text = regex.replace("\\", "\\\\").replace("'", "\\'")
    serde = f"'org.apache.hadoop.hive.serde2.RegexSerDe' WITH SERDEPROPERTIES ('input.regex' = '{text}')"
    return f"CREATE EXTERNAL TABLE t ({declared(names)}) ROW FORMAT SERDE {serde} LOCATION 's3://logs/'"
