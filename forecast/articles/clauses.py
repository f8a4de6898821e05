"""From clauses to statements and targets: which period, flow and growth belong to each level."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, cast

from forecast.articles.article import ReadStatement, ReadTarget
from forecast.articles.items import Item, items_of, sentences_of
from forecast.articles.moments import Span, _small
from forecast.articles.roles import (
    FLOW_TAGS,
    amount_role,
    clauses_of,
    is_growth,
    qualifier_of,
    rate_role,
    sign_of,
    subject_at,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from forecast.articles.article import GrowthSaid, LevelSaid, Reason, TargetKind
    from forecast.articles.figures import AmountSaid, Words
    from forecast.data import Flow, Mention, Pair

__all__ = ["Setting", "Told", "read_clauses"]

_PROMISING = ("aim", "expect", "future")


@dataclass(frozen=True, slots=True)
class Setting:
    """What the whole article gives to each clause.

    Parameters
    ----------
    words : Words
    text : str
    published : datetime.date
    pair : Pair or None
    fiscal_start : int or None
        Month in which the reporter's fiscal year starts.
    places : mapping
        The places mentioned, by their first token.
    """

    words: Words
    text: str
    published: date
    pair: Pair | None
    fiscal_start: int | None
    places: Mapping[int, Mention]


@dataclass
class Told:
    """What was read so far, and what is carried from one sentence to the next."""

    statements: list[ReadStatement] = field(default_factory=list)
    targets: list[ReadTarget] = field(default_factory=list)
    reasons: dict[int, Reason] = field(default_factory=dict)  # by token
    derived: list[tuple[tuple[Item, ...], int | None, str, float]] = field(default_factory=list)
    span: Span | None = None
    flow: str = ""
    unit: str | None = None
    sentences: int = 0


def read_clauses(setting: Setting) -> Told:
    """Return what every sentence of a text tells."""
    told = Told()
    for start, end in sentences_of(setting.words):
        items = items_of(setting.words, start, end, setting.places)
        if items:
            _Sentence(setting, told, items).read()
    _derive(setting, told)
    return told


def _place(setting: Setting, items: Sequence[Item]) -> tuple[int, int]:
    tokens = setting.words.tokens
    return min(tokens[i.first].start for i in items), max(tokens[i.end - 1].end for i in items)


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
        self.subject = ""
        self.made: list[int] = []

    def read(self) -> None:
        """Add what the sentence tells."""
        promised = False
        mains = [self._moments(clause)[0] for clause in self.clauses]
        for number, clause in enumerate(self.clauses):
            promised = self._clause(clause, mains, number, promised=promised)
        if self.span:
            self.told.span = self.span
        if self.subject:
            self.told.flow = self.subject

    # What is said about time.

    def _moments(self, clause: Sequence[Item]) -> tuple[list[int], list[int], list[int]]:
        """Return which moments of a clause tell its period, which a comparison, and which a deadline."""
        main, compared, deadlines = [], [], []
        promising = any(item.has(*_PROMISING) for item in clause)
        year = self.setting.published.year
        for n, item in enumerate(clause):
            if not item.has("moment") or item.moment.kind != "period":
                continue
            moment = item.moment
            before = [
                other
                for other in clause[max(n - 3, 0) : n]
                if not other.has("target place", "connect", "mark", "place")
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
                or (
                    near is not None
                    and near.has("over")
                    and rated
                    and moment.months is None
                    and moment.year is not None
                )
            ):
                compared.append(n)
            else:
                main.append(n)
        return main, compared, deadlines

    def _resolve(self, item: Item, main: Span | None = None) -> Span | None:
        return item.moment.resolve(self.setting.published, main=main, fiscal_start=self.setting.fiscal_start)

    def _period(self, clause: Sequence[Item], at: int, main: Sequence[int]) -> tuple[Span | None, Item | None]:
        """Return the months that a figure of a clause is about, and the item that says so."""
        figures = [n for n, item in enumerate(clause) if item.has("amount")]
        before = [n for n in main if n < at]
        after = [n for n in main if n > at]
        chosen = None
        if before and not any(before[-1] < n < at for n in figures):
            chosen = before[-1]
        if chosen is None and after and not any(at < n < after[0] for n in figures):
            chosen = after[0]
        if chosen is None and (before or after):
            chosen = (before or after)[-1 if before else 0]
        if chosen is not None:
            return self._resolve(clause[chosen], self.span or self.told.span), clause[chosen]
        return None, None

    # What is traded.

    def _flow(self, clause: Sequence[Item], at: int) -> tuple[str, bool]:
        """Return the flow that a figure is about, seen from the reporter, and whether another pair's is meant."""
        subject = subject_at(clause, at)
        if subject in FLOW_TAGS:
            holder = self._holder(clause, at, subject)
            return self._turned(clause, holder, subject) if holder is not None else subject, self._foreign(
                clause, holder
            )
        if self.subject:
            return self.subject, False
        return self.told.flow and "total", False

    def _holder(self, clause: Sequence[Item], at: int, subject: str) -> int | None:
        """Return the item that names the flow of a figure."""
        before = [n for n in range(at) if clause[n].has(subject)]
        after = [n for n in range(at, len(clause)) if clause[n].has(subject)]
        return before[-1] if before else after[0] if after else None

    def _around(self, clause: Sequence[Item], holder: int) -> tuple[Item | None, Item | None, Item | None]:
        """Return the place right before a flow, the one behind it, and the word between."""
        item = clause[holder]
        owner = next(
            (p for p in reversed(clause[max(holder - 2, 0) : holder]) if p.has("place") and item.first - p.end <= 3),
            None,
        )
        between = None
        for other in clause[holder + 1 : holder + 6]:
            if other.has("place"):
                if other.first - item.end <= 6 or (between is not None and other.first - between.end <= 2):
                    return owner, other, between
                break
            if other.has("mark", "moment") and not other.has("place"):
                break
            if other.has("source", "target place"):
                between = other
        return owner, None, None

    def _side(self, item: Item | None) -> int:
        """Return 1 for the reporter, 2 for the partner, 0 for neither."""
        pair = self.setting.pair
        if item is None or pair is None or not item.has("place"):
            return 0
        place = cast("Mention", item.what).place
        for side, own in ((1, pair.reporter), (2, pair.partner)):
            if place.code == own.code:
                return side
        for side, own in ((1, pair.reporter), (2, pair.partner)):
            # "Russian" may stand for one of its regions when the other side is no part of it.
            if own.country == place.code:
                return side
        return 0

    def _turned(self, clause: Sequence[Item], holder: int, subject: str) -> str:
        """Return exports or imports as the reporter sees them."""
        if subject == "total":
            return subject
        owner, behind, between = self._around(clause, holder)
        if self.setting.words.lexicon.language == "tr":
            return self._turned_by_suffix(clause, holder, subject)
        source = target = 0
        side = self._side(owner)
        if side:
            source, target = (side, 0) if subject == "exports" else (0, side)
        other = self._side(behind)
        if other and behind is not None:
            if between is not None and between.has("source") and not between.has("target place"):
                source = other
            elif between is not None and between.has("target place"):
                target = other
            elif between is not None and between.has("source"):
                source = other
            elif not side:
                source, target = (other, target) if subject == "exports" else (source, other)
        if source == 1 or target == 2:
            return "exports"
        if source == 2 or target == 1:
            return "imports"
        return subject

    def _turned_by_suffix(self, clause: Sequence[Item], holder: int, subject: str) -> str:
        """Return exports or imports as the reporter sees them, by the cases of Turkish names."""
        source = target = 0
        tokens = self.setting.words.tokens
        for item in clause[:holder]:
            side = self._side(item)
            suffix = tokens[item.end].low if item.end < len(tokens) else ""
            if side and suffix in {"a", "e", "ya", "ye", "na", "ne"}:
                target = side
            elif side and suffix in {"dan", "den", "tan", "ten", "ndan", "nden"}:
                source = side
            elif side and suffix in {"in", "nin", "un", "nun"}:
                source, target = (side, target) if subject == "exports" else (source, side)
        if source == 1 or target == 2:
            return "exports"
        return "imports" if source == 2 or target == 1 else subject

    def _foreign(self, clause: Sequence[Item], holder: int | None) -> bool:
        """Return whether a flow is that of another pair: with a place that is neither side."""
        pair = self.setting.pair
        if pair is None:
            return False
        own = {pair.reporter.code, pair.partner.code, pair.reporter.country, pair.partner.country}
        # A whole country's figure is not its region's: "trade with Russia" in an article on one region.
        whole = {pair.reporter.country, pair.partner.country} - {""}
        named = [cast("Mention", i.what).place for i in clause if i.has("place")]
        both = [place.code for place in named]
        if any(place.code not in own and place.kind != "group" for place in named):
            return not (pair.partner.code in both and pair.reporter.code in both)
        if holder is not None:
            _owner, behind, _between = self._around(clause, holder)
            group = cast("Mention", behind.what).place if behind is not None else None
            if (
                group is not None
                and group.kind == "group"
                and group.code not in own
                and not {pair.reporter.code, pair.partner.code} <= set(both)
            ):
                return True
        if whole & set(both) and not {pair.reporter.code, pair.partner.code} & set(both) and holder is not None:
            _owner, behind, _between = self._around(clause, holder)
            return (
                behind is not None and cast("Mention", behind.what).place.code in whole and not behind.has("adjective")
            )
        return False

    # What is made of a clause.

    def _clause(self, clause: Sequence[Item], mains: Sequence[Sequence[int]], number: int, *, promised: bool) -> bool:
        main, compared, deadlines = self._moments(clause)
        roles: dict[int, str] = {}
        for n, item in enumerate(clause):
            if item.has("amount"):
                roles[n] = amount_role(clause, n, self.setting.words, promised=promised)
                if item.amount.unit is None and roles[n] in {"level", "target", "base"} and not self._bare(clause, n):
                    roles[n] = "count"
            elif is_growth(item):
                roles[n] = rate_role(clause, n, self.setting.words)
            elif item.has("number"):
                roles[n] = self._number_role(clause, n)
        levels = [n for n, role in roles.items() if role == "level"]
        targets = [n for n, role in roles.items() if role == "target"]
        bases = [n for n, role in roles.items() if role == "base"]
        base_moments = self._base_moments(clause, bases, main, compared)
        main = [n for n in main if n not in base_moments.values()]
        if levels and not main and self.told.span and not any(map(is_growth, clause)):
            # "A year earlier it was 3.4bn" in a sentence of its own: the year before the one spoken of.
            main = [n for n in compared if n < levels[0] and clause[n].moment.ref == "prev"]
        if targets and levels == []:
            deadlines = [
                *deadlines,
                *(n for n in main if (s := self._resolve(clause[n])) and s.year >= self.setting.published.year),
            ]
        self._subjects(clause)
        growths = [n for n, role in roles.items() if role in {"growth", "ratio"}]
        used: set[int] = set()
        for n in levels:
            used |= self._level(clause, n, levels, growths, main, compared, bases, used, mains, number)
        for n in bases:
            used |= self._base(clause, n, base_moments.get(n), levels)
        left = [n for n in growths if n not in used]
        if left and not levels:
            used |= self._growth_alone(clause, left[0], main, compared, targets=bool(targets))
        elif not levels and not targets:
            self._direction_alone(clause, main)
        for n in targets:
            self._target(clause, n, deadlines)
        told_level = levels and not any(item.has(*_PROMISING) for item in clause)
        if not targets and not told_level and any(item.has("double", "triple") for item in clause):
            by, when = self._deadline(clause, deadlines)
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
                    self.subject = self._turned(clause, n, flow)

    def _bare(self, clause: Sequence[Item], at: int) -> bool:
        """Return whether an amount without a currency is money all the same: "exports 71.9m (plus 30 %)"."""
        if not (self.told.unit and clause[at].amount.scaled):
            return False
        words = self.setting.words
        after = clause[at].end
        if words.mark(after) == "." and words.joined(after):
            after += 1
        if after >= len(words.tokens) or words.tokens[after].kind != "word":
            return True
        following = [item for item in clause[at + 1 : at + 2] if item.first == after]
        return (
            bool(following)
            and following[0].has("to", "moment", "from", "than", "while", "up", "down", "level", "source")
        ) or words.tag(after, "connect") > 0

    def _number_role(self, clause: Sequence[Item], at: int) -> str:
        item = clause[at]
        words = self.setting.words
        nexts = clause[at + 1 : at + 3]
        if (
            any(other.has("rank") and other.first - item.end <= 2 for other in nexts)
            or words.starting(item.first, "ordinal:")[1]
        ):
            return "rank"
        if words.tag(item.end, "weeks"):
            return "date"
        if (
            words.mark(item.end) in {"-", "–", "—"}
            and clause[at + 1 : at + 3]
            and any(o.has("amount", "rate") for o in clause[at + 1 : at + 3])
        ):
            return "range"
        return "count"

    def _base_moments(
        self, clause: Sequence[Item], bases: Sequence[int], main: Sequence[int], compared: Sequence[int]
    ) -> dict[int, int]:
        """Return which moment belongs to each earlier level: the first behind it, before the next amount."""
        found: dict[int, int] = {}
        for base in bases:
            for n in range(base + 1, len(clause)):
                item = clause[n]
                if item.has("amount") or (item.has("mark") and item.what not in {"(", ")"}) or item.has("to"):
                    break
                if n in main or n in compared:
                    found[base] = n
                    break
        return found

    def _unit(self, amount: AmountSaid) -> str | None:
        if amount.unit:
            self.told.unit = self.told.unit or amount.unit
        return amount.unit or self.told.unit

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
        span, said = self._period(clause, at, main)
        doubt = amount.doubt
        if said is None and self.span:
            span, said = self.span, self.span_item
        near = [n for n in growths if n not in used and _nearest(n, levels) == at]
        mine = min(near, key=lambda n: (abs(n - at), n)) if near else None
        compare = [clause[n] for n in compared]
        if said is None:
            years = [c for c in compare if c.moment.year is not None and c.moment.ref == "" and not c.moment.fiscal]
            if years and mine is not None:
                base = self._resolve(years[0])
                span, said = (base.moved(1), years[0]) if base else (None, None)
        if said is None:
            later = [(self.clauses[k][n]) for k in range(number + 1, len(self.clauses)) for n in mains[k]]
            if self.told.span is not None:
                span = self.told.span
            elif later and len({str(self._resolve(item)) for item in later}) == 1:
                span, said = self._resolve(later[0]), later[0]
        if span is None:
            if said is not None and said.moment.fiscal:
                doubt = doubt or "a fiscal year whose first month is not known: say it with the period"
            doubt = doubt or "the text says no period for it"
        elif span.end >= self.setting.published and span.first > (
            self.setting.published.year,
            self.setting.published.month,
        ):
            doubt = doubt or "its period had not begun when the article was published"
        parts = [clause[at]] + ([said] if said is not None else [])
        percent = resolution = None
        qualifier: GrowthSaid | None = None
        taken = set[int]()
        if mine is not None and self._same_base(compare, span):
            percent, resolution, qualifier = self._growth(clause, mine)
            parts.append(clause[mine])
            taken = {mine}
            parts += [c for c in compare if c.first > clause[mine].first][:1]
        elif mine is not None:
            self._reason(clause[mine], "years")
            taken = {mine}
        elif not bases and (not used or at == levels[0]) and self._grew(clause, at):
            percent, resolution, qualifier = None, None, self._grew(clause, at)
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
        if span is not None and said is not None:
            self.span, self.span_item = span, said
        return taken

    def _record_beside(self) -> bool:
        return any(item.has("record") for item in self.items) and len(self.clauses) == 1

    def _same_base(self, compare: Sequence[Item], span: Span | None) -> bool:
        """Return whether growth is over the year before, as far as the text says."""
        if span is None:
            return True
        for item in compare:
            base = self._resolve(item, span)
            if item.moment.year is not None and base is not None and base.year != span.year - 1:
                return False
        return True

    def _grew(self, clause: Sequence[Item], at: int) -> GrowthSaid | None:
        """Return the direction that a verb before a level tells, without a figure."""
        for item in reversed(clause[:at]):
            if item.has("amount", "rate", "aim", "expect", "future"):
                return None
            if item.has("grew"):
                return "up"
            if item.has("shrank"):
                return "down"
        return None

    def _growth(self, clause: Sequence[Item], at: int) -> tuple[float, float, GrowthSaid]:
        """Return the growth that an item tells, in per cent, its resolution and its qualifier."""
        item = clause[at]
        qualifier = cast("GrowthSaid", qualifier_of(clause, at, self.setting.words))
        if item.has("rate"):
            rate = item.rate
            if rate_role(clause, at, self.setting.words) == "ratio":
                return round(rate.percent - 100, 6), rate.resolution, qualifier
            if rate.multiple:
                plain = rate.resolution >= 100
                # "1.2 times more" in Chinese adds 1.2 times.
                more = 100.0 if self.setting.words.lexicon.language == "zh" else 0.0
                return (
                    round(rate.percent + more, 6),
                    rate.resolution,
                    "about" if plain and qualifier == "exact" else qualifier,
                )
            percent = abs(rate.percent)
            return (percent if sign_of(clause, at) >= 0 else -percent), rate.resolution, qualifier
        tag = next(tag for tag in item.tags if tag.startswith(("growth:", "fraction:")))
        value = float(tag.split(":")[1])
        if tag.startswith("fraction:"):
            value *= sign_of(clause, at) or 1
        return value, 5.0 if tag.startswith("fraction:") else 10.0, "about" if qualifier == "exact" else qualifier

    def _base(self, clause: Sequence[Item], at: int, moment: int | None, levels: Sequence[int]) -> set[int]:
        """Add the earlier level from which another came."""
        flow, foreign = self._flow(clause, at)
        main = self.span if levels else None
        if foreign or not flow or (main is None and moment is None):
            self._reason(clause[at], "pair" if foreign else "base")
            return {at}
        item = clause[moment] if moment is not None else None
        span = self._resolve(item, main) if item is not None else None
        doubt = clause[at].amount.doubt
        if span is None and main is not None:
            span = main.moved(-1)
            if item is None and not any(i.has("from") for i in clause):
                doubt = "which year it is of is inferred"
        if span is None:
            doubt = doubt or "the text says no period for it"
        if main is not None and span == main:
            span = main.moved(-1)
        parts = [clause[at]] + ([item] if item is not None else [])
        self._add(
            clause,
            parts,
            flow,
            span,
            clause[at].amount,
            qualifier_of(clause, at, self.setting.words),
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
            if statement.growth_qualifier in {None, "up"} and self._same_base(
                [clause[n] for n in compared], statement.period
            ):
                percent, resolution, qualifier = self._growth(clause, at)
                place = _place(self.setting, [clause[at]])
                self.told.statements[number] = replace(
                    statement, growth_pct=percent, growth_resolution_pct=resolution, growth_qualifier=qualifier,
                    parts=(*statement.parts, place, *(_place(self.setting, [clause[n]]) for n in compared)),
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
        span, said = self._period(clause, at, main)
        if said is None:
            span, said = (self.span, self.span_item) if self.span else (self.told.span, None)
        if span is None or not flow or not self._same_base([clause[n] for n in compared], span):
            return set()
        percent, resolution, qualifier = self._growth(clause, at)
        parts = [clause[at]] + ([said] if said is not None else []) + [clause[n] for n in compared]
        self._add(clause, parts, flow, span, None, None, percent, resolution, qualifier, record=False, doubt="")
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
            or any(item.has(*_PROMISING, "other", "part", "world", "multiyear") for item in clause)
        ):
            return
        moving = [n for n, item in enumerate(clause) if item.has("grew", "shrank") and n > holders[0]]
        if moving and any(item.has("not") for item in clause[: moving[0] + 2]):
            return
        span, said = self._period(clause, holders[0], main)
        if not moving or span is None or said is None or (said.moment.year is None and not said.moment.ref):
            return
        flow, foreign = self._flow(clause, max(moving[0], len(clause) - 1))
        if foreign or not flow:
            return
        direction: GrowthSaid = "up" if clause[moving[0]].has("grew") else "down"
        self._add(
            clause, [said, clause[moving[0]]], flow, span, None, None, None, None, direction, record=False, doubt=""
        )
        self.span, self.span_item = span, said

    def _quoted(self, clause: Sequence[Item]) -> tuple[int, int]:
        """Return the place of a clause's words in the text, with the small words before it."""
        tokens, text = self.setting.words.tokens, self.setting.text
        first = clause[0].first
        while first > self.items[0].first - 3 and first > 0 and tokens[first - 1].kind == "word":
            first -= 1
        start, end = tokens[first].start, tokens[clause[-1].end - 1].end
        while end > start and text[end - 1] in " ,;:.(（":
            end -= 1
        while start < end and text[start] in " ,;:.)）-–—":
            start += 1
        if text[start:end].count("(") > text[start:end].count(")") and text[end : end + 1] == ")":
            end += 1
        return start, end

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
        doubt: str,
    ) -> None:
        start, end = self._quoted(clause)
        made = ReadStatement(
            cast("Flow", flow), span,
            amount.value if amount else None, amount.resolution if amount else None,
            self._unit(amount) if amount else None,
            cast("LevelSaid", level_qualifier) if amount else None,
            percent, resolution, growth_qualifier, record,
            self.setting.text[start:end], (start, end), tuple(_place(self.setting, [part]) for part in parts), doubt,
        )  # fmt: skip
        for number, other in enumerate(self.told.statements):
            if (other.flow, other.period) != (made.flow, made.period) or span is None:
                continue
            if made.level is not None and other.level is None and made.growth_qualifier is None:
                self.told.statements[number] = replace(
                    made, growth_pct=other.growth_pct, growth_resolution_pct=other.growth_resolution_pct,
                    growth_qualifier=other.growth_qualifier, parts=(*other.parts, *made.parts),
                    record=made.record or other.record,
                )  # fmt: skip
                self.made.append(number)
                return
            if (
                made.level is None
                and other.growth_qualifier in {None, "up", "down"}
                and made.growth_qualifier not in {"up", "down"}
            ):
                self.told.statements[number] = replace(
                    other, growth_pct=made.growth_pct, growth_resolution_pct=made.growth_resolution_pct,
                    growth_qualifier=made.growth_qualifier, parts=(*other.parts, *made.parts),
                )  # fmt: skip
                self.made.append(number)
                return
            same_level = made.level is None or (made.level, made.unit) == (other.level, other.unit)
            if (
                same_level
                and made.growth_qualifier in {None, "up", other.growth_qualifier}
                and made.growth_pct in {None, other.growth_pct}
            ):
                self.told.statements[number] = replace(
                    other, parts=(*other.parts, *made.parts), record=made.record or other.record
                )
                self.made.append(number)
                return
        self.made.append(len(self.told.statements))
        self.told.statements.append(made)

    # Targets.

    def _deadline(self, clause: Sequence[Item], deadlines: Sequence[int]) -> tuple[int | None, str]:
        """Return the year by which a target is to be met, or what stands in its place."""
        setting = self.setting
        for n in deadlines:
            span = self._resolve(clause[n], self.span)
            if span:
                return span.year, ""
        for item in (*clause, *self.items):
            if item.has("within"):
                for start in (item.end, item.end + 1):
                    count = _small(setting.words, start, 50) if start < len(setting.words.tokens) else None
                    if count and setting.words.tag(count[1], "year"):
                        return setting.published.year + count[0], ""
        for item in clause:
            if item.has("endyear"):
                return setting.published.year, ""
        for item in self.items:
            if (
                item.has("moment")
                and item.moment.kind == "period"
                and item.moment.year is not None
                and item.moment.year > setting.published.year
            ):
                return item.moment.year, ""
        if any(item.has("expect") and not item.has("aim") for item in clause) and any(
            item.has("endyear") for item in self.items
        ):
            return setting.published.year, ""
        soon = next((item for item in self.items if item.has("soon")), None)
        if soon is not None:
            start, end = _place(setting, [soon])
            return None, setting.text[start:end]
        return None, ""

    def _target(self, clause: Sequence[Item], at: int, deadlines: Sequence[int]) -> None:
        flow, foreign = self._flow(clause, at)
        if foreign:
            self._reason(clause[at], "pair")
            return
        amount = clause[at].amount
        by, when = self._deadline(clause, deadlines)
        aiming = any(item.has("aim") for item in clause)
        hoping = any(item.has("expect", "future") for item in self.items)
        kind: TargetKind = "expectation" if hoping and not aiming and by == self.setting.published.year else "stated"
        start, end = self._quoted(clause)
        parts = [clause[at], *(clause[n] for n in deadlines)]
        parts += [
            item
            for item in self.items
            if by and item.has("moment", "number") and item not in parts and self._says(item, by)
        ]
        at_most = any(item.has("upto") and clause[at].first - item.end <= 1 for item in clause[:at])
        made = ReadTarget(
            amount.value, self._unit(amount), by, cast("Flow", flow or "total"), kind, when, at_most,
            self.setting.text[start:end], (start, end), tuple(_place(self.setting, [part]) for part in parts),
        )  # fmt: skip
        for number, other in enumerate(self.told.targets):
            if (other.value, other.unit, other.flow) == (made.value, made.unit, made.flow) and (
                by is None or other.by is None or by == other.by
            ):
                self.told.targets[number] = replace(other, by=other.by or by, parts=(*other.parts, *made.parts))
                return
        self.told.targets.append(made)

    def _says(self, item: Item, by: int) -> bool:
        if item.has("moment"):
            return item.moment.year == by
        return isinstance(item.what, str) and item.what.isdigit() and int(item.what) + self.setting.published.year == by

    def _reason(self, item: Item, reason: str) -> None:
        for token in range(item.first, item.end):
            self.told.reasons[token] = cast("Reason", reason)


def _derive(setting: Setting, told: Told) -> None:
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
        start, end = _place(setting, clause)
        parts = tuple(_place(setting, [item]) for item in clause if item.has("double", "triple", "moment"))
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
