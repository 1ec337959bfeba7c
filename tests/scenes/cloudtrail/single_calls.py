"""Scenes of single calls that one looks for: by id, by name of the object, by who did it."""

from __future__ import annotations

from typing import Any, Final

from tests.scenes import ALICE, NOBODY, Ask, Event, Scene, at, data, event, service, session, user
from tests.scenes.cloudtrail.logins import login

_ROLE: Final = "arn:aws:sts::111122223333:assumed-role/app"
_BOB: Final = "arn:aws:iam::111122223333:user/bob"
_ELSEWHERE: Final = {"source": "example.amazonaws.com"}


def _under(clock: str, kms_key: str | list[str] | None, **given: Any) -> Event:  # noqa: ANN401  fields
    parameters = {"x-amz-server-side-encryption-aws-kms-key-id": kms_key} if kms_key else {}
    return data(given.pop("name", "PutObject"), clock, parameters=parameters, **given)


def _answered(kms_key: str) -> dict[str, str]:
    return {"x-amz-server-side-encryption": "aws:kms", "x-amz-server-side-encryption-aws-kms-key-id": kms_key}


def _copy(clock: str, bucket: str, **given: Any) -> Event:  # noqa: ANN401  fields
    common: dict[str, Any] = {"bucket": bucket, "parameters": {"x-amz-copy-source": "example-scene/a"}}
    return data(given.pop("name", "CopyObject"), clock, **(common | given))


_OWN: Final = "arn:aws:kms:eu-west-1:111122223333:key/1"
_FOREIGN: Final = "arn:aws:kms:eu-west-1:999999999999:key/2"

