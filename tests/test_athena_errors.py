"""Whatever PyAthena, botocore and Athena can say leaves as one of our errors, with query id, remedy and cause."""

from __future__ import annotations

import traceback
from inspect import isfunction, signature
from string import Formatter

import botocore.exceptions
import pyathena.error
import pytest
from boto3.exceptions import Boto3Error

from athena_s3logs.aws.client import told
from athena_s3logs.errors import AwsError, EngineError
from tests.athena_double import Double
from tests.test_athena_engine import ask, session

DROP = "DROP TABLE `d`.`t`"
CODES = {
    "AccessDeniedException": ("have it allowed", False),
    "ExpiredTokenException": ("sign in anew", False),
    "UnrecognizedClientException": ("AWS does not take these credentials", False),
    "InvalidSignatureException": ("AWS does not take these credentials", False),
    "ThrottlingException": ("fewer at a time", True),
    "TooManyRequestsException": ("fewer at a time", True),
    "InternalServerException": ("a failure inside AWS", True),
    "ServiceUnavailable": ("run it again later", True),
    "SessionAlreadyExistsException": ("", False),
}
REASONS = {
    "HIVE_BAD_DATA: Error parsing field value 'x' for field 3": ("a file under the table is no log", False),
    "HIVE_CURSOR_ERROR: Failed to read s3://logs/x": ("a file cannot be read to its end", True),
    "HIVE_CURSOR_ERROR: Please reduce your request rate. (Status Code: 503; Error Code: SlowDown)": ("throttling", True),
    "HIVE_CANNOT_OPEN_SPLIT: Error opening Hive split s3://logs/x": ("a file cannot be opened", False),
    "HIVE_CANNOT_OPEN_SPLIT: ... Access Denied (Service: Amazon S3; Status Code: 403)": ("have it allowed", False),
    "MetaException(message:Got exception: ... (Error Code: NoSuchBucket))": ("there is no such bucket", False),
    "PERMISSION_DENIED: Lake Formation: no SELECT": ("granted in Lake Formation", False),
    "Query exhausted resources at this scale factor": ("choose a shorter window", False),
    "EXCEEDED_LOCAL_MEMORY_LIMIT: Query exceeded per-node memory limit": ("choose a shorter window", False),
    "Query timeout": ("time limit of the account", False),
    "Query cancelled! : Bytes scanned limit was exceeded": ("the workgroup's limit", False),
    "ICEBERG_COMMIT_ERROR: Failed to commit": ("run it again", True),
    "ICEBERG_BAD_DATA: x": ("look at it in Glue", False),
    "GENERIC_INTERNAL_ERROR: null": ("a failure inside AWS", True),
    "SCHEMA_NOT_FOUND: line 1:15: Schema 'd' does not exist": ("`create --make-database`", False),
    "FAILED: SemanticException [Error 10072]: Database does not exist: d": ("`create --make-database`", False),
    "TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.d.t' does not exist": ("`create` makes the table", False),
    "COLUMN_NOT_FOUND: line 1:8: Column 'x' cannot be resolved": ("`diff` shows how", False),
    "CONSTRAINT_VIOLATION: For the injected projected partition column region": ("name them with --account", False),
    "SYNTAX_ERROR: line 1:8: mismatched input": ("", False),
    "Insufficient Lake Formation permission(s) on x": ("granted in Lake Formation", False),
}
REQUESTS = {
    "No output location provided. An output location is required": "set the place of results in the workgroup, or",
    "Unable to verify/create output bucket results": "a bucket of this region",
    "WorkGroup audit is disabled.": "enable it in Athena's console",
    "WorkGroup audit is not found.": "name one of this region with --workgroup",
}


def family(root: type[BaseException]) -> list[type[BaseException]]:
    return [root, *(each for child in root.__subclasses__() for each in family(child))]


