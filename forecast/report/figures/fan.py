"""History, fan and the distribution of the date on axes, labelled where they stand: a picture needs no legend."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from matplotlib.ticker import FixedLocator, MaxNLocator

from forecast import words
from forecast.forecasting import PATH_PROBABILITIES
from forecast.report.figures.span import highest_shown, round_years
from forecast.report.figures.style import FAN, INK, MARK, QUIET, WRONG, annual_words, money_axis

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from forecast.data import Flow, Statement
    from forecast.forecasting import PathRow, StatementUse, TargetForecast

__all__ = ["draw_answer", "draw_history", "years_axis"]

#: What is written and drawn over the bars of the date.
DATES = "#7d2d05"
#: Smaller chances of a year are not drawn.
DRAWN = 0.004
#: Years named on the axis at most, letters of a label's line at the right, and points from one line to the next.
YEARS_NAMED, LABEL_ROOM, LINE = 7, 11, 12.5
#: About so wide is a bold letter, in points.
BOLD = 7.6
_MIDDLE = PATH_PROBABILITIES.index(0.5)
#: Bands by their columns, opaque tints of the fan's blue, and how they are told at their ends.
_BANDS = (
    (0, 6, "#D6E7F3", words.marked("90 % of futures")),
    (1, 5, "#AFD0E7", words.marked("80 %")),
    (2, 4, "#7DB3D8", words.marked("50 %")),
)
#: Behind words that stand on lines.
_PAPER = {"facecolor": "white", "edgecolor": "none", "alpha": 0.8, "pad": 0.8}


def years_axis(axes: Axes, years: Sequence[int], *, most: int = YEARS_NAMED) -> None:
    """Name round years, as the years spoken of are written: a fiscal year by both its years."""
    named = round_years(years, most)
    axes.xaxis.set_major_locator(FixedLocator(list(named)))
    axes.set_xticks(list(named), [words.year_words(year) for year in named])


def _points(axes: Axes) -> tuple[float, float]:
    """Return how wide and high axes are, about, in points."""
    box = axes.get_window_extent()
    dots = axes.figure.dpi / 72
    return box.width / dots, box.height / dots


def _dress(axes: Axes, rows: Sequence[PathRow], flow: Flow, unit: str, top: float) -> None:
    axes.set_ylim(0, top)
    axes.set_xlim(rows[0].year - 0.7, rows[-1].year + 0.7)
    money_axis(axes, unit)
    axes.yaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 2.5, 5, 10]))
    years_axis(axes, [row.year for row in rows])
    axes.set_title(annual_words(flow, unit), loc="left", fontsize=10, color=QUIET)
    axes.grid(axis="y", color="#DDDDDD", lw=0.8)
    axes.set_axisbelow(True)
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", length=0)


def _draw_fan(axes: Axes, rows: Sequence[PathRow]) -> None:
    years = [row.year for row in rows]

    def column(index: int) -> list[float]:
        return [row.quantiles[index] for row in rows]

    for low, high, tint, _ in _BANDS:
        axes.fill_between(years, column(low), column(high), color=tint, lw=0)
    middle, ahead = column(_MIDDLE), sum(row.kind != "forecast" for row in rows)
    axes.plot(years[:ahead], middle[:ahead], color=FAN, lw=1.2, alpha=0.7)
    axes.plot(years[max(ahead - 1, 0) :], middle[max(ahead - 1, 0) :], color=FAN, lw=1.6, ls=(0, (4, 2)))


def _label_ends(axes: Axes, last: PathRow, top: float) -> None:
    """Write at the right what the bands hold, each at its lower edge, and kept apart."""
    if last.kind != "forecast":
        return
    told = [(last.quantiles[low], words.say(label)) for low, _, _, label in _BANDS]
    told.append((last.quantiles[_MIDDLE], words.say("middle path")))
    unit = top / _points(axes)[1]
    free = top
    for at, text in sorted(told, reverse=True):
        lines = textwrap.wrap(text.replace(" %", "\u00a0%"), LABEL_ROOM)
        half = len(lines) * LINE * unit / 2
        at = min(at, free - half)  # noqa: PLW2901 - pushed down by the label above
        free = at - half
        axes.annotate(
            "\n".join(lines).replace("\u00a0", " "), (1.01, at), xycoords=("axes fraction", "data"), va="center",
            fontsize=9.5, color=QUIET, annotation_clip=False, linespacing=1.0,
        )  # fmt: skip


def _levels(forecast: TargetForecast) -> list[StatementUse]:
    """Return the published annual levels of the books and the flow asked for."""
    asked = forecast.question.statistics, forecast.question.flow
    return [
        use
        for use in forecast.statements
        if (s := use.statement).level and s.period.is_year and (s.statistics, s.flow) == asked
    ]


def _draw_levels(axes: Axes, forecast: TargetForecast) -> None:
    """Draw each published annual level as the interval that its print allows."""
    for use in _levels(forecast):
        s, excluded = use.statement, use.level_excluded
        assert s.level is not None
        colour, interval = (WRONG if excluded else INK), s.level.interval
        face, sign = ("white" if s.level.qualifier != "exact" or excluded else colour), "o"
        if s.hypothetical:
            colour, face, sign = MARK, "white", "D"
            axes.annotate(
                words.say("hypothetical"), (s.period.year, s.level.value), (9, 9), textcoords="offset points",
                fontsize=9.5, color=DATES, bbox=_PAPER,
            )  # fmt: skip
        axes.plot([s.period.year] * 2, [interval.low, interval.high], color=colour, lw=2, solid_capstyle="butt")
        axes.plot([s.period.year], [s.level.value], sign, ms=4.5, color=colour, mfc=face, ls="")


def _label_last(axes: Axes, forecast: TargetForecast, named: str) -> None:
    """Write the last published value; not on the line of the mark, nor on its words."""
    known = [use.statement for use in _levels(forecast) if not use.level_excluded and not use.statement.hypothetical]
    if not known:
        return
    last = max(known, key=lambda s: s.period.year)
    assert last.level is not None
    told = words.say(
        "{year}: {figure}", year=last.period.year, figure=words.figure_words(last.level, forecast.series.unit)
    )
    (width, height), (left, right) = _points(axes), axes.get_xlim()
    top, mark, before = axes.get_ylim()[1], forecast.question.target.value, _before(known, last)
    room = (last.period.year - left) / (right - left) * width
    at, rise = last.level.value, LINE * 0.8
    if before > at and at / top * height > 2 * LINE:
        rise = -rise
    if -34 < (at - mark) / top * height < 16:  # where the line stands, or the words of the bracket
        beside_words = forecast.answer.status == "reached" or room - BOLD * len(told) > BOLD * len(named) + 16
        at, rise = mark, LINE * (0.9 if beside_words else 2)
    beside = room > BOLD * len(told)
    axes.annotate(
        told, (last.period.year, at), (-7 if beside else 7, rise), textcoords="offset points", va="center",
        ha="right" if beside else "left", weight="bold", fontsize=11, bbox=_PAPER,
    )  # fmt: skip


def _before(known: Sequence[Statement], last: Statement) -> float:
    """Return the published level before the last one; nothing where there is none."""
    earlier = [s for s in known if s.period.year < last.period.year]
    level = max(earlier, key=lambda s: s.period.year).level if earlier else None
    return level.value if level else 0.0


def _draw_bracket(axes: Axes, forecast: TargetForecast, years: range, top: float) -> None:
    """Draw the bracket of the 80 % range under the mark's line, with its words and the median."""
    answer, mark = forecast.answer, forecast.question.target.value
    if answer.median and answer.median.year in years:
        axes.plot([answer.median.year] * 2, [mark, mark + top * 0.025], color=INK, lw=2, solid_capstyle="butt")
    interval = next((one for one in answer.intervals if one.level == 0.8), None)
    if interval is None or interval.start is None or interval.start not in years:
        return
    under, end = mark - top * 0.028, interval.end if interval.end in years else None
    ends = [interval.start - 0.36, (end + 0.36) if end else years[-1] + 0.7]
    rise = [mark - top * 0.01, under, under, mark - top * 0.01 if end else under]
    axes.plot([ends[0], ends[0], ends[1], ends[1]], rise, color=DATES, lw=1.8)
    told = words.say(
        "{level}: {years}", level=words.percent(80), years=words.interval_words(interval, forecast.question.horizon)
    )
    (width, _), (left, right) = _points(axes), axes.get_xlim()
    half = len(told) * 2.9 * (right - left) / width
    place = max(min(sum(ends) / 2, right - half), left + half)
    axes.annotate(
        told, (place, under), (0, -3), textcoords="offset points", va="top", ha="center", fontsize=10, color=DATES,
        bbox=_PAPER,
    )  # fmt: skip


