"""The text of one file -> a frozen Query; a Query -> the checked tree of its SQL."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, NoReturn

from athena_s3logs import header
from athena_s3logs.errors import QueryFileError
from athena_s3logs.values import shown

if TYPE_CHECKING:
    from datetime import timedelta
    from pathlib import Path

    from sqlglot import exp
    from sqlglot.errors import SqlglotError

    from athena_s3logs.header import Param, Returned

SOURCES: Final = ("s3_access", "cloudtrail", "combined")
"""What a query can ask, and the folders of the library."""

_KEYWORDS: Final = {"select", "with", "("}
_TABLE_PARTS: Final = {"this", "alias", "joins", "laterals"}
_JOINED: Final = ("on", "using", "kind", "side", "method")
"""What a join has of which one; with none of them it is a comma to sqlglot, and a syntax error to Trino where it is a word."""

_UNTERMINATED: Final = re.compile(r"Missing (.+) from ([0-9]+):[0-9]+")
_UNRESOLVED: Final = re.compile(r"Column '([^']+)'|Unknown column: (\w+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A question: what its header says, and its SQL, which begins at `line` of `path`."""

    name: str
    sql: str
    path: Path
    line: int = 1
    title: str = ""
    description: str = ""
    category: str = ""
    tags: tuple[str, ...] = ()
    params: tuple[Param, ...] = ()
    returns: tuple[Returned, ...] = ()
    limits: str = ""
    reference: str = ""
    engines: Literal["all", "athena"] = "all"
    lookback: timedelta | None = None

    @property
    def source(self) -> str | None:
        """The logs that it asks: its folder says it, or else the relations that it reads; None where it reads none."""
        return _folder(self) or _source(relations(parse(self)))


def read_query(text: str, *, path: Path, name: str) -> Query:
    """The Query that the text of a file holds; its SQL is not looked at."""
    lines = text.split("\n")
    notes, first = header.split(lines, path)
    single = header.single(notes, path)
    return Query(
        name=name,
        sql="\n".join(lines[first - 1 :]).rstrip(),
        path=path,
        line=first,
        title=single["title"].value,
        description=single["description"].value,
        category=header.choice(single["category"], header.CATEGORIES),
        tags=header.tags(single["tags"]),
        params=header.params(note for note in notes if note.key == "param"),
        returns=header.returns(single["returns"]),
        limits=single["limits"].value,
        reference=single["reference"].value,
        engines="athena" if header.choice(single["engines"], ("athena",)) else "all",
        lookback=header.lookback(single["lookback"]),
    )


def parse(query: Query) -> exp.Query:
    """The tree of a query's SQL, all names in lower case, once everything in it is found to be in order.

    It is one SELECT over relations, its columns exist, its placeholders are its parameters. Which functions it may use
    is not looked at here.
    """
    from sqlglot.errors import SqlglotError
    from sqlglot.optimizer.normalize_identifiers import normalize_identifiers

    tree = normalize_identifiers(_statement(query), dialect="athena")
    _check_read_only(query, tree)
    _check_placeholders(query, tree)
    try:
        _check_tables(query, tree)
        _check_columns(query, tree)
    except SqlglotError as error:
        _name_fault(query, tree, error)
    _check_source(query, tree)
    return tree


def check_portable(query: Query, tree: exp.Query) -> None:
    """Refuse what Athena and DuckDB do not answer alike, unless the query is for Athena alone."""
    from athena_s3logs.translate import check

    for problem in check(tree) if query.engines == "all" else ():
        hint = "; or say `-- engines: athena` in the header" if query.returns else ""
        _fault(query, problem.line, f"{problem.message}{hint}")


def relations(tree: exp.Query) -> tuple[str, ...]:
    """The relations that a checked tree reads, each once."""
    from sqlglot import exp

    from athena_s3logs.relation import RELATIONS

    return tuple(sorted({table.name for table in tree.find_all(exp.Table)} & RELATIONS.keys()))


def _fault(query: Query, line: int | None, message: str) -> NoReturn:
    raise QueryFileError(query.path, line or query.line, message)


