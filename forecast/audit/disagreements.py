"""Statements about one and the same thing that cannot all be true.

Their intervals, which allow for rounding and for cutting, have no common point. One of them is
set aside for a slip with a name (a power of ten, a lost digit); because a later one, printed at least as
finely and at least as reliable, took its place; because it came later and is vaguer or weaker; or because it is less
reliable than others of its day. Otherwise the fit takes the hull of what they allow (docs/statements.md).
"""

from __future__ import annotations

import math
from collections import defaultdict
from statistics import median
from typing import TYPE_CHECKING

from forecast.audit.facts import Disagreement, Misprint, Preference, Printed, Quantity, Reading
from forecast.audit.findings import Finding
from forecast.audit.measures import PARTS, Book, Measure, exclusions_of, figures_of, trust
from forecast.audit.misprints import power_of_ten, same_but_for_a_digit, significant_digits
from forecast.data import Interval

if TYPE_CHECKING:
    from collections.abc import Sequence

    from forecast.data import Statement

__all__ = ["disagreeing_levels", "disagreeing_rates"]

#: Levels this many years away still say what size a level should have.
NEAR_YEARS = 2


def disagreeing_levels(book: Book) -> tuple[Finding, ...]:
    """Return a finding for each contradiction among the levels printed for one thing."""
    return tuple(f for measure in book.levels.values() if _is_looked_at(measure) for f in _findings(book, measure))


def disagreeing_rates(book: Book) -> tuple[Finding, ...]:
    """Return a finding for each contradiction among the growth rates printed for one thing."""
    return tuple(f for measure in book.rates.values() if _is_looked_at(measure) for f in _findings(book, measure))


def _is_looked_at(measure: Measure) -> bool:
    """Return whether statements about one thing contradict each other, or one says that it supersedes another."""
    return not measure.agreed or any(s.supersedes for s in measure.statements)


def _fineness(statement: Statement, quantity: Quantity) -> tuple[bool, float]:
    """Return how vague a print is: exact ones are finer than qualified ones, then by their last digit."""
    figure = statement.level if quantity == "level" else statement.growth
    assert figure is not None
    return figure.qualifier != "exact", figure.resolution


def _says_so(later: Statement, earlier: Statement) -> bool:
    """Return whether a statement itself says that it takes the place of an earlier one."""
    if not later.supersedes or later.id == earlier.id or earlier.origin.published > later.origin.published:
        return False
    return later.supersedes in {"yes", earlier.event, earlier.id, earlier.origin.published.isoformat()}


def _takes_the_place(later: Statement, earlier: Statement, quantity: Quantity) -> bool:
    """Return whether a later print that contradicts an earlier one is at least as fine and as reliable.

    The level that an announcement of a target names never takes the place of a published one.
    """
    announced = later.event.startswith("announcement")
    finer = _fineness(later, quantity) <= _fineness(earlier, quantity)
    return finer and trust(later) <= trust(earlier) and not announced


def _by_day(
    statements: Sequence[Statement], quantity: Quantity
) -> tuple[list[Statement], list[Statement], list[Statement]]:
    """Return the statements that stand, those superseded, and later ones too vague or weak to matter."""
    standing: list[Statement] = []
    superseded: list[Statement] = []
    aside: list[Statement] = []
    for s in sorted(statements, key=lambda s: (s.origin.published, bool(s.supersedes), s.id)):
        said = [e for e in standing if _says_so(s, e)] if s.supersedes else []
        told, reading = {e.id for e in said}, _reading(s, quantity)
        against = [
            e
            for e in standing
            if e.origin.published < s.origin.published and e.id not in told and not _reading(e, quantity).meets(reading)
        ]
        if all(_takes_the_place(s, e, quantity) for e in against):
            superseded += said + against
            told |= {e.id for e in against}
        elif said:
            superseded += said
        else:
            aside.append(s)
            continue
        standing = [*(e for e in standing if e.id not in told), s] if told else [*standing, s]
    return standing, superseded, aside


def _reading(statement: Statement, quantity: Quantity) -> Interval:
    figure = statement.level if quantity == "level" else statement.growth
    assert figure is not None
    assert figure.cut_or_rounded is not None
    return figure.cut_or_rounded


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
        book.usual_log_year(other.interval.middle, period)
        for period, other in book.levels_of.get((subject.statistics, subject.flow), {}).items()
        if abs(period.year - subject.period.year) <= NEAR_YEARS and period != subject.period
    ]
    if not around:
        return None
    return math.exp(median(around)) * book.profile.share(subject.period.months)


def _best(book: Book, measure: Measure, statements: Sequence[Statement]) -> Statement:
    """Return the print to believe: the most reliable, then the best fitting, then the first published."""
    expected = _expected(book, measure)

    def rank(statement: Statement) -> tuple[int, float]:
        middle = _reading(statement, measure.quantity).middle
        return trust(statement), abs(math.log(middle / expected)) if expected else 0.0

    # The statements stand in order of publication, and `min` takes the first of equals.
    return min(statements, key=rank)


