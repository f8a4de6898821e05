"""Sentences cut into clauses: each has one subject with its figures, before or behind them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from forecast.articles.asides import without_asides
from forecast.articles.endings import sentences_of
from forecast.articles.items import items_of, says
from forecast.articles.lists import listed
from forecast.articles.subjects import FLOW_TAGS
from forecast.articles.wording import PROMISING, WHEN, is_figure, is_growth

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from forecast.articles.figures import Words
    from forecast.articles.items import Item
    from forecast.data import Mention

__all__ = ["CutSentence", "cut_again", "sentences_cut"]

_SUBJECTS = (*FLOW_TAGS, "other", "world", "part")
_PARTING = frozenset(";；")
_QUOTES = frozenset('"“”«»%')
_DASHES = frozenset("-–—")
#: What may stand between an amount and the flow behind it: "$98m went to exports", "1.7bn - Russian exports".
_LINKS = ("level", "target place", "source", "place", "pronoun", "by", "share")
#: How "of it", "из них" begin.
_OF = frozenset({"of", "из"})
#: No flow stands so many tokens behind its amount.
_FARTHEST = 9


def _parts(item: Item) -> bool:
    """Return whether an item parts clauses: a mark or a conjunction."""
    return (item.has("mark") and item.what not in _QUOTES) or item.has("while")


def _flow_behind(items: Sequence[Item], at: int) -> int | None:
    """Return the flow that an amount stands before, with only what links the two between them."""
    if at and items[at - 1].has("from", "to", "than", "by", "difference") and not items[at - 1].has("level", "while"):
        return None
    for n in range(at + 1, min(at + 7, len(items))):
        item = items[n]
        if item.first - items[at].end > _FARTHEST:
            return None
        if item.has(*FLOW_TAGS) and not item.has("world"):
            return n
        some = item.has("while") and item.what in _OF
        both = item.has("while") and items[n - 1].has("place") and items[n + 1 : n + 2] and items[n + 1].has("place")
        if not (some or both or item.has(*_LINKS) or (item.has("mark") and item.what in _DASHES)):
            return None
    return None


def _cuts(items: Sequence[Item]) -> list[tuple[int, bool]]:
    """Return where parts of a sentence start, and whether the amount of each stands before its flow."""
    cuts: list[tuple[int, bool]] = [(0, False)]
    named = False  # whether a flow is named that the next amount belongs to
    last = -1  # the last amount or flow that is told for
    behind = -1
    for n, item in enumerate(items):
        if n <= behind:
            continue
        if item.has(*_SUBJECTS):
            if behind >= 0 and last == behind and not named:
                start = next((k for k in range(n - 1, behind, -1) if _parts(items[k])), None)
                if start is not None:
                    cuts.append((start, False))
            named = True
        elif item.has("amount"):
            flow = None if named else _flow_behind(items, n)
            if flow is not None and (last >= 0 or _another(items, flow)):
                start = next((k for k in range(n - 1, last, -1) if _parts(items[k])), n if last >= 0 else 0)
                cuts = cuts[:-1] if cuts[-1][0] == start else cuts
                cuts.append((start, True))
                behind = last = flow
            else:
                last = n
            named = False
    return cuts


def _another(items: Sequence[Item], flow: int) -> bool:
    """Return whether the next amount behind a flow has its own flow behind it."""
    for n in range(flow + 1, len(items)):
        if items[n].has(*_SUBJECTS):
            return False
        if items[n].has("amount"):
            return _flow_behind(items, n) is not None
    return False


def _leads(clause: Sequence[Item]) -> bool:
    """Return whether a clause leads to the subject behind it: "having been 4bn, trade rose", "at 47bn, imports"."""
    start = next((n for n, item in enumerate(clause) if item.has("leading")), 0)
    clause = clause[start:]  # behind a dateline
    led = clause[0].has("leading") or clause[0].what == "from" or not says(clause, "level", "pronoun")
    last = next((item for item in reversed(clause) if not item.has("place")), clause[0])
    with_it = clause[0].what == "with"  # "With 215m in 2023, trade has room to grow"
    return (led or with_it) and last.what == "," and (with_it or clause[0].has("leading", "from", "amount"))


def _told_behind(clause: Sequence[Item]) -> bool:
    """Return whether a clause leads from its one amount to what it is of: "over 60m of it - ", "the rest, 9m, was"."""
    amounts = [n for n, item in enumerate(clause) if item.has("amount")]
    if len(amounts) != 1 or any(map(is_growth, clause)):
        return False
    behind = clause[amounts[0] + 1 :]
    mark = clause[amounts[0] - 1].what if amounts[0] > 0 and behind else None
    apposed = mark is not None and (mark == "," or mark in _DASHES) and behind[0].what == mark
    some = all(
        item.has("level", "place", "source", "target place", "pronoun", "share")
        or (item.has("while") and item.what in _OF)
        or (item.has("mark") and (item.what in _DASHES or (apposed and item.what == ",")))
        for item in behind
    )
    first = all(
        item.has("about", "over", "almost", "onlyqualifier", "mark")
        or (apposed and item.has("pronoun", "whole"))
        or (item.has("while") and item.what in _OF)
        for item in clause[: amounts[0]]
    )
    return some and (apposed or (first and any(item.what in _DASHES for item in behind)))


#: What can open a clause.
_OPENING = frozenset({*_SUBJECTS, *PROMISING, "source", "reverse", "place"})


def _starts(clause: Sequence[Item], item: Item, behind: Sequence[Item]) -> bool:
    """Return whether an item opens a new clause after those of a clause so far, before those behind it."""
    if item.tags.isdisjoint(_OPENING):
        return False
    figure = any(map(is_figure, clause))
    subject = says(clause, *_SUBJECTS)
    near = clause[-3:]
    last = clause[-1]
    if item.has(*_SUBJECTS):
        # As in: where EUR12 million will be invested.
        will = last.has("future") and len(clause) > 1 and is_figure(clause[-2])
        if item.has("other") and (will or is_figure(last)) and item.first - last.end <= 2:
            return False
        if item.has(*FLOW_TAGS) and len(clause) > 1 and last.has("source") and clause[-2].has("amount"):
            return False  # "earned $2.14bn from sales to Egypt"
        if item.has(*FLOW_TAGS) and last.has("grew", "shrank") and is_growth(near[0 if len(near) < 2 else -2]):
            return says(clause, *FLOW_TAGS)  # "предприятия вдвое увеличили экспорт"
        if item.has(*FLOW_TAGS) and last.has("amount") and item.first - last.end == 1:
            return False  # "did almost C$56bn in two-way trade", "the bulk of $5.4bn in exports"
        if item.has("total") and last.has("amount") and item.first == last.end:
            return False  # "выйти на 500 млн долларов взаимной торговли"
        if item.has(*FLOW_TAGS) and last.has("adjective") and len(clause) > 1 and clause[-2].has("amount"):
            return last.first - clause[-2].end != 1  # "of the 6.7 billion dollars of Nigerian exports"
        if item.has("part") and is_figure(last) and item.first - last.end == 1:
            return False  # "want 100bn in non-oil trade"
        if last.has("rate") and item.first - last.end <= 3:
            return False
        if item.has("part", "other", "world") and last.has(*FLOW_TAGS):
            return False
        if item.has("world") and last.has("share") and item.first - last.end <= 1:
            return False  # "14.1 percent of the country's total exports"
        if item.has("total") and last.what == "as" and says(clause, "missed"):
            return True  # "but missed the goal as trade fell to $79.4bn that year"
        if item.has(*FLOW_TAGS) and last.has("part") and item.first == last.end:
            return False  # "while car shipments lost 7.5 %"
        if subject and figure:
            return True
        if figure and _leads(clause):
            return False
        if figure:
            # "27bn - so much was the turnover": the verb behind the mark joins them.
            if not subject and not is_figure(last) and _told_behind(clause):
                return False
            if clause[0].has("rise") and last.has("adjective") and says(near, "pronoun"):
                return True  # "прибавка составила 9 %, и почти целиком она обеспечена российским экспортом"
            parting = [n for n, before in enumerate(near) if _parts(before)]
            return bool(parting) and not any(before.has("level") for before in near[parting[-1] :])
        return subject and any(_parts(before) for before in clause[-2:]) and not last.has("total")
    again = last.what == "," and says(clause, "source")
    came = bool(behind) and behind[0].has("amount")  # "collapsed to $24.6bn in 2023, from $42.3bn in 2022"
    if item.has("source") and figure and not came and (last.has("while") or again):
        return True  # "and from Kazakhstan to Russia they fell", "exports from the region 634m, from the republic 386m"
    if item.has("reverse") or (item.has("adjective") and says(clause, "exports", "imports")):
        if item.has("adjective") and last.has("while") and says(clause, "grew", "shrank"):
            return True  # "белорусские поставки в Россию выросли, а российские сократились на 1,4 %"
        led = item.has("adjective") and last.what == "на" and clause[-2].what == ","
        return figure and (led or _parts(last))  # "Kazakh exports 0.9bn, the Japanese 1.4bn"
    if item.has("place") and figure and last.what == "," and clause[0].has("place"):
        return not clause[0].has("adjective") and says(clause, "exports", "imports")
    if item.what == "to" and item.has("aim") and says(clause, "grew", "shrank", "growing"):
        return False  # "rose $1.5bn, or 7.6 percent, to reach $21.3bn"
    if item.has(*PROMISING) and figure:
        told = max(n for n, before in enumerate(clause) if is_figure(before))
        return any(_parts(before) for before in clause[max(told, len(clause) - 4) :]) or (
            last.has("pronoun", "moment") and item.what != "to"
        )
    return False


def _back_from(clause: Sequence[Item]) -> int:
    """Return where goods begin that go the other way: "was 743m, while goods worth 168m moved the other way"."""
    amounts = [n for n, item in enumerate(clause) if item.has("amount")][-2:]
    if len(amounts) < 2 or any(item.has(*_SUBJECTS) for item in clause[amounts[0] :]):
        return 0
    return next((n for n in range(amounts[1], amounts[0], -1) if clause[n].has("while")), 0)


def _before_other_side(clause: Sequence[Item], behind: Sequence[Item]) -> int:
    """Return where a side's part begins that an adjective alone names: "1.1bn - российские поставки, 2bn - наши"."""
    row = [n for n, item in enumerate(clause) if not item.has("target place", "again", "about", "over", "almost")]
    if len(row) < 3 or not all(item.has("mark", "while") for item in behind):
        return 0
    mark, amount, dash = row[-3:]
    apart = clause[mark].what in {",", ";", "а", "и"} and clause[amount].has("amount") and clause[dash].what in _DASHES
    flow = next((item for item in reversed(clause[:mark]) if not item.has("mark", "while")), None)
    return mark if apart and flow is not None and flow.has("exports", "imports") else 0


