"""Charts for pages as geometry: the template draws it, the style sheet colours it.

Pages run under a Content-Security-Policy without inline styles and follow the reader's light or dark theme, which
the self-contained pictures of `forecast.report` cannot do. Every year carries its values in words, so that pointer,
keyboard and screen reader find the same.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from api.pages.scales import LogScale, Scale, Tick, log_ticks, round_ticks, year_ticks
from forecast import words
from forecast.forecasting import PATH_PROBABILITIES
from forecast.report import highest_shown, last_year_shown, round_years

if TYPE_CHECKING:
    from collections.abc import Sequence

    from forecast.forecasting import PathRow, StatementUse, TargetForecast
    from forecast.report import HistoryDay, HistoryDocument

__all__ = [
    "FanChart",
    "Label",
    "OddsChart",
    "Print",
    "Stand",
    "Tick",
    "YearOfChart",
    "fan_chart",
    "odds_chart",
    "published_levels",
]

_MIDDLE = PATH_PROBABILITIES.index(0.5)
#: Bands of the fan by their columns, outermost first, and how they are told at their ends.
_BANDS = (
    (0, 6, words.marked("90 % of futures")),
    (1, 5, words.marked("80 %")),
    (2, 4, words.marked("50 %")),
)
#: Smaller chances of a year are drawn without a number, or not at all.
NUMBERED, DRAWN = 0.03, 0.004
#: Labels at the right end keep this distance, in units of the picture.
APART = 17.0


@dataclass(frozen=True, slots=True)
class Size:
    """How large a picture is, and the room kept beside its axes."""

    name: str
    width: int
    height: int
    left: int
    right: int
    top: int
    foot: int = 28


#: One picture for a window, one for a phone: the style sheet shows the one that fits.
WIDE = Size("wide", 960, 380, 58, 118, 26)
TALL = Size("tall", 400, 300, 60, 44, 22)


@dataclass(frozen=True, slots=True)
class Label:
    """Words at a place of the picture."""

    x: float
    y: float
    text: str
    kind: str = ""


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
class Stand:
    """The chance that the mark is first reached in a year: a bar that stands on the line of the mark."""

    x: float
    width: float
    y: float
    height: float
    middle: float
    label: str


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
    """History, fan, and the date's distribution on the line of the mark.

    Parameters
    ----------
    size : Size
    right, bottom : float
        Where the axes end.
    bands : tuple of str
        Points of polygons, outermost first.
    known, ahead, baseline : str
        Points of the middle path, and of the one without the scenario.
    mark : float
        Height of the mark's line.
    mark_label : Label
    last : Label or None
        The last published value.
    bracket : str
        Path of the bracket under the dates; empty where there is none.
    """

    size: Size
    right: float
    bottom: float
    bands: tuple[str, ...]
    known: str
    ahead: str
    baseline: str
    mark: float
    mark_label: Label
    last: Label | None
    prints: tuple[Print, ...]
    stands: tuple[Stand, ...]
    bracket: str
    bracket_label: Label | None
    median: float | None
    crossing: Label | None
    ends: tuple[Label, ...]
    years: tuple[YearOfChart, ...]
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]


@dataclass(frozen=True)
class OddsChart:
    """How the chance moved: steps, a dot for each day with new figures."""

    width: int
    height: int
    left: float
    right: float
    line: str
    dots: tuple[tuple[float, float, str], ...]
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    last: Label


#: About so wide is a letter of small labels, and of bold ones.
LETTER, BOLD = 8.2, 8.2


def _roomy(size: Size, top: float, unit: str, *, compared: bool) -> Size:
    """Return a size with room for the labels of the language spoken beside the axes."""
    amounts = [len(tick.label) for tick in round_ticks(top, unit, Scale(0, top, 1, 0))]
    left = max(size.left, round(LETTER * max(amounts)) + 12)
    if size is not WIDE:  # its bands are told by their shares alone; the sentence below says of what
        return replace(size, left=left)
    ends = [len(words.say(label)) for _, _, label in _BANDS] + [len(words.say("middle path"))]
    ends += [len(words.say("without the what-if"))] if compared else []
    return replace(size, left=left, right=max(size.right, round(LETTER * max(ends)) + 12))


def _line(rows: Sequence[PathRow], x: Scale, y: Scale, column: int) -> str:
    return " ".join(f"{x(row.year)},{y(row.quantiles[column])}" for row in rows)


def published_levels(forecast: TargetForecast) -> dict[int, StatementUse]:
    """Return the published level of each year in the books asked for; one that the fit uses goes first."""
    question, found = forecast.question, dict[int, "StatementUse"]()
    for use in forecast.statements:
        s = use.statement
        if s.level and s.period.is_year and (s.statistics, s.flow) == (question.statistics, question.flow):
            other = found.get(s.period.year)
            if other is None or other.level_excluded or not use.level_excluded:
                found[s.period.year] = use
    return found


def _year_words(row: PathRow, forecast: TargetForecast, printed: StatementUse | None) -> tuple[str, str]:
    """Return a year's values in a sentence and in a few words: the print where there is one, else the range."""
    unit, year = forecast.series.unit, words.year_words(row.year)
    if printed is not None and printed.statement.level is not None:
        told = words.figure_words(printed.statement.level, unit)
        return words.say("{year}, published: {figure}", year=year, figure=told), f"{year}: {told}"
    low, middle, high = (words.money(row.quantiles[i], unit) for i in (1, _MIDDLE, 5))
    told_of = {"year": year, "low": low, "middle": middle, "high": high}
    if row.kind != "forecast":
        return (
            words.say("{year}, not published: about {middle}, with 8 in 10 chances {low} to {high}", **told_of),
            words.say("{year}: {low} to {high}, not published", **told_of),
        )
    told_of["chance"] = words.percent_words(forecast.answer.chance_by(row.year))
    return (
        words.say(
            "{year}, forecast: {middle}, with 8 in 10 chances between {low} and {high}; "
            "chance that the mark is reached by its end {chance}",
            **told_of,
        ),
        words.say("{year}: {low} to {high}, reached by then {chance}", **told_of),
    )