def _line(node: exp.Expr) -> int | None:
    """Where a node stands; sqlglot keeps it with identifiers only."""
    return next((one.meta["line"] for one in node.walk() if "line" in one.meta), None)


def _statement(query: Query) -> exp.Query:
    import sqlglot
    from sqlglot import exp
    from sqlglot.errors import ParseError, TokenError

    from athena_s3logs.translate.words import word_faults

    text = _padded(query)
    try:
        tokens = sqlglot.tokenize(text, "athena")
        if not tokens or tokens[0].text.lower() not in _KEYWORDS:
            _fault(query, None, "expected a single SELECT, which may begin with WITH")
        for token, message in word_faults(tokens):
            _fault(query, token.line, message)
        trees = [tree for tree in sqlglot.parse(text, dialect="athena") if not isinstance(tree, exp.Semicolon | None)]
    except TokenError as error:
        found = _UNTERMINATED.search(str(error.__cause__))
        _fault(query, int(found[2]) if found else None, f"{found[1] if found else 'a comment'} without an end")
    except ParseError as error:
        first = error.errors[0]
        _fault(query, first["line"], f"SQL that cannot be read, at {shown(first['highlight'])}")
    if len(trees) != 1 or not isinstance(trees[0], exp.Query):
        _fault(query, None, f"expected a single SELECT, which may begin with WITH; there are {len(trees)} statements")
    written = [token.line for token in tokens if token.token_type == sqlglot.TokenType.JOIN]
    if len(written) > sum(any(join.args.get(part) for part in _JOINED) for join in trees[0].find_all(exp.Join)):
        _fault(query, written[0] if len(written) == 1 else None, "a join without ON; say on what, or write cross join")
    return trees[0]


def _padded(query: Query) -> str:
    """The SQL at its place in the file, so that sqlglot's lines are those of the file."""
    return "\n" * (query.line - 1) + query.sql


def _check_read_only(query: Query, tree: exp.Query) -> None:
    from sqlglot import exp

    for node in tree.find_all(exp.DML, exp.DDL, exp.Command, exp.Into, exp.Lock):
        _fault(query, _line(node), f"{node.key}: a query reads and does nothing else; expected a single SELECT")
    for cte in tree.find_all(exp.CTE):
        if not isinstance(cte.this, exp.Query | exp.Values):
            _fault(query, _line(cte), f"{cte.alias}: expected a SELECT in it")


def _check_placeholders(query: Query, tree: exp.Query) -> None:
    from sqlglot import exp

    used = set()
    for node in tree.find_all(exp.Placeholder, exp.Parameter, exp.SessionParameter):
        text = node.sql("athena")
        if not isinstance(node, exp.Placeholder) or not node.this:
            _fault(query, _marked(query, text[:1]), f"{text}: expected a parameter with its name, as in :bucket")
        if node.arg_key == "alias" or isinstance(node.parent, exp.TableAlias | exp.Table | exp.Column | exp.Dot):
            _fault(query, _marked(query, ":", node.name), f":{node.name} stands for a name; expected it to stand for a value")
        used.add(node.name)
    declared = {param.name for param in query.params}
    for name in sorted(used - declared - {*header.WINDOW}):
        line = _marked(query, ":", name)
        _fault(query, line, f":{name} is not {_wanted(query, name)}")
    for param in query.params:
        if param.name not in used and (param.name, param.type) != (header.DISTINCT, "boolean"):
            remedy = "; use it or remove the line" if query.returns else ", which was given"
            _fault(query, param.line, f"param: the SQL does not use :{param.name}{remedy}")
    if query.lookback and "start" not in used:
        _fault(query, None, "the SQL does not use :start; with a lookback it has to tell the window from what came before")


def _wanted(query: Query, name: str) -> str:
    """What a placeholder lacks: a line of the header, where the query has one."""
    return f"declared; expected `-- param: {name} type = default` in the header" if query.returns else "given"


