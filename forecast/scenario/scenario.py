"""A scenario: a named change to what is assumed, applied at three points of the one flow.

On the statements (hypothetical ones are added before the audit), on the prior (drift, volatility) and on the
paths (growth of named years, shocks, world trade, deals). Its text form holds the parts joined by semicolons,
`growth=2026:-10%;add=2026-:120m@0.7`; what is read is written back in one canonical form.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from forecast.data import (
    FIRST_YEAR,
    LAST_YEAR,
    MONTHS,
    GrowthPrint,
    LevelPrint,
    named_year,
    parse_amount,
    parse_date,
    parse_period,
)
from forecast.errors import Fault, InputError
from forecast.scenario.notation import check_label
from forecast.scenario.parts import (
    Deal,
    Drift,
    FixedGrowth,
    OnFlow,
    Part,
    Saying,
    ShiftedGrowth,
    Shock,
    Volatility,
    WorldTrade,
)
from forecast.scenario.rules import MOST_PARTS, WHERE, contradictions, on_paths, on_prior, sayings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from forecast.data import Qualifier
    from forecast.scenario.parts import Change, PathPart, PriorPart

__all__ = [
    "BASELINE",
    "FORMS",
    "LONGEST_TEXT",
    "MOST_PARTS",
    "Deal",
    "Drift",
    "FixedGrowth",
    "OnFlow",
    "Part",
    "Saying",
    "Scenario",
    "ShiftedGrowth",
    "Shock",
    "Volatility",
    "WorldTrade",
    "parse_scenario",
    "read_parts",
]

LONGEST_TEXT = 500
#: What there is to write, by its name, with an example.
FORMS: Mapping[str, str] = {
    "growth": "growth=2026:-10%",
    "shift": "shift=2026:+3%",
    "shock": "shock=2026:-20%~3y",
    "world": "world=2026:-8%",
    "add": "add=2026-:120m/3y@0.7",
    "drift": "drift=+2%",
    "volatility": "volatility=0.15",
    "say": "say=2025-01/2025-09:+3%",
    "exports.growth": "exports.growth=2026:+10%",
    "name": "name=a bad year",
}
_KINDS = (FixedGrowth, ShiftedGrowth, Shock, WorldTrade, Deal, OnFlow, Drift, Volatility, Saying)


def _order(part: Part) -> tuple[object, ...]:
    """Return where a part stands in the canonical form."""
    if isinstance(part, OnFlow):
        return (_KINDS.index(OnFlow), part.flow, *_order(part.change))
    inner = part.order if isinstance(part, Deal | Saying) else (part,)
    return (_KINDS.index(type(part)), *inner)


@dataclass(frozen=True, slots=True, repr=False)
class Scenario:
    """A named change to what is assumed; without parts it changes nothing.

    Parameters
    ----------
    parts : tuple of Part
        Kept in canonical order.
    name : str
        At most 40 letters, digits and plain signs, or empty.

    Raises
    ------
    InputError
        When parts contradict each other or are too many.

    Examples
    --------
    >>> str(Scenario((Deal(2026, None, 120e6, probability=0.7), FixedGrowth(2026, 2026, -10))))
    'growth=2026:-10%;add=2026-:120m@0.7'
    """

    parts: tuple[Part, ...] = ()
    name: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "parts", tuple(sorted(self.parts, key=_order)))
        try:
            object.__setattr__(self, "name", check_label(self.name))
        except ValueError as error:
            raise InputError([Fault(WHERE, self.name, str(error), f"write {FORMS['name']}")]) from None
        faults = contradictions(self.parts)
        if faults:
            raise InputError(faults)

    def __bool__(self) -> bool:
        return bool(self.parts)

    def __str__(self) -> str:
        name = [f"name={self.name}"] if self.name else []
        return ";".join([*name, *map(str, self.parts)])

    def __repr__(self) -> str:
        return f"parse_scenario({str(self)!r})"

    @property
    def sayings(self) -> tuple[Saying, ...]:
        """What acts on the statements."""
        return sayings(self.parts)

    @property
    def on_prior(self) -> tuple[PriorPart, ...]:
        """What acts on the prior."""
        return on_prior(self.parts)

    @property
    def on_paths(self) -> tuple[PathPart, ...]:
        """What acts on the paths."""
        return on_paths(self.parts)


#: No change.
BASELINE = Scenario()

_PERCENT = re.compile(r"([+-]?)(\d{1,7})(?:\.(\d{1,12}))?\s*%", re.ASCII)
_NUMBER = re.compile(r"\d{1,7}(?:\.\d{1,12})?|\.\d{1,12}", re.ASCII)
_CALENDAR = 12
#: A year by a name that is no number of ours; two years with a hyphen between are a range.
_NAMED = re.compile(
    r"(?:FY ?'?\d{2}(?:\d\d)?|(?<!\d)\d{4})(?:/\d{4}|[-/–]\d{2})(?!\d)|"
    r"FY ?'?\d{2}(?:\d\d)?(?!\d)|(?<!\d)1[34]\d\d(?!\d)",
    re.ASCII | re.IGNORECASE,
)
_YEARS = re.compile(r"(\d{4})(?:\s*(-)\s*(\d{4})?)?", re.ASCII)
_RECOVERY = re.compile(r"(\d{1,4})\s*y(?:ears?)?", re.ASCII)
_LABELLED = re.compile(r'(.*?)\s*"([^"]*)"', re.DOTALL)
_QUALIFIED = re.compile(r"(about|over|almost)\s+(.*)", re.DOTALL)


def _percent(text: str) -> float:
    found = _PERCENT.fullmatch(text.strip())
    if not found:
        msg = "is not a growth rate in per cent, such as -10%"
        raise ValueError(msg)
    sign, whole, decimals = found.groups()
    if len((decimals or "").rstrip("0")) > 4:
        msg = "has more than four decimals"
        raise ValueError(msg)
    return float(f"{sign}{whole}.{decimals or 0}")


def _number(text: str) -> float:
    if not _NUMBER.fullmatch(text.strip()):
        msg = "is not a number"
        raise ValueError(msg)
    return float(text)


def _years(text: str) -> tuple[int, int | None]:
    """Return first and last year of ``2026``, ``2026-2028`` or ``2026-``."""
    found = _YEARS.fullmatch(text.strip())
    if not found:
        msg = "names no year"
        raise ValueError(msg)
    first = int(found[1])
    last = int(found[3]) if found[3] else None if found[2] else first
    if any(year is not None and not FIRST_YEAR <= year <= LAST_YEAR for year in (first, last)):
        msg = f"names a year outside {FIRST_YEAR} to {LAST_YEAR}"
        raise ValueError(msg)
    return first, last


def _in_endings(body: str, year_ends: int, *, of_iran: bool) -> str:
    """Return a change with every fiscal year that it is about, such as 2026/27, named by the year that it ends in."""

    def ending(found: re.Match[str]) -> str:
        year = named_year(found[0], year_ends=year_ends, of_iran=of_iran)
        return found[0] if year is None else str(year)

    years, colon, rest = body.partition(":")
    return _NAMED.sub(ending, years) + colon + rest


def _closed(text: str) -> tuple[int, int]:
    first, last = _years(text)
    if last is None:
        msg = "names no last year"
        raise ValueError(msg)
    return first, last


def _split(text: str) -> tuple[str, str]:
    """Return what stands before and after the colon."""
    before, colon, after = text.partition(":")
    if not colon:
        msg = "names no year (nothing stands before a colon)"
        raise ValueError(msg)
    return before, after


def _money(text: str, unit: str | None) -> tuple[float, float]:
    """Return value and resolution of an amount in the series' own currency."""
    if re.search(r"\de[+-]?\d", text, re.IGNORECASE):
        msg = "is written with an exponent"
        raise ValueError(msg)
    amount = parse_amount(text)
    if amount.unit and amount.unit != unit:
        msg = f"is in {amount.unit}; the series is in {unit}" if unit else "names a currency; the series' own is meant"
        raise ValueError(msg)
    return amount.value, amount.resolution


