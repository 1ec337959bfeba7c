"""Scenes of what was read and how much, by events."""

from __future__ import annotations

from typing import Any, Final

from tests.scenes import ALICE, IP, NOBODY, Ask, Event, Scene, at, data, session

ELSEWHERE: Final[dict[str, Any]] = {"source": "example.amazonaws.com"}
OTHER: Final[dict[str, Any]] = {"bucket": "example-other"}
ROLE: Final = "arn:aws:sts::111122223333:assumed-role/app"


def _sent(clock: str, key: str, sent: int = 1000, **given: Any) -> Event:  # noqa: ANN401  fields
    return data(given.pop("name", "GetObject"), clock, key=key, more={"bytesTransferredOut": sent}, **given)


SCENES: Final = {
    "prefix_timeline": Scene(
        log=(
            _sent("10:10:00", "in/a"),
            data("GetObject", "10:59:00", key="in/b", error="AccessDenied", by=NOBODY),
            data("GetObject", "10:58:00", key="in/b", error="NotModified", by=NOBODY),
            data("PutObject", "10:20:00", key="in/b"),
            data("GetObject", "11:00:00", key="in/a"),
            _sent("10:11:00", "out"),
            _sent("10:12:00", "in/a", **OTHER),
            data("ListObjects", "10:13:00", key=None),
            _sent("10:14:00", "in/a", **ELSEWHERE),
        ),
        asks=(
            Ask(
                params={"bucket": "example-scene", "prefix": "in/"},
                rows=(
                    {
                        "span_start": at("10:00:00"), "operation": "GetObject", "requests": 3, "failed": 1, "actors": 2,
                        "keys": 2, "bytes_sent": 1000,
                    },
                    {"span_start": at("10:00:00"), "operation": "PutObject", "requests": 1, "failed": 0, "bytes_sent": 0},
                    {"span_start": at("11:00:00"), "failed": 0},
                ),
            ),
            Ask(
                params={"bucket": "example-scene", "span_minutes": 1440},
                rows=(
                    {"span_start": at("00:00:00"), "operation": "GetObject", "requests": 5, "bytes_sent": 2000},
                    {"operation": "PutObject"},
                ),
            ),
        ),
    ),
    "key_sweeps": Scene(
        log=(
            _sent("10:00:00", "b", by=session("app", "one")),
            _sent("10:09:59", "c", by=session("app", "two")),
            _sent("10:10:00", "d", by=session("app", "one")),
            _sent("10:01:00", "e", by=session("app", "one"), error="AccessDenied"),
            _sent("10:02:00", "a", by=session("app", "one"), name="HeadObject"),
            _sent("10:03:00", "f", by=session("app", "one"), ip="192.0.2.11"),
            _sent("10:03:01", "f", by=session("app", "one"), ip="192.0.2.11"),
            _sent("10:03:02", "f", by=session("app", "one"), **OTHER),
            _sent("10:03:03", "f", by=session("app", "one"), **ELSEWHERE),
            data("SelectObjectContent", "10:04:00", key="s"),
        ),
        asks=(
            Ask(
                params={"min_keys": 2},
                rows=(
                    {
                        "span_start": at("10:00:00"), "actor": ROLE, "source_ip": IP, "bucket": "example-scene", "keys": 2,
                        "requests": 2, "bytes_sent": 2000, "first_seen": at("10:00:00"), "last_seen": at("10:09:59"),
                        "example_key": "b",
                    },
                ),
            ),
            Ask(params={"min_keys": 3, "span_minutes": 60}, rows=({"keys": 3},)),
            Ask(params={"min_keys": 1, "operations": ["HeadObject"]}, rows=({"example_key": "a"},)),
            Ask(
                params={"min_keys": 1, "operations": ["SelectObjectContent"]},
                rows=({"actor": ALICE, "keys": 1, "bytes_sent": 0},),
            ),
            Ask(rows=()),
        ),
    ),
    "large_responses": Scene(
        log=(
            _sent("10:00:00", "a", 1_000_000_000),
            _sent("10:00:01", "b", 999_999_999, error="RequestTimeout"),
            _sent("10:00:02", "c", 2_000_000_000, name="SelectObjectContent"),
            _sent("10:00:03", "d", 3_000_000_000, name="GetObjectTorrent", **OTHER),
            _sent("10:00:04", "e", 4_000_000_000, **ELSEWHERE),
            _sent("10:00:05", "f", 5_000_000_000, name="CopyObject"),
        ),
        asks=(
            Ask(
                rows=(
                    {"key": "d", "bytes_sent": 3_000_000_000, "operation": "GetObjectTorrent"},
                    {"key": "c", "bytes_sent": 2_000_000_000, "operation": "SelectObjectContent"},
                    {"key": "a", "time": at("10:00:00"), "actor": ALICE, "source_ip": IP, "outcome": "ok", "object_size": None},
                ),
            ),
            Ask(
                params={"bucket": "example-scene", "min_bytes": 5},
                rows=({"key": "c"}, {"key": "a"}, {"key": "b", "outcome": "RequestTimeout"}),
            ),
        ),
    ),
}  # fmt: skip
