"""Marks that are told as a multiple, "to double trade by 2030", and marks that the newest year has passed."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from forecast.articles.article import ReadTarget
from forecast.articles.deadlines import deadline_of
from forecast.articles.items import says
from forecast.articles.promises import is_denied
from forecast.articles.setting import place_of
from forecast.articles.wording import PROMISING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from forecast.articles.article import ReadStatement
    from forecast.articles.items import Item
    from forecast.articles.sentence import Sentence
    from forecast.articles.setting import Setting, Told

__all__ = ["add_derived", "aims_at_multiple", "drop_passed", "keep_multiple"]

_COUNTED = frozenset({"число", "количество"})


def _factor(item: Item) -> float:
    """Return how many times as much an item says, 0 where it says no such thing."""
    if item.has("double", "triple"):
        return 2.0 if item.has("double") else 3.0
    if item.has("rate"):
        return 1 + item.rate.percent / 100 if item.rate.multiple else 0.0
    times = next((tag for tag in item.tags if tag.startswith("growth:")), "")
    return 1 + float(times.split(":")[1]) / 100 if times else 0.0


def aims_at_multiple(clause: Sequence[Item]) -> bool:
    """Return whether a clause means to multiply something: "to double", "намерены увеличить в полтора раза"."""
    at = next((n for n, item in enumerate(clause) if _factor(item)), None)
    if at is None or says(clause, "attained", "missed"):
        return False  # "прежний ориентир перекрыт вдвое"
    if clause[at].has("double", "triple"):
        return True
    aims = (item.what for item in clause[:at] if item.has("aim") and isinstance(item.what, str))
    return any(not aim.startswith(("потенциал", "potential")) for aim in aims)


def keep_multiple(sentence: Sentence, clause: Sequence[Item], deadlines: Sequence[int]) -> None:
    """Keep that a clause means to multiply a flow, until the levels of the text are known."""
    if is_denied(sentence, clause, clause[-1]):
        return  # "they deny having promised to triple it"
    by, when = deadline_of(sentence.setting, clause, sentence.items, deadlines, sentence.span)
    at = next(n for n, item in enumerate(clause) if _factor(item))
    behind = [token.low for token in sentence.setting.words.tokens[clause[at].end : clause[at].end + 3]]
    if clause[at].what == "threefold" and not says(clause[:at], *PROMISING):
        return  # "exports increased threefold over four years"
    if not _COUNTED.isdisjoint(behind) or ("number", "of") in pairwise(behind):
        return  # "to double the number of business missions"
    the = behind[:1] in (["the"], ["that"], ["what"])
    if the and says(clause[:at], "level") and not says(sentence.items, *PROMISING):
        return  # "that was almost double the figure of 2021"
    if (
        says(clause[:at], "part")
        or says(clause[at : at + 3], "withoutoil", "part")
        or (says(clause[:at], "other") and not says(clause, "total", "exports", "imports"))
    ):
        return  # "electricity exchange is to double", "plans to invest 10 trillion yen, double its earlier commitment"
    flow, foreign = sentence.flow(clause, at)
    them = clause[at + 1 : at + 2]
    if them and them[0].has("pronoun") and not says(clause, "total", "exports", "imports"):
        flow = sentence.subject or sentence.told.flow  # "to double them"
    if not foreign:
        sentence.told.derived.append((tuple(clause), by, when, _factor(clause[at]), flow or "total"))


def _newest_year(told: Told, flow: str, unit: str | None = None) -> ReadStatement | None:
    """Return the statement of a flow's level in the newest twelve months that the text tells of, in a unit if given."""
    levels = [
        s
        for s in told.statements
        if s.flow == flow and s.level is not None and s.period and s.period.count == 12 and not s.doubt
    ]
    levels = [s for s in levels if unit is None or s.unit == unit]
    return max(levels, key=lambda s: s.period.year if s.period else 0, default=None)


def drop_passed(setting: Setting, told: Told) -> None:
    """Drop marks without a year that the newest whole year has passed: "we had set 500m, and 2024 brought 633m"."""
    kept: list[ReadTarget] = []
    for target in told.targets:
        newest = _newest_year(told, target.flow, target.unit)
        passed = newest is not None and newest.level is not None and newest.level >= target.value
        if not passed or target.by is not None or target.when:
            kept.append(target)
            continue
        start, end = target.parts[0]
        within = (at for at, token in enumerate(setting.words.tokens) if start <= token.start < end)
        told.reasons |= dict.fromkeys(within, "mark")
    told.targets[:] = kept


def add_derived(setting: Setting, told: Told) -> None:
    """Turn "to double by 2030" into the mark that it means: twice the newest whole year's level."""
    for clause, by, when, factor, flow in told.derived:
        newest = _newest_year(told, flow)
        if newest is None:
            continue
        if any(target.value == (newest.level or 0) * factor for target in told.targets):
            continue
        start, end = place_of(setting, clause)
        parts = tuple(place_of(setting, [item]) for item in clause if item.has("double", "triple", "moment"))
        told.targets.append(
            ReadTarget(
                (newest.level or 0) * factor,
                newest.unit,
                by,
                newest.flow,
                "derived",
                when,
                at_most=False,
                words=setting.text[start:end].strip(" ,;:"),
                span=(start, end),
                parts=parts,
            )
        )
