"""Every block of README, docs and CONTRIBUTING runs here, or stands below with what runs it instead."""

from __future__ import annotations

import csv
import json
import re
import shlex
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from api.app import create_app
from api.settings import Settings
from forecast.cli import main
from forecast.data import catalog
from forecast.data.statement_csv import read_series
from forecast.store import open_store
from tests.support.news import NEWS

ROOT = Path(__file__).parents[2]
PAIR = "belarus-st-petersburg"
HOST = "http://127.0.0.1:8000"
#: README first: a block that other pages repeat is run once.
PAGES = {
    name: (ROOT / name).read_text(encoding="utf-8")
    for name in (
        "README.md",
        "CONTRIBUTING.md",
        "SECURITY.md",
        *(path.relative_to(ROOT).as_posix() for path in sorted((ROOT / "docs").rglob("*.md"))),
    )
}
_FENCED = re.compile(r"^(?P<fence>`{3,})(?P<language>[^\n`]*)\n(?P<text>.*?)^(?P=fence)$", re.DOTALL | re.MULTILINE)
#: Each block of a language that nothing here runs, by the page, with the test that holds it.
ELSEWHERE = {
    ("docs/architecture.md", "text"): "a drawing",
    ("docs/assistants.md", "json"): "tests/assistant/test_assistant.py",
    ("docs/assistants.md", "py"): "tests/assistant/test_assistant.py",
    ("docs/assistants.md", "text"): "tests/assistant/test_assistant.py",
    ("docs/development.md", "text"): "test_who_may_install_nothing_is_told_what_to_type",
    ("docs/model.md", "math"): "tests/project/test_site.py",
    ("docs/pull.md", "toml"): "tests/cli/test_pull.py",
    ("docs/reports.md", ""): "test_addresses_that_a_report_refreshes_answer",
    ("docs/reports.md", "markdown"): "test_addresses_that_a_report_refreshes_answer",
    ("docs/service.md", "py"): "tests/api/test_clients.py",
    ("docs/service.md", "yaml"): "tests/api/test_clients.py",
    ("docs/tutorial_operator.md", "text"): "test_proxies_of_the_operators_tutorial_hide_what_is_not_for_the_public",
}
#: How a line of a shell block begins that is not run as it stands, and why.
NOT_RUN = {
    "python3 -m venv": "fetches packages; tools/test.sh and the trial in docs/development.md run it",
    ". .venv/bin/activate": "belongs to a person's shell",
    "pip install": "fetches packages; the trial in docs/development.md ran it",
    "export TRADE_TARGET_DATABASE_URL=postgresql": "the lines beside it are run on SQLite here; tests/store/test_store.py",
    "make ": "test_habits.py looks for each task; `make test` runs these tests",
    "bash tools/test.sh": "runs these tests",
    ".venv/bin/pre-commit install": "writes into .git",
    "trade-target serve": "runs until it is stopped; tests/api/test_service.py starts it",
    ".venv/bin/trade-target serve": "runs until it is stopped; tests/api/test_service.py starts it",
    "trade-target db backup backups --every": "runs until it is stopped; tests/cli/test_store_commands.py starts it",
    "dask ": "runs until it is stopped; tests/forecasting/test_cluster.py starts it",
    "trade-target batch questions.parquet --out answers --backend dask": "asks a cluster; tests/forecasting/test_cluster.py",
    "trade-target webhooks add https://example.org/hook": "looks a name up; tests/api/test_webhooks.py",
    "curl -s http://127.0.0.1:8000/v1/webhooks": "looks a name up; tests/api/test_webhooks.py",
}


def fenced() -> list[tuple[str, str, str]]:
    """Return page, language and text of every fenced block."""
    return [
        (page, found["language"], found["text"]) for page, text in PAGES.items() for found in _FENCED.finditer(text)
    ]


def blocks(language: str) -> list[str]:
    """Return the blocks of a language, those of all pages, each once."""
    return list(dict.fromkeys(text for _, told, text in fenced() if told == language))


def lines(page: str) -> list[str]:
    """Return the lines of a page's shell blocks as they are typed: whole, without what is said beside them."""
    text = "\n".join(text for where, language, text in fenced() if (where, language) == (page, "sh"))
    whole = re.split(r"\n(?! {10,})", text.replace("\\\n", " "))
    return [line for one in whole if (line := re.sub(r"\s+", " ", one.partition(" #")[0]).strip())]


def is_run(line: str) -> bool:
    """Return whether a line is run here."""
    return not any(line.startswith(beginning) for beginning in NOT_RUN)


