"""Scenes of who uses a bucket, from where and by which way."""

from __future__ import annotations

from typing import Any, Final

from tests.scenes import ALICE, IP, Ask, Scene, access, at

APP: Final = "arn:aws:sts::111122223333:assumed-role/app"
SESSION: Final = f"{APP}/one"
OTHER: Final = "arn:aws:iam::444455556666:user/eve"
COPIED: Final = "REST.COPY.OBJECT_GET"
POINT: Final = "arn:aws:s3:eu-west-1:111122223333:accesspoint/one"
DENIED: Final[dict[str, Any]] = {"status": 403, "error": "AccessDenied", "sent": "-"}
_VALUES: Final = {
    "actor": SESSION, "principal": APP, "source_ip": "192.0.2.11", "user_agent": "other", "operation": "REST.PUT.OBJECT",
    "bucket": "example-other", "host_header": "host.example", "source_region": "eu-west-1",
}  # fmt: skip

SCENES: Final = {
    "requests_by_dimension": Scene(
        log=(
            access(
                "10:00:00", requester=SESSION, ip="192.0.2.11", agent="other", operation="REST.PUT.OBJECT",
                bucket="example-other", host="host.example", region="eu-west-1", key="b",
            ),
            access("10:00:01", key="a", status=400),
            access("10:00:02", key="b", status=399, operation=COPIED, sent=5000),
        ),
        asks=(
            Ask(
                rows=(
                    {
                        "value": ALICE, "requests": 2, "failed": 1, "keys": 2, "bytes_sent": 1000,
                        "first_seen": at("10:00:01"), "last_seen": at("10:00:02"),
                    },
                    {"value": SESSION, "requests": 1, "failed": 0},
                ),
            ),
            *(
                Ask(params={"dimension": name, "bucket": "example-other"}, rows=({"value": value, "requests": 1},))
                for name, value in _VALUES.items()
            ),
        ),
    ),
    "reads_by_unknown_actors": Scene(
        log=(
            access("10:00:00", key="b", requester=OTHER),
            access("10:00:01", key="c", requester=OTHER, ip="-", operation=COPIED, sent=5000),
            access("10:00:02", key="a", requester=OTHER, status=304),
            access("10:00:03", key="a", requester=OTHER, **DENIED),
            access("10:00:04", key="a", requester=OTHER, operation="REST.HEAD.OBJECT"),
            access("10:00:05", key="a"),
            access("10:00:06", key="a", requester="-", bucket="example-other"),
            access("10:00:07", key="a", requester=SESSION),
            access("10:00:08", key="b", requester=OTHER, operation="REST.POST.SELECT", sent=5),
            access("10:00:09", key="d", requester=OTHER, operation="REST.COPY.PART_GET", sent=5000),
        ),
        asks=(
            Ask(
                params={"known": [ALICE, "%role/app/%"]},
                rows=(
                    {
                        "actor": OTHER, "bucket": "example-scene", "requests": 4, "keys": 3, "bytes_sent": 1005,
                        "source_ips": [IP], "first_seen": at("10:00:00"), "last_seen": at("10:00:09"), "example_key": "b",
                    },
                    {"actor": "anonymous", "bucket": "example-other"},
                ),
            ),
            Ask(
                params={"known": ["arn%"], "bucket": "example-scene", "operations": ["REST.GET.OBJECT", "REST.HEAD.OBJECT"]},
                rows=(),
            ),
            Ask(
                params={"known": [ALICE], "bucket": "example-scene", "operations": ["REST.HEAD.OBJECT"]},
                rows=({"actor": OTHER, "requests": 1},),
            ),
        ),
    ),
    "requests_outside_networks": Scene(
        log=(
            access("10:00:00", ip="192.0.2.10"),
            access("10:00:01", ip="2001:db8::5"),
            access("10:00:02", ip="198.51.100.7", key="a", requester=OTHER),
            access("10:00:03", ip="198.51.100.7", key="b", requester=OTHER, **DENIED),
            access("10:00:04", ip="198.51.100.7", bucket="example-other", status=399, operation=COPIED),
            access("10:00:05", ip="-", requester="AmazonS3"),
        ),
        asks=(
            Ask(
                params={"networks": ["192.0.2.0/24", "2001:db8::/32"]},
                rows=(
                    {
                        "actor": OTHER, "source_ip": "198.51.100.7", "bucket": "example-scene", "requests": 2, "failed": 1,
                        "keys": 2, "bytes_sent": 1000, "first_seen": at("10:00:02"), "last_seen": at("10:00:03"),
                    },
                    {"actor": ALICE, "bucket": "example-other", "failed": 0, "bytes_sent": 0},
                ),
            ),
            Ask(
                params={"networks": ["192.0.2.0/24"], "bucket": "example-scene"},
                rows=({"requests": 2}, {"source_ip": "2001:db8::5"}),
            ),
        ),
    ),
    "access_points": Scene(
        log=(
            access("10:00:00", access_point=POINT, requester=SESSION),
            access("10:00:01", access_point=POINT, requester=f"{APP}/two", **DENIED),
            access("10:00:02", access_point=f"{POINT}2", status=399),
            access("10:00:03"),
        ),
        asks=(
            Ask(
                rows=(
                    {
                        "access_point_arn": POINT, "bucket": "example-scene", "actor": APP, "operation": "REST.GET.OBJECT",
                        "requests": 2, "failed": 1, "first_seen": at("10:00:00"), "last_seen": at("10:00:01"),
                    },
                    {"access_point_arn": f"{POINT}2", "failed": 0},
                ),
            ),
            Ask(params={"access_point": f"{POINT}2"}, rows=({"actor": ALICE},)),
        ),
    ),
    "presigned_urls": Scene(
        log=(
            access("10:00:00", auth="QueryString", key="b", ip="192.0.2.11", agent="one"),
            access("10:00:01", auth="QueryString", key="c", ip="192.0.2.12", agent="two", **DENIED),
            access("10:00:02", auth="QueryString", key="c", bucket="example-other", status=399, operation=COPIED),
            access("10:00:03", auth="AuthHeader", key="a"),
            access("10:00:04", auth="-", requester="-", key="a"),
        ),
        asks=(
            Ask(
                rows=(
                    {
                        "actor": ALICE, "bucket": "example-scene", "operation": "REST.GET.OBJECT", "requests": 2, "failed": 1,
                        "keys": 2, "source_ips": 2, "user_agents": 2, "bytes_sent": 1000, "first_seen": at("10:00:00"),
                        "last_seen": at("10:00:01"), "example_key": "b",
                    },
                    {"bucket": "example-other", "failed": 0, "bytes_sent": 0},
                ),
            ),
            Ask(params={"min_source_ips": 2}, rows=({"bucket": "example-scene"},)),
            Ask(params={"bucket": "example-other"}, rows=({"bucket": "example-other"},)),
        ),
    ),
    "requests_of_other_accounts": Scene(
        log=(
            access("10:00:00", requester=OTHER),
            access("10:00:01", requester=OTHER, **DENIED),
            access("10:00:02", requester="89abcdef" * 8, status=399, operation=COPIED),
            access("10:00:03"),
            access("10:00:04", requester="-"),
            access("10:00:05", requester="AmazonS3"),
            access("10:00:06", requester="arn:aws:sts::444455556666:assumed-role/app/one", bucket="example-other"),
            access("10:00:07", requester="0123abcd" * 8),
            access("10:00:08", requester="3272ee65a908a7677109fedda345db8d9554ba26398b2ca10581de88777e2b61"),
        ),
        asks=(
            Ask(
                params={"own_accounts": ["111122223333"]},
                rows=(
                    {
                        "account": "444455556666", "actor": OTHER, "bucket": "example-scene", "operation": "REST.GET.OBJECT",
                        "requests": 2, "failed": 1, "bytes_sent": 1000, "first_seen": at("10:00:00"),
                        "last_seen": at("10:00:01"),
                    },
                    {"account": "444455556666", "actor": "arn:aws:sts::444455556666:assumed-role/app"},
                    {"account": None, "actor": "89abcdef" * 8, "failed": 0, "bytes_sent": 0},
                ),
            ),
            Ask(
                params={"own_accounts": ["444455556666"], "bucket": "example-scene"},
                rows=({"account": "111122223333", "actor": ALICE}, {"actor": "89abcdef" * 8}),
            ),
        ),
    ),
    "requests_of_aws_services": Scene(
        log=(
            access("10:00:00", requester="svc:delivery.logs.amazonaws.com", ip="-", operation="REST.PUT.OBJECT"),
            access("10:00:01", requester="svc:delivery.logs.amazonaws.com", ip="-", operation="REST.PUT.OBJECT", **DENIED),
            access("10:00:02", requester="AmazonS3", ip="-", operation="S3.EXPIRE.OBJECT", status="-", sent="-"),
            access("10:00:03", requester="AmazonS3", ip="-", operation="S3.EXPIRE.OBJECT", bucket="example-other", status=399),
            access("10:00:04", requester="-"),
            access("10:00:05"),
        ),
        asks=(
            Ask(
                rows=(
                    {
                        "actor": "svc:delivery.logs.amazonaws.com", "bucket": "example-scene", "operation": "REST.PUT.OBJECT",
                        "requests": 2, "failed": 1, "first_seen": at("10:00:00"), "last_seen": at("10:00:01"),
                    },
                    {"actor": "AmazonS3", "bucket": "example-other", "failed": 0},
                    {"actor": "AmazonS3", "bucket": "example-scene", "failed": 0},
                ),
            ),
            Ask(params={"bucket": "example-other"}, rows=({"actor": "AmazonS3"},)),
        ),
    ),
    "source_regions": Scene(
        log=(
            access("10:00:00", region="us-west-2"),
            access("10:00:01", region="us-west-2", requester=SESSION, operation=COPIED, sent=5000),
            access("10:00:02", region="eu-west-1"),
            access("10:00:03", region="eu-west-1", bucket="example-other"),
            access("10:00:04", region="-"),
        ),
        asks=(
            Ask(
                params={"expected": ["eu-west-1"]},
                rows=(
                    {
                        "source_region": "us-west-2", "expected": False, "bucket": "example-scene", "requests": 2, "actors": 2,
                        "bytes_sent": 1000, "first_seen": at("10:00:00"), "last_seen": at("10:00:01"), "example_actor": ALICE,
                    },
                    {"source_region": "eu-west-1", "expected": True, "bucket": "example-other"},
                    {"source_region": "eu-west-1", "expected": True, "bucket": "example-scene"},
                ),
            ),
            Ask(
                params={"expected": ["us-west-2"], "unexpected_only": True, "bucket": "example-scene"},
                rows=({"source_region": "eu-west-1", "expected": False},),
            ),
        ),
    ),
    "request_by_id": Scene(
        log=(
            access("10:00:00", request_id="ABCD", host_id="one="),
            access("10:00:01", request_id="ABCD", host_id="two=", key="b", **DENIED),
            access("10:00:02", request_id="EF01", host_id="three=", key="c", status=404),
            access("10:00:03", request_id="ABCD", status="2x0"),
        ),
        asks=(
            Ask(
                params={"id": "ABCD"},
                rows=(
                    {"time": at("10:00:00"), "outcome": "ok", "actor": ALICE},
                    {"key": "b", "outcome": "AccessDenied"},
                    {"time": at("10:00:03"), "outcome": None},
                ),
            ),
            Ask(params={"id": "three="}, rows=({"key": "c", "request_id": "EF01", "outcome": "404"},)),
        ),
    ),
    "role_sessions": Scene(
        log=(
            access("10:00:00", requester=SESSION),
            access("10:00:01", requester=SESSION, bucket="example-other", operation="REST.PUT.OBJECT", ip="-", **DENIED),
            access("10:00:02", requester=f"{APP}/two", status=399, operation=COPIED),
            access("10:00:03", requester="arn:aws:sts::111122223333:assumed-role/other/one"),
            access("10:00:04", requester="arn:aws:iam::111122223333:user/app"),
        ),
        asks=(
            Ask(
                params={"role": "app"},
                rows=(
                    {
                        "actor": SESSION, "session_name": "one", "requests": 2, "failed": 1,
                        "operations": ["REST.GET.OBJECT", "REST.PUT.OBJECT"], "buckets": ["example-other", "example-scene"],
                        "source_ips": [IP], "bytes_sent": 1000, "first_seen": at("10:00:00"), "last_seen": at("10:00:01"),
                    },
                    {"session_name": "two", "failed": 0, "bytes_sent": 0},
                ),
            ),
        ),
    ),
}  # fmt: skip
