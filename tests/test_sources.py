"""Settings become a Source or one error; a Source tells its settings, and table properties keep them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from athena_s3logs.errors import SourceError
from athena_s3logs.sources import Settings, Source, make_source
from athena_s3logs.tables import from_properties, to_properties
from tests.corpus import TODAY, flat

PARTITIONED = {"kind": "s3_access", "layout": "partitioned", "location": "s3://logs/app/", "first_day": date(2024, 1, 1)}
TRAIL = {"kind": "cloudtrail", "location": "s3://trail/AWSLogs/111122223333/CloudTrail/", "first_day": date(2024, 1, 1)}
ORGANIZATION = {
    "kind": "cloudtrail",
    "location": "s3://trail/AWSLogs/o-abc123/",
    "organization": "o-abc123",
    "first_day": date(2024, 1, 1),
}
THIRTY_ONE = tuple(f"{number:012}" for number in range(31))
SAFE = "expected s3://bucket/[prefix/]AWSLogs/<12 digits>/CloudTrail/, so that digests and insights beside it are not read"


def make(base: dict[str, Any], **changes: Any) -> Source:  # noqa: ANN401  any setting
    return make_source(Settings(**{**base, **changes}), today=TODAY)


@pytest.mark.parametrize(
    ("base", "changes", "problem"),
    [
        (PARTITIONED, {"kind": "elb"}, "kind 'elb': expected s3_access or cloudtrail"),
        (PARTITIONED, {"location": "logs/app/"}, "location 'logs/app/': expected s3://bucket/prefix/"),
        (
            PARTITIONED,
            {"layout": None},
            (
                "layout is missing: expected flat or partitioned; the bucket's TargetObjectKeyFormat says which:"
                " SimplePrefix is flat, PartitionedPrefix is partitioned"
            ),
        ),
        (PARTITIONED, {"time": "arrival"}, "time 'arrival': expected event or delivery (PartitionDateSource)"),
        (PARTITIONED, {"organization": "o-abc123"}, "organization: s3_access has none; leave it out"),
        (PARTITIONED, {"first_day": None}, "first_day is missing: give the day of the oldest log, as in 2024-01-31"),
        (
            PARTITIONED,
            {"first_day": TODAY + timedelta(days=1)},
            "first_day 2026-11-22 lies in the future: give the day of the oldest log, 2026-11-21 at the latest",
        ),
        (
            PARTITIONED,
            {"first_day": date(2006, 3, 13)},
            "first_day 2006-03-13: S3 has no logs from before 2006-03-14; give the day of the oldest log",
        ),
        (PARTITIONED, {"accounts": ()}, "accounts is empty: give at least one, or leave it out to have it injected"),
        (PARTITIONED, {"regions": ()}, "regions is empty: give at least one, or leave it out to have it injected"),
        (PARTITIONED, {"buckets": ()}, "buckets is empty: give at least one, or leave it out to have it injected"),
        (PARTITIONED, {"accounts": ("1" * 12, "2" * 12, "1" * 12)}, "accounts names '111111111111' twice"),
        (PARTITIONED, {"regions": ("eu-west-1", "eu-west-1")}, "regions names 'eu-west-1' twice"),
        (PARTITIONED, {"accounts": ("1111-2222-3333",)}, "account '1111-2222-3333': expected 12 digits"),
        (PARTITIONED, {"accounts": ("\u0661" * 12,)}, "account '" + "\u0661" * 12 + "': expected 12 digits"),
        (PARTITIONED, {"accounts": ("1" * 12 + "\n",)}, r"account '111111111111\n': expected 12 digits"),
        (PARTITIONED, {"regions": ("EU-WEST-1",)}, "region 'EU-WEST-1': expected a name as in eu-west-1"),
        (PARTITIONED, {"regions": ("eu-west-1a",)}, "region 'eu-west-1a': expected a name as in eu-west-1"),
        (
            PARTITIONED,
            {"buckets": ("a,b",)},
            "bucket 'a,b': expected the name of a bucket, 3 to 255 letters, digits, dots, hyphens, _",
        ),
        (
            PARTITIONED,
            {"accounts": THIRTY_ONE},
            (
                "accounts has 31 values: above 30 say --inject account (each query has to name them, at most 1,000)"
                " or --enum account (queries without a filter list all of them)"
            ),
        ),
        (PARTITIONED, {"inject": ("day",)}, "inject 'day': expected one of account, region, bucket"),
        (PARTITIONED, {"enum": ("source_bucket",)}, "enum 'source_bucket': expected one of account, region, bucket"),
        (
            PARTITIONED,
            {"enum": ("account",)},
            "enum account: its values are not known; give accounts, or leave it to be injected",
        ),
        (
            PARTITIONED,
            {"accounts": ("1" * 12,), "inject": ("account",), "enum": ("account",)},
            "account stands in inject and in enum: choose one",
        ),
        (
            PARTITIONED,
            {"regions": ("eu-west-1", "cn-north-1")},
            "regions lie in aws and aws-cn: one trail or bucket lies in one of them",
        ),
        (
            TRAIL,
            {"regions": ("us-gov-west-1", "us-east-1", "cn-north-1")},
            "regions lie in aws and aws-cn and aws-us-gov: one trail or bucket lies in one of them",
        ),
        (TRAIL, {"layout": "flat"}, "layout: cloudtrail has none; leave it out"),
        (TRAIL, {"time": "event"}, "time: cloudtrail has none; leave it out"),
        (TRAIL, {"buckets": ("data",)}, "buckets: cloudtrail has none; leave it out"),
        (
            TRAIL,
            {"accounts": ("1" * 12,)},
            "accounts: cloudtrail of one account (the location names it) has none; leave it out",
        ),
        (TRAIL, {"first_day": None}, "first_day is missing: give the day of the oldest log, as in 2024-01-31"),
        (TRAIL, {"inject": ("account",)}, "inject 'account': expected one of region"),
        (TRAIL, {"location": "s3://trail/"}, f"location 's3://trail/': {SAFE}"),
        (TRAIL, {"location": "s3://trail/AWSLogs/111122223333"}, f"location 's3://trail/AWSLogs/111122223333/': {SAFE}"),
        (
            TRAIL,
            {"location": "s3://trail/AWSLogs/111122223333/CloudTrail/eu-west-1/"},
            f"location 's3://trail/AWSLogs/111122223333/CloudTrail/eu-west-1/': {SAFE}",
        ),
        (
            TRAIL,
            {"location": "s3://trail/AWSLogs/111122223333/CloudTrail-Digest/"},
            f"location 's3://trail/AWSLogs/111122223333/CloudTrail-Digest/': {SAFE}",
        ),
        (
            TRAIL,
            {"location": "s3://trail/myAWSLogs/111122223333/CloudTrail/"},
            f"location 's3://trail/myAWSLogs/111122223333/CloudTrail/': {SAFE}",
        ),
        (
            TRAIL,
            {"location": "s3://trail/AWSLogs/o-abc123/"},
            f"location 's3://trail/AWSLogs/o-abc123/': {SAFE}; for the trail of an organisation add organization o-abc123",
        ),
        (ORGANIZATION, {"organization": "abc123"}, "organization 'abc123': expected an id as in o-exampleorgid"),
        (
            ORGANIZATION,
            {"organization": "o-other"},
            "location 's3://trail/AWSLogs/o-abc123/': expected s3://bucket/[prefix/]AWSLogs/o-other/",
        ),
        (
            ORGANIZATION,
            {"location": "s3://trail/AWSLogs/"},
            "location 's3://trail/AWSLogs/': expected s3://bucket/[prefix/]AWSLogs/o-abc123/",
        ),
        (
            ORGANIZATION,
            {"location": "s3://trail/AWSLogs/o-abc123/111122223333/CloudTrail/"},
            "location 's3://trail/AWSLogs/o-abc123/111122223333/CloudTrail/': expected s3://bucket/[prefix/]AWSLogs/o-abc123/",
        ),
        (ORGANIZATION, {"inject": ("bucket",)}, "inject 'bucket': expected one of account, region"),
    ],
)
def test_one_clear_error(base: dict[str, Any], changes: dict[str, Any], problem: str) -> None:
    with pytest.raises(SourceError) as caught:
        make(base, **changes)
    assert str(caught.value) == problem


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("time", "event"),
        ("accounts", ("1" * 12,)),
        ("regions", ("eu-west-1",)),
        ("buckets", ("data",)),
        ("inject", ("account",)),
        ("enum", ("account",)),
        ("first_day", date(2024, 1, 1)),
    ],
)
def test_flat_has_no_partitions(name: str, value: object) -> None:
    with pytest.raises(SourceError) as caught:
        make({"kind": "s3_access", "layout": "flat", "location": "s3://logs/"}, **{name: value})
    assert str(caught.value) == f"{name}: layout flat has none; leave it out"


@pytest.mark.parametrize(
    ("base", "changes"),
    [
        ({"kind": "s3_access", "layout": "flat", "location": "s3://logs/"}, {"accounts": ()}),
        (TRAIL, {"buckets": ()}),
        (TRAIL, {"accounts": ()}),
    ],
)
def test_an_empty_list_is_an_error_everywhere(base: dict[str, Any], changes: dict[str, Any]) -> None:
    with pytest.raises(SourceError):
        make(base, **changes)


@pytest.mark.parametrize("base", [PARTITIONED, TRAIL, ORGANIZATION])
def test_the_first_day_may_be_today(base: dict[str, Any]) -> None:
    assert make(base, first_day=TODAY).first_day == TODAY


@pytest.mark.parametrize("word", ["inject", "enum"])
def test_thirty_values_are_few_and_one_more_wants_a_word(word: str) -> None:
    few = make(PARTITIONED, accounts=THIRTY_ONE[:30]).dimensions[0]
    assert (few.values, few.injected) == (THIRTY_ONE[:30], False)
    many = make(PARTITIONED, accounts=THIRTY_ONE, **{word: ("account",)}).dimensions[0]
    assert (many.values, many.injected) == (THIRTY_ONE, word == "inject")


@pytest.mark.parametrize(
    "regions",
    [
        ("cn-north-1", "cn-northwest-1"),
        ("us-gov-east-1", "us-gov-west-1"),
        ("us-east-1", "ap-southeast-5", "il-central-1", "me-south-1", "mx-central-1", "af-south-1", "sa-east-1"),
        ("us-iso-east-1",),
        ("us-isob-east-1",),
    ],
)
def test_regions_of_one_partition(regions: tuple[str, ...]) -> None:
    assert make(TRAIL, regions=regions).dimensions[0].values == regions


def test_what_is_not_mentioned_is_injected() -> None:
    assert [(column.name, column.values, column.injected) for column in make(PARTITIONED).dimensions] == [
        ("account", None, True),
        ("region", None, True),
        ("source_bucket", None, True),
    ]


@pytest.mark.parametrize(
    ("base", "location", "folder", "template"),
    [
        (PARTITIONED, "s3://logs", "s3://logs/", "s3://logs/${account}/${region}/${source_bucket}/${day}/"),
        (PARTITIONED, "s3://logs/app/", "s3://logs/app/", "s3://logs/app/${account}/${region}/${source_bucket}/${day}/"),
        (PARTITIONED, "s3://logs/app", "s3://logs/", "s3://logs/app${account}/${region}/${source_bucket}/${day}/"),
        (PARTITIONED, "s3://logs/a/b-", "s3://logs/a/", "s3://logs/a/b-${account}/${region}/${source_bucket}/${day}/"),
        (
            TRAIL,
            "s3://trail/AWSLogs/111122223333/CloudTrail",
            "s3://trail/AWSLogs/111122223333/CloudTrail/",
            "s3://trail/AWSLogs/111122223333/CloudTrail/${region}/${day}/",
        ),
        (
            TRAIL,
            "s3://trail/a/b/AWSLogs/111122223333/CloudTrail/",
            "s3://trail/a/b/AWSLogs/111122223333/CloudTrail/",
            "s3://trail/a/b/AWSLogs/111122223333/CloudTrail/${region}/${day}/",
        ),
        (
            ORGANIZATION,
            "s3://trail/a/AWSLogs/o-abc123",
            "s3://trail/a/AWSLogs/o-abc123/",
            "s3://trail/a/AWSLogs/o-abc123/${account}/CloudTrail/${region}/${day}/",
        ),
    ],
)
def test_folder_and_template(base: dict[str, Any], location: str, folder: str, template: str) -> None:
    source = make(base, location=location)
    assert (source.folder, source.location_template) == (folder, template)


@pytest.mark.parametrize(
    ("location", "folder"),
    [
        ("s3://logs", "s3://logs/"),
        ("s3://logs/app", "s3://logs/"),
        ("s3://logs/a/app", "s3://logs/a/"),
        ("s3://logs/a/", "s3://logs/a/"),
    ],
)
def test_flat_folder(location: str, folder: str) -> None:
    assert flat(location).folder == folder


def test_flat_refuses_a_glued_name_that_athena_hides() -> None:
    with pytest.raises(SourceError, match="Athena hides files"):
        flat("s3://logs/_app")
    assert flat("s3://logs/_app/").folder == "s3://logs/_app/"


@pytest.mark.parametrize(
    ("base", "kind", "shape", "time"),
    [
        ({"kind": "s3_access", "layout": "flat", "location": "s3://logs/"}, "s3_access", "s3_access_flat", "delivery"),
        (PARTITIONED, "s3_access", "s3_access_partitioned", "event"),
        ({**PARTITIONED, "time": "event"}, "s3_access", "s3_access_partitioned", "event"),
        ({**PARTITIONED, "time": "delivery"}, "s3_access", "s3_access_partitioned", "delivery"),
        (TRAIL, "cloudtrail", "cloudtrail_account", "delivery"),
        (ORGANIZATION, "cloudtrail", "cloudtrail_organization", "delivery"),
    ],
)
def test_shape(base: dict[str, Any], kind: str, shape: str, time: str) -> None:
    source = make(base)
    assert (source.kind, source.shape, source.time, source.flat) == (kind, shape, time, shape == "s3_access_flat")


BUCKETS = st.from_regex(r"[a-z0-9](-?[a-z0-9]|\.[a-z]){1,8}[a-z]", fullmatch=True)
FOLDERS = st.lists(st.text("aZ9!_.'()=-", min_size=1, max_size=5).filter(lambda step: set(step) != {"."}), max_size=3)
VALUES = {
    "account": st.from_regex(r"[0-9]{12}", fullmatch=True),
    "region": st.sampled_from([f"{a}-{b}-{n}" for a in ("eu", "us", "ap") for b in ("east", "west") for n in range(1, 8)]),
    "bucket": BUCKETS,
}


@st.composite
def any_settings(draw: st.DrawFn) -> Settings:
    shape = draw(st.sampled_from(["flat", "partitioned", "account", "organization"]))
    folder = "".join(f"{step}/" for step in draw(FOLDERS))
    location = f"s3://{draw(BUCKETS)}/{folder}"
    if shape == "flat":
        return Settings(kind="s3_access", layout="flat", location=location + draw(st.sampled_from(["", "app", "2", "x_"])))
    first_day = draw(st.dates(min_value=date(2006, 3, 14), max_value=TODAY))
    if shape == "partitioned":
        return Settings(
            kind="s3_access",
            layout="partitioned",
            location=location + draw(st.sampled_from(["", "app", "_", "1"])),
            time=draw(st.sampled_from(["event", "delivery"])),
            first_day=first_day,
            **draw(dimensions("account", "region", "bucket")),
        )
    if shape == "account":
        trail = f"{location}AWSLogs/{draw(VALUES['account'])}/CloudTrail/"
        return Settings(kind="cloudtrail", location=trail, first_day=first_day, **draw(dimensions("region")))
    return Settings(
        kind="cloudtrail",
        location=f"{location}AWSLogs/o-abc/",
        organization="o-abc",
        first_day=first_day,
        **draw(dimensions("account", "region")),
    )


@st.composite
def dimensions(draw: st.DrawFn, *columns: str) -> dict[str, Any]:
    """Values of the columns as `Source.settings` tells them: a column stands in enum only where it has many."""
    given: dict[str, Any] = {}
    words: dict[str, list[str]] = {"inject": [], "enum": [], "neither": []}
    for column in columns:
        size = draw(st.sampled_from([0, 1, 2, 30, 31, 33]))
        values = draw(st.lists(VALUES[column], min_size=size, max_size=size, unique=True).map(tuple)) or None
        given[f"{column}s"] = values
        if values:
            words[draw(st.sampled_from(["inject", "enum" if len(values) > 30 else "neither"]))].append(column)
    return {**given, "inject": tuple(words["inject"]), "enum": tuple(words["enum"])}


@settings(deadline=None)
@given(any_settings())
def test_settings_and_source_and_properties_say_the_same(wanted: Settings) -> None:
    source = make_source(wanted, today=TODAY)
    assert source.settings == wanted
    assert make_source(source.settings, today=TODAY) == source
    assert from_properties(to_properties(wanted)) == wanted


@settings(deadline=None)
@given(any_settings())
def test_the_template_lies_under_the_folder_and_names_each_column_once(wanted: Settings) -> None:
    source = make_source(wanted, today=TODAY)
    assert source.folder.endswith("/")
    assert source.location.url.startswith(source.folder)
    if not source.flat:
        template = source.location_template
        assert template.startswith(source.folder)
        assert template.endswith("/${day}/")
        assert [template.count(f"${{{column.name}}}") for column in source.dimensions] == [1] * len(source.dimensions)


@pytest.mark.parametrize(
    "properties",
    [
        {"athena_s3logs.kind": "s3_access", "athena_s3logs.location": "s3://l-1/", "athena_s3logs.first_day": "2024-02-30"},
        {"athena_s3logs.kind": "s3_access"},
    ],
)
def test_properties_that_somebody_changed_are_told(properties: dict[str, str]) -> None:
    with pytest.raises((KeyError, ValueError)):
        from_properties(properties)
