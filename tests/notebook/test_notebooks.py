"""Notebooks are executed and say today what they said when they were committed; what they show is what is known."""

from __future__ import annotations

import ast
import re
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import nbformat
import pytest
from nbclient.exceptions import CellExecutionError

import forecast as public
from forecast import report
from forecast.data import catalog
from forecast.evaluation import shipped_record
from forecast.notebook.answer import forecast, published
from forecast.notebook.record import registry, track_record
from forecast.words.findings import finding_words
from forecast.words.record import backtest_brief, hindcast_brief
from tests.support.refresh_outputs import NOTEBOOKS, ROOT, WIDGET, executed
from tests.support.serving import serving

if TYPE_CHECKING:
    from pathlib import Path

FLAGSHIP = "belarus-st-petersburg"
#: What a notebook may import besides public names of `forecast`.
ALLOWED = {"os", "pandas", "pathlib", "ipywidgets"}
EACH = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def _read(path: Path) -> nbformat.NotebookNode:
    return nbformat.read(path, as_version=4)


def _code(notebook: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def _told(notebook: nbformat.NotebookNode) -> list[list[tuple[str, str]]]:
    """Return, for each code cell, all text that its outputs hold; pictures by their kind alone."""
    return [
        [
            (kind, text if kind.startswith("text") else "")
            for output in cell.outputs
            for kind, text in sorted(output.get("data", {"text": output.get("text", "")}).items())
        ]
        for cell in _code(notebook)
    ]


@pytest.fixture(scope="module")
def fresh():
    """Return every notebook executed anew, beside a service of their own."""
    with (
        pytest.MonkeyPatch.context() as patch,
        TemporaryDirectory() as folder,
        serving(f"sqlite:///{folder}/store.sqlite", log_level="error", refresh="false") as (_, address),
    ):
        patch.setenv("TRADE_TARGET_URL", address)
        return dict(zip(NOTEBOOKS, executed([_read(path) for path in NOTEBOOKS], ROOT / "notebooks"), strict=True))


def test_there_is_a_notebook_for_each_question():
    """The folder holds the six notebooks, so that the next tests test something."""
    assert len(NOTEBOOKS) == 6


@EACH
def test_a_notebook_gives_its_committed_outputs(path, fresh):
    """Executing a notebook gives the outputs it was committed with, text for text."""
    assert _told(fresh[path]) == _told(_read(path))


@EACH
def test_a_notebook_is_committed_with_its_outputs(path):
    """Each code cell shows something or only imports and assigns; cells were run in order; no live widget is kept."""
    for place, cell in enumerate(_code(_read(path)), start=1):
        quiet = isinstance(ast.parse(cell.source).body[-1], ast.Import | ast.ImportFrom | ast.Assign)
        assert cell.execution_count == place
        assert cell.outputs or quiet, cell.source
        for output in cell.outputs:
            assert output.output_type != "error"
            assert output.get("name") != "stderr"
            assert WIDGET not in output.get("data", {})


@EACH
def test_a_notebook_uses_public_names_alone(path):
    """A notebook defines nothing, reaches into nothing private and imports public names and pandas alone."""
    for cell in _code(_read(path)):
        for node in ast.walk(ast.parse(cell.source)):
            assert not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
            assert not (isinstance(node, ast.Lambda) and node.lineno != node.end_lineno)
            assert not (isinstance(node, ast.Attribute) and node.attr.startswith("_"))
            if isinstance(node, ast.ImportFrom) and node.module == "forecast":
                assert {name.name for name in node.names} <= set(public.__all__)
            elif isinstance(node, ast.ImportFrom):
                assert node.module in ALLOWED
            elif isinstance(node, ast.Import):
                assert {name.name for name in node.names} <= ALLOWED


@EACH
def test_a_notebook_is_one_question_in_plain_words(path):
    """The title is a question, the last cell says what to change, and each picture has a sentence about it."""
    cells = _read(path).cells
    title = cells[0].source.splitlines()[0]
    assert title.startswith("# ")
    assert title.endswith("?")
    assert cells[-1].cell_type == "markdown"
    assert "## Change it" in cells[-1].source
    for place, cell in enumerate(cells):
        if any("image/png" in output.get("data", {}) for output in cell.get("outputs", [])):
            around = "".join(
                cells[i].source for i in (place - 2, place - 1, place + 1) if cells[i].cell_type == "markdown"
            )
            assert "figure" in around, cell.source


@EACH
def test_figures_in_the_prose_stand_in_the_outputs(path):
    """Each figure with a decimal point, a per cent sign or a currency in the prose is found in code or outputs."""
    notebook = _read(path)
    shown = " ".join(cell.source for cell in _code(notebook))
    shown += " ".join(text for cell in _told(notebook) for _, text in cell)
    prose = " ".join(c.source for c in notebook.cells if c.cell_type == "markdown" and "## Change it" not in c.source)
    for figure in re.findall(r"\$[\d.]+[a-z]+|\d+\.\d+|\d+ %", prose):
        assert figure.removeprefix("$") in shown or figure.replace(" ", "") in shown, figure


def test_the_docs_name_each_notebook():
    """Each notebook is named in the docs' list of them."""
    readme = (ROOT / "docs" / "notebooks.md").read_text(encoding="utf-8")
    for path in NOTEBOOKS:
        assert f"notebooks/{path.name}" in readme


def test_a_notebook_cannot_reach_beyond_this_machine():
    """A kernel refuses to look up or to connect to another machine."""
    for call in ("urllib.request.urlopen('http://192.0.2.1/', timeout=1)", "socket.getaddrinfo('example.org', 80)"):
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(f"import socket, urllib.request\n{call}")])
        with pytest.raises(CellExecutionError, match="must not connect"):
            executed([notebook], ROOT)


