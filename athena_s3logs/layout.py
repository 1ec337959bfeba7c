"""Values of an answer -> the texts of their cells, and the widths at which they stand in lines."""

from __future__ import annotations

import json
import math
import unicodedata
from bisect import bisect_right
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from athena_s3logs.errors import S3LogsError
from athena_s3logs.printable import printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pyarrow as pa

NULL: Final = "NULL"
GAP: Final = 2
_NARROW: Final = 12
_NAME: Final = 24
_JSON: Final = json.JSONEncoder(ensure_ascii=False, allow_nan=False)


def plain(value: Any) -> Any:  # noqa: ANN401, PLR0911  whatever arrow holds, a case for each
    """A value as JSON can have it: times in UTC as texts, bytes in hexadecimal digits, null for what is no number.

    >>> plain([datetime(2026, 1, 31, 8), b"ab", float("nan")])
    ['2026-01-31T08:00:00Z', '6162', None]
    """
    match value:
        case None | str() | int():
            return value
        case float():
            return value if math.isfinite(value) else None
        case datetime():
            moment = value if value.tzinfo is None else value.astimezone(UTC)
            return f"{moment.replace(tzinfo=None).isoformat()}Z"
        case date():
            return value.isoformat()
        case list() | tuple():
            return [plain(item) for item in value]
        case dict():
            return {str(plain(key)): plain(item) for key, item in value.items()}
        case bytes():
            return value.hex()
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
    return str(value)


def python(column: pa.Array) -> list[Any]:
    """The values of a column as Python's own: aware datetimes in UTC, a dict for a map."""
    import pyarrow as pa
    import pyarrow.types as of

    plain_times = column.cast(pa.timestamp("us")) if of.is_timestamp(column.type) else column
    try:
        values = plain_times.to_pylist()
    except OverflowError as error:
        raise S3LogsError("a time is of no year from 1 to 9999, which Python has not: use date_format in the SQL") from error
    if of.is_map(column.type):
        return [None if one is None else dict(one) for one in values]
    return [None if one is None else one.replace(tzinfo=UTC) for one in values] if of.is_timestamp(column.type) else values


def exact(column: pa.Array) -> pa.Array:
    """The texts of a column for machines, null where it is null: times end with Z, lists and the like are JSON."""
    import pyarrow as pa
    import pyarrow.types as of

    kind = column.type
    if of.is_string(kind):
        return column
    if of.is_timestamp(kind):
        import pyarrow.compute as pc

        # Without its zone, which is UTC: arrow looks a zone up for each value, 40 times slower.
        text = pc.replace_substring(column.cast(pa.timestamp(kind.unit)).cast(pa.string()), " ", "T")
        return pc.binary_join_element_wise(pc.replace_substring(text, ".000000", ""), "Z", "")
    if of.is_boolean(kind) or of.is_date(kind) or is_number(kind):
        return column.cast(pa.string())
    found = map(plain, python(column))
    return pa.array([one if one is None or isinstance(one, str) else _JSON.encode(one) for one in found], pa.string())


def cells(column: pa.Array) -> list[str]:
    """The texts of a column for people: no control character, thousands separated, long fractions rounded."""
    import pyarrow.types as of

    values = column.to_pylist() if is_number(column.type) and not of.is_decimal(column.type) else exact(column).to_pylist()
    return [cell(value) for value in values]


def cell(value: str | float | None) -> str:
    """The text of one value.

    >>> cell(1234567), cell(2 / 3), cell(0.00001234), cell(None)
    ('1,234,567', '0.667', '1.23e-05', 'NULL')
    """
    if value is None:
        return NULL
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, int):
        return f"{value:,}"
    small = 0 < abs(value) < 0.001  # noqa: PLR2004  below it three decimals tell nothing
    return f"{value:.3g}" if small else f"{value:,.3f}"


def is_number(kind: pa.DataType) -> bool:
    """Whether the values stand to the right, under one another."""
    import pyarrow.types as of

    return bool(of.is_integer(kind) or of.is_floating(kind) or of.is_decimal(kind))


def width(text: str) -> int:
    r"""How many columns of a terminal a printable text takes.

    >>> width("abc"), width("\u6c49\u5b57"), width("e\u0301")
    (3, 4, 1)
    """
    return len(text) if text.isascii() else sum(map(_width, text))


def _width(character: str) -> int:
    if unicodedata.category(character) in {"Mn", "Me"} or "\U0001f3fb" <= character <= "\U0001f3ff":
        return 0  # marks and skin tones stand on what precedes them
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def cut(text: str, room: int) -> str:
    """The text, with an ellipsis where it had no room.

    >>> cut("logs/2026", 6), cut("logs", 6)
    ('logs/…', 'logs')
    """
    if width(text) <= room:
        return text
    if text.isascii():
        return f"{text[: room - 1]}…"
    taken = 0
    for position, character in enumerate(text):
        taken += _width(character)
        if taken > room - 1:
            return f"{text[:position]}…"
    return text


def pad(text: str, room: int, *, right: bool) -> str:
    """The text at exactly this width."""
    short = cut(text, room)
    blanks = " " * (room - width(short))
    return blanks + short if right else short + blanks


def fit(natural: Sequence[int], least: Sequence[int], room: int) -> list[int] | None:
    """Widths that fit into the room with a gap between them: the widest give way first; None where that is not enough.

    >>> fit([40, 10, 30], [12, 10, 12], 44), fit([40, 10], [12, 10], 20)
    ([15, 10, 15], None)
    """

    def capped(cap: int) -> list[int]:
        return [max(low, min(high, cap)) for high, low in zip(natural, least, strict=True)]

    free = room - GAP * (len(natural) - 1)
    if sum(least) > free:
        return None
    return capped(bisect_right(range(max(natural) + 1), free, key=lambda cap: sum(capped(cap))) - 1)


def measured(names: Sequence[str], batches: Iterator[pa.RecordBatch]) -> tuple[list[int], list[int]]:
    """The widths of columns at which nothing is cut, and the least that is readable: numbers and times are never cut."""
    import pyarrow.types as of

    heads = [width(name) for name in names]
    natural, least = list(heads), [min(head, _NAME) for head in heads]
    for batch in batches:
        for number, column in enumerate(batch.columns):
            wanted = max(map(width, cells(column)), default=0)
            whole = of.is_primitive(column.type) or of.is_decimal(column.type)
            natural[number] = max(natural[number], wanted)
            least[number] = max(least[number], wanted if whole else min(wanted, _NARROW))
    return natural, least


def lines(batch: pa.RecordBatch, widths: Sequence[int]) -> Iterator[str]:
    """A line for each row."""
    rights = map(is_number, batch.schema.types)
    padded = (
        [pad(text, room, right=right) for text in cells(column)]
        for column, room, right in zip(batch.columns, widths, rights, strict=True)
    )
    for row in zip(*padded, strict=True):
        yield (" " * GAP).join(row).rstrip()


def head(names: Sequence[str], kinds: Sequence[pa.DataType], widths: Sequence[int]) -> str:
    """The line of the columns' names, and the one that parts it from the rows."""
    titles = (pad(name, room, right=is_number(kind)) for name, kind, room in zip(names, kinds, widths, strict=True))
    return f"{(' ' * GAP).join(titles).rstrip()}\n{(' ' * GAP).join('-' * room for room in widths)}\n"