def made(kind: type[BaseException]) -> BaseException:
    if issubclass(kind, botocore.exceptions.ClientError):
        return kind({"Error": {"Code": "X", "Message": "it failed"}}, "StartQueryExecution")
    if not isfunction(kind.__init__):
        return kind("it failed")
    wanted = list(signature(kind).parameters)
    if "kwargs" in wanted:
        wanted = [*(name for _, name, _, _ in Formatter().parse(getattr(kind, "fmt", "")) if name), "error"]
    return kind(**dict.fromkeys(wanted, "it failed"))


OF_BOTOCORE = sorted(
    {
        *family(botocore.exceptions.BotoCoreError), *family(botocore.exceptions.ClientError), *family(Boto3Error),
        *(one for one in vars(botocore.exceptions).values() if isinstance(one, type) and issubclass(one, Exception)
          and one.__module__ == "botocore.exceptions"),
    },
    key=lambda kind: kind.__name__,
)  # fmt: skip
OF_PYATHENA = [one for one in vars(pyathena.error).values() if isinstance(one, type) and issubclass(one, Exception)]


def test_the_walk_meets_them_all() -> None:
    names = {kind.__name__ for kind in (*OF_BOTOCORE, *OF_PYATHENA)}
    assert {"NoCredentialsError", "EndpointConnectionError", "TokenRetrievalError", "ClientError", "IntegrityError"} < names
    assert len(names) > 80


@pytest.mark.parametrize("kind", OF_BOTOCORE)
def test_those_of_botocore(kind: type[BaseException]) -> None:
    for call in ("start_query_execution", "get_query_execution", "get_query_results"):
        error = made(kind)
        double = Double(raised={call: error})
        with pytest.raises(EngineError, match=r"^Athena: ") as caught:
            session(double)._need_executor().execute(DROP)
        assert caught.value.query_id == (None if call == "start_query_execution" else "query-1")
        assert double.stopped == (["query-1"] if call == "get_query_execution" else [])
        assert caught.value.__cause__ is not None
        assert caught.value.__cause__.__cause__ is error
        assert caught.value.sql == DROP
    if not issubclass(kind, Warning):
        with pytest.raises(AwsError, match="could not look"), told("look"):
            raise made(kind)


@pytest.mark.parametrize(("name", "remedy", "retryable"), [
    ("NoRegionError", "give a region, with --aws-region", False),
    ("NoCredentialsError", "give a profile, or credentials", False),
    ("ProfileNotFound", "give a profile, or credentials", False),
    ("UnauthorizedSSOTokenError", "sign in anew", False),
    ("TokenRetrievalError", "sign in anew", False),
    ("EndpointConnectionError", "look at region, endpoint, proxy and network", True),
    ("ConnectTimeoutError", "look at region, endpoint, proxy and network", True),
    ("ProxyConnectionError", "look at region, endpoint, proxy and network", True),
    ("ConnectionClosedError", "look at region, endpoint, proxy and network", True),
    ("ReadTimeoutError", "the connection broke off", True),
    ("ResponseStreamingError", "the connection broke off", True),
    ("SSLError", "look at the certificates", False),
])
def test_what_keeps_one_from_aws(name: str, remedy: str, retryable: bool) -> None:  # noqa: FBT001  a case
    error = made(getattr(botocore.exceptions, name))
    error.args = ("it failed",)  # so that the class alone tells it
    with pytest.raises(EngineError, match=f"it failed; {remedy}") as caught:
        session(Double(raised={"start_query_execution": error}))._need_executor().execute(DROP)
    assert caught.value.retryable is retryable
    if remedy.startswith(("give", "sign")):
        with pytest.raises(AwsError, match=f"could not look: it failed; {remedy}"), told("look"):
            raise error


@pytest.mark.parametrize(("code", "remedy"), [
    ("ExpiredToken", "sign in anew"), ("RequestTimeTooSkewed", "look at the profile, and at the clock of this machine"),
])
def test_what_any_service_may_not_take(code: str, remedy: str) -> None:
    with pytest.raises(AwsError, match=remedy), told("look"):
        raise botocore.exceptions.ClientError({"Error": {"Code": code, "Message": "no"}}, "ListObjectsV2")


