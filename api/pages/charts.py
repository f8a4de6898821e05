"""Charts for pages as geometry: the template draws it, the style sheet colours it.

Pages run under a Content-Security-Policy without inline styles and follow the reader's light or dark theme, which
the self-contained pictures of `forecast.report` cannot do. Every year carries its values in words, so that pointer,
keyboard and screen reader find the same.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from forecast import words
from forecast.forecasting import PATH_PROBABILITIES
from forecast.report import last_year_shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from forecast.forecasting import PathRow, TargetForecast

__all__ = ["Band", "Bar", "DateChart", "FanChart", "Print", "Tick", "YearOfChart", "date_chart", "fan_chart"]

WIDTH, LEFT, RIGHT, TOP = 560, 62, 12, 30
FAN_HEIGHT, DATE_HEIGHT, FOOT = 350, 170, 28
_BANDS = (
    (0, 6, words.marked("9 in 10 chances")),
    (1, 5, words.marked("8 in 10")),
    (2, 4, words.marked("5 in 10")),
)
#: Years with smaller chances do not stretch the chart of dates.
NEGLIGIBLE = 0.005
_MIDDLE = PATH_PROBABILITIES.index(0.5)


@dataclass(frozen=True, slots=True)
class Scale:
    """A straight map from values to places."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Return the place of a value, to a tenth of a unit."""
        share = (value - self.low) / (self.high - self.low)
        return round(self.start + share * (self.end - self.start), 1)


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Band:
    """A stretch of the fan as the points of a polygon."""

    points: str
    label: str


@dataclass(frozen=True, slots=True)
class Print:
    """A published annual level: what its print allows, and the print itself."""

    x: float
    low: float
    high: float
    y: float
    excluded: bool
    vague: bool


@dataclass(frozen=True, slots=True)
class YearOfChart:
    """A year's stretch of the chart, with its values in words."""

    year: int
    x: float
    left: float
    width: float
    words: str
    short: str


@dataclass(frozen=True)
class FanChart:
    """History and fan."""

    width: int
    height: int
    left: float
    right: float
    top: float
    bottom: float
    bands: tuple[Band, ...]
    known: str
    ahead: str
    baseline: str
    mark: float
    mark_label: str
    now: float
    prints: tuple[Print, ...]
    years: tuple[YearOfChart, ...]
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """The chance of one year."""

    x: float
    width: float
    y: float
    height: float
    middle: float
    label: str
    year: YearOfChart


@dataclass(frozen=True)
class DateChart:
    """When the mark is first reached."""

    width: int
    height: int
    bottom: float
    bars: tuple[Bar, ...]
    across: tuple[Tick, ...]
    later: str


def _line(rows: Sequence[PathRow], x: Scale, y: Scale, column: int) -> str:
    return " ".join(f"{x(row.year)},{y(row.quantiles[column])}" for row in rows)


def _round_ticks(top: float, unit: str, y: Scale) -> tuple[Tick, ...]:
    """Return marks at round amounts, about six of them."""
    rough = top / 6
    size = 10 ** math.floor(math.log10(rough))
    step = next(size * m for m in (1, 2, 2.5, 5, 10) if size * m >= rough)
    return tuple(Tick(y(step * i), words.money(step * i, unit) if i else "0") for i in range(int(top / step) + 1))


def _year_ticks(years: Sequence[int], x: Scale) -> tuple[Tick, ...]:
    step = next(s for s in (1, 2, 5, 10, 20, 50) if len(years) / s <= 8)
    return tuple(Tick(x(year), str(year)) for year in years if year % step == 0)


def _year_words(row: PathRow, forecast: TargetForecast) -> tuple[str, str]:
    """Return a year's values in a sentence and in a few words."""
    unit = forecast.series.unit
    low, middle, high = (words.money(row.quantiles[i], unit) for i in (1, _MIDDLE, 5))
    told = {"year": str(row.year), "low": low, "middle": middle, "high": high}
    if row.kind == "observed":
        return words.say("{year}, published: {middle}", **told), words.say("{year}: {middle}", **told)
    reached, estimated = forecast.answer.by(row.year), row.kind == "estimated"
    if reached is None:
        full = (
            words.say("{year}, estimated: {middle}, with 8 in 10 chances between {low} and {high}", **told)
            if estimated
            else words.say("{year}, forecast: {middle}, with 8 in 10 chances between {low} and {high}", **told)
        )
        return full, words.say("{year}: {low} to {high}", **told)
    told["chance"] = words.percent_words(reached)
    full = (
        words.say(
            "{year}, estimated: {middle}, with 8 in 10 chances between {low} and {high}; "
            "chance that the mark is reached by its end {chance}",
            **told,
        )
        if estimated
        else words.say(
            "{year}, forecast: {middle}, with 8 in 10 chances between {low} and {high}; "
            "chance that the mark is reached by its end {chance}",
            **told,
        )
    )
    return full, words.say("{year}: {low} to {high}, reached {chance}", **told)


