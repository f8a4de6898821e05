"""The spreadsheet: opens everywhere, holds the JSON's numbers, runs nothing."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from datetime import date

import openpyxl
import pandas as pd
import pytest

from forecast import words
from forecast.data import catalog
from forecast.data.escaping import inert
from forecast.forecasting import forecast_target
from forecast.forecasting.question import parse_question
from forecast.report.documents.answer import forecast_document
from forecast.report.documents.catalogue import series_document
from forecast.report.formats import ShownSeries
from forecast.report.tables.answer import csv_text
from forecast.report.xlsx import answer_xlsx, series_xlsx
from tests.support.answers import as_json
from tests.support.hostile import HOSTILE, UNSEEN, forecast_of, hostile_forecast
from tests.support.render_documents import converted

SHEETS = ["Answer", "Data", "Chances by year", "Required growth", "Statements", "Audit", "Metadata"]


@pytest.fixture(scope="module")
def answer(flagship, priors):
    """Return the flagship's answer."""
    question = parse_question({"target": "2.5bn", "by": "2027"}, flagship)
    return forecast_target(question, flagship, priors, catalog.targets())


@pytest.fixture(scope="module")
def book(answer):
    """Return the flagship's workbook."""
    return answer_xlsx(answer, base_url="https://trade.example")


def series_book(flagship, priors):
    """Return the workbook of the flagship's series."""
    day = date(2025, 7, 14)
    return series_xlsx(series_document(ShownSeries(flagship, priors, statistics="belarus", flow="total", as_of=day)))


def test_pandas_opens_it_as_it_is(answer, book):
    """The data sheet is the same table as the CSV."""
    opened = pd.read_excel(io.BytesIO(book), sheet_name="Data")
    pd.testing.assert_frame_equal(opened, pd.read_csv(io.StringIO(csv_text(answer))), check_dtype=False)
    assert list(pd.read_excel(io.BytesIO(book), sheet_name=None)) == SHEETS


def test_the_answer_stands_first_in_words(answer, book):
    """The first sheet is for people: question, verdict, range, and the document's chances as per cent."""
    first = openpyxl.load_workbook(io.BytesIO(book)).worksheets[0]
    assert first.title == "Answer"
    assert first["B1"].value == words.title(answer)
    assert [first["B2"].value, first["B3"].value] == [words.verdict(answer), words.verdict_range(answer)]
    told = as_json(forecast_document(answer))["answer"]["probability_by"]
    shown = [(row[0].value, row[1].value) for row in first.iter_rows(min_row=5)]
    assert shown == [(f"Chance by the end of {row['year']}", row["probability"]) for row in told]
    assert first["B5"].number_format == "0.0%"


def test_every_number_is_the_documents(answer, book):
    """Chances, required growth, statements and audit say what the JSON says."""
    document = as_json(forecast_document(answer))
    sheets = pd.read_excel(io.BytesIO(book), sheet_name=None)
    chances = sheets["Chances by year"]
    told = [(row["year"], row["probability"]) for row in document["answer"]["probability_by"]]
    assert list(zip(chances["by_end_of_year"], chances["probability_reached_by"], strict=True)) == told
    required = sheets["Required growth"]
    for (_, row), need in zip(required.iterrows(), document["required_growth"], strict=True):
        assert (row["by"], row["growth_pct_per_year"]) == (need["by"], need["growth_pct_per_year"])
        assert (row["own_share"], row["panel_share"]) == (need["own_history"]["share"], need["panel"]["share"])
    statements = sheets["Statements"]
    assert list(statements["id"]) == [s["id"] for s in document["statements"]]
    levels = [s["level"]["value"] if s["level"] else None for s in document["statements"]]
    assert [None if pd.isna(v) else v for v in statements["level_usd"]] == levels
    assert list(sheets["Audit"]["title"]) == [f["title"] for f in document["audit"]]
    metadata = dict(sheets["Metadata"].itertuples(index=False, name=None))
    assert metadata["run"] == document["run"]["id"]
    assert metadata["cite as"] == document["citation"]
    assert metadata["permalink"].startswith("https://trade.example/v1/forecast.html?series=")
    assert metadata["deadline, end of"] == 2027


