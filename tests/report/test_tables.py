"""CSV: safe to open, true to the numbers, and statements that read back."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecast.data import catalog
from forecast.data.escaping import inert, plain
from forecast.data.statement_csv import COLUMNS, read_series
from forecast.data.statements import GrowthPrint, LevelPrint
from forecast.forecasting import forecast_target
from forecast.forecasting.question import parse_question
from forecast.report.documents.answer import forecast_document
from forecast.report.tables.answer import csv_text, data_table, statements_csv
from tests.support.answers import as_json
from tests.support.hostile import ECHOED, HOSTILE, forecast_of, hostile_forecast, series_of


@pytest.fixture(scope="module")
def answer(flagship, priors):
    """Return the flagship's answer."""
    question = parse_question({"target": "2.5bn"}, flagship)
    return forecast_target(question, flagship, priors, catalog.targets())


def rows_of(text: str) -> list[dict[str, str]]:
    """Return the rows of a CSV, every cell as it stands."""
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def test_each_row_says_kind_and_interval(answer):
    """Each row names what it is, and what its quantiles span; the numbers are the JSON's."""
    document = as_json(forecast_document(answer))
    rows = rows_of(csv_text(answer))
    assert {row["interval"] for row in rows} == {"p05-p95 90 %, p10-p90 80 %, p25-p75 50 %"}
    told = {row["year"]: row["probability"] for row in document["answer"]["probability_by"]}
    for row, path in zip(rows, document["path"], strict=True):
        assert (int(row["year"]), row["kind"]) == (path["year"], path["kind"])
        assert [int(row[f"total_{p}_usd"]) for p in ("p05", "p50", "p95")] == [path["p05"], path["p50"], path["p95"]]
        assert row["probability_reached_by"] == ("" if path["year"] not in told else str(told[path["year"]]))


def test_lines_end_as_the_standard_says(answer):
    """RFC 4180: carriage return and line feed, one header, as many cells in each row; pandas reads typed columns."""
    text = csv_text(answer)
    assert text.endswith("\r\n")
    assert text.count("\n") == text.count("\r\n") == len(answer.path) + 1
    table = pd.read_csv(io.StringIO(text))
    assert list(table) == list(data_table(answer))
    assert {c: table[c].dtype.kind for c in ("year", "total_p50_usd", "probability_reached_by")} == {
        "year": "i", "total_p50_usd": "i", "probability_reached_by": "f",
    }  # fmt: skip


def begins_like_a_formula(cell: str) -> bool:
    """Return whether a spreadsheet could take a cell for a formula (OWASP's list)."""
    return cell.lstrip(" ").startswith(tuple("=+-@\t\r\n＝＋－＠"))


@pytest.mark.parametrize("text", HOSTILE[:4])
def test_no_cell_of_a_forecast_begins_like_a_formula(text):
    """A hostile series id is told with an apostrophe before it, and nothing else changes."""
    told = forecast_of(text)
    for row in rows_of(csv_text(told)):
        assert row["series"] == inert(text)
        assert not any(begins_like_a_formula(cell) for cell in row.values())


def test_the_shipped_series_reads_back_as_it_is(flagship):
    """Downloaded and read again, every statement is the same value, so the answer has the same run."""
    text = statements_csv(flagship)
    assert text.partition("\r\n")[0].split(",") == list(COLUMNS)
    again = read_series(text, series_id=flagship.id, where="again.csv")
    assert again == flagship
    assert statements_csv(again) == text


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_statements_are_inert_and_read_back(text):
    """No text cell begins like a formula; falls keep their minus sign; taking the apostrophes off gives the text."""
    series = series_of(text, series_id="own")
    rows = rows_of(statements_csv(series))
    for row in rows:
        assert row["growth_pct"] == "-3.5"
        assert not any(begins_like_a_formula(cell) for name, cell in row.items() if name != "growth_pct")
        assert {plain(row[name]) for name in ECHOED} == {plain(text.strip())}
    again = read_series(statements_csv(series), series_id="own", where="again.csv")
    assert again == series


def test_line_breaks_stay_inside_their_cell():
    """Text with line breaks or commas makes no new rows."""
    told = hostile_forecast('a\r\nb,"c"')
    assert len(rows_of(csv_text(told))) == len(told.path)
    rows = rows_of(statements_csv(told.series))
    assert len(rows) == len(told.series.statements)


QUALIFIERS = st.sampled_from(["exact", "about", "over", "almost"])
RESOLUTIONS = st.just(0.0) | st.floats(1e-9, 1)
LEVELS = st.builds(lambda v, share, q: LevelPrint(v, share * v, q), st.floats(1, 1e15), RESOLUTIONS, QUALIFIERS)
RATES = st.floats(-99, 1_000).map(lambda p: round(p, 4) + 0.0)
GROWTHS = st.builds(GrowthPrint, RATES, RESOLUTIONS, QUALIFIERS) | st.just(GrowthPrint(0.0, 0.0, "up"))


@given(LEVELS, GROWTHS)
def test_every_print_reads_back(level, growth):
    """Levels, growth, resolutions and qualifiers of any size come back to the last bit."""
    series = catalog.series("belarus-st-petersburg")
    statement = replace(series.statements[0], level=level, growth=growth, reliability="low")
    own = replace(series, statements=(statement,))
    assert read_series(statements_csv(own), series_id=series.id, where="own.csv").statements == (statement,)
