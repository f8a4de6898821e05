"""What a sentence says of the flows of the one before: "they were 9.7m and 33.1m, respectively", "the latter fell"."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from forecast.articles.cutting import cut_again
from forecast.articles.flows import PARTNER
from forecast.articles.items import Item, says
from forecast.articles.subjects import FLOW_TAGS
from forecast.articles.wording import is_growth

if TYPE_CHECKING:
    from collections.abc import Sequence

    from forecast.articles.cutting import CutSentence
    from forecast.articles.figures import Words
    from forecast.articles.setting import Told

__all__ = ["one_by_one", "referring"]

_OTHER_WAY = {"exports": "imports", "imports": "exports", "total": "total"}


def _members(items: Sequence[Item]) -> list[tuple[int, int]]:
    """Return where each figure of a list told one by one starts and ends, its direction with it; empty if none is."""
    amounts = [n for n, item in enumerate(items) if item.has("amount")]
    rates = [n for n, item in enumerate(items) if is_growth(item)]
    if bool(amounts) == bool(rates):
        return []  # levels and growth at once: not told apart
    return [(n - (n > 0 and items[n - 1].has("up", "down")), n + 1) for n in amounts or rates]


def _flows(told: Told) -> list[str]:
    """Return the flows whose levels the last sentence told, in their order."""
    return list(dict.fromkeys(told.statements[n].flow for n in told.recent if told.statements[n].level is not None))


def _called(told: Told, flow: str) -> str:
    """Return a flow as the text calls it: what is of the partner is turned when it is read."""
    return _OTHER_WAY[flow] if told.view == PARTNER else flow


def referring(words: Words, cut: CutSentence, told: Told) -> CutSentence:
    """Return a sentence with "the former" and "the latter" as the flows of the one before."""
    if not says(cut.items, "former", "latter"):
        return cut
    flows = _flows(told)[-2:]
    named = dict(zip(("former", "latter"), flows, strict=False)) if len(flows) == 2 else {}

    def meant(item: Item) -> Item:
        tag = next((tag for tag in named if item.has(tag)), None)
        return item if tag is None else replace(item, tags=frozenset({_called(told, named[tag])}))

    return cut_again(words, cut, tuple(map(meant, cut.items)))


def one_by_one(cut: CutSentence, told: Told) -> CutSentence | None:
    """Return a sentence with a clause for each of its figures, of the flow that the sentence before told; None else.

    Parameters
    ----------
    cut : CutSentence
    told : Told
        What was read of the sentences before.
    """
    items = cut.items
    word = next((item for item in items if item.has("respectively")), None)
    if word is None or says(items, *FLOW_TAGS, "place", "part", "other", "world"):
        return None
    flows = _flows(told)
    members = _members(items)
    if len(flows) < len(members):
        # "Exports were 1.85 trillion yen. Imports dropped to 3.07 trillion. In 2023 the two had been ..."
        levels = (one for one in told.statements if one.level is not None and one.flow != "total")
        flows = list(dict.fromkeys(one.flow for one in levels))
    if len(members) != len(flows) or len(flows) < 2:
        return None
    clauses = []
    for flow, (start, end) in zip(flows, members, strict=True):
        named = Item(frozenset({_called(told, flow)}), items[0].first, items[0].first)
        own = [item for n, item in enumerate(items) if start <= n < end or not any(s <= n < e for s, e in members)]
        clauses.append((named, *(item for item in own if item is not word and not item.has("while"))))
    return replace(cut, clauses=tuple(clauses))