def _years(rows: Sequence[PathRow], x: Scale, forecast: TargetForecast) -> tuple[YearOfChart, ...]:
    width = abs(x(1) - x(0)) if len(rows) > 1 else 40.0
    printed, found = published_levels(forecast), []
    for row in rows:
        full, short = _year_words(row, forecast, printed.get(row.year))
        left = round(x(row.year) - width / 2, 1)
        found.append(YearOfChart(row.year, x(row.year), left, round(width, 1), full, short))
    return tuple(found)


def _prints(forecast: TargetForecast, years: range, x: Scale, y: Scale) -> tuple[Print, ...]:
    question, found = forecast.question, []
    for use in forecast.statements:
        s = use.statement
        asked = (s.statistics, s.flow) == (question.statistics, question.flow)
        if s.level and s.period.is_year and asked and s.period.year in years:
            interval, vague = s.level.interval, s.level.qualifier != "exact"
            place = (x(s.period.year), y(interval.low), y(interval.high), y(s.level.value))
            found.append(Print(*place, use.level_excluded, vague))
    return tuple(found)


def _stands(forecast: TargetForecast, years: range, x: Scale, mark: float, top: float) -> tuple[Stand, ...]:
    """Return the date's distribution as bars on the line of the mark; nothing for a mark that is reached."""
    if forecast.answer.status == "reached":
        return ()
    told = [(year, p) for year, p in forecast.answer.first_in if p >= DRAWN and year in years]
    highest, step = max((p for _, p in told), default=1.0), abs(x(1) - x(0))
    # A certain year fills the room; a flat distribution keeps a third of it, so that its shape can be seen; hardly
    # any chance keeps hardly any.
    room = (mark - top - 22) * max(highest, min(0.35, 4 * highest))
    found = []
    for year, p in told:
        height = round(room * p / highest, 1)
        label = words.percent_words(p) if p == highest or (p >= NUMBERED and step > 40) else ""
        place = round(x(year) - step * 0.36, 1)
        found.append(Stand(place, round(step * 0.72, 1), round(mark - height, 1), height, x(year), label))
    return tuple(found)


