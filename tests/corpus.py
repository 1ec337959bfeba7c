"""The corpora of real shapes with known truth, and the regex of the tables."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

from athena_s3logs.ddl import parse_table, table_ddl
from athena_s3logs.sources import Settings, Source, make_source

DATA: Final = Path(__file__).parent / "data"
TODAY: Final = date(2026, 11, 21)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of an access log, what the regex has to capture, and its row in s3_access (None: in s3_access_unparsed)."""

    number: int
    text: str
    kind: str
    raw: dict[str, str | None]
    typed: dict[str, Any] | None


@cache
def access_lines() -> tuple[Line, ...]:
    folder = DATA / "s3_access"
    texts = (folder / "corpus.log").read_text(encoding="utf-8").split("\n")[:-1]
    expected = [json.loads(row) for row in (folder / "expected.jsonl").read_text().split("\n")[:-1]]
    return tuple(
        Line(row["line"], text, row["class"], row["raw"], row["typed"])
        for text, row in zip(texts, expected, strict=True)
    )


@cache
def trail_records() -> tuple[tuple[dict[str, Any], dict[str, Any]], ...]:
    folder = DATA / "cloudtrail"
    records = (folder / "records.jsonl").read_text(encoding="utf-8").split("\n")[:-1]
    expected = (folder / "expected.jsonl").read_text(encoding="utf-8").split("\n")[:-1]
    return tuple(
        (json.loads(record), json.loads(row)["typed"]) for record, row in zip(records, expected, strict=True)
    )


def flat(location: str = "s3://logs/app/") -> Source:
    return make_source(Settings(kind="s3_access", layout="flat", location=location), today=TODAY)


@cache
def regex() -> str:
    table = parse_table(table_ddl(flat(), database="d", table="t", view="v"))
    return table.serde_properties["input.regex"]
