"""A question to logs in S3 -> the answer of the local engine, over files that are fetched into a cache."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from athena_s3logs.aws.client import s3_client
from athena_s3logs.aws.finding import S3, of_places
from athena_s3logs.aws.pull import Pulled, pull
from athena_s3logs.engines.local import LocalEngine
from athena_s3logs.errors import AwsError
from athena_s3logs.query import relations
from athena_s3logs.relation import RELATIONS
from athena_s3logs.window import clock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from mypy_boto3_s3 import S3Client

    from athena_s3logs.engines.base import Engine, Question
    from athena_s3logs.engines.result import Result

_NAMED: Final = 20


def cache_folder() -> Path:
    """Where fetched logs are kept, by the rules of XDG; it can be removed at any time."""
    given = Path(os.environ.get("XDG_CACHE_HOME", ""))
    return (given if given.is_absolute() else Path.home() / ".cache") / "athena_s3logs"


def with_s3(engine: LocalEngine, *, client: S3Client | None, told: Callable[[int, int], None]) -> Engine:
    """The engine, or where some of its paths are in S3, one that fetches those."""
    given = {kind: [str(path) for path in paths if str(path).startswith(S3)] for kind, paths in engine.paths.items()}
    locations = {kind: several for kind, several in given.items() if several}
    if not locations:
        return engine
    local: dict[str, Any] = {
        kind: [path for path in paths if not str(path).startswith(S3)] for kind, paths in engine.paths.items()
    }
    return FetchingEngine(locations, LocalEngine(**local, store=engine.store), client=client, told=told)


class FetchingEngine:
    """Fetches what the window needs of each location, and has the local engine answer."""

    by_the_byte = False

    def __init__(
        self, locations: Mapping[str, list[str]], local: LocalEngine, *, client: S3Client | None,
        told: Callable[[int, int], None],
    ) -> None:  # fmt: skip
        self.locations, self._local, self._client, self._told = locations, local, client, told

    def sql(self, question: Question) -> str:
        """The text for DuckDB."""
        return self._local.sql(question)

    def answer(self, question: Question) -> Result:
        """The rows, over what could be fetched."""
        kinds = dict.fromkeys(RELATIONS[name] for name in relations(question.tree))
        pulled = {kind: self._pulled(kind, question) for kind in kinds if kind in self.locations}
        brought = {kind: {str(path): size for path, size in one.files.items()} for kind, one in pulled.items()}
        result = self._local.fetched(brought).answer(question)
        warnings = [*result.warnings, *(line for kind, one in pulled.items() for line in _told(kind, one))]
        partial = result.partial or any(one.problems for one in pulled.values())
        return replace(result, warnings=tuple(warnings), partial=partial)

    def _pulled(self, kind: str, question: Question) -> Pulled:
        self._client = client = self._client or s3_client()
        places, slack = {kind: self.locations[kind]}, question.slack_days
        found = of_places(client, places, question.window, now=clock(), slack_days=slack)
        pulled = pull(client, found.objects, cache_folder(), told=self._told, trusting=True)
        if pulled.problems and not pulled.files:
            url, reason = next(iter(pulled.problems.items()))
            raise AwsError(f"could not fetch any of {len(found.objects):,} objects, the first is {url}: {reason}")
        return replace(pulled, skipped=found.skipped)


def _told(kind: str, pulled: Pulled) -> Iterator[str]:
    for reason, count in pulled.skipped.items():
        yield f"{kind}: {count:,} objects passed over: {reason}"
    for url, reason in list(pulled.problems.items())[:_NAMED]:
        yield f"{url} was not fetched: {reason}; the answer is without it"
    if len(pulled.problems) > _NAMED:
        yield f"{len(pulled.problems) - _NAMED:,} further objects were not fetched; the answer is without them"
