"""The question: which trade, which mark, as known when.

`parse_question` turns the text of a command line, a URL or a notebook into a `Question`, and
refuses it with every fault at once.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Final, Literal, TypeVar, cast

from forecast.data import (
    FIRST_YEAR,
    FLOWS,
    LAST_YEAR,
    Conversion,
    Flow,
    Series,
    Target,
    iranian,
    named_year,
    parse_amount,
    parse_date,
    running_year,
    say_amount,
    say_date,
)
from forecast.errors import Fault, InputError
from forecast.forecasting.fields import FIELDS, MODELS, MOST_RATE, Model
from forecast.model import DEFAULT_HORIZON, LONGEST_HORIZON
from forecast.scenario import BASELINE, Scenario, check_parts, read_parts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from forecast.data import Amount

__all__ = ["Ground", "Question", "as_fields", "parse_ground", "parse_question"]

MEASURE: Final = "calendar_year_total"
FISCAL_MEASURE: Final = "fiscal_year_total"
CALENDAR: Final = 12
#: Without a deadline, chances are told by a year and by the one so many years later.
YEARS_LATER: Final = 5
#: A mark so many times below everything published has lost its scale word.
SMALLEST_SHARE = 1_000

_ABOVE = re.compile(r"above\s+|>\s*", re.IGNORECASE)
_DECIMAL = re.compile(r"\d{1,20}(?:\.\d{0,20})?|\.\d{1,20}", re.ASCII)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Ground:
    """What a question rests on whatever its mark: questions of one ground share a fit and its sample paths.

    Parameters
    ----------
    series, flow, statistics, basis, as_of, horizon, model, seed, scenario, year_ends
        As in `Question`.
    """

    series: str
    flow: Flow
    statistics: str
    basis: str
    as_of: date
    horizon: int
    model: Model = "growth"
    seed: int = 0
    scenario: Scenario = BASELINE
    year_ends: int = 12

    @property
    def running_year(self) -> int:
        """The year that the as-of day lies in."""
        return running_year(self.as_of, self.year_ends)

    @property
    def before_paths(self) -> Ground:
        """The same without the scenario's changes to the paths, the last of the three points it acts at."""
        on_paths = self.scenario.on_paths
        kept = tuple(part for part in self.scenario.parts if part not in on_paths)
        return replace(self, scenario=Scenario(kept)) if on_paths else self


@dataclass(frozen=True, slots=True)
class Question:
    """A question: when will trade reach a mark.

    Parameters
    ----------
    series : str
        Id of the series.
    flow : {"total", "exports", "imports"}
    statistics : str
        Whose statistics.
    basis : str
        ``goods`` or ``goods and services``.
    target : Target
    as_of : datetime.date
        Only what was published by then is used.
    by : int or None
        The deadline, a year.
    horizon : int
        The last year looked at.
    level : float
        Probability of the interval that words and tables tell first.
    model : str
        One of `MODELS`.
    seed : int
    scenario : Scenario
        What is assumed beyond what was published; `BASELINE` changes nothing.
    since : int or None
        The first year that counts: no earlier one fulfils a promise. None when every year does.
    year_ends : int
        The month with which years of the series end; a fiscal year is named by the calendar year that it ends in.
    """

    series: str
    flow: Flow
    statistics: str
    basis: str
    target: Target
    as_of: date
    by: int | None
    horizon: int
    level: float
    model: Model
    seed: int
    scenario: Scenario = BASELINE
    since: int | None = None
    year_ends: int = 12

    @property
    def ground(self) -> Ground:
        """What it rests on whatever its mark."""
        return Ground(
            self.series, self.flow, self.statistics, self.basis, self.as_of, self.horizon, self.model, self.seed,
            self.scenario, self.year_ends,
        )  # fmt: skip

    def counts(self, year: int) -> bool:
        """Return whether reaching the mark in a year answers it."""
        return self.since is None or year >= self.since

    def counts_after(self, year: int | None) -> int | None:
        """Return the last year that does not count, given another bound; None when every year does."""
        bounds = [bound for bound in (year, self.since and self.since - 1) if bound is not None]
        return max(bounds, default=None)

    @property
    def measure(self) -> Literal["calendar_year_total", "fiscal_year_total"]:
        """What is compared with the mark."""
        return MEASURE if self.year_ends == CALENDAR else FISCAL_MEASURE

    @property
    def running_year(self) -> int:
        """The year that the as-of day lies in."""
        return running_year(self.as_of, self.year_ends)

    @property
    def last_complete_year(self) -> int:
        """The last year that had ended on the as-of day."""
        return self.running_year - 1


