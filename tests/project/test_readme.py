"""The README says what comes out today: its commands and code are run, its lists are complete."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from api.app import create_app
from api.settings import Settings
from forecast.cli import main
from forecast.data.statement_csv import COLUMNS, read_series
from forecast.forecasting.fields import FIELDS

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """Return the README's fenced blocks of a language."""
    return re.findall(rf"```{language}\n(.*?)```", README, flags=re.DOTALL)


@pytest.mark.parametrize("block", blocks("console"), ids=lambda block: block.splitlines()[0])
def test_a_command_prints_what_the_readme_shows(block):
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
    """The library example runs as it stands."""
    exec(compile(block, "README.md", "exec"), {})
    assert "As known on" in capsys.readouterr().out


def test_the_minimal_csv_is_read_and_answered():
    """The example file of the README is a series."""
    (text,) = blocks("csv")
    assert len(read_series(text, series_id="own", where="README").statements) == 4


def test_the_addresses_answer():
    """Each address of the README's table answers with 200."""
    client = create_app(Settings()).test_client()
    addresses = re.findall(r"\| `(/[^`]*)` \|", README)
    assert len(addresses) >= 4
    for address in addresses:
        assert client.get(address).status_code == 200, address


def test_every_option_column_and_setting_is_documented():
    """The README names each option, CSV column and setting there is."""
    for name in [f"--{field.replace('_', '-')}" for field in FIELDS] + list(COLUMNS):
        assert f"`{name}" in README, name
    for field in Settings.model_fields:
        assert f"TRADE_TARGET_{field.upper()}" in README


def test_the_picture_is_what_the_command_draws():
    """The committed picture equals what its command draws today."""
    drawn = CliRunner().invoke(main, ["forecast", "belarus-st-petersburg", "--target", "2.5bn", "--format", "svg"])
    assert drawn.stdout_bytes == (ROOT / "notebooks" / "belarus-st-petersburg.svg").read_bytes()


def test_ci_runs_the_readmes_test_command():
    """`.ci/run` takes its command from the README, so the two cannot drift apart."""
    assert "README.md" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
