"""The brief as frozen values: every word and number that a report shows, before any layout.

The renderers beside this module only lay out a `Brief`, so that the three formats say the same, and the same as
the JSON document.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from forecast import words
from forecast.data import web_link
from forecast.evaluation import shipped_record
from forecast.report import citation
from forecast.report.blocks import Item, Remark, Source, Table
from forecast.report.whatif import scenario_table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from forecast.data import Statement
    from forecast.forecasting import Comparison, TargetForecast
    from forecast.priors import Frequency

__all__ = ["Brief", "Item", "Remark", "Source", "Table", "brief_of", "record_words"]

#: What fits on two pages: the newest publications, and findings of the audit.
SOURCES_TOLD, FINDINGS_TOLD = 6, 6
#: Years told one by one; further out every fifth.
YEARS_TOLD = 6


@dataclass(frozen=True, slots=True)
class Brief:
    """A report: what stands on its two pages, top to bottom.

    Parameters
    ----------
    run, version : str
    as_of : datetime.date
    title, asked, verdict, range, headline : str
        The question, the terms it was put in, and the answer: in a few words, its range (may be empty), in a sentence.
    figure_caption, figure_text, figure_address : str
        `figure_text` tells a reader who does not see the figure what it shows; the address is that of the SVG,
        absolute where the service's base is known, else the name of a file beside the report (and beside a stored run).
    chances, dates, required, scenarios : Table or None
    points : tuple of str
        What else the summary says.
    audit : tuple of Remark
    audit_note : str
        What was found in all, or that nothing was.
    promises : str
        How announced targets fared; may be empty.
    sources : tuple of Source
    sources_note, sources_counted : str
        The note leads to the list; the other says the same where no list follows.
    method : tuple of Item
    citation : str
    permalink : str or None
    """

    run: str
    version: str
    as_of: date
    title: str
    asked: str
    verdict: str
    range: str
    headline: str
    figure_caption: str
    figure_text: str
    figure_address: str
    chances: Table | None
    dates: Table | None
    points: tuple[str, ...]
    required: Table | None
    scenarios: Table | None
    audit: tuple[Remark, ...]
    audit_note: str
    promises: str
    sources: tuple[Source, ...]
    sources_note: str
    sources_counted: str
    method: tuple[Item, ...]
    citation: str
    permalink: str | None


def _asked(forecast: TargetForecast) -> str:
    """Return the terms of the question: a list of labelled facts; the day and whose figures are in the headline."""
    question = forecast.question
    parts = [
        words.say(
            "{basis}, {flow}", basis=words.basis_words(forecast.series.basis), flow=words.flow_word(question.flow)
        ),
    ]
    if question.by:
        parts.append(words.say("deadline: end of {year}", year=question.by))
    if question.since:
        parts.append(words.say("years that count: from {year}", year=question.since))
    if question.scenario:
        told = "; ".join(words.scenario_words(question.scenario, forecast.series.unit))
        parts.append(words.say("scenario: {scenario}", scenario=told))
    if question.model != "growth":
        parts.append(words.say("model: {model}", model=question.model))
    told = "; ".join(parts)
    return told[:1].upper() + told[1:]


def _chances(forecast: TargetForecast) -> Table | None:
    answer, question = forecast.answer, forecast.question
    if answer.status == "reached" or not answer.probability_by:
        return None
    first, wanted = answer.probability_by[0][0], {question.by, question.horizon}
    rows = [
        (
            words.say("{year} (deadline)", year=year) if year == question.by else words.year_words(year),
            words.percent_words(p),
        )
        for year, p in answer.probability_by
        if year < first + YEARS_TOLD or year % 5 == 0 or year in wanted
    ]
    rows.append(
        (words.say("not by {year}", year=question.horizon), words.percent_words(answer.probability_not_by_horizon))
    )
    mark = words.mark_words(question.target)
    caption = (
        words.say("Chance that {mark} is regained", mark=mark)
        if answer.lost_in
        else words.say("Chance that {mark} is reached", mark=mark)
    )
    return Table(caption, (words.say("By the end of"), words.say("Chance")), tuple(rows))


def _dates(forecast: TargetForecast) -> Table | None:
    answer, horizon = forecast.answer, forecast.question.horizon
    if answer.status == "reached":
        return None
    rows = [(words.say("As likely before as after"), words.month_words(answer.median, horizon))]
    rows += [
        (
            words.say("At least {level} sure", level=words.percent_words(i.level)),
            words.interval_words(i, horizon),
        )
        for i in answer.intervals
    ]
    return Table(words.say("The date"), (words.say("How sure"), words.say("When")), tuple(rows))


def _own(frequency: Frequency) -> str:
    if not frequency.total:
        return words.say("no such stretch")
    return words.say("{times} of {total}", times=words.number(frequency.count), total=frequency.total)


def _panel(frequency: Frequency) -> str:
    if frequency.share is None:
        return words.say("not known")
    return words.say("{share} in 100", share=words.number(frequency.share * 100))


def _first_need(forecast: TargetForecast) -> str:
    """Return the sentence on the nearest deadline still ahead, as the summary has it."""
    ahead = [need for need in forecast.required_growth if need.by >= forecast.question.running_year]
    return words.required_words(ahead[0], forecast.series.unit) if ahead else ""


def _required(forecast: TargetForecast) -> Table | None:
    rows = tuple(
        (
            words.year_words(need.by),
            words.percent(need.growth_pct, decimals=1, signed=True),
            _own(need.own),
            _panel(need.panel),
        )
        for need in forecast.required_growth
    )
    head = (
        words.say("To make it by"),
        words.say("Growth a year"),
        words.say("This pair grew so fast"),
        words.say("Pairs of its size did"),
    )
    caption = words.say("Growth that each deadline asks for")
    return Table(caption, head, rows, _first_need(forecast)) if rows else None


def _points(forecast: TargetForecast, told_elsewhere: Sequence[str]) -> tuple[str, ...]:
    sentences = words.sentences(forecast)[1:]
    kept = [s for s in sentences if s not in told_elsewhere]
    if forecast.audit:  # its sentence comes last, and the audit has a section
        kept = kept[:-1]
    return (*kept, *words.moving_statements(forecast)[:2])


def _promises(forecast: TargetForecast) -> str:
    """Return how announced targets fared."""
    return words.outside_words(forecast.outside_view) if forecast.outside_view.counted else ""


def _remarks(forecast: TargetForecast) -> tuple[Remark, ...]:
    told = (words.finding_words(finding, forecast.series) for finding in forecast.audit[:FINDINGS_TOLD])
    return tuple(Remark(one.title, one.likely_reading, one.treatment) for one in told)


def _audit_note(forecast: TargetForecast) -> str:
    count, statements = len(forecast.audit), len(forecast.statements)
    if not count:
        return words.say_count(
            "The one published statement has none to contradict.",
            "The {count} published statements do not contradict each other.",
            statements,
        )
    if count > FINDINGS_TOLD:
        return words.say_count(
            "{count} finding in {statements} published statements; the first {told} of them:",
            "{count} findings in {statements} published statements; the first {told} of them:",
            count,
            statements=statements,
            told=FINDINGS_TOLD,
        )
    return words.say_count(
        "{count} finding in {statements} published statements:",
        "{count} findings in {statements} published statements:",
        count,
        statements=statements,
    )


def _published(statement: Statement) -> str:
    """Return when and by whom a statement was published."""
    day, publisher = words.day(statement.origin.published), statement.origin.publisher
    if statement.origin.precision == "inferred":
        if publisher:
            return words.say("{day}, date inferred, {publisher}", day=day, publisher=publisher)
        return words.say("{day}, date inferred", day=day)
    return words.say("{day}, {publisher}", day=day, publisher=publisher) if publisher else day


def _sources_note(used: int, published: int, publications: int) -> str:
    """Return how much of what was published is used, and how much of that is told."""
    told = {"used": used, "published": published}
    if publications > SOURCES_TOLD:
        return words.say_count(
            "{used} of {published} published statements are used, from {count} publication; the newest {told}:",
            "{used} of {published} published statements are used, from {count} publications; the newest {told}:",
            publications,
            told=SOURCES_TOLD,
            **told,
        )
    return words.say_count(
        "{used} of {published} published statements are used, from {count} publication:",
        "{used} of {published} published statements are used, from {count} publications:",
        publications,
        **told,
    )


def _sources_counted(used: int, published: int, publications: int) -> str:
    """Return how much of what was published is used, as a sentence of its own."""
    return words.say_count(
        "{used} of {published} published statements are used, from {count} publication.",
        "{used} of {published} published statements are used, from {count} publications.",
        publications,
        used=used,
        published=published,
    )


def _sources(forecast: TargetForecast) -> tuple[tuple[Source, ...], str, str]:
    """Return the newest publications used, and how many there are: before their list, and without it."""
    published = [u for u in forecast.statements if not u.statement.hypothetical]
    used = [u for u in published if u.counts]
    found: dict[tuple[str, str, str], list[str]] = {}
    for use in sorted(used, key=lambda u: u.statement.origin.published, reverse=True):
        s = use.statement
        said = words.statement_words(s, forecast.series.unit)
        if "excluded" in use.roles:
            said = words.say("{statement}, used in part", statement=said)
        found.setdefault((_published(s), s.origin.title, s.origin.url), []).append(said)
    told = tuple(
        Source(where, title or words.say("untitled"), web_link(url), tuple(said))
        for (where, title, url), said in list(found.items())[:SOURCES_TOLD]
    )
    counts = len(used), len(published), len(found)
    return told, _sources_note(*counts), _sources_counted(*counts)


def _verdict(pair: Sequence[float]) -> str:
    value, error = pair
    if abs(value) <= 2 * error:
        return words.say_as("verdict on a score", "a tie")
    return words.say_as("verdict on a score", "better") if value < 0 else words.say_as("verdict on a score", "worse")


def record_words(model: str, shipped: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the track record in two sentences: the backtest, and the announced targets."""
    backtest, hindcast = shipped["backtest_countries"], shipped["hindcast"]["scores"]
    pooled = {s["method"]: s for s in backtest["scores"] if s["years"] is None and s["column"] == "honest"}
    own, base = pooled[model], pooled["base-rate"]
    others = [s["ibs"] for name, s in pooled.items() if name not in {model, "base-rate", "growth"}]

    def score(value: float) -> str:
        return words.number(value, decimals=3)

    cases = words.say_count(
        "Over {count} case of country pairs, forecast from {first} to {last} for up to {years} years, the {model}'s "
        "error (integrated Brier score, lower is better) was {own} against {base} for the base rate of other "
        "pairs ({verdict}) and {least} to {most} for methods that look at one series alone.",
        "Over {count} cases of country pairs, forecast from {first} to {last} for up to {years} years, the {model}'s "
        "error (integrated Brier score, lower is better) was {own} against {base} for the base rate of other "
        "pairs ({verdict}) and {least} to {most} for methods that look at one series alone.",
        own["cases"],
        first=backtest["plan"]["first"],
        last=backtest["plan"]["last"],
        years=max(backtest["told_years"]),
        model=words.method_words(model),
        own=score(own["ibs"]),
        base=score(base["ibs"]),
        verdict=_verdict(own["minus_base_rate"]),
        least=score(min(others)),
        most=score(max(others)),
    )
    targets = words.say_count(
        "On {count} announced target ({met} met) the growth model's Brier score was {model}, the base rate's {base} "
        "({verdict}) and {trend} for carrying the trend forward.",
        "On {count} announced targets ({met} met) the growth model's Brier score was {model}, the base rate's {base} "
        "({verdict}) and {trend} for carrying the trend forward.",
        hindcast["counted"],
        met=hindcast["met"],
        model=score(hindcast["model"]),
        base=score(hindcast["base_rate"]),
        verdict=_verdict(hindcast["model_minus_base_rate"]),
        trend=score(hindcast["trend"]),
    )
    return f"{cases} {targets}"