SCENES: Final = {
    "principal_activity": Scene(
        log=(
            data("GetObject", by=session("app", "one"), more={"bytesTransferredOut": 5}, parameters={"versionId": "v1"}),
            event("ListUsers", "10:01:00", by=session("app", "two"), source="iam.amazonaws.com", error="AccessDenied"),
            # The records of two accounts of one call.
            *(
                data(
                    "GetObject", "10:01:01", by=session("app", "one"), bucket="example-other", parameters={"versionId": ["v2"]},
                    account=account, request_id="BOTH",
                )
                for account in ("111122223333", "444455556666")
            ),
            data("GetObject", "10:02:00", by=session("apple", "one")),
            data("GetObject", "10:03:00"),
            # Guesses within a second: a sign-in has no id of a request.
            *(login("10:04:00", "Failure", by=user("bob"), request_id=None) for _ in range(2)),
        ),
        asks=(
            Ask(params={"principal": _BOB}, rows=({"operation": "ConsoleLogin", "outcome": "Failed authentication"},) * 2),
            Ask(
                params={"principal": _ROLE},
                rows=(
                    {
                        "time": at(), "actor": f"{_ROLE}/one", "source_ip": "192.0.2.10", "operation": "GetObject",
                        "bucket": "example-scene", "key": "a.txt", "outcome": "ok", "version_id": "v1", "bytes_sent": 5,
                    },
                    {"actor": f"{_ROLE}/two", "operation": "ListUsers", "outcome": "AccessDenied", "bucket": None},
                    {"bucket": "example-other", "version_id": "v2"},
                ),
            ),
            Ask(params={"principal": _ROLE, "bucket": "example-scene"}, rows=({"operation": "GetObject"},)),
        ),
    ),
    "request_by_id": Scene(
        log=(
            data("GetObject", request_id="THIS"),
            data("GetObject", "10:01:00", more={"x-amz-id-2": "HOST"}, error="AccessDenied", parameters={"versionId": "v1"}),
            data("GetObject", "10:01:01", more={"x-amz-id-2": "HOST"}, parameters={"versionId": ["v2"]}),
            data("GetObject", "10:02:00"),
        ),
        asks=(
            Ask(params={"id": "THIS"}, rows=({"time": at(), "request_id": "THIS", "outcome": "ok", "version_id": None},)),
            Ask(
                params={"id": "HOST"},
                rows=({"host_id": "HOST", "outcome": "AccessDenied", "version_id": "v1"}, {"version_id": "v2"}),
            ),
        ),
    ),
    "archive_restores": Scene(
        log=(
            data("RestoreObject", parameters={"versionId": "v1"}),
            data("RestoreObject", "10:01:00", bucket="example-other", error="RestoreAlreadyInProgress"),
            data("RestoreObject", "10:01:01", parameters={"versionId": ["v2"]}),
            data("GetObject", "10:02:00"),
            data("RestoreObject", "10:03:00", **_ELSEWHERE),
        ),
        asks=(
            Ask(
                rows=(
                    {"time": at(), "version_id": "v1", "outcome": "ok"}, {"outcome": "RestoreAlreadyInProgress"},
                    {"version_id": "v2"},
                ),
            ),
            Ask(params={"bucket": "example-other"}, rows=({"bucket": "example-other"},)),
            Ask(params={"operations": ["GetObject"]}, rows=({"time": at("10:02:00"), "version_id": None},)),
        ),
    ),
    "ransom_notes": Scene(
        log=(
            data("PutObject", key="HOW_TO_DECRYPT.txt", more={"bytesTransferredIn": 7}),
            data("PutObject", "10:01:00", key="howto.txt"),
            data("PutObject", "10:02:00", key="ransom.html", error="AccessDenied"),
            data("GetObject", "10:03:00", key="ransom.html"),
            data("PutObject", "10:04:00", key="ransom.html", **_ELSEWHERE),
            data("CopyObject", "10:05:00", key="recover your files.html", bucket="example-other"),
            data("PostObject", "10:06:00", key="your-files.txt"),
        ),
        asks=(
            Ask(
                rows=(
                    {"key": "HOW_TO_DECRYPT.txt", "bytes_in": 7, "outcome": "ok"},
                    {"key": "ransom.html", "outcome": "AccessDenied"},
                    {"key": "recover your files.html"},
                    {"key": "your-files.txt", "operation": "PostObject"},
                ),
            ),
            Ask(params={"bucket": "example-other"}, rows=({"operation": "CopyObject"},)),
            Ask(params={"operations": ["GetObject"]}, rows=({"time": at("10:03:00")},)),
            Ask(params={"pattern": "^howto"}, rows=({"key": "howto.txt"},)),
        ),
    ),
    "credential_files_read": Scene(
        log=(
            data("GetObject", key="home/.env", more={"bytesTransferredOut": 7}),
            data("GetObject", "10:01:00", key="environment"),
            data("GetObject", "10:02:00", key="id_rsa", error="AccessDenied", by=user("bob")),
            data("PutObject", "10:03:00", key="id_rsa"),
            data("GetObject", "10:04:00", key="id_rsa", **_ELSEWHERE),
            data("GetObject", "10:05:00", key="prod.TFSTATE", bucket="example-other"),
        ),
        asks=(
            Ask(
                rows=(
                    {"key": "home/.env", "bytes_sent": 7, "outcome": "ok"},
                    {"key": "id_rsa", "outcome": "AccessDenied"},
                    {"key": "prod.TFSTATE"},
                ),
            ),
            Ask(params={"bucket": "example-other"}, rows=({"key": "prod.TFSTATE"},)),
            Ask(params={"actors": [_BOB]}, rows=({"key": "id_rsa", "actor": _BOB},)),
            Ask(params={"operations": ["PutObject"]}, rows=({"time": at("10:03:00")},)),
            Ask(params={"pattern": "^env"}, rows=({"key": "environment"},)),
        ),
    ),
    "scripts_replaced": Scene(
        log=(
            data("PutObject", key="app.js", more={"bytesTransferredIn": 7}),
            data("PutObject", "10:01:00", key="app.json"),
            data("PutObject", "10:02:00", key="app.js", error="AccessDenied"),
            data("DeleteObject", "10:03:00", key="app.js"),
            data("PutObject", "10:04:00", key="app.js", **_ELSEWHERE),
            data("PutObject", "10:05:00", key="index.html", by=session("app", "one"), bucket="example-other"),
            data("PostObject", "10:06:00", key="form.js", by=NOBODY),
        ),
        asks=(
            Ask(
                rows=(
                    {"key": "app.js", "bytes_in": 7, "actor": ALICE, "outcome": "ok"}, {"key": "index.html"},
                    {"key": "form.js", "actor": "anonymous"},
                ),
            ),
            Ask(params={"deployers": [_ROLE]}, rows=({"key": "app.js"}, {"key": "form.js"})),
            Ask(params={"bucket": "example-other"}, rows=({"key": "index.html"},)),
            Ask(params={"pattern": "json$"}, rows=({"key": "app.json"},)),
        ),
    ),
    "log_bucket_touched": Scene(
        log=(
            data("DeleteObject", bucket="example-third"),
            data("GetObject", "10:01:00", bucket="example-third"),
            data("PutObject", "10:02:00", bucket="example-third", by=service("cloudtrail.amazonaws.com")),
            data("PutObject", "10:03:00", bucket="example-third", by=service("other.amazonaws.com")),
            data("DeleteObject", "10:04:00"),
            data("DeleteObject", "10:05:00", bucket="example-third", **_ELSEWHERE),
            data("DeleteObject", "10:06:00", bucket="example-third", readOnly=None),
            data("GetObject", "10:07:00", bucket="example-third", readOnly=None),
        ),
        asks=(
            Ask(
                params={"log_buckets": ["example-third"]},
                rows=(
                    {"time": at(), "actor": ALICE, "read_only": False, "outcome": "ok"}, {"time": at("10:03:00")},
                    {"time": at("10:06:00"), "read_only": False},
                ),
            ),
            Ask(
                params={"log_buckets": ["example-third"], "reads": True, "services": ["other.amazonaws.com"]},
                rows=(
                    {"time": at()}, {"operation": "GetObject", "read_only": True}, {"time": at("10:02:00")},
                    {"time": at("10:06:00")}, {"time": at("10:07:00"), "read_only": True},
                ),
            ),
        ),
    ),
    "parameters_omitted": Scene(
        log=(
            event("PutBucketPolicy", parameters={"omitted": True, "reason": "requestParameters too large"}),
            event("PutRolePolicy", "10:01:00", source="iam.amazonaws.com", parameters={"omitted": True}, error="LimitExceeded"),
            event("PutBucketPolicy", "10:02:00", parameters={"omitted": False}),
            event("PutBucketPolicy", "10:03:00", parameters={"bucketName": "example-scene"}),
        ),
        asks=(
            Ask(
                rows=(
                    {"reason": "requestParameters too large", "event_source": "s3.amazonaws.com", "outcome": "ok"},
                    {"operation": "PutRolePolicy", "reason": None, "outcome": "LimitExceeded"},
                ),
            ),
            Ask(params={"events": ["PutRolePolicy"]}, rows=({"operation": "PutRolePolicy"},)),
        ),
    ),
    "foreign_kms_keys": Scene(
        log=(
            _under("10:00:00", _FOREIGN),
            _under("10:01:00", _OWN),
            _under("10:02:00", None),
            _under("10:03:00", _FOREIGN, name="GetObject"),
            _under("10:04:00", _FOREIGN, **_ELSEWHERE),
            _under("10:05:00", _FOREIGN, bucket="example-other", error="AccessDenied", by=user("bob")),
            _under("10:06:00", _FOREIGN, readOnly=None),
            _under("10:07:00", [_OWN]),
            _under("10:08:00", [_FOREIGN]),
            _under("10:09:00", None, response=_answered(_FOREIGN)),
            _under("10:09:01", None, response=_answered(_FOREIGN), name="UploadPart"),
            _under("10:09:02", None, response=_answered(_OWN)),
            _under("10:09:03", "alias/data", response=_answered(_FOREIGN)),
            _under("10:09:04", "alias/data", response=_answered(_OWN)),
        ),
        asks=(
            Ask(
                params={"own_accounts": ["111122223333"]},
                rows=(
                    {"time": at(), "kms_key": _FOREIGN, "outcome": "ok"}, {"outcome": "AccessDenied"}, {"time": at("10:06:00")},
                    {"time": at("10:08:00"), "kms_key": _FOREIGN},
                    {"time": at("10:09:00"), "kms_key": _FOREIGN}, {"time": at("10:09:03"), "kms_key": _FOREIGN},
                ),
            ),
            Ask(
                params={"own_accounts": ["111122223333"], "bucket": "example-other"},
                rows=({"bucket": "example-other"},),
            ),
        ),
    ),
    "copies_to_other_buckets": Scene(
        log=(
            _copy("10:00:00", "example-third"),
            _copy("10:01:00", "example-other"),
            _copy("10:02:00", "example-third", name="PutObject"),
            _copy("10:03:00", "example-third", **_ELSEWHERE),
            _copy("10:04:00", "example-third", name="UploadPartCopy", error="AccessDenied"),
            event("CopyObject", "10:05:00"),
            _copy("10:06:00", "example-third", parameters={"x-amz-copy-source": ["example-scene/b"]}),
        ),
        asks=(
            Ask(
                params={"own_buckets": ["example-s%", "example-o%"]},
                rows=(
                    {"time": at(), "source": "example-scene/a", "outcome": "ok"}, {"outcome": "AccessDenied"},
                    {"time": at("10:05:00"), "bucket": None, "source": None}, {"source": "example-scene/b"},
                ),
            ),
        ),
    ),
}  # fmt: skip