@dataclass
class _Reader:
    """Reads one field after the other and keeps the faults."""

    fields: Mapping[str, str | None]
    faults: list[Fault] = field(default_factory=list)

    def text(self, name: str) -> str:
        return (self.fields.get(name) or "").strip()

    def fault(self, name: str, problem: str, remedy: str | None = None) -> None:
        self.faults.append(Fault(name, self.text(name), problem, remedy or f"takes {FIELDS[name]}"))

    def read(self, name: str, parse: Callable[[str], T], default: T) -> T:
        text = self.text(name)
        if not text:
            return default
        try:
            return parse(text)
        except ValueError as error:
            self.fault(name, str(error))
            return default

    def choice(self, name: str, allowed: tuple[str, ...], default: str) -> str:
        text = self.text(name)
        if text and text not in allowed:
            self.fault(name, "is not known", f"known are: {', '.join(allowed)}")
        return text if text in allowed else default


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 10):
        msg = "is not a whole number"
        raise ValueError(msg)
    return int(text)


def _year_of(text: str, *, year_ends: int, of_iran: bool) -> int:
    """Return a year of a series; a fiscal one may be named by both its years, as FY2028, or as 1406 in Iran."""
    named = named_year(text, year_ends=year_ends, of_iran=of_iran)
    if named is not None:
        return named
    year = _whole(text)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        msg = f"is not a year from {FIRST_YEAR} to {LAST_YEAR}"
        raise ValueError(msg)
    return year


def _seed(text: str) -> int:
    seed = _whole(text)
    if seed > 0xFFFF_FFFF:
        msg = "is too large"
        raise ValueError(msg)
    return seed


def _level(text: str) -> float:
    if not _DECIMAL.fullmatch(text):
        msg = "is not a number"
        raise ValueError(msg)
    level = float(text)
    if 1 < level < 100:
        msg = f"is not between 0 and 1, did you mean {level / 100:g}?"
        raise ValueError(msg)
    if not 0.01 <= level <= 0.99:
        msg = "is not between 0.01 and 0.99"
        raise ValueError(msg)
    return level


def _rate(text: str) -> float:
    rate = float(text) if _DECIMAL.fullmatch(text) else 0.0
    if not 0 < rate <= MOST_RATE:
        msg = "is not a rate"
        raise ValueError(msg)
    return rate


def _in_unit(reader: _Reader, amount: Amount, rate: float | None, unit: str) -> tuple[Amount | None, Conversion | None]:
    """Return a mark in the series' currency, and how it was converted; None for one that cannot be."""
    rated = bool(reader.text("rate"))
    if not amount.unit or amount.unit == unit:
        if rate is not None:
            reader.fault("rate", "has nothing to convert", f"the mark is in {unit} as the series is: leave it out")
        return amount, None
    if rate is None:
        if not rated:
            ways = f"give the mark in {unit}, a rate, or figures in {amount.unit}"
            reader.fault("target", f"is in {amount.unit}", f"the series is in {unit}: {ways}")
        return None, None
    return replace(amount, value=amount.value * rate, unit=unit), Conversion(amount.value, amount.unit, rate)


def _target(reader: _Reader, unit: str, lowest: float, highest: float) -> Target | None:
    rate = reader.read("rate", _rate, None)
    if not reader.text("target"):
        reader.fault("target", "is missing")
        return None
    strict = _ABOVE.match(reader.text("target"))
    given = reader.read("target", lambda text: parse_amount(_ABOVE.sub("", text, count=1) if strict else text), None)
    amount, conversion = (None, None) if given is None else _in_unit(reader, given, rate, unit)
    if amount is None:
        return None
    if amount.value * SMALLEST_SHARE < lowest:
        problem = f"is less than a thousandth of the lowest level published ({say_amount(lowest, unit)})"
        reader.fault("target", problem, "write the scale out, such as 2.5bn")
    elif highest and amount.value > highest * SMALLEST_SHARE:
        problem = f"is more than a thousand times the highest level published ({say_amount(highest, unit)})"
        reader.fault("target", problem, "write the scale of the levels out, such as 1200m, or give a lower mark")
    return replace(Target.of(amount, unit), strict=strict is not None, conversion=conversion)


