"""The answer for a terminal: a sentence, small tables, the audit and the sources."""

from __future__ import annotations

import re
import shutil
import sys
import textwrap
from typing import TYPE_CHECKING

from forecast.words.answer import does_not_cover, influence_words, sentences
from forecast.words.findings import finding_words
from forecast.words.locale import current_locale, day, number, percent, place, say, say_count
from forecast.words.quantities import interval_words, month_words, percent_words
from forecast.words.scenario import scenario_words
from forecast.words.statement import statement_words
from forecast.words.trade import citation
from forecast.words.verdict import months_known, verdict, verdict_range

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from forecast.audit import Finding
    from forecast.data import Series, Statement
    from forecast.forecasting import TargetForecast

__all__ = ["age_words", "audit_text", "contract_words", "forecast_text", "help_words"]

#: An answer is told to be old when its newest figure has been known for longer.
FRESH_MONTHS = 18

#: The widest text that is easy to read; a narrower terminal takes less.
WIDTH = 96
#: What belongs together on a line: 83 %, St. Petersburg.
_TOGETHER = re.compile(r"(?<=\d) (?=%)|(?<=\bSt\.) (?=\w)")
_NO_BREAK = "\N{NO-BREAK SPACE}"


def help_words(text: str) -> str:
    """Return a text of a command's help in the language spoken; it is whole, and has no named places."""
    return current_locale().translations.pgettext("help", text) if text else ""


def contract_words(text: str) -> str:
    """Return a description of the HTTP contract in the language spoken; the contract itself is English."""
    plain = " ".join(text.split())
    return current_locale().translations.pgettext("contract", plain) if plain else ""


def _columns() -> int:
    """Return how wide text may be; what is read by a file or a program does not depend on a window."""
    return min(WIDTH, shutil.get_terminal_size((WIDTH, 24)).columns) if sys.stdout.isatty() else WIDTH


