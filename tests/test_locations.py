"""An s3:// text becomes a bucket and a prefix, or one error that says what is wrong with it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from athena_s3logs.errors import SourceError
from athena_s3logs.locations import Location, check_bucket

BUCKET = "expected 3 to 63 lower-case letters, digits, dots and hyphens, a letter or digit at both ends"


@pytest.mark.parametrize(
    ("text", "bucket", "prefix", "folder"),
    [
        ("s3://logs", "logs", "", ""),
        ("s3://logs/", "logs", "", ""),
        ("s3://logs/app", "logs", "app", ""),
        ("s3://logs/app/", "logs", "app/", "app/"),
        ("s3://logs/a/b/app", "logs", "a/b/app", "a/b/"),
        ("s3://my.logs-1/it's/(new)!/x=y_z.", "my.logs-1", "it's/(new)!/x=y_z.", "it's/(new)!/"),
    ],
)
def test_parts(text: str, bucket: str, prefix: str, folder: str) -> None:
    location = Location.parse(text)
    assert (location.bucket, location.prefix, location.folder) == (bucket, prefix, folder)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "location '': expected s3://bucket/prefix/"),
        ("logs/app/", "location 'logs/app/': expected s3://bucket/prefix/"),
        ("S3://logs/", "location 'S3://logs/': expected s3://bucket/prefix/"),
        ("s3a://logs/", "location 's3a://logs/': expected s3://bucket/prefix/"),
        ("https://logs.s3.amazonaws.com/", "location 'https://logs.s3.amazonaws.com/': expected s3://bucket/prefix/"),
        (" s3://logs/", "location ' s3://logs/': expected s3://bucket/prefix/"),
        ("s3://", f"bucket '': {BUCKET}"),
        ("s3:///app/", f"bucket '': {BUCKET}"),
        ("s3://Logs/app/", f"bucket 'Logs': {BUCKET}"),
        ("s3://key@logs/app/", f"bucket 'key@logs': {BUCKET}"),
        ("s3://logs//", "location 's3://logs//': two slashes in a row, which Athena reads as one"),
        ("s3://logs//app/", "location 's3://logs//app/': two slashes in a row, which Athena reads as one"),
        ("s3://logs/app//x", "location 's3://logs/app//x': two slashes in a row, which Athena reads as one"),
    ],
)
def test_refused(text: str, problem: str) -> None:
    with pytest.raises(SourceError) as caught:
        Location.parse(text)
    assert str(caught.value) == problem


@pytest.mark.parametrize("character", [*'*?[]{}$"`\\;:,&#%+|<>^~@ \t\n\r\0\x1b', "\u202e", "é", "\u00a0"])
def test_characters_that_break_a_quote_a_pattern_or_a_template_are_refused(character: str) -> None:
    text = f"s3://logs/a{character}b/"
    with pytest.raises(SourceError) as caught:
        Location.parse(text)
    assert str(caught.value) == (
        f"location {text!r}: {character!r} cannot stand in the location of a table; letters, digits and !_.'()/=- can"
    )
    assert str(caught.value).isprintable()


@pytest.mark.parametrize("prefix", ["../", "a/../b/", "./", "a/./b"])
def test_steps_that_a_path_would_swallow_are_refused(prefix: str) -> None:
    with pytest.raises(SourceError):
        Location.parse(f"s3://logs/{prefix}")


@pytest.mark.parametrize(
    "name",
    [
        *("", "a", "ab", "a" * 64, "-logs", "logs-", ".logs", "logs.", "a..b", "Logs", "lo_gs", "lo gs"),
        *("192.168.5.4", "logs\n", "lögs", "l²gs"),
    ],
)
def test_bad_buckets(name: str) -> None:
    with pytest.raises(SourceError) as caught:
        check_bucket(name)
    assert str(caught.value) == f"bucket {name!r}: {BUCKET}"


@pytest.mark.parametrize(
    "name",
    ["abc", "a" * 63, "1logs", "logs1", "a.b-c", "a--b", "192.168.5", "192.168.5.4.5", "ap-x-s3alias"],
)
def test_good_buckets(name: str) -> None:
    check_bucket(name)


@pytest.mark.parametrize("name", ["_x", ".x", "_", "."])
@pytest.mark.parametrize("folder", ["", "a/", "_a/"])
def test_glued_names_that_athena_hides(folder: str, name: str) -> None:
    with pytest.raises(SourceError) as caught:
        Location.parse(f"s3://logs/{folder}{name}").check_file_name()
    assert str(caught.value) == (
        f"location 's3://logs/{folder}{name}': S3 glues the file's name to it,"
        " and Athena hides files whose name begins with _ or ."
    )


@pytest.mark.parametrize("prefix", ["", "a/", "_a/", ".a/b", "a/x_", "a_"])
def test_names_that_athena_shows(prefix: str) -> None:
    Location.parse(f"s3://logs/{prefix}").check_file_name()


@given(st.text(alphabet="ab_.'!()=-/", max_size=12))
def test_what_is_accepted_comes_back(prefix: str) -> None:
    text = f"s3://logs/{prefix}"
    try:
        location = Location.parse(text)
    except SourceError:
        assert prefix.startswith("/") or "//" in prefix or {".", ".."} & set(prefix.split("/")[:-1])
        return
    assert location.url == text
    assert prefix.startswith(location.folder)
    assert "/" not in prefix.removeprefix(location.folder)
    assert location.with_slash().url == text.rstrip("/") + "/"
    assert location.with_slash().folder == location.with_slash().prefix
