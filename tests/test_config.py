"""The configuration file: all that it may say, and each mistake with its line."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from athena_s3logs.config import Config, Section, load_config, merged
from athena_s3logs.deployments import deployment
from athena_s3logs.errors import SettingError
from athena_s3logs.session import S3Logs
from athena_s3logs.sources import Settings
from tests.corpus import TODAY

KEYS = "accounts, buckets, enum, first_day, inject, layout, location, organization, regions, table, time, view"
ATHENA = "ledger, output_location, price_per_tb, profile, region, workgroup"
LIST = 'expected a list of texts, as in ["a", "b"]'
EXAMPLE = """
# All that there is to say.
database = "audit"

[s3_access]
location = "s3://logs/app/"   # where they lie
layout = "partitioned"
time = "delivery"
accounts = [
    "111122223333",
    "444455556666",
]
regions = ["eu-west-1"]
buckets = ["data", "site"]
inject = ["bucket"]
enum = ["account"]
first_day = 2024-01-31
table = "access_raw"
view = "access"

[cloudtrail]
location = "s3://trail/AWSLogs/o-abc123/"
organization = "o-abc123"
first_day = 2024-02-29

[athena]
workgroup = "audit"
output_location = "s3://results/audit/"
region = "eu-west-1"
profile = "audit"
price_per_tb = 6.75
ledger = false
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "athena_s3logs.toml"


def problem(path: Path, text: str) -> str:
    """What is said of the text, behind the path."""
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingError) as caught:
        load_config(path)
    message = str(caught.value)
    assert message.startswith(f"{path}:")
    return message.removeprefix(f"{path}:")


def test_all_that_there_is_to_say(path: Path) -> None:
    path.write_text(EXAMPLE, encoding="utf-8-sig")  # as Notepad writes it
    assert load_config(path) == Config(
        database="audit",
        athena={
            "workgroup": "audit", "output_location": "s3://results/audit/", "region": "eu-west-1", "profile": "audit",
            "price_per_tb": 6.75,
            "ledger": False,
        },
        sections={
            "s3_access": Section(
                settings={
                    "location": "s3://logs/app/",
                    "layout": "partitioned",
                    "time": "delivery",
                    "accounts": ("111122223333", "444455556666"),
                    "regions": ("eu-west-1",),
                    "buckets": ("data", "site"),
                    "inject": ("bucket",),
                    "enum": ("account",),
                    "first_day": date(2024, 1, 31),
                },
                table="access_raw",
                view="access",
            ),
            "cloudtrail": Section(
                settings={
                    "location": "s3://trail/AWSLogs/o-abc123/",
                    "organization": "o-abc123",
                    "first_day": date(2024, 2, 29),
                },
            ),
        },
    )
    logs = S3Logs.configured(path, today=lambda: TODAY)
    assert [(item.database, item.table, item.view) for item in logs.deployments] == [
        ("audit", "access_raw", "access"),
        ("audit", "cloudtrail_raw", "cloudtrail"),
    ]


