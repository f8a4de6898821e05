"""Growth rates held against levels, and against the growth of the parts.

A growth rate that does not meet the quotient of two printed levels, with all that rounding and
cutting allow, is false. A total that grows faster, or slower, than both of its parts proves one
of the three rates false; which one, the other two and the levels say.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from forecast.audit.findings import Exclusion, Finding
from forecast.audit.measures import FLOW_WORDS, PARTS, Book, Measure, Subject, above, growth_range, trust
from forecast.audit.misprints import meant
from forecast.data import FLOWS, Flow, Interval, Statement, say_percent

__all__ = ["false_growth", "growth_outside_parts"]

_Reading = Callable[[Measure], Interval]


def _percent(factors: Interval) -> Interval:
    return Interval((factors.low - 1) * 100, (factors.high - 1) * 100)


def _misprint_of(statement: Statement, truth: Interval, *, changed: bool = False) -> float | None:
    """Return the growth, per cent, of which the printed one is a slip of one digit."""
    growth = statement.growth
    assert growth is not None
    return meant(growth.percent, growth.resolution, _percent(truth), changed=changed)


def false_growth(book: Book) -> tuple[Finding, ...]:
    """Return a finding for each growth rate, or "grew", that two printed levels prove false."""
    found: list[Finding] = []
    grew: dict[Subject, list[Statement]] = defaultdict(list)
    for s in book.statements:
        if s.growth and s.growth.qualifier == "up":
            grew[Subject(s.statistics, s.flow, s.period)].append(s)
    for subject, now in book.levels.items():
        last = book.levels.get(subject.year_before)
        if last is None:
            continue
        implied = now.interval / last.interval
        rate = book.rates.get(subject)
        wrong = [s for s in rate.statements if s.growth and not _meets(s, implied)] if rate else []
        if wrong:
            found.append(_contradiction(book, wrong, (now, last), implied))
        if subject in grew and above(Interval(1.0, 1.0), implied):
            found.append(_false_up(book, grew[subject], (now, last), implied))
    return tuple(found)


def _meets(statement: Statement, implied: Interval) -> bool:
    assert statement.growth is not None
    printed = statement.growth.interval
    return printed is None or printed.meets(implied)


def _levels_words(book: Book, levels: tuple[Measure, Measure], implied: Interval) -> str:
    now, last = levels
    return (
        f"{book.money_range(now.interval)} in {now.subject.period.words} after {book.money_range(last.interval)} "
        f"in {last.subject.period.words} is a change of {growth_range(implied)}"
    )


def _contradiction(book: Book, wrong: list[Statement], levels: tuple[Measure, Measure], implied: Interval) -> Finding:
    now, last = levels
    printed = book.quotes(wrong, "growth")
    slip = _misprint_of(wrong[0], now.rounded / last.rounded)
    reading = "Last year's figure was revised before the growth was computed, or one of the three is a misprint."
    if slip is not None:
        reading = f"{say_percent(slip)}: one digit was lost on the way to {printed}."
    return Finding(
        code="growth-contradicts-levels",
        title=f"The growth of {book.words(now.subject)} is printed as {printed}, which its levels rule out.",
        statements=book.ids([*wrong, *now.statements, *last.statements]),
        arithmetic=f"{_levels_words(book, levels, implied)}, not {printed}.",
        likely_reading=reading,
        treatment=f"The growth {printed} is not used; the levels are.",
        exclusions=tuple(sorted(Exclusion(s.id, "growth") for s in wrong)),
    )


def _false_up(book: Book, grew: list[Statement], levels: tuple[Measure, Measure], implied: Interval) -> Finding:
    now, last = levels
    return Finding(
        code="growth-false-up",
        title=f"A report says that {book.words(now.subject)} grew, but the printed levels fell.",
        statements=book.ids([*grew, *now.statements, *last.statements]),
        arithmetic=f"{_levels_words(book, levels, implied)}: a fall, not growth.",
        likely_reading="The report means another period, other months or another measure of trade.",
        treatment="The word that it grew is not used; the levels are.",
        exclusions=tuple(sorted(Exclusion(s.id, "growth") for s in grew)),
    )


@dataclass(frozen=True, slots=True)
class _Trio:
    """The growth of a total and of its two parts, with the levels of the same year where known."""

    rates: Mapping[Flow, Measure]
    levels: Mapping[Flow, Measure]

    def sizes(self, reading: _Reading) -> Mapping[Flow, Interval] | None:
        """Return total, exports and imports narrowed by each other, or None if they do not add up.

        Two levels of the three are enough; None also when fewer are known.
        """
        known = {flow: reading(measure) for flow, measure in self.levels.items()}
        if len(known) < len(PARTS):
            return None
        total, exports, imports = (known.get(flow) for flow in FLOWS)
        if total is None and exports and imports:
            total = exports + imports
        if exports is None and total and imports:
            exports = total - imports
        if imports is None and total and exports:
            imports = total - exports
        assert total is not None
        assert exports is not None
        assert imports is not None
        tight = {
            "total": total.intersect(exports + imports),
            "exports": exports.intersect(total - imports),
            "imports": imports.intersect(total - exports),
        }
        sizes = {flow: size for flow in FLOWS if (size := tight[flow]) and size.low > 0}
        return sizes if len(sizes) == len(FLOWS) else None

    def implied(self, flow: Flow, reading: _Reading) -> Interval | None:
        """Return the growth factor of one flow that the other two and the levels imply.

        Notes
        -----
        With e and m the shares of exports and imports in this year's total,
        ``1 / g_total = e / g_exports + m / g_imports``. Solved for any of the three, the result
        is monotone in the share and in each rate, so its extremes lie at the corners.
        """
        sizes = self.sizes(reading)
        if sizes is None:
            return None
        other: Flow = "imports" if flow == "exports" else "exports"
        mate: Flow = "imports" if flow == "total" else "total"
        a, b = sizes[other], sizes["imports" if other == "exports" else "exports"]
        shares = (a.low / (a.low + b.high), a.high / (a.high + b.low))
        corners: list[float] = []
        for share in shares:
            for g in _ends(reading(self.rates[other])):
                for h in _ends(reading(self.rates[mate])):
                    if flow == "total":
                        corners.append(1 / (share / g + (1 - share) / h))
                        continue
                    left = 1 / h - share / g
                    if left <= 0:
                        return None
                    corners.append((1 - share) / left)
        return Interval(min(corners), max(corners))

    def contradicted(self) -> Literal["range", "weights"] | None:
        """Return how the three rates contradict each other, if they do."""
        total = self.rates["total"].interval
        if not total.meets(Interval.hull(self.rates[part].interval for part in PARTS)):
            return "range"
        implied = self.implied("total", _printed)
        return "weights" if implied is not None and not implied.meets(total) else None

    @property
    def statements(self) -> tuple[Statement, ...]:
        """Every statement that takes part."""
        return tuple(s for m in (*self.rates.values(), *self.levels.values()) for s in m.statements)


def _ends(interval: Interval) -> tuple[float, float]:
    return interval.low, interval.high


def _printed(measure: Measure) -> Interval:
    return measure.interval


def _rounded(measure: Measure) -> Interval:
    return measure.rounded


def growth_outside_parts(book: Book) -> tuple[Finding, ...]:
    """Return a finding for each total that cannot have grown as printed beside its parts."""
    found: list[Finding] = []
    for subject in book.rates:
        if subject.flow != "total":
            continue
        rates = {flow: book.rates[subject.of(flow)] for flow in FLOWS if subject.of(flow) in book.rates}
        levels = {flow: book.levels[subject.of(flow)] for flow in FLOWS if subject.of(flow) in book.levels}
        trio = _Trio(rates, levels)
        if len(rates) == len(FLOWS) and (how := trio.contradicted()):
            found.append(_outside(book, subject, trio, how))
    return tuple(found)


def _shown(trio: _Trio, flow: Flow) -> Interval | None:
    """Return the implied growth as shown: prints read as rounded, or as cut where that fails."""
    return trio.implied(flow, _rounded) or trio.implied(flow, _printed)


def _culprit(book: Book, subject: Subject, trio: _Trio) -> Flow | None:
    """Return which of the three rates is the false one, or None when nothing tells.

    A rate that last year's level confirms is not. Of the others, the one that a lost digit
    explains; else a changed digit; else the least reliable.
    """
    confirmed = {flow for flow in FLOWS if flow in trio.levels and subject.of(flow).year_before in book.levels}
    suspects = [flow for flow in FLOWS if flow not in confirmed] or list(FLOWS)
    if len(suspects) == 1:
        return suspects[0]
    for changed in (False, True):
        slipped = [flow for flow in suspects if _slipped(trio, flow, changed=changed) is not None]
        if slipped:
            suspects = slipped
            break
    doubt = {flow: min(trust(s) for s in trio.rates[flow].statements) for flow in suspects}
    worst = [flow for flow in suspects if doubt[flow] == max(doubt.values())]
    return worst[0] if len(worst) == 1 else None


def _slipped(trio: _Trio, flow: Flow, *, changed: bool) -> float | None:
    truth = _shown(trio, flow)
    return None if truth is None else _misprint_of(trio.rates[flow].statements[0], truth, changed=changed)


def _wrong(trio: _Trio, flow: Flow | None) -> list[Statement]:
    """Return the statements whose growth is to be set aside."""
    if flow is None:
        return []
    truth = trio.implied(flow, _printed)
    return [s for s in trio.rates[flow].statements if truth is None or not _meets(s, truth)]


def _outside_reading(trio: _Trio, flow: Flow | None, printed: str) -> str:
    if flow is None:
        return "One of the three rates is false; nothing printed says which."
    truth = _shown(trio, flow)
    if truth is None:
        return f"The growth of {FLOW_WORDS[flow]} is the false one, being the least sure of the three."
    reading = f"The growth of {FLOW_WORDS[flow]} was {growth_range(truth)}"
    for changed, how in ((False, "lost a digit"), (True, "has one digit wrong")):
        slip = _slipped(trio, flow, changed=changed)
        if slip is not None:
            return f"{reading}: the printed {printed} {how} of {say_percent(slip)}."
    return f"{reading}, not {printed}, if the other two are right."


def _outside_sums(book: Book, trio: _Trio, how: Literal["range", "weights"]) -> str:
    """Return the arithmetic that proves the contradiction, and what each rate would have to be."""
    sides = " and ".join(f"{part} {book.quotes(trio.rates[part].statements, 'growth')}" for part in PARTS)
    total = trio.rates["total"]
    start = f"Total {book.quotes(total.statements, 'growth')}, {sides}"
    if how == "range":
        faster = above(total.interval, Interval.hull(trio.rates[part].interval for part in PARTS))
        sums = [f"{start}: a total cannot grow {'faster' if faster else 'more slowly'} than both of its parts."]
    else:
        sums = [f"{start}: weighted by their size, the parts do not give the growth of the total."]
    sizes = trio.sizes(_rounded) or trio.sizes(_printed)
    if sizes:
        sums.append("Levels: " + ", ".join(f"{flow} {book.money_range(sizes[flow])}" for flow in FLOWS) + ".")
    implied = {flow: truth for flow in FLOWS if (truth := _shown(trio, flow))}
    if implied:
        sums.append(
            "If the other two are right, "
            + ", or ".join(f"{flow} changed by {growth_range(truth)}" for flow, truth in implied.items())
            + "."
        )
    return " ".join(sums)


def _outside_title(book: Book, subject: Subject, trio: _Trio, named: Mapping[Flow, str]) -> str:
    rising = all(rate.interval.low >= 1 for rate in trio.rates.values())
    moved, how = ("grown", "grew") if rising else ("changed", "changed")
    said = {flow: words.replace("+", "") if rising else words for flow, words in named.items()}
    return (
        f"Total trade cannot have {moved} by {said['total']} in {subject.period.words} if exports {how} "
        f"by {said['exports']} and imports by {said['imports']} ({book.whose(subject)})."
    )


def _outside(book: Book, subject: Subject, trio: _Trio, how: Literal["range", "weights"]) -> Finding:
    flow = _culprit(book, subject, trio)
    wrong = _wrong(trio, flow)
    named = {f: book.quotes(trio.rates[f].statements, "growth") for f in FLOWS}
    if flow is None or not wrong:
        treatment = "Nothing is excluded: each growth rate is used in the fit of its own flow."
    else:
        treatment = (
            f"The growth {book.quotes(wrong, 'growth')} of {FLOW_WORDS[flow]} is not used; "
            "the other two rates and all levels are. What they imply is shown here and never fed back."
        )
    return Finding(
        code="growth-outside-parts",
        title=_outside_title(book, subject, trio, named),
        statements=book.ids(trio.statements),
        arithmetic=_outside_sums(book, trio, how),
        likely_reading=_outside_reading(trio, flow, named[flow] if flow else ""),
        treatment=treatment,
        exclusions=tuple(sorted(Exclusion(s.id, "growth") for s in wrong)),
    )