def test_a_series_has_history_statements_audit_and_metadata(flagship, priors):
    """A series' workbook tells its history with bands first, then every statement."""
    content = series_book(flagship, priors)
    sheets = pd.read_excel(io.BytesIO(content), sheet_name=None)
    assert list(sheets) == ["Data", "Statements", "Audit", "Metadata"]
    assert set(sheets["Data"]["kind"]) == {"observed", "estimated"}
    assert len(sheets["Statements"]) == len(flagship.statements)
    assert series_book(flagship, priors) == content


def test_header_stays_in_view_and_numbers_have_formats(book):
    """Each sheet freezes one header row; money, chances and dates are shown as such; columns are wide enough."""
    opened = openpyxl.load_workbook(io.BytesIO(book))
    for sheet in opened:
        assert sheet.freeze_panes == "A2"
        assert all(isinstance(cell.value, str) and cell.font.bold for cell in sheet[1])
    data, statements = opened["Data"], opened["Statements"]
    formats = {cell.value: data.cell(30, cell.column).number_format for cell in data[1]}
    assert formats["total_p50_usd"] == "#,##0"
    assert formats["probability_reached_by"] == "0.000"
    assert formats["year"] == "General"
    published = next(cell.column for cell in statements[1] if cell.value == "published")
    assert statements.cell(2, published).number_format == "yyyy-mm-dd"
    for column in "ABC":
        widest = max(len(str(row.value)) for row in data[column])
        assert data.column_dimensions[column].width >= widest


def test_the_same_answer_gives_the_same_bytes(answer, book):
    """No clock is in the file: archive dates are constant, the document's dates are the as-of day's."""
    assert answer_xlsx(answer, base_url="https://trade.example") == book
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = archive.read("docProps/core.xml").decode()
    assert set(re.findall(r">(\d{4}-\d\d-\d\d)T", core)) == {"2025-07-14"}
    properties = openpyxl.load_workbook(io.BytesIO(book)).properties
    assert properties.identifier == answer.run.id
    assert properties.title.startswith("When will trade between Belarus")


@pytest.mark.parametrize("text", HOSTILE)
def test_no_cell_is_a_formula(text):
    """Hostile text is stored as text and reads back as it was; nothing but web addresses is a link."""
    content = answer_xlsx(hostile_forecast(text))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheets = [archive.read(name).decode() for name in archive.namelist() if "worksheets/sheet" in name]
    assert not any("<f>" in sheet or "<f " in sheet or 't="e"' in sheet for sheet in sheets)
    opened = openpyxl.load_workbook(io.BytesIO(content))
    assert not any(cell.data_type in {"f", "e"} for sheet in opened for row in sheet for cell in row)
    assert not any(cell.hyperlink for sheet in opened for row in sheet for cell in row)
    titles = [cell for cell in opened["Statements"][2] if opened["Statements"].cell(1, cell.column).value == "title"]
    stored = titles[0].value.replace("_x005F_", "_")
    assert stored == text
    assert titles[0].quotePrefix == (inert(stored) != stored)


def test_characters_that_xml_cannot_hold_are_replaced():
    """Control characters do not break the file."""
    content = answer_xlsx(hostile_forecast(UNSEEN + "\x00\x1f"))
    opened = openpyxl.load_workbook(io.BytesIO(content))
    assert opened["Data"]["A2"].value.startswith("a\nb")


@pytest.mark.slow
def test_libreoffice_opens_workbook_and_csv(answer, book, tmp_path):
    """LibreOffice reads the same numbers from the workbook as the CSV holds, and computes nothing of hostile text."""
    (tmp_path / "answer.xlsx").write_bytes(book)
    (again := tmp_path / "again").mkdir()

    def through_libreoffice(name):
        found = converted(converted(tmp_path / name, "ods", again), "xlsx", again)
        return pd.read_excel(found, sheet_name="Data", dtype=str)

    asked = list(csv.DictReader(io.StringIO(csv_text(answer), newline="")))
    assert list(through_libreoffice("answer.xlsx")["total_p50_usd"]) == [row["total_p50_usd"] for row in asked]
    told = forecast_of("=1+1")
    (tmp_path / "hostile.xlsx").write_bytes(answer_xlsx(told))
    (tmp_path / "plain.csv").write_bytes(csv_text(told).encode())
    assert through_libreoffice("hostile.xlsx")["series"][0].removeprefix("'") == "=1+1"
    plain = converted(converted(tmp_path / "plain.csv", "ods", again), "csv", again)
    first = next(csv.DictReader(io.StringIO(plain.read_text())))
    assert first["series"].removeprefix("'") == "=1+1"
