"""The language of the command line: as told, else the environment's."""

from __future__ import annotations

import re

import pytest
from click.testing import CliRunner

from api.server import read_settings
from forecast import cli, words
from forecast.errors import InputError

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


def english_in(told, *names):
    """Return the words of Latin letters that a terminal answer in Russian has beyond what is typed and named."""
    plain = re.sub(
        r"https?://\S+|--?[a-z][a-z-]*|'[^']*'|\S+[./=_]\S*|\b[A-Z][A-Z.|]+\b|^.*: main.*$|sha256 \w+",
        " ",
        told,
        flags=re.MULTILINE,
    )
    return sorted(set(re.findall(r"[A-Za-z]{3,}", plain)) - {"trade", "target", *names})


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (["forecst"], "Нет такой команды: 'forecst'. Возможно, имелась в виду 'forecast'?"),
        (["forecast", "--tarrget", "1"], "Нет такого параметра: '--tarrget'. Возможно, имелся в виду '--target'?"),
        (["import"], "Не указан аргумент 'FILE'."),
        (["priors", "estimate"], "Не указан параметр '--panel'."),
        (["forecast", "--target"], "Параметру '--target' нужно значение."),
        (["db", "prune", "--dry-run=1"], "Параметр '--dry-run' не принимает значения."),
        (["import", "a.csv", "b.csv"], "Лишний аргумент: b.csv"),
        (["serve", "--port", "many"], "Недопустимое значение '--port': 'many' — не целое число."),
        (["serve", "--port", "99999"], "Недопустимое значение '--port': 99999 — вне пределов 0<=x<=65535."),
        (
            ["db", "audit", "--format", "pdf"],
            "Недопустимое значение '--format': 'pdf' — не одно из допустимых значений: 'text', 'csv', 'json'.",
        ),
    ],
)
def test_refusals_of_the_command_line_itself_are_in_the_language_asked_for(args, told):
    """What Click refuses is said by catalogue: usage, where help is, and what is wrong; in English as Click has it."""
    russian = run(*args, "--lang=ru")
    assert russian.exit_code == 2
    assert russian.stderr.splitlines()[-1] == f"Ошибка: {told}"
    assert english_in(russian.output, "db", "audit", *args) == []
    english = run(*args)
    assert english.exit_code == 2
    assert "Error: " in english.output


def test_nothing_of_a_language_is_left_when_a_line_ends():
    """Help, a refusal, a version and an answer: who calls the command in his own process speaks as he did before."""
    for args in (["--help"], ["forecst"], ["--version"], ["db"], AUDIT):
        run("--lang", "ru", *args)
        assert words.current_locale() is words.ENGLISH


def test_an_option_without_its_value_is_refused():
    """`--lang` at the end of the line names no language; a command that is called like one chooses none."""
    assert "Option '--lang' requires an argument." in run("--lang").output
    assert "No such command 'ru'" in run("ru").output


def test_what_the_ledger_tells_is_in_the_language_asked_for(tmp_path):
    """Tokens, webhooks and the audit log, with the reasons that were stored in English."""
    store = f"sqlite:///{tmp_path}/store.db"

    def told(*args):
        done = run(*args, "--database", store, "--lang", "ru")
        assert done.exit_code == 0, done.output
        return done.output

    told("db", "upgrade")
    told("tokens", "create", "ann")
    told("tokens", "create", "bob", "--expires", "2199-01-01")
    told("tokens", "revoke", "ann")
    told("webhooks", "add", "https://example.org/hook")
    assert "вебхук 1 завершён: решение оператора" in told("webhooks", "remove", "1")
    tokens, hooks, log = told("tokens", "list"), told("webhooks", "list"), told("db", "audit")
    assert "отозван" in tokens
    assert "действует до 2199-01-01" in tokens
    assert "передано до изменения № " in hooks
    assert "токен создан  токен 1, ann" in log
    assert english_in(tokens + hooks + log, "ann", "bob", "command", "line") == []


def test_the_priors_are_told_in_the_language_asked_for():
    """Their names, numbers with a comma, and the panels behind them."""
    told = run("priors", "show", "--lang", "ru")
    assert re.search(r"^дрейф +0,0530 в год", told.output)
    assert "строк: 142" in told.output
    names = "trade-target priors estimate --panel --monthly"
    assert english_in(told.output, *re.findall("[a-z]+", names), "sha", "panel") == []


def test_a_store_that_is_not_there_is_refused_in_the_language_asked_for(tmp_path):
    """The store knows no language: its faults are recognised by their shape."""
    told = run("db", "check", "--database", f"sqlite:///{tmp_path}/none.db", "--lang", "ru")
    assert told.exit_code == 2
    assert "нет; выполните: trade-target db upgrade" in told.output


@pytest.mark.parametrize(
    ("name", "given", "told"),
    [
        ("THREADS", "many", "должно быть целым числом"),
        ("THREADS", "1", "должно быть не меньше 2"),
        ("REFRESH", "perhaps", "допустимо true или false"),
        ("LOG_LEVEL", "loud", "должно быть одним из: 'debug', 'info', 'warning' или 'error'"),
        ("CLIENT_LIMIT", "often", "недопустимое значение: не читается как ограничение частоты"),
    ],
)
def test_settings_that_cannot_be_meant_are_refused_in_the_language_asked_for(monkeypatch, name, given, told):
    """What the library of settings says is recognised as well."""
    monkeypatch.setenv(f"TRADE_TARGET_{name}", given)
    with pytest.raises(InputError) as refused, words.speaking(words.locale_of("ru")):
        read_settings()
    with words.speaking(words.locale_of("ru")):
        assert told in str(words.fault_words(refused.value.faults[0]))


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
