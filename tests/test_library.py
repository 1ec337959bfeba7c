"""Folders of query files as one mapping."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from time import process_time

import pytest

from athena_s3logs import S3Logs, resources
from athena_s3logs.errors import QueryFileError, SettingError, UnknownQueryError
from athena_s3logs.library import Library, load
from athena_s3logs.query import Query

TEXT = """\
-- title: {title}
-- description: Who was refused.
-- category: detection
-- tags: {tag}
-- returns: key string
{sql}
"""
FILES = {
    "s3_access/denied_requests": {"title": "Denied", "tag": "triage", "sql": "select key from s3_access"},
    "cloudtrail/denied_calls": {"title": "Calls", "tag": "iam", "sql": "select event_id as key from cloudtrail"},
    "s3_access/top": {"title": "Top", "tag": "triage", "sql": "select key from s3_access"},
    "cloudtrail/top": {"title": "Top", "tag": "iam", "sql": "select event_id as key from cloudtrail"},
}
TRAIL = {"location": "s3://trail/AWSLogs/111122223333/CloudTrail/", "regions": ["eu-west-1"], "first_day": date(2026, 1, 1)}


def write(folder: Path, *names: str) -> Path:
    for name in names:
        path = folder / f"{name}.sql"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(TEXT.format(**FILES.get(name, FILES["s3_access/top"])))
    return folder


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(resources, "folder", lambda name: tmp_path / name)
    return write(tmp_path / "queries", *FILES)


@pytest.fixture
def library(shipped: Path) -> Library:  # noqa: ARG001  it is what load finds
    return load()


def unknown(library: Library, name: str) -> str:
    with pytest.raises(UnknownQueryError) as caught:
        library[name]
    return str(caught.value)


def test_the_path_is_the_name(library: Library) -> None:
    assert list(library) == sorted(FILES)
    assert library["s3_access/denied_requests"] is library["denied_requests"]
    assert library["denied_requests"].name == "s3_access/denied_requests"
    assert (len(library), repr(library)) == (4, "<Library of 4 queries>")
    assert "top" not in library
    assert library.get("nothing") is None


def test_completion(library: Library) -> None:
    assert library._ipython_key_completions_() == [*sorted(FILES), "denied_calls", "denied_requests"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("denied_request", "there is none of this name; did you mean s3_access/denied_requests or cloudtrail/denied_calls?"),
        ("denied", "there is none of this name; did you mean cloudtrail/denied_calls or s3_access/denied_requests?"),
        ("zzz", "there is none of this name; `queries` lists them"),
        ("", "there is none of this name; `queries` lists them"),
        ("top", "several have this name, cloudtrail/top and s3_access/top; give the whole of one"),
    ],
)
def test_unknown(library: Library, name: str, text: str) -> None:
    assert unknown(library, name) == f"query {name!r}: {text}"


@pytest.mark.parametrize(
    ("words", "filters", "names"),
    [
        ("", {}, sorted(FILES)),
        ("REFUSED denied", {}, ["cloudtrail/denied_calls", "s3_access/denied_requests"]),
        ("denied iam", {}, ["cloudtrail/denied_calls"]),
        ("", {"tag": "iam"}, ["cloudtrail/denied_calls", "cloudtrail/top"]),
        ("", {"tag": "ia"}, []),
        ("top", {"source": "s3_access"}, ["s3_access/top"]),
        ("", {"category": "cost"}, []),
        ("calls", {"category": "detection"}, ["cloudtrail/denied_calls"]),
    ],
)
def test_search(library: Library, words: str, filters: dict[str, str], names: list[str]) -> None:
    assert [query.name for query in library.search(words, **filters)] == names


def test_own_folders_join_by_the_same_rules(shipped: Path, tmp_path: Path) -> None:
    own = write(tmp_path / "own", "mine", "team/yours", ".hidden/x", "team/.ipynb_checkpoints/yours")
    library = load(own)
    assert set(library) == {*FILES, "mine", "team/yours"}
    assert (library["yours"].path, library["mine"].path) == (own / "team" / "yours.sql", own / "mine.sql")
    assert library["mine"].source == "s3_access"
    assert library["s3_access/top"].path == shipped / "s3_access" / "top.sql"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("s3_access/top", "the name s3_access/top is taken by {shipped}/s3_access/top.sql; give this file another"),
        ("denied_calls", "the name denied_calls also means {shipped}/cloudtrail/denied_calls.sql; give this file another"),
    ],
)
def test_nothing_is_shadowed(shipped: Path, tmp_path: Path, name: str, text: str) -> None:
    own = write(tmp_path / "own", name)
    with pytest.raises(QueryFileError) as caught:
        load(own)
    assert str(caught.value) == f"{own / name}.sql:1: {text.format(shipped=shipped)}"


@pytest.mark.usefixtures("shipped")
def test_a_short_name_of_two_is_asked_back(tmp_path: Path) -> None:
    library = load(write(tmp_path / "own", "team/denied_calls"))
    assert unknown(library, "denied_calls") == (
        "query 'denied_calls': several have this name, cloudtrail/denied_calls and team/denied_calls; give the whole of one"
    )


def test_a_short_name_of_two_is_told_by_the_one_kind_of_logs_that_there_is(shipped: Path, tmp_path: Path) -> None:
    write(shipped, "combined/top")
    assert load(kinds=["s3_access"])["top"].name == "s3_access/top"
    assert "top" not in load(kinds=["s3_access", "cloudtrail"])
    assert "top" not in load(write(tmp_path / "own", "team/top"), kinds=["s3_access"]), "one's own may be meant"
    configured = S3Logs.configured({"cloudtrail": TRAIL})
    stored = S3Logs.local(cloudtrail=tmp_path, store=tmp_path)
    for logs in (configured, S3Logs.local(cloudtrail=tmp_path), S3Logs.local(cloudtrail="s3://trail/"), stored):
        assert logs.library["top"].name == "cloudtrail/top"
    both = S3Logs.local(cloudtrail=tmp_path, s3_access=tmp_path)
    for logs in (both, S3Logs()):
        with pytest.raises(UnknownQueryError, match="several have this name"):
            logs.library["top"]


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SettingError) as caught:
        load(tmp_path / "none")
    assert str(caught.value) == f"queries '{tmp_path}/none': there is no such folder"


def test_a_bad_file_spoils_no_other(library: Library, shipped: Path) -> None:
    (shipped / "s3_access" / "top.sql").write_bytes(b"-- title: A\n-- description: \xff\n")
    assert library["denied_requests"].title == "Denied"
    with pytest.raises(QueryFileError) as caught:
        library["s3_access/top"]
    assert str(caught.value) == f"{shipped}/s3_access/top.sql:2: byte 0xff is no UTF-8; save the file as UTF-8"


def test_a_file_that_is_gone(library: Library, shipped: Path) -> None:
    (shipped / "s3_access" / "top.sql").unlink()
    with pytest.raises(QueryFileError) as caught:
        library["s3_access/top"]
    assert str(caught.value) == f"{shipped}/s3_access/top.sql:1: it cannot be read: No such file or directory"


def test_a_mark_and_carriage_returns_of_windows_do_not_matter(tmp_path: Path) -> None:
    text = TEXT.format(title="A", tag="b", sql="select key\nfrom s3_access").replace("\n", "\r\n")
    (tmp_path / "q.sql").write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert load(tmp_path)["q"].sql == "select key\nfrom s3_access"


def test_the_index_of_many_files_is_quick(tmp_path: Path) -> None:
    write(tmp_path, *(f"team/query_{number}" for number in range(120)))
    start = process_time()
    assert len(load(tmp_path).search("who")) >= 120
    elapsed = process_time() - start
    print(f"120 headers: {elapsed * 1000:.1f} ms of CPU")
    assert elapsed < 0.3, "30 ms of work; ten times that is no noise"


def test_the_tags_that_ship_are_those_that_are_documented() -> None:
    """All that are no control of CIS and no technique of MITRE; and none is documented that no question has."""
    page = (Path(__file__).parent.parent / "docs" / "queries.md").read_text(encoding="utf-8")
    rows = page.partition("\n## Tags\n")[2].partition("\n## ")[0].splitlines()
    documented = {row.split("|")[1].strip() for row in rows if re.match(r"\| [a-z]", row)} - {"tag"}
    shipped = {tag for query in load().values() for tag in query.tags}
    assert {tag for tag in shipped if not re.fullmatch(r"cis-4\.\d{1,2}|t\d{4}(\.\d{3})?", tag)} == documented


def face(query: Query) -> tuple[object, ...]:
    """What a caller of a question sees; of defaults not the lists, which name operations as their log does."""
    params = [(one.name, one.type, one.required, isinstance(one.default, tuple) or one.default) for one in query.params]
    return (query.title, params, [(one.name, one.type) for one in query.returns])


def test_a_question_of_both_logs_is_asked_and_answered_alike() -> None:
    library = load()
    both = {name for name in (one.removeprefix("cloudtrail/") for one in library) if f"s3_access/{name}" in library}
    assert len(both) >= 40, "the pairs of the library"
    assert {name for name in both if face(library[f"s3_access/{name}"]) != face(library[f"cloudtrail/{name}"])} == set()


def test_what_counts_as_a_denial_is_one_pattern() -> None:
    library = load()
    pattern = next(one.default for one in library["unauthorized_calls"].params if one.name == "error_pattern")
    assert f"regexp_like(error_code, '{pattern}')" in library["denial_reasons"].sql
