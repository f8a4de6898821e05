"""Statements read from CSV: the shipped ones and a user's own, by the same rules.

One reader collects every fault of a file, with line and column, before it refuses it.
The columns are documented in `COLUMNS`; README shows a minimal file.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, cast

from forecast.data.amounts import QUALIFIERS, Qualifier, parse_amount, parse_unit
from forecast.data.escaping import plain
from forecast.data.periods import Period, parse_date, parse_period
from forecast.data.statements import (
    FLOWS,
    GROWTH_QUALIFIERS,
    RELIABILITIES,
    DatePrecision,
    Flow,
    GrowthPrint,
    GrowthQualifier,
    LevelPrint,
    Origin,
    Reliability,
    Series,
    Statement,
    slug,
)
from forecast.errors import Fault, InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

__all__ = ["COLUMNS", "MAX_BYTES", "MAX_ROWS", "REQUIRED", "decode_csv", "read_numbered", "read_series"]

REQUIRED = ("period", "level", "unit", "published")
#: Every column that is read, with what it takes.
COLUMNS: Mapping[str, str] = {
    "period": "2024, 2025-01 or 2025-01/2025-05",
    "level": "an amount such as 2.46bn or 2460000000; empty when only growth is printed",
    "unit": "one currency code for the whole file, such as USD",
    "published": "the day it became known, as YYYY-MM-DD",
    "reporter": "name of A, where exports come from",
    "partner": "name of B, where exports go",
    "statistics": "whose statistics, a short name; A's when empty",
    "flow": "total, exports or imports; total when empty",
    "level_resolution": "one unit of the last printed digit; taken from the print when empty",
    "level_qualifier": "exact, about, over or almost; exact when empty",
    "growth_pct": "growth over the same months of the year before, in per cent",
    "growth_resolution_pct": "one unit of its last printed digit; taken from the print when empty",
    "growth_qualifier": "exact, about, over, almost, or up (grew, no figure); exact when empty",
    "event": "a name that statements of one occasion share",
    "published_precision": "day or inferred; day when empty",
    "publisher": "who published it",
    "title": "title of the source",
    "url": "address of the source",
    "reliability": "high, medium or low; medium when empty",
    "record": "yes when the source calls the year the highest so far, else empty",
    "note": "anything worth knowing",
}
MAX_BYTES = 5_000_000
MAX_ROWS = 10_000
MAX_COLUMNS = 100
MAX_FAULTS = 50
#: Growth outside these per cents is refused as a misprint.
GROWTH_LIMITS = (-99.0, 1_000.0)
_LONGEST_TEXT = 2_000
#: Columns whose text is shown in terminals and pictures as it stands.
_SHOWN = frozenset({"reporter", "partner", "statistics", "event", "publisher", "title", "url"})
_NUMBER = re.compile(r"([+-]?(?:\d+\.?|\d*\.\d+)(?:e[+-]?\d{1,2})?) ?%?", re.IGNORECASE | re.ASCII)


def decode_csv(content: bytes, *, where: str) -> str:
    """Return the text of a CSV file.

    Raises
    ------
    InputError
        When it is too large or not UTF-8.
    """
    if len(content) > MAX_BYTES:
        raise InputError(
            [Fault(where, "", f"is larger than {MAX_BYTES // 1_000_000} MB", f"give at most {MAX_ROWS:,} statements")]
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        fault = Fault(f"{where}, line {line}", "", "is not UTF-8 text", "save the file as CSV UTF-8")
        raise InputError([fault]) from None
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise InputError([Fault(f"{where}, line {line}", "", "holds a NUL character", "save the file as CSV UTF-8")])
    return text


@dataclass
class _Row:
    """One line being read; faults go to the file's list."""

    line: int
    cells: Mapping[str, str]
    faults: list[Fault] = field(default_factory=list)

    def text(self, column: str) -> str:
        # Files of this service mark text that a spreadsheet would run; the mark is not part of it.
        return plain((self.cells.get(column) or "").strip())

    def fault(self, column: str, problem: str) -> None:
        self.faults.append(Fault(f"line {self.line}, {column}", self.text(column), problem, f"takes {COLUMNS[column]}"))

    def choice(self, column: str, allowed: tuple[str, ...], default: str) -> str:
        text = self.text(column).lower()
        if text and text not in allowed:
            self.fault(column, "is not known")
        return text if text in allowed else default

    def number(self, column: str, low: float, high: float) -> Decimal | None:
        text = self.text(column)
        if not text:
            return None
        found = _NUMBER.fullmatch(text.replace("−", "-"))
        if not found:
            self.fault(column, "is not a number written like 12.5")
            return None
        number = Decimal(found.group(1))
        if not low <= number <= high:
            self.fault(column, f"is outside {low:,g} to {high:,g}")
            return None
        return number

    def period(self) -> Period | None:
        try:
            return parse_period(self.text("period"))
        except ValueError as error:
            self.fault("period", str(error))
            return None

    def published(self, column: str = "published") -> date | None:
        try:
            return parse_date(self.text(column))
        except ValueError as error:
            self.fault(column, str(error))
            return None

    def level(self, unit: str | None) -> LevelPrint | None:
        if not self.text("level"):
            return None
        try:
            amount = parse_amount(self.text("level"))
        except ValueError as error:
            self.fault("level", str(error))
            return None
        if amount.unit and unit and amount.unit != unit:
            self.fault("level", f"is in {amount.unit}, the unit column says {unit}")
        resolution = self.number("level_resolution", 0.0, amount.value)
        qualifier = self.choice("level_qualifier", QUALIFIERS, "exact")
        printed = amount.resolution if resolution is None else float(resolution)
        return LevelPrint(amount.value, printed, cast("Qualifier", qualifier))

    def growth(self) -> GrowthPrint | None:
        qualifier = cast("GrowthQualifier", self.choice("growth_qualifier", GROWTH_QUALIFIERS, "exact"))
        if qualifier == "up":
            if self.text("growth_pct"):
                self.fault("growth_pct", "stands beside the qualifier up, which prints no figure")
            return GrowthPrint(0.0, 0.0, "up")
        percent = self.number("growth_pct", *GROWTH_LIMITS)
        if percent is None:
            return None
        resolution = self.number("growth_resolution_pct", 0.0, 100.0)
        if resolution is None:
            resolution = Decimal(10) ** cast("int", percent.as_tuple().exponent)
        return GrowthPrint(float(percent), float(resolution), qualifier)