def _before_bracket(clause: Sequence[Item], at: int) -> int:
    """Return where a part begins whose growth is in brackets: "5bn, of which 1bn (-29 %) fell on exports"; else 0."""
    row = clause[max(at - 4, 0) : at + 1]
    bracketed = [item.what for item in row[2:]][:1] == ["("] and len(row) == 5 and row[4].what == ")"
    if not (bracketed and row[1].has("amount") and row[0].what == "," and says(clause[: at - 4], "amount")):
        return 0
    return at - 4 if at + 1 < len(clause) and says(clause[at + 1 :], "level") else 0


def _last_parting(parting: Sequence[int], cut: int) -> int:
    """Return where the last run of marks and conjunctions begins: "this year, he said, exports fell, while"."""
    at = len(parting) - 1
    while at > 0 and parting[at - 1] == parting[at] - 1:
        at -= 1
    return parting[at] if parting else cut


def _subject_behind(clause: Sequence[Item], figure: int) -> int:
    """Return the flow that a figure is told of behind it: "almost all of it, 59m, was exports"; else the figure."""
    flow = next((n for n in range(figure + 1, len(clause)) if clause[n].has(*FLOW_TAGS)), figure)
    return flow if flow > figure and _told_behind(clause[:flow]) else figure


def _by_subject(items: Sequence[Item]) -> Iterator[tuple[Item, ...]]:
    """Return the clauses of a part of a sentence whose subjects stand before their figures."""
    clause: list[Item] = []
    for at, item in enumerate(items):
        if item.has("mark") and item.what in _PARTING:
            if clause:
                yield tuple(clause)
            clause = []
            continue
        if item.has("adjective") and (cut := _before_other_side(clause, items[at + 1 : at + 2])):
            yield tuple(clause[:cut])
            clause = [*clause[cut:], item]
            continue
        if item.has("reverse") and (cut := _back_from(clause)):
            yield tuple(clause[:cut])
            clause = clause[cut:]
        if clause and _starts(clause, item, items[at + 1 : at + 2]):
            figures = [n for n, before in enumerate(clause) if is_figure(before)]
            after = _subject_behind(clause, figures[-1]) + 1 if figures else 0
            parting = [n for n in range(after, len(clause)) if _parts(clause[n])]
            # "An 11.3 percent ($5bn) increase over 2023, and": a bracket that ends parts nothing.
            cut = next((n for n in parting if clause[n].what != ")"), parting[0] if parting else len(clause))
            opening = not figures and not says(clause[:cut], *_SUBJECTS)
            cut = _last_parting(parting, cut) if opening else _before_bracket(clause, cut) or cut
            if cut == 0:
                cut = len(clause)
            if cut == len(clause) > 1 and clause[-1].has("place") and clause[-1].end == item.first:
                cut -= 1  # "bought 34 % of Paraguayan exports": whose the new subject is
            yield tuple(clause[:cut])
            clause = clause[cut:]
        if item.has("amount") and (cut := _behind_goods(clause)):
            yield tuple(clause[:cut])
            clause = clause[cut:]
        clause.append(item)
    if clause:
        yield tuple(clause)


