"""Local files of access logs -> SQL of DuckDB whose rows are those of the raw table, field by field, and fast."""

# ruff: noqa: S608  the only texts from outside are names of files, and line_sql quotes those

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from athena_s3logs.engines import odd_files, streams
from athena_s3logs.engines.access_regex import BLOCK_FIELDS, BYTES, HEAD_FIELDS, behind_block, columns, last_groups, slow
from athena_s3logs.engines.line_sql import copied_lines_sql, lines_sql, quoted
from athena_s3logs.engines.odd_files import EMPTY, LONGEST_LINE, set_aside

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence
    from pathlib import Path

    import duckdb

    from athena_s3logs.engines.odd_files import LogFile, Logs

__all__ = ["columns", "open_logs", "register", "rows_sql", "set_aside", "unparsed_of"]

STREAM: Final = "plain_lines"

ENCODED: Final = "%(?:25)?(?:2[DEde]|3[0-9]|[46][1-9A-Fa-f]|5[0-9AaFf]|7[0-9AaEe])"
"""A letter, digit or one of `-._~` as a key of a log may have it, encoded once or twice.

A slash is none of them: each presigned request has encoded ones.
"""

_ENDS: Final = ((HEAD_FIELDS, "head_"), (BLOCK_FIELDS, "block_"), (17, "agent_"), (28, "tail_"))
"""Up to which column a flag vouches for the words."""

_TIME: Final = "[%d/%b/%Y:%H:%M:%S"
_NUMBERS: Final = "(?:[0-9]{3}|-) [^ ]+ (?:[0-9]{1,18}|-) (?:[0-9]{1,18}|-) [^ ]+ [^ ]+"
"""What stands between URI and referer."""

_REQUESTER: Final = "case when more_ = 0 then h[6] else array_to_string(h[6:6 + more_], ' ') end"
_STATUS: Final = "case when p3 < ' 0' then '-' else substring(p3, 2, 3) end"
_AGENT: Final = """concat('"', case when len(p) = 7 then p[6] else array_to_string(p[6:len(p) - 1], '"') end, '"')"""
_QUOTED: Final = {
    "bucketowner": "h[1]", "bucket_name": "h[2]", "requestdatetime": "h3[2:] || ' +0000'", "remoteip": "h[5]",
    "requester": _REQUESTER, "requestid": "h[7 + more_]", "operation": "operation_", "key": "h[9 + more_]",
    "request_uri": """concat('"', p[2], '"')""", "httpstatus": _STATUS, "errorcode": "m[3]",
    "bytessent": "try_cast(m[4] as bigint)", "objectsize": "try_cast(m[5] as bigint)", "totaltime": "m[6]",
    "turnaroundtime": "m[7]", "referrer": """concat('"', p[4], '"')""", "useragent": _AGENT, "versionid": "t[2]",
    "hostid": "t[3]", "sigv": "t[4]", "ciphersuite": "t[5]", "authtype": "t[6]", "endpoint": "t[7]", "tlsversion": "t[8]",
    "accesspointarn": "t[9]", "aclrequired": "t[10]", "sourceregion": "t[11]",
    "extra_fields": "case when len(t) > 11 then array_to_string(t[12:], ' ') end", "unparsed_line": "null",
}  # fmt: skip
"""Where a column is in the common shape: p is the line split at quotes; h, m, t are parts 1, 3 and the last split at blanks;
`more_` is how many words the requester has beside its first."""


def open_logs(paths: Iterable[str], folder: Path, *, once: bool = False) -> Logs:
    """Look at each file: how it is opened, and whether it needs a clean copy, which goes into the folder.

    `once` says that a registration serves for one scan, which spares the copies on DuckDB 1.5 too.
    """
    return odd_files.open_logs(paths, folder, streaming=once or streams.scans_again())


