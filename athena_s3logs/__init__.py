"""Who did what to our S3 data: Athena tables over S3 access logs and CloudTrail, and what to ask of them."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from athena_s3logs.errors import (
        AwsError,
        CatalogError,
        CostError,
        DriftError,
        EngineError,
        MissingLogsError,
        MissingValuesError,
        ParameterError,
        QueryFileError,
        S3LogsError,
        SettingError,
        SourceError,
        SourceMismatchError,
        StoreError,
        UnknownQueryError,
        WindowError,
        WindowWarning,
    )
    from athena_s3logs.session import S3Logs
    from athena_s3logs.sources import Settings, Source, make_source
    from athena_s3logs.window import Window

_PLACES = {
    "S3Logs": "session", "Settings": "sources", "Source": "sources", "make_source": "sources", "Window": "window",
}  # fmt: skip
"""Where all but the errors are, each imported when it is first asked for: the command's help needs none of them."""

__all__ = [
    "AwsError",
    "CatalogError",
    "CostError",
    "DriftError",
    "EngineError",
    "MissingLogsError",
    "MissingValuesError",
    "ParameterError",
    "QueryFileError",
    "S3Logs",
    "S3LogsError",
    "SettingError",
    "Settings",
    "Source",
    "SourceError",
    "SourceMismatchError",
    "StoreError",
    "UnknownQueryError",
    "Window",
    "WindowError",
    "WindowWarning",
    "make_source",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401  whatever has the name
    """What is exported, from where it is."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_PLACES.get(name, 'errors')}"), name)


def __dir__() -> list[str]:
    """For whoever completes names."""
    return __all__
