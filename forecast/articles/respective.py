"""Figures told one by one of the flows of the sentence before: "a year ago they were 9.7m and 33.1m, respectively"."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from forecast.articles.flows import PARTNER
from forecast.articles.items import Item, says
from forecast.articles.roles import FLOW_TAGS, is_growth

if TYPE_CHECKING:
    from collections.abc import Sequence

    from forecast.articles.cutting import CutSentence
    from forecast.articles.setting import Told

__all__ = ["one_by_one"]

_OTHER_WAY = {"exports": "imports", "imports": "exports", "total": "total"}


def _members(items: Sequence[Item]) -> list[tuple[int, int]]:
    """Return where each figure of a list told one by one starts and ends, its direction with it; empty if none is."""
    amounts = [n for n, item in enumerate(items) if item.has("amount")]
    rates = [n for n, item in enumerate(items) if is_growth(item)]
    if bool(amounts) == bool(rates):
        return []  # levels and growth at once: not told apart
    return [(n - (n > 0 and items[n - 1].has("up", "down")), n + 1) for n in amounts or rates]


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
    flows = list(dict.fromkeys(told.statements[n].flow for n in told.recent if told.statements[n].level is not None))
    members = _members(items)
    if len(members) != len(flows) or len(flows) < 2:
        return None
    clauses = []
    for flow, (start, end) in zip(flows, members, strict=True):
        # As the text called it: what is of the partner is turned when it is read.
        named = Item(frozenset({_OTHER_WAY[flow] if told.view == PARTNER else flow}), items[0].first, items[0].first)
        own = [item for n, item in enumerate(items) if start <= n < end or not any(s <= n < e for s, e in members)]
        clauses.append((named, *(item for item in own if item is not word and not item.has("while"))))
    return replace(cut, clauses=tuple(clauses))
