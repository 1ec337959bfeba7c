"""A list -> one page of it, as the List calls of the API give them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.stand.athena.errors import invalid

if TYPE_CHECKING:
    from collections.abc import Sequence


def page(name: str, items: Sequence[Any], request: dict[str, Any], *, most: int) -> dict[str, Any]:
    """A page under its name, and the token of the next one.

    >>> page("Names", ["a", "b", "c"], {"MaxResults": 2}, most=50)
    {'Names': ['a', 'b'], 'NextToken': '2'}
    """
    start, size = offset(request), request.get("MaxResults") or most
    shown: dict[str, Any] = {name: list(items[start : start + size])}
    return shown | ({"NextToken": str(start + size)} if start + size < len(items) else {})


def offset(request: dict[str, Any]) -> int:
    """Where the page of a token begins."""
    token = request.get("NextToken") or "0"
    if not token.isdecimal():
        raise invalid("Invalid NextToken")
    return int(token)
