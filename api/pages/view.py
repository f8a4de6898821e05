"""What a target's page shows, as frozen values; the templates only lay it out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from api.pages.charts import TALL, FanChart, OddsChart, fan_chart, odds_chart
from forecast import words
from forecast.data import web_link
from forecast.forecasting import probability_number
from forecast.report import Brief, brief_of, last_year_shown, question_query

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from forecast.data import Series
    from forecast.errors import Fault
    from forecast.forecasting import TargetForecast
    from forecast.report import Format, HistoryDay, HistoryDocument

__all__ = [
    "Caution",
    "Chance",
    "Control",
    "Download",
    "Fact",
    "Moved",
    "MovedTarget",
    "ShownStatement",
    "TargetPage",
    "faults_by_field",
    "moved_chart",
    "moved_lines",
    "moved_rows",
    "target_page",
]

_YEARS_TOLD = 6
#: A statement that moves the chance by so much is pointed out beside the picture.
WORTH_POINTING = 0.05
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
class Caution:
    """What another side's figures say of the mark, and where its answer is."""

    words: str
    address: str
    differs: bool


@dataclass(frozen=True, slots=True)
class Fact:
    """A number in large type, and the sentence that it belongs to."""

    number: str
    words: str


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
    verdict: str
    range: str
    side: str
    cautions: tuple[Caution, ...]
    facts: tuple[Fact, ...]
    changed: str
    fan: FanChart
    narrow: FanChart
    later: str
    chances: tuple[Chance, ...]
    beyond: str
    assumed: str
    scenario: tuple[str, ...]
    statements: tuple[ShownStatement, ...]
    unit: str
    downloads: tuple[Download, ...]
    permalink: str
    query: str
    surface: str
    marks_seen: str
    moves_seen: str
    cause: str
    log: bool
    other_scale: str


def faults_by_field(faults: Iterable[Fault]) -> Mapping[str, tuple[str, ...]]:
    """Return the faults of a form by the field that they belong beside."""
    found: dict[str, list[str]] = {}
    for fault in map(words.fault_words, faults):
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
    # What a reader looks for is the newest figure: it stands first among those that are used.
    for use in sorted(
        forecast.statements, key=lambda one: (one.statement.origin.published, one.statement.period.year), reverse=True
    ):
        s = use.statement
        day = words.day(s.origin.published)
        found.append(
            ShownStatement(
                said=words.statement_words(s, forecast.series.unit),
                side=words.side_label(forecast.series, s.statistics),
                published=words.say("{day} (inferred)", day=day) if s.origin.precision == "inferred" else day,
                publisher=s.origin.publisher,
                title=s.origin.title,
                url=web_link(s.origin.url),
                used_as="; ".join(dict.fromkeys(words.use_words(o, forecast.series).rstrip(".") for o in use.uses)),
                unused=not use.counts,
                hypothetical=s.hypothetical,
            )
        )
    return tuple(sorted(found, key=lambda one: (one.unused, not one.hypothetical)))


def downloads(query: str, formats: Iterable[Format[TargetForecast]]) -> tuple[Download, ...]:
    """Return where each format of an answer is."""
    return tuple(Download(words.say(one.label), f"/v1/forecast.{one.suffix}?{query}") for one in formats)


def _cautions(forecast: TargetForecast, address: str, asked: Mapping[str, str]) -> tuple[Caution, ...]:
    """Return what the other sides' figures say; figures of the reader's own have no page to lead to."""
    return tuple(
        Caution(
            words.side_verdict_words(forecast, one),
            f"{address}?{urlencode({**asked, 'statistics': one.statistics})}" if address != "/own" else "",
            (one.status == "reached") != (forecast.answer.status == "reached"),
        )
        for one in forecast.other_sides
    )


