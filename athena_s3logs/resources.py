"""Finds the package's own text files, in an installed wheel or in a checkout, and its folders in a home."""

import os
from pathlib import Path

from athena_s3logs.errors import SettingError


def _root() -> Path:
    installed = Path(__file__).parent / "_resources"
    return installed if installed.is_dir() else Path(__file__).parent.parent


def read(name: str) -> str:
    """The text of one resource, as in ``ddl/relations/s3_access.sql``."""
    return (_root() / name).read_text(encoding="utf-8")


def folder(name: str) -> Path:
    """The folder of one kind of resources, ``ddl`` or ``queries``."""
    return _root() / name


def kept_in(variable: str, otherwise: str) -> Path:
    """Where the package keeps something, by the rules of XDG: below the folder of a variable, or else of the home."""
    given = Path(os.environ.get(variable, ""))
    try:
        return (given if given.is_absolute() else Path.home() / otherwise) / "athena_s3logs"
    except RuntimeError as error:
        raise SettingError(f"no home folder is known; set HOME, or {variable}, to a folder") from error