def wrap(text: str, *, indent: str = "", hang: str | None = None) -> str:
    """Return text wrapped to the terminal's width; no number is parted from its sign."""
    filled = textwrap.fill(
        _TOGETHER.sub(_NO_BREAK, text),
        _columns(),
        initial_indent=indent,
        subsequent_indent=indent if hang is None else hang,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return filled.replace(_NO_BREAK, " ")


def _bar(probability: float, width: int = 24) -> str:
    filled = round(probability * width)
    return "#" * filled + "." * (width - filled)


def _told_years(forecast: TargetForecast) -> list[tuple[int, float]]:
    """Return the next years, then every fifth, the deadline and the horizon."""
    told = forecast.answer.probability_by
    first = told[0][0] if told else 0
    wanted = {forecast.question.by, forecast.question.horizon}
    return [(year, p) for year, p in told if year < first + 6 or year % 5 == 0 or year in wanted]


def _probability_lines(forecast: TargetForecast) -> list[str]:
    answer, question = forecast.answer, forecast.question
    lines = [
        say("Chance that the mark is regained by the end of each year")
        if answer.lost_in
        else say("Chance that the mark is reached by the end of each year")
    ]
    deadline = say("deadline")
    for year, p in _told_years(forecast):
        mark = f"  <- {deadline}" if year == question.by else ""
        lines.append(f"  {year}  {percent_words(p):>9}  {_bar(p)}{mark}")
    beyond = percent_words(answer.probability_not_by_horizon)
    lines.append("  " + say("not by {year}: {chance}", year=question.horizon, chance=beyond))
    return lines


def _date_lines(forecast: TargetForecast) -> list[str]:
    answer, horizon = forecast.answer, forecast.question.horizon
    asked_for = say("asked for")
    told = [(say("as likely as not by"), month_words(answer.median, horizon))]
    for interval in answer.intervals:
        label = say("{level} interval", level=percent(interval.level * 100).rjust(6))
        when = interval_words(interval, horizon)
        told.append((label, f"{when}   ({asked_for})" if interval.level == forecast.question.level else when))
    width = max(len(label) for label, _ in told) + 3
    return [say("Date"), *(f"  {label:<{width}}{when}" for label, when in told)]


def _required_lines(forecast: TargetForecast) -> list[str]:
    heads = say("Required growth a year"), say("this pair had it"), say("pairs of its size had it")
    lines = [f"{heads[0]:<32}{heads[1]}    {heads[2]}"]
    for need in forecast.required_growth:
        times, share = need.own, need.panel.share
        own = say("{times} of {total}", times=number(times.count), total=times.total) if times.total else "-"
        panel = "-" if share is None else say("{share} in 100", share=number(share * 100))
        growth = percent(need.growth_pct, decimals=1, signed=True)
        by = say("by {year}", year=need.by)
        lines.append(f"  {by}  {growth:>9}         {own:>12}    {panel:>16}")
    return lines


def finding_text(finding: Finding, series: Series) -> str:
    """Return one finding of the audit in a few lines."""
    told = finding_words(finding, series)
    parts = [
        wrap(f"- {told.title}", hang="  "),
        wrap(say("Arithmetic: {text}", text=told.arithmetic), indent="  "),
        wrap(say("Likely reading: {text}", text=told.likely_reading), indent="  "),
        wrap(say("In the fit: {text}", text=told.treatment), indent="  "),
    ]
    return "\n".join(parts)


def _source_line(statement: Statement, unit: str) -> str:
    """Return when and by whom a statement was published, and what it says."""
    told = {
        "day": day(statement.origin.published),
        "publisher": statement.origin.publisher,
        "statement": statement_words(statement, unit),
    }
    inferred = statement.origin.precision == "inferred"
    if statement.origin.publisher:
        if inferred:
            return say("{day}, date inferred, {publisher}: {statement}", **told)
        return say("{day}, {publisher}: {statement}", **told)
    return say("{day}, date inferred: {statement}", **told) if inferred else say("{day}: {statement}", **told)


def _source_lines(forecast: TargetForecast) -> list[str]:
    taken = [u for u in forecast.statements if u.counts]
    used = [u for u in taken if not u.statement.hypothetical]
    published = sum(not u.statement.hypothetical for u in forecast.statements)
    lines = [
        say(
            "Sources: {used} of {published} published statements are used, the newest:",
            used=len(used),
            published=published,
        )
    ]
    newest = sorted(used, key=lambda u: u.statement.origin.published, reverse=True)[:4]
    for use in newest:
        lines.append(wrap(_source_line(use.statement, forecast.series.unit), indent="  ", hang="    "))
        lines += [f"    {use.statement.origin.url}"] if use.statement.origin.url else []
    return lines


def _model_words(forecast: TargetForecast) -> str:
    """Return the model with its estimates and the size of the simulation."""
    facts = forecast.model
    told = {
        "model": facts.name,
        "drift": percent(facts.drift_mean * 100, decimals=1),
        "volatility": percent(facts.volatility * 100),
        "year": facts.first_measured_year,
        "draws": number(facts.draws),
        "error": number(forecast.answer.simulation_error * 100, decimals=1),
    }
    if facts.name == "growth":
        return say_count(
            "Model: growth, drift {drift} and volatility {volatility} a year (log), {count} measurement since {year}, "
            "{draws} draws, simulation error up to {error} points.",
            "Model: growth, drift {drift} and volatility {volatility} a year (log), {count} measurements since {year}, "
            "{draws} draws, simulation error up to {error} points.",
            facts.measurements,
            **told,
        )
    return say_count(
        "Model: {model} for the future; for the past growth, drift {drift} and volatility {volatility} a year (log), "
        "{count} measurement since {year}, {draws} draws, simulation error up to {error} points.",
        "Model: {model} for the future; for the past growth, drift {drift} and volatility {volatility} a year (log), "
        "{count} measurements since {year}, {draws} draws, simulation error up to {error} points.",
        facts.measurements,
        **told,
    )


def _model_lines(forecast: TargetForecast) -> list[str]:
    missing = say("Not covered: {list}.", list="; ".join(does_not_cover(forecast)))
    cited = say("Cite as: {citation}", citation=citation(forecast))
    return [wrap(f"{_model_words(forecast)} {missing}", hang="  "), wrap(cited, hang="  ")]


def _scenario_lines(forecast: TargetForecast) -> list[str]:
    words = scenario_words(forecast.question.scenario, forecast.series.unit)
    return [say("Scenario, not the forecast"), *(wrap(f"- {told}.", indent="  ", hang="    ") for told in words)]


def forecast_text(forecast: TargetForecast, *, source: str | None = None, today: date | None = None) -> str:
    """Return the whole answer for a terminal.

    Parameters
    ----------
    forecast : TargetForecast
    today : datetime.date, optional
        The reader's day, by which old figures are told; nothing is told without one.
    source : str, optional
        How a command names the series, such as ``--statements own.csv``; by its id when not given.
    """
    blocks = [[wrap(" · ".join(filter(None, (verdict(forecast), verdict_range(forecast)))))]]
    blocks += [[wrap(sentence) for sentence in sentences(forecast)]]
    age = age_words(forecast, today) if today else None
    blocks += [[wrap(age)]] if age else []
    blocks += [_scenario_lines(forecast)] if forecast.question.scenario else []
    if forecast.answer.status != "reached":
        blocks += [_probability_lines(forecast), _date_lines(forecast)]
    if forecast.required_growth:
        blocks.append(_required_lines(forecast))
    if forecast.influence:
        moved = [wrap(told, indent="  ") for told in influence_words(forecast)]
        blocks.append([say("Most influential statements"), *moved])
    if forecast.audit:
        command = f"trade-target audit {source or forecast.question.series}"
        found = [finding_words(f, forecast.series).title for f in forecast.audit]
        titles = [wrap(f"- {title}", indent="  ", hang="    ") for title in found]
        blocks.append([say("What the audit found (in full: {command})", command=command), *titles])
    blocks += [_source_lines(forecast), _model_lines(forecast)]
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


def age_words(forecast: TargetForecast, today: date) -> str | None:
    """Return how old the newest figure of the answer's side is; None while it is fresh.

    Parameters
    ----------
    forecast : TargetForecast
    today : datetime.date
        The reader's day: an answer itself knows no clock.
    """
    question = forecast.question
    years = [s.period.year for s in forecast.series.select(statistics=question.statistics) if s.level]
    months = months_known(forecast, today)
    if not years or months <= FRESH_MONTHS:
        return None
    return say(
        "The newest figure used is of {year} and became known on {day}, {age} ago: this is the chance as it stood "
        "then, and the years since are part of what is not known. To bring it up to date, give newer figures "
        "(trade-target statements add, or --statements FILE.csv).",
        year=max(years),
        day=day(question.as_of),
        age=say_count("{count} year", "{count} years", months // 12)
        if months >= 24
        else say_count("{count} month", "{count} months", months),
    )


def audit_text(series: Series, findings: Iterable[Finding], known: date) -> str:
    """Return the audit of a series, as known on a day, for a terminal."""
    found, count = tuple(findings), len(series.statements)
    opening = say(
        "{reporter} - {partner}: {statements} as known on {day}, {findings}.",
        reporter=place(series.reporter),
        partner=place(series.partner),
        statements=say_count("{count} statement", "{count} statements", count),
        day=day(known),
        findings=say_count("{count} finding", "{count} findings", len(found)),
    )
    return "\n\n".join([opening, *(finding_text(f, series) for f in found)]) + "\n"