def _marked(query: Query, *texts: str) -> int | None:
    """The line of a placeholder, of which the tree keeps none."""
    import sqlglot

    tokens = [one for one in sqlglot.tokenize(_padded(query), "athena") if one.token_type != sqlglot.TokenType.STRING]
    words = [token.text for token in tokens]
    return next((one.line for number, one in enumerate(tokens) if words[number : number + len(texts)] == [*texts]), None)


def _check_tables(query: Query, tree: exp.Query) -> None:
    from sqlglot import exp
    from sqlglot.optimizer.scope import traverse_scope

    from athena_s3logs.relation import RELATIONS

    choice = " or ".join(RELATIONS)
    for cte in tree.find_all(exp.CTE):
        if cte.alias in RELATIONS:
            _fault(query, _line(cte.args["alias"]), f"{cte.alias} is a relation; give the subquery another name")
    for table in tree.find_all(exp.Table):
        further = [part for part, value in table.args.items() if value and part not in _TABLE_PARTS]
        if further or not isinstance(table.this, exp.Identifier):
            _fault(query, _line(table), f"{shown(table.sql('athena'))}: expected the bare name of {choice}")
    sources = [source for scope in traverse_scope(tree) for source in scope.sources.values()]
    for source in sources:
        if isinstance(source, exp.Table) and source.name not in RELATIONS:
            _fault(query, _line(source), f"table {source.name}: expected {choice}, or a name from WITH")


def _check_columns(query: Query, tree: exp.Query) -> None:
    from sqlglot.optimizer.qualify import qualify

    from athena_s3logs.relation import columns
    from athena_s3logs.translate.type_faults import nested_faults, type_faults

    schema: dict[str, object] = {name: {one.name: one.type for one in columns(name)} for name in relations(tree)}
    # Aliases are not expanded: Trino knows them in ORDER BY only.
    qualified = qualify(tree.copy(), schema=schema, dialect="athena", expand_alias_refs=False)
    names, declared = qualified.named_selects, [column.name for column in query.returns]
    if declared and names != declared:
        _fault(query, None, f"the SQL gives {', '.join(names)}; the header returns {', '.join(declared)}")
    types = {param.name: param.type.removesuffix("[]") for param in query.params} | dict.fromkeys(header.WINDOW, "timestamp")
    faults = [*type_faults(qualified, schema, types), *(nested_faults(qualified) if query.engines == "all" else ())]
    for node, message in faults:
        _fault(query, _line(node), message)


def _name_fault(query: Query, tree: exp.Query, error: SqlglotError) -> NoReturn:
    from sqlglot import exp

    from athena_s3logs.relation import columns

    found = _UNRESOLVED.search(str(error))
    if not found:
        _fault(query, None, f"{error}; expected each name to be clear")
    name = found[1] or found[2]
    asked = relations(tree)
    known = [column.name for relation in asked for column in columns(relation)]
    line = next((_line(column) for column in tree.find_all(exp.Column) if column.name == name), None)
    if name in known:
        _fault(query, line, f"column {name}: the tables here do not have it, or several do; write which, as in s.{name}")
    if any(name == item.alias for select in tree.find_all(exp.Select) for item in select.expressions):
        _fault(query, line, f"column {name}: a name of the answer is known in ORDER BY alone; write out what it stands for")
    hint = header.near(name, known, f"none in {' and '.join(asked)} has this name" if asked else "no relation is asked")
    _fault(query, line, f"column {name}: {hint}")


def _source(names: tuple[str, ...]) -> str | None:
    from athena_s3logs.relation import RELATIONS

    kinds = {RELATIONS[name] for name in names}
    return "combined" if len(kinds) > 1 else next(iter(kinds), None)


def _check_source(query: Query, tree: exp.Query) -> None:
    folder, found = _folder(query), _source(relations(tree))
    if folder and folder != found:
        _fault(query, None, f"the folder is {folder}, and the SQL reads {found or 'no relation'}; move the file")


def _folder(query: Query) -> str | None:
    folder, slash, _ = query.name.partition("/")
    return folder if slash and folder in SOURCES else None
