"""Series made of pandas data: annual, quarterly or monthly totals, as statistics packages hold them.

Years make annual levels. Months and quarters are added up: whole years to annual levels, the months of an unfinished
year to a year-to-date level, and the same months of the years before, which teach what share of the year they are.
"""

from __future__ import annotations

import math
from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, cast

from forecast.data.amounts import parse_unit
from forecast.data.periods import FIRST_YEAR, LAST_YEAR, Period, usual_publication
from forecast.data.shipped import catalog
from forecast.data.statements import FLOWS, Flow, LevelPrint, Origin, Series, Statement, slug
from forecast.errors import Fault, InputError, few

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Mapping

    import pandas as pd

__all__ = ["as_series", "series_of_frame"]

#: Floats are taken as they are: the resolution of a figure is this share of it.
EXACT = 1e-9
_TAKES = "takes pandas data by year, quarter or month: years, dates or periods in the index"
Cells = dict[tuple[int, int], float]  # by year and last month
if TYPE_CHECKING:
    #: What a series can be asked for by: a pair as it is written, a series, or pandas data.
    SeriesLike = str | Series | pd.DataFrame | pd.Series[float]


def as_series(given: SeriesLike, *, unit: str | None = None) -> Series:
    """Return the series that a name, a series, or pandas data means.

    Parameters
    ----------
    given : str, Series, pandas.DataFrame or pandas.Series
        A pair as `catalog.series` reads it, a series, or data as `series_of_frame` reads it.
    unit : str, optional
        Currency of the data; needed for pandas data alone.

    Raises
    ------
    InputError
        With every fault.
    """
    if isinstance(given, str):
        return catalog.series(given)
    if isinstance(given, Series):
        return given
    return series_of_frame(given, unit=unit)


def _written(text: str) -> tuple[int, int, int] | None:
    """Return year, last month and months covered of a text: 2024, 2024-Q1, 2024-03."""
    year, _, rest = text.replace("/", "-").partition("-")
    if not year.isdigit():
        return None
    if not rest:
        return int(year), 12, 12
    if rest[0] in "Qq" and rest[1:] in {"1", "2", "3", "4"}:
        return int(year), 3 * int(rest[1:]), 3
    month = int(rest[:2]) if rest[:2].isdigit() else 0
    return (int(year), month, 0) if 1 <= month <= 12 else None


def _months(label: Hashable) -> tuple[int, int, int] | None:
    """Return year, last month and months covered of a label of the index, None when it is no time."""
    if hasattr(label, "freqstr") and hasattr(label, "end_time"):  # a pandas period
        months = {"Y": 12, "A": 12, "Q": 3, "M": 1}.get(str(label.freqstr)[0])
        fits = months is not None and label.end_time.month % months == 0
        return (label.end_time.year, label.end_time.month, months) if fits and months else None
    if isinstance(label, date) or hasattr(label, "to_pydatetime"):
        return cast("date", label).year, cast("date", label).month, 0
    text = str(label).strip()
    return _written(text.removesuffix(".0") if isinstance(label, float) else text)


def _span(found: list[tuple[int, int, int]]) -> int:
    """Return how many months each label covers: said by the labels, else by how many there are in a year."""
    said = {months for _, _, months in found if months}
    if said:
        return max(said)
    most = max(Counter(year for year, _, _ in found).values())
    return 12 if most == 1 else 3 if most <= 4 else 1


def _levels(cells: Cells, step: int) -> Iterator[tuple[Period, float]]:
    """Yield the whole years, the months of an unfinished last one, and the same months of the years before."""
    if step == 12:
        yield from ((Period(year), value) for (year, _), value in sorted(cells.items()))
        return
    sums: dict[int, dict[int, float]] = {}
    for year in sorted({year for year, _ in cells}):
        total, sums[year] = 0.0, {}
        for month in range(step, 13, step):
            if (year, month) not in cells:
                break
            total += cells[year, month]
            sums[year][month] = total
    last = max(sums)
    open_through = max(sums[last], default=12)
    for year, known in sums.items():
        if 12 in known:
            yield Period(year), known[12]
        if open_through < 12 and open_through in known:
            yield Period(year, open_through), known[open_through]


def _columns(frame: pd.DataFrame | pd.Series[float], faults: list[Fault]) -> Mapping[Flow, pd.Series[float]]:
    """Return the columns by flow; a pandas series is the total."""
    if getattr(frame, "columns", None) is None:
        return {"total": cast("pd.Series[float]", frame)}
    table, found = cast("pd.DataFrame", frame), {}
    for at, column in enumerate(table.columns):
        name = str(column).strip().lower()
        if name in found:
            faults.append(Fault(f"column {column}", "", "stands twice", "name each column once"))
        elif name in FLOWS:
            found[name] = table.iloc[:, at]
        else:
            faults.append(Fault(f"column {column}", "", "is not known", f"known are: {', '.join(FLOWS)}"))
    if not found:
        faults.append(Fault("columns", "", "name no flow", f"give one or more of {', '.join(FLOWS)}"))
    return found


