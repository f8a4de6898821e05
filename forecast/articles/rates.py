"""What each rate of a clause is: growth, a share, or something else, with the reason."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from forecast.articles.items import says
from forecast.articles.roles import is_balance
from forecast.articles.subjects import FLOW_TAGS, subject_at
from forecast.articles.wording import (
    QUALIFIERS,
    adjacent,
    is_figure,
    is_growth,
    is_ratio,
    sign_of,
)  # fmt: skip
from forecast.articles.years import is_since, opens_over_years, over_named_years, over_years, years_before

if TYPE_CHECKING:
    from collections.abc import Sequence

    from forecast.articles.figures import Words
    from forecast.articles.items import Item

__all__ = ["rate_role"]

#: Per cent.
_WHOLE = 100
#: What trade fell to, in per cent of the year before, is seldom less.
_LEAST_LEFT = 50

_FLOWS = frozenset({"exports", "imports", "shipments", "purchases", "sales"})


def _of_balance(clause: Sequence[Item], at: int) -> bool:
    """Return whether growth is of a surplus or a deficit: "the trade surplus narrowed 22.3 percent"."""
    told = next((n for n in range(at - 1, -1, -1) if clause[n].has("balance") or is_figure(clause[n])), None)
    if told is None or not clause[told].has("balance"):
        return False
    flow = next((item for item in clause[told + 1 : at] if item.has(*FLOW_TAGS)), None)
    return flow is None or flow.first - clause[told].end <= 2


def _is_share(words: Words, clause: Sequence[Item], at: int, near: Sequence[Item]) -> bool:
    """Return whether a rate is a share of something: "38.7 % of turnover", "accounts for 12 percent"."""
    item, nearest = clause[at], adjacent(clause, at)
    tight = any(
        other.has("up", "down", "grew", "shrank") and min(abs(other.end - item.first), abs(other.first - item.end)) <= 2
        for other in near
    )
    follows = clause[at + 1 : at + 3]
    if not tight and says(follows, "share", "world"):
        return True
    if _is_made_up(words, clause, at) or (words.low(item.end) == "of" and words.low(item.end + 1) in _ALL):
        return True
    genitive = words.low(follows[0].first).endswith(("а", "и")) if follows and follows[0].first == item.end else False
    if genitive and words.lexicon.language == "ru" and follows[0].has(*FLOW_TAGS) and not tight:
        return True  # "402,1 млн долларов, или 38,7% оборота"
    of = words.low(item.end) in {"of", "от", "aller", "der", "de", "des", "du"}
    if of and not tight and any(other.has(*FLOW_TAGS) and other.first - item.end <= 5 for other in follows):
        return True
    for other in reversed(clause[:at]):
        if is_figure(other) and not (is_growth(other) and clause[at - 1].has("from")):
            break  # "the share is down to 18 percent from 26.8 percent"
        if other.what == "but" and any(map(is_growth, clause[:at])):
            break  # "less than 1 percent of the total but 1.8 times the figure of 2022"
        told = words.low(other.first).startswith(_SHARE) and (nearest is None or nearest.has("level", "from"))
        if other.has("share") and (not tight or told):
            return True
    return False


def _multiple_role(words: Words, clause: Sequence[Item], at: int) -> str | None:
    """Return why a multiple is no growth over a year: "five times as large as exports", "4.5 times over ten years"."""
    item, follows = clause[at], clause[at + 1 : at + 3]
    if not (item.has("rate") and item.rate.multiple):
        return None
    low = [token.low for token in words.tokens[item.end : item.end + 4]]
    if low[:1] == low[2:3] == ["as"] and low[3:] and low[3] in _FLOWS:
        return "share"  # "more than five times as large as exports"
    if words.low(item.end) in {"that", "this"} and words.low(item.end + 1) in {"pace", "rate"}:
        return "share"  # "imports did so at more than three times that pace, by 19.9 %"
    if words.low(item.end).startswith(("превы", "exceed", "перевеш", "опереж", "обогн")):
        return "share"  # "импорт почти в 47 раз превысил экспорт"
    later = follows[0] if follows else None
    if (
        later is not None
        and (later.has("multiyear") or (later.has("moment") and later.moment.months is None))
        and not later.has("than")
        and not (later.has("moment") and later.moment.ref)
        and not (later.has("moment") and words.low(later.first - 1) in {"in", "during"})
        and not (later.has("moment") and words.low(later.end) in {"level", "figure", "total"})
    ):
        return "years"
    behind = [other for other in clause[at + 1 : at + 5] if other.what != "-" and not other.has("level")][:2]
    if behind and behind[0].has("amount") and not says(behind[1:], "moment") and words.low(item.end) == "the":
        return "years"  # "5.8 times the pre-pandemic $10.1 billion"
    return None


def _why_none(words: Words, clause: Sequence[Item], at: int) -> str | None:
    """Return why a rate is no growth of trade whatever it is of: denied, impossible, in tonnes, over named years."""
    item = clause[at]
    if words.low(item.first - 1) in {"not", "не"}:
        return "direction"  # "rose 8%, not 12% as reported earlier"
    if item.has("rate") and not item.rate.multiple and sign_of(clause, at) < 0 and item.rate.percent > _WHOLE:
        return "direction"  # nothing falls by more than all of it
    verb = next((other for other in reversed(clause[max(at - 3, 0) : at]) if other.has("grew", "shrank")), None)
    low = [token.low for token in words.tokens[max(verb.first - 2, 0) : verb.first]] if verb is not None else []
    if low == ["за", "месяц"] and any(map(is_growth, clause[at + 1 :])):
        return "years"  # "за месяц сократился на 11 %, до 541 млн, что на 22 % меньше, чем год назад"
    said = pairwise(token.low for token in words.tokens[item.end : item.end + 3])
    if any(one in {"в", "in"} and two.startswith(("тоннах", "tonnes", "натуральн", "физическ")) for one, two in said):
        return "other"  # "отгружено на 17% меньше в тоннах"
    return "years" if over_named_years(words, clause[0].first, item.first) else None


def rate_role(clause: Sequence[Item], at: int, words: Words) -> str:
    """Return what a rate is: ``growth``, ``ratio``, or the reason why it is neither."""
    item = clause[at]
    if item.has("rate") and item.rate.points:
        return "points"
    if (why := _why_none(words, clause, at)) is not None:
        return why
    if _ends_range(words, clause, at):
        return "range"
    before = [n for n in range(at) if clause[n].has("amount")]
    if before and is_balance(clause, before[-1]) and not any(o.has(*FLOW_TAGS) for o in clause[before[-1] : at]):
        return "balance"
    if _of_balance(clause, at):
        return "balance"
    near = [
        other
        for other in clause
        if other is not item and min(abs(other.end - item.first), abs(other.first - item.end)) <= 6
    ]
    yearly = words.low(item.end) == "annually" and says(clause[max(at - 2, 0) : at], "up", "down")
    over = any(other.has("multiyear") or (other.has("moment") and other.moment.kind == "years") for other in clause)
    if says(near, "average") and not (yearly and not over):  # but "up 20.9% annually"
        return "average"
    subject = subject_at(clause, at, words)
    if subject in {"other", "world", "part"} and not (subject == "world" and says(clause[at + 1 : at + 3], "share")):
        return subject
    row = clause[at + 1 : at + 6]
    if says(row[:2], "than") and says(row[:3], "amount") and says(row, "sequential"):
        return "years"  # "8.7 per cent lower than the N2.29 trillion recorded in the preceding quarter"
    years = max((n for n in range(at) if clause[n].has("moment") and clause[n].moment.kind == "years"), default=None)
    if years is not None and not any(map(is_figure, clause[years:at])):
        return "years"  # "за 2021-2025 годы он увеличился в 2,3 раза"
    moved = clause[at + 1].end if says(clause[at + 1 : at + 2], "up", "down") else 0
    if moved and words.low(moved) == "in" and words.tag(moved + 1, "part"):
        return "part"  # "weak demand outweighed a 14 percent gain in chips"
    sign = sign_of(clause, at)
    nearest = adjacent(clause, at)
    led = words.low(clause[0].first).startswith(_SHARE) or says(clause[:1], "share")
    if led and not any(map(is_figure, clause[:at])):
        return "share"  # "the share of exports destined for the United States fell to 68.3 %"
    if words.low(item.end) in {"того", "тех", "всего", "всех"}:
        return "share"  # "до 60% того, что еще продается, - это лекарства"
    if item.has("rate") and nearest is not None and nearest.has("to") and not nearest.has("by", "difference"):
        # "Fell to 94.2 %" of what it was; "the share rose to 81 %" is no growth.
        if at > 1 and clause[at - 2].has("quickened") and clause[0].has("moment", "target place"):
            return "growth"  # "рост ускорился до 26 %"
        left = not item.rate.multiple and item.rate.percent >= _LEAST_LEFT
        # As in: which corresponded to 97.5 % of the level of a year earlier.
        came = sign == 0 and is_ratio(clause, at, words)
        return "ratio" if left and (came or sign * (item.rate.percent - 100) > 0) else "direction"
    if _is_share(words, clause, at, near):
        return "share"
    if is_ratio(clause, at, words):
        return "ratio"
    if multiple := _multiple_role(words, clause, at):
        return multiple
    if over_years(words, item.end) or opens_over_years(words, clause, at):
        return "years"
    wordy = any(tag.startswith("growth:") for tag in item.tags)
    base = clause[at + 1] if wordy and clause[at + 1 : at + 2] and clause[at + 1].has("amount") else None
    if base is not None and words.low(base.first - 1) == "the":
        return "years"  # "has more than doubled the $550m of 2017"
    if not sign and not wordy:
        if (
            item.has("rate")
            and item.rate.multiple
            and any(
                words.low(n) in {"as", "that", "the", "what", "mehr", "больше"}
                for n in range(item.end, min(item.end + 1, len(words.tokens)))
            )
        ):
            return "growth"
        return "direction"
    led = any(item.has("sequential") and words.low(item.first) not in _MONTHLY for item in clause[:at])
    if led and not any(map(is_figure, clause[:at])):
        return "years"  # "on a month-on-month basis exports increased by 4.2pc"
    row = [item for item in clause[at + 1 : at + 4] if item.what != ","]  # "на 7,3% меньше, чем месяцем ранее"
    if says(row[:2], "sequential") or _monthly(clause, at) or _than_quarter(words, item.end):
        return "years"
    if any(one.has("modal") and other.has("up", "down") for one, other in pairwise(clause[:at])):
        return "planned"  # "exports could fall by a fifth"
    if any(item.has("within") and words.low(item.end + 1) != "period" for item in clause[at + 1 : at + 3]):
        return "planned"  # "should grow tenfold in the next decade", but not "within the period"
    behind = clause[at + 1 : at + 4]
    # "Shrank by 40 % in five months as crossings have stayed shut since October": why it did.
    behind = behind[: next((n for n, item in enumerate(behind) if item.what == "as" and item.has("while")), 3)]
    if says(behind, "multiyear") or is_since(clause, at) or years_before(clause, at, within=3):
        return "years"
    if says(clause[:at], "aim", "expect", "future") and not says(clause[:at], "level", "grew", "shrank"):
        return "planned"
    return "growth"


def _monthly(clause: Sequence[Item], at: int) -> bool:
    """Return whether growth is called monthly behind its month: "fell 15.7% in April, a third monthly decline"."""
    row = [item for item in clause[at + 1 : at + 5] if not item.has("run")][:3]
    return len(row) == 3 and row[0].has("moment") and row[1].what == "," and row[2].has("sequential")


def _than_quarter(words: Words, at: int) -> bool:
    """Return whether a quarter of the same year is compared with by its number alone: "6 % more than in the second"."""
    quarter = [token.low for token in words.tokens[at : at + 5]]
    if words.lexicon.language == "ru" and "чем" in quarter:  # "на 12% выше, чем в третьем"
        led = at + quarter.index("чем") + 1
        led += words.low(led) in {"в", "во"}
        named = words.starting(led, "ordinal:")[1]
        after = words.tokens[led + named : led + named + 1]
        return named > 0 and (not after or after[0].kind != "word")
    low = [token.low for token in words.tokens[at : at + 9]]  # "36 % in the second quarter compared with the first"
    than = next((n + 1 for n, word in enumerate(low) if word in {"than", "above", "below", "with"}), 0)
    the = than + (low[than : than + 1] == ["in"])
    behind = words.tokens[at + the + 2 : at + the + 3]
    # "Than in the third in seasonally adjusted terms", but not "than in the first half of 2024".
    alone = not behind or behind[0].kind != "word" or behind[0].low == "in"
    return than > 0 and low[the : the + 1] == ["the"] and words.starting(at + the + 1, "ordinal:")[1] > 0 and alone


#: They call what was told before: "a fourth consecutive monthly decline, while imports inched up 0.2%".
_MONTHLY = frozenset({"consecutive", "monthly"})
#: How words for a share begin, whatever moves it: "the share was 20.4%, down from 21.5%".
_SHARE = ("share", "proportion", "доля", "доли", "доле", "долю")
_JOINTS = frozenset({"-", "–", "—", "to", "and", "до"})


def _ends_range(words: Words, clause: Sequence[Item], at: int) -> bool:
    """Return whether a rate ends a range: "by between 10 and 12 %", "by 10-12 %"."""
    if at < 2 or not clause[at].has("rate") or clause[at].rate.multiple:
        return False
    low = [token.low for token in words.tokens[max(clause[at].first - 5, 0) : clause[at].first]]
    if words.lexicon.language == "ru" and "от" in low and "до" in low[low.index("от") :]:
        return True  # "от минус 5 до минус 12%"
    if clause[at - 1].what not in _JOINTS:
        return False
    first = clause[at - 2]
    if not first.has("number", "rate") or first.end != clause[at - 1].first:
        return False
    between = words.low(first.first - 1) == "between"
    return between or (clause[at - 1].what != "and" and first.has("number") and clause[at - 1].end == clause[at].first)


_ALL = frozenset({"everything", "all", "what"})
_MAKING = frozenset({"made", "makes", "making", "accounted", "accounts", "accounting", "represented", "represents",
                      "representing", "comprised", "constituted", "formed"})  # fmt: skip


def _is_made_up(words: Words, clause: Sequence[Item], at: int) -> bool:
    """Return whether a rate is what a part makes up: "made up a mere 0.7 % of Turkey's total, down from 1 %"."""
    told = (n for n in range(at - 1, -1, -1) if is_figure(clause[n]))
    rate = next(told, at) if at and clause[at - 1].has("from") else at
    if not clause[rate].has("rate") or words.low(clause[rate].end) != "of":
        return False
    before = next((item for item in reversed(clause[:rate]) if not item.has(*QUALIFIERS, "onlyqualifier")), None)
    return before is not None and words.low(before.first) in _MAKING