def _preference(book: Book, measure: Measure, wrong: Statement, best: Statement) -> Preference:
    """Return why one of two prints is taken for the misprint; where nothing tells them apart, the later one is."""
    if trust(wrong) > trust(best):
        return "less-reliable"
    return "fits-worse" if _expected(book, measure) else "later"


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
    quantity = measure.quantity
    # What a source takes back itself is a revision, however like a misprint it looks.
    saying = [s for s in measure.statements if s.supersedes]
    taken_back = {e.id for e in measure.statements if any(_says_so(s, e) for s in saying)}
    best = _best(book, measure, [s for s in measure.statements if s.id not in taken_back] or measure.statements)
    believed = _reading(best, quantity)
    slips: dict[tuple[float, float], list[Statement]] = defaultdict(list)
    rest: list[Statement] = []
    for s in measure.statements:
        apart = not _reading(s, quantity).meets(believed)
        if apart and s.id not in taken_back and _is_slip(quantity, s, best):
            slips[_figure(s, quantity)].append(s)
        else:
            rest.append(s)
    found = [_slip_finding(book, measure, wrong, best) for wrong in slips.values()]
    standing, superseded, aside = _by_day(rest, quantity)
    if superseded:
        found.append(_later_finding(book, measure, superseded, standing, "superseded"))
    if aside:
        found.append(_later_finding(book, measure, aside, standing, "later"))
    if Interval.intersection(_reading(s, quantity) for s in standing) is None:
        found.append(_open_finding(book, measure, standing))
    return found


def _later_finding(
    book: Book, measure: Measure, unused: Sequence[Statement], standing: Sequence[Statement], reading: Reading
) -> Finding:
    """Return what became of figures of different days: the older are superseded, or the newer change nothing."""
    quantity, statements = measure.quantity, sorted([*unused, *standing], key=lambda s: (s.origin.published, s.id))
    common = Interval.intersection(_reading(s, quantity) for s in standing)
    return Finding(
        code="revised" if reading == "superseded" else "same-thing-disagrees",
        statements=book.ids(statements),
        facts=Disagreement(
            prints=_each_printed(measure, statements),
            unused=figures_of(unused, quantity),
            used=_printed(measure, standing, common or Interval.hull(_reading(s, quantity) for s in standing)),
            settled=common is not None,
            reading=reading,
        ),
        exclusions=exclusions_of(unused, quantity),
    )


def _printed(measure: Measure, statements: Sequence[Statement], allows: Interval) -> Printed:
    return Printed(measure.subject, figures_of(statements, measure.quantity), allows)


def _each_printed(measure: Measure, statements: Sequence[Statement]) -> tuple[Printed, ...]:
    """Return the different figures that statements print, each with what it allows, in their order."""
    figures = figures_of(statements, measure.quantity)
    return tuple(Printed(measure.subject, (f,), f.cut_or_rounded) for f in figures if f.cut_or_rounded)


def _slip_finding(book: Book, measure: Measure, wrong: Sequence[Statement], best: Statement) -> Finding:
    quantity = measure.quantity
    power = power_of_ten(_figure(wrong[0], quantity)[0], _figure(best, quantity)[0])
    return Finding(
        code="unit-slip" if power else "lost-digit",
        statements=book.ids(
            [*wrong, *(s for s in measure.statements if _figure(s, quantity) == _figure(best, quantity))]
        ),
        facts=Misprint(
            wrong=_printed(measure, wrong, _reading(wrong[0], quantity)),
            right=_printed(measure, [best], _reading(best, quantity)),
            power=power or 0,
            lost=len(_digits(quantity, wrong[0])) < len(_digits(quantity, best)),
            preference=_preference(book, measure, wrong[0], best),
        ),
        exclusions=exclusions_of(wrong, quantity),
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
    reading, other = _open_reading(book, measure, statements)
    return Finding(
        code="same-thing-disagrees",
        statements=book.ids(statements),
        facts=Disagreement(
            prints=_each_printed(measure, statements),
            unused=figures_of(wrong, quantity),
            used=_printed(measure, kept, hull),
            settled=Interval.intersection(_reading(s, quantity) for s in kept) is not None,
            reading=reading,
            other=other,
            sources=_by_publisher(measure, statements) if reading == "revised" else (),
        ),
        exclusions=exclusions_of(wrong, quantity),
    )


def _by_publisher(measure: Measure, statements: Sequence[Statement]) -> tuple[tuple[str, Printed], ...]:
    """Return what each publisher prints, none when there is one."""
    said: dict[str, list[Statement]] = defaultdict(list)
    for s in statements:
        said[s.origin.publisher].append(s)
    return tuple(
        (publisher, _printed(measure, own, Interval.hull(_reading(s, measure.quantity) for s in own)))
        for publisher, own in said.items()
        if len(said) > 1
    )


def _open_reading(book: Book, measure: Measure, statements: Sequence[Statement]) -> tuple[Reading, Printed | None]:
    """Return what may lie behind a disagreement that no slip explains; with another side, which prints are its."""
    quantity, subject = measure.quantity, measure.subject
    measures = book.levels if quantity == "level" else book.rates
    for of, other in measures.items():
        if of.statistics == subject.statistics or (of.flow, of.period) != (subject.flow, subject.period):
            continue
        taken = [s for s in statements if other.agreed and _reading(s, quantity).meets(other.interval)]
        if taken and len(taken) < len(statements):
            return "other-side", Printed(of, figures_of(taken, quantity), other.interval)
    figures = [s.level if quantity == "level" else s.growth for s in statements]
    if any(figure and figure.qualifier != "exact" for figure in figures):
        return "loose-words", None
    return "revised", None
