"""What a mark is that somebody set: a target, or one that was missed, reached or given up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forecast.articles.items import says
from forecast.articles.numbers import is_mark
from forecast.articles.subjects import FLOW_TAGS
from forecast.articles.wording import QUALIFIERS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from forecast.articles.figures import Words
    from forecast.articles.items import Item

__all__ = ["mark_role", "was_aimed_at"]


def was_aimed_at(words: Words, clause: Sequence[Item], at: int) -> bool:
    """Return whether an amount was a goal: "above the US$15bn that the two countries had targeted"."""
    # "Had set the $1 billion mark for 2023 but failed to hit it"
    failed = says(clause[at + 1 :], "missed") and is_mark(words, clause[at])
    reached = at > 0 and clause[at - 1].has("attained")  # "взамен давно достигнутых $200 млрд"
    return (
        failed
        or reached
        or _was_for_later(words, clause, at)
        or _was_crossed(words, clause, at)
        or _had_been_aimed_at(words, clause[at])
    )


_SAID = frozenset({"spoke", "spoken", "talked", "agreed", "pledged"})


def _was_for_later(words: Words, clause: Sequence[Item], at: int) -> bool:
    """Return whether an amount is one for a year after that of its clause: "in 2015 they spoke of $3bn by 2020"."""
    behind = clause[at + 1 : at + 3]
    years = [item.moment.year for item in (*clause[:at], *behind[1:]) if item.has("moment") and item.moment.year]
    led = len(behind) > 1 and behind[0].what == "by" and behind[1].has("moment") and len(years) > 1
    said = {token.low for token in words.tokens[max(clause[at].first - 5, 0) : clause[at].first]}
    return led and years[-1] > years[-2] + 1 and not said.isdisjoint(_SAID)


def _had_been_aimed_at(words: Words, amount: Item) -> bool:
    """Return whether an amount is called a goal of before right behind it: "the $100bn once planned for 2023"."""
    if words.low(amount.first - 1) != "the":
        return False
    low = [token.low for token in words.tokens[amount.end : amount.end + 9]]
    if any(word.endswith("ed") and words.tag(amount.end + n, "aim") for n, word in enumerate(low[:2])):
        return True  # "well short of the $100bn once planned for 2023"
    had = low.index("had") if "had" in low and low[0] in _WHO else None
    return had is not None and words.tag(amount.end + had + 1, "aim") > 0


_WHO = frozenset({"that", "which", "they", "it", "he", "she", "both"})
_PLANNED = frozenset({"planned", "hoped", "intended", "budgeted", "projected", "wanted"})


def _had_been_planned(words: Words, clause: Sequence[Item], at: int) -> bool:
    """Return whether an amount was a plan of months that are over: "had planned to earn 70m during the half"."""
    had = any(words.low(item.first) in _PLANNED and words.low(item.first - 1) == "had" for item in clause[:at])
    return had and not any(item.has("moment") and item.moment.year is not None for item in clause[at:])


#: What a mark is called before it is told.
_GOALS = (
    "target", "goal", "threshold", "mark", "milestone", "objective",
    "цел", "ориентир", "планк", "задач", "рубеж", "отметк", "показател",
)  # fmt: skip
_BEEN = frozenset({"was", "were", "been", "is"})


def _was_crossed(words: Words, clause: Sequence[Item], at: int) -> bool:
    """Return whether a mark is told to have been passed behind it: "the threshold of $30bn was crossed in 2024"."""
    called = at > 0 and words.low(clause[at - 1].first).startswith(_GOALS)
    end = next((n for n in range(at + 1, len(clause)) if clause[n].has("amount", *FLOW_TAGS)), len(clause))
    behind = clause[at + 1 : end]
    crossed = any(item.has("over") and words.low(item.first - 1) in _BEEN for item in behind)
    return called and (crossed or says(behind, "attained"))


_FORMER = ("предыдущ", "прежн", "former", "previous", "earlier", "older", "old")


def _was_before(words: Words, clause: Sequence[Item], at: int) -> bool:
    """Return whether what was aimed at before is set against now: "прежде ориентировались на 1 млрд, теперь - 2"."""
    led = {token.low for token in words.tokens[max(clause[0].first - 2, 0) : clause[at].first]}
    behind = {token.low for token in words.tokens[clause[at].end : clause[at].end + 6]}
    return bool(led & {"прежде", "раньше", "previously", "formerly"}) and bool(behind & {"теперь", "сейчас", "now"})


def mark_role(words: Words, clause: Sequence[Item], at: int) -> str:
    """Return ``target`` for an amount that is aimed at or expected, or the reason why it is none."""
    if _had_been_planned(words, clause, at):
        return "mark"
    goal = next((item for item in reversed(clause[:at]) if item.has("aim", "amount")), clause[at])
    former = words.low(goal.first).startswith(_GOALS) and words.low(goal.first - 1).startswith(_FORMER)
    at_goal = next((n for n in range(at - 1, 0, -1) if clause[n] is goal), 0)
    if at_goal and clause[at_goal - 1].has("attained"):
        return "mark"  # "тем самым была достигнута отметка в 1 млрд долларов"
    if former or _was_before(words, clause, at):
        return "mark"  # "предыдущий целевой показатель - 3 миллиарда", "their earlier goal of $5bn"
    low = words.low(clause[at].first - 1), words.low(clause[at].first - 2)
    if "стоимостью" in low:
        return "other"  # "достраивается центр стоимостью около $60 млн"
    met = [item for item in clause[at + 1 : at + 4] if not item.has("total")][:2]  # "the $20 billion trade target"
    if len(met) == 2 and met[0].has("aim") and met[1].has("level"):
        return "mark"  # "the $10bn goal was reached a year ahead"
    if met and met[0].has("aim") and met[0].first - clause[at].end <= 2 and says(clause[:at], "over", "attained"):
        return "mark"  # "we have left behind our $30bn goal", "have left behind the $20bn trade target"
    hit = next((n for n in range(at) if clause[n].what == "hit" and clause[n - 1].has("expect")), at)
    if hit + 1 < at and not clause[hit + 1].has(*QUALIFIERS, "amount"):
        return "part"  # "are likely to hit supplies worth $770 million"
    pledged = next((item for item in reversed(clause[:at]) if item.has("aim")), None)
    if pledged is not None and words.low(pledged.first).startswith("pledg") and not says(clause, *FLOW_TAGS, "pronoun"):
        return "other"  # "Afghan traders have pledged $35 million for warehouses"
    if words.low(clause[at].first - 1) == "of" and words.low(clause[at].first - 2) == "potential":
        goods = {words.low(n) for n in range(max(clause[at].first - 8, 0), clause[at].first)}
        if goods & {"products", "goods", "items"}:
            return "planned"  # "38 products with an export potential of $250 million"
    if words.low(clause[at].first - 1) == "of" and says(clause[:at], "double", "triple"):
        return "base"  # "to treble trade of $2bn within five years"
    passed = clause[max(at - 2, 0) : at]
    if len(passed) == 2 and passed[0].has("over") and passed[1].has("aim") and passed[1].what in {"goal", "target"}:
        return "mark"  # "having passed an earlier goal of $30bn"
    if says(clause[max(at - 1, 0) : at], "short"):
        return "mark"  # "fell short of the 350 million planned"
    missed = clause if words.lexicon.language == "ru" else clause[:at]  # "намеченные $500 млн взять не удалось"
    return "mark" if says(missed, "missed") else "target"
