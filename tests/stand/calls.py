"""One call over HTTP, to a server of the stand, that is answered in JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.request import Request, urlopen

if TYPE_CHECKING:
    from collections.abc import Mapping


def call(address: str, body: bytes | None = None, *, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
    """POST a body, or GET without one."""
    with urlopen(Request(address, body, dict(headers or {})), timeout=300) as response:  # noqa: S310  our own servers
        answer: dict[str, Any] = json.load(response)
    return answer
