"""What each figure of a clause is, as its sentence and those before have it: a level, growth, a target, no trade."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forecast.articles.bases import Compared
from forecast.articles.flows import side_at
from forecast.articles.items import says
from forecast.articles.levels import marks_of, told_by_years
from forecast.articles.months import AND
from forecast.articles.numbers import is_bare_money, number_role
from forecast.articles.rates import rate_role
from forecast.articles.roles import amount_role
from forecast.articles.setting import place_of
from forecast.articles.subjects import FLOW_TAGS
from forecast.articles.wording import in_brackets, is_growth

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from forecast.articles.items import Item

__all__ = ["Assigned"]

#: Tokens between an owner and its growth at most: "China's has more than doubled".
_NEAR = 4
_LEAST_INDEX = 39  # no trade falls so far that a bare index is smaller: that is a share
#: Before exports and imports they lead into a total: "with exports of", "of which exports were".
_INTO = frozenset({"with", "which", "including", "них", "которых"})


def _behind_bracket(clause: Sequence[Item], at: int) -> bool:
    """Return whether growth is of what stands before a bracket with flows: "(exports 15bn, imports 28bn), 9 % more"."""
    closed = max((n for n in range(max(at - 4, 0), at) if clause[n].what == ")"), default=None)
    if closed is None or says(clause[closed:at], *FLOW_TAGS, "place", "amount"):
        return False
    return not any(item.what == "(" for item in clause[:closed]) and says(clause[:closed], "amount")


class Assigned(Compared):
    """A sentence with what each of its figures is."""

    def roles(
        self,
        clause: Sequence[Item],
        number: int,
        moments: tuple[Sequence[int], Sequence[int], Sequence[int]],
        *,
        promised: bool,
    ) -> dict[int, str]:
        """Return what each figure of a clause is, or the reason why it is none of trade."""
        roles = self._plain_roles(clause, promised=promised)
        if self.setting.words.low(self.items[0].first) == "since" and number and not says(clause, "moment"):
            # "Since the treaty took effect in 1995, commerce has multiplied eightfold"
            roles |= {n: "years" for n, role in roles.items() if role == "growth"}
        if self._spans_years():
            roles |= {n: "years" for n, role in roles.items() if role == "growth" and not says(clause[n:], "than")}
        roles |= {n: "pair" for n, role in roles.items() if role == "growth" and self._is_anothers(clause, n)}
        roles |= {n: "direction" for n, role in roles.items() if role == "growth" and _behind_bracket(clause, n)}
        if self._is_monthly(number):
            roles |= {n: "years" for n, role in [*roles.items()][-1:] if role == "growth"}
        if number and self.items[0].has("withoutoil") and not says(clause, "place"):
            roles |= {n: "part" for n, role in roles.items() if role in {"level", "growth"}}
        if number and says(self.clauses[0], "world") and says(self.items, "balance") and not says(clause, "place"):
            roles |= {n: "world" for n, role in roles.items() if role == "level"}
        roles |= {n: "part" for n, role in roles.items() if role != "target" and self._of_goods_before(clause, n)}
        if self._goes_into(clause, number):
            roles |= {n: "world" for n, role in roles.items() if role in {"level", "base", "growth", "ratio"}}
        opening = next((item for item in clause if not item.has("mark", "now", "while", "moment")), clause[0])
        if self.balanced and opening.has("pronoun"):  # "the surplus was 3.1bn, now it is 4bn"
            roles |= {n: "balance" for n, role in roles.items() if role == "level"}
        self.balanced = "balance" in roles.values()
        roles |= marks_of(self.setting, clause, roles, moments)
        return roles | told_by_years(self.setting, clause, roles, moments[2])

    def _plain_roles(self, clause: Sequence[Item], *, promised: bool) -> dict[int, str]:
        """Return what each figure of a clause is by the words around it."""
        roles: dict[int, str] = {}
        for n, item in enumerate(clause):
            if item.has("amount"):
                roles[n] = amount_role(clause, n, self.setting.words, promised=promised)
                if (
                    item.amount.unit is None
                    and roles[n] in {"level", "target", "base"}
                    and not is_bare_money(self.setting, self.told, self.items, clause, n)
                ):
                    roles[n] = "count"
                if roles[n] != "target" and self._named_again(clause, n):
                    roles[n] = "target"
            elif is_growth(item):
                roles[n] = rate_role(clause, n, self.setting.words)
                bare = item.has("rate") and not item.rate.sign and in_brackets(clause, n) is not None
                if self.told.paced and bare and roles[n] == "growth":
                    roles[n] = "direction"  # "снизился до $1,31 млрд (68,9%)" behind "74,6% к уровню"
            elif item.has("number"):
                roles[n] = number_role(self.setting.words, clause, n)
        return roles

    def _is_anothers(self, clause: Sequence[Item], at: int) -> bool:
        """Return whether growth is of somebody else's: "its share slid, while China's has doubled"."""
        owner = clause[at - 1] if at else None
        if owner is None or not owner.has("place") or side_at(self.setting, owner):
            return False
        return self.setting.words.low(owner.end) == "s" and clause[at].first - owner.end <= _NEAR

    def _spans_years(self) -> bool:
        """Return whether a sentence sets a year against one long before: "если в 2017 году 237 млн, то в 2024-м"."""
        if not self.items[0].has("contrast", "unasserted"):
            return False
        years = [item.moment.year for item in self.items if item.has("moment") and item.moment.months is None]
        told = [year for year in years if year is not None]
        return len(told) == 2 and abs(told[0] - told[1]) > 1

    def _named_again(self, clause: Sequence[Item], at: int) -> bool:
        """Return whether an amount is a mark told before, with its year behind it: "we will see the $25bn by 2027"."""
        row = clause[at + 1 : at + 3]
        if len(row) < 2 or not row[0].has("deadline") or not row[1].has("moment"):
            return False
        year, amount = row[1].moment.year or 0, clause[at].amount
        known = any((target.value, target.unit) == (amount.value, amount.unit) for target in self.told.targets)
        return known and year > self.setting.published.year

    def _of_goods_before(self, clause: Sequence[Item], at: int) -> bool:
        """Return whether a figure is of goods named before a colon: "beef explained it: sales came to 1.2bn"."""
        colon = next((n for n, item in enumerate(self.items) if item.what == ":"), 0)
        before = self.items[:colon]
        if not says(before, "part") or says(before, "amount", "rate", *FLOW_TAGS):
            return False
        low = self.setting.words.low
        flow = next((item for item in clause[:at] if item.has(*FLOW_TAGS) and item.first > before[-1].first), None)
        return flow is not None and (low(flow.first) == "sales" or low(flow.first - 1) in {"its", "their"})

    def _is_monthly(self, number: int) -> bool:
        """Return whether the next clause calls growth monthly: "fell 15.7 % in April, a third monthly decline"."""
        behind = self.clauses[number + 1][:3] if number + 1 < len(self.clauses) else ()
        called = [item for item in behind if not item.has("run")]
        return [item.has("sequential") for item in called[1:2]] == [True] and called[0].what == ","

    def _goes_into(self, clause: Sequence[Item], number: int) -> bool:
        """Return whether a clause tells parts of what was of all countries: "29.6bn, of which exports were 20.1bn"."""
        first = next((item for item in clause if item.has("exports", "imports")), None)
        if first is None or says(clause, "place") or not self.told.outside:
            return False
        if self.outside and number:
            return True  # "the country's overall exports climbed to 57.5bn, and imports to 54.4bn"
        low = self.setting.words.low
        led = not {low(first.first - 1), low(first.first - 2)}.isdisjoint(_INTO)
        # As in: including exports of 4.6bn and imports of 2.6bn.
        and_other = self.into and low(first.first - 1) in AND
        self.into = (led or and_other) if number else self.opens_with_parts()
        return self.into

    def indices(self, clause: Sequence[Item], roles: Mapping[int, str]) -> None:
        """Keep "(94.2 %)" behind a level until the total is known."""
        # In English "(94.2 %)" may be a share, "(118.3 %)" is none.
        least = _LEAST_INDEX if self.setting.words.lexicon.language == "ru" or self.told.paced else 100
        for n in (n for n, role in roles.items() if role == "direction"):
            # As in: импорт - $113,7 млн, или 121,1 %.
            either = n > 2 and [item.what for item in clause[n - 2 : n]] == [",", "или"] and clause[n - 3].has("amount")
            if (at := n - 3 if either else in_brackets(clause, n)) is None:
                continue
            level = place_of(self.setting, [clause[at]])
            number = next((m for m in self.made if level in self.told.statements[m].parts), None)
            if number is not None and clause[n].has("rate") and clause[n].rate.percent > least:
                rate = clause[n].rate
                self.told.indices.append((number, rate.percent, rate.resolution, place_of(self.setting, [clause[n]])))

    def explain(
        self,
        clause: Sequence[Item],
        roles: Mapping[int, str],
        used: set[int],
        growths: Sequence[int],
        told: int,
        *,
        levels: bool,
    ) -> None:
        """Keep why figures of a clause are used by nothing, and whether they were of all countries or of others."""
        for n, role in roles.items():
            if role not in {"level", "target", "growth", "ratio"} and n not in used:
                self.reason(clause[n], role)
            elif n in growths and n not in used:
                self.reason(clause[n], "repeated" if levels else "direction")
        amounts = [n for n in roles if clause[n].has("amount")]
        if amounts:
            reasons = {self.told.reasons.get(clause[n].first) for n in amounts}
            self.told.outside = self.outside = len(self.made) == told and not reasons.isdisjoint({"world", "pair"})
