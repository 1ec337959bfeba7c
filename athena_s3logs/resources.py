"""Finds and reads the package's own text files, in an installed wheel or in a checkout."""

from pathlib import Path


def _root() -> Path:
    installed = Path(__file__).parent / "_resources"
    return installed if installed.is_dir() else Path(__file__).parent.parent


def read(name: str) -> str:
    """The text of one resource, as in ``ddl/relations/s3_access.sql``."""
    return (_root() / name).read_text(encoding="utf-8")


def folder(name: str) -> Path:
    """The folder of one kind of resources, ``ddl`` or ``queries``."""
    return _root() / name
