"""Finds what the stand is made of: JDKs, pip packages, Maven's artifacts, and Trino unpacked into a cache."""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import tarfile
import tempfile
import zipfile
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.stand.errors import MissingPartError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

# 476 is the last Trino whose server is on Maven Central as an archive.
TRINO: Final = "476"
HIVE: Final = "2.3.9"
_SERVER: Final = f"io.trino:trino-server-core:{TRINO}:tar.gz"
_HIVE_PLUGIN: Final = f"io.trino:trino-hive:{TRINO}:zip"
_JARS: Final = (
    "org.apache.hadoop:hadoop-aws:3.3.4:jar",
    "com.amazonaws:aws-java-sdk-bundle:1.12.262:jar",
    f"org.apache.hive.hcatalog:hive-hcatalog-core:{HIVE}:jar",  # JsonSerDe
    "org.apache.calcite:calcite-core:1.10.0:jar",  # Hive's analyzer does not load without calcite
    "org.apache.calcite:calcite-linq4j:1.10.0:jar",
    "org.apache.calcite.avatica:avatica:1.8.0:jar",
)
_SOURCES: Final = tuple(Path(__file__).with_name(name) for name in ("HiveServer.java", "CloudTrailInputFormat.java"))
# It came out in October 2022, with engine version 3 of Athena.
OLD_TRINO: Final = "398"
_OLD_TRINO: Final = tuple(Path(__file__).with_name(name) for name in ("old_trino.xml", "OldTrino.java"))
_JDK_FOLDERS: Final = (
    "/usr/lib/jvm/*",
    "/opt/java/*",
    "/Library/Java/JavaVirtualMachines/*/Contents/Home",
    "~/.sdkman/candidates/java/*",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Where the parts of the stand lie."""

    hive_java: Path
    hive_classpath: str
    trino_java: Path
    trino: Path


def find_parts() -> Parts:
    """All parts, fetched, unpacked and compiled where that has not been done before."""
    _check_packages()
    hive_jdk = _jdk(range(17, 18), why="Hive 2.3 with Hadoop 3.3")
    trino_jdk = _jdk(range(24, 100), why=f"Trino {TRINO}")
    cache = _cache()
    with _locked(cache):
        jars = os.pathsep.join(map(str, [_spark_jars() / "*", *(_artifact(jar) for jar in _JARS)]))
        classes = _classes(cache, hive_jdk, jars)
        trino = _once(cache / f"trino-{TRINO}", _unpack_trino)
    return Parts(
        hive_java=hive_jdk / "bin/java",
        hive_classpath=os.pathsep.join([str(classes), jars]),
        trino_java=trino_jdk / "bin/java",
        trino=trino,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class OldParts:
    """What an old Trino runs on, and its classes."""

    java: Path
    classpath: str


def find_old_parts() -> OldParts:
    """The old Trino, fetched and compiled where that has not been done before."""
    jdk, cache = _jdk(range(17, 18), why=f"Trino {OLD_TRINO}"), _cache()
    text = b"".join([OLD_TRINO.encode(), *(file.read_bytes() for file in _OLD_TRINO)])
    digest = hashlib.sha256(text).hexdigest()[:16]

    def make(folder: Path) -> None:
        pom, source = _OLD_TRINO
        copies = [f"-DoutputDirectory={folder}", "-DincludeScope=runtime"]
        _maven(f"Trino {OLD_TRINO}", [f"-Dtrino={OLD_TRINO}", "-f", str(pom), "dependency:copy-dependencies", *copies])
        _compile(jdk, f"{folder}/*", folder, [source])

    with _locked(cache):
        folder = _once(cache / f"old-trino-{digest}", make)
    return OldParts(java=jdk / "bin/java", classpath=os.pathsep.join([str(folder), f"{folder}/*"]))


def _cache() -> Path:
    return Path(os.environ.get("ATHENA_S3LOGS_STAND_CACHE") or "~/.cache/athena_s3logs_stand").expanduser().resolve()


def _check_packages() -> None:
    wanted = {"pyspark": "pyspark>=3.5,<3.6", "moto": "moto[server]", "flask_cors": "moto[server]"}
    missing = sorted({package for module, package in wanted.items() if find_spec(module) is None})
    if missing:
        quoted = " ".join(f"'{package}'" for package in missing)
        raise MissingPartError(f"the stand needs {' and '.join(missing)}: pip install {quoted}")
    if not list(_spark_jars().glob("hive-exec-2.3.9*.jar")):
        raise MissingPartError("the stand needs the jars of Hive 2.3.9 out of PySpark 3.5: pip install 'pyspark>=3.5,<3.6'")


def _spark_jars() -> Path:
    spec = find_spec("pyspark")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "jars"


def _jdk(majors: range, *, why: str) -> Path:
    fitting = [home for home in _jdk_homes() if _major(home) in majors]
    if not fitting:
        version = f"JDK {majors[0]}" if len(majors) == 1 else f"JDK {majors[0]} or later"
        how = f"install one under /usr/lib/jvm, or set JAVA_HOME_{majors[0]} to it"
        raise MissingPartError(f"the stand needs a {version} for {why}: {how}")
    return fitting[0]


def _jdk_homes() -> Iterator[Path]:
    # JAVA_HOME_17_X64 and the like are what GitHub's machines have.
    yield from (Path(value) for name, value in sorted(os.environ.items()) if name.startswith("JAVA_HOME"))
    for pattern in map(os.path.expanduser, _JDK_FOLDERS):
        yield from sorted(Path("/").glob(pattern.lstrip("/")))


def _major(home: Path) -> int | None:
    release = home / "release"
    if not release.is_file() or not (home / "bin/javac").is_file():
        return None
    version = re.search(r'^JAVA_VERSION="(\d+)', release.read_text(), re.MULTILINE)
    return int(version[1]) if version else None


def _artifact(coordinates: str) -> Path:
    group, artifact, version, kind = coordinates.split(":")
    repository = Path("~/.m2/repository").expanduser()
    path = repository.joinpath(*group.split("."), artifact, version, f"{artifact}-{version}.{kind}")
    if not path.exists():
        _fetch(coordinates, repository)
    return path


def _fetch(coordinates: str, repository: Path) -> None:
    goal = ["dependency:get", f"-Dartifact={coordinates}", "-Dtransitive=false"]
    _maven(coordinates, [f"-Dmaven.repo.local={repository}", *goal])


def _maven(wanted: str, goal: list[str]) -> None:
    maven = shutil.which("mvn")
    if maven is None:
        raise MissingPartError(f"the stand needs {wanted} from Maven Central: install Maven (apt-get install maven)")
    done = subprocess.run([maven, "-q", "-B", "-C", *goal], check=False, capture_output=True, text=True)
    if done.returncode:
        reason = re.search(r"\[ERROR\] (.*\w.*)", done.stdout)  # a code for colours may stand before it
        said = reason[1] if reason else "it gives no reason"
        raise MissingPartError(f"the stand needs {wanted}, which Maven could not fetch: {said}")


def _unpack_trino(folder: Path) -> None:
    top = f"trino-server-core-{TRINO}/lib/"
    with tarfile.open(_artifact(_SERVER)) as server:
        members = [member for member in server if member.name.startswith(top)]
        server.extractall(folder, members=members, filter="data")
    (folder / top).rename(folder / "lib")
    (folder / top).parent.rmdir()
    with zipfile.ZipFile(_artifact(_HIVE_PLUGIN)) as plugin:
        plugin.extractall(folder / "plugin")  # noqa: S202  the archive is Trino's own
    (folder / f"plugin/trino-hive-{TRINO}").rename(folder / "plugin/hive")


def _classes(cache: Path, jdk: Path, classpath: str) -> Path:
    """The compiled sources, in a folder that is named after their text: an edited source is compiled again."""
    digest = hashlib.sha256(b"".join(source.read_bytes() for source in _SOURCES)).hexdigest()[:16]

    return _once(cache / f"classes-{digest}", lambda folder: _compile(jdk, classpath, folder, _SOURCES))


def _compile(jdk: Path, classpath: str, folder: Path, sources: Iterable[Path]) -> None:
    command = [str(jdk / "bin/javac"), "-nowarn", "-cp", classpath, "-d", str(folder), *map(str, sources)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def _once(folder: Path, make: Callable[[Path], None]) -> Path:
    """A folder that is there wholly or not at all: it is made under another name, which an interruption leaves behind."""
    if not folder.exists():
        with tempfile.TemporaryDirectory(prefix=f"{folder.name}-unfinished-", dir=folder.parent) as unfinished:
            inner = Path(unfinished) / "made"
            inner.mkdir()
            make(inner)
            inner.rename(folder)
    return folder


@contextmanager
def _locked(cache: Path) -> Iterator[None]:
    """Only one process at a time fetches and unpacks; the kernel lifts the lock of one that dies."""
    cache.mkdir(parents=True, exist_ok=True)
    with (cache / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for left in cache.glob("*-unfinished-*"):
            shutil.rmtree(left)
        yield