def _bracket(forecast: TargetForecast, years: range, x: Scale, mark: float, right: float) -> tuple[str, Label | None]:
    """Return the bracket of the 80 % range under the mark's line, and its words."""
    answer = forecast.answer
    interval = next((one for one in answer.intervals if one.level == 0.8), None)
    if answer.status == "reached" or interval is None or not interval.start or interval.start not in years:
        return "", None
    start, step = x(interval.start), abs(x(1) - x(0)) * 0.36
    open_end = interval.end is None or interval.end not in years
    end = right if open_end else x(interval.end or 0) + step
    path = f"M{round(start - step, 1)} {round(mark + 8, 1)}v6H{round(end, 1)}" + ("" if open_end else "v-6")
    told = words.say(
        "{level}: {years}", level=words.percent(80), years=words.interval_words(interval, forecast.question.horizon)
    )
    half = 4.2 * len(told)  # so wide are half of the words; they stay in the picture
    return path, Label(round(min((start + end) / 2, right - half), 1), round(mark + 30, 1), told)


def _ends(
    rows: Sequence[PathRow], other: Sequence[PathRow], y: Scale, *, x: float, top: float, wide: bool
) -> tuple[Label, ...]:
    """Return the words at the right end of middle paths and bands, kept apart; in a narrow picture only the shares."""
    last = rows[-1].quantiles
    if wide:
        told = [(y(last[low]), words.say(label)) for low, _, label in _BANDS]
        told.append((y(last[_MIDDLE]), words.say("middle path")))
    else:
        told = [(y(last[low]), words.percent(share)) for (low, _, _), share in zip(_BANDS, (90, 80, 50), strict=True)]
    if other and wide:
        told.append((y(other[-1].quantiles[_MIDDLE]), words.say("without the what-if")))
    ordered, places, free = sorted(told), list[float](), float(top + 4)
    for at, _ in ordered:
        places.append(max(at + 4, free))
        free = places[-1] + APART
    free = y.start + 4
    for i in reversed(range(len(places))):  # none below the picture's foot
        places[i] = min(places[i], free)
        free = places[i] - APART
    return tuple(Label(x, round(at, 1), text) for at, (_, text) in zip(places, ordered, strict=True))


def _last_label(forecast: TargetForecast, rows: Sequence[PathRow], x: Scale, y: Scale, size: Size) -> Label | None:
    """Return the last published value; not on the line of the mark, nor on its words."""
    used = {year: use for year, use in published_levels(forecast).items() if not use.level_excluded}
    shown = [row.year for row in rows if row.year in used]
    level = used[shown[-1]].statement.level if shown else None
    if level is None:
        return None
    told = words.say("{year}: {figure}", year=shown[-1], figure=words.figure_words(level, forecast.series.unit))
    at, mark = y(level.value) + 5, y(forecast.question.target.value)
    if -20 < at - mark < 48:  # where the line, or the bracket's words are
        at = mark - (8 if size.name == WIDE.name else 25)
        # The mark's own words begin at the left edge of its line.
        named = words.say("Target {mark}", mark=words.mark_words(forecast.question.target))
        if x(shown[-1]) - BOLD * len(told) < size.left + 12 + BOLD * len(named):
            at = mark - 25
    # At the left edge the words go to the right of the point.
    start = x(shown[-1]) - size.left < 8 * len(told)
    place = x(shown[-1]) + 9 if start else x(shown[-1]) - 9
    return Label(round(place, 1), round(at, 1), told, "start" if start else "end")


def _crossing(forecast: TargetForecast, rows: Sequence[PathRow], x: Scale, mark: float) -> Label | None:
    year = forecast.answer.reached_in
    if year is None or not rows[0].year <= year <= rows[-1].year:
        return None
    return Label(x(year), mark, words.say("passed in {year}", year=year))


