"""Statements read from a table: the shipped ones and a user's own, by the same rules.

Every fault of a table is collected, with line and column, before it is refused.
The columns are documented in `COLUMNS`; README shows a minimal file.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from statistics import median
from typing import TYPE_CHECKING, cast

from forecast.data.amounts import Amount, parse_amount, parse_scaled_unit
from forecast.data.csv_table import Layout, Row, read_rows, refuse
from forecast.data.periods import parse_date, usual_publication
from forecast.data.precision import QUALIFIERS, Qualifier
from forecast.data.prints import parse_growth, parse_level
from forecast.data.repeats import indistinct, lost, numbered, with_dropped_zeros
from forecast.data.statement_periods import read_periods, summed
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

    from forecast.data.periods import Period

__all__ = ["COLUMNS", "REQUIRED", "SMALLEST_TRADE", "lost_faults", "read_placed", "read_series"]

REQUIRED = ("period", "level", "unit")
#: Every column that is read, with what it takes.
COLUMNS: Mapping[str, str] = {
    "period": "2024, 2025-01/2025-05, 2025-01, 2024-Q3, H1 2025, or 2024-25 for a fiscal year",
    "level": "an amount such as 2.46bn, almost 2.5bn, $13-15bn or 2460000000; empty when only growth is printed",
    "unit": "one currency for the whole file, such as USD; USD million where levels are bare numbers of millions",
    "year_starts": "month in which fiscal years start, such as 04, July or 21 March; as usual in the pair when empty",
    "published": "the day it became known, as YYYY-MM-DD; when empty, the usual lag",
    "reporter": "name of A, where exports come from",
    "partner": "name of B, where exports go",
    "statistics": "whose statistics, a short name; A's when empty",
    "flow": "total, exports or imports; total when empty",
    "level_resolution": (
        "the amount that one unit of the last printed digit is worth, such as 1m for 2,460m or 0.1bn for 2.5bn; "
        "taken from the print when empty, where a number in full digits is exact to its last unit"
    ),
    "level_qualifier": (
        "exact, about, over, almost or between (level_resolution is then half of the range); as the level says when "
        "empty"
    ),
    "growth_pct": "growth over the same months of the year before, in per cent or in words such as doubled",
    "growth_resolution_pct": "one unit of its last printed digit; taken from the print when empty",
    "growth_qualifier": (
        "exact, about, over, almost, between, up (grew, no figure) or down (fell, no figure); as growth_pct says "
        "when empty"
    ),
    "event": "a name that statements of one occasion share",
    "published_precision": "day or inferred; day when empty",
    "publisher": "who published it",
    "title": "title of the source",
    "url": "address of the source",
    "reliability": "high, medium or low; medium when empty",
    "record": "yes when the source calls the year the highest so far, else empty",
    "note": "anything worth knowing",
    "supersedes": "yes, or the event or day of the earlier row about the same thing that this one takes the place of",
}
_LAYOUT = Layout("statements", COLUMNS, REQUIRED)
#: Growth outside these per cents is refused as a misprint.
GROWTH_LIMITS = (-99.0, 1_000.0)
_LONGEST_TEXT = 2_000
#: Columns whose text is shown in terminals and pictures as it stands.
_SHOWN = frozenset({"reporter", "partner", "statistics", "event", "publisher", "title", "url"})
#: Trade in full units is at least this in the largest year.
SMALLEST_TRADE = 1e6
#: One point or comma before three digits.
_GROUPS = re.compile(r"(?<![\d.,])[1-9]\d{0,2}[.,]\d{3}(?![\d.,])")
#: Levels that are numbers and nothing else, and the words of scale that a unit may give them.
_BARE = re.compile(r"[\d.,'’ \u00a0\u202f]+", re.ASCII)
_SCALE_WORDS = {
    10.0**power: word for power, word in {3: "k", 5: "lakh", 6: "m", 7: "crore", 8: "亿", 9: "bn", 12: "tn"}.items()
}
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


def _published(row: Row, period: Period | None) -> date | None:
    if not row.text("published"):
        return usual_publication(period) if period else None
    try:
        return parse_date(row.text("published"))
    except ValueError as error:
        row.fault("published", str(error))
        return None


def _unit(row: Row) -> tuple[str | None, float]:
    """Return the currency of the levels, and what one unit of a bare number is worth."""
    try:
        unit, scale = parse_scaled_unit(row.text("unit"))
    except ValueError as error:
        row.fault("unit", str(error))
        return None, 1.0
    if unit is None:
        row.fault("unit", "names no currency")
    return unit, scale


def _scaled(text: str, scale: float) -> str:
    """Return a level with the word of scale that its unit has, where it has none itself."""
    return f"{text} {_SCALE_WORDS[scale]}" if scale != 1 and _BARE.fullmatch(text) else text


def _level(row: Row, unit: str | None, scale: float) -> LevelPrint | None:
    if not row.text("level"):
        return None
    try:
        told, named = parse_level(_scaled(row.text("level"), scale))
    except ValueError as error:
        row.fault("level", str(error))
        return None
    if named and unit and named != unit:
        row.fault("level", f"is in {named}, the unit column says {unit}")
    resolution = _resolution(row, told.value)
    qualifier = cast("Qualifier", row.choice("level_qualifier", QUALIFIERS, told.qualifier))
    if qualifier == "between" and told.qualifier != "between" and resolution is None:
        row.fault("level_qualifier", "needs half of the range in level_resolution")
    if resolution is None and qualifier == told.qualifier:
        return told
    return LevelPrint(told.value, told.resolution if resolution is None else resolution, qualifier)


def _resolution(row: Row, level: float) -> float | None:
    """Return the stated resolution of a level: an amount, or 0 for a level known exactly."""
    text = row.text("level_resolution")
    if not text:
        return None
    plain = _NUMBER.fullmatch(text)
    try:
        value = float(plain.group(1)) if plain else parse_amount(text).value
    except ValueError as error:
        row.fault("level_resolution", str(error))
        return None
    if not 0 <= value <= level:
        row.fault("level_resolution", "is not between 0 and the level")
        return None
    return value


def _growth(row: Row, level: LevelPrint | None, unit: str | None) -> GrowthPrint | None:
    said = cast("GrowthQualifier", row.choice("growth_qualifier", GROWTH_QUALIFIERS, ""))
    if said in {"up", "down"}:
        if row.text("growth_pct"):
            row.fault("growth_pct", f"stands beside the qualifier {said}, which prints no figure")
        return GrowthPrint(0.0, 0.0, said)
    text = row.text("growth_pct")
    if not text:
        return None
    try:
        beside = Amount(level.value, level.resolution, unit) if level else None
        told = parse_growth(text, level=beside)
    except ValueError as error:
        row.fault("growth_pct", str(error))
        return None
    low, high = GROWTH_LIMITS
    if not low <= told.percent <= high:
        row.fault("growth_pct", f"is outside {low:,g} to {high:,g}")
        return None
    resolution = _number(row, "growth_resolution_pct", 0.0, 100.0)
    if resolution is not None and told.figure:
        told = replace(told, resolution=float(resolution))
    return replace(told, qualifier=said) if row.text("growth_qualifier") and told.figure else told


def _check_texts(row: Row) -> None:
    """Note cells that are too long, or that could play tricks where they are shown."""
    # Almost no row holds any: only one that does is looked at cell by cell.
    if not all(len(text) <= _LONGEST_TEXT and text.isprintable() for text in row.cells.values()):
        for column in COLUMNS:
            row.check_text(column, longest=_LONGEST_TEXT, shown=column in _SHOWN)
    row.check_address("url")


def _read_row(row: Row, period: Period | None, default_side: str) -> Statement | None:
    """Return the statement a line makes, or None when a fault was noted."""
    _check_texts(row)
    unit, scale = _unit(row)
    published = _published(row, period)
    level = _level(row, unit, scale)
    growth = _growth(row, level, unit)
    if level is None and growth is None and not row.faults:
        row.fault("level", "is empty and so is the growth")
    if period and published and published < period.end:
        row.fault("published", f"lies before the end of {period.words}")
    flow = cast("Flow", row.choice("flow", FLOWS, "total"))
    reliability = cast("Reliability", row.choice("reliability", RELIABILITIES, "medium"))
    precision = cast(
        "DatePrecision",
        row.choice("published_precision", ("day", "inferred"), "day" if row.text("published") else "inferred"),
    )
    named = row.text("statistics")
    side = slug(named) if named else default_side
    if not side:
        row.fault("statistics", "holds no letter or digit")
    record = row.choice("record", ("yes", "no"), "no") == "yes"
    if record and period and not period.is_year:
        row.fault("record", "stands beside a period that is not a whole year")
    if row.faults or period is None or published is None:
        return None
    event = row.text("event") or f"{published}-{side}"
    return Statement(
        id=f"{event}/{flow}/{str(period).replace('/', '..')}",
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
        supersedes=_supersedes(row, published),
    )


def _supersedes(row: Row, published: date) -> str:
    """Return what a row says it takes the place of, in the words of `Statement.supersedes`."""
    text = row.text("supersedes")
    if not text or text.casefold() in {"no", "false"}:
        return ""
    try:
        if parse_date(text) > published:
            row.fault("supersedes", f"is a day after {published}, when this row was published")
    except ValueError:
        pass  # an event, or yes
    return "yes" if text.casefold() in {"yes", "true"} else text


def _restored(rows: Sequence[Row], statements: Sequence[Statement | None]) -> list[Statement | None]:
    """Return statements whose whole numbers of billions have the decimals that their publisher prints."""
    prints = [
        (row.text("publisher"), "" if row.text("level_resolution") else row.text("level"), s.level if s else None)
        for row, s in zip(rows, statements, strict=True)
    ]
    levels = with_dropped_zeros(prints)
    return [
        s if s is None or s.level is level else replace(s, level=level)
        for s, level in zip(statements, levels, strict=True)
    ]


def _breakdowns(rows: Sequence[Row], statements: Sequence[Statement | None]) -> list[Fault]:
    """Return a fault for each row that contradicts another and that nothing tells apart from it."""
    read = [(row, s) for row, s in zip(rows, statements, strict=True) if s]
    told = set()
    for one, other in indistinct([s for _, s in read]):
        (first, s), (second, _) = read[one], read[other]
        if second.number not in told:
            told.add(second.number)
            second.fault(
                "level",
                f"contradicts {first.text('level')} on {first.place}, for {s.flow} {s.period.words} of the same "
                "publisher, event, qualifier and day",
                "leave the parts of a breakdown out, or put exports and imports into the column flow; two readings of "
                "one figure need a publisher, event or day of their own, or supersedes",
            )
    return [fault for row, _ in read for fault in row.faults]


def _unscaled(rows: Sequence[Row], statements: Sequence[Statement | None]) -> list[Fault]:
    """Return a fault when bare numbers without a scale are too small to be trade in full units."""
    told = [(row, s.level.value) for row, s in zip(rows, statements, strict=True) if s and s.level]
    if not told or not all(_BARE.fullmatch(row.text("level")) for row, _ in told):
        return []
    row, largest = max(told, key=lambda item: item[1])
    if largest >= SMALLEST_TRADE or "units" in row.text("unit").lower():
        return []
    unit = row.text("unit")
    problem = "is the largest level, and nothing says whether these are thousands or millions"
    remedy = f"write the unit as {unit} million or the like, or as {unit} units for full units"
    return [Fault(row.at("level"), row.text("level"), problem, remedy)]


def _thousandfold(rows: Sequence[Row], statements: Sequence[Statement | None]) -> list[Fault]:
    """Return a fault for each level such as 1.120 million that its neighbours show to be grouped, not decimal."""
    sizes: dict[tuple[str, Flow, int], list[float]] = {}
    read = [(row, s, s.level.value) for row, s in zip(rows, statements, strict=True) if s and s.level]
    for _, s, value in read:
        sizes.setdefault((s.statistics, s.flow, s.period.months), []).append(value)
    faults = []
    medians = {key: median(values) for key, values in sizes.items()}
    for row, s, value in read:
        beside = medians[s.statistics, s.flow, s.period.months]
        text = row.text("level")
        if _GROUPS.search(text) and value < beside / 200 and beside / 10 < 1_000 * value < 10 * beside:
            problem = "may group thousands: its neighbours are a thousand times larger"
            remedy = "write it without the mark, or with a digit more or less after it"
            faults.append(Fault(row.at("level"), text, problem, remedy))
    return faults


@lru_cache(maxsize=256)
def _named_unit(text: str) -> str | None:
    """Return the currency that a unit names; None when it names none."""
    try:
        return parse_scaled_unit(text)[0]
    except ValueError:
        return None


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
    given: str | bytes | Sequence[Mapping[str, object]],
    *,
    series_id: str,
    where: str,
    basis: str = "goods",
    year_starts: int | None = None,
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
    year_starts : int, optional
        The month in which fiscal years start, where no column says.

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
    series, places = read_placed(given, series_id=series_id, where=where, basis=basis, year_starts=year_starts)
    refuse(lost_faults(series, places), where)
    return summed(series)


def lost_faults(given: Series, places: Mapping[str, str], known: Sequence[Statement] = ()) -> list[Fault]:
    """Return a fault for each statement that takes the place of one neither read nor known, by where it stands."""
    return [
        Fault(
            f"{places[s.id]}{'.' if places[s.id].endswith(']') else ', '}supersedes",
            s.supersedes,
            f"names no other row about {s.flow} {s.period.words} by the same side",
            "takes yes, or the event or day of the earlier row about the same thing",
        )
        for s in lost(given.statements, known)
    ]


def read_placed(
    given: str | bytes | Sequence[Mapping[str, object]],
    *,
    series_id: str,
    where: str,
    basis: str = "goods",
    pair: tuple[str, str] = ("A", "B"),
    year_starts: int | None = None,
) -> tuple[Series, Mapping[str, str]]:
    """Return the statements of a table as they are printed, and where each stands in it, by its id.

    As `read_series`, with parts of years not yet added up (`summed`); `pair` names reporter and partner, and
    `year_starts` the month in which fiscal years start, where the table does not.
    """
    rows = read_rows(given, _LAYOUT, where=where)
    reporter, partner = (
        next((row.text(column) for row in rows if row.text(column)), unnamed)
        for column, unnamed in zip(("reporter", "partner"), pair, strict=True)
    )
    sound = [row for row in rows if not row.faults]  # the cells of others stand under the wrong columns
    periods, _ = read_periods(sound, pair=(reporter, partner), starts=year_starts)
    own = slug(reporter) or "reporter"
    told = {row.number: _read_row(row, period, own) for row, period in zip(sound, periods, strict=True)}
    statements = _restored(rows, [told.get(row.number) for row in rows])
    units = [_named_unit(row.text("unit")) for row in rows]
    faults = [fault for row in rows for fault in row.faults]
    if not rows:
        faults.append(Fault(where, "", "has a header but no statements", "give at least one line with a level"))
    faults += _mixed(rows, "unit", units, "give one file per unit")
    for column in ("reporter", "partner"):
        faults += _mixed(rows, column, [row.text(column) for row in rows], "give one file per pair")
    refuse(faults or _breakdowns(rows, statements) or _unscaled(rows, statements), where)
    refuse(_thousandfold(rows, statements), where)
    kept = [(row, s) for row, s in zip(rows, statements, strict=True) if s]
    read = list(numbered(s for _, s in kept))
    places = {s.id: kept[at][0].placed(where) for at, s in read}
    return Series(series_id, reporter, partner, units[0] or "", basis, tuple(s for _, s in read)), places
