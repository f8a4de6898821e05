"""The answer in plain words: fixed templates, exact and readable.

Every sentence is built from the numbers of a `TargetForecast`; nothing is computed here but words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from forecast.data import Target
from forecast.words.findings import finding_words
from forecast.words.locale import day, in_its_years, month, month_name, number, percent, say, say_count, year_words
from forecast.words.places import place_opening
from forecast.words.quantities import (
    chances,
    interval_words,
    mark_words,
    month_words,
    percent_words,
    share_words,
    side_words,
)
from forecast.words.required import required_words
from forecast.words.statement import statement_words
from forecast.words.trade import headline

if TYPE_CHECKING:
    from forecast.data import AnnouncedTarget, OutsideView, Series
    from forecast.forecasting import Question, RealMark, Revision, SideVerdict, TargetForecast

__all__ = [
    "converted_words",
    "covers",
    "date_words",
    "does_not_cover",
    "fiscal_words",
    "influence_words",
    "moving_statements",
    "not_covered",
    "outside_words",
    "prices_words",
    "sentences",
    "side_verdict_words",
]

#: Fewer targets than this are counted, not called a share.
FEW_TARGETS = 20
#: A chance from here on, or as near to nothing, is told as a deadline met or missed.
SURELY = 0.95
#: Calendar years end with this month.
CALENDAR = 12


def date_words(forecast: TargetForecast) -> str:
    """Return median and interval of the date in a sentence."""
    answer, question = forecast.answer, forecast.question
    level, years = percent_words(question.level), interval_words(answer.interval(question.level), question.horizon)
    if answer.median is None:
        return say(
            "It is more likely than not that the mark is still ahead in {horizon}; "
            "with at least {level} probability the year is {years}.",
            horizon=question.horizon,
            level=level,
            years=years,
        )
    # Further out the month is false precision.
    near = answer.median.year <= question.running_year + 5
    middle = month_words(answer.median, question.horizon) if near else str(answer.median.year)
    if answer.lost_in:
        return say(
            "The regaining is as likely before as after {middle}; "
            "with at least {level} probability the year is {years}.",
            middle=middle,
            level=level,
            years=years,
        )
    return say(
        "The date is as likely before as after {middle}; with at least {level} probability the year is {years}.",
        middle=middle,
        level=level,
        years=years,
    )


def influence_words(forecast: TargetForecast) -> tuple[str, ...]:
    """Return how the answer stands without each statement that moves it; a single sentence when none does."""
    return moving_statements(forecast) or (say("No single statement moves the answer by a point."),)


def moving_statements(forecast: TargetForecast) -> tuple[str, ...]:
    """Return how the answer stands without each statement that moves it by a point or more, and with all."""
    lines = []
    for left in forecast.influence:
        base = sum(p for year, p in forecast.answer.first_in if year <= left.year)
        if left.probability is not None and abs(left.probability - base) < 0.01:
            continue
        what = statement_words(left.statement, forecast.series.unit)
        names = {"statement": what, "day": day(left.statement.origin.published)}
        if left.probability is None:
            lines.append(
                say("Without the {statement} nothing could be forecast.", statement=what)
                if left.statement.hypothetical
                else say("Without {statement} (published {day}) nothing could be forecast.", **names)
            )
            continue
        names |= {
            "without": percent_words(left.probability),
            "year": year_words(left.year),
            "with_it": percent_words(base),
        }
        lines.append(
            say("Without the {statement}: {without} by the end of {year} instead of {with_it}.", **names)
            if left.statement.hypothetical
            else say(
                "Without {statement} (published {day}): {without} by the end of {year} instead of {with_it}.", **names
            )
        )
    return tuple(lines)


def uncounted_words(forecast: TargetForecast) -> str:
    """Return that a promise was already so when it was made, by a year that does not count; empty when it was not."""
    since, year = forecast.question.since, forecast.answer.uncounted
    if since is None or year is None:
        return ""
    return say(
        "Only years from {since} on count: {mark} had been reached by {year} already, before it was announced.",
        since=since,
        mark=mark_words(forecast.question.target),
        year=year,
    )


def side_verdict_words(forecast: TargetForecast, verdict: SideVerdict) -> str:
    """Return what another side's own figures say of the mark."""
    names = {"side": side_words(forecast.series, verdict.statistics), "mark": mark_words(forecast.question.target)}
    if verdict.reached_in and not forecast.question.counts(verdict.reached_in):
        return say(
            "On {side}'s own figures it was already so when it was announced: {mark} was passed by {year}.",
            year=verdict.reached_in,
            **names,
        )
    if verdict.reached_in:
        return say("On {side}'s own figures {mark} was passed by {year}.", year=verdict.reached_in, **names)
    if verdict.status is None or verdict.probability_already_reached is None:
        return say(
            "{side}'s own figures hold no usable level to compare.",
            side=place_opening(forecast.series.side_name(verdict.statistics)),
        )
    if verdict.status == "open":
        if forecast.answer.status == "open":
            return say("On {side}'s own figures, too, {mark} is still ahead.", **names)
        return say("On {side}'s own figures {mark} is still ahead.", **names)
    return say(
        "On {side}'s own figures the chance that {mark} was reached by {year} is {chance}.",
        year=forecast.question.last_complete_year,
        chance=chances(verdict.probability_already_reached),
        **names,
    )


