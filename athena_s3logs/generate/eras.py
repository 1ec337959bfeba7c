"""A day -> how S3 and its clients spoke then: fields of a line, version of a record, signatures, TLS."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from athena_s3logs.generate.dice import Dice

V = TypeVar("V")

FIELD_COUNTS: Final = (
    (date.min, 18),
    (date(2019, 4, 1), 24),
    (date(2021, 7, 16), 25),
    (date(2022, 11, 16), 26),
    (date(2026, 3, 1), 27),
)
"""From when on a line of the access log has how many fields (shared/formats.md, 1)."""

EXTRA_TOKEN: Final = (date(2019, 3, 1), date(2019, 4, 30))
"""When lines could hold an extra token before the host id."""

_VERSIONS: Final = (
    (date.min, "1.05"),
    (date(2020, 1, 1), "1.07"),
    (date(2020, 10, 1), "1.08"),
    (date(2024, 3, 1), "1.09"),
    (date(2024, 9, 1), "1.10"),
    (date(2025, 1, 1), "1.11"),
)
_TLS_DETAILS: Final = date(2020, 10, 1)
_TLS_13: Final = date(2022, 5, 1)
_KEY_EXCHANGE: Final = date(2025, 1, 1)
_LEGACY_START: Final = date(2018, 1, 1)
_LEGACY_LEFT: Final = 0.01
_LEGACY_FADING: Final = 0.7


@dataclass(frozen=True, slots=True)
class Era:
    """What was usual on one day."""

    day: date
    fields: int
    version: str

    @property
    def tls_details(self) -> bool:
        """Whether CloudTrail tells the TLS version."""
        return self.day >= _TLS_DETAILS

    @property
    def key_exchange(self) -> bool:
        """Whether CloudTrail tells the key exchange."""
        return self.day >= _KEY_EXCHANGE

    @property
    def legacy_share(self) -> float:
        """How many of the machines still sign with SigV2 or speak TLS 1.1: less every year.

        >>> [round(era(date(year, 6, 1)).legacy_share, 2) for year in (2018, 2020, 2026)]
        [0.86, 0.42, 0.05]
        """
        years = max(0.0, (self.day - _LEGACY_START).days / 365)
        return max(_LEGACY_LEFT, float(_LEGACY_FADING**years))

    def tls(self, dice: Dice) -> tuple[str, str]:
        """TLS version and cipher suite of an up-to-date client."""
        if self.day >= _TLS_13 and dice.chance(0.8):
            return "TLSv1.3", "TLS_AES_128_GCM_SHA256"
        return "TLSv1.2", "ECDHE-RSA-AES128-GCM-SHA256"


def era(day: date) -> Era:
    """What was usual on that day.

    >>> [era(date(year, 12, 1)).fields for year in (2018, 2019, 2021, 2022, 2026)]
    [18, 24, 25, 26, 27]
    """
    return Era(day, _at(FIELD_COUNTS, day), _at(_VERSIONS, day))


def _at(steps: tuple[tuple[date, V], ...], day: date) -> V:
    return steps[bisect_right([start for start, _ in steps], day) - 1][1]
