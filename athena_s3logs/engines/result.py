"""What a query answered: rows of declared types, for programs, notebooks and terminals."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from html import escape
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Final, Self

from athena_s3logs.engines.driver_errors import tamed
from athena_s3logs.engines.typed import typed
from athena_s3logs.errors import EngineError, SettingError
from athena_s3logs.layout import GAP, cells, cut, fit, head, is_number, lines, measured, plain, python
from athena_s3logs.price import money
from athena_s3logs.printable import amount, counting, printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    import pandas as pd
    import pyarrow as pa

    from athena_s3logs.header import Returned
    from athena_s3logs.window import Window

Row = tuple[Any, ...]

_ROWS: Final = 20
_ROWS_OF_NOTEBOOK: Final = 50
_LONGEST: Final = 200
_BATCH: Final = 8192


# No slots: `df` and `rows` are made once, and live in the instance.
@dataclass(frozen=True, kw_only=True, repr=False, eq=False)
class Result:
    """The answer to a query: rows, their columns, and how it came about."""

    columns: tuple[Returned, ...]
    sql: str
    engine: str
    elapsed: float
    scanned_bytes: int | None = None
    warnings: tuple[str, ...] = ()
    partial: bool = False
    sources: str = ""
    query_id: str | None = None
    cost: float | None = None
    console_url: str | None = None
    reused: bool | None = None
    window: Window | None = None
    _table: pa.Table

    @classmethod
    def of(  # noqa: PLR0913  the facts of the run, all of them by name
        cls,
        table: pa.Table,
        returns: Sequence[Returned] = (),
        *,
        sql: str,
        engine: str,
        elapsed: float,
        scanned_bytes: int | None = None,
        warnings: Sequence[str] = (),
        partial: bool = False,
        sources: str = "",
    ) -> Self:
        """The result of a table as the engine gave it; without `returns` it keeps the types of its own SQL."""
        try:
            cast, columns = typed(table, returns)
        except ValueError as error:
            raise EngineError(f"{engine}: {tamed(error)}", sql=sql) from error
        return cls(
            _table=cast,
            columns=columns,
            sql=sql,
            engine=engine,
            elapsed=elapsed,
            scanned_bytes=scanned_bytes,
            warnings=tuple(warnings),
            partial=partial,
            sources=sources,
        )

    @cached_property
    def df(self) -> pd.DataFrame:
        """A DataFrame, made once, whose types do not depend on its rows.

        They are string, Int64, Float64, boolean and datetime64[us, UTC], and those of arrow for dates, lists and what
        else there is: each can hold a null, which is pd.NA, or pd.NaT for a timestamp. Texts are as strangers wrote them:
        `formats.write` makes files in which none acts and no list is cut, as `to_csv` of pandas cuts long ones.
        """
        import pandas as pd
        import pyarrow as pa
        import pyarrow.types as of

        types = {
            pa.string(): pd.StringDtype("pyarrow"),
            pa.int64(): pd.Int64Dtype(),
            pa.float64(): pd.Float64Dtype(),
            pa.bool_(): pd.BooleanDtype(),
        }
        found: pd.DataFrame = self._table.to_pandas(
            types_mapper=lambda kind: types.get(kind) or (None if of.is_timestamp(kind) else pd.ArrowDtype(kind)),
        )
        return found

    @cached_property
    def rows(self) -> list[Row]:
        """All rows, as tuples of Python's own values, made once; timestamps are aware, in UTC."""
        return list(self)

    def arrow(self) -> pa.Table:
        """The table of arrow."""
        return self._table

    def polars(self) -> Any:  # noqa: ANN401  a polars.DataFrame, where polars is installed
        """A DataFrame of polars, which the extra of this name brings."""
        from importlib import import_module

        try:
            return import_module("polars").from_arrow(self._table)
        except ModuleNotFoundError as error:
            raise SettingError("polars is not installed; install athena_s3logs[polars], or use .df or .arrow()") from error

    def batches(self, rows: int = _BATCH) -> Iterator[pa.RecordBatch]:
        """The table in parts of at most so many rows."""
        return iter(self._table.to_batches(max_chunksize=rows))

    def __len__(self) -> int:
        """How many rows there are."""
        return int(self._table.num_rows)

    def __iter__(self) -> Iterator[Row]:
        """The rows, one by one."""
        for batch in self.batches():
            yield from zip(*map(python, batch.columns), strict=True)

    def __repr__(self) -> str:
        """The first rows as wide as the terminal, and how the answer came about."""
        from shutil import get_terminal_size

        return "\n".join(self._lines(get_terminal_size().columns))

    def _repr_html_(self) -> str:
        """The first rows for a notebook, where no text of a log is taken for HTML or a formula."""
        shown = self._table.slice(0, _ROWS_OF_NOTEBOOK).combine_chunks()
        sides = ["right" if is_number(kind) else "left" for kind in shown.schema.types]
        texts = (row for batch in shown.to_batches() for row in zip(*map(cells, batch.columns), strict=True))
        told = "\n".join(f"<p><strong>Warning:</strong> {escape(printable(text))}</p>" for text in self._told())
        body = "\n".join(_html_row("td", row, sides) for row in texts)
        return (
            f'<div class="tex2jax_ignore mathjax_ignore">\n{told}\n<table>\n'
            f"<thead>\n{_html_row('th', [printable(one.name) for one in self.columns], sides)}\n</thead>\n"
            f"<tbody>\n{body}\n</tbody>\n</table>\n<p>{escape(self._summary(shown.num_rows))}</p>\n</div>"
        )

    def _lines(self, room: int) -> Iterator[str]:
        shown = self._table.slice(0, _ROWS).combine_chunks()
        names = [printable(one.name) for one in self.columns]
        natural, least = measured(names, iter(shown.to_batches()))
        count = max(1, sum(taken <= room + GAP for taken in accumulate(low + GAP for low in least)))
        widths = fit(natural[:count], least[:count], room) or [room]
        yield head(names[:count], shown.schema.types[:count], widths).rstrip()
        for batch in shown.select(range(count)).to_batches():
            yield from lines(batch, widths)
        if names[count:]:
            yield cut(f"{counting(len(names) - count, 'more column')}: {', '.join(names[count:])}", room)
        yield self._summary(shown.num_rows)
        yield from (f"warning: {printable(text)}" for text in self._told())

    @property
    def summary(self) -> str:
        """How many rows there are, and what it took to get them."""
        return self._summary(len(self))

    def _summary(self, shown: int) -> str:
        """How much there is, how much of it is shown, and what it took."""
        span = f", {_moment(self.window.start)} to before {_moment(self.window.end)}" if self.window else ""
        scanned = "" if self.scanned_bytes is None else f", {amount(self.scanned_bytes)} scanned"
        asked = "" if self.cost is None else ", reused" if self.reused else f", {money(self.cost)}"
        first = f", the first {shown} shown" if shown < len(self) else ""
        sources = f"; {self.sources}" if self.sources else ""
        told = f"{printable(self.engine)}, {self.elapsed:.2f} s{scanned}{asked}{sources}"
        return f"{counting(len(self), 'row')}{first}{span}, {told}"

    def _told(self) -> tuple[str, ...]:
        return (*self.warnings, *(("the answer is not complete",) * self.partial))


def _moment(moment: datetime) -> str:
    """The time as `--start` and `--end` take it; midnight is the day."""
    return str(plain(moment)).removesuffix("T00:00:00Z")


def _html_row(tag: str, texts: Sequence[str], sides: Sequence[str]) -> str:
    items = (
        f'<{tag} style="text-align: {side}">{escape(cut(text, _LONGEST))}</{tag}>'
        for text, side in zip(texts, sides, strict=True)
    )
    return f"<tr>{''.join(items)}</tr>"