def _reached(forecast: TargetForecast) -> str:
    """Return what counts as reached."""
    side = words.side_words(forecast.series, forecast.question.statistics)
    match forecast.question.flow:
        case "total":
            return words.say(
                "the first calendar year whose total in {side}'s statistics is at or above the mark.", side=side
            )
        case "exports":
            return words.say(
                "the first calendar year whose exports in {side}'s statistics is at or above the mark.", side=side
            )
        case "imports":
            return words.say(
                "the first calendar year whose imports in {side}'s statistics is at or above the mark.", side=side
            )


def _model(forecast: TargetForecast) -> str:
    """Return how the model works, with its estimates."""
    facts = forecast.model
    told = {
        "drift": words.percent(facts.drift_mean * 100, decimals=1),
        "volatility": words.percent(facts.volatility * 100),
        "year": facts.first_measured_year,
        "draws": words.number(facts.draws),
        "error": words.number(forecast.answer.simulation_error * 100, decimals=1),
    }
    if facts.name == "growth":
        return words.say_count(
            "trade grows by a drift plus a yearly shock; every published statement is a measurement with the precision "
            "of its print. How fast and how unsteadily pairs of this size grow is taken from thousands of other pairs, "
            "then corrected by this one: drift {drift}, volatility {volatility} a year (log), {count} measurement "
            "since {year}, {draws} draws, simulation error up to {error} points.",
            "trade grows by a drift plus a yearly shock; every published statement is a measurement with the precision "
            "of its print. How fast and how unsteadily pairs of this size grow is taken from thousands of other pairs, "
            "then corrected by this one: drift {drift}, volatility {volatility} a year (log), {count} measurements "
            "since {year}, {draws} draws, simulation error up to {error} points.",
            facts.measurements,
            **told,
        )
    return words.say_count(
        "the past as in the growth model, the future by the comparator {model}; every published statement is a "
        "measurement with the precision of its print. How fast and how unsteadily pairs of this size grow is taken "
        "from thousands of other pairs, then corrected by this one: drift {drift}, volatility {volatility} a year "
        "(log), {count} measurement since {year}, {draws} draws, simulation error up to {error} points.",
        "the past as in the growth model, the future by the comparator {model}; every published statement is a "
        "measurement with the precision of its print. How fast and how unsteadily pairs of this size grow is taken "
        "from thousands of other pairs, then corrected by this one: drift {drift}, volatility {volatility} a year "
        "(log), {count} measurements since {year}, {draws} draws, simulation error up to {error} points.",
        facts.measurements,
        model=facts.name,
        **told,
    )