def test_displayed_scores_are_those_of_the_command_line():
    """The scores, verdicts and totals that a notebook shows stand in what `track-record` prints."""
    record, shipped = track_record(), shipped_record()
    for name, shown in (("backtest_countries", record.countries), ("backtest_us_partners", record.us_partners)):
        printed = backtest_brief(shipped[name])
        assert len(shown.scores) == len(
            [line for line in printed.splitlines() if "honest   " in line or "the era  " in line]
        )
        for row in shown.scores.itertuples(index=False):
            verdict = "tie" if row.verdict == "the yardstick" else row.verdict
            difference = re.escape(f"{row[4]:+.4f} +-{row[5]:.4f}")
            assert re.search(rf"{row.method} +{row.priors} .* {difference} +{verdict}", printed), row
        assert shown.reliability["cases"].sum() == sum(r["cases"] for r in shipped[name]["reliability"])
    printed = hindcast_brief(shipped["hindcast"])
    for brier in record.targets.scores["brier"]:
        assert f"{brier:.3f}" in printed


def test_bands_hold_each_hindcast_once():
    """Each target of the hindcast lies in one band, and the bands add up to all that were met and told."""
    targets = track_record().targets
    table, bands = targets.table, targets.bands
    assert bands["targets"].sum() == len(table)
    assert bands["met"].sum() == table["met"].sum()
    assert bands["expected to be met"].sum() == pytest.approx(table["told"].sum(), abs=0.3)


def test_the_registry_counts_as_the_outside_view_does():
    """The rows that count, with a deadline before the day's year, are those of the sentence on announced targets."""
    found = registry()
    answer = forecast(FLAGSHIP, "2.5bn", as_of="2025-07-14")
    counted = found[found["counted"] & (found["deadline"] < 2025)]
    assert (counted["on_time"].sum(), len(counted)) == (answer.outside_view.met, answer.outside_view.counted)
    assert len(found) == len(catalog.targets())


def test_a_forecast_shows_what_it_rests_on():
    """Every statement known is listed with its use, every finding with its treatment, what is measured once."""
    answer = forecast(FLAGSHIP, "2.5bn", as_of="2025-07-14")
    assert len(answer.uses) == len(answer.statements) == len(published(FLAGSHIP))
    titles = [finding_words(found, answer.series).title for found in answer.audit]
    assert list(answer.findings["finding"]) == titles
    assert len(answer.measurements) == answer.model.measurements
    assert not answer.measurements.duplicated(["period", "quantity"]).any()
    assert len(answer.influences) == len(answer.influence)


def test_record_pictures_repeat():
    """The same document gives the same picture."""
    shipped = shipped_record()
    for draw, name in (
        (report.backtest_png, "backtest_us_partners"),
        (report.hindcast_png, "hindcast"),
    ):
        assert draw(shipped[name], dpi=40) == draw(shipped[name], dpi=40)
