"""Which months a level of a clause is of, and which growth beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forecast.articles.alone import Growing
from forecast.articles.growths import compared_month
from forecast.articles.items import says
from forecast.articles.periods import other_period, own_months, period_at, resolved
from forecast.articles.spans import Span
from forecast.articles.wording import is_figure
from forecast.articles.years import is_since_then

if TYPE_CHECKING:
    from collections.abc import Sequence

    from forecast.articles.items import Item

__all__ = ["Timed"]


def _nearest(clause: Sequence[Item], growth: int, levels: Sequence[int]) -> int:
    """Return the level that growth stands nearest to, the one before it when two are as near or "and" parts them."""

    def distance(level: int) -> int:
        parted = any(item.has("while") and item.what == "and" for item in clause[growth:level])
        return abs(growth - level) + _PARTED * parted

    return min(levels, key=lambda level: (distance(level), level > growth))


def _is_dated(item: Item) -> bool:
    return item.has("moment") and item.moment.year is not None


def _of_other_years(
    clause: Sequence[Item], growths: Sequence[int], at: int, main: Sequence[int], said: Item | None
) -> set[int]:
    """Return growth before a level that has months of its own: "which fell 8 % in 2022, reached $300m last year"."""
    own = next((m for m in main if clause[m] is said and m < at), 0)
    # As in: it rose 8.8 % in ten months, and to 5.9bn in the whole of 2024.
    apart = {n for n in growths if any(m < n < own for m in main) and says(clause[n:own], "mark", "while")}
    led = [n for n in growths if n < at and n + 1 in main and clause[n + 1] is not said]
    return apart | {n for n in led if says(clause[n:at], "mark")}


_PARTED = 3
_OF_WHICH = frozenset({"of which", "из которых", "из них"})


class Timed(Growing):
    """A sentence with the months that its levels are of."""

    def beside(  # noqa: PLR0917 - one clause in parts
        self,
        clause: Sequence[Item],
        at: int,
        levels: Sequence[int],
        growths: Sequence[int],
        main: Sequence[int],
        period: tuple[Span | None, Item | None],
    ) -> tuple[int | None, set[int]]:
        """Return the growth that is a level's, None where none is, and that which is over another month of the year.

        Parameters
        ----------
        clause : sequence of Item
        at : int
            The level.
        levels, growths : sequence of int
            Which items are levels, and which growth that nothing uses yet.
        main : sequence of int
            Which items tell months that the clause is about.
        period : tuple of Span and Item
            The months of the level, and what says so.
        """
        span, said = period
        # Growth behind months of its own is not the level's: "3bn in 2024, and in January-July 17 % more".
        others = [m for m in main if clause[m] is not said and m > at]
        near = [n for n in growths if _nearest(clause, n, levels) == at and not any(m < n for m in others)]
        apart = {n for n in near for m in own_months(clause, n, others) if resolved(self.setting, clause[m]) != span}
        apart |= _of_other_years(clause, near, at, main, said)
        near = [n for n in near if n not in apart]
        monthly = self._of_other_months(clause, near, span)
        near = [n for n in near if n not in monthly]
        return (min(near, key=lambda n: (abs(n - at), n)) if near else None), monthly

    def keep_span(self, clause: Sequence[Item], at: int, span: Span | None, said: Item | None) -> None:
        """Keep the months of a level for what the sentence says next, but not those of "when it had passed 10.2bn"."""
        self.level_span = self.level_spans[at] = span
        self.level_said = said
        last = self.span or self.told.span
        before = last is not None and span is not None and span.year < last.year
        back = any(self.setting.words.low(item.first) == "had" for item in clause[:at])
        back = back or any(clause[0] is told[-1] for told in self.clauses[:-1])  # "in 2022, when imports stood at 9bn"
        if span is not None and said is not None and not (before and back):
            self.span, self.span_item = span, said

    def _of_other_months(self, clause: Sequence[Item], growths: Sequence[int], span: Span | None) -> set[int]:
        """Return growth over another month of the year, which is told and not used."""
        # A base with a year of its own tells nothing of months that are not known yet.
        dated = {n for n in growths if span is None and any(map(_is_dated, clause[n + 1 : n + 4]))}
        found = {
            n for n in growths if n not in dated and compared_month(self.setting, clause, n, span or self.told.span)
        }
        for n in found:
            self.reason(clause[n], "years")
        return found

    def told_before(self, levels: Sequence[int], at: int, span: Span | None) -> bool:
        """Return whether a level stands behind one of years before: "which was 3.1bn in 2020, had climbed to 9.2bn"."""
        near = {None, span}
        return any(m < at and self.level_spans.get(m) not in near for m in levels)

    def own_period(self, clause: Sequence[Item], at: int, main: Sequence[int]) -> tuple[Span | None, Item | None]:
        """Return the period that a clause gives a level, or the sentence so far, and the item that says so."""
        if is_since_then(self.setting.words, clause, at, main):
            return None, None
        span, said = period_at(self.setting, clause, at, main, self.span or self.told.span)
        if said is not None and (told := self._those_told(said)) is not None:
            span = told
        words, first = self.setting.words, clause[0].first
        of_which = f"{words.low(first)} {words.low(first + 1)}" in _OF_WHICH
        if said is None and self.level_said is not None and of_which:
            return self.level_span, self.level_said  # "2022 год, когда он достиг 14,9 млрд, из которых 13,9 млрд"
        if said is None and self.span:
            return self.span, self.span_item
        endyear = next((item for item in clause if item.has("endyear")), None)
        if said is None and self.told.span is None and endyear is not None:
            # "At the end of the year it exceeded": the newest year that was over.
            year = self.setting.published.year - 1
            return Span((year, 1), (year, 12)), endyear
        return span, said

    def _those_told(self, said: Item) -> Span | None:
        """Return the months told before that so many are: "in the eight months", of July to February."""
        moment, low = said.moment, self.setting.words.low
        counted = moment.months is not None and moment.months[0] == 1 and moment.year is None and not moment.ref
        if not counted or moment.months is None or moment.fiscal or low(said.first - 1) != "the":
            return None
        if self.setting.words.starting(said.first, "ordinal:")[1]:
            return None  # "in the first eight months"
        spans = (one.period for one in self.told.statements if one.period and one.period.count == moment.months[1])
        return max(spans, key=lambda span: span.last, default=None)

    def _opens(self, moment: Item) -> bool:
        """Return whether a moment opens the sentence: "Еще в 2022 году на КНР приходилось 56 %: оборот составил"."""
        before = self.items[: self.items.index(moment)]
        return len(before) < 2 or all(item.has("again", "target place", "mark", "now", "while") for item in before)

    def since(self, clause: Sequence[Item], compared: Sequence[int], bases: Sequence[int]) -> list[Item]:
        """Return the year before the last one, if a level came from it: "slipped to 52bn from 56bn in 2023"."""
        year = self.setting.published.year - 2
        return [clause[n] for n in compared if bases and self.told.span is None and clause[n].moment.year == year]

    def period_beside(
        self, span: Span | None, compare: Sequence[Item], mains: Sequence[Sequence[int]], number: int
    ) -> tuple[Span | None, Item | None]:
        """Return the period of a level whose clause names none, from the clauses beside it."""
        later = [self.clauses[k][n] for k in range(number + 1, len(self.clauses)) for n in mains[k]]
        # As in: trade in three quarters of 2025: exports 187m; was the leading partner in 2024, with trade of 10.7bn.
        led = {0} if number and self.clauses[1][0].what == ":" else set[int]()
        led |= {k for k in range(number) if says(self.clauses[k], "rank")}
        # "For the whole of last year, bilateral trade, including transit, was 283bn"
        led |= {0} if number and mains[0] and mains[0][0] <= 2 else set()
        # As in: реэкспорт стал сворачиваться: в январе 2025-го, как сообщил Армстат, оборот ограничился $460 млн.
        before = self.clauses[number - 1] if number else ()
        ends = next((n for n in range(len(before) - 1, -1, -1) if not before[n].has("mark")), -1)
        led_in = number > 0 and ends > 1 and ends in mains[number - 1] and before[ends - 2].what == ":"
        led |= {number - 1} if led_in else set()
        figured = [k for k in range(number) if mains[k] and (k in led or any(map(is_figure, self.clauses[k])))]
        if self.told.span is None and not figured:
            figured = [k for k in range(number) if mains[k]]  # "bought most in October, with purchases of 171m"
        if figured and not later:
            # "The deficit widened to 123bn in 2024 as imports jumped to 137bn": what the sentence began with.
            told = self.clauses[figured[-1]]
            colon = max((n for n, item in enumerate(told) if item.what == ":"), default=-1)
            # As in: блокаду сняли в конце апреля: за четыре месяца, по данным таможни, оборот составил.
            behind = [n for n in mains[figured[-1]] if n > colon]
            later = [told[n] for n in behind or mains[figured[-1]]]
        opened = figured and later and (led_in or self._opens(later[0]))  # "In May growth came to 26 %, trade was 318m"
        return other_period(self.setting, span, None if opened else self.told.span, compare, later)
