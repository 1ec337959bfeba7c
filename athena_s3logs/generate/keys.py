"""A bucket -> keys of objects in it, and their sizes."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final
from zlib import crc32

from athena_s3logs.generate import company

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from athena_s3logs.generate.dice import Dice
    from athena_s3logs.generate.request import Bucket

_TABLES: Final = ("sales", "clicks", "orders", "inventory")
_REPORTS: Final = (
    "finance/Q{0} summary.pdf",
    "finance/forecast 100% final {0}.xlsx",
    "berichte/Prüfung Übersicht {0}.pdf",
    "レポート/売上 {0}.csv",
    "plans/a+b comparison {0}.docx",
    "notes/it's \"quoted\" {0}.txt",
    "monthly/report-{0}.pdf",
    "monthly/report-{0}.csv",
)
_ASSETS: Final = (
    "assets/app.{0:08x}.js", "assets/style.{0:08x}.css", "images/hero-{0}.webp", "index.html", "fonts/text-{0}.woff2",
)
_SIZES: Final = tuple(int(700 * 1.045**step) for step in range(256))


def key_in(bucket: Bucket, dice: Dice, day: date) -> str:
    """Some object's key; new objects are read more than old ones."""
    return _MAKERS[bucket](dice, day)


def size_of(key: str) -> int:
    """Size of an object: always the same for one key.

    >>> size_of("a") == size_of("a") > 0
    True
    """
    number = crc32(key.encode())
    return _SIZES[number & 255] + (number >> 22)


def number_of(dice: Dice, limit: int) -> int:
    """A number below the limit, small ones being popular."""
    roll = dice.random()
    return int(limit * roll * roll * roll)


def _lake(dice: Dice, day: date) -> str:
    partition = day - timedelta(days=number_of(dice, 30))
    return f"{dice.pick(_TABLES)}/dt={partition}/part-{dice.below(64):05}.snappy.parquet"


def _web(dice: Dice, _: date) -> str:
    return dice.pick(_ASSETS).format(number_of(dice, 400))


def _media(dice: Dice, day: date) -> str:
    return f"photos/{day.year}/{day.month:02}/img_{number_of(dice, 90_000):06}.jpg"


def _reports(dice: Dice, _: date) -> str:
    return dice.pick(_REPORTS).format(1 + number_of(dice, 40))


def _exports(dice: Dice, _: date) -> str:
    return f"customers/2024/export-{dice.below(2_000):04}.csv.gz"


def _downloads(dice: Dice, _: date) -> str:
    number = number_of(dice, 30)
    return f"releases/v{number // 10}.{number % 10}/example-tool-{dice.pick(('linux', 'macos', 'windows'))}.tar.gz"


def _backups(dice: Dice, day: date) -> str:
    return f"db/{day:%Y/%m/%d}/dump-{dice.below(24):02}.bak"


def _logs(dice: Dice, day: date) -> str:
    return f"elb/AWSLogs/{company.MAIN}/elasticloadbalancing/{company.IRELAND}/{day:%Y/%m/%d}/{dice.letters(12)}.log.gz"


def _sandbox(dice: Dice, _: date) -> str:
    return f"try/{dice.below(500)}.ipynb"


_MAKERS: Final[dict[Bucket, Callable[[Dice, date], str]]] = {
    company.LAKE: _lake,
    company.WEB: _web,
    company.MEDIA: _media,
    company.REPORTS: _reports,
    company.EXPORTS: _exports,
    company.DOWNLOADS: _downloads,
    company.BACKUPS: _backups,
    company.LOGS: _logs,
    company.SANDBOX: _sandbox,
}
