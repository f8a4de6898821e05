"""Which moments of a clause tell its period, which a comparison, and which a deadline."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from forecast.articles.doubts import Doubt
from forecast.articles.items import says
from forecast.articles.wording import PROMISING, is_figure, is_growth, moves

if TYPE_CHECKING:
    from collections.abc import Sequence

    from forecast.articles.figures import Words
    from forecast.articles.items import Item
    from forecast.articles.setting import Setting
    from forecast.articles.spans import Span

_DASHES = frozenset("-–—")

__all__ = [
    "in_own_brackets",
    "moments_of",
    "months_before",
    "other_period",
    "own_months",
    "period_at",
    "period_doubt",
    "resolved",
    "unfinished",
]


_LED = frozenset({"в", "к", "до", "in", "by"})
#: Words behind which a moment is where something began.
SINCE = frozenset({"since"})
#: Before a year they are what somebody published in it.
_PUBLISHED = frozenset({"survey", "report", "review", "yearbook", "outlook", "bulletin", "handbook", "barometer"})
#: In Russian they compare only right before a moment; else they are before whom one trades with.
_BESIDE = frozenset({"с", "со"})
_ENDED = frozenset({"ended", "ending", "завершившемся", "закончившемся", "завершившегося"})
_THIS = frozenset({"этот", "этого", "тот", "же", "период", "срок", "отрезок", "месяц", "квартал", "те", "месяцы"})
#: In Russian they compare with what stands right behind them: "в 1,3 раза больше прошлогоднего".
_THAN_LAST = frozenset({"больше", "меньше", "выше", "ниже"})
#: What is the most or the least of some months.
_EXTREMES = ("максимум", "минимум", "рекорд")
_MOST = (*_EXTREMES, "максимал", "минимал", "наибольш", "наименьш")


def _tells_no_period(setting: Setting, item: Item) -> bool:
    """Return whether a moment is that of a publication, or denied: "the Economic Survey 2025", "не в 2027 году"."""
    low = setting.words.low
    if low(item.first - 1) in _LED and low(item.first - 2) in {"не", "not"}:
        return True
    if item.moment.ref == "ytd" and low(item.first - 1).startswith(_EXTREMES):
        return True  # "до максимума с начала года"
    if low(item.first - 1) in {"с", "со"} and low(item.first - 2).startswith(_MOST):
        return True  # "до максимальных с января 3,6 миллиарда"
    if item.moment.year is None:
        return False
    # Or of a rank before: "ranked fifth, after having been in tenth place in 2014".
    having = [token.low for token in setting.words.tokens[max(item.first - 7, 0) : item.first]]
    return setting.words.low(item.first - 1) in _PUBLISHED or ("having" in having and "place" in having)


def moments_of(setting: Setting, clause: Sequence[Item]) -> tuple[list[int], list[int], list[int]]:
    """Return which moments of a clause tell its period, which a comparison, and which a deadline."""
    main: list[int] = []
    compared: list[int] = []
    deadlines: list[int] = []
    if not says(clause, "moment"):
        return main, compared, deadlines
    promising = any(item.has(*PROMISING) and not _reached(clause, n) for n, item in enumerate(clause))
    year = setting.published.year
    for n, item in enumerate(clause):
        if not item.has("moment") or item.moment.kind != "period" or _tells_no_period(setting, item):
            continue
        moment = item.moment
        before = [
            other for other in clause[max(n - 3, 0) : n] if not other.has("target place", "connect", "mark", "place")
        ]
        near = before[-1] if before and item.first - before[-1].end <= 3 + _names_figure(setting, before[-1]) else None
        if near is not None and any(setting.words.mark(n) == ":" for n in range(near.end, item.first)):
            near = None  # "было чем похвалиться: в 2025 году"
        if near is not None and setting.words.low(near.first) in {"over", "of"} and not any(map(moves, clause[:n])):
            near = None  # "over the first quarter", "the figure of last year": during it
        if near is not None and _is_during(setting, item, near, main):
            near = None
        closing = {setting.words.low(k) for k in range(max(item.first - 5, 0), item.first)}
        led = bool({"closed", "ended"} & closing) and bool({"end", "close"} & closing)
        ended = _ended_before(setting.words, item.first) in _ENDED
        if main and (led or ended):
            continue  # "in fiscal 2024, which ended last month", "which closed at the end of June"
        if near is not None and near.end < item.first and near.what in _BESIDE:
            near = None  # "товарооборот с ним в 2024 году"
        if near is not None and item.first - near.end <= 1 and setting.words.low(near.first) in SINCE:
            continue  # "has tripled since 2017 and came close to $3bn last year"
        between = near is not None and any(other.has("place") and other.first >= near.end for other in clause[:n])
        rated = any(is_growth(other) for other in clause[:n])
        later = moment.year is not None and moment.year > year and not _over(setting, item)
        future = later or (moment.year == year and promising)
        behind_same = n - 1 in compared and clause[n - 1].has("moment") and clause[n - 1].moment.ref == "same"
        beneath = moment.ref == "-1" and near is not None and setting.words.low(near.first) in _THAN_LAST
        here = moment.ref == "same" and moment.year is None and _of_what_is_spoken(setting, item)
        over = near is not None and setting.words.low(near.first) == "over" and not rated
        if here and (over or not (near is not None and near.has("than"))):
            continue  # "за этот же период": what is spoken of
        told = [resolved(setting, clause[m]) for m in main]
        if moment.ref == "same" and moment.year is not None and any(span and span.year < moment.year for span in told):
            main.append(n)  # "which in January-September 2024 was 873m, shrank to 702m in the same months of 2025"
            continue
        if (
            moment.ref in {"prev", "same"}
            or beneath
            or _what_it_was(setting, item)
            or _doubled_since(clause, n, promising=promising)
            or (behind_same and item.first - clause[n - 1].end <= 1)
        ):
            compared.append(n)
        elif (
            moment.ref == "1"
            or (near is not None and near.has("deadline") and promising and (future or moment.ref == "0"))
            or later
        ):
            deadlines.append(n)
        elif (
            (
                near is not None
                and (
                    near.has("than")
                    or (near.has("from") and (moment.months is None or _leaves(clause, n)) and not between)
                    or (near.has("from") and not moment.trailing and n > 1 and _right_behind(clause, n))
                    or (near.has("from") and rated and moment.trailing and _counts_months(setting, item))
                )
                and not near.has("deadline")
            )
            or (
                near is not None
                and near.has("rate")
                # As in: 101.3 % of the 2023 level; 1.4 times the 2023 level.
                and setting.words.low(near.end) in ({"of", "от", "the"} if near.rate.multiple else {"of", "от"})
            )
            or (
                near is not None
                and near.has("than")
                and near.has("deadline")
                and (rated or says(clause[:n], "up", "down", "pace") or _only_rated(clause, n))
            )
            or (near is not None and near.has("over") and rated and moment.months is None and moment.year is not None)
        ):
            compared.append(n)
        else:
            main.append(n)
    return main, compared, deadlines


def _of_what_is_spoken(setting: Setting, item: Item) -> bool:
    """Return whether "the same quarter" is the one spoken of: it names no year, and nothing compares with it."""
    low = {token.low for token in setting.words.tokens[item.first : item.end]}
    if setting.words.lexicon.language == "en":
        counted = all(word.isdigit() for word in low - _SAME_MONTHS)
        return counted and bool(low & _SPANS)
    return low <= _THIS


_SPANS = frozenset(
    {"quarter", "month", "semester", "months", "period", "stretch", "span", "timeframe", "interval", "window"}
)
_SAME_MONTHS = frozenset(
    {"the", "same", "identical", "stretch", "span", "timeframe", "interval", "window", "period", "quarter", "month",
     "months", "semester", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"}
)  # fmt: skip


def _only_rated(clause: Sequence[Item], at: int) -> bool:
    """Return whether growth alone stands behind a month: "к октябрю экспорт вырос на 7 %"."""
    behind = clause[at + 1 :]
    return any(map(is_growth, behind)) and not says(behind, "amount") and not says(clause, *PROMISING)


def _over(setting: Setting, item: Item) -> bool:
    """Return whether months of a fiscal year were over that ends in a later one: "the first four months of FY26"."""
    span = resolved(setting, item) if item.moment.fiscal and item.moment.months else None
    return span is not None and span.end <= setting.published


def _names_figure(setting: Setting, item: Item) -> bool:
    """Return whether "the one of" stands behind a comparison: "4.7 per cent above the one of the first quarter"."""
    low = [token.low for token in setting.words.tokens[item.end : item.end + 3]]
    return low[:2] == ["of", "the"] or low in (["the", "one", "of"], ["the", "figure", "of"], ["the", "level", "of"])


def _reached(clause: Sequence[Item], at: int) -> bool:
    """Return whether what looks like an aim is what came of growth: "grew by 15.9 percent to reach 71.4m"."""
    return clause[at].what == "to" and any(map(is_growth, clause[max(at - 3, 0) : at]))


def _ended_before(words: Words, at: int) -> str:
    """Return the word before a month, without what leads to it: "which ended in mid-July"."""
    at -= 2 * (words.mark(at - 1) in _DASHES and words.low(at - 2) == "mid")
    return words.low(at - 1 - (words.low(at - 1) in {"in", "в"}))


def _what_it_was(setting: Setting, item: Item) -> bool:
    """Return whether a moment is when something was that growth is told over: "1.3 times what it was in 2022"."""
    low = [token.low for token in setting.words.tokens[max(item.first - 4, 0) : item.first]]
    of_then = low[1:] == ["the", "level", "of"]  # "exceeded by 5.5 % the level of 2023"
    before = [token.low for token in setting.words.tokens[max(item.first - 5, 0) : item.first]]
    of_then = of_then or before[:4] == ["of", "the", "figure", "for"]  # "108 percent of the figure for the first half"
    return of_then or (low[:1] == ["what"] and low[2:3] in (["was"], ["were"]) and low[3:] == ["in"])


def _ranges(setting: Setting, item: Item) -> bool:
    """Return whether months are said from one to another: "January to July"."""
    first, last = item.moment.months or (0, 0)
    named = setting.words.starting(item.first, "month:")[1] > 0
    return (
        named
        and first != last
        and any(token.low in {"to", "through"} for token in setting.words.tokens[item.first : item.end])
    )


def _is_during(setting: Setting, item: Item, near: Item, main: Sequence[int]) -> bool:
    """Return whether months are those in which something was: "over the first four months of this year"."""
    moment, low = item.moment, setting.words.low(near.first)
    if low == "from":
        return _ranges(setting, item)  # "soared from January to July compared with the same months of 2024"
    alone = moment.months is not None and moment.year is None and not moment.ref and not main
    return low == "over" and (moment.ref == "0" or alone)


def _doubled_since(clause: Sequence[Item], at: int, *, promising: bool) -> bool:
    """Return whether a moment is when half as much was: "almost double the figure of 2021"."""
    row = clause[max(at - 2, 0) : at]
    if promising or len(row) < 2 or not row[1].has("pronoun"):
        return False
    return row[0].has("double", "triple") or (row[0].has("rate") and row[0].rate.multiple)  # "1.8 times the figure of"


def _counts_months(setting: Setting, item: Item) -> bool:
    """Return whether months are counted: "a decrease from the four quarters to the end of Q4 2023"."""
    words = setting.words
    return words.number(item.first) is not None or words.starting(item.first, "num:")[1] > 0


def _right_behind(clause: Sequence[Item], at: int) -> bool:
    """Return whether a moment stands right behind growth: "an increase of 4.2 per cent from September last year"."""
    return is_growth(clause[at - 2]) and clause[at - 1].end == clause[at].first


def _leaves(clause: Sequence[Item], at: int) -> bool:
    """Return whether growth was from some months to what stands behind them: "fell 15.7 % from March to C$37.9bn"."""
    return any(map(is_growth, clause[max(at - 3, 0) : at])) and says(clause[at + 1 : at + 2], "to")


def _those_months(setting: Setting, item: Item, main: Span) -> bool:
    """Return whether months are those spoken of: "over the three months"."""
    words, moment = setting.words, item.moment
    plain = moment.months is not None and moment.year is None and not (moment.ref or moment.fiscal or moment.trailing)
    if not plain or moment.months is None or not item.first or words.low(item.first - 1) != "the":
        return False
    counted = words.number(item.first) is not None or bool(words.starting(item.first, "num:")[1])
    return counted and moment.months[1] - moment.months[0] + 1 == main.count < 12


def resolved(setting: Setting, item: Item, main: Span | None = None) -> Span | None:
    """Return the months that an item names, seen from the day of publication."""
    if main is not None and _those_months(setting, item, main):
        return main
    return item.moment.resolve(
        setting.published, main=main, fiscal_start=setting.fiscal_start, by_start=setting.by_start
    )


def in_own_brackets(clause: Sequence[Item], moment: int, *, behind: int = -1) -> bool:
    """Return whether a moment is in brackets with a figure of its own: "13,7% (в 2022-м была 15,1%)"."""
    opening = next((n for n in range(moment, behind, -1) if clause[n].what in {"(", ")"}), moment)
    closing = next((n for n in range(moment, len(clause)) if clause[n].what == ")"), len(clause))
    return clause[opening].what == "(" and any(map(is_figure, clause[opening:closing]))


def period_at(
    setting: Setting, clause: Sequence[Item], at: int, main: Sequence[int], beside: Span | None
) -> tuple[Span | None, Item | None]:
    """Return the months that a figure of a clause is about, and the item that says so."""
    figures = [n for n, item in enumerate(clause) if item.has("amount")]
    before = [n for n in main if n < at]
    # "Was 2.6bn, whereas in November 2023 it had been 2.2bn": what stands behind belongs to the next figure.
    after = [n for n in main if n > at and not in_own_brackets(clause, n, behind=at)]
    after = [n for n in after if not says(clause[at + 1 : n], "balance")]  # "compared with a deficit of 260m in 2024"
    after = [n for n in after if not (_contrasts(clause[at + 1 : n]) and says(clause[n:], "amount"))]
    chosen = None
    own = bool(after) and not any(i.has("mark", "while") or is_figure(i) for i in clause[at + 1 : after[0]])
    if before and own and (before[-1] - 1 in figures or _of_growth_before(clause, before[-1], at)):
        before = []  # "was $2.6bn in 2023, rose to $3bn last year": each has its own behind it
    if before and not any(before[-1] < n < at for n in figures):
        chosen = before[-1]
    if chosen is None and after and not any(at < n < after[0] for n in figures):
        chosen = after[0]
    if chosen is None and (before or after):
        chosen = (before or after)[-1 if before else 0]
    if chosen is None:
        return None, None
    item = clause[chosen]
    if item.moment.fiscal and item.moment.ref == "0" and item.moment.months is None and own:
        item = clause[after[0]] if clause[after[0]].moment.months else item  # "the current fiscal ... $355m in April"
    if item.moment.ref == "0" and item.moment.months is None and not item.moment.fiscal:
        # As in: this year it was up by another 48 % in the first half.
        months = next((clause[n] for n in after if n > chosen and clause[n].moment.months), None)
        told = clause[chosen + 1 : clause.index(months)] if months is not None else ()
        apart = any(other is not clause[at] and (other.has("amount") or is_growth(other)) for other in told)
        if months is not None and not apart and months.moment.year is None and not months.moment.ref:
            said = replace(months.moment, year=setting.published.year + int(item.moment.ref))
            item = replace(months, what=said)
    return resolved(setting, item, beside), item


def _of_growth_before(clause: Sequence[Item], moment: int, at: int) -> bool:
    """Return whether months are those of growth told before a figure: "which fell 8 % in 2022, reached $300m"."""
    return moment > 0 and is_growth(clause[moment - 1]) and says(clause[moment:at], "mark")


def _contrasts(items: Sequence[Item]) -> bool:
    return any(item.what in {"whereas", "while", "but", "although", "тогда", "но", "а", "хотя"} for item in items)


def own_months(clause: Sequence[Item], growth: int, main: Sequence[int]) -> list[int]:
    """Return the months right behind growth that a verb gives it: "was 4.5bn, and rose another 8 % in January-June"."""
    behind = growth + 1
    moved = says(clause[max(growth - 3, 0) : growth], "grew", "shrank")
    levels = [n for n in range(growth) if clause[n].has("amount")]
    joined = bool(levels) and any(item.has("while") or item.what == "," for item in clause[levels[-1] : growth])
    return [behind] if behind in main and moved and joined else []


def months_before(growth: int, main: Sequence[int], levels: Sequence[int]) -> list[int]:
    """Return the months of growth told before a level of other months: "up 11 % in 2024, in May 17 %, to 1.3bn"."""
    first = levels[0] if levels else growth
    own = [n for n in main if n < growth]
    return own[-1:] if any(growth < n < first for n in main) else []


def other_period(
    setting: Setting, span: Span | None, before: Span | None, compare: Sequence[Item], later: Sequence[Item]
) -> tuple[Span | None, Item | None]:
    """Return the period of a level whose clause names none: after a year compared with, as before, or as later."""
    years = [c for c in compare if c.moment.year is not None and c.moment.ref == "" and not c.moment.fiscal]
    said: Item | None = None
    base = resolved(setting, years[0]) if years else None
    if base is not None and before is not None and base.year < before.year - 1:
        return before, years[0]  # "twice as much as in 2020", in a text on 2023
    if base is not None and base.moved(1).end <= setting.published:  # not "6.8 % lower than in the fourth quarter"
        return base.moved(1), years[0]
    if before is not None:
        span = before
    elif later and len({str(resolved(setting, item)) for item in later}) == 1:
        span, said = resolved(setting, later[0]), later[0]
    return span, said


def period_doubt(
    setting: Setting, clause: Sequence[Item], at: int, span: Span | None, said: Item | None
) -> Doubt | None:
    """Return why a level is doubtful; None when nothing is."""
    published = setting.published
    if any(item.has("short") and clause[at].first - item.end <= 2 for item in clause[max(at - 2, 0) : at]):
        return Doubt("upper-bound")
    if says(clause, "othercalendar"):
        return Doubt("other-calendar")
    if span is None and said is not None and said.has("moment") and said.moment.fiscal:
        return Doubt("fiscal-year")
    if span is None:
        return Doubt("no-period")
    if span.end >= published and span.first > (published.year, published.month):
        return Doubt("not-begun")
    return unfinished(setting, span)


def unfinished(setting: Setting, span: Span) -> Doubt | None:
    """Return the doubt about a figure of a year of which more than a month was to come: which months is not said."""
    return Doubt("not-over") if (span.end - setting.published).days > 31 else None
