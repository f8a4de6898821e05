"""Which amounts that are aimed at or expected are targets of the pair, and why others are none."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

from forecast.articles.article import ReadTarget
from forecast.articles.deadlines import due_by, first_open, own_deadlines, running_year, says_year
from forecast.articles.items import says
from forecast.articles.money import doubt_of
from forecast.articles.setting import place_of, quoted
from forecast.articles.subjects import FLOW_TAGS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from forecast.articles.article import TargetKind
    from forecast.articles.items import Item
    from forecast.articles.sentence import Sentence
    from forecast.articles.setting import Setting
    from forecast.data import Flow

__all__ = ["add_target", "is_denied"]


def _was_aimed_at(setting: Setting, clause: Sequence[Item], at: int) -> bool:
    """Return whether a verb of the past stands right before a mark."""
    return setting.words.low(clause[at].first - 1) in {"was", "were"}


def _was_due(setting: Setting, clause: Sequence[Item], at: int) -> bool:
    """Return whether the year by which a mark was to be met is over."""
    row = clause[at + 1 : at + 3]
    if len(row) < 2 or not row[0].has("deadline") or not row[1].has("moment"):
        return False
    year = row[1].moment.year
    return year is not None and row[1].moment.months is None and year < first_open(setting)


def is_denied(sentence: Sentence, clause: Sequence[Item], aimed: Item) -> bool:
    """Return whether a mark is denied, and not what another clause is about: "as tariffs on meat are scrapped"."""
    for told in sentence.clauses:
        own = told[0].first == clause[0].first
        denied = next((item for item in told if item.has("denied")), None)
        if denied is None or (not own and says(told, "other", "part")):
            continue
        # As in: it will not last, she says: she expects exports to come to 60bn.
        if not any(item.what == ":" and denied.first < item.first < aimed.first for item in sentence.items):
            return True
    return False


def _of_oil_left_out(sentence: Sentence, clause: Sequence[Item], at: int) -> bool:
    """Return whether a mark is for trade without oil: "non-oil trade was 58bn, both want it to reach 100bn"."""
    if not says(sentence.items, "withoutoil"):
        return False
    if says(clause[:at], "pronoun") and not says(clause, "total", "exports", "imports"):
        return True
    oil = max((n for n in range(at) if clause[n].has("withoutoil")), default=None)
    if oil is not None and not says(clause[oil + 2 : at], *FLOW_TAGS):
        return True
    if says(clause[:at], *FLOW_TAGS):
        return False
    before = [item for item in sentence.items if item.first < clause[0].first]
    last = next((n for n in range(len(before) - 1, -1, -1) if before[n].has("withoutoil", *FLOW_TAGS)), 0)
    # As in: the sides want non-oil trade, now estimated at 65bn, to reach 100bn.
    return says(before[max(last - 1, 0) : last + 1], "withoutoil") and says(before[:last], "aim")


def _why_none(sentence: Sentence, clause: Sequence[Item], at: int, *, foreign: bool) -> str | None:
    """Return why an amount that is aimed at is no target of the pair; None where it is one."""
    setting, items = sentence.setting, sentence.items
    if _of_oil_left_out(sentence, clause, at):
        return "part"
    theirs = sentence.outside and not says(clause, "place", "total", "exports", "imports")
    if foreign or theirs:  # "с Брянской областью оборот составил 71 млн, его планируется увеличить до 150 млн"
        return "pair"
    doubt = doubt_of(setting, clause[at])
    if doubt is not None and doubt.kind == "range":
        sentence.unit(clause[at].amount)
        return "range"  # "is expected at 65-68bn"
    behind = [item for item in items if item.first > clause[at].first]
    end = next((n for n, item in enumerate(behind) if item.has("amount")), len(behind))
    if says(behind[:end], "missed", "attained"):
        return "mark"  # "had promised each other $50bn by 2024, and missed it by a wide margin"
    if is_denied(sentence, clause, clause[at]) or any(item.what == "?" for item in items):
        return "planned"  # "the chamber asks whether trade can reach $2bn"
    if sentence.span is not None and says(clause[:at], "endyear") and _was_aimed_at(setting, clause, at):
        return "mark"  # "in the year that ended in July, while the target for the year was 400m"
    if _was_due(setting, clause, at):
        return "mark"  # "ранее ставили задачу выйти на 1 млрд к 2020 году"
    over = clause[at + 1] if clause[at + 1 : at + 2] and clause[at + 1].has("moment") else None
    due = over is not None and over.moment.year is not None and over.moment.year < first_open(setting)
    return "mark" if due else None  # "which had been supposed to hit $10bn in 2020"


def add_target(sentence: Sentence, clause: Sequence[Item], at: int, deadlines: Sequence[int]) -> None:
    """Add the target that an amount of a sentence is."""
    flow, foreign = sentence.flow(clause, at)
    if (why := _why_none(sentence, clause, at, foreign=foreign)) is not None:
        sentence.reason(clause[at], why)
        return
    amount, deadlines = clause[at].amount, own_deadlines(clause, at, deadlines)
    by, when = due_by(sentence, clause, at, deadlines)
    aiming = says(clause, "aim")
    hoping = says(sentence.items, "expect", "future")
    kind: TargetKind = (
        "expectation" if hoping and not aiming and by == running_year(sentence.setting, sentence.span) else "stated"
    )
    start, end = quoted(sentence.setting, sentence.items, clause)
    parts = [clause[at], *(clause[n] for n in deadlines)]
    parts += [
        item
        for item in sentence.items
        if by and item.has("moment", "number") and item not in parts and says_year(sentence.setting, item, by)
    ]
    at_most = any(item.has("upto") and clause[at].first - item.end <= 1 for item in clause[:at])
    made = ReadTarget(
        amount.value, sentence.unit(amount), by, cast("Flow", flow or "total"), kind, when, at_most,
        sentence.setting.text[start:end], (start, end), tuple(place_of(sentence.setting, [part]) for part in parts),
    )  # fmt: skip
    for number, other in enumerate(sentence.told.targets):
        if (other.value, other.unit, other.flow) == (made.value, made.unit, made.flow) and (
            by is None or other.by is None or by == other.by
        ):
            sentence.told.targets[number] = replace(other, by=other.by or by, parts=(*other.parts, *made.parts))
            return
    sentence.told.targets.append(made)
