"""The answer as tables: pandas data frames, CSV; statements as the CSV that `read_series` reads.

CSV is RFC 4180. Text that begins like a formula gets a leading apostrophe (`cells.inert`), so that
no spreadsheet runs it; numbers stay numbers, negative ones too.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pandas as pd

from forecast.data import COLUMNS, SMALLEST_TRADE, inert
from forecast.forecasting import PATH_PROBABILITIES, probability_number

if TYPE_CHECKING:
    from forecast.data import Series, Statement
    from forecast.forecasting import TargetForecast

__all__ = ["csv_text", "data_table", "path_table", "probability_table", "required_table", "statements_csv"]

#: What the quantiles of a row span, as said on each row: "p10-p90 80 %" is the interval of 8 in 10 chances.
INTERVALS = ", ".join(
    f"p{round(low * 100):02d}-p{round((1 - low) * 100):02d} {round((1 - 2 * low) * 100)} %"
    for low in sorted(PATH_PROBABILITIES)
    if low < 0.5
)


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
            {"year": row.year, "kind": row.kind} | values | {"probability_reached_by": probability_number(probability)}
        )
    return pd.DataFrame(rows)


def data_table(forecast: TargetForecast) -> pd.DataFrame:
    """Return `path_table` with series, side, flow, day, scenario and mark on each row, and what its intervals are."""
    question, table = forecast.question, path_table(forecast)
    leading: dict[str, str | int] = {
        "series": question.series,
        "statistics": question.statistics,
        "flow": question.flow,
        "as_of": question.as_of.isoformat(),
        "scenario": str(question.scenario),
        f"target_{forecast.series.unit.lower()}": round(question.target.value),
    }
    for place, (name, value) in enumerate(leading.items()):
        table.insert(place, name, value)
    table.insert([*table.columns].index("kind") + 1, "interval", INTERVALS)
    return table


def csv_text(forecast: TargetForecast) -> str:
    """Return `data_table` as RFC 4180 CSV, safe to open in a spreadsheet."""
    table = data_table(forecast)
    for name in ("series", "statistics", "scenario"):
        table[name] = table[name].map(inert)
    return str(table.to_csv(index=False, lineterminator="\r\n"))


def _number(value: float) -> str:
    """Return a number that reads back as the same one, without an exponent where it is whole."""
    return f"{value:.0f}" if value.is_integer() else repr(value)


def _statement_cells(series: Series, statement: Statement) -> dict[str, str]:
    """Return a statement as cells by column; what `read_series` takes as default is written out."""
    level, growth, origin = statement.level, statement.growth, statement.origin
    printed = growth is not None and growth.figure
    return {
        "period": str(statement.period),
        "level": _number(level.value) if level else "",
        "unit": series.unit,
        "published": origin.published.isoformat(),
        "reporter": series.reporter,
        "partner": series.partner,
        "statistics": statement.statistics,
        "flow": statement.flow,
        "level_resolution": _number(level.resolution) if level else "",
        "level_qualifier": level.qualifier if level else "",
        "growth_pct": _number(growth.percent) if growth and printed else "",
        "growth_resolution_pct": _number(growth.resolution) if growth and printed else "",
        "growth_qualifier": growth.qualifier if growth else "",
        "event": statement.event,
        "published_precision": origin.precision,
        "publisher": origin.publisher,
        "title": origin.title,
        "url": origin.url,
        "reliability": statement.reliability,
        "record": "yes" if statement.record else "",
        "note": statement.note,
        "supersedes": statement.supersedes,
    }


#: Columns whose cells are numbers, which keep their sign.
_NUMBERS = frozenset({"level", "level_resolution", "growth_pct", "growth_resolution_pct"})


def statements_csv(series: Series) -> str:
    """Return a series as the CSV that `read_series` reads: every column of `COLUMNS`, one statement a row.

    A file downloaded so can be edited and used as one's own pair. Text that begins like a formula has a leading
    apostrophe; all else reads back as the same statement.
    """
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(COLUMNS), lineterminator="\r\n")
    writer.writeheader()
    largest = max((s.level.value for s in series.statements if s.level), default=SMALLEST_TRADE)
    # Figures so small would be asked about: these are known to be full units.
    unit = series.unit if largest >= SMALLEST_TRADE else f"{series.unit} units"
    for statement in series.statements:
        if statement.hypothetical:
            continue  # nobody published it
        cells = {**_statement_cells(series, statement), "unit": unit}
        writer.writerow({name: cell if name in _NUMBERS else inert(cell) for name, cell in cells.items()})
    return out.getvalue()
