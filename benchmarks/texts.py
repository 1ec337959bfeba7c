"""Rounds -> seconds in which the library is read and each question's SQL is made, as JSON.

python benchmarks/texts.py ROUNDS
"""

import json
import sys
import time
import warnings
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from athena_s3logs import S3Logs, Window
from athena_s3logs.header import Param
from athena_s3logs.library import load

VALUES = {"string": "x", "integer": 1, "double": 1.0, "boolean": True, "date": "2026-09-01", "timestamp": "2026-09-01"}


def main() -> None:
    """All of it on standard output."""
    warnings.simplefilter("ignore")
    count = int(sys.argv[1])
    parts = {"location": "s3://example-logs/", "layout": "flat"}
    location = "s3://example-trail/AWSLogs/111122223333/CloudTrail/"
    trail = {"location": location, "regions": ["eu-west-1"], "first_day": date(2026, 8, 1)}
    logs = S3Logs.configured({"s3_access": parts, "cloudtrail": trail})
    found = {"library, files listed": [spent(load) for _ in range(count)]}
    found["library, all headers read"] = [spent(lambda: list(load().values())) for _ in range(count)]
    found["first SQL"] = [spent(lambda: text(logs, "requests_by_operation"))]
    found["SQL of each question"] = [spent(partial(text, logs, name)) for _ in range(count) for name in logs.library]
    sys.stdout.write(json.dumps(found))


def text(logs: S3Logs, name: str) -> str:
    """Athena's SQL, its required parameters being anything."""
    given = {param.name: value(param) for param in logs.library[name].params if param.required}
    return logs.sql(name, Window.all_time(), **given)


def value(param: Param) -> Any:  # noqa: ANN401  of the type that it has
    """A value of its type."""
    one = VALUES[param.type.removesuffix("[]")]
    return [one] if param.type.endswith("[]") else one


def spent(work: Callable[[], object]) -> float:
    """Seconds of a call."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
