"""Query files: what the header says, what the SQL may be, and the exact error for each mistake."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlglot import exp

from athena_s3logs.errors import QueryFileError
from athena_s3logs.header import Param, Returned
from athena_s3logs.library import load
from athena_s3logs.query import Query, parse, read_query, relations
from tests.corpus import DATA

MALFORMED = sorted((DATA / "queries" / "malformed").glob("*.sql"))
LIBRARY = load()
PATH = Path("q.sql")
HEADER = "-- title: A\n-- description: B.\n-- returns: key string\n"
HOSTILE = ["'", "''", '"', "%s", "$$", ":x", "?", "\n", "\0", "\N{PILE OF POO}", "\\", "--", "/*", ";", "@y", "{z}"]

DENIED = """\
-- title: Denied requests by requester
-- description: Who was refused, how often: and for which operation.
-- category: detection
-- tags: security, triage
-- param: bucket  string  = null             Only this bucket; null means all.
-- param: codes   integer[] = [403, 401]     Statuses that count.
-- param: share   double = 5e-1              From this share on.
-- param: agent   string = "a, \\"b\\"  c"   An agent.
-- param: day     date = "2026-01-31"
-- param: key     string                     The object's key.
-- returns: requester string, denied bigint
-- limits: A 403 for a missing key looks the same.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html

select
    requester,
    count(*) as denied  -- title: this is none
from s3_access
where http_status in (:codes)
    and (:bucket is null or bucket = :bucket)
    and key = :key and user_agent <> :agent and request_time > :day and 1e0 > :share
