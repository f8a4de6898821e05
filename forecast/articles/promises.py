"""By when a target is to be met, and the marks that "to double" means."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, cast

from forecast.articles.article import ReadTarget
from forecast.articles.items import says
from forecast.articles.money import doubt_of
from forecast.articles.months import small_count
from forecast.articles.periods import resolved
from forecast.articles.setting import place_of, quoted
from forecast.articles.subjects import FLOW_TAGS
from forecast.articles.wording import PROMISING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from forecast.articles.article import ReadStatement, TargetKind
    from forecast.articles.items import Item
    from forecast.articles.sentence import Sentence
    from forecast.articles.setting import Setting, Told
    from forecast.articles.spans import Span
    from forecast.data import Flow

__all__ = [
    "add_derived",
    "add_target",
    "aims_at_multiple",
    "deadline_of",
    "drop_passed",
    "first_open",
    "keep_multiple",
    "running_year",
    "says_year",
]


def running_year(setting: Setting, span: Span | None) -> int:
    """Return the year whose end is meant: the last one, where its figures are still of some of its months."""
    last = setting.published.year - 1
    return last if span and not span.is_year and span.year == last and setting.published.month < 4 else last + 1


#: How what is planned for some years begins: a map, a programme, a plan, a strategy.
_PLANS = frozenset({"карт", "прог", "план", "стра", "road", "prog", "plan", "stra"})


def deadline_of(
    setting: Setting, clause: Sequence[Item], items: Sequence[Item], deadlines: Sequence[int], span: Span | None
) -> tuple[int | None, str]:
    """Return the year by which a target is to be met, or what stands in its place."""
    for n in deadlines:
        found = resolved(setting, clause[n], span)
        if found:
            return found.year, ""
    for item in (*clause, *items):
        if item.has("within"):
            for start in (item.end, item.end + 1):
                count = small_count(setting.words, start, 50) if start < len(setting.words.tokens) else None
                if count and setting.words.tag(count[1], "year"):
                    return setting.published.year + count[0], ""
                if count and setting.words.tag(count[1], "decade"):
                    return setting.published.year + 10 * count[0], ""
            if any(setting.words.tag(n, "decade") for n in range(item.first, item.end + 1)):
                return setting.published.year + 10, ""
    for item in items:
        # As in: the roadmap for 2025-2027 provides for growth of trade to 130bn.
        row = {token.low[:4] for token in setting.words.tokens[max(item.first - 6, 0) : item.first]}
        planned = item.has("moment") and item.moment.kind == "years" and not row.isdisjoint(_PLANS)
        last = setting.words.number(item.end - 1) if planned else None
        if last is not None and len(last.text) == 4 and int(last.text) >= setting.published.year:
            return int(last.text), ""
    if says(items, "enddecade"):
        return setting.published.year + -setting.published.year % 10, ""
    for at in range(clause[0].first, clause[-1].end):
        # "To double it in five years"
        low = {token.low for token in setting.words.tokens[max(at - 6, 0) : at]}
        led = setting.words.low(at) == "in" and "first" not in low  # but not "his first visit in 13 years"
        count = small_count(setting.words, at + 1, 50) if led else None
        if count and setting.words.tag(count[1], "year"):
            return setting.published.year + count[0], ""
    for item in clause:
        # "To double trade in five years", where the same words may look back.
        count = small_count(setting.words, item.first + 1, 50) if item.has("multiyear") else None
        if count and setting.words.tag(count[1], "year") and says(clause, "double", "triple", "aim"):
            return setting.published.year + count[0], ""
    for item in clause:
        whole = item.has("moment") and item.moment.ref == "whole" and says(clause, "expect")
        whole = whole or (item is clause[0] and _closes_year(setting, clause))
        if whole or item.has("endyear"):
            return running_year(setting, span), ""
    own = {item.first for item in clause}
    for n, item in enumerate(items):
        of_other = n > 0 and items[n - 1].has("amount") and items[n - 1].first not in own  # "the $40bn set for 2030"
        # "With the market expected to reopen in early 2026": when something else is to be.
        of_other = of_other or setting.words.low(item.first - 1) in {"early", "mid", "late"}
        if (
            item.has("moment")
            and not of_other
            and item.moment.kind == "period"
            and item.moment.year is not None
            and item.moment.year > setting.published.year
        ):
            return item.moment.year, ""
    if any(item.has("expect") and not item.has("aim") for item in clause) and says(items, "endyear"):
        return running_year(setting, span), ""
    soon = next((item for item in items if item.has("soon")), None)
    if soon is not None:
        start, end = place_of(setting, [soon])
        return None, setting.text[start:end]
    return None, ""


def _closes_year(setting: Setting, clause: Sequence[Item]) -> bool:
    """Return whether a mark is what the year is to end with: "год область намерена закрыть с оборотом в 1,75 млрд"."""
    low = [token.low for token in setting.words.tokens[max(clause[0].first - 4, 0) : clause[-1].end]]
    return "год" in low and any(word.startswith(("закрыть", "завершить")) for word in low)


def first_open(setting: Setting) -> int:
    """Return the first year whose figures may be awaited."""
    return setting.published.year - (setting.published.month < 4)


def _behind_deadline(
    setting: Setting, clause: Sequence[Item], items: Sequence[Item], deadlines: Sequence[int]
) -> tuple[None, str] | None:
    """Return that a clause tells what is to be after a year told before: "by 2027, and in the long run 100bn"."""
    if deadlines:
        return None
    before = items[: items.index(clause[0])] if clause[0] in items else ()
    year = max((n for n, item in enumerate(before) if item.has("moment")), default=None)
    row = [*before[year:], *clause] if year is not None else []
    soon = next((item for item in row if item.has("soon")), None)
    if soon is None or not any(item.has("amount") for item in before[year:]):
        return None
    start, end = place_of(setting, [soon])
    return None, setting.text[start:end]


def _later_than(
    setting: Setting, clause: Sequence[Item], items: Sequence[Item], at: int, deadlines: Sequence[int]
) -> tuple[int | None, str] | None:
    """Return that a mark has no year of its own: "to 1bn by 2027, and later on to 3bn"; None where nothing says so."""
    if (again := _behind_deadline(setting, clause, items, deadlines)) is not None:
        return again
    last = max((n for n in range(at) if clause[n].has("amount") or n in deadlines), default=None)
    if last is None or not says(clause[: last + 1], "amount") or any(n > at for n in deadlines):
        return None
    soon = next((item for item in clause[last:at] if item.has("soon", "within")), None)
    if soon is None:
        later = any(token.low == "later" for token in setting.words.tokens[clause[last].end : clause[at].first])
        return (None, "later") if later else None  # "to one billion by 2026 and later to three"
    start, end = place_of(setting, [soon])
    return None, setting.text[start:end]


def _own_deadlines(clause: Sequence[Item], at: int, deadlines: Sequence[int]) -> Sequence[int]:
    """Return the deadlines that stand beside a mark, where others have their own: "1.5bn by 2026 and 3bn by 2030"."""
    amounts = [n for n, item in enumerate(clause) if item.has("amount")]
    later = next((n for n in amounts if n > at), len(clause))
    before = max((n for n in amounts if n < at), default=-1)
    own = [n for n in deadlines if at < n < later and not says(clause[at:n], "while", "mark")]
    led = [n for n in deadlines if before < n < at]
    others = any(n < before or n > later for n in deadlines)
    return (own or led or deadlines) if others or (own and led) else deadlines


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


def says_year(setting: Setting, item: Item, by: int) -> bool:
    """Return whether an item names a year, or the years until then."""
    if item.has("moment"):
        return item.moment.year == by
    return isinstance(item.what, str) and item.what.isdigit() and int(item.what) + setting.published.year == by


def _is_denied(sentence: Sentence, clause: Sequence[Item], aimed: Item) -> bool:
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
    if _is_denied(sentence, clause, clause[at]) or any(item.what == "?" for item in items):
        return "planned"  # "the chamber asks whether trade can reach $2bn"
    if sentence.span is not None and says(clause[:at], "endyear") and _was_aimed_at(setting, clause, at):
        return "mark"  # "in the year that ended in July, while the target for the year was 400m"
    if _was_due(setting, clause, at):
        return "mark"  # "ранее ставили задачу выйти на 1 млрд к 2020 году"
    over = clause[at + 1] if clause[at + 1 : at + 2] and clause[at + 1].has("moment") else None
    due = over is not None and over.moment.year is not None and over.moment.year < first_open(setting)
    return "mark" if due else None  # "which had been supposed to hit $10bn in 2020"


def _counted_years(setting: Setting, item: Item) -> bool:
    """Return whether a number of years stands behind "within": not in "в ближайшие годы"."""
    starts = (start for start in (item.end, item.end + 1) if start < len(setting.words.tokens))
    return any(small_count(setting.words, start, 50) for start in starts)


def _by(sentence: Sentence, clause: Sequence[Item], at: int, deadlines: Sequence[int]) -> tuple[int | None, str]:
    """Return the year by which a mark is to be met, or the words that stand in its place."""
    setting = sentence.setting
    if says(clause[:at], "endyear") and not any(n < at for n in deadlines):
        deadlines = ()  # "by the end of the year 5bn, and by 2030 10bn"
    by, when = _later_than(setting, clause, sentence.items, at, deadlines) or deadline_of(
        setting, clause, sentence.items, deadlines, sentence.span
    )
    # "$1bn expected already this year"
    behind = next((item for item in clause[at + 1 : at + 3] if not item.has("expect", "aim", "target place")), None)
    if behind is not None and behind.has("moment") and behind.moment.ref in {"0", "1"}:
        # "To 100bn this year and 150bn by 2030"
        fiscal = resolved(setting, behind) if behind.moment.fiscal else None
        by = fiscal.year if fiscal else setting.published.year + int(behind.moment.ref)
    later = next((n for n in range(at + 1, len(clause)) if clause[n].has("amount")), None)
    soon = any(item.has("soon") or (item.has("within") and not _counted_years(setting, item)) for item in clause[:at])
    apart = soon and (not deadlines or (later is not None and min(deadlines) > later))
    # As in: в ближайшие годы до 1 млрд, а к 2030 году - до 2 млрд.
    again = later is not None and bool(deadlines) and min(deadlines) > at
    apart = apart or (soon and again and says(clause[at : min(deadlines)], "while"))
    # "To 1bn in the near term and 2bn by 2030"
    return (None if (behind is not None and behind.has("soon")) or apart else by), when


def add_target(sentence: Sentence, clause: Sequence[Item], at: int, deadlines: Sequence[int]) -> None:
    """Add the target that an amount of a sentence is."""
    flow, foreign = sentence.flow(clause, at)
    if (why := _why_none(sentence, clause, at, foreign=foreign)) is not None:
        sentence.reason(clause[at], why)
        return
    amount, deadlines = clause[at].amount, _own_deadlines(clause, at, deadlines)
    by, when = _by(sentence, clause, at, deadlines)
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
    if _is_denied(sentence, clause, clause[-1]):
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
