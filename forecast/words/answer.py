"""The answer in plain words: fixed templates, exact and readable.

Every sentence is built from the numbers of a `TargetForecast`; nothing is computed here but words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from forecast.data import MONTHS, say_amount, say_date, say_month, say_percent

if TYPE_CHECKING:
    from forecast.data import Flow, OutsideView, Series
    from forecast.forecasting import Question, RequiredGrowth, SideVerdict, TargetForecast
    from forecast.model import DateInterval, Month
    from forecast.priors import Frequency

__all__ = [
    "as_known",
    "as_known_on",
    "chances",
    "citation",
    "covers",
    "date_words",
    "does_not_cover",
    "headline",
    "influence_words",
    "interval_words",
    "month_words",
    "outside_words",
    "percent_words",
    "required_words",
    "sentences",
    "subject",
    "trade_words",
]

#: A smaller chance is told in per cent alone: "1 in 10" would double it.
FEWEST_TENTHS = 0.075
#: Fewer targets than this are counted, not called a share.
FEW_TARGETS = 20
_PLAIN_SHARES = (
    (0.1, "one in ten"), (0.2, "one in five"), (0.25, "one in four"), (1 / 3, "one in three"),
    (0.5, "one in two"), (2 / 3, "two in three"), (0.75, "three in four"), (0.9, "nine in ten"),
)  # fmt: skip


def percent_words(probability: float) -> str:
    """Return a probability in per cent; the last per cent at either end is not resolved.

    Examples
    --------
    >>> percent_words(0.8136), percent_words(0.001), percent_words(0.9995)
    ('81 %', 'under 1 %', 'over 99 %')
    """
    probability = round(probability, 3)  # as the JSON tells it
    if probability < 0.01:
        return "under 1 %"
    if probability > 0.99:
        return "over 99 %"
    return f"{probability * 100:.0f} %"


def chances(probability: float) -> str:
    """Return a probability as people say it, then in per cent.

    Examples
    --------
    >>> chances(0.8136), chances(0.001)
    ('about 8 in 10 (81 %)', 'under 1 %')
    """
    tenths = round(probability * 10)
    if probability >= FEWEST_TENTHS and tenths <= 9:
        return f"about {tenths} in 10 ({percent_words(probability)})"
    return percent_words(probability)


def share_words(frequency_share: float) -> str:
    """Return a share as a plain fraction.

    Examples
    --------
    >>> share_words(28 / 80)
    'about one in three'
    """
    return "about " + min(_PLAIN_SHARES, key=lambda pair: abs(pair[0] - frequency_share))[1]


def month_words(month: Month | None, horizon: int) -> str:
    """Return a month, or that it lies beyond the horizon."""
    return say_month(month.year, month.month) if month else f"after {horizon}"


def interval_words(interval: DateInterval, horizon: int) -> str:
    """Return a date interval in words; an open end is said to be open.

    Examples
    --------
    >>> from forecast.model import DateInterval
    >>> interval_words(DateInterval(0.8, 2025, None), 2045)
    '2025 to after 2045'
    """
    start = str(interval.start) if interval.start else f"after {horizon}"
    end = str(interval.end) if interval.end else f"after {horizon}"
    return start if start == end else f"{start} to {end}"


def subject(forecast: TargetForecast) -> str:
    """Return what is forecast: whose trade, which flow."""
    return trade_words(forecast.series, forecast.question.flow)


def trade_words(series: Series, flow: Flow) -> str:
    """Return whose trade, which flow; exports and imports are plural."""
    if flow == "total":
        return f"trade between {series.reporter} and {series.partner}"
    if flow == "exports":
        return f"exports from {series.reporter} to {series.partner}"
    return f"imports of {series.reporter} from {series.partner}"


def _plural(forecast: TargetForecast) -> bool:
    """Return whether the subject is plural: exports and imports are."""
    return forecast.question.flow != "total"


def _later_year(forecast: TargetForecast) -> int:
    """Return the later year that the headline tells: five years after the as-of year."""
    return min(forecast.question.as_of.year + 5, forecast.question.horizon)


def _probability_clause(forecast: TargetForecast) -> str:
    """Return the chance by the running year, by the deadline and by a later year."""
    answer, question = forecast.answer, forecast.question
    years = [question.as_of.year, _later_year(forecast)]
    if question.by is not None:
        years.append(question.by)
    told = [(year, answer.by(year)) for year in sorted(set(years))]
    parts = [f"by the end of {year} is {chances(p)}" for year, p in told if p is not None]
    return ", ".join(parts[:-1]) + (" and " if parts[:-1] else "") + parts[-1] if parts else ""


def as_known(forecast: TargetForecast) -> str:
    """Return the words that open an answer: a scenario first, so that none is quoted as the forecast; the day."""
    return as_known_on(forecast.question, forecast.series.unit)


def as_known_on(question: Question, unit: str) -> str:
    """Return the words that open whatever answers a question; `unit` is the series' currency."""
    known = f"s known on {say_date(question.as_of)}"
    assumed = question.scenario.clause(unit)
    return f"{assumed}: a{known}" if assumed else f"A{known}"


