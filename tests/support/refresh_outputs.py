"""Writes what README, docs, picture and notebooks show anew: `python -m tests.support.refresh_outputs`.

Console blocks keep the number of lines they show; blocks with an inner "..." are left
to the hand, and tests/project/test_readme.py says where they no longer hold. Written twice, the notebooks are the same.
"""

from __future__ import annotations

import asyncio
import os
import re
import shlex
import subprocess
import sys
from copy import deepcopy
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat
from click.testing import CliRunner
from nbclient import NotebookClient

from forecast import words
from forecast.cli import main
from tests.support.serving import serving

ROOT = Path(__file__).parents[2]
GLOSSARY = ROOT / "docs" / "glossary.md"
ASSISTANTS = ROOT / "docs" / "assistants.md"
PICTURE = ROOT / "notebooks" / "belarus-st-petersburg.svg"
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
#: A live kernel draws sliders here; their ids differ from run to run, and there is nothing to see without a kernel.
WIDGET = "application/vnd.jupyter.widget-view+json"
#: Runs first in each kernel: no notebook reaches beyond this machine.
GUARD = """
def _guard():
    import sys

    def near(event, arguments):
        if event in ("socket.connect", "socket.getaddrinfo"):
            host = arguments[0] if event == "socket.getaddrinfo" else arguments[1]
            host = host[0] if isinstance(host, tuple) else host
            if str(host) not in ("127.0.0.1", "::1", "localhost") and not str(host).startswith("/"):
                raise RuntimeError(f"a notebook must not connect to {host}")

    sys.addaudithook(near)

_guard()
del _guard
"""


async def _execute(notebook: nbformat.NotebookNode, folder: Path, turn: asyncio.Semaphore) -> nbformat.NotebookNode:
    """Return a notebook with fresh outputs, less all that differs from run to run."""
    fresh = deepcopy(notebook)
    client = NotebookClient(
        fresh,
        timeout=120,
        kernel_name="python3",
        extra_arguments=["--IPKernelApp.log_level=40", f"--IPKernelApp.exec_lines=exec({GUARD!r})"],
        resources={"metadata": {"path": str(folder)}},
    )
    async with turn:
        await client.async_execute()
    fresh.metadata.pop("widgets", None)
    fresh.metadata.language_info = {"name": "python", "file_extension": ".py", "mimetype": "text/x-python"}
    for cell in fresh.cells:
        cell.metadata.pop("execution", None)
        if cell.cell_type == "code":
            cell.outputs = [output for output in cell.outputs if WIDGET not in output.get("data", {})]
    return fresh


def executed(notebooks: list[nbformat.NotebookNode], folder: Path) -> list[nbformat.NotebookNode]:
    """Return notebooks with fresh outputs, two executed at a time in a folder."""

    async def every() -> list[nbformat.NotebookNode]:
        turn = asyncio.Semaphore(2)
        return await asyncio.gather(*(_execute(notebook, folder, turn) for notebook in notebooks))

    return asyncio.run(every())


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


def refresh_pages() -> None:
    """Write the blocks of README and docs, and the picture."""
    for page in (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))):
        text = page.read_text(encoding="utf-8")
        page.write_text(re.sub(r"```console\n(.*?)\n```", refreshed, text, flags=re.DOTALL), encoding="utf-8")
    PICTURE.write_bytes(printed("trade-target forecast belarus-st-petersburg --target 2.5bn --format svg").encode())


def refresh_assistants() -> None:
    """Write what the session of the page on assistants prints, by running it as a reader would."""
    text = ASSISTANTS.read_text(encoding="utf-8")
    code = re.search(r"```py\n(.*?)```", text, flags=re.DOTALL).group(1)
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    run = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, "PATH": path}, check=True, stdout=subprocess.PIPE, text=True
    )
    written = re.sub(r"(?<=```text\n).*?(?=```)", lambda _: run.stdout, text, flags=re.DOTALL)
    ASSISTANTS.write_text(written, encoding="utf-8")


def glossary_page() -> str:
    """Return the page of terms, which says what the service's page says."""
    rows = (f"| **{term.name}** | {term.meaning} |" for term in words.glossary())
    told = (
        "One word for one thing, in code, answers and pages. This page and the service's `/glossary` are written from\n"
        "`forecast/words/glossary.py` (`make outputs`)."
    )
    return "\n".join(["# Glossary", "", told, "", "| term | means |", "|---|---|", *rows, ""])


def refresh_notebooks() -> None:
    """Write the notebooks' outputs; one of them asks a service."""
    with (
        TemporaryDirectory() as folder,
        serving(f"sqlite:///{folder}/store.sqlite", log_level="error", refresh="false") as (_, address),
    ):
        os.environ["TRADE_TARGET_URL"] = address
        fresh = executed([nbformat.read(path, as_version=4) for path in NOTEBOOKS], ROOT / "notebooks")
    for notebook, path in zip(fresh, NOTEBOOKS, strict=True):
        nbformat.write(notebook, path)


if __name__ == "__main__":
    GLOSSARY.write_text(glossary_page(), encoding="utf-8")
    refresh_pages()
    refresh_assistants()
    refresh_notebooks()
