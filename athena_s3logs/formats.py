"""A result -> a table, CSV, JSON, Parquet or Markdown, on a stream or in a file."""

from __future__ import annotations

import json
import re
import shutil
from contextlib import contextmanager
from errno import EDQUOT, EFBIG, EIO, ENOSPC
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final, cast

from athena_s3logs.errors import S3LogsError, SettingError
from athena_s3logs.header import near
from athena_s3logs.layout import GAP, cells, exact, fit, head, is_number, lines, measured, pad, width
from athena_s3logs.printable import escaped, printable, printable_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pyarrow as pa

    from athena_s3logs.engines.result import Result

FORMATS: Final = ("table", "csv", "json", "parquet", "markdown")

_RULE: Final = 80
_JSON: Final = json.JSONEncoder(ensure_ascii=False)
# What a spreadsheet would run, also behind what is not seen and in full-width letters; a lone hyphen is nothing to run.
_FORMULA: Final = r"(?s)^[^\pL\pM\pN\pP\pS]*([=+@\t\r\n\x{FF1D}\x{FF0B}\x{FF20}]|[-\x{FF0D}].)"
_TO_QUOTE: Final = r'[",;\t\r\n]|^\s|\s$|^$'
_MARKUP: Final = re.compile(r"[&<>$\\|`*_~@{}\[\]]|(?<=:)/(?=/)|(?<=www)\.", re.IGNORECASE)
# A backslash as an entity: two of them before a parenthesis begin a formula in notebooks.
_ENTITIES: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "$": "&#36;", "\\": "&#92;"}


def write(result: Result, to: str, target: Path | str | IO[str] | IO[bytes], *, raw: bool = False) -> bool:
    """Write a result to a stream or a file in one of `FORMATS`, and say whether a file was overwritten.

    A file is there whole or not at all. In CSV a text that a spreadsheet would run gets an apostrophe in front, but for
    `raw`. A table fits into the terminal, and elsewhere it is as wide as its values.
    """
    if to not in FORMATS:
        raise SettingError(f"format {to!r}: {near(to, FORMATS)}")
    if isinstance(target, Path | str):
        return _to_file(Path(target), lambda file: _put(result, to, file, raw=raw))
    if to == "parquet" and target.isatty():
        raise SettingError("Parquet is not text, and cannot be shown; give a file to write to")
    if not hasattr(target, "encoding"):
        _put(result, to, cast("IO[bytes]", target), raw=raw)
    else:
        _to_text(result, to, cast("IO[str]", target), raw=raw)
    return False


def _put(result: Result, to: str, file: IO[bytes], *, raw: bool) -> None:
    if to == "parquet":
        from pyarrow.parquet import write_table

        write_table(result.arrow(), file, compression="zstd")
    else:
        file.writelines(text.encode() for text in _texts(result, to, raw=raw))


def _texts(result: Result, to: str, *, raw: bool) -> Iterator[str]:
    if to == "csv":
        return _csv(result, raw=raw)
    if to == "json":
        return _json(result)
    return _markdown(result) if to == "markdown" else (text for text, _ in table(result))


def _to_text(result: Result, to: str, stream: IO[str], *, raw: bool) -> None:
    buffer = getattr(stream, "buffer", None)
    if to == "parquet" and buffer is None:
        raise SettingError("Parquet is not text; give a file or a stream of bytes to write to")
    if stream.isatty():
        _to_terminal(result, to, stream, raw=raw)
    elif buffer is None:
        stream.writelines(_texts(result, to, raw=raw))
    else:
        stream.flush()
        _put(result, to, buffer, raw=raw)  # UTF-8 with bare line feeds, whatever the stream would make of them


def _to_terminal(result: Result, to: str, stream: IO[str], *, raw: bool) -> None:
    if to != "table":
        stream.writelines(printable_lines(text) for text in _texts(result, to, raw=raw))
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(file=stream)
    console.width = console.width or _RULE  # COLUMNS=0 would leave nothing of each line
    for text, style in table(result, console.width):
        console.print(Text(text, style=style), end="", soft_wrap=True)


def _to_file(path: Path, put: Callable[[IO[bytes]], None]) -> bool:
    try:
        whole = path.resolve()  # of a link, the file behind it
        there = whole.is_file()
        if path.exists() and not there:
            # /dev/null and pipes are written to, never replaced; a folder refuses. What /dev/stdout links to may have no path.
            with path.open("wb") as device:
                put(device)
            return False
        if there:
            whole.open("ab").close()  # one that must not be written is not replaced either
        with _beside(whole) as file:
            put(file)
    except OSError as error:
        fault = f"{path}: it cannot be written ({error.strerror or error})"
        if error.errno in {ENOSPC, EDQUOT, EFBIG, EIO}:  # the name is right
            raise S3LogsError(f"{fault}; make room there, or name a file elsewhere") from error
        raise SettingError(f"{fault}; expected a file in a folder that can be written to") from error
    return there


