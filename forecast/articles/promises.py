"""By when a target is to be met, and the marks that "to double" means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forecast.articles.article import ReadTarget
from forecast.articles.moments import _small
from forecast.articles.periods import resolved
from forecast.articles.setting import place_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from forecast.articles.items import Item
    from forecast.articles.moments import Span
    from forecast.articles.setting import Setting, Told

__all__ = ["add_derived", "deadline_of", "says_year"]


def deadline_of(
    setting: Setting, clause: Sequence[Item], items: Sequence[Item], deadlines: Sequence[int], span: Span | None
) -> tuple[int | None, str]:
    """Return the year by which a target is to be met, or what stands in its place."""
    for n in deadlines:
        found = resolved(setting, clause[n], span)
        if found:
            return found.year, ""
    for item in (*clause, *items):
        if item.has("within"):
            for start in (item.end, item.end + 1):
                count = _small(setting.words, start, 50) if start < len(setting.words.tokens) else None
                if count and setting.words.tag(count[1], "year"):
                    return setting.published.year + count[0], ""
    for item in clause:
        # "To double trade in five years", where the same words may look back.
        count = _small(setting.words, item.first + 1, 50) if item.has("multiyear") else None
        if (
            count
            and setting.words.tag(count[1], "year")
            and any(other.has("double", "triple", "aim") for other in clause)
        ):
            return setting.published.year + count[0], ""
    for item in clause:
        if item.has("endyear"):
            return setting.published.year, ""
    for item in items:
        if (
            item.has("moment")
            and item.moment.kind == "period"
            and item.moment.year is not None
            and item.moment.year > setting.published.year
        ):
            return item.moment.year, ""
    if any(item.has("expect") and not item.has("aim") for item in clause) and any(
        item.has("endyear") for item in items
    ):
        return setting.published.year, ""
    soon = next((item for item in items if item.has("soon")), None)
    if soon is not None:
        start, end = place_of(setting, [soon])
        return None, setting.text[start:end]
    return None, ""


def says_year(setting: Setting, item: Item, by: int) -> bool:
    """Return whether an item names a year, or the years until then."""
    if item.has("moment"):
        return item.moment.year == by
    return isinstance(item.what, str) and item.what.isdigit() and int(item.what) + setting.published.year == by


def add_derived(setting: Setting, told: Told) -> None:
    """Turn "to double by 2030" into the mark that it means: twice the newest whole year's total."""
    totals = [
        s
        for s in told.statements
        if s.flow == "total" and s.level is not None and s.period and s.period.is_year and not s.doubt
    ]
    if not totals:
        return
    newest = max(totals, key=lambda s: s.period.year if s.period else 0)
    for clause, by, when, factor in told.derived:
        if any(target.value == (newest.level or 0) * factor for target in told.targets):
            continue
        start, end = place_of(setting, clause)
        parts = tuple(place_of(setting, [item]) for item in clause if item.has("double", "triple", "moment"))
        told.targets.append(
            ReadTarget(
                (newest.level or 0) * factor,
                newest.unit,
                by,
                "total",
                "derived",
                when,
                at_most=False,
                words=setting.text[start:end].strip(" ,;:"),
                span=(start, end),
                parts=parts,
            )
        )
