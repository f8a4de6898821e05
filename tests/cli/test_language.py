"""The language of the command line: as told, else the environment's."""

from __future__ import annotations

import re

import pytest
from click.testing import CliRunner

from forecast import cli, words

AUDIT = ["audit", "belarus-st-petersburg"]


def run(*args, **environment):
    """Run a command in an environment that asks for no language but what is given."""
    settings = {"LC_ALL": None, "LC_MESSAGES": None, "LANG": None, **environment}
    return CliRunner(env=settings).invoke(cli.main, list(args))


@pytest.mark.parametrize("args", [["--lang", "ru", *AUDIT], [*AUDIT, "--lang", "ru"], [*AUDIT, "--lang=ru"]])
def test_the_language_may_stand_anywhere(args):
    """It is no matter of one command."""
    told = run(*args)
    assert told.exit_code == 0
    assert "49 сообщений" in told.output


@pytest.mark.parametrize(
    ("environment", "russian"),
    [
        ({"LANG": "ru_RU.UTF-8"}, True),
        ({"LC_ALL": "C.UTF-8", "LANG": "ru_RU.UTF-8"}, False),
        ({"LC_MESSAGES": "ru", "LANG": "en_US"}, True),
        ({"LANG": "tlh"}, False),
        ({}, False),
    ],
)
def test_the_environment_chooses_as_posix_has_it(environment, russian):
    """LC_ALL before LC_MESSAGES before LANG; a language without catalogue is English."""
    assert ("49 сообщений" in run(*AUDIT, **environment).output) is russian
    assert words.current_locale() is words.ENGLISH


def test_what_is_told_goes_before_the_environment():
    """--lang en in a Russian environment."""
    assert "49 statements" in run("--lang", "en", *AUDIT, LANG="ru_RU.UTF-8").output


def test_an_unknown_language_is_refused():
    """With what can be spoken."""
    told = run("--lang", "tlh", *AUDIT)
    assert told.exit_code == 2
    assert "known are: en, ru" in told.output


def _every_command(command, words_before=()):
    yield words_before
    for name, below in getattr(command, "commands", {}).items():
        yield from _every_command(below, (*words_before, name))


@pytest.mark.parametrize("command", list(_every_command(cli.main)), ids=" ".join)
def test_every_help_is_in_the_language_asked_for(command):
    """Usage, what a command does, and each option: no English sentence is left on a Russian help."""
    told = run(*command, "--lang", "ru", "--help")
    assert told.exit_code == 0
    assert told.output.startswith("Использование: ")
    assert "Показать эту справку и выйти." in told.output
    left = [
        line for line in told.output.splitlines()[1:] if re.search(r"(?<!\S)[a-z]{3,} [a-z]{2,} [a-z]{2,}(?!\S)", line)
    ]
    assert [line for line in left if not re.search("trade-target|`|по умолчанию:", line)] == []
