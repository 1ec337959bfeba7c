"""Words of a failure, as Athena, Trino, S3 and botocore's classes have them -> what to do about it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence


class Fault(NamedTuple):
    """A kind of failure: its remedy, the words that tell it, and whether the same query may do better later."""

    remedy: str
    words: tuple[str, ...]
    retryable: bool = False


EXPIRED: Final = Fault(
    "sign in anew, as with aws sso login",
    ("ExpiredToken", "TokenRetrieval", "SSOToken", "SSOError", "Login(Re|Error|Insuff|Auth)"),
)

SIGNING: Final = (
    Fault(
        "give a profile, or credentials, as for the AWS CLI",
        ("NoCredentials", "PartialCredentials", "CredentialRetrieval", "ProfileNotFound", "ConfigNotFound"),
    ),
    EXPIRED,
    Fault(
        "AWS does not take these credentials; look at the profile, and at the clock of this machine",
        (
            "UnrecognizedClient", "InvalidClientTokenId", "InvalidSignature", "SignatureDoesNotMatch", "RequestExpired",
            "RequestTimeTooSkewed", "MissingAuthenticationToken", "InvalidAccessKeyId", "IncompleteSignature",
        ),
    ),
    Fault("give a region, with --aws-region, region= or AWS_DEFAULT_REGION", ("NoRegion", "InvalidRegion")),
)
"""What keeps one from any service of AWS; botocore's classes are known by their names, as engines do without it."""

# The first that fits counts. Names in capitals are Trino's, as Athena passes them on.
_FAULTS: Final = (
    *SIGNING,
    Fault(
        "S3 or Athena is throttling; run it again later",
        ("SlowDown", "Slow Down", "reduce your request rate", "ServiceUnavailable", "Status Code: 503"),
        retryable=True,
    ),
    Fault(
        "too many at once for this account; run it again later, or fewer at a time",
        ("TooManyRequests", "Throttl", "RequestLimitExceeded", "Rate exceeded"),
        retryable=True,
    ),
    Fault(
        "set the place of results in the workgroup, or where it leaves that to clients give --output-location s3://bucket/folder/",
        ("No output location", "OutputLocation"),
    ),
    Fault("the place of results has to be a bucket of this region that one may write to", ("output bucket",)),
    Fault("enable it in Athena's console, or name another with --workgroup", ("(?i)workgroup.{0,200}disabled",)),
    Fault("name one of this region with --workgroup", ("(?i)workgroup.{0,200}not (found|exist)",)),
    Fault("choose a shorter window, or have the workgroup's limit for a query raised", ("(?i)bytes scanned limit",)),
    Fault("have SELECT on the table granted in Lake Formation", ("(?i)lake ?formation",)),
    Fault(
        "have it allowed: Athena wants the actions on queries and results, glue:GetDatabase and GetTable, s3:ListBucket and"
        " GetObject on the logs, and GetObject and PutObject on the place of results",
        (
            "(?i)access ?denied", "not authorized", "(?i)insufficient permissions", "PERMISSION_DENIED", "Forbidden",
            "UnauthorizedOperation", "Status Code: 403",
        ),
    ),
    Fault(
        "`create --make-database` makes database and tables",
        ("SCHEMA_NOT_FOUND", "(?i)(schema|database) .{0,200}(does not exist|not found)", "Error 10072"),
    ),
    Fault(
        "`create` makes the table",
        ("TABLE_NOT_FOUND", "Table .{1,300} does not exist", "Table not found", "Error 10001", "EntityNotFound"),
    ),
    Fault(
        "`diff` shows how the table differs; `create --replace` makes it anew and leaves the logs alone",
        ("COLUMN_NOT_FOUND",),
    ),
    Fault(
        "an injected partition column wants values: name them with --account, --region or --bucket",
        ("CONSTRAINT_VIOLATION",),
    ),
    Fault("choose a shorter window, or fewer columns", ("EXCEEDED_", "(?i)exhausted resources", "HIVE_TOO_MANY")),
    Fault("choose a shorter window, or have the time limit of the account raised", ("(?i)query timeout", "timed out while")),
    Fault("a file under the table is no log of its kind; `status` tells what else it reads", ("HIVE_BAD_DATA",)),
    Fault(
        "a file cannot be read to its end: it is damaged, or S3 broke off; run it again, and if it stays look at the file",
        ("HIVE_CURSOR_ERROR",),
        retryable=True,
    ),
    Fault(
        "a file cannot be opened: it is gone, or may not be read (s3:GetObject, kms:Decrypt)",
        ("HIVE_CANNOT_OPEN_SPLIT",),
    ),
    Fault("the logs could not be listed or read; run it again", ("HIVE_FILESYSTEM_ERROR",), retryable=True),
    Fault("somebody else wrote to the table meanwhile; run it again", ("ICEBERG_COMMIT",), retryable=True),
    Fault("what Iceberg knows of the table is damaged or gone; look at it in Glue", ("ICEBERG_",)),
    Fault("there is no such bucket; look at the location of the logs, and at the place of results", ("NoSuchBucket",)),
    Fault(
        "the result is gone; run it again, and look at the rules of its bucket",
        ("NoSuchKey", "not find results"),
        retryable=True,
    ),
    Fault("", ("SYNTAX_ERROR", "TYPE_MISMATCH", "FUNCTION_NOT_FOUND", "INVALID_[A-Z]+_ARGUMENT", "mismatched input")),
    Fault(
        "look at region, endpoint, proxy and network",
        ("EndpointConnection", "ConnectTimeout", "Connection(Closed|Error)", "HTTPClientError", "Could not connect"),
        retryable=True,
    ),
    Fault(
        "the connection broke off; run it again",
        ("ReadTimeout", "ResponseStreaming", "IncompleteRead", "Read timeout", "Unable to execute HTTP request"),
        retryable=True,
    ),
    Fault("look at the certificates, and at a proxy in between", ("SSLError", "SSL validation")),
    Fault(
        "a failure inside AWS; run it again",
        ("INTERNAL_ERROR", "Internal(Server|Failure)", "(?i)internal error", "NO_NODES_AVAILABLE", "REMOTE_TASK", "Metadata"),
        retryable=True,
    ),
)  # fmt: skip


def fault_of(text: str, among: Sequence[Fault] = _FAULTS) -> Fault:
    """The kind of failure that a text tells of.

    >>> fault_of("TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.d.t' does not exist").remedy
    '`create` makes the table'
    """
    return next((fault for fault in among if any(re.search(word, text) for word in fault.words)), Fault("", ()))