def _years(rows: Sequence[PathRow], x: Scale, forecast: TargetForecast) -> tuple[YearOfChart, ...]:
    width = abs(x(1) - x(0)) if len(rows) > 1 else 40.0
    found = []
    for row in rows:
        full, short = _year_words(row, forecast)
        found.append(
            YearOfChart(row.year, x(row.year), round(x(row.year) - width / 2, 1), round(width, 1), full, short)
        )
    return tuple(found)


def _prints(forecast: TargetForecast, x: Scale, y: Scale) -> tuple[Print, ...]:
    question, found = forecast.question, []
    for use in forecast.statements:
        s = use.statement
        if s.level and s.period.is_year and (s.statistics, s.flow) == (question.statistics, question.flow):
            interval = s.level.interval
            found.append(
                Print(
                    x(s.period.year),
                    y(interval.low),
                    y(interval.high),
                    y(s.level.value),
                    use.level_excluded,
                    s.level.qualifier != "exact",
                )
            )
    return tuple(found)


def _top(forecast: TargetForecast, rows: Sequence[PathRow]) -> float:
    """Return the highest amount drawn; the far ends of the fan may leave the picture."""
    mark = forecast.question.target.value
    known = [row.quantiles[-1] for row in rows if row.kind != "forecast"]
    return 1.03 * max([mark * 1.6, *known, min(rows[-1].quantiles[4], mark * 2.2)])


def fan_chart(forecast: TargetForecast, baseline: TargetForecast | None = None) -> FanChart:
    """Return the chart of history and fan.

    Parameters
    ----------
    forecast : TargetForecast
    baseline : TargetForecast, optional
        Without the scenario; its middle is drawn beside.
    """
    last = last_year_shown(forecast)
    rows = [row for row in forecast.path if row.year <= last]
    top, bottom = _top(forecast, rows), FAN_HEIGHT - FOOT
    x = Scale(rows[0].year - 0.6, rows[-1].year + 0.6, LEFT, WIDTH - RIGHT)
    y = Scale(0, top, bottom, TOP)
    bands = []
    for low, high, label in _BANDS:
        back = " ".join(f"{x(row.year)},{y(min(row.quantiles[high], top))}" for row in reversed(rows))
        bands.append(Band(f"{_line(rows, x, y, low)} {back}", words.say(label)))
    known = sum(row.kind != "forecast" for row in rows)
    target = forecast.question.target
    other = [row for row in baseline.path if rows[0].year <= row.year <= last] if baseline else []
    return FanChart(
        width=WIDTH,
        height=FAN_HEIGHT,
        left=LEFT,
        right=WIDTH - RIGHT,
        top=TOP,
        bottom=bottom,
        bands=tuple(bands),
        known=_line(rows[:known], x, y, _MIDDLE),
        ahead=_line(rows[max(known - 1, 0) :], x, y, _MIDDLE),
        baseline=_line(other, x, y, _MIDDLE),
        mark=y(target.value),
        mark_label=words.mark_words(target),
        now=x((rows[known - 1].year if known else rows[0].year) + 0.5),
        prints=_prints(forecast, x, y),
        years=_years(rows, x, forecast),
        across=_year_ticks([row.year for row in rows], x),
        up=_round_ticks(top, forecast.series.unit, y),
    )


def date_chart(forecast: TargetForecast) -> DateChart:
    """Return the chart of the chance that the mark is first reached in each year."""
    last = last_year_shown(forecast)
    rows = [row for row in forecast.path if row.year <= last]
    chances = dict(forecast.answer.first_in)
    first = min([year for year, p in chances.items() if p >= NEGLIGIBLE], default=last)
    first = max(min(first, forecast.question.as_of.year) - 1, rows[0].year)
    told = [(row.year, chances.get(row.year, 0.0)) for row in rows if row.year >= first]
    x = Scale(first - 0.6, last + 0.6, LEFT, WIDTH - RIGHT)
    bottom = DATE_HEIGHT - FOOT
    y = Scale(0, max([*(p for _, p in told), 0.2]) * 1.15, bottom, 8)
    step = abs(x(1) - x(0))
    bars = []
    for year, p in told:
        chance = words.percent_words(p)
        told_in_full = words.say(
            "{year}: chance that the mark is first reached then {chance}", year=year, chance=chance
        )
        place = YearOfChart(
            year, x(year), round(x(year) - step / 2, 1), round(step, 1), told_in_full, f"{year}: {chance}"
        )
        height = round(bottom - y(p), 1)
        label = words.number(p * 100) if p >= 0.03 else ""
        bars.append(Bar(round(x(year) - step * 0.4, 1), round(step * 0.8, 1), y(p), height, x(year), label, place))
    later = words.percent_words(max(1 - sum(p for _, p in told), 0.0))
    return DateChart(
        width=WIDTH,
        height=DATE_HEIGHT,
        bottom=bottom,
        bars=tuple(bars),
        across=_year_ticks([year for year, _ in told], x),
        later=words.say("later than {year} or never: {chance}", year=last, chance=later),
    )
