"""Tree of Athena's SQL -> tree of DuckDB's: one rule for each difference between the two."""

from __future__ import annotations

from ipaddress import ip_network
from typing import TYPE_CHECKING, Final

from sqlglot import exp

from athena_s3logs.translate import aggregates, casts, texts, times
from athena_s3logs.translate.aliases import ordered_by_the_answer
from athena_s3logs.translate.nodes import as_type, call, numeral, of_type, string
from athena_s3logs.translate.order import in_order
from athena_s3logs.translate.quotients import unordered
from athena_s3logs.translate.unroll import shared, unrolled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    Rule = Callable[[exp.Expr], exp.Expr | None]

_IPV4: Final = 0xFFFF_0000_0000


def _division_by_zero(node: exp.Expr) -> exp.Expr | None:
    """An error for integers, infinite for doubles; DuckDB 1.5 gives NULL, 2.0 an error for both."""
    divisor = node.expression.unnest()
    if isinstance(divisor, exp.Literal) and divisor.name.strip("0.") and float(divisor.name):
        return None
    return call("athena_divide" if isinstance(node, exp.Div) else "athena_modulo", node.this.unnest(), divisor)


def _row(node: exp.Expr) -> exp.Expr:
    """Sqlglot names the fields after what they hold, and DuckDB brings rows of one array together by these names."""
    return call("row", *node.expressions)


def _row_of_a_table(node: exp.Expr) -> exp.Expr | None:
    """A row in VALUES, which sqlglot takes for its only column."""
    row = node.expressions[0] if isinstance(node.parent, exp.Values) and len(node.expressions) == 1 else None
    return exp.Tuple(expressions=row.expressions) if isinstance(row, exp.Anonymous) and row.name == "row" else None


def _list_or_network(node: exp.Expr) -> exp.Expr:
    """`contains` of a list, where a NULL may be the one sought, or of a network."""
    inside = node.expression
    if not (isinstance(inside, exp.Anonymous) and inside.name in {"athena_ip", "athena_try_ip"}):
        return call("athena_contains", node.this, inside)
    return _in_known_network(node.this, inside) or call("athena_cidr_contains", node.this, inside)


def _in_known_network(cidr: exp.Expr, address: exp.Expr) -> exp.Expr | None:
    """A network that is a literal is worked out here, once; what Trino refuses is left to the macro to refuse."""
    try:
        network = ip_network(cidr.name if isinstance(cidr, exp.Literal) else "")
    except ValueError:
        return None
    if "/" not in cidr.name or {".", ":"} <= set(cidr.name):
        return None
    number = int(network.network_address) + (_IPV4 if network.version == 4 else 0)  # noqa: PLR2004  the protocol
    first, last = (as_type(string(str(end)), "uhugeint") for end in (number, number + network.num_addresses - 1))
    if number < _IPV4 < number + network.num_addresses:  # IPv4 lies in there, and is none of it
        return call("athena_in_network", address, first, numeral(network.max_prefixlen - network.prefixlen))
    return exp.paren(exp.Between(this=address.copy(), low=first, high=last), copy=False)


def _position_from_zero(node: exp.Expr) -> exp.Expr:
    return call("athena_array_position", node.this, node.expression)


def _joined(node: exp.Expr) -> exp.Expr | None:
    """DuckDB makes NULL of an array of nothing but NULL, and writes doubles otherwise."""
    if node.args.get("null") is None:
        return call("athena_array_join", node.this, node.expression)
    node.set("this", call("athena_texts", node.this))
    return None


def _apart(node: exp.Expr) -> exp.Expr | None:
    """A function to Trino, an operator to DuckDB, which binds less than those around it."""
    return None if isinstance(node.parent, exp.Paren) else exp.paren(node.copy(), copy=False)


def _first_ones_in_order(node: exp.Expr) -> exp.Expr:
    """DuckDB gives them in no order, and without the NULL."""
    return call("athena_array_distinct", node.this)


def _null_is_the_greatest(node: exp.Expr) -> exp.Expr:
    return call("athena_array_max" if isinstance(node, exp.ArrayMax) else "athena_array_min", node.this)


def _whole(node: exp.Expr) -> exp.Expr:
    """DuckDB makes a whole number a DOUBLE."""
    return call("athena_ceil" if isinstance(node, exp.Ceil) else "athena_floor", node.this)


