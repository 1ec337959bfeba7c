r"""What the fuzzer makes expressions of: for each kind of value, the forms in forms.txt that give one.

`{kind}` stands for an expression, `{kind->kind}` for a function of one argument, `{WORD}` for one of words.py, `{K}` for the
kind itself. A form that begins with `!` may fail: below the top it stands in a try(), since engines differ in what they work
out at all.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

TYPES: Final = {
    "key": "bigint",
    "text": "varchar",
    "url": "varchar",
    "ip": "varchar",
    "js": "varchar",
    "number": "varchar",
    "stamp": "varchar",
    "int": "bigint",
    "big": "bigint",
    "ratio": "double",
    "double": "double",
    "bool": "boolean",
    "date": "date",
    "time": "timestamp(3)",
    "texts": "array(varchar)",
    "ints": "array(bigint)",
}
"""The kinds that columns have. A ratio is a double and an int a bigint that no sum and product makes overflow."""

SERVES: Final = {
    "text": ("url", "ip", "js", "number", "stamp"),
    "big": ("int",),
    "double": ("ratio",),
    "any": ("text", "int", "big", "ratio", "double", "rough", "bool", "date", "time", "texts", "ints", "map", "entries", "row"),
    "plain": ("text", "int", "big", "ratio", "bool", "date", "time"),
}
"""What may stand where a kind is wanted, beside that kind."""

_TAKE_EVERY: Final = ("text", "int", "big", "ratio", "double", "bool", "date", "time", "texts", "ints")
_ORDERED: Final = ("text", "int", "big", "ratio", "date", "time")


def _read() -> dict[str, tuple[str, ...]]:
    text = Path(__file__).with_name("forms.txt").read_text(encoding="utf-8")
    sections = dict(re.findall(r"^\[(\w+)\]\n((?:.+\n)+)", text, re.MULTILINE))
    every, ordered = sections.pop("every"), sections.pop("ordered")
    for kind in sections:
        sections[kind] += every * (kind in _TAKE_EVERY) + ordered * (kind in _ORDERED)
    return {kind: tuple(lines.replace("{K}", f"{{{kind}}}").splitlines()) for kind, lines in sections.items()}


FORMS: Final = _read()
