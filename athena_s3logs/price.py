"""Bytes that Athena scans -> what it asks for them."""

from __future__ import annotations

import math
from typing import Final

from athena_s3logs.errors import SettingError

PER_TB: Final = 5.0
"""US dollars for a terabyte in most regions, where no other price is configured."""

EXPECTED: Final = "US dollars for a terabyte, as in 5.0"

_DEAR: Final = 1_000_000
_TB: Final = 1 << 40
_MB: Final = 1 << 20
_LEAST: Final = 10 * _MB
"""What a query is charged for at least: https://aws.amazon.com/athena/pricing/"""


def is_price(value: object) -> bool:
    """Whether a value can be the price of a terabyte."""
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < _DEAR


def terabyte(given: float | None) -> float:
    """The price that is given, or the one that is assumed; SettingError where it is none."""
    if given is not None and not is_price(given):
        raise SettingError(f"price_per_tb: expected {EXPECTED}")
    return PER_TB if given is None else given


def cost(scanned: int, *, per_tb: float | None = None) -> float:
    """The money for one query: whole megabytes, ten of them at least, at a price that is assumed where none is given.

    >>> cost(1 << 40), round(cost(1), 7)
    (5.0, 4.77e-05)
    """
    charged = max(-(-scanned // _MB) * _MB, _LEAST)
    return charged / _TB * terabyte(per_tb)


def money(cost: float) -> str:
    """US dollars, to the cent, or to two digits where that is finer.

    >>> money(1234.5), money(0.0123), money(4.77e-05)
    ('1,234.50 USD', '0.012 USD', '0.000048 USD')
    """
    places = 2 if cost >= 0.1 or not cost else 1 - math.floor(math.log10(cost))  # noqa: PLR2004  two digits of cents
    return f"{cost:,.{places}f} USD"
