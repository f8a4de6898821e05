"""The record as pictures, in the style of `forecast.report.figures.style`: the same bytes for the same document."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from forecast import words
from forecast.report.figures.style import FAN, STYLE, WRONG, as_png, as_svg, described
from forecast.report.tables.record import verdict

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes

    Document = Mapping[str, Any]

__all__ = ["backtest_png", "hindcast_png", "reliability_svg"]

#: Okabe and Ito's colours, safe for colour-blind readers.
COLOURS = {"better": "#009E73", "tie": "#0072B2", "worse": "#D55E00"}
PAPER = {"facecolor": "white", "edgecolor": "none", "pad": 0.5}
MET, MISSED, GREY = "#0072B2", "#D55E00", "#777777"


def _footer(drawn: Figure, document: Document) -> None:
    source = document["sources"][0] if "sources" in document else words.say("the shipped registry")
    told = words.say("{source}, run {day}: trade-target", source=source.split(",")[0], day=document["date"])
    drawn.supxlabel(told, x=0.02, ha="left", fontsize=8.5, color="#555555")


def _percent_axis(axes: Axes, *, horizontal: bool) -> None:
    axis = axes.xaxis if horizontal else axes.yaxis
    axis.set_major_formatter(FuncFormatter(lambda value, _: words.percent(value * 100)))


def _draw_scores(axes: Axes, document: Document) -> None:
    """Draw each method's distance from the base rate, honest priors, with two standard errors."""
    pooled = [s for s in document["scores"] if s["years"] is None and s["column"] == "honest"]
    told = sorted((s for s in pooled if s["method"] != "base-rate"), key=lambda s: -s["minus_base_rate"][0])
    for place, score in enumerate(told):
        value, error = score["minus_base_rate"]
        said = verdict((value, error)) or "tie"
        axes.errorbar(value, place, xerr=2 * error, fmt="o", color=COLOURS[said], ms=6, capsize=3)
        axes.annotate(
            f"{value:+.3f}, {words.verdict_words(said)}",
            (value, place),
            (0, 6),
            textcoords="offset points",
            fontsize=9.5,
            bbox=PAPER,
        )
    axes.axvline(0, color="#222222", lw=1)
    axes.set_yticks(range(len(told)), [s["method"] for s in told])
    axes.set_ylim(-0.5, len(told) - 0.3)
    axes.set_xlim(right=max(s["minus_base_rate"][0] for s in told) * 1.35)
    title = words.say("Score minus the base rate's (left of the line is better;\nbars: two standard errors)")
    axes.set_title(title, loc="left", fontsize=11)


def _draw_reliability(axes: Axes, document: Document) -> None:
    rows = document["reliability"]
    axes.plot([0, 1], [0, 1], color=GREY, lw=1, ls=":")
    axes.plot([r["told"] for r in rows], [r["came"] for r in rows], "o-", color=MET, lw=1.6)
    axes.set(
        xlim=(0, 1),
        ylim=(0, 1),
        xlabel=words.say("chance that the growth model told"),
        ylabel=words.say("share that came"),
    )
    axes.set_title(words.say("Told against came (on the dotted line: calibrated)"), loc="left", fontsize=11)
    _percent_axis(axes, horizontal=True)
    _percent_axis(axes, horizontal=False)


def backtest_png(document: Document, *, dpi: int) -> bytes:
    """Return a backtest as a picture: methods against the base rate, and the growth model's reliability."""
    with mpl.rc_context(STYLE):
        drawn = Figure(figsize=(6.0, 7.4), layout="constrained")
        top, bottom = drawn.subplots(2, 1, height_ratios=[1, 1])
        _draw_scores(top, document)
        _draw_reliability(bottom, document)
        _footer(drawn, document)
        return as_png(drawn, dpi=dpi)


def hindcast_png(document: Document, *, dpi: int) -> bytes:
    """Return announced targets as a picture: the day, the chance that would have been told, and what came."""
    with mpl.rc_context(STYLE):
        drawn = Figure(figsize=(6.0, 4.6), layout="constrained")
        axes = drawn.subplots()
        for met, sign, colour, label in (
            (True, "o", MET, words.say("met on time")),
            (False, "x", MISSED, words.say("missed")),
        ):
            rows = [r for r in document["targets"] if r["met"] is met]
            days = [_year(r["announced"]) for r in rows]
            axes.plot(days, [r["probability"] for r in rows], sign, color=colour, ms=6, label=f"{label}: {len(rows)}")
        axes.set_ylim(-0.02, 1.02)
        _percent_axis(axes, horizontal=False)
        axes.set_ylabel(words.say("chance that would have been told"))
        axes.set_xlabel(words.say("day of the announcement"))
        axes.xaxis.set_major_locator(MaxNLocator(7, integer=True))
        axes.legend(loc="lower left", bbox_to_anchor=(0, 1.0), ncols=2, frameon=False, fontsize=10.5)
        _footer(drawn, document)
        return as_png(drawn, dpi=dpi)


def _year(text: str) -> float:
    """Return a day as a year with its fraction."""
    day = date.fromisoformat(text)
    return day.year + (day.timetuple().tm_yday - 1) / 366


def reliability_svg(document: Document) -> str:
    """Return the reliability diagram of a backtest document as SVG: what was told against what came."""
    rows = document["reliability"]
    with mpl.rc_context(STYLE):
        drawn = Figure(figsize=(5.0, 5.2), layout="constrained")
        axes = drawn.subplots()
        axes.plot([0, 1], [0, 1], color=WRONG, lw=1, ls=":")
        axes.plot([r["told"] for r in rows], [r["came"] for r in rows], "o-", color=FAN, lw=1.6)
        axes.set(xlim=(0, 1), ylim=(0, 1), xlabel=words.say("chance told"), ylabel=words.say("share that came"))
        axes.set_title(words.say("Growth model, honest priors"), loc="left", fontsize=13, weight="bold")
        source = document["sources"][0].split(",")[0]
        made = words.say("{source}, run {day}", source=source, day=document["date"])
        drawn.supxlabel(made, x=0.02, ha="left", fontsize=8.5, color="#555555")
    told = "; ".join(
        words.say_count(
            "told {told}, came {came} ({cases} case)",
            "told {told}, came {came} ({cases} cases)",
            r["cases"],
            cases=r["cases"],
            told=words.number(r["told"], decimals=2),
            came=words.number(r["came"], decimals=2),
        )
        for r in rows
    )
    return described(as_svg(drawn), words.say("Reliability of the growth model"), told)
