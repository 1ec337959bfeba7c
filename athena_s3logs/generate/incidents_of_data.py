"""Incidents that show in what happens to objects, each with its look-alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from athena_s3logs.generate import company, request
from athena_s3logs.generate.chores import batch_delete, copy_source
from athena_s3logs.generate.identities import Machine, anonymous
from athena_s3logs.generate.keys import size_of
from athena_s3logs.generate.request import Request
from athena_s3logs.generate.text import HOUR, MINUTE, iso

if TYPE_CHECKING:
    from collections.abc import Iterator

    from athena_s3logs.generate.request import Bucket, Client
    from athena_s3logs.generate.scene import Cast, Scene

_LATER: Final = 6 * HOUR
_EXPORTS: Final = tuple(f"customers/2024/export-{number:04}.csv.gz" for number in range(300))
_SSEC: Final = "x-amz-server-side-encryption-customer"
_BLOCK_EVENT: Final = "s3:DeleteBucketPublicAccessBlock"
_DELETED: Final = 600
_PER_BATCH: Final = 100


def stolen_key_download(scene: Scene) -> Iterator[int]:
    """A whole bucket is downloaded with a leaked key."""
    checker = Machine(ip="192.0.2.240", agent=company.BOTO, region=company.IRELAND)

    def check(time: int) -> None:
        client = scene.role("backup-verifier", "verify", checker, time - MINUTE)
        for number in range(20):
            key, size = _EXPORTS[number], size_of(_EXPORTS[number])
            scene.stage.send(Request(time + number, client, company.EXPORTS, request.GET, key, sent=size, size=size))

    yield from scene.history(_LATER, check)
    thief = Machine(ip="203.0.113.240", agent="rclone/v1.66.0")
    yield from _download(scene.culprit, scene.at, scene.user("automation/ci-deployer", thief))
    yield scene.at + _LATER
    client = scene.role("backup-verifier", "verify", checker, scene.at + _LATER - MINUTE)
    yield from _download(scene.innocent, scene.at + _LATER, client)


def _download(cast: Cast, at: int, client: Client) -> Iterator[int]:
    yield at
    cast.list(at, client, company.EXPORTS)
    for number, key in enumerate(_EXPORTS):
        yield at + 5 + 2 * number
        cast.get(at + 5 + 2 * number, client, company.EXPORTS, key)


def public_policy(scene: Scene) -> Iterator[int]:
    """A bucket is opened to everybody, and somebody comes."""
    at, culprit, innocent = scene.at, scene.culprit, scene.innocent
    yield at
    opener = scene.user("engineering/diego.ramirez", Machine(ip="198.51.100.210", agent=company.CONSOLE))
    culprit.call(at, opener, _BLOCK_EVENT, parameters=_named(company.REPORTS), resources=_resource(company.REPORTS))
    culprit.call(at + 40, opener, "s3:PutBucketPolicy", parameters=_open(company.REPORTS), resources=_resource(company.REPORTS))
    scene.details |= {"policy_changed": iso(at + 40), "first_anonymous_success": iso(at + 17 * MINUTE)}
    yield from _visit(scene, culprit, at + 17 * MINUTE, "203.0.113.241", company.REPORTS)
    yield at + _LATER
    releaser = scene.user("release/terry.whitlock", Machine(ip="198.51.100.211", agent=company.CLI))
    parameters = _open(company.DOWNLOADS)
    innocent.call(at + _LATER, releaser, "s3:PutBucketPolicy", parameters=parameters, resources=_resource(company.DOWNLOADS))
    yield from _visit(scene, innocent, at + _LATER + 5 * MINUTE, "203.0.113.242", company.DOWNLOADS)


def _visit(scene: Scene, cast: Cast, at: int, ip: str, bucket: Bucket) -> Iterator[int]:
    yield at
    client = anonymous(Machine(ip=ip, agent="python-requests/2.32.3"), scene.stage.era, scene.stage.dice)
    for number in range(40):
        yield at + 7 * number
        cast.get(at + 7 * number, client, bucket, f"monthly/report-{1 + number}.pdf")


def _named(bucket: Bucket) -> dict[str, str]:
    return {"bucketName": bucket.name, "Host": bucket.host}


def _open(bucket: Bucket) -> dict[str, object]:
    statement = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{bucket.name}/*"}
    return {**_named(bucket), "bucketPolicy": {"Version": "2012-10-17", "Statement": [statement]}}


def _resource(bucket: Bucket) -> tuple[tuple[str, str], ...]:
    return (("AWS::S3::Bucket", f"arn:aws:s3:::{bucket.name}"),)


def ransom_ssec(scene: Scene) -> Iterator[int]:
    """Objects are encrypted with the attacker's key and the originals deleted."""
    at, culprit, keys = scene.at, scene.culprit, [f"photos/archive/img_{number:06}.jpg" for number in range(120)]
    app = Machine(ip="192.0.2.241", agent=company.JAVA, region=company.IRELAND)

    def upload(time: int) -> None:
        client = scene.role("vault-app", "i-0example0000vault", app, time - MINUTE)
        scene.stage.send(_encrypted_upload(time, client, 0))

    yield from scene.history(_LATER, upload)
    yield at
    robber = scene.role("photo-admin", "i-0example0000photo", Machine(ip="203.0.113.243", agent=company.BOTO), at - HOUR)
    culprit.list(at, robber, company.MEDIA)
    for number, key in enumerate(keys):
        yield at + 10 + 4 * number
        taken = Request(at + 10 + 4 * number, robber, company.MEDIA, request.COPY, key)
        _copy(scene, culprit, taken, f"{key}.locked", _ssec("x"))
        culprit.send(Request(at + 12 + 4 * number, robber, company.MEDIA, request.DELETE, key, 204))
    yield at + HOUR
    note = "photos/HOW-TO-RECOVER-YOUR-FILES.txt"
    culprit.send(Request(at + HOUR, robber, company.MEDIA, request.PUT, note, size=1_204, received=1_204))
    yield at + _LATER
    client = scene.role("vault-app", "i-0example0000vault", app, at + _LATER - MINUTE)
    for number in range(30):
        yield at + _LATER + 9 * number
        scene.innocent.send(_encrypted_upload(at + _LATER + 9 * number, client, number))
        moved = Request(at + _LATER + 9 * number + 3, client, company.MEDIA, request.COPY, f"inbox/{number}.jpg")
        _copy(scene, scene.innocent, moved, f"sorted/{number}.jpg", "")
        scene.innocent.send(moved._replace(time=moved.time + 2, action=request.DELETE, status=204))


