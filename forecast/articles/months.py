"""Months of a year as news says them: names, halves, quarters, "the first eight months", "the quarter to March"."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from forecast.articles.figures import Words

__all__ = [
    "AND",
    "BETWEEN",
    "DASHES",
    "half_to",
    "joint_of",
    "month_at",
    "months_at",
    "small_count",
    "unlinked",
    "year_number",
]

DASHES = frozenset("-–—‑‐−~")
AND = frozenset({"and", "и", "und", "et", "y"})
BETWEEN = frozenset({"between", "zwischen", "entre"})


def year_number(words: Words, at: int) -> int | None:
    """Return the year of four digits that stands at a token."""
    token = words.number(at)
    if not token or len(token.text) != 4 or not token.text.isdigit():
        return None
    year = int(token.text)
    if not 1900 <= year <= 2150:
        return None
    if words.mark(at + 1) == "%" or words.tag(at + 1, "percent") or words.starting(at + 1, "scale:")[1]:
        return None
    return year


def small_count(words: Words, at: int, most: int) -> tuple[int, int] | None:
    """Return a small count in digits or as a word, and where it ends."""
    token = words.number(at)
    if token:
        return (
            (int(token.text), at + 1)
            if token.text.isdigit() and len(token.text) < 3 and 1 <= int(token.text) <= most
            else None
        )
    said, span = words.starting(at, "num:")
    return (int(said), at + span) if said and 1 <= int(said) <= most else None


#: An abbreviation of a month has no more letters.
_ABBREVIATED = 4


def unlinked(words: Words, at: int, *, most: int = 3) -> int:
    """Return the position behind words that only connect."""
    for _ in range(most):
        span = words.tag(at, "connect")
        if not span and words.mark(at) == "." and words.joined(at) and len(words.low(at - 1)) <= _ABBREVIATED:
            span = 1  # "янв. 2024", but not "in September. In 2024"
        if not span:
            break
        at += span
    return at


def month_at(words: Words, at: int) -> tuple[int, int] | None:
    """Return the month that is named at a token, and where its name ends."""
    said, span = words.starting(at, "month:")
    if not said:
        token = words.number(at)
        if (
            words.lexicon.language == "zh"
            and token
            and words.tag(at + 1, "month")
            and token.text.isdigit()
            and 1 <= int(token.text) <= 12
        ):
            return int(token.text), at + 2
        return None
    token = words.tokens[at]
    # "may" and "march" are other words; months have capitals in English.
    if words.lexicon.language == "en" and not token.capital:
        return None
    return int(said), at + span + (words.mark(at + span) == "." and len(token.text) <= 4 and words.joined(at + span))


def joint_of(words: Words, at: int) -> int | None:
    """Return the position behind what joins two months."""
    if words.mark(at) in DASHES:
        return at + 1
    span = words.tag(at, "thru")
    return at + span if span else None


def _named(words: Words, at: int) -> bool:
    """Return whether a year stands at a token, in digits or as "last year"."""
    told = words.starting(at, "ref:")[1] or words.starting(at, "fiscalref:")[1] or words.tag(at, "fiscal")
    return bool(told) or year_number(words, at) is not None


def _closing(words: Words, at: int) -> tuple[tuple[int, int], int, int] | None:
    """Return the last months of a year that is named: "the last quarter of 2024", but not plain "the last quarter"."""
    if not words.tag(at, "last") and words.starting(at, "ordinal:")[0] != "4":
        return None
    count = small_count(words, at + 1, 11)
    size, here = (count[0], count[1]) if count else (3, at + 1)
    span = words.tag(here, "months" if count else "quarter")
    if not span or not _named(words, unlinked(words, here + span)):
        return None
    return (13 - size, 12), here + span, 0


def half_to(words: Words, at: int) -> tuple[tuple[int, int], int, int] | None:
    """Return the six or three months that end as said: "the half-year to June", "the quarter to March"."""
    if span := words.tag(at, "quarter"):
        trailing = words.tag(at + span, "trailing")
        ending = months_at(words, at + span + trailing) if trailing and month_at(words, at + span + trailing) else None
        return (ending[0], ending[1], 3) if ending and not ending[2] else None
    here = at + 1 + (words.mark(at + 1) in DASHES)
    if not (words.tag(at, "half") and words.tag(here, "year")):
        return None
    trailing = words.tag(here + 1, "trailing")
    ending = months_at(words, here + 1 + trailing) if trailing else None
    return (ending[0], ending[1], 6) if ending and not ending[2] else None


def _by_name(words: Words, at: int) -> tuple[tuple[int, int], int, int] | None:
    """Return the months that are named at a token: "January-May", "May"."""
    month = month_at(words, at)
    if month:
        joint = joint_of(words, month[1])
        second = month_at(words, joint) if joint else None
        if (
            second
            and words.tag(month[1], "thru")
            and words.low(month[1]) in AND
            and second[0] != month[0] + 1
            and not (at and words.low(at - 1) in BETWEEN)
        ):
            second = None
        if second:
            return (month[0], second[0]), second[1] + words.tag(second[1], "quarter"), 0
        if words.lexicon.language == "en" and words.tag(month[1], "quarter"):
            return (month[0], month[0]), month[1] + words.tag(month[1], "quarter"), 3  # "the March quarter"
        return (1 if _closes(words, at) else month[0], month[0]), month[1], 0
    return None


_UP_TO = frozenset({"by", "at", "to", "until", "till", "through", "as"})
_ENDS_OF = frozenset({"end", "close"})


def _closes(words: Words, at: int) -> bool:
    """Return whether all months of a year up to one are meant: "by the end of April", "until July 2025"."""
    if words.low(at - 1) in {"until", "till", "through"}:
        return True
    end = at - 2
    if words.low(end) not in _ENDS_OF or not (words.low(at - 1) == "of" or words.mark(at - 1) in DASHES):
        return False
    end -= words.low(end - 1) == "the"
    return words.low(end - 1) in _UP_TO or (words.low(end - 1) == "of" and words.low(end - 2) == "as")


def _of(words: Words, at: int) -> bool:
    """Return whether "of" stands behind a word: "three quarters of those exports"."""
    return at + 1 < len(words.tokens) and words.low(at + 1) == "of"


def _hyphened(words: Words, at: int) -> int | None:
    """Return where "month" ends behind a count and a hyphen: "five-month exports", but not "a six-month high"."""
    if words.mark(at) not in DASHES or words.low(at + 1) != "month":
        return None
    told = any(words.tag(at + 2, tag) for tag in ("exports", "imports", "total"))
    return at + 2 if told or words.low(at + 2) in {"figure", "figures", "period", "total"} else None


#: Months of a year, where they end, and the count of months that trails, or 0.
_Said = tuple[tuple[int, int], int, int]


def months_at(words: Words, at: int) -> _Said | None:
    """Return the months of a year that are said at a position, where they end, and a count that trails."""
    for reading in (_by_name, _by_number, _by_half, _by_letter, _by_ordinal, _closing, _counted):
        if said := reading(words, at):
            return _in_brackets(words, said[1]) or said
    return None


def _in_brackets(words: Words, at: int) -> _Said | None:
    """Return the months that say behind a half or a count which it is: "the first half (April-September)"."""
    named = _by_name(words, at + 1) if words.mark(at) == "(" else None
    return (named[0], named[1] + 1, 0) if named and not named[2] and words.mark(named[1]) == ")" else None


def _by_number(words: Words, at: int) -> _Said | None:
    """Return the months whose first is a bare number in Chinese: "1-5月"."""
    token = words.number(at)
    if words.lexicon.language != "zh" or not token:
        return None
    if not (words.mark(at + 1) in DASHES | {"至", "到"} or words.tag(at + 1, "thru")):
        return None
    second = month_at(words, at + 2)
    if second and token.text.isdigit() and 1 <= int(token.text) <= 12:
        return (int(token.text), second[0]), second[1], 0
    return None


def _by_half(words: Words, at: int) -> _Said | None:
    """Return the half of a year that has a word of its own, or "the first eight months" where one word says first."""
    for tag, months in (("halfone", (1, 6)), ("halftwo", (7, 12))):
        if words.tag(at, tag):
            return months, at + words.tag(at, tag), 0
    count = small_count(words, at + 1, 12) if words.tag(at, "firstn") else None
    if not count:
        return None
    end = count[1] + (count[1] < len(words.tokens) and words.low(count[1]) == "个")
    if words.tag(end, "month"):
        return (1, count[0]), end + 1, 0
    if words.tag(end, "quarter"):
        return (1, 3 * min(count[0], 4)), end + words.tag(end, "quarter"), 0
    return None


def _by_letter(words: Words, at: int) -> _Said | None:
    """Return the months of "Q1", "H2" and "Quarter 3"."""
    named = small_count(words, at + 1, 4) if words.low(at) == "quarter" and words.tokens[at].capital else None
    if named and words.number(at + 1):
        return (3 * named[0] - 2, 3 * named[0]), named[1], 0
    for letter, size in (("q", 3), ("h", 6)):
        if words.tag(at, letter) and words.tokens[at].text.isupper():
            count = small_count(words, at + 1, 12 // size)
            if count and words.joined(at + 1):
                return (size * (count[0] - 1) + 1, size * count[0]), count[1], 0
    return None


def _ordinal(words: Words, at: int) -> tuple[int, int] | None:
    """Return which one is said at a position, and where that ends: "first", "1-й квартал", "1. Quartal"."""
    said, span = words.starting(at, "ordinal:")
    if said:
        return int(said), at + span
    digit = words.number(at)
    if not digit or digit.text not in {"1", "2", "3", "4"}:
        return None
    here = at + 1
    for _ in range(2):
        if words.mark(here) in DASHES | {"."} or (
            here < len(words.tokens) and words.low(here) in {"и", "е", "м", "го", "st", "nd", "rd", "th", "er"}
        ):
            here += 1
    return (int(digit.text), here) if words.tag(here, "quarter") or words.tag(here, "half") else None


def _by_ordinal(words: Words, at: int) -> _Said | None:
    """Return the months of "the second quarter", "the first half" and "the first eight months"."""
    told = _ordinal(words, at)
    if not told:
        return None
    number, here = told
    connected = here + words.tag(here, "connect") if words.lexicon.language in {"fr", "es", "zh"} else here
    for place in (here, connected):
        if words.tag(place, "quarter"):
            return (3 * number - 2, 3 * number), place + words.tag(place, "quarter"), 0
        if words.tag(place, "half") and number <= 2:
            return (6 * number - 5, 6 * number), place + words.tag(place, "half"), 0
    if number != 1:
        return None
    if words.low(here) == "month":
        return (1, 1), here + 1, 0  # "the first month of 2024"
    count = small_count(words, here, 12)
    if count and words.tag(count[1], "months"):
        return (1, count[0]), count[1] + words.tag(count[1], "months"), 0
    if count and words.tag(count[1], "quarter"):
        return (1, min(3 * count[0], 12)), count[1] + words.tag(count[1], "quarter"), 0
    return None


_MAKING_UP = frozenset({"represents", "represent", "represented", "makes", "make", "made", "up", "were", "was", "are"})


def _counted(words: Words, at: int) -> _Said | None:
    """Return the months that are counted: "five-month exports", "nine months", "three months to March"."""
    count = small_count(words, at, 12)
    if not count:
        return None
    if hyphened := _hyphened(words, count[1]):
        return (1, count[0]), hyphened, 0
    here = count[1] + words.tag(count[1], "ordinal:1") * (words.lexicon.language in {"fr", "es"})
    tag, size = ("quarter", 3) if words.tag(here, "quarter") else ("months", 1)
    share = tag == "quarter" and words.low(at - 1) in _MAKING_UP  # "soybean oil represents three quarters"
    some = tag == "quarter" and _of(words, here) and not _named(words, unlinked(words, here + 1))
    # "For the first time in five months"
    first_time = words.low(at - 1) == "in" and words.low(at - 2) == "time"
    if not words.tag(here, tag) or some or share or first_time or count[0] == 1 or size * count[0] > 12:
        return None
    here += words.tag(here, tag)
    total = size * count[0]
    if trailing := words.tag(here, "trailing"):
        ending = months_at(words, unlinked(words, unlinked(words, here + trailing)))
        if ending and not ending[2]:
            return ending[0], ending[1], total
    return (1, total), here, 0
