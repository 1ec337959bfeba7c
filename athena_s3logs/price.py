"""Bytes that Athena scans -> what it asks for them."""

from __future__ import annotations

from typing import Final

PER_TB: Final = 5.0
"""US dollars for a terabyte in most regions, where no other price is configured."""

_TB: Final = 1 << 40
_MB: Final = 1 << 20
_LEAST: Final = 10 * _MB
"""What a query is charged for at least: https://aws.amazon.com/athena/pricing/"""


def cost(scanned: int, *, per_tb: float = PER_TB) -> float:
    """The money for one query: whole megabytes, ten of them at least.

    >>> cost(1 << 40), round(cost(1), 7)
    (5.0, 4.77e-05)
    """
    charged = max(-(-scanned // _MB) * _MB, _LEAST)
    return charged / _TB * per_tb