def _read_growth(text: str, _: str | None) -> FixedGrowth:
    years, percent = _split(text)
    return FixedGrowth(*_closed(years), _percent(percent))


def _read_shift(text: str, _: str | None) -> ShiftedGrowth:
    years, percent = _split(text)
    return ShiftedGrowth(*_closed(years), _percent(percent))


def _read_world(text: str, _: str | None) -> WorldTrade:
    years, percent = _split(text)
    return WorldTrade(*_closed(years), _percent(percent))


def _read_shock(text: str, _: str | None) -> Shock:
    years, rest = _split(text)
    percent, tilde, recovery = rest.partition("~")
    first, last = _closed(years)
    if first != last:
        msg = "names more than one year"
        raise ValueError(msg)
    found = _RECOVERY.fullmatch(recovery.strip())
    if tilde and (not found or not int(found[1])):
        msg = "recovers in what is not a number of years, such as ~3y"
        raise ValueError(msg)
    return Shock(first, _percent(percent), int(found[1]) if found else 0)


def _read_add(text: str, unit: str | None) -> Deal:
    labelled = _LABELLED.fullmatch(text.strip())
    body, label = (labelled[1], labelled[2]) if labelled else (text, "")
    years, rest = _split(body)
    amount, *options = re.split(r"(?=[@/])", rest)
    phase = [o[1:].strip() for o in options if o[0] == "/"]
    chance = [o[1:] for o in options if o[0] == "@"]
    if len(phase) > 1 or len(chance) > 1:
        msg = "gives a phase or a probability twice"
        raise ValueError(msg)
    stretch = _RECOVERY.fullmatch(phase[0]) if phase else None
    if phase and not stretch:
        msg = "is phased in over what is not a number of years, such as /3y"
        raise ValueError(msg)
    first, last = _years(years)
    plain = amount.strip()
    sign = -1 if plain[:1] == "-" else 1
    value = sign * _money(plain.lstrip("+-"), unit)[0]
    return Deal(first, last, value, int(stretch[1]) if stretch else 1, _number(chance[0]) if chance else 1.0, label)


