"""By when a target is to be met: each mark has its own year, words that stand in its place, or none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forecast.articles.items import says
from forecast.articles.months import small_count
from forecast.articles.periods import resolved
from forecast.articles.setting import place_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from forecast.articles.items import Item
    from forecast.articles.sentence import Sentence
    from forecast.articles.setting import Setting
    from forecast.articles.spans import Span

__all__ = ["deadline_of", "due_by", "first_open", "own_deadlines", "running_year", "says_year"]


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
        return _decade_end(setting), ""
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


def _decade_end(setting: Setting) -> int:
    return setting.published.year + -setting.published.year % 10


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


def own_deadlines(clause: Sequence[Item], at: int, deadlines: Sequence[int]) -> Sequence[int]:
    """Return the deadlines that stand beside a mark, where others have their own: "1.5bn by 2026 and 3bn by 2030"."""
    amounts = [n for n, item in enumerate(clause) if item.has("amount")]
    later = next((n for n in amounts if n > at), len(clause))
    before = max((n for n in amounts if n < at), default=-1)
    own = [n for n in deadlines if at < n < later and not says(clause[at:n], "while", "mark")]
    led = [n for n in deadlines if before < n < at]
    of_later = any(at < n < later < len(clause) and n not in own for n in deadlines)
    others = of_later or any(n < before or n > later for n in deadlines)
    kept = [] if of_later and says(clause[at:], "within") else deadlines
    return (own or led or kept) if others or (own and led) else deadlines


def says_year(setting: Setting, item: Item, by: int) -> bool:
    """Return whether an item names a year, or the years until then."""
    if item.has("moment"):
        return item.moment.year == by
    return isinstance(item.what, str) and item.what.isdigit() and int(item.what) + setting.published.year == by


def _counted_years(setting: Setting, item: Item) -> bool:
    """Return whether a number of years stands behind "within": not in "в ближайшие годы"."""
    starts = (start for start in (item.end, item.end + 1) if start < len(setting.words.tokens))
    return any(small_count(setting.words, start, 50) for start in starts)


def _closes_decade(clause: Sequence[Item], at: int) -> bool:
    """Return whether a mark of several is for the end of the decade: "13bn in 2025, and by its end 20bn"."""
    before = max((n for n in range(at) if clause[n].has("amount")), default=-1)
    later = next((n for n in range(at + 1, len(clause)) if clause[n].has("amount")), len(clause))
    behind = (n for n in range(at + 1, later) if clause[n].has("enddecade") and not says(clause[at:n], "while"))
    led = before >= 0 and says(clause[before + 1 : at], "enddecade")
    return (before >= 0 or later < len(clause)) and (led or any(behind))


def due_by(sentence: Sentence, clause: Sequence[Item], at: int, deadlines: Sequence[int]) -> tuple[int | None, str]:
    """Return the year by which a mark is to be met, or the words that stand in its place."""
    setting = sentence.setting
    if says(clause[:at], "endyear") and not any(n < at for n in deadlines):
        deadlines = ()  # "by the end of the year 5bn, and by 2030 10bn"
    by, when = _later_than(setting, clause, sentence.items, at, deadlines) or deadline_of(
        setting, clause, sentence.items, deadlines, sentence.span
    )
    if _closes_decade(clause, at):
        by, when = _decade_end(setting), ""
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
