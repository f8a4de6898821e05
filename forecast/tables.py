"""The answer as tables: pandas data frames, CSV."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from forecast.evidence import PATH_PROBABILITIES

if TYPE_CHECKING:
    from forecast.answers import TargetForecast

__all__ = ["csv_text", "path_table", "probability_table", "required_table"]


def probability_table(forecast: TargetForecast) -> pd.DataFrame:
    """Return the probability that the mark is reached by the end of each year."""
    return pd.DataFrame(forecast.answer.probability_by, columns=["year", "probability"])


def required_table(forecast: TargetForecast) -> pd.DataFrame:
    """Return the growth each deadline asks for, per cent a year, and how often it has happened."""
    rows = [
        {
            "by": need.by,
            "growth_pct_per_year": need.growth_pct,
            "own_share": need.own.share,
            "panel_share": need.panel.share,
        }
        for need in forecast.required_growth
    ]
    return pd.DataFrame(rows, columns=["by", "growth_pct_per_year", "own_share", "panel_share"])


def path_table(forecast: TargetForecast) -> pd.DataFrame:
    """Return history and fan: one row a year, quantiles in full currency units, and P(reached by)."""
    unit = forecast.series.unit.lower()
    names = [f"total_p{round(p * 100):02d}_{unit}" for p in PATH_PROBABILITIES]
    reached = dict(forecast.answer.probability_by)
    rows = []
    for row in forecast.path:
        values = {name: round(value) for name, value in zip(names, row.quantiles, strict=True)}
        probability = reached.get(row.year)
        rows.append(
            {"year": row.year, "kind": row.kind}
            | values
            | {"probability_reached_by": None if probability is None else round(min(probability, 1.0), 3)}
        )
    return pd.DataFrame(rows)


def csv_text(forecast: TargetForecast) -> str:
    """Return `path_table` as RFC 4180 CSV; each row also names series, side, flow, day and mark."""
    question, table = forecast.question, path_table(forecast)
    leading: dict[str, str | int] = {
        "series": question.series,
        "statistics": question.statistics,
        "flow": question.flow,
        "as_of": question.as_of.isoformat(),
        f"target_{forecast.series.unit.lower()}": round(question.target.value),
    }
    for place, (name, value) in enumerate(leading.items()):
        table.insert(place, name, value)
    return str(table.to_csv(index=False, lineterminator="\r\n"))