def _as_text(value: object) -> str | None:
    """Return a value as the text that the readers of fields take: dates as days, numbers in plain digits."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, float) and math.isfinite(value):
        return format(Decimal(repr(float(value))), "f").removesuffix(".0")
    return str(value)


def as_fields(**given: object) -> dict[str, str | None]:
    """Return what is given in Python as fields: text, numbers, dates and pandas' timestamps.

    Examples
    --------
    >>> from datetime import date
    >>> as_fields(target=2.5e9, by=2027, as_of=date(2025, 7, 14), flow=None)
    {'target': '2500000000', 'by': '2027', 'as_of': '2025-07-14', 'flow': None}
    """
    return {name: _as_text(value) for name, value in given.items()}


def parse_ground(fields: Mapping[str, str | None], series: Series) -> Ground:
    """Return what fields without a mark ask of a series.

    Parameters
    ----------
    fields : mapping of str to str or None
        By the names in `FIELDS`.
    series : Series

    Raises
    ------
    InputError
        With every fault.
    """
    # Any mark will do; the highest level told is never refused.
    highest = max((s.level.value for s in series.statements if s.level), default=1.0)
    return parse_question({**fields, "target": f"{highest:.0f}"}, series).ground


def parse_question(fields: Mapping[str, str | None], series: Series) -> Question:
    """Return the question that the fields put to a series.

    Parameters
    ----------
    fields : mapping of str to str or None
        By the names in `FIELDS`; missing and empty ones take their defaults.
    series : Series

    Returns
    -------
    Question

    Raises
    ------
    InputError
        With every fault: what was given, what is wrong, what would be right.
    """
    reader = _Reader(fields)
    for name in fields:
        if name not in FIELDS:
            reader.faults.append(
                Fault(name, fields[name] or "", "is not a parameter", f"known are: {', '.join(FIELDS)}")
            )
    lowest = min((s.level.value for s in series.statements if s.level), default=0.0)
    highest = max((s.level.value for s in series.statements if s.level), default=0.0)
    target = _target(reader, series.unit, lowest, highest)
    flow = cast("Flow", reader.choice("flow", FLOWS, "total"))
    side = reader.choice("statistics", series.sides, series.side_for(flow))
    model = cast("Model", reader.choice("model", MODELS, "growth"))
    level, seed = reader.read("level", _level, 0.8), reader.read("seed", _seed, 0)
    # The other flows count too: a total narrows by its parts, and can be their sum.
    chosen = series.select(statistics=side)
    own = series.select(statistics=side, flow=flow)
    if not own and len({s.flow for s in chosen}) < 2:
        have = ", ".join(f"{s} {f}" for s in series.sides for f in FLOWS if series.select(statistics=s, flow=f))
        reader.fault("flow", f"({flow}) has no statement in the statistics of {side}", f"there are: {have}")
    newest = max((s.origin.published for s in chosen), default=series.newest)
    as_of = reader.read("as_of", parse_date, newest)
    _check_as_of(reader, series, side, as_of)
    ends = series.year_ends
    of_iran = iranian((series.reporter, series.partner))
    _year = partial(_year_of, year_ends=ends, of_iran=of_iran)
    now = running_year(as_of, ends)
    by = reader.read("by", _year, None)
    first = min((s.period.year for s in chosen), default=FIRST_YEAR)
    if by is not None and by < first:
        reader.fault("by", "lies before the data", f"the data begin in {first}")
    since = reader.read("since", _year, None)
    if since is not None and by is not None and by < since:
        reader.fault("by", "lies before the first year that counts", f"takes a year from {since}")
    # Of a promise not made yet, the years after it are told too.
    usual = max(now + DEFAULT_HORIZON, 0 if since is None else since + YEARS_LATER)
    horizon = reader.read("horizon", _year, min(usual, now + LONGEST_HORIZON))
    if not now < horizon <= now + LONGEST_HORIZON:
        reader.fault("horizon", "is out of range", f"takes a year from {now + 1} to {now + LONGEST_HORIZON}")
    elif by is not None and by > horizon:
        reader.fault("by", "lies beyond the horizon", f"takes a year up to {horizon}, or give a later horizon")
    if since is not None and since > horizon:
        reader.fault("since", "lies beyond the horizon", f"takes a year up to {horizon}, or give a later horizon")
    parts, name, faults = read_parts(reader.text("scenario"), series.unit, year_ends=ends, of_iran=of_iran)
    reader.faults += faults
    reader.faults += check_parts(
        parts,
        series,
        statistics=side,
        flow=flow,
        as_of=as_of,
        horizon=horizon,
        growth_model=model == "growth",
    )
    if reader.faults or target is None:
        raise InputError(reader.faults)
    scenario = Scenario(parts, name)
    return Question(
        series.id, flow, side, series.basis, target, as_of, by, horizon, level, model, seed, scenario, since,
        ends,
    )  # fmt: skip


def _check_as_of(reader: _Reader, series: Series, side: str, as_of: date) -> None:
    chosen = series.select(statistics=side)
    if as_of.year > LAST_YEAR - LONGEST_HORIZON:
        reader.fault("as_of", "lies too far ahead", f"takes a day up to the year {LAST_YEAR - LONGEST_HORIZON}")
    if not chosen or any(s.origin.published <= as_of for s in chosen):
        return
    first = min(s.origin.published for s in chosen)
    reader.fault("as_of", "lies before the first statement", f"the first was published on {say_date(first)}")
