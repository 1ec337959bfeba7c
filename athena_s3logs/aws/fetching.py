"""A question to logs in S3 -> the answer of the local engine, over files that are fetched into a cache."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from athena_s3logs.aws.finding import of_places
from athena_s3logs.aws.pull import Pulled, pull
from athena_s3logs.errors import AwsError
from athena_s3logs.printable import counting
from athena_s3logs.query import relations
from athena_s3logs.relation import RELATIONS
from athena_s3logs.resources import kept_in
from athena_s3logs.window import clock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from athena_s3logs.aws.client import Clients
    from athena_s3logs.engines.base import Question
    from athena_s3logs.engines.local import LocalEngine
    from athena_s3logs.engines.result import Result

_NAMED: Final = 20


def cache_folder() -> Path:
    """Where fetched logs are kept; it can be removed at any time."""
    return kept_in("XDG_CACHE_HOME", ".cache")


class FetchingEngine:
    """Fetches what the window needs of each place in S3 that a local engine is over, and has that answer."""

    by_the_byte = False

    def __init__(self, engine: LocalEngine, clients: Clients, *, told: Callable[[int, int], None]) -> None:
        self.kinds, self.locations, self._local = engine.kinds, engine.in_s3, engine.without_s3()
        self._clients, self._told = clients, told

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
        client = self._clients.s3
        places, slack = {kind: self.locations[kind]}, question.slack_days
        found = of_places(client, places, question.window, now=clock(), slack_days=slack)
        pulled = pull(client, found.objects, cache_folder(), told=self._told, trusting=True)
        if pulled.problems and not pulled.files:
            url, reason = next(iter(pulled.problems.items()))
            raise AwsError(f"could not fetch any of {counting(len(found.objects), 'object')}, the first is {url}: {reason}")
        return replace(pulled, skipped=found.skipped)


def _told(kind: str, pulled: Pulled) -> Iterator[str]:
    for reason, count in pulled.skipped.items():
        yield f"{kind}: {counting(count, 'object')} passed over: {reason}"
    for url, reason in list(pulled.problems.items())[:_NAMED]:
        yield f"{url} was not fetched: {reason}; the answer is without it"
    if len(pulled.problems) > _NAMED:
        yield f"not fetched: {counting(len(pulled.problems) - _NAMED, 'further object')}; the answer is without them"
