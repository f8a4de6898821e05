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

from forecast.audit.facts import FalseFall, FalseGrowth, FalseRise, OutsideParts, Printed, Slip, Subject
from forecast.audit.findings import Exclusion, Finding
from forecast.audit.measures import PARTS, Book, Measure, above, exclusions_of, figures_of, trust
from forecast.audit.misprints import meant
from forecast.data import FLOWS, Flow, Interval, Statement

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
    """Return a finding for each growth rate, "grew" or "fell", that two printed levels prove false."""
    found: list[Finding] = []
    moved: dict[tuple[Subject, str], list[Statement]] = defaultdict(list)
    for s in book.statements:
        if s.growth and not s.growth.figure and Exclusion(s.id, "growth") not in book.excluded:
            moved[Subject(s.statistics, s.flow, s.period), s.growth.qualifier].append(s)
    for subject, now in book.levels.items():
        last = book.levels.get(subject.year_before)
        if last is None:
            continue
        implied = now.interval / last.interval
        rate = book.rates.get(subject)
        wrong = [s for s in rate.statements if s.growth and not _meets(s, implied)] if rate else []
        if wrong:
            found.append(_contradiction(book, wrong, (now, last), implied))
        level = Interval(1.0, 1.0)
        if (subject, "up") in moved and above(level, implied):
            found.append(_false_word(book, moved[subject, "up"], FalseRise(now.printed, last.printed, implied)))
        if (subject, "down") in moved and above(implied, level):
            found.append(_false_word(book, moved[subject, "down"], FalseFall(now.printed, last.printed, implied)))
    return tuple(found)


def _meets(statement: Statement, implied: Interval) -> bool:
    assert statement.growth is not None
    printed = statement.growth.cut_or_rounded
    return printed is None or printed.meets(implied)


def _contradiction(book: Book, wrong: list[Statement], levels: tuple[Measure, Measure], implied: Interval) -> Finding:
    now, last = levels
    rate = book.rates[now.subject]
    return Finding(
        code="growth-contradicts-levels",
        statements=book.ids([*wrong, *now.statements, *last.statements]),
        facts=FalseGrowth(
            printed=Printed(now.subject, figures_of(wrong, "growth"), rate.interval),
            now=now.printed,
            last=last.printed,
            implied=implied,
            meant=_misprint_of(wrong[0], now.rounded / last.rounded),
        ),
        exclusions=exclusions_of(wrong, "growth"),
    )


def _false_word(book: Book, moved: list[Statement], facts: FalseRise | FalseFall) -> Finding:
    levels = [book.levels[printed.subject] for printed in (facts.now, facts.last)]
    return Finding(
        code="growth-false-up" if isinstance(facts, FalseRise) else "growth-false-down",
        statements=book.ids([*moved, *(s for level in levels for s in level.statements)]),
        facts=facts,
        exclusions=exclusions_of(moved, "growth"),
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


def _slip(trio: _Trio, flow: Flow) -> Slip | None:
    """Return what a flow's growth was meant to be: its print with a digit lost, or else with one changed."""
    for changed in (False, True):
        slip = _slipped(trio, flow, changed=changed)
        if slip is not None:
            return Slip(slip, lost=not changed)
    return None


def _outside(book: Book, subject: Subject, trio: _Trio, how: Literal["range", "weights"]) -> Finding:
    flow = _culprit(book, subject, trio)
    wrong = _wrong(trio, flow)
    total = trio.rates["total"]
    faster = above(total.interval, Interval.hull(trio.rates[part].interval for part in PARTS))
    sizes = trio.sizes(_rounded) or trio.sizes(_printed)
    return Finding(
        code="growth-outside-parts",
        statements=book.ids(trio.statements),
        facts=OutsideParts(
            rates=(total.printed, trio.rates["exports"].printed, trio.rates["imports"].printed),
            proof="weights" if how == "weights" else "faster" if faster else "slower",
            levels=tuple(sizes[f] for f in FLOWS) if sizes else (),
            implied=tuple((f, truth) for f in FLOWS if (truth := _shown(trio, f))),
            culprit=flow,
            slip=_slip(trio, flow) if flow else None,
            unused=figures_of(wrong, "growth"),
        ),
        exclusions=exclusions_of(wrong, "growth"),
    )
