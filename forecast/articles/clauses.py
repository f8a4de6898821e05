"""From clauses to statements and targets: which period, flow and growth belong to each level."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

from forecast.articles.article import ReadStatement, ReadTarget
from forecast.articles.doubts import Doubt
from forecast.articles.flows import holder_of, is_foreign, turned, with_another
from forecast.articles.growths import compared_month, direction_before, growth_of, same_base
from forecast.articles.items import Item, items_of, sentences_of
from forecast.articles.merging import add_statement
from forecast.articles.moments import Span
from forecast.articles.money import paid_in, unclear
from forecast.articles.numbers import is_bare_money, is_mark, number_role
from forecast.articles.periods import (
    compared_levels,
    moments_of,
    moments_of_bases,
    other_period,
    period_at,
    period_doubt,
    resolved,
)
from forecast.articles.promises import add_derived, deadline_of, says_year
from forecast.articles.roles import (
    FLOW_TAGS,
    PROMISING,
    amount_role,
    clauses_of,
    is_growth,
    qualifier_of,
    rate_role,
    subject_at,
)
from forecast.articles.setting import Setting, Told, place_of, quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from forecast.articles.article import GrowthSaid, LevelSaid, Reason, TargetKind
    from forecast.articles.figures import AmountSaid
    from forecast.data import Flow

__all__ = ["read_clauses"]


def read_clauses(setting: Setting) -> Told:
    """Return what every sentence of a text tells."""
    told = Told()
    for start, end in sentences_of(setting.words):
        items = items_of(setting.words, start, end, setting.places)
        if items:
            _Sentence(setting, told, items).read()
    add_derived(setting, told)
    return told


def _nearest(growth: int, levels: Sequence[int]) -> int:
    """Return the level that growth stands nearest to, the one before it when two are as near."""
    return min(levels, key=lambda level: (abs(growth - level), level > growth))


class _Sentence:
    """One sentence, read clause by clause."""

    def __init__(self, setting: Setting, told: Told, items: tuple[Item, ...]) -> None:
        self.setting, self.told, self.items = setting, told, items
        self.clauses = tuple(clauses_of(items))
        self.span: Span | None = None
        self.span_item: Item | None = None
        self.level_span: Span | None = None
        self.subject = ""
        self.turns = False
        self.made: list[int] = []

    def read(self) -> None:
        """Add what the sentence tells."""
        promised = False
        mains = [moments_of(self.setting, clause)[0] for clause in self.clauses]
        for number, clause in enumerate(self.clauses):
            promised = self._clause(clause, mains, number, promised=promised)
        if self.span:
            self.told.span = self.span
        if self.subject:
            self.told.flow = self.subject

    def _flow(self, clause: Sequence[Item], at: int) -> tuple[str, bool]:
        """Return the flow that a figure is about, seen from the reporter, and whether another pair's is meant."""
        subject = subject_at(clause, at)
        if subject in FLOW_TAGS:
            holder = holder_of(clause, at, subject)
            flow = self._seen(clause, holder, subject) if holder is not None else subject
            another = with_another(self.setting, clause, at)
            return flow, is_foreign(self.setting, clause, holder) if another is None else another
        if self.subject:
            return self.subject, False
        return self.told.flow and "total", False

    # What is made of a clause.

    def _clause(self, clause: Sequence[Item], mains: Sequence[Sequence[int]], number: int, *, promised: bool) -> bool:
        main, compared, deadlines = moments_of(self.setting, clause)
        roles: dict[int, str] = {}
        for n, item in enumerate(clause):
            if item.has("amount"):
                roles[n] = amount_role(clause, n, self.setting.words, promised=promised)
                if (
                    item.amount.unit is None
                    and roles[n] in {"level", "target", "base"}
                    and not is_bare_money(self.setting, self.told, clause, n)
                ):
                    roles[n] = "count"
            elif is_growth(item):
                roles[n] = rate_role(clause, n, self.setting.words)
            elif item.has("number"):
                roles[n] = number_role(self.setting.words, clause, n)
        levels = [n for n, role in roles.items() if role == "level"]
        passed = [n for n in levels if is_mark(self.setting.words, clause[n])]
        if len(passed) < len(levels):
            # "Crossed the $2bn mark, growing to $2.1bn": the level is what it grew to.
            roles |= dict.fromkeys(passed, "mark")
            levels = [n for n in levels if n not in passed]
        targets = [n for n, role in roles.items() if role == "target"]
        bases = [n for n, role in roles.items() if role == "base"]
        base_moments = moments_of_bases(clause, bases, main, compared)
        base_moments |= compared_levels(clause, levels, compared)
        bases += [n for n in levels if n in base_moments]
        levels = [n for n in levels if n not in base_moments]
        main = [n for n in main if n not in base_moments.values()]
        if levels and not main and self.told.span and not any(map(is_growth, clause)):
            # "A year earlier it was 3.4bn" in a sentence of its own: the year before the one spoken of.
            main = [n for n in compared if n < levels[0] and clause[n].moment.ref == "prev"]
        if targets and levels == []:
            deadlines = [
                *deadlines,
                *(
                    n
                    for n in main
                    if (s := resolved(self.setting, clause[n])) and s.year >= self.setting.published.year
                ),
            ]
        self._subjects(clause)
        growths = [n for n, role in roles.items() if role in {"growth", "ratio"}]
        used: set[int] = set()
        for n in levels:
            used |= self._level(clause, n, levels, growths, main, compared, bases, used, mains, number)
        for n in bases:
            used |= self._base(clause, n, base_moments.get(n), levels)
        left = [n for n in growths if n not in used]
        for before, n in zip([levels[-1] if levels else -1, *left], left, strict=False):
            # "It was 2.1bn in 2024, and in the first quarter of 2025 another 20 % more": growth of months of its own.
            if (n == left[0] and not levels) or any(before < m < n for m in main):
                used |= self._growth_alone(clause, n, main, compared, targets=bool(targets))
        if not left and not levels and not targets:
            self._direction_alone(clause, main)
        for n in targets:
            self._target(clause, n, deadlines)
        told_level = levels and not any(item.has(*PROMISING) for item in clause)
        if not targets and not told_level and any(item.has("double", "triple") for item in clause):
            by, when = deadline_of(self.setting, clause, self.items, deadlines, self.span)
            factor = 2.0 if any(item.has("double") for item in clause) else 3.0
            self.told.derived.append((tuple(clause), by, when, factor))
        for n, role in roles.items():
            if role not in {"level", "target", "growth", "ratio"} and n not in used:
                self._reason(clause[n], role)
            elif n in growths and n not in used:
                self._reason(clause[n], "repeated" if levels else "direction")
        return bool(targets) or (promised and not levels and not any(i.has("level") for i in clause))

    def _subjects(self, clause: Sequence[Item]) -> None:
        for n, item in enumerate(clause):
            for flow in FLOW_TAGS:
                if item.has(flow) and not self.subject:
                    self.subject = self._seen(clause, n, flow)

    def _seen(self, clause: Sequence[Item], holder: int, flow: str) -> str:
        """Return a flow as the reporter sees it: places tell, else the side that the sentence spoke for before."""
        found = turned(self.setting, clause, holder, flow)
        if found is not None:
            self.turns = self.turns if flow == "total" else found != flow
            return found
        return {"exports": "imports", "imports": "exports"}[flow] if self.turns else flow

    def _unit(self, amount: AmountSaid) -> str | None:
        unit = next(iter(paid_in(self.setting, amount)), amount.unit)
        if unit:
            self.told.unit = self.told.unit or unit
        return unit or self.told.unit

    def _level(  # noqa: PLR0917 - one clause in parts
        self,
        clause: Sequence[Item],
        at: int,
        levels: Sequence[int],
        growths: Sequence[int],
        main: Sequence[int],
        compared: Sequence[int],
        bases: Sequence[int],
        used: set[int],
        mains: Sequence[Sequence[int]],
        number: int,
    ) -> set[int]:
        """Add the statement that a level makes; return which items it used."""
        amount = clause[at].amount
        flow, foreign = self._flow(clause, at)
        told = any(
            item.has(*FLOW_TAGS, "level", "grew", "shrank", "pronoun", "moment", "up", "down") for item in clause
        )
        if foreign or not flow or not (told or growths):
            self._reason(clause[at], "pair" if foreign else "other")
            for n in growths if foreign else ():
                self._reason(clause[n], "pair")
            return set(growths) if foreign else set()
        span, said = self._own_period(clause, at, main)
        # Growth behind months of its own is not the level's: "3bn in 2024, and in January-July 17 % more".
        others = [m for m in main if clause[m] is not said and m > at]
        near = [n for n in growths if n not in used and _nearest(n, levels) == at and not any(m < n for m in others)]
        monthly = {n for n in near if compared_month(self.setting, clause, n, span)}
        for n in monthly:
            self._reason(clause[n], "years")
        near = [n for n in near if n not in monthly]
        mine = min(near, key=lambda n: (abs(n - at), n)) if near else None
        compare = [clause[n] for n in compared]
        if said is None:
            later = [(self.clauses[k][n]) for k in range(number + 1, len(self.clauses)) for n in mains[k]]
            span, said = other_period(self.setting, span, self.told.span, compare if mine is not None else (), later)
        doubt = unclear(self.setting, amount) or period_doubt(self.setting, clause, at, span, said)
        parts = [clause[at]] + ([said] if said is not None else [])
        percent = resolution = None
        qualifier: GrowthSaid | None = None
        taken = set[int]()
        if mine is not None and same_base(self.setting, compare, span):
            percent, resolution, qualifier = growth_of(self.setting, clause, mine)
            parts.append(clause[mine])
            taken = {mine}
            parts += [c for c in compare if c.first > clause[mine].first][:1]
        elif mine is not None:
            self._reason(clause[mine], "years")
            taken = {mine}
        elif not bases and (not used or at == levels[0]) and direction_before(clause, at):
            percent, resolution, qualifier = None, None, direction_before(clause, at)
        record = (any(item.has("record") and not item.has("notrecord") for item in clause) and at == levels[0]) or (
            len(levels) == 1 and self._record_beside()
        )
        self._add(
            clause,
            parts,
            flow,
            span,
            amount,
            qualifier_of(clause, at, self.setting.words),
            percent,
            resolution,
            qualifier,
            record=record,
            doubt=doubt,
        )
        self.level_span = span
        if span is not None and said is not None:
            self.span, self.span_item = span, said
        return taken

    def _own_period(self, clause: Sequence[Item], at: int, main: Sequence[int]) -> tuple[Span | None, Item | None]:
        """Return the period that a clause gives a level, or the sentence so far, and the item that says so."""
        span, said = period_at(self.setting, clause, at, main, self.span or self.told.span)
        if said is None and self.span:
            return self.span, self.span_item
        endyear = next((item for item in clause if item.has("endyear")), None)
        if said is None and self.told.span is None and endyear is not None:
            # "At the end of the year it exceeded": the newest year that was over.
            year = self.setting.published.year - 1
            return Span((year, 1), (year, 12)), endyear
        return span, said

    def _record_beside(self) -> bool:
        return any(item.has("record") for item in self.items) and len(self.clauses) == 1

    def _base(self, clause: Sequence[Item], at: int, moment: int | None, levels: Sequence[int]) -> set[int]:
        """Add the earlier level from which another came."""
        flow, foreign = self._flow(clause, at)
        main = (self.span or self.level_span) if levels else None
        if foreign or not flow or (main is None and moment is None):
            self._reason(clause[at], "pair" if foreign else "base")
            return {at}
        item = clause[moment] if moment is not None else None
        span = resolved(self.setting, item, main) if item is not None else None
        doubt = unclear(self.setting, clause[at].amount)
        if span is None and main is not None:
            span = main.moved(-1)
            if item is None and not any(i.has("from") for i in clause):
                doubt = Doubt("year-inferred")
        if span is None:
            doubt = doubt or Doubt("no-period")
        if main is not None and span == main:
            span = main.moved(-1)
        the = clause[at].first > 0 and self.setting.words.tokens[clause[at].first - 1].low == "the"
        parts = [clause[at]] + ([item] if item is not None else [])
        self._add(
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
        return {at}

    def _growth_alone(
        self, clause: Sequence[Item], at: int, main: Sequence[int], compared: Sequence[int], *, targets: bool
    ) -> set[int]:
        """Add growth without a level, or give it to the level spoken of just before."""
        if targets:
            return set()
        has_subject = any(item.has(*FLOW_TAGS) for item in clause)
        own = [n for n in self.made if self.told.statements[n].growth_qualifier in {None, "up"}]
        if not has_subject and (own or (self.told.statements and not self.made and self._follows())):
            number = own[-1] if own else len(self.told.statements) - 1
            statement = self.told.statements[number]
            if statement.growth_qualifier in {None, "up"} and same_base(
                self.setting, [clause[n] for n in compared], statement.period
            ):
                percent, resolution, qualifier = growth_of(self.setting, clause, at)
                place = place_of(self.setting, [clause[at]])
                self.told.statements[number] = replace(
                    statement, growth_pct=percent, growth_resolution_pct=resolution, growth_qualifier=qualifier,
                    parts=(*statement.parts, place, *(place_of(self.setting, [clause[n]]) for n in compared)),
                    span=(min(statement.span[0], place[0]), max(statement.span[1], place[1])),
                    words=self.setting.text[min(statement.span[0], place[0]) : max(statement.span[1], place[1])],
                )  # fmt: skip
                return {at}
        if not has_subject and not self.subject:
            return set()
        flow, foreign = self._flow(clause, at)
        if foreign:
            self._reason(clause[at], "pair")
            return {at}
        span, said = period_at(self.setting, clause, at, main, self.span or self.told.span)
        if said is None:
            span, said = (self.span, self.span_item) if self.span else (self.told.span, None)
        if span is None or not flow or not same_base(self.setting, [clause[n] for n in compared], span):
            return set()
        percent, resolution, qualifier = growth_of(self.setting, clause, at)
        parts = [clause[at]] + ([said] if said is not None else []) + [clause[n] for n in compared]
        self._add(clause, parts, flow, span, None, None, percent, resolution, qualifier, record=False, doubt=None)
        if said is not None:
            self.span, self.span_item = span, said
        return {at}

    def _follows(self) -> bool:
        """Return whether the sentence goes on about the figure before: "This is 5 % more than a year ago"."""
        return self.items[0].has("pronoun") and not any(item.has("other", *FLOW_TAGS) for item in self.items)

    def _direction_alone(self, clause: Sequence[Item], main: Sequence[int]) -> None:
        """Add "trade grew in January-May": a direction without any figure, where a period stands beside it."""
        holders = [n for n, item in enumerate(clause) if item.has(*FLOW_TAGS)]
        if (
            not holders
            or not main
            or any(item.has(*PROMISING, "other", "part", "world", "multiyear") for item in clause)
        ):
            return
        moving = [n for n, item in enumerate(clause) if item.has("grew", "shrank") and n > holders[0]]
        if moving and any(item.has("not") for item in clause[: moving[0] + 2]):
            return
        span, said = period_at(self.setting, clause, holders[0], main, self.span or self.told.span)
        if (
            not moving
            or span is None
            or said is None
            or (said.moment.year is None and not said.moment.ref and said.moment.months is None)
        ):
            return
        flow, foreign = self._flow(clause, max(moving[0], len(clause) - 1))
        if foreign or not flow:
            return
        direction: GrowthSaid = "up" if clause[moving[0]].has("grew") else "down"
        self._add(
            clause, [said, clause[moving[0]]], flow, span, None, None, None, None, direction, record=False, doubt=None
        )
        self.span, self.span_item = span, said

    def _add(  # noqa: PLR0917 - a statement in parts
        self,
        clause: Sequence[Item],
        parts: Sequence[Item],
        flow: str,
        span: Span | None,
        amount: AmountSaid | None,
        level_qualifier: str | None,
        percent: float | None,
        resolution: float | None,
        growth_qualifier: GrowthSaid | None,
        *,
        record: bool,
        doubt: Doubt | None,
    ) -> None:
        start, end = quoted(self.setting, self.items, clause)
        made = ReadStatement(
            cast("Flow", flow), span,
            amount.value if amount else None, amount.resolution if amount else None,
            self._unit(amount) if amount else None,
            cast("LevelSaid", level_qualifier) if amount else None,
            percent, resolution, growth_qualifier, record,
            self.setting.text[start:end], (start, end), tuple(place_of(self.setting, [part]) for part in parts), doubt,
        )  # fmt: skip
        self.made.append(add_statement(self.told.statements, made))

    # Targets.

    def _target(self, clause: Sequence[Item], at: int, deadlines: Sequence[int]) -> None:
        flow, foreign = self._flow(clause, at)
        if foreign:
            self._reason(clause[at], "pair")
            return
        amount = clause[at].amount
        by, when = deadline_of(self.setting, clause, self.items, deadlines, self.span)
        aiming = any(item.has("aim") for item in clause)
        hoping = any(item.has("expect", "future") for item in self.items)
        kind: TargetKind = "expectation" if hoping and not aiming and by == self.setting.published.year else "stated"
        start, end = quoted(self.setting, self.items, clause)
        parts = [clause[at], *(clause[n] for n in deadlines)]
        parts += [
            item
            for item in self.items
            if by and item.has("moment", "number") and item not in parts and says_year(self.setting, item, by)
        ]
        at_most = any(item.has("upto") and clause[at].first - item.end <= 1 for item in clause[:at])
        made = ReadTarget(
            amount.value, self._unit(amount), by, cast("Flow", flow or "total"), kind, when, at_most,
            self.setting.text[start:end], (start, end), tuple(place_of(self.setting, [part]) for part in parts),
        )  # fmt: skip
        for number, other in enumerate(self.told.targets):
            if (other.value, other.unit, other.flow) == (made.value, made.unit, made.flow) and (
                by is None or other.by is None or by == other.by
            ):
                self.told.targets[number] = replace(other, by=other.by or by, parts=(*other.parts, *made.parts))
                return
        self.told.targets.append(made)

    def _reason(self, item: Item, reason: str) -> None:
        for token in range(item.first, item.end):
            self.told.reasons[token] = cast("Reason", reason)
