"""The brief as frozen values: every word and number that a report shows, before any layout.

The renderers beside this module only lay out a `Brief`, so that the three formats say the same, and the same as
the JSON document.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from forecast import words
from forecast.data import say_date, say_percent, web_link
from forecast.evaluation import shipped_record
from forecast.report import citation
from forecast.report.blocks import Item, Remark, Source, Table
from forecast.report.whatif import scenario_table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from forecast.forecasting import Comparison, TargetForecast
    from forecast.priors import Frequency

__all__ = ["Brief", "Item", "Remark", "Source", "Table", "brief_of", "record_words"]

#: What fits on two pages: the newest publications, and findings of the audit.
SOURCES_TOLD, FINDINGS_TOLD = 6, 6
#: Years told one by one; further out every fifth.
YEARS_TOLD = 6
_UNUSED = {"not-fitted", "not-needed", "excluded"}


@dataclass(frozen=True, slots=True)
class Brief:
    """A report: what stands on its two pages, top to bottom.

    Parameters
    ----------
    run, version : str
    as_of : datetime.date
    title, asked, headline : str
        The question, the terms it was put in, and the answer in a sentence.
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
    sources_note : str
    method : tuple of Item
    citation : str
    permalink : str or None
    """

    run: str
    version: str
    as_of: date
    title: str
    asked: str
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
    method: tuple[Item, ...]
    citation: str
    permalink: str | None


def _asked(forecast: TargetForecast) -> str:
    question = forecast.question
    side = forecast.series.side_name(question.statistics)
    parts = [f"As known on {say_date(question.as_of)}", f"statistics of {side}", f"{question.basis}, {question.flow}"]
    parts += [f"deadline: end of {question.by}"] if question.by else []
    parts += [f"scenario: {'; '.join(question.scenario.words(forecast.series.unit))}"] if question.scenario else []
    parts += [f"model: {question.model}"] if question.model != "growth" else []
    return "; ".join(parts)


def _chances(forecast: TargetForecast) -> Table | None:
    answer, question = forecast.answer, forecast.question
    if answer.status == "reached" or not answer.probability_by:
        return None
    first, wanted = answer.probability_by[0][0], {question.by, question.horizon}
    rows = [
        (f"{year} (deadline)" if year == question.by else str(year), words.percent_words(p))
        for year, p in answer.probability_by
        if year < first + YEARS_TOLD or year % 5 == 0 or year in wanted
    ]
    rows.append((f"not by {question.horizon}", words.percent_words(answer.probability_not_by_horizon)))
    what = "regained" if answer.lost_in else "reached"
    return Table(f"Chance that {question.target.label} is {what}", ("By the end of", "Chance"), tuple(rows))


def _dates(forecast: TargetForecast) -> Table | None:
    answer, horizon = forecast.answer, forecast.question.horizon
    if answer.status == "reached":
        return None
    rows = [("As likely before as after", words.month_words(answer.median, horizon))]
    rows += [
        (f"At least {words.percent_words(i.level)} sure", words.interval_words(i, horizon)) for i in answer.intervals
    ]
    return Table("The date", ("How sure", "When"), tuple(rows))


def _own(frequency: Frequency) -> str:
    return f"{frequency.count:.0f} of {frequency.total}" if frequency.total else "no such stretch"


def _panel(frequency: Frequency) -> str:
    return "not known" if frequency.share is None else f"{frequency.share * 100:.0f} in 100"


def _first_need(forecast: TargetForecast) -> str:
    """Return the sentence on the nearest deadline still ahead, as the summary has it."""
    ahead = [need for need in forecast.required_growth if need.by >= forecast.question.as_of.year]
    return words.required_words(ahead[0], forecast.series.unit) if ahead else ""


def _required(forecast: TargetForecast) -> Table | None:
    rows = tuple(
        (str(need.by), say_percent(need.growth_pct), _own(need.own), _panel(need.panel))
        for need in forecast.required_growth
    )
    head = ("To make it by", "Growth a year", "This pair grew so fast", "Pairs of its size did")
    return Table("Growth that each deadline asks for", head, rows, _first_need(forecast)) if rows else None


def _points(forecast: TargetForecast, told_elsewhere: Sequence[str]) -> tuple[str, ...]:
    sentences = words.sentences(forecast)[1:]
    kept = [s for s in sentences if s not in told_elsewhere]
    if forecast.audit:  # its sentence comes last, and the audit has a section
        kept = kept[:-1]
    moved = [] if words.influence_words(forecast)[0].startswith("No single") else words.influence_words(forecast)
    return (*kept, *moved[:2])


def _promises(forecast: TargetForecast) -> str:
    """Return how announced targets fared."""
    return words.outside_words(forecast.outside_view) if forecast.outside_view.counted else ""


def _remarks(forecast: TargetForecast) -> tuple[Remark, ...]:
    told = (words.finding_words(finding, forecast.series) for finding in forecast.audit[:FINDINGS_TOLD])
    return tuple(Remark(one.title, one.likely_reading, one.treatment) for one in told)


def _audit_note(forecast: TargetForecast) -> str:
    count = len(forecast.audit)
    if not count:
        return f"The {len(forecast.statements)} published statements do not contradict each other."
    more = f"; the first {FINDINGS_TOLD} of them" if count > FINDINGS_TOLD else ""
    return f"{count} finding{'s' if count > 1 else ''} in {len(forecast.statements)} published statements{more}:"


def _sources(forecast: TargetForecast) -> tuple[tuple[Source, ...], str]:
    """Return the newest publications used, and how many there are."""
    published = [u for u in forecast.statements if not u.statement.hypothetical]
    used = [u for u in published if set(u.roles) - _UNUSED]
    found: dict[tuple[str, str, str], list[str]] = {}
    for use in sorted(used, key=lambda u: u.statement.origin.published, reverse=True):
        s = use.statement
        inferred = ", date inferred" if s.origin.precision == "inferred" else ""
        publisher = f", {s.origin.publisher}" if s.origin.publisher else ""
        key = (f"{say_date(s.origin.published)}{inferred}{publisher}", s.origin.title, s.origin.url)
        in_part = ", used in part" if "excluded" in use.roles else ""
        found.setdefault(key, []).append(s.words(forecast.series.unit) + in_part)
    told = tuple(
        Source(where, title or "untitled", web_link(url), tuple(said))
        for (where, title, url), said in list(found.items())[:SOURCES_TOLD]
    )
    note = f"{len(used)} of {len(published)} published statements are used, from {len(found)} publications"
    note += f"; the newest {SOURCES_TOLD}:" if len(found) > SOURCES_TOLD else ":"
    return told, note


def _verdict(pair: Sequence[float]) -> str:
    value, error = pair
    return "a tie" if abs(value) <= 2 * error else "better" if value < 0 else "worse"


def record_words(model: str, shipped: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the track record in two sentences: the backtest, and the announced targets."""
    backtest, hindcast = shipped["backtest_countries"], shipped["hindcast"]["scores"]
    pooled = {s["method"]: s for s in backtest["scores"] if s["years"] is None and s["column"] == "honest"}
    own, base = pooled[model], pooled["base-rate"]
    others = [s["ibs"] for name, s in pooled.items() if name not in {model, "base-rate", "growth"}]
    years = max(backtest["told_years"])
    return (
        f"Over {own['cases']:,} cases of country pairs, forecast from {backtest['plan']['first']} to "
        f"{backtest['plan']['last']} for up to {years} years, the {model} model's error (integrated Brier score, "
        f"lower is better) was {own['ibs']:.3f} against {base['ibs']:.3f} for the base rate of other pairs "
        f"({_verdict(own['minus_base_rate'])}) and {min(others):.3f} to {max(others):.3f} for methods that look at "
        f"one series alone. On {hindcast['counted']} announced targets ({hindcast['met']} met) the growth model's "
        f"Brier score was {hindcast['model']:.3f}, the base rate's {hindcast['base_rate']:.3f} "
        f"({_verdict(hindcast['model_minus_base_rate'])}) and {hindcast['trend']:.3f} for carrying the trend forward."
    )