group by requester
order by denied desc, requester
"""


def made(sql: str, *params: str, name: str = "q") -> Query:
    declared = tuple(Param(name=param, type="string", required=True) for param in params)
    return Query(name=name, sql=sql, path=PATH, params=declared)


def fault(query: Query) -> str:
    with pytest.raises(QueryFileError) as caught:
        parse(query)
    return str(caught.value)


@pytest.mark.parametrize("path", MALFORMED, ids=lambda path: path.stem)
def test_malformed(path: Path) -> None:
    with pytest.raises(QueryFileError) as caught:
        parse(read_query(path.read_text(), path=Path(path.name), name=path.stem))
    assert f"{caught.value}\n" == path.with_suffix(".txt").read_text()


def test_each_malformed_file_has_its_error_and_the_reverse() -> None:
    texts = {path.stem for path in (DATA / "queries" / "malformed").glob("*.txt")}
    assert texts == {path.stem for path in MALFORMED}


def test_a_header() -> None:
    query = read_query(DENIED, path=PATH, name="s3_access/denied_requests")
    assert query.params == (
        Param(name="bucket", type="string", required=False, description="Only this bucket; null means all."),
        Param(name="codes", type="integer[]", required=False, default=(403, 401), description="Statuses that count."),
        Param(name="share", type="double", required=False, default=0.5, description="From this share on."),
        Param(name="agent", type="string", required=False, default='a, "b"  c', description="An agent."),
        Param(name="day", type="date", required=False, default=date(2026, 1, 31)),
        Param(name="key", type="string", required=True, description="The object's key."),
    )
    assert [param.line for param in query.params] == [5, 6, 7, 8, 9, 10]
    assert query.returns == (Returned("requester", "string"), Returned("denied", "bigint"))
    assert (query.title, query.category, query.tags) == ("Denied requests by requester", "detection", ("security", "triage"))
    assert query.description == "Who was refused, how often: and for which operation."
    assert query.reference == "https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html"
    assert (query.line, query.engines, query.lookback) == (15, "all", None)
    assert query.sql.startswith("select\n    requester,")
    assert query.source == "s3_access"
    assert relations(parse(query)) == ("s3_access",)
    assert hash(query) == hash(read_query(DENIED, path=PATH, name="s3_access/denied_requests"))


def test_engines_and_lookback() -> None:
    text = f"{HEADER}-- engines: athena\n-- lookback: 30d\nselect key from s3_access where request_time >= :start"
    query = read_query(text, path=PATH, name="q")
    assert (query.engines, query.lookback) == ("athena", timedelta(days=30))
    parse(query)


@pytest.mark.parametrize(
    ("sql", "source"),
    [
        ("select key from s3_access", "s3_access"),
        ("SELECT LINE FROM S3_Access_Unparsed", "s3_access"),
        ('select event_name from "CLOUDTRAIL" as c', "cloudtrail"),
        ("select a.key from s3_access as a join cloudtrail as c on c.source_ip = a.remote_ip", "combined"),
        ("select 1 as one", None),
        ("select * from s3_access", "s3_access"),
        ("with a as (select key from s3_access), b as (select key from a) select key from b", "s3_access"),
        ("with recursive r(n) as (select 1 union all select n + 1 from r where n < 5) select n from r", None),
        ("select key from s3_access union all select event_name from cloudtrail order by key", "combined"),
        ("(select key from s3_access) except (select 'a')", "s3_access"),
        ("select c.event_id, t.arn from cloudtrail as c cross join unnest(c.resources) as t(arn, account, kind)", "cloudtrail"),
        ("select x from (values 1, 2) as t(x)", None),
        ("select key as k, count(*) as n from s3_access group by key order by n desc, k;", "s3_access"),
        ("select key from s3_access where request_time >= :start and request_time < :end", "s3_access"),
    ],
)
def test_what_passes_and_what_it_asks(sql: str, source: str | None) -> None:
    assert made(sql).source == source


def test_names_are_lower_case_in_the_tree_and_texts_are_not() -> None:
    assert parse(made('select "KEY" as K, \'KEY\' as V from S3_ACCESS')).sql("athena") == (
        "SELECT \"key\" AS k, 'KEY' AS v FROM s3_access"
    )


@pytest.mark.parametrize(
    ("name", "sql", "text"),
    [
        ("cloudtrail/q", "select key from s3_access", "the folder is cloudtrail, and the SQL reads s3_access; move the file"),
        ("combined/q", "select key from s3_access", "the folder is combined, and the SQL reads s3_access; move the file"),
        ("s3_access/q", "select 1 as one", "the folder is s3_access, and the SQL reads no relation; move the file"),
    ],
)
def test_the_folder_says_what_is_asked(name: str, sql: str, text: str) -> None:
    assert fault(made(sql, name=name)) == f"q.sql:1: {text}"
    parse(made("select key from s3_access", name="cloudtrail"))


@pytest.mark.parametrize(
    "sql",
    [
        "", ";", "-- c", "/* c */", "values 1", "table s3_access", "explain select 1", "call p()", "select 1; drop table x",
        "create table x as select 1", "drop table s3_access", "grant select on x to y", "unload (select 1) to 's3://x'",
        "merge into a using b on a.x = b.x when matched then delete", "update s3_access set key = 'a'",
        "select key from s3_access for update", "select (with x as (delete from y) select 1 as one)", "execute p",
        "with x as (show tables) select 1", "select 1 as one from information_schema.tables",
        'select 1 as one from "s3_access$partitions"', "select key from s3_access for version as of 1",
        "select 1 as one where exists (select 1 from lateral (select 1 from secrets))", "select a.:x from s3_access as a",
        "select key from s3_access as s(:x)", "with :x as (select 1) select 1", "select $1", "select @@x", "select :1",
    ],
)  # fmt: skip
def test_only_a_select_of_relations_is_ever_taken(sql: str) -> None:
    assert fault(made(sql, "x")).startswith("q.sql:")


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from(HOSTILE) | st.text(max_size=5), max_size=6).map("".join))
def test_no_text_is_taken_for_a_placeholder(text: str) -> None:
    tree = parse(made(f"select ':x' as a, {exp.Literal.string(text).sql('athena')} as b, :name as c", "name"))
    assert [node.name for node in tree.find_all(exp.Placeholder)] == ["name"]
    assert tree.selects[1].this.this == text


@settings(deadline=None, max_examples=150)
@given(st.lists(st.sampled_from([*HOSTILE, "-- title: ", "-- param: ", "a", " ", "= ", "select ", "[", "string"]), max_size=12))
def test_any_text_is_a_query_or_a_query_file_error(parts: list[str]) -> None:
    for head in ("", HEADER):
        try:
            parse(read_query(head + "".join(parts), path=PATH, name="q"))
        except QueryFileError:
            continue


def test_lines_end_with_a_line_feed_only() -> None:
    query = read_query(f"{HEADER}-- limits: a\x0bb\u2028c\nselect\n\n keey from s3_access", path=PATH, name="q")
    assert fault(query) == "q.sql:7: column keey: did you mean key?"


@pytest.mark.parametrize("name", LIBRARY)
def test_shipped_queries(name: str) -> None:
    query = LIBRARY[name]
    tree = parse(query)
    assert query.category
    assert query.engines == "all"
    assert all(param.description for param in query.params)
    assert tree.args.get("order"), f"{query.path}: expected an order by"
    assert not any(isinstance(star.parent, exp.Select) for star in tree.find_all(exp.Star)), f"{query.path}: select *"


def test_a_header_is_read_without_sqlglot() -> None:
    program = """
import sys, athena_s3logs.binding
from athena_s3logs.library import load
list(load().values())
print({"sqlglot", "numpy", "pandas"} & set(sys.modules))
"""
    found = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert found.stdout == "set()\n"
