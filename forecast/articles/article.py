"""What was read from an article: statements, targets, and every number that is neither, with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from forecast.data import (
    FLOWS,
    GrowthPrint,
    LevelPrint,
    Origin,
    Series,
    Statement,
    period_of,
    slug,
    year_end,
)
from forecast.data import Span as Months

if TYPE_CHECKING:
    from datetime import date

    from forecast.articles.doubts import Doubt
    from forecast.articles.lexicon import Language
    from forecast.articles.spans import Span
    from forecast.data import Flow, Pair

__all__ = ["Article", "GrowthSaid", "ReadStatement", "ReadTarget", "Reason", "TargetKind", "Unused"]

GrowthSaid = Literal["exact", "about", "over", "almost", "up", "down"]
LevelSaid = Literal["exact", "about", "over", "almost"]
TargetKind = Literal["stated", "derived", "expectation"]
#: Why a number is neither a statement nor part of a target.
Reason = Literal[
    "date", "year", "rank", "share", "change", "balance", "other", "world", "part", "pair", "currency", "average",
    "years", "base", "money", "monthly", "points", "range", "direction", "mark", "count", "repeated",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReadStatement:
    """A statement about trade as an article makes it.

    Parameters
    ----------
    flow : {"total", "exports", "imports"}
        Seen from the pair's reporter.
    period : Span or None
        None when the text does not say it.
    level, level_resolution : float or None
        In full units of `unit`.
    unit : str or None
    level_qualifier : {"exact", "about", "over", "almost"} or None
    growth_pct, growth_resolution_pct : float or None
        Per cent over the same months of the year before.
    growth_qualifier : {"exact", "about", "over", "almost", "up", "down"} or None
    record : bool
        Whether the text calls it the highest so far.
    words : str
        The words that it was read from.
    span : tuple of int
        Their place in the text.
    parts : tuple of tuple of int
        The places of its own figures.
    doubt : Doubt or None
        Why it is not used until somebody confirms it; None when nothing is doubtful.
    """

    flow: Flow
    period: Span | None
    level: float | None
    level_resolution: float | None
    unit: str | None
    level_qualifier: LevelSaid | None
    growth_pct: float | None
    growth_resolution_pct: float | None
    growth_qualifier: GrowthSaid | None
    record: bool
    words: str
    span: tuple[int, int]
    parts: tuple[tuple[int, int], ...]
    doubt: Doubt | None = None

    @property
    def months(self) -> Months | None:
        """The months of the period where a series can hold them: at most a year's."""
        if self.period is None:
            return None
        return Months(*self.period.first, self.period.count) if 1 <= self.period.count <= 12 else None


@dataclass(frozen=True, slots=True)
class ReadTarget:
    """A target or an expectation as an article tells it.

    Parameters
    ----------
    value : float
        In full units of `unit`.
    unit : str or None
    by : int or None
        The year of its deadline.
    flow : {"total", "exports", "imports"}
    kind : {"stated", "derived", "expectation"}
        Derived from a level, as "to double by 2030" is; an expectation is about the end of the running year.
    when : str
        What stands in place of a deadline, such as "soon"; empty when nothing does.
    at_most : bool
        Whether the text says "up to".
    words : str
    span : tuple of int
    parts : tuple of tuple of int
    """

    value: float
    unit: str | None
    by: int | None
    flow: Flow
    kind: TargetKind
    when: str
    at_most: bool
    words: str
    span: tuple[int, int]
    parts: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Unused:
    """A number that no statement and no target uses.

    Parameters
    ----------
    words : str
    span : tuple of int
    reason : str
        A code (`Reason`).
    """

    words: str
    span: tuple[int, int]
    reason: Reason


@dataclass(frozen=True, slots=True)
class Article:
    """An article as read.

    Parameters
    ----------
    text : str
        As it was read: spans count its characters.
    language : str
    published : datetime.date or None
        None when neither the text nor the reader says it.
    pair : Pair or None
        Who trades with whom; None when the text does not say or names several.
    statements : tuple of ReadStatement
    targets : tuple of ReadTarget
    unused : tuple of Unused
        What no pair of the text uses; empty for the others.
    doubts : tuple of Doubt
        What keeps the whole from being used, each with what would help.
    others : tuple of Article
        What the same text says of other pairs, each with its own statements and targets.
    """

    text: str
    language: Language
    published: date | None
    pair: Pair | None
    statements: tuple[ReadStatement, ...]
    targets: tuple[ReadTarget, ...]
    unused: tuple[Unused, ...]
    doubts: tuple[Doubt, ...] = ()
    others: tuple[Article, ...] = ()

    @property
    def pairs(self) -> tuple[Article, ...]:
        """What the text says of each pair, the one asked about first."""
        return (self, *self.others)

    @property
    def usable(self) -> tuple[ReadStatement, ...]:
        """The statements without doubt that a series can hold, in the currency of most of them."""
        return tuple(
            s for s in self.statements if not s.doubt and s.months and (s.level is None or s.unit == self.unit)
        )

    @property
    def unit(self) -> str | None:
        """The currency of most of the levels."""
        units = [s.unit for s in self.statements if s.unit and not s.doubt] or [t.unit for t in self.targets if t.unit]
        return max(units, key=units.count) if units else None

    def series(self, *, publisher: str = "", title: str = "", url: str = "", statistics: str = "") -> Series | None:
        """Return the usable statements as a series of their own; None when there are none or the pair is not known.

        Parameters
        ----------
        publisher, title, url : str
            Where the article stood.
        statistics : str
            Whose statistics, as a slug; the reporter's when empty.
        """
        if not (self.pair and self.published and self.unit and self.usable):
            return None
        origin = Origin(publisher, title, url, self.published)
        side = statistics or slug(self.pair.reporter.name)
        event = f"article-{self.published.isoformat()}"
        ends = year_end([said.months for said in self.usable if said.months])
        made = tuple(
            _statement(said, f"{event}-{number}", side, event, origin, ends)
            for number, said in enumerate(
                sorted(self.usable, key=lambda s: (str(s.period), FLOWS.index(s.flow))), start=1
            )
        )
        return Series(self.pair.id, self.pair.reporter.name, self.pair.partner.name, self.unit, "goods", made)


def _statement(said: ReadStatement, name: str, side: str, event: str, origin: Origin, ends: int) -> Statement:  # noqa: PLR0917
    """Return what was read as a statement of a series whose years end with a month."""
    months = said.months
    assert months is not None
    period = period_of(months.year, months.month, months.months, year_ends=ends)
    level = growth = None
    if said.level is not None:
        level = LevelPrint(said.level, said.level_resolution or 0.0, said.level_qualifier or "exact")
    if said.growth_qualifier is not None:
        growth = GrowthPrint(said.growth_pct or 0.0, said.growth_resolution_pct or 0.0, said.growth_qualifier)
    return Statement(
        name, side, said.flow, period, level, growth, event, origin, record=said.record, note=said.words[:300]
    )
