"""Rules for aggregates, with their FILTER and OVER."""

from __future__ import annotations

from sqlglot import exp

from athena_s3logs.translate.nodes import as_type, call, numeral, of_type, string


def aggregate(node: exp.Expr) -> exp.Expr | None:
    """The aggregate of a whole call, FILTER and OVER included; None where the node is only a part of such a call."""
    above = node.parent
    if isinstance(above, exp.Filter | exp.Window) and above.this is node:
        return None
    while isinstance(node, exp.Filter | exp.Window | exp.IgnoreNulls):
        node = node.this
    return node


def _argument(call_: exp.Expr) -> exp.Expr:
    value: exp.Expr = call_.this
    if isinstance(value, exp.Distinct):
        value = value.expressions[0]
    return value


def sum_of_integers_is_bigint(node: exp.Expr) -> exp.Expr | None:
    """DuckDB's is HUGEINT, which pandas makes a float; sums of doubles stay doubles."""
    found = aggregate(node)
    if not isinstance(found, exp.Sum):
        return None
    value = exp.Add(this=exp.paren(_argument(found).copy()), expression=as_type(numeral(0), "bigint"))
    return of_type(node, value if isinstance(node, exp.Window) else exp.AnyValue(this=value))


def percentile_of_the_upper_neighbour(node: exp.Expr) -> exp.Expr | None:
    """Trino takes element floor(p * n), counted from 0; quantile_disc does so from the other end."""
    found = aggregate(node)
    if not isinstance(found, exp.ApproxQuantile):
        return None
    quantile = found.args["quantile"]
    several = isinstance(quantile, exp.Array)
    ones = [exp.Sub(this=numeral(1), expression=exp.paren(p.copy())) for p in (quantile.expressions if several else [quantile])]
    disc = call(
        "quantile_disc", exp.Neg(this=exp.paren(found.this.copy())), exp.Array(expressions=ones) if several else ones[0]
    )
    whole = _exchange(node, found, disc)
    if not several:
        return exp.Neg(this=exp.paren(whole))
    name = exp.to_identifier("v")
    return call("list_transform", whole, exp.Lambda(this=exp.Neg(this=name), expressions=[name.copy()]))


def correlation_or_null(node: exp.Expr) -> exp.Expr | None:
    """DuckDB has NaN where a side is constant."""
    found = aggregate(node)
    if not isinstance(found, exp.Corr):
        return None
    return exp.Nullif(this=node.copy(), expression=as_type(string("nan"), "double"))


def _exchange(whole: exp.Expr, old: exp.Expr, new: exp.Expr) -> exp.Expr:
    if whole is old:
        return new
    copied = whole.copy()
    for node in list(copied.find_all(type(old))):
        node.replace(new)
    return copied


def distinct_values_are_counted(node: exp.Expr) -> exp.Expr:
    """DuckDB's estimate is another one than Trino's; the true number is within the bounds of both."""
    return exp.Count(this=exp.Distinct(expressions=[node.this.copy()]))


def count_if_is_bigint(node: exp.Expr) -> exp.Expr:
    """DuckDB has had HUGEINT for it."""
    return exp.Count(this=exp.Case(ifs=[exp.If(this=node.this.copy(), true=numeral(1))]))


def extreme_row_even_if_null(node: exp.Expr) -> exp.Expr:
    """Trino gives the value of the extreme row, DuckDB that of the extreme row that has one."""
    name = "arg_max_null" if isinstance(node, exp.ArgMax) else "arg_min_null"
    return call(name, node.this, node.expression)
