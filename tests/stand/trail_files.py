"""CloudTrail's delivered files -> the stand's, which are what Athena's closed input format makes of them in memory."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_AS_TEXT: Final = {"requestparameters", "responseelements", "additionaleventdata", "serviceeventdetails"}


def to_lines(delivered: bytes) -> bytes:
    r"""The records of a delivered .json.gz, one a line, what has no fixed shape as its JSON text; gzipped again.

    >>> delivered = gzip.compress(b'{"Records": [{"eventName": "A", "requestParameters": {"x": [1, null]}}]}')
    >>> gzip.decompress(to_lines(delivered))
    b'{"eventName":"A","requestParameters":"{\\"x\\":[1,null]}"}\n'
    """
    lines = (_compact(_line(record)) + "\n" for record in _records(gzip.decompress(delivered)))
    return gzip.compress("".join(lines).encode(), mtime=0)


def _records(text: bytes) -> Iterator[dict[str, Any]]:
    # The input format that Athena's authors proposed to Trino takes a line for a document, and skips one that does not parse.
    # https://github.com/trinodb/trino/pull/24479
    for line in text.split(b"\n"):
        try:
            document = json.loads(line)
        except ValueError:
            continue
        yield from document["Records"]


def _line(record: dict[str, Any]) -> dict[str, Any]:
    texts = {name: _compact(value) for name, value in record.items() if name.lower() in _AS_TEXT and value is not None}
    return {**record, **texts}


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