def _behind_goods(clause: Sequence[Item]) -> int:
    """Return where an amount that is of no goods named before begins: "угля, а остаток, 223 млн, составил"."""
    cut = next((n - 1 for n in range(len(clause) - 1, 1, -1) if clause[n].what == "а"), 0)
    led = cut > 0 and clause[cut].what == "," and clause[cut - 1].has("part") and not any(map(is_figure, clause))
    return cut if led and not says(clause[cut:], *_SUBJECTS) else 0


def _clauses(items: Sequence[Item]) -> Iterator[tuple[Item, ...]]:
    """Return the clauses of a sentence, a list told one by one as a clause for each of its members."""
    start = 0
    for first, end, clauses in listed(items):
        yield from _plain_clauses(items[start:first])
        yield from clauses
        start = end
    yield from _plain_clauses(items[start:])


def _going_on(items: Sequence[Item]) -> int:
    """Return where a sentence goes on about its subject: "1.7bn were exports, and in May it fell"; its end if not."""
    for n, item in enumerate(items):
        if item.has("adjective") and (cut := _before_other_side(items[:n], items[n + 1 : n + 2])):
            return cut
        if item.has("pronoun") and any(map(is_figure, items[:n])):
            parting = [k for k in range(max(n - 2, 0), n) if items[k].has("while")]
            if parting and all(other.has("moment") for other in items[parting[0] + 1 : n]):
                return parting[0]
    return len(items)