def _deadline_words(forecast: TargetForecast) -> str:
    """Return whether a deadline that has passed was met."""
    year, met = forecast.question.by, forecast.answer.probability_by_deadline or 0.0
    if met >= SURELY:
        return say("The deadline, the end of {year}, has passed, and was met.", year=year)
    if met <= 1 - SURELY:
        return say("The deadline, the end of {year}, has passed, and was missed.", year=year)
    return say(
        "The deadline, the end of {year}, has passed; the chance that it was met is {chance}.",
        year=year,
        chance=chances(met),
    )


def _flag_words(forecast: TargetForecast) -> list[str]:
    words = {
        "falling": say("Trade is falling: the newest measured year lies below the year before it."),
        "out_of_reach": say(
            "On these figures the mark is out of reach: the chance by {year} is below {percent}.",
            year=forecast.question.horizon,
            percent=percent(5),
        ),
        "deadline_passed": _deadline_words(forecast),
    }
    return [words[flag] for flag in forecast.answer.flags]


def _publication_words(forecast: TargetForecast) -> str:
    """Return when the deciding figure is likely out, or that it would be out by now."""
    out, known = forecast.answer.decided_by_publication, forecast.question.as_of
    assert out is not None
    when = month(out.year, out.month)
    if (out.year, out.month) <= (known.year, known.month):
        return say(
            "The figure that decides it would usually have been published around {month}; none is known here.",
            month=when,
        )
    return say("The figure that decides it is likely to be published around {month}.", month=when)


def outside_words(view: OutsideView) -> str:
    """Return how announced targets fared; a handful is counted, not called a share."""
    if view.counted < FEW_TARGETS or view.share is None:
        return say(
            "For comparison, {met} of {counted} announced trade targets with a deadline were met on time.",
            met=view.met,
            counted=view.counted,
        )
    return say(
        "For comparison, {share} of announced trade targets with a deadline was met on time ({met} of {counted}).",
        share=share_words(view.share),
        met=view.met,
        counted=view.counted,
    )


def _audit_words(forecast: TargetForecast) -> str:
    return say_count(
        "The audit of the published figures has {count} finding: {findings}",
        "The audit of the published figures has {count} findings: {findings}",
        len(forecast.audit),
        findings=" ".join(finding_words(f, forecast.series).title for f in forecast.audit[-2:]),
    )


def _revision_words(forecast: TargetForecast, revision: Revision) -> str:
    """Return the chance that a later revision lifts a published year over the mark, told apart from the rest."""
    return say(
        "The figures published for {year} lie below {mark}; the chance that a later revision lifts that year over it "
        "is {chance}, and no part of the other chances.",
        year=revision.year,
        mark=mark_words(forecast.question.target),
        chance=chances(revision.probability),
    )


