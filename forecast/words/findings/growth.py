"""Findings about growth rates, held against levels and against the growth of the parts."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from forecast.words.findings.telling import FindingWords
from forecast.words.locale import percent, say
from forecast.words.prints import factor_range, flow_name, flow_of, period_words

if TYPE_CHECKING:
    from forecast.audit import FalseFall, FalseGrowth, FalseRise, OutsideParts
    from forecast.data import Flow, Interval
    from forecast.words.findings.telling import Telling


__all__ = ["false_growth", "false_rise", "outside_parts"]


def false_growth(tell: Telling, facts: FalseGrowth) -> FindingWords:
    """Return a growth rate that its levels rule out in sentences."""
    about, printed = facts.now.subject, tell.quote(facts.printed)
    if facts.meant is None:
        reading = say(
            "Last year's figure was revised before the growth was computed, or one of the three is a misprint."
        )
    else:
        reading = say(
            "{meant}: one digit was lost on the way to {printed}.",
            meant=percent(facts.meant, decimals=1, signed=True),
            printed=printed,
        )
    return FindingWords(
        say(
            "The growth of {flow} in {period} by {side}'s statistics is printed as {printed}, which its levels rule "
            "out.",
            flow=flow_of(about.flow),
            period=period_words(about.period),
            side=tell.side(about),
            printed=printed,
        ),
        say(
            "{now} in {period} after {last} in {period_before} is a change of {change}, not {printed}.",
            now=tell.range(facts.now.allows),
            period=period_words(about.period),
            last=tell.range(facts.last.allows),
            period_before=period_words(facts.last.subject.period),
            change=factor_range(facts.implied),
            printed=printed,
        ),
        reading,
        say("The growth {printed} is not used; the levels are.", printed=printed),
    )


def false_rise(tell: Telling, facts: FalseRise) -> FindingWords:
    """Return a rise that its levels rule out in sentences."""
    about = facts.now.subject
    return FindingWords(
        say(
            "A report says that {flow} in {period} by {side}'s statistics grew, but the printed levels fell.",
            flow=flow_name(about.flow),
            period=period_words(about.period),
            side=tell.side(about),
        ),
        say(
            "{now} in {period} after {last} in {period_before} is a change of {change}: a fall, not growth.",
            now=tell.range(facts.now.allows),
            period=period_words(about.period),
            last=tell.range(facts.last.allows),
            period_before=period_words(facts.last.subject.period),
            change=factor_range(facts.implied),
        ),
        say("The report means another period, other months or another measure of trade."),
        say("The word that it grew is not used; the levels are."),
    )


def false_fall(tell: Telling, facts: FalseFall) -> FindingWords:
    """Return a fall that its levels rule out in sentences."""
    about = facts.now.subject
    return FindingWords(
        say(
            "A report says that {flow} in {period} by {side}'s statistics fell, but the printed levels grew.",
            flow=flow_name(about.flow),
            period=period_words(about.period),
            side=tell.side(about),
        ),
        say(
            "{now} in {period} after {last} in {period_before} is a change of {change}: growth, not a fall.",
            now=tell.range(facts.now.allows),
            period=period_words(about.period),
            last=tell.range(facts.last.allows),
            period_before=period_words(facts.last.subject.period),
            change=factor_range(facts.implied),
        ),
        say("The report means another period, other months or another measure of trade."),
        say("The word that it fell is not used; the levels are."),
    )


def outside_parts(tell: Telling, facts: OutsideParts) -> FindingWords:
    """Return rates that cannot all be true in sentences."""
    return FindingWords(
        _outside_title(tell, facts),
        _outside_sums(tell, facts),
        _outside_reading(tell, facts),
        _outside_treatment(tell, facts),
    )


def _outside_title(tell: Telling, facts: OutsideParts) -> str:
    rising = all(rate.allows.low >= 1 for rate in facts.rates)
    total, exports, imports = (tell.figures(rate.figures, signed=not rising) for rate in facts.rates)
    about = facts.rates[0].subject
    values = {
        "total": total,
        "exports": exports,
        "imports": imports,
        "period": period_words(about.period),
        "side": tell.side(about),
    }
    if rising:
        return say(
            "Total trade cannot have grown by {total} in {period} if exports grew by {exports} and imports by "
            "{imports} ({side}'s statistics).",
            **values,
        )
    return say(
        "Total trade cannot have changed by {total} in {period} if exports changed by {exports} and imports by "
        "{imports} ({side}'s statistics).",
        **values,
    )


def _outside_sums(tell: Telling, facts: OutsideParts) -> str:
    """Return what proves the contradiction, the levels, and what each rate would have to be: a sentence each."""
    total, exports, imports = (tell.quote(rate) for rate in facts.rates)
    values = {"total": total, "exports": exports, "imports": imports}
    match facts.proof:
        case "faster":
            sentences = [
                say(
                    "Total {total}, exports {exports} and imports {imports}: a total cannot grow faster than both of "
                    "its parts.",
                    **values,
                )
            ]
        case "slower":
            sentences = [
                say(
                    "Total {total}, exports {exports} and imports {imports}: a total cannot grow more slowly than both "
                    "of its parts.",
                    **values,
                )
            ]
        case "weights":
            sentences = [
                say(
                    "Total {total}, exports {exports} and imports {imports}: weighted by their size, the parts do not "
                    "give the growth of the total.",
                    **values,
                )
            ]
    if facts.levels:
        total, exports, imports = (tell.range(level) for level in facts.levels)
        sentences.append(
            say(
                "Levels: total {total}, exports {exports}, imports {imports}.",
                total=total,
                exports=exports,
                imports=imports,
            )
        )
    if facts.implied:
        changes = [_changed(flow, truth) for flow, truth in facts.implied]
        either = reduce(lambda done, more: say("{first}, or {next}", first=done, next=more), changes)
        sentences.append(say("If the other two are right, {changes}.", changes=either))
    return " ".join(sentences)


def _changed(flow: Flow, change: Interval) -> str:
    told = factor_range(change)
    match flow:
        case "total":
            return say("total changed by {change}", change=told)
        case "exports":
            return say("exports changed by {change}", change=told)
        case "imports":
            return say("imports changed by {change}", change=told)


def _outside_reading(tell: Telling, facts: OutsideParts) -> str:
    if facts.culprit is None:
        return say("One of the three rates is false; nothing printed says which.")
    flow, truth = flow_of(facts.culprit), dict(facts.implied).get(facts.culprit)
    if truth is None:
        return say("The growth of {flow} is the false one, being the least sure of the three.", flow=flow)
    printed = next(tell.quote(rate) for rate in facts.rates if rate.subject.flow == facts.culprit)
    values = {"flow": flow, "change": factor_range(truth), "printed": printed}
    if facts.slip is None:
        return say("The growth of {flow} was {change}, not {printed}, if the other two are right.", **values)
    meant = percent(facts.slip.meant, decimals=1, signed=True)
    if facts.slip.lost:
        return say(
            "The growth of {flow} was {change}: the printed {printed} lost a digit of {meant}.", meant=meant, **values
        )
    return say(
        "The growth of {flow} was {change}: the printed {printed} has one digit wrong of {meant}.",
        meant=meant,
        **values,
    )


def _outside_treatment(tell: Telling, facts: OutsideParts) -> str:
    if facts.culprit is None or not facts.unused:
        return say("Nothing is excluded: each growth rate is used in the fit of its own flow.")
    return say(
        "The growth {printed} of {flow} is not used; the other two rates and all levels are. What they imply is shown "
        "here and never fed back.",
        printed=tell.figures(facts.unused),
        flow=flow_of(facts.culprit),
    )
