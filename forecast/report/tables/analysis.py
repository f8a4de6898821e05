"""What exploring finds as tables: pandas data frames, and their CSV."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from forecast import words
from forecast.data import inert
from forecast.forecasting import Attainable, Comparison, Sensitivity, Surface, probability_number

if TYPE_CHECKING:
    from forecast.model import Month

__all__ = [
    "analysis_table",
    "attainable_table",
    "comparison_table",
    "sensitivity_table",
    "surface_table",
    "table_csv",
]


def _month(median: Month | None) -> str | None:
    return f"{median.year}-{median.month:02d}" if median else None


def attainable_table(found: Attainable) -> pd.DataFrame:
    """Return the level ahead for each probability, full currency units."""
    name = f"level_{found.series.unit.lower()}"
    rows = [{"by": found.asked.by, "probability": p, name: round(level)} for p, level in found.ladder]
    return pd.DataFrame(rows, columns=["by", "probability", name])


def surface_table(found: Surface) -> pd.DataFrame:
    """Return a row per mark and deadline with its chance."""
    name = f"target_{found.series.unit.lower()}"
    rows = [
        {name: round(row.target.value), "status": row.status, "by": year, "probability": round(p, 3)}
        for row in found.rows
        for year, p in zip(found.deadlines, row.probabilities, strict=True)
    ]
    return pd.DataFrame(rows, columns=[name, "status", "by", "probability"])


def comparison_table(found: Comparison) -> pd.DataFrame:
    """Return a row per case and year: chance, change against the baseline and its simulation error."""
    columns = [
        "case", "scenario", "series", "statistics", "status", "median", "months_later", "year", "probability",
        "change", "simulation_error",
    ]  # fmt: skip
    rows = []
    for entry in found.entries:
        if entry.answer is None:
            continue
        question, changes = entry.asked.question, {c.year: c for c in entry.changes}
        for year, p in entry.answer.probability_by:
            change = changes.get(year)
            values = (
                words.case_words(entry.asked), str(question.scenario), question.series, question.statistics,
                entry.answer.status,
                _month(entry.answer.median), entry.months_later, year, probability_number(p),
                None if change is None else round(change.points, 4) + 0.0,
                None if change is None else round(change.simulation_error, 4),
            )  # fmt: skip
            rows.append(dict(zip(columns, values, strict=True)))
    table = pd.DataFrame(rows, columns=columns)
    table["months_later"] = table["months_later"].astype("Int64")
    return table


def sensitivity_table(found: Sensitivity) -> pd.DataFrame:
    """Return a row per input and value: the median date, and the chance by the year told."""
    chance = f"probability_by_{found.year}"
    columns = ["input", "value", "scenario", "median", chance]
    unmoved = words.say("as it stands")
    told = [(unmoved, unmoved, found.base)]
    told += [
        (words.input_words(s, found.series), words.outcome_words(o, s, found.series), o)
        for s in found.swings
        for o in s.outcomes
    ]
    rows = [(name, value, o.scenario, _month(o.median), probability_number(o.probability)) for name, value, o in told]
    return pd.DataFrame(rows, columns=columns)


def analysis_table(found: Attainable | Surface | Comparison | Sensitivity) -> pd.DataFrame:
    """Return what exploring found as its table."""
    match found:
        case Attainable():
            return attainable_table(found)
        case Surface():
            return surface_table(found)
        case Comparison():
            return comparison_table(found)
        case Sensitivity():
            return sensitivity_table(found)


def table_csv(table: pd.DataFrame) -> str:
    """Return a table as RFC 4180 CSV, safe to open in a spreadsheet."""
    safe = table.copy()
    for name in safe.columns:
        if not pd.api.types.is_numeric_dtype(safe[name]):
            safe[name] = safe[name].map(inert, na_action="ignore")
    return str(safe.to_csv(index=False, lineterminator="\r\n"))