def _facts(forecast: TargetForecast) -> tuple[Fact, ...]:
    """Return three facts beside the answer: growth needed, what one statement is worth, how promises fared."""
    found = []
    year = forecast.question.by or forecast.question.running_year
    need = next((one for one in forecast.required_growth if one.by >= year), None)
    if need is not None and forecast.answer.status != "reached":
        growth = words.percent(need.growth_pct, decimals=1, signed=True)
        share = need.panel.share
        told = (
            words.say("growth a year needed to make it by {year}", year=need.by)
            if share is None
            else words.say(
                "growth a year needed to make it by {year}; {share} in 100 pairs of its size managed that",
                year=need.by,
                share=words.number(share * 100),
            )
        )
        found.append(Fact(growth, told))
    moving = next((one for one in forecast.influence if one.probability is not None), None)
    if moving is not None and moving.probability is not None and forecast.answer.status != "reached":
        base = forecast.answer.chance_by(moving.year)
        if abs(base - moving.probability) >= 0.01:
            found.append(
                Fact(
                    f"{words.percent_words(moving.probability)} → {words.percent_words(base)}",
                    words.say(
                        "by {year}, with one statement: {statement}",
                        year=moving.year,
                        statement=words.statement_words(moving.statement, forecast.series.unit),
                    ),
                )
            )
    view = forecast.outside_view
    if view.counted:
        found.append(
            Fact(
                words.say("{met} of {counted}", met=view.met, counted=view.counted),
                words.say("announced trade targets with a deadline were met on time"),
            )
        )
    return tuple(found)


def _link(address: str, asked: Mapping[str, str], *, log: bool) -> str:
    told = {**asked, **({"scale": "log"} if log else {})}
    return f"{address}?{urlencode(told)}" if told else address


def _cause(forecast: TargetForecast) -> str:
    """Return what bends the path most, a statement that moves the chance by five points or more; else nothing."""
    moving = next((one for one in forecast.influence if one.probability is not None), None)
    if moving is None or moving.probability is None or forecast.answer.status == "reached":
        return ""
    base = forecast.answer.chance_by(moving.year)
    if abs(base - moving.probability) < WORTH_POINTING:
        return ""
    return words.say(
        "What bends the path: {statement} ({before} → {after} by {year}).",
        statement=words.statement_words(moving.statement, forecast.series.unit),
        before=words.percent_words(moving.probability),
        after=words.percent_words(base),
        year=moving.year,
    )


def _changed(forecast: TargetForecast, baseline: TargetForecast | None) -> str:
    """Return what the scenario does to the chance, in one line; empty without one."""
    if baseline is None:
        return ""
    first = forecast.question.by or forecast.question.running_year
    told = []
    for year in sorted({first, min(forecast.question.running_year + 5, forecast.question.horizon)}):
        before, after = baseline.answer.chance_by(year), forecast.answer.chance_by(year)
        told.append(
            words.say(
                "{before} → {after} by {year}",
                before=words.percent_words(before),
                after=words.percent_words(after),
                year=year,
            )
        )
    return " · ".join(told)


def _later(forecast: TargetForecast) -> str:
    """Return the chance of what lies beyond the picture; empty for a mark that is reached."""
    if forecast.answer.status == "reached":
        return ""
    last = last_year_shown(forecast)
    chance = words.percent_words(max(1 - forecast.answer.chance_by(last), 0.0))
    return words.say("Later than {year} or never: {chance}.", year=last, chance=chance)


