"""Paths -> files of CloudTrail that DuckDB reads as delivered, or a clean copy of all records that can be found in them."""

# ruff: noqa: S608  the only SQL is the package's own

from __future__ import annotations

import json
import re
import zlib
from collections import Counter
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from athena_s3logs.engines.duck import connected, define
from athena_s3logs.engines.local_sql import timed_records
from athena_s3logs.engines.odd_files import (
    GZIP,
    LogFile,
    Logs,
    Problem,
    content,
    gathered,
    is_gzip,
    is_plain_name,
    open_bytes,
)
from athena_s3logs.engines.trail_text import records

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from typing import BinaryIO

Shape: TypeAlias = "str | list[Shape] | dict[str, Shape]"

_TEXT: Final = "VARCHAR"


def _texts(names: str) -> dict[str, Shape]:
    return dict.fromkeys(names.split(), _TEXT)


SHAPE: Final[dict[str, Shape]] = {
    "eventVersion": _TEXT,
    "userIdentity": {
        **_texts("type principalId arn accountId invokedBy"),
        "invokedByDelegate": _texts("accountId"),
        **_texts("accessKeyId userName"),
        "sessionContext": {
            "attributes": _texts("mfaAuthenticated creationDate"),
            "sessionIssuer": _texts("type principalId arn accountId userName"),
            "ec2RoleDelivery": _TEXT,
            "webIdFederationData": {"federatedProvider": _TEXT, "attributes": "MAP(VARCHAR, VARCHAR)"},
            **_texts("sourceIdentity assumedRoot"),
        },
        "onBehalfOf": _texts("userId identityStoreArn"),
        "inScopeOf": _texts("sourceArn sourceAccount issuerType credentialsIssuedTo"),
        **_texts("credentialId identityProvider"),
    },
    **_texts("eventTime eventSource eventName awsRegion sourceIPAddress userAgent errorCode errorMessage"),
    **dict.fromkeys(("requestParameters", "responseElements", "additionalEventData"), "JSON"),
    **_texts("requestID eventID readOnly"),
    "resources": [_texts("ARN ARNPrefix accountId type")],
    **_texts("eventType apiVersion recipientAccountId"),
    "serviceEventDetails": "JSON",
    **_texts("sharedEventID vpcEndpointId vpcEndpointAccountId eventCategory"),
    "addendum": _texts("reason updatedFields originalRequestID originalEventID"),
    **_texts("sessionCredentialFromConsole edgeDeviceDetails"),
    "tlsDetails": _texts("tlsVersion cipherSuite clientProvidedHostHeader keyExchange"),
    "managementEvent": _TEXT,
    "insightDetails": _texts("state eventSource eventName errorCode insightType"),
}
"""The table's columns as CloudTrail spells them, which its DDL does not say: DuckDB finds a name in these letters only."""

LONGEST: Final = 32_000_000
"""Bytes of a document that is read as it is; a longer one is copied, record by record."""

_SIZES: Final = (1_000_000, 4_000_000, LONGEST)
"""Lengths of a line that read_csv is told."""

_ZIPPED: Final = 8_000_000
_HEAD: Final = 4_096
_CHUNK: Final = 1 << 20
_DELIVERED: Final = re.compile(rb'\{[ \t]*"Records"[ \t]*:[ \t]*\[[ \t]*(?:(?=\{)|\])')
_TIME: Final = re.compile(r"[0-9]{4}(?:-[0-9]{2}){2}T(?:[01][0-9]|2[0-3])(?::[0-9]{2}){2}Z")
_DECODER: Final = json.JSONDecoder()
_NAME: Final = re.compile(rb'"([A-Za-z0-9]+)"[ \t]*:')


def open_logs(paths: Iterable[str], folder: Path, *, streaming: bool) -> Logs:
    """Look at the start of each file: as CloudTrail delivers it, it is read as it is; any other gets a copy in the folder."""
    return gathered(Logs(folder), paths, lambda path: _opened(path, folder, streaming=streaming))


def with_copies(logs: Logs, paths: Collection[str]) -> Logs:
    """The same with a clean copy of each of these, and a problem for what cannot be copied."""
    known = replace(logs, files=tuple(file for file in logs.files if file.path not in paths))
    return gathered(known, paths, lambda path: _copied(path, logs.folder))


def _copied(path: str, folder: Path) -> Iterator[LogFile | Problem]:
    """A copy with a document for each record that can be read, in CloudTrail's own letters, and a problem for what cannot."""
    notes: list[str] = []
    longest, count, times = _SIZES[0], 0, Counter[str]()
    with open_bytes(path) as file, NamedTemporaryFile(dir=folder, delete=False) as copy:
        for found in records(content(file, notes, zipped=is_gzip(file)), notes):
            record = _spelt(found, SHAPE)
            times[_utf8(str(record.get("eventTime")))] += 1
            longest, count = max(longest, copy.write(_line(record))), count + 1
    if count:
        yield LogFile(path, copy.name, "copy", longest)
    if untimed := _untimed(times, folder):
        notes.append(f"has no time that can be read in {untimed:,} of {count:,} records, so that no window finds them")
    reason = "; ".join(filter(None, notes))
    if reason:
        yield Problem(path, reason)


def _opened(path: str, folder: Path, *, streaming: bool) -> Iterator[LogFile | Problem]:
    path.encode()
    with open_bytes(path) as file:
        whole = _streamed(path, file) if streaming else _by_read_csv(path, file)
    if whole:
        yield whole
    else:
        yield from _copied(path, folder)


