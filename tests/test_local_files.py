"""Local files: what paths lead to, what names tell, and that a window never misses a file that holds one of its records."""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import socket
import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final

import pytest

from athena_s3logs.engines import file_names, file_walk
from athena_s3logs.engines.file_names import LocalFile
from athena_s3logs.engines.local_files import Found, find, needed
from athena_s3logs.engines.odd_files import Problem
from athena_s3logs.errors import SettingError, WindowError
from athena_s3logs.generate import LAYOUTS, TRAILS, Plan, generate
from athena_s3logs.locations import Location
from athena_s3logs.sources import Source
from athena_s3logs.window import MOST_SLACK_DAYS, Window, default_slack

if TYPE_CHECKING:
    from collections.abc import Iterator

UNIQUE: Final = "E568B2907131C0C0"
TREE: Final = "123456789012/eu-west-1/shop"
TRAIL: Final = "AWSLogs/123456789012/CloudTrail/eu-west-1/2026/11/05"
NOVEMBER: Final = Window(start=datetime(2026, 11, 1), end=datetime(2026, 12, 1))


def at(time: str, suffix: str = "") -> str:
    return f"{time}-{UNIQUE}{suffix}"


def trail_name(stamp: str, *, account: str = "123456789012", region: str = "eu-west-1", kind: str = "CloudTrail") -> str:
    return f"{account}_{kind}_{region}_{stamp}Z_Mu0KsOhtH1ar15ZZ.json.gz"


def put(folder: Path, *names: str, text: str = "x") -> Path:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def names(files: tuple[LocalFile, ...], folder: Path) -> list[str]:
    return [str(Path(file.path).relative_to(folder)) for file in files]


def found(kind: str, folder: Path) -> list[str]:
    return names(find(kind, [folder]).files, folder)


def only(kind: str, folder: Path, name: str) -> LocalFile:
    (file,) = find(kind, [put(folder, name)]).files
    return file


def window(start: str, end: str, **limits: tuple[str, ...]) -> Window:
    return Window(start=datetime.fromisoformat(start), end=datetime.fromisoformat(end), **limits)


def day(number: int) -> Window:
    return Window(start=datetime(2026, 11, number), end=datetime(2026, 11, number + 1))


def days(kind: str, files: Found, slack_days: int | None = None) -> list[int]:
    """The days of November whose windows need a file."""
    return [number for number in range(1, 30) if needed(kind, files, day(number), slack_days=slack_days)]


# Paths


def test_a_file_a_folder_and_a_glob_lead_to_the_same(tmp_path: Path) -> None:
    one, two = at("2026-11-05-10-11-12"), f"deep/down/{at('2026-11-06-10-11-12')}"
    put(tmp_path, one, two, text="12345")
    whole = find("s3_access", [tmp_path])
    assert names(whole.files, tmp_path) == [one, two]
    assert [file.size for file in whole.files] == [5, 5]
    assert whole.skipped == {}
    spellings: list[list[str | Path]] = [[tmp_path / one, tmp_path / two], [str(tmp_path), tmp_path]]
    spellings += [[f"{tmp_path}/*"], [f"{tmp_path}/**"], [f"{tmp_path}/**/2026*"]]
    for paths in spellings:
        assert find("s3_access", paths) == whole


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("*", ["a", "x/b", "x/y/c", "x/z/b"]),
        ("x/*", ["x/b", "x/y/c", "x/z/b"]),
        ("*/b", ["x/b"]),
        ("**/b", ["x/b", "x/z/b"]),
        ("**/y", ["x/y/c"]),
        ("**/y/**", ["x/y/c"]),
        ("x/[yz]/?", ["x/y/c", "x/z/b"]),
        ("**/**/c", ["x/y/c"]),
        ("x/*/", ["x/b", "x/y/c", "x/z/b"]),
        ("[!x]", ["a"]),
        ("*/*/b", ["x/z/b"]),
        ("x/**/b", ["x/b", "x/z/b"]),
    ],
)
def test_a_glob_takes_what_matches_and_all_under_it(tmp_path: Path, pattern: str, expected: list[str]) -> None:
    put(tmp_path, "a", "x/b", "x/y/c", "x/z/b")
    assert names(find("s3_access", [f"{tmp_path}/{pattern}"]).files, tmp_path) == expected


