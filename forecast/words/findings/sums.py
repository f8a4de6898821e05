"""Findings about levels that do not add up: parts and total, first months and year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forecast.words.findings.telling import FindingWords, semicolons
from forecast.words.locale import number, say
from forecast.words.prints import flow_name, flow_of, flow_opening, period_words

if TYPE_CHECKING:
    from forecast.audit import BadSum, PartAbove, ShrinkingYear
    from forecast.words.findings.telling import Telling


__all__ = ["bad_sum", "part_above", "shrinking_year"]


def bad_sum(tell: Telling, facts: BadSum) -> FindingWords:
    """Return parts that do not make their total in sentences."""
    about = facts.levels[0].subject
    total, exports, imports = (tell.quote(level) for level in facts.levels)
    return FindingWords(
        say(
            "Exports and imports do not add up to the {flow} in {period} by {side}'s statistics.",
            flow=flow_name(about.flow),
            period=period_words(about.period),
            side=tell.side(about),
        ),
        say(
            "Exports {exports} and imports {imports} make {sum}; the total is printed as {total}, which allows "
            "{total_range}.",
            exports=exports,
            imports=imports,
            sum=tell.range(facts.parts),
            total=total,
            total_range=tell.range(facts.levels[0].allows),
        ),
        _bad_sum_reading(tell, facts),
        _bad_sum_treatment(tell, facts),
    )


def _culprit(tell: Telling, facts: BadSum) -> str:
    return next(tell.quote(level) for level in facts.levels if level.subject.flow == facts.culprit)


def _bad_sum_reading(tell: Telling, facts: BadSum) -> str:
    if facts.culprit is None or facts.meant is None:
        return say("The parts leave something out or come from another set of figures; nothing printed says which.")
    values = {"meant": tell.money(facts.meant), "printed": _culprit(tell, facts), "flow": flow_of(facts.culprit)}
    if facts.power > 0:
        return say(
            "{meant} for the {printed} of {flow}: {factor} times the printed figure, a slip of the unit.",
            factor=number(10**facts.power),
            **values,
        )
    if facts.power < 0:
        return say(
            "{meant} for the {printed} of {flow}: 1/{factor} of the printed figure, a slip of the unit.",
            factor=number(10**-facts.power),
            **values,
        )
    return say("{meant} for the {printed} of {flow}: one digit was lost in print.", **values)


def _bad_sum_treatment(tell: Telling, facts: BadSum) -> str:
    if facts.culprit is None:
        return say("Nothing is excluded: each flow is fitted on its own level, and the total is not narrowed by parts.")
    return say(
        "The level {printed} of {flow} is not used; the other two are.",
        printed=_culprit(tell, facts),
        flow=flow_of(facts.culprit),
    )


def part_above(tell: Telling, facts: PartAbove) -> FindingWords:
    """Return a part above its total in sentences."""
    about, part = facts.total.subject, flow_opening(facts.part.subject.flow)
    return FindingWords(
        say(
            "{Part} alone are above the {flow} in {period} by {side}'s statistics.",
            Part=part,
            flow=flow_name(about.flow),
            period=period_words(about.period),
            side=tell.side(about),
        ),
        say(
            "{Part} are at least {least}, the total at most {most}.",
            Part=part,
            least=tell.money(facts.part.allows.low),
            most=tell.money(facts.total.allows.high),
        ),
        say("One of the two counts something else or is a misprint; nothing printed says which."),
        say("Nothing is excluded: each flow is fitted on its own level."),
    )


def shrinking_year(tell: Telling, facts: ShrinkingYear) -> FindingWords:
    """Return first months above a longer part of their year in sentences."""
    short, long = facts.pairs[0]
    sums = [
        say(
            "{short_period} {short} is at least {least}, {long_period} {long} at most {most}",
            short_period=period_words(one.subject.period),
            short=tell.quote(one),
            least=tell.money(one.allows.low),
            long_period=period_words(two.subject.period),
            long=tell.quote(two),
            most=tell.money(two.allows.high),
        )
        for one, two in facts.pairs
    ]
    return FindingWords(
        say(
            "{Flow} in {short_period} is printed above that of {long_period}, which holds it ({side}'s statistics).",
            Flow=flow_opening(long.subject.flow),
            short_period=period_words(short.subject.period),
            long_period=period_words(long.subject.period),
            side=tell.side(long.subject),
        ),
        say("{sums}; a total cannot shrink as months are added.", sums=semicolons(sums)),
        say(
            "The figures count different things, were revised in between, or one is a misprint; nothing printed says "
            "which."
        ),
        say("Nothing is excluded: each figure is used with its own precision."),
    )
