"""The wheel, built from this checkout and installed with its dependencies into an empty environment."""

from __future__ import annotations

import subprocess
import sys
import venv
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run([sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", folder, ROOT], check=True)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def binaries(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("empty")
    venv.create(folder, with_pip=True)
    subprocess.run([folder / "bin/python", "-m", "pip", "install", "--quiet", wheel], check=True)
    return folder / "bin"


def test_it_holds_all_resources_and_nothing_else(wheel: Path) -> None:
    names = {name for name in ZipFile(wheel).namelist() if ".dist-info/" not in name}
    code = {str(path.relative_to(ROOT)) for path in (ROOT / "athena_s3logs").rglob("*") if path.suffix in {".py", ".typed"}}
    resources = {
        f"athena_s3logs/_resources/{path.relative_to(ROOT)}"
        for kind in ("ddl", "queries")
        for path in (ROOT / kind).rglob("*")
        if path.is_file()
    }
    assert names == code | resources


def test_the_command_works_far_from_the_checkout(binaries: Path, tmp_path: Path) -> None:
    def run(folder: Path) -> subprocess.CompletedProcess[str]:
        command = [f"{folder}/athena-s3logs", "ddl", "s3_access", "--location", "s3://logs/app/", "--layout", "flat"]
        return subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, text=True)

    installed, here = run(binaries), run(Path(sys.executable).parent)
    assert installed.stdout == here.stdout
    assert installed.stderr == ""
    assert installed.stdout.count(";\n") == 3


def test_the_demo_runs_there(binaries: Path, tmp_path: Path) -> None:
    command = [str(binaries / "athena-s3logs"), "demo", str(tmp_path / "demo")]
    environment = {"PATH": str(binaries), "PYTHONWARNINGS": "error"}
    done = subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, text=True, env=environment)
    for address in ("203.0.113.240", "203.0.113.241", "198.51.100.212"):
        assert address in done.stdout
    check = [str(binaries / "athena-s3logs"), "queries", "--check"]
    listed = subprocess.run(check, cwd=tmp_path, check=True, capture_output=True, text=True)
    assert listed.stdout.endswith(" questions are in order\n")


def test_the_version_is_that_of_the_project(binaries: Path) -> None:
    done = subprocess.run([binaries / "athena-s3logs", "--version"], check=True, capture_output=True, text=True)
    assert done.stdout == "athena-s3logs, version 0.1.0\n"


def test_types_and_names_are_there(binaries: Path, tmp_path: Path) -> None:
    code = "import athena_s3logs as package; print([getattr(package, name) for name in package.__all__][0])"
    subprocess.run([binaries / "python", "-W", "error", "-c", code], cwd=tmp_path, check=True, capture_output=True)
