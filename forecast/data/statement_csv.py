"""Statements read from a table: the shipped ones and a user's own, by the same rules.

Every fault of a table is collected, with line and column, before it is refused.
The columns are documented in `COLUMNS`; README shows a minimal file.
"""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING, cast

from forecast.data.amounts import QUALIFIERS, Qualifier, parse_amount, parse_unit
from forecast.data.csv_table import Layout, Row, read_rows, refuse
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
from forecast.errors import Fault

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

__all__ = ["COLUMNS", "REQUIRED", "read_placed", "read_series"]

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
_LAYOUT = Layout("statements", COLUMNS, REQUIRED)
#: Growth outside these per cents is refused as a misprint.
GROWTH_LIMITS = (-99.0, 1_000.0)
_LONGEST_TEXT = 2_000
#: Columns whose text is shown in terminals and pictures as it stands.
_SHOWN = frozenset({"reporter", "partner", "statistics", "event", "publisher", "title", "url"})
_NUMBER = re.compile(r"([+-]?(?:\d+\.?|\d*\.\d+)(?:e[+-]?\d{1,2})?) ?%?", re.IGNORECASE | re.ASCII)


def _number(row: Row, column: str, low: float, high: float) -> Decimal | None:
    text = row.text(column)
    if not text:
        return None
    found = _NUMBER.fullmatch(text.replace("−", "-"))
    if not found:
        row.fault(column, "is not a number written like 12.5")
        return None
    number = Decimal(found.group(1))
    if not low <= number <= high:
        row.fault(column, f"is outside {low:,g} to {high:,g}")
        return None
    return number


def _period(row: Row) -> Period | None:
    try:
        return parse_period(row.text("period"))
    except ValueError as error:
        row.fault("period", str(error))
        return None


def _published(row: Row) -> date | None:
    try:
        return parse_date(row.text("published"))
    except ValueError as error:
        row.fault("published", str(error))
        return None


def _level(row: Row, unit: str | None) -> LevelPrint | None:
    if not row.text("level"):
        return None
    try:
        amount = parse_amount(row.text("level"))
    except ValueError as error:
        row.fault("level", str(error))
        return None
    if amount.unit and unit and amount.unit != unit:
        row.fault("level", f"is in {amount.unit}, the unit column says {unit}")
    resolution = _number(row, "level_resolution", 0.0, amount.value)
    qualifier = row.choice("level_qualifier", QUALIFIERS, "exact")
    printed = amount.resolution if resolution is None else float(resolution)
    return LevelPrint(amount.value, printed, cast("Qualifier", qualifier))


def _growth(row: Row) -> GrowthPrint | None:
    qualifier = cast("GrowthQualifier", row.choice("growth_qualifier", GROWTH_QUALIFIERS, "exact"))
    if qualifier == "up":
        if row.text("growth_pct"):
            row.fault("growth_pct", "stands beside the qualifier up, which prints no figure")
        return GrowthPrint(0.0, 0.0, "up")
    percent = _number(row, "growth_pct", *GROWTH_LIMITS)
    if percent is None:
        return None
    resolution = _number(row, "growth_resolution_pct", 0.0, 100.0)
    if resolution is None:
        resolution = Decimal(10) ** cast("int", percent.as_tuple().exponent)
    return GrowthPrint(float(percent), float(resolution), qualifier)


def _check_texts(row: Row) -> None:
    """Note cells that are too long, or that could play tricks where they are shown."""
    for column in COLUMNS:
        row.check_text(column, longest=_LONGEST_TEXT, shown=column in _SHOWN)


def _read_row(row: Row, counts: Counter[str], default_side: str) -> Statement | None:
    """Return the statement a line makes, or None when a fault was noted."""
    if row.faults:  # its cells stand under the wrong columns
        return None
    _check_texts(row)
    unit = parse_unit(row.text("unit"))
    if unit is None:
        row.fault("unit", "is not a currency known here")
    period, published = _period(row), _published(row)
    level, growth = _level(row, unit), _growth(row)
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


def _mixed(rows: Sequence[Row], column: str, values: Sequence[str | None], remedy: str) -> list[Fault]:
    """Return a fault naming the first row whose value is not that of the rows before it."""
    filled = [(row, value) for row, value in zip(rows, values, strict=True) if value]
    other = next(((row, value) for row, value in filled if value != filled[0][1]), None)
    if other is None:
        return []
    row, first = filled[0]
    problem = f"is not {first[:80]!r}, which {row.place} has"
    return [Fault(other[0].at(column), other[1], problem, remedy)]


def read_series(
    given: str | bytes | Sequence[Mapping[str, object]], *, series_id: str, where: str, basis: str = "goods"
) -> Series:
    """Return the series that a table of statements makes.

    Parameters
    ----------
    given : str, bytes or sequence of mapping
        CSV with a header row, or rows as mappings such as ``frame.to_dict("records")``; columns as in `COLUMNS`.
    series_id : str
        Id of the series made.
    where : str
        Name of the file or list, for messages.
    basis : str
        ``goods`` or ``goods and services``.

    Returns
    -------
    Series
        Statements in order of publication.

    Raises
    ------
    InputError
        With every fault and its line, ten of a kind and fifty in all.

    Examples
    --------
    >>> rows = [{"period": 2024, "level": 2.46e9, "unit": "USD", "published": "2025-07-14"}]
    >>> read_series(rows, series_id="own", where="rows").statements[0].level.value
    2460000000.0
    """
    return read_placed(given, series_id=series_id, where=where, basis=basis)[0]


def read_placed(
    given: str | bytes | Sequence[Mapping[str, object]],
    *,
    series_id: str,
    where: str,
    basis: str = "goods",
    pair: tuple[str, str] = ("A", "B"),
) -> tuple[Series, Mapping[str, str]]:
    """Return the series that a table makes, and where each statement stands in it, by its id.

    As `read_series`; `pair` names reporter and partner where the table does not.
    """
    rows = read_rows(given, _LAYOUT, where=where)
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
    refuse(faults, where)
    places = {s.id: row.placed(where) for s, row in zip(statements, rows, strict=True) if s}
    read = sorted((s for s in statements if s), key=lambda s: s.origin.published)
    return Series(series_id, reporter, partner, units[0] or "", basis, tuple(read)), places
