"""How answers, analyses and fits show themselves: a sentence, a table, a figure, a file.

`forecast.forecasting` asks here what it cannot know itself; the package's root introduces the two.
"""

from __future__ import annotations

from functools import singledispatch
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from forecast import report, words
from forecast.errors import Fault, InputError
from forecast.forecasting import Attainable, Comparison, Fitted, Sensitivity, Surface, TargetForecast
from forecast.notebook.showing import DPI, show, words_and_table
from forecast.notebook.summary import summary

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from os import PathLike

    import pandas as pd

    from forecast.report import Explored

__all__ = ["display", "headline", "html", "plot", "save", "summary", "table"]

_TABLES: Mapping[str, Callable[[TargetForecast], pd.DataFrame]] = {
    "probabilities": report.probability_table,
    "paths": report.path_table,
    "uses": report.use_table,
    "measurements": report.measurement_table,
    "findings": report.finding_table,
    "influences": report.influence_table,
    "required": report.required_table,
}


@singledispatch
def headline(found: TargetForecast | Explored) -> str:
    """Return what a terminal shows of an answer."""
    msg = f"nothing tells {type(found).__name__}"
    raise TypeError(msg)


headline.register(TargetForecast)(words.headline)
headline.register(Attainable)(words.attainable_headline)
headline.register(Surface)(words.surface_headline)
headline.register(Comparison)(words.comparison_headline)
headline.register(Sensitivity)(words.sensitivity_headline)


def table(found: TargetForecast | Explored, name: str) -> pd.DataFrame:
    """Return a table of an answer by name, or the one table that an analysis is."""
    if isinstance(found, TargetForecast):
        return _TABLES[name](found)
    match found:
        case Attainable():
            return report.attainable_table(found)
        case Surface():
            long = report.surface_table(found)
            return long.pivot_table(index=str(long.columns[0]), columns="by", values="probability")
        case Comparison():
            return report.comparison_table(found)
        case Sensitivity():
            return report.sensitivity_table(found)


def _shown_table(found: Explored) -> pd.DataFrame:
    """Return the table that a notebook shows: wide, and no longer than a page."""
    whole = table(found, "table")
    match found:
        case Surface():
            return whole.rename_axis(columns=None).reset_index()
        case Comparison():
            near = whole[whole["year"] < whole["year"].min() + 6]
            chances = near.pivot_table(index="case", columns="year", values="probability", sort=False)
            dates = near.groupby("case", sort=False)[["median", "months_later"]].first()
            wide: pd.DataFrame = dates.join(chances).reset_index()
            return wide.fillna({"median": f"after {found.question.horizon}"})
        case _:
            return whole


def _words_and_table(found: TargetForecast | Explored) -> str:
    if not isinstance(found, TargetForecast):
        rows = _shown_table(found).to_html(index=False, border=0, max_rows=60, na_rep="")
        return words_and_table((headline(found),), rows)
    rows = "".join(
        f"<tr><td>{year}</td><td>{escape(words.percent_words(p))}</td></tr>"
        for year, p in found.answer.probability_by[:8]
    )
    head = "<tr><th>by the end of</th><th>chance</th></tr>"
    return words_and_table(words.sentences(found), f"<table>{head}{rows}</table>")


def html(found: TargetForecast | Explored) -> str:
    """Return sentences, table and figure in one, for what shows HTML but is no notebook."""
    return _words_and_table(found) + report.svg(found).partition("?>")[2]


def _described(found: TargetForecast | Explored) -> str:
    """Return what the picture tells, in words."""
    if not isinstance(found, TargetForecast):
        return headline(found)
    told = ", ".join(f"{year} {words.percent_words(p)}" for year, p in found.answer.probability_by[:8])
    return f"History, fan and mark; chance by the end of {told}" if told else "History and mark"


def display(found: TargetForecast | Explored) -> None:
    """Show an answer in a live notebook."""
    show(headline(found), _words_and_table(found), report.png(found, dpi=DPI), _described(found))


def plot(found: TargetForecast | Fitted, ax: Any) -> Any:  # noqa: ANN401 - matplotlib's Axes, known to figures alone
    """Draw history and fan on axes, and an answer's mark; on those of a new figure for None."""
    return report.draw_fan(found, ax)


def save(found: TargetForecast | Explored, path: str | PathLike[str]) -> Path:
    """Write an answer to a file in the format of its suffix.

    Raises
    ------
    InputError
        When nothing is written in that format.
    """
    file = Path(path)
    suffix = file.suffix.lower().removeprefix(".")
    known = report.FORMATS if isinstance(found, TargetForecast) else report.EXPLORED_FORMATS
    if suffix not in known:
        remedy = f"end its name in {', '.join(f'.{name}' for name in known)}"
        raise InputError([Fault("path", str(path), "is of a format that is not written", remedy)])
    content = (
        report.FORMATS[suffix].write(found)
        if isinstance(found, TargetForecast)
        else report.EXPLORED_FORMATS[suffix].write(found)
    )
    file.write_bytes(content)
    return file
