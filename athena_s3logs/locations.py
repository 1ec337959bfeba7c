"""Turns an s3:// text into a checked bucket and prefix."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from athena_s3logs.errors import SourceError

SCHEME: Final = "s3://"

# https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
_BUCKET: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]|\.(?!\.)){1,61}[a-z0-9]")
_ADDRESS: Final = re.compile(r"[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+")
# The characters that S3 calls safe, less * (a wildcard to Hive), and =: those that Hive, Trino and Athena all take as they are.
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html
_PREFIX: Final = re.compile(r"[A-Za-z0-9!_.'()/=-]*")


@dataclass(frozen=True, slots=True)
class Location:
    """A bucket and a prefix; the prefix may end in the middle of a name, to which S3 then glues the file's name."""

    bucket: str
    prefix: str

    @classmethod
    def parse(cls, text: str) -> Location:
        """The location that an s3:// text names.

        >>> Location.parse("s3://logs/app/")
        Location(bucket='logs', prefix='app/')
        """
        if not text.startswith(SCHEME):
            raise SourceError(f"location {text!r}: expected s3://bucket/prefix/")
        bucket, _, prefix = text.removeprefix(SCHEME).partition("/")
        check_bucket(bucket)
        if not _PREFIX.fullmatch(prefix):
            bad = next(character for character in prefix if not _PREFIX.fullmatch(character))
            raise SourceError(
                f"location {text!r}: {bad!r} cannot stand in the location of a table; letters, digits and !_.'()/=- can",
            )
        if {".", ".."} & set(prefix.split("/")[:-1]):
            raise SourceError(f"location {text!r}: a step of . or .., which Athena takes for this folder or the one above")
        if prefix.startswith("/") or "//" in prefix:
            raise SourceError(f"location {text!r}: two slashes in a row, which Athena reads as one")
        return cls(bucket, prefix)

    @property
    def url(self) -> str:
        """The whole location, as it was given."""
        return f"{SCHEME}{self.bucket}/{self.prefix}"

    @property
    def folder(self) -> str:
        """The prefix up to its last slash."""
        return self.prefix[: self.prefix.rfind("/") + 1]

    def with_slash(self) -> Location:
        """The location as a folder."""
        return self if self.prefix.endswith("/") or not self.prefix else replace(self, prefix=f"{self.prefix}/")

    def check_file_name(self) -> None:
        """Raise where a name glued to the prefix would begin in a way that Athena hides."""
        if self.prefix.removeprefix(self.folder).startswith(("_", ".")):
            raise SourceError(
                f"location {self.url!r}: S3 glues the file's name to it, and Athena hides files whose name begins with _ or .",
            )


def check_bucket(name: str) -> None:
    """Raise where S3 would not take this name for a bucket."""
    if not _BUCKET.fullmatch(name) or _ADDRESS.fullmatch(name):
        raise SourceError(
            f"bucket {name!r}: expected 3 to 63 lower-case letters, digits, dots and hyphens,"
            " a letter or digit at both ends",
        )