def headline(forecast: TargetForecast) -> str:
    """Return the answer in one or two sentences, with the day it was known."""
    answer, question = forecast.answer, forecast.question
    mark, what = question.target.label, subject(forecast)
    side = forecast.series.side_name(question.statistics)
    opening = f"{as_known(forecast)}, on the figures of {side}"
    odds = _probability_clause(forecast)
    behind = max(question.last_complete_year, answer.probability_by[0][0] - 1 if answer.probability_by else 0)
    reach, have = ("reach", "have") if _plural(forecast) else ("reaches", "has")
    match answer.status:
        case "open":
            return f"{opening}, the chance that {what} {reach} {mark} a year {odds}."
        case "perhaps_reached":
            already = chances(answer.probability_already_reached)
            return (
                f"{opening}, {what} may already have reached {mark} a year: the chance of that by "
                f"{behind} is {already}. The chance {odds}."
            )
        case "reached" if answer.reached_in:
            before = answer.probability_before or 0.0
            earlier = f" The chance that an earlier year did so is {chances(before)}." if before >= 0.01 else ""
            return f"{opening}, {what} reached {mark} a year by {answer.reached_in}.{earlier}"
        case "reached":
            return (
                f"{opening}, {what} {have} most likely reached {mark} a year by {behind} "
                f"({percent_words(answer.probability_already_reached)}), though no published annual total says so."
            )
        case _:
            first = f" in {answer.reached_in}" if answer.reached_in else ""
            return (
                f"{opening}, {what} reached {mark} a year{first} and {have} fallen below it again ({answer.lost_in}). "
                f"The chance that it is regained {odds}."
            )


def date_words(forecast: TargetForecast) -> str:
    """Return median and interval of the date in a sentence."""
    answer, question = forecast.answer, forecast.question
    interval = f"with at least {percent_words(question.level)} probability the year is "
    interval += interval_words(answer.interval(question.level), question.horizon)
    what = "regaining" if answer.lost_in else "date"
    if answer.median is None:
        return f"It is more likely than not that the mark is still ahead in {question.horizon}; {interval}."
    # Further out the month is false precision.
    near = answer.median.year <= question.as_of.year + 5
    middle = month_words(answer.median, question.horizon) if near else str(answer.median.year)
    return f"The {what} is as likely before as after {middle}; {interval}."


def _frequency_words(frequency: Frequency) -> str:
    count = "none" if frequency.count < 0.5 else f"about {frequency.count:.0f}"
    return f"{count} of {frequency.total}"


def _above(percent: float) -> str:
    """Return a growth rate as a distance: ``1.8 % above``."""
    return f"{abs(percent):.1f} % {'above' if percent >= 0 else 'below'}"


def required_words(need: RequiredGrowth, unit: str) -> str:
    """Return what a deadline asks for, in a sentence."""
    years = need.by - need.from_year
    taken = say_amount(need.from_level, unit, digits=4)
    printed = need.from_print.words(unit) if need.from_print else taken
    level = printed if printed == taken else f"{printed} (taken as {taken})"
    if years == 1:
        text = f"To make it in {need.by}, the year must end {_above(need.growth_pct)} {need.from_year}'s {level}."
    else:
        text = (
            f"To make it by {need.by}, trade must grow {say_percent(need.growth_pct)} a year from "
            f"{need.from_year}'s {level}."
        )
    if need.remaining:
        through = MONTHS[need.remaining.known_through.months - 1]
        rest = f"The months after {through} must then be {_above(need.remaining.growth_pct)} the year before"
        flat = (
            f" if the months through {through} only matched it (the source says that they grew, and prints no figure)"
        )
        text += f" {rest}{flat if need.remaining.assumes_flat else ''}."
    share = need.panel.share
    if share is not None:
        stretch = "in a year" if years == 1 else f"over {years} years"
        own = (
            f"this pair did in {_frequency_words(need.own)} {'years' if years == 1 else 'such stretches'}"
            if need.own.total
            else ""
        )
        text += f" Of pairs of similar size, {share * 100:.0f} in 100 grew so fast {stretch}"
        text += f"; {own}." if own else "."
    return text


def influence_words(forecast: TargetForecast) -> tuple[str, ...]:
    """Return how the answer stands without each statement that moves it by a point or more, and with all."""
    lines = []
    for left in forecast.influence:
        base = sum(p for year, p in forecast.answer.first_in if year <= left.year)
        if left.probability is not None and abs(left.probability - base) < 0.01:
            continue
        what = left.statement.words(forecast.series.unit)
        day = say_date(left.statement.origin.published)
        said = f"the {what}" if left.statement.hypothetical else f"{what} (published {day})"
        if left.probability is None:
            lines.append(f"Without {said} nothing could be forecast.")
        else:
            by = f"by the end of {left.year}"
            lines.append(f"Without {said}: {percent_words(left.probability)} {by} instead of {percent_words(base)}.")
    return tuple(lines) or ("No single statement moves the answer by a point.",)


