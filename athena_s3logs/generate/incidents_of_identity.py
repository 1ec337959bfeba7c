"""Incidents that show in sign-ins, roles, policies and trails, each with its look-alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from athena_s3logs.generate import company, request
from athena_s3logs.generate.identities import Machine, Session, console_user, session
from athena_s3logs.generate.keys import size_of
from athena_s3logs.generate.request import Request
from athena_s3logs.generate.stage import console_login
from athena_s3logs.generate.text import HOUR, MINUTE, iso

if TYPE_CHECKING:
    from collections.abc import Iterator

    from athena_s3logs.generate.request import Bucket, Client
    from athena_s3logs.generate.scene import Cast, Scene

_LATER: Final = 6 * HOUR
_TRAIL: Final = f"arn:aws:cloudtrail:{company.IRELAND}:{company.MAIN}:trail/example-data-trail"
_NOTHING: Final[dict[str, Any]] = {
    "trailName": _TRAIL,
    "eventSelectors": [{"readWriteType": "WriteOnly", "includeManagementEvents": False, "dataResources": []}],
}
_MORE: Final[dict[str, Any]] = {
    "trailName": _TRAIL,
    "eventSelectors": [{
        "readWriteType": "All", "includeManagementEvents": True,
        "dataResources": [{"type": "AWS::S3::Object", "values": ["arn:aws:s3"]}],
    }],
}


def stopped_trail(scene: Scene) -> Iterator[int]:
    """A trail is cut, stopped and deleted."""
    at = scene.at
    yield at
    culprit = scene.user("engineering/john.stiles", Machine(ip="203.0.113.246", agent=company.CLI))
    scene.culprit.call(at, culprit, "cloudtrail:DescribeTrails", reads=True)
    scene.culprit.call(at + 20, culprit, "cloudtrail:GetTrailStatus", reads=True, parameters={"name": _TRAIL})
    scene.culprit.call(at + 60, culprit, "cloudtrail:PutEventSelectors", parameters=_NOTHING)
    scene.culprit.call(at + 95, culprit, "cloudtrail:StopLogging", parameters={"name": _TRAIL})
    scene.culprit.call(at + 130, culprit, "cloudtrail:DeleteTrail", parameters={"name": _TRAIL})
    scene.details |= {"trail": _TRAIL, "stopped": iso(at + 95), "deleted": iso(at + 130)}
    yield at + _LATER
    machine = Machine(ip="192.0.2.243", agent="APN/1.0 HashiCorp/1.0 Terraform/1.9.5", region=company.IRELAND)
    platform = scene.role("platform-deployer", "terraform", machine, at + _LATER - MINUTE)
    scene.innocent.call(at + _LATER, platform, "cloudtrail:PutEventSelectors", parameters=_MORE)
    scene.innocent.call(at + _LATER + 15, platform, "cloudtrail:StopLogging", parameters={"name": _TRAIL})
    scene.innocent.call(at + _LATER + 135, platform, "cloudtrail:StartLogging", parameters={"name": _TRAIL})


def role_chain(scene: Scene) -> Iterator[int]:
    """From a sign-in over two roles to the data."""
    yield from _chain(scene, scene.culprit, scene.at, ["support-readonly", "export-admin"], company.EXPORTS)
    yield from _chain(scene, scene.innocent, scene.at + _LATER, ["report-reader"], company.REPORTS)


def _chain(scene: Scene, cast: Cast, at: int, roles: list[str], bucket: Bucket) -> Iterator[int]:
    yield at
    guilty = cast is scene.culprit
    machine = Machine(ip="203.0.113.247" if guilty else "198.51.100.213", agent=company.CLI)
    path = "support/pat.candella" if guilty else "data/ana.silva"
    cast.note_call(console_login(console_user(company.MAIN, path, machine.ip, mfa=not guilty), at, mfa=not guilty))
    caller, keys = scene.user(path, machine), []
    for step, role in enumerate(roles):
        made = Session(account=company.MAIN, role=role, name=path.rpartition("/")[2], created=at + 90 * (step + 1))
        yield made.created
        cast.note_call(scene.stage.assume(caller, made), written=True)
        caller = session(made, machine, scene.stage.era, scene.stage.dice)
        keys.append(caller.access_key)
    if guilty:
        scene.details |= {"signed_in": iso(at), "roles": roles, "session_keys": keys}
    yield from _read(cast, at + 5 * MINUTE, caller, bucket)


def _read(cast: Cast, at: int, client: Client, bucket: Bucket) -> Iterator[int]:
    yield at
    cast.list(at, client, bucket)
    for number in range(25):
        yield at + 6 * number
        key = f"customers/2024/export-{number:04}.csv.gz" if bucket is company.EXPORTS else f"monthly/report-{number + 1}.csv"
        cast.get(at + 6 * number, client, bucket, key)


def denied_then_allowed(scene: Scene) -> Iterator[int]:
    """Refused, then not any more."""
    at, machine = scene.at, Machine(ip="198.51.100.214", agent=company.BOTO)

    def read(time: int) -> None:
        client, key = scene.user("data/martha.silva", machine), "customers/2024/export-0001.csv.gz"
        size = size_of(key)
        scene.stage.send(Request(time, client, company.EXPORTS, request.GET, key, sent=size, size=size))

    yield from scene.history(_LATER - HOUR, read)
    yield at
    climber = scene.user("engineering/paulo.santos", Machine(ip="198.51.100.215", agent=company.CLI))
    yield from _try(scene.culprit, at, climber)
    policy = {"userName": "paulo.santos", "policyArn": "arn:aws:iam::aws:policy/AmazonS3FullAccess"}
    scene.culprit.call(at + 4 * MINUTE, climber, "iam:AttachUserPolicy", parameters=policy)
    scene.details |= {"first_denied": iso(at), "policy_attached": iso(at + 4 * MINUTE), "first_allowed": iso(at + 6 * MINUTE)}
    yield from _read(scene.culprit, at + 6 * MINUTE, climber, company.EXPORTS)
    yield at + _LATER - HOUR
    read(at + _LATER - HOUR)
    client = scene.user("data/martha.silva", machine)
    yield from _try(scene.innocent, at + _LATER, client)
    yield from _read(scene.innocent, at + _LATER + 6 * MINUTE, client, company.EXPORTS)


def _try(cast: Cast, at: int, client: Client) -> Iterator[int]:
    for number in range(12):
        yield at + 10 * number
        cast.refused(at + 10 * number, client, company.EXPORTS, f"customers/2024/export-{number:04}.csv.gz")