def _draw_dates(axes: Axes, forecast: TargetForecast, years: range, top: float) -> None:
    """Draw the chance of each year to be the first as bars on the mark's line, with the 80 % range under it."""
    answer, mark = forecast.answer, forecast.question.target.value
    if answer.status == "reached":
        if answer.reached_in is not None and answer.reached_in in years:
            axes.plot([answer.reached_in], [mark], "o", ms=13, mfc="none", color=MARK, mew=2)
        return
    bars = {year: p for year, p in answer.first_in if year in years and p >= DRAWN}
    highest = max(bars.values(), default=1.0)
    # A certain year fills the room above the line; a flat distribution keeps a part of it, to be seen.
    unit = (top * 0.93 - mark) * max(highest, 0.35) / highest
    axes.bar(list(bars), [p * unit for p in bars.values()], bottom=mark, color=MARK, alpha=0.8, width=0.72)
    for year, p in bars.items():
        if p == highest:
            axes.annotate(
                words.percent(p * 100), (year, mark + p * unit), (0, 2), textcoords="offset points", ha="center",
                fontsize=10, color=DATES, weight="bold",
            )  # fmt: skip
    _draw_bracket(axes, forecast, years, top)


def draw_history(axes: Axes, rows: Sequence[PathRow], flow: Flow, unit: str) -> None:
    """Draw history and fan of a fit, without a mark."""
    top = 1.05 * max(row.quantiles[_BANDS[1][1]] for row in rows)
    _dress(axes, rows, flow, unit, top)
    _draw_fan(axes, rows)
    _label_ends(axes, rows[-1], top)


