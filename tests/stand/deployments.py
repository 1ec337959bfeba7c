"""Deployments of every shape over buckets of the stand."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

from athena_s3logs.aws.glue import GlueMetastore
from athena_s3logs.catalog import Deployment
from athena_s3logs.sources import Settings, make_source
from tests.corpus import TODAY

if TYPE_CHECKING:
    from tests.stand.stand import Stand

ACCOUNTS: Final = ("111122223333", "444455556666")
REGIONS: Final = ("eu-west-1", "us-east-1")
BUCKETS: Final = ("data", "media")
FIRST_DAY: Final = date(2026, 10, 1)
PARTITIONED: Final = {"layout": "partitioned", "accounts": ACCOUNTS, "regions": REGIONS, "first_day": FIRST_DAY}
TRAIL: Final = {"regions": REGIONS, "first_day": FIRST_DAY}
MANY: Final = tuple(f"bucket-{number:02}" for number in range(40))

SHAPES: Final[dict[str, dict[str, Any]]] = {
    "flat": {"location": "s3://{}/app/", "layout": "flat"},
    "flat_glued": {"location": "s3://{}/logs/app", "layout": "flat"},
    "flat_root": {"location": "s3://{}", "layout": "flat"},
    "flat_odd_prefix": {"location": "s3://{}/it's(a)x=1!/", "layout": "flat"},
    "event": {"location": "s3://{}/app/", "buckets": BUCKETS, **PARTITIONED},
    "event_glued": {"location": "s3://{}/logs/app", "buckets": BUCKETS, **PARTITIONED},
    "delivery": {"location": "s3://{}/app/", "buckets": BUCKETS, "time": "delivery", **PARTITIONED},
    "injected": {"location": "s3://{}/app/", **PARTITIONED},
    "enumerated": {"location": "s3://{}/app/", "buckets": MANY, "enum": ("bucket",), **PARTITIONED},
    "account": {"kind": "cloudtrail", "location": "s3://{}/x/AWSLogs/111122223333/CloudTrail/", **TRAIL},
    "organization": {
        "kind": "cloudtrail", "location": "s3://{}/AWSLogs/o-abc123/",
        "organization": "o-abc123", "accounts": ACCOUNTS, **TRAIL,
    },
    "all_injected": {"location": "s3://{}/app/", "layout": "partitioned", "first_day": FIRST_DAY},
    "account_odd_prefix": {"kind": "cloudtrail", "location": "s3://{}/it's/AWSLogs/111122223333/CloudTrail/", **TRAIL},
    "account_injected": {
        "kind": "cloudtrail", "location": "s3://{}/AWSLogs/111122223333/CloudTrail/", "first_day": FIRST_DAY,
    },
    "account_china": {
        "kind": "cloudtrail", "location": "s3://{}/AWSLogs/111122223333/CloudTrail/",
        "regions": ("cn-north-1", "cn-northwest-1"), "first_day": FIRST_DAY,
    },
    "organization_injected": {
        "kind": "cloudtrail", "location": "s3://{}/AWSLogs/o-abc123/", "organization": "o-abc123",
        "accounts": tuple(f"{number:012}" for number in range(40)), "inject": ("account",), **TRAIL,
    },
    "organization_enumerated": {
        "kind": "cloudtrail", "location": "s3://{}/AWSLogs/o-abc123/", "organization": "o-abc123",
        "accounts": tuple(f"{number:012}" for number in range(40)), "enum": ("account",), **TRAIL,
    },
}


def deployment(shape: str, *, database: str | None = None, **changes: Any) -> Deployment:  # noqa: ANN401  settings
    """The deployment of a shape over a bucket of the same name."""
    name = shape.replace("_", "-")
    settings = {"kind": "s3_access", **SHAPES[shape], **changes}
    settings["location"] = settings["location"].format(name)
    source = make_source(Settings(**settings), today=TODAY)
    return Deployment(source=source, database=database or f"db_{shape}", table=f"{source.kind}_raw", view=source.kind)


def deployed(stand: Stand, item: Deployment) -> Deployment:
    """The deployment with its statements run as they are printed, in a bucket that is there."""
    stand.s3.create_bucket(Bucket=item.source.location.bucket)
    for statement in item.statements().values():
        stand.execute(statement)
    return item


def metastore(stand: Stand) -> GlueMetastore:
    """The stand's Glue."""
    return GlueMetastore(stand.glue, stand.s3)
