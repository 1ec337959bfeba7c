"""Ordinary chores: backups, replication, lifecycle, clean-up, presigned links, noise from outside, and administration."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from athena_s3logs.generate import company, identities, request
from athena_s3logs.generate.calls import Call
from athena_s3logs.generate.identities import Machine
from athena_s3logs.generate.keys import key_in, size_of
from athena_s3logs.generate.request import Request
from athena_s3logs.generate.schedule import Activity, nightly, office, public, steady
from athena_s3logs.generate.stage import console_login
from athena_s3logs.generate.text import key_in_uri, moment, quoted

if TYPE_CHECKING:
    from athena_s3logs.generate.dice import Dice
    from athena_s3logs.generate.request import Bucket, Client
    from athena_s3logs.generate.stage import Stage

_PART: Final = 8_388_608
_PROBES: Final = (".env", "wp-login.php", ".git/config", "backup.zip", "admin/", "config.json")
_LIFECYCLE: Final = (request.EXPIRE, request.MARK_DELETED, request.TO_INFREQUENT, request.TO_GLACIER, request.DROP_UPLOAD)
_BAD_KEYS: Final = ("InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken", "RequestTimeTooSkewed")
_READS: Final = (
    ("s3", "ListBuckets", company.IRELAND),
    ("s3", "GetBucketPolicy", company.IRELAND),
    ("s3", "GetBucketLocation", company.IRELAND),
    ("sts", "GetCallerIdentity", company.IRELAND),
    ("ec2", "DescribeInstances", company.IRELAND),
    ("iam", "ListRoles", "us-east-1"),
    ("cloudtrail", "DescribeTrails", company.IRELAND),
    ("kms", "DescribeKey", company.FRANKFURT),
)
_CHANGES: Final[tuple[tuple[str, dict[str, Any]], ...]] = (
    ("PutBucketLifecycle", {"LifecycleConfiguration": {"Rule": {"Status": "Enabled", "Expiration": {"Days": 30}}}}),
    ("PutBucketTagging", {"Tagging": {"TagSet": {"Tag": {"Key": "team", "Value": "data"}}}}),
    ("PutBucketEncryption", {"ServerSideEncryptionConfiguration": {"Rule": {"BucketKeyEnabled": True}}}),
    ("PutBucketVersioning", {"VersioningConfiguration": {"Status": "Enabled"}}),
)


def copy(stage: Stage, time: int, client: Client, bucket: Bucket) -> None:
    """Copy an object within its bucket: a line for the source, a line for the target, one record."""
    key = key_in(bucket, stage.dice, stage.era.day)
    size = size_of(key)
    source = Request(time, client, bucket, request.COPY_SOURCE, key, size=size)._replace(
        request_id=stage.dice.request_id(), host_id=stage.dice.host_id(),
    )
    stage.send(source)
    stage.send(source._replace(action=request.COPY, key=f"copies/{key}", sent=234, parameters=copy_source(bucket, key)))


def copy_source(bucket: Bucket, key: str) -> str:
    """The source of a copy, as request parameters have it."""
    return f',"x-amz-copy-source":{quoted(f"{bucket.name}/{key_in_uri(key)}")}'


def batch_delete(dice: Dice, about: Request, keys: list[str]) -> list[Request]:
    """One request to delete many keys, and what both logs have of each key; all share one request id."""
    whole = about._replace(
        action=request.MULTI_DELETE, sent=200 + 60 * len(keys), total=80 + 2 * len(keys), turn=60,
        request_id=dice.request_id(), host_id=dice.host_id(),
    )
    single = whole._replace(action=request.BATCH_DELETE, status=204, sent=0, total=None, turn=None)
    return [whole, *(single._replace(key=key, size=size_of(key)) for key in keys)]


def _clean_up(stage: Stage, time: int) -> None:
    client = stage.robot(company.CLEANER, time)
    keys = dict.fromkeys(f"tmp/{key_in(company.REPORTS, stage.dice, stage.era.day)}" for _ in range(2 + stage.dice.below(30)))
    for made in batch_delete(stage.dice, Request(time, client, company.LAKE, request.MULTI_DELETE), list(keys)):
        stage.send(made)


def _back_up(stage: Stage, time: int) -> None:
    client, dice = stage.robot(company.BACKUP_RUNNER, time), stage.dice
    key, upload = key_in(company.BACKUPS, dice, stage.era.day), dice.letters(32)
    parts = 2 + dice.below(12)
    at = Request(time, client, company.BACKUPS, request.UPLOAD_START, key, sent=340)
    stage.send(at)
    if dice.chance(0.05):
        stage.send(at._replace(time=time + 9, action=request.UPLOAD_STOP, status=204, sent=0, query=f"uploadId={upload}"))
        return
    for number in range(1, parts + 1):
        stage.send(at._replace(
            time=time + number, action=request.UPLOAD_PART, sent=0, size=_PART, received=_PART, total=700, turn=40,
            query=f"partNumber={number}&uploadId={upload}", parameters=f',"partNumber":"{number}","uploadId":"{upload}"',
        ))
    stage.send(at._replace(
        time=time + parts + 2, action=request.UPLOAD_END, size=parts * _PART, query=f"uploadId={upload}",
        parameters=f',"uploadId":"{upload}"',
    ))


def _replicate(stage: Stage, time: int) -> None:
    client = stage.robot(company.REPLICATION, time)
    key = key_in(company.REPORTS, stage.dice, stage.era.day)
    size, version = size_of(key), stage.dice.letters(32)
    stage.send(Request(time, client, company.REPORTS, request.HEAD, key, size=size, version=version))
    stage.send(Request(time + 1, client, company.REPORTS, request.GET, key, sent=size, size=size, version=version))
    stage.send(Request(time + 2, client, company.BACKUPS, request.PUT, key, size=size, received=size, version=version))


def _deliver_logs(stage: Stage, time: int) -> None:
    for number in range(4):
        key = key_in(company.LOGS, stage.dice, stage.era.day)
        size = size_of(key)
        stage.send(Request(time + number, stage.clients["logs"], company.LOGS, request.PUT, key, size=size, received=size))


def _live_on(stage: Stage, time: int) -> None:
    action, bucket = stage.dice.pick(_LIFECYCLE), stage.dice.pick((company.REPORTS, company.LAKE))
    for number in range(3):
        key = key_in(bucket, stage.dice, stage.era.day)
        stage.send(Request(
            time + number, stage.clients["lifecycle"], bucket, action, key, None, size=size_of(key), total=None, turn=None,
            version=stage.dice.letters(32),
        ))


def _presigned(stage: Stage, time: int) -> None:
    signer, visitor = stage.robot(company.API, time), stage.dice.pick(stage.visitors)
    client = replace(signer, ip=visitor.ip, agent=visitor.agent, referer=visitor.referer, auth="QueryString", source_region="-")
    key = key_in(company.EXPORTS, stage.dice, stage.era.day)
    query = (
        f"X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={signer.access_key}%2F{stage.era.day:%Y%m%d}%2F{company.IRELAND}"
        f"%2Fs3%2Faws4_request&X-Amz-Date={moment(time):%Y%m%dT%H%M%SZ}&X-Amz-Expires=3600&X-Amz-SignedHeaders=host"
        "&x-campaign=newsletter"
    )
    size = size_of(key)
    stage.send(Request(time, client, company.EXPORTS, request.GET, key, sent=size, size=size, query=query))


def _probe(stage: Stage, time: int) -> None:
    client, dice = stage.dice.pick(stage.visitors), stage.dice
    bucket = dice.pick((company.REPORTS, company.MEDIA, company.DOWNLOADS))
    found = bucket is company.DOWNLOADS
    status, error = (404, "NoSuchKey") if found else (403, "AccessDenied")
    stage.send(Request(time, client, bucket, request.GET, dice.pick(_PROBES), status, error, sent=243, turn=None))


def _bad_signature(stage: Stage, time: int) -> None:
    client = stage.dice.pick(stage.visitors)
    error = stage.dice.pick(_BAD_KEYS)
    status = 400 if error == "ExpiredToken" else 403
    stage.send(Request(time, client, company.EXPORTS, request.REFUSED, "customers/", status, error, sent=480, turn=None))


def _website(stage: Stage, time: int) -> None:
    visitor = stage.dice.pick(stage.visitors)
    client = replace(visitor, endpoint=f"{company.WEB.name}.s3-website-{company.IRELAND}.amazonaws.com", tls="-", cipher="-")
    key = key_in(company.WEB, stage.dice, stage.era.day)
    size = size_of(key)
    stage.send(Request(time, client, company.WEB, request.WEBSITE, key, sent=size, size=size))
    stage.send(Request(time + 1, visitor, company.WEB, request.PREFLIGHT, key, total=4, turn=None))


def _monitor(stage: Stage, time: int) -> None:
    client = stage.robot(company.MONITOR, time)
    for bucket in (company.LAKE, company.REPORTS, company.SANDBOX):
        stage.send(Request(time, client, bucket, request.LIST, sent=700, total=30))
    for source, name, region in stage.dice.sample(_READS, 2):
        stage.call(Call(time=time, client=client, account=company.MAIN, source=source, name=name, region=region, reads=True))


def _administer(stage: Stage, time: int) -> None:
    name, parameters = stage.dice.pick(_CHANGES)
    bucket = stage.dice.pick((company.LAKE, company.MEDIA, company.SANDBOX))
    client = stage.person(company.PEOPLE[-1], time)
    stage.call(Call(
        time=time, client=client, account=company.MAIN, source="s3", name=name, region=company.IRELAND,
        parameters={"bucketName": bucket.name, "Host": bucket.host, **parameters},
        resources=(("AWS::S3::Bucket", f"arn:aws:s3:::{bucket.name}"),),
    ))
    if stage.dice.chance(0.3):
        person = stage.dice.pick([person for person in company.PEOPLE if person.path])
        failing = identities.console_user(company.MAIN, person.path, person.machine.ip, mfa=False)
        stage.call(console_login(failing, time + 5, mfa=False, failed=True))


def _test_bucket(stage: Stage, time: int) -> None:
    client = stage.user("automation/ci-deployer", Machine(ip=company.DEPLOYER_MACHINE.ip, agent=company.BOTO))
    name = f"example-ci-{stage.dice.hexadecimal(8)}"
    for step, event in enumerate(("CreateBucket", "DeleteBucket")):
        stage.call(Call(
            time=time + 20 * step, client=client, account=company.MAIN, source="s3", name=event, region=company.IRELAND,
            parameters={"bucketName": name}, resources=(("AWS::S3::Bucket", f"arn:aws:s3:::{name}"),),
        ))


def activities() -> tuple[Activity, ...]:
    """All chores, with their weight."""
    return (
        Activity(_clean_up, nightly(0.3)),
        Activity(_back_up, nightly(0.6)),
        Activity(_replicate, steady(0.3)),
        Activity(_deliver_logs, steady(0.5)),
        Activity(_live_on, nightly(0.8)),
        Activity(_presigned, public(0.8)),
        Activity(_probe, steady(0.5)),
        Activity(_bad_signature, steady(0.1)),
        Activity(_website, public(0.6)),
        Activity(_monitor, steady(0.5)),
        Activity(_administer, office(0.3, 60)),
        Activity(_test_bucket, office(0.1, 60)),
    )
