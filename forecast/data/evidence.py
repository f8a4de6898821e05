"""What is known behind an announced target: a series, a single level, or nothing, and then why.

Shipped figures are judged by the archive's index alone, so that the whole registry costs no reading of figures.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from forecast.data.pairs import DOLLARS, Holding, holders_words, holdings, holdings_in, missing_words
from forecast.data.places import Pair, find_place, place_of
from forecast.data.shipped import catalog
from forecast.data.statements import slug
from forecast.errors import UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from forecast.data.places import Place
    from forecast.data.statements import Flow
    from forecast.data.targets import AnnouncedTarget

__all__ = ["EVIDENCE", "EvidenceKind", "TargetEvidence", "evidence_of"]

EvidenceKind = Literal["series", "single_level", "nothing"]
EVIDENCE: tuple[EvidenceKind, ...] = ("series", "single_level", "nothing")
#: The announcer's own figures are preferred from so many years on; below, the side that knows most is asked.
ENOUGH_YEARS = 4


@dataclass(frozen=True, slots=True)
class TargetEvidence:
    """What is known behind an announced target.

    Parameters
    ----------
    kind : {"series", "single_level", "nothing"}
    series : str or None
        Id of the series; None without any.
    statistics : str or None
        Whose statistics decide: the announcer's, unless another side knows much more.
    flow : {"total", "exports", "imports"}
        Seen from the announcer, the series' reporter.
    years : int
        Years with a level.
    first_year : int
        The first year of which that side knows any flow; 0 without figures.
    last_year : int or None
        The last year with a level.
    told : str
        Without any figure: what is missing, and who may have it.
    """

    kind: EvidenceKind
    series: str | None
    statistics: str | None
    flow: Flow
    years: int
    first_year: int
    last_year: int | None
    told: str = ""


def _side(code: str, name: str) -> Place | None:
    found = place_of(code)
    if found is not None:
        return found
    try:
        return find_place(name)
    except UnknownNameError:
        return None


def _nothing(target: AnnouncedTarget, told: str) -> TargetEvidence:
    return TargetEvidence("nothing", None, None, target.flow, 0, 0, None, told)


def _why(target: AnnouncedTarget, pair: Pair, every: Sequence[Holding]) -> str:
    """Return why no figure known can answer, and what would."""
    if not every:
        return missing_words(pair)
    units = sorted({one.unit for one in every if one.flow == target.flow} - {target.currency})
    if units:
        told = f"the mark is in {target.currency}, the figures known are in {' and '.join(units)}"
        return f"{told}; nothing is converted silently: give a rate, or figures in {target.currency}"
    flows = " and ".join(sorted({one.flow for one in every}))
    return f"the only flow known is {flows}, which makes no {target.flow}; {holders_words(pair)}"


def _chosen(found: Sequence[Holding], own: str) -> Holding:
    """Return the side that is asked: the announcer's when it knows enough years, else the one that knows most."""
    announcer = [one for one in found if one.statistics == own and one.years >= ENOUGH_YEARS]
    return announcer[0] if announcer else max(found, key=lambda one: (one.years, one.statistics == own, one.last))


@lru_cache(maxsize=2_048)
def evidence_of(target: AnnouncedTarget) -> TargetEvidence:
    """Return what the package ships behind an announced target.

    Examples
    --------
    >>> from forecast.data import catalog
    >>> found = {t.id: evidence_of(t) for t in catalog.targets()}["blr-spb-2.5bn"]
    >>> found.kind, found.series
    ('series', 'belarus-st-petersburg')
    """
    sides = _side(target.codes[0], target.reporter), _side(target.codes[1], target.partner)
    if sides[0] is None or sides[1] is None:
        return _nothing(target, "its sides are not places known here")
    pair = Pair(sides[0], sides[1])
    every = holdings(pair.codes)
    if set(pair.codes) == {"BLR", "RU-SPE"}:  # the pair with a file of its own
        every = holdings_in(catalog.series(pair.id), pair.codes)
    found = [one for one in every if one.unit == target.currency and one.flow == target.flow]
    if not found:
        return _nothing(target, _why(target, pair, every))
    chosen = _chosen(found, slug(pair.reporter.name))
    units = sorted({one.unit for one in every}, key=lambda unit: (unit != DOLLARS, unit))
    name = pair.id if target.currency == units[0] else f"{pair.id}-{target.currency.lower()}"
    kind: EvidenceKind = "series" if chosen.years > 1 else "single_level"
    side = [one for one in every if one.unit == target.currency and one.statistics == chosen.statistics]
    first = min(one.first for one in side)
    return TargetEvidence(kind, name, chosen.statistics, target.flow, chosen.years, first, chosen.last)
