"""Writes the settings of Hive and of Trino, and gives the commands that start them."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tests.stand.parts import Parts

_OPENED: Final = ("java.lang", "java.net", "java.nio", "java.util", "java.util.concurrent", "sun.nio.ch")
_ALLOWED: Final = (
    "--enable-native-access=ALL-UNNAMED",
    "--sun-misc-unsafe-memory-access=allow",
    "--add-modules=jdk.incubator.vector",
)
# Short-lived: the second compiler and parallel collectors would cost more than they bring.
_JVM: Final = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto", "-Duser.timezone=UTC", "-Dfile.encoding=UTF-8")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """Where the parts listen, all on 127.0.0.1."""

    moto: int
    hive: int
    trino: int


def hive_command(folder: Path, parts: Parts, ports: Ports) -> list[str]:
    """The command that starts Hive, its settings written."""
    conf = _made(folder / "hive")
    _write_xml(conf / "core-site.xml", _hadoop(ports))
    _write_xml(conf / "hive-site.xml", _hive(folder))
    opens = [f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in _OPENED]
    classpath = os.pathsep.join([str(conf), parts.hive_classpath])
    jvm = [*_JVM, "-Xmx1g", f"-Djava.io.tmpdir={_made(folder / 'tmp')}", *opens]
    return [str(parts.hive_java), *jvm, "-cp", classpath, "HiveServer", str(ports.hive)]


def trino_command(folder: Path, parts: Parts, ports: Ports) -> list[str]:
    """The command that starts Trino as its launcher does, its settings written."""
    etc = _made(folder / "trino")
    _write_properties(_made(etc / "catalog") / "awsdatacatalog.properties", _catalog(ports))
    return _trino_command(etc, parts, ports.trino, plugins=parts.trino / "plugin")


def trino_alone(folder: Path, parts: Parts, port: int) -> list[str]:
    """The command that starts a Trino without any connector, for rows that stand in the query."""
    etc = _made(folder / "trino")
    _made(etc / "catalog")
    return _trino_command(etc, parts, port, plugins=_made(folder / "no-plugins"))


def _trino_command(etc: Path, parts: Parts, port: int, *, plugins: Path) -> list[str]:
    _write_properties(etc / "log.properties", {"io.trino": "WARN", "io.airlift": "WARN", "Bootstrap": "WARN"})
    _write_properties(etc / "config.properties", _trino(etc, port, plugins))
    node = {
        "node.environment": "stand",
        "node.id": "one",
        "node.data-dir": str(etc / "data"),
        "node.bind-ip": "127.0.0.1",
        "node.internal-address": "127.0.0.1",
        "config": str(etc / "config.properties"),
        "log.levels-file": str(etc / "log.properties"),
        "jdk.attach.allowAttachSelf": "true",
        "java.io.tmpdir": str(_made(etc.parent / "tmp")),
    }
    jvm = [*_JVM, "-Xmx2g", *_ALLOWED, *(f"-D{key}={value}" for key, value in node.items())]
    return [str(parts.trino_java), *jvm, "-cp", f"{parts.trino}/lib/*", "io.trino.server.TrinoServer"]


def _hadoop(ports: Ports) -> dict[str, str]:
    return {
        "fs.s3.impl": "HiveServer$FolderlessS3",  # s3:// locations as printed
        "fs.s3a.endpoint": f"http://127.0.0.1:{ports.moto}",
        "fs.s3a.path.style.access": "true",
        "fs.s3a.connection.ssl.enabled": "false",
        "fs.s3a.access.key": "test",
        "fs.s3a.secret.key": "test",
        "fs.s3a.attempts.maximum": "1",
    }


def _hive(folder: Path) -> dict[str, str]:
    return {
        "javax.jdo.option.ConnectionURL": "jdbc:derby:memory:metastore;create=true",
        "datanucleus.schema.autoCreateAll": "true",
        "hive.metastore.schema.verification": "false",
        "hive.metastore.warehouse.dir": (folder / "warehouse").as_uri(),
        "hive.exec.scratchdir": str(folder / "scratch"),
        "hive.exec.local.scratchdir": str(folder / "scratch-local"),
        "hive.downloaded.resources.dir": str(folder / "scratch-local"),
        "hive.querylog.location": str(folder / "scratch-local"),
        "hive.async.log.enabled": "false",  # else log4j asks for a jar that is not there
        "hive.support.concurrency": "false",
        "hive.cbo.enable": "false",
        "hive.stats.autogather": "false",  # Glue's tables have no numFiles, totalSize ...
        "hive.fetch.task.conversion": "more",
        "hive.mapred.supports.subdirectories": "true",  # as Athena reads
        "mapreduce.input.fileinputformat.input.dir.recursive": "true",
        "hive.variable.substitute": "false",  # ${day} in storage.location.template stays as it is
    }


def _trino(etc: Path, port: int, plugins: Path) -> dict[str, str]:
    return {
        "coordinator": "true",
        "node-scheduler.include-coordinator": "true",
        "http-server.log.enabled": "false",
        "http-server.http.port": str(port),
        "discovery.uri": f"http://127.0.0.1:{port}",
        "plugin.dir": str(plugins),
        "catalog.config-dir": str(etc / "catalog"),
    }


LISTED_ONCE: Final = [
    database
    for layout in ("flat", "event", "delivery", "many_buckets")
    for database in (f"queries_{layout}", f"queries_{layout}_scenes", f"athena_engine_{layout}")
]
"""Databases of all questions, whose files stay as they are: to list the folders of days took most of the time."""


def _catalog(ports: Ports) -> dict[str, str]:
    aws = f"http://127.0.0.1:{ports.moto}"
    return {
        "connector.name": "hive",
        "hive.partition-projection-enabled": "true",
        "hive.recursive-directories": "true",  # as Athena reads
        "hive.table-statistics-enabled": "false",  # moto has none, and says so as a failure, which Trino tries again
        "hive.file-status-cache-tables": ",".join(f"{name}.*" for name in LISTED_ONCE),
        "hive.file-status-cache-expire-time": "1h",
        "hive.metastore": "glue",
        "hive.metastore.glue.region": "us-east-1",
        "hive.metastore.glue.endpoint-url": aws,
        "hive.metastore.glue.default-warehouse-dir": "s3://warehouse/",
        "hive.metastore.glue.aws-access-key": "test",
        "hive.metastore.glue.aws-secret-key": "test",
        "fs.native-s3.enabled": "true",
        "s3.endpoint": aws,
        "s3.region": "us-east-1",
        "s3.path-style-access": "true",
        "s3.aws-access-key": "test",
        "s3.aws-secret-key": "test",
    }


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _write_xml(path: Path, settings: Mapping[str, str]) -> None:
    rows = "".join(f"<property><name>{key}</name><value>{escape(value)}</value></property>" for key, value in settings.items())
    path.write_text(f"<configuration>{rows}</configuration>")


def _write_properties(path: Path, settings: Mapping[str, str]) -> None:
    path.write_text("".join(f"{key}={value}\n" for key, value in settings.items()))