def register(connection: duckdb.DuckDBPyConnection, logs: Logs, stream: str = STREAM, *, words: str = "") -> None:
    """Give the connection the lines of the files that are streamed, by the name under which `rows_sql` reads them.

    Lines that do not hold the words of a pattern may be left out.
    """
    paths = [file.path for file in logs.files if file.form == "stream"]
    if paths:
        from athena_s3logs.engines.line_stream import Lines

        streams.register(connection, stream, Lines(paths, max(words.split("%"), key=len)))


def rows_sql(
    logs: Logs,
    stream: str = STREAM,
    *,
    wanted: Collection[str] | None = None,
    kept: Callable[[str], str] = str,
    words: str = "",
) -> str:
    """A SELECT with the raw table's columns, `request_time` (the time as a TIMESTAMP, NULL where it is none) and `$path`.

    Of the columns it has those that are wanted, which spares DuckDB the planning of the others; it expects that all are read.

    What is `kept` of the rows is chosen by these two, and what a query chooses too, before the other columns are worked out;
    a line that does not hold the `words` is not looked at.
    """
    whole = wanted is not None and not set(columns()[BLOCK_FIELDS:-1]).isdisjoint(wanted)
    values = ", ".join([*(f"{_column(name, whole=whole)} as {name}" for name in columns(wanted)), "request_time", '"$path"'])
    lines = f"select *, {_request_time()} as request_time from ({_headed(_lines_sql(logs, stream, words))})"
    return f"select {values} from ({_flagged(kept(lines))})"


def _column(name: str, *, whole: bool) -> str:
    place = columns().index(name)
    flag = next((flag for end, flag in _ENDS if place < end), "head_")
    unquoted = f" when unquoted_ then {_unquoted(name)}" if flag != "head_" else ""
    return f"case when {flag} then {_QUOTED[name]}{unquoted} else {slow(name, whole=whole)} end"


def _unquoted(name: str) -> str:
    """Where the column is in a line without quotes, as batch deletes and lifecycle rules leave them by the million."""
    if name == "extra_fields":
        return "case when len(h) > 28 then array_to_string(h[29:], ' ') end"
    word = f"h[{columns().index(name) + 2}]"  # the time is two words
    return f"try_cast({word} as bigint)" if name in BYTES else word


def _request_time() -> str:
    """Between brackets strptime skips no blanks, and takes neither infinity nor epoch for a time; the word is cheaper."""
    text = f"'[' || replace({slow('requestdatetime', whole=False)}, ' +0000', ']') || '.'"
    return f"case when head_ then try_strptime(h3 || ']', '{_TIME}]') else try_strptime({text}, '{_TIME}].') end"


def _headed(lines: str) -> str:
    """The words of each line before its first quote, and whether they are where the regex has them."""
    split = f"""select *, string_split(line, '"') as p from ({lines})"""
    words = f"select *, string_split(p1, ' ') as h from (select *, p[1] as p1 from ({split}))"
    named = f"select *, h[3] as h3, h[8 + more_] as operation_ from (select *, {_more_words()} as more_ from ({words}))"
    return f"select *, {_head()} as head_ from ({named})"


def _flagged(headed: str) -> str:
    """The words of the rest, and how far the shape of a line is a known one."""
    parts = f"select *, p[3] as p3, p[5] as p5, p[len(p)] as rest from ({headed})"
    words = f"select *, string_split(p3, ' ') as m, string_split(rest, ' ') as t from ({parts})"
    block = f"select *, head_ and {_block()} as block_, {_without_quotes()} as unquoted_ from ({words})"
    agent = f"select *, block_ and {_agent()} as agent_ from ({block})"
    tail = f"select *, agent_ and {_tail()} as tail_ from ({agent})"
    behind = f"select *, case when tail_ or unquoted_ then null else {behind_block()} end as behind_ from ({tail})"
    return f"select *, case when behind_.httpstatus <> '' then {last_groups()} end as odd_ from ({behind})"


def _more_words() -> str:
    """How many words too many stand before the first blank too many, or, in a line without quotes, its end.

    Most have none, and a CASE that asks for these first costs them nothing more. DuckDB also pushes no filter below it, with
    which it would copy all that is beneath into the filter.
    """
    first, end = "list_position(h, '')", "case when len(p) = 1 and len(h) > 8 then 10 end"
    return f"case when {first} = 10 then 0 else coalesce({first}, {end}) - 10 end"


