"""Fixtures that several test modules share."""

from __future__ import annotations

import pytest

from tests.java import JavaRegex


@pytest.fixture(scope="session")
def java(tmp_path_factory: pytest.TempPathFactory) -> JavaRegex:
    return JavaRegex(tmp_path_factory.mktemp("java"))