def test_what_exists_is_no_glob(tmp_path: Path) -> None:
    put(tmp_path, "logs[1]/a", "logs1/b", "what?", "whats")
    assert names(find("s3_access", [tmp_path / "logs[1]"]).files, tmp_path) == ["logs[1]/a"]
    assert names(find("s3_access", [tmp_path / "logs[1]/*"]).files, tmp_path) == ["logs[1]/a"]
    assert names(find("s3_access", [tmp_path / "what?"]).files, tmp_path) == ["what?"]


def test_home_and_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, "logs/a")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path / "logs")
    (file,) = find("s3_access", ["~/logs", "~/lo*/*", ".", "./a", "a", "*", "../logs/a"]).files
    assert file.path == str(tmp_path / "logs/a")
    put(tmp_path, "logs/~/b")
    assert found("s3_access", tmp_path / "logs/~") == ["b"]
    assert names(find("s3_access", ["~"]).files, tmp_path) == ["logs/~/b"]


@pytest.mark.parametrize("path", ["", "nothing", "s3://logs/app/", "nul\0", "a/b", "a/", "~nobody-of-this-name/x"])
def test_nothing_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    monkeypatch.chdir(put(tmp_path, "a"))
    with pytest.raises(SettingError, match=re.escape(f"path {path!r}: there is nothing; expected a file, a folder or a glob")):
        find("s3_access", ["a", path])


@pytest.mark.parametrize("path", ["b*", "a/*", "nul\0*", "**/b", "*/a"])
def test_a_glob_without_a_match(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    monkeypatch.chdir(put(tmp_path, "a"))
    with pytest.raises(SettingError, match=re.escape(f"path {path!r}: nothing matches")):
        find("s3_access", [path])


def test_no_path_no_kind_no_file_and_no_log(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="s3_access: no path was given"):
        find("s3_access", [])
    with pytest.raises(SettingError, match="kind 'elb': expected s3_access or cloudtrail"):
        find("elb", [tmp_path])
    (tmp_path / "empty/below").mkdir(parents=True)
    with pytest.raises(SettingError, match=r"an empty folder; expected a file, a folder or a glob .* with logs of s3_access"):
        find("s3_access", [tmp_path])
    put(tmp_path, "full/a", "none/.DS_Store", "none/_SUCCESS", "none/x.json")
    with pytest.raises(SettingError) as caught:
        find("s3_access", [tmp_path / "full", tmp_path / "none"])
    assert str(caught.value) == (
        f"path {str(tmp_path / 'none')!r}: looked at 3, and none is a log of s3_access:"
        f" 1 x {file_names.JSON}; 2 x {file_walk.HIDDEN}"
    )


def test_links_are_followed_without_loops_and_each_file_is_there_once(tmp_path: Path) -> None:
    put(tmp_path, "data/z/2026/a", "data/z/b")
    (tmp_path / "data/latest").symlink_to("z/2026")
    (tmp_path / "data/z/loop").symlink_to("..")
    (tmp_path / "data/z/2026/itself").symlink_to(".")
    (tmp_path / "data/also-b").symlink_to("z/b")
    os.link(tmp_path / "data/z/b", tmp_path / "data/z/hard")
    put(tmp_path, "far/c")
    (tmp_path / "data/far").symlink_to(tmp_path / "far")
    (tmp_path / "way").symlink_to("data")
    expected = ["data/far/c", "data/z/2026/a", "data/z/b"]
    for paths in (["data"], ["way"], ["data/**"], ["way", "data", "data/z/../z/b", "data/also-b"], ["data/latest", "data"]):
        assert names(find("s3_access", [tmp_path / path for path in paths]).files, tmp_path) == expected, paths
    forth, back = ([tmp_path / "data", tmp_path / "far"], [tmp_path / "far", tmp_path / "data"])
    assert find("s3_access", forth) == find("s3_access", back)
    assert names(find("s3_access", forth).files, tmp_path) == ["data/z/2026/a", "data/z/b", "far/c"]


def test_many_loops_cost_nothing(tmp_path: Path) -> None:
    put(tmp_path, "a", "b/c")
    for number in range(12):
        (tmp_path / f"loop{number}").symlink_to(".")
        (tmp_path / f"b/loop{number}").symlink_to("..")
    for path in (tmp_path, tmp_path / "**/c", tmp_path / "**/**/c"):
        start = perf_counter()
        assert "b/c" in names(find("s3_access", [path]).files, tmp_path)
        assert perf_counter() - start < 2


def test_a_linked_file_goes_by_its_own_name(tmp_path: Path) -> None:
    put(tmp_path, "logs/.store/0123")
    (tmp_path / "logs" / at("2026-11-05-10-11-12")).symlink_to(".store/0123")
    both = find("s3_access", [tmp_path / "logs"])
    assert both.files[0].first == datetime(2026, 11, 5, 10, 11, 12)
    assert both.skipped == {}, "the hidden file is read by its other name"


def test_the_root_of_all_folders() -> None:
    assert find("s3_access", ["/et*/hostname"]).files[0].path == "/etc/hostname"


def test_a_file_system_that_numbers_nothing() -> None:
    status = os.stat_result((0o100644, 0, 0, 1, 0, 0, 0, 0, 0, 0))
    assert file_walk._identity("a", status) != file_walk._identity("b", status)


# What is left out, and counted


def test_hidden_files_and_all_in_hidden_folders_are_counted(tmp_path: Path) -> None:
    put(tmp_path, "a", ".DS_Store", "_SUCCESS", "_temporary/0/b", ".git/c", "x/.d")
    for path in (tmp_path, tmp_path / "**"):
        seen = find("s3_access", [path])
        assert names(seen.files, tmp_path) == ["a"]
        assert seen.skipped == {file_walk.HIDDEN: 5}
    assert found("s3_access", tmp_path / "_temporary/0") == ["b"], "whoever names a hidden folder means it"
    both = find("s3_access", [tmp_path, tmp_path / "_temporary"])
    assert names(both.files, tmp_path) == ["_temporary/0/b", "a"]
    assert both.skipped == {file_walk.HIDDEN: 4}
    with pytest.raises(SettingError, match="1 x hidden"):
        find("s3_access", [tmp_path / "_SUCCESS"])


def test_sockets_and_pipes_are_counted_and_broken_links_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, "a")
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("s")
        os.mkfifo("pipe")
        Path("gone").symlink_to("nowhere")
        Path("round").symlink_to("round")
        seen = find("s3_access", [tmp_path])
    assert names(seen.files, tmp_path) == ["a"]
    assert seen.skipped == {file_walk.NO_FILE: 2}
    assert seen.problems == tuple(Problem(str(tmp_path / name), file_walk.BROKEN_LINK) for name in ("gone", "round"))
    for path, why in (("gone", file_walk.BROKEN_LINK), ("pipe", file_walk.NO_FILE)):
        with pytest.raises(SettingError, match=f"path '{path}': looked at 1, and none is a log of s3_access: 1 x {why}"):
            find("s3_access", [path])


