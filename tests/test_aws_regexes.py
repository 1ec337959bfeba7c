"""AWS's two documented regexes beside ours: what each loses, and that ours reads alike whatever they read right.

Their text is not ours to keep. `aws_regexes.jsonl` holds what each gives for each line of the corpus: null where it does
not match, else start and end of each capture, -1 for a group that took no part. With ATHENA_S3LOGS_AWS_REGEXES naming a
file of `title<TAB>regex` lines, the data are computed anew in java.util.regex and compared.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Final

import pytest

from tests.corpus import DATA, Line, access_lines
from tests.java import JavaRegex

TITLES: Final = ("27 columns (2026)", "26 columns (2023)")
NAMES: Final = list(access_lines()[0].raw)
SPANS: Final = [json.loads(row) for row in (DATA / "s3_access/aws_regexes.jsonl").read_text().splitlines()]


def theirs(line: Line, title: str) -> dict[str, str | None] | None:
    spans = SPANS[line.number - 1][title]
    if spans is None:
        return None
    values = [None if start < 0 else line.text[start:end] for start, end in spans]
    return dict(zip(NAMES, values, strict=False))


def lost(line: Line, title: str) -> str:
    """What becomes of a line: right, row lost, or columns wrong or blank."""
    found = theirs(line, title)
    if found is None:
        return "row wholly NULL"
    truth = {name: line.raw[name] for name in found}
    if found == truth:
        return "right"
    return "columns blanked" if all(found[name] in {None, truth[name]} for name in found) else "wrong values"


def figures(title: str) -> dict[str, int]:
    lines = [line for line in access_lines() if line.raw["bucketowner"] is not None and line.kind != "known_limit"]
    kinds = [lost(line, title) for line in lines]
    return {kind: kinds.count(kind) for kind in ("right", "columns blanked", "wrong values", "row wholly NULL")}


def test_figures(capsys: pytest.CaptureFixture[str]) -> None:
    found = {title: figures(title) for title in TITLES}
    with capsys.disabled():
        print("\n\nThe corpus's lines with a whole head, less those that ours is known to misread, by AWS's regexes:")
        for title, counts in found.items():
            print(f"  {title}: " + ", ".join(f"{count} {kind}" for kind, count in counts.items()))
    assert found == json.loads((DATA / "s3_access/aws_figures.json").read_text())


@pytest.mark.parametrize(("title", "whole"), [(TITLES[0], 200), (TITLES[1], 17)])
def test_ours_reads_alike_what_theirs_reads_whole(title: str, whole: int) -> None:
    """Whole: their captures, joined, are the line; read rightly: each in the form that its field has."""
    compared = 0
    for line in access_lines():
        found = theirs(line, title)
        if found is None or joined(found) != line.text or misread(found):
            continue
        compared += 1
        assert {**dict.fromkeys(NAMES), **found} == line.raw, line.number
    assert compared == whole


def joined(raw: dict[str, str | None]) -> str:
    values = {**raw, "requestdatetime": f"[{raw['requestdatetime']}]"}
    return " ".join(value for value in values.values() if value is not None)


FORMS: Final = {
    "operation": r"[A-Z0-9]+\..+",
    "httpstatus": r"[0-9]{3}|-",
    "bytessent": r"[0-9]{1,18}|-",
    "objectsize": r"[0-9]{1,18}|-",
    "totaltime": r"[0-9]+|-",
    "turnaroundtime": r"[0-9]+|-",
    "referrer": r'".*"|-',
}


def misread(found: dict[str, str | None]) -> bool:
    """Whether their regex took for a field what it cannot be: an empty word, a status of two digits, a shifted number."""
    return "" in found.values() or any(not re.fullmatch(form, found[name] or "") for name, form in FORMS.items())


def test_the_data_are_what_the_regexes_give(java: JavaRegex) -> None:
    path = os.environ.get("ATHENA_S3LOGS_AWS_REGEXES")
    if path is None:
        pytest.skip("ATHENA_S3LOGS_AWS_REGEXES names no file with AWS's regexes: the committed data are taken as they are")
    rows = [row.split("\t") for row in Path(path).read_text().splitlines() if "\t" in row]
    for title, text in rows:
        lines = access_lines()
        for line, captures in zip(lines, java.captures(text, [line.text for line in lines]), strict=True):
            there = theirs(line, title)
            assert captures == (None if there is None else list(there.values())), (title, line.number)
