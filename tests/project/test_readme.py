"""README and docs say what comes out today: their commands and code are run, their lists are complete."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from api.app import create_app
from api.settings import Settings
from forecast.cli import main
from forecast.data.statement_csv import COLUMNS, read_series
from forecast.forecasting.fields import FIELDS
from tests.support.refresh_outputs import GLOSSARY, glossary_page

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
#: README first: a block that other pages repeat is run once.
PAGES = {"README.md": README} | {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
    for path in sorted((ROOT / "docs").rglob("*.md"))
}
ALL = "\n".join(PAGES.values())


def blocks(language: str) -> list[str]:
    """Return the fenced blocks of a language, those of all pages, each once."""
    return list(dict.fromkeys(re.findall(rf"^```{language}\n(.*?)^```", ALL, flags=re.DOTALL | re.MULTILINE)))


def commands() -> list[str]:
    """Return the lines of the shell blocks that start this program, and the requests, as they are typed."""
    lines = "\n".join(blocks("sh")).replace("\\\n", " ")
    told = [line.partition("#")[0].strip() for line in re.split(r"\n(?! {10,})", lines)]
    return list(dict.fromkeys(re.sub(r"\s+", " ", line) for line in told))


@pytest.mark.parametrize("block", blocks("console"), ids=lambda block: block.splitlines()[0])
def test_a_command_prints_what_the_page_shows(block):
    """The lines shown come out in that order; "..." stands for lines left out."""
    command, *shown = block.splitlines()
    words = shlex.split(command.removeprefix("$ trade-target "))
    printed = CliRunner().invoke(main, words).output
    for part in "\n".join(shown).split("..."):
        at = printed.find(part.strip("\n"))
        assert at >= 0, f"not printed today:\n{part}"
        printed = printed[at:]


@pytest.mark.parametrize("block", blocks("python"))
def test_the_python_blocks_run(block, capsys):
    """Each example of the library runs as it stands; what the README's prints is an answer."""
    exec(compile(block, "page", "exec"), {})
    assert "As known on" in capsys.readouterr().out or block not in README


def test_the_shell_blocks_are_understood():
    """Each command of a shell block exists, and takes the words and options that stand there."""
    words = [found.split() for line in commands() for found in re.findall(r"(?:^|/bin/)trade-target ([^&>]*)", line)]
    assert len(words) >= 15
    for line in words:
        command, context = main, click.Context(main)
        # The language may stand anywhere: it is no matter of one command.
        rest = shlex.split(re.sub(r"--lang \w+ ?", "", " ".join(line)))
        while isinstance(command, click.Group):
            name = rest.pop(0)
            assert name in command.commands, line
            command = command.commands[name]
            context = click.Context(command, parent=context)
        command.make_parser(context).parse_args(rest)


def test_the_requests_are_answered():
    """Each request of a shell block that needs no token is answered with 200."""
    client = create_app(Settings()).test_client()
    asked = [shlex.split(line) for line in commands() if line.startswith("curl") and "Authorization" not in line]
    assert len(asked) >= 5
    for words in asked:
        (address,) = [word for word in words if word.startswith("http")]
        body = words[words.index("-d") + 1] if "-d" in words else None
        path = address.removeprefix("http://127.0.0.1:8000")
        answer = client.get(path) if body is None else client.post(path, data=body, content_type="application/json")
        assert answer.status_code == 200, (path, answer.text)


def test_the_minimal_csv_is_read_and_answered():
    """The example file is a series."""
    (text,) = blocks("csv")
    assert len(read_series(text, series_id="own", where="README").statements) == 4


def test_the_readme_is_short():
    """The README stays a page to be read, not the documentation."""
    assert len(README.encode()) <= 12_000


def test_the_addresses_answer():
    """Each address of the tables answers with 200."""
    client = create_app(Settings()).test_client()
    addresses = dict.fromkeys(re.findall(r"\| `(/[^`{]*)` \|", ALL))
    assert len(addresses) >= 4
    for address in addresses:
        assert client.get(address).status_code == 200, address


def test_the_glossary_says_what_the_services_page_says():
    """The page of terms in docs is written from the terms that the service shows; `make outputs` writes it."""
    assert GLOSSARY.read_text(encoding="utf-8") == glossary_page()


def test_every_option_column_and_setting_is_documented():
    """README and docs name each option, CSV column and setting there is."""
    for name in [f"--{field.replace('_', '-')}" for field in FIELDS] + list(COLUMNS):
        assert f"`{name}" in ALL, name
    for field in Settings.model_fields:
        assert f"TRADE_TARGET_{field.upper()}" in ALL


def test_the_picture_is_what_the_command_draws():
    """The committed picture equals what its command draws today."""
    drawn = CliRunner().invoke(main, ["forecast", "belarus-st-petersburg", "--target", "2.5bn", "--format", "svg"])
    assert drawn.stdout_bytes == (ROOT / "notebooks" / "belarus-st-petersburg.svg").read_bytes()


def test_ci_runs_the_readmes_test_command():
    """`.ci/run` takes its command from the README, so the two cannot drift apart; the command checks every rule."""
    (command,) = re.findall(r"<!-- test command -->\n```sh\n(.*)\n```", README)
    ran = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "README.md" in ran
    assert "apt-get" not in ran
    script = (ROOT / command.removeprefix("bash ")).read_text(encoding="utf-8")
    for tool in ("mypy", "ruff check .", "ruff format --check .", "lint-imports", "pytest"):
        assert f".venv/bin/{tool}" in script