def _side_words(forecast: TargetForecast, verdict: SideVerdict) -> str:
    name, mark = forecast.series.side_name(verdict.statistics), forecast.question.target.label
    if verdict.reached_in:
        return f"On {name}'s own figures {mark} was passed by {verdict.reached_in}."
    if verdict.status is None or verdict.probability_already_reached is None:
        return f"{name}'s own figures hold no usable level to compare."
    if verdict.status == "open":
        too = ", too," if forecast.answer.status == "open" else ""
        return f"On {name}'s own figures{too} {mark} is still ahead."
    return (
        f"On {name}'s own figures the chance that {mark} was reached by "
        f"{forecast.question.last_complete_year} is {chances(verdict.probability_already_reached)}."
    )


def _deadline_words(forecast: TargetForecast) -> str:
    """Return whether a deadline that has passed was met."""
    question, met = forecast.question, forecast.answer.probability_by_deadline or 0.0
    passed = f"The deadline, the end of {question.by}, has passed"
    if met >= 0.95:
        return f"{passed}, and was met."
    if met <= 0.05:
        return f"{passed}, and was missed."
    return f"{passed}; the chance that it was met is {chances(met)}."


def _flag_words(forecast: TargetForecast) -> list[str]:
    question = forecast.question
    words = {
        "falling": "Trade is falling: the newest measured year lies below the year before it.",
        "out_of_reach": f"On these figures the mark is out of reach: the chance by {question.horizon} is below 5 %.",
        "deadline_passed": _deadline_words(forecast),
    }
    return [words[flag] for flag in forecast.answer.flags]


def _publication_words(forecast: TargetForecast) -> str:
    """Return when the deciding figure is likely out, or that it would be out by now."""
    out, day = forecast.answer.decided_by_publication, forecast.question.as_of
    assert out is not None
    when = say_month(out.year, out.month)
    if (out.year, out.month) <= (day.year, day.month):
        return f"The figure that decides it would usually have been published around {when}; none is known here."
    return f"The figure that decides it is likely to be published around {when}."


def outside_words(view: OutsideView) -> str:
    """Return how announced targets fared; a handful is counted, not called a share."""
    counted = f"{view.met} of {view.counted}"
    if view.counted < FEW_TARGETS or view.share is None:
        return f"For comparison, {counted} announced trade targets with a deadline were met on time."
    return (
        f"For comparison, {share_words(view.share)} of announced trade targets with a deadline was met on time "
        f"({counted})."
    )


def sentences(forecast: TargetForecast) -> tuple[str, ...]:
    """Return the whole summary, a sentence or two each."""
    answer, question = forecast.answer, forecast.question
    found = [headline(forecast), *_flag_words(forecast)]
    if answer.status != "reached":
        found.append(date_words(forecast))
        ahead = [need for need in forecast.required_growth if need.by >= question.as_of.year]
        found += [required_words(need, forecast.series.unit) for need in ahead[:1]]
        if answer.decided_by_publication:
            found.append(_publication_words(forecast))
    found += [_side_words(forecast, verdict) for verdict in forecast.other_sides]
    if forecast.outside_view.counted:
        found.append(outside_words(forecast.outside_view))
    if forecast.audit:
        count = len(forecast.audit)
        found.append(
            f"The audit of the published figures has {count} finding{'s' if count > 1 else ''}: "
            + " ".join(f.title.rstrip(".") + "." for f in forecast.audit[-2:])
        )
    return tuple(found)


def covers() -> tuple[str, ...]:
    """Return what the uncertainty covers."""
    return (
        "the precision and reliability of every published figure, years nobody published included",
        "the year-to-year volatility of this pair and of pairs of its size",
        "the long-run drift, as thousands of other pairs had it",
        "how the year-to-date figure stands to the year",
    )


def does_not_cover(forecast: TargetForecast) -> tuple[str, ...]:
    """Return what the uncertainty does not cover."""
    return (
        f"{forecast.series.unit} are current ones: inflation and exchange rates count as growth",
        "later revisions of published figures, and changes of method",
        "political decisions and sanctions beyond what past volatility holds",
        "the priors come from pairs of countries and are applied here as they are, to a region too",
        "total, exports and imports are forecast one by one and need not add up",
        *(["how likely the scenario itself is: it is assumed"] if forecast.question.scenario else []),
    )


def citation(forecast: TargetForecast) -> str:
    """Return how to cite the answer."""
    question, run = forecast.question, forecast.run
    return (
        f"trade-target {run.version}, run {run.id}: when will {subject(forecast)} reach {question.target.label}? "
        f"As known on {say_date(question.as_of)}, statistics of {forecast.series.side_name(question.statistics)}."
        + (f" Scenario: {question.scenario}." if question.scenario else "")
    )
