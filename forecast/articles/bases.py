"""The earlier level that a figure of a clause came from: "up from $4.1bn in 2023", "against 3.9bn a year before"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forecast.articles.doubts import Doubt
from forecast.articles.items import says
from forecast.articles.money import doubt_of
from forecast.articles.periods import resolved
from forecast.articles.spans import Span
from forecast.articles.timing import Timed
from forecast.articles.wording import qualifier_of
from forecast.articles.years import opens_over_years

if TYPE_CHECKING:
    from collections.abc import Sequence

    from forecast.articles.items import Item

__all__ = ["Compared"]


class Compared(Timed):
    """A sentence with the earlier levels that its figures are compared with."""

    def base(self, clause: Sequence[Item], at: int, moment: int | None, levels: Sequence[int]) -> set[int]:
        """Add the earlier level from which another came."""
        flow, foreign = self.flow(clause, at)
        behind = [n for n in levels if n < at and n in self.level_spans] or [n for n in levels if n in self.level_spans]
        main = self.level_spans[behind[-1 if behind[0] < at else 0]] if behind else None
        main = main or ((self.span or self.level_span) if levels else None)
        if not levels and says(clause[:at], "pronoun"):
            main = self.span or self.told.span  # "That compares with $71m a year earlier"
        main = main or (self.span if not levels and self.made else None)  # "the office said, up from $7.1bn a year ago"
        that = moment is not None and self.setting.words.low(clause[moment].end) == "that"  # "the year before that"
        of_years = that or (moment is None and opens_over_years(self.setting.words, clause, at))
        of_years = of_years or says(
            clause[at + 1 : at + 3], "sequential"
        )  # "the N2.29tn recorded in the quarter before"
        if foreign or not flow or of_years or (main is None and moment is None):
            self.reason(clause[at], "pair" if foreign else "base")
            return {at}
        item = clause[moment] if moment is not None else None
        if moment == at + 1 and not any(n < at for n in levels) and any(one.what == "had" for one in clause[:at]):
            main = self.told.span or main  # "it had been $11.8bn the year before and nearly $15bn in 2021-22"
        span = resolved(self.setting, item, main) if item is not None else None
        doubt = doubt_of(self.setting, clause[at])
        if span is None and main is not None and item is None:
            span = self._quarter_before(clause[at].end, main)
        if span is None and main is not None:
            span = main.moved(-1)
            if item is None and not says(clause, "from", "pronoun"):
                doubt = Doubt("year-inferred")
        if span is None:
            doubt = doubt or Doubt("no-period")
        told_last = item is not None and item.moment.ref == "-1" and item.moment.months is None
        of_months = told_last and main is not None and main.count < 12
        if main is not None and (span == main or (of_months and span and span.year >= main.year - 1)):
            span = main.moved(-1)  # "in January-May from 2.3bn last year to 2.5bn"
        the = clause[at].first > 0 and self.setting.words.low(clause[at].first - 1) == "the"
        parts = [clause[at]] + ([item] if item is not None else [])
        self.add(
            clause,
            parts,
            flow,
            span,
            clause[at].amount,
            # "Surpassing the $87.3bn of 2021": what was surpassed is told exactly.
            "exact" if the else qualifier_of(clause, at, self.setting.words),
            None,
            None,
            None,
            record=False,
            doubt=doubt,
        )
        self.earlier.add(self.made[-1])
        return {at}

    def _quarter_before(self, end: int, main: Span) -> Span | None:
        """Return the quarter that its number alone names: "7.1bn in the fourth quarter against 6.4bn in the third"."""
        words = self.setting.words
        said = words.starting(end + 2, "ordinal:")[0] if words.low(end) == "in" and words.low(end + 1) == "the" else ""
        behind = words.tokens[end + 3 : end + 4]
        if not said or main.count != 3 or (behind and behind[0].kind == "word"):
            return None
        last = 3 * int(said)
        year = main.year - (last >= main.last[1])
        return Span((year, last - 2), (year, last))