def _read_drift(text: str, _: str | None) -> Drift:
    return Drift(_percent(text))


def _read_volatility(text: str, _: str | None) -> Volatility:
    relative = text.strip().startswith("x")
    return Volatility(_number(text.strip().removeprefix("x")), relative)


def _read_say(text: str, unit: str | None, year_ends: int = _CALENDAR) -> Saying:
    period_text, rest = _split(text)
    try:
        period = parse_period(period_text, year_ends=year_ends)
    except ValueError as error:
        msg = f"names a period that {error}"
        raise ValueError(msg) from None
    if not period.from_start:
        msg = f"names a period that does not start in {MONTHS[period.year_ends % 12]}"
        raise ValueError(msg)
    value, tilde, day_text = (part.strip() for part in rest.partition("~"))
    day: date | None = parse_date(day_text) if tilde else None
    qualified = _QUALIFIED.fullmatch(value)
    qualifier: Qualifier = "exact"
    if qualified:
        qualifier, value = qualified[1], qualified[2]  # type: ignore[assignment]  # the pattern names the qualifiers
    if value in {"up", "down"}:
        return Saying(period, None, GrowthPrint(0.0, 0.0, "up" if value == "up" else "down"), day)
    if value.endswith("%"):
        percent, decimals = _percent(value), _PERCENT.fullmatch(value)
        resolution = 10.0 ** -len((decimals and decimals[3]) or "")
        if not -99 <= percent <= 10_000:
            msg = "is a growth rate outside -99 % to +10,000 %"
            raise ValueError(msg)
        return Saying(period, None, GrowthPrint(percent, resolution, qualifier), day)
    level, resolution = _money(value, unit)
    return Saying(period, LevelPrint(level, resolution, qualifier), None, day)


