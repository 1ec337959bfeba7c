"""Objects of S3 -> files in a folder laid out as in S3, fetched several at a time, each there whole or not at all."""

from __future__ import annotations

import fcntl
import hashlib
import itertools
import os
import re
import shutil
import time
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from errno import EEXIST, EISDIR, ENAMETOOLONG, ENOTDIR, ENOTEMPTY
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from athena_s3logs.aws.client import at_once, expired, passes, patiently, streamed
from athena_s3logs.engines.athena_faults import EXPIRED
from athena_s3logs.errors import SettingError, StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator, Mapping

    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import GetObjectOutputTypeDef

    from athena_s3logs.aws.listing import S3Object

_MD5: Final = re.compile("[0-9a-f]{32}")
_CHUNK: Final = 1 << 20
_BATCH: Final = 10_000
_COMING: Final = ".pull-"
_SILENCE: Final = 30.0
"""Seconds without a byte after which an object that was given up stands for all that are left."""

_IN_THE_WAY: Final = {EEXIST, ENOTDIR, EISDIR, ENAMETOOLONG, ENOTEMPTY}
"""What the names of other keys, or of this one, are to blame for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulled:
    """Files that are there now, by path and size; how many of them are new; and why others are not, by their address."""

    files: Mapping[Path, int]
    fetched: int
    fetched_bytes: int
    problems: Mapping[str, str]
    skipped: Mapping[str, int] = field(default_factory=dict)


class _Line:
    """Whether anything comes still: what is not there after all patience costs minutes, and may be the first of thousands."""

    def __init__(self) -> None:
        self._heard, self.left = time.monotonic(), ""

    def heard(self) -> None:
        """Something came."""
        self._heard = time.monotonic()

    def given_up(self) -> None:
        """An object was given up because S3 was busy or out of reach."""
        if time.monotonic() - self._heard > _SILENCE:
            self.left = self.left or f"S3 has not answered any request for {_SILENCE:g} s; run it again later"

    def check(self) -> None:
        """Raise where nobody asks for a further object."""
        if self.left:
            raise _NotFetchedError(self.left)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Task:
    """Where things go to, where they are while they come, by what line, and what is believed of a file that is there."""

    client: S3Client
    to: Path
    coming: Path
    line: _Line
    trusting: bool
    sleep: Callable[[float], object]


class _NotFetchedError(Exception):
    """An object that is not there in the end, and why."""


def pull(  # noqa: PLR0913  options by name
    client: S3Client,
    objects: Iterable[S3Object],
    to: Path,
    *,
    told: Callable[[int, int], None] = lambda *_: None,
    trusting: bool = False,
    sleep: Callable[[float], object] = time.sleep,
) -> Pulled:
    """Fetch what is not there yet, and tell the bytes that are done of all.

    What has the size of the object, and its MD5 where that is known, is there; for one who is `trusting`, what has its size
    and time.
    """
    wanted = list(objects)
    try:
        to.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingError(f"{error.filename or to}: cannot be written ({error.strerror or error})") from error
    try:
        with _coming(to) as coming:
            task = _Task(client=client, to=to.resolve(), coming=coming, line=_Line(), trusting=trusting, sleep=sleep)
            with closing(_fetched(task, wanted)) as fetched:  # when it is interrupted, nothing new begins
                return _collected(wanted, fetched, told)
    except OSError as error:
        place = error.filename or to
        raise StoreError(
            f"{place}: cannot be written ({error.strerror or error}); make room there, or choose another folder, and run it"
            " again: what has come is kept",
        ) from error


@contextmanager
def _coming(to: Path) -> Iterator[Path]:
    """Where files are while they come; what was left there by a process that was killed goes when nobody else is fetching.

    The lock on the folder itself ends with its process, however that ends; a file system that has none is not swept.
    """
    folder = os.open(to, os.O_RDONLY)
    try:
        with suppress(OSError):
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
            for left in to.glob(f"{_COMING}*"):
                shutil.rmtree(left, ignore_errors=True)
        with suppress(OSError):
            fcntl.flock(folder, fcntl.LOCK_SH)
        with TemporaryDirectory(prefix=_COMING, dir=to, ignore_cleanup_errors=True) as coming:
            yield Path(coming)
    finally:
        os.close(folder)


def _fetched(task: _Task, objects: list[S3Object]) -> Generator[tuple[Path, bool] | str, None, None]:
    """For each object its file and whether that is new, or else why it is not there."""

    def one(item: S3Object) -> tuple[Path, bool] | str:
        try:
            return _brought(task, item)
        except _NotFetchedError as error:
            return str(error)

    try:
        for start in range(0, len(objects), _BATCH):
            yield from at_once(one, objects[start : start + _BATCH])
    except BaseException:
        task.line.left = "interrupted"  # what is tried again in a thread that stays behind ends there
        raise


def _collected(
    objects: list[S3Object], fetched: Iterator[tuple[Path, bool] | str], told: Callable[[int, int], None],
) -> Pulled:
    files: dict[Path, int] = {}
    problems: dict[str, str] = {}
    new = []
    size = sum(item.size for item in objects)
    done = itertools.accumulate(item.size for item in objects)
    for item, result, bytes_done in zip(objects, fetched, done, strict=True):
        if isinstance(result, str):
            problems[item.url] = result
        else:
            files[result[0]] = item.size
            new += [item.size] if result[1] else []
        told(bytes_done, size)
    return Pulled(files=files, fetched=len(new), fetched_bytes=sum(new), problems=problems)


def _brought(task: _Task, item: S3Object) -> tuple[Path, bool]:
    from botocore.exceptions import BotoCoreError, ClientError

    path = place(task.to, item)
    try:
        if _is_there(path, item, trusting=task.trusting):
            task.line.heard()
            return path, False
        if not Path(os.path.realpath(path.parent)).is_relative_to(task.to):  # resolve() raises where links go round
            raise _NotFetchedError("a link leads out of the folder")
        path.parent.mkdir(parents=True, exist_ok=True)
        return path, patiently(lambda: _fetch(task, item, path), sleep=task.sleep)
    except (BotoCoreError, ClientError) as error:
        if passes(error):
            task.line.given_up()
        if expired(error):
            task.line.left = f"{error}; {EXPIRED.remedy}, and run it again"
            task.line.check()
        raise _NotFetchedError(str(error)) from error
    except OSError as error:
        if error.errno not in _IN_THE_WAY:
            raise
        raise _NotFetchedError(f"cannot be a file here ({error.strerror})") from error


def place(to: Path, item: S3Object) -> Path:
    """Where an object goes to: never outside the folder."""
    parts = item.key.split("/")
    for part in parts:
        if part in {"", ".", ".."} or PurePath(part).name != part or "\0" in part:
            raise _NotFetchedError("its key cannot be a path: a part of it is empty, . or .., or has a character for folders")
    return to.joinpath(item.bucket, *parts)


def _is_there(path: Path, item: S3Object, *, trusting: bool) -> bool:
    if not path.is_file() or path.stat().st_size != item.size:
        return False
    if trusting:
        return path.stat().st_mtime == item.changed.timestamp()
    return not _MD5.fullmatch(item.etag) or _md5(path) == item.etag


def _md5(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, _new_md5).hexdigest()


def _new_md5() -> hashlib._Hash:
    return hashlib.md5(usedforsecurity=False)


def _fetch(task: _Task, item: S3Object, path: Path) -> bool:
    """Whether the file is new; raise where it did not come whole."""
    task.line.check()
    answer = task.client.get_object(Bucket=item.bucket, Key=item.key, IfMatch=f'"{item.etag}"', ChecksumMode="ENABLED")
    told = _told_md5(item, answer)
    if not told and path.is_file() and path.stat().st_size == item.size and not task.trusting:
        answer["Body"].close()  # its tag is no MD5 after all, and the size all that is known
        return False
    part, digest = task.coming / hashlib.sha256(item.url.encode()).hexdigest(), _new_md5()
    with part.open("wb") as file, streamed():
        for chunk in answer["Body"].iter_chunks(_CHUNK):
            digest.update(chunk)
            file.write(chunk)
            task.line.heard()
    _check(item, part.stat().st_size, told and digest.hexdigest(), told)
    os.utime(part, (item.changed.timestamp(),) * 2)
    part.replace(path)
    return True


def _told_md5(item: S3Object, answer: GetObjectOutputTypeDef) -> str:
    """The MD5 that the tag of the object is, nothing where it is none.

    https://docs.aws.amazon.com/AmazonS3/latest/API/API_Object.html: not of uploads in parts, nor with keys of KMS or one's own.
    """
    keys = answer.get("ServerSideEncryption", "AES256") != "AES256" or answer.get("SSECustomerAlgorithm")
    return item.etag if _MD5.fullmatch(item.etag) and not keys else ""


def _check(item: S3Object, size: int, digest: str, expected: str) -> None:
    from botocore.exceptions import FlexibleChecksumError

    if size != item.size:
        raise FlexibleChecksumError(error_msg=f"{size:,} bytes came of {item.size:,}")
    if digest != expected:
        raise FlexibleChecksumError(error_msg=f"its MD5 is {digest}, expected {expected}")
