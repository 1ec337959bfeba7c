"""Declared parameters and given values -> typed values, or all mistakes in one error."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from athena_s3logs.errors import MissingValuesError, ParameterError
from athena_s3logs.header import near
from athena_s3logs.values import Value, expected, from_text, to_value

if TYPE_CHECKING:
    from athena_s3logs.header import Param


def bind(params: Sequence[Param], given: Mapping[str, object]) -> dict[str, Value]:
    """The value of each parameter, in the order of their declaration.

    A datetime without a zone is UTC, one with a zone is converted. None is taken where the default is null.
    """
    return _bind(params, given, [])


def bind_text(params: Sequence[Param], pairs: Iterable[str]) -> dict[str, Value]:
    """The same, of the command line's ``name=value``.

    A list is given by repeating its name. A comma is text like any other, as keys and user agents have commas; and
    null has no spelling, as ``null`` is text too: leave the parameter out.
    """
    texts: dict[str, list[str]] = {}
    problems = []
    for pair in pairs:
        name, equals, text = pair.partition("=")
        if not equals:
            problems.append(f"{pair!r}: expected name=value")
        else:
            texts.setdefault(name, []).append(text)
    types = {param.name: param.type for param in params}
    given: dict[str, object] = {}
    for name, several in texts.items():
        items = [from_text(types.get(name, "string"), text) for text in several]
        given[name] = items if types.get(name, "").endswith("[]") else items[0]
        if name in types and not types[name].endswith("[]") and len(items) > 1:
            problems.append(f"{name}: given {len(items)} times, and it takes one value")
    return _bind(params, given, problems)


def _bind(params: Sequence[Param], given: Mapping[str, object], problems: list[str]) -> dict[str, Value]:
    names = [param.name for param in params]
    problems += [_unknown(name, names) for name in given if name not in names]
    values = {}
    for param in params:
        try:
            values[param.name] = _value(param, given)
        except ValueError as error:
            problems.append(f"{param.name}: {error}")
    if problems:
        missing = [param for param in params if param.required and param.name not in given]
        raise (MissingValuesError if len(missing) == len(problems) else ParameterError)(tuple(problems))
    return values


def _value(param: Param, given: Mapping[str, object]) -> Value:
    if param.name in given:
        value = given[param.name]
        return None if value is None and param.nullable else to_value(param.type, value)
    if param.required:
        about = f"; {param.description}" if param.description else ""
        wanted = f"{expected(param.type)}, by -p {param.name}=... or {param.name}= in Python"
        raise ValueError(f"missing, expected {wanted}{about}")
    return param.default


def _unknown(name: str, names: list[str]) -> str:
    known = f"it takes {', '.join(names) or 'none'}"
    return f"{name}: no parameter of this query; {near(name, names, known)}"
