"""The answer as a spreadsheet (XLSX): the answer in words first, then the data, the metadata last.

Every number is the JSON document's. Text is stored as text, whatever it begins with: no cell is a formula.
The same answer gives the same bytes.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from forecast import words
from forecast.data import inert, web_link
from forecast.forecasting import probability_number
from forecast.report import citation
from forecast.report.documents.answer import forecast_document, question_query
from forecast.report.documents.schema import QUANTILES
from forecast.report.reproducible_zip import repacked
from forecast.report.tables.answer import INTERVALS, data_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from openpyxl.cell.cell import Cell as SheetCell
    from openpyxl.cell.cell import MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

    from forecast.forecasting import TargetForecast
    from forecast.report.documents.schema import ForecastDocument, PublishedStatement, SeriesDocument

__all__ = ["answer_xlsx", "series_xlsx"]

Value = str | int | float | bool | date | None
#: Excel holds no more characters in a cell.
LONGEST_TEXT = 32_000
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
#: Excel reads these as escapes of a character; escaping the underscore keeps them as they stand.
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_HEAD_FONT = Font(name="Calibri", size=11, bold=True, color="FFFFFF")
_HEAD_FILL = PatternFill("solid", fgColor="0B4F7D")
_LINK_FONT = Font(name="Calibri", size=11, color="0B4F7D", underline="single")
_NARROWEST, _WIDEST = 9, 60


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One sheet: header row, rows, and how the numbers of a column are shown."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]

    @staticmethod
    def of(name: str, rows: Iterable[Mapping[str, Value]], columns: Iterable[str]) -> _Sheet:
        """Return a sheet whose rows are given by column name."""
        named = tuple(columns)
        return _Sheet(name, named, tuple(tuple(row[column] for column in named) for row in rows))


def _format(column: str, value: Value, unit: str) -> str:
    """Return how Excel shows a number, by what its column holds."""
    if isinstance(value, date):
        return "yyyy-mm-dd"
    if column.endswith("_share") or column.startswith(("probability", "chance")) or column == "level":
        return "0.000"
    if column.endswith("?") and isinstance(value, float):  # headed by the question: the answer's chances
        return "0.0%"
    if column.endswith(f"_{unit}"):
        return "#,##0"
    if "_pct" in column:
        return "0.0##"
    return "General"


def _text(value: str) -> str:
    """Return text as a cell can hold it."""
    return _ESCAPE.sub("_x005F_", _ILLEGAL.sub("\ufffd", value[:LONGEST_TEXT]))


def _fill(cell: SheetCell | MergedCell, column: str, value: Value, unit: str) -> None:
    """Write a value: numbers with their format, text as text, addresses of the web as links."""
    if not isinstance(value, str):
        cell.value = value
        cell.number_format = _format(column, value, unit)
        return
    cell.value = _text(value)
    cell.data_type = "s"  # never a formula or an error code
    cell.number_format = "@"
    if inert(value) != value:
        cell.quotePrefix = True
    if column in {"url", "value"} and web_link(value):
        cell.hyperlink = value
        cell.font = _LINK_FONT


def _width(column: str, values: Iterable[Value]) -> int:
    longest = max([len(column) + 2, *(len(str(v)) + 2 for v in values if v is not None)])
    return min(max(longest, _NARROWEST), _WIDEST)


def _write(page: Worksheet, sheet: _Sheet, unit: str) -> None:
    """Fill a page: one header row, frozen and filterable, then the rows."""
    for place, column in enumerate(sheet.columns, start=1):
        head = page.cell(1, place, _text(column))
        values = [row[place - 1] for row in sheet.rows]
        side = "right" if any(isinstance(v, (int, float)) for v in values) else "left"
        head.font, head.fill, head.alignment = _HEAD_FONT, _HEAD_FILL, Alignment(horizontal=side, vertical="top")
        page.column_dimensions[get_column_letter(place)].width = _width(column, values)
        for number, value in enumerate(values, start=2):
            if value is None:
                continue
            cell = page.cell(number, place)
            _fill(cell, column, value, unit)
            if isinstance(value, str) and len(value) > _WIDEST:
                cell.alignment = Alignment(vertical="top", wrap_text=True)
            else:
                cell.alignment = Alignment(vertical="top")
    page.freeze_panes = "A2"
    page.auto_filter.ref = page.dimensions
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", "9"  # A4
    page.page_setup.fitToHeight, page.sheet_properties.pageSetUpPr = 0, PageSetupProperties(fitToPage=True)
    page.print_title_rows = "1:1"


def _answer(document: ForecastDocument, forecast: TargetForecast) -> _Sheet:
    """Return the answer as a reader wants it first: the sentence, its range, and the chance by each year."""
    told: list[tuple[str, Value]] = [
        (words.say("Answer"), words.verdict(forecast)),
        (words.say("Range"), words.verdict_range(forecast)),
        (words.say("In full"), document.summary.headline),
    ]
    if forecast.answer.status != "reached":
        told += [
            (words.say("Chance by the end of {year}", year=row.year), row.probability)
            for row in document.answer.probability_by
        ]
    rows = tuple((label, value) for label, value in told if value != "")
    return _Sheet(words.say_as("sheet of a workbook", "Answer"), (words.say("Question"), words.title(forecast)), rows)


def _data(forecast: TargetForecast) -> _Sheet:
    table = data_table(forecast)
    rows = table.astype(object).where(table.notna(), None).itertuples(index=False, name=None)
    return _Sheet(words.say_as("sheet of a workbook", "Data"), tuple(table.columns), tuple(tuple(row) for row in rows))


def _chances(document: ForecastDocument, forecast: TargetForecast) -> _Sheet:
    first = dict(forecast.answer.first_in)
    rows = [
        (row.year, "forecast", row.probability, probability_number(first.get(row.year, 0.0)))
        for row in document.answer.probability_by
    ]
    names = ("by_end_of_year", "kind", "probability_reached_by", "probability_first_reached_in")
    return _Sheet(words.say_as("sheet of a workbook", "Chances by year"), names, tuple(rows))


def _required(document: ForecastDocument, unit: str) -> _Sheet:
    columns = (
        "by", "from_year", f"from_level_{unit}", "growth_pct_per_year", "remaining_months_after",
        "remaining_months_growth_pct", "own_count", "own_total", "own_share", "panel_count", "panel_total",
        "panel_share",
    )  # fmt: skip
    rows = []
    for need in document.required_growth:
        rest, own, panel = need.remaining_months, need.own_history, need.panel
        months = (rest.known_through, rest.growth_pct) if rest else (None, None)
        begun = (need.by, need.from_year, need.from_level, need.growth_pct_per_year)
        rows.append((*begun, *months, own.count, own.total, own.share, panel.count, panel.total, panel.share))
    return _Sheet(words.say_as("sheet of a workbook", "Required growth"), columns, tuple(rows))


_STATEMENT_COLUMNS = (
    "id", "statistics", "flow", "period", "kind", "level_{unit}", "level_resolution_{unit}", "level_qualifier",
    "growth_pct", "growth_resolution_pct", "growth_qualifier", "record", "reliability", "event", "published",
    "published_precision", "publisher", "title", "url", "supersedes",
)  # fmt: skip
_USES = ("used_as", "roles")


def _statement(s: PublishedStatement, unit: str) -> dict[str, Value]:
    """Return a statement as a row; its lists joined."""
    level, growth = s.level, s.growth
    row = {
        "kind": "observed",
        f"level_{unit}": level and level.value,
        f"level_resolution_{unit}": level and level.resolution,
        "level_qualifier": level and level.qualifier,
        "growth_pct": growth and growth.percent,
        "growth_resolution_pct": growth and growth.resolution,
        "growth_qualifier": growth and growth.qualifier,
        "published": date.fromisoformat(s.published),
    }
    return dict(s) | row | {name: "; ".join(getattr(s, name, ())) for name in _USES}


def _statements(statements: Iterable[PublishedStatement], unit: str, more: tuple[str, ...] = ()) -> _Sheet:
    columns = [name.format(unit=unit) for name in (*_STATEMENT_COLUMNS, *more, "note")]
    return _Sheet.of(
        words.say_as("sheet of a workbook", "Statements"), [_statement(s, unit) for s in statements], columns
    )


def _excluded(quantity: str, statement: str) -> str:
    if quantity == "growth":
        return words.say_as("what the fit leaves out", "growth of {statement}", statement=statement)
    return words.say_as("what the fit leaves out", "level of {statement}", statement=statement)


def _kinds() -> tuple[str, Value]:
    told = words.say("observed: printed for the year; estimated: from other figures; forecast: of a year to come")
    return words.say_as("item of a workbook", "kind"), told


def _licence() -> tuple[str, Value]:
    told = words.say("software: MIT; published figures: of their publishers, named below")
    return words.say_as("item of a workbook", "licence"), told


def _unit(unit: str) -> tuple[str, Value]:
    told = words.say("{unit}, full units, current prices", unit=unit)
    return words.say_as("item of a workbook", "unit"), told


def _audit(document: ForecastDocument | SeriesDocument) -> _Sheet:
    rows = [
        dict(f)
        | {
            "statements": "; ".join(f.statements),
            "excluded": "; ".join(_excluded(e.quantity, e.statement) for e in f.excluded),
        }
        for f in document.audit
    ]
    columns = ("code", "title", "arithmetic", "likely_reading", "treatment", "excluded", "statements")
    return _Sheet.of(words.say_as("sheet of a workbook", "Audit"), rows, columns)


def _sources(statements: Iterable[PublishedStatement]) -> list[tuple[str, Value]]:
    """Return each publication once, with its address where it has one."""
    found = dict.fromkeys((f"{s.publisher}, {s.published}: {s.title}", s.url or "") for s in statements)
    rows: list[tuple[str, Value]] = []
    for said, url in found:
        rows.append((words.say_as("item of a workbook", "source"), said))
        rows += [(words.say_as("item of a workbook", "source address"), url)] if url else []
    return rows


def _metadata(document: ForecastDocument, forecast: TargetForecast, base_url: str | None) -> _Sheet:
    """Return what a reader must know to use and cite the numbers."""
    question, answer, run = forecast.question, document.answer, document.run
    items: list[tuple[str, Value]] = [
        (words.say_as("item of a workbook", "title"), citation.title(forecast)),
        (words.say_as("item of a workbook", "answer"), document.summary.headline),
        (words.say_as("item of a workbook", "as known on"), words.day(question.as_of)),
        (words.say_as("item of a workbook", "statistics of"), words.side_label(forecast.series, question.statistics)),
        (words.say_as("item of a workbook", "flow"), words.flow_word(question.flow)),
        (words.say_as("item of a workbook", "basis"), words.basis_words(question.basis)),
        _unit(question.target.unit),
        (words.say_as("item of a workbook", "target"), document.question.target.value),
        (words.say_as("item of a workbook", "deadline, end of"), question.by),
        (words.say_as("item of a workbook", "horizon, end of"), question.horizon),
        (words.say_as("item of a workbook", "status"), answer.status),
        (words.say_as("item of a workbook", "not reached by horizon, probability"), answer.probability_not_by_horizon),
        (
            words.say_as("item of a workbook", "median date"),
            words.month_words(forecast.answer.median, question.horizon),
        ),
        *(
            (
                words.say_as("item of a workbook", "{percent} interval", percent=f"{i.level * 100:g} %"),
                words.interval_words(i, question.horizon),
            )
            for i in forecast.answer.intervals
        ),
        _kinds(),
        (words.say_as("item of a workbook", "interval"), INTERVALS),
        *(
            (words.say_as("item of a workbook", "scenario"), told)
            for told in words.scenario_words(question.scenario, forecast.series.unit)
        ),
        (words.say_as("item of a workbook", "model"), question.model),
        (words.say_as("item of a workbook", "seed"), question.seed),
        (words.say_as("item of a workbook", "run"), run.id),
        (words.say_as("item of a workbook", "version"), run.version),
        (words.say_as("item of a workbook", "statements checksum"), run.statements_checksum),
        (words.say_as("item of a workbook", "question"), question_query(question)),
        (words.say_as("item of a workbook", "cite as"), citation.citation_text(forecast)),
        *(
            ((words.say_as("item of a workbook", "permalink"), link),)
            if (link := citation.permalink(forecast, base_url))
            else ()
        ),
        *((words.say_as("item of a workbook", "uncertainty covers"), text) for text in document.uncertainty.covers),
        *(
            (words.say_as("item of a workbook", "uncertainty does not cover"), text)
            for text in document.uncertainty.does_not_cover
        ),
        _licence(),
        *(
            (words.say_as("item of a workbook", "priors estimated from"), words.problem_words(text))
            for text in document.model.provenance.sources
        ),
    ]
    items += _sources(document.statements)
    return _Sheet(words.say_as("sheet of a workbook", "Metadata"), ("item", "value"), tuple(items))


def answer_xlsx(forecast: TargetForecast, *, base_url: str | None = None) -> bytes:
    """Return the answer as an XLSX workbook.

    Parameters
    ----------
    forecast : TargetForecast
    base_url : str, optional
        Address of the service, for the permalink.

    Returns
    -------
    bytes
        The answer in words first; then the data as `tables.csv_text` has them, chances, required growth, statements,
        audit, metadata.
    """
    document, unit = forecast_document(forecast), forecast.series.unit.lower()
    sheets = [
        _answer(document, forecast),
        _data(forecast),
        _chances(document, forecast),
        _required(document, unit),
        _statements(document.statements, unit, _USES),
        _audit(document),
        _metadata(document, forecast, base_url),
    ]
    facts = {"title": citation.title(forecast), "identifier": forecast.run.id, "version": forecast.run.version}
    return _workbook(sheets, unit, forecast.question.as_of, facts)


def series_xlsx(document: SeriesDocument) -> bytes:
    """Return a series as an XLSX workbook: smoothed annual history, statements, audit, metadata."""
    unit, day = document.unit.lower(), date.fromisoformat(document.as_of)
    sides = {"series": document.id, "statistics": document.shown_statistics, "flow": document.flow}
    quantiles = QUANTILES if document.history else ()
    columns = (*sides, "year", "kind", "interval", *(f"total_{name}_{unit}" for name in quantiles))
    rows = [
        (*sides.values(), row.year, row.kind, INTERVALS, *(getattr(row, name) for name in quantiles))
        for row in document.history
    ]
    sides_named = {"reporter": words.place_said(document.reporter), "partner": words.place_said(document.partner)}
    title = words.say("Trade between {reporter} and {partner}", **sides_named)
    items: list[tuple[str, Value]] = [
        (words.say_as("item of a workbook", "title"), title),
        (words.say_as("item of a workbook", "series"), document.id),
        (words.say_as("item of a workbook", "as known on"), words.day(day)),
        _unit(document.unit),
        (words.say_as("item of a workbook", "basis"), words.basis_words(document.basis)),
        (words.say_as("item of a workbook", "statistics shown"), document.shown_statistics),
        (words.say_as("item of a workbook", "flow shown"), words.flow_word(document.flow)),
        _kinds(),
        (words.say_as("item of a workbook", "interval"), INTERVALS),
        _licence(),
        *_sources(document.published),
    ]
    sheets = [
        _Sheet(words.say_as("sheet of a workbook", "Data"), columns, tuple(rows)),
        _statements(document.published, unit),
        _audit(document),
        _Sheet(words.say_as("sheet of a workbook", "Metadata"), ("item", "value"), tuple(items)),
    ]
    return _workbook(sheets, unit, day, {"title": title, "identifier": document.id})


def _workbook(sheets: Iterable[_Sheet], unit: str, day: date, facts: Mapping[str, str]) -> bytes:
    """Return the sheets as a workbook dated by the as-of day; the same sheets give the same bytes."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet in sheets:
        _write(book.create_sheet(sheet.name), sheet, unit)
    moment = datetime.combine(day, time())
    book.properties.creator, book.properties.created = "trade-target", moment
    for name, value in facts.items():
        setattr(book.properties, name, _text(value))
    out = io.BytesIO()
    book.save(out)
    return _dated(out.getvalue(), moment)


def _dated(content: bytes, moment: datetime) -> bytes:
    """Return the workbook with the as-of day where openpyxl writes the clock."""
    name = "docProps/core.xml"
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        core = archive.read(name).decode()
    stamped = re.sub(r"(<dcterms:modified[^>]*>)[^<]*", rf"\g<1>{moment:%Y-%m-%dT%H:%M:%SZ}", core)
    return repacked(content, {name: stamped.encode()})
