"""A delivered trail file becomes the lines that Athena's input format would give."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest

from tests.stand.trail_files import to_lines


def test_each_record_is_a_line() -> None:
    assert _lines({"eventName": "A"}, {"eventName": "B"}) == [{"eventName": "A"}, {"eventName": "B"}]


@pytest.mark.parametrize(
    "field", ["requestParameters", "responseElements", "additionalEventData", "serviceEventDetails", "SERVICEEVENTDETAILS"]
)
@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"a": {"b": [1, None, "é"]}}, '{"a":{"b":[1,null,"é"]}}'),
        ([], "[]"),
        ("x", '"x"'),
        (1, "1"),
        (False, "false"),
        (None, None),
    ],
)
def test_what_has_no_fixed_shape_is_its_json_text(field: str, value: object, text: str | None) -> None:
    assert _lines({field: value}) == [{field: text}]


def test_everything_else_stays_as_it_is() -> None:
    record = {"userIdentity": {"requestParameters": {"a": 1}}, "resources": [{"ARN": "x"}], "readOnly": True, "errorCode": None}
    assert _lines(record) == [record]


def test_a_line_that_does_not_parse_has_no_records() -> None:
    pretty = json.dumps({"Records": [{"eventName": "A"}]}, indent=1).encode()
    assert gzip.decompress(to_lines(gzip.compress(pretty))) == b""
    assert gzip.decompress(to_lines(gzip.compress(b"not json\n" + b'{"Records":[{"a":1}]}'))) == b'{"a":1}\n'


def test_the_same_file_gives_the_same_bytes() -> None:
    delivered = gzip.compress(b'{"Records":[{"a":1}]}')
    assert to_lines(delivered) == to_lines(delivered)
    assert to_lines(delivered)[4:8] == bytes(4)  # no time of day in the header


def _lines(*records: dict[str, Any]) -> list[dict[str, Any]]:
    delivered = gzip.compress(json.dumps({"Records": records}).encode())
    return [json.loads(line) for line in gzip.decompress(to_lines(delivered)).splitlines()]
