"""Statements about one and the same thing that cannot all be true.

Their intervals, which allow for rounding and for cutting, have no common point. One of them is
set aside only for a slip with a name (a power of ten, a lost digit) or because it is less
reliable than the others; otherwise the fit takes the hull of what they allow.
"""

from __future__ import annotations

import math
from collections import defaultdict
from statistics import median
from typing import TYPE_CHECKING

from forecast.audit.findings import Exclusion, Finding, Quantity
from forecast.audit.measures import PARTS, Book, Measure, trust
from forecast.audit.misprints import power_of_ten, same_but_for_a_digit, significant_digits, times
from forecast.data import Interval

if TYPE_CHECKING:
    from collections.abc import Sequence

    from forecast.data import Statement

__all__ = ["disagreeing_levels", "disagreeing_rates"]

#: Levels this many years away still say what size a level should have.
NEAR_YEARS = 2


def disagreeing_levels(book: Book) -> tuple[Finding, ...]:
    """Return a finding for each contradiction among the levels printed for one thing."""
    return tuple(f for measure in book.levels.values() if not measure.agreed for f in _findings(book, measure))


def disagreeing_rates(book: Book) -> tuple[Finding, ...]:
    """Return a finding for each contradiction among the growth rates printed for one thing."""
    return tuple(f for measure in book.rates.values() if not measure.agreed for f in _findings(book, measure))


def _reading(statement: Statement, quantity: Quantity) -> Interval:
    figure = statement.level if quantity == "level" else statement.growth
    assert figure is not None
    assert figure.interval is not None
    return figure.interval


def _figure(statement: Statement, quantity: Quantity) -> tuple[float, float]:
    """Return a printed number and one unit of its last digit."""
    if quantity == "level":
        assert statement.level is not None
        return statement.level.value, statement.level.resolution
    assert statement.growth is not None
    return statement.growth.percent, statement.growth.resolution


def _expected(book: Book, measure: Measure) -> float | None:
    """Return what other statements make of a measure: the parts, last year, or the years around."""
    subject = measure.subject
    now, last = book.levels.get(subject), book.levels.get(subject.year_before)
    if measure.quantity == "growth":
        return now.interval.middle / last.interval.middle if now and last else None
    exports, imports = (book.levels.get(subject.of(part)) for part in PARTS)
    if subject.flow == "total" and exports and imports:
        return exports.interval.middle + imports.interval.middle
    rate = book.rates.get(subject)
    if rate and last:
        return last.interval.middle * rate.interval.middle
    around = [
        book.usual_log_year(other.interval.middle, of.period)
        for of, other in book.levels.items()
        if (of.statistics, of.flow) == (subject.statistics, subject.flow)
        and of != subject
        and abs(of.period.year - subject.period.year) <= NEAR_YEARS
    ]
    if not around:
        return None
    return math.exp(median(around)) * book.profile.share(subject.period.months)


def _best(book: Book, measure: Measure) -> Statement:
    """Return the print to believe: the most reliable, then the best fitting, then the first published."""
    expected = _expected(book, measure)

    def rank(statement: Statement) -> tuple[int, float]:
        middle = _reading(statement, measure.quantity).middle
        return trust(statement), abs(math.log(middle / expected)) if expected else 0.0

    # The statements stand in order of publication, and `min` takes the first of equals.
    return min(measure.statements, key=rank)


def _reason(book: Book, measure: Measure, wrong: Statement, best: Statement) -> str:
    """Return why one of two prints is taken for the misprint."""
    if trust(wrong) > trust(best):
        return "the less reliable of the two"
    if _expected(book, measure):
        return "the one that fits worse with the other figures"
    return "the later of the two; nothing else tells them apart"


def _digits(quantity: Quantity, statement: Statement) -> str:
    value, resolution = _figure(statement, quantity)
    return significant_digits(value, resolution)


def _is_slip(quantity: Quantity, wrong: Statement, right: Statement) -> bool:
    """Return whether one print can have come out of the other by a slip with a name."""
    (value, resolution), (true, true_resolution) = (_figure(s, quantity) for s in (wrong, right))
    if power_of_ten(value, true):
        return True
    return same_but_for_a_digit(value, resolution, true, true_resolution)


def _findings(book: Book, measure: Measure) -> list[Finding]:
    """Return the findings about one subject: first the slips, then what still disagrees."""
    quantity, best = measure.quantity, _best(book, measure)
    slips: dict[tuple[float, float], list[Statement]] = defaultdict(list)
    rest: list[Statement] = []
    for s in measure.statements:
        apart = not _reading(s, quantity).meets(_reading(best, quantity))
        if apart and _is_slip(quantity, s, best):
            slips[_figure(s, quantity)].append(s)
        else:
            rest.append(s)
    found = [_slip_finding(book, measure, wrong, best) for wrong in slips.values()]
    if Interval.intersection(_reading(s, quantity) for s in rest) is None:
        found.append(_open_finding(book, measure, rest))
    return found


