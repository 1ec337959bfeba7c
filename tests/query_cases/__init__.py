"""For each query of the library an incident, what it has to find of it, and whom it must not accuse."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from athena_s3logs.generate.truth import Incident, Party

Row = Mapping[str, Any]


def _nothing(_: Incident) -> dict[str, Any]:
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A query run over logs with an incident in them, once with its defaults and once with these parameters.

    With the parameters there has to be a row that is `guilty` and none that is `innocent`.
    """

    incident: str
    guilty: Callable[[Row, Incident], bool]
    innocent: Callable[[Row, Incident], bool]
    params: Callable[[Incident], dict[str, Any]] = _nothing


def principal(party: Party) -> str:
    """Whom the queries accuse that take the sessions of a role together."""
    who = party.who or "anonymous"
    return who.rpartition("/")[0] if ":assumed-role/" in who else who