def _times(frame: pd.DataFrame | pd.Series[float], faults: list[Fault]) -> tuple[list[tuple[int, int]], int]:
    """Return year and last month of each row, and how many months a row covers."""
    read = [(label, _months(label)) for label in frame.index]
    for at, (label, found) in enumerate(read):
        if found is None:
            faults.append(Fault(f"row {at + 1}", str(label), "is not a year, a quarter or a month", _TAKES))
        elif not FIRST_YEAR <= found[0] <= LAST_YEAR:
            faults.append(Fault(f"row {at + 1}", str(label), f"lies outside {FIRST_YEAR} to {LAST_YEAR}", _TAKES))
    step = _span([found for _, found in read if found] or [(0, 12, 12)])
    whole = [(found[0], -(-found[1] // step) * step) if found else (0, 12) for _, found in read]
    for time, count in Counter(whole).items():
        if count > 1 and not faults:
            faults.append(Fault("index", f"{time[0]}", f"stands {count} times", "give each period once"))
    return whole, step


def _cells(
    column: pd.Series[float], name: str, times: list[tuple[int, int]], scale: float, faults: list[Fault]
) -> Cells:
    """Return the figures of a column by time; empty ones are left out."""
    found: Cells = {}
    for at, (value, time) in enumerate(zip(column.tolist(), times, strict=True), start=1):
        where = f"row {at}, {name}"
        if str(value) in {"None", "nan", "NaT", "<NA>"}:  # empty, in whichever way pandas says so
            continue
        try:
            number = float(value) * scale
        except (TypeError, ValueError):
            faults.append(Fault(where, str(value), "is not a number", "give amounts in full units, or a scale"))
            continue
        if not math.isfinite(number) or number < 0:
            faults.append(Fault(where, str(value), "is not an amount of trade", "give finite amounts above zero"))
        elif number > 0:  # nothing has no logarithm; it is left out like an empty cell
            found[time] = number
    return found


def series_of_frame(
    frame: pd.DataFrame | pd.Series[float],
    *,
    unit: str | None,
    reporter: str = "A",
    partner: str = "B",
    scale: float = 1.0,
    basis: str = "goods",
) -> Series:
    """Return the series that pandas data make.

    Parameters
    ----------
    frame : pandas.DataFrame or pandas.Series
        Columns ``exports``, ``imports``, ``total``; a series is the total. The index has years, quarters or
        months as numbers, dates, periods or text.
    unit : str
        Currency code.
    reporter, partner : str
        Names of the sides; figures are the reporter's.
    scale : float
        What one unit of the data is worth, such as 1e6 for figures in millions.
    basis : str

    Raises
    ------
    InputError
        With every fault and its row.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"exports": [1.5, 1.7], "imports": [0.8, 0.9]}, index=[2023, 2024])
    >>> found = series_of_frame(frame, unit="USD", scale=1e9, reporter="Aland", partner="Bland")
    >>> [(s.flow, str(s.period), s.level.value) for s in found.statements][-1]
    ('imports', '2024', 900000000.0)
    """
    faults: list[Fault] = []
    currency = parse_unit(unit) if unit else None
    if currency is None:
        faults.append(
            Fault("unit", unit or "", "is not a currency known here" if unit else "is missing", "such as USD")
        )
    if len(frame) == 0:
        raise InputError([*faults, Fault("frame", "", "holds no row", _TAKES)])
    columns, (times, step) = _columns(frame, faults), _times(frame, faults)
    cells = {flow: _cells(column, flow, times, scale, faults) for flow, column in columns.items()}
    if not faults and not any(cells.values()):
        faults.append(Fault("frame", "", "holds no figure", "give amounts above zero"))
    if faults:
        raise InputError(few(faults, "frame"))
    side, statements = slug(reporter) or "a", []
    for flow, known in cells.items():
        for period, value in _levels(known, step) if known else ():
            event = f"frame-{str(period).replace('/', '..')}"
            origin = Origin("own data", "pandas data", "", usual_publication(period, by_month=step < 12), "inferred")
            level = LevelPrint(value, value * EXACT)
            statements.append(Statement(f"{event}/{flow}", side, flow, period, level, None, event, origin, "high"))
    if not statements:
        raise InputError(
            [Fault("frame", "", "holds no months from January on", "give whole years, or months from January")]
        )
    statements.sort(key=lambda s: s.origin.published)
    name = f"{slug(reporter) or 'a'}-{slug(partner) or 'b'}"
    return Series(name, reporter, partner, currency or "", basis, tuple(statements))
