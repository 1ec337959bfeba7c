"""An object of S3 -> a stream whose next parts are fetched, several at once, while one is read."""

from __future__ import annotations

import io
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Final

from athena_s3logs.aws.client import patiently, streamed, told

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import GetObjectOutputTypeDef

_PART: Final = 8 << 20
_AT_ONCE: Final = 6
"""Parts under way or waiting: a single request of S3 gives some 50 to 90 MB/s, less than what reads them takes."""


class Download(io.RawIOBase):
    """An object of S3 as it was when it was opened; `place` is what GetObject takes."""

    def __init__(self, client: S3Client, **place: Any) -> None:  # noqa: ANN401  as boto3 has it
        self._client, self._place = client, place
        self._url = f"s3://{place['Bucket']}/{place['Key']}"
        first, body = self._get(0)
        self._now = memoryview(body)
        self._place["IfMatch"] = first["ETag"]
        size = int(first["ContentRange"].rpartition("/")[2])
        self._starts = iter(range(_PART, size, _PART))
        self._pool = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="athena_s3logs-download")
        self._coming: deque[Future[tuple[GetObjectOutputTypeDef, bytes]]] = deque()

    def readable(self) -> bool:
        """It can be read."""
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401  what can be written to
        """Fill the buffer with what comes next; 0 at the end."""
        if not self._now:
            self._go_on()
        count = min(len(buffer), len(self._now))
        buffer[:count] = self._now[:count]
        self._now = self._now[count:]
        return count

    def read(self, size: int = -1) -> bytes:
        """At most so many bytes of the next part, which are not copied where they are all of it; b"" at the end."""
        if size < 0:
            return self.readall()
        if not self._now:
            self._go_on()
        taken, self._now = self._now[:size], self._now[size:]
        return bytes(taken)

    def close(self) -> None:
        """Let go of what is under way."""
        if not self.closed:
            for part in self._coming:
                part.cancel()
            self._pool.shutdown(wait=False)
        super().close()

    def _go_on(self) -> None:
        while len(self._coming) < _AT_ONCE and (start := next(self._starts, None)) is not None:
            self._coming.append(self._pool.submit(self._get, start))
        self._now = memoryview(self._coming.popleft().result()[1] if self._coming else b"")

    def _get(self, start: int) -> tuple[GetObjectOutputTypeDef, bytes]:
        """A part whole: a result that was paid for is not lost because a line broke."""

        def once() -> tuple[GetObjectOutputTypeDef, bytes]:
            answer = self._client.get_object(**self._place, Range=f"bytes={start}-{start + _PART - 1}")
            with streamed():
                return answer, answer["Body"].read()

        with told(f"read {self._url}"):
            return patiently(once)