@contextmanager
def _beside(path: Path) -> Iterator[IO[bytes]]:
    """A new file in the same folder that takes the path's place at the end."""
    import secrets

    part = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        with part.open("xb") as file:
            if path.exists():
                shutil.copymode(path, part)
            yield file
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def table(result: Result, room: int | None = None) -> Iterator[tuple[str, str]]:
    """Lines of a table, each with the style of rich for it; where the columns have no room, a block of lines for each row.

    Without `room` the columns are as wide as their values.
    """
    names = [printable(one.name) for one in result.columns]
    natural, least = measured(names, result.batches())
    widths = natural if room is None else fit(natural, least, room)
    if widths is None and len(result):
        yield from _blocks(result, names, min(room or _RULE, _RULE))
        return
    widths = widths or natural
    yield head(names, result.arrow().schema.types, widths), "bold"
    for batch in result.batches():
        yield "".join(f"{line}\n" for line in lines(batch, widths)), ""


def _blocks(result: Result, names: list[str], room: int) -> Iterator[tuple[str, str]]:
    longest = max(map(width, names))
    padded = [pad(name, longest, right=False) for name in names]
    rows = (row for batch in result.batches() for row in zip(*map(cells, batch.columns), strict=True))
    for number, row in enumerate(rows, 1):
        title = f"─── {number:,} "
        yield f"{title}{'─' * (room - width(title))}\n", "bold"
        yield "".join(f"{name}{' ' * GAP}{text}\n" for name, text in zip(padded, row, strict=True)), ""


def _csv(result: Result, *, raw: bool) -> Iterator[str]:
    import pyarrow as pa
    import pyarrow.compute as pc

    names = pa.array([one.name for one in result.columns])
    yield f"{','.join(_csv_cells(names, raw=raw).to_pylist())}\n"
    null = '""' if len(names) == 1 else ""  # an empty line would be no row
    for batch in result.batches():
        columns = [pc.fill_null(_csv_cells(column, raw=raw), null) for column in batch.columns]
        yield "".join(f"{line}\n" for line in pc.binary_join_element_wise(*columns, ",").to_pylist())


def _csv_cells(column: pa.Array, *, raw: bool) -> pa.Array:
    import pyarrow.compute as pc
    import pyarrow.types as of

    text = exact(column)
    if of.is_primitive(column.type) or of.is_decimal(column.type):
        return text
    if not raw:
        runs = pc.match_substring_regex(text, _FORMULA)
        text = pc.if_else(runs, pc.binary_join_element_wise("'", text, ""), text)
    quoted = pc.binary_join_element_wise('"', pc.replace_substring(text, '"', '""'), '"', "")
    return pc.if_else(pc.match_substring_regex(text, _TO_QUOTE), quoted, text)


def _json(result: Result) -> Iterator[str]:
    row = ", ".join(f"{_json_text(_JSON.encode(one.name))}: ".replace("%", "%%") + "%s" for one in result.columns)
    before = "[\n"
    for batch in result.batches():
        columns = zip(*map(_json_cells, batch.columns), strict=True)
        yield before + ",\n".join(f"{{{row}}}" % values for values in columns)
        before = ",\n"
    yield "\n]\n" if len(result) else "[]\n"


def _json_cells(column: pa.Array) -> list[str]:
    import pyarrow.compute as pc
    import pyarrow.types as of

    if of.is_floating(column.type):
        column = pc.if_else(pc.is_finite(column), column, None)
    texts = exact(column)
    if is_number(column.type) or of.is_boolean(column.type):
        return list(pc.fill_null(texts, "null").to_pylist())
    if of.is_nested(column.type):
        return ["null" if text is None else _json_text(text) for text in texts.to_pylist()]
    return ["null" if text is None else _json_text(_JSON.encode(text)) for text in texts.to_pylist()]


def _json_text(text: str) -> str:
    r"""JSON with escapes for what is not seen, which is in its strings.

    >>> print(_json_text('"a\x7f\U000e0001"'))
    "a\u007f\udb40\udc01"
    """
    return escaped(text, lambda one: json.dumps(one)[1:-1])


def _markdown(result: Result) -> Iterator[str]:
    kinds = result.arrow().schema.types
    yield _markdown_row([_markdown_text(printable(one.name)) for one in result.columns])
    yield _markdown_row(["---:" if is_number(kind) else "---" for kind in kinds])
    for batch in result.batches():
        for row in zip(*map(cells, batch.columns), strict=True):
            yield _markdown_row([_markdown_text(text) for text in row])


def _markdown_row(texts: list[str]) -> str:
    return f"| {' | '.join(texts)} |\n"


def _markdown_text(text: str) -> str:
    r"""The text of a cell in which nothing is markup, not even an address.

    >>> print(_markdown_text("<b> a|b *c* http://x"))
    &lt;b&gt; a\|b \*c\* http:\//x
    """
    return _MARKUP.sub(lambda found: _ENTITIES.get(found[0], f"\\{found[0]}"), text)