@pytest.fixture
def nobody() -> Iterator[Path]:
    """A folder of somebody who may not read everything."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    root = os.geteuid() == 0
    if root:
        os.chown(folder, 65534, 65534)
        os.seteuid(65534)
    yield folder
    if root:
        os.seteuid(0)
    for above, folders, _ in os.walk(folder):
        for name in folders:
            (Path(above) / name).chmod(0o755)
    shutil.rmtree(folder)


def closed(folder: Path, *names: str) -> tuple[Problem, ...]:
    return tuple(Problem(str(folder / name), "cannot be read: Permission denied") for name in names)


def test_what_cannot_be_read_is_told_and_the_rest_is_found(nobody: Path) -> None:
    put(nobody, "closed/a", "listed/b", "open/c")
    (nobody / "link").symlink_to("closed/a")
    (nobody / "closed").chmod(0)
    (nobody / "listed").chmod(0o444)
    for path in (nobody, nobody / "**", nobody / "**/[abc]", nobody / "*"):
        seen = find("s3_access", [path])
        assert names(seen.files, nobody) == ["open/c"], path
        assert seen.skipped == {}
        assert seen.problems == closed(nobody, "closed", "link", "listed/b")
    assert find("s3_access", [nobody / "*/c"]).problems == closed(nobody, "closed", "link"), "b may be what it wants, not c"
    assert find("s3_access", [nobody, nobody / "**"]) == find("s3_access", [nobody])
    with pytest.raises(SettingError, match="none is a log of s3_access: 1 x cannot be read: Permission denied"):
        find("s3_access", [nobody / "closed"])


def test_what_may_not_be_looked_at_is_not_taken_for_gone(nobody: Path) -> None:
    put(nobody, "open/c", "closed/logs/a")
    stored = [str(nobody / "closed/logs/a"), str(nobody / "closed/logs/b")]
    (nobody / "closed").chmod(0)
    seen = find("s3_access", [nobody], stored=stored)
    assert (names(seen.files, nobody), seen.gone) == (["open/c"], ())
    assert seen.problems == closed(nobody, "closed")
    for path in ("closed", "closed/logs", "closed/*/a"):
        with pytest.raises(SettingError, match="none is a log of s3_access: 1 x cannot be read: Permission denied"):
            find("s3_access", [nobody / path], stored=stored)


def test_what_may_lead_to_more_is_told_wherever_it_stands_on_the_way(nobody: Path) -> None:
    put(nobody, "listed/x/c", "open/x/c")
    (nobody / "gone").symlink_to("nowhere")
    (nobody / "listed").chmod(0o444)
    seen = find("s3_access", [nobody / "*/*/c"])
    assert names(seen.files, nobody) == ["open/x/c"]
    assert seen.problems == (Problem(str(nobody / "gone"), file_walk.BROKEN_LINK), *closed(nobody, "listed/x"))


def test_what_cannot_be_read_matters_where_it_is_of_the_kind(nobody: Path) -> None:
    day, digests = f"{TRAIL[:-2]}06", TRAIL.replace("CloudTrail", "CloudTrail-Digest")
    side = "AWSLogs/CloudTrail-Insight"
    put(nobody, "a", f"{TRAIL}/b.gz", f"{day}/c.gz", f"{digests}/d.gz", f"{side}/e", ".hidden/f", "_SUCCESS/g", "_x/h")
    (nobody / "events.json").symlink_to("nowhere")
    (nobody / ".link").symlink_to("nowhere")
    for name in (day, digests, side, ".hidden", "_SUCCESS"):
        (nobody / name).chmod(0)
    access, trail = find("s3_access", [nobody]), find("cloudtrail", [nobody])
    assert (names(access.files, nobody), access.problems) == (["a"], ())
    assert names(trail.files, nobody) == [f"{TRAIL}/b.gz", "a"]
    events = Problem(str(nobody / "events.json"), file_walk.BROKEN_LINK)
    assert trail.problems == (*closed(nobody, day), events)
    assert access.skipped[file_walk.HIDDEN] == trail.skipped[file_walk.HIDDEN] == 4


def test_a_hidden_folder_that_cannot_be_read_is_told_where_it_is_meant(nobody: Path) -> None:
    put(nobody, "a", "_closed/b", "_listed/c", "_listed/d")
    (nobody / "_closed").chmod(0)
    (nobody / "_listed").chmod(0o444)
    seen = find("s3_access", [nobody])
    assert (seen.skipped, seen.problems) == ({file_walk.HIDDEN: 3}, ())
    with pytest.raises(SettingError, match="1 x cannot be read"):
        find("s3_access", [nobody, nobody / "_closed"])


def test_a_problem_of_a_name_that_is_no_utf_8_can_be_printed(tmp_path: Path) -> None:
    put(tmp_path, "a")
    (tmp_path / "\udcff").symlink_to("nowhere")
    assert find("s3_access", [tmp_path]).problems == (Problem(f"{tmp_path}/\\xff", file_walk.BROKEN_LINK),)


def test_each_kind_leaves_the_other_out(tmp_path: Path) -> None:
    own = [at("2026-11-05-10-11-12"), f"{TREE}/2026/11/05/{at('2026-11-05-00-00-00', '.gz')}"]
    trails = [f"{TRAIL}/{trail_name('20261105T1011')}", trail_name("20261105T1015"), f"{TRAIL}/renamed.json"]
    put(tmp_path, *own, *trails, f"{TRAIL}/plain")
    access, trail = find("s3_access", [tmp_path]), find("cloudtrail", [tmp_path])
    assert names(access.files, tmp_path) == sorted(own)
    assert access.skipped == {file_names.TRAIL_FILE: 4}
    assert names(trail.files, tmp_path) == sorted([*trails, f"{TRAIL}/plain"])
    assert trail.skipped == {file_names.ACCESS_LOG: 2}


def test_an_access_log_never_ends_in_json(tmp_path: Path) -> None:
    put(tmp_path, "access.log", "events.json", at("2026-11-05-10-11-12", ".json"), "events.json.gz")
    seen = find("s3_access", [tmp_path])
    assert (names(seen.files, tmp_path), seen.skipped) == (["access.log"], {file_names.JSON: 3})
    assert found("cloudtrail", tmp_path) == sorted(
        ["access.log", "events.json", at("2026-11-05-10-11-12", ".json"), "events.json.gz"]
    )


@pytest.mark.parametrize("side", sorted(file_names.SIDES))
def test_what_cloudtrail_writes_beside_a_trail_is_left_out(tmp_path: Path, side: str) -> None:
    own, beside = f"{TRAIL}/{trail_name('20261105T1011')}", TRAIL.replace("CloudTrail", side)
    put(tmp_path, own, f"{beside}/{trail_name('20261105T1011')}", f"{beside}/x", trail_name("20261105T101112", kind=side))
    seen = find("cloudtrail", [tmp_path])
    assert names(seen.files, tmp_path) == [own]
    assert seen.skipped == {file_names.SIDES[side]: 3}
    with pytest.raises(SettingError, match=re.escape(f"2 x {file_names.SIDES[side]}")):
        find("cloudtrail", [tmp_path / beside])
    assert found("cloudtrail", put(tmp_path / side / "copy", f"{TRAIL}/a")) == [f"{TRAIL}/a"], (
        "a folder of this name above a trail"
    )


def test_the_truth_is_left_out_beside_both_logs_only(tmp_path: Path) -> None:
    put(tmp_path, "truth.json", "cloudtrail/a.json")
    assert found("cloudtrail", tmp_path) == ["cloudtrail/a.json", "truth.json"]
    put(tmp_path, "s3_access/b")
    assert find("cloudtrail", [tmp_path]).skipped == {file_names.TRUTH: 1}


# What names tell


@pytest.mark.parametrize("suffix", ["", ".gz", ".log.gz", ".txt"])
@pytest.mark.parametrize("prefix", ["", "logs", "logs-2026-", "a b.", "app1"])
def test_flat_names_tell_the_time_of_delivery(tmp_path: Path, prefix: str, suffix: str) -> None:
    file = only("s3_access", tmp_path, prefix + at("2026-11-05-10-11-12", suffix))
    time = datetime(2026, 11, 5, 10, 11, 12)
    assert (file.first, file.last, file.slack_days) == (time, time, 2)
    assert (file.account, file.region, file.bucket) == (None, None, None)


@pytest.mark.parametrize(
    "name",
    [
        "access.log",
        "2026-11-05.log",
        "2026-11-05-10-11-12",
        "2026-11-05-10-11-12-all",
        at("2026-13-05-10-11-12"),
        at("0026-11-05-10-11-12"),
        f"2026-11-01-00-00-00-to-{at('2026-11-05-10-11-12')}",
        f"{at('2026-11-05-10-11-12')} (1)",
        f"{TREE}/2026/11/05/all.log",
        at("2026-11-05-25-11-12"),
        f"2026/11/05/{'x' * 30}",
    ],
)
def test_access_logs_whose_names_tell_no_time_are_read_always(tmp_path: Path, name: str) -> None:
    file = only("s3_access", tmp_path, name)
    assert (file.first, file.last) == (None, None)
    assert needed("s3_access", find("s3_access", [tmp_path]), window("1999-01-01", "1999-01-02")) == (file,)


@pytest.mark.parametrize("above", ["", "prefix/", "AWSLogs/", "glued-7"])
def test_partitioned_paths_tell_account_region_and_bucket(tmp_path: Path, above: str) -> None:
    file = only("s3_access", tmp_path, f"{above}{TREE}/2026/11/05/{at('2026-11-05-00-00-00')}")
    assert (file.account, file.region, file.bucket) == ("123456789012", "eu-west-1", "shop")


def test_by_event_time_a_file_is_for_its_day_alone(tmp_path: Path) -> None:
    only("s3_access", tmp_path, f"{TREE}/2026/11/05/{at('2026-11-05-00-00-00')}")
    files = find("s3_access", [tmp_path])
    assert days("s3_access", files) == [5]
    assert days("s3_access", files, 2) == [3, 4, 5]
    assert needed("s3_access", files, window("2026-11-05T23:59:59.5", "2026-11-06"))
    assert not needed("s3_access", files, window("2026-11-06", "2026-11-07"))


def test_by_delivery_time_a_file_is_for_two_days_more(tmp_path: Path) -> None:
    only("s3_access", tmp_path, f"{TREE}/2026/11/05/{at('2026-11-05-10-11-12')}")
    files = find("s3_access", [tmp_path])
    assert days("s3_access", files) == [3, 4, 5]
    assert days("s3_access", files, 0) == [5]
    assert needed("s3_access", files, window("2026-11-05T23:00:00", "2026-11-06")), "whole days, as the table has it"


def test_midnight_among_deliveries_is_a_delivery(tmp_path: Path) -> None:
    midnight = f"{TREE}/2026/11/05/{at('2026-11-05-00-00-00')}"
    put(tmp_path, midnight, f"{TREE}/2026/11/20/{at('2026-11-20-01-02-03')}", f"{TREE}2/2026/11/05/{at('2026-11-05-00-00-00')}")
    assert names(needed("s3_access", find("s3_access", [tmp_path]), day(4)), tmp_path) == [midnight]


def test_midnight_out_of_its_folders_may_be_either(tmp_path: Path) -> None:
    put(tmp_path, at("2026-11-05-00-00-00"))
    assert days("s3_access", find("s3_access", [tmp_path])) == [3, 4, 5]
    assert needed("s3_access", find("s3_access", [tmp_path]), window("2026-11-05T22:00:00", "2026-11-05T23:00:00"))


def test_folder_and_name_that_differ_are_both_believed(tmp_path: Path) -> None:
    put(tmp_path, f"{TREE}/2026/11/05/{at('2026-11-07-00-00-00')}")
    assert days("s3_access", find("s3_access", [tmp_path])) == [3, 4, 5, 6, 7]


def test_days_without_what_stands_above_them(tmp_path: Path) -> None:
    put(tmp_path, f"2026/11/05/{at('2026-11-05-00-00-00')}")
    assert days("s3_access", find("s3_access", [tmp_path])) == [5]
    assert days("s3_access", find("s3_access", [tmp_path / "2026/11/05"])) == [5], "the whole path counts"


def test_both_layouts_mixed_in_one_folder(tmp_path: Path) -> None:
    files = [
        at("2026-11-07-01-00-00"),
        f"{TREE}/2026/11/05/{at('2026-11-05-00-00-00')}",
        f"{TREE}/2026/11/06/{at('2026-11-06-00-00-00')}",
    ]
    seen = find("s3_access", [put(tmp_path, "all.log", *files)])
    assert names(needed("s3_access", seen, day(5)), tmp_path) == [files[1], files[0], "all.log"]
    assert names(needed("s3_access", seen, window("2026-11-05", "2026-11-05T01:00:00")), tmp_path) == [files[1], "all.log"]


def test_a_flat_file_counts_to_the_second(tmp_path: Path) -> None:
    put(tmp_path, at("2026-11-05-10-11-12"))
    seen = find("s3_access", [tmp_path])
    for start, end, expected in [
        ("2026-11-05T10:11:12.9", "2026-11-06", 1),
        ("2026-11-05T10:11:13", "2026-11-06", 0),
        ("2026-11-01", "2026-11-03T10:11:12", 0),
        ("2026-11-01", "2026-11-03T10:11:12.000001", 1),
    ]:
        assert len(needed("s3_access", seen, window(start, end))) == expected, (start, end)


def test_the_slack_is_that_of_the_tables(tmp_path: Path) -> None:
    place = Location("logs", "")
    trail = only("cloudtrail", tmp_path / "c", f"{TRAIL}/{trail_name('20261105T1011')}")
    flat = only("s3_access", tmp_path / "f", at("2026-11-05-10-11-12"))
    event = only("s3_access", tmp_path / "e", f"{TREE}/2026/11/05/{at('2026-11-05-00-00-00')}")
    delivery = only("s3_access", tmp_path / "d", f"{TREE}/2026/11/05/{at('2026-11-05-10-11-12')}")
    assert trail.slack_days == default_slack(Source(shape="cloudtrail_account", location=place))
    assert flat.slack_days == default_slack(Source(shape="s3_access_flat", location=place))
    assert event.slack_days == default_slack(Source(shape="s3_access_partitioned", location=place, time="event"))
    assert delivery.slack_days == default_slack(Source(shape="s3_access_partitioned", location=place, time="delivery"))


@pytest.mark.parametrize(
    "folder", [f"{TRAIL}/", f"{TRAIL.replace('AWSLogs/', 'x/AWSLogs/o-exampleorgid/')}/", "", "2026/11/05/", "2020/01/01/"]
)
def test_trail_files_tell_day_account_and_region(tmp_path: Path, folder: str) -> None:
    file = only("cloudtrail", tmp_path, folder + trail_name("20261105T1011"))
    assert (file.account, file.region, file.bucket) == ("123456789012", "eu-west-1", None)
    assert days("cloudtrail", find("cloudtrail", [tmp_path])) == [4, 5]
    assert days("cloudtrail", find("cloudtrail", [tmp_path]), 0) == [5]


def test_a_trail_file_that_was_renamed_goes_by_its_folder(tmp_path: Path) -> None:
    file = only("cloudtrail", tmp_path, f"{TRAIL}/renamed.json")
    assert (file.account, file.region) == ("123456789012", "eu-west-1")
    assert days("cloudtrail", find("cloudtrail", [tmp_path])) == [4, 5]


def test_a_trail_file_of_a_late_evening_may_hold_the_next_morning(tmp_path: Path) -> None:
    put(tmp_path, f"{TRAIL}/{trail_name('20261105T2350')}")
    seen = find("cloudtrail", [tmp_path])
    assert needed("cloudtrail", seen, window("2026-11-06T00:05:00", "2026-11-07"))
    assert not needed("cloudtrail", seen, window("2026-11-06T00:06:00", "2026-11-07"))


def test_folder_and_name_of_a_trail_that_differ(tmp_path: Path) -> None:
    file = only("cloudtrail", tmp_path, f"{TRAIL}/{trail_name('20261107T1011', account='999999999999', region='us-east-1')}")
    assert (file.account, file.region) == (None, None)
    assert days("cloudtrail", find("cloudtrail", [tmp_path])) == [4, 5, 6, 7]


@pytest.mark.parametrize(
    "name", ["all.json", "x/y.json.gz", "2026/11/05/all.json", trail_name("20261305T1011"), "123456789012_CloudTrail_all.json"]
)
def test_trail_files_whose_names_tell_nothing_are_read_always(tmp_path: Path, name: str) -> None:
    file = only("cloudtrail", tmp_path, name)
    assert file.first is None
    limits = window("1999-01-01", "1999-01-02", buckets=("b",))
    assert needed("cloudtrail", find("cloudtrail", [tmp_path]), limits) == (file,)


# Windows


def test_limits_prune_where_the_path_tells(tmp_path: Path) -> None:
    paths = [f"{account}/{region}/{bucket}/2026/11/05/{at('2026-11-05-00-00-00')}" for account, region, bucket in (
        ("111111111111", "eu-west-1", "one"), ("111111111111", "us-east-1", "two"), ("222222222222", "eu-west-1", "three"),
    )]  # fmt: skip
    seen = find("s3_access", [put(tmp_path, *paths)])
    limited = {
        "accounts": (("111111111111",), [0, 1]),
        "regions": (("eu-west-1", "eu-west-2"), [0, 2]),
        "buckets": (("three", "one"), [0, 2]),
    }
    for name, (values, expected) in limited.items():
        files = needed("s3_access", seen, window("2026-11-05", "2026-11-06", **{name: values}))
        assert names(files, tmp_path) == sorted(paths[number] for number in expected)
    assert needed("s3_access", seen, window("2026-11-05", "2026-11-06", accounts=("333333333333",))) == ()


def test_accounts_and_regions_of_a_flat_layout_are_refused(tmp_path: Path) -> None:
    flat = at("2026-11-05-10-11-12")
    seen = find("s3_access", [put(tmp_path, flat, f"{TREE}/2026/11/10/{at('2026-11-10-00-00-00')}")])
    for name in ("account", "region"):
        values = {f"{name}s": ("eu-west-1",)}
        with pytest.raises(WindowError) as caught:
            needed("s3_access", seen, window("2026-11-05", "2026-11-06", **values))
        assert str(caught.value) == (
            f"--{name}: 1 of the files do not tell their {name} by their path, the first is {tmp_path / flat};"
            f" in a flat layout neither path nor line has it. Leave --{name} out, or name buckets"
        )
        later = needed("s3_access", seen, window("2026-11-10", "2026-11-11", **{f"{name}s": tuple(TREE.split("/"))}))
        assert len(later) == 1, "no flat file is of that time"
    assert names(needed("s3_access", seen, window("2026-11-05", "2026-11-11", buckets=("other",))), tmp_path) == [flat]


def test_lines_that_are_unparsed_have_no_slack(tmp_path: Path) -> None:
    put(tmp_path, at("2026-11-05-10-11-12"))
    seen = find("s3_access", [tmp_path])
    expected = {None: [5], 0: [5], 2: [3, 4, 5]}
    for slack, numbers in expected.items():
        found = [number for number in range(1, 9) if needed("s3_access", seen, day(number), slack_days=slack, unparsed=True)]
        assert found == numbers


@pytest.mark.parametrize("name", ["account", "region", "bucket"])
def test_lines_that_are_unparsed_are_limited_by_their_paths_only(tmp_path: Path, name: str) -> None:
    flat, event = at("2026-11-05-10-11-12"), f"{TREE}/2026/11/10/{at('2026-11-10-00-00-00')}"
    seen = find("s3_access", [put(tmp_path, flat, event)])
    limits = {f"{name}s": tuple(TREE.split("/"))}
    with pytest.raises(WindowError) as caught:
        needed("s3_access", seen, window("2026-11-05", "2026-11-06", **limits), unparsed=True)
    assert str(caught.value) == (
        f"--{name}: 1 of the files do not tell their {name} by their path, the first is {tmp_path / flat};"
        f" in a flat layout neither path nor line has it. Leave --{name} out"
    )
    later = window("2026-11-10", "2026-11-11", **limits)
    assert names(needed("s3_access", seen, later, unparsed=True), tmp_path) == [event]
    other = window("2026-11-10", "2026-11-11", **{f"{name}s": ("other",)})
    assert needed("s3_access", seen, other, unparsed=True) == ()


def test_a_trail_keeps_what_tells_nothing(tmp_path: Path) -> None:
    paths = [f"{TRAIL}/{trail_name('20261105T1011')}", "all.json"]
    seen = find("cloudtrail", [put(tmp_path, *paths)])
    for limits in ({"accounts": ("999999999999",)}, {"regions": ("us-east-1",)}):
        assert names(needed("cloudtrail", seen, window("2026-11-05", "2026-11-06", **limits)), tmp_path) == ["all.json"]
    assert len(needed("cloudtrail", seen, window("2026-11-05", "2026-11-06", buckets=("b",)))) == 2


def test_slack_of_all_sizes(tmp_path: Path) -> None:
    seen = find("s3_access", [put(tmp_path, at("2026-11-05-10-11-12"))])
    assert needed("s3_access", seen, window("2006-03-14", "2006-03-15"), slack_days=MOST_SLACK_DAYS)
    assert needed("s3_access", seen, Window(start=datetime.min, end=datetime.max)) == seen.files  # noqa: DTZ901
    assert needed("s3_access", seen, Window(start=datetime.min, end=datetime.max), slack_days=MOST_SLACK_DAYS) == seen.files  # noqa: DTZ901
    assert needed("s3_access", seen, window("2026-12-01", "2026-12-02")) == ()
    assert needed("s3_access", seen, window("2026-10-01", "2026-10-02")) == ()


# Generated logs

_TIME: Final = re.compile(rb"\[(../.../....:..:..:.. \+0000)\]")


def _times(kind: str, path: str) -> list[datetime]:
    data = Path(path).read_bytes()
    if kind == "s3_access":
        return [datetime.strptime(text.decode(), "%d/%b/%Y:%H:%M:%S %z").replace(tzinfo=None) for text in _TIME.findall(data)]
    records: list[dict[str, Any]] = json.loads(gzip.decompress(data))["Records"]
    return [datetime.fromisoformat(record["eventTime"]).astimezone(UTC).replace(tzinfo=None) for record in records]


@pytest.mark.parametrize(("layout", "trail"), list(zip(LAYOUTS, (*TRAILS, "account"), strict=True)))
def test_no_window_misses_a_record_of_generated_logs(tmp_path: Path, layout: str, trail: str) -> None:
    truth = generate(tmp_path / "logs", Plan(end=date(2026, 11, 13), days=4, lines=4_000, layout=layout, trail=trail))
    for kind, count, others in (
        ("s3_access", truth.s3_access.files, {file_names.TRUTH: 1, file_names.TRAIL_FILE: truth.cloudtrail.files}),
        ("cloudtrail", truth.cloudtrail.files, {file_names.TRUTH: 1, file_names.ACCESS_LOG: truth.s3_access.files}),
    ):
        seen = find(kind, [tmp_path / "logs"])
        assert len(seen.files) == count
        assert seen.skipped == {**others, file_names.SIDES["CloudTrail-Digest"]: truth.cloudtrail.digests}
        times = {file.path: _times(kind, file.path) for file in seen.files}
        assert sum(map(len, times.values())) > 500
        shares = []
        for hours in (1, 24):
            for number in range(5 * 24 // hours):
                start = datetime(2026, 11, 9) + timedelta(hours=hours * number)
                files = {file.path for file in needed(kind, seen, Window(start=start, end=start + timedelta(hours=hours)))}
                hold = {
                    path
                    for path, found in times.items()
                    if any(start <= time < start + timedelta(hours=hours) for time in found)
                }
                assert hold <= files, (kind, start)
                shares.append(len(files) / len(seen.files))
        assert min(shares) < 0.4, "and some files are left out"
