"""Who did what to our S3 data: Athena tables over S3 access logs and CloudTrail, and what to ask of them."""

from athena_s3logs.errors import (
    AwsError,
    CatalogError,
    DriftError,
    S3LogsError,
    SettingError,
    SourceError,
    SourceMismatchError,
    WindowError,
)
from athena_s3logs.session import S3Logs
from athena_s3logs.sources import Settings, Source, make_source
from athena_s3logs.window import Window

__all__ = [
    "AwsError",
    "CatalogError",
    "DriftError",
    "S3Logs",
    "S3LogsError",
    "SettingError",
    "Settings",
    "Source",
    "SourceError",
    "SourceMismatchError",
    "Window",
    "WindowError",
    "make_source",
]