RUN = {page: told for page in PAGES if (told := [line for line in lines(page) if is_run(line)])}
#: One measures every method on a panel, one answers all targets of a pair anew: minutes.
LONG = {"docs/tutorial_modeller.md", "docs/service.md"}


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
    assert "As known on" in capsys.readouterr().out or block not in PAGES["README.md"]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Return the folder that a reader works in, with the files that the pages speak of."""
    (text,) = blocks("csv")
    (tmp_path / "my_pair.csv").write_text(text, encoding="utf-8")
    (tmp_path / "article.txt").write_text(NEWS, encoding="utf-8")
    (tmp_path / "NEW.csv").write_text("period,level,unit,published\n2025,2.5bn,USD,2026-01-10\n", encoding="utf-8")
    questions = f"series,target,by\n{PAIR},2.5bn,2027\nindia-uae,100bn,2030\n"
    (tmp_path / "questions.csv").write_text(questions, encoding="utf-8")
    pd.read_csv(tmp_path / "questions.csv").to_parquet(tmp_path / "questions.parquet")
    rng = np.random.default_rng(1)
    with (tmp_path / "my_panel.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["pair", "year", "total_usd_million"])
        for pair in range(100):
            walk = np.exp(np.cumsum(rng.normal(0.05, 0.2, 25))) * 10 ** rng.uniform(3.5, 5)
            rows.writerows([f"P{pair}", 1990 + i, round(level, 3)] for i, level in enumerate(walk))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def asked(client, line: str, secret: str):
    """Return what the service answers to a request as it is typed, with a token where one is needed."""
    words = shlex.split(line[line.index("curl ") :])
    (address,) = [word for word in words if word.startswith("http")]
    headers = dict(words[i + 1].split(": ", 1) for i, word in enumerate(words) if word == "-H")
    if "Authorization" in headers:
        headers["Authorization"] = f"Bearer {secret}"
    body = next((words[i + 1] for i, word in enumerate(words) if word in {"-d", "--data-binary"}), None)
    if body == "@-":  # printf writes each of its words as a line
        body = "".join(f"{word}\n" for word in shlex.split(line.partition(" | ")[0])[2:])
    path = address.removeprefix(HOST)
    return client.get(path, headers=headers) if body is None else client.post(path, data=body, headers=headers)


@pytest.mark.parametrize("page", [pytest.param(page, marks=pytest.mark.slow) if page in LONG else page for page in RUN])
def test_the_lines_of_a_page_run_one_after_another(page, folder, monkeypatch):
    """Commands end with status 0 and requests are answered, in a folder and with a store as the page supposes."""
    url = f"sqlite:///{folder}/store.sqlite"
    monkeypatch.setenv("TRADE_TARGET_DATABASE_URL", url)
    with open_store(url) as store:
        app = create_app(Settings(), store)
        app.extensions["trade_target"].refresher.wake = lambda: None
        client, secret = app.test_client(), store.create_token("reader")
        known = "RUN"
        if any(known in line for line in RUN[page]):  # a service would have stored its answers since it started
            told = CliRunner().invoke(main, ["statements", "add", PAIR, "NEW.csv"])
            assert "new answers of registered targets stored" in told.output
        for line in RUN[page]:
            if "curl " in line:
                answer = asked(client, line.replace("RUN", known), secret)
                assert answer.status_code in ({422} if "target=soon" in line else {200, 201}), (line, answer.text)
                run = (answer.get_json(silent=True) or {}).get("run")
                known = run["id"] if isinstance(run, dict) else known
                continue
            words = shlex.split(re.sub(r"^\.venv/bin/", "", line))
            assert words.pop(0) == "trade-target", line
            if "restore" in words and "--online" not in words:  # the page tells of a new store
                monkeypatch.setenv("TRADE_TARGET_DATABASE_URL", f"sqlite:///{folder}/new.sqlite")
            told = CliRunner().invoke(main, [catalog.series(PAIR).statements[-1].id if w == "ID" else w for w in words])
            assert told.exit_code == 0, (line, told.output)
            monkeypatch.setenv("TRADE_TARGET_DATABASE_URL", url)


def test_addresses_that_a_report_refreshes_answer():
    """What formulas and notebooks of a report ask of YOUR-SERVICE is answered with 200."""
    client = create_app(Settings()).test_client()
    addresses = set(re.findall(r"https://YOUR-SERVICE(/[^\s\"')`]*)", PAGES["docs/reports.md"]))
    assert len(addresses) >= 3
    for address in addresses:
        assert client.get(address).status_code == 200, address


def test_proxies_of_the_operators_tutorial_hide_what_is_not_for_the_public():
    """Both lead to the service's port, and answer 404 where counters and readiness are told."""
    proxies = [text for page, language, text in fenced() if (page, language) == ("docs/tutorial_operator.md", "text")]
    assert len(proxies) == 2
    for text in proxies:
        assert "127.0.0.1:8000" in text
        assert text.count("404") in {1, 2}
        assert all(hidden in text for hidden in ("/metrics", "/readyz"))


def test_who_may_install_nothing_is_told_what_to_type():
    """Neither root nor with sudo, on a machine that lacks everything: the test command names packages and the line."""
    (shown,) = [text for page, language, text in fenced() if (page, language) == ("docs/development.md", "text")]
    script = (ROOT / "tools" / "test.sh").read_text(encoding="utf-8")
    words = [line for line in shown.splitlines() if line]
    for part in (words[0].partition(":")[0], words[1], words[2].partition(" postgresql")[0].strip(), words[3]):
        assert part in script, part
    for package in words[0].partition(": ")[2].rstrip(".").split():
        assert f"({package})" in script


def test_what_is_not_run_here_is_known():
    """Every other block has a test elsewhere that is there; no exception outlives the block that it was made for."""
    run = {"console", "python", "sh", "csv"}
    assert {(page, language) for page, language, _ in fenced() if language not in run} == set(ELSEWHERE)
    for where in ELSEWHERE.values():
        assert where == "a drawing" or where in globals() or (ROOT / where).is_file(), where
    told = [line for page in PAGES for line in lines(page)]
    for beginning, why in NOT_RUN.items():
        assert any(line.startswith(beginning) for line in told), beginning
        for path in re.findall(r"(?:tests|docs|tools)/[\w/]+\.\w+", why):
            assert (ROOT / path).is_file(), path


def test_the_minimal_csv_is_read_and_answered():
    """The example file is a series."""
    (text,) = blocks("csv")
    assert len(read_series(text, series_id="own", where="README").statements) == 4


def test_the_settings_of_an_assistant_name_a_command_there_is():
    """The program that an assistant is told to start is one of the commands."""
    (settings,) = map(json.loads, blocks("json"))
    (told,) = settings["mcpServers"].values()
    assert told["command"] == "trade-target"
    assert told["args"][0] in main.commands
