"""Tree of a query -> tree for Athena, where two engines of one dialect differ or a text means more than its author."""

from __future__ import annotations

import re

from sqlglot import exp

from athena_s3logs.translate import patterns
from athena_s3logs.translate.nodes import numeral, string
from athena_s3logs.translate.texts import joined_by_what_is_said


def to_athena(tree: exp.Query) -> exp.Query:
    """The tree with networks held to their family, and each `$` of a pattern to the very end; and what sqlglot would lose."""
    tree = tree.copy()
    _hold_networks_to_their_family(tree)
    for node in tree.find_all(*patterns.REGEXES):
        for literal in patterns.literals(node.expression):
            if literal is not None:
                literal.set("this", patterns.to_the_very_end(literal.name))
    for node in tree.find_all(exp.GroupConcat):
        joined_by_what_is_said(node)
    for node in tree.find_all(exp.Cast):
        _keep_the_digits(node)
    return tree


def _keep_the_digits(cast: exp.Cast) -> None:
    """Give `decimal '1.10'` the type that it has: sqlglot writes it as a cast, to a decimal without a fraction."""
    digits = re.fullmatch(r"[+-]?0*([0-9]*)\.?([0-9]*)", cast.this.name) if cast.this.is_string else None
    if digits and cast.to.is_type("decimal") and not cast.to.expressions:
        whole, fraction = map(len, digits.groups())
        cast.set("to", exp.DataType.build(f"decimal({max(whole + fraction, 1)}, {fraction})"))


def _hold_networks_to_their_family(tree: exp.Query) -> None:
    """Make each `contains(network, address)` false where they are of two families.

    Trino 398, with which engine version 3 of Athena began, has an error there: one IPv6 client fails the whole query.
    """
    for node in list(tree.find_all(exp.ArrayContains)):
        address = node.expression
        if isinstance(address, exp.Cast) and address.to.this == exp.DType.IPADDRESS:
            # The address as a text again, since that of ::ffff:10.1.2.3, which is IPv4, is 10.1.2.3.
            other = exp.NEQ(this=_is_version_6(node.this), expression=_is_version_6(exp.cast(address.copy(), "varchar")))
            node.replace(exp.Case(ifs=[exp.If(this=other, true=exp.false())], default=node.copy()))


def _is_version_6(text: exp.Expr) -> exp.Expr:
    return exp.Paren(this=exp.GT(this=exp.StrPosition(this=text.copy(), substr=string(":")), expression=numeral(0)))
