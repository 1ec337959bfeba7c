"""Scenes of refusals, of sweeps and notes, and of clients that have to change."""

from __future__ import annotations

from typing import Any, Final

from tests.scenes import ALICE, IP, Ask, Scene, access, at

DENIED: Final[dict[str, Any]] = {"status": 403, "error": "AccessDenied", "sent": "-"}
PUT: Final[dict[str, Any]] = {"operation": "REST.PUT.OBJECT"}
ELSEWHERE: Final[dict[str, Any]] = {"bucket": "example-other"}
DEPLOYER: Final = "arn:aws:sts::111122223333:assumed-role/deployer"
SESSION: Final = f"{DEPLOYER}/one"

SCENES: Final = {
    "query_tags": Scene(
        log=(
            access("10:00:00", uri="GET /a?x-team=blue&x-id=GetObject HTTP/1.1"),
            access("10:00:01", uri="GET /a?x-id=GetObject&x-team=blue HTTP/1.1", requester="-", **DENIED),
            access("10:00:02", uri="GET /a?x-team=red HTTP/1.1", status=399, **ELSEWHERE),
            access("10:00:10", uri="PUT /b?x-team=red HTTP/1.1", operation="REST.COPY.PART_GET", sent=5000, **ELSEWHERE),
            access("10:00:03", uri="GET /a?x-teams=green HTTP/1.1"),
            access("10:00:04"),
            access("10:00:05", uri='GET /a|b?x-team=a%20b&file="x.json" HTTP/1.1', bucket="example-third"),
            access("10:00:06", uri="GET /a?prefix={a}&x-team=a+b&x-team=red HTTP/1.1", bucket="example-third"),
            access("10:00:07", uri="GET /a?x-team HTTP/1.1", bucket="example-third"),
            access("10:00:08", uri="GET /a?x-team=c%zz?d=e HTTP/1.1", bucket="example-third"),
            access("10:00:09", uri="GET /a?x-note=1?x-team=red HTTP/1.1", bucket="example-third"),
        ),
        asks=(
            Ask(
                params={"tag": "x-team"},
                rows=(
                    {"value": "a b", "bucket": "example-third", "requests": 2, "last_seen": at("10:00:06")},
                    {
                        "value": "blue", "bucket": "example-scene", "requests": 2, "failed": 1, "actors": 2,
                        "bytes_sent": 1000, "first_seen": at("10:00:00"), "last_seen": at("10:00:01"),
                    },
                    {"value": "red", "requests": 2, "failed": 0, "bytes_sent": 1000},
                    {"value": "", "requests": 1},
                    {"value": "c%zz?d=e", "requests": 1},
                ),
            ),
            Ask(params={"tag": "x-team", "bucket": "example-other"}, rows=({"value": "red"},)),
        ),
    ),
    "denied_keys": Scene(
        log=(
            access("10:00:00", key="b", **DENIED),
            access("10:00:01", key="b", status=401, ip="192.0.2.11"),
            access("10:00:02", key="a", status=403, error="InvalidObjectState"),
            access("10:00:03", key="a", status=404),
            access("10:00:04", key="c", **DENIED, **ELSEWHERE),
        ),
        asks=(
            Ask(
                rows=(
                    {
                        "actor": ALICE, "operation": "REST.GET.OBJECT", "bucket": "example-scene", "key": "b", "denied": 2,
                        "source_ips": 2, "first_seen": at("10:00:00"), "last_seen": at("10:00:01"),
                    },
                    {"key": "c"},
                ),
            ),
            Ask(
                params={"bucket": "example-scene", "error_codes": ["InvalidObjectState"]},
                rows=({"key": "a"}, {"key": "b", "denied": 1}),
            ),
        ),
    ),
    "failed_authentication": Scene(
        log=(
            access("10:00:00", key="a", status=403, error="InvalidAccessKeyId", requester="-", agent="x"),
            access("10:00:01", key="b", status=403, error="InvalidAccessKeyId", agent="y"),
            access("10:00:02", **DENIED),
            access("10:00:03"),
            access("10:00:04", status=403, error="RequestTimeTooSkewed", **ELSEWHERE),
        ),
        asks=(
            Ask(
                rows=(
                    {
                        "source_ip": IP, "error_code": "InvalidAccessKeyId", "bucket": "example-scene", "failed": 2, "keys": 2,
                        "user_agents": 2, "actors": ["anonymous", ALICE], "first_seen": at("10:00:00"),
                        "last_seen": at("10:00:01"), "example_user_agent": "x",
                    },
                    {"error_code": "RequestTimeTooSkewed"},
                ),
            ),
            Ask(params={"bucket": "example-other"}, rows=({"bucket": "example-other"},)),
            Ask(params={"error_codes": ["AccessDenied"]}, rows=({"failed": 1},)),
        ),
    ),
    "key_sweeps": Scene(
        log=(
            access("10:00:00", key="b"),
            access("10:09:59", key="c", operation="REST.COPY.OBJECT_GET", sent=5000),
            access("10:10:00", key="d"),
            access("10:00:01", key="g", operation="REST.POST.SELECT", sent=5),
            access("10:00:02", key="h", operation="REST.COPY.PART_GET", sent=5000),
            access("10:01:00", key="e", status=404),
            access("10:02:00", key="a", operation="REST.HEAD.OBJECT"),
            access("10:03:00", key="f", ip="192.0.2.11"),
            access("10:03:01", key="f", ip="192.0.2.11"),
            access("10:03:02", key="f", **ELSEWHERE),
            access("10:03:03", key="f", status=304),
        ),
        asks=(
            Ask(
                params={"min_keys": 2},
                rows=(
                    {
                        "span_start": at("10:00:00"), "actor": ALICE, "source_ip": IP, "bucket": "example-scene", "keys": 4,
                        "requests": 4, "bytes_sent": 1005, "first_seen": at("10:00:00"), "last_seen": at("10:09:59"),
                        "example_key": "b",
                    },
                ),
            ),
            Ask(params={"min_keys": 5, "span_minutes": 60}, rows=({"keys": 5},)),
            Ask(params={"min_keys": 1, "operations": ["REST.HEAD.OBJECT"]}, rows=({"example_key": "a"},)),
            Ask(rows=()),
        ),
    ),
    "ransom_notes": Scene(
        log=(
            access("10:00:00", key="data/HOW_TO_DECRYPT.txt", **PUT),
            access("10:00:01", key="data/decrypt.py", **PUT),
            access("10:00:02", key="data/HOW_TO_DECRYPT.txt"),
            access("10:00:03", key="notes.txt", **PUT, **DENIED),
            access("10:00:04", key="notes-too.txt", **PUT, status="2x0"),
            access("10:00:05", key="ransom.html", **PUT, **ELSEWHERE, size=7),
        ),
        asks=(
            Ask(
                rows=(
                    {"time": at("10:00:00"), "actor": ALICE, "key": "data/HOW_TO_DECRYPT.txt", "outcome": "ok"},
                    {"key": "ransom.html"},
                ),
            ),
            Ask(params={"bucket": "example-other"}, rows=({"key": "ransom.html", "bytes_in": 7},)),
            Ask(params={"pattern": "notes"}, rows=({"key": "notes.txt", "outcome": "AccessDenied"}, {"outcome": None})),
            Ask(params={"operations": ["REST.GET.OBJECT"]}, rows=({"time": at("10:00:02"), "bytes_in": 1000},)),
        ),
    ),
    "scripts_replaced": Scene(
        log=(
            access("10:00:00", key="app.js", **PUT, size=7),
            access("10:01:00", key="app.json", **PUT),
            access("10:02:00", key="app.js", **PUT, **DENIED),
            access("10:03:00", key="app.js", **PUT, status=304),
            access("10:04:00", key="app.js"),
            access("10:05:00", key="index.html", **PUT | {"operation": "REST.COPY.OBJECT"}, requester=SESSION, **ELSEWHERE),
        ),
        asks=(
            Ask(
                rows=(
                    {"time": at("10:00:00"), "actor": ALICE, "key": "app.js", "bytes_in": 7, "outcome": "ok"},
                    {"key": "index.html", "actor": SESSION},
                ),
            ),
            Ask(params={"deployers": [DEPLOYER]}, rows=({"key": "app.js"},)),
            Ask(params={"bucket": "example-other"}, rows=({"key": "index.html"},)),
            Ask(params={"pattern": "json$"}, rows=({"key": "app.json"},)),
        ),
    ),
    "credential_files_read": Scene(
        log=(
            access("10:00:00", key="home/.ssh/ID_RSA"),
            access("10:00:01", key="home/.ssh/id_rsa.pub"),
            access("10:00:02", key=".env", requester="-", status=404),
            access("10:00:03", key="server.pem", **PUT),
            access("10:00:04", key="notes.txt"),
            access("10:00:05", key="notes.txt", status="2x0"),
            access("10:00:06", key="prod.TFSTATE", **ELSEWHERE),
            access("10:00:07", key="passwords.csv", operation="REST.POST.SELECT"),
            access("10:00:08", key="store.kdbx", operation="REST.COPY.PART_GET"),
        ),
        asks=(
            Ask(
                rows=(
                    {"key": "home/.ssh/ID_RSA", "outcome": "ok", "bytes_sent": 1000},
                    {"key": ".env", "outcome": "404"},
                    {"key": "prod.TFSTATE"},
                    {"key": "passwords.csv", "operation": "REST.POST.SELECT"},
                    {"key": "store.kdbx", "operation": "REST.COPY.PART_GET"},
                ),
            ),
            Ask(params={"bucket": "example-other"}, rows=({"key": "prod.TFSTATE"},)),
            Ask(params={"actors": ["anonymous"]}, rows=({"key": ".env"},)),
            Ask(params={"pattern": "notes"}, rows=({"key": "notes.txt", "outcome": "ok"}, {"outcome": None})),
            Ask(params={"operations": ["REST.PUT.OBJECT"]}, rows=({"key": "server.pem"},)),
        ),
    ),
    "old_tls": Scene(
        log=(
            access("10:00:00", tls="TLSV1.1", agent="x"),
            access("10:00:01", tls="TLSv1.1", ip="192.0.2.11", agent="-"),
            access("10:00:02", tls="-", **ELSEWHERE),
            access("10:00:03"),
            access("10:00:04", tls="TLSV1.2"),
            access("10:00:05", tls="-", ip="-"),
            access("10:00:06", tls="-", host="-"),
        ),
        asks=(
            Ask(
                rows=(
                    {
                        "tls_version": "tlsv1.1", "actor": ALICE, "bucket": "example-scene", "requests": 2, "source_ips": 2,
                        "user_agents": ["x"], "first_seen": at("10:00:00"), "last_seen": at("10:00:01"),
                    },
                    {"tls_version": "http", "bucket": "example-other"},
                ),
            ),
            Ask(
                params={"good": ["tlsv1.3", "tlsv1.1"], "bucket": "example-scene"},
                rows=({"tls_version": "tlsv1.2"},),
            ),
        ),
    ),
    "endpoints": Scene(
        log=(
            access("10:00:00", host="x.s3.eu-west-1.amazonaws.com:443", agent="a"),
            access("10:00:01", host="x.s3-eu-west-1.amazonaws.com", requester=SESSION),
            access("10:00:02", host="bucket.vpce-1a2b.s3.eu-west-1.vpce.amazonaws.com"),
            access("10:00:02", host="bucket.vpce-1a2b.s3.cn-north-1.vpce.amazonaws.com.cn"),
            *(
                access("10:00:02", host=f"{host}.amazonaws.eu", bucket="example-third")
                for host in (
                    "x.s3.eusc-de-east-1", "s3.eusc-de-east-1", "x.s3.dualstack.eusc-de-east-1",
                    "x.vpce-1.s3.eusc-de-east-1.vpce", "one.s3-accesspoint.eusc-de-east-1", "x.s3-website.eusc-de-east-1",
                )
            ),
            access("10:00:03", host="one-111122223333.s3-accesspoint.eu-west-1.amazonaws.com"),
            access("10:00:04", host="one.accesspoint.s3-global.amazonaws.com"),
            access("10:00:05", host="x.s3-website-eu-west-1.amazonaws.com"),
            access("10:00:06", host="x.s3-accelerate.amazonaws.com"),
            access("10:00:07", host="x.s3.dualstack.eu-west-1.amazonaws.com"),
            access("10:00:08", host="S3.amazonaws.com"),
            access("10:00:09", host="s3.eu-west-1.amazonaws.com"),
            access("10:00:10", host="x.s3.amazonaws.com"),
            access("10:00:11", host="files.example.com"),
            access("10:00:12", host="-"),
            *(
                access("10:00:17", host=host)
                for host in (
                    "s3.dualstack.eu-west-1.amazonaws.com", "s3-fips.us-east-1.amazonaws.com",
                    "s3-fips.dualstack.us-east-1.amazonaws.com", "x.s3-fips.dualstack.us-east-1.amazonaws.com",
                    "x.s3-fips.us-east-1.amazonaws.com", "s3-fips.s3.amazonaws.com", "x.s3-external-1.amazonaws.com",
                    "one-111122223333.s3-accesspoint-fips.us-east-1.amazonaws.com",
                    "one-111122223333.s3-accesspoint.dualstack.us-east-1.amazonaws.com",
                    "www.example.com.s3-website.eu-central-1.amazonaws.com", "x.s3-website.cn-north-1.amazonaws.com.cn",
                    "x.s3-accelerate.dualstack.amazonaws.com",
                    # Buckets with names like those of endpoints.
                    "www.s3-website-stuff.com.s3.eu-west-1.amazonaws.com", "x.s3-accelerate.org.s3.eu-west-1.amazonaws.com",
                    "x.s3-accesspoint.org.s3.eu-west-1.amazonaws.com",
                    "x.accesspoint.s3-global.org.s3.eu-west-1.amazonaws.com",
                )
            ),
            access("10:00:13", bucket="example-other"),
        ),
        asks=(
            Ask(
                params={"bucket": "example-scene"},
                rows=(
                    {
                        "bucket": "example-scene", "kind": "regional", "requests": 7, "actors": 2,
                        "example_host": "www.s3-website-stuff.com.s3.eu-west-1.amazonaws.com",
                        "example_user_agent": "a", "first_seen": at("10:00:00"), "last_seen": at("10:00:17"),
                    },
                    {"kind": "access point", "requests": 4},
                    {"kind": "path style", "requests": 4},
                    {"kind": "global", "requests": 3},
                    {"kind": "website", "requests": 3},
                    {"kind": "accelerated", "requests": 2},
                    {"kind": "dual stack", "requests": 2},
                    {"kind": "vpc endpoint", "requests": 2},
                    *({"kind": kind, "requests": 1} for kind in ("other", "path style, global")),
                ),
            ),
            Ask(params={"bucket": "example-other"}, rows=({"kind": "regional"},)),
            Ask(
                params={"bucket": "example-third"},
                rows=tuple(
                    {"kind": kind, "requests": 1}
                    for kind in ("access point", "dual stack", "path style", "regional", "vpc endpoint", "website")
                ),
            ),
        ),
    ),
    "sigv2_callers": Scene(
        log=(
            access("10:00:00", signature="SigV2", requester=SESSION),
            access("10:00:01", signature="SigV2", requester=f"{DEPLOYER}/two", ip="192.0.2.11"),
            access("10:00:02", signature="SigV2", **ELSEWHERE),
            access("10:00:03"),
            access("10:00:04", signature="-"),
        ),
        asks=(
            Ask(
                rows=(
                    {
                        "actor": DEPLOYER, "bucket": "example-scene", "operation": "REST.GET.OBJECT", "requests": 2,
                        "source_ips": 2, "first_seen": at("10:00:00"), "last_seen": at("10:00:01"),
                    },
                    {"actor": ALICE, "bucket": "example-other"},
                ),
            ),
            Ask(params={"bucket": "example-other"}, rows=({"requests": 1},)),
        ),
    ),
    "acl_requests": Scene(
        log=(
            access("10:00:00", acl="Yes", key="b"),
            access("10:00:01", acl="Yes", key="c"),
            access("10:00:02", acl="Yes", **ELSEWHERE),
            access("10:00:03"),
        ),
        asks=(
            Ask(
                rows=(
                    {
                        "actor": ALICE, "bucket": "example-scene", "operation": "REST.GET.OBJECT", "requests": 2, "keys": 2,
                        "first_seen": at("10:00:00"), "last_seen": at("10:00:01"), "example_key": "b",
                    },
                    {"bucket": "example-other"},
                ),
            ),
            Ask(params={"bucket": "example-other"}, rows=({"requests": 1},)),
        ),
    ),
}  # fmt: skip
