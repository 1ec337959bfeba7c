"""What the server keeps: the stand that it asks, and all that was started, created and commanded."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.stand.athena.faults import Faults
from tests.stand.athena.workgroups import primary

if TYPE_CHECKING:
    from pathlib import Path

    from tests.stand.athena.executions import Execution
    from tests.stand.stand import Stand


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """Athena's memory."""

    stand: Stand
    folder: Path
    faults: Faults = field(default_factory=Faults)
    executions: dict[str, Execution] = field(default_factory=dict)
    workgroups: dict[str, dict[str, Any]] = field(default_factory=lambda: {"primary": primary()})
    named_queries: dict[str, dict[str, Any]] = field(default_factory=dict)
    tokens: dict[str, tuple[dict[str, Any], str]] = field(default_factory=dict)  # request token -> request, query id
    lock: threading.Lock = field(default_factory=threading.Lock)
    hive: threading.Lock = field(default_factory=threading.Lock)  # Hive's one session has one current database
