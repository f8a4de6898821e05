"""Assistants: the SDK's own client asks the real program over standard input and output."""

from __future__ import annotations

import asyncio
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from mcp import Client, StdioServerParameters
from mcp.shared.exceptions import MCPError

from forecast.assistant import TOOLS, Desk, ask
from forecast.cli import main
from forecast.data import catalog
from forecast.errors import InputError

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "assistants.md").read_text(encoding="utf-8")
PROGRAM = (sys.executable, "-c", "from forecast.cli import main; main()")
FLAGSHIP = "belarus-st-petersburg"
ARTICLE = (
    "Trade between Latvia and Uzbekistan rose by 12.4% to 118.6m euros last year. The target is 200m euros by 2030."
)
ENVIRONMENT = {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
CALLS = {
    "asked": ("ask", {"series": FLAGSHIP, "target": 2.5e9, "by": "2027"}),
    "faults": ("ask", {"series": FLAGSHIP, "target": "soon", "by": 1200, "colour": 1, "flow": ["total"], "language": "xx"}),
    "attainable": ("attainable", {"series": FLAGSHIP, "by": 2030, "language": "ru"}),
    "compared": ("compare", {"series": FLAGSHIP, "target": "2.5bn", "scenarios": ["growth=2026:-10%"]}),
    "read": ("read_article", {"text": ARTICLE, "published": "2024-03-05"}),
    "targets": ("list_targets", {"words": "india china", "limit": 2}),
    "series": ("list_series", {}),
}  # fmt: skip


@pytest.fixture(scope="module")
def told():
    """Return what a session of the program tells: its tools, each of `CALLS`, and how it ends."""
    command, *words = PROGRAM
    store = {name: os.environ[name] for name in ("TRADE_TARGET_DATABASE_URL",)}
    program = StdioServerParameters(command=command, args=[*words, "mcp"], env=ENVIRONMENT | store)
    found = {}

    async def session():
        async with Client(program) as client:
            found["tools"] = (await client.list_tools()).tools
            found["calls"] = {key: await client.call_tool(name, given) for key, (name, given) in CALLS.items()}
            for key, name, given in (("unknown", "delete", {}), ("long", "read_article", {"text": "x" * 1_000_001})):
                with pytest.raises(MCPError) as refused:
                    await client.call_tool(name, given)
                found[key] = str(refused.value)

    asyncio.run(session())
    return found


def test_every_tool_is_told_to_write_nothing(told):
    """The protocol lists each tool with its schema, as one that only reads."""
    assert {tool.name: tool.input_schema for tool in told["tools"]} == {one.name: one.schema for one in TOOLS.values()}
    assert all(tool.annotations.read_only_hint and not tool.annotations.destructive_hint for tool in told["tools"])


@pytest.mark.parametrize("key", ["asked", "attainable", "compared", "read", "targets", "series"])
def test_an_answer_is_sentences_then_the_document(told, key):
    """Sentences with their citation come first, the document second, and the structured content is the document."""
    result = told["calls"][key]
    assert not result.is_error
    sentence, document = (part.text for part in result.content)
    assert json.loads(document) == result.structured_content
    assert re.search(r"(Cite as|Как ссылаться): trade-target ", sentence)
    if key not in {"targets", "series"}:
        assert re.search(r"(Not covered|Не учтено): ", sentence)


def test_an_answer_is_that_of_the_command_line(told):
    """The document is the one that `trade-target forecast` prints, the first words are its sentence."""
    printed = CliRunner().invoke(main, ["forecast", FLAGSHIP, "--target", "2.5bn", "--by", "2027", "--format", "json"])
    result = told["calls"]["asked"]
    assert result.structured_content == json.loads(printed.output)
    assert result.content[0].text.startswith(result.structured_content["summary"]["headline"])


def test_wrong_arguments_are_told_at_once(told):
    """A tool's error has a line for each fault, those of the arguments and those of the question."""
    result = told["calls"]["faults"]
    assert result.is_error
    lines = result.content[0].text.splitlines()
    assert [line.split(":")[0] for line in lines] == ["colour", "flow", "language", "target", "by"]
    assert lines[3].startswith("target: 'soon' is not an amount of money; takes an amount such as 2.5bn")


def test_a_tool_that_is_none_and_a_message_too_long_are_refused(told):
    """The first is an error of the protocol with the tools there are; the second ends the session."""
    assert told["unknown"] == f"'delete' is not a tool; known are: {', '.join(TOOLS)}"
    assert told["long"] == "Connection closed"


@pytest.mark.parametrize(
    ("name", "given", "faults"),
    [
        ("ask", {}, ["series: is missing", "target: is missing"]),
        ("ask", {"series": "nowhere", "target": True}, ["target: 'true' is neither text", "series: 'nowhere' is not"]),
        ("ask", {"series": FLAGSHIP, "target": float("inf")}, ["target: 'inf' is not a number"]),
        ("ask", {"series": FLAGSHIP, "target": 10**40}, ["target: 'a number of more than 30 digits' is too large"]),
        ("ask", {"series": FLAGSHIP, "target": "2" * 2_001}, ["target: "]),
        ("compare", {"series": FLAGSHIP, "target": "2bn", "scenarios": ["x"] * 9}, ["scenarios: '9 values' are too many"]),
        ("read_article", {"text": "x" * 60_000, "pair": 7, "by": 1}, ["by: '1' is not an argument", "text: "]),
        ("list_targets", {"limit": 101, "offset": "far"}, ["limit: '101' is out of range", "offset: 'far' is out of"]),
    ],
)  # fmt: skip
def test_faults_of_a_strangers_json(priors, name, given, faults):
    """Whatever JSON is given, each fault names the argument, what is wrong and what would be right."""
    with pytest.raises(InputError) as refused:
        ask(Desk.of(catalog, priors), name, given)
    lines = [str(fault) for fault in refused.value.faults]
    assert all(any(line.startswith(told) for line in lines) for told in faults), lines
    assert all("; " in line for line in lines)


def test_the_page_shows_what_the_program_answers(told):
    """The example of the documentation asks the tool as the session did, and its output is today's."""
    shown = re.search(r"```text\n(.*?)```", PAGE, flags=re.DOTALL).group(1).splitlines()
    code = re.search(r"```py\n(.*?)```", PAGE, flags=re.DOTALL).group(1)
    compile(code, "page", "exec")
    assert shown[0] == told["calls"]["asked"].content[0].text.splitlines()[-1]
    assert shown[1] == told["calls"]["faults"].content[0].text.splitlines()[3]
    assert set(re.findall(r"^\| `(\w+)` \|", PAGE, flags=re.MULTILINE)) == set(TOOLS)


def test_without_the_sdk_the_extra_is_named():
    """Where the SDK is not installed the command says what to install, and nothing else needs it."""
    code = "import sys; sys.modules['mcp'] = None; from forecast.cli import main; main()"
    run = subprocess.run(
        [sys.executable, "-c", code, "mcp"], env={**os.environ, **ENVIRONMENT}, capture_output=True, text=True, check=False
    )  # fmt: skip
    assert run.returncode == 2
    assert "this needs mcp, which is not installed; pip install 'trade-target[mcp]'" in run.stderr
