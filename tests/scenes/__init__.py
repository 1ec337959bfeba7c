"""Lines and events that are written by hand -> a small log on the day of all incidents, and what a query has to find in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from typing import Any, Final

from athena_s3logs import Window
from athena_s3logs.generate.company import IRELAND, MAIN
from tests.query_cases.all import INCIDENT_DAY, WINDOW

BUCKETS: Final = ("example-scene", "example-other", "example-third")
"""The buckets of access logs in scenes."""

AGENT: Final = "aws-cli/2.31.0"
ALICE: Final = f"arn:aws:iam::{MAIN}:user/alice"
IP: Final = "192.0.2.10"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of the access log; an id is given to it where it has none."""

    time: datetime
    bucket: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A record of CloudTrail; ids are given to it where it has none."""

    time: datetime
    account: str
    region: str
    record: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """Parameters, and the rows that they find, all of them and in order, by the columns that are named.

    `doubled` is for questions about the delivery itself: the rows where each file is there twice. None means the same.
    """

    rows: tuple[Mapping[str, Any], ...]
    params: Mapping[str, Any] = field(default_factory=dict)
    window: Window = WINDOW
    doubled: tuple[Mapping[str, Any], ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A small log, culprits and look-alikes in it, and what is asked of it."""

    log: tuple[Line | Event, ...]
    asks: tuple[Ask, ...]


def at(clock: str = "10:00:00", day: int = 0) -> datetime:
    """A time on the day of the scene, or so many days from it.

    >>> at("09:30:00", day=-1).time().isoformat()
    '09:30:00'
    """
    return datetime.combine(INCIDENT_DAY + timedelta(days=day), time.fromisoformat(clock), UTC)


def access(clock: str = "10:00:00", *, day: int = 0, bucket: str = BUCKETS[0], **given: Any) -> Line:  # noqa: ANN401  fields
    """A line: a GET of Alice's that succeeds, but for what is given, by the names below."""
    names = {
        "owner": "0123abcd" * 8, "bucket": bucket, "time": f"[{at(clock, day):%d/%b/%Y:%H:%M:%S} +0000]", "ip": IP,
        "requester": ALICE, "request_id": "", "operation": "REST.GET.OBJECT", "key": "a.txt", "uri": None, "status": "200",
        "error": "-", "sent": "1000", "size": "1000", "total": "20", "turn": "10", "referer": "-", "agent": AGENT,
        "version": "-", "host_id": "", "signature": "SigV4", "cipher": "TLS_AES_128_GCM_SHA256", "auth": "AuthHeader",
        "host": f"{bucket}.s3.{IRELAND}.amazonaws.com", "tls": "TLSv1.3", "access_point": "-", "acl": "-", "region": "-",
    }  # fmt: skip
    if unknown := given.keys() - names.keys():
        raise KeyError(f"{min(unknown)}: expected one of {', '.join(names)}")
    values = {name: "-" if given.get(name, value) is None else str(given.get(name, value)) for name, value in names.items()}
    if given.get("uri") is None:
        verb = values["operation"].split(".")[1]
        values["uri"] = "-" if "uri" in given else f"{verb} /{'' if values['key'] == '-' else values['key']} HTTP/1.1"
    for name in ("uri", "referer", "agent"):
        values[name] = f'"{values[name]}"'
    return Line(time=at(clock, day), bucket=bucket, fields=tuple(values.values()))


def broken_off(line: Line) -> Line:
    """The line as far as its key."""
    return replace(line, fields=line.fields[:8])


def user(name: str = "alice", account: str = MAIN, **further: Any) -> dict[str, Any]:  # noqa: ANN401  of userIdentity
    """The userIdentity of an IAM user."""
    return {
        "type": "IAMUser", "principalId": f"AIDA{name.upper()}", "arn": f"arn:aws:iam::{account}:user/{name}",
        "accountId": account, "accessKeyId": f"AKIA{name.upper()}EXAMPLE", "userName": name, **further,
    }  # fmt: skip


