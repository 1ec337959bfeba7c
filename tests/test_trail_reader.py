"""The reader of local CloudTrail files: all records of a file, typed as in the raw table, however the file is written."""

from __future__ import annotations

import gzip
import json
from datetime import datetime
from functools import cache
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any, Final

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from athena_s3logs import S3Logs, Window
from athena_s3logs.engines import odd_trail_files, streams, trail_reader, trail_text
from athena_s3logs.engines.base import StoppedError, stoppable
from athena_s3logs.engines.trail_reader import rows_sql, set_aside
from athena_s3logs.translate import to_duckdb
from tests.corpus import DATA, trail_records
from tests.raw_rows import raw_types
from tests.test_translate import JSON_COLUMNS, connection, source_of, tree_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from athena_s3logs.engines.odd_files import Logs

    Row = dict[str, Any]

RECORD: Final = {
    "eventVersion": "1.11", "userIdentity": {"type": "IAMUser", "accountId": "111122223333"},
    "eventTime": "2026-11-05T13:01:02Z", "eventSource": "s3.amazonaws.com", "eventName": "GetObject",
    "awsRegion": "eu-west-1", "eventID": "1",
}  # fmt: skip
ONCE: Final = {"once": True}
FILES: Final = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(params=["read_csv", "stream"], autouse=True)
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """How files are read as they are: DuckDB reads them right both ways."""
    if request.param == "read_csv":
        monkeypatch.setattr(streams, "scans_again", lambda: False)
    monkeypatch.setitem(ONCE, "once", request.param == "stream")
    return str(request.param)


def as_it_is(way: str, *, zipped: bool = True) -> str:
    """The form of a file that is not copied."""
    return "stream" if way == "stream" else "gzip" if zipped else "plain"


def record(**fields: object) -> Row:
    return {**RECORD, **fields}


def document(*records: object) -> bytes:
    return json.dumps({"Records": records}).encode()


def written(folder: Path, data: bytes, name: str = "log") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def open_logs(paths: Sequence[str], folder: Path) -> Logs:
    return trail_reader.open_logs(paths, folder, **ONCE)


def selected(sql: str, logs: Logs, connection: duckdb.DuckDBPyConnection | None = None) -> duckdb.DuckDBPyConnection:
    connection = connection or duckdb.connect()
    trail_reader.register(connection, logs)
    return connection.execute(sql)


def opened(paths: Sequence[Path | str], folder: Path) -> Logs:
    """The logs as the engine reads them: once more where DuckDB refuses a file."""
    copies = folder / "copies"
    copies.mkdir(exist_ok=True)
    logs = open_logs([str(path) for path in paths], copies)
    try:
        selected(f"select count(columns(*)) from ({rows_sql(logs)})", logs)
    except (duckdb.InvalidInputException, duckdb.IOException):
        return set_aside(logs)
    return logs


def read(paths: Sequence[Path | str], folder: Path) -> tuple[list[Row], Logs]:
    logs = opened(paths, folder)
    found = selected(rows_sql(logs), logs)
    names = [column[0] for column in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()], logs


def ids(data: bytes, folder: Path) -> tuple[list[str | None], list[str]]:
    rows, logs = read([written(folder, data)], folder)
    assert all(problem.path == str(folder / "log") for problem in logs.problems)
    return [row["eventid"] for row in rows], [problem.reason for problem in logs.problems]


def only(folder: Path, **fields: object) -> Row:
    """The row of a record, which is the same in a file that is read as it is and in one that is copied."""
    (row,), logs = read([written(folder, document(record(**fields)))], folder)
    (other,), _ = read([written(folder, b"\n" + document(record(**fields)))], folder)
    assert other == row
    assert not logs.problems
    return row


@cache
def texts() -> list[str]:
    return (DATA / "cloudtrail" / "records.jsonl").read_text(encoding="utf-8").split("\n")[:-1]


