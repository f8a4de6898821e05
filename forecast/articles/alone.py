"""Growth that a clause tells without a level: added by itself, or given to the level spoken of before."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from forecast.articles.doubts import Doubt
from forecast.articles.flows import side_at
from forecast.articles.goods import of_some_goods
from forecast.articles.growths import compared_month, growth_of, is_earlier, same_base
from forecast.articles.items import says
from forecast.articles.merging import newest
from forecast.articles.periods import period_at, resolved, unfinished
from forecast.articles.sentence import Sentence
from forecast.articles.setting import place_of
from forecast.articles.subjects import FLOW_TAGS
from forecast.articles.wording import PROMISING, is_figure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from forecast.articles.article import GrowthSaid
    from forecast.articles.items import Item
    from forecast.articles.spans import Span

__all__ = ["Growing"]


def _moved_it(clause: Sequence[Item]) -> int | None:
    """Return the pronoun of which a direction is told: "за семь месяцев 2025-го он сократился"; None where none is."""
    for n, (item, verb) in enumerate(pairwise(clause)):
        if item.has("pronoun") and verb.has("grew", "shrank") and verb.first == item.end:
            return n
    return None


def _opens_with_while(clause: Sequence[Item]) -> bool:
    """Return whether a clause sets what it tells against the one before: "exports fell, while imports went up"."""
    first = next((item for item in clause if not item.has("mark")), None)
    return first is not None and first.what in {"while", "whereas", "тогда"}


class Growing(Sentence):
    """A sentence with what it tells of growth alone."""

    def earlier_growth(self, clause: Sequence[Item], growths: Sequence[int], main: Sequence[int]) -> list[int]:
        """Add growth of months before those spoken of: "after a dip of 2 % in May"; return the months left."""
        left = list(main)
        for n in growths:
            months = next((m for m in left if n < m <= n + 4 and not any(map(is_figure, clause[n + 1 : m]))), None)
            if months is None:
                self.reason(clause[n], "years")
                continue
            left.remove(months)
            span = resolved(self.setting, clause[months])
            flow, foreign = self.flow(clause, n)
            if span is None or foreign or not flow:
                self.reason(clause[n], "pair" if foreign else "years")
                continue
            percent, resolution, qualifier = growth_of(self.setting, clause, n)
            self.add(
                clause, [clause[n], clause[months]], flow, span, None, None, percent, resolution, qualifier,
                record=False, doubt=unfinished(self.setting, span),
            )  # fmt: skip
            self.earlier.add(self.made[-1])
        return left

    @staticmethod
    def _bases(clause: Sequence[Item], at: int, compared: Sequence[int]) -> tuple[Sequence[int], bool]:
        """Return the moments that growth is over, and whether they stand between it and the figure before."""
        figures = (
            n
            for n in range(at + 1, len(clause))
            if clause[n].has("double", "triple") or (is_figure(clause[n]) and clause[n - 1].what != "(")
        )
        later = next(figures, len(clause))
        own = [n for n in compared if at < n < later]
        if later < len(clause):  # the growth behind has its own: "увеличилась на 8 %, а в годовом выражении - на 4,5 %"
            own = [n for n in own if not says(clause[at + 1 : n], "while")]
        before = max((n for n in range(at) if is_figure(clause[n])), default=at)
        dated = (n for n in compared if before < n < at)
        between = [n for n in dated if clause[n].moment.ref == "prev" or clause[n].moment.year is not None]
        # As in: 5 per cent less than in February 2024 but 3 per cent more than in January; up 19 %, on the year 3.7 %.
        return own or between or compared, bool(between)

    def growth_alone(
        self, clause: Sequence[Item], at: int, main: Sequence[int], compared: Sequence[int], *, targets: bool
    ) -> set[int]:
        """Add growth without a level, or give it to the level spoken of just before."""
        tokens = self.setting.words.tokens
        if targets:
            return set()
        compared, between = self._bases(clause, at, compared)
        holders = [item for item in clause if item.has(*FLOW_TAGS)]
        has_subject = bool(holders)
        if not main and any(item.first and tokens[item.first - 1].low == "their" for item in holders):
            return set()  # "cherries were the exception: their sales tripled"
        made = [n for n in self.made if n not in self.earlier]
        levels = [n for n in made if self.told.statements[n].growth_qualifier in {None, "up"}]
        if not has_subject and (levels or (self.told.statements and not made and self._follows())):
            number = newest(self.told.statements, levels, levels[-1]) if levels else self._meant()
            statement = self.told.statements[number]
            months = resolved(self.setting, clause[main[0]], statement.period) if main else statement.period
            if (
                statement.growth_qualifier in {None, "up"}
                and months == statement.period
                and not any(compared_month(self.setting, clause, n - 1, statement.period) for n in compared if n)
                and same_base(self.setting, [clause[n] for n in compared], statement.period)
                and not compared_month(self.setting, clause, at, statement.period)
            ):
                return self._give(number, clause, at, compared)
        said_on = bool(main) and says(clause[:at], "pronoun", "again", "rise")
        if not has_subject and not self.subject and not (said_on and self.told.flow):
            return set()
        flow, foreign = self.flow(clause, at)
        part = self.told.part and flow in {"exports", "imports"} and not says(self.items, "total")
        if foreign or part:
            self.reason(clause[at], "pair" if foreign else "part")
            return {at}
        span, said = period_at(self.setting, clause, at, main, self.span or self.told.span)
        if said is None:
            span, said = (self.span, self.span_item) if self.span else (self.told.span, None)
        if span is None and said is not None and flow:
            percent, resolution, qualifier = growth_of(self.setting, clause, at)
            doubt: Doubt | None = Doubt("no-period")  # "since the start of the year it grew by 18 %"
            self.add(
                clause, [clause[at], said], flow, None, None, None, percent, resolution, qualifier, record=False,
                doubt=doubt,
            )  # fmt: skip
            return {at}
        was = span is not None and self.told.span is not None and span.year < self.told.span.year - 1
        if was and not compared and says(clause[:at], "level"):
            self.reason(clause[at], "years")  # "еще в 2013 году торговля была почти вдвое больше"
            return {at}
        if span is None or not flow or not same_base(self.setting, [clause[n] for n in compared], span):
            return set()
        before = any(compared_month(self.setting, clause, n - 1, span) for n in compared if 0 < n < at)
        if before or compared_month(self.setting, clause, at, span):
            self.reason(clause[at], "years")  # "к октябрю экспорт, однако, вырос на 7 %"
            return {at}
        if self._is_since(span):
            self.reason(clause[at], "years")  # "с 2021 года, когда она равнялась 600 млн, торговля выросла в 1,7 раза"
            return {at}
        led = len(self.items) > 1 and self.items[0].has("than") and self.items[1].has("moment")
        if led and not between and compared_month(self.setting, self.items, 0, span):
            # As in: compared to June, trade and exports edged up by 3 % and 2 %, respectively.
            self.reason(clause[at], "years")
            return {at}
        if led and span.count == 1 and any(clause[n].moment.year is not None for n in compared):
            level = self._level_of(flow, span)
            if level is not None:  # what is told with its base is over a year, not what was told without
                return self._give(level, clause, at, compared)
        percent, resolution, qualifier = growth_of(self.setting, clause, at)
        parts = [clause[at]] + ([said] if said is not None else []) + [clause[n] for n in compared]
        self.add(
            clause, parts, flow, span, None, None, percent, resolution, qualifier, record=False,
            doubt=unfinished(self.setting, span),
        )  # fmt: skip
        if said is not None and not is_earlier(self.setting.words, clause, at):
            self.span, self.span_item = span, said
        return {at}

    def _is_since(self, span: Span) -> bool:
        """Return whether a sentence opens with a year long before: "С 2021 года, когда она равнялась 600 млн"."""
        opening = self.items[:2]
        led = len(opening) > 1 and opening[0].has("from") and opening[0].end == opening[1].first
        base = resolved(self.setting, opening[1]) if led and opening[1].has("moment") else None
        return base is not None and base.is_year and base.year < span.year - 1

    def _level_of(self, flow: str, span: Span) -> int | None:
        """Return the statement of a level of some months; None where there is none."""
        told = enumerate(self.told.statements)
        return next((n for n, one in told if (one.flow, one.period) == (flow, span) and one.level is not None), None)

    def _give(self, number: int, clause: Sequence[Item], at: int, compared: Sequence[int]) -> set[int]:
        """Give growth to a statement told before; return the item that it used."""
        statement = self.told.statements[number]
        percent, resolution, qualifier = growth_of(self.setting, clause, at)
        place = place_of(self.setting, [clause[at]])
        self.told.statements[number] = replace(
            statement, growth_pct=percent, growth_resolution_pct=resolution, growth_qualifier=qualifier,
            parts=(*statement.parts, place, *(place_of(self.setting, [clause[n]]) for n in compared)),
            span=(min(statement.span[0], place[0]), max(statement.span[1], place[1])),
            words=self.setting.text[min(statement.span[0], place[0]) : max(statement.span[1], place[1])],
        )  # fmt: skip
        return {at}

    def _follows(self) -> bool:
        """Return whether the sentence goes on about the figure before: "This is 5 % more than a year ago"."""
        light = (i for i in self.items if not i.has("mark", "target place") and i.what not in {"although", "though"})
        opening = next(light, self.items[0])
        before = opening.has("moment") and opening.moment.ref == "prev"  # "year over year they were down"
        behind = (n for n, i in enumerate(self.items[:9]) if n and i.has("pronoun") and self.items[n - 1].what == ",")
        at = next(behind, None)
        if at is not None and not any(map(is_figure, self.items[:at])):
            opening = self.items[at]  # "Как сообщает Trend со ссылкой на Комитет, это на 10,4 млн больше"
        if before or opening.has("than", "endyear"):  # "Compared with a year ago", "За год он увеличился"
            led = (i for i in self.items if i.has("pronoun") or not i.has("mark", "than", "moment", "endyear"))
            opening = next(led, opening)
        said_on = opening.has("pronoun", "up", "down", "pace")
        first = next((n for n, item in enumerate(self.items) if is_figure(item)), len(self.items))
        return said_on and not says(self.items[:first], "other", *FLOW_TAGS)

    def _meant(self) -> int:
        """Return the statement that "this is 5 % more" is about: the sentence's total before its parts."""
        said = self.told.recent or [len(self.told.statements) - 1]
        totals = [n for n in said if self.told.statements[n].flow == "total"]
        number = totals[0] if totals and self.told.statements[totals[0]].growth_qualifier in {None, "up"} else said[-1]
        return newest(self.told.statements, said, number)

    def growth_since(self, clause: Sequence[Item], at: int) -> bool:
        """Give growth to the level a year after the one told last: "in 2023 it had been 1.51bn, so it slid by 6 %"."""
        last = self.told.statements[self.made[-1]] if self.made else None
        if last is None or last.period is None:
            return False
        later = (last.flow, last.period.moved(1))
        for number, one in enumerate(self.told.statements):
            if (one.flow, one.period) == later and one.level is not None and one.growth_pct is None:
                percent, resolution, qualifier = growth_of(self.setting, clause, at)
                self.told.statements[number] = replace(
                    one, growth_pct=percent, growth_resolution_pct=resolution, growth_qualifier=qualifier,
                    parts=(*one.parts, place_of(self.setting, [clause[at]])),
                )  # fmt: skip
                return True
        return False

    def change_alone(self, clause: Sequence[Item]) -> None:
        """Give the level told before the direction of a change in money: "This is $698 million less than in 2023"."""
        at = next(n for n, item in enumerate(clause) if item.has("amount"))
        row = (*clause[at + 1 : at + 3], *clause[max(at - 2, 0) : at])
        moved = next((item for item in row if item.has("up", "down")), None)
        if (
            moved is None
            or not says(clause, "than", "grew", "shrank")
            or not self.told.statements
            or not self._follows()
        ):
            return
        number = self._meant()
        one = self.told.statements[number]
        before = one.period.moved(-1) if one.period else None
        told = any((s.flow, s.period) == (one.flow, before) and s.level is not None for s in self.told.statements)
        if one.level is not None and one.growth_qualifier is None and not told:
            direction: GrowthSaid = "up" if moved.has("up") else "down"
            self.told.statements[number] = replace(one, growth_qualifier=direction)

    def _beside_the_other(self, clause: Sequence[Item], holders: Sequence[int]) -> bool:
        """Return whether imports are told behind exports, or the other way: "экспорт вырос, импорт снизился"."""
        last = self.told.statements[self.made[-1]].flow if self.made else "total"
        return last != "total" and bool(holders) and clause[holders[0]].has("exports", "imports")

    def _moved_by_side(self, clause: Sequence[Item], holder: int) -> list[int]:
        """Return the verb right before a flow that a side moved: "область нарастила торговлю с Россией"."""
        verb = holder - 1
        led = holder > 0 and clause[verb].has("grew", "shrank") and clause[verb].end == clause[holder].first
        sided = led and any(side_at(self.setting, item) for item in clause[:verb])
        return [verb] if sided and self.setting.words.lexicon.language == "ru" else []

    def direction_alone(self, clause: Sequence[Item], main: Sequence[int]) -> None:
        """Add "trade grew in January-May": a direction without any figure, where a period stands beside it."""
        holders = [n for n, item in enumerate(clause) if item.has(*FLOW_TAGS)]
        if not holders and main and self.told.flow and (at := _moved_it(clause)) is not None:
            end = next((n for n in range(at, len(clause)) if clause[n].has("while")), len(clause))
            holders, clause = [at], clause[:end]
        beside = _opens_with_while(clause) or self._beside_the_other(clause, holders)
        goes_on = not main and bool(self.made) and self.span_item is not None and beside
        if (
            not holders
            or not (main or goes_on)
            or says(clause, *PROMISING, "other", "part", "world", "share", "balance", "multiyear", "withoutoil")
            or (not clause[holders[0]].has("total") and of_some_goods(self.setting.words, clause, holders[0]))
        ):
            return
        moving = [n for n, item in enumerate(clause) if item.has("grew", "shrank") and n > holders[0]]
        moving = moving or self._moved_by_side(clause, holders[0])
        if moving and any(item.has("not") for item in clause[: moving[0] + 2]):
            return
        span, said = period_at(self.setting, clause, holders[0], main, self.span or self.told.span)
        span, said = (self.span, self.span_item) if goes_on else (span, said)  # "while imports went up"
        if (
            not moving
            or span is None
            or unfinished(self.setting, span)
            or said is None
            or (said.moment.year is None and not said.moment.ref and said.moment.months is None)
        ):
            return
        flow, foreign = self.flow(clause, max(moving[0], len(clause) - 1))
        if foreign or not flow:
            return
        direction: GrowthSaid = "up" if clause[moving[0]].has("grew") else "down"
        self.add(
            clause, [said, clause[moving[0]]], flow, span, None, None, None, None, direction, record=False, doubt=None
        )  # fmt: skip
        self.span, self.span_item = span, said