def _check_texts(row: _Row) -> None:
    """Note cells that are too long, or that could play tricks where they are shown."""
    for column in COLUMNS:
        if len(row.text(column)) > _LONGEST_TEXT:
            row.fault(column, f"is longer than {_LONGEST_TEXT:,} characters")
        if column in _SHOWN and any(unicodedata.category(c) in {"Cc", "Cf"} for c in row.text(column)):
            row.fault(column, "holds a control character")


def _read_row(row: _Row, counts: Counter[str], default_side: str) -> Statement | None:
    """Return the statement a line makes, or None when a fault was noted."""
    if row.faults:  # its cells stand under the wrong columns
        return None
    _check_texts(row)
    unit = parse_unit(row.text("unit"))
    if unit is None:
        row.fault("unit", "is not a currency known here")
    period, published = row.period(), row.published()
    level, growth = row.level(unit), row.growth()
    if level is None and growth is None and not row.faults:
        row.fault("level", "is empty and so is the growth")
    if period and published and published < period.end:
        row.fault("published", f"lies before the end of {period.words}")
    flow = cast("Flow", row.choice("flow", FLOWS, "total"))
    reliability = cast("Reliability", row.choice("reliability", RELIABILITIES, "medium"))
    precision = cast("DatePrecision", row.choice("published_precision", ("day", "inferred"), "day"))
    side = slug(row.text("statistics"))
    if row.text("statistics") and not side:
        row.fault("statistics", "holds no letter or digit")
    record = row.choice("record", ("yes", "no"), "no") == "yes"
    if record and period and not period.is_year:
        row.fault("record", "stands beside a period that is not a whole year")
    if row.faults or period is None or published is None:
        return None
    side = side or default_side
    event = row.text("event") or f"{published}-{side}"
    name = f"{event}/{flow}/{str(period).replace('/', '..')}"
    counts[name] += 1
    return Statement(
        id=name if counts[name] == 1 else f"{name}#{counts[name]}",
        statistics=side,
        flow=flow,
        period=period,
        level=level,
        growth=growth,
        event=event,
        origin=Origin(row.text("publisher"), row.text("title"), row.text("url"), published, precision),
        reliability=reliability,
        record=record,
        note=row.text("note"),
    )


def _few(faults: list[Fault], where: str) -> list[Fault]:
    """Return the first faults, and how many more there are."""
    more = len(faults) - MAX_FAULTS
    if more <= 0:
        return faults
    return [*faults[:MAX_FAULTS], Fault(where, "", f"has {more:,} more faults", "mend these first")]


