"""Findings about one printed thing: a misprint, a disagreement, a wrong unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forecast.words.findings.telling import FindingWords
from forecast.words.locale import listed, number, say
from forecast.words.prints import MOST_NAMED, flow_of, flow_opening, named, period_words

if TYPE_CHECKING:
    from forecast.audit import Disagreement, Misprint, WrongUnit
    from forecast.words.findings.telling import Telling


__all__ = ["disagreement", "disagreement_title", "misprint", "wrong_unit"]


def misprint(tell: Telling, facts: Misprint) -> FindingWords:
    """Return a misprint in sentences."""
    about, level = facts.wrong.subject, facts.wrong.quantity == "level"
    wrong, right = tell.quote(facts.wrong), tell.quote(facts.right)
    named = {"period": period_words(about.period), "side": tell.side(about), "wrong": wrong, "right": right}
    if level:
        title = say(
            "{Flow} in {period} ({side}'s statistics): {wrong} is most likely a misprint of {right}.",
            Flow=flow_opening(about.flow),
            **named,
        )
    else:
        title = say(
            "Growth of {flow} in {period} ({side}'s statistics): {wrong} is most likely a misprint of {right}.",
            flow=flow_of(about.flow),
            **named,
        )
    return FindingWords(
        title, _misprint_sums(tell, facts), _misprint_reading(facts, wrong, right), _misprint_treatment(tell, facts)
    )


def _misprint_sums(tell: Telling, facts: Misprint) -> str:
    wrong, right = tell.quote(facts.wrong), tell.quote(facts.right)
    first = tell.figures(facts.wrong.figures[:1])
    values = {
        "first": first,
        "first_range": tell.allows(facts.wrong),
        "wrong": wrong,
        "right": right,
        "right_range": tell.allows(facts.right),
    }
    if facts.power > 0:
        return say(
            "{first} allows {first_range} and {right} allows {right_range}: no number fits both, but {right} is "
            "{factor} times {wrong}.",
            factor=number(10**facts.power),
            **values,
        )
    if facts.power < 0:
        return say(
            "{first} allows {first_range} and {right} allows {right_range}: no number fits both, but {right} is "
            "1/{factor} of {wrong}.",
            factor=number(10**-facts.power),
            **values,
        )
    short, long = (wrong, right) if facts.lost else (right, wrong)
    return say(
        "{first} allows {first_range} and {right} allows {right_range}: no number fits both, but the digits of {short} "
        "are those of {long} with one missing.",
        short=short,
        long=long,
        **values,
    )


def _misprint_reading(facts: Misprint, wrong: str, right: str) -> str:
    if facts.power:
        return say("{right}: one of the two is printed in the wrong unit.", right=right)
    if facts.lost:
        return say("{right}: one digit was lost on the way to {wrong}.", right=right, wrong=wrong)
    return say("{right}: one digit was added on the way to {wrong}.", right=right, wrong=wrong)


def _misprint_treatment(tell: Telling, facts: Misprint) -> str:
    values = {"wrong": tell.quote(facts.wrong), "right": tell.quote(facts.right)}
    match facts.wrong.quantity, facts.preference:
        case "level", "less-reliable":
            return say("The level {wrong} is not used (the less reliable of the two); {right} is.", **values)
        case "level", "fits-worse":
            return say(
                "The level {wrong} is not used (the one that fits worse with the other figures); {right} is.", **values
            )
        case "level", _:
            return say(
                "The level {wrong} is not used (the later of the two; nothing else tells them apart); {right} is.",
                **values,
            )
        case _, "less-reliable":
            return say("The growth {wrong} is not used (the less reliable of the two); {right} is.", **values)
        case _, "fits-worse":
            return say(
                "The growth {wrong} is not used (the one that fits worse with the other figures); {right} is.",
                **values,
            )
    return say(
        "The growth {wrong} is not used (the later of the two; nothing else tells them apart); {right} is.", **values
    )


def disagreement(tell: Telling, facts: Disagreement) -> FindingWords:
    """Return a disagreement in sentences."""
    told = facts.prints[:MOST_NAMED]
    ranges = [say("{figure} allows {range}", figure=tell.quote(p), range=tell.allows(p)) for p in told]
    allowing = named(list(dict.fromkeys(ranges)), len(facts.prints) - len(told))
    return FindingWords(
        disagreement_title(tell, facts),
        say("{ranges}; no number fits them all.", ranges=allowing),
        _disagreement_reading(tell, facts),
        _disagreement_treatment(tell, facts),
    )


def disagreement_title(tell: Telling, facts: Disagreement) -> str:
    """Return what a disagreement is, in one sentence."""
    return _superseded_title(tell, facts) if facts.reading == "superseded" else _disagreement_title(tell, facts)


def _superseded_title(tell: Telling, facts: Disagreement) -> str:
    about = facts.used.subject
    values = {
        "period": period_words(about.period),
        "side": tell.side(about),
        "unused": tell.figures(facts.unused),
        "used": tell.quote(facts.used),
    }
    if facts.used.quantity == "level":
        return say(
            "{Flow} in {period} ({side}'s statistics): {used}, printed later, takes the place of {unused}.",
            Flow=flow_opening(about.flow),
            **values,
        )
    return say(
        "Growth of {flow} in {period} ({side}'s statistics): {used}, printed later, takes the place of {unused}.",
        flow=flow_of(about.flow),
        **values,
    )


def _disagreement_title(tell: Telling, facts: Disagreement) -> str:
    about = facts.used.subject
    values = {
        "period": period_words(about.period),
        "side": tell.side(about),
        "figures": tell.figures(figure for printed in facts.prints for figure in printed.figures),
    }
    if facts.used.quantity == "level":
        return say(
            "{Flow} in {period} ({side}'s statistics): {figures} cannot all be true.",
            Flow=flow_opening(about.flow),
            **values,
        )
    return say(
        "Growth of {flow} in {period} ({side}'s statistics): {figures} cannot all be true.",
        flow=flow_of(about.flow),
        **values,
    )


def _disagreement_reading(tell: Telling, facts: Disagreement) -> str:
    if facts.other:
        return say(
            "{figures} may be the figure of {side}'s statistics.",
            figures=tell.quote(facts.other),
            side=tell.side(facts.other.subject),
        )
    if facts.reading == "superseded":
        return say("The earlier figure was revised.")
    if facts.reading == "later":
        return say("The later figure repeats the earlier one loosely, or is about something else.")
    if facts.reading == "loose-words":
        return say("Words like over, almost and about may have been used loosely, or a figure was revised.")
    if facts.sources:
        said = [
            say("{figures} by {publisher}", figures=tell.quote(printed), publisher=publisher)
            for publisher, printed in facts.sources[:MOST_NAMED]
        ]
        return say(
            "{said}: the sources may define it differently, one may have revised it later than the other, or one of "
            "them has a misprint; nothing printed says which.",
            said=listed(said),
        )
    return say("A figure was revised between the reports, or one of them is a misprint; nothing printed says which.")


def _disagreement_treatment(tell: Telling, facts: Disagreement) -> str:
    if not facts.unused:
        return say("Nothing is excluded: the fit uses the whole range {range}.", range=tell.allows(facts.used))
    unused, used = tell.figures(facts.unused), tell.quote(facts.used)
    if facts.reading == "superseded":
        return say("{unused} is superseded by {used}, which came later.", unused=unused, used=used)
    if facts.reading == "later":
        return say(
            "{unused} changes nothing, being later but vaguer or weaker; {used} stands.", unused=unused, used=used
        )
    if facts.settled:
        return say("{unused} is not used, being less reliable; {used} is.", unused=unused, used=used)
    return say(
        "{unused} is not used, being less reliable; {used} is, as the whole range {range}.",
        unused=unused,
        used=used,
        range=tell.allows(facts.used),
    )


def wrong_unit(tell: Telling, facts: WrongUnit) -> FindingWords:
    """Return a level in the wrong unit in sentences."""
    about, printed, meant = facts.printed.subject, tell.quote(facts.printed), tell.money(facts.meant)
    beside = listed(
        [
            say("{figures} for {period}", figures=tell.quote(p), period=period_words(p.subject.period))
            for p in facts.beside
        ]
    )
    values = {"printed": printed, "period": period_words(about.period), "beside": beside, "meant": meant}
    if facts.power > 0:
        sums = say(
            "{printed} for {period} stands beside {beside}; {factor} times {printed} is {meant}.",
            factor=number(10**facts.power),
            **values,
        )
    else:
        sums = say(
            "{printed} for {period} stands beside {beside}; 1/{factor} of {printed} is {meant}.",
            factor=number(10**-facts.power),
            **values,
        )
    return FindingWords(
        say(
            "{printed} of {flow} in {period} by {side}'s statistics is printed in the wrong unit: the years around are "
            "near {meant}.",
            printed=printed,
            flow=flow_of(about.flow),
            period=period_words(about.period),
            side=tell.side(about),
            meant=meant,
        ),
        sums,
        say("{meant}: the word for the unit slipped, such as million for billion.", meant=meant),
        say("The level {printed} is not used. {meant} is shown here and never fed back.", printed=printed, meant=meant),
    )
