"""What a target's page shows, as frozen values; the templates only lay it out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from api.pages.charts import DateChart, FanChart, date_chart, fan_chart
from forecast import words
from forecast.data import web_link
from forecast.forecasting import probability_number
from forecast.report import Brief, brief_of, question_query

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from forecast.errors import Fault
    from forecast.forecasting import TargetForecast
    from forecast.report import Format, HistoryDay, HistoryDocument

__all__ = [
    "Chance",
    "Control",
    "Download",
    "Moved",
    "ShownStatement",
    "TargetPage",
    "faults_by_field",
    "moved_rows",
    "target_page",
]

_YEARS_TOLD = 6
#: New statements of a day that a history tells.
NEW_TOLD = 3


@dataclass(frozen=True, slots=True)
class Chance:
    """The chance by the end of a year."""

    year: int
    value: float
    words: str
    share: int
    deadline: bool
    without: str


@dataclass(frozen=True, slots=True)
class Download:
    """A format and where it is."""

    label: str
    address: str


@dataclass(frozen=True, slots=True)
class ShownStatement:
    """A published statement, and what became of it."""

    said: str
    side: str
    published: str
    publisher: str
    title: str
    url: str | None
    used_as: str
    unused: bool
    hypothetical: bool


@dataclass(frozen=True, slots=True)
class Moved:
    """A day on which the forecast could move, in words."""

    as_of: str
    new: str
    answer: str
    moved: str


@dataclass(frozen=True, slots=True)
class Control:
    """A field of the form: what was typed, what is taken, what is wrong with it."""

    name: str
    label: str
    value: str
    hint: str
    faults: tuple[str, ...] = ()
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class TargetPage:
    """A page about one question."""

    brief: Brief
    fan: FanChart
    dates: DateChart
    chances: tuple[Chance, ...]
    beyond: str
    scenario: tuple[str, ...]
    statements: tuple[ShownStatement, ...]
    unit: str
    downloads: tuple[Download, ...]
    permalink: str
    query: str
    surface: str


def faults_by_field(faults: Iterable[Fault]) -> Mapping[str, tuple[str, ...]]:
    """Return the faults of a form by the field that they belong beside."""
    found: dict[str, list[str]] = {}
    for fault in faults:
        given = f"{fault.given!r} " if fault.given else ""
        found.setdefault(fault.where, []).append(f"{given}{fault.problem}; {fault.remedy}")
    return {name: tuple(told) for name, told in found.items()}


def _chances(forecast: TargetForecast, baseline: TargetForecast | None) -> tuple[Chance, ...]:
    answer, question = forecast.answer, forecast.question
    if answer.status == "reached" or not answer.probability_by:
        return ()
    first = answer.probability_by[0][0]
    wanted = {question.by, question.horizon}
    found = []
    for year, p in answer.probability_by:
        if year >= first + _YEARS_TOLD and year % 5 and year not in wanted:
            continue
        before = baseline.answer.by(year) if baseline else None
        without = "" if before is None else words.percent_words(before)
        told = probability_number(p)
        found.append(Chance(year, told, words.percent_words(p), round(told * 100), year == question.by, without))
    return tuple(found)


def _statements(forecast: TargetForecast) -> tuple[ShownStatement, ...]:
    found = []
    for use in forecast.statements:
        s = use.statement
        day = words.day(s.origin.published)
        found.append(
            ShownStatement(
                said=words.statement_words(s, forecast.series.unit),
                side=words.side_words(forecast.series, s.statistics),
                published=words.say("{day} (inferred)", day=day) if s.origin.precision == "inferred" else day,
                publisher=s.origin.publisher,
                title=s.origin.title,
                url=web_link(s.origin.url),
                used_as="; ".join(words.use_words(one, forecast.series) for one in use.uses),
                unused=not use.counts,
                hypothetical=s.hypothetical,
            )
        )
    return tuple(sorted(found, key=lambda one: (one.unused, not one.hypothetical)))


def downloads(query: str, formats: Iterable[Format[TargetForecast]]) -> tuple[Download, ...]:
    """Return where each format of an answer is."""
    return tuple(Download(words.say(one.label), f"/v1/forecast.{one.suffix}?{query}") for one in formats)


def target_page(
    forecast: TargetForecast,
    baseline: TargetForecast | None,
    *,
    fields: Mapping[str, str],
    address: str,
    formats: Iterable[Format[TargetForecast]],
    base_url: str,
) -> TargetPage:
    """Return the page about an answer.

    Parameters
    ----------
    forecast : TargetForecast
    baseline : TargetForecast or None
        The same without the scenario, when there is one.
    fields : mapping of str to str
        What the form asks beyond the target's own question.
    address : str
        Of the page.
    formats : iterable of Format
        Those to download; none for figures of the reader's own, which are stored nowhere.
    base_url : str
        Where the public reaches the service.
    """
    asked = {name: value for name, value in fields.items() if value}
    return TargetPage(
        brief=brief_of(forecast, base_url=base_url),
        fan=fan_chart(forecast, baseline),
        dates=date_chart(forecast),
        chances=_chances(forecast, baseline),
        beyond=words.percent_words(forecast.answer.probability_not_by_horizon),
        scenario=words.scenario_words(forecast.question.scenario, forecast.series.unit),
        statements=_statements(forecast),
        unit=forecast.series.unit,
        downloads=downloads(question_query(forecast.question), formats),
        permalink=f"{address}?{urlencode(asked)}" if asked else address,
        query=question_query(forecast.question),
        surface=question_query(forecast.question, leaving_out=("target", "by", "level")),
    )


def _day(entry: HistoryDay) -> Moved:
    """Return a day of a history in words."""
    new = [one.words for one in entry.new]
    more = entry.new_count - NEW_TOLD
    told = "; ".join(new[:NEW_TOLD])
    if more > 0:
        told = words.say_count("{list}; and {count} more", "{list}; and {count} more", more, list=told)
    day = words.day(date.fromisoformat(entry.as_of))
    if entry.status is None:
        return Moved(day, told, entry.reason or "", "")
    chances = [
        words.say("{chance} by {year}", chance=words.percent_words(one.probability), year=one.year)
        for one in entry.probability_by
    ]
    mover = next((one.words for one in entry.new if one.id == entry.moved_by), "")
    return Moved(day, told, ", ".join(chances), _moved(entry.moved_points, entry.moved_year, mover))


def _moved(points: float | None, year: int | None, mover: str) -> str:
    """Return by how much the chance moved, and by which statement; empty when it could not be told."""
    if points is None:
        return ""
    told = {"points": f"{points:+.0f}", "year": str(year), "statement": mover}
    if mover:
        return words.say("{points} points by {year}: {statement}", **told)
    return words.say("{points} points by {year}", **told)


def moved_rows(history: HistoryDocument) -> tuple[Moved, ...]:
    """Return the days of a history in words, the newest first."""
    return tuple(_day(entry) for entry in reversed(history.entries))
