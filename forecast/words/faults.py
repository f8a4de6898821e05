"""What is wrong with an input, in the language spoken.

Faults are made in `forecast.data`, `forecast.scenario` and the other packages below this one, in plain English, by some
two hundred places that know of no language. Here a fault is recognised by the shape of its text: the catalogue has each
of them with named places, as ``is not a year from {a} to {b}``, found in the code by `tests.support.problem_texts`.
What stands in a place may be such a text itself. A text that the catalogue does not know stays as it is.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from forecast.data import FLOWS, MONTHS
from forecast.words.locale import current_locale, month_name, number, place, say_as, shapes
from forecast.words.quantities import flow_word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from forecast.errors import Fault

__all__ = ["CONTEXT", "fault_words", "problem_words"]

CONTEXT = "fault"
#: Longer texts quote what was given at length; they are not searched.
_LONGEST, _DEEPEST = 600, 3
#: A count as English writes it, from a thousand on.
_COUNT = re.compile(r"\d{1,3}(?:,\d{3})+")
_LINE = re.compile(r"\bline (\d+)")


@cache
def _patterns(language: str) -> Sequence[tuple[re.Pattern[str], str]]:
    """Return the texts with places that a language can say, those first that say most themselves."""
    found = [msgid for msgid in shapes(language, CONTEXT) if "{" in msgid]
    found.sort(key=lambda msgid: -len(re.sub(r"\{\w+\}", "", msgid)))
    return [(re.compile(_pattern(msgid), re.DOTALL), msgid) for msgid in found]


def _pattern(msgid: str) -> str:
    """Return what a text looks like: a place that is glued to a word, "trade it is{a}", may be empty."""
    pieces = re.split(r"\{(\w+)\}", msgid)
    least = ["*" if pieces[i - 1][-1:].isalpha() else "+" for i in range(len(pieces))]
    return "".join(f"(?P<{piece}>.{least[i]}?)" if i % 2 else re.escape(piece) for i, piece in enumerate(pieces))


def problem_words(text: str, *, depth: int = 0) -> str:
    """Return a clause about what is wrong, or what would be right.

    Examples
    --------
    >>> problem_words("is not a year from 1900 to 2200")
    'is not a year from 1900 to 2200'
    """
    spoken = current_locale()
    if spoken.english or not text or len(text) > _LONGEST or depth > _DEEPEST:
        return text
    told = spoken.translations.pgettext(CONTEXT, text)
    if told != text:
        return say_as(CONTEXT, text) if "|" in told else told
    # Before the shapes: "Latin America and the Caribbean" are no two places.
    if depth and (named := _named(text)) != text:
        return named
    for pattern, msgid in _patterns(spoken.language):
        if found := pattern.fullmatch(text):
            values = {name: problem_words(value, depth=depth + 1) for name, value in found.groupdict().items()}
            return say_as(CONTEXT, msgid, **values)
    return text


def _named(text: str) -> str:
    """Return what stands in a place of a fault and is no clause: a count, a flow, a month, the name of a place."""
    if _COUNT.fullmatch(text):
        return number(int(text.replace(",", "")))
    if text in FLOWS:
        return flow_word(text)
    if text in MONTHS:
        return month_name(MONTHS.index(text) + 1)
    return text if "|" in text else place(text)


def fault_words(fault: Fault) -> Fault:
    """Return a fault with its words in the language spoken; what was given stays as it was given."""
    if current_locale().english:
        return fault
    where = _LINE.sub(lambda line: say_as("where a fault is", "line {line}", line=line[1]), fault.where)
    return replace(fault, where=where, problem=problem_words(fault.problem), remedy=problem_words(fault.remedy))
