"""One root for all that can go wrong, and its leaves.

S3LogsError
├── SettingError          a flag, variable or line of the configuration that cannot be
│   └── SourceError       a place or shape of logs that cannot be
├── WindowError           a time window or a filter that the source cannot answer
├── AwsError              a call to AWS that failed
└── CatalogError          tables in the catalog that stand in the way
    ├── DriftError        they differ from what this version would make
    └── SourceMismatchError   they were made for other logs than the settings name
"""


class S3LogsError(Exception):
    """Root of all errors that the package raises on purpose."""


class SettingError(S3LogsError):
    """A setting that cannot be, with the place where it stands."""


class SourceError(SettingError):
    """A place or shape of logs that cannot be."""


class WindowError(S3LogsError):
    """A time window or filter that the source cannot answer."""


class AwsError(S3LogsError):
    """A call to AWS that failed."""


class CatalogError(S3LogsError):
    """Something in the catalog that stands in the way."""


class DriftError(CatalogError):
    """A table or view that differs from what this version would make."""


class SourceMismatchError(CatalogError):
    """A table that was made for other logs than the settings name."""
