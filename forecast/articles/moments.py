"""Periods and days as news says them: a year, first months, quarters, "last year", "the same period".

Read from tokens like figures.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from forecast.articles.months import (
    AND,
    BETWEEN,
    DASHES,
    half_to,
    joint_of,
    month_at,
    months_at,
    small_count,
    unlinked,
    year_number,
)
from forecast.articles.spans import Moment

if TYPE_CHECKING:
    from forecast.articles.figures import Words

__all__ = ["moment_at"]

#: How a year in digits ends in Russian.
_ENDINGS = frozenset({"го", "м", "ом", "му", "й", "е"})
_FISCAL = frozenset({"fiscal", "financial"})
#: "Three years ago", "двумя годами ранее".
_AGO = frozenset({"ago", "earlier", "before", "previously", "prior", "назад", "ранее", "раньше"})
#: Tags with which something about time can start.
_TIMELY = (
    "month:", "ordinal:", "num:", "ref:", "fiscal", "halfone", "halftwo", "firstn", "q", "h", "othercalendar", "asof",
    "last", "half", "quarter",
)  # fmt: skip
#: An Iranian year starts so many years later, on 21 March: its months count from April.
_IRANIAN, _IRANIAN_START = 621, 4
#: How the words begin that name it.
_SOLAR = ("iranian", "persian", "solar", "иранск", "персидск")


def _through(words: Words, at: int, found: Moment, here: int) -> tuple[Moment, int] | None:
    """Return the period to months of another year, or of this one: "from January 2022 to June 2024".

    Parameters
    ----------
    words : Words
    at, here : int
        Where the first months start, and where their year ends.
    found : Moment
        The first months.
    """
    listed = here < len(words.tokens) and words.low(here) in AND
    joint = joint_of(words, here)
    if joint is None or found.year is None or found.months is None or found.trailing:
        return None
    if listed and not (at and words.low(at - 1) in BETWEEN):
        return None
    months = months_at(words, unlinked(words, joint))
    year_part = _year_part(words, unlinked(words, months[1])) if months and not months[2] else None
    if not (months and year_part) or year_part[0].kind != "period" or year_part[0].fiscal or not year_part[0].year:
        return None
    last = months[0][1]
    count = (year_part[0].year - found.year) * 12 + last - found.months[0] + 1
    return (replace(year_part[0], months=(last, last), trailing=count), year_part[1]) if count > 0 else None


def _second_year(words: Words, at: int) -> int | None:
    """Return the year behind a dash or stroke, of two or four digits: "2023-24"."""
    short = words.number(at + 1) if words.mark(at) in DASHES | {"/"} and words.joined(at) else None
    joined = short is not None and words.joined(at + 1)
    return int(short.text) if short and joined and short.text.isdigit() and len(short.text) in {2, 4} else None


#: Folded, so that й is и.
_WHICH = frozenset({"that", "which", "которыи"})
_CLOSED = ("закончивш", "завершивш")
#: A month is over from here on.
_LAST_DAYS = 28
#: Until here it has hardly begun.
_FIRST_HALF = 15


def _from_day(words: Words, at: int) -> tuple[Moment, int] | None:
    """Return the months between two days that are whole: "1 January to 31 October 2025"."""
    first, month = words.number(at), month_at(words, at + 1)
    joint = joint_of(words, month[1]) if month else None
    last = words.number(joint) if joint else None
    if not (first and month and joint and last and first.text == "1" and last.text.isdigit()):
        return None
    ending = month_at(words, joint + 1)
    year = year_number(words, ending[1]) if ending else None
    if ending is None or year is None or not _LAST_DAYS <= int(last.text) <= 31:
        return None
    return Moment("period", year, months=(month[0], ending[0])), ending[1] + 1


#: The first months, halves or quarters of a fiscal year, written in one word with it.
_COUNTED = {"mfy": 1, "hfy": 6, "qfy": 3}


def _of_fiscal(words: Words, at: int) -> tuple[Moment, int] | None:
    """Return the months of a fiscal year in one word: "9MFY25", "1HFY24", "9M FY25"."""
    count, word, year = words.number(at), words.low(at + 1), words.number(at + 2)
    if not (count and words.joined(at + 1) and count.text.isdigit() and len(count.text) <= 2):
        return None
    end = at + 3
    if word == "m" and words.tokens[at + 1].text == "M" and words.low(at + 2) == "fy":
        word, year, end = "mfy", words.number(at + 3), at + 4
    size = _COUNTED.get(word)
    if size is None or year is None or len(year.text) not in {2, 4} or not year.text.isdigit():
        return None
    last = int(count.text) * size
    first = 1 if size == 1 else last - size + 1
    if not 1 <= last <= 12:
        return None
    named = int(year.text) + (2000 if len(year.text) == 2 else 0)
    return Moment("period", named, months=(first, last), fiscal=True, single=True, counted=True), end


def _closes_in(words: Words, found: Moment, end: int) -> bool:
    """Return whether a year is named by the month that it ends in: "the March 2023 year"."""
    one = found.months is not None and found.months[0] == found.months[1] and not found.trailing
    return one and words.low(end - 1) == "year" and words.number(end - 2) is not None


def _ended(words: Words, at: int, *, fiscal: bool = False) -> tuple[Moment, int] | None:
    """Return the twelve months that end as said: "the fiscal year that ended in June 2024", "ended March 31, 2024"."""
    here = at
    for _ in range(3):
        here += words.low(here) in _WHICH
        here += words.tag(here, "trailing") or words.tag(here, "connect")
    here += words.low(here) == "on"
    day = words.number(here)
    here += 1 if day and len(day.text) <= 2 and words.starting(here + 1, "month:")[1] else 0
    month = month_at(words, here)
    if month is None:
        return _through_quarter(words, here)
    day = words.number(month[1])
    here = month[1] + (1 if day and len(day.text) <= 2 else 0)
    comma = here + (words.mark(here) == ",")
    year = year_number(words, comma)
    if not fiscal and year is None and day and here > month[1] and int(day.text) < _LAST_DAYS:
        return None
    # "In the year to June", "ended June 30": the newest one that was over; "ended July 7": its last month is June.
    last = month[0] - (here > month[1] and int(words.tokens[month[1]].text) < _FIRST_HALF and month[0] > 1)
    return Moment("period", year, months=(last, last), trailing=12), here if year is None else comma + 1


def _through_quarter(words: Words, at: int) -> tuple[Moment, int] | None:
    """Return the twelve months to the end of a quarter: "in the year to the end of the first quarter"."""
    months = months_at(words, unlinked(words, at))
    if months is None or months[2] or words.low(months[1] - 1) != "quarter":
        return None
    year = year_number(words, unlinked(words, months[1], most=1))
    end = months[1] if year is None else unlinked(words, months[1], most=1) + 1
    return Moment("period", year, months=(months[0][1], months[0][1]), trailing=12), end


def _start_said(words: Words, at: int) -> tuple[int | None, int]:
    """Return the month that a fiscal year starts in by how it ended, and where that ends: "that ended mid-July"."""
    here = at + (at < len(words.tokens) and words.low(at) in {"that", "which"})
    span = words.tag(here, "trailing")
    if not span or words.low(here) not in {"ended", "ending"}:
        return None, at
    here += span
    here += words.tag(here, "connect")
    middle = here + 1 < len(words.tokens) and words.low(here) == "mid" and words.mark(here + 1) in DASHES
    month = month_at(words, here + 2 * middle)
    if month is None or words.number(month[1]):
        return None, at
    return (month[0] if middle else month[0] % 12 + 1), month[1]


def _closed(words: Words, at: int) -> tuple[Moment, int] | None:
    """Return the twelve months that end as said behind a comma: "за год, закончившийся 30 июня 2024-го"."""
    led = words.mark(at) == "," and (words.low(at + 1).startswith(_CLOSED) or words.low(at + 1) in _WHICH)
    return _ended(words, at + 1) if led and words.lexicon.language == "ru" else None


def _began(words: Words, at: int) -> tuple[Moment, int] | None:
    """Return the fiscal year that began as said, the last one that did: "the fiscal year that began last July"."""
    here = at + (words.low(at) in {"that", "which"})
    if words.low(here) not in {"began", "started", "beginning", "starting"}:
        return None
    here += 1 + (words.low(here + 1) == "in")
    here += words.low(here) == "last"
    month = month_at(words, here)
    if month is None or words.number(month[1]):
        return None
    return Moment("period", ref="out", fiscal=True, start=month[0]), month[1]


def _bracketed(words: Words, at: int) -> tuple[Moment, int] | None:
    """Return the fiscal year in brackets behind what it is of: "the fiscal year (2023-24)", "July (2022-23)"."""
    year = year_number(words, at + 1) if words.mark(at) == "(" else None
    second = _second_year(words, at + 2) if year is not None else None
    if year is None or second is None or second % 100 != (year + 1) % 100 or words.mark(at + 4) != ")":
        return None
    return Moment("period", year, fiscal=True), at + 5


def _led(words: Words, at: int) -> bool:
    """Return whether a plain 1403 is a year: in a text of Iran, behind "in" or "by", and nothing of it is counted."""
    token = words.number(at)
    if not (words.iranian and token and len(token.text) == 4) or words.joined(at):
        return False
    percent = words.mark(at + 1) == "%" or words.tag(at + 1, "percent")
    counted = percent or words.tag(at + 1, "other") or words.starting(at + 1, "scale:")[1]  # "1403 tonnes"
    led = words.tag(at - 1, "connect") == 1 or any(words.tag(at - back, "deadline") == back for back in range(1, 6))
    return led and not counted


def _year_part(words: Words, at: int) -> tuple[Moment, int] | None:
    """Return a year as printed or as told from the day of publication."""
    solar = words.tag(at, "othercalendar")
    number = words.number(at + solar) if solar or _led(words, at) else None
    if number and number.text.isdigit() and (1300 if solar else 1370) <= int(number.text) < (1500 if solar else 1450):
        end = at + solar + 1
        return Moment("period", int(number.text) + _IRANIAN, fiscal=True, start=_IRANIAN_START), (
            end + words.tag(end, "othercalendar")
        )
    digits, behind = words.number(at), words.tag(at + 1, "othercalendar")  # "за 1400 иранский год"
    if digits and behind and digits.text.isdigit() and 1300 <= int(digits.text) < 1500:
        return Moment("period", int(digits.text) + _IRANIAN, fiscal=True, start=_IRANIAN_START), at + 1 + behind
    which, relative = words.starting(at, "fiscalref:")
    fiscal = max(words.tag(at, "fiscal"), relative)
    here = at + fiscal
    if fiscal and words.low(here - 1) in _FISCAL:
        here += words.tag(here, "year")  # "the fiscal year that ended"
    if fiscal and (told := _bracketed(words, here)):
        return told
    short = words.number(here) if fiscal else None
    if short and short.text.isdigit() and len(short.text) == 2:
        # "FY24", "FY 23-24"
        started, here = 2000 + int(short.text), here + 1
        other = _second_year(words, here)
        if other is not None and other % 100 == (started + 1) % 100:
            return Moment("period", started, fiscal=True), here + 2
        return Moment("period", started, fiscal=True, single=True), here
    if (year := year_number(words, here)) is not None:
        here += 1
        second = _second_year(words, here)
        if second is not None:
            if second == year + 1 or (second < 100 and second == (year + 1) % 100):
                after = here + 2
                after += words.tag(after, "fiscal")
                start, end = _start_said(words, after)
                return Moment("period", year, fiscal=True, start=start), end
            if (second if second > 99 else year - year % 100 + second) > year:
                return Moment("years", year), here + 2
        if words.mark(here) in DASHES and words.joined(here) and words.joined(here + 1):
            here += 2 * (words.low(here + 1) in _ENDINGS)  # 2025-го
        end = here + words.tag(here, "year")
        if end > here and words.mark(end) == "." and words.joined(end) and len(words.tokens[end - 1].text) <= 2:
            end += 1
        after = words.tag(end, "fiscal")
        if fiscal or after:
            end += after
            led = words.mark(end) == "," and words.low(end + 1) in {"which", "that"}
            told = _ended(words, end + 1) if led else None  # "fiscal year 2016, which ended on July 7, 2024"
            if told is not None and told[0].year is not None:
                return told
            return Moment("period", year, fiscal=True, single=True), end
        return Moment("period", year), end
    if relative:
        solar = any(words.low(n).startswith(_SOLAR) for n in range(at, here))
        return Moment("period", ref=which, fiscal=True, start=_IRANIAN_START if solar else None), here
    if fiscal and (told := _ended(words, here, fiscal=True) or _began(words, here) or _closed(words, here)):
        return told
    said, span = words.starting(here, "ref:")
    if said == "whole" and (named := year_number(words, here + span)) is not None:
        return Moment("period", named), here + span + 1
    if said:
        return Moment("period", ref=said), here + span
    return None


def _until(words: Words, at: int) -> tuple[Moment, int] | None:
    """Return the months of a year up to its day: "as of 1 June 2024" is January to May."""
    day = words.number(at)
    month = month_at(words, at + 1 if day else at)
    here = month[1] if month else at
    if day is None:
        day = words.number(here)
        here += 2 if words.mark(here + 1) == "," else 1
    year = year_number(words, here)
    if not (day and month and year and day.text.isdigit() and len(day.text) < 3):
        return None
    whole = int(day.text) >= 28
    last = month[0] if whole else month[0] - 1
    end = here + 1 + words.tag(here + 1, "year")
    if not (whole or day.text == "1"):
        return None
    return (Moment("period", year, months=(1, last)) if last else Moment("period", year - 1)), end


def _relative(words: Words, at: int) -> tuple[Moment, int] | None:
    """Return what is told from the day of publication in several words: "twelve months earlier", "so far this year"."""
    years = small_count(words, at, 50)
    if years and (span := words.tag(years[1], "year") or words.tag(years[1], "decade")):
        after = years[1] + span
        if after < len(words.tokens) and words.low(after) in _AGO:
            count = years[0] * (10 if words.tag(years[1], "decade") else 1)
            return Moment("period", ref="prev", back=count), after + 1
    said, span = words.starting(at, "ref:")
    if said == "prev" and span > 2:
        fiscal = any(words.low(n) in {"fiscal", "financial"} for n in range(at, at + span))
        return Moment("period", ref=said, fiscal=fiscal), at + span
    return _so_far(words, at + span) if said == "ytd" else None


def _so_far(words: Words, at: int) -> tuple[Moment, int] | None:
    """Return the months of this year up to one that is named: "so far this year, to the end of August"."""
    at += words.mark(at) == ","
    trailing = words.tag(at, "trailing")
    month = month_at(words, at + trailing) if trailing else None
    return (Moment("period", ref="0", months=(1, month[0])), month[1]) if month else None


def _day_first(words: Words, at: int) -> tuple[Moment, int] | None:
    """Return a date that starts with its day: "14 July 2025", "30th January, 2025"."""
    text = words.tokens[at].text
    if words.lexicon.language == "zh" or not text.isdigit() or len(text) > 2 or int(text) > 31:
        return None
    here = at + 1 + (words.mark(at + 1) == "." and words.lexicon.language == "de")
    if here < len(words.tokens) and words.joined(here) and words.low(here) in {"st", "nd", "rd", "th"}:
        here += 1
    here += words.tag(here, "connect") if words.lexicon.language == "es" else 0
    month = month_at(words, here)
    if month is None:
        return None
    here = unlinked(words, month[1], most=1) if words.lexicon.language == "es" else month[1]
    here += words.mark(here) == "," and words.lexicon.language == "en"
    year = None if _second_year(words, here + 1) else year_number(words, here)  # "завершившемся 31 марта 2024/25 году"
    return Moment("day", year), (here + 1 + words.tag(here + 1, "year")) if year else month[1]


def _month_first(words: Words, at: int) -> tuple[Moment, int] | None:
    """Return a date that starts with its month: "July 14, 2025", "7月14日"."""
    month = month_at(words, at) if words.lexicon.language in {"en", "zh"} else None
    day = words.number(month[1]) if month else None
    if (
        month is None
        or day is None
        or not (day.text.isdigit() and len(day.text) <= 2 and int(day.text) <= 31)
        or words.starting(month[1] + 1, "scale:")[1]
        or words.mark(month[1] + 1) == "%"
        or (words.mark(month[1] + 1) in DASHES and words.joined(month[1] + 1))
    ):
        return None
    here = month[1] + 1 + words.tag(month[1] + 1, "weeks")
    comma = here + (words.mark(here) == ",")
    year = year_number(words, comma)
    return Moment("day", year), comma + 1 if year else here


def _same_count(words: Words, at: int) -> tuple[Moment, int] | None:
    """Return the same months of another year by their count: "the same eight months of 2024"."""
    months = months_at(words, at + 1) if small_count(words, at + 1, 12) else None
    if months is None:
        return None
    year = _year_part(words, unlinked(words, months[1]))
    printed = year[0].year if year else None
    # "The same five months last year"
    told = year is not None and (printed is not None or year[0].ref in {"-1", "prev"})
    return Moment("period", printed, ref="same"), year[1] if year and told else months[1]


def _says_time(words: Words, at: int) -> bool:
    """Return whether something about time can start at a token."""
    token = words.tokens[at]
    return token.kind == "number" or token.low in {"year", "same"} or any(t.startswith(_TIMELY) for t in words.tags[at])


def _counted_from(words: Words, at: int) -> tuple[Moment, int] | None:
    """Return the months that are counted and then named: "ten months from July 2024 to April 2025"."""
    count = small_count(words, at, 36)
    end = count[1] + words.tag(count[1], "months") if count else 0
    if not count or end == count[1] or words.low(end) != "from":
        return None
    told = moment_at(words, end + 1)
    return told if told and told[0].months and told[0].year is not None else None


def moment_at(words: Words, at: int) -> tuple[Moment, int] | None:
    """Return what is said about time at a position and where it ends; None where nothing is.

    Examples
    --------
    >>> from datetime import date
    >>> from forecast.articles.reading import words_of
    >>> found, _ = moment_at(words_of("January-May 2025", "en"), 0)
    >>> str(found.resolve(date(2025, 7, 14)))
    '2025-01/2025-05'
    """
    token = words.tokens[at]
    if token.low == "за" and words.low(at + 1) == "год" and (closed := _closed(words, at + 2)):
        return closed
    if not _says_time(words, at):
        return None
    if token.low == "same" and (told := _same_count(words, at)):
        return told
    digits = words.number(at)
    if digits and (told := _of_fiscal(words, at)):
        return told
    if (span := words.tag(at, "asof")) and (until := _until(words, at + span)):
        return until
    if digits and (told := _from_day(words, at)):
        return told
    # A date: "14 July 2025", "July 14", "14 июля", "2025年7月14日", "14.07.2025".
    if digits and (dated := _day_first(words, at)):
        return dated
    if digits and digits.text.count(".") == 2 and len(digits.text) >= 6:
        return Moment("day"), at + 1
    if dated := _month_first(words, at):
        return dated
    if token.low == "year" and words.tag(at + 1, "trailing"):
        return _ended(words, at + 1)
    if words.tag(at, "last") and words.tag(at + 1, "months") and words.low(at + 1) == "month":
        return Moment("period", ref="month"), at + 2
    if told := _relative(words, at):
        return told
    if told := _counted_from(words, at):
        return told
    months = half_to(words, at) or months_at(words, at)
    if months:
        (first, last), here, trailing = months
        found = Moment("period", months=(first, last), trailing=trailing)
        after = unlinked(words, here + (here > at + 1 and words.tag(here, "half")))  # "the April-September half of"
        year_part = _year_part(words, after) or _year_part(words, here) or _bracketed(words, here)
        if not year_part and words.tag(after, "last") and words.tag(after + 1, "year"):
            return replace(found, ref="-1"), after + 2
        if year_part and year_part[0].kind == "period":
            said = year_part[0]
            if not (said.ref in {"same", "prev"} and said.year is None):
                if _closes_in(words, found, year_part[1]):
                    return replace(found, year=said.year, trailing=12), year_part[1]  # "in the March 2023 year"
                if said.fiscal:
                    counted = month_at(words, at) is None and words.mark(here - 1) != ")"
                    return replace(said, months=(first, last), counted=counted), year_part[1]
                found = replace(found, year=said.year, ref=said.ref)
                return _through(words, at, found, year_part[1]) or (found, year_part[1])
        return found, here
    part = _year_part(words, at)
    if not part:
        return None
    said, here = part
    ago = words.low(here - 1) in _AGO
    months = months_at(words, unlinked(words, here, most=1)) if said.ref == "prev" and ago else None
    if months and _year_part(words, unlinked(words, months[1])) is None:
        return replace(said, months=months[0]), months[1]  # "a year earlier in January-August"
    if said.ref == "same":
        after = unlinked(words, here)
        for place in (after, here):
            year_part = _year_part(words, place)
            if year_part and year_part[0].year is not None:
                return replace(year_part[0], ref="same"), year_part[1]
            if year_part and year_part[0].ref in {"-1", "prev"}:
                return said, year_part[1]
        return said, here
    if (
        said.kind == "period"
        and not said.fiscal
        and (words.lexicon.language in {"zh", "tr"} or words.tag(here, "ordinal:1"))
    ):
        after = unlinked(words, here) if words.lexicon.language != "zh" else here
        if words.lexicon.language == "zh":
            while words.mark(after) == "" and words.tag(after, "connect") and not words.tag(after, "halfone"):
                after += 1
        for place in dict.fromkeys((here, after)):
            following = months_at(words, place)
            if following:
                day = words.number(following[1])
                if words.lexicon.language == "zh" and day and words.tag(following[1] + 1, "weeks"):
                    return Moment("day", said.year), following[1] + 2
                return replace(said, months=following[0], trailing=following[2]), following[1]
    return said, here
