"""The record as data frames: scores, reliability, and announced targets with what became of them."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pandas as pd

from forecast.data import MONTHS, say_amount

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from forecast.data import AnnouncedTarget

    Document = Mapping[str, Any]

__all__ = [
    "BANDS",
    "band_table",
    "hindcast_score_table",
    "hindcast_table",
    "nowcast_table",
    "registry_table",
    "reliability_table",
    "score_table",
    "verdict",
]

#: Chances told, in bands wide enough to hold several targets each.
BANDS = (0.0, 0.1, 0.25, 0.5, 0.75, 1.0)


def verdict(difference: Sequence[float | None]) -> str | None:
    """Return how a score stands to another; within two standard errors is a tie.

    Parameters
    ----------
    difference : sequence of float or None
        Difference of two scores (below zero is better) and its standard error.

    Examples
    --------
    >>> verdict((0.0015, 0.0021)), verdict((-0.0045, 0.0006)), verdict((0.0336, 0.0041))
    ('tie', 'better', 'worse')
    """
    value, error = difference
    if value is None or error is None:
        return None
    return "tie" if abs(value) <= 2 * error else "better" if value < 0 else "worse"


def score_table(document: Document) -> pd.DataFrame:
    """Return a backtest's scores over all lengths of history, a method and kind of priors a row.

    `brier` is the integrated Brier score of P(first passage by each year), lower is better.
    """
    columns = [
        "method",
        "priors",
        "cases",
        "brier",
        "minus base rate",
        "standard error",
        "verdict",
        "calibration slope",
    ]
    rows = [
        (
            s["method"], s["column"], s["cases"], s["ibs"], *s["minus_base_rate"],
            "the yardstick" if s["method"] == "base-rate" else verdict(s["minus_base_rate"]), s["calibration_slope"],
        )
        for s in document["scores"]
        if s["years"] is None
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def reliability_table(document: Document) -> pd.DataFrame:
    """Return what the growth model told in a backtest, and how often it came."""
    return pd.DataFrame(document["reliability"], columns=["told", "came", "cases"])


def nowcast_table(document: Document) -> pd.DataFrame:
    """Return Brier scores of P(the year reaches the mark) by method and by the last month known, honest priors."""
    told = [s for s in document["scores"] if s["column"] != "knows the era"]
    months = [MONTHS[month - 1] for month in document["known_through"]]
    found = {
        method: [s["brier"] for s in told if s["method"] == method]
        for method in dict.fromkeys(s["method"] for s in told)
    }
    return pd.DataFrame.from_dict(found, orient="index", columns=months).rename_axis("what is known")


def hindcast_score_table(document: Document) -> pd.DataFrame:
    """Return the Brier scores over announced targets: model, base rate and trend."""
    scored = document["scores"]
    rows = [
        ("growth model", scored["model"], 0.0, 0.0, "the yardstick"),
        ("base rate of the other pairs", scored["base_rate"], *_turned(scored["model_minus_base_rate"])),
        ("the trend goes on", scored["trend"], *_turned(scored["model_minus_trend"])),
    ]
    return pd.DataFrame(rows, columns=["method", "brier", "minus the model", "standard error", "verdict"])


def _turned(difference: Sequence[float]) -> tuple[float, float, str | None]:
    """Return a difference seen from the other side, with its verdict."""
    value, error = -difference[0], difference[1]
    return value, error, verdict((value, error))


def _pair(target: AnnouncedTarget) -> str:
    return f"{target.reporter} - {target.partner}"


def hindcast_table(document: Document, targets: Iterable[AnnouncedTarget]) -> pd.DataFrame:
    """Return each announced target that can be judged: what would have been told on the day, and what came."""
    named = {target.id: target for target in targets}
    columns = ["announced", "pair", "mark", "by", "times the level then", "told", "base rate", "met"]
    rows = [
        (
            row["announced"], _pair(named[row["target"]]),
            say_amount(named[row["target"]].value, named[row["target"]].currency), row["deadline"],
            round(row["ratio"], 2), round(row["probability"], 3), round(row["base_rate"], 3), row["met"],
        )
        for row in document["targets"]
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def band_table(document: Document) -> pd.DataFrame:
    """Return, for each band of chances told, how many announced targets it holds and how many were met."""
    rows = []
    for low, high in pairwise(BANDS):
        inside = [r for r in document["targets"] if low <= r["probability"] < high or r["probability"] == high == 1]
        told = sum(r["probability"] for r in inside)
        met = sum(r["met"] for r in inside)
        rows.append((f"{low:.0%} to {high:.0%}", len(inside), round(told, 1), met))
    return pd.DataFrame(rows, columns=["chance told", "targets", "expected to be met", "met"])


def registry_table(targets: Iterable[AnnouncedTarget]) -> pd.DataFrame:
    """Return the registry, an announced target a row.

    `counted` are promises with a deadline and a known end, each once; `on_time` tells which of them were met by
    their deadline. `times` is the mark over the level named at the announcement, `years` the time given.
    """
    rows = [
        {
            "id": t.id,
            "pair": _pair(t),
            "flow": t.flow,
            "mark": t.value,
            "currency": t.currency,
            "announced": t.announced,
            "announced_by": t.announced_by,
            "deadline": t.deadline,
            "years": t.deadline - int(t.announced[:4]) if t.deadline and t.announced else None,
            "times": round(t.value / t.level_then, 2) if t.level_then else None,
            "kind": t.kind.replace("_", " "),
            "outcome": t.outcome,
            "reached_year": t.reached_year,
            "counted": t.counts_for_outside_view,
            "on_time": t.counts_for_outside_view and t.on_time,
            "title": t.title,
            "publisher": t.publisher,
            "url": t.url,
        }
        for t in targets
    ]
    table = pd.DataFrame(rows)
    whole = ["deadline", "years", "reached_year"]
    table[whole] = table[whole].astype("Int64")
    return table
