"""Lists told one by one: "exports and imports were 3.5bn and 1.1bn, respectively" is two clauses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forecast.articles.items import says
from forecast.articles.subjects import FLOW_TAGS
from forecast.articles.wording import is_figure, is_growth

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from forecast.articles.items import Item

__all__ = ["listed"]

Clause = tuple["Item", ...]
#: What stands between the members of a list.
_JOINTS = ("while", "about", "over", "almost", "onlyqualifier", "to", "by", "up", "down", "currency")
_AND = frozenset({"and", "и", "und", "et", "y", "ve"})
_COMMAS = frozenset({",", "(", ")", "-", "–", "—"})
#: What may stand between two flows that are told together: whose they are.
_OWNING = ("place", "source", "target place", "while", "pronoun")


def _joins(item: Item) -> bool:
    return item.has(*_JOINTS) or (item.has("mark") and item.what in _COMMAS)


def _run(items: Sequence[Item], end: int, wanted: Callable[[Item], bool]) -> list[int]:
    """Return the members of the list that ends before a position: nothing but joints stands between them."""
    found: list[int] = []
    for n in range(end - 1, -1, -1):
        if wanted(items[n]):
            found.append(n)
        elif not _joins(items[n]):
            break
    return found[::-1]


def _flow_starts(items: Sequence[Item], end: int, count: int) -> list[int] | None:
    """Return where each of the flows before a position starts, with the places before it; None where they are fewer."""
    flows = [n for n in range(end) if items[n].has(*FLOW_TAGS)][-count:]
    if len(flows) < count:
        return None
    starts: list[int] = []
    for before, flow in zip([None, *flows[:-1]], flows, strict=True):
        if before is None:
            starts.append(0)
            continue
        between = range(before + 1, flow)
        if not all(items[n].has(*_OWNING) or _joins(items[n]) for n in between):
            return None
        starts.append(next((n + 1 for n in reversed(between) if _joins(items[n])), flow))
    return starts


def _kept(items: Sequence[Item], start: int, end: int, left: set[int]) -> Clause:
    return tuple(items[n] for n in range(start, end) if n not in left)


def _behind(items: Sequence[Item], word: int, end: int) -> list[int]:
    """Return the figures told one by one behind the word: "составил соответственно 456 млн и 693 млн"."""
    found: list[int] = []
    for n in range(word + 1, end):
        if is_figure(items[n]):
            found.append(n)
        elif not (_joins(items[n]) or (not found and items[n].has("level"))):
            break
    return found


def _of_kinds(items: Sequence[Item], run: Sequence[int]) -> list[list[int]]:
    """Return figures as lists of amounts and of rates."""
    amounts = [n for n in run if items[n].has("amount")]
    rates = [n for n in run if not items[n].has("amount")]
    return [kind for kind in (amounts, rates) if kind]


def _each_with_its_level(items: Sequence[Item], rates: Sequence[int], end: int) -> tuple[int, list[Clause]] | None:
    """Return the clauses of rates told one by one behind flows that have their levels, and where the first starts.

    "Exports were put at $11.8bn and imports at $5.7bn, up 16.6 % and 2.8 %, respectively."
    """
    flows = [n for n in range(rates[0]) if items[n].has(*FLOW_TAGS)][-len(rates) :]
    if len(flows) < len(rates):
        return None
    starts = [next((n + 1 for n in range(flow - 1, -1, -1) if items[n].has("while", "mark")), 0) for flow in flows]
    last = max((n for n in range(rates[0]) if items[n].has("amount")), default=-1)
    bounds = [*starts[1:], last + 1]
    if any(
        sum(items[n].has("amount") for n in range(flow, bound)) != 1 for flow, bound in zip(flows, bounds, strict=True)
    ):
        return None
    tail = set(rates)
    return starts[0], [
        (*items[start:bound], *_kept(items, last + 1, end, tail - {rate}))
        for start, bound, rate in zip(starts, bounds, rates, strict=True)
    ]


def _clauses_of(items: Sequence[Item], word: int, end: int) -> list[Clause] | None:
    """Return the clauses that a list with "respectively" is; None where its members do not match."""
    moments = _run(items, word, lambda item: item.has("moment"))
    before = _run(items, moments[0] if moments else word, is_figure)
    behind = _behind(items, word, end)
    if not before and not moments:
        last = max((n for n in range(word) if items[n].has("moment")), default=-1)
        moments = _run(items, last + 1, lambda item: item.has("moment"))
    if moments and moments[0] and items[moments[0] - 1].has("source"):
        return None
    kinds = _of_kinds(items, before)
    more = _of_kinds(items, behind)
    if not kinds or (
        len(kinds) == len(more) == 1 and items[kinds[0][0]].has("rate") and items[more[0][0]].has("amount")
    ):
        kinds = [*kinds, *more]
    run = sorted(n for kind in kinds for n in kind)
    count = len(kinds[0]) if kinds else 0
    if count < 2 or any(len(kind) != count for kind in kinds):
        return None
    told = [{kind[k] for kind in kinds} for k in range(count)]
    first = run[0]
    if len(moments) == count and (starts := _flow_starts(items, first, 1)):
        return [_kept(items, 0, end, {*run, *moments} - told[k] - {moments[k]}) for k in range(count)]
    starts = _flow_starts(items, first, count)
    if starts is not None:
        flows = [n for n in range(first) if items[n].has(*FLOW_TAGS)]
        after = next(
            (n for n in range(flows[-1] + 1, first) if not items[n].has("place", "source", "target place")), first
        )
        bounds = [*starts[1:], after]
        return [(*items[starts[k] : bounds[k]], *_kept(items, after, end, set(run) - told[k])) for k in range(count)]
    places = [n for n in range(first) if items[n].has("place")][-count:]
    if len(places) == count and all(_joins(items[n]) for n in range(places[0], places[-1]) if n not in places):
        return [_kept(items, 0, end, {*run, *places} - told[k] - {places[k]}) for k in range(count)]
    return None


def _side_by_side(items: Sequence[Item], start: int, at: int) -> list[Clause] | None:
    """Return the clauses of two levels told of two flows without the word: "exports and imports were 3bn and 2bn"."""
    row = items[at : at + 3]
    joined = len(row) == 3 and row[0].has("amount") and row[1].has("while") and row[2].has("amount")
    if not joined or row[1].what not in _AND or any(map(is_figure, items[start:at])):
        return None
    flows = [item for item in items[start:at] if item.has(*FLOW_TAGS)]
    if len(flows) != 2 or says(items[at:], "respectively"):
        return None
    behind = items[at + 3 : at + 5]
    if says(behind, *FLOW_TAGS):
        return None  # "trade was 5bn, and exports"
    word = at + 3 - start
    return _clauses_of(items[start:], word, _through(items, at + 3) - start)


def _through(items: Sequence[Item], end: int) -> int:
    """Return where the months end that belong to a whole list, and the comma behind them."""
    while end < len(items) and (items[end].has("moment") or (items[end].has("mark") and items[end].what == ",")):
        end += 1
    return end


def _tail(items: Sequence[Item], word: int) -> int:
    """Return where what belongs to the whole list ends: "respectively, in 2023-24"."""
    end = word + 1
    behind = _behind(items, word, len(items))
    if len(behind) > 1:
        end = behind[-1] + 1
    return _through(items, end)


def listed(items: Sequence[Item]) -> Iterator[tuple[int, int, list[Clause]]]:
    """Return where the lists told one by one stand in a sentence, each with its clauses.

    Parameters
    ----------
    items : sequence of Item
    """
    start = 0
    for word, item in enumerate(items):
        if (found := _side_by_side(items, start, word)) is not None:
            end = _through(items, word + 3)
            yield start, end, found
            start = end
        if not item.has("respectively"):
            continue
        start = max((n + 1 for n in range(start, word) if items[n].what in {";", "；"}), default=start)
        end = _tail(items, word)
        found = _clauses_of(items[start:end], word - start, end - start)
        if found:
            yield start, end, found
            start = end
            continue
        rates = _run(items[start:word], word - start, is_growth)
        if len(rates) < 2:  # "411m and 149m, having fallen respectively by 1 % and risen by 22 %"
            rates = [n for n in _behind(items[start:end], word - start, end - start) if is_growth(items[start + n])]
        levelled = _each_with_its_level(items[start:end], rates, end - start) if len(rates) > 1 else None
        if levelled:
            yield start + levelled[0], end, levelled[1]
            start = end
