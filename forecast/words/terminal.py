"""The answer for a terminal: a sentence, small tables, the audit and the sources."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from forecast.data import say_date, say_percent
from forecast.words import answer as summary

if TYPE_CHECKING:
    from collections.abc import Iterable

    from forecast.audit import Finding
    from forecast.data import Series
    from forecast.forecasting import TargetForecast

__all__ = ["audit_text", "forecast_text"]

WIDTH = 96


def wrap(text: str, *, indent: str = "", hang: str | None = None) -> str:
    """Return text wrapped to the terminal's width."""
    return textwrap.fill(
        text,
        WIDTH,
        initial_indent=indent,
        subsequent_indent=indent if hang is None else hang,
        break_long_words=False,
        break_on_hyphens=False,
    )


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
    what = "regained" if forecast.answer.lost_in else "reached"
    lines = [f"Chance that the mark is {what} by the end of each year"]
    for year, p in _told_years(forecast):
        mark = "  <- deadline" if year == forecast.question.by else ""
        lines.append(f"  {year}  {summary.percent_words(p):>9}  {_bar(p)}{mark}")
    beyond = forecast.answer.probability_not_by_horizon
    lines.append(f"  not by {forecast.question.horizon}: {summary.percent_words(beyond)}")
    return lines


def _date_lines(forecast: TargetForecast) -> list[str]:
    answer, horizon = forecast.answer, forecast.question.horizon
    lines = ["Date", f"  as likely as not by   {summary.month_words(answer.median, horizon)}"]
    lines += [
        f"  {i.level * 100:>4.0f} % interval       {summary.interval_words(i, horizon)}"
        + ("   (asked for)" if i.level == forecast.question.level else "")
        for i in answer.intervals
    ]
    return lines


def _required_lines(forecast: TargetForecast) -> list[str]:
    lines = ["Required growth a year          this pair had it    pairs of its size had it"]
    for need in forecast.required_growth:
        own = f"{need.own.count:.0f} of {need.own.total}" if need.own.total else "-"
        share = need.panel.share
        panel = "-" if share is None else f"{share * 100:.0f} in 100"
        lines.append(f"  by {need.by}  {say_percent(need.growth_pct):>9}         {own:>12}    {panel:>16}")
    return lines


def finding_text(finding: Finding) -> str:
    """Return one finding of the audit in a few lines."""
    parts = [
        wrap(f"- {finding.title}", hang="  "),
        wrap(f"Arithmetic: {finding.arithmetic}", indent="  "),
        wrap(f"Likely reading: {finding.likely_reading}", indent="  "),
        wrap(f"In the fit: {finding.treatment}", indent="  "),
    ]
    return "\n".join(parts)


def _source_lines(forecast: TargetForecast) -> list[str]:
    taken = [u for u in forecast.statements if set(u.roles) - {"not-fitted", "not-needed", "excluded"}]
    used = [u for u in taken if not u.statement.hypothetical]
    published = sum(not u.statement.hypothetical for u in forecast.statements)
    lines = [f"Sources: {len(used)} of {published} published statements are used, the newest:"]
    newest = sorted(used, key=lambda u: u.statement.origin.published, reverse=True)[:4]
    for use in newest:
        s = use.statement
        inferred = ", date inferred" if s.origin.precision == "inferred" else ""
        publisher = f", {s.origin.publisher}" if s.origin.publisher else ""
        said = f"{say_date(s.origin.published)}{inferred}{publisher}: {s.words(forecast.series.unit)}"
        lines.append(wrap(said, indent="  ", hang="    "))
        lines += [f"    {s.origin.url}"] if s.origin.url else []
    return lines


def _model_lines(forecast: TargetForecast) -> list[str]:
    facts = forecast.model
    name = facts.name if facts.name == "growth" else f"{facts.name} for the future; for the past growth"
    counted = f"{facts.measurements} measurement{'' if facts.measurements == 1 else 's'}"
    told = (
        f"Model: {name}, drift {facts.drift_mean * 100:.1f} % and volatility {facts.volatility * 100:.0f} % "
        f"a year (log), {counted} since {facts.first_measured_year}, {facts.draws:,} draws, "
        f"simulation error up to {forecast.answer.simulation_error * 100:.1f} points. Not covered: "
        + "; ".join(summary.does_not_cover(forecast))
        + "."
    )
    return [wrap(told, hang="  "), wrap(f"Cite as: {summary.citation(forecast)}", hang="  ")]


def _scenario_lines(forecast: TargetForecast) -> list[str]:
    words = forecast.question.scenario.words(forecast.series.unit)
    return ["Scenario, not the forecast", *(wrap(f"- {told}.", indent="  ", hang="    ") for told in words)]


def forecast_text(forecast: TargetForecast) -> str:
    """Return the whole answer for a terminal."""
    blocks = [[wrap(sentence) for sentence in summary.sentences(forecast)]]
    blocks += [_scenario_lines(forecast)] if forecast.question.scenario else []
    blocks.append(_probability_lines(forecast))
    blocks.append(_date_lines(forecast))
    if forecast.required_growth:
        blocks.append(_required_lines(forecast))
    if forecast.influence:
        words = [wrap(w, indent="  ") for w in summary.influence_words(forecast)]
        blocks.append(["Most influential statements", *words])
    if forecast.audit:
        command = f"trade-target audit {forecast.question.series}"
        titles = [wrap(f"- {f.title}", indent="  ", hang="    ") for f in forecast.audit]
        blocks.append([f"What the audit found (in full: {command})", *titles])
    blocks += [_source_lines(forecast), _model_lines(forecast)]
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


def audit_text(series: Series, findings: Iterable[Finding], day: str) -> str:
    """Return the audit of a series for a terminal."""
    found = tuple(findings)
    opening = (
        f"{series.reporter} - {series.partner}: {len(series.statements)} statements as known on {day}, "
        f"{len(found)} finding{'' if len(found) == 1 else 's'}."
    )
    return "\n\n".join([opening, *(finding_text(f) for f in found)]) + "\n"
