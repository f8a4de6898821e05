"""What each clause knows of its article, and what was told before it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from forecast.articles.article import ReadStatement, ReadTarget, Reason
    from forecast.articles.figures import Words
    from forecast.articles.items import Item
    from forecast.articles.spans import Span
    from forecast.articles.topics import Topics
    from forecast.data import Mention, Pair

__all__ = ["Setting", "Told", "place_of", "quoted"]


@dataclass(frozen=True, slots=True)
class Setting:
    """What the whole article gives to each clause.

    Parameters
    ----------
    words : Words
    text : str
    published : datetime.date
    pair : Pair or None
    fiscal_start : int or None
        Month in which the reporter's fiscal year starts.
    by_start : bool
        Whether one year names the fiscal year that starts in it.
    places : mapping
        The places mentioned, by their first token.
    topics : mapping
        The pairs that a sentence is about, by its first token, where the text tells of several; all else is of `pair`.
    """

    words: Words
    text: str
    published: date
    pair: Pair | None
    fiscal_start: int | None
    by_start: bool
    places: Mapping[int, Mention]
    topics: Topics


@dataclass
class Told:
    """What was read so far, and what is carried from one sentence to the next."""

    statements: list[ReadStatement] = field(default_factory=list)
    targets: list[ReadTarget] = field(default_factory=list)
    reasons: dict[int, Reason] = field(default_factory=dict)  # by token
    derived: list[tuple[tuple[Item, ...], int | None, str, float, str]] = field(default_factory=list)
    recent: list[int] = field(default_factory=list)  # statements of the last sentence that made any
    indices: list[tuple[int, float, float, tuple[int, int]]] = field(default_factory=list)  # by statement
    carried: set[int] = field(default_factory=set)  # statements whose clause does not name the flow that they are of
    partnered: set[int] = field(default_factory=set)  # statements whose clause names the partner
    paced: bool = False  # whether growth is told as a pace to the year before: "118,2 % к январю 2023-го"
    span: Span | None = None
    flow: str = ""
    side: str = ""  # exports or imports, as the reporter sees those named last
    view: int = 0  # which side the exports and imports named last were of: 1 the reporter, 2 the partner, 0 not said
    part: bool = False  # whether the total spoken of is without oil or the like: so are the flows named behind it
    outside: bool = False  # whether the figures told last were of all countries or of others
    parted: str = ""  # whether both or one of the parts of a total were told last: "the figure" is the total then
    unit: str | None = None
    sentences: int = 0


def place_of(setting: Setting, items: Sequence[Item]) -> tuple[int, int]:
    """Return where items stand in the text."""
    tokens = setting.words.tokens
    return min(tokens[i.first].start for i in items), max(tokens[i.end - 1].end for i in items)


def quoted(setting: Setting, items: Sequence[Item], clause: Sequence[Item]) -> tuple[int, int]:
    """Return the place of a clause's words in the text, with the small words before it."""
    tokens, text = setting.words.tokens, setting.text
    first = clause[0].first
    while first > items[0].first - 3 and first > 0 and tokens[first - 1].kind == "word":
        first -= 1
    start, end = tokens[first].start, tokens[clause[-1].end - 1].end
    while end > start and text[end - 1] in " ,;:.(（":
        end -= 1
    while start < end and text[start] in " ,;:.)）-–—":
        start += 1
    if text[start:end].count("(") > text[start:end].count(")") and text[end : end + 1] == ")":
        end += 1
    return start, end