@in_its_years
def sentences(forecast: TargetForecast) -> tuple[str, ...]:
    """Return the whole summary, a sentence or two each."""
    answer, question = forecast.answer, forecast.question
    also = (converted_words(question.target), uncounted_words(forecast))
    found = [headline(forecast), *(one for one in also if one), *_flag_words(forecast)]
    if question.year_ends != CALENDAR:
        found.insert(1, fiscal_words(question))
    if forecast.announced is not None and forecast.announced.deadline is not None:
        found.insert(1, other_years_words(forecast.announced, question))
    if answer.status != "reached":
        found.append(date_words(forecast))
        ahead = [need for need in forecast.required_growth if need.by >= question.running_year]
        found += [required_words(need, forecast.series.unit) for need in ahead[:1]]
        if answer.decided_by_publication:
            found.append(_publication_words(forecast))
    # What is rarer than one in a hundred is not worth a sentence.
    if answer.revision is not None and answer.revision.probability >= 0.01:
        found.append(_revision_words(forecast, answer.revision))
    found += [side_verdict_words(forecast, verdict) for verdict in forecast.other_sides]
    if forecast.real_mark is not None:
        found.append(prices_words(forecast.real_mark))
    if forecast.outside_view.counted:
        found.append(outside_words(forecast.outside_view))
    if forecast.audit:
        found.append(_audit_words(forecast))
    return tuple(found)


def _decimals(rate: float) -> int:
    """Return with how many decimals a rate is told as it was given."""
    return len(f"{rate:f}".rstrip("0").partition(".")[2])


def converted_words(target: Target) -> str | None:
    """Return at which rate a mark in another currency was taken; None for a mark in the series' own."""
    given = target.conversion
    if given is None:
        return None
    return say(
        "{given} is taken as {mark}: {rate} {unit} for one {other}, in every year.",
        given=mark_words(Target(given.value, given.unit)),
        mark=mark_words(target),
        rate=number(given.rate, decimals=_decimals(given.rate)),
        unit=target.unit,
        other=given.unit,
    )


def fiscal_words(question: Question) -> str:
    """Return what years are spoken of where they are fiscal years: by the last one, with both its names."""
    last = question.by or question.horizon
    return say(
        "Years run from {first} to {last}: {label} is the year to {month}.",
        first=month_name(question.year_ends % CALENDAR + 1),
        last=month_name(question.year_ends),
        label=year_words(last),
        month=month(last, question.year_ends),
    )


def other_years_words(target: AnnouncedTarget, question: Question) -> str:
    """Return that a target was announced for another kind of year than the figures are of."""
    if target.year_ends == CALENDAR:
        return say(
            "The target was announced for {announced}, and these figures are of years to {ends}: the answer is about "
            "{year}, the last of them that ends within it.",
            announced=str(target.deadline),
            ends=month_name(question.year_ends),
            year=year_words(target.deadline or 0),
        )
    return say(
        "The target was announced for the year to {month}, and these figures are of years to {ends}: they measure the "
        "two that it touches and settle neither, so the answer is about {year}, which has most of its months.",
        month=month(target.deadline or 0, target.year_ends),
        ends=month_name(question.year_ends),
        year=year_words(target.deadline_in(question.year_ends) or 0),
    )


def prices_words(found: RealMark) -> str:
    """Return what an announced mark is worth in the prices of the year in which it was announced."""
    return say(
        "In US prices of {year}, when it was announced, {mark} of {until} are {value}: part of the way is inflation.",
        year=str(found.announced),
        until=str(found.until),
        mark=mark_words(Target(found.mark, "USD")),
        value=mark_words(Target(float(f"{found.value:.3g}"), "USD")),
    )


def covers(forecast: TargetForecast) -> tuple[str, ...]:
    """Return what the uncertainty of an answer covers."""
    return (
        say("the precision and reliability of every published figure, years nobody published included"),
        say("the year-to-year volatility of this pair and of pairs of its size"),
        say("the long-run drift, as thousands of other pairs had it"),
        say("how the year-to-date figure stands to the year"),
        *([say("how the total splits into exports and imports, which add up to it")] if forecast.model.part else []),
    )


def does_not_cover(forecast: TargetForecast) -> tuple[str, ...]:
    """Return what the uncertainty of an answer does not cover."""
    return not_covered(forecast.series, forecast.question)


def _apart() -> str:
    return say("exports and imports add up to their total only where both are published for at least six years")


def not_covered(series: Series, question: Question) -> tuple[str, ...]:
    """Return what the uncertainty does not cover, whatever is asked of a series."""
    return (
        say("{currency} are current ones: inflation and exchange rates count as growth", currency=series.unit),
        say("later revisions of published figures, and changes of method"),
        say("political decisions and sanctions beyond what past volatility holds"),
        say("the priors come from pairs of countries and are applied here as they are, to a region too"),
        *([] if question.flow == "total" else [_apart()]),
        *([say("how likely the scenario itself is: it is assumed")] if question.scenario else []),
    )
