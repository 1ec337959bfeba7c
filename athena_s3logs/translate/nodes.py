"""The few kinds of nodes that the rules make, those that compare, and what a check is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from sqlglot import exp

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Check: TypeAlias = "tuple[type[exp.Expr] | tuple[type[exp.Expr], ...], Callable[[exp.Expr], Iterator[str]]]"
"""Kinds of nodes, and what is wrong with one."""

COMPARISONS: Final = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Between, exp.In, exp.NullSafeEQ, exp.NullSafeNEQ)


def call(name: str, *arguments: exp.Expr) -> exp.Anonymous:
    """A call of a function that sqlglot does not know; arguments are copied."""
    return exp.Anonymous(this=name, expressions=[argument.copy() for argument in arguments])


def string(value: str) -> exp.Literal:
    """A literal text."""
    return exp.Literal.string(value)


def numeral(value: int) -> exp.Expr:
    """A literal number."""
    return exp.Literal.number(value)


def as_type(node: exp.Expr, kind: str) -> exp.Cast:
    """A cast to a type of DuckDB."""
    return exp.Cast(this=node.copy(), to=exp.DataType.build(kind, dialect="duckdb"))


def of_type(node: exp.Expr, other: exp.Expr) -> exp.Expr:
    """A cast to the type that the other expression has, whatever it is."""
    return call("cast_to_type", node, other)
