"""Notebooks are executed, and say today what they said when they were committed."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOKS = sorted((Path(__file__).parent.parent / "notebooks").glob("*.ipynb"))


def _told(notebook: nbformat.NotebookNode) -> list[str]:
    """Return all text that a notebook's outputs hold."""
    return [
        output.get("text", "") or output.get("data", {}).get(kind, "")
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        for kind in ("text/plain", "text/html")
    ]


def test_there_are_notebooks():
    """The folder holds at least one notebook, so that the next test tests something."""
    assert NOTEBOOKS


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_gives_its_committed_outputs(path):
    """Executing a notebook gives the outputs it was committed with, text for text."""
    committed = nbformat.read(path, as_version=4)
    fresh = nbformat.read(path, as_version=4)
    NotebookClient(
        fresh, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(path.parent)}}
    ).execute()
    assert _told(fresh) == _told(committed)
