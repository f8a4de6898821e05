"""A sentence as far as it is read: what it speaks of, and the statements made of it."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, cast

from forecast.articles.article import ReadStatement
from forecast.articles.doubts import Doubt
from forecast.articles.flows import (
    PARTNER,
    goods_behind,
    goods_of,
    holder_of,
    route_of,
    side_at,
    speaker_of,
    turned,
    way_of,
)
from forecast.articles.foreign import behind_another, in_brackets_of_another, is_foreign, is_of_country, with_another
from forecast.articles.goods import is_worth_of_unknown
from forecast.articles.items import says
from forecast.articles.merging import add_statement
from forecast.articles.money import paid_in
from forecast.articles.setting import Setting, Told, place_of, quoted
from forecast.articles.standing import is_all, is_doing, standing_of
from forecast.articles.subjects import FLOW_TAGS, subject_at
from forecast.articles.wording import PROMISING, is_contrast, is_figure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from forecast.articles.article import GrowthSaid, LevelSaid, Reason
    from forecast.articles.cutting import CutSentence
    from forecast.articles.figures import AmountSaid
    from forecast.articles.items import Item
    from forecast.articles.spans import Span
    from forecast.data import Flow, Mention

__all__ = ["Sentence"]


_TO_WHICH = frozenset({("to", "which"), ("from", "which")})
#: What leads to a part of a figure.
_OF_WHICH = frozenset({("of", "which"), ("of", "this"), ("из", "них"), ("из", "которых"), ("из", "этого")})


def _promises(item: Item) -> bool:
    return item.has(*PROMISING)


class Sentence:
    """What a sentence speaks of so far, and what is made of its figures."""

    def __init__(self, setting: Setting, told: Told, cut: CutSentence) -> None:
        self.setting, self.told, self.items, self.clauses = setting, told, cut.items, cut.clauses
        self.span: Span | None = None
        self.span_item: Item | None = None
        self.level_span: Span | None = None
        # Those of sentences before that tell a direction.
        self.directed = {n for n, one in enumerate(told.statements) if one.growth_qualifier in {"up", "down"}}
        self.level_said: Item | None = None
        self.level_spans: dict[int, Span | None] = {}  # of the clause that is read
        self.subject = ""
        self.side = ("", "")  # what exports or imports were called last, and what they are to the reporter
        self.of_origin = False  # whether the imports named last are called by where they come from
        self.turns = False
        self.standing = standing_of(setting, cut.items)
        if self.standing in FLOW_TAGS:
            self.subject = told.side = self.standing
            actor = next(item for item in cut.items if item.has("place"))
            told.view = side_at(setting, actor) or told.view  # "Spain was its biggest customer; before, it had bought"
        self.direction = 0
        self.outside = False  # whether its figures told last were of all countries or of others
        self.balanced = False  # whether the clause before told a surplus or a deficit
        self.into = False  # whether the clause before told a part of what was of all countries
        self.moments: list[tuple[list[int], list[int], list[int]]] = []  # of each clause
        self.made: list[int] = []
        self.earlier = set[int]()  # of these, what is told of the months before those spoken of

    def flow(self, clause: Sequence[Item], at: int) -> tuple[str, bool]:
        """Return the flow that a figure is about, seen from the reporter, and whether another pair's is meant."""
        subject = subject_at(clause, at, self.setting.words)
        alone = subject == "" and not says(clause, *FLOW_TAGS) and behind_another(self.setting, clause, at)
        if alone or in_brackets_of_another(self.setting, clause, at) or self._of_part_alone(clause, at):
            return subject, True
        if self.standing and (subject == "" or is_doing(self.setting.words, clause, at, subject)):
            return self.standing, self.standing == "pair" or bool(with_another(self.setting, clause, at))
        if owned := goods_behind(self.setting, clause, at):
            # "The whole of China bought 352bn yuan of Thai goods" is no figure of Guangdong's
            codes = self.setting.pair.codes if self.setting.pair else ()
            named = {cast("Mention", item.what).place.code for item in clause[:at] if item.has("place")}
            return owned, not named <= set(codes)
        if subject == "" and (owned := goods_of(self.setting, clause[:at])):
            return owned, False
        if subject in {"total", ""} and (routed := way_of(self.setting, clause[at + 1 : at + 6])):
            return routed, False
        back = says(clause, "reverse")
        if back and subject == "" and self.side[1] and says(clause, "exports", "imports"):
            return self.side[1], False  # "in the opposite direction goods worth 1.9bn were shipped"
        if back and subject == "total" and self.told.side and not says(clause, "place"):
            return ("imports" if self.told.side == "exports" else "exports"), False  # "trade the other way was 34bn"
        if subject in FLOW_TAGS:
            holder = holder_of(clause, at, subject)
            if self._is_that_before(clause, holder):
                return self.told.flow, False
            flow = self.seen(clause, holder, subject) if holder is not None else subject
            if subject != "total" and self.side[1] and (back or self.of_origin):
                flow = self.side[1]  # "deliveries in the other direction"
            another = with_another(self.setting, clause, at)
            if another is None and holder is not None and self._of_parts_told(clause, holder):
                another = False
            if holder is not None and is_all(self.setting, clause, holder):
                another = True
            if is_of_country(self.setting, clause) or self._to_another(clause, holder):
                another = True
            return flow, is_foreign(self.setting, clause, holder) if another is None else another
        spoken = says(clause[:at], "pronoun") and not says(clause[:at], *FLOW_TAGS) and says(clause[at:], *FLOW_TAGS)
        if spoken and self.told.flow:
            return self.told.flow, False  # "она составила 2,6 млрд, 97% - российские поставки"
        if self.subject:
            return self.of_side(clause) or self.subject, False
        if self._of_unknown(clause, at):
            return "", False
        if self._some_of_it(clause[at].end):
            return "total", False  # "the figure was 6.2bn, of which exports made up 3.9bn"
        if back and self.told.side:
            return ("imports" if self.told.side == "exports" else "exports"), False
        said_on = says(clause[:at], "pronoun", "again") and not any(map(_promises, clause))
        if said_on and self._goes_on_about_whole(clause, at):
            return "total", False
        if said_on or self.told.flow in {"", "total"}:
            return self.told.flow, False
        if (
            self.told.flow
            and not says(clause, "place")
            and all(one.flow == self.told.flow for one in self.told.statements)
        ):
            return self.told.flow, False  # "exports were 61m in August; 431m were reached in eight months"
        # Goods of a side that no word calls exports or imports: "Kenyan goods worth 45bn entered Tanzania".
        return ("" if says(clause, "place") else "total"), False

    def _to_another(self, clause: Sequence[Item], holder: int | None) -> bool:
        """Return whether goods went to a third country named before: "after Finland, to which Estonia exported"."""
        if holder is None:
            return False
        tokens = self.setting.words.tokens
        first = max(clause[holder].first - 5, 0)
        row = [token.low for token in tokens[first : clause[holder].first]]
        which = next((first + n for n, two in enumerate(pairwise(row)) if two in _TO_WHICH), None)
        before = [item for item in self.items if item.has("place") and which and item.end <= which]
        return bool(before) and not side_at(self.setting, before[-1])

    def _is_that_before(self, clause: Sequence[Item], holder: int | None) -> bool:
        """Return whether a clause goes on about the flow told before: "Годом ранее поставки составляли 7,9 млрд"."""
        back = holder == 1 and clause[0].has("moment") and clause[0].moment.ref == "prev"
        unnamed = back and self.setting.words.low(clause[1].first).startswith("поставк") and not says(clause, "place")
        return unnamed and self.told.flow in {"exports", "imports"}

    def _of_part_alone(self, clause: Sequence[Item], at: int) -> bool:
        """Return whether a figure is that of a region alone that is no side: "Andijan region alone traded $94.6m"."""
        low = self.setting.words.low
        places = (item for item in clause[:at] if item.has("place") and not side_at(self.setting, item))
        return any("alone" in {low(item.end), low(item.end + 1)} for item in places)

    def opens_with_parts(self) -> bool:
        """Return whether the sentence tells parts of what the one before told: "Из них 1,46 млрд - экспорт"."""
        first = self.items[0].first
        low = [token.low for token in self.setting.words.tokens[max(first - 1, 0) : first + 3]]
        return any(pair in _OF_WHICH for pair in pairwise(low))

    def _of_parts_told(self, clause: Sequence[Item], holder: int) -> bool:
        """Return whether foreign trade is the pair's: "with imports of 67bn, the foreign trade turnover was 182bn"."""
        parts = says(self.items, "exports", "imports") and bool(self.told.partnered)
        return clause[holder].has("foreigntrade") and parts and not says(self.items, "place", "world")

    def parts_told(self) -> str:
        """Return whether the sentence tells ``both`` parts of a total told before, or ``one``, or none: empty."""
        told = [self.told.statements[n] for n in self.made]
        wholes = {one.period for one in self.told.statements if one.flow == "total"}
        flows = {one.flow for one in told}
        if not wholes or "total" in flows:
            return ""
        if len(flows) > 1:
            return "both"
        dated = any(main for main, _compared, _deadlines in self.moments)
        return "one" if flows and not dated and {one.period for one in told} <= wholes else ""

    def _goes_on_about_whole(self, clause: Sequence[Item], at: int) -> bool:
        """Return whether "the figure" is the total whose parts were told last, and not one of them."""
        if self.told.parted != "one":
            return self.told.parted == "both"
        named = any(
            item.end - item.first > 1 or self.setting.words.low(item.first).startswith("показател")
            for item in clause[:at]
            if item.has("pronoun")
        )
        return named and says(clause[:at], "moment")

    def _some_of_it(self, end: int) -> bool:
        """Return whether exports or imports are told as some of a figure that ends there."""
        low = [token.low for token in self.setting.words.tokens[end : end + 4]]
        some = any(pair in _OF_WHICH for pair in pairwise(low))
        return some and says(self.items, "exports", "imports")

    def _of_unknown(self, clause: Sequence[Item], at: int) -> bool:
        """Return whether a sentence is of something that no lexicon knows: "Durian clearance alone was worth 6bn"."""
        words, before = self.setting.words, self.items[: self.items.index(clause[at])]
        if is_worth_of_unknown(words, clause, at):
            return True
        if words.lexicon.language != "en" or says(before, *FLOW_TAGS, "pronoun", "place", "moment", "reverse"):
            return False
        first = before[0].first if before else clause[at].first
        while first > 0 and words.tokens[first - 1].kind == "word":
            first -= 1
        one, two = words.tokens[first : first + 2]
        unknown = one.kind == two.kind == "word" and not words.tags[first] and not words.tags[first + 1]
        return unknown and one.capital and not two.capital and says(before, "level", "grew", "shrank")

    def of_side(self, clause: Sequence[Item]) -> str | None:
        """Return the flow of a clause that goes on about exports or imports by naming a side: "the Japanese, 1.4bn"."""
        named, flow = self.side
        return route_of(self.setting, clause, named, flow) if named else None

    def subjects(self, clause: Sequence[Item]) -> None:
        """Keep the first flow that the sentence names, and the last exports or imports."""
        for n, item in enumerate(clause):
            for flow in FLOW_TAGS:
                if item.has(flow) and not self.subject:
                    self.subject = self.seen(clause, n, flow)
                if item.has(flow) and flow != "total":
                    told = turned(self.setting, clause, n, flow) or flow
                    if self.told.side and says(clause, "reverse"):
                        told = "imports" if self.told.side == "exports" else "exports"
                    # "Kazakh exports were 3.6bn, Russian imports 6.9bn": they cannot be one flow.
                    adjective = n > 0 and clause[n - 1].has("adjective") and not item.has("exports")
                    self.of_origin = adjective and self.side == ("exports", told)
                    if self.of_origin:
                        told = "imports" if told == "exports" else "exports"
                    self.side = (flow, told)
                    self.told.side = told
                    if says(self.items, "place") and not self.standing:
                        self.told.view = speaker_of(self.setting, clause, n)

    def seen(self, clause: Sequence[Item], holder: int, flow: str) -> str:
        """Return a flow as the reporter sees it: places tell, else the side that the sentence spoke for before."""
        found = turned(self.setting, clause, holder, flow)
        if found is None and (doing := self._done_by_first(clause, holder, flow)):
            return doing
        if found is not None:
            self.turns = self.turns if flow == "total" else found != flow
            return found
        # "Импорт региона составил 263 млн. Экспорт - 259 млн": of the one who was spoken for before.
        before = self.told.view == PARTNER and not says(self.items, "place")
        return {"exports": "imports", "imports": "exports"}[flow] if self.turns or before else flow

    def _done_by_first(self, clause: Sequence[Item], holder: int, flow: str) -> str:
        """Return what a participle is of that goes on about who opens the sentence: "India overtook Spain, buying"."""
        first, low = self.items[0], self.setting.words.low(clause[holder].first)
        side = side_at(self.setting, first)
        if flow == "total" or not low.endswith("ing") or not side or says(clause, "place") or first in clause:
            return ""
        if first.has("adjective") or not all(item.has("mark", "while") for item in clause[:holder]):
            return ""
        return flow if side == 1 else {"exports": "imports", "imports": "exports"}[flow]

    def unit(self, amount: AmountSaid) -> str | None:
        """Return the currency of an amount; that of the amounts before it where it names none."""
        unit = next(iter(paid_in(self.setting, amount)), amount.unit)
        if unit:
            self.told.unit = self.told.unit or unit
        # "From $2.4bn to 4.8bn" in a text's first sentence
        beside = next((item.amount.unit for item in self.items if item.has("amount") and item.amount.unit), None)
        return unit or self.told.unit or beside

    def add(  # noqa: PLR0917 - a statement in parts
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
        """Add a statement, or what it says more of one told before."""
        start, end = quoted(self.setting, self.items, clause)
        if doubt is None and span is not None and span.count > 12:
            doubt = Doubt("over-a-year")
        colon = max((i.first for i in self.items if i.what == ":" and i.first < clause[0].end), default=-1)
        unasserted = [i for i in self.items if (i.has("unasserted") and i.first > colon) or i.what == "?"]
        if doubt is None and not all(is_contrast(self.setting.words, item) for item in unasserted):
            doubt = Doubt("not-asserted")
        made = ReadStatement(
            cast("Flow", flow), span,
            amount.value if amount else None, amount.resolution if amount else None,
            self.unit(amount) if amount else None,
            cast("LevelSaid", level_qualifier) if amount else None,
            percent, resolution, growth_qualifier, record,
            self.setting.text[start:end], (start, end), tuple(place_of(self.setting, [part]) for part in parts), doubt,
        )  # fmt: skip
        self.made.append(add_statement(self.told.statements, made))
        if any(side_at(self.setting, item) == PARTNER for item in clause):
            self.told.partnered.add(self.made[-1])

    def take_direction(self) -> None:
        """Take the direction from levels that stand beside those of the year before: "slipped to 4.3bn, from 4.4bn"."""
        told = [self.told.statements[n] for n in self.made]
        for n, one in zip(self.made, told, strict=True):
            if n in self.directed:
                continue  # "exports dropped in 2024, data shows. They were 121.6bn, down from 126.3bn"
            before = one.period.moved(-1) if one.period and one.growth_pct is None and one.level is not None else None
            if before and any((o.flow, o.period) == (one.flow, before) and o.level is not None for o in told):
                self.told.statements[n] = replace(one, growth_qualifier=None)

    def give_direction(self) -> None:
        """Give levels the direction that the sentence tells of both: "exports 512m, imports 254m, both lower than"."""
        if len(self.made) < 2:
            return
        low = self.setting.words.low
        both = (n for n, item in enumerate(self.items) if "both" in {low(item.first - 1), low(item.first - 2)})
        at = next((n for n in both if self.items[n].has("up", "down")), None)
        if at is None or any(map(is_figure, self.items[at + 1 :])):
            return
        for n in self.made:
            one = self.told.statements[n]
            if one.level is not None and one.growth_qualifier is None:
                self.told.statements[n] = replace(one, growth_qualifier="up" if self.items[at].has("up") else "down")

    def reason(self, item: Item, reason: str) -> None:
        """Keep why a figure is used by nothing."""
        for token in range(item.first, item.end):
            self.told.reasons[token] = cast("Reason", reason)
