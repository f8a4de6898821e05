"""The record as charts and rows: calibration, scores, and every announced target on its day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from api.pages import index
from forecast import words
from forecast.report import verdict

if TYPE_CHECKING:
    from collections.abc import Mapping

    from forecast.data import AnnouncedTarget

__all__ = ["Past", "Reliability", "Score", "Scores", "fared_words", "past", "reliability", "scores"]

_START, _SPAN = 60, 280


@dataclass(frozen=True, slots=True)
class Reliability:
    """What was told against what came."""

    line: str
    dots: tuple[tuple[float, float], ...]
    ticks: tuple[tuple[int, str], ...]
    words: str


@dataclass(frozen=True, slots=True)
class Score:
    """A method's distance from the base rate."""

    name: str
    told: str
    verdict: str
    y: float
    low: float
    x: float
    high: float


@dataclass(frozen=True, slots=True)
class Scores:
    """All methods, the best first."""

    rows: tuple[Score, ...]
    zero: float
    height: int
    words: str


@dataclass(frozen=True, slots=True)
class Past:
    """A promise of the past: the chance that would have been told on its day, and what came."""

    id: str
    title: str
    chance: int
    told: str
    met: bool


def reliability(document: Mapping[str, Any]) -> Reliability:
    """Return the reliability diagram of a backtest document."""
    dots = tuple(
        (round(_START + row["told"] * _SPAN, 1), round(300 - row["came"] * _SPAN, 1)) for row in document["reliability"]
    )
    told = "; ".join(
        words.say("told {told}, came {came}", told=words.percent(r["told"] * 100), came=words.percent(r["came"] * 100))
        for r in document["reliability"]
    )
    ticks = tuple((round(_START + share * _SPAN / 100), words.percent(share)) for share in (0, 25, 50, 75, 100))
    return Reliability(" ".join(f"{x},{y}" for x, y in dots), dots, ticks, told)


def scores(document: Mapping[str, Any]) -> Scores:
    """Return each method's error less the base rate's, with two standard errors."""
    pooled = [s for s in document["scores"] if s["years"] is None and s["column"] == "honest"]
    told = sorted((s for s in pooled if s["method"] != "base-rate"), key=lambda s: s["minus_base_rate"][0])
    ends = [end for s in told for end in _ends(s)]
    low, high = min(*ends, 0.0), max(*ends, 0.0)

    def at(value: float) -> float:
        return round(12 + (value - low) / (high - low) * 376, 1)

    found = []
    for i, score in enumerate(told):
        value, error = score["minus_base_rate"]
        said = verdict((value, error)) or "tie"
        shown = words.say(
            "{difference}, {verdict}",
            difference=("+" if value >= 0 else "\N{MINUS SIGN}") + words.number(abs(value), decimals=3),
            verdict=words.verdict_words(said),
        )
        first, last = _ends(score)
        found.append(
            Score(words.method_words(score["method"]), shown, said, 26.0 + i * 38, at(first), at(value), at(last))
        )
    summary = "; ".join(f"{one.name}: {one.told}" for one in found)
    return Scores(tuple(found), at(0.0), 20 + 38 * len(found), summary)


def _ends(score: Mapping[str, Any]) -> tuple[float, float]:
    value, error = score["minus_base_rate"]
    return value - 2 * error, value + 2 * error


def fared_words(document: Mapping[str, Any]) -> str:
    """Return the record in one sentence: how many promises came, of those told to be likely and of the others."""
    likely = [row["met"] for row in document["targets"] if row["probability"] > 0.5]
    others = [row["met"] for row in document["targets"] if row["probability"] <= 0.5]
    return words.say(
        "Of {likely} promises that would have been called likely, {kept} were kept; of {others} others, {rest}.",
        likely=len(likely),
        kept=sum(likely),
        others=len(others),
        rest=sum(others),
    )


def past(document: Mapping[str, Any], registry: Mapping[str, AnnouncedTarget]) -> tuple[Past, ...]:
    """Return every promise of a hindcast document, those it was surest of first."""
    rows = sorted(document["targets"], key=lambda row: -row["probability"])
    return tuple(
        Past(
            row["target"],
            index.card_title(registry[row["target"]]),
            round(row["probability"] * 100),
            words.percent_words(row["probability"]),
            row["met"],
        )
        for row in rows
        if row["target"] in registry
    )