def test_an_empty_file_says_nothing(path: Path) -> None:
    path.write_text("")
    assert load_config(path) == Config()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("\ndatabse = 'x'\n", "2: unknown key 'databse': expected database, queries, [athena], [s3_access] or [cloudtrail]"),
        ("database = 'x'\n\n[s3]\n", "3: unknown key 's3': expected database, queries, [athena], [s3_access] or [cloudtrail]"),
        ("database = 1\n", "1: database: expected a text in quotes"),
        ("database = ['x']\n", "1: database: expected a text in quotes"),
        ("[athena]\nworkgroup = 'w'\nregoin = 'x'\n", f"3: unknown key 'regoin': expected one of {ATHENA}"),
        ("[athena]\nworkgroup = 5\n", "2: workgroup: expected a text in quotes"),
        ("[athena]\nprice_per_tb = 0\n", "2: price_per_tb: expected US dollars for a terabyte, as in 5.0"),
        ("[athena]\nprice_per_tb = true\n", "2: price_per_tb: expected US dollars for a terabyte, as in 5.0"),
        ("[athena]\nprice_per_tb = 'x'\n", "2: price_per_tb: expected US dollars for a terabyte, as in 5.0"),
        ("athena = 'x'\n", "1: athena: expected a section [athena]"),
        ("# no section\ns3_access = 'x'\n", "2: s3_access: expected a section [s3_access]"),
        ("[s3_access]\nlayout = 'flat'\nlocaton = 's3://logs/'\n", f"3: unknown key 'locaton': expected one of {KEYS}"),
        ("[s3_access]\nlayout = 'flat'\ndatabase = 'x'\n", f"3: unknown key 'database': expected one of {KEYS}"),
        ("[s3_access]\naccount = ['1']\n", f"2: unknown key 'account': expected one of {KEYS}"),
        ("[s3_access]\n\n\n[cloudtrail]\nlocation = 5\n", "5: location: expected a text in quotes"),
        ("[s3_access]\nlocation = 's3://l/'\n[cloudtrail]\n'location' = 5\n", "4: location: expected a text in quotes"),
        ("[s3_access]\n[cloudtrail]\n\n  table = true\n", "4: table: expected a text in quotes"),
        ("[ s3_access ] # here\nregions = 'eu-west-1'\n", f"2: regions: {LIST}"),
        ("[s3_access]\naccounts = [\n  '1',\n  2,\n]\n", f"2: accounts: {LIST}"),
        ("[s3_access]\naccounts = 111122223333\n", f"2: accounts: {LIST}"),
        ("[s3_access]\nfirst_day = '2024-01-31'\n", "2: first_day: expected a day without quotes, as in 2024-01-31"),
        ("[s3_access]\nfirst_day = 2024-01-31T00:00:00Z\n", "2: first_day: expected a day without quotes, as in 2024-01-31"),
        ("[s3_access]\nfirst_day = 2024\n", "2: first_day: expected a day without quotes, as in 2024-01-31"),
        ("[athena]\nprice = 5\n", f"2: unknown key 'price': expected one of {ATHENA}"),
        ("[athena]\nprice_per_tb = '5'\n", "2: price_per_tb: expected US dollars for a terabyte, as in 5.0"),
        ("[athena]\nprice_per_tb = nan\n", "2: price_per_tb: expected US dollars for a terabyte, as in 5.0"),
        ("[athena]\nprice_per_tb = -1\n", "2: price_per_tb: expected US dollars for a terabyte, as in 5.0"),
        ("[athena]\nledger = 'off'\n", "2: ledger: expected true or false"),
        ("[s3_access]\n\"loc\\u001b[31m\" = ''\n", f"1: unknown key 'loc\\x1b[31m': expected one of {KEYS}"),
    ],
)
def test_a_mistake_is_named_with_its_line(path: Path, text: str, message: str) -> None:
    assert problem(path, text) == message


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("database = 'x'\n\n[s3-access]\nlocation = 's3://logs/'\n", 3),
        ("database = 'x'\n\n['s3 access']\n", 3),
        ("database = 'x'\n\n['s3_access']\nlocaton = 's3://logs/'\n", 4),
        ("database = 'x'\n\n[[s3_access]]\nlocation = 's3://logs/'\n", 3),
        ("database = 'x'\n\ns3_access.locaton = 's3://logs/'\n", 3),
        ("database = 'x'\n\ns3_access = { locaton = 's3://logs/' }\n", 3),
        ("database = 'x'\n\n[s3_access.more]\nx = 1\n", 3),
        ("database = 'a\u2028b\u0085c'\n[s3_access]\nlocaton = 's3://logs/'\n", 3),
    ],
)
def test_the_line_is_right_however_toml_spells_it(path: Path, text: str, line: int) -> None:
    assert problem(path, text).startswith(f"{line}: ")


def test_of_many_unknown_keys_the_first_is_named(path: Path) -> None:
    """Not one by chance: hashes of texts differ from run to run."""
    keys = [f"key{number}" for number in range(20)]
    text = "".join(f"{key} = 1\n" for key in keys)
    assert problem(path, text) == "1: unknown key 'key0': expected database, queries, [athena], [s3_access] or [cloudtrail]"


@pytest.mark.parametrize(
    ("text", "place"),
    [("database = \n", "line 1, column 12"), ("\n\n[s3_access\n", "line 3, column 11"), ("a = 1\na = 2\n", "line 2, column 6")],
)
def test_broken_toml_is_named_with_its_place(path: Path, text: str, place: str) -> None:
    assert f"(at {place})" in problem(path, text)