def _ssec(name: str) -> str:
    return f',"{_SSEC}-algorithm":"AES256","{_SSEC}-key-MD5":"{name * 22}=="'


def _encrypted_upload(time: int, client: Client, number: int) -> Request:
    key = f"vault/{number}.bin"
    size = size_of(key)
    return Request(time, client, company.MEDIA, request.PUT, key, size=size, received=size, parameters=_ssec("v"))


def _copy(scene: Scene, cast: Cast, about: Request, target: str, parameters: str) -> None:
    dice, key, size = scene.stage.dice, about.key or "", size_of(about.key or "")
    same = about._replace(request_id=dice.request_id(), host_id=dice.host_id(), size=size)
    cast.send(same._replace(action=request.COPY_SOURCE))
    cast.send(same._replace(key=target, sent=234, parameters=copy_source(about.bucket, key) + parameters))


def mass_delete(scene: Scene) -> Iterator[int]:
    """Hundreds of objects are deleted by batch."""
    cleaner = Machine(ip="192.0.2.242", agent=company.BOTO, region=company.IRELAND)

    def clean(time: int) -> None:
        client = scene.role("scratch-cleaner", "nightly", cleaner, time - MINUTE)
        for made in _batches(scene, Request(time, client, company.LAKE, request.MULTI_DELETE), "tmp/scratch"):
            scene.stage.send(made)

    yield from scene.history(_LATER, clean)
    yield scene.at
    leaver = scene.user("data/richard.roe", Machine(ip="198.51.100.212", agent=company.CLI))
    about = Request(scene.at, leaver, company.LAKE, request.MULTI_DELETE)
    yield from _all(scene.culprit, _batches(scene, about, "orders/dt=2024-12-31"))
    yield scene.at + _LATER
    client = scene.role("scratch-cleaner", "nightly", cleaner, scene.at + _LATER - MINUTE)
    yield from _all(scene.innocent, _batches(scene, about._replace(time=scene.at + _LATER, client=client), "tmp/scratch"))


def _batches(scene: Scene, about: Request, prefix: str) -> Iterator[Request]:
    for first in range(0, _DELETED, _PER_BATCH):
        keys = [f"{prefix}/part {first + number:05}.parquet" for number in range(_PER_BATCH)]
        yield from batch_delete(scene.stage.dice, about._replace(time=about.time + first // 2), keys)


def _all(cast: Cast, requests: Iterator[Request]) -> Iterator[int]:
    for made in requests:
        yield made.time
        cast.send(made)


def key_guessing(scene: Scene) -> Iterator[int]:
    """Many keys are tried out."""
    at, stage = scene.at, scene.stage
    yield at
    guesser = anonymous(Machine(ip="203.0.113.244", agent="gobuster/3.6"), stage.era, stage.dice)
    for number in range(400):
        time = at + 2 * number
        yield time
        if number % 4 == 0:
            scene.culprit.refused(time, guesser, company.REPORTS, f"finance/budget-{number}.xlsx")
        else:
            scene.culprit.send(_missing(time, guesser, f"releases/internal-{number}.zip"))
    yield at + _LATER
    mirror = anonymous(Machine(ip="203.0.113.245", agent="Wget/1.21.4"), stage.era, stage.dice)
    for number in range(400):
        time = at + _LATER + 2 * number
        yield time
        scene.innocent.send(_missing(time, mirror, f"releases/latest/{'SHA256SUMS' if number % 2 else 'index.json'}"))


def _missing(time: int, client: Client, key: str) -> Request:
    return Request(time, client, company.DOWNLOADS, request.GET, key, 404, "NoSuchKey", sent=312, turn=None)