def _plain_clauses(items: Sequence[Item]) -> Iterator[tuple[Item, ...]]:
    """Return the clauses of a part of a sentence without such a list."""
    if not items:
        return
    cuts = _cuts(items)
    for (start, before), end in zip(cuts, [*(at for at, _before in cuts[1:]), len(items)], strict=True):
        if before:
            told = start + _going_on(items[start:end])
            yield tuple(items[start:told])
            yield from _by_subject(items[told:end])
        else:
            yield from _by_subject(items[start:end])


@dataclass(frozen=True, slots=True)
class CutSentence:
    """A sentence in what it says, and in clauses.

    Parameters
    ----------
    start : int
        Its first token.
    items : tuple of Item
    clauses : tuple of tuple of Item
    """

    start: int
    items: tuple[Item, ...]
    clauses: tuple[tuple[Item, ...], ...]


def cut_again(words: Words, cut: CutSentence, items: tuple[Item, ...]) -> CutSentence:
    """Return a sentence with other items, cut into clauses by them."""
    return _cut(words, cut.start, items)


def _cut(words: Words, start: int, items: tuple[Item, ...]) -> CutSentence:
    return CutSentence(start, items, tuple(_with_when(words, tuple(_clauses(items)))))


def _with_when(words: Words, clauses: Sequence[tuple[Item, ...]]) -> Iterator[tuple[Item, ...]]:
    """Return clauses, "than in 2022, when trade had reached 174.8bn" with the year before "when" in the second too."""
    last: Item | None = None
    for clause in clauses:
        first = next((item for item in clause if not item.has("mark")), clause[0])
        behind_when = words.low(first.first - 1) in WHEN and first.has(*FLOW_TAGS) and says(clause, "amount")
        year = last if behind_when and last is not None and last.has("moment") else None
        yield clause if year is None else (year, *clause)
        last = clause[-1]


def _with_parts_last(words: Words, items: tuple[Item, ...]) -> tuple[Item, ...]:
    """Return items with a part told between commas behind what is told of the whole.

    "2.7bn, of which 2.6bn was Mongolian imports, was 13 percent up" tells growth of 2.7bn.
    """
    for n, item in enumerate(items):
        low = [token.low for token in words.tokens[item.end : item.end + 2]]
        if item.what != "," or low != ["of", "which"]:
            continue
        end = next((m for m in range(n + 1, len(items)) if items[m].what == ","), 0)
        going_on = end and end + 1 < len(items) and items[end + 1].has("level", "grew", "shrank")
        if not (going_on and says(items[:n], "amount") and says(items[n:end], "amount")):
            continue
        told = next((m for m in range(end + 1, len(items)) if items[m].has("mark", "while")), len(items))
        return (*items[:n], *items[end + 1 : told], *items[n : end + 1], *items[told:])
    return items


def sentences_cut(words: Words, places: Mapping[int, Mention]) -> tuple[CutSentence, ...]:
    """Return the sentences of a text that say anything, cut into clauses.

    Parameters
    ----------
    words : Words
    places : mapping
        The places that the text mentions, by their first token.
    """
    parts = ((start, without_asides(words, items_of(words, start, end, places))) for start, end in sentences_of(words))
    said = ((start, _with_parts_last(words, items)) for start, items in parts)
    return tuple(_cut(words, start, items) for start, items in said if items)