def test_unreadable_files(path: Path) -> None:
    with pytest.raises(SettingError) as caught:
        load_config(path)
    assert str(caught.value) == f"{path}: cannot be read ([Errno 2] No such file or directory: {str(path)!r})"
    with pytest.raises(SettingError) as caught:
        load_config(path.parent)
    assert str(caught.value) == f"{path.parent}: cannot be read ([Errno 21] Is a directory: {str(path.parent)!r})"
    path.write_bytes(b"database = '\xff'\n")
    with pytest.raises(SettingError) as caught:
        load_config(path)
    assert str(caught.value) == (
        f"{path}: cannot be read ('utf-8' codec can't decode byte 0xff in position 12: invalid start byte)"
    )


def test_what_is_given_wins_over_the_file() -> None:
    section = Section(settings={"location": "s3://file/", "layout": "flat"})
    assert merged("s3_access", section, {"location": "s3://given/"}) == Settings(
        kind="s3_access", location="s3://given/", layout="flat",
    )
    assert merged("s3_access", section, {}) == Settings(kind="s3_access", location="s3://file/", layout="flat")
    assert merged("s3_access", None, {"location": "s3://x/"}) == Settings(kind="s3_access", location="s3://x/")


def test_a_location_there_must_be() -> None:
    for section in (None, Section(settings={"layout": "flat"})):
        with pytest.raises(SettingError) as caught:
            merged("s3_access", section, {})
        assert str(caught.value) == (
            "s3_access: no location; give --location s3://bucket/prefix/ or a section [s3_access] in athena_s3logs.toml"
        )


def test_what_cannot_be_is_told_with_its_section() -> None:
    both = {
        "s3_access": {"location": "s3://logs/app/", "layout": "flat"},
        "cloudtrail": {"location": "s3://trail/AWSLogs/111122223333/CloudTrail/", "regions": ["eu-west-1"]},
    }
    with pytest.raises(SettingError, match=r"^\[cloudtrail\] first_day is missing"):
        S3Logs.configured(both)
    with pytest.raises(SettingError, match=r"^layout is missing"):
        deployment("s3_access", Config(), {"location": "s3://logs/"}, today=TODAY)


@pytest.mark.parametrize(
    ("database", "section", "given", "names"),
    [
        (None, {}, {}, ("s3logs", "s3_access_raw", "s3_access")),
        ("file", {"table": "raw", "view": "seen"}, {}, ("file", "raw", "seen")),
        ("file", {"table": "raw", "view": "seen"}, {"database": "d", "table": "t", "view": "v"}, ("d", "t", "v")),
    ],
)
def test_names(database: str | None, section: dict[str, str], given: dict[str, Any], names: tuple[str, str, str]) -> None:
    settings = {"location": "s3://logs/", "layout": "flat"}
    config = Config(database=database, sections={"s3_access": Section(settings=settings, **section)})
    found = deployment("s3_access", config, given, today=TODAY)
    assert (found.database, found.table, found.view) == names


@pytest.mark.parametrize("name", ["s3 logs", "s3-logs", "S3logs", "1logs", "a`b", "a'b", 'a"b', "a;b", "a" * 129, "l\u00f6gs"])
@pytest.mark.parametrize("what", ["database", "table", "view"])
def test_names_that_athena_would_not_take(what: str, name: str) -> None:
    given = {"location": "s3://logs/", "layout": "flat", what: name}
    with pytest.raises(SettingError) as caught:
        deployment("s3_access", Config(), given, today=TODAY)
    assert str(caught.value) == (
        f"{what} {name!r}: expected at most 128 lower-case letters, digits and underscores, no digit first"
    )


def test_table_and_view_of_one_name_are_a_mistake_of_the_settings() -> None:
    given = {"location": "s3://logs/", "layout": "flat", "table": "s3_access"}
    with pytest.raises(SettingError) as caught:
        deployment("s3_access", Config(), given, today=TODAY)
    assert str(caught.value) == "table and view are both called 's3_access': give one of them another name"


@pytest.mark.parametrize("name", ["s3_access_raw", "s3_access"])
@pytest.mark.parametrize("what", ["table", "view"])
def test_two_kinds_of_logs_cannot_share_a_name(path: Path, what: str, name: str) -> None:
    """The second CREATE IF NOT EXISTS would do nothing, the second CREATE OR REPLACE would swallow the first view."""
    path.write_text(
        "[s3_access]\nlocation = 's3://logs/'\nlayout = 'flat'\n"
        "[cloudtrail]\nlocation = 's3://trail/AWSLogs/111122223333/CloudTrail/'\nfirst_day = 2024-01-01\n"
        f"{what} = '{name}'\n",
    )
    with pytest.raises(SettingError):
        S3Logs.configured(path, today=lambda: TODAY)