def _streamed(path: str, file: BinaryIO) -> LogFile | None:
    """The file as it is; what its content is worth, and how long it really is, shows when it is unzipped."""
    head, size = file.read(_HEAD), file.seek(0, 2)
    if head.startswith(GZIP):
        file.seek(max(0, size - 4))
        size = max(size, int.from_bytes(file.read(), "little"))
        head = _unzipped(head)
    return LogFile(path, path, "stream") if size <= LONGEST and _starts_well(head) else None


def _unzipped(head: bytes) -> bytes:
    try:
        return zlib.decompressobj(31).decompress(head, _HEAD)
    except zlib.error:
        return b""


def _by_read_csv(path: str, file: BinaryIO) -> LogFile | None:
    zipped = is_gzip(file)
    size = 0 if not is_plain_name(path) else _unzipped_size(file) if zipped else _plain_size(file)
    fitting = next((longest for longest in _SIZES if 0 < size < longest), None)
    return LogFile(path, path, "gzip" if zipped else "plain", fitting) if fitting else None


def _plain_size(file: BinaryIO) -> int:
    """Bytes of the file, which bound its lines; 0 where it does not start as CloudTrail's do."""
    file.seek(0)
    return file.seek(0, 2) if _starts_well(file.read(_HEAD)) else 0


def _unzipped_size(file: BinaryIO) -> int:
    """The same of a gzip of one member, unzipped for it: DuckDB checks no sum, and loses a line longer than it is told."""
    if file.seek(0, 2) > _ZIPPED:
        return 0
    file.seek(0)
    stream = zlib.decompressobj(31)
    try:
        text = stream.decompress(file.read(), _HEAD)
        size = len(text) if _starts_well(text) else 0
        while text and 0 < size < _SIZES[-1]:
            text = stream.decompress(stream.unconsumed_tail, _CHUNK)
            size += len(text)
    except zlib.error:
        return 0
    return size if stream.eof and not stream.unused_data else 0


def _starts_well(head: bytes) -> bool:
    start = _DELIVERED.match(head)
    if not start or b"\n" in head.rstrip():
        return False
    return not _in_other_letters(head) or _spelt_well(head[start.end() :].decode("utf-8", "replace"))


def _in_other_letters(head: bytes) -> bool:
    return any(name not in _SPELT and name.lower() in _LOWER for name in _NAME.findall(head))


def _spelt_well(head: str) -> bool:
    """Whether all whole records, of which there is one at least, have such names in their free parts only."""
    rest, well = head.lstrip(", \t"), False
    while rest.startswith("{"):
        try:
            record, end = _DECODER.raw_decode(rest)
        except (ValueError, RecursionError):
            break
        if _is_odd(record, SHAPE):
            return False
        rest, well = rest[end:].lstrip(", \t"), True
    return well


def _is_odd(item: object, shape: Shape) -> bool:
    """Whether a name of the shape is there in other letters only.

    >>> _is_odd({"arn": "x"}, {"ARN": "VARCHAR"}), _is_odd({"arn": "x", "ARN": "y"}, {"ARN": "VARCHAR"})
    (True, False)
    """
    if isinstance(shape, list) and isinstance(item, list):
        return any(_is_odd(part, shape[0]) for part in item)
    if not (isinstance(shape, dict) and isinstance(item, dict)):
        return False
    lower = {name.lower() for name in item}
    return any(_is_odd(item[name], part) if name in item else name.lower() in lower for name, part in shape.items())


def _names(shape: Shape) -> Iterator[str]:
    for name, part in shape.items() if isinstance(shape, dict) else ():
        yield name
        yield from _names(part[0] if isinstance(part, list) else part)


_SPELT: Final = frozenset((*(name.encode() for name in _names(SHAPE)), b"CipherSuite"))
"""CloudTrail's spellings, with that of a name in the additionalEventData of each call to S3."""

_LOWER: Final = frozenset(name.lower() for name in _SPELT)


def _spelt(item: Any, shape: Shape) -> Any:  # noqa: ANN401  any JSON
    """The item with the names of the shape only, each in its letters; one that is there in these letters goes first.

    >>> _spelt({"arn": "x", "new": 1, "ACCOUNTID": 2}, {"ARN": "VARCHAR", "accountId": "VARCHAR", "type": "VARCHAR"})
    {'ARN': 'x', 'accountId': 2}
    """
    if isinstance(shape, list) and isinstance(item, list):
        return [_spelt(part, shape[0]) for part in item]
    if not (isinstance(shape, dict) and isinstance(item, dict)):
        return item
    lower = {name.lower(): value for name, value in reversed(item.items())}
    found = {name: item.get(name, lower.get(name.lower(), _spelt)) for name in shape}
    return {name: _spelt(value, shape[name]) for name, value in found.items() if value is not _spelt}


def _is_usual(time: str) -> bool:
    """Whether it is a time as CloudTrail writes it."""
    try:
        return bool(_TIME.fullmatch(time) and datetime.fromisoformat(time))
    except ValueError:
        return False


def _untimed(times: Counter[str], folder: Path) -> int:
    """How often one of these is no time to the relation, whose windows it decides: Python reads some that Trino does not."""
    if not (odd := [time for time in times if not _is_usual(time)]):
        return 0
    sql = timed_records("select unnest(cast($1 as varchar[])) as eventtime")
    with connected(str(folder)) as connection:
        define(connection, sql)
        found = connection.execute(f"select eventtime from ({sql}) where event_time is null", [odd]).fetchall()
    return sum(times[time] for (time,) in found)


def _line(record: dict[str, Any]) -> bytes:
    """A document of one record; half a surrogate pair, which no UTF-8 can hold, becomes U+FFFD."""
    return _utf8(json.dumps({"Records": [record]}, ensure_ascii=False, separators=(",", ":"))).encode() + b"\n"


def _utf8(text: str) -> str:
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
