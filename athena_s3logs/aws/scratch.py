"""A prefix of S3 and the queries of one run -> what the run put there, by a marker that names it, and then nothing of it."""

from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final, Self

from athena_s3logs.aws.client import AT_ONCE, patiently, told
from athena_s3logs.aws.listing import list_pages
from athena_s3logs.aws.publish import Place
from athena_s3logs.errors import AwsError, SettingError
from athena_s3logs.printable import printable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from athena_s3logs.aws.athena import AthenaService
    from athena_s3logs.aws.client import Clients
    from athena_s3logs.locations import Location

MARKER: Final = "athena_s3logs_selftest.json"
DATABASE: Final = "athena_s3logs_selftest_"
RESULTS: Final = "results/"
"""Where results go that nobody has another place for."""

_OURS: Final = re.compile(DATABASE + "[0-9a-f]{12}")
_PAGE: Final = 50
"""Queries that Athena tells of in one answer: https://docs.aws.amazon.com/athena/latest/APIReference/API_BatchGetQueryExecution.html"""

_RUNNING: Final = {"QUEUED", "RUNNING"}
_HOUR: Final = 3600
"""By how much the clocks of this machine and of Athena may differ."""

_PATIENCE: Final = 60
"""Looks at a query of an earlier run until it has ended; each takes the pause that Athena wants between calls."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Marker:
    """What a run makes, written down before it makes any of it; the keys are those behind the prefix, the time is in UTC."""

    database: str
    workgroup: str
    begun: str
    keys: tuple[str, ...]

    @classmethod
    def read(cls, text: bytes) -> Self:
        """The marker in an object; ValueError, TypeError or KeyError where that is none."""
        said: dict[str, Any] = json.loads(text)
        marker = cls(**{name: said[name] for name in cls.__dataclass_fields__} | {"keys": tuple(said["keys"])})
        texts = (marker.database, marker.workgroup, marker.begun, *marker.keys)
        if not all(isinstance(one, str) for one in texts) or not _OURS.fullmatch(marker.database) or "" in marker.keys:
            raise ValueError(text)
        return marker


@dataclass(frozen=True, slots=True, kw_only=True)
class Scratch:
    """A prefix that belongs to one run at a time."""

    service: AthenaService
    clients: Clients
    place: Location

    def earlier(self) -> Marker | None:
        """The marker of a run that did not come to clean up; SettingError where there is anything that no run put there."""
        marker = self._marker()
        ours = {MARKER, *marker.keys} if marker else set()
        for key in self._keys():
            if key not in ours and not (marker and key.startswith(RESULTS)):
                raise SettingError(
                    f"prefix {self.place.url!r}: {printable(key)} lies there, which no selftest made; expected a prefix with"
                    " nothing in it",
                )
        return marker

    def mark(self, marker: Marker) -> None:
        """Write down what will be made."""
        self._put(MARKER, json.dumps(asdict(marker)).encode())

    def upload(self, folder: Path, keys: tuple[str, ...]) -> None:
        """Bring files of a folder under the prefix."""
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for _ in pool.map(lambda key: self._put(key, (folder / key).read_bytes()), keys):
                pass

    def clear(self, marker: Marker) -> None:
        """Delete what the marker names, the results of the run's queries, and at last the marker."""
        results = sorted(url for one in self._results(marker) for url in (one, f"{one}.metadata"))
        for _, urls in groupby(results, key=lambda url: url.split("/")[2]):
            self.service.delete(list(urls))
        self.service.delete([self._url(key) for key in marker.keys])
        self.service.delete([self._url(MARKER)])

    def _marker(self) -> Marker | None:
        client, url = self.clients.s3, self._url(MARKER)
        with told(f"read {url}"):
            try:
                answer = client.get_object(Bucket=self.place.bucket, Key=f"{self.place.prefix}{MARKER}")
            except client.exceptions.NoSuchKey:
                return None
            body = answer["Body"].read()
        try:
            return Marker.read(body)
        except (ValueError, TypeError, KeyError) as error:
            raise SettingError(f"{url}: it is no marker that a selftest wrote; choose another prefix") from error

    def _keys(self) -> Iterator[str]:
        """What lies behind the prefix, but for the prefix itself, which the console makes an object of."""
        for answer in list_pages(self.clients.s3, self.place.bucket, self.place.prefix):
            for item in answer.get("Contents", []):
                if key := item["Key"].removeprefix(self.place.prefix):
                    yield key

    def _put(self, key: str, body: bytes) -> None:
        put = partial(self.clients.s3.put_object, Bucket=self.place.bucket, Key=f"{self.place.prefix}{key}", Body=body)
        with told(f"write {self._url(key)}"):
            patiently(put)

    def _url(self, key: str) -> str:
        return f"{self.place.url}{key}"

    def _results(self, marker: Marker) -> Iterator[str]:
        """Where the results of the run's queries are, once all of these have ended."""
        athena = Place(client=self.clients.athena, workgroup=marker.workgroup, database=marker.database)
        for found in _queries(athena, marker):
            location = _ended(athena, found).get("ResultConfiguration", {}).get("OutputLocation")
            if location:
                yield location


def _queries(athena: Place, marker: Marker) -> Iterator[dict[str, Any]]:
    """The queries whose text names the run's database; Athena tells of the latest first, and of 45 days."""
    more: dict[str, Any] = {}
    while True:
        answer = athena.call("list_query_executions", WorkGroup=marker.workgroup, MaxResults=_PAGE, **more)
        if not (ids := answer["QueryExecutionIds"]):
            return
        found = athena.call("batch_get_query_execution", QueryExecutionIds=ids)["QueryExecutions"]
        yield from (one for one in found if marker.database in one["Query"])
        latest = max((one["Status"]["SubmissionDateTime"].timestamp() for one in found), default=0)
        if latest < _seconds(marker.begun) - _HOUR or not answer.get("NextToken"):
            return
        more = {"NextToken": answer["NextToken"]}


def _ended(athena: Place, query: dict[str, Any]) -> dict[str, Any]:
    """The query once it has ended, by itself or because it was stopped."""
    identity = query["QueryExecutionId"]
    for look in range(_PATIENCE):
        if query["Status"]["State"] not in _RUNNING:
            return query
        if look == 0:
            athena.call("stop_query_execution", QueryExecutionId=identity)
        query = athena.call("get_query_execution", QueryExecutionId=identity)["QueryExecution"]
    raise AwsError(f"query {identity} of an earlier selftest does not end; stop it in Athena's console")


def _seconds(begun: str) -> float:
    """The time of a marker since 1970.

    >>> _seconds("1970-01-01T00:01:00Z")
    60.0
    """
    return datetime.fromisoformat(begun).timestamp()
