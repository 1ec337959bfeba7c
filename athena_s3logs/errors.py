"""One root for all that can go wrong, and its leaves.

S3LogsError
├── SettingError          a flag, variable or line of the configuration that cannot be
│   ├── SourceError       a place or shape of logs that cannot be
│   └── MissingLogsError  logs that a query reads, and none of which are named
├── QueryFileError        a file of a query that cannot be read or run as it stands: path, line
├── UnknownQueryError     a name that no query has, or more than one: name, near
├── ParameterError        values that the parameters of a query do not take: problems
│   └── MissingValuesError    values that a query needs, and that were not given
├── WindowError           a time window or a filter that the source cannot answer
├── EngineError           a query that an engine did not answer, or not as declared: sql, query_id, retryable
├── CostError             a question that would read or cost more than was allowed: estimate
├── StoreError            a store, or a folder of fetched logs, that cannot be read or written
├── AwsError              a call to AWS that failed: remedy
└── CatalogError          tables in the catalog that stand in the way
    ├── DriftError        they differ from what this version would make
    └── SourceMismatchError   they were made for other logs than the settings name
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path


class S3LogsError(Exception):
    """Root of all errors that the package raises on purpose."""


class SettingError(S3LogsError):
    """A setting that cannot be, with the place where it stands."""


class SourceError(SettingError):
    """A place or shape of logs that cannot be."""


class MissingLogsError(SettingError):
    """Logs that a query reads, and none of which are named."""


class QueryFileError(S3LogsError):
    """A file of a query that cannot be read or run as it stands."""

    def __init__(self, path: Path, line: int, message: str) -> None:
        super().__init__(path, line, message)
        self.path = path
        self.line = line
        self.message = message

    def __str__(self) -> str:
        """Place and fault."""
        return f"{self.path}:{self.line}: {self.message}"


class UnknownQueryError(S3LogsError, KeyError):
    """A name that no query has, or that several share."""

    def __init__(self, name: str, near: tuple[str, ...]) -> None:
        super().__init__(name, near)
        self.name = name
        self.near = near

    def __str__(self) -> str:
        """Name and what may have been meant."""
        if self.near and all(one.endswith(f"/{self.name}") for one in self.near):
            return f"query {self.name!r}: several have this name, {' and '.join(self.near)}; give the whole of one"
        hint = f"did you mean {' or '.join(self.near)}?" if self.near else "`queries` lists them"
        return f"query {self.name!r}: there is none of this name; {hint}"


class ParameterError(S3LogsError):
    """Values that the parameters of a query do not take, all of them in one go."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__(problems)
        self.problems = problems

    def __str__(self) -> str:
        """A line for each."""
        return "\n".join(f"parameter {problem}" for problem in self.problems)


class MissingValuesError(ParameterError):
    """Values that a query needs, and that were not given."""


class WindowError(S3LogsError):
    """A time window or filter that the source cannot answer."""


class EngineError(S3LogsError):
    """A query that an engine did not answer, or not as declared."""

    def __init__(self, message: str, *, sql: str, query_id: str | None = None, retryable: bool = False) -> None:
        super().__init__(message)
        self.sql = sql
        self.query_id = query_id
        self.retryable = retryable

    def __reduce__(self) -> tuple[Any, ...]:
        """The same error in another process."""
        return partial(type(self), sql=self.sql, query_id=self.query_id, retryable=self.retryable), self.args


class CostError(S3LogsError):
    """A question that would read or cost more than was allowed, so that it was not asked."""

    def __init__(self, message: str, estimate: Any) -> None:  # noqa: ANN401  an Estimate, of a module above this one
        super().__init__(message, estimate)
        self.message = message
        self.estimate = estimate

    def __str__(self) -> str:
        """The figures."""
        return self.message


class WindowWarning(UserWarning):
    """What a text of SQL does not say of its window."""


class StoreError(S3LogsError):
    """A store, or a folder of fetched logs, that cannot be read or written."""


class AwsError(S3LogsError):
    """A call to AWS that failed, and what to do about it where that is known."""

    def __init__(self, message: str, *, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        """Fault and remedy."""
        return f"{self.message.rstrip('.')}; {self.remedy}" if self.remedy else self.message


class CatalogError(S3LogsError):
    """Something in the catalog that stands in the way."""


class DriftError(CatalogError):
    """A table or view that differs from what this version would make."""


class SourceMismatchError(CatalogError):
    """A table that was made for other logs than the settings name."""
