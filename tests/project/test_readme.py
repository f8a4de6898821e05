"""README and docs say what there is today: lists are complete, addresses answer, what is drawn is drawn again."""

from __future__ import annotations

import re
from pathlib import Path

from click.testing import CliRunner

from api.app import create_app
from api.settings import Settings
from forecast.cli import main
from forecast.data.statement_csv import COLUMNS
from forecast.forecasting.fields import FIELDS
from tests.support.refresh_outputs import GLOSSARY, glossary_page

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
ALL = "\n".join([README, *(path.read_text(encoding="utf-8") for path in sorted((ROOT / "docs").rglob("*.md")))])


def test_the_readme_is_short():
    """The README stays a page to be read, not the documentation."""
    assert len(README.encode()) <= 12_000


def test_the_counts_of_what_is_there_are_those_that_the_commands_tell():
    """Pairs and announced targets are as many as `trade-target series` and `trade-target targets` count today."""
    pairs, targets = re.search(
        r"([\d,]+) pairs as people write them .*? ([\d,]+) announced targets", README, re.DOTALL
    ).groups()
    tell = CliRunner().invoke
    assert f"{pairs} pairs have figures" in tell(main, ["series"]).output
    assert f"{targets} of {targets} announced targets" in tell(main, ["targets"]).output


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