@pytest.fixture(params=[7, 1 << 18])
def chunk(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """How much of a file is read at once where it is copied."""
    monkeypatch.setattr("athena_s3logs.engines.odd_files._CHUNK", request.param)


def test_columns_and_types_are_those_of_the_ddl(tmp_path: Path) -> None:
    (tmp_path / "copies").mkdir()
    empty = duckdb.execute(f"describe {rows_sql(open_logs([], tmp_path))}").fetchall()
    logs = opened([written(tmp_path, document(record()))], tmp_path)
    assert selected(f"describe {rows_sql(logs)}", logs).fetchall() == empty
    made = connection()
    types = raw_types(source_of("cloudtrail"), "duckdb")
    wanted = [made.execute(f"select typeof(cast(null as {kind}))").fetchall()[0][0] for kind in types.values()]
    assert [row[1] for row in empty] == wanted
    names = [*map(str.lower, odd_trail_files.SHAPE), "$path"]
    assert [row[0] for row in empty] == names == list(types)


@pytest.mark.parametrize("form", ["delivered", "one a line", "pretty"])
def test_the_trail_is_read_as_the_corpus_says(form: str, tmp_path: Path) -> None:
    data = ('{"Records":[' + ",".join(texts()) + "]}").encode()
    if form == "one a line":
        data = "\n".join(texts()).encode()
    if form == "pretty":
        data = json.dumps({"Records": [json.loads(text) for text in texts()]}, indent=2).encode()
    logs = opened([written(tmp_path, gzip.compress(data))], tmp_path)
    (problem,) = logs.problems
    assert problem.reason == "has no time that can be read in 1 of 121 records, so that no window finds them"
    made = connection()
    made.execute("create schema if not exists db")
    selected(f"create or replace table db.raw as {rows_sql(logs)}", logs, made)
    asked = made.execute(to_duckdb(tree_of("cloudtrail")).sql("duckdb"))
    names = [column[0] for column in asked.description or ()]
    rows = [dict(zip(names, row, strict=True)) for row in asked.fetchall()]
    for row, (_, typed) in zip(rows, trail_records(), strict=True):
        for name in JSON_COLUMNS:
            row[name] = json.loads(row[name]) if row[name] is not None else None
        for name in ("event_time", "session_created"):
            row[name] = row[name] and row[name].isoformat(timespec="milliseconds" if row[name].microsecond else "seconds")
        assert {name: row[name] for name in typed} == typed


def test_a_file_as_delivered_is_read_as_it_is(way: str, tmp_path: Path) -> None:
    """Else the reader would be right and slow."""
    ordinary = [text for text in texts() if '"eventVersion"' in text and '"ARNPrefix"' not in text][:20]
    data = gzip.compress(('{"Records":[' + ",".join(ordinary) + "]}").encode())
    assert [file.form for file in opened([written(tmp_path, data)], tmp_path).files] == [as_it_is(way)]


@pytest.mark.parametrize(("data", "found", "problem"), [
    (document(record()), ["1"], ""),
    (document(), [], ""),
    (gzip.compress(document()), [], ""),
    (document(record(), record(eventID="2")) + b"\n" + document(record(eventID="3")), ["1", "2", "3"], ""),
    (gzip.compress(document(record()) + b"\n") + gzip.compress(document(record(eventID="2"))), ["1", "2"], ""),
    (json.dumps({"Records": [record(), record(eventID="2")]}, indent=1).encode(), ["1", "2"], ""),
    (b"\xef\xbb\xbf" + document(record()), ["1"], ""),
    (b"\xef\xbb\xbf" + document(record()) + b"\r\n", ["1"], ""),
    (document(record()) + b"\r\n", ["1"], ""),
    (b"\n\n" + document(record()) + b"\n\n", ["1"], ""),
    (document(record()) + b"\n\n" + document(record(eventID="2")), ["1", "2"], ""),
    (document(record()) + b"\n\r\n" + document(record(eventID="2")), ["1", "2"], ""),
    (json.dumps({"a": 1, "Records": [record()], "b": [2]}).encode(), ["1"], ""),
    (document(record())[:-1] + b',"b":1}', ["1"], ""),
    (json.dumps({"records": [record()]}).encode(), ["1"], ""),
    (json.dumps([record(), record(eventID="2")]).encode(), ["1", "2"], ""),
    ((json.dumps(record()) + "\n" + json.dumps(record(eventID="2")) + "\n").encode(), ["1", "2"], ""),
    (document(None, record(), 3, "x", [], {}, record(eventID="2")), ["1", "2"], "at 4 places, the first after record 0"),
    (document(record(), record(eventID=2)).replace(b": 2}", b": tru}"), ["1"], "at 1 place, the first after record 1"),
    (document(record(), record(eventID=2), record(eventID="3")).replace(b": 2}", b': "2}'), ["1", "3"], "at 1 place"),
    (document(record(), record(eventID="2"))[:-3], ["1"], "has no record at 1 place, the first after record 1"),
    (b"", [], "is empty"),
    (gzip.compress(b""), [], "is empty"),
    (b" \n", [], "is empty"),
    (b"no json", [], "is no JSON"),
    (b"\0\xff" * 50, [], "is no JSON"),
    (b'{"Records": 3}', [], "has no Records: it is a digest"),
    (b'{"Records": null}', [], "has no Records"),
    (b'{"awsAccountId": "1", "digestStartTime": "x", "logFiles": [{"s3Bucket": "b"}]}', [], "has no Records: it is a digest"),
])  # fmt: skip
@pytest.mark.usefixtures("chunk")
def test_forms_of_a_file(data: bytes, found: list[str], problem: str, tmp_path: Path) -> None:
    got, reasons = ids(data, tmp_path)
    assert got == found
    assert [problem in reason for reason in reasons] == ([True] if problem else [])


@pytest.mark.parametrize("cut", [1, 8, 9, 200, 2_000])
def test_a_gzip_file_cut_short_is_read_as_far_as_it_goes_and_named(cut: int, tmp_path: Path) -> None:
    data = gzip.compress(document(*(record(eventID=str(number * 7919 % 10007)) for number in range(5_000))))
    got, reasons = ids(data[:-cut], tmp_path)
    assert set(got) == {str(number * 7919 % 10007) for number in range(len(got))}
    assert len(got) > 3_000
    assert ["cut short" in reason for reason in reasons] == [True]


def test_a_damaged_gzip_file_is_named(tmp_path: Path) -> None:
    data = gzip.compress(document(*(record(eventID=str(number * 7919 % 10007)) for number in range(5_000))))
    got, reasons = ids(data[: len(data) // 2] + b"\0" * 100 + data[len(data) // 2 + 100 :], tmp_path)
    assert len(got) > 1_000
    assert ["damaged" in reason for reason in reasons] == [True]


@pytest.mark.parametrize("place", [-5, -1])
def test_a_gzip_file_whose_sum_or_length_is_wrong_is_named(place: int, tmp_path: Path) -> None:
    """DuckDB looks at neither, and of a document that is longer than it is told it drops all without an error."""
    data = document(*(record(eventID=str(number), userAgent="x" * 9_700) for number in range(300)))
    zipped = bytearray(gzip.compress(data))
    zipped[place - 1] ^= 0x20
    got, reasons = ids(bytes(zipped), tmp_path)
    assert sorted(map(int, (number or "" for number in got))) == list(range(300))
    assert ["checksum is wrong" in reason for reason in reasons] == [True]


def test_no_large_file_is_read_at_one_go_whatever_it_says_of_its_length(tmp_path: Path) -> None:
    path = written(tmp_path, gzip.compress(document(record())))
    with path.open("r+b") as file:
        file.truncate(odd_trail_files.LONGEST + 1)
    assert [file.form for file in open_logs([str(path)], tmp_path).files] == ["copy"]


def test_only_the_file_that_is_refused_is_copied(way: str, tmp_path: Path) -> None:
    good = written(tmp_path, gzip.compress(document(record())), "good")
    bad = written(tmp_path, document(record(), record(eventID="2\udcff")).replace(b"\\udcff", b"\xff"), "bad")
    rows, logs = read([good, bad], tmp_path)
    assert sorted((row["eventid"], row["$path"]) for row in rows) == [
        ("1", str(bad)), ("1", str(good)), ("2\ufffd", str(bad)),
    ]  # fmt: skip
    assert {(file.path, file.form) for file in logs.files} == {(str(good), as_it_is(way)), (str(bad), "copy")}


def test_ctrl_c_is_heard_while_files_are_looked_at_again(tmp_path: Path) -> None:
    data = document(*(record(eventID=str(number), userAgent="x" * 9_000) for number in range(3_000)))
    logs, stop = open_logs([str(written(tmp_path, data))], tmp_path), Event()
    stop.set()
    with stoppable(stop), pytest.raises(StoppedError):
        set_aside(logs)


@pytest.mark.parametrize(
    "name", ["a[1]", "a*", "a?", "day=3", "x.gz", "x.json.zst", "o'clock", "ü", "{a,b}", "file:a", "~a", 'q"']
)
@pytest.mark.parametrize("zipped", [True, False])
def test_names_are_only_names(name: str, zipped: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: FBT001
    monkeypatch.chdir(tmp_path)
    written(tmp_path, gzip.compress(document(record())) if zipped else document(record()), name)
    written(tmp_path, document(record(eventID="2")), "a1")
    rows, logs = read([name], tmp_path)
    assert [(row["eventid"], row["$path"]) for row in rows] == [("1", name)]
    assert not logs.problems


def test_what_cannot_be_opened_is_named_and_the_rest_is_read(tmp_path: Path) -> None:
    rows, logs = read([tmp_path / "nothing", tmp_path, "a\udcff", written(tmp_path, document(record()))], tmp_path)
    assert [row["eventid"] for row in rows] == ["1"]
    assert [problem.reason for problem in logs.problems] == [
        "cannot be read: No such file or directory", "cannot be read: Is a directory", "cannot be read: its name is not UTF-8",
    ]  # fmt: skip


@pytest.mark.parametrize("fields", [
    {"resources": [{"arn": "x", "accountid": "1", "TYPE": "t"}]},
    {"resources": [{"ARN": "x", "accountId": "1", "type": "t"}, {"Arn": "y"}]},
    {"useridentity": {"TYPE": "Root", "ACCOUNTID": "1"}, "errorcode": "x"},
    {"userIdentity": {"Type": "Root", "AccountId": "1"}},
    {"userIdentity": {"type": "Root", "accountid": "1"}},
    {"eventname": "B"}, {"EVENTID": "B"}, {"tlsdetails": {"tlsversion": "TLSv1.3"}},
])  # fmt: skip
@pytest.mark.parametrize("place", [0, 1])
def test_names_in_other_letters(fields: Row, place: int, tmp_path: Path) -> None:
    lower = {name.lower() for name in fields}
    odd = {**{name: value for name, value in RECORD.items() if name.lower() not in lower}, **fields}
    data = document(*(odd if number == place else RECORD for number in range(2)))
    rows, logs = read([written(tmp_path, data)], tmp_path)
    assert without_husks(rows[place]) == without_husks({**expected(odd), "$path": str(tmp_path / "log")})
    assert not logs.problems


@pytest.mark.parametrize("fields", [
    {"resources": [{"arn": "x"}]}, {"userIdentity": {"Type": "Root"}}, {"eventTime": None, "eventtime": "t"},
    {"eventName": None, "EventName": "x"}, {"eventSource": None, "eventsource": "x"},
])  # fmt: skip
def test_names_in_other_letters_far_behind_the_start(fields: Row, tmp_path: Path) -> None:
    odd = {name: value for name, value in record(**fields).items() if value}
    rows, _ = read([written(tmp_path, document(record(userAgent="x" * 5_000), odd))], tmp_path)
    assert without_husks(rows[1]) == without_husks({**expected(odd), "$path": str(tmp_path / "log")})


def test_a_document_without_records_far_behind_the_start(tmp_path: Path) -> None:
    data = document(record(userAgent="x" * 5_000)) + b'\n{"digestStartTime": "x"}\n'
    assert ids(data, tmp_path) == (["1"], ["has no record at 1 place, the first after record 1: the others are read"])


def expected(item: Row) -> Row:
    """The row of a record by Python's json: names without regard to letters, scalars and free parts as their text."""
    lower = {name.lower(): value for name, value in item.items()}
    return {name.lower(): typed(lower.get(name.lower()), shape) for name, shape in odd_trail_files.SHAPE.items()}


def without_husks(value: Any) -> Any:  # noqa: ANN401  any JSON
    """NULL for a struct of nothing but NULLs: DuckDB makes one, or none, of what is no object; to a query they are the same."""
    if isinstance(value, list):
        return [without_husks(part) for part in value]
    if not isinstance(value, dict):
        return value
    found = {name: without_husks(part) for name, part in value.items()}
    return found if any(part is not None for part in found.values()) else None


def typed(value: Any, shape: odd_trail_files.Shape) -> Any:  # noqa: ANN401  any JSON
    if isinstance(shape, dict):
        if not isinstance(value, dict):
            return None
        lower = {name.lower(): part for name, part in value.items()}
        return {name.lower(): typed(lower.get(name.lower()), part) for name, part in shape.items()}
    if isinstance(shape, list):
        return [typed(part, shape[0]) for part in value] if isinstance(value, list) else None
    if shape.startswith("MAP"):
        return {name: text(part) for name, part in value.items()} if isinstance(value, dict) else None
    return text(value) if shape == "VARCHAR" else None if value is None else compact(value)


def text(value: object) -> str | None:
    return value if isinstance(value, str) or value is None else compact(value)


def compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def test_booleans_numbers_and_objects_where_text_is_expected(tmp_path: Path) -> None:
    row = only(tmp_path, readOnly=True, sessionCredentialFromConsole="true", apiVersion=1, edgeDeviceDetails={"a": [1, None]})
    assert [row[name] for name in ("readonly", "sessioncredentialfromconsole", "apiversion", "edgedevicedetails")] == [
        "true", "true", "1", '{"a":[1,null]}',
    ]  # fmt: skip


def test_text_of_free_parts_is_compact_in_the_files_order(tmp_path: Path) -> None:
    free: Row = {"b": 'é\u2028/\\"\0\n', "a": [1.5, 10**30, None, {}, True], "": {"z": 1}}
    row = only(tmp_path, requestParameters=free, responseElements="text", additionalEventData=None, serviceEventDetails=0)
    assert row["requestparameters"] == compact(free)
    assert [row[name] for name in ("responseelements", "additionaleventdata", "serviceeventdetails")] == ['"text"', None, "0"]


def test_half_a_surrogate_pair_and_escapes(tmp_path: Path) -> None:
    data = document(record(userAgent="x\ud800y\U0001f600\0\x1f", requestParameters={"a": "\udfff"}), record())
    rows, _ = read([written(tmp_path, data)], tmp_path)
    assert rows[0]["useragent"] == "x\ufffdy\U0001f600\0\x1f"
    assert rows[0]["requestparameters"] == '{"a":"\ufffd"}'
    assert rows[1]["eventid"] == "1"


def test_of_a_name_that_stands_twice_the_first_counts(tmp_path: Path) -> None:
    data = document(record()).replace(b'"eventName": "GetObject"', b'"eventName": "A", "eventName": "B", "eventname": "C"')
    for prefix in (b"", b"\n"):
        (row,), _ = read([written(tmp_path, prefix + data)], tmp_path)
        assert row["eventname"] == "A"


def test_a_map_with_a_name_twice(tmp_path: Path) -> None:
    """1.5 refuses it, 2.0 makes NULL of it."""
    federated = {"federatedProvider": "p", "attributes": {"x": "1", "y": "2"}}
    identity = {"type": "WebIdentityUser", "sessionContext": {"webIdFederationData": federated}}
    data = document(record(userIdentity=identity), record()).replace(b'"y"', b'"x"')
    rows, _ = read([written(tmp_path, data)], tmp_path)
    assert rows[0]["useridentity"]["sessioncontext"]["webidfederationdata"]["attributes"] == {"x": "1"}
    assert len(rows) == 2


@pytest.mark.parametrize("zipped", [True, False])
@pytest.mark.parametrize("size", [900_000, 2_000_000, 6_000_000, 40_000_000])
def test_a_file_may_be_large(size: int, zipped: bool, way: str, tmp_path: Path) -> None:  # noqa: FBT001
    count = size // 10_000
    data = document(*(record(eventID=str(number), userAgent="x" * 9_700) for number in range(count)))
    rows, logs = read([written(tmp_path, gzip.compress(data, 1) if zipped else data)], tmp_path)
    assert sorted(int(row["eventid"]) for row in rows) == list(range(count))
    assert [file.form for file in logs.files] == ["copy" if size > 32_000_000 else as_it_is(way, zipped=zipped)]


def test_members_of_a_gzip_that_are_long_together(tmp_path: Path) -> None:
    """Its last bytes give the length of the last member only; DuckDB drops what is longer than its buffer without an error."""
    data = document(*(record(eventID=str(number), userAgent="x" * 9_700) for number in range(900)))
    got, _ = ids(gzip.compress(data[:-9]) + gzip.compress(data[-9:]), tmp_path)
    assert sorted(map(int, (number or "" for number in got))) == list(range(900))


def test_a_quote_that_is_never_closed_takes_no_more_than_a_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trail_text, "_LONGEST", 1_000)
    monkeypatch.setattr("athena_s3logs.engines.odd_files._CHUNK", 100)
    data = b'{"Records":[{"eventVersion":"' + b"x" * 5_000 + b"," + json.dumps(record()).encode() + b"]}"
    got, reasons = ids(data, tmp_path)
    assert got == ["1"]
    assert len(reasons) == 1


def test_wanted_columns_only(tmp_path: Path) -> None:
    logs = opened([written(tmp_path, document(record()))], tmp_path)
    found = selected(rows_sql(logs, {"eventname", "resources"}), logs)
    assert [column[0] for column in found.description or ()] == ["eventname", "resources", "$path"]
    assert found.fetchall() == [("GetObject", None, str(tmp_path / "log"))]


def test_no_file_has_no_rows(tmp_path: Path) -> None:
    assert read([], tmp_path) == ([], open_logs([], tmp_path / "copies"))


names = st.sampled_from(
    [*RECORD, "readOnly", "errorCode", "requestParameters", "responseElements", "resources", "tlsDetails", "new"]
)
words = st.text(st.characters(exclude_categories=["Cs"]), max_size=8).filter(lambda word: compact(word) == plain(word))
numbers = st.one_of(st.integers(-(10**25), 10**25), st.floats(-1e9, 1e9).map(lambda number: round(number, 3)))
scalars = st.one_of(st.none(), st.booleans(), numbers, words)
anything = st.recursive(
    scalars, lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(words, inner, max_size=3)), max_leaves=8
)


def plain(word: str) -> str:
    """What Python and DuckDB write alike: they differ in the letters of the escapes of control characters."""
    return compact("".join(letter for letter in word if letter not in map(chr, range(32))))


def is_time(text: str | None) -> bool:
    try:
        return bool(datetime.strptime(text or "", "%Y" if len(text or "") == 4 else "%Y-%m-%dT%H:%M:%SZ"))  # noqa: DTZ007
    except ValueError:
        return False


@pytest.mark.parametrize("time", [
    "bad", "2026-13-45T99:99:99Z", "2026-11-05 13:01:02", "20261105T130102Z", "2026-11-05T24:00:00Z", "\ud800\0", "", None, 5,
])  # fmt: skip
def test_a_record_whose_time_cannot_be_read_is_told(time: object, tmp_path: Path) -> None:
    logs = opened([written(tmp_path, document(record(), record(eventTime=time, eventID="2")))], tmp_path)
    (problem,) = logs.problems
    assert problem.reason == "has no time that can be read in 1 of 2 records, so that no window finds them"
    assert {row[0] for row in selected(rows_sql(logs, {"eventid"}), logs).fetchall()} == {"1", "2"}


@pytest.mark.parametrize("time", ["2026-1-5T1:2:3Z", "2026-11-05T13:01:02.5+0200", "2026-309", "2026-11"])
def test_a_time_in_another_form_that_windows_find_is_not_told(time: str, tmp_path: Path) -> None:
    written(tmp_path, document(record(), record(eventTime=time)), "log.json")
    logs = S3Logs.local(cloudtrail=tmp_path / "log.json")
    found = logs.query("select event_time from cloudtrail order by 1", Window.all_time())
    assert [row[0] is None for row in found.rows] == [False, False]
    assert not found.warnings


@st.composite
def some_record(draw: st.DrawFn) -> Row:
    made: Row = {**RECORD, **draw(st.dictionaries(names, anything, max_size=4))}
    for name in draw(st.lists(names, max_size=2)):
        if name in made:
            made = {draw(st.sampled_from([key, key.lower(), key.upper()])) if key == name else key: made[key] for key in made}
    return made


@FILES
@given(records=st.lists(some_record(), max_size=4), ascii_=st.booleans(), chunk=st.integers(1, 50))
def test_any_record_is_read_as_python_reads_it(
    records: list[Row], ascii_: bool, chunk: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,  # noqa: FBT001
) -> None:
    monkeypatch.setattr("athena_s3logs.engines.odd_files._CHUNK", chunk)
    data = json.dumps({"Records": records}, ensure_ascii=ascii_).encode()
    for start in (b"", b"\n"):
        rows, logs = read([written(tmp_path, start + data)], tmp_path)
        wanted = [{**expected(item), "$path": str(tmp_path / "log")} for item in records]
        assert without_husks(rows) == without_husks(wanted)
        untimed = sum(not is_time(item["eventtime"]) for item in wanted)
        told = f"has no time that can be read in {untimed} of {len(records)} records, so that no window finds them"
        assert [problem.reason for problem in logs.problems] == ([told] if untimed else [])