@pytest.mark.parametrize("kind", OF_PYATHENA)
def test_those_of_pyathena(kind: type[BaseException], monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise made(kind)

    monkeypatch.setattr("pyathena.cursor.Cursor.execute", fails)
    with pytest.raises(EngineError, match="Athena: it failed") as caught:
        ask(Double())
    assert isinstance(caught.value.__cause__, kind)
    monkeypatch.undo()
    monkeypatch.setattr("pyathena.connect", fails)
    with pytest.raises(EngineError, match="Athena: it failed"):
        ask(Double())


@pytest.mark.parametrize("code", CODES)
def test_codes_of_aws(code: str) -> None:
    error = botocore.exceptions.ClientError({"Error": {"Code": code, "Message": "no"}}, "StartQueryExecution")
    with pytest.raises(EngineError) as caught:
        ask(Double(raised={"start_query_execution": error}))
    remedy, retryable = CODES[code]
    assert remedy in str(caught.value)
    assert caught.value.retryable is retryable


@pytest.mark.parametrize("message", REQUESTS)
def test_requests_that_athena_refuses(message: str) -> None:
    error = botocore.exceptions.ClientError(
        {"Error": {"Code": "InvalidRequestException", "Message": message}}, "StartQueryExecution",
    )
    with pytest.raises(EngineError) as caught:
        ask(Double(raised={"start_query_execution": error}))
    assert message in str(caught.value)
    assert REQUESTS[message] in str(caught.value)


@pytest.mark.parametrize("state", ["FAILED", "CANCELLED"])
@pytest.mark.parametrize("reason", REASONS)
def test_queries_that_fail(reason: str, state: str) -> None:
    with pytest.raises(EngineError) as caught:
        ask(Double(states=("RUNNING", state), status={"StateChangeReason": reason}))
    remedy, retryable = REASONS[reason]
    assert str(caught.value).startswith(f"Athena: {reason}; {remedy}" if remedy and remedy[0] == "`" else f"Athena: {reason}")
    assert remedy in str(caught.value)
    assert str(caught.value).endswith("(query query-1)")
    assert (caught.value.query_id, caught.value.retryable) == ("query-1", retryable)


def test_what_athena_itself_calls_retryable_is() -> None:
    status = {"StateChangeReason": "odd", "AthenaError": {"Retryable": True}}
    with pytest.raises(EngineError) as caught:
        ask(Double(states=("FAILED",), status=status))
    assert caught.value.retryable


def test_a_value_that_athena_quotes_moves_no_cursor() -> None:
    """Nor does it in a traceback, which shows what led to an error too; of a long one the ends are shown."""
    value = f"\x1b[2J\u202e{'a' * 100_000}"
    reason = f"INVALID_CAST_ARGUMENT: Cannot cast '{value}' to BIGINT"
    with pytest.raises(EngineError, match=r"Cannot cast '\\x1b\[2J\\u202ea+ \.\.\. a+' to BIGINT") as caught:
        ask(Double(states=("FAILED",), status={"StateChangeReason": reason}))
    shown = "".join(traceback.format_exception(caught.value))
    assert all(line.isprintable() for line in shown.split("\n"))
    assert len(shown) < 20_000


def test_a_query_that_fails_without_a_reason() -> None:
    with pytest.raises(EngineError, match=r"^Athena: CANCELLED \(query query-1\)$"):
        ask(Double(states=("CANCELLED",)))


def test_a_result_that_is_gone() -> None:
    missing = botocore.exceptions.ClientError({"Error": {"Code": "NoSuchKey", "Message": "gone"}}, "GetObject")
    error = AwsError("could not read s3://results/query-1.csv: NoSuchKey")
    error.__cause__ = missing
    rows = [("1",)] * 1000
    with pytest.raises(EngineError, match="the result is gone; run it again") as caught:
        ask(Double(rows=rows, raised={"open": error}))
    assert (caught.value.query_id, caught.value.retryable) == ("query-1", True)