def _method(forecast: TargetForecast) -> tuple[Item, ...]:
    facts, question = forecast.model, forecast.question
    ahead = (
        "trade grows by a drift plus a yearly shock"
        if facts.name == "growth"
        else f"the past as in the growth model, the future by the comparator {facts.name}"
    )
    side = forecast.series.side_name(question.statistics)
    return (
        Item(
            "Reached", f"the first calendar year whose {question.flow} in {side}'s statistics is at or above the mark."
        ),
        Item(
            "Model",
            f"{ahead}; every published statement is a measurement with the precision of its print. How fast and how "
            "unsteadily pairs of this size grow is taken from thousands of other pairs, then corrected by this one: "
            f"drift {facts.drift_mean * 100:.1f} %, volatility {facts.volatility * 100:.0f} % a year (log), "
            f"{facts.measurements} measurement{'' if facts.measurements == 1 else 's'} since "
            f"{facts.first_measured_year}, {facts.draws:,} draws, simulation error up to "
            f"{forecast.answer.simulation_error * 100:.1f} points.",
        ),
        Item("The uncertainty covers", "; ".join(words.covers()) + "."),
        Item("It does not cover", "; ".join(words.does_not_cover(forecast)) + "."),
        Item("Track record", record_words(question.model, shipped_record())),
    )


def _figure_text(forecast: TargetForecast) -> str:
    told = ", ".join(f"{year}: {words.percent_words(p)}" for year, p in forecast.answer.probability_by[:YEARS_TOLD])
    return f"Chart of the annual totals with the mark. {words.headline(forecast)} Chance by the end of {told}."


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
    sources, sources_note = _sources(forecast)
    elsewhere = [required.note if required else "", promises]
    elsewhere += [words.date_words(forecast)] if forecast.answer.status != "reached" else []
    figure = citation.permalink(forecast, base_url, suffix="svg")
    return Brief(
        run=forecast.run.id,
        version=forecast.run.version,
        as_of=forecast.question.as_of,
        title=citation.title(forecast),
        asked=_asked(forecast),
        headline=words.headline(forecast),
        figure_caption="History and forecast with the mark; below, the chance of each year.",
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
        method=_method(forecast),
        citation=citation.citation_text(forecast),
        permalink=citation.permalink(forecast, base_url),
    )