_CHANGES: Mapping[str, Callable[[str, str | None], Change]] = {
    "growth": _read_growth,
    "shift": _read_shift,
    "shock": _read_shock,
    "world": _read_world,
    "add": _read_add,
}
_READERS: Mapping[str, Callable[[str, str | None], Part]] = {
    **_CHANGES,
    "drift": _read_drift,
    "volatility": _read_volatility,
}


@dataclass
class _Text:
    """A scenario's text being read; keeps every fault."""

    unit: str | None
    year_ends: int = _CALENDAR
    of_iran: bool = False
    parts: list[Part] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def read(self, text: str) -> None:
        """Read one part."""
        kind, equals, body = (side.strip() for side in text.partition("="))
        kind = kind.lower()
        flow, dot, of_flow = kind.partition(".")
        if equals and dot and flow in {"exports", "imports"} and of_flow in _CHANGES:
            self._read_flow("exports" if flow == "exports" else "imports", of_flow, body, text)
            return
        if not equals or kind not in FORMS:
            known = ", ".join(FORMS)
            self.faults.append(Fault(WHERE, text, "is not a change known here", f"known are: {known}"))
            return
        try:
            if kind == "name":
                self.names.append(check_label(body))
            else:
                self.parts.append(self._part(kind, body))
        except ValueError as error:
            self.faults.append(Fault(WHERE, text, str(error), f"write it like {FORMS[kind]}"))

    def _part(self, kind: str, body: str) -> Part:
        if kind == "say":
            return _read_say(body, self.unit, self.year_ends)
        return _READERS[kind](self._dated(body) if kind in _CHANGES else body, self.unit)

    def _dated(self, body: str) -> str:
        return _in_endings(body, self.year_ends, of_iran=self.of_iran)

    def _read_flow(self, flow: Literal["exports", "imports"], kind: str, body: str, text: str) -> None:
        """Read a change of one flow alone."""
        try:
            self.parts.append(OnFlow(flow, _CHANGES[kind](self._dated(body), self.unit)))
        except ValueError as error:
            self.faults.append(Fault(WHERE, text, str(error), f"write it like {flow}.{FORMS[kind]}"))


def parse_scenario(text: str, unit: str | None = None) -> Scenario:
    """Return the scenario that a text holds.

    Parameters
    ----------
    text : str
        Parts joined by semicolons, each as in `FORMS`; empty for the baseline.
    unit : str, optional
        The series' currency: amounts may name it, and no other.

    Returns
    -------
    Scenario

    Raises
    ------
    InputError
        With every fault: the part, what is wrong, what would be right.

    Examples
    --------
    >>> str(parse_scenario(" add = 2026- : 120 m @ .7 ; growth=2026:-10.0%"))
    'growth=2026:-10%;add=2026-:120m@0.7'
    """
    parts, name, faults = read_parts(text, unit)
    if faults:
        raise InputError(faults)
    return Scenario(parts, name)


def read_parts(
    text: str, unit: str | None, *, year_ends: int = _CALENDAR, of_iran: bool = False
) -> tuple[tuple[Part, ...], str, list[Fault]]:
    """Return the parts that a scenario's text holds, its name, and every fault, contradictions included.

    `year_ends` is the month with which years of the series end; of Iran's trade, 1406 is a year.
    """
    if len(text) > LONGEST_TEXT:
        return (), "", [Fault(WHERE, text, f"is longer than {LONGEST_TEXT} characters", "say it with fewer parts")]
    read = _Text(unit, year_ends, of_iran)
    for part in text.replace("\u2212", "-").split(";"):
        if part.strip():
            read.read(part.strip())
    if len(read.names) > 1:
        read.faults.append(Fault(WHERE, f"name={read.names[1]}", "is a second name", "keep one"))
    if any(read.names) and not read.parts and not read.faults:
        read.faults.append(Fault(WHERE, text, "changes nothing", f"add a change such as {FORMS['growth']}"))
    parts = tuple(sorted(read.parts, key=_order))
    return parts, read.names[0] if read.names else "", [*read.faults, *contradictions(parts)]
