"""What is missing is named, and what is made is made once and wholly."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.stand import parts
from tests.stand.conftest import refuse
from tests.stand.errors import MissingPartError


def test_a_missing_jdk_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "_jdk_homes", list)
    with pytest.raises(MissingPartError) as missing:
        parts._jdk(range(24, 100), why="Trino")
    assert str(missing.value) == (
        "the stand needs a JDK 24 or later for Trino: install one under /usr/lib/jvm, or set JAVA_HOME_24 to it"
    )


def test_a_jdk_is_chosen_by_its_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for major, program in ((8, "javac"), (17, "java"), (21, "javac"), (25, "javac")):
        (tmp_path / f"jdk{major}/bin").mkdir(parents=True)
        (tmp_path / f"jdk{major}/bin/{program}").touch()
        (tmp_path / f"jdk{major}/release").write_text(
            f'IMPLEMENTOR="x"\nJAVA_VERSION="{major}.0.1"\nJAVA_VERSION_DATE="2026-01-01"\n'
        )
    monkeypatch.setattr(parts, "_JDK_FOLDERS", [f"{tmp_path}/jdk*"])
    for name in [name for name in os.environ if name.startswith("JAVA_HOME")]:
        monkeypatch.delenv(name)
    assert parts._jdk(range(24, 100), why="Trino") == tmp_path / "jdk25"
    with pytest.raises(MissingPartError, match="a JDK 17 for Hive"):
        parts._jdk(range(17, 18), why="Hive")  # one without a compiler is none
    (tmp_path / "jdk25").rename(tmp_path / "elsewhere")
    monkeypatch.setenv("JAVA_HOME_25_X64", str(tmp_path / "elsewhere"))
    assert parts._jdk(range(24, 100), why="Trino") == tmp_path / "elsewhere"


def test_missing_packages_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "find_spec", lambda _: None)
    with pytest.raises(MissingPartError) as missing:
        parts._check_packages()
    assert str(missing.value) == (
        "the stand needs moto[server] and pyspark>=3.5,<3.6: pip install 'moto[server]' 'pyspark>=3.5,<3.6'"
    )


def test_missing_maven_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingPartError) as missing:
        parts._artifact("io.trino:trino-hive:476:zip")
    assert str(missing.value) == (
        "the stand needs io.trino:trino-hive:476:zip from Maven Central: install Maven (apt-get install maven)"
    )


def test_what_maven_says_is_passed_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "mvn").write_text(
        "#!/bin/sh\nprintf '\\033[0m[ERROR] no network\\n[ERROR] \\n[ERROR] Try it yourself\\n'\nexit 1\n"
    )
    (tmp_path / "mvn").chmod(0o755)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    with pytest.raises(MissingPartError, match=r"which Maven could not fetch: no network$"):
        parts._artifact("io.trino:trino-hive:476:zip")


@pytest.mark.parametrize(("ci", "outcome"), [("true", pytest.fail.Exception), ("", pytest.skip.Exception)])
def test_a_missing_part_fails_in_ci_and_is_skipped_elsewhere(
    ci: str, outcome: type[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", ci)
    with pytest.raises(outcome, match="the stand needs a JDK"):
        refuse("the stand needs a JDK")


@pytest.mark.parametrize(("ci", "outcome"), [("true", "1 error"), ("", "1 skipped")])
def test_the_fixture_says_in_one_line_what_is_missing(ci: str, outcome: str, tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    environment = {"CI": ci, "HOME": str(tmp_path), "PATH": str(tmp_path), "ATHENA_S3LOGS_STAND_CACHE": str(tmp_path)}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/stand/test_stand.py", "-k", "utc"]
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=root, env=environment)
    assert outcome in done.stdout.splitlines()[-1]
    assert (
        len([line for line in done.stdout.splitlines() if line.startswith(("SKIPPED", "ERROR")) and "the stand needs" in line])
        == 1
    )


def test_an_interruption_leaves_nothing_that_looks_finished(tmp_path: Path) -> None:
    def stop_midway(folder: Path) -> None:
        (folder / "half").touch()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        parts._once(tmp_path / "trino", stop_midway)
    assert list(tmp_path.iterdir()) == []
    assert list(parts._once(tmp_path / "trino", lambda folder: (folder / "whole").touch()).iterdir()) == [
        tmp_path / "trino/whole"
    ]


def test_what_a_killed_process_left_is_removed(tmp_path: Path) -> None:
    script = f"""
import os, pathlib, signal
from tests.stand import parts
cache = pathlib.Path({str(tmp_path)!r})
with parts._locked(cache):
    parts._once(cache / "trino", lambda folder: os.kill(os.getpid(), signal.SIGKILL))"""
    subprocess.run([sys.executable, "-c", script], check=False)
    assert len(list(tmp_path.glob("trino-*"))) == 1
    assert not (tmp_path / "trino").exists()
    with parts._locked(tmp_path):
        assert list(tmp_path.iterdir()) == [tmp_path / "lock"]


def test_two_processes_at_once_make_it_once(tmp_path: Path) -> None:
    script = f"""
import pathlib, time
from tests.stand import parts
cache = pathlib.Path({str(tmp_path)!r})
def make(folder):
    with (cache / "makers").open("a") as makers:
        makers.write("x")
    time.sleep(0.5)
with parts._locked(cache):
    parts._once(cache / "trino", make)"""
    started = [subprocess.Popen([sys.executable, "-c", script]) for _ in range(3)]
    assert [process.wait() for process in started] == [0, 0, 0]
    assert (tmp_path / "makers").read_text() == "x"
