# ruff: noqa: S603
# The command is the benchmarks' own.
"""A command -> its output, and in a file what it took; a small process by itself, since the peak of whoever starts one counts.

python benchmarks/launch.py FILE COMMAND...
"""

import json
import os
import subprocess
import sys
import time


def main() -> int:
    """The exit code of the command."""
    start = time.perf_counter()
    with subprocess.Popen(sys.argv[2:], stdout=subprocess.PIPE, stdin=subprocess.DEVNULL) as process:
        output = process.stdout.read() if process.stdout else b""
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - start
    with open(sys.argv[1], "w", encoding="utf-8") as file:  # noqa: PTH123  pathlib would be more to import
        json.dump([seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024], file)
    sys.stdout.buffer.write(output)
    return process.returncode


if __name__ == "__main__":
    raise SystemExit(main())