def _method(forecast: TargetForecast) -> tuple[Item, ...]:
    return (
        Item(words.say("Reached"), _reached(forecast)),
        Item(words.say("Model"), _model(forecast)),
        Item(words.say("The uncertainty covers"), "; ".join(words.covers(forecast)) + "."),
        Item(words.say("It does not cover"), "; ".join(words.does_not_cover(forecast)) + "."),
        Item(words.say("Track record"), record_words(forecast.question.model, shipped_record())),
    )


def _figure_text(forecast: TargetForecast) -> str:
    told = ", ".join(
        f"{words.year_words(year)}: {words.percent_words(p)}" for year, p in forecast.answer.probability_by[:YEARS_TOLD]
    )
    return words.say(
        "Chart of the annual totals with the mark. {headline} Chance by the end of {chances}.",
        headline=words.headline(forecast),
        chances=told,
    )


@words.in_its_years
def brief_of(forecast: TargetForecast, *, scenarios: Comparison | None = None, base_url: str | None = None) -> Brief:
    """Return the brief of an answer.

    Parameters
    ----------
    forecast : TargetForecast
    scenarios : Comparison, optional
        Such as `whatif.standard_comparison` makes; without it the brief has no what-if table.
    base_url : str, optional
        Address of the service, for permalink and figure.
    """
    required, promises = _required(forecast), _promises(forecast)
    sources, sources_note, sources_counted = _sources(forecast)
    elsewhere = [required.note if required else "", promises]
    elsewhere += [words.date_words(forecast)] if forecast.answer.status != "reached" else []
    figure = citation.permalink(forecast, base_url, suffix="svg")
    return Brief(
        run=forecast.run.id,
        version=forecast.run.version,
        as_of=forecast.question.as_of,
        title=citation.title(forecast),
        asked=_asked(forecast),
        verdict=words.verdict(forecast),
        range=words.verdict_range(forecast),
        headline=words.headline(forecast),
        figure_caption=words.say(
            "Published totals, and what may come; on the line of the target, the chance of each year."
        ),
        figure_text=_figure_text(forecast),
        figure_address=figure or f"{forecast.run.id}.svg",
        chances=_chances(forecast),
        dates=_dates(forecast),
        points=_points(forecast, elsewhere),
        required=required,
        scenarios=scenario_table(scenarios) if scenarios else None,
        audit=_remarks(forecast),
        audit_note=_audit_note(forecast),
        promises=promises,
        sources=sources,
        sources_note=sources_note,
        sources_counted=sources_counted,
        method=_method(forecast),
        citation=citation.citation_text(forecast),
        permalink=citation.permalink(forecast, base_url),
    )
