"""A question over local logs -> its SQL for DuckDB."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from athena_s3logs.engines.access_reader import ENCODED
from athena_s3logs.engines.unparsed import stops_early
from athena_s3logs.errors import SettingError
from athena_s3logs.query import relations
from athena_s3logs.relation import local_relation, numbered, value
from athena_s3logs.render import render
from athena_s3logs.translate import to_duckdb

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlglot import exp

    from athena_s3logs.engines.base import Question


def rendered(question: Question) -> exp.Query:
    """The tree over the relations, whose lines are `raw_...`."""
    if question.engines == "athena":
        raise SettingError("the query is for Athena and Trino alone, as its header says (engines: athena)")
    names = relations(question.tree)
    selects = {name: local_relation(name, f"raw_{name}", window=question.window) for name in names}
    if question.distinct:
        selects = {name: numbered(name, select) for name, select in selects.items()}
    return _titled(_filtered_early(render(question.tree, question.types, question.values, selects)))


def text(tree: exp.Query) -> str:
    """The SQL for DuckDB.

    DuckDB 2.0.0 waits for ever where a CTE is materialized for a join with itself below a LIMIT without an ORDER BY, and it
    materializes CTEs that are called NOT MATERIALIZED too.
    """
    return to_duckdb(_inlined(tree.copy()) if stops_early(tree) else tree).sql("duckdb", pretty=True)


def words_of_key(tree: exp.Query) -> str:
    """A pattern of LIKE, the pieces of the key that its lines hold as they are; empty where a question asks for no key."""
    return next((f"%{words}%" for words in map(_words, _keys(tree)) if words), "")


def timed_records(rows: str) -> str:
    """The records of a trail with their time, which those of a store have too."""
    return f"select *, {_event_time()} as event_time from ({rows})"  # noqa: S608  the package's own


@cache
def _event_time() -> str:
    from sqlglot import exp

    item: exp.Expr = to_duckdb(exp.select(value("cloudtrail", "event_time"))).expressions[0]
    return item.sql("duckdb")


def _inlined(tree: exp.Query) -> exp.Query:
    """The tree with its CTEs written out where they are read; as it is where one is recursive or stands further inside."""
    from sqlglot import exp

    if [with_.recursive for with_ in tree.find_all(exp.With)] != [False]:
        return tree
    for cte in tree.ctes:
        for table in [table for table in tree.find_all(exp.Table) if table.name == cte.alias]:
            alias = table.args.get("alias") or exp.TableAlias(this=table.this)
            alias.set("columns", alias.columns or cte.args["alias"].columns)
            table.replace(exp.Subquery(this=cte.this.copy(), alias=alias, joins=table.args.get("joins")))
    tree.set("with_", None)
    return tree


def _filtered_early(tree: exp.Query) -> exp.Query:
    """The tree with a cheap part of `key = '...'` in the relation, and the keys decoded of which this part is true only.

    DuckDB pushes no condition down that is as dear as decoding, and has it go through all its steps for each few rows.
    """
    import sqlglot
    from sqlglot import exp

    for relation in [cte.this for cte in tree.ctes if cte.alias == "s3_access"]:
        for literal in _keys(tree):
            condition = sqlglot.parse_one(_may_be(literal), read="athena")
            for item in [item for item in relation.expressions if item.alias_or_name == "key"]:
                item.replace(exp.alias_(exp.Case().when(condition, item.unalias()), "key"))
            relation.where(condition, copy=False)
    return tree


def _keys(tree: exp.Query) -> Iterator[exp.Literal]:
    """What the key has to be, where one SELECT reads the access log, and that alone."""
    from sqlglot import exp

    tables = [table for table in tree.find_all(exp.Table) if table.name == "s3_access"]
    select = tables[0].parent_select if len(tables) == 1 else None
    where = select and not select.args.get("joins") and select.args.get("where")
    condition = where.this if where else exp.true()
    for part in condition.flatten() if isinstance(condition, exp.And) else [condition]:
        if isinstance(part, exp.EQ) and isinstance(part.this, exp.Column) and part.this.name == "key":
            yield from [part.expression] if part.expression.is_string else []


def _may_be(key: exp.Literal) -> str:
    """Whether a key as logged may be this one: without % and + it is as it is; else pieces of it are, or are encoded."""
    like = f"key like '%{_words(key)}%' or regexp_like(key, '{ENCODED}')"
    return f"key = {key.sql('athena')} or (strpos(key, '%') > 0 or strpos(key, '+') > 0) and ({like})"


def _words(key: exp.Literal) -> str:
    return "%".join(re.findall("[A-Za-z0-9._~-]+", key.name))


def _titled(tree: exp.Query) -> exp.Query:
    """The tree with Trino's titles for columns that have none, `_col0` and so on."""
    from sqlglot import exp

    for place, item in enumerate(() if tree.is_star else tree.selects):
        if not isinstance(item.unnest(), exp.Alias | exp.Column | exp.Dot):
            item.replace(exp.alias_(item.copy(), f"_col{place}"))
    return tree