def _slip_finding(book: Book, measure: Measure, wrong: Sequence[Statement], best: Statement) -> Finding:
    quantity = measure.quantity
    bad, good = book.quotes(wrong, quantity), book.printed(best, quantity)
    value, true = _figure(wrong[0], quantity)[0], _figure(best, quantity)[0]
    k = power_of_ten(value, true)
    if k:
        arithmetic = f"{good} is {times(k)} {bad}"
        reading = f"{good}: one of the two is printed in the wrong unit."
    else:
        lost = len(_digits(quantity, wrong[0])) < len(_digits(quantity, best))
        short, long = (bad, good) if lost else (good, bad)
        arithmetic = f"the digits of {short} are those of {long} with one missing"
        reading = f"{good}: one digit was {'lost' if lost else 'added'} on the way to {bad}."
    return Finding(
        code="unit-slip" if k else "lost-digit",
        title=f"{_named(book, measure)}: {bad} is most likely a misprint of {good}.",
        statements=book.ids(
            [*wrong, *(s for s in measure.statements if _figure(s, quantity) == _figure(best, quantity))]
        ),
        arithmetic=f"{_ranges(book, measure, [wrong[0], best])}: no number fits both, but {arithmetic}.",
        likely_reading=reading,
        treatment=f"The {quantity} {bad} is not used ({_reason(book, measure, wrong[0], best)}); {good} is.",
        exclusions=tuple(sorted(Exclusion(s.id, quantity) for s in wrong)),
    )


def _named(book: Book, measure: Measure) -> str:
    subject = measure.subject
    noun = subject.flow_words if measure.quantity == "level" else f"growth of {subject.flow_words}"
    return f"{noun[0].upper()}{noun[1:]} in {subject.period.words} ({book.whose(subject)})"


def _ranges(book: Book, measure: Measure, statements: Sequence[Statement]) -> str:
    """Return each different print with what it allows."""
    quantity = measure.quantity
    return " and ".join(
        dict.fromkeys(
            f"{book.printed(s, quantity)} allows {book.allowed(_reading(s, quantity), quantity)}" for s in statements
        )
    )


def _less_reliable(measure: Measure, statements: Sequence[Statement]) -> list[Statement]:
    """Return the statements that contradict what more reliable ones leave open."""
    out: list[Statement] = []
    left: Interval | None = None
    for tier in sorted({trust(s) for s in statements}):
        readings = [] if left is None else [left]
        for s in statements:
            reading = _reading(s, measure.quantity)
            if trust(s) != tier:
                continue
            if left is not None and not reading.meets(left):
                out.append(s)
            else:
                readings.append(reading)
        left = Interval.intersection(readings) or Interval.hull(readings)
    return out


def _open_finding(book: Book, measure: Measure, statements: Sequence[Statement]) -> Finding:
    quantity = measure.quantity
    wrong = _less_reliable(measure, statements)
    kept = [s for s in statements if s.id not in {w.id for w in wrong}]
    hull = Interval.hull(_reading(s, quantity) for s in kept)
    settled = Interval.intersection(_reading(s, quantity) for s in kept) is not None
    if not wrong:
        treatment = f"Nothing is excluded: the fit uses the whole range {book.allowed(hull, quantity)}."
    else:
        treatment = f"{book.quotes(wrong, quantity)} is not used, being less reliable; {book.quotes(kept, quantity)} is"
        treatment += "." if settled else f", as the whole range {book.allowed(hull, quantity)}."
    return Finding(
        code="same-thing-disagrees",
        title=f"{_named(book, measure)}: {book.quotes(statements, quantity)} cannot all be true.",
        statements=book.ids(statements),
        arithmetic=f"{_ranges(book, measure, statements)}; no number fits them all.",
        likely_reading=_open_reading(book, measure, statements),
        treatment=treatment,
        exclusions=tuple(sorted(Exclusion(s.id, quantity) for s in wrong)),
    )


def _open_reading(book: Book, measure: Measure, statements: Sequence[Statement]) -> str:
    """Return what may lie behind a disagreement that no slip explains."""
    quantity, subject = measure.quantity, measure.subject
    measures = book.levels if quantity == "level" else book.rates
    for of, other in measures.items():
        if of.statistics == subject.statistics or (of.flow, of.period) != (subject.flow, subject.period):
            continue
        taken = [s for s in statements if other.agreed and _reading(s, quantity).meets(other.interval)]
        if taken and len(taken) < len(statements):
            return f"{book.quotes(taken, quantity)} may be the figure of {book.whose(of)}."
    figures = [s.level if quantity == "level" else s.growth for s in statements]
    if any(figure and figure.qualifier != "exact" for figure in figures):
        return "Words like over, almost and about may have been used loosely, or a figure was revised."
    return "A figure was revised between the reports, or one of them is a misprint; nothing printed says which."
