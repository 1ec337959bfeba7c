"""Scenes of what is still read, and by whom, by events."""

from __future__ import annotations

from typing import Any, Final

from tests.scenes import ALICE, Ask, Event, Scene, at, data, user

BOB: Final = "arn:aws:iam::111122223333:user/bob"
DENIED: Final[dict[str, Any]] = {"error": "AccessDenied"}
ELSEWHERE: Final[dict[str, Any]] = {"source": "example.amazonaws.com"}
OTHER: Final[dict[str, Any]] = {"bucket": "example-other"}


def _sent(clock: str, key: str, sent: int = 1000, **given: Any) -> Event:  # noqa: ANN401  fields
    return data(given.pop("name", "GetObject"), clock, key=key, more={"bytesTransferredOut": sent}, **given)


SCENES: Final = {
    "first_and_last_reads": Scene(
        log=(
            data("HeadObject", "09:00:00", key="in/a"),
            data("GetObject", "11:00:00", key="in/a", by=user("bob"), error="NotModified"),
            data("GetObject", "10:00:00", key="in/b"),
            data("GetObject", "08:00:00", key="in/b", **DENIED),
            data("PutObject", "12:00:00", key="in/b"),
            data("GetObject", "12:00:01", key="in/b", **ELSEWHERE),
            data("GetObject", "10:30:00", key="out/c"),
            data("GetObject", "07:00:00", key="in/d", **OTHER),
            data("GetObjectAcl", "06:00:00", key="in/e"),
        ),
        asks=(
            Ask(
                params={"bucket": "example-scene", "prefix": "in/"},
                rows=(
                    {"key": "in/b", "requests": 1, "actors": 1, "first_seen": at("10:00:00"), "last_seen": at("10:00:00")},
                    {
                        "bucket": "example-scene", "key": "in/a", "requests": 2, "actors": 2,
                        "first_seen": at("09:00:00"), "last_seen": at("11:00:00"),
                    },
                ),
            ),
            Ask(params={"bucket": "example-scene"}, rows=({"key": "in/b"}, {"key": "out/c"}, {"key": "in/a"})),
            Ask(params={"bucket": "example-scene", "operations": ["GetObjectAcl"]}, rows=({"key": "in/e"},)),
        ),
    ),
    "partition_consumers": Scene(
        log=(
            _sent("10:00:00", "sales/dt=2026-11-01/a"),
            _sent("10:00:01", "sales/dt=2026-11-01/a"),
            _sent("10:00:02", "sales/dt=2026-11-01/b", name="SelectObjectContent"),
            data("GetObject", "10:00:03", key="sales/dt=2026-11-10/b", by=user("bob")),
            _sent("10:00:04", "clicks/year=2026/month=11/day=10/b", 7, **OTHER),
            _sent("10:00:05", "sales/dt=2026-11-10/b", name="HeadObject"),
            _sent("10:00:06", "sales/dt=2026-11-10/b", **DENIED),
            _sent("10:00:07", "sales/dt=2026-13-01/b"),
            _sent("10:00:07", "sales/dt=0000-11-01/b"),
            _sent("10:00:08", "sales/b"),
            _sent("10:00:09", "sales/dt=2026-11-10/b", **ELSEWHERE),
        ),
        asks=(
            Ask(
                rows=(
                    {"bucket": "example-other", "dataset": "clicks/", "partition_day": at(day=-1).date(), "bytes_sent": 7},
                    {
                        "bucket": "example-scene", "dataset": "sales/", "partition_day": at(day=-1).date(), "actor": BOB,
                        "requests": 1, "bytes_sent": 0,
                    },
                    {
                        "bucket": "example-scene", "dataset": "sales/", "partition_day": at(day=-10).date(), "actor": ALICE,
                        "requests": 3, "keys": 2, "bytes_sent": 3000, "read_days": 1, "first_age_days": 10, "last_age_days": 10,
                        "first_seen": at("10:00:00"), "last_seen": at("10:00:02"),
                    },
                ),
            ),
            Ask(params={"min_age_days": 10}, rows=({"partition_day": at(day=-10).date()},)),
            Ask(params={"bucket": "example-other"}, rows=({"dataset": "clicks/"},)),
            Ask(
                params={"pattern": "dt=[0-9-]+", "operations": ["HeadObject"]},
                rows=({"actor": ALICE, "partition_day": at(day=-1).date(), "first_age_days": 1},),
            ),
        ),
    ),
}  # fmt: skip
