"""The attacks of docs/operations.md: each is held by a test that there is, and that is red without its guard."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support.attacks import ATTACKS, is_red

ROOT = Path(__file__).parents[2]


def table():
    """Return the rows of the table of attacks: what was tried, the tests that hold it, whether they are shown red."""
    text = (ROOT / "docs/operations.md").read_text(encoding="utf-8").partition("## Attacks and their tests")[2]
    rows = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| ")][1:]
    return [(tried, re.findall(r"`(test_\w+)`", tests), red) for tried, tests, red in rows]


def test_every_test_of_the_table_is_there():
    """The table promises no test that was renamed or let go."""
    written = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    assert [name for _, tests, _ in table() for name in tests if f"def {name}(" not in written] == []


def test_the_table_says_red_of_what_is_shown_red():
    """Of each attack that has a guard to take out, and of no other."""
    shown = {tried for tried, tests, _ in table() for one in ATTACKS if one.test.split("::")[1] in tests}
    assert {tried for tried, _, red in table() if red == "yes"} == shown
    assert len(shown) == len({one.name for one in ATTACKS})


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda one: one.name)
def test_each_guard_stands_where_it_is_taken_out(attack):
    """Its text is there once, so that the change takes out that guard and nothing else."""
    assert (ROOT / attack.file).read_text(encoding="utf-8").count(attack.guard) == 1


@pytest.mark.slow
@pytest.mark.parametrize("attack", ATTACKS, ids=lambda one: one.name)
def test_each_attack_is_red_without_its_guard(attack):
    """What holds an attack fails when the guard is taken out of a copy."""
    assert is_red(attack)