def fan_chart(
    forecast: TargetForecast, baseline: TargetForecast | None = None, *, size: Size = WIDE, log: bool = False
) -> FanChart:
    """Return the chart of history, fan and date.

    Parameters
    ----------
    forecast : TargetForecast
    baseline : TargetForecast, optional
        Without the scenario; its middle is drawn beside.
    size : Size
    log : bool
        Whether equal growth takes equal room.
    """
    last = last_year_shown(forecast)
    every = [row for row in forecast.path if row.year <= last]
    # On a phone forty years would leave a hair's breadth for each.
    wide = size is WIDE
    rows = every if wide else every[-26:]
    top = highest_shown(forecast, rows)
    size = _roomy(size, top, forecast.series.unit, compared=baseline is not None)
    right, bottom = size.width - size.right, size.height - size.foot
    years = range(rows[0].year, rows[-1].year + 1)
    x = Scale(rows[0].year - 0.6, rows[-1].year + 0.6, size.left, right)
    lowest = max(0.9 * min(row.quantiles[0] for row in rows), top / 10_000)
    y = LogScale(lowest, top, bottom, size.top) if log else Scale(0, top, bottom, size.top)
    bands = []
    for low, high, _ in _BANDS:
        back = " ".join(f"{x(row.year)},{y(min(row.quantiles[high], top * 1.2))}" for row in reversed(rows))
        bands.append(f"{_line(rows, x, y, low)} {back}")
    known, target = sum(row.kind != "forecast" for row in rows), forecast.question.target
    other = [row for row in baseline.path if row.kind == "forecast" and row.year <= last] if baseline else []
    mark = y(target.value)
    bracket, told = _bracket(forecast, years, x, mark, right)
    median = forecast.answer.median if forecast.answer.status != "reached" else None
    return FanChart(
        size=size,
        right=right,
        bottom=bottom,
        bands=tuple(bands),
        known=_line(rows[:known], x, y, _MIDDLE),
        ahead=_line(rows[max(known - 1, 0) :], x, y, _MIDDLE),
        baseline=_line(other, x, y, _MIDDLE),
        mark=mark,
        mark_label=Label(size.left + 4, mark - 7, words.say("Target {mark}", mark=words.mark_words(target))),
        last=_last_label(forecast, rows, x, y, size),
        prints=_prints(forecast, years, x, y),
        stands=_stands(forecast, years, x, mark, size.top),
        bracket=bracket,
        bracket_label=told,
        median=x(median.year) if median and median.year in years else None,
        crossing=_crossing(forecast, rows, x, mark),
        ends=_ends(rows, other, y, x=right + (8 if wide else 4), top=size.top, wide=wide),
        years=_years(rows, x, forecast),
        across=year_ticks([row.year for row in rows], x),
        up=log_ticks(y, forecast.series.unit) if isinstance(y, LogScale) else round_ticks(top, forecast.series.unit, y),
    )


def _told_chance(entry: HistoryDay, year: int) -> float | None:
    return next((one.probability for one in entry.probability_by if one.year == year), None)


def odds_chart(history: HistoryDocument, year: int) -> OddsChart | None:
    """Return how the chance by the end of a year moved; None with fewer than two days that tell it."""
    told = [(date.fromisoformat(e.as_of), p) for e in history.entries if (p := _told_chance(e, year)) is not None]
    if len(told) < 2:
        return None
    days = [day.toordinal() for day, _ in told]
    x, y = Scale(days[0], days[-1], 48, 860), Scale(0, 1, 130, 14)
    points = [f"{x(days[0])},{y(told[0][1])}"]
    for (_, before), (day, p) in pairwise(told):
        points += [f"{x(day.toordinal())},{y(before)}", f"{x(day.toordinal())},{y(p)}"]
    first, last = told[0][0].year, told[-1][0].year
    ticks = [date(one, 1, 1).toordinal() for one in round_years(range(first + 1, last + 1), 12)]
    dots = tuple(
        (x(day.toordinal()), y(p), words.say("{day}: {chance}", day=words.day(day), chance=words.percent_words(p)))
        for day, p in told
    )
    return OddsChart(
        width=960,
        height=156,
        left=48,
        right=860,
        line=" ".join(points),
        dots=dots,
        across=tuple(Tick(x(at), str(date.fromordinal(at).year)) for at in ticks),
        up=tuple(Tick(y(share / 100), words.percent(share)) for share in (0, 50, 100)),
        last=Label(870, y(told[-1][1]) + 5, words.percent_words(told[-1][1])),
    )
