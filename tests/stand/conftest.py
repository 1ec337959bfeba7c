"""The stand as a fixture, one for the whole run of the tests."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NoReturn

import pytest

from tests import proof
from tests.stand.errors import MissingPartError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.stand.athena.client import Client
    from tests.stand.athena.server import Athena
    from tests.stand.old_trino import OldTrino
    from tests.stand.stand import Stand


@pytest.fixture(scope="session")
def stand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stand]:
    """Athena's parts, running; where a part is missing the tests are skipped, but in CI they fail."""
    from tests.stand.parts import HIVE, TRINO, find_parts
    from tests.stand.stand import running_stand

    try:
        find_parts()
    except MissingPartError as missing:
        refuse(str(missing))
    proof.version("Trino", TRINO)
    proof.version("Hive", HIVE)
    with running_stand(tmp_path_factory.mktemp("stand")) as running:
        yield running


@pytest.fixture(scope="session")
def old_trino(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OldTrino]:
    """The Trino with which engine version 3 of Athena began."""
    from tests.stand.old_trino import running_old_trino
    from tests.stand.parts import OLD_TRINO, find_old_parts

    try:
        parts = find_old_parts()
    except MissingPartError as missing:
        refuse(str(missing))
    proof.version("Trino, the older one", OLD_TRINO)
    with running_old_trino(tmp_path_factory.mktemp("old_trino"), parts) as running:
        yield running


@pytest.fixture(scope="session")
def athena(stand: Stand, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Athena]:
    """Athena's API over the stand."""
    from tests.stand.athena.server import running_athena

    with running_athena(stand, tmp_path_factory.mktemp("athena")) as running:
        yield running


@pytest.fixture(scope="session")
def client(athena: Athena) -> Iterator[Client]:
    """A client of Athena's, and a bucket for results."""
    from tests.stand.athena.client import RESULTS

    athena.stand.s3.create_bucket(Bucket=RESULTS)
    client = athena.session().client("athena")
    yield client
    client.close()


@pytest.fixture
def aws(athena: Athena, monkeypatch: pytest.MonkeyPatch) -> Iterator[Athena]:
    """Athena, which every client of this process finds by the environment; its faults end with the test."""
    for name, value in athena.environment().items():
        monkeypatch.setenv(name, value)
    yield athena
    athena.faults.clear()


def refuse(reason: str) -> NoReturn:
    """Skip, or fail in CI, where everything has to be there."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)