def session(role: str, name: str, account: str = MAIN, **further: Any) -> dict[str, Any]:  # noqa: ANN401  of userIdentity
    """The userIdentity of a role's session; `attributes` and `sessionIssuer` are those of sessionContext."""
    issuer = {
        "type": "Role", "principalId": f"AROA{role.upper()}", "arn": f"arn:aws:iam::{account}:role/{role}",
        "accountId": account, "userName": role,
    }  # fmt: skip
    attributes = {"creationDate": f"{at('00:00:00'):%Y-%m-%dT%H:%M:%SZ}", "mfaAuthenticated": "false"}
    context = {"sessionIssuer": issuer, "attributes": attributes} | further.pop("sessionContext", {})
    return {
        "type": "AssumedRole", "principalId": f"AROA{role.upper()}:{name}",
        "arn": f"arn:aws:sts::{account}:assumed-role/{role}/{name}", "accountId": account,
        "accessKeyId": f"ASIA{role.upper()}{name.upper()}", "sessionContext": context, **further,
    }  # fmt: skip


def root(account: str = MAIN, **further: Any) -> dict[str, Any]:  # noqa: ANN401  of userIdentity
    """The userIdentity of an account's root user."""
    return {"type": "Root", "principalId": account, "arn": f"arn:aws:iam::{account}:root", "accountId": account, **further}


def service(host: str) -> dict[str, Any]:
    """The userIdentity of an AWS service that calls for itself."""
    return {"type": "AWSService", "invokedBy": host}


NOBODY: Final[dict[str, Any]] = {"type": "AWSAccount", "principalId": "", "accountId": "anonymous"}
"""The userIdentity of who did not sign a request to S3."""


def event(name: str, clock: str = "10:00:00", *, day: int = 0, **given: Any) -> Event:  # noqa: ANN401  fields
    """A management event: a call of Alice's that succeeds, but for what is given; `by`, `source`, `ip` and what else below.

    All other names are those of the record, as in sharedEventID; None leaves one out, also an id of the request.
    """
    short = {
        "by": "userIdentity", "source": "eventSource", "ip": "sourceIPAddress", "agent": "userAgent", "region": "awsRegion",
        "account": "recipientAccountId", "error": "errorCode", "message": "errorMessage", "parameters": "requestParameters",
        "response": "responseElements", "more": "additionalEventData", "read_only": "readOnly", "request_id": "requestID",
        "event_id": "eventID",
    }  # fmt: skip
    record = {
        "eventVersion": "1.11", "userIdentity": user(), "eventTime": f"{at(clock, day):%Y-%m-%dT%H:%M:%SZ}",
        "eventSource": "s3.amazonaws.com", "eventName": name, "awsRegion": IRELAND, "sourceIPAddress": IP, "userAgent": AGENT,
        "requestParameters": None, "responseElements": None, "readOnly": False, "eventType": "AwsApiCall",
        "managementEvent": True, "recipientAccountId": MAIN, "eventCategory": "Management",
    } | {short.get(key, key): value for key, value in given.items()}  # fmt: skip
    kept = ("requestParameters", "responseElements", "requestID")
    record = {key: value for key, value in record.items() if value is not None or key in kept}
    return Event(time=at(clock, day), account=record["recipientAccountId"], region=record["awsRegion"], record=record)


def data(
    name: str, clock: str = "10:00:00", *, bucket: str = BUCKETS[0], key: str | None = "a.txt", **given: Any,  # noqa: ANN401
) -> Event:  # fmt: skip
    """A data event of S3: a call of Alice's on an object, or on a bucket where there is no key."""
    arn = f"arn:aws:s3:::{bucket}"
    one = {"type": "AWS::S3::Object", "ARN": f"{arn}/{key}"} if key else {"type": "AWS::S3::Object", "ARNPrefix": f"{arn}/"}
    parameters = {"bucketName": bucket, "Host": f"{bucket}.s3.{IRELAND}.amazonaws.com"} | ({"key": key} if key else {})
    common: dict[str, Any] = {
        "parameters": parameters | given.pop("parameters", {}),
        "resources": [one, {"accountId": MAIN, "type": "AWS::S3::Bucket", "ARN": arn}],
        "managementEvent": False, "eventCategory": "Data", "readOnly": name.startswith(("Get", "Head", "List")),
    }  # fmt: skip
    return event(name, clock, **(common | given))
