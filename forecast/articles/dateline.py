"""Where and when an article was sent: "MINSK, 14 July (BelTA) -", "Москва. 26 марта. ИНТЕРФАКС -"."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from forecast.articles.months import month_at

if TYPE_CHECKING:
    from forecast.articles.figures import Words

__all__ = ["day_of", "tokens_in"]

#: A dateline stands among the first tokens.
_HEAD = 200
#: A line of a day has fewer tokens.
_SHORT = 14
#: Its place, its day and its agency take so many tokens at most.
_LONGEST = 16
_DASHES = frozenset({"-", "–", "—"})
_CLOSING = frozenset({")", "/"})
#: What may stand beside the day: "14 июля 2025 года", "Корр. БЕЛТА", "21st July".
_BESIDE_DAY = frozenset({"г", "года", "год", "the", "of", "st", "nd", "rd", "th", "корр", "соб", "инф", "для"})


def day_of(words: Words) -> date | None:
    """Return the first whole date of a dateline, or of a line that has little else, near the start of a text."""
    tokens, told = words.tokens, tokens_in(words) | _of_short_lines(words)
    for at in (n for n in range(min(len(tokens), _HEAD)) if n in told):
        numbers = [tokens[n].text for n in range(at, min(at + 5, len(tokens))) if tokens[n].kind == "number"]
        month, span = words.starting(at, "month:")
        day = year = ""
        if month and tokens[at].capital | (words.lexicon.language != "en"):
            before, after = words.number(at - 1), words.number(at + span)
            late = at + span + 1 + (words.mark(at + span + 1) == ",")
            if before and after and len(after.text) == 4:
                day, year = before.text, after.text
            elif after and (second := words.number(late)) and len(second.text) == 4 and len(after.text) <= 2:
                day, year = after.text, second.text
        elif tokens[at].kind == "number" and tokens[at].text.count(".") == 2:
            day, month, year = tokens[at].text.split(".")
        elif len(numbers) == 3 and len(numbers[0]) == 4 and words.mark(at + 1) == words.mark(at + 3) == "-":
            year, month, day = numbers
        try:
            if day and len(year) == 4:
                return date(int(year), int(month), int(day))
        except ValueError:
            continue
    return None


def _of_short_lines(words: Words) -> frozenset[int]:
    """Return the tokens of lines that are as short as that of a day: not dates that a text speaks of."""
    head = words.tokens[:_HEAD]
    ends = [-1, *(n for n, token in enumerate(head) if token.kind == "break"), len(head)]
    return frozenset(n for one, two in pairwise(ends) if two - one <= _SHORT for n in range(one + 1, two))


def tokens_in(words: Words) -> frozenset[int]:
    """Return the tokens of the datelines that open a text or one of its first paragraphs."""
    starts = [0, *(n + 1 for n, token in enumerate(words.tokens[:_HEAD]) if token.kind == "break")]
    return frozenset(at for start in starts for at in range(start, _end(words, start)))


def _end(words: Words, start: int) -> int:
    """Return the token behind a dateline, where it starts if there is none.

    A dateline is a name, a day or an agency, or some of these, closed by a dash, a bracket or a full stop; its dash
    stands between spaces ("Belarus-China trade" is none), and no word of it starts small but those beside a day.
    """
    end = at = start
    while at < min(len(words.tokens), start + _LONGEST):
        token = words.tokens[at]
        if month := month_at(words, at):
            at = month[1]
            continue
        if token.kind == "break" or (token.kind == "word" and not token.capital and token.low not in _BESIDE_DAY):
            return end
        if token.text in _DASHES:
            return end if words.joined(at) else at + 1
        if token.text == ":":
            return at + 1
        if token.text in _CLOSING or (token.text == "." and _closed_by_point(words, at)):
            end = at + 1
        at += 1
    return end


def _closed_by_point(words: Words, at: int) -> bool:
    """Return whether a full stop ends the place or the day of a dateline: "ASTANA. KAZINFORM", "17 июл. В январе"."""
    before, behind = words.tokens[at - 1], words.tokens[at + 1 : at + 2]
    return bool(behind) and not words.joined(at + 1) and (before.kind == "number" or len(before.text) > 2)