def _head() -> str:
    """Nine words, each where the regex has it; or four more, where the requester is CloudFront, with blanks in its name."""
    name = "h[6] = 'arn:aws:iam::cloudfront:user/CloudFront' and h[8] = 'Access' and h[9] = 'Identity'"
    no_operation_yet = "not contains(h[10], '.') and not contains(h[11], '.')"
    return (
        f"case when more_ = 0 then true when more_ = 4 then {name} and {no_operation_yet} else false end"
        " and h[4] = '+0000]' and h3 > '[0' and h3 < '[4' and not contains(h3, ']')"
        " and case when operation_ > 'REST.' and operation_ < 'REST/' then true"
        " else regexp_matches(operation_, '^[A-Z0-9]+[.][^ ]') end"
    )


def _block() -> str:
    return f"len(h) = 10 + more_ and p5 = ' ' and regexp_full_match(p3, ' {_NUMBERS} ')"


def _without_quotes() -> str:
    """A line of words alone, URI, referer and user agent `-`; all in a CASE, so that other lines pay little."""
    numbers = f"regexp_full_match(array_to_string(h[11:16], ' '), '{_NUMBERS}')"
    words = "h[10] = '-' and h[17] = '-' and coalesce(h[18], '-') = '-'"
    shape = f"head_ and len(p) = 1 and {words} and {numbers} and {_one_host_id('h[20]')}"
    return f"case when p3 is null then {shape} else false end"


def _agent() -> str:
    """The regex takes the user agent to the line's last quote, if a blank or the end follows it."""
    return "len(p) > 6 and (rest = '' or starts_with(rest, ' '))"


def _tail() -> str:
    return f"not contains(rest, '  ') and not ends_with(rest, ' ') and {_one_host_id('t[3]')}"


def _one_host_id(word: str) -> str:
    """No extra id before the host id, as lines of March 2019 have it: the regex takes both for one."""
    return f"case when starts_with({word}, 'A') then not regexp_full_match({word}, 'A[A-Z]{{3}}[A-Z0-9]{{12,}}') else true end"


def holding(text: str, words: str) -> str:
    """The condition that a text is LIKE a pattern of words, or has what may stand in a key for a character of theirs.

    >>> print(holding("line", "%a%1%").partition(" or ")[0])
    (line like '%a%1%'
    """
    if not words:
        return "true"
    encoded = f"contains({text}, '%') and regexp_matches({text}, {quoted(ENCODED)})"
    return f"({text} like {quoted(words)} or {encoded})"


def unparsed_of(words: str, *, lines: bool = False) -> str:
    """The condition that a row or line without a time may be of a key: its own holds the words, or, without one, all of it."""
    unparsed, key = (slow(name, whole=False) if lines else name for name in ("unparsed_line", "key"))
    return holding(f"coalesce({unparsed}, {key})", words)


def _lines_sql(logs: Logs, stream: str, words: str) -> str:
    """The lines of all files; an empty line that read_csv reads is an error, since it makes one of a lone CR."""
    forms = {form: [file for file in logs.files if file.form == form] for form in ("stream", "plain", "gzip", "copy")}
    scans = [_scan(form, files, stream, holding("line", words)) for form, files in forms.items() if files]
    return " union all ".join(scans) or """select '' as line, '' as "$path" where false"""


def _scan(form: str, files: Sequence[LogFile], stream: str, held: str) -> str:
    if form == "stream":
        return f"""select line, "$path" from {stream} where {held}"""
    if form == "copy":
        lines = copied_lines_sql(files, max(file.longest for file in files))
        text = f"case when line = '{EMPTY}' then '' else decode(from_base64(line)) end"
        decoded = f"""select {text} as line, "$path" from ({lines})"""
        return f"select * from ({decoded}) where {held}"
    return f"{lines_sql(files, LONGEST_LINE)} where case when line is null then error('empty line') else {held} end"
