"""Each notebook runs from top to bottom, and what is committed with it is what comes out.

`UPDATE_SNAPSHOTS=1` writes the outputs anew.
"""

from __future__ import annotations

import os
import re
from copy import deepcopy
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).parent.parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
SECONDS = re.compile(r"\d+\.\d+ s\b")


def executed(notebook: Any, folder: Path) -> Any:  # noqa: ANN401  nbformat has no types
    made = deepcopy(notebook)
    NotebookClient(made, timeout=120, resources={"metadata": {"path": str(folder)}}).execute()
    for cell in made.cells:
        cell.metadata.pop("execution", None)
    made.metadata.pop("language_info", None)
    return made


def seen(notebook: Any) -> list[list[dict[str, str]]]:  # noqa: ANN401  nbformat has no types
    """What each cell shows, without pictures and times; pictures differ from one version of the fonts to the next."""
    return [[_texts(output) for output in cell.outputs] for cell in notebook.cells if cell.cell_type == "code"]


def _texts(output: Any) -> dict[str, str]:  # noqa: ANN401  nbformat has no types
    data = output.get("data", {"text": output.get("text", "")})
    return {kind: "" if kind.startswith("image/") else SECONDS.sub("0 s", text) for kind, text in sorted(data.items())}


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_shows_what_is_committed(path: Path, tmp_path: Path) -> None:
    committed = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    made = executed(committed, tmp_path)
    if os.environ.get("UPDATE_SNAPSHOTS"):
        nbformat.write(made, path)  # type: ignore[no-untyped-call]
        return
    assert [output for cell in seen(made) for output in cell if "image/png" in output], "a picture of the answer"
    assert seen(made) == seen(committed)


def test_there_are_notebooks() -> None:
    assert NOTEBOOKS
