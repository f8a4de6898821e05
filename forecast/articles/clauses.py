"""From clauses to statements and targets: which period, flow and growth belong to each level."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forecast.articles.assigned import Assigned
from forecast.articles.earlier import (
    compared_levels,
    is_of_year_before,
    moments_of_bases,
    opens_with_year_before,
    year_before_of_growth,
)
from forecast.articles.growths import (
    direction_before,
    direction_behind,
    direction_of,
    growth_of,
    is_earlier,
    same_base,
    with_direction,
)
from forecast.articles.items import says
from forecast.articles.merging import add_indices, merge_rough
from forecast.articles.money import doubt_of
from forecast.articles.multiples import add_derived, aims_at_multiple, drop_passed, keep_multiple
from forecast.articles.periods import (
    in_own_brackets,
    moments_of,
    months_before,
    own_months,
    period_doubt,
    resolved,
)
from forecast.articles.promises import add_target
from forecast.articles.respective import one_by_one, referring
from forecast.articles.setting import Setting, Told
from forecast.articles.subjects import FLOW_TAGS
from forecast.articles.wording import PROMISING, is_figure, is_growth, moves, qualifier_of
from forecast.articles.years import is_of_years

if TYPE_CHECKING:
    from collections.abc import Sequence

    from forecast.articles.article import GrowthSaid
    from forecast.articles.cutting import CutSentence
    from forecast.articles.items import Item
    from forecast.articles.spans import Span

__all__ = ["read_clauses"]


def read_clauses(setting: Setting, sentences: Sequence[CutSentence], *, carried: bool = True) -> Told:
    """Return what the sentences of a text tell of a pair.

    Parameters
    ----------
    setting : Setting
    sentences : sequence of CutSentence
    carried : bool
        Whether the months that sentences on other pairs speak of are those of a sentence behind them.
    """
    told = Told()
    for cut in sentences:
        if setting.pair in setting.topics.get(cut.start, (setting.pair,)):
            listed = one_by_one(cut, told)
            _Sentence(setting, told, listed or referring(setting.words, cut, told)).read(apart=listed is not None)
        elif carried:
            _Sentence(setting, told, cut).pass_by()
    drop_passed(setting, told)
    add_derived(setting, told)
    add_indices(told)
    merge_rough(told)
    return told


def _moved_in_months(clause: Sequence[Item]) -> bool:
    """Return whether a clause tells of trade in some months, no promise: "deliveries held up well in September"."""
    months = any(item.has("moment") and item.moment.kind == "period" and item.moment.months for item in clause)
    return months and says(clause, *FLOW_TAGS) and not says(clause, "multiyear", *PROMISING)


def _says(item: Item) -> bool:
    return item.has("level", "grew", "shrank", "up", "down", "aim", "expect", "future", "from")


#: Until this month the figures of the year before are awaited.
_FIGURES_BY = 3


#: Before months they tell of some of those spoken of: "только в декабре".
_ONLY = frozenset({"только", "лишь"})


class _Sentence(Assigned):
    """One sentence, read clause by clause."""

    def pass_by(self) -> None:
        """Keep of a sentence on another pair only which months the text speaks of."""
        for clause in self.clauses:
            for n in moments_of(self.setting, clause)[0]:
                self.told.span = resolved(self.setting, clause[n], self.told.span) or self.told.span
        for item in self.items:
            if item.has("amount", "rate"):
                self.reason(item, "pair")

    def read(self, *, apart: bool = False) -> None:
        """Add what the sentence tells; each of its clauses is of the same months when they are told apart."""
        promised = False
        self.moments = [moments_of(self.setting, clause) for clause in self.clauses]
        mains = [main for main, _compared, _deadlines in self.moments]
        for number, clause in enumerate(self.clauses):
            promised = self._clause(clause, mains, number, promised=promised)
            self.span = None if apart else self.span
        self.take_direction()
        self.give_direction()
        if self.made and not self._looks_back():
            self.told.recent = self.made
        told = ((clause, n) for clause, main in zip(self.clauses, mains, strict=True) for n in main)
        months = [clause[n] for clause, n in told if not self._is_aside(clause, n)]
        if self.span:
            self.told.span = self._spoken_of(self.span)
        elif says(self.items, "sequential") and not self.made and self.told.span and self.told.span.count == 12:
            pass  # "on a month-on-month basis exports dipped in June", in a text on a year
        elif self._tells_before():
            pass  # "in FY21 they had amounted to $614.8m", in a text on FY22
        elif months and says(self.items, *FLOW_TAGS, "world") and self.told.span is None and self._is_told():
            self.told.span = resolved(self.setting, months[0])  # "в минувшем году экспорт вышел на рекорд"
        elif months and says(self.items, *FLOW_TAGS) and any(map(_moved_in_months, self.clauses)):
            self.told.span = resolved(self.setting, months[0]) or self.told.span  # "exports fell again in June"
        elif (
            says(self.items, *FLOW_TAGS, "world", "balance", "rank", "place", "report")
            and any(is_figure(item) or item.has("rank", "report") for item in self.items)
            and (says(self.items, "missed") or not (says(self.items, *PROMISING) or self._over_years(months)))
        ):
            # A figure of a part or of world trade in some months: the next sentence goes on about those months.
            said = (resolved(self.setting, item) for item in months)
            least = self.told.span.year - 1 if self.told.span else 0  # not "its share was 24 percent in 2000"
            self.told.span = next((span for span in said if span and span.year >= least), self.told.span)
        if self.subject and not self.opens_with_parts():
            self.told.flow, self.told.parted = self.subject, self.parts_told()
        if says(self.items, "withoutoil"):
            self.told.part = says(self.items, "total")
        elif says(self.items, "total"):
            self.told.part = False

    def _first_awaited(self, clause: Sequence[Item]) -> int:
        """Return the first year of which a figure can still be to come: in January that of the year before."""
        published = self.setting.published
        early = published.month <= _FIGURES_BY and says(clause, "expect")
        return published.year - early

    def _tells_before(self) -> bool:
        """Return whether all that the sentence tells is of years before those spoken of."""
        before, told = self.told.span, [self.told.statements[n].period for n in self.made]
        return before is not None and bool(told) and all(span and span.year < before.year for span in told)

    def _is_aside(self, clause: Sequence[Item], moment: int) -> bool:
        """Return whether months are those of a figure that another is told beside: "4.5bn against 95m in 2022"."""
        before = [item for item in clause[max(moment - 3, 0) : moment] if not item.has("target place")][-2:]
        base = len(before) > 1 and before[1].has("amount") and before[0].what in {"против", "against"}
        return base or in_own_brackets(clause, moment) or self._of_earlier(clause, moment)

    def _of_earlier(self, clause: Sequence[Item], moment: int) -> bool:
        """Return whether months are those of growth before: "a fifth month of decline, following a fall in July"."""
        growths = (n for n in range(max(moment - 3, 1), moment) if is_growth(clause[n]))
        return any(is_earlier(self.setting.words, clause, n) for n in growths)

    def _over_years(self, months: Sequence[Item]) -> bool:
        """Return whether a sentence tells of several years: not behind one, as "2023 ..., the least in a decade"."""
        first = self.items.index(months[0]) if months else len(self.items)
        return says(self.items[:first], "multiyear")

    def _is_told(self) -> bool:
        """Return whether the sentence tells of what was, no promise."""
        first = next(
            (n for n, item in enumerate(self.items) if item.has("moment") and item.moment.months is None), None
        )
        years = first is None or says(self.items[:first], "multiyear")  # but "in 2024 to the least since the 1990s"
        return not (says(self.items, "other", *PROMISING) or (years and says(self.items, "multiyear")))

    def _looks_back(self) -> bool:
        """Return whether a sentence tells only of years before: "A year ago it was 8m", "in 2024 sales were 8m"."""
        before = self.told.span
        if before is None or (says(self.items, *FLOW_TAGS) and any(map(moves, self.items))):
            return False
        spans = [self.told.statements[n].period for n in self.made]
        return all(s and s.year < before.year and s.moved(before.year - s.year) == before for s in spans)

    def _spoken_of(self, last: Span) -> Span:
        """Return the months that the text goes on about: not those of a year before that a level is compared with."""
        if self.told.span is not None and self._looks_back():
            return self.told.span
        words, said, first = self.setting.words, self.span_item, self.items[0].first
        if said is not None and (words.low(said.end) == "alone" or words.low(said.first - 1) in _ONLY):
            return self.told.span or last  # "in December alone they were down 5.1 %"
        half = says(self.items[:3], "pronoun") and any(words.low(n) == "половины" for n in range(first, first + 8))
        if self.told.span is not None and half and last.year < self.told.span.year:
            return self.told.span  # "это чуть больше половины объема за весь 2018 год"
        if self.told.span is not None and last.year < self.told.span.year - 1:
            return self.told.span  # "in 2019, before the pandemic, imports had been 14.8bn"
        aside = any(self.setting.words.mark(n) == ";" for n in range(max(first - 3, 0), first))
        if (
            aside
            and self.told.span is not None
            and last.count == 12 > self.told.span.count
            and last.last < self.told.span.last
        ):
            return self.told.span  # "in the first half; the full-year figure for 2024 was 2.52bn"
        told = [self.told.statements[m] for m in self.made]
        of = next((one.flow for one in told if one.period == last), "")
        spans = [one.period for one in told if one.period and one.flow == of and one.period.count == last.count]
        return max((span for span in spans if span.first[1] == last.first[1]), key=lambda s: s.first, default=last)

    # What is made of a clause.

    def _clause(self, clause: Sequence[Item], mains: list[list[int]], number: int, *, promised: bool) -> bool:
        plain, clause = clause, with_direction(clause, self.direction)
        main, compared, deadlines = self.moments[number] if clause is plain else moments_of(self.setting, clause)
        roles = self.roles(clause, number, (main, compared, deadlines), promised=promised)
        levels = [n for n, role in roles.items() if role == "level"]
        targets = [n for n, role in roles.items() if role == "target"]
        bases = [n for n, role in roles.items() if role == "base"]
        base_moments = moments_of_bases(self.setting.words, clause, bases, main, compared)
        base_moments |= compared_levels(self.setting.words, clause, levels, compared)
        bases += [n for n in levels if n in base_moments]
        levels = [n for n in levels if n not in base_moments]
        compared = [*compared, *(n for n in base_moments.values() if n not in compared)]
        main = [n for n in main if n not in base_moments.values()]
        mains[number] = main if levels else mains[number]  # the year that a level came from is no clause's behind it
        earlier = opens_with_year_before(clause, levels)
        if levels and not main and (self.span or self.told.span) and (earlier or not any(map(is_growth, clause))):
            # "A year earlier it was 3.4bn", "it was 3.4bn in the same period last year", in a sentence of its own.
            year_before = [n for n in compared if is_of_year_before(clause, n, levels)]
            if year_before and len(levels) > 1:
                # "Exports, which a year ago were 21.6m, shrank to 14.9m"
                base_moments[levels[0]] = year_before[0]
                bases, levels = [*bases, levels[0]], levels[1:]
            else:
                main = year_before
        if targets and levels == []:
            deadlines = [
                *deadlines,
                *(
                    n
                    for n in main
                    if (s := resolved(self.setting, clause[n]))
                    and s.year >= self._first_awaited(clause)
                    and not (clause[n].moment.months and s.end <= self.setting.published)
                ),
            ]
        self.subjects(clause)
        growths = [n for n, role in roles.items() if role in {"growth", "ratio"}]
        if not levels and not main and (own := year_before_of_growth(clause, growths, compared)) is not None:
            main, compared = [own], [n for n in compared if n != own]  # "годом ранее оборот прибавил сразу 21%"
        since, growths = (growths, []) if earlier and main else ([], growths)
        self.told.paced = self.told.paced or "ratio" in roles.values()
        main, growths = self._without_earlier_growth(clause, growths, main, min(roles, default=0))
        self.direction = direction_of(clause, self.direction)
        told = len(self.made)
        used, self.level_spans = set[int](), {}
        for n in levels:
            used |= self._level(clause, n, levels, growths, main, compared, bases, used, mains, number)
        for n in bases:
            used |= self.base(clause, n, base_moments.get(n), levels)
        used |= {n for n in since if self.growth_since(clause, n)}
        left = [n for n in growths if n not in used]
        for before, n in zip([levels[-1] if levels else -1, *left], left, strict=False):
            # "It was 2.1bn in 2024, and in the first quarter of 2025 another 20 % more": growth of months of its own.
            beside = own_months(clause, n, main) or months_before(n, main, levels)
            # "4.7 % above the first quarter and 11.8 % higher than a year before": the first that is over a year.
            if (
                (not levels and (used.isdisjoint(growths) or self._are_of_months(clause, left, n)))
                or any(before < m < n for m in main)
                or beside
            ):
                used |= self.growth_alone(clause, n, beside or main, compared, targets=bool(targets))
        if not (growths or levels or targets or bases) and "change" in roles.values():
            self.change_alone(clause)
        if not left and not levels and not targets and not {"years", "part"} & set(roles.values()):
            self.direction_alone(clause, main)
        for n in targets:
            add_target(self, clause, n, deadlines)
        told_level = levels and not says(clause, *PROMISING)
        if not targets and not told_level and aims_at_multiple(clause):
            keep_multiple(self, clause, deadlines)
        self.indices(clause, roles)
        self.explain(clause, roles, used, growths, told, levels=bool(levels))
        return bool(targets) or (promised and not levels and not says(clause, "level"))

    def _are_of_months(self, clause: Sequence[Item], growths: Sequence[int], growth: int) -> bool:
        """Return whether all growth before one is over another month, and told as such: "up 19 % on August"."""
        before = (clause[n] for n in growths if n < growth)
        return all(self.told.reasons.get(item.first) == "years" for item in before)

    def _without_earlier_growth(
        self, clause: Sequence[Item], growths: Sequence[int], main: list[int], first: int
    ) -> tuple[list[int], list[int]]:
        """Add growth of months before those spoken of; return the months and the growth that are left."""
        earlier = [n for n in growths if n > first and is_earlier(self.setting.words, clause, n)]
        return self.earlier_growth(clause, earlier, main), [n for n in growths if n not in earlier]

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
        flow, foreign = self.flow(clause, at)
        telling = (*FLOW_TAGS, "level", "grew", "shrank", "pronoun", "moment", "up", "down", "reverse")
        told = bool(self.standing) or says(clause, *telling) or self.of_side(clause) is not None
        part = self.told.part and flow in {"exports", "imports"} and not says(self.items, "total")
        if not main and is_of_years(self.setting.words, clause, at, compared=bool(bases)):
            self.reason(clause[at], "years")
            return set()
        if part or foreign or not flow or not (told or growths):
            why = "part" if part else "pair" if foreign else "other"
            self.reason(clause[at], why)
            for n in growths if foreign or part else ():
                self.reason(clause[n], why)
            return set(growths) if foreign or part else set()
        span, said = self.own_period(clause, at, main)
        span = span or self._so_far(said, [clause[n] for n in compared])
        left = [n for n in growths if n not in used]
        mine, monthly = self.beside(clause, at, levels, left, main, (span, said))
        compare = self._compared_with(clause, at, mine, levels, growths, main, compared, bases)
        if said is None:
            compare = compare if mine is not None else self.since(clause, compared, bases)
            span, said = self.period_beside(span, compare, mains, number)
        doubt = doubt_of(self.setting, clause[at]) or period_doubt(self.setting, clause, at, span, said)
        parts = [clause[at]] + ([said] if said is not None else [])
        percent = resolution = None
        qualifier: GrowthSaid | None = None
        taken = set[int]()
        further = next((clause[n].first for n in growths if mine is not None and n > mine), None)
        if further is not None:  # "up 19.6 percent from 2021 and 37 percent from 2012"
            compare = [item for item in compare if item.first < further]
        if mine is not None and self._is_over_month(clause, mine, at, bases, span):
            self.reason(clause[mine], "years")  # "decreased 3.1 % in November, from 50.5bn in October to 48.9bn"
            taken = {mine}
        elif mine is not None and same_base(self.setting, compare, span):
            percent, resolution, qualifier = growth_of(self.setting, clause, mine)
            parts.append(clause[mine])
            taken = {mine}
            parts += [c for c in compare if c.first > clause[mine].first][:1]
        elif mine is not None:
            self.reason(clause[mine], "years")
            taken = {mine}
        elif (
            not bases
            and not self.told_before(levels, at, span)
            and (not used or at == levels[0])
            and direction_before(self.setting.words, clause, at)
        ):
            percent, resolution, qualifier = None, None, direction_before(self.setting.words, clause, at)
        elif not bases and (moved := direction_behind(self.setting, clause, at, span)):
            qualifier = moved
        elif flow != "total" and not bases and self._moved_alike(clause, at, number):
            qualifier = "up" if self.direction > 0 else "down"
        record = (any(item.has("record") and not item.has("notrecord") for item in clause) and at == levels[0]) or (
            len(levels) == 1 and self._record_beside()
        )
        self.add(
            clause, parts, flow, span, amount, qualifier_of(clause, at, self.setting.words), percent, resolution,
            qualifier, record=record, doubt=doubt,
        )  # fmt: skip
        if not (self.standing or says(clause, *FLOW_TAGS)):
            self.told.carried.add(self.made[-1])
        self.keep_span(clause, at, span, said)
        return taken | monthly

    def _is_over_month(
        self, clause: Sequence[Item], growth: int, at: int, bases: Sequence[int], span: Span | None
    ) -> bool:
        """Return whether growth is over another month of the year, whose level leads to that of its own."""
        base = next((n for n in bases if growth < n < at and clause[n + 1].has("moment")), None)
        before = resolved(self.setting, clause[base + 1], span) if base is not None else None
        return bool(before and span and before.count == span.count == 1 and before.year == span.year)

    def _so_far(self, said: Item | None, compare: Sequence[Item]) -> Span | None:
        """Return the months of "с начала года", where those compared with tell them: "than in January-May 2024"."""
        if said is None or said.moment.ref != "ytd":
            return None
        bases = (
            resolved(self.setting, item) for item in compare if item.moment.year is not None and item.moment.months
        )
        months = next((base.moved(1) for base in bases if base), None)
        return months if months and months.end <= self.setting.published else None

    def _compared_with(  # noqa: PLR0917 - one clause in parts
        self,
        clause: Sequence[Item],
        at: int,
        mine: int | None,
        levels: Sequence[int],
        growths: Sequence[int],
        main: Sequence[int],
        compared: Sequence[int],
        bases: Sequence[int],
    ) -> list[Item]:
        """Return the moments that the growth of a level is over."""
        # As in: 2.2bn in 2024, up 34 % on 2023, and 2.6bn in January-May, up 50 %: each growth has its own base.
        told_for = [m for m in growths if mine is not None and m < at < mine and any(n < m for n in levels)]
        # As in: up 2.3 % from the year before, but below the 7.1bn of 2021, which is the year of an earlier level.
        of_bases = {n - 1 - clause[n - 1].has("level") for n in compared if n} & set(bases)
        bare = [n for n in compared if n - 1 - clause[n - 1].has("level") not in of_bases]
        # As in: up 17 % to 118bn, compared with 37bn in 2008, whose year is that of the level behind alone.
        low = self.setting.words.low
        aside = mine is not None and mine < at and all(n > at and low(clause[n - 1].first) != "from" for n in bases)
        bare = bare or ([] if aside else list(compared))
        # As in: 5bn in 2024, hardly different from three years earlier, with exports falling 13.5 % to 3.4bn.
        flow = max((n for n in range(at) if clause[n].has(*FLOW_TAGS)), default=0)
        bare = [n for n in bare if not (n < flow and says(clause[n:flow], "while"))]
        # As in: fell to 1.6tn, down 9.7 % from the second quarter but 48.3 % higher than in the third of 2023.
        at_growth = mine if mine is not None else len(clause)
        behind = [n for n in bare if n > at_growth and not any(map(is_figure, clause[at_growth + 1 : n]))]
        bare = behind or bare
        # Nor of months before those of the level: "below the 3.2bn of 2023, and in two months of 2025 423m, up 6 %".
        bare = [n for n in bare if not any(n < m < at for m in main)]
        return [clause[n] for n in bare if not (told_for and told_for[-1] < n < at)]

    def _moved_alike(self, clause: Sequence[Item], at: int, number: int) -> bool:
        """Return whether a level moved as that of the clause before: "exports fell to 1.2bn, imports to 1.5bn"."""
        said = (item for n, item in enumerate(clause) if not (item.has("source") and clause[n + 1].has("place")))
        led = number > 0 and at > 0 and clause[at - 1].has("to") and not any(map(_says, said))
        before = self.clauses[number - 1] if led else ()
        dashed = at > 1 and clause[at - 2].what in {"-", "–", "—"}  # "imports - to 1.5bn": the verb is left out
        plain = dashed or not says(before, "rate")
        return plain and says(before, "grew", "shrank") and not says(before, "level")

    def _record_beside(self) -> bool:
        return says(self.items, "record") and len(self.clauses) == 1
