"""Questions over Athena's tables -> named queries of a workgroup, so that those who use the console have them too."""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from athena_s3logs.aws.client import patiently, told
from athena_s3logs.engines.raw_tables import athena_sql
from athena_s3logs.errors import AwsError, ParameterError, QueryFileError, SettingError, WindowError
from athena_s3logs.printable import printable
from athena_s3logs.window import Window

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from athena_s3logs.engines.base import Question
    from athena_s3logs.engines.raw_tables import RawTable
    from athena_s3logs.query import Query

PREFIX: Final = "s3logs/"
MARK: Final = "[athena_s3logs]"
"""By both, in name and description, we know our own."""

_DAYS: Final = 7
# https://docs.aws.amazon.com/athena/latest/APIReference/API_NamedQuery.html
_LONGEST_NAME: Final = 128
_LONGEST_DESCRIPTION: Final = 1024
_LONGEST_TEXT: Final = 262_144
# https://docs.aws.amazon.com/athena/latest/ug/service-limits.html: five calls a second of each kind.
_PAUSE: Final = 0.2
_PAGE: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedQuery:
    """What a named query says."""

    name: str
    description: str
    sql: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """The names of what was created, updated, removed (or would be) and left as it was; and why others were not published."""

    created: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    skipped: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A workgroup, the database that the texts are run in, and who is asked, at which pace."""

    client: Any
    workgroup: str
    database: str
    sleep: Callable[[float], object] = time.sleep

    def call(self, operation: str, **request: Any) -> dict[str, Any]:  # noqa: ANN401  as boto3 has it
        """One call to Athena, at the pace that it allows."""
        self.sleep(_PAUSE)
        with told(f"{operation.replace('_', ' ')} of the workgroup {self.workgroup!r}"):
            answer: dict[str, Any] = patiently(partial(getattr(self.client, operation), **request), sleep=self.sleep)
        return answer


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """What there is to do: ids of those to change and to remove, by what they say."""

    create: tuple[NamedQuery, ...]
    update: Mapping[str, NamedQuery]
    remove: Mapping[str, str]
    unchanged: tuple[str, ...]


def last_days(today: date) -> Window:
    """The window of what is published where none is named: the last seven days and this one."""
    midnight = datetime.combine(today, datetime.min.time())
    return Window(start=midnight - timedelta(days=_DAYS), end=midnight + timedelta(days=1))


def stand_ins(query: Query) -> dict[str, Any]:
    """A text for each value that has to be given, by which it is found in the SQL."""
    required = [param for param in query.params if param.required]
    return {param.name: [f"<{param.name}>"] if param.type.endswith("[]") else f"<{param.name}>" for param in required}


def named_queries(
    asked: Iterable[tuple[Query, Callable[[], Question]]], tables: Mapping[str, RawTable], window: Window, *, now: datetime,
) -> tuple[list[NamedQuery], dict[str, str]]:
    """The named queries of questions, and why there are none of others; a WindowError where the window leaves none at all.

    What some logs cannot answer, as flat ones cannot for an account, others may.
    """
    found: list[NamedQuery] = []
    skipped: dict[str, str] = {}
    refused: list[WindowError] = []
    for query, question in asked:
        try:
            named = _named(query, athena_sql(question(), tables, now=now)[0], window)
        except (SettingError, ParameterError, QueryFileError, WindowError) as error:
            skipped[query.name] = str(error)
            refused += [error] if isinstance(error, WindowError) else []
            continue
        if fault := _fault(named):
            skipped[query.name] = fault
        else:
            found.append(named)
    if refused and not found:
        raise refused[0]
    return found, skipped


# No prepared statements: they take parameters, but the console does not show them. Who wants one has to know its name, and
# the order of what it is executed with.
def publish(
    place: Place, wanted: Sequence[NamedQuery], *, skipped: Mapping[str, str] | None = None, dry_run: bool = False,
) -> Published:
    """Bring the named queries of a workgroup that are our own, and of this database, to what is wanted.

    Those of questions that were `skipped` stay as they are.
    """
    left = {f"{PREFIX}{name}" for name in skipped or {}}
    there = [query for query in _own(place) if query["Name"] not in left]
    plan = _plan(wanted, sorted(there, key=lambda query: str(query["NamedQueryId"])))
    if not dry_run:
        _carry_out(place, plan)
    return Published(
        created=tuple(query.name for query in plan.create),
        updated=tuple(query.name for query in plan.update.values()),
        removed=tuple(plan.remove.values()),
        unchanged=plan.unchanged,
        skipped=skipped or {},
    )


def _named(query: Query, sql: str, window: Window) -> NamedQuery:
    said = printable(" ".join(f"{query.title}. {query.description}".split()))
    room = _LONGEST_DESCRIPTION - len(MARK) - 1
    return NamedQuery(
        name=f"{PREFIX}{query.name}",
        description=f"{said if len(said) <= room else f'{said[: room - 3]}...'} {MARK}",
        sql="\n".join([sql, "", *_comments(query, window)]),
    )


def _comments(query: Query, window: Window) -> Iterator[str]:
    """What stands behind the SQL; a comment in front made older clients take it for DDL."""
    yield f"-- {PREFIX}{printable(query.name)}, of {window.start} to {window.end} (UTC)."
    yield "-- For another window, run `athena-s3logs publish` again, or change these times and the days (or paths) above."
    if texts := stand_ins(query):
        yield f"-- Put your values in place of {', '.join(f'<{name}>' for name in texts)}."


def _fault(query: NamedQuery) -> str:
    """Why Athena would not take it."""
    if len(query.name) > _LONGEST_NAME:
        return f"its name has {len(query.name)} characters; a named query takes {_LONGEST_NAME}"
    size = len(query.sql.encode())
    return f"its text has {size:,} bytes; a named query takes {_LONGEST_TEXT:,}" if size > _LONGEST_TEXT else ""


def _own(place: Place) -> Iterator[dict[str, Any]]:
    """The named queries that carry our mark, and are of this database: those of others are not touched."""
    ids = list(_ids(place))
    for start in range(0, len(ids), _PAGE):
        answer = place.call("batch_get_named_query", NamedQueryIds=ids[start : start + _PAGE])
        if left := answer.get("UnprocessedNamedQueryIds"):
            raise AwsError(f"named query {left[0]['NamedQueryId']}: cannot be read ({left[0].get('ErrorMessage')}); try again")
        for query in answer["NamedQueries"]:
            ours = query["Name"].startswith(PREFIX) and query.get("Description", "").endswith(MARK)
            if ours and query["Database"] == place.database:
                yield query


def _ids(place: Place) -> Iterator[str]:
    more: dict[str, str] = {}
    while True:
        answer = place.call("list_named_queries", WorkGroup=place.workgroup, MaxResults=_PAGE, **more)
        yield from answer.get("NamedQueryIds", [])
        if not answer.get("NextToken"):
            return
        more = {"NextToken": answer["NextToken"]}


def _plan(wanted: Sequence[NamedQuery], there: Sequence[dict[str, Any]]) -> _Plan:
    """What makes of those that are there the wanted ones; of several with one name, which Athena allows, one stays."""
    left = {query.name: query for query in wanted}
    update: dict[str, NamedQuery] = {}
    remove: dict[str, str] = {}
    unchanged = []
    for found in there:
        identity, name = found["NamedQueryId"], found["Name"]
        query = left.pop(name, None)
        if query is None:
            remove[identity] = name
        elif (query.description, query.sql) == (found["Description"], found["QueryString"]):
            unchanged.append(name)
        else:
            update[identity] = query
    return _Plan(create=tuple(left.values()), update=update, remove=remove, unchanged=tuple(unchanged))


def _carry_out(place: Place, plan: _Plan) -> None:
    for query in plan.create:
        token = uuid.uuid4().hex  # the same for each try, so that none makes a second one
        request = {"Database": place.database, "WorkGroup": place.workgroup, "ClientRequestToken": token}
        place.call("create_named_query", **_said(query), **request)
    for identity, query in plan.update.items():
        place.call("update_named_query", NamedQueryId=identity, **_said(query))
    for identity in plan.remove:
        place.call("delete_named_query", NamedQueryId=identity)


def _said(query: NamedQuery) -> dict[str, str]:
    return {"Name": query.name, "Description": query.description, "QueryString": query.sql}
