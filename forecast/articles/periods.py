"""Which moments of a clause tell its period, which a comparison, and which a deadline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forecast.articles.roles import PROMISING, is_growth

if TYPE_CHECKING:
    from collections.abc import Sequence

    from forecast.articles.items import Item
    from forecast.articles.moments import Span
    from forecast.articles.setting import Setting

__all__ = ["moments_of", "resolved"]


def moments_of(setting: Setting, clause: Sequence[Item]) -> tuple[list[int], list[int], list[int]]:
    """Return which moments of a clause tell its period, which a comparison, and which a deadline."""
    main, compared, deadlines = [], [], []
    promising = any(item.has(*PROMISING) for item in clause)
    year = setting.published.year
    for n, item in enumerate(clause):
        if not item.has("moment") or item.moment.kind != "period":
            continue
        moment = item.moment
        before = [
            other for other in clause[max(n - 3, 0) : n] if not other.has("target place", "connect", "mark", "place")
        ]
        near = before[-1] if before and item.first - before[-1].end <= 3 else None
        between = near is not None and any(other.has("place") and other.first >= near.end for other in clause[:n])
        rated = any(is_growth(other) for other in clause[:n])
        future = moment.year is not None and moment.year >= year and (moment.year > year or promising)
        if moment.ref in {"prev", "same"}:
            compared.append(n)
        elif (near is not None and near.has("deadline") and promising and (future or moment.ref == "0")) or (
            moment.year is not None and moment.year > year
        ):
            deadlines.append(n)
        elif (
            (
                near is not None
                and (near.has("than") or (near.has("from") and moment.months is None and not between))
                and not near.has("deadline")
            )
            or (
                near is not None
                and near.has("than")
                and near.has("deadline")
                and (rated or any(i.has("up", "down") for i in clause[:n]))
            )
            or (near is not None and near.has("over") and rated and moment.months is None and moment.year is not None)
        ):
            compared.append(n)
        else:
            main.append(n)
    return main, compared, deadlines


def resolved(setting: Setting, item: Item, main: Span | None = None) -> Span | None:
    """Return the months that an item names, seen from the day of publication."""
    return item.moment.resolve(setting.published, main=main, fiscal_start=setting.fiscal_start)