def _rounded(node: exp.Expr) -> exp.Expr | None:
    """DuckDB 2.0 rounds 0.35 down, which is a little less; Trino rounds 3.5, ten times as much."""
    digits = node.args.get("decimals")
    return call("athena_round", node.this, digits) if digits else None


def _length_of_a_map(node: exp.Expr) -> exp.Expr | None:
    return as_type(call("cardinality", node.this), "bigint") if is_map(node.this) else None


def _sequence(node: exp.Expr) -> exp.Expr:
    """Trino counts down where need be, and refuses a step that leads away; DuckDB's series of dates has timestamps."""
    start, end, step = node.args["start"], node.args["end"], node.args.get("step")
    if step is None:
        return call("athena_sequence", start, end)
    series = call("athena_sequence_step", start, end, step)
    if step.find(exp.Interval) is None:
        return series
    name = exp.to_identifier("v")
    return call("list_transform", series, exp.Lambda(this=of_type(name, start), expressions=[name]))


_NAMED: Final[Mapping[str, Callable[..., exp.Expr]]] = {
    "url_decode": lambda x: call("athena_url_decode", x),
    "any_match": lambda a, f: call("athena_contains", call("list_transform", a, f), exp.true()),
    "all_match": lambda a, f: call("athena_all", call("list_transform", a, f)),
    "none_match": lambda a, f: call("athena_none", call("list_transform", a, f)),
    "array_position": lambda a, x: call("athena_array_position", a, x),
    "at_timezone": lambda x, zone: times.local_time(exp.AtTimeZone(this=x.copy(), zone=zone.copy())),
    "json_array_length": lambda a: call("athena_json_array_length", a),
}


def _by_name(node: exp.Expr) -> exp.Expr | None:
    rule = _NAMED.get(node.name.lower())
    return rule(*node.expressions) if rule else None


def _try_without_an_error(node: exp.Expr) -> exp.Expr | None:
    """TRY goes row by row after an error, and misses that of a constant (DuckDB 2.0): f_or_null(try(x)) is try(f(x))."""
    value = node.this
    if isinstance(value, exp.Column | exp.Literal | exp.Identifier | exp.Null):
        return value.copy()
    if isinstance(value, exp.StrToTime) and isinstance(value.args["format"], exp.Literal):
        text = exp.StrToTime(this=exp.null(), format=value.args["format"].copy()).sql("duckdb")
        return call("try_strptime", _tried(value.this), string(text.removeprefix("STRPTIME(NULL, '")[:-2].replace("''", "'")))
    if isinstance(value, exp.Anonymous) and value.name in (*casts.NULL_INSTEAD, *casts.NULL_INSTEAD.values()):
        return call(casts.NULL_INSTEAD.get(value.name, value.name), _tried(value.expressions[0]))
    return None


def _tried(node: exp.Expr) -> exp.Expr:
    tried = exp.Try(this=node.copy())
    return _try_without_an_error(tried) or tried


def _rows_become_columns(node: exp.Expr) -> exp.Expr | None:
    """An array of rows gives a column a field, a map two, several arrays one each, short ones filled up with NULL."""
    alias = node.args.get("alias")
    wide = len(alias.columns) > 1 if alias else False
    if node.args.get("offset") or not (wide or len(node.expressions) > 1):
        return None
    items = [call("map_entries", item) if is_map(item) else item for item in node.expressions]
    depth = exp.Kwarg(this=exp.to_identifier("max_depth"), expression=numeral(2))
    unnested = [call("unnest", item, *([depth] if len(items) == 1 else [])) for item in items]
    return exp.Subquery(this=exp.Select(expressions=unnested), alias=alias.copy() if alias else None)


def is_map(node: exp.Expr) -> bool:
    """Whether the expression shows that it is a map."""
    return isinstance(node, exp.Map | exp.VarMap) or (isinstance(node, exp.Cast) and node.to.is_type("map"))


