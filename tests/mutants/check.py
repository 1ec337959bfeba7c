"""A query and its scene -> which wrong predicates the scene lets pass."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from athena_s3logs import S3Logs
from athena_s3logs.errors import S3LogsError
from athena_s3logs.library import load
from athena_s3logs.query import parse
from tests.mutants.judged import JUDGED
from tests.mutants.sql import mutants
from tests.scenes.all import SCENES, differences
from tests.scenes.files import write

if TYPE_CHECKING:
    from athena_s3logs.query import Query
    from tests.scenes import Ask


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How many mutants a query has, and which of them its scene does not notice."""

    name: str
    mutants: int
    survivors: tuple[str, ...]


class _Mutated(S3Logs):
    """Logs of which a query is asked that no file holds."""

    def asked(self, query: Query, ask: Ask) -> bool:
        """Whether the rows are those of the scene."""
        try:
            return not differences(ask, self._answer(query, ask.window, ask.params))
        except S3LogsError:
            return False


def check(name: str) -> Outcome:
    """Try all mutants of a query over its scene, but for those that cannot be told from it."""
    query, scene = load()[name], SCENES[name]
    with TemporaryDirectory() as folder:
        write(Path(folder), scene.log)
        logs = _Mutated.local(s3_access=f"{folder}/s3_access", cloudtrail=f"{folder}/cloudtrail")
        assert isinstance(logs, _Mutated)
        assert all(logs.asked(query, ask) for ask in scene.asks), name
        wrong = [one for one in mutants(parse(query)) if one.name not in JUDGED.get(name, {})]
        passed = [one for one in wrong if all(logs.asked(replace(query, sql=one.sql, line=1), ask) for ask in scene.asks)]
    return Outcome(name=name, mutants=len(wrong), survivors=tuple(one.name for one in passed))
