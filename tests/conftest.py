"""Fixtures that several test modules share."""

from __future__ import annotations

import os
import signal

import pytest
from hypothesis import settings

from tests import proof
from tests.java import JavaRegex

# In CI the same examples each time: what chance finds there belongs to no change in particular. `make test` goes on searching.
settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")

# What tests ask is not what somebody paid for.
os.environ["ATHENA_S3LOGS_LEDGER"] = "off"

# A shell has what it runs in the background ignore Ctrl-C, and its children too: here it is sent to some on purpose.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def java(tmp_path_factory: pytest.TempPathFactory) -> JavaRegex:
    return JavaRegex(tmp_path_factory.mktemp("java"))


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """A run that is whole and good is written down, where that is wished for."""
    if exitstatus == pytest.ExitCode.OK:
        stats = session.config.pluginmanager.getplugin("terminalreporter").stats
        proof.write(passed=len(stats.get("passed", ())), skipped=len(stats.get("skipped", ())))