def _records(text: str, where: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the records of a CSV that are not blank, each with the line it begins on."""
    reader, line = csv.reader(io.StringIO(text, newline=""), strict=True), 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        fault = Fault(
            f"{where}, line {line}", "", f"is not CSV ({error})", "close every quote; save the file as CSV UTF-8"
        )
        raise InputError([fault]) from None


def _header_faults(header: list[str], where: str) -> list[Fault]:
    """Return what is wrong with the names of the columns."""
    separator = next((mark for mark in ";\t" if mark in header[0]), None)
    if len(header) == 1 and separator:
        name = "semicolons" if separator == ";" else "tabs"
        return [Fault(where, "", f"separates its columns by {name}", "save it with commas between the columns")]
    known = f"known are {', '.join(COLUMNS)}"
    if len(header) > MAX_COLUMNS:
        return [Fault(where, "", f"has {len(header):,} columns", known)]
    faults = [
        Fault(where, column, "is missing", f"takes {COLUMNS[column]}") for column in REQUIRED if column not in header
    ]
    for column, count in Counter(header).items():
        if column not in COLUMNS:
            faults.append(
                Fault(where, column, "is not a column known here" if column else "a column has no name", known)
            )
        elif count > 1:
            faults.append(Fault(where, column, f"stands {count} times", "name each column once"))
    return faults


def _rows(text: str, where: str) -> list[_Row]:
    """Return the lines of a CSV as cells by column name; refuse a broken table at once."""
    records = _records(text, where)
    first, names = next(records, (1, []))
    if not names:
        raise InputError([Fault(where, "", "is empty", f"give a header row with at least {', '.join(REQUIRED)}")])
    header = [name.strip().lower() for name in names]
    if faults := _header_faults(header, f"{where}, line {first}"):
        raise InputError(_few(faults, where))
    rows: list[_Row] = []
    for line, cells in records:
        if len(rows) >= MAX_ROWS:
            raise InputError([Fault(where, "", f"has more than {MAX_ROWS:,} statements", "split the file")])
        row = _Row(line, dict(zip(header, cells, strict=False)))
        if len(cells) != len(header):
            problem = f"has {len(cells)} cells, the header has {len(header)}"
            row.faults.append(Fault(f"line {line}", "", problem, "quote cells that hold commas"))
        rows.append(row)
    return rows


def _mixed(rows: list[_Row], column: str, values: list[str | None], remedy: str) -> list[Fault]:
    """Return a fault naming the first line whose value is not that of the lines before it."""
    filled = [(row.line, value) for row, value in zip(rows, values, strict=True) if value]
    other = next(((line, value) for line, value in filled if value != filled[0][1]), None)
    if other is None:
        return []
    line, first = filled[0]
    problem = f"is not {first[:80]!r}, which line {line} has"
    return [Fault(f"line {other[0]}, {column}", other[1], problem, remedy)]


def read_series(text: str, *, series_id: str, where: str, basis: str = "goods") -> Series:
    """Return the series that a CSV of statements makes.

    Parameters
    ----------
    text : str
        The CSV, with a header row; columns as in `COLUMNS`.
    series_id : str
        Id of the series made.
    where : str
        Name of the file, for messages.
    basis : str
        ``goods`` or ``goods and services``.

    Returns
    -------
    Series
        Statements in order of publication.

    Raises
    ------
    InputError
        With every fault (up to 50) and its line.
    """
    return read_numbered(text, series_id=series_id, where=where, basis=basis)[0]


def read_numbered(
    text: str, *, series_id: str, where: str, basis: str = "goods", pair: tuple[str, str] = ("A", "B")
) -> tuple[Series, Mapping[str, int]]:
    """Return the series that a CSV makes, and the line that each statement stands on, by its id.

    As `read_series`; `pair` names reporter and partner where the file does not.
    """
    rows = _rows(text, where)
    counts: Counter[str] = Counter()
    reporter, partner = (
        next((row.text(column) for row in rows if row.text(column)), unnamed)
        for column, unnamed in zip(("reporter", "partner"), pair, strict=True)
    )
    statements = [_read_row(row, counts, slug(reporter) or "reporter") for row in rows]
    units = [parse_unit(row.text("unit")) for row in rows]
    faults = [fault for row in rows for fault in row.faults]
    if not rows:
        faults.append(Fault(where, "", "has a header but no statements", "give at least one line with a level"))
    faults += _mixed(rows, "unit", units, "give one file per unit")
    for column in ("reporter", "partner"):
        faults += _mixed(rows, column, [row.text(column) for row in rows], "give one file per pair")
    if faults:
        raise InputError(_few(faults, where))
    lines = {s.id: row.line for s, row in zip(statements, rows, strict=True) if s}
    read = sorted((s for s in statements if s), key=lambda s: s.origin.published)
    return Series(series_id, reporter, partner, units[0] or "", basis, tuple(read)), lines
