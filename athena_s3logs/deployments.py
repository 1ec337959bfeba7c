"""What people say of their logs, on the command line or in a configuration -> the deployments of their tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from athena_s3logs.catalog import Deployment
from athena_s3logs.config import DATABASE, Config, merged
from athena_s3logs.errors import SourceError
from athena_s3logs.sources import make_source

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date


def deployment(kind: str, config: Config, given: Mapping[str, Any], *, today: date) -> Deployment:
    """The deployment of one kind of logs: what is given wins over the configuration, and that over the defaults."""
    section = config.sections.get(kind)
    names = {"database": DATABASE, "table": f"{kind}_raw", "view": kind, **config.names(kind)}
    names |= {name: given[name] for name in names if name in given}
    values = {name: value for name, value in given.items() if name not in names}
    try:
        source = make_source(merged(kind, section, values), today=today)
    except SourceError as error:
        if section is None:
            raise
        raise SourceError(f"[{kind}] {error}") from error
    return Deployment(source=source, **names)
