"""Growth as an item of a clause tells it: its size, its direction, and whether it is over the year before."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

from forecast.articles.items import says
from forecast.articles.periods import resolved
from forecast.articles.rates import rate_role
from forecast.articles.subjects import FLOW_TAGS
from forecast.articles.wording import is_figure, is_growth, qualifier_of, sign_of
from forecast.articles.years import opens_over_years, over_years, years_before

if TYPE_CHECKING:
    from collections.abc import Sequence

    from forecast.articles.article import GrowthSaid
    from forecast.articles.figures import Words
    from forecast.articles.items import Item
    from forecast.articles.setting import Setting
    from forecast.articles.spans import Span

__all__ = [
    "compared_month",
    "direction_before",
    "direction_behind",
    "direction_of",
    "growth_of",
    "is_earlier",
    "same_base",
    "with_direction",
]

#: What may stand between a flow and its growth where the verb is left out: "imports from Iran by 3 %".
_LINKS = (
    "place",
    "by",
    "difference",
    "target place",
    "source",
    "about",
    "over",
    "almost",
    "onlyqualifier",
    "pronoun",
    "cause",
    "part",
)
_DASHES = frozenset("-–—")


def direction_of(clause: Sequence[Item], before: int) -> int:
    """Return the direction that a clause ends with, that of the one before when it names none."""
    for item in reversed(clause):
        if item.has("up", "grew"):
            return 1
        if item.has("down", "shrank"):
            return -1
    return before


#: They tell no direction of their own: "сократился на 15 %, а экспорт - почти вдвое".
_TIMES = frozenset({"вдвое", "втрое", "вчетверо", "впятеро"})


def with_direction(clause: Sequence[Item], sign: int) -> Sequence[Item]:
    """Return a clause with the direction of the one before it where its verb is left out: "and imports by 3 %"."""
    if not sign or says(clause, "up", "down", "grew", "shrank", "again", "share"):
        return clause
    at = next((n for n, item in enumerate(clause) if is_growth(item)), 0)
    # In "Russian exports grew by 13.5 % and Iranian ones by 21.7 %" the last are a flow, too.
    if any(tag.startswith("growth:") for tag in clause[at].tags) and clause[at].what not in _TIMES:
        return clause  # "while imports doubled"
    named = (n for n in range(at) if clause[n].has(*FLOW_TAGS, "reverse") or clause[n].what == "ones")
    flow = max(named, default=None)
    if flow is None or (clause[at].has("rate") and (clause[at].rate.sign or clause[at].rate.points)):
        return clause
    between = clause[flow + 1 : at]
    if not all(item.has(*_LINKS) or (item.has("mark") and item.what in _DASHES) for item in between):
        return clause
    moved = replace(clause[at - 1], tags=clause[at - 1].tags | {"up" if sign > 0 else "down"})
    return (*clause[: at - 1], moved, *clause[at:])


def growth_of(setting: Setting, clause: Sequence[Item], at: int) -> tuple[float, float, GrowthSaid]:
    """Return the growth that an item tells, in per cent, its resolution and its qualifier."""
    item = clause[at]
    qualifier = cast("GrowthSaid", qualifier_of(clause, at, setting.words))
    if item.has("rate"):
        rate = item.rate
        if rate_role(clause, at, setting.words) == "ratio":
            return round(rate.percent - 100, 6), rate.resolution, qualifier
        if rate.multiple and sign_of(clause, at) < 0:
            # "Fell 1.8 times" is a fall to the 1.8th part.
            times = 1 + rate.percent / 100
            return round(100 / times - 100, 1), round(rate.resolution / times**2, 6), qualifier
        if rate.multiple:
            plain = rate.resolution >= 100
            # "1.2 times more" in Chinese adds 1.2 times.
            more = 100.0 if setting.words.lexicon.language == "zh" else 0.0
            return (
                round(rate.percent + more, 6),
                rate.resolution,
                "about" if plain and qualifier == "exact" else qualifier,
            )
        percent = abs(rate.percent)
        return (percent if sign_of(clause, at) >= 0 else -percent), rate.resolution, qualifier
    tag = next(tag for tag in item.tags if tag.startswith(("growth:", "fraction:")))
    value = float(tag.split(":")[1])
    if tag.startswith("fraction:"):
        value *= sign_of(clause, at) or 1
    elif value > 0 and sign_of(clause, at) < 0 and _tight(clause, at):
        value = 100 / (1 + value / 100) - 100  # "halved": fell to half, not by 100 %
    return value, 5.0 if tag.startswith("fraction:") else 10.0, "about" if qualifier == "exact" else qualifier


def _tight(clause: Sequence[Item], at: int) -> bool:
    """Return whether a word of a fall stands right beside growth in words: "fell almost threefold"."""
    before = next(
        (
            item
            for item in reversed(clause[:at])
            if item.has("down") or not item.has("about", "over", "almost", "onlyqualifier")
        ),
        None,
    )
    beside = [*([before] if before is not None else []), *clause[at + 1 : at + 2]]
    return says(beside, "down", "shrank")


def _are_others(base: Span | None, span: Span | None) -> bool:
    """Return whether months are others of the year than those spoken of."""
    if base is None or span is None:
        return False
    return (base.first[1], base.last[1]) != (span.first[1], span.last[1])


def compared_month(setting: Setting, clause: Sequence[Item], at: int, span: Span | None) -> bool:
    """Return whether growth is over another month of the year: "6 % up on April"."""
    if _led_by_month(setting, clause, at, span):
        return True
    for n, item in enumerate(clause[at + 1 : at + 6], at + 1):
        if item.has("rate", "while") or (item.has("amount") and not clause[n - 1].has("than", "over")):
            break
        if item.has("moment") and item.moment.kind == "period" and item.moment.months and not item.moment.ref:
            base = resolved(setting, item, span)
            another = _are_others(base, span)
            from_another = clause[n + 1 : n + 3]  # "22.1% in August from July"
            if not another and len(from_another) == 2 and from_another[0].has("from") and from_another[1].has("moment"):
                continue
            return another
    return False


def _led_by_month(setting: Setting, clause: Sequence[Item], at: int, span: Span | None) -> bool:
    """Return whether another month is compared with before growth: "сократился по сравнению с февралем на 6 %"."""
    told = next((n for n in range(at - 1, max(at - 3, 0), -1) if not clause[n].has("by")), 0)
    item = clause[told]
    if not told or not clause[told - 1].has("than") or not item.has("moment") or item.moment.ref or span is None:
        return False
    base = resolved(setting, item, span) if item.moment.months else None
    return _are_others(base, span)


_AFTER = frozenset({"after", "following", "после"})


def is_earlier(words: Words, clause: Sequence[Item], at: int) -> bool:
    """Return whether growth is of months before those spoken of: "after a dip of 2 %", "against a rise of 13 %"."""
    near, behind = clause[at - 1], clause[at + 1 : at + 2]
    led = at > 1 and clause[at - 2].has("than") and clause[at - 2].end == near.first and near.end == clause[at].first
    if led and near.has("difference", "up", "down"):
        return True  # "compared with a rise of 13 % in the second quarter"
    moving = bool(behind) and behind[0].has("up", "down") and behind[0].first == clause[at].end
    if near.has("than") and near.has("from") and moving and any(map(is_growth, clause[:at])):
        return True  # "down 9.1 %, against a 1.9 % rise for the whole of 2024"
    low = [token.low for token in words.tokens[max(clause[at].first - 3, clause[at - 1].end - 2, 0) : clause[at].first]]
    if words.lexicon.language == "ru":  # "после роста на 11% годом ранее", "после спада на 3%"
        return "после" in {token.low for token in words.tokens[max(clause[at].first - 4, 0) : clause[at].first]}
    return not _AFTER.isdisjoint(low)


def same_base(setting: Setting, compare: Sequence[Item], span: Span | None) -> bool:
    """Return whether growth is over the year before, as far as the text says."""
    if span is None:
        return True
    for item in compare:
        base = resolved(setting, item, span)
        if item.moment.back > 1:
            return False
        if item.moment.year is None or base is None:
            continue
        if base.year != span.year - 1 or (base.count == span.count and base != span.moved(-1)):
            return False  # over the quarter before: "a rise over the N119bn of Q4"
    return True


def direction_behind(setting: Setting, clause: Sequence[Item], at: int, span: Span | None) -> GrowthSaid | None:
    """Return the direction told behind a level without a figure: "was 7.9bn, slightly less than a year earlier"."""
    for n in range(at + 1, len(clause) - 1):
        item, behind = clause[n], clause[n + 1 :]
        if item.has("amount") and behind[0].has("up", "down") and behind[0].first - item.end <= 1:
            plain = not any(map(is_growth, clause[at:])) and not behind[0].has("grew", "shrank")
            return ("up" if behind[0].has("up") else "down") if plain else None  # "which is $44m less than in 2023"
        if is_figure(item) or item.has("while", *FLOW_TAGS):
            return None
        if item.has("up", "down"):
            ends = all(other.has("mark") or other.what == "as" for other in clause[n + 1 :])
            if (
                clause[n - 1].has("level")
                and setting.words.low(item.first) in {"up", "down", "higher", "lower"}
                and ends
            ):
                return "up" if item.has("up") else "down"  # "purchases, at PLN 10.8 billion, were down as well"
            changed = clause[n + 1 : n + 3]
            if any(map(is_growth, clause[n:])):
                return None
            apart = clause[n - 1].what == "," and changed and changed[0].has("amount")
            if (
                apart
                and setting.words.low(item.first) in {"up", "down"}
                and (len(changed) < 2 or changed[1].has("mark"))
            ):
                return "up" if item.has("up") else "down"  # "was worth $31.9bn in the year ended June, up $0.6bn"
            if item.has("difference") and changed and changed[0].has("amount"):
                return "up" if item.has("up") else "down"  # "an increase of USD 1.1 billion from the same period"
            if len(changed) > 1 and changed[0].has("by", "difference") and changed[1].has("amount"):
                return "up" if item.has("up") else "down"  # "достиг 1,32 млрд, увеличившись на 150 млн"
            row = clause[n + 1 : n + 4]
            if len(row) == 3 and row[0].has("amount") and row[0].first - item.end <= 1 and row[1].has("from", "than"):
                base = resolved(setting, row[2], span) if row[2].has("moment") else None
                told = span is not None and base == span.moved(-1)
                return ("up" if item.has("up") else "down") if told else None  # "up $1.3bn from the year to June 2024"
            behind = [other for other in clause[n + 1 : n + 5] if not other.has("than", "target place", "mark")]
            compared = item.has("than") or says(clause[n + 1 : n + 3], "than")
            if not (compared and behind and behind[0].has("moment")) or says(behind[1:2], "amount"):
                return None
            base = resolved(setting, behind[0], span)
            before = span is not None and base == span.moved(-1) and behind[0].moment.back == 1
            return ("up" if item.has("up") else "down") if before else None
    return None


def direction_before(words: Words, clause: Sequence[Item], at: int) -> GrowthSaid | None:
    """Return the direction that a verb before a level tells, without a figure."""
    if opens_over_years(words, clause, at):
        return None
    for n in range(at - 1, -1, -1):
        item = clause[n]
        # "Rose by $6m, to $94m" tells a direction too.
        changed = n > 0 and clause[n - 1].has("difference", "grew", "shrank")
        if item.has("rate", "aim", "expect", "future") or (item.has("amount") and not changed):
            return None
        if item.has("multiyear") or over_years(words, item.end):
            return None
        if item.has("grew", "shrank") and years_before(clause, n):
            return None  # "in recent years trade has grown and exceeded 1.2bn in 2022"
        if n == at - 1 and words.low(item.end) == "at" and words.low(item.first) in {"higher", "lower"}:
            return "up" if item.has("up") else "down"  # "imports were slightly lower at CHF3.6 billion"
        said = item.has("up", "down") and words.low(item.first) in {"up", "down", "higher", "lower"}
        led = next((other for other in clause[n + 1 : n + 3] if other.what != ","), None)  # "was up again, to RM28.3bn"
        if said and n and clause[n - 1].has("level") and led is not None and led.has("to"):
            return "up" if item.has("up") else "down"  # "exports were down slightly to 2.8bn"
        if item.has("grew"):
            return "up"
        if item.has("shrank"):
            return "down"
    return None