_OUTER: Final = (
    aggregates.sum_of_integers_is_bigint, aggregates.percentile_of_the_upper_neighbour, aggregates.correlation_or_null,
)
RULES: Final[dict[type[exp.Expr], Iterable[Rule]]] = {
    exp.Literal: (texts.nul_is_a_character, texts.text_stays_a_text),
    exp.Add: (times.date_and_interval_is_a_date,),
    exp.Sub: (times.date_and_interval_is_a_date,),
    exp.Sum: _OUTER,
    exp.Corr: _OUTER,
    exp.ApproxQuantile: _OUTER,
    exp.Filter: _OUTER,
    exp.Window: _OUTER,
    exp.ApproxDistinct: (aggregates.distinct_values_are_counted,),
    exp.CountIf: (aggregates.count_if_is_bigint,),
    exp.ArgMax: (aggregates.extreme_row_even_if_null,),
    exp.ArgMin: (aggregates.extreme_row_even_if_null,),
    exp.Div: (_division_by_zero,),
    exp.Mod: (_division_by_zero,),
    exp.TimestampTrunc: (times.truncated_date_is_a_date,),
    exp.DateTrunc: (times.truncated_date_is_a_date,),
    exp.DateAdd: (times.date_add_keeps_the_type,),
    exp.DateDiff: (times.whole_units_between,),
    exp.Extract: (times.part_by_its_name,),
    exp.YearOfWeek: (times.year_by_its_name,),
    exp.AtTimeZone: (times.local_time,),
    exp.Date: (casts.date,),
    exp.FromISO8601Date: (casts.iso_date,),
    exp.Struct: (_row,),
    exp.Tuple: (_row_of_a_table,),
    exp.Neg: (casts.no_wider,),
    exp.Sign: (casts.sign_of_its_kind,),
    exp.Floor: (_whole,),
    exp.Ceil: (_whole,),
    exp.Round: (_rounded,),
    exp.Chr: (texts.count_is_an_integer,),
    exp.Pad: (texts.count_is_an_integer,),
    exp.Split: (texts.split,),
    exp.Trim: (texts.blanks_of_java,),
    exp.Upper: (texts.upper_of_java,),
    exp.GroupConcat: (texts.joined_by_what_is_said,),
    exp.BitwiseAnd: (_apart,),
    exp.BitwiseOr: (_apart,),
    exp.BitwiseXor: (_apart,),
    exp.Concat: (_apart,),
    exp.ArraySize: (_length_of_a_map,),
    exp.ArrayToString: (_joined,),
    exp.ArrayDistinct: (_first_ones_in_order,),
    exp.JSONFormat: (casts.json_escapes,),
    exp.FromISO8601Timestamp: (times.iso_time_in_utc,),
    exp.UnixToTime: (times.unix_time_in_utc,),
    exp.TimeToStr: (times.written_to_the_millisecond,),
    exp.StrToTime: (times.parsed_time_has_milliseconds,),
    exp.Cast: (casts.cast,),
    exp.TryCast: (casts.cast,),
    exp.ArrayContains: (_list_or_network,),
    exp.ArrayPosition: (_position_from_zero,),
    exp.ArrayMax: (_null_is_the_greatest,),
    exp.ArrayMin: (_null_is_the_greatest,),
    exp.RegexpExtract: (texts.regexp_group_or_null,),
    exp.RegexpReplace: (texts.regexp_groups_by_backslash,),
    exp.SplitPart: (texts.part_or_null,),
    exp.Substring: (texts.substring_of_java,),
    exp.JSONExtractScalar: (casts.json_text,),
    exp.JSONExtract: (casts.json_text,),
    exp.Anonymous: (_by_name,),
    exp.GenerateSeries: (_sequence,),
    exp.Try: (_try_without_an_error,),
    exp.Unnest: (_rows_become_columns,),
}


def to_duckdb(tree: exp.Expr) -> exp.Expr:
    """The tree that DuckDB answers as Athena answers the given one; `SETTINGS` and `macros` have to have run on the connection.

    >>> import sqlglot
    >>> to_duckdb(sqlglot.parse_one("select split_part(key, '/', 2) from s3_access", read="athena")).sql("duckdb")
    "SELECT ATHENA_SPLIT_PART(key, '/', 2) FROM s3_access"
    """
    tree = unordered(in_order(unrolled(ordered_by_the_answer(tree.copy()))))
    for node in reversed(list(tree.bfs())):
        for rule in RULES.get(type(node), ()):
            changed = rule(node)
            if changed is not None and changed is not node:
                node.replace(changed)
                break
    return shared(tree)
