"""How Athena is called, and a prefix -> a test that is ready to run, with what it will make and cost; nothing is made yet."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final

from athena_s3logs import price
from athena_s3logs.aws.client import Clients
from athena_s3logs.aws.scratch import DATABASE, RESULTS, Marker, Scratch
from athena_s3logs.connecting import reach
from athena_s3logs.locations import Location
from athena_s3logs.printable import amount, printable
from athena_s3logs.selftest.logs import sides
from athena_s3logs.selftest.questions import asked_of
from athena_s3logs.window import clock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    from athena_s3logs.aws.glue import GlueMetastore
    from athena_s3logs.config import Config
    from athena_s3logs.connecting import AthenaOptions
    from athena_s3logs.selftest.logs import Side

_PER_REQUEST: Final = 0.000005
"""US dollars for a PUT or LIST of S3, the dearest of those made: https://aws.amazon.com/s3/pricing/"""


# No slots: the sizes of the files are looked up once, and live in the instance.
@dataclass(frozen=True, kw_only=True)
class SelfTest:
    """All that a run needs; `earlier` is what another one left under the prefix."""

    options: AthenaOptions
    config: Config
    scratch: Scratch
    metastore: GlueMetastore
    folder: Path
    sides: tuple[Side, ...]
    marker: Marker
    earlier: Marker | None
    today: date

    @property
    def price_per_tb(self) -> float:
        """The price that is configured, or that of most regions."""
        return price.terabyte(self.options.setting("price_per_tb", self.config))

    def announcement(self) -> Iterator[str]:
        """What the run makes, and what it costs at most, in lines for people."""
        asked = [one for side in self.sides for one in asked_of(side)]
        tables = sum(len(side.tables) for side in self.sides)
        most = sum(price.cost(one.most, per_tb=self.price_per_tb) for one in asked)
        keys, place = self.marker.keys, printable(self.scratch.place.url)
        if self.earlier:
            yield (
                f"An earlier selftest, begun {printable(self.earlier.begun)}, left its database {self.earlier.database} and"
                f" {len(self.earlier.keys):,} objects. They are removed first; if it still runs, end it before."
            )
        yield "This makes in your account, and removes again:"
        yield f"  the database {self.marker.database}, with {tables} tables and as many views"
        yield f"  {len(keys):,} objects ({amount(self._size)}) under {place}, and the results of its queries"
        yield (
            f"It asks {len(asked)} questions, for each of which Athena charges 10 MB at least:"
            f" {price.money(most)} at {price.money(self.price_per_tb)} per TB; tables and views are free."
        )
        requests = price.money(self._requests * _PER_REQUEST)
        yield f"S3 charges for some thousand requests, {requests} at most. It takes up to ten minutes."

    @cached_property
    def _size(self) -> int:
        return sum((self.folder / key).stat().st_size for key in self.marker.keys)

    @property
    def _requests(self) -> int:
        """Each object is written once, and read or listed by every question to its side at most."""
        read = sum(len(table.files) for side in self.sides for _ in asked_of(side) for table in side.tables)
        return len(self.marker.keys) + read


def prepare(prefix: str, folder: Path, options: AthenaOptions, config: Config, *, today: date) -> SelfTest:
    """A test under a prefix that is empty, or that an earlier one left; its logs are written into a folder of this machine."""
    place, database = Location.parse(prefix).with_slash(), f"{DATABASE}{secrets.token_hex(6)}"
    service, metastore = reach(options, config)
    group = service.workgroup()
    if not (service.location or (group and group.managed)):
        options = replace(options, output_location=f"{place.url}{RESULTS}")
        service, metastore = reach(options, config)
    scratch = Scratch(service=service, clients=Clients(service.session), place=place)
    earlier = scratch.earlier()
    found = sides(folder, place.url, database, today=today)
    return SelfTest(
        options=options,
        config=config,
        scratch=scratch,
        metastore=metastore,
        folder=folder,
        sides=found,
        marker=_marker(folder, database, service.name),
        earlier=earlier,
        today=today,
    )


def _marker(folder: Path, database: str, workgroup: str) -> Marker:
    keys = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return Marker(database=database, workgroup=workgroup, begun=f"{clock().isoformat()}Z", keys=tuple(keys))