def draw_answer(axes: Axes, forecast: TargetForecast, rows: Sequence[PathRow]) -> None:
    """Draw history, fan, mark and date of an answer."""
    mark, top = forecast.question.target, highest_shown(forecast, rows)
    years = range(rows[0].year, rows[-1].year + 1)
    _dress(axes, rows, forecast.question.flow, forecast.series.unit, top)
    _draw_fan(axes, rows)
    _draw_levels(axes, forecast)
    axes.axhline(mark.value, color=MARK, lw=1.8)
    named = words.say("Target {mark}", mark=words.mark_words(mark))
    reached = forecast.answer.status == "reached"
    if forecast.answer.reached_in in years:
        named += ", " + words.say("passed in {year}", year=forecast.answer.reached_in)
    # Where nothing stands: above the line at the left, under it at the right where the history runs through it.
    axes.annotate(
        named, (0.995 if reached else 0.005, mark.value), (0, -6 if reached else 5), color=MARK, weight="bold",
        xycoords=("axes fraction", "data"), textcoords="offset points", ha="right" if reached else "left",
        va="top" if reached else "bottom", bbox=_PAPER,
    )  # fmt: skip
    _draw_dates(axes, forecast, years, top)
    _label_last(axes, forecast, named)
    _label_ends(axes, rows[-1], top)
