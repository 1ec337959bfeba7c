"""One seed -> all that looks random: choices, request ids, host ids, event ids."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Sequence
from random import Random
from typing import Final, TypeVar

T = TypeVar("T")

_BLOCK: Final = 1024
_LETTERS: Final = bytes(b"0123456789ABCDEFGHJKMNPQRSTVWXYZ"[number % 32] for number in range(256))


class Dice:
    """A seeded source of choices; ids are drawn in blocks, because they are needed for every line."""

    def __init__(self, seed: str) -> None:
        self._rng = Random(seed)  # noqa: S311 (logs have to be reproducible, not secret)
        self.random = self._rng.random
        self.choices = self._rng.choices
        self.sample = self._rng.sample
        self.request_id = self._request_ids().__next__
        self.host_id = self._host_ids().__next__
        self.event_id = self._event_ids().__next__

    def below(self, limit: int) -> int:
        """A number from 0 to limit - 1."""
        return int(self.random() * limit)

    def between(self, low: int, high: int) -> int:
        """A number from low to high, both included."""
        return low + int(self.random() * (high - low + 1))

    def pick(self, values: Sequence[T]) -> T:
        """One of the values."""
        return values[int(self.random() * len(values))]

    def chance(self, share: float) -> bool:
        """True as often as the share says."""
        return self.random() < share

    def hexadecimal(self, length: int) -> str:
        """As many hexadecimal digits."""
        return self._rng.randbytes((length + 1) // 2).hex()[:length]

    def letters(self, length: int) -> str:
        """As many capitals and digits, as ids and file names have them."""
        return self._rng.randbytes(length).translate(_LETTERS).decode()

    def _request_ids(self) -> Iterator[str]:
        while True:
            block = self.letters(16 * _BLOCK)
            for start in range(0, len(block), 16):
                yield block[start : start + 16]

    def _host_ids(self) -> Iterator[str]:
        while True:
            block = b64encode(self._rng.randbytes(57 * _BLOCK)).decode()
            for start in range(0, len(block), 76):
                yield block[start : start + 76]

    def _event_ids(self) -> Iterator[str]:
        while True:
            block = self.hexadecimal(32 * _BLOCK)
            for start in range(0, len(block), 32):
                text = block[start : start + 32]
                yield f"{text[:8]}-{text[8:12]}-4{text[13:16]}-a{text[17:20]}-{text[20:]}"
