"""Writes what the README, its picture and the notebooks show anew: `python tests/refresh_outputs.py`.

Console blocks of the README keep the number of lines they show; blocks with an inner "..." are left
to the hand, and tests/test_readme.py says where they no longer hold.
"""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import nbformat
from click.testing import CliRunner
from nbclient import NotebookClient

from forecast.cli import main

ROOT = Path(__file__).parent.parent
PICTURE = ROOT / "notebooks" / "belarus-st-petersburg.svg"


def printed(command: str) -> str:
    """Return what a command prints."""
    return CliRunner().invoke(main, shlex.split(command)[1:], catch_exceptions=False).stdout_bytes.decode()


def refreshed(block: re.Match[str]) -> str:
    """Return a console block with today's output."""
    command, *shown = block.group(1).splitlines()
    cut = shown[-1] == "..."
    if "..." in (shown[:-1] if cut else shown):
        return block.group(0)
    lines = printed(command.removeprefix("$ ")).rstrip("\n").splitlines()
    told = [*lines[: len(shown) - 1], "..."] if cut else lines
    return "```console\n" + "\n".join([command, *told]) + "\n```"


def refresh() -> None:
    """Write README, picture and notebooks."""
    readme = ROOT / "README.md"
    text = re.sub(r"```console\n(.*?)\n```", refreshed, readme.read_text(encoding="utf-8"), flags=re.DOTALL)
    readme.write_text(text, encoding="utf-8")
    PICTURE.write_bytes(printed("trade-target forecast belarus-st-petersburg --target 2.5bn --format svg").encode())
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        NotebookClient(notebook, timeout=120, kernel_name="python3").execute(cwd=str(path.parent))
        for cell in notebook.cells:
            cell.metadata.pop("execution", None)
        nbformat.write(notebook, path)


if __name__ == "__main__":
    refresh()
