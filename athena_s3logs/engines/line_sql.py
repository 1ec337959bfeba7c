"""Log files -> SQL of DuckDB for the lines in them, as they stand."""

# ruff: noqa: S608  the only texts from outside are names of files, and those go through `quoted`

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from athena_s3logs.engines.odd_files import LogFile


def lines_sql(files: Sequence[LogFile], longest: int) -> str:
    """A SELECT of `line` and `$path` from files of one form, plain or gzip; an empty line or a lone carriage return is NULL."""
    compression = "gzip" if files[0].form == "gzip" else "none"
    return f'select line, filename as "$path" from {_read_csv(files, compression, longest)}'


def copied_lines_sql(files: Sequence[LogFile], longest: int) -> str:
    """The same from copies, by the paths of what they are copies of."""
    opened, named = array(file.opened for file in files), array(file.path for file in files)
    paths = f"select unnest({opened}) as opened, unnest({named}) as path"
    return f'select line, path as "$path" from {_read_csv(files, "none", longest)} join ({paths}) on filename = opened'


def quoted(text: str) -> str:
    """The text as a literal.

    >>> print(quoted("it's"))
    'it''s'
    """
    return "'" + text.replace("'", "''") + "'"


def _read_csv(files: Sequence[LogFile], compression: str, longest: int) -> str:
    """One column; its delimiter is a carriage return, since any other would be lost at a line's end.

    A line has none: one of access logs is refused for it, and JSON has it between its tokens, where it makes no difference.
    """
    return (
        f"read_csv({_names(files)}, columns={{'line': 'VARCHAR'}}, auto_detect=false, header=false,"
        f" delim=chr(13), quote='', escape='', comment='', nullstr='', new_line='\\n', max_line_size={longest},"
        f" buffer_size={2 * longest}, strict_mode=true, compression='{compression}', hive_partitioning=false, filename=true)"
    )


def _names(files: Sequence[LogFile]) -> str:
    """The list as one literal, since one of many takes DuckDB twice the time to plan and 8 KB a file.

    What parts the paths stands in none of them, since none has two slashes within.
    """
    return f"string_split({quoted(f'//{chr(10)}'.join(file.opened for file in files))}, '//' || chr(10))"


def array(texts: Iterable[str]) -> str:
    """The texts as a list."""
    return "[" + ", ".join(map(quoted, texts)) + "]"
