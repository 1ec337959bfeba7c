"""Ordinary business: what people, machines and the public do with the buckets all day long."""

from __future__ import annotations

from bisect import bisect_right
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from athena_s3logs.generate import chores, company, request
from athena_s3logs.generate.keys import key_in, size_of
from athena_s3logs.generate.request import Request
from athena_s3logs.generate.schedule import Activity, nightly, office, public, steady

if TYPE_CHECKING:
    from collections.abc import Callable

    from athena_s3logs.generate.company import Person, Robot
    from athena_s3logs.generate.request import Bucket, Client
    from athena_s3logs.generate.schedule import Slice
    from athena_s3logs.generate.stage import Stage

_MARGIN: Final = 60
"""Seconds that one activity may last."""


def fill(stage: Stage, part: Slice) -> None:
    """Do business for a slice of time."""
    dice, writer = stage.dice, stage.writer
    while writer.lines < part.lines:
        for run in dice.choices(part.runs, cum_weights=part.weights, k=8):
            run(stage, part.start + dice.below(part.length - _MARGIN))


def fetch(stage: Stage, time: int, client: Client, bucket: Bucket) -> None:
    """Read some object; mostly that succeeds."""
    dice = stage.dice
    key = key_in(bucket, dice, stage.era.day)
    size = size_of(key)
    turn = 4 + dice.below(40)
    whole = Request(time, client, bucket, request.GET, key, sent=size, size=size, total=turn + size // 40_000, turn=turn)
    roll = dice.random()
    stage.send(whole if roll < _SHARES[0] else _OTHERWISE[bisect_right(_SHARES, roll) - 1](whole, roll))


def _otherwise(**values: Any) -> Callable[[Request, float], Request]:  # noqa: ANN401
    return lambda whole, _: whole._replace(**values)


def _part(whole: Request, roll: float) -> Request:
    return whole._replace(status=206, sent=1 + int(roll * (whole.size or 0)) // 7)


def _missing(whole: Request, _: float) -> Request:
    return whole._replace(key=f"{whole.key}.old", status=404, error="NoSuchKey", sent=312, size=None, turn=None)


def _aborted(whole: Request, _: float) -> Request:
    return whole._replace(sent=whole.sent // 3 + 1, total=30_000)


_SHARES: Final = (0.88, 0.93, 0.96, 0.98, 0.992, 0.995, 0.996)
"""Up to where a roll of the dice reads whole, then what comes otherwise."""

_OTHERWISE: Final = (
    _part,
    _otherwise(status=304, sent=0),
    _otherwise(action=request.HEAD, sent=0),
    _missing,
    _otherwise(status=503, error="SlowDown", sent=360, size=None, turn=None),
    _otherwise(status=500, error="InternalError", sent=282, size=None, turn=None),
    _aborted,
)


def store(stage: Stage, time: int, client: Client, bucket: Bucket) -> None:
    """Write some object."""
    dice = stage.dice
    key = key_in(bucket, dice, stage.era.day)
    size = size_of(key)
    stage.send(Request(
        time, client, bucket, request.PUT, key, size=size, received=size, total=30 + size // 30_000, turn=10 + dice.below(30),
        response='{"x-amz-server-side-encryption":"AES256"}',
    ))


def _person(stage: Stage, time: int, *, person: Person) -> None:
    dice = stage.dice
    client = stage.person(person, time)
    bucket = dice.pick(person.buckets)
    stage.send(Request(time, client, bucket, request.LIST, sent=900 + dice.below(90_000), total=40 + dice.below(200)))
    for number in range(1 + dice.below(6)):
        doing = store if dice.chance(person.writes) else fetch
        doing(stage, time + 2 * number, client, bucket)
    if dice.chance(0.03):
        chores.copy(stage, time + 20, client, bucket)
    if dice.chance(0.03):
        key = key_in(bucket, dice, stage.era.day)
        stage.send(Request(time + 30, client, bucket, request.DELETE, key, 204, total=20, turn=8))


def _reader(stage: Stage, time: int, *, robot: Robot, bucket: Bucket) -> None:
    client = stage.robot(robot, time)
    for number in range(8):
        fetch(stage, time + number, client, bucket)


def _transformer(stage: Stage, time: int, *, robot: Robot, bucket: Bucket) -> None:
    client = stage.robot(robot, time)
    for number in range(3):
        fetch(stage, time + number, client, bucket)
    store(stage, time + 4, client, bucket)


def _fixed(stage: Stage, time: int, *, name: str, bucket: Bucket) -> None:
    client = stage.clients[name]
    for number in range(4):
        fetch(stage, time + number, client, bucket)


def _visitor(stage: Stage, time: int, *, bucket: Bucket) -> None:
    client = stage.dice.pick(stage.visitors)
    for number in range(1 + stage.dice.below(4)):
        fetch(stage, time + 3 * number, client, bucket)


def _deploy(stage: Stage, time: int) -> None:
    client = stage.clients["deployer"]
    for number in range(4):
        store(stage, time + number, client, company.WEB)
    fetch(stage, time + 6, client, company.EXPORTS)


def _legacy(stage: Stage, time: int, *, name: str) -> None:
    if stage.dice.chance(stage.era.legacy_share):
        store(stage, time, stage.clients[name], company.REPORTS)


def activities() -> tuple[Activity, ...]:
    """All that is ordinarily done, with its weight."""
    people = [Activity(partial(_person, person=person), office(2.0, person.zone)) for person in company.PEOPLE]
    visits = [
        Activity(partial(_visitor, bucket=company.DOWNLOADS), public(5.0)),
        Activity(partial(_fixed, name="cdn", bucket=company.WEB), public(4.0)),
    ]
    machines = [
        Activity(partial(_reader, robot=company.ETL, bucket=company.LAKE), nightly(5.0)),
        Activity(partial(_transformer, robot=company.ETL, bucket=company.LAKE), nightly(3.0)),
        Activity(partial(_reader, robot=company.API, bucket=company.MEDIA), public(2.0)),
        Activity(partial(_transformer, robot=company.THUMBNAILS, bucket=company.MEDIA), public(1.0)),
        Activity(partial(_reader, robot=company.QUERIES, bucket=company.LAKE), office(2.0, 60)),
        Activity(partial(_fixed, name="access_point", bucket=company.LAKE), steady(0.5)),
        Activity(partial(_fixed, name="partner", bucket=company.DOWNLOADS), steady(0.3)),
        Activity(_deploy, office(0.5, 60)),
        Activity(partial(_legacy, name="scanner"), steady(0.6)),
        Activity(partial(_legacy, name="meter"), steady(0.4)),
    ]
    return (*people, *visits, *machines, *chores.activities())