@words.in_its_years
def target_page(
    forecast: TargetForecast,
    baseline: TargetForecast | None,
    *,
    fields: Mapping[str, str],
    address: str,
    formats: Iterable[Format[TargetForecast]],
    base_url: str,
    log: bool = False,
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
    log : bool
        Whether equal growth takes equal room in the chart.
    """
    asked = {name: value for name, value in fields.items() if value}
    return TargetPage(
        brief=brief_of(forecast, base_url=base_url),
        verdict=words.verdict(forecast),
        range=words.verdict_range(forecast),
        side=words.say(
            "By the figures of {side}.", side=words.side_words(forecast.series, forecast.question.statistics)
        ),
        cautions=_cautions(forecast, address, asked),
        facts=_facts(forecast),
        changed=_changed(forecast, baseline),
        fan=fan_chart(forecast, baseline, log=log),
        narrow=fan_chart(forecast, baseline, size=TALL, log=log),
        later=_later(forecast),
        chances=_chances(forecast, baseline),
        beyond=words.percent_words(forecast.answer.probability_not_by_horizon),
        assumed=words.scenario_clause(forecast.question.scenario, forecast.series.unit),
        scenario=words.scenario_words(forecast.question.scenario, forecast.series.unit),
        statements=_statements(forecast),
        unit=forecast.series.unit,
        downloads=downloads(question_query(forecast.question), formats),
        permalink=_link(address, asked, log=log),
        cause=_cause(forecast),
        log=log,
        other_scale=_link(address, asked, log=not log) if address.startswith("/targets/") else "",
        query=question_query(forecast.question),
        surface=question_query(forecast.question, leaving_out=("target", "by", "level")),
        marks_seen=_marks_seen(forecast),
        moves_seen=" ".join(
            (*words.influence_words(forecast)[:2], words.say("The bars show how far each input moves the chance."))
        ),
    )


def _marks_seen(forecast: TargetForecast) -> str:
    """Return what the picture of other marks and deadlines shows: the mark asked about, and which way chances go."""
    told = words.say("The picture shows that a higher mark is less likely, and a later year more.")
    if not forecast.answer.probability_by:
        return told
    (first, chance), (last, later) = forecast.answer.probability_by[0], forecast.answer.probability_by[-1]
    own = words.say(
        "{mark} by the end of {first}: {chance}, by the end of {last}: {later}.",
        mark=words.mark_words(forecast.question.target),
        first=first,
        chance=words.percent_words(chance),
        last=last,
        later=words.percent_words(later),
    )
    return f"{own} {told}"


def _day(entry: HistoryDay, said: Mapping[str, str]) -> Moved:
    """Return a day of a history in words."""
    new = [said.get(one.id, one.words) for one in entry.new]
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
    mover = next((said.get(one.id, one.words) for one in entry.new if one.id == entry.moved_by), "")
    return Moved(day, told, ", ".join(chances), _moved(entry.moved_points, entry.moved_year, mover))


def _moved(points: float | None, year: int | None, mover: str) -> str:
    """Return by how much the chance moved, and by which statement; empty when it could not be told."""
    if points is None:
        return ""
    told = {"points": f"{round(points):+d}" if round(points) else "0", "year": str(year), "statement": mover}
    if mover:
        return words.say("{points} points by {year}: {statement}", **told)
    return words.say("{points} points by {year}", **told)


def moved_rows(history: HistoryDocument, series: Series) -> tuple[Moved, ...]:
    """Return the days of a history in words, the newest first; what was said in the language spoken."""
    said = {one.id: words.statement_words(one, series.unit) for one in series.statements}
    return tuple(_day(entry, said) for entry in reversed(history.entries))


@dataclass(frozen=True, slots=True)
class MovedTarget:
    """A target whose chance the newest figures moved."""

    id: str
    title: str
    words: str
    points: float


def moved_lines(history: HistoryDocument, title: str) -> tuple[MovedTarget, ...]:
    """Return by how much the newest day of a history moved the chance; nothing below a point."""
    last = history.entries[-1] if history.entries else None
    if last is None or last.moved_points is None or abs(last.moved_points) < 1:
        return ()
    day = words.day(date.fromisoformat(last.as_of))
    told = words.say(
        "{points} points by {year}, on {day}", points=f"{round(last.moved_points):+d}", year=last.moved_year, day=day
    )
    return (MovedTarget(history.target, title, told, abs(last.moved_points)),)


def moved_chart(history: HistoryDocument, deadline: int | None) -> tuple[int, OddsChart] | None:
    """Return the year whose chance most days of a history tell, the deadline's where there is one, and its chart."""
    told = Counter(one.year for entry in history.entries for one in entry.probability_by)
    if not told:
        return None
    year = deadline if deadline is not None and deadline in told else max(told, key=lambda one: (told[one], -one))
    drawn = odds_chart(history, year)
    return None if drawn is None else (year, drawn)
